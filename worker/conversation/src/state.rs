//! Where a conversation stands. Each variant carries only what exists there.

use domain::{
    ids::{CategoryId, GatewayId, LineKey, ProductId, RateId},
    shop::{Address, AttributeChoice, Cart, Gateway, Order},
};
use serde::{Deserialize, Serialize};

use crate::{
    after, auction, dispute,
    effect::{AddressField, Article, OrderWish, ShopEffect},
    quote,
    states::late::LateInput,
};

/// The screen that the buyer sees.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "screen", rename_all = "snake_case")]
pub enum State {
    /// Categories below one, or at the top.
    Categories { parent: Option<CategoryId>, page: u32 },
    /// Products of a category.
    Products { category: CategoryId, page: u32 },
    /// Asked what to look for.
    AskSearch,
    /// Products found.
    Hits {
        words: String,
        #[serde(default)]
        quantity: Option<u32>,
    },
    /// One product.
    Card { product: ProductId },
    /// Choosing attributes one by one.
    Choosing {
        product: ProductId,
        choices: Vec<AttributeChoice>,
        page: u32,
        #[serde(default)]
        quantity: Option<u32>,
    },
    /// Attributes chosen, or another amount wanted: how many?
    Amount {
        article: Article,
        /// Whether the amount is to be typed.
        typed: bool,
    },
    /// Something was put into the basket.
    Added { article: Article, key: Option<LineKey> },
    /// The basket.
    Basket,
    /// Choosing a line to change.
    Lines { page: u32 },
    /// Changing one line.
    Line { key: LineKey },
    /// Asked for a coupon's code.
    AskCoupon {
        /// Where to go on.
        checkout: Option<Box<Checkout>>,
    },
    /// Asked for something that the order needs.
    Ask { field: AddressField, checkout: Box<Checkout> },
    /// Choosing how to deliver.
    Delivery { checkout: Box<Checkout> },
    /// Choosing how to pay.
    Payment { checkout: Box<Checkout> },
    /// The order as it would be placed: the only place an order starts from.
    Summary { checkout: Box<Checkout> },
    /// Choosing what of the order to change.
    Change { checkout: Box<Checkout> },
    /// The order is on its way to the shop.
    Placing { wish: Box<OrderWish> },
    /// Nobody knows yet whether the order was placed.
    Unclear,
    /// Placed.
    Placed {
        order: Box<Order>,
        #[serde(default)]
        gateway: Option<Box<Gateway>>,
    },
    /// Placed with less than was confirmed: keep it or call it off?
    Shortened {
        order: Box<Order>,
        #[serde(default)]
        gateway: Option<Box<Gateway>>,
    },
    /// Orders so far.
    Orders { orders: Vec<Order> },
    /// One order.
    OneOrder { order: Box<Order> },
    /// Asked whether an order is really to be called off.
    CancelAsked { order: Box<Order> },
    /// Asked whether the buyer wants to be forgotten.
    ForgetAsked,
    /// A typed list of which some lines are doubtful; the first of those is asked.
    Doubt { sure: Vec<Wanted>, doubtful: Vec<TypedLine> },
    /// A screen of a quote.
    Quote(quote::Screen),
    /// Alerts and reminders.
    After(after::Screen),
    /// A screen of an auction.
    Auction(auction::Screen),
    /// A screen of a dispute.
    Dispute(dispute::Screen),
    /// Back after a while in the middle of something.
    Paused {
        before: Box<State>,
        /// What was typed on coming back; it is taken as the answer on going on.
        said: String,
    },
    /// Something came long after it was sent; asked whether it still stands.
    Late {
        before: Box<State>,
        /// The last that came so late.
        said: LateInput,
    },
    /// Nothing special. Also what a state of another version becomes.
    #[default]
    #[serde(other)]
    Home,
}

/// An order that is being put together.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Checkout {
    /// As the shop last read it back.
    pub cart: Cart,
    /// Payment methods that fit.
    pub gateways: Vec<Gateway>,
    /// As far as known.
    pub address: Address,
    /// Whether the shop knows this address.
    pub address_told: bool,
    /// The payment method chosen.
    pub gateway: Option<GatewayId>,
    /// The way to deliver that the buyer chose.
    pub rate: Option<RateId>,
}

/// Something to be put into the basket.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Wanted {
    pub article: Article,
    pub quantity: u32,
    pub name: String,
}

/// One line that the buyer typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypedLine {
    pub quantity: u32,
    pub words: String,
}

/// A wish that is open, with where it came from, so that its outcome is understood.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Wish {
    pub effect: ShopEffect,
    pub origin: Origin,
}

/// Where a wish came from.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "origin", rename_all = "snake_case")]
pub enum Origin {
    /// To show the basket.
    Basket,
    /// To choose a line of it.
    Lines { page: u32 },
    /// An article was added, or its amount set.
    Added { article: Article, name: String, quantity: u32 },
    /// Several are added one after the other.
    AddMany(Box<AddMany>),
    /// A line was changed.
    LineChanged { name: String, quantity: u32, undo: Option<Undo> },
    /// The basket was emptied.
    Cleared { undo: Undo },
    /// A change was taken back.
    Undone,
    /// A coupon was applied.
    CouponApplied { code: String, checkout: Option<Box<Checkout>> },
    /// A coupon was taken off.
    CouponRemoved { code: String },
    /// The checkout goes on with what the shop says.
    Checkout { checkout: Option<Box<Checkout>> },
    /// The order is being placed.
    Placing,
    /// To list the orders.
    Orders,
    /// To show one order.
    OneOrder { number: String },
    /// To order the same again.
    Reorder { number: String },
    /// To ask whether it is to be called off.
    AskCancel { number: String },
    /// To ask which is to be called off.
    CancelWhich,
    /// An order is called off.
    Cancel { number: String },
    /// Staff are left word that a paid order is to be called off.
    CancelWished {
        number: String,
        /// What became of the order itself.
        #[serde(default)]
        after: CancelWished,
    },
    /// For a quote.
    Quote(quote::Origin),
    /// An order is changed.
    After(after::Origin),
    /// For an auction.
    Auction(auction::Origin),
    /// For a dispute.
    Dispute(dispute::Origin),
}

/// Why staff are left word about an order that is to be called off.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CancelWished {
    /// It was paid when the buyer was asked.
    #[default]
    WasPaid,
    /// Its money arrived between the question and the answer: it stands.
    PaidMeanwhile,
    /// It was called off, and its money arrived all the same.
    PaidAndOff,
}

/// Several articles on their way into the basket.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct AddMany {
    /// The one that the shop is asked for now.
    pub now: Wanted,
    /// Those after it.
    pub rest: Vec<Wanted>,
    /// What was added.
    pub added: Vec<String>,
    /// What was not, and why, in words for the buyer.
    pub missing: Vec<String>,
    /// What has another price than the last time, in words for the buyer.
    #[serde(default)]
    pub changed: Vec<String>,
    /// Whether to go on to the checkout.
    pub then_checkout: bool,
}

/// How to take back the last change of the basket.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "undo", rename_all = "snake_case")]
pub enum Undo {
    /// Set a line that is there.
    Line { key: LineKey, quantity: u32 },
    /// Set an article whose line may be gone.
    Article { article: Article, quantity: u32 },
    /// Put everything back.
    Everything { articles: Vec<(Article, u32)>, coupons: Vec<String> },
    /// Take a coupon off again.
    Coupon { code: String },
    /// Apply a coupon again.
    CouponBack { code: String },
}

impl State {
    /// Names the screen, for metrics.
    pub fn label(&self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Categories { .. } => "categories",
            Self::Products { .. } => "products",
            Self::AskSearch => "ask_search",
            Self::Hits { .. } => "hits",
            Self::Card { .. } => "card",
            Self::Choosing { .. } => "choosing",
            Self::Amount { .. } => "amount",
            Self::Added { .. } => "added",
            Self::Basket => "basket",
            Self::Lines { .. } => "lines",
            Self::Line { .. } => "line",
            Self::AskCoupon { .. } => "ask_coupon",
            Self::Ask { .. } => "ask",
            Self::Delivery { .. } => "delivery",
            Self::Payment { .. } => "payment",
            Self::Summary { .. } => "summary",
            Self::Change { .. } => "change",
            Self::Placing { .. } => "placing",
            Self::Unclear => "unclear",
            Self::Placed { .. } => "placed",
            Self::Shortened { .. } => "shortened",
            Self::Orders { .. } => "orders",
            Self::OneOrder { .. } => "one_order",
            Self::CancelAsked { .. } => "cancel_asked",
            Self::ForgetAsked => "forget_asked",
            Self::Doubt { .. } => "doubt",
            Self::Quote(screen) => screen.label(),
            Self::After(screen) => screen.label(),
            Self::Auction(screen) => screen.label(),
            Self::Dispute(screen) => screen.label(),
            Self::Paused { .. } => "paused",
            Self::Late { .. } => "late",
        }
    }

    /// Returns the order being put together, on the screens that have one.
    pub fn checkout(&self) -> Option<&Checkout> {
        match self {
            Self::Ask { checkout, .. }
            | Self::Delivery { checkout }
            | Self::Payment { checkout }
            | Self::Summary { checkout }
            | Self::Change { checkout }
            | Self::AskCoupon { checkout: Some(checkout) } => Some(checkout),
            _ => None,
        }
    }
}
