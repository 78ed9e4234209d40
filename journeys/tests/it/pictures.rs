//! Pictures of products go to Meta once, and a picture that Meta does not take never costs a buyer the answer.

use anyhow::ensure;
use serde_json::{Value, json};

use crate::harness::{AMINA, Stage, World};

/// A product with a picture, by its code: its card comes at once.
const WITH_PICTURE: &str = "CL-DS-5";

async fn calls(world: &World, ending: &str) -> anyhow::Result<Vec<Value>> {
    let mut calls = world.control.graph_calls().await?;
    calls.retain(|call| call["data"]["path"].as_str().is_some_and(|path| path.ends_with(ending)));
    Ok(calls)
}

#[test]
fn a_picture_is_uploaded_once_and_sent_by_its_id_to_everybody() {
    Stage::new("pictures").play(async |world| {
        let mut seen = Vec::new();
        for n in 0..3 {
            let mut phone = world.phone(&format!("{}{n}", &AMINA[..AMINA.len() - 1])).await?;
            phone.says(WITH_PICTURE).await?;
            let card = phone.hears().await?;
            ensure!(card.choice("add").is_some(), "a card: {}", card.readable());
            seen.push(card.image);
        }
        let first = seen.first().cloned().flatten().unwrap_or_default();
        ensure!(first.starts_with("/sandbox/media/"), "not the upload: {first}");
        ensure!(seen.iter().all(|image| image.as_ref() == Some(&first)), "pictures: {seen:?}");
        let uploads = calls(world, "/media").await?.len();
        ensure!(uploads == 1, "{uploads} uploads");
        Ok(())
    });
}

#[test]
fn a_picture_that_meta_does_not_take_is_left_out() {
    Stage::new("pictures-refused").play(async |world| {
        // The upload's id, then the link.
        let refused = json!({"target": "graph", "method": "POST", "path_contains": "/messages", "times": 2,
            "fault": {"kind": "graph_error", "code": 131_053}});
        world.control.fault(refused).await?;
        let mut amina = world.phone(AMINA).await?;
        amina.says(WITH_PICTURE).await?;
        let card = amina.hears().await?;
        ensure!(card.image.is_none() && card.choice("add").is_some(), "a card without: {}", card.readable());
        world.control.faults_hit(1).await?;
        let messages = calls(world, "/messages").await?;
        let read_mark = |call: &&Value| call["data"]["request"]["status"] == "read";
        let sent = messages.len() - messages.iter().filter(read_mark).count();
        ensure!(sent == 3, "{sent} calls for one message");
        Ok(())
    });
}
