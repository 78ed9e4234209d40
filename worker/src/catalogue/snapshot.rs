//! The shelf in a file, so that a restarted worker answers at once instead of after reading the whole shop again. A
//! cache: a file that cannot be read is as good as none.

use std::{
    io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use url::Url;

use super::shelf::Shelf;

/// The form of the file. Another one is not read; the catalogue is read from the shop instead.
const VERSION: u32 = 1;

#[derive(Deserialize)]
struct Stored {
    version: u32,
    shelf: Shelf,
}

#[derive(Serialize)]
struct Storing<'a> {
    version: u32,
    shelf: &'a Shelf,
}

/// Returns where the catalogue of a shop is kept; another shop has another file.
pub fn path(data_dir: &Path, site: &Url) -> PathBuf {
    let digest = hex::encode(Sha256::digest(site.as_str().as_bytes()));
    data_dir.join(format!("catalogue-{}.json", &digest[..16]))
}

/// Reads the file; none when it is not there, or of another form.
pub async fn load(path: &Path) -> io::Result<Option<Shelf>> {
    let bytes = match tokio::fs::read(path).await {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let stored = tokio::task::spawn_blocking(move || serde_json::from_slice::<Stored>(&bytes)).await?;
    Ok(stored.ok().filter(|stored| stored.version == VERSION).map(|stored| stored.shelf))
}

/// Replaces the file in one step: a reader sees the old or the new one, also while several workers write.
pub async fn save(path: &Path, instance: &str, shelf: Shelf) -> io::Result<()> {
    let stored =
        tokio::task::spawn_blocking(move || serde_json::to_vec(&Storing { version: VERSION, shelf: &shelf }));
    let bytes = stored.await??;
    if let Some(folder) = path.parent() {
        tokio::fs::create_dir_all(folder).await?;
    }
    let new = path.with_extension(format!("{instance}.new"));
    let written = async {
        tokio::fs::write(&new, bytes).await?;
        tokio::fs::rename(&new, path).await
    };
    let result = written.await;
    if result.is_err() {
        // Best effort: the file of a full disk is in the way.
        let _ = tokio::fs::remove_file(&new).await;
    }
    result
}
