//! Meta delivers at least once. The same webhook a hundred times at once is one message.

use anyhow::ensure;
use journeys::shopper::{Goal, Plan, Shopper};
use serde_json::json;

use crate::harness::{AMINA, Stage};

#[test]
fn the_same_webhook_a_hundred_times_in_parallel_is_one_transition() {
    Stage::new("repeated-webhook").workers(2).play(async |world| {
        let mut phone = world.phone(AMINA).await?;
        phone.act(&json!({"text": "hi", "copies": 100})).await?;
        phone.hears().await?;
        world.settle().await?;
        let heard = phone.heard().await?.len();
        ensure!(heard == 1, "one hello got {heard} answers:\n{}", phone.transcript().await?);
        Ok(())
    });
}

#[test]
fn a_confirm_delivered_a_hundred_times_makes_one_order() {
    Stage::new("repeated-confirm").workers(2).play(async |world| {
        let mut phone = world.phone(AMINA).await?;
        let mut buyer = Shopper::new(&mut phone, Plan::searching("dish soap"));
        let summary = buyer.from_hello(Goal::Summary).await?;
        let confirm = summary.choice("confirm").map(|choice| choice.id.clone()).unwrap_or_default();
        phone.act(&json!({"button": confirm, "copies": 100})).await?;
        crate::browse_to_order::one_order_and_told(world, &mut phone, "CL-DS-5").await
    });
}
