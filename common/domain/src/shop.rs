//! What the shop sells and holds, as we understand it: products, baskets, orders. Wire forms live in the shop client.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    ids::{CategoryId, GatewayId, LineKey, OrderId, ProductId, RateId, VariationId},
    money::Money,
};

/// A category of the shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    /// The shop's number.
    pub id: CategoryId,
    /// The category above; none at the top.
    pub parent: Option<CategoryId>,
    /// Name, entities decoded.
    pub name: String,
    /// Where the merchant put it among its siblings.
    pub position: i64,
}

/// What the shop can deliver of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stock {
    /// On hand; the count when the shop keeps one.
    Available {
        /// Units left.
        left: Option<u32>,
    },
    /// Can be ordered, comes later.
    Backorder,
    /// None.
    None,
}

impl Stock {
    /// Returns whether it can be ordered at all.
    pub fn can_be_ordered(self) -> bool {
        !matches!(self, Self::None | Self::Available { left: Some(0) })
    }
}

/// An attribute of a variable product, such as size, of which each variation has one value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribute {
    /// The shop's key: `pa_size`, or the name of a custom attribute. What the Store API wants.
    pub key: String,
    /// Name to show.
    pub name: String,
    /// Values to choose from, as the shop names them.
    pub options: Vec<String>,
}

/// One choice of an attribute.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AttributeChoice {
    /// Key of the attribute.
    pub key: String,
    /// The value chosen.
    pub value: String,
}

/// One variation of a variable product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variation {
    /// The shop's number.
    pub id: VariationId,
    /// Article number.
    pub sku: Option<String>,
    /// Price; none when it has none or must not be shown.
    pub price: Option<Money>,
    /// What is left.
    pub stock: Stock,
    /// Picture, when it has its own.
    pub image: Option<String>,
    /// Its values. An attribute that is missing here may have any value, and the buyer must choose one.
    pub choices: Vec<AttributeChoice>,
}

/// A product of the shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// The shop's number.
    pub id: ProductId,
    /// Name, entities decoded.
    pub name: String,
    /// Article number.
    pub sku: Option<String>,
    /// A few plain words, without HTML.
    pub summary: String,
    /// Price; of the cheapest variation for a variable product; none when it has none or must not be shown.
    pub price: Option<Money>,
    /// What is left.
    pub stock: Stock,
    /// Address of its picture.
    pub image: Option<String>,
    /// Categories it stands in.
    pub categories: Vec<CategoryId>,
    /// What the buyer must choose; empty for a simple product.
    pub attributes: Vec<Attribute>,
    /// The variations; empty for a simple product.
    pub variations: Vec<Variation>,
    /// At most one in a basket.
    pub sold_individually: bool,
    /// Whether the shop sells it at all; a product without price is not sold.
    pub purchasable: bool,
}

impl Product {
    /// Returns the variations that fit the choices made so far; a missing value of a variation fits everything.
    pub fn variations_fitting(&self, choices: &[AttributeChoice]) -> impl Iterator<Item = &Variation> {
        self.variations.iter().filter(move |variation| {
            choices.iter().all(|choice| {
                variation
                    .choices
                    .iter()
                    .find(|own| own.key == choice.key)
                    .is_none_or(|own| crate::text::fold(&own.value) == crate::text::fold(&choice.value))
            })
        })
    }
}

/// One line of a basket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartLine {
    /// The line's key.
    pub key: LineKey,
    /// What the shop calls the thing: the variation's number for a variable product, else the product's.
    pub id: ProductId,
    /// Name, entities decoded.
    pub name: String,
    /// Article number.
    pub sku: Option<String>,
    /// The attributes chosen.
    pub choices: Vec<AttributeChoice>,
    /// How many.
    pub quantity: u32,
    /// Price of one as the shop shows it.
    pub unit_price: Money,
    /// Price of the line before tax is added on top, after discounts.
    pub total: Money,
    /// Most that the shop allows now, when it says so.
    pub quantity_max: Option<u32>,
}

/// A way to deliver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShippingRate {
    /// The shop's id.
    pub id: RateId,
    /// Name to show.
    pub name: String,
    /// Price before tax.
    pub price: Money,
    /// Whether the basket has it chosen.
    pub selected: bool,
}

/// Totals as the shop computed them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Goods before discount, shipping and tax.
    pub items: Money,
    /// What coupons take off; positive.
    pub discount: Money,
    /// Shipping before tax; none until an address is known.
    pub shipping: Option<Money>,
    /// All taxes.
    pub tax: Money,
    /// What is to be paid.
    pub total: Money,
}

/// A basket of the shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cart {
    /// The lines.
    pub lines: Vec<CartLine>,
    /// Codes of the coupons applied.
    pub coupons: Vec<String>,
    /// The totals.
    pub totals: Totals,
    /// Whether anything must be shipped.
    pub needs_shipping: bool,
    /// Whether anything must be paid.
    pub needs_payment: bool,
    /// Ways to deliver to the address given; empty until it is known.
    pub rates: Vec<ShippingRate>,
    /// Payment methods that the shop offers for this basket.
    pub gateways: Vec<GatewayId>,
    /// The shop's own complaints about lines, by code; each names something that cannot be ordered as it stands.
    pub complaints: Vec<String>,
}

impl Cart {
    /// Returns whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Returns how many units all lines have together.
    pub fn units(&self) -> u32 {
        self.lines.iter().fold(0, |sum, line| sum.saturating_add(line.quantity))
    }

    /// Returns the chosen way to deliver.
    pub fn chosen_rate(&self) -> Option<&ShippingRate> {
        self.rates.iter().find(|rate| rate.selected)
    }
}

/// A postal address with the person who answers there. Personal data: hidden from `Debug`.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// First name, or the whole name.
    pub first_name: String,
    /// Last name; may be empty.
    pub last_name: String,
    /// Company; may be empty.
    pub company: String,
    /// Street and house, or a landmark.
    pub line_1: String,
    /// More of the same; a pin's coordinates.
    pub line_2: String,
    /// Town.
    pub city: String,
    /// The shop's code of county or state; may be empty.
    pub state: String,
    /// Postal code; may be empty.
    pub postcode: String,
    /// ISO 3166 country code.
    pub country: String,
    /// E-mail.
    pub email: String,
    /// Phone with plus; may be empty.
    pub phone: String,
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Address(..)")
    }
}

/// A payment method of the shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gateway {
    /// The shop's id.
    pub id: GatewayId,
    /// Title to show.
    pub title: String,
    /// What the shop says about it, plain text; may be empty.
    pub description: String,
    /// What the shop tells after the order (bank details, for instance), plain text; may be empty.
    pub instructions: String,
    /// How money reaches the merchant.
    pub kind: GatewayKind,
}

/// What a payment method means for the conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GatewayKind {
    /// Paid at the door.
    CashOnDelivery,
    /// Paid by transfer; the instructions hold the bank details.
    BankTransfer,
    /// Paid by cheque or against an invoice; nothing to do now.
    Offline,
    /// Paid on a web page behind a link.
    Online,
}

/// Where an order stands. What a plugin adds is [`OrderStatus::Other`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OrderStatus {
    /// Being put together; not an order yet.
    CheckoutDraft,
    /// Waits for payment.
    Pending,
    /// Paid, or to be paid at the door; being packed.
    Processing,
    /// Waits for a transfer or for staff.
    OnHold,
    /// Done.
    Completed,
    /// Called off.
    Cancelled,
    /// Money went back.
    Refunded,
    /// Payment failed.
    Failed,
    /// In the bin.
    Trash,
    /// A status of a plugin.
    Other(String),
}

/// One line of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderLine {
    /// The line's own number in its order, by which it is changed and refunded; 0 when it is not known.
    #[serde(default)]
    pub item: u64,
    /// The variation's number when there is one, else the product's.
    pub id: ProductId,
    /// Name.
    pub name: String,
    /// How many.
    pub quantity: u32,
    /// Price of the line before tax, after discounts.
    pub total: Money,
    /// Its tax, in minor units of the order's currency.
    #[serde(default)]
    pub tax_minor: i64,
}

/// An order of the shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The id that calls use.
    pub id: OrderId,
    /// The number that people use.
    pub number: String,
    /// Where it stands.
    pub status: OrderStatus,
    /// When it was made, as the shop's `YYYY-MM-DD` in GMT.
    pub created_on: String,
    /// When it was last changed, the shop's `YYYY-MM-DDThh:mm:ss` in GMT; empty when it is not known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub modified_at: String,
    /// What is to be paid.
    pub total: Money,
    /// Its lines.
    pub lines: Vec<OrderLine>,
    /// How it is paid.
    pub gateway: Option<GatewayId>,
    /// Title of the payment method.
    pub gateway_title: String,
    /// Page on which it can be paid, when it waits for that.
    pub payment_url: Option<String>,
    /// Whether its money has arrived, as far as the shop knows.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_paid: bool,
}

/// Where a parcel is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tracking {
    /// Who carries it; may be empty.
    pub carrier: String,
    /// The number, or a page that shows it.
    pub tracking: String,
}

/// An order as the shop has it now, when something may have happened to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderSighting {
    /// The order.
    pub order: Order,
    /// What was paid back so far; positive.
    pub refunded: Money,
    /// Where its parcel is, when the shop says so.
    pub tracking: Option<Tracking>,
    /// Whether the order names the buyer by our own mark, and not only by a phone number that anybody may type.
    pub names_buyer: bool,
    /// Facts that we (`_wa_…`) and staff (`wa_…`) have put on it, by key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, String>,
}
