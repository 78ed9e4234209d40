//! The shop takes very long over one buyer's basket. That buyer waits; everybody else goes on as if nothing were.

use std::time::Duration;

use anyhow::ensure;
use journeys::shopper::{Goal, Plan, Shopper};
use serde_json::json;
use tokio::time::Instant;

use crate::harness::{AMINA, Stage};

const OTHERS: usize = 4;
/// How long the shop takes, within its time limit.
const SLOW: Duration = Duration::from_secs(15);

#[test]
fn a_shop_that_is_slow_for_one_buyer_is_not_slow_for_others() {
    Stage::new("slow-shop").setting("WOOCOMMERCE_TIMEOUT", "25s").play(async |world| {
        let mut phone = world.phone(AMINA).await?;
        phone.patience = Duration::from_mins(1);
        phone.says("CF-AA-1").await?;
        let shown = phone.hears().await?;
        let slow_ms = u64::try_from(SLOW.as_millis())?;
        world
            .control
            .fault(json!({"target": "shop", "path_contains": "/cart", "times": 1,
                "fault": {"kind": "delay", "ms": slow_ms}}))
            .await?;
        let began = Instant::now();
        phone.taps_act(&shown, "add").await?;
        // From here on the slow call is under way.
        while world.control.faults_hit(1).await.is_err() {
            ensure!(began.elapsed() < SLOW, "the slow call never came");
            tokio::time::sleep(journeys::process::LOOK_INTERVAL).await;
        }
        for n in 0..OTHERS {
            let mut other = world.phone(&format!("2547001004{n:02}")).await?;
            let mut buyer = Shopper::new(&mut other, Plan::searching("dish soap"));
            buyer.from_hello(Goal::Added).await?;
        }
        let others_took = began.elapsed();
        eprintln!(
            "| {OTHERS} others filled their baskets {:.2} s after the slow call began",
            others_took.as_secs_f64()
        );
        ensure!(others_took < SLOW, "others waited for the slow call: {others_took:?}");
        phone.hears().await?;
        ensure!(began.elapsed() >= SLOW, "the slow call was not slow");
        world.control.faults_hit(1).await
    });
}
