//! Every webhook body that Meta is known to send, good and odd, is accepted; nobody's conversation suffers.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};

use crate::harness::{AMINA, Stage};
use crate::process::repository;

#[test]
fn every_example_payload_is_accepted_and_the_conversation_goes_on() {
    // Some of them cannot be understood by anybody; those are parked, which is right.
    Stage::new("example-payloads").parked_allowed().play(async |world| {
        let mut phone = world.phone(AMINA).await?;
        phone.says("hi").await?;
        phone.hears().await?;

        let bodies = webhook_bodies(&repository().join("ingress/tests/fixtures"))?;
        ensure!(bodies.len() >= 40, "only {} example payloads were found", bodies.len());
        for path in &bodies {
            let text = std::fs::read_to_string(path)?;
            let body = serde_json::from_str(&text).with_context(|| path.display().to_string())?;
            let status = world.control.deliver(&body).await?;
            ensure!(status == 200, "{} was answered {status}", path.display());
        }
        world.settle().await?;

        phone.says("coffee").await?;
        phone.hears().await?;
        world.wait_ready().await
    });
}

/// The fixtures that are bodies of webhooks of Meta, in any folder.
fn webhook_bodies(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(webhook_bodies(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "json")
            && std::fs::read_to_string(&path)?.contains("whatsapp_business_account")
        {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
