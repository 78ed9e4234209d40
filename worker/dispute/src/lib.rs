//! Disputes about an order, as rules: what may happen when, whose turn it is, and until when.
//!
//! What happens is an [`Event`]. [`Case::admits`] says whether it may happen now, `Case::apply` what it changes, and
//! nothing else decides anything: the conversation makes entries by the two, and the check of a case file reads them by
//! the very same, so they cannot disagree. Entries are sealed by [`chain`]. No clock, no IO, no words for the buyer.
//!
//! To add something that can happen: a variant of [`Event`], its rule in `rules`, and what it changes in `case`.

pub mod answer;
pub mod case;
pub mod entry;
pub mod event;
pub mod file;
mod rules;
pub mod terms;

pub use self::{
    answer::Answer,
    case::{Case, Owner, Piece, Result as PieceResult, Stage},
    entry::{Entry, Hash},
    event::{By, Event, Offer, Opening, Reason, Role, Scope, Why, Wish},
    file::{Fault, check},
    rules::Unlawful,
    terms::Terms,
};

#[cfg(test)]
mod tests;
