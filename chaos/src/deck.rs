//! The deck from which faults are dealt, so that each kind comes before any comes twice too often, and the details of
//! each fault. To add a kind, add a card here and a fault in `schedule`.

use common::rng::{Rng as _, SeededRng};
use serde_json::{Value, json};

use crate::schedule::{FIRST_FAULT_MS, Fault, INGRESSES, Link, NOTIFIERS, Poison, WORKERS, Who};
use crate::stage::SHARDS;

/// Longest time that a request to the shop is held up on its way. It must stay, with the longest freeze of the sandbox
/// and the longest delay in it, well below `SHOP_SETTLE` of the stage: a shop that works on a call after that time is
/// outside of what the order protocol promises to bear.
pub const SHOP_HELD_SECONDS_MAX: u64 = 8;
/// Longest freeze of the sandbox, shop and Graph alike.
pub const SANDBOX_FROZEN_SECONDS_MAX: u64 = 5;
/// A run of this length or more has freezes and silences that outlast the broker's patience with a silent client.
const LONG_RUN_SECONDS: u64 = 180;
/// Nothing moves while the broker is away or blocked, and it takes a while to come back. So that other faults meet a
/// system at work, such faults stay this far apart, and away from the start.
const BROKER_WIDE_MS: u64 = 25_000;

/// What a card of the deck stands for; the details are drawn when it is dealt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Card {
    KillIngress,
    KillWorker,
    KillNotifier,
    DieAt,
    FreezeIngress,
    FreezeWorker,
    FreezeNotifier,
    FreezeSandbox,
    CutBroker,
    CutShop,
    CutGraph,
    CutWebhooks,
    Slow,
    HalfClose,
    SilentBroker,
    SilentShop,
    SilentGraph,
    BrokerRestart,
    BrokerKill,
    MemoryAlarm,
    DiskAlarm,
    DiskFull,
    Poison,
    DamagedPage,
    LostShopAnswer,
    ShopErrors,
    ShopPages,
    SlowShop,
    LostGraphAnswer,
    GraphLimits,
    GraphErrors,
    WebhooksTwice,
    WebhooksSwapped,
}

impl Card {
    fn is_broker_wide(self) -> bool {
        matches!(self, Self::BrokerRestart | Self::BrokerKill | Self::MemoryAlarm | Self::DiskAlarm)
    }
}

const DECK: [Card; 38] = [
    Card::KillIngress,
    Card::KillWorker,
    Card::KillWorker,
    Card::KillNotifier,
    Card::KillNotifier,
    Card::DieAt,
    Card::DieAt,
    Card::FreezeIngress,
    Card::FreezeWorker,
    Card::FreezeNotifier,
    Card::FreezeSandbox,
    Card::CutBroker,
    Card::CutBroker,
    Card::CutShop,
    Card::CutGraph,
    Card::CutWebhooks,
    Card::Slow,
    Card::HalfClose,
    Card::SilentBroker,
    Card::SilentShop,
    Card::SilentGraph,
    Card::BrokerRestart,
    Card::BrokerKill,
    Card::MemoryAlarm,
    Card::DiskAlarm,
    Card::DiskFull,
    Card::Poison,
    Card::DamagedPage,
    Card::LostShopAnswer,
    Card::LostShopAnswer,
    Card::ShopErrors,
    Card::ShopPages,
    Card::SlowShop,
    Card::LostGraphAnswer,
    Card::GraphLimits,
    Card::GraphErrors,
    Card::WebhooksTwice,
    Card::WebhooksSwapped,
];

/// The places in the code of worker and notifier at which a test may let them die.
const WORKER_PLACES: [&str; 7] = [
    "order.intent",
    "order.draft_opened",
    "order.chosen",
    "order.stamped",
    "order.before_place",
    "order.after_place",
    "order.read_back",
];
const NOTIFIER_PLACES: [&str; 3] =
    ["notifier.before_post:5", "notifier.after_post:5", "notifier.after_commit:5"];

/// Deals the faults of a seed.
pub struct Dealer {
    rng: SeededRng,
    deck: Vec<Card>,
    broker_free_at_ms: u64,
    long: bool,
}

impl Dealer {
    /// The dealer of this seed for a run of this many seconds.
    pub fn new(seed: u64, seconds: u64) -> Self {
        Self {
            rng: SeededRng::new(seed),
            deck: Vec::new(),
            broker_free_at_ms: FIRST_FAULT_MS + BROKER_WIDE_MS / 2,
            long: seconds >= LONG_RUN_SECONDS,
        }
    }

    /// The fault for this moment of the run.
    pub fn fault(&mut self, at_ms: u64) -> Fault {
        let card = self.deal(at_ms);
        self.play(card)
    }

    fn deal(&mut self, at_ms: u64) -> Card {
        if self.deck.is_empty() {
            self.deck.extend(DECK);
            for n in (1..self.deck.len()).rev() {
                let other = usize::try_from(self.rng.below(n as u64 + 1)).unwrap_or(0);
                self.deck.swap(n, other);
            }
        }
        // The topmost card that may be played now; the others keep their places.
        let may_be_played = |card: &Card| !card.is_broker_wide() || at_ms >= self.broker_free_at_ms;
        let card = match self.deck.iter().rposition(may_be_played) {
            Some(place) => self.deck.remove(place),
            None => self.deck.pop().unwrap_or(Card::KillWorker),
        };
        if card.is_broker_wide() {
            self.broker_free_at_ms = at_ms + BROKER_WIDE_MS;
        }
        card
    }

    /// A number from `least` to `most`.
    pub fn between(&mut self, least: u64, most: u64) -> u64 {
        least + self.rng.below(most - least + 1)
    }

    fn one_of(&mut self, count: u8) -> u8 {
        1 + u8::try_from(self.rng.below(u64::from(count))).unwrap_or(0)
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        from.get(usize::try_from(self.rng.below(from.len() as u64)).unwrap_or(0)).cloned()
    }

    /// A process with a connection to the broker.
    fn client(&mut self) -> Who {
        match self.between(0, 6) {
            0 | 1 => Who::Ingress(self.one_of(INGRESSES)),
            2..=4 => Who::Worker(self.one_of(WORKERS)),
            _ => Who::Notifier(self.one_of(NOTIFIERS)),
        }
    }

    fn any_link(&mut self) -> Link {
        match self.between(0, 5) {
            0..=2 => Link::Broker(self.client()),
            3 => Link::Shop,
            4 => Link::Graph(self.one_of(NOTIFIERS)),
            _ => Link::Webhooks,
        }
    }

    fn kill(&mut self, who: Who) -> Fault {
        Fault::Kill { who, away_ms: self.between(100, 6_000) }
    }

    fn freeze(&mut self, who: Who) -> Fault {
        // Now and then longer than the broker waits for a sign of life, 20 s.
        let long = self.long && self.between(0, 3) == 0;
        let for_ms = if long { self.between(22_000, 28_000) } else { self.between(2_000, 9_000) };
        Fault::Freeze { who, for_ms }
    }

    fn platform(name: &str, rule: Value) -> Fault {
        Fault::Platform { rule, name: name.to_owned() }
    }

    fn play(&mut self, card: Card) -> Fault {
        let times = self.between(2, 6);
        match card {
            Card::KillIngress => {
                let who = Who::Ingress(self.one_of(INGRESSES));
                self.kill(who)
            }
            Card::KillWorker => {
                let who = Who::Worker(self.one_of(WORKERS));
                self.kill(who)
            }
            Card::KillNotifier => {
                let who = Who::Notifier(self.one_of(NOTIFIERS));
                self.kill(who)
            }
            Card::DieAt => {
                let worker = self.between(0, 3) > 0;
                let (who, places) = if worker {
                    (Who::Worker(self.one_of(WORKERS)), WORKER_PLACES.as_slice())
                } else {
                    (Who::Notifier(self.one_of(NOTIFIERS)), NOTIFIER_PLACES.as_slice())
                };
                let place = self.pick(places).unwrap_or_default().to_owned();
                Fault::DieAt { who, place, armed_ms: self.between(6_000, 10_000) }
            }
            Card::FreezeIngress => {
                let who = Who::Ingress(self.one_of(INGRESSES));
                self.freeze(who)
            }
            Card::FreezeWorker => {
                let who = Who::Worker(self.one_of(WORKERS));
                self.freeze(who)
            }
            Card::FreezeNotifier => {
                let who = Who::Notifier(self.one_of(NOTIFIERS));
                self.freeze(who)
            }
            Card::FreezeSandbox => {
                let for_ms = self.between(1_000, SANDBOX_FROZEN_SECONDS_MAX * 1_000);
                Fault::Freeze { who: Who::Sandbox, for_ms }
            }
            Card::CutBroker => Fault::Cut { link: Link::Broker(self.client()) },
            Card::CutShop => Fault::Cut { link: Link::Shop },
            Card::CutGraph => Fault::Cut { link: Link::Graph(self.one_of(NOTIFIERS)) },
            Card::CutWebhooks => Fault::Cut { link: Link::Webhooks },
            Card::Slow => Fault::Slow {
                link: self.any_link(),
                delay_ms: self.between(50, 400),
                for_ms: self.between(2_000, SHOP_HELD_SECONDS_MAX * 1_000),
            },
            Card::HalfClose => Fault::HalfClose { link: self.any_link() },
            Card::SilentBroker => {
                let long = self.long && self.between(0, 2) == 0;
                let for_ms = if long { self.between(22_000, 28_000) } else { self.between(2_000, 9_000) };
                Fault::Silence { link: Link::Broker(self.client()), for_ms }
            }
            Card::SilentShop => Fault::Silence {
                link: Link::Shop,
                for_ms: self.between(2_000, SHOP_HELD_SECONDS_MAX * 1_000),
            },
            Card::SilentGraph => Fault::Silence {
                link: Link::Graph(self.one_of(NOTIFIERS)),
                for_ms: self.between(2_000, 9_000),
            },
            Card::BrokerRestart => Fault::BrokerRestart { away_ms: self.between(0, 4_000) },
            Card::BrokerKill => Fault::BrokerKill { away_ms: self.between(0, 4_000) },
            Card::MemoryAlarm => Fault::MemoryAlarm { for_ms: self.between(2_000, 7_000) },
            Card::DiskAlarm => Fault::DiskAlarm { for_ms: self.between(2_000, 7_000) },
            Card::DiskFull => Fault::DiskFull { for_ms: self.between(2_000, 8_000) },
            Card::Poison => {
                let what = self.pick(&[Poison::NoJson, Poison::NoEnvelope]).unwrap_or(Poison::NoJson);
                Fault::Poison { what, shard: u16::try_from(self.rng.below(u64::from(SHARDS))).unwrap_or(0) }
            }
            Card::DamagedPage => Fault::DamagedPage {
                who: Who::Worker(self.one_of(WORKERS)),
                shard: u16::try_from(self.rng.below(u64::from(SHARDS))).unwrap_or(0),
                for_ms: self.between(3_000, 8_000),
            },
            Card::LostShopAnswer => {
                let path = self.pick(&["/checkout", "/cart", "/orders/"]).unwrap_or("/cart");
                Self::platform(
                    "lost answers of the shop",
                    json!({"target": "shop", "path_contains": path, "times": times, "fault": {"kind": "lose_answer"}}),
                )
            }
            Card::ShopErrors => {
                let fault = self
                    .pick(&[
                        json!({"kind": "status", "status": 500}),
                        json!({"kind": "status", "status": 503}),
                        json!({"kind": "status", "status": 429, "retry_after": 1}),
                    ])
                    .unwrap_or_default();
                Self::platform(
                    "429 and 5xx of the shop",
                    json!({"target": "shop", "path_contains": "/wc/", "times": times, "fault": fault}),
                )
            }
            Card::ShopPages => {
                let fault = self
                    .pick(&[json!({"kind": "html"}), json!({"kind": "html_ok"}), json!({"kind": "truncate"})])
                    .unwrap_or_default();
                Self::platform(
                    "HTML and half answers of the shop",
                    json!({"target": "shop", "path_contains": "/wc/", "times": times, "fault": fault}),
                )
            }
            Card::SlowShop => {
                let kind = self.pick(&["delay", "delay_after", "late_work"]).unwrap_or("delay");
                Self::platform(
                    "late work of the shop",
                    json!({"target": "shop", "path_contains": "/store/", "times": times,
                        "fault": {"kind": kind, "ms": self.between(500, 4_500)}}),
                )
            }
            Card::LostGraphAnswer => {
                let fault = self
                    .pick(&[
                        json!({"kind": "lose_answer"}),
                        json!({"kind": "truncate"}),
                        json!({"kind": "html_ok"}),
                    ])
                    .unwrap_or_default();
                Self::platform(
                    "lost answers of Graph",
                    json!({"target": "graph", "path_contains": "/messages", "times": times, "fault": fault}),
                )
            }
            Card::GraphLimits => {
                let fault = self
                    .pick(&[
                        json!({"kind": "graph_error", "code": 130_429}),
                        json!({"kind": "graph_error", "code": 131_056}),
                        json!({"kind": "status", "status": 429, "retry_after": 1}),
                    ])
                    .unwrap_or_default();
                Self::platform(
                    "rate limits of Graph",
                    json!({"target": "graph", "path_contains": "/messages", "times": times, "fault": fault}),
                )
            }
            Card::GraphErrors => {
                let fault = self
                    .pick(&[
                        json!({"kind": "status", "status": 500}),
                        json!({"kind": "html"}),
                        json!({"kind": "delay", "ms": 2_000}),
                    ])
                    .unwrap_or_default();
                Self::platform(
                    "5xx, pages and delays of Graph",
                    json!({"target": "graph", "path_contains": "/messages", "times": times, "fault": fault}),
                )
            }
            Card::WebhooksTwice => Self::platform(
                "doubled webhooks",
                json!({"target": "meta_webhook", "times": 3 * times, "fault": {"kind": "duplicate", "copies": 3}}),
            ),
            Card::WebhooksSwapped => Self::platform(
                "reordered webhooks",
                json!({"target": "meta_webhook", "path_contains": "statuses", "times": 3 * times, "fault": {"kind": "reorder"}}),
            ),
        }
    }
}
