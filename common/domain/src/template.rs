//! Templates: messages that Meta has approved beforehand, the only ones that may be sent when the window is closed.
//!
//! A [`Template`] is one use of a template, with its parameters; its constructor refuses what Meta would refuse for its
//! shape. [`REGISTRY`] declares the templates that the bridge needs, for the command that creates them and for the
//! check of the parameters. To add one: an entry in [`REGISTRY`] (`registry.rs`), and a constructor here that fills it.

mod registry;

pub use registry::{
    AUCTION_INVITE, AUCTION_NEWS, BACK_IN_STOCK, BASKET_REMINDER, DISPUTE_NEWS, Definition, ORDER_PLACED,
    ORDER_STATUS, QUOTE_ANSWER, QUOTE_STATUS, REGISTRY, RESTOCK_REMINDER, RESUME_CONVERSATION,
};

use serde::{Deserialize, Serialize};

use crate::outbound::{Error, length};

/// Meta's walls of templates (Cloud API documentation, copies of September 2026).
pub mod limits {
    /// Name of a template.
    pub const NAME: usize = 512;
    /// Text of a template when its parameters are filled in.
    pub const FILLED: usize = 1024;
    /// One parameter. Meta names no wall of its own for it; this keeps four of them within [`FILLED`].
    pub const PARAMETER: usize = 200;
    /// Parameters of one text.
    pub const PARAMETERS: usize = 8;
    /// Languages that are tried, best first.
    pub const LANGUAGES: usize = 3;
    /// Buttons of a template.
    pub const BUTTONS: usize = 10;
    /// Payload of a quick reply, as it comes back.
    pub const PAYLOAD: usize = 256;
}

/// What Meta calls a template, by which it is priced and allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// News of something that the person asked for.
    Utility,
    /// Everything that sells; needs consent.
    Marketing,
    /// One-time codes.
    Authentication,
    /// A category of a newer platform; treated with the greatest care.
    #[serde(other)]
    Unknown,
}

impl Category {
    /// Reads Meta's word, whatever its case.
    pub fn from_wire(word: &str) -> Self {
        match word.to_ascii_lowercase().as_str() {
            "utility" => Self::Utility,
            "marketing" | "marketing_lite" => Self::Marketing,
            "authentication" => Self::Authentication,
            _ => Self::Unknown,
        }
    }

    /// Returns the word of metrics and of the journal.
    pub fn label(self) -> &'static str {
        match self {
            Self::Utility => "utility",
            Self::Marketing => "marketing",
            Self::Authentication => "authentication",
            Self::Unknown => "unknown",
        }
    }
}

/// A button's variable part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ButtonParameter {
    /// What comes back when the quick reply is tapped.
    Payload {
        /// Which button, from 0.
        index: u8,
        /// What comes back.
        payload: String,
    },
    /// The end of the address that the button opens.
    UrlSuffix {
        /// Which button, from 0.
        index: u8,
        /// The end of the address.
        suffix: String,
    },
}

impl ButtonParameter {
    /// Returns which button it belongs to.
    pub fn index(&self) -> u8 {
        match self {
            Self::Payload { index, .. } | Self::UrlSuffix { index, .. } => *index,
        }
    }

    fn text(&self) -> &str {
        match self {
            Self::Payload { payload, .. } => payload,
            Self::UrlSuffix { suffix, .. } => suffix,
        }
    }
}

/// One use of a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Fields", into = "Fields")]
pub struct Template(Fields);

/// The parts of [`Template`], before they are checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fields {
    /// Its name: small letters, digits and underscores.
    pub name: String,
    /// Language codes, best first; the first that is approved is used.
    pub languages: Vec<String>,
    /// What fills the text, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<String>,
    /// What fills the buttons.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub buttons: Vec<ButtonParameter>,
}

impl Template {
    /// Checks the parts: what Meta would refuse for its shape is not built.
    pub fn new(fields: Fields) -> Result<Self, Error> {
        let is_name = |char: char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '_';
        if fields.name.is_empty() || !fields.name.chars().all(is_name) {
            return Err(Error::NotATemplateName);
        }
        within(&fields.name, limits::NAME)?;
        if fields.languages.is_empty() || fields.languages.len() > limits::LANGUAGES {
            let found = fields.languages.len();
            return Err(Error::WrongCount { what: "languages", found, max: limits::LANGUAGES });
        }
        if !fields.languages.iter().all(|code| is_language(code)) {
            return Err(Error::NotALanguage);
        }
        if fields.parameters.len() > limits::PARAMETERS {
            let found = fields.parameters.len();
            return Err(Error::WrongCount { what: "parameters", found, max: limits::PARAMETERS });
        }
        for parameter in &fields.parameters {
            within(parameter, limits::PARAMETER)?;
            // Meta refuses line breaks, tabs and long runs of spaces in parameters (132018).
            if *parameter != one_line(parameter) {
                return Err(Error::NotOneLine);
            }
        }
        if fields.buttons.len() > limits::BUTTONS {
            let found = fields.buttons.len();
            return Err(Error::WrongCount { what: "buttons", found, max: limits::BUTTONS });
        }
        for (place, button) in fields.buttons.iter().enumerate() {
            within(button.text(), limits::PAYLOAD)?;
            if usize::from(button.index()) >= limits::BUTTONS {
                return Err(Error::Duplicate("button indexes"));
            }
            if fields.buttons[..place].iter().any(|other| other.index() == button.index()) {
                return Err(Error::Duplicate("button indexes"));
            }
        }
        Ok(Self(fields))
    }

    /// Returns the parts.
    pub fn fields(&self) -> &Fields {
        &self.0
    }

    /// Returns the same use of the template in one language alone.
    #[must_use]
    pub fn in_language(&self, code: &str) -> Self {
        Self(Fields { languages: vec![code.to_owned()], ..self.0.clone() })
    }

    /// Builds a use of a template of [`REGISTRY`] for a person who speaks `language`. Parameters are brought into one
    /// line and fitted; one that is empty makes the template impossible.
    pub fn of(definition: &Definition, language: &str, parameters: &[&str]) -> Result<Self, Error> {
        if parameters.len() != definition.parameters {
            let found = parameters.len();
            return Err(Error::WrongCount { what: "parameters", found, max: definition.parameters });
        }
        let parameters =
            parameters.iter().map(|text| crate::outbound::fit(&one_line(text), limits::PARAMETER)).collect();
        Self::new(Fields {
            name: definition.name.to_owned(),
            languages: chain(language),
            parameters,
            buttons: Vec::new(),
        })
    }
}

impl TryFrom<Fields> for Template {
    type Error = Error;

    fn try_from(fields: Fields) -> Result<Self, Error> {
        Self::new(fields)
    }
}

impl From<Template> for Fields {
    fn from(template: Template) -> Self {
        template.0
    }
}

/// Returns the languages to try for a person: exactly theirs, its base, the default.
pub fn chain(language: &str) -> Vec<String> {
    let mut chain: Vec<String> = Vec::new();
    let base = language.split('_').next().unwrap_or_default();
    for code in [language, base, DEFAULT_LANGUAGE] {
        if is_language(code) && !chain.iter().any(|known| known == code) {
            chain.push(code.to_owned());
        }
    }
    chain
}

/// The language in which every template of the bridge exists.
pub const DEFAULT_LANGUAGE: &str = "en";

fn is_language(code: &str) -> bool {
    let mut parts = code.splitn(2, '_');
    let base = parts.next().unwrap_or_default();
    let is_base = (2..=3).contains(&base.len()) && base.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_region = |region: &str| {
        (2..=4).contains(&region.len()) && region.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    is_base && parts.next().is_none_or(is_region)
}

fn within(text: &str, max: usize) -> Result<(), Error> {
    match length(text) {
        0 => Err(Error::Empty),
        found if found > max => Err(Error::TooLong { found, max }),
        _ => Ok(()),
    }
}

/// Brings a text into one line with single spaces.
fn one_line(text: &str) -> String {
    text.split(|char: char| char.is_whitespace() || char.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fields() -> Fields {
        Fields {
            name: "order_placed".into(),
            languages: vec!["en".into()],
            parameters: vec!["1042".into()],
            buttons: Vec::new(),
        }
    }

    #[test]
    fn what_meta_would_refuse_for_its_shape_cannot_be_built() {
        assert!(Template::new(fields()).is_ok());
        let refused = |change: fn(&mut Fields)| {
            let mut fields = fields();
            change(&mut fields);
            Template::new(fields).unwrap_err()
        };
        assert_eq!(refused(|fields| fields.name = "Order Placed".into()), Error::NotATemplateName);
        assert_eq!(
            refused(|fields| fields.languages.clear()),
            Error::WrongCount { what: "languages", found: 0, max: 3 }
        );
        assert_eq!(refused(|fields| fields.languages = vec!["English".into()]), Error::NotALanguage);
        assert_eq!(refused(|fields| fields.parameters = vec!["a\nb".into()]), Error::NotOneLine);
        assert_eq!(refused(|fields| fields.parameters = vec![String::new()]), Error::Empty);
        assert!(matches!(
            refused(|fields| fields.parameters = vec!["x".into(); 9]),
            Error::WrongCount { .. }
        ));
        let twice = |fields: &mut Fields| {
            fields.buttons = vec![ButtonParameter::Payload { index: 0, payload: "x".into() }; 2];
        };
        assert_eq!(refused(twice), Error::Duplicate("button indexes"));
    }

    #[test]
    fn a_persons_language_falls_back_to_its_base_and_then_to_the_default() {
        assert_eq!(chain("pt_BR"), ["pt_BR", "pt", "en"]);
        assert_eq!(chain("en"), ["en"]);
        assert_eq!(chain("nonsense!"), ["en"]);
    }

    #[test]
    fn every_template_of_the_registry_obeys_metas_rules_of_creation() {
        for definition in REGISTRY {
            for language in crate::language::Language::ALL.iter().filter(|_| definition.is_on) {
                let code = language.template_code();
                assert!(
                    definition.bodies.iter().any(|(known, _)| *known == code),
                    "{}: {code}",
                    definition.name
                );
            }
            assert_eq!(definition.examples.len(), definition.parameters);
            assert!(definition.bodies.iter().any(|(language, _)| *language == DEFAULT_LANGUAGE));
            for (language, body) in definition.bodies {
                assert!(is_language(language));
                assert!(
                    !body.starts_with('{') && !body.ends_with('}'),
                    "{} begins or ends with a variable",
                    definition.name
                );
                for number in 1..=definition.parameters {
                    assert_eq!(body.matches(&format!("{{{{{number}}}}}")).count(), 1, "{}", definition.name);
                }
                let filled = length(body) + definition.parameters * limits::PARAMETER;
                assert!(filled <= limits::FILLED, "{} may grow to {filled}", definition.name);
            }
            let built = Template::of(&definition, "en", definition.examples).unwrap();
            assert_eq!(built.fields().parameters.len(), definition.parameters);
        }
    }

    proptest! {
        #[test]
        fn any_words_become_parameters_that_meta_takes_or_none(text in ".{0,400}") {
            if let Ok(template) = Template::of(&RESUME_CONVERSATION, "en", &[&text]) {
                let parameter = &template.fields().parameters[0];
                prop_assert!(!parameter.trim().is_empty() && !parameter.contains(['\n', '\t']));
                prop_assert!(!parameter.contains("     ") && length(parameter) <= limits::PARAMETER);
                let json = serde_json::to_string(&template).unwrap();
                prop_assert_eq!(serde_json::from_str::<Template>(&json).unwrap(), template);
            }
        }
    }
}
