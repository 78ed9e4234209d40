//! What goes wrong and when, decided by a seed before anything runs: the same seed, the same schedule.
//!
//! Pure. Which faults and their details is the business of `deck`, making them that of `faults`.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::deck::Dealer;
use crate::record::seconds;

/// How many of each process run.
pub const INGRESSES: u8 = 2;
/// The same for workers.
pub const WORKERS: u8 = 3;
/// The same for notifiers.
pub const NOTIFIERS: u8 = 2;

/// Time between two faults.
const PAUSE_MS: (u64, u64) = (1_200, 3_200);
/// Buyers get going before the first fault.
pub const FIRST_FAULT_MS: u64 = 4_000;
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
    /// Whether nothing moves while it lasts, because the broker is away or takes nothing.
    pub fn is_broker_wide(&self) -> bool {
        matches!(
            self,
            Self::BrokerRestart { .. }
                | Self::BrokerKill { .. }
                | Self::MemoryAlarm { .. }
                | Self::DiskAlarm { .. }
        )
    }

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

impl Schedule {
    /// The schedule of a seed for this many seconds.
    pub fn new(seed: u64, seconds: u64) -> Self {
        let mut dealer = Dealer::new(seed, seconds);
        let mut at_ms = FIRST_FAULT_MS;
        let mut faults = Vec::new();
        while at_ms < seconds * 1000 {
            let fault = dealer.fault(at_ms);
            faults.push(Planned { at_ms, fault });
            at_ms += dealer.between(PAUSE_MS.0, PAUSE_MS.1);
        }
        Self { faults }
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
