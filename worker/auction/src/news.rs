//! What opener and bidders are told, each with what they may see.

use serde::{Deserialize, Serialize};

use crate::{
    AuctionId,
    auction::{Attendance, Auction, Phase},
    entry::Hash,
    event::Refusal,
    terms::{Terms, Visibility},
};

/// Who is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    /// Who opened it.
    Opener,
    /// Who has this seat.
    Seat(u16),
}

/// The receipt of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The entry; none for what is refused without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<(u64, Hash)>,
    /// When it was accepted or refused, unix milliseconds.
    pub at_ms: i64,
    /// The price for one, minor units.
    pub minor: i64,
    /// Why it does not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<Refusal>,
}

/// What is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "news", rename_all = "snake_case")]
pub enum News {
    /// The auction was made.
    Opened,
    /// You may bid.
    Invited,
    /// Somebody will bid.
    Joined {
        /// Their seat.
        seat: u16,
    },
    /// Somebody will not.
    Declined {
        /// Their seat.
        seat: u16,
    },
    /// Bidding began.
    Began,
    /// Your bid, or one that your floor made.
    Bid {
        /// Its receipt.
        receipt: Receipt,
        /// Your floor made it.
        #[serde(default)]
        by_floor: bool,
    },
    /// Your floor.
    Floor {
        /// Its receipt; nothing as amount when it was called off.
        receipt: Receipt,
        /// What shows, with the amount, that the sealed floor was not changed.
        salt: String,
    },
    /// Somebody else leads.
    Outbid,
    /// There is a new best bid.
    NewBest,
    /// The end moved.
    Extended,
    /// Bidding is over.
    Closed,
    /// The best bid that is left is yours to take.
    Proposed,
    /// Your bid was taken.
    Won,
    /// Another bid was taken, or none.
    Lost,
    /// Your bid was passed over.
    PassedOver,
    /// Done: the bid that you took is an award.
    Awarded,
    /// The winner cannot deliver.
    Withdrawn {
        /// Their seat.
        seat: u16,
    },
    /// It ended without an award.
    Ended,
    /// It was called off.
    Cancelled,
    /// What was asked cannot be done now.
    NotNow,
    /// How it stands, because you asked.
    Standing,
    /// The audit sheet, because you asked.
    Sheet,
}

/// What a recipient may see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// The auction.
    pub auction: AuctionId,
    /// Who looks.
    pub who: Recipient,
    /// Its terms.
    pub terms: Terms,
    /// Where it stands.
    pub phase: Phase,
    /// The end, unix milliseconds.
    pub ends_ms: i64,
    /// How often it may still be extended.
    pub extensions_left: u32,
    /// How many were invited.
    pub invited: u32,
    /// How many of them joined.
    pub joined: u32,
    /// How many have bid.
    pub bidders: u32,
    /// The best price, for those who may see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best_minor: Option<i64>,
    /// Whether the one who looks takes part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attendance: Option<Attendance>,
    /// Their bid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_minor: Option<i64>,
    /// Their rank, where it is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<u32>,
    /// Their floor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor_minor: Option<i64>,
    /// The highest price that would count from them now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_minor: Option<i64>,
    /// After the end: the bids that are still to be had, best first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ranking: Vec<(u16, i64)>,
    /// Number of the last entry.
    pub number: u64,
    /// Hash of the last entry.
    pub head: Hash,
}

impl View {
    /// Returns whether the one who looks leads.
    pub fn is_leading(&self) -> bool {
        self.rank == Some(1)
    }
}

/// Something to tell somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Out {
    /// Who.
    pub to: Recipient,
    /// What.
    pub news: News,
    /// How it stands for them.
    pub view: View,
}

impl Auction {
    /// Returns what somebody may see.
    pub fn view(&self, who: Recipient) -> View {
        let count = |attendance: Attendance| {
            u32::try_from(self.bidders.iter().filter(|bidder| bidder.attendance == attendance).count())
                .unwrap_or(u32::MAX)
        };
        let is_running = matches!(self.phase, Phase::Planned | Phase::Open);
        let ranking = self.ranking();
        let best = ranking.first().map(|(_, offer)| offer.minor);
        let sees_best = match (self.terms.visibility, who) {
            (Visibility::Best, _) | (Visibility::Rank, Recipient::Opener) => true,
            (Visibility::Sealed, _) | (Visibility::Rank, Recipient::Seat(_)) => !is_running,
        };
        let seat = match who {
            Recipient::Opener => None,
            Recipient::Seat(seat) => Some(seat),
        };
        let bidder = seat.and_then(|seat| self.bidder(seat));
        let place = seat.and_then(|seat| ranking.iter().position(|(ranked, _)| *ranked == seat));
        let sees_rank = self.terms.visibility != Visibility::Sealed || !is_running;
        View {
            auction: self.id.clone(),
            who,
            terms: self.terms.clone(),
            phase: self.phase,
            ends_ms: self.ends_ms,
            extensions_left: self
                .terms
                .sniping()
                .map_or(0, |sniping| sniping.extensions_max.saturating_sub(self.extensions)),
            invited: u32::try_from(self.bidders.len()).unwrap_or(u32::MAX),
            joined: count(Attendance::Joined),
            bidders: self.with_offer(),
            best_minor: best.filter(|_| sees_best),
            attendance: bidder.map(|bidder| bidder.attendance),
            own_minor: bidder.and_then(|bidder| bidder.offer).map(|offer| offer.minor),
            rank: place.filter(|_| sees_rank).and_then(|place| u32::try_from(place + 1).ok()),
            floor_minor: bidder.and_then(|bidder| bidder.floor).and_then(|floor| floor.minor),
            next_minor: seat.filter(|_| self.phase == Phase::Open).and_then(|seat| self.next_legal(seat)),
            ranking: if is_running || who != Recipient::Opener {
                Vec::new()
            } else {
                ranking.iter().map(|(seat, offer)| (*seat, offer.minor)).collect()
            },
            number: self.number,
            head: self.head,
        }
    }
}
