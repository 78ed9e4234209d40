//! Reads amounts out of what people type: `3`, `x3`, `make it 3`, `2 rice`, `3 x milk`, `2 rice, 3 milk`. Knows nothing
//! of products; a number that belongs to a size (`5 kg`) is not an amount.

use domain::text::fold;

use crate::state::TypedLine;

/// Most of one thing that can be asked for at once.
pub const QUANTITY_MAX: u32 = 9_999;
/// Most lines of a typed list.
pub const LINES_MAX: usize = 20;

/// A number that someone typed, maybe too large.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// 0 to [`QUANTITY_MAX`].
    Of(u32),
    /// A number that is no sensible amount.
    OutOfRange,
}

/// Words that make a number a size and not an amount.
const UNITS: [&str; 26] = [
    "kg", "g", "gr", "gm", "mg", "l", "lt", "ltr", "litre", "litres", "liter", "liters", "ml", "cl", "cm",
    "mm", "m", "inch", "in", "w", "watt", "watts", "v", "gb", "tb", "%",
];

/// Words around a bare amount.
const FILLERS: [&str; 24] = [
    "make", "it", "that", "set", "to", "i", "want", "need", "take", "give", "me", "please", "pls", "just",
    "only", "pcs", "pieces", "pc", "piece", "units", "unit", "of", "times", "add",
];

/// Reads a text that is an amount and nothing else.
pub fn amount(text: &str) -> Option<Amount> {
    let folded = fold(text);
    let words: Vec<&str> = folded
        .split(' ')
        .map(|word| word.trim_matches(['.', '!', '?', ',']))
        .filter(|word| !FILLERS.contains(word))
        .collect();
    match words.as_slice() {
        [word] => number(word).or_else(|| number_word(word)),
        ["x" | "×" | "*", word] | [word, "x" | "×" | "*"] => number(word),
        _ => None,
    }
}

/// Reads `3`, `x3`, `3x`. Minus and decimals are out of range, not products.
fn number(word: &str) -> Option<Amount> {
    let digits = word.strip_prefix(['x', '×', '*']).unwrap_or(word);
    let digits = digits.strip_suffix(['x', '×', '*']).unwrap_or(digits);
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(match digits.parse::<u32>() {
            Ok(quantity) if quantity <= QUANTITY_MAX => Amount::Of(quantity),
            _ => Amount::OutOfRange,
        });
    }
    let numeric = digits.starts_with(|char: char| char.is_ascii_digit() || char == '-' || char == '+')
        && digits.ends_with(|char: char| char.is_ascii_digit())
        && digits.chars().all(|char| char.is_ascii_digit() || ".,-+".contains(char));
    numeric.then_some(Amount::OutOfRange)
}

fn number_word(word: &str) -> Option<Amount> {
    let words = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve",
    ];
    let at = words.iter().position(|known| *known == word)?;
    u32::try_from(at).ok().map(Amount::Of)
}

/// Reads an amount with the words it belongs to: `2 rice`, `3 x milk`, `milk x3`, `add 2 rice please`.
pub fn amount_of(text: &str) -> Option<TypedLine> {
    let folded = fold(text);
    let mut words: Vec<&str> = folded
        .split(' ')
        .map(|word| word.trim_matches(['.', '!', '?', ',', ';', '-', '•']))
        .filter(|word| !word.is_empty())
        .collect();
    while words.first().is_some_and(|word| FILLERS.contains(word) || *word == "and" || *word == "a") {
        words.remove(0);
    }
    while words.last().is_some_and(|word| matches!(*word, "please" | "pls")) {
        words.pop();
    }
    let (quantity, rest) = leading(&words).or_else(|| trailing(&words))?;
    let rest: Vec<&str> = rest
        .iter()
        .copied()
        .skip_while(|word| matches!(*word, "of" | "x" | "×" | "*" | "pcs" | "pc"))
        .collect();
    let words = rest.join(" ");
    (quantity >= 1 && words.chars().any(char::is_alphanumeric)).then_some(TypedLine { quantity, words })
}

fn leading<'w>(words: &'w [&'w str]) -> Option<(u32, &'w [&'w str])> {
    let (first, rest) = words.split_first()?;
    let next = rest.first()?;
    if UNITS.contains(next) {
        return None;
    }
    match number(first).or_else(|| number_word(first)) {
        Some(Amount::Of(quantity)) => Some((quantity, rest)),
        _ => None,
    }
}

fn trailing<'w>(words: &'w [&'w str]) -> Option<(u32, &'w [&'w str])> {
    match words {
        [rest @ .., "x" | "×" | "*", last] if !rest.is_empty() => match number(last) {
            Some(Amount::Of(quantity)) => Some((quantity, rest)),
            _ => None,
        },
        [rest @ .., last]
            if !rest.is_empty() && (last.starts_with(['x', '×', '*']) || last.ends_with('x')) =>
        {
            match number(last) {
                Some(Amount::Of(quantity)) => Some((quantity, rest)),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Reads several lines in one message. None when it is not a list: fewer than two parts, or none with an amount.
pub fn lines(text: &str) -> Option<Vec<TypedLine>> {
    let mut parts: Vec<String> = Vec::new();
    for piece in text.split(['\n', ',', ';', '+', '&']) {
        let folded = fold(piece);
        let mut from = 0;
        // "2 rice and 3 milk" is two lines, "salt and pepper" is one.
        while let Some(at) = folded.get(from..).and_then(|rest| rest.find(" and ")).map(|at| at + from) {
            let after = folded.get(at + 5..).unwrap_or("");
            if amount_of(after).is_some() {
                parts.push(folded.get(..at).unwrap_or("").to_owned());
                parts.push(after.to_owned());
                from = folded.len();
            } else {
                from = at + 5;
            }
        }
        if from < folded.len() || from == 0 {
            parts.push(folded);
        }
    }
    parts.retain(|part| part.chars().any(char::is_alphanumeric));
    if parts.len() < 2 || parts.len() > LINES_MAX {
        return None;
    }
    let with_amount = parts.iter().filter(|part| amount_of(part).is_some()).count();
    if with_amount * 2 < parts.len() {
        return None;
    }
    Some(
        parts
            .into_iter()
            .map(|part| amount_of(&part).unwrap_or(TypedLine { quantity: 1, words: part }))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn bare_amounts_are_read() {
        for (text, quantity) in [
            ("3", 3),
            ("x3", 3),
            ("3x", 3),
            ("x 3", 3),
            ("make it 3", 3),
            ("Make it three!", 3),
            ("٣", 3),
            ("0", 0),
            ("5 pcs please", 5),
        ] {
            assert_eq!(amount(text), Some(Amount::Of(quantity)), "{text}");
        }
        for text in ["99999", "-2", "1.5", "123456789012345678901"] {
            assert_eq!(amount(text), Some(Amount::OutOfRange), "{text}");
        }
        for text in ["", "rice", "2 rice", "1 2", "A-100"] {
            assert_eq!(amount(text), None, "{text}");
        }
    }

    #[test]
    fn amounts_with_words_are_read_and_sizes_are_not() {
        for (text, quantity, words) in [
            ("2 rice", 2, "rice"),
            ("3 x milk", 3, "milk"),
            ("3x milk", 3, "milk"),
            ("milk x3", 3, "milk"),
            ("milk x 3", 3, "milk"),
            ("add 2 rice 5 kg please", 2, "rice 5 kg"),
            ("two bags of rice", 2, "bags of rice"),
            ("i need 4 pcs of salt", 4, "salt"),
        ] {
            assert_eq!(amount_of(text), Some(TypedLine { quantity, words: words.into() }), "{text}");
        }
        for text in ["5 kg rice", "rice 5 kg", "rice", "0 rice", "3", "99999 rice", "x"] {
            assert_eq!(amount_of(text), None, "{text}");
        }
    }

    #[test]
    fn several_lines_are_read() {
        let read = |text: &str| {
            lines(text)
                .map(|lines| lines.into_iter().map(|line| (line.quantity, line.words)).collect::<Vec<_>>())
        };
        let expected = Some(vec![(2, "rice".to_owned()), (3, "milk".to_owned())]);
        assert_eq!(read("2 rice, 3 milk"), expected);
        assert_eq!(read("2 rice\n3 milk\n"), expected);
        assert_eq!(read("2 rice and 3 milk"), expected);
        assert_eq!(read("2 rice, milk"), Some(vec![(2, "rice".to_owned()), (1, "milk".to_owned())]));
        for text in ["rice", "salt and pepper", "Moi Avenue 12, Nairobi", "2 salt and pepper"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_harm(text in ".{0,200}") {
            let _ = (amount(&text), amount_of(&text), lines(&text));
        }

        #[test]
        fn number_soup_is_read_without_harm(text in "[0-9x ,.\\-+a\n]{0,40}") {
            let _ = (amount(&text), amount_of(&text), lines(&text));
        }
    }
}
