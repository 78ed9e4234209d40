//! What a body was split into: pieces with the place where they go. Pure.

use std::collections::BTreeMap;

use common::broker::{Message, topology};
use domain::{Shard, envelope::InboundKind};
use sha2::{Digest, Sha256};

/// Longest deduplication key that is taken over as it is; a longer one is replaced by its digest.
pub const ID_BYTES_MAX: usize = 256;

/// Where a piece goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Destination {
    /// The worker that owns the shard.
    Inbound(Shard),
    /// The notifier that owns the shard.
    Status(Shard),
    /// Every worker's catalogue.
    Catalogue,
    /// Every shard of the notifiers: news of the account.
    EveryNotifier,
    /// A person, with the reason.
    Parked(&'static str),
}

/// One piece of a body.
#[derive(Clone, PartialEq, Eq)]
pub struct Routed {
    /// Where it goes.
    pub destination: Destination,
    /// What it is, as the header `kind` and the metrics say it.
    pub kind: &'static str,
    /// Deduplication key.
    pub id: String,
    /// The envelope, or the raw piece when it is parked.
    pub body: Vec<u8>,
    /// How many elements of the body it holds.
    pub elements: usize,
}

/// Shows nothing of what was written.
impl std::fmt::Debug for Routed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Routed")
            .field("destination", &self.destination)
            .field("kind", &self.kind)
            .field("id", &self.id)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

impl Routed {
    /// Returns a piece that could not be read, for a person to look at.
    pub fn unparsed(raw: &[u8]) -> Self {
        Self {
            destination: Destination::Parked("unparsed"),
            kind: "unparsed",
            id: digest_id(&[raw]),
            body: raw.to_vec(),
            elements: 1,
        }
    }

    /// Returns the message for the broker.
    pub fn into_message(self, trace_headers: &BTreeMap<String, String>) -> Message {
        let mut headers = trace_headers.clone();
        headers.insert("kind".to_owned(), self.kind.to_owned());
        let (exchange, key) = match self.destination {
            Destination::Inbound(shard) => (topology::INBOUND, topology::shard_key(shard.0)),
            Destination::Status(shard) => (topology::STATUS, topology::shard_key(shard.0)),
            Destination::Catalogue => (topology::CATALOGUE, String::new()),
            Destination::EveryNotifier => (topology::ACCOUNT, String::new()),
            Destination::Parked(reason) => {
                headers.insert("reason".to_owned(), reason.to_owned());
                (topology::PARKED, String::new())
            }
        };
        Message { exchange, key, body: self.body, headers, message_id: Some(self.id) }
    }
}

/// Returns the name of a kind, as its JSON form has it.
pub fn kind_label(kind: InboundKind) -> &'static str {
    match kind {
        InboundKind::Message => "message",
        InboundKind::Statuses => "statuses",
        InboundKind::Echo => "echo",
        InboundKind::UserIdUpdate => "user_id_update",
        InboundKind::UserPreference => "user_preference",
        InboundKind::Account => "account",
        InboundKind::Order => "order",
        InboundKind::Product => "product",
        InboundKind::Alias => "alias",
        InboundKind::Handover => "handover",
        InboundKind::Command => "command",
        InboundKind::Letter => "letter",
        InboundKind::Unknown => "unknown",
    }
}

/// Reads a JSON object, and nothing that only looks like one: an array would be taken for the fields in order.
pub fn object<'a, T: serde::Deserialize<'a>>(raw: &'a str) -> Option<T> {
    if raw.trim_start().starts_with('{') { serde_json::from_str(raw).ok() } else { None }
}

/// Returns a key made from content, for what carries no id: the same content gives the same key, however often it is
/// delivered.
pub fn digest_id(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.len().to_be_bytes());
        hash.update(part);
    }
    format!("sha256.{}", hex::encode(&hash.finalize()[..16]))
}

/// Returns an id from outside, or its digest when it is too long for a key or holds what no id holds.
pub fn bounded_id(id: &str) -> String {
    let plain = !id.is_empty() && id.len() <= ID_BYTES_MAX && id.bytes().all(|byte| byte.is_ascii_graphic());
    if plain { id.to_owned() } else { digest_id(&[id.as_bytes()]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_bounded_and_parts_cannot_be_shifted() {
        assert_eq!(bounded_id("wamid.A/b+="), "wamid.A/b+=");
        assert!(bounded_id(&"x".repeat(ID_BYTES_MAX + 1)).starts_with("sha256."));
        assert!(bounded_id("with\u{0}nul").starts_with("sha256."));
        assert_ne!(digest_id(&[b"ab", b"c"]), digest_id(&[b"a", b"bc"]));
    }
}
