//! Messages on the broker. Versioned: a reader accepts every version that was ever published.
//!
//! Trace context travels in the broker's headers, not here.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::{
    contact::{Contact, ContactHash},
    ids::{MessageId, OutboxId, PhoneNumberId},
    outbound,
    template::Template,
};

/// The version that this code writes.
pub const VERSION: u16 = 1;
/// The version of a handover: a reader of version 1 parks it, where it would drop an unknown kind of its own version.
pub const HANDOVER_VERSION: u16 = 2;
/// The version of a command of staff, for the same reason.
pub const COMMAND_VERSION: u16 = 3;
/// The version of a letter, for the same reason.
pub const LETTER_VERSION: u16 = 3;
/// The newest version that this code reads.
pub const NEWEST_VERSION: u16 = 3;

/// What an inbound envelope carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InboundKind {
    /// One element of `messages[]`.
    Message,
    /// An array of `statuses[]` elements of one body, all for one shard.
    Statuses,
    /// One element of `message_echoes[]`: staff typed in the phone app.
    Echo,
    /// One element of `user_id_update[]`.
    UserIdUpdate,
    /// One element of `user_preferences[]`: consent to marketing.
    UserPreference,
    /// A whole `value` about the account: templates, quality, restrictions, errors, and all we do not know.
    Account,
    /// An order of the shop, as its webhook carries it.
    Order,
    /// A product of the shop, as its webhook carries it.
    Product,
    /// Worker to worker: the phone of a contact who is known by a business-scoped user id. Sent to the phone's shard,
    /// so that what knows only the phone finds its way to the home shard. `contact` holds both, `element` is `null`.
    Alias,
    /// Worker to worker: the conversation of a person whose key has changed, for its new home. `contact` is the new one.
    Handover,
    /// A command of staff about one buyer: `element` names the contact hash and what is to be done.
    Command,
    /// Worker to worker: a letter between a conversation and an auction. `contact` is the person it is for; a letter to
    /// an auction has none.
    Letter,
    /// A kind of a newer version; kept, counted, not acted on.
    #[serde(other)]
    Unknown,
}

/// Something that reached us from outside, checked for its signature and nothing else.
#[derive(Debug, Serialize, Deserialize)]
pub struct Inbound<'a> {
    /// Version of this envelope.
    pub v: u16,
    /// What `element` is.
    pub kind: InboundKind,
    /// Deduplication key: `wamid` of a message; a digest or delivery id for all else.
    #[serde(borrow)]
    pub id: Cow<'a, str>,
    /// Webhook field (`messages`, `account_update`) or the shop's topic (`order.updated`).
    #[serde(borrow)]
    pub field: Cow<'a, str>,
    /// Who it is about, as far as the wire says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
    /// The business's number that received it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_number_id: Option<PhoneNumberId>,
    /// When ingress took it, unix milliseconds.
    pub received_at_ms: i64,
    /// How often workers have sent it on to another shard.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub forwards: u32,
    /// The matching element of `contacts[]`, as received.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<&'a RawValue>,
    /// The element itself, as received.
    #[serde(borrow)]
    pub element: &'a RawValue,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it")]
fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// How hard the notifier tries when it cannot know whether a send worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SendClass {
    /// The buyer waits for it: sent again when no status shows that it arrived.
    Transactional,
    /// Nice to have: read marks, typing dots. Sent at most once and never parked.
    Courtesy,
}

/// Why a message is sent. What it may cost and when it may go depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// It answers the buyer.
    #[default]
    Reply,
    /// It tells of an order: the buyer must hear it, window or not.
    OrderNews,
    /// It sells: never without consent, never at night.
    Marketing,
    /// A purpose of a newer version; treated like marketing.
    #[serde(other)]
    Unknown,
}

impl Purpose {
    /// Returns whether nothing needs to be written.
    pub fn is_reply(&self) -> bool {
        *self == Self::Reply
    }

    /// Returns whether consent is needed whatever the message is.
    pub fn needs_consent(self) -> bool {
        matches!(self, Self::Marketing | Self::Unknown)
    }
}

/// What a buyer has said about marketing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Consent {
    /// They want it.
    Given,
    /// They do not want it.
    Refused,
    /// Nothing, or something of a newer version: that is no consent.
    #[default]
    #[serde(other)]
    Unknown,
}

impl Consent {
    /// Returns whether nothing needs to be written.
    pub fn is_unknown(&self) -> bool {
        *self == Self::Unknown
    }
}

/// One message on its way to a buyer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outbound {
    /// Version of this envelope.
    pub v: u16,
    /// Identity of the message for its whole life.
    pub id: OutboxId,
    /// Position among this contact's messages; grows by one.
    pub seq: u64,
    /// Whose conversation it belongs to.
    pub contact_hash: ContactHash,
    /// Where it goes.
    pub to: Contact,
    /// The business's number that sends it.
    pub from: PhoneNumberId,
    /// How hard to try.
    pub class: SendClass,
    /// Meta's time of the buyer's last message, unix milliseconds; the 24-hour window counts from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window_opened_at_ms: Option<i64>,
    /// After this time the message is pointless, unix milliseconds.
    pub not_after_ms: i64,
    /// The input that it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<MessageId>,
    /// When the worker decided it, unix milliseconds.
    pub created_at_ms: i64,
    /// Why it is sent.
    #[serde(default, skip_serializing_if = "Purpose::is_reply")]
    pub purpose: Purpose,
    /// What the buyer has said about marketing, as the worker knew it when it decided.
    #[serde(default, skip_serializing_if = "Consent::is_unknown")]
    pub consent: Consent,
    /// What the buyer has said about news that they did not ask for; only on such messages.
    #[serde(default, skip_serializing_if = "Consent::is_unknown")]
    pub news: Consent,
    /// Whether this is the last message to somebody who is forgotten: when it has ended, so does all that is kept of them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub forgets: bool,
    /// What is sent instead when the window is closed. Without it the message waits until the buyer writes again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fallback: Option<Template>,
    /// What to send.
    pub message: outbound::Message,
}
