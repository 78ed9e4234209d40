//! Makes the faults of the schedule, one at a time per victim. It decides nothing: what and when is in the schedule.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use common::shard::ShardLock;
use serde_json::json;
use tokio::sync::MutexGuard;
use tokio::time::Instant;

use crate::record::{Line, now_ms};
use crate::schedule::{Fault, Poison};
use crate::stage::Stage;

/// Bytes of a page of a shard's file.
const PAGE_BYTES: usize = 4096;
/// Pages that are damaged, after the first: that one names the format, and a file without it is no database at all.
const PAGES_DAMAGED_MAX: usize = 12;
/// A file with fewer pages has nothing in it yet.
const PAGES_MIN: usize = 3;
/// How long a shard may take to come free after its owner was killed.
const LOCK_WAIT: Duration = Duration::from_secs(3);
const LOCK_LOOK: Duration = Duration::from_millis(5);
/// Between two faults of the whole broker: time for everybody to come back.
const BROKER_REST: Duration = Duration::from_secs(15);
/// What the broker's limits are otherwise.
const MEMORY_WATERMARK: &str = "0.6";
const DISK_LIMIT: &str = "50MB";

/// Makes a fault, waits until it is over, and writes down from when until when it was.
pub async fn make(stage: Arc<Stage>, fault: Fault) -> anyhow::Result<()> {
    let from_ms = now_ms();
    let skipped = apply(&stage, &fault).await.err().map(|error| format!("{error:#}"));
    stage.record.write(&Line::Fault { fault, from_ms, until_ms: now_ms(), skipped })
}

async fn apply(stage: &Stage, fault: &Fault) -> anyhow::Result<()> {
    let pause = |ms: u64| tokio::time::sleep(Duration::from_millis(ms));
    match fault {
        Fault::Kill { who, away_ms } => {
            let mut slot = stage.slot(*who)?.lock().await;
            slot.process.kill()?;
            slot.armed = false;
            pause(*away_ms).await;
            slot.process = stage.start(*who, None)?;
        }
        Fault::DieAt { who, place, armed_ms } => {
            {
                let mut slot = stage.slot(*who)?.lock().await;
                slot.process.kill()?;
                slot.process = stage.start(*who, Some(place))?;
                slot.armed = true;
            }
            pause(*armed_ms).await;
            let mut slot = stage.slot(*who)?.lock().await;
            if std::mem::take(&mut slot.armed) {
                slot.process.kill()?;
                slot.process = stage.start(*who, None)?;
            }
        }
        Fault::Freeze { who, for_ms } => {
            let slot = stage.slot(*who)?.lock().await;
            slot.process.freeze()?;
            pause(*for_ms).await;
            slot.process.thaw()?;
        }
        Fault::Cut { link } => stage.proxy(*link)?.cut(),
        Fault::HalfClose { link } => stage.proxy(*link)?.half_close(),
        Fault::Slow { link, delay_ms, for_ms } => {
            let proxy = stage.proxy(*link)?;
            proxy.slow(Duration::from_millis(*delay_ms));
            pause(*for_ms).await;
            proxy.open_up();
        }
        Fault::Silence { link, for_ms } => {
            let proxy = stage.proxy(*link)?;
            proxy.silence();
            pause(*for_ms).await;
            proxy.open_up();
        }
        Fault::BrokerRestart { away_ms } => {
            let mut hands = broker_at_rest(stage)?;
            stage.broker.stop().await?;
            pause(*away_ms).await;
            stage.broker.start().await?;
            *hands = Instant::now() + BROKER_REST;
        }
        Fault::BrokerKill { away_ms } => {
            let mut hands = broker_at_rest(stage)?;
            stage.broker.kill().await?;
            pause(*away_ms).await;
            stage.broker.start().await?;
            *hands = Instant::now() + BROKER_REST;
        }
        Fault::MemoryAlarm { for_ms } => {
            let mut hands = broker_at_rest(stage)?;
            stage.broker.ctl(&["set_vm_memory_high_watermark", "0.00001"]).await?;
            pause(*for_ms).await;
            stage.broker.ctl(&["set_vm_memory_high_watermark", MEMORY_WATERMARK]).await?;
            *hands = Instant::now() + BROKER_REST;
        }
        Fault::DiskAlarm { for_ms } => {
            let mut hands = broker_at_rest(stage)?;
            stage.broker.ctl(&["set_disk_free_limit", "900000GB"]).await?;
            pause(*for_ms).await;
            stage.broker.ctl(&["set_disk_free_limit", DISK_LIMIT]).await?;
            *hands = Instant::now() + BROKER_REST;
        }
        Fault::DiskFull { for_ms } => {
            let _hands = stage.disk_hands.lock().await;
            stage.disk.fill()?;
            pause(*for_ms).await;
            stage.disk.free()?;
        }
        Fault::Poison { what, shard } => {
            let _hands = stage.broker_hands.lock().await;
            // Each its own: the second of two equal ones would be known already.
            let unique = now_ms();
            let body = match what {
                Poison::NoJson => format!("\u{1}\u{2} this is no envelope {unique}"),
                Poison::NoEnvelope => json!({"poison": unique, "v": 1}).to_string(),
            };
            stage.broker.publish("inbound", &format!("{shard:02}"), &body).await?;
        }
        Fault::DamagedPage { who, shard, for_ms } => {
            if std::env::var_os("CHAOS_DAMAGE").is_none() {
                bail!("switched off; CHAOS_DAMAGE=1 switches it on");
            }
            let _hands = stage.disk_hands.lock().await;
            let mut slot = stage.slot(*who)?.lock().await;
            slot.process.kill()?;
            let damaged = damage(&stage.disk.folder().join("worker"), *shard).await;
            slot.process = stage.start(*who, None)?;
            drop(slot);
            let file = damaged?;
            pause(*for_ms).await;
            file.put_back(&stage.disk.folder().join("worker"), *shard).await?;
        }
        Fault::Platform { rule, .. } => stage.control.fault(rule.clone()).await?,
    }
    Ok(())
}

/// The broker, if it has had its rest since the last fault of its own. On a slow machine it takes long to come back, and
/// faults that queue up behind each other would leave no time in which anything works.
fn broker_at_rest(stage: &Stage) -> anyhow::Result<MutexGuard<'_, Instant>> {
    match stage.broker_hands.try_lock() {
        Ok(hands) if *hands <= Instant::now() => Ok(hands),
        _ => bail!("the broker has not come to rest since the last time"),
    }
}

/// A shard's file as it was.
struct Sound(Vec<u8>);

/// Breaks the heads of pages while nobody has the shard, and returns the file as it was. The log beside it stays: what
/// SQLite cannot read there it takes for not written, by design.
async fn damage(folder: &Path, shard: u16) -> anyhow::Result<Sound> {
    let _lock = lock(folder, shard).await?;
    let path = folder.join(format!("shard-{shard:02}.db"));
    let sound = std::fs::read(&path).context("reading the shard's file")?;
    if sound.len() < PAGES_MIN * PAGE_BYTES {
        bail!("the file has {} bytes: all of it is still in the log beside it", sound.len());
    }
    let mut broken = sound.clone();
    for page in broken.chunks_mut(PAGE_BYTES).skip(1).take(PAGES_DAMAGED_MAX) {
        if let Some(head) = page.get_mut(..16) {
            head.fill(0xA5);
        }
    }
    std::fs::write(&path, broken).context("breaking the shard's file")?;
    Ok(Sound(sound))
}

impl Sound {
    async fn put_back(self, folder: &Path, shard: u16) -> anyhow::Result<()> {
        let _lock = lock(folder, shard).await.context("somebody works with a damaged file")?;
        std::fs::write(folder.join(format!("shard-{shard:02}.db")), self.0).context("putting the file back")
    }
}

async fn lock(folder: &Path, shard: u16) -> anyhow::Result<ShardLock> {
    let take = async {
        loop {
            if let Some(lock) = ShardLock::try_acquire(folder, "worker", shard)? {
                return anyhow::Ok(lock);
            }
            tokio::time::sleep(LOCK_LOOK).await;
        }
    };
    tokio::time::timeout(LOCK_WAIT, take).await.context("the shard belongs to somebody else")?
}
