//! The shop's JSON, as far as we need it. Unknown members are skipped; a member without `default` is one that an answer
//! cannot do without, so its absence makes the answer unreadable instead of half true.

use serde::Deserialize;

use super::loose::{Int, List, Text};

/// An error of the shop.
#[derive(Debug, Deserialize)]
pub struct Error {
    pub code: Text,
    #[serde(default)]
    pub message: Text,
    #[serde(default)]
    pub data: serde_json::Value,
}

/// A basket of the Store API.
#[derive(Debug, Deserialize)]
pub struct Cart {
    pub items: List<CartLine>,
    #[serde(default)]
    pub coupons: List<Coupon>,
    pub totals: Totals,
    #[serde(default)]
    pub needs_shipping: bool,
    #[serde(default)]
    pub needs_payment: bool,
    #[serde(default)]
    pub has_calculated_shipping: bool,
    #[serde(default)]
    pub shipping_rates: List<Package>,
    #[serde(default)]
    pub payment_methods: List<Text>,
    #[serde(default)]
    pub errors: List<Complaint>,
}

#[derive(Debug, Deserialize)]
pub struct CartLine {
    pub key: String,
    pub id: u64,
    pub quantity: Int,
    #[serde(default)]
    pub quantity_limits: QuantityLimits,
    #[serde(default)]
    pub name: Text,
    #[serde(default)]
    pub sku: Text,
    #[serde(default)]
    pub variation: List<CartChoice>,
    pub prices: CartPrices,
    pub totals: LineTotals,
}

#[derive(Debug, Default, Deserialize)]
pub struct QuantityLimits {
    #[serde(default)]
    pub maximum: Int,
}

#[derive(Debug, Deserialize)]
pub struct CartChoice {
    #[serde(default)]
    pub raw_attribute: Text,
    #[serde(default)]
    pub attribute: Text,
    #[serde(default)]
    pub value: Text,
}

#[derive(Debug, Deserialize)]
pub struct CartPrices {
    pub price: Text,
}

#[derive(Debug, Deserialize)]
pub struct LineTotals {
    pub line_total: Text,
}

#[derive(Debug, Deserialize)]
pub struct Coupon {
    pub code: Text,
}

#[derive(Debug, Deserialize)]
pub struct Totals {
    pub total_items: Text,
    #[serde(default)]
    pub total_discount: Text,
    /// Null until shipping is known.
    #[serde(default)]
    pub total_shipping: Text,
    #[serde(default)]
    pub total_tax: Text,
    pub total_price: Text,
    pub currency_code: String,
    pub currency_minor_unit: u8,
}

#[derive(Debug, Deserialize)]
pub struct Package {
    #[serde(default)]
    pub shipping_rates: List<Rate>,
}

#[derive(Debug, Deserialize)]
pub struct Rate {
    #[serde(rename = "rate_id")]
    pub id: String,
    #[serde(default)]
    pub name: Text,
    #[serde(default)]
    pub price: Text,
    #[serde(default)]
    pub selected: bool,
}

#[derive(Debug, Deserialize)]
pub struct Complaint {
    #[serde(default)]
    pub code: Text,
}

/// The answer of `GET` and `POST /checkout`.
#[derive(Debug, Deserialize)]
pub struct Checkout {
    pub order_id: u64,
    pub status: String,
    #[serde(default)]
    pub payment_result: Option<PaymentResult>,
}

#[derive(Debug, Deserialize)]
pub struct PaymentResult {
    #[serde(default)]
    pub redirect_url: Text,
}

/// An order of `wc/v3`.
#[derive(Debug, Deserialize)]
pub struct Order {
    pub id: u64,
    #[serde(default)]
    pub number: Text,
    pub status: String,
    pub currency: String,
    #[serde(default)]
    pub date_created_gmt: Text,
    #[serde(default)]
    pub date_modified_gmt: Text,
    pub total: Text,
    pub line_items: List<OrderLine>,
    #[serde(default)]
    pub payment_method: Text,
    #[serde(default)]
    pub payment_method_title: Text,
    #[serde(default)]
    pub payment_url: Text,
    #[serde(default)]
    pub needs_payment: Option<bool>,
    #[serde(default)]
    pub date_paid_gmt: Text,
    #[serde(default)]
    pub billing: Option<Billing>,
    #[serde(default)]
    pub meta_data: List<Meta>,
    #[serde(default)]
    pub created_via: Text,
    #[serde(default)]
    pub refunds: List<OrderRefund>,
    #[serde(default)]
    pub fee_lines: List<OrderFee>,
}

/// What we ask of an order: the members of [`Order`].
pub const ORDER_FIELDS: &str = "id,number,status,currency,date_created_gmt,date_modified_gmt,total,line_items,payment_method,\
                                payment_method_title,payment_url,needs_payment,billing,meta_data,created_via,\
                                date_paid_gmt,refunds,fee_lines";

#[derive(Debug, Deserialize)]
pub struct OrderLine {
    #[serde(default)]
    pub id: Int,
    #[serde(default)]
    pub product_id: Int,
    #[serde(default)]
    pub variation_id: Int,
    #[serde(default)]
    pub name: Text,
    #[serde(default)]
    pub quantity: Int,
    #[serde(default)]
    pub total: Text,
    #[serde(default)]
    pub total_tax: Text,
    #[serde(default)]
    pub taxes: List<LineTax>,
}

/// What one tax rate makes of a line.
#[derive(Debug, Deserialize)]
pub struct LineTax {
    #[serde(default)]
    pub id: Int,
    #[serde(default)]
    pub total: Text,
}

/// A refund as an order lists it.
#[derive(Debug, Deserialize)]
pub struct OrderRefund {
    #[serde(default)]
    pub total: Text,
}

/// A fee of an order; negative for something taken off.
#[derive(Debug, Deserialize)]
pub struct OrderFee {
    #[serde(default)]
    pub name: Text,
    #[serde(default)]
    pub total: Text,
}

/// A note on an order.
#[derive(Debug, Deserialize)]
pub struct Note {
    #[serde(default)]
    pub note: Text,
    #[serde(default)]
    pub customer_note: bool,
}

/// A refund, asked for by itself.
#[derive(Debug, Deserialize)]
pub struct Refund {
    pub id: u64,
    pub amount: Text,
    #[serde(default)]
    pub reason: Text,
    #[serde(default)]
    pub meta_data: List<Meta>,
}

/// A customer, as far as one may be a supplier.
#[derive(Debug, Deserialize)]
pub struct Customer {
    pub id: u64,
    #[serde(default)]
    pub first_name: Text,
    #[serde(default)]
    pub last_name: Text,
    #[serde(default)]
    pub billing: CustomerBilling,
    #[serde(default)]
    pub meta_data: List<Meta>,
}

/// What is read of a customer's bill.
#[derive(Debug, Default, Deserialize)]
pub struct CustomerBilling {
    #[serde(default)]
    pub company: Text,
    #[serde(default)]
    pub country: Text,
    #[serde(default)]
    pub phone: Text,
}

/// What is left of something that was thrown away.
#[derive(Debug, Deserialize)]
pub struct Trashed {
    pub id: u64,
}

#[derive(Debug, Deserialize)]
pub struct Billing {
    #[serde(default)]
    pub phone: Text,
}

#[derive(Debug, Deserialize)]
pub struct Meta {
    #[serde(default)]
    pub key: Text,
    #[serde(default)]
    pub value: serde_json::Value,
}

/// A payment method of `wc/v3`.
#[derive(Debug, Deserialize)]
pub struct Gateway {
    pub id: String,
    #[serde(default)]
    pub title: Text,
    #[serde(default)]
    pub description: Text,
    #[serde(default)]
    pub method_title: Text,
    #[serde(default)]
    pub enabled: bool,
    #[serde(default)]
    pub order: Int,
    #[serde(default)]
    pub settings: serde_json::Value,
}

/// One setting of the shop.
#[derive(Debug, Deserialize)]
pub struct Setting {
    pub id: String,
    #[serde(default)]
    pub value: Text,
}

/// What an empty basket tells of the shop itself.
#[derive(Debug, Deserialize)]
pub struct CartFacts {
    pub totals: Currency,
    #[serde(default)]
    pub shipping_address: Option<Place>,
}

#[derive(Debug, Deserialize)]
pub struct Currency {
    pub currency_code: String,
    pub currency_minor_unit: u8,
}

#[derive(Debug, Deserialize)]
pub struct Place {
    #[serde(default)]
    pub country: Text,
}

impl CartFacts {
    /// Writes them as the settings that they come from.
    pub fn settings(self) -> Vec<Setting> {
        let country = self.shipping_address.map_or_else(Text::default, |place| place.country);
        let decimals = Text(self.totals.currency_minor_unit.to_string());
        [
            ("woocommerce_currency", Text(self.totals.currency_code)),
            ("woocommerce_price_num_decimals", decimals),
            ("woocommerce_default_country", country),
        ]
        .map(|(id, value)| Setting { id: id.to_owned(), value })
        .into()
    }
}

/// How many of an article are left.
#[derive(Debug, Deserialize)]
pub struct Stock {
    #[serde(default)]
    pub stock_quantity: Int,
    #[serde(default)]
    pub backorders_allowed: bool,
}
