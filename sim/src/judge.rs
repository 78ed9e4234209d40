//! The invariants that can only be judged when everything has come to rest. Those that must hold at every instant are
//! checked where it happens: commits in `files`, sends in `meta`, orders in `shop`.

use std::collections::{BTreeMap, BTreeSet};

use domain::{ids::OrderId, outbound::Message, shop::OrderStatus};

use crate::{
    buyer::{Buyer, placed},
    cast::World,
    meta::text_of,
};

/// Longest time between the last look at a basket and its being placed: client and shop at their slowest.
const WORK_MS_MAX: u64 = 180_000;

/// Returns why the run has not come to rest, if it has not.
pub fn unrest(world: &World, buyers: &[Buyer]) -> Option<String> {
    let busy: Vec<&str> =
        buyers.iter().filter(|buyer| !buyer.notes().is_done).map(|buyer| buyer.name.as_str()).collect();
    if !busy.is_empty() {
        return Some(format!("{} still shopping", busy.join(", ")));
    }
    let undelivered = world.meta.undelivered();
    if undelivered > 0 {
        return Some(format!("{undelivered} webhooks are not answered"));
    }
    let (backlog, queue) = world.broker.backlog();
    if backlog > 0 {
        return Some(format!("{backlog} messages are in queues, most in {queue}"));
    }
    let unfinished = world.disk.unfinished();
    (!unfinished.is_empty()).then(|| unfinished.into_iter().take(5).collect::<Vec<_>>().join("; "))
}

/// Judges a run that has come to rest.
pub fn judge(world: &World, buyers: &[Buyer]) {
    nothing_lost(world);
    for buyer in buyers {
        one_order_per_confirm(world, buyer);
        deals_are_kept(world, buyer);
        only_the_truth(world, buyer);
        an_answer_for_everybody(world, buyer);
        news_once(world, buyer);
    }
}

/// I1: each element of a body that was answered with 200 was handled, or is parked where people look.
fn nothing_lost(world: &World) {
    let parked = world.broker.parked();
    let reasons: BTreeSet<&str> = parked.iter().map(|(reason, _)| reason.as_str()).collect();
    for reason in reasons {
        world.story.cover(&format!("parked: {reason}"));
    }
    for id in world.meta.answered() {
        let is_parked = || parked.iter().any(|(_, body)| body.contains(&format!("\"{id}\"")));
        if !world.disk.has_seen(&id) && !is_parked() {
            world.story.broken("I1", format!("{id} was answered with 200 and is nowhere"));
        }
        if id.contains("FORGED") {
            world.story.broken("I13", format!("{id} is not from Meta"));
        }
    }
    for (reason, body) in &parked {
        // Nothing that a buyer sent in time may end there, unless they sent too much at once.
        let is_expected =
            ["stale", "unparsed", "flood", "delivery_limit", "poison"].contains(&reason.as_str());
        if !is_expected {
            let body: String = body.chars().take(200).collect();
            world.story.broken("I1", format!("parked for {reason}: {body}"));
        }
    }
}

/// I2 as the buyer sees it: no more orders than confirms that were tapped.
fn one_order_per_confirm(world: &World, buyer: &Buyer) {
    let taps: BTreeSet<String> = buyer.notes().confirmed.into_iter().map(|confirmed| confirmed.id).collect();
    let contacts = world.meta.contacts_of(buyer.contact);
    let orders: Vec<String> = world
        .shop
        .orders()
        .into_iter()
        .filter(|(_, made)| {
            made.status != OrderStatus::CheckoutDraft
                && made.desk.is_none()
                && made.facts.get("_wa_contact").is_some_and(|contact| contacts.contains(contact))
        })
        .map(|(id, _)| id.to_string())
        .collect();
    if orders.len() > taps.len() {
        let what =
            format!("{} confirmed {} times and has orders {}", buyer.name, taps.len(), orders.join(", "));
        world.story.broken("I2", what);
    }
    for id in &orders {
        let is_told = buyer.notes().orders_told.iter().any(|told| told.to_string() == *id);
        let is_read = world.meta.inbox_from(buyer.contact, 0).iter().any(|bubble| {
            text_of(&bubble.message).split(|char: char| !char.is_ascii_digit()).any(|number| number == id)
        });
        if !is_told && !is_read {
            world.story.broken("I4", format!("{} was never told of order {id}", buyer.name));
        }
    }
}

/// Judges what holds for whoever orders past the basket, too.
pub fn judge_truth(world: &World, people: &[Buyer]) {
    for person in people {
        only_the_truth(world, person);
        an_answer_for_everybody(world, person);
        news_once(world, person);
    }
}

/// I3: whoever was told that an order is placed has that order, with what was confirmed.
fn only_the_truth(world: &World, buyer: &Buyer) {
    let notes = buyer.notes();
    let amounts: BTreeSet<i64> =
        notes.confirmed.iter().filter_map(|confirmed| confirmed.total_minor).collect();
    for bubble in world.meta.inbox_from(buyer.contact, 0) {
        let Some((number, told_minor)) = placed(&bubble.message) else { continue };
        world.story.cover("order told to be placed");
        let Some(made) = world.shop.order(number) else {
            world
                .story
                .broken("I3", format!("{} was told of order {number}, which does not exist", buyer.name));
            continue;
        };
        if made.placed_at_ms.is_none_or(|at_ms| at_ms > bubble.at_ms) {
            let what = format!("{} was told of order {number} before it was placed", buyer.name);
            world.story.broken("I3", what);
        }
        let total = made.total_minor;
        if told_minor.is_some_and(|told| told != total) {
            world.story.broken(
                "I3",
                format!("order {number} costs {total} and {} was told {told_minor:?}", buyer.name),
            );
        }
        // What the merchant changed while the shop was at work, or what the stock did not hold, is told, not hidden.
        // A template has no room for it; whoever replies sees the order.
        let is_told_less =
            matches!(bubble.message, Message::Template(_)) || text_of(&bubble.message).contains("had less");
        let placed_at_ms = made.placed_at_ms.unwrap_or_default();
        let is_edited = world.shop.was_edited(placed_at_ms.saturating_sub(WORK_MS_MAX), placed_at_ms);
        if !amounts.contains(&total) && !is_told_less && !is_edited {
            let what = format!("order {number} costs {total}, and {} confirmed {:?}", buyer.name, amounts);
            world.story.broken("I3", what);
        }
    }
}

/// I2, I3, I22 of what was agreed past the basket: no more orders than wishes, what was told is so, and nothing that was placed
/// was pulled back.
fn deals_are_kept(world: &World, buyer: &Buyer) {
    let contacts = world.meta.contacts_of(buyer.contact);
    let wishes = buyer.notes().deals;
    let orders = world.shop.orders();
    let own: Vec<OrderId> = orders
        .iter()
        .filter(|(_, made)| {
            made.is_scripted()
                && !matches!(made.status, OrderStatus::CheckoutDraft | OrderStatus::Trash)
                && made.facts.get("_wa_contact").is_some_and(|contact| contacts.contains(contact))
        })
        .map(|(id, _)| *id)
        .collect();
    if own.len() > wishes {
        world.story.broken("I2", format!("{} agreed {wishes} times and has {own:?}", buyer.name));
    }
    for bubble in world.meta.inbox_from(buyer.contact, 0) {
        let text = text_of(&bubble.message);
        let number = |text: &str| text.split(' ').find_map(|word| word.parse().ok()).map(OrderId);
        if let Some(rest) = text.strip_prefix("Agreed order ") {
            world.story.cover("agreed order told to stand");
            let made = number(rest).and_then(|id| orders.get(&id));
            // `pending` is on the way there, and a late call may not go back.
            if made.is_none_or(|made| made.status != OrderStatus::OnHold) {
                world.story.broken("I3", format!("{} was told \"{text}\", and it is {made:?}", buyer.name));
            }
        }
        if let Some((_, rest)) = text.split_once("Paid back ").and_then(|(_, rest)| rest.split_once(" of ")) {
            world.story.cover("refund told");
            let made = number(rest).and_then(|id| orders.get(&id));
            let refunds = made.map_or(0, |made| made.refunds.len());
            if refunds != 1 {
                world.story.broken("I22", format!("{} was told \"{text}\" of {refunds} refunds", buyer.name));
            }
        }
        if text.starts_with("Changed ") {
            world.story.cover("change told");
        }
    }
}

/// I4 and no silence: whoever wrote is answered, and whoever confirmed knows what came of it.
fn an_answer_for_everybody(world: &World, buyer: &Buyer) {
    let notes = buyer.notes();
    let inbox = world.meta.inbox_from(buyer.contact, 0);
    if let Some(asked_at_ms) = notes.asked_at_ms {
        let last_ms = inbox.last().map(|bubble| bubble.at_ms);
        if last_ms.is_none_or(|last_ms| last_ms < asked_at_ms) {
            let what =
                format!("{} wrote at {asked_at_ms} ms and heard nothing since {last_ms:?}", buyer.name);
            world.story.broken("I4", what);
        }
    }
    if let Some(last) = inbox.last()
        && text_of(&last.message).starts_with("Your order is being placed")
    {
        world.story.broken("I4", format!("{} never heard what came of the order", buyer.name));
    }
}

/// I21: what became of an order is told once, and is true.
fn news_once(world: &World, buyer: &Buyer) {
    let mut told: BTreeMap<(OrderId, &str), BTreeSet<String>> = BTreeMap::new();
    for bubble in world.meta.inbox_from(buyer.contact, 0) {
        let text = text_of(&bubble.message);
        for (words, template, status) in
            [("was cancelled", "cancelled", "cancelled"), ("is completed", "completed", "completed")]
        {
            let by_words = text.strip_prefix("Order ").and_then(|rest| rest.split_once(' '));
            let by_words = by_words.filter(|(_, rest)| rest.starts_with(words)).map(|(number, _)| number);
            let by_template = text.strip_prefix("order_status: ").and_then(|rest| rest.split_once(" / "));
            let by_template = by_template.filter(|(_, said)| *said == template).map(|(number, _)| number);
            let number = by_words.or(by_template).and_then(|number| number.parse().ok());
            if let Some(number) = number.map(OrderId) {
                told.entry((number, status)).or_default().insert(bubble.id.clone());
            }
        }
    }
    for ((order, status), messages) in told {
        world.story.cover("news of an order told");
        if messages.len() > 1 {
            let what =
                format!("{} was told {} times that order {order} is {status}", buyer.name, messages.len());
            world.story.broken("I21", what);
        }
        let is = world.shop.order(order.0).map(|made| made.status);
        let is_true = matches!(
            (&is, status),
            (Some(OrderStatus::Cancelled), "cancelled")
                | (Some(OrderStatus::Completed), "completed")
                // Paid back since.
                | (Some(OrderStatus::Refunded), _)
        );
        if !is_true {
            world.story.broken(
                "I21",
                format!("{} was told that order {order} is {status}, and it is {is:?}", buyer.name),
            );
        }
    }
}
