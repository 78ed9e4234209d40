//! What one turn comes to: the new state, what is said, and what is wanted of the world. Nothing is performed here.

use ::auction::{AuctionId, Letter, Opening};
use domain::{outbound, template::Template};

use crate::{
    after::{Decided, Kind},
    conversation::Conversation,
    effect::ShopEffect,
    event::Timer,
    misses::Missed,
};

/// The result of one turn. The worker stores all of it in one transaction, then performs it.
#[derive(Debug, Clone, PartialEq)]
pub struct Turn {
    /// The conversation as it is now.
    pub conversation: Conversation,
    /// What is said, in order; normally one message.
    pub messages: Vec<outbound::Message>,
    /// What is wanted of the shop.
    pub effect: Option<ShopEffect>,
    /// Timers to set or cancel.
    pub timers: Vec<TimerCommand>,
    /// Whether a person was asked for, or may go.
    pub handoff: Option<Handoff>,
    /// The template that stands in for the last message when the window has closed.
    pub news: Option<StandIn>,
    /// Whether the buyer is to be forgotten with this turn: what it says is the last that is said to them.
    pub forgets: bool,
    /// What was not understood, for editors.
    pub missed: Option<Missed>,
    /// Steps of disputes, out of a bounded set, for metrics.
    pub dispute_steps: Vec<&'static str>,
    /// What is written to auctions.
    pub posts: Vec<Post>,
    /// For how long what is said is worth saying, milliseconds; what nobody asked for at that moment must not come late.
    pub useful_ms: Option<i64>,
    /// What was decided about messages that nobody asked for at that moment.
    pub decided: Vec<(Kind, Decided)>,
}

/// A template that stands in for a message when the window has closed, and why the message is sent.
#[derive(Debug, Clone, PartialEq)]
pub struct StandIn {
    /// The template.
    pub template: Template,
    /// Whether it sells: then it needs consent and waits for the day. Else it tells of an order, and the buyer must hear
    /// it.
    pub sells: bool,
    /// Whether the person asked for exactly this, so that a general consent is not needed.
    pub was_asked_for: bool,
}

/// Something that is written to an auction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Post {
    /// Make one.
    Open(Box<Opening>),
    /// Write to one.
    Letter {
        /// Which.
        auction: AuctionId,
        /// What.
        letter: Letter,
    },
}

/// What is to become of a timer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimerCommand {
    /// Let it run out after a while; setting it again moves it.
    Set {
        /// Which.
        timer: Timer,
        /// From now, milliseconds.
        after_ms: i64,
    },
    /// Forget it.
    Cancel {
        /// Which.
        timer: Timer,
    },
}

/// A change of who talks to the buyer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handoff {
    /// The buyer wants a person; staff are alerted.
    Asked,
    /// The bot has the conversation back.
    Ended,
}
