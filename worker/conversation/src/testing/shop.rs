//! A shop that keeps one basket in memory and answers at once.

use std::collections::BTreeMap;

use domain::{
    ids::{LineKey, OrderId, ProductId},
    shop::{
        Address, Cart, CartLine, Gateway, GatewayKind, Order, OrderLine, OrderStatus, ShippingRate, Totals,
    },
};

use super::{
    catalogue::{FakeCatalogue, kes},
    desk::Desk,
};
use crate::{
    catalogue::Catalogue as _,
    conversation::line_id,
    effect::{Article, Refusal, ShopEffect, ShopOutcome, Supplier},
};

/// A shop. `next` answers the next wish instead, whatever it is.
pub struct FakeShop {
    /// What is sold besides what a stocked catalogue has.
    pub extra: Vec<domain::shop::Product>,
    pub lines: Vec<CartLine>,
    pub coupons: Vec<String>,
    pub address: Option<Address>,
    pub rates: Vec<ShippingRate>,
    pub gateways: Vec<Gateway>,
    pub orders: Vec<Order>,
    /// Facts, refunds by key, and notes of each order.
    pub desk: BTreeMap<OrderId, Desk>,
    pub next: Vec<ShopOutcome>,
    /// Says nothing to the next order, as if it took long.
    pub silent_when_placing: bool,
    pub markup: i64,
    /// Who supplies it.
    pub suppliers: Vec<Supplier>,
}

pub fn gateway(id: &str, title: &str, kind: GatewayKind) -> Gateway {
    Gateway {
        id: id.into(),
        title: title.into(),
        description: String::new(),
        instructions: if kind == GatewayKind::BankTransfer { "IBAN KE12 3456".into() } else { String::new() },
        kind,
    }
}

pub fn rate(id: &str, name: &str, minor: i64, selected: bool) -> ShippingRate {
    ShippingRate { id: id.into(), name: name.into(), price: kes(minor), selected }
}

impl Default for FakeShop {
    fn default() -> Self {
        Self {
            extra: Vec::new(),
            lines: Vec::new(),
            coupons: Vec::new(),
            address: None,
            rates: vec![rate("flat_rate:1", "Courier", 20_000, true)],
            gateways: vec![gateway("cod", "Cash on delivery", GatewayKind::CashOnDelivery)],
            orders: Vec::new(),
            desk: BTreeMap::new(),
            next: Vec::new(),
            silent_when_placing: false,
            markup: 0,
            suppliers: Vec::new(),
        }
    }
}

impl FakeShop {
    pub fn cart(&self) -> Cart {
        let items: i64 = self.lines.iter().map(|line| line.total.minor).sum();
        let discount = if self.coupons.is_empty() { 0 } else { items / 10 };
        let rates = if self.address.is_some() { self.rates.clone() } else { Vec::new() };
        let shipping = rates.iter().find(|rate| rate.selected).map(|rate| rate.price.clone());
        let total = items - discount + shipping.as_ref().map_or(0, |price| price.minor);
        Cart {
            lines: self.lines.clone(),
            coupons: self.coupons.clone(),
            totals: Totals {
                items: kes(items),
                discount: kes(discount),
                shipping,
                tax: kes(0),
                total: kes(total),
            },
            needs_shipping: !self.lines.is_empty(),
            needs_payment: true,
            rates,
            gateways: self.gateways.iter().map(|gateway| gateway.id.clone()).collect(),
            complaints: Vec::new(),
        }
    }

    fn cart_answer(&self) -> ShopOutcome {
        ShopOutcome::Cart { cart: Box::new(self.cart()), rebuilt: false }
    }

    fn checkout_answer(&self) -> ShopOutcome {
        ShopOutcome::Checkout { cart: Box::new(self.cart()), gateways: self.gateways.clone() }
    }

    fn set(&mut self, article: &Article, quantity: u32) {
        let id = line_id(article);
        let product = self.extra.iter().find(|product| product.id == article.product).cloned();
        let product = product.or_else(|| FakeCatalogue::stocked().product(article.product)).unwrap();
        let price = kes(product.price.unwrap().minor + self.markup);
        self.lines.retain(|line| line.id != id);
        if quantity > 0 {
            self.lines.push(CartLine {
                key: LineKey(format!("key{id}")),
                id,
                name: product.name,
                sku: product.sku,
                choices: article.choices.clone(),
                quantity,
                total: price.times(quantity),
                unit_price: price,
                quantity_max: Some(50),
            });
        }
    }

    fn quantity(&self, id: ProductId) -> u32 {
        self.lines.iter().find(|line| line.id == id).map_or(0, |line| line.quantity)
    }

    /// Answers a wish; none when the answer takes long.
    pub fn answer(&mut self, effect: &ShopEffect) -> Option<ShopOutcome> {
        if !self.next.is_empty() {
            return Some(self.next.remove(0));
        }
        Some(match effect {
            ShopEffect::ViewCart => self.cart_answer(),
            ShopEffect::SetArticle { article, quantity } => {
                self.set(article, *quantity);
                self.cart_answer()
            }
            ShopEffect::AddArticle { article, quantity } => {
                let before = self.quantity(line_id(article));
                self.set(article, before + quantity);
                self.cart_answer()
            }
            ShopEffect::SetLine { key, quantity } => {
                let Some(line) = self.lines.iter_mut().find(|line| line.key == *key) else {
                    return Some(ShopOutcome::Refused {
                        refusal: Refusal::LineGone,
                        cart: Some(Box::new(self.cart())),
                    });
                };
                line.quantity = *quantity;
                line.total = line.unit_price.times(*quantity);
                self.lines.retain(|line| line.quantity > 0);
                self.cart_answer()
            }
            ShopEffect::ClearCart => {
                self.lines.clear();
                self.coupons.clear();
                self.cart_answer()
            }
            ShopEffect::ReplaceCart { articles, coupons } => {
                self.lines.clear();
                for (article, quantity) in articles {
                    self.set(article, *quantity);
                }
                self.coupons.clone_from(coupons);
                self.cart_answer()
            }
            ShopEffect::ApplyCoupon { code } if code.eq_ignore_ascii_case("SAVE10") => {
                self.coupons = vec![code.to_lowercase()];
                self.cart_answer()
            }
            ShopEffect::ApplyCoupon { .. } => {
                ShopOutcome::Refused { refusal: Refusal::CouponRefused, cart: Some(Box::new(self.cart())) }
            }
            ShopEffect::RemoveCoupon { .. } => {
                self.coupons.clear();
                self.cart_answer()
            }
            ShopEffect::LoadCheckout { address } => {
                if let Some(address) = address {
                    self.address = Some((**address).clone());
                }
                self.checkout_answer()
            }
            ShopEffect::ChooseShipping { rate } => {
                for known in &mut self.rates {
                    known.selected = known.id == *rate;
                }
                self.checkout_answer()
            }
            ShopEffect::PlaceOrder(_) | ShopEffect::PlaceAgreed(_) if self.silent_when_placing => {
                return None;
            }
            ShopEffect::PlaceOrder(_) => self.place(),
            ShopEffect::ListOrders { .. } => {
                ShopOutcome::Orders { orders: self.orders.iter().rev().cloned().collect() }
            }
            ShopEffect::ReadOrder { number, .. } => {
                let order = self.orders.iter().find(|order| order.number == *number).cloned();
                ShopOutcome::Order { order: order.map(Box::new) }
            }
            ShopEffect::CancelOrder { order, from, content } => {
                let Some(order) = self.orders.iter_mut().find(|known| known.id == *order) else {
                    return Some(ShopOutcome::Order { order: None });
                };
                let is_meant = content.as_ref().is_none_or(|content| *content == crate::order_mark(order));
                if from.contains(&order.status) && !order.is_paid && is_meant {
                    order.status = OrderStatus::Cancelled;
                }
                ShopOutcome::CancelAnswer { order: Box::new(order.clone()) }
            }
            ShopEffect::PlaceAgreed(wish) => self.place_agreed(wish),
            ShopEffect::ChangeOrder(change) => self.change_order(change),
            ShopEffect::ReadSighting { order } => {
                ShopOutcome::Sighting { sighting: self.sighting(*order).map(Box::new) }
            }
            ShopEffect::ListGateways => ShopOutcome::Gateways { gateways: self.gateways.clone() },
            ShopEffect::ListSuppliers => ShopOutcome::Suppliers { suppliers: self.suppliers.clone() },
            ShopEffect::Refund(refund) => self.refund(refund),
        })
    }

    /// Places an order of the basket.
    pub fn place(&mut self) -> ShopOutcome {
        let number = 1042 + self.orders.len();
        let line = |line: &CartLine| OrderLine {
            item: line.id.0,
            tax_minor: 0,
            id: line.id,
            name: line.name.clone(),
            quantity: line.quantity,
            total: line.total.clone(),
        };
        let order = Order {
            id: OrderId(number as u64),
            number: number.to_string(),
            status: OrderStatus::Processing,
            created_on: "2026-11-23".into(),
            modified_at: String::new(),
            total: self.cart().totals.total,
            lines: self.lines.iter().map(line).collect(),
            gateway: Some("cod".into()),
            gateway_title: "Cash on delivery".into(),
            payment_url: None,
            is_paid: false,
        };
        self.orders.push(order.clone());
        self.lines.clear();
        self.coupons.clear();
        ShopOutcome::Placed { order: Box::new(order), shortfalls: Vec::new(), oversold: Vec::new() }
    }
}
