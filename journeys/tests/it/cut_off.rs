//! A worker loses the broker, and nothing else: it still reaches the shop, and others still reach the broker. It gives
//! up its shards, another takes them, and when the way is back everybody has been answered in order.

use std::time::Duration;

use anyhow::{Context as _, ensure};

use crate::balancer::Balancer;
use crate::load::Load;
use crate::metrics::Watch;
use crate::scaling_workers::{loaded, tell};

const SHARDS: u16 = 16;
const MOVE_LIMIT: Duration = Duration::from_secs(15);
/// Within this time it must have given up what it holds: five seconds of silence, what is under way, and another to
/// open the files.
const HANDED_OVER_LIMIT: Duration = Duration::from_secs(15);

#[test]
fn a_worker_cut_off_from_the_broker_alone_hands_over_and_comes_back() {
    loaded("cut-off").play(async |world| {
        let mut url = url::Url::parse(&world.broker.amqp_url)?;
        let line = Balancer::start(vec![url.port().context("the broker's port")?]).await?;
        ensure!(url.set_port(Some(line.port)).is_ok(), "an address with a port");
        let name = world.start_with("worker", &[("AMQP_URL", url.as_str())])?;
        world.wait_ready().await?;
        let watch = Watch::start(world);
        let both = ["worker-1", name.as_str()];
        let fair = "all shards shared fairly";
        watch.wait(fair, MOVE_LIMIT, |seen| seen.is_fair(SHARDS, &both)).await?;
        let mut load = Load::start(world, 24, Duration::from_millis(1_500), 3);
        tokio::time::sleep(Duration::from_secs(5)).await;

        line.cut();
        let other = "the one that still reaches the broker has all shards";
        let took = watch
            .wait(other, HANDED_OVER_LIMIT, |seen| seen.is_whole(SHARDS) && seen.share(&name) == 0)
            .await?;
        tell("cut off from the broker: all shards owned again", took, "");
        world.becomes_unready(&name).await?;
        line.mend();
        let took = watch.wait(fair, MOVE_LIMIT, |seen| seen.is_fair(SHARDS, &both)).await?;
        tell("cut off from the broker, and back", took, "");
        world.wait_ready().await?;
        tokio::time::sleep(Duration::from_secs(3)).await;
        load.goes_on()?;
        let tally = load.finish(world).await?;
        eprintln!("| {} messages in order, {} orders once", tally.messages, tally.orders);
        ensure!(tally.messages > 100 && tally.orders > 0, "the load was none: {tally:?}");
        Ok(())
    });
}
