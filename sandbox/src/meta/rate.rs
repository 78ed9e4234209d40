//! The platform's two send limits: messages per second of the number, and messages to one person.
//!
//! Pure: the time is an argument. It is not a queue; what does not fit is refused, as the platform does.

/// Sends to one person that fit into one burst.
pub const PAIR_BURST_MESSAGES: u32 = 45;
/// The steady distance between two messages to one person, in microseconds.
pub const PAIR_INTERVAL_US: i64 = 6_000_000;
/// Messages per second of one business number.
pub const NUMBER_BURST_MESSAGES: u32 = 80;
/// The steady distance between two messages of one business number, in microseconds.
pub const NUMBER_INTERVAL_US: i64 = 1_000_000 / 80;
/// How long a strict burst to one person may last, in microseconds.
const STRICT_BURST_US: i64 = 6_000_000;

/// How the limit per person is applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PairMode {
    /// No limit.
    Off,
    /// A bucket of 45 messages which refills by one every 6 seconds.
    Bucket,
    /// The literal reading: up to 45 messages within 6 seconds, then silence until the borrowed time has passed.
    Strict,
}

/// A token bucket that stores one number: the moment at which it will be full again.
#[derive(Clone, Copy, Debug)]
pub struct Bucket {
    interval_us: i64,
    burst: u32,
    full_again_at_us: i64,
}

impl Bucket {
    /// A full bucket of `burst` tokens which regains one token every `interval_us`.
    pub const fn new(burst: u32, interval_us: i64) -> Self {
        Self { interval_us, burst, full_again_at_us: i64::MIN }
    }

    /// Takes one token, or says no.
    pub fn take(&mut self, now_us: i64) -> bool {
        let base_us = self.full_again_at_us.max(now_us);
        let debt_us = base_us - now_us;
        if debt_us > self.interval_us * (i64::from(self.burst) - 1) {
            return false;
        }
        self.full_again_at_us = base_us + self.interval_us;
        true
    }
}

/// What one person has been sent lately.
#[derive(Clone, Copy, Debug)]
pub struct Pair {
    bucket: Bucket,
    burst_started_us: i64,
    burst_messages: i64,
}

impl Default for Pair {
    fn default() -> Self {
        Self {
            bucket: Bucket::new(PAIR_BURST_MESSAGES, PAIR_INTERVAL_US),
            burst_started_us: 0,
            burst_messages: 0,
        }
    }
}

impl Pair {
    /// Takes room for one message under `mode`, or says no.
    pub fn take(&mut self, mode: PairMode, now_us: i64) -> bool {
        match mode {
            PairMode::Off => true,
            PairMode::Bucket => self.bucket.take(now_us),
            PairMode::Strict => self.take_strictly(now_us),
        }
    }

    fn take_strictly(&mut self, now_us: i64) -> bool {
        let repaid_at_us = self.burst_started_us + self.burst_messages * PAIR_INTERVAL_US;
        if self.burst_messages == 0 || now_us >= repaid_at_us {
            self.burst_started_us = now_us;
            self.burst_messages = 1;
            return true;
        }
        let in_burst = now_us - self.burst_started_us < STRICT_BURST_US;
        if in_burst && self.burst_messages < i64::from(PAIR_BURST_MESSAGES) {
            self.burst_messages += 1;
            return true;
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND_US: i64 = 1_000_000;

    #[test]
    fn a_burst_of_45_passes_and_the_46th_is_refused() {
        let mut pair = Pair::default();
        for _ in 0..45 {
            assert!(pair.take(PairMode::Bucket, 0));
        }
        assert!(!pair.take(PairMode::Bucket, 0));
    }

    #[test]
    fn after_a_burst_one_message_per_six_seconds_passes() {
        let mut pair = Pair::default();
        while pair.take(PairMode::Bucket, 0) {}
        assert!(!pair.take(PairMode::Bucket, 5 * SECOND_US));
        assert!(pair.take(PairMode::Bucket, 6 * SECOND_US));
        assert!(!pair.take(PairMode::Bucket, 7 * SECOND_US));
        assert!(pair.take(PairMode::Bucket, 12 * SECOND_US));
    }

    #[test]
    fn a_strict_burst_of_20_closes_the_person_for_two_minutes() {
        let mut pair = Pair::default();
        for _ in 0..20 {
            assert!(pair.take(PairMode::Strict, SECOND_US));
        }
        assert!(!pair.take(PairMode::Strict, 8 * SECOND_US));
        assert!(!pair.take(PairMode::Strict, 120 * SECOND_US));
        assert!(pair.take(PairMode::Strict, 121 * SECOND_US));
    }

    #[test]
    fn a_number_sends_80_at_once_and_then_80_a_second() {
        let mut number = Bucket::new(NUMBER_BURST_MESSAGES, NUMBER_INTERVAL_US);
        let at_once = (0..200).filter(|_| number.take(0)).count();
        let in_the_next_second = (1..=1000).filter(|ms| number.take(ms * 1000)).count();
        assert_eq!((at_once, in_the_next_second), (80, 80));
    }

    #[test]
    fn a_switched_off_limit_refuses_nothing() {
        let mut pair = Pair::default();
        assert!((0..1000).all(|_| pair.take(PairMode::Off, 0)));
    }
}
