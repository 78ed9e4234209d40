//! Delivers outbound WhatsApp messages. How and why: `docs/ARCHITECTURE.md`, section "Notifier".

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    common::process::run("notifier", async |config: notifier::Config, process| {
        notifier::run(config, process).await
    })
}
