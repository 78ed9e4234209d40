//! How long everybody has, and how much staff may give.

use serde::{Deserialize, Serialize};

/// Milliseconds of an hour.
pub const HOUR_MS: i64 = 60 * 60 * 1000;

/// How often a case that nobody answers is brought up again before it is closed.
pub const OVERDUE_MAX: u32 = 10;

/// The clocks of a case, and its limits. They are written into the case when it is opened: a setting that changes later
/// moves no deadline of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Terms {
    /// For the buyer to collect what shows the trouble; then it is sent as it is.
    pub collect_hours: u32,
    /// For staff to answer; then it goes to whoever is above them.
    pub answer_hours: u32,
    /// For whoever is above staff to answer; then it is brought up again.
    pub escalated_hours: u32,
    /// For the buyer to answer an offer; then the case is closed.
    pub offer_hours: u32,
    /// For the buyer to accept that nothing is offered, or to appeal.
    pub appeal_hours: u32,
    /// For the shop to book what was agreed on; then a person looks.
    pub settle_hours: u32,
    /// For the buyer to send goods back.
    pub return_hours: u32,
    /// The most that staff may offer in money, minor units of the shop's currency; none is no limit.
    pub staff_minor_max: Option<i64>,
}

impl Default for Terms {
    fn default() -> Self {
        Self {
            collect_hours: 24,
            answer_hours: 48,
            escalated_hours: 72,
            offer_hours: 72,
            appeal_hours: 7 * 24,
            settle_hours: 24,
            return_hours: 14 * 24,
            staff_minor_max: None,
        }
    }
}

/// Writes hours as milliseconds.
pub(crate) fn hours_ms(hours: u32) -> i64 {
    i64::from(hours) * HOUR_MS
}
