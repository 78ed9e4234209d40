//! What the worker counts. Labels have few values: never a buyer, an order or a text.

use std::time::Duration;

use domain::contact::Shard;

use crate::shard::{
    core::Noted,
    incoming::{Incoming, Kind},
};

common::metrics! {
    /// Everything that shards count; the shop client and the catalogue have their own.
    pub struct Metrics in "worker" {
        /// Whether this worker owns the shard, 1 or 0.
        shard_owned: IntGaugeVec["shard"],
        /// Time from holding a shard's lock to being ready for its queue.
        shard_takeover_seconds: Histogram,
        /// Inputs by what became of them: turn, duplicate, held, parked, ignored.
        inbound_processed_total: IntCounterVec["result"],
        /// Turns by the screen they led to.
        turns_total: IntCounterVec["screen"],
        /// What buyers asked about themselves that was done: export, forgotten.
        privacy_total: IntCounterVec["what"],
        /// Buyers who were not understood, by the screen they saw.
        misses_total: IntCounterVec["screen"],
        /// Inputs that were parked, by reason.
        parked_total: IntCounterVec["reason"],
        /// Fields and message types of Meta that we do not know: the platform has moved on.
        drift_total: IntCounterVec["what"],
        /// Buyers who came by an advertisement or a post.
        referrals_total: IntCounterVec["source"],
        /// Files of buyers by what became of a try: stored, or why not.
        files_total: IntCounterVec["result"],
        /// News of orders that were told, by what brought them: webhook, or polled because none came.
        order_news_total: IntCounterVec["by"],
        /// Orders that were read because they had been modified, and sent to their buyers' shards.
        orders_read_total: IntCounter,
        /// Rounds of reading modified orders by how they ended: done, shop, broker.
        order_rounds_total: IntCounterVec["result"],
        /// Webhooks of ours that the shop had switched off and that were switched on again.
        shop_webhooks_enabled_total: IntCounter,
        /// Effects on the shop by stage and how they ended.
        effects_ended_total: IntCounterVec["stage", "outcome"],
        /// Effects on the shop that have not ended.
        intents_open: IntGaugeVec["shard"],
        /// Messages that the broker has not confirmed yet.
        outbox_depth: IntGaugeVec["shard"],
        /// Buyers who asked for a person, and conversations that the bot took over again.
        handoffs_total: IntCounterVec["kind"],
        /// Commands of staff, by kind.
        staff_commands_total: IntCounterVec["kind"],
        /// Quotes that came to a stage, by that.
        quotes_total: IntCounterVec["stage"],
        /// Steps of disputes: opened, submitted, offered, paid, escalated, overdue and the like.
        dispute_steps_total: IntCounterVec["step"],
        /// What happened in auctions: bids that counted, bids refused by reason, joined, awarded and so on.
        auctions_total: IntCounterVec["what"],
        /// Auctions that run.
        auctions_open: IntGaugeVec["shard"],
        /// Reminders and alerts, by kind, and whether they were sent or why not.
        reminders_total: IntCounterVec["kind", "decision"],
        /// Inputs on which the conversation failed; each is a defect of ours.
        assertion_failures_total: IntCounter,
        /// Time between Meta's timestamp of a message and its turn.
        inbound_lag_seconds: Histogram,
        /// Time to decide a batch.
        step_seconds: Histogram,
        /// Time to commit a batch.
        sqlite_commit_seconds: Histogram,
        /// Times that a shard's file failed and was opened again.
        sqlite_errors_total: IntCounter,
    }
}

impl Metrics {
    /// A shard was taken or let go.
    pub fn shard_owned(&self, shard: Shard, is_owned: bool) {
        self.shard_owned.with_label_values(&[shard.to_string()]).set(i64::from(is_owned));
        if !is_owned {
            self.backlog(shard, 0, 0);
            self.auctions_run(shard, 0);
        }
    }

    /// A shard was taken over within this time.
    pub fn takeover_took(&self, took: Duration) {
        self.shard_takeover_seconds.observe(took.as_secs_f64());
    }

    /// A batch was decided within this time.
    pub fn decided(&self, took: Duration) {
        self.step_seconds.observe(took.as_secs_f64());
    }

    /// A batch was committed within this time.
    pub fn committed(&self, took: Duration) {
        self.sqlite_commit_seconds.observe(took.as_secs_f64());
    }

    /// A shard's file failed.
    pub fn store_failed(&self) {
        self.sqlite_errors_total.inc();
    }

    /// What waits in a shard.
    pub fn backlog(&self, shard: Shard, effects: usize, waiting: usize) {
        let gauge = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        self.intents_open.with_label_values(&[shard.to_string()]).set(gauge(effects));
        self.outbox_depth.with_label_values(&[shard.to_string()]).set(gauge(waiting));
    }

    /// How many auctions run in a shard.
    pub fn auctions_run(&self, shard: Shard, count: usize) {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        self.auctions_open.with_label_values(&[shard.to_string()]).set(count);
    }

    /// A message came in.
    pub fn lag(&self, incoming: &Incoming, now_ms: i64) {
        if let Kind::Message(message) = &incoming.kind {
            // Days fit a float; a clock that is behind counts as no lag.
            let lag_ms = u32::try_from((now_ms - message.sent_at_ms).max(0)).unwrap_or(u32::MAX);
            self.inbound_lag_seconds.observe(f64::from(lag_ms) / 1000.0);
        }
    }

    /// A round of reading modified orders ended.
    pub fn caught_up(&self, result: &'static str) {
        self.order_rounds_total.with_label_values(&[result]).inc();
    }

    /// An order that had been modified was sent to its buyer's shard.
    pub fn order_read(&self) {
        self.orders_read_total.inc();
    }

    /// A webhook was switched on again.
    pub fn webhook_enabled(&self) {
        self.shop_webhooks_enabled_total.inc();
    }

    /// A batch noted something.
    pub fn noted(&self, note: Noted) {
        let result = match note {
            Noted::Turn(screen) => {
                self.turns_total.with_label_values(&[screen]).inc();
                "turn"
            }
            Noted::Duplicate => "duplicate",
            Noted::Parked(reason) => {
                self.parked_total.with_label_values(&[reason]).inc();
                "parked"
            }
            Noted::Ignored(_) => "ignored",
            Noted::Drift(what) => {
                self.drift_total.with_label_values(&[what]).inc();
                return;
            }
            Noted::Held => "held",
            Noted::Effect(stage, outcome) => {
                self.effects_ended_total.with_label_values(&[stage, outcome]).inc();
                return;
            }
            Noted::Referral(source) => {
                self.referrals_total.with_label_values(&[source]).inc();
                return;
            }
            Noted::OrderNews(by) => {
                self.order_news_total.with_label_values(&[by]).inc();
                return;
            }
            Noted::Privacy(what) => {
                self.privacy_total.with_label_values(&[what]).inc();
                return;
            }
            Noted::Missed(screen) => {
                self.misses_total.with_label_values(&[screen]).inc();
                return;
            }
            Noted::File(result) => {
                self.files_total.with_label_values(&[result]).inc();
                return;
            }
            Noted::Handoff(kind) => {
                self.handoffs_total.with_label_values(&[kind]).inc();
                return;
            }
            Noted::Reminder(kind, decided) => {
                self.reminders_total.with_label_values(&[kind.label(), decided.label()]).inc();
                return;
            }
            Noted::Staff(kind) => {
                self.staff_commands_total.with_label_values(&[kind]).inc();
                return;
            }
            Noted::Quote(stage) => {
                self.quotes_total.with_label_values(&[stage]).inc();
                return;
            }
            Noted::Dispute(step) => {
                self.dispute_steps_total.with_label_values(&[step]).inc();
                return;
            }
            Noted::Auction(what) => {
                self.auctions_total.with_label_values(&[what]).inc();
                return;
            }
            Noted::Panicked => {
                self.assertion_failures_total.inc();
                return;
            }
        };
        self.inbound_processed_total.with_label_values(&[result]).inc();
    }
}
