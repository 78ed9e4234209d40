//! Takes signed webhooks from Meta and the shop to the broker. How and why: `docs/ARCHITECTURE.md`.

use std::process::ExitCode;

use mimalloc::MiMalloc;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    common::process::run("ingress", ingress::run)
}
