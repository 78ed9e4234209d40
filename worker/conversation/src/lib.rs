//! The conversation: a pure, total function from what happened to what is said and done.
//!
//! ```text
//! transition(conversation, event, surroundings, catalogue) -> Turn { conversation, messages, effect, timers }
//! ```
//!
//! No clock, no randomness, no waiting: the package lists no crate that could. Every state answers every event.
//!
//! To add a screen: a variant in `state.rs`, a file in `states/`, its texts in `text/` and `locales/`. The compiler
//! then names every place that must answer. A matter with screens of its own (`quote`, `auction`, `dispute`) is a module
//! that the rest hands over to.

pub mod after;
pub mod auction;
pub mod burst;
pub mod catalogue;
pub mod consent;
pub mod dispute;
pub mod effect;
pub mod event;
pub mod misses;
pub mod quote;
pub mod store_words;

mod apology;
mod choices;
mod conversation;
mod corrections;
mod format;
mod news;
mod outcome;
mod phrases;
mod scene;
mod screen;
mod staff;
mod state;
mod states;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod text;
mod transition;
mod turn;
mod understand;
mod words;
mod zone;

pub use apology::apology;
pub use conversation::Conversation;
pub use quote::{Rules as QuoteRules, mark as order_mark};
pub use states::privacy::document as export_document;
pub use transition::transition;
pub use turn::{Handoff, Post, StandIn, TimerCommand, Turn};
