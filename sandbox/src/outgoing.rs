//! Plumbing towards the outside: the client that sends webhooks, and a log line writer for the terminal.
//! It is not for talking to the bridge's own types.

use std::io::Write as _;
use std::time::Duration;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

/// Longest wait for an answer to a webhook; both platforms give up sooner or later, this is generous.
const ANSWER_WAIT: Duration = Duration::from_secs(20);
/// Longest wait for a connection.
const CONNECT_WAIT: Duration = Duration::from_secs(3);

/// The client for outgoing webhooks: no redirects, bounded waits.
pub fn client() -> anyhow::Result<reqwest::Client> {
    // Another part of the process may have installed the provider already; that is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    #[expect(
        clippy::disallowed_methods,
        reason = "the sandbox stands on the platforms' side and shares no plumbing with what it tests"
    )]
    let builder = reqwest::Client::builder();
    Ok(builder
        .timeout(ANSWER_WAIT)
        .connect_timeout(CONNECT_WAIT)
        .redirect(reqwest::redirect::Policy::none())
        .build()?)
}

/// Writes warnings, errors and the sandbox's own messages to stderr. Spans are not kept.
pub struct StderrLog;

impl Subscriber for StderrLog {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= Level::WARN
            || (*metadata.level() <= Level::INFO && metadata.target().starts_with("sandbox"))
    }

    fn new_span(&self, _span: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _span: &Id, _values: &Record<'_>) {}

    fn record_follows_from(&self, _span: &Id, _follows: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut line = Line(String::new());
        event.record(&mut line);
        // A closed terminal is no reason to stop.
        let _ = writeln!(std::io::stderr(), "{:5} {}", event.metadata().level(), line.0.trim_start());
    }

    fn enter(&self, _span: &Id) {}

    fn exit(&self, _span: &Id) {}
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        use std::fmt::Write as _;
        let _ = if field.name() == "message" {
            write!(self.0, " {value:?}")
        } else {
            write!(self.0, " {}={value:?}", field.name())
        };
    }
}
