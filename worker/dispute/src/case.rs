//! A case: what its entries come to.

use serde::{Deserialize, Serialize};

use crate::{
    entry::{Entry, Hash},
    event::{By, Event, Offer, Opening, Why},
    rules::{self, Unlawful},
    terms::hours_ms,
};

/// Most files of a case.
pub const PIECES_MAX: usize = 10;
/// Most texts that the buyer adds.
pub const TEXTS_MAX: u32 = 10;
/// Offers that the buyer may turn down before the case goes to whoever is above staff.
pub const ROUNDS_MAX: u32 = 3;

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// The buyer collects what shows the trouble.
    Collecting,
    /// Staff are to answer.
    Submitted,
    /// Whoever is above staff is to answer.
    Escalated,
    /// The buyer is to answer an offer.
    Offered {
        /// What is offered.
        offer: Offer,
    },
    /// Nothing is offered; the buyer accepts that or appeals.
    Declined,
    /// The buyer is to send the goods back.
    Returning {
        /// What they get for it, minor units.
        minor: i64,
    },
    /// The goods are on their way; staff say when they are there.
    Returned {
        /// What the buyer gets for them, minor units.
        minor: i64,
    },
    /// What was agreed on is being done.
    Settling {
        /// What.
        offer: Offer,
    },
    /// Done.
    Resolved,
    /// Over, and nothing was given.
    Closed {
        /// Why.
        why: Why,
    },
}

/// Who must act next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// The buyer.
    Buyer,
    /// The shop's staff.
    Staff,
    /// Whoever is above them.
    Manager,
    /// The bridge and the shop's books.
    Shop,
    /// Nobody: it is over.
    Nobody,
}

impl Owner {
    /// Returns the word of facts and metrics.
    pub fn label(self) -> &'static str {
        match self {
            Self::Buyer => "buyer",
            Self::Staff => "staff",
            Self::Manager => "manager",
            Self::Shop => "shop",
            Self::Nobody => "nobody",
        }
    }
}

impl Stage {
    /// Returns the word of facts and metrics.
    pub fn label(self) -> &'static str {
        match self {
            Self::Collecting => "collecting",
            Self::Submitted => "submitted",
            Self::Escalated => "escalated",
            Self::Offered { .. } => "offered",
            Self::Declined => "declined",
            Self::Returning { .. } => "returning",
            Self::Returned { .. } => "returned",
            Self::Settling { .. } => "settling",
            Self::Resolved => "resolved",
            Self::Closed { .. } => "closed",
        }
    }

    /// Returns who must act next.
    pub fn owner(self) -> Owner {
        match self {
            Self::Collecting | Self::Offered { .. } | Self::Declined | Self::Returning { .. } => Owner::Buyer,
            Self::Submitted | Self::Returned { .. } => Owner::Staff,
            Self::Escalated => Owner::Manager,
            Self::Settling { .. } => Owner::Shop,
            Self::Resolved | Self::Closed { .. } => Owner::Nobody,
        }
    }

    /// Returns whether the case is over.
    pub fn is_over(self) -> bool {
        self.owner() == Owner::Nobody
    }
}

/// A file that the buyer sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// Its kind.
    pub kind: String,
    /// What came of it; none while it is being fetched.
    pub result: Option<Result>,
}

/// What came of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum Result {
    /// It is kept.
    Kept {
        /// The hash of its bytes, hex: its name where it is kept.
        sha256: String,
        /// How many bytes.
        size: u64,
        /// What it is by its first bytes.
        mime_type: String,
    },
    /// It is not.
    Lost {
        /// Why.
        reason: String,
    },
}

/// A case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// How it began.
    pub opening: Opening,
    /// Where it stands.
    pub stage: Stage,
    /// Since when, unix milliseconds.
    pub since_ms: i64,
    /// Until when whoever must act has time; none when it is over.
    pub due_ms: Option<i64>,
    /// Whoever must act was reminded.
    pub is_reminded: bool,
    /// Files, by place.
    pub pieces: Vec<Piece>,
    /// Texts that the buyer added.
    pub texts: u32,
    /// Offers so far.
    pub offers: u32,
    /// Offers that were turned down.
    pub rejections: u32,
    /// The buyer has appealed.
    pub is_appealed: bool,
    /// How often it was brought up again.
    pub overdue: u32,
    /// Why what was agreed on could not be done.
    pub stuck: Option<String>,
    /// What is, or was last, agreed on.
    pub agreed: Option<Offer>,
    /// Every entry.
    pub entries: Vec<Entry>,
}

impl Case {
    /// Begins a case.
    pub fn open(opening: Opening, now_ms: i64) -> Self {
        let event = Event::Opened(Box::new(opening.clone()));
        let mut case = Self::begun(opening, now_ms);
        case.entries.push(Entry::seal(Hash::NONE, 1, now_ms, &event));
        case
    }

    /// A case right after its opening, without the entry of it.
    pub(crate) fn begun(opening: Opening, now_ms: i64) -> Self {
        let mut case = Self {
            opening,
            stage: Stage::Collecting,
            since_ms: now_ms,
            due_ms: None,
            is_reminded: false,
            pieces: Vec::new(),
            texts: 0,
            offers: 0,
            rejections: 0,
            is_appealed: false,
            overdue: 0,
            stuck: None,
            agreed: None,
            entries: Vec::new(),
        };
        case.enter(Stage::Collecting, now_ms);
        case
    }

    /// Lets something happen: seals its entry and changes what it changes.
    ///
    /// # Errors
    /// When it may not happen now; then nothing has changed.
    pub fn happen(&mut self, event: &Event, now_ms: i64) -> std::result::Result<(), Unlawful> {
        // A clock that was set back must not bring the entries out of order.
        let at_ms = now_ms.max(self.last_ms());
        self.admits(event, at_ms)?;
        let entry = Entry::seal(self.head(), self.count() + 1, at_ms, event);
        self.apply(event, at_ms);
        self.entries.push(entry);
        Ok(())
    }

    /// Says whether something may happen now.
    ///
    /// # Errors
    /// Why not.
    pub fn admits(&self, event: &Event, at_ms: i64) -> std::result::Result<(), Unlawful> {
        rules::admits(self, event, at_ms)
    }

    /// Changes what something changes. Only for what [`Case::admits`] admits.
    pub(crate) fn apply(&mut self, event: &Event, at_ms: i64) {
        match event {
            Event::Opened(_) => {}
            Event::Said { .. } => self.texts += 1,
            Event::Sent { kind, .. } => self.pieces.push(Piece { kind: kind.clone(), result: None }),
            Event::Kept { piece, sha256, size, mime_type } => {
                let (sha256, size, mime_type) = (sha256.clone(), *size, mime_type.clone());
                self.came(*piece, Result::Kept { sha256, size, mime_type });
            }
            Event::Lost { piece, reason } => self.came(*piece, Result::Lost { reason: reason.clone() }),
            Event::Submitted { .. } => self.enter(Stage::Submitted, at_ms),
            Event::Reminded => self.is_reminded = true,
            Event::Offered { offer, .. } => {
                self.offers += 1;
                self.enter(Stage::Offered { offer: *offer }, at_ms);
            }
            Event::Granted { offer, .. } => {
                self.offers += 1;
                self.agree(*offer, at_ms);
            }
            Event::Accepted => match self.stage {
                Stage::Offered { offer } => self.agree(offer, at_ms),
                _ => self.enter(Stage::Closed { why: Why::Settled }, at_ms),
            },
            Event::Rejected { .. } => {
                self.rejections += 1;
                let is_high = self.is_appealed || self.rejections >= ROUNDS_MAX;
                self.enter(if is_high { Stage::Escalated } else { Stage::Submitted }, at_ms);
            }
            Event::Declined { .. } if self.is_appealed => {
                self.enter(Stage::Closed { why: Why::Final }, at_ms);
            }
            Event::Declined { .. } => self.enter(Stage::Declined, at_ms),
            Event::Escalated { .. } => {
                self.overdue = 0;
                self.enter(Stage::Escalated, at_ms);
            }
            Event::Overdue => {
                self.overdue += 1;
                self.enter(Stage::Escalated, at_ms);
            }
            Event::Appealed { .. } => {
                self.is_appealed = true;
                self.overdue = 0;
                self.enter(Stage::Escalated, at_ms);
            }
            Event::GoodsSent { .. } => {
                if let Stage::Returning { minor } = self.stage {
                    self.enter(Stage::Returned { minor }, at_ms);
                }
            }
            Event::GoodsReceived { .. } => {
                if let Stage::Returned { minor } | Stage::Returning { minor } = self.stage {
                    let offer = Offer::Refund { minor };
                    self.agreed = Some(offer);
                    self.enter(Stage::Settling { offer }, at_ms);
                }
            }
            Event::Paid { .. } | Event::Replaced { .. } | Event::Resolved { .. } => {
                self.stuck = None;
                self.enter(Stage::Resolved, at_ms);
            }
            Event::Stuck { why } => {
                self.stuck = Some(why.clone());
                self.overdue = 0;
                self.enter(Stage::Escalated, at_ms);
            }
            Event::Closed { why } => self.enter(Stage::Closed { why: *why }, at_ms),
        }
    }

    fn agree(&mut self, offer: Offer, at_ms: i64) {
        self.agreed = Some(offer);
        match offer {
            Offer::Return { minor } => self.enter(Stage::Returning { minor }, at_ms),
            Offer::Refund { .. } | Offer::Replacement => self.enter(Stage::Settling { offer }, at_ms),
        }
    }

    fn came(&mut self, piece: u32, result: Result) {
        let place = usize::try_from(piece).unwrap_or(usize::MAX).wrapping_sub(1);
        if let Some(piece) = self.pieces.get_mut(place) {
            piece.result = Some(result);
        }
    }

    fn enter(&mut self, stage: Stage, at_ms: i64) {
        let terms = &self.opening.terms;
        let hours = match stage {
            Stage::Collecting => Some(terms.collect_hours),
            Stage::Submitted | Stage::Returned { .. } => Some(terms.answer_hours),
            Stage::Escalated => Some(terms.escalated_hours),
            Stage::Offered { .. } => Some(terms.offer_hours),
            Stage::Declined => Some(terms.appeal_hours),
            Stage::Returning { .. } => Some(terms.return_hours),
            Stage::Settling { .. } => Some(terms.settle_hours),
            Stage::Resolved | Stage::Closed { .. } => None,
        };
        self.stage = stage;
        self.since_ms = at_ms;
        self.due_ms = hours.map(|hours| at_ms.saturating_add(hours_ms(hours)));
        self.is_reminded = false;
    }

    /// Returns when whoever must act is reminded: a quarter of the time before it ends.
    pub fn remind_ms(&self) -> Option<i64> {
        let is_silent = self.is_reminded || self.stage.owner() == Owner::Shop;
        let due_ms = self.due_ms.filter(|_| !is_silent)?;
        Some(due_ms - (due_ms - self.since_ms) / 4)
    }

    /// Returns when something happens by itself.
    pub fn next_ms(&self) -> Option<i64> {
        self.remind_ms().or(self.due_ms)
    }

    /// Returns what the clock makes happen at a time, if anything.
    pub fn ticks(&self, now_ms: i64) -> Option<Event> {
        if self.due_ms.is_some_and(|due_ms| due_ms <= now_ms) {
            return rules::lapse(self);
        }
        self.remind_ms().filter(|remind_ms| *remind_ms <= now_ms).map(|_| Event::Reminded)
    }

    /// Returns whether the buyer may still appeal.
    pub fn may_appeal(&self, now_ms: i64) -> bool {
        self.admits(&Event::Appealed { words: String::new() }, now_ms).is_ok()
    }

    /// Returns the place of a file that is still being fetched, counted from 1.
    pub fn missing_pieces(&self) -> usize {
        self.pieces.iter().filter(|piece| piece.result.is_none()).count()
    }

    /// Returns the hash that seals everything so far.
    pub fn head(&self) -> Hash {
        self.entries.last().map_or(Hash::NONE, |entry| entry.hash)
    }

    /// Returns how many entries there are.
    pub fn count(&self) -> u64 {
        u64::try_from(self.entries.len()).unwrap_or(u64::MAX)
    }

    fn last_ms(&self) -> i64 {
        self.entries.last().and_then(|entry| Entry::read(&entry.line)).map_or(i64::MIN, |(_, at_ms, _)| at_ms)
    }

    /// Returns the offer that the buyer is to answer.
    pub fn offer(&self) -> Option<Offer> {
        match self.stage {
            Stage::Offered { offer } => Some(offer),
            _ => None,
        }
    }

    /// Returns what fulfils the wish without another question, if the wish says enough.
    pub fn wished(&self) -> Option<Offer> {
        use crate::event::Wish;
        let minor = self.opening.most_minor;
        match self.opening.wish {
            Wish::Refund => Some(Offer::Refund { minor }),
            Wish::Replacement => Some(Offer::Replacement),
            Wish::Return => Some(Offer::Return { minor }),
            Wish::PartRefund | Wish::Other => None,
        }
    }

    /// Returns who submitted it, for words to the buyer.
    pub fn was_sent_by_clock(event: &Event) -> bool {
        matches!(event, Event::Submitted { by: By::Clock })
    }
}
