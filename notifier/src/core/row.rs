//! One message in the journal, in memory and as the store keeps it. Values only.

use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

use domain::{
    ContactHash,
    envelope::{Outbound, SendClass},
    ids::OutboxId,
};
use serde::Serialize;

use super::status::{Known, Price, StatusKey};

/// Trace context of a message, as broker headers carry it.
pub type Trace = BTreeMap<String, String>;

/// Where a message stands. Messages that are `Sending` at a crash may have been sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Waits for its turn or its next try.
    Queued,
    /// Was answered with a hold; waits for the number.
    Held,
    /// Waits for the buyer to write again, for morning or for a stop to be lifted; the ones behind it may go first.
    Waiting,
    /// A call is about to be made, or is being made.
    Sending,
    /// A call may have worked; a status will tell, or the end of the wait.
    Ambiguous,
    /// Meta took it.
    Accepted,
    /// Could not be sent; a copy lies where people look.
    Parked,
    /// Meta will never take it; a copy lies where people look.
    Failed,
    /// Too late to be of use; a copy lies where people look.
    Expired,
    /// A courtesy that could not be sent at once.
    Dropped,
    /// A courtesy that was tried once, however that ended.
    Tried,
}

impl State {
    /// All states.
    pub const ALL: [Self; 11] = [
        Self::Queued,
        Self::Held,
        Self::Waiting,
        Self::Sending,
        Self::Ambiguous,
        Self::Accepted,
        Self::Parked,
        Self::Failed,
        Self::Expired,
        Self::Dropped,
        Self::Tried,
    ];

    /// Returns the name in the journal and in metrics.
    pub fn label(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Held => "held",
            Self::Waiting => "waiting",
            Self::Sending => "sending",
            Self::Ambiguous => "ambiguous",
            Self::Accepted => "accepted",
            Self::Parked => "parked",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::Dropped => "dropped",
            Self::Tried => "tried",
        }
    }

    /// Reads a name of the journal.
    pub fn from_label(label: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.label() == label)
    }

    /// Returns whether the message's life has ended.
    pub fn is_end(self) -> bool {
        !matches!(self, Self::Queued | Self::Held | Self::Waiting | Self::Sending | Self::Ambiguous)
    }
}

/// How far a new row is on its way into the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stored {
    /// In the batch that is being gathered: it may still change there.
    Gathering,
    /// In the batch that is being committed: hands off.
    Committing,
    /// Durable.
    Yes,
}

/// A message that is not finished with.
#[derive(Debug, Clone)]
pub struct Row {
    /// What to send.
    pub outbound: Arc<Outbound>,
    /// The trace that it belongs to.
    pub trace: Arc<Trace>,
    /// Where it stands.
    pub state: State,
    /// Whether the store has it.
    pub stored: Stored,
    /// Failures that count towards giving up.
    pub attempts: u32,
    /// Calls made.
    pub posts: u32,
    /// Calls repeated although an earlier one may have worked.
    pub resends: u32,
    /// Whether a surprising "window closed" was tried again.
    pub window_retried: bool,
    /// Not before this, unix milliseconds, for the journal.
    pub due_at_unix_ms: i64,
    /// Not before this, on the monotonic clock.
    pub due_ms: u64,
    /// Meta's id.
    pub wamid: Option<String>,
    /// The number that Meta made of ours.
    pub wa_id: Option<String>,
    /// Why it waits or ended.
    pub reason: Option<Cow<'static, str>>,
    /// Meta's last code.
    pub code: Option<u32>,
    /// Whether the copy for people is not confirmed yet.
    pub unpublished: bool,
    /// When the last call began, unix milliseconds.
    pub sent_at_unix_ms: Option<i64>,
    /// When it ended, unix milliseconds.
    pub ended_at_unix_ms: Option<i64>,
    /// When the last call began, on the monotonic clock; forgotten in a crash.
    pub last_try_ms: u64,
    /// Failures in a row because of the service, for the backoff; forgotten in a crash.
    pub tries: u32,
    /// Pair limits in a row; forgotten in a crash.
    pub pair_strikes: u32,
    /// Whether a status has shown that Meta has it.
    pub is_seen: bool,
    /// The opening of the window that Meta called closed; only a newer one counts as open.
    pub window_denied_ms: Option<i64>,
    /// Meta's id of an attempt that Meta took and refused later; its statuses say nothing about the next one.
    pub refused_wamid: Option<String>,
    /// The last decision in the journal; forgotten in a crash.
    pub decided: Option<String>,
    /// What the last call sent, when that differs from `outbound`; forgotten in a crash, and then decided anew.
    pub sending: Option<Arc<Outbound>>,
}

impl Row {
    /// Returns a message that just arrived.
    pub fn arrived(outbound: Arc<Outbound>, trace: Arc<Trace>) -> Self {
        Self {
            outbound,
            trace,
            state: State::Queued,
            stored: Stored::Gathering,
            attempts: 0,
            posts: 0,
            resends: 0,
            window_retried: false,
            due_at_unix_ms: 0,
            due_ms: 0,
            wamid: None,
            wa_id: None,
            reason: None,
            code: None,
            unpublished: false,
            sent_at_unix_ms: None,
            ended_at_unix_ms: None,
            last_try_ms: 0,
            tries: 0,
            pair_strikes: 0,
            is_seen: false,
            window_denied_ms: None,
            refused_wamid: None,
            decided: None,
            sending: None,
        }
    }

    /// Returns whether the message is a courtesy: tried at most once and never parked.
    pub fn is_courtesy(&self) -> bool {
        self.outbound.class == SendClass::Courtesy
    }

    /// Returns what the store keeps of it.
    pub fn image(&self) -> RowImage {
        RowImage {
            id: self.outbound.id.clone(),
            state: self.state.label(),
            unpublished: u8::from(self.unpublished),
            attempts: self.attempts,
            posts: self.posts,
            resends: self.resends,
            window_retried: u8::from(self.window_retried),
            window_denied_ms: self.window_denied_ms,
            due_at_ms: self.due_at_unix_ms,
            wamid: self.wamid.clone(),
            wa_id: self.wa_id.clone(),
            reason: self.reason.clone(),
            code: self.code,
            sent_at_ms: self.sent_at_unix_ms,
            ended_at_ms: self.ended_at_unix_ms,
        }
    }
}

/// The changing part of a row, as it travels to the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowImage {
    /// Identity.
    pub id: OutboxId,
    /// Name of the state.
    pub state: &'static str,
    /// 1 while the copy for people is not confirmed.
    pub unpublished: u8,
    /// Failures that count.
    pub attempts: u32,
    /// Calls made.
    pub posts: u32,
    /// Calls repeated in doubt.
    pub resends: u32,
    /// 1 when a surprising "window closed" was tried again.
    pub window_retried: u8,
    /// The opening of the window that Meta called closed.
    pub window_denied_ms: Option<i64>,
    /// Not before this.
    pub due_at_ms: i64,
    /// Meta's id.
    pub wamid: Option<String>,
    /// Meta's form of the number.
    pub wa_id: Option<String>,
    /// Why.
    pub reason: Option<Cow<'static, str>>,
    /// Meta's code.
    pub code: Option<u32>,
    /// Begin of the last call.
    pub sent_at_ms: Option<i64>,
    /// End.
    pub ended_at_ms: Option<i64>,
}

/// A row to be inserted, unless its identity is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewRow {
    /// The changing part.
    #[serde(flatten)]
    pub image: RowImage,
    /// Hash of the recipient.
    pub contact: String,
    /// Position among the recipient's messages.
    pub seq: u64,
    /// The number that sends.
    pub number_id: String,
    /// The envelope as received.
    pub body: String,
    /// Trace context, as JSON.
    pub trace: String,
    /// 1 when there is a template to fall back on.
    pub has_fallback: u8,
    /// 1 when all that is kept of the recipient goes with it.
    pub forgets: u8,
    /// When it was taken.
    pub created_at_ms: i64,
}

/// What one transaction of a shard's journal holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Batch {
    /// New rows, in order of arrival.
    pub inserts: Vec<NewRow>,
    /// Changed rows.
    pub updates: BTreeMap<OutboxId, RowImage>,
    /// Statuses; applied after the rows.
    pub statuses: BTreeMap<StatusKey, Known>,
    /// Decisions, in order; those about repeated releases are left out.
    pub decisions: Vec<Decided>,
    /// What is now known of recipients.
    pub recipients: BTreeMap<ContactHash, Recipient>,
    /// Holds that begin, or end (`None`).
    pub holds: BTreeMap<HoldKey, Option<HoldFacts>>,
    /// Rows that ended before this may go, some at a time.
    pub prune_before_ms: Option<i64>,
    /// Bodies that were kept for a template only may go when they ended before this.
    pub bodies_before_ms: i64,
}

impl Batch {
    /// Returns whether there is nothing to commit.
    pub fn is_empty(&self) -> bool {
        self.inserts.is_empty()
            && self.updates.is_empty()
            && self.statuses.is_empty()
            && self.decisions.is_empty()
            && self.recipients.is_empty()
            && self.holds.is_empty()
            && self.prune_before_ms.is_none()
    }
}

/// One entry of a message's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decided {
    /// The message.
    pub id: OutboxId,
    /// When, unix milliseconds.
    pub at_ms: i64,
    /// What was decided, in the words of `Decision::label`.
    pub decision: String,
}

/// What the platform has told us about a recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Recipient {
    /// Whether they stopped our marketing at WhatsApp.
    pub has_opted_out: bool,
    /// Business-initiated messages in a row that could not be delivered.
    pub undeliverable: u32,
    /// Until when messages to them are free, because they came by an advertisement; unix milliseconds.
    pub free_until_ms: Option<i64>,
}

/// What is held: a number, or every number when it is empty; what of it; and by whom.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct HoldKey {
    /// The number's id; empty for all.
    pub number: String,
    /// What is stopped.
    pub scope: HoldScope,
    /// Who or what holds: from a bounded set.
    pub reason: &'static str,
}

/// What a hold stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum HoldScope {
    /// Everything.
    All,
    /// What is sent outside the window.
    Initiating,
}

impl HoldScope {
    /// Returns the word of the journal.
    pub fn label(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Initiating => "initiating",
        }
    }
}

/// Since when and until when something is held, unix milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HoldFacts {
    /// Since when.
    pub since_ms: i64,
    /// When it ends by itself.
    pub until_ms: Option<i64>,
}

/// What a commit found out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applied {
    /// The new rows that were not known before; the others are repeated releases.
    pub inserted: std::collections::BTreeSet<OutboxId>,
    /// The statuses that found no row.
    pub unmatched: Vec<StatusKey>,
    /// What Meta charges for messages whose price was not known before.
    pub priced: Vec<Price>,
    /// Messages that Meta took and then refused for the closed window, and that have a template left: open again.
    pub reopened: Vec<StoredRow>,
}

/// An open row as it was found in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRow {
    /// What to send.
    pub outbound: Arc<Outbound>,
    /// The trace that it belongs to.
    pub trace: Arc<Trace>,
    /// Where it stands.
    pub state: State,
    /// Failures that count.
    pub attempts: u32,
    /// Calls made.
    pub posts: u32,
    /// Calls repeated in doubt.
    pub resends: u32,
    /// Whether a surprising "window closed" was tried again.
    pub window_retried: bool,
    /// Not before this, unix milliseconds.
    pub due_at_unix_ms: i64,
    /// Meta's id.
    pub wamid: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// Meta's code.
    pub code: Option<u32>,
    /// Whether the copy for people is not confirmed.
    pub unpublished: bool,
    /// Begin of the last call.
    pub sent_at_unix_ms: Option<i64>,
    /// End.
    pub ended_at_unix_ms: Option<i64>,
    /// Whether a status has shown that Meta has it.
    pub is_seen: bool,
    /// The opening of the window that Meta called closed.
    pub window_denied_ms: Option<i64>,
    /// Meta's id of an attempt that was refused after it was taken.
    pub refused_wamid: Option<String>,
}

/// A send of the last minutes, for the pair limits after a restart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecentSend {
    /// The recipient.
    pub contact: ContactHash,
    /// The number that sent.
    pub number: domain::ids::PhoneNumberId,
    /// When it was last called for, unix milliseconds.
    pub sent_at_unix_ms: i64,
    /// How often it was called for; each took a token.
    pub calls: u32,
}
