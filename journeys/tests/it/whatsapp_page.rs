//! `docs/WHATSAPP.md` says what becomes of everything that WhatsApp can send and of everything that it can answer. The
//! code is asked here whether that is so: each row of the page's tables names an example payload, a kind of message or
//! an error code, and the production readers must make of it what the row says.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use domain::{HashKey, ShardCount, envelope::Inbound};
use ingress::routed::{Destination, Routed};
use worker::shard::incoming::{self, Kind};

use crate::process::repository;

/// A moment shortly after the examples were sent, unix milliseconds.
const NOW_MS: i64 = 1_795_170_000_000;

fn key() -> HashKey {
    "07".repeat(32).parse().expect("64 hex digits")
}

/// The page's tables by the heading above them: the cells of each row, without the header.
fn tables(page: &str) -> BTreeMap<String, Vec<Vec<String>>> {
    let mut tables: BTreeMap<String, Vec<Vec<String>>> = BTreeMap::new();
    let mut heading = String::new();
    let mut lines = page.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some(title) = line.strip_prefix("## ") {
            title.clone_into(&mut heading);
        } else if line.starts_with('|') {
            let is_header = lines.peek().is_some_and(|next| next.starts_with("|---"));
            if !is_header && !line.starts_with("|---") {
                let cells = line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned());
                tables.entry(heading.clone()).or_default().push(cells.collect());
            }
        }
    }
    tables
}

fn page() -> BTreeMap<String, Vec<Vec<String>>> {
    tables(&std::fs::read_to_string(repository().join("docs/WHATSAPP.md")).expect("the page"))
}

/// The words between backticks of a cell.
fn named(cell: &str) -> BTreeSet<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The first two cells of each row of a table: what is named, and what becomes of it.
fn stated(heading: &str) -> BTreeMap<String, BTreeSet<String>> {
    let page = page();
    let rows = page.get(heading).unwrap_or_else(|| panic!("the page has no table under {heading:?}"));
    let mut stated = BTreeMap::new();
    for row in rows {
        let [what, becomes, ..] = row.as_slice() else { panic!("a row without two cells: {row:?}") };
        for name in named(what) {
            assert!(stated.insert(name.clone(), named(becomes)).is_none(), "{name} stands there twice");
        }
    }
    stated
}

fn examples() -> Vec<PathBuf> {
    let folder = repository().join("ingress/tests/fixtures/whatsapp");
    let files = std::fs::read_dir(&folder).expect("the folder of examples");
    let mut files: Vec<PathBuf> = files.map(|file| file.expect("a file").path()).collect();
    files.sort();
    files
}

fn stem(path: &Path) -> String {
    path.file_stem().expect("a name").to_string_lossy().into_owned()
}

/// What the owner of a piece makes of it, in one word or two.
fn becomes(piece: &Routed) -> BTreeSet<String> {
    match piece.destination {
        Destination::Inbound(_) => {
            let read = incoming::read(&piece.body, BTreeMap::new(), &key(), NOW_MS);
            BTreeSet::from([match &read.kind {
                Kind::Message(message) => message.content.label().to_owned(),
                Kind::Noted(what) => format!("noted {what}"),
                Kind::Park(reason) => format!("parked {reason}"),
                other => incoming_label(&format!("{other:?}")),
            }])
        }
        Destination::Status(_) => status_labels(&piece.body),
        // The same piece that shard 0 gets; what the notifiers make of it is tested there.
        Destination::EveryNotifier => BTreeSet::new(),
        Destination::Catalogue => BTreeSet::from(["catalogue".to_owned()]),
        Destination::Parked(reason) => BTreeSet::from([format!("parked {reason}")]),
    }
}

/// `StaffSpoke`, `UserIdUpdate(..)` and the like as `staff_spoke`, `user_id_update`.
fn incoming_label(debug: &str) -> String {
    let name = debug.split(['(', ' ', '{']).next().unwrap_or_default();
    let mut label = String::new();
    for char in name.chars() {
        if char.is_uppercase() && !label.is_empty() {
            label.push('_');
        }
        label.extend(char.to_lowercase());
    }
    label
}

fn status_labels(body: &[u8]) -> BTreeSet<String> {
    let envelope: Inbound<'_> = serde_json::from_slice(body).expect("an envelope");
    let (facts, left_out) = notifier::core::status::read(envelope.element, &key());
    let label = |fact: &notifier::core::status::StatusFact| match fact.known.failed_code {
        Some(code) => format!("failed {code}"),
        None => format!("{:?}", fact.known.delivery).to_lowercase(),
    };
    let mut labels: BTreeSet<String> = facts.iter().map(label).collect();
    if left_out > 0 {
        labels.insert("left out".to_owned());
    }
    labels
}

#[test]
fn every_example_becomes_what_the_page_says() {
    let shards = ShardCount::try_from(16).expect("a number of shards");
    let stated = stated("What WhatsApp sends us");
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for path in examples() {
        let body = std::fs::read(&path).expect("an example");
        let is_webhook = String::from_utf8_lossy(&body).contains("whatsapp_business_account");
        let name = stem(&path);
        if !is_webhook || name == "signature_vectors" {
            continue;
        }
        let pieces = ingress::whatsapp::split::split(&body, NOW_MS, &key(), shards);
        let actual: BTreeSet<String> = pieces.iter().flat_map(becomes).collect();
        match stated.get(&name) {
            None => wrong.push(format!("{name} is missing; it becomes {actual:?}")),
            Some(stated) if *stated != actual => {
                wrong.push(format!("{name}: the page says {stated:?}, the code makes {actual:?}"));
            }
            Some(_) => {}
        }
        seen.insert(name);
    }
    wrong.extend(
        stated.keys().filter(|name| !seen.contains(*name)).map(|name| format!("{name} is no example")),
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Kinds of outgoing message, read from where the domain names them.
pub fn outbound_kinds() -> BTreeSet<String> {
    let folder = repository().join("common/domain/src");
    let candidates = ["outbound.rs", "outbound/mod.rs", "outbound/message.rs"];
    let sources = candidates.iter().filter_map(|file| std::fs::read_to_string(folder.join(file)).ok());
    let mut kinds = BTreeSet::new();
    for source in sources {
        let labels = source.split("impl Message {").nth(1).and_then(|rest| rest.split("fn label").nth(1));
        let labels = labels.and_then(|rest| rest.split("\n    }").next()).unwrap_or_default();
        kinds.extend(
            labels.split("=> \"").skip(1).filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())),
        );
    }
    kinds
}

#[test]
fn every_kind_of_outgoing_message_is_on_the_page_and_no_other() {
    let kinds = outbound_kinds();
    assert!(kinds.len() >= 7, "only {kinds:?} were found in the source");
    let stated: BTreeSet<String> = stated("What we send").into_keys().collect();
    assert_eq!(stated, kinds);
}

#[test]
fn every_error_code_has_the_consequence_that_the_page_says() {
    let mut wrong = Vec::new();
    let stated = stated("What Meta's error codes do");
    assert!(stated.len() >= 40, "only {} codes stand on the page", stated.len());
    for (code, consequence) in stated {
        let number: u32 = code.parse().unwrap_or_else(|_| panic!("{code:?} is no code"));
        let rule = format!("{:?}", notifier::verdict::rule(number));
        let actual = incoming_label(&rule);
        let detail: Vec<String> =
            rule.split(['(', ')', ',']).skip(1).map(|word| incoming_label(word.trim())).collect();
        let actual = if detail.iter().all(String::is_empty) {
            actual
        } else {
            format!(
                "{actual} {}",
                detail.iter().filter(|word| !word.is_empty()).cloned().collect::<Vec<_>>().join(" ")
            )
        };
        if consequence != BTreeSet::from([actual.clone()]) {
            wrong.push(format!("{code}: the page says {consequence:?}, the code does {actual:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_code_that_the_verdict_knows_stands_on_the_page() {
    let stated = stated("What Meta's error codes do");
    let missing: Vec<String> = notifier::verdict::TABLE
        .iter()
        .flat_map(|(codes, _)| [codes.start(), codes.end()])
        .filter(|code| !stated.contains_key(&code.to_string()))
        .map(u32::to_string)
        .collect();
    assert!(missing.is_empty(), "missing on the page: {missing:?}");
}

#[test]
fn a_table_of_the_page_is_read_cell_by_cell() {
    let read = tables("# T\n\n## A\n\n| x | y |\n|---|---|\n| `a`, `b` | `c` | d |\n\ntext\n\n## B\n");
    assert_eq!(read.len(), 1);
    assert_eq!(read["A"], [["`a`, `b`", "`c`", "d"]]);
    assert_eq!(named("`a`, or `b c`"), BTreeSet::from(["a".to_owned(), "b c".to_owned()]));
    assert_eq!(incoming_label("StaffSpoke"), "staff_spoke");
    assert_eq!(incoming_label("Hold(Token, Account)"), "hold");
}
