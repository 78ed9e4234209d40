//! The audit sheet: every entry with its hash, and what came of it. Text that anybody can read, keep and check.
//!
//! ```text
//! auction 07-K3F9A2
//! <hash> 1 1764320400000 {"event":"opened",…}
//! <hash> 2 1764320400001 {"event":"invited",…}
//! result {"phase":"awarded","seat":3,"minor":4150}
//! ```

use std::fmt;

use crate::{
    AuctionId,
    auction::{Auction, Phase},
    entry::{Entry, Hash},
    event::{Event, Unlawful},
};

/// An audit sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The auction.
    pub auction: AuctionId,
    /// Every entry.
    pub entries: Vec<Entry>,
    /// What came of it, or where it stands.
    pub result: Phase,
}

impl fmt::Display for Sheet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "auction {}", self.auction)?;
        for entry in &self.entries {
            writeln!(f, "{} {}", entry.hash, entry.line)?;
        }
        writeln!(f, "result {}", serde_json::to_string(&self.result).unwrap_or_default())
    }
}

/// What is wrong with a sheet.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Not a sheet.
    #[error("line {line}: this is not a line of an audit sheet")]
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
    /// An entry does not follow by the rules.
    #[error("entry {number}: {unlawful}")]
    Unlawful {
        /// Which.
        number: u64,
        /// Why.
        unlawful: Unlawful,
    },
    /// The entries come to something else.
    #[error("the result of the sheet is not what its entries come to")]
    Result,
    /// It names another auction than its first entry.
    #[error("the sheet names another auction than its first entry")]
    Name,
    /// Nothing in it.
    #[error("the sheet has no entries")]
    Empty,
}

/// Checks a sheet: the chain, every verdict by the rules, and the result. Returns the auction that its entries make.
pub fn check(text: &str) -> Result<Auction, Fault> {
    let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let unreadable = |line: usize| Fault::Unreadable { line: line + 1 };
    let (first, name) = lines.next().ok_or(Fault::Empty)?;
    let name = name.strip_prefix("auction ").and_then(|name| name.parse::<AuctionId>().ok());
    let name = name.ok_or_else(|| unreadable(first))?;
    let mut auction: Option<Auction> = None;
    let mut result = None;
    for (place, line) in lines {
        if result.is_some() {
            return Err(unreadable(place));
        }
        if let Some(json) = line.strip_prefix("result ") {
            result = Some(serde_json::from_str::<Phase>(json).map_err(|_| unreadable(place))?);
            continue;
        }
        let (hash, line) = line.split_once(' ').ok_or_else(|| unreadable(place))?;
        let hash: Hash = hash.parse().map_err(|_| unreadable(place))?;
        let (number, at_ms, event) = Entry::read(line).ok_or_else(|| unreadable(place))?;
        let entry = Entry { number, at_ms, line: line.to_owned(), hash };
        follow(&mut auction, &entry, &event)?;
    }
    let auction = auction.ok_or(Fault::Empty)?;
    if auction.id != name {
        return Err(Fault::Name);
    }
    let number = auction.number;
    auction.is_settled().map_err(|unlawful| Fault::Unlawful { number, unlawful })?;
    if result != Some(auction.phase) {
        return Err(Fault::Result);
    }
    Ok(auction)
}

fn follow(auction: &mut Option<Auction>, entry: &Entry, event: &Event) -> Result<(), Fault> {
    let number = entry.number;
    let expected = auction.as_ref().map_or(0, |auction| auction.number) + 1;
    if number != expected {
        return Err(Fault::Number { found: number, expected });
    }
    let before = auction.as_ref().map_or(Hash::NONE, |auction| auction.head);
    if before.then(&entry.line) != entry.hash {
        return Err(Fault::Hash { number });
    }
    if auction.is_none() {
        let is_opening = matches!(event, Event::Opened { .. });
        let unlawful = if is_opening { Unlawful::Terms } else { Unlawful::Phase };
        *auction = Some(Auction::opened(event).ok_or(Fault::Unlawful { number, unlawful })?);
    }
    let Some(auction) = auction else { return Err(Fault::Empty) };
    auction.admits(event, entry.at_ms).map_err(|unlawful| Fault::Unlawful { number, unlawful })?;
    auction.apply(entry, event);
    Ok(())
}
