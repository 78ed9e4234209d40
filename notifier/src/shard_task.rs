//! The tasks of one owned shard: its journal, and its two consumers. They pass on what comes and do what they are told.

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

use common::{
    broker::{Broker, Delivery, Message, topology},
    clock::Clock,
    telemetry,
};
use domain::{
    HashKey, Shard,
    envelope::{Inbound, InboundKind, Outbound},
};
use futures_util::FutureExt;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use crate::{
    core::{
        Arrival, Input, Stream,
        account::{self, News},
        row::Batch,
        status,
    },
    metrics::Metrics,
    store::{Files, Journal as _, StoreError},
};

/// Deliveries of one stream that the broker hands out ahead of their acknowledgement.
pub const PREFETCH: u16 = 128;

/// Deliveries that are committed and acknowledged together.
pub const GROUP_MAX: usize = 64;

/// How often a lock that another process still holds is tried.
const LOCK_RETRY: Duration = Duration::from_millis(200);

/// Pause before a journal that failed is opened again.
const REOPEN_DELAY: Duration = Duration::from_secs(1);

/// The same for one that only an operator can bring back.
const RESTORE_DELAY: Duration = Duration::from_secs(15);

/// A queue that holds messages and delivers none for this long is subscribed to anew: brokers have been seen that
/// forgot their only consumer.
const SILENCE_MAX: Duration = Duration::from_mins(1);

/// Pause before parking an unreadable delivery is tried again.
const PARK_RETRY: Duration = Duration::from_millis(500);

/// What all shards share.
#[derive(Clone)]
pub struct Context<F> {
    /// Where messages come from and copies go to.
    pub broker: Broker,
    /// The journals.
    pub files: F,
    /// Checks callback data.
    pub hash_key: Arc<HashKey>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Counts.
    pub metrics: Metrics,
    /// Where everything that happens is told.
    pub inputs: mpsc::Sender<Input>,
}

/// Keeps the journal of a shard: takes the lock, opens, commits what it is given, opens again after a failure. Ends
/// when `batches` is closed; the lock is given back last.
pub async fn keep_journal<F: Files>(
    context: Context<F>,
    shard: Shard,
    mut batches: mpsc::Receiver<Box<Batch>>,
    stop: CancellationToken,
) {
    let Some(_lock) = lock(&context.files, shard, &stop).await else { return };
    let mut has_failed = false;
    loop {
        let mut delay = REOPEN_DELAY;
        match serve_journal(&context, shard, &mut batches, &stop, has_failed).await {
            Ok(()) => return,
            Err(error) => {
                context.metrics.sqlite_errors_total.inc();
                let needs_restore = matches!(&error, StoreError::Open(error) if error.needs_restore());
                let error = telemetry::chain(&error);
                if needs_restore {
                    delay = RESTORE_DELAY;
                    tracing::error!(%shard, error, "a shard stands still until its send journal is restored");
                } else {
                    tracing::error!(%shard, error, "the send journal failed; the shard pauses");
                }
            }
        }
        if context.inputs.send(Input::JournalFailed { shard }).await.is_err() {
            return;
        }
        tokio::select! {
            biased;
            () = stop.cancelled() => return,
            () = tokio::time::sleep(delay) => {}
        }
        has_failed = true;
        // What was meant for the failed journal is forgotten on both sides.
        while batches.try_recv().is_ok() {}
    }
}

async fn lock<F: Files>(files: &F, shard: Shard, stop: &CancellationToken) -> Option<F::Lock> {
    loop {
        match files.try_lock(shard) {
            Ok(Some(lock)) => return Some(lock),
            Ok(None) => {}
            Err(error) => tracing::error!(%shard, %error, "locking the send journal"),
        }
        tokio::select! {
            biased;
            () = stop.cancelled() => return None,
            () = tokio::time::sleep(LOCK_RETRY) => {}
        }
    }
}

async fn serve_journal<F: Files>(
    context: &Context<F>,
    shard: Shard,
    batches: &mut mpsc::Receiver<Box<Batch>>,
    stop: &CancellationToken,
    has_failed: bool,
) -> Result<(), StoreError> {
    let now_unix_ms = context.clock.now_ms();
    let mut store = context.files.open(shard, now_unix_ms).await?;
    if has_failed {
        // Nothing is taken from the broker before the journal can be written again.
        store.has_room().await?;
    }
    let loaded = store.load(now_unix_ms).await?;
    tracing::info!(%shard, open = loaded.rows.len(), "took a shard");
    let opened = Input::Opened {
        shard,
        journal_created_at_ms: loaded.created_at_ms,
        rows: loaded.rows,
        recent: loaded.recent,
        recipients: loaded.recipients,
        holds: loaded.holds,
    };
    if context.inputs.send(opened).await.is_err() {
        return Ok(());
    }
    loop {
        let batch = tokio::select! {
            biased;
            batch = batches.recv() => batch,
            () = stop.cancelled() => None,
        };
        let Some(batch) = batch else { break };
        let started = Instant::now();
        let applied = store.apply(&batch).await?;
        context.metrics.sqlite_commit_seconds.observe(started.elapsed().as_secs_f64());
        common::failpoint::hit("notifier.after_commit");
        if context.inputs.send(Input::Committed { shard, applied }).await.is_err() {
            break;
        }
    }
    store.close().await
}

/// Consumes one stream of a shard while `is_on`: passes groups on, and acknowledges each when its receipt comes back.
pub async fn consume<F: Files>(
    context: Context<F>,
    shard: Shard,
    stream: Stream,
    mut receipts: mpsc::Receiver<u64>,
    mut is_on: watch::Receiver<bool>,
    stop: CancellationToken,
) {
    let exchange = match stream {
        Stream::Outbound => topology::OUTBOUND,
        Stream::Status => topology::STATUS,
    };
    let queue = topology::shard_queue(exchange, shard.0);
    let mut receipt = 0_u64;
    loop {
        tokio::select! {
            biased;
            () = stop.cancelled() => return,
            turned_on = is_on.wait_for(|is_on| *is_on) => if turned_on.is_err() { return },
        }
        let mut subscription = tokio::select! {
            biased;
            () = stop.cancelled() => return,
            subscription = context.broker.subscribe(&queue, PREFETCH) => subscription,
        };
        loop {
            let mut is_silent = false;
            let first = tokio::select! {
                biased;
                () = stop.cancelled() => None,
                _ = is_on.wait_for(|is_on| !is_on) => None,
                delivery = subscription.next() => delivery,
                () = tokio::time::sleep(SILENCE_MAX) => {
                    is_silent = true;
                    None
                }
            };
            if is_silent {
                if context.broker.waiting(&queue).await.is_none_or(|waiting| waiting == 0) {
                    continue;
                }
                tracing::warn!(%shard, queue, "messages wait but are not delivered, subscribing again");
            }
            let Some(first) = first else { break };
            let mut last_tag = first.tag;
            let mut group = vec![first];
            while group.len() < GROUP_MAX
                && let Some(Some(delivery)) = subscription.next().now_or_never()
            {
                last_tag = delivery.tag;
                group.push(delivery);
            }
            receipt += 1;
            let passed_on = tokio::select! {
                biased;
                () = stop.cancelled() => false,
                passed_on = pass_on(&context, shard, stream, receipt, group) => passed_on,
            };
            if !passed_on || !comes_back(&mut receipts, receipt, &stop).await {
                break;
            }
            if subscription.ack_up_to(last_tag).await.is_err() {
                break;
            }
        }
        // Also after a lost connection: closing what is gone does no harm.
        subscription.close().await;
    }
}

async fn comes_back(receipts: &mut mpsc::Receiver<u64>, wanted: u64, stop: &CancellationToken) -> bool {
    loop {
        tokio::select! {
            biased;
            receipt = receipts.recv() => match receipt {
                Some(receipt) if receipt == wanted => return true,
                Some(_) => {}
                None => return false,
            },
            () = stop.cancelled() => return false,
        }
    }
}

async fn pass_on<F: Files>(
    context: &Context<F>,
    shard: Shard,
    stream: Stream,
    receipt: u64,
    group: Vec<Delivery>,
) -> bool {
    let input = match stream {
        Stream::Outbound => {
            let mut arrivals = Vec::with_capacity(group.len());
            for delivery in group {
                match read_outbound(&delivery) {
                    Some(arrival) => arrivals.push(arrival),
                    None => park_unreadable(context, shard, "unreadable_outbound", delivery).await,
                }
            }
            Input::Deliveries { shard, receipt, arrivals }
        }
        Stream::Status => {
            let (mut facts, mut news) = (Vec::new(), Vec::new());
            for delivery in group {
                match read_report(&delivery, &context.hash_key) {
                    Some(Report::Account(found)) => news.extend(found),
                    Some(Report::Statuses(found, left_out)) => {
                        let found_count = u64::try_from(found.len()).unwrap_or_default();
                        context.metrics.statuses_total.inc_by(found_count);
                        context
                            .metrics
                            .statuses_ignored_total
                            .inc_by(u64::try_from(left_out).unwrap_or_default());
                        facts.extend(found);
                    }
                    None => park_unreadable(context, shard, "unreadable_statuses", delivery).await,
                }
            }
            // Before the statuses, whose receipt acknowledges both.
            if !news.is_empty() && context.inputs.send(Input::Account { shard, news }).await.is_err() {
                return false;
            }
            Input::Statuses { shard, receipt, facts }
        }
    };
    context.inputs.send(input).await.is_ok()
}

fn read_outbound(delivery: &Delivery) -> Option<Arrival> {
    let body = std::str::from_utf8(&delivery.body).ok()?;
    let outbound: Outbound = serde_json::from_str(body).ok()?;
    let mut trace = delivery.headers.clone();
    trace.retain(|name, _| name == "traceparent" || name == "tracestate");
    Some(Arrival {
        outbound: Arc::new(outbound),
        body: body.to_owned(),
        trace,
        redelivered: delivery.redelivered || delivery.delivery_count > 0,
    })
}

/// What comes in the stream of statuses.
enum Report {
    /// Statuses, and how many were left out.
    Statuses(Vec<status::StatusFact>, usize),
    /// News of the account.
    Account(Vec<News>),
}

fn read_report(delivery: &Delivery, hash_key: &HashKey) -> Option<Report> {
    let inbound: Inbound<'_> = serde_json::from_slice(&delivery.body).ok()?;
    match inbound.kind {
        InboundKind::Statuses => {
            let (facts, left_out) = status::read(inbound.element, hash_key);
            Some(Report::Statuses(facts, left_out))
        }
        InboundKind::Account => Some(Report::Account(account::read(&inbound))),
        _ => None,
    }
}

/// Parks a delivery that no version of ours can read, as it came. It is acknowledged only after that.
async fn park_unreadable<F: Files>(context: &Context<F>, shard: Shard, reason: &str, delivery: Delivery) {
    context.metrics.unreadable_total.inc();
    tracing::error!(%shard, reason, "a delivery could not be read; it is parked");
    let mut headers = delivery.headers;
    headers.insert("reason".to_owned(), reason.to_owned());
    loop {
        let message = Message {
            exchange: topology::PARKED,
            key: topology::shard_key(shard.0),
            body: delivery.body.clone(),
            headers: headers.clone(),
            message_id: None,
        };
        if context.broker.publisher().publish(message).await.is_ok() {
            return;
        }
        tokio::time::sleep(PARK_RETRY).await;
    }
}

/// Publishes the copy of a message that could not be delivered. Returns whether the broker has it.
pub async fn park(
    broker: &Broker,
    shard: Shard,
    outbound: &Outbound,
    trace: &BTreeMap<String, String>,
    reason: String,
) -> bool {
    let Ok(body) = serde_json::to_vec(outbound) else { return false };
    let mut headers = trace.clone();
    headers.insert("kind".to_owned(), "outbound".to_owned());
    headers.insert("reason".to_owned(), reason);
    let message = Message {
        exchange: topology::PARKED,
        key: topology::shard_key(shard.0),
        body,
        headers,
        message_id: Some(outbound.id.as_str().to_owned()),
    };
    broker.publisher().publish(message).await.is_ok()
}
