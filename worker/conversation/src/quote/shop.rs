//! What the shop is told and asked: the request, where a quote stands, prices, and the order that it becomes. Every fact is
//! written whole each time and every note has a key, so that telling twice is harmless; what could not be told is told
//! again until it was.

use domain::{
    Money,
    ids::OrderId,
    shop::{Order, OrderSighting},
};

use super::{
    Origin, Screen, StaffMove, accept, clock,
    deal::{Bid, Quote, Turn},
    field, offer, request,
    terms::{Terms, spread},
    time::iso_time,
};
use crate::{
    effect::{LineChange, ORDER_GONE, OrderChange, OrderNote, Refusal, ShopEffect, ShopOutcome},
    scene::Scene,
    state::{Origin as Of, State},
    text::Text,
};

/// How long until the shop is told again what it could not be told, milliseconds; more each time.
const AGAIN_MS: i64 = 60_000;
/// Longest such wait.
const AGAIN_MS_MAX: i64 = 30 * 60_000;
/// How often it is tried; by then it is known from the conversation alone.
const TRIES_MAX: u32 = 60;

/// A note for staff.
pub fn staff_note(key: String, text: String) -> OrderNote {
    OrderNote { key, text, is_for_customer: false }
}

/// A buyer's price in words for staff.
pub fn bid_text(bid: &Bid) -> String {
    format!("{} {}", bid.amount, if bid.is_each { "each" } else { "in total" })
}

/// Notes that staff must be told something of a quote, with where it stands.
pub fn owe(scene: &mut Scene, order: OrderId, what: &str, text: String) {
    let Some(quote) = scene.talk.quotes.quote(order) else { return };
    let mark = quote.terms.as_ref().map(|terms| terms.mark()).unwrap_or_default();
    let key = format!("quote-{what}-{}-{mark}", quote.rounds);
    scene.talk.quotes.owe(order, Some(staff_note(key, text)));
}

/// Tells the shop what it was not told yet, one quote at a time, when nothing else is wished.
pub fn settle_up(scene: &mut Scene) {
    let is_busy = scene.has_wish() || scene.talk.awaiting.is_some() || scene.talk.quotes.is_sending();
    if is_busy || matches!(scene.talk.state, State::Placing { .. }) {
        return;
    }
    let now_ms = scene.around.now_ms;
    let due = scene.talk.quotes.owed.iter().find(|owed| owed.again_ms <= now_ms).cloned();
    let Some(owed) = due else { return };
    let Some(quote) = scene.talk.quotes.quote(owed.order).cloned() else {
        scene.talk.quotes.owed.retain(|known| known.order != owed.order);
        return;
    };
    let mut change = OrderChange::of(owed.order);
    change.facts = quote.facts();
    if quote.stage.turn() == Turn::Staff {
        // There to be overwritten: the same words again are a new answer.
        change.facts.push((field::ANSWER.to_owned(), field::ASKED.to_owned()));
    }
    change.notes = owed.notes;
    let origin = Of::Quote(Origin::Told { order: owed.order });
    scene.wish(ShopEffect::ChangeOrder(Box::new(change)), origin);
}

/// Asks the shop to give an order's lines these prices before tax, in order of lines.
pub fn price_lines(scene: &mut Scene, order: OrderId, lines: Vec<LineChange>, origin: Origin) {
    let mut change = OrderChange::of(order);
    change.lines = lines;
    scene.wish(ShopEffect::ChangeOrder(Box::new(change)), Of::Quote(origin));
}

/// The lines of an offer at another sum.
pub fn lines_at(terms: &Terms, total_minor: i64) -> Vec<LineChange> {
    let parts = spread(total_minor, &terms.lines);
    let line = |(line, minor): (&super::terms::TermLine, i64)| LineChange {
        item: line.item,
        product: line.product,
        quantity: line.quantity,
        total: Some(Money::from_minor(minor, line.total.currency.clone())),
    };
    terms.lines.iter().zip(parts).map(line).collect()
}

/// What a buyer's price comes to for all lines, before tax.
pub fn bid_total(bid: &Bid, terms: &Terms) -> i64 {
    if bid.is_each {
        let units = terms.lines.iter().fold(0_u32, |sum, line| sum.saturating_add(line.quantity));
        bid.amount.times(units).minor
    } else {
        bid.amount.minor
    }
}

/// Takes how placing ended, when it is a request that was placed.
pub fn request_ended(scene: &mut Scene, outcome: &ShopOutcome) -> bool {
    if !scene.talk.quotes.is_sending() || matches!(scene.talk.state, State::Placing { .. }) {
        return false;
    }
    let is_here = matches!(scene.talk.state, State::Quote(Screen::Sending));
    match outcome {
        ShopOutcome::StillPlacing => scene.remark(Text::QuoteSending, &[]),
        ShopOutcome::Placed { order, .. } => placed(scene, order, is_here),
        ShopOutcome::NotPlaced { .. }
        | ShopOutcome::Refused { .. }
        | ShopOutcome::Unavailable
        | ShopOutcome::BasketChanged { .. } => {
            scene.talk.awaiting = None;
            scene.talk.quotes.is_sending = false;
            scene.note(Text::QuoteNotSent, &[]);
            request::show(scene);
        }
        ShopOutcome::PlacingUnclear | ShopOutcome::Unknown => {
            // Staff find it in the shop or they do not; asking again is the buyer's choice.
            scene.talk.awaiting = None;
            scene.talk.quotes.is_sending = false;
            scene.note(Text::QuoteUnclear, &[]);
            request::show(scene);
        }
        _ => return false,
    }
    true
}

fn placed(scene: &mut Scene, order: &Order, is_here: bool) {
    scene.talk.awaiting = None;
    let draft = scene.talk.quotes.draft.take().unwrap_or_default();
    scene.talk.quotes.is_sending = false;
    let rules = scene.around.quotes.clone();
    let quote = Quote::requested(order, request::what(&draft), draft.bid, scene.around.now_ms, &rules);
    for file in &mut scene.talk.quotes.files {
        if file.order.is_none() {
            file.order = Some(order.id);
        }
    }
    scene.talk.quotes.files.retain(|file| file.sha256.is_none());
    scene.talk.quotes.keep(quote);
    clock::schedule(scene, order.id);
    let args =
        [("number", crate::scene::short(&order.number).into()), ("date", offer::due(scene, order.id).into())];
    scene.note(Text::QuoteRequested, &args);
    if is_here {
        offer::show(scene, order.id);
    } else {
        let until = scene.t(Text::QuoteAtRequested, &args);
        let body = scene.with_notes(&until);
        scene.remark_words(&body);
    }
}

/// Takes what the shop answered.
pub fn answered(scene: &mut Scene, origin: Origin, outcome: ShopOutcome) {
    match origin {
        Origin::Request => {
            request_ended(scene, &outcome);
        }
        Origin::Told { order } => told(scene, order, outcome),
        Origin::Check { order } => accept::checked(scene, order, outcome),
        Origin::Gateways { order } => accept::gateways_read(scene, order, outcome),
        Origin::Order { order, gateway } => accept::ordered(scene, order, *gateway, outcome),
        Origin::Priced { order, until_ms, words, by_buyer } => {
            priced(scene, order, until_ms, words, by_buyer, outcome);
        }
        Origin::Staff { order, step } => staff_read(scene, order, &step, outcome),
    }
}

/// The shop was told where a quote stands, or was not.
fn told(scene: &mut Scene, order: OrderId, outcome: ShopOutcome) {
    match outcome {
        ShopOutcome::Changed { sighting } => {
            scene.talk.quotes.owed.retain(|owed| owed.order != order);
            if let Some(quote) = scene.talk.quotes.quote_mut(order) {
                quote.asked(&sighting);
            }
            clock::schedule(scene, order);
        }
        ShopOutcome::Refused { refusal: Refusal::Other { code }, .. } if code == ORDER_GONE => {
            scene.talk.quotes.owed.retain(|owed| owed.order != order);
            clock::called_off(scene, order);
        }
        _ => {
            let now_ms = scene.around.now_ms;
            let owed = scene.talk.quotes.owed.iter_mut().find(|owed| owed.order == order);
            if let Some(owed) = owed {
                owed.tries += 1;
                owed.again_ms = now_ms + (AGAIN_MS * i64::from(owed.tries)).min(AGAIN_MS_MAX);
            }
            scene.talk.quotes.owed.retain(|owed| owed.tries < TRIES_MAX);
            clock::schedule(scene, order);
        }
    }
}

/// Prices were set, so that the order holds what is offered.
fn priced(
    scene: &mut Scene,
    order: OrderId,
    until_ms: i64,
    words: String,
    by_buyer: bool,
    outcome: ShopOutcome,
) {
    let tiers = scene.talk.quotes.quote(order).and_then(|quote| quote.terms.as_ref());
    let tiers = tiers.map(|terms| terms.tiers.clone()).unwrap_or_default();
    let now_ms = scene.around.now_ms;
    match outcome {
        ShopOutcome::Changed { sighting } => {
            let terms = Terms::of(&sighting.order, until_ms, tiers, words);
            let Some((quote, terms)) = scene.talk.quotes.quote_mut(order).zip(terms) else {
                return offer::show(scene, order);
            };
            quote.seen_at.clone_from(&sighting.order.modified_at);
            quote.offer(terms);
            quote.told_ms = now_ms;
            scene.talk.quotes.owe(order, None);
            clock::schedule(scene, order);
            if by_buyer {
                offer::show(scene, order);
            } else {
                clock::tell_offer(scene, order, Text::QuoteNewOffer);
            }
        }
        _ if by_buyer => {
            scene.note(Text::ShopUnavailable, &[]);
            offer::show(scene, order);
        }
        _ => owe(
            scene,
            order,
            "unpriced",
            format!(
                "The offer could not be set in the shop ({}). Set the prices of the lines yourself, and write \"offer\" into wa_quote.",
                iso_time(scene.around.now_ms)
            ),
        ),
    }
}

/// The order was read because staff want to make an offer by command.
fn staff_read(scene: &mut Scene, order: OrderId, step: &StaffMove, outcome: ShopOutcome) {
    let ShopOutcome::Sighting { sighting: Some(sighting) } = outcome else {
        let text =
            "The offer by command was not made: the shop did not answer. Please give the command again.";
        return owe(scene, order, "unread", text.to_owned());
    };
    clock::staff_offers(scene, order, step, &sighting);
}

impl Quote {
    /// The shop has been told that it is staff's turn: what the order holds now is what their answer is compared with.
    pub(super) fn asked(&mut self, sighting: &OrderSighting) {
        if sighting.order.modified_at >= self.seen_at {
            self.seen_at.clone_from(&sighting.order.modified_at);
        }
        if self.stage.turn() == Turn::Staff {
            self.base = super::terms::mark(&sighting.order);
            self.taken = sighting.facts.get(field::ANSWER).cloned().unwrap_or_default();
        }
    }
}
