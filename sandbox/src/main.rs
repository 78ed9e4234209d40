//! The sandbox process: a pretend Meta and a pretend shop on one port. Everything of substance is in the library.
use std::process::ExitCode;

fn main() -> ExitCode {
    sandbox::run()
}
