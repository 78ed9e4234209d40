//! Time as an argument, so that tests and the simulator can move it.
//!
//! Not a timer: waiting is the runtime's business.

use std::{
    sync::{
        Arc, LazyLock,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::{Duration, Instant, SystemTime},
};

/// Where a process takes the time from.
pub trait Clock: Send + Sync {
    /// Returns the wall clock, unix milliseconds. It may jump.
    fn now_ms(&self) -> i64;

    /// Returns milliseconds since some fixed moment. It never goes back.
    fn monotonic_ms(&self) -> u64;
}

/// The machine's own clocks.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

static STARTED: LazyLock<Instant> = LazyLock::new(Instant::now);

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the system clock")]
    fn now_ms(&self) -> i64 {
        let since_epoch = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX)
    }

    fn monotonic_ms(&self) -> u64 {
        u64::try_from(STARTED.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// A clock that stands still until it is moved. Clones share the time.
#[derive(Debug, Clone, Default)]
pub struct ManualClock(Arc<ManualTime>);

#[derive(Debug, Default)]
struct ManualTime {
    wall_ms: AtomicI64,
    monotonic_ms: AtomicU64,
}

impl ManualClock {
    /// Returns a clock that shows `now_ms`.
    pub fn new(now_ms: i64) -> Self {
        let clock = Self::default();
        clock.set(now_ms);
        clock
    }

    /// Sets the wall clock, forwards or back; the monotonic clock stays.
    pub fn set(&self, now_ms: i64) {
        self.0.wall_ms.store(now_ms, Ordering::SeqCst);
    }

    /// Moves both clocks forward.
    pub fn advance(&self, by: Duration) {
        let by_ms = u64::try_from(by.as_millis()).unwrap_or(u64::MAX);
        self.0.wall_ms.fetch_add(i64::try_from(by_ms).unwrap_or(i64::MAX), Ordering::SeqCst);
        self.0.monotonic_ms.fetch_add(by_ms, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now_ms(&self) -> i64 {
        self.0.wall_ms.load(Ordering::SeqCst)
    }

    fn monotonic_ms(&self) -> u64 {
        self.0.monotonic_ms.load(Ordering::SeqCst)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_of_a_manual_clock_move_together_and_a_step_back_leaves_monotonic_time() {
        let clock = ManualClock::new(1_000);
        let seen_by_another = clock.clone();
        clock.advance(Duration::from_millis(500));
        clock.set(200);
        assert_eq!((seen_by_another.now_ms(), seen_by_another.monotonic_ms()), (200, 500));
    }

    #[test]
    fn the_system_clock_is_after_2024() {
        assert!(SystemClock.now_ms() > 1_704_067_200_000);
        assert!(SystemClock.monotonic_ms() <= SystemClock.monotonic_ms());
    }
}
