//! Disputes about an order: reason, evidence, offers, and whose turn it is until when.
//!
//! The rest of the conversation hands over here by [`Act`], [`Screen`], [`Origin`] and the functions below, and knows
//! nothing more.

use std::{fmt, str::FromStr};

use domain::{inbound::Content, shop::OrderSighting};
use serde::{Deserialize, Serialize};

use crate::{choices::UnknownActError, effect::ShopOutcome, event::FileNote, scene::Scene, state::State};

/// What can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {}

impl Act {
    /// Tells whether an old button may still do this: it changes nothing, and looks at things as they are now.
    pub fn is_harmless(&self) -> bool {
        match *self {}
    }
}

impl fmt::Display for Act {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl FromStr for Act {
    type Err = UnknownActError;

    fn from_str(_: &str) -> Result<Self, Self::Err> {
        Err(UnknownActError)
    }
}

/// The screens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Screen {}

impl Screen {
    /// Names the screen, for metrics.
    pub fn label(&self) -> &'static str {
        match *self {}
    }

    /// Tells whether the screen asked for something that only the person knows, so that no word of it is a product.
    pub fn takes_free_words(&self) -> bool {
        match *self {}
    }
}

/// Where a wish to the shop came from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Origin {}

/// What staff do about a dispute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum StaffMove {}

/// What is remembered of a person's disputes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Book {}

impl Book {
    /// Returns whether nothing needs to be stored.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Returns whether anything would be lost with this book.
    pub fn has_matter(&self) -> bool {
        !self.is_empty()
    }

    /// Joins what is known of the same person under an earlier identity.
    #[must_use]
    pub fn joined(self, _earlier: Self) -> Self {
        self
    }

    /// Tells whether it matters what becomes of a file that this person sent, by Meta's id.
    pub fn wants_file(&self, _id: &str) -> bool {
        false
    }
}

/// Performs a choice that is current, or harmless.
pub fn perform(_: &mut Scene, act: &Act) {
    match *act {}
}

/// Shows the current screen as it is today.
pub fn redraw(_: &mut Scene, screen: &Screen) {
    match *screen {}
}

/// Answers words that are neither a choice nor a command.
pub fn said(_: &mut Scene, screen: &Screen, _words: &str) {
    match *screen {}
}

/// Answers an amount alone.
pub fn counted(_: &mut Scene, screen: &Screen, _quantity: u32) {
    match *screen {}
}

/// Answers a yes.
pub fn agreed(_: &mut Scene, screen: &Screen) {
    match *screen {}
}

/// Answers a no.
pub fn declined(_: &mut Scene, screen: &Screen) {
    match *screen {}
}

/// Goes one step up.
pub fn back(_: &mut Scene, screen: &Screen) {
    match *screen {}
}

/// Takes a file, a pin or a contact card when the screen asked for it; answers whether it did.
pub fn given(scene: &mut Scene, _content: &Content) -> bool {
    match &scene.talk.state {
        State::Dispute(screen) => match *screen {},
        _ => false,
    }
}

/// Takes what the shop answered to a wish of this flow.
pub fn answered(_: &mut Scene, origin: &Origin, _outcome: ShopOutcome) {
    match *origin {}
}

/// Takes what came of a file that was sent.
pub fn file(_: &mut Scene, _note: &FileNote) {}

/// Looks at an order of this person that may have changed; answers whether it is a matter of this flow alone, of which
/// nobody else needs to tell.
pub fn order_seen(_: &mut Scene, _sighting: &OrderSighting) -> bool {
    false
}

/// Does what staff want.
pub fn staff_moved(_: &mut Scene, _by: &str, step: &StaffMove) {
    match *step {}
}
