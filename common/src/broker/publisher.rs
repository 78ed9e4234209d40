//! Publishing with confirms, in order, on one channel.
//!
//! A publish that is not `Ok` is *not known to be stored*: the broker may have it all the same. Whether to repeat it is
//! the caller's decision, and the receiver's deduplication makes a repetition harmless.

use std::{
    collections::BTreeMap,
    future::poll_fn,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::Poll,
    time::Duration,
};

use lapin::{
    BasicProperties, Channel, Confirmation, Connection,
    options::{BasicPublishOptions, ConfirmSelectOptions},
    types::{AMQPValue, FieldTable, ShortString},
};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, watch};

use super::{port::BrokerPort, topology};

/// Longest wait for the confirm of one message.
pub const PUBLISH_TIME_LIMIT: Duration = Duration::from_millis(1_500);

/// What each further message of a batch adds to the time limit.
const TIME_LIMIT_PER_MESSAGE: Duration = Duration::from_millis(2);

/// Most messages written and not yet confirmed; more wait their turn.
const UNCONFIRMED_MAX: usize = 4_096;

/// Most messages of one batch written before the first of them is confirmed.
const BATCH_MAX: usize = 1_024;

/// AMQP's delivery mode of messages that survive a restart of the broker.
const PERSISTENT: u8 = 2;

/// A message to publish.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// Exchange, one of [`topology`]'s.
    pub exchange: &'static str,
    /// Routing key; the two-digit shard for the sharded exchanges.
    pub key: String,
    /// Content.
    pub body: Vec<u8>,
    /// Headers, such as `kind` and `traceparent`.
    pub headers: BTreeMap<String, String>,
    /// Identity for people who look at the broker; deduplication uses the envelope's own.
    pub message_id: Option<String>,
}

/// Shows where it goes and nothing of what it says.
impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Message")
            .field("exchange", &self.exchange)
            .field("key", &self.key)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// Why a message is not known to be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PublishError {
    /// There is no connection now.
    #[error("the broker is not connected")]
    NotConnected,
    /// The broker takes no messages now.
    #[error("the broker is blocked")]
    Blocked,
    /// The broker refused it; its queue is full.
    #[error("the broker refused the message")]
    Nacked,
    /// No queue took it.
    #[error("no queue took the message")]
    Returned,
    /// The confirm did not come in time.
    #[error("the confirm did not come in time")]
    TimedOut,
    /// The channel or the connection broke.
    #[error("the channel to the broker broke")]
    Channel,
}

impl PublishError {
    /// Returns the reason as metrics name it.
    pub fn label(self) -> &'static str {
        match self {
            Self::NotConnected => "not_connected",
            Self::Blocked => "blocked",
            Self::Nacked => "nack",
            Self::Returned => "returned",
            Self::TimedOut => "timeout",
            Self::Channel => "channel",
        }
    }
}

/// One connection with its confirm channel.
pub(super) struct PublishLink {
    connection: Connection,
    channel: Channel,
    /// Held while messages get their confirm tags and enter the queue of frames, which must happen in one order.
    order: Mutex<()>,
    unconfirmed: Arc<Semaphore>,
    blocked: watch::Sender<bool>,
    failed: Notify,
}

impl PublishLink {
    pub(super) async fn open(connection: Connection) -> lapin::Result<Self> {
        let channel = connection.create_channel().await?;
        channel.confirm_select(ConfirmSelectOptions::default()).await?;
        let blocked = watch::Sender::new(connection.status().blocked());
        let unconfirmed = Arc::new(Semaphore::new(UNCONFIRMED_MAX));
        Ok(Self { connection, channel, order: Mutex::new(()), unconfirmed, blocked, failed: Notify::new() })
    }

    pub(super) fn is_alive(&self) -> bool {
        self.connection.status().connected() && self.channel.status().connected()
    }

    pub(super) fn is_blocked(&self) -> bool {
        *self.blocked.borrow() || self.connection.status().blocked()
    }

    pub(super) fn set_blocked(&self, blocked: bool) {
        self.blocked.send_replace(blocked);
    }

    /// Waits until a publish saw the channel break.
    pub(super) async fn failed(&self) {
        self.failed.notified().await;
    }

    /// Writes messages in order and waits for all their confirms.
    async fn publish(&self, messages: Vec<Message>) -> Result<(), PublishError> {
        let count = u32::try_from(messages.len()).map_err(|_| PublishError::Channel)?;
        let permits = Arc::clone(&self.unconfirmed).acquire_many_owned(count).await;
        let mut permits = permits.map_err(|_| PublishError::Channel)?;
        let mut pending: Vec<Pending> = messages
            .into_iter()
            .map(|message| Pending::new(self.channel.clone(), message, permits.split(1)))
            .collect();
        // lapin gives out the confirm tag and queues the frames in the first poll, in two steps: without the lock two
        // publishes at once could get each other's confirm.
        poll_fn(|context| {
            let _order = self.order.lock().unwrap_or_else(PoisonError::into_inner);
            for publish in &mut pending {
                publish.poll_once(context);
            }
            Poll::Ready(())
        })
        .await;
        for publish in &mut pending {
            let confirmed = publish.wait().await;
            if confirmed == Err(PublishError::Channel) {
                self.failed.notify_one();
            }
            confirmed?;
        }
        Ok(())
    }
}

type Confirming = Pin<Box<dyn Future<Output = lapin::Result<Confirmation>> + Send>>;

/// A message that is being written or confirmed. When nobody waits for it any more it is waited for in the background:
/// lapin keeps confirms that are dropped early for ever.
struct Pending {
    confirming: Option<Confirming>,
    confirmed: Option<Result<(), PublishError>>,
}

impl Pending {
    fn new(channel: Channel, message: Message, permit: Option<OwnedSemaphorePermit>) -> Self {
        let confirming = async move {
            let _permit = permit;
            let Message { exchange, key, body, headers, message_id } = message;
            let mut properties =
                BasicProperties::default().with_delivery_mode(PERSISTENT).with_headers(header_table(headers));
            // An id that does not fit is left out: it is only for looking at.
            if let Some(id) = message_id.and_then(|id| ShortString::try_new(id).ok()) {
                properties = properties.with_message_id(id);
            }
            let options =
                BasicPublishOptions { mandatory: topology::is_mandatory(exchange), ..Default::default() };
            let confirm =
                channel.basic_publish(exchange.into(), key.into(), options, &body, properties).await?;
            confirm.await
        };
        Self { confirming: Some(Box::pin(confirming)), confirmed: None }
    }

    fn poll_once(&mut self, context: &mut std::task::Context<'_>) {
        let Some(confirming) = &mut self.confirming else { return };
        if let Poll::Ready(confirmed) = confirming.as_mut().poll(context) {
            self.confirming = None;
            self.confirmed = Some(judge(&confirmed));
        }
    }

    async fn wait(&mut self) -> Result<(), PublishError> {
        poll_fn(|context| {
            self.poll_once(context);
            self.confirmed.map_or(Poll::Pending, Poll::Ready)
        })
        .await
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        if let (Some(confirming), Ok(runtime)) =
            (self.confirming.take(), tokio::runtime::Handle::try_current())
        {
            runtime.spawn(confirming);
        }
    }
}

/// Says what a confirm means. A returned message may hang on another one's confirm, so it counts as a failure wherever
/// it turns up; nothing is unroutable in a topology that stands.
fn judge(confirmed: &lapin::Result<Confirmation>) -> Result<(), PublishError> {
    match confirmed {
        Ok(Confirmation::Ack(None)) => Ok(()),
        Ok(Confirmation::Ack(Some(_)) | Confirmation::Nack(Some(_))) => Err(PublishError::Returned),
        Ok(Confirmation::Nack(None)) => Err(PublishError::Nacked),
        Ok(Confirmation::NotRequested) | Err(_) => Err(PublishError::Channel),
    }
}

fn header_table(headers: BTreeMap<String, String>) -> FieldTable {
    let mut table = FieldTable::default();
    for (name, value) in headers {
        if let Ok(name) = ShortString::try_new(name) {
            table.insert(name, AMQPValue::LongString(value.into()));
        }
    }
    table
}

/// Publishes on whatever connection there is now.
#[derive(Clone)]
pub struct Publisher(Way);

#[derive(Clone)]
enum Way {
    RabbitMq(watch::Receiver<Option<Arc<PublishLink>>>),
    Port(Arc<dyn BrokerPort>),
}

impl std::fmt::Debug for Publisher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Publisher")
    }
}

impl Publisher {
    pub(super) fn new(links: watch::Receiver<Option<Arc<PublishLink>>>) -> Self {
        Self(Way::RabbitMq(links))
    }

    pub(super) fn through(port: Arc<dyn BrokerPort>) -> Self {
        Self(Way::Port(port))
    }

    /// Returns why publishing is impossible right now, if it is.
    pub fn refusal(&self) -> Option<PublishError> {
        match &self.0 {
            Way::RabbitMq(links) => match links.borrow().as_ref() {
                None => Some(PublishError::NotConnected),
                Some(link) if link.is_blocked() => Some(PublishError::Blocked),
                Some(_) => None,
            },
            Way::Port(port) => port.refusal(),
        }
    }

    /// Publishes one message, persistent, and waits until the broker confirms that it is stored.
    pub async fn publish(&self, message: Message) -> Result<(), PublishError> {
        self.publish_in_order(vec![message]).await
    }

    /// Publishes messages in the order given without waiting in between; `Ok` only if all were confirmed. After a
    /// failure any of them may be stored.
    pub async fn publish_in_order(&self, messages: Vec<Message>) -> Result<(), PublishError> {
        if let Some(refusal) = self.refusal() {
            return Err(refusal);
        }
        let links = match &self.0 {
            Way::RabbitMq(links) => links,
            Way::Port(port) => return port.publish(messages).await,
        };
        let link = links.borrow().clone().ok_or(PublishError::NotConnected)?;
        let extra = u32::try_from(messages.len().saturating_sub(1)).unwrap_or(u32::MAX);
        let limit = PUBLISH_TIME_LIMIT.saturating_add(TIME_LIMIT_PER_MESSAGE.saturating_mul(extra));
        let mut blocked = link.blocked.subscribe();
        let publishing = async {
            let mut rest = messages;
            while !rest.is_empty() {
                let tail = rest.split_off(rest.len().min(BATCH_MAX));
                link.publish(rest).await?;
                rest = tail;
            }
            Ok(())
        };
        tokio::select! {
            published = tokio::time::timeout(limit, publishing) => published.unwrap_or(Err(PublishError::TimedOut)),
            Ok(_) = blocked.wait_for(|blocked| *blocked) => Err(PublishError::Blocked),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_ack_counts_as_stored() {
        assert_eq!(judge(&Ok(Confirmation::Ack(None))), Ok(()));
        assert_eq!(judge(&Ok(Confirmation::Nack(None))), Err(PublishError::Nacked));
        assert_eq!(judge(&Ok(Confirmation::NotRequested)), Err(PublishError::Channel));
        let broken = lapin::Error::from(std::io::Error::other("broken"));
        assert_eq!(judge(&Err(broken)), Err(PublishError::Channel));
    }

    #[tokio::test]
    async fn without_a_connection_publishing_fails_at_once() {
        let (_links, link) = watch::channel(None);
        let publisher = Publisher::new(link);
        let message = Message {
            exchange: topology::INBOUND,
            key: "00".to_owned(),
            body: b"private".to_vec(),
            headers: BTreeMap::new(),
            message_id: None,
        };
        assert!(!format!("{message:?}").contains("private"));
        assert_eq!(publisher.publish(message).await, Err(PublishError::NotConnected));
    }
}
