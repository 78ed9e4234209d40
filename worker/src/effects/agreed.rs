//! Placing an order at agreed prices, so that one wish makes at most one order.
//!
//! ```text
//! enough stock? ─▶ look by key ─▶ POST a draft with the key (journalled) ─▶ chosen ─▶ compare ─▶ PUT prices and
//!                      ▲               │ no answer                            │         `pending` (journalled)
//!                      └───────────────┘                                      ▼               │
//!                                                              others into the bin            ▼
//!                                             placed ◀─ stock again ◀─ read back ◀─ PUT the status (journalled)
//! ```
//!
//! `wc/v3` takes no idempotency key, checks no stock and removes no duplicates. But a draft costs nothing, `created_via`
//! is an exact filter, and repeating an absolute `PUT` in sequence is harmless. So making is harmless, and moving one
//! order, whose id is journalled, on from draft is the commit point. All drafts of one wish have one key; the lowest is
//! chosen. A hit counts once it has its lines and the fingerprint: while the shop still works on it, it shows neither.
//! Absence is believed when the call has settled and two looks, some time apart, found nothing. A status is set through
//! `pending`, or no mail goes out. Found by experiment on WooCommerce 10.5.

use common::protection::{self, Protection};
use conversation::effect::{AgreedWish, CONTENT_DIFFERS, Refusal, SHOP_UNAVAILABLE, ShopOutcome, TOO_LATE};
use domain::{
    ids::{OrderId, ProductId},
    shop::OrderStatus,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{
    Answer, Scene, Step, pace,
    place::{LOOKUP_MS_MAX, PLACING_MS_MAX, STILL_PLACING_MS, TRYING_MS_MAX},
};
use crate::shop::{
    port::{Failure, LineEdit, NewOrder, OrderEdit, OrderRecord, Reply, Request},
    refusal::refusal,
};

/// Two looks that find nothing must be this far apart before nothing is believed.
const LOOKS_APART_MS: i64 = 10_000;
/// Pause between readings after the buyer was told that it is unclear.
const LATE_PAUSE_MS: i64 = 5 * 60 * 1000;
/// Drafts that may vanish under us before we stop.
const INCARNATIONS_MAX: u32 = 3;
/// Articles whose stock is looked at, at most.
const STOCKS_MAX: usize = 20;

/// The fact that names the effect, and which draft of it this is.
const OPERATION: &str = "_wa_op";
/// The fact that holds the digest of what was agreed.
const FINGERPRINT: &str = "_wa_fp";

/// An order at agreed prices on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreeing {
    wish: AgreedWish,
    fingerprint: String,
    agreed_ms: i64,
    stage: Stage,
    /// Which draft we are at; grows when one vanished.
    incarnation: u32,
    /// When the last changing call whose outcome matters was sent.
    sent_ms: Option<i64>,
    /// A draft was asked for and has not shown yet.
    is_expected: bool,
    /// When it was first looked for in vain after its call had settled.
    absent_ms: Option<i64>,
    /// The chosen order was, or may have been, moved on from draft.
    is_opened: bool,
    /// A changing call is under way.
    in_flight: bool,
    tries: u32,
    told: Told,
    /// The order as it was read last; read again after a restart.
    #[serde(skip)]
    seen: Option<Box<OrderRecord>>,
    /// Articles whose stock is still to be looked at, how many are wanted, and their names.
    #[serde(skip)]
    stocks: Vec<(ProductId, u32, String)>,
}

/// What the buyer has heard so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Told {
    Nothing,
    /// That it takes longer.
    Delay,
    /// That it is unclear.
    Unclear,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "at", rename_all = "snake_case")]
enum Stage {
    /// Stock is read before anything is made.
    Stock,
    /// Orders with the key are looked for.
    Look,
    /// A draft is made.
    Make,
    /// Drafts too many go into the bin.
    Discard { order: OrderId, others: Vec<OrderId> },
    /// The chosen order is read.
    Read { order: OrderId },
    /// Prices and `pending`, in one call.
    Open { order: OrderId },
    /// The status that was wished for.
    Settle { order: OrderId },
    /// Placed. Stock is read once more: others order too.
    StockAfter { order: OrderId, oversold: Vec<String> },
    /// The draft goes into the bin, and why.
    GiveUp { order: OrderId, refusal: Refusal },
}

impl Agreeing {
    pub fn new(mut wish: AgreedWish, now_ms: i64) -> Self {
        if wish.status == OrderStatus::CheckoutDraft {
            // A draft is thrown away after a day.
            wish.status = OrderStatus::Pending;
        }
        let stage = if wish.checks_stock { Stage::Stock } else { Stage::Look };
        Self {
            fingerprint: fingerprint(&wish),
            stocks: stocks(&wish),
            wish,
            agreed_ms: now_ms,
            stage,
            incarnation: 1,
            sent_ms: None,
            is_expected: false,
            absent_ms: None,
            is_opened: false,
            in_flight: false,
            tries: 0,
            told: Told::Nothing,
            seen: None,
        }
    }

    pub fn order(&self) -> Option<OrderId> {
        match self.stage {
            Stage::Discard { order, .. }
            | Stage::Read { order }
            | Stage::Open { order }
            | Stage::Settle { order }
            | Stage::StockAfter { order, .. }
            | Stage::GiveUp { order, .. } => Some(order),
            Stage::Stock | Stage::Look | Stage::Make => None,
        }
    }

    pub fn label(&self) -> &'static str {
        match self.stage {
            Stage::Stock => "agreed.stock",
            Stage::Look => "agreed.look",
            Stage::Make => "agreed.before_make",
            Stage::Discard { .. } => "agreed.discard",
            Stage::Read { .. } => "agreed.chosen",
            Stage::Open { .. } => "agreed.before_open",
            Stage::Settle { .. } => "agreed.before_settle",
            Stage::StockAfter { .. } => "agreed.stock_after",
            Stage::GiveUp { .. } => "agreed.give_up",
        }
    }

    /// Returns whether it takes so long that the buyer's messages no longer wait for it.
    pub fn takes_long(&self) -> bool {
        self.told >= Told::Delay
    }

    pub fn begin(&mut self, scene: &mut Scene<'_>) -> Step {
        self.call(scene)
    }

    pub fn resume(&mut self, scene: &mut Scene<'_>) -> Step {
        let was_in_flight = std::mem::take(&mut self.in_flight);
        if protection::is_out(Protection::LookBeforeMake) && was_in_flight {
            return self.make_blindly(scene);
        }
        match self.stage.clone() {
            Stage::Stock => self.stocks = stocks(&self.wish),
            Stage::Make => self.stage = Stage::Look,
            Stage::StockAfter { order, .. } | Stage::Open { order } | Stage::Settle { order } => {
                self.stage = Stage::Read { order };
            }
            Stage::Look | Stage::Discard { .. } | Stage::Read { .. } | Stage::GiveUp { .. } => {}
        }
        if self.sent_ms.is_some() {
            // The owner before us may have sent it a moment ago: its settling counts from now.
            self.sent_ms = Some(scene.now_ms);
            self.absent_ms = None;
        }
        self.tries = 0;
        self.call(scene)
    }

    /// Goes on after a wait or a report.
    pub fn proceed(&mut self, scene: &mut Scene<'_>) -> Step {
        if !self.takes_long() && scene.now_ms - self.agreed_ms >= STILL_PLACING_MS {
            self.told = Told::Delay;
            return Step::Report(ShopOutcome::StillPlacing);
        }
        self.call(scene)
    }

    fn call(&mut self, scene: &mut Scene<'_>) -> Step {
        if self.is_too_late(scene) && !self.is_opened {
            return not_placed(Refusal::Other { code: TOO_LATE.into() });
        }
        match self.stage.clone() {
            Stage::Stock => match self.stocks.last() {
                Some((product, ..)) => Step::Call(Request::StockLeft { product: *product }),
                None => self.go(Stage::Look, scene),
            },
            Stage::Look => Step::Call(Request::OrdersByKey { key: scene.op_key.to_string() }),
            Stage::Make => self.make(scene),
            Stage::Discard { order, others } => match others.last() {
                Some(other) => {
                    self.in_flight = true;
                    Step::Call(Request::TrashOrder { order: *other })
                }
                None => self.go(Stage::Read { order }, scene),
            },
            Stage::Read { order } => Step::Call(Request::GetOrder { order }),
            Stage::Open { order } => self.open(order, scene),
            Stage::Settle { order } => {
                self.in_flight = true;
                self.sent_ms = Some(scene.now_ms);
                Step::Call(Request::SetOrderStatus { order, status: self.wish.status.clone() })
            }
            Stage::StockAfter { order, oversold } => self.next_stock(order, oversold, scene),
            Stage::GiveUp { order, .. } => {
                self.in_flight = true;
                Step::Call(Request::TrashOrder { order })
            }
        }
    }

    fn go(&mut self, stage: Stage, scene: &mut Scene<'_>) -> Step {
        self.stage = stage;
        self.tries = 0;
        self.call(scene)
    }

    fn make(&mut self, scene: &Scene<'_>) -> Step {
        self.in_flight = true;
        self.is_expected = true;
        self.absent_ms = None;
        self.sent_ms = Some(scene.now_ms);
        let mut facts = self.wish.facts.clone();
        facts.extend([
            (OPERATION.to_owned(), format!("{}.{}", scene.op_key, self.incarnation)),
            (FINGERPRINT.to_owned(), self.fingerprint.clone()),
            ("_wa_contact".to_owned(), scene.contact.to_string()),
            ("_wa_purpose".to_owned(), self.wish.purpose.label().to_owned()),
        ]);
        Step::Call(Request::CreateOrder(Box::new(NewOrder {
            key: scene.op_key.to_string(),
            lines: self.wish.lines.clone(),
            fees: self.wish.fees.clone(),
            address: self.wish.address.clone(),
            gateway: self.wish.gateway.clone(),
            note: self.wish.note.clone(),
            facts,
        })))
    }

    fn open(&mut self, order: OrderId, scene: &mut Scene<'_>) -> Step {
        let Some(seen) = self.seen.as_deref() else { return self.go(Stage::Read { order }, scene) };
        let lines = seen.order.lines.iter().zip(&self.wish.lines).map(|(line, wished)| LineEdit {
            item: line.item,
            product: line.id,
            quantity: wished.quantity,
            total: wished.total.clone(),
        });
        let edit = OrderEdit {
            lines: lines.filter(|line| line.item > 0 && line.total.is_some()).collect(),
            status: Some(OrderStatus::Pending),
            ..OrderEdit::default()
        };
        self.in_flight = true;
        self.is_opened = true;
        self.sent_ms = Some(scene.now_ms);
        Step::Call(Request::EditOrder { order, edit: Box::new(edit) })
    }

    pub fn answered(&mut self, answer: Answer, scene: &mut Scene<'_>) -> Step {
        self.in_flight = false;
        match self.stage.clone() {
            Stage::Stock => self.stock_answered(&answer, scene),
            Stage::Look => self.looked(answer, scene),
            Stage::Make => self.made(answer, scene),
            Stage::Discard { order, mut others } => {
                // A draft that stays is thrown away by the shop some day.
                others.pop();
                self.go(Stage::Discard { order, others }, scene)
            }
            Stage::Read { order } => self.was_read(order, answer, scene),
            Stage::Open { order } | Stage::Settle { order } => self.was_moved(order, answer, scene),
            Stage::StockAfter { order, oversold } => self.stock_after(order, oversold, &answer, scene),
            Stage::GiveUp { refusal, .. } => not_placed(refusal),
        }
    }

    fn stock_answered(&mut self, answer: &Answer, scene: &mut Scene<'_>) -> Step {
        let wanted = self.stocks.last().map_or(0, |(_, wanted, _)| *wanted);
        match answer {
            Ok(Reply::StockLeft(Some(left))) if *left < i64::from(wanted) => not_placed(match *left {
                ..=0 => Refusal::OutOfStock,
                left => Refusal::NotEnoughStock { left: u32::try_from(left).ok() },
            }),
            Ok(Reply::StockLeft(_)) => {
                self.stocks.pop();
                self.tries = 0;
                self.call(scene)
            }
            Err(Failure::NotFound) => not_placed(Refusal::NotSold),
            Ok(_) | Err(_) => self.again(scene),
        }
    }

    fn looked(&mut self, answer: Answer, scene: &mut Scene<'_>) -> Step {
        let Ok(Reply::Orders(found)) = answer else { return self.again(scene) };
        let mut ours: Vec<OrderRecord> = found
            .into_iter()
            .filter(|record| record.order.status != OrderStatus::Trash && self.is_whole(record))
            .collect();
        if ours.iter().any(|record| record.fact(FINGERPRINT) != self.fingerprint) {
            // One key, two wishes: a defect of ours, and nothing to be decided by a machine.
            return Step::Finish(ShopOutcome::PlacingUnclear);
        }
        // What has left draft is the order; else the lowest is chosen.
        ours.sort_by_key(|record| (record.order.status == OrderStatus::CheckoutDraft, record.order.id));
        let mut ours = ours.into_iter();
        let Some(chosen) = ours.next() else { return self.absent(scene) };
        self.is_expected = false;
        self.sent_ms = None;
        let is_draft = |record: &OrderRecord| record.order.status == OrderStatus::CheckoutDraft;
        self.is_opened |= !is_draft(&chosen);
        let others = ours.filter(is_draft).map(|record| record.order.id).collect();
        self.go(Stage::Discard { order: chosen.order.id, others }, scene)
    }

    /// Nothing was found that counts: made again once that can be believed.
    fn absent(&mut self, scene: &mut Scene<'_>) -> Step {
        if !self.is_expected {
            return self.go(Stage::Make, scene);
        }
        if !self.has_settled(scene) {
            return self.again(scene);
        }
        let since_ms = *self.absent_ms.get_or_insert(scene.now_ms);
        if scene.now_ms >= since_ms + LOOKS_APART_MS {
            return self.go(Stage::Make, scene);
        }
        Step::Wait { until_ms: since_ms + LOOKS_APART_MS }
    }

    fn made(&mut self, answer: Answer, scene: &mut Scene<'_>) -> Step {
        match answer {
            Ok(Reply::Order(record)) => {
                self.is_expected = false;
                self.sent_ms = None;
                self.seen = Some(record.clone());
                self.judge(&record, scene)
            }
            // Certainly not sent, or turned away before any work.
            Err(Failure::NotSent | Failure::ComeBack { .. } | Failure::Unauthorised) => {
                self.is_expected = false;
                self.sent_ms = None;
                self.stage = Stage::Look;
                self.again(scene)
            }
            Err(Failure::Refused { code, fields, left, .. }) => not_placed(refusal(&code, &fields, left)),
            Ok(_) | Err(_) if protection::is_out(Protection::LookBeforeMake) => self.make_blindly(scene),
            Ok(_) | Err(Failure::Unknown | Failure::NotFound | Failure::SessionLost) => {
                self.go(Stage::Look, scene)
            }
        }
    }

    fn was_read(&mut self, order: OrderId, answer: Answer, scene: &mut Scene<'_>) -> Step {
        match answer {
            Ok(Reply::Order(record)) => {
                self.seen = Some(record.clone());
                self.judge(&record, scene)
            }
            Err(Failure::NotFound) if self.is_opened && !self.has_settled(scene) => self.doubt(order, scene),
            Err(Failure::NotFound) => self.next_incarnation(scene),
            Ok(_) | Err(_) => self.doubt(order, scene),
        }
    }

    fn was_moved(&mut self, order: OrderId, answer: Answer, scene: &mut Scene<'_>) -> Step {
        let is_settling = matches!(self.stage, Stage::Settle { .. });
        match answer {
            Ok(Reply::Order(record)) if !is_settling && record.order.status != OrderStatus::CheckoutDraft => {
                self.sent_ms = None;
                self.seen = Some(record.clone());
                self.judge(&record, scene)
            }
            Ok(Reply::Order(_)) => {
                self.sent_ms = None;
                self.go(Stage::Read { order }, scene)
            }
            // It did not happen, and the calls before it, if any, had settled without moving the draft.
            Err(Failure::NotFound) if !is_settling => {
                (self.sent_ms, self.is_opened) = (None, false);
                self.go(Stage::Read { order }, scene)
            }
            Err(Failure::Refused { code, fields, left, .. }) if !is_settling => {
                (self.sent_ms, self.is_opened) = (None, false);
                let refusal = refusal(&code, &fields, left);
                self.go(Stage::GiveUp { order, refusal }, scene)
            }
            Err(
                Failure::NotSent
                | Failure::ComeBack { .. }
                | Failure::Unauthorised
                | Failure::NotFound
                | Failure::Refused { .. },
            ) => {
                self.sent_ms = None;
                self.doubt(order, scene)
            }
            Ok(_) | Err(_) if protection::is_out(Protection::LookBeforeMake) => self.make_blindly(scene),
            Ok(_) | Err(_) => self.go(Stage::Read { order }, scene),
        }
    }

    /// Decides by where the chosen order stands.
    fn judge(&mut self, record: &OrderRecord, scene: &mut Scene<'_>) -> Step {
        let order = record.order.id;
        self.is_opened |= !matches!(record.order.status, OrderStatus::CheckoutDraft | OrderStatus::Trash);
        match &record.order.status {
            OrderStatus::CheckoutDraft if !self.has_settled(scene) => self.doubt(order, scene),
            OrderStatus::CheckoutDraft if self.is_too_late(scene) => {
                let refusal = Refusal::Other { code: TOO_LATE.into() };
                self.go(Stage::GiveUp { order, refusal }, scene)
            }
            OrderStatus::CheckoutDraft if !self.is_as_agreed(record) => {
                let refusal = Refusal::Other { code: CONTENT_DIFFERS.into() };
                self.go(Stage::GiveUp { order, refusal }, scene)
            }
            OrderStatus::CheckoutDraft => self.go(Stage::Open { order }, scene),
            // Somebody has changed it, or the shop has: nobody is sold what they did not agree to.
            OrderStatus::Pending if !self.is_as_agreed(record) => Step::Finish(ShopOutcome::PlacingUnclear),
            OrderStatus::Pending if self.wish.status == OrderStatus::Pending => self.placed(order, scene),
            OrderStatus::Pending if self.is_too_late(scene) || !self.has_settled(scene) => {
                self.doubt(order, scene)
            }
            OrderStatus::Pending => self.go(Stage::Settle { order }, scene),
            // Staff threw it away. Once it may have been placed, nobody is sold it again unasked.
            OrderStatus::Trash if self.is_opened => Step::Finish(ShopOutcome::PlacingUnclear),
            OrderStatus::Trash => self.next_incarnation(scene),
            OrderStatus::Processing
            | OrderStatus::OnHold
            | OrderStatus::Completed
            | OrderStatus::Cancelled
            | OrderStatus::Refunded
            | OrderStatus::Failed
            | OrderStatus::Other(_) => self.placed(order, scene),
        }
    }

    fn placed(&mut self, order: OrderId, scene: &mut Scene<'_>) -> Step {
        self.stocks = if self.wish.checks_stock { stocks(&self.wish) } else { Vec::new() };
        self.go(Stage::StockAfter { order, oversold: Vec::new() }, scene)
    }

    /// Looks at the next article, or says that the order is placed.
    fn next_stock(&mut self, order: OrderId, oversold: Vec<String>, scene: &mut Scene<'_>) -> Step {
        if let Some((product, ..)) = self.stocks.last() {
            return Step::Call(Request::StockLeft { product: *product });
        }
        let Some(record) = self.seen.take() else { return self.go(Stage::Read { order }, scene) };
        let order = Box::new(record.order);
        Step::Finish(ShopOutcome::Placed { order, shortfalls: Vec::new(), oversold })
    }

    fn stock_after(
        &mut self,
        order: OrderId,
        mut oversold: Vec<String>,
        answer: &Answer,
        scene: &mut Scene<'_>,
    ) -> Step {
        // A stock that cannot be read is no reason to keep the buyer waiting.
        if let (Some((.., name)), Ok(Reply::StockLeft(Some(..0)))) = (self.stocks.pop(), answer) {
            oversold.push(name);
        }
        self.go(Stage::StockAfter { order, oversold }, scene)
    }

    /// The chosen draft vanished before it was moved on: look once more, then make another.
    fn next_incarnation(&mut self, scene: &mut Scene<'_>) -> Step {
        if self.incarnation >= INCARNATIONS_MAX {
            return Step::Finish(ShopOutcome::PlacingUnclear);
        }
        self.incarnation += 1;
        self.is_opened = false;
        self.is_expected = false;
        self.sent_ms = None;
        self.absent_ms = None;
        self.seen = None;
        self.go(Stage::Look, scene)
    }

    /// What must never be done, for the proof that it would be noticed.
    fn make_blindly(&mut self, scene: &mut Scene<'_>) -> Step {
        self.is_opened = false;
        self.stage = Stage::Make;
        self.tries += 1;
        pace::pause(self.tries, &[], scene)
    }

    /// Tries again after a pause; gives up when the shop stays away and nothing can have been placed.
    fn again(&mut self, scene: &Scene<'_>) -> Step {
        self.tries += 1;
        if scene.now_ms - self.agreed_ms > TRYING_MS_MAX && !self.is_opened && self.has_settled(scene) {
            return not_placed(Refusal::Other { code: SHOP_UNAVAILABLE.into() });
        }
        self.pause(scene)
    }

    /// Reads the chosen order again after a pause, for as long as anything may still show.
    fn doubt(&mut self, order: OrderId, scene: &Scene<'_>) -> Step {
        self.stage = Stage::Read { order };
        if !self.is_opened {
            return self.again(scene);
        }
        self.tries += 1;
        let age_ms = scene.now_ms - self.agreed_ms;
        if age_ms > PLACING_MS_MAX + LOOKUP_MS_MAX {
            return Step::Finish(ShopOutcome::PlacingUnclear);
        }
        if age_ms > PLACING_MS_MAX && self.told < Told::Unclear {
            self.told = Told::Unclear;
            return Step::Report(ShopOutcome::PlacingUnclear);
        }
        self.pause(scene)
    }

    fn pause(&self, scene: &Scene<'_>) -> Step {
        if self.told == Told::Unclear {
            return Step::Wait { until_ms: scene.now_ms + LATE_PAUSE_MS };
        }
        let settled_ms = self.sent_ms.map(|sent| sent + scene.settle_ms);
        let word_ms = (!self.takes_long()).then_some(self.agreed_ms + STILL_PLACING_MS);
        pace::pause(self.tries, &[settled_ms, word_ms], scene)
    }

    fn has_settled(&self, scene: &Scene<'_>) -> bool {
        protection::is_out(Protection::SettleTime)
            || self.sent_ms.is_none_or(|sent| scene.now_ms >= sent + scene.settle_ms)
    }

    fn is_too_late(&self, scene: &Scene<'_>) -> bool {
        scene.now_ms - self.agreed_ms > PLACING_MS_MAX
    }

    /// Returns whether the shop is done making it: while it is at work, others see an order without content.
    fn is_whole(&self, record: &OrderRecord) -> bool {
        !record.fact(FINGERPRINT).is_empty()
            && record.order.lines.len() >= self.wish.lines.len()
            && record.extras.fees.len() >= self.wish.fees.len()
    }

    /// Returns whether the order holds what was agreed, and nothing else.
    fn is_as_agreed(&self, record: &OrderRecord) -> bool {
        let (lines, fees) = (&record.order.lines, &record.extras.fees);
        record.fact(FINGERPRINT) == self.fingerprint
            && lines.len() == self.wish.lines.len()
            && fees.len() == self.wish.fees.len()
            && lines.iter().zip(&self.wish.lines).all(|(line, wished)| {
                let priced = wished.total.as_ref().is_none_or(|total| total.minor == line.total.minor);
                line.id == wished.id() && line.quantity == wished.quantity && priced
            })
            && fees.iter().zip(&self.wish.fees).all(|(fee, wished)| fee.total.minor == wished.total.minor)
    }
}

fn not_placed(refusal: Refusal) -> Step {
    Step::Finish(ShopOutcome::NotPlaced { refusal, cart: None })
}

/// Returns what is wanted of each article, lines of one article together.
fn stocks(wish: &AgreedWish) -> Vec<(ProductId, u32, String)> {
    let mut stocks: Vec<(ProductId, u32, String)> = Vec::new();
    for line in &wish.lines {
        match stocks.iter_mut().find(|(id, ..)| *id == line.id()) {
            Some((_, wanted, _)) => *wanted = wanted.saturating_add(line.quantity),
            None => stocks.push((line.id(), line.quantity, line.name.clone())),
        }
    }
    stocks.truncate(STOCKS_MAX);
    stocks
}

/// Returns a digest of what was agreed: lines, fees, status, address and payment.
pub fn fingerprint(wish: &AgreedWish) -> String {
    let lines = wish.lines.iter().map(|line| {
        let total = line.total.as_ref().map(|total| (total.to_decimal(), &total.currency.code));
        format!("{}|{}|{total:?}", line.id(), line.quantity)
    });
    let fees = wish.fees.iter().map(|fee| format!("{}|{}", fee.name, fee.total.to_decimal()));
    let address = wish.address.as_ref().map(|address| {
        [
            &address.first_name,
            &address.last_name,
            &address.company,
            &address.line_1,
            &address.line_2,
            &address.city,
            &address.state,
            &address.postcode,
            &address.country,
            &address.email,
            &address.phone,
        ]
    });
    let text = format!(
        "a1\n{}\n{:?}\n{:?}\n{:?}\n{address:?}\n{:?}",
        wish.purpose.label(),
        lines.collect::<Vec<_>>(),
        fees.collect::<Vec<_>>(),
        wish.status,
        wish.gateway.as_ref().map(|gateway| &gateway.id),
    );
    hex::encode(Sha256::digest(text.as_bytes()))
}
