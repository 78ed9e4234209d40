//! How long each kind of data is kept in a shard's file and in the folder of files. Settings, in days; everything is on by
//! default, and nothing can be kept for ever.

use common::config::{Reader, days};

/// A day, milliseconds.
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// How long each kind of data is kept, milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// Conversations in which nothing happens any more.
    pub conversations_ms: i64,
    /// Files of buyers.
    pub files_ms: i64,
    /// Files that a dispute or a quote counts on.
    pub evidence_ms: i64,
    /// Words that were not understood.
    pub misses_ms: i64,
    /// Ids of inputs, ended effects, counts of attempts.
    pub inputs_ms: i64,
    /// What was agreed to and refused.
    pub consents_ms: i64,
    /// Who was forgotten.
    pub forgotten_ms: i64,
    /// Auctions that are over.
    pub auctions_ms: i64,
}

impl Default for Kept {
    fn default() -> Self {
        Self {
            conversations_ms: 732 * DAY_MS,
            files_ms: 90 * DAY_MS,
            evidence_ms: 400 * DAY_MS,
            misses_ms: 90 * DAY_MS,
            inputs_ms: 30 * DAY_MS,
            consents_ms: 1_098 * DAY_MS,
            forgotten_ms: 400 * DAY_MS,
            auctions_ms: 400 * DAY_MS,
        }
    }
}

impl Kept {
    /// Reads the settings. The least of each is what the rest stands on: Meta repeats an input for seven days and a message
    /// may be eight days old; a case may be open for months, and its file refers to its evidence.
    pub fn read(reader: &mut Reader) -> Self {
        Self {
            conversations_ms: days(reader, "KEEP_CONVERSATIONS_DAYS", 30..=3_660),
            files_ms: days(reader, "KEEP_FILES_DAYS", 1..=3_660),
            evidence_ms: days(reader, "KEEP_EVIDENCE_DAYS", 180..=3_660),
            misses_ms: days(reader, "KEEP_MISSES_DAYS", 1..=3_660),
            inputs_ms: days(reader, "KEEP_INPUTS_DAYS", 9..=3_660),
            consents_ms: days(reader, "KEEP_CONSENTS_DAYS", 30..=3_660),
            forgotten_ms: days(reader, "KEEP_FORGOTTEN_DAYS", 30..=3_660),
            auctions_ms: days(reader, "KEEP_AUCTIONS_DAYS", 30..=3_660),
        }
    }

    /// Returns by how much longer than other files evidence is kept.
    pub fn evidence_longer_ms(self) -> i64 {
        (self.evidence_ms - self.files_ms).max(0)
    }
}
