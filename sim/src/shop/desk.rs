//! Orders past the basket, as `wc/v3` has them: it checks no stock, removes no duplicates, and repeats every refund that it
//! is asked for twice. What must never happen is noticed where it happens.

use std::collections::BTreeMap;

use domain::{
    ids::{GatewayId, OrderId, ProductId},
    shop::{Order, OrderLine, OrderStatus},
};
use worker::shop::port::{
    Extras, Failure, Fee, LineEdit, NewOrder, NewRefund, Note, OrderEdit, OrderRecord, RefundRecord, Reply,
    Request,
};

use super::{Answer, Begun, Made, Model, kes};
use crate::wishes::{APPENDED, FEE_MINOR, price};

/// What an order has that did not come out of a basket.
#[derive(Debug, Clone, Default)]
pub struct Dealt {
    created_via: String,
    /// Its making is over; before, others see an order without content.
    is_whole: bool,
    lines: Vec<OrderLine>,
    fees: Vec<Fee>,
    gateway: Option<GatewayId>,
    next_item: u64,
}

impl Dealt {
    /// Puts an article on an order that was asked for in words alone.
    pub(super) fn stock_up(&mut self) {
        if self.lines.is_empty() {
            self.append(APPENDED, 5, 0);
        }
    }

    /// Gives every line the same price for one, in cents.
    pub(super) fn price_at(&mut self, minor: i64) {
        for line in &mut self.lines {
            line.total = kes(minor).times(line.quantity);
        }
    }

    pub(super) fn total_minor(&self) -> i64 {
        let lines = self.lines.iter().map(|line| line.total.minor);
        lines.chain(self.fees.iter().map(|fee| fee.total.minor)).sum()
    }

    pub(super) fn record(&self, id: OrderId, made: &Made) -> OrderRecord {
        let fact = |name: &str| made.facts.get(name).cloned();
        OrderRecord {
            order: Order {
                id,
                number: id.to_string(),
                // While it is made, it stands as pending.
                status: if self.is_whole { made.status.clone() } else { OrderStatus::Pending },
                created_on: "2026-11-23".into(),
                modified_at: made.modified_at(),
                total: kes(self.total_minor()),
                is_paid: false,
                lines: self.lines.clone(),
                gateway: self.gateway.clone(),
                gateway_title: String::new(),
                payment_url: None,
            },
            op_key: fact("_wa_op"),
            fingerprint: fact("_wa_fp"),
            contact: fact("_wa_contact"),
            billing_phone: None,
            extras: Extras {
                refunded_minor: made.refunded_minor(),
                tracking: None,
                facts: made.facts.clone(),
                fees: self.fees.clone(),
                created_via: self.created_via.clone(),
                taxes: BTreeMap::new(),
            },
        }
    }

    fn append(&mut self, product: ProductId, quantity: u32, minor: i64) {
        self.next_item += 1;
        self.lines.push(OrderLine {
            item: self.next_item,
            id: product,
            name: format!("Article {product}"),
            quantity,
            total: kes(minor),
            tax_minor: 0,
        });
    }

    fn edit(&mut self, line: &LineEdit) {
        let minor = line.total.as_ref().map_or(0, |total| total.minor);
        match self.lines.iter_mut().find(|own| own.item == line.item) {
            Some(own) => {
                own.quantity = line.quantity;
                if line.total.is_some() {
                    own.total = kes(minor);
                }
            }
            None => self.append(line.product, line.quantity, minor),
        }
        self.lines.retain(|line| line.quantity > 0);
    }
}

impl Model {
    /// The request is read: an order that is to be made is there at once.
    pub(super) fn begin_at_desk(&mut self, request: &Request) -> Begun {
        let Request::CreateOrder(new) = request else { return Begun::default() };
        self.next_order += 1;
        let id = OrderId(self.next_order);
        let dealt = Dealt { created_via: new.key.clone(), ..Dealt::default() };
        self.orders.insert(id, Made { status: OrderStatus::Pending, desk: Some(dealt), ..Made::draft() });
        Begun { session: None, order: Some(id) }
    }

    /// The work is done.
    pub(super) fn finish_at_desk(&mut self, request: &Request, begun: Option<OrderId>) -> Answer {
        match request {
            Request::CreateOrder(new) => self.make(new, begun),
            Request::OrdersByKey { key } => {
                let found =
                    self.orders.iter().rev().filter(|(_, made)| {
                        made.desk.as_ref().is_some_and(|dealt| dealt.created_via == *key)
                    });
                Ok(Reply::Orders(found.filter_map(|(id, _)| self.full_record(*id)).collect()))
            }
            Request::EditOrder { order, edit } => self.edit_order(*order, edit),
            Request::TrashOrder { order } => {
                let made = self.orders.get_mut(order).ok_or(Failure::NotFound)?;
                made.status = OrderStatus::Trash;
                Ok(Reply::Trashed)
            }
            Request::Notes { order } => Ok(Reply::Notes(self.made(*order)?.notes.clone())),
            Request::AddNote { order, text, is_for_customer } => {
                let note = Note { text: text.clone(), is_for_customer: *is_for_customer };
                let notes = &mut self.made(*order)?.notes;
                let is_there = notes.iter().any(|there| there.text == note.text);
                notes.push(note);
                if is_there {
                    self.story.broken("I24", format!("a note came twice on order {order}"));
                }
                Ok(Reply::Noted)
            }
            Request::Refunds { order, .. } => Ok(Reply::Refunds(self.made(*order)?.refunds.clone())),
            Request::CreateRefund(new) => self.book(new),
            _ => Err(Failure::NotFound),
        }
    }

    fn made(&mut self, order: OrderId) -> Result<&mut Made, Failure> {
        self.orders.get_mut(&order).ok_or(Failure::NotFound)
    }

    fn make(&mut self, new: &NewOrder, begun: Option<OrderId>) -> Answer {
        let id = begun.ok_or(Failure::Unknown)?;
        let made = self.orders.get_mut(&id).ok_or(Failure::NotFound)?;
        let dealt = made.desk.get_or_insert_with(Dealt::default);
        for line in &new.lines {
            dealt.append(line.id(), line.quantity, line.total.as_ref().map_or(0, |total| total.minor));
        }
        dealt.fees =
            new.fees.iter().map(|fee| Fee { name: fee.name.clone(), total: fee.total.clone() }).collect();
        dealt.gateway = new.gateway.as_ref().map(|gateway| gateway.id.clone());
        dealt.is_whole = true;
        made.total_minor = dealt.total_minor();
        made.status = OrderStatus::CheckoutDraft;
        made.facts.extend(new.facts.iter().cloned());
        self.record(id)
    }

    fn edit_order(&mut self, order: OrderId, edit: &OrderEdit) -> Answer {
        let now_ms = self.story.now_ms();
        let made = self.orders.get_mut(&order).ok_or(Failure::NotFound)?;
        if made.desk.is_some() || !edit.lines.is_empty() {
            let dealt = made.desk.get_or_insert_with(Dealt::default);
            for line in &edit.lines {
                dealt.edit(line);
            }
            made.total_minor = dealt.total_minor();
        }
        made.changed_at_ms = Some(now_ms);
        made.facts.extend(edit.facts.iter().cloned());
        if let Some(status) = &edit.status {
            made.status = status.clone();
            made.placed_at_ms.get_or_insert(now_ms);
        }
        self.check_one_order_per_wish(order);
        self.check_what_was_agreed(order);
        self.record(order)
    }

    fn book(&mut self, new: &NewRefund) -> Answer {
        let now_ms = self.story.now_ms();
        let made = self.made(new.order)?;
        let id = made.refunds.len() as u64 + 1;
        // The reason is stored with the refund, the key a moment later; a crash of PHP in between leaves it out.
        let key = id.is_multiple_of(2).then(|| new.key.clone());
        let refund = RefundRecord { id, amount: new.amount.clone(), reason: new.reason.clone(), key };
        made.refunds.push(refund.clone());
        made.changed_at_ms = Some(now_ms);
        let (refunded, total) = (made.refunded_minor(), made.total_minor);
        if refunded >= total {
            made.status = OrderStatus::Refunded;
        }
        let count = made.refunds.iter().filter(|refund| refund.reason.contains(&new.key)).count();
        if refunded > total {
            let what = format!("{refunded} of order {} was paid back, which costs {total}", new.order);
            self.story.broken("I22", what);
        }
        self.story.cover("refund booked");
        if count > 1 {
            self.story.broken("I22", format!("{} was paid back {count} times", new.key));
        }
        Ok(Reply::Refunded(refund))
    }

    /// I3, at every instant: what has left draft holds what was agreed, and each change once.
    pub(super) fn check_what_was_agreed(&self, order: OrderId) {
        let Some(made) = self.orders.get(&order) else { return };
        // What a quote, an auction or a dispute came to has a judge of its own, who knows its price.
        let Some(dealt) = made.desk.as_ref().filter(|_| made.is_scripted()) else { return };
        if matches!(made.status, OrderStatus::CheckoutDraft | OrderStatus::Trash) {
            return;
        }
        let is_agreed = dealt.lines.first().is_some_and(|line| line.total == price(line.quantity))
            && dealt.fees.iter().map(|fee| fee.total.minor).eq([FEE_MINOR]);
        if !is_agreed {
            self.story.broken("I3", format!("order {order} is not what was agreed: {:?}", dealt.lines));
        }
        if dealt.lines.iter().filter(|line| line.id == APPENDED).count() > 1 {
            self.story.broken("I23", format!("a change of order {order} was made twice"));
        }
    }
}
