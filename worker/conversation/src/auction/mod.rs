//! Reverse auctions, as their opener and their bidders see them in the chat. The rules and the one writer of an auction are
//! elsewhere: here is what is said and tapped. What somebody wants of an auction leaves as a letter; what it answers comes
//! as one, and is told even in the middle of something else.
//!
//! `draft` puts an auction together, `asking` asks what is missing, `suppliers` offers those of the shop, `when` reads days and
//! hours, `room` is one that runs, `letters` tells what comes, `say` has the sentences they
//! share, `price` reads amounts. The rest of the conversation hands over here by [`Act`], [`Screen`], [`Origin`] and the
//! functions below, and knows nothing more.

mod act;
mod asking;
mod award;
mod book;
mod draft;
mod letters;
mod price;
mod room;
mod say;
mod suppliers;
mod when;

use domain::{ids::OrderId, inbound::Content, shop::OrderSighting};
use serde::{Deserialize, Serialize};

use crate::{effect::ShopOutcome, event::FileNote, scene::Scene, state::State};

pub use act::Act;
pub use book::Book;
pub use draft::{Draft, Question};
pub use letters::came;

use ::auction::AuctionId;

/// The screens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "auction", rename_all = "snake_case")]
pub enum Screen {
    /// An auction is being put together.
    Draft {
        /// As far as it is.
        draft: Box<Draft>,
        /// What was asked.
        question: Question,
    },
    /// One auction: a price that is typed is a bid.
    Room {
        /// Which.
        id: AuctionId,
    },
    /// Asked how far down to bid for them.
    AskFloor {
        /// In which.
        id: AuctionId,
    },
    /// Auctions of this person.
    List,
}

impl Screen {
    /// Names the screen, for metrics.
    pub fn label(&self) -> &'static str {
        match self {
            Self::Draft { .. } => "auction_draft",
            Self::Room { .. } => "auction",
            Self::AskFloor { .. } => "auction_floor",
            Self::List => "auctions",
        }
    }

    /// Tells whether the screen asked for something that only the person knows, so that no word of it is a product.
    pub fn takes_free_words(&self) -> bool {
        match self {
            Self::Draft { .. } | Self::Room { .. } | Self::AskFloor { .. } => true,
            Self::List => false,
        }
    }
}

/// Where a wish to the shop came from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "auction", rename_all = "snake_case")]
pub enum Origin {
    /// An award becomes an order.
    Award {
        /// Of which auction.
        id: AuctionId,
    },
    /// An award fell through, and its order is called off.
    Undo {
        /// Which order.
        order: OrderId,
    },
    /// Who may bid is asked.
    Suppliers,
}

/// What staff do about an auction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "move", rename_all = "snake_case")]
pub enum StaffMove {
    /// Put one together for this person, who confirms it.
    Open {
        /// As a person would type it: "200 bags cement max 850".
        words: String,
    },
    /// Call one of theirs off.
    Cancel {
        /// Which.
        id: AuctionId,
    },
}

/// Performs a choice. Each looks at how things stand by itself, so that no button is too old.
pub fn perform(scene: &mut Scene, act: &Act) {
    match act {
        Act::New => draft::begin(scene, ""),
        Act::List => room::list(scene),
        Act::Hours(hours) => draft::hours(scene, *hours),
        Act::OpensIn(hours) => draft::opens_in(scene, *hours),
        Act::Show(visibility) => draft::show(scene, *visibility),
        Act::PlaceAsBefore => draft::place_as_before(scene),
        Act::NoMoreBidders => draft::no_more_bidders(scene),
        Act::Suppliers(page) => suppliers::page(scene, *page),
        Act::AllSuppliers => suppliers::all(scene),
        Act::Rules => draft::rules(scene),
        Act::Ask(question) => asking::ask(scene, *question),
        Act::Confirm => draft::confirm(scene),
        Act::Discard => draft::discard(scene),
        Act::Look(id) => room::look(scene, id),
        Act::Join(id) => room::join(scene, id),
        Act::Decline(id) => room::decline(scene, id),
        Act::Bid(id, minor) => room::bid_tapped(scene, id, *minor),
        Act::Floor(id) => room::ask_floor(scene, id),
        Act::FloorOff(id) => room::floor(scene, id, None),
        Act::Withdraw(id) => room::withdraw(scene, id),
        Act::Approve(id, seat) => room::decide(scene, id, *seat, ::auction::Decision::Approve),
        Act::Next(id, seat) => room::decide(scene, id, *seat, ::auction::Decision::Next),
        Act::TakeNone(id, seat) => room::decide(scene, id, *seat, ::auction::Decision::DeclineAll),
        Act::Cancel(id) => room::ask_cancel(scene, id),
        Act::CancelSure(id) => room::cancel(scene, id),
        Act::Sheet(id) => room::sheet(scene, id),
    }
}

/// Begins an auction from what was typed behind the command.
pub fn begin(scene: &mut Scene, words: &str) {
    draft::begin(scene, words);
}

/// Lists the auctions of this person.
pub fn list(scene: &mut Scene) {
    room::list(scene);
}

/// Shows an invitation or other news that went out as a template, now that the person is here. Answers whether it did.
pub fn greeted(scene: &mut Scene) -> bool {
    room::unseen(scene)
}

/// Shows the current screen as it is today.
pub fn redraw(scene: &mut Scene, screen: &Screen) {
    match screen {
        Screen::Draft { question, .. } => asking::ask(scene, *question),
        Screen::Room { id } => room::show_known(scene, id),
        Screen::AskFloor { id } => room::ask_floor(scene, id),
        Screen::List => room::list(scene),
    }
}

/// Answers words that are neither a choice nor a command.
pub fn said(scene: &mut Scene, screen: &Screen, words: &str) {
    match screen {
        Screen::Draft { draft, question } => draft::answered(scene, draft, *question, words),
        Screen::Room { id } => room::said(scene, id, words),
        Screen::AskFloor { id } => room::floor_said(scene, id, words),
        Screen::List => crate::states::search::find(scene, words, None),
    }
}

/// Answers an amount alone.
pub fn counted(scene: &mut Scene, screen: &Screen, quantity: u32) {
    said(scene, screen, &quantity.to_string());
}

/// Answers a yes.
pub fn agreed(scene: &mut Scene, screen: &Screen) {
    match screen {
        Screen::Draft { question: Question::Summary, .. } => draft::confirm(scene),
        Screen::Draft { question: Question::Bidders, .. } => draft::no_more_bidders(scene),
        Screen::Draft { question: Question::Suppliers, .. } => suppliers::all(scene),
        Screen::Room { id } => room::agreed(scene, id),
        Screen::Draft { .. } | Screen::AskFloor { .. } | Screen::List => redraw(scene, screen),
    }
}

/// Answers a no.
pub fn declined(scene: &mut Scene, screen: &Screen) {
    match screen {
        Screen::Draft { question: Question::Summary, .. } => draft::rules(scene),
        Screen::Draft { question: Question::Bidders, .. } => draft::no_more_bidders(scene),
        Screen::Draft { question: Question::Suppliers, .. } => asking::ask(scene, Question::Bidders),
        Screen::Draft { draft, question: Question::Extend } => {
            draft::answered(scene, draft, Question::Extend, "0");
        }
        Screen::Draft { .. } => draft::discard(scene),
        Screen::Room { id } => room::declined(scene, id),
        Screen::AskFloor { id } => room::show_known(scene, id),
        Screen::List => redraw(scene, screen),
    }
}

/// Goes one step up.
pub fn back(scene: &mut Scene, screen: &Screen) {
    match screen {
        Screen::Draft { question, .. } => draft::back(scene, *question),
        Screen::AskFloor { id } => room::show_known(scene, id),
        Screen::Room { .. } => room::list(scene),
        Screen::List => crate::states::home::menu(scene),
    }
}

/// Takes a file, a pin or a contact card when the screen asked for it; answers whether it did.
pub fn given(scene: &mut Scene, content: &Content) -> bool {
    match (&scene.talk.state, content) {
        (
            State::Auction(Screen::Draft { question: Question::Bidders | Question::Suppliers, .. }),
            Content::Contacts { phones, .. },
        ) => {
            draft::cards(scene, phones);
            true
        }
        (State::Auction(Screen::Draft { question: Question::Place, .. }), Content::Location { .. }) => {
            draft::pin(scene, content);
            true
        }
        _ => false,
    }
}

/// Returns of which auction's award this tells what became of its order, if it does.
pub fn order_ended(scene: &Scene, outcome: &ShopOutcome) -> Option<AuctionId> {
    award::order_ended(scene, outcome)
}

/// Takes what the shop answered to a wish of this flow.
pub fn answered(scene: &mut Scene, origin: &Origin, outcome: ShopOutcome) {
    match origin {
        Origin::Award { id } => award::answered(scene, id, outcome),
        Origin::Undo { order } => award::undone(scene, *order, outcome),
        Origin::Suppliers => suppliers::answered(scene, outcome),
    }
}

/// Takes what came of a file that was sent.
pub fn file(_: &mut Scene, _note: &FileNote) {}

/// Looks at an order of this person that may have changed; answers whether it is a matter of this flow alone, of which
/// nobody else needs to tell.
pub fn order_seen(_: &mut Scene, _sighting: &OrderSighting) -> bool {
    false
}

/// Does what staff want.
pub fn staff_moved(scene: &mut Scene, _by: &str, step: &StaffMove) {
    match step {
        StaffMove::Open { words } => draft::begin(scene, words),
        StaffMove::Cancel { id } => room::cancel_by_staff(scene, id),
    }
}

/// Takes up what was left: news that somebody has not seen, the order of an award.
pub fn order_again(scene: &mut Scene) {
    if !room::unseen(scene) {
        award::try_again(scene);
    }
}
