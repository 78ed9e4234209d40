//! What it means to forget a person, as statements on the files of workers and notifiers. Used by their owners, and by
//! the command that restores a backup from before. Each takes the contact hashes as one JSON array, `?1`.
//!
//! What stays is named by no person: that an input was seen, that an effect had its key (so that nothing is charged
//! twice), what was agreed to and refused.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::SqliteConnection;

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

/// Lists the tables of a file with their columns, for the tests that compare them with docs/PRIVACY.md.
pub async fn schema(connection: &mut SqliteConnection) -> Result<BTreeMap<String, Vec<String>>, sqlx::Error> {
    let rows: Vec<(String, String)> = sqlx::query_as(
        "SELECT tables.name, columns.name FROM sqlite_schema AS tables, pragma_table_info(tables.name) AS columns \
         WHERE tables.type = 'table' AND tables.name NOT LIKE '\\_sqlx%' ESCAPE '\\' \
             AND tables.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY columns.cid",
    )
    .fetch_all(connection)
    .await?;
    let mut schema: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (table, column) in rows {
        schema.entry(table).or_default().push(column);
    }
    Ok(schema)
}

/// Returns what of a schema the page on privacy does not name below the line that begins so, or names though it is not
/// there.
pub fn unnamed(page: &str, heading: &str, schema: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    let below = page.lines().skip_while(|line| !line.starts_with(heading)).skip(1);
    let rows = below.skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    let words =
        |cell: &str| -> BTreeSet<String> { cell.split('`').skip(1).step_by(2).map(str::to_owned).collect() };
    let named = rows.filter_map(|row| {
        let mut cells = row.split('|').skip(1);
        let table = words(cells.next()?).pop_first()?;
        Some((table, words(cells.next()?)))
    });
    let named: BTreeMap<String, BTreeSet<String>> = named.collect();
    let mut wrong = Vec::new();
    for table in schema.keys().chain(named.keys()).collect::<BTreeSet<_>>() {
        let there: BTreeSet<String> = schema.get(table).into_iter().flatten().cloned().collect();
        let named = named.get(table).cloned().unwrap_or_default();
        wrong.extend(there.symmetric_difference(&named).map(|column| format!("{table}.{column}")));
    }
    wrong
}
