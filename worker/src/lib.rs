//! Owns shards: takes what buyers send, decides with the conversation crate, acts on the shop, and says what came of
//! it. How and why: `docs/ARCHITECTURE.md`, section "Worker".

pub mod app;
pub mod catalogue;
pub mod catch_up;
mod config;
pub mod desk;
pub mod effects;
pub mod media;
pub mod metrics;
pub mod misses;
pub mod reminders;
pub mod shard;
pub mod shop;
pub mod whatsapp;

pub use app::run;
pub use config::{Config, shop_settings};
