//! What an auction tells this person, whatever they are in the middle of. Where they are in an auction or nowhere, it
//! becomes the screen; else it is said aside, and their screen stays.

use ::auction::{Attendance, News, Notice, Phase, Receipt, Recipient, View};
use domain::{
    outbound::{Caption, Content, Filename, Message, OwnDocument, OwnDocumentFields},
    template::{AUCTION_INVITE, AUCTION_NEWS, Template},
};

use super::{Screen, award, room, say};
use crate::{scene::Scene, state::State, text::Text};

/// The time in which free text may be sent after somebody's last message; a little less, as the notifier decides later.
const WINDOW_MS: i64 = 23 * 3_600_000 + 1_800_000;

/// Takes a letter.
pub fn came(scene: &mut Scene, notice: &Notice) {
    let Notice { news, view, names, sheet } = notice;
    let now_ms = scene.around.now_ms;
    let is_away = scene.talk.last_message_sent_at_ms.is_none_or(|last_ms| now_ms - last_ms > WINDOW_MS);
    let was_known = scene.talk.auctions.get(&view.auction).is_some();
    scene.talk.auctions.learn(view.clone(), names.clone(), is_away);
    if !was_known && *news != News::Invited && *news != News::Opened && matches!(view.who, Recipient::Seat(_))
    {
        // Forgotten among many others; what comes now says what it is about.
        scene.note(Text::AuctionHead, &head(view));
    }
    if let (News::Sheet, Some(sheet)) = (news, sheet)
        && let Some(document) = document(scene, view, sheet)
    {
        return scene.say_message(document);
    }
    if *news == News::Awarded {
        award::begin(scene, &view.auction);
    }
    if matches!((news, view.who), (News::Withdrawn { .. }, Recipient::Opener)) {
        award::fell_through(scene, &view.auction);
    }
    let mut body = words(scene, news, view);
    if body.is_empty() {
        return;
    }
    let is_own_joining = matches!((news, view.who), (News::Joined { .. }, Recipient::Seat(_)));
    if shows_standing(news) || is_own_joining {
        body = format!("{body}\n{}", say::standing(scene, view));
    }
    let choices = room::choices(scene, view);
    let is_free = scene.talk.awaiting.is_none()
        && !scene.talk.with_agent
        && matches!(scene.talk.state, State::Home | State::Auction(Screen::Room { .. } | Screen::List));
    if is_free {
        scene.go(State::Auction(Screen::Room { id: view.auction.clone() }));
        scene.offer(body, choices);
    } else {
        scene.say_aside(&body, choices);
    }
    scene.stand_in(template(scene, view, news));
}

fn head(view: &View) -> [(&'static str, crate::text::Arg); 2] {
    [("number", view.auction.to_string().into()), ("what", say::subject(&view.terms).into())]
}

fn shows_standing(news: &News) -> bool {
    match news {
        News::Opened
        | News::Invited
        | News::Began
        | News::Outbid
        | News::Extended
        | News::NotNow
        | News::Floor { .. }
        | News::Bid { .. } => true,
        News::Joined { .. }
        | News::Declined { .. }
        | News::NewBest
        | News::Closed
        | News::Proposed
        | News::Won
        | News::Lost
        | News::PassedOver
        | News::Awarded
        | News::Withdrawn { .. }
        | News::Ended
        | News::Cancelled
        | News::Standing
        | News::Sheet => false,
    }
}

/// What is said.
fn words(scene: &Scene, news: &News, view: &View) -> String {
    let id = || ("number", view.auction.to_string().into());
    let terms = &view.terms;
    match news {
        News::Opened => scene.t(Text::AuctionOpened, &[("count", view.invited.into())]),
        News::Invited => invitation(scene, view),
        News::Joined { seat } if view.who == Recipient::Seat(*seat) => {
            scene.t(Text::AuctionYouTakePart, &[id()])
        }
        News::Joined { seat } => {
            let args = [
                id(),
                ("name", bidder(scene, *seat)),
                ("got", view.joined.into()),
                ("count", view.invited.into()),
            ];
            scene.t(Text::AuctionJoined, &args)
        }
        News::Declined { seat } if view.who == Recipient::Seat(*seat) => {
            scene.t(Text::AuctionYouStayOut, &[id()])
        }
        News::Declined { seat } => scene.t(Text::AuctionDeclined, &[id(), ("name", bidder(scene, *seat))]),
        News::Began => scene.t(Text::AuctionBegan, &[id()]),
        News::Bid { receipt, by_floor } => receipt_words(scene, view, receipt, *by_floor),
        News::Floor { receipt, .. } => floor_words(scene, view, receipt),
        News::Outbid => scene.t(Text::AuctionOutbid, &[id()]),
        News::NewBest => {
            let best = view.best_minor.unwrap_or(terms.ceiling_minor);
            let args = [
                id(),
                ("price", say::price(scene, terms, best).into()),
                ("total", say::total(scene, terms, best).into()),
            ];
            format!("{}\n{}", scene.t(Text::AuctionNewBest, &args), say::ends(scene, view))
        }
        News::Extended => {
            scene.t(Text::AuctionExtended, &[id(), ("date", say::moment(scene, view.ends_ms).into())])
        }
        News::Closed => scene.t(Text::AuctionClosed, &[id()]),
        News::Proposed => proposed(scene, view),
        News::Won => {
            let minor = view.own_minor.unwrap_or_default();
            let args = [
                id(),
                ("what", say::subject(terms).into()),
                ("price", say::price(scene, terms, minor).into()),
                ("total", say::total(scene, terms, minor).into()),
                ("place", crate::scene::short(&terms.place).into()),
            ];
            scene.t(Text::AuctionWon, &args)
        }
        News::Lost => scene.t(Text::AuctionLost, &[id()]),
        News::PassedOver => scene.t(Text::AuctionPassedOver, &[id()]),
        News::Awarded => awarded(scene, view),
        News::Withdrawn { seat } if view.who == Recipient::Seat(*seat) => {
            scene.t(Text::AuctionYouWithdrew, &[id()])
        }
        News::Withdrawn { seat } => scene.t(Text::AuctionWithdrawn, &[id(), ("name", bidder(scene, *seat))]),
        News::Ended => match view.phase {
            Phase::Ended { why } => {
                format!("{} {}", scene.t(Text::AuctionClosed, &[id()]), say::ended(scene, why))
            }
            _ => say::standing(scene, view),
        },
        News::Cancelled => scene.t(Text::AuctionCancelled, &[id()]),
        News::NotNow => scene.t(Text::AuctionNotNow, &[]),
        // Whoever had the invitation as a template reads here what it is about.
        News::Standing
            if view.attendance == Some(Attendance::Invited)
                && matches!(view.phase, Phase::Planned | Phase::Open) =>
        {
            format!("{}\n{}", invitation(scene, view), say::standing(scene, view))
        }
        News::Standing => say::standing(scene, view),
        News::Sheet if matches!(view.phase, Phase::Planned | Phase::Open) => {
            scene.t(Text::AuctionSheetLater, &[])
        }
        News::Sheet => scene.t(Text::AuctionSheetLong, &[id()]),
    }
}

/// Who invites, that prices are before tax, and where to deliver.
fn invitation(scene: &Scene, view: &View) -> String {
    let args = [
        ("shop", scene.around.shop_name.clone().into()),
        ("place", crate::scene::short(&view.terms.place).into()),
    ];
    scene.t(Text::AuctionInvited, &args)
}

/// The receipt of a bid: number, price, time, the beginning of the hash.
fn receipt_words(scene: &Scene, view: &View, receipt: &Receipt, by_floor: bool) -> String {
    let price = say::price(scene, &view.terms, receipt.minor);
    let said = match receipt.refused {
        Some(refusal) => {
            let why = say::refusal(scene, view, refusal);
            scene.t(Text::AuctionBidRefused, &[("price", price.into()), ("why", why.into())])
        }
        None if by_floor => scene.t(Text::AuctionBidByFloor, &[("price", price.into())]),
        None => scene.t(Text::AuctionBidTaken, &[("price", price.into())]),
    };
    format!("{said}{}", entry_words(scene, receipt))
}

fn floor_words(scene: &Scene, view: &View, receipt: &Receipt) -> String {
    let price = say::price(scene, &view.terms, receipt.minor);
    let said = match receipt.refused {
        Some(refusal) => {
            let why = say::refusal(scene, view, refusal);
            scene.t(Text::AuctionFloorRefused, &[("price", price.into()), ("why", why.into())])
        }
        None if receipt.minor == 0 => scene.t(Text::AuctionFloorOff, &[]),
        None => scene.t(Text::AuctionFloorTaken, &[("price", price.into())]),
    };
    format!("{said}{}", entry_words(scene, receipt))
}

fn entry_words(scene: &Scene, receipt: &Receipt) -> String {
    let Some((number, hash)) = receipt.entry else { return String::new() };
    let args = [
        ("count", number.into()),
        ("date", say::moment(scene, receipt.at_ms).into()),
        ("code", hash.short().into()),
    ];
    format!("\n{}", scene.t(Text::AuctionReceipt, &args))
}

/// "Bidder 3", or what the opener knows them as once they may know.
fn bidder(scene: &Scene, seat: u16) -> crate::text::Arg {
    scene.t(Text::AuctionBidder, &[("number", seat.to_string().into())]).into()
}

fn named(scene: &Scene, view: &View, seat: u16) -> String {
    let names = scene.talk.auctions.get(&view.auction).map(|known| known.names.clone()).unwrap_or_default();
    let anonymous = scene.t(Text::AuctionBidder, &[("number", seat.to_string().into())]);
    match names.into_iter().find(|(named, _)| *named == seat) {
        Some((_, name)) if !name.is_empty() => format!("{name} ({anonymous})"),
        _ => anonymous,
    }
}

fn proposed(scene: &Scene, view: &View) -> String {
    let Phase::Deciding { seat, until_ms } = view.phase else { return say::standing(scene, view) };
    let terms = &view.terms;
    let minor = view.ranking.iter().find(|(ranked, _)| *ranked == seat).map_or(0, |(_, minor)| *minor);
    let args = [
        ("number", view.auction.to_string().into()),
        ("what", say::subject(terms).into()),
        ("name", named(scene, view, seat).into()),
        ("price", say::price(scene, terms, minor).into()),
        ("total", say::total(scene, terms, minor).into()),
        ("count", view.bidders.into()),
        ("date", say::moment(scene, until_ms).into()),
    ];
    scene.t(Text::AuctionProposed, &args)
}

fn awarded(scene: &Scene, view: &View) -> String {
    let Phase::Awarded { seat, minor } = view.phase else { return say::standing(scene, view) };
    let args = [
        ("number", view.auction.to_string().into()),
        ("name", named(scene, view, seat).into()),
        ("price", say::price(scene, &view.terms, minor).into()),
        ("total", say::total(scene, &view.terms, minor).into()),
    ];
    scene.t(Text::AuctionAwarded, &args)
}

fn document(scene: &Scene, view: &View, sheet: &str) -> Option<Message> {
    let caption = scene.t(Text::AuctionSheetIs, &[("number", view.auction.to_string().into())]);
    let fields = OwnDocumentFields {
        content: Content::new(sheet.as_bytes()).ok()?,
        filename: Filename::new(format!("auction-{}.txt", view.auction)).ok()?,
        caption: Some(Caption::fit(caption).ok()?),
    };
    OwnDocument::new(fields).ok().map(Message::OwnDocument)
}

/// What stands in when the window has closed.
fn template(scene: &Scene, view: &View, news: &News) -> Option<Template> {
    let language = scene.talk.language.template_code();
    let what = say::subject(&view.terms);
    if *news == News::Invited {
        let ends = say::moment(scene, view.ends_ms);
        return Template::of(&AUCTION_INVITE, language, &[&what, &ends]).ok();
    }
    Template::of(&AUCTION_NEWS, language, &[&view.auction.to_string(), &what]).ok()
}
