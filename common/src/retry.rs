//! When to try again: capped exponential delays with full jitter.
//!
//! The only module that knows the `backoff` crate, so that it can be replaced in one file. It does not wait and does
//! not loop: the caller owns its timers.

use std::time::Duration;

use backoff::{ExponentialBackoff, ExponentialBackoffBuilder, backoff::Backoff};

use crate::rng::Rng;

/// Doublings after which a delay has certainly reached its cap.
const DOUBLINGS_MAX: u32 = 40;

/// How often and how patiently something is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Upper bound of the first delay.
    pub initial: Duration,
    /// Upper bound of every delay.
    pub cap: Duration,
    /// Tries in all, the first one included.
    pub attempts_max: u32,
}

impl RetryPolicy {
    /// Returns how long to wait after the `attempt`-th failure (1 is the first): anything from nothing to the
    /// doubled and capped bound, so that many who failed together do not come back together.
    pub fn delay(&self, attempt: u32, rng: &mut dyn Rng) -> Duration {
        let bound = self.bound(attempt);
        let bound_us = u64::try_from(bound.as_micros()).unwrap_or(u64::MAX);
        Duration::from_micros(rng.below(bound_us.saturating_add(1))).min(bound)
    }

    /// Returns whether another try is allowed after `attempt` failures.
    pub fn allows(&self, attempt: u32) -> bool {
        attempt < self.attempts_max
    }

    fn bound(&self, attempt: u32) -> Duration {
        let mut delays: ExponentialBackoff = ExponentialBackoffBuilder::new()
            .with_initial_interval(self.initial.min(self.cap))
            .with_max_interval(self.cap)
            .with_multiplier(2.0)
            .with_randomization_factor(0.0)
            .with_max_elapsed_time(None)
            .build();
        let mut bound = self.initial;
        for _ in 0..attempt.clamp(1, DOUBLINGS_MAX) {
            bound = delays.next_backoff().unwrap_or(self.cap);
        }
        bound.min(self.cap)
    }
}

/// What an error says about trying again; each error type answers it in one `match`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disposition {
    /// Try again after a delay of the policy.
    Retry,
    /// Try again, but not before this.
    RetryAfter(Duration),
    /// Trying again cannot help.
    GiveUp,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::SeededRng;

    const POLICY: RetryPolicy =
        RetryPolicy { initial: Duration::from_millis(100), cap: Duration::from_secs(5), attempts_max: 3 };

    #[test]
    fn bounds_double_until_the_cap() {
        let bounds: Vec<_> = [1, 2, 3, 6, 7, 1_000].map(|attempt| POLICY.bound(attempt).as_millis()).into();
        assert_eq!(bounds, [100, 200, 400, 3_200, 5_000, 5_000]);
    }

    #[test]
    fn a_delay_is_spread_over_everything_up_to_its_bound() {
        let mut rng = SeededRng::new(3);
        let delays: Vec<_> = (0..500).map(|_| POLICY.delay(3, &mut rng)).collect();
        assert!(delays.iter().all(|delay| *delay <= Duration::from_millis(400)));
        assert!(delays.iter().any(|delay| *delay < Duration::from_millis(40)));
        assert!(delays.iter().any(|delay| *delay > Duration::from_millis(360)));
    }

    #[test]
    fn tries_are_counted_with_the_first_one() {
        assert!(POLICY.allows(2));
        assert!(!POLICY.allows(3));
    }
}
