//! Wakes the buyers who wait for a product when the catalogue has it again. Who waits for what is in the timers, so it
//! survives a restart; what is looked at is the catalogue as it is, so no change is missed, whoever saw it first.

use conversation::{after::can_be_had, event::Timer};

use super::{Core, Deciding};

/// Pause between two looks at the products that somebody waits for.
const LOOK_PAUSE_MS: i64 = 5_000;

impl Core {
    /// Returns when it is to be looked at which products are back; `None` while nobody waits for any.
    pub fn next_stock_look_ms(&self) -> Option<i64> {
        self.timers.has_watches().then_some(self.stock_look_ms)
    }

    /// Makes the timers of those run out who wait for a product that can be had since the last look.
    pub(super) fn look_at_stock(&mut self, turn: &Deciding<'_>) {
        if !self.timers.has_watches() || turn.now_ms < self.stock_look_ms {
            return;
        }
        self.stock_look_ms = turn.now_ms.saturating_add(LOOK_PAUSE_MS);
        let watched = self.timers.watched();
        self.in_stock.retain(|product| watched.contains(product));
        for product in watched {
            let is_back = turn.catalogue.product(product).is_some_and(|product| can_be_had(&product));
            if !is_back {
                self.in_stock.remove(&product);
            } else if self.in_stock.insert(product) {
                for contact in self.timers.watchers(product) {
                    self.timers.set(contact, Timer::Watch { product }, turn.now_ms);
                }
            }
        }
    }
}
