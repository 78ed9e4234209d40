//! What is said of a case: where it stands, whose turn it is and until when, in the buyer's words and time.

use ::dispute::{Case, Entry, Event, Offer, Owner, Reason, Stage, Why, Wish, file as case_file};
use domain::{
    outbound::{Caption, Content, Filename, Message, OwnDocument, OwnDocumentFields},
    template::{DISPUTE_NEWS, Template},
};

use super::{Act as Step, Screen, book::Filed, happen};
use crate::{
    choices::Act,
    scene::{Scene, short},
    screen::{Choice, Screen as Shown},
    state::State,
    states::browse,
    text::{Arg, Text},
    zone,
};

/// Longest words of the other side that are quoted.
const QUOTED_MAX: usize = 200;

/// Returns the title of a reason.
pub fn reason_text(reason: Reason) -> Text {
    match reason {
        Reason::NotArrived => Text::RowReasonNotArrived,
        Reason::Damaged => Text::RowReasonDamaged,
        Reason::Wrong => Text::RowReasonWrong,
        Reason::Missing => Text::RowReasonMissing,
        Reason::Quality => Text::RowReasonQuality,
        Reason::Other => Text::RowReasonOther,
    }
}

/// Returns the title of a wish.
pub fn wish_text(wish: Wish) -> Text {
    match wish {
        Wish::Refund => Text::RowWishRefund,
        Wish::PartRefund => Text::RowWishPart,
        Wish::Replacement => Text::RowWishReplacement,
        Wish::Return => Text::RowWishReturn,
        Wish::Other => Text::RowWishOther,
    }
}

/// Says what the case is about, in one line.
pub fn head(scene: &Scene, case: &Case) -> String {
    let opening = &case.opening;
    let reason = scene.t(reason_text(opening.reason), &[]);
    scene.t(
        Text::DisputeHead,
        &[
            ("case", opening.number.clone().into()),
            ("number", short(&opening.order_number).into()),
            ("reason", reason.into()),
        ],
    )
}

/// Finds the last entry that `pick` knows.
fn last<T>(case: &Case, pick: impl Fn(Event) -> Option<T>) -> Option<T> {
    case.entries
        .iter()
        .rev()
        .filter_map(|entry| Entry::read(&entry.line))
        .find_map(|(_, _, event)| pick(event))
}

/// Says where a case stands.
pub fn standing(scene: &Scene, case: &Case) -> String {
    let until = Arg::Words(case.due_ms.map_or_else(String::new, |due_ms| scene.moment(due_ms)));
    let until = ("until", until);
    let money = |minor: i64| Arg::Words(scene.money(&case.opening.money(minor)));
    let quoted = |words: &str| Arg::Words(domain::outbound::fit(words, QUOTED_MAX));
    match case.stage {
        Stage::Collecting => scene.t(Text::DisputeCollecting, &[until]),
        Stage::Submitted => scene.t(Text::DisputeSubmitted, &[until]),
        Stage::Escalated if case.stuck.is_some() => scene.t(Text::DisputeStuck, &[until]),
        Stage::Escalated => scene.t(Text::DisputeEscalated, &[until]),
        Stage::Offered { offer } => {
            let name = last(case, |event| match event {
                Event::Offered { name, .. } => Some(name),
                _ => None,
            });
            let name = ("name", Arg::Words(short(&name.unwrap_or_default())));
            match offer {
                Offer::Refund { minor } => {
                    scene.t(Text::DisputeOfferedRefund, &[name, ("amount", money(minor)), until])
                }
                Offer::Replacement => scene.t(Text::DisputeOfferedReplacement, &[name, until]),
                Offer::Return { minor } => {
                    scene.t(Text::DisputeOfferedReturn, &[name, ("amount", money(minor)), until])
                }
            }
        }
        Stage::Declined => {
            let said = last(case, |event| match event {
                Event::Declined { name, words } => Some((name, words)),
                _ => None,
            });
            let (name, words) = said.unwrap_or_default();
            let args = [("name", Arg::Words(short(&name))), ("words", quoted(&words)), until];
            scene.t(Text::DisputeDeclined, &args)
        }
        Stage::Returning { minor } => scene.t(Text::DisputeReturning, &[("amount", money(minor)), until]),
        Stage::Returned { .. } => scene.t(Text::DisputeReturned, &[until]),
        Stage::Settling { offer: Offer::Refund { minor } | Offer::Return { minor } } => {
            scene.t(Text::DisputePaying, &[("amount", money(minor))])
        }
        Stage::Settling { offer: Offer::Replacement } => scene.t(Text::DisputeReplacing, &[]),
        Stage::Resolved => resolved(scene, case),
        Stage::Closed { why } => closed(scene, case, why),
    }
}

fn resolved(scene: &Scene, case: &Case) -> String {
    let how = last(case, |event| match event {
        Event::Paid { .. } | Event::Replaced { .. } | Event::Resolved { .. } => Some(event),
        _ => None,
    });
    match how {
        Some(Event::Paid { minor }) => {
            let amount = scene.money(&case.opening.money(minor));
            scene.t(Text::DisputePaid, &[("amount", amount.into())])
        }
        Some(Event::Replaced { order_number }) => {
            scene.t(Text::DisputeReplaced, &[("number", short(&order_number).into())])
        }
        Some(Event::Resolved { name, words }) => {
            let words = domain::outbound::fit(&words, QUOTED_MAX);
            scene.t(Text::DisputeResolved, &[("name", short(&name).into()), ("words", words.into())])
        }
        _ => scene.t(Text::DisputeOver, &[]),
    }
}

fn closed(scene: &Scene, case: &Case, why: Why) -> String {
    match why {
        Why::Withdrawn => scene.t(Text::DisputeWithdrawn, &[]),
        Why::Silence if case.may_appeal(scene.around.now_ms) => scene.t(Text::DisputeSilenceAppeal, &[]),
        Why::Silence => scene.t(Text::DisputeSilence, &[]),
        Why::Settled => scene.t(Text::DisputeAgreed, &[]),
        Why::Final => scene.t(Text::DisputeFinal, &[]),
        Why::Unanswered => scene.t(Text::DisputeUnanswered, &[]),
    }
}

/// Says whose turn it is, in a few words: for rows and templates.
pub fn turn(scene: &Scene, case: &Case) -> String {
    let until = case.due_ms.map_or_else(String::new, |due_ms| scene.moment(due_ms));
    let until = [("until", Arg::Words(until))];
    match case.stage.owner() {
        Owner::Buyer => scene.t(Text::DisputeTurnYours, &until),
        Owner::Staff | Owner::Manager | Owner::Shop => scene.t(Text::DisputeTurnShop, &until),
        Owner::Nobody => scene.t(Text::DisputeOver, &[]),
    }
}

/// What can be done about a case now.
fn choices(scene: &Scene, filed: &Filed) -> Vec<Choice> {
    let case = &filed.case;
    let number = || filed.number().to_owned();
    let step = |step: Step, text: Text| scene.choice(Act::Dispute(step), text);
    let file = step(Step::File(number()), Text::ButtonCaseFile);
    let withdraw = step(Step::Withdraw(number()), Text::ButtonWithdraw);
    let add = step(Step::Add(number()), Text::ButtonAddEvidence);
    match case.stage {
        Stage::Collecting => vec![step(Step::Send(number()), Text::ButtonSendCase), add, withdraw],
        Stage::Submitted | Stage::Returned { .. } => {
            let is_long =
                case.admits(&Event::Escalated { by: ::dispute::By::Buyer }, scene.around.now_ms).is_ok();
            let first = if is_long { step(Step::Escalate(number()), Text::ButtonEscalate) } else { add };
            vec![first, file, withdraw]
        }
        Stage::Escalated => vec![add, file, withdraw],
        Stage::Offered { .. } => vec![
            step(Step::Accept(case.offers, number()), Text::ButtonAcceptOffer),
            step(Step::Reject(case.offers, number()), Text::ButtonRejectOffer),
            file,
        ],
        Stage::Declined if case.is_appealed => vec![step(Step::Agree(number()), Text::ButtonAgree), file],
        Stage::Declined => vec![
            step(Step::Appeal(number()), Text::ButtonAppeal),
            step(Step::Agree(number()), Text::ButtonAgree),
            file,
        ],
        Stage::Returning { .. } => vec![step(Step::SentBack(number()), Text::ButtonSentBack), file, withdraw],
        Stage::Closed { .. } if case.may_appeal(scene.around.now_ms) => {
            vec![step(Step::Appeal(number()), Text::ButtonAppeal), file]
        }
        Stage::Settling { .. } | Stage::Resolved | Stage::Closed { .. } => {
            vec![
                file,
                scene.choice(Act::Orders, Text::ButtonOrders),
                scene.choice(Act::Menu, Text::ButtonMenu),
            ]
        }
    }
}

/// Shows one case.
pub fn case(scene: &mut Scene, number: &str) {
    let Some(filed) = scene.talk.disputes.find(number) else {
        return cases(scene);
    };
    let body = format!("{}\n{}", head(scene, &filed.case), standing(scene, &filed.case));
    let choices = choices(scene, filed);
    let case = filed.number().to_owned();
    scene.go(State::Dispute(Screen::Case { case }));
    scene.show(Shown { body, choices, ..Shown::default() });
}

/// Shows all cases.
pub fn cases(scene: &mut Scene) {
    if scene.talk.disputes.is_empty() {
        return super::open::ask_orders(scene);
    }
    let mut choices: Vec<Choice> = scene
        .talk
        .disputes
        .cases
        .iter()
        .rev()
        .map(|filed| {
            let number = filed.number().to_owned();
            Choice::new(Act::Dispute(Step::Show(number.clone())), number).detailed(turn(scene, &filed.case))
        })
        .collect();
    choices.truncate(8);
    choices.push(scene.choice(Act::Dispute(Step::Orders), Text::RowDisputeOther));
    let body = scene.t(Text::DisputeCases, &[]);
    scene.go(State::Dispute(Screen::Cases));
    browse::show_list(scene, body, choices, Text::OpenerDispute);
}

/// Tells the buyer where a case stands, wherever they are; a template stands in when the window has closed.
pub fn tell(scene: &mut Scene, number: &str) {
    let Some(filed) = scene.talk.disputes.find(number) else { return };
    let body = format!("{}\n{}", head(scene, &filed.case), standing(scene, &filed.case));
    let choices = choices(scene, filed);
    let words = turn(scene, &filed.case);
    let number = filed.number().to_owned();
    let language = scene.talk.language.template_code();
    scene.stand_in(Template::of(&DISPUTE_NEWS, language, &[&number, &words]).ok());
    scene.remark_words_with(&body, choices);
}

/// Tells the buyer where a case stands: on its own screen as the screen, elsewhere as news.
pub fn say(scene: &mut Scene, number: &str) {
    let is_on_screen = matches!(&scene.talk.state, State::Dispute(Screen::Case { case }) if case == number);
    if !is_on_screen || scene.talk.with_agent {
        return tell(scene, number);
    }
    let Some(filed) = scene.talk.disputes.find(number) else { return };
    let words = turn(scene, &filed.case);
    let language = scene.talk.language.template_code();
    let stand_in = Template::of(&DISPUTE_NEWS, language, &[number, &words]).ok();
    case(scene, number);
    scene.stand_in(stand_in);
}

/// Sends the case file.
pub fn file(scene: &mut Scene, number: &str) {
    let Some(filed) = scene.talk.disputes.find(number) else {
        return cases(scene);
    };
    let text = case_file::write(&filed.case);
    let number = filed.number().to_owned();
    let hash = filed.case.head().short();
    let caption = scene.t(Text::DisputeFile, &[("case", number.clone().into()), ("hash", hash.into())]);
    let caption = scene.with_notes(&caption);
    let document = || {
        OwnDocument::new(OwnDocumentFields {
            content: Content::new(text.into_bytes()).ok()?,
            filename: Filename::new(format!("{number}.txt")).ok()?,
            caption: Caption::new(caption.clone()).ok(),
        })
        .ok()
    };
    match document() {
        Some(document) => scene.attach(Message::OwnDocument(document)),
        None => scene.remark_words(&caption),
    }
}

/// The clock: reminds, or acts for whoever was silent. One case a turn; the others come right after.
pub fn tick(scene: &mut Scene) {
    let now_ms = scene.around.now_ms;
    let due = scene
        .talk
        .disputes
        .cases
        .iter()
        .find_map(|filed| filed.case.ticks(now_ms).map(|event| (filed.number().to_owned(), event)));
    let Some((number, event)) = due else { return };
    let owner = scene.talk.disputes.find(&number).map(|filed| filed.case.stage.owner());
    if !happen(scene, &number, &event) {
        return;
    }
    match (&event, owner) {
        // Staff read their reminder on the order.
        (Event::Reminded, Some(Owner::Buyer)) => {
            scene.note(Text::DisputeReminder, &[]);
            tell(scene, &number);
        }
        (Event::Reminded, _) => {}
        (Event::Submitted { .. }, _) => {
            scene.note(Text::DisputeSentByClock, &[]);
            tell(scene, &number);
        }
        (Event::Overdue, _) => {
            scene.note(Text::DisputeLate, &[]);
            tell(scene, &number);
        }
        _ => tell(scene, &number),
    }
}

/// Writes when a case was sent, and how to take it back; its number and whose turn it is stand below.
pub fn receipt(scene: &Scene) -> String {
    let at = scene.moment(scene.around.now_ms);
    let withdraw = scene.t(Text::ButtonWithdraw, &[]);
    scene.t(Text::DisputeSent, &[("date", at.into()), ("button", withdraw.into())])
}

/// Writes a time for the shop's staff.
pub fn utc(at_ms: Option<i64>) -> String {
    at_ms.map_or_else(String::new, zone::utc)
}
