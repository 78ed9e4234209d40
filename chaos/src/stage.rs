//! Everything that runs for a chaos run: a private broker, the sandbox, ingresses, workers and notifiers, with a proxy
//! in every way between them. A process that ends without having been told to is noted and started again, as an
//! operator's supervisor does.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use common::http_client::{self, HttpLimits};
use journeys::broker::Broker;
use journeys::control::Control;
use journeys::process::{Process, free_port};
use serde_json::json;
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::disk::Disk;
use crate::proxy::Proxy;
use crate::record::{Line, Record, now_ms};
use crate::schedule::{INGRESSES, Link, NOTIFIERS, WORKERS, Who};

/// Shards of a run.
pub const SHARDS: u16 = 8;
/// How long the shop may still be working on a call that gave no answer; `schedule` keeps below it.
pub const SHOP_SETTLE: Duration = Duration::from_secs(25);
/// How often the supervisor looks.
const LOOK_INTERVAL: Duration = Duration::from_millis(300);
/// Until all processes are ready at the start, in a debug build on a busy machine.
const READY_WAIT: Duration = Duration::from_mins(2);
/// How long a metrics page may take.
const PAGE_WAIT: Duration = Duration::from_secs(2);
/// Stock of every article: nobody runs out, so every order must hold what was confirmed.
const STOCK: u64 = 1_000_000;

const CONTACT_HASH_KEY: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
const PHONE_NUMBER_ID: &str = "100000000000001";
/// What no log may tell, besides the buyers.
pub const SECRETS: [&str; 5] =
    ["sandbox-access-token", "cs_sandbox", "sandbox-app-secret", "sandbox-shop-secret", CONTACT_HASH_KEY];

/// A process and what is to be expected of it.
pub struct Slot {
    /// The process; it may have ended.
    pub process: Process,
    /// A failpoint is set, so it may end by itself.
    pub armed: bool,
    /// It was ended on purpose and is not to be started again by the supervisor.
    pub is_down: bool,
}

/// Everything that runs.
pub struct Stage {
    /// The sandbox's controls.
    pub control: Control,
    /// The broker.
    pub broker: Broker,
    /// Held while something is done to the broker, so that two faults of it do not meet; when the next may come.
    pub broker_hands: Mutex<Instant>,
    /// The disk of the shard files.
    pub disk: Disk,
    /// Held while it is full.
    pub disk_hands: Mutex<()>,
    /// Where the run writes.
    pub record: Arc<Record>,
    folder: PathBuf,
    http: reqwest::Client,
    slots: BTreeMap<Who, Mutex<Slot>>,
    proxies: BTreeMap<Link, Proxy>,
    ports: BTreeMap<Who, u16>,
    ops: BTreeMap<Who, u16>,
}

impl Stage {
    /// Starts everything in this folder, which must be empty, and waits until it is ready.
    pub async fn build(folder: &Path, broker_folder: &Path, record: Arc<Record>) -> anyhow::Result<Self> {
        let http = http_client::client(&HttpLimits { connect: PAGE_WAIT, total: PAGE_WAIT })?;
        std::fs::create_dir_all(folder.join("logs"))?;
        let management =
            http_client::client(&HttpLimits { connect: PAGE_WAIT, total: Duration::from_secs(30) })?;
        let broker = Broker::own(broker_folder, &management).await?;
        let mut ports = BTreeMap::new();
        let mut ops = BTreeMap::new();
        for who in everybody().filter(|who| *who != Who::Sandbox) {
            ops.insert(who, free_port()?);
        }
        for who in (1..=INGRESSES).map(Who::Ingress).chain([Who::Sandbox]) {
            ports.insert(who, free_port()?);
        }
        let proxies = open_proxies(&broker, &ports).await?;
        let sandbox = port_of(&ports, Who::Sandbox)?;
        let mut stage = Self {
            control: Control::new(&format!("http://127.0.0.1:{sandbox}"))?,
            broker,
            broker_hands: Mutex::new(Instant::now()),
            disk: Disk::mount(&folder.join("data"))?,
            disk_hands: Mutex::default(),
            record,
            folder: folder.to_owned(),
            http,
            slots: BTreeMap::new(),
            proxies,
            ports,
            ops,
        };
        // The sandbox first: the workers read its catalogue.
        for who in [Who::Sandbox].into_iter().chain(everybody()) {
            if !stage.slots.contains_key(&who) {
                let process = stage.start(who, None)?;
                stage.slots.insert(who, Mutex::new(Slot { process, armed: false, is_down: false }));
            }
            if who == Who::Sandbox {
                stage.wait_for(who).await?;
            }
        }
        stage.wait_ready(READY_WAIT).await?;
        stage.fill_the_shelves().await?;
        Ok(stage)
    }

    /// Starts a process with its settings, whether or not an earlier one of that name still runs.
    pub fn start(&self, who: Who, failpoint: Option<&str>) -> anyhow::Result<Process> {
        let (binary, ready_url) = match who {
            Who::Sandbox => ("sandbox", format!("{}/sandbox/health", self.control.base())),
            Who::Ingress(_) => ("ingress", self.ops_url(who, "readyz")?),
            Who::Worker(_) => ("worker", self.ops_url(who, "readyz")?),
            Who::Notifier(_) => ("notifier", self.ops_url(who, "readyz")?),
        };
        let mut settings = self.settings(who)?;
        if let Some(failpoint) = failpoint {
            settings.insert("FAILPOINT".to_owned(), failpoint.to_owned());
        }
        // The sandbox is no part of the system and may write down what it likes.
        let folder = if who == Who::Sandbox { self.folder.clone() } else { self.folder.join("logs") };
        Process::start(&who.to_string(), binary, ready_url, &settings, &folder)
    }

    fn settings(&self, who: Who) -> anyhow::Result<BTreeMap<String, String>> {
        let through = |link: Link| -> anyhow::Result<u16> {
            Ok(self.proxies.get(&link).with_context(|| format!("no proxy for {link}"))?.port())
        };
        let data = |whose: &str| self.disk.folder().join(whose).display().to_string();
        let mut settings: Vec<(&str, String)> = Vec::new();
        if who == Who::Sandbox {
            let webhooks = through(Link::Webhooks)?;
            settings.extend([
                ("SANDBOX_ADDR", format!("127.0.0.1:{}", port_of(&self.ports, who)?)),
                // The shop checks signatures against the address that it believes to have.
                ("SANDBOX_PUBLIC_URL", format!("http://127.0.0.1:{}", through(Link::Shop)?)),
                ("SANDBOX_WEBHOOK_URL", format!("http://127.0.0.1:{webhooks}/webhooks/whatsapp")),
                ("SANDBOX_SHOP_WEBHOOK_URL", format!("http://127.0.0.1:{webhooks}/webhooks/woocommerce")),
                ("SANDBOX_LOG", self.folder.join("journal.jsonl").display().to_string()),
                ("SANDBOX_SHOP_LATENCY_MS", "20".to_owned()),
                ("SANDBOX_STATUS_DELAY_MS", "50".to_owned()),
                ("SANDBOX_META_RETRY_MS", "500".to_owned()),
            ]);
            return Ok(owned(settings));
        }
        let broker = through(Link::Broker(who))?;
        settings.extend([
            ("AMQP_URL", format!("amqp://guest:guest@127.0.0.1:{broker}/%2f")),
            ("SHARDS", SHARDS.to_string()),
            ("CONTACT_HASH_KEY", CONTACT_HASH_KEY.to_owned()),
            ("OPS_ADDR", format!("127.0.0.1:{}", port_of(&self.ops, who)?)),
            ("LOG_FORMAT", "json".to_owned()),
            ("RUST_LOG", "info".to_owned()),
        ]);
        match who {
            Who::Ingress(_) => settings.extend([
                ("INGRESS_ADDR", format!("127.0.0.1:{}", port_of(&self.ports, who)?)),
                ("META_APP_SECRETS", "sandbox-app-secret".to_owned()),
                ("META_VERIFY_TOKEN", "sandbox-verify-token".to_owned()),
                ("WOOCOMMERCE_WEBHOOK_SECRETS", "sandbox-shop-secret".to_owned()),
            ]),
            Who::Worker(_) => settings.extend([
                ("DATA_DIR", data("worker")),
                ("WHATSAPP_PHONE_NUMBER_ID", PHONE_NUMBER_ID.to_owned()),
                ("WOOCOMMERCE_URL", format!("http://127.0.0.1:{}/shop", through(Link::Shop)?)),
                ("WOOCOMMERCE_CONSUMER_KEY", "ck_sandbox".to_owned()),
                ("WOOCOMMERCE_CONSUMER_SECRET", "cs_sandbox".to_owned()),
                ("WOOCOMMERCE_TIMEOUT", "4s".to_owned()),
                ("SHOP_SETTLE", format!("{}s", SHOP_SETTLE.as_secs())),
                // Each text of a burst is to be answered by itself.
                ("WORKER_BURST_QUIET", "0s".to_owned()),
            ]),
            Who::Notifier(n) => settings.extend([
                ("DATA_DIR", data("notifier")),
                ("WHATSAPP_PHONE_NUMBER_ID", PHONE_NUMBER_ID.to_owned()),
                ("GRAPH_API_URL", format!("http://127.0.0.1:{}/graph/v25.0", through(Link::Graph(n))?)),
                ("WHATSAPP_ACCESS_TOKEN", "sandbox-access-token".to_owned()),
                ("NOTIFIER_AMBIGUOUS_WAIT", "8s".to_owned()),
                // Meta lets 45 through at once; a buyer in a hurry gets every answer at once.
                ("NOTIFIER_PAIR_BURST", "40".to_owned()),
            ]),
            Who::Sandbox => {}
        }
        Ok(owned(settings))
    }

    fn ops_url(&self, who: Who, page: &str) -> anyhow::Result<String> {
        Ok(format!("http://127.0.0.1:{}/{page}", port_of(&self.ops, who)?))
    }

    /// A process, to do something to it; waits while somebody else does.
    pub fn slot(&self, who: Who) -> anyhow::Result<&Mutex<Slot>> {
        self.slots.get(&who).with_context(|| format!("there is no {who}"))
    }

    /// The proxy of a link.
    pub fn proxy(&self, link: Link) -> anyhow::Result<&Proxy> {
        self.proxies.get(&link).with_context(|| format!("no proxy for {link}"))
    }

    /// Lets everything through everywhere.
    pub fn open_all_links(&self) {
        for proxy in self.proxies.values() {
            proxy.open_up();
        }
    }

    async fn wait_for(&self, who: Who) -> anyhow::Result<()> {
        let mut slot = self.slot(who)?.lock().await;
        slot.process.wait_ready(&self.http).await
    }

    /// Waits until every process says that it is ready.
    pub async fn wait_ready(&self, limit: Duration) -> anyhow::Result<()> {
        let deadline = Instant::now() + limit;
        loop {
            let mut missing = Vec::new();
            for (who, slot) in &self.slots {
                if !slot.lock().await.process.is_ready(&self.http).await {
                    missing.push(who.to_string());
                }
            }
            if missing.is_empty() {
                return Ok(());
            }
            ensure!(Instant::now() < deadline, "not ready after {limit:?}: {}", missing.join(", "));
            tokio::time::sleep(LOOK_INTERVAL).await;
        }
    }

    /// More of everything than can be sold.
    async fn fill_the_shelves(&self) -> anyhow::Result<()> {
        let state = self.control.get("/sandbox/shop/state").await?;
        for product in state["products"].as_array().into_iter().flatten() {
            let path = format!("/sandbox/shop/products/{}", product["id"]);
            self.control.post(&path, &json!({"stock": STOCK})).await?;
        }
        Ok(())
    }

    /// Starts again whatever ended unasked, for as long as it is polled.
    pub async fn supervise(&self) -> anyhow::Result<()> {
        loop {
            for (who, slot) in &self.slots {
                // Somebody who holds it is doing something to it.
                let Ok(mut slot) = slot.try_lock() else { continue };
                if slot.is_down {
                    continue;
                }
                if let Some(how) = slot.process.ended()? {
                    let expected = std::mem::take(&mut slot.armed);
                    self.record.write(&Line::Ended {
                        who: *who,
                        at_ms: now_ms(),
                        how: how.to_string(),
                        expected,
                    })?;
                    slot.process = self.start(*who, None)?;
                }
            }
            tokio::time::sleep(LOOK_INTERVAL).await;
        }
    }

    /// Keeps a copy of every page and name that must tell nothing of a buyer.
    pub async fn keep_pages(&self, round: u64) -> anyhow::Result<()> {
        for who in self.ops.keys() {
            for page in ["metrics", "readyz"] {
                // A process that is down or frozen has no page now.
                let Ok(answer) = self.http.get(self.ops_url(*who, page)?).send().await else { continue };
                let Ok(text) = answer.text().await else { continue };
                std::fs::write(self.folder.join("logs").join(format!("{who}-{page}-{round}.txt")), text)?;
            }
        }
        if let Ok(names) = self.broker.names().await {
            std::fs::write(self.folder.join("logs").join(format!("names-{round}.txt")), names.join("\n"))?;
        }
        Ok(())
    }

    /// What is still under way, in words; empty when nothing is.
    pub async fn under_way(&self) -> anyhow::Result<String> {
        let mut busy = String::new();
        let state = self.control.get("/sandbox/meta/state").await?;
        let waiting = state["waiting_deliveries"].as_u64().context("how many webhooks wait")?;
        if waiting > 0 {
            let _ = write!(busy, "{waiting} webhooks; ");
        }
        for (queue, length) in self.broker.lengths().await? {
            if length > 0 && queue != "parked" {
                let _ = write!(busy, "{length} in {queue}; ");
            }
        }
        for who in self.ops.keys() {
            let page = self.http.get(self.ops_url(*who, "metrics")?).send().await?.text().await?;
            for line in page.lines() {
                let counts =
                    ["wab_worker_intents_open{", "wab_worker_outbox_depth{", "wab_notifier_outbox_depth{"];
                let is_open = counts.iter().any(|name| line.starts_with(name)) && !line.ends_with(" 0");
                if is_open {
                    let _ = write!(busy, "{who}: {line}; ");
                }
            }
        }
        Ok(busy)
    }

    /// Stops everything in the order in which messages flow, each asked to and waited for.
    pub async fn stop(&self) -> anyhow::Result<()> {
        for (who, slot) in &self.slots {
            let mut slot = slot.lock().await;
            slot.is_down = true;
            slot.process.stop().await.with_context(|| format!("stopping {who}"))?;
        }
        Ok(())
    }
}

/// All processes.
pub fn everybody() -> impl Iterator<Item = Who> {
    let ours = (1..=INGRESSES).map(Who::Ingress).chain((1..=WORKERS).map(Who::Worker));
    ours.chain((1..=NOTIFIERS).map(Who::Notifier)).chain([Who::Sandbox])
}

fn port_of(ports: &BTreeMap<Who, u16>, who: Who) -> anyhow::Result<u16> {
    ports.get(&who).copied().with_context(|| format!("{who} has no port"))
}

fn owned(settings: Vec<(&str, String)>) -> BTreeMap<String, String> {
    settings.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

async fn open_proxies(broker: &Broker, ports: &BTreeMap<Who, u16>) -> anyhow::Result<BTreeMap<Link, Proxy>> {
    let address = broker.amqp_url.rsplit_once('@').context("the broker's address")?.1;
    let broker = address.split(['/', ':']).nth(1).context("the broker's port")?.parse()?;
    let sandbox = port_of(ports, Who::Sandbox)?;
    let mut proxies = BTreeMap::new();
    for who in everybody().filter(|who| *who != Who::Sandbox) {
        proxies.insert(Link::Broker(who), Proxy::open(&[broker]).await?);
    }
    proxies.insert(Link::Shop, Proxy::open(&[sandbox]).await?);
    for n in 1..=NOTIFIERS {
        proxies.insert(Link::Graph(n), Proxy::open(&[sandbox]).await?);
    }
    let doors: Result<Vec<u16>, _> = (1..=INGRESSES).map(|n| port_of(ports, Who::Ingress(n))).collect();
    proxies.insert(Link::Webhooks, Proxy::open(&doors?).await?);
    Ok(proxies)
}
