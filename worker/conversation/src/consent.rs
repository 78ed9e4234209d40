//! What a person has said about what we may send them of our own accord: promotions, and news of their orders. Each
//! change is an entry of a ledger that is only ever added to.

use domain::{envelope::Consent, language::Language};
use serde::{Deserialize, Serialize};

use crate::Conversation;

/// Version of the sentences that STOP, START and STOP ALL are answered with; grows when they change what they mean.
pub const WORDING: u16 = 1;
/// Entries that travel with a conversation; the ledger of the shard has them all.
const ENTRIES_MAX: usize = 50;

/// What it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// What sells.
    Marketing,
    /// News of orders, quotes, auctions and disputes that nobody asked for just now.
    OrderNews,
}

/// How it was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// A word such as STOP, alone in a message.
    Word,
    /// A button that says what it means.
    Button,
    /// The setting in WhatsApp itself.
    Whatsapp,
    /// The merchant wrote it down.
    Merchant,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When it was said, by Meta's clock, unix milliseconds.
    pub at_ms: i64,
    /// What about.
    pub about: About,
    /// Whether they want it.
    pub given: bool,
    /// How.
    pub by: By,
    /// In which language we spoke then.
    pub language: Language,
    /// Which version of our sentences they had.
    pub wording: u16,
}

impl Conversation {
    /// Takes note of what the buyer wants; of each thing, what they said later counts, whatever comes first.
    pub fn consents(&mut self, about: About, given: bool, by: By, at_ms: i64) {
        let known = match about {
            About::Marketing => &mut self.preferred_at_ms,
            About::OrderNews => &mut self.news_preferred_at_ms,
        };
        if known.is_some_and(|before_ms| before_ms > at_ms) {
            return;
        }
        *known = Some(at_ms);
        match about {
            About::Marketing => {
                self.stopped = !given;
                match (given, by) {
                    (false, _) => self.after.agreed_at_ms = None,
                    // The setting in WhatsApp lets everything through again; that is no wish for it.
                    (true, By::Whatsapp) => {}
                    (true, By::Word | By::Button | By::Merchant) => {
                        self.after.wants_no_reminders = false;
                        self.after.agreed_at_ms = Some(at_ms);
                    }
                }
            }
            About::OrderNews => self.silenced = !given,
        }
        let entry = Entry { at_ms, about, given, by, language: self.language, wording: WORDING };
        // The same said again changes nothing, also when a message comes twice.
        if self.ledger.last() != Some(&entry) {
            self.ledger.push(entry);
            if self.ledger.len() > ENTRIES_MAX {
                self.ledger.remove(0);
            }
        }
    }

    /// Lists the latest changes, oldest first.
    #[must_use]
    pub fn ledger(&self) -> &[Entry] {
        &self.ledger
    }

    /// Returns what the buyer has said about news that they did not ask for.
    #[must_use]
    pub fn news(&self) -> Consent {
        if self.silenced { Consent::Refused } else { Consent::Unknown }
    }
}
