//! The chain: each entry is sealed together with the one before it.
//!
//! An entry is one line of text, `number time event`: its number, counted from 1; its time, unix milliseconds; the
//! event as JSON without line breaks. Its hash is the SHA-256 of the hash of the entry before it, a line feed, the line
//! itself and a line feed, in UTF-8. The first entry follows 64 zeros. So with nothing but a shell:
//!
//! ```text
//! printf '%s\n%s\n' "$HASH_BEFORE" "$LINE" | sha256sum
//! ```
//!
//! It is the form of an auction's audit sheet. The line is kept as it was written and never written anew, so there is no
//! canonical form to agree on.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::event::Event;

/// Characters of a hash that a receipt shows.
const SHORT_LENGTH: usize = 10;

/// The hash of an entry, 64 hex digits.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Hash([u8; 32]);

/// A hash is 64 lowercase hex digits.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("hash is not 64 lowercase hex digits")]
pub struct ParseHashError;

impl Hash {
    /// What the first entry follows.
    pub const NONE: Self = Self([0; 32]);

    /// Seals a line behind this hash.
    #[must_use]
    pub fn then(self, line: &str) -> Self {
        let digest = Sha256::new().chain_update(format!("{self}\n{line}\n")).finalize();
        let mut bytes = [0; 32];
        bytes.copy_from_slice(&digest);
        Self(bytes)
    }

    /// Returns the beginning, for people to compare.
    pub fn short(self) -> String {
        self.to_string().chars().take(SHORT_LENGTH).collect()
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Hash {
    type Err = ParseHashError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut bytes = [0; 32];
        if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Err(ParseHashError);
        }
        hex::decode_to_slice(text, &mut bytes).map_err(|_| ParseHashError)?;
        Ok(Self(bytes))
    }
}

impl TryFrom<String> for Hash {
    type Error = ParseHashError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Hash> for String {
    fn from(hash: Hash) -> Self {
        hash.to_string()
    }
}

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
        // JSON of serde_json has no line breaks: those inside texts are escaped.
        let json = serde_json::to_string(event).unwrap_or_default();
        let line = format!("{number} {at_ms} {json}");
        let hash = before.then(&line);
        Self { line, hash }
    }

    /// Reads number, time and event from a line.
    pub fn read(line: &str) -> Option<(u64, i64, Event)> {
        let mut parts = line.splitn(3, ' ');
        let number = parts.next()?.parse().ok()?;
        let at_ms = parts.next()?.parse().ok()?;
        Some((number, at_ms, serde_json::from_str(parts.next()?).ok()?))
    }
}
