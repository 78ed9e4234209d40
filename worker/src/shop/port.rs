//! The port to the shop: one request in, one reply or failure out. The production driver speaks HTTP; tests and the
//! simulator put a model here.
//!
//! To add a call: a request and a reply here, its wire form in the client, its endpoint and faults in the sandbox.

use std::{collections::BTreeMap, time::Duration};

use conversation::effect::{AgreedFee, AgreedLine, Article, Supplier};
use domain::{
    ids::{GatewayId, LineKey, OrderId, ProductId, RateId},
    money::{Currency, Money},
    shop::{Address, Cart, Gateway, Order, OrderSighting, OrderStatus, Tracking},
};
use serde::{Deserialize, Serialize};

/// The key of a basket session in the shop (`Cart-Token`). A credential: hidden from `Debug`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CartToken(pub String);

impl std::fmt::Debug for CartToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CartToken(..)")
    }
}

/// A basket together with the session it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionCart {
    /// The basket.
    pub cart: Cart,
    /// The newest token of the session; always keep the latest.
    pub token: CartToken,
    /// The session's identity (`user_id` of the token): differs from the old token's when the session was lost.
    pub session: String,
}

/// A call to the shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// Read a basket; without a token a new session is made.
    GetCart {
        /// Which session.
        token: Option<CartToken>,
    },
    /// Put `quantity` more of an article into the basket. Adds up: never repeat without reading.
    AddItem {
        /// Which session; from a `GetCart`.
        token: CartToken,
        /// What.
        article: Article,
        /// How many more.
        quantity: u32,
    },
    /// Set the quantity of a line, 1 or more.
    UpdateItem {
        /// Which session.
        token: CartToken,
        /// Which line.
        key: LineKey,
        /// How many, absolute.
        quantity: u32,
    },
    /// Remove a line.
    RemoveItem {
        /// Which session.
        token: CartToken,
        /// Which line.
        key: LineKey,
    },
    /// Apply a coupon.
    ApplyCoupon {
        /// Which session.
        token: CartToken,
        /// As typed.
        code: String,
    },
    /// Take a coupon off.
    RemoveCoupon {
        /// Which session.
        token: CartToken,
        /// Its code.
        code: String,
    },
    /// Tell the shop where to deliver and who pays.
    UpdateCustomer {
        /// Which session.
        token: CartToken,
        /// The address as far as known; empty fields are left out.
        address: Box<Address>,
    },
    /// Choose how to deliver. An unknown rate is answered with another one selected: check.
    SelectRate {
        /// Which session.
        token: CartToken,
        /// Which rate.
        rate: RateId,
    },
    /// `GET /checkout`: hands out the id of a draft order, the same on repetition.
    OpenCheckout {
        /// Which session.
        token: CartToken,
    },
    /// `POST /checkout`: turns the draft into an order. Never twice at once.
    PlaceCheckout {
        /// Which session.
        token: CartToken,
        /// Where to deliver and who pays.
        address: Box<Address>,
        /// How it is paid.
        gateway: GatewayId,
        /// A word for the merchant; may be empty.
        note: String,
    },
    /// Read one order.
    GetOrder {
        /// Which.
        order: OrderId,
    },
    /// Write facts into an order's meta data, one unique key per fact; repeating is harmless.
    StampOrder {
        /// Which.
        order: OrderId,
        /// Keys and values.
        facts: Vec<(String, String)>,
    },
    /// Set an order's status.
    SetOrderStatus {
        /// Which.
        order: OrderId,
        /// To what.
        status: OrderStatus,
    },
    /// Read several orders by id, newest first.
    OrdersById {
        /// At most 20.
        orders: Vec<OrderId>,
    },
    /// Find orders whose billing phone is exactly this one (the client checks each hit), newest first, at most 20.
    OrdersByPhone {
        /// With plus.
        phone: String,
    },
    /// Make an order in the state of a draft, with a key by which it is found again. Never repeat without looking.
    CreateOrder(Box<NewOrder>),
    /// Find the orders made with a key, drafts too; the client checks each hit.
    OrdersByKey {
        /// The key.
        key: String,
    },
    /// Change an order in one call: every value absolute, lines by their own number.
    EditOrder {
        /// Which.
        order: OrderId,
        /// What changes.
        edit: Box<OrderEdit>,
    },
    /// Throw an order away; it can be taken out of the bin.
    TrashOrder {
        /// Which.
        order: OrderId,
    },
    /// Read the notes on an order.
    Notes {
        /// Which.
        order: OrderId,
    },
    /// Write a note on an order. Never repeat without looking.
    AddNote {
        /// Which.
        order: OrderId,
        /// What it says.
        text: String,
        /// The shop mails it to the customer.
        is_for_customer: bool,
    },
    /// Read what was paid back of an order.
    Refunds {
        /// Which.
        order: OrderId,
        /// The order's currency; the answer does not say.
        currency: Currency,
    },
    /// Book money as paid back; the merchant moves it. Never repeat.
    CreateRefund(Box<NewRefund>),
    /// Read how many of an article are left. By the number of the product or the variation.
    StockLeft {
        /// Which.
        product: ProductId,
    },
    /// Read the enabled payment methods with title, description and instructions (may be served from a short cache).
    Gateways,
    /// Read who supplies the shop (may be served from a short cache). More than one call, so that the client makes them.
    Suppliers,
}

impl Request {
    /// Returns whether a repetition could change something in the shop.
    pub fn changes_something(&self) -> bool {
        match self {
            Self::AddItem { .. }
            | Self::UpdateItem { .. }
            | Self::RemoveItem { .. }
            | Self::ApplyCoupon { .. }
            | Self::RemoveCoupon { .. }
            | Self::UpdateCustomer { .. }
            | Self::SelectRate { .. }
            | Self::OpenCheckout { .. }
            | Self::PlaceCheckout { .. }
            | Self::StampOrder { .. }
            | Self::SetOrderStatus { .. }
            | Self::CreateOrder(_)
            | Self::EditOrder { .. }
            | Self::TrashOrder { .. }
            | Self::AddNote { .. }
            | Self::CreateRefund(_) => true,
            Self::GetCart { .. }
            | Self::GetOrder { .. }
            | Self::OrdersByKey { .. }
            | Self::Notes { .. }
            | Self::Refunds { .. }
            | Self::OrdersById { .. }
            | Self::OrdersByPhone { .. }
            | Self::StockLeft { .. }
            | Self::Gateways
            | Self::Suppliers => false,
        }
    }

    /// Returns the kind, as metrics and logs name it.
    pub fn label(&self) -> &'static str {
        match self {
            Self::GetCart { .. } => "get_cart",
            Self::AddItem { .. } => "add_item",
            Self::UpdateItem { .. } => "update_item",
            Self::RemoveItem { .. } => "remove_item",
            Self::ApplyCoupon { .. } => "apply_coupon",
            Self::RemoveCoupon { .. } => "remove_coupon",
            Self::UpdateCustomer { .. } => "update_customer",
            Self::SelectRate { .. } => "select_rate",
            Self::OpenCheckout { .. } => "open_checkout",
            Self::PlaceCheckout { .. } => "place_checkout",
            Self::GetOrder { .. } => "get_order",
            Self::StampOrder { .. } => "stamp_order",
            Self::SetOrderStatus { .. } => "set_order_status",
            Self::OrdersById { .. } => "orders_by_id",
            Self::OrdersByPhone { .. } => "orders_by_phone",
            Self::CreateOrder(_) => "create_order",
            Self::OrdersByKey { .. } => "orders_by_key",
            Self::EditOrder { .. } => "edit_order",
            Self::TrashOrder { .. } => "trash_order",
            Self::Notes { .. } => "notes",
            Self::AddNote { .. } => "add_note",
            Self::Refunds { .. } => "refunds",
            Self::CreateRefund(_) => "create_refund",
            Self::StockLeft { .. } => "stock_left",
            Self::Gateways => "gateways",
            Self::Suppliers => "suppliers",
        }
    }
}

/// An order to be made past the basket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOrder {
    /// The key by which it is found again.
    pub key: String,
    /// Its lines; their prices are set where they are given.
    pub lines: Vec<AgreedLine>,
    /// Amounts besides.
    pub fees: Vec<AgreedFee>,
    /// Where it goes and who pays.
    pub address: Option<Address>,
    /// How it is paid.
    pub gateway: Option<Gateway>,
    /// A word for the merchant.
    pub note: String,
    /// Facts, one unique key each.
    pub facts: Vec<(String, String)>,
}

/// A change of an order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrderEdit {
    /// Lines by their own number.
    pub lines: Vec<LineEdit>,
    /// A new address.
    pub address: Option<Address>,
    /// Another way to pay.
    pub gateway: Option<Gateway>,
    /// Where it goes.
    pub status: Option<OrderStatus>,
    /// Facts, one unique key each.
    pub facts: Vec<(String, String)>,
}

/// A line of an order that changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineEdit {
    /// The line's own number; 0 appends one, which a repetition would do again.
    pub item: u64,
    /// The article of a line that is appended.
    pub product: ProductId,
    /// How many, absolute; 0 removes the line.
    pub quantity: u32,
    /// Price of the whole line before tax. A quantity alone would leave the old one.
    pub total: Option<Money>,
}

/// A refund to be booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRefund {
    /// Of which order.
    pub order: OrderId,
    /// Our key.
    pub key: String,
    /// How much, tax included.
    pub amount: Money,
    /// The reason, our mark in it: it is stored together with the refund, the key a moment later.
    pub reason: String,
    /// What it is for.
    pub lines: Vec<RefundPart>,
}

/// A line that is paid back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundPart {
    /// The line's own number.
    pub item: u64,
    /// How many come back on the shelf.
    pub quantity: u32,
    /// How much, before tax.
    pub total: Money,
    /// The tax on it, by the rate's number.
    pub taxes: Vec<(u64, Money)>,
}

/// A decoded, typed answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// A basket: answers every cart request.
    Cart(Box<SessionCart>),
    /// The draft behind `GET /checkout`.
    Draft {
        /// The id that the draft has and the order will have.
        order: OrderId,
        /// The newest token of the session.
        token: CartToken,
        /// The session's identity.
        session: String,
    },
    /// The checkout went through.
    CheckedOut {
        /// The order's id.
        order: OrderId,
        /// Its status now.
        status: OrderStatus,
        /// Where the buyer pays, for an online method.
        redirect_url: Option<String>,
    },
    /// One order.
    Order(Box<OrderRecord>),
    /// Several orders, newest first.
    Orders(Vec<OrderRecord>),
    /// The order is in the bin.
    Trashed,
    /// Notes on an order.
    Notes(Vec<Note>),
    /// The note is written.
    Noted,
    /// What was paid back of an order.
    Refunds(Vec<RefundRecord>),
    /// The refund is booked.
    Refunded(RefundRecord),
    /// Units left, negative when more were sold than there were; none where the shop keeps no count or sells ahead.
    StockLeft(Option<i64>),
    /// Payment methods.
    Gateways(Vec<Gateway>),
    /// Who supplies the shop.
    Suppliers(Vec<Supplier>),
}

/// An order with the facts that we stamped on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderRecord {
    /// The order.
    pub order: Order,
    /// Key of the effect that made it (`_wa_op`).
    pub op_key: Option<String>,
    /// Fingerprint of what the buyer confirmed (`_wa_fp`).
    pub fingerprint: Option<String>,
    /// The buyer's contact hash (`_wa_contact`).
    pub contact: Option<String>,
    /// Billing phone as stored, with plus when it is a number.
    pub billing_phone: Option<String>,
    /// What else there is.
    pub extras: Extras,
}

impl OrderRecord {
    /// Returns what is told of the order as it goes on.
    pub fn sighting(self, names_buyer: bool) -> OrderSighting {
        let Extras { refunded_minor, tracking, facts, .. } = self.extras;
        let refunded = Money::from_minor(refunded_minor, self.order.total.currency.clone());
        OrderSighting { order: self.order, refunded, tracking, names_buyer, facts }
    }

    /// Returns a fact; one that is absent is empty.
    pub fn fact(&self, key: &str) -> &str {
        self.extras.facts.get(key).map_or("", String::as_str)
    }
}

/// What an order says besides what a buyer is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extras {
    /// What was paid back so far; positive.
    pub refunded_minor: i64,
    /// Where its parcel is, when the shop says so.
    pub tracking: Option<Tracking>,
    /// What we noted on it, and what staff typed for us.
    pub facts: BTreeMap<String, String>,
    /// Amounts besides the lines.
    pub fees: Vec<Fee>,
    /// How it was made; the key of the effect for what we made past the basket.
    pub created_via: String,
    /// The tax of each line by the rate's number, minor units.
    pub taxes: BTreeMap<u64, Vec<(u64, i64)>>,
}

/// An amount of an order besides its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fee {
    /// What it is for.
    pub name: String,
    /// How much, before tax.
    pub total: Money,
}

/// A note on an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What it says, as the shop stores it.
    pub text: String,
    /// It was mailed to the customer.
    pub is_for_customer: bool,
}

/// A refund of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundRecord {
    /// The shop's number.
    pub id: u64,
    /// How much; positive.
    pub amount: Money,
    /// The reason, our mark in it.
    pub reason: String,
    /// Our key, where the shop has stored it already: it does so after the refund itself.
    pub key: Option<String>,
}

/// Why there is no reply, by what it says about the shop's state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The shop decided against it, with a typed code: it did not happen.
    #[error("shop refused with {code} (status {status})")]
    Refused {
        /// HTTP status; codes decide, not this.
        status: u16,
        /// The shop's error code.
        code: String,
        /// Names of parameters that the shop refused, as it names them.
        fields: Vec<String>,
        /// Stock left or the most allowed, when the answer tells.
        left: Option<u32>,
        /// The basket that came with the refusal (409).
        cart: Option<Box<SessionCart>>,
    },
    /// No such thing (404 with the shop's own code): it did not happen.
    #[error("shop does not know it")]
    NotFound,
    /// The request never left: no connection, breaker open, retry budget spent, too many waiting.
    #[error("shop was not reached")]
    NotSent,
    /// Turned away before any work was done (429, maintenance mode): it did not happen.
    #[error("shop asked to come back later")]
    ComeBack {
        /// When, as the shop said.
        after: Option<Duration>,
    },
    /// Our credentials are not good (401, 403 of the login kind): it did not happen, and staff must act.
    #[error("shop refused our credentials")]
    Unauthorised,
    /// The token no longer leads to the session it was made for; the basket in it is gone.
    #[error("basket session is gone")]
    SessionLost,
    /// No decoded, typed answer: it may have happened or not, now or a little later.
    #[error("shop gave no answer that can be read")]
    Unknown,
}

/// The port.
pub trait Shop: Send + Sync + 'static {
    /// Performs one call. Never repeats a changing call by itself.
    fn call(&self, request: Request) -> impl Future<Output = Result<Reply, Failure>> + Send;
}
