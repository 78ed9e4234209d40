//! The broker of a journey: a virtual host of its own on the shared node, or a node of its own that may be killed.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use futures_util::{StreamExt as _, TryStreamExt as _};
use lapin::options::{BasicConsumeOptions, QueueDeclareOptions};
use lapin::types::FieldTable;
use lapin::{Connection, ConnectionProperties};
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::process::repository;

/// How long queues may take to run empty.
const EMPTY_WAIT: Duration = Duration::from_mins(1);
/// The broker tells the lengths of its queues once a second; two readings this far apart are two different ones.
const READING_INTERVAL: Duration = Duration::from_millis(1_300);

/// What a journey needs from the broker.
pub struct Broker {
    /// For the processes.
    pub amqp_url: String,
    management_url: String,
    vhost: String,
    http: reqwest::Client,
    node: Option<Node>,
}

/// A node that belongs to one journey.
struct Node {
    folder: PathBuf,
}

impl Broker {
    /// A fresh virtual host on the node that the environment names.
    pub async fn shared(name: &str, http: &reqwest::Client) -> anyhow::Result<Self> {
        let (Ok(amqp_url), Ok(management_url)) =
            (std::env::var("TEST_AMQP_URL"), std::env::var("TEST_MANAGEMENT_URL"))
        else {
            bail!("journeys need a broker: run them with `make test` (TESTS='-p journeys' for these alone)");
        };
        let unique = uuid::Uuid::new_v4().simple().to_string();
        let vhost = format!("{name}-{}", unique.get(..8).unwrap_or(&unique));
        let mut url = url::Url::parse(&amqp_url).context("TEST_AMQP_URL")?;
        url.set_path(&vhost);
        let broker =
            Self { amqp_url: url.to_string(), management_url, vhost, http: http.clone(), node: None };
        broker.manage(reqwest::Method::PUT, &format!("vhosts/{}", broker.vhost), None).await?;
        let all = json!({"configure": ".*", "write": ".*", "read": ".*"});
        broker
            .manage(reqwest::Method::PUT, &format!("permissions/{}/guest", broker.vhost), Some(all))
            .await?;
        Ok(broker)
    }

    /// A node of its own in this folder.
    pub async fn own(folder: &Path, http: &reqwest::Client) -> anyhow::Result<Self> {
        let node = Node { folder: folder.to_owned() };
        let told = node.script("start").await?;
        let value = |name: &str| {
            let line = told.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
            line.map(str::to_owned).with_context(|| format!("the broker script tells no {name}"))
        };
        Ok(Self {
            amqp_url: value("AMQP_URL")?,
            management_url: value("MANAGEMENT_URL")?,
            vhost: "%2f".to_owned(),
            http: http.clone(),
            node: Some(node),
        })
    }

    /// Ends the own node at once, as a power cut would; nothing of it is left running.
    pub async fn kill(&self) -> anyhow::Result<()> {
        let node = self.node.as_ref().context("not our node")?;
        let id = std::fs::read_to_string(node.folder.join("node.pid")).context("the node's process id")?;
        let id = id.trim().parse().ok().and_then(rustix::process::Pid::from_raw).context("a process id")?;
        rustix::process::kill_process(id, rustix::process::Signal::KILL)?;
        // What belongs to it, its port mapper, goes with the script.
        self.stop().await
    }

    /// Runs `rabbitmqctl` against the own node.
    pub async fn ctl(&self, arguments: &[&str]) -> anyhow::Result<String> {
        let mut command = self.node.as_ref().context("not our node")?.command("ctl");
        command.args(arguments);
        run(command, "ctl").await
    }

    /// Starts the own node again, on the same address with the same data.
    pub async fn start(&self) -> anyhow::Result<()> {
        self.node.as_ref().context("not our node")?.script("start").await.map(drop)
    }

    /// Stops the own node.
    pub async fn stop(&self) -> anyhow::Result<()> {
        self.node.as_ref().context("not our node")?.script("stop").await.map(drop)
    }

    /// Removes what was made for the journey.
    pub async fn remove(&self) -> anyhow::Result<()> {
        if self.node.is_some() {
            return self.stop().await;
        }
        self.manage(reqwest::Method::DELETE, &format!("vhosts/{}", self.vhost), None).await.map(drop)
    }

    async fn manage(
        &self,
        method: reqwest::Method,
        path: &str,
        body: Option<Value>,
    ) -> anyhow::Result<Value> {
        let mut url = url::Url::parse(&self.management_url)?;
        let (user, password) = (url.username().to_owned(), url.password().unwrap_or_default().to_owned());
        let _ = url.set_username("");
        let _ = url.set_password(None);
        let url = format!("{}/api/{path}", url.as_str().trim_end_matches('/'));
        let mut request = self.http.request(method, url).basic_auth(user, Some(password));
        request = request.header("content-type", "application/json");
        if let Some(body) = body {
            request = request.body(body.to_string());
        }
        let answer = request.send().await.context("asking the broker's management")?;
        let status = answer.status();
        let text = answer.text().await?;
        ensure!(status.is_success(), "the broker's management answered {status} to {path}: {text}");
        Ok(serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    /// Names and lengths of the queues that must be empty when nothing is under way, as last told.
    pub async fn lengths(&self) -> anyhow::Result<Vec<(String, u64)>> {
        let queues = self.manage(reqwest::Method::GET, &format!("queues/{}", self.vhost), None).await?;
        let queues = queues.as_array().context("a list of queues")?;
        let known = queues.iter().filter_map(|queue| {
            let name = queue["name"].as_str()?;
            // A queue whose length was not told yet does not count as empty.
            is_watched(name).then(|| (name.to_owned(), queue["messages"].as_u64().unwrap_or(u64::MAX)))
        });
        Ok(known.collect())
    }

    /// Waits until the queues between the processes are empty, what is being handled included, and stay so.
    pub async fn wait_empty(&self) -> anyhow::Result<()> {
        let deadline = Instant::now() + EMPTY_WAIT;
        let mut quiet = 0;
        while quiet < 2 {
            let lengths = self.lengths().await.unwrap_or_default();
            let mut busy = lengths.iter().filter(|(name, length)| *length > 0 && is_between(name)).peekable();
            quiet = if busy.peek().is_none() && !lengths.is_empty() { quiet + 1 } else { 0 };
            if Instant::now() >= deadline {
                bail!("messages are still under way after {EMPTY_WAIT:?}: {:?}", busy.collect::<Vec<_>>());
            }
            tokio::time::sleep(READING_INTERVAL).await;
        }
        Ok(())
    }

    /// Exact lengths of all watched queues that are not empty, but for orders that a worker read again while the others
    /// ended: a poll may fall into any moment, and what it brings waits for the next worker. True only while nobody
    /// consumes.
    pub async fn left_behind(&self) -> anyhow::Result<Vec<(String, u32)>> {
        let names: Vec<String> = self.lengths().await?.into_iter().map(|(name, _)| name).collect();
        ensure!(!names.is_empty(), "the broker has none of our queues");
        let connection = Connection::connect(&self.amqp_url, ConnectionProperties::default()).await?;
        let channel = connection.create_channel().await?;
        let passive = QueueDeclareOptions { passive: true, ..QueueDeclareOptions::default() };
        let mut left = Vec::new();
        for name in names {
            let queue = channel.queue_declare(name.as_str().into(), passive, FieldTable::default()).await?;
            let count = queue.message_count();
            if count == 0 {
                continue;
            }
            // Never acknowledged: what was taken lies in the queue again when the connection ends.
            let taken = channel
                .basic_consume(
                    name.as_str().into(),
                    "".into(),
                    BasicConsumeOptions::default(),
                    FieldTable::default(),
                )
                .await?;
            let taken: Vec<_> = tokio::time::timeout(EMPTY_WAIT, taken.take(count as usize).try_collect())
                .await
                .context("reading what was left in a queue")??;
            let polled = taken.iter().filter(|message| is_polled_order(&message.data)).count();
            if polled < taken.len() {
                left.push((name, count));
            }
        }
        connection.close(200, "done".into()).await?;
        Ok(left)
    }

    /// Puts a message straight on an exchange.
    pub async fn publish(&self, exchange: &str, key: &str, body: &str) -> anyhow::Result<()> {
        let message = json!({"properties": {"delivery_mode": 2}, "routing_key": key, "payload": body,
            "payload_encoding": "string"});
        let path = format!("exchanges/{}/{exchange}/publish", self.vhost);
        let answer = self.manage(reqwest::Method::POST, &path, Some(message)).await?;
        ensure!(answer["routed"] == true, "{exchange} took no message");
        Ok(())
    }

    /// Names of all queues and exchanges.
    pub async fn names(&self) -> anyhow::Result<Vec<String>> {
        let mut names = Vec::new();
        for what in ["queues", "exchanges"] {
            let list = self.manage(reqwest::Method::GET, &format!("{what}/{}", self.vhost), None).await?;
            names.extend(
                list.as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(|one| one["name"].as_str().map(str::to_owned)),
            );
        }
        Ok(names)
    }

    /// Why messages were parked: the header `reason` of each, without taking them out.
    pub async fn parked_reasons(&self) -> anyhow::Result<Vec<String>> {
        let take =
            json!({"count": 2_000, "ackmode": "ack_requeue_true", "encoding": "auto", "truncate": 300});
        let path = format!("queues/{}/parked/get", self.vhost);
        let parked = self.manage(reqwest::Method::POST, &path, Some(take)).await?;
        let reason = |message: &Value| {
            let headers = &message["properties"]["headers"];
            headers["reason"].as_str().map_or_else(|| message.to_string(), str::to_owned)
        };
        Ok(parked.as_array().into_iter().flatten().map(reason).collect())
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        // `remove` did this already unless the journey failed half-way.
        if let Some(node) = &self.node {
            let _ = node.command("stop").stdout(Stdio::null()).status();
        }
    }
}

impl Node {
    fn command(&self, action: &str) -> Command {
        let mut command = Command::new(repository().join("deploy/scripts/rabbitmq.sh"));
        command.arg(action).arg(&self.folder).stdin(Stdio::null());
        command
    }

    async fn script(&self, action: &'static str) -> anyhow::Result<String> {
        run(self.command(action), action).await
    }
}

async fn run(mut command: Command, action: &'static str) -> anyhow::Result<String> {
    let output = tokio::task::spawn_blocking(move || command.output()).await??;
    ensure!(
        output.status.success(),
        "rabbitmq.sh {action} failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Queues between the processes.
fn is_polled_order(body: &[u8]) -> bool {
    serde_json::from_slice::<Value>(body).is_ok_and(|envelope| envelope["field"] == "order.polled")
}

fn is_between(name: &str) -> bool {
    ["inbound.", "outbound.", "status."].iter().any(|class| name.starts_with(class))
}

fn is_watched(name: &str) -> bool {
    is_between(name) || name == "parked" || name == "unroutable"
}
