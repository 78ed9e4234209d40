//! Everything that the notifier counts. Labels come from enums; an unknown code is `other` (`Refusal::Unknown`).

use crate::{
    core::{
        Note, account,
        row::{HoldScope, State},
        sending::Snapshot,
    },
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
        /// Messages that Meta charges or gives away, once each: as which category, of which kind, in which region.
        messages_priced_total: IntCounterVec["category", "kind", "region"],
        /// Messages that Meta took and refused later for the closed window, sent again as their template.
        messages_reopened_total: IntCounter,
        /// News of the account, by what they are.
        account_news_total: IntCounterVec["kind"],
        /// News of the account that somebody should act on, by what they are.
        account_alarms_total: IntCounterVec["kind"],
        /// Holds by news of the account or by an operator, by what they stop: 1 while there is one.
        stopped: IntGaugeVec["scope", "reason"],
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
            Note::Priced(price) => {
                let labels = [price.category, price.kind, price.region];
                self.messages_priced_total.with_label_values(&labels).inc();
            }
            Note::Reopened => self.messages_reopened_total.inc(),
            Note::AccountNews(kind, is_alarm) => {
                self.account_news_total.with_label_values(&[kind]).inc();
                if *is_alarm {
                    self.account_alarms_total.with_label_values(&[kind]).inc();
                }
            }
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
        for (scope, reason) in [HoldScope::All, HoldScope::Initiating]
            .into_iter()
            .flat_map(|scope| account::REASONS.map(|reason| (scope, reason)))
        {
            let is_stopped = snapshot.stopped.contains(&(scope, reason));
            self.stopped.with_label_values(&[scope.label(), reason]).set(i64::from(is_stopped));
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
