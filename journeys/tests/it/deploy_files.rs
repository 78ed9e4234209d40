//! Dashboards, alerts and the operations page speak of metrics that exist, and every setting of the deployment files is
//! one that a process reads.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use common::config::vars::VARS;

use crate::process::repository;

/// Endings that Prometheus adds to the name of a histogram.
const HISTOGRAM_SUFFIXES: [&str; 3] = ["_bucket", "_sum", "_count"];

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder of the repository") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// Names of the metrics that the processes declare, read from where they are declared.
fn declared_metrics() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for process in ["ingress", "worker", "notifier"] {
        let mut sources = Vec::new();
        files(&repository().join(process).join("src"), &mut sources);
        for source in sources.iter().filter(|path| path.ends_with("metrics.rs")) {
            let text = read(source);
            let prefix =
                text.split_once(" in \"").and_then(|(_, rest)| rest.split_once('"')).map(|(name, _)| name);
            let prefix = prefix.unwrap_or_else(|| panic!("{} declares for nobody", source.display()));
            for line in text.lines() {
                let field = line.trim().split_once(": ").filter(|(_, kind)| {
                    ["IntCounter", "IntGauge", "Histogram"].iter().any(|word| kind.starts_with(word))
                });
                if let Some((name, _)) = field {
                    names.insert(format!("wab_{prefix}_{name}"));
                }
            }
        }
    }
    names
}

/// Words of a text that look like names of our metrics.
fn named_metrics(text: &str) -> BTreeSet<&str> {
    text.split(|char: char| !(char.is_ascii_alphanumeric() || char == '_'))
        .filter(|word| word.starts_with("wab_"))
        .collect()
}

#[test]
fn every_metric_that_is_watched_exists() {
    let declared = declared_metrics();
    assert!(declared.len() > 20, "found only {declared:?}");
    let mut paths = vec![repository().join("docs/OPERATIONS.md")];
    files(&repository().join("deploy/prometheus"), &mut paths);
    files(&repository().join("deploy/grafana"), &mut paths);
    let mut unknown = Vec::new();
    for path in paths {
        let text = read(&path);
        for name in named_metrics(&text) {
            let base = HISTOGRAM_SUFFIXES.iter().find_map(|suffix| name.strip_suffix(suffix)).unwrap_or(name);
            let is_known = declared.contains(name) || declared.contains(base);
            // `wab_<process>_<what>` explains how names are made.
            if !is_known && !name.ends_with('_') {
                unknown.push(format!("{}: {name}", path.display()));
            }
        }
    }
    assert!(unknown.is_empty(), "no process has these metrics:\n{}", unknown.join("\n"));
}

#[test]
fn the_dashboard_is_readable_and_each_panel_asks_for_something() {
    let text = read(&repository().join("deploy/grafana/dashboards/overview.json"));
    let dashboard: serde_json::Value = serde_json::from_str(&text).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    for panel in panels.iter().filter(|panel| panel["type"] != "row") {
        let targets = panel["targets"].as_array().unwrap();
        assert!(!targets.is_empty(), "{}", panel["title"]);
        assert!(targets.iter().all(|target| target["expr"].as_str().is_some_and(|expr| !expr.is_empty())));
    }
}

#[test]
fn every_setting_in_the_deployment_files_is_one_that_a_process_reads() {
    /// Settings of other people's programs, and of the sandbox, which lists its own.
    const OTHERS: [&str; 5] = ["RABBITMQ_", "GF_", "GRAFANA_", "SANDBOX_", "OTEL_"];
    let compose = read(&repository().join("docker-compose.yml"));
    let mut unknown = Vec::new();
    for line in compose.lines() {
        let Some((name, _)) = line.trim().split_once(": ") else { continue };
        let is_setting = name.len() > 3 && name.chars().all(|char| char.is_ascii_uppercase() || char == '_');
        let is_known =
            VARS.iter().any(|var| var.name == name) || OTHERS.iter().any(|prefix| name.starts_with(prefix));
        if is_setting && !is_known {
            unknown.push(name);
        }
    }
    for path in [".env.example", "deploy/sandbox.env"] {
        let text = read(&repository().join(path));
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let Some((name, _)) = line.split_once('=') else { continue };
            assert!(
                compose.contains(&format!("${{{name}")),
                "{path} sets {name}, and docker-compose.yml does not use it"
            );
        }
    }
    assert!(unknown.is_empty(), "no process reads {unknown:?}");
}
