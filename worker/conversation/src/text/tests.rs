//! The lists and the files of all languages belong together.

use std::collections::BTreeSet;

use domain::outbound::{length, limits};

use super::*;

fn source(language: Language) -> String {
    sources(language).join("\n")
}

fn keys(source: &str) -> Vec<&str> {
    let is_entry = |line: &&str| line.starts_with(|char: char| char.is_ascii_lowercase());
    source.lines().filter(is_entry).filter_map(|line| line.split_once(" =").map(|(key, _)| key)).collect()
}

fn filled(language: Language, text: Text) -> String {
    let long = |name| (name, Arg::Words("W".repeat(4)));
    let names = [
        "shop",
        "example",
        "number",
        "content",
        "total",
        "category",
        "words",
        "price",
        "sku",
        "name",
        "attribute",
        "chosen",
        "amount",
        "coupons",
        "each",
        "code",
        "list",
        "city",
        "value",
        "place",
        "payment",
        "details",
        "before",
        "now",
        "why",
        "status",
        "date",
        "what",
        "carrier",
        "tracking",
        "case",
        "reason",
        "hint",
        "until",
        "button",
        "hash",
        "mark",
    ];
    let mut args: Vec<(&'static str, Arg)> = names.into_iter().map(long).collect();
    for name in ["units", "quantity", "count", "left", "max", "got", "wanted", "hours"] {
        args.push((name, Arg::Count(9_999)));
    }
    render(language, text, &args)
}

fn placeholders(source: &str) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut found: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut key = "";
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        if let Some((name, _)) =
            line.split_once(" =").filter(|_| line.starts_with(|char: char| char.is_ascii_lowercase()))
        {
            key = name;
        }
        for rest in line.split('$').skip(1) {
            let name = rest.split(|char: char| !char.is_ascii_lowercase()).next().unwrap_or_default();
            found.entry(key).or_default().insert(name);
        }
    }
    found
}

#[test]
fn every_language_fills_in_the_same() {
    for language in Language::ALL {
        let (own, english) = (source(language), source(Language::English));
        assert_eq!(placeholders(&own), placeholders(&english), "{language:?}");
    }
}

#[test]
fn every_text_exists_in_every_language_and_nothing_else_does() {
    let wanted: BTreeSet<&str> = Text::ALL.iter().map(|text| text.id()).collect();
    assert_eq!(wanted.len(), Text::ALL.len(), "keys differ");
    for language in Language::ALL {
        for one in sources(language) {
            assert!(FluentResource::try_new((*one).to_owned()).is_ok(), "{language:?} is readable");
        }
        let all = source(language);
        let found = keys(&all);
        assert_eq!(found.iter().copied().collect::<BTreeSet<_>>(), wanted, "{language:?}");
        assert_eq!(found.len(), wanted.len(), "{language:?}: no key stands in two files");
    }
}

#[test]
fn every_placeholder_is_known_and_filled() {
    for (language, text) in
        Language::ALL.into_iter().flat_map(|one| Text::ALL.iter().map(move |text| (one, text)))
    {
        let said = filled(language, *text);
        assert!(!said.contains(['{', '}', '$']), "{language:?} {text:?}: {said}");
        assert!(!said.trim().is_empty(), "{language:?} {text:?}");
    }
}

#[test]
fn titles_and_footers_fit_with_the_longest_arguments() {
    for (language, text) in
        Language::ALL.into_iter().flat_map(|one| Text::ALL.iter().map(move |text| (one, text)))
    {
        let id = text.id();
        let max = match id {
            // These are fitted, or replaced by a shorter one, where they are used.
            "button-choose" | "button-cancel-order" | "button-place-order-total" => continue,
            _ if id.starts_with("button-") => limits::BUTTON_TITLE,
            _ if id.starts_with("opener") => limits::LIST_OPENER,
            _ if id.starts_with("row-") || matches!(id, "more" | "back" | "none-of-these" | "all-here") => {
                limits::ROW_TITLE
            }
            _ if id.starts_with("footer-") => limits::FOOTER,
            _ => 500,
        };
        let said = filled(language, *text);
        assert!(length(&said) <= max, "{language:?} {id}: {} units", length(&said));
    }
}

/// What a text tells people to type works when they do.
#[test]
fn every_word_that_is_to_be_typed_is_understood() {
    let talk = crate::Conversation::default();
    let is_understood = |words: &str| {
        use crate::understand::{Meaning, understand};
        matches!(
            understand(&talk, words),
            Meaning::Command(_) | Meaning::Correction(_) | Meaning::Amount(_) | Meaning::Lines(_)
        )
    };
    let texts = [
        Text::StartedOverBasketKept,
        Text::Help,
        Text::Welcome,
        Text::SwitchHere,
        Text::FooterList,
        Text::FooterCard,
        Text::FooterAdded,
        Text::FooterBasket,
        Text::Cleared,
        Text::NothingToUndo,
        Text::AskCoupon,
        Text::NextCashOnDelivery,
        Text::NextGeneral,
        Text::Oversold,
        Text::AgentComing,
        Text::BotBackAfterAgent,
        Text::Stopped,
        Text::StoppedAlready,
        Text::StartedAgain,
        Text::ExpectedConfirm,
        Text::OurFault,
        Text::NoteNotLeft,
        Text::ChangePaid,
        Text::ConsentGiven,
        Text::ListAside,
        Text::StoppedAll,
        Text::ForgetWaits,
    ];
    for (language, text) in Language::ALL.into_iter().flat_map(|one| texts.map(|text| (one, text))) {
        let said = filled(language, text).replace(['\u{2068}', '\u{2069}'], "");
        let quoted = said.split(['"', '*']).skip(1).step_by(2).filter(|words| !words.contains("WWWW"));
        for words in quoted {
            assert!(is_understood(words), "{language:?} {text:?}: {words:?}");
        }
    }
}

#[test]
fn plurals_follow_the_count() {
    let items = |count: u32| render(Language::English, Text::ItemsCount, &[("units", count.into())]);
    assert_eq!((items(1), items(2)), ("1 item".into(), "2 items".into()));
    let arabic = |count: u32| render(Language::Arabic, Text::ItemsCount, &[("units", count.into())]);
    let forms: BTreeSet<String> = [1, 3].map(|count| arabic(count).replace(char::is_numeric, "")).into();
    assert_eq!(forms.len(), 2, "one and few differ: {forms:?}");
}

#[test]
fn what_is_filled_in_beside_right_to_left_text_is_isolated() {
    let said =
        render(Language::Arabic, Text::OrderHead, &[("number", "1042".into()), ("status", "x".into())]);
    assert!(said.contains("\u{2068}1042\u{2069}"), "{said:?}");
    assert!(!render(Language::French, Text::OrderUnknown, &[("number", "7".into())]).contains('\u{2068}'));
}
