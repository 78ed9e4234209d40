//! Chaos with real processes: a runner that breaks everything around them while simulated buyers shop, and a verifier
//! that judges afterwards from the sandbox's journal and the runner's record alone.
//!
//! The two share the record's format and nothing else: what the runner believes, the verifier does not know. How to run
//! and read it: `docs/CHAOS.md`. To add a fault, add a variant to [`schedule::Fault`] and a card to [`deck`]; the
//! compiler lists the rest. To add a check, add a file to `verify/` and a row to [`verify::judge`].

pub mod buyers;
pub mod deck;
pub mod disk;
pub mod faults;
pub mod proxy;
pub mod record;
pub mod run;
pub mod schedule;
pub mod stage;
pub mod verify;
