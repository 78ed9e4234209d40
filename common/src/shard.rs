//! What keeps a shard in one pair of hands on one machine: a lock per shard, and the number of shards on file.
//!
//! Which process *should* own a shard is decided in [`crate::assignment`].

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::Path,
};

use rustix::fs::{FlockOperation, flock};

/// An exclusive lock on a shard; held while this value lives, and gone when the process is, however it died.
#[derive(Debug)]
pub struct ShardLock {
    _file: File,
}

impl ShardLock {
    /// Tries to take the lock of `process` (`worker`, `notifier`) on a shard; `None` when another process holds it.
    pub fn try_acquire(dir: &Path, process: &str, shard: u16) -> io::Result<Option<Self>> {
        create_private_dir(dir)?;
        let path = dir.join(format!("{process}-{shard:02}.lock"));
        let file = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(path)?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(rustix::io::Errno::WOULDBLOCK) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

/// Creates a folder, and those above it, that only this user may enter.
pub fn create_private_dir(dir: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(dir)
}

/// Why the data folder does not fit the settings.
#[derive(Debug, thiserror::Error)]
pub enum ShardCountMismatch {
    /// The data was written with another number of shards.
    #[error(
        "the data folder was made for {found} shards but SHARDS is {wanted}; the number of shards is fixed for the \
         life of a deployment"
    )]
    Differs {
        /// The number on file.
        found: u16,
        /// The number in the settings.
        wanted: u16,
    },
    /// The file is not a number.
    #[error("the file `shards` in the data folder does not hold a number")]
    Unreadable,
    /// The folder cannot be used.
    #[error("using the data folder")]
    Folder(#[source] io::Error),
}

/// Checks the number of shards against the one that the data was first written with, which is kept in the file
/// `shards`: rehashing would send buyers to shards that do not know them.
pub fn check_count(dir: &Path, shards: u16) -> Result<(), ShardCountMismatch> {
    create_private_dir(dir).map_err(ShardCountMismatch::Folder)?;
    let path = dir.join("shards");
    if path.exists() {
        // Nothing is written: a process must be able to start while the disk is full.
        return compare_count(&path, shards);
    }
    // Several processes may start at once: the first file that stands decides, and it appears with its content.
    let draft = dir.join(format!("shards.{}", uuid::Uuid::new_v4()));
    let linked = fs::write(&draft, format!("{shards}\n")).and_then(|()| fs::hard_link(&draft, &path));
    // Gone already when it could not even be made.
    let _ = fs::remove_file(&draft);
    match linked {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => compare_count(&path, shards),
        Err(error) => Err(ShardCountMismatch::Folder(error)),
    }
}

fn compare_count(path: &Path, shards: u16) -> Result<(), ShardCountMismatch> {
    let text = fs::read_to_string(path).map_err(ShardCountMismatch::Folder)?;
    let found = text.trim().parse().map_err(|_| ShardCountMismatch::Unreadable)?;
    if found == shards { Ok(()) } else { Err(ShardCountMismatch::Differs { found, wanted: shards }) }
}

/// Returns how many bytes of the disk that a folder is on are free for us.
pub fn free_bytes(folder: &Path) -> io::Result<u64> {
    let facts = rustix::fs::statvfs(folder)?;
    Ok(facts.f_bavail.saturating_mul(facts.f_frsize))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    struct Folder(PathBuf);

    impl Folder {
        fn new() -> Self {
            Self(std::env::temp_dir().join(format!("shard-test-{}", uuid::Uuid::new_v4())))
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn a_shard_has_one_holder_until_the_lock_is_dropped() {
        let folder = Folder::new();
        let held = ShardLock::try_acquire(&folder.0, "worker", 7).unwrap();
        assert!(held.is_some());
        assert!(ShardLock::try_acquire(&folder.0, "worker", 7).unwrap().is_none());
        assert!(ShardLock::try_acquire(&folder.0, "worker", 8).unwrap().is_some());
        assert!(ShardLock::try_acquire(&folder.0, "notifier", 7).unwrap().is_some());
        drop(held);
        assert!(ShardLock::try_acquire(&folder.0, "worker", 7).unwrap().is_some());
    }

    #[test]
    fn another_number_of_shards_is_refused() {
        let folder = Folder::new();
        check_count(&folder.0, 16).unwrap();
        check_count(&folder.0, 16).unwrap();
        let refused = check_count(&folder.0, 8);
        assert!(matches!(refused, Err(ShardCountMismatch::Differs { found: 16, wanted: 8 })));
        fs::write(folder.0.join("shards"), "many").unwrap();
        assert!(matches!(check_count(&folder.0, 16), Err(ShardCountMismatch::Unreadable)));
    }
}
