//! Wishes about orders that do not come out of the basket: made at prices that were agreed on, changed, paid back.
//!
//! Every fact that they write has a key of its own: `_wa_...` for what we note, `wa_...` for what staff may edit.

use domain::{
    Money,
    ids::{OrderId, ProductId, VariationId},
    shop::{Address, Gateway, OrderStatus},
};
use serde::{Deserialize, Serialize};

/// Code of a refusal: the order does not exist (any more).
pub const ORDER_GONE: &str = "order_gone";
/// Code of a refusal: the order is no longer as the wish expects it; somebody was faster.
pub const ORDER_MOVED_ON: &str = "order_moved_on";
/// Code of a refusal: what was confirmed is too long ago to be placed unasked.
pub const TOO_LATE: &str = "too_late";
/// Code of a refusal: the shop was away for so long that it is not tried any more. Nothing has happened.
pub const SHOP_UNAVAILABLE: &str = "shop_unavailable";
/// Code of a refusal: the shop makes something else of the lines and prices than what was agreed on.
pub const CONTENT_DIFFERS: &str = "content_differs";
/// Code of a refusal: more would be paid back than is left of the order.
pub const REFUND_TOO_LARGE: &str = "refund_too_large";

/// What an order at agreed prices came out of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Agreed {
    /// A quote, or a wish for one.
    Quote,
    /// An auction that was awarded.
    Auction,
    /// Goods sent once more.
    Replacement,
    /// An order again.
    Repeat,
}

impl Agreed {
    /// Returns its name, as facts and metrics have it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Quote => "quote",
            Self::Auction => "auction",
            Self::Replacement => "replacement",
            Self::Repeat => "repeat",
        }
    }
}

/// An order that is made at given prices, past the basket. Coupons have no place in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgreedWish {
    /// What it came out of.
    pub purpose: Agreed,
    /// Its lines; none for a need in words alone.
    pub lines: Vec<AgreedLine>,
    /// Amounts besides the lines, such as delivery.
    pub fees: Vec<AgreedFee>,
    /// Where it goes and who pays.
    pub address: Option<Address>,
    /// How it is paid.
    pub gateway: Option<Gateway>,
    /// Where it ends up; it gets there through `pending`, or the shop would send no mail.
    pub status: OrderStatus,
    /// A word for the merchant; may be empty.
    pub note: String,
    /// What is noted on it. Key, operation and contact are noted in any case.
    pub facts: Vec<(String, String)>,
    /// Look first whether there is enough; this way of placing lets the shop sell what it has not.
    pub checks_stock: bool,
}

/// A line of an order at agreed prices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgreedLine {
    /// The product; the parent for a variation.
    pub product: ProductId,
    /// The variation, for a variable product.
    pub variation: Option<VariationId>,
    /// Name, for what the buyer is told.
    pub name: String,
    /// How many, 1 or more.
    pub quantity: u32,
    /// Price of the whole line before tax; none takes the shop's own.
    pub total: Option<Money>,
}

impl AgreedLine {
    /// Returns the number under which the shop has the article.
    pub fn id(&self) -> ProductId {
        self.variation.map_or(self.product, |variation| ProductId(variation.0))
    }
}

/// An amount of an order besides its lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgreedFee {
    /// What it is for.
    pub name: String,
    /// How much, before tax; negative for something taken off.
    pub total: Money,
}

/// A change of an order that exists: read, compared, written in one call, read back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderChange {
    /// Which order.
    pub order: OrderId,
    /// Where it must stand; any when empty.
    pub from: Vec<OrderStatus>,
    /// Facts that must hold; an empty value stands for a fact that is absent.
    pub expects: Vec<(String, String)>,
    /// Mark of the lines and the total that it must have (see [`crate::order_mark`]); any when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    /// Nothing is done once money has arrived for it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unless_paid: bool,
    /// Lines that change, or come anew.
    pub lines: Vec<LineChange>,
    /// A new address.
    pub address: Option<Address>,
    /// Another way to pay.
    pub gateway: Option<Gateway>,
    /// Where it goes.
    pub status: Option<OrderStatus>,
    /// What is noted on it; an empty value erases a fact's value, not its key.
    pub facts: Vec<(String, String)>,
    /// Notes for staff or for the customer, written after the change.
    pub notes: Vec<OrderNote>,
    /// Look first whether there is enough of what the lines take more of.
    pub checks_stock: bool,
}

impl OrderChange {
    /// Makes a change that changes nothing yet.
    pub fn of(order: OrderId) -> Self {
        Self {
            order,
            from: Vec::new(),
            expects: Vec::new(),
            content: None,
            unless_paid: false,
            lines: Vec::new(),
            address: None,
            gateway: None,
            status: None,
            facts: Vec::new(),
            notes: Vec::new(),
            checks_stock: false,
        }
    }
}

/// A line that changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineChange {
    /// The line's number in the order; 0 for a new line.
    pub item: u64,
    /// The article, by the number that the order's line has: the variation's when there is one.
    pub product: ProductId,
    /// How many, absolute; 0 removes the line.
    pub quantity: u32,
    /// Price of the whole line before tax. None keeps the price of one; for a new line it takes the shop's own.
    pub total: Option<Money>,
}

/// A note on an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderNote {
    /// Tells notes for staff apart that read the same; it stands behind their text. A note for the customer is known
    /// by its text.
    pub key: String,
    /// What it says, plain text.
    pub text: String,
    /// The shop mails it to the customer.
    pub is_for_customer: bool,
}

/// Money that is to go back. It is booked in the shop; the merchant moves it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundWish {
    /// Of which order.
    pub order: OrderId,
    /// Names this refund for ever: what has been booked under it is never booked again. At most
    /// [`REFUND_KEY_LENGTH_MAX`] characters of `a-z`, `0-9`, `-` and `.`.
    pub key: String,
    /// How much, tax included.
    pub amount: Money,
    /// What it is for; may be empty. A quantity goes back on the shelf.
    pub lines: Vec<RefundLine>,
    /// A word for staff and the customer's mail; may be empty.
    pub reason: String,
}

/// Longest key of a refund.
pub const REFUND_KEY_LENGTH_MAX: usize = 40;

/// A line of an order that is paid back, wholly or in part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundLine {
    /// The line's number in the order.
    pub item: u64,
    /// How many come back on the shelf; 0 for money alone.
    pub quantity: u32,
    /// How much of it, before tax.
    pub total: Money,
    /// The tax on that.
    pub tax: Money,
}
