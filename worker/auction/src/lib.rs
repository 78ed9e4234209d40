//! Reverse auctions: suppliers bid each other down, and everybody can check afterwards that it was fair.
//!
//! ```text
//! step(auction, input, now_ms) -> Step { auction, entries, news }
//! ```
//!
//! Pure and total: no clock, no randomness, no waiting. Who the bidders are is not known here, only their seats. What
//! happens becomes an [`Event`]; [`Auction::admits`] says whether one follows by the rules and [`Auction::apply`] what
//! it changes. The engine makes events by the first and keeps them by the second, and the check of an audit sheet uses
//! the very same two.
//!
//! `terms` has what is fixed at the opening, `rules` what is legal, `proxy` how floors bid, `chain` how entries are
//! sealed, `sheet` the audit sheet. How to add a rule: an [`Event`] or a field of [`Terms`], and the compiler names the
//! places that must answer.

mod auction;
mod entry;
mod event;
mod id;
mod letter;
mod news;
mod proxy;
mod rules;
mod sheet;
mod step;
mod terms;
#[cfg(test)]
mod tests;

pub use auction::{Attendance, Auction, Bidder, Floor, Offer, Phase};
pub use entry::{Entry, Hash, sealed_floor};
pub use event::{Closing, End, Event, Origin, Refusal, Unlawful};
pub use id::{AuctionId, ParseAuctionIdError};
pub use letter::{Invitee, Letter, Notice, Opening};
pub use news::{News, Out, Receipt, Recipient, View};
pub use rules::{BIDS_MAX, REFUSALS_MAX, SEATS_MAX};
pub use sheet::{Fault, Sheet, check};
pub use step::{Decision, Input, Step, open, step};
pub use terms::{Band, PriceStep, Sniping, Subject, Terms, TermsError, Visibility};
