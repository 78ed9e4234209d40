//! After the order: cancelled by its buyer; and before the next: something is back in stock, a basket is reminded of.

use anyhow::{Context as _, ensure};
use journeys::phone::{Bubble, Phone};
use serde_json::json;
use tokio::time::Duration;

use crate::browse_to_order::{confirms_an_order, one_order_and_told};
use crate::harness::{AMINA, Stage, World};

/// Long enough for a reminder that would come a second time.
const QUIET_WAIT: Duration = Duration::from_secs(8);

/// Says something until the next bubble has these words.
async fn hears(phone: &mut Phone, words: &str) -> anyhow::Result<Bubble> {
    let bubble = phone.hears().await?;
    ensure!(bubble.says(words), "expected {words:?}:\n{}", bubble.readable());
    Ok(bubble)
}

async fn told(phone: &Phone, words: &str) -> anyhow::Result<usize> {
    Ok(phone.heard().await?.iter().filter(|bubble| bubble.says(words)).count())
}

#[test]
fn a_buyer_cancels_an_order_once_and_is_not_told_it_as_news() {
    Stage::new("cancels").play(async |world| {
        let mut phone = world.phone(AMINA).await?;
        confirms_an_order(&mut phone, "dish soap").await?;
        one_order_and_told(world, &mut phone, "CL-DS-5").await?;
        let number = world.the_one_order().await?.number;
        world
            .control
            .fault(json!({"target": "shop_webhook", "fault": {"kind": "duplicate", "copies": 3}}))
            .await?;
        phone.says(&format!("cancel order {number}")).await?;
        let asked = hears(&mut phone, &format!("cancel order {number}?")).await?;
        phone.taps_act(&asked, "cancel").await?;
        hears(&mut phone, "is cancelled. Nothing will be delivered").await?;
        world.settle().await?;
        let orders = world.control.orders().await?;
        let order = orders.iter().find(|order| order.number == number).context("the order")?;
        ensure!(order.status == "cancelled", "the order is {}", order.status);
        ensure!(told(&phone, "cancelled. Nothing").await? == 1, "{}", phone.transcript().await?);
        ensure!(told(&phone, "was cancelled").await? == 0, "told as news:\n{}", phone.transcript().await?);
        Ok(())
    });
}

async fn soap_in_stock(world: &World, stock: u64) -> anyhow::Result<()> {
    let state = world.control.get("/sandbox/shop/state").await?;
    let products = state["products"].as_array().context("products")?;
    let soap = products.iter().find(|product| product["sku"] == "CL-DS-5").context("the soap")?;
    let path = format!("/sandbox/shop/products/{}", soap["id"]);
    world.control.post(&path, &json!({"stock": stock})).await.map(drop)
}

#[test]
fn whoever_waits_for_a_product_is_told_once_when_it_is_back_though_the_worker_died() {
    Stage::new("back-in-stock").setting("CATALOGUE_POLL", "1s").setting("QUIET_HOURS", "none").play(
        async |world| {
            let mut phone = world.phone(AMINA).await?;
            phone.says("hi").await?;
            phone.hears().await?;
            soap_in_stock(world, 0).await?;
            // The catalogue is behind the shop by a poll.
            let card = loop {
                phone.says("dish soap").await?;
                let card = phone.hears().await?;
                if card.says("out of stock") {
                    break card;
                }
                tokio::time::sleep(Duration::from_millis(500)).await;
            };
            phone.taps_act(&card, "after:tell").await?;
            hears(&mut phone, "I will tell you once").await?;
            world.process("worker-1")?.kill()?;
            world.start_worker(None)?;
            world.wait_ready().await?;
            soap_in_stock(world, 40).await?;
            phone.patience = Duration::from_mins(1);
            hears(&mut phone, "is back in stock").await?;
            soap_in_stock(world, 0).await?;
            soap_in_stock(world, 40).await?;
            let more = phone.hears_within(QUIET_WAIT).await?;
            ensure!(more.is_empty(), "told again:\n{}", phone.transcript().await?);
            Ok(())
        },
    );
}

#[test]
fn a_basket_is_reminded_of_once_though_the_worker_died_and_not_by_template_without_consent() {
    Stage::new("basket-reminder")
        .setting("BASKET_REMINDER", "6s")
        .setting("BASKET_REMINDER_LATER", "8s")
        .setting("QUIET_HOURS", "none")
        .play(async |world| {
            let mut phone = world.phone(AMINA).await?;
            phone.says("dish soap").await?;
            let card = phone.hears().await?;
            phone.taps_act(&card, "add").await?;
            hears(&mut phone, "Added").await?;
            world.process("worker-1")?.kill()?;
            world.start_worker(None)?;
            world.wait_ready().await?;
            phone.patience = Duration::from_mins(1);
            hears(&mut phone, "Your basket is still here").await?;
            let more = phone.hears_within(QUIET_WAIT).await?;
            ensure!(more.is_empty(), "reminded again:\n{}", phone.transcript().await?);
            Ok(())
        });
}

/// What the shop holds of notes with these words.
async fn notes(world: &World, id: &serde_json::Value, words: &str) -> anyhow::Result<usize> {
    let notes = world.staff_call(reqwest::Method::GET, &format!("orders/{id}/notes"), &json!({})).await?;
    let all = notes.as_array().cloned().unwrap_or_default();
    Ok(all.iter().filter(|note| note["note"].as_str().is_some_and(|note| note.contains(words))).count())
}

#[test]
fn an_order_grows_once_and_is_not_cancelled_when_its_payment_arrives_before_the_answer() {
    Stage::new("order-beset").setting("CATALOGUE_POLL", "1s").play(async |world| {
        let mut phone = world.phone(AMINA).await?;
        phone.patience = Duration::from_mins(1);
        confirms_an_order(&mut phone, "dish soap").await?;
        one_order_and_told(world, &mut phone, "CL-DS-5").await?;
        let order = world.the_one_order().await?;
        let (number, id) = (order.number, order.raw["id"].clone());
        world.beset().await?;

        // It grows, though the worker dies right after the shop was asked.
        phone.says(&format!("add 2 more dish soap to order {number}")).await?;
        let means = |act: &'static str| move |bubble: &Bubble| bubble.choice(act).is_some();
        let asked = phone.hears_where("what is to change", means("after:line")).await?;
        phone.taps_act(&asked, "after:line").await?;
        phone.hears_where("how many", |bubble| bubble.says("How many shall it be")).await?;
        phone.says("3").await?;
        let shown = phone.hears_where("what it comes to", means("after:do")).await?;
        ensure!(shown.says("3 × ") && shown.says("instead of 1"), "{}", shown.readable());
        world.settle().await?;
        world.process("worker-1")?.kill()?;
        let doomed = world.start_worker(Some("change.after_write"))?;
        world.wait_ready().await?;
        phone.taps_act(&shown, "after:do").await?;
        world.process(&doomed)?.wait_end(Duration::from_mins(1)).await?;
        world.start_worker(None)?;
        world.wait_ready().await?;
        phone.hears_where("that it is changed", |bubble| bubble.says("is changed")).await?;
        world.settle().await?;
        let order = world.the_one_order().await?;
        ensure!(order.lines.len() == 1 && order.lines[0].quantity == 3, "the order holds {:?}", order.lines);
        ensure!(told(&phone, "is changed").await? == 1, "{}", phone.transcript().await?);
        ensure!(notes(world, &id, "Changed by the buyer").await? <= 1, "a note came twice");

        // Its payment arrives between the question and the answer.
        phone.says(&format!("cancel order {number}")).await?;
        let asked = phone.hears_where("the question", means("cancel")).await?;
        // Paying on delivery completes an order; staff have it wait for the parcel.
        for change in [json!({"set_paid": true}), json!({"status": "processing"})] {
            world.staff_call(reqwest::Method::PUT, &format!("orders/{id}"), &change).await?;
        }
        phone.taps_act(&asked, "cancel").await?;
        let answer =
            phone.hears_where("why it stands", |bubble| bubble.says("arrived in the meantime")).await?;
        ensure!(answer.says("a note"), "{}", answer.readable());
        phone.says(&format!("cancel order {number}")).await?;
        let again =
            phone.hears_where("the second question", |bubble| bubble.says("Shall I ask them to")).await?;
        phone.taps_act(&again, "cancel").await?;
        phone.hears_where("the second answer", |bubble| bubble.says("left the shop's staff a note")).await?;
        world.settle().await?;
        let order = world.the_one_order().await?;
        ensure!(order.status == "processing", "the order is {}", order.status);
        ensure!(
            notes(world, &id, "[wish-to-cancel]").await? == 1,
            "staff were left word more or less than once"
        );
        Ok(())
    });
}
