//! Files on disk, one folder per shard, each under its SHA-256. What has its name is whole: a file is written beside its
//! place, forced to disk and only then renamed.

use std::{
    io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use domain::contact::Shard;
use futures_util::{FutureExt as _, future::BoxFuture};
use sha2::{Digest as _, Sha256};
use tokio::{
    fs::{self, File},
    io::AsyncWriteExt as _,
};

use super::{Fetched, Media, Trouble, Wanted, check::HEAD_BYTES};

/// The shard files share the disk: below this many free bytes no file of a buyer is taken.
const FREE_BYTES_MIN: u64 = 1024 * 1024 * 1024;

/// Counts drafts.
static DRAFTS: AtomicU64 = AtomicU64::new(0);

/// What a file that is being written ends with.
const UNFINISHED: &str = ".part";

/// The folder of all files.
#[derive(Debug, Clone)]
pub struct Vault(PathBuf);

/// A file that is being written. Dropped unfinished, it leaves a rest that the next [`Vault::clean`] takes away.
pub struct Draft {
    file: File,
    path: PathBuf,
    folder: PathBuf,
    hash: Sha256,
    head: Vec<u8>,
    size: u64,
}

impl Vault {
    /// Takes the data folder.
    pub fn new(data_dir: &Path) -> Self {
        Self(data_dir.join("media"))
    }

    /// Returns the folder of a shard.
    pub fn folder(&self, shard: Shard) -> PathBuf {
        self.0.join(shard.to_string())
    }

    /// Returns where a file is, once it is there.
    pub fn path(&self, shard: Shard, sha256: &str) -> PathBuf {
        self.folder(shard).join(sha256)
    }

    /// Begins a file. Fails when the disk is needed for more important things.
    pub async fn begin(&self, shard: Shard, name: &str) -> io::Result<Draft> {
        let folder = self.folder(shard);
        let mut private = fs::DirBuilder::new();
        private.recursive(true).mode(0o700);
        private.create(&folder).await?;
        if common::shard::free_bytes(&folder)? < FREE_BYTES_MIN {
            return Err(io::ErrorKind::StorageFull.into());
        }
        // Two that write the same file, also of two processes, never share a draft.
        let number = DRAFTS.fetch_add(1, Ordering::Relaxed);
        let path = folder.join(format!("{name}.{}.{number}{UNFINISHED}", std::process::id()));
        let mut options = fs::OpenOptions::new();
        let file = options.write(true).create(true).truncate(true).mode(0o600).open(&path).await?;
        Ok(Draft { file, path, folder, hash: Sha256::new(), head: Vec::new(), size: 0 })
    }

    /// Deletes files of a shard, by hash. Not while a file is being fetched for it: the same bytes may have just come again,
    /// and nothing that is stored says so yet.
    pub async fn forget(&self, shard: Shard, hashes: Vec<String>) -> io::Result<()> {
        for hash in hashes {
            match fs::remove_file(self.path(shard, &hash)).await {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }

    /// Takes away what a process that died left unfinished. Only for the owner of the shard.
    pub async fn clean(&self, shard: Shard) -> io::Result<()> {
        let mut entries = match fs::read_dir(self.folder(shard)).await {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            entries => entries?,
        };
        while let Some(entry) = entries.next_entry().await? {
            if entry.file_name().to_string_lossy().ends_with(UNFINISHED) {
                fs::remove_file(entry.path()).await?;
            }
        }
        Ok(())
    }
}

/// Without a token nothing is fetched, and what is there is still let go in time.
impl Media for Vault {
    fn fetch(&self, _wanted: Wanted) -> BoxFuture<'static, Fetched> {
        std::future::ready(Fetched::Later(Trouble::Token)).boxed()
    }

    fn forget(&self, shard: Shard, hashes: Vec<String>) -> BoxFuture<'static, io::Result<()>> {
        let vault = self.clone();
        async move { Self::forget(&vault, shard, hashes).await }.boxed()
    }

    fn clean(&self, shard: Shard) -> BoxFuture<'static, io::Result<()>> {
        let vault = self.clone();
        async move { Self::clean(&vault, shard).await }.boxed()
    }
}

impl Draft {
    /// Writes on.
    pub async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes).await?;
        self.hash.update(bytes);
        self.size += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let missing = HEAD_BYTES.saturating_sub(self.head.len()).min(bytes.len());
        self.head.extend_from_slice(&bytes[..missing]);
        Ok(())
    }

    /// Returns how many bytes there are.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Returns the first bytes.
    pub fn head(&self) -> &[u8] {
        &self.head
    }

    /// Returns the hash of what was written.
    pub fn hash(&self) -> [u8; 32] {
        self.hash.clone().finalize().into()
    }

    /// Forces the file to disk and gives it its name, which is returned.
    pub async fn keep(mut self) -> io::Result<String> {
        let name = hex::encode(self.hash());
        self.file.flush().await?;
        self.file.sync_all().await?;
        fs::rename(&self.path, self.folder.join(&name)).await?;
        File::open(&self.folder).await?.sync_all().await?;
        Ok(name)
    }

    /// Takes the file away again.
    pub async fn discard(self) {
        // What cannot be deleted now is deleted by `clean`.
        let _ = fs::remove_file(&self.path).await;
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    const SHARD: Shard = Shard(3);

    #[tokio::test]
    async fn a_file_has_its_name_only_when_it_is_whole() {
        let data = std::env::temp_dir().join(format!("vault-{}", std::process::id()));
        let vault = Vault::new(&data);
        let mut draft = vault.begin(SHARD, "49").await.unwrap();
        draft.write(b"ab").await.unwrap();
        draft.write(&[b'c'; 600]).await.unwrap();
        assert_eq!((draft.size(), draft.head().len()), (602, HEAD_BYTES));
        let names = || -> Vec<String> {
            let entries = std::fs::read_dir(vault.folder(SHARD)).unwrap();
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
        };
        assert!(
            names().iter().all(|name| name.starts_with("49.") && name.ends_with(UNFINISHED)),
            "{:?}",
            names()
        );
        let hash = draft.keep().await.unwrap();
        assert_eq!(names(), std::slice::from_ref(&hash));
        let path = vault.path(SHARD, &hash);
        assert_eq!(std::fs::read(&path).unwrap().len(), 602);
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(std::fs::metadata(vault.folder(SHARD)).unwrap().permissions().mode() & 0o777, 0o700);

        drop(vault.begin(SHARD, "50").await.unwrap());
        vault.begin(SHARD, "51").await.unwrap().discard().await;
        assert_eq!(names().len(), 2);
        vault.clean(SHARD).await.unwrap();
        assert_eq!(names(), std::slice::from_ref(&hash));
        vault.forget(SHARD, vec![hash, "gone".into()]).await.unwrap();
        assert!(names().is_empty());
        vault.clean(Shard(9)).await.unwrap();
        std::fs::remove_dir_all(&data).unwrap();
    }
}
