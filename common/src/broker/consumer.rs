//! Taking messages from a queue, each subscription on a channel of its own.
//!
//! A subscription does not come back by itself: when it ends, what was delivered and not acknowledged returns to the
//! queue, and the owner must know that before it subscribes again.

use std::{collections::BTreeMap, fmt, sync::Arc};

use futures_util::StreamExt;
use lapin::{
    Channel, Connection, Consumer,
    options::{BasicAckOptions, BasicConsumeOptions, BasicQosOptions},
    types::{AMQPValue, FieldTable},
};
use tokio::runtime::Handle;

use super::{
    port::{Source, SubscriptionPort},
    topology,
};

/// A message as it was delivered.
#[derive(Clone)]
pub struct Delivery {
    /// What to acknowledge; grows within one subscription.
    pub tag: u64,
    /// Content.
    pub body: Vec<u8>,
    /// Headers that are text.
    pub headers: BTreeMap<String, String>,
    /// Whether it may have been delivered before.
    pub redelivered: bool,
    /// How often the broker delivered it before (`x-delivery-count` of quorum queues).
    pub delivery_count: u32,
    /// Routing key.
    pub key: String,
}

/// Shows nothing of what the message says.
impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery")
            .field("tag", &self.tag)
            .field("key", &self.key)
            .field("body_bytes", &self.body.len())
            .field("redelivered", &self.redelivered)
            .finish_non_exhaustive()
    }
}

/// The acknowledgement could not be written; the delivery will come again.
#[derive(Debug, thiserror::Error)]
#[error("acknowledging a delivery")]
pub struct AckError(#[source] lapin::Error);

impl AckError {
    /// Returns the error of an acknowledgement that found its channel gone.
    pub fn closed() -> Self {
        Self(std::io::Error::from(std::io::ErrorKind::NotConnected).into())
    }
}

/// A running consumer.
pub struct Subscription(Way);

enum Way {
    RabbitMq(Box<Consuming>),
    Port(Box<dyn SubscriptionPort>),
}

/// A consumer at RabbitMQ, on a channel of its own.
struct Consuming {
    channel: Channel,
    consumer: Consumer,
    /// Its end was seen. lapin tells it once: asked again, it would wait for ever.
    has_ended: bool,
    _given_up: ClosedWhenGivenUp,
    /// Keeps the connection open for as long as deliveries may be acknowledged.
    _connection: Arc<Connection>,
}

/// Closes its channel when nobody waits for it any more, also half-way through subscribing: what was asked for by then
/// may still be carried out, after a broker was short of memory say, and a consumer that nobody reads would keep the
/// queue's only place and take messages for nobody.
struct ClosedWhenGivenUp(Channel);

impl Drop for ClosedWhenGivenUp {
    fn drop(&mut self) {
        // Without a runtime the process is at its end, and the connection with it.
        if let (true, Ok(runtime)) = (self.0.status().connected(), Handle::try_current()) {
            let channel = self.0.clone();
            runtime.spawn(async move { drop(channel.close(200, "done".into()).await) });
        }
    }
}

impl fmt::Debug for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Subscription")
    }
}

impl Subscription {
    pub(super) async fn open(
        connection: Arc<Connection>,
        prefetch: u16,
        source: Source<'_>,
    ) -> lapin::Result<Self> {
        let given_up = ClosedWhenGivenUp(connection.create_channel().await?);
        let channel = given_up.0.clone();
        channel.basic_qos(prefetch, BasicQosOptions::default()).await?;
        let (queue, no_ack) = match source {
            Source::Queue(name) => (name.to_owned(), false),
            Source::Fanout(exchange) => (topology::declare_listener(&channel, exchange).await?, true),
        };
        let options = BasicConsumeOptions { no_ack, ..Default::default() };
        let consumer = channel.basic_consume(queue.into(), "".into(), options, FieldTable::default()).await?;
        let consuming =
            Consuming { channel, consumer, has_ended: false, _given_up: given_up, _connection: connection };
        Ok(Self(Way::RabbitMq(Box::new(consuming))))
    }

    pub(super) fn through(port: Box<dyn SubscriptionPort>) -> Self {
        Self(Way::Port(port))
    }

    /// Waits for the next delivery; `None`, from then on, when the channel, the connection or the queue is gone.
    pub async fn next(&mut self) -> Option<Delivery> {
        match &mut self.0 {
            Way::RabbitMq(consuming) => consuming.next().await,
            Way::Port(port) => port.next().await,
        }
    }

    /// Acknowledges this delivery and all before it.
    pub async fn ack_up_to(&self, tag: u64) -> Result<(), AckError> {
        match &self.0 {
            Way::RabbitMq(consuming) => consuming.ack(tag, true).await,
            Way::Port(port) => port.ack(tag, true).await,
        }
    }

    /// Acknowledges this delivery alone.
    pub async fn ack(&self, tag: u64) -> Result<(), AckError> {
        match &self.0 {
            Way::RabbitMq(consuming) => consuming.ack(tag, false).await,
            Way::Port(port) => port.ack(tag, false).await,
        }
    }

    /// Closes the channel: what is not acknowledged returns to the queue, in order.
    pub async fn close(self) {
        match self.0 {
            // An error means that the channel is gone already, which comes to the same.
            Way::RabbitMq(consuming) => drop(consuming.channel.close(200, "done".into()).await),
            Way::Port(port) => port.close().await,
        }
    }
}

impl Consuming {
    async fn next(&mut self) -> Option<Delivery> {
        if self.has_ended {
            return None;
        }
        match self.consumer.next().await {
            Some(Ok(delivery)) => return Some(read(delivery)),
            Some(Err(error)) => tracing::warn!(%error, "a subscription ended"),
            None => tracing::warn!("the broker ended a subscription"),
        }
        self.has_ended = true;
        None
    }

    async fn ack(&self, tag: u64, multiple: bool) -> Result<(), AckError> {
        self.channel.basic_ack(tag, BasicAckOptions { multiple }).await.map_err(AckError)
    }
}

fn read(delivery: lapin::message::Delivery) -> Delivery {
    let mut headers = BTreeMap::new();
    let mut delivery_count = 0;
    if let Some(table) = delivery.properties.headers() {
        for (name, value) in table.inner() {
            if name.as_str() == "x-delivery-count" {
                delivery_count = number(value);
            } else if let Some(text) = text(value) {
                headers.insert(name.as_str().to_owned(), text);
            }
        }
    }
    Delivery {
        tag: delivery.delivery_tag,
        body: delivery.data,
        headers,
        redelivered: delivery.redelivered,
        delivery_count,
        key: delivery.routing_key.as_str().to_owned(),
    }
}

fn text(value: &AMQPValue) -> Option<String> {
    match value {
        AMQPValue::LongString(text) => String::from_utf8(text.as_bytes().to_vec()).ok(),
        AMQPValue::ShortString(text) => Some(text.as_str().to_owned()),
        _ => None,
    }
}

fn number(value: &AMQPValue) -> u32 {
    match value {
        AMQPValue::LongLongInt(number) => u32::try_from(*number).unwrap_or_default(),
        AMQPValue::LongInt(number) => u32::try_from(*number).unwrap_or_default(),
        AMQPValue::LongUInt(number) => *number,
        AMQPValue::ShortInt(number) => u32::try_from(*number).unwrap_or_default(),
        AMQPValue::ShortUInt(number) => u32::from(*number),
        AMQPValue::ShortShortInt(number) => u32::try_from(*number).unwrap_or_default(),
        AMQPValue::ShortShortUInt(number) => u32::from(*number),
        _ => 0,
    }
}
