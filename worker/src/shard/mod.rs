//! A shard: one owner that takes its queue, decides, commits, and only then acts.
//!
//! `core` decides (pure: time, catalogue and stored rows are handed in), `store` commits, `driver` connects both with
//! broker, shop and clock. A simulator replaces the driver alone.

pub mod changes;
pub mod core;
pub mod driver;
pub mod incoming;
pub mod kept;
pub mod lane;
pub mod store;

#[cfg(test)]
mod tests;
