//! The shards' files: real SQLite in memory, real statements, and a disk that can be full, slow or vague. What was
//! committed survives the process that did it.
//!
//! Every commit passes by here, so this is also where the invariants about commits are checked.

use std::{
    collections::{BTreeMap, BTreeSet},
    future::Future,
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use common::clock::Clock as _;
use domain::contact::Shard;
use notifier::{
    core::row::{Applied, Batch, RowImage, State as SendState},
    store::{self as journal, Journal},
};
use worker::shard::{
    changes::{Changes, Loaded, Needs, Opened},
    driver,
    store::{SqliteStore, Store, StoreError},
};

use crate::{actor::Actor, auctions::Auctions, plan::Fault, story::Story};

/// All files; clones share them.
#[derive(Clone)]
pub struct Disk(Arc<Mutex<State>>);

struct State {
    story: Story,
    shards: BTreeMap<u16, SqliteStore>,
    journals: BTreeMap<u16, journal::Store>,
    /// Who holds a lock: class of file and shard, to process.
    locks: BTreeMap<(&'static str, u16), u32>,
    seen: BTreeSet<String>,
    versions: BTreeMap<String, u64>,
    effects: BTreeMap<u16, BTreeSet<String>>,
    outbox: BTreeMap<u16, BTreeSet<String>>,
    sends: BTreeMap<String, Send>,
    commits: u64,
    /// How often the disk failed a process.
    failures: BTreeMap<u32, u64>,
    /// State and chain of each auction.
    auctions: Auctions,
    /// How often messages that kill were begun.
    attempts: BTreeMap<String, u32>,
}

/// A message in a send journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Send {
    /// Where it stands.
    pub state: &'static str,
    /// Calls that the journal knows of.
    pub posts: u32,
    /// Whether a copy must still be parked.
    pub unpublished: bool,
}

impl Disk {
    /// Returns an empty disk.
    pub fn new(story: Story) -> Self {
        Self(Arc::new(Mutex::new(State {
            story,
            shards: BTreeMap::new(),
            journals: BTreeMap::new(),
            locks: BTreeMap::new(),
            seen: BTreeSet::new(),
            versions: BTreeMap::new(),
            effects: BTreeMap::new(),
            outbox: BTreeMap::new(),
            sends: BTreeMap::new(),
            commits: 0,
            failures: BTreeMap::new(),
            attempts: BTreeMap::new(),
            auctions: Auctions::new(),
        })))
    }

    /// Returns the files as a process sees them.
    pub fn of(&self, actor: &Actor) -> Files {
        Files { disk: self.clone(), actor: actor.clone() }
    }

    /// The locks of a process that died are free.
    pub fn release(&self, process: u32) {
        self.state().locks.retain(|_, holder| *holder != process);
    }

    /// Returns how many effects are journalled as open in the shards that a process holds.
    pub fn effects_of(&self, process: u32) -> usize {
        let state = self.state();
        let held = state.locks.iter().filter(|((class, _), holder)| *class == "shard" && **holder == process);
        held.filter_map(|((_, shard), _)| state.effects.get(shard)).map(BTreeSet::len).sum()
    }

    /// Returns what a send journal has of a message.
    pub fn send(&self, id: &str) -> Option<Send> {
        self.state().sends.get(id).cloned()
    }

    /// Returns whether an input was ever committed.
    pub fn has_seen(&self, id: &str) -> bool {
        self.state().seen.contains(id)
    }

    /// Returns which shards have an owner: class of file and shard.
    pub fn holders(&self) -> BTreeMap<(&'static str, u16), u32> {
        self.state().locks.clone()
    }

    /// Returns how many commits there were.
    pub fn commits(&self) -> u64 {
        self.state().commits
    }

    /// Returns how often the disk failed a process.
    pub fn failures_of(&self, process: u32) -> u64 {
        self.state().failures.get(&process).copied().unwrap_or_default()
    }

    fn fail(&self, process: u32) {
        *self.state().failures.entry(process).or_default() += 1;
    }

    /// Returns what was committed of auctions.
    pub fn auctions(&self) -> Auctions {
        self.state().auctions.clone()
    }

    /// Returns where a text stands in any file.
    pub fn places_of(&self, text: &str) -> Vec<String> {
        let mut state = self.state();
        let mut places = Vec::new();
        let mut note = |file: String, found: Option<Vec<String>>| match found {
            Some(columns) => places.extend(columns.iter().map(|column| format!("{column} of {file}"))),
            None => places.push(format!("{file}, which cannot be read")),
        };
        for (shard, store) in &mut state.shards {
            note(format!("shard {shard}"), now(store.columns_with(text)).ok());
        }
        for (shard, store) in &mut state.journals {
            note(format!("journal {shard}"), now(store.columns_with(text)).ok());
        }
        places
    }

    /// Returns what is unfinished: open effects, unreleased messages, sends.
    pub fn unfinished(&self) -> Vec<String> {
        let state = self.state();
        let effects = state.effects.iter().flat_map(|(shard, open)| {
            open.iter().map(move |key| format!("effect {key} of shard {shard} is open"))
        });
        let outbox = state.outbox.iter().flat_map(|(shard, rows)| {
            rows.iter().map(move |id| format!("message {id} of shard {shard} is not with the broker"))
        });
        let sends = state.sends.iter().filter_map(|(id, send)| {
            let is_end = SendState::from_label(send.state).is_some_and(SendState::is_end);
            (!is_end || send.unpublished).then(|| format!("send {id} is {}", send.state))
        });
        effects.chain(outbox).chain(sends).collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Runs a future of SQLite to its end: its thread answers within microseconds, and simulated time stands still.
fn now<T>(future: impl Future<Output = T>) -> T {
    futures_executor::block_on(future)
}

/// The files as one process sees them.
#[derive(Clone)]
pub struct Files {
    disk: Disk,
    actor: Actor,
}

/// A lock of a process on a file.
pub struct Lock {
    disk: Disk,
    file: (&'static str, u16),
    process: u32,
}

impl Drop for Lock {
    fn drop(&mut self) {
        let mut state = self.disk.state();
        if state.locks.get(&self.file) == Some(&self.process) {
            state.locks.remove(&self.file);
        }
    }
}

impl Files {
    fn lock(&self, class: &'static str, shard: Shard) -> Option<Lock> {
        let mut state = self.disk.state();
        let file = (class, shard.0);
        if state.locks.contains_key(&file) || self.actor.is_dead() {
            state.story.cover("lock is held by another");
            return None;
        }
        state.locks.insert(file, self.actor.id());
        state.story.tell(self.actor.name(), || format!("locks {class} {shard}"));
        Some(Lock { disk: self.disk.clone(), file, process: self.actor.id() })
    }

    /// Time passes, and a fault may strike, before something is written.
    async fn before_write(&self) -> Result<(), io::Error> {
        self.actor.step("dies before a commit").await;
        self.actor.pause(2).await;
        if self.actor.plan().strikes(Fault::CommitSlow) {
            self.actor.pause(1_500).await;
        }
        self.actor.step("dies before a commit").await;
        if self.actor.plan().strikes(Fault::CommitFails) {
            self.disk.fail(self.actor.id());
            return Err(io::Error::from(io::ErrorKind::StorageFull));
        }
        Ok(())
    }

    async fn after_write(&self) -> Result<(), io::Error> {
        self.actor.step("dies after a commit").await;
        if self.actor.plan().strikes(Fault::CommitUnsure) {
            self.disk.fail(self.actor.id());
            return Err(io::Error::other("the disk is not sure"));
        }
        Ok(())
    }
}

impl worker::shard::store::Files for Files {
    type Store = ShardFile;
    type Lock = Lock;

    fn try_lock(&self, shard: Shard) -> io::Result<Option<Lock>> {
        Ok(self.lock("shard", shard))
    }

    async fn open(&self, shard: Shard) -> Result<ShardFile, StoreError> {
        self.actor.step("dies before it opens a file").await;
        self.actor.pause(5).await;
        let is_new = !self.disk.state().shards.contains_key(&shard.0);
        if is_new {
            let made = now(SqliteStore::in_memory())?;
            self.disk.state().shards.insert(shard.0, made);
        }
        Ok(ShardFile { files: self.clone(), shard })
    }
}

impl journal::Files for Files {
    type Journal = JournalFile;
    type Lock = Lock;

    fn try_lock(&self, shard: Shard) -> io::Result<Option<Lock>> {
        Ok(self.lock("journal", shard))
    }

    async fn open(&self, shard: Shard, now_unix_ms: i64) -> Result<JournalFile, journal::StoreError> {
        self.actor.step("dies before it opens a file").await;
        self.actor.pause(5).await;
        let is_new = !self.disk.state().journals.contains_key(&shard.0);
        if is_new {
            let made = now(journal::Store::open_in_memory(now_unix_ms))?;
            self.disk.state().journals.insert(shard.0, made);
        }
        Ok(JournalFile { files: self.clone(), shard })
    }
}

/// An open shard file.
pub struct ShardFile {
    files: Files,
    shard: Shard,
}

impl ShardFile {
    /// A message that kills does so while it is worked on, and no more once it is parked for that.
    async fn take_poison(&self, needs: &Needs) {
        let is_fatal = |id: &&String| {
            let attempts = self.files.disk.state().attempts.get(*id).copied().unwrap_or_default();
            id.contains("POISON") && !self.files.disk.has_seen(id) && attempts <= driver::ATTEMPTS_MAX
        };
        if needs.ids.iter().any(|id| is_fatal(&id)) {
            self.files.actor.kill("a message killed it");
            std::future::pending::<()>().await;
        }
    }

    fn with<T>(&self, act: impl FnOnce(&mut SqliteStore) -> T) -> Option<T> {
        self.files.disk.state().shards.get_mut(&self.shard.0).map(act)
    }
}

fn missing() -> StoreError {
    StoreError::Sqlite(sqlx::Error::Io(io::Error::from(io::ErrorKind::NotFound)))
}

fn failed(error: io::Error) -> StoreError {
    StoreError::Sqlite(sqlx::Error::Io(error))
}

impl Store for ShardFile {
    async fn old_files(&mut self, now_ms: i64) -> Result<Vec<String>, StoreError> {
        self.with(|store| now(store.old_files(now_ms))).ok_or_else(missing)?
    }

    async fn forget_files(&mut self, hashes: &[String], now_ms: i64) -> Result<(), StoreError> {
        self.with(|store| now(store.forget_files(hashes, now_ms))).ok_or_else(missing)?
    }

    async fn opened(&mut self) -> Result<Opened, StoreError> {
        self.with(|store| now(store.opened())).ok_or_else(missing)?
    }

    async fn load(&mut self, needs: &Needs) -> Result<Loaded, StoreError> {
        self.files.actor.step("dies before a load").await;
        self.take_poison(needs).await;
        self.with(|store| now(store.load(needs))).ok_or_else(missing)?
    }

    async fn commit(&mut self, changes: &Changes) -> Result<(), StoreError> {
        self.files.before_write().await.map_err(failed)?;
        let committed = self.with(|store| now(store.commit(changes))).ok_or_else(missing)?;
        match &committed {
            Ok(()) => {
                let mut state = self.files.disk.state();
                state.committed(self.shard.0, &self.files.actor, changes);
            }
            Err(error) => self.files.actor.story().cover(match error {
                StoreError::AnotherWriter => "another writer noticed",
                _ => "commit refused by SQLite",
            }),
        }
        committed?;
        self.files.after_write().await.map_err(failed)
    }

    async fn count_attempts(&mut self, ids: &[String], at_ms: i64) -> Result<Vec<u32>, StoreError> {
        self.files.before_write().await.map_err(failed)?;
        let counted = self.with(|store| now(store.count_attempts(ids, at_ms))).ok_or_else(missing)?;
        self.files.after_write().await.map_err(failed)?;
        let mut state = self.files.disk.state();
        if let Ok(counts) = &counted {
            state.attempts.extend(ids.iter().cloned().zip(counts.iter().copied()));
        }
        counted
    }

    async fn prune(&mut self, now_ms: i64) -> Result<bool, StoreError> {
        self.with(|store| now(store.prune(now_ms))).ok_or_else(missing)?
    }

    async fn wipe(&mut self) {}

    async fn has_room(&mut self) -> Result<(), StoreError> {
        self.files.before_write().await.map_err(failed)
    }

    async fn close(self) -> Result<(), StoreError> {
        Ok(())
    }
}

impl State {
    /// Checks a commit of a worker against what was committed before.
    fn committed(&mut self, shard: u16, actor: &Actor, changes: &Changes) {
        self.commits += 1;
        let story = self.story.clone();
        if self.locks.get(&("shard", shard)) != Some(&actor.id()) {
            story.broken("I7", format!("{} wrote to shard {shard} without its lock", actor.name()));
        }
        story.tell(actor.name(), || describe(shard, changes));
        for id in &changes.seen {
            if !self.seen.insert(id.clone()) {
                story.broken("I5", format!("input {id} was committed twice"));
            }
        }
        for row in &changes.auctions {
            self.auctions.entry(row.id.clone()).or_default().0.clone_from(&row.state);
        }
        for row in &changes.auction_entries {
            let chain = &mut self.auctions.entry(row.auction.clone()).or_default().1;
            if chain.insert(row.number, (row.line.clone(), row.hash.clone())).is_some() {
                story.broken(
                    "I27",
                    format!("entry {} of auction {} was written twice", row.number, row.auction),
                );
            }
        }
        // Whoever is forgotten is so before anything else is written; what came with it begins anew.
        for row in &changes.forgotten {
            self.versions.remove(&row.contact);
        }
        for row in &changes.conversations {
            let before = self.versions.insert(row.contact.clone(), row.version).unwrap_or_default();
            if before != row.base_version || row.version <= row.base_version {
                story.broken(
                    "I6",
                    format!(
                        "version {} of {} built on {}, after {before}",
                        row.version, row.contact, row.base_version
                    ),
                );
            }
        }
        for contact in &changes.conversations_gone {
            self.versions.remove(contact);
        }
        let effects = self.effects.entry(shard).or_default();
        effects.extend(changes.effects.iter().map(|row| row.op_key.clone()));
        for key in &changes.effects_done {
            effects.remove(key);
        }
        let outbox = self.outbox.entry(shard).or_default();
        outbox.extend(changes.outbox.iter().map(|row| row.id.clone()));
        for id in &changes.released {
            outbox.remove(id);
        }
    }

    fn journalled(&mut self, shard: u16, actor: &Actor, batch: &Batch, applied: &Applied) {
        self.commits += 1;
        if self.locks.get(&("journal", shard)) != Some(&actor.id()) {
            let what = format!("{} wrote to journal {shard} without its lock", actor.name());
            self.story.broken("I7", what);
        }
        let inserted =
            batch.inserts.iter().map(|row| &row.image).filter(|row| applied.inserted.contains(&row.id));
        let rows: Vec<&RowImage> = inserted.chain(batch.updates.values()).collect();
        if !rows.is_empty() {
            self.story.tell(actor.name(), || {
                let rows: Vec<String> = rows.iter().map(|row| format!("{} {}", row.id, row.state)).collect();
                format!("journals {}", rows.join(", "))
            });
        }
        for row in rows {
            let send = Send { state: row.state, posts: row.posts, unpublished: row.unpublished == 1 };
            self.sends.insert(row.id.to_string(), send);
        }
    }
}

fn describe(shard: u16, changes: &Changes) -> String {
    let mut parts = Vec::new();
    for id in &changes.seen {
        parts.push(format!("input {id}"));
    }
    for row in &changes.effects {
        let stage: serde_json::Value = serde_json::from_str(&row.progress).unwrap_or_default();
        let at =
            stage.pointer("/stage/at").or_else(|| stage.pointer("/goal/goal")).and_then(|at| at.as_str());
        parts.push(format!("effect {} at {}", row.op_key, at.unwrap_or("?")));
    }
    for key in &changes.effects_done {
        parts.push(format!("effect {key} done"));
    }
    for row in &changes.outbox {
        parts.push(format!("says {}", row.id));
    }
    if !changes.held.is_empty() {
        parts.push(format!("holds {}", changes.held.len()));
    }
    format!("commits shard {shard}: {}", parts.join(", "))
}

/// An open send journal.
pub struct JournalFile {
    files: Files,
    shard: Shard,
}

impl JournalFile {
    fn with<T>(&self, act: impl FnOnce(&mut journal::Store) -> T) -> Option<T> {
        self.files.disk.state().journals.get_mut(&self.shard.0).map(act)
    }
}

fn journal_missing() -> journal::StoreError {
    journal::StoreError::Sqlite(sqlx::Error::Io(io::Error::from(io::ErrorKind::NotFound)))
}

fn journal_failed(error: io::Error) -> journal::StoreError {
    journal::StoreError::Sqlite(sqlx::Error::Io(error))
}

impl Journal for JournalFile {
    async fn load(&mut self, now_unix_ms: i64) -> Result<journal::Loaded, journal::StoreError> {
        self.files.actor.step("dies before a load").await;
        self.with(|store| now(store.load(now_unix_ms))).ok_or_else(journal_missing)?
    }

    async fn apply(&mut self, batch: &Batch) -> Result<Applied, journal::StoreError> {
        self.files.before_write().await.map_err(journal_failed)?;
        let applied = self.with(|store| now(store.apply(batch))).ok_or_else(journal_missing)??;
        self.files.disk.state().journalled(self.shard.0, &self.files.actor, batch, &applied);
        self.files.after_write().await.map_err(journal_failed)?;
        Ok(applied)
    }

    async fn has_room(&mut self) -> Result<(), journal::StoreError> {
        self.files.before_write().await.map_err(journal_failed)
    }

    async fn close(self) -> Result<(), journal::StoreError> {
        let _ = self.files.actor.now_ms();
        Ok(())
    }
}
