//! The state of an auction, and what each event changes in it.

use serde::{Deserialize, Serialize};

use crate::{
    AuctionId,
    entry::{Entry, Hash},
    event::{Closing, End, Event},
    terms::Terms,
};

/// Where an auction stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "phase", rename_all = "snake_case")]
pub enum Phase {
    /// Bidding has not begun.
    Planned,
    /// Bids are taken.
    Open,
    /// Bidding is over, and the opener decides about the best bid that is left.
    Deciding {
        /// Whose bid.
        seat: u16,
        /// Until when, unix milliseconds.
        until_ms: i64,
    },
    /// The opener took a bid.
    Awarded {
        /// Whose.
        seat: u16,
        /// At which price, minor units.
        minor: i64,
    },
    /// Nothing came of it.
    Ended {
        /// Why.
        why: End,
    },
    /// It was called off.
    Cancelled,
}

/// Whether somebody who was invited takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attendance {
    /// They have not said.
    Invited,
    /// They do.
    Joined,
    /// They do not.
    Declined,
}

/// A bid that stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// The price for one, minor units.
    pub minor: i64,
    /// The entry that it counts from among equals: its own, or the floor that made it.
    pub since: u64,
    /// Its own entry.
    pub number: u64,
    /// When it was accepted, unix milliseconds.
    pub at_ms: i64,
}

/// How far down to bid for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Floor {
    /// The lowest price for one, minor units. Nothing when it is not known: a check of a sheet sees it sealed.
    pub minor: Option<i64>,
    /// Its entry.
    pub number: u64,
}

/// Somebody who was invited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bidder {
    /// Whether they take part.
    pub attendance: Attendance,
    /// Their bid that stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<Offer>,
    /// Their floor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor: Option<Floor>,
    /// Their bid is no longer to be had: passed over or withdrawn.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_out: bool,
    /// Bids and floors of theirs that counted.
    #[serde(default)]
    pub accepted: u32,
    /// Those that did not.
    #[serde(default)]
    pub refused: u32,
}

/// An auction. A stored form: it must stay readable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Auction {
    /// Its name.
    pub id: AuctionId,
    /// What was fixed at the opening.
    pub terms: Terms,
    /// Where it stands.
    pub phase: Phase,
    /// The one end that counts, with all extensions, unix milliseconds.
    pub ends_ms: i64,
    /// How often it was extended.
    #[serde(default)]
    pub extensions: u32,
    /// Who was invited; the first has seat 1.
    pub bidders: Vec<Bidder>,
    /// Number of the last entry.
    pub number: u64,
    /// Hash of the last entry.
    pub head: Hash,
    /// Time of the last entry, unix milliseconds.
    pub last_at_ms: i64,
    /// The end that a leading bid of this moment makes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_extension: Option<i64>,
    /// The limit that the bids of this moment were measured against.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) contest: Option<Contest>,
    /// When the opener was last told of a new best price, unix milliseconds.
    #[serde(default)]
    pub told_best_ms: i64,
}

/// Floors that bid against each other in one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Contest {
    /// The best price that the latest of these bids had to beat; none when there was none.
    pub beaten: Option<i64>,
}

impl Auction {
    /// Makes an auction of its first event; none when that is not an opening.
    pub fn opened(event: &Event) -> Option<Self> {
        let Event::Opened { auction, terms } = event else { return None };
        terms.check().ok()?;
        Some(Self {
            id: auction.clone(),
            phase: Phase::Planned,
            ends_ms: terms.ends_ms,
            extensions: 0,
            bidders: Vec::new(),
            number: 0,
            head: Hash::NONE,
            last_at_ms: 0,
            due_extension: None,
            contest: None,
            told_best_ms: 0,
            terms: terms.clone(),
        })
    }

    /// Returns who has a seat.
    pub fn bidder(&self, seat: u16) -> Option<&Bidder> {
        self.bidders.get(usize::from(seat).checked_sub(1)?)
    }

    fn bidder_mut(&mut self, seat: u16) -> Option<&mut Bidder> {
        self.bidders.get_mut(usize::from(seat).checked_sub(1)?)
    }

    /// Returns the seats.
    pub fn seats(&self) -> impl Iterator<Item = (u16, &Bidder)> {
        (1..).zip(&self.bidders)
    }

    /// Returns the bids that are still to be had, best first; among equals the earliest.
    pub fn ranking(&self) -> Vec<(u16, Offer)> {
        let mut ranking: Vec<_> = self
            .seats()
            .filter(|(_, bidder)| !bidder.is_out)
            .filter_map(|(seat, bidder)| Some((seat, bidder.offer?)))
            .collect();
        ranking.sort_by_key(|(_, offer)| (offer.minor, offer.since));
        ranking
    }

    /// Returns the best bid.
    pub fn leader(&self) -> Option<(u16, Offer)> {
        self.seats()
            .filter(|(_, bidder)| !bidder.is_out)
            .filter_map(|(seat, bidder)| Some((seat, bidder.offer?)))
            .min_by_key(|(_, offer)| (offer.minor, offer.since))
    }

    /// Returns how many have a bid.
    pub fn with_offer(&self) -> u32 {
        u32::try_from(self.bidders.iter().filter(|bidder| bidder.offer.is_some()).count()).unwrap_or(u32::MAX)
    }

    /// Returns whether nothing more can come of it.
    pub fn is_over(&self) -> bool {
        matches!(self.phase, Phase::Awarded { .. } | Phase::Ended { .. } | Phase::Cancelled)
    }

    /// Returns when something happens by itself, unix milliseconds.
    pub fn next_due_ms(&self) -> Option<i64> {
        match self.phase {
            Phase::Planned => Some(self.terms.opens_ms),
            Phase::Open => Some(self.ends_ms),
            Phase::Deciding { until_ms, .. } => Some(until_ms),
            Phase::Awarded { .. } | Phase::Ended { .. } | Phase::Cancelled => None,
        }
    }

    /// Takes a sealed entry and what it says into account.
    pub fn apply(&mut self, entry: &Entry, event: &Event) {
        self.number = entry.number;
        self.head = entry.hash;
        self.last_at_ms = entry.at_ms;
        let (number, at_ms) = (entry.number, entry.at_ms);
        match event {
            Event::Bid { proxy: Some(_), .. } => {}
            _ => self.contest = None,
        }
        match event {
            Event::Opened { .. } => {}
            Event::Invited { .. } => self.bidders.push(Bidder {
                attendance: Attendance::Invited,
                offer: None,
                floor: None,
                is_out: false,
                accepted: 0,
                refused: 0,
            }),
            Event::Joined { seat } => self.attend(*seat, Attendance::Joined),
            Event::Declined { seat } => self.attend(*seat, Attendance::Declined),
            Event::Began => self.phase = Phase::Open,
            Event::Bid { seat, refused: Some(_), .. } | Event::Floor { seat, refused: Some(_), .. } => {
                if let Some(bidder) = self.bidder_mut(*seat) {
                    bidder.refused = bidder.refused.saturating_add(1);
                }
            }
            Event::Bid { seat, minor, proxy, refused: None } => {
                let beaten = self.leader().map(|(_, offer)| offer.minor);
                let offer = Offer { minor: *minor, since: proxy.unwrap_or(number), number, at_ms };
                if let Some(bidder) = self.bidder_mut(*seat) {
                    bidder.offer = Some(offer);
                    bidder.accepted = bidder.accepted.saturating_add(u32::from(proxy.is_none()));
                }
                if proxy.is_some() {
                    self.contest = Some(Contest { beaten });
                }
                if self.leader().is_some_and(|(leader, _)| leader == *seat) {
                    self.due_extension = self.extension(at_ms);
                }
            }
            Event::Floor { seat, sealed, refused: None } => {
                if let Some(bidder) = self.bidder_mut(*seat) {
                    bidder.floor = sealed.as_ref().map(|_| Floor { minor: None, number });
                    bidder.accepted = bidder.accepted.saturating_add(1);
                }
            }
            Event::Extended { ends_ms } => {
                self.ends_ms = *ends_ms;
                self.extensions = self.extensions.saturating_add(1);
                self.due_extension = None;
            }
            Event::Closed { result: Closing::Best { .. }, .. } => self.propose(self.ends_ms),
            Event::Closed { result: Closing::TooFew, .. } => self.phase = Phase::Ended { why: End::TooFew },
            Event::Approved { seat, minor } => self.phase = Phase::Awarded { seat: *seat, minor: *minor },
            Event::PassedOver { seat } | Event::Withdrawn { seat } => {
                if let Some(bidder) = self.bidder_mut(*seat) {
                    bidder.is_out = true;
                }
                self.propose(at_ms);
            }
            Event::Ended { why } => self.phase = Phase::Ended { why: *why },
            Event::Cancelled { .. } => self.phase = Phase::Cancelled,
        }
    }

    fn attend(&mut self, seat: u16, attendance: Attendance) {
        if let Some(bidder) = self.bidder_mut(seat) {
            bidder.attendance = attendance;
        }
    }

    /// The best bid that is left is put before the opener.
    fn propose(&mut self, from_ms: i64) {
        self.phase = match self.leader() {
            Some((seat, _)) => {
                Phase::Deciding { seat, until_ms: from_ms.saturating_add(self.terms.decide_ms) }
            }
            None => Phase::Ended { why: End::NobodyLeft },
        };
    }

    /// Returns the end that a leading bid at this moment makes, if it makes another one.
    fn extension(&self, at_ms: i64) -> Option<i64> {
        let sniping = self.terms.sniping()?;
        let is_late = at_ms >= self.ends_ms.saturating_sub(sniping.window_ms) && at_ms < self.ends_ms;
        let is_left = self.extensions < sniping.extensions_max;
        (is_late && is_left).then(|| self.ends_ms.saturating_add(sniping.extension_ms))
    }

    /// Tells how far down a floor goes, which its entry does not.
    pub(crate) fn know_floor(&mut self, seat: u16, minor: i64) {
        if let Some(floor) = self.bidder_mut(seat).and_then(|bidder| bidder.floor.as_mut()) {
            floor.minor = Some(minor);
        }
    }
}
