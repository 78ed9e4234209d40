//! What is remembered about one shard: its lanes, and the batch that is being gathered or committed. Values and small
//! steps; the decisions are in `sending`.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use domain::{
    ContactHash,
    ids::{MessageId, OutboxId},
};

use super::{
    Note, ORPHAN_STATUSES_MAX, Stream,
    row::{Batch, HoldFacts, HoldKey, NewRow, Recipient, Row, Stored},
    status::{Known, StatusKey},
};

/// Place of a message in its lane.
pub type Place = (u64, OutboxId);

/// The messages to one recipient, worked off in order.
#[derive(Debug, Default)]
pub struct Lane {
    /// The open messages by their position.
    pub rows: BTreeMap<Place, Row>,
    /// When the lane looks again by itself.
    pub wake_at_ms: Option<u64>,
    /// Its place in a number's queue, when it waits there.
    pub ticket: Option<u64>,
}

/// What follows a commit.
#[derive(Debug, Default)]
pub struct After {
    /// Rows that were to be inserted.
    pub arrived: Vec<OutboxId>,
    /// Groups of deliveries to acknowledge.
    pub receipts: Vec<(Stream, u64)>,
    /// Calls to make.
    pub posts: Vec<OutboxId>,
    /// Copies to publish.
    pub parks: Vec<OutboxId>,
    /// What to count, by message.
    pub notes: Vec<(OutboxId, Note)>,
    /// The statuses of the batch, for those that find no row.
    pub statuses: BTreeMap<StatusKey, Known>,
}

/// One shard.
#[derive(Debug, Default)]
pub struct ShardState {
    /// When its journal was made.
    pub journal_created_at_ms: i64,
    /// Recipients with open messages.
    pub lanes: BTreeMap<ContactHash, Lane>,
    /// Where each open message stands.
    pub index: BTreeMap<OutboxId, (ContactHash, u64)>,
    /// Ended messages whose copy is not confirmed.
    pub parking: BTreeMap<OutboxId, Row>,
    /// Messages that wait aside; they count towards a bound of their own.
    pub waiting: BTreeSet<OutboxId>,
    /// What is known of recipients.
    pub recipients: BTreeMap<ContactHash, Recipient>,
    /// The latest message of each buyer that was marked as read.
    pub marked: BTreeMap<ContactHash, MessageId>,
    /// What is held, as this shard was told.
    pub holds: BTreeMap<HoldKey, HoldFacts>,
    /// Messages with a call decided or in flight.
    pub flying: BTreeSet<OutboxId>,
    /// The batch that is being gathered.
    pub gathering: Batch,
    /// What follows it.
    pub gathering_after: After,
    /// What follows the batch that is being committed.
    pub committing: Option<After>,
    /// Whether the shard is being given away.
    pub is_closing: bool,
    /// Whether messages are taken from the broker.
    pub is_consuming: bool,
    /// Statuses of unknown messages, and until when they are kept.
    pub orphans: BTreeMap<StatusKey, (Known, u64)>,
}

impl ShardState {
    /// Returns how many messages are held in memory.
    pub fn open_rows(&self) -> usize {
        self.index.len().saturating_sub(self.waiting.len()) + self.parking.len()
    }

    /// Returns whether a message is already here.
    pub fn knows(&self, id: &OutboxId) -> bool {
        self.index.contains_key(id) || self.parking.contains_key(id)
    }

    /// Returns when the buyer last wrote to the number that a message goes out from, as far as its lane knows.
    pub fn window_of(&self, id: &OutboxId) -> Option<i64> {
        let (outbound, _) = self.row(id)?;
        let rows = self.lanes.get(&outbound.contact_hash)?.rows.values();
        let same_number = rows.filter(|row| row.outbound.from == outbound.from);
        same_number.filter_map(|row| row.outbound.window_opened_at_ms).max()
    }

    /// Returns which opening of that window Meta has called closed, as far as the lane knows: what it says of one
    /// message holds for those behind it.
    pub fn denied_of(&self, id: &OutboxId) -> Option<i64> {
        let (outbound, _) = self.row(id)?;
        let rows = self.lanes.get(&outbound.contact_hash)?.rows.values();
        let same_number = rows.filter(|row| row.outbound.from == outbound.from);
        same_number.filter_map(|row| row.window_denied_ms).max()
    }

    /// Finds an open message to look at.
    pub fn row(&self, id: &OutboxId) -> Option<(&Arc<domain::envelope::Outbound>, &Row)> {
        let (contact, seq) = self.index.get(id)?;
        let row = self.lanes.get(contact)?.rows.get(&(*seq, id.clone()))?;
        Some((&row.outbound, row))
    }

    /// Finds an open message.
    pub fn row_mut(&mut self, id: &OutboxId) -> Option<&mut Row> {
        let (contact, seq) = self.index.get(id)?;
        self.lanes.get_mut(contact)?.rows.get_mut(&(*seq, id.clone()))
    }

    /// Adds a message to its lane.
    pub fn add(&mut self, row: Row) {
        let (id, contact, seq) = (row.outbound.id.clone(), row.outbound.contact_hash, row.outbound.seq);
        self.index.insert(id.clone(), (contact, seq));
        self.lanes.entry(contact).or_default().rows.insert((seq, id), row);
    }

    /// Takes a message out of its lane.
    pub fn remove(&mut self, id: &OutboxId) -> Option<Row> {
        self.waiting.remove(id);
        let (contact, seq) = self.index.remove(id)?;
        self.lanes.get_mut(&contact)?.rows.remove(&(seq, id.clone()))
    }

    /// Puts a new row into the batch.
    pub fn gather_insert(&mut self, row: &Row, body: String, now_unix_ms: i64) {
        let outbound = &row.outbound;
        self.gathering.inserts.push(NewRow {
            image: row.image(),
            contact: outbound.contact_hash.to_string(),
            seq: outbound.seq,
            number_id: outbound.from.as_str().to_owned(),
            body,
            trace: serde_json::to_string(&*row.trace).unwrap_or_default(),
            has_fallback: u8::from(outbound.fallback.is_some()),
            forgets: u8::from(outbound.forgets),
            created_at_ms: now_unix_ms,
        });
        self.gathering_after.arrived.push(outbound.id.clone());
    }

    /// Puts what is now known of a row into the batch.
    pub fn gather(&mut self, row: &Row) {
        let image = row.image();
        if row.stored == Stored::Gathering {
            let same = self.gathering.inserts.iter_mut().rev().find(|insert| insert.image.id == image.id);
            if let Some(insert) = same {
                insert.image = image;
                return;
            }
        }
        self.gathering.updates.insert(image.id.clone(), image);
    }

    /// Starts the commit of what was gathered; `None` while one is running or when there is nothing.
    pub fn start_commit(&mut self) -> Option<Batch> {
        let has_receipts = !self.gathering_after.receipts.is_empty();
        if self.committing.is_some() || (self.gathering.is_empty() && !has_receipts) {
            return None;
        }
        let after = std::mem::take(&mut self.gathering_after);
        for id in &after.arrived {
            if let Some(row) = self.row_mut(id) {
                row.stored = Stored::Committing;
            } else if let Some(row) = self.parking.get_mut(id) {
                row.stored = Stored::Committing;
            }
        }
        let batch = std::mem::take(&mut self.gathering);
        self.committing = Some(After { statuses: batch.statuses.clone(), ..after });
        Some(batch)
    }

    /// Changes what is known of a recipient, in memory and in the batch.
    pub fn learn(&mut self, contact: ContactHash, change: impl FnOnce(&mut Recipient)) {
        let mut recipient = self.recipients.get(&contact).copied().unwrap_or_default();
        let before = recipient;
        change(&mut recipient);
        if recipient == before {
            return;
        }
        if recipient == Recipient::default() {
            self.recipients.remove(&contact);
        } else {
            self.recipients.insert(contact, recipient);
        }
        self.gathering.recipients.insert(contact, recipient);
    }

    /// Keeps a status whose message is not known yet. Beyond the bound the newest is let go.
    pub fn keep_orphan(&mut self, key: StatusKey, known: Known, until_ms: u64) {
        if let Some((kept, _)) = self.orphans.get_mut(&key) {
            *kept = kept.merged(known);
        } else if self.orphans.len() < ORPHAN_STATUSES_MAX {
            self.orphans.insert(key, (known, until_ms));
        }
    }

    /// Returns what is known about a `wamid` from statuses that came before the answer did.
    pub fn known_of_wamid(&mut self, wamid: &str) -> Option<Known> {
        let key = StatusKey::Wamid(wamid.to_owned());
        let kept = self.orphans.remove(&key).map(|(known, _)| known);
        // A status in the batch that is just being committed may miss the row that learns its `wamid` only now.
        let committing = self.committing.as_ref().and_then(|after| after.statuses.get(&key)).copied();
        match (kept, committing) {
            (None, None) => None,
            (kept, committing) => Some(kept.unwrap_or_default().merged(committing.unwrap_or_default())),
        }
    }

    /// Returns whether the shard has nothing under way.
    pub fn is_idle(&self) -> bool {
        self.flying.is_empty()
            && self.committing.is_none()
            && self.gathering.is_empty()
            && self.gathering_after.receipts.is_empty()
    }

    /// Returns what a call needs.
    pub fn post_of(
        &self,
        id: &OutboxId,
    ) -> Option<(Arc<domain::envelope::Outbound>, Arc<super::row::Trace>, u32)> {
        let (contact, seq) = self.index.get(id)?;
        let row = self.lanes.get(contact)?.rows.get(&(*seq, id.clone()))?;
        let outbound = row.sending.as_ref().unwrap_or(&row.outbound);
        Some((Arc::clone(outbound), Arc::clone(&row.trace), row.posts))
    }
}
