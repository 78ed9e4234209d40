//! Statuses before the answer of the send, backwards, twice, and not at all: no message is sent twice for that, and
//! none stays open.

use std::collections::BTreeMap;

use anyhow::ensure;
use serde_json::{Value, json};

use crate::harness::{AMINA, Stage};
use crate::sends_command::waiting_says;

#[test]
fn statuses_that_come_early_backwards_twice_or_never_double_no_message() {
    Stage::new("odd-statuses").setting("SANDBOX_STATUS_DELAY_MS", "50").play(async |world| {
        let fault = async |target: &str, path: &str, times: u32, skip: u32, fault: Value| {
            let rule = json!({"target": target, "method": "POST", "path_contains": path, "times": times,
                "skip": skip, "fault": fault});
            world.control.fault(rule).await
        };
        // The first answer comes after all its statuses; of the next statuses each pair comes backwards, some twice.
        fault("graph", "/messages", 1, 0, json!({"kind": "delay_after", "ms": 1_500})).await?;
        fault("meta_webhook", "#statuses", 3, 3, json!({"kind": "reorder"})).await?;
        fault("meta_webhook", "#statuses", 3, 3, json!({"kind": "duplicate", "copies": 3})).await?;
        fault("meta_webhook", "#statuses", 3, 6, json!({"kind": "drop"})).await?;
        let mut amina = world.phone(AMINA).await?;
        for word in ["hi", "coffee", "help", "dish soap", "browse", "coffee"] {
            amina.says(word).await?;
            amina.hears().await?;
        }
        world.settle().await?;
        waiting_says(world, "nothing waits", true).await?;
        let mut calls: BTreeMap<String, usize> = BTreeMap::new();
        for call in world.control.graph_calls().await? {
            let Some(mark) = call.pointer("/data/request/biz_opaque_callback_data").and_then(Value::as_str)
            else {
                continue;
            };
            *calls.entry(mark.to_owned()).or_default() += 1;
        }
        ensure!(calls.len() == 6 && calls.values().all(|count| *count == 1), "calls by message: {calls:?}");
        world.control.faults_hit(4).await
    });
}
