//! Delivers outbound WhatsApp messages: in order per buyer, never faster than Meta allows, each one once as far as the
//! platform lets anybody know. What cannot be delivered is parked with a reason.
//!
//! The decisions are in [`core`] and [`verdict`], pure; [`driver`] and what it uses do what they say. Why it is built
//! so: `docs/decisions/0006-notifier-journal-lanes.md`.

pub mod config;
pub mod core;
pub mod decision;
pub mod driver;
pub mod graph;
pub mod history;
pub mod metrics;
pub mod shard_task;
pub mod store;
pub mod throttle;
pub mod verdict;
pub mod window;

pub use config::Config;
pub use driver::run;
