//! The fault matrix of `docs/RELIABILITY.md` names a test for each row. A row that names one which does not exist, or
//! which never runs, is a promise nobody keeps; so is a row that went missing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use journeys::process::repository;

/// Rows of the matrix.
const ROWS: usize = 91;
/// Rows that must name a test.
const AUTOMATED_MIN: usize = 81;
/// How a row says why it names none.
const REASONS: [&str; 2] = ["Not automated:", "Does not apply:"];
/// The first words of the header of the matrix.
const HEADER: &str = "| # | Fault |";

/// Tests by `package::file::function`; modules within a file are left out.
type Tests = BTreeMap<String, bool>;

/// One row: its number, and its last column.
struct Row {
    number: usize,
    tests: String,
}

fn rows(page: &str) -> Vec<Row> {
    let table = page.lines().skip_while(|line| !line.starts_with(HEADER)).skip(2);
    table
        .take_while(|line| line.starts_with('|'))
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            assert_eq!(cells.len(), 5, "a row has number, fault, what must happen, invariants, test: {line}");
            assert!(cells.iter().all(|cell| !cell.is_empty()), "an empty cell: {line}");
            let number = cells[0].parse().expect("a row begins with its number");
            Row { number, tests: cells[4].to_owned() }
        })
        .collect()
}

/// What a cell names in backticks that looks like a path to a test.
fn named(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2).filter(|name| name.contains("::"))
}

/// The folders of the workspace's packages, with the names by which the matrix calls them.
fn packages() -> Vec<(String, PathBuf)> {
    let manifest =
        std::fs::read_to_string(repository().join("Cargo.toml")).expect("the workspace's manifest");
    // The list of members is plain enough to be read without a parser for all of TOML.
    let list = manifest.split_once("members").and_then(|(_, rest)| rest.split_once('['));
    let list = list.and_then(|(_, rest)| rest.split_once(']')).map_or("", |(list, _)| list);
    let members = list.split('"').skip(1).step_by(2);
    let named = |member: &str| member.rsplit('/').next().unwrap_or(member).to_owned();
    members.map(|member| (named(member), repository().join(member))).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    found
}

/// The path of a file within its package, as modules: `src/shop/mod.rs` is `shop`, `tests/it/canary.rs` is `it::canary`.
fn module(file: &Path) -> String {
    let mut parts: Vec<String> = file
        .with_extension("")
        .components()
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .skip(1)
        .collect();
    if parts.last().is_some_and(|last| ["mod", "lib", "main"].contains(&last.as_str())) {
        parts.pop();
    }
    parts.join("::")
}

/// The functions of a file that a test runner runs, and those that it leaves out.
fn tests_of(source: &str) -> Vec<(String, bool)> {
    let (mut is_test, mut is_run) = (false, true);
    let mut found = Vec::new();
    for line in source.lines().map(str::trim) {
        if line.starts_with("#[test]") || line.starts_with("#[tokio::test") {
            (is_test, is_run) = (true, true);
        } else if line.starts_with("#[ignore") {
            is_run = false;
        } else if line.starts_with("#[") || line.starts_with("//") || line.is_empty() {
        } else {
            let declared = line.strip_prefix("async ").unwrap_or(line).strip_prefix("fn ");
            if let Some((name, _)) = declared.filter(|_| is_test).and_then(|rest| rest.split_once('(')) {
                found.push((name.to_owned(), is_run));
            }
            (is_test, is_run) = (false, true);
        }
    }
    found
}

fn tests() -> Tests {
    let mut tests = Tests::new();
    for (package, folder) in packages() {
        for part in ["src", "tests"] {
            for file in files(&folder.join(part)) {
                let module = module(file.strip_prefix(&folder).expect("a file of the package"));
                let source = std::fs::read_to_string(&file).expect("a source file");
                for (name, is_run) in tests_of(&source) {
                    let full = [package.as_str(), module.as_str(), name.as_str()];
                    let full: Vec<&str> = full.into_iter().filter(|part| !part.is_empty()).collect();
                    tests.insert(full.join("::"), is_run);
                }
            }
        }
    }
    tests
}

/// Whether the simulator knows this coverage point: it fails when one of its points was never reached.
fn is_point(name: &str) -> bool {
    let literal = format!("\"{name}\"");
    let sources = files(&repository().join("sim"));
    sources.iter().any(|file| std::fs::read_to_string(file).is_ok_and(|source| source.contains(&literal)))
}

/// What is wrong with a name, if anything.
fn complaint(name: &str, tests: &Tests) -> Option<&'static str> {
    if let Some(point) = name.strip_prefix("sim::point::") {
        return (!is_point(point)).then_some("is no coverage point of the simulator");
    }
    match tests.get(name) {
        None => Some("does not exist"),
        Some(false) => Some("is left out by the test runner"),
        Some(true) => None,
    }
}

#[test]
fn every_row_of_the_fault_matrix_names_tests_that_exist_or_says_why_not() {
    let page = std::fs::read_to_string(repository().join("docs/RELIABILITY.md")).expect("the page");
    let rows = rows(&page);
    let numbers: Vec<usize> = rows.iter().map(|row| row.number).collect();
    assert_eq!(numbers, (1..=ROWS).collect::<Vec<_>>(), "each row once, in order");
    let tests = tests();
    assert!(tests.len() > 500, "only {} tests were found in the source", tests.len());

    let mut wrong = Vec::new();
    let mut automated = 0;
    for row in &rows {
        let names: Vec<&str> = named(&row.tests).collect();
        automated += usize::from(!names.is_empty());
        if names.is_empty() && !REASONS.iter().any(|reason| row.tests.starts_with(reason)) {
            wrong.push(format!("row {} names no test and gives no reason", row.number));
        }
        for name in names {
            if let Some(complaint) = complaint(name, &tests) {
                wrong.push(format!("row {}: {name} {complaint}", row.number));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(automated >= AUTOMATED_MIN, "{automated} rows name a test; {AUTOMATED_MIN} must");
    eprintln!("{automated} of {ROWS} rows of the fault matrix name tests");
}

#[test]
fn a_name_in_the_matrix_that_is_no_test_is_noticed() {
    let tests = tests();
    let here = "journeys::it::fault_matrix";
    assert_eq!(complaint(&format!("{here}::a_name_in_the_matrix_that_is_no_test_is_noticed"), &tests), None);
    for no_test in ["complaint", "is_point", "tests_of", "gone"] {
        assert_eq!(complaint(&format!("{here}::{no_test}"), &tests), Some("does not exist"));
    }
    assert!(complaint("sim::point::a point that nobody has", &tests).is_some());
    let source = "#[test]\n#[ignore = \"needs a shop\"]\nfn live() {\n#[tokio::test]\nasync fn one() {\n  fn helper() {";
    assert_eq!(tests_of(source), [("live".to_owned(), false), ("one".to_owned(), true)]);
    let page = format!(
        "{HEADER} Must happen | Invariants | Test |\n|---|---|---|---|---|\n| 1 | a | b | 1 | `x::y`, `z` |\n\nrest"
    );
    let rows = rows(&page);
    assert_eq!(rows.len(), 1);
    assert_eq!(named(&rows[0].tests).collect::<Vec<_>>(), ["x::y"]);
}
