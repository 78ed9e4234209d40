//! What the journals say of single messages, for people: read beside the running notifier, never written. Nothing about
//! the person and no words of the message come out.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use sqlx::{ConnectOptions as _, Connection as _, Row as _, SqliteConnection, sqlite::SqliteConnectOptions};

/// How long a journal that is being written is waited for.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Entries of a history that are shown.
const ENTRIES_MAX: i64 = 200;

/// Why a journal could not be read.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// No journal in the folder.
    #[error("no journals in {}", .0.display())]
    Nothing(PathBuf),
    /// The folder cannot be listed.
    #[error("reading {}", .0.display())]
    Folder(PathBuf, #[source] std::io::Error),
    /// A journal cannot be read.
    #[error("reading {}", .0.display())]
    Journal(PathBuf, #[source] sqlx::Error),
}

/// One message's life so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Life {
    /// Its identity.
    pub outbox_id: String,
    /// Where it stands now, in the journal's words.
    pub state: String,
    /// Why it waits or ended.
    pub reason: Option<String>,
    /// Meta's code.
    pub code: Option<i64>,
    /// Calls made.
    pub posts: i64,
    /// Meta's id of it.
    pub wamid: Option<String>,
    /// How far it got: 0 unknown, 1 sent, 2 delivered, 3 read, 4 played.
    pub delivery: i64,
    /// Meta's code of a failure after it was taken.
    pub failed_code: Option<i64>,
    /// What Meta charges: category and kind.
    pub price: Option<(String, String)>,
    /// When it was taken, called for and ended, unix milliseconds.
    pub created_at_ms: i64,
    /// When Meta was last called.
    pub sent_at_ms: Option<i64>,
    /// When its life ended.
    pub ended_at_ms: Option<i64>,
    /// What was decided about it, in order: when, unix milliseconds, and what.
    pub decisions: Vec<(i64, String)>,
}

/// Messages of one state and reason.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Group {
    /// The state.
    pub state: String,
    /// The reason.
    pub reason: Option<String>,
    /// How many.
    pub count: i64,
    /// When the oldest was taken, unix milliseconds.
    pub oldest_at_ms: i64,
}

/// Finds a message by its outbox id or by Meta's id.
pub async fn find(data: &Path, id: &str) -> Result<Option<Life>, Failure> {
    for path in journals(data)? {
        let failed = |error| Failure::Journal(path.clone(), error);
        let mut connection = open(&path).await.map_err(failed)?;
        let found = find_in(&mut connection, id).await.map_err(failed)?;
        let _ = connection.close().await;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// Counts what has not ended, and what ended otherwise than by being taken, in all journals of a folder.
pub async fn open_groups(data: &Path) -> Result<Vec<Group>, Failure> {
    let mut groups: std::collections::BTreeMap<(String, Option<String>), (i64, i64)> =
        std::collections::BTreeMap::new();
    for path in journals(data)? {
        let failed = |error| Failure::Journal(path.clone(), error);
        let mut connection = open(&path).await.map_err(failed)?;
        let rows = sqlx::query(
            "SELECT state, reason, count(*) AS count, min(created_at_ms) AS oldest FROM sends
             WHERE state NOT IN ('accepted', 'tried', 'dropped') GROUP BY state, reason",
        )
        .fetch_all(&mut connection)
        .await
        .map_err(failed)?;
        for row in rows {
            let key = (row.try_get("state").map_err(failed)?, row.try_get("reason").map_err(failed)?);
            let (count, oldest): (i64, i64) =
                (row.try_get("count").map_err(failed)?, row.try_get("oldest").map_err(failed)?);
            let group = groups.entry(key).or_insert((0, i64::MAX));
            *group = (group.0 + count, group.1.min(oldest));
        }
        let _ = connection.close().await;
    }
    Ok(groups
        .into_iter()
        .map(|((state, reason), (count, oldest_at_ms))| Group { state, reason, count, oldest_at_ms })
        .collect())
}

fn journals(data: &Path) -> Result<Vec<PathBuf>, Failure> {
    let failed = |error| Failure::Folder(data.to_owned(), error);
    let mut paths = Vec::new();
    for entry in fs::read_dir(data).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with("notifier-") && name.ends_with(".db") {
            paths.push(path);
        }
    }
    paths.sort();
    if paths.is_empty() { Err(Failure::Nothing(data.to_owned())) } else { Ok(paths) }
}

async fn open(path: &Path) -> Result<SqliteConnection, sqlx::Error> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .busy_timeout(BUSY_TIMEOUT)
        .disable_statement_logging();
    SqliteConnection::connect_with(&options).await
}

async fn find_in(connection: &mut SqliteConnection, id: &str) -> Result<Option<Life>, sqlx::Error> {
    let row = sqlx::query(
        "SELECT outbox_id, state, reason, code, posts, wamid, delivery, failed_code, price_category, price_type,
                created_at_ms, sent_at_ms, ended_at_ms
         FROM sends WHERE outbox_id = ?1 OR wamid = ?1 LIMIT 1",
    )
    .bind(id)
    .fetch_optional(&mut *connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let outbox_id: String = row.try_get("outbox_id")?;
    let decisions =
        sqlx::query("SELECT at_ms, decision FROM decisions WHERE outbox_id = ?1 ORDER BY entry LIMIT ?2")
            .bind(&outbox_id)
            .bind(ENTRIES_MAX)
            .fetch_all(&mut *connection)
            .await?
            .iter()
            .map(|row| Ok((row.try_get("at_ms")?, row.try_get("decision")?)))
            .collect::<Result<_, sqlx::Error>>()?;
    let category: Option<String> = row.try_get("price_category")?;
    let kind: Option<String> = row.try_get("price_type")?;
    Ok(Some(Life {
        outbox_id,
        state: row.try_get("state")?,
        reason: row.try_get("reason")?,
        code: row.try_get("code")?,
        posts: row.try_get("posts")?,
        wamid: row.try_get("wamid")?,
        delivery: row.try_get("delivery")?,
        failed_code: row.try_get("failed_code")?,
        price: category.zip(kind),
        created_at_ms: row.try_get("created_at_ms")?,
        sent_at_ms: row.try_get("sent_at_ms")?,
        ended_at_ms: row.try_get("ended_at_ms")?,
        decisions,
    }))
}
