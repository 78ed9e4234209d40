//! What is known of the account's templates, and which language of one may be used now. Pure.
//!
//! Without the account's id nothing can be read from Meta: then the registry's word is believed, and Meta's answers to
//! sends teach the rest.

use std::collections::{BTreeMap, BTreeSet};

use domain::template::{Category, REGISTRY, Template};
use serde_json::Value;

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

/// One page of the account's templates, as the Graph API lists them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// What it lists.
    pub templates: BTreeMap<Key, Approved>,
    /// Where the next page begins; none when this is the last.
    pub after: Option<String>,
}

/// Reads a page. `None` when it is no list; entries that make no sense are left out.
pub fn read_page(body: &[u8]) -> Option<Page> {
    let page: Value = serde_json::from_slice(body).ok()?;
    let mut templates = BTreeMap::new();
    for entry in page.get("data")?.as_array()?.iter().take(TEMPLATES_MAX) {
        let text = |name: &str| entry.get(name).and_then(Value::as_str);
        let (Some(name), Some(language)) = (text("name"), text("language")) else { continue };
        templates.insert((name.to_owned(), language.to_owned()), approved(entry));
    }
    // Meta gives a cursor with the last page too; only `next` tells that there is more.
    let has_more = page.pointer("/paging/next").is_some_and(Value::is_string);
    let after = page.pointer("/paging/cursors/after").and_then(Value::as_str).map(str::to_owned);
    Some(Page { templates, after: after.filter(|_| has_more) })
}

fn approved(entry: &Value) -> Approved {
    let word = |name: &str| entry.get(name).and_then(Value::as_str).unwrap_or_default().to_ascii_uppercase();
    let components = entry.get("components").and_then(Value::as_array);
    let component = |kind: &str| {
        let is_it = |component: &&Value| {
            component
                .get("type")
                .and_then(Value::as_str)
                .is_some_and(|found| found.eq_ignore_ascii_case(kind))
        };
        components.and_then(|components| components.iter().find(is_it))
    };
    let text = |component: Option<&Value>| {
        component.and_then(|component| component.get("text")?.as_str()).unwrap_or_default().to_owned()
    };
    let parameters = parameters(&text(component("body")));
    // We fill the body alone: what needs more cannot be sent by us.
    let header_format = component("header")
        .and_then(|header| header.get("format")?.as_str())
        .map_or_else(|| "TEXT".to_owned(), str::to_ascii_uppercase);
    let needs_header = header_format != "TEXT" || text(component("header")).contains("{{");
    let buttons = component("buttons").and_then(|buttons| buttons.get("buttons")?.as_array());
    let needs_button = buttons.into_iter().flatten().any(|button| {
        let has_variable = button.get("url").and_then(Value::as_str).is_some_and(|url| url.contains("{{"));
        let kind = button.get("type").and_then(Value::as_str).unwrap_or_default().to_ascii_uppercase();
        has_variable || ["COPY_CODE", "OTP", "FLOW", "CATALOG", "MPM", "SPM"].contains(&kind.as_str())
    });
    let health = match word("status").as_str() {
        "APPROVED" if parameters.is_none() || needs_header || needs_button => {
            Health::Unusable(Reason::TemplateDiffers)
        }
        "APPROVED" => Health::Usable(Category::from_wire(&word("category"))),
        "PAUSED" => Health::Unusable(Reason::TemplatePaused),
        "PENDING" | "IN_APPEAL" => Health::Unusable(Reason::TemplateMissing),
        _ => Health::Unusable(Reason::TemplateRefused),
    };
    Approved { health, parameters }
}

/// Counts the parameters of a text; `None` when they have names, which we do not fill.
fn parameters(text: &str) -> Option<usize> {
    let mut numbers = BTreeSet::new();
    for part in text.split("{{").skip(1) {
        let name = part.split("}}").next().unwrap_or_default().trim();
        numbers.insert(name.parse::<u32>().ok()?);
    }
    Some(numbers.len())
}

/// A name and a language.
pub type Key = (String, String);

/// What came of reading the account's templates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// These are all.
    Read(BTreeMap<Key, Approved>),
    /// Nobody has told us the account: it cannot be read, now or later.
    NoAccount,
    /// Meta did not answer, or not as we understand.
    Failed,
}

/// How long what was read counts before it is read again.
pub const READ_INTERVAL_MS: u64 = 60 * 60 * 1000;
/// How long after a failure it is tried again.
pub const READ_RETRY_MS: u64 = 60 * 1000;
/// How long after news of templates they are read: the same news comes for every shard.
pub const READ_AFTER_NEWS_MS: u64 = 2 * 1000;

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
    use serde_json::json;

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

    fn read(entry: &Value) -> Approved {
        let page = read_page(json!({"data": [entry]}).to_string().as_bytes()).unwrap();
        page.templates.into_values().next().unwrap()
    }

    #[test]
    fn a_template_is_usable_when_it_is_approved_and_we_can_fill_it() {
        let entry = |status: &str, components: Value| {
            read(&json!({"name": "a", "language": "en", "status": status, "category": "UTILITY",
                "components": components}))
        };
        let body = |text: &str| json!([{"type": "BODY", "text": text}]);
        let usable = Approved { health: Health::Usable(Category::Utility), parameters: Some(2) };
        assert_eq!(entry("APPROVED", body("Order {{1}} is {{2}}, really {{1}}.")), usable);
        assert_eq!(entry("PAUSED", body("x")).health, Health::Unusable(Reason::TemplatePaused));
        assert_eq!(entry("PENDING", body("x")).health, Health::Unusable(Reason::TemplateMissing));
        assert_eq!(entry("SOMETHING_NEW", body("x")).health, Health::Unusable(Reason::TemplateRefused));
        let differs = Health::Unusable(Reason::TemplateDiffers);
        assert_eq!(entry("APPROVED", body("Hello {{name}}.")).health, differs);
        for more in [
            json!({"type": "HEADER", "format": "IMAGE"}),
            json!({"type": "HEADER", "format": "TEXT", "text": "Hello {{1}}"}),
            json!({"type": "BUTTONS", "buttons": [{"type": "URL", "url": "https://a/{{1}}"}]}),
            json!({"type": "BUTTONS", "buttons": [{"type": "COPY_CODE"}]}),
        ] {
            assert_eq!(entry("APPROVED", json!([{"type": "BODY", "text": "x"}, more])).health, differs);
        }
        let plain = json!({"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Ok"}]});
        let health = entry("APPROVED", json!([{"type": "BODY", "text": "x"}, plain])).health;
        assert_eq!(health, Health::Usable(Category::Utility));
    }

    #[test]
    fn a_page_tells_whether_there_is_another() {
        let page = |paging: Value| {
            read_page(json!({"data": [], "paging": paging}).to_string().as_bytes()).unwrap().after
        };
        let cursors = json!({"after": "QVFI"});
        assert_eq!(page(json!({"cursors": cursors})), None);
        assert_eq!(page(json!({"cursors": cursors, "next": "https://x"})), Some("QVFI".into()));
        assert_eq!(read_page(br#"{"error": {}}"#), None);
    }

    proptest::proptest! {
        #[test]
        fn no_answer_makes_the_reader_panic(body in "[\\PC{}\\[\\]\":,]{0,200}", text in "\\PC{0,40}") {
            read_page(body.as_bytes());
            let odd = json!({"data": [{"name": "a", "language": "b", "components": text},
                {"name": text, "language": text, "components": [{"type": "BODY", "text": text}, text]}, 7]});
            proptest::prop_assert!(read_page(odd.to_string().as_bytes()).is_some());
        }
    }

    #[test]
    fn a_template_that_nobody_declared_is_treated_as_if_it_sold() {
        let strange =
            Template::new(Fields { name: "strange".into(), ..placed("en").fields().clone() }).unwrap();
        assert_eq!(Book::default().choose(&strange, 0).0, Health::Usable(Category::Unknown));
    }
}
