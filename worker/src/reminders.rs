//! Why a reminder was sent, or was not: the decisions that buyers' conversations keep, read beside the running worker and
//! never written. Names nobody: a buyer is their contact hash.

use std::path::Path;

use conversation::after::Decision;
use sqlx::{Connection as _, Row as _};

use crate::{
    misses::{Failure, open, shards},
    shard::lane::LaneState,
};

/// Conversations that are looked at in one go.
const PAGE: i64 = 500;
const READ: &str = "SELECT contact, state FROM conversations WHERE contact > ?1 AND (?2 = '' OR contact = ?2) \
                    AND instr(state, '\"decisions\"') > 0 ORDER BY contact LIMIT ?3";

/// A decision about a reminder, and whose it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// Contact hash.
    pub contact: String,
    /// The decision.
    pub decision: Decision,
}

/// Lists the decisions about one buyer, or about all with an empty contact; the newest first.
///
/// # Errors
/// When the folder or a shard cannot be read.
pub async fn decisions(data: &Path, contact: &str) -> Result<Vec<Decided>, Failure> {
    let mut found = Vec::new();
    for path in shards(data)? {
        let failed = |error| Failure::Shard(path.clone(), error);
        let mut connection = open(&path).await.map_err(failed)?;
        let mut last = String::new();
        loop {
            let query = sqlx::query(READ).bind(&last).bind(contact).bind(PAGE);
            let rows = query.fetch_all(&mut connection).await.map_err(failed)?;
            if rows.is_empty() {
                break;
            }
            for row in rows {
                last = row.try_get(0).map_err(failed)?;
                let state = row.try_get::<String, _>(1).map_err(failed)?;
                // One that cannot be read has been parked by its owner.
                let Ok(state) = serde_json::from_str::<LaneState>(&state) else { continue };
                let decisions = state.conversation.decisions().iter().cloned();
                found.extend(decisions.map(|decision| Decided { contact: last.clone(), decision }));
            }
        }
        connection.close().await.map_err(failed)?;
    }
    found.sort_by_key(|decided| std::cmp::Reverse(decided.decision.at_ms));
    Ok(found)
}
