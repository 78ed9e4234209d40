//! Logs and traces of a process, and the trace context that travels in message headers.
//!
//! Metrics are elsewhere ([`mod@crate::metrics`]). Logs carry no personal data; see `docs/LOGGING.md`.

use std::{collections::BTreeMap, io::IsTerminal, sync::Arc, time::Duration};

use opentelemetry::{propagation::TextMapPropagator, trace::TracerProvider};
use opentelemetry_otlp::SpanExporter;
use opentelemetry_sdk::{
    Resource,
    error::OTelSdkResult,
    propagation::TraceContextPropagator,
    trace::{SdkTracerProvider, SpanData},
};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::{EnvFilter, Layer, layer::SubscriberExt, util::SubscriberInitExt};

/// Longest wait for the last spans at the end.
const FLUSH_TIME_LIMIT: Duration = Duration::from_secs(3);

/// Directives that no setting overrides: below these levels the library logs whole messages, and with them what buyers
/// wrote.
const PRIVACY: [&str; 2] = ["lapin=info", "lapin::returned_messages=off"];

/// Keeps telemetry running; ends it when dropped.
#[derive(Debug)]
#[must_use = "telemetry ends when this is dropped"]
pub struct Telemetry {
    provider: Option<SdkTracerProvider>,
}

impl Drop for Telemetry {
    fn drop(&mut self) {
        if let Some(provider) = self.provider.take() {
            // Nothing is left to report to when this fails.
            let _ = provider.shutdown_with_timeout(FLUSH_TIME_LIMIT);
        }
    }
}

/// Starts logs, and traces when `OTEL_EXPORTER_OTLP_ENDPOINT` is set. To be called inside the runtime.
pub fn start(process: &'static str) -> Telemetry {
    let provider = trace_provider(process);
    let traces = provider.as_ref().map(|provider| {
        tracing_opentelemetry::layer().with_tracer(provider.tracer("conversational-commerce-bot"))
    });
    let is_pretty = match std::env::var("LOG_FORMAT").as_deref() {
        Ok("pretty") => true,
        Ok("json") => false,
        _ => std::io::stderr().is_terminal(),
    };
    let logs = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let logs = if is_pretty { logs.boxed() } else { logs.json().flatten_event(true).boxed() };
    // A second start, as in tests, keeps the first subscriber.
    let _ = tracing_subscriber::registry().with(filter()).with(logs).with(traces).try_init();
    Telemetry { provider }
}

/// Returns whether a text is a filter as `RUST_LOG` takes it.
pub fn is_filter(text: &str) -> bool {
    EnvFilter::try_new(text).is_ok()
}

fn filter() -> EnvFilter {
    let wanted = std::env::var("RUST_LOG").ok().filter(|text| !text.trim().is_empty());
    let base =
        wanted.and_then(|text| EnvFilter::try_new(text).ok()).unwrap_or_else(|| EnvFilter::new("info"));
    PRIVACY.iter().filter_map(|directive| directive.parse().ok()).fold(base, EnvFilter::add_directive)
}

fn trace_provider(process: &'static str) -> Option<SdkTracerProvider> {
    std::env::var("OTEL_EXPORTER_OTLP_ENDPOINT")
        .or_else(|_| std::env::var("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"))
        .ok()
        .filter(|endpoint| !endpoint.trim().is_empty())?;
    let exporter = SpanExporter::builder().with_http().build().ok()?;
    let resource = Resource::builder().with_service_name(process).build();
    let runtime = tokio::runtime::Handle::try_current().ok()?;
    let exporter = OnRuntime { exporter: Arc::new(exporter), runtime };
    Some(SdkTracerProvider::builder().with_resource(resource).with_batch_exporter(exporter).build())
}

/// Sends spans from the runtime: the batching thread of the SDK has none, and the HTTP client needs one.
#[derive(Debug)]
struct OnRuntime {
    exporter: Arc<SpanExporter>,
    runtime: tokio::runtime::Handle,
}

impl opentelemetry_sdk::trace::SpanExporter for OnRuntime {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let exporter = Arc::clone(&self.exporter);
        let sending = self.runtime.spawn(async move { exporter.export(batch).await });
        sending.await.unwrap_or_else(|_| {
            Err(opentelemetry_sdk::error::OTelSdkError::InternalFailure(
                "sending spans ended early".to_owned(),
            ))
        })
    }
}

/// Returns the trace context of a span as message headers; empty when tracing is off.
pub fn inject(span: &Span) -> BTreeMap<String, String> {
    let mut headers = std::collections::HashMap::new();
    TraceContextPropagator::new().inject_context(&span.context(), &mut headers);
    headers.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

/// Returns an error with its causes, in one line.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

/// Makes a span the child of the trace whose context the headers carry; without one it stays a root.
pub fn set_parent(span: &Span, headers: &BTreeMap<String, String>) {
    if !headers.contains_key("traceparent") {
        return;
    }
    let carrier: std::collections::HashMap<String, String> =
        headers.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    // An error means that tracing is off or the span has begun; both are harmless.
    let _ = span.set_parent(TraceContextPropagator::new().extract(&carrier));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn context_goes_through_headers_and_comes_back() {
        let provider = SdkTracerProvider::builder().build();
        let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("test"));
        tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), || {
            let sender = tracing::info_span!("sender");
            let headers = inject(&sender);
            let receiver = tracing::info_span!("receiver");
            set_parent(&receiver, &headers);
            let trace_id = |headers: &BTreeMap<String, String>| headers["traceparent"][3..35].to_owned();
            assert_eq!(trace_id(&headers), trace_id(&inject(&receiver)));
        });
    }

    #[test]
    fn without_tracing_there_are_no_headers() {
        let span = tracing::info_span!("span");
        assert!(inject(&span).is_empty());
        set_parent(&span, &BTreeMap::new());
    }
}
