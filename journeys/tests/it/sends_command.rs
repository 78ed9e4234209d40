//! The command `sends`, as an operator uses it beside running processes.

use anyhow::ensure;
use journeys::process::LOOK_INTERVAL;
use tokio::time::Instant;

use crate::harness::{AMINA, Stage, World};

/// Until a command has reached the notifiers.
pub const TOLD_WAIT: std::time::Duration = std::time::Duration::from_secs(20);

/// Waits until `sends waiting` says this, or does not.
pub async fn waiting_says(world: &World, words: &str, does: bool) -> anyhow::Result<String> {
    let deadline = Instant::now() + TOLD_WAIT;
    loop {
        let (code, said) = world.sends(&["waiting"])?;
        ensure!(code == 0, "it ended with {code}:\n{said}");
        if said.contains(words) == does {
            return Ok(said);
        }
        ensure!(Instant::now() < deadline, "“{words}” is{} there:\n{said}", if does { " not" } else { "" });
        tokio::time::sleep(LOOK_INTERVAL).await;
    }
}

/// Waits until a notifier's metrics say that it holds.
pub async fn holds(world: &World, notifier: &str) -> anyhow::Result<()> {
    let deadline = Instant::now() + TOLD_WAIT;
    while world.metrics(notifier).await.sum("wab_notifier_stopped") < 1.0 {
        ensure!(Instant::now() < deadline, "{notifier} does not hold");
        tokio::time::sleep(LOOK_INTERVAL).await;
    }
    Ok(())
}

#[test]
fn what_an_operator_holds_waits_is_explained_and_leaves_when_it_is_resumed() {
    Stage::new("sends-hold").play(async |world| {
        let mut amina = world.phone(AMINA).await?;
        amina.says("hi").await?;
        amina.hears().await?;
        let (code, said) = world.sends(&["hold", "100000000000001"])?;
        ensure!(code == 0, "the hold ended with {code}:\n{said}");
        holds(world, "notifier").await?;
        amina.says("coffee").await?;
        waiting_says(world, "queued", true).await?;
        // A hold outlives the process.
        world.process("notifier")?.kill()?;
        let successor = world.start_another("notifier", None)?;
        world.wait_ready().await?;
        holds(world, &successor).await?;
        ensure!(amina.heard().await?.len() == 1, "something was sent all the same");
        let (code, said) = world.sends(&["resume", "100000000000001"])?;
        ensure!(code == 0, "resuming ended with {code}:\n{said}");
        let answer = amina.hears_where("the coffee", |bubble| bubble.readable().contains("Coffee")).await?;
        waiting_says(world, "nothing waits", true).await?;

        let (code, said) = world.sends(&["why", &answer.wamid])?;
        ensure!(code == 0 && said.contains("accepted"), "why ended with {code}:\n{said}");
        ensure!(said.contains("wait held") && said.contains("send service"), "no reasons:\n{said}");
        ensure!(!said.contains("254"), "it names the buyer:\n{said}");
        ensure!(world.sends(&["why", "wamid.nobody"])?.0 == 1);
        Ok(())
    });
}

#[test]
fn the_templates_of_the_bridge_are_created_once_and_known_by_then() {
    Stage::new("sends-templates").setting("WHATSAPP_BUSINESS_ACCOUNT_ID", "200000000000001").play(
        async |world| {
            let (code, said) = world.sends(&["templates"])?;
            ensure!(code == 1 && said.contains("order_placed") && said.contains("missing"), "{code}: {said}");
            let (code, said) = world.sends(&["templates", "--create"])?;
            ensure!(code == 1 && said.contains("created, pending"), "{code}: {said}");
            let (code, said) = world.sends(&["templates", "--create"])?;
            ensure!(code == 0 && !said.contains("created") && !said.contains("missing"), "{code}: {said}");
            Ok(())
        },
    );
}
