//! The Graph API takes a message and never answers. Its status webhook tells that it went out; without one, one more
//! bubble at most.

use std::time::Duration;

use anyhow::ensure;
use serde_json::json;

use crate::harness::{AMINA, Stage, World};

async fn first_answer_lost(world: &World) -> anyhow::Result<()> {
    world
        .control
        .fault(json!({"target": "graph", "method": "POST", "path_contains": "/messages",
            "fault": {"kind": "lose_answer"}}))
        .await
}

#[test]
fn a_send_whose_answer_is_lost_shows_one_bubble_when_its_status_comes() {
    Stage::new("graph-answer-lost").play(async |world| {
        let mut phone = world.phone(AMINA).await?;
        first_answer_lost(world).await?;
        phone.says("hi").await?;
        phone.hears().await?;
        world.settle().await?;
        let heard = phone.heard().await?.len();
        ensure!(heard == 1, "one hello, {heard} bubbles:\n{}", phone.transcript().await?);

        phone.says("coffee").await?;
        phone.hears().await?;
        world.control.faults_hit(1).await
    });
}

#[test]
fn a_send_whose_answer_and_status_are_lost_shows_one_more_bubble_at_most() {
    Stage::new("graph-all-lost").play(async |world| {
        let mut phone = world.phone(AMINA).await?;
        world
            .control
            .fault(json!({"target": "meta_webhook", "path_contains": "#statuses", "times": 0, "fault": {"kind": "drop"}}))
            .await?;
        first_answer_lost(world).await?;
        phone.says("hi").await?;
        phone.hears().await?;
        phone.patience = Duration::from_mins(1);
        phone.says("coffee").await?;
        phone
            .hears_where("the answer to the second message", |bubble| {
                bubble.says("coffee") || bubble.choice("product").is_some()
            })
            .await?;
        world.settle().await?;
        let heard = phone.heard().await?.len();
        ensure!((2..=3).contains(&heard), "two messages, {heard} bubbles:\n{}", phone.transcript().await?);
        world.control.faults_hit(2).await
    });
}
