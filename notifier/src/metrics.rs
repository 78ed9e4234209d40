//! Everything that the notifier counts. Labels come from enums; an unknown code is `other` (`Refusal::Unknown`).

use crate::{
    core::{Note, row::State, sending::Snapshot},
    verdict::{HoldReason, Verdict, rule},
};

common::metrics! {
    /// Everything that the notifier counts.
    pub struct Metrics in "notifier" {
        /// Messages whose life ended, by how.
        messages_ended_total: IntCounterVec["state"],
        /// Messages that could not be delivered, by why.
        parked_total: IntCounterVec["reason"],
        /// Calls of the Graph API that ended, by what the answer means.
        graph_sends_total: IntCounterVec["verdict"],
        /// How long calls of the Graph API took.
        graph_seconds: Histogram,
        /// Calls after which it is not known whether the message was sent.
        graph_ambiguous_total: IntCounter,
        /// How such doubts ended: by a status, by sending again, by giving up.
        graph_ambiguous_resolved_total: IntCounterVec["resolution"],
        /// From the worker's decision until Meta took the message.
        reply_latency_seconds: Histogram,
        /// Messages now open, by state.
        outbox_depth: IntGaugeVec["state"],
        /// Age of the oldest open message.
        outbox_oldest_age_seconds: IntGauge,
        /// Copies of parked messages that the broker has not confirmed yet.
        parked_unconfirmed: IntGauge,
        /// Calls of the Graph API now in flight.
        posts_in_flight: IntGauge,
        /// Whether sending is held now, by why: 1 means that somebody must act.
        held: IntGaugeVec["reason"],
        /// How often a message had to wait, by what for.
        rate_limit_waits_total: IntCounterVec["limiter"],
        /// Releases that were here before.
        dedup_hits_total: IntCounter,
        /// Statuses that came in.
        statuses_total: IntCounter,
        /// Statuses that are none of a message: payments, old kinds.
        statuses_ignored_total: IntCounter,
        /// Statuses of messages that this journal does not know.
        statuses_unknown_total: IntCounter,
        /// Failures that Meta reported after accepting, by what the code means.
        late_failures_total: IntCounterVec["class"],
        /// Deliveries that could not be read and were parked as they came.
        unreadable_total: IntCounter,
        /// How long commits of the journal took.
        sqlite_commit_seconds: Histogram,
        /// Commits or openings of a journal that failed.
        sqlite_errors_total: IntCounter,
        /// Shards owned now.
        shards_owned: IntGauge,
    }
}

const HOLDS: [HoldReason; 6] = [
    HoldReason::Token,
    HoldReason::Lock,
    HoldReason::Payment,
    HoldReason::Registration,
    HoldReason::Permission,
    HoldReason::Spam,
];

impl Metrics {
    /// Counts what the core found worth counting.
    pub fn note(&self, note: &Note) {
        match note {
            Note::Ended { state, reason, age_ms, .. } => {
                self.messages_ended_total.with_label_values(&[state.label()]).inc();
                match state {
                    State::Accepted => self.reply_latency_seconds.observe(seconds(*age_ms)),
                    State::Parked | State::Failed | State::Expired => {
                        let reason = reason.as_deref().unwrap_or("unknown");
                        self.parked_total.with_label_values(&[reason]).inc();
                    }
                    _ => {}
                }
            }
            Note::Duplicate => self.dedup_hits_total.inc(),
            Note::Ambiguous => self.graph_ambiguous_total.inc(),
            Note::AmbiguousResolved(resolution) => {
                self.graph_ambiguous_resolved_total.with_label_values(&[resolution]).inc();
            }
            Note::LateFailure { code } => {
                self.late_failures_total.with_label_values(&[class_of(*code)]).inc();
            }
            Note::Paced(limiter) => self.rate_limit_waits_total.with_label_values(&[limiter]).inc(),
            Note::UnknownStatus => self.statuses_unknown_total.inc(),
            // Gauges show these.
            Note::HoldBegan(..) | Note::HoldEnded(_) => {}
        }
    }

    /// Counts a call that ended.
    pub fn call_ended(&self, verdict: &Verdict, took: std::time::Duration) {
        self.graph_sends_total.with_label_values(&[verdict.label()]).inc();
        self.graph_seconds.observe(took.as_secs_f64());
    }

    /// Shows the gauges.
    pub fn show(&self, snapshot: &Snapshot) {
        for state in State::ALL.into_iter().filter(|state| !state.is_end()) {
            let count = snapshot.open.get(&state).copied().unwrap_or_default();
            self.outbox_depth.with_label_values(&[state.label()]).set(gauge(count));
        }
        for hold in HOLDS {
            let is_held = snapshot.held.contains(hold.label());
            self.held.with_label_values(&[hold.label()]).set(i64::from(is_held));
        }
        self.outbox_oldest_age_seconds.set(i64::try_from(snapshot.oldest_age_ms / 1_000).unwrap_or(i64::MAX));
        self.parked_unconfirmed.set(gauge(snapshot.unpublished));
        self.posts_in_flight.set(gauge(snapshot.in_flight));
        self.shards_owned.set(gauge(snapshot.shards));
    }
}

fn gauge(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn seconds(ms: u64) -> f64 {
    std::time::Duration::from_millis(ms).as_secs_f64()
}

/// Returns the class of a code for a label: a few dozen codes fold into a handful of words.
fn class_of(code: u32) -> &'static str {
    use crate::verdict::Rule;
    match rule(code) {
        Rule::Refused(refusal) => refusal.label(),
        Rule::Hold(reason, _) => reason.label(),
        Rule::NeedsTemplate => "window_closed",
        Rule::AfterADay => "withheld",
        Rule::AccountLimited | Rule::NumberLimited | Rule::PairLimited => "limited",
        Rule::BugUnlessTransient | Rule::Ambiguous | Rule::Retry | Rule::Maintenance => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thousand_codes_make_a_handful_of_series() {
        let registry = common::metrics::Registry::new();
        let metrics = Metrics::register(&registry).unwrap();
        for code in (0..1_000).chain(130_000..132_100) {
            metrics.note(&Note::LateFailure { code });
        }
        let families = registry.gather();
        let late =
            families.iter().find(|family| family.name() == "wab_notifier_late_failures_total").unwrap();
        assert!(late.get_metric().len() < 25, "{}", late.get_metric().len());
    }
}
