//! The record of everything the sandbox saw and did: calls, verdicts, deliveries, order changes.
//!
//! Entries stay in memory, bounded, for the control API, and go to a file as JSON lines when one is configured, so that
//! a verifier outside can read them. It is no log of the sandbox's own health.

use std::collections::VecDeque;
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use serde_json::Value;
use tokio::sync::watch;

/// How many entries stay in memory; the oldest go first. The file keeps all.
pub const ENTRIES_MAX: usize = 50_000;

/// One thing seen.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// Rising number, starting at 1.
    pub seq: u64,
    /// When, RFC 3339 UTC with milliseconds.
    pub at: String,
    /// What kind of thing, such as `shop_call` or `order_change`.
    pub kind: &'static str,
    /// The details, by kind.
    pub data: Value,
}

/// The record; clones share it.
#[derive(Clone)]
pub struct Journal(Arc<Inner>);

struct Inner {
    book: Mutex<Book>,
    newest: watch::Sender<u64>,
}

struct Book {
    entries: VecDeque<Arc<Entry>>,
    next_seq: u64,
    file: Option<File>,
}

impl Journal {
    /// Opens a journal; with a path, every entry is appended there too.
    pub fn open(path: Option<&Path>) -> std::io::Result<Self> {
        let file = path.map(|path| OpenOptions::new().create(true).append(true).open(path)).transpose()?;
        let book = Book { entries: VecDeque::new(), next_seq: 1, file };
        Ok(Self(Arc::new(Inner { book: Mutex::new(book), newest: watch::Sender::new(0) })))
    }

    /// A journal in memory only.
    pub fn in_memory() -> Self {
        let book = Book { entries: VecDeque::new(), next_seq: 1, file: None };
        Self(Arc::new(Inner { book: Mutex::new(book), newest: watch::Sender::new(0) }))
    }

    /// Writes one entry and returns its number.
    pub fn record(&self, kind: &'static str, data: Value) -> u64 {
        let at = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string();
        let mut book = self.0.book.lock().unwrap_or_else(PoisonError::into_inner);
        let seq = book.next_seq;
        book.next_seq += 1;
        let entry = Arc::new(Entry { seq, at, kind, data });
        if let Some(file) = &mut book.file
            && let Ok(mut line) = serde_json::to_vec(&*entry)
        {
            line.push(b'\n');
            if let Err(error) = file.write_all(&line) {
                tracing::warn!("the journal file cannot be written: {error}");
                book.file = None;
            }
        }
        if book.entries.len() == ENTRIES_MAX {
            book.entries.pop_front();
        }
        book.entries.push_back(entry);
        drop(book);
        self.0.newest.send_replace(seq);
        seq
    }

    /// All entries of one kind that are still in memory, oldest first.
    pub fn entries(&self, kind: &str) -> Vec<Arc<Entry>> {
        let book = self.0.book.lock().unwrap_or_else(PoisonError::into_inner);
        book.entries.iter().filter(|entry| entry.kind == kind).cloned().collect()
    }

    /// A receiver of the newest entry's number, to await the next one.
    pub fn newest(&self) -> watch::Receiver<u64> {
        self.0.newest.subscribe()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn entries_are_numbered_in_order_and_told_apart_by_kind() {
        let journal = Journal::in_memory();
        journal.record("a", json!({"n": 1}));
        journal.record("b", json!({"n": 2}));
        journal.record("a", json!({"n": 3}));
        let seqs: Vec<u64> = journal.entries("a").iter().map(|entry| entry.seq).collect();
        assert_eq!(seqs, [1, 3]);
        assert_eq!(*journal.newest().borrow(), 3);
    }
}
