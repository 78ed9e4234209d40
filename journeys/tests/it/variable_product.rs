//! A product with sizes and colours: they are asked one at a time, and what cannot be had is not offered as if it could.

use anyhow::ensure;
use journeys::shopper::{Goal, Plan, Shopper};

use crate::browse_to_order::{hears_the_number, one_order_and_told};
use crate::harness::{AMINA, Stage};

#[test]
fn a_jacket_is_ordered_in_the_size_and_colour_chosen() {
    Stage::new("variable-product").play(async |world| {
        let mut phone = world.phone(AMINA).await?;
        // The size must come first here: "m" alone stands in many words, "l" too.
        let plan = Plan::searching("chef jacket").preferring(&["chef jacket", "xl", "white"]);
        let mut buyer = Shopper::new(&mut phone, plan);
        let summary = buyer.from_hello(Goal::Summary).await?;
        ensure!(summary.says("Chef Jacket"), "{}", summary.readable());
        buyer.confirm(&summary).await?;
        one_order_and_told(world, &mut phone, "WW-CJ-XL-W").await
    });
}

#[test]
fn an_attribute_that_the_variation_leaves_open_reaches_the_order() {
    Stage::new("any-grind").play(async |world| {
        let mut phone = world.phone(AMINA).await?;
        let plan = Plan::searching("coffee sack").preferring(&["coffee sack", "10 kg", "espresso"]);
        let mut buyer = Shopper::new(&mut phone, plan);
        let summary = buyer.from_hello(Goal::Summary).await?;
        buyer.confirm(&summary).await?;
        hears_the_number(&world.control, &mut phone).await?;
        let order = world.the_one_order().await?;
        ensure!(order.lines.iter().any(|line| line.sku == "CF-SK-10"), "{:?}", order.lines);
        ensure!(
            order.raw["line_items"].to_string().contains("Espresso"),
            "the grind: {}",
            order.raw["line_items"]
        );
        Ok(())
    });
}
