//! Judges a run from outside: what buyers wrote, what the shop and Graph were asked, and what was done to the system.
//! Nothing that the system says about itself counts, and a check that looked at too little has failed.

pub mod answers;
pub mod doubles;
pub mod faults;
pub mod journal;
pub mod leaks;
pub mod orders;
#[cfg(test)]
mod tests;

use std::fmt;
use std::path::Path;

use anyhow::Context as _;

use crate::record::{self, Line};
use journal::Story;

/// Failures that are shown of one check; all are counted.
const SHOWN_MAX: usize = 12;

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What must hold, as a sentence.
    pub promise: &'static str,
    /// How many things were looked at.
    pub looked_at: u64,
    /// Fewer than this prove nothing.
    pub least: u64,
    /// Where it does not hold.
    pub broken: Vec<String>,
}

impl Row {
    /// A check that has looked at nothing yet.
    pub fn new(promise: &'static str, least: u64) -> Self {
        Self { promise, looked_at: 0, least, broken: Vec::new() }
    }

    /// Counts one thing that was looked at.
    pub fn look(&mut self) {
        self.looked_at += 1;
    }

    /// Notes that the promise is broken.
    pub fn broken(&mut self, how: impl Into<String>) {
        self.broken.push(how.into());
    }

    /// Whether it holds and enough was looked at to say so.
    pub fn holds(&self) -> bool {
        self.broken.is_empty() && self.looked_at >= self.least
    }
}

/// The verdict on a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// One row per check.
    pub rows: Vec<Row>,
    /// Figures that are no promise, for the reader.
    pub figures: Vec<String>,
}

impl Verdict {
    /// Whether every promise holds.
    pub fn holds(&self) -> bool {
        self.rows.iter().all(Row::holds)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:>9} {:>7}  Promise", "looked at", "broken")?;
        for row in &self.rows {
            let mark = if row.holds() { "ok " } else { "NOT" };
            writeln!(f, "{:>9} {:>7}  {mark} {}", row.looked_at, row.broken.len(), row.promise)?;
            if row.looked_at < row.least {
                writeln!(f, "{:>21} looked at {}, which is fewer than {}", "", row.looked_at, row.least)?;
            }
            for how in row.broken.iter().take(SHOWN_MAX) {
                writeln!(f, "{:>21} {how}", "")?;
            }
            if row.broken.len() > SHOWN_MAX {
                writeln!(f, "{:>21} and {} more", "", row.broken.len() - SHOWN_MAX)?;
            }
        }
        for figure in &self.figures {
            writeln!(f, "{figure}")?;
        }
        Ok(())
    }
}

/// Judges what a run left in these places.
pub fn judge_files(journal: &Path, record: &Path, logs: &Path) -> anyhow::Result<Verdict> {
    let read =
        |path: &Path| std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()));
    let story = Story::read(&read(journal)?)?;
    let record = record::read(&read(record)?)?;
    let mut verdict = judge(&story, &record)?;
    verdict.rows.push(leaks::nothing_told(&record, logs)?);
    Ok(verdict)
}

/// All checks that need the journal and the record alone.
pub fn judge(story: &Story, record: &[Line]) -> anyhow::Result<Verdict> {
    let Some(Line::Run { buyers, seconds, .. }) = record.first() else {
        anyhow::bail!("the record does not begin with the run");
    };
    let (buyers, seconds) = (*buyers, *seconds);
    let rows = vec![
        orders::one_per_checkout(story, buyers / 4),
        orders::none_without_confirm(story, buyers / 4),
        orders::as_confirmed(story, buyers / 4),
        orders::told_only_when_placed(story, buyers / 4),
        orders::told_when_placed(story, buyers / 4),
        answers::nobody_waits(story, 4 * buyers),
        answers::each_numbered_text_answered(story, buyers),
        answers::in_order(story, buyers / 2),
        doubles::bounded(story, record, 4 * buyers),
        faults::enough_were_made(record, seconds / 5),
        faults::nothing_left(record),
        faults::parked_for_a_reason(record),
        faults::nobody_ended_unasked(record),
    ];
    Ok(Verdict {
        rows,
        figures: vec![orders::figures(story), answers::figures(story), doubles::figures(story)],
    })
}
