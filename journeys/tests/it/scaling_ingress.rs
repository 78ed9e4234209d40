//! Two instances of ingress side by side, and the death of one in the middle of its work: whatever of a body was
//! stored or not, Meta sends the whole body again and each message is answered once.

use std::os::unix::process::ExitStatusExt as _;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use serde_json::{Value, json};

use crate::harness::{Stage, World};
use crate::load::Load;
use crate::scaling_workers::loaded;

const BUYERS: usize = 60;
const MESSAGES_EACH: usize = 3;
/// Until the instance that gets the body reaches its failpoint.
const DEATH_WAIT: Duration = Duration::from_secs(30);
/// Until all of a body is answered.
const ANSWER_WAIT: Duration = Duration::from_mins(2);

/// Sends one body with a few messages of each of many buyers.
async fn one_body(world: &World) -> anyhow::Result<Vec<String>> {
    let control = &world.control;
    control.post("/sandbox/meta/batching", &json!({"mode": "hold"})).await?;
    let numbers: Vec<String> = (0..BUYERS).map(|n| format!("25472{n:07}")).collect();
    for text in ["hi", "CF-AA-1", "basket"].iter().take(MESSAGES_EACH) {
        for number in &numbers {
            control.post(&format!("/sandbox/phones/{number}/send"), &json!({"text": text})).await?;
        }
    }
    let released = control.post("/sandbox/meta/batching", &json!({"mode": "off"})).await?;
    ensure!(released["released"] == json!(BUYERS * MESSAGES_EACH), "{released}");
    Ok(numbers)
}

/// Every try of the one large body: the status, or none where the connection broke.
async fn tries_of_the_body(world: &World) -> anyhow::Result<Vec<Option<u64>>> {
    let answer = world.control.get("/sandbox/deliveries").await?;
    let batch = answer["deliveries"].as_array().into_iter().flatten().find(|one| one["what"] == "batch");
    let tries = batch.and_then(|batch| batch["attempts"].as_array().cloned()).unwrap_or_default();
    Ok(tries.iter().map(|one| one["status"].as_u64()).collect())
}

async fn everybody_is_answered_once(world: &World, numbers: &[String]) -> anyhow::Result<()> {
    let deadline = tokio::time::Instant::now() + ANSWER_WAIT;
    for number in numbers {
        let phone = world.phone(number).await?;
        while phone.heard().await?.len() < MESSAGES_EACH {
            ensure!(tokio::time::Instant::now() < deadline, "silence:\n{}", phone.transcript().await?);
            tokio::time::sleep(journeys::process::LOOK_INTERVAL).await;
        }
    }
    world.settle().await?;
    for number in numbers {
        let phone = world.phone(number).await?;
        let heard = phone.heard().await?;
        ensure!(
            heard.len() == MESSAGES_EACH && heard.get(1).is_some_and(|bubble| bubble.says("Arabica")),
            "{number} wrote {MESSAGES_EACH} messages:\n{}",
            phone.transcript().await?
        );
    }
    Ok(())
}

fn dies_at(name: &'static str, failpoint: &'static str) {
    let stage = loaded(name).ingresses(2).failpoint_of("ingress", failpoint);
    stage.play(async |world| {
        let numbers = one_body(world).await?;
        until_death(world).await?;
        let end = world.process("ingress")?.wait_end(DEATH_WAIT).await?;
        ensure!(end.signal().is_some(), "ingress was to die at {failpoint}, and ended with {end}");
        everybody_is_answered_once(world, &numbers).await?;
        let tries = tries_of_the_body(world).await?;
        ensure!(tries.last() == Some(&Some(200)), "the body was never accepted: {tries:?}");
        Ok(())
    });
}

/// The balancer goes round, so of any two connections one meets the instance that is to die. When the body went to the
/// other one, it is delivered again, as pretend Meta does when it did not hear an answer.
async fn until_death(world: &mut World) -> anyhow::Result<()> {
    let deadline = tokio::time::Instant::now() + DEATH_WAIT;
    while world.process("ingress")?.ended()?.is_none() {
        ensure!(tokio::time::Instant::now() < deadline, "nothing reached the instance that was to die");
        if tries_of_the_body(world).await?.last() == Some(&Some(200)) {
            // The answer is lost when it is this one that dies.
            let _ = world.control.deliver(&the_body(world).await?).await;
        }
        tokio::time::sleep(journeys::process::LOOK_INTERVAL).await;
    }
    Ok(())
}

async fn the_body(world: &World) -> anyhow::Result<Value> {
    let answer = world.control.get("/sandbox/deliveries").await?;
    let batch = answer["deliveries"].as_array().into_iter().flatten().find(|one| one["what"] == "batch");
    let text = batch.and_then(|batch| batch["body"].as_str()).context("the body")?;
    Ok(serde_json::from_str(text)?)
}

#[test]
fn an_ingress_that_dies_before_it_published_anything_has_promised_nothing() {
    dies_at("ingress-before", "ingress.before_publish");
}

#[test]
fn an_ingress_that_dies_with_a_part_of_a_body_stored_costs_no_message_and_doubles_none() {
    dies_at("ingress-some", "ingress.some_confirmed");
}

#[test]
fn an_ingress_that_dies_with_all_stored_and_nothing_said_doubles_no_message() {
    dies_at("ingress-all", "ingress.before_answer");
}

#[test]
fn two_ingresses_side_by_side_and_one_killed_under_load() {
    loaded("scaling-ingress").ingresses(2).play(async |world| {
        let mut load = Load::start(world, 24, Duration::from_secs(1), 2);
        tokio::time::sleep(Duration::from_secs(5)).await;
        world.process("ingress")?.kill()?;
        tokio::time::sleep(Duration::from_secs(5)).await;
        load.goes_on()?;
        let other = world.metrics("ingress-2").await;
        ensure!(other.sum("wab_ingress_requests_total") > 0.0, "the second instance did nothing");
        let tally = load.finish(world).await?;
        eprintln!("| {} messages in order, {} orders once, one ingress killed", tally.messages, tally.orders);
        Ok(())
    });
}

#[test]
fn an_ingress_asked_to_stop_answers_what_it_took() {
    Stage::new("ingress-stops").ingresses(2).play(async |world| {
        let mut load = Load::start(world, 6, Duration::from_millis(700), 0);
        tokio::time::sleep(Duration::from_secs(3)).await;
        world.process("ingress-2")?.stop().await?;
        tokio::time::sleep(Duration::from_secs(2)).await;
        load.goes_on()?;
        load.finish(world).await.map(drop)
    });
}
