//! The file of a dispute with its evidence, read from the shard's file beside the worker that owns it. Nothing is changed.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use domain::{
    contact::{ContactHash, Shard},
    ids::OrderId,
};
use sqlx::{ConnectOptions as _, sqlite::SqliteConnectOptions};

use crate::{media::vault::Vault, shard::lane::LaneState};

/// The newest dispute of an order.
#[derive(Debug)]
pub struct CaseFile {
    /// Its number.
    pub number: String,
    /// The sealed file.
    pub text: String,
    /// Evidence that is kept: its place, what it is, and where it lies.
    pub evidence: Vec<(usize, String, PathBuf)>,
}

/// Finds the newest dispute of an order in a buyer's conversation.
///
/// # Errors
/// When the shard's file is not here, or there is no dispute in it.
pub async fn find(
    data_dir: &Path,
    contact: ContactHash,
    shard: Shard,
    order: OrderId,
) -> anyhow::Result<CaseFile> {
    let path = data_dir.join(format!("shard-{shard}.db"));
    let mut connection = SqliteConnectOptions::new()
        .filename(&path)
        .read_only(true)
        .connect()
        .await
        .with_context(|| format!("the shard file {} cannot be read", path.display()))?;
    let stored: Option<String> = sqlx::query_scalar("SELECT state FROM conversations WHERE contact = ?1")
        .bind(contact.to_string())
        .fetch_optional(&mut connection)
        .await
        .context("the conversation cannot be read")?;
    let lane: LaneState = serde_json::from_str(&stored.context("the buyer has no conversation here")?)
        .context("the conversation is of another version")?;
    let case = lane.conversation.dispute_about(order).context("there is no dispute about this order")?;
    let vault = Vault::new(data_dir);
    let evidence = (1..)
        .zip(&case.pieces)
        .filter_map(|(place, piece)| match &piece.result {
            Some(dispute::PieceResult::Kept { sha256, mime_type, .. }) => {
                Some((place, mime_type.clone(), vault.path(shard, sha256)))
            }
            Some(dispute::PieceResult::Lost { .. }) | None => None,
        })
        .collect();
    Ok(CaseFile { number: case.opening.number.clone(), text: dispute::file::write(case), evidence })
}

impl CaseFile {
    /// Writes the file and its evidence into a folder; returns what was written.
    ///
    /// # Errors
    /// When the folder cannot be written, or a file is gone.
    pub async fn write(&self, folder: &Path) -> anyhow::Result<Vec<String>> {
        // The number of an order may hold anything that a plugin likes.
        let plain = |char: char| if char.is_ascii_alphanumeric() || char == '-' { char } else { '_' };
        let name: String = self.number.chars().map(plain).collect();
        tokio::fs::create_dir_all(folder).await.context("the folder cannot be made")?;
        let path = folder.join(format!("{name}.txt"));
        tokio::fs::write(&path, &self.text).await.context("the case file cannot be written")?;
        let mut written = vec![path.display().to_string()];
        for (place, mime_type, from) in &self.evidence {
            let kind: String = mime_type.rsplit('/').next().unwrap_or("bin").chars().map(plain).collect();
            let path = folder.join(format!("{name}-{place}.{kind}"));
            tokio::fs::copy(from, &path)
                .await
                .with_context(|| format!("evidence {place} cannot be copied"))?;
            written.push(path.display().to_string());
        }
        Ok(written)
    }
}
