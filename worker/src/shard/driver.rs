//! Drives one shard: connects its core with the file, the broker, the shop and the clock. Decides nothing.
//!
//! Order is everything here: load, decide, commit, acknowledge, act. While the file is busy new inputs gather, and go
//! into the next commit together.

use std::{sync::Arc, time::Duration};

use common::{
    broker::{Broker, Delivery, Message, Publisher, Subscription, topology},
    clock::Clock,
    protection::{self, Protection},
    task, telemetry,
};
use domain::contact::Shard;
use futures_util::{FutureExt as _, future::BoxFuture};
use tokio::{sync::mpsc, time::Instant};
use tokio_util::sync::{CancellationToken, DropGuard};
use tracing::Instrument as _;

use super::{
    changes::{OutboxRow, Target},
    core::{Act, Batch, Core, Input, Known, Noted, Settings},
    incoming::{Incoming, Kind},
    store::{Files, Store, StoreError},
};
use crate::{
    catalogue::{CatalogueHandle, store_words::Worded},
    media::{Fetched, Media, Trouble, Wanted},
    metrics::Metrics,
    shop::port::{Failure, Shop},
};

/// Unacknowledged deliveries that the broker hands out ahead.
pub const PREFETCH: u16 = 64;
/// Inputs of one batch, and so of one commit.
pub const BATCH_MAX: usize = 64;
/// Times that a redelivered message is begun before it is parked: a crash may have been its fault.
pub const ATTEMPTS_MAX: u32 = 5;
/// How often the lock on a shard's file is tried.
const LOCK_PAUSE: Duration = Duration::from_millis(100);
/// How long a drain waits for calls under way.
const DRAIN_TIME_LIMIT: Duration = Duration::from_secs(15);
/// How long a drain waits for the broker to take what is to be said: some tries. Without a broker the next owner says
/// it, who is not made to wait for that.
const RELEASE_TIME_LIMIT: Duration = Duration::from_secs(3);
/// When confirmed releases are written although nothing else happens, and how often a blocked shard looks again.
const QUIET_INTERVAL: Duration = Duration::from_secs(1);
/// For how many quiet moments after somebody was forgotten the log begins anew: their last message leaves the file once
/// the broker has it.
const WIPES: u8 = 10;
/// How often old rows are deleted.
const PRUNE_INTERVAL: Duration = Duration::from_mins(1);
/// A queue that holds messages and delivers none for this long is subscribed to anew: brokers have been seen that
/// forgot their only consumer.
const SILENCE_MAX: Duration = Duration::from_mins(1);
/// Longest sleep until something falls due; a clock that is set is noticed within it.
const SLEEP_MAX: Duration = Duration::from_secs(5);

/// What an owner works with.
pub struct Surroundings<S, F> {
    /// The shop.
    pub shop: Arc<S>,
    /// The catalogue.
    pub catalogue: CatalogueHandle,
    /// The broker.
    pub broker: Broker,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// What is counted.
    pub metrics: Metrics,
    /// The shard files.
    pub files: F,
    /// Where the files of buyers come from; none when they are not fetched.
    pub media: Option<Arc<dyn Media>>,
}

impl<S, F: Files> Clone for Surroundings<S, F> {
    fn clone(&self) -> Self {
        Self {
            shop: Arc::clone(&self.shop),
            catalogue: self.catalogue.clone(),
            broker: self.broker.clone(),
            clock: Arc::clone(&self.clock),
            metrics: self.metrics.clone(),
            files: self.files.clone(),
            media: self.media.clone(),
        }
    }
}

/// Owns a shard until `stop`: waits for its lock, takes up what was left, works, drains. After a failure nothing is
/// taken from the broker before the file can be written again.
pub async fn own<S: Shop, F: Files>(
    settings: Settings,
    surroundings: Surroundings<S, F>,
    stop: CancellationToken,
    has_failed: bool,
) -> Result<(), StoreError> {
    let shard = settings.shard;
    let lock = acquire(surroundings.clone(), shard, stop.clone()).await;
    if lock.is_none() && !protection::is_out(Protection::ShardLock) {
        return Ok(());
    }
    let began = Instant::now();
    let mut store = surroundings.files.open(shard).await?;
    if has_failed {
        store.has_room().await?;
    }
    let (sender, receiver) = mpsc::channel(BATCH_MAX * 4);
    let publisher = surroundings.broker.publisher();
    let fetching = CancellationToken::new();
    let mut owner = Owner {
        fetching: fetching.clone(),
        _ends_fetching: fetching.drop_guard(),
        core: Core::new(settings),
        store,
        surroundings,
        publisher,
        sender,
        shard,
        heard_at: Instant::now(),
        wipes_left: 0,
    };
    if let Some(media) = &owner.surroundings.media
        && let Err(error) = media.clean(shard).await
    {
        tracing::warn!(%shard, %error, "what a former owner left of files cannot be taken away");
    }
    owner.take_over().await?;
    owner.surroundings.metrics.shard_owned(shard, true);
    owner.surroundings.metrics.takeover_took(began.elapsed());
    tracing::info!(%shard, duration_ms = millis(began.elapsed()), "shard taken");
    let ended = owner.work(receiver, stop).await;
    owner.surroundings.metrics.shard_owned(shard, false);
    if ended.is_ok() {
        owner.store.close().await?;
        tracing::info!(%shard, "shard let go");
    }
    ended
}

/// Waits for the exclusive lock on the shard's file; `None` when stopped before.
async fn acquire<S: Shop, F: Files>(
    surroundings: Surroundings<S, F>,
    shard: Shard,
    stop: CancellationToken,
) -> Option<F::Lock> {
    let mut is_told = false;
    if protection::is_out(Protection::ShardLock) {
        return None;
    }
    while !stop.is_cancelled() {
        match surroundings.files.try_lock(shard) {
            Ok(Some(lock)) => return Some(lock),
            Ok(None) if !is_told => {
                is_told = true;
                tracing::info!(%shard, "shard is still held by another process, waiting");
            }
            Ok(None) => {}
            Err(error) => tracing::error!(%shard, %error, "the lock on a shard's file cannot be tried"),
        }
        tokio::select! {
            biased;
            () = stop.cancelled() => {}
            () = tokio::time::sleep(LOCK_PAUSE) => {}
        }
    }
    None
}

struct Owner<S, F: Files> {
    core: Core,
    store: F::Store,
    surroundings: Surroundings<S, F>,
    publisher: Publisher,
    sender: mpsc::Sender<Input>,
    shard: Shard,
    /// When the queue last gave a sign of life.
    heard_at: Instant,
    /// How often the log is still to begin anew after somebody was forgotten.
    wipes_left: u8,
    /// Ends the fetching of files with the owner: they are the next one's.
    fetching: CancellationToken,
    _ends_fetching: DropGuard,
}

/// The way to the shard's queue.
enum Queue {
    Connecting(BoxFuture<'static, Subscription>),
    Open(Box<Subscription>),
    Closed,
}

/// What woke the owner.
enum Woken {
    Connected(Box<Subscription>),
    Delivered(Option<Delivery>),
    Input(Box<Input>),
    Due,
    Quiet,
    Prune,
    Stop,
}

impl<S: Shop, F: Files> Owner<S, F> {
    async fn take_over(&mut self) -> Result<(), StoreError> {
        let opened = self.store.opened().await?;
        let (effects, waiting) = (opened.effects.len(), opened.outbox.len());
        if effects + waiting > 0 {
            tracing::info!(shard = %self.shard, effects, waiting, "taking up what a former owner left");
        }
        let batch = self.under(|core, known| core.restore(opened, known));
        // A former owner may have died right after it had somebody forgotten.
        self.wipes_left = WIPES;
        self.conclude(batch).await
    }

    fn subscribe(&self) -> Queue {
        let broker = self.surroundings.broker.clone();
        let queue = topology::shard_queue(topology::INBOUND, self.shard.0);
        Queue::Connecting(async move { broker.subscribe(&queue, PREFETCH).await }.boxed())
    }

    async fn work(
        &mut self,
        mut inputs: mpsc::Receiver<Input>,
        stop: CancellationToken,
    ) -> Result<(), StoreError> {
        let mut queue = self.subscribe();
        let mut quiet = tokio::time::interval(QUIET_INTERVAL);
        let mut prune = tokio::time::interval(PRUNE_INTERVAL);
        loop {
            match self.wait(&mut queue, &mut inputs, &mut quiet, &mut prune, &stop).await {
                Woken::Connected(subscription) => {
                    self.heard_at = Instant::now();
                    queue = Queue::Open(subscription);
                }
                Woken::Delivered(None) => queue = self.subscribe(),
                Woken::Delivered(Some(first)) => self.deliver(first, &mut queue, &mut inputs).await?,
                Woken::Input(first) => {
                    let mut batch = vec![*first];
                    gather(&mut inputs, &mut batch);
                    self.process(batch).await?;
                }
                Woken::Due => self.process(Vec::new()).await?,
                Woken::Quiet => {
                    self.write_released().await?;
                    if self.wipes_left > 0 {
                        self.wipes_left -= 1;
                        self.forget_files().await?;
                        self.store.wipe().await;
                    }
                    self.watch_silence(&mut queue).await;
                }
                Woken::Prune => {
                    while self.store.prune(self.surroundings.clock.now_ms()).await? {}
                    self.forget_files().await?;
                    // What was deleted by age leaves the log too.
                    self.wipes_left = self.wipes_left.max(1);
                }
                Woken::Stop => break,
            }
        }
        if let Queue::Open(subscription) = std::mem::replace(&mut queue, Queue::Closed) {
            subscription.close().await;
        }
        self.core.begin_drain();
        self.drain(inputs).await
    }

    /// Subscribes anew when the queue is silent although messages wait in it.
    async fn watch_silence(&mut self, queue: &mut Queue) {
        if self.heard_at.elapsed() < SILENCE_MAX || self.core.is_full() || !matches!(queue, Queue::Open(_)) {
            return;
        }
        self.heard_at = Instant::now();
        let name = topology::shard_queue(topology::INBOUND, self.shard.0);
        if self.surroundings.broker.waiting(&name).await.is_none_or(|waiting| waiting == 0) {
            return;
        }
        tracing::warn!(shard = %self.shard, "messages wait but are not delivered, subscribing again");
        if let Queue::Open(subscription) = std::mem::replace(queue, self.subscribe()) {
            subscription.close().await;
        }
    }

    async fn wait(
        &self,
        queue: &mut Queue,
        inputs: &mut mpsc::Receiver<Input>,
        quiet: &mut tokio::time::Interval,
        prune: &mut tokio::time::Interval,
        stop: &CancellationToken,
    ) -> Woken {
        let is_full = self.core.is_full();
        let from_queue = async {
            match queue {
                Queue::Connecting(connecting) => Woken::Connected(Box::new(connecting.await)),
                Queue::Open(subscription) if !is_full => Woken::Delivered(subscription.next().await),
                Queue::Open(_) | Queue::Closed => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            () = stop.cancelled() => Woken::Stop,
            Some(input) = inputs.recv() => Woken::Input(Box::new(input)),
            () = self.sleep_until_due() => Woken::Due,
            woken = from_queue => woken,
            _ = quiet.tick() => Woken::Quiet,
            _ = prune.tick() => Woken::Prune,
        }
    }

    /// Sleeps until something falls due by itself. Looks again now and then: the wall clock may be set.
    async fn sleep_until_due(&self) {
        let due_ms = [self.core.next_due_ms(), self.core.next_stock_look_ms()].into_iter().flatten().min();
        let Some(due_ms) = due_ms else { return std::future::pending().await };
        loop {
            let left_ms = due_ms - self.surroundings.clock.now_ms();
            let Ok(left_ms @ 1..) = u64::try_from(left_ms) else { return };
            tokio::time::sleep(Duration::from_millis(left_ms).min(SLEEP_MAX)).await;
        }
    }

    /// Takes a delivery and what has gathered behind it.
    async fn deliver(
        &mut self,
        first: Delivery,
        queue: &mut Queue,
        inputs: &mut mpsc::Receiver<Input>,
    ) -> Result<(), StoreError> {
        self.heard_at = Instant::now();
        let mut deliveries = vec![first];
        if let Queue::Open(subscription) = queue {
            while deliveries.len() < BATCH_MAX
                && let Some(Some(delivery)) = subscription.next().now_or_never()
            {
                deliveries.push(delivery);
            }
        }
        let mut batch = Vec::with_capacity(deliveries.len());
        gather(inputs, &mut batch);
        let mut rest = deliveries.into_iter().peekable();
        while let Some(delivery) = rest.next() {
            let last_tag = delivery.tag;
            if delivery.redelivered {
                // Its crash must not take the neighbours with it, so it is counted and goes alone.
                let incoming = self.counted(delivery).await?;
                batch.push(Input::Incoming(Box::new(incoming)));
                self.process(std::mem::take(&mut batch)).await?;
                self.acknowledge(queue, last_tag).await;
            } else {
                let now_ms = self.surroundings.clock.now_ms();
                let headers = self.begin_trace(&delivery);
                let incoming = self.core.read(&delivery.body, headers, now_ms);
                self.surroundings.metrics.lag(&incoming, now_ms);
                batch.push(Input::Incoming(Box::new(incoming)));
                if rest.peek().is_none_or(|next| next.redelivered) {
                    if protection::is_out(Protection::CommitBeforeAck) {
                        self.acknowledge(queue, last_tag).await;
                    }
                    self.process(std::mem::take(&mut batch)).await?;
                    self.acknowledge(queue, last_tag).await;
                }
            }
        }
        Ok(())
    }

    async fn counted(&mut self, delivery: Delivery) -> Result<Incoming, StoreError> {
        let now_ms = self.surroundings.clock.now_ms();
        let headers = self.begin_trace(&delivery);
        let mut incoming = self.core.read(&delivery.body, headers, now_ms);
        let counts = self.store.count_attempts(std::slice::from_ref(&incoming.id), now_ms).await?;
        // Our own count alone: the broker also counts what was handed out behind a message that killed its owner.
        let attempts = counts.first().copied().unwrap_or_default();
        if attempts > ATTEMPTS_MAX {
            tracing::error!(shard = %self.shard, attempts, "a message failed too often and is parked");
            incoming.kind = Kind::Park("poison");
        }
        Ok(incoming)
    }

    /// Continues the trace of a webhook; what is said and asked later hangs on this span.
    fn begin_trace(&self, delivery: &Delivery) -> std::collections::BTreeMap<String, String> {
        let span =
            tracing::info_span!("worker.turn", shard = %self.shard, redelivered = delivery.redelivered);
        telemetry::set_parent(&span, &delivery.headers);
        telemetry::inject(&span)
    }

    async fn acknowledge(&self, queue: &mut Queue, tag: u64) {
        let Queue::Open(subscription) = queue else { return };
        if let Err(error) = subscription.ack_up_to(tag).await {
            // The broker will deliver them again, and they will be recognised.
            tracing::warn!(shard = %self.shard, %error, "acknowledging failed, subscribing again");
            *queue = self.subscribe();
        }
    }

    /// Load, decide, commit, act.
    async fn process(&mut self, inputs: Vec<Input>) -> Result<(), StoreError> {
        let needs = self.core.needs(&inputs, self.surroundings.clock.now_ms());
        let loaded = self.store.load(&needs).await?;
        let began = Instant::now();
        let batch = self.under(|core, known| core.decide(inputs, loaded, known));
        self.surroundings.metrics.decided(began.elapsed());
        self.conclude(batch).await
    }

    /// Lets the core decide under what is known now.
    fn under(&mut self, decide: impl FnOnce(&mut Core, &Known<'_>) -> Batch) -> Batch {
        let catalogue = self.surroundings.catalogue.snapshot();
        let words = self.surroundings.catalogue.store_words();
        let worded = Worded { index: &catalogue, words: &words };
        let known = Known {
            now_ms: self.surroundings.clock.now_ms(),
            catalogue: &worded,
            shop_country: catalogue.facts().map_or("", |facts| facts.country.as_str()),
        };
        decide(&mut self.core, &known)
    }

    async fn conclude(&mut self, batch: Batch) -> Result<(), StoreError> {
        let Batch { changes, acts, notes } = batch;
        if !changes.can_wait() || !changes.released.is_empty() {
            let began = Instant::now();
            self.store.commit(&changes).await?;
            self.surroundings.metrics.committed(began.elapsed());
        }
        for note in notes {
            if note == Noted::Panicked {
                tracing::error!(shard = %self.shard, "the conversation failed on an input");
            }
            self.surroundings.metrics.noted(note);
        }
        let (effects, waiting) = self.core.backlog();
        self.surroundings.metrics.backlog(self.shard, effects, waiting);
        self.surroundings.metrics.auctions_run(self.shard, self.core.auctions_running());
        for act in acts {
            match act {
                Act::CallShop { op_key, contact, request, stage, headers } => {
                    let span = tracing::info_span!("shop.call", shard = %self.shard, call = request.label());
                    telemetry::set_parent(&span, &headers);
                    let (shop, sender) = (Arc::clone(&self.surroundings.shop), self.sender.clone());
                    let calling = async move {
                        let label = request.label();
                        before_call(label, stage);
                        // A defect in there must not keep the buyer waiting for ever.
                        let answer = std::panic::AssertUnwindSafe(shop.call(request)).catch_unwind().await;
                        let answer = answer.unwrap_or(Err(Failure::Unknown));
                        after_call(label, stage);
                        // The owner has let go of the shard when nobody receives; its successor looks for itself.
                        let _ = sender
                            .send(Input::ShopAnswered { op_key, contact, answer: Box::new(answer) })
                            .await;
                    };
                    spawn(calling.instrument(span));
                }
                Act::Release(row) => self.release(row),
                Act::FetchFile(wanted) => self.fetch_file(wanted),
                Act::Wipe => {
                    self.wipes_left = WIPES;
                    self.forget_files().await?;
                }
            }
        }
        Ok(())
    }

    fn fetch_file(&self, wanted: Wanted) {
        let (sender, media) = (self.sender.clone(), self.surroundings.media.clone());
        let ended = self.fetching.clone();
        let fetch = async move {
            let id = wanted.id.clone();
            let fetched = match media {
                Some(media) => std::panic::AssertUnwindSafe(media.fetch(wanted)).catch_unwind().await,
                None => Ok(Fetched::Later(Trouble::Unreachable)),
            };
            let fetched = fetched.unwrap_or(Fetched::Later(Trouble::Damaged));
            let _ = sender.send(Input::FileFetched { id, fetched }).await;
        };
        spawn(async move {
            ended.run_until_cancelled(fetch).await;
        });
    }

    fn release(&self, row: OutboxRow) {
        let exchange = match row.target {
            Target::Inbound => topology::INBOUND,
            Target::Outbound => topology::OUTBOUND,
            Target::Parked => topology::PARKED,
        };
        let message = Message {
            exchange,
            key: topology::shard_key(row.shard),
            body: row.body.into_bytes(),
            headers: row.headers,
            message_id: Some(row.id.clone()),
        };
        let (publisher, sender, lane, id) = (self.publisher.clone(), self.sender.clone(), row.lane, row.id);
        spawn(async move {
            let confirmed = publisher.publish(message).await;
            if let Err(error) = &confirmed {
                tracing::warn!(
                    reason = error.label(),
                    "a message could not be handed to the broker, trying again"
                );
            }
            let _ = sender.send(Input::Released { lane, id, is_confirmed: confirmed.is_ok() }).await;
        });
    }

    async fn write_released(&mut self) -> Result<(), StoreError> {
        let changes = self.core.take_released(self.surroundings.clock.now_ms());
        if changes.released.is_empty() {
            return Ok(());
        }
        self.store.commit(&changes).await
    }

    /// Lets go of the files of buyers that are old: first the bytes, then the rows, so that no bytes are left behind.
    async fn forget_files(&mut self) -> Result<(), StoreError> {
        let Some(media) = self.surroundings.media.clone() else { return Ok(()) };
        if self.core.is_fetching() {
            return Ok(());
        }
        let now_ms = self.surroundings.clock.now_ms();
        let old = self.store.old_files(now_ms).await?;
        if let Err(error) = media.forget(self.shard, old.clone()).await {
            tracing::warn!(shard = %self.shard, %error, "old files of buyers cannot be deleted, trying again later");
            return Ok(());
        }
        self.store.forget_files(&old, now_ms).await
    }

    /// Finishes what is under way, so that no call is left without its answer.
    async fn drain(&mut self, mut inputs: mpsc::Receiver<Input>) -> Result<(), StoreError> {
        let began = Instant::now();
        while !self.core.is_quiet() {
            let limit = if self.core.is_calling() { DRAIN_TIME_LIMIT } else { RELEASE_TIME_LIMIT };
            match tokio::time::timeout_at(began + limit, inputs.recv()).await {
                Ok(Some(first)) => {
                    let mut batch = vec![first];
                    gather(&mut inputs, &mut batch);
                    self.process(batch).await?;
                }
                Ok(None) => break,
                Err(_) => {
                    tracing::warn!(shard = %self.shard, "drain took too long, the next owner takes up the rest");
                    break;
                }
            }
        }
        self.write_released().await
    }
}

/// Takes along what has gathered already.
fn gather(inputs: &mut mpsc::Receiver<Input>, batch: &mut Vec<Input>) {
    while batch.len() < BATCH_MAX
        && let Ok(input) = inputs.try_recv()
    {
        batch.push(input);
    }
}

/// Starts a task that ends by itself: every call and publish has its own time limit, and a core asks for one per
/// effect and lane at most.
fn spawn(task: impl Future<Output = ()> + Send + 'static) {
    task::spawn(task);
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

fn before_call(label: &str, stage: &str) {
    match (label, stage) {
        ("open_checkout", _) => common::failpoint::hit("order.intent"),
        ("stamp_order", _) => common::failpoint::hit("order.chosen"),
        ("get_cart", "order.stamped") => common::failpoint::hit("order.stamped"),
        ("place_checkout", _) => common::failpoint::hit("order.before_place"),
        ("create_refund", _) => common::failpoint::hit("refund.before_book"),
        ("edit_order", "change.before_write") => common::failpoint::hit("change.before_write"),
        _ => {}
    }
}

fn after_call(label: &str, stage: &str) {
    match (label, stage) {
        ("open_checkout", _) => common::failpoint::hit("order.draft_opened"),
        ("place_checkout", _) => common::failpoint::hit("order.after_place"),
        ("create_refund", _) => common::failpoint::hit("refund.after_book"),
        ("get_order", "order.after_place") => common::failpoint::hit("order.read_back"),
        ("edit_order", "change.before_write") => common::failpoint::hit("change.after_write"),
        _ => {}
    }
}
