//! The entries of an auction, sealed one behind the other (package `chain`).

pub use chain::Hash;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::event::Event;

/// One sealed entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its place, counted from 1.
    pub number: u64,
    /// When, unix milliseconds.
    pub at_ms: i64,
    /// The line that was sealed.
    pub line: String,
    /// The hash of everything up to and with this entry.
    pub hash: Hash,
}

impl Entry {
    /// Writes and seals the entry after `before`.
    pub fn seal(before: Hash, number: u64, at_ms: i64, event: &Event) -> Self {
        let line = chain::line(number, at_ms, event);
        let hash = before.then(&line);
        Self { number, at_ms, line, hash }
    }

    /// Reads number, time and event from a line.
    pub fn read(line: &str) -> Option<(u64, i64, Event)> {
        chain::read(line)
    }
}

/// Seals a floor: it stays secret, and whoever holds the salt can show that it was not changed.
///
/// ```text
/// printf '%s|%s' "$SALT" "$MINOR_UNITS" | sha256sum
/// ```
pub fn sealed_floor(salt: &str, minor: i64) -> String {
    hex::encode(Sha256::digest(format!("{salt}|{minor}")))
}
