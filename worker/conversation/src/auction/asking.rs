//! What is asked of whoever puts an auction together, and the summary before it opens.

use ::auction::{Subject, Visibility};

use super::{
    Act, Question,
    draft::{self, Draft},
    say, suppliers,
};
use crate::{choices::Act as Choose, scene::Scene, screen::Choice, text::Text};

/// Asks something.
pub fn ask(scene: &mut Scene, question: Question) {
    let Some(mut draft) = draft::current(scene) else { return super::room::list(scene) };
    draft::keep(scene, &draft, question);
    let discard = scene.choice(Choose::Auction(Act::Discard), Text::ButtonAuctionDiscard);
    match question {
        Question::What => offer(scene, Text::AuctionAskWhat, &[], vec![discard]),
        Question::Quantity => {
            let name = draft.subject.as_ref().map_or("", Subject::name).to_owned();
            offer(scene, Text::AuctionAskQuantity, &[("what", name.into())], vec![discard]);
        }
        Question::Ceiling => {
            let name = draft.subject.as_ref().map_or("", Subject::name).to_owned();
            let args = [("what", name.into()), ("code", draft.currency.code.into())];
            offer(scene, Text::AuctionAskCeiling, &args, vec![discard]);
        }
        Question::Place => {
            let mut choices = Vec::new();
            if !place_known(scene).is_empty() {
                let title = scene.t(Text::ButtonAuctionPlace, &[]);
                let known =
                    Choice::new(Choose::Auction(Act::PlaceAsBefore), title).detailed(place_known(scene));
                choices.push(known);
            }
            choices.push(discard);
            offer(scene, Text::AuctionAskPlace, &[], choices);
        }
        Question::Ends => {
            let hours = |scene: &Scene, hours: u32| {
                let title = scene.t(Text::ButtonAuctionHours, &[("hours", hours.into())]);
                Choice::new(Choose::Auction(Act::Hours(hours)), title)
            };
            let choices = vec![hours(scene, 1), hours(scene, 4), hours(scene, 24)];
            offer(scene, Text::AuctionAskEnds, &[], choices);
        }
        Question::Bidders => {
            if suppliers::ask_shop(scene, &mut draft) {
                return;
            }
            let count = draft.invited();
            let mut choices = Vec::new();
            if count > 0 {
                choices.push(scene.choice(Choose::Auction(Act::NoMoreBidders), Text::ButtonAuctionNamed));
            }
            choices.extend(suppliers::choice(scene, &draft));
            choices.push(discard);
            let text = if count > 0 { Text::AuctionBiddersSoFar } else { Text::AuctionAskBidders };
            offer(scene, text, &[("count", count.into())], choices);
        }
        Question::Suppliers => suppliers::ask(scene, &draft),
        Question::Summary => summary(scene, &draft),
        Question::Rules => {
            let row = |scene: &Scene, question: Question, text: Text, detail: String| {
                scene.choice(Choose::Auction(Act::Ask(question)), text).detailed(detail)
            };
            let Some(terms) = draft.terms(scene.around.now_ms) else {
                return ask(scene, draft.missing());
            };
            let extend = terms.sniping().map_or(0, |sniping| sniping.extension_ms / 60_000);
            let choices = vec![
                row(scene, Question::Seen, Text::RowAuctionSeen, say::visibility(scene, &terms)),
                row(scene, Question::Step, Text::RowAuctionStep, say::step(scene, &terms)),
                row(scene, Question::Least, Text::RowAuctionLeast, terms.bidders_min.to_string()),
                row(scene, Question::Opens, Text::RowAuctionOpens, say::moment(scene, terms.opens_ms)),
                row(scene, Question::Ends, Text::RowAuctionEnds, say::moment(scene, terms.ends_ms)),
                row(scene, Question::Extend, Text::RowAuctionExtend, extend.to_string()),
                row(scene, Question::Bidders, Text::RowAuctionBidders, draft.invited().to_string()),
                discard,
            ];
            offer(scene, Text::AuctionAskRule, &[], choices);
        }
        Question::Seen => {
            let row = |scene: &Scene, visibility, text| {
                Choice::new(Choose::Auction(Act::Show(visibility)), scene.t(text, &[]))
            };
            let choices = vec![
                row(scene, Visibility::Best, Text::RowAuctionBest),
                row(scene, Visibility::Rank, Text::RowAuctionRank),
                row(scene, Visibility::Sealed, Text::RowAuctionSealed),
            ];
            offer(scene, Text::AuctionAskSeen, &[], choices);
        }
        Question::Step => offer(scene, Text::AuctionAskStep, &[], Vec::new()),
        Question::Extend => offer(scene, Text::AuctionAskExtend, &[], Vec::new()),
        Question::Least => offer(scene, Text::AuctionAskLeast, &[], Vec::new()),
        Question::Opens => {
            let hours = |scene: &Scene, hours: u32| {
                let title = scene.t(Text::ButtonAuctionHours, &[("hours", hours.into())]);
                Choice::new(Choose::Auction(Act::OpensIn(hours)), title)
            };
            let now = scene.choice(Choose::Auction(Act::OpensIn(0)), Text::ButtonAuctionNow);
            let choices = vec![now, hours(scene, 1), hours(scene, 24)];
            offer(scene, Text::AuctionAskOpens, &[], choices);
        }
    }
}

fn offer(scene: &mut Scene, text: Text, args: &[(&'static str, crate::text::Arg)], choices: Vec<Choice>) {
    let body = scene.t(text, args);
    scene.offer(body, choices);
}

/// Where this person last had something sent.
pub(super) fn place_known(scene: &Scene) -> String {
    let address = &scene.talk.profile.address;
    let parts = [&address.line_1, &address.city];
    let parts: Vec<&str> = parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}

fn summary(scene: &mut Scene, draft: &Draft) {
    let Some(terms) = draft.terms(scene.around.now_ms) else {
        return ask(scene, draft.missing());
    };
    let ends = if terms.opens_ms <= scene.around.now_ms {
        scene.t(Text::AuctionEnds, &[("date", say::moment(scene, terms.ends_ms).into())])
    } else {
        let args = [
            ("date", say::moment(scene, terms.opens_ms).into()),
            ("now", say::moment(scene, terms.ends_ms).into()),
        ];
        scene.t(Text::AuctionFromTo, &args)
    };
    let mut lines = vec![
        scene.t(
            Text::AuctionSummary,
            &[
                ("what", say::subject(&terms).into()),
                ("price", say::price(scene, &terms, terms.ceiling_minor).into()),
                ("total", say::total(scene, &terms, terms.ceiling_minor).into()),
                ("place", crate::scene::short(&terms.place).into()),
            ],
        ),
        ends,
        say::visibility(scene, &terms),
        scene.t(Text::AuctionStepIs, &[("amount", say::step(scene, &terms).into())]),
    ];
    if let Some(sniping) = terms.sniping() {
        let minutes = u64::try_from(sniping.extension_ms / 60_000).unwrap_or(1);
        lines.push(scene.t(Text::AuctionExtends, &[("count", minutes.into())]));
    }
    let counts = [("count", draft.invited().into()), ("wanted", terms.bidders_min.into())];
    lines.push(scene.t(Text::AuctionInvites, &counts));
    let choices = vec![
        scene.choice(Choose::Auction(Act::Confirm), Text::ButtonAuctionOpen),
        scene.choice(Choose::Auction(Act::Rules), Text::ButtonAuctionRules),
        scene.choice(Choose::Auction(Act::Discard), Text::ButtonAuctionDiscard),
    ];
    scene.offer(lines.join("\n"), choices);
}
