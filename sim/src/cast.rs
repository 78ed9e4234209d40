//! Starts the processes of a run, and ends them in the ways in which processes end. What runs in them is production
//! code: the ingress routes, the worker's owners, the notifier's driver.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use common::{broker::Broker, clock::SteadyClock, process::Process, secret::Secret};
use domain::{HashKey, ShardCount, contact::Shard};
use notifier::core::{Limits, Notifier};
use poem::endpoint::ToDynEndpoint;
use tokio::{
    sync::watch,
    time::{Duration, Instant},
};
use tokio_util::task::TaskTracker;
use worker::shard::{core, driver};

use crate::{
    actor::{Actor, Role, happen},
    broker::Rabbit,
    files::Disk,
    meta::{APP_SECRET, Meta, PAIR_BURST, PAIR_REFILL_MS, SHOP_SECRET},
    plan::Plan,
    shop::Woo,
    story::Story,
};

/// How long the shop may still be at work on a call that gave no answer: the production default.
pub const SETTLE_MS: i64 = 180_000;
/// How long what was written in a burst waits for more.
pub const QUIET_MS: i64 = 1_000;
/// How long a doubtful send waits for its status: the production default.
const AMBIGUOUS_WAIT_MS: u64 = 120_000;
/// Longest drain, as in the production scaffold.
const DRAIN_TIME_LIMIT: Duration = Duration::from_secs(20);

/// Everything that a run consists of.
#[derive(Clone)]
pub struct World {
    /// The seed.
    pub seed: u64,
    /// What happens.
    pub story: Story,
    /// What goes wrong.
    pub plan: Plan,
    /// RabbitMQ.
    pub broker: Rabbit,
    /// The shard files.
    pub disk: Disk,
    /// WooCommerce.
    pub shop: Woo,
    /// Meta.
    pub meta: Meta,
    /// Hashes contacts.
    pub key: HashKey,
    /// How many shards there are.
    pub shards: ShardCount,
    began: Instant,
    cast: Arc<Mutex<Cast>>,
}

#[derive(Default)]
struct Cast {
    next_id: u32,
    actors: BTreeMap<u32, (Actor, Process)>,
}

impl World {
    /// Makes a world without processes.
    pub fn new(seed: u64, story: &Story, plan: &Plan, shards: ShardCount) -> anyhow::Result<Self> {
        let key: HashKey = "07".repeat(32).parse().map_err(|_| anyhow::anyhow!("a key of 32 bytes"))?;
        let broker = Rabbit::new(seed, story.clone(), plan.clone());
        let disk = Disk::new(story.clone());
        let shop = Woo::new(seed, story.clone(), plan.clone());
        let meta = Meta::new(seed, story.clone(), plan.clone(), key.clone(), broker.clone());
        shop.announces_to(meta.clone());
        Ok(Self {
            seed,
            story: story.clone(),
            plan: plan.clone(),
            broker,
            disk,
            shop,
            meta,
            key,
            shards,
            began: Instant::now(),
            cast: Arc::default(),
        })
    }

    /// Starts a process.
    pub fn start(&self, role: Role) -> Actor {
        let mut cast = self.cast();
        cast.next_id += 1;
        let id = cast.next_id;
        let world = (&self.story, &self.plan, &self.broker, &self.disk);
        let actor = Actor::new(id, role, self.seed, world, self.began);
        let mut process = Process::for_test(role.label());
        process.instance = format!("{}-{id}-{:x}", role.label(), self.seed);
        cast.actors.insert(id, (actor.clone(), process.clone()));
        drop(cast);
        self.story.tell(actor.name(), || "starts".into());
        let (world, own) = (self.clone(), actor.clone());
        let life = async move {
            let ended = match role {
                Role::Ingress => world.live_as_ingress(&own, process).await,
                Role::Worker => world.live_as_worker(&own, process).await,
                Role::Notifier => world.live_as_notifier(&own, process).await,
            };
            if let Err(error) = ended {
                own.story().broken("start", format!("{} could not run: {error:#}", own.name()));
            }
            // What a process leaves behind when it has returned ends with it.
            own.story().cover("drained to the end");
            own.kill("it has ended");
        };
        tokio::spawn(actor.group().adopt(life));
        actor
    }

    /// Tells a process to stop; it is cut off when its drain takes too long.
    pub fn stop(&self, actor: &Actor) {
        let process = self.cast().actors.get(&actor.id()).map(|(_, process)| process.clone());
        let Some(process) = process else { return };
        self.story.tell(actor.name(), || "is told to stop".into());
        process.shutdown.cancel();
        let (actor, hard) = (actor.clone(), process.hard);
        happen(async move {
            tokio::time::sleep(DRAIN_TIME_LIMIT).await;
            hard.cancel();
            tokio::time::sleep(Duration::from_secs(2)).await;
            actor.kill("its drain took too long");
        });
    }

    /// Returns the living processes of a kind, those that were told to stop left out.
    pub fn living(&self, role: Role) -> Vec<Actor> {
        let cast = self.cast();
        let here = |(actor, process): &&(Actor, Process)| {
            actor.role() == role && !actor.is_dead() && !process.shutdown.is_cancelled()
        };
        cast.actors.values().filter(here).map(|(actor, _)| actor.clone()).collect()
    }

    /// Returns all processes that ever were.
    pub fn everybody(&self) -> Vec<Actor> {
        self.cast().actors.values().map(|(actor, _)| actor.clone()).collect()
    }

    /// Notes what the processes counted as reached: how effects ended, what was parked.
    pub fn cover_counts(&self) {
        for (_, process) in self.cast().actors.values() {
            for family in process.registry.gather() {
                let name = family.name();
                let wanted = [
                    "effects_ended_total",
                    "parked_total",
                    "ambiguous",
                    "resend",
                    "deliveries",
                    "ended_total",
                ];
                if !wanted.iter().any(|part| name.contains(part)) {
                    continue;
                }
                for metric in family.get_metric() {
                    if metric.get_counter().get_value() > 0.0 {
                        let mut point = name.trim_start_matches("wab_").to_owned();
                        for label in metric.get_label() {
                            point.push(' ');
                            point.push_str(label.value());
                        }
                        self.story.cover(&point);
                    }
                }
            }
        }
    }

    fn cast(&self) -> MutexGuard<'_, Cast> {
        self.cast.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn live_as_ingress(&self, actor: &Actor, process: Process) -> anyhow::Result<()> {
        let metrics = ingress::Metrics::register(&process.registry)?;
        let broker = Broker::through(self.broker.port(actor));
        let archive = ingress::archive::start(broker.publisher(), metrics.clone());
        let config = ingress::Config {
            amqp_url: Secret::new("amqp://simulated"),
            shards: self.shards,
            hash_key: self.key.clone(),
            addr: ([127, 0, 0, 1], 0).into(),
            ops_addr: ([127, 0, 0, 1], 0).into(),
            app_secrets: vec![Secret::new(APP_SECRET)],
            verify_token: Secret::new("simulated"),
            shop_secrets: vec![Secret::new(SHOP_SECRET)],
        };
        let app = ingress::app::App::new(
            &config,
            broker.publisher(),
            archive.sender,
            Arc::new(actor.clone()),
            metrics,
        );
        self.meta.open_door(actor, Arc::new(ToDynEndpoint(ingress::app::routes(app))));
        process.shutdown.cancelled().await;
        Ok(())
    }

    async fn live_as_worker(&self, actor: &Actor, process: Process) -> anyhow::Result<()> {
        let template = core::Settings {
            shard: Shard(0),
            shards: self.shards,
            key: self.key.clone(),
            settle_ms: SETTLE_MS,
            fetches_files: false,
            quiet_ms: QUIET_MS,
            shop_name: "Test".into(),
            quotes: conversation::QuoteRules::default(),
            cancellable: conversation::effect::CANCELLABLE.to_vec(),
            disputes: conversation::dispute::Settings::default(),
            pace: conversation::after::Pace::default(),
            decides: crate::wishes::decide,
        };
        let surroundings = driver::Surroundings {
            shop: Arc::new(self.shop.of(actor, &self.disk)),
            catalogue: self.shop.catalogue(),
            broker: Broker::through(self.broker.port(actor)),
            clock: Arc::new(SteadyClock::new(actor.clone())),
            metrics: worker::metrics::Metrics::register(&process.registry)?,
            files: self.disk.of(actor),
            media: None,
        };
        worker::app::own_shards(template, surroundings, watch::channel(BTreeSet::new()), &process).await
    }

    async fn live_as_notifier(&self, actor: &Actor, process: Process) -> anyhow::Result<()> {
        let limits = Limits {
            number_per_second: 80,
            pair_burst: PAIR_BURST,
            pair_refill_ms: PAIR_REFILL_MS,
            ambiguous_wait_ms: AMBIGUOUS_WAIT_MS,
            shards: self.shards.get(),
            quiet: domain::quiet::Hours::default(),
            kept_ms: notifier::core::RETENTION_MS,
        };
        let (inputs, received) = notifier::driver::inputs();
        let context = notifier::shard_task::Context {
            broker: Broker::through(self.broker.port(actor)),
            files: self.disk.of(actor),
            hash_key: Arc::new(self.key.clone()),
            clock: Arc::new(actor.clone()),
            metrics: notifier::metrics::Metrics::register(&process.registry)?,
            inputs,
        };
        let core = Notifier::new(limits, Box::new(actor.rng()));
        let graph = self.meta.graph(actor, &self.disk);
        notifier::driver::deliver(core, graph, context, received, self.shards, TaskTracker::new(), &process)
            .await;
        Ok(())
    }
}
