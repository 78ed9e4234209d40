//! Quotes, from the request to the order at exactly the price that was agreed on, with webhooks missing, messages doubled,
//! the shop slow, and the worker killed between agreeing and the order.

use std::time::Duration;

use anyhow::ensure;
use journeys::phone::{Bubble, Phone};
use journeys::stories::quote::{DETAILS, agrees, asks, one_order_at, sees, staff_save, stands};
use serde_json::json;

use crate::harness::{AMINA, Stage, World};

/// Until a worker reaches its failpoint.
const DEATH_WAIT: Duration = Duration::from_mins(1);

fn stage(name: &'static str) -> Stage {
    Stage::new(name).setting("QUOTE_QUIET", "1s").setting("CATALOGUE_POLL", "1s")
}

fn untold(_: &Bubble) {}

/// A buyer who has asked, and the shop's offer on their screen.
async fn offered(world: &World) -> anyhow::Result<(Phone, Bubble)> {
    let mut phone = world.phone(AMINA).await?;
    phone.patience = Duration::from_mins(1);
    asks(&mut phone, &["quote", "20 CL-DS-5"], untold).await?;
    let request = stands(&world.control, "requested").await?;
    staff_save(&world.control, &request, "14500.00", "offer 7d").await?;
    let offer = sees(&mut phone, "quote:price", untold).await?;
    Ok((phone, offer))
}

#[test]
fn without_webhooks_and_with_everything_doubled_a_quote_is_one_order_at_its_price() {
    stage("quote-doubled").workers(2).play(async |world| {
        world.control.post("/sandbox/shop/webhooks/disable", &json!({})).await?;
        let slow = json!({"target": "shop", "path_contains": "/orders", "times": 4,
            "fault": {"kind": "delay", "ms": 2_000}});
        world.control.fault(slow).await?;
        let (mut phone, offer) = offered(world).await?;
        let confirm = agrees(&mut phone, &offer, &DETAILS, untold).await?;
        let button = confirm.choice("quote:confirm").map(|choice| choice.id.clone()).unwrap_or_default();
        phone.act(&json!({"button": button, "copies": 20})).await?;
        let order = one_order_at(&world.control, "14500.00").await?;
        phone.hears_where("the number", |bubble| bubble.tells(&order.number)).await?;
        world.settle().await?;
        one_order_at(&world.control, "14500.00").await.map(drop)
    });
}

fn killed_at(name: &'static str, failpoint: &'static str) {
    stage(name).play(async |world| {
        world.beset().await?;
        let (mut phone, offer) = offered(world).await?;
        stands(&world.control, "offered").await?;
        let confirm = agrees(&mut phone, &offer, &DETAILS, untold).await?;
        world.process("worker-1")?.kill()?;
        let doomed = world.start_worker(Some(failpoint))?;
        world.wait_ready().await?;
        phone.taps_act(&confirm, "quote:confirm").await?;
        world.process(&doomed)?.wait_end(DEATH_WAIT).await?;
        let log = world.process(&doomed)?.log();
        ensure!(log.contains(failpoint), "the worker died, and not at {failpoint}");
        world.start_worker(None)?;
        world.wait_ready().await?;
        let order = one_order_at(&world.control, "14500.00").await?;
        phone.hears_where("the number", |bubble| bubble.tells(&order.number)).await?;
        world.settle().await?;
        one_order_at(&world.control, "14500.00").await.map(drop)
    });
}

#[test]
fn killed_between_agreeing_and_the_change_of_the_order() {
    killed_at("quote-killed-before", "change.before_write");
}

#[test]
fn killed_right_after_the_order_was_changed() {
    killed_at("quote-killed-after", "change.after_write");
}
