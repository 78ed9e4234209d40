//! Prices that people type: `10.50`, `10,50 each`, `KES 1.250,00 in total`, `١٠٫٥٠`. Which sign parts the decimals is told
//! by what follows it, as nobody types by the book; the buyer sees what was understood before anything is sent.

use domain::{Money, language::Language, money::Currency, text::fold};

use crate::words::price_words;

/// Most digits that are read.
const DIGITS_MAX: usize = 15;

/// What a price is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Per {
    /// One piece.
    Unit,
    /// Everything.
    All,
    /// Not said.
    Unsaid,
}

/// A price that was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// How much.
    pub amount: Money,
    /// For what.
    pub per: Per,
}

/// Reads a number as minor units of a currency.
pub fn minor(text: &str, decimals: u8) -> Option<i64> {
    let decimals = usize::from(decimals);
    // Arabic's own signs for decimals and thousands, and the blanks between thousands.
    let text: String = text
        .chars()
        .filter(|char| !char.is_whitespace() && *char != '\'' && *char != '٬')
        .map(|char| if char == '٫' { '.' } else { char })
        .collect();
    let has_digits_at_ends = text.starts_with(|char: char| char.is_ascii_digit())
        && text.ends_with(|char: char| char.is_ascii_digit());
    if !has_digits_at_ends || !text.chars().all(|char| char.is_ascii_digit() || char == '.' || char == ',') {
        return None;
    }
    let groups: Vec<&str> = text.split(['.', ',']).collect();
    let (first, after) = groups.split_first()?;
    // India parts thousands, then hundreds of thousands.
    let are_thousands = |groups: &[&str]| match groups.split_last() {
        None => true,
        Some((last, between)) => {
            first.len() <= 3 && last.len() == 3 && between.iter().all(|group| matches!(group.len(), 2 | 3))
        }
    };
    let signs: Vec<char> = text.chars().filter(|char| !char.is_ascii_digit()).collect();
    let is_last_alone =
        signs.last().is_some_and(|last| signs.iter().filter(|sign| *sign == last).count() == 1);
    let (whole, fraction) = match after.split_last() {
        None => ((*first).to_owned(), ""),
        Some((last, between)) if last.len() <= decimals && is_last_alone && are_thousands(between) => {
            (format!("{first}{}", between.concat()), *last)
        }
        Some(_) if are_thousands(after) && signs.windows(2).all(|pair| pair.first() == pair.last()) => {
            (format!("{first}{}", after.concat()), "")
        }
        Some(_) => return None,
    };
    if whole.len() + decimals > DIGITS_MAX {
        return None;
    }
    format!("{whole}{fraction:0<decimals$}").parse().ok()
}

/// Reads a price, with the currency's code and words like "each" and "in total" around it; anything else is no price.
pub fn read(text: &str, language: Language, currency: &Currency) -> Option<Typed> {
    let mut rest = format!(" {} ", fold(text).replace(['/', '@', '(', ')', '!', '?', '=', ':'], " "));
    let mut per = Per::Unsaid;
    for (words, meaning) in price_words(language) {
        let found = format!(" {words} ");
        if rest.contains(&found) {
            per = if per == Per::Unsaid { meaning } else { per };
            rest = rest.replace(&found, " ");
        }
    }
    for sign in [fold(&currency.code).as_str(), "$", "€", "£", "₹"] {
        rest = rest.replace(sign, " ");
    }
    let bare = rest.trim().trim_end_matches(['.', ',', '-', ';', '،', '।']);
    let minor = minor(bare, currency.decimals).filter(|minor| *minor > 0)?;
    Some(Typed { amount: Money::from_minor(minor, currency.clone()), per })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn kes() -> Currency {
        Currency { code: "KES".into(), decimals: 2 }
    }

    #[test]
    fn numbers_are_read_however_people_part_them() {
        for (text, decimals, expected) in [
            ("10.50", 2, 1_050),
            ("10,5", 2, 1_050),
            ("10", 2, 1_000),
            ("1,234.50", 2, 123_450),
            ("1.234,50", 2, 123_450),
            ("1 234,50", 2, 123_450),
            ("12,34,567.5", 2, 123_456_750),
            ("1.234.567", 2, 123_456_700),
            ("1,250", 2, 125_000),
            ("1.250", 3, 1_250),
            ("1500", 0, 1_500),
            ("1.500", 0, 1_500),
            ("١٠٫٥٠", 2, 0),
        ] {
            let read = minor(text, decimals);
            assert_eq!(read, Some(expected).filter(|expected| *expected > 0), "{text}");
        }
        for text in ["", ".5", "5.", "1.2.3", "1,23,4.5", "12a", "-5", "1.2345", "9999999999999999999"] {
            assert_eq!(minor(text, 2), None, "{text}");
        }
    }

    #[test]
    fn prices_say_what_they_are_for() {
        for (text, language, minor, per) in [
            ("10.50 each", Language::English, 1_050, Per::Unit),
            ("KES 10.50", Language::English, 1_050, Per::Unsaid),
            ("10.50/unit", Language::English, 1_050, Per::Unit),
            ("500 in total", Language::English, 50_000, Per::All),
            ("10,50 pièce", Language::French, 1_050, Per::Unit),
            ("500 en tout", Language::French, 50_000, Per::All),
            ("10.50 cada uno", Language::Spanish, 1_050, Per::Unit),
            ("10,50 cada", Language::Portuguese, 1_050, Per::Unit),
            ("١٠.٥٠ للقطعة", Language::Arabic, 1_050, Per::Unit),
            ("١٠٫٥٠ للقطعة", Language::Arabic, 1_050, Per::Unit),
            ("10.50 kila moja", Language::Swahili, 1_050, Per::Unit),
            ("10.50 प्रति नग", Language::Hindi, 1_050, Per::Unit),
            ("500 कुल", Language::Hindi, 50_000, Per::All),
        ] {
            let expected = Typed { amount: Money::from_minor(minor, kes()), per };
            assert_eq!(read(text, language, &kes()), Some(expected), "{text}");
        }
        for text in ["", "too expensive", "10 rice", "0", "x3", "10.50 10.60", "USD 5"] {
            assert_eq!(read(text, Language::English, &kes()), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in ".{0,40}") {
            let _ = read(&text, Language::Arabic, &kes());
        }

        #[test]
        fn what_is_written_plainly_is_read_back(minor_units in 1_i64..1_000_000_000, decimals in 0_u8..=2) {
            let money = Money::from_minor(minor_units, Currency { code: "XXX".into(), decimals });
            prop_assert_eq!(minor(&money.to_decimal(), decimals), Some(minor_units));
        }
    }
}
