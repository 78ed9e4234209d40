//! What ingress counts.

use std::time::Duration;

use common::broker::{Broker, PublishError};

common::metrics! {
    /// Everything that ingress counts.
    pub struct Metrics in "ingress" {
        /// Requests, by source and how they were answered.
        requests_total: IntCounterVec["source", "outcome"],
        /// Time from the first byte of the body until the answer, in seconds.
        duration_seconds: HistogramVec["source"],
        /// Elements of accepted bodies, by kind.
        elements_total: IntCounterVec["kind"],
        /// Signature checks, by result and by which of the secrets signed.
        signature_total: IntCounterVec["source", "result", "key_index"],
        /// Time until the broker confirmed everything of a body, in seconds.
        publish_confirm_seconds: Histogram,
        /// Bodies that the broker did not confirm, by reason.
        publish_failures_total: IntCounterVec["reason"],
        /// Bodies that did not reach the archive.
        archive_failures_total: IntCounter,
        /// Whether the broker is connected, 1 or 0.
        broker_connected: IntGauge,
        /// Whether the broker takes no messages, 1 or 0.
        broker_blocked: IntGauge,
    }
}

/// How often the state of the broker is copied into the gauges.
const BROKER_INTERVAL: Duration = Duration::from_millis(500);

/// Secrets that are told apart in metrics; further ones are `other`.
const KEY_LABELS: [&str; 4] = ["0", "1", "2", "3"];

/// Who sends webhooks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Meta.
    WhatsApp,
    /// The shop.
    WooCommerce,
}

impl Source {
    /// Returns the name in metrics, logs and headers.
    pub fn label(self) -> &'static str {
        match self {
            Self::WhatsApp => "whatsapp",
            Self::WooCommerce => "woocommerce",
        }
    }
}

/// How a request was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Everything is with the broker.
    Accepted,
    /// The handshake or the shop's ping was answered.
    Greeted,
    /// The handshake was refused.
    Forbidden,
    /// The signature is wrong or missing.
    Unsigned,
    /// The body broke off.
    Broken,
    /// The body came too slowly.
    TooSlow,
    /// The body is too long.
    TooLarge,
    /// The body is compressed.
    Encoded,
    /// The headers are too long.
    HeadersTooLarge,
    /// The broker is away or takes no messages.
    Blocked,
    /// The broker did not confirm.
    Unconfirmed,
    /// Too many requests at once.
    Shed,
}

impl Outcome {
    /// Returns the name in metrics.
    pub fn label(self) -> &'static str {
        match self {
            Self::Accepted => "200",
            Self::Greeted => "200_greeting",
            Self::Forbidden => "403",
            Self::Unsigned => "401",
            Self::Broken => "400",
            Self::TooSlow => "408",
            Self::TooLarge => "413",
            Self::Encoded => "415",
            Self::HeadersTooLarge => "431",
            Self::Blocked => "503_blocked",
            Self::Unconfirmed => "503_confirm",
            Self::Shed => "503_shed",
        }
    }

    /// Returns the HTTP status.
    pub fn status(self) -> u16 {
        match self {
            Self::Accepted | Self::Greeted => 200,
            Self::Forbidden => 403,
            Self::Unsigned => 401,
            Self::Broken => 400,
            Self::TooSlow => 408,
            Self::TooLarge => 413,
            Self::Encoded => 415,
            Self::HeadersTooLarge => 431,
            Self::Blocked | Self::Unconfirmed | Self::Shed => 503,
        }
    }
}

impl Metrics {
    /// Counts an answered request.
    pub(crate) fn answered(&self, source: Source, outcome: Outcome, seconds: f64) {
        self.requests_total.with_label_values(&[source.label(), outcome.label()]).inc();
        self.duration_seconds.with_label_values(&[source.label()]).observe(seconds);
    }

    /// Counts a signature check.
    pub(crate) fn signature_checked(&self, source: Source, key_index: Option<usize>) {
        let (result, key) = match key_index {
            Some(index) => ("valid", KEY_LABELS.get(index).copied().unwrap_or("other")),
            None => ("invalid", "none"),
        };
        self.signature_total.with_label_values(&[source.label(), result, key]).inc();
    }

    /// Counts an element of a body; `kind` comes from a fixed set.
    pub(crate) fn element(&self, kind: &'static str) {
        self.elements_total.with_label_values(&[kind]).inc();
    }

    /// Counts a body that was not confirmed.
    pub(crate) fn publish_failed(&self, error: PublishError) {
        self.publish_failures_total.with_label_values(&[error.label()]).inc();
    }
}

/// Keeps the gauges of the broker up to date for as long as the process runs.
pub(crate) async fn watch_broker(broker: Broker, metrics: Metrics) {
    let mut interval = tokio::time::interval(BROKER_INTERVAL);
    loop {
        interval.tick().await;
        metrics.broker_connected.set(i64::from(broker.is_connected()));
        metrics.broker_blocked.set(i64::from(broker.is_blocked()));
    }
}
