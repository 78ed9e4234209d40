//! Reads what reached us from Meta: from a broker envelope with the raw element to a value of the domain.
//!
//! Total: whatever a buyer sends, something comes out that the conversation can answer. What we do not know becomes
//! [`Content::Unsupported`](domain::inbound::Content::Unsupported). Only an element that names no message, no sender or
//! no time is refused, and then the caller parks it.
//!
//! Signatures, batches and routing are not done here but at ingress, which forwards each element untouched; so an
//! element that only a newer version understands is still whole when that version runs.
//!
//! To read one more kind of message: a fixture in `ingress/tests/fixtures/`, a variant in `domain::inbound::Content`,
//! an arm in `content.rs`, a line in the table of `tests.rs`.

mod content;
mod parse;
mod wire;

pub use parse::{
    Echo, Preference, Unreadable, UserIdUpdate, parse_echo, parse_message, parse_preference,
    parse_user_id_update,
};

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
