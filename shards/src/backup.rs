//! Generations of backups. A generation appears whole and verified, or not at all.

use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use common::{
    shard::{self, ShardLock},
    sqlite,
};
use serde::{Deserialize, Serialize};
use sqlx::Connection as _;

use crate::{Failure, file, io_at, names_in, now_ms, shard_count, sqlite_at};

/// Generations that are kept unless told otherwise.
pub const GENERATIONS_KEPT: usize = 7;
/// First part of the names of generations; a unix time in milliseconds follows.
const GENERATION: &str = "generation-";
/// First part of the names of generations in the making.
const MAKING: &str = ".making-";
/// First part of the name of the lock that one backup at a time holds.
const LOCK: &str = "backup";
/// The manifest of a generation.
const MANIFEST: &str = "manifest.json";

/// What a generation holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// When it was begun, unix milliseconds.
    pub at_ms: u64,
    /// The number of shards of the data folder.
    pub shards: u16,
    /// Its files by name.
    pub files: BTreeMap<String, Entry>,
}

/// One file of a generation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When it was copied, unix milliseconds.
    pub at_ms: u64,
    /// Bytes.
    pub size: u64,
    /// SHA-256, in hex.
    pub sha256: String,
    /// Version of the schema.
    pub schema: i64,
    /// Rows per table.
    pub rows: BTreeMap<String, i64>,
}

/// Backs up every shard file of a data folder, beside running processes, and returns the new generation.
pub async fn backup(data: &Path, to: &Path, kept: usize) -> Result<(PathBuf, Manifest), Failure> {
    let shards = shard_count(data)?;
    let names = names_in(data)?;
    if names.is_empty() {
        return Err(Failure::Nothing(format!("no shard files in {}", data.display())));
    }
    shard::create_private_dir(to).map_err(io_at(format!("making {}", to.display())))?;
    let lock = ShardLock::try_acquire(to, LOCK, 0).map_err(io_at("taking the lock of the backup folder"))?;
    let _lock = lock.ok_or(Failure::Busy)?;
    sweep(to)?;
    let making = to.join(format!("{MAKING}{}", uuid::Uuid::new_v4()));
    shard::create_private_dir(&making).map_err(io_at("making a generation"))?;
    let made = fill(data, &making, shards, &names).await;
    let manifest = match made {
        Ok(manifest) => manifest,
        Err(error) => {
            // Half a generation is of no use, and the first error says why.
            let _ = fs::remove_dir_all(&making);
            return Err(error);
        }
    };
    // A clock that was set back must not make the newest look like the oldest.
    let newest = generations(to)?.first().and_then(|newest| number(newest)).unwrap_or(0);
    let number = manifest.at_ms.max(newest + 1);
    let generation = to.join(format!("{GENERATION}{number:013}"));
    fs::rename(&making, &generation).map_err(io_at("naming the generation"))?;
    sqlite::sync_dir(to).map_err(io_at("syncing the backup folder"))?;
    // Only now that a newer one is whole may the oldest go.
    for old in generations(to)?.into_iter().skip(kept.max(1)) {
        fs::remove_dir_all(&old).map_err(io_at("removing an old generation"))?;
    }
    Ok((generation, manifest))
}

/// Removes what backups left that were cut off. Only with the lock: nobody else makes one then.
fn sweep(to: &Path) -> Result<(), Failure> {
    for entry in fs::read_dir(to).map_err(io_at("reading the backup folder"))? {
        let entry = entry.map_err(io_at("reading the backup folder"))?;
        if entry.file_name().to_string_lossy().starts_with(MAKING) {
            fs::remove_dir_all(entry.path()).map_err(io_at("removing half a generation"))?;
        }
    }
    Ok(())
}

async fn fill(data: &Path, making: &Path, shards: u16, names: &[String]) -> Result<Manifest, Failure> {
    let mut manifest = Manifest { at_ms: now_ms(), shards, files: BTreeMap::new() };
    for name in names {
        let entry = copy(&data.join(name), &making.join(name)).await?;
        manifest.files.insert(name.clone(), entry);
    }
    let mut options = OpenOptions::new();
    let mut file = options
        .create_new(true)
        .write(true)
        .mode(0o600)
        .open(making.join(MANIFEST))
        .map_err(io_at("making the manifest"))?;
    serde_json::to_writer_pretty(&mut file, &manifest)?;
    file.sync_all().map_err(io_at("syncing the manifest"))?;
    sqlite::sync_dir(making).map_err(io_at("syncing the generation"))?;
    Ok(manifest)
}

async fn copy(from: &Path, to: &Path) -> Result<Entry, Failure> {
    let name = from.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let Some((kind, _)) = file::parse(&name) else {
        return Err(Failure::Nothing(format!("{name} is no shard file")));
    };
    // What is damaged must not take the place of a good generation.
    file::inspect(from, kind).await?;
    // Made here, so that it is private from the first moment.
    OpenOptions::new().create_new(true).write(true).mode(0o600).open(to).map_err(io_at("making a copy"))?;
    let at_ms = now_ms();
    let target = to.to_string_lossy().into_owned();
    let mut connection = file::open_to_read(from).await?;
    sqlx::query("VACUUM INTO ?1")
        .bind(target)
        .execute(&mut connection)
        .await
        .map_err(sqlite_at(format!("copying {name}")))?;
    connection.close().await.map_err(sqlite_at("closing the file"))?;
    File::open(to).and_then(|file| file.sync_all()).map_err(io_at("syncing a copy"))?;
    let contents = file::inspect(to, kind).await?;
    let (size, sha256) = file::fingerprint(to)?;
    Ok(Entry { at_ms, size, sha256, schema: contents.schema, rows: contents.rows })
}

/// Returns the generations of a backup folder, newest first.
pub fn generations(from: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    for entry in fs::read_dir(from).map_err(io_at(format!("reading {}", from.display())))? {
        let path = entry.map_err(io_at("reading the backup folder"))?.path();
        if number(&path).is_some() {
            found.push(path);
        }
    }
    found.sort_by_key(|generation| std::cmp::Reverse(number(generation)));
    Ok(found)
}

/// The number in the name of a generation; none when the name is another.
fn number(generation: &Path) -> Option<u64> {
    generation.file_name()?.to_str()?.strip_prefix(GENERATION)?.parse().ok()
}

/// Reads the manifest of a generation.
pub fn manifest(generation: &Path) -> Result<Manifest, Failure> {
    let path = generation.join(MANIFEST);
    let text = fs::read_to_string(&path).map_err(io_at(format!("reading {}", path.display())))?;
    Ok(serde_json::from_str(&text)?)
}

/// Verifies one file of a generation against its manifest, and as a database.
pub async fn verify(generation: &Path, name: &str, entry: &Entry) -> Result<(), Failure> {
    let damaged = |problem: &str| Failure::Damaged { name: name.to_owned(), problem: problem.to_owned() };
    let Some((kind, _)) = file::parse(name) else { return Err(damaged("no name of a shard file")) };
    let path = generation.join(name);
    let (size, sha256) = file::fingerprint(&path)?;
    if size != entry.size {
        return Err(damaged("its size is not the one in the manifest"));
    }
    if sha256 != entry.sha256 {
        return Err(damaged("its SHA-256 is not the one in the manifest"));
    }
    let contents = file::inspect(&path, kind).await?;
    if contents.rows != entry.rows || contents.schema != entry.schema {
        return Err(damaged("its rows or schema are not those in the manifest"));
    }
    Ok(())
}
