//! Amounts: minor units with the shop's own exponent, never a float.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

/// A currency as the shop writes it. The number of decimals is the shop's setting, not that of ISO 4217.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Currency {
    /// ISO 4217 code, such as `KES`.
    pub code: String,
    /// Decimals that amounts of this shop have, 0 to [`DECIMALS_MAX`].
    pub decimals: u8,
}

/// Most decimals that a shop may use.
pub const DECIMALS_MAX: u8 = 6;

/// An amount of money.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// The amount in minor units.
    pub minor: i64,
    /// Its currency.
    pub currency: Currency,
}

/// Why a text is not an amount.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseMoneyError {
    /// Not digits with at most one point.
    #[error("amount is not a decimal number")]
    NotANumber,
    /// More than fits.
    #[error("amount is out of range")]
    OutOfRange,
}

impl Money {
    /// Makes an amount of minor units.
    pub fn from_minor(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Reads a decimal text such as `12.50`. Decimals beyond the shop's are rounded half up, as the shop does.
    pub fn parse_decimal(text: &str, currency: Currency) -> Result<Self, ParseMoneyError> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction) {
            return Err(ParseMoneyError::NotANumber);
        }
        let decimals = usize::from(currency.decimals);
        let mut minor: i64 = 0;
        let kept = fraction.bytes().chain(std::iter::repeat(b'0')).take(decimals);
        for byte in whole.bytes().chain(kept) {
            minor = minor
                .checked_mul(10)
                .and_then(|minor| minor.checked_add(i64::from(byte - b'0')))
                .ok_or(ParseMoneyError::OutOfRange)?;
        }
        if fraction.as_bytes().get(decimals).is_some_and(|digit| *digit >= b'5') {
            minor = minor.checked_add(1).ok_or(ParseMoneyError::OutOfRange)?;
        }
        Ok(Self { minor: if negative { -minor } else { minor }, currency })
    }

    /// Returns the amount as a decimal text, the form that the shop's REST interface wants.
    pub fn to_decimal(&self) -> String {
        self.digits("")
    }

    /// Returns the amount times a count, staying at the bound when it would not fit.
    #[must_use]
    pub fn times(&self, count: u32) -> Self {
        Self { minor: self.minor.saturating_mul(i64::from(count)), currency: self.currency.clone() }
    }

    fn digits(&self, separator: &str) -> String {
        let decimals = usize::from(self.currency.decimals.min(DECIMALS_MAX));
        let digits = format!("{:0width$}", self.minor.unsigned_abs(), width = decimals + 1);
        let (whole, fraction) = digits.split_at(digits.len() - decimals);
        let mut text = String::new();
        if self.minor < 0 {
            text.push('-');
        }
        for (index, digit) in whole.chars().enumerate() {
            if index > 0 && (whole.len() - index).is_multiple_of(3) {
                text.push_str(separator);
            }
            text.push(digit);
        }
        if !fraction.is_empty() {
            let _ = write!(text, ".{fraction}");
        }
        text
    }
}

/// Shows currency and amount, such as `KES 1,840.00`. The space does not break.
impl std::fmt::Display for Money {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}\u{a0}{}", self.currency.code, self.digits(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kes(decimals: u8) -> Currency {
        Currency { code: "KES".into(), decimals }
    }

    #[test]
    fn decimals_are_exact_and_rounded_as_the_shop_does() {
        for (text, decimals, minor) in [
            ("12.50", 2, 1250),
            ("12.5", 2, 1250),
            ("12.50", 0, 13),
            ("700", 2, 70000),
            ("-0.05", 2, -5),
            (".5", 2, 50),
        ] {
            assert_eq!(Money::parse_decimal(text, kes(decimals)).unwrap().minor, minor, "{text}");
        }
        for text in ["", "-", "1,2", "1e3", "NaN", "."] {
            assert_eq!(Money::parse_decimal(text, kes(2)), Err(ParseMoneyError::NotANumber), "{text}");
        }
        assert_eq!(Money::parse_decimal("99999999999999999999", kes(2)), Err(ParseMoneyError::OutOfRange));
    }

    #[test]
    fn amounts_are_shown_with_currency_and_thousands() {
        assert_eq!(Money::from_minor(1_840_050, kes(2)).to_string(), "KES\u{a0}18,400.50");
        assert_eq!(Money::from_minor(5, kes(2)).to_string(), "KES\u{a0}0.05");
        assert_eq!(Money::from_minor(-123_456, kes(0)).to_string(), "KES\u{a0}-123,456");
        assert_eq!(Money::from_minor(1_840_050, kes(2)).to_decimal(), "18400.50");
    }
}
