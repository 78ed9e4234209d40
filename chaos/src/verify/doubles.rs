//! Doubles: a message is taken twice only when there was a doubt about the first time, and no oftener than doubts.

use std::collections::BTreeMap;

use super::Row;
use super::journal::{Sent, Story};
use crate::record::Line;
use crate::schedule::{Fault, Link, Who};

/// A fault casts doubt on what happened this long before and after it.
const MARGIN_MS: i64 = 4_000;

/// Faults of the pretend Graph API after which nobody can know whether a message went out.
const DOUBTFUL: [&str; 8] =
    ["lose_answer", "late_work", "delay", "delay_after", "truncate", "html", "html_ok", "status"];

/// Whether this answer leaves a doubt to an honest sender.
fn is_doubtful(sent: &Sent, troubles: &[(i64, i64)]) -> bool {
    let by_rule = sent.fault.as_deref().is_some_and(|fault| DOUBTFUL.contains(&fault));
    let in_trouble = troubles
        .iter()
        .any(|(from_ms, until_ms)| (from_ms - MARGIN_MS..=until_ms + MARGIN_MS).contains(&sent.at_ms));
    by_rule || in_trouble
}

/// When something stood between a notifier and Graph, or between a notifier and its journal.
fn troubles(record: &[Line]) -> Vec<(i64, i64)> {
    let of = |line: &Line| match line {
        Line::Fault { fault, from_ms, until_ms, skipped: None } => {
            let concerns = match fault {
                Fault::Kill { who, .. } | Fault::Freeze { who, .. } | Fault::DieAt { who, .. } => {
                    matches!(who, Who::Notifier(_) | Who::Sandbox)
                }
                Fault::Cut { link }
                | Fault::Slow { link, .. }
                | Fault::HalfClose { link }
                | Fault::Silence { link, .. } => matches!(link, Link::Graph(_)),
                Fault::DiskFull { .. } => true,
                _ => false,
            };
            concerns.then_some((*from_ms, *until_ms))
        }
        Line::Ended { who: Who::Notifier(_), at_ms, .. } => Some((*at_ms, *at_ms)),
        _ => None,
    };
    record.iter().filter_map(of).collect()
}

/// Each message is taken at most once, plus once per doubt.
pub fn bounded(story: &Story, record: &[Line], least: u64) -> Row {
    let mut row = Row::new("a message is taken at most once, plus once per doubtful answer to it", least);
    let troubles = troubles(record);
    let mut tries: BTreeMap<&str, Vec<&Sent>> = BTreeMap::new();
    for sent in &story.sent {
        tries.entry(&sent.key).or_default().push(sent);
    }
    for (key, tries) in tries {
        row.look();
        let accepted = tries.iter().filter(|sent| sent.accepted).count();
        let doubts = tries.iter().filter(|sent| is_doubtful(sent, &troubles)).count();
        if accepted > 1 + doubts {
            let to = tries.first().map_or("", |sent| sent.to.as_str());
            row.broken(format!("{key} to {to} was taken {accepted} times, with {doubts} doubts"));
        }
    }
    row
}

/// How many messages were taken more than once.
pub fn figures(story: &Story) -> String {
    let mut taken: BTreeMap<&str, u64> = BTreeMap::new();
    for sent in story.accepted() {
        *taken.entry(&sent.key).or_default() += 1;
    }
    let doubles = taken.values().filter(|count| **count > 1).count();
    format!("Messages taken: {}; of them more than once, after a doubt: {doubles}.", taken.len())
}
