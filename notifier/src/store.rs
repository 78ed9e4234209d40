//! The send journal of one shard: one SQLite file, one writer. Each batch is one transaction of few statements, every
//! one fed by one JSON argument.
//!
//! What is written is decided in `core`; nothing here decides.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use common::{
    protection::{self, Protection},
    shard::ShardLock,
};
use domain::{ContactHash, Shard, envelope::Outbound, ids::OutboxId};
use serde::Serialize;
use sqlx::{Connection, Row as _, SqliteConnection};

use crate::core::{
    DECISIONS_MAX, account,
    row::{
        Applied, Batch, Decided, HoldFacts, HoldKey, HoldScope, RecentSend, Recipient, RowImage, State,
        StoredRow, Trace,
    },
    status::{Price, StatusKey},
};

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

/// Ended rows deleted per housekeeping, so that no commit becomes long.
pub const PRUNE_MAX: i64 = 500;

/// Latest decisions looked at for the pair limits after a restart.
const RECENT_MAX: i64 = 4_000;

/// How far back those go, in milliseconds: as long as an empty pair bucket may need to fill.
pub const RECENT_MS: i64 = 10 * 60_000;

/// New rows; those whose identity is known are left as they are.
const INSERT: &str = "
INSERT INTO sends (outbox_id, contact, seq, number_id, body, trace, state, unpublished, attempts, posts, resends,
                   window_retried, due_at_ms, wamid, wa_id, reason, code, created_at_ms, sent_at_ms, ended_at_ms,
                   has_fallback, window_denied_ms, forgets)
SELECT value ->> 'id', value ->> 'contact', value ->> 'seq', value ->> 'number_id',
       CASE WHEN value ->> 'ended_at_ms' IS NULL OR value ->> 'unpublished' = 1 THEN value ->> 'body' END,
       value ->> 'trace', value ->> 'state', value ->> 'unpublished', value ->> 'attempts', value ->> 'posts',
       value ->> 'resends', value ->> 'window_retried', value ->> 'due_at_ms', value ->> 'wamid', value ->> 'wa_id',
       value ->> 'reason', value ->> 'code', value ->> 'created_at_ms', value ->> 'sent_at_ms',
       value ->> 'ended_at_ms', value ->> 'has_fallback', value ->> 'window_denied_ms',
       value ->> 'forgets'
FROM json_each(?1)
WHERE true
ON CONFLICT (outbox_id) DO NOTHING
RETURNING outbox_id";

/// Changed rows. What has ended and been told loses its body; what Meta took and has a template left keeps it until it
/// has arrived.
const UPDATE: &str = "
UPDATE sends SET
    state = change.value ->> 'state',
    unpublished = change.value ->> 'unpublished',
    attempts = change.value ->> 'attempts',
    posts = change.value ->> 'posts',
    resends = change.value ->> 'resends',
    window_retried = change.value ->> 'window_retried',
    window_denied_ms = change.value ->> 'window_denied_ms',
    due_at_ms = change.value ->> 'due_at_ms',
    wamid = coalesce(change.value ->> 'wamid', wamid),
    wa_id = coalesce(change.value ->> 'wa_id', wa_id),
    reason = change.value ->> 'reason',
    code = change.value ->> 'code',
    sent_at_ms = change.value ->> 'sent_at_ms',
    ended_at_ms = change.value ->> 'ended_at_ms',
    body = CASE WHEN change.value ->> 'ended_at_ms' IS NULL OR change.value ->> 'unpublished' = 1
                     OR (has_fallback = 1 AND change.value ->> 'state' = 'accepted' AND delivery < 2) THEN body END
FROM json_each(?1) AS change
WHERE sends.outbox_id = change.value ->> 'id'";

/// Statuses that name the message by our own id. They only ever add.
const STATUS_BY_ID: &str = "
UPDATE sends SET
    body = CASE WHEN ended_at_ms IS NULL OR unpublished = 1 OR max(delivery, fact.value ->> 'delivery') < 2 THEN body END,
    delivery = max(delivery, fact.value ->> 'delivery'),
    failed_code = coalesce(failed_code, fact.value ->> 'failed_code')
FROM json_each(?1) AS fact
WHERE sends.outbox_id = fact.value ->> 'key'
RETURNING outbox_id";

/// Statuses that name the message by Meta's id.
const STATUS_BY_WAMID: &str = "
UPDATE sends SET
    body = CASE WHEN ended_at_ms IS NULL OR unpublished = 1 OR max(delivery, fact.value ->> 'delivery') < 2 THEN body END,
    delivery = max(delivery, fact.value ->> 'delivery'),
    failed_code = coalesce(failed_code, fact.value ->> 'failed_code')
FROM json_each(?1) AS fact
WHERE sends.wamid = fact.value ->> 'key'
RETURNING wamid";

/// What Meta charges, for messages whose price is not known yet.
const PRICE_BY_ID: &str = "
UPDATE sends SET price_category = fact.value ->> 'category', price_type = fact.value ->> 'kind',
                 price_region = fact.value ->> 'region'
FROM json_each(?1) AS fact
WHERE sends.outbox_id = fact.value ->> 'key' AND sends.price_type IS NULL
RETURNING outbox_id";

/// The same, by Meta's id.
const PRICE_BY_WAMID: &str = "
UPDATE sends SET price_category = fact.value ->> 'category', price_type = fact.value ->> 'kind',
                 price_region = fact.value ->> 'region'
FROM json_each(?1) AS fact
WHERE sends.wamid = fact.value ->> 'key' AND sends.price_type IS NULL
RETURNING wamid";

/// Messages that Meta took and then refused because the window was closed, with a template left: once each, they are
/// open again. They have not arrived, or their body would be gone.
const REOPEN: &str = "
UPDATE sends SET state = 'queued', reason = 'window_closed', ended_at_ms = NULL, due_at_ms = 0, delivery = 0,
                 failed_code = NULL, refused_wamid = coalesce(wamid, ''), wamid = NULL,
                 window_denied_ms = coalesce(body ->> 'window_opened_at_ms', 0),
                 price_category = NULL, price_type = NULL, price_region = NULL
WHERE has_fallback = 1 AND state = 'accepted' AND failed_code = 131047 AND delivery < 2
  AND refused_wamid IS NULL AND body IS NOT NULL
  AND (outbox_id IN (SELECT value FROM json_each(?1)) OR wamid IN (SELECT value FROM json_each(?2)))
RETURNING body, trace, state, attempts, posts, resends, window_retried, due_at_ms, wamid, reason, code, unpublished,
          sent_at_ms, ended_at_ms, 0 AS is_seen, window_denied_ms, refused_wamid";

/// Entries of histories, up to a bound for each message.
const DECIDED: &str = "
INSERT INTO decisions (outbox_id, at_ms, decision)
SELECT value ->> 'id', value ->> 'at_ms', value ->> 'decision' FROM json_each(?1)
WHERE (SELECT count(*) FROM decisions WHERE outbox_id = value ->> 'id') < ?2";

/// What is known of recipients; nothing known needs no row.
const RECIPIENT: &str = "
INSERT INTO recipients (contact, has_opted_out, undeliverable, free_until_ms) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (contact) DO UPDATE SET has_opted_out = excluded.has_opted_out, undeliverable = excluded.undeliverable,
                                    free_until_ms = excluded.free_until_ms";

/// Recipients that differ from a stranger.
const RECIPIENTS: &str = "
SELECT contact, has_opted_out, undeliverable, free_until_ms FROM recipients
WHERE has_opted_out = 1 OR undeliverable > 0 OR free_until_ms > ?1";

/// A hold begins, or begins anew.
const HOLD: &str = "
INSERT INTO holds (number_id, scope, reason, since_ms, until_ms) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (number_id, scope, reason) DO UPDATE SET since_ms = excluded.since_ms, until_ms = excluded.until_ms";

/// A hold ends.
const LIFT: &str = "DELETE FROM holds WHERE number_id = ?1 AND scope = ?2 AND reason = ?3";

/// All holds.
const HOLDS: &str = "SELECT number_id, scope, reason, since_ms, until_ms FROM holds";

/// Bodies kept for a template that was not needed.
const FORGET: &str = "
UPDATE sends SET body = NULL WHERE arrival IN (
    SELECT arrival FROM sends WHERE body IS NOT NULL AND has_fallback = 1 AND ended_at_ms < ?1 AND unpublished = 0
    LIMIT ?2)";

/// Who is forgotten now: their last message has ended, and people have their copy if they need one.
const FORGOTTEN: &str = "
SELECT contact FROM sends WHERE forgets = 1 AND ended_at_ms IS NOT NULL AND unpublished = 0";

/// What names them goes, up to that message, as far as it has ended; that message itself last. What came after it is
/// somebody new.
const FORGET_PERSON: &str = "
UPDATE sends SET contact = '', body = NULL, trace = '{}', wamid = NULL, wa_id = NULL, refused_wamid = NULL,
                 has_fallback = 0, forgets = 0
FROM (SELECT contact AS who, max(arrival) AS last FROM sends
      WHERE forgets = 1 AND ended_at_ms IS NOT NULL AND unpublished = 0 GROUP BY contact) AS gone
WHERE sends.contact = gone.who AND sends.arrival <= gone.last
  AND sends.ended_at_ms IS NOT NULL AND sends.unpublished = 0
  AND (sends.forgets = 0 OR NOT EXISTS (
      SELECT 1 FROM sends AS open WHERE open.contact = gone.who AND open.arrival < gone.last
                                    AND (open.ended_at_ms IS NULL OR open.unpublished = 1)))";

/// What is known of them as recipients.
const FORGET_RECIPIENT: &str = "DELETE FROM recipients WHERE contact IN (SELECT value FROM json_each(?1))";

/// Histories of messages that are gone.
const PRUNE_DECISIONS: &str = "
DELETE FROM decisions WHERE entry IN (
    SELECT entry FROM decisions WHERE at_ms < ?1 AND outbox_id NOT IN (SELECT outbox_id FROM sends)
    ORDER BY entry LIMIT ?2)";

/// Some of the rows that ended long ago.
const PRUNE: &str = "
DELETE FROM sends WHERE arrival IN (
    SELECT arrival FROM sends WHERE ended_at_ms < ?1 AND unpublished = 0 ORDER BY ended_at_ms LIMIT ?2)";

/// What a new owner must go on with.
const OPEN: &str = "
SELECT body, trace, state, attempts, posts, resends, window_retried, due_at_ms, wamid, reason, code, unpublished,
       sent_at_ms, ended_at_ms, delivery > 0 OR failed_code IS NOT NULL AS is_seen, window_denied_ms,
       refused_wamid
FROM sends WHERE ended_at_ms IS NULL OR unpublished = 1 ORDER BY arrival";

/// Who was written to lately, in the order of the decisions; first come those of an old journal, which has none.
const RECENT: &str = "
SELECT at_ms, sends.outbox_id, contact, number_id, sent_at_ms, posts,
       ended_at_ms IS NOT NULL AND state NOT IN ('tried', 'dropped') AS is_sent
FROM (
    SELECT 0 AS entry, outbox_id, sent_at_ms AS at_ms FROM sends
    WHERE ended_at_ms > ?2 AND sent_at_ms > ?2 AND outbox_id NOT IN (SELECT outbox_id FROM decisions)
    UNION ALL
    SELECT * FROM (SELECT entry, outbox_id, at_ms FROM decisions ORDER BY entry DESC LIMIT ?1)
) AS latest
JOIN sends ON sends.outbox_id = latest.outbox_id
WHERE contact <> ''
ORDER BY latest.entry, at_ms";

/// Marks the time when the journal was made, once.
const MARK: &str = "INSERT INTO journal (only, created_at_ms) VALUES (1, ?1) ON CONFLICT DO NOTHING";

/// Returns that time.
const MARKED: &str = "SELECT created_at_ms FROM journal";

/// Why the journal cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file cannot be opened.
    #[error("opening the journal")]
    Open(#[from] common::sqlite::OpenError),
    /// The schema cannot be brought up to date.
    #[error("migrating the journal")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// A statement failed.
    #[error("using the journal")]
    Sqlite(#[from] sqlx::Error),
    /// A batch could not be written as JSON.
    #[error("writing a batch as JSON")]
    Json(#[from] serde_json::Error),
    /// A row holds what no version of ours wrote.
    #[error("the journal holds a row that cannot be read")]
    Unreadable,
}

/// What a new owner finds.
#[derive(Debug)]
pub struct Loaded {
    /// When the journal was made.
    pub created_at_ms: i64,
    /// Open rows in order of arrival.
    pub rows: Vec<StoredRow>,
    /// Sends of the last minutes, in order.
    pub recent: Vec<RecentSend>,
    /// Recipients that something is known of.
    pub recipients: BTreeMap<ContactHash, Recipient>,
    /// What is held.
    pub holds: BTreeMap<HoldKey, HoldFacts>,
}

/// The commit point of a shard. Narrow on purpose: the simulator stands behind it.
pub trait Journal: Send {
    /// Loads what is open.
    fn load(&mut self, now_unix_ms: i64) -> impl Future<Output = Result<Loaded, StoreError>> + Send;

    /// Commits a batch: all of it, or nothing.
    fn apply(&mut self, batch: &Batch) -> impl Future<Output = Result<Applied, StoreError>> + Send;

    /// Finds out whether commits are possible at all.
    fn has_room(&mut self) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Closes the journal, folding the write-ahead log into the file.
    fn close(self) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// Where the journals and their locks are.
pub trait Files: Clone + Send + Sync + 'static {
    /// An open journal.
    type Journal: Journal;
    /// A lock; held while this value lives.
    type Lock: Send;

    /// Tries to take the lock of a shard; `None` while another process holds it.
    fn try_lock(&self, shard: Shard) -> io::Result<Option<Self::Lock>>;

    /// Opens a shard's journal, made if missing. Only for the holder of its lock.
    fn open(
        &self,
        shard: Shard,
        now_unix_ms: i64,
    ) -> impl Future<Output = Result<Self::Journal, StoreError>> + Send;
}

/// The data folder.
#[derive(Debug, Clone)]
pub struct Folder(pub PathBuf);

impl Files for Folder {
    type Journal = Store;
    type Lock = ShardLock;

    fn try_lock(&self, shard: Shard) -> io::Result<Option<ShardLock>> {
        ShardLock::try_acquire(&self.0, "notifier", shard.0)
    }

    async fn open(&self, shard: Shard, now_unix_ms: i64) -> Result<Store, StoreError> {
        Store::open(&self.0.join(format!("notifier-{shard}.db")), now_unix_ms).await
    }
}

/// A journal in SQLite.
#[derive(Debug)]
pub struct Store {
    connection: SqliteConnection,
}

#[derive(Serialize)]
struct StatusChange<'a> {
    key: &'a str,
    delivery: u8,
    failed_code: Option<u32>,
}

#[derive(Serialize)]
struct PriceChange<'a> {
    key: &'a str,
    #[serde(flatten)]
    price: Price,
}

impl Store {
    /// Opens the journal of a file, making or migrating it.
    pub async fn open(path: &Path, now_unix_ms: i64) -> Result<Self, StoreError> {
        Self::prepared(common::sqlite::open(path).await?, now_unix_ms).await
    }

    /// Opens an empty journal in memory, for tests and the simulator.
    pub async fn open_in_memory(now_unix_ms: i64) -> Result<Self, StoreError> {
        Self::prepared(common::sqlite::open_in_memory().await?, now_unix_ms).await
    }

    /// Returns where in the file this text stands, for tests and the simulator.
    pub async fn columns_with(&mut self, text: &str) -> Result<Vec<String>, StoreError> {
        Ok(common::sqlite::columns_with(&mut self.connection, text).await?)
    }

    async fn prepared(mut connection: SqliteConnection, now_unix_ms: i64) -> Result<Self, StoreError> {
        MIGRATIONS.run_direct(None, &mut connection, false).await?;
        sqlx::query(MARK).bind(now_unix_ms).execute(&mut connection).await?;
        Ok(Self { connection })
    }
}

/// The code that calls the window closed.
const WINDOW_CLOSED_CODE: u32 = 131_047;

impl Store {
    async fn holds(&mut self) -> Result<BTreeMap<HoldKey, HoldFacts>, StoreError> {
        let mut holds = BTreeMap::new();
        for row in sqlx::query(HOLDS).fetch_all(&mut self.connection).await? {
            let (scope, reason): (String, String) = (row.try_get("scope")?, row.try_get("reason")?);
            let scopes = [HoldScope::All, HoldScope::Initiating];
            let scope =
                scopes.into_iter().find(|known| known.label() == scope).ok_or(StoreError::Unreadable)?;
            let reason = account::reason(&reason).ok_or(StoreError::Unreadable)?;
            let facts = HoldFacts { since_ms: row.try_get("since_ms")?, until_ms: row.try_get("until_ms")? };
            holds.insert(HoldKey { number: row.try_get("number_id")?, scope, reason }, facts);
        }
        Ok(holds)
    }
}

impl Store {
    /// Returns what was sent lately, oldest first.
    ///
    /// The clock may have been set back since and set right again. The order of the decisions was kept, so none of them
    /// is older than one before it.
    async fn recent(&mut self, now_unix_ms: i64) -> Result<Vec<RecentSend>, StoreError> {
        let mut sends = BTreeMap::new();
        let mut not_before_ms = i64::MIN;
        let since_ms = now_unix_ms - RECENT_MS;
        let found = sqlx::query(RECENT).bind(RECENT_MAX).bind(since_ms);
        for row in found.fetch_all(&mut self.connection).await? {
            let decided_at_ms: i64 = row.try_get("at_ms")?;
            if decided_at_ms <= now_unix_ms {
                not_before_ms = not_before_ms.max(decided_at_ms);
            }
            let sent_at_ms: Option<i64> = row.try_get("sent_at_ms")?;
            let (Some(sent_at_ms), true) = (sent_at_ms, row.try_get("is_sent")?) else { continue };
            let contact: String = row.try_get("contact")?;
            let number: String = row.try_get("number_id")?;
            let sent = RecentSend {
                contact: contact.parse().map_err(|_| StoreError::Unreadable)?,
                number: number.as_str().into(),
                sent_at_unix_ms: sent_at_ms.max(not_before_ms),
                calls: row.try_get("posts")?,
            };
            sends.insert(row.try_get::<String, _>("outbox_id")?, sent);
        }
        let mut recent: Vec<RecentSend> =
            sends.into_values().filter(|sent| sent.sent_at_unix_ms > since_ms).collect();
        recent.sort_by_key(|sent| sent.sent_at_unix_ms);
        Ok(recent)
    }
}

impl Journal for Store {
    async fn load(&mut self, now_unix_ms: i64) -> Result<Loaded, StoreError> {
        let created_at_ms = sqlx::query_scalar(MARKED).fetch_one(&mut self.connection).await?;
        let mut rows = Vec::new();
        for row in sqlx::query(OPEN).fetch_all(&mut self.connection).await? {
            rows.push(read_open(&row)?);
        }
        let recent = self.recent(now_unix_ms).await?;
        let mut recipients = BTreeMap::new();
        for row in sqlx::query(RECIPIENTS).bind(now_unix_ms).fetch_all(&mut self.connection).await? {
            let contact: String = row.try_get("contact")?;
            let contact: ContactHash = contact.parse().map_err(|_| StoreError::Unreadable)?;
            let (has_opted_out, undeliverable) =
                (row.try_get("has_opted_out")?, row.try_get("undeliverable")?);
            let free_until_ms = row.try_get("free_until_ms")?;
            recipients.insert(contact, Recipient { has_opted_out, undeliverable, free_until_ms });
        }
        let holds = self.holds().await?;
        Ok(Loaded { created_at_ms, rows, recent, recipients, holds })
    }

    async fn apply(&mut self, batch: &Batch) -> Result<Applied, StoreError> {
        let mut applied = Applied::default();
        if batch.is_empty() {
            return Ok(applied);
        }
        let mut transaction = self.connection.begin_with("BEGIN IMMEDIATE").await?;
        if !batch.inserts.is_empty() {
            let json = serde_json::to_string(&batch.inserts)?;
            let inserted: Vec<String> =
                sqlx::query_scalar(INSERT).bind(json).fetch_all(&mut *transaction).await?;
            applied.inserted = inserted.into_iter().map(OutboxId).collect();
        }
        if !batch.updates.is_empty() {
            let images: Vec<&RowImage> = batch.updates.values().collect();
            let json = serde_json::to_string(&images)?;
            sqlx::query(UPDATE).bind(json).execute(&mut *transaction).await?;
        }
        let (mut by_id, mut by_wamid) = (Vec::new(), Vec::new());
        for (key, known) in &batch.statuses {
            let (changes, text) = match key {
                StatusKey::Outbox(id) => (&mut by_id, id.as_str()),
                StatusKey::Wamid(wamid) => (&mut by_wamid, wamid.as_str()),
            };
            let change =
                StatusChange { key: text, delivery: known.delivery.rank(), failed_code: known.failed_code };
            changes.push(change);
        }
        let mut matched = BTreeSet::new();
        if !by_id.is_empty() {
            let json = serde_json::to_string(&by_id)?;
            let found: Vec<String> =
                sqlx::query_scalar(STATUS_BY_ID).bind(json).fetch_all(&mut *transaction).await?;
            matched.extend(found.into_iter().map(|id| StatusKey::Outbox(OutboxId(id))));
        }
        if !by_wamid.is_empty() {
            let json = serde_json::to_string(&by_wamid)?;
            let found: Vec<String> =
                sqlx::query_scalar(STATUS_BY_WAMID).bind(json).fetch_all(&mut *transaction).await?;
            matched.extend(found.into_iter().map(StatusKey::Wamid));
        }
        apply_prices(&mut transaction, batch, &mut applied).await?;
        apply_reopened(&mut transaction, batch, &mut applied).await?;
        apply_knowledge(&mut transaction, batch, &applied).await?;
        applied.unmatched = batch.statuses.keys().filter(|key| !matched.contains(*key)).cloned().collect();
        if let Some(before_ms) = batch.prune_before_ms {
            sqlx::query(PRUNE).bind(before_ms).bind(PRUNE_MAX).execute(&mut *transaction).await?;
            sqlx::query(PRUNE_DECISIONS).bind(before_ms).bind(PRUNE_MAX).execute(&mut *transaction).await?;
            sqlx::query(FORGET)
                .bind(batch.bodies_before_ms)
                .bind(PRUNE_MAX)
                .execute(&mut *transaction)
                .await?;
        }
        let forgotten = forget(&mut transaction).await?;
        transaction.commit().await?;
        if forgotten {
            // The log holds what was erased until it begins anew; that it cannot right now is no harm.
            let _ = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut self.connection).await;
        }
        Ok(applied)
    }

    async fn has_room(&mut self) -> Result<(), StoreError> {
        Ok(common::sqlite::has_room(&mut self.connection).await?)
    }

    async fn close(self) -> Result<(), StoreError> {
        Ok(self.connection.close().await?)
    }
}

/// Forgets people whose last message has ended; answers whether there were any.
async fn forget(connection: &mut SqliteConnection) -> Result<bool, StoreError> {
    let who: Vec<String> = sqlx::query_scalar(FORGOTTEN).fetch_all(&mut *connection).await?;
    if who.is_empty() {
        return Ok(false);
    }
    if protection::is_out(Protection::ForgetsAll) {
        return Ok(false);
    }
    sqlx::query(FORGET_RECIPIENT).bind(serde_json::to_string(&who)?).execute(&mut *connection).await?;
    sqlx::query(FORGET_PERSON).execute(&mut *connection).await?;
    Ok(true)
}

/// Counts each message's price once.
async fn apply_prices(
    connection: &mut SqliteConnection,
    batch: &Batch,
    applied: &mut Applied,
) -> Result<(), StoreError> {
    let (mut by_id, mut by_wamid) = (Vec::new(), Vec::new());
    for (key, known) in &batch.statuses {
        let Some(price) = known.price else { continue };
        match key {
            StatusKey::Outbox(id) => by_id.push(PriceChange { key: id.as_str(), price }),
            StatusKey::Wamid(wamid) => by_wamid.push(PriceChange { key: wamid.as_str(), price }),
        }
    }
    for (changes, statement) in [(by_id, PRICE_BY_ID), (by_wamid, PRICE_BY_WAMID)] {
        if changes.is_empty() {
            continue;
        }
        let json = serde_json::to_string(&changes)?;
        let found: BTreeSet<String> =
            sqlx::query_scalar(statement).bind(json).fetch_all(&mut *connection).await?.into_iter().collect();
        applied
            .priced
            .extend(changes.iter().filter(|change| found.contains(change.key)).map(|change| change.price));
    }
    Ok(())
}

/// Opens again what Meta took and refused for the closed window.
async fn apply_reopened(
    connection: &mut SqliteConnection,
    batch: &Batch,
    applied: &mut Applied,
) -> Result<(), StoreError> {
    let (mut ids, mut wamids) = (Vec::new(), Vec::new());
    for (key, known) in &batch.statuses {
        match key {
            _ if known.failed_code != Some(WINDOW_CLOSED_CODE) => {}
            StatusKey::Outbox(id) => ids.push(id.as_str()),
            StatusKey::Wamid(wamid) => wamids.push(wamid.as_str()),
        }
    }
    if ids.is_empty() && wamids.is_empty() {
        return Ok(());
    }
    let reopen = sqlx::query(REOPEN).bind(serde_json::to_string(&ids)?).bind(serde_json::to_string(&wamids)?);
    for row in reopen.fetch_all(&mut *connection).await? {
        applied.reopened.push(read_open(&row)?);
    }
    Ok(())
}

/// Writes histories, recipients and holds.
async fn apply_knowledge(
    connection: &mut SqliteConnection,
    batch: &Batch,
    applied: &Applied,
) -> Result<(), StoreError> {
    let is_repeated = |id: &OutboxId| {
        !applied.inserted.contains(id) && batch.inserts.iter().any(|insert| insert.image.id == *id)
    };
    let decisions: Vec<&Decided> =
        batch.decisions.iter().filter(|decided| !is_repeated(&decided.id)).collect();
    if !decisions.is_empty() {
        let json = serde_json::to_string(&decisions)?;
        sqlx::query(DECIDED).bind(json).bind(DECISIONS_MAX).execute(&mut *connection).await?;
    }
    for (contact, recipient) in &batch.recipients {
        sqlx::query(RECIPIENT)
            .bind(contact.to_string())
            .bind(recipient.has_opted_out)
            .bind(recipient.undeliverable)
            .bind(recipient.free_until_ms)
            .execute(&mut *connection)
            .await?;
    }
    for (key, facts) in &batch.holds {
        let statement = if facts.is_some() { HOLD } else { LIFT };
        let query = sqlx::query(statement).bind(&key.number).bind(key.scope.label()).bind(key.reason);
        let query = match facts {
            Some(facts) => query.bind(facts.since_ms).bind(facts.until_ms),
            None => query,
        };
        query.execute(&mut *connection).await?;
    }
    Ok(())
}

fn read_open(row: &sqlx::sqlite::SqliteRow) -> Result<StoredRow, StoreError> {
    let body: String = row.try_get("body")?;
    let trace: String = row.try_get("trace")?;
    let state: String = row.try_get("state")?;
    let outbound: Outbound = serde_json::from_str(&body).map_err(|_| StoreError::Unreadable)?;
    Ok(StoredRow {
        outbound: Arc::new(outbound),
        trace: Arc::new(serde_json::from_str::<Trace>(&trace).unwrap_or_default()),
        state: State::from_label(&state).ok_or(StoreError::Unreadable)?,
        attempts: row.try_get("attempts")?,
        posts: row.try_get("posts")?,
        resends: row.try_get("resends")?,
        window_retried: row.try_get("window_retried")?,
        due_at_unix_ms: row.try_get("due_at_ms")?,
        wamid: row.try_get("wamid")?,
        reason: row.try_get("reason")?,
        code: row.try_get("code")?,
        unpublished: row.try_get("unpublished")?,
        sent_at_unix_ms: row.try_get("sent_at_ms")?,
        ended_at_unix_ms: row.try_get("ended_at_ms")?,
        is_seen: row.try_get("is_seen")?,
        window_denied_ms: row.try_get("window_denied_ms")?,
        refused_wamid: row.try_get("refused_wamid")?,
    })
}

#[cfg(test)]
#[path = "store_tests.rs"]
mod tests;
