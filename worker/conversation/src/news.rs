//! News of orders: what happened to an order in the shop is said once, in the order of the shop's own clock, wherever the
//! buyer is in the chat, and leaves their screen as it is. When the window has closed, a template stands in.
//!
//! What is compared is what the buyer has been told, not what the last webhook said: a delivery that comes twice, late or
//! never changes nothing, as the catch-up tells the same story.

use domain::{
    Money,
    shop::{OrderSighting, OrderStatus},
    template::{ORDER_PLACED, ORDER_STATUS, Template},
};

use crate::{
    conversation::{Conversation, Told},
    scene::{Scene, short},
    state::State,
    states::orders,
    text::{Arg, Text},
};

impl Conversation {
    /// Returns the template that stands in for what the screen says of an order; `None` when it says nothing of one.
    pub fn order_news(&self) -> Option<Template> {
        let language = self.language.template_code();
        match &self.state {
            State::Placed { order, .. } | State::Shortened { order, .. } => {
                Template::of(&ORDER_PLACED, language, &[&order.number, &self.form().money(&order.total)]).ok()
            }
            State::OneOrder { order } => {
                let status = orders::status_words(self.language, &order.status);
                Template::of(&ORDER_STATUS, language, &[&order.number, &status]).ok()
            }
            _ => None,
        }
    }
}

/// An order was seen: says what the buyer does not know yet.
pub fn seen(scene: &mut Scene, sighting: &OrderSighting) {
    let order = &sighting.order;
    // A basket on its way to be an order is told of by the checkout.
    if matches!(order.status, OrderStatus::CheckoutDraft) || order.modified_at.is_empty() {
        return;
    }
    let told = scene.talk.told.iter().find(|told| told.order == order.id).cloned();
    let is_theirs = told.is_some() || scene.talk.orders.contains(&order.id) || sighting.names_buyer;
    // An order of the web shop with this person's phone belongs to somebody who talks with us, or to nobody here.
    if !is_theirs && !scene.talk.greeted {
        return;
    }
    // Deliveries overtake each other. Within one second of the shop's clock, an order goes forwards.
    let is_late = |told: &Told| {
        let (known, seen) = (&told.modified_at, &order.modified_at);
        known > seen || (known == seen && progress(&told.status) > progress(&order.status))
    };
    if told.as_ref().is_some_and(is_late) {
        return;
    }
    if let Some(told) = &told {
        let lines = news(scene, told, sighting);
        if !lines.is_empty() {
            let status = orders::status_words(scene.talk.language, &order.status);
            let language = scene.talk.language.template_code();
            scene.stand_in(Template::of(&ORDER_STATUS, language, &[&order.number, &status]).ok());
            scene.remark_words(&lines.join("\n"));
        }
    } else if !scene.talk.orders.contains(&order.id) {
        scene.talk.orders.push(order.id);
        scene.talk.orders.truncate(crate::conversation::ORDERS_REMEMBERED_MAX);
        if sighting.names_buyer && scene.talk.unclear_since_ms.is_some() {
            came_to_light(scene, sighting);
        }
    }
    scene.talk.tell(Told {
        order: order.id,
        status: order.status.clone(),
        total: order.total.clone(),
        refunded_minor: sighting.refunded.minor,
        tracking: sighting.tracking.as_ref().map(|parcel| parcel.tracking.clone()),
        modified_at: order.modified_at.clone(),
    });
    // What the next greeting says of the last order must not outlive it.
    let is_off = matches!(order.status, OrderStatus::Cancelled | OrderStatus::Trash | OrderStatus::Refunded);
    if is_off && scene.talk.last_order.as_ref().is_some_and(|last| last.number == order.number) {
        scene.talk.last_order = None;
    }
}

/// Nobody could tell whether an order was placed, and here it is.
fn came_to_light(scene: &mut Scene, sighting: &OrderSighting) {
    let order = &sighting.order;
    scene.talk.unclear_since_ms = None;
    if matches!(scene.talk.state, State::Unclear) {
        scene.go(State::Home);
    }
    let total = scene.money(&order.total);
    let is_alive =
        !matches!(order.status, OrderStatus::Cancelled | OrderStatus::Refunded | OrderStatus::Trash);
    let language = scene.talk.language.template_code();
    if is_alive {
        scene.stand_in(Template::of(&ORDER_PLACED, language, &[&order.number, &total]).ok());
        scene.remark(Text::Placed, &[("number", short(&order.number).into()), ("total", total.into())]);
    } else {
        let status = orders::status_words(scene.talk.language, &order.status);
        scene.stand_in(Template::of(&ORDER_STATUS, language, &[&order.number, &status]).ok());
        scene.remark(Text::NewsStatus, &[("number", short(&order.number).into()), ("status", status.into())]);
    }
}

/// How far an order has come.
fn progress(status: &OrderStatus) -> u8 {
    match status {
        OrderStatus::CheckoutDraft => 0,
        OrderStatus::Pending | OrderStatus::Failed => 1,
        OrderStatus::OnHold => 2,
        OrderStatus::Processing | OrderStatus::Other(_) => 3,
        OrderStatus::Completed => 4,
        OrderStatus::Cancelled | OrderStatus::Refunded | OrderStatus::Trash => 5,
    }
}

/// Says what is new.
fn news(scene: &Scene, told: &Told, sighting: &OrderSighting) -> Vec<String> {
    let order = &sighting.order;
    let number = |more: &[(&'static str, Arg)]| {
        let mut args = vec![("number", Arg::Words(short(&order.number)))];
        args.extend_from_slice(more);
        args
    };
    let mut lines = Vec::new();
    let parcel = sighting.tracking.as_ref().filter(|parcel| told.tracking.as_ref() != Some(&parcel.tracking));
    if let Some(parcel) = parcel {
        lines.push(scene.t(Text::NewsShipped, &number(&[])));
        let carrier = Arg::Words(short(&parcel.carrier));
        let tracking = Arg::Words(domain::outbound::fit(&parcel.tracking, TRACKING_LENGTH_MAX));
        lines.push(scene.t(Text::NewsTracking, &[("carrier", carrier), ("tracking", tracking)]));
    }
    if order.status != told.status {
        let is_new_refund = sighting.refunded.minor > told.refunded_minor;
        let was_unpaid =
            matches!(told.status, OrderStatus::Pending | OrderStatus::OnHold | OrderStatus::Failed);
        let total = Arg::Words(scene.money(&order.total));
        match &order.status {
            OrderStatus::Processing if order.is_paid && was_unpaid => {
                lines.push(scene.t(Text::NewsPaid, &number(&[])));
            }
            OrderStatus::Processing => lines.push(scene.t(Text::NewsProcessing, &number(&[]))),
            OrderStatus::OnHold => lines.push(scene.t(Text::NewsOnHold, &number(&[]))),
            OrderStatus::Pending => {
                lines.push(scene.t(Text::NewsPending, &number(&[("total", total)])));
                lines.extend(order.payment_url.clone());
            }
            OrderStatus::Completed if parcel.is_some() => {}
            OrderStatus::Completed => lines.push(scene.t(Text::NewsCompleted, &number(&[]))),
            OrderStatus::Cancelled | OrderStatus::Trash => {
                lines.push(scene.t(Text::NewsCancelled, &number(&[])));
            }
            OrderStatus::Refunded => {
                let amount = if is_new_refund { &sighting.refunded } else { &order.total };
                let amount = Arg::Words(scene.money(amount));
                lines.push(scene.t(Text::NewsRefunded, &number(&[("amount", amount)])));
            }
            OrderStatus::Failed => {
                lines.push(scene.t(Text::NewsFailed, &number(&[])));
                lines.extend(order.payment_url.clone());
            }
            OrderStatus::CheckoutDraft => {}
            other @ OrderStatus::Other(_) => {
                let status = Arg::Words(orders::status_words(scene.talk.language, other));
                lines.push(scene.t(Text::NewsStatus, &number(&[("status", status)])));
            }
        }
    }
    let refund_minor = sighting.refunded.minor.saturating_sub(told.refunded_minor);
    if refund_minor > 0 && order.status != OrderStatus::Refunded {
        let amount = Money::from_minor(refund_minor, sighting.refunded.currency.clone());
        let amount = Arg::Words(scene.money(&amount));
        lines.push(scene.t(Text::NewsRefundedPart, &number(&[("amount", amount)])));
    }
    let has_ended =
        matches!(order.status, OrderStatus::Cancelled | OrderStatus::Trash | OrderStatus::Refunded);
    if order.total != told.total && !has_ended {
        let (now, before) = (Arg::Words(scene.money(&order.total)), Arg::Words(scene.money(&told.total)));
        lines.push(scene.t(Text::NewsTotal, &number(&[("now", now), ("before", before)])));
    }
    lines
}

/// Longest number or address of a parcel that is said.
const TRACKING_LENGTH_MAX: usize = 500;
