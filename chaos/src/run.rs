//! One chaos run from the first process to the last: buyers come, faults are made, everything is healed, and when
//! nothing is under way any more it is written down what was left. Judging is the business of the verifier.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use common::task;
use serde_json::Value;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::buyers::{Buyer, Person, Tally};
use crate::record::{self, Line, Record, now_ms, seconds};
use crate::schedule::{Fault, Schedule, Who};
use crate::stage::{SECRETS, Stage};
use crate::{faults, stage};

/// After the last fault has ended: until all processes are ready.
const HEAL_WAIT: Duration = Duration::from_mins(2);
/// Until the buyers have their answers.
const BUYERS_WAIT: Duration = Duration::from_secs(150);
/// Until nothing is under way any more.
const QUIET_WAIT: Duration = Duration::from_mins(2);
/// Between two looks at what is under way. The broker counts its queues once a second.
const QUIET_LOOK: Duration = Duration::from_millis(1_300);
/// How often pages are kept for the search for what must not stand there.
const PAGES_INTERVAL: Duration = Duration::from_secs(10);
/// Part of the time in which buyers arrive; the last ones shall have time to order.
const ARRIVALS_PERCENT: u64 = 80;
/// Takeovers that took longer than this were not caused by what happened before.
const TAKEOVER_MS_MAX: i64 = 30_000;

/// What is asked of a run.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Decides schedule and buyers.
    pub seed: u64,
    /// How long faults are made.
    pub seconds: u64,
    /// How many buyers come.
    pub buyers: u64,
    /// Where everything is written; must not exist or be empty.
    pub folder: PathBuf,
    /// Where the broker keeps its data; memory is best.
    pub broker_folder: PathBuf,
}

impl Plan {
    /// The sandbox's journal.
    pub fn journal(&self) -> PathBuf {
        self.folder.join("journal.jsonl")
    }

    /// The runner's record.
    pub fn record(&self) -> PathBuf {
        self.folder.join("record.jsonl")
    }

    /// Logs and pages of the processes.
    pub fn logs(&self) -> PathBuf {
        self.folder.join("logs")
    }
}

/// Runs it all. An error means that the run could not be made or did not come to rest; whether the system kept its
/// promises is for [`verify`] to say.
pub async fn run(plan: &Plan) -> anyhow::Result<()> {
    let schedule = Schedule::new(plan.seed, plan.seconds);
    let record = Arc::new(open_record(plan, &schedule)?);
    say(&format!(
        "chaos: seed {}, {} s, {} buyers, {} faults; everything is in {}",
        plan.seed,
        plan.seconds,
        plan.buyers,
        schedule.faults.len(),
        plan.folder.display()
    ));
    let stage = Arc::new(Stage::build(&plan.folder, &plan.broker_folder, record.clone()).await?);
    let outcome = tokio::select! {
        outcome = play(plan, schedule, &stage) => outcome,
        // It ends only with an error.
        failed = stage.supervise() => failed,
        failed = keep_pages(&stage) => failed,
        () = interrupted() => Err(anyhow::anyhow!("interrupted")),
    };
    let stopped = if outcome.is_ok() { stage.stop().await } else { Ok(()) };
    let removed = stage.broker.remove().await;
    outcome.and(stopped).and(removed)
}

fn open_record(plan: &Plan, schedule: &Schedule) -> anyhow::Result<Record> {
    std::fs::create_dir_all(&plan.folder)?;
    let record = Record::create(&plan.record())?;
    let people = (0..plan.buyers).flat_map(|n| Person::new(plan.seed, n).canaries());
    record.write(&Line::Run {
        seed: plan.seed,
        seconds: plan.seconds,
        buyers: plan.buyers,
        canaries: people.chain(SECRETS.map(str::to_owned)).collect(),
    })?;
    for planned in &schedule.faults {
        record.write(&Line::Planned { at_ms: planned.at_ms, fault: planned.fault.clone() })?;
    }
    Ok(record)
}

async fn play(plan: &Plan, schedule: Schedule, stage: &Arc<Stage>) -> anyhow::Result<()> {
    let began = Instant::now();
    let (closing, over) = (CancellationToken::new(), CancellationToken::new());
    let tally = Arc::new(Tally::default());
    let buyers = send_in_buyers(plan, stage, &tally, &closing, &over);
    let mut under_way = Vec::new();
    for planned in schedule.faults {
        tokio::time::sleep_until(began + Duration::from_millis(planned.at_ms)).await;
        say(&format!(
            "{} {}  [{} of {} buyers begun, {} done, {} confirms, {} orders told]",
            clock(began),
            planned.fault,
            tally.begun.load(Ordering::Relaxed),
            plan.buyers,
            tally.done.load(Ordering::Relaxed),
            tally.confirmed.load(Ordering::Relaxed),
            tally.told.load(Ordering::Relaxed),
        ));
        under_way.push(task::spawn(faults::make(stage.clone(), planned.fault)));
    }
    tokio::time::sleep_until(began + Duration::from_secs(plan.seconds)).await;
    say(&format!("{} no more faults and no new orders; healing", clock(began)));
    closing.cancel();
    for fault in under_way {
        fault.await??;
    }
    heal(stage).await?;
    stage.record.write(&Line::Healed { at_ms: now_ms() })?;
    say(&format!("{} everything runs; waiting for the buyers to get their answers", clock(began)));
    wait_for_buyers(buyers, &over).await?;
    let rested = wait_for_rest(stage).await;
    end(stage).await?;
    say(&format!("{} at rest", clock(began)));
    rested
}

fn send_in_buyers(
    plan: &Plan,
    stage: &Arc<Stage>,
    tally: &Arc<Tally>,
    closing: &CancellationToken,
    over: &CancellationToken,
) -> Vec<tokio::task::JoinHandle<anyhow::Result<()>>> {
    let arrivals_ms = plan.seconds * 10 * ARRIVALS_PERCENT;
    (0..plan.buyers)
        .map(|n| {
            let (stage, tally, seed) = (stage.clone(), tally.clone(), plan.seed);
            let (closing, over) = (closing.clone(), over.clone());
            let comes_after = Duration::from_millis(n * arrivals_ms / plan.buyers.max(1));
            task::spawn(async move {
                tokio::time::sleep(comes_after).await;
                let buyer = Buyer::new(&stage.control, Person::new(seed, n), tally, closing, over).await?;
                buyer.shop().await
            })
        })
        .collect()
}

async fn heal(stage: &Stage) -> anyhow::Result<()> {
    stage.open_all_links();
    stage.disk.free()?;
    stage.control.clear_faults().await?;
    stage.wait_ready(HEAL_WAIT).await.context("after all faults have ended")
}

async fn wait_for_buyers(
    buyers: Vec<tokio::task::JoinHandle<anyhow::Result<()>>>,
    over: &CancellationToken,
) -> anyhow::Result<()> {
    let all = async {
        for buyer in buyers {
            buyer.await??;
        }
        anyhow::Ok(())
    };
    tokio::pin!(all);
    if let Ok(done) = tokio::time::timeout(BUYERS_WAIT, &mut all).await {
        return done;
    }
    // The verifier says whom they still owe an answer.
    over.cancel();
    say("chaos: some buyers wait no longer");
    all.await
}

async fn wait_for_rest(stage: &Stage) -> anyhow::Result<()> {
    let deadline = Instant::now() + QUIET_WAIT;
    let mut quiet = 0;
    while quiet < 2 {
        let busy = match stage.under_way().await {
            Ok(busy) => busy,
            Err(error) => format!("{error:#}"),
        };
        quiet = if busy.is_empty() { quiet + 1 } else { 0 };
        ensure!(Instant::now() < deadline, "still under way after {QUIET_WAIT:?}: {busy}");
        tokio::time::sleep(QUIET_LOOK).await;
    }
    Ok(())
}

async fn end(stage: &Stage) -> anyhow::Result<()> {
    let lengths = stage.broker.lengths().await?;
    let left = lengths.into_iter().filter(|(name, length)| *length > 0 && name != "parked").collect();
    let parked = stage.broker.parked_reasons().await?;
    stage.record.write(&Line::End { at_ms: now_ms(), left, parked })
}

async fn keep_pages(stage: &Stage) -> anyhow::Result<()> {
    for round in 0.. {
        tokio::time::sleep(PAGES_INTERVAL).await;
        stage.keep_pages(round).await?;
    }
    Ok(())
}

async fn interrupted() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut term) = signal(SignalKind::terminate()) else { return std::future::pending().await };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = term.recv() => {}
    }
}

/// Calls the verifier, another program, and fails when it does. Its table goes to our output.
pub fn verify(verifier: &Path, plan: &Plan) -> anyhow::Result<()> {
    let status = Command::new(verifier)
        .args([plan.journal(), plan.record(), plan.logs()])
        .status()
        .with_context(|| format!("calling {}", verifier.display()))?;
    ensure!(status.success(), "the verifier found that a promise was broken (seed {})", plan.seed);
    Ok(())
}

/// What happened, for the person who waited: faults by kind, and takeovers as the logs tell them.
pub fn summary(plan: &Plan) -> anyhow::Result<String> {
    let lines = record::read(&std::fs::read_to_string(plan.record())?)?;
    let mut kinds: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    let mut unasked = Vec::new();
    let mut kills = Vec::new();
    for line in &lines {
        match line {
            Line::Fault { fault, from_ms, skipped, .. } => {
                let counts = kinds.entry(fault.name().to_owned()).or_default();
                counts.0 += 1;
                counts.1 += u64::from(skipped.is_some());
                if let (Fault::Kill { who: who @ Who::Worker(_), .. }, None) = (fault, skipped) {
                    kills.push((*who, *from_ms));
                }
            }
            Line::Ended { who, how, expected: false, .. } => unasked.push(format!("{who}: {how}")),
            _ => {}
        }
    }
    let mut text = String::from("Faults made, by kind:\n");
    for (kind, (count, skipped)) in kinds {
        let note = if skipped > 0 { format!(", {skipped} of them not possible") } else { String::new() };
        let _ = writeln!(text, "  {count:>3} × {kind}{note}");
    }
    text += &takeovers(&plan.logs(), &kills);
    if !unasked.is_empty() {
        let _ = writeln!(text, "Processes that ended by themselves: {}", unasked.join(", "));
    }
    Ok(text)
}

/// How long the shards of killed workers were without an owner.
fn takeovers(logs: &Path, kills: &[(Who, i64)]) -> String {
    let mut taken: Vec<(i64, Who, String)> = Vec::new();
    for who in stage::everybody().filter(|who| matches!(who, Who::Worker(_))) {
        let log = std::fs::read_to_string(logs.join(format!("{who}.log"))).unwrap_or_default();
        for line in log.lines().filter(|line| line.contains("\"shard taken\"")) {
            let Ok(line) = serde_json::from_str::<Value>(line) else { continue };
            let at = line["timestamp"].as_str().and_then(|text| text.parse::<jiff::Timestamp>().ok());
            if let (Some(at), Some(shard)) = (at, line["shard"].as_str()) {
                taken.push((at.as_millisecond(), who, shard.to_owned()));
            }
        }
    }
    taken.sort();
    let mut times_ms = Vec::new();
    for (who, at_ms) in kills {
        let mut owners: BTreeMap<&str, Who> = BTreeMap::new();
        for (taken_ms, owner, shard) in &taken {
            if taken_ms < at_ms {
                owners.insert(shard, *owner);
            }
        }
        for (shard, _) in owners.into_iter().filter(|(_, owner)| owner == who) {
            let next = taken.iter().find(|(taken_ms, _, name)| taken_ms >= at_ms && name == shard);
            times_ms.extend(next.map(|(taken_ms, ..)| taken_ms - at_ms).filter(|ms| *ms < TAKEOVER_MS_MAX));
        }
    }
    times_ms.sort_unstable();
    let seconds = |ms: Option<&i64>| seconds(ms.copied().unwrap_or_default());
    format!(
        "Shards of killed workers taken over: {}, median {} s, longest {} s\n",
        times_ms.len(),
        seconds(times_ms.get(times_ms.len() / 2)),
        seconds(times_ms.last()),
    )
}

fn clock(began: Instant) -> String {
    let seconds = began.elapsed().as_secs();
    format!("{:>2}:{:02}", seconds / 60, seconds % 60)
}

/// Tells the person at the terminal.
pub fn say(text: &str) {
    // Whoever reads may have gone; the record is written all the same.
    let _ = writeln!(std::io::stdout(), "{text}");
}
