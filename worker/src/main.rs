//! Owns shards of buyers and decides what they are told. How and why: `docs/ARCHITECTURE.md`, section "Worker".

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    common::process::run("worker", async |config: worker::Config, process| worker::run(config, process).await)
}
