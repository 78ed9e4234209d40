//! Randomness as an argument: jitter and nonces.
//!
//! Not for keys: those come from the settings.

use rand::RngCore;

/// Where a process takes its random numbers from.
pub trait Rng: Send {
    /// Returns 64 random bits.
    fn next_u64(&mut self) -> u64;

    /// Returns a number below `bound`, 0 when the bound is 0.
    fn below(&mut self, bound: u64) -> u64 {
        // Multiplying instead of a remainder keeps the bias under one in 2^64 / bound.
        let wide = u128::from(self.next_u64()) * u128::from(bound);
        u64::try_from(wide >> 64).unwrap_or_default()
    }
}

/// The machine's own randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRng;

impl Rng for SystemRng {
    fn next_u64(&mut self) -> u64 {
        rand::rng().next_u64()
    }
}

/// A sequence that its seed decides (splitmix64), for tests and the simulator.
#[derive(Debug, Clone)]
pub struct SeededRng(u64);

impl SeededRng {
    /// Returns the sequence of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }
}

impl Rng for SeededRng {
    fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_gives_one_sequence() {
        let (mut first, mut second) = (SeededRng::new(7), SeededRng::new(7));
        let numbers: Vec<_> = (0..8).map(|_| first.next_u64()).collect();
        assert!(numbers.iter().all(|number| *number == second.next_u64()));
        assert_ne!(numbers[0], SeededRng::new(8).next_u64());
    }

    #[test]
    fn a_bounded_number_stays_below_its_bound() {
        let mut rng = SeededRng::new(1);
        assert!((0..1_000).all(|_| rng.below(7) < 7));
        assert_eq!(rng.below(0), 0);
        assert!(SystemRng.below(3) < 3);
    }
}
