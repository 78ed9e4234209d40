//! What the conversation wants of the shop, and what comes back. The worker journals each wish before it acts on it.
//!
//! At most one wish per turn. While it is open, the buyer's further messages wait in order, except during
//! [`ShopEffect::PlaceOrder`], which may take an hour: then they are answered. During [`ShopEffect::PlaceAgreed`] they
//! wait for the first minute, up to [`ShopOutcome::StillPlacing`].

mod orders;
mod suppliers;

use domain::{
    Money,
    ids::{GatewayId, LineKey, OrderId, ProductId, RateId, VariationId},
    shop::{Address, AttributeChoice, Cart, Gateway, Order, OrderSighting, OrderStatus},
};
use serde::{Deserialize, Serialize};

pub use self::{orders::*, suppliers::Supplier};

/// A thing that can be put into the basket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    /// The product; the parent for a variation.
    pub product: ProductId,
    /// The variation, for a variable product.
    pub variation: Option<VariationId>,
    /// All attributes chosen, for a variable product.
    pub choices: Vec<AttributeChoice>,
}

/// Something to be done in the shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum ShopEffect {
    /// Read the basket.
    ViewCart,
    /// Make the basket hold exactly `quantity` of an article; 0 removes it.
    SetArticle {
        /// What.
        article: Article,
        /// How many, absolute.
        quantity: u32,
    },
    /// Put `quantity` more of an article into the basket (the performer reads first, then sets the sum).
    AddArticle {
        /// What.
        article: Article,
        /// How many more.
        quantity: u32,
    },
    /// Make a line that is in the basket hold exactly `quantity`; 0 removes it.
    SetLine {
        /// Which line.
        key: LineKey,
        /// How many, absolute.
        quantity: u32,
    },
    /// Empty the basket.
    ClearCart,
    /// Make the basket hold exactly these articles: undo of a clear, an order again.
    ReplaceCart {
        /// What and how many.
        articles: Vec<(Article, u32)>,
        /// Coupons to apply.
        coupons: Vec<String>,
    },
    /// Apply a coupon.
    ApplyCoupon {
        /// As typed.
        code: String,
    },
    /// Take a coupon off.
    RemoveCoupon {
        /// As the basket shows it.
        code: String,
    },
    /// Tell the shop the address when there is one, and read basket, delivery and payment methods.
    LoadCheckout {
        /// The address as far as known; none leaves the shop's as it is.
        address: Option<Box<Address>>,
    },
    /// Choose how to deliver.
    ChooseShipping {
        /// Which rate.
        rate: RateId,
    },
    /// Place the order that the buyer confirmed. Answered by [`ShopOutcome::Placed`] and its neighbours, maybe after
    /// [`ShopOutcome::StillPlacing`].
    PlaceOrder(Box<OrderWish>),
    /// Read the buyer's latest orders, newest first, at most nine.
    ListOrders {
        /// Orders that we know to be theirs.
        known: Vec<OrderId>,
    },
    /// Read one order of the buyer by the number they typed or tapped.
    ReadOrder {
        /// As typed.
        number: String,
        /// Orders that we know to be theirs.
        known: Vec<OrderId>,
    },
    /// Call off an order that has not been sent: the buyer wants it no more, or it was placed for less than they
    /// confirmed. One that is paid stays: somebody has to send the money back.
    CancelOrder {
        /// Which.
        order: OrderId,
        /// Where it may stand for that.
        #[serde(default = "cancellable_before")]
        from: Vec<OrderStatus>,
        /// Mark of the lines and the total that the buyer was asked about (see [`crate::order_mark`]); any when there is none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        content: Option<String>,
    },
    /// Make one order at agreed prices. Answered like [`ShopEffect::PlaceOrder`].
    PlaceAgreed(Box<AgreedWish>),
    /// Change an order, if it still is as expected. Answered by [`ShopOutcome::Changed`], by [`ShopOutcome::Refused`]
    /// when nothing was changed, by [`ShopOutcome::Unavailable`] when the shop was not reached, by
    /// [`ShopOutcome::Unknown`] when it could not be found out in some minutes.
    ChangeOrder(Box<OrderChange>),
    /// Read an order with the facts on it. Answered by [`ShopOutcome::Sighting`] or [`ShopOutcome::Unavailable`].
    ReadSighting {
        /// Which.
        order: OrderId,
    },
    /// Read the ways to pay that the shop offers. Answered by [`ShopOutcome::Gateways`] or [`ShopOutcome::Unavailable`].
    ListGateways,
    /// Read who supplies the shop. Answered by [`ShopOutcome::Suppliers`], with nobody where the shop does not say, or
    /// [`ShopOutcome::Unavailable`].
    ListSuppliers,
    /// Pay money back. Answered by [`ShopOutcome::RefundDone`], [`ShopOutcome::Refused`],
    /// [`ShopOutcome::Unavailable`] when the shop was not reached, or [`ShopOutcome::RefundUnclear`].
    Refund(Box<RefundWish>),
}

/// Statuses in which a buyer may call an order off, unless the shop is set up otherwise: it has not been sent.
pub const CANCELLABLE: [OrderStatus; 3] =
    [OrderStatus::Pending, OrderStatus::OnHold, OrderStatus::Processing];

/// What wishes that name no statuses were made with.
fn cancellable_before() -> Vec<OrderStatus> {
    CANCELLABLE.to_vec()
}

/// What the buyer saw in the summary and confirmed. Its fingerprint is what an order is compared with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderWish {
    /// The basket as shown, with totals.
    pub cart: Cart,
    /// Where it goes and who pays.
    pub address: Address,
    /// How it is paid.
    pub gateway: Gateway,
    /// A word for the merchant; may be empty.
    pub note: String,
}

/// What came of a [`ShopEffect`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum ShopOutcome {
    /// The basket as it is now.
    Cart {
        /// Read back from the shop.
        cart: Box<Cart>,
        /// The session in the shop had died and the basket was put together again from our copy.
        rebuilt: bool,
    },
    /// The shop refused; the basket is as shown (when it could be read).
    Refused {
        /// Why.
        refusal: Refusal,
        /// The basket now.
        cart: Option<Box<Cart>>,
    },
    /// Basket, delivery and payment for the checkout.
    Checkout {
        /// The basket now.
        cart: Box<Cart>,
        /// Payment methods that fit the basket, with titles.
        gateways: Vec<Gateway>,
    },
    /// Nothing was placed, because the basket is no longer what was confirmed: prices, stock or lines changed.
    BasketChanged {
        /// The basket now.
        cart: Box<Cart>,
    },
    /// Placed, and read back from the shop.
    Placed {
        /// The order as it stands.
        order: Box<Order>,
        /// Lines that the shop shortened or dropped, when it did.
        shortfalls: Vec<Shortfall>,
        /// Names of articles of which buyers at the same moment ordered more than the shop has.
        #[serde(default)]
        oversold: Vec<String>,
    },
    /// Not placed, and it will not be: nothing was charged.
    NotPlaced {
        /// Why.
        refusal: Refusal,
        /// The basket now, when it could be read.
        cart: Option<Box<Cart>>,
    },
    /// The shop has not answered yet; we go on asking. Sent once, after a minute.
    StillPlacing,
    /// It could not be found out in time whether the shop placed the order. Staff look at it; the buyer must not be
    /// told that it failed, nor that it worked.
    PlacingUnclear,
    /// The buyer's orders.
    Orders {
        /// Newest first.
        orders: Vec<Order>,
    },
    /// One order, or none that is the buyer's.
    Order {
        /// The order.
        order: Option<Box<Order>>,
    },
    /// The order was called off, or could not be any more.
    CancelAnswer {
        /// As it stands now.
        order: Box<Order>,
    },
    /// The order was changed, as wished or earlier by the same wish.
    Changed {
        /// As it stands now.
        sighting: Box<OrderSighting>,
    },
    /// The order with the facts on it, or none when there is none of that number.
    Sighting {
        /// As it stands now.
        sighting: Option<Box<OrderSighting>>,
    },
    /// The ways to pay.
    Gateways {
        /// As the shop lists them.
        gateways: Vec<Gateway>,
    },
    /// Who supplies the shop.
    Suppliers {
        /// By name.
        suppliers: Vec<Supplier>,
    },
    /// The money is booked as paid back, now or earlier under the same key.
    RefundDone {
        /// The order as it stands now.
        order: Box<Order>,
        /// How much was booked under the key.
        amount: Money,
    },
    /// The shop gave no answer to the refund, and it does not show. Staff must look before anybody asks again; the
    /// buyer must not be told that it failed, nor that it worked.
    RefundUnclear,
    /// The shop cannot be reached or is too slow; nothing was changed.
    Unavailable,
    /// The shop gave no answer to a change: it may have happened or not. The next reading shows.
    Unknown,
}

/// A line of which fewer were ordered than confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shortfall {
    /// Name of the article.
    pub name: String,
    /// What was confirmed.
    pub wanted: u32,
    /// What the order has.
    pub got: u32,
}

/// Why the shop refused something, as far as the buyer can do something about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Refusal {
    /// None left.
    OutOfStock,
    /// Fewer left than wanted.
    NotEnoughStock {
        /// How many there are, when the shop says so.
        left: Option<u32>,
    },
    /// More than the shop sells at once.
    TooMany {
        /// The most, when the shop says so.
        max: Option<u32>,
    },
    /// One per basket.
    SoldIndividually,
    /// Not sold (any more).
    NotSold,
    /// An attribute is missing or does not exist.
    WrongChoice,
    /// The line is no longer in the basket.
    LineGone,
    /// The coupon does not exist, has ended, was used, or does not fit this basket.
    CouponRefused,
    /// The coupon is not in the basket.
    CouponAbsent,
    /// The address has something that the shop does not take.
    AddressRefused {
        /// Which field, when the shop says so.
        field: Option<AddressField>,
    },
    /// The shop does not deliver there.
    NoDelivery,
    /// The payment method is not offered (any more).
    PaymentRefused {
        /// Total that was to be paid.
        total: Option<Money>,
        /// The method.
        gateway: Option<GatewayId>,
    },
    /// The basket is empty.
    EmptyCart,
    /// Something else that the shop will not do; the code is for staff.
    Other {
        /// The shop's error code.
        code: String,
    },
}

/// Fields of an address that a shop may refuse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AddressField {
    /// Name.
    Name,
    /// E-mail.
    Email,
    /// Phone.
    Phone,
    /// Street.
    Street,
    /// Town.
    City,
    /// County or state.
    State,
    /// Postal code.
    Postcode,
    /// Country.
    Country,
}
