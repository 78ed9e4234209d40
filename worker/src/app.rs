//! Puts the worker together: catalogue, shop, broker, and an owner for each shard that is ours now.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::Arc,
    time::Duration,
};

use common::{
    assignment,
    broker::Broker,
    clock::{Clock, SteadyClock, SystemClock},
    graph, ops_server,
    process::Process,
    rng::SystemRng,
    shard, task, telemetry,
};
use domain::contact::Shard;
use futures_util::FutureExt as _;
use tokio::{sync::watch, task::JoinSet};
use tokio_util::sync::CancellationToken;

use crate::{
    catalogue::{self, CatalogueHandle},
    catch_up::CatchUp,
    config::Config,
    media::{Media, graph::GraphMedia, vault::Vault},
    metrics::Metrics,
    shard::{
        core, driver,
        store::{Files, Folder},
    },
    shop::{self, client::Client, port::Shop},
};

/// Pause before a shard whose file failed is opened again.
const REOPEN_PAUSE: Duration = Duration::from_secs(1);
/// The same for a file that only an operator can bring back.
const RESTORE_PAUSE: Duration = Duration::from_secs(15);

/// Runs the worker until it is told to stop.
pub async fn run(config: Config, process: Process) -> anyhow::Result<()> {
    shard::check_count(&config.data_dir, config.shards.get())?;
    let metrics = Metrics::register(&process.registry)?;
    let clock: Arc<dyn Clock> = Arc::new(SteadyClock::new(SystemClock));
    // The broker outlives the signal: the drain still acknowledges and publishes.
    let broker_stop = CancellationToken::new();
    let broker = Broker::start(&config.amqp_url, "worker", config.shards.get(), broker_stop.clone());
    let readiness = broker.clone();
    let checks = process.readiness.clone();
    task::spawn(async move { readiness.keep_readiness(checks).await });
    ops_server::serve(config.ops_addr, &process).await?;
    let catalogue = CatalogueHandle::default();
    let template = core::Settings {
        shard: Shard(0),
        shards: config.shards,
        key: config.hash_key.clone(),
        settle_ms: i64::try_from(config.settle.as_millis()).unwrap_or(i64::MAX),
        fetches_files: config.graph.is_some(),
        quiet_ms: i64::try_from(config.quiet.as_millis()).unwrap_or(i64::MAX),
        shop_name: config.shop_name.clone(),
        quotes: config.quotes.clone(),
        cancellable: config.cancellable.clone(),
        disputes: config.disputes.clone(),
        pace: config.pace,
        decides: conversation::transition,
    };
    let client = Client::new(
        config.shop,
        Arc::clone(&clock),
        Box::new(SystemRng),
        shop::metrics::Metrics::register(&process.registry)?,
        catalogue.clone(),
    )?;
    let words_file = config.store_words.clone();
    catalogue::keep(&config.data_dir, words_file, config.poll, &client, &catalogue, &broker, &process)?;

    let shards = watch::channel(BTreeSet::new());
    let catch_up = CatchUp {
        orders: client.clone(),
        publisher: broker.publisher(),
        shards: config.shards,
        key: config.hash_key.clone(),
        file: config.data_dir.join("orders-read-to"),
        clock: Arc::clone(&clock),
        metrics: metrics.clone(),
    };
    task::spawn(catch_up.run(shards.1.clone(), config.poll, process.shutdown.clone()));

    let surroundings = driver::Surroundings {
        shop: Arc::new(client),
        catalogue,
        broker,
        clock,
        metrics,
        files: Folder { path: config.data_dir.clone(), kept: config.kept },
        media: Some(media(config.graph, &config.data_dir, &process)?),
    };
    own_shards(template, surroundings, shards, &process).await?;
    broker_stop.cancel();
    Ok(())
}

/// Makes the way to the files that buyers send.
fn media(
    settings: Option<graph::Settings>,
    data_dir: &Path,
    process: &Process,
) -> anyhow::Result<Arc<dyn Media>> {
    let Some(settings) = settings else {
        tracing::warn!("WHATSAPP_ACCESS_TOKEN is not set: the files that buyers send are not fetched");
        return Ok(Arc::new(Vault::new(data_dir)));
    };
    let token = graph::Token::new(settings.token.clone());
    let media = GraphMedia::new(&settings, token.clone(), data_dir)?;
    if let Some(path) = settings.token_file {
        task::spawn(token.follow(path, process.shutdown.clone()));
    }
    Ok(Arc::new(media))
}

/// Owns the shards that fall to this process, and tells which through the channel, as processes come and go, until shutdown; then lets all of them drain.
pub async fn own_shards<S: Shop, F: Files>(
    template: core::Settings,
    surroundings: driver::Surroundings<S, F>,
    (desired_sender, desired): (watch::Sender<BTreeSet<u16>>, watch::Receiver<BTreeSet<u16>>),
    process: &Process,
) -> anyhow::Result<()> {
    let heartbeats = task::spawn(assignment::run(
        "worker",
        process.instance.clone(),
        surroundings.broker.clone(),
        template.shards.get(),
        process.shutdown.clone(),
        Arc::clone(&surroundings.clock),
        desired_sender,
    ));
    Owners { template, surroundings, stops: BTreeMap::new(), tasks: JoinSet::new() }
        .keep(desired, process)
        .await;
    Ok(heartbeats.await?)
}

struct Owners<S, F: Files> {
    template: core::Settings,
    surroundings: driver::Surroundings<S, F>,
    stops: BTreeMap<u16, CancellationToken>,
    tasks: JoinSet<u16>,
}

impl<S: Shop, F: Files> Owners<S, F> {
    /// Starts and stops owners as shards come and go, until shutdown; then lets all of them drain.
    async fn keep(mut self, mut desired: watch::Receiver<BTreeSet<u16>>, process: &Process) {
        loop {
            let wanted = desired.borrow_and_update().clone();
            self.follow(&wanted);
            tokio::select! {
                biased;
                () = process.shutdown.cancelled() => break,
                changed = desired.changed() => if changed.is_err() { break },
                Some(ended) = self.tasks.join_next() => {
                    if let Ok(shard) = ended {
                        self.stops.remove(&shard);
                    }
                }
            }
        }
        for stop in self.stops.values() {
            stop.cancel();
        }
        tokio::select! {
            biased;
            () = process.hard.cancelled() => tracing::warn!("cut off before all shards were drained"),
            () = async { while self.tasks.join_next().await.is_some() {} } => {}
        }
    }

    fn follow(&mut self, wanted: &BTreeSet<u16>) {
        for (shard, stop) in &self.stops {
            if !wanted.contains(shard) {
                stop.cancel();
            }
        }
        for shard in wanted {
            // One that is still draining is started again when it has ended.
            if self.stops.contains_key(shard) {
                continue;
            }
            let stop = CancellationToken::new();
            self.stops.insert(*shard, stop.clone());
            let settings = core::Settings { shard: Shard(*shard), ..self.template.clone() };
            self.tasks.spawn(task::grouped(own_for_ever(settings, self.surroundings.clone(), stop)));
        }
    }
}

/// Owns a shard until it is stopped, beginning anew from the file when that failed, or when a defect of ours ended it:
/// nobody else would take the shard while this process says that it is alive.
async fn own_for_ever<S: Shop, F: Files>(
    settings: core::Settings,
    surroundings: driver::Surroundings<S, F>,
    stop: CancellationToken,
) -> u16 {
    let shard = settings.shard.0;
    let mut has_failed = false;
    loop {
        let mut pause = REOPEN_PAUSE;
        let owning = driver::own(settings.clone(), surroundings.clone(), stop.clone(), has_failed);
        match std::panic::AssertUnwindSafe(owning).catch_unwind().await {
            Ok(Ok(())) => break,
            Ok(Err(error)) => {
                surroundings.metrics.store_failed();
                let needs_restore = error.needs_restore();
                let error = telemetry::chain(&error);
                if needs_restore {
                    pause = RESTORE_PAUSE;
                    tracing::error!(shard, error, "a shard stands still until its file is restored");
                } else {
                    tracing::error!(shard, error, "a shard's file failed, opening it again");
                }
            }
            Err(_) => tracing::error!(shard, "the owner of a shard failed, beginning anew from its file"),
        }
        surroundings.metrics.shard_owned(Shard(shard), false);
        has_failed = true;
        tokio::select! {
            biased;
            () = stop.cancelled() => break,
            () = tokio::time::sleep(pause) => {}
        }
    }
    shard
}
