//! Which live process should own which shard.
//!
//! Pure rendezvous hashing plus the heartbeats that tell who is alive. It says who *should* own a shard; owning one
//! takes its queue and its lock as well ([`crate::shard`]).

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::{
    broker::{Broker, Message, topology},
    clock::Clock,
};

/// How often a process says that it is alive.
pub const HEARTBEAT_INTERVAL: Duration = Duration::from_millis(500);

/// After this long without a word a process counts as gone.
pub const HEARTBEAT_TIMEOUT: Duration = Duration::from_millis(2_500);

/// After this long without hearing itself through the broker a process gives its shards up: the others take it for gone
/// already, and what it still holds, they wait for.
pub const STEP_DOWN_AFTER: Duration = Duration::from_secs(5);

/// Most processes of one kind; more are not looked at.
const MEMBERS_MAX: usize = 256;

/// Heartbeats taken from the broker before they are handled.
const HEARTBEAT_PREFETCH: u16 = 256;

/// Returns who should own each shard, by shard: rendezvous hashing within fair shares.
///
/// Pairs of shard and process are taken up in the order of their hashes, greatest first, and a process takes no more
/// than its share: the number of shards divided by that of processes, one more for as many as the rest says. So nobody
/// idles and nobody carries double, which hashing alone does not give with so few shards. When a process comes or goes,
/// its own share moves and little else.
pub fn assign<'a>(shards: u16, live: &[&'a str]) -> Vec<Option<&'a str>> {
    let mut assigned = vec![None; usize::from(shards)];
    let Some(share) = assigned.len().checked_div(live.len()) else { return assigned };
    let mut with_one_more = assigned.len() % live.len();
    let mut counts = vec![0_usize; live.len()];
    let mut pairs: Vec<(u64, &str, u16, usize)> = (0..shards)
        .flat_map(|shard| {
            live.iter().enumerate().map(move |(n, name)| (weight(shard, name), *name, shard, n))
        })
        .collect();
    pairs.sort_unstable_by(|left, right| right.cmp(left));
    for (_, name, shard, n) in pairs {
        let (Some(owner), Some(count)) = (assigned.get_mut(usize::from(shard)), counts.get_mut(n)) else {
            continue;
        };
        let is_one_more = *count == share;
        if owner.is_some() || *count > share || (is_one_more && with_one_more == 0) {
            continue;
        }
        with_one_more -= usize::from(is_one_more);
        *owner = Some(name);
        *count += 1;
    }
    assigned
}

fn weight(shard: u16, instance: &str) -> u64 {
    let mut hash = Sha256::new();
    hash.update(shard.to_be_bytes());
    hash.update(instance.as_bytes());
    let digest = hash.finalize();
    digest.iter().take(8).fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}

/// Who was heard, and when.
#[derive(Debug, Default)]
pub struct Members(BTreeMap<String, u64>);

impl Members {
    /// Notes a heartbeat.
    pub fn heard(&mut self, instance: &str, now_ms: u64) {
        if let Some(last_ms) = self.0.get_mut(instance) {
            *last_ms = now_ms;
        } else if self.0.len() < MEMBERS_MAX {
            self.0.insert(instance.to_owned(), now_ms);
        }
    }

    /// Notes a goodbye.
    pub fn left(&mut self, instance: &str) {
        self.0.remove(instance);
    }

    /// Forgets who has been silent for too long, and returns the others in order.
    pub fn live(&mut self, now_ms: u64) -> impl Iterator<Item = &str> {
        let timeout_ms = u64::try_from(HEARTBEAT_TIMEOUT.as_millis()).unwrap_or(u64::MAX);
        self.0.retain(|_, last_ms| now_ms.saturating_sub(*last_ms) <= timeout_ms);
        self.0.keys().map(String::as_str)
    }

    /// Treats everybody as just heard: after the broker was away, silence says nothing.
    pub fn excuse_silence(&mut self, now_ms: u64) {
        self.0.values_mut().for_each(|last_ms| *last_ms = now_ms);
    }

    /// Returns the shards that `instance` should own now.
    pub fn shards_of(&mut self, instance: &str, shards: u16, now_ms: u64) -> BTreeSet<u16> {
        let live: Vec<&str> = self.live(now_ms).collect();
        let owners = assign(shards, &live);
        (0..shards)
            .zip(owners)
            .filter(|(_, owner)| *owner == Some(instance))
            .map(|(shard, _)| shard)
            .collect()
    }
}

/// What processes of one kind tell each other.
#[derive(Debug, Serialize, Deserialize)]
struct Heartbeat {
    instance: String,
    leaving: bool,
}

/// What one process knows of the others, and which shards it should own by that.
struct Dealer {
    instance: String,
    shards: u16,
    members: Members,
    /// Who was alive when the shards were last dealt out: hashing is done again only when somebody comes or goes.
    dealt_to: Option<Vec<String>>,
    /// When this process last heard its own heartbeat come back: the broker passes on what it says.
    echoed_ms: u64,
    desired: watch::Sender<BTreeSet<u16>>,
}

impl Dealer {
    fn heard(&mut self, heartbeat: &Heartbeat, now_ms: u64) {
        if heartbeat.instance == self.instance {
            self.echoed_ms = now_ms;
        }
        if heartbeat.leaving {
            self.members.left(&heartbeat.instance);
        } else {
            self.members.heard(&heartbeat.instance, now_ms);
        }
    }

    /// Silence says nothing now: nobody, this process included, could be heard.
    fn excuse_silence(&mut self, now_ms: u64) {
        self.members.excuse_silence(now_ms);
        self.echoed_ms = now_ms;
    }

    /// Returns whether this process is cut off for so long that others should have its shards.
    fn is_cut_off(&self, now_ms: u64) -> bool {
        u128::from(now_ms.saturating_sub(self.echoed_ms)) >= STEP_DOWN_AFTER.as_millis()
    }

    fn step_down(&mut self) {
        self.dealt_to = None;
        if self.desired.send_if_modified(|current| !std::mem::take(current).is_empty()) {
            tracing::warn!("cut off from the broker, giving up all shards");
        }
    }

    fn deal(&mut self, now_ms: u64) {
        self.members.heard(&self.instance, now_ms);
        let members = &mut self.members;
        if self.dealt_to.as_ref().is_some_and(|dealt| members.live(now_ms).eq(dealt.iter())) {
            return;
        }
        self.dealt_to = Some(members.live(now_ms).map(str::to_owned).collect());
        let wanted = members.shards_of(&self.instance, self.shards, now_ms);
        self.desired.send_if_modified(|current| {
            let changed = *current != wanted;
            *current = wanted;
            changed
        });
    }
}

/// Tells the others that this process is alive, listens to them, and keeps `desired` at the shards that this process
/// should own. When the broker is away for longer than [`STEP_DOWN_AFTER`], or does not pass on what this process says,
/// that is none. Returns after the goodbye.
pub async fn run(
    process: &'static str,
    instance: String,
    broker: Broker,
    shards: u16,
    shutdown: CancellationToken,
    clock: Arc<dyn Clock>,
    desired: watch::Sender<BTreeSet<u16>>,
) {
    let Some(exchange) = topology::heartbeats(process) else {
        tracing::error!(process, "no heartbeat exchange is declared for this kind of process");
        return;
    };
    let publisher = broker.publisher();
    let say = async |leaving: bool| {
        let body = serde_json::to_vec(&Heartbeat { instance: instance.clone(), leaving }).unwrap_or_default();
        let message =
            Message { exchange, key: String::new(), body, headers: BTreeMap::new(), message_id: None };
        // A heartbeat that is lost is followed by another one.
        let _ = publisher.publish(message).await;
    };
    let mut dealer = Dealer {
        instance: instance.clone(),
        shards,
        members: Members::default(),
        dealt_to: None,
        echoed_ms: clock.monotonic_ms(),
        desired,
    };
    let mut interval = tokio::time::interval(HEARTBEAT_INTERVAL);
    interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);

    'connected: loop {
        let mut subscribing = std::pin::pin!(broker.subscribe_fanout(exchange, HEARTBEAT_PREFETCH));
        let mut subscription = loop {
            tokio::select! {
                biased;
                () = shutdown.cancelled() => break 'connected,
                subscription = &mut subscribing => break subscription,
                _ = interval.tick() => if dealer.is_cut_off(clock.monotonic_ms()) {
                    dealer.step_down();
                }
            }
        };
        dealer.excuse_silence(clock.monotonic_ms());
        // Others are listened to for a while before anything is claimed, or a newcomer would claim everything.
        let listened_from_ms = clock.monotonic_ms();
        let listening_ms = u64::try_from(HEARTBEAT_INTERVAL.as_millis()).unwrap_or_default() * 3 / 2;
        loop {
            tokio::select! {
                biased;
                () = shutdown.cancelled() => break 'connected,
                _ = interval.tick() => say(false).await,
                delivery = subscription.next() => {
                    let Some(delivery) = delivery else { continue 'connected };
                    if let Ok(heartbeat) = serde_json::from_slice::<Heartbeat>(&delivery.body) {
                        dealer.heard(&heartbeat, clock.monotonic_ms());
                    } else {
                        tracing::warn!(process, "a heartbeat could not be read");
                    }
                }
            }
            let now_ms = clock.monotonic_ms();
            if broker.is_blocked() {
                dealer.excuse_silence(now_ms);
            }
            if dealer.is_cut_off(now_ms) {
                dealer.step_down();
            } else if now_ms.saturating_sub(listened_from_ms) >= listening_ms && broker.is_connected() {
                dealer.deal(now_ms);
            }
        }
    }
    say(true).await;
    dealer.desired.send_replace(BTreeSet::new());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(count: usize) -> Vec<String> {
        (0..count).map(|index| format!("instance-{index}")).collect()
    }

    fn shares(owners: &[Option<&str>]) -> BTreeMap<String, usize> {
        let mut shares = BTreeMap::new();
        for owner in owners.iter().flatten() {
            *shares.entry((*owner).to_owned()).or_default() += 1;
        }
        shares
    }

    fn refs(names: &[String]) -> Vec<&str> {
        names.iter().map(String::as_str).collect()
    }

    #[test]
    fn shards_are_spread_fairly() {
        for shards in [1, 4, 7, 16, 64] {
            for count in 1..=10_usize {
                let all = names(count);
                let owners = assign(shards, &refs(&all));
                assert!(owners.iter().all(Option::is_some), "every shard has an owner");
                let fair = usize::from(shards) / count;
                let shares = shares(&owners);
                for name in &all {
                    let share = shares.get(name).copied().unwrap_or_default();
                    assert!(
                        (fair..=fair + 1).contains(&share),
                        "{shards} shards, {count} processes: {shares:?}"
                    );
                }
            }
        }
        assert_eq!(assign(2, &[]), [None, None]);
    }

    #[test]
    fn everybody_agrees_whatever_the_order_in_which_they_were_heard() {
        let all = names(5);
        let (forwards, mut backwards) = (refs(&all), refs(&all));
        backwards.reverse();
        assert_eq!(assign(64, &forwards), assign(64, &backwards));
    }

    #[test]
    fn removing_a_process_moves_its_shards_and_few_others() {
        let (mut moved, mut had) = (0, 0);
        for count in 2..10 {
            let all = names(count);
            for gone in 0..count {
                let rest: Vec<&str> = refs(&all).into_iter().filter(|name| *name != all[gone]).collect();
                let (before, after) = (assign(64, &refs(&all)), assign(64, &rest));
                for (before, after) in before.into_iter().zip(after) {
                    assert_ne!(after, Some(all[gone].as_str()));
                    had += usize::from(before == Some(all[gone].as_str()));
                    moved += usize::from(before != after);
                }
            }
        }
        assert!(moved >= had);
        assert!(moved * 10 <= had * 18, "{moved} shards moved where {had} had to");
    }

    #[test]
    fn a_silent_process_is_forgotten_and_a_goodbye_counts_at_once() {
        let mut members = Members::default();
        members.heard("a", 0);
        members.heard("b", 1_000);
        assert_eq!(members.live(2_500).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(members.live(2_501).collect::<Vec<_>>(), ["b"]);
        members.excuse_silence(10_000);
        assert_eq!(members.shards_of("b", 4, 12_500).len(), 4);
        members.left("b");
        assert_eq!(members.live(2_502).count(), 0);
    }

    #[test]
    fn a_process_that_does_not_hear_itself_gives_up_its_shards_and_claims_them_when_it_does() {
        let (desired, wanted) = watch::channel(BTreeSet::new());
        let mut dealer = Dealer {
            instance: "a".to_owned(),
            shards: 4,
            members: Members::default(),
            dealt_to: None,
            echoed_ms: 0,
            desired,
        };
        let heartbeat = |instance: &str| Heartbeat { instance: instance.to_owned(), leaving: false };
        dealer.heard(&heartbeat("a"), 1_000);
        dealer.deal(1_000);
        assert_eq!(wanted.borrow().len(), 4);
        // Others are heard, but the broker does not pass on what this process says.
        dealer.heard(&heartbeat("b"), 5_999);
        assert!(!dealer.is_cut_off(5_999));
        assert!(dealer.is_cut_off(6_000));
        dealer.step_down();
        assert!(wanted.borrow().is_empty());
        dealer.heard(&heartbeat("a"), 6_100);
        assert!(!dealer.is_cut_off(6_100));
        dealer.deal(6_100);
        assert_eq!(wanted.borrow().len(), 2);
    }
}
