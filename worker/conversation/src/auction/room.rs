//! One auction, as its opener or a bidder sees it, and what they do in it.

use ::auction::{Attendance, AuctionId, Decision, Input, Letter, Origin, Phase, Recipient, View, Visibility};
use domain::text::fold;

use super::{Act, Screen, book::Known, price, say};
use crate::{Post, choices::Act as Choose, scene::Scene, screen::Choice, state::State, text::Text};

/// Words that make a price the lowest to bid down to, folded.
const FLOOR_WORDS: [&str; 16] = [
    "down to",
    "floor",
    "minimum",
    "lowest",
    "jusqu'a",
    "plancher",
    "hasta",
    "piso",
    "ate",
    "hadi",
    "mpaka",
    "chini",
    "حتى",
    "الى",
    "तक",
    "न्यूनतम",
];
/// Words beside a price that do not make it anything else, folded.
const PRICE_WORDS: [&str; 12] =
    ["bid", "offer", "i", "my", "each", "per", "unit", "offre", "oferta", "dau", "zabuni", "बोली"];
/// A typed bid this much lower than what would count is asked about: hundredths.
const SURPRISING: i64 = 70;

/// Lists the auctions of this person.
pub fn list(scene: &mut Scene) {
    let known: Vec<(View, bool)> =
        scene.talk.auctions.list().into_iter().map(|known| (known.view.clone(), known.is_over())).collect();
    let new = scene.choice(Choose::Auction(Act::New), Text::ButtonAuctionNew);
    scene.go(State::Auction(Screen::List));
    if known.is_empty() {
        let body = scene.t(Text::AuctionNone, &[]);
        return scene.offer(body, vec![new, scene.choice(Choose::Menu, Text::ButtonMenu)]);
    }
    let mut choices: Vec<Choice> = known
        .iter()
        .take(8)
        .map(|(view, _)| {
            let role = match view.who {
                Recipient::Opener => Text::AuctionYours,
                Recipient::Seat(_) => Text::AuctionYouBid,
            };
            let state = state_words(scene, view);
            Choice::new(Choose::Auction(Act::Look(view.auction.clone())), view.auction.to_string())
                .detailed(format!("{} · {} · {state}", scene.t(role, &[]), say::subject(&view.terms)))
        })
        .collect();
    choices.push(new);
    let body = scene.t(Text::AuctionList, &[]);
    scene.offer(body, choices);
}

fn state_words(scene: &Scene, view: &View) -> String {
    let text = match view.phase {
        Phase::Planned => Text::AuctionStatePlanned,
        Phase::Open => Text::AuctionStateOpen,
        Phase::Deciding { .. } => Text::AuctionStateDeciding,
        Phase::Awarded { .. } => Text::AuctionStateAwarded,
        Phase::Ended { .. } | Phase::Cancelled => Text::AuctionStateOver,
    };
    scene.t(text, &[])
}

fn known(scene: &Scene, id: &AuctionId) -> Option<Known> {
    scene.talk.auctions.get(id).cloned()
}

fn gone(scene: &mut Scene) {
    scene.note(Text::AuctionGone, &[]);
    list(scene);
}

/// Writes to the auction. Whoever is in the middle of something else stays there.
fn ask_auction(scene: &mut Scene, id: &AuctionId, input: Input) {
    if matches!(scene.talk.state, State::Home | State::Auction(_)) {
        scene.go(State::Auction(Screen::Room { id: id.clone() }));
    }
    scene.post(Post::Letter { auction: id.clone(), letter: Letter::Ask { input } });
}

/// Asks the auction how it stands; what it answers is shown.
pub fn look(scene: &mut Scene, id: &AuctionId) {
    match known(scene, id) {
        Some(known) => ask_auction(scene, id, Input::Look { who: known.view.who }),
        None => gone(scene),
    }
}

/// Shows how it stood when it was last heard of.
pub fn show_known(scene: &mut Scene, id: &AuctionId) {
    let Some(known) = known(scene, id) else { return gone(scene) };
    scene.talk.auctions.seen(id);
    scene.go(State::Auction(Screen::Room { id: id.clone() }));
    let body = say::standing(scene, &known.view);
    let choices = choices(scene, &known.view);
    scene.offer(body, choices);
}

/// Shows what went out as a template alone.
pub fn unseen(scene: &mut Scene) -> bool {
    let Some(id) = scene.talk.auctions.unseen() else { return false };
    scene.talk.auctions.seen(&id);
    look(scene, &id);
    true
}

/// What can be done in it now.
pub fn choices(scene: &Scene, view: &View) -> Vec<Choice> {
    let id = || view.auction.clone();
    let choice = |act: Act, text: Text| scene.choice(Choose::Auction(act), text);
    let sheet = || choice(Act::Sheet(id()), Text::ButtonAuctionSheet);
    let look = || choice(Act::Look(id()), Text::ButtonAuctionLook);
    match (view.who, view.phase) {
        (Recipient::Opener, Phase::Planned | Phase::Open) => {
            vec![look(), choice(Act::Cancel(id()), Text::ButtonAuctionCancel)]
        }
        (Recipient::Opener, Phase::Deciding { seat, .. }) => {
            let minor = view.ranking.iter().find(|(ranked, _)| *ranked == seat).map(|(_, minor)| *minor);
            let price = minor.or(view.best_minor).map(|minor| say::price(scene, &view.terms, minor));
            let take = scene.t(Text::ButtonAuctionTake, &[]);
            vec![
                Choice::new(Choose::Auction(Act::Approve(id(), seat)), take).priced(price),
                choice(Act::Next(id(), seat), Text::ButtonAuctionNext),
                choice(Act::TakeNone(id(), seat), Text::ButtonAuctionTakeNone),
                sheet(),
            ]
        }
        (Recipient::Seat(_), Phase::Planned | Phase::Open) => {
            let mut choices = Vec::new();
            let has_sealed = view.terms.visibility == Visibility::Sealed && view.own_minor.is_some();
            if view.phase == Phase::Open
                && !has_sealed
                && let Some(next) = view.next_minor
            {
                let price = say::price(scene, &view.terms, next);
                let title = scene.t(Text::AuctionBidTitle, &[("price", price.into())]);
                choices.push(Choice::new(Choose::Auction(Act::Bid(id(), next)), title));
            }
            match view.attendance {
                Some(Attendance::Joined) => {
                    if view.floor_minor.is_some() {
                        choices.push(choice(Act::FloorOff(id()), Text::ButtonAuctionFloorOff));
                    } else if view.phase == Phase::Open && view.terms.visibility != Visibility::Sealed {
                        choices.push(choice(Act::Floor(id()), Text::ButtonAuctionFloor));
                    }
                    choices.push(look());
                }
                Some(Attendance::Invited | Attendance::Declined) | None => {
                    choices.insert(0, choice(Act::Join(id()), Text::ButtonAuctionJoin));
                    if view.attendance != Some(Attendance::Declined) {
                        choices.push(choice(Act::Decline(id()), Text::ButtonAuctionDecline));
                    }
                }
            }
            choices
        }
        (Recipient::Seat(seat), Phase::Awarded { seat: winner, .. }) if seat == winner => {
            vec![sheet(), choice(Act::Withdraw(id()), Text::ButtonAuctionWithdraw)]
        }
        (Recipient::Seat(_), Phase::Deciding { .. }) => vec![look(), sheet()],
        (Recipient::Opener | Recipient::Seat(_), _) => {
            vec![sheet(), choice(Act::List, Text::ButtonAuctionList)]
        }
    }
}

fn seat_in(scene: &Scene, id: &AuctionId) -> Option<u16> {
    scene.talk.auctions.get(id).and_then(Known::seat)
}

/// Does something that only a bidder can.
fn as_bidder(scene: &mut Scene, id: &AuctionId, input: impl FnOnce(u16) -> Input) {
    match seat_in(scene, id) {
        Some(seat) => ask_auction(scene, id, input(seat)),
        None => gone(scene),
    }
}

/// They take part.
pub fn join(scene: &mut Scene, id: &AuctionId) {
    as_bidder(scene, id, |seat| Input::Join { seat });
}

/// They do not.
pub fn decline(scene: &mut Scene, id: &AuctionId) {
    as_bidder(scene, id, |seat| Input::Decline { seat });
}

/// They won and cannot deliver.
pub fn withdraw(scene: &mut Scene, id: &AuctionId) {
    as_bidder(scene, id, |seat| Input::Withdraw { seat });
}

/// A button with a price: whether it counts, the auction says.
pub fn bid_tapped(scene: &mut Scene, id: &AuctionId, minor: i64) {
    as_bidder(scene, id, |seat| Input::Bid { seat, minor });
}

/// Asks how far down to bid for them.
pub fn ask_floor(scene: &mut Scene, id: &AuctionId) {
    let Some(known) = known(scene, id).filter(|known| known.seat().is_some()) else { return gone(scene) };
    scene.go(State::Auction(Screen::AskFloor { id: id.clone() }));
    let highest = known.view.next_minor.or(known.view.own_minor);
    let price = highest.unwrap_or(known.view.terms.ceiling_minor);
    let price = say::price(scene, &known.view.terms, price);
    let body = scene.t(Text::AuctionAskFloor, &[("price", price.into())]);
    let look = scene.choice(Choose::Auction(Act::Look(id.clone())), Text::ButtonAuctionLook);
    scene.offer(body, vec![look]);
}

/// Sets or lifts a floor.
pub fn floor(scene: &mut Scene, id: &AuctionId, minor: Option<i64>) {
    as_bidder(scene, id, |seat| Input::Floor { seat, minor, salt: String::new() });
}

/// Words typed where a floor was asked for.
pub fn floor_said(scene: &mut Scene, id: &AuctionId, words: &str) {
    let decimals = known(scene, id).map_or(2, |known| known.view.terms.currency.decimals);
    if let Some(minor) = price::amount(words, decimals) {
        floor(scene, id, Some(minor));
    } else {
        scene.note(Text::AuctionNotUnderstood, &[]);
        ask_floor(scene, id);
    }
}

/// Words typed in a room: a price is a bid, "down to" a price a floor; anything else is about something else.
pub fn said(scene: &mut Scene, id: &AuctionId, words: &str) {
    let Some(known) = known(scene, id) else { return gone(scene) };
    let view = &known.view;
    if known.seat().is_some()
        && let Some(minor) = price::amount(words, view.terms.currency.decimals)
    {
        let folded = fold(words);
        if FLOOR_WORDS.iter().any(|floor| folded.contains(floor)) {
            return floor(scene, id, Some(minor));
        }
        if is_price_alone(&folded, &view.terms.currency.code) {
            return bid_typed(scene, &known, minor);
        }
    }
    scene.go(State::Home);
    crate::transition::typed(scene, words);
}

fn is_price_alone(folded: &str, code: &str) -> bool {
    let code = fold(code);
    folded
        .split(|char: char| !char.is_alphabetic())
        .filter(|word| !word.is_empty())
        .all(|word| word == code || PRICE_WORDS.contains(&word))
}

/// A slip of the finger must not cost much: a price that is surprisingly low is asked about.
fn bid_typed(scene: &mut Scene, known: &Known, minor: i64) {
    let view = &known.view;
    let expected = view.next_minor.or(view.own_minor).unwrap_or(view.terms.ceiling_minor);
    let is_surprising = minor.saturating_mul(100) < expected.saturating_mul(SURPRISING);
    if !is_surprising {
        return bid_tapped(scene, &view.auction, minor);
    }
    let price = say::price(scene, &view.terms, minor);
    let total = say::total(scene, &view.terms, minor);
    let body = scene.t(Text::AuctionSureBid, &[("price", price.clone().into()), ("total", total.into())]);
    let title = scene.t(Text::AuctionBidTitle, &[("price", price.into())]);
    let choices = vec![
        Choice::new(Choose::Auction(Act::Bid(view.auction.clone(), minor)), title),
        scene.choice(Choose::Auction(Act::Look(view.auction.clone())), Text::ButtonAuctionLook),
    ];
    scene.offer(body, choices);
}

/// A yes: somebody invited takes part.
pub fn agreed(scene: &mut Scene, id: &AuctionId) {
    let is_invited = known(scene, id).is_some_and(|known| known.view.attendance == Some(Attendance::Invited));
    if is_invited { join(scene, id) } else { look(scene, id) }
}

/// A no: somebody invited does not.
pub fn declined(scene: &mut Scene, id: &AuctionId) {
    let is_invited = known(scene, id).is_some_and(|known| known.view.attendance == Some(Attendance::Invited));
    if is_invited { decline(scene, id) } else { look(scene, id) }
}

/// The opener decides about the bid of a seat.
pub fn decide(scene: &mut Scene, id: &AuctionId, seat: u16, decision: Decision) {
    match known(scene, id) {
        Some(known) if known.seat().is_none() => ask_auction(scene, id, Input::Decide { seat, decision }),
        _ => gone(scene),
    }
}

/// Asks whether to call it off.
pub fn ask_cancel(scene: &mut Scene, id: &AuctionId) {
    let Some(known) = known(scene, id).filter(|known| known.seat().is_none()) else { return gone(scene) };
    scene.go(State::Auction(Screen::Room { id: id.clone() }));
    let args = [("number", id.to_string().into()), ("count", known.view.joined.into())];
    let body = scene.t(Text::AuctionAskCancel, &args);
    let choices = vec![
        scene.choice(Choose::Auction(Act::CancelSure(id.clone())), Text::ButtonAuctionCancelSure),
        scene.choice(Choose::Auction(Act::Look(id.clone())), Text::ButtonAuctionKeep),
    ];
    scene.offer(body, choices);
}

/// Calls it off.
pub fn cancel(scene: &mut Scene, id: &AuctionId) {
    match known(scene, id) {
        Some(known) if known.seat().is_none() => ask_auction(scene, id, Input::Cancel { by: Origin::Opener }),
        _ => gone(scene),
    }
}

/// Staff call it off.
pub fn cancel_by_staff(scene: &mut Scene, id: &AuctionId) {
    scene.post(Post::Letter {
        auction: id.clone(),
        letter: Letter::Ask { input: Input::Cancel { by: Origin::Staff } },
    });
}

/// Asks for the audit sheet.
pub fn sheet(scene: &mut Scene, id: &AuctionId) {
    let Some(known) = known(scene, id) else { return gone(scene) };
    scene.go(State::Auction(Screen::Room { id: id.clone() }));
    scene.post(Post::Letter { auction: id.clone(), letter: Letter::Sheet { who: known.view.who } });
}
