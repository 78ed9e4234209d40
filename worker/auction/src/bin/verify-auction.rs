//! Checks an audit sheet: the chain of hashes, every verdict by the rules of the auction, and the result.
//!
//! ```text
//! verify-auction SHEET        or        verify-auction < SHEET
//! ```
//!
//! Needs no network and no key. Ends with 0 when all is well, 1 when something is wrong, 2 when there is no sheet.

use std::{
    io::{Read as _, Write as _},
    process::ExitCode,
};

use auction::{Auction, Phase, check};

/// Longest sheet that is read.
const BYTES_MAX: u64 = 64 << 20;

fn main() -> ExitCode {
    let mut out = std::io::stdout();
    let text = match read(std::env::args().nth(1)) {
        Ok(text) => text,
        Err(error) => {
            let _ = writeln!(out, "no sheet: {error}");
            return ExitCode::from(2);
        }
    };
    match check(&text) {
        Ok(auction) => {
            let _ = out.write_all(summary(&auction).as_bytes());
            ExitCode::SUCCESS
        }
        Err(fault) => {
            let _ = writeln!(out, "WRONG: {fault}");
            ExitCode::FAILURE
        }
    }
}

fn read(path: Option<String>) -> std::io::Result<String> {
    let mut text = String::new();
    match path.filter(|path| path != "-") {
        Some(path) => std::fs::File::open(path)?.take(BYTES_MAX).read_to_string(&mut text)?,
        None => std::io::stdin().lock().take(BYTES_MAX).read_to_string(&mut text)?,
    };
    Ok(text)
}

fn summary(auction: &Auction) -> String {
    let terms = &auction.terms;
    let mut lines = vec![
        format!("RIGHT: auction {}, {} entries, last hash {}", auction.id, auction.number, auction.head),
        format!(
            "  {} x {:?}, at most {}",
            terms.quantity,
            terms.subject.name(),
            terms.money(terms.ceiling_minor)
        ),
    ];
    for (place, (seat, offer)) in (1..).zip(auction.ranking()) {
        let price = terms.money(offer.minor);
        lines.push(format!("  {place}. bidder {seat}: {price} (entry {})", offer.number));
    }
    let result = match auction.phase {
        Phase::Planned => "bidding has not begun".to_owned(),
        Phase::Open => "bidding goes on".to_owned(),
        Phase::Deciding { seat, .. } => format!("the opener decides about bidder {seat}"),
        Phase::Awarded { seat, minor } => format!("awarded to bidder {seat} at {}", terms.money(minor)),
        Phase::Ended { why } => format!("ended without an award: {why:?}"),
        Phase::Cancelled => "called off".to_owned(),
    };
    lines.push(format!("  {result}"));
    lines.join("\n") + "\n"
}
