//! A pretend RabbitMQ: quorum queues with a single active consumer, confirms, redelivery, fanouts, restarts, alarms.
//!
//! What is confirmed is kept. What is not confirmed may be kept or not. A message that returns to its queue goes to
//! the front, in order, and is marked. This is what the real one was seen to do; where it may do several things, the
//! seed chooses.

mod port;

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use common::{
    broker::{Delivery, Message, port::BrokerPort, topology},
    rng::{Rng, SeededRng},
};
use tokio::{
    sync::Notify,
    time::{Duration, Instant},
};

use crate::{actor::Actor, plan::Plan, story::Story};

/// Longest wait for a confirm, as in the production driver.
const CONFIRM_TIME_LIMIT: Duration = Duration::from_millis(1_500);
/// Deliveries of one message before it is parked, as the topology declares it.
const DELIVERY_LIMIT: u32 = 20;

/// The broker; clones share it.
#[derive(Clone)]
pub struct Rabbit(Arc<Mutex<Model>>);

struct Model {
    story: Story,
    plan: Plan,
    rng: SeededRng,
    /// Grows with each restart; what was under way then is lost.
    epoch: u64,
    is_up: bool,
    /// Told when somebody can reach the broker again. Not a watch channel: that one wakes in a random order.
    reachable: Arc<Notify>,
    is_blocked: bool,
    cut: BTreeSet<u32>,
    queues: BTreeMap<String, Queue>,
    consumers: BTreeMap<u64, Consumer>,
    listeners: BTreeMap<u64, Listener>,
    next_id: u64,
    /// When the last message of a process arrives: one overtakes no other on a connection.
    arrives: BTreeMap<u32, Instant>,
    /// Ids of all messages that were ever stored, for the invariants.
    stored: BTreeSet<String>,
}

#[derive(Default)]
struct Queue {
    ready: VecDeque<Kept>,
    /// In order of arrival; the first is the active one.
    consumers: Vec<u64>,
}

#[derive(Clone)]
struct Kept {
    body: Vec<u8>,
    headers: BTreeMap<String, String>,
    key: String,
    id: String,
    deliveries: u32,
}

struct Consumer {
    process: u32,
    queue: String,
    prefetch: usize,
    next_tag: u64,
    unacked: BTreeMap<u64, Kept>,
    inbox: VecDeque<(Instant, Delivery)>,
    has_ended: bool,
    /// The broker has forgotten it: nothing more is delivered, although it is there.
    is_forgotten: bool,
    news: Arc<Notify>,
}

struct Listener {
    process: u32,
    exchange: String,
    inbox: VecDeque<Delivery>,
    has_ended: bool,
    news: Arc<Notify>,
}

impl Rabbit {
    /// Starts a broker without messages.
    pub fn new(seed: u64, story: Story, plan: Plan) -> Self {
        Self(Arc::new(Mutex::new(Model {
            story,
            plan,
            rng: SeededRng::new(seed ^ 0xb20c_e200),
            epoch: 0,
            is_up: true,
            reachable: Arc::new(Notify::new()),
            is_blocked: false,
            cut: BTreeSet::new(),
            queues: BTreeMap::new(),
            consumers: BTreeMap::new(),
            listeners: BTreeMap::new(),
            next_id: 0,
            arrives: BTreeMap::new(),
            stored: BTreeSet::new(),
        })))
    }

    /// Returns the broker as a process sees it.
    pub fn port(&self, actor: &Actor) -> Arc<dyn BrokerPort> {
        Arc::new(port::Port { broker: self.clone(), actor: actor.clone() })
    }

    /// Ends all that a process has open here; unacknowledged messages return.
    pub fn hang_up(&self, process: u32, why: &'static str) {
        self.model().hang_up(process, why);
    }

    /// A process loses its connection for a while.
    pub fn cut(&self, process: u32, is_cut: bool) {
        let mut model = self.model();
        if is_cut {
            model.cut.insert(process);
            model.hang_up(process, "its link was cut");
        } else {
            model.cut.remove(&process);
        }
        // Whoever waits for a connection looks again.
        model.reachable.notify_waiters();
    }

    /// Goes down: every connection breaks. Stored messages stay.
    pub fn go_down(&self) {
        let mut model = self.model();
        model.story.tell("broker", || "goes down".into());
        model.epoch += 1;
        model.is_up = false;
        let processes: BTreeSet<u32> = model
            .consumers
            .values()
            .map(|consumer| consumer.process)
            .chain(model.listeners.values().map(|listener| listener.process))
            .collect();
        for process in processes {
            model.hang_up(process, "the broker went down");
        }
    }

    /// Comes back.
    pub fn come_up(&self) {
        let mut model = self.model();
        model.story.tell("broker", || "is back".into());
        model.is_up = true;
        model.reachable.notify_waiters();
    }

    /// Forgets that one of its queues has a consumer.
    pub fn forget_consumer(&self) {
        let mut model = self.model();
        let count = u64::try_from(model.consumers.len()).unwrap_or(0);
        let chosen = usize::try_from(model.rng.below(count)).unwrap_or(0);
        let story = model.story.clone();
        if let Some(consumer) = model.consumers.values_mut().nth(chosen) {
            story.tell("broker", || format!("forgets that {} has a consumer", consumer.queue));
            consumer.is_forgotten = true;
        }
    }

    /// Raises or clears its alarm.
    pub fn block(&self, is_blocked: bool) {
        let mut model = self.model();
        model
            .story
            .tell("broker", || if is_blocked { "blocks publishers" } else { "takes messages again" }.into());
        model.is_blocked = is_blocked;
    }

    /// Returns whether a message with this id was ever stored.
    pub fn has_stored(&self, id: &str) -> bool {
        self.model().stored.contains(id)
    }

    /// Returns how many messages wait or are unacknowledged, the parking lot left out, with the fullest queue's name.
    pub fn backlog(&self) -> (usize, String) {
        let model = self.model();
        let mut worst = (0, String::new());
        let mut sum = 0;
        for (name, queue) in model.queues.iter().filter(|(name, _)| *name != topology::PARKED) {
            let unacked =
                |consumer: &Consumer| if consumer.queue == *name { consumer.unacked.len() } else { 0 };
            let count = queue.ready.len() + model.consumers.values().map(unacked).sum::<usize>();
            sum += count;
            if count > worst.0 {
                worst = (count, name.clone());
            }
        }
        (sum, worst.1)
    }

    /// Returns the parked messages: reason and body.
    pub fn parked(&self) -> Vec<(String, String)> {
        let model = self.model();
        let parked = model.queues.get(topology::PARKED).map(|queue| queue.ready.iter());
        let read = |kept: &Kept| {
            let reason = kept.headers.get("reason").cloned().unwrap_or_default();
            (reason, String::from_utf8_lossy(&kept.body).into_owned())
        };
        parked.into_iter().flatten().map(read).collect()
    }

    fn model(&self) -> MutexGuard<'_, Model> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Model {
    fn is_reachable(&self, process: u32) -> bool {
        self.is_up && !self.cut.contains(&process)
    }

    fn hang_up(&mut self, process: u32, why: &'static str) {
        let gone: Vec<u64> = self
            .consumers
            .iter()
            .filter(|(_, consumer)| consumer.process == process)
            .map(|(id, _)| *id)
            .collect();
        if !gone.is_empty() {
            self.story
                .tell("broker", || format!("ends {} consumers of process {process}: {why}", gone.len()));
        }
        for id in gone {
            self.end(id);
        }
        for listener in self.listeners.values_mut().filter(|listener| listener.process == process) {
            listener.has_ended = true;
            listener.news.notify_one();
        }
        self.listeners.retain(|_, listener| !listener.has_ended);
    }

    /// Ends a consumer: what it has not acknowledged returns to the front of the queue, in order.
    fn end(&mut self, id: u64) {
        let Some(consumer) = self.consumers.get_mut(&id) else { return };
        if consumer.has_ended {
            return;
        }
        consumer.has_ended = true;
        consumer.inbox.clear();
        consumer.news.notify_one();
        let name = consumer.queue.clone();
        let returned = std::mem::take(&mut consumer.unacked);
        self.consumers.remove(&id);
        let mut parked = Vec::new();
        if let Some(queue) = self.queues.get_mut(&name) {
            queue.consumers.retain(|other| *other != id);
            if !returned.is_empty() {
                self.story.cover("redelivery");
            }
            for kept in returned.into_values().rev() {
                if kept.deliveries > DELIVERY_LIMIT {
                    parked.push(kept);
                } else {
                    queue.ready.push_front(kept);
                }
            }
        }
        for mut kept in parked {
            self.story.cover("delivery limit reached");
            kept.headers.insert("reason".into(), "delivery_limit".into());
            self.queues.entry(topology::PARKED.into()).or_default().ready.push_back(kept);
        }
        self.pump(&name);
    }

    /// Hands the active consumer what it may have.
    fn pump(&mut self, name: &str) {
        let Some(queue) = self.queues.get_mut(name) else { return };
        let Some(consumer) = queue.consumers.first().and_then(|id| self.consumers.get_mut(id)) else {
            return;
        };
        let arrives = Instant::now() + Duration::from_millis(self.rng.below(3));
        let mut has_news = false;
        while !consumer.is_forgotten
            && consumer.unacked.len() < consumer.prefetch
            && let Some(mut kept) = queue.ready.pop_front()
        {
            consumer.next_tag += 1;
            let delivery = Delivery {
                tag: consumer.next_tag,
                body: kept.body.clone(),
                headers: kept.headers.clone(),
                redelivered: kept.deliveries > 0,
                delivery_count: kept.deliveries,
                key: kept.key.clone(),
            };
            kept.deliveries += 1;
            let arrives = consumer.inbox.back().map_or(arrives, |(before, _)| arrives.max(*before));
            consumer.inbox.push_back((arrives, delivery));
            consumer.unacked.insert(consumer.next_tag, kept);
            has_news = true;
        }
        if has_news {
            consumer.news.notify_one();
        }
    }

    fn store(&mut self, message: Message) {
        let Message { exchange, key, body, headers, message_id } = message;
        let id = message_id.unwrap_or_default();
        let queue = match exchange {
            topology::INBOUND | topology::OUTBOUND | topology::STATUS => format!("{exchange}.{key}"),
            topology::PARKED => topology::PARKED.to_owned(),
            // The archive is a stream that nobody reads here; product webhooks have no listener.
            _ => return,
        };
        self.story.tell("broker", || format!("stores {id} in {queue}"));
        self.stored.insert(id.clone());
        let kept = Kept { body, headers, key, id, deliveries: 0 };
        self.queues.entry(queue.clone()).or_default().ready.push_back(kept);
        self.pump(&queue);
    }

    fn tell_listeners(&mut self, message: &Message) {
        for listener in self.listeners.values_mut().filter(|listener| listener.exchange == message.exchange) {
            listener.inbox.push_back(Delivery {
                tag: 0,
                body: message.body.clone(),
                headers: BTreeMap::new(),
                redelivered: false,
                delivery_count: 0,
                key: String::new(),
            });
            listener.news.notify_one();
        }
    }
}
