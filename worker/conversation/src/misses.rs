//! Words that were not understood, for editors who teach the shop new ones. What could name a person or belong to one is
//! masked or left out here, before anything is written down: numbers, addresses, and all that is longer than a few words.

use domain::text::fold;

use crate::{Conversation, understand::takes_free_words};

/// Longest words that are kept, in characters.
const CHARS_MAX: usize = 40;
/// Most words that are kept.
const WORDS_MAX: usize = 5;
/// What stands for a number.
const NUMBER: char = '#';

/// Something that was not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missed {
    /// The words, masked; empty where they must not or need not be kept.
    pub words: String,
    /// The code of the language spoken.
    pub language: &'static str,
    /// The screen that the buyer saw.
    pub screen: &'static str,
}

impl Missed {
    /// Takes note of words that were not understood on a screen.
    pub(crate) fn of(talk: &Conversation, text: &str) -> Self {
        // What the screen asked for is a name, an address, a number: never kept.
        let words = if takes_free_words(&talk.state) { String::new() } else { masked(text) };
        Self { words, language: talk.language.code(), screen: talk.state.label() }
    }
}

/// Returns words without what may be personal; empty when nothing is left or too much was said.
fn masked(text: &str) -> String {
    let folded = fold(text);
    let is_personal = |word: &str| word.contains('@') || word.contains("://") || word.starts_with("www.");
    if folded.split(' ').any(is_personal) {
        return String::new();
    }
    let mut kept: Vec<String> = Vec::new();
    for word in folded.split(' ') {
        let bare = word.trim_matches(|char: char| !char.is_alphanumeric() && char != '+');
        let digits = bare.chars().filter(char::is_ascii_digit).count();
        // A size says something; a longer number may be somebody's.
        if digits > 3 || bare.starts_with('+') {
            if kept.last().is_none_or(|last| !last.starts_with(NUMBER)) {
                kept.push(NUMBER.to_string());
            }
        } else if !bare.is_empty() {
            kept.push(bare.to_owned());
        }
    }
    // "0712 345 678" is a number in parts.
    let digits: usize = kept.iter().map(|word| word.chars().filter(char::is_ascii_digit).count()).sum();
    if digits > 4 {
        for word in &mut kept {
            if word.chars().any(|char| char.is_ascii_digit()) {
                *word = NUMBER.to_string();
            }
        }
        kept.dedup();
    }
    let says_something = kept.iter().any(|word| word.chars().any(char::is_alphabetic));
    let words = kept.join(" ");
    if kept.len() > WORDS_MAX || words.chars().count() > CHARS_MAX || !says_something {
        return String::new();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Chat;

    #[test]
    fn what_may_be_personal_is_masked_or_left_out() {
        for (text, kept) in [
            ("Ungga 2 kg", "ungga 2 kg"),
            ("order 104233", "order #"),
            ("+254 712 345 678", ""),
            ("call 0712 345 678", "call #"),
            ("call ٠٧١٢٣٤٥٦٧٨", "call #"),
            ("asha@example.com", ""),
            ("see https://example.com/asha", ""),
            ("I live in the blue house behind the mosque", ""),
            ("12345", ""),
            ("...", ""),
        ] {
            assert_eq!(masked(text), kept, "{text}");
        }
    }

    #[test]
    fn a_miss_is_told_with_its_screen_and_never_what_a_screen_asked_for() {
        let mut chat = Chat::known();
        chat.say("Qwrtz 5 kg");
        let missed = chat.last_turn.as_ref().unwrap().missed.clone().unwrap();
        assert_eq!((missed.words.as_str(), missed.language, missed.screen), ("qwrtz 5 kg", "en", "home"));
        let mut chat = Chat::new();
        chat.say("2 milk").tap("Checkout").say("12345");
        let missed = chat.last_turn.as_ref().unwrap().missed.clone().unwrap();
        assert_eq!((missed.words.as_str(), missed.screen), ("", "ask"));
        chat.say("menu");
        assert_eq!(chat.last_turn.as_ref().unwrap().missed, None);
    }
}
