//! Files that buyers send: wanted in the same commit as the message that brings them, fetched a few at a time, tried
//! again with growing pauses while Meta keeps them, then given up. No answer waits for a file.

use std::collections::BTreeMap;

use conversation::event::{Event, FileNote, FileResult};
use domain::{contact::ContactHash, inbound};

use super::{Act, Core, Deciding, Noted, TURNS_MAX};
use crate::{
    media::{Fetched, Wanted},
    shard::changes::{FileRow, FileState},
};

/// Files of one shard that are fetched at once.
pub const FETCHES_MAX: usize = 4;
/// Files of one buyer that are fetched in a day; the others are not.
pub const FILES_A_DAY_MAX: u32 = 100;
/// Files of one shard that are wanted and not there; more are not fetched.
pub const WANTED_MAX: usize = 10_000;
/// For how long Meta keeps a file.
const KEPT_BY_META_MS: i64 = 7 * DAY_MS;
/// Pauses between tries; the last one repeats.
const PAUSES_MS: [i64; 6] = [5_000, 30_000, 120_000, 600_000, 3_600_000, 6 * 3_600_000];
const DAY_MS: i64 = 24 * 3_600_000;
/// Files that have ended and are remembered for a message that is still to be taken: pictures wait for each other, and a
/// buyer's messages for the shop, while files are fetched at once.
const DONE_MAX: usize = 256;

impl Core {
    /// Takes note of the files of a message.
    pub(super) fn want_files(
        &mut self,
        contact: ContactHash,
        message: &inbound::Message,
        turn: &mut Deciding<'_>,
    ) {
        let inbound::Content::Media { files, .. } = &message.content else { return };
        for file in files {
            if !self.settings.fetches_files || file.kind == inbound::MediaKind::Sticker {
                turn.batch.notes.push(Noted::File("not_fetched"));
                self.remember_done(given_up(contact, message, file, "not_fetched", turn.now_ms));
                continue;
            }
            let day = turn.now_ms / DAY_MS;
            let is_full = self.files.len() >= WANTED_MAX;
            let lane = self.lane(contact);
            let Some(state) = &mut lane.state else { return };
            let count = state.files_of_day.filter(|(of, _)| *of == day).map_or(0, |(_, count)| count);
            if count >= FILES_A_DAY_MAX || is_full {
                turn.batch.notes.push(Noted::File("too_many"));
                self.remember_done(given_up(contact, message, file, "too_many", turn.now_ms));
                continue;
            }
            state.files_of_day = Some((day, count + 1));
            lane.is_dirty = true;
            let row = FileRow {
                id: file.id.clone(),
                contact: contact.to_string(),
                number: message.to.as_str().to_owned(),
                file: file.clone(),
                state: FileState::Wanted,
                attempts: 0,
                due_ms: turn.now_ms,
                sha256: None,
                size: None,
                mime_type: None,
                reason: None,
                at_ms: turn.now_ms,
            };
            self.want(row.clone());
            turn.batch.changes.files.push(row);
        }
    }

    /// Remembers a file that is wanted.
    pub(super) fn want(&mut self, row: FileRow) {
        self.files_due.insert((row.due_ms, row.id.clone()));
        self.files.insert(row.id.clone(), row);
    }

    /// Begins to fetch what is due, as far as there is room.
    pub(super) fn fetch_files(&mut self, turn: &mut Deciding<'_>) {
        while !self.is_draining
            && self.fetching.len() < FETCHES_MAX
            && let Some((due_ms, id)) = self.files_due.first().cloned()
            && due_ms <= turn.now_ms
        {
            self.files_due.pop_first();
            // Wanted twice, or already under way.
            let Some(row) = self.files.get(&id).filter(|row| row.due_ms == due_ms) else { continue };
            if !self.fetching.insert(id) {
                continue;
            }
            turn.batch.acts.push(Act::FetchFile(Wanted {
                shard: self.settings.shard,
                id: row.id.clone(),
                number: row.number.clone(),
                kind: row.file.kind,
                sha256: row.file.sha256.clone(),
                url: row.file.url.clone(),
            }));
        }
    }

    /// Returns whether a file is being fetched: then what lies in the folder may not be known yet.
    pub fn is_fetching(&self) -> bool {
        !self.fetching.is_empty()
    }

    /// A try has ended.
    pub(super) fn fetched(&mut self, id: &str, fetched: Fetched, turn: &mut Deciding<'_>) {
        if !self.fetching.remove(id) {
            return;
        }
        let Some(mut row) = self.files.remove(id) else { return };
        let note = match fetched {
            Fetched::Stored { sha256, size, mime_type } => {
                row.state = FileState::Stored;
                (row.sha256, row.size, row.mime_type) = (Some(sha256), Some(size), Some(mime_type));
                row.reason = None;
                "stored"
            }
            Fetched::Refused(refusal) => {
                row.state = FileState::Refused;
                row.reason = Some(refusal.label().to_owned());
                refusal.label()
            }
            Fetched::Later(trouble) => {
                let pause_ms = PAUSES_MS.get(row.attempts as usize).or(PAUSES_MS.last()).copied();
                row.attempts += 1;
                row.due_ms = turn.now_ms + pause_ms.unwrap_or(DAY_MS);
                row.reason = Some(trouble.label().to_owned());
                if row.due_ms - row.at_ms <= KEPT_BY_META_MS {
                    self.want(row.clone());
                    trouble.label()
                } else {
                    row.state = FileState::GivenUp;
                    "given_up"
                }
            }
        };
        if row.state != FileState::Wanted {
            // It works no longer, and whoever has it could fetch what it leads to.
            row.file.url = None;
        }
        turn.batch.notes.push(Noted::File(note));
        turn.batch.changes.files.push(row.clone());
        if row.state != FileState::Wanted && !self.tell_of_file(&row, turn) {
            self.remember_done(row);
        }
    }

    fn remember_done(&mut self, row: FileRow) {
        if self.files_done.len() >= DONE_MAX {
            self.files_done.pop_front();
        }
        self.files_done.push_back(row);
    }

    /// Tells a conversation of files that had ended before it asked for them.
    pub(super) fn tell_of_files_done(&mut self, contact: ContactHash, turn: &mut Deciding<'_>) {
        let whose = contact.to_string();
        let (theirs, others) =
            std::mem::take(&mut self.files_done).into_iter().partition(|row| row.contact == whose);
        self.files_done = others;
        for row in theirs {
            if !self.tell_of_file(&row, turn) {
                self.remember_done(row);
            }
        }
        self.ask_of_files(contact);
    }

    /// Has it looked up in the shard's file what became of files that a conversation waits for, where nobody here knows: a
    /// former owner had fetched them before the message was taken that counts on them.
    pub(super) fn ask_of_files(&mut self, contact: ContactHash) {
        let state = self.lanes.get(&contact).and_then(|lane| lane.state.as_ref());
        let Some(state) = state else { return };
        for id in state.conversation.wanted_files() {
            if !self.files.contains_key(id) && self.files_done.iter().all(|row| row.id != id) {
                self.files_asked.insert(id.to_owned(), contact);
            }
        }
    }

    /// Tells what was looked up. What nobody ever kept is missing.
    pub(super) fn tell_of_files_asked(
        &mut self,
        asked: &BTreeMap<String, ContactHash>,
        found: Vec<FileRow>,
        turn: &mut Deciding<'_>,
    ) {
        let mut found: BTreeMap<String, FileRow> =
            found.into_iter().map(|row| (row.id.clone(), row)).collect();
        for (id, contact) in asked {
            turn.turns_left = TURNS_MAX;
            match found.remove(id).filter(|row| row.contact == contact.to_string()) {
                Some(row) if row.state == FileState::Wanted => self.want(row),
                Some(row) => {
                    self.tell_of_file(&row, turn);
                }
                None => {
                    self.tell_result(*contact, id, FileResult::Missing { reason: "not_kept".into() }, turn);
                }
            }
        }
    }

    /// Tells a conversation that has asked for it what became of a file; answers whether it had. It changes no screen and
    /// waits for nothing.
    fn tell_of_file(&mut self, row: &FileRow, turn: &mut Deciding<'_>) -> bool {
        let result = match (row.state, &row.sha256, row.size, &row.mime_type) {
            (FileState::Stored, Some(sha256), Some(size), Some(mime_type)) => {
                FileResult::Stored { sha256: sha256.clone(), size, mime_type: mime_type.clone() }
            }
            (FileState::Wanted | FileState::Stored | FileState::Refused | FileState::GivenUp, ..) => {
                FileResult::Missing { reason: row.reason.clone().unwrap_or_default() }
            }
        };
        let Ok(contact) = row.contact.parse::<ContactHash>() else { return false };
        let state = self.lanes.get(&contact).and_then(|lane| lane.state.as_ref());
        if !state.is_some_and(|state| state.conversation.wants_file(&row.id)) {
            return false;
        }
        if row.state == FileState::Stored {
            let at_ms = row.at_ms.saturating_add(self.settings.disputes.evidence_longer_ms);
            turn.batch.changes.files.push(FileRow { at_ms, ..row.clone() });
        }
        self.tell_result(contact, &row.id, result, turn);
        true
    }

    fn tell_result(&mut self, contact: ContactHash, id: &str, result: FileResult, turn: &mut Deciding<'_>) {
        let note = FileNote { id: id.to_owned(), result };
        self.turn(contact, &format!("file:{id}"), Event::File(note), turn);
    }

    /// Returns whose file it is that is being fetched.
    pub(super) fn whose_file(&self, id: &str) -> Option<ContactHash> {
        self.files.get(id)?.contact.parse().ok()
    }

    /// Returns when the next file is to be tried.
    pub(super) fn next_file_ms(&self) -> Option<i64> {
        let has_room = self.fetching.len() < FETCHES_MAX && !self.is_draining;
        self.files_due.first().filter(|_| has_room).map(|(due_ms, _)| *due_ms)
    }
}

/// A file that will not be fetched.
fn given_up(
    contact: ContactHash,
    message: &inbound::Message,
    file: &inbound::MediaFile,
    reason: &str,
    now_ms: i64,
) -> FileRow {
    FileRow {
        id: file.id.clone(),
        contact: contact.to_string(),
        number: message.to.as_str().to_owned(),
        file: file.clone(),
        state: FileState::GivenUp,
        attempts: 0,
        due_ms: now_ms,
        sha256: None,
        size: None,
        mime_type: None,
        reason: Some(reason.to_owned()),
        at_ms: now_ms,
    }
}
