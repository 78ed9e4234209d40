//! Whose turn it is: one message per recipient at a time, paced by number and by pair.

use super::{Notifier, Number, finish, until_ms};
use crate::core::{
    AMBIGUOUS_RESENDS_MAX, Command, Limits, Note, Now, PAIRS_MAX, POSTS_IN_FLIGHT_MAX, UNREACHABLE_AFTER,
    WAITING_ROWS_MAX,
    gate::{Gate, Pass},
    row::{Decided, HoldKey, HoldScope, Row, State, Stored},
    shard::Place,
    status::{StatusKey, gather},
};
use crate::{
    decision::{Decision, Facts, Form, Own, Reason, Until, decide},
    throttle::{Bucket, number_bucket},
    window,
};
use domain::ContactHash;
use domain::Shard;
use domain::envelope::{Consent, Outbound};
use domain::ids::OutboxId;
use domain::ids::PhoneNumberId;
use domain::outbound::Message;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

impl Notifier {
    /// Works off a lane as far as it goes now. `has_turn` tells that the number's queue gives the lane its turn.
    pub(super) fn pump_lane(&mut self, shard: Shard, contact: ContactHash, mut has_turn: bool, now: Now) {
        loop {
            let Some(state) = self.shards.get_mut(&shard) else { return };
            let Some(lane) = state.lanes.get_mut(&contact) else { return };
            if lane.rows.is_empty() {
                let lane = state.lanes.remove(&contact);
                self.unschedule_lane(shard, contact, lane.and_then(|lane| lane.wake_at_ms));
                return;
            }
            let is_under_way =
                |row: &&mut Row| matches!(row.state, State::Sending | State::Tried | State::Ambiguous);
            if let Some(row) = lane.rows.values_mut().find(is_under_way) {
                // One at a time: whatever it is, the others wait for it.
                if row.stored == Stored::Committing || row.state != State::Ambiguous {
                    return;
                }
                if row.due_ms > now.monotonic_ms {
                    let due_ms = row.due_ms;
                    self.schedule_lane(shard, contact, due_ms);
                    return;
                }
                if state.is_closing {
                    return;
                }
                let id = row.outbound.id.clone();
                self.end_of_doubt(shard, &id, now);
                continue;
            }
            if state.is_closing {
                return;
            }
            let Some((id, decision, aside_ms)) = self.first(shard, contact, has_turn, now) else { return };
            self.record(shard, &id, decision, now);
            match decision {
                Decision::Send { form, .. } => {
                    self.start(shard, contact, &id, form, now);
                    return;
                }
                Decision::Wait { until: Until::Turn, reason } => {
                    if reason == Reason::NumberPacing {
                        self.commands.push(Command::Note(Note::Paced("number")));
                    }
                    self.queue(shard, contact, &id, aside_ms, now);
                    return;
                }
                Decision::Wait { until: Until::At(at_ms), reason } => {
                    if reason == Reason::PairPacing {
                        self.commands.push(Command::Note(Note::Paced("pair")));
                    }
                    self.schedule_lane(shard, contact, at_ms.min(aside_ms));
                    return;
                }
                // `first` has put these aside.
                Decision::Wait { .. } => return,
                Decision::Park(_) | Decision::Expire | Decision::Drop(_) => {
                    let (end, reason) = match decision {
                        Decision::Park(reason) => (State::Parked, reason),
                        Decision::Drop(reason) => (State::Dropped, reason),
                        _ => (State::Expired, Reason::Expired),
                    };
                    let Some(state) = self.shards.get_mut(&shard) else { return };
                    finish(state, shard, &id, end, Some(reason.label()), now);
                    // The turn was not used up by a message that went nowhere.
                    has_turn = has_turn && !self.has_ticket(shard, contact);
                }
            }
        }
    }

    /// The wait for a status is over, and none came.
    fn end_of_doubt(&mut self, shard: Shard, id: &OutboxId, now: Now) {
        let Some(state) = self.shards.get_mut(&shard) else { return };
        let Some(row) = state.row_mut(id) else { return };
        if row.is_courtesy() {
            finish(state, shard, id, State::Dropped, Some("ambiguous"), now);
        } else if row.resends >= AMBIGUOUS_RESENDS_MAX {
            self.commands.push(Command::Note(Note::AmbiguousResolved("given_up")));
            finish(state, shard, id, State::Parked, Some("ambiguous"), now);
        } else {
            self.commands.push(Command::Note(Note::AmbiguousResolved("resent")));
            row.resends += 1;
            row.state = State::Queued;
            let row = row.clone();
            state.gather(&row);
        }
    }

    /// Finds the first message of a lane that need not step aside, with what is decided about it and the time when one
    /// that stepped aside wants to be looked at. `None` when there is none now; the lane is woken when there may be.
    fn first(
        &mut self,
        shard: Shard,
        contact: ContactHash,
        has_turn: bool,
        now: Now,
    ) -> Option<(OutboxId, Decision, u64)> {
        let mut after: Option<Place> = None;
        let mut aside_ms = u64::MAX;
        loop {
            let state = self.shards.get_mut(&shard)?;
            let lane = state.lanes.get(&contact)?;
            let begin = after.as_ref().map_or(Bound::Unbounded, Bound::Excluded);
            let Some((place, row)) = lane.rows.range::<Place, _>((begin, Bound::Unbounded)).next() else {
                if lane.rows.is_empty() {
                    // All that was left turned out to be sent.
                    let lane = state.lanes.remove(&contact);
                    self.unschedule_lane(shard, contact, lane.and_then(|lane| lane.wake_at_ms));
                } else if aside_ms < u64::MAX {
                    self.schedule_lane(shard, contact, aside_ms);
                }
                return None;
            };
            if row.stored == Stored::Committing {
                return None;
            }
            let (id, place) = (row.outbound.id.clone(), place.clone());
            if let Some((known, _)) = state.orphans.remove(&StatusKey::Outbox(id.clone())) {
                finish(state, shard, &id, State::Accepted, None, now);
                gather(&mut state.gathering.statuses, StatusKey::Outbox(id), known);
                after = Some(place);
                continue;
            }
            let facts = self.facts(shard, contact, &place, has_turn, now)?;
            let mut decision = decide(&facts);
            let state = self.shards.get_mut(&shard)?;
            let is_waiting = state.waiting.contains(&id);
            if let Some(reason) = decision.is_aside() {
                if is_waiting || state.waiting.len() < WAITING_ROWS_MAX {
                    let wake_ms = match decision {
                        Decision::Wait { until: Until::Morning(at_ms), .. } => at_ms,
                        _ => u64::MAX,
                    };
                    aside_ms = aside_ms.min(wake_ms).min(facts.useful_until_ms);
                    self.put_aside(shard, &id, reason);
                    self.record(shard, &id, decision, now);
                    after = Some(place);
                    continue;
                }
                decision = Decision::Park(reason);
            } else if is_waiting {
                state.waiting.remove(&id);
                if let Some(row) = state.row_mut(&id) {
                    row.state = State::Queued;
                    let row = row.clone();
                    state.gather(&row);
                }
            }
            return Some((id, decision, aside_ms));
        }
    }

    fn put_aside(&mut self, shard: Shard, id: &OutboxId, reason: Reason) {
        let Some(state) = self.shards.get_mut(&shard) else { return };
        state.waiting.insert(id.clone());
        let Some(row) = state.row_mut(id) else { return };
        if row.state == State::Waiting && row.reason.as_deref() == Some(reason.label()) {
            return;
        }
        row.state = State::Waiting;
        row.reason = Some(Cow::Borrowed(reason.label()));
        let row = row.clone();
        state.gather(&row);
    }

    /// Puts a decision into the journal when it is another than the last. A courtesy has no history.
    fn record(&mut self, shard: Shard, id: &OutboxId, decision: Decision, now: Now) {
        let Some(state) = self.shards.get_mut(&shard) else { return };
        let Some(row) = state.row_mut(id).filter(|row| !row.is_courtesy()) else { return };
        let label = decision.label();
        if row.decided.as_ref() == Some(&label) {
            return;
        }
        row.decided = Some(label.clone());
        state.gathering.decisions.push(Decided { id: id.clone(), at_ms: now.unix_ms, decision: label });
    }

    /// Gathers what is known of a message at this moment.
    fn facts(
        &mut self,
        shard: Shard,
        contact: ContactHash,
        place: &Place,
        has_turn: bool,
        now: Now,
    ) -> Option<Facts> {
        let now_ms = now.monotonic_ms;
        let state = self.shards.get(&shard)?;
        let lane = state.lanes.get(&contact)?;
        let row = lane.rows.get(place)?;
        let outbound = Arc::clone(&row.outbound);
        let number_id = &outbound.from;
        // The buyer may have written again since this message was decided: the ones behind it know.
        let opened_at_ms = state.window_of(&outbound.id);
        let is_denied =
            state.denied_of(&outbound.id).is_some_and(|denied_ms| opened_at_ms <= Some(denied_ms));
        let recipient = state.recipients.get(&contact).copied().unwrap_or_default();
        let due_ms = row.due_ms;
        let is_courtesy = row.is_courtesy();
        let own = match &outbound.message {
            Message::Template(template) => Own::Template(self.templates.choose(template, now_ms).0),
            _ => Own::FreeForm,
        };
        let fallback = outbound.fallback.as_ref().map(|template| self.templates.choose(template, now_ms).0);
        let in_flight: usize = self.shards.values().map(|state| state.flying.len()).sum();
        let is_held = self.is_stopped(number_id, HoldScope::All);
        let is_initiating_stopped = self.is_stopped(number_id, HoldScope::Initiating);
        let account = self.account.pass(now_ms);
        let number = self.number(number_id, now);
        let others_wait = !has_turn && !number.queue.is_empty();
        let number_pass = number.gate.pass(now_ms);
        let has_turn = !others_wait && number.bucket.has_token(now_ms) && in_flight < POSTS_IN_FLIGHT_MAX;
        let pair = if is_courtesy { None } else { self.pair(number_id, contact, now) };
        let pair_next_at_ms =
            pair.and_then(|pair| (!pair.has_token(now_ms)).then(|| pair.next_at_ms(now_ms)));
        let consent = if recipient.has_opted_out { Consent::Refused } else { outbound.consent };
        Some(Facts {
            now_ms,
            is_too_late: now.unix_ms > outbound.not_after_ms,
            useful_until_ms: until_ms(outbound.not_after_ms, now),
            class: outbound.class,
            purpose: outbound.purpose,
            own,
            fallback,
            is_window_open: window::is_open(opened_at_ms, now.unix_ms) && !is_denied,
            is_free_entry: recipient.free_until_ms.is_some_and(|until_ms| until_ms > now.unix_ms),
            consent,
            news: outbound.news,
            quiet_until_ms: self
                .limits
                .quiet
                .until(outbound.to.country(), now.unix_ms)
                .map(|unix_ms| until_ms(unix_ms, now)),
            is_unreachable: recipient.undeliverable >= UNREACHABLE_AFTER,
            is_initiating_stopped,
            is_held,
            due_ms,
            account,
            number: number_pass,
            pair_next_at_ms,
            has_turn,
        })
    }

    /// Returns whether somebody stopped a number, or all numbers.
    pub(super) fn is_stopped(&self, number_id: &PhoneNumberId, scope: HoldScope) -> bool {
        let stops =
            |key: &HoldKey| (key.number.is_empty() || key.number == number_id.as_str()) && key.scope == scope;
        self.shards.values().any(|state| state.holds.keys().any(stops))
    }

    /// Decides a call: tokens are taken, the row is committed, and only then the call is made.
    fn start(&mut self, shard: Shard, contact: ContactHash, id: &OutboxId, form: Form, now: Now) {
        let now_ms = now.monotonic_ms;
        let sending = self.template_of(shard, id, form, now);
        let Some(state) = self.shards.get_mut(&shard) else { return };
        let Some(row) = state.row_mut(id) else { return };
        let (number_id, is_courtesy) = (row.outbound.from.clone(), row.is_courtesy());
        row.posts += 1;
        row.last_try_ms = now_ms;
        row.sent_at_unix_ms = Some(now.unix_ms);
        row.code = None;
        row.sending = sending;
        let marks = match &row.outbound.message {
            Message::MarkRead { message, .. } => Some(message.clone()),
            _ => None,
        };
        if is_courtesy {
            // At most once: for the journal it has ended before it is tried.
            row.state = State::Tried;
            row.ended_at_unix_ms = Some(now.unix_ms);
        } else {
            row.state = State::Sending;
            row.reason = None;
        }
        let row = row.clone();
        state.gather(&row);
        state.flying.insert(id.clone());
        state.gathering_after.posts.push(id.clone());
        if let Some(message) = marks {
            self.is_news(shard, contact, &message);
        }
        if !is_courtesy && let Some(pair) = self.pair(&number_id, contact, now) {
            pair.take(now_ms);
        }
        let number = self.number(&number_id, now);
        number.bucket.take(now_ms);
        number.gate.went_through(shard, id);
        self.account.went_through(shard, id);
    }

    /// Returns what is sent instead of the message itself: a template in the language that is chosen now.
    fn template_of(&self, shard: Shard, id: &OutboxId, form: Form, now: Now) -> Option<Arc<Outbound>> {
        let (outbound, ..) = self.shards.get(&shard)?.row(id)?;
        let template = match (&outbound.message, form) {
            (Message::Template(template), Form::AsIs) => template,
            (_, Form::Fallback) => outbound.fallback.as_ref()?,
            (_, Form::AsIs) => return None,
        };
        let (_, language) = self.templates.choose(template, now.monotonic_ms);
        let message = Message::Template(template.in_language(&language?));
        Some(Arc::new(Outbound { message, fallback: None, ..Outbound::clone(outbound) }))
    }

    fn queue(&mut self, shard: Shard, contact: ContactHash, id: &OutboxId, aside_ms: u64, now: Now) {
        let Some(state) = self.shards.get_mut(&shard) else { return };
        let Some(row) = state.row_mut(id) else { return };
        let (number_id, not_after_ms) = (row.outbound.from.clone(), row.outbound.not_after_ms);
        let Some(lane) = state.lanes.get_mut(&contact) else { return };
        if lane.ticket.is_none() {
            self.next_ticket += 1;
            lane.ticket = Some(self.next_ticket);
            let ticket = self.next_ticket;
            self.number(&number_id, now).queue.insert(ticket, (shard, contact));
        }
        self.schedule_lane(shard, contact, until_ms(not_after_ms, now).min(aside_ms));
        self.schedule_number(&number_id, now);
    }

    pub(super) fn has_ticket(&self, shard: Shard, contact: ContactHash) -> bool {
        let lane = self.shards.get(&shard).and_then(|state| state.lanes.get(&contact));
        lane.is_some_and(|lane| lane.ticket.is_some())
    }

    /// Gives turns to the lanes that wait for a number, in order, as far as it goes now.
    pub(super) fn pump_number(&mut self, number_id: &PhoneNumberId, now: Now) {
        let now_ms = now.monotonic_ms;
        // Each lane gets at most one turn: one that must wait again stands at the end.
        let turns = self.numbers.get(number_id).map_or(0, |number| number.queue.len());
        for _ in 0..turns {
            let in_flight: usize = self.shards.values().map(|state| state.flying.len()).sum();
            let account = self.account.pass(now_ms);
            let is_held = self.is_stopped(number_id, HoldScope::All);
            let Some(number) = self.numbers.get_mut(number_id) else { return };
            let gates_pass = [account, number.gate.pass(now_ms)]
                .iter()
                .all(|pass| matches!(pass, Pass::Open | Pass::Probe));
            if is_held || !gates_pass || !number.bucket.has_token(now_ms) || in_flight >= POSTS_IN_FLIGHT_MAX
            {
                break;
            }
            let Some((_, (shard, contact))) = number.queue.pop_first() else { return };
            if let Some(lane) = self.shards.get_mut(&shard).and_then(|state| state.lanes.get_mut(&contact)) {
                lane.ticket = None;
            }
            self.pump_lane(shard, contact, true, now);
        }
        self.schedule_number(number_id, now);
    }

    pub(super) fn pump_numbers(&mut self, now: Now) {
        let waiting: Vec<PhoneNumberId> = self
            .numbers
            .iter()
            .filter(|(_, number)| !number.queue.is_empty())
            .map(|(number_id, _)| number_id.clone())
            .collect();
        for number_id in waiting {
            self.pump_number(&number_id, now);
        }
    }

    pub(super) fn number(&mut self, number_id: &PhoneNumberId, now: Now) -> &mut Number {
        let (per_second, share) = (self.limits.number_per_second, self.share());
        self.numbers.entry(number_id.clone()).or_insert_with(|| Number {
            gate: Gate::default(),
            bucket: number_bucket(per_second, share, now.monotonic_ms),
            queue: BTreeMap::new(),
            wake_at_ms: None,
            last_accept_ms: None,
        })
    }

    pub(super) fn pair(
        &mut self,
        number_id: &PhoneNumberId,
        contact: ContactHash,
        now: Now,
    ) -> Option<&mut Bucket> {
        let key = (number_id.clone(), contact);
        if self.pairs.len() >= PAIRS_MAX && !self.pairs.contains_key(&key) {
            return None;
        }
        let Limits { pair_burst, pair_refill_ms, .. } = self.limits;
        let full = || Bucket::full(u64::from(pair_burst), 1, pair_refill_ms, now.monotonic_ms);
        Some(self.pairs.entry(key).or_insert_with(full))
    }
}
