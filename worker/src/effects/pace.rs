//! When to go on: pauses that grow, and what must not be slept through.

use super::{Scene, Step};

/// First pause between readings in doubt; doubles up to [`PAUSE_MS_MAX`].
const PAUSE_MS_MIN: i64 = 1_000;
/// Longest pause between tries while somebody waits.
const PAUSE_MS_MAX: i64 = 30_000;

/// Waits longer from try to try, and wakes in time for what is due.
pub fn pause(tries: u32, due_ms: &[Option<i64>], scene: &Scene<'_>) -> Step {
    let doubled = PAUSE_MS_MIN << tries.saturating_sub(1).min(10);
    let mut until_ms = scene.now_ms + doubled.min(PAUSE_MS_MAX);
    for due_ms in due_ms.iter().copied().flatten() {
        if (scene.now_ms + 1..until_ms).contains(&due_ms) {
            until_ms = due_ms;
        }
    }
    Step::Wait { until_ms }
}
