//! Changing an order that exists, so that a change happens once and only to the order that it was meant for.
//!
//! ```text
//! read ─▶ as expected? ─▶ enough stock? ─▶ PUT with our mark (journalled) ─▶ read back ─▶ notes ─▶ changed
//!            │ no                                  │ no answer
//!            ▼                                     ▼
//!         refused                  read until the mark shows or the call has settled
//! ```
//!
//! The shop has no conditional write, so between reading and writing somebody may be faster; what is written is absolute
//! and names lines by their own numbers, so the loser is overwritten, never mixed in. The mark (`_wa_change`, the
//! effect's key) goes with the change in one call: a line without a number would be appended again by a repetition, and
//! a price is not the proof that it was ours. A note has no mark; each is sent once, whatever the answer.

use conversation::effect::{
    CONTENT_DIFFERS, LineChange, ORDER_GONE, ORDER_MOVED_ON, OrderChange, OrderNote, Refusal, ShopOutcome,
};
use domain::{
    ids::ProductId,
    money::Money,
    shop::{OrderLine, OrderStatus},
};
use serde::{Deserialize, Serialize};

use super::{Answer, Scene, Step, pace};
use crate::shop::{
    port::{Failure, LineEdit, Note, OrderEdit, OrderRecord, Reply, Request},
    refusal::refusal,
};

/// The fact that says which change was made last.
const MARK: &str = "_wa_change";
/// How long after a call has settled its outcome is still looked for.
const LOOKING_MS_MAX: i64 = 2 * 60 * 1000;
/// Calls that change the order, at most.
const CALLS_MAX: u32 = 3;

/// A change under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changing {
    wish: OrderChange,
    stage: Stage,
    /// When the change was last sent; none before the first time.
    sent_ms: Option<i64>,
    calls: u32,
    /// The last one was answered with a decoded yes.
    is_answered: bool,
    /// A changing call is under way.
    in_flight: bool,
    tries: u32,
    /// Notes that were sent or need not be.
    noted: usize,
    /// The order as it was read last; read again after a restart.
    #[serde(skip)]
    seen: Option<Box<OrderRecord>>,
    /// Articles of which more is wanted, and how much more.
    #[serde(skip)]
    scarce: Vec<(ProductId, u32)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "at", rename_all = "snake_case")]
enum Stage {
    /// The order is read and compared.
    Read,
    /// Stock of what the lines take more of.
    Stock,
    /// The change is sent.
    Write,
    /// The order is read after that.
    ReadBack,
    /// The notes that are there are read.
    ListNotes,
    /// A note is sent.
    Note,
}

impl Changing {
    pub fn new(wish: OrderChange) -> Self {
        Self {
            wish,
            stage: Stage::Read,
            sent_ms: None,
            calls: 0,
            is_answered: false,
            in_flight: false,
            tries: 0,
            noted: 0,
            seen: None,
            scarce: Vec::new(),
        }
    }

    pub fn order(&self) -> domain::ids::OrderId {
        self.wish.order
    }

    pub fn label(&self) -> &'static str {
        match self.stage {
            Stage::Read => "change.read",
            Stage::Stock => "change.stock",
            Stage::Write => "change.before_write",
            Stage::ReadBack => "change.after_write",
            Stage::ListNotes => "change.list_notes",
            Stage::Note => "change.note",
        }
    }

    pub fn begin(&mut self, scene: &mut Scene<'_>) -> Step {
        self.call(scene)
    }

    pub fn resume(&mut self, scene: &mut Scene<'_>) -> Step {
        let was_in_flight = std::mem::take(&mut self.in_flight);
        match self.stage {
            Stage::Note => {
                // Whatever became of it, it is not sent again.
                self.noted += usize::from(was_in_flight);
                self.stage = Stage::ReadBack;
            }
            Stage::ListNotes => self.stage = Stage::ReadBack,
            Stage::Write if was_in_flight => self.stage = Stage::ReadBack,
            Stage::Stock | Stage::Write => self.stage = Stage::Read,
            Stage::Read | Stage::ReadBack => {}
        }
        if self.calls > 0 && !self.is_answered {
            // The owner before us may have sent it a moment ago: its settling counts from now.
            self.sent_ms = Some(scene.now_ms);
        }
        self.tries = 0;
        self.call(scene)
    }

    /// Goes on after a wait.
    pub fn proceed(&mut self, scene: &mut Scene<'_>) -> Step {
        self.call(scene)
    }

    fn call(&mut self, scene: &mut Scene<'_>) -> Step {
        let order = self.wish.order;
        match self.stage {
            Stage::Read | Stage::ReadBack => Step::Call(Request::GetOrder { order }),
            Stage::Stock => match self.scarce.last() {
                Some((product, _)) => Step::Call(Request::StockLeft { product: *product }),
                None => self.write(scene),
            },
            Stage::Write => self.write(scene),
            Stage::ListNotes => Step::Call(Request::Notes { order }),
            Stage::Note => match self.wish.notes.get(self.noted) {
                Some(note) => {
                    self.in_flight = true;
                    let (text, is_for_customer) = (written(note), note.is_for_customer);
                    Step::Call(Request::AddNote { order, text, is_for_customer })
                }
                None => self.finish(scene),
            },
        }
    }

    pub fn answered(&mut self, answer: Answer, scene: &mut Scene<'_>) -> Step {
        self.in_flight = false;
        match self.stage {
            Stage::Read => self.was_read(answer, scene),
            Stage::Stock => self.stock_answered(&answer, scene),
            Stage::Write => self.was_written(answer, scene),
            Stage::ReadBack => self.was_read_back(answer, scene),
            Stage::ListNotes => self.notes_listed(answer, scene),
            Stage::Note => {
                self.noted += 1;
                self.call(scene)
            }
        }
    }

    fn was_read(&mut self, answer: Answer, scene: &mut Scene<'_>) -> Step {
        match answer {
            Ok(Reply::Order(record)) if self.is_ours(&record, scene) => self.changed(record, scene),
            Ok(Reply::Order(record)) if self.fits(&record) => {
                self.scarce = if self.wish.checks_stock { self.growth(&record) } else { Vec::new() };
                self.seen = Some(record);
                self.stage = Stage::Stock;
                self.call(scene)
            }
            Ok(Reply::Order(_)) => refuse(ORDER_MOVED_ON),
            Err(Failure::NotFound) => refuse(ORDER_GONE),
            Ok(_) | Err(_) if self.calls == 0 => Step::Finish(ShopOutcome::Unavailable),
            Ok(_) | Err(_) => self.doubt(scene),
        }
    }

    fn stock_answered(&mut self, answer: &Answer, scene: &mut Scene<'_>) -> Step {
        let more = self.scarce.pop().map_or(0, |(_, more)| more);
        match answer {
            Ok(Reply::StockLeft(Some(left))) if *left < i64::from(more) => {
                let left = u32::try_from(*left).unwrap_or(0);
                let refusal = match left {
                    0 => Refusal::OutOfStock,
                    left => Refusal::NotEnoughStock { left: Some(left) },
                };
                Step::Finish(ShopOutcome::Refused { refusal, cart: None })
            }
            Ok(Reply::StockLeft(_)) => self.call(scene),
            Err(Failure::NotFound) => {
                Step::Finish(ShopOutcome::Refused { refusal: Refusal::NotSold, cart: None })
            }
            Ok(_) | Err(_) if self.calls == 0 => Step::Finish(ShopOutcome::Unavailable),
            Ok(_) | Err(_) => self.doubt(scene),
        }
    }

    fn write(&mut self, scene: &mut Scene<'_>) -> Step {
        let Some(seen) = self.seen.as_deref() else {
            self.stage = Stage::Read;
            return self.call(scene);
        };
        let lines = self.wish.lines.iter().map(|change| LineEdit {
            item: change.item,
            product: change.product,
            quantity: change.quantity,
            total: price(change, &seen.order.lines),
        });
        let mut facts = self.wish.facts.clone();
        facts.push((MARK.to_owned(), scene.op_key.to_string()));
        let edit = OrderEdit {
            lines: lines.collect(),
            address: self.wish.address.clone(),
            gateway: self.wish.gateway.clone(),
            status: self.wish.status.clone(),
            facts,
        };
        self.stage = Stage::Write;
        self.in_flight = true;
        self.is_answered = false;
        self.calls += 1;
        self.sent_ms = Some(scene.now_ms);
        Step::Call(Request::EditOrder { order: self.wish.order, edit: Box::new(edit) })
    }

    fn was_written(&mut self, answer: Answer, scene: &mut Scene<'_>) -> Step {
        self.stage = Stage::ReadBack;
        self.tries = 0;
        match answer {
            Ok(Reply::Order(_)) => {
                self.is_answered = true;
                self.call(scene)
            }
            // Certainly not done; and one before this, if any, had settled.
            Err(Failure::NotSent | Failure::ComeBack { .. } | Failure::Unauthorised) => {
                Step::Finish(ShopOutcome::Unavailable)
            }
            Err(Failure::Refused { code, fields, left, .. }) => {
                Step::Finish(ShopOutcome::Refused { refusal: refusal(&code, &fields, left), cart: None })
            }
            Err(Failure::NotFound) => refuse(ORDER_GONE),
            Ok(_) | Err(Failure::SessionLost | Failure::Unknown) => self.call(scene),
        }
    }

    fn was_read_back(&mut self, answer: Answer, scene: &mut Scene<'_>) -> Step {
        match answer {
            Ok(Reply::Order(record)) if self.is_ours(&record, scene) => self.changed(record, scene),
            // The shop said yes and shows something else, without our mark.
            Ok(Reply::Order(_)) if self.is_answered => refuse(CONTENT_DIFFERS),
            Ok(Reply::Order(record)) if self.has_settled(scene) && self.calls < CALLS_MAX => {
                // It did not happen, and will not.
                self.was_read(Ok(Reply::Order(record)), scene)
            }
            Err(Failure::NotFound) => refuse(ORDER_GONE),
            Ok(_) | Err(_) => self.doubt(scene),
        }
    }

    fn changed(&mut self, record: Box<OrderRecord>, scene: &mut Scene<'_>) -> Step {
        self.seen = Some(record);
        if self.noted >= self.wish.notes.len() {
            return self.finish(scene);
        }
        self.stage = Stage::ListNotes;
        self.call(scene)
    }

    fn notes_listed(&mut self, answer: Answer, scene: &mut Scene<'_>) -> Step {
        let Ok(Reply::Notes(there)) = answer else {
            // A note is a courtesy; the change itself stands.
            return self.finish(scene);
        };
        let done = self.noted.min(self.wish.notes.len());
        let rest = self.wish.notes.split_off(done);
        self.wish.notes.extend(rest.into_iter().filter(|note| !is_there(note, &there)));
        self.stage = Stage::Note;
        self.call(scene)
    }

    fn finish(&mut self, scene: &Scene<'_>) -> Step {
        let Some(record) = self.seen.take() else { return Step::Finish(ShopOutcome::Unknown) };
        Step::Finish(ShopOutcome::Changed { sighting: Box::new(sighting(*record, scene)) })
    }

    /// Returns whether the order is as it must be for this change.
    fn fits(&self, record: &OrderRecord) -> bool {
        let status = &record.order.status;
        let wish = &self.wish;
        (wish.from.is_empty() || wish.from.contains(status))
            && wish.content.as_ref().is_none_or(|content| *content == conversation::order_mark(&record.order))
            && !(wish.unless_paid && record.order.is_paid)
            && wish.expects.iter().all(|(key, value)| record.fact(key) == value)
            && wish.lines.iter().all(|change| {
                change.item == 0
                    || line(change.item, &record.order.lines).is_some_and(|line| line.id == change.product)
            })
    }

    /// Returns whether this very change was made. While a call may still be at work, all of it must show.
    fn is_ours(&self, record: &OrderRecord, scene: &Scene<'_>) -> bool {
        let is_over = self.is_answered || self.calls == 0 || self.has_settled(scene);
        record.fact(MARK) == scene.op_key.as_str() && (is_over || self.shows(record))
    }

    fn shows(&self, record: &OrderRecord) -> bool {
        let wish = &self.wish;
        wish.status.as_ref().is_none_or(|status| *status == record.order.status)
            && wish.facts.iter().all(|(key, value)| record.fact(key) == value)
            && wish.lines.iter().all(|change| {
                let lines = &record.order.lines;
                match (change.item, change.quantity) {
                    (0, quantity) => {
                        lines.iter().any(|line| line.id == change.product && line.quantity == quantity)
                    }
                    (item, 0) => line(item, lines).is_none(),
                    (item, quantity) => line(item, lines).is_some_and(|line| {
                        let priced =
                            change.total.as_ref().is_none_or(|total| total.minor == line.total.minor);
                        line.quantity == quantity && priced
                    }),
                }
            })
    }

    /// Returns how much more of each article the lines take from the shelf.
    fn growth(&self, record: &OrderRecord) -> Vec<(ProductId, u32)> {
        let is_taken = matches!(
            record.order.status,
            OrderStatus::Processing | OrderStatus::OnHold | OrderStatus::Completed
        );
        let growth = self.wish.lines.iter().filter_map(|change| {
            let before =
                line(change.item, &record.order.lines).filter(|_| is_taken).map_or(0, |line| line.quantity);
            let more = change.quantity.saturating_sub(before);
            (more > 0).then_some((change.product, more))
        });
        growth.collect()
    }

    fn has_settled(&self, scene: &Scene<'_>) -> bool {
        self.sent_ms.is_none_or(|sent| scene.now_ms >= sent + scene.settle_ms)
    }

    /// Reads again after a pause, for as long as the change may still show.
    fn doubt(&mut self, scene: &Scene<'_>) -> Step {
        self.tries += 1;
        let settled_ms = self.sent_ms.map(|sent| sent + scene.settle_ms);
        if settled_ms.is_none_or(|settled| scene.now_ms > settled + LOOKING_MS_MAX)
            || self.calls >= CALLS_MAX && self.has_settled(scene)
        {
            return Step::Finish(ShopOutcome::Unknown);
        }
        self.stage = Stage::ReadBack;
        pace::pause(self.tries, &[settled_ms], scene)
    }
}

/// Returns an order as its buyer's conversation is shown it.
pub fn sighting(record: OrderRecord, scene: &Scene<'_>) -> domain::shop::OrderSighting {
    let names_buyer = record.contact.as_deref() == Some(scene.contact.to_string().as_str());
    record.sighting(names_buyer)
}

fn refuse(code: &str) -> Step {
    Step::Finish(ShopOutcome::Refused { refusal: Refusal::Other { code: code.to_owned() }, cart: None })
}

fn line(item: u64, lines: &[OrderLine]) -> Option<&OrderLine> {
    lines.iter().find(|line| item != 0 && line.item == item)
}

/// Returns the price of a whole line: as wished, or that of one times the new count.
fn price(change: &LineChange, lines: &[OrderLine]) -> Option<Money> {
    if change.total.is_some() {
        return change.total.clone();
    }
    let line = line(change.item, lines).filter(|line| line.quantity > 0)?;
    let (count, before) = (i128::from(change.quantity), i128::from(line.quantity));
    // Half up, as the shop rounds.
    let minor = (i128::from(line.total.minor) * count * 2 + before).div_euclid(before * 2);
    Some(Money::from_minor(i64::try_from(minor).ok()?, line.total.currency.clone()))
}

/// Returns the text of a note as it is stored: staff's have their key behind them.
fn written(note: &OrderNote) -> String {
    if note.is_for_customer { note.text.clone() } else { format!("{} [{}]", note.text, note.key) }
}

fn is_there(note: &OrderNote, there: &[Note]) -> bool {
    // WordPress drops backslashes, and may wrap or trim.
    let plain = |text: &str| -> String {
        text.chars().filter(|char| *char != '\\' && !char.is_whitespace()).collect()
    };
    let wanted = plain(&written(note));
    there.iter().any(|there| there.is_for_customer == note.is_for_customer && plain(&there.text) == wanted)
}
