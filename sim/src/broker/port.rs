//! The broker as one process sees it: its side of publishing and consuming.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

use common::{
    broker::{
        AckError, Delivery, Message, PublishError,
        port::{BrokerPort, Source, SubscriptionPort},
        topology,
    },
    rng::Rng as _,
};
use futures_util::future::BoxFuture;
use tokio::{
    sync::{Notify, oneshot},
    time::{Duration, Instant},
};

use super::{CONFIRM_TIME_LIMIT, Consumer, Listener, Rabbit};
use crate::{
    actor::{Actor, happen},
    plan::Fault,
};

pub(super) struct Port {
    pub(super) broker: Rabbit,
    pub(super) actor: Actor,
}

impl Port {
    /// Sends messages on their way; the answer is what the broker says, when it says something.
    fn send(&self, messages: Vec<Message>) -> oneshot::Receiver<Result<(), PublishError>> {
        let (answer, answered) = oneshot::channel();
        let (broker, process, name) = (self.broker.clone(), self.actor.id(), self.actor.name().to_owned());
        let (arrives, epoch) = {
            let mut model = self.broker.model();
            let delay = Duration::from_millis(model.rng.below(4));
            let earliest = model.arrives.get(&process).copied().unwrap_or_else(Instant::now);
            let arrives = earliest.max(Instant::now() + delay);
            model.arrives.insert(process, arrives);
            (arrives, model.epoch)
        };
        happen(async move {
            tokio::time::sleep_until(arrives).await;
            let mut result = Ok(());
            let mut is_silent = false;
            let mut confirm_ms = 0;
            {
                let mut model = broker.model();
                for message in messages {
                    // What was written before a connection broke may have arrived; after that nothing does.
                    if model.epoch != epoch || !model.is_reachable(process) {
                        result = Err(PublishError::Channel);
                        break;
                    }
                    if model.plan.strikes(Fault::PublishLost) {
                        model
                            .story
                            .tell("broker", || format!("never gets {:?} of {name}", message.message_id));
                        is_silent = true;
                        continue;
                    }
                    if model.plan.strikes(Fault::PublishNacked) {
                        model.story.tell("broker", || format!("refuses {:?} of {name}", message.message_id));
                        result = Err(PublishError::Nacked);
                        continue;
                    }
                    model.store(message);
                }
                if model.plan.strikes(Fault::ConfirmLost) {
                    is_silent = true;
                }
                if model.plan.strikes(Fault::ConfirmLate) {
                    confirm_ms = 200 + model.rng.below(2_500);
                }
            }
            if is_silent {
                return;
            }
            tokio::time::sleep(Duration::from_millis(confirm_ms)).await;
            let model = broker.model();
            if model.epoch != epoch {
                model.story.cover("confirm lost in a restart");
                result = Err(PublishError::Channel);
            }
            drop(model);
            // The publisher may have given up.
            let _ = answer.send(result);
        });
        answered
    }
}

impl BrokerPort for Port {
    fn publish(&self, messages: Vec<Message>) -> BoxFuture<'_, Result<(), PublishError>> {
        Box::pin(async move {
            if messages.iter().all(|message| topology::FANOUTS.contains(&message.exchange)) {
                let mut model = self.broker.model();
                for message in &messages {
                    model.tell_listeners(message);
                }
                return Ok(());
            }
            self.actor.step("dies before a publish").await;
            if let Some(refusal) = self.refusal() {
                return Err(refusal);
            }
            let answered = self.send(messages);
            let confirmed = tokio::time::timeout(CONFIRM_TIME_LIMIT, answered).await;
            self.actor.step("dies after a publish").await;
            if let Ok(Ok(result)) = confirmed {
                return result;
            }
            // Silence on a connection that is gone is known at once; here the time limit stands for both.
            self.actor.story().cover("publish timed out");
            Err(PublishError::TimedOut)
        })
    }

    fn refusal(&self) -> Option<PublishError> {
        let model = self.broker.model();
        if !model.is_reachable(self.actor.id()) {
            Some(PublishError::NotConnected)
        } else if model.is_blocked {
            Some(PublishError::Blocked)
        } else {
            None
        }
    }

    fn connected(&self) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            let reachable = Arc::clone(&self.broker.model().reachable);
            loop {
                let told = reachable.notified();
                if self.broker.model().is_reachable(self.actor.id()) {
                    return;
                }
                told.await;
            }
        })
    }

    fn subscribe(&self, source: Source<'_>, prefetch: u16) -> BoxFuture<'static, Box<dyn SubscriptionPort>> {
        let (broker, actor) = (self.broker.clone(), self.actor.clone());
        let (name, is_queue) = match source {
            Source::Queue(name) => (name.to_owned(), true),
            Source::Fanout(name) => (name.to_owned(), false),
        };
        Box::pin(async move {
            actor.step("dies before it subscribes").await;
            actor.pause(20).await;
            Port { broker: broker.clone(), actor: actor.clone() }.connected().await;
            let news = Arc::new(Notify::new());
            let mut model = broker.model();
            model.next_id += 1;
            let id = model.next_id;
            if is_queue {
                model.story.tell(actor.name(), || format!("subscribes to {name}"));
                let consumer = Consumer {
                    process: actor.id(),
                    queue: name.clone(),
                    prefetch: usize::from(prefetch),
                    next_tag: 0,
                    unacked: BTreeMap::new(),
                    inbox: VecDeque::new(),
                    has_ended: false,
                    is_forgotten: false,
                    news: Arc::clone(&news),
                };
                model.consumers.insert(id, consumer);
                model.queues.entry(name.clone()).or_default().consumers.push(id);
                model.pump(&name);
            } else {
                let listener = Listener {
                    process: actor.id(),
                    exchange: name,
                    inbox: VecDeque::new(),
                    has_ended: false,
                    news: Arc::clone(&news),
                };
                model.listeners.insert(id, listener);
            }
            drop(model);
            let subscription: Box<dyn SubscriptionPort> = Box::new(Subscribed { broker, actor, id, news });
            subscription
        })
    }

    fn waiting(&self, queue: &str) -> BoxFuture<'_, Option<u32>> {
        let queue = queue.to_owned();
        Box::pin(async move {
            let model = self.broker.model();
            let count = model.queues.get(&queue).map_or(0, |queue| queue.ready.len());
            model.is_reachable(self.actor.id()).then(|| u32::try_from(count).unwrap_or(u32::MAX))
        })
    }
}

struct Subscribed {
    broker: Rabbit,
    actor: Actor,
    id: u64,
    news: Arc<Notify>,
}

impl Subscribed {
    /// Returns a delivery that has arrived, or until when to wait, or that there is none to come.
    fn look(&self) -> Look {
        let mut model = self.broker.model();
        if let Some(consumer) = model.consumers.get_mut(&self.id) {
            return match consumer.inbox.front() {
                Some((arrives, _)) if *arrives > Instant::now() => Look::At(*arrives),
                Some(_) => {
                    consumer.inbox.pop_front().map_or(Look::Nothing, |(_, delivery)| Look::Here(delivery))
                }
                None => Look::Nothing,
            };
        }
        match model.listeners.get_mut(&self.id) {
            Some(listener) => listener.inbox.pop_front().map_or(Look::Nothing, Look::Here),
            None => Look::Ended,
        }
    }
}

enum Look {
    Here(Delivery),
    At(Instant),
    Nothing,
    Ended,
}

impl SubscriptionPort for Subscribed {
    fn next(&mut self) -> BoxFuture<'_, Option<Delivery>> {
        Box::pin(async move {
            loop {
                match self.look() {
                    Look::Here(delivery) => return Some(delivery),
                    Look::Ended => return None,
                    Look::At(arrives) => tokio::select! {
                        biased;
                        () = self.news.notified() => {}
                        () = tokio::time::sleep_until(arrives) => {}
                    },
                    Look::Nothing => self.news.notified().await,
                }
            }
        })
    }

    fn ack(&self, tag: u64, all: bool) -> BoxFuture<'_, Result<(), AckError>> {
        Box::pin(async move {
            self.actor.step("dies before an ack").await;
            {
                let mut model = self.broker.model();
                let Some(consumer) = model.consumers.get_mut(&self.id) else {
                    return Err(AckError::closed());
                };
                let acked: Vec<u64> =
                    consumer.unacked.keys().copied().filter(|own| *own == tag || all && *own < tag).collect();
                let ids: Vec<String> =
                    acked.iter().filter_map(|own| consumer.unacked.remove(own)).map(|kept| kept.id).collect();
                let queue = consumer.queue.clone();
                model.story.tell(self.actor.name(), || format!("acks {} of {queue}", ids.join(", ")));
                model.pump(&queue);
            }
            self.actor.step("dies after an ack").await;
            Ok(())
        })
    }

    fn close(self: Box<Self>) -> BoxFuture<'static, ()> {
        Box::pin(async move {
            self.actor.pause(3).await;
            self.broker.model().end(self.id);
        })
    }
}

impl Drop for Subscribed {
    fn drop(&mut self) {
        let mut model = self.broker.model();
        model.end(self.id);
        model.listeners.remove(&self.id);
    }
}
