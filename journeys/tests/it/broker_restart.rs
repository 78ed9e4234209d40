//! The broker goes away in the middle of a conversation and comes back. Nobody has to say anything twice.

use std::time::Duration;

use journeys::shopper::{Goal, Plan, Shopper};

use crate::browse_to_order::one_order_and_told;
use crate::harness::{AMINA, Stage};

#[test]
fn the_broker_restarts_in_mid_conversation_and_the_order_is_placed() {
    Stage::new("broker-restart").own_broker().workers(2).play(async |world| {
        let mut phone = world.phone(AMINA).await?;
        phone.patience = Duration::from_secs(90);
        let mut buyer = Shopper::new(&mut phone, Plan::searching("dish soap"));
        let basket = buyer.from_hello(Goal::Added).await?;

        world.broker.stop().await?;
        world.broker.start().await?;

        let summary = buyer.onwards(basket, Goal::Summary).await?;
        buyer.confirm(&summary).await?;
        world.broker.stop().await?;
        world.broker.start().await?;
        one_order_and_told(world, &mut phone, "CL-DS-5").await
    });
}
