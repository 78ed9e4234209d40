//! Keeps up with the shop: product webhooks as they come, polling by modification time for those that never came (they
//! are not repeated, and the shop switches them off), everything again once a day.

use std::time::Duration;

use common::broker::{Broker, topology};
use domain::{
    envelope::{Inbound, InboundKind},
    ids::ProductId,
};
use jiff::civil::DateTime;
use tokio::{sync::mpsc, time::MissedTickBehavior};
use tokio_util::sync::CancellationToken;

use super::{
    feed::{Ask, Feed, PAGE_SIZE_MAX, Page, Told, Which},
    fill::{Keeper, Stopping},
    metrics::Metrics,
    wire::WireProduct,
};

/// Webhooks that may wait; more are dropped, and polling finds what they told.
pub const NOTICES_MAX: usize = 1_000;
/// Webhooks taken up together before the index is published.
const NOTICES_PER_BATCH: usize = 500;
/// Deliveries that the broker may hand over at once.
const PREFETCH: u16 = 100;
/// How far a poll looks back behind the latest modification seen: changes may become visible out of order.
/// Once nothing new has come for as long, the moment itself is the limit; else an import that was the last thing to
/// happen would be read again with every poll.
const OVERLAP: Duration = Duration::from_mins(2);
/// Time between two readings of everything.
const REFILL: Duration = Duration::from_hours(24);
/// Polls between two readings of the categories, and between two writings of the file.
const POLLS_PER_CATEGORIES: u32 = 10;
/// Pages of one poll; what lies beyond is read by the next, since the moment has moved on.
const POLL_PAGES_MAX: u32 = 100;

/// What a webhook told.
#[derive(Debug)]
pub enum Notice {
    /// A product, or a variation, as it was when the webhook left the shop.
    Told(Box<WireProduct>),
    /// Deleted.
    Gone(ProductId),
}

impl Notice {
    /// Reads the body of a message of the catalogue exchange; none when it tells nothing about a product.
    pub fn parse(body: &[u8]) -> Option<Self> {
        let envelope = serde_json::from_slice::<Inbound<'_>>(body).ok()?;
        if envelope.kind != InboundKind::Product {
            return None;
        }
        let product = serde_json::from_str::<WireProduct>(envelope.element.get()).ok()?;
        let is_gone = product.name.is_none() || envelope.field.ends_with(".deleted");
        Some(if is_gone { Self::Gone(ProductId(product.id)) } else { Self::Told(Box::new(product)) })
    }
}

impl<F: Feed> Keeper<F> {
    /// Fills the catalogue and keeps it fresh until the process stops.
    pub async fn run(mut self, poll_every: Duration, mut notices: mpsc::Receiver<Notice>) {
        self.recall().await;
        // Stopping ends any of these; there is nothing else to tell.
        let _: Result<(), Stopping> = self.keep_fresh(poll_every, &mut notices).await;
        self.save().await;
    }

    async fn keep_fresh(
        &mut self,
        poll_every: Duration,
        notices: &mut mpsc::Receiver<Notice>,
    ) -> Result<(), Stopping> {
        self.fill().await?;
        let mut filled_ms = self.clock.monotonic_ms();
        let mut polls: u32 = 0;
        let mut ticks = tokio::time::interval(poll_every.max(Duration::from_millis(1)));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut batch = Vec::new();
        let stop = self.stop.clone();
        loop {
            tokio::select! {
                () = stop.cancelled() => return Err(Stopping),
                _ = ticks.tick() => {
                    if self.since(filled_ms) >= REFILL {
                        self.fill().await?;
                        filled_ms = self.clock.monotonic_ms();
                    }
                    self.poll().await?;
                    polls = polls.wrapping_add(1);
                    if polls.is_multiple_of(POLLS_PER_CATEGORIES) {
                        self.read_categories().await?;
                        self.save().await;
                    }
                }
                count = notices.recv_many(&mut batch, NOTICES_PER_BATCH) => {
                    if count == 0 {
                        // Nobody sends any more: polling goes on alone.
                        stop.cancelled().await;
                        return Err(Stopping);
                    }
                    for notice in batch.drain(..) {
                        self.take_up(notice).await?;
                    }
                }
            }
            self.publish().await;
        }
    }

    fn since(&self, moment_ms: u64) -> Duration {
        Duration::from_millis(self.clock.monotonic_ms().saturating_sub(moment_ms))
    }

    /// Reads what was modified since the latest modification seen.
    pub(super) async fn poll(&mut self) -> Result<(), Stopping> {
        let Some(facts) = self.shelf.facts.clone() else { return Ok(()) };
        let known_to = self.shelf.modified_to.clone();
        let is_quiet = self.quiet_polls > 0 && self.since(self.advanced_ms) > OVERLAP;
        let since =
            if is_quiet { Some(known_to.clone()).filter(|to| !to.is_empty()) } else { earlier(&known_to) };
        let Some(since) = since else { return Ok(()) };
        for number in 1..=POLL_PAGES_MAX {
            let page = Page { number, size: PAGE_SIZE_MAX };
            let ask = Ask::Products(Which::ModifiedAfter(since.clone()), page);
            let Ok(Told::Products(mut products, _)) = self.answered(&ask).await? else { break };
            let is_last = products.len() < PAGE_SIZE_MAX as usize;
            // A shop that ignores the filter would give us everything, every minute.
            products.retain(|product| product.date_modified_gmt.0 > since);
            let is_filtered = !products.is_empty();
            self.take(products, &facts.currency, "poll").await?;
            if is_last || !is_filtered {
                break;
            }
        }
        if self.shelf.modified_to > known_to {
            self.quiet_polls = 0;
            self.advanced_ms = self.clock.monotonic_ms();
        } else {
            self.quiet_polls = self.quiet_polls.saturating_add(1);
        }
        let ask = Ask::Products(Which::BinnedAfter(since), Page { number: 1, size: PAGE_SIZE_MAX });
        if let Ok(Told::Products(products, _)) = self.answered(&ask).await? {
            for product in products.into_iter().filter(|product| product.status.0 == "trash") {
                let id = ProductId(product.id);
                let change = self.shelf.remove(id);
                self.note(id, change, "poll");
            }
        }
        Ok(())
    }

    /// Takes up one webhook.
    pub(super) async fn take_up(&mut self, notice: Notice) -> Result<(), Stopping> {
        let Some(facts) = self.shelf.facts.clone() else { return Ok(()) };
        let currency = facts.currency;
        match notice {
            Notice::Gone(id) => {
                let change = self.shelf.remove(id);
                self.note(id, change, "webhook");
            }
            Notice::Told(product) => match product.parent() {
                None => self.take(vec![*product], &currency, "webhook").await?,
                Some(parent) if self.known(parent).is_some() => {
                    let id = ProductId(product.id);
                    let change = match product.into_variation().variation(&currency) {
                        Some(variation) => self.shelf.put_variation(parent, variation),
                        None => self.shelf.remove(id),
                    };
                    self.note(parent, change, "webhook");
                }
                // A variation of what buyers cannot see.
                Some(_) => {}
            },
        }
        Ok(())
    }
}

/// Returns the moment a little before this one.
fn earlier(moment: &str) -> Option<String> {
    let moment = moment.parse::<DateTime>().ok()?;
    Some(moment.checked_sub(OVERLAP).ok()?.strftime("%Y-%m-%dT%H:%M:%S").to_string())
}

/// Hands product webhooks from the broker to the keeper. What is missed while the broker is away, polling finds.
pub async fn listen(
    broker: Broker,
    notices: mpsc::Sender<Notice>,
    metrics: Metrics,
    stop: CancellationToken,
) {
    loop {
        let mut subscription = tokio::select! {
            subscription = broker.subscribe_fanout(topology::CATALOGUE, PREFETCH) => subscription,
            () = stop.cancelled() => return,
        };
        loop {
            let delivery = tokio::select! {
                delivery = subscription.next() => delivery,
                () = stop.cancelled() => return,
            };
            let Some(delivery) = delivery else { break };
            let Some(notice) = Notice::parse(&delivery.body) else { continue };
            if notices.try_send(notice).is_err() {
                metrics.catalogue_notices_dropped_total.inc();
            }
        }
    }
}

#[cfg(test)]
#[path = "refresh_tests.rs"]
mod tests;
#[cfg(test)]
pub(crate) use tests::read_once;
