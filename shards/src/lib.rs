//! Checks, backs up and restores the files of shards.
//!
//! It reads what `worker` and `notifier` keep and never decides anything about buyers. What an operator does with it is
//! in `docs/OPERATIONS.md`.

pub mod backup;
pub mod file;
pub mod restore;

use std::{io, path::PathBuf};

use common::clock::{Clock as _, SystemClock};

/// Why a command could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A file or folder cannot be used.
    #[error("{what}: {source}")]
    Io {
        /// What was tried.
        what: String,
        /// Why it failed.
        source: io::Error,
    },
    /// SQLite failed.
    #[error("{what}: {source}")]
    Sqlite {
        /// What was tried.
        what: String,
        /// Why it failed.
        source: sqlx::Error,
    },
    /// The manifest cannot be read or written.
    #[error("the manifest is not readable: {0}")]
    Manifest(#[from] serde_json::Error),
    /// A process owns the shard.
    #[error("{0} is held by a running process; stop the processes first")]
    Held(String),
    /// Another backup writes into the same folder.
    #[error("another backup into this folder is under way")]
    Busy,
    /// The number of shards differs.
    #[error(transparent)]
    Count(#[from] common::shard::ShardCountMismatch),
    /// There is nothing to work with.
    #[error("{0}")]
    Nothing(String),
    /// A file is damaged.
    #[error("{name}: {problem}")]
    Damaged {
        /// The file.
        name: String,
        /// What is wrong.
        problem: String,
    },
}

/// Adds to an error what was tried.
pub(crate) fn io_at(what: impl Into<String>) -> impl FnOnce(io::Error) -> Failure {
    let what = what.into();
    move |source| Failure::Io { what, source }
}

/// Adds to an error what was tried.
pub(crate) fn sqlite_at(what: impl Into<String>) -> impl FnOnce(sqlx::Error) -> Failure {
    let what = what.into();
    move |source| Failure::Sqlite { what, source }
}

/// Returns the time as unix milliseconds.
pub fn now_ms() -> u64 {
    u64::try_from(SystemClock.now_ms()).unwrap_or_default()
}

/// Returns the names of the shard files in a folder, sorted.
pub fn names_in(dir: &std::path::Path) -> Result<Vec<String>, Failure> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(io_at(format!("reading {}", dir.display())))? {
        let entry = entry.map_err(io_at("reading a folder"))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        // A file that is gone is known by its marker.
        let name = name.strip_suffix(".made").map_or(name.clone(), |stem| format!("{stem}.db"));
        if file::parse(&name).is_some() && !names.contains(&name) {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// The data folder, and the number of shards that it was made for.
pub fn shard_count(dir: &std::path::Path) -> Result<u16, Failure> {
    let path: PathBuf = dir.join("shards");
    let text = std::fs::read_to_string(&path).map_err(io_at(format!("reading {}", path.display())))?;
    text.trim().parse().map_err(|_| common::shard::ShardCountMismatch::Unreadable.into())
}
