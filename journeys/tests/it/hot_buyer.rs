//! One buyer writes hundreds of messages at once. The others are answered as ever.

use std::time::Duration;

use anyhow::{Context as _, ensure};
use serde_json::json;
use tokio::time::Instant;

use crate::harness::{Stage, World};

const HOT: &str = "254700666000";
const FLOOD: usize = 400;
const OTHERS: usize = 8;
/// Longest that anybody else may wait meanwhile, on a busy machine.
const OTHERS_WAIT: Duration = Duration::from_secs(10);

/// Until all of the flood is handled.
const FLOOD_WAIT: Duration = Duration::from_mins(1);

/// Everybody says something; returns the longest wait for an answer.
async fn longest_wait(world: &World, text: &str) -> anyhow::Result<Duration> {
    let mut asked = Vec::new();
    for n in 0..OTHERS {
        let mut phone = world.phone(&format!("2547001005{n:02}")).await?;
        let before = phone.heard().await?.len();
        phone.patience = OTHERS_WAIT;
        phone.says(text).await?;
        asked.push((phone, before, Instant::now()));
    }
    let mut longest = Duration::ZERO;
    for (phone, before, since) in asked {
        while phone.heard().await?.len() <= before {
            ensure!(since.elapsed() < OTHERS_WAIT, "{} waits for {OTHERS_WAIT:?}", phone.wa_id());
            tokio::time::sleep(journeys::process::LOOK_INTERVAL).await;
        }
        longest = longest.max(since.elapsed());
    }
    Ok(longest)
}

#[test]
fn a_buyer_who_writes_hundreds_of_messages_at_once_holds_nobody_up() {
    Stage::new("hot-buyer").play(async |world| {
        let calm = longest_wait(world, "hi").await?;
        let control = &world.control;
        control.post("/sandbox/meta/batching", &json!({"mode": "hold"})).await?;
        for n in 0..FLOOD {
            let text = if n % 2 == 0 { "coffee" } else { "help" };
            control.post(&format!("/sandbox/phones/{HOT}/send"), &json!({"text": text})).await?;
        }
        control.post("/sandbox/meta/batching", &json!({"mode": "off"})).await?;
        // From here on the flood is in the queue of one shard.
        let began = Instant::now();
        control.all_accepted(FLOOD_WAIT).await?;
        let hot = longest_wait(world, "coffee").await?;
        eprintln!(
            "| longest wait of {OTHERS} others: {:.2} s before, {:.2} s beside {FLOOD} messages of one buyer",
            calm.as_secs_f64(),
            hot.as_secs_f64()
        );
        // The flood was taken in, and what goes back to its buyer is paced by Meta's limit per person.
        let hot = world.phone(HOT).await?.heard().await?.len();
        ensure!(hot < FLOOD, "{hot} answers to one person at once");
        let flood = f64::from(u32::try_from(FLOOD).context("a count")?);
        while world.metrics("worker-1").await.sum("wab_worker_inbound_processed_total") < flood {
            ensure!(began.elapsed() < FLOOD_WAIT, "the flood was not handled");
            tokio::time::sleep(journeys::process::LOOK_INTERVAL).await;
        }
        eprintln!("| the flood was handled after {:.2} s", began.elapsed().as_secs_f64());
        Ok(())
    });
}
