//! What is remembered of a person's auctions: how each stood for them when it was last heard of.

use ::auction::{AuctionId, Recipient, View};
use domain::ids::OrderId;
use serde::{Deserialize, Serialize};

/// Auctions remembered; the oldest that are over go first.
const REMEMBERED_MAX: usize = 20;

/// What is remembered of a person's auctions.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Book {
    /// Newest last.
    known: Vec<Known>,
    /// Awards that the shop has not been told of yet.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) to_order: Vec<AuctionId>,
    /// The award whose order the shop is making.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) placing: Option<Placing>,
    /// Auctions of whose award nobody knows whether it became an order: no other is made of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) unclear: Vec<AuctionId>,
    /// Orders that awards became, by auction; the latest last.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ordered: Vec<(AuctionId, OrderId)>,
    /// Orders of awards that fell through, which the shop has not been told of yet.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) to_cancel: Vec<OrderId>,
    /// The person knows that the shop is late with it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) is_order_late: bool,
}

/// An award whose order the shop is making.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placing {
    /// Of which auction.
    pub id: AuctionId,
    /// Whose award.
    pub seat: u16,
}

/// An auction as it was last heard of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Known {
    /// How it stood for this person.
    pub view: View,
    /// What seats are called, once the opener may know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<(u16, String)>,
    /// Told by a template alone: to be shown when they are here.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_unseen: bool,
}

impl Known {
    /// Returns whether nothing more comes of it.
    pub fn is_over(&self) -> bool {
        use ::auction::Phase;
        matches!(self.view.phase, Phase::Awarded { .. } | Phase::Ended { .. } | Phase::Cancelled)
    }

    /// Returns whether something may still come of it for this person: their own auction until it is over; one of
    /// somebody else's while they take part and have a bid that may be taken. Whoever is no longer asked is not told of the
    /// end, so that waiting for it would never end.
    fn is_matter(&self) -> bool {
        use ::auction::{Attendance, Phase};
        if self.is_over() {
            return false;
        }
        match (self.view.who, self.view.phase) {
            (Recipient::Opener, _) => true,
            (Recipient::Seat(_), Phase::Deciding { .. }) => self.view.rank.is_some(),
            (Recipient::Seat(_), _) => self.view.attendance == Some(Attendance::Joined),
        }
    }

    /// Returns the seat, when this person bids.
    pub fn seat(&self) -> Option<u16> {
        match self.view.who {
            Recipient::Seat(seat) => Some(seat),
            Recipient::Opener => None,
        }
    }
}

impl Book {
    /// Returns whether nothing needs to be stored.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Returns whether something is under way: an auction that is not over, an award that the shop has not been told of.
    pub fn has_matter(&self) -> bool {
        let is_shop_behind = !self.to_order.is_empty() || !self.to_cancel.is_empty();
        is_shop_behind || self.known.iter().any(Known::is_matter)
    }

    /// Joins what is known of the same person under an earlier identity.
    #[must_use]
    pub fn joined(mut self, earlier: Self) -> Self {
        for known in earlier.known.into_iter().rev() {
            if self.get(&known.view.auction).is_none() {
                self.known.insert(0, known);
            }
        }
        for id in earlier.to_order {
            if !self.to_order.contains(&id) {
                self.to_order.push(id);
            }
        }
        self.placing = self.placing.or(earlier.placing);
        self.unclear.extend(earlier.unclear);
        let known = std::mem::take(&mut self.ordered);
        self.ordered = earlier.ordered;
        for (id, order) in known {
            self.order_made(id, order);
        }
        self.to_cancel.extend(earlier.to_cancel);
        self.trim();
        self
    }

    /// Remembers what order an award became.
    pub(super) fn order_made(&mut self, id: AuctionId, order: OrderId) {
        self.ordered.retain(|(known, _)| *known != id);
        self.ordered.push((id, order));
        if self.ordered.len() > REMEMBERED_MAX {
            self.ordered.remove(0);
        }
    }

    /// Takes the order that an award became, which is to be none any more.
    pub(super) fn order_undone(&mut self, id: &AuctionId) -> Option<OrderId> {
        let place = self.ordered.iter().position(|(known, _)| known == id)?;
        Some(self.ordered.remove(place).1)
    }

    /// Tells whether it matters what becomes of a file that this person sent, by Meta's id.
    pub fn wants_file(&self, _id: &str) -> bool {
        false
    }

    pub(super) fn get(&self, id: &AuctionId) -> Option<&Known> {
        self.known.iter().find(|known| known.view.auction == *id)
    }

    /// Newest first; those that run before those that are over.
    pub(super) fn list(&self) -> Vec<&Known> {
        let mut list: Vec<&Known> = self.known.iter().rev().collect();
        list.sort_by_key(|known| known.is_over());
        list
    }

    pub(super) fn learn(&mut self, view: View, names: Vec<(u16, String)>, is_unseen: bool) {
        let before = self.known.iter().position(|known| known.view.auction == view.auction);
        let before = before.map(|place| self.known.remove(place));
        // Letters of one auction come in order; the number of its last entry would show one that does not.
        let is_late = before.as_ref().is_some_and(|before| before.view.number > view.number);
        let view = match &before {
            Some(before) if is_late => before.view.clone(),
            _ => view,
        };
        let names = match before {
            Some(before) if names.is_empty() => before.names,
            _ => names,
        };
        self.known.push(Known { view, names, is_unseen });
        self.trim();
    }

    pub(crate) fn unseen(&self) -> Option<AuctionId> {
        self.known.iter().rev().find(|known| known.is_unseen).map(|known| known.view.auction.clone())
    }

    pub(super) fn seen(&mut self, id: &AuctionId) {
        for known in self.known.iter_mut().filter(|known| known.view.auction == *id) {
            known.is_unseen = false;
        }
    }

    fn trim(&mut self) {
        while self.known.len() > REMEMBERED_MAX {
            let place = self.known.iter().position(Known::is_over).unwrap_or(0);
            self.known.remove(place);
        }
    }
}
