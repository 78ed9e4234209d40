//! The blue ticks: once an answer is with Meta, the message that it answers is marked as read.
//!
//! It goes beside the lane, so that no answer waits for it: once per message of the buyer, tried once, kept nowhere, and
//! left out as soon as there is anything better to do. Where an answer takes a moment the worker asks for typing dots,
//! which mark the message too.

use std::sync::Arc;

use domain::{
    ContactHash, Shard,
    envelope::{Outbound, Purpose, SendClass},
    ids::{MessageId, OutboxId},
    outbound::Message,
};

use super::Notifier;
use crate::{
    core::{Command, Now, gate::Pass, row::HoldScope},
    window,
};

/// Calls in flight beyond which no read mark is sent.
const IN_FLIGHT_MAX: usize = 32;
/// Buyers per shard of whom the latest mark is remembered; then all are forgotten, and some are marked twice.
const MARKED_MAX: usize = 10_000;

impl Notifier {
    /// Marks the message that an accepted answer belongs to.
    pub(super) fn mark_read(&mut self, shard: Shard, answer: &Arc<Outbound>, now: Now) {
        let Some(message) = answer.answers.clone() else { return };
        let is_reply = answer.purpose == Purpose::Reply && answer.class != SendClass::Courtesy;
        if !is_reply || !window::is_open(answer.window_opened_at_ms, now.unix_ms) || self.is_busy(answer, now)
        {
            return;
        }
        if !self.is_news(shard, answer.contact_hash, &message) {
            return;
        }
        let mark = Outbound {
            id: OutboxId(format!("read:{}", answer.id)),
            class: SendClass::Courtesy,
            fallback: None,
            answers: None,
            forgets: false,
            message: Message::MarkRead { message, typing: false },
            ..Outbound::clone(answer)
        };
        if let Some(number) = self.numbers.get_mut(&answer.from) {
            number.bucket.take(now.monotonic_ms);
        }
        let row = self.shards.get(&shard).and_then(|state| state.row(&answer.id));
        let trace = row.map(|(_, row)| Arc::clone(&row.trace)).unwrap_or_default();
        self.commands.push(Command::MarkRead { outbound: Arc::new(mark), trace });
    }

    /// Notes that a message of the buyer is marked; answers whether it was not before.
    pub(super) fn is_news(&mut self, shard: Shard, contact: ContactHash, message: &MessageId) -> bool {
        let Some(state) = self.shards.get_mut(&shard) else { return false };
        if state.marked.get(&contact) == Some(message) {
            return false;
        }
        if state.marked.len() >= MARKED_MAX {
            state.marked.clear();
        }
        state.marked.insert(contact, message.clone());
        true
    }

    /// Returns whether a courtesy would be in the way of something, or is not wanted.
    fn is_busy(&mut self, answer: &Outbound, now: Now) -> bool {
        let now_ms = now.monotonic_ms;
        let account = self.account.pass(now_ms);
        let is_held = self.is_stopped(&answer.from, HoldScope::All);
        let in_flight: usize = self.shards.values().map(|state| state.flying.len()).sum();
        let Some(number) = self.numbers.get_mut(&answer.from) else { return true };
        let gates = [account, number.gate.pass(now_ms)];
        is_held
            || in_flight > IN_FLIGHT_MAX
            || gates.iter().any(|pass| !matches!(pass, Pass::Open))
            || !number.queue.is_empty()
            || !number.bucket.has_token(now_ms)
    }
}
