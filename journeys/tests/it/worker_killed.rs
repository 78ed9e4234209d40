//! A worker dies at each step of the order protocol. The next one finds out how far it came: one order, buyer told.

use std::os::unix::process::ExitStatusExt as _;
use std::time::Duration;

use anyhow::ensure;

use crate::browse_to_order::{confirms_an_order, one_order_and_told};
use crate::harness::{AMINA, Stage};

/// Until a worker that confirms an order reaches its failpoint.
const DEATH_WAIT: Duration = Duration::from_secs(30);

fn killed_at(name: &'static str, failpoint: &'static str) {
    Stage::new(name).failpoint(failpoint).play(async |world| {
        let mut phone = world.phone(AMINA).await?;
        confirms_an_order(&mut phone, "dish soap").await?;
        let end = world.process("worker-1")?.wait_end(DEATH_WAIT).await?;
        ensure!(end.signal().is_some(), "the worker was to die at {failpoint}, and ended with {end}");
        let log = world.process("worker-1")?.log();
        ensure!(log.contains(failpoint), "the worker died, and not at {failpoint}");

        world.start_worker(None)?;
        world.wait_ready().await?;
        phone.patience = Duration::from_mins(1);
        one_order_and_told(world, &mut phone, "CL-DS-5").await
    });
}

#[test]
fn killed_after_writing_down_the_wish_to_order() {
    killed_at("killed-intent", "order.intent");
}

#[test]
fn killed_after_the_shop_handed_out_a_draft() {
    killed_at("killed-draft-opened", "order.draft_opened");
}

#[test]
fn killed_after_writing_down_which_draft() {
    killed_at("killed-chosen", "order.chosen");
}

#[test]
fn killed_after_stamping_the_draft() {
    killed_at("killed-stamped", "order.stamped");
}

#[test]
fn killed_right_before_placing() {
    killed_at("killed-before-place", "order.before_place");
}

#[test]
fn killed_right_after_placing() {
    killed_at("killed-after-place", "order.after_place");
}

#[test]
fn killed_while_reading_the_order_back() {
    killed_at("killed-read-back", "order.read_back");
}
