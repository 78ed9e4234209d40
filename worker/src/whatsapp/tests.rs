//! Every example payload reads as expected, and so do its odd neighbours.

use std::{borrow::Cow, collections::BTreeSet, fs, path::PathBuf};

use domain::{
    contact::{Bsuid, Contact, PhoneNumber},
    envelope::{Inbound, InboundKind, VERSION},
    ids::{MessageId, PhoneNumberId},
    inbound::{Content, MediaKind, Message, OrderItem, TEXT_LENGTH_MAX},
};
use serde_json::{
    Value, json,
    value::{RawValue, to_raw_value},
};

use super::*;

const BUSINESS: &str = "900000000000001";
const RECEIVED_AT_MS: i64 = 1_795_170_000_000;

/// Where ingress keeps the example payloads.
fn fixtures() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../ingress/tests/fixtures")
}

/// Finds the examples wherever below the fixtures they lie.
fn example(name: &str) -> Value {
    let folder = fixtures();
    let candidates = [folder.join(name), folder.join("whatsapp").join(name)];
    let path = candidates.iter().find(|path| path.exists()).unwrap_or_else(|| panic!("{name} is missing"));
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// One element with its contact card, as ingress would hand it over.
pub(super) struct Slice {
    pub(super) element: Box<RawValue>,
    pub(super) profile: Option<Box<RawValue>>,
}

impl Slice {
    pub(super) fn new(element: &Value) -> Self {
        Self { element: to_raw_value(element).unwrap(), profile: None }
    }

    pub(super) fn envelope(&self) -> Inbound<'_> {
        Inbound {
            v: VERSION,
            kind: InboundKind::Message,
            id: Cow::Borrowed("dedup"),
            field: Cow::Borrowed("messages"),
            contact: None,
            phone_number_id: Some(BUSINESS.into()),
            received_at_ms: RECEIVED_AT_MS,
            forwards: 0,
            profile: self.profile.as_deref(),
            element: &self.element,
        }
    }
}

/// Splits a body as ingress does: each element of `list` with the card that names the same person.
fn slices(body: &Value, list: &str) -> Vec<Slice> {
    let values =
        body["entry"].as_array().unwrap().iter().flat_map(|entry| entry["changes"].as_array().unwrap());
    let mut slices = Vec::new();
    for value in values.map(|change| &change["value"]) {
        for element in value[list].as_array().into_iter().flatten() {
            let card = value["contacts"].as_array().into_iter().flatten().find(|card| {
                let named = |id: &Value| id.as_str().is_some_and(|id| !id.is_empty());
                ["from_user_id", "to_user_id"]
                    .iter()
                    .any(|key| named(&element[*key]) && element[*key] == card["user_id"])
                    || ["from", "to", "wa_id"]
                        .iter()
                        .any(|key| named(&element[*key]) && element[*key] == card["wa_id"])
            });
            let mut slice = Slice::new(element);
            slice.profile = card.map(|card| to_raw_value(card).unwrap());
            slices.push(slice);
        }
    }
    slices
}

fn read(name: &str) -> Message {
    parse_message(&slices(&example(name), "messages")[0].envelope()).unwrap()
}

fn phone(digits: &str) -> PhoneNumber {
    PhoneNumber::from_wa_id(digits).unwrap()
}

fn was() -> Option<Contact> {
    Contact::new(None, Some(phone("15550100001"))).ok()
}

fn bsuid(id: &str) -> Bsuid {
    id.parse().unwrap()
}

fn text(text: &str) -> Content {
    Content::Text(text.to_owned())
}

fn media(kind: MediaKind, caption: Option<&str>) -> Content {
    Content::Media { kind, caption: caption.map(str::to_owned), files: Vec::new() }
}

fn unsupported(kind: &str, code: Option<u32>) -> Content {
    Content::Unsupported { kind: kind.to_owned(), code }
}

fn item(product: &str, quantity: u32) -> OrderItem {
    OrderItem { product: product.to_owned(), quantity }
}

/// What each example says.
fn table() -> Vec<(&'static str, Content)> {
    let track = || Content::TemplateButton {
        payload: "ORDER_TRACK:1042".to_owned(),
        title: "Track order".to_owned(),
    };
    vec![
        ("in_audio_file", media(MediaKind::Audio, None)),
        ("in_audio_voice", media(MediaKind::Voice, None)),
        ("in_button_no_context", track()),
        ("in_button_template_quick_reply", track()),
        ("in_contacts", Content::Contacts { phones: vec![phone("15550100003")], requested: false }),
        (
            "in_contacts_phone_shared_on_request",
            Content::Contacts { phones: vec![phone("15550100002")], requested: true },
        ),
        ("in_document", media(MediaKind::Document, Some("Bank receipt"))),
        ("in_edit_coexistence", Content::Edited { text: Some("Make it three please".to_owned()) }),
        ("in_image", media(MediaKind::Image, Some("The box arrived like this"))),
        ("in_image_no_url_no_caption", media(MediaKind::Image, None)),
        (
            "in_interactive_button_reply",
            Content::Button { id: "confirm:1042".to_owned(), title: "Confirm".to_owned() },
        ),
        ("in_interactive_call_permission_reply", unsupported("call_permission_reply", None)),
        (
            "in_interactive_list_reply",
            Content::Row { id: "ship:express".to_owned(), title: "Express".to_owned() },
        ),
        ("in_interactive_missing_body", unsupported("interactive", None)),
        (
            "in_interactive_nfm_reply_address",
            Content::Form {
                name: "address_message".to_owned(),
                answers: r#"{"saved_address_id": "addr-1", "values": {"name": "Example Name", "phone_number": "+15550100001", "in_pin_code": "400001", "address": "1 Example Street", "city": "Mumbai", "state": "Maharashtra"}}"#.to_owned(),
            },
        ),
        (
            "in_interactive_nfm_reply_flow",
            Content::Form {
                name: "flow".to_owned(),
                answers: r#"{"flow_token": "tok-1042", "rating": "5"}"#.to_owned(),
            },
        ),
        (
            "in_location_pin",
            Content::Location { latitude: 25.2048, longitude: 55.2708, name: None, address: None },
        ),
        (
            "in_location_place",
            Content::Location {
                latitude: 25.2048,
                longitude: 55.2708,
                name: Some("Example Cafe".to_owned()),
                address: Some("1 Example Street".to_owned()),
            },
        ),
        ("in_media_too_big_131052", unsupported("unsupported", Some(131_052))),
        (
            "in_order",
            Content::Order {
                items: vec![item("SKU-KETTLE-01", 2), item("SKU-MUG-02", 1)],
                note: Some("Please gift wrap".to_owned()),
            },
        ),
        ("in_reaction", Content::Reaction(Some("👍".to_owned()))),
        ("in_reaction_removed", Content::Reaction(None)),
        ("in_reaction_removed_empty_emoji", Content::Reaction(None)),
        ("in_request_welcome_legacy", Content::ChatOpened),
        ("in_revoke_coexistence", Content::Revoked),
        ("in_sticker", media(MediaKind::Sticker, None)),
        (
            "in_system_customer_identity_changed_legacy",
            Content::IdentityChanged { was: None, phone: None, bsuid: None },
        ),
        (
            "in_system_user_changed_number",
            Content::IdentityChanged { was: was(), phone: Some(phone("15550100011")), bsuid: None },
        ),
        (
            "in_system_user_changed_user_id",
            Content::IdentityChanged {
                was: was(),
                phone: Some(phone("15550100011")),
                bsuid: Some(bsuid("US.70000000000000000011")),
            },
        ),
        ("in_text", text("Hello, is the blue kettle in stock?")),
        ("in_text_arabic", text("مرحبا، أريد طلب رقم ١٢٣ من فضلك 🙂")),
        ("in_text_forwarded", text("Look at this offer")),
        ("in_text_frequently_forwarded", text("Look at this offer")),
        ("in_text_group", text("Hello group")),
        ("in_text_legacy_phone_only", text("Payload from before BSUID fields")),
        ("in_text_parent_bsuid", text("Hello")),
        ("in_text_referral_ctwa", text("Hi, I saw your ad")),
        ("in_text_referred_product", text("Does it come in red?")),
        ("in_text_reply_context", text("Yes, that one please")),
        ("in_text_username_empty_string_phone", text("Hi, older empty-string variant")),
        ("in_text_username_no_phone", text("Hi from a username user")),
        ("in_unknown_future_type", unsupported("hologram", None)),
        ("in_unsupported", unsupported("poll_creation", Some(131_051))),
        ("in_unsupported_legacy_unknown", unsupported("unknown", Some(131_051))),
        ("in_unsupported_unavailable_131060", unsupported("unsupported", Some(131_060))),
        ("in_video", media(MediaKind::Video, Some("Unboxing"))),
    ]
}

/// Compares as JSON: `Debug` of contents hides what they say.
#[test]
fn each_example_says_what_the_table_says() {
    for (name, expected) in table() {
        let mut found = read(&format!("{name}.json")).content;
        if let Content::Media { files, .. } = &mut found {
            assert_eq!(files.len(), 1, "{name}");
            files.clear();
        }
        assert_eq!(serde_json::to_value(&found).unwrap(), serde_json::to_value(&expected).unwrap(), "{name}");
    }
}

#[test]
fn where_a_buyer_comes_from_and_what_they_ask_about_is_known() {
    let referral = read("in_text_referral_ctwa.json").referral.unwrap();
    assert_eq!(referral.source.label(), "ad");
    assert_eq!(referral.source_id.as_deref(), Some("120000000000000001"));
    assert_eq!(referral.click_id.as_deref(), Some("EXAMPLE-CTWA-CLICK-ID"));
    let question = read("in_text_referred_product.json");
    assert_eq!(question.about.as_deref(), Some("SKU-KETTLE-01"));
    assert!(question.answers.is_some() && question.referral.is_none());
    assert_eq!(read("in_text.json").about, None);
}

#[test]
fn a_file_is_known_by_its_id_and_its_name_is_no_path() {
    let file = |element: Value| {
        let slice = Slice::new(&element);
        let Content::Media { mut files, .. } = parse_message(&slice.envelope()).unwrap().content else {
            return None;
        };
        files.pop()
    };
    let document = |body: Value| json!({"id": "wamid.1", "from": "15550100001", "timestamp": "1795165291", "type": "document", "document": body});
    let known = file(document(json!({"id": "49", "mime_type": "application/pdf", "sha256": "aGFzaA==",
        "filename": "../../etc/\u{202e}quote.pdf\n", "url": "https://lookaside.fbsbx.com/x"})))
    .unwrap();
    assert_eq!(known.id, "49");
    assert_eq!(known.file_name.as_deref(), Some("quote.pdf"));
    assert_eq!(
        (known.mime_type.as_deref(), known.sha256.as_deref()),
        (Some("application/pdf"), Some("aGFzaA=="))
    );
    assert_eq!(format!("{known:?}"), "MediaFile(Document)");
    for id in [json!("../me"), json!(""), json!(null), json!("1".repeat(65)), json!("a b")] {
        assert_eq!(file(document(json!({"id": id}))), None, "{id}");
    }
    assert!(file(document(json!({"id": 49}))).is_some(), "a number is an id too");
}

#[test]
fn the_table_misses_no_example() {
    let known: BTreeSet<String> = table().iter().map(|(name, _)| format!("{name}.json")).collect();
    let there: BTreeSet<String> = [fixtures(), fixtures().join("whatsapp")]
        .iter()
        .filter_map(|folder| fs::read_dir(folder).ok())
        .flatten()
        .filter_map(|entry| entry.unwrap().file_name().into_string().ok())
        .filter(|name| name.starts_with("in_"))
        .collect();
    assert_eq!(known, there);
}

#[test]
fn the_sender_is_known_by_whatever_the_element_has() {
    let shopper = Contact::new(Some(bsuid("US.70000000000000000001")), Some(phone("15550100001"))).unwrap();
    let hidden = Contact::new(Some(bsuid("US.70000000000000000002")), None).unwrap();
    let phone_only = Contact::new(None, Some(phone("15550100001"))).unwrap();
    for (name, from) in [
        ("in_text.json", &shopper),
        ("in_text_username_no_phone.json", &hidden),
        ("in_text_username_empty_string_phone.json", &hidden),
        ("in_contacts_phone_shared_on_request.json", &hidden),
        ("in_text_legacy_phone_only.json", &phone_only),
        ("in_system_user_changed_number.json", &phone_only),
        ("in_system_user_changed_user_id.json", &phone_only),
    ] {
        assert_eq!(&read(name).from, from, "{name}");
    }
}

#[test]
fn the_other_parts_of_a_message_are_read() {
    let message = read("in_text_reply_context.json");
    assert_eq!(message.id.as_str(), "wamid.HRgLMTU1NTAxMDAwMDEVAgARGBTMbN5SR47XMJA+wl36kWvueVcA");
    assert_eq!(message.to.as_str(), BUSINESS);
    assert_eq!(message.sent_at_ms, 1_795_165_221_000);
    assert_eq!(message.profile_name.map(|name| name.0).as_deref(), Some("Test Shopper"));
    assert_eq!(
        message.answers,
        Some(MessageId::from("wamid.HRgLMTU1NTAxMDAwMDEVAgARGBSYyYdeQdlv5iqtpNBE6rm81AgA"))
    );
    assert_eq!(read("in_text_forwarded.json").answers, None);
    assert_eq!(read("in_system_user_changed_number.json").profile_name, None);
}

#[test]
fn each_message_of_a_batch_is_read_in_order() {
    let body = example("batch_many_entries_changes_messages.json");
    let said: Vec<_> = slices(&body, "messages")
        .iter()
        .map(|slice| parse_message(&slice.envelope()).unwrap())
        .map(|message| (message.content, message.profile_name.unwrap().0))
        .collect();
    assert_eq!(
        said,
        [("One", "Test Shopper"), ("Two", "Test Shopper"), ("Three", "Other Shopper")]
            .map(|(said, name)| (text(said), name.to_owned()))
    );
}

#[test]
fn an_echo_tells_whom_staff_wrote_to() {
    let body = example("field_smb_message_echoes_text.json");
    let echo = parse_echo(&slices(&body, "message_echoes")[0].envelope()).unwrap();
    assert_eq!(echo.to.bsuid(), Some(&bsuid("US.70000000000000000001")));
    assert_eq!(echo.to.phone(), Some(&phone("15550100001")));
    assert_eq!(echo.from, PhoneNumberId::from(BUSINESS));
    assert_eq!(echo.sent_at_ms, 1_795_165_697_000);
}

#[test]
fn an_update_of_a_user_id_names_both_ids() {
    let body = example("field_user_id_update.json");
    let update = parse_user_id_update(&slices(&body, "user_id_update")[0].envelope()).unwrap();
    assert_eq!(
        update,
        UserIdUpdate {
            previous: bsuid("US.70000000000000000001"),
            current: bsuid("US.70000000000000000011"),
            phone: Some(phone("15550100011")),
            changed_at_ms: 1_795_165_209_000,
        }
    );
    let without_time = Slice::new(&json!({"user_id": {"previous": "A.1", "current": "A.2"}}));
    assert_eq!(parse_user_id_update(&without_time.envelope()).unwrap().changed_at_ms, RECEIVED_AT_MS);
    let half = Slice::new(&json!({"user_id": {"current": "A.2"}}));
    assert_eq!(parse_user_id_update(&half.envelope()), Err(Unreadable::NoUserIds));
}

#[test]
fn a_preference_is_about_marketing_or_about_nothing() {
    for (name, wants_marketing) in [("stop", false), ("resume", true)] {
        let body = example(&format!("field_user_preferences_{name}.json"));
        let read = parse_preference(&slices(&body, "user_preferences")[0].envelope()).unwrap();
        assert_eq!(read.wants_marketing, wants_marketing, "{name}");
        assert!(read.said_at_ms > 1_795_000_000_000);
    }
    for other in
        [json!({"category": "marketing_messages", "value": "maybe"}), json!({"value": "stop"}), json!(7)]
    {
        assert_eq!(parse_preference(&Slice::new(&other).envelope()), None);
    }
}

/// A message as Meta would send it, with members replaced or added.
pub(super) fn message_with(changes: &Value) -> Slice {
    let mut element = json!({
        "from": "15550100001", "from_user_id": "US.1", "id": "wamid.1", "timestamp": "1795165207",
        "type": "text", "text": {"body": "hi"},
    });
    for (key, value) in changes.as_object().unwrap() {
        element[key] = value.clone();
    }
    Slice::new(&element)
}

fn content_with(changes: &Value) -> Content {
    parse_message(&message_with(changes).envelope()).unwrap().content
}

#[test]
fn only_an_element_without_identity_is_refused() {
    for (changes, refusal) in [
        (json!({"id": ""}), Unreadable::NoId),
        (json!({"id": null}), Unreadable::NoId),
        (json!({"id": "w".repeat(5000)}), Unreadable::NoId),
        (json!({"from": "", "from_user_id": ""}), Unreadable::NoContact),
        (json!({"from": "nobody", "from_user_id": "no good"}), Unreadable::NoContact),
        (json!({"timestamp": ""}), Unreadable::NoTimestamp),
        (json!({"timestamp": "soon"}), Unreadable::NoTimestamp),
        (json!({"timestamp": "-5"}), Unreadable::NoTimestamp),
        (json!({"timestamp": "9223372036854775807"}), Unreadable::NoTimestamp),
        (json!({"timestamp": "99999999999999999999999"}), Unreadable::NoTimestamp),
    ] {
        let slice = message_with(&changes);
        assert_eq!(parse_message(&slice.envelope()).err(), Some(refusal), "{refusal:?}");
    }
    for element in [json!([]), json!("text"), json!(7), json!(null)] {
        assert_eq!(parse_message(&Slice::new(&element).envelope()).err(), Some(Unreadable::NotAnObject));
    }
    let slice = message_with(&json!({}));
    let unaddressed = Inbound { phone_number_id: None, ..slice.envelope() };
    assert_eq!(parse_message(&unaddressed).err(), Some(Unreadable::NoBusinessNumber));
    let with_number = message_with(&json!({"timestamp": 1_795_165_207}));
    assert_eq!(parse_message(&with_number.envelope()).unwrap().sent_at_ms, 1_795_165_207_000);
}

#[test]
fn what_ingress_knows_of_the_sender_fills_gaps_and_strangers_do_not() {
    let known = Contact::new(Some(bsuid("US.1")), Some(phone("15550100001"))).unwrap();
    let mut slice = message_with(&json!({"from": ""}));
    let routed = Inbound { contact: Some(known.clone()), ..slice.envelope() };
    assert_eq!(parse_message(&routed).unwrap().from, known);

    let nameless = message_with(&json!({"from": "", "from_user_id": ""}));
    let routed = Inbound { contact: Some(known.clone()), ..nameless.envelope() };
    assert_eq!(parse_message(&routed).unwrap().from, known);

    let with_id = message_with(&json!({}));
    let phone_only = Contact::new(None, Some(phone("15550100001"))).unwrap();
    let routed = Inbound { contact: Some(phone_only.clone()), ..with_id.envelope() };
    assert_eq!(parse_message(&routed).unwrap().from, phone_only, "the shard was chosen by the phone");

    let stranger = json!({"profile": {"name": "Stranger"}, "wa_id": "15550100009", "user_id": "US.9"});
    slice.profile = Some(to_raw_value(&stranger).unwrap());
    let message = parse_message(&slice.envelope()).unwrap();
    assert_eq!(message.from, Contact::new(Some(bsuid("US.1")), None).unwrap());
    assert_eq!(message.profile_name, None);
}

#[test]
fn a_text_cut_in_the_middle_of_an_emoji_is_not_lost() {
    let json = r#"{"from":"15550100001","id":"wamid.1","timestamp":"1795165207","type":"text","text":{"body":"two \ud83d"}}"#;
    let profile = r#"{"profile":{"name":"Sam \ude42"},"wa_id":"15550100001"}"#;
    let slice = Slice {
        element: RawValue::from_string(json.to_owned()).unwrap(),
        profile: Some(RawValue::from_string(profile.to_owned()).unwrap()),
    };
    let message = parse_message(&slice.envelope()).unwrap();
    assert_eq!(message.content, text("two \u{fffd}"));
    assert_eq!(message.profile_name.unwrap().0, "Sam \u{fffd}");

    let answers = json!({"type": "interactive", "interactive": {"type": "nfm_reply",
        "nfm_reply": {"name": "flow", "response_json": r#"{"note":"\ud83d"}"#}}});
    assert_eq!(
        content_with(&answers),
        Content::Form { name: "flow".to_owned(), answers: r#"{"note":"\ufffd"}"#.to_owned() }
    );
}

#[test]
fn long_texts_are_cut_and_short_ones_are_not() {
    let at_limit = "ü".repeat(TEXT_LENGTH_MAX);
    let body = |body: &str| content_with(&json!({"text": {"body": body}}));
    assert_eq!(body(&at_limit), text(&at_limit));
    assert_eq!(body(&(at_limit.clone() + "more")), text(&at_limit));
    let caption = content_with(&json!({"type": "image", "image": {"caption": at_limit.clone() + "more"}}));
    assert_eq!(caption, media(MediaKind::Image, Some(&at_limit)));
}

#[test]
fn a_body_that_makes_no_sense_is_unsupported() {
    for (changes, kind) in [
        (json!({"text": "hi"}), "text"),
        (json!({"text": {"body": 7}}), "text"),
        (json!({"type": "image", "image": null}), "image"),
        (json!({"type": "location", "location": {"latitude": 91, "longitude": 0}}), "location"),
        (json!({"type": "location", "location": {"latitude": "x", "longitude": 0}}), "location"),
        (json!({"type": "button", "button": {"payload": "p".repeat(257)}}), "button"),
        (json!({"type": "contacts", "contacts": {}}), "contacts"),
        (json!({"type": "interactive", "interactive": {"type": "button_reply"}}), "button_reply"),
        (
            json!({"type": "interactive", "interactive": {"type": "list_reply", "list_reply": {"title": "x"}}}),
            "list_reply",
        ),
        (
            json!({"type": "interactive", "interactive": {"type": "nfm_reply", "nfm_reply": {"response_json": "[]"}}}),
            "nfm_reply",
        ),
        (json!({"type": "system", "system": {"type": "something_else"}}), "system"),
        (json!({"type": "what is this\n"}), "unknown"),
        (json!({"type": 5}), "unknown"),
        (json!({"type": "x".repeat(1000)}), "unknown"),
    ] {
        assert_eq!(
            serde_json::to_value(content_with(&changes)).unwrap(),
            serde_json::to_value(unsupported(kind, None)).unwrap(),
            "{changes}"
        );
    }
    let edit = json!({"type": "unsupported", "unsupported": {"type": "edit"}, "errors": [{"code": 131_051}]});
    assert_eq!(content_with(&edit), Content::Edited { text: None });
}

#[test]
fn quantities_that_make_no_sense_are_dropped_and_the_rest_stays() {
    let items = json!([
        {"product_retailer_id": "a", "quantity": 0}, {"product_retailer_id": "b", "quantity": -1},
        {"product_retailer_id": "c", "quantity": 1.5}, {"product_retailer_id": "d", "quantity": 1e300},
        {"product_retailer_id": "e", "quantity": "3"}, {"product_retailer_id": 77, "quantity": 2.0},
        {"product_retailer_id": "", "quantity": 1}, {"quantity": 1}, "nonsense",
        {"product_retailer_id": "f", "quantity": 1_000_001}, {"product_retailer_id": "g", "quantity": 1_000_000},
    ]);
    let content = content_with(&json!({"type": "order", "order": {"product_items": items, "text": ""}}));
    let items = vec![item("e", 3), item("77", 2), item("g", 1_000_000)];
    assert_eq!(content, Content::Order { items, note: None });
}

#[test]
fn cards_give_each_number_once_and_requested_ones_first() {
    let cards = json!([
        {"phones": [{"phone": "+49 (151) 1234-5678"}, {"phone": "0151 12345678"}, {"wa_id": "15550100003"}]},
        {"origin": "contact_request", "phones": [{"wa_id": "15550100002"}, {"phone": "+1 555 010-0003"}]},
        {"phones": "none"}, {},
    ]);
    let phones = vec![phone("15550100002"), phone("15550100003"), phone("4915112345678")];
    assert_eq!(
        serde_json::to_value(content_with(&json!({"type": "contacts", "contacts": cards}))).unwrap(),
        serde_json::to_value(Content::Contacts { phones, requested: true }).unwrap()
    );
}
