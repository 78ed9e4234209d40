//! Texts that fit: no longer than WhatsApp allows, and of a form that it shows. Not what they say.

use serde::{Deserialize, Serialize};
use unicode_segmentation::UnicodeSegmentation as _;

use super::{Error, limits};

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
    /// With the few line breaks that a card takes.
    pub const SHORT: u8 = 3;
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
    let text = tidied(text, form);
    if form != form::SHORT {
        return text;
    }
    let mut breaks = 0;
    let char_of = |char| {
        breaks += usize::from(char == '\n');
        if char == '\n' && breaks > limits::CARD_LINE_BREAKS { ' ' } else { char }
    };
    text.chars().map(char_of).collect()
}

fn tidied(text: String, form: u8) -> String {
    let is_out = |char: char| match form {
        form::TEXT | form::SHORT => char.is_control() && char != '\n',
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
/// character, and never inside of a number: half a price is another price.
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
    kept.truncate(before_number(text, at_word.unwrap_or(kept.len())));
    let trimmed = kept.trim_end_matches(|char: char| char.is_whitespace() || ",;:-–(".contains(char));
    format!("{trimmed}…")
}

/// Where the number begins that a cut at `end` would go through; `end` itself when it goes through none.
fn before_number(text: &str, end: usize) -> usize {
    let (left, right) = text.split_at(end);
    // One sign stands between groups of digits, on either side of the cut.
    let (left, right) = match left.strip_suffix(is_between_digits) {
        Some(left) => (left, right),
        None => (left, right.strip_prefix(is_between_digits).unwrap_or(right)),
    };
    if !left.ends_with(char::is_numeric) || !right.starts_with(char::is_numeric) {
        return end;
    }
    let mut rest = left;
    loop {
        let digits_off = rest.trim_end_matches(char::is_numeric);
        match digits_off.strip_suffix(is_between_digits) {
            Some(more) if more.ends_with(char::is_numeric) => rest = more,
            _ => return digits_off.len(),
        }
    }
}

/// What the writing of some country puts between the digits of an amount: points, commas, apostrophes, spaces.
fn is_between_digits(char: char) -> bool {
    ".,'’\u{66b}\u{66c}".contains(char) || (char.is_whitespace() && char != '\n')
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
/// Text below a picture.
pub type Caption = Bounded<{ limits::CAPTION }>;
/// Part of an address that a form already says.
pub type AddressValue = Bounded<{ limits::ADDRESS_VALUE }, { form::LINE }>;
/// Text of a card.
pub type CardBody = Bounded<{ limits::CARD_BODY }, { form::SHORT }>;
/// Id of a reply button of a card.
pub type CardButtonId = Bounded<{ limits::CARD_BUTTON_ID }, { form::LINE }>;
