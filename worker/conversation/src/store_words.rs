//! Words of one store: what its buyers call things, and what its packages hold. Read from a text that an editor keeps,
//! without a deploy; a line that cannot be read is reported and left out, and the others work.
//!
//! ```text
//! # Whatever follows a # is for people.
//! [words]                              what buyers call it = what the shop calls it
//! unga, corn flour = maize flour
//! fr: farine de maïs = maize flour     for one language only
//!
//! [units]
//! sack = 50 kg                         a size: "2 sacks of rice" looks for "rice 50 kg", twice
//! crate, carton = 24 pcs               a number of pieces: "2 crates of soda" is 48
//! dozen = 12
//! ```

use std::{collections::BTreeMap, fmt};

use domain::{language::Language, text::fold};

use crate::{
    phrases::{QUANTITY_MAX, is_article, is_filler},
    state::TypedLine,
    words::of_amounts,
};

/// Most entries of a file.
pub const ENTRIES_MAX: usize = 5_000;
/// Longest side of an entry, in characters.
const SIDE_CHARS_MAX: usize = 80;
/// Longest side of an entry, in words.
const SIDE_WORDS_MAX: usize = 6;
/// Longest question that is searched with other words, in words.
const QUESTION_WORDS_MAX: usize = 12;

/// What a package holds.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Holds {
    /// So many pieces.
    Pieces(u32),
    /// One thing of a size.
    Size(String),
}

/// The words of a store.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoreWords {
    words: BTreeMap<(Option<Language>, String), String>,
    units: BTreeMap<(Option<Language>, String), Holds>,
}

/// What is wrong with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Neither a heading nor an entry.
    #[error("it has no \"=\"")]
    NoEquals,
    /// A heading that we do not know.
    #[error("the headings are [words] and [units]")]
    UnknownHeading,
    /// An entry above the first heading.
    #[error("it stands before the first heading, [words] or [units]")]
    NoHeading,
    /// A language that we do not speak.
    #[error("the language before \":\" is none of en, fr, es, pt, ar, sw, hi")]
    UnknownLanguage,
    /// Nothing on one side.
    #[error("one side of \"=\" is empty")]
    Empty,
    /// Too long to be a word.
    #[error("one side is longer than 80 letters or 6 words")]
    TooLong,
    /// The same word was given before.
    #[error("the same word stands in an earlier line, which holds")]
    Repeated,
    /// A word that stands for itself.
    #[error("both sides are the same")]
    Itself,
    /// A unit without a sensible number.
    #[error("a unit is a number from 1 to 9999, alone or with a measure: 24 pcs, 50 kg")]
    NotANumber,
    /// The file is too long.
    #[error("the file has more than 5000 entries; this one and what follows is left out")]
    TooMany,
}

/// What is wrong, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadLine {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub problem: Problem,
}

impl fmt::Display for BadLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.problem)
    }
}

#[derive(Clone, Copy)]
enum Section {
    Words,
    Units,
}

impl StoreWords {
    /// Reads what can be read, and says what cannot.
    #[must_use]
    pub fn read(text: &str) -> (Self, Vec<BadLine>) {
        let mut store = Self::default();
        let mut bad = Vec::new();
        let mut section = None;
        for (line, words) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
            let words = words.split('#').next().unwrap_or_default().trim();
            let read = match words {
                "" => Ok(()),
                "[words]" => {
                    section = Some(Section::Words);
                    Ok(())
                }
                "[units]" => {
                    section = Some(Section::Units);
                    Ok(())
                }
                heading if heading.starts_with('[') => Err(Problem::UnknownHeading),
                entry => store.entry(section, entry),
            };
            if let Err(problem) = read {
                bad.push(BadLine { line, problem });
                if problem == Problem::TooMany {
                    break;
                }
            }
        }
        (store, bad)
    }

    fn entry(&mut self, section: Option<Section>, entry: &str) -> Result<(), Problem> {
        let (left, right) = entry.split_once('=').ok_or(Problem::NoEquals)?;
        let section = section.ok_or(Problem::NoHeading)?;
        let (language, left) = match left.split_once(':') {
            Some((code, rest)) => {
                (Some(Language::of_code(code.trim()).ok_or(Problem::UnknownLanguage)?), rest)
            }
            None => (None, left),
        };
        let right = side(right)?;
        let lefts = left.split(',').map(side).collect::<Result<Vec<_>, _>>()?;
        let holds = match section {
            Section::Words => None,
            Section::Units => Some(holds(&right).ok_or(Problem::NotANumber)?),
        };
        // All of a line or nothing of it, so that a report is true.
        for left in &lefts {
            let key = (language, left.clone());
            if self.words.contains_key(&key) || self.units.contains_key(&key) {
                return Err(Problem::Repeated);
            }
            if *left == right {
                return Err(Problem::Itself);
            }
        }
        if self.entries() + lefts.len() > ENTRIES_MAX {
            return Err(Problem::TooMany);
        }
        for left in lefts {
            match &holds {
                Some(holds) => drop(self.units.insert((language, left), holds.clone())),
                None => drop(self.words.insert((language, left), right.clone())),
            }
        }
        Ok(())
    }

    /// Returns how many entries there are.
    #[must_use]
    pub fn entries(&self) -> usize {
        self.words.len() + self.units.len()
    }

    /// Writes a question in the shop's words, where it has others for it.
    #[must_use]
    pub fn in_shops_words(&self, question: &str, language: Language) -> Option<String> {
        if self.words.is_empty() {
            return None;
        }
        let folded = fold(question);
        let words: Vec<&str> = folded.split(' ').take(QUESTION_WORDS_MAX).collect();
        let mut written: Vec<&str> = Vec::with_capacity(words.len());
        let mut at = 0;
        let mut is_other = false;
        while at < words.len() {
            // The longest that begins here.
            let found = (1..=SIDE_WORDS_MAX.min(words.len() - at)).rev().find_map(|length| {
                let phrase = words.get(at..at + length)?.join(" ");
                Some((length, of(&self.words, language, &phrase)?.as_str()))
            });
            let (length, word) = found.unwrap_or((1, words[at]));
            is_other |= found.is_some();
            written.push(word);
            at += length;
        }
        is_other.then(|| written.join(" "))
    }

    /// Reads the unit at the beginning of a line: `2 × "crate of soda"` is `48 × "soda"`.
    #[must_use]
    pub(crate) fn counted(&self, line: &TypedLine, language: Language) -> Option<TypedLine> {
        if self.units.is_empty() {
            return None;
        }
        let words: Vec<&str> = line.words.split(' ').collect();
        let (length, holds) = (1..=SIDE_WORDS_MAX.min(words.len()))
            .rev()
            .find_map(|length| Some((length, self.unit(&words.get(..length)?.join(" "), language)?)))?;
        let is_between =
            |word: &str| of_amounts(language).any(|amounts| amounts.between.contains(word)) || word == "of";
        let rest: Vec<&str> =
            words.iter().copied().skip(length).skip_while(|word| is_between(word)).collect();
        let (quantity, words) = match holds {
            Holds::Pieces(pieces) => {
                (line.quantity.saturating_mul(*pieces).min(QUANTITY_MAX), rest.join(" "))
            }
            // Of what? A size alone says nothing.
            Holds::Size(_) if rest.is_empty() => return None,
            Holds::Size(size) => (line.quantity, format!("{} {size}", rest.join(" "))),
        };
        Some(TypedLine { quantity, words })
    }

    /// Reads words that begin with a unit and no number: "a dozen eggs".
    #[must_use]
    pub(crate) fn one_of(&self, text: &str, language: Language) -> Option<TypedLine> {
        if self.units.is_empty() {
            return None;
        }
        let folded = fold(text);
        let words: Vec<&str> = folded
            .split(' ')
            .skip_while(|word| is_article(word, language) || is_filler(word, language))
            .collect();
        self.counted(&TypedLine { quantity: 1, words: words.join(" ") }, language)
    }

    fn unit(&self, word: &str, language: Language) -> Option<&Holds> {
        let singular = || word.strip_suffix("es").and_then(|word| of(&self.units, language, word));
        let plural = || word.strip_suffix('s').and_then(|word| of(&self.units, language, word));
        of(&self.units, language, word).or_else(plural).or_else(singular)
    }
}

/// What a buyer's language says first, then what holds for all.
fn of<'m, V>(
    map: &'m BTreeMap<(Option<Language>, String), V>,
    language: Language,
    word: &str,
) -> Option<&'m V> {
    map.get(&(Some(language), word.to_owned())).or_else(|| map.get(&(None, word.to_owned())))
}

fn side(text: &str) -> Result<String, Problem> {
    let folded = fold(text);
    match (folded.chars().count(), folded.split(' ').count()) {
        (0, _) => Err(Problem::Empty),
        (chars, words) if chars > SIDE_CHARS_MAX || words > SIDE_WORDS_MAX => Err(Problem::TooLong),
        _ => Ok(folded),
    }
}

/// `24`, `24 pcs`, `50 kg`, `1.5 l`.
fn holds(text: &str) -> Option<Holds> {
    let measure_at = text.find(|char: char| !char.is_ascii_digit() && !".,".contains(char));
    let (number, measure) = text.split_at(measure_at.unwrap_or(text.len()));
    let measure = measure.trim();
    let is_pieces = measure.is_empty()
        || Language::ALL
            .into_iter()
            .any(|language| of_amounts(language).any(|amounts| amounts.between.contains(measure)));
    if is_pieces {
        let pieces = number.parse::<u32>().ok().filter(|pieces| (1..=QUANTITY_MAX).contains(pieces))?;
        return Some(Holds::Pieces(pieces));
    }
    number.starts_with(|char: char| char.is_ascii_digit()).then(|| Holds::Size(format!("{number} {measure}")))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const EN: Language = Language::English;

    fn store() -> StoreWords {
        let (store, bad) = StoreWords::read(
            "# ours\n[words]\nunga, corn flour = maize flour\nfr: lait = milk # the French\n\n[units]\n\
             sack = 50 kg\ncrate, carton = 24 pcs\ndozen = 12\nsw: gunia = 90 kg\n",
        );
        assert_eq!(bad, []);
        store
    }

    #[test]
    fn questions_are_asked_in_the_shops_words() {
        let store = store();
        assert_eq!(store.in_shops_words("Unga 2kg", EN).as_deref(), Some("maize flour 2kg"));
        assert_eq!(store.in_shops_words("fine corn flour", EN).as_deref(), Some("fine maize flour"));
        assert_eq!(store.in_shops_words("lait", Language::French).as_deref(), Some("milk"));
        assert_eq!(store.in_shops_words("lait", EN), None);
        assert_eq!(store.in_shops_words("maize flour", EN), None);
    }

    #[test]
    fn units_multiply_or_name_a_size() {
        let store = store();
        let counted = |quantity, words: &str, language| {
            let line = store.counted(&TypedLine { quantity, words: words.to_owned() }, language)?;
            Some((line.quantity, line.words))
        };
        assert_eq!(counted(2, "crates of soda", EN), Some((48, "soda".into())));
        assert_eq!(counted(2, "dozen eggs", EN), Some((24, "eggs".into())));
        assert_eq!(counted(2, "dozen", EN), Some((24, String::new())));
        assert_eq!(counted(2, "sacks of rice", EN), Some((2, "rice 50 kg".into())));
        assert_eq!(counted(2, "sack", EN), None);
        assert_eq!(counted(1, "gunia la mchele", Language::Swahili), Some((1, "la mchele 90 kg".into())));
        assert_eq!(counted(1, "gunia", EN), None);
        assert_eq!(counted(9_000, "dozen eggs", EN), Some((QUANTITY_MAX, "eggs".into())));
        let one = store.one_of("a dozen eggs please", EN).map(|line| (line.quantity, line.words));
        assert_eq!(one, Some((12, "eggs please".into())));
    }

    #[test]
    fn bad_lines_are_named_and_left_out_and_the_others_work() {
        let text = "unga = flour\n[word]\n[words]\nunga\n= flour\nde: Mehl = flour\nunga = flour\nunga = maize\n\
                    rice = Rice\n[units]\nsack = heavy\ncrate = 0\nbox = 12 pcs\n";
        let (store, bad) = StoreWords::read(text);
        assert_eq!(store.entries(), 2);
        let said: Vec<String> = bad.iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                "line 1: it stands before the first heading, [words] or [units]",
                "line 2: the headings are [words] and [units]",
                "line 4: it has no \"=\"",
                "line 5: one side of \"=\" is empty",
                "line 6: the language before \":\" is none of en, fr, es, pt, ar, sw, hi",
                "line 8: the same word stands in an earlier line, which holds",
                "line 9: both sides are the same",
                "line 11: a unit is a number from 1 to 9999, alone or with a measure: 24 pcs, 50 kg",
                "line 12: a unit is a number from 1 to 9999, alone or with a measure: 24 pcs, 50 kg",
            ]
        );
    }

    #[test]
    fn the_example_that_is_shipped_has_no_bad_line() {
        let example = include_str!("../../../deploy/store-words.example.txt");
        let (store, bad) = StoreWords::read(example);
        assert_eq!(bad, []);
        assert!(store.entries() >= 10);
    }

    #[test]
    fn a_file_without_end_is_cut() {
        use std::fmt::Write as _;
        let mut text = "[words]\n".to_owned();
        for number in 0..ENTRIES_MAX + 10 {
            let _ = writeln!(text, "word{number} = thing");
        }
        let (store, bad) = StoreWords::read(&text);
        assert_eq!(store.entries(), ENTRIES_MAX);
        assert_eq!(bad.last().map(|bad| bad.problem), Some(Problem::TooMany));
    }

    proptest! {
        #[test]
        fn any_file_is_read_without_harm(text in "(\\[words\\]\n|\\[units\\]\n)?([a-z =:#,0-9\\[\\]]{0,12}\n){0,8}") {
            let (store, bad) = StoreWords::read(&text);
            prop_assert!(bad.len() <= text.lines().count());
            let _ = store.in_shops_words(&text, EN);
            let _ = store.one_of(&text, EN);
        }
    }
}
