//! What goes wrong and when, decided by a seed before anything runs: the same seed, the same schedule.
//!
//! Faults are dealt from a shuffled deck, so that each kind comes before any comes twice too often. Pure: making the
//! faults is the business of `faults`.

use std::fmt;

use common::rng::{Rng as _, SeededRng};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::record::seconds;

/// How many of each process run.
pub const INGRESSES: u8 = 2;
/// The same for workers.
pub const WORKERS: u8 = 3;
/// The same for notifiers.
pub const NOTIFIERS: u8 = 2;

/// Longest time that a request to the shop is held up on its way. It must stay, with the longest freeze of the sandbox
/// and the longest delay in it, well below `SHOP_SETTLE` of the stage: a shop that works on a call after that time is
/// outside of what the order protocol promises to bear.
pub const SHOP_HELD_SECONDS_MAX: u64 = 8;
/// Longest freeze of the sandbox, shop and Graph alike.
pub const SANDBOX_FROZEN_SECONDS_MAX: u64 = 5;
/// A run of this length or more has freezes and silences that outlast the broker's patience with a silent client.
const LONG_RUN_SECONDS: u64 = 180;
/// Time between two faults.
const PAUSE_MS: (u64, u64) = (1_200, 3_200);
/// Buyers get going before the first fault.
const FIRST_FAULT_MS: u64 = 4_000;
/// Nothing moves while the broker is away or blocked, and it takes a while to come back. So that other faults meet a
/// system at work, such faults stay this far apart, and away from the start.
const BROKER_WIDE_MS: u64 = 25_000;

/// A process that can be hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// One of the ingresses, counted from 1.
    Ingress(u8),
    /// One of the workers.
    Worker(u8),
    /// One of the notifiers.
    Notifier(u8),
    /// The pretend platforms. They keep all in memory, so they are frozen and never killed.
    Sandbox,
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ingress(n) => write!(f, "ingress-{n}"),
            Self::Worker(n) => write!(f, "worker-{n}"),
            Self::Notifier(n) => write!(f, "notifier-{n}"),
            Self::Sandbox => f.write_str("sandbox"),
        }
    }
}

/// A way between two processes, with a proxy of its own in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Link {
    /// A process and the broker.
    Broker(Who),
    /// All workers and the shop. They share an address of it, because requests are signed with the address.
    Shop,
    /// A notifier and the Graph API.
    Graph(u8),
    /// Pretend Meta and the pretend shop, and all ingresses.
    Webhooks,
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Broker(who) => write!(f, "{who} ↔ broker"),
            Self::Shop => f.write_str("workers ↔ shop"),
            Self::Graph(n) => write!(f, "notifier-{n} ↔ Graph"),
            Self::Webhooks => f.write_str("webhooks → ingress"),
        }
    }
}

/// What is put on an inbound queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Poison {
    /// No JSON at all.
    NoJson,
    /// JSON, and no envelope.
    NoEnvelope,
}

/// One thing that goes wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fault {
    /// `kill -9`, and started again later.
    Kill {
        /// Whom.
        who: Who,
        /// How long it is gone.
        away_ms: u64,
    },
    /// A worker or notifier starts again with a place in its code at which it dies.
    DieAt {
        /// Whom.
        who: Who,
        /// The failpoint.
        place: String,
        /// After this time it starts without one, whether it died or not.
        armed_ms: u64,
    },
    /// SIGSTOP, then SIGCONT.
    Freeze {
        /// Whom.
        who: Who,
        /// How long.
        for_ms: u64,
    },
    /// All connections of a link are cut.
    Cut {
        /// Which.
        link: Link,
    },
    /// Every piece that goes through takes this much longer.
    Slow {
        /// Which.
        link: Link,
        /// How much longer.
        delay_ms: u64,
        /// For how long.
        for_ms: u64,
    },
    /// The server's side of all connections ends; the client's stays.
    HalfClose {
        /// Which.
        link: Link,
    },
    /// Nothing gets through and nothing is told; afterwards it all arrives late.
    Silence {
        /// Which.
        link: Link,
        /// For how long.
        for_ms: u64,
    },
    /// The broker stops in order and starts again.
    BrokerRestart {
        /// How long it is gone.
        away_ms: u64,
    },
    /// The broker's machine is switched off and on again.
    BrokerKill {
        /// How long it is gone.
        away_ms: u64,
    },
    /// The broker has too little memory and takes no more messages.
    MemoryAlarm {
        /// For how long.
        for_ms: u64,
    },
    /// The broker has too little disk.
    DiskAlarm {
        /// For how long.
        for_ms: u64,
    },
    /// The disk with the shard files is full.
    DiskFull {
        /// For how long.
        for_ms: u64,
    },
    /// A message that nobody can read, straight on an inbound queue.
    Poison {
        /// What.
        what: Poison,
        /// On which shard.
        shard: u16,
    },
    /// A page of a shard's file is broken while no process has it, and the file is put back later.
    DamagedPage {
        /// Whose file.
        who: Who,
        /// Which shard.
        shard: u16,
        /// Until it is put back.
        for_ms: u64,
    },
    /// A rule for the pretend platforms, in their own JSON.
    Platform {
        /// The rule.
        rule: Value,
        /// What it is called in the summary.
        name: String,
    },
}

impl Fault {
    /// The kind, for counting.
    pub fn name(&self) -> &str {
        match self {
            Self::Kill { .. } => "kill -9",
            Self::DieAt { .. } => "death at a failpoint",
            Self::Freeze { .. } => "freeze",
            Self::Cut { .. } => "cut connections",
            Self::Slow { .. } => "slow connections",
            Self::HalfClose { .. } => "half-closed connections",
            Self::Silence { .. } => "silent connections",
            Self::BrokerRestart { .. } => "broker restart",
            Self::BrokerKill { .. } => "broker kill -9",
            Self::MemoryAlarm { .. } => "memory alarm",
            Self::DiskAlarm { .. } => "disk alarm",
            Self::DiskFull { .. } => "disk full",
            Self::Poison { .. } => "poison message",
            Self::DamagedPage { .. } => "damaged page",
            Self::Platform { name, .. } => name,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let s = |ms: &u64| seconds(i64::try_from(*ms).unwrap_or_default());
        match self {
            Self::Kill { who, away_ms } => write!(f, "kill -9 {who}, away {} s", s(away_ms)),
            Self::DieAt { who, place, .. } => write!(f, "{who} is to die at {place}"),
            Self::Freeze { who, for_ms } => write!(f, "freeze {who} for {} s", s(for_ms)),
            Self::Cut { link } => write!(f, "cut {link}"),
            Self::Slow { link, delay_ms, for_ms } => {
                write!(f, "slow {link}: {delay_ms} ms more for {} s", s(for_ms))
            }
            Self::HalfClose { link } => write!(f, "half-close {link}"),
            Self::Silence { link, for_ms } => write!(f, "silence {link} for {} s", s(for_ms)),
            Self::BrokerRestart { away_ms } => write!(f, "restart the broker, away {} s", s(away_ms)),
            Self::BrokerKill { away_ms } => write!(f, "kill -9 the broker, away {} s", s(away_ms)),
            Self::MemoryAlarm { for_ms } => write!(f, "memory alarm of the broker for {} s", s(for_ms)),
            Self::DiskAlarm { for_ms } => write!(f, "disk alarm of the broker for {} s", s(for_ms)),
            Self::DiskFull { for_ms } => write!(f, "disk of the shard files full for {} s", s(for_ms)),
            Self::Poison { what, shard } => write!(f, "poison on inbound.{shard:02}: {what:?}"),
            Self::DamagedPage { who, shard, for_ms } => {
                write!(f, "damaged pages in shard {shard} of {who} for {} s", s(for_ms))
            }
            Self::Platform { rule, name } => {
                write!(f, "{name}, {} times", rule["times"].as_u64().unwrap_or(1))
            }
        }
    }
}

/// A fault with its time.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    /// After the start.
    pub at_ms: u64,
    /// What.
    pub fault: Fault,
}

/// All faults of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    /// In order of time.
    pub faults: Vec<Planned>,
}

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

const DECK: [Card; 37] = [
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

impl Schedule {
    /// The schedule of a seed for this many seconds.
    pub fn new(seed: u64, seconds: u64) -> Self {
        let mut dealer = Dealer {
            rng: SeededRng::new(seed),
            deck: Vec::new(),
            broker_free_at_ms: FIRST_FAULT_MS + BROKER_WIDE_MS / 2,
            long: seconds >= LONG_RUN_SECONDS,
        };
        let mut at_ms = FIRST_FAULT_MS;
        let mut faults = Vec::new();
        while at_ms < seconds * 1000 {
            let card = dealer.deal(at_ms);
            let fault = dealer.play(card);
            faults.push(Planned { at_ms, fault });
            at_ms += dealer.between(PAUSE_MS.0, PAUSE_MS.1);
        }
        Self { faults }
    }
}

struct Dealer {
    rng: SeededRng,
    deck: Vec<Card>,
    broker_free_at_ms: u64,
    long: bool,
}

impl Dealer {
    fn deal(&mut self, at_ms: u64) -> Card {
        if self.deck.is_empty() {
            self.deck.extend(DECK);
            self.deck.push(Card::WebhooksSwapped);
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

    fn between(&mut self, least: u64, most: u64) -> u64 {
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
                Fault::Poison {
                    what,
                    shard: u16::try_from(self.rng.below(u64::from(crate::stage::SHARDS))).unwrap_or(0),
                }
            }
            Card::DamagedPage => Fault::DamagedPage {
                who: Who::Worker(self.one_of(WORKERS)),
                shard: u16::try_from(self.rng.below(u64::from(crate::stage::SHARDS))).unwrap_or(0),
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn one_seed_gives_one_schedule_and_another_gives_another() {
        assert_eq!(Schedule::new(7, 300), Schedule::new(7, 300));
        assert_ne!(Schedule::new(7, 300), Schedule::new(8, 300));
    }

    #[test]
    fn three_minutes_bring_every_kind_of_fault() {
        let kinds = |seed| {
            let faults = Schedule::new(seed, 180).faults;
            faults.iter().map(|planned| planned.fault.name().to_owned()).collect::<BTreeSet<_>>()
        };
        for seed in 0..20 {
            assert_eq!(kinds(seed).len(), 23, "seed {seed} has {:?}", kinds(seed));
        }
    }

    #[test]
    fn nothing_is_held_up_for_longer_than_the_order_protocol_bears() {
        let settle_ms = u64::try_from(crate::stage::SHOP_SETTLE.as_millis()).unwrap();
        for seed in 0..50 {
            for planned in Schedule::new(seed, 600).faults {
                let held_ms = match planned.fault {
                    Fault::Silence { link: Link::Shop, for_ms }
                    | Fault::Freeze { who: Who::Sandbox, for_ms } => for_ms,
                    Fault::Platform { rule, .. } if rule["target"] == "shop" => {
                        rule["fault"]["ms"].as_u64().unwrap_or(0)
                    }
                    _ => 0,
                };
                // Three at a time, one of each.
                assert!(held_ms <= settle_ms / 3, "seed {seed}: {held_ms} ms");
            }
        }
    }
}
