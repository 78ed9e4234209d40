//! The words that people type, of all languages: commands, number words, fillers, names of languages. They stand in
//! `locales/*.words`, one file per language, and are folded before they are compared.
//!
//! Commands work in every language at any time, whichever the buyer speaks; a test sees to it that no word means two. The
//! words around amounts are read in the buyer's language and in English.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use domain::{language::Language, text::fold};

use crate::{after, auction, choices::Act, dispute, quote::Per, understand::Command};

/// What stands before an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prefix {
    /// Words to search for follow.
    Search,
    /// What an auction is of follows.
    Auction,
    /// What a quote is wanted for follows.
    Quote,
    /// The code of a coupon follows.
    Coupon,
    /// The number of an order follows.
    Order,
    /// The number of an order to call off follows.
    Cancel,
    /// The name of a list follows.
    SaveList,
}

/// The words around amounts of one language.
#[derive(Debug, Default)]
pub struct AmountWords {
    /// Words for 0 to 12.
    pub numbers: BTreeMap<String, u32>,
    /// Words that add nothing to an amount.
    pub fillers: BTreeSet<String>,
    /// Words between an amount and what it is of.
    pub between: BTreeSet<String>,
    /// Words that join two things.
    pub ands: Vec<String>,
    /// Words that make a number a size.
    pub sizes: BTreeSet<String>,
    /// Words before a thing that add nothing.
    pub articles: BTreeSet<String>,
    /// Words that ask for something to be taken out.
    pub removes: BTreeSet<String>,
    /// Words that set an amount.
    pub make: BTreeSet<String>,
    /// Words for on top.
    pub plus: BTreeSet<String>,
    /// Words for fewer.
    pub minus: BTreeSet<String>,
    /// Words with which one corrects oneself.
    pub rather: BTreeSet<String>,
}

/// All words of all languages.
struct Words {
    commands: BTreeMap<String, Command>,
    prefixes: Vec<(String, Prefix)>,
    names: BTreeMap<String, Language>,
    markers: BTreeMap<String, Language>,
    /// Phrases that are a command in one language only: they tell the language too.
    telling: BTreeMap<String, Language>,
    removes: BTreeSet<String>,
    /// Verbs before the name of a list.
    orders: BTreeSet<String>,
    amounts: BTreeMap<Language, AmountWords>,
    /// What a price is for; the longest first.
    prices: BTreeMap<Language, Vec<(String, Per)>>,
    too_dear: BTreeSet<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(Words::read);

fn source(language: Language) -> &'static str {
    match language {
        Language::English => include_str!("../locales/en.words"),
        Language::French => include_str!("../locales/fr.words"),
        Language::Spanish => include_str!("../locales/es.words"),
        Language::Portuguese => include_str!("../locales/pt.words"),
        Language::Arabic => include_str!("../locales/ar.words"),
        Language::Swahili => include_str!("../locales/sw.words"),
        Language::Hindi => include_str!("../locales/hi.words"),
    }
}

/// Reads the lines of a file: a key and its words, folded.
fn entries(language: Language) -> impl Iterator<Item = (&'static str, Vec<String>)> {
    source(language).lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let (key, words) = line.split_once('=')?;
        let words = words.split(',').map(fold).filter(|word| !word.is_empty()).collect();
        Some((key.trim(), words))
    })
}

fn command(key: &str) -> Option<Command> {
    let act = |act| Some(Command::Act(act));
    match key {
        "greet" => Some(Command::Greet),
        "menu" => act(Act::Menu),
        "basket" => act(Act::Basket),
        "checkout" => act(Act::Checkout),
        "orders" => act(Act::Orders),
        "help" => act(Act::Help),
        "agent" => act(Act::Agent),
        "bot" => act(Act::Bot),
        "dispute" => act(Act::Dispute(dispute::Act::Begin)),
        "undo" => act(Act::Undo),
        "start-over" => act(Act::StartOver),
        "browse" => act(Act::Categories { parent: None, page: 0 }),
        "search" => act(Act::FindWords),
        "clear-basket" => act(Act::ClearBasket),
        "auction" => act(Act::Auction(auction::Act::New)),
        "auctions" => act(Act::Auction(auction::Act::List)),
        "coupon" => act(Act::Coupon),
        "retry" => act(Act::Retry),
        "quote" => act(Act::Quote(crate::quote::Act::Open)),
        "language" => act(Act::Languages),
        "lists" => act(Act::After(after::Act::Lists)),
        "save" => act(Act::After(after::Act::SaveList)),
        "cancel-order" => Some(Command::Cancel(None)),
        "stop" => Some(Command::Stop),
        "stop-all" => Some(Command::StopAll),
        "start" => Some(Command::Start),
        "my-data" => Some(Command::MyData),
        "forget-me" => Some(Command::ForgetMe),
        "more" => Some(Command::More),
        "back" => Some(Command::Back),
        "continue" => Some(Command::Continue),
        "yes" => Some(Command::Yes),
        "no" => Some(Command::No),
        "thanks" => Some(Command::Thanks),
        _ => None,
    }
}

fn prefix(key: &str) -> Option<Prefix> {
    match key {
        "search-for" => Some(Prefix::Search),
        "auction-of" => Some(Prefix::Auction),
        "quote-of" => Some(Prefix::Quote),
        "coupon-code" => Some(Prefix::Coupon),
        "order-number" => Some(Prefix::Order),
        "cancel-number" => Some(Prefix::Cancel),
        "save-list" => Some(Prefix::SaveList),
        _ => None,
    }
}

/// Numbers words in their order, from 0; one number may have several, parted by a slash.
fn numbers(words: Vec<String>) -> impl Iterator<Item = (String, u32)> {
    let forms = |(word, number): (String, u32)| -> Vec<(String, u32)> {
        word.split('/').map(|form| (form.trim().to_owned(), number)).collect()
    };
    words.into_iter().zip(0..).flat_map(forms)
}

impl Words {
    fn read() -> Self {
        let mut words = Self {
            commands: BTreeMap::new(),
            prefixes: Vec::new(),
            names: BTreeMap::new(),
            markers: BTreeMap::new(),
            telling: BTreeMap::new(),
            removes: BTreeSet::new(),
            orders: BTreeSet::new(),
            amounts: BTreeMap::new(),
            prices: BTreeMap::new(),
            too_dear: BTreeSet::new(),
        };
        let mut known_by: BTreeMap<String, BTreeSet<Language>> = BTreeMap::new();
        for language in Language::ALL {
            let mut amounts = AmountWords::default();
            for (key, found) in entries(language) {
                if let Some(command) = command(key) {
                    for word in found {
                        known_by.entry(word.clone()).or_default().insert(language);
                        words.commands.insert(word, command.clone());
                    }
                } else if let Some(prefix) = prefix(key) {
                    words.prefixes.extend(found.into_iter().map(|word| (word + " ", prefix)));
                } else {
                    match key {
                        "names" => words.names.extend(found.into_iter().map(|word| (word, language))),
                        "markers" => words.markers.extend(found.into_iter().map(|word| (word, language))),
                        "order-list" => words.orders.extend(found),
                        "remove" => {
                            words.removes.extend(found.iter().cloned());
                            amounts.removes.extend(found);
                        }
                        "numbers" => amounts.numbers.extend(numbers(found)),
                        "fillers" => amounts.fillers.extend(found),
                        "between" => amounts.between.extend(found),
                        "and" => amounts.ands.extend(found.into_iter().map(|word| format!(" {word} "))),
                        "sizes" => amounts.sizes.extend(found),
                        "articles" => amounts.articles.extend(found),
                        "make" => amounts.make.extend(found),
                        "plus" => amounts.plus.extend(found),
                        "minus" => amounts.minus.extend(found),
                        "rather" => amounts.rather.extend(found),
                        "each" | "altogether" => {
                            let per = if key == "each" { Per::Unit } else { Per::All };
                            let prices = words.prices.entry(language).or_default();
                            prices.extend(found.into_iter().map(|word| (word, per)));
                        }
                        "too-dear" => words.too_dear.extend(found),
                        _ => {}
                    }
                }
            }
            words.amounts.insert(language, amounts);
        }
        for (word, languages) in known_by {
            if let (1, Some(language)) = (languages.len(), languages.first()) {
                words.telling.insert(word, *language);
            }
        }
        for prices in words.prices.values_mut() {
            prices.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        }
        // The longest first, or "order" would hide "order number".
        words.prefixes.sort_by_key(|(prefix, _)| std::cmp::Reverse(prefix.len()));
        words
    }
}

/// Returns the command that a folded text is, in any language.
pub fn command_of(folded: &str) -> Option<Command> {
    let named = || WORDS.names.get(folded).map(|language| Command::Act(Act::Speak(*language)));
    WORDS.commands.get(folded).cloned().or_else(named)
}

/// Lists what may stand before an argument, with the space that follows; the longest first.
pub fn prefixes() -> &'static [(String, Prefix)] {
    &WORDS.prefixes
}

/// Returns the words that say what a price is for, in a language and in English; the longest first.
pub fn price_words(language: Language) -> impl Iterator<Item = (&'static str, Per)> {
    let own = Some(language).filter(|language| *language != Language::English);
    let languages = own.into_iter().chain([Language::English]);
    languages.filter_map(|one| WORDS.prices.get(&one)).flatten().map(|(word, per)| (word.as_str(), *per))
}

/// Tells whether a text says that a price is too high.
pub fn is_too_dear(text: &str) -> bool {
    let folded = fold(text);
    WORDS.too_dear.contains(folded.trim_matches(|char: char| !char.is_alphanumeric()))
}

/// Tells whether folded words ask for what follows, a list, to be ordered.
pub fn is_order_verb(folded: &str) -> bool {
    WORDS.orders.contains(folded)
}

/// Tells whether a text asks for something to be taken out.
pub fn is_remove(text: &str) -> bool {
    WORDS.removes.contains(&fold(text))
}

/// Returns the words around amounts that a speaker of a language uses: those of the language, and the English ones.
pub fn of_amounts(language: Language) -> impl Iterator<Item = &'static AmountWords> {
    let own = Some(language).filter(|language| *language != Language::English);
    own.into_iter().chain([Language::English]).filter_map(|language| WORDS.amounts.get(&language))
}

/// How sure a guess is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sureness {
    /// One word spoke for it.
    Weak,
    /// Two words or more did, or the script.
    Strong,
}

/// Words of a text that are looked at.
const WORDS_LOOKED_AT: usize = 40;

/// Guesses the language of a text. `None` when nothing or too much speaks for one: a greeting that all the world uses, a
/// product's name.
pub fn guess(text: &str) -> Option<(Language, Sureness)> {
    let letters = text.chars().filter(|char| char.is_alphabetic()).count();
    for (language, script) in
        [(Language::Arabic, '\u{600}'..='\u{6ff}'), (Language::Hindi, '\u{900}'..='\u{97f}')]
    {
        let written = text.chars().filter(|char| script.contains(char) && char.is_alphabetic()).count();
        if written >= 2 && written * 2 >= letters {
            return Some((language, Sureness::Strong));
        }
    }
    let folded = fold(text);
    let mut scores: BTreeMap<Language, usize> = BTreeMap::new();
    let words = folded.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty());
    for word in words.take(WORDS_LOOKED_AT) {
        if let Some(language) = WORDS.markers.get(word) {
            *scores.entry(*language).or_default() += 1;
        }
    }
    let whole = folded.trim_matches(|char: char| !char.is_alphanumeric());
    // English greetings and commands are used by everybody.
    let telling = WORDS.telling.get(whole).filter(|language| **language != Language::English);
    if let (true, Some(language)) = (scores.is_empty(), telling) {
        scores.insert(*language, 1);
    }
    let best = *scores.values().max()?;
    let mut likeliest = scores.into_iter().filter(|(_, score)| *score == best);
    let (language, _) = likeliest.next()?;
    let sureness = if best >= 2 { Sureness::Strong } else { Sureness::Weak };
    likeliest.next().is_none().then_some((language, sureness))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_language_has_every_kind_of_words_and_no_other() {
        let keys = |language| entries(language).map(|(key, _)| key).collect::<Vec<_>>();
        let wanted = keys(Language::English);
        for language in Language::ALL {
            assert_eq!(keys(language), wanted, "{language:?}");
            for (key, words) in entries(language) {
                let is_known = command(key).is_some()
                    || prefix(key).is_some()
                    || ["names", "markers", "remove", "numbers", "fillers", "between", "and", "sizes"]
                        .contains(&key)
                    || ["each", "altogether", "too-dear"].contains(&key)
                    || ["articles", "make", "plus", "minus", "rather", "order-list"].contains(&key);
                assert!(is_known && (!words.is_empty() || key == "sizes"), "{language:?}: {key}");
                assert!(key != "numbers" || words.len() == 13, "{language:?}: {} numbers", words.len());
            }
        }
    }

    #[test]
    fn no_word_means_two_commands_and_no_marker_belongs_to_two_languages() {
        let mut meanings: BTreeMap<String, (Command, Language)> = BTreeMap::new();
        let mut markers: BTreeMap<String, Language> = BTreeMap::new();
        for language in Language::ALL {
            for (key, words) in entries(language) {
                for word in words {
                    if let Some(command) = command(key) {
                        let (known, first) = meanings
                            .entry(word.clone())
                            .or_insert_with(|| (command.clone(), language))
                            .clone();
                        assert_eq!(known, command, "{word:?} in {first:?} and {language:?}");
                    } else if key == "markers" {
                        let first = *markers.entry(word.clone()).or_insert(language);
                        assert_eq!(first, language, "{word:?} marks two languages");
                    }
                }
            }
        }
        for (name, language) in &WORDS.names {
            assert!(!meanings.contains_key(name), "{name:?} names {language:?} and is a command");
        }
    }

    #[test]
    fn first_words_tell_the_language() {
        for (text, language, sureness) in [
            ("Bonjour, je voudrais du riz", Language::French, Sureness::Strong),
            ("Hola, quiero comprar arroz", Language::Spanish, Sureness::Strong),
            ("Olá, eu preciso de arroz, obrigado", Language::Portuguese, Sureness::Strong),
            ("مرحبا", Language::Arabic, Sureness::Strong),
            ("नमस्ते", Language::Hindi, Sureness::Strong),
            ("Habari, nataka mchele", Language::Swahili, Sureness::Strong),
            ("what is the price of rice?", Language::English, Sureness::Strong),
            ("bonjour", Language::French, Sureness::Weak),
        ] {
            assert_eq!(guess(text), Some((language, sureness)), "{text}");
        }
        for text in ["hi", "ok", "menu", "Samsung A15", "", "👍", "2"] {
            assert_eq!(guess(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_guessed_without_harm(text in ".{0,200}") {
            let _ = (guess(&text), command_of(&text), is_remove(&text));
        }
    }
}
