//! What this version puts into queues, frozen in `frozen/v1`: every later version must read it and lose nothing of it.
//!
//! The examples are never written again. A kind that is new needs an example of its own; a test here fails until there
//! is one.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::{collections::BTreeMap, collections::BTreeSet, fs, path::Path};

use domain::envelope::{Inbound, InboundKind, Outbound};
use serde_json::{Value, json};

fn examples(kind: &str) -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/frozen/v1").join(kind);
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect()
}

#[test]
fn every_frozen_outbound_message_is_read_whole() {
    for (name, example) in examples("outbound") {
        let outbound: Outbound = serde_json::from_str(&example).unwrap();
        let frozen: Value = serde_json::from_str(&example).unwrap();
        assert_eq!(serde_json::to_value(&outbound).unwrap(), frozen, "{name} changes when it is read");
    }
}

#[test]
fn every_frozen_inbound_message_is_read_whole() {
    for (name, example) in examples("inbound") {
        let inbound: Inbound<'_> = serde_json::from_str(&example).unwrap();
        let frozen: Value = serde_json::from_str(&example).unwrap();
        assert_eq!(serde_json::to_value(&inbound).unwrap(), frozen, "{name} changes when it is read");
    }
}

#[test]
fn every_kind_of_outbound_message_has_a_frozen_example() {
    let frozen: Vec<Value> =
        examples("outbound").values().map(|text| serde_json::from_str(text).unwrap()).collect();
    let names = |path: &str| -> BTreeSet<String> {
        frozen.iter().map(|example| example.pointer(path).unwrap().as_str().unwrap().to_owned()).collect()
    };
    for path in ["/message/kind", "/class"] {
        // The reader lists what it knows when it meets what it does not know.
        let mut strange = frozen[0].clone();
        *strange.pointer_mut(path).unwrap() = json!("?");
        let error = serde_json::from_value::<Outbound>(strange).unwrap_err().to_string();
        let (_, list) = error.split_once("expected ").unwrap();
        let known: BTreeSet<String> = list.split('`').skip(1).step_by(2).map(str::to_owned).collect();
        assert_eq!(names(path), known, "{path}");
    }
}

#[test]
fn every_kind_of_inbound_message_has_a_frozen_example() {
    // A new kind does not compile here before it is listed there.
    let listed = |kind: InboundKind| match kind {
        InboundKind::Message
        | InboundKind::Statuses
        | InboundKind::Echo
        | InboundKind::UserIdUpdate
        | InboundKind::UserPreference
        | InboundKind::Account
        | InboundKind::Order
        | InboundKind::Product
        | InboundKind::Alias
        | InboundKind::Handover
        | InboundKind::Letter
        | InboundKind::Command
        | InboundKind::Unknown => (),
    };
    let all = [
        InboundKind::Message,
        InboundKind::Statuses,
        InboundKind::Echo,
        InboundKind::UserIdUpdate,
        InboundKind::UserPreference,
        InboundKind::Account,
        InboundKind::Order,
        InboundKind::Product,
        InboundKind::Alias,
        InboundKind::Handover,
        InboundKind::Letter,
        InboundKind::Command,
    ];
    all.into_iter().for_each(listed);
    let frozen = examples("inbound");
    let names =
        |text: &String| serde_json::from_str::<Value>(text).unwrap()["kind"].as_str().unwrap().to_owned();
    let frozen: BTreeSet<String> = frozen.values().map(names).collect();
    for kind in all {
        let name = serde_json::to_value(kind).unwrap();
        assert!(frozen.contains(name.as_str().unwrap()), "{name} has no frozen example");
    }
}
