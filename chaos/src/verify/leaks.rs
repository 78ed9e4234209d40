//! Leaks: no log, metrics page or name may tell a buyer's number, name or address, or a secret.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Context as _;

use super::Row;
use crate::record::Line;

/// Lines to look at, at the least: fewer means that the logs were somewhere else.
const LINES_MIN: u64 = 500;

/// Part of a canary that decides whether to look closer.
const BEGINNING_BYTES: usize = 5;

/// Looks for every canary in every file of a folder.
pub fn nothing_told(record: &[Line], logs: &Path) -> anyhow::Result<Row> {
    let Some(Line::Run { canaries, .. }) = record.first() else {
        anyhow::bail!("the record does not begin with the run");
    };
    let mut row = Row::new("no log, metric or name tells who a buyer is, or a secret (lines)", LINES_MIN);
    if canaries.is_empty() {
        row.broken("the record names nothing to look for");
    }
    for entry in std::fs::read_dir(logs).with_context(|| format!("reading {}", logs.display()))? {
        let path = entry?.path();
        if !path.is_file() {
            continue;
        }
        let text = String::from_utf8_lossy(&std::fs::read(&path)?).to_lowercase();
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        look_through(&file, &text, canaries, &mut row);
    }
    Ok(row)
}

fn look_through(file: &str, lowercase: &str, canaries: &[String], row: &mut Row) {
    let canaries: Vec<String> = canaries.iter().map(|canary| canary.to_lowercase()).collect();
    // Numbers and names of a run begin alike, so a line is rarely compared with all of them.
    let beginnings: BTreeSet<&str> =
        canaries.iter().map(|canary| canary.get(..BEGINNING_BYTES).unwrap_or(canary)).collect();
    for (n, line) in lowercase.lines().enumerate() {
        row.look();
        if !beginnings.iter().any(|beginning| line.contains(beginning)) {
            continue;
        }
        if let Some(canary) = canaries.iter().find(|canary| line.contains(canary.as_str())) {
            row.broken(format!("line {} of {file} tells {canary}", n + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_in_a_log_is_found_in_any_case() {
        let canaries = ["254731000000".to_owned(), "ZylqoAAA".to_owned()];
        let mut row = Row::new("", 1);
        look_through("worker-1.log", "{\"shard\":\"01\"}", &canaries, &mut row);
        assert!(row.holds());
        look_through("worker-1.log", "sent to zylqoaaa okoth", &canaries, &mut row);
        assert!(!row.holds());
    }

    #[test]
    fn an_empty_folder_of_logs_proves_nothing() {
        let record = [Line::Run { seed: 1, seconds: 1, buyers: 1, canaries: vec!["x".to_owned()] }];
        let folder = std::env::temp_dir().join(format!("chaos-no-logs-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let row = nothing_told(&record, &folder).unwrap();
        std::fs::remove_dir(&folder).unwrap();
        assert!(!row.holds());
    }
}
