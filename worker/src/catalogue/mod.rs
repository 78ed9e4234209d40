//! What the shop sells, held in memory: filled from REST at the start, kept fresh by webhooks and polling, searched
//! without asking the shop. Prices and stock here are for showing; what counts is read again when something is bought.
//!
//! `index` answers the conversation's questions, `search` finds by words, `shelf` is the truth they are built from,
//! `fill` reads everything, `refresh` keeps up, `snapshot` survives a restart, `feed` is the port to the shop.

pub mod feed;
pub mod fill;
pub mod index;
pub mod metrics;
pub mod refresh;
pub mod search;
pub mod shelf;
mod similar;
pub mod snapshot;
pub mod store_words;
pub(crate) mod wire;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use common::{broker::Broker, clock::SystemClock, process::Process, rng::SystemRng, task};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

use conversation::store_words::StoreWords;

pub use self::index::Index;
use self::{fill::Keeper, shelf::Change};
use crate::shop::client::Client;

/// Facts about the shop that prices and addresses need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShopFacts {
    /// Currency with the shop's own decimals.
    pub currency: domain::money::Currency,
    /// ISO 3166 code of the country that the shop sells from; what an address without a country means.
    pub country: String,
}

/// The current index; clones share it. Readers take a snapshot and keep it for one turn.
#[derive(Debug, Clone, Default)]
pub struct CatalogueHandle {
    index: Arc<RwLock<Arc<Index>>>,
    words: Arc<RwLock<Arc<StoreWords>>>,
}

impl CatalogueHandle {
    /// Returns the index as it is now; it never changes afterwards.
    pub fn snapshot(&self) -> Arc<Index> {
        // A poisoned lock still holds a whole index: it is swapped in one step.
        Arc::clone(&self.index.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Returns the store's own words as they are now.
    pub fn store_words(&self) -> Arc<StoreWords> {
        Arc::clone(&self.words.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts other words of the store in place of those known.
    pub fn teach(&self, words: StoreWords) {
        *self.words.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(words);
    }

    /// Puts a new index in place of the old one.
    pub fn replace(&self, index: Index) {
        let index = Arc::new(index);
        *self.index.write().unwrap_or_else(PoisonError::into_inner) = index;
    }

    /// Returns the facts of the shop, once they are known.
    pub fn facts(&self) -> Option<ShopFacts> {
        self.snapshot().facts().cloned()
    }
}

/// Starts what fills the catalogue and keeps it fresh; it ends with the process's shutdown.
pub fn keep(
    data_dir: &Path,
    words_file: Option<PathBuf>,
    poll_every: Duration,
    client: &Client,
    handle: &CatalogueHandle,
    broker: &Broker,
    process: &Process,
) -> common::metrics::Result<()> {
    let metrics = metrics::Metrics::register(&process.registry)?;
    if let Some(path) = words_file {
        let stop = process.shutdown.clone();
        task::spawn(store_words::follow(path, handle.clone(), metrics.clone(), stop));
    }
    let (sender, notices) = mpsc::channel(refresh::NOTICES_MAX);
    let stop = process.shutdown.clone();
    task::spawn(refresh::listen(broker.clone(), sender, metrics.clone(), stop.clone()));
    let keeper = Keeper {
        feed: client.clone(),
        handle: handle.clone(),
        shelf: shelf::Shelf::default(),
        metrics,
        rng: Box::new(SystemRng),
        stop,
        snapshot_path: snapshot::path(data_dir, client.site()),
        instance: process.instance.clone(),
        changed: Vec::new(),
        change: Change::None,
        unsaved: false,
        quiet_polls: 0,
        advanced_ms: 0,
        clock: Arc::new(SystemClock),
        patience: fill::PATIENCE,
    };
    task::spawn(keeper.run(poll_every, notices));
    Ok(())
}
