//! Orders: one per confirmed checkout, with the content that was confirmed, and told when and only when it is placed.

use std::collections::{BTreeMap, BTreeSet};

use super::Row;
use super::journal::{Item, OrderChange, Sent, Story, Wrote, cents};

/// A checkout that the buyer confirmed: the first tap on the confirm of one summary.
struct Confirm<'s> {
    buyer: &'s str,
    seq: u64,
    items: Vec<Item>,
    total_cents: u64,
}

/// Whether a tapped choice is the confirm of a summary, such as `s10:confirm`.
fn is_confirm(wrote: &Wrote) -> bool {
    wrote.tapped.as_deref().is_some_and(|id| id.ends_with(":confirm"))
}

/// All confirmed checkouts, in the order of their first taps.
fn confirms(story: &Story) -> Vec<Confirm<'_>> {
    let shown: BTreeMap<&str, &Sent> =
        story.accepted().filter_map(|sent| Some((sent.wamid.as_deref()?, sent))).collect();
    let mut known = BTreeSet::new();
    let taps = story.wrote.iter().filter(|wrote| is_confirm(wrote));
    let first = taps.filter(|wrote| known.insert((wrote.buyer.as_str(), wrote.tapped.as_deref())));
    first
        .map(|wrote| {
            let summary =
                wrote.on.as_deref().and_then(|id| shown.get(id)).map_or("", |sent| sent.text.as_str());
            let (items, total_cents) = read_summary(summary);
            Confirm { buyer: &wrote.buyer, seq: wrote.seq, items, total_cents }
        })
        .collect()
}

/// What a summary shows: lines such as `1 × Dish Soap 5L · KES 845.00`, and `Total: KES 1,386.20`.
fn read_summary(text: &str) -> (Vec<Item>, u64) {
    let mut items = Vec::new();
    let mut total_cents = 0;
    for line in text.lines() {
        if let Some(amount) = line.strip_prefix("Total: ") {
            total_cents = cents(amount);
        }
        let Some((quantity, rest)) = line.split_once(" × ") else { continue };
        let (Ok(quantity), Some((name, _))) = (quantity.trim().parse(), rest.rsplit_once(" · ")) else {
            continue;
        };
        items.push(Item { quantity, name: name.to_owned() });
    }
    items.sort();
    (items, total_cents)
}

/// The first change with which each order left draft.
fn placed(story: &Story) -> BTreeMap<u64, &OrderChange> {
    let mut placed = BTreeMap::new();
    for change in story.changes.iter().filter(|change| change.is_placed()) {
        placed.entry(change.order).or_insert(change);
    }
    placed
}

/// No checkout has two orders, at any time. The system writes on each order to which checkout it belongs; the buyers'
/// own taps are the second witness.
pub fn one_per_checkout(story: &Story, least: u64) -> Row {
    let mut row = Row::new("a confirmed checkout has at most one order that left draft, ever", least);
    let placed = placed(story);
    let mut orders: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    for order in placed.keys() {
        match story.stamps.get(order) {
            // The part after the point counts drafts that vanished; the checkout is the same.
            Some(stamp) => {
                orders.entry(stamp.split('.').next().unwrap_or_default()).or_default().push(*order);
            }
            None => row.broken(format!("order {order} was placed without a stamp")),
        }
    }
    for (checkout, orders) in orders {
        row.look();
        if orders.len() > 1 {
            row.broken(format!("checkout {checkout} has the orders {orders:?}"));
        }
    }
    row
}

/// At no moment has a buyer more orders than confirmed checkouts.
pub fn none_without_confirm(story: &Story, least: u64) -> Row {
    let mut row = Row::new("no buyer has more orders than confirmed checkouts, at any moment", least);
    let confirms = confirms(story);
    let mut orders: BTreeMap<&str, usize> = BTreeMap::new();
    let mut by_time: Vec<&OrderChange> = placed(story).into_values().collect();
    by_time.sort_by_key(|change| change.seq);
    for change in by_time {
        row.look();
        let count = orders.entry(&change.phone).or_default();
        *count += 1;
        let confirmed = confirms
            .iter()
            .filter(|confirm| confirm.buyer == change.phone && confirm.seq < change.seq)
            .count();
        if *count > confirmed {
            row.broken(format!(
                "order {} of {} is number {count} of {confirmed} confirmed",
                change.order, change.phone
            ));
        }
    }
    row
}

/// Every order holds what one summary showed that its buyer confirmed before; each summary counts once.
pub fn as_confirmed(story: &Story, least: u64) -> Row {
    let mut row = Row::new("an order holds the articles and the total that were confirmed", least);
    let mut open = confirms(story);
    let mut by_time: Vec<&OrderChange> = placed(story).into_values().collect();
    by_time.sort_by_key(|change| change.seq);
    for change in by_time {
        row.look();
        let fits = |confirm: &Confirm<'_>| {
            confirm.buyer == change.phone
                && confirm.seq < change.seq
                && confirm.items == change.items
                && confirm.total_cents == change.total_cents
                && !change.items.is_empty()
        };
        match open.iter().position(fits) {
            Some(place) => {
                open.remove(place);
            }
            None => row.broken(format!(
                "order {} of {} holds {:?} for {}, which was not confirmed",
                change.order, change.phone, change.items, change.total_cents
            )),
        }
    }
    row
}

/// The number in "Your order 1001 is placed. Total: ...".
fn told_number(text: &str) -> Option<u64> {
    let (_, rest) = text.split_once("Your order ")?;
    let (number, _) = rest.split_once(" is placed")?;
    number.parse().ok()
}

/// "Placed" is said of orders that the shop has placed, to those who ordered.
pub fn told_only_when_placed(story: &Story, least: u64) -> Row {
    let mut row =
        Row::new("\"order n is placed\" is said only after the shop placed n for that buyer", least);
    let placed = placed(story);
    for sent in &story.sent {
        let Some(number) = told_number(&sent.text) else { continue };
        row.look();
        let is_true =
            placed.get(&number).is_some_and(|change| change.seq < sent.seq && change.phone == sent.to);
        if !is_true {
            row.broken(format!("{} was told of order {number} at entry {}", sent.to, sent.seq));
        }
    }
    row
}

/// Every placed order was told to its buyer.
pub fn told_when_placed(story: &Story, least: u64) -> Row {
    let mut row = Row::new("every order that was placed is told to its buyer", least);
    let told: BTreeSet<(&str, u64)> =
        story.accepted().filter_map(|sent| Some((sent.to.as_str(), told_number(&sent.text)?))).collect();
    for (order, change) in placed(story) {
        row.look();
        if !told.contains(&(change.phone.as_str(), order)) {
            row.broken(format!("{} was never told of order {order}", change.phone));
        }
    }
    row
}

/// How many checkouts were confirmed, orders placed, and taps and repetitions beyond that.
pub fn figures(story: &Story) -> String {
    let taps = story.wrote.iter().filter(|wrote| is_confirm(wrote)).count();
    format!(
        "Checkouts confirmed: {} with {taps} taps; orders placed: {}.",
        confirms(story).len(),
        placed(story).len()
    )
}
