//! What staff do about a case: by command, or by typing into the order's field `wa_dispute_answer`. Both are the same words.

use ::dispute::{Answer, By, Event, Offer, Role, Stage, Unlawful};
use domain::{ids::OrderId, shop::OrderSighting};
use serde::{Deserialize, Serialize};

use super::{happen, notes, show, steps};
use crate::scene::Scene;

/// Who answers in the shop's own pages, as the buyer reads it.
const SHOPS_PAGES: &str = "";

/// What staff do about a dispute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffMove {
    /// The order; its newest case is meant.
    pub order: OrderId,
    /// What they may decide.
    #[serde(default)]
    pub role: Role,
    /// What they answer, as [`Answer`] reads it.
    pub answer: String,
}

/// Does what a command says.
pub fn moved(scene: &mut Scene, by: &str, step: &StaffMove) {
    let Some(number) = scene.talk.disputes.of_order(step.order).map(|filed| filed.number().to_owned()) else {
        return;
    };
    answer(scene, &number, by, step.role, &step.answer);
}

/// Looks into the order's field, and whether money went back that was waited for.
pub fn order_seen(scene: &mut Scene, sighting: &OrderSighting) {
    let order = &sighting.order;
    let Some(number) = scene.talk.disputes.of_order(order.id).map(|filed| filed.number().to_owned()) else {
        return;
    };
    let typed = sighting.facts.get(notes::ANSWER).cloned().unwrap_or_default();
    let Some(filed) = scene.talk.disputes.find_mut(&number) else { return };
    // Deliveries overtake each other: what is older than what was looked at says nothing.
    if order.modified_at < filed.seen_at {
        return;
    }
    filed.seen_at.clone_from(&order.modified_at);
    // What was taken is wiped from the field; a late delivery still shows it.
    let is_new = !typed.trim().is_empty() && typed != filed.answer && order.modified_at > filed.answered_at;
    filed.answer.clone_from(&typed);
    if is_new {
        filed.wipes_answer = true;
        filed.answered_at.clone_from(&order.modified_at);
        answer(scene, &number, SHOPS_PAGES, Role::Staff, &typed);
    }
    came_to_light(scene, &number, sighting);
}

/// A refund of which nobody knew whether it was booked shows on the order.
fn came_to_light(scene: &mut Scene, number: &str, sighting: &OrderSighting) {
    let Some(filed) = scene.talk.disputes.find(number) else { return };
    let is_unclear = filed.case.stage == Stage::Escalated && filed.case.stuck.as_deref() == Some("unclear");
    let agreed = filed.case.agreed.and_then(Offer::minor).filter(|_| is_unclear);
    let Some(minor) = agreed else { return };
    let told = scene.talk.told.iter().find(|told| told.order == sighting.order.id);
    let before_minor = told.map_or(0, |told| told.refunded_minor);
    if sighting.refunded.minor.saturating_sub(before_minor) >= minor
        && happen(scene, number, &Event::Paid { minor })
    {
        show::tell(scene, number);
        paid_is_told(scene, sighting, minor);
    }
}

/// The case tells of the money; the news of the order need not.
fn paid_is_told(scene: &mut Scene, sighting: &OrderSighting, minor: i64) {
    if let Some(told) = scene.talk.told.iter_mut().find(|told| told.order == sighting.order.id) {
        told.refunded_minor = told.refunded_minor.saturating_add(minor);
        told.status = sighting.order.status.clone();
    }
}

/// Does what an answer says, or has a note say why not.
fn answer(scene: &mut Scene, number: &str, by: &str, role: Role, text: &str) {
    let Some(filed) = scene.talk.disputes.find(number) else { return };
    let case = &filed.case;
    let most_minor = case.opening.most_minor;
    let name = if by.is_empty() { scene.shop_name() } else { by.to_owned() };
    let offered = |offer: Offer| Event::Offered { name: name.clone(), role, offer };
    let event = match Answer::read(text, &case.opening.currency) {
        Ok(Answer::Accept) => match case.wished() {
            Some(offer) => Event::Granted { name, role, offer },
            None => {
                return complain(scene, number, "the buyer's wish names no amount: say what you offer");
            }
        },
        Ok(Answer::Refund { minor }) => offered(Offer::Refund { minor: minor.unwrap_or(most_minor) }),
        Ok(Answer::Replace) => offered(Offer::Replacement),
        Ok(Answer::Return { minor }) => offered(Offer::Return { minor: minor.unwrap_or(most_minor) }),
        Ok(Answer::Decline { words }) => Event::Declined { name, words },
        Ok(Answer::Received) => Event::GoodsReceived { name },
        Ok(Answer::Resolve { words }) => Event::Resolved { name, words },
        Ok(Answer::Escalate) => Event::Escalated { by: By::Staff },
        Err(error) => return complain(scene, number, &format!("\"{text}\" is not understood: {error}")),
    };
    match case.admits(&event, scene.around.now_ms) {
        Ok(()) => {
            // Where something is done at once, the shop's answer says how it went.
            if happen(scene, number, &event) && !steps::is_being_done(scene, number) {
                show::tell(scene, number);
            }
        }
        Err(Unlawful::Role) => complain(
            scene,
            number,
            "the amount is more than staff may give: a manager uses the command desk with --role manager",
        ),
        Err(unlawful) => complain(scene, number, &format!("\"{text}\" was not done: {unlawful}")),
    }
}

/// Tells staff, on the order, why something was not done.
fn complain(scene: &mut Scene, number: &str, why: &str) {
    scene.count_dispute("answer_refused");
    if let Some(filed) = scene.talk.disputes.find_mut(number) {
        let stage = filed.case.stage.label();
        let text = format!("Dispute {number}: {why}. It stands at: {stage}.");
        filed.note(text);
        filed.retry_ms = None;
    }
}
