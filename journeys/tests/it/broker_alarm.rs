//! RabbitMQ runs short of memory or disk and blocks whoever publishes. Ingress says 503 at once instead of letting Meta
//! wait, what was taken before is still acknowledged, and when the alarm is over everybody is answered.

use std::time::Duration;

use anyhow::ensure;
use serde_json::json;
use tokio::time::Instant;

use crate::harness::{AMINA, Stage, World};

const NOTICE_WAIT: Duration = Duration::from_secs(30);
/// How long a busy broker on a slow disk may take to confirm three messages, with Meta's repeats.
const ACCEPT_WAIT: Duration = Duration::from_mins(1);
/// What a refusal may take; it involves no broker. On a busy machine.
const REFUSAL_MAX: Duration = Duration::from_millis(500);
const REFUSALS: usize = 20;

/// Sends bodies until ingress knows of the alarm, and then measures how fast it refuses.
async fn refuses_at_once(world: &World) -> anyhow::Result<Duration> {
    let body = json!({"object": "whatsapp_business_account", "entry": []});
    let began = Instant::now();
    while world.metrics("ingress").await.sum("wab_ingress_broker_blocked") == 0.0 {
        // The broker blocks a connection when it publishes next. Whatever is answered here, it is no 200 for nothing.
        let _ = world.control.deliver(&body).await;
        ensure!(began.elapsed() < NOTICE_WAIT, "ingress never learned that the broker is blocked");
    }
    let mut slowest = Duration::ZERO;
    for _ in 0..REFUSALS {
        let asked = Instant::now();
        let status = world.control.deliver(&body).await?;
        ensure!(status == 503, "a blocked ingress answered {status}");
        slowest = slowest.max(asked.elapsed());
    }
    ensure!(slowest < REFUSAL_MAX, "a refusal took {slowest:?}");
    Ok(slowest)
}

/// Waits until nothing is left in the queues to the worker.
async fn all_acknowledged(world: &World) -> anyhow::Result<()> {
    let began = Instant::now();
    loop {
        let left = world.broker.lengths().await?;
        let left: Vec<_> = left.iter().filter(|(name, n)| name.starts_with("inbound.") && *n > 0).collect();
        if left.is_empty() {
            return Ok(());
        }
        ensure!(began.elapsed() < NOTICE_WAIT, "not acknowledged while the broker blocks: {left:?}");
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

fn alarm(name: &'static str, raise: &'static [&'static str], clear: &'static [&'static str]) {
    Stage::new(name).own_broker().play(async |world| {
        let mut phone = world.phone(AMINA).await?;
        phone.patience = Duration::from_secs(90);
        phone.says("hi").await?;
        phone.hears().await?;
        world.settle().await?;
        let before = phone.heard().await?.len();

        // Some messages wait for the worker when the alarm comes.
        world.process("worker-1")?.freeze()?;
        for article in ["CF-AA-1", "TE-GR-50", "SP-SS-1"] {
            phone.says(article).await?;
        }
        // Once ingress has said 200 the broker has them; its own count of them may lag behind on a busy machine.
        world.control.all_accepted(ACCEPT_WAIT).await?;
        world.broker.ctl(raise).await?;
        let slowest = refuses_at_once(world).await?;
        eprintln!("| {name}: the slowest of {REFUSALS} refusals took {} ms", slowest.as_millis());
        world.becomes_unready("ingress").await?;
        world.process("worker-1")?.thaw()?;
        all_acknowledged(world).await?;
        phone.says("basket").await?;

        world.broker.ctl(clear).await?;
        let asked = Instant::now();
        while phone.heard().await?.len() < before + 4 {
            ensure!(
                asked.elapsed() < phone.patience,
                "silence after the alarm:\n{}",
                phone.transcript().await?
            );
            tokio::time::sleep(journeys::process::LOOK_INTERVAL).await;
        }
        world.settle().await?;
        let heard = phone.heard().await?.len() - before;
        ensure!(heard == 4, "{heard} answers to 4 messages:\n{}", phone.transcript().await?);
        Ok(())
    });
}

#[test]
fn a_broker_short_of_memory_makes_ingress_refuse_at_once_and_loses_nothing() {
    alarm(
        "alarm-memory",
        &["set_vm_memory_high_watermark", "0.00001"],
        &["set_vm_memory_high_watermark", "0.6"],
    );
}

#[test]
fn a_broker_short_of_disk_makes_ingress_refuse_at_once_and_loses_nothing() {
    alarm("alarm-disk", &["set_disk_free_limit", "900000000000000"], &["set_disk_free_limit", "50000000"]);
}
