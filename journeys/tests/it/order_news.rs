//! What happens to an order in the shop is told to its buyer: once, in order, whether webhooks come twice, late or never.

use anyhow::{Context as _, ensure};
use journeys::phone::Phone;
use journeys::process::LOOK_INTERVAL;
use serde_json::json;
use tokio::time::{Duration, Instant};

use crate::browse_to_order::{confirms_an_order, one_order_and_told};
use crate::harness::{AMINA, Stage, World};

/// Until webhooks that were switched off are on again: they are looked at with every tenth round of reading orders.
const REPAIR_WAIT: Duration = Duration::from_secs(30);

/// A buyer with an order; returns the order's number in the shop.
async fn has_ordered(world: &World, phone: &mut Phone) -> anyhow::Result<u64> {
    confirms_an_order(phone, "dish soap").await?;
    one_order_and_told(world, phone, "CL-DS-5").await?;
    let order = world.the_one_order().await?;
    order.raw["id"].as_u64().context("the order has a number")
}

async fn merchant_sets(world: &World, order: u64, status: &str) -> anyhow::Result<()> {
    let path = format!("/sandbox/shop/orders/{order}");
    world.control.post(&path, &json!({"status": status})).await.map(drop)
}

/// The next message tells this, and nothing more comes with it.
async fn hears(phone: &mut Phone, words: &str) -> anyhow::Result<()> {
    let bubble = phone.hears().await?;
    ensure!(bubble.says(words), "expected {words:?}:\n{}", bubble.readable());
    Ok(())
}

async fn told_by(world: &World, by: &str) -> f64 {
    let metrics = world.metrics("worker-1").await;
    let by = format!("by=\"{by}\"");
    metrics
        .of("wab_worker_order_news_total")
        .filter(|(series, _)| series.contains(&by))
        .map(|(_, value)| value)
        .sum()
}

#[test]
fn webhooks_that_come_twice_or_out_of_order_are_told_once_and_forwards() {
    Stage::new("order-news").play(async |world| {
        let mut phone = world.phone(AMINA).await?;
        let order = has_ordered(world, &mut phone).await?;
        world
            .control
            .fault(json!({"target": "shop_webhook", "fault": {"kind": "duplicate", "copies": 3}}))
            .await?;
        merchant_sets(world, order, "completed").await?;
        hears(&mut phone, "is completed").await?;
        world.control.clear_faults().await?;
        // Two changes within the shop's delay: the first is held back and delivered after the second.
        world
            .control
            .fault(json!({"target": "shop_webhook", "fault": {"kind": "reorder"}, "times": 1}))
            .await?;
        merchant_sets(world, order, "refunded").await?;
        hears(&mut phone, "was refunded").await?;
        world.settle().await?;
        let news = phone
            .heard()
            .await?
            .iter()
            .filter(|bubble| bubble.says("is completed") || bubble.says("was refunded"))
            .count();
        ensure!(news == 2, "{news} messages told two changes");
        ensure!(
            told_by(world, "webhook").await > 1.5,
            "told by webhooks: {}",
            told_by(world, "webhook").await
        );
        Ok(())
    });
}

#[test]
fn without_webhooks_the_orders_are_read_and_webhooks_are_switched_on_again() {
    Stage::new("order-news-polled").setting("CATALOGUE_POLL", "1s").play(async |world| {
        let mut phone = world.phone(AMINA).await?;
        let order = has_ordered(world, &mut phone).await?;
        world.control.post("/sandbox/shop/webhooks/disable", &json!({})).await?;
        merchant_sets(world, order, "completed").await?;
        hears(&mut phone, "is completed").await?;
        ensure!(told_by(world, "polled").await > 0.5, "nothing was told by reading orders");

        let deadline = Instant::now() + REPAIR_WAIT;
        while world.metrics("worker-1").await.sum("wab_worker_shop_webhooks_enabled_total") < 6.0 {
            ensure!(Instant::now() < deadline, "the webhooks are still off");
            tokio::time::sleep(LOOK_INTERVAL).await;
        }
        merchant_sets(world, order, "refunded").await?;
        hears(&mut phone, "was refunded").await
    });
}

#[test]
fn what_happens_while_no_worker_lives_is_told_by_the_next_one() {
    Stage::new("order-news-killed").setting("CATALOGUE_POLL", "1s").play(async |world| {
        let mut phone = world.phone(AMINA).await?;
        let order = has_ordered(world, &mut phone).await?;
        world.control.post("/sandbox/shop/webhooks/disable", &json!({})).await?;
        world.process("worker-1")?.kill()?;
        merchant_sets(world, order, "completed").await?;
        merchant_sets(world, order, "refunded").await?;
        world.start_worker(None)?;
        world.wait_ready().await?;
        phone.patience = Duration::from_mins(1);
        // What is told is where the order stands, not every step on the way.
        hears(&mut phone, "was refunded").await?;
        world.settle().await?;
        let news = phone
            .heard()
            .await?
            .iter()
            .filter(|bubble| bubble.says("refunded") || bubble.says("completed"))
            .count();
        ensure!(news == 1, "{news} messages instead of one");
        Ok(())
    });
}
