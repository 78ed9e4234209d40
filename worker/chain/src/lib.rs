//! A chain of entries: each is sealed together with the one before it. Auctions and disputes keep theirs in this form.
//!
//! An entry is one line of text, `number time event`: its number, counted from 1; its time, unix milliseconds; the
//! event as JSON without line breaks. Its hash is the SHA-256 of the hash of the entry before it, a line feed, the line
//! itself and a line feed, in UTF-8. The first entry follows 64 zeros. So with nothing but a shell:
//!
//! ```text
//! printf '%s\n%s\n' "$HASH_BEFORE" "$LINE" | sha256sum
//! ```
//!
//! The line is kept as it was written and never written anew, so there is no canonical form to agree on.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sha2::{Digest as _, Sha256};

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

/// Writes the line of an entry.
pub fn line(number: u64, at_ms: i64, event: &impl Serialize) -> String {
    // JSON of serde_json has no line breaks: those inside texts are escaped.
    let json = serde_json::to_string(event).unwrap_or_default();
    format!("{number} {at_ms} {json}")
}

/// Reads number, time and event from a line.
pub fn read<E: DeserializeOwned>(line: &str) -> Option<(u64, i64, E)> {
    let mut parts = line.splitn(3, ' ');
    let number = parts.next()?.parse().ok()?;
    let at_ms = parts.next()?.parse().ok()?;
    Some((number, at_ms, serde_json::from_str(parts.next()?).ok()?))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// The same as `printf '%s\n%s\n' 000…0 '1 0 {"event":"began"}' | sha256sum`.
    #[test]
    fn a_shell_comes_to_the_same_hash() {
        let written = line(1, 0, &json!({"event": "began"}));
        assert_eq!(written, r#"1 0 {"event":"began"}"#);
        let hash = Hash::NONE.then(&written);
        assert_eq!(hash.to_string(), "fe2c73c8f5bbf722c6aff7d16e20c820abc6a0a1fef5dfa43d692dabccef960c");
        assert_eq!(read::<Value>(&written), Some((1, 0, json!({"event": "began"}))));
        assert_eq!(hash.to_string().parse(), Ok(hash));
        assert_eq!(hash.short().len(), SHORT_LENGTH);
    }

    #[test]
    fn what_is_no_line_is_not_read() {
        for text in ["", "1", "1 0", "one 0 {}", "1 zero {}", "1 0 {", "1  0 {}"] {
            assert_eq!(read::<Value>(text), None, "{text}");
        }
        for text in ["", "fe2c", &"FE".repeat(32), &"zz".repeat(32)] {
            assert_eq!(text.parse::<Hash>(), Err(ParseHashError), "{text}");
        }
    }
}
