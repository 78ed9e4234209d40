//! While the broker is down, ingress promises nothing: 503, and Meta keeps the message. Later all are answered.

use std::time::Duration;

use anyhow::{Context as _, ensure};
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::harness::{AMINA, Stage, World};

const OTHER: &str = "254700100201";

#[test]
fn with_the_broker_down_meta_is_told_503_and_everything_is_answered_later() {
    Stage::new("broker-down").own_broker().play(async |world| {
        let mut phone = world.phone(AMINA).await?;
        phone.says("hi").await?;
        phone.hears().await?;
        world.settle().await?;

        world.broker.stop().await?;
        phone.says("coffee").await?;
        let mut other = world.phone(OTHER).await?;
        other.says("hello").await?;
        refused_with_503(world, 2).await?;
        world.becomes_unready("ingress").await?;

        world.broker.start().await?;
        phone.patience = Duration::from_secs(90);
        other.patience = phone.patience;
        phone.hears().await.context("the message of before the outage")?;
        other.hears().await.context("the first message of a newcomer")?;
        Ok(())
    });
}

/// Waits until this many deliveries were refused, all of them with 503 and none accepted.
async fn refused_with_503(world: &World, count: usize) -> anyhow::Result<()> {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        let answer = world.control.get("/sandbox/deliveries").await?;
        let open: Vec<&Value> = answer["deliveries"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|delivery| delivery["accepted"] == json!(false))
            .collect();
        let statuses = |delivery: &&Value| -> Vec<u64> {
            delivery["attempts"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|try_| try_["status"].as_u64())
                .collect()
        };
        let refused = open.iter().map(statuses).filter(|statuses| !statuses.is_empty()).collect::<Vec<_>>();
        ensure!(refused.iter().flatten().all(|status| *status == 503), "ingress answered {refused:?}");
        if refused.len() >= count {
            return Ok(());
        }
        ensure!(Instant::now() < deadline, "{} deliveries were refused instead of {count}", refused.len());
        tokio::time::sleep(crate::process::LOOK_INTERVAL).await;
    }
}
