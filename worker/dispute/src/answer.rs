//! What staff write about a case, in the order's field `wa_dispute_answer` or behind `desk dispute`. Forgiving: case,
//! currency and separators do not matter, and several words mean the same.
//!
//! ```text
//! accept                   give what the buyer wished
//! refund                   offer all the money
//! refund 500               offer a part of it (also: 500, refund KES 500.00)
//! replace                  offer the goods once more
//! return                   offer the money for the goods sent back
//! return 500               the same for a part of it
//! decline: reason          offer nothing
//! received                 the goods are back: pay
//! resolved: how            it was settled otherwise
//! escalate                 to whoever is above staff
//! ```

use domain::{Money, money::Currency};

use crate::event::WORDS_MAX;

/// What staff want.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Give what the buyer wished.
    Accept,
    /// Offer money; none is all of it.
    Refund {
        /// How much, minor units.
        minor: Option<i64>,
    },
    /// Offer the goods once more.
    Replace,
    /// Offer money for goods sent back; none is all of it.
    Return {
        /// How much, minor units.
        minor: Option<i64>,
    },
    /// Offer nothing.
    Decline {
        /// Why, for the buyer to read.
        words: String,
    },
    /// The goods are back.
    Received,
    /// It was settled otherwise.
    Resolve {
        /// How.
        words: String,
    },
    /// To whoever is above.
    Escalate,
}

/// Why an answer cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnreadableAnswer {
    /// Nothing of the list above.
    #[error(
        "write one of: accept, refund, refund AMOUNT, replace, return, return AMOUNT, decline: REASON, received, \
         resolved: HOW, escalate"
    )]
    Unknown,
    /// Behind the word stands no amount.
    #[error("\"{0}\" is not an amount: write it like 500 or 500.00")]
    Amount(String),
    /// The buyer reads the reason; it must be there.
    #[error("say why: the buyer reads it")]
    Words,
}

impl Answer {
    /// Reads what staff wrote, for an order of a currency.
    ///
    /// # Errors
    /// Why it cannot be read, for whoever wrote it.
    pub fn read(text: &str, currency: &Currency) -> Result<Self, UnreadableAnswer> {
        let text: String = text.chars().filter(|char| !char.is_control()).collect();
        let text = text.trim();
        let end = text.find(|char: char| !char.is_alphabetic()).unwrap_or(text.len());
        let (word, rest) = text.split_at(end);
        let rest =
            rest.trim_matches(|char: char| char.is_whitespace() || matches!(char, ':' | '-' | '=' | ','));
        let words = || {
            let words: String = rest.chars().take(WORDS_MAX).collect();
            if words.is_empty() { Err(UnreadableAnswer::Words) } else { Ok(words) }
        };
        match word.to_lowercase().as_str() {
            "accept" | "accepted" | "ok" | "yes" | "approve" | "approved" | "grant" => Ok(Self::Accept),
            "refund" | "pay" | "offer" if amount_word(rest) => Ok(Self::Refund { minor: None }),
            "refund" | "pay" | "offer" => {
                // "offer replace", "offer refund 500"
                let nested = rest.chars().next().is_some_and(char::is_alphabetic);
                match amount(rest, currency) {
                    Ok(minor) => Ok(Self::Refund { minor: Some(minor) }),
                    Err(_) if nested && word.eq_ignore_ascii_case("offer") => Self::read(rest, currency),
                    Err(error) => Err(error),
                }
            }
            "replace" | "replacement" | "resend" | "exchange" => Ok(Self::Replace),
            "return" | "returns" if amount_word(rest) => Ok(Self::Return { minor: None }),
            "return" | "returns" => Ok(Self::Return { minor: Some(amount(rest, currency)?) }),
            "decline" | "declined" | "no" | "reject" | "rejected" | "deny" | "refuse" => {
                Ok(Self::Decline { words: words()? })
            }
            "received" | "arrived" => Ok(Self::Received),
            "resolve" | "resolved" | "done" | "settled" | "close" | "closed" => {
                Ok(Self::Resolve { words: words()? })
            }
            "escalate" | "escalated" | "manager" => Ok(Self::Escalate),
            _ if text.chars().any(|char| char.is_ascii_digit()) => match amount(text, currency) {
                Ok(minor) => Ok(Self::Refund { minor: Some(minor) }),
                Err(_) => Err(UnreadableAnswer::Unknown),
            },
            _ => Err(UnreadableAnswer::Unknown),
        }
    }
}

/// Whether nothing, or a word for all of it, stands behind the word.
fn amount_word(rest: &str) -> bool {
    matches!(rest.to_lowercase().as_str(), "" | "all" | "full" | "whole" | "everything" | "full amount")
}

/// Reads an amount with or without a currency, thousands separators, and a point or comma before the decimals.
fn amount(text: &str, currency: &Currency) -> Result<i64, UnreadableAnswer> {
    let unreadable = || UnreadableAnswer::Amount(text.chars().take(40).collect());
    let is_other = |char: char| {
        !(char.is_ascii_digit() || matches!(char, '.' | ',' | '\'' | ' ' | '\u{a0}' | '\u{202f}'))
    };
    let letters: String = text.chars().filter(|char| char.is_alphabetic()).collect();
    if !letters.is_empty() && !letters.eq_ignore_ascii_case(&currency.code) {
        return Err(unreadable());
    }
    let plain: String = text.chars().filter(|char| !is_other(*char)).collect();
    let plain = plain.trim_matches(|char: char| !char.is_ascii_digit());
    let decimals = usize::from(currency.decimals);
    // The last point or comma is the decimal one when no more digits stand behind it than the currency has, and it is
    // not the same as one before it.
    let last = plain.rfind(['.', ',']);
    let is_decimal = last.is_some_and(|at| {
        let behind = plain.len() - at - 1;
        let sign = plain.get(at..=at).unwrap_or_default();
        (1..=decimals.min(2)).contains(&behind) && plain.matches(sign).count() == 1
    });
    let digits = |part: &str| part.chars().filter(char::is_ascii_digit).collect::<String>();
    let number = match last.filter(|_| is_decimal) {
        Some(at) => {
            let (whole, fraction) = plain.split_at(at);
            format!("{}.{}", digits(whole), digits(fraction))
        }
        None => digits(plain),
    };
    match Money::parse_decimal(&number, currency.clone()) {
        Ok(money) if money.minor > 0 => Ok(money.minor),
        Ok(_) | Err(_) => Err(unreadable()),
    }
}
