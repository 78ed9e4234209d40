//! What a broker is to the rest: the seam where the simulator puts its own.
//!
//! Production goes through RabbitMQ, by way of [`super::Broker::start`].

use futures_util::future::BoxFuture;

use super::{AckError, Delivery, Message, PublishError};

/// What is consumed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source<'a> {
    /// A queue of the topology.
    Queue(&'a str),
    /// A fanout exchange, through a queue of one's own.
    Fanout(&'a str),
}

impl std::fmt::Display for Source<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Queue(name) | Self::Fanout(name) => f.write_str(name),
        }
    }
}

/// A broker as one process sees it.
pub trait BrokerPort: Send + Sync + 'static {
    /// Publishes in order; `Ok` only if all were confirmed.
    fn publish(&self, messages: Vec<Message>) -> BoxFuture<'_, Result<(), PublishError>>;

    /// Returns why publishing is impossible right now, if it is.
    fn refusal(&self) -> Option<PublishError>;

    /// Waits until publishing is possible.
    fn connected(&self) -> BoxFuture<'_, ()>;

    /// Consumes, as soon as there is a connection.
    fn subscribe(&self, source: Source<'_>, prefetch: u16) -> BoxFuture<'static, Box<dyn SubscriptionPort>>;

    /// Returns how many messages wait in a queue, undelivered; `None` when that cannot be learnt now.
    fn waiting(&self, queue: &str) -> BoxFuture<'_, Option<u32>>;
}

/// A running consumer. Dropping it ends it too: one that nobody reads must not keep the place of the queue.
pub trait SubscriptionPort: Send + Sync {
    /// Waits for the next delivery; `None`, from then on, when it has ended.
    fn next(&mut self) -> BoxFuture<'_, Option<Delivery>>;

    /// Acknowledges this delivery, and with `all` those before it.
    fn ack(&self, tag: u64, all: bool) -> BoxFuture<'_, Result<(), AckError>>;

    /// Ends it: what is not acknowledged returns to the queue, in order.
    fn close(self: Box<Self>) -> BoxFuture<'static, ()>;
}
