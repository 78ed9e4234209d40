//! An award becomes an order of the shop at the price of the bid, once: the wish is made by the letter that brings the
//! award, which is read once, and its key is that letter's. What is wanted in words alone becomes an order with one
//! amount and no lines, for the staff to see. An order that the shop could not be reached for is tried again later. One at
//! a time: while the shop makes one, which may take an hour, the winner may withdraw and another be awarded; what comes of
//! the first is waited for, and called off, before the next is made.

use ::auction::{AuctionId, Phase, Subject, View};
use domain::{
    ids::OrderId,
    shop::{Address, OrderStatus},
};

use super::{Origin, book::Placing};
use crate::{
    effect::{Agreed, AgreedFee, AgreedLine, AgreedWish, ShopEffect, ShopOutcome},
    event::Timer,
    scene::Scene,
    state::Origin as From,
    text::Text,
    turn::TimerCommand,
};

/// Pause before the shop is asked again.
const PAUSE_MS: i64 = 10 * 60_000;
/// Pause before something that only waits its turn.
const SHORT_PAUSE_MS: i64 = 1_000;

/// Begins to make the order.
pub fn begin(scene: &mut Scene, id: &AuctionId) {
    let Some(view) = scene.talk.auctions.get(id).map(|known| known.view.clone()) else { return };
    let Some(wish) = wish(scene, &view) else {
        // It was awarded once, and fell through before the shop heard of it.
        scene.talk.auctions.to_order.retain(|other| other != id);
        return;
    };
    if scene.talk.auctions.unclear.contains(id) {
        // An earlier award of it may be an order already: staff look before there is another.
        scene.talk.auctions.to_order.retain(|other| other != id);
        return scene.note(Text::AuctionOrderFailed, &[("number", id.to_string().into())]);
    }
    let to_order = &mut scene.talk.auctions.to_order;
    if !to_order.contains(id) {
        to_order.push(id.clone());
    }
    let Some(Phase::Awarded { seat, .. }) = phase(scene, id) else { return };
    if scene.talk.auctions.placing.is_some() {
        return;
    }
    if scene.has_wish() || scene.talk.awaiting.is_some() {
        return scene.timer(TimerCommand::Set { timer: Timer::AuctionOrder, after_ms: SHORT_PAUSE_MS });
    }
    scene.talk.auctions.placing = Some(Placing { id: id.clone(), seat });
    scene.wish(ShopEffect::PlaceAgreed(Box::new(wish)), From::Auction(Origin::Award { id: id.clone() }));
}

/// Returns of which auction's award this tells what became of its order. Whatever the opener has asked for meanwhile: two
/// orders are never on their way at once, so it can be no other's.
pub fn order_ended(scene: &Scene, outcome: &ShopOutcome) -> Option<AuctionId> {
    let ends_placing = matches!(
        outcome,
        ShopOutcome::Placed { .. }
            | ShopOutcome::NotPlaced { .. }
            | ShopOutcome::StillPlacing
            | ShopOutcome::PlacingUnclear
    );
    let placing = scene.talk.auctions.placing.as_ref().filter(|_| ends_placing)?;
    Some(placing.id.clone())
}

fn phase(scene: &Scene, id: &AuctionId) -> Option<Phase> {
    scene.talk.auctions.get(id).map(|known| known.view.phase)
}

/// The winner cannot deliver: what their award became is no order any more, and the next one will be another.
pub fn fell_through(scene: &mut Scene, id: &AuctionId) {
    if let Some(order) = scene.talk.auctions.order_undone(id) {
        scene.talk.auctions.to_cancel.push(order);
        call_off(scene);
    }
}

/// Has the shop call off the first order that is to be none. While something else is asked of it, that waits.
fn call_off(scene: &mut Scene) {
    let Some(order) = scene.talk.auctions.to_cancel.first().copied() else { return };
    if scene.has_wish() || scene.talk.awaiting.is_some() {
        return scene.timer(TimerCommand::Set { timer: Timer::AuctionOrder, after_ms: SHORT_PAUSE_MS });
    }
    let from = vec![OrderStatus::OnHold, OrderStatus::Pending];
    scene.wish(ShopEffect::CancelOrder { order, from, content: None }, From::Auction(Origin::Undo { order }));
}

/// Takes what came of calling an order off. What staff have taken up already is left to them.
pub fn undone(scene: &mut Scene, order: OrderId, outcome: ShopOutcome) {
    match outcome {
        ShopOutcome::CancelAnswer { order: now } => {
            scene.talk.showed(&now);
            let is_off = matches!(now.status, OrderStatus::Cancelled | OrderStatus::Trash);
            let text = if is_off { Text::AuctionOrderOff } else { Text::AuctionOrderStays };
            scene.remark(text, &[("code", now.number.clone().into())]);
        }
        // Staff have deleted it.
        ShopOutcome::Refused { .. } => {}
        _ => return scene.timer(TimerCommand::Set { timer: Timer::AuctionOrder, after_ms: PAUSE_MS }),
    }
    scene.talk.auctions.to_cancel.retain(|other| *other != order);
    if !scene.talk.auctions.to_cancel.is_empty() || !scene.talk.auctions.to_order.is_empty() {
        scene.timer(TimerCommand::Set { timer: Timer::AuctionOrder, after_ms: SHORT_PAUSE_MS });
    }
}

/// Tries again what the shop could not be reached for.
pub fn try_again(scene: &mut Scene) {
    if !scene.talk.auctions.to_cancel.is_empty() {
        return call_off(scene);
    }
    if let Some(id) = scene.talk.auctions.to_order.first().cloned() {
        begin(scene, &id);
    }
}

fn wish(scene: &Scene, view: &View) -> Option<AgreedWish> {
    let Phase::Awarded { seat, minor } = view.phase else { return None };
    let terms = &view.terms;
    let total = terms.money(minor).times(terms.quantity);
    let names = scene.talk.auctions.get(&view.auction).map(|known| known.names.clone()).unwrap_or_default();
    let name = names.into_iter().find(|(named, _)| *named == seat).map(|(_, name)| name).unwrap_or_default();
    let (lines, fees) = match &terms.subject {
        Subject::Product { product, variation, name } => {
            let line = AgreedLine {
                product: *product,
                variation: *variation,
                name: name.clone(),
                quantity: terms.quantity,
                total: Some(total.clone()),
            };
            (vec![line], Vec::new())
        }
        Subject::Text { words } => {
            let fee = AgreedFee { name: format!("{} x {words}", terms.quantity), total: total.clone() };
            (Vec::new(), vec![fee])
        }
    };
    let facts = [
        ("_wa_auction", view.auction.to_string()),
        ("_wa_auction_winner", format!("bidder {seat} {name}").trim().to_owned()),
        ("_wa_auction_price", terms.money(minor).to_decimal()),
        ("_wa_auction_bidders", view.bidders.to_string()),
        ("_wa_auction_entries", view.number.to_string()),
        ("_wa_auction_hash", view.head.to_string()),
    ];
    Some(AgreedWish {
        purpose: Agreed::Auction,
        lines,
        fees,
        address: Some(address(scene, &terms.place)),
        gateway: None,
        // Waits for staff: an unpaid order would be cancelled by the shop within the hour.
        status: OrderStatus::OnHold,
        note: format!(
            "Auction {}: {} x {}, awarded to bidder {seat} {name} at {} each. Deliver to: {}",
            view.auction,
            terms.quantity,
            terms.subject.name(),
            terms.money(minor),
            terms.place
        ),
        facts: facts.into_iter().map(|(key, value)| (key.to_owned(), value)).collect(),
        // The bidder delivers, not the shop's shelf.
        checks_stock: false,
    })
}

/// Where the award goes: the opener's address, if that is what was named; else the place in the opener's name.
fn address(scene: &Scene, place: &str) -> Address {
    let known = &scene.talk.profile.address;
    if place == super::asking::place_known(scene) {
        return known.clone();
    }
    let (first_name, last_name, company) =
        (known.first_name.clone(), known.last_name.clone(), known.company.clone());
    let (country, email, phone) = (known.country.clone(), known.email.clone(), known.phone.clone());
    let line_1 = place.to_owned();
    Address { first_name, last_name, company, line_1, country, email, phone, ..Address::default() }
}

/// Takes what the shop answered.
pub fn answered(scene: &mut Scene, id: &AuctionId, outcome: ShopOutcome) {
    let number = || ("number", id.to_string().into());
    if matches!(outcome, ShopOutcome::StillPlacing) {
        return;
    }
    let is_unclear = matches!(outcome, ShopOutcome::PlacingUnclear | ShopOutcome::Unknown);
    if is_unclear && !scene.talk.auctions.unclear.contains(id) {
        scene.talk.auctions.unclear.push(id.clone());
    }
    let seat = scene.talk.auctions.placing.take_if(|placing| placing.id == *id).map(|placing| placing.seat);
    let awarded = match phase(scene, id) {
        Some(Phase::Awarded { seat, .. }) => Some(seat),
        _ => None,
    };
    if seat.is_some() && awarded != seat {
        return overtaken(scene, id, awarded.is_some(), &outcome);
    }
    match outcome {
        ShopOutcome::Placed { order, .. } => {
            done(scene, id);
            scene.talk.auctions.order_made(id.clone(), order.id);
            // Bids are before tax, and the shop puts its own on top.
            let total = scene.money(&order.total).into();
            let args = [number(), ("code", order.number.clone().into()), ("total", total)];
            scene.remark(Text::AuctionOrdered, &args);
        }
        ShopOutcome::Unavailable => {
            scene.timer(TimerCommand::Set { timer: Timer::AuctionOrder, after_ms: PAUSE_MS });
            let is_first = scene.talk.auctions.to_order.first() == Some(id);
            if is_first && !scene.talk.auctions.is_order_late {
                scene.talk.auctions.is_order_late = true;
                scene.remark(Text::AuctionOrderFailed, &[number()]);
            }
        }
        _ => {
            // Refused, or unclear: the staff see the auction and what became of the order.
            done(scene, id);
            scene.remark(Text::AuctionOrderFailed, &[number()]);
        }
    }
}

/// The award fell through while the shop was making its order; maybe another has been awarded since.
fn overtaken(scene: &mut Scene, id: &AuctionId, is_awarded_again: bool, outcome: &ShopOutcome) {
    if !is_awarded_again {
        scene.talk.auctions.to_order.retain(|other| other != id);
    }
    if let ShopOutcome::Placed { order, .. } = outcome {
        scene.talk.auctions.order_made(id.clone(), order.id);
        return fell_through(scene, id);
    }
    if !scene.talk.auctions.to_order.is_empty() {
        scene.timer(TimerCommand::Set { timer: Timer::AuctionOrder, after_ms: SHORT_PAUSE_MS });
    }
}

fn done(scene: &mut Scene, id: &AuctionId) {
    let book = &mut scene.talk.auctions;
    book.to_order.retain(|other| other != id);
    book.is_order_late = false;
    if !book.to_order.is_empty() {
        scene.timer(TimerCommand::Set { timer: Timer::AuctionOrder, after_ms: SHORT_PAUSE_MS });
    }
}
