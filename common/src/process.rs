//! The life of a process: settings, telemetry, run, drain, flush.
//!
//! What a process does is its own business; this decides when it starts and how it ends.

use std::{process::ExitCode, time::Duration};

use prometheus::Registry;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::{
    broker,
    config::{FromSettings, Reader},
    http_client, ops_server, telemetry,
};

pub use ops_server::Readiness;

/// Longest time from the first signal until work is cut off.
pub const DRAIN_TIME_LIMIT: Duration = Duration::from_secs(20);

/// How long a body may take to return once it was cut off.
const CUT_OFF_TIME_LIMIT: Duration = Duration::from_secs(2);

/// What a running process is given.
#[derive(Debug, Clone)]
pub struct Process {
    /// Name of the process, such as `ingress`.
    pub name: &'static str,
    /// Cancelled by the first signal: take no new work, finish what runs.
    pub shutdown: CancellationToken,
    /// Cancelled by the second signal or at the end of the drain: return now.
    pub hard: CancellationToken,
    /// Where metrics are registered.
    pub registry: Registry,
    /// Identity of this run, unique among all processes.
    pub instance: String,
    /// What `/readyz` answers.
    pub readiness: Readiness,
}

impl Process {
    /// Returns a process that no signal reaches, for tests.
    pub fn for_test(name: &'static str) -> Self {
        Self::new(name)
    }

    fn new(name: &'static str) -> Self {
        Self {
            name,
            shutdown: CancellationToken::new(),
            hard: CancellationToken::new(),
            registry: Registry::new(),
            instance: uuid::Uuid::new_v4().to_string(),
            readiness: Readiness::default(),
        }
    }
}

/// Runs a process from its settings to its exit code.
pub fn run<C: FromSettings, F>(name: &'static str, body: F) -> ExitCode
where
    F: AsyncFnOnce(C, Process) -> anyhow::Result<()>,
{
    http_client::install_tls_provider();
    let mut reader = Reader::from_env().for_process(name);
    let config = C::read(&mut reader);
    check_shared_settings(&mut reader);
    let config = match reader.finish(config) {
        Ok(config) => config,
        Err(error) => {
            eprintln!("{name}: {error}");
            return ExitCode::from(2);
        }
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("{name}: starting the runtime: {error}");
            return ExitCode::FAILURE;
        }
    };
    let ended = runtime.block_on(async {
        let telemetry = telemetry::start(name);
        log_panics();
        let ended = live(name, config, body).await;
        // The last spans leave on a thread of their own, since sending them needs this runtime.
        let _ = tokio::task::spawn_blocking(move || drop(telemetry)).await;
        ended
    });
    runtime.shutdown_background();
    ended
}

/// Checks what no process reads by itself, so that a slip there is named at the start too.
fn check_shared_settings(reader: &mut Reader) {
    if !broker::is_address(&reader.or_default::<String>("AMQP_URL")) {
        reader.reject("AMQP_URL", "not an address such as amqp://user:password@host:5672/%2f");
    }
    if reader.optional::<String>("LOG_FORMAT").is_some_and(|format| format != "json" && format != "pretty") {
        reader.reject("LOG_FORMAT", "neither json nor pretty");
    }
    if reader.optional::<String>("RUST_LOG").is_some_and(|filter| !telemetry::is_filter(&filter)) {
        reader.reject("RUST_LOG", "not a filter such as info or ingress=debug,info");
    }
}

async fn live<C, F>(name: &'static str, config: C, body: F) -> ExitCode
where
    F: AsyncFnOnce(C, Process) -> anyhow::Result<()>,
{
    let process = Process::new(name);
    let (shutdown, hard) = (process.shutdown.clone(), process.hard.clone());
    match (signal(SignalKind::terminate()), signal(SignalKind::interrupt())) {
        (Ok(terminate), Ok(interrupt)) => {
            tokio::spawn(watch_signals(terminate, interrupt, shutdown, hard.clone()));
        }
        (Err(error), _) | (_, Err(error)) => {
            tracing::error!(%error, "listening for signals");
            return ExitCode::FAILURE;
        }
    }
    tracing::info!(version = env!("CARGO_PKG_VERSION"), instance = process.instance, "starting");
    let cut_off = async {
        hard.cancelled().await;
        tokio::time::sleep(CUT_OFF_TIME_LIMIT).await;
    };
    let result = tokio::select! {
        result = body(config, process) => result,
        () = cut_off => Err(anyhow::anyhow!("work was still running when the time to drain was over")),
    };
    match result {
        Ok(()) => {
            tracing::info!("ended");
            ExitCode::SUCCESS
        }
        Err(error) => {
            let chain: Vec<String> = error.chain().map(ToString::to_string).collect();
            tracing::error!(error = chain.join(": "), "ended by an error");
            ExitCode::FAILURE
        }
    }
}

async fn watch_signals(
    mut terminate: Signal,
    mut interrupt: Signal,
    shutdown: CancellationToken,
    hard: CancellationToken,
) {
    let mut next = async || {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    };
    next().await;
    tracing::info!("draining");
    shutdown.cancel();
    tokio::select! {
        () = next() => tracing::warn!("a second signal cuts the drain short"),
        () = tokio::time::sleep(DRAIN_TIME_LIMIT) => tracing::warn!("the time to drain is over"),
    }
    hard.cancel();
}

/// Logs where a panic happened and never what it said: a payload may hold what a buyer wrote.
fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let location = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(location, "panicked");
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_in_settings_that_all_processes_share_are_named() {
        let wrong = [("AMQP_URL", "http://broker"), ("LOG_FORMAT", "xml"), ("RUST_LOG", "ingress=loud")];
        let map = wrong.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let mut reader = Reader::from_map(map);
        check_shared_settings(&mut reader);
        let error = reader.finish(Some(())).unwrap_err().to_string();
        assert!(wrong.iter().all(|(name, value)| error.contains(name) && !error.contains(value)), "{error}");

        let mut right = Reader::from_map([("RUST_LOG".to_owned(), "ingress=debug,info".to_owned())].into());
        check_shared_settings(&mut right);
        assert!(right.finish(Some(())).is_ok());
    }
}
