//! More to say at once than Meta takes: to one person, and from one number.

use anyhow::ensure;
use serde_json::json;

use crate::harness::{AMINA, Stage, World};
use crate::sends_command::waiting_says;

/// Meta takes this many to one person in a burst; one more has to wait for six seconds.
const BURST: usize = 45;
const BUYERS: usize = 12;
/// Calls that Meta refuses for the number's pace.
const LIMITED: usize = 6;

/// What Graph answered to sends, refusals only.
async fn refusals(world: &World) -> anyhow::Result<Vec<u64>> {
    let calls = world.control.graph_calls().await?;
    let codes = calls.iter().filter_map(|call| call.pointer("/data/response/error/code")?.as_u64());
    Ok(codes.collect())
}

#[test]
fn forty_six_answers_to_one_person_come_in_order_and_none_is_refused() {
    // One less than Meta takes: a call may be longer on its way than the one before.
    let stage = Stage::new("burst-of-one").setting("NOTIFIER_PAIR_BURST", "44");
    // Each text gets an answer of its own: it is the pace of the answers that matters here.
    stage.setting("WORKER_BURST_QUIET", "0s").play(async |world| {
        let mut amina = world.phone(AMINA).await?;
        amina.patience = std::time::Duration::from_mins(1);
        // In one body, so that they come in the order in which they were written.
        world.control.post("/sandbox/meta/batching", &json!({"mode": "hold"})).await?;
        for n in 0..=BURST {
            amina.says(&format!("xq{n}z")).await?;
        }
        world.control.post("/sandbox/meta/batching", &json!({"mode": "off"})).await?;
        for n in 0..=BURST {
            let bubble = amina.hears().await?;
            ensure!(bubble.readable().contains(&format!("xq{n}z")), "answer {n} is: {}", bubble.readable());
        }
        let refused = refusals(world).await?;
        ensure!(refused.is_empty(), "Meta refused with {refused:?}");
        Ok(())
    });
}

#[test]
fn when_the_number_is_too_fast_for_meta_nobody_loses_a_message() {
    Stage::new("burst-of-the-number").setting("WORKER_BURST_QUIET", "0s").play(async |world| {
        world
            .control
            .fault(
                json!({"target": "graph", "method": "POST", "path_contains": "/messages", "times": LIMITED,
                "fault": {"kind": "graph_error", "code": 130_429}}),
            )
            .await?;
        let mut phones = Vec::new();
        for n in 0..BUYERS {
            let mut phone = world.phone(&format!("2547110002{n:02}")).await?;
            phone.patience = std::time::Duration::from_mins(2);
            phones.push(phone);
        }
        world.control.post("/sandbox/meta/batching", &json!({"mode": "hold"})).await?;
        for word in ["xqaz", "xqbz"] {
            for phone in &phones {
                phone.says(word).await?;
            }
        }
        world.control.post("/sandbox/meta/batching", &json!({"mode": "off"})).await?;
        for phone in &mut phones {
            for word in ["xqaz", "xqbz"] {
                let bubble = phone.hears().await?;
                ensure!(bubble.readable().contains(word), "instead of {word}: {}", bubble.readable());
            }
        }
        world.settle().await?;
        waiting_says(world, "nothing waits", true).await?;
        let refused = refusals(world).await?;
        ensure!(!refused.is_empty() && refused.iter().all(|code| *code == 130_429), "refused: {refused:?}");
        for phone in &phones {
            ensure!(phone.heard().await?.len() == 2, "not two bubbles:\n{}", phone.transcript().await?);
        }
        Ok(())
    });
}

#[test]
fn a_thought_in_four_texts_gets_two_answers_and_an_album_gets_one() {
    Stage::new("thought").play(async |world| {
        let mut amina = world.phone(AMINA).await?;
        // In one body: webhooks overtake each other, and Meta tells the time in seconds. Words that find nothing: what
        // finds something is a wish of its own.
        world.control.post("/sandbox/meta/batching", &json!({"mode": "hold"})).await?;
        for words in ["zqxvz", "qzxw vqxz", "wwqxv", "xzqq wqzx"] {
            amina.says(words).await?;
        }
        world.control.post("/sandbox/meta/batching", &json!({"mode": "off"})).await?;
        let first = amina.hears().await?;
        ensure!(first.says("zqxvz") && !first.says("qzxw"), "the first: {}", first.readable());
        let second = amina.hears().await?;
        ensure!(second.says("qzxw vqxz wwqxv xzqq wqzx"), "the rest: {}", second.readable());
        for _ in 0..4 {
            amina.act(&json!({"image": {}})).await?;
        }
        let album = amina.hears().await?;
        ensure!(album.says("picture"), "the album: {}", album.readable());
        world.settle().await?;
        let heard = amina.heard().await?.len();
        ensure!(heard == 3, "{heard} answers:\n{}", amina.transcript().await?);
        Ok(())
    });
}
