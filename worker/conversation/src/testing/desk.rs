//! The shop's desk, past the basket: orders at agreed prices, changes, refunds. Every call is answered at once.

use std::collections::BTreeMap;

use domain::{
    Money,
    ids::OrderId,
    shop::{Order, OrderLine, OrderSighting, OrderStatus},
};

use super::{FakeShop, catalogue::kes};
use crate::{
    catalogue::Catalogue as _,
    effect::{
        AgreedWish, ORDER_GONE, ORDER_MOVED_ON, OrderChange, OrderNote, REFUND_TOO_LARGE, RefundWish,
        Refusal, ShopOutcome,
    },
};

/// What the shop has of an order besides the order.
#[derive(Debug, Default)]
pub struct Desk {
    pub facts: BTreeMap<String, String>,
    pub refunds: BTreeMap<String, Money>,
    pub notes: Vec<OrderNote>,
}

fn refuse(code: &str) -> ShopOutcome {
    ShopOutcome::Refused { refusal: Refusal::Other { code: code.into() }, cart: None }
}

fn price(product: domain::ids::ProductId, quantity: u32) -> Money {
    let found = super::FakeCatalogue::stocked().product(product);
    found.and_then(|product| product.price).unwrap_or_else(|| kes(0)).times(quantity)
}

impl FakeShop {
    /// Returns an order as news bring it.
    pub fn sighting(&self, id: OrderId) -> Option<OrderSighting> {
        let order = self.orders.iter().find(|order| order.id == id)?.clone();
        let desk = self.desk.get(&id);
        Some(OrderSighting {
            refunded: kes(desk.map_or(0, |desk| desk.refunds.values().map(|amount| amount.minor).sum())),
            tracking: None,
            names_buyer: true,
            facts: desk.map(|desk| desk.facts.clone()).unwrap_or_default(),
            order,
        })
    }

    pub(super) fn place_agreed(&mut self, wish: &AgreedWish) -> ShopOutcome {
        let number = 1042 + self.orders.len() as u64;
        let lines = wish.lines.iter().zip(1..).map(|(line, item)| OrderLine {
            item,
            id: line.id(),
            name: line.name.clone(),
            quantity: line.quantity,
            total: line.total.clone().unwrap_or_else(|| price(line.product, line.quantity)),
            tax_minor: 0,
        });
        let lines: Vec<OrderLine> = lines.collect();
        let total = lines.iter().map(|line| &line.total).chain(wish.fees.iter().map(|fee| &fee.total));
        let order = Order {
            id: OrderId(number),
            number: number.to_string(),
            status: wish.status.clone(),
            created_on: "2026-11-23".into(),
            modified_at: String::new(),
            total: kes(total.map(|total| total.minor).sum()),
            lines,
            gateway: wish.gateway.as_ref().map(|gateway| gateway.id.clone()),
            gateway_title: wish.gateway.as_ref().map(|gateway| gateway.title.clone()).unwrap_or_default(),
            payment_url: (wish.status == OrderStatus::Pending)
                .then(|| format!("https://shop.example/pay/{number}")),
            is_paid: false,
        };
        self.desk.entry(order.id).or_default().facts.extend(wish.facts.iter().cloned());
        self.orders.push(order.clone());
        ShopOutcome::Placed { order: Box::new(order), shortfalls: Vec::new(), oversold: Vec::new() }
    }

    pub(super) fn change_order(&mut self, change: &OrderChange) -> ShopOutcome {
        let Some(order) = self.orders.iter_mut().find(|order| order.id == change.order) else {
            return refuse(ORDER_GONE);
        };
        let desk = self.desk.entry(order.id).or_default();
        let fits = (change.from.is_empty() || change.from.contains(&order.status))
            && change
                .expects
                .iter()
                .all(|(key, value)| desk.facts.get(key).map_or("", String::as_str) == value)
            && !(change.unless_paid && order.is_paid)
            && change.content.as_ref().is_none_or(|content| *content == crate::order_mark(order));
        if !fits {
            return refuse(ORDER_MOVED_ON);
        }
        let goods = |order: &Order| order.lines.iter().map(|line| line.total.minor).sum::<i64>();
        let besides = order.total.minor - goods(order);
        for line in &change.lines {
            let total = line.total.clone().unwrap_or_else(|| price(line.product, line.quantity));
            match order.lines.iter_mut().find(|own| own.item == line.item) {
                Some(own) => (own.quantity, own.total) = (line.quantity, total),
                None => order.lines.push(OrderLine {
                    item: 1 + order.lines.iter().map(|line| line.item).max().unwrap_or(0),
                    id: line.product,
                    name: format!("Article {}", line.product),
                    quantity: line.quantity,
                    total,
                    tax_minor: 0,
                }),
            }
        }
        order.lines.retain(|line| line.quantity > 0);
        if !change.lines.is_empty() {
            // Delivery and the like stay.
            order.total = kes(goods(order) + besides);
        }
        if let Some(status) = &change.status {
            order.status = status.clone();
        }
        if let Some(gateway) = &change.gateway {
            order.gateway = Some(gateway.id.clone());
            order.gateway_title.clone_from(&gateway.title);
        }
        desk.facts.extend(change.facts.iter().cloned());
        desk.notes.extend(change.notes.iter().cloned());
        let id = order.id;
        match self.sighting(id) {
            Some(sighting) => ShopOutcome::Changed { sighting: Box::new(sighting) },
            None => refuse(ORDER_GONE),
        }
    }

    pub(super) fn refund(&mut self, wish: &RefundWish) -> ShopOutcome {
        let Some(order) = self.orders.iter().find(|order| order.id == wish.order) else {
            return refuse(ORDER_GONE);
        };
        let refunds = &mut self.desk.entry(order.id).or_default().refunds;
        let before: i64 = refunds.values().map(|amount| amount.minor).sum();
        if !refunds.contains_key(&wish.key) && before + wish.amount.minor > order.total.minor {
            return refuse(REFUND_TOO_LARGE);
        }
        let amount = refunds.entry(wish.key.clone()).or_insert_with(|| wish.amount.clone()).clone();
        ShopOutcome::RefundDone { order: Box::new(order.clone()), amount }
    }
}
