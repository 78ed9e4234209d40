//! Meta may put a thousand messages into one body. All are taken with one 200, and every buyer gets an answer to each.

use std::time::Duration;

use anyhow::ensure;
use serde_json::json;
use tokio::time::Instant;

use crate::harness::Stage;

const BUYERS: usize = 250;
const MESSAGES_EACH: usize = 4;

#[test]
fn a_batch_of_a_thousand_messages_is_taken_whole_and_answered_in_order() {
    // The number's own limit of 80 a second stays on; the whole thing takes a quarter of a minute at least.
    Stage::new("batch-1000").workers(2).play(async |world| {
        let control = &world.control;
        control.post("/sandbox/meta/batching", &json!({"mode": "hold"})).await?;
        let numbers: Vec<String> = (0..BUYERS).map(|n| format!("25471{n:07}")).collect();
        for text in ["hi", "coffee", "basket", "help"].iter().take(MESSAGES_EACH) {
            for number in &numbers {
                control.post(&format!("/sandbox/phones/{number}/send"), &json!({"text": text})).await?;
            }
        }
        let released = control.post("/sandbox/meta/batching", &json!({"mode": "off"})).await?;
        ensure!(released["released"] == json!(BUYERS * MESSAGES_EACH), "{released}");

        let deadline = Instant::now() + Duration::from_mins(3);
        for number in &numbers {
            let phone = world.phone(number).await?;
            loop {
                let heard = phone.heard().await?.len();
                if heard >= MESSAGES_EACH {
                    break;
                }
                ensure!(
                    Instant::now() < deadline,
                    "{heard} answers to {MESSAGES_EACH} messages:\n{}",
                    phone.transcript().await?
                );
                tokio::time::sleep(crate::process::LOOK_INTERVAL).await;
            }
        }
        world.settle().await?;

        let answer = control.get("/sandbox/deliveries").await?;
        let batches: Vec<_> = answer["deliveries"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|delivery| delivery["what"] == "batch")
            .collect();
        ensure!(
            batches.len() == 1 && batches.iter().all(|batch| batch["accepted"] == true),
            "one body, accepted"
        );
        for number in numbers.iter().take(20) {
            let phone = world.phone(number).await?;
            let heard = phone.heard().await?;
            ensure!(
                heard.len() == MESSAGES_EACH,
                "{number} heard {}:\n{}",
                heard.len(),
                phone.transcript().await?
            );
        }
        Ok(())
    });
}
