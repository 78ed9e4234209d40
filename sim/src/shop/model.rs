//! What the shop does with a request, from the moment when it reads it to the moment when it writes.

use std::collections::BTreeMap;

use common::rng::Rng as _;
use domain::{
    ids::{GatewayId, LineKey, OrderId, ProductId, RateId},
    shop::{Cart, CartLine, Gateway, GatewayKind, Order, OrderLine, OrderStatus, ShippingRate, Totals},
};
use tokio::time::Duration;
use worker::shop::port::{CartToken, Extras, Failure, OrderRecord, Reply, Request, SessionCart};

use super::{Answer, Begun, DELIVERY_MINOR, Made, Model, Session, UNCOUNTED, WORK_MS_MAX, Ware, Way, kes};
use serde_json::json;

use crate::plan::Fault;

impl Model {
    pub(super) fn way(&mut self, request: &Request) -> Result<Way, Failure> {
        let plan = self.plan.clone();
        if self.is_down || plan.strikes(Fault::ShopUnreached) {
            return Err(Failure::NotSent);
        }
        if plan.strikes(Fault::ShopComeBack) {
            return Err(Failure::ComeBack { after: Some(Duration::from_secs(2)) });
        }
        let mut way = Way {
            arrives_ms: Some(self.rng.below(20)),
            works_ms: 20 + self.rng.below(300),
            is_answered: true,
        };
        if let Request::PlaceCheckout { .. } = request {
            // Mails, taxes, plugins: the real one takes seconds, in which others buy too.
            way.works_ms = 300 + self.rng.below(4_000);
        }
        if plan.strikes(Fault::ShopSlow) {
            way.works_ms = 1_000 + self.rng.below(28_000);
        }
        if plan.strikes(Fault::ShopTooSlow) {
            way.works_ms = 30_001 + self.rng.below(WORK_MS_MAX - 40_000);
        }
        if plan.strikes(Fault::ShopWorksLate) {
            way.arrives_ms = Some(30_000);
            way.works_ms = self.rng.below(WORK_MS_MAX);
        }
        if plan.strikes(Fault::ShopAnswerLost) {
            way.is_answered = false;
        }
        if plan.strikes(Fault::ShopRequestLost) {
            way.arrives_ms = None;
        }
        Ok(way)
    }

    fn token_of(request: &Request) -> Option<&CartToken> {
        match request {
            Request::GetCart { token } => token.as_ref(),
            Request::AddItem { token, .. }
            | Request::UpdateItem { token, .. }
            | Request::RemoveItem { token, .. }
            | Request::ApplyCoupon { token, .. }
            | Request::RemoveCoupon { token, .. }
            | Request::UpdateCustomer { token, .. }
            | Request::SelectRate { token, .. }
            | Request::OpenCheckout { token }
            | Request::PlaceCheckout { token, .. } => Some(token),
            Request::GetOrder { .. }
            | Request::StampOrder { .. }
            | Request::SetOrderStatus { .. }
            | Request::OrdersById { .. }
            | Request::OrdersByPhone { .. }
            | Request::CreateOrder(_)
            | Request::OrdersByKey { .. }
            | Request::EditOrder { .. }
            | Request::TrashOrder { .. }
            | Request::Notes { .. }
            | Request::AddNote { .. }
            | Request::Refunds { .. }
            | Request::CreateRefund(_)
            | Request::StockLeft { .. }
            | Request::Gateways
            | Request::Suppliers => None,
        }
    }

    /// The request is read; a cart is loaded as it is now.
    pub(super) fn begin(&mut self, request: &Request) -> Result<Begun, Failure> {
        if let Request::GetCart { token: None } = request {
            self.next_session += 1;
            let key = format!("t_{}", self.next_session);
            self.sessions.insert(key.clone(), Session::default());
            return Ok(Begun { session: Some((key, Session::default())), order: None });
        }
        let Some(token) = Self::token_of(request) else { return Ok(self.begin_at_desk(request)) };
        let Some(session) = self.sessions.get_mut(&token.0) else { return Err(Failure::SessionLost) };
        if let Request::PlaceCheckout { .. } = request {
            if session.lines.is_empty() {
                return Err(refused("woocommerce_rest_cart_empty", None));
            }
            session.placing += 1;
            if session.placing > 1 {
                self.story.broken("I9", format!("two checkouts at work on basket {}", token.0));
            }
        }
        let session = session.clone();
        Ok(Begun { session: Some((token.0.clone(), session)), order: None })
    }

    /// The work is done; what was loaded is changed and written back, whatever happened to it meanwhile.
    pub(super) fn finish(&mut self, request: &Request, begun: Begun) -> Answer {
        let Some((key, mut session)) = begun.session else { return self.finish_plain(request, begun.order) };
        if let Request::PlaceCheckout { .. } = request {
            return self.place(&key, &session);
        }
        let left = |ware: &Ware| ware.stock.map(|left| u32::try_from(left).unwrap_or(0));
        match request {
            Request::AddItem { article, quantity, .. } => {
                let Some(ware) = self.wares.get(&article.product) else {
                    return Err(refused("woocommerce_rest_cart_invalid_product", None));
                };
                let wanted =
                    session.lines.get(&article.product).copied().unwrap_or(0).saturating_add(*quantity);
                if let Some(left) = left(ware).filter(|left| *left < wanted) {
                    return Err(refused("woocommerce_rest_product_partially_out_of_stock", Some(left)));
                }
                session.lines.insert(article.product, wanted);
            }
            Request::UpdateItem { key, quantity, .. } => {
                let Some(id) = product_of(key).filter(|id| session.lines.contains_key(id)) else {
                    return Err(refused("woocommerce_rest_cart_invalid_key", None));
                };
                if let Some(left) = self.wares.get(&id).and_then(left).filter(|left| left < quantity) {
                    return Err(refused("woocommerce_rest_product_partially_out_of_stock", Some(left)));
                }
                session.lines.insert(id, *quantity);
            }
            Request::RemoveItem { key, .. } => {
                let removed = product_of(key).and_then(|id| session.lines.remove(&id));
                removed.ok_or_else(|| refused("woocommerce_rest_cart_invalid_key", None))?;
            }
            Request::ApplyCoupon { .. } | Request::RemoveCoupon { .. } => {
                return Err(refused("woocommerce_rest_cart_coupon_invalid_code", None));
            }
            Request::UpdateCustomer { .. } => session.has_address = true,
            Request::SelectRate { .. } => session.rate_chosen = true,
            Request::OpenCheckout { .. } => return self.open_draft(&key, &session),
            _ => {}
        }
        if request.changes_something() {
            // The whole row is written: what another request did to it meanwhile is lost, as it is there.
            let current = self.sessions.entry(key.clone()).or_default();
            current.lines.clone_from(&session.lines);
            current.has_address = session.has_address;
            current.rate_chosen = session.rate_chosen;
        }
        Ok(Reply::Cart(Box::new(self.cart(&key, &session))))
    }

    fn open_draft(&mut self, key: &str, session: &Session) -> Answer {
        if session.lines.is_empty() {
            return Err(refused("woocommerce_rest_cart_empty", None));
        }
        let known =
            self.sessions.get(key).and_then(|session| session.draft).filter(|id| {
                self.orders.get(id).is_some_and(|made| made.status == OrderStatus::CheckoutDraft)
            });
        let order = known.unwrap_or_else(|| {
            self.next_order += 1;
            OrderId(self.next_order)
        });
        let total_minor = self.total(&session.lines);
        let made = self.orders.entry(order).or_insert_with(Made::draft);
        made.lines.clone_from(&session.lines);
        made.total_minor = total_minor;
        if let Some(session) = self.sessions.get_mut(key) {
            session.draft = Some(order);
        }
        Ok(Reply::Draft { order, token: CartToken(key.to_owned()), session: key.to_owned() })
    }

    /// `POST /checkout`: the draft, or a new order where the draft is gone or taken, becomes an order.
    fn place(&mut self, key: &str, begun: &Session) -> Answer {
        let draft =
            self.sessions.get(key).and_then(|session| session.draft).or(begun.draft).filter(|id| {
                self.orders.get(id).is_some_and(|made| made.status == OrderStatus::CheckoutDraft)
            });
        let order = draft.unwrap_or_else(|| {
            self.next_order += 1;
            OrderId(self.next_order)
        });
        let mut lines = begun.lines.clone();
        for (id, quantity) in &mut lines {
            if let Some(ware) = self.wares.get_mut(id)
                && let Some(left) = &mut ware.stock
            {
                let most = u32::try_from(*left).unwrap_or(0);
                if *quantity > most {
                    // The real one shrinks the line and says nothing.
                    self.story.cover("line silently shrunk");
                    *quantity = most;
                }
                *left -= i64::from(*quantity);
            }
        }
        lines.retain(|_, quantity| *quantity > 0);
        if let Some(session) = self.sessions.get_mut(key) {
            session.placing = session.placing.saturating_sub(1);
            if lines.is_empty() {
                return Err(refused("woocommerce_rest_product_out_of_stock", Some(0)));
            }
            session.lines.clear();
            session.draft = None;
        }
        let total_minor = self.total(&lines);
        let placed_at_ms = Some(self.story.now_ms());
        let made = self.orders.entry(order).or_insert_with(Made::draft);
        *made = Made {
            status: OrderStatus::Processing,
            lines,
            total_minor,
            placed_at_ms,
            facts: made.facts.clone(),
            ..Made::draft()
        };
        self.check_one_order_per_wish(order);
        Ok(Reply::CheckedOut { order, status: OrderStatus::Processing, redirect_url: None })
    }

    /// I2, at every instant: of all orders with one key, whatever the incarnation, one at most ever left draft.
    pub(super) fn check_one_order_per_wish(&self, order: OrderId) {
        let wish = |made: &Made| {
            let key = made.facts.get("_wa_op")?;
            Some(key.rsplit_once('.').map_or(key.as_str(), |(wish, _)| wish).to_owned())
        };
        let Some(key) = self.orders.get(&order).and_then(wish) else { return };
        let placed = self.orders.iter().filter(|(_, made)| {
            made.status != OrderStatus::CheckoutDraft && wish(made).as_ref() == Some(&key)
        });
        let placed: Vec<String> = placed.map(|(id, _)| id.to_string()).collect();
        if placed.len() > 1 {
            self.story.broken("I2", format!("one confirm made orders {}", placed.join(" and ")));
        }
    }

    fn finish_plain(&mut self, request: &Request, begun: Option<OrderId>) -> Answer {
        match request {
            Request::GetOrder { order } => self.record(*order),
            Request::StampOrder { order, facts } => {
                let Some(made) = self.orders.get_mut(order) else { return Err(Failure::NotFound) };
                made.facts.extend(facts.iter().cloned());
                self.record(*order)
            }
            Request::SetOrderStatus { order, status } => {
                let Some(made) = self.orders.get_mut(order) else { return Err(Failure::NotFound) };
                made.status = status.clone();
                self.check_one_order_per_wish(*order);
                self.check_what_was_agreed(*order);
                self.record(*order)
            }
            Request::OrdersById { orders } => {
                Ok(Reply::Orders(orders.iter().rev().filter_map(|id| self.full_record(*id)).collect()))
            }
            Request::OrdersByPhone { .. } => Ok(Reply::Orders(vec![])),
            Request::StockLeft { product } => {
                Ok(Reply::StockLeft(self.wares.get(product).and_then(|ware| ware.stock)))
            }
            Request::CreateOrder(_)
            | Request::OrdersByKey { .. }
            | Request::EditOrder { .. }
            | Request::TrashOrder { .. }
            | Request::Notes { .. }
            | Request::AddNote { .. }
            | Request::Refunds { .. }
            | Request::CreateRefund(_) => self.finish_at_desk(request, begun),
            Request::Suppliers => Ok(Reply::Suppliers(vec![])),
            _ => Ok(Reply::Gateways(vec![Gateway {
                id: GatewayId("cod".into()),
                title: "Cash on delivery".into(),
                description: String::new(),
                instructions: String::new(),
                kind: GatewayKind::CashOnDelivery,
            }])),
        }
    }

    fn total(&self, lines: &BTreeMap<ProductId, u32>) -> i64 {
        let goods = lines
            .iter()
            .map(|(id, quantity)| self.wares.get(id).map_or(0, |ware| ware.minor * i64::from(*quantity)));
        goods.sum::<i64>() + if lines.is_empty() { 0 } else { DELIVERY_MINOR }
    }

    fn cart(&self, key: &str, session: &Session) -> SessionCart {
        let lines: Vec<CartLine> = session
            .lines
            .iter()
            .filter_map(|(id, quantity)| {
                let ware = self.wares.get(id)?;
                Some(CartLine {
                    key: LineKey(format!("k{id}")),
                    id: *id,
                    name: ware.name.clone(),
                    sku: None,
                    choices: vec![],
                    quantity: *quantity,
                    unit_price: kes(ware.minor),
                    total: kes(ware.minor * i64::from(*quantity)),
                    quantity_max: Some(ware.stock.map_or(UNCOUNTED, |left| u32::try_from(left).unwrap_or(0))),
                })
            })
            .collect();
        let short = |line: &CartLine| line.quantity_max.is_some_and(|left| left < line.quantity);
        let complaints = lines
            .iter()
            .filter(|line| short(line))
            .map(|_| "woocommerce_rest_product_partially_out_of_stock".to_owned())
            .collect();
        let total = self.total(&session.lines);
        let has_lines = !lines.is_empty();
        let cart = Cart {
            totals: Totals {
                items: kes(total - if has_lines { DELIVERY_MINOR } else { 0 }),
                discount: kes(0),
                shipping: has_lines.then(|| kes(DELIVERY_MINOR)),
                tax: kes(0),
                total: kes(total),
            },
            lines,
            coupons: vec![],
            needs_shipping: true,
            needs_payment: true,
            rates: vec![ShippingRate {
                id: RateId("flat_rate:1".into()),
                name: "Courier".into(),
                price: kes(DELIVERY_MINOR),
                selected: true,
            }],
            gateways: vec![GatewayId("cod".into())],
            complaints,
        };
        SessionCart { cart, token: CartToken(key.to_owned()), session: key.to_owned() }
    }

    pub(super) fn record(&self, id: OrderId) -> Answer {
        self.full_record(id).map(|record| Reply::Order(Box::new(record))).ok_or(Failure::NotFound)
    }

    /// Returns an order as its webhook shows it.
    pub(super) fn announced(&self, id: OrderId) -> Option<Vec<u8>> {
        let made = self.orders.get(&id)?;
        let record = self.full_record(id)?;
        let status = serde_json::to_value(&made.status).ok()?;
        let facts = made.facts.iter().map(|(key, value)| json!({"key": key, "value": value}));
        let lines = record.order.lines.iter().map(|line| {
            json!({"id": line.item, "product_id": line.id.0, "name": line.name, "quantity": line.quantity,
                "total": line.total.to_decimal(), "total_tax": "0.00"})
        });
        let fees =
            record.extras.fees.iter().map(|fee| json!({"name": fee.name, "total": fee.total.to_decimal()}));
        let refunds =
            made.refunds.iter().map(|refund| json!({"total": format!("-{}", refund.amount.to_decimal())}));
        let order = json!({
            "id": id.0, "number": id.to_string(), "status": status, "currency": "KES",
            "total": record.order.total.to_decimal(), "line_items": lines.collect::<Vec<_>>(),
            "fee_lines": fees.collect::<Vec<_>>(), "refunds": refunds.collect::<Vec<_>>(),
            "payment_method": record.order.gateway.as_ref().map_or("", GatewayId::as_str),
            "date_modified_gmt": made.modified_at(), "meta_data": facts.collect::<Vec<_>>(),
        });
        serde_json::to_vec(&order).ok()
    }

    pub(super) fn full_record(&self, id: OrderId) -> Option<OrderRecord> {
        let made = self.orders.get(&id)?;
        if let Some(dealt) = &made.desk {
            return Some(dealt.record(id, made));
        }
        let lines = made.lines.iter().map(|(id, quantity)| {
            let ware = self.wares.get(id);
            OrderLine {
                item: id.0,
                tax_minor: 0,
                id: *id,
                name: ware.map_or_else(String::new, |ware| ware.name.clone()),
                quantity: *quantity,
                total: kes(ware.map_or(0, |ware| ware.minor) * i64::from(*quantity)),
            }
        });
        let order = Order {
            id,
            number: id.to_string(),
            status: made.status.clone(),
            created_on: "2026-11-23".into(),
            modified_at: made.modified_at(),
            total: kes(made.total_minor),
            lines: lines.collect(),
            gateway: Some(GatewayId("cod".into())),
            gateway_title: "Cash on delivery".into(),
            payment_url: None,
            is_paid: false,
        };
        let fact = |name: &str| made.facts.get(name).cloned();
        Some(OrderRecord {
            order,
            op_key: fact("_wa_op"),
            fingerprint: fact("_wa_fp"),
            contact: fact("_wa_contact"),
            billing_phone: None,
            extras: Extras {
                refunded_minor: made.refunded_minor(),
                facts: made.facts.clone(),
                ..Extras::default()
            },
        })
    }
}

fn product_of(key: &LineKey) -> Option<ProductId> {
    key.0.strip_prefix('k')?.parse().ok().map(ProductId)
}

fn refused(code: &str, left: Option<u32>) -> Failure {
    Failure::Refused { status: 400, code: code.to_owned(), fields: vec![], left, cart: None }
}
