//! Who a person is, when WhatsApp hides their number or gives them another identity in the middle of something.

use std::time::Duration;

use anyhow::ensure;
use common::clock::{Clock as _, SystemClock};
use serde_json::{Value, json};

use crate::browse_to_order::{confirms_an_order, hears_the_number, one_order_and_told};
use crate::harness::{AMINA, Stage, World};
use journeys::phone::Phone;
use journeys::shopper::{Goal, Plan, Shopper};

const NEW_ID: &str = "KE.55500000000000000001";

/// The person takes a username and hides the number: webhooks carry the business-scoped user id alone.
async fn hides_the_number(world: &World, phone: &Phone) -> anyhow::Result<()> {
    let path = format!("/sandbox/phones/{}", phone.wa_id());
    world.control.post(&path, &json!({"username": "amina.shops", "hide_phone": true})).await.map(drop)
}

/// Meta gives the person another user id: the next webhooks carry it, and this is the body that says so.
async fn gets_another_id(world: &World, phone: &Phone) -> anyhow::Result<Value> {
    let path = format!("/sandbox/phones/{}", phone.wa_id());
    let before = world.control.get(&path).await?;
    world.control.post(&path, &json!({"bsuid": NEW_ID})).await?;
    let now = SystemClock.now_ms() / 1000;
    Ok(json!({"object": "whatsapp_business_account", "entry": [{"id": "800000000000001", "changes": [{
        "field": "user_id_update",
        "value": {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "15550100900", "phone_number_id": "900000000000001"},
            "user_id_update": [{
                "detail": "User id has been updated.",
                "user_id": {"previous": before["bsuid"], "current": NEW_ID},
                "timestamp": now.to_string(),
            }],
        },
    }]}]}))
}

#[test]
fn somebody_with_a_username_and_no_number_buys() {
    Stage::new("username-buys").play(async |world| {
        let mut phone = world.phone(AMINA).await?;
        hides_the_number(world, &phone).await?;
        confirms_an_order(&mut phone, "dish soap").await?;
        one_order_and_told(world, &mut phone, "CL-DS-5").await?;
        let calls = world.control.graph_calls().await?;
        let sends = calls.iter().map(|call| &call["data"]["request"]).filter(|body| body["type"].is_string());
        let to_numbers = sends.clone().filter(|body| body.get("to").is_some()).count();
        ensure!(sends.count() > 3 && to_numbers == 0, "{to_numbers} messages went to a hidden number");
        Ok(())
    });
}

#[test]
fn an_id_that_changes_before_the_confirm_takes_the_basket_along() {
    Stage::new("id-changes-at-summary").workers(2).play(async |world| {
        let mut phone = world.phone(AMINA).await?;
        hides_the_number(world, &phone).await?;
        let summary =
            Shopper::new(&mut phone, Plan::searching("dish soap")).from_hello(Goal::Summary).await?;
        let notice = gets_another_id(world, &phone).await?;
        for _ in 0..2 {
            ensure!(world.control.deliver(&notice).await? == 200, "the notice was refused");
        }
        world.settle().await?;
        // Where the buyer was before, they are now: the summary on the screen still counts.
        phone.taps_act(&summary, "confirm").await?;
        one_order_and_told(world, &mut phone, "CL-DS-5").await
    });
}

#[test]
fn an_id_that_changes_while_the_order_is_placed_makes_one_order_and_its_number_is_told() {
    Stage::new("id-changes-while-placing").workers(2).play(async |world| {
        let mut phone = world.phone(AMINA).await?;
        phone.patience = Duration::from_mins(1);
        hides_the_number(world, &phone).await?;
        world
            .control
            .fault(json!({"target": "shop", "method": "POST", "path_contains": "/checkout",
                "fault": {"kind": "delay_after", "ms": 4_000}}))
            .await?;
        confirms_an_order(&mut phone, "dish soap").await?;
        // A notice that overtook the tap would find nothing under way.
        world.control.first_fault_strikes(Duration::from_secs(30)).await?;
        let notice = gets_another_id(world, &phone).await?;
        ensure!(world.control.deliver(&notice).await? == 200, "the notice was refused");
        phone.says("orders").await?;
        let told = hears_the_number(&world.control, &mut phone).await?;
        world.settle().await?;
        let order = world.the_one_order().await?;
        ensure!(told.tells(&order.number), "another order than {} was told", order.number);
        // The order is known in the conversation that goes on.
        phone.says(&format!("order {}", order.number)).await?;
        phone.hears_where("the order", |bubble| bubble.tells(&order.number)).await?;
        world.control.faults_hit(1).await
    });
}

#[test]
fn an_id_that_changes_while_the_worker_is_dead_finds_its_order_whatever_else_is_wrong() {
    let stage = Stage::new("id-changes-beset").setting("CATALOGUE_POLL", "1s").failpoint("order.after_place");
    stage.play(async |world| {
        let mut phone = world.phone(AMINA).await?;
        phone.patience = Duration::from_mins(1);
        hides_the_number(world, &phone).await?;
        world.beset().await?;
        confirms_an_order(&mut phone, "dish soap").await?;
        world.process("worker-1")?.wait_end(Duration::from_mins(1)).await?;
        let notice = gets_another_id(world, &phone).await?;
        for _ in 0..2 {
            ensure!(world.control.deliver(&notice).await? == 200, "the notice was refused");
        }
        world.start_worker(None)?;
        world.wait_ready().await?;
        phone.says("orders").await?;
        let told = hears_the_number(&world.control, &mut phone).await?;
        world.settle().await?;
        let order = world.the_one_order().await?;
        ensure!(told.tells(&order.number), "another order than {} was told", order.number);
        Ok(())
    });
}
