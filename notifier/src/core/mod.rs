//! The notifier's decisions: which message goes when, and what every answer leads to. Pure and deterministic.
//!
//! [`Notifier::on`] takes what happened and the time, and returns what is to be done; it waits for nothing, reads no
//! clock and holds no runtime, so that the driver and a simulator run the same code. Rules that everything rests on:
//!
//! * a call is made only after its row was committed as `sending` (the commands of a commit come with `Committed`);
//! * a delivery is acknowledged only after its row was committed;
//! * within a lane, a message starts only when all before it have ended.

pub mod account;
pub mod gate;
pub mod row;
pub mod sending;
pub mod shard;
pub mod status;
pub mod templates;

#[cfg(test)]
mod courtesy_tests;
#[cfg(test)]
mod properties;
#[cfg(test)]
pub(crate) mod tests;
#[cfg(test)]
mod window_tests;

use std::{collections::BTreeMap, sync::Arc};

use domain::{
    ContactHash, Shard,
    envelope::Outbound,
    ids::{OutboxId, PhoneNumberId},
};

use crate::verdict::{HoldReason, Judged, Scope};
use account::News;
use row::{Applied, Batch, HoldFacts, HoldKey, RecentSend, Recipient, State, StoredRow, Trace};
use status::{Price, StatusFact};

pub use sending::Notifier;

/// Open messages of one shard in memory; beyond, nothing is taken from the broker until half of them have ended.
pub const OPEN_ROWS_MAX: usize = 1_000;

/// Calls in flight at once, over all shards.
pub const POSTS_IN_FLIGHT_MAX: usize = 256;

/// Failures of one message's own after which it is parked.
pub const ATTEMPTS_MAX: u32 = 8;

/// Calls repeated in doubt per message.
pub const AMBIGUOUS_RESENDS_MAX: u32 = 2;

/// How long a status that names an unknown message is kept: the HTTP answer may be on its way.
pub const ORPHAN_STATUS_KEPT_MS: u64 = 10 * 60 * 1000;

/// Statuses of unknown messages kept per shard.
pub const ORPHAN_STATUSES_MAX: usize = 10_000;

/// How long ended rows stay in the journal: longer than any repetition of a release.
pub const RETENTION_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// Calls of one message that are counted towards the pair limit after a restart; there are fewer.
pub const CALLS_COUNTED_MAX: usize = 16;

/// Recipient pairs remembered; an unremembered pair counts as rested.
pub const PAIRS_MAX: usize = 100_000;

/// Messages of one shard that wait aside for the buyer, for morning or for a stop to be lifted; more are parked.
pub const WAITING_ROWS_MAX: usize = 10_000;

/// Business-initiated messages in a row that could not be delivered, after which no more are tried.
pub const UNREACHABLE_AFTER: u32 = 3;

/// Entries of one message's history.
pub const DECISIONS_MAX: i64 = 64;

/// How long the body of an accepted message with a template to fall back on is kept.
pub const FALLBACK_BODY_KEPT_MS: i64 = 24 * 60 * 60 * 1000;

/// How often forgotten things are swept out.
pub const HOUSEKEEPING_INTERVAL_MS: u64 = 60 * 1000;

/// What the notifier can be told about its limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Meta's limit of a number, messages a second, in and out together.
    pub number_per_second: u32,
    /// Messages that may go to one recipient at once.
    pub pair_burst: u32,
    /// After a burst, one message per recipient every so many milliseconds.
    pub pair_refill_ms: u64,
    /// How long an ambiguous send waits for a status.
    pub ambiguous_wait_ms: u64,
    /// Number of shards of the deployment.
    pub shards: u16,
    /// When nobody is disturbed with marketing.
    pub quiet: domain::quiet::Hours,
    /// How long rows that have ended are kept.
    pub kept_ms: i64,
}

/// The time: the wall clock for what Meta or the journal dates, the monotonic one for waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// Unix milliseconds.
    pub unix_ms: i64,
    /// Milliseconds since some fixed moment.
    pub monotonic_ms: u64,
}

/// A message taken from the broker.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// The message.
    pub outbound: Arc<Outbound>,
    /// Its body as received.
    pub body: String,
    /// Its trace context.
    pub trace: Trace,
    /// Whether the broker has handed it out before.
    pub redelivered: bool,
}

/// The two streams of deliveries of a shard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stream {
    /// Messages to send.
    Outbound,
    /// Delivery statuses.
    Status,
}

/// What happened.
#[derive(Debug)]
pub enum Input {
    /// A shard is ours: its lock is held and its journal open.
    Opened {
        /// Which.
        shard: Shard,
        /// When its journal was made.
        journal_created_at_ms: i64,
        /// Its open rows, in order of arrival.
        rows: Vec<StoredRow>,
        /// What was sent in the last minute.
        recent: Vec<RecentSend>,
        /// What is known of recipients.
        recipients: BTreeMap<ContactHash, Recipient>,
        /// What is held.
        holds: BTreeMap<HoldKey, HoldFacts>,
    },
    /// News of the account or commands of an operator came, in the stream of statuses.
    Account {
        /// The shard.
        shard: Shard,
        /// What they mean.
        news: Vec<News>,
    },
    /// The account's templates were read, or not.
    TemplatesRead(templates::Reading),
    /// Messages came. `receipt` comes back when they may be acknowledged.
    Deliveries {
        /// The shard.
        shard: Shard,
        /// Names this group.
        receipt: u64,
        /// The messages, in order.
        arrivals: Vec<Arrival>,
    },
    /// Statuses came.
    Statuses {
        /// The shard.
        shard: Shard,
        /// Names this group.
        receipt: u64,
        /// The statuses.
        facts: Vec<StatusFact>,
    },
    /// The batch of a shard is durable.
    Committed {
        /// The shard.
        shard: Shard,
        /// What it found out.
        applied: Applied,
    },
    /// The journal of a shard failed; everything about it in memory is forgotten until it is opened again.
    JournalFailed {
        /// The shard.
        shard: Shard,
    },
    /// A call ended.
    Answered {
        /// The shard.
        shard: Shard,
        /// The message.
        id: OutboxId,
        /// Which of its calls.
        post: u32,
        /// What the answer means.
        judged: Judged,
    },
    /// A copy for people was published, or not.
    ParkEnded {
        /// The shard.
        shard: Shard,
        /// The message.
        id: OutboxId,
        /// Whether the broker confirmed it.
        is_confirmed: bool,
    },
    /// The shard is to be given away: finish what is in flight, start nothing.
    Close {
        /// The shard.
        shard: Shard,
    },
    /// The access token was exchanged.
    TokenChanged,
    /// Time has passed.
    Tick,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Commit a batch; at most one per shard at a time.
    Commit {
        /// The shard.
        shard: Shard,
        /// What to commit.
        batch: Box<Batch>,
    },
    /// Make a call.
    Post {
        /// The shard.
        shard: Shard,
        /// What to send.
        outbound: Arc<Outbound>,
        /// Its trace.
        trace: Arc<Trace>,
        /// Which of its calls.
        post: u32,
    },
    /// Mark a buyer's message as read: tried once, if there is room; nothing depends on it.
    MarkRead {
        /// The call.
        outbound: Arc<Outbound>,
        /// Its trace.
        trace: Arc<Trace>,
    },
    /// Acknowledge a group of deliveries.
    Acknowledge {
        /// The shard.
        shard: Shard,
        /// Of which stream.
        stream: Stream,
        /// Which group.
        receipt: u64,
    },
    /// Publish a copy of a message for people to look at.
    Park {
        /// The shard.
        shard: Shard,
        /// The message.
        outbound: Arc<Outbound>,
        /// Its trace.
        trace: Arc<Trace>,
        /// Why.
        reason: String,
    },
    /// Take messages of this shard from the broker, or stop.
    Consume {
        /// The shard.
        shard: Shard,
        /// Whether to take.
        is_on: bool,
    },
    /// Nothing is left to do for a shard that is given away.
    Release {
        /// The shard.
        shard: Shard,
    },
    /// Read the account's templates; `TemplatesRead` is the answer.
    ReadTemplates,
    /// Something to count or to log.
    Note(Note),
}

/// What is worth counting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// A message's life ended.
    Ended {
        /// How.
        state: State,
        /// Kind of message.
        kind: &'static str,
        /// Why, from a bounded set.
        reason: Option<String>,
        /// From the worker's decision to here.
        age_ms: u64,
        /// The shard.
        shard: Shard,
        /// Whose.
        contact: ContactHash,
        /// Which.
        id: OutboxId,
    },
    /// A release came again.
    Duplicate,
    /// A call may have worked.
    Ambiguous,
    /// A doubt ended: `status`, `resent`, `given_up`.
    AmbiguousResolved(&'static str),
    /// A number or the account is held.
    HoldBegan(HoldReason, Scope, PhoneNumberId),
    /// A hold ended.
    HoldEnded(HoldReason),
    /// Meta reported a failure after it had accepted.
    LateFailure {
        /// Meta's code.
        code: u32,
    },
    /// A message waits for a token: `number`, `pair`.
    Paced(&'static str),
    /// A status names a message that we do not know.
    UnknownStatus,
    /// Meta said for the first time what it charges for a message.
    Priced(Price),
    /// Meta took a message and refused it later for the closed window: its template is sent.
    Reopened,
    /// News of the account: what they are, and whether somebody should act.
    AccountNews(&'static str, bool),
}
