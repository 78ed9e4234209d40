//! What one batch changes in a shard's file: committed in one transaction, or not at all.

use std::collections::BTreeMap;

use domain::inbound::MediaFile;
use serde::{Deserialize, Serialize};

/// Where an outbox row goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// To the notifier that owns the shard.
    Outbound,
    /// To the parking lot, for staff.
    Parked,
    /// To the owner of another shard.
    Inbound,
}

/// A message for the broker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxRow {
    /// Deterministic, so that a repetition is recognised.
    pub id: String,
    /// Rows of one lane leave one after the other.
    pub lane: String,
    /// Place in the lane.
    pub position: u64,
    /// Where it goes.
    pub target: Target,
    /// Whose queue, for what goes to an owner.
    pub shard: u16,
    /// The envelope.
    pub body: String,
    /// Headers: trace context, reason of parking.
    pub headers: BTreeMap<String, String>,
    /// When it was decided, unix milliseconds.
    pub created_ms: i64,
}

/// A buyer's stored conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConversationRow {
    /// Contact hash.
    pub contact: String,
    /// The version that this one was made from; 0 for none.
    pub base_version: u64,
    /// The version now.
    pub version: u64,
    /// The lane's state as JSON.
    pub state: String,
}

/// An effect in the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EffectRow {
    /// Its key.
    pub op_key: String,
    /// Whose it is.
    pub contact: String,
    /// The protocol's state as JSON.
    pub progress: String,
    /// When it was wanted, unix milliseconds.
    pub started_ms: i64,
}

/// A message that waits for the shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldRow {
    /// Whose it is.
    pub contact: String,
    /// Its place; grows.
    pub position: u64,
    /// The inbound envelope.
    pub body: String,
    /// Trace context.
    pub headers: BTreeMap<String, String>,
    /// Whether it is a letter of ours; they have a bound of their own. Known in memory only.
    #[serde(skip)]
    pub is_letter: bool,
}

/// A timer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimerRow {
    /// Whose it is.
    pub contact: String,
    /// Which, as JSON names it.
    pub timer: String,
    /// When it runs out, unix milliseconds.
    pub due_ms: i64,
}

/// A key under which somebody is no longer at home: a phone whose owner is known by a user id, or an earlier id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AliasRow {
    /// Hash of the phone or of the earlier id.
    pub phone_hash: String,
    /// The contact as it is known now, as JSON.
    pub contact: String,
}

/// What a buyer has said about what may be sent to them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConsentRow {
    /// Who.
    pub contact: String,
    /// When, unix milliseconds.
    pub at_ms: i64,
    /// About what.
    pub about: String,
    /// Whether they want it, 0 or 1.
    pub given: u8,
    /// How they said it.
    pub by: String,
    /// The code of the language.
    pub language: &'static str,
    /// The version of our sentences.
    pub wording: u16,
}

/// Somebody who is forgotten.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ForgottenRow {
    /// Who.
    pub contact: String,
    /// Position of the next message to them, if they come back as a stranger.
    pub next_position: u64,
}

/// Words that were not understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MissRow {
    /// Whose they are.
    pub contact: String,
    /// The words, masked.
    pub words: String,
    /// The code of the language.
    pub language: &'static str,
    /// The screen.
    pub screen: &'static str,
}

/// Where a file of a buyer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileState {
    /// To be fetched.
    Wanted,
    /// On disk.
    Stored,
    /// It will not be kept.
    Refused,
    /// It could not be fetched while Meta had it.
    GivenUp,
}

/// A file that a buyer sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileRow {
    /// Meta's id.
    pub id: String,
    /// Whose it is.
    pub contact: String,
    /// The business's number that it was sent to.
    pub number: String,
    /// What the message says of it.
    pub file: MediaFile,
    /// Where it stands.
    pub state: FileState,
    /// Tries in vain.
    pub attempts: u32,
    /// When it is to be tried, unix milliseconds.
    pub due_ms: i64,
    /// Its name in the vault.
    pub sha256: Option<String>,
    /// How many bytes.
    pub size: Option<u64>,
    /// What it is by its first bytes.
    pub mime_type: Option<String>,
    /// Why it is not there.
    pub reason: Option<String>,
    /// When it came, unix milliseconds.
    pub at_ms: i64,
}

/// An auction of this shard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuctionRow {
    /// Its name.
    pub id: String,
    /// The version that this one was made from; 0 for none.
    pub base_version: u64,
    /// The version now.
    pub version: u64,
    /// The auction and the people in it, as JSON.
    pub state: String,
    /// Whether nothing more can happen by itself.
    pub is_over: bool,
}

/// An entry of an auction's chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuctionEntryRow {
    /// Which auction.
    pub auction: String,
    /// Its place, counted from 1.
    pub number: u64,
    /// The line that was sealed.
    pub line: String,
    /// Its hash.
    pub hash: String,
}

/// One batch. Field names are those that the store's statements read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// When, unix milliseconds.
    pub at_ms: i64,
    /// Inputs taken.
    pub seen: Vec<String>,
    /// Conversations that moved on.
    pub conversations: Vec<ConversationRow>,
    /// Contacts whose conversation has moved away.
    pub conversations_gone: Vec<String>,
    /// Effects begun or moved on.
    pub effects: Vec<EffectRow>,
    /// Keys of effects that ended.
    pub effects_done: Vec<String>,
    /// Messages for the broker.
    pub outbox: Vec<OutboxRow>,
    /// Ids of messages that the broker has confirmed.
    pub released: Vec<String>,
    /// Messages that must wait.
    pub held: Vec<HeldRow>,
    /// Messages that no longer wait.
    pub unheld: Vec<(String, u64)>,
    /// Timers set or moved.
    pub timers: Vec<TimerRow>,
    /// Phones whose owner became known.
    pub aliases: Vec<AliasRow>,
    /// Files wanted, fetched or given up.
    pub files: Vec<FileRow>,
    /// Words that were not understood.
    pub misses: Vec<MissRow>,
    /// Auctions that moved on.
    pub auctions: Vec<AuctionRow>,
    /// New entries of their chains.
    pub auction_entries: Vec<AuctionEntryRow>,
    /// What was said about what may be sent.
    pub consents: Vec<ConsentRow>,
    /// Who is forgotten; before anything else is written.
    pub forgotten: Vec<ForgottenRow>,
    /// Contacts, as JSON, whose keys lead nowhere any more.
    pub unaliased: Vec<String>,
    /// Timers that ran out or were called off: contact and name.
    pub timers_done: Vec<(String, String)>,
}

impl Changes {
    /// Returns whether there is nothing that must be on disk before anything else happens. Confirmed releases can
    /// wait: after a crash they are released again, and the notifier knows their ids.
    pub fn can_wait(&self) -> bool {
        self.seen.is_empty()
            && self.conversations.is_empty()
            && self.conversations_gone.is_empty()
            && self.effects.is_empty()
            && self.effects_done.is_empty()
            && self.outbox.is_empty()
            && self.held.is_empty()
            && self.unheld.is_empty()
            && self.timers.is_empty()
            && self.aliases.is_empty()
            && self.timers_done.is_empty()
            && self.files.is_empty()
            && self.misses.is_empty()
            && self.auctions.is_empty()
            && self.auction_entries.is_empty()
            && self.consents.is_empty()
            && self.forgotten.is_empty()
            && self.unaliased.is_empty()
    }
}

/// What a new owner finds.
#[derive(Debug, Default)]
pub struct Opened {
    /// Effects that have not ended.
    pub effects: Vec<EffectRow>,
    /// Messages that the broker has not confirmed, in order.
    pub outbox: Vec<OutboxRow>,
    /// Messages that wait, in order.
    pub held: Vec<HeldRow>,
    /// All timers.
    pub timers: Vec<TimerRow>,
    /// Files that are wanted.
    pub files: Vec<FileRow>,
    /// Auctions that run: name, version and state.
    pub auctions: Vec<(String, u64, String)>,
    /// State of every conversation named by an effect or a held message.
    pub conversations: Vec<(String, u64, String)>,
}

/// What a batch needs to know before it can decide.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needs {
    /// Conversations, by contact hash.
    pub contacts: Vec<String>,
    /// Inputs that may have been taken before.
    pub ids: Vec<String>,
    /// Hashes of keys under which somebody may no longer be at home.
    pub phones: Vec<String>,
    /// Auctions that are not in memory.
    pub auctions: Vec<String>,
    /// Auctions whose whole chain is asked for.
    pub chains: Vec<String>,
    /// Buyers who are to be sent what is known of them.
    pub exports: Vec<String>,
    /// Files of which a conversation waits to hear, by Meta's id.
    pub files: Vec<String>,
}

/// The answer to [`Needs`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Contact hash, version and state of those that exist.
    pub conversations: Vec<(String, u64, String)>,
    /// Inputs that were taken before.
    pub seen: Vec<String>,
    /// Keys whose owner is at home elsewhere.
    pub aliases: Vec<AliasRow>,
    /// Name, version and state of auctions.
    pub auctions: Vec<(String, u64, String)>,
    /// Chains that were asked for.
    pub auction_entries: Vec<AuctionEntryRow>,
    /// What the file knows of buyers who are to be sent it, as JSON.
    pub exports: Vec<(String, String)>,
    /// Positions at which messages go on to people who were forgotten.
    pub next_positions: Vec<(String, u64)>,
    /// What became of files that were asked for.
    pub files: Vec<FileRow>,
}
