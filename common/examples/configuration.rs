//! Prints `docs/CONFIGURATION.md`, or `.env.example` with `env` as argument.

use std::io::Write;

fn main() -> std::io::Result<()> {
    let wants_env = std::env::args().nth(1).as_deref() == Some("env");
    let text = if wants_env {
        common::config::page::env_example()
    } else {
        common::config::page::configuration_page()
    };
    std::io::stdout().write_all(text.as_bytes())
}
