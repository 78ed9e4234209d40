//! A shard's file: loads what a batch needs, commits what it changed. The one commit point of the worker.
//!
//! [`Store`] and [`Files`] are narrow on purpose: the simulator stands behind them, and a store that ships its log to
//! other machines may later. Each statement takes the whole batch as one JSON argument, so a commit costs a handful of crossings, not one per row.

mod statements;

use std::{io, path::PathBuf};

use common::{forget, shard::ShardLock, sqlite};
use domain::contact::Shard;
use futures_util::future::BoxFuture;
use sqlx::{Connection as _, Row as _, SqliteConnection};

use super::changes::{
    AliasRow, AuctionEntryRow, Changes, EffectRow, FileRow, FileState, HeldRow, Loaded, Needs, Opened,
    OutboxRow, Target, TimerRow,
};
use super::kept::Kept;

use self::statements::{
    COMMIT, COUNT_ATTEMPTS, EXPORT, FORGET_FILE_ROWS, FORGET_FILES, IDLE, LOAD_ALIASES, LOAD_AUCTIONS,
    LOAD_CHAINS, LOAD_CONVERSATIONS, LOAD_FILES, LOAD_POSITIONS, LOAD_SEEN, OLD_FILES, OPEN_AUCTIONS,
    OPEN_EFFECTS, OPEN_FILES, OPEN_HELD, OPEN_OUTBOX, OPEN_TIMERS, PRUNE, PRUNE_AUCTIONS, PRUNE_CONSENTS,
    PRUNE_FORGOTTEN, PRUNE_MISSES, Part, READ_ATTEMPTS,
};

/// Most words that were not understood that are kept in one shard; beyond, the oldest go.
const MISSES_MAX: i64 = 20_000;
/// Files that a new owner takes up; the rest is left, and deleted by age.
const WANTED_ROWS_MAX: i64 = 10_000;
/// Rows deleted by age in one go, so that pruning never holds up a shard.
const PRUNED_ROWS_MAX: i64 = 500;

/// Why the file cannot be used any more. The owner lets go of the shard and opens it anew.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file could not be opened, or is damaged or too old.
    #[error("opening a shard's file")]
    Open(#[from] sqlite::OpenError),
    /// The schema could not be brought up to date.
    #[error("migrating a shard's file")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// A statement failed: disk full, input or output error, a lock.
    #[error("using a shard's file")]
    Sqlite(#[from] sqlx::Error),
    /// Somebody else moved a conversation on: we are not the only writer.
    #[error("a conversation has another version than this owner knows")]
    AnotherWriter,
    /// A batch could not be written as JSON.
    #[error("writing a batch")]
    Encode(#[from] serde_json::Error),
}

impl StoreError {
    /// Returns whether trying again cannot help: the file waits for an operator.
    pub fn needs_restore(&self) -> bool {
        matches!(self, Self::Open(error) if error.needs_restore())
    }
}

/// The commit point.
pub trait Store: Send + Sync {
    /// Returns what a former owner left.
    fn opened(&mut self) -> impl Future<Output = Result<Opened, StoreError>> + Send;

    /// Returns what a batch needs to know.
    fn load(&mut self, needs: &Needs) -> impl Future<Output = Result<Loaded, StoreError>> + Send;

    /// Commits a batch: all of it is durable afterwards, or nothing of it happened.
    fn commit(&mut self, changes: &Changes) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Counts that these inputs are begun once more, durably, and returns the counts in the same order.
    fn count_attempts(
        &mut self,
        ids: &[String],
        at_ms: i64,
    ) -> impl Future<Output = Result<Vec<u32>, StoreError>> + Send;

    /// Deletes some of what is older than it needs to be; returns whether there may be more.
    fn prune(&mut self, now_ms: i64) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Returns the hashes of some files that are older than they need to be.
    fn old_files(&mut self, now_ms: i64) -> impl Future<Output = Result<Vec<String>, StoreError>> + Send;

    /// Forgets files whose bytes are deleted, and some rows of old ones that have none.
    fn forget_files(
        &mut self,
        hashes: &[String],
        now_ms: i64,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Has the log begin anew, so that what was erased is not in it any more. Not being able to is no failure.
    fn wipe(&mut self) -> impl Future<Output = ()> + Send;

    /// Finds out whether commits are possible at all.
    fn has_room(&mut self) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Closes the file properly.
    fn close(self) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// Where the shards' files and their locks are.
pub trait Files: Clone + Send + Sync + 'static {
    /// An open file.
    type Store: Store;
    /// A lock; held while this value lives.
    type Lock: Send;

    /// Tries to take the lock of a shard; `None` while another process holds it.
    fn try_lock(&self, shard: Shard) -> io::Result<Option<Self::Lock>>;

    /// Opens a shard's file, made if missing. Only for the holder of its lock.
    fn open(&self, shard: Shard) -> impl Future<Output = Result<Self::Store, StoreError>> + Send;
}

/// The data folder.
#[derive(Debug, Clone)]
pub struct Folder {
    /// Where it is.
    pub path: PathBuf,
    /// How long what is in it is kept.
    pub kept: Kept,
}

impl Files for Folder {
    type Store = SqliteStore;
    type Lock = ShardLock;

    fn try_lock(&self, shard: Shard) -> io::Result<Option<ShardLock>> {
        ShardLock::try_acquire(&self.path, "shard", shard.0)
    }

    async fn open(&self, shard: Shard) -> Result<SqliteStore, StoreError> {
        let store = SqliteStore::open(self.path.join(format!("shard-{shard}.db"))).await?;
        Ok(SqliteStore { kept: self.kept, ..store })
    }
}

/// A shard's file in SQLite. The one connection is its only writer.
pub struct SqliteStore {
    connection: SqliteConnection,
    /// Some input was begun more than once, so its count must be cleared when it is done.
    has_attempts: bool,
    /// How long what is in it is kept.
    kept: Kept,
}

impl SqliteStore {
    /// Opens a shard's file, made if missing, and brings its schema up to date.
    pub async fn open(path: PathBuf) -> Result<Self, StoreError> {
        Self::migrate(sqlite::open(&path).await?).await
    }

    /// Opens an empty store in memory, for tests and the simulator.
    pub async fn in_memory() -> Result<Self, StoreError> {
        Self::migrate(sqlite::open_in_memory().await?).await
    }

    /// Returns where in the file this text stands, for tests and the simulator.
    pub async fn columns_with(&mut self, text: &str) -> Result<Vec<String>, StoreError> {
        Ok(sqlite::columns_with(&mut self.connection, text).await?)
    }

    async fn migrate(mut connection: SqliteConnection) -> Result<Self, StoreError> {
        // `run_direct`: with `run` the compiler cannot see that this future is `Send`.
        sqlx::migrate!("./migrations").run_direct(None, &mut connection, false).await?;
        Ok(Self { connection, has_attempts: true, kept: Kept::default() })
    }
}

impl Store for SqliteStore {
    async fn opened(&mut self) -> Result<Opened, StoreError> {
        let effects: Vec<EffectRow> = sqlx::query(OPEN_EFFECTS)
            .try_map(|row: sqlx::sqlite::SqliteRow| {
                Ok(EffectRow {
                    op_key: row.try_get(0)?,
                    contact: row.try_get(1)?,
                    progress: row.try_get(2)?,
                    started_ms: row.try_get(3)?,
                })
            })
            .fetch_all(&mut self.connection)
            .await?;
        let outbox = sqlx::query(OPEN_OUTBOX)
            .try_map(|row: sqlx::sqlite::SqliteRow| {
                let target = match row.try_get::<&str, _>(3)? {
                    "parked" => Target::Parked,
                    "inbound" => Target::Inbound,
                    _ => Target::Outbound,
                };
                Ok(OutboxRow {
                    id: row.try_get(0)?,
                    lane: row.try_get(1)?,
                    position: number(row.try_get(2)?),
                    target,
                    shard: row.try_get(4)?,
                    body: row.try_get(5)?,
                    headers: headers(row.try_get(6)?),
                    created_ms: row.try_get(7)?,
                })
            })
            .fetch_all(&mut self.connection)
            .await?;
        let held: Vec<HeldRow> = sqlx::query(OPEN_HELD)
            .try_map(|row: sqlx::sqlite::SqliteRow| {
                Ok(HeldRow {
                    contact: row.try_get(0)?,
                    position: number(row.try_get(1)?),
                    body: row.try_get(2)?,
                    headers: headers(row.try_get(3)?),
                    is_letter: false,
                })
            })
            .fetch_all(&mut self.connection)
            .await?;
        let timers = sqlx::query(OPEN_TIMERS)
            .try_map(|row: sqlx::sqlite::SqliteRow| {
                Ok(TimerRow { contact: row.try_get(0)?, timer: row.try_get(1)?, due_ms: row.try_get(2)? })
            })
            .fetch_all(&mut self.connection)
            .await?;
        let mut files = Vec::new();
        for row in sqlx::query(OPEN_FILES).bind(WANTED_ROWS_MAX).fetch_all(&mut self.connection).await? {
            files.push(FileRow {
                id: row.try_get(0)?,
                contact: row.try_get(1)?,
                number: row.try_get(2)?,
                file: serde_json::from_str(row.try_get(3)?)?,
                state: FileState::Wanted,
                attempts: row.try_get(4)?,
                due_ms: row.try_get(5)?,
                sha256: None,
                size: None,
                mime_type: None,
                reason: None,
                at_ms: row.try_get(6)?,
            });
        }
        let mut contacts: Vec<String> = effects
            .iter()
            .map(|row| row.contact.clone())
            .chain(held.iter().map(|row| row.contact.clone()))
            .collect();
        contacts.sort_unstable();
        contacts.dedup();
        let conversations = self.conversations(&contacts).await?;
        let auctions = sqlx::query(OPEN_AUCTIONS).try_map(versioned).fetch_all(&mut self.connection).await?;
        Ok(Opened { effects, outbox, held, timers, files, auctions, conversations })
    }

    async fn load(&mut self, needs: &Needs) -> Result<Loaded, StoreError> {
        let conversations = self.conversations(&needs.contacts).await?;
        let seen = if needs.ids.is_empty() {
            Vec::new()
        } else {
            let ids = serde_json::to_string(&needs.ids)?;
            sqlx::query_scalar(LOAD_SEEN).bind(ids).fetch_all(&mut self.connection).await?
        };
        let aliases = if needs.phones.is_empty() {
            Vec::new()
        } else {
            sqlx::query(LOAD_ALIASES)
                .bind(serde_json::to_string(&needs.phones)?)
                .try_map(|row: sqlx::sqlite::SqliteRow| {
                    Ok(AliasRow { phone_hash: row.try_get(0)?, contact: row.try_get(1)? })
                })
                .fetch_all(&mut self.connection)
                .await?
        };
        let auctions = if needs.auctions.is_empty() {
            Vec::new()
        } else {
            let ids = serde_json::to_string(&needs.auctions)?;
            sqlx::query(LOAD_AUCTIONS).bind(ids).try_map(versioned).fetch_all(&mut self.connection).await?
        };
        let auction_entries = if needs.chains.is_empty() {
            Vec::new()
        } else {
            sqlx::query(LOAD_CHAINS)
                .bind(serde_json::to_string(&needs.chains)?)
                .try_map(|row: sqlx::sqlite::SqliteRow| {
                    Ok(AuctionEntryRow {
                        auction: row.try_get(0)?,
                        number: number(row.try_get(1)?),
                        line: row.try_get(2)?,
                        hash: row.try_get(3)?,
                    })
                })
                .fetch_all(&mut self.connection)
                .await?
        };
        let next_positions = if needs.contacts.is_empty() {
            Vec::new()
        } else {
            sqlx::query(LOAD_POSITIONS)
                .bind(serde_json::to_string(&needs.contacts)?)
                .try_map(|row: sqlx::sqlite::SqliteRow| Ok((row.try_get(0)?, number(row.try_get(1)?))))
                .fetch_all(&mut self.connection)
                .await?
        };
        let mut exports = Vec::new();
        for contact in &needs.exports {
            let rows = sqlx::query_scalar(EXPORT).bind(contact).fetch_one(&mut self.connection).await?;
            exports.push((contact.clone(), rows));
        }
        let mut files = Vec::new();
        if !needs.files.is_empty() {
            let ids = serde_json::to_string(&needs.files)?;
            for row in sqlx::query(LOAD_FILES).bind(ids).fetch_all(&mut self.connection).await? {
                files.push(FileRow {
                    id: row.try_get(0)?,
                    contact: row.try_get(1)?,
                    number: row.try_get(2)?,
                    file: serde_json::from_str(row.try_get(3)?)?,
                    state: serde_json::from_value(serde_json::Value::String(row.try_get(4)?))?,
                    attempts: row.try_get(5)?,
                    due_ms: row.try_get(6)?,
                    sha256: row.try_get(7)?,
                    size: row.try_get::<Option<i64>, _>(8)?.map(number),
                    mime_type: row.try_get(9)?,
                    reason: row.try_get(10)?,
                    at_ms: row.try_get(11)?,
                });
            }
        }
        Ok(Loaded { conversations, seen, aliases, auctions, auction_entries, exports, next_positions, files })
    }

    async fn commit(&mut self, changes: &Changes) -> Result<(), StoreError> {
        common::failpoint::hit("worker.before_commit");
        let forgets = !changes.forgotten.is_empty();
        if forgets {
            common::failpoint::hit("worker.before_forgetting");
        }
        write(&mut self.connection, changes, self.has_attempts).await?;
        if forgets {
            common::failpoint::hit("worker.after_forgetting");
        }
        Ok(())
    }

    async fn count_attempts(&mut self, ids: &[String], at_ms: i64) -> Result<Vec<u32>, StoreError> {
        self.has_attempts = true;
        let json = serde_json::to_string(ids)?;
        sqlx::query(COUNT_ATTEMPTS).bind(json.as_str()).bind(at_ms).execute(&mut self.connection).await?;
        let counts = sqlx::query(READ_ATTEMPTS)
            .bind(json.as_str())
            .try_map(|row: sqlx::sqlite::SqliteRow| row.try_get::<i64, _>(1))
            .fetch_all(&mut self.connection)
            .await?;
        Ok(counts.into_iter().map(|count| u32::try_from(count).unwrap_or(u32::MAX)).collect())
    }

    async fn prune(&mut self, now_ms: i64) -> Result<bool, StoreError> {
        let mut is_more = false;
        for statement in PRUNE {
            let done = sqlx::query(statement)
                .bind(now_ms - self.kept.inputs_ms)
                .bind(PRUNED_ROWS_MAX)
                .execute(&mut self.connection)
                .await?;
            is_more |= done.rows_affected() >= PRUNED_ROWS_MAX.unsigned_abs();
        }
        for (statement, kept_ms) in
            [(PRUNE_CONSENTS, self.kept.consents_ms), (PRUNE_FORGOTTEN, self.kept.forgotten_ms)]
        {
            sqlx::query(statement)
                .bind(now_ms - kept_ms)
                .bind(PRUNED_ROWS_MAX)
                .execute(&mut self.connection)
                .await?;
        }
        is_more |= self.forget_idle(now_ms).await?;
        let done = sqlx::query(PRUNE_MISSES)
            .bind(now_ms - self.kept.misses_ms)
            .bind(PRUNED_ROWS_MAX)
            .bind(MISSES_MAX)
            .execute(&mut self.connection)
            .await?;
        is_more |= done.rows_affected() >= PRUNED_ROWS_MAX.unsigned_abs();
        let mut transaction = self.connection.begin_with("BEGIN IMMEDIATE").await?;
        for statement in PRUNE_AUCTIONS {
            // A handful: each takes its chain along.
            sqlx::query(statement)
                .bind(now_ms - self.kept.auctions_ms)
                .bind(5)
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(is_more)
    }

    async fn old_files(&mut self, now_ms: i64) -> Result<Vec<String>, StoreError> {
        let old = sqlx::query_scalar(OLD_FILES).bind(now_ms - self.kept.files_ms).bind(PRUNED_ROWS_MAX);
        Ok(old.fetch_all(&mut self.connection).await?)
    }

    async fn forget_files(&mut self, hashes: &[String], now_ms: i64) -> Result<(), StoreError> {
        let json = serde_json::to_string(hashes)?;
        sqlx::query(FORGET_FILES).bind(json).execute(&mut self.connection).await?;
        let rows = sqlx::query(FORGET_FILE_ROWS).bind(now_ms - self.kept.files_ms).bind(PRUNED_ROWS_MAX);
        rows.execute(&mut self.connection).await?;
        Ok(())
    }

    async fn wipe(&mut self) {
        let _ = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut self.connection).await;
    }

    async fn has_room(&mut self) -> Result<(), StoreError> {
        Ok(sqlite::has_room(&mut self.connection).await?)
    }

    async fn close(self) -> Result<(), StoreError> {
        Ok(self.connection.close().await?)
    }
}

#[cfg(test)]
impl SqliteStore {
    /// Keeps things for another time.
    pub(crate) fn keep(&mut self, kept: Kept) {
        self.kept = kept;
    }

    /// Returns everything that is stored, for tests that look for what must not be.
    pub(crate) async fn dump(&mut self) -> String {
        let tables: Vec<String> = sqlx::query_scalar("SELECT name FROM sqlite_schema WHERE type = 'table'")
            .fetch_all(&mut self.connection)
            .await
            .unwrap();
        let mut dump = String::new();
        for table in tables.iter().filter(|table| !table.starts_with('_')) {
            let columns: Vec<String> = sqlx::query_scalar("SELECT name FROM pragma_table_info(?1)")
                .bind(table)
                .fetch_all(&mut self.connection)
                .await
                .unwrap();
            let columns: Vec<String> =
                columns.iter().map(|column| format!("coalesce({column}, '')")).collect();
            let columns = columns.join(" || '|' || ");
            // Names of our own schema, in a test.
            let all = sqlx::AssertSqlSafe(format!("SELECT {columns} FROM {table}"));
            let rows: Vec<String> = sqlx::query_scalar(all).fetch_all(&mut self.connection).await.unwrap();
            dump.extend(rows.iter().map(|row| {
                format!(
                    "{table}: {row}
"
                )
            }));
        }
        dump
    }
}

impl SqliteStore {
    /// Forgets some of those who have not been here for long; answers whether there may be more.
    async fn forget_idle(&mut self, now_ms: i64) -> Result<bool, StoreError> {
        let mut transaction = self.connection.begin_with("BEGIN IMMEDIATE").await?;
        let idle: Vec<String> = sqlx::query_scalar(IDLE)
            .bind(now_ms - self.kept.conversations_ms)
            .bind(PRUNED_ROWS_MAX)
            .fetch_all(&mut *transaction)
            .await?;
        if !idle.is_empty() {
            let who = serde_json::to_string(&idle)?;
            for statement in forget::WORKER {
                sqlx::query(statement).bind(who.as_str()).execute(&mut *transaction).await?;
            }
        }
        transaction.commit().await?;
        Ok(i64::try_from(idle.len()).is_ok_and(|count| count >= PRUNED_ROWS_MAX))
    }

    async fn conversations(&mut self, contacts: &[String]) -> Result<Vec<(String, u64, String)>, StoreError> {
        if contacts.is_empty() {
            return Ok(Vec::new());
        }
        let json = serde_json::to_string(contacts)?;
        Ok(sqlx::query(LOAD_CONVERSATIONS)
            .bind(json)
            .try_map(versioned)
            .fetch_all(&mut self.connection)
            .await?)
    }
}

/// Writes a batch in one transaction. Boxed, because the compiler cannot see through sqlx's generics that it is `Send`.
fn write<'a>(
    connection: &'a mut SqliteConnection,
    changes: &'a Changes,
    has_attempts: bool,
) -> BoxFuture<'a, Result<(), StoreError>> {
    Box::pin(async move {
        let json = serde_json::to_string(changes)?;
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        if !changes.forgotten.is_empty() {
            let who: Vec<&str> = changes.forgotten.iter().map(|row| row.contact.as_str()).collect();
            let who = serde_json::to_string(&who)?;
            for statement in forget::WORKER {
                sqlx::query(statement).bind(who.as_str()).execute(&mut *transaction).await?;
            }
        }
        for (statement, part) in COMMIT {
            let rows = match part {
                Part::Attempts if has_attempts => changes.seen.len(),
                _ => part.rows(changes),
            };
            if rows == 0 {
                continue;
            }
            let done = sqlx::query(statement).bind(json.as_str()).execute(&mut *transaction).await?;
            if matches!(part, Part::Conversations | Part::Auctions) && done.rows_affected() != rows as u64 {
                return Err(StoreError::AnotherWriter);
            }
        }
        transaction.commit().await?;
        Ok(())
    })
}

#[expect(clippy::needless_pass_by_value, reason = "sqlx hands rows over")]
fn versioned(row: sqlx::sqlite::SqliteRow) -> Result<(String, u64, String), sqlx::Error> {
    Ok((row.try_get(0)?, number(row.try_get(1)?), row.try_get(2)?))
}

fn number(stored: i64) -> u64 {
    stored.unsigned_abs()
}

fn headers(stored: &str) -> std::collections::BTreeMap<String, String> {
    serde_json::from_str(stored).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shard::changes::{ConversationRow, MissRow};

    fn conversation(base_version: u64, version: u64) -> ConversationRow {
        ConversationRow { contact: "aa".into(), base_version, version, state: format!("{{\"v\":{version}}}") }
    }

    fn outbox(id: &str, position: u64) -> OutboxRow {
        OutboxRow {
            id: id.into(),
            lane: "aa".into(),
            position,
            target: Target::Outbound,
            shard: 3,
            body: "{\"quote\":\"it's\"}".into(),
            headers: [("traceparent".to_owned(), "00-x".to_owned())].into(),
            created_ms: 7,
        }
    }

    #[tokio::test]
    async fn what_is_committed_is_found_again() {
        let mut store = SqliteStore::in_memory().await.unwrap();
        let effect = EffectRow {
            op_key: "op".into(),
            contact: "aa".into(),
            progress: "{\"at\":1}".into(),
            started_ms: 5,
        };
        let held = HeldRow {
            contact: "aa".into(),
            position: 0,
            body: "later".into(),
            headers: std::collections::BTreeMap::new(),
            is_letter: false,
        };
        let changes = Changes {
            at_ms: 10,
            seen: vec!["wamid.1".into()],
            conversations: vec![conversation(0, 2)],
            effects: vec![effect.clone()],
            outbox: vec![outbox("b", 1), outbox("a", 0)],
            held: vec![held.clone()],
            timers: vec![TimerRow { contact: "aa".into(), timer: "agent_silent".into(), due_ms: 99 }],
            aliases: vec![AliasRow { phone_hash: "ff".into(), contact: "{}".into() }],
            ..Changes::default()
        };
        store.commit(&changes).await.unwrap();

        let opened = store.opened().await.unwrap();
        assert_eq!(opened.effects, [effect]);
        assert_eq!(opened.outbox, [outbox("a", 0), outbox("b", 1)]);
        assert_eq!(opened.held, [held]);
        assert_eq!(opened.timers, changes.timers);
        assert_eq!(opened.conversations, [("aa".into(), 2, "{\"v\":2}".into())]);
        let needs = Needs {
            contacts: vec!["aa".into(), "bb".into()],
            ids: vec!["wamid.1".into(), "wamid.2".into()],
            phones: vec!["ff".into()],
            ..Needs::default()
        };
        let loaded = store.load(&needs).await.unwrap();
        assert_eq!(loaded.seen, ["wamid.1"]);
        assert_eq!(loaded.aliases, changes.aliases);
        assert_eq!(loaded.conversations.len(), 1);

        let ended = Changes {
            at_ms: 11,
            effects_done: vec!["op".into()],
            released: vec!["a".into()],
            unheld: vec![("aa".into(), 0)],
            timers_done: vec![("aa".into(), "agent_silent".into())],
            ..Changes::default()
        };
        store.commit(&ended).await.unwrap();
        let opened = store.opened().await.unwrap();
        assert!(opened.effects.is_empty() && opened.held.is_empty() && opened.timers.is_empty());
        assert_eq!(opened.outbox, [outbox("b", 1)]);
    }

    #[tokio::test]
    async fn a_second_writer_is_noticed_and_nothing_of_its_batch_stays() {
        let mut store = SqliteStore::in_memory().await.unwrap();
        let first = Changes { conversations: vec![conversation(0, 1)], ..Changes::default() };
        store.commit(&first).await.unwrap();
        let stale = Changes {
            seen: vec!["wamid.9".into()],
            conversations: vec![conversation(0, 1)],
            ..Changes::default()
        };
        assert!(matches!(store.commit(&stale).await, Err(StoreError::AnotherWriter)));
        let loaded = store
            .load(&Needs {
                contacts: vec![],
                ids: vec!["wamid.9".into()],
                phones: vec![],
                ..Needs::default()
            })
            .await
            .unwrap();
        assert!(loaded.seen.is_empty());
    }

    #[tokio::test]
    async fn the_same_input_cannot_be_committed_twice() {
        let mut store = SqliteStore::in_memory().await.unwrap();
        let changes = Changes { seen: vec!["wamid.1".into()], ..Changes::default() };
        store.commit(&changes).await.unwrap();
        assert!(matches!(store.commit(&changes).await, Err(StoreError::Sqlite(_))));
    }

    #[tokio::test]
    async fn attempts_count_up_and_are_cleared_when_done() {
        let mut store = SqliteStore::in_memory().await.unwrap();
        let ids = ["b".to_owned(), "a".to_owned()];
        assert_eq!(store.count_attempts(&ids, 1).await.unwrap(), [1, 1]);
        assert_eq!(store.count_attempts(&ids[..1], 2).await.unwrap(), [2]);
        store.commit(&Changes { seen: vec!["b".into()], ..Changes::default() }).await.unwrap();
        assert_eq!(store.count_attempts(&ids, 3).await.unwrap(), [1, 2]);
    }

    #[tokio::test]
    async fn old_inputs_are_forgotten() {
        let mut store = SqliteStore::in_memory().await.unwrap();
        let old = Changes { at_ms: 0, seen: vec!["old".into()], ..Changes::default() };
        let new =
            Changes { at_ms: Kept::default().inputs_ms, seen: vec!["new".into()], ..Changes::default() };
        store.commit(&old).await.unwrap();
        store.commit(&new).await.unwrap();
        assert!(!store.prune(Kept::default().inputs_ms + 1).await.unwrap());
        let needs = Needs {
            contacts: vec![],
            ids: vec!["old".into(), "new".into()],
            phones: vec![],
            ..Needs::default()
        };
        assert_eq!(store.load(&needs).await.unwrap().seen, ["new"]);
    }

    #[tokio::test]
    async fn words_not_understood_are_counted_few_and_forgotten_in_time() {
        let mut store = SqliteStore::in_memory().await.unwrap();
        let miss = |words: &str| MissRow {
            contact: "aa".into(),
            words: words.into(),
            language: "en",
            screen: "home",
        };
        let batch = |at_ms, misses| Changes { at_ms, misses, ..Changes::default() };
        store.commit(&batch(5, vec![miss("unga"), miss("unga"), miss("pop")])).await.unwrap();
        store.commit(&batch(Kept::default().misses_ms, vec![miss("unga")])).await.unwrap();
        let counts = "SELECT words, count FROM misses ORDER BY words";
        let read = async |store: &mut SqliteStore| -> Vec<(String, i64)> {
            sqlx::query_as(counts).fetch_all(&mut store.connection).await.unwrap()
        };
        assert_eq!(read(&mut store).await, [("pop".into(), 1), ("unga".into(), 3)]);
        assert!(!store.prune(Kept::default().misses_ms + 6).await.unwrap());
        assert_eq!(read(&mut store).await, [("unga".into(), 3)]);
        let many = (0..MISSES_MAX + 100).map(|number| miss(&format!("word {number}")));
        store.commit(&batch(Kept::default().misses_ms + 7, many.collect())).await.unwrap();
        while store.prune(Kept::default().misses_ms + 8).await.unwrap() {}
        // Of the same age, none is the oldest; the one before is.
        let left = read(&mut store).await;
        assert!(!left.iter().any(|(words, _)| words == "unga"), "{}", left.len());
    }

    /// Whoever adds a table or a column says in docs/PRIVACY.md what it tells of people, and what "forget me" does to it.
    #[tokio::test]
    async fn every_table_and_column_is_named_in_the_page_on_privacy() {
        let mut store = SqliteStore::in_memory().await.unwrap();
        let page = include_str!("../../../docs/PRIVACY.md");
        let schema = forget::schema(&mut store.connection).await.unwrap();
        assert_eq!(forget::unnamed(page, "In the worker's file", &schema), [""; 0]);
    }

    #[tokio::test]
    async fn every_statement_fits_the_schema() {
        let mut store = SqliteStore::in_memory().await.unwrap();
        let statements =
            COMMIT.iter().map(|(statement, _)| *statement).chain(PRUNE).chain(forget::WORKER).chain([
                LOAD_CONVERSATIONS,
                LOAD_SEEN,
                LOAD_ALIASES,
                OPEN_EFFECTS,
                OPEN_OUTBOX,
                OPEN_HELD,
                OPEN_TIMERS,
                OPEN_FILES,
                LOAD_FILES,
                OLD_FILES,
                FORGET_FILES,
                FORGET_FILE_ROWS,
                PRUNE_MISSES,
                PRUNE_CONSENTS,
                PRUNE_FORGOTTEN,
                LOAD_POSITIONS,
                EXPORT,
                COUNT_ATTEMPTS,
                READ_ATTEMPTS,
            ]);
        for statement in statements {
            use sqlx::Executor as _;
            store.connection.prepare(sqlx::SqlSafeStr::into_sql_str(statement)).await.unwrap();
        }
    }

    /// The work of a busy shard, with what is deleted overwritten or not. The figures are in docs/decisions/0018.
    #[tokio::test]
    #[ignore = "measures; run by hand, with --nocapture"]
    async fn what_secure_delete_costs() {
        let folder = std::env::temp_dir().join(format!("secure-delete-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        for round in 0..3 {
            for mode in ["OFF", "FAST", "ON"] {
                let path = folder.join(format!("shard-{mode}-{round}.db"));
                let mut store = SqliteStore::open(path).await.unwrap();
                let pragma = sqlx::AssertSqlSafe(format!("PRAGMA secure_delete = {mode}"));
                sqlx::query(pragma).execute(&mut store.connection).await.unwrap();
                let began = std::time::Instant::now();
                for batch in 0..400_u64 {
                    let row = |n: u64| ConversationRow {
                        contact: format!("{n:032x}"),
                        base_version: batch / 8,
                        version: batch / 8 + 1,
                        state: format!("{:03900}", batch * 64 + n),
                    };
                    let ids = |batch: u64| (0..64).map(move |n| format!("{batch}.{n}"));
                    let changes = Changes {
                        at_ms: i64::try_from(batch).unwrap(),
                        seen: ids(batch).collect(),
                        // Eight groups of buyers write in turn; each message is answered, and the answer leaves with the next batch.
                        conversations: (0..64).map(|n| row((batch % 8) * 64 + n)).collect(),
                        outbox: ids(batch)
                            .map(|id| OutboxRow { body: "x".repeat(1_200), ..outbox(&id, batch) })
                            .collect(),
                        released: ids(batch.saturating_sub(1)).filter(|_| batch > 0).collect(),
                        ..Changes::default()
                    };
                    store.commit(&changes).await.unwrap();
                }
                let took = began.elapsed();
                store.close().await.unwrap();
                println!("secure_delete {mode}: 400 commits of 64 turns in {took:?}");
            }
        }
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
