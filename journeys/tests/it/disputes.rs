//! A dispute ends in exactly one refund, told once, whatever happens on the way to the shop.

use std::os::unix::process::ExitStatusExt as _;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use journeys::phone::Phone;
use journeys::stories::dispute::{accepts, fact, merchant_types, opens, order, refunds, sees, shows};
use serde_json::json;

use crate::browse_to_order::{confirms_an_order, one_order_and_told};
use crate::harness::{AMINA, Stage, World};

/// Until a worker that books a refund reaches its failpoint.
const DEATH_WAIT: Duration = Duration::from_mins(1);

/// A buyer with an order and a dispute about it; returns the order's number.
async fn disputes(world: &World, phone: &mut Phone) -> anyhow::Result<String> {
    confirms_an_order(phone, "dish soap").await?;
    one_order_and_told(world, phone, "CL-DS-5").await?;
    let number = world.the_one_order().await?.number;
    let case = opens(phone, &number, |_| ()).await?;
    let shown = shows(&world.control, &number, "_wa_dispute_stage", "submitted").await?;
    ensure!(fact(&shown, "_wa_dispute") == Some(case), "the order names another case");
    Ok(number)
}

/// The shop holds one refund of the case, and the buyer was told of it once.
async fn refunded_and_told_once(world: &World, phone: &Phone, number: &str) -> anyhow::Result<()> {
    let shown = shows(&world.control, number, "_wa_dispute_stage", "resolved").await?;
    let booked = refunds(&shown);
    ensure!(booked.len() == 1, "{booked:?} were refunded");
    world.settle().await?;
    let heard = phone.heard().await?;
    let told = heard.iter().filter(|bubble| bubble.says("is booked") || bubble.says("was refunded")).count();
    ensure!(told == 1, "told {told} times:\n{}", phone.transcript().await?);
    Ok(())
}

#[test]
fn a_slow_shop_a_lost_answer_and_doubled_webhooks_make_one_refund_told_once() {
    Stage::new("dispute-refund").play(async |world| {
        let mut phone = world.phone(AMINA).await?;
        phone.patience = Duration::from_mins(1);
        let number = disputes(world, &mut phone).await?;
        for rule in [
            json!({"target": "shop_webhook", "times": 0, "fault": {"kind": "duplicate", "copies": 3}}),
            json!({"target": "meta_webhook", "times": 0, "fault": {"kind": "duplicate", "copies": 2}}),
            json!({"target": "shop", "method": "POST", "path_contains": "/refunds", "fault": {"kind": "lose_answer"}}),
            json!({"target": "shop", "method": "GET", "path_contains": "/orders/", "times": 0, "fault": {"kind": "delay", "ms": 700}}),
        ] {
            world.control.fault(rule).await?;
        }
        let seen = order(&world.control, &number).await?;
        merchant_types(&world.control, &seen, "refund 100").await?;
        let offer = sees(&mut phone, "dispute:accept", |_| ()).await?;
        ensure!(offer.says("100.00"), "another offer:\n{}", offer.readable());
        // What was taken from the field is wiped, so that the same can be said again.
        shows(&world.control, &number, "wa_dispute_answer", "").await?;
        accepts(&mut phone, &offer, |_| ()).await?;
        world.control.faults_hit(4).await?;
        world.control.clear_faults().await?;
        refunded_and_told_once(world, &phone, &number).await
    });
}

#[test]
fn a_worker_that_dies_between_booking_and_its_answer_and_no_webhooks_make_one_refund_told_once() {
    Stage::new("dispute-killed").setting("CATALOGUE_POLL", "1s").failpoint("refund.after_book").play(
        async |world| {
            let mut phone = world.phone(AMINA).await?;
            phone.patience = Duration::from_mins(2);
            let number = disputes(world, &mut phone).await?;
            world.beset().await?;
            let seen = order(&world.control, &number).await?;
            merchant_types(&world.control, &seen, "refund").await?;
            let offer = sees(&mut phone, "dispute:accept", |_| ()).await?;
            phone.taps_act(&offer, "dispute:accept").await?;
            let end = world.process("worker-1")?.wait_end(DEATH_WAIT).await?;
            ensure!(
                end.signal().is_some(),
                "the worker was to die at refund.after_book, and ended with {end}"
            );
            world.start_worker(None)?;
            world.wait_ready().await?;
            phone.hears_where("the refund", |bubble| bubble.says("is booked")).await?;
            refunded_and_told_once(world, &phone, &number).await?;
            let id = order(&world.control, &number).await?.raw["id"].as_u64().context("a number")?;
            let (code, said) =
                world.desk(&["dispute", &format!("order:{id}"), "--by", "Anna", "refund", "1"])?;
            ensure!(code == 0, "desk ended with {code}: {said}");
            world.settle().await?;
            ensure!(
                refunds(&order(&world.control, &number).await?).len() == 1,
                "a case that is over was paid again"
            );
            Ok(())
        },
    );
}
