//! What we can send a buyer. The platform's limits sit in the constructors, so that a message that WhatsApp would
//! refuse cannot be built. Lengths count UTF-16 units: Meta does not say what a character is, and this is the
//! stricter reading for emoji.
//!
//! To add a kind of message: a type with a checked constructor here, a wire form in the notifier's `graph` module, and a
//! rule in the sandbox's Graph endpoint.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use unicode_segmentation::UnicodeSegmentation as _;

use crate::{ids::MessageId, template::Template};

/// WhatsApp's walls (Cloud API documentation, copies of September 2026).
pub mod limits {
    /// Text message body.
    pub const TEXT_BODY: usize = 4096;
    /// Body of a message with buttons, a list or a link. Meta's pages disagree for lists (1024 or 4096): the smaller.
    pub const INTERACTIVE_BODY: usize = 1024;
    /// Header text.
    pub const HEADER: usize = 60;
    /// Footer text.
    pub const FOOTER: usize = 60;
    /// Title of a reply button, label of a link.
    pub const BUTTON_TITLE: usize = 20;
    /// Id of a reply button.
    pub const BUTTON_ID: usize = 256;
    /// Reply buttons of one message.
    pub const BUTTONS: usize = 3;
    /// Label that opens a list.
    pub const LIST_OPENER: usize = 20;
    /// Sections of one list.
    pub const SECTIONS: usize = 10;
    /// Rows of one list over all sections.
    pub const ROWS: usize = 10;
    /// Title of a section.
    pub const SECTION_TITLE: usize = 24;
    /// Title of a row.
    pub const ROW_TITLE: usize = 24;
    /// Description of a row.
    pub const ROW_DESCRIPTION: usize = 72;
    /// Id of a row.
    pub const ROW_ID: usize = 200;
    /// Caption of a picture.
    pub const CAPTION: usize = 1024;
    /// Name of a file. Meta names no wall; file systems of phones do.
    pub const FILE_NAME: usize = 240;
    /// One emoji, in units: families with skin tones are long.
    pub const EMOJI: usize = 16;
    /// Address of a link or picture.
    pub const URL: usize = 2000;
}

/// Why a message cannot be built.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A text that must not be empty is.
    #[error("text is empty")]
    Empty,
    /// A text is longer than WhatsApp allows.
    #[error("text has {found} units where {max} are allowed")]
    TooLong {
        /// Length found.
        found: usize,
        /// Length allowed.
        max: usize,
    },
    /// Too few or too many buttons, rows or sections.
    #[error("{found} {what} where 1 to {max} are allowed")]
    WrongCount {
        /// What was counted.
        what: &'static str,
        /// Number found.
        found: usize,
        /// Number allowed.
        max: usize,
    },
    /// Two buttons or rows share a title or an id.
    #[error("two {0} are the same")]
    Duplicate(&'static str),
    /// Several sections, of which one has no title.
    #[error("a section has no title")]
    SectionWithoutTitle,
    /// An address that is not http or https, or has spaces.
    #[error("address is not a web address")]
    NotAWebAddress,
    /// A name that no template can have.
    #[error("name is not that of a template")]
    NotATemplateName,
    /// A text that is not one emoji.
    #[error("text is not one emoji")]
    NotAnEmoji,
    /// A code that names no language of templates.
    #[error("code names no language")]
    NotALanguage,
    /// A parameter of a template with line breaks, tabs or runs of spaces.
    #[error("parameter is not one line")]
    NotOneLine,
}

/// Returns the length that is compared with the limits.
pub fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// How a text may be written.
pub mod form {
    /// With line breaks.
    pub const TEXT: u8 = 0;
    /// In one line.
    pub const LINE: u8 = 1;
    /// In one line, without the signs of WhatsApp's markdown.
    pub const LABEL: u8 = 2;
}

/// A text of 1 to `MAX` units, without control characters other than line breaks where its form has some, not blank.
/// What its form does not have is left out; only a length can be wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Bounded<const MAX: usize, const FORM: u8 = { form::TEXT }>(String);

impl<const MAX: usize, const FORM: u8> Bounded<MAX, FORM> {
    /// Takes a text that fits.
    pub fn new(text: impl Into<String>) -> Result<Self, Error> {
        let text = cleaned(text.into(), FORM);
        match length(&text) {
            0 => Err(Error::Empty),
            found if found > MAX => Err(Error::TooLong { found, max: MAX }),
            _ => Ok(Self(text)),
        }
    }

    /// Takes a text of any length, cut at a word with an ellipsis when it does not fit. Not for prices.
    pub fn fit(text: impl Into<String>) -> Result<Self, Error> {
        Self::new(fit(&cleaned(text.into(), FORM), MAX))
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize, const FORM: u8> TryFrom<String> for Bounded<MAX, FORM> {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        Self::new(text)
    }
}

impl<const MAX: usize, const FORM: u8> From<Bounded<MAX, FORM>> for String {
    fn from(bounded: Bounded<MAX, FORM>) -> Self {
        bounded.0
    }
}

fn cleaned(text: String, form: u8) -> String {
    let is_out = |char: char| match form {
        form::TEXT => char.is_control() && char != '\n',
        form::LINE => char.is_control(),
        _ => char.is_control() || "*_~`".contains(char),
    };
    if !text.chars().any(is_out) && text.trim().len() == text.len() {
        return text;
    }
    // Signs at the edge of a word are what markdown is made of; within one, as in `A_12`, they are part of a name.
    let chars: Vec<char> = text.chars().collect();
    let is_within = |at: usize| {
        let is_letter =
            |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|char| char.is_alphanumeric());
        "*_~".contains(chars[at]) && is_letter(at.checked_sub(1)) && is_letter(at.checked_add(1))
    };
    let kept: String = (0..chars.len())
        .filter_map(|at| match chars[at] {
            char if !is_out(char) || is_within(at) => Some(char),
            '\n' | '\t' => Some(' '),
            _ => None,
        })
        .collect();
    kept.trim().to_owned()
}

/// Cuts `text` to `max` units at a word when one is near, with an ellipsis; never inside of what a reader sees as one
/// character.
pub fn fit(text: &str, max: usize) -> String {
    if length(text) <= max {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut units = 1; // the ellipsis
    for grapheme in text.graphemes(true) {
        units += length(grapheme);
        if units > max {
            break;
        }
        kept.push_str(grapheme);
    }
    let at_word = kept.rfind(char::is_whitespace).filter(|end| *end * 2 > kept.len());
    kept.truncate(at_word.unwrap_or(kept.len()));
    let trimmed = kept.trim_end_matches(|char: char| char.is_whitespace() || ",;:-–(".contains(char));
    format!("{trimmed}…")
}

/// Text of a text message.
pub type TextBody = Bounded<{ limits::TEXT_BODY }>;
/// Text of a message with choices.
pub type Body = Bounded<{ limits::INTERACTIVE_BODY }>;
/// Text above the body.
pub type HeaderText = Bounded<{ limits::HEADER }, { form::LINE }>;
/// Text below the body.
pub type Footer = Bounded<{ limits::FOOTER }, { form::LINE }>;
/// Title of a reply button.
pub type ButtonTitle = Bounded<{ limits::BUTTON_TITLE }, { form::LABEL }>;
/// Id of a reply button.
pub type ButtonId = Bounded<{ limits::BUTTON_ID }>;
/// Label that opens a list.
pub type Opener = Bounded<{ limits::LIST_OPENER }, { form::LABEL }>;
/// Title of a section.
pub type SectionTitle = Bounded<{ limits::SECTION_TITLE }, { form::LINE }>;
/// Title of a row.
pub type RowTitle = Bounded<{ limits::ROW_TITLE }, { form::LINE }>;
/// Description of a row.
pub type RowDescription = Bounded<{ limits::ROW_DESCRIPTION }, { form::LINE }>;
/// Id of a row.
pub type RowId = Bounded<{ limits::ROW_ID }>;
/// Name of a file, without a path.
pub type FileName = Bounded<{ limits::FILE_NAME }, { form::LINE }>;
/// Text below a picture.
pub type Caption = Bounded<{ limits::CAPTION }>;

/// One emoji.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Emoji(String);

impl Emoji {
    /// Takes what a reader sees as one sign, and is no letter, digit or punctuation of ASCII.
    pub fn new(emoji: impl Into<String>) -> Result<Self, Error> {
        let emoji = emoji.into();
        let is_sign = |char: char| !char.is_ascii() && !char.is_alphanumeric() && !char.is_control();
        let is_one = emoji.graphemes(true).count() == 1 && length(&emoji) <= limits::EMOJI;
        let is_plain = !emoji.chars().any(char::is_whitespace);
        let is_emoji = emoji.chars().next().is_some_and(is_sign);
        if is_one && is_plain && is_emoji { Ok(Self(emoji)) } else { Err(Error::NotAnEmoji) }
    }

    /// Returns it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Emoji {
    type Error = Error;

    fn try_from(emoji: String) -> Result<Self, Error> {
        Self::new(emoji)
    }
}

impl From<Emoji> for String {
    fn from(emoji: Emoji) -> Self {
        emoji.0
    }
}

/// An http or https address that WhatsApp can open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WebAddress(String);

impl WebAddress {
    /// Takes an address.
    pub fn new(address: impl Into<String>) -> Result<Self, Error> {
        let address = address.into();
        let is_plain = !address.chars().any(|char| char.is_whitespace() || char.is_control());
        let is_web = ["https://", "http://"].iter().any(|scheme| address.starts_with(scheme));
        if !is_plain || !is_web || !url::Url::parse(&address).is_ok_and(|url| url.has_host()) {
            return Err(Error::NotAWebAddress);
        }
        // Bytes: other letters than ASCII are longer on their way.
        match address.len() {
            found if found > limits::URL => Err(Error::TooLong { found, max: limits::URL }),
            _ => Ok(Self(address)),
        }
    }

    /// Returns the address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for WebAddress {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        Self::new(text)
    }
}

impl From<WebAddress> for String {
    fn from(address: WebAddress) -> Self {
        address.0
    }
}

/// What stands above the body of a message with buttons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Header {
    /// Words.
    Text(HeaderText),
    /// A picture, fetched by Meta from the address: JPEG or PNG.
    Image(WebAddress),
}

/// One reply button.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Button {
    /// Comes back when tapped.
    pub id: ButtonId,
    /// What the buyer sees.
    pub title: ButtonTitle,
}

/// One row of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Comes back when chosen.
    pub id: RowId,
    /// What the buyer sees.
    pub title: RowTitle,
    /// A second line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<RowDescription>,
}

/// Some rows under a title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Needed when there are several sections.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<SectionTitle>,
    /// At least one.
    pub rows: Vec<Row>,
}

/// A message with one to three reply buttons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "ButtonsFields", into = "ButtonsFields")]
pub struct Buttons(ButtonsFields);

/// The parts of [`Buttons`], before they are checked against each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ButtonsFields {
    /// Above the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<Header>,
    /// The text.
    pub body: Body,
    /// Below the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub footer: Option<Footer>,
    /// The choices.
    pub buttons: Vec<Button>,
}

impl Buttons {
    /// Checks the number of buttons and that their ids and titles differ.
    pub fn new(fields: ButtonsFields) -> Result<Self, Error> {
        count("buttons", fields.buttons.len(), limits::BUTTONS)?;
        distinct("button ids", fields.buttons.iter().map(|button| button.id.as_str()))?;
        distinct("button titles", fields.buttons.iter().map(|button| button.title.as_str()))?;
        Ok(Self(fields))
    }

    /// Returns the parts.
    pub fn fields(&self) -> &ButtonsFields {
        &self.0
    }
}

impl TryFrom<ButtonsFields> for Buttons {
    type Error = Error;

    fn try_from(fields: ButtonsFields) -> Result<Self, Error> {
        Self::new(fields)
    }
}

impl From<Buttons> for ButtonsFields {
    fn from(buttons: Buttons) -> Self {
        buttons.0
    }
}

/// A message that opens a list of up to ten rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "ListFields", into = "ListFields")]
pub struct List(ListFields);

/// The parts of [`List`], before they are checked against each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListFields {
    /// Above the body; text only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<HeaderText>,
    /// The text.
    pub body: Body,
    /// Below the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub footer: Option<Footer>,
    /// Label of the button that opens the list.
    pub opener: Opener,
    /// The rows.
    pub sections: Vec<Section>,
}

impl List {
    /// Checks the number of sections and rows, that row ids differ, and that several sections have titles.
    pub fn new(fields: ListFields) -> Result<Self, Error> {
        count("sections", fields.sections.len(), limits::SECTIONS)?;
        if fields.sections.len() > 1 && fields.sections.iter().any(|section| section.title.is_none()) {
            return Err(Error::SectionWithoutTitle);
        }
        for section in &fields.sections {
            count("rows", section.rows.len(), limits::ROWS)?;
        }
        let rows = || fields.sections.iter().flat_map(|section| &section.rows);
        count("rows", rows().count(), limits::ROWS)?;
        distinct("row ids", rows().map(|row| row.id.as_str()))?;
        Ok(Self(fields))
    }

    /// Returns the parts.
    pub fn fields(&self) -> &ListFields {
        &self.0
    }
}

impl TryFrom<ListFields> for List {
    type Error = Error;

    fn try_from(fields: ListFields) -> Result<Self, Error> {
        Self::new(fields)
    }
}

impl From<List> for ListFields {
    fn from(list: List) -> Self {
        list.0
    }
}

fn count(what: &'static str, found: usize, max: usize) -> Result<(), Error> {
    if (1..=max).contains(&found) { Ok(()) } else { Err(Error::WrongCount { what, found, max }) }
}

fn distinct<'a>(what: &'static str, mut values: impl Iterator<Item = &'a str>) -> Result<(), Error> {
    let mut seen = BTreeSet::new();
    if values.all(|value| seen.insert(value)) { Ok(()) } else { Err(Error::Duplicate(what)) }
}

/// A message with a button that opens a web page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Above the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<Header>,
    /// The text.
    pub body: Body,
    /// Below the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub footer: Option<Footer>,
    /// Label of the button.
    pub label: ButtonTitle,
    /// What it opens.
    pub address: WebAddress,
}

/// Everything that can be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Message {
    /// Plain text.
    Text {
        /// The text.
        body: TextBody,
    },
    /// A picture with a text below it.
    Image {
        /// Where Meta fetches it: JPEG or PNG.
        address: WebAddress,
        /// The text.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        caption: Option<Caption>,
    },
    /// Text with reply buttons.
    Buttons(Buttons),
    /// Text with a list.
    List(List),
    /// Text with a button that opens a page.
    Link(Link),
    /// A file with a text below it, such as an invoice.
    Document {
        /// Where Meta fetches it.
        address: WebAddress,
        /// What it is called at the buyer's.
        name: FileName,
        /// The text.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        caption: Option<Caption>,
    },
    /// Text with a button that sends the buyer's place.
    LocationRequest {
        /// The text.
        body: Body,
    },
    /// Text with a button that shares the buyer's number, for people who hide it.
    ContactRequest {
        /// The text.
        body: Body,
    },
    /// An emoji on a message of the buyer.
    Reaction {
        /// The buyer's message.
        message: MessageId,
        /// The emoji; none takes it back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        emoji: Option<Emoji>,
    },
    /// A message that Meta approved beforehand; may be sent when the window is closed.
    Template(Template),
    /// Marks the buyer's message as read, with typing dots while an answer is prepared (25 s at most).
    MarkRead {
        /// The buyer's message.
        message: MessageId,
        /// Whether to show typing dots.
        typing: bool,
    },
}

impl Message {
    /// Returns the kind, as metrics and logs name it.
    pub fn label(&self) -> &'static str {
        match self {
            Self::Text { .. } => "text",
            Self::Image { .. } => "image",
            Self::Buttons(_) => "buttons",
            Self::List(_) => "list",
            Self::Link(_) => "link",
            Self::Document { .. } => "document",
            Self::LocationRequest { .. } => "location_request",
            Self::ContactRequest { .. } => "contact_request",
            Self::Reaction { .. } => "reaction",
            Self::Template(_) => "template",
            Self::MarkRead { .. } => "mark_read",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn row(index: usize) -> Row {
        Row {
            id: RowId::new(format!("r{index}")).unwrap(),
            title: RowTitle::new(format!("Row {index}")).unwrap(),
            description: None,
        }
    }

    fn list(rows: usize) -> Result<List, Error> {
        List::new(ListFields {
            header: None,
            body: Body::new("Choose").unwrap(),
            footer: None,
            opener: Opener::new("Open").unwrap(),
            sections: vec![Section { title: None, rows: (0..rows).map(row).collect() }],
        })
    }

    fn buttons(titles: &[&str]) -> Result<Buttons, Error> {
        let buttons = titles
            .iter()
            .enumerate()
            .map(|(index, title)| Button {
                id: ButtonId::new(index.to_string()).unwrap(),
                title: ButtonTitle::new(*title).unwrap(),
            })
            .collect();
        Buttons::new(ButtonsFields {
            header: None,
            body: Body::new("Choose").unwrap(),
            footer: None,
            buttons,
        })
    }

    #[test]
    fn a_fourth_button_cannot_be_built() {
        assert!(buttons(&["a", "b", "c"]).is_ok());
        assert!(matches!(buttons(&["a", "b", "c", "d"]), Err(Error::WrongCount { found: 4, .. })));
        assert!(matches!(buttons(&[]), Err(Error::WrongCount { found: 0, .. })));
        assert_eq!(buttons(&["a", "a"]), Err(Error::Duplicate("button titles")));
    }

    #[test]
    fn an_eleventh_row_cannot_be_built() {
        assert!(list(10).is_ok());
        assert!(matches!(list(11), Err(Error::WrongCount { found: 11, .. })));
        assert!(matches!(list(0), Err(Error::WrongCount { found: 0, .. })));
    }

    #[test]
    fn a_title_of_21_units_cannot_be_built() {
        assert!(ButtonTitle::new("a".repeat(20)).is_ok());
        assert_eq!(ButtonTitle::new("a".repeat(21)), Err(Error::TooLong { found: 21, max: 20 }));
        assert_eq!(ButtonTitle::new("😀".repeat(11)), Err(Error::TooLong { found: 22, max: 20 }));
        assert_eq!(ButtonTitle::new(" \u{7} "), Err(Error::Empty));
    }

    #[test]
    fn labels_are_one_line_without_markdown_and_names_keep_their_signs() {
        assert_eq!(ButtonTitle::new("*Add*\n1 x A_12").unwrap().as_str(), "Add 1 x A_12");
        assert_eq!(ButtonTitle::new("`*`"), Err(Error::Empty));
        assert_eq!(RowTitle::new("Two\nlines").unwrap().as_str(), "Two lines");
        assert_eq!(Body::new("Two\n*lines*").unwrap().as_str(), "Two\n*lines*");
    }

    #[test]
    fn what_a_reader_sees_as_one_character_is_not_cut() {
        let family = "👨\u{200d}👩\u{200d}👧";
        assert_eq!(fit(&format!("ab{family}{family}"), 11), format!("ab{family}…"));
        assert_eq!(fit("न\u{93f}न\u{93f}न\u{93f}", 4), "न\u{93f}…");
    }

    #[test]
    fn a_stored_message_is_checked_again_when_it_is_read() {
        let json = serde_json::to_string(&Message::List(list(10).unwrap())).unwrap();
        assert_eq!(serde_json::from_str::<Message>(&json).unwrap(), Message::List(list(10).unwrap()));
        let mut value: serde_json::Value = serde_json::from_str(&json).unwrap();
        value["opener"] = "x".repeat(21).into();
        assert!(serde_json::from_value::<Message>(value).is_err());
    }

    #[test]
    fn an_emoji_is_one_sign() {
        for emoji in ["👍", "❤️", "👩\u{200d}👩\u{200d}👧", "🇰🇪"] {
            assert!(Emoji::new(emoji).is_ok(), "{emoji}");
        }
        for text in ["", "a", "1", "👍👍", "é", "ok 👍", "\n", ":)"] {
            assert_eq!(Emoji::new(text), Err(Error::NotAnEmoji), "{text}");
        }
    }

    #[test]
    fn only_web_addresses_are_links() {
        assert!(WebAddress::new("https://shop.example/pay?x=1").is_ok());
        for address in
            ["javascript:alert(1)", "https://shop.example/a b", "ftp://x", "", "https://", "http:x"]
        {
            assert_eq!(WebAddress::new(address), Err(Error::NotAWebAddress), "{address}");
        }
    }

    proptest! {
        #[test]
        fn fitting_always_fits(text in "\\PC{0,80}", max in 2_usize..30) {
            prop_assert!(length(&fit(&text, max)) <= max);
        }

        #[test]
        fn a_bounded_text_survives_storage(text in ".{0,80}") {
            if let Ok(body) = Bounded::<40>::fit(text) {
                let json = serde_json::to_string(&body).unwrap();
                prop_assert_eq!(serde_json::from_str::<Bounded<40>>(&json).unwrap(), body);
            }
        }
    }
}
