//! Placing an order from a basket, so that one confirm makes at most one order.
//!
//! ```text
//! open draft ─▶ chosen (id journalled) ─▶ stamp ─▶ re-read basket ─▶ place (journalled) ─▶ read back ─▶ placed
//!                                                       │ differs              │ anything but a decoded yes
//!                                                       ▼                      ▼
//!                                                 ask buyer again     read that one id until it shows
//! ```
//!
//! `GET /checkout` hands out a draft before anything is placed, the same one on repetition; `POST /checkout` turns it
//! into the order. Two overlapping `POST`s make two orders, so a second one is sent only when the first cannot still
//! be at work: its settle time is over and the draft, read by id, is still a draft. All this was found by experiment
//! on WooCommerce 10.5; `docs/decisions/0003-two-phase-order.md` tells why.

use std::fmt::Write as _;

use common::protection::{self, Protection};
use conversation::effect::{OrderWish, Refusal, ShopOutcome, Shortfall};
use domain::{
    ids::{OrderId, ProductId},
    shop::{Cart, CartLine, Order, OrderStatus},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{Answer, Scene, Step};
use crate::shop::{
    port::{Failure, OrderRecord, Reply, Request, SessionCart},
    refusal::{refusal, with_likely_field},
};

/// After this time nothing is placed any more: a confirm of an hour ago is not a wish of today.
pub const PLACING_MS_MAX: i64 = 60 * 60 * 1000;
/// Readings go on for this long after that, so that a late truth is still told.
pub const LOOKUP_MS_MAX: i64 = 24 * 60 * 60 * 1000;
/// When the buyer hears that it takes longer.
pub const STILL_PLACING_MS: i64 = 60 * 1000;
/// First pause between readings in doubt; doubles up to [`PAUSE_MS_MAX`].
const PAUSE_MS_MIN: i64 = 1_000;
/// Longest pause between tries while the buyer waits.
const PAUSE_MS_MAX: i64 = 30_000;
/// Pause between readings after the buyer was told that it is unclear.
const LATE_PAUSE_MS: i64 = 5 * 60 * 1000;
/// How long the harmless steps (draft, stamp, reading the basket) are tried while nothing was sent to be placed.
pub const TRYING_MS_MAX: i64 = 10 * 60 * 1000;
/// Drafts that may vanish under us before we stop.
const INCARNATIONS_MAX: u32 = 3;

/// An order on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placing {
    wish: OrderWish,
    fingerprint: String,
    confirmed_ms: i64,
    stage: Stage,
    /// Which draft we are at; grows when one vanished.
    incarnation: u32,
    /// When a `POST /checkout` was last sent; none before the first.
    sent_ms: Option<i64>,
    /// How many were sent.
    posts: u32,
    /// A changing call is under way.
    in_flight: bool,
    tries: u32,
    told_of_delay: bool,
    told_unclear: bool,
    /// A typed refusal that came with the last `POST`.
    refused: Option<Refusal>,
    /// The order as it was read back; read again after a restart.
    #[serde(skip)]
    placed: Option<Box<Order>>,
    /// Articles whose stock is still to be looked at.
    #[serde(skip)]
    scarce: Vec<(ProductId, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "at", rename_all = "snake_case")]
enum Stage {
    /// `GET /checkout`.
    OpenDraft,
    /// The draft's id is journalled; facts are written on it.
    Stamp { order: OrderId },
    /// The basket is read once more and compared with what was confirmed.
    Recheck { order: OrderId },
    /// `POST /checkout`.
    Place { order: OrderId },
    /// Reading the one id after a `POST`.
    ReadBack { order: OrderId },
    /// Placed. Scarce articles are looked at once more: the shop can sell the last one twice.
    CheckStock { order: OrderId, oversold: Vec<String> },
    /// The basket is read to show the buyer what changed.
    ShowBasket { refusal: Option<Refusal> },
}

impl Placing {
    pub fn new(wish: OrderWish, now_ms: i64) -> Self {
        Self {
            fingerprint: fingerprint(&wish.cart, &wish),
            wish,
            confirmed_ms: now_ms,
            stage: Stage::OpenDraft,
            incarnation: 1,
            sent_ms: None,
            posts: 0,
            in_flight: false,
            tries: 0,
            told_of_delay: false,
            told_unclear: false,
            refused: None,
            placed: None,
            scarce: Vec::new(),
        }
    }

    pub fn order(&self) -> Option<OrderId> {
        match self.stage {
            Stage::CheckStock { order, .. }
            | Stage::Stamp { order }
            | Stage::Recheck { order }
            | Stage::Place { order }
            | Stage::ReadBack { order } => Some(order),
            Stage::OpenDraft | Stage::ShowBasket { .. } => None,
        }
    }

    pub fn label(&self) -> &'static str {
        match self.stage {
            Stage::OpenDraft => "order.intent",
            Stage::Stamp { .. } => "order.chosen",
            Stage::Recheck { .. } => "order.stamped",
            Stage::Place { .. } => "order.before_place",
            Stage::ReadBack { .. } => "order.after_place",
            Stage::CheckStock { .. } => "order.check_stock",
            Stage::ShowBasket { .. } => "order.show_basket",
        }
    }

    pub fn begin(&mut self, scene: &mut Scene<'_>) -> Step {
        self.call(scene)
    }

    pub fn resume(&mut self, scene: &mut Scene<'_>) -> Step {
        if let Stage::CheckStock { order, .. } = self.stage {
            self.stage = Stage::ReadBack { order };
        }
        if protection::is_out(Protection::ReadBeforeRepeat) {
            self.in_flight = false;
        }
        if std::mem::take(&mut self.in_flight) {
            if let Stage::Place { order } = self.stage {
                // The owner before us may have sent it a moment ago: its settling counts from now.
                self.sent_ms = Some(scene.now_ms);
                self.stage = Stage::ReadBack { order };
            }
        } else if let Stage::ReadBack { .. } = self.stage
            && self.sent_ms.is_some()
        {
            self.sent_ms = Some(scene.now_ms);
        }
        self.tries = 0;
        self.call(scene)
    }

    /// Goes on after a wait or a report.
    pub fn proceed(&mut self, scene: &mut Scene<'_>) -> Step {
        if !self.told_of_delay && scene.now_ms - self.confirmed_ms >= STILL_PLACING_MS {
            self.told_of_delay = true;
            return Step::Report(ShopOutcome::StillPlacing);
        }
        self.call(scene)
    }

    fn call(&mut self, scene: &mut Scene<'_>) -> Step {
        if self.is_too_late(scene) && !self.may_have_placed() {
            return Step::Finish(ShopOutcome::NotPlaced {
                refusal: Refusal::Other { code: "too_late".into() },
                cart: None,
            });
        }
        let Some(token) = scene.session.token.clone() else {
            if self.may_have_placed() {
                return self.read_back();
            }
            self.stage = Stage::ShowBasket { refusal: None };
            return Step::Call(Request::GetCart { token: None });
        };
        match &self.stage {
            Stage::OpenDraft => {
                self.in_flight = true;
                Step::Call(Request::OpenCheckout { token })
            }
            Stage::Stamp { order } => {
                self.in_flight = true;
                Step::Call(Request::StampOrder {
                    order: *order,
                    facts: vec![
                        ("_wa_op".into(), format!("{}.{}", scene.op_key, self.incarnation)),
                        ("_wa_fp".into(), self.fingerprint.clone()),
                        ("_wa_contact".into(), scene.contact.to_string()),
                    ],
                })
            }
            Stage::Recheck { .. } | Stage::ShowBasket { .. } => {
                Step::Call(Request::GetCart { token: Some(token) })
            }
            Stage::Place { .. } => {
                self.in_flight = true;
                self.posts += 1;
                self.sent_ms = Some(scene.now_ms);
                Step::Call(Request::PlaceCheckout {
                    token,
                    address: Box::new(self.wish.address.clone()),
                    gateway: self.wish.gateway.id.clone(),
                    note: self.wish.note.clone(),
                })
            }
            Stage::ReadBack { .. } | Stage::CheckStock { .. } => self.read_back(),
        }
    }

    fn read_back(&self) -> Step {
        match self.order() {
            Some(order) => Step::Call(Request::GetOrder { order }),
            None => Step::Finish(ShopOutcome::PlacingUnclear),
        }
    }

    pub fn answered(&mut self, answer: Answer, scene: &mut Scene<'_>) -> Step {
        self.in_flight = false;
        match self.stage.clone() {
            Stage::OpenDraft => self.draft_answered(answer, scene),
            Stage::Stamp { order } => self.stamp_answered(order, &answer, scene),
            Stage::Recheck { order } => self.recheck_answered(order, answer, scene),
            Stage::Place { order } => self.place_answered(order, answer, scene),
            Stage::ReadBack { order } => self.read_answered(order, answer, scene),
            Stage::CheckStock { order, oversold } => self.stock_answered(order, oversold, answer, scene),
            Stage::ShowBasket { refusal } => self.basket_answered(refusal, answer, scene),
        }
    }

    fn draft_answered(&mut self, answer: Answer, scene: &mut Scene<'_>) -> Step {
        match answer {
            Ok(Reply::Draft { order, token, .. }) => {
                scene.session.token = Some(token);
                self.tries = 0;
                self.stage = Stage::Stamp { order };
                self.call(scene)
            }
            Err(Failure::Refused { code, fields, left, .. }) => {
                // An empty basket, or a line that cannot be had any more, shows in the basket itself. What does not
                // show there must be told, or the buyer would confirm the same basket for ever.
                let why = refusal(&code, &fields, left);
                self.show_basket(Some(why).filter(|why| matches!(why, Refusal::Other { .. })), scene)
            }
            Err(Failure::SessionLost) => self.show_basket(None, scene),
            Ok(_) | Err(_) => self.again(scene),
        }
    }

    fn stamp_answered(&mut self, order: OrderId, answer: &Answer, scene: &mut Scene<'_>) -> Step {
        match answer {
            Ok(_) => {
                self.tries = 0;
                self.stage = Stage::Recheck { order };
                self.call(scene)
            }
            Err(Failure::NotFound) => self.next_incarnation(scene),
            // One unique key per fact: repeating is harmless.
            Err(_) => self.again(scene),
        }
    }

    fn recheck_answered(&mut self, order: OrderId, answer: Answer, scene: &mut Scene<'_>) -> Step {
        match answer {
            Ok(Reply::Cart(read)) => {
                scene.session.remember(&read);
                let SessionCart { cart, .. } = *read;
                if fingerprint(&cart, &self.wish) == self.fingerprint && cart.complaints.is_empty() {
                    self.tries = 0;
                    self.stage = Stage::Place { order };
                    return self.call(scene);
                }
                Step::Finish(ShopOutcome::BasketChanged { cart: Box::new(cart) })
            }
            Err(Failure::SessionLost) => self.show_basket(None, scene),
            Ok(_) | Err(_) => self.again(scene),
        }
    }

    fn place_answered(&mut self, order: OrderId, answer: Answer, scene: &mut Scene<'_>) -> Step {
        self.stage = Stage::ReadBack { order };
        self.refused = None;
        self.tries = 0;
        if protection::is_out(Protection::ReadBeforeRepeat) && answer.is_err() {
            self.stage = Stage::Recheck { order };
            return self.pause(scene);
        }
        match answer {
            Ok(Reply::CheckedOut { order: placed, .. }) => {
                // The shop may have replaced a draft that it no longer liked: what it placed is what counts.
                self.stage = Stage::ReadBack { order: placed };
                self.read_back()
            }
            // Certainly not sent, or turned away before any work: the same again later, after another look.
            Err(Failure::NotSent | Failure::ComeBack { .. } | Failure::Unauthorised) => {
                self.posts -= 1;
                if self.posts == 0 {
                    self.sent_ms = None;
                    self.stage = Stage::Recheck { order };
                }
                self.again(scene)
            }
            Err(Failure::Refused { code, fields, left, .. }) => {
                self.refused = Some(with_likely_field(refusal(&code, &fields, left), &self.wish.address));
                self.read_back()
            }
            Ok(_) | Err(Failure::Unknown | Failure::NotFound | Failure::SessionLost) => self.read_back(),
        }
    }

    fn read_answered(&mut self, order: OrderId, answer: Answer, scene: &mut Scene<'_>) -> Step {
        match answer {
            Ok(Reply::Order(record)) if is_still_draft(&record) => self.still_draft(order, scene),
            // Staff threw it away. Once it was sent it may have been placed before, and nobody is sold it again unasked.
            Ok(Reply::Order(record))
                if record.order.status == OrderStatus::Trash && self.may_have_placed() =>
            {
                Step::Finish(ShopOutcome::PlacingUnclear)
            }
            Ok(Reply::Order(record)) if record.order.status == OrderStatus::Trash => {
                self.next_incarnation(scene)
            }
            Ok(Reply::Order(record)) => self.placed(*record, scene),
            Err(Failure::NotFound) if self.has_settled(scene) => self.next_incarnation(scene),
            Ok(_) | Err(_) => self.doubt(scene),
        }
    }

    fn still_draft(&mut self, order: OrderId, scene: &mut Scene<'_>) -> Step {
        // With one call sent and answered by a typed refusal, nothing can still be at work.
        let only_call_refused = self.posts <= 1 && self.refused.is_some();
        if !only_call_refused && !self.has_settled(scene) {
            return self.doubt(scene);
        }
        match self.refused.take() {
            Some(refusal) => self.show_basket(Some(refusal), scene),
            None if self.is_too_late(scene) => Step::Finish(ShopOutcome::NotPlaced {
                refusal: Refusal::Other { code: "too_late".into() },
                cart: None,
            }),
            None => {
                self.posts = 0;
                self.sent_ms = None;
                self.tries = 0;
                self.stage = Stage::Recheck { order };
                self.call(scene)
            }
        }
    }

    fn placed(&mut self, record: OrderRecord, scene: &mut Scene<'_>) -> Step {
        let order = record.order;
        self.scarce = scarce(&self.wish.cart);
        self.stage = Stage::CheckStock { order: order.id, oversold: Vec::new() };
        self.placed = Some(Box::new(order));
        self.next_stock(Vec::new(), scene)
    }

    /// Looks at the next scarce article, or says that the order is placed.
    fn next_stock(&mut self, oversold: Vec<String>, scene: &mut Scene<'_>) -> Step {
        if let Some((product, _)) = self.scarce.last() {
            return Step::Call(Request::StockLeft { product: *product });
        }
        let Some(order) = self.placed.take() else { return self.read_back() };
        scene.session.emptied();
        let shortfalls = shortfalls(&self.wish.cart, &order);
        Step::Finish(ShopOutcome::Placed { order, shortfalls, oversold })
    }

    fn stock_answered(
        &mut self,
        order: OrderId,
        mut oversold: Vec<String>,
        answer: Answer,
        scene: &mut Scene<'_>,
    ) -> Step {
        let Some((_, name)) = self.scarce.pop() else {
            // After a restart the order is read once more first.
            self.stage = Stage::ReadBack { order };
            return self.read_answered(order, answer, scene);
        };
        // A stock that cannot be read is no reason to keep the buyer waiting.
        if matches!(answer, Ok(Reply::StockLeft(Some(..0)))) {
            oversold.push(name);
        }
        self.stage = Stage::CheckStock { order, oversold: oversold.clone() };
        self.next_stock(oversold, scene)
    }

    fn show_basket(&mut self, refusal: Option<Refusal>, scene: &mut Scene<'_>) -> Step {
        self.stage = Stage::ShowBasket { refusal };
        self.tries = 0;
        self.call(scene)
    }

    fn basket_answered(&mut self, refusal: Option<Refusal>, answer: Answer, scene: &mut Scene<'_>) -> Step {
        match (answer, refusal) {
            (Ok(Reply::Cart(read)), refusal) => {
                let lost = read.cart.is_empty() && !scene.session.copy.articles.is_empty();
                if lost {
                    // Keep our copy: the next look at the basket rebuilds it.
                    scene.session.token = None;
                } else {
                    scene.session.remember(&read);
                }
                let cart = Box::new(read.cart);
                Step::Finish(match refusal {
                    Some(refusal) => ShopOutcome::NotPlaced { refusal, cart: Some(cart) },
                    None => ShopOutcome::BasketChanged { cart },
                })
            }
            (Err(Failure::SessionLost), refusal) if scene.session.token.is_some() => {
                scene.session.token = None;
                self.show_basket(refusal, scene)
            }
            (_, Some(refusal)) => Step::Finish(ShopOutcome::NotPlaced { refusal, cart: None }),
            (_, None) => self.again(scene),
        }
    }

    /// A draft vanished before it was placed: begin again with a new one.
    fn next_incarnation(&mut self, scene: &mut Scene<'_>) -> Step {
        if self.incarnation >= INCARNATIONS_MAX {
            return Step::Finish(ShopOutcome::PlacingUnclear);
        }
        self.incarnation += 1;
        self.posts = 0;
        self.sent_ms = None;
        self.refused = None;
        self.tries = 0;
        self.stage = Stage::OpenDraft;
        self.call(scene)
    }

    /// Repeats a harmless step after a pause; gives up when the shop stays away.
    fn again(&mut self, scene: &mut Scene<'_>) -> Step {
        self.tries += 1;
        if scene.now_ms - self.confirmed_ms > TRYING_MS_MAX && !self.may_have_placed() {
            return Step::Finish(ShopOutcome::NotPlaced {
                refusal: Refusal::Other { code: "shop_unavailable".into() },
                cart: None,
            });
        }
        self.pause(scene)
    }

    /// Reads again after a pause, for as long as anything may still show.
    fn doubt(&mut self, scene: &mut Scene<'_>) -> Step {
        self.tries += 1;
        let age_ms = scene.now_ms - self.confirmed_ms;
        if age_ms > PLACING_MS_MAX + LOOKUP_MS_MAX {
            return Step::Finish(ShopOutcome::PlacingUnclear);
        }
        if age_ms > PLACING_MS_MAX && !self.told_unclear {
            self.told_unclear = true;
            return Step::Report(ShopOutcome::PlacingUnclear);
        }
        self.pause(scene)
    }

    fn pause(&self, scene: &Scene<'_>) -> Step {
        if self.told_unclear {
            return Step::Wait { until_ms: scene.now_ms + LATE_PAUSE_MS };
        }
        let doubled = PAUSE_MS_MIN << self.tries.saturating_sub(1).min(10);
        let mut until_ms = scene.now_ms + doubled.min(PAUSE_MS_MAX);
        // Wake in time for what is due: the end of settling, the word to the buyer.
        let settled_ms = self.sent_ms.map(|sent| sent + scene.settle_ms);
        let word_ms = (!self.told_of_delay).then_some(self.confirmed_ms + STILL_PLACING_MS);
        for due_ms in settled_ms.into_iter().chain(word_ms) {
            if (scene.now_ms + 1..until_ms).contains(&due_ms) {
                until_ms = due_ms;
            }
        }
        Step::Wait { until_ms }
    }

    fn may_have_placed(&self) -> bool {
        self.posts > 0
    }

    fn has_settled(&self, scene: &Scene<'_>) -> bool {
        protection::is_out(Protection::SettleTime)
            || self.sent_ms.is_none_or(|sent| scene.now_ms >= sent + scene.settle_ms)
    }

    fn is_too_late(&self, scene: &Scene<'_>) -> bool {
        scene.now_ms - self.confirmed_ms > PLACING_MS_MAX
    }
}

fn is_still_draft(record: &OrderRecord) -> bool {
    record.order.status == OrderStatus::CheckoutDraft
}

/// Articles whose stock is looked at after placing, at most: each costs the buyer a moment.
const SCARCE_MAX: usize = 3;
/// What the shop says to be the most of a line where it keeps no count.
const UNCOUNTED: u32 = 9_999;

/// Returns the articles of which so few were left that another buyer may have taken the same ones: where the shop keeps
/// a count, and the basket took more than a fifth of it.
fn scarce(cart: &Cart) -> Vec<(ProductId, String)> {
    let is_scarce = |line: &&CartLine| {
        line.quantity_max.is_some_and(|left| left < UNCOUNTED && line.quantity.saturating_mul(5) >= left)
    };
    cart.lines.iter().filter(is_scarce).take(SCARCE_MAX).map(|line| (line.id, line.name.clone())).collect()
}

/// Returns the lines of which the order has fewer than the basket had.
fn shortfalls(cart: &Cart, order: &Order) -> Vec<Shortfall> {
    cart.lines
        .iter()
        .filter_map(|line| {
            let got = order.lines.iter().filter(|own| own.id == line.id).map(|own| own.quantity).sum::<u32>();
            // Two lines of one article with different free choices share a number: compare their sum.
            let wanted =
                cart.lines.iter().filter(|own| own.id == line.id).map(|own| own.quantity).sum::<u32>();
            (got < wanted).then(|| Shortfall { name: line.name.clone(), wanted, got })
        })
        .collect()
}

/// Returns a digest of what the buyer confirmed: lines, shipping, coupons, total, address and payment.
pub fn fingerprint(cart: &Cart, wish: &OrderWish) -> String {
    let mut lines: Vec<String> = cart
        .lines
        .iter()
        .map(|line| format!("{}|{}|{}|{:?}", line.id, line.quantity, line.total.to_decimal(), line.choices))
        .collect();
    lines.sort_unstable();
    let mut coupons: Vec<String> = cart.coupons.iter().map(|code| domain::text::fold(code)).collect();
    coupons.sort_unstable();
    let rate = cart.chosen_rate().map(|rate| (rate.id.as_str(), rate.price.to_decimal()));
    let address = &wish.address;
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write!(
        text,
        "v1\n{lines:?}\n{coupons:?}\n{rate:?}\n{}|{}\n{}\n{:?}",
        cart.totals.total.to_decimal(),
        cart.totals.total.currency.code,
        wish.gateway.id,
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
        ],
    );
    hex::encode(Sha256::digest(text.as_bytes()))
}
