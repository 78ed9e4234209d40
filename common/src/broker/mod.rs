//! RabbitMQ: two connections that come back by themselves, confirmed publishing, subscriptions.
//!
//! Publishing and consuming have a connection each, because the broker stops reading from one that publishes while it
//! is short of memory or disk, and acknowledgements must still get through. The consuming one is opened when somebody
//! subscribes. The lapin types stay in here; what a message means is `domain::envelope`'s business.

mod consumer;
pub mod port;
mod publisher;
pub mod topology;

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use futures_util::StreamExt;
use lapin::{Connection, ConnectionProperties, Event, uri::AMQPUri};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

pub use consumer::{AckError, Delivery, Subscription};
pub use publisher::{Message, PUBLISH_TIME_LIMIT, PublishError, Publisher};

use crate::{
    ops_server::Readiness,
    retry::RetryPolicy,
    rng::{Rng, SystemRng},
    secret::Secret,
    task,
};
use port::{BrokerPort, Source};
use publisher::PublishLink;

/// How patiently a lost connection is made again; for ever.
const RECONNECT: RetryPolicy =
    RetryPolicy { initial: Duration::from_millis(100), cap: Duration::from_secs(5), attempts_max: u32::MAX };

/// Shortest wait between two tries, so that full jitter cannot turn into a busy loop.
const RECONNECT_PAUSE_MIN: Duration = Duration::from_millis(50);

/// Longest wait for a connection.
const CONNECT_TIME_LIMIT: Duration = Duration::from_secs(15);

/// Longest wait for the declarations; a fresh broker makes some two hundred replicated queues.
const DECLARE_TIME_LIMIT: Duration = Duration::from_mins(1);

/// A connection that is silent for twice this time is dead.
const HEARTBEAT_SECONDS: u16 = 10;

/// Longest wait for an answer about a queue.
const ASK_TIME_LIMIT: Duration = Duration::from_secs(2);

/// How often a connection is looked at beside the events that it reports.
const LOOK_INTERVAL: Duration = Duration::from_millis(250);

/// The way to the broker. Clones share the connections.
#[derive(Clone)]
pub struct Broker(Way);

#[derive(Clone)]
enum Way {
    RabbitMq(Arc<Shared>),
    Port(Arc<dyn BrokerPort>),
}

struct Shared {
    url: Secret,
    name: String,
    shards: u16,
    shutdown: CancellationToken,
    publish: watch::Sender<Option<Arc<PublishLink>>>,
    consume: watch::Sender<Option<Arc<Connection>>>,
    /// Set by the first subscription, which starts the consuming connection.
    consumes: AtomicBool,
}

impl std::fmt::Debug for Broker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Broker").field("is_connected", &self.is_connected()).finish_non_exhaustive()
    }
}

impl Broker {
    /// Starts connecting in the background and returns at once. After each connect the topology is declared before
    /// [`Self::is_connected`] tells so. `shutdown` ends reconnecting; what is connected then stays, for the drain.
    pub fn start(url: &Secret, name: &str, shards: u16, shutdown: CancellationToken) -> Self {
        let shared = Arc::new(Shared {
            url: url.clone(),
            name: name.to_owned(),
            shards,
            shutdown,
            publish: watch::Sender::new(None),
            consume: watch::Sender::new(None),
            consumes: AtomicBool::new(false),
        });
        task::spawn(keep(Arc::clone(&shared), Role::Publish));
        Self(Way::RabbitMq(shared))
    }

    /// Goes through another broker, for tests and the simulator.
    pub fn through(port: Arc<dyn BrokerPort>) -> Self {
        Self(Way::Port(port))
    }

    /// Returns the way to publish.
    pub fn publisher(&self) -> Publisher {
        match &self.0 {
            Way::RabbitMq(shared) => Publisher::new(shared.publish.subscribe()),
            Way::Port(port) => Publisher::through(Arc::clone(port)),
        }
    }

    /// Returns whether publishing is possible, and consuming where it was asked for.
    pub fn is_connected(&self) -> bool {
        match &self.0 {
            Way::RabbitMq(shared) => {
                let can_consume =
                    !shared.consumes.load(Ordering::Acquire) || shared.consume.borrow().is_some();
                can_consume && shared.publish.borrow().is_some()
            }
            Way::Port(port) => port.refusal() != Some(PublishError::NotConnected),
        }
    }

    /// Returns whether the broker takes no messages now, being short of memory or disk.
    pub fn is_blocked(&self) -> bool {
        match &self.0 {
            Way::RabbitMq(shared) => shared.publish.borrow().as_ref().is_some_and(|link| link.is_blocked()),
            Way::Port(port) => port.refusal() == Some(PublishError::Blocked),
        }
    }

    /// Waits until publishing is possible.
    pub async fn wait_connected(&self) {
        match &self.0 {
            Way::RabbitMq(shared) => shared.wait_connected().await,
            Way::Port(port) => port.connected().await,
        }
    }

    /// Keeps the readiness check `broker` at what the broker's state is, until the broker is given up.
    pub async fn keep_readiness(&self, readiness: Readiness) {
        let Way::RabbitMq(shared) = &self.0 else { return };
        let mut interval = tokio::time::interval(LOOK_INTERVAL);
        loop {
            readiness.set("broker", self.is_connected() && !self.is_blocked());
            tokio::select! {
                () = shared.shutdown.cancelled() => return,
                _ = interval.tick() => {}
            }
        }
    }

    /// Consumes a queue on a channel of its own, as soon as there is a connection. That may be never: whoever drains
    /// stops waiting.
    pub async fn subscribe(&self, queue: &str, prefetch: u16) -> Subscription {
        self.subscribe_to(Source::Queue(queue), prefetch).await
    }

    /// Listens to a fanout exchange through a queue of this connection's own. Nothing need be acknowledged, and what
    /// is published while nobody listens is gone.
    pub async fn subscribe_fanout(&self, exchange: &str, prefetch: u16) -> Subscription {
        self.subscribe_to(Source::Fanout(exchange), prefetch).await
    }

    async fn subscribe_to(&self, source: Source<'_>, prefetch: u16) -> Subscription {
        match &self.0 {
            Way::RabbitMq(shared) => shared.subscribe(source, prefetch).await,
            Way::Port(port) => Subscription::through(port.subscribe(source, prefetch).await),
        }
    }

    /// Returns how many messages wait in a queue; `None` when that cannot be learnt now.
    pub async fn waiting(&self, queue: &str) -> Option<u32> {
        match &self.0 {
            Way::RabbitMq(shared) => shared.waiting(queue).await,
            Way::Port(port) => port.waiting(queue).await,
        }
    }
}

impl Shared {
    async fn wait_connected(&self) {
        // The sender lives as long as `self`, so waiting cannot fail.
        let _ = self.publish.subscribe().wait_for(Option::is_some).await;
    }

    async fn waiting(&self, queue: &str) -> Option<u32> {
        let connection = self.consume.borrow().clone()?;
        let asking = async {
            let channel = connection.create_channel().await?;
            topology::waiting(&channel, queue).await
        };
        within(ASK_TIME_LIMIT, asking).await.ok()
    }

    async fn subscribe(self: &Arc<Self>, source: Source<'_>, prefetch: u16) -> Subscription {
        if !self.consumes.swap(true, Ordering::AcqRel) {
            task::spawn(keep(Arc::clone(self), Role::Consume));
        }
        let mut failures = 0;
        loop {
            // The queues stand once the publishing side is connected.
            self.wait_connected().await;
            let mut connections = self.consume.subscribe();
            let connection = match connections.wait_for(Option::is_some).await {
                Ok(connection) => connection.clone(),
                Err(_) => None,
            };
            if let Some(connection) = connection {
                match Subscription::open(connection, prefetch, source).await {
                    Ok(subscription) => return subscription,
                    Err(error) => tracing::warn!(%error, source = %source, "subscribing failed"),
                }
            }
            failures += 1;
            pause(failures).await;
        }
    }
}

/// Returns whether a text is an AMQP address.
pub fn is_address(text: &str) -> bool {
    text.parse::<AMQPUri>().is_ok()
}

/// Waits before another try.
async fn pause(failures: u32) {
    let delay = RECONNECT.delay(failures, &mut SystemRng as &mut dyn Rng);
    tokio::time::sleep(delay.max(RECONNECT_PAUSE_MIN)).await;
}

/// The two connections.
#[derive(Debug, Clone, Copy)]
enum Role {
    Publish,
    Consume,
}

impl Role {
    fn label(self) -> &'static str {
        match self {
            Self::Publish => "publish",
            Self::Consume => "consume",
        }
    }
}

/// Connects, and connects again whenever the connection is lost, until shutdown.
async fn keep(shared: Arc<Shared>, role: Role) {
    let mut failures = 0;
    loop {
        let lived = match role {
            Role::Publish => live_publishing(&shared).await,
            Role::Consume => live_consuming(&shared).await,
        };
        match lived {
            Ok(()) => {
                tracing::warn!(role = role.label(), "lost the connection to the broker");
                failures = 0;
            }
            Err(error) => {
                tracing::warn!(role = role.label(), %error, failures, "connecting to the broker failed");
            }
        }
        failures += 1;
        tokio::select! {
            () = shared.shutdown.cancelled() => return,
            () = pause(failures) => {}
        }
    }
}

/// Holds the publishing connection until it is lost.
async fn live_publishing(shared: &Shared) -> lapin::Result<()> {
    let connection = connect(shared, Role::Publish).await?;
    let mut events = Box::pin(connection.events_listener());
    let declaring = async {
        let channel = connection.create_channel().await?;
        // Dropped afterwards, which closes it.
        topology::declare(&channel, shared.shards).await
    };
    within(DECLARE_TIME_LIMIT, declaring).await?;
    let link = Arc::new(within(CONNECT_TIME_LIMIT, PublishLink::open(connection)).await?);
    shared.publish.send_replace(Some(Arc::clone(&link)));
    tracing::info!("connected to the broker, topology declared");
    while link.is_alive() {
        tokio::select! {
            event = events.next() => match event {
                Some(Event::ConnectionBlocked(_)) => {
                    tracing::error!("the broker takes no messages: it is short of memory or disk");
                    link.set_blocked(true);
                }
                Some(Event::ConnectionUnblocked) => {
                    tracing::info!("the broker takes messages again");
                    link.set_blocked(false);
                }
                Some(Event::Error(_)) | None => break,
                Some(_) => {}
            },
            () = tokio::time::sleep(LOOK_INTERVAL) => {}
            () = link.failed() => {}
        }
    }
    shared.publish.send_replace(None);
    Ok(())
}

/// Holds the consuming connection until it is lost.
async fn live_consuming(shared: &Shared) -> lapin::Result<()> {
    let connection = Arc::new(connect(shared, Role::Consume).await?);
    let mut events = Box::pin(connection.events_listener());
    shared.consume.send_replace(Some(Arc::clone(&connection)));
    while connection.status().connected() {
        tokio::select! {
            event = events.next() => {
                if matches!(event, Some(Event::Error(_)) | None) {
                    break;
                }
            }
            () = tokio::time::sleep(LOOK_INTERVAL) => {}
        }
    }
    shared.consume.send_replace(None);
    Ok(())
}

async fn connect(shared: &Shared, role: Role) -> lapin::Result<Connection> {
    // The parse error may quote the address, which holds a password.
    let mut uri: AMQPUri = shared
        .url
        .expose()
        .parse()
        .map_err(|_| lapin::Error::from(std::io::Error::other("AMQP_URL is not an AMQP address")))?;
    uri.query.heartbeat.get_or_insert(HEARTBEAT_SECONDS);
    let limit_ms = u64::try_from(CONNECT_TIME_LIMIT.as_millis()).unwrap_or(u64::MAX);
    uri.query.connection_timeout.get_or_insert(limit_ms);
    let name = format!("{} {}", shared.name, role.label());
    let properties = ConnectionProperties::default().with_connection_name(name.into());
    within(CONNECT_TIME_LIMIT, Connection::connect_uri(uri, properties)).await
}

async fn within<T>(limit: Duration, step: impl Future<Output = lapin::Result<T>>) -> lapin::Result<T> {
    let timed_out = |_| Err(std::io::Error::from(std::io::ErrorKind::TimedOut).into());
    tokio::time::timeout(limit, step).await.unwrap_or_else(timed_out)
}
