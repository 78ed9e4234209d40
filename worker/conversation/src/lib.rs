//! The conversation: a pure, total function from what happened to what is said and done.
//!
//! ```text
//! transition(conversation, event, surroundings, catalogue) -> Turn { conversation, messages, effect, timers }
//! ```
//!
//! No clock, no randomness, no waiting: the package lists no crate that could. Every state answers every event.

pub mod catalogue;
pub mod effect;
pub mod event;
