//! Reads amounts out of what people type: `3`, `x3`, `make it 3`, `2 rice`, `3 x milk`, `2 rice, 3 milk`. Knows nothing
//! of products; a number that belongs to a size (`5 kg`) is not an amount.

use domain::{language::Language, text::fold};

use crate::{state::TypedLine, words::of_amounts};

/// Most of one thing that can be asked for at once.
pub const QUANTITY_MAX: u32 = 9_999;
/// Most lines of a typed list that are taken.
pub const LINES_MAX: usize = 20;
/// Most lines that are read as a list at all; those beyond [`LINES_MAX`] are counted and said.
const LINES_READ_MAX: usize = 200;

/// A number that someone typed, maybe too large.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// 0 to [`QUANTITY_MAX`].
    Of(u32),
    /// A number that is no sensible amount.
    OutOfRange,
}

/// Signs of measures that all the world writes: they make a number a size and not an amount.
const SIZES: [&str; 18] =
    ["kg", "g", "gr", "gm", "mg", "l", "lt", "ltr", "ml", "cl", "cm", "mm", "m", "in", "w", "v", "gb", "tb"];

/// Tells whether a word makes the number before it a size.
pub fn is_size(word: &str, language: Language) -> bool {
    SIZES.contains(&word) || word == "%" || of_amounts(language).any(|words| words.sizes.contains(word))
}

/// Tells whether a word adds nothing to an amount.
pub fn is_filler(word: &str, language: Language) -> bool {
    of_amounts(language).any(|words| words.fillers.contains(word))
}

/// Tells whether a word stands before a thing and adds nothing.
pub fn is_article(word: &str, language: Language) -> bool {
    of_amounts(language).any(|words| words.articles.contains(word))
}

fn is_and(word: &str, language: Language) -> bool {
    of_amounts(language).flat_map(|words| &words.ands).any(|and| and.trim() == word)
}

/// Reads a text that is an amount and nothing else.
pub fn amount(text: &str, language: Language) -> Option<Amount> {
    let folded = fold(text);
    let words: Vec<&str> = folded
        .split(' ')
        .map(|word| word.trim_matches(['.', '!', '?', ',', '؟', '،', '।']))
        .filter(|word| !is_filler(word, language))
        .collect();
    match words.as_slice() {
        [word] => number(word).or_else(|| number_word(word, language)),
        ["x" | "×" | "*", word] | [word, "x" | "×" | "*"] => number(word),
        _ => None,
    }
}

/// Reads `3`, `x3`, `3x`. Minus and decimals are out of range, not products.
pub fn number(word: &str) -> Option<Amount> {
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

/// Reads a number that is written as a word.
pub fn number_word(word: &str, language: Language) -> Option<Amount> {
    of_amounts(language).find_map(|words| words.numbers.get(word)).copied().map(Amount::Of)
}

/// Reads an amount with the words it belongs to: `2 rice`, `3 x milk`, `milk x3`, `add 2 rice please`.
pub fn amount_of(text: &str, language: Language) -> Option<TypedLine> {
    let folded = fold(text);
    let mut words: Vec<&str> = folded
        .split(' ')
        .map(|word| word.trim_matches(['.', '!', '?', ',', ';', '-', '•', '؟', '،', '।']))
        .filter(|word| !word.is_empty())
        .collect();
    while words.first().is_some_and(|word| is_filler(word, language) || is_and(word, language)) {
        words.remove(0);
    }
    while words.len() > 2 && words.last().is_some_and(|word| is_filler(word, language)) {
        words.pop();
    }
    let (quantity, rest) = leading(&words, language).or_else(|| trailing(&words, language))?;
    let rest: Vec<&str> = rest
        .iter()
        .copied()
        .skip_while(|word| {
            matches!(*word, "x" | "×" | "*")
                || of_amounts(language).any(|words| words.between.contains(*word))
        })
        .collect();
    let words = rest.join(" ");
    (quantity >= 1 && words.chars().any(char::is_alphanumeric)).then_some(TypedLine { quantity, words })
}

fn leading<'w>(words: &'w [&'w str], language: Language) -> Option<(u32, &'w [&'w str])> {
    let (first, rest) = words.split_first()?;
    let next = rest.first()?;
    if is_size(next, language) {
        return None;
    }
    match number(first).or_else(|| number_word(first, language)) {
        Some(Amount::Of(quantity)) => Some((quantity, rest)),
        _ => None,
    }
}

/// Swahili puts the number behind what it counts.
fn is_behind(language: Language) -> bool {
    language == Language::Swahili
}

fn trailing<'w>(words: &'w [&'w str], language: Language) -> Option<(u32, &'w [&'w str])> {
    match words {
        [rest @ .., last]
            if is_behind(language) && rest.last().is_some_and(|word| !is_size(word, language)) =>
        {
            match number(last).or_else(|| number_word(last, language)) {
                Some(Amount::Of(quantity)) => Some((quantity, rest)),
                _ => None,
            }
        }
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

/// "2 rice and 3 milk" is two lines, "salt and pepper" is one: parts where an amount follows.
fn split_at_ands(folded: String, language: Language) -> Vec<String> {
    for and in of_amounts(language).flat_map(|words| &words.ands) {
        for (at, _) in folded.match_indices(and.as_str()) {
            let (before, after) =
                (folded.get(..at).unwrap_or(""), folded.get(at + and.len()..).unwrap_or(""));
            if amount_of(after, language).is_some() || with_article(after, language).is_some() {
                let mut parts = vec![before.to_owned()];
                parts.extend(split_at_ands(after.to_owned(), language));
                return parts;
            }
        }
    }
    vec![folded]
}

/// Writes a number apart from the measure glued to it: `5kg` is `5 kg`.
pub fn sizes_apart(text: &str) -> String {
    let apart = |word: &str| {
        let digits = word.trim_end_matches(|char: char| char.is_ascii_alphabetic());
        let measure = word.get(digits.len()..).unwrap_or("");
        let is_number = digits.starts_with(|char: char| char.is_ascii_digit())
            && digits.ends_with(|char: char| char.is_ascii_digit())
            && digits.chars().all(|char| char.is_ascii_digit() || ".,".contains(char));
        if is_number && SIZES.contains(&measure.to_lowercase().as_str()) {
            format!("{digits} {measure}")
        } else {
            word.to_owned()
        }
    };
    text.split(' ').map(apart).collect::<Vec<_>>().join(" ")
}

/// What people call the measures that shops write with a sign.
const MEASURES: [(&str, &[&str]); 3] = [
    (
        "kg",
        &[
            "kilo",
            "kilos",
            "kilogram",
            "kilograms",
            "kilogramme",
            "kilogrammes",
            "kilogramo",
            "kilogramos",
            "quilo",
            "quilos",
            "quilograma",
            "quilogramas",
            "كيلو",
            "كيلوغرام",
            "كيلوجرام",
            "كغ",
            "كغم",
            "كجم",
            "किलो",
            "किलोग्राम",
            "किग्रा",
        ],
    ),
    (
        "g",
        &[
            "gram",
            "grams",
            "gramme",
            "grammes",
            "gramo",
            "gramos",
            "grama",
            "gramas",
            "gramu",
            "غرام",
            "جرام",
            "غم",
            "جم",
            "ग्राम",
        ],
    ),
    (
        "l",
        &[
            "litre",
            "litres",
            "liter",
            "liters",
            "litro",
            "litros",
            "lita",
            "لتر",
            "ليتر",
            "لترات",
            "लीटर",
            "लिटर",
        ],
    ),
];

/// Writes what somebody looks for as a shop writes its names: without words that add nothing in their language, and with
/// the signs of measures, `riz de 5 kilos` as `riz 5 kg`. Empty when nothing is left.
pub fn as_shops_write(text: &str, language: Language) -> String {
    let folded = fold(&sizes_apart(text));
    let adds_nothing = |word: &str| {
        is_filler(word, language)
            || is_article(word, language)
            || of_amounts(language).any(|words| words.between.contains(word))
    };
    let mut before = "";
    let mut kept: Vec<&str> = Vec::new();
    for word in folded.split(' ').filter(|word| !word.is_empty()) {
        let is_measured = before.ends_with(|char: char| char.is_ascii_digit());
        before = word;
        let sign =
            MEASURES.iter().find(|(_, names)| is_measured && names.iter().any(|name| fold(name) == word));
        match sign {
            Some((sign, _)) => kept.push(sign),
            None if adds_nothing(word) => {}
            None => kept.push(word),
        }
    }
    kept.join(" ")
}

/// In Arabic "and" is written as one word with what follows: a number there begins another thing.
fn unglued(folded: &str, language: Language) -> String {
    if language != Language::Arabic {
        return folded.to_owned();
    }
    let is_number = |word: &str| number(word).or_else(|| number_word(word, language)).is_some();
    let apart = |word: &str| match word.strip_prefix('و') {
        Some(rest) if !rest.is_empty() && is_number(rest) => format!("و {rest}"),
        _ => word.to_owned(),
    };
    folded.split(' ').map(apart).collect::<Vec<_>>().join(" ")
}

/// "A drill": the words without what stands before them, where something does.
fn with_article(text: &str, language: Language) -> Option<String> {
    let words: Vec<&str> = text.split(' ').collect();
    let rest: Vec<&str> = words.iter().copied().skip_while(|word| is_article(word, language)).collect();
    let rest = (rest.len() < words.len()).then(|| rest.join(" "))?;
    rest.chars().any(char::is_alphanumeric).then_some(rest)
}

/// Parts of a text that "and" joins, without a look at amounts.
pub fn joined_by_and(text: &str, language: Language) -> Vec<String> {
    let mut parts = vec![fold(text)];
    for and in of_amounts(language).flat_map(|words| &words.ands) {
        parts = parts.iter().flat_map(|part| part.split(and.as_str()).map(str::to_owned)).collect();
    }
    parts.retain(|part| part.chars().any(char::is_alphanumeric));
    parts
}

/// Reads several lines in one message. None when it is not a list: fewer than two parts, or none with an amount.
pub fn lines(text: &str, language: Language) -> Option<Vec<TypedLine>> {
    let mut parts: Vec<String> = Vec::new();
    for piece in text.split(['\n', ',', ';', '+', '&', '،', '؛', '।']) {
        parts.extend(split_at_ands(unglued(&fold(piece), language), language));
    }
    parts.retain(|part| part.chars().any(char::is_alphanumeric));
    if parts.len() < 2 || parts.len() > LINES_READ_MAX {
        return None;
    }
    let with_amount = parts.iter().filter(|part| amount_of(part, language).is_some()).count();
    if with_amount * 2 < parts.len() {
        return None;
    }
    Some(
        parts
            .into_iter()
            .map(|part| {
                amount_of(&part, language).unwrap_or_else(|| {
                    let words = with_article(&part, language).unwrap_or(part);
                    TypedLine { quantity: 1, words }
                })
            })
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const EN: Language = Language::English;

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
            assert_eq!(amount(text, EN), Some(Amount::Of(quantity)), "{text}");
        }
        for text in ["99999", "-2", "1.5", "123456789012345678901"] {
            assert_eq!(amount(text, EN), Some(Amount::OutOfRange), "{text}");
        }
        for text in ["", "rice", "2 rice", "1 2", "A-100"] {
            assert_eq!(amount(text, EN), None, "{text}");
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
            assert_eq!(amount_of(text, EN), Some(TypedLine { quantity, words: words.into() }), "{text}");
        }
        for text in ["5 kg rice", "rice 5 kg", "rice", "0 rice", "3", "99999 rice", "x"] {
            assert_eq!(amount_of(text, EN), None, "{text}");
        }
    }

    #[test]
    fn several_lines_are_read() {
        let read = |text: &str| {
            lines(text, EN)
                .map(|lines| lines.into_iter().map(|line| (line.quantity, line.words)).collect::<Vec<_>>())
        };
        let expected = Some(vec![(2, "rice".to_owned()), (3, "milk".to_owned())]);
        assert_eq!(read("2 rice, 3 milk"), expected);
        assert_eq!(read("2 rice\n3 milk\n"), expected);
        assert_eq!(read("2 rice and 3 milk"), expected);
        assert_eq!(read("2 rice, milk"), Some(vec![(2, "rice".to_owned()), (1, "milk".to_owned())]));
        let drill = vec![(2, "rice 5kg".to_owned()), (3, "milk".to_owned()), (1, "drill".to_owned())];
        assert_eq!(read("2 rice 5kg, 3 milk and a drill"), Some(drill));
        for text in ["rice", "salt and pepper", "Moi Avenue 12, Nairobi", "2 salt and pepper"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn amounts_are_read_in_the_buyers_language_and_in_english() {
        let read = |text: &str, language| amount_of(text, language).map(|line| (line.quantity, line.words));
        let expected = |quantity, words: &str| Some((quantity, words.to_owned()));
        assert_eq!(read("je veux deux sacs de riz", Language::French), expected(2, "sacs de riz"));
        assert_eq!(read("2 rice please", Language::French), expected(2, "rice"));
        assert_eq!(read("quiero tres arroz por favor", Language::Spanish), expected(3, "arroz"));
        assert_eq!(read("٣ أرز", Language::Arabic), expected(3, "ارز"));
        assert_eq!(read("duas garrafas", Language::Portuguese), expected(2, "garrafas"));
        let list = |text: &str, language| lines(text, language).map(|lines| lines.len());
        assert_eq!(list("2 riz et 3 lait", Language::French), Some(2));
        assert_eq!(list("٢ أرز، ٣ حليب", Language::Arabic), Some(2));
        assert_eq!(list("٢ أرز و٣ حليب", Language::Arabic), Some(2));
        assert_eq!(list("2 riz, 3 lait et la perceuse", Language::French), Some(3));
        assert_eq!(read("mchele 2", Language::Swahili), expected(2, "mchele"));
        assert_eq!(list("mchele 2 na maziwa matatu", Language::Swahili), None);
        assert_eq!(list("mchele 2 na maziwa 3", Language::Swahili), Some(2));
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_harm(text in ".{0,200}") {
            let _ = (amount(&text, EN), amount_of(&text, EN), lines(&text, EN));
        }

        #[test]
        fn number_soup_is_read_without_harm(text in "[0-9x ,.\\-+a\n]{0,40}") {
            let _ = (amount(&text, EN), amount_of(&text, EN), lines(&text, EN));
        }
    }
}
