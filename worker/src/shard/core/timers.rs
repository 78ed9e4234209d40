//! The timers of a shard, by whose they are and by when they run out.

use std::collections::{BTreeMap, BTreeSet};

use conversation::event::Timer;
use domain::{contact::ContactHash, ids::ProductId};

/// Timers that run out in one batch; after an outage many are due at once, and the buyers of each must be loaded.
pub const TIMERS_A_BATCH_MAX: usize = 64;

/// A shard's timers.
#[derive(Debug, Default)]
pub struct Timers {
    due: BTreeMap<(ContactHash, Timer), i64>,
    in_order: BTreeSet<(i64, ContactHash, Timer)>,
    /// Who waits for which product.
    watches: BTreeMap<ProductId, BTreeSet<ContactHash>>,
}

impl Timers {
    /// Sets a timer, or moves it.
    pub fn set(&mut self, contact: ContactHash, timer: Timer, due_ms: i64) {
        if let Some(before_ms) = self.due.insert((contact, timer), due_ms) {
            self.in_order.remove(&(before_ms, contact, timer));
        }
        self.in_order.insert((due_ms, contact, timer));
        if let Timer::Watch { product } = timer {
            self.watches.entry(product).or_default().insert(contact);
        }
    }

    /// Forgets a timer; answers whether there was one.
    pub fn remove(&mut self, contact: ContactHash, timer: Timer) -> bool {
        let Some(due_ms) = self.due.remove(&(contact, timer)) else { return false };
        self.in_order.remove(&(due_ms, contact, timer));
        if let Timer::Watch { product } = timer {
            let who = self.watches.entry(product).or_default();
            who.remove(&contact);
            if who.is_empty() {
                self.watches.remove(&product);
            }
        }
        true
    }

    /// Returns whether anybody waits for a product.
    pub fn has_watches(&self) -> bool {
        !self.watches.is_empty()
    }

    /// Lists the products that somebody waits for.
    pub fn watched(&self) -> BTreeSet<ProductId> {
        self.watches.keys().copied().collect()
    }

    /// Lists who waits for a product.
    pub fn watchers(&self, product: ProductId) -> Vec<ContactHash> {
        self.watches.get(&product).into_iter().flatten().copied().collect()
    }

    /// Returns whether a timer is set.
    pub fn is_set(&self, contact: ContactHash, timer: Timer) -> bool {
        self.due.contains_key(&(contact, timer))
    }

    /// Lists the timers of one contact, with when they run out.
    pub fn of(&self, contact: ContactHash) -> Vec<(Timer, i64)> {
        let from = self.due.range((contact, Timer::FIRST)..);
        from.take_while(|((of, _), _)| *of == contact).map(|((_, timer), due_ms)| (*timer, *due_ms)).collect()
    }

    /// Returns when the next one runs out, unix milliseconds.
    pub fn next_ms(&self) -> Option<i64> {
        self.in_order.first().map(|(due_ms, ..)| *due_ms)
    }

    /// Lists what has run out, the oldest first, as many as one batch takes.
    pub fn due(&self, now_ms: i64) -> impl Iterator<Item = (i64, ContactHash, Timer)> {
        self.in_order
            .iter()
            .take_while(move |(due_ms, ..)| *due_ms <= now_ms)
            .take(TIMERS_A_BATCH_MAX)
            .copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contact(name: &str) -> ContactHash {
        "07".repeat(32).parse::<domain::HashKey>().unwrap().contact_key(name)
    }

    #[test]
    fn a_timer_that_is_moved_runs_out_once_and_each_contact_has_its_own() {
        let (asha, baraka) = (contact("KE.1"), contact("KE.2"));
        let mut timers = Timers::default();
        timers.set(asha, Timer::AgentSilent, 10);
        timers.set(baraka, Timer::AgentSilent, 20);
        timers.set(asha, Timer::AgentSilent, 30);
        assert_eq!(timers.next_ms(), Some(20));
        assert_eq!(timers.due(25).collect::<Vec<_>>(), [(20, baraka, Timer::AgentSilent)]);
        assert_eq!(timers.of(asha), [(Timer::AgentSilent, 30)]);
        assert!(timers.remove(asha, Timer::AgentSilent) && !timers.remove(asha, Timer::AgentSilent));
        assert!(timers.of(asha).is_empty() && timers.is_set(baraka, Timer::AgentSilent));
    }

    #[test]
    fn no_more_run_out_in_a_batch_than_it_takes() {
        let mut timers = Timers::default();
        for number in 0..200 {
            timers.set(contact(&format!("KE.{number}")), Timer::AgentSilent, number);
        }
        assert_eq!(timers.due(1_000).count(), TIMERS_A_BATCH_MAX);
        assert_eq!(timers.due(1_000).map(|(due_ms, ..)| due_ms).max(), Some(63), "the oldest first");
    }
}
