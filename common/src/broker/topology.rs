//! Names of the exchanges and queues, and their declaration.
//!
//! Everything is durable and declared anew after each connect, which changes nothing where it stands already. To add a
//! class of queues, add it to [`SHARDED`]; to add an exchange to everybody, to [`FANOUTS`].

use lapin::{
    Channel, ExchangeKind,
    options::{ExchangeDeclareOptions, QueueBindOptions, QueueDeclareOptions},
    types::{AMQPValue, FieldTable},
};

/// Webhook elements on their way to the worker, by shard.
pub const INBOUND: &str = "inbound";
/// Delivery reports on their way to the notifier, by shard.
pub const STATUS: &str = "status";
/// Messages on their way to buyers, by shard.
pub const OUTBOUND: &str = "outbound";
/// Where the three above send what no queue is bound for; alarmed on when anything is in it.
pub const UNROUTABLE: &str = "unroutable";
/// What could not be handled, for a person to look at; the header `reason` says why.
pub const PARKED: &str = "parked";
/// Product webhooks, to every worker.
pub const CATALOGUE: &str = "catalogue";
/// News of the account, to the status queue of every shard: bound to all of them, so that one confirmed publish reaches
/// every notifier, also those that are not running.
pub const ACCOUNT: &str = "account";
/// Who is alive among the workers.
pub const HEARTBEATS_WORKER: &str = "heartbeats.worker";
/// Who is alive among the notifiers.
pub const HEARTBEATS_NOTIFIER: &str = "heartbeats.notifier";
/// The stream of every webhook body, published through the default exchange.
pub const ARCHIVE: &str = "archive";
/// A queue that stays empty: its length limit is the number of shards that this broker is used with, and the broker
/// refuses to declare it with another one. Messages for shards that nobody owns would wait for ever.
const SHARD_COUNT: &str = "shards";
/// The default exchange: the key is the name of a queue.
pub const DEFAULT: &str = "";

/// Direct exchanges with a quorum queue per shard.
pub const SHARDED: [&str; 3] = [INBOUND, STATUS, OUTBOUND];
/// Exchanges to everybody who listens; nobody listening is fine.
pub const FANOUTS: [&str; 3] = [CATALOGUE, HEARTBEATS_WORKER, HEARTBEATS_NOTIFIER];

/// Deliveries of one message before the broker parks it, whatever version of RabbitMQ it is.
const DELIVERY_LIMIT: i64 = 20;
/// Most bytes in one shard's queue; more is refused, and the publisher answers 503.
const QUEUE_BYTES_MAX: i64 = 256 * 1024 * 1024;
/// Most bytes in the archive; the oldest go.
const ARCHIVE_BYTES_MAX: i64 = 20_000_000_000;
/// Most messages waiting for one listener of a fanout; the oldest go.
const FANOUT_BACKLOG_MAX: i64 = 10_000;

/// Returns the routing key of a shard.
pub fn shard_key(shard: u16) -> String {
    format!("{shard:02}")
}

/// Returns the queue of a shard, such as `inbound.07`.
pub fn shard_queue(exchange: &str, shard: u16) -> String {
    format!("{exchange}.{shard:02}")
}

/// Returns the heartbeat exchange of a kind of process.
pub fn heartbeats(process: &str) -> Option<&'static str> {
    [HEARTBEATS_WORKER, HEARTBEATS_NOTIFIER]
        .into_iter()
        .find(|name| name.strip_prefix("heartbeats.") == Some(process))
}

/// Returns whether a message to this exchange must reach a queue.
pub(super) fn is_mandatory(exchange: &str) -> bool {
    SHARDED.contains(&exchange) || exchange == PARKED || exchange == ACCOUNT
}

/// Declares everything.
pub(super) async fn declare(channel: &Channel, shards: u16) -> lapin::Result<()> {
    let count = [("x-max-length", AMQPValue::LongLongInt(shards.into()))];
    queue(channel, SHARD_COUNT, &count).await.inspect_err(|error| {
        if let lapin::ErrorKind::ProtocolError(_) = error.kind() {
            tracing::error!(
                shards,
                "this broker is used with another number of shards: SHARDS must be the same everywhere"
            );
        }
    })?;
    exchange(channel, UNROUTABLE, ExchangeKind::Fanout, &[]).await?;
    queue(channel, UNROUTABLE, &[("x-queue-type", text("quorum"))]).await?;
    bind(channel, UNROUTABLE, UNROUTABLE, "").await?;

    exchange(channel, PARKED, ExchangeKind::Fanout, &[]).await?;
    queue(channel, PARKED, &[("x-queue-type", text("quorum"))]).await?;
    bind(channel, PARKED, PARKED, "").await?;

    for name in FANOUTS {
        exchange(channel, name, ExchangeKind::Fanout, &[]).await?;
    }
    for name in SHARDED {
        exchange(channel, name, ExchangeKind::Direct, &[("alternate-exchange", text(UNROUTABLE))]).await?;
    }
    // Asked for all at once: the broker works through them without a round trip each.
    let shard_queues = SHARDED.into_iter().flat_map(|name| (0..shards).map(move |shard| (name, shard)));
    futures_util::future::try_join_all(
        shard_queues.map(|(name, shard)| declare_shard_queue(channel, name, shard)),
    )
    .await?;

    exchange(channel, ACCOUNT, ExchangeKind::Fanout, &[]).await?;
    futures_util::future::try_join_all(
        (0..shards).map(async |shard| bind(channel, &shard_queue(STATUS, shard), ACCOUNT, "").await),
    )
    .await?;

    let archive = [
        ("x-queue-type", text("stream")),
        ("x-max-age", text("14D")),
        ("x-max-length-bytes", AMQPValue::LongLongInt(ARCHIVE_BYTES_MAX)),
    ];
    queue(channel, ARCHIVE, &archive).await
}

async fn declare_shard_queue(channel: &Channel, exchange: &'static str, shard: u16) -> lapin::Result<()> {
    let name = shard_queue(exchange, shard);
    queue(channel, &name, &shard_queue_arguments()).await?;
    bind(channel, &name, exchange, &shard_key(shard)).await
}

fn shard_queue_arguments() -> [(&'static str, AMQPValue); 7] {
    [
        ("x-queue-type", text("quorum")),
        ("x-single-active-consumer", AMQPValue::Boolean(true)),
        ("x-delivery-limit", AMQPValue::LongLongInt(DELIVERY_LIMIT)),
        ("x-overflow", text("reject-publish")),
        ("x-dead-letter-exchange", text(PARKED)),
        ("x-dead-letter-strategy", text("at-least-once")),
        ("x-max-length-bytes", AMQPValue::LongLongInt(QUEUE_BYTES_MAX)),
    ]
}

/// Declares a queue of this connection's own, bound to a fanout exchange, and returns its name.
pub(super) async fn declare_listener(channel: &Channel, exchange: &str) -> lapin::Result<String> {
    let options = QueueDeclareOptions { exclusive: true, auto_delete: true, ..Default::default() };
    let arguments = [("x-max-length", AMQPValue::LongLongInt(FANOUT_BACKLOG_MAX))];
    let queue = channel.queue_declare("".into(), options, table(&arguments)).await?;
    let name = queue.name().as_str().to_owned();
    bind(channel, &name, exchange, "").await?;
    Ok(name)
}

/// Returns how many messages wait in a queue, undelivered.
pub(super) async fn waiting(channel: &Channel, queue: &str) -> lapin::Result<u32> {
    let options = QueueDeclareOptions { passive: true, ..Default::default() };
    Ok(channel.queue_declare(queue.into(), options, FieldTable::default()).await?.message_count())
}

fn text(value: &str) -> AMQPValue {
    AMQPValue::LongString(value.into())
}

fn table(arguments: &[(&str, AMQPValue)]) -> FieldTable {
    let mut table = FieldTable::default();
    for (name, value) in arguments {
        table.insert((*name).into(), value.clone());
    }
    table
}

async fn exchange(
    channel: &Channel,
    name: &str,
    kind: ExchangeKind,
    arguments: &[(&str, AMQPValue)],
) -> lapin::Result<()> {
    let options = ExchangeDeclareOptions { durable: true, ..Default::default() };
    channel.exchange_declare(name.into(), kind, options, table(arguments)).await
}

async fn queue(channel: &Channel, name: &str, arguments: &[(&str, AMQPValue)]) -> lapin::Result<()> {
    let options = QueueDeclareOptions { durable: true, ..Default::default() };
    channel.queue_declare(name.into(), options, table(arguments)).await.map(|_| ())
}

async fn bind(channel: &Channel, queue: &str, exchange: &str, key: &str) -> lapin::Result<()> {
    channel
        .queue_bind(
            queue.into(),
            exchange.into(),
            key.into(),
            QueueBindOptions::default(),
            FieldTable::default(),
        )
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_shard() {
        assert_eq!(shard_queue(INBOUND, 7), "inbound.07");
        assert_eq!(shard_key(63), "63");
        assert_eq!(heartbeats("worker"), Some(HEARTBEATS_WORKER));
        assert_eq!(heartbeats("ingress"), None);
    }

    #[test]
    fn only_what_must_not_be_lost_is_mandatory() {
        assert!([INBOUND, STATUS, OUTBOUND, PARKED, ACCOUNT].into_iter().all(is_mandatory));
        assert!(![CATALOGUE, HEARTBEATS_WORKER, DEFAULT].into_iter().any(is_mandatory));
    }
}
