//! Booking a refund, so that one key is paid back at most once.
//!
//! ```text
//! list refunds ─▶ ours among them? ─▶ read the order, compare ─▶ POST (journalled) ─▶ done
//!     ▲               │ yes: done                                    │ no answer
//!     └──────────────────────────────────────────────────────────────┘ list until it shows or has settled
//! ```
//!
//! The shop's refund call takes no key and repeats gladly. Our key is in the reason, which is stored with the refund, and
//! in its meta data, which is stored a moment later. At most one `POST` is sent for an effect, whatever happens: when it
//! does not show after it has settled, staff look. That it is not sent again even then costs a call to staff now and then;
//! the other way could cost the merchant the money twice.

use common::protection::{self, Protection};
use conversation::effect::{ORDER_GONE, REFUND_TOO_LARGE, RefundWish, Refusal, ShopOutcome};
use domain::{
    ids::OrderId,
    money::Money,
    shop::{Order, OrderStatus},
};
use serde::{Deserialize, Serialize};

use super::{Answer, Scene, Step, pace};
use crate::shop::{
    port::{Failure, NewRefund, OrderRecord, RefundPart, RefundRecord, Reply, Request},
    refusal::refusal,
};

/// Two looks that find nothing must be this far apart before nothing is believed.
const LOOKS_APART_MS: i64 = 10_000;
/// How long after the call has settled its outcome is still looked for while the shop is away.
const LOOKING_MS_MAX: i64 = 2 * 60 * 1000;
/// How often the order is read again after the refund is known to be booked.
const READINGS_MAX: u32 = 4;

/// A refund under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refunding {
    wish: RefundWish,
    stage: Stage,
    /// When the one call was sent.
    sent_ms: Option<i64>,
    /// When it was first looked for in vain after it had settled.
    absent_ms: Option<i64>,
    /// A changing call is under way.
    in_flight: bool,
    tries: u32,
    /// The order as it was before.
    order: Option<Box<Order>>,
    /// A typed refusal that came with the call.
    refused: Option<Refusal>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "at", rename_all = "snake_case")]
enum Stage {
    /// Refunds are listed.
    List,
    /// The order is read and compared.
    Compare,
    /// The one call.
    Book,
    /// It is booked, this much; the order is read.
    ReadBack { amount: Money },
}

impl Refunding {
    pub fn new(wish: RefundWish) -> Self {
        Self {
            wish,
            stage: Stage::List,
            sent_ms: None,
            absent_ms: None,
            in_flight: false,
            tries: 0,
            order: None,
            refused: None,
        }
    }

    pub fn order(&self) -> OrderId {
        self.wish.order
    }

    pub fn label(&self) -> &'static str {
        match self.stage {
            Stage::List => "refund.list",
            Stage::Compare => "refund.compare",
            Stage::Book => "refund.before_book",
            Stage::ReadBack { .. } => "refund.booked",
        }
    }

    pub fn begin(&mut self, scene: &mut Scene<'_>) -> Step {
        self.call(scene)
    }

    pub fn resume(&mut self, scene: &mut Scene<'_>) -> Step {
        let was_in_flight = std::mem::take(&mut self.in_flight);
        match self.stage {
            // The taxes of its lines are read anew.
            Stage::Book if protection::is_out(Protection::OneRefund) => self.stage = Stage::Compare,
            Stage::Book | Stage::Compare => self.stage = Stage::List,
            Stage::List | Stage::ReadBack { .. } => {}
        }
        if was_in_flight || self.sent_ms.is_some() {
            // The owner before us may have sent it a moment ago: its settling counts from now.
            self.sent_ms = Some(scene.now_ms);
            self.absent_ms = None;
        }
        self.tries = 0;
        self.call(scene)
    }

    /// Goes on after a wait.
    pub fn proceed(&mut self, scene: &mut Scene<'_>) -> Step {
        self.call(scene)
    }

    fn call(&mut self, _: &Scene<'_>) -> Step {
        let order = self.wish.order;
        match self.stage {
            Stage::List => {
                Step::Call(Request::Refunds { order, currency: self.wish.amount.currency.clone() })
            }
            // The call itself is made with the answer.
            Stage::Compare | Stage::Book | Stage::ReadBack { .. } => Step::Call(Request::GetOrder { order }),
        }
    }

    pub fn answered(&mut self, answer: Answer, scene: &mut Scene<'_>) -> Step {
        self.in_flight = false;
        match self.stage.clone() {
            Stage::List => self.listed(answer, scene),
            Stage::Compare => self.compared(answer, scene),
            Stage::Book => self.booked(answer, scene),
            Stage::ReadBack { amount } => self.read_back(amount, answer, scene),
        }
    }

    fn listed(&mut self, answer: Answer, scene: &mut Scene<'_>) -> Step {
        match answer {
            Ok(Reply::Refunds(refunds)) => {
                if let Some(ours) = refunds.into_iter().find(|refund| self.is_ours(refund)) {
                    return self.done(ours.amount, scene);
                }
                if self.sent_ms.is_some() {
                    return self.absent(scene);
                }
                self.stage = Stage::Compare;
                self.call(scene)
            }
            Err(Failure::NotFound) if self.sent_ms.is_none() => refuse(ORDER_GONE),
            Ok(_) | Err(_) if self.sent_ms.is_none() => Step::Finish(ShopOutcome::Unavailable),
            Ok(_) | Err(_) => self.look_again(scene),
        }
    }

    /// Nothing was found that carries our key, though a call was sent.
    fn absent(&mut self, scene: &mut Scene<'_>) -> Step {
        if let Some(refusal) = self.refused.take() {
            return Step::Finish(ShopOutcome::Refused { refusal, cart: None });
        }
        if !self.has_settled(scene) {
            return self.look_again(scene);
        }
        let since_ms = *self.absent_ms.get_or_insert(scene.now_ms);
        if scene.now_ms >= since_ms + LOOKS_APART_MS {
            return Step::Finish(ShopOutcome::RefundUnclear);
        }
        Step::Wait { until_ms: since_ms + LOOKS_APART_MS }
    }

    fn look_again(&mut self, scene: &Scene<'_>) -> Step {
        self.tries += 1;
        let settled_ms = self.sent_ms.map(|sent| sent + scene.settle_ms);
        if settled_ms.is_some_and(|settled| scene.now_ms > settled + LOOKING_MS_MAX) {
            return Step::Finish(ShopOutcome::RefundUnclear);
        }
        pace::pause(self.tries, &[settled_ms], scene)
    }

    fn compared(&mut self, answer: Answer, scene: &mut Scene<'_>) -> Step {
        let record = match answer {
            Ok(Reply::Order(record)) => record,
            Err(Failure::NotFound) => return refuse(ORDER_GONE),
            Ok(_) | Err(_) => return Step::Finish(ShopOutcome::Unavailable),
        };
        let order = &record.order;
        if matches!(order.status, OrderStatus::CheckoutDraft | OrderStatus::Trash) {
            return refuse(ORDER_GONE);
        }
        let left = order.total.minor.saturating_sub(record.extras.refunded_minor);
        let amount = &self.wish.amount;
        if amount.minor <= 0 || amount.minor > left || amount.currency != order.total.currency {
            return refuse(REFUND_TOO_LARGE);
        }
        let Some(lines) = parts(&self.wish, &record) else { return refuse(REFUND_TOO_LARGE) };
        self.order = Some(Box::new(record.order));
        self.stage = Stage::Book;
        self.in_flight = true;
        self.sent_ms = Some(scene.now_ms);
        Step::Call(Request::CreateRefund(Box::new(NewRefund {
            order: self.wish.order,
            key: self.wish.key.clone(),
            amount: self.wish.amount.clone(),
            reason: format!("{} {}", self.wish.reason, self.mark()).trim().to_owned(),
            lines,
        })))
    }

    fn booked(&mut self, answer: Answer, scene: &mut Scene<'_>) -> Step {
        self.tries = 0;
        match answer {
            Ok(Reply::Refunded(refund)) => self.done(refund.amount, scene),
            // Certainly not sent, or turned away before any work.
            Err(Failure::NotSent | Failure::ComeBack { .. } | Failure::Unauthorised) => {
                Step::Finish(ShopOutcome::Unavailable)
            }
            Err(Failure::NotFound) => refuse(ORDER_GONE),
            Err(Failure::Refused { code, fields, left, .. }) => {
                // The shop takes back what it had begun when it refuses; a look tells whether it did.
                self.refused = Some(refusal(&code, &fields, left));
                self.stage = Stage::List;
                self.call(scene)
            }
            Ok(_) | Err(_) if protection::is_out(Protection::OneRefund) => {
                self.stage = Stage::Compare;
                self.call(scene)
            }
            Ok(_) | Err(Failure::SessionLost | Failure::Unknown) => {
                self.stage = Stage::List;
                self.call(scene)
            }
        }
    }

    fn done(&mut self, amount: Money, scene: &mut Scene<'_>) -> Step {
        self.tries = 0;
        self.stage = Stage::ReadBack { amount };
        self.call(scene)
    }

    fn read_back(&mut self, amount: Money, answer: Answer, scene: &mut Scene<'_>) -> Step {
        if let Ok(Reply::Order(record)) = answer {
            return Step::Finish(ShopOutcome::RefundDone { order: Box::new(record.order), amount });
        }
        self.tries += 1;
        if self.tries < READINGS_MAX {
            return pace::pause(self.tries, &[], scene);
        }
        // What was read before is good enough to say what was paid back.
        Step::Finish(match self.order.take() {
            Some(order) => ShopOutcome::RefundDone { order, amount },
            None => ShopOutcome::RefundUnclear,
        })
    }

    fn is_ours(&self, refund: &RefundRecord) -> bool {
        refund.key.as_deref() == Some(self.wish.key.as_str()) || refund.reason.contains(&self.mark())
    }

    fn mark(&self) -> String {
        format!("[{}]", self.wish.key)
    }

    fn has_settled(&self, scene: &Scene<'_>) -> bool {
        self.sent_ms.is_none_or(|sent| scene.now_ms >= sent + scene.settle_ms)
    }
}

fn refuse(code: &str) -> Step {
    Step::Finish(ShopOutcome::Refused { refusal: Refusal::Other { code: code.to_owned() }, cart: None })
}

/// Returns the lines of a refund with their tax by rate; none when the order has not so much of a line.
fn parts(wish: &RefundWish, record: &OrderRecord) -> Option<Vec<RefundPart>> {
    let parts = wish.lines.iter().map(|part| {
        let line = record.order.lines.iter().find(|line| part.item != 0 && line.item == part.item)?;
        let fits = (0..=line.total.minor).contains(&part.total.minor)
            && (0..=line.tax_minor).contains(&part.tax.minor)
            && part.quantity <= line.quantity;
        let rates = record.extras.taxes.get(&part.item).map_or(&[][..], Vec::as_slice);
        fits.then(|| RefundPart {
            item: part.item,
            quantity: part.quantity,
            total: part.total.clone(),
            taxes: by_rate(&part.tax, rates),
        })
    });
    parts.collect()
}

/// Spreads a tax over the rates that made it, in their proportion; the last takes what rounding leaves.
fn by_rate(tax: &Money, rates: &[(u64, i64)]) -> Vec<(u64, Money)> {
    let whole: i128 = rates.iter().map(|(_, minor)| i128::from(*minor)).sum();
    let mut left = tax.minor;
    let mut spread = Vec::new();
    for (index, (rate, minor)) in rates.iter().enumerate() {
        let share = i128::from(tax.minor) * i128::from(*minor) / whole.max(1);
        let is_last = index + 1 == rates.len();
        let share = if is_last { left } else { i64::try_from(share).unwrap_or(left) };
        left -= share;
        spread.push((*rate, Money::from_minor(share, tax.currency.clone())));
    }
    spread.retain(|(_, share)| share.minor != 0);
    spread
}
