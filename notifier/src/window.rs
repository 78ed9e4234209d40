//! The 24-hour customer service window, judged at the moment of sending. Pure.
//!
//! It counts from Meta's time of the buyer's last message, never from when we processed it. Outside the window only
//! templates may be sent; what becomes of a message without one is decided in `decision`.

/// How long a buyer's message keeps the window open, in milliseconds.
pub const WINDOW_MS: i64 = 24 * 60 * 60 * 1000;

/// Taken off the end of the window: the way to Meta takes time, and clocks differ.
pub const MARGIN_MS: i64 = 60 * 1000;

/// Returns whether free-form messages may be sent now. A buyer who never wrote has no window.
pub fn is_open(opened_at_ms: Option<i64>, now_unix_ms: i64) -> bool {
    opened_at_ms.is_some_and(|opened_at_ms| now_unix_ms.saturating_sub(opened_at_ms) < WINDOW_MS - MARGIN_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_closes_a_margin_before_24_hours() {
        assert!(is_open(Some(0), 0));
        assert!(is_open(Some(0), WINDOW_MS - MARGIN_MS - 1));
        assert!(!is_open(Some(0), WINDOW_MS - MARGIN_MS));
    }

    #[test]
    fn a_buyer_who_never_wrote_has_no_window_and_metas_clock_may_be_ahead() {
        assert!(!is_open(None, 0));
        assert!(is_open(Some(5_000), 0));
    }
}
