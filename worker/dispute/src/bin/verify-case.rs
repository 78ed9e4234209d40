//! Checks the file of a dispute: the chain of hashes, every entry by the rules, and the result.
//!
//! ```text
//! verify-case FILE [EVIDENCE...]        or        verify-case < FILE
//! ```
//!
//! Files given behind it are looked for among the evidence, by hash. Needs no network and no key. Ends with 0 when all is
//! well, 1 when something is wrong, 2 when there is no file.

use std::{
    io::{Read as _, Write as _},
    process::ExitCode,
};

use dispute::{Case, PieceResult, check};
use sha2::{Digest as _, Sha256};

/// Longest file that is read.
const BYTES_MAX: u64 = 64 << 20;

fn main() -> ExitCode {
    let mut out = std::io::stdout();
    let mut paths = std::env::args().skip(1);
    let text = match read(paths.next())
        .and_then(|bytes| String::from_utf8(bytes).map_err(|_| std::io::Error::other("it is not text")))
    {
        Ok(text) => text,
        Err(error) => {
            let _ = writeln!(out, "no case file: {error}");
            return ExitCode::from(2);
        }
    };
    let case = match check(&text) {
        Ok(case) => case,
        Err(fault) => {
            let _ = writeln!(out, "WRONG: {fault}");
            return ExitCode::FAILURE;
        }
    };
    let _ = out.write_all(summary(&case).as_bytes());
    let mut is_right = true;
    for path in paths {
        let found = read(Some(path.clone())).map(|bytes| place_of(&case, &bytes));
        let verdict = match found {
            Ok(Some(place)) => format!("evidence {place}: {path}"),
            Ok(None) => format!("WRONG: {path} is no evidence of this case"),
            Err(ref error) => format!("WRONG: {path} cannot be read: {error}"),
        };
        is_right &= matches!(found, Ok(Some(_)));
        let _ = writeln!(out, "  {verdict}");
    }
    if is_right { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn read(path: Option<String>) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    match path.filter(|path| path != "-") {
        Some(path) => std::fs::File::open(path)?.take(BYTES_MAX).read_to_end(&mut bytes)?,
        None => std::io::stdin().lock().take(BYTES_MAX).read_to_end(&mut bytes)?,
    };
    Ok(bytes)
}

fn place_of(case: &Case, bytes: &[u8]) -> Option<usize> {
    let found = hex::encode(Sha256::digest(bytes));
    let is_it = |piece: &dispute::Piece| matches!(&piece.result, Some(PieceResult::Kept { sha256, .. }) if *sha256 == found);
    case.pieces.iter().position(is_it).map(|place| place + 1)
}

fn summary(case: &Case) -> String {
    let opening = &case.opening;
    let mut lines = vec![
        format!("RIGHT: dispute {}, {} entries, last hash {}", opening.number, case.count(), case.head()),
        format!(
            "  order {}, {}, wanted: {}, at most {}",
            opening.order_number,
            opening.reason.label(),
            opening.wish.label(),
            opening.money(opening.most_minor).to_string().replace('\u{a0}', " ")
        ),
    ];
    for (place, piece) in (1..).zip(&case.pieces) {
        lines.push(match &piece.result {
            Some(PieceResult::Kept { sha256, size, mime_type }) => {
                format!("  evidence {place}: {mime_type}, {size} bytes, SHA-256 {sha256}")
            }
            Some(PieceResult::Lost { reason }) => format!("  evidence {place}: not kept ({reason})"),
            None => format!("  evidence {place}: was being fetched"),
        });
    }
    lines.push(format!("  stands at: {}, turn of: {}", case.stage.label(), case.stage.owner().label()));
    lines.join("\n") + "\n"
}
