//! What it means to forget a person, as statements on the files of workers and notifiers. Used by their owners, and by
//! the command that restores a backup from before. Each takes the contact hashes as one JSON array, `?1`.
//!
//! What stays is named by no person: that an input was seen, that an effect had its key (so that nothing is charged
//! twice), what was agreed to and refused.

/// On a worker's file. Files of the buyer lose their owner and become older than anything is kept: their bytes are deleted
/// first, and then the rows.
pub const WORKER: [&str; 6] = [
    "DELETE FROM conversations WHERE contact IN (SELECT value FROM json_each(?1))",
    "DELETE FROM held WHERE contact IN (SELECT value FROM json_each(?1))",
    "DELETE FROM timers WHERE contact IN (SELECT value FROM json_each(?1))",
    "DELETE FROM misses WHERE contact IN (SELECT value FROM json_each(?1))",
    "UPDATE effects SET contact = '', progress = '{}' \
     WHERE is_open = 0 AND contact IN (SELECT value FROM json_each(?1))",
    "UPDATE files SET contact = '', number = '', file = '{}', at_ms = 0, reason = NULL, \
         state = CASE state WHEN 'wanted' THEN 'given_up' ELSE state END \
     WHERE contact IN (SELECT value FROM json_each(?1))",
];

/// On a worker's file from before, ahead of the others: what was under way then has ended since, or nobody had been
/// forgotten.
pub const WORKER_FROM_BEFORE: [&str; 2] = [
    "UPDATE effects SET is_open = 0 WHERE contact IN (SELECT value FROM json_each(?1))",
    "DELETE FROM outbox WHERE lane IN (SELECT value FROM json_each(?1))",
];

/// On a notifier's file, for messages that have ended: their ids stay, so that none is sent again.
pub const NOTIFIER: [&str; 2] = [
    "UPDATE sends SET contact = '', body = NULL, trace = '{}', wamid = NULL, wa_id = NULL, refused_wamid = NULL, \
         has_fallback = 0 \
     WHERE ended_at_ms IS NOT NULL AND unpublished = 0 AND contact IN (SELECT value FROM json_each(?1))",
    "DELETE FROM recipients WHERE contact IN (SELECT value FROM json_each(?1))",
];

/// Who was forgotten, as a worker's file knows.
pub const FORGOTTEN: &str = "SELECT contact, at_ms, next_position FROM forgotten";

/// Takes note of somebody who was forgotten: hash, time, place of the next message.
pub const TOMBSTONE: &str =
    "INSERT OR REPLACE INTO forgotten (contact, at_ms, next_position) VALUES (?1, ?2, ?3)";
