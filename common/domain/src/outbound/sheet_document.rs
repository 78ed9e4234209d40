//! A document that is drawn from a sheet when it is sent: an offer. The message carries what stands on it, a few
//! kilobytes, and not the bytes of a file with fonts in it.

use serde::{Deserialize, Serialize};

use super::{Caption, Error, Filename, checked, limits};
use crate::sheet::{ROWS_MAX, Sheet};

/// A sheet that is sent as a PDF, with a text below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "SheetDocumentFields", into = "SheetDocumentFields")]
pub struct SheetDocument(SheetDocumentFields);

/// The parts of [`SheetDocument`], before they are checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetDocumentFields {
    /// What the buyer sees of it; it ends in `.pdf`.
    pub filename: Filename,
    /// What stands on it.
    pub sheet: Box<Sheet>,
    /// The text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<Caption>,
}

impl SheetDocument {
    /// Checks that it is a PDF of a size that can be drawn while a message waits.
    pub fn new(fields: SheetDocumentFields) -> Result<Self, Error> {
        if fields.filename.as_str().rsplit_once('.').is_none_or(|(_, ending)| ending != "pdf") {
            return Err(Error::NotADocument);
        }
        let rows = fields.sheet.rows.len();
        if rows > ROWS_MAX {
            return Err(Error::WrongCount { what: "rows", found: rows, max: ROWS_MAX });
        }
        let found = fields.sheet.words_bytes();
        if found > limits::SHEET_BYTES {
            return Err(Error::TooLong { found, max: limits::SHEET_BYTES });
        }
        Ok(Self(fields))
    }
}

checked!(SheetDocument, SheetDocumentFields);
