//! Many runs on several threads, and what they come to.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use crate::{
    plan::Fault,
    run::{Wanted, play},
    story::Violation,
};

/// A batch of this many seeds must reach every point.
pub const COVERING_SEEDS: u64 = 3_000;

/// What must be reached besides every fault: each await at which a process may die, each way in which a doubt may end,
/// each reason of parking that buyers can cause.
const POINTS: &[&str] = &[
    "dies before a webhook",
    "dies before its answer",
    "dies before a publish",
    "dies after a publish",
    "dies before it subscribes",
    "dies before it opens a file",
    "dies before a load",
    "dies before a commit",
    "dies after a commit",
    "dies before an ack",
    "dies after an ack",
    "dies before a shop call",
    "dies after a shop call",
    "dies before a Graph call",
    "dies after a Graph call",
    "redelivery",
    "publish timed out",
    "confirm lost in a restart",
    "webhook answered with 503",
    "webhook without answer",
    "shop call unknown",
    "shop worked unheard",
    "line silently shrunk",
    "Graph call ambiguous",
    "message taken twice",
    "drained to the end",
    "order told to be placed",
    "agreed order told to stand",
    "change told",
    "refund told",
    "refund booked",
    "parked: stale",
    "parked: unparsed",
    "parked: poison",
    "notifier_graph_ambiguous_resolved_total resent",
    "notifier_graph_ambiguous_resolved_total status",
    "worker_effects_ended_total unknown cart",
    "worker_effects_ended_total placed order.check_stock",
    "worker_effects_ended_total still_placing order.after_place",
    "worker_effects_ended_total basket_changed order.stamped",
    "auction: bids counted",
    "auction: awarded",
    "auction: order of an award",
    "quote: offer told",
    "quote: ordered",
    "dispute: refund",
    "dispute: refund told",
    "dispute: goods once more",
    "somebody was forgotten",
];

/// Returns the points that a batch did not reach.
pub fn missed(coverage: &BTreeMap<String, u64>) -> Vec<&'static str> {
    let wanted = Fault::ALL.iter().map(|fault| fault.label()).chain(POINTS.iter().copied());
    wanted.filter(|point| !coverage.contains_key(*point)).collect()
}

/// Each so many seeds one is played twice, and both runs must be the same.
const TWICE_EVERY: u64 = 50;

/// A seed that broke something.
#[derive(Debug, Clone)]
pub struct Failure {
    /// The seed.
    pub seed: u64,
    /// What was broken, first to last.
    pub violations: Vec<Violation>,
}

/// What a batch came to.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// Runs played.
    pub runs: u64,
    /// Simulated milliseconds of all runs.
    pub simulated_ms: u64,
    /// Runs that were played twice and were the same.
    pub repeated: u64,
    /// Seeds that broke something.
    pub failures: Vec<Failure>,
    /// Points reached over the batch.
    pub coverage: BTreeMap<String, u64>,
}

/// Plays seeds from `first` on; with `until_failure` it ends with the first that breaks something. `progress` is told
/// after each run how many are done.
pub fn play_all(
    first: u64,
    count: u64,
    threads: usize,
    until_failure: bool,
    progress: impl Fn(u64) + Sync,
) -> anyhow::Result<Summary> {
    let (next, done) = (AtomicU64::new(0), AtomicU64::new(0));
    let is_over = AtomicBool::new(false);
    let summary = Arc::new(Mutex::new(Summary::default()));
    let problem = Mutex::new(None);
    std::thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= count {
                        break;
                    }
                    match play_one(first + number, number.is_multiple_of(TWICE_EVERY)) {
                        Ok(part) => {
                            if until_failure && !part.failures.is_empty() {
                                is_over.store(true, Ordering::Relaxed);
                            }
                            summary.lock().unwrap_or_else(PoisonError::into_inner).add(part);
                        }
                        Err(error) => {
                            is_over.store(true, Ordering::Relaxed);
                            *problem.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                        }
                    }
                    progress(done.fetch_add(1, Ordering::Relaxed) + 1);
                }
            });
        }
    });
    if let Some(error) = problem.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(error);
    }
    let mut summary = summary.lock().unwrap_or_else(PoisonError::into_inner).clone();
    summary.failures.sort_by_key(|failure| failure.seed);
    Ok(summary)
}

fn play_one(seed: u64, is_repeated: bool) -> anyhow::Result<Summary> {
    let wanted = Wanted { seed, is_recorded: is_repeated, ..Wanted::default() };
    let played = play(&wanted)?;
    let mut summary = Summary {
        runs: 1,
        simulated_ms: played.ending.lasted_ms,
        coverage: played.ending.coverage,
        ..Summary::default()
    };
    let mut violations = played.ending.violations;
    if is_repeated {
        summary.repeated = 1;
        let again = play(&wanted)?;
        if again.ending.digest != played.ending.digest {
            let lines = played.ending.lines.iter().zip(&again.ending.lines);
            let differs = lines
                .filter(|(one, other)| one != other)
                .map(|(one, other)| format!("{one} | {other}"))
                .next();
            let what = format!("two runs of one seed differ: {}", differs.unwrap_or_default());
            violations.push(Violation { invariant: "replay", what, at_ms: 0 });
        }
    }
    if !violations.is_empty() {
        summary.failures.push(Failure { seed, violations });
    }
    Ok(summary)
}

impl Summary {
    fn add(&mut self, other: Self) {
        self.runs += other.runs;
        self.simulated_ms += other.simulated_ms;
        self.repeated += other.repeated;
        self.failures.extend(other.failures);
        for (point, count) in other.coverage {
            *self.coverage.entry(point).or_default() += count;
        }
    }
}

/// Finds the faults that a failing seed needs: takes them away one at a time, and leaves away what is not missed.
pub fn shrink(seed: u64) -> anyhow::Result<Vec<Fault>> {
    let mut without = Vec::new();
    let drawn = play(&Wanted { seed, ..Wanted::default() })?.faults;
    for fault in &drawn {
        let mut fewer = without.clone();
        fewer.push(*fault);
        let played = play(&Wanted { seed, is_recorded: false, without: fewer.clone() })?;
        if !played.ending.violations.is_empty() {
            without = fewer;
        }
    }
    Ok(drawn.into_iter().filter(|fault| !without.contains(fault)).collect())
}
