//! A worker loses the broker, and nothing else: it still reaches the shop, and others still reach the broker. Its shards
//! stay locked, so nobody writes beside it, and when the way is back everybody is answered in order.

use std::time::Duration;

use anyhow::{Context as _, ensure};

use crate::balancer::Balancer;
use crate::load::Load;
use crate::metrics::Watch;
use crate::scaling_workers::{loaded, tell};

const SHARDS: u16 = 16;
const MOVE_LIMIT: Duration = Duration::from_secs(15);
/// Well beyond the silence after which the others count it as gone.
const CUT: Duration = Duration::from_secs(7);

#[test]
fn a_worker_cut_off_from_the_broker_alone_does_no_harm_and_goes_on() {
    loaded("cut-off").play(async |world| {
        let mut url = url::Url::parse(&world.broker.amqp_url)?;
        let line = Balancer::start(vec![url.port().context("the broker's port")?]).await?;
        ensure!(url.set_port(Some(line.port)).is_ok(), "an address with a port");
        let name = world.start_with("worker", ("AMQP_URL", url.as_str()))?;
        world.wait_ready().await?;
        let watch = Watch::start(world);
        let both = ["worker-1", name.as_str()];
        let fair = "all shards shared fairly";
        watch.wait(fair, MOVE_LIMIT, |seen| seen.is_fair(SHARDS, &both)).await?;
        let mut load = Load::start(world, 24, Duration::from_millis(1_500), 3);
        tokio::time::sleep(Duration::from_secs(5)).await;

        line.cut();
        tokio::time::sleep(CUT).await;
        let what = "each shard has the owner that it had, the one that is cut off included";
        watch.wait(what, MOVE_LIMIT, |seen| seen.is_fair(SHARDS, &both)).await?;
        ensure!(!world.is_ready(&name).await?, "a worker without a broker says ready");
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
