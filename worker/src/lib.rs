//! Owns shards: takes what buyers send, decides with the conversation crate, acts on the shop, and says what came of
//! it. How and why: `docs/ARCHITECTURE.md`, section "Worker".

pub mod shop;
pub mod whatsapp;
