//! A message that kills whoever handles it. After five beginnings that came to nothing it is parked for people, and
//! everybody else is served, its sender included.

use std::os::unix::process::ExitStatusExt as _;
use std::time::Duration;

use anyhow::ensure;

use crate::harness::{AMINA, Stage};

const OTHER: &str = "254700100201";
/// Deaths before the message is given up: the first beginning, and five that were counted before they began.
const DEATHS: usize = 6;
const DEATH_WAIT: Duration = Duration::from_secs(40);

#[test]
fn a_message_that_kills_its_worker_is_parked_and_its_neighbours_are_answered() {
    // The first commit after a start is that of the poisonous message, and the process dies in it as in an abort.
    let stage = Stage::new("poison").failpoint("worker.before_commit").parked_allowed();
    stage.play(async |world| {
        let mut phone = world.phone(AMINA).await?;
        let mut other = world.phone(OTHER).await?;
        phone.patience = Duration::from_mins(1);
        other.patience = Duration::from_mins(1);
        phone.says("this one kills").await?;
        for death in 1..=DEATHS {
            let name = format!("worker-{death}");
            let end = world.process(&name)?.wait_end(DEATH_WAIT).await?;
            ensure!(end.signal().is_some(), "{name} was to die of the message, and ended with {end}");
            let next = if death < DEATHS { Some("worker.before_commit") } else { None };
            world.start_worker(next)?;
        }
        other.says("hi").await?;
        other.hears().await?;
        phone.says("hi").await?;
        phone.hears().await?;
        world.settle().await?;
        let reasons = world.broker.parked_reasons().await?;
        ensure!(reasons == ["poison"], "parked: {reasons:?}");
        let heard = phone.heard().await?.len();
        ensure!(heard == 1, "the second message alone is answered:\n{}", phone.transcript().await?);
        Ok(())
    });
}
