//! Names of files that the bridge sends. Not their content: Meta fetches it from the shop.

use serde::{Deserialize, Serialize};

use super::{Error, fit, length, limits};

/// The name of a file as a buyer sees it: one line, no path, and an ending that tells the kind, since the phone picks
/// the program by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Filename(String);

impl Filename {
    /// Takes a name as it is.
    pub fn new(name: impl Into<String>) -> Result<Self, Error> {
        let name = name.into();
        let found = length(&name);
        if found > limits::FILENAME {
            return Err(Error::TooLong { found, max: limits::FILENAME });
        }
        match split(&name) {
            Some((stem, _)) if !name.chars().any(is_out) && stem == stem.trim() => Ok(Self(name)),
            _ => Err(Error::NotAFilename),
        }
    }

    /// Makes a name of words of any length: signs that no name has become spaces, and the words before the ending are
    /// cut, never the ending.
    pub fn fit(words: &str) -> Result<Self, Error> {
        let plain: String = words.chars().map(|char| if is_out(char) { ' ' } else { char }).collect();
        let words: Vec<&str> = plain.split_whitespace().collect();
        let plain = words.join(" ");
        let (stem, ending) = split(&plain).ok_or(Error::NotAFilename)?;
        let room = limits::FILENAME.saturating_sub(length(ending) + 1);
        Self::new(format!("{}.{ending}", fit(stem.trim(), room)))
    }

    /// Returns the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The words and the ending, where both are such as a file has.
fn split(name: &str) -> Option<(&str, &str)> {
    let (stem, ending) = name.rsplit_once('.')?;
    let is_ending = (1..=limits::FILENAME_ENDING).contains(&ending.len())
        && ending.chars().all(|char| char.is_ascii_alphanumeric());
    let is_stem = stem.chars().any(char::is_alphanumeric) && !stem.starts_with('.');
    (is_stem && is_ending).then_some((stem, ending))
}

/// Signs of paths and control signs; also those that turn the direction of writing, with which an ending can be hidden.
fn is_out(char: char) -> bool {
    let turns = matches!(
        char,
        '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
    );
    char.is_control() || turns || "/\\:*?\"<>|".contains(char)
}

impl TryFrom<String> for Filename {
    type Error = Error;

    fn try_from(name: String) -> Result<Self, Error> {
        Self::new(name)
    }
}

impl From<Filename> for String {
    fn from(name: Filename) -> Self {
        name.0
    }
}
