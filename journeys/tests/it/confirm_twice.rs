//! An impatient thumb taps confirm twice: two different messages, one order.

use anyhow::Context as _;
use journeys::shopper::{Goal, Plan, Shopper};
use serde_json::json;

use crate::browse_to_order::one_order_and_told;
use crate::harness::{AMINA, Stage};

#[test]
fn confirm_tapped_twice_places_one_order() {
    Stage::new("confirm-twice").play(async |world| {
        let mut phone = world.phone(AMINA).await?;
        let mut buyer = Shopper::new(&mut phone, Plan::searching("dish soap"));
        let summary = buyer.from_hello(Goal::Summary).await?;
        // The shop takes a moment, so the second tap arrives while the order is under way.
        world
            .control
            .fault(json!({"target": "shop", "method": "POST", "path_contains": "/checkout",
                "fault": {"kind": "delay", "ms": 700}}))
            .await?;
        phone.taps_act(&summary, "confirm").await?;
        phone.taps_act(&summary, "confirm").await?;
        one_order_and_told(world, &mut phone, "CL-DS-5").await?;

        // And once more when all is done.
        phone.taps_act(&summary, "confirm").await?;
        let answer = phone.hears().await?;
        world.settle().await?;
        world
            .the_one_order()
            .await
            .with_context(|| format!("a late tap was answered with {}", answer.readable()))?;
        Ok(())
    });
}
