//! Token buckets with time as an argument: never faster than the platform allows. Pure.
//!
//! Who waits, and for how long, is decided in `core`; this only says whether a token is there, and when the next is.

/// A bucket of tokens that fills with time. A token has `refill_ms` parts and each millisecond brings `refill_tokens`
/// parts, so that nothing is lost to rounding however often it is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bucket {
    burst: u64,
    refill_ms: u64,
    refill_tokens: u64,
    parts: u64,
    updated_at_ms: u64,
}

impl Bucket {
    /// Returns a full bucket of `burst` tokens that gets `refill_tokens` every `refill_ms`.
    pub fn full(burst: u64, refill_tokens: u64, refill_ms: u64, now_ms: u64) -> Self {
        let (burst, refill_ms) = (burst.max(1), refill_ms.max(1));
        Self {
            burst,
            refill_ms,
            refill_tokens: refill_tokens.max(1),
            parts: burst.saturating_mul(refill_ms),
            updated_at_ms: now_ms,
        }
    }

    /// Returns the bucket as it is now when it was full once and tokens were taken so many milliseconds ago, oldest
    /// first: what another process has taken counts here too.
    #[must_use]
    pub fn after(mut self, taken_ages_ms: &[u64], now_ms: u64) -> Self {
        let oldest_ms = taken_ages_ms.first().copied().unwrap_or_default();
        self.updated_at_ms = 0;
        for age_ms in taken_ages_ms {
            if !self.take(oldest_ms.saturating_sub(*age_ms)) {
                self.parts = 0;
            }
        }
        self.update(oldest_ms);
        self.updated_at_ms = now_ms;
        self
    }

    /// Takes a token when there is one.
    pub fn take(&mut self, now_ms: u64) -> bool {
        if !self.has_token(now_ms) {
            return false;
        }
        self.parts -= self.refill_ms;
        true
    }

    /// Returns whether a token is there now.
    pub fn has_token(&mut self, now_ms: u64) -> bool {
        self.update(now_ms);
        self.parts >= self.refill_ms
    }

    /// Returns when the next token will be there; now when one is.
    pub fn next_at_ms(&mut self, now_ms: u64) -> u64 {
        self.update(now_ms);
        let missing = self.refill_ms.saturating_sub(self.parts);
        now_ms.saturating_add(missing.div_ceil(self.refill_tokens))
    }

    /// Takes all tokens: the platform says that there are none.
    pub fn empty(&mut self, now_ms: u64) {
        self.update(now_ms);
        self.parts = 0;
    }

    /// Returns whether the bucket is full, and so need not be remembered.
    pub fn is_full(&mut self, now_ms: u64) -> bool {
        self.update(now_ms);
        self.parts == self.capacity()
    }

    fn capacity(&self) -> u64 {
        self.burst.saturating_mul(self.refill_ms)
    }

    fn update(&mut self, now_ms: u64) {
        let elapsed_ms = now_ms.saturating_sub(self.updated_at_ms);
        self.updated_at_ms = now_ms.max(self.updated_at_ms);
        let gained = elapsed_ms.saturating_mul(self.refill_tokens);
        self.parts = self.parts.saturating_add(gained).min(self.capacity());
    }
}

/// Returns the bucket of a number whose platform limit is `per_second`, messages in and out together: a burst of a
/// tenth and a refill of eight tenths, so that no second ever holds more than nine tenths of the limit. `share` is
/// this process's part of all shards, as numerator and denominator.
pub fn number_bucket(per_second: u32, share: (u64, u64), now_ms: u64) -> Bucket {
    let (ours, all) = share;
    let milli_tokens_per_second = u64::from(per_second) * 800 * ours.max(1) / all.max(1);
    let burst = u64::from(per_second) * ours.max(1) / all.max(1) / 10;
    Bucket::full(burst, milli_tokens_per_second, 1_000_000, now_ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_gets_its_burst_and_then_one_token_every_six_seconds() {
        let mut pair = Bucket::full(10, 1, 6_000, 0);
        assert_eq!((0..20).filter(|_| pair.take(0)).count(), 10);
        assert_eq!(pair.next_at_ms(0), 6_000);
        assert!(!pair.take(5_999));
        assert!(pair.take(6_000));
        assert!(!pair.take(6_000));
        assert!(!pair.is_full(60_000));
        assert!(pair.is_full(66_000));
    }

    #[test]
    fn no_second_holds_more_than_nine_tenths_of_a_numbers_limit() {
        let mut number = number_bucket(80, (1, 1), 0);
        let sent_at_ms: Vec<u64> =
            (0..10_000).flat_map(|ms| std::iter::repeat_n(ms, 3)).filter(|ms| number.take(*ms)).collect();
        for (index, first_ms) in sent_at_ms.iter().enumerate() {
            let within = sent_at_ms[index..].iter().take_while(|ms| **ms < first_ms + 1_000).count();
            assert!(within <= 72, "{within} from {first_ms}");
        }
        assert!(sent_at_ms.len() > 600, "{}", sent_at_ms.len());
    }

    #[test]
    fn a_share_of_the_shards_is_a_share_of_the_rate() {
        let mut half = number_bucket(80, (8, 16), 0);
        assert_eq!((0..100).filter(|_| half.take(0)).count(), 4);
        let taken = (0..10_000).filter(|ms| half.take(*ms)).count();
        assert!((300..=325).contains(&taken), "{taken}");
        // The smallest share still moves.
        let mut least = number_bucket(1, (1, 64), 0);
        assert!(least.take(0));
        assert!(least.next_at_ms(0) < 100_000);
    }

    #[test]
    fn what_was_taken_elsewhere_is_missing_here_and_what_has_flowed_in_since_is_not() {
        // A burst of 45 four minutes ago, and one every six seconds since: empty, however short the look back.
        let mut ages_ms = vec![240_000; 45];
        ages_ms.extend((0..40).map(|number| 234_000 - number * 6_000));
        let mut pair = Bucket::full(45, 1, 6_000, 0).after(&ages_ms, 1_000);
        assert_eq!((0..45).filter(|_| pair.take(1_000)).count(), 0);
        assert!(pair.take(7_000));
        let mut rested = Bucket::full(45, 1, 6_000, 0).after(&[600_000; 45], 1_000);
        assert_eq!((0..60).filter(|_| rested.take(1_000)).count(), 45);
        assert_eq!(Bucket::full(10, 1, 6_000, 5).after(&[], 5), Bucket::full(10, 1, 6_000, 5));
    }

    #[test]
    fn time_that_goes_back_gives_nothing() {
        let mut bucket = Bucket::full(1, 1, 1_000, 10_000);
        assert!(bucket.take(10_000));
        assert!(!bucket.take(0));
        assert!(bucket.take(11_000));
    }

    #[test]
    fn an_emptied_bucket_fills_again() {
        let mut bucket = Bucket::full(10, 1, 6_000, 0);
        bucket.empty(0);
        assert!(!bucket.has_token(5_999));
        assert!(bucket.has_token(6_000));
    }
}
