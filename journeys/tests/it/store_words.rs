//! An editor teaches the shop what its buyers call things, without a deploy, and a slip in the file harms nobody.

use std::{path::Path, time::Duration};

use anyhow::{Context as _, bail, ensure};
use tokio::time::{Instant, sleep};

use crate::harness::{AMINA, Stage, World};

/// How long the worker may take to read the file again.
const READ_LIMIT: Duration = Duration::from_secs(20);

/// Writes the file, as editors do it, and waits until so many entries and bad lines are read.
async fn teach(world: &World, path: &Path, text: &str, expected: &str) -> anyhow::Result<()> {
    std::fs::write(path, text).context("writing the words")?;
    let limit = Instant::now() + READ_LIMIT;
    loop {
        let metrics = world.metrics("worker-1").await;
        let now = ["wab_worker_catalogue_words", "wab_worker_catalogue_words_bad_lines"];
        let now = now.map(|name| metrics.sum(name).to_string()).join(" and ");
        if now == expected {
            return Ok(());
        }
        if Instant::now() > limit {
            bail!("the words were not read: {now}");
        }
        sleep(Duration::from_millis(200)).await;
    }
}

#[test]
fn an_editor_teaches_words_and_packages_while_buyers_shop() {
    let path = std::env::temp_dir().join(format!("store-words-{}.txt", uuid::Uuid::new_v4()));
    // Lives as long as the test process.
    let setting: &'static str = Box::leak(path.display().to_string().into_boxed_str());
    Stage::new("store-words").setting("STORE_WORDS_FILE", setting).play(async |world| {
        let mut amina = world.phone(AMINA).await?;
        amina.says("mchele wa pishori").await?;
        amina.hears().await?;
        amina.says("qwrtzui").await?;
        ensure!(amina.hears().await?.says("qwrtzui"), "not understood yet");

        let words = "[words]\nqwrtzui = pishori rice\nthis is a slip\n";
        teach(world, Path::new(setting), words, "1 and 1").await?;
        amina.says("qwrtzui").await?;
        let found = amina.hears().await?;
        ensure!(found.says("Pishori"), "found by its new name: {}", found.readable());

        let words = "[words]\nqwrtzui = pishori rice\n[units]\ndozen = 12\n";
        teach(world, Path::new(setting), words, "2 and 0").await?;
        amina.says("a dozen qwrtzui").await?;
        let added = amina.hears().await?;
        ensure!(added.says("12 ×"), "counted by the dozen: {}", added.readable());

        // What was not understood is counted, and an editor finds it.
        let misses = world.metrics("worker-1").await.sum("wab_worker_misses_total");
        ensure!(misses >= 1.0, "{misses} misses");
        std::fs::remove_file(setting).context("taking the words away")?;
        Ok(())
    });
}
