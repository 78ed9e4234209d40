//! A business with two numbers: each answers what was written to it, and one may be held while the other goes on.

use std::time::Duration;

use anyhow::ensure;
use serde_json::{Value, json};

use crate::harness::{AMINA, PHONE_NUMBER_ID, Stage, World};
use crate::sends_command::{holds, waiting_says};

const OTHER_NUMBER_ID: &str = "100000000000002";
const BARAKA: &str = "254711000777";

/// The numbers that messages were sent from, in order; read marks are none.
async fn senders(world: &World) -> anyhow::Result<Vec<String>> {
    let calls = world.control.graph_calls().await?;
    let is_message = |call: &&Value| call.pointer("/data/request/type").is_some();
    let path = |call: &Value| Some(call.pointer("/data/path")?.as_str()?.split('/').nth_back(1)?.to_owned());
    Ok(calls.iter().filter(is_message).filter_map(path).collect())
}

#[test]
fn each_number_answers_for_itself_and_is_held_by_itself() {
    Stage::new("numbers").play(async |world| {
        let mut amina = world.phone(AMINA).await?;
        let mut baraka = world.phone(BARAKA).await?;
        let to_other = |words: &str| json!({"text": words, "to_number": OTHER_NUMBER_ID});
        for act in [to_other("hi"), json!({"text": "menu"}), to_other("basket")] {
            amina.act(&act).await?;
            amina.hears().await?;
        }
        let from = senders(world).await?;
        ensure!(from == [OTHER_NUMBER_ID, PHONE_NUMBER_ID, OTHER_NUMBER_ID], "answers came from {from:?}");

        let (code, said) = world.sends(&["hold", OTHER_NUMBER_ID])?;
        ensure!(code == 0, "{said}");
        holds(world, "notifier").await?;
        amina.act(&to_other("help")).await?;
        baraka.says("hi").await?;
        baraka.hears().await?;
        waiting_says(world, "queued", true).await?;
        ensure!(amina.heard().await?.len() == 3, "a number that is held has sent something");

        let (code, said) = world.sends(&["resume", OTHER_NUMBER_ID])?;
        ensure!(code == 0, "{said}");
        amina.patience = Duration::from_secs(30);
        amina.hears().await?;
        let from = senders(world).await?;
        ensure!(from.last().is_some_and(|last| last == OTHER_NUMBER_ID), "the last came from {from:?}");
        Ok(())
    });
}
