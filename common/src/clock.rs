//! Time as an argument, so that tests and the simulator can move it.
//!
//! Not a timer: waiting is the runtime's business.

use std::{
    sync::{
        Arc, LazyLock, Mutex, PoisonError,
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

/// A gap between the clocks that is closed at once: whatever set the wall clock that far was right about the day.
const JUMP_MS_MIN: i64 = 12 * 60 * 60 * 1000;
/// Smaller gaps are closed by running this part faster or slower: one twentieth.
const SLEW_DIVISOR: i64 = 20;
/// How often the shown time is taken as the new beginning.
const REBASE_MS: i64 = 1_000;

/// Wall-clock time that never jumps by hours: when the machine's clock is set forward or back, this one runs a little
/// faster or slower until both agree. So a wait of three minutes takes three minutes, whatever is done to the clock
/// meanwhile; what waits for a payment to settle rests on that. Clones share the time.
#[derive(Debug, Clone)]
pub struct SteadyClock<C = SystemClock> {
    machine: C,
    base: Arc<Mutex<Base>>,
}

#[derive(Debug)]
struct Base {
    shown_ms: i64,
    monotonic_ms: u64,
}

impl<C: Clock> SteadyClock<C> {
    /// Begins with what the machine's clock shows now.
    pub fn new(machine: C) -> Self {
        let base = Base { shown_ms: machine.now_ms(), monotonic_ms: machine.monotonic_ms() };
        Self { machine, base: Arc::new(Mutex::new(base)) }
    }
}

impl<C: Clock> Clock for SteadyClock<C> {
    fn now_ms(&self) -> i64 {
        let mut base = self.base.lock().unwrap_or_else(PoisonError::into_inner);
        let monotonic_ms = self.machine.monotonic_ms();
        let elapsed_ms = i64::try_from(monotonic_ms.saturating_sub(base.monotonic_ms)).unwrap_or(i64::MAX);
        let expected_ms = base.shown_ms.saturating_add(elapsed_ms);
        let gap_ms = self.machine.now_ms().saturating_sub(expected_ms);
        let slew_ms = elapsed_ms / SLEW_DIVISOR;
        let is_jump = gap_ms.saturating_abs() >= JUMP_MS_MIN;
        let shown_ms =
            expected_ms.saturating_add(if is_jump { gap_ms } else { gap_ms.clamp(-slew_ms, slew_ms) });
        if is_jump || elapsed_ms >= REBASE_MS {
            *base = Base { shown_ms, monotonic_ms };
        }
        shown_ms
    }

    fn monotonic_ms(&self) -> u64 {
        self.machine.monotonic_ms()
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
    fn a_wait_takes_its_time_although_the_clock_is_set() {
        for step_ms in [3_600_000, -3_600_000] {
            let machine = ManualClock::new(1_795_000_000_000);
            let steady = SteadyClock::new(machine.clone());
            let began_ms = steady.now_ms();
            machine.set(machine.now_ms() + step_ms);
            let mut last_ms = began_ms;
            for _ in 0..180_000 / 10 {
                machine.advance(Duration::from_millis(10));
                let now_ms = steady.now_ms();
                assert!(now_ms >= last_ms, "never back");
                last_ms = now_ms;
            }
            assert!((last_ms - began_ms - 180_000).abs() <= 9_000, "{}", last_ms - began_ms);
            for _ in 0..20 * 3_600 + 60 {
                machine.advance(Duration::from_secs(1));
                steady.now_ms();
            }
            assert_eq!(steady.now_ms(), machine.now_ms(), "both agree in the end");
        }
    }

    #[test]
    fn a_clock_that_was_days_off_is_believed_once_it_is_set() {
        let machine = ManualClock::new(0);
        let steady = SteadyClock::new(machine.clone());
        machine.set(1_795_000_000_000);
        assert_eq!(steady.now_ms(), 1_795_000_000_000);
    }

    #[test]
    fn the_system_clock_is_after_2024() {
        assert!(SystemClock.now_ms() > 1_704_067_200_000);
        assert!(SystemClock.monotonic_ms() <= SystemClock.monotonic_ms());
    }
}
