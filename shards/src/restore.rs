//! Puts a backup in the place of a shard file, or confirms that one is lost. Nothing is ever deleted.
//!
//! A restored file is older than what the shop, Meta and the broker know. What that can repeat, and what prevents it,
//! is in `docs/OPERATIONS.md`.

use std::{
    fs::{self, File, OpenOptions},
    io,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use common::{
    forget,
    shard::{self, ShardLock},
    sqlite,
};
use sqlx::{ConnectOptions as _, Connection as _, sqlite::SqliteConnectOptions};

use crate::{
    Failure,
    backup::{self, Entry},
    file::{self, Kind},
    io_at, now_ms, sqlite_at,
};

/// A file and what follows it.
const SUFFIXES: [&str; 3] = ["", "-wal", "-shm"];

/// What a restored journal no longer knows is treated as perhaps sent: open rows, and redelivered messages that were
/// decided before now.
const DOUBT_OPEN_SENDS: &str = "UPDATE sends SET state = 'sending', posts = max(posts, 1) \
     WHERE ended_at_ms IS NULL AND state IN ('queued', 'held')";
const DOUBT_REDELIVERED: &str = "UPDATE journal SET created_at_ms = ?1";

/// Buttons that buyers got since the backup must not pass for those that a restored conversation shows: their numbers
/// begin anew above all that were ever given out, at the time in seconds, which no conversation outruns.
const OUTDATE_BUTTONS: &str = "UPDATE conversations SET state = json_replace(state, '$.conversation.step', \
     min(max(json_extract(state, '$.conversation.step') + 1, ?1 / 1000), 4294967295)) \
     WHERE json_type(state, '$.conversation.step') = 'integer'";

/// What a restore did.
#[derive(Debug)]
pub struct Restored {
    /// The file.
    pub name: String,
    /// The generation that it came from; none when it was begun anew.
    pub generation: Option<PathBuf>,
    /// Generations that were passed over, and why.
    pub refused: Vec<String>,
    /// Where the former file is now.
    pub quarantined: Vec<PathBuf>,
}

/// Restores one file from the newest generation in which it is whole.
pub async fn restore(data: &Path, from: &Path, name: &str) -> Result<Restored, Failure> {
    let (kind, number) = parsed(name)?;
    let mut refused = Vec::new();
    let mut source = None;
    for generation in backup::generations(from)? {
        match candidate(data, &generation, name, number).await {
            Ok(entry) => {
                source = Some((generation, entry));
                break;
            }
            // Another generation cannot help.
            Err(Failure::Count(error)) => return Err(error.into()),
            Err(error) => refused.push(format!("{}: {error}", generation.display())),
        }
    }
    let Some((generation, entry)) = source else {
        return Err(Failure::Nothing(format!("no whole backup of {name}; {}", refused.join("; "))));
    };
    let _lock = lock(data, kind, number)?;
    let target = data.join(name);
    let draft = data.join(format!("{name}.restoring-{}", uuid::Uuid::new_v4()));
    let forgotten = forgotten(data, number).await;
    let drafted = draw(&generation.join(name), &draft, kind, &entry, &forgotten).await;
    if let Err(error) = drafted {
        // The first error says why; a draft is of no use.
        let _ = fs::remove_file(&draft);
        return Err(error);
    }
    // From here on a crash leaves a shard that is missed, never one that begins anew.
    sqlite::mark_made(&target).map_err(io_at("marking the file"))?;
    let quarantined = quarantine(&target)?;
    fs::rename(&draft, &target).map_err(io_at("putting the copy in place"))?;
    sqlite::sync_dir(data).map_err(io_at("syncing the data folder"))?;
    Ok(Restored { name: name.to_owned(), generation: Some(generation), refused, quarantined })
}

/// Sets a file aside, and lets its owner begin anew: what it knew is given up.
pub fn begin_anew(data: &Path, name: &str) -> Result<Restored, Failure> {
    let (kind, number) = parsed(name)?;
    let _lock = lock(data, kind, number)?;
    let target = data.join(name);
    let quarantined = quarantine(&target)?;
    match fs::remove_file(sqlite::marker(&target)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(io_at("removing the marker")(error));
        }
        _ => {}
    }
    sqlite::sync_dir(data).map_err(io_at("syncing the data folder"))?;
    Ok(Restored { name: name.to_owned(), generation: None, refused: Vec::new(), quarantined })
}

fn parsed(name: &str) -> Result<(Kind, u16), Failure> {
    file::parse(name).ok_or_else(|| Failure::Nothing(format!("{name} is no shard file")))
}

async fn candidate(data: &Path, generation: &Path, name: &str, number: u16) -> Result<Entry, Failure> {
    let manifest = backup::manifest(generation)?;
    shard::check_count(data, manifest.shards)?;
    if number >= manifest.shards {
        return Err(Failure::Nothing(format!("there are only {} shards", manifest.shards)));
    }
    let entry = manifest.files.get(name).cloned();
    let entry = entry.ok_or_else(|| Failure::Nothing(format!("{name} is not in it")))?;
    backup::verify(generation, name, &entry).await?;
    Ok(entry)
}

fn lock(data: &Path, kind: Kind, number: u16) -> Result<ShardLock, Failure> {
    let lock = ShardLock::try_acquire(data, kind.stem(), number).map_err(io_at("taking the lock"))?;
    lock.ok_or_else(|| Failure::Held(format!("{}-{number:02}", kind.stem())))
}

/// Somebody who was forgotten, as the worker's file has it: hash, time, place of the next message.
type Tombstone = (String, i64, i64);

/// Reads who was forgotten since the backup, from the worker's file as it is now. One that is lost or damaged knows nobody.
async fn forgotten(data: &Path, number: u16) -> Vec<Tombstone> {
    let path = data.join(format!("{}-{number:02}.db", Kind::Worker.stem()));
    let options = SqliteConnectOptions::new().filename(path).read_only(true).disable_statement_logging();
    let Ok(mut connection) = options.connect().await else { return Vec::new() };
    let found = sqlx::query_as(forget::FORGOTTEN).fetch_all(&mut connection).await;
    let _ = connection.close().await;
    found.unwrap_or_default()
}

async fn draw(
    from: &Path,
    draft: &Path,
    kind: Kind,
    entry: &Entry,
    forgotten: &[Tombstone],
) -> Result<(), Failure> {
    let mut source = File::open(from).map_err(io_at("opening the backup"))?;
    let mut copy = OpenOptions::new()
        .create_new(true)
        .write(true)
        .mode(0o600)
        .open(draft)
        .map_err(io_at("making the copy"))?;
    io::copy(&mut source, &mut copy).map_err(io_at("copying"))?;
    copy.sync_all().map_err(io_at("syncing the copy"))?;
    let (size, sha256) = file::fingerprint(draft)?;
    if (size, sha256.as_str()) != (entry.size, entry.sha256.as_str()) {
        return Err(Failure::Damaged {
            name: entry.sha256.clone(),
            problem: "changed while copied".to_owned(),
        });
    }
    prepare(draft, kind, forgotten).await.map_err(sqlite_at("preparing the copy"))?;
    File::open(draft).and_then(|file| file.sync_all()).map_err(io_at("syncing the copy"))
}

/// Writes into a copy what its owner must know: that it is not as young as the world.
async fn prepare(draft: &Path, kind: Kind, forgotten: &[Tombstone]) -> Result<(), sqlx::Error> {
    let options = SqliteConnectOptions::new().filename(draft).pragma("secure_delete", "ON");
    let options = options.disable_statement_logging();
    let mut connection = options.connect().await?;
    let now = i64::try_from(now_ms()).unwrap_or(i64::MAX);
    let mut transaction = connection.begin().await?;
    match kind {
        Kind::Worker => {
            sqlx::query(OUTDATE_BUTTONS).bind(now).execute(&mut *transaction).await?;
        }
        Kind::Notifier => {
            sqlx::query(DOUBT_OPEN_SENDS).execute(&mut *transaction).await?;
            sqlx::query(DOUBT_REDELIVERED).bind(now).execute(&mut *transaction).await?;
        }
    }
    if !forgotten.is_empty() {
        forget_again(&mut transaction, kind, forgotten).await?;
    }
    transaction.commit().await?;
    connection.close().await
}

/// Forgets in a copy whom the file that it replaces knows to be forgotten. A copy of an older version may lack what is
/// forgotten; then there is nothing to forget.
async fn forget_again(
    transaction: &mut sqlx::SqliteConnection,
    kind: Kind,
    forgotten: &[Tombstone],
) -> Result<(), sqlx::Error> {
    let contacts: Vec<&str> = forgotten.iter().map(|(contact, ..)| contact.as_str()).collect();
    let contacts = serde_json::to_string(&contacts).unwrap_or_default();
    let statements: Vec<&'static str> = match kind {
        Kind::Worker => [&forget::WORKER_FROM_BEFORE[..], &forget::WORKER].concat(),
        Kind::Notifier => forget::NOTIFIER.to_vec(),
    };
    for statement in statements {
        known(sqlx::query(statement).bind(contacts.as_str()).execute(&mut *transaction).await)?;
    }
    if kind == Kind::Worker {
        for (contact, at_ms, next_position) in forgotten {
            let tombstone = sqlx::query(forget::TOMBSTONE).bind(contact).bind(at_ms).bind(next_position);
            known(tombstone.execute(&mut *transaction).await)?;
        }
    }
    Ok(())
}

/// Lets a table or column that an older version did not have pass.
fn known(done: Result<sqlx::sqlite::SqliteQueryResult, sqlx::Error>) -> Result<(), sqlx::Error> {
    match done {
        Err(sqlx::Error::Database(error)) if error.message().starts_with("no such") => Ok(()),
        Err(error) => Err(error),
        Ok(_) => Ok(()),
    }
}

fn quarantine(target: &Path) -> Result<Vec<PathBuf>, Failure> {
    let at = now_ms();
    let mut moved = Vec::new();
    for suffix in SUFFIXES {
        let path = PathBuf::from(format!("{}{suffix}", target.display()));
        // The suffix stays at the end, so that SQLite finds the log of the file that was set aside.
        let aside = PathBuf::from(format!("{}.quarantined-{at}{suffix}", target.display()));
        match fs::rename(&path, &aside) {
            Ok(()) => moved.push(aside),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(io_at(format!("setting {} aside", path.display()))(error)),
        }
    }
    Ok(moved)
}
