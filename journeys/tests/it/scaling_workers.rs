//! Workers come, go, die and freeze under load. Shards move in seconds, every buyer's answers stay in the order of what
//! they wrote, and no order is placed twice. The times are printed.

use std::time::Duration;

use anyhow::ensure;
use tokio::time::Instant;

use crate::harness::{Stage, World};
use crate::load::Load;
use crate::metrics::{Metrics, Watch};

/// As many as a deployment has unless told otherwise.
const SHARDS: u16 = 16;
const WRITERS: usize = 24;
const BUYERS: usize = 3;
/// Between two messages of one writer.
const PAUSE: Duration = Duration::from_millis(1_500);
/// How long the load runs between two changes.
const STRETCH: Duration = Duration::from_secs(6);
/// A newcomer has its share well before this; the machine of the test is busy.
const MOVE_LIMIT: Duration = Duration::from_secs(15);
/// Silence counts as death after 2.5 s, and the takeover takes its time: less than 5 s on a machine with room. Where
/// heartbeats themselves come late, the dead one may be believed alive once more.
const TAKEOVER_LIMIT: Duration = Duration::from_secs(20);
/// An owner may wait this long for calls under way before it lets a shard go.
const DRAIN_LIMIT: Duration = Duration::from_secs(20);

/// A stage whose limits are those of the pipeline, not those of Meta.
pub fn loaded(name: &'static str) -> Stage {
    Stage::new(name)
        .setting("SHARDS", "16")
        .setting("SANDBOX_PAIR_RATE", "off")
        .setting("SANDBOX_NUMBER_RATE", "off")
        .setting("NOTIFIER_PAIR_BURST", "1000")
        .setting("NOTIFIER_PAIR_REFILL", "10ms")
        .setting("NOTIFIER_NUMBER_RATE", "1000")
        .setting("WOOCOMMERCE_TIMEOUT", "10s")
}

/// Prints one line of the table of times.
pub fn tell(what: &str, took: Duration, more: &str) {
    eprintln!("| {what:<44} | {:>6.2} s | {more}", took.as_secs_f64());
}

async fn fair(watch: &Watch, workers: &[&str], limit: Duration) -> anyhow::Result<Duration> {
    let what = format!("all {SHARDS} shards shared fairly among {workers:?}");
    watch.wait(&what, limit, |seen| seen.is_fair(SHARDS, workers)).await
}

/// How many calls to the shop ended without anybody knowing what came of them.
fn ambiguous_calls(metrics: &Metrics) -> f64 {
    let calls = metrics.of("wab_worker_effect_calls_total");
    calls.filter(|(labels, _)| labels.contains("outcome=\"unknown\"")).map(|(_, count)| count).sum()
}

/// Neither the shop nor Graph was ever asked something whose outcome nobody knows.
async fn nothing_ambiguous(world: &World, workers: &[&str]) -> anyhow::Result<()> {
    for worker in workers {
        let metrics = world.metrics(worker).await;
        ensure!(metrics.sum("wab_worker_effect_calls_total") > 0.0, "{worker} tells nothing");
        ensure!(ambiguous_calls(&metrics) == 0.0, "{worker} does not know what came of a call");
        ensure!(metrics.sum("wab_worker_sqlite_errors_total") == 0.0, "{worker} had trouble with a file");
        ensure!(metrics.sum("wab_worker_assertion_failures_total") == 0.0, "{worker} found a defect");
    }
    let notifier = world.metrics("notifier").await;
    ensure!(notifier.sum("wab_notifier_graph_ambiguous_total") == 0.0, "a send of unknown outcome");
    Ok(())
}

/// Asks a worker to stop, as a deployment does, and reads its metrics until it has none; returns how long it took.
async fn stops(world: &mut World, name: &str) -> anyhow::Result<(Duration, Metrics)> {
    let began = Instant::now();
    world.process(name)?.ask_to_stop()?;
    let mut last = Metrics::default();
    loop {
        let metrics = world.metrics(name).await;
        if metrics.sum("wab_worker_effect_calls_total") > 0.0 {
            last = metrics;
        }
        if let Some(status) = world.process(name)?.ended()? {
            ensure!(status.success(), "{name} did not end cleanly: {status}");
            return Ok((began.elapsed(), last));
        }
        ensure!(began.elapsed() < DRAIN_LIMIT, "{name} is still draining after {DRAIN_LIMIT:?}");
    }
}

#[test]
fn workers_go_from_one_to_four_to_two_and_every_buyer_is_answered_in_order() {
    loaded("scaling-workers").play(async |world| {
        let watch = Watch::start(world);
        fair(&watch, &["worker-1"], MOVE_LIMIT).await?;
        let mut load = Load::start(world, WRITERS, PAUSE, BUYERS);
        tokio::time::sleep(STRETCH).await;

        eprintln!("| {:<44} | {:>8} | longest time that a shard had no owner", "what", "settled");
        let mut names = vec!["worker-1".to_owned()];
        for count in 2..=4 {
            let since = Instant::now();
            let name = world.start_worker(None)?;
            world.wait_ready().await?;
            watch.look_at_all(world);
            names.push(name);
            let all: Vec<&str> = names.iter().map(String::as_str).collect();
            let took = fair(&watch, &all, MOVE_LIMIT).await?;
            tell(
                &format!("{count} workers, each with its share"),
                took,
                &format!("{:.2} s", watch.longest_gap(since, SHARDS).as_secs_f64()),
            );
            tokio::time::sleep(STRETCH / 2).await;
            load.goes_on()?;
        }

        let mut ambiguous = 0.0;
        for leaving in ["worker-2", "worker-1"] {
            let since = Instant::now();
            let (drained, last) = stops(world, leaving).await?;
            ambiguous += ambiguous_calls(&last);
            names.retain(|name| name != leaving);
            let rest: Vec<&str> = names.iter().map(String::as_str).collect();
            fair(&watch, &rest, MOVE_LIMIT).await?;
            let settled = since.elapsed();
            tell(&format!("{leaving} drained and ended"), drained, "");
            tell(
                &format!("{} workers again, each with its share", rest.len()),
                settled,
                &format!("{:.2} s", watch.longest_gap(since, SHARDS).as_secs_f64()),
            );
            tokio::time::sleep(STRETCH / 2).await;
            load.goes_on()?;
        }
        let tally = load.finish(world).await?;
        eprintln!("| {} messages of {WRITERS} phones in order, {} orders once", tally.messages, tally.orders);
        ensure!(tally.messages > WRITERS * 5 && tally.orders > 0, "the load was none: {tally:?}");
        ensure!(ambiguous == 0.0, "a worker that drained left {ambiguous} calls of unknown outcome");
        nothing_ambiguous(world, &["worker-3", "worker-4"]).await?;
        // One POST per order: nothing was tried twice while shards moved.
        let placing = placing_calls(world)?;
        ensure!(placing == tally.orders, "{placing} placing calls for {} orders", tally.orders);
        Ok(())
    });
}

/// How often the shop was asked to place an order, from the sandbox's own journal.
fn placing_calls(world: &World) -> anyhow::Result<usize> {
    let journal = std::fs::read_to_string(world.folder().join("sandbox.jsonl"))?;
    let mut count = 0;
    for line in journal.lines() {
        let entry: serde_json::Value = serde_json::from_str(line)?;
        let path = entry["data"]["path"].as_str().unwrap_or_default();
        if entry["kind"] == "shop_call" && entry["data"]["method"] == "POST" && path.ends_with("/checkout") {
            count += 1;
        }
    }
    Ok(count)
}

#[test]
fn a_killed_worker_is_replaced_within_seconds_and_every_buyer_is_answered_in_order() {
    loaded("scaling-killed").workers(3).play(async |world| {
        let watch = Watch::start(world);
        fair(&watch, &["worker-1", "worker-2", "worker-3"], MOVE_LIMIT).await?;
        let mut load = Load::start(world, WRITERS, PAUSE, BUYERS);
        tokio::time::sleep(STRETCH).await;
        for dying in ["worker-2", "worker-3"] {
            let since = Instant::now();
            world.process(dying)?.kill()?;
            let what = format!("the shards of {dying} have an owner again");
            let took = watch.wait(&what, TAKEOVER_LIMIT, |seen| seen.is_whole(SHARDS)).await?;
            let gap = watch.longest_gap(since, SHARDS);
            tell(&what, took, &format!("{:.2} s", gap.as_secs_f64()));
            tokio::time::sleep(STRETCH / 2).await;
            load.goes_on()?;
        }
        let tally = load.finish(world).await?;
        eprintln!("| {} messages of {WRITERS} phones in order, {} orders once", tally.messages, tally.orders);
        ensure!(tally.messages > WRITERS * 5 && tally.orders > 0, "the load was none: {tally:?}");
        Ok(())
    });
}

#[test]
fn a_frozen_worker_that_wakes_does_no_harm() {
    // Beyond the time after which the others count it as gone.
    const FROZEN: Duration = Duration::from_secs(6);
    loaded("scaling-frozen").workers(2).play(async |world| {
        let watch = Watch::start(world);
        fair(&watch, &["worker-1", "worker-2"], MOVE_LIMIT).await?;
        let mut load = Load::start(world, WRITERS, PAUSE, BUYERS);
        tokio::time::sleep(STRETCH).await;

        world.process("worker-2")?.freeze()?;
        tokio::time::sleep(FROZEN).await;
        // The kernel lock stays with the frozen one: its shards wait, and nobody else works on them.
        let what = "worker-1 owns its own half, and the other half is locked by the frozen one";
        watch
            .wait(what, MOVE_LIMIT, |seen| {
                seen.share("worker-1") == usize::from(SHARDS) / 2 && !seen.owned.contains_key("worker-2")
            })
            .await?;
        let since = Instant::now();
        world.process("worker-2")?.thaw()?;
        let took = fair(&watch, &["worker-1", "worker-2"], MOVE_LIMIT).await?;
        tell("a frozen worker woke and all shards are shared", took, "");
        tell("since it woke", since.elapsed(), "");
        tokio::time::sleep(STRETCH / 2).await;
        load.goes_on()?;

        // Who frozen is killed, as a liveness probe would, is replaced like anybody.
        let since = Instant::now();
        world.process("worker-2")?.freeze()?;
        world.process("worker-2")?.kill()?;
        let took = fair(&watch, &["worker-1"], TAKEOVER_LIMIT).await?;
        tell("a frozen worker was killed and replaced", took, "");
        tell("longest time that a shard had no owner", watch.longest_gap(since, SHARDS), "");
        let tally = load.finish(world).await?;
        eprintln!("| {} messages of {WRITERS} phones in order, {} orders once", tally.messages, tally.orders);
        Ok(())
    });
}
