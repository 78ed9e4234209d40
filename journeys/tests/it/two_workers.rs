//! Two workers share the shards. One is killed without a word; the other takes over everybody.

use std::time::Duration;

use anyhow::ensure;
use journeys::shopper::{Goal, Plan, Shopper};

use crate::harness::Stage;

/// Enough buyers that every shard has some.
const BUYERS: usize = 8;

#[test]
fn one_of_two_workers_killed_and_every_buyer_goes_on_where_they_were() {
    Stage::new("two-workers").workers(2).play(async |world| {
        let mut summaries = Vec::new();
        for n in 0..BUYERS {
            let mut phone = world.phone(&format!("2547001003{n:02}")).await?;
            let mut buyer = Shopper::new(&mut phone, Plan::searching("dish soap"));
            let summary = buyer.from_hello(Goal::Summary).await?;
            summaries.push((phone, summary));
        }
        world.process("worker-1")?.kill()?;
        for (phone, summary) in &summaries {
            phone.taps_act(summary, "confirm").await?;
        }
        for (phone, _) in &mut summaries {
            phone.patience = Duration::from_secs(90);
            crate::browse_to_order::hears_the_number(&world.control, phone).await?;
        }
        world.settle().await?;
        let placed = world.control.placed_orders().await?.len();
        ensure!(placed == BUYERS, "{BUYERS} buyers confirmed and the shop holds {placed} orders");
        Ok(())
    });
}

#[test]
fn a_third_worker_joins_and_the_first_leaves_in_the_middle_of_a_conversation() {
    Stage::new("worker-joins").workers(2).play(async |world| {
        let mut phone = world.phone(crate::harness::AMINA).await?;
        let mut buyer = Shopper::new(&mut phone, Plan::searching("dish soap"));
        let summary = buyer.from_hello(Goal::Summary).await?;
        world.start_worker(None)?;
        world.wait_ready().await?;
        world.process("worker-1")?.stop().await?;
        world.process("worker-2")?.stop().await?;
        phone.taps_act(&summary, "confirm").await?;
        crate::browse_to_order::one_order_and_told(world, &mut phone, "CL-DS-5").await
    });
}
