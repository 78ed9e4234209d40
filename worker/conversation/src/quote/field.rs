//! What staff write into the custom field `wa_quote` of an order, and into `wa_quote_tiers`. Forgiving: case, blanks and
//! signs do not matter; what cannot be read changes nothing, and staff are told by a note.
//!
//! ```text
//! offer                          the prices of the order as they stand, for the usual time
//! offer 7d; delivery is free     for seven days, with a word to the buyer
//! offer until 2026-12-05
//! revise 3d                      replaces an offer that the buyer has not answered
//! accept                         the buyer's own price
//! decline: not below 11
//! ```
//!
//! Tiers: `from 50: 11.20; from 100: 10.80`, of the second line `2# 50: 11.20`; one a line, or parted by semicolons.

use domain::text::fold;
use serde::{Deserialize, Serialize};

use super::{
    price,
    time::{self, Validity},
};

/// The custom field that staff write their answer into.
pub const ANSWER: &str = "wa_quote";
/// The custom field with prices by amount.
pub const TIERS: &str = "wa_quote_tiers";
/// What the answer holds while staff are asked: there to be overwritten.
pub const ASKED: &str = "?";
/// Longest word to the buyer that is taken, characters.
pub const WORDS_MAX: usize = 300;
/// Most prices by amount.
pub const TIERS_MAX: usize = 12;

/// What the field says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Nothing yet.
    None,
    /// The order's prices are the offer.
    Offer {
        /// How long.
        validity: Validity,
        /// A word to the buyer; may be empty.
        words: String,
        /// Whether it may take the place of an offer that is out.
        revises: bool,
    },
    /// The buyer's own price is the offer.
    Accept {
        /// How long.
        validity: Validity,
        /// A word to the buyer; may be empty.
        words: String,
    },
    /// No offer.
    Decline {
        /// Why; may be empty.
        reason: String,
    },
    /// Words that say none of this.
    Unclear,
}

/// Reads the answer.
pub fn answer(text: &str) -> Answer {
    let text = text.trim();
    if text.trim_matches(['?', '-', '.', ' ']).is_empty() {
        return Answer::None;
    }
    let end = text.find(|char: char| !char.is_alphabetic()).unwrap_or(text.len());
    let (verb, rest) = text.split_at(end);
    let rest = rest.trim_start_matches([' ', '.', ':', ',', '-', '–', '\t']);
    match fold(verb).as_str() {
        "decline" | "declined" | "reject" | "rejected" | "refuse" | "no" => {
            Answer::Decline { reason: cut(rest.trim_start_matches([';', '\n'])) }
        }
        verb @ ("offer" | "offered" | "quote" | "quoted" | "revise" | "revised" | "accept" | "accepted"
        | "ok" | "yes") => match timed(rest) {
            Some((validity, words)) if matches!(verb, "accept" | "accepted" | "ok" | "yes") => {
                Answer::Accept { validity, words }
            }
            Some((validity, words)) => {
                Answer::Offer { validity, words, revises: matches!(verb, "revise" | "revised") }
            }
            None => Answer::Unclear,
        },
        _ => Answer::Unclear,
    }
}

/// Parts `until 2026-12-05; words` into how long and the words.
fn timed(text: &str) -> Option<(Validity, String)> {
    let (head, words) = text.split_once([';', '\n']).unwrap_or((text, ""));
    let head = fold(head);
    let mut time = head.trim();
    for filler in ["valid", "good", "open", "until", "till", "for", "to"] {
        time = time.strip_prefix(filler).filter(|rest| rest.starts_with(' ')).map_or(time, str::trim);
    }
    let validity = if time.is_empty() { Some(Validity::Usual) } else { time::validity(time) };
    Some((validity?, cut(words)))
}

fn cut(words: &str) -> String {
    let one_line: Vec<&str> = words.split_whitespace().collect();
    one_line.join(" ").chars().take(WORDS_MAX).collect()
}

/// A price that holds from an amount on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tier {
    /// Which line of the offer, from 0.
    pub line: usize,
    /// From how many on.
    pub from: u32,
    /// Price of one, minor units, as lines are priced.
    pub unit_minor: i64,
}

/// Reads prices by amount, in order of line and amount. `None` when any of it cannot be read: half a table would be a
/// wrong one.
pub fn tiers(text: &str, decimals: u8) -> Option<Vec<Tier>> {
    let mut found: Vec<Tier> = Vec::new();
    let mut line = 0;
    for piece in text.split([';', '\n', '|']) {
        let piece = fold(piece);
        let mut piece = piece.trim();
        if let Some((number, rest)) = piece.split_once('#') {
            line = number.trim().parse::<usize>().ok()?.checked_sub(1)?;
            piece = rest.trim();
        }
        if piece.is_empty() {
            continue;
        }
        piece = piece.strip_prefix("from ").unwrap_or(piece).trim();
        let digits = piece.len() - piece.trim_start_matches(|char: char| char.is_ascii_digit()).len();
        let (amount, rest) = piece.split_at(digits);
        let from: u32 = amount.parse().ok().filter(|from| *from > 0)?;
        let sign = rest.trim_start_matches(['+', ' ']);
        let is_parted =
            sign.starts_with([':', '=', '@']) || sign.starts_with("->") || rest.starts_with(['+', ' ']);
        let price = sign.strip_prefix("->").unwrap_or(sign).trim_start_matches([':', '=', '@', ' ']);
        let price = price.strip_suffix("each").unwrap_or(price).trim();
        let unit_minor = price::minor(price, decimals).filter(|minor| *minor > 0 && is_parted)?;
        if found.iter().any(|tier| (tier.line, tier.from) == (line, from)) || found.len() >= TIERS_MAX {
            return None;
        }
        found.push(Tier { line, from, unit_minor });
    }
    found.sort_by_key(|tier| (tier.line, tier.from));
    Some(found)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{super::time::DAY_MS, *};

    fn offer(validity: Validity, words: &str) -> Answer {
        Answer::Offer { validity, words: words.into(), revises: false }
    }

    #[test]
    fn staff_may_write_it_in_many_ways() {
        for text in ["", "?", " ? ", "-", "..."] {
            assert_eq!(answer(text), Answer::None, "{text}");
        }
        for text in ["offer", "Offer", "OFFER.", "offer: ", "quote"] {
            assert_eq!(answer(text), offer(Validity::Usual, ""), "{text}");
        }
        for text in ["offer 7d", "Offer for 7 days", "offer valid for 1w", "offer: 7d.", "offer 7d;"] {
            assert_eq!(answer(text), offer(Validity::For(7 * DAY_MS), ""), "{text}");
        }
        let until = Validity::Until(time::day("2026-12-05").unwrap());
        for text in ["offer until 2026-12-05", "offer valid till 5.12.2026", "Offer - until 05/12/2026"] {
            assert_eq!(answer(text), offer(until, ""), "{text}");
        }
        assert_eq!(
            answer("offer 7d; delivery\n is free"),
            offer(Validity::For(7 * DAY_MS), "delivery is free")
        );
        assert_eq!(answer("offer\nall we can do"), offer(Validity::Usual, "all we can do"));
        let decline = |reason: &str| Answer::Decline { reason: reason.into() };
        assert_eq!(answer("decline: not below 11"), decline("not below 11"));
        assert_eq!(answer("No"), decline(""));
        let accept = Answer::Accept { validity: Validity::For(2 * DAY_MS), words: String::new() };
        assert_eq!(answer("accept 2d"), accept);
        assert!(matches!(answer("revise 3d"), Answer::Offer { revises: true, .. }));
        for text in ["offer soon", "11.20", "maybe", "offer until 2026-13-40", "🙏"] {
            assert_eq!(answer(text), Answer::Unclear, "{text}");
        }
    }

    #[test]
    fn prices_by_amount_are_read_whole_or_not_at_all() {
        let tier = |line, from, unit_minor| Tier { line, from, unit_minor };
        let two = Some(vec![tier(0, 50, 1_120), tier(0, 100, 1_080)]);
        for text in [
            "from 50: 11.20; from 100: 10.80",
            "100: 10,80\n50 = 11,20",
            "50 11.20; 100+ 10.80 each;",
            "50 -> 11.20 | 100 @ 10.80",
            "٥٠: 11.20; 100: 10.80",
        ] {
            assert_eq!(tiers(text, 2), two, "{text}");
        }
        let lines = "1# 50: 11.20; 2# 10: 3; 20: 2.5";
        assert_eq!(tiers(lines, 2), Some(vec![tier(0, 50, 1_120), tier(1, 10, 300), tier(1, 20, 250)]));
        assert_eq!(tiers("", 2), Some(Vec::new()));
        for text in ["50", "50: cheap", "0: 5", "50: 5; 50: 4", "x 50: 5", "0# 50: 5", "50: -5", "5011.20"] {
            assert_eq!(tiers(text, 2), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_harm(text in ".{0,80}") {
            let _ = (answer(&text), tiers(&text, 2));
        }
    }
}
