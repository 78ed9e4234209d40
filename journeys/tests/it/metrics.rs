//! What processes say about themselves at `/metrics`, as an operator's dashboard reads it, and a watch over who owns
//! which shard.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::ensure;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::harness::World;

/// How often every process is asked what it owns.
const WATCH_INTERVAL: Duration = Duration::from_millis(50);
/// A process that does not answer the watch in this time is taken for frozen or gone.
const WATCH_LIMIT: Duration = Duration::from_millis(700);
/// How long a single reading may take; a process that is gone refuses at once.
pub const READING_LIMIT: Duration = Duration::from_secs(10);

/// One reading of one process.
#[derive(Debug, Clone, Default)]
pub struct Metrics(BTreeMap<String, f64>);

impl Metrics {
    /// Reads what the process at this address tells; nothing when it does not answer in this time.
    pub async fn scrape(http: &reqwest::Client, ops: &str, limit: Duration) -> Option<Self> {
        let asked = http.get(format!("{ops}/metrics")).timeout(limit).send().await.ok()?;
        Some(Self::read(&asked.text().await.ok()?))
    }

    fn read(text: &str) -> Self {
        let samples = text.lines().filter(|line| !line.starts_with('#'));
        Self(
            samples
                .filter_map(|line| {
                    let (series, value) = line.rsplit_once(' ')?;
                    Some((series.to_owned(), value.parse().ok()?))
                })
                .collect(),
        )
    }

    /// All series, with their labels as written.
    pub fn series(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The sum over all series of a metric.
    pub fn sum(&self, name: &str) -> f64 {
        self.of(name).map(|(_, value)| value).sum()
    }

    /// Series of a metric with their labels as written.
    pub fn of(&self, name: &str) -> impl Iterator<Item = (&str, f64)> {
        self.0.iter().filter_map(move |(series, value)| {
            let rest = series.strip_prefix(name)?;
            (rest.is_empty() || rest.starts_with('{')).then_some((rest, *value))
        })
    }

    /// Numbers of the shards that a worker says it owns.
    pub fn shards_owned(&self) -> BTreeSet<u16> {
        let owned = self.of("wab_worker_shard_owned").filter(|(_, value)| *value > 0.0);
        owned
            .filter_map(|(labels, _)| {
                labels.chars().filter(char::is_ascii_digit).collect::<String>().parse().ok()
            })
            .collect()
    }
}

/// Who was seen owning what, from when.
#[derive(Debug, Clone)]
pub struct Seen {
    /// When it was read.
    pub at: Instant,
    /// Shards by worker; a worker that did not answer is not in it.
    pub owned: BTreeMap<String, BTreeSet<u16>>,
}

/// Watches who owns which shard, in the background, until dropped.
pub struct Watch {
    seen: Arc<Mutex<Vec<Seen>>>,
    workers: Arc<Mutex<BTreeMap<String, String>>>,
    task: JoinHandle<()>,
}

impl Watch {
    /// Begins with the workers that there are.
    pub fn start(world: &World) -> Self {
        let seen = Arc::<Mutex<Vec<Seen>>>::default();
        let workers = Arc::new(Mutex::new(workers_of(world)));
        let task = tokio::spawn({
            let (seen, workers, http) =
                (Arc::clone(&seen), Arc::clone(&workers), world.control.http().clone());
            async move {
                loop {
                    let known = workers.lock().unwrap_or_else(PoisonError::into_inner).clone();
                    let asked = known.into_iter().map(|(name, ops)| {
                        let http = http.clone();
                        async move { (name, Metrics::scrape(&http, &ops, WATCH_LIMIT).await) }
                    });
                    let answers = futures_util::future::join_all(asked).await;
                    let owned = answers
                        .into_iter()
                        .filter_map(|(name, metrics)| Some((name, metrics?.shards_owned())))
                        .collect();
                    let reading = Seen { at: Instant::now(), owned };
                    seen.lock().unwrap_or_else(PoisonError::into_inner).push(reading);
                    tokio::time::sleep(WATCH_INTERVAL).await;
                }
            }
        });
        Self { seen, workers, task }
    }

    /// Looks at workers that were started since, too.
    pub fn look_at_all(&self, world: &World) {
        *self.workers.lock().unwrap_or_else(PoisonError::into_inner) = workers_of(world);
    }

    /// The newest reading.
    pub fn now(&self) -> Option<Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).last().cloned()
    }

    /// Waits until the readings fulfil a condition, and returns how long that took.
    pub async fn wait(
        &self,
        what: &str,
        limit: Duration,
        holds: impl Fn(&Seen) -> bool,
    ) -> anyhow::Result<Duration> {
        let began = Instant::now();
        loop {
            let now = self.now().filter(|seen| seen.at >= began);
            if let Some(seen) = &now
                && holds(seen)
            {
                return Ok(seen.at - began);
            }
            ensure!(began.elapsed() < limit, "after {limit:?} not yet: {what}; last seen {now:?}");
            tokio::time::sleep(WATCH_INTERVAL / 2).await;
        }
    }

    /// The longest time that any shard was without an owner since this moment.
    pub fn longest_gap(&self, since: Instant, shards: u16) -> Duration {
        longest_gap(&self.seen.lock().unwrap_or_else(PoisonError::into_inner), since, shards)
    }
}

fn longest_gap(readings: &[Seen], since: Instant, shards: u16) -> Duration {
    let mut lost: BTreeMap<u16, Instant> = BTreeMap::new();
    let mut longest = Duration::ZERO;
    for reading in readings.iter().filter(|reading| reading.at >= since) {
        let owned: BTreeSet<u16> = reading.owned.values().flatten().copied().collect();
        for shard in 0..shards {
            if owned.contains(&shard) {
                if let Some(from) = lost.remove(&shard) {
                    longest = longest.max(reading.at - from);
                }
            } else {
                let from = *lost.entry(shard).or_insert(reading.at);
                longest = longest.max(reading.at - from);
            }
        }
    }
    longest
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn workers_of(world: &World) -> BTreeMap<String, String> {
    let workers = world.ops().iter().filter(|(name, _)| name.starts_with("worker"));
    workers.map(|(name, ops)| (name.clone(), ops.clone())).collect()
}

impl Seen {
    /// Whether each of these shards has exactly one owner among the workers that answered.
    pub fn is_whole(&self, shards: u16) -> bool {
        let mut owners = vec![0_usize; usize::from(shards)];
        for shard in self.owned.values().flatten() {
            if let Some(count) = owners.get_mut(usize::from(*shard)) {
                *count += 1;
            }
        }
        owners.iter().all(|count| *count == 1)
    }

    /// How many shards a worker owns.
    pub fn share(&self, worker: &str) -> usize {
        self.owned.get(worker).map_or(0, BTreeSet::len)
    }

    /// Whether exactly these workers own all shards, each of them the same number give or take one.
    pub fn is_fair(&self, shards: u16, workers: &[&str]) -> bool {
        let fair = usize::from(shards) / workers.len().max(1);
        let others = self.owned.iter().filter(|(name, _)| !workers.contains(&name.as_str()));
        self.is_whole(shards)
            && others.map(|(_, shards)| shards.len()).sum::<usize>() == 0
            && workers.iter().all(|worker| (fair..=fair + 1).contains(&self.share(worker)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_metrics_is_read() {
        let page = "# HELP x y\nwab_worker_shard_owned{shard=\"03\"} 1\nwab_worker_shard_owned{shard=\"04\"} 0\n\
                    wab_worker_x 2.5\nwab_worker_x_total 7\n";
        let metrics = Metrics::read(page);
        assert_eq!(metrics.shards_owned(), BTreeSet::from([3]));
        assert!((metrics.sum("wab_worker_x") - 2.5).abs() < f64::EPSILON);
    }

    fn seen(owned: &[(&str, &[u16])]) -> Seen {
        let owned = owned.iter().map(|(name, shards)| ((*name).to_owned(), shards.iter().copied().collect()));
        Seen { at: Instant::now(), owned: owned.collect() }
    }

    #[test]
    fn shards_without_an_owner_or_with_two_or_unfairly_shared_are_noticed() {
        let names = ["a", "b"];
        assert!(seen(&[("a", &[0, 2]), ("b", &[1, 3])]).is_fair(4, &names));
        assert!(!seen(&[("a", &[0, 2]), ("b", &[1])]).is_whole(4));
        assert!(!seen(&[("a", &[0, 2, 1]), ("b", &[1, 3])]).is_whole(4));
        assert!(!seen(&[("a", &[0, 1, 2]), ("b", &[3])]).is_fair(4, &names));
        assert!(!seen(&[("a", &[0, 2]), ("b", &[1]), ("c", &[3])]).is_fair(4, &names));
    }

    #[test]
    fn the_time_that_a_shard_had_no_owner_is_measured() {
        let from = Instant::now();
        let reading = |after_ms: u64, shards: &[u16]| {
            let mut reading = seen(&[("a", shards)]);
            reading.at = from + Duration::from_millis(after_ms);
            reading
        };
        let readings =
            vec![reading(0, &[0, 1]), reading(100, &[0]), reading(350, &[0, 1]), reading(400, &[1])];
        assert_eq!(longest_gap(&readings, from, 2), Duration::from_millis(250));
        // A gap that is not over yet counts up to the last reading.
        let readings = vec![reading(0, &[0, 1]), reading(100, &[0]), reading(900, &[0])];
        assert_eq!(longest_gap(&readings, from, 2), Duration::from_millis(800));
    }
}
