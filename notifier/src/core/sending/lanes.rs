//! Whose turn it is: one message per recipient at a time, paced by number and by pair.

use super::{Notifier, Number, Turn, finish, until_ms};
use crate::core::{
    AMBIGUOUS_RESENDS_MAX, Command, Limits, Note, Now, PAIRS_MAX, POSTS_IN_FLIGHT_MAX,
    gate::{Gate, Pass},
    row::{State, Stored},
    status::{StatusKey, gather},
};
use crate::{
    throttle::{Bucket, number_bucket},
    window,
};
use domain::ContactHash;
use domain::Shard;
use domain::ids::OutboxId;
use domain::ids::PhoneNumberId;
use std::collections::BTreeMap;

impl Notifier {
    /// Works off a lane as far as it goes now. `has_turn` tells that the number's queue gives the lane its turn.
    pub(super) fn pump_lane(&mut self, shard: Shard, contact: ContactHash, mut has_turn: bool, now: Now) {
        loop {
            let Some(state) = self.shards.get_mut(&shard) else { return };
            let Some(lane) = state.lanes.get_mut(&contact) else { return };
            let Some(head) = lane.rows.values_mut().next() else {
                let lane = state.lanes.remove(&contact);
                self.unschedule_lane(shard, contact, lane.and_then(|lane| lane.wake_at_ms));
                return;
            };
            if head.stored == Stored::Committing {
                return;
            }
            let (id, is_closing) = (head.outbound.id.clone(), state.is_closing);
            match head.state {
                State::Sending | State::Tried => return,
                State::Ambiguous if head.due_ms > now.monotonic_ms => {
                    let due_ms = head.due_ms;
                    self.schedule_lane(shard, contact, due_ms);
                    return;
                }
                State::Ambiguous if is_closing => return,
                State::Ambiguous => {
                    if head.is_courtesy() {
                        finish(state, shard, &id, State::Dropped, Some("ambiguous"), now);
                    } else if head.resends >= AMBIGUOUS_RESENDS_MAX {
                        self.commands.push(Command::Note(Note::AmbiguousResolved("given_up")));
                        finish(state, shard, &id, State::Parked, Some("ambiguous"), now);
                    } else {
                        self.commands.push(Command::Note(Note::AmbiguousResolved("resent")));
                        head.resends += 1;
                        head.state = State::Queued;
                        let row = head.clone();
                        state.gather(&row);
                    }
                    continue;
                }
                _ => {}
            }
            if is_closing {
                return;
            }
            if let Some((known, _)) = state.orphans.remove(&StatusKey::Outbox(id.clone())) {
                finish(state, shard, &id, State::Accepted, None, now);
                gather(&mut state.gathering.statuses, StatusKey::Outbox(id), known);
                continue;
            }
            match self.turn(shard, contact, has_turn, now) {
                Ok(Turn::Go) => {
                    self.start(shard, contact, &id, now);
                    return;
                }
                Ok(Turn::At(at_ms)) => {
                    self.schedule_lane(shard, contact, at_ms);
                    return;
                }
                Ok(Turn::Queue) => {
                    self.queue(shard, contact, now);
                    return;
                }
                Err((end, reason)) => {
                    let Some(state) = self.shards.get_mut(&shard) else { return };
                    finish(state, shard, &id, end, Some(reason), now);
                    // The turn was not used up by a message that went nowhere.
                    has_turn = has_turn && !self.has_ticket(shard, contact);
                }
            }
        }
    }

    /// Decides about the first message of a lane: what it may do now, or how it ends.
    pub(super) fn turn(
        &mut self,
        shard: Shard,
        contact: ContactHash,
        has_turn: bool,
        now: Now,
    ) -> Result<Turn, (State, &'static str)> {
        let now_ms = now.monotonic_ms;
        let Some(head) =
            self.shards.get(&shard).and_then(|state| state.lanes.get(&contact)?.rows.values().next())
        else {
            return Ok(Turn::At(now_ms));
        };
        let (number_id, is_courtesy) = (head.outbound.from.clone(), head.is_courtesy());
        if now.unix_ms > head.outbound.not_after_ms {
            return Err((State::Expired, "expired"));
        }
        // A template for the same news would be chosen here.
        if !is_courtesy && !window::is_open(head.outbound.window_opened_at_ms, now.unix_ms) {
            return Err((State::Parked, "window_closed"));
        }
        let useful_until_ms = until_ms(head.outbound.not_after_ms, now);
        if head.due_ms > now_ms {
            return Ok(Turn::At(head.due_ms.min(useful_until_ms)));
        }
        let in_flight: usize = self.shards.values().map(|state| state.flying.len()).sum();
        let account = self.account.pass(now_ms);
        let number = self.number(&number_id, now);
        let others_wait = !has_turn && !number.queue.is_empty();
        let gates_pass =
            [account, number.gate.pass(now_ms)].iter().all(|pass| matches!(pass, Pass::Open | Pass::Probe));
        let has_token = number.bucket.has_token(now_ms);
        if is_courtesy {
            // A courtesy goes now or not at all, and it never is the one message that a closed gate lets through.
            let is_open = account == Pass::Open && number.gate.pass(now_ms) == Pass::Open;
            let goes = is_open && has_token && !others_wait && in_flight < POSTS_IN_FLIGHT_MAX;
            return if goes { Ok(Turn::Go) } else { Err((State::Dropped, "busy")) };
        }
        if !gates_pass {
            return Ok(Turn::Queue);
        }
        if let Some(pair) = self.pair(&number_id, contact, now)
            && !pair.has_token(now_ms)
        {
            let next_at_ms = pair.next_at_ms(now_ms);
            self.commands.push(Command::Note(Note::Paced("pair")));
            return Ok(Turn::At(next_at_ms.min(useful_until_ms)));
        }
        if others_wait || !has_token || in_flight >= POSTS_IN_FLIGHT_MAX {
            self.commands.push(Command::Note(Note::Paced("number")));
            return Ok(Turn::Queue);
        }
        Ok(Turn::Go)
    }

    /// Decides a call: tokens are taken, the row is committed, and only then the call is made.
    pub(super) fn start(&mut self, shard: Shard, contact: ContactHash, id: &OutboxId, now: Now) {
        let now_ms = now.monotonic_ms;
        let Some(state) = self.shards.get_mut(&shard) else { return };
        let Some(row) = state.row_mut(id) else { return };
        let (number_id, is_courtesy) = (row.outbound.from.clone(), row.is_courtesy());
        row.posts += 1;
        row.last_try_ms = now_ms;
        row.sent_at_unix_ms = Some(now.unix_ms);
        row.code = None;
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
        if !is_courtesy && let Some(pair) = self.pair(&number_id, contact, now) {
            pair.take(now_ms);
        }
        let number = self.number(&number_id, now);
        number.bucket.take(now_ms);
        number.gate.went_through(shard, id);
        self.account.went_through(shard, id);
    }

    pub(super) fn queue(&mut self, shard: Shard, contact: ContactHash, now: Now) {
        let Some(lane) = self.shards.get_mut(&shard).and_then(|state| state.lanes.get_mut(&contact)) else {
            return;
        };
        let Some(head) = lane.rows.values().next() else { return };
        let (number_id, not_after_ms) = (head.outbound.from.clone(), head.outbound.not_after_ms);
        if lane.ticket.is_none() {
            self.next_ticket += 1;
            lane.ticket = Some(self.next_ticket);
            let ticket = self.next_ticket;
            self.number(&number_id, now).queue.insert(ticket, (shard, contact));
        }
        self.schedule_lane(shard, contact, until_ms(not_after_ms, now));
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
            let Some(number) = self.numbers.get_mut(number_id) else { return };
            let gates_pass = [account, number.gate.pass(now_ms)]
                .iter()
                .all(|pass| matches!(pass, Pass::Open | Pass::Probe));
            if !gates_pass || !number.bucket.has_token(now_ms) || in_flight >= POSTS_IN_FLIGHT_MAX {
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
