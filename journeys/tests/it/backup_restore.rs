//! A shard's file is destroyed under a worker and comes back from a backup that was made while it was written to: the
//! shard stands still and says so, the others go on, and no order is placed a second time.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use journeys::phone::{Bubble, Phone};
use journeys::process::{self, LOOK_INTERVAL};
use journeys::shopper::{Goal, Plan, Shopper};
use serde_json::json;
use tokio::time::Instant;

use crate::browse_to_order::one_order_and_told;
use crate::harness::{AMINA, Stage, World};

/// Until a worker says that it cannot open a file, or has opened one that was restored.
const NOTICE_WAIT: Duration = Duration::from_secs(40);
/// How long a shard that stands still is watched for an answer that must not come.
const SILENCE: Duration = Duration::from_secs(3);
/// How a worker says that only an operator can help.
const NEEDS_RESTORE: &str = "restore it";

const DONE: i32 = 0;
const DAMAGE_FOUND: i32 = 1;
const HELD: i32 = 3;

/// The folders of the drill.
struct Folders {
    data: PathBuf,
    backups: PathBuf,
}

impl Folders {
    fn of(world: &World) -> Self {
        Self { data: world.folder().join("data-worker"), backups: world.folder().join("backups") }
    }

    /// Runs the command `shards` with some of the folders, and returns its exit code and what it printed.
    fn shards(&self, command: &str, rest: &[&str]) -> anyhow::Result<(i32, String)> {
        let data = self.data.display().to_string();
        let mut arguments = vec![command, "--data", &data];
        arguments.extend(rest);
        let output = process::run("shards", &arguments)?;
        let mut said = String::from_utf8_lossy(&output.stdout).into_owned();
        said.push_str(&String::from_utf8_lossy(&output.stderr));
        Ok((output.status.code().context("an exit code")?, said))
    }

    fn backup(&self) -> anyhow::Result<()> {
        let to = self.backups.display().to_string();
        let (code, said) = self.shards("backup", &["--to", &to])?;
        ensure!(code == DONE && said.contains("made "), "the backup ended with {code}:\n{said}");
        Ok(())
    }

    /// The files that hold a conversation, as `check` tells.
    fn talking(&self) -> anyhow::Result<Vec<String>> {
        let (code, said) = self.shards("check", &[])?;
        ensure!(code == DONE, "the check ended with {code}:\n{said}");
        let lines = said.lines().filter(|line| !line.contains("conversations 0"));
        Ok(lines.filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect())
    }

    /// Restores one shard, again while the worker has just looked at its file, as an operator would.
    async fn restore(&self, shard: &str) -> anyhow::Result<()> {
        let from = self.backups.display().to_string();
        let deadline = Instant::now() + NOTICE_WAIT;
        loop {
            let (code, said) = self.shards("restore", &["--from", &from, "--shard", shard])?;
            if code == DONE {
                ensure!(said.contains("restored from"), "nothing was restored:\n{said}");
                return Ok(());
            }
            ensure!(code == HELD && Instant::now() < deadline, "the restore ended with {code}:\n{said}");
            tokio::time::sleep(LOOK_INTERVAL).await;
        }
    }
}

/// The number in `shard-NN.db`.
fn number(file: &str) -> anyhow::Result<&str> {
    file.strip_prefix("shard-").and_then(|rest| rest.strip_suffix(".db")).context("the name of a shard file")
}

/// A buyer in another shard than this file's, who has said hello.
async fn neighbour(world: &World, folders: &Folders, file: &str) -> anyhow::Result<Phone> {
    for n in 0..20 {
        let mut phone = world.phone(&format!("2547001004{n:02}")).await?;
        phone.says("hi").await?;
        phone.hears().await?;
        if folders.talking()?.iter().any(|other| other != file) {
            return Ok(phone);
        }
    }
    anyhow::bail!("twenty buyers in one of four shards")
}

/// Kills the worker, destroys the file and starts another worker: it leaves that shard alone and says why, and serves
/// the neighbour. Then the file is restored, and the same worker takes the shard: the buyer who did something meanwhile is
/// answered.
async fn destroyed_and_restored(
    world: &mut World,
    folders: &Folders,
    file: &str,
    destroy: fn(&Path) -> std::io::Result<()>,
    act: &serde_json::Value,
    phones: (&mut Phone, &mut Phone),
) -> anyhow::Result<Bubble> {
    let (phone, neighbour) = phones;
    let (held, said) = folders
        .shards("restore", &["--from", &folders.backups.display().to_string(), "--shard", number(file)?])?;
    ensure!(held == HELD, "a restore under a running worker ended with {held}:\n{said}");
    world.process("worker-1")?.kill()?;
    destroy(&folders.data.join(file))?;
    let (found, said) = folders.shards("check", &[])?;
    ensure!(found == DAMAGE_FOUND && said.contains("DAMAGED"), "the check ended with {found}:\n{said}");

    let worker = world.start_worker(None)?;
    let deadline = Instant::now() + NOTICE_WAIT;
    while !world.process(&worker)?.log().contains(NEEDS_RESTORE) {
        ensure!(Instant::now() < deadline, "no word of the file:\n{}", world.process(&worker)?.tail());
        tokio::time::sleep(LOOK_INTERVAL).await;
    }
    phone.act(act).await?;
    neighbour.says("menu").await?;
    neighbour.hears().await.context("a shard beside the one that stands still")?;
    let answers = phone.hears_within(SILENCE).await?;
    ensure!(answers.is_empty(), "a shard without its file answered {answers:?}");

    folders.restore(number(file)?).await?;
    phone.patience = NOTICE_WAIT;
    let answer = phone.hears().await.context("what waited")?;
    world.wait_ready().await?;
    Ok(answer)
}

/// The buyer tapped the confirm of an order that is in the shop already, and got this answer.
async fn still_one_order(world: &World, answer: &Bubble) -> anyhow::Result<()> {
    world.settle().await?;
    world
        .the_one_order()
        .await
        .with_context(|| format!("the old confirm was answered with {}", answer.readable()))
        .map(drop)
}

#[test]
fn a_destroyed_shard_comes_back_from_a_backup_and_an_order_in_it_is_not_placed_again() {
    Stage::new("backup-restore").play(async |world| {
        let folders = Folders::of(world);
        let mut phone = world.phone(AMINA).await?;
        let summary =
            Shopper::new(&mut phone, Plan::searching("dish soap")).from_hello(Goal::Summary).await?;
        let file = folders.talking()?.pop().context("the file of the only buyer")?;
        phone.taps_act(&summary, "confirm").await?;
        one_order_and_told(world, &mut phone, "CL-DS-5").await?;
        let mut neighbour = neighbour(world, &folders, &file).await?;

        // The copy is taken while both write.
        let made = tokio::task::spawn_blocking(move || folders.backup().map(|()| folders));
        for _ in 0..3 {
            neighbour.says("menu").await?;
            phone.says("menu").await?;
            neighbour.hears().await?;
            phone.hears().await?;
        }
        let folders = made.await??;
        phone.says("orders").await?;
        phone.hears().await?;

        let empty = |file: &Path| fs::File::options().write(true).open(file)?.set_len(0);
        destroyed_and_restored(
            world,
            &folders,
            &file,
            empty,
            &json!({"text": "menu"}),
            (&mut phone, &mut neighbour),
        )
        .await?;
        phone.taps_act(&summary, "confirm").await?;
        let answer = phone.hears().await?;
        still_one_order(world, &answer).await
    });
}

#[test]
fn an_order_that_is_younger_than_the_backup_is_not_placed_again_after_the_restore() {
    Stage::new("restore-older").play(async |world| {
        let folders = Folders::of(world);
        let mut phone = world.phone(AMINA).await?;
        let summary =
            Shopper::new(&mut phone, Plan::searching("dish soap")).from_hello(Goal::Summary).await?;
        let file = folders.talking()?.pop().context("the file of the only buyer")?;
        let mut neighbour = neighbour(world, &folders, &file).await?;
        folders.backup()?;
        phone.taps_act(&summary, "confirm").await?;
        one_order_and_told(world, &mut phone, "CL-DS-5").await?;

        // What was read from it and from its log is nonsense.
        let scramble = |file: &Path| {
            let log = PathBuf::from(format!("{}-wal", file.display()));
            for path in [file, &log] {
                let length = usize::try_from(fs::metadata(path)?.len()).unwrap_or(0);
                fs::write(path, vec![0x5a; length])?;
            }
            Ok(())
        };
        // As far as the backup knows, the buyer has not confirmed yet.
        let confirm = summary.choice("confirm").context("a confirm")?;
        let confirm = json!({"button": confirm.id});
        let answer =
            destroyed_and_restored(world, &folders, &file, scramble, &confirm, (&mut phone, &mut neighbour))
                .await?;
        still_one_order(world, &answer).await?;
        // The restored summary is shown with a button of its own; that finds the basket empty.
        phone.taps_act(&answer, "confirm").await?;
        let answer = phone.hears().await?;
        ensure!(answer.says("nothing is ordered yet"), "the buyer heard:\n{}", answer.readable());
        still_one_order(world, &answer).await
    });
}
