//! The store's own words beside the catalogue: a file that an editor keeps, read again when it changes. What cannot be
//! read of it is said with its line and left out; whatever is wrong with it, the worker goes on.

use std::{
    io::Read as _,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use conversation::{
    catalogue::{Catalogue, Hit},
    store_words::{BadLine, StoreWords},
};
use domain::{
    ids::{CategoryId, ProductId},
    shop::{Category, Product},
};
use tokio_util::sync::CancellationToken;

use super::{CatalogueHandle, Index, metrics::Metrics};

/// Largest file of words, in bytes.
const FILE_BYTES_MAX: u64 = 1024 * 1024;
/// How often it is looked whether the file has changed.
const LOOK_INTERVAL: Duration = Duration::from_secs(3);
/// Bad lines that are named one by one; the others are counted.
const BAD_LINES_NAMED_MAX: usize = 10;

/// Reads a file of words.
pub fn read(path: &Path) -> std::io::Result<(StoreWords, Vec<BadLine>)> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > FILE_BYTES_MAX {
        return Err(std::io::Error::other("the file is larger than 1 MiB"));
    }
    Ok(StoreWords::read(&String::from_utf8_lossy(&bytes)))
}

/// Keeps up with the file until shutdown.
pub async fn follow(path: PathBuf, handle: CatalogueHandle, metrics: Metrics, shutdown: CancellationToken) {
    let mut known = None;
    loop {
        known = look(&path, known, &handle, &metrics);
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(LOOK_INTERVAL) => {}
        }
    }
}

/// What tells a file from the one before: none when there is no such file.
type Stamp = Option<(SystemTime, u64)>;

fn look(path: &Path, known: Option<Stamp>, handle: &CatalogueHandle, metrics: &Metrics) -> Option<Stamp> {
    let stamp = std::fs::metadata(path).ok().and_then(|file| Some((file.modified().ok()?, file.len())));
    if known == Some(stamp) {
        return known;
    }
    match read(path) {
        Ok((words, bad)) => {
            for line in bad.iter().take(BAD_LINES_NAMED_MAX) {
                tracing::warn!(line = line.line, problem = %line.problem, "a line of STORE_WORDS_FILE is left out");
            }
            let entries = words.entries();
            tracing::info!(entries, bad_lines = bad.len(), "the store's words were read");
            metrics.catalogue_words.set(i64::try_from(entries).unwrap_or(i64::MAX));
            metrics.catalogue_words_bad_lines.set(i64::try_from(bad.len()).unwrap_or(i64::MAX));
            handle.teach(words);
        }
        // The words known stay: the file is being replaced, or will come.
        Err(error) => tracing::warn!(%error, "STORE_WORDS_FILE cannot be read, what was known stays"),
    }
    Some(stamp)
}

/// A catalogue with the store's own words.
pub struct Worded<'a> {
    /// What is sold.
    pub index: &'a Index,
    /// What it is called.
    pub words: &'a StoreWords,
}

impl Catalogue for Worded<'_> {
    fn categories(&self, parent: Option<CategoryId>) -> Vec<Category> {
        self.index.categories(parent)
    }

    fn category(&self, id: CategoryId) -> Option<Category> {
        self.index.category(id)
    }

    fn products_in(&self, category: CategoryId) -> Vec<Product> {
        self.index.products_in(category)
    }

    fn product(&self, id: ProductId) -> Option<Product> {
        self.index.product(id)
    }

    fn search(&self, text: &str, limit: usize) -> Vec<Hit> {
        self.index.search(text, limit)
    }

    fn store_words(&self) -> &StoreWords {
        self.words
    }

    fn is_complete(&self) -> bool {
        self.index.is_complete()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_again_when_it_changes_and_what_is_wrong_with_it_takes_nothing_away() {
        let path = std::env::temp_dir().join(format!("words-{}", uuid::Uuid::new_v4()));
        let handle = CatalogueHandle::default();
        let metrics = Metrics::register(&prometheus::Registry::new()).unwrap();
        let known = look(&path, None, &handle, &metrics);
        assert_eq!((known, handle.store_words().entries()), (Some(None), 0));
        std::fs::write(&path, "[words]\nunga = flour\nthis is no entry\n").unwrap();
        let known = look(&path, known, &handle, &metrics);
        assert_eq!((handle.store_words().entries(), metrics.catalogue_words_bad_lines.get()), (1, 1));
        std::fs::write(&path, "[words]\nunga = flour\npop = soda\n").unwrap();
        let known = look(&path, known, &handle, &metrics);
        assert_eq!((handle.store_words().entries(), metrics.catalogue_words_bad_lines.get()), (2, 0));
        std::fs::remove_file(&path).unwrap();
        let known = look(&path, known, &handle, &metrics);
        assert_eq!((known, handle.store_words().entries()), (Some(None), 2));
        std::fs::write(&path, vec![b'#'; 1024 * 1024 + 1]).unwrap();
        look(&path, known, &handle, &metrics);
        assert_eq!(handle.store_words().entries(), 2);
        std::fs::remove_file(&path).unwrap();
    }
}
