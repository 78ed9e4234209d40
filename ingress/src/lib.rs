//! The public door: checks signatures, splits bodies, publishes, and answers 200 only when the broker holds everything.
//!
//! It decides nothing about buyers and keeps nothing: Meta's retry of seven days is the spool.

pub mod app;
pub mod archive;
mod config;
mod door;
pub mod metrics;
pub mod routed;
mod verified_body;
pub mod whatsapp;
pub mod woocommerce;

use std::{sync::Arc, time::Duration};

use anyhow::Context;
use common::{broker::Broker, clock::SystemClock, ops_server, process::Process, task};
use poem::Server;

pub use config::Config;
pub use metrics::Metrics;

/// Longest time that open requests may take once no new ones are accepted.
const REQUESTS_DRAIN_LIMIT: Duration = Duration::from_secs(10);

/// Runs ingress until it is told to stop.
pub async fn run(config: Config, process: Process) -> anyhow::Result<()> {
    let metrics = Metrics::register(&process.registry)?;
    let ops_addr = ops_server::serve(config.ops_addr, &process).await?;
    // Confirms are still needed while requests drain, so the broker ends with the process.
    let broker = Broker::start(&config.amqp_url, "ingress", config.shards.get(), process.hard.clone());
    let archive = archive::start(broker.publisher(), metrics.clone());
    let app = app::App::new(
        &config,
        broker.publisher(),
        archive.sender.clone(),
        Arc::new(SystemClock),
        metrics.clone(),
    );

    let acceptor =
        door::listen(config.addr).with_context(|| format!("binding INGRESS_ADDR {}", config.addr))?;
    process.readiness.set("listener", true);
    tracing::info!(addr = %config.addr, %ops_addr, shards = config.shards.get(), "listening");
    task::spawn({
        let (broker, readiness) = (broker.clone(), process.readiness.clone());
        async move { broker.keep_readiness(readiness).await }
    });
    task::spawn(metrics::watch_broker(broker, metrics));

    let served = Server::new_with_acceptor(acceptor)
        .name("ingress")
        .run_with_graceful_shutdown(
            app::routes(app),
            process.shutdown.clone().cancelled_owned(),
            Some(REQUESTS_DRAIN_LIMIT),
        )
        .await;
    archive.finish().await;
    served.context("serving webhooks")
}
