//! The pretend platform's clock: real time plus an offset that a test may move forward.
//!
//! It is not a general clock. It exists so that the 24-hour window and the rate limits can be tested without waiting.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Real time plus a movable offset. Clones share the offset.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    offset_ms: Arc<AtomicI64>,
}

impl Clock {
    /// Milliseconds since 1970, as the pretend platform sees them.
    pub fn now_ms(&self) -> i64 {
        jiff::Timestamp::now().as_millisecond().saturating_add(self.offset_ms.load(Ordering::Relaxed))
    }

    /// Moves the clock forward (or back, with a negative number) and returns the new offset.
    pub fn advance_ms(&self, by_ms: i64) -> i64 {
        let before = self.offset_ms.fetch_add(by_ms, Ordering::Relaxed);
        before.saturating_add(by_ms)
    }
}
