//! The vocabulary that all processes share: who writes to us, what they say, what we may say back, what the shop
//! sells, and how messages look on the broker.
//!
//! Everything here is a value. Parsing is the only way to get one, so code that holds one never checks again.
//! Nothing here waits, reads a clock or opens a socket; the package lists no crate that could.

pub mod contact;
pub mod country;
pub mod envelope;
pub mod ids;
pub mod inbound;
pub mod language;
pub mod money;
pub mod outbound;
pub mod quiet;
pub mod sheet;
pub mod shop;
pub mod template;
pub mod text;

pub use contact::{Contact, ContactHash, HashKey, PhoneNumber, Shard, ShardCount};
pub use money::Money;
