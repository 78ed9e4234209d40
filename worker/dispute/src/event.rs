//! What can happen in a case. Stored and sealed as JSON: a variant is never renamed, a new field has a default.

use domain::{
    Money,
    ids::{OrderId, ProductId},
    money::Currency,
};
use serde::{Deserialize, Serialize};

use crate::terms::Terms;

/// Longest text of a person in a case, characters.
pub const WORDS_MAX: usize = 500;

/// How a case begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// What people call it, such as `D-1042-1`.
    pub number: String,
    /// The order.
    pub order: OrderId,
    /// What people call the order.
    pub order_number: String,
    /// Which cases of this order came before: this is the so many-th.
    pub place: u32,
    /// What of the order.
    pub scope: Scope,
    /// What is wrong.
    pub reason: Reason,
    /// What the buyer wants.
    pub wish: Wish,
    /// What the disputed goods cost, minor units: nobody gets back more.
    pub most_minor: i64,
    /// The order's currency.
    pub currency: Currency,
    /// The clocks.
    pub terms: Terms,
}

impl Opening {
    /// Writes minor units as an amount.
    pub fn money(&self, minor: i64) -> Money {
        Money::from_minor(minor, self.currency.clone())
    }
}

/// What of an order is disputed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "scope", rename_all = "snake_case")]
pub enum Scope {
    /// All of it.
    Whole,
    /// One line.
    Line {
        /// The line's number in the order.
        item: u64,
        /// The article.
        product: ProductId,
        /// Its name.
        name: String,
        /// How many were ordered.
        quantity: u32,
    },
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Nothing came.
    NotArrived,
    /// It is broken or spoilt.
    Damaged,
    /// Something else came.
    Wrong,
    /// Something is missing.
    Missing,
    /// It is not as it was described.
    Quality,
    /// Something else.
    Other,
}

impl Reason {
    /// Lists all.
    pub const ALL: [Self; 6] =
        [Self::NotArrived, Self::Damaged, Self::Wrong, Self::Missing, Self::Quality, Self::Other];

    /// Returns the word of ids, facts and metrics.
    pub fn label(self) -> &'static str {
        match self {
            Self::NotArrived => "not_arrived",
            Self::Damaged => "damaged",
            Self::Wrong => "wrong",
            Self::Missing => "missing",
            Self::Quality => "quality",
            Self::Other => "other",
        }
    }

    /// Finds a reason by its word.
    pub fn of_label(label: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.label() == label)
    }

    /// Returns whether a picture tells more than words.
    pub fn wants_evidence(self) -> bool {
        !matches!(self, Self::NotArrived)
    }
}

/// What the buyer wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wish {
    /// All the money back.
    Refund,
    /// A part of it.
    PartRefund,
    /// The goods once more.
    Replacement,
    /// To send the goods back, for the money.
    Return,
    /// Something else.
    Other,
}

impl Wish {
    /// Lists all.
    pub const ALL: [Self; 5] = [Self::Refund, Self::PartRefund, Self::Replacement, Self::Return, Self::Other];

    /// Returns the word of ids, facts and metrics.
    pub fn label(self) -> &'static str {
        match self {
            Self::Refund => "refund",
            Self::PartRefund => "part_refund",
            Self::Replacement => "replacement",
            Self::Return => "return",
            Self::Other => "other",
        }
    }

    /// Finds a wish by its word.
    pub fn of_label(label: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|wish| wish.label() == label)
    }
}

/// What the shop offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "offer", rename_all = "snake_case")]
pub enum Offer {
    /// Money back.
    Refund {
        /// How much, minor units.
        minor: i64,
    },
    /// The goods once more, for nothing.
    Replacement,
    /// Money back once the goods are back.
    Return {
        /// How much, minor units.
        minor: i64,
    },
}

impl Offer {
    /// Returns the money in it.
    pub fn minor(self) -> Option<i64> {
        match self {
            Self::Refund { minor } | Self::Return { minor } => Some(minor),
            Self::Replacement => None,
        }
    }

    /// Returns the word of facts and metrics.
    pub fn label(self) -> &'static str {
        match self {
            Self::Refund { .. } => "refund",
            Self::Replacement => "replacement",
            Self::Return { .. } => "return",
        }
    }
}

/// What somebody of the shop may decide.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Up to the limit of the settings.
    #[default]
    Staff,
    /// Anything.
    Manager,
}

/// Who did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// The buyer.
    Buyer,
    /// Somebody of the shop.
    Staff,
    /// The time ran out.
    Clock,
}

/// Why a case ended without anything being given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The buyer took it back.
    Withdrawn,
    /// The buyer did not answer.
    Silence,
    /// The buyer accepted that nothing is given.
    Settled,
    /// The shop said no after an appeal.
    Final,
    /// The shop did not answer, however often it was brought up.
    Unanswered,
}

impl Why {
    /// Returns the word of facts and metrics.
    pub fn label(self) -> &'static str {
        match self {
            Self::Withdrawn => "withdrawn",
            Self::Silence => "silence",
            Self::Settled => "settled",
            Self::Final => "final",
            Self::Unanswered => "unanswered",
        }
    }
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The buyer opened the case.
    Opened(Box<Opening>),
    /// The buyer said something about it.
    Said {
        /// What.
        words: String,
    },
    /// The buyer sent a file.
    Sent {
        /// Its place, from 1.
        piece: u32,
        /// Its kind: image, video, voice, audio, document.
        kind: String,
    },
    /// The file is kept.
    Kept {
        /// Its place.
        piece: u32,
        /// The hash of its bytes, hex.
        sha256: String,
        /// How many bytes.
        size: u64,
        /// What it is by its first bytes.
        mime_type: String,
    },
    /// The file could not be taken.
    Lost {
        /// Its place.
        piece: u32,
        /// Why.
        reason: String,
    },
    /// The case went to the shop.
    Submitted {
        /// Who sent it.
        by: By,
    },
    /// Whoever must act next was reminded.
    Reminded,
    /// The shop offered something.
    Offered {
        /// By whom, as the buyer reads it.
        name: String,
        /// What they may decide.
        role: Role,
        /// What.
        offer: Offer,
    },
    /// The shop gives what the buyer wished, so that nothing is left to ask.
    Granted {
        /// By whom.
        name: String,
        /// What they may decide.
        role: Role,
        /// What.
        offer: Offer,
    },
    /// The buyer took the offer.
    Accepted,
    /// The buyer did not take the offer.
    Rejected {
        /// Why; may be empty.
        words: String,
    },
    /// The shop offers nothing.
    Declined {
        /// By whom.
        name: String,
        /// Why.
        words: String,
    },
    /// It went to whoever is above staff.
    Escalated {
        /// Who wanted it.
        by: By,
    },
    /// Nobody above staff answered in time either; it is brought up again.
    Overdue,
    /// The buyer appealed.
    Appealed {
        /// Why; may be empty.
        words: String,
    },
    /// The buyer sent the goods back.
    GoodsSent {
        /// How; may be empty.
        words: String,
    },
    /// The goods are back.
    GoodsReceived {
        /// By whom.
        name: String,
    },
    /// The money is booked.
    Paid {
        /// How much, minor units.
        minor: i64,
    },
    /// The goods are sent once more.
    Replaced {
        /// The number of the new order.
        order_number: String,
    },
    /// What was agreed on could not be done; a person must look.
    Stuck {
        /// Why, a word.
        why: String,
    },
    /// Staff settled it in a way that nothing here knows of.
    Resolved {
        /// By whom.
        name: String,
        /// How.
        words: String,
    },
    /// Over.
    Closed {
        /// Why.
        why: Why,
    },
}

impl Event {
    /// Returns the word of metrics.
    pub fn label(&self) -> &'static str {
        match self {
            Self::Opened(_) => "opened",
            Self::Said { .. } => "said",
            Self::Sent { .. } => "sent",
            Self::Kept { .. } => "kept",
            Self::Lost { .. } => "lost",
            Self::Submitted { .. } => "submitted",
            Self::Reminded => "reminded",
            Self::Offered { .. } => "offered",
            Self::Granted { .. } => "granted",
            Self::Accepted => "accepted",
            Self::Rejected { .. } => "rejected",
            Self::Declined { .. } => "declined",
            Self::Escalated { .. } => "escalated",
            Self::Overdue => "overdue",
            Self::Appealed { .. } => "appealed",
            Self::GoodsSent { .. } => "goods_sent",
            Self::GoodsReceived { .. } => "goods_received",
            Self::Paid { .. } => "paid",
            Self::Replaced { .. } => "replaced",
            Self::Stuck { .. } => "stuck",
            Self::Resolved { .. } => "resolved",
            Self::Closed { .. } => "closed",
        }
    }
}
