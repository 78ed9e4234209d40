//! When something is due: timers, probes, pruning, and what is written together.

use super::{Notifier, Wake, park_command};
use crate::core::{
    Command, FALLBACK_BODY_KEPT_MS, HOUSEKEEPING_INTERVAL_MS, Now, OPEN_ROWS_MAX,
    gate::Pass,
    row::{HoldScope, Recipient},
};
use crate::throttle::number_bucket;
use domain::ContactHash;
use domain::Shard;
use domain::ids::PhoneNumberId;

impl Notifier {
    /// Makes sure that a number with waiting lanes looks again as soon as it may have something for them.
    pub(super) fn schedule_number(&mut self, number_id: &PhoneNumberId, now: Now) {
        let now_ms = now.monotonic_ms;
        let account = self.account.pass(now_ms);
        // Whoever lifts the hold pumps.
        let is_held = self.is_stopped(number_id, HoldScope::All);
        let Some(number) = self.numbers.get_mut(number_id) else { return };
        if number.queue.is_empty() || is_held {
            return;
        }
        let mut at_ms = number.bucket.next_at_ms(now_ms);
        for pass in [account, number.gate.pass(now_ms)] {
            match pass {
                Pass::Open | Pass::Probe => {}
                Pass::Until(until_ms) => at_ms = at_ms.max(until_ms),
                // The answer pumps.
                Pass::UntilAnswered => return,
            }
        }
        // Not sooner than a moment from now: when calls in flight are the limit, their answers pump.
        let at_ms = at_ms.max(now_ms + 1);
        if number.wake_at_ms.is_some_and(|wake_at_ms| wake_at_ms > now_ms && wake_at_ms <= at_ms) {
            return;
        }
        let old = number.wake_at_ms.replace(at_ms);
        if let Some(old) = old {
            self.agenda.remove(&(old, Wake::Number(number_id.clone())));
        }
        self.agenda.insert((at_ms, Wake::Number(number_id.clone())));
    }

    pub(super) fn schedule_lane(&mut self, shard: Shard, contact: ContactHash, at_ms: u64) {
        let Some(lane) = self.shards.get_mut(&shard).and_then(|state| state.lanes.get_mut(&contact)) else {
            return;
        };
        let old = lane.wake_at_ms.replace(at_ms);
        if let Some(old) = old {
            self.agenda.remove(&(old, Wake::Lane(shard, contact)));
        }
        self.agenda.insert((at_ms, Wake::Lane(shard, contact)));
    }

    pub(super) fn unschedule_lane(&mut self, shard: Shard, contact: ContactHash, at_ms: Option<u64>) {
        if let Some(at_ms) = at_ms {
            self.agenda.remove(&(at_ms, Wake::Lane(shard, contact)));
        }
    }

    pub(super) fn schedule(&mut self, at_ms: u64, wake: Wake) {
        // One of these at a time is enough; the sooner counts.
        if matches!(wake, Wake::Housekeeping | Wake::Templates)
            && let Some(entry) = self.agenda.iter().find(|(_, other)| *other == wake).cloned()
        {
            if entry.0 <= at_ms {
                return;
            }
            self.agenda.remove(&entry);
        }
        self.agenda.insert((at_ms, wake));
    }

    pub(super) fn wake(&mut self, now: Now) {
        let mut due = Vec::new();
        while let Some(entry) = self.agenda.first().filter(|(at_ms, _)| *at_ms <= now.monotonic_ms).cloned() {
            self.agenda.remove(&entry);
            due.push(entry.1);
        }
        for wake in due {
            match wake {
                Wake::Lane(shard, contact) => {
                    let lane = self.shards.get_mut(&shard).and_then(|state| state.lanes.get_mut(&contact));
                    if let Some(lane) = lane {
                        lane.wake_at_ms = None;
                    }
                    self.pump_lane(shard, contact, false, now);
                }
                Wake::Number(number_id) => {
                    if let Some(number) = self.numbers.get_mut(&number_id) {
                        number.wake_at_ms = None;
                    }
                    self.pump_number(&number_id, now);
                }
                Wake::Park(shard, id) => {
                    let row = self.shards.get(&shard).and_then(|state| state.parking.get(&id));
                    if let Some(row) = row {
                        let command = park_command(shard, row);
                        self.commands.push(command);
                    }
                }
                Wake::Housekeeping => self.housekeeping(now),
                Wake::Templates => self.commands.push(Command::ReadTemplates),
            }
        }
    }

    pub(super) fn housekeeping(&mut self, now: Now) {
        for state in self.shards.values_mut().filter(|state| !state.is_closing) {
            state.orphans.retain(|_, (_, until_ms)| *until_ms > now.monotonic_ms);
            for recipient in state.recipients.values_mut() {
                recipient.free_until_ms = recipient.free_until_ms.filter(|until_ms| *until_ms > now.unix_ms);
            }
            state.recipients.retain(|_, recipient| *recipient != Recipient::default());
            state.gathering.prune_before_ms = Some(now.unix_ms - self.limits.kept_ms);
            state.gathering.bodies_before_ms = now.unix_ms - FALLBACK_BODY_KEPT_MS;
        }
        self.pairs.retain(|_, pair| !pair.is_full(now.monotonic_ms));
        self.end_timed_holds(now);
        if !self.shards.is_empty() {
            self.schedule(now.monotonic_ms + HOUSEKEEPING_INTERVAL_MS, Wake::Housekeeping);
        }
    }

    pub(super) fn flush(&mut self) {
        let mut released = Vec::new();
        for (shard, state) in &mut self.shards {
            if let Some(batch) = state.start_commit() {
                self.commands.push(Command::Commit { shard: *shard, batch: Box::new(batch) });
            }
            if state.is_closing {
                if state.is_consuming {
                    state.is_consuming = false;
                    self.commands.push(Command::Consume { shard: *shard, is_on: false });
                }
                if state.is_idle() {
                    released.push(*shard);
                }
                continue;
            }
            let open = state.open_rows();
            if state.is_consuming && open >= OPEN_ROWS_MAX {
                state.is_consuming = false;
                self.commands.push(Command::Consume { shard: *shard, is_on: false });
            } else if !state.is_consuming && open <= OPEN_ROWS_MAX / 2 {
                state.is_consuming = true;
                self.commands.push(Command::Consume { shard: *shard, is_on: true });
            }
        }
        for shard in released {
            self.shards.remove(&shard);
            self.forget_probes(shard);
            self.commands.push(Command::Release { shard });
        }
    }

    pub(super) fn forget_shard(&mut self, shard: Shard, now: Now) {
        self.shards.remove(&shard);
        self.forget_probes(shard);
        self.pump_numbers(now);
    }

    pub(super) fn forget_probes(&mut self, shard: Shard) {
        self.account.forget(shard);
        for number in self.numbers.values_mut() {
            number.gate.forget(shard);
            number.queue.retain(|_, (waiting, _)| *waiting != shard);
        }
    }

    pub(super) fn share(&self) -> (u64, u64) {
        let owned = u64::try_from(self.shards.len()).unwrap_or(u64::MAX);
        (owned, u64::from(self.limits.shards))
    }

    /// Several processes send from one number: each takes the part of the rate that its shards are of all.
    pub(super) fn share_rates(&mut self, now: Now) {
        let (per_second, share) = (self.limits.number_per_second, self.share());
        for number in self.numbers.values_mut() {
            let mut bucket = number_bucket(per_second, share, now.monotonic_ms);
            // Nothing is gained by a new share: it starts empty.
            bucket.empty(now.monotonic_ms);
            number.bucket = bucket;
        }
    }
}
