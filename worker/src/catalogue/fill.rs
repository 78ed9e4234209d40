//! Reads the whole catalogue, page by page, and goes on where it stopped when the shop is in trouble. What is known
//! stays known until the shop itself says that it is gone.

use std::{collections::BTreeSet, path::PathBuf, sync::Arc, time::Duration};

use common::{clock::Clock, retry::RetryPolicy, rng::Rng};
use domain::{
    ids::ProductId,
    money::Currency,
    shop::{Product, Variation},
};
use futures_util::{StreamExt as _, stream};
use tokio_util::sync::CancellationToken;

use super::{
    CatalogueHandle,
    feed::{Ask, Feed, PAGE_SIZE_MAX, Page, Told, Which},
    index::Index,
    metrics::Metrics,
    shelf::{Change, PRODUCTS_MAX, Shelf},
    snapshot,
    wire::{self, VARIATIONS_MAX, WireProduct},
};
use crate::shop::{client::ReadError, port::Failure};

/// How patiently production asks the shop again.
pub const PATIENCE: RetryPolicy =
    RetryPolicy { initial: Duration::from_secs(1), cap: Duration::from_mins(5), attempts_max: u32::MAX };
/// Calls of the catalogue in flight; buyers need the other places.
const CALLS_MAX: usize = 2;
/// Most pages of categories.
const CATEGORY_PAGES_MAX: u32 = 50;
/// A growing index is published when it has grown by this much, so that building it stays a small part of the work.
const GROWTH_PERCENT: usize = 150;
/// First size at which a growing index is published.
const GROWN_MIN: usize = 50;
/// Pages between two lines of progress in the log.
const PAGES_PER_LINE: u32 = 10;
/// Page sizes, tried from left to right when an answer is too large. Each divides the one before.
const PAGE_SIZES: [u32; 4] = [PAGE_SIZE_MAX, 20, 5, 1];

/// Silences in a row after which a smaller page is asked for: the shop may run out of time or memory over a large one.
const SILENT_MAX: u32 = 3;
/// A page this small is not made smaller for silence.
const SLOW_PAGE_SIZE: u32 = 5;
/// Rounds in which no variations could be read at all before it is asked whether the shop is to blame.
const IN_VAIN_MAX: u32 = 3;

/// The process is stopping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stopping;

/// Why a question has no answer.
enum NoAnswer {
    TooLarge,
    Stopping,
}

/// Keeps the shelf and publishes indexes of it. There is one in each worker.
pub struct Keeper<F> {
    pub(super) feed: F,
    pub(super) handle: CatalogueHandle,
    pub(super) shelf: Shelf,
    pub(super) metrics: Metrics,
    pub(super) rng: Box<dyn Rng>,
    pub(super) stop: CancellationToken,
    pub(super) snapshot_path: PathBuf,
    pub(super) instance: String,
    /// Products changed since the last index, and how much.
    pub(super) changed: Vec<ProductId>,
    pub(super) change: Change,
    /// Whether the file is older than the shelf.
    pub(super) unsaved: bool,
    /// Polls in a row that saw nothing later, and when something was.
    pub(super) quiet_polls: u32,
    pub(super) advanced_ms: u64,
    pub(super) clock: Arc<dyn Clock>,
    /// How patiently the shop is asked again; it is never given up.
    pub(super) patience: RetryPolicy,
}

impl<F: Feed> Keeper<F> {
    /// Takes up what the file knows, so that buyers are answered before the shop is read.
    pub async fn recall(&mut self) {
        match snapshot::load(&self.snapshot_path).await {
            Ok(Some(stored)) => {
                tracing::info!(products = stored.products.len(), "catalogue taken up from the file");
                self.shelf = stored;
                self.change = Change::Words;
                self.publish().await;
            }
            Ok(None) => {}
            Err(error) => tracing::warn!(error = %error, "catalogue file cannot be read"),
        }
    }

    /// Reads everything.
    pub async fn fill(&mut self) -> Result<(), Stopping> {
        let currency = self.read_facts().await?;
        self.read_categories().await?;
        let latest = self.latest().await?;
        let mut seen = BTreeSet::new();
        let mut sizes = PAGE_SIZES.into_iter();
        let mut size = sizes.next().unwrap_or(PAGE_SIZE_MAX);
        let mut read: u32 = 0;
        let mut grown_at = self.shelf.products.len().max(GROWN_MIN);
        loop {
            let page = Page { number: read / size + 1, size };
            let (products, total) = match self.patiently(&Ask::Products(Which::Published, page)).await {
                Ok(Told::Products(products, total)) => (products, total),
                Err(NoAnswer::Stopping) => return Err(Stopping),
                // One product whose answer is too large is left out; its neighbours are not.
                Err(NoAnswer::TooLarge) => {
                    match sizes.next() {
                        Some(smaller) => size = smaller,
                        None => read += 1,
                    }
                    continue;
                }
                Ok(_) => (Vec::new(), None),
            };
            if let Some(total) = total {
                self.metrics.catalogue_announced.set(i64::try_from(total).unwrap_or(i64::MAX));
            }
            // A product that the shop itself cannot load is left out of its page: a short page need not be the last.
            let is_last = match total.filter(|total| *total > 0) {
                Some(total) => u64::from(read) + u64::from(size) >= total,
                None => products.len() < size as usize,
            };
            seen.extend(products.iter().map(|product| ProductId(product.id)));
            self.take(products, &currency, "fill").await?;
            if page.number % PAGES_PER_LINE == 1 || is_last {
                tracing::info!(read = seen.len(), of = total.unwrap_or_default(), "reading the catalogue");
            }
            read += size;
            if is_last || seen.len() >= PRODUCTS_MAX {
                break;
            }
            // A growing index is worth showing; one that was complete is left alone until the end.
            if !self.shelf.complete && self.shelf.products.len() >= grown_at {
                grown_at = self.shelf.products.len() * GROWTH_PERCENT / 100;
                self.publish().await;
            }
        }
        self.take_away_unpublished(&seen, &currency).await?;
        if !self.shelf.complete {
            self.shelf.complete = true;
            self.change = Change::Words;
        }
        // What changed while we read, behind our back, is polled from here on.
        self.shelf.modified_to = latest;
        self.advanced_ms = self.clock.monotonic_ms();
        self.quiet_polls = 0;
        self.unsaved = true;
        self.publish().await;
        self.save().await;
        tracing::info!(products = self.shelf.products.len(), "catalogue is complete");
        Ok(())
    }

    /// Returns the shop's own idea of now, as good as it can be had: when a product was last modified.
    async fn latest(&mut self) -> Result<String, Stopping> {
        let ask = Ask::Products(Which::Latest, Page { number: 1, size: 1 });
        let Ok(Told::Products(products, _)) = self.answered(&ask).await? else { return Ok(String::new()) };
        Ok(products.into_iter().next().map(|product| product.date_modified_gmt.0).unwrap_or_default())
    }

    async fn read_facts(&mut self) -> Result<Currency, Stopping> {
        let mut attempt = 0;
        loop {
            if let Ok(Told::Facts(settings)) = self.answered(&Ask::Facts).await?
                && let Some(facts) = wire::facts(&settings)
            {
                let currency = facts.currency.clone();
                if self.shelf.facts.as_ref() != Some(&facts) {
                    // Other decimals or another currency: every price is read again with them.
                    self.shelf.facts = Some(facts);
                    self.change = Change::Words;
                }
                return Ok(currency);
            }
            attempt += 1;
            tracing::warn!("shop's settings name no currency; are the credentials allowed to read them?");
            self.pause(attempt).await?;
        }
    }

    pub(super) async fn read_categories(&mut self) -> Result<(), Stopping> {
        let mut categories = Vec::new();
        for number in 1..=CATEGORY_PAGES_MAX {
            let page = Page { number, size: PAGE_SIZE_MAX };
            let Ok(Told::Categories(more)) = self.answered(&Ask::Categories(page)).await? else {
                return Ok(());
            };
            let is_last = more.len() < PAGE_SIZE_MAX as usize;
            categories.extend(more.into_iter().map(wire::WireCategory::category));
            if is_last {
                break;
            }
        }
        let change = self.shelf.put_categories(categories);
        self.change = self.change.max(change);
        Ok(())
    }

    /// Puts products as the shop tells them on the shelf, or takes them off, with variations where there are any.
    pub(super) async fn take(
        &mut self,
        products: Vec<WireProduct>,
        currency: &Currency,
        source: &'static str,
    ) -> Result<(), Stopping> {
        let mut whole = Vec::with_capacity(products.len());
        let mut variable = Vec::new();
        for product in products {
            if product.date_modified_gmt.0 > self.shelf.modified_to {
                self.shelf.modified_to.clone_from(&product.date_modified_gmt.0);
            }
            if product.is_shown() && product.is_variable() {
                variable.push(product);
            } else {
                whole.push((product, Vec::new()));
            }
        }
        let mut in_vain: u32 = 0;
        while !variable.is_empty() {
            let asks = variable
                .iter()
                .map(|product| (ProductId(product.id), product.variations.0.len()))
                .collect::<Vec<_>>();
            let feed = &self.feed;
            let mut answers = stream::iter(asks)
                .map(|(id, count)| async move { (id, variations(feed, id, count, currency).await) })
                .buffered(CALLS_MAX);
            let mut failed = BTreeSet::new();
            let mut read = std::collections::BTreeMap::new();
            while let Some((id, answer)) = answers.next().await {
                match answer {
                    Ok(variations) => {
                        read.insert(id.0, variations);
                    }
                    Err(_) => {
                        failed.insert(id.0);
                    }
                }
            }
            drop(answers);
            let (again, done) =
                variable.into_iter().partition::<Vec<_>, _>(|product| failed.contains(&product.id));
            let with_variations = |product: WireProduct| {
                let variations = read.remove(&product.id).unwrap_or_default();
                (product, variations)
            };
            let made_progress = !done.is_empty();
            whole.extend(done.into_iter().map(with_variations));
            variable = again;
            if variable.is_empty() {
                break;
            }
            self.metrics.catalogue_failures_total.inc();
            in_vain = if made_progress { 0 } else { in_vain + 1 };
            if in_vain >= IN_VAIN_MAX && self.answers_otherwise(&variable).await? {
                // The shop is well, these are not: the others must not wait for them.
                tracing::warn!(
                    products = variable.len(),
                    "variations cannot be read; the known ones are kept"
                );
                let known = |product: WireProduct| {
                    let known = self.known(ProductId(product.id));
                    (product, known.map(|known| known.variations.clone()).unwrap_or_default())
                };
                let kept = variable.drain(..).map(known).collect::<Vec<_>>();
                whole.extend(kept);
                break;
            }
            self.pause(if made_progress { 1 } else { 5 }).await?;
        }
        for (product, variations) in whole {
            let id = ProductId(product.id);
            let change = if product.is_shown() {
                self.shelf.put(product.product(variations, currency))
            } else {
                self.shelf.remove(id)
            };
            self.note(id, change, source);
        }
        Ok(())
    }

    /// Tells whether the shop answers a question about products whose variations it does not give.
    async fn answers_otherwise(&mut self, products: &[WireProduct]) -> Result<bool, Stopping> {
        let ids = products.iter().take(1).map(|product| ProductId(product.id)).collect();
        let ask = Ask::Products(Which::Among(ids), Page { number: 1, size: 1 });
        tokio::select! {
            asked = self.feed.ask(&ask) => Ok(asked.is_ok()),
            () = self.stop.cancelled() => Err(Stopping),
        }
    }

    pub(super) fn note(&mut self, id: ProductId, change: Change, source: &'static str) {
        if change != Change::None {
            self.metrics.catalogue_changes_total.with_label_values(&[source]).inc();
            self.change = self.change.max(change);
            self.changed.push(id);
            self.unsaved = true;
        }
    }

    /// Takes away what a full reading did not show, after asking for each: a list that moves while it is read may skip
    /// a product that is still there.
    async fn take_away_unpublished(
        &mut self,
        seen: &BTreeSet<ProductId>,
        currency: &Currency,
    ) -> Result<(), Stopping> {
        let unseen = self.shelf.unseen(seen);
        for ids in unseen.chunks(PAGE_SIZE_MAX as usize) {
            let ask = Ask::Products(Which::Among(ids.to_vec()), Page { number: 1, size: PAGE_SIZE_MAX });
            let Ok(Told::Products(products, _)) = self.answered(&ask).await? else { continue };
            // A filter must be proved by its answer.
            let found = products
                .into_iter()
                .filter(|product| ids.contains(&ProductId(product.id)))
                .collect::<Vec<_>>();
            let still_there = found.iter().map(|product| ProductId(product.id)).collect::<BTreeSet<_>>();
            self.take(found, currency, "fill").await?;
            for id in ids.iter().filter(|id| !still_there.contains(id)) {
                let change = self.shelf.remove(*id);
                self.note(*id, change, "fill");
            }
        }
        Ok(())
    }

    /// Builds and publishes an index of the shelf, as cheaply as the changes allow.
    pub(super) async fn publish(&mut self) {
        let changed = std::mem::take(&mut self.changed);
        match std::mem::replace(&mut self.change, Change::None) {
            Change::None => {}
            Change::Facts => {
                let products =
                    changed.iter().filter_map(|id| self.shelf.products.get(id)).cloned().collect::<Vec<_>>();
                self.handle.replace(self.handle.snapshot().with_facts(&products, &self.shelf));
            }
            Change::Words => {
                let copy = self.shelf.clone();
                match tokio::task::spawn_blocking(move || Index::build(&copy)).await {
                    Ok(index) => self.handle.replace(index),
                    Err(error) => tracing::error!(error = %error, "index could not be built"),
                }
            }
        }
        let count = i64::try_from(self.shelf.products.len()).unwrap_or(i64::MAX);
        self.metrics.catalogue_products.set(count);
        self.metrics.catalogue_complete.set(i64::from(self.shelf.complete));
    }

    pub(super) async fn save(&mut self) {
        if !self.shelf.complete || !std::mem::take(&mut self.unsaved) {
            return;
        }
        if let Err(error) = snapshot::save(&self.snapshot_path, &self.instance, self.shelf.clone()).await {
            self.unsaved = true;
            tracing::warn!(error = %error, "catalogue file cannot be written");
        }
    }

    /// Asks until there is an answer. Too large an answer is none of patience, a page that never comes may be, and what
    /// the shop refuses for good is asked for no longer where we can do without.
    async fn patiently(&mut self, ask: &Ask) -> Result<Told, NoAnswer> {
        let mut attempt = 0;
        let mut silent: u32 = 0;
        loop {
            let asked = tokio::select! {
                asked = self.feed.ask(ask) => asked,
                () = self.stop.cancelled() => return Err(NoAnswer::Stopping),
            };
            match asked {
                Ok(told) => return Ok(told),
                Err(ReadError::TooLarge) => return Err(NoAnswer::TooLarge),
                Err(ReadError::Failed(failure)) => {
                    attempt += 1;
                    self.metrics.catalogue_failures_total.inc();
                    if can_do_without(ask, &failure) {
                        tracing::warn!(failure = %failure, "shop refuses a reading; going on without it");
                        return Err(NoAnswer::TooLarge);
                    }
                    let is_silent = failure == Failure::Unknown;
                    silent = if is_silent { silent + 1 } else { 0 };
                    if silent >= SILENT_MAX
                        && let Ask::Products(Which::Published, page) = ask
                        && page.size > SLOW_PAGE_SIZE
                    {
                        return Err(NoAnswer::TooLarge);
                    }
                    tracing::debug!(attempt, failure = %failure, "catalogue cannot be read now");
                    self.pause(attempt).await.map_err(|Stopping| NoAnswer::Stopping)?;
                }
            }
        }
    }

    /// Asks until there is an answer; the inner error stands for one that is too large.
    pub(super) async fn answered(&mut self, ask: &Ask) -> Result<Result<Told, ()>, Stopping> {
        match self.patiently(ask).await {
            Ok(told) => Ok(Ok(told)),
            Err(NoAnswer::TooLarge) => Ok(Err(())),
            Err(NoAnswer::Stopping) => Err(Stopping),
        }
    }

    async fn pause(&mut self, attempt: u32) -> Result<(), Stopping> {
        let pause = self.patience.delay(attempt, &mut *self.rng);
        tokio::select! {
            () = tokio::time::sleep(pause) => Ok(()),
            () = self.stop.cancelled() => Err(Stopping),
        }
    }

    /// Returns a product of the shelf.
    pub(super) fn known(&self, id: ProductId) -> Option<Arc<Product>> {
        self.shelf.products.get(&id).cloned()
    }
}

/// Tells whether a refusal is final and the catalogue complete enough without the answer.
fn can_do_without(ask: &Ask, failure: &Failure) -> bool {
    let is_final = matches!(failure, Failure::Refused { .. } | Failure::NotFound);
    match ask {
        Ask::Facts | Ask::Products(Which::Published, _) => false,
        // Not every key may see categories; they are asked for again with later polls.
        Ask::Categories(_) => is_final || *failure == Failure::Unauthorised,
        Ask::Products(..) | Ask::Variations(..) => is_final,
    }
}

/// Reads all variations of a product, which names `count` of them.
async fn variations<F: Feed>(
    feed: &F,
    id: ProductId,
    count: usize,
    currency: &Currency,
) -> Result<Vec<Variation>, ReadError> {
    let mut variations = Vec::new();
    let mut sizes = PAGE_SIZES.into_iter();
    let mut size = sizes.next().unwrap_or(PAGE_SIZE_MAX);
    let mut read: u32 = 0;
    while variations.len() < VARIATIONS_MAX {
        let page = Page { number: read / size + 1, size };
        let more = match feed.ask(&Ask::Variations(id, page)).await {
            Ok(Told::Variations(more)) => more,
            Ok(_) => Vec::new(),
            Err(ReadError::TooLarge) => {
                match sizes.next() {
                    Some(smaller) => size = smaller,
                    None => read += 1,
                }
                continue;
            }
            // Gone between the two readings: the next one tells.
            Err(ReadError::Failed(Failure::NotFound)) => break,
            Err(error) => return Err(error),
        };
        let is_last = more.len() < size as usize && (read + size) as usize >= count;
        variations.extend(more.into_iter().filter_map(|wire| wire.variation(currency)));
        read += size;
        if is_last {
            break;
        }
    }
    Ok(variations)
}
