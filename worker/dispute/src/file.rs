//! The case file: every entry with its hash, and what came of it. Text that anybody can read, keep and check.
//!
//! ```text
//! dispute D-1042-1
//! <hash> 1 1764320400000 {"event":"opened",…}
//! <hash> 2 1764320460000 {"event":"sent","piece":1,"kind":"image"}
//! result {"stage":"resolved"}
//! ```
//!
//! A file that the buyer or the shop holds proves what was said when: nothing can be changed, inserted or left out
//! without the last hash becoming another, and the last hash stands on the order.

use std::fmt::Write as _;

use crate::{
    case::{Case, Stage},
    entry::{Entry, Hash},
    event::Event,
    rules::Unlawful,
};

/// Writes the file of a case.
pub fn write(case: &Case) -> String {
    let mut text = format!("dispute {}\n", case.opening.number);
    for entry in &case.entries {
        let _ = writeln!(text, "{} {}", entry.hash, entry.line);
    }
    let _ = writeln!(text, "result {}", serde_json::to_string(&case.stage).unwrap_or_default());
    text
}

/// What is wrong with a case file.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Not a case file.
    #[error("line {line}: this is not a line of a case file")]
    Unreadable {
        /// Counted from 1.
        line: usize,
    },
    /// Entries are missing, doubled or out of order.
    #[error("entry {found} stands where entry {expected} belongs")]
    Number {
        /// The number there.
        found: u64,
        /// The number that belongs there.
        expected: u64,
    },
    /// An entry was changed, inserted or taken out.
    #[error("entry {number}: its hash does not follow from the entry before it")]
    Hash {
        /// Which.
        number: u64,
    },
    /// Time runs forwards.
    #[error("entry {number}: it is older than the entry before it")]
    Time {
        /// Which.
        number: u64,
    },
    /// An entry does not follow by the rules.
    #[error("entry {number}: {unlawful}")]
    Unlawful {
        /// Which.
        number: u64,
        /// Why.
        unlawful: Unlawful,
    },
    /// The entries come to something else.
    #[error("the result of the file is not what its entries come to")]
    Result,
    /// It names another case than its first entry.
    #[error("the file names another case than its first entry")]
    Name,
    /// Nothing in it.
    #[error("the file has no entries")]
    Empty,
}

/// Checks a case file: the chain, every entry by the rules, and the result. Returns the case that its entries make.
///
/// # Errors
/// The first thing that is wrong.
pub fn check(text: &str) -> Result<Case, Fault> {
    let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let unreadable = |line: usize| Fault::Unreadable { line: line + 1 };
    let (first, name) = lines.next().ok_or(Fault::Empty)?;
    let name = name.strip_prefix("dispute ").ok_or_else(|| unreadable(first))?;
    let mut case: Option<Case> = None;
    let mut result = None;
    let mut before_ms = i64::MIN;
    for (place, line) in lines {
        if result.is_some() {
            return Err(unreadable(place));
        }
        if let Some(json) = line.strip_prefix("result ") {
            result = Some(serde_json::from_str::<Stage>(json).map_err(|_| unreadable(place))?);
            continue;
        }
        let (hash, line) = line.split_once(' ').ok_or_else(|| unreadable(place))?;
        let hash: Hash = hash.parse().map_err(|_| unreadable(place))?;
        let (number, at_ms, event) = Entry::read(line).ok_or_else(|| unreadable(place))?;
        if at_ms < before_ms {
            return Err(Fault::Time { number });
        }
        before_ms = at_ms;
        let entry = Entry { line: line.to_owned(), hash };
        case = Some(follow(case, entry, number, at_ms, &event)?);
    }
    let case = case.ok_or(Fault::Empty)?;
    if case.opening.number != name.trim() {
        return Err(Fault::Name);
    }
    if result != Some(case.stage) {
        return Err(Fault::Result);
    }
    Ok(case)
}

fn follow(case: Option<Case>, entry: Entry, number: u64, at_ms: i64, event: &Event) -> Result<Case, Fault> {
    let expected = case.as_ref().map_or(0, Case::count) + 1;
    if number != expected {
        return Err(Fault::Number { found: number, expected });
    }
    let before = case.as_ref().map_or(Hash::NONE, Case::head);
    if before.then(&entry.line) != entry.hash {
        return Err(Fault::Hash { number });
    }
    let mut case = match (case, event) {
        (None, Event::Opened(opening)) => Case::begun((**opening).clone(), at_ms),
        (None, _) => return Err(Fault::Unlawful { number, unlawful: Unlawful::Opening }),
        (Some(mut case), event) => {
            case.admits(event, at_ms).map_err(|unlawful| Fault::Unlawful { number, unlawful })?;
            case.apply(event, at_ms);
            case
        }
    };
    case.entries.push(entry);
    Ok(case)
}
