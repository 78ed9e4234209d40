//! Notifiers come, go and die under load. What they were sending reaches each buyer in order, and twice only where
//! nobody can know whether it arrived.

use std::os::unix::process::ExitStatusExt as _;
use std::time::Duration;

use anyhow::ensure;
use tokio::time::Instant;

use crate::harness::World;
use crate::load::Load;
use crate::scaling_workers::{loaded, tell};

const SHARDS: f64 = 16.0;
const WRITERS: usize = 24;
const BUYERS: usize = 2;
const PAUSE: Duration = Duration::from_millis(1_500);
const STRETCH: Duration = Duration::from_secs(5);
const MOVE_LIMIT: Duration = Duration::from_secs(20);
/// Until a notifier under load reaches its failpoint.
const DEATH_WAIT: Duration = Duration::from_secs(30);

/// Waits until these notifiers own all shards, each at least one and none far more than its share.
async fn shared(world: &World, notifiers: &[&str], limit: Duration) -> anyhow::Result<Duration> {
    let began = Instant::now();
    let count = u32::try_from(notifiers.len()).unwrap_or(1);
    let (fair_min, fair_max) = ((SHARDS / f64::from(count)).floor(), (SHARDS / f64::from(count)).ceil());
    loop {
        let mut shares = Vec::new();
        for name in notifiers {
            shares.push(world.metrics(name).await.sum("wab_notifier_shards_owned"));
        }
        let whole = (shares.iter().sum::<f64>() - SHARDS).abs() < f64::EPSILON;
        if whole && shares.iter().all(|share| (fair_min..=fair_max).contains(share)) {
            return Ok(began.elapsed());
        }
        ensure!(began.elapsed() < limit, "after {limit:?} the notifiers {notifiers:?} own {shares:?} shards");
        tokio::time::sleep(journeys::process::LOOK_INTERVAL).await;
    }
}

#[test]
fn notifiers_go_from_one_to_three_to_one_and_every_buyer_hears_in_order() {
    loaded("scaling-notifiers").play(async |world| {
        shared(world, &["notifier"], MOVE_LIMIT).await?;
        let mut load = Load::start(world, WRITERS, PAUSE, BUYERS);
        tokio::time::sleep(STRETCH).await;
        let mut names = vec!["notifier".to_owned()];
        for count in 2..=3 {
            names.push(world.start_another("notifier", None)?);
            world.wait_ready().await?;
            let all: Vec<&str> = names.iter().map(String::as_str).collect();
            let took = shared(world, &all, MOVE_LIMIT).await?;
            tell(&format!("{count} notifiers, each with its share"), took, "");
            tokio::time::sleep(STRETCH / 2).await;
            load.goes_on()?;
        }
        for leaving in ["notifier", "notifier-2"] {
            let since = Instant::now();
            world.process(leaving)?.stop().await?;
            tell(&format!("{leaving} drained and ended"), since.elapsed(), "");
            names.retain(|name| name != leaving);
            let rest: Vec<&str> = names.iter().map(String::as_str).collect();
            shared(world, &rest, MOVE_LIMIT).await?;
            tell(&format!("{} left with all shards", rest.len()), since.elapsed(), "");
            tokio::time::sleep(STRETCH / 2).await;
            load.goes_on()?;
        }
        let tally = load.finish(world).await?;
        eprintln!("| {} messages of {WRITERS} phones in order, {} orders once", tally.messages, tally.orders);
        let last = world.metrics("notifier-3").await;
        ensure!(last.sum("wab_notifier_messages_ended_total") > 0.0, "notifier-3 sent nothing");
        ensure!(
            last.sum("wab_notifier_graph_ambiguous_total") == 0.0,
            "a drain left sends of unknown outcome"
        );
        Ok(())
    });
}

/// One of two notifiers dies at this place in the middle of the load, and the other takes over.
fn dies_at(name: &'static str, failpoint: &'static str) {
    loaded(name).notifiers(1).failpoint_of("notifier", failpoint).play(async |world| {
        world.start_another("notifier", None)?;
        world.wait_ready().await?;
        let mut load = Load::start(world, WRITERS, PAUSE, 0);
        let end = world.process("notifier")?.wait_end(DEATH_WAIT).await?;
        let since = Instant::now();
        ensure!(end.signal().is_some(), "the notifier was to die at {failpoint}, and ended with {end}");
        let took = shared(world, &["notifier-2"], MOVE_LIMIT).await?;
        tell(&format!("after a death at {failpoint}"), took, "");
        tokio::time::sleep(STRETCH).await;
        load.goes_on()?;
        let tally = load.finish(world).await?;
        eprintln!(
            "| {} messages of {WRITERS} phones in order ({:.1} s)",
            tally.messages,
            since.elapsed().as_secs_f64()
        );
        Ok(())
    });
}

#[test]
fn a_notifier_that_dies_before_it_acknowledged_what_it_wrote_down_sends_it_once() {
    dies_at("notifier-after-commit", "notifier.after_commit:40");
}

#[test]
fn a_notifier_that_dies_right_before_sending_is_taken_for_one_that_may_have_sent() {
    dies_at("notifier-before-post", "notifier.before_post:40");
}

#[test]
fn a_notifier_that_dies_right_after_sending_sends_nothing_twice_once_the_status_is_there() {
    dies_at("notifier-after-post", "notifier.after_post:40");
}
