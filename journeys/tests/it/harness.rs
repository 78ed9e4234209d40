//! The stage of a journey: its own broker vhost, ports, data folder, sandbox and processes, and the checks that every
//! journey ends with: all queues empty, nothing parked, every process alive until asked to stop, no buyer's data in a
//! log. To add a journey, add a file with one or two `#[test]` functions that call [`Stage::play`].

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use common::http_client::{self, HttpLimits};
use futures_util::FutureExt as _;
use journeys::broker::Broker;
use journeys::control::{Control, Order};
use journeys::phone::Phone;
use journeys::process::{LOOK_INTERVAL, Process, free_port, repository};
use tokio::sync::Semaphore;
use tokio::time::Instant;

use crate::balancer::Balancer;
use crate::metrics::{Metrics, READING_LIMIT};
/// A journey that takes longer hangs.
const JOURNEY_WAIT: Duration = Duration::from_secs(270);
/// Until pretend Meta has got rid of its webhooks; after an outage it tries again at most half a minute later.
const DELIVERED_WAIT: Duration = Duration::from_secs(90);
/// Until a process that must not start has ended.
const START_END_WAIT: Duration = Duration::from_secs(20);
/// Until a process tells a trouble that it is in.
const UNREADY_WAIT: Duration = Duration::from_secs(10);
/// Journeys at the same time in one test process; nextest starts one process per test and bounds them itself.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// Shards of a journey: enough to share, few enough to start fast.
const SHARDS: &str = "4";
const CONTACT_HASH_KEY: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
pub const PHONE_NUMBER_ID: &str = "100000000000001";

/// The number of the buyer in most stories.
pub const AMINA: &str = "254700100200";
/// What must never stand in a log. Names and addresses are those that the shopper gives.
const PERSONAL: [&str; 6] =
    [AMINA, "Amina", "amina@example.com", "Moi Avenue", "sandbox-access-token", "cs_sandbox"];

/// What a journey needs before it starts.
pub struct Stage {
    name: &'static str,
    ingresses: usize,
    workers: usize,
    notifiers: usize,
    own_broker: bool,
    parked_allowed: bool,
    failpoint: Option<(&'static str, &'static str)>,
    settings: Vec<(&'static str, &'static str)>,
}

impl Stage {
    /// A stage with one worker.
    pub fn new(name: &'static str) -> Self {
        Self {
            name,
            ingresses: 1,
            workers: 1,
            notifiers: 1,
            own_broker: false,
            parked_allowed: false,
            failpoint: None,
            settings: Vec::new(),
        }
    }

    /// Starts this many workers.
    pub fn workers(mut self, count: usize) -> Self {
        self.workers = count;
        self
    }

    /// Starts this many instances of ingress behind one address, which passes over those that do not answer.
    pub fn ingresses(mut self, count: usize) -> Self {
        self.ingresses = count;
        self
    }

    /// Starts this many notifiers.
    pub fn notifiers(mut self, count: usize) -> Self {
        self.notifiers = count;
        self
    }

    /// Gives every process, the sandbox included, this setting in place of the stage's own.
    pub fn setting(mut self, name: &'static str, value: &'static str) -> Self {
        self.settings.push((name, value));
        self
    }

    /// Gives the journey a broker node that it may stop.
    pub fn own_broker(mut self) -> Self {
        self.own_broker = true;
        self
    }

    /// Lets the journey end with parked messages, which it must check itself.
    pub fn parked_allowed(mut self) -> Self {
        self.parked_allowed = true;
        self
    }

    /// Makes the first worker die at a named place in the order protocol.
    pub fn failpoint(self, name: &'static str) -> Self {
        self.failpoint_of("worker", name)
    }

    /// Makes the first process of this kind die at a named place.
    pub fn failpoint_of(mut self, kind: &'static str, name: &'static str) -> Self {
        self.failpoint = Some((kind, name));
        self
    }

    /// Plays a story on this stage and checks how it leaves the world.
    pub fn play<F>(self, story: F)
    where
        F: AsyncFnOnce(&mut World) -> anyhow::Result<()>,
    {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("a runtime");
        let outcome = runtime.block_on(async {
            let _slot = AT_ONCE.acquire().await;
            let mut world = World::build(self).await?;
            let told =
                AssertUnwindSafe(tokio::time::timeout(JOURNEY_WAIT, world.tell(story))).catch_unwind().await;
            let outcome = match told {
                Ok(Ok(outcome)) => outcome,
                Ok(Err(_)) => Err(anyhow::anyhow!("the journey did not end within {JOURNEY_WAIT:?}")),
                Err(panic) => Err(anyhow::anyhow!("{}", panic_text(panic.as_ref()))),
            };
            if outcome.is_err() {
                world.show().await;
            }
            world.processes.clear();
            let removed = world.broker.remove().await;
            outcome.and(removed)
        });
        if let Err(error) = outcome {
            panic!("{error:?}");
        }
    }
}

/// Everything that runs for one journey.
pub struct World {
    /// The sandbox's controls.
    pub control: Control,
    /// The broker.
    pub broker: Broker,
    http: reqwest::Client,
    folder: PathBuf,
    ports: Ports,
    stage: Stage,
    sandbox: Process,
    processes: Vec<Process>,
    /// How many processes of a kind were started so far.
    started: BTreeMap<&'static str, usize>,
    /// Where each process tells its metrics.
    ops: BTreeMap<String, String>,
    /// Shares connections out among instances of ingress, where there are several.
    _balancer: Option<Balancer>,
}

struct Ports {
    sandbox: u16,
    /// Where webhooks go.
    door: u16,
    /// Where the instances of ingress listen.
    ingresses: Vec<u16>,
}

impl World {
    async fn build(stage: Stage) -> anyhow::Result<Self> {
        let http = http_client::client(&HttpLimits {
            connect: Duration::from_secs(2),
            total: Duration::from_secs(30),
        })?;
        let folder = run_folder().join(stage.name);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder)?;
        let broker = if stage.own_broker {
            Broker::own(&broker_folder(&folder, stage.name), &http).await?
        } else {
            Broker::shared(stage.name, &http).await?
        };
        let ingresses = (0..stage.ingresses).map(|_| free_port()).collect::<anyhow::Result<Vec<u16>>>()?;
        let (door, balancer) = match ingresses.as_slice() {
            [only] => (*only, None),
            several => {
                let balancer = Balancer::start(several.to_vec()).await?;
                (balancer.port, Some(balancer))
            }
        };
        let ports = Ports { sandbox: free_port()?, door, ingresses };
        let control = Control::new(&format!("http://127.0.0.1:{}", ports.sandbox))?;
        let sandbox = start_sandbox(&ports, &stage, &folder)?;
        let mut world = Self {
            control,
            broker,
            http,
            folder,
            ports,
            stage,
            sandbox,
            processes: Vec::new(),
            started: BTreeMap::new(),
            ops: BTreeMap::new(),
            _balancer: balancer,
        };
        world.sandbox.wait_ready(&world.http).await?;
        let counts = [
            ("ingress", world.stage.ingresses),
            ("notifier", world.stage.notifiers),
            ("worker", world.stage.workers),
        ];
        for (kind, count) in counts {
            for n in 0..count {
                let failpoint = world.stage.failpoint.filter(|(whose, _)| n == 0 && *whose == kind);
                world.start_another(kind, failpoint.map(|(_, name)| name))?;
            }
        }
        world.wait_ready().await?;
        Ok(world)
    }

    async fn tell<F>(&mut self, story: F) -> anyhow::Result<()>
    where
        F: AsyncFnOnce(&mut World) -> anyhow::Result<()>,
    {
        story(self).await?;
        self.finish().await
    }

    /// A phone with this number, switched on.
    pub async fn phone(&self, wa_id: &str) -> anyhow::Result<Phone> {
        Phone::new(&self.control, wa_id, "Amina Odhiambo").await
    }

    /// Starts one more worker on the same shards and returns its name.
    pub fn start_worker(&mut self, failpoint: Option<&str>) -> anyhow::Result<String> {
        self.start_another("worker", failpoint)
    }

    /// Starts one more process of a kind and returns its name. Workers are `worker-1` and on; of the others the first
    /// has the bare name of its kind.
    pub fn start_another(&mut self, kind: &'static str, failpoint: Option<&str>) -> anyhow::Result<String> {
        let n = self.started.entry(kind).or_default();
        *n += 1;
        let n = *n;
        let name = if n == 1 && kind != "worker" { kind.to_owned() } else { format!("{kind}-{n}") };
        let ops = format!("127.0.0.1:{}", free_port()?);
        let mut settings = self.settings(kind, n, &ops);
        if let Some(failpoint) = failpoint {
            settings.insert("FAILPOINT".to_owned(), failpoint.to_owned());
        }
        let ready_url = format!("http://{ops}/readyz");
        self.processes.push(Process::start(&name, kind, ready_url, &settings, &self.folder)?);
        self.ops.insert(name.clone(), format!("http://{ops}"));
        Ok(name)
    }

    /// Starts one more process of a kind with settings of its own, and returns its name.
    pub fn start_with(&mut self, kind: &'static str, own: &[(&str, &str)]) -> anyhow::Result<String> {
        let n = self.started.entry(kind).or_default();
        *n += 1;
        let name = format!("{kind}-{n}");
        let (process, ops) = self.process_with(&name, kind, own)?;
        self.processes.push(process);
        self.ops.insert(name.clone(), ops);
        Ok(name)
    }

    /// Starts a process with a setting of its own and waits until it ends by itself; returns its status and its log.
    pub async fn ends_at_once(
        &self,
        kind: &'static str,
        setting: (&str, &str),
    ) -> anyhow::Result<(std::process::ExitStatus, String)> {
        let (mut process, _) = self.process_with(&format!("{kind}-odd"), kind, &[setting])?;
        let status = process.wait_end(START_END_WAIT).await?;
        Ok((status, process.log()))
    }

    /// Starts a process with settings of its own, waits until its log has these words, and fails if it is ready then.
    pub async fn waits_and_says(
        &self,
        kind: &'static str,
        settings: &[(&str, &str)],
        words: &str,
    ) -> anyhow::Result<()> {
        let (mut process, _) = self.process_with(&format!("{kind}-odd"), kind, settings)?;
        let deadline = Instant::now() + START_END_WAIT;
        while !process.log().contains(words) {
            ensure!(process.is_alive()?, "{kind} ended:\n{}", process.tail());
            ensure!(Instant::now() < deadline, "{kind} does not say “{words}”:\n{}", process.tail());
            tokio::time::sleep(LOOK_INTERVAL).await;
        }
        ensure!(!process.is_ready(&self.http).await, "{kind} is ready all the same");
        process.kill()
    }

    fn process_with(
        &self,
        name: &str,
        kind: &'static str,
        own: &[(&str, &str)],
    ) -> anyhow::Result<(Process, String)> {
        let ops = format!("127.0.0.1:{}", free_port()?);
        let mut settings = self.settings(kind, 1, &ops);
        settings.extend(own.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let ready_url = format!("http://{ops}/readyz");
        let process = Process::start(name, kind, ready_url, &settings, &self.folder)?;
        Ok((process, format!("http://{ops}")))
    }

    /// Where each process that was ever started tells its metrics, by its name.
    pub fn ops(&self) -> &BTreeMap<String, String> {
        &self.ops
    }

    /// What a process counts now; nothing when it does not answer.
    pub async fn metrics(&self, name: &str) -> Metrics {
        match self.ops.get(name) {
            Some(ops) => Metrics::scrape(&self.http, ops, READING_LIMIT).await.unwrap_or_default(),
            None => Metrics::default(),
        }
    }

    /// The folder of the journey, with the logs of its processes and their data.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What each process of ours, and none of the sandbox, wrote into its log so far.
    pub fn logs(&self) -> Vec<(String, String)> {
        self.processes.iter().map(|process| (process.name.clone(), process.log())).collect()
    }

    /// The address of an instance of ingress, the first being 0.
    pub fn ingress_addr(&self, n: usize) -> anyhow::Result<String> {
        let port = self.ports.ingresses.get(n).context("no such instance of ingress")?;
        Ok(format!("127.0.0.1:{port}"))
    }

    fn settings(&self, binary: &str, n: usize, ops: &str) -> BTreeMap<String, String> {
        let sandbox = self.control.base();
        let data = |whose: &str| self.folder.join(whose).display().to_string();
        let mut settings = vec![
            ("AMQP_URL", self.broker.amqp_url.clone()),
            ("SHARDS", SHARDS.to_owned()),
            ("CONTACT_HASH_KEY", CONTACT_HASH_KEY.to_owned()),
            ("OPS_ADDR", ops.to_owned()),
            ("LOG_FORMAT", "json".to_owned()),
            ("RUST_LOG", "info".to_owned()),
        ];
        match binary {
            "ingress" => settings.extend([
                ("INGRESS_ADDR", self.ingress_addr(n.saturating_sub(1)).unwrap_or_default()),
                ("META_APP_SECRETS", "sandbox-app-secret".to_owned()),
                ("META_VERIFY_TOKEN", "sandbox-verify-token".to_owned()),
                ("WOOCOMMERCE_WEBHOOK_SECRETS", "sandbox-shop-secret".to_owned()),
            ]),
            "worker" => settings.extend([
                ("DATA_DIR", data("data-worker")),
                ("GRAPH_API_URL", format!("{sandbox}/graph/v25.0")),
                ("WHATSAPP_ACCESS_TOKEN", "sandbox-access-token".to_owned()),
                ("WHATSAPP_PHONE_NUMBER_ID", PHONE_NUMBER_ID.to_owned()),
                ("WOOCOMMERCE_URL", format!("{sandbox}/shop")),
                ("WOOCOMMERCE_CONSUMER_KEY", "ck_sandbox".to_owned()),
                ("WOOCOMMERCE_CONSUMER_SECRET", "cs_sandbox".to_owned()),
                ("WOOCOMMERCE_TIMEOUT", "2s".to_owned()),
                ("SHOP_SETTLE", "4s".to_owned()),
            ]),
            _ => settings.extend([
                ("DATA_DIR", data("data-notifier")),
                ("WHATSAPP_PHONE_NUMBER_ID", PHONE_NUMBER_ID.to_owned()),
                ("GRAPH_API_URL", format!("{sandbox}/graph/v25.0")),
                ("WHATSAPP_ACCESS_TOKEN", "sandbox-access-token".to_owned()),
                ("WOOCOMMERCE_URL", format!("{sandbox}/shop")),
                ("NOTIFIER_AMBIGUOUS_WAIT", "3s".to_owned()),
            ]),
        }
        settings.extend(self.stage.settings.iter().map(|(name, value)| (*name, (*value).to_owned())));
        settings.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// Runs the command `sends` with the settings of a notifier, and returns its exit code and what it printed.
    pub fn sends(&self, arguments: &[&str]) -> anyhow::Result<(i32, String)> {
        let output =
            journeys::process::run_with("sends", arguments, &self.settings("notifier", 1, "127.0.0.1:0"))?;
        let mut said = String::from_utf8_lossy(&output.stdout).into_owned();
        said.push_str(&String::from_utf8_lossy(&output.stderr));
        Ok((output.status.code().context("an exit code")?, said))
    }

    /// Returns the hash under which the processes know a phone, as logs and orders show it.
    pub async fn contact_of(&self, phone: &Phone) -> anyhow::Result<String> {
        let key: domain::HashKey = CONTACT_HASH_KEY.parse()?;
        let known = self.control.get(&format!("/sandbox/phones/{}", phone.wa_id())).await?;
        let bsuid = known["bsuid"].as_str().context("the phone has no user id")?;
        Ok(key.contact_key(bsuid).to_string())
    }

    /// Runs the command `desk` as staff would beside the workers; returns its exit code and what it said.
    pub fn desk(&self, arguments: &[&str]) -> anyhow::Result<(i32, String)> {
        let output =
            journeys::process::run_with("desk", arguments, &self.settings("worker", 1, "127.0.0.1:0"))?;
        let mut said = String::from_utf8_lossy(&output.stdout).into_owned();
        said.push_str(&String::from_utf8_lossy(&output.stderr));
        Ok((output.status.code().context("an exit code")?, said))
    }

    /// Waits until every process that should run says that it is ready.
    pub async fn wait_ready(&mut self) -> anyhow::Result<()> {
        for process in self.processes.iter_mut().filter(|process| !process.may_be_gone) {
            process.wait_ready(&self.http).await?;
        }
        Ok(())
    }

    /// A process by its name in the story.
    pub fn process(&mut self, name: &str) -> anyhow::Result<&mut Process> {
        let found = self.processes.iter_mut().find(|process| process.name == name);
        found.with_context(|| format!("there is no {name}"))
    }

    /// Whether a process says now that it is ready.
    pub async fn is_ready(&mut self, name: &str) -> anyhow::Result<bool> {
        let http = self.http.clone();
        Ok(self.process(name)?.is_ready(&http).await)
    }

    /// Waits until a process says that it is not ready; how it learns of its trouble takes a moment.
    pub async fn becomes_unready(&mut self, name: &str) -> anyhow::Result<()> {
        let deadline = Instant::now() + UNREADY_WAIT;
        while self.is_ready(name).await? {
            ensure!(Instant::now() < deadline, "{name} says ready in spite of its trouble");
            tokio::time::sleep(LOOK_INTERVAL).await;
        }
        Ok(())
    }

    /// Three of the four troubles that every flow must bear at once, for the rest of the journey: the shop is slow, its
    /// webhooks are missing, and every message comes twice. The fourth, a worker that dies in the middle, is the story's.
    /// Orders are read by the poll then, which `CATALOGUE_POLL` makes quick.
    pub async fn beset(&self) -> anyhow::Result<()> {
        self.control.post("/sandbox/shop/webhooks/disable", &serde_json::json!({})).await?;
        let slow = serde_json::json!({"target": "shop", "times": 0, "fault": {"kind": "delay", "ms": 250}});
        self.control.fault(slow).await?;
        let double = serde_json::json!({"target": "meta_webhook", "times": 0, "fault": {"kind": "duplicate", "copies": 2}});
        self.control.fault(double).await
    }

    /// Has staff call the shop's own interface, and returns what it answers.
    pub async fn staff_call(
        &self,
        method: reqwest::Method,
        path: &str,
        body: &serde_json::Value,
    ) -> anyhow::Result<serde_json::Value> {
        let url = format!("{}/shop/wp-json/wc/v3/{path}", self.control.base());
        // As behind a proxy that ends TLS: the shop takes a key pair over https only.
        let request = self.control.http().request(method, url).header("x-forwarded-proto", "https");
        let request = request.basic_auth("ck_sandbox", Some("cs_sandbox"));
        let request = request.header("content-type", "application/json").body(body.to_string());
        let response = request.send().await?.error_for_status()?;
        Ok(serde_json::from_str(&response.text().await?)?)
    }

    /// Waits until nothing is under way: pretend Meta has delivered everything, and the queues are empty.
    pub async fn settle(&self) -> anyhow::Result<()> {
        self.control.all_accepted(DELIVERED_WAIT).await?;
        self.broker.wait_empty().await
    }

    /// The one order that left draft; anything else is an error.
    pub async fn the_one_order(&self) -> anyhow::Result<Order> {
        let mut placed = self.control.placed_orders().await?;
        ensure!(placed.len() == 1, "the shop holds {} orders instead of one: {placed:#?}", placed.len());
        placed.pop().context("one order")
    }

    /// What every journey must leave behind: nothing.
    async fn finish(&mut self) -> anyhow::Result<()> {
        self.settle().await.context("at the end of the journey")?;
        ensure!(self.sandbox.is_alive()?, "the sandbox is gone");
        for process in &mut self.processes {
            if !process.may_be_gone {
                ensure!(process.is_alive()?, "{} is gone, and the story did not say so", process.name);
            }
        }
        for process in &mut self.processes {
            process.stop().await?;
        }
        let mut left = self.broker.left_behind().await?;
        if self.stage.parked_allowed {
            left.retain(|(queue, _)| queue != "parked");
        } else if left.iter().any(|(queue, _)| queue == "parked") {
            let reasons = self.broker.parked_reasons().await.unwrap_or_default();
            return Err(anyhow::anyhow!("messages were parked: {reasons:?}"));
        }
        ensure!(left.is_empty(), "messages were left in queues: {left:?}");
        self.check_logs()
    }

    /// No log may hold a buyer's data or a secret.
    fn check_logs(&self) -> anyhow::Result<()> {
        for process in &self.processes {
            let log = process.log();
            for (n, line) in log.lines().enumerate() {
                for secret in PERSONAL {
                    ensure!(
                        !line.contains(secret),
                        "line {} of the log of {} tells {secret}: {line}",
                        n + 1,
                        process.name
                    );
                }
            }
        }
        Ok(())
    }

    /// Shows what happened, for a failed journey.
    async fn show(&self) {
        if let Ok(phones) = self.control.get("/sandbox/phones").await {
            for phone in phones["phones"].as_array().into_iter().flatten().take(3) {
                let Some(wa_id) = phone["wa_id"].as_str() else { continue };
                if let Ok(phone) = self.phone(wa_id).await {
                    let transcript = phone.transcript().await.unwrap_or_default();
                    eprintln!("--- chat of {wa_id}\n{transcript}");
                }
            }
        }
        for process in std::iter::once(&self.sandbox).chain(&self.processes) {
            eprintln!("{}", process.tail());
        }
    }
}

fn start_sandbox(ports: &Ports, stage: &Stage, folder: &Path) -> anyhow::Result<Process> {
    let ingress = format!("http://127.0.0.1:{}", ports.door);
    let settings: BTreeMap<String, String> = [
        ("SANDBOX_ADDR", format!("127.0.0.1:{}", ports.sandbox)),
        ("SANDBOX_WEBHOOK_URL", format!("{ingress}/webhooks/whatsapp")),
        ("SANDBOX_SHOP_WEBHOOK_URL", format!("{ingress}/webhooks/woocommerce")),
        ("SANDBOX_LOG", folder.join("sandbox.jsonl").display().to_string()),
        ("SANDBOX_SHOP_LATENCY_MS", "5".to_owned()),
        ("SANDBOX_STATUS_DELAY_MS", "30".to_owned()),
        ("SANDBOX_SHOP_WEBHOOK_DELAY_MS", "300".to_owned()),
        ("SANDBOX_META_RETRY_MS", "250".to_owned()),
    ]
    .into_iter()
    .chain(stage.settings.iter().map(|(name, value)| (*name, (*value).to_owned())))
    .map(|(name, value)| (name.to_owned(), value))
    .collect();
    let ready_url = format!("http://127.0.0.1:{}/sandbox/health", ports.sandbox);
    Process::start("sandbox", "sandbox", ready_url, &settings, folder)
}

fn run_folder() -> PathBuf {
    std::env::var_os("JOURNEY_RUN_DIR")
        .map_or_else(|| repository().join("target/journeys"), PathBuf::from)
        .join("journeys")
}

/// Where the node of a journey that has its own keeps its data.
fn broker_folder(folder: &Path, name: &str) -> PathBuf {
    std::env::var_os("JOURNEY_BROKER_DIR")
        .map_or_else(|| folder.join("broker"), |brokers| PathBuf::from(brokers).join(name))
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("the story panicked").to_owned()
}
