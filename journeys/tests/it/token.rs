//! The access token expires while buyers are answered, and its file is exchanged.

use std::fs;

use anyhow::ensure;
use journeys::process::LOOK_INTERVAL;
use serde_json::json;
use tokio::time::Instant;

use crate::harness::{AMINA, Stage};
use crate::sends_command::{TOLD_WAIT, waiting_says};

const GOOD: &str = "sandbox-access-token";
const BUYERS: usize = 4;
const WORDS: [&str; 3] = ["coffee", "dish soap", "help"];

#[test]
fn when_the_token_expires_answers_wait_and_come_in_order_with_the_next_token() {
    Stage::new("token").notifiers(0).play(async |world| {
        let file = world.folder().join("token");
        fs::write(&file, GOOD)?;
        let path = file.display().to_string();
        let own = [("WHATSAPP_ACCESS_TOKEN", ""), ("WHATSAPP_ACCESS_TOKEN_FILE", path.as_str())];
        let notifier = world.start_with("notifier", &own)?;
        world.wait_ready().await?;
        let mut phones = Vec::new();
        for n in 0..BUYERS {
            let mut phone = world.phone(&format!("{}{n}", &AMINA[..AMINA.len() - 1])).await?;
            phone.says("hi").await?;
            phone.hears().await?;
            phones.push(phone);
        }
        // Expired: what Meta knows is not what the file says any more.
        fs::write(&file, "expired")?;
        let exchanged = |log: String| log.matches("the access token was exchanged").count();
        let deadline = Instant::now() + TOLD_WAIT;
        while exchanged(world.process(&notifier)?.log()) < 1 {
            ensure!(Instant::now() < deadline, "the file was not read again");
            tokio::time::sleep(LOOK_INTERVAL).await;
        }
        // In one body, so that they come in the order in which they were written.
        world.control.post("/sandbox/meta/batching", &json!({"mode": "hold"})).await?;
        for word in WORDS {
            for phone in &phones {
                phone.says(word).await?;
            }
        }
        world.control.post("/sandbox/meta/batching", &json!({"mode": "off"})).await?;
        waiting_says(world, "token", true).await?;
        while world.metrics(&notifier).await.sum("wab_notifier_held") < 1.0 {
            ensure!(Instant::now() < deadline, "the metrics do not say that sending is held");
            tokio::time::sleep(LOOK_INTERVAL).await;
        }
        for phone in &phones {
            ensure!(phone.heard().await?.len() == 1, "something was sent without a token");
        }
        fs::write(&file, GOOD)?;
        for phone in &mut phones {
            phone.hears_where("the coffee", |bubble| bubble.readable().contains("Coffee")).await?;
            phone.hears_where("the soap", |bubble| bubble.readable().contains("Soap")).await?;
            phone.hears_where("help", |bubble| bubble.readable().contains("works at any moment")).await?;
        }
        world.settle().await?;
        waiting_says(world, "nothing waits", true).await?;
        for phone in &phones {
            let heard = phone.heard().await?.len();
            ensure!(heard == 1 + WORDS.len(), "{heard} bubbles:\n{}", phone.transcript().await?);
        }
        Ok(())
    });
}
