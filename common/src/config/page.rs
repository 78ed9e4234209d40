//! Writes `docs/CONFIGURATION.md` and `.env.example` from the list of settings.
//!
//! `cargo run -p common --example configuration` prints the first, with `env` as argument the second.

use std::fmt::Write;

use super::vars::{VARS, Var};

/// Returns the page that explains every setting.
pub fn configuration_page() -> String {
    let mut page = String::from(
        "# Configuration\n\n\
         Generated from `common/src/config/vars.rs`; `cargo run -p common --example configuration` prints it.\n\n\
         Every setting is an environment variable. Instead of `NAME`, a file may be named by `NAME_FILE`; its content, \
         without the line's end, is the value. An empty value counts as not set. A process that finds settings wrong \
         names all of them and ends before it binds a port.\n\n\
         | Variable | Meaning | Default | Read by |\n|---|---|---|---|\n",
    );
    for var in VARS {
        let default = var.default.map_or_else(|| "none".to_owned(), |text| format!("`{text}`"));
        let mark = if var.secret { " (secret)" } else { "" };
        // Writing to a string cannot fail.
        let _ = writeln!(
            page,
            "| `{}` | {}{mark} | {default} | {} |",
            var.name,
            var.meaning,
            var.processes.join(", ")
        );
    }
    page
}

/// Returns an example of an environment file, everything in it commented out.
pub fn env_example() -> String {
    let mut file = String::from(
        "# Settings of the processes; copy to .env and fill in. docs/CONFIGURATION.md explains them.\n\
         # Generated: cargo run -p common --example configuration env\n",
    );
    for Var { name, meaning, default, processes, .. } in VARS {
        let _ = write!(file, "\n# {meaning} ({})\n#{name}={}\n", processes.join(", "), default.unwrap_or(""));
    }
    file
}
