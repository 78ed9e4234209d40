//! Runs the whole system in simulated time under seeded faults, and checks its invariants.
//!
//! What runs is production code: the routes of ingress, the drivers and cores of worker and notifier, the conversation,
//! the statements of both stores on a real SQLite. What is pretended stands behind their ports: broker, disk, shop,
//! Meta, clocks. One thread and one seed decide everything, so a run can be replayed exactly. `docs/SIMULATOR.md` tells
//! how to read it.

pub mod actor;
pub mod auctions;
pub mod batch;
pub mod broker;
pub mod buyer;
pub mod cast;
pub mod disputes;
pub mod fate;
pub mod files;
pub mod judge;
pub mod leaving;
pub mod meta;
pub mod plan;
pub mod quotes;
pub mod run;
pub mod shop;
pub mod story;
pub mod wishes;
