//! A sheet: what stands on a document of one or more pages, before it is drawn. Small, as it travels in messages; the
//! notifier draws it. All words are in the reader's language already.
//!
//! Not for words of the conversation: those are messages.

use serde::{Deserialize, Serialize};

use crate::language::Language;

/// Most rows of a table.
pub const ROWS_MAX: usize = 60;

/// What stands on a document. Personal data: `Debug` shows its language only.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// The language; it decides from which side it is read.
    pub language: Language,
    /// Who it is from.
    pub letterhead: String,
    /// What it is.
    pub title: String,
    /// Facts at the top: what they are called, and what they say.
    #[serde(default)]
    pub fields: Vec<(String, String)>,
    /// Titles of the table's columns. The first holds words, the others figures.
    #[serde(default)]
    pub columns: Vec<String>,
    /// The table.
    #[serde(default)]
    pub rows: Vec<Vec<String>>,
    /// Sums below the table; the last is the one that counts.
    #[serde(default)]
    pub sums: Vec<(String, String)>,
    /// Paragraphs below.
    #[serde(default)]
    pub notes: Vec<String>,
    /// Small print at the foot of each page.
    #[serde(default)]
    pub footer: String,
    /// The same in English, for when no font with the language's script is at hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plain: Option<Box<Sheet>>,
}

impl Sheet {
    /// Returns how many bytes of words stand on it and on its English.
    pub fn words_bytes(&self) -> usize {
        let pairs = self.fields.iter().chain(&self.sums).map(|(label, value)| label.len() + value.len());
        let lists = [&self.columns, &self.notes].into_iter().chain(&self.rows).flatten().map(String::len);
        let single = self.letterhead.len() + self.title.len() + self.footer.len();
        let plain = self.plain.as_ref().map_or(0, |plain| plain.words_bytes());
        single + pairs.sum::<usize>() + lists.sum::<usize>() + plain
    }
}

impl std::fmt::Debug for Sheet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sheet({}, {} rows)", self.language.code(), self.rows.len())
    }
}
