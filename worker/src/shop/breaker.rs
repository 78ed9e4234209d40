//! A circuit breaker and a retry budget: what keeps a shop in trouble from being hit harder. Pure; time comes in.

use std::time::Duration;

/// When a breaker opens, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BreakerLimits {
    /// Failures in a row that open it.
    pub failures_max: u32,
    /// How long it stays open before one probe is let through.
    pub open_for: Duration,
}

impl Default for BreakerLimits {
    fn default() -> Self {
        Self { failures_max: 5, open_for: Duration::from_secs(10) }
    }
}

/// Longest that a probe without an answer blocks the next one; its caller may have gone away.
const PROBE_MAX: Duration = Duration::from_mins(1);

/// Where a breaker stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BreakerState {
    /// Everything passes.
    Closed,
    /// Nothing passes.
    Open,
    /// One probe is on its way.
    HalfOpen,
}

#[derive(Debug, Clone, Copy)]
enum Inner {
    Closed { failures: u32 },
    Open { until_ms: u64 },
    HalfOpen { since_ms: u64 },
}

/// Stops calls to a shop that fails again and again.
#[derive(Debug)]
pub struct Breaker {
    limits: BreakerLimits,
    inner: Inner,
}

impl Breaker {
    /// Returns a closed breaker.
    pub fn new(limits: BreakerLimits) -> Self {
        Self { limits, inner: Inner::Closed { failures: 0 } }
    }

    /// Says whether a call would be let through now, without making it the probe.
    pub fn would_admit(&self, now_ms: u64) -> bool {
        match self.inner {
            Inner::Closed { .. } => true,
            Inner::Open { until_ms } => now_ms >= until_ms,
            Inner::HalfOpen { since_ms } => now_ms >= since_ms.saturating_add(millis(PROBE_MAX)),
        }
    }

    /// Says whether a call may go out now. When the time has come, the one that asks is the probe.
    pub fn admits(&mut self, now_ms: u64) -> bool {
        let admitted = self.would_admit(now_ms);
        if admitted && !matches!(self.inner, Inner::Closed { .. }) {
            self.inner = Inner::HalfOpen { since_ms: now_ms };
        }
        admitted
    }

    /// The probe ended without saying anything about what this breaker watches: the next call may be the probe.
    pub fn undecided(&mut self, now_ms: u64) {
        if matches!(self.inner, Inner::HalfOpen { .. }) {
            self.inner = Inner::Open { until_ms: now_ms };
        }
    }

    /// A call was answered sensibly.
    pub fn succeeded(&mut self) {
        self.inner = Inner::Closed { failures: 0 };
    }

    /// A call failed in a way that says something about the shop. Returns whether this opened the breaker.
    pub fn failed(&mut self, now_ms: u64) -> bool {
        match &mut self.inner {
            Inner::Closed { failures } => {
                *failures += 1;
                *failures >= self.limits.failures_max && self.open(now_ms, self.limits.open_for)
            }
            Inner::HalfOpen { .. } => self.open(now_ms, self.limits.open_for),
            // A late answer to a call from before.
            Inner::Open { .. } => false,
        }
    }

    /// Opens at once, for the given time: the shop said so, or our credentials are refused. Returns whether it was not
    /// open before.
    pub fn open(&mut self, now_ms: u64, open_for: Duration) -> bool {
        let was_open = matches!(self.inner, Inner::Open { .. });
        self.inner = Inner::Open { until_ms: now_ms.saturating_add(millis(open_for)) };
        !was_open
    }

    /// Returns where it stands.
    pub fn state(&self) -> BreakerState {
        match self.inner {
            Inner::Closed { .. } => BreakerState::Closed,
            Inner::Open { .. } => BreakerState::Open,
            Inner::HalfOpen { .. } => BreakerState::HalfOpen,
        }
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// First tries that pay for one retry: retries stay below a tenth of all calls.
const TRIES_PER_RETRY: u32 = 10;
/// Retries that may be saved up.
const RETRIES_SAVED_MAX: u32 = 10;

/// Keeps retries to a tenth of the calls, so that a shop in trouble is not asked twice as often as a healthy one.
#[derive(Debug)]
pub struct RetryBudget {
    /// Savings; [`TRIES_PER_RETRY`] of them are one retry.
    tries: u32,
}

impl Default for RetryBudget {
    fn default() -> Self {
        Self { tries: TRIES_PER_RETRY * RETRIES_SAVED_MAX }
    }
}

impl RetryBudget {
    /// Notes a first try.
    pub fn earn(&mut self) {
        self.tries = (self.tries + 1).min(TRIES_PER_RETRY * RETRIES_SAVED_MAX);
    }

    /// Takes one retry, if there is one.
    pub fn spend(&mut self) -> bool {
        match self.tries.checked_sub(TRIES_PER_RETRY) {
            Some(left) => {
                self.tries = left;
                true
            }
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use common::clock::{Clock as _, ManualClock};

    use super::*;

    fn limits() -> BreakerLimits {
        BreakerLimits { failures_max: 3, open_for: Duration::from_secs(10) }
    }

    #[test]
    fn failures_in_a_row_open_it_and_a_success_between_them_does_not() {
        let clock = ManualClock::new(0);
        let mut breaker = Breaker::new(limits());
        assert!(!breaker.failed(clock.monotonic_ms()));
        assert!(!breaker.failed(clock.monotonic_ms()));
        breaker.succeeded();
        assert!(!breaker.failed(clock.monotonic_ms()));
        assert!(!breaker.failed(clock.monotonic_ms()));
        assert!(breaker.admits(clock.monotonic_ms()));
        assert!(breaker.failed(clock.monotonic_ms()));
        assert!(!breaker.admits(clock.monotonic_ms()));
        assert_eq!(breaker.state(), BreakerState::Open);
    }

    #[test]
    fn one_probe_decides() {
        let clock = ManualClock::new(0);
        let mut breaker = Breaker::new(limits());
        breaker.open(clock.monotonic_ms(), limits().open_for);
        clock.advance(Duration::from_millis(9_999));
        assert!(!breaker.admits(clock.monotonic_ms()));
        clock.advance(Duration::from_millis(1));
        assert!(breaker.admits(clock.monotonic_ms()));
        assert!(!breaker.admits(clock.monotonic_ms()), "a second one must wait for the probe");
        assert!(breaker.failed(clock.monotonic_ms()));
        assert!(!breaker.admits(clock.monotonic_ms()));
        clock.advance(Duration::from_secs(10));
        assert!(breaker.admits(clock.monotonic_ms()));
        breaker.succeeded();
        assert!(breaker.admits(clock.monotonic_ms()));
        assert_eq!(breaker.state(), BreakerState::Closed);
    }

    #[test]
    fn a_probe_that_was_given_up_does_not_block_for_ever() {
        let clock = ManualClock::new(0);
        let mut breaker = Breaker::new(limits());
        breaker.open(0, Duration::ZERO);
        assert!(breaker.admits(clock.monotonic_ms()));
        clock.advance(PROBE_MAX);
        assert!(breaker.admits(clock.monotonic_ms()));
    }

    #[test]
    fn retries_stay_below_a_tenth_of_the_calls() {
        let mut budget = RetryBudget::default();
        let saved = (0..100).take_while(|_| budget.spend()).count();
        assert_eq!(saved, 10);
        let mut retries = 0;
        for _ in 0..1_000 {
            budget.earn();
            retries += u32::from(budget.spend());
        }
        assert_eq!(retries, 100);
    }
}
