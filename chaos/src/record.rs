//! The runner's record: what was planned, what was done to whom and when, and what was left at the end. JSON lines, so
//! that the verifier, another process, can read what an interrupted run has written so far.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use anyhow::Context as _;
use common::clock::{Clock as _, SystemClock};
use serde::{Deserialize, Serialize};

use crate::schedule::{Fault, Who};

/// One line of the record. Times are milliseconds since 1970.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "line", rename_all = "snake_case")]
pub enum Line {
    /// How the run was asked for; the first line.
    Run {
        /// Decides the schedule and the buyers.
        seed: u64,
        /// How long faults are made.
        seconds: u64,
        /// How many buyers shop.
        buyers: u64,
        /// What must stand in no log, name or metric: numbers, names, secrets.
        canaries: Vec<String>,
    },
    /// A fault of the schedule, before the run.
    Planned {
        /// When, after the start.
        at_ms: u64,
        /// What.
        fault: Fault,
    },
    /// A fault that was made and has ended.
    Fault {
        /// What.
        fault: Fault,
        /// From when.
        from_ms: i64,
        /// Until when.
        until_ms: i64,
        /// Why it was not made, if it was not.
        skipped: Option<String>,
    },
    /// A process ended although nobody had killed it.
    Ended {
        /// Which.
        who: Who,
        /// When that was noticed.
        at_ms: i64,
        /// How, in the system's words.
        how: String,
        /// Whether a failpoint was set that explains it.
        expected: bool,
    },
    /// Faults are over and everything runs again.
    Healed {
        /// When.
        at_ms: i64,
    },
    /// The end: nothing is under way any more, or the wait for that is over.
    End {
        /// When.
        at_ms: i64,
        /// Queues that are not empty, with their lengths.
        left: Vec<(String, u64)>,
        /// Why messages were parked, one entry each.
        parked: Vec<String>,
    },
}

/// Writes the record.
pub struct Record(Mutex<File>);

impl Record {
    /// Starts a record in this file.
    pub fn create(path: &Path) -> anyhow::Result<Self> {
        Ok(Self(Mutex::new(File::create(path).with_context(|| format!("creating {}", path.display()))?)))
    }

    /// Adds a line.
    pub fn write(&self, line: &Line) -> anyhow::Result<()> {
        let mut text = serde_json::to_vec(line)?;
        text.push(b'\n');
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        file.write_all(&text).context("writing the record")
    }
}

/// Reads a record. A last line that was cut off is an error like any other that cannot be read.
pub fn read(text: &str) -> anyhow::Result<Vec<Line>> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(n, line)| serde_json::from_str(line).with_context(|| format!("line {} of the record", n + 1)))
        .collect()
}

/// Milliseconds as seconds with one digit after the point.
pub fn seconds(ms: i64) -> String {
    format!("{}.{}", ms / 1000, ms % 1000 / 100)
}

/// Now, in milliseconds since 1970.
pub fn now_ms() -> i64 {
    SystemClock.now_ms()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::Schedule;

    #[test]
    fn every_planned_fault_reads_back_as_it_was_written() {
        let plan = Schedule::new(3, 600);
        for planned in plan.faults {
            let line = Line::Planned { at_ms: planned.at_ms, fault: planned.fault };
            let text = serde_json::to_string(&line).unwrap();
            assert_eq!(read(&text).unwrap(), [line]);
        }
    }
}
