//! Orders whose webhooks never came: the shop does not repeat them, and switches a webhook off after a few failures.
//!
//! Whichever worker has shard 0 reads, at every interval, the orders modified since the last time and sends each to its
//! buyer's shard, as ingress does with a webhook. A conversation says only what its buyer does not know yet, so an order
//! that both bring is told once. Webhooks of ours that the shop has switched off are switched on again.
//!
//! The moment reached is kept in a file; without one the last day is read again, which tells nobody anything twice.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use common::{
    broker::{Message, Publisher, topology},
    clock::Clock,
};
use domain::{
    contact::{Contact, HashKey, ShardCount},
    envelope::{self, Inbound, InboundKind},
    ids::OrderId,
};
use jiff::{Timestamp, civil::DateTime};
use serde::Deserialize;
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};
use tokio::{sync::watch, time::MissedTickBehavior};
use tokio_util::sync::CancellationToken;

use crate::{
    metrics::Metrics,
    shop::{
        client::{Client, ReadError},
        loose::Text,
        sighting,
    },
};

/// The field of an envelope that brings an order by this way.
pub const FIELD: &str = "order.polled";

/// Orders of one page; the shop gives no more.
const PAGE: usize = 100;
/// Pages of one round; what lies beyond is read by the next, since the moment has moved on.
const PAGES_MAX: u32 = 100;
/// How far a round looks back behind the moment reached: changes may become visible out of order.
const OVERLAP: Duration = Duration::from_mins(2);
/// How far the first round looks back when nothing tells where the last one ended.
const FIRST_LOOK_BACK: Duration = Duration::from_hours(24);
/// Rounds between two looks at the webhooks.
const ROUNDS_PER_LOOK: u32 = 10;
/// The path of ingress that our webhooks deliver to.
const WEBHOOK_PATH: &str = "/webhooks/woocommerce";
/// The shard whose worker catches up for all.
const LEADER: u16 = 0;
/// Characters of the mark of an order: enough to tell two changes within one second apart.
const MARK_LENGTH: usize = 12;
/// Form of the shop's moments.
const MOMENT: &str = "%Y-%m-%dT%H:%M:%S";

/// What is asked of the shop. Tests put a model here.
pub trait Orders: Send + Sync + 'static {
    /// Returns a page of the orders modified after a moment (GMT), the earliest first.
    fn modified_after(
        &self,
        moment: &str,
        page: u32,
    ) -> impl Future<Output = Result<Vec<Box<RawValue>>, ReadError>> + Send;
    /// Lists the webhooks that are switched off.
    fn disabled_webhooks(&self) -> impl Future<Output = Result<Vec<Webhook>, ReadError>> + Send;
    /// Switches one on.
    fn enable_webhook(&self, id: u64) -> impl Future<Output = Result<(), ReadError>> + Send;
}

/// A webhook of the shop.
#[derive(Debug, Deserialize)]
pub struct Webhook {
    /// Its number.
    pub id: u64,
    /// Such as `order.updated`.
    #[serde(default)]
    pub topic: Text,
    /// Where it delivers.
    #[serde(default)]
    pub delivery_url: Text,
}

impl Webhook {
    fn is_ours(&self) -> bool {
        let path = self.delivery_url.0.parse::<url::Url>().map(|url| url.path().to_owned());
        let is_topic = self.topic.0.starts_with("order.") || self.topic.0.starts_with("product.");
        is_topic && path.is_ok_and(|path| path.ends_with(WEBHOOK_PATH))
    }
}

impl Orders for Client {
    async fn modified_after(&self, moment: &str, page: u32) -> Result<Vec<Box<RawValue>>, ReadError> {
        let fields = crate::shop::wire::ORDER_FIELDS.to_owned();
        let query = [
            ("modified_after", moment.to_owned()),
            ("dates_are_gmt", "true".to_owned()),
            ("orderby", "modified".to_owned()),
            ("order", "asc".to_owned()),
            ("per_page", PAGE.to_string()),
            ("page", page.to_string()),
            ("_fields", fields),
        ];
        Ok(self.read("read_orders", "orders", &query).await?.items)
    }

    async fn disabled_webhooks(&self) -> Result<Vec<Webhook>, ReadError> {
        let query = [("status", "disabled".to_owned()), ("per_page", PAGE.to_string())];
        Ok(self.read("read_webhooks", "webhooks", &query).await?.items)
    }

    async fn enable_webhook(&self, id: u64) -> Result<(), ReadError> {
        self.enable_webhook(id).await
    }
}

/// Why a round ended before its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Interrupted {
    Shop,
    Broker,
}

/// Catches up on orders.
pub struct CatchUp<O> {
    /// The shop.
    pub orders: O,
    /// The way to the shards.
    pub publisher: Publisher,
    /// How many there are.
    pub shards: ShardCount,
    /// Hashes contacts.
    pub key: HashKey,
    /// Where the moment reached is kept.
    pub file: PathBuf,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// What is counted.
    pub metrics: Metrics,
}

/// What a round has reached.
#[derive(Debug, Default)]
struct Reached {
    /// The latest modification that was sent on.
    moment: String,
    /// Orders sent on within the overlap: the modification, and the mark of what was read.
    sent: BTreeMap<OrderId, (String, String)>,
}

/// Returns the mark of an order as it was read. The shop's moments are whole seconds, and two changes within one, such as
/// our own and a payment, differ in it.
fn mark_of(order: &RawValue) -> String {
    hex::encode(Sha256::digest(order.get())).chars().take(MARK_LENGTH).collect()
}

/// The part of an order that routing needs.
#[derive(Deserialize)]
struct Head {
    id: u64,
    #[serde(default)]
    date_modified_gmt: Text,
}

impl<O: Orders> CatchUp<O> {
    /// Catches up at every interval while shard 0 is ours, until stopped.
    pub async fn run(
        self,
        mut shards: watch::Receiver<BTreeSet<u16>>,
        every: Duration,
        stop: CancellationToken,
    ) {
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                ours = shards.wait_for(|shards| shards.contains(&LEADER)) => if ours.is_err() { return },
            }
            let mut leaving = shards.clone();
            tokio::select! {
                () = stop.cancelled() => return,
                _ = leaving.wait_for(|shards| !shards.contains(&LEADER)) => {}
                () = self.lead(every) => {}
            }
        }
    }

    async fn lead(&self, every: Duration) {
        let mut reached = Reached { moment: self.recalled().await, ..Reached::default() };
        let mut ticks = tokio::time::interval(every.max(Duration::from_millis(1)));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut rounds: u32 = 0;
        loop {
            ticks.tick().await;
            let before = reached.moment.clone();
            let result = match self.round(&mut reached).await {
                Ok(()) => "done",
                Err(Interrupted::Shop) => "shop",
                Err(Interrupted::Broker) => "broker",
            };
            self.metrics.caught_up(result);
            if reached.moment != before {
                self.keep(&reached.moment).await;
            }
            if rounds.is_multiple_of(ROUNDS_PER_LOOK) {
                self.look_at_webhooks().await;
            }
            rounds = rounds.wrapping_add(1);
        }
    }

    /// Sends on what was modified since the moment reached. The moment moves at the end of a whole round alone: whatever
    /// order the shop tells them in, none is passed over.
    async fn round(&self, reached: &mut Reached) -> Result<(), Interrupted> {
        let since = earlier(&reached.moment, OVERLAP).ok_or(Interrupted::Shop)?;
        let mut newest = reached.moment.clone();
        for page in 1..=PAGES_MAX {
            let orders = self.orders.modified_after(&since, page).await.map_err(|_| Interrupted::Shop)?;
            let is_last = orders.len() < PAGE;
            for order in orders {
                let Ok(head) = serde_json::from_str::<Head>(order.get()) else { continue };
                let (id, modified) = (OrderId(head.id), head.date_modified_gmt.0);
                let mark = mark_of(&order);
                let is_sent =
                    |(sent, of): &(String, String)| *sent > modified || *sent == modified && *of == mark;
                // A shop that ignores the filter would give us everything, every minute.
                if modified <= since || reached.sent.get(&id).is_some_and(is_sent) {
                    continue;
                }
                self.send(&order, id, &modified, &mark).await?;
                newest = newest.max(modified.clone());
                reached.sent.insert(id, (modified, mark));
            }
            if is_last {
                break;
            }
        }
        reached.moment = newest;
        let Some(kept) = earlier(&reached.moment, OVERLAP) else { return Ok(()) };
        reached.sent.retain(|_, (modified, _)| *modified >= kept);
        Ok(())
    }

    async fn send(
        &self,
        order: &RawValue,
        id: OrderId,
        modified: &str,
        mark: &str,
    ) -> Result<(), Interrupted> {
        // What cannot be read is of no use to a shard either; the webhook's copy is counted there.
        let Ok(seen) = sighting::read(order) else { return Ok(()) };
        let contact = seen.billing_phone.and_then(|phone| Contact::new(None, Some(phone)).ok());
        let hash = seen.named.or_else(|| contact.as_ref().map(|contact| self.key.contact(contact)));
        let Some(hash) = hash else { return Ok(()) };
        let name = format!("order:{id}:{modified}:{mark}");
        let envelope = Inbound {
            v: envelope::VERSION,
            kind: InboundKind::Order,
            id: name.as_str().into(),
            field: FIELD.into(),
            contact,
            phone_number_id: None,
            received_at_ms: self.clock.now_ms(),
            forwards: 0,
            profile: None,
            element: order,
        };
        let message = Message {
            exchange: topology::INBOUND,
            key: topology::shard_key(hash.shard(self.shards).0),
            body: serde_json::to_vec(&envelope).unwrap_or_default(),
            headers: BTreeMap::from([("kind".to_owned(), "order".to_owned())]),
            message_id: Some(name),
        };
        self.publisher.publish(message).await.map_err(|_| Interrupted::Broker)?;
        self.metrics.order_read();
        Ok(())
    }

    async fn look_at_webhooks(&self) {
        // Not every key may see webhooks; then a person must.
        let Ok(webhooks) = self.orders.disabled_webhooks().await else { return };
        for webhook in webhooks.into_iter().filter(Webhook::is_ours) {
            let topic = webhook.topic.0.as_str();
            if self.orders.enable_webhook(webhook.id).await.is_ok() {
                self.metrics.webhook_enabled();
                tracing::warn!(
                    webhook = webhook.id,
                    topic,
                    "the shop had switched a webhook off; it is on again"
                );
            } else {
                tracing::warn!(
                    webhook = webhook.id,
                    topic,
                    "the shop has switched a webhook off, and we may not change it"
                );
            }
        }
    }

    /// Returns the moment that an earlier round reached, else one a day ago.
    async fn recalled(&self) -> String {
        let first = || {
            let now = Timestamp::from_millisecond(self.clock.now_ms()).unwrap_or(Timestamp::UNIX_EPOCH);
            let now = now.strftime(MOMENT).to_string();
            earlier(&now, FIRST_LOOK_BACK).unwrap_or(now)
        };
        match tokio::fs::read_to_string(&self.file).await {
            Ok(text) if text.trim().parse::<DateTime>().is_ok() => text.trim().to_owned(),
            Ok(_) | Err(_) => first(),
        }
    }

    async fn keep(&self, moment: &str) {
        let beside = self.file.with_extension("new");
        let written: io::Result<()> = async {
            tokio::fs::write(&beside, moment).await?;
            tokio::fs::rename(&beside, &self.file).await
        }
        .await;
        if let Err(error) = written {
            // The next start reads a little more; nothing is lost.
            tracing::warn!(%error, "the moment up to which orders are known could not be written");
        }
    }
}

/// Returns a moment before this one; none when it is no moment.
fn earlier(moment: &str, by: Duration) -> Option<String> {
    let moment = moment.parse::<DateTime>().ok()?;
    Some(moment.checked_sub(by).ok()?.strftime(MOMENT).to_string())
}

#[cfg(test)]
#[path = "catch_up_tests.rs"]
mod tests;
