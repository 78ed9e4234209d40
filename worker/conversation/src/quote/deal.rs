//! A quote and its rules: whose turn it is and until when, what a move of either side comes to, and what is made of an
//! edit that comes twice, late, out of order or out of turn. Says nothing to anybody and wants nothing of the shop; the
//! files beside it do.
//!
//! ```text
//! requested ──offer──▶ offered ──counter──▶ countered ──offer──▶ offered ──accept──▶ ordering ──▶ ordered
//!  (staff)             (buyer)               (staff)               │ └─reject──▶ rejected
//!     └──decline──▶ declined                                       └──time──▶ expired ──renew──▶ requested
//! ```

use domain::{
    Money,
    ids::OrderId,
    shop::{Order, OrderSighting, OrderStatus},
};
use serde::{Deserialize, Serialize};

use super::{
    field::{self, Answer},
    terms::{Terms, mark},
    time::{DAY_MS, HOUR_MS, Validity, iso_time},
};

/// The rules that a shop sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// How often a buyer may name a price of their own.
    pub rounds_max: u32,
    /// How long staff have for an answer, milliseconds.
    pub answer_within_ms: i64,
    /// How long an offer is good when staff do not say, milliseconds.
    pub valid_for_ms: i64,
    /// How long an edit must rest before it counts: staff save several times. Milliseconds.
    pub quiet_ms: i64,
    /// How long before its end a buyer is reminded of an offer, milliseconds.
    pub remind_before_ms: i64,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            rounds_max: 3,
            answer_within_ms: 2 * DAY_MS,
            valid_for_ms: 7 * DAY_MS,
            quiet_ms: 60 * 1000,
            remind_before_ms: DAY_MS,
        }
    }
}

/// Where a quote stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Staff are asked.
    Requested,
    /// The buyer has an offer.
    Offered,
    /// Staff have the buyer's price.
    Countered,
    /// The buyer has agreed; the shop is being told.
    Ordering,
    /// It is an order now.
    Ordered,
    /// Staff made no offer.
    Declined,
    /// The buyer did not want it.
    Rejected,
    /// The buyer took the request back.
    Withdrawn,
    /// The offer's time ran out.
    Expired,
}

/// Whose move it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Staff's.
    Staff,
    /// The buyer's.
    Buyer,
    /// Nobody's.
    Nobody,
}

impl Stage {
    /// Returns whose move it is.
    pub fn turn(self) -> Turn {
        match self {
            Self::Requested | Self::Countered => Turn::Staff,
            Self::Offered => Turn::Buyer,
            Self::Ordering
            | Self::Ordered
            | Self::Declined
            | Self::Rejected
            | Self::Withdrawn
            | Self::Expired => Turn::Nobody,
        }
    }

    /// Returns its name, as facts have it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Offered => "offered",
            Self::Countered => "countered",
            Self::Ordering => "ordering",
            Self::Ordered => "ordered",
            Self::Declined => "declined",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
            Self::Expired => "expired",
        }
    }

    /// Tells whether a word of staff may open it again.
    fn can_be_reopened(self) -> bool {
        matches!(self, Self::Expired | Self::Declined | Self::Rejected)
    }
}

/// A price of the buyer's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bid {
    /// How much.
    pub amount: Money,
    /// Whether it is for one piece, else for all.
    pub is_each: bool,
}

/// An order as it was seen, waiting for the edit to rest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    /// The order.
    pub order: Order,
    /// What staff wrote as the answer.
    pub answer: String,
    /// What staff wrote of prices by amount.
    pub tiers: String,
    /// When it counts, unix milliseconds.
    pub settles_ms: i64,
}

/// A quote.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Quote {
    /// The order that it stands in.
    pub order: OrderId,
    /// What people call it.
    pub number: String,
    /// Where it stands.
    pub stage: Stage,
    /// What was asked for, in a few words.
    pub what: String,
    /// How often the buyer has named a price since it was requested.
    #[serde(default)]
    pub rounds: u32,
    /// The last offer.
    #[serde(default)]
    pub terms: Option<Box<Terms>>,
    /// The buyer's last own price.
    #[serde(default)]
    pub bid: Option<Bid>,
    /// When staff's time or the offer's ends, unix milliseconds.
    #[serde(default)]
    pub due_ms: Option<i64>,
    /// Whether the end was told beforehand, or staff's delay was.
    #[serde(default)]
    pub reminded: bool,
    /// When the offer was told, unix milliseconds.
    #[serde(default)]
    pub told_ms: i64,
    /// Mark of the order as it was when staff were asked: what differs from it is their answer.
    #[serde(default)]
    pub base: String,
    /// The answer of staff that was taken last; the same words again are no new answer.
    #[serde(default)]
    pub taken: String,
    /// The newest change of the order that was looked at, by the shop's clock.
    #[serde(default)]
    pub seen_at: String,
    /// An edit that has not rested yet.
    #[serde(default)]
    pub seen: Option<Box<Seen>>,
    /// Mark of the last edit that staff were told comes out of turn.
    #[serde(default)]
    pub early: String,
    /// Mark and end of the offer whose document was sent by itself.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub papered: String,
}

/// What a sighting comes to.
#[derive(Debug, Clone, PartialEq)]
pub enum Noticed {
    /// Nothing new, or older than what is known.
    Nothing,
    /// An edit that must rest.
    Rests,
    /// Staff have called the order off.
    CalledOff,
    /// Staff have made it an order themselves.
    Ordered,
}

/// What an edit that has rested comes to.
#[derive(Debug, Clone, PartialEq)]
pub enum Settled {
    /// Nothing.
    Nothing,
    /// An offer.
    Offered,
    /// Staff agree to the buyer's price; the order must be given it.
    BidAccepted {
        /// Until when it is good.
        until_ms: i64,
        /// A word to the buyer.
        words: String,
    },
    /// No offer.
    Declined {
        /// Why; may be empty.
        reason: String,
    },
    /// It is not staff's turn; they are told so.
    OutOfTurn,
    /// Staff are told that it cannot be read.
    Unclear,
    /// There is no price to offer.
    Unpriced,
    /// The prices by amount cannot be read.
    UnclearTiers,
}

/// Why a move of the buyer does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotNow {
    /// It is not their turn, or the quote has ended.
    Turn,
    /// The offer's time is over.
    Late,
    /// It is not the offer that is out now.
    OtherTerms,
    /// No rounds are left.
    Rounds,
}

impl Quote {
    /// Begins with the order that holds the request.
    pub fn requested(order: &Order, what: String, bid: Option<Bid>, now_ms: i64, rules: &Rules) -> Self {
        Self {
            order: order.id,
            number: order.number.clone(),
            stage: Stage::Requested,
            what,
            rounds: 0,
            terms: None,
            bid,
            due_ms: Some(now_ms.saturating_add(rules.answer_within_ms)),
            reminded: false,
            told_ms: now_ms,
            base: mark(order),
            taken: field::ASKED.to_owned(),
            seen_at: order.modified_at.clone(),
            seen: None,
            early: String::new(),
            papered: String::new(),
        }
    }

    /// Tells whether it is under way.
    pub fn is_open(&self) -> bool {
        matches!(self.stage, Stage::Requested | Stage::Offered | Stage::Countered | Stage::Ordering)
    }

    /// Looks at the order.
    pub fn look(&mut self, sighting: &OrderSighting, now_ms: i64, rules: &Rules) -> Noticed {
        let order = &sighting.order;
        if order.modified_at < self.seen_at {
            return Noticed::Nothing;
        }
        self.seen_at.clone_from(&order.modified_at);
        if matches!(self.stage, Stage::Ordering | Stage::Ordered | Stage::Withdrawn) {
            self.seen = None;
            return Noticed::Nothing;
        }
        match order.status {
            OrderStatus::Cancelled | OrderStatus::Trash | OrderStatus::Refunded if self.is_open() => {
                self.end(Stage::Declined);
                return Noticed::CalledOff;
            }
            OrderStatus::Processing | OrderStatus::Completed if self.is_open() => {
                self.end(Stage::Ordered);
                return Noticed::Ordered;
            }
            OrderStatus::Cancelled
            | OrderStatus::Trash
            | OrderStatus::Refunded
            | OrderStatus::Processing
            | OrderStatus::Completed
            | OrderStatus::CheckoutDraft => return Noticed::Nothing,
            OrderStatus::Pending | OrderStatus::OnHold | OrderStatus::Failed | OrderStatus::Other(_) => {}
        }
        let fact = |key: &str| sighting.facts.get(key).map(|text| text.trim().to_owned()).unwrap_or_default();
        let (answer, tiers) = (fact(field::ANSWER), fact(field::TIERS));
        let is_answer = answer != self.taken && field::answer(&answer) != Answer::None;
        let mark = mark(order);
        let is_edit = match self.stage.turn() {
            Turn::Staff => mark != self.base,
            Turn::Buyer => {
                self.terms.as_ref().is_some_and(|terms| terms.mark() != mark) && mark != self.early
            }
            Turn::Nobody => false,
        };
        if !is_answer && !is_edit {
            self.seen = None;
            return Noticed::Nothing;
        }
        let is_same = |seen: &Seen| {
            seen.answer == answer && seen.tiers == tiers && super::terms::mark(&seen.order) == mark
        };
        if self.seen.as_deref().is_some_and(is_same) {
            return Noticed::Nothing;
        }
        let settles_ms = now_ms.saturating_add(rules.quiet_ms);
        self.seen = Some(Box::new(Seen { order: order.clone(), answer, tiers, settles_ms }));
        Noticed::Rests
    }

    /// Takes an edit that has rested.
    pub fn settle(&mut self, now_ms: i64, rules: &Rules, country: &str) -> Settled {
        let Some(seen) = self.seen.take() else { return Settled::Nothing };
        let is_new = seen.answer != self.taken;
        let answer = if is_new { field::answer(&seen.answer) } else { Answer::None };
        self.taken.clone_from(&seen.answer);
        let turn = self.stage.turn();
        let end_ms = |validity: Validity| validity.end_ms(now_ms, rules.valid_for_ms, country);
        match answer {
            Answer::Unclear => Settled::Unclear,
            Answer::Decline { reason } if turn != Turn::Nobody => {
                self.end(Stage::Declined);
                Settled::Declined { reason }
            }
            Answer::Accept { validity, words } if turn == Turn::Staff && self.bid.is_some() => {
                let until_ms = end_ms(validity);
                Settled::BidAccepted { until_ms, words }
            }
            Answer::Accept { .. } if turn == Turn::Staff => Settled::Unclear,
            Answer::Offer { validity, words, .. } if turn == Turn::Staff => {
                self.take_offer(&seen, end_ms(validity), words)
            }
            Answer::Offer { validity, words, revises: true }
                if turn == Turn::Buyer || self.stage.can_be_reopened() =>
            {
                self.take_offer(&seen, end_ms(validity), words)
            }
            Answer::None if turn == Turn::Staff => {
                self.take_offer(&seen, end_ms(Validity::Usual), String::new())
            }
            Answer::None | Answer::Offer { .. } | Answer::Accept { .. } | Answer::Decline { .. } => {
                self.early = mark(&seen.order);
                Settled::OutOfTurn
            }
        }
    }

    fn take_offer(&mut self, seen: &Seen, until_ms: i64, words: String) -> Settled {
        let Some(tiers) = field::tiers(&seen.tiers, seen.order.total.currency.decimals) else {
            return Settled::UnclearTiers;
        };
        match Terms::of(&seen.order, until_ms, tiers, words) {
            Some(terms) => {
                self.offer(terms);
                Settled::Offered
            }
            None => Settled::Unpriced,
        }
    }

    /// Puts an offer before the buyer.
    pub fn offer(&mut self, terms: Terms) {
        self.stage = Stage::Offered;
        self.due_ms = Some(terms.until_ms);
        self.base = terms.mark();
        self.terms = Some(Box::new(terms));
        self.reminded = false;
        self.early.clear();
        self.seen = None;
    }

    /// Tells whether the buyer may answer an offer now: the one they saw, in its time.
    pub fn may_answer(&self, mark: &str, now_ms: i64) -> Result<&Terms, NotNow> {
        let terms = self.terms.as_deref().filter(|_| self.stage == Stage::Offered).ok_or(NotNow::Turn)?;
        if terms.mark() != mark {
            return Err(NotNow::OtherTerms);
        }
        if terms.until_ms < now_ms { Err(NotNow::Late) } else { Ok(terms) }
    }

    /// Returns how many prices the buyer may still name.
    pub fn rounds_left(&self, rules: &Rules) -> u32 {
        rules.rounds_max.saturating_sub(self.rounds)
    }

    /// The buyer names a price.
    pub fn counter(&mut self, bid: Bid, mark: &str, now_ms: i64, rules: &Rules) -> Result<(), NotNow> {
        self.may_answer(mark, now_ms)?;
        if self.rounds_left(rules) == 0 {
            return Err(NotNow::Rounds);
        }
        self.rounds += 1;
        self.bid = Some(bid);
        self.ask_staff(Stage::Countered, now_ms, rules);
        Ok(())
    }

    /// The buyer does not want the offer.
    pub fn reject(&mut self, mark: &str, now_ms: i64) -> Result<(), NotNow> {
        match self.may_answer(mark, now_ms) {
            Ok(_) => {
                self.end(Stage::Rejected);
                Ok(())
            }
            Err(why) => Err(why),
        }
    }

    /// The buyer takes the request back; answers whether there was one to take back.
    pub fn withdraw(&mut self) -> bool {
        let can = matches!(self.stage, Stage::Requested | Stage::Offered | Stage::Countered);
        if can {
            self.end(Stage::Withdrawn);
        }
        can
    }

    /// The buyer agrees; from here on only the shop can say how it goes on.
    pub fn accept(&mut self, mark: &str, now_ms: i64) -> Result<Terms, NotNow> {
        let terms = self.may_answer(mark, now_ms)?.clone();
        self.stage = Stage::Ordering;
        self.due_ms = None;
        self.seen = None;
        Ok(terms)
    }

    /// The shop did not make it an order: the offer is out as before.
    pub fn not_ordered(&mut self) {
        if self.stage == Stage::Ordering {
            self.stage = Stage::Offered;
            self.due_ms = self.terms.as_ref().map(|terms| terms.until_ms);
        }
    }

    /// Asks staff again for what has run out.
    pub fn renew(&mut self, now_ms: i64, rules: &Rules) -> Result<(), NotNow> {
        if self.stage != Stage::Expired {
            return Err(NotNow::Turn);
        }
        self.rounds = 0;
        self.ask_staff(Stage::Requested, now_ms, rules);
        Ok(())
    }

    fn ask_staff(&mut self, stage: Stage, now_ms: i64, rules: &Rules) {
        self.stage = stage;
        self.due_ms = Some(now_ms.saturating_add(rules.answer_within_ms));
        self.reminded = false;
        self.seen = None;
        self.early.clear();
    }

    /// Ends it.
    pub fn end(&mut self, stage: Stage) {
        self.stage = stage;
        self.due_ms = None;
        self.seen = None;
    }

    /// The offer's time is over; answers whether that was so.
    pub fn expire(&mut self, now_ms: i64) -> bool {
        let is_over = self.stage == Stage::Offered && self.due_ms.is_some_and(|due_ms| due_ms < now_ms);
        if is_over {
            self.end(Stage::Expired);
        }
        is_over
    }

    /// Returns when the buyer is reminded of an offer: so long before its end, but never in its first half.
    pub fn reminder_ms(&self, told_ms: i64, rules: &Rules) -> Option<i64> {
        let until_ms = self.due_ms.filter(|_| self.stage == Stage::Offered && !self.reminded)?;
        let half = until_ms.saturating_sub(told_ms).max(HOUR_MS) / 2;
        Some(until_ms.saturating_sub(rules.remind_before_ms.min(half)))
    }

    /// Lists what is noted on the order: all of it each time, so that writing it again is harmless.
    pub fn facts(&self) -> Vec<(String, String)> {
        let turn = match self.stage.turn() {
            Turn::Staff => "staff",
            Turn::Buyer => "buyer",
            Turn::Nobody => "",
        };
        let mark = self.terms.as_ref().map(|terms| terms.mark()).unwrap_or_default();
        let bid = self.bid.as_ref().map_or_else(String::new, |bid| {
            format!("{} {}", bid.amount.to_decimal(), if bid.is_each { "each" } else { "total" })
        });
        let fact = |key: &str, value: String| (key.to_owned(), value);
        vec![
            fact(FACT_STAGE, self.stage.label().to_owned()),
            fact("_wa_quote_turn", turn.to_owned()),
            fact("_wa_quote_until", self.due_ms.map(iso_time).unwrap_or_default()),
            fact("_wa_quote_rounds", self.rounds.to_string()),
            fact(FACT_TERMS, mark),
            fact("_wa_quote_bid", bid),
        ]
    }
}

/// The fact that says where a quote stands. An order without it is no quote.
pub const FACT_STAGE: &str = "_wa_quote";
/// The fact with the mark of the offer that is out.
pub const FACT_TERMS: &str = "_wa_quote_terms";

impl std::fmt::Debug for Quote {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Quote({}, {})", self.order, self.stage.label())
    }
}
