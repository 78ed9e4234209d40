//! A document of our own making: an export, an offer. Its bytes travel in the message, as nobody could fetch them from
//! anywhere; the notifier uploads them. What stands in it is its maker's matter.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};

use super::{Caption, Error, Filename, checked, limits};

/// What kind of document we make. Few: Meta takes no JSON as a document, and phones open these two everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentKind {
    /// `.pdf`
    Pdf,
    /// `.txt`, UTF-8
    Text,
}

impl DocumentKind {
    /// Returns the media type, as the upload names it.
    pub fn mime_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Text => "text/plain",
        }
    }

    fn of(filename: &Filename) -> Option<Self> {
        match filename.as_str().rsplit_once('.') {
            Some((_, "pdf")) => Some(Self::Pdf),
            Some((_, "txt")) => Some(Self::Text),
            _ => None,
        }
    }
}

/// The bytes of a document; base64 where it is written down. Never shown by `Debug`: they are somebody's.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Content(Vec<u8>);

impl Content {
    /// Takes bytes, of which there must be some and not too many.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Result<Self, Error> {
        let bytes = bytes.into();
        match bytes.len() {
            0 => Err(Error::Empty),
            found if found > limits::OWN_DOCUMENT_BYTES => {
                Err(Error::TooLong { found, max: limits::OWN_DOCUMENT_BYTES })
            }
            _ => Ok(Self(bytes)),
        }
    }

    /// Returns the bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Content({} bytes)", self.0.len())
    }
}

impl TryFrom<String> for Content {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        // Looked at before it is decoded: what is too long is not worth the memory.
        let max = limits::OWN_DOCUMENT_BYTES;
        if text.len() / 4 > max / 3 + 1 {
            return Err(Error::TooLong { found: text.len() / 4 * 3, max });
        }
        Self::new(STANDARD.decode(text).map_err(|_| Error::NotADocument)?)
    }
}

impl From<Content> for String {
    fn from(content: Content) -> Self {
        STANDARD.encode(content.0)
    }
}

/// A document of our own making, with a text below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "OwnDocumentFields", into = "OwnDocumentFields")]
pub struct OwnDocument(OwnDocumentFields);

/// The parts of [`OwnDocument`], before they are checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnDocumentFields {
    /// What the buyer sees of it; its ending, `pdf` or `txt`, tells the kind.
    pub filename: Filename,
    /// What stands in it.
    pub content: Content,
    /// The text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<Caption>,
}

impl OwnDocument {
    /// Checks that the bytes are what the ending says.
    pub fn new(fields: OwnDocumentFields) -> Result<Self, Error> {
        let bytes = fields.content.bytes();
        let is_such = match DocumentKind::of(&fields.filename) {
            Some(DocumentKind::Pdf) => bytes.starts_with(b"%PDF-"),
            Some(DocumentKind::Text) => std::str::from_utf8(bytes).is_ok(),
            None => false,
        };
        if is_such { Ok(Self(fields)) } else { Err(Error::NotADocument) }
    }

    /// Returns the kind.
    pub fn kind(&self) -> DocumentKind {
        DocumentKind::of(&self.0.filename).unwrap_or(DocumentKind::Text)
    }
}

checked!(OwnDocument, OwnDocumentFields);
