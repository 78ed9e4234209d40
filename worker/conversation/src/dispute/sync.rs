//! What a case wants of the shop: the money or the goods that were agreed on, once, and facts and notes on the order. One
//! wish at a time, when nothing else is asked; what could not be done is tried again later.

use ::dispute::{Event, Offer, Stage};
use domain::{Money, shop::Order, shop::OrderStatus};

use super::{Origin, happen, notes, show};
use crate::{
    effect::{
        Agreed, AgreedLine, AgreedWish, ORDER_MOVED_ON, OrderChange, OrderNote, RefundWish, Refusal,
        SHOP_UNAVAILABLE, ShopEffect, ShopOutcome,
    },
    scene::Scene,
    state::State,
    states::basket,
};

/// Wants the next thing of the shop, if it may be asked now.
pub fn go_on(scene: &mut Scene) {
    let is_busy = scene.talk.awaiting.is_some()
        || scene.has_wish()
        || matches!(scene.talk.state, State::Placing { .. });
    if is_busy {
        return;
    }
    let now_ms = scene.around.now_ms;
    let due = scene
        .talk
        .disputes
        .cases
        .iter()
        .filter(|filed| filed.may_ask(now_ms))
        .find(|filed| filed.is_to_be_done() || filed.waits())
        .map(|filed| (filed.number().to_owned(), filed.is_to_be_done(), filed.case.stage));
    let Some((number, is_to_be_done, stage)) = due else { return };
    match stage {
        Stage::Settling { offer: Offer::Refund { minor } | Offer::Return { minor } } if is_to_be_done => {
            refund(scene, &number, minor);
        }
        Stage::Settling { offer: Offer::Replacement } if is_to_be_done => replace(scene, &number),
        _ => tell_shop(scene, &number),
    }
}

fn began(scene: &mut Scene, number: &str) {
    let now_ms = scene.around.now_ms;
    if let Some(filed) = scene.talk.disputes.find_mut(number) {
        filed.doing_since_ms = Some(now_ms);
    }
}

fn refund(scene: &mut Scene, number: &str, minor: i64) {
    let Some(filed) = scene.talk.disputes.find(number) else { return };
    let opening = &filed.case.opening;
    let wish = RefundWish {
        order: opening.order,
        // One refund of a case, for ever.
        key: format!("dispute-{}-{}", opening.order, opening.place),
        amount: opening.money(minor),
        lines: Vec::new(),
        reason: format!("Dispute {number}"),
    };
    began(scene, number);
    let origin = Origin::Refund { case: number.to_owned() };
    scene.wish(ShopEffect::Refund(Box::new(wish)), crate::state::Origin::Dispute(origin));
}

fn replace(scene: &mut Scene, number: &str) {
    let Some(filed) = scene.talk.disputes.find(number) else { return };
    let opening = filed.case.opening.clone();
    let goods = filed.goods.clone();
    let lines = goods
        .into_iter()
        .map(|(id, name, quantity)| {
            let article = basket::article_by_id(scene, id, &name, &[]);
            AgreedLine {
                product: article.as_ref().map_or(id, |article| article.product),
                variation: article.and_then(|article| article.variation),
                name,
                quantity: quantity.max(1),
                total: Some(Money::from_minor(0, opening.currency.clone())),
            }
        })
        .collect();
    let wish = AgreedWish {
        purpose: Agreed::Replacement,
        lines,
        fees: Vec::new(),
        address: Some(scene.talk.profile.address.clone()),
        gateway: None,
        status: OrderStatus::Processing,
        note: format!("Replacement for order {}, dispute {number}", opening.order_number),
        facts: vec![
            ("_wa_dispute_of".to_owned(), number.to_owned()),
            ("_wa_dispute_order".to_owned(), opening.order.to_string()),
        ],
        checks_stock: true,
    };
    began(scene, number);
    let origin = Origin::Replace { case: number.to_owned() };
    scene.wish(ShopEffect::PlaceAgreed(Box::new(wish)), crate::state::Origin::Dispute(origin));
}

/// Puts facts and notes on the order.
fn tell_shop(scene: &mut Scene, number: &str) {
    let Some(filed) = scene.talk.disputes.find(number) else { return };
    let case = &filed.case;
    let is_first = filed.seen_at.is_empty() && filed.answer.is_empty();
    let mut change = OrderChange::of(case.opening.order);
    // The field is made with the first facts, so that staff find it; later it is touched only to wipe what was taken.
    change.facts = notes::facts(case, filed.wipes_answer || is_first);
    if filed.wipes_answer {
        change.expects = vec![(notes::ANSWER.to_owned(), filed.answer.clone())];
    }
    change.notes = filed
        .notes
        .iter()
        .map(|(key, text)| OrderNote { key: key.clone(), text: text.clone(), is_for_customer: false })
        .collect();
    let origin = Origin::Sync { case: number.to_owned(), entries: case.count(), notes: filed.notes.len() };
    scene.wish(ShopEffect::ChangeOrder(Box::new(change)), crate::state::Origin::Dispute(origin));
}

/// What came of facts and notes.
pub fn synced(scene: &mut Scene, number: &str, entries: u64, notes: usize, outcome: ShopOutcome) {
    let now_ms = scene.around.now_ms;
    let Some(filed) = scene.talk.disputes.find_mut(number) else { return };
    match outcome {
        ShopOutcome::Changed { sighting } => {
            filed.notes.drain(..notes.min(filed.notes.len()));
            filed.is_unsynced = filed.case.count() != entries;
            if filed.wipes_answer {
                filed.wipes_answer = false;
                filed.answer.clear();
            }
            filed.failures = 0;
            filed.retry_ms = None;
            super::desk::order_seen(scene, &sighting);
        }
        // Staff have typed something else meanwhile; it is read, and wiped in its turn.
        ShopOutcome::Refused { refusal: Refusal::Other { code }, .. }
            if code == ORDER_MOVED_ON && filed.wipes_answer =>
        {
            filed.wipes_answer = false;
        }
        // The order is gone, or takes no facts: the case goes on without it.
        ShopOutcome::Refused { .. } => {
            filed.is_unsynced = false;
            filed.wipes_answer = false;
            filed.notes.clear();
            scene.count_dispute("order_lost");
        }
        _ => filed.ask_again(now_ms),
    }
}

/// What came of the money.
pub fn refunded(scene: &mut Scene, number: &str, outcome: ShopOutcome) {
    let now_ms = scene.around.now_ms;
    match outcome {
        ShopOutcome::RefundDone { order, amount } => {
            if happen(scene, number, &Event::Paid { minor: amount.minor }) {
                is_told(scene, &order, amount.minor);
                show::say(scene, number);
            } else {
                stuck(scene, number, "other_amount");
            }
        }
        ShopOutcome::RefundUnclear => stuck(scene, number, "unclear"),
        ShopOutcome::Refused { refusal, .. } => stuck(scene, number, &code(&refusal)),
        _ => later(scene, number, now_ms),
    }
}

/// What the case tells, the news of the order need not.
fn is_told(scene: &mut Scene, order: &Order, minor: i64) {
    scene.talk.showed(order);
    if let Some(told) = scene.talk.told.iter_mut().find(|told| told.order == order.id) {
        told.refunded_minor = told.refunded_minor.saturating_add(minor);
    }
}

/// What came of the goods.
pub fn replaced(scene: &mut Scene, number: &str, outcome: ShopOutcome) {
    let now_ms = scene.around.now_ms;
    match outcome {
        ShopOutcome::Placed { order, .. } => {
            scene.talk.remember_order(order.id);
            scene.talk.showed(&order);
            happen(scene, number, &Event::Replaced { order_number: order.number.clone() });
            show::say(scene, number);
        }
        ShopOutcome::NotPlaced { refusal, .. } | ShopOutcome::Refused { refusal, .. } => {
            if matches!(&refusal, Refusal::Other { code } if code == SHOP_UNAVAILABLE) {
                return later(scene, number, now_ms);
            }
            stuck(scene, number, &code(&refusal));
        }
        ShopOutcome::PlacingUnclear | ShopOutcome::Unknown => stuck(scene, number, "unclear"),
        ShopOutcome::StillPlacing => {}
        // Nothing was begun: something else was on its way.
        _ => later(scene, number, now_ms),
    }
}

/// Returns the case whose goods are on their way once more.
pub fn being_replaced(scene: &Scene) -> Option<String> {
    let mut cases = scene.talk.disputes.cases.iter();
    let being_done = cases.find(|filed| {
        filed.doing_since_ms.is_some()
            && matches!(filed.case.stage, Stage::Settling { offer: Offer::Replacement })
    });
    being_done.map(|filed| filed.number().to_owned())
}

/// The shop was not reached, and nothing has happened.
fn later(scene: &mut Scene, number: &str, now_ms: i64) {
    let Some(filed) = scene.talk.disputes.find_mut(number) else { return };
    filed.doing_since_ms = None;
    let is_first = filed.failures == 0;
    filed.ask_again(now_ms);
    if is_first {
        show::say(scene, number);
    }
}

fn stuck(scene: &mut Scene, number: &str, why: &str) {
    let why = domain::outbound::fit(why, 60);
    if happen(scene, number, &Event::Stuck { why }) {
        show::say(scene, number);
    }
}

fn code(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Other { code } => code.clone(),
        Refusal::OutOfStock | Refusal::NotEnoughStock { .. } => "out_of_stock".to_owned(),
        Refusal::NotSold => "not_sold".to_owned(),
        _ => "refused".to_owned(),
    }
}
