//! What is remembered of a person's quotes: those under way and the latest that ended, a request being put together, and
//! what the shop has not been told yet.

use domain::ids::OrderId;
use serde::{Deserialize, Serialize};

use super::deal::{Bid, Quote, Stage};
use crate::{effect::Article, effect::OrderNote};

/// Quotes remembered; the oldest that ended is forgotten first.
pub const QUOTES_MAX: usize = 12;
/// Lines of a request.
pub const LINES_MAX: usize = 20;
/// Files of a request.
pub const FILES_MAX: usize = 5;
/// Longest note, characters.
pub const NOTE_MAX: usize = 600;
/// Notes that wait to be told to staff, of one quote.
const NOTES_MAX: usize = 6;

/// What is remembered of a person's quotes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Book {
    /// Newest last.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) quotes: Vec<Quote>,
    /// A request that is put together, or on its way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) draft: Option<Draft>,
    /// The draft is on its way to the shop.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) is_sending: bool,
    /// Files of the request, and those of placed ones that are not fetched yet.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) files: Vec<DraftFile>,
    /// What the shop must still be told.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) owed: Vec<Owed>,
    /// What was searched for in vain last.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) sought: String,
}

/// A request that is put together.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// Its lines.
    pub lines: Vec<DraftLine>,
    /// The price wished for.
    pub bid: Option<Bid>,
    /// By when, as typed, or a day as `2026-12-05`.
    pub wanted: String,
    /// A word to the shop.
    pub note: String,
}

/// A line of a request.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct DraftLine {
    /// The article; none when it is words alone.
    pub article: Option<Article>,
    /// What it is called.
    pub name: String,
    /// How many.
    pub quantity: u32,
}

/// A file of a request.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct DraftFile {
    /// Meta's id.
    pub id: String,
    /// Hash of its bytes once it is kept, hex.
    #[serde(default)]
    pub sha256: Option<String>,
    /// The quote that it goes with, once that was placed.
    #[serde(default)]
    pub order: Option<OrderId>,
}

/// What the shop must still be told of a quote.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Owed {
    /// Which.
    pub order: OrderId,
    /// Notes for staff.
    pub notes: Vec<OrderNote>,
    /// How often it was tried.
    #[serde(default)]
    pub tries: u32,
    /// When it is tried again, unix milliseconds.
    #[serde(default)]
    pub again_ms: i64,
}

impl Book {
    /// Returns whether nothing needs to be stored.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Returns whether anything would be lost with this book.
    pub fn has_matter(&self) -> bool {
        self.is_sending || !self.owed.is_empty() || self.quotes.iter().any(Quote::is_open)
    }

    /// Joins what is known of the same person under an earlier identity.
    #[must_use]
    pub fn joined(mut self, earlier: Self) -> Self {
        let mut quotes: Vec<Quote> = earlier.quotes;
        quotes.retain(|quote| self.quote(quote.order).is_none());
        quotes.append(&mut self.quotes);
        self.quotes = quotes;
        self.owed.extend(earlier.owed);
        self.files.extend(earlier.files);
        if self.draft.is_none() {
            self.draft = earlier.draft;
            self.is_sending = earlier.is_sending;
        }
        self.forget();
        self
    }

    /// Tells whether it matters what becomes of a file that this person sent, by Meta's id.
    pub fn wants_file(&self, id: &str) -> bool {
        self.files.iter().any(|file| file.id == id && file.sha256.is_none())
    }

    /// Returns Meta's ids of files that are waited for.
    pub fn wanted_files(&self) -> impl Iterator<Item = &str> {
        self.files.iter().filter(|file| file.sha256.is_none()).map(|file| file.id.as_str())
    }

    /// Remembers what was searched for in vain, so that it can be asked for.
    pub(crate) fn seek(&mut self, words: &str) {
        self.sought = words.chars().take(NOTE_MAX).collect();
    }

    /// Counts the files that go with the request.
    pub(super) fn files_of_draft(&self) -> usize {
        self.files.iter().filter(|file| file.order.is_none()).count()
    }

    /// Tells whether a request is on its way.
    pub fn is_sending(&self) -> bool {
        self.is_sending
    }

    /// Finds a quote.
    pub fn quote(&self, order: OrderId) -> Option<&Quote> {
        self.quotes.iter().find(|quote| quote.order == order)
    }

    pub(super) fn quote_mut(&mut self, order: OrderId) -> Option<&mut Quote> {
        self.quotes.iter_mut().find(|quote| quote.order == order)
    }

    /// Lists the stages that quotes have come to since then.
    pub(crate) fn moved(&self, before: &Self) -> Vec<&'static str> {
        let is_new =
            |quote: &&Quote| before.quote(quote.order).is_none_or(|known| known.stage != quote.stage);
        self.quotes.iter().filter(is_new).map(|quote| quote.stage.label()).collect()
    }

    /// Tells whether an order is a quote that is not an order yet.
    pub fn holds(&self, order: OrderId) -> bool {
        self.quote(order).is_some_and(|quote| quote.stage != Stage::Ordered)
    }

    /// Remembers a quote.
    pub(super) fn keep(&mut self, quote: Quote) {
        self.quotes.retain(|known| known.order != quote.order);
        self.quotes.push(quote);
        self.forget();
    }

    fn forget(&mut self) {
        while self.quotes.len() > QUOTES_MAX {
            let place = self.quotes.iter().position(|quote| !quote.is_open()).unwrap_or(0);
            self.quotes.remove(place);
        }
    }

    /// Notes that the shop must be told where a quote stands, and something in words.
    pub(super) fn owe(&mut self, order: OrderId, note: Option<OrderNote>) {
        let place = self.owed.iter().position(|owed| owed.order == order);
        let place = place.unwrap_or_else(|| {
            self.owed.push(Owed { order, notes: Vec::new(), tries: 0, again_ms: 0 });
            self.owed.len() - 1
        });
        if let Some(owed) = self.owed.get_mut(place) {
            owed.again_ms = 0;
            let is_known = |note: &OrderNote| owed.notes.iter().any(|known| known.key == note.key);
            if let Some(note) = note.filter(|note| !is_known(note))
                && owed.notes.len() < NOTES_MAX
            {
                owed.notes.push(note);
            }
        }
    }
}

impl Draft {
    /// Tells whether there is nothing to ask for yet.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.note.is_empty()
    }

    /// Adds a line, or to one that is there; beyond the most, nothing.
    pub fn add(&mut self, line: DraftLine) {
        let same = |known: &DraftLine| {
            known.article == line.article && (known.article.is_some() || known.name == line.name)
        };
        if let Some(known) = self.lines.iter_mut().find(|known| same(known)) {
            known.quantity = line.quantity;
        } else if self.lines.len() < LINES_MAX {
            self.lines.push(line);
        }
    }

    /// Adds words to the note.
    pub fn note_more(&mut self, words: &str) {
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let joined = if self.note.is_empty() { words } else { format!("{}; {words}", self.note) };
        self.note = joined.chars().take(NOTE_MAX).collect();
    }
}

impl std::fmt::Debug for Draft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Draft({} lines)", self.lines.len())
    }
}

impl std::fmt::Debug for DraftFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DraftFile({})", if self.sha256.is_some() { "kept" } else { "awaited" })
    }
}

impl std::fmt::Debug for Owed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Owed({}, {} notes)", self.order, self.notes.len())
    }
}
