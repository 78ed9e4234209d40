//! Copies every accepted body into the archive stream, for rebuilding after a disaster.
//!
//! Best effort: what waits is bounded, and a failure is counted and nothing more.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use common::{
    broker::{Message, Publisher, topology},
    task,
};
use tokio::{
    sync::{
        Semaphore,
        mpsc::{self, error::TrySendError},
    },
    task::JoinHandle,
};

use crate::metrics::{Metrics, Source};

/// Most bytes of bodies that wait for the archive.
const WAITING_BYTES_MAX: usize = 8 * 1024 * 1024;

/// Most bodies that wait for the archive.
const WAITING_BODIES_MAX: usize = 1_024;

/// Most bodies published together.
const BATCH_MAX: usize = 64;

/// How long the last bodies may take at the end.
const FINISH_TIME_LIMIT: Duration = Duration::from_secs(2);

/// A body for the archive.
#[derive(Debug)]
pub struct Record {
    /// Who sent it.
    pub source: Source,
    /// When it was received, unix milliseconds.
    pub received_at_ms: i64,
    /// The raw body.
    pub body: Vec<u8>,
}

/// Where bodies are handed in.
#[derive(Debug, Clone)]
pub struct Sender {
    records: mpsc::Sender<Record>,
    metrics: Metrics,
    waiting_bytes: Arc<Semaphore>,
}

impl Sender {
    /// Returns a sender with no archive behind it, for tests of the rest.
    pub fn closed(metrics: Metrics) -> Self {
        let (records, _) = mpsc::channel(1);
        Self { records, metrics, waiting_bytes: Arc::new(Semaphore::new(WAITING_BYTES_MAX)) }
    }

    /// Hands in a body without waiting.
    pub fn put(&self, record: Record) {
        let weight = u32::try_from(record.body.len()).unwrap_or(u32::MAX);
        let Ok(permit) = self.waiting_bytes.try_acquire_many(weight) else {
            self.metrics.archive_failures_total.inc();
            return;
        };
        match self.records.try_send(record) {
            // Given back when the body was published.
            Ok(()) => permit.forget(),
            Err(TrySendError::Full(_) | TrySendError::Closed(_)) => self.metrics.archive_failures_total.inc(),
        }
    }
}

/// The running archive.
#[derive(Debug)]
pub struct Archive {
    /// Where bodies are handed in.
    pub sender: Sender,
    task: JoinHandle<()>,
}

impl Archive {
    /// Waits for the last bodies, as long as nobody holds a sender any more.
    pub async fn finish(self) {
        drop(self.sender);
        if tokio::time::timeout(FINISH_TIME_LIMIT, self.task).await.is_err() {
            tracing::warn!("the archive did not finish in time");
        }
    }
}

/// Starts the task that publishes what is handed in.
pub fn start(publisher: Publisher, metrics: Metrics) -> Archive {
    let (records, mut waiting) = mpsc::channel(WAITING_BODIES_MAX);
    let waiting_bytes = Arc::new(Semaphore::new(WAITING_BYTES_MAX));
    let sender = Sender { records, metrics: metrics.clone(), waiting_bytes: Arc::clone(&waiting_bytes) };
    let task = task::spawn(async move {
        let mut batch = Vec::with_capacity(BATCH_MAX);
        while waiting.recv_many(&mut batch, BATCH_MAX).await > 0 {
            let count = u64::try_from(batch.len()).unwrap_or_default();
            let bytes = batch.iter().map(|record: &Record| record.body.len()).sum();
            let messages = batch.drain(..).map(message).collect();
            if publisher.publish_in_order(messages).await.is_err() {
                metrics.archive_failures_total.inc_by(count);
            }
            waiting_bytes.add_permits(bytes);
        }
    });
    Archive { sender, task }
}

fn message(record: Record) -> Message {
    let headers = BTreeMap::from([
        ("source".to_owned(), record.source.label().to_owned()),
        ("received_at_ms".to_owned(), record.received_at_ms.to_string()),
    ]);
    Message {
        exchange: topology::DEFAULT,
        key: topology::ARCHIVE.to_owned(),
        body: record.body,
        headers,
        message_id: None,
    }
}
