//! What buyers wrote and the bot did not understand, counted over all shards, for editors: read beside the running
//! worker, never written. Words that only one person wrote are not shown unless asked for: they may be theirs.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use sqlx::{ConnectOptions as _, Connection as _, Row as _, SqliteConnection, sqlite::SqliteConnectOptions};

/// How long a file that is being written is waited for.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
const READ: &str = "SELECT contact, words, language, screen, count FROM misses WHERE at_ms >= ?1";

/// Why the shards could not be read.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// No shard in the folder.
    #[error("no shard files in {}", .0.display())]
    Nothing(PathBuf),
    /// The folder cannot be listed.
    #[error("reading {}", .0.display())]
    Folder(PathBuf, #[source] std::io::Error),
    /// A shard cannot be read.
    #[error("reading {}", .0.display())]
    Shard(PathBuf, #[source] sqlx::Error),
}

/// Words that were not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Miss {
    /// The words, masked.
    pub words: String,
    /// The code of the language that was spoken.
    pub language: String,
    /// How many people wrote them.
    pub people: usize,
    /// How often.
    pub times: i64,
    /// On which screens.
    pub screens: BTreeSet<String>,
}

/// Returns what was not understood since then, what most people wrote first.
pub async fn since(data: &Path, at_ms: i64, people_min: usize) -> Result<Vec<Miss>, Failure> {
    type Found = (BTreeSet<String>, i64, BTreeSet<String>);
    let mut found: BTreeMap<(String, String), Found> = BTreeMap::new();
    for path in shards(data)? {
        let failed = |error| Failure::Shard(path.clone(), error);
        let mut connection = open(&path).await.map_err(failed)?;
        let rows = sqlx::query(READ).bind(at_ms).fetch_all(&mut connection).await.map_err(failed)?;
        for row in rows {
            let text = |place: usize| row.try_get::<String, _>(place).map_err(failed);
            let entry = found.entry((text(1)?, text(2)?)).or_default();
            entry.0.insert(text(0)?);
            entry.1 += row.try_get::<i64, _>(4).map_err(failed)?;
            entry.2.insert(text(3)?);
        }
        connection.close().await.map_err(failed)?;
    }
    let mut misses: Vec<Miss> = found
        .into_iter()
        .map(|((words, language), (people, times, screens))| Miss {
            words,
            language,
            people: people.len(),
            times,
            screens,
        })
        .filter(|miss| miss.people >= people_min)
        .collect();
    misses.sort_by_key(|miss| std::cmp::Reverse((miss.people, miss.times)));
    Ok(misses)
}

pub(crate) fn shards(data: &Path) -> Result<Vec<PathBuf>, Failure> {
    let failed = |error| Failure::Folder(data.to_owned(), error);
    let mut paths = Vec::new();
    for entry in fs::read_dir(data).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.strip_suffix(".db").is_some_and(|name| name.starts_with("shard-")) {
            paths.push(path);
        }
    }
    paths.sort();
    if paths.is_empty() { Err(Failure::Nothing(data.to_owned())) } else { Ok(paths) }
}

pub(crate) async fn open(path: &Path) -> Result<SqliteConnection, sqlx::Error> {
    SqliteConnectOptions::new().filename(path).read_only(true).busy_timeout(BUSY_TIMEOUT).connect().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shard::{
        changes::{Changes, MissRow},
        store::{SqliteStore, Store as _},
    };

    #[tokio::test]
    async fn words_are_counted_over_all_shards_and_those_of_one_person_are_kept_back() {
        let folder = std::env::temp_dir().join(format!("misses-{}", uuid::Uuid::new_v4()));
        fs::create_dir_all(&folder).unwrap();
        assert!(matches!(since(&folder, 0, 2).await, Err(Failure::Nothing(_))));
        let miss = |contact: &str, words: &str, screen| MissRow {
            contact: contact.into(),
            words: words.into(),
            language: "sw",
            screen,
        };
        for (shard, misses) in [
            (0, vec![miss("a", "unga", "home"), miss("a", "unga", "hits"), miss("a", "asha", "home")]),
            (1, vec![miss("b", "unga", "home"), miss("b", "pop", "home"), miss("c", "pop", "home")]),
        ] {
            let mut store = SqliteStore::open(folder.join(format!("shard-{shard}.db"))).await.unwrap();
            store.commit(&Changes { at_ms: 100, misses, ..Changes::default() }).await.unwrap();
            store.close().await.unwrap();
        }
        let shown = since(&folder, 0, 2).await.unwrap();
        let lines: Vec<_> = shown.iter().map(|miss| (miss.words.as_str(), miss.people, miss.times)).collect();
        assert_eq!(lines, [("unga", 2, 3), ("pop", 2, 2)]);
        assert_eq!(shown[0].screens.iter().map(String::as_str).collect::<Vec<_>>(), ["hits", "home"]);
        assert_eq!(since(&folder, 0, 1).await.unwrap().len(), 3);
        assert_eq!(since(&folder, 101, 1).await.unwrap(), []);
        fs::remove_dir_all(&folder).unwrap();
    }
}
