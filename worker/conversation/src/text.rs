//! What is said, as keys; the words stand in `locales/`, one folder per language and one file per matter. Tests compare
//! keys and files.
//!
//! To add a text: a line in the list of its matter (a file in `text/`, named as the file of words), and one in every
//! language. To add a matter: a list here, a file in every folder, and its name in `files!`. To add a language: a variant
//! in `domain::language`, a folder here and a file of words (see `words.rs`), and a line in [`sources`].

use std::{collections::BTreeMap, sync::LazyLock};

use domain::language::Language;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

// Each list hands what it was given, and its own, to the next one named; the last is `texts!`.
#[macro_use]
mod auction;
#[macro_use]
mod dispute;
#[macro_use]
mod orders;
#[macro_use]
mod privacy;
#[macro_use]
mod quote;
#[macro_use]
mod shop;

macro_rules! texts {
    ([$($name:ident = $id:literal,)*]) => {
        /// Everything that is said.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Text {
            $(#[doc = $id] $name,)*
        }

        impl Text {
            /// Lists all texts.
            #[cfg(test)]
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Returns the key in the files.
            pub fn id(self) -> &'static str {
                match self {
                    $(Self::$name => $id,)*
                }
            }
        }
    };
}

shop_texts! { [] orders_texts privacy_texts quote_texts auction_texts dispute_texts texts }

/// Something filled into a text.
#[derive(Debug, Clone, PartialEq)]
pub enum Arg {
    /// Words.
    Words(String),
    /// A count, which may choose a plural.
    Count(u64),
}

impl From<String> for Arg {
    fn from(words: String) -> Self {
        Self::Words(words)
    }
}

impl From<&str> for Arg {
    fn from(words: &str) -> Self {
        Self::Words(words.to_owned())
    }
}

impl From<u32> for Arg {
    fn from(count: u32) -> Self {
        Self::Count(count.into())
    }
}

impl From<u64> for Arg {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

impl From<usize> for Arg {
    fn from(count: usize) -> Self {
        Self::Count(u64::try_from(count).unwrap_or(u64::MAX))
    }
}

static BUNDLES: LazyLock<BTreeMap<Language, FluentBundle<FluentResource>>> =
    LazyLock::new(|| Language::ALL.into_iter().map(|language| (language, bundle(language))).collect());

/// The files of one language.
macro_rules! files {
    ($language:literal) => {
        files!($language: "shop", "orders", "privacy", "quote", "auction", "dispute")
    };
    ($language:literal: $($matter:literal),*) => {
        &[$(include_str!(concat!("../locales/", $language, "/", $matter, ".ftl")),)*]
    };
}

fn sources(language: Language) -> &'static [&'static str] {
    match language {
        Language::English => files!("en"),
        Language::French => files!("fr"),
        Language::Spanish => files!("es"),
        Language::Portuguese => files!("pt"),
        Language::Arabic => files!("ar"),
        Language::Swahili => files!("sw"),
        Language::Hindi => files!("hi"),
    }
}

fn bundle(language: Language) -> FluentBundle<FluentResource> {
    let identifier: LanguageIdentifier = language.code().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
    // Marks around what is filled in count against WhatsApp's limits, and are needed beside right-to-left text: without
    // them an order number or a product's name would tear the sentence apart.
    bundle.set_use_isolating(language.is_right_to_left());
    // A test reads every file strictly; here what can be read is used.
    for source in sources(language) {
        let resource = FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(resource, _)| resource);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// Returns a text with its placeholders filled in.
pub fn render(language: Language, text: Text, args: &[(&'static str, Arg)]) -> String {
    let bundle = BUNDLES.get(&language);
    let mut filled = FluentArgs::new();
    for (name, arg) in args {
        match arg {
            Arg::Words(words) => filled.set(*name, FluentValue::from(words.as_str())),
            Arg::Count(count) => filled.set(*name, FluentValue::from(*count)),
        }
    }
    let message = bundle.and_then(|bundle| Some((bundle, bundle.get_message(text.id())?.value()?)));
    let Some((bundle, pattern)) = message else {
        return text.id().to_owned();
    };
    bundle.format_pattern(pattern, Some(&filled), &mut Vec::new()).into_owned()
}

#[cfg(test)]
mod tests;
