//! The number of shards is fixed for the life of a deployment: a process with another one is refused, by what the data
//! folder was made with and by what the broker was made with, and says so in words.

use anyhow::ensure;

use crate::harness::{AMINA, Stage, World};

/// How a process says that the broker is used with another number.
const AT_THE_BROKER: &str =
    "this broker is used with another number of shards: SHARDS must be the same everywhere";

/// A process with twice as many shards ends by itself with a failure, and its log says why.
async fn refused(world: &World, kind: &'static str, why: &[&str]) -> anyhow::Result<()> {
    let (status, log) = world.ends_at_once(kind, ("SHARDS", "8")).await?;
    ensure!(!status.success(), "a {kind} with another number of shards ended with {status}");
    for words in why {
        ensure!(log.contains(words), "a {kind} does not say “{words}”:\n{log}");
    }
    Ok(())
}

#[test]
fn a_process_with_another_number_of_shards_does_not_start_on_this_data() {
    Stage::new("shards-fixed").play(async |world| {
        let mut phone = world.phone(AMINA).await?;
        phone.says("hi").await?;
        phone.hears().await?;
        for kind in ["worker", "notifier"] {
            refused(world, kind, &["made for 4 shards", "SHARDS is 8"]).await?;
        }
        // Those with the right number never noticed.
        phone.says("CF-AA-1").await?;
        phone.hears().await.map(drop)
    });
}

#[test]
fn a_process_with_another_number_of_shards_is_kept_out_by_the_broker() {
    Stage::new("shards-broker").play(async |world| {
        // Ingress keeps no data, so it is the broker that knows; a free port, or it would end for want of one.
        let address = format!("127.0.0.1:{}", journeys::process::free_port()?);
        world
            .waits_and_says("ingress", &[("SHARDS", "8"), ("INGRESS_ADDR", &address)], AT_THE_BROKER)
            .await?;
        let empty = world.folder().join("data-elsewhere").display().to_string();
        for kind in ["worker", "notifier"] {
            world.waits_and_says(kind, &[("SHARDS", "8"), ("DATA_DIR", &empty)], AT_THE_BROKER).await?;
        }
        let mut phone = world.phone(AMINA).await?;
        phone.says("hi").await?;
        phone.hears().await.map(drop)
    });
}
