//! Runs chaos: `CHAOS_SEED=n CHAOS_SECONDS=n CHAOS_BUYERS=n chaos FOLDER BROKER_FOLDER`. `make chaos` calls it.

use std::process::ExitCode;

use anyhow::Context as _;
use chaos::run::{self, Plan, say};
use common::rng::{Rng as _, SystemRng};

/// Length of a run unless told.
const SECONDS: u64 = 300;
/// One buyer in so many milliseconds unless told.
const BUYER_EVERY_MS: u64 = 2_000;
/// Seeds that are easy to type.
const SEEDS: u64 = 1_000_000;

#[tokio::main]
async fn main() -> ExitCode {
    let ended = match asked() {
        Ok(plan) => chaos(&plan).await,
        Err(error) => Err(error),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("chaos: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn asked() -> anyhow::Result<Plan> {
    let mut arguments = std::env::args().skip(1);
    let usage = "usage: chaos FOLDER BROKER_FOLDER";
    let folder = arguments.next().context(usage)?.into();
    let broker_folder = arguments.next().context(usage)?.into();
    let seconds = number("CHAOS_SECONDS")?.unwrap_or(SECONDS);
    let buyers = number("CHAOS_BUYERS")?.unwrap_or(seconds * 1000 / BUYER_EVERY_MS);
    let seed = number("CHAOS_SEED")?.unwrap_or_else(|| SystemRng.below(SEEDS));
    Ok(Plan { seed, seconds, buyers, folder, broker_folder })
}

fn number(name: &str) -> anyhow::Result<Option<u64>> {
    let text = std::env::var(name).ok().filter(|text| !text.is_empty());
    text.map(|text| text.parse().with_context(|| format!("{name} must be a whole number"))).transpose()
}

async fn chaos(plan: &Plan) -> anyhow::Result<()> {
    let ran = run::run(plan).await;
    say("");
    say(&run::summary(plan)?);
    let verifier = std::env::current_exe()?.with_file_name("chaos-verify");
    let judged = run::verify(&verifier, plan);
    ran.and(judged)
}
