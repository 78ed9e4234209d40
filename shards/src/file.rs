//! One shard file: what it is called, whether it is whole, what is in it.

use std::{collections::BTreeMap, fs::File, io::Read, path::Path, time::Duration};

use sha2::{Digest as _, Sha256};
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection, sqlite::SqliteConnectOptions};

use crate::{Failure, io_at, sqlite_at};

/// How long a look into a file waits for its owner.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Bytes that are hashed at a time.
const READ_BYTES: usize = 64 * 1024;

/// Whose file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `shard-NN.db`, the worker's.
    Worker,
    /// `notifier-NN.db`, the notifier's.
    Notifier,
}

impl Kind {
    /// The first part of the names of file and lock.
    pub fn stem(self) -> &'static str {
        match self {
            Self::Worker => "shard",
            Self::Notifier => "notifier",
        }
    }

    /// Whose files a process of this name keeps.
    pub fn of_process(name: &str) -> Option<Self> {
        match name {
            "worker" => Some(Self::Worker),
            "notifier" => Some(Self::Notifier),
            _ => None,
        }
    }

    fn schema_newest(self) -> i64 {
        let migrator = match self {
            Self::Worker => sqlx::migrate!("../worker/migrations"),
            Self::Notifier => sqlx::migrate!("../notifier/migrations"),
        };
        migrator.iter().map(|migration| migration.version).max().unwrap_or(0)
    }

    fn counts(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Worker => &[
                ("seen", "SELECT count(*) FROM seen"),
                ("conversations", "SELECT count(*) FROM conversations"),
                ("effects", "SELECT count(*) FROM effects"),
                ("outbox", "SELECT count(*) FROM outbox"),
                ("held", "SELECT count(*) FROM held"),
                ("timers", "SELECT count(*) FROM timers"),
            ],
            Self::Notifier => &[("sends", "SELECT count(*) FROM sends")],
        }
    }

    /// Rows that no version of ours writes. Each statement counts them.
    fn invariants(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Worker => &[
                (
                    "open effects without a conversation",
                    "SELECT count(*) FROM effects e WHERE is_open = 1 \
                     AND NOT EXISTS (SELECT 1 FROM conversations c WHERE c.contact = e.contact)",
                ),
                (
                    "conversations that are no JSON",
                    "SELECT count(*) FROM conversations WHERE NOT json_valid(state)",
                ),
                ("effects that are no JSON", "SELECT count(*) FROM effects WHERE NOT json_valid(progress)"),
                (
                    "outbox headers that are no JSON",
                    "SELECT count(*) FROM outbox WHERE NOT json_valid(headers)",
                ),
                ("held headers that are no JSON", "SELECT count(*) FROM held WHERE NOT json_valid(headers)"),
            ],
            Self::Notifier => &[
                (
                    "open sends without a readable body",
                    "SELECT count(*) FROM sends WHERE ended_at_ms IS NULL AND NOT coalesce(json_valid(body), 0)",
                ),
                ("traces that are no JSON", "SELECT count(*) FROM sends WHERE NOT json_valid(trace)"),
                ("journals that are unmarked", "SELECT 1 - count(*) FROM journal"),
            ],
        }
    }
}

/// Reads the name of a shard file.
pub fn parse(name: &str) -> Option<(Kind, u16)> {
    let stem = name.strip_suffix(".db")?;
    let (kind, number) = stem.rsplit_once('-')?;
    let kind = match kind {
        "shard" => Kind::Worker,
        "notifier" => Kind::Notifier,
        _ => return None,
    };
    let is_plain = number.len() >= 2 && number.bytes().all(|byte| byte.is_ascii_digit());
    is_plain.then(|| number.parse().ok()).flatten().map(|shard| (kind, shard))
}

/// What is in a whole file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// Version of the schema.
    pub schema: i64,
    /// Rows per table.
    pub rows: BTreeMap<String, i64>,
}

/// Opens a file to read it, beside its owner.
pub(crate) async fn open_to_read(path: &Path) -> Result<SqliteConnection, Failure> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .busy_timeout(BUSY_TIMEOUT)
        .disable_statement_logging();
    SqliteConnection::connect_with(&options).await.map_err(sqlite_at("opening the file"))
}

/// Checks a file whole: its pages, its schema, what the application promises.
pub async fn inspect(path: &Path, kind: Kind) -> Result<Contents, Failure> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let damaged = |problem: String| Failure::Damaged { name: name.clone(), problem };
    let is_there = std::fs::metadata(path).is_ok_and(|found| found.len() > 0);
    if !is_there {
        return Err(damaged("missing or empty".to_owned()));
    }
    let mut connection = open_to_read(path).await.map_err(|error| damaged(error.to_string()))?;
    let looked = look(&mut connection, kind).await;
    let closed = connection.close().await;
    let (verdict, contents, broken) = looked.map_err(|error| damaged(error.to_string()))?;
    closed.map_err(sqlite_at("closing the file"))?;
    if verdict != "ok" {
        return Err(damaged("integrity_check found damage".to_owned()));
    }
    if contents.schema > kind.schema_newest() {
        return Err(damaged(format!("schema {} is newer than this command", contents.schema)));
    }
    if let Some((what, count)) = broken {
        return Err(damaged(format!("{count} {what}")));
    }
    Ok(contents)
}

type Looked = (String, Contents, Option<(&'static str, i64)>);

async fn look(connection: &mut SqliteConnection, kind: Kind) -> Result<Looked, sqlx::Error> {
    let verdict = sqlx::query_scalar("PRAGMA integrity_check(1)").fetch_one(&mut *connection).await?;
    let schema =
        sqlx::query_scalar("SELECT coalesce(max(version), 0) FROM _sqlx_migrations WHERE success = 1")
            .fetch_one(&mut *connection)
            .await?;
    let mut rows = BTreeMap::new();
    for (table, statement) in kind.counts() {
        let count = sqlx::query_scalar(*statement).fetch_one(&mut *connection).await?;
        rows.insert((*table).to_owned(), count);
    }
    let mut broken = None;
    for (what, statement) in kind.invariants() {
        let count: i64 = sqlx::query_scalar(*statement).fetch_one(&mut *connection).await?;
        if count != 0 && broken.is_none() {
            broken = Some((*what, count));
        }
    }
    Ok((verdict, Contents { schema, rows }, broken))
}

/// Returns size and SHA-256 of a file.
pub fn fingerprint(path: &Path) -> Result<(u64, String), Failure> {
    let mut file = File::open(path).map_err(io_at(format!("opening {}", path.display())))?;
    let (mut hasher, mut size, mut buffer) = (Sha256::new(), 0, vec![0; READ_BYTES]);
    loop {
        let read = file.read(&mut buffer).map_err(io_at("reading a file"))?;
        if read == 0 {
            return Ok((size, hex::encode(hasher.finalize())));
        }
        hasher.update(buffer.get(..read).unwrap_or_default());
        size += read as u64;
    }
}
