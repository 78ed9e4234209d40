//! The shop's staff, who answer quotes and disputes in the order itself, as people do: not at once, now and then with
//! second thoughts, again when nothing came of it.

use common::rng::Rng as _;
use domain::ids::OrderId;

use super::{Made, Model, Woo, kes};

/// After how long staff answer again what still waits for them, simulated milliseconds.
const AGAIN_MS: u64 = 240_000;
/// What a piece costs in the first offer, in cents, before what is taken off.
const FIRST_OFFER_MINOR: i64 = 66_000;

/// What staff did on an order.
#[derive(Debug, Clone, Default)]
pub struct Done {
    /// When they last answered, simulated milliseconds.
    answered_at_ms: Option<u64>,
    /// How often they answered a quote.
    pub answers: usize,
    /// What they typed to answer disputes.
    pub typed: Vec<String>,
}

impl Made {
    /// Returns whether it is or was a quote, or somebody complained of it.
    pub fn has_flow(&self) -> bool {
        let is_noted = |key| !self.fact(key).is_empty();
        !self.is_scripted() && (is_noted("_wa_quote") || is_noted("_wa_dispute"))
    }
}

impl Woo {
    /// Staff look through the orders and answer one that waits for them.
    pub fn staff_answer(&self) {
        let mut model = self.model();
        let now_ms = model.story.now_ms();
        let waits = |made: &&Made| {
            let rests = made.staff.answered_at_ms.is_some_and(|at_ms| now_ms < at_ms + AGAIN_MS);
            !rests && !made.is_scripted()
        };
        let has_turn = |made: &Made, turn: &str| made.fact(turn) == "staff" || made.fact(turn) == "manager";
        let quote = model
            .orders
            .iter()
            .filter(|(_, made)| waits(made))
            .find(|(_, made)| has_turn(made, "_wa_quote_turn"))
            .map(|(id, _)| *id);
        let dispute = model
            .orders
            .iter()
            .filter(|(_, made)| waits(made))
            .find(|(_, made)| has_turn(made, "_wa_dispute_turn"))
            .map(|(id, _)| *id);
        // Second thoughts about an offer that is out.
        let revised = model
            .orders
            .iter()
            .find(|(_, made)| made.fact("_wa_quote") == "offered" && made.staff.answers == 1)
            .map(|(id, _)| *id);
        let has_second_thoughts = model.rng.below(12) == 0;
        let changed = match (quote, dispute, revised.filter(|_| has_second_thoughts)) {
            (Some(order), ..) => model.answer_quote(order, false),
            (_, Some(order), _) => model.answer_dispute(order),
            (.., Some(order)) => model.answer_quote(order, true),
            (None, None, None) => None,
        };
        drop(model);
        if let Some(order) = changed {
            self.announce(order);
        }
    }
}

impl Model {
    /// Sets prices and says what they are.
    fn answer_quote(&mut self, order: OrderId, revises: bool) -> Option<OrderId> {
        let now_ms = self.story.now_ms();
        let (what, off) = (self.rng.below(10), i64::try_from(self.rng.below(40)).unwrap_or(0) * 100);
        let made = self.orders.get_mut(&order)?;
        let has_bid = made.fact("_wa_quote") == "countered";
        let answer = match what {
            0 if !revises => "decline: not this week",
            1..=3 if has_bid => "accept",
            _ if revises => "revise 3d",
            _ => "offer 7d",
        };
        if answer.starts_with("offer") || answer.starts_with("revise") {
            let dealt = made.desk.as_mut()?;
            let rounds = i64::try_from(made.staff.answers).unwrap_or(0);
            dealt.stock_up();
            dealt.price_at(FIRST_OFFER_MINOR - rounds * 5_000 - off);
            made.total_minor = dealt.total_minor();
        }
        made.facts.insert("wa_quote".into(), answer.into());
        made.staff.answers += 1;
        made.staff.answered_at_ms = Some(now_ms);
        made.changed_at_ms = Some(now_ms);
        let total = kes(made.total_minor);
        self.story.tell("merchant", || format!("writes \"{answer}\" into order {order}, {total}"));
        self.story.cover("staff answer a quote");
        Some(order)
    }

    /// Types an answer into the field of the order.
    fn answer_dispute(&mut self, order: OrderId) -> Option<OrderId> {
        let now_ms = self.story.now_ms();
        let what = self.rng.below(8);
        let made = self.orders.get_mut(&order)?;
        let answer = match what {
            0 => "decline: it was used",
            1 => "replace",
            2 => "accept",
            3 | 4 => "refund",
            _ => "refund 100",
        };
        made.facts.insert("wa_dispute_answer".into(), answer.into());
        made.staff.typed.push(answer.to_owned());
        made.staff.answered_at_ms = Some(now_ms);
        made.changed_at_ms = Some(now_ms);
        self.story.tell("merchant", || format!("types \"{answer}\" into order {order}"));
        self.story.cover("staff answer a dispute");
        Some(order)
    }
}
