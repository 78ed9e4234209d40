//! The entries of a case, sealed one behind the other (package `chain`).

pub use chain::Hash;
use serde::{Deserialize, Serialize};

use crate::event::Event;

/// One sealed entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
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
        Self { line, hash }
    }

    /// Reads number, time and event from a line.
    pub fn read(line: &str) -> Option<(u64, i64, Event)> {
        chain::read(line)
    }
}
