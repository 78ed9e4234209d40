//! What happened in an auction. Every event is an entry of the chain, and a stored form that must stay readable.

use serde::{Deserialize, Serialize};

use crate::{AuctionId, terms::Terms};

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The auction was made; always the first entry.
    Opened {
        /// Its name.
        auction: AuctionId,
        /// Its terms.
        terms: Terms,
    },
    /// Somebody may bid.
    Invited {
        /// Their seat: the next one.
        seat: u16,
        /// Who it is, sealed: nobody can be swapped for somebody else.
        who: String,
    },
    /// They will.
    Joined {
        /// Their seat.
        seat: u16,
    },
    /// They will not.
    Declined {
        /// Their seat.
        seat: u16,
    },
    /// Bidding began.
    Began,
    /// A bid.
    Bid {
        /// Whose.
        seat: u16,
        /// The price for one, minor units.
        minor: i64,
        /// The entry of the floor that made it; none when a person did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        proxy: Option<u64>,
        /// Why it does not count.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        refused: Option<Refusal>,
    },
    /// Somebody said how far down to bid for them, or that no more.
    Floor {
        /// Whose.
        seat: u16,
        /// The floor, sealed; none when it is called off.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sealed: Option<String>,
        /// Why it does not count.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        refused: Option<Refusal>,
    },
    /// The end moved.
    Extended {
        /// The end from now on, unix milliseconds.
        ends_ms: i64,
    },
    /// Bidding ended.
    Closed {
        /// How many bid.
        bidders: u32,
        /// What comes of it.
        result: Closing,
    },
    /// The opener took the best bid that is left.
    Approved {
        /// Whose.
        seat: u16,
        /// At which price, minor units.
        minor: i64,
    },
    /// The opener passed over the best bid that is left.
    PassedOver {
        /// Whose.
        seat: u16,
    },
    /// The winner cannot deliver.
    Withdrawn {
        /// Their seat.
        seat: u16,
    },
    /// It ended without an award.
    Ended {
        /// Why.
        why: End,
    },
    /// It was called off.
    Cancelled {
        /// By whom.
        by: Origin,
    },
}

/// What the end of bidding comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "comes_to", rename_all = "snake_case")]
pub enum Closing {
    /// There is a best bid.
    Best {
        /// Whose.
        seat: u16,
        /// The price for one, minor units.
        minor: i64,
    },
    /// Fewer have bid than the terms ask for.
    TooFew,
}

/// Why an auction ended without an award.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// Too few bid.
    TooFew,
    /// The opener declined all.
    Declined,
    /// Nobody is left to take.
    NobodyLeft,
    /// The opener did not decide in time.
    Lapsed,
}

/// Who calls an auction off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// Who opened it.
    Opener,
    /// The shop's staff.
    Staff,
}

/// Why a bid or a floor does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Refusal {
    /// Bidding has not begun.
    NotOpen,
    /// Bidding is over.
    Late,
    /// They declined.
    NotJoined,
    /// Not an amount, or not one that can be counted with.
    NotAnAmount,
    /// More than the ceiling.
    AboveCeiling,
    /// They lead already; a lower bid would only cost them.
    Leading,
    /// Not low enough.
    TooHigh {
        /// The highest that would have counted, minor units.
        limit_minor: i64,
    },
    /// It is what they have bid already.
    Unchanged,
    /// Nothing legal is left below.
    NothingBelow,
    /// Nobody bids for others in a sealed auction.
    NoFloorHere,
    /// They have bid too often.
    TooMany,
}

impl Refusal {
    /// Names the reason, for metrics.
    pub fn label(self) -> &'static str {
        match self {
            Self::NotOpen => "not_open",
            Self::Late => "late",
            Self::NotJoined => "not_joined",
            Self::NotAnAmount => "not_an_amount",
            Self::AboveCeiling => "above_ceiling",
            Self::Leading => "leading",
            Self::TooHigh { .. } => "too_high",
            Self::Unchanged => "unchanged",
            Self::NothingBelow => "nothing_below",
            Self::NoFloorHere => "no_floor_here",
            Self::TooMany => "too_many",
        }
    }
}

/// Why an event does not follow by the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unlawful {
    /// Something else had to come first: beginning, end or extension.
    #[error("something else is due first: {0}")]
    Overdue(&'static str),
    /// It does not fit the phase.
    #[error("it cannot happen in this phase")]
    Phase,
    /// There is no such seat, or not the next one, or it did so already.
    #[error("the seat does not fit")]
    Seat,
    /// The rules come to another verdict on this bid.
    #[error("the rules come to another verdict")]
    Verdict,
    /// A bid for somebody without a floor, or not as the rules let a floor bid.
    #[error("no floor bids like that")]
    Proxy,
    /// Another end follows.
    #[error("the end is another one")]
    Extension,
    /// Another result follows.
    #[error("the result is another one")]
    Result,
    /// It is too late or too early for it.
    #[error("the time does not fit")]
    Time,
    /// Its terms make no auction.
    #[error("the terms make no auction")]
    Terms,
}
