//! What is known of the account's templates, and which language of one may be used now. Pure.
//!
//! Without the account's id nothing can be read from Meta: then the registry's word is believed, and Meta's answers to
//! sends teach the rest.

use std::collections::BTreeMap;

use domain::template::{Category, REGISTRY, Template};

use crate::decision::{Health, Reason};

/// Templates remembered; an account holds fewer.
pub const TEMPLATES_MAX: usize = 2_000;

/// How long a template that Meta has just refused is left alone when nothing newer is known of it.
pub const REFUSED_PAUSE_MS: u64 = 60 * 60 * 1000;

/// A template of the account in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approved {
    /// Whether it may be used, and what it is.
    pub health: Health,
    /// Number of parameters of its text; `None` when it cannot be counted.
    pub parameters: Option<usize>,
}

/// A name and a language.
pub type Key = (String, String);

/// All that is known.
#[derive(Debug, Clone, Default)]
pub struct Book {
    /// `None` until it was read.
    read: Option<BTreeMap<Key, Approved>>,
    /// What Meta refused since, and until when that counts.
    refused: BTreeMap<Key, (Reason, u64)>,
}

impl Book {
    /// Takes over what was read; what Meta refused before counts no more.
    pub fn replace(&mut self, mut read: BTreeMap<Key, Approved>) {
        while read.len() > TEMPLATES_MAX {
            read.pop_last();
        }
        self.read = Some(read);
        self.refused.clear();
    }

    /// Notes that Meta refused a template in a language.
    pub fn refuse(&mut self, name: &str, language: &str, reason: Reason, now_ms: u64) {
        if self.refused.len() < TEMPLATES_MAX {
            let key = (name.to_owned(), language.to_owned());
            self.refused.insert(key, (reason, now_ms.saturating_add(REFUSED_PAUSE_MS)));
        }
    }

    /// Returns whether a template may be used, and in which of its languages.
    pub fn choose(&self, template: &Template, now_ms: u64) -> (Health, Option<String>) {
        let fields = template.fields();
        let mut first_reason = None;
        for language in &fields.languages {
            let key = (fields.name.clone(), language.clone());
            match self.health(&key, fields.parameters.len(), now_ms) {
                Health::Usable(category) => return (Health::Usable(category), Some(language.clone())),
                // A template that exists and is paused says more than a language that does not exist.
                Health::Unusable(reason)
                    if first_reason.is_none_or(|first| first == Reason::TemplateMissing) =>
                {
                    first_reason = Some(reason);
                }
                Health::Unusable(_) => {}
            }
        }
        (Health::Unusable(first_reason.unwrap_or(Reason::TemplateMissing)), None)
    }

    fn health(&self, key: &Key, parameters: usize, now_ms: u64) -> Health {
        if let Some((reason, until_ms)) = self.refused.get(key)
            && *until_ms > now_ms
        {
            return Health::Unusable(*reason);
        }
        let Some(read) = &self.read else {
            let declared = REGISTRY.iter().find(|definition| definition.name == key.0);
            // What is not declared here may sell.
            return Health::Usable(declared.map_or(Category::Unknown, |definition| definition.category));
        };
        match read.get(key) {
            None => Health::Unusable(Reason::TemplateMissing),
            Some(Approved { health: Health::Usable(_), parameters: Some(wanted) })
                if *wanted != parameters =>
            {
                Health::Unusable(Reason::TemplateDiffers)
            }
            Some(approved) => approved.health,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::template::{Fields, ORDER_PLACED};

    fn placed(language: &str) -> Template {
        Template::of(&ORDER_PLACED, language, &["1042", "KES 5"]).unwrap()
    }

    fn entry(language: &str, health: Health) -> (Key, Approved) {
        (("order_placed".to_owned(), language.to_owned()), Approved { health, parameters: Some(2) })
    }

    #[test]
    fn the_best_language_that_may_be_used_is_chosen() {
        let utility = Health::Usable(Category::Utility);
        let mut book = Book::default();
        assert_eq!(book.choose(&placed("pt_BR"), 0), (utility, Some("pt_BR".to_owned())));
        book.replace([entry("pt", utility), entry("en", utility)].into());
        assert_eq!(book.choose(&placed("pt_BR"), 0), (utility, Some("pt".to_owned())));
        book.replace([entry("pt", Health::Unusable(Reason::TemplatePaused)), entry("en", utility)].into());
        assert_eq!(book.choose(&placed("pt_BR"), 0), (utility, Some("en".to_owned())));
    }

    #[test]
    fn a_reason_is_given_when_no_language_may_be_used() {
        let mut book = Book::default();
        book.replace(BTreeMap::new());
        assert_eq!(book.choose(&placed("en"), 0).0, Health::Unusable(Reason::TemplateMissing));
        book.replace([entry("en", Health::Unusable(Reason::TemplatePaused))].into());
        assert_eq!(book.choose(&placed("pt"), 0).0, Health::Unusable(Reason::TemplatePaused));
        book.replace([entry("en", Health::Usable(Category::Utility))].into());
        let short = Template::new(Fields { parameters: vec!["1".into()], ..placed("en").fields().clone() });
        assert_eq!(book.choose(&short.unwrap(), 0).0, Health::Unusable(Reason::TemplateDiffers));
    }

    #[test]
    fn a_refused_template_is_left_alone_until_more_is_known_or_an_hour_has_passed() {
        let mut book = Book::default();
        book.refuse("order_placed", "en", Reason::TemplatePaused, 0);
        assert_eq!(book.choose(&placed("en"), 1).0, Health::Unusable(Reason::TemplatePaused));
        assert_eq!(book.choose(&placed("en"), REFUSED_PAUSE_MS).0, Health::Usable(Category::Utility));
        book.replace([entry("en", Health::Usable(Category::Utility))].into());
        assert_eq!(book.choose(&placed("en"), 1).0, Health::Usable(Category::Utility));
    }

    #[test]
    fn a_template_that_nobody_declared_is_treated_as_if_it_sold() {
        let strange =
            Template::new(Fields { name: "strange".into(), ..placed("en").fields().clone() }).unwrap();
        assert_eq!(Book::default().choose(&strange, 0).0, Health::Usable(Category::Unknown));
    }
}
