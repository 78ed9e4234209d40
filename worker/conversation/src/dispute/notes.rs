//! What staff read of a case on its order: facts, one key each, and a note for every step. In English, like the shop's own
//! order notes; the buyer's words as they are. Plain text: the shop shows notes as HTML, and takes care of it.

use ::dispute::{By, Case, Event, Offer, Owner, PieceResult, Scope, Stage, Why};

use super::show::utc;
use crate::scene::{Scene, short};

/// The field in which staff answer.
pub const ANSWER: &str = "wa_dispute_answer";
/// How staff answer, for notes.
const HOW: &str = "To answer, type into this order's custom field wa_dispute_answer and update the order: accept | refund | \
                   refund AMOUNT | replace | return | return AMOUNT | decline: REASON | received | resolved: HOW | escalate";

/// Notes that something happened. While the buyer still collects, staff are not bothered.
pub fn take(scene: &mut Scene, number: &str, event: &Event) {
    let Some(filed) = scene.talk.disputes.find_mut(number) else { return };
    let was_never_sent =
        !filed.case.entries.iter().any(|entry| entry.line.contains("\"event\":\"submitted\""));
    if was_never_sent {
        return;
    }
    filed.is_unsynced = true;
    if let Some(text) = text(&filed.case, event) {
        filed.note(text);
    }
}

/// Lists the facts of a case, as they are now.
pub fn facts(case: &Case, wipes_answer: bool) -> Vec<(String, String)> {
    let opening = &case.opening;
    let mut facts = vec![
        ("_wa_dispute", opening.number.clone()),
        ("_wa_dispute_stage", case.stage.label().to_owned()),
        ("_wa_dispute_turn", case.stage.owner().label().to_owned()),
        ("_wa_dispute_until", utc(case.due_ms)),
        ("_wa_dispute_reason", opening.reason.label().to_owned()),
        ("_wa_dispute_wish", opening.wish.label().to_owned()),
        ("_wa_dispute_about", about(case)),
        ("_wa_dispute_agreed", case.agreed.map(|offer| offer_words(case, offer)).unwrap_or_default()),
        ("_wa_dispute_seal", case.head().to_string()),
    ]
    .into_iter()
    .map(|(key, value)| (key.to_owned(), value))
    .collect::<Vec<_>>();
    for (place, piece) in (1..).zip(&case.pieces) {
        let value = match &piece.result {
            Some(PieceResult::Kept { sha256, size, mime_type }) => format!("{sha256} {size} {mime_type}"),
            Some(PieceResult::Lost { reason }) => format!("not kept: {reason}"),
            None => "being fetched".to_owned(),
        };
        facts.push((format!("_wa_dispute_evidence_{place}"), value));
    }
    if wipes_answer {
        facts.push((ANSWER.to_owned(), String::new()));
    }
    facts
}

fn about(case: &Case) -> String {
    match &case.opening.scope {
        Scope::Whole => "the whole order".to_owned(),
        Scope::Line { name, quantity, .. } => format!("{quantity} x {}", short(name)),
    }
}

/// Says an offer to staff.
pub fn offer_words(case: &Case, offer: Offer) -> String {
    let money = |minor: i64| case.opening.money(minor).to_string().replace('\u{a0}', " ");
    match offer {
        Offer::Refund { minor } => format!("refund {}", money(minor)),
        Offer::Replacement => "replacement".to_owned(),
        Offer::Return { minor } => format!("return for {}", money(minor)),
    }
}

/// Says who is to act until when.
fn turn(case: &Case) -> String {
    let until = utc(case.due_ms);
    match case.stage.owner() {
        Owner::Buyer => format!("The buyer's turn until {until}."),
        Owner::Staff => format!("Your turn until {until}. {HOW}"),
        Owner::Manager => format!("A manager's turn until {until}. {HOW}"),
        Owner::Shop => "It is being done; nothing is to do.".to_owned(),
        Owner::Nobody => format!("Over. Seal of the case file: {}", case.head()),
    }
}

fn said(words: &str) -> String {
    let words = words.trim();
    if words.is_empty() { String::new() } else { format!(": \"{words}\"") }
}

/// Says what happened.
fn text(case: &Case, event: &Event) -> Option<String> {
    let opening = &case.opening;
    let number = &opening.number;
    let money = |minor: i64| opening.money(minor).to_string().replace('\u{a0}', " ");
    let what = match event {
        Event::Submitted { by } => {
            let sent =
                if *by == By::Clock { " (sent by itself, the time to add evidence was over)" } else { "" };
            let kept = case.pieces.len();
            let words: Vec<String> = case
                .entries
                .iter()
                .filter_map(|entry| ::dispute::Entry::read(&entry.line))
                .filter_map(|(_, _, event)| match event {
                    Event::Said { words } => Some(words),
                    _ => None,
                })
                .collect();
            format!(
                "opened by the buyer on WhatsApp{sent}. About: {}. Reason: {}. Wants: {}. At most {}. Files: {kept}. \
                 Words{}",
                about(case),
                opening.reason.label(),
                opening.wish.label(),
                money(opening.most_minor),
                said(&words.join(" / ")),
            )
        }
        Event::Said { words } => format!("the buyer adds{}", said(words)),
        Event::Sent { piece, kind } => format!("the buyer adds file {piece} ({kind})"),
        Event::Opened(_) | Event::Kept { .. } | Event::Lost { .. } => return None,
        Event::Reminded if case.stage.owner() == Owner::Buyer => "the buyer was reminded".to_owned(),
        Event::Reminded => "REMINDER: an answer is due".to_owned(),
        Event::Offered { name, offer, .. } => format!("{name} offers {}", offer_words(case, *offer)),
        Event::Granted { name, offer, .. } => format!("{name} grants {}", offer_words(case, *offer)),
        Event::Accepted if case.stage == (Stage::Closed { why: Why::Settled }) => {
            "the buyer accepts that nothing is offered".to_owned()
        }
        Event::Accepted => "the buyer accepts the offer".to_owned(),
        Event::Rejected { words } => format!("the buyer turns the offer down{}", said(words)),
        Event::Declined { name, words } => format!("{name} offers nothing{}", said(words)),
        Event::Escalated { by: By::Buyer } => "the buyer asks for a manager".to_owned(),
        Event::Escalated { by: By::Staff } => "passed on to a manager".to_owned(),
        Event::Escalated { by: By::Clock } => "ESCALATED: staff did not answer in time".to_owned(),
        Event::Overdue => "OVERDUE: no manager answered in time".to_owned(),
        Event::Appealed { words } => format!("the buyer appeals{}", said(words)),
        Event::GoodsSent { words } => format!("the buyer has sent the goods back{}", said(words)),
        Event::GoodsReceived { name } => format!("{name} has the goods back"),
        Event::Paid { minor } => {
            format!("the refund of {} is booked here; the payment itself is yours to make", money(*minor))
        }
        Event::Replaced { order_number } => format!("the replacement is order {order_number}"),
        Event::Stuck { why } => {
            let agreed = case.agreed.map(|offer| offer_words(case, offer)).unwrap_or_default();
            format!(
                "COULD NOT BE DONE ({why}): {agreed} was agreed on. Look at this order's refunds, do what is missing by \
                 hand, then type: resolved: HOW"
            )
        }
        Event::Resolved { name, words } => format!("resolved by {name}{}", said(words)),
        Event::Closed { why } => format!("closed ({})", why.label()),
    };
    Some(format!("Dispute {number}: {what}. {}", turn(case)))
}
