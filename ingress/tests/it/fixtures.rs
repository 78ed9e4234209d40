//! Every recorded or invented example of Meta's is accepted and goes where it belongs.

use std::collections::BTreeMap;

use common::broker::Message;
use domain::envelope::{Inbound, InboundKind};

use super::support::*;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/whatsapp");

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("{FOLDER}/{name}.json")).unwrap()
}

fn shard_of(contact_key: &str) -> String {
    key().contact_key(contact_key).shard(shards()).to_string()
}

fn places(messages: &[Message]) -> Vec<(&'static str, &str)> {
    messages.iter().map(|message| (message.exchange, message.key.as_str())).collect()
}

#[tokio::test]
async fn every_example_is_accepted_and_published_or_parked() {
    let door = Door::new();
    let mut seen = 0;
    for file in std::fs::read_dir(FOLDER).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let published = door.accepted(&std::fs::read(&path).unwrap()).await;
        assert!(!published.is_empty(), "{name}");
        let is_webhook =
            ["in_", "st_", "field_", "batch_", "value_", "user_"].iter().any(|kind| name.starts_with(kind));
        for message in &published {
            assert_eq!(message.exchange == "parked", !is_webhook, "{name}");
            if is_webhook {
                let envelope: Inbound = serde_json::from_slice(&message.body).unwrap();
                assert_eq!(envelope.received_at_ms, NOW_MS);
                assert_ne!(envelope.kind, InboundKind::Unknown, "{name}");
                let about_somebody = !matches!(envelope.kind, InboundKind::Account | InboundKind::Statuses);
                assert_eq!(envelope.contact.is_some(), about_somebody, "{name}");
            }
        }
        seen += 1;
    }
    assert!(seen > 80, "the fixtures are there");
}

#[tokio::test]
async fn a_message_goes_to_the_shard_of_its_sender_with_what_contacts_know() {
    let door = Door::new();
    let published = door.accepted(&fixture("in_text")).await;
    let shard = shard_of("US.70000000000000000001");
    assert_eq!(places(&published), [("inbound", shard.as_str())]);
    let envelope = json(&published[0]);
    assert_eq!(envelope["kind"], "message");
    assert_eq!(envelope["contact"]["phone"], "+15550100001");
    assert_eq!(envelope["profile"]["profile"]["name"], "Test Shopper");
    assert_eq!(envelope["phone_number_id"], "900000000000001");
    assert_eq!(envelope["element"]["text"]["body"], "Hello, is the blue kettle in stock?");
    assert_eq!(published[0].headers["kind"], "message");
    assert_eq!(published[0].message_id.as_deref(), envelope["id"].as_str());

    for (name, contact_key) in [
        ("in_text_username_no_phone", "US.70000000000000000002"),
        ("in_text_username_empty_string_phone", "US.70000000000000000002"),
        ("in_text_legacy_phone_only", "15550100001"),
        ("in_system_user_changed_number", "15550100001"),
        ("field_user_id_update", "US.70000000000000000001"),
        ("field_user_preferences_stop", "US.70000000000000000001"),
        ("field_smb_message_echoes_text", "US.70000000000000000001"),
    ] {
        let published = door.accepted(&fixture(name)).await;
        assert_eq!(places(&published), [("inbound", shard_of(contact_key).as_str())], "{name}");
    }
}

#[tokio::test]
async fn account_events_go_to_shard_zero() {
    let door = Door::new();
    for name in [
        "field_account_update_restriction",
        "value_errors_only",
        "user_actions_marketing_click",
        "field_history_chunk",
    ] {
        let mut published = door.accepted(&fixture(name)).await;
        // What may change how messages are sent reaches every notifier too, with one publish.
        if name != "field_history_chunk" {
            assert_eq!(places(&published[..1]), [("account", "")], "{name}");
            assert_eq!(published[0].body, published[1].body, "{name}");
            published.remove(0);
        }
        assert_eq!(places(&published), [("inbound", "00")], "{name}");
        assert_eq!(json(&published[0])["kind"], "account", "{name}");
    }
}

#[tokio::test]
async fn a_batch_is_split_in_order_and_statuses_of_a_shard_travel_together() {
    let door = Door::new();
    let published = door.accepted(&fixture("batch_many_entries_changes_messages")).await;
    let texts: Vec<String> = published
        .iter()
        .filter(|message| message.exchange == "inbound")
        .map(|message| json(message)["element"]["text"]["body"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(texts, ["One", "Two", "Three"]);
    assert_eq!(published.iter().filter(|message| message.exchange == "status").count(), 1);

    let statuses: Vec<String> = (0..300)
        .map(|index| {
            format!(
                r#"{{"id":"wamid.{index}","status":"read","timestamp":"1","recipient_user_id":"KE.{}"}}"#,
                index % 5
            )
        })
        .collect();
    let body = body_with_messages("")
        .replace(r#""messages":[]"#, &format!(r#""statuses":[{}]"#, statuses.join(",")));
    let published = door.accepted(body.as_bytes()).await;
    assert!(published.len() <= 5);
    let mut count = 0;
    for message in &published {
        let envelope = json(message);
        for status in envelope["element"].as_array().unwrap() {
            assert_eq!(shard_of(status["recipient_user_id"].as_str().unwrap()), message.key);
            count += 1;
        }
    }
    assert_eq!(count, 300);
}

#[tokio::test]
async fn a_status_finds_its_shard_by_our_own_mark() {
    let door = Door::new();
    let home = key().contact_key("KE.home");
    let outbox = key().outbox_id(home, "wamid.in", 0);
    let status = |mark: &str| {
        let element = format!(
            r#"{{"id":"wamid.1","status":"sent","timestamp":"1","recipient_id":"15550100001","biz_opaque_callback_data":"{mark}"}}"#
        );
        body_with_messages("").replace(r#""messages":[]"#, &format!(r#""statuses":[{element}]"#))
    };
    let marked = door.accepted(status(&key().callback_data(home, &outbox)).as_bytes()).await;
    assert_eq!(places(&marked), [("status", home.shard(shards()).to_string().as_str())]);
    for foreign in
        ["out:01JEXAMPLE1042:1", "v1.x.y.z", &key().callback_data(home, &outbox).replace("v1.", "v1.0")]
    {
        let published = door.accepted(status(foreign).as_bytes()).await;
        assert_eq!(places(&published), [("status", shard_of("15550100001").as_str())], "{foreign}");
    }
}

#[tokio::test]
async fn a_thousand_messages_keep_their_order_per_contact() {
    let door = Door::new();
    let messages: Vec<String> = (0..1_000)
        .map(|index| message(&format!("wamid.{index}"), &format!("KE.{}", index % 7), &index.to_string()))
        .collect();
    let published = door.accepted(body_with_messages(&messages.join(",")).as_bytes()).await;
    assert_eq!(published.len(), 1_000);
    let mut last: BTreeMap<String, i64> = BTreeMap::new();
    for message in &published {
        let envelope = json(message);
        let contact = envelope["contact"]["bsuid"].as_str().unwrap().to_owned();
        let number: i64 = envelope["element"]["text"]["body"].as_str().unwrap().parse().unwrap();
        assert_eq!(message.key, shard_of(&contact));
        assert!(last.insert(contact, number).is_none_or(|before| before < number));
    }
}

#[tokio::test]
async fn the_same_body_gives_the_same_keys() {
    let door = Door::new();
    for file in std::fs::read_dir(FOLDER).unwrap() {
        let body = std::fs::read(file.unwrap().path()).unwrap();
        let keys = |published: Vec<Message>| -> Vec<_> {
            published.into_iter().map(|message| message.message_id).collect()
        };
        assert_eq!(keys(door.accepted(&body).await), keys(door.accepted(&body).await));
    }
}

#[tokio::test]
async fn the_published_signature_vectors_are_right() {
    let door = Door::new();
    let vectors: serde_json::Value = serde_json::from_slice(&fixture("signature_vectors")).unwrap();
    for vector in vectors["vectors"].as_array().unwrap() {
        use base64::{Engine, prelude::BASE64_STANDARD};
        let body = BASE64_STANDARD.decode(vector["body_base64"].as_str().unwrap()).unwrap();
        assert_eq!(vector["app_secret"], APP_SECRET);
        let request = meta_request(&body, vector["x_hub_signature_256"].as_str().unwrap());
        assert_eq!(door.send(request).await.status().as_u16(), 200, "{}", vector["note"]);
    }
}
