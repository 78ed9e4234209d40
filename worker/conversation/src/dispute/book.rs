//! What is remembered of a person's disputes: the cases, and what of them the shop does not know yet.

use ::dispute::{Case, Event, PieceResult, Unlawful};
use domain::ids::{OrderId, ProductId};
use serde::{Deserialize, Serialize};

/// Most cases of one person that are open at a time.
pub const OPEN_MAX: usize = 3;
/// Most cases that are remembered; the oldest that are over go first.
pub const CASES_MAX: usize = 8;
/// Most cases of one order.
pub const CASES_OF_ORDER_MAX: u32 = 3;
/// Most notes that wait for the shop.
const NOTES_MAX: usize = 24;
/// First pause before the shop is told again, and the longest.
const RETRY_MS: (i64, i64) = (60_000, 60 * 60_000);

/// A person's disputes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Book {
    /// The cases, oldest first.
    pub(super) cases: Vec<Filed>,
    /// The case of which the buyer knows that what they send to a person is added to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) overheard: Option<String>,
}

/// A case, and what of it is still to be done outside.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Filed {
    /// The case.
    pub case: Case,
    /// The disputed articles: their number, name and amount.
    #[serde(default)]
    pub goods: Vec<(ProductId, String, u32)>,
    /// Files that are being fetched: Meta's id, and the place among the evidence.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wanted: Vec<(String, u32)>,
    /// The order does not show yet where the case stands.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_unsynced: bool,
    /// Notes that are not on the order yet: key and text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<(String, String)>,
    /// When the shop is asked again, unix milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_ms: Option<i64>,
    /// How often in a row the shop could not be asked.
    #[serde(default)]
    pub failures: u32,
    /// What was agreed on is being done since then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doing_since_ms: Option<i64>,
    /// What stood in the field for answers when it was last looked at.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub answer: String,
    /// The answer was taken and is to be wiped from the field.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub wipes_answer: bool,
    /// The time of the order's change that brought the last answer, as the shop writes it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub answered_at: String,
    /// The time of the order's change that was looked at last, as the shop writes it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub seen_at: String,
}

impl Filed {
    /// Files a new case.
    pub fn new(case: Case, goods: Vec<(ProductId, String, u32)>) -> Self {
        Self {
            case,
            goods,
            wanted: Vec::new(),
            is_unsynced: false,
            notes: Vec::new(),
            retry_ms: None,
            failures: 0,
            doing_since_ms: None,
            answer: String::new(),
            wipes_answer: false,
            answered_at: String::new(),
            seen_at: String::new(),
        }
    }

    /// Returns its number.
    pub fn number(&self) -> &str {
        &self.case.opening.number
    }

    /// Returns whether anything of it waits for the shop.
    pub fn waits(&self) -> bool {
        self.is_unsynced || !self.notes.is_empty() || self.wipes_answer
    }

    /// Has a note put on the order.
    pub fn note(&mut self, text: String) {
        let key = format!("{} {}", self.number(), self.case.count());
        if self.notes.len() < NOTES_MAX {
            self.notes.push((key, text));
        }
    }

    /// The shop could not be asked: it is asked again later, and later each time.
    pub fn ask_again(&mut self, now_ms: i64) {
        let (first, longest) = RETRY_MS;
        let pause = first.saturating_mul(1_i64 << self.failures.min(10)).min(longest);
        self.failures = self.failures.saturating_add(1);
        self.retry_ms = Some(now_ms.saturating_add(pause));
    }

    /// Returns whether the shop may be asked now.
    pub fn may_ask(&self, now_ms: i64) -> bool {
        self.retry_ms.is_none_or(|retry_ms| retry_ms <= now_ms)
    }

    /// Returns when something of it falls due.
    pub fn next_ms(&self) -> Option<i64> {
        let asks = self.waits() || self.is_to_be_done();
        let retry_ms = self.retry_ms.filter(|_| asks);
        let next_ms = self.case.next_ms();
        retry_ms.into_iter().chain(next_ms).min()
    }

    /// Returns whether what was agreed on is still to be begun.
    pub fn is_to_be_done(&self) -> bool {
        matches!(self.case.stage, ::dispute::Stage::Settling { .. }) && self.doing_since_ms.is_none()
    }
}

impl Book {
    /// Returns whether nothing needs to be stored.
    pub fn is_empty(&self) -> bool {
        self.cases.is_empty()
    }

    /// Returns whether something is under way: a case that is not over, or of which the shop does not know all yet.
    pub fn has_matter(&self) -> bool {
        self.cases.iter().any(|filed| !filed.case.stage.is_over() || filed.waits())
    }

    /// Joins what is known of the same person under an earlier identity.
    #[must_use]
    pub fn joined(mut self, earlier: Self) -> Self {
        for filed in earlier.cases {
            if self.find(filed.number()).is_none() {
                self.cases.push(filed);
            }
        }
        self.cases.sort_by_key(|filed| filed.case.since_ms);
        self.bound();
        self
    }

    /// Tells whether it matters what becomes of a file that this person sent, by Meta's id.
    pub fn wants_file(&self, id: &str) -> bool {
        self.cases.iter().any(|filed| filed.wanted.iter().any(|(wanted, _)| wanted == id))
    }

    /// Returns Meta's ids of files that are waited for.
    pub fn wanted_files(&self) -> impl Iterator<Item = &str> {
        self.cases.iter().flat_map(|filed| filed.wanted.iter().map(|(id, _)| id.as_str()))
    }

    /// Finds a case by its number; case does not matter, people type it.
    pub fn find(&self, number: &str) -> Option<&Filed> {
        self.cases.iter().find(|filed| filed.number().eq_ignore_ascii_case(number))
    }

    /// Finds a case by its number.
    pub fn find_mut(&mut self, number: &str) -> Option<&mut Filed> {
        self.cases.iter_mut().find(|filed| filed.number().eq_ignore_ascii_case(number))
    }

    /// Returns the newest case of an order.
    pub fn of_order(&self, order: OrderId) -> Option<&Filed> {
        self.cases.iter().rev().find(|filed| filed.case.opening.order == order)
    }

    /// Counts the cases of an order.
    pub fn count_of(&self, order: OrderId) -> u32 {
        let places = self.cases.iter().filter(|filed| filed.case.opening.order == order);
        places.map(|filed| filed.case.opening.place).max().unwrap_or(0)
    }

    /// Lists all cases.
    #[cfg(test)]
    pub fn all(&self) -> impl Iterator<Item = &Case> {
        self.cases.iter().map(|filed| &filed.case)
    }

    /// Lists the cases that are not over.
    pub fn open(&self) -> impl Iterator<Item = &Filed> {
        self.cases.iter().filter(|filed| !filed.case.stage.is_over())
    }

    /// Files a case, and forgets the oldest that is over.
    pub fn file(&mut self, case: Case, goods: Vec<(ProductId, String, u32)>) {
        self.cases.push(Filed::new(case, goods));
        self.bound();
    }

    fn bound(&mut self) {
        while self.cases.len() > CASES_MAX {
            let oldest = self.cases.iter().position(|filed| filed.case.stage.is_over() && !filed.waits());
            self.cases.remove(oldest.unwrap_or(0));
        }
    }

    /// Returns whether something is to be asked of the shop, and no time is set for it.
    pub fn is_waiting(&self) -> bool {
        let waits = |filed: &Filed| filed.retry_ms.is_none() && (filed.waits() || filed.is_to_be_done());
        self.cases.iter().any(waits)
    }

    /// Returns when something falls due by itself.
    pub fn next_ms(&self) -> Option<i64> {
        self.cases.iter().filter_map(Filed::next_ms).min()
    }

    /// Lists the hashes of the files that must not be deleted: the evidence of every case that is remembered.
    pub fn kept_files(&self) -> impl Iterator<Item = &str> {
        let pieces = self.cases.iter().flat_map(|filed| &filed.case.pieces);
        pieces.filter_map(|piece| match &piece.result {
            Some(PieceResult::Kept { sha256, .. }) => Some(sha256.as_str()),
            Some(PieceResult::Lost { .. }) | None => None,
        })
    }

    /// Lets something happen in a case.
    pub fn happen(&mut self, number: &str, event: &Event, now_ms: i64) -> Result<(), Unlawful> {
        let filed = self.find_mut(number).ok_or(Unlawful::Stage)?;
        filed.case.happen(event, now_ms)?;
        filed.retry_ms = None;
        filed.failures = 0;
        Ok(())
    }
}
