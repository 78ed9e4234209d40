//! What buyers send is fetched from Meta at once, whatever is in the way, and lies on disk by its hash.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::ensure;
use base64::Engine as _;
use journeys::process::LOOK_INTERVAL;
use serde_json::json;
use tokio::time::Instant;

use crate::harness::{AMINA, Stage, World};

/// How long a file may take: a try in vain is repeated after five seconds, and a worker may die on the way.
const FILE_WAIT: Duration = Duration::from_secs(40);

/// A picture unlike any other.
fn picture(n: u8) -> Vec<u8> {
    [b"\xff\xd8\xff\xe0\0\x10JFIF\0".as_slice(), &[n; 2_000]].concat()
}

fn sends(bytes: &[u8]) -> serde_json::Value {
    let data = base64::engine::general_purpose::STANDARD.encode(bytes);
    json!({"image": {"data_base64": data, "mime_type": "image/jpeg"}})
}

/// Everything that lies in the folder of files, unfinished ones too.
fn kept(world: &World) -> BTreeSet<(bool, Vec<u8>)> {
    let entries = |folder: &Path| -> Vec<PathBuf> {
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
    };
    let media = world.folder().join("data-worker/media");
    let files = entries(&media).into_iter().flat_map(|shard| entries(&shard));
    files.filter_map(|path| Some((path.extension().is_none(), fs::read(path).ok()?))).collect()
}

async fn all_kept(world: &World, pictures: &[Vec<u8>]) -> anyhow::Result<()> {
    let wanted: BTreeSet<(bool, Vec<u8>)> = pictures.iter().map(|bytes| (true, bytes.clone())).collect();
    let deadline = Instant::now() + FILE_WAIT;
    while kept(world) != wanted {
        ensure!(Instant::now() < deadline, "{} of {} files lie there", kept(world).len(), wanted.len());
        tokio::time::sleep(LOOK_INTERVAL).await;
    }
    Ok(())
}

#[test]
fn an_album_is_kept_although_addresses_end_and_bytes_are_cut() {
    Stage::new("files").play(async |world| {
        let mut amina = world.phone(AMINA).await?;
        for fault in [json!({"kind": "status", "status": 404}), json!({"kind": "truncate"})] {
            let rule =
                json!({"target": "graph", "method": "GET", "path_contains": "/lookaside/", "fault": fault});
            world.control.fault(rule).await?;
        }
        let lookup = json!({"kind": "graph_error", "code": 2});
        world
            .control
            .fault(json!({"target": "graph", "method": "GET", "path_contains": "/v25.0/", "fault": lookup}))
            .await?;
        let pictures = [picture(1), picture(2), picture(3)];
        for bytes in &pictures {
            amina.act(&sends(bytes)).await?;
        }
        amina.hears().await?;
        all_kept(world, &pictures).await?;
        world.control.faults_hit(3).await?;
        let heard = amina.heard().await?.len();
        ensure!(heard == 1, "{heard} answers to one album");
        Ok(())
    });
}

#[test]
fn a_worker_that_dies_while_it_fetches_leaves_the_file_to_the_next() {
    Stage::new("files-killed").workers(1).play(async |world| {
        let mut amina = world.phone(AMINA).await?;
        let slow = json!({"kind": "delay", "ms": 60_000});
        world
            .control
            .fault(json!({"target": "graph", "method": "GET", "path_contains": "/lookaside/", "fault": slow}))
            .await?;
        amina.act(&sends(&picture(7))).await?;
        world.control.first_fault_strikes(FILE_WAIT).await?;
        amina.hears().await?;
        world.process("worker-1")?.kill()?;
        world.start_worker(None)?;
        world.wait_ready().await?;
        all_kept(world, &[picture(7)]).await
    });
}
