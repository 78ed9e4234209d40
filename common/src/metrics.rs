//! Declares a process's metrics once: the doc comments are the help texts.
//!
//! To add a metric, add a documented line to the `metrics!` of that process. A label has few possible values; never a
//! phone, an order or an error text.

pub use prometheus::{
    Histogram, HistogramVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Registry, Result,
};
use prometheus::{HistogramOpts, Opts};

/// Upper bounds of the histograms, in seconds.
pub const SECONDS_BUCKETS: [f64; 14] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];

/// A kind of metric that `metrics!` can make.
pub trait Declared: Sized {
    /// Makes the metric and registers it.
    fn declare(registry: &Registry, name: &str, help: &str, labels: &[&str]) -> Result<Self>;
}

macro_rules! declared {
    ($($kind:ident: |$name:ident, $help:ident, $labels:ident| $make:expr),+ $(,)?) => { $(
        impl Declared for $kind {
            fn declare(registry: &Registry, $name: &str, $help: &str, $labels: &[&str]) -> Result<Self> {
                let metric = $make?;
                registry.register(Box::new(metric.clone()))?;
                Ok(metric)
            }
        }
    )+ };
}

declared! {
    IntCounter: |name, help, _labels| Self::new(name, help),
    IntCounterVec: |name, help, labels| Self::new(Opts::new(name, help), labels),
    IntGauge: |name, help, _labels| Self::new(name, help),
    IntGaugeVec: |name, help, labels| Self::new(Opts::new(name, help), labels),
    Histogram: |name, help, _labels| Self::with_opts(seconds(name, help)),
    HistogramVec: |name, help, labels| Self::new(seconds(name, help), labels),
}

fn seconds(name: &str, help: &str) -> HistogramOpts {
    HistogramOpts::new(name, help).buckets(SECONDS_BUCKETS.to_vec())
}

/// Declares a struct of metrics, each named `wab_<process>_<field>`.
#[macro_export]
macro_rules! metrics {
    (
        $(#[$outer:meta])*
        $visibility:vis struct $name:ident in $process:literal {
            $( $(#[doc = $help:literal])+ $field:ident: $kind:ident $([$($label:literal),+ $(,)?])? ),+ $(,)?
        }
    ) => {
        $(#[$outer])*
        #[derive(Debug, Clone)]
        $visibility struct $name {
            $( $(#[doc = $help])+ pub(crate) $field: $crate::metrics::$kind, )+
        }

        impl $name {
            /// Makes all metrics and registers them.
            $visibility fn register(registry: &$crate::metrics::Registry) -> $crate::metrics::Result<Self> {
                Ok(Self { $(
                    $field: <$crate::metrics::$kind as $crate::metrics::Declared>::declare(
                        registry,
                        concat!("wab_", $process, "_", stringify!($field)),
                        concat!($($help),+).trim(),
                        &[$($($label),+)?],
                    )?,
                )+ })
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use prometheus::TextEncoder;

    use super::*;

    metrics! {
        /// Everything the test counts.
        struct Metrics in "test" {
            /// Messages handed on, by how it ended.
            deliveries_total: IntCounterVec["outcome"],
            /// Messages now waiting.
            waiting: IntGauge,
            /// Time until the answer,
            /// in seconds.
            send_seconds: Histogram,
        }
    }

    #[test]
    fn a_declared_metric_is_named_and_explained() {
        let registry = Registry::new();
        let metrics = Metrics::register(&registry).unwrap();
        metrics.deliveries_total.with_label_values(&["ok"]).inc();
        metrics.waiting.set(3);
        metrics.send_seconds.observe(0.2);
        let text = TextEncoder::new().encode_to_string(&registry.gather()).unwrap();
        assert!(text.contains("# HELP wab_test_deliveries_total Messages handed on, by how it ended."));
        assert!(text.contains("wab_test_deliveries_total{outcome=\"ok\"} 1"));
        assert!(text.contains("# HELP wab_test_send_seconds Time until the answer, in seconds."));
        assert!(Metrics::register(&registry).is_err(), "one name is registered once");
    }
}
