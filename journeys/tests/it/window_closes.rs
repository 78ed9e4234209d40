//! The 24-hour window closes between a message's being decided and its being sent.

use anyhow::ensure;
use domain::template::ORDER_PLACED;
use journeys::process::LOOK_INTERVAL;
use journeys::shopper::{Goal, Plan, Shopper};
use serde_json::json;
use tokio::time::Instant;

use crate::browse_to_order::hears_the_number;
use crate::harness::{AMINA, Stage, World};
use crate::sends_command::{TOLD_WAIT, holds, waiting_says};

/// A day and an hour.
const TOO_LONG_S: i64 = 25 * 3_600;

/// Nothing leaves for a day; then the notifier sends again.
async fn a_day_passes(world: &World) -> anyhow::Result<()> {
    world.control.post("/sandbox/meta/clock", &json!({"advance_s": TOO_LONG_S})).await?;
    let (code, said) = world.sends(&["resume"])?;
    ensure!(code == 0, "resuming ended with {code}:\n{said}");
    Ok(())
}

async fn stop_sending(world: &World) -> anyhow::Result<()> {
    let (code, said) = world.sends(&["hold"])?;
    ensure!(code == 0, "the hold ended with {code}:\n{said}");
    holds(world, "notifier").await
}

#[test]
fn an_answer_whose_window_closed_comes_first_when_the_buyer_writes_again() {
    Stage::new("window-closes").play(async |world| {
        let mut amina = world.phone(AMINA).await?;
        amina.says("hi").await?;
        amina.hears().await?;
        stop_sending(world).await?;
        amina.says("coffee").await?;
        waiting_says(world, "queued", true).await?;
        a_day_passes(world).await?;
        // Meta calls the window closed, twice; then the answer waits, and nobody is told that it failed.
        waiting_says(world, "window_closed", true).await?;
        ensure!(amina.heard().await?.len() == 1, "something went out through a closed window");
        amina.says("dish soap").await?;
        amina.hears_where("the coffee", |bubble| bubble.readable().contains("Coffee")).await?;
        amina.hears_where("the soap", |bubble| bubble.readable().contains("Soap")).await?;
        waiting_says(world, "nothing waits", true).await?;
        let heard = amina.heard().await?.len();
        ensure!(heard == 3, "{heard} bubbles:\n{}", amina.transcript().await?);
        Ok(())
    });
}

#[test]
fn news_of_an_order_whose_window_closed_come_as_their_template() {
    Stage::new("window-closes-order").play(async |world| {
        let (language, body) = ORDER_PLACED.bodies[0];
        let template = json!({"name": ORDER_PLACED.name, "language": language, "body": body});
        world.control.post("/sandbox/meta/templates", &template).await?;
        let mut amina = world.phone(AMINA).await?;
        let summary =
            Shopper::new(&mut amina, Plan::searching("dish soap")).from_hello(Goal::Summary).await?;
        stop_sending(world).await?;
        let heard = amina.heard().await?.len();
        amina.taps_act(&summary, "confirm").await?;
        // The order is placed; its news waits with the rest.
        let deadline = Instant::now() + TOLD_WAIT;
        while world.control.placed_orders().await?.is_empty() {
            ensure!(Instant::now() < deadline, "no order was placed");
            tokio::time::sleep(LOOK_INTERVAL).await;
        }
        world.settle().await?;
        a_day_passes(world).await?;
        let told = hears_the_number(&world.control, &mut amina).await?;
        ensure!(told.readable().contains("has been placed"), "not the template: {}", told.readable());
        let order = world.the_one_order().await?;
        ensure!(told.tells(&order.number), "another order than {} was told", order.number);
        let sent = amina.heard().await?.len() - heard;
        ensure!(sent == 1, "{sent} messages through a closed window:\n{}", amina.transcript().await?);
        // What else was to be said comes when the buyer replies.
        amina.says("orders").await?;
        amina.hears().await?;
        waiting_says(world, "nothing waits", true).await?;
        Ok(())
    });
}
