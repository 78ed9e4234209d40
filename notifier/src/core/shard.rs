//! What is remembered about one shard: its lanes, and the batch that is being gathered or committed. Values and small
//! steps; the decisions are in `sending`.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use domain::{ContactHash, ids::OutboxId};

use super::{
    Note, ORPHAN_STATUSES_MAX, Stream,
    row::{Batch, NewRow, Row, Stored},
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
        self.index.len() + self.parking.len()
    }

    /// Returns whether a message is already here.
    pub fn knows(&self, id: &OutboxId) -> bool {
        self.index.contains_key(id) || self.parking.contains_key(id)
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
        Some((Arc::clone(&row.outbound), Arc::clone(&row.trace), row.posts))
    }
}
