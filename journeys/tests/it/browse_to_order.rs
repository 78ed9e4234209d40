//! A stranger says hi, looks around, and ends with an order that the shop holds as confirmed.

use anyhow::ensure;
use journeys::control::Control;
use journeys::phone::{Bubble, Phone};
use journeys::shopper::{Goal, Plan, Shopper};

use crate::harness::{AMINA, Stage, World};

/// Waits until the buyer is told the number of the one order that the shop then holds.
pub async fn hears_the_number(control: &Control, phone: &mut Phone) -> anyhow::Result<Bubble> {
    loop {
        let bubble = phone.hears().await?;
        for order in control.placed_orders().await? {
            if bubble.tells(&order.number) {
                return Ok(bubble);
            }
        }
    }
}

/// Goes from hello to a summary by searching, and confirms it.
pub async fn confirms_an_order(phone: &mut Phone, words: &str) -> anyhow::Result<Bubble> {
    let mut buyer = Shopper::new(phone, Plan::searching(words));
    let summary = buyer.from_hello(Goal::Summary).await?;
    buyer.confirm(&summary).await?;
    Ok(summary)
}

/// The shop holds one order of one piece of this article, and the buyer was told its number.
pub async fn one_order_and_told(world: &World, phone: &mut Phone, sku: &str) -> anyhow::Result<()> {
    hears_the_number(&world.control, phone).await?;
    world.settle().await?;
    let order = world.the_one_order().await?;
    let lines: Vec<_> = order.lines.iter().map(|line| (line.sku.as_str(), line.quantity)).collect();
    ensure!(lines == [(sku, 1)], "the order holds {lines:?}");
    let heard = phone.heard().await?;
    ensure!(
        heard.iter().any(|bubble| bubble.tells(&order.number)),
        "the buyer was not told {}",
        order.number
    );
    Ok(())
}

#[test]
fn a_buyer_browses_to_an_order() {
    Stage::new("browse-to-order").play(async |world| {
        let mut phone = world.phone(AMINA).await?;
        let mut buyer = Shopper::new(&mut phone, Plan::default().preferring(&["cleaning", "dish soap"]));
        let summary = buyer.from_hello(Goal::Summary).await?;
        ensure!(summary.says("Dish Soap"), "the summary names what is ordered:\n{}", summary.readable());
        buyer.confirm(&summary).await?;
        one_order_and_told(world, &mut phone, "CL-DS-5").await?;

        let order = world.the_one_order().await?;
        let total = digits(&order.total);
        ensure!(
            digits(&summary.text).contains(&total),
            "the total that was confirmed is the shop's {}:\n{}",
            order.total,
            summary.readable()
        );
        let email = order.raw["billing"]["email"].as_str();
        ensure!(email == Some("amina@example.com"), "the shop knows the buyer's address as {email:?}");
        Ok(())
    });
}

#[test]
fn every_bubble_reached_the_buyer_as_whatsapp_allows() {
    Stage::new("bubbles-allowed").play(async |world| {
        let mut phone = world.phone(AMINA).await?;
        for text in ["hi", "help", "menu", "basket", "orders", "coffee", "??", "3", "🙂", "agent", "menu"] {
            phone.says(text).await?;
            phone.hears().await?;
        }
        world.settle().await?;
        let refused: Vec<_> = world
            .control
            .graph_calls()
            .await?
            .into_iter()
            .filter(|call| call["data"]["status"] != 200)
            .collect();
        ensure!(refused.is_empty(), "the platform refused sends: {refused:#?}");
        Ok(())
    });
}

/// Digits alone, so that `1,850.00` and `KES 1850.00` compare.
fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}
