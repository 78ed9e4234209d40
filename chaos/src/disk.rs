//! The disk under the shard files: a small tmpfs of the run's own, which can be filled and freed. Needs the right to
//! mount; without it the files lie in an ordinary folder, and the fault says that it was not made.

use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};

/// Room for the files of a long run.
const DISK_MIB: u64 = 512;
/// Pieces in which the disk is filled: large ones first, then small ones into what is left.
const PIECES_BYTES: [usize; 2] = [1024 * 1024, 4096];
const FILLING: &str = "filling";

/// The disk. It is unmounted when this is dropped.
pub struct Disk {
    folder: PathBuf,
    refused: Option<String>,
}

impl Disk {
    /// Mounts a disk on this folder, which must be empty.
    pub fn mount(folder: &Path) -> anyhow::Result<Self> {
        fs::create_dir_all(folder)?;
        let size = format!("size={DISK_MIB}m,mode=0700");
        let output = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &size, "tmpfs"])
            .arg(folder)
            .stdin(Stdio::null())
            .output();
        let refused = match output {
            Ok(output) if output.status.success() => None,
            Ok(output) => Some(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
            Err(error) => Some(error.to_string()),
        };
        Ok(Self { folder: folder.to_owned(), refused })
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Fills it to the last byte.
    pub fn fill(&self) -> anyhow::Result<()> {
        if let Some(why) = &self.refused {
            bail!("no small disk could be mounted: {why}");
        }
        let mut file = File::create(self.folder.join(FILLING)).context("filling the disk")?;
        for size in PIECES_BYTES {
            let piece = vec![0xAA; size];
            loop {
                match file.write_all(&piece) {
                    Ok(()) => {}
                    Err(error) if error.kind() == ErrorKind::StorageFull => break,
                    Err(error) => return Err(error).context("filling the disk"),
                }
            }
        }
        Ok(())
    }

    /// Makes room again.
    pub fn free(&self) -> anyhow::Result<()> {
        match fs::remove_file(self.folder.join(FILLING)) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error).context("freeing the disk"),
            _ => Ok(()),
        }
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        if self.refused.is_none() {
            // Lazily: a process that is just ending may still have a file open.
            let _ = Command::new("umount").arg("-l").arg(&self.folder).stdin(Stdio::null()).status();
        }
    }
}
