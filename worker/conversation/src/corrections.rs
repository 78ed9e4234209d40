//! Reads what changes the basket in words: `make it 3`, `remove the drill`, `x2`, `2 more`, `one less`, `no, 4`. Knows
//! nothing of the basket: which line is meant, and whether there is one, is decided where it is applied.

use domain::{language::Language, text::fold};

use crate::{
    phrases::{Amount, is_article, is_filler, is_size, number, number_word},
    words::{AmountWords, of_amounts},
};

/// Longest correction, in words: what is longer is something else.
const WORDS_MAX: usize = 12;

/// What is to become of an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// So many, whatever it was.
    Exactly(u32),
    /// So many on top.
    More(u32),
    /// So many fewer.
    Less(u32),
    /// None.
    Remove,
}

/// A change of a line that is in the basket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// What is to become of it.
    pub how: How,
    /// What the line is called; empty for the one touched last.
    pub words: String,
}

/// Where a phrase may stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Anywhere,
    /// First or last.
    Edge,
}

/// Where a phrase stood.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    First,
    Later,
}

/// Takes the first of some phrases that is there out of the words.
fn cut<'p>(words: &mut Vec<&str>, phrases: impl Iterator<Item = &'p String>, place: Place) -> Option<Found> {
    let mut phrases: Vec<Vec<&str>> = phrases.map(|phrase| phrase.split(' ').collect()).collect();
    phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.len()));
    for phrase in phrases.iter().filter(|phrase| phrase.len() <= words.len()) {
        let last = words.len() - phrase.len();
        let mut places = (0..=last).filter(|at| place == Place::Anywhere || *at == 0 || *at == last);
        let at = places.find(|at| words.get(*at..at + phrase.len()) == Some(phrase.as_slice()));
        if let Some(at) = at {
            words.drain(at..at + phrase.len());
            return Some(if at == 0 { Found::First } else { Found::Later });
        }
    }
    None
}

/// Reads a correction. None when it is not one: then it is read as anything else.
pub fn read(text: &str, language: Language) -> Option<Correction> {
    let folded = fold(text);
    let mut words: Vec<&str> = folded
        .split(' ')
        .map(|word| word.trim_matches(['.', '!', '?', ',', ';', ':', '؟', '،', '।']))
        .filter(|word| !word.is_empty())
        .collect();
    if words.is_empty() || words.len() > WORDS_MAX || text.contains('\n') {
        return None;
    }
    let of = |pick: fn(&'static AmountWords) -> &'static std::collections::BTreeSet<String>| {
        of_amounts(language).flat_map(pick)
    };
    let is_rather = cut(&mut words, of(|words| &words.rather), Place::Edge).is_some();
    let is_remove = cut(&mut words, of(|words| &words.removes), Place::Edge).is_some();
    let is_less = !is_remove && cut(&mut words, of(|words| &words.minus), Place::Anywhere).is_some();
    let is_more =
        !is_remove && !is_less && cut(&mut words, of(|words| &words.plus), Place::Anywhere).is_some();
    let made = cut(&mut words, of(|words| &words.make), Place::Edge);

    let mut amounts = Vec::new();
    let mut names = Vec::new();
    let mut is_times = false;
    for (place, word) in words.iter().enumerate() {
        let next = words.get(place + 1);
        let is_amount = next.is_none_or(|next| !is_size(next, language));
        match number(word).or_else(|| number_word(word, language)).filter(|_| is_amount) {
            Some(Amount::Of(quantity)) => {
                is_times |= word.starts_with(['x', '×', '*']);
                amounts.push((quantity, place));
            }
            Some(Amount::OutOfRange) => return None,
            None if matches!(*word, "x" | "×" | "*") => is_times = true,
            None if is_filler(word, language) || is_article(word, language) => {}
            None => names.push(*word),
        }
    }
    let amount = match amounts.as_slice() {
        [] => None,
        [only] => Some(*only),
        _ => return None,
    };
    let called = names.join(" ");
    let how = match (amount, called.is_empty()) {
        (None, _) if is_remove => How::Remove,
        (Some((quantity, _)), _) if is_remove || is_less => How::Less(quantity),
        (Some((quantity, _)), _) if is_more => How::More(quantity),
        (Some((quantity, _)), true) if is_rather || made.is_some() || is_times => How::Exactly(quantity),
        (Some((quantity, place)), false) => {
            // "Put 3 rice" is an order, "put the rice to 3" a correction.
            let is_set = match made {
                Some(Found::First) => place + 1 == words.len(),
                Some(Found::Later) => true,
                None => is_rather,
            };
            if !is_set {
                return None;
            }
            How::Exactly(quantity)
        }
        _ => return None,
    };
    Some(Correction { how, words: called })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn corrections_are_read_in_every_language() {
        use How::{Exactly, Less, More, Remove};
        for (language, text, how, words) in [
            (Language::English, "make it 3", Exactly(3), ""),
            (Language::English, "x2", Exactly(2), ""),
            (Language::English, "2 more", More(2), ""),
            (Language::English, "one less please", Less(1), ""),
            (Language::English, "no, 4", Exactly(4), ""),
            (Language::English, "4 instead", Exactly(4), ""),
            (Language::English, "Remove the drill", Remove, "drill"),
            (Language::English, "remove rice 5 kg", Remove, "rice 5 kg"),
            (Language::English, "remove 2 rice", Less(2), "rice"),
            (Language::English, "change the rice to 3", Exactly(3), "rice"),
            (Language::English, "2 more rice", More(2), "rice"),
            (Language::English, "delete", Remove, ""),
            (Language::French, "mets-en 3", Exactly(3), ""),
            (Language::French, "2 de plus", More(2), ""),
            (Language::French, "encore deux", More(2), ""),
            (Language::French, "un de moins", Less(1), ""),
            (Language::French, "non, 4", Exactly(4), ""),
            (Language::French, "enlève la perceuse", Remove, "perceuse"),
            (Language::French, "passe le riz à 3", Exactly(3), "riz"),
            (Language::Spanish, "que sean 3", Exactly(3), ""),
            (Language::Spanish, "2 más", More(2), ""),
            (Language::Spanish, "uno menos", Less(1), ""),
            (Language::Spanish, "no, 4", Exactly(4), ""),
            (Language::Spanish, "quita el taladro", Remove, "taladro"),
            (Language::Spanish, "cambia el arroz a 3", Exactly(3), "arroz"),
            (Language::Portuguese, "mais 2", More(2), ""),
            (Language::Portuguese, "um a menos", Less(1), ""),
            (Language::Portuguese, "não, 4", Exactly(4), ""),
            (Language::Portuguese, "deixa em 3", Exactly(3), ""),
            (Language::Portuguese, "tira a furadeira", Remove, "furadeira"),
            (Language::Portuguese, "muda o arroz para 3", Exactly(3), "arroz"),
            (Language::Arabic, "خليها ٣", Exactly(3), ""),
            (Language::Arabic, "كمان ٢", More(2), ""),
            (Language::Arabic, "أقل واحد", Less(1), ""),
            (Language::Arabic, "لا، ٤", Exactly(4), ""),
            (Language::Arabic, "احذف المثقاب", Remove, "المثقاب"),
            (Language::Arabic, "اجعل الأرز ٣", Exactly(3), "الارز"),
            (Language::Swahili, "ziwe 3", Exactly(3), ""),
            (Language::Swahili, "2 zaidi", More(2), ""),
            (Language::Swahili, "punguza moja", Less(1), ""),
            (Language::Swahili, "hapana, 4", Exactly(4), ""),
            (Language::Swahili, "ondoa drili", Remove, "drili"),
            (Language::Swahili, "badili mchele iwe 3", Exactly(3), "mchele"),
            (Language::Hindi, "3 कर दो", Exactly(3), ""),
            (Language::Hindi, "2 और", More(2), ""),
            (Language::Hindi, "एक कम", Less(1), ""),
            (Language::Hindi, "नहीं, 4", Exactly(4), ""),
            (Language::Hindi, "ड्रिल हटाओ", Remove, "ड्रिल"),
            (Language::Hindi, "चावल को 3 कर दो", Exactly(3), "चावल"),
        ] {
            let expected = Some(Correction { how, words: fold(words) });
            assert_eq!(read(text, language), expected, "{language:?}: {text}");
        }
    }

    #[test]
    fn orders_amounts_and_searches_are_not_corrections() {
        for text in [
            "3",
            "2 rice",
            "2 rice, 3 milk",
            "rice",
            "put 3 rice",
            "make it",
            "no",
            "more rice",
            "-2 more",
            "",
            "2 rice and 3 more milk",
            "99999 more",
        ] {
            assert_eq!(read(text, Language::English), None, "{text}");
        }
        assert_eq!(read("mets 3 riz", Language::French), None);
        assert_eq!(read("2 चावल और 3 दूध", Language::Hindi), None);
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_harm(text in ".{0,120}") {
            let _ = read(&text, Language::Hindi);
        }
    }
}
