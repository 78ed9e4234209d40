//! What the buyer does with a case: evidence, sending, answering offers, appealing, taking it back.

use ::dispute::{By, Event, Owner, Stage, Unlawful, Why, case::PIECES_MAX, event::WORDS_MAX};
use domain::inbound::{Content, MediaFile, MediaKind};

use super::{About, Act as Step, Screen, happen, show};
use crate::{
    choices::Act,
    event::{FileNote, FileResult},
    scene::Scene,
    state::State,
    text::Text,
};

/// A case was opened: says so, and asks for what shows the trouble.
pub fn opened(scene: &mut Scene, number: &str) {
    scene.note(Text::DisputeOpened, &[("case", number.into())]);
    ask_evidence(scene, number);
}

fn ask_evidence(scene: &mut Scene, number: &str) {
    let Some(filed) = scene.talk.disputes.find(number) else {
        return show::cases(scene);
    };
    let case = filed.number().to_owned();
    let hint = match filed.case.opening.reason {
        ::dispute::Reason::NotArrived => Text::HintNotArrived,
        ::dispute::Reason::Damaged => Text::HintDamaged,
        ::dispute::Reason::Wrong => Text::HintWrong,
        ::dispute::Reason::Missing => Text::HintMissing,
        ::dispute::Reason::Quality => Text::HintQuality,
        ::dispute::Reason::Other => Text::HintOther,
    };
    let is_collecting = filed.case.stage == Stage::Collecting;
    let due_ms = filed.case.due_ms.filter(|_| is_collecting);
    let ask = scene.t(Text::DisputeAskEvidence, &[("hint", scene.t(hint, &[]).into())]);
    let body = match due_ms {
        Some(due_ms) => {
            let until = scene.moment(due_ms);
            format!("{ask}\n{}", scene.t(Text::DisputeSendsItself, &[("until", until.into())]))
        }
        None => ask,
    };
    let choices = if is_collecting {
        vec![
            scene.choice(Act::Dispute(Step::Send(case.clone())), Text::ButtonSendCase),
            scene.choice(Act::Dispute(Step::Withdraw(case.clone())), Text::ButtonWithdraw),
            scene.choice(Act::Agent, Text::ButtonAgent),
        ]
    } else {
        vec![
            scene.choice(Act::Dispute(Step::Show(case.clone())), Text::ButtonBack),
            scene.choice(Act::Agent, Text::ButtonAgent),
        ]
    };
    scene.go(State::Dispute(Screen::Collect { case }));
    scene.offer(body, choices);
}

/// Asks for more evidence, while the case is open.
pub fn add(scene: &mut Scene, number: &str) {
    let is_open = scene.talk.disputes.find(number).is_some_and(|filed| !filed.case.stage.is_over());
    if is_open { ask_evidence(scene, number) } else { not_now(scene, number) }
}

/// That is not possible where the case stands; shows where that is.
fn not_now(scene: &mut Scene, number: &str) {
    if scene.talk.disputes.find(number).is_some() {
        scene.note(Text::DisputeNotNow, &[]);
    }
    show::case(scene, number);
}

/// Lets something happen and shows the case; or says that it cannot.
fn step(scene: &mut Scene, number: &str, event: &Event) {
    if !happen(scene, number, event) {
        return not_now(scene, number);
    }
    if is_being_done(scene, number) {
        // The shop's answer says how it went.
        scene.go(State::Dispute(Screen::Case { case: number.to_owned() }));
    } else {
        show::case(scene, number);
    }
}

/// Begins what was agreed on, if something was; answers whether the shop was asked for it in this turn.
pub fn is_being_done(scene: &mut Scene, number: &str) -> bool {
    super::sync::go_on(scene);
    let is_begun = scene.talk.disputes.find(number).is_some_and(|filed| filed.doing_since_ms.is_some());
    let is_settling = scene
        .talk
        .disputes
        .find(number)
        .is_some_and(|filed| matches!(filed.case.stage, Stage::Settling { .. }));
    is_begun && is_settling && scene.has_wish()
}

/// The buyer describes the trouble.
pub fn described(scene: &mut Scene, number: &str, words: &str) {
    let words: String = words.chars().take(WORDS_MAX).collect();
    let text =
        if happen(scene, number, &Event::Said { words }) { Text::DisputeNoted } else { Text::DisputeFull };
    noted(scene, number, text);
}

/// Says what came of something that was added, and what can be done next.
fn noted(scene: &mut Scene, number: &str, text: Text) {
    let Some(filed) = scene.talk.disputes.find(number) else {
        return show::cases(scene);
    };
    let (count, max) = (filed.case.pieces.len(), PIECES_MAX);
    let is_collecting = filed.case.stage == Stage::Collecting;
    let body = scene.t(text, &[("count", count.into()), ("max", max.into())]);
    let choices = if is_collecting {
        vec![
            scene.choice(Act::Dispute(Step::Send(number.to_owned())), Text::ButtonSendCase),
            scene.choice(Act::Dispute(Step::Withdraw(number.to_owned())), Text::ButtonWithdraw),
        ]
    } else {
        vec![scene.choice(Act::Dispute(Step::Show(number.to_owned())), Text::ButtonBack)]
    };
    scene.go(State::Dispute(Screen::Collect { case: number.to_owned() }));
    scene.offer(body, choices);
}

/// Takes files; answers whether it did.
pub fn given(scene: &mut Scene, number: &str, content: &Content) -> bool {
    let Content::Media { kind, caption, files } = content else { return false };
    let is_open = scene.talk.disputes.find(number).is_some_and(|filed| !filed.case.stage.is_over());
    if !is_open || matches!(kind, MediaKind::Sticker) {
        return false;
    }
    let is_full = !keep(scene, number, caption.as_deref(), files);
    noted(scene, number, if is_full { Text::DisputeFull } else { Text::DisputePieceNoted });
    true
}

/// Adds files and words to a case without a word about it; answers whether anything was added.
pub fn added(scene: &mut Scene, number: &str, content: &Content) -> bool {
    let before = scene.talk.disputes.find(number).map_or(0, |filed| filed.case.count());
    match content {
        Content::Text(words) => say(scene, number, words),
        Content::Media { kind, caption, files } if *kind != MediaKind::Sticker => {
            keep(scene, number, caption.as_deref(), files);
        }
        _ => {}
    }
    scene.talk.disputes.find(number).is_some_and(|filed| filed.case.count() > before)
}

fn say(scene: &mut Scene, number: &str, words: &str) {
    let words: String = words.trim().chars().take(WORDS_MAX).collect();
    if !words.is_empty() {
        happen(scene, number, &Event::Said { words });
    }
}

/// Adds files and what is said about them; answers whether there was room for all files.
fn keep(scene: &mut Scene, number: &str, caption: Option<&str>, sent: &[MediaFile]) -> bool {
    let mut has_room = true;
    for file in sent {
        let Some(filed) = scene.talk.disputes.find(number) else { return false };
        let piece = u32::try_from(filed.case.pieces.len() + 1).unwrap_or(u32::MAX);
        let sent = Event::Sent { piece, kind: kind_label(file.kind).to_owned() };
        if !happen(scene, number, &sent) {
            has_room = false;
            break;
        }
        if let Some(filed) = scene.talk.disputes.find_mut(number) {
            filed.wanted.push((file.id.clone(), piece));
        }
    }
    say(scene, number, caption.unwrap_or_default());
    has_room
}

fn kind_label(kind: MediaKind) -> &'static str {
    match kind {
        MediaKind::Image => "image",
        MediaKind::Video => "video",
        MediaKind::Voice => "voice",
        MediaKind::Audio => "audio",
        MediaKind::Document => "document",
        MediaKind::Sticker => "sticker",
    }
}

/// A file was fetched, or will not be.
pub fn file(scene: &mut Scene, note: &FileNote) {
    let waiting = scene.talk.disputes.cases.iter_mut().find_map(|filed| {
        let place = filed.wanted.iter().position(|(id, _)| *id == note.id)?;
        let (_, piece) = filed.wanted.remove(place);
        Some((filed.number().to_owned(), piece))
    });
    let Some((number, piece)) = waiting else { return };
    match &note.result {
        FileResult::Stored { sha256, size, mime_type } => {
            let (sha256, size, mime_type) = (sha256.clone(), *size, mime_type.clone());
            happen(scene, &number, &Event::Kept { piece, sha256, size, mime_type });
        }
        FileResult::Missing { reason } => {
            let is_told = happen(scene, &number, &Event::Lost { piece, reason: reason.clone() });
            if is_told && !scene.talk.with_agent {
                scene.remark(Text::DisputePieceLost, &[("count", piece.into())]);
            }
        }
    }
}

/// The case goes to the shop.
pub fn send(scene: &mut Scene, number: &str) {
    if !happen(scene, number, &Event::Submitted { by: By::Buyer }) {
        return not_now(scene, number);
    }
    let receipt = show::receipt(scene);
    scene.note_words(receipt);
    show::case(scene, number);
}

/// Takes an offer, if it is still the one that stands.
pub fn accept(scene: &mut Scene, number: &str, offer: u32) {
    if stands(scene, number, offer) {
        step(scene, number, &Event::Accepted);
    } else {
        old_offer(scene, number);
    }
}

/// Turns an offer down, if it is still the one that stands: asks why.
pub fn reject(scene: &mut Scene, number: &str, offer: u32) {
    if stands(scene, number, offer) {
        ask_words(scene, number, About::Reject);
    } else {
        old_offer(scene, number);
    }
}

fn stands(scene: &Scene, number: &str, offer: u32) -> bool {
    scene
        .talk
        .disputes
        .find(number)
        .is_some_and(|filed| filed.case.offers == offer && filed.case.offer().is_some())
}

fn old_offer(scene: &mut Scene, number: &str) {
    if scene.talk.disputes.find(number).is_some() {
        scene.note(Text::DisputeOldOffer, &[]);
    }
    show::case(scene, number);
}

/// Accepts that nothing is offered.
pub fn agree(scene: &mut Scene, number: &str) {
    let is_declined =
        scene.talk.disputes.find(number).is_some_and(|filed| filed.case.stage == Stage::Declined);
    if is_declined { step(scene, number, &Event::Accepted) } else { not_now(scene, number) }
}

/// Appeals: asks why.
pub fn appeal(scene: &mut Scene, number: &str) {
    let may =
        scene.talk.disputes.find(number).is_some_and(|filed| filed.case.may_appeal(scene.around.now_ms));
    if may { ask_words(scene, number, About::Appeal) } else { not_now(scene, number) }
}

/// Wants somebody above staff.
pub fn escalate(scene: &mut Scene, number: &str) {
    step(scene, number, &Event::Escalated { by: By::Buyer });
}

/// The goods are on their way back: asks how.
pub fn sent_back(scene: &mut Scene, number: &str) {
    let is_asked = scene
        .talk
        .disputes
        .find(number)
        .is_some_and(|filed| matches!(filed.case.stage, Stage::Returning { .. }));
    if is_asked { ask_words(scene, number, About::SentBack) } else { not_now(scene, number) }
}

/// Asks for words about what was chosen.
pub fn ask_words(scene: &mut Scene, number: &str, about: About) {
    let Some(filed) = scene.talk.disputes.find(number) else {
        return show::cases(scene);
    };
    let case = filed.number().to_owned();
    let text = match about {
        About::Reject => Text::DisputeWhyReject,
        About::Appeal => Text::DisputeWhyAppeal,
        About::SentBack => Text::DisputeHowSent,
    };
    let body = scene.t(text, &[]);
    let choices = vec![
        scene.choice(Act::Dispute(Step::NoWords), Text::ButtonNoWords),
        scene.choice(Act::Dispute(Step::Show(case.clone())), Text::ButtonBack),
    ];
    scene.go(State::Dispute(Screen::Words { case, about }));
    scene.offer(body, choices);
}

/// The words came, or none are said.
pub fn worded(scene: &mut Scene, words: &str) {
    let State::Dispute(Screen::Words { case, about }) = scene.talk.state.clone() else {
        return crate::transition::redraw(scene);
    };
    let words: String = words.chars().take(WORDS_MAX).collect();
    let event = match about {
        About::Reject => Event::Rejected { words },
        About::Appeal => Event::Appealed { words },
        About::SentBack => Event::GoodsSent { words },
    };
    step(scene, &case, &event);
}

/// Asks whether the case is really taken back.
pub fn withdraw(scene: &mut Scene, number: &str) {
    let now_ms = scene.around.now_ms;
    let event = Event::Closed { why: Why::Withdrawn };
    let may = scene
        .talk
        .disputes
        .find(number)
        .is_some_and(|filed| filed.case.admits(&event, now_ms) != Err(Unlawful::Stage));
    if !may {
        return not_now(scene, number);
    }
    let body = scene.t(Text::DisputeWithdrawSure, &[("case", number.into())]);
    let choices = vec![
        scene.choice(Act::Dispute(Step::WithdrawNow(number.to_owned())), Text::ButtonWithdrawNow),
        scene.choice(Act::Dispute(Step::Show(number.to_owned())), Text::ButtonKeepCase),
    ];
    scene.go(State::Dispute(Screen::Withdraw { case: number.to_owned() }));
    scene.offer(body, choices);
}

/// Takes the case back.
pub fn withdraw_now(scene: &mut Scene, number: &str) {
    step(scene, number, &Event::Closed { why: Why::Withdrawn });
}

/// A yes on the screen of a case: only where one thing is asked.
pub fn agreed(scene: &mut Scene, number: &str) {
    match scene.talk.disputes.find(number).map(|filed| (filed.case.stage, filed.case.offers)) {
        Some((Stage::Offered { .. }, offer)) => accept(scene, number, offer),
        Some((Stage::Collecting, _)) => send(scene, number),
        Some(_) | None => crate::states::help::missed(scene, None),
    }
}

/// A no on the screen of a case.
pub fn declined(scene: &mut Scene, number: &str) {
    match scene.talk.disputes.find(number).map(|filed| (filed.case.stage, filed.case.offers)) {
        Some((Stage::Offered { .. }, offer)) => reject(scene, number, offer),
        Some((stage, _)) if stage.owner() == Owner::Buyer => show::case(scene, number),
        Some(_) | None => crate::states::home::menu(scene),
    }
}
