//! Joins the core with the world: broker, journals, Graph API, clock. It decides nothing.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use anyhow::Context as _;
use common::{
    assignment, broker::Broker, clock::SystemClock, graph::Token, ops_server, process::Process,
    rng::SystemRng, shard, task, telemetry,
};
use domain::{Shard, ShardCount, envelope::Outbound, outbound::Message};
use futures_util::FutureExt as _;
use tokio::{
    sync::{Semaphore, mpsc, watch},
    time::Instant,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::Instrument;

use crate::{
    Config,
    core::{
        Command, Input, Note, Notifier, Now, Stream,
        row::{Batch, Trace},
    },
    graph::{Graph, GraphClient},
    metrics::Metrics,
    shard_task::{self, Context},
    store::{Files, Folder},
    verdict::{GraphAnswer, judge},
};

/// Things that happened and wait to be looked at.
const INPUTS_MAX: usize = 1_024;

/// How often gauges are shown.
const GAUGE_INTERVAL: Duration = Duration::from_secs(1);

/// After this long without any shard, none is meant for this process.
const ASSIGNMENT_TIME: Duration = Duration::from_secs(5);

/// Longest time that the core is left alone; a wake-up that was missed is made up for.
const IDLE_MAX: Duration = Duration::from_secs(1);

/// Runs the notifier until it is told to end.
pub async fn run(config: Config, process: Process) -> anyhow::Result<()> {
    shard::check_count(&config.data_dir, config.shards.get()).context("checking the data folder")?;
    let metrics = Metrics::register(&process.registry).context("registering metrics")?;
    process.readiness.set("broker", false);
    process.readiness.set("shards", false);
    let bound = ops_server::serve(config.ops_addr, &process).await?;
    tracing::info!(addr = %bound, "ops listener");

    let hash_key = Arc::new(config.hash_key);
    let token = Token::new(config.graph.token);
    let graph =
        GraphClient::new(config.graph.url, token.clone(), Arc::clone(&hash_key), config.business_account)?;
    let graph = graph.with_fonts(&config.fonts);
    let graph = if config.uploads_pictures { graph.with_pictures(config.shop)? } else { graph };
    let broker = Broker::start(&config.amqp_url, "notifier", config.shards.get(), process.shutdown.clone());
    let tasks = TaskTracker::new();
    tasks.spawn({
        let (broker, readiness) = (broker.clone(), process.readiness.clone());
        async move { broker.keep_readiness(readiness).await }
    });
    let (inputs, received) = inputs();
    if let Some(path) = config.graph.token_file {
        tasks.spawn(watch_token(token.clone(), inputs.clone(), process.shutdown.clone()));
        tasks.spawn(token.follow(path, process.shutdown.clone()));
    }
    let files = Folder(config.data_dir);
    let context = Context { broker, files, hash_key, clock: Arc::new(SystemClock), metrics, inputs };
    let core = Notifier::new(config.limits, Box::new(SystemRng));
    deliver(core, graph, context, received, config.shards, tasks, &process).await;
    Ok(())
}

/// Delivers for the shards that fall to this process, as processes come and go, until shutdown; then ends what is in
/// flight. `received` is the other end of the context's `inputs`.
pub async fn deliver<G: Graph, F: Files>(
    core: Notifier,
    graph: G,
    context: Context<F>,
    received: mpsc::Receiver<Input>,
    shards: ShardCount,
    tasks: TaskTracker,
    process: &Process,
) {
    let (desired_sender, desired) = watch::channel(BTreeSet::new());
    let assigned = assignment::run(
        "notifier",
        process.instance.clone(),
        context.broker.clone(),
        shards.get(),
        process.shutdown.clone(),
        Arc::clone(&context.clock),
        desired_sender,
    );
    tasks.spawn(task::grouped(assigned));
    let driver = Driver {
        core,
        marks: Arc::new(Semaphore::new(MARKS_MAX)),
        graph,
        context,
        shards: BTreeMap::new(),
        tasks: tasks.clone(),
    };
    driver.drive(received, desired, process).await;
    tasks.close();
    tokio::select! {
        biased;
        () = process.hard.cancelled() => {}
        () = tasks.wait() => {}
    }
}

/// Returns the two ends of what a driver is told.
pub fn inputs() -> (mpsc::Sender<Input>, mpsc::Receiver<Input>) {
    mpsc::channel(INPUTS_MAX)
}

/// Tells the core of every exchange of the token.
async fn watch_token(token: Token, inputs: mpsc::Sender<Input>, shutdown: CancellationToken) {
    let mut exchanges = token.exchanges();
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            news = exchanges.changed() => {
                if news.is_err() || inputs.send(Input::TokenChanged).await.is_err() {
                    return;
                }
            }
        }
    }
}

/// Read marks on their way at once; beyond, a mark is left out.
const MARKS_MAX: usize = 32;

struct Driver<G, F> {
    core: Notifier,
    marks: Arc<Semaphore>,
    graph: G,
    context: Context<F>,
    shards: BTreeMap<Shard, ShardHandle>,
    tasks: TaskTracker,
}

/// The tasks of a shard, from wanting it to having given it away.
struct ShardHandle {
    batches: mpsc::Sender<Box<Batch>>,
    /// Ends the tasks of the shard.
    stop: CancellationToken,
    /// Present while the journal is open.
    consumers: Option<Consumers>,
    is_leaving: bool,
}

struct Consumers {
    receipts: BTreeMap<Stream, mpsc::Sender<u64>>,
    outbound_is_on: watch::Sender<bool>,
    status_is_on: watch::Sender<bool>,
    stop: CancellationToken,
}

impl<G: Graph, F: Files> Driver<G, F> {
    async fn drive(
        mut self,
        mut received: mpsc::Receiver<Input>,
        mut desired: watch::Receiver<BTreeSet<u16>>,
        process: &Process,
    ) {
        let mut gauges = tokio::time::interval(GAUGE_INTERVAL);
        let started = Instant::now();
        loop {
            if process.shutdown.is_cancelled() {
                self.want(&BTreeSet::new());
                if self.shards.is_empty() {
                    return;
                }
            }
            let lacking = desired.borrow().iter().any(|shard| !self.shards.contains_key(&Shard(*shard)));
            if lacking && !process.shutdown.is_cancelled() {
                // One that was given away and wanted again before it was gone.
                let wanted = desired.borrow().clone();
                self.want(&wanted);
            }
            let wanted = desired.borrow().len();
            let all_open = self.shards.values().filter(|handle| handle.consumers.is_some()).count() == wanted;
            // With more notifiers than shards some own none, and are ready for when that changes.
            let is_assigned = wanted > 0 || started.elapsed() >= ASSIGNMENT_TIME;
            process.readiness.set("shards", is_assigned && all_open);
            let sleep = self.until_wake();
            tokio::select! {
                biased;
                () = process.hard.cancelled() => return,
                () = process.shutdown.cancelled(), if !process.shutdown.is_cancelled() => {}
                changed = desired.changed() => {
                    // The sender ends with the goodbye; then nothing is wanted any more.
                    let wanted = if changed.is_ok() { desired.borrow_and_update().clone() } else { BTreeSet::new() };
                    if changed.is_err() && !process.shutdown.is_cancelled() {
                        tracing::error!("the assignment of shards ended by itself");
                        process.shutdown.cancel();
                    }
                    if !process.shutdown.is_cancelled() {
                        self.want(&wanted);
                    } else if changed.is_err() {
                        // A closed channel is always ready: wait for the rest without it.
                        self.finish(&mut received, process).await;
                        return;
                    }
                }
                input = received.recv() => {
                    // This driver holds a sender, so there is always a next input.
                    if let Some(input) = input {
                        self.take(input);
                    }
                }
                _ = gauges.tick() => self.context.metrics.show(&self.core.snapshot(self.now())),
                () = tokio::time::sleep(sleep) => self.take(Input::Tick),
            }
        }
    }

    /// Ends what is in flight, with nothing wanted any more.
    async fn finish(&mut self, received: &mut mpsc::Receiver<Input>, process: &Process) {
        self.want(&BTreeSet::new());
        while !self.shards.is_empty() {
            let sleep = self.until_wake();
            tokio::select! {
                biased;
                () = process.hard.cancelled() => return,
                input = received.recv() => if let Some(input) = input { self.take(input) },
                () = tokio::time::sleep(sleep) => self.take(Input::Tick),
            }
        }
    }

    fn now(&self) -> Now {
        let clock = &self.context.clock;
        Now { unix_ms: clock.now_ms(), monotonic_ms: clock.monotonic_ms() }
    }

    fn until_wake(&self) -> Duration {
        let now_ms = self.context.clock.monotonic_ms();
        let until_ms = self.core.wake_at_ms().map(|at_ms| at_ms.saturating_sub(now_ms));
        until_ms.map_or(IDLE_MAX, Duration::from_millis).min(IDLE_MAX)
    }

    /// Goes for the shards that are wanted, and gives the others away.
    fn want(&mut self, wanted: &BTreeSet<u16>) {
        for shard in wanted.iter().copied().map(Shard) {
            self.shards.entry(shard).or_insert_with(|| {
                let (batches, to_commit) = mpsc::channel(2);
                let stop = CancellationToken::new();
                let journal = shard_task::keep_journal(self.context.clone(), shard, to_commit, stop.clone());
                self.tasks.spawn(task::grouped(journal));
                ShardHandle { batches, stop, consumers: None, is_leaving: false }
            });
        }
        let leaving: Vec<Shard> = self
            .shards
            .iter()
            .filter(|(shard, handle)| !wanted.contains(&shard.0) && !handle.is_leaving)
            .map(|(shard, _)| *shard)
            .collect();
        for shard in leaving {
            let Some(handle) = self.shards.get_mut(&shard) else { continue };
            handle.is_leaving = true;
            if let Some(consumers) = &handle.consumers {
                // What is unacknowledged is finished first; then the core lets go.
                consumers.status_is_on.send_replace(false);
                self.take(Input::Close { shard });
            } else {
                handle.stop.cancel();
                self.shards.remove(&shard);
            }
        }
    }

    fn take(&mut self, input: Input) {
        match &input {
            Input::Opened { shard, .. } => {
                if !self.shards.contains_key(shard) {
                    // Given away while it was being opened.
                    return;
                }
                self.start_consumers(*shard);
            }
            Input::JournalFailed { shard } => {
                if let Some(handle) = self.shards.get_mut(shard)
                    && let Some(consumers) = handle.consumers.take()
                {
                    consumers.stop.cancel();
                    if handle.is_leaving {
                        handle.stop.cancel();
                        self.shards.remove(shard);
                    }
                }
            }
            _ => {}
        }
        let now = self.now();
        for command in self.core.on(input, now) {
            self.perform(command);
        }
    }

    fn start_consumers(&mut self, shard: Shard) {
        let Some(handle) = self.shards.get_mut(&shard) else { return };
        let stop = handle.stop.child_token();
        let (outbound_is_on, outbound_on) = watch::channel(false);
        let (status_is_on, status_on) = watch::channel(true);
        let mut receipts = BTreeMap::new();
        for (stream, is_on) in [(Stream::Outbound, outbound_on), (Stream::Status, status_on)] {
            let (sender, receiver) = mpsc::channel(4);
            receipts.insert(stream, sender);
            let consumer =
                shard_task::consume(self.context.clone(), shard, stream, receiver, is_on, stop.clone());
            self.tasks.spawn(task::grouped(consumer));
        }
        handle.consumers = Some(Consumers { receipts, outbound_is_on, status_is_on, stop });
    }

    fn perform(&mut self, command: Command) {
        match command {
            Command::Commit { shard, batch } => {
                let Some(handle) = self.shards.get(&shard) else { return };
                // At most one batch is under way, so there is room; a closed channel means that the journal failed,
                // which comes as an input of its own.
                let _ = handle.batches.try_send(batch);
            }
            Command::Acknowledge { shard, stream, receipt } => {
                let consumers = self.shards.get(&shard).and_then(|handle| handle.consumers.as_ref());
                if let Some(receipts) = consumers.and_then(|consumers| consumers.receipts.get(&stream)) {
                    // One group at a time is under way; without a consumer the deliveries come again.
                    let _ = receipts.try_send(receipt);
                }
            }
            Command::Consume { shard, is_on } => {
                let consumers = self.shards.get(&shard).and_then(|handle| handle.consumers.as_ref());
                if let Some(consumers) = consumers {
                    consumers.outbound_is_on.send_replace(is_on);
                }
            }
            Command::Release { shard } => {
                // The journal closes and gives back its lock when nobody can send it a batch; the consumers end.
                if let Some(handle) = self.shards.remove(&shard) {
                    if let Some(consumers) = &handle.consumers {
                        consumers.stop.cancel();
                    }
                    tracing::info!(%shard, "gave a shard away");
                }
            }
            Command::Post { shard, outbound, trace, post } => self.post(shard, outbound, &trace, post),
            Command::MarkRead { outbound, trace } => self.mark_read(outbound, &trace),
            Command::Park { shard, outbound, trace, reason } => {
                let (broker, inputs) = (self.context.broker.clone(), self.context.inputs.clone());
                self.tasks.spawn(task::grouped(async move {
                    let is_confirmed = shard_task::park(&broker, shard, &outbound, &trace, reason).await;
                    let id = outbound.id.clone();
                    let _ = inputs.send(Input::ParkEnded { shard, id, is_confirmed }).await;
                }));
            }
            Command::ReadTemplates => {
                let (graph, inputs) = (self.graph.clone(), self.context.inputs.clone());
                self.tasks.spawn(task::grouped(async move {
                    let _ = inputs.send(Input::TemplatesRead(graph.templates().await)).await;
                }));
            }
            Command::Note(note) => {
                self.context.metrics.note(&note);
                log(&note);
            }
        }
    }

    /// One call that nobody waits for.
    fn mark_read(&self, outbound: Arc<Outbound>, trace: &Trace) {
        let Ok(permit) = Arc::clone(&self.marks).try_acquire_owned() else { return };
        let (graph, metrics) = (self.graph.clone(), self.context.metrics.clone());
        let span = tracing::info_span!("graph_call", outbox.id = %outbound.id, kind = "mark_read");
        telemetry::set_parent(&span, trace);
        let call = async move {
            let started = Instant::now();
            let headers = telemetry::inject(&tracing::Span::current());
            let sending = std::panic::AssertUnwindSafe(graph.send(&outbound, &headers)).catch_unwind();
            let judged = judge(&sending.await.unwrap_or(GraphAnswer::Broken), false);
            metrics.call_ended(&judged.verdict, started.elapsed());
            drop(permit);
        };
        self.tasks.spawn(task::grouped(call.instrument(span)));
    }

    fn post(&self, shard: Shard, outbound: Arc<Outbound>, trace: &Trace, post: u32) {
        let (graph, inputs, metrics) =
            (self.graph.clone(), self.context.inputs.clone(), self.context.metrics.clone());
        let kind = outbound.message.label();
        let span = tracing::info_span!("graph_call", outbox.id = %outbound.id, kind, post);
        telemetry::set_parent(&span, trace);
        let call = async move {
            common::failpoint::hit("notifier.before_post");
            let started = Instant::now();
            let headers = telemetry::inject(&tracing::Span::current());
            // A defect in there must not keep the buyer's other messages waiting for ever.
            let sending = std::panic::AssertUnwindSafe(graph.send(&outbound, &headers)).catch_unwind();
            let answer = sending.await.unwrap_or(GraphAnswer::Broken);
            common::failpoint::hit("notifier.after_post");
            let expects_id = !matches!(outbound.message, Message::MarkRead { .. });
            let judged = judge(&answer, expects_id);
            let took = started.elapsed();
            metrics.call_ended(&judged.verdict, took);
            let duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
            tracing::debug!(
                verdict = judged.verdict.label(),
                code = judged.code,
                duration_ms,
                "a call ended"
            );
            let _ = inputs.send(Input::Answered { shard, id: outbound.id.clone(), post, judged }).await;
        };
        self.tasks.spawn(task::grouped(call.instrument(span)));
    }
}

/// Logs what somebody may look for; each thing once.
fn log(note: &Note) {
    use crate::core::row::State;
    match note {
        Note::Ended { state, kind, reason, age_ms, shard, contact, id } => match state {
            State::Parked | State::Failed | State::Expired => tracing::warn!(
                outbox.id = %id, %contact, %shard, kind, reason, age_ms, state = state.label(),
                "a message could not be delivered; it is parked"
            ),
            _ => {
                tracing::debug!(outbox.id = %id, %contact, %shard, kind, state = state.label(), "a message ended");
            }
        },
        Note::HoldBegan(reason, scope, number) => tracing::error!(
            reason = reason.label(),
            ?scope,
            number = number.as_str(),
            "sending is held until somebody acts; messages wait"
        ),
        Note::HoldEnded(reason) => tracing::warn!(reason = reason.label(), "sending is possible again"),
        Note::LateFailure { code } => {
            tracing::warn!(code, "Meta reported a failure after accepting a message");
        }
        Note::AmbiguousResolved(resolution) => tracing::info!(resolution, "a doubtful send was resolved"),
        Note::Ambiguous => tracing::info!("a send has no clear answer; waiting for its status"),
        Note::AccountNews(kind, true) => {
            tracing::warn!(kind, "news of the account that somebody should act on");
        }
        Note::AccountNews(kind, false) => tracing::info!(kind, "news of the account"),
        Note::Reopened => tracing::warn!("Meta refused a message after taking it; its template is sent"),
        Note::Duplicate | Note::Paced(_) | Note::UnknownStatus | Note::Priced(_) => {}
    }
}
