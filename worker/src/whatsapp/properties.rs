//! No JSON at all makes the readers stumble.

use domain::inbound::Message;
use proptest::prelude::*;
use serde_json::{Value, json, value::to_raw_value};

use super::{
    parse_echo, parse_message, parse_user_id_update,
    tests::{Slice, message_with},
};

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 48, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((key(), inner), 0..6).prop_map(|members| members.into_iter().collect()),
        ]
    })
}

/// Names that the reader looks for.
const NAMES: [&str; 29] = [
    "id",
    "type",
    "body",
    "from",
    "timestamp",
    "user_id",
    "wa_id",
    "previous",
    "current",
    "title",
    "payload",
    "text",
    "button_reply",
    "list_reply",
    "nfm_reply",
    "response_json",
    "name",
    "latitude",
    "longitude",
    "phones",
    "phone",
    "origin",
    "product_items",
    "quantity",
    "product_retailer_id",
    "message",
    "emoji",
    "code",
    "profile",
];

/// Mostly names that the reader looks for.
fn key() -> impl Strategy<Value = String> {
    prop_oneof![9 => prop::sample::select(NAMES.as_slice()).prop_map(str::to_owned), 1 => ".{0,6}"]
}

const TYPES: [&str; 18] = [
    "text",
    "interactive",
    "button",
    "location",
    "image",
    "video",
    "document",
    "sticker",
    "audio",
    "contacts",
    "order",
    "reaction",
    "system",
    "edit",
    "revoke",
    "request_welcome",
    "unsupported",
    "hologram",
];

proptest! {
    #[test]
    fn no_json_makes_a_reader_panic(element in any_json(), profile in prop::option::of(any_json())) {
        let mut slice = Slice::new(&element);
        slice.profile = profile.map(|profile| to_raw_value(&profile).unwrap());
        let envelope = slice.envelope();
        let _ = (parse_message(&envelope), parse_echo(&envelope), parse_user_id_update(&envelope));
    }

    #[test]
    fn a_message_with_an_identity_is_always_read(
        kind in prop::sample::select(TYPES.as_slice()), body in any_json(), errors in any_json(), context in any_json(),
    ) {
        let slice = message_with(&json!({"type": kind, kind: body, "errors": errors, "context": context}));
        let message = parse_message(&slice.envelope());
        prop_assert!(message.is_ok());
        let stored = serde_json::to_string(&message.unwrap()).unwrap();
        prop_assert!(serde_json::from_str::<Message>(&stored).is_ok());
    }
}
