//! A minute of chaos with a fixed seed, as CI runs it; the verifier judges. The long form is `make chaos`.

use std::path::{Path, PathBuf};

use chaos::run::{self, Plan};
use journeys::process::repository;

/// Chosen for its mix: every part of the system is hit, and the broker is away in the middle of it.
const SEED: u64 = 11;
const SECONDS: u64 = 60;
const BUYERS: u64 = 24;

fn folder(name: &str) -> PathBuf {
    std::env::var_os(name).map_or_else(|| repository().join("target/chaos"), PathBuf::from)
}

#[test]
fn a_minute_of_chaos_breaks_no_promise() {
    let run_folder = folder("JOURNEY_RUN_DIR").join("chaos");
    // What an earlier run by hand left; what `make test` gives is fresh.
    let _ = std::fs::remove_dir_all(&run_folder);
    let plan = Plan {
        seed: SEED,
        seconds: SECONDS,
        buyers: BUYERS,
        broker_folder: folder("JOURNEY_BROKER_DIR").join("chaos-broker"),
        folder: run_folder,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(run::run(&plan)).unwrap();
    run::say(&run::summary(&plan).unwrap());
    run::verify(Path::new(env!("CARGO_BIN_EXE_chaos-verify")), &plan).unwrap();
}
