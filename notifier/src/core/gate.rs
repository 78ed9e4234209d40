//! Whether a number, or the whole account, may send now. Pure.
//!
//! A closed gate lets one message through from time to time, and its answer opens the gate or keeps it closed. So a
//! long trouble costs no message its attempts, and ends without anybody's help where that is possible.

use std::time::Duration;

use common::{retry::RetryPolicy, rng::Rng};
use domain::{Shard, ids::OutboxId};

use crate::verdict::HoldReason;

/// How often a held number is tried.
pub const HOLD_PROBE_INTERVAL: Duration = Duration::from_mins(1);

/// How often a service that cannot be reached is tried.
pub const UNREACHABLE_POLICY: RetryPolicy =
    RetryPolicy { initial: Duration::from_secs(1), cap: Duration::from_secs(15), attempts_max: u32::MAX };

/// How long a number that sends too fast pauses, unless Meta says how long. The limit is one of messages a second, so
/// that it is over soon.
pub const TOO_FAST_POLICY: RetryPolicy =
    RetryPolicy { initial: Duration::from_secs(1), cap: Duration::from_secs(8), attempts_max: u32::MAX };

/// How long an account with too many calls pauses, unless Meta says how long. That limit is one of calls an hour.
pub const LIMITED_POLICY: RetryPolicy =
    RetryPolicy { initial: Duration::from_secs(2), cap: Duration::from_mins(1), attempts_max: u32::MAX };

/// Why a gate is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// Somebody must act.
    Hold(HoldReason),
    /// The number is too fast; with how long to wait, when Meta says so.
    TooFast(Option<Duration>),
    /// The account made too many calls; likewise.
    Limited(Option<Duration>),
    /// Nobody answers.
    Unreachable,
}

/// What the gate says to a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pass {
    /// Go.
    Open,
    /// Go, and your answer decides about the others.
    Probe,
    /// Wait until then.
    Until(u64),
    /// Wait until the message that went through is answered.
    UntilAnswered,
}

/// A gate; open at first.
#[derive(Debug, Clone, Default)]
pub struct Gate {
    closed: Option<Closed>,
    strikes: u32,
}

#[derive(Debug, Clone)]
struct Closed {
    cause: Cause,
    probe_at_ms: u64,
    probe: Option<(Shard, OutboxId)>,
}

impl Gate {
    /// Asks to pass.
    pub fn pass(&self, now_ms: u64) -> Pass {
        match &self.closed {
            None => Pass::Open,
            Some(Closed { probe: Some(_), .. }) => Pass::UntilAnswered,
            Some(closed) if closed.probe_at_ms <= now_ms => Pass::Probe,
            Some(closed) => Pass::Until(closed.probe_at_ms),
        }
    }

    /// Returns the reason of a hold.
    pub fn held(&self) -> Option<HoldReason> {
        match self.closed.as_ref()?.cause {
            Cause::Hold(reason) => Some(reason),
            Cause::TooFast(_) | Cause::Limited(_) | Cause::Unreachable => None,
        }
    }

    /// Notes that a message goes through; it is the probe if the gate is closed.
    pub fn went_through(&mut self, shard: Shard, id: &OutboxId) {
        if let Some(closed) = &mut self.closed {
            closed.probe = Some((shard, id.clone()));
        }
    }

    /// Closes the gate, or keeps it closed. Returns whether a hold begins. Answers to messages that were on their way
    /// when the gate closed add no further strike, and nothing short of a hold replaces a hold.
    pub fn close(
        &mut self,
        cause: Cause,
        answered: (Shard, &OutboxId),
        now_ms: u64,
        rng: &mut dyn Rng,
    ) -> bool {
        let is_hold = matches!(cause, Cause::Hold(_));
        let was_hold = self.held().is_some();
        if let Some(closed) = &mut self.closed {
            let is_probe = closed.probe.as_ref().is_some_and(|(shard, id)| (*shard, id) == answered);
            if !is_probe && (was_hold || !is_hold) {
                return false;
            }
            if is_probe && was_hold && !is_hold {
                closed.probe = None;
                closed.probe_at_ms = now_ms + ms(HOLD_PROBE_INTERVAL);
                return false;
            }
        }
        self.strikes = self.strikes.saturating_add(1);
        let wait = match cause {
            Cause::Hold(_) => HOLD_PROBE_INTERVAL,
            Cause::TooFast(Some(wait)) | Cause::Limited(Some(wait)) => wait,
            Cause::TooFast(None) => TOO_FAST_POLICY.delay(self.strikes, rng),
            Cause::Limited(None) => LIMITED_POLICY.delay(self.strikes, rng),
            Cause::Unreachable => UNREACHABLE_POLICY.delay(self.strikes, rng),
        };
        self.closed = Some(Closed { cause, probe_at_ms: now_ms + ms(wait), probe: None });
        is_hold && !was_hold
    }

    /// Notes an answer that closes nothing. `is_fine` tells that the service took or refused the message on its merits.
    /// Returns the cause when the gate opens.
    pub fn answered(&mut self, answered: (Shard, &OutboxId), is_fine: bool, now_ms: u64) -> Option<Cause> {
        let closed = self.closed.as_mut()?;
        if closed.probe.as_ref().is_none_or(|(shard, id)| (*shard, id) != answered) {
            return None;
        }
        if is_fine {
            self.strikes = 0;
            return self.closed.take().map(|closed| closed.cause);
        }
        closed.probe = None;
        closed.probe_at_ms = now_ms + ms(UNREACHABLE_POLICY.cap);
        None
    }

    /// Forgets a probe whose answer will not come here, because its shard was given away.
    pub fn forget(&mut self, shard: Shard) {
        if let Some(closed) = &mut self.closed
            && closed.probe.as_ref().is_some_and(|(probe, _)| *probe == shard)
        {
            closed.probe = None;
        }
    }

    /// Lets the next message try at once: what was held for has changed.
    pub fn try_now(&mut self, now_ms: u64) {
        if let Some(closed) = &mut self.closed {
            closed.probe_at_ms = now_ms;
        }
    }
}

/// Returns a duration in milliseconds.
pub fn ms(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use common::rng::SeededRng;

    use super::*;

    const SHARD: Shard = Shard(0);

    fn id(text: &str) -> OutboxId {
        OutboxId::from(text)
    }

    #[test]
    fn a_hold_lets_one_message_a_minute_try_and_opens_when_one_is_taken() {
        let (mut gate, mut rng) = (Gate::default(), SeededRng::new(1));
        assert_eq!(gate.pass(0), Pass::Open);
        assert!(gate.close(Cause::Hold(HoldReason::Token), (SHARD, &id("a")), 0, &mut rng));
        assert_eq!(gate.pass(59_999), Pass::Until(60_000));
        assert_eq!(gate.pass(60_000), Pass::Probe);
        gate.went_through(SHARD, &id("b"));
        assert_eq!(gate.pass(60_000), Pass::UntilAnswered);
        // Still held, and not announced again.
        assert!(!gate.close(Cause::Hold(HoldReason::Token), (SHARD, &id("b")), 61_000, &mut rng));
        assert_eq!(gate.pass(61_000), Pass::Until(121_000));
        gate.try_now(70_000);
        assert_eq!(gate.pass(70_000), Pass::Probe);
        gate.went_through(SHARD, &id("c"));
        assert_eq!(gate.answered((SHARD, &id("old")), true, 70_001), None);
        assert_eq!(gate.answered((SHARD, &id("c")), true, 70_002), Some(Cause::Hold(HoldReason::Token)));
        assert_eq!(gate.pass(70_002), Pass::Open);
    }

    #[test]
    fn answers_that_were_on_their_way_add_no_strike_and_do_not_end_a_hold() {
        let (mut gate, mut rng) = (Gate::default(), SeededRng::new(1));
        gate.close(Cause::Limited(None), (SHARD, &id("a")), 0, &mut rng);
        let first = gate.pass(0);
        for straggler in ["b", "c", "d"] {
            gate.close(Cause::Limited(None), (SHARD, &id(straggler)), 0, &mut rng);
        }
        assert_eq!(gate.pass(0), first);
        assert!(gate.close(Cause::Hold(HoldReason::Lock), (SHARD, &id("e")), 0, &mut rng));
        assert!(!gate.close(Cause::Unreachable, (SHARD, &id("f")), 0, &mut rng));
        assert_eq!(gate.held(), Some(HoldReason::Lock));
    }

    #[test]
    fn a_probe_lost_with_its_shard_does_not_keep_the_gate_closed_for_ever() {
        let (mut gate, mut rng) = (Gate::default(), SeededRng::new(1));
        gate.close(Cause::Unreachable, (SHARD, &id("a")), 0, &mut rng);
        gate.went_through(SHARD, &id("b"));
        gate.forget(Shard(1));
        assert_eq!(gate.pass(100_000), Pass::UntilAnswered);
        gate.forget(SHARD);
        assert_eq!(gate.pass(100_000), Pass::Probe);
    }

    #[test]
    fn an_unclear_probe_keeps_the_gate_closed_for_a_while() {
        let (mut gate, mut rng) = (Gate::default(), SeededRng::new(1));
        gate.close(Cause::Hold(HoldReason::Payment), (SHARD, &id("a")), 0, &mut rng);
        gate.went_through(SHARD, &id("b"));
        assert_eq!(gate.answered((SHARD, &id("b")), false, 60_000), None);
        assert_eq!(gate.pass(60_000), Pass::Until(75_000));
    }
}
