//! The generated pages are what the list of settings says. When this fails, run the command that the message names.

use common::config::page;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

fn on_file(path: &str) -> String {
    std::fs::read_to_string(format!("{ROOT}/{path}")).unwrap_or_default()
}

#[test]
fn the_configuration_page_is_up_to_date() {
    assert!(
        on_file("docs/CONFIGURATION.md") == page::configuration_page(),
        "run: cargo run -q -p common --example configuration > docs/CONFIGURATION.md"
    );
}

#[test]
fn the_example_of_an_environment_is_up_to_date() {
    assert!(
        on_file(".env.example") == page::env_example(),
        "run: cargo run -q -p common --example configuration env > .env.example"
    );
}
