//! The internal listener of every process: `/livez`, `/readyz`, `/metrics`.
//!
//! Nothing of a buyer passes here, and it is never open to the outside.

use std::{
    collections::BTreeMap,
    fmt::Write,
    net::SocketAddr,
    sync::{Arc, RwLock},
};

use anyhow::Context;
use poem::{
    EndpointExt, Response, Route, Server, get, handler,
    http::{StatusCode, header},
    listener::{Acceptor, Listener, TcpListener},
    web::Data,
};
use prometheus::{Registry, TextEncoder};

use crate::process::Process;

/// Named checks that must all pass before a process counts as ready. Clones share the checks.
#[derive(Debug, Clone, Default)]
pub struct Readiness(Arc<RwLock<BTreeMap<&'static str, bool>>>);

impl Readiness {
    /// Says whether a check passes; a check that was never set does not exist.
    pub fn set(&self, check: &'static str, ready: bool) {
        let mut checks = self.0.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        if checks.insert(check, ready) != Some(ready) {
            tracing::info!(check, ready, "readiness changed");
        }
    }

    /// Returns whether there is at least one check and all pass.
    pub fn is_ready(&self) -> bool {
        let checks = self.checks();
        !checks.is_empty() && checks.values().all(|ready| *ready)
    }

    fn checks(&self) -> BTreeMap<&'static str, bool> {
        self.0.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }
}

#[derive(Clone)]
struct Ops {
    readiness: Readiness,
    registry: Registry,
    shutdown: tokio_util::sync::CancellationToken,
    name: &'static str,
}

/// Binds the listener and serves it until the process ends, through the drain. Returns the bound address.
pub async fn serve(addr: SocketAddr, process: &Process) -> anyhow::Result<SocketAddr> {
    let acceptor =
        TcpListener::bind(addr).into_acceptor().await.with_context(|| format!("binding OPS_ADDR {addr}"))?;
    let bound =
        acceptor.local_addr().first().and_then(|local| local.as_socket_addr().copied()).unwrap_or(addr);
    let ops = Ops {
        readiness: process.readiness.clone(),
        registry: process.registry.clone(),
        shutdown: process.shutdown.clone(),
        name: process.name,
    };
    let hard = process.hard.clone();
    tokio::spawn(async move {
        let served = Server::new_with_acceptor(acceptor)
            .name("ops")
            .run_with_graceful_shutdown(routes(ops), hard.cancelled_owned(), None)
            .await;
        if let Err(error) = served {
            tracing::error!(%error, "the ops listener ended");
        }
    });
    Ok(bound)
}

fn routes(ops: Ops) -> impl poem::Endpoint<Output = Response> {
    Route::new()
        .at("/livez", get(livez))
        .at("/readyz", get(readyz))
        .at("/metrics", get(metrics))
        .data(ops)
        .map_to_response()
}

#[handler]
fn livez() -> &'static str {
    "ok\n"
}

#[handler]
fn readyz(Data(ops): Data<&Ops>) -> Response {
    let mut text = String::new();
    for (check, ready) in ops.readiness.checks() {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{check}: {}", if ready { "ok" } else { "not ready" });
    }
    let draining = ops.shutdown.is_cancelled();
    if draining {
        text.push_str("draining\n");
    }
    let ready = ops.readiness.is_ready() && !draining;
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    Response::builder().status(status).content_type("text/plain; charset=utf-8").body(text)
}

#[handler]
fn metrics(Data(ops): Data<&Ops>) -> Response {
    match TextEncoder::new().encode_to_string(&ops.registry.gather()) {
        Ok(mut text) => {
            text.push_str(&process_metrics(ops.name));
            Response::builder().header(header::CONTENT_TYPE, prometheus::TEXT_FORMAT).body(text)
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into(),
    }
}

/// Kernel ticks per second in `/proc`; fixed at 100 on every Linux that we run on.
const TICKS_PER_SECOND: f64 = 100.0;

/// Returns what the kernel knows about this process, under the names that Prometheus clients use, and the version.
fn process_metrics(name: &str) -> String {
    let mut text = format!(
        "# HELP build_info Version of the running process.\n# TYPE build_info gauge\n\
         build_info{{process=\"{name}\",version=\"{}\"}} 1\n",
        env!("CARGO_PKG_VERSION")
    );
    let mut add = |metric: &str, kind: &str, help: &str, value: f64| {
        let _ = write!(text, "# HELP {metric} {help}\n# TYPE {metric} {kind}\n{metric} {value}\n");
    };
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The command name, in parentheses, may hold blanks; the fields are counted from behind it.
    let fields: Vec<f64> = stat
        .rsplit_once(')')
        .map(|(_, rest)| rest.split_whitespace().map(|field| field.parse().unwrap_or_default()).collect())
        .unwrap_or_default();
    let field = |index: usize| fields.get(index).copied().unwrap_or_default();
    let cpu_seconds = (field(11) + field(12)) / TICKS_PER_SECOND;
    add("process_cpu_seconds_total", "counter", "CPU time used, in seconds.", cpu_seconds);
    add("process_threads", "gauge", "Threads now running.", field(17));
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kib = |label: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(label));
        line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok()).unwrap_or_default()
    };
    add("process_resident_memory_bytes", "gauge", "Memory in use, in bytes.", kib("VmRSS:") * 1024.0);
    add(
        "process_resident_memory_max_bytes",
        "gauge",
        "Most memory ever in use, in bytes.",
        kib("VmHWM:") * 1024.0,
    );
    let descriptors = std::fs::read_dir("/proc/self/fd").map_or(0, Iterator::count);
    add(
        "process_open_fds",
        "gauge",
        "Open file descriptors.",
        f64::from(u32::try_from(descriptors).unwrap_or(0)),
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn get(addr: SocketAddr, path: &str) -> (u16, String) {
        let client = crate::http_client::client(&crate::http_client::HttpLimits::default()).unwrap();
        let response = client.get(format!("http://{addr}{path}")).send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }

    #[tokio::test]
    async fn a_process_is_ready_when_every_check_passes_and_not_while_it_drains() {
        let process = Process::for_test("test");
        let addr = serve("127.0.0.1:0".parse().unwrap(), &process).await.unwrap();
        assert_eq!(get(addr, "/livez").await.0, 200);
        assert_eq!(get(addr, "/readyz").await.0, 503, "no check has passed yet");
        process.readiness.set("broker", true);
        process.readiness.set("shop", false);
        assert_eq!(get(addr, "/readyz").await, (503, "broker: ok\nshop: not ready\n".to_owned()));
        process.readiness.set("shop", true);
        assert_eq!(get(addr, "/readyz").await.0, 200);
        process.shutdown.cancel();
        assert_eq!(get(addr, "/readyz").await.0, 503);
        let (status, text) = get(addr, "/metrics").await;
        assert_eq!(status, 200);
        assert!(
            text.contains("process_resident_memory_bytes") && text.contains("build_info{process=\"test\"")
        );
        process.hard.cancel();
    }
}
