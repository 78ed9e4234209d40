//! Bodies with a right signature and a bad content: never refused, never able to sink their neighbours.

use super::support::*;

/// Sends a bad element between two good ones; returns where the three went.
async fn between(bad: &[u8]) -> Vec<&'static str> {
    let good = |id: &str| message(id, "KE.1", "hi").into_bytes();
    let list = [&good("wamid.a")[..], bad, &good("wamid.b")].join(&b","[..]);
    let shell = body_with_messages("@");
    let (head, tail) = shell.split_once('@').unwrap();
    let body = [head.as_bytes(), &list, tail.as_bytes()].concat();
    let published = Door::new().accepted(&body).await;
    let ids: Vec<_> = published.iter().filter_map(|message| message.message_id.as_deref()).collect();
    assert!(ids.contains(&"wamid.a") && ids.contains(&"wamid.b"), "{ids:?}");
    published.iter().map(|message| message.exchange).collect()
}

const PARKED: [&str; 3] = ["inbound", "parked", "inbound"];
const KEPT: [&str; 3] = ["inbound", "inbound", "inbound"];

#[tokio::test]
async fn one_bad_element_parks_only_itself() {
    for bad in [
        "null",
        "7",
        "[]",
        r#"["wamid.x","15550100001"]"#,
        "\"text\"",
        "{}",
        r#"{"id":"wamid.x"}"#,
        r#"{"id":7,"from_user_id":"KE.1"}"#,
        r#"{"id":"wamid.x","from":"not a number"}"#,
        r#"{"id":"wamid.x","id":"wamid.y","from_user_id":"KE.1"}"#,
        r#"{"id":"\ud800","from_user_id":"KE.1"}"#,
    ] {
        assert_eq!(between(bad.as_bytes()).await, PARKED, "{bad}");
    }
}

#[tokio::test]
async fn what_routing_does_not_read_may_be_as_odd_as_it_likes() {
    let odd = |extra: &str| format!(r#"{{"id":"wamid.x","from_user_id":"KE.1","type":"text",{extra}}}"#);
    let deep = format!(r#""deep":{}{}"#, "[".repeat(100_000), "]".repeat(100_000));
    for extra in [
        r#""text":{"body":"\ud83d"}"#,
        r#""text":{"body":"\u0000"}"#,
        r#""text":1e999999"#,
        r#""n":123456789012345678901234567890123456789012345678901234567890"#,
        r#""text":{"a":1,"a":2}"#,
        deep.as_str(),
    ] {
        assert_eq!(between(odd(extra).as_bytes()).await, KEPT, "{}", &extra[..extra.len().min(40)]);
    }
}

#[tokio::test]
async fn bytes_that_are_not_text_park_only_their_element() {
    let mut bad = br#"{"id":"wamid.x","from_user_id":"KE.1","text":{"body":"#.to_vec();
    bad.extend_from_slice(b"\"\xff\xfe\"}}");
    assert_eq!(between(&bad).await, PARKED);
}

#[tokio::test]
async fn a_body_that_is_no_webhook_is_parked_whole() {
    let door = Door::new();
    let nested = "[".repeat(100_000);
    for body in [
        &b""[..],
        b"\xff\xfe",
        b"{",
        b"[]",
        b"[[]]",
        b"{}",
        b"null",
        br#"{"entry":{}}"#,
        br#"{"entry":[],"entry":[]}"#,
        nested.as_bytes(),
    ] {
        let published = door.accepted(body).await;
        assert_eq!(published.len(), 1);
        assert_eq!((published[0].exchange, published[0].headers["reason"].as_str()), ("parked", "unparsed"));
        assert_eq!(published[0].body, body);
    }
}

#[tokio::test]
async fn a_bad_entry_or_change_parks_only_itself() {
    let good = body_with_messages(&message("wamid.a", "KE.1", "hi"));
    for bad in [
        r"7",
        r#"{"id":"8"}"#,
        r#"{"changes":[7]}"#,
        r#"{"changes":[{"field":"messages","value":{"messages":7}}]}"#,
    ] {
        let body = good.replacen(r#""entry":["#, &format!(r#""entry":[{bad},"#), 1);
        let published = Door::new().accepted(body.as_bytes()).await;
        let places: Vec<_> = published.iter().map(|message| message.exchange).collect();
        assert_eq!(places, ["parked", "inbound"], "{bad}");
    }
}

#[tokio::test]
async fn a_megabyte_of_name_is_not_copied_to_every_message() {
    let messages: Vec<String> =
        (0..1_000).map(|index| message(&format!("wamid.{index}"), "KE.1", "hi")).collect();
    let contact = format!(r#"{{"profile":{{"name":"{}"}},"user_id":"KE.1"}}"#, "n".repeat(1_000_000));
    let body = body_with_messages(&messages.join(",")).replacen(
        r#""messages":["#,
        &format!(r#""contacts":[{contact}],"messages":["#),
        1,
    );
    let published = Door::new().accepted(body.as_bytes()).await;
    assert_eq!(published.len(), 1_000);
    assert!(published.iter().map(|message| message.body.len()).sum::<usize>() < 2_000_000);
}

#[tokio::test]
async fn a_flood_of_elements_is_parked_as_one() {
    let body = body_with_messages(&vec!["{}"; 200_000].join(","));
    let published = Door::new().accepted(body.as_bytes()).await;
    assert_eq!(published.len(), 1);
    assert_eq!(published[0].exchange, "parked");
}

#[tokio::test]
async fn an_id_too_long_for_a_key_becomes_its_digest() {
    let body = body_with_messages(&message(&"w".repeat(100_000), "KE.1", "hi"));
    let published = Door::new().accepted(body.as_bytes()).await;
    assert!(published[0].message_id.as_deref().unwrap().starts_with("sha256."));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(256))]

    /// Whatever the body is, splitting ends and gives something for it.
    #[test]
    fn any_bytes_are_split_without_a_panic(body: Vec<u8>) {
        let routed = ingress::whatsapp::split::split(&body, 0, &key(), shards());
        proptest::prop_assert!(!routed.is_empty());
    }

    /// Cutting or spoiling a real body anywhere never loses the whole of it.
    #[test]
    fn a_spoiled_body_gives_something(at in 0_usize..2_000, byte: u8) {
        let mut body = body_with_messages(&message("wamid.a", "KE.1", "hi")).into_bytes();
        let index = at % body.len();
        body[index] = byte;
        let spoiled = ingress::whatsapp::split::split(&body, 0, &key(), shards());
        proptest::prop_assert!(!spoiled.is_empty());
        body.truncate(index);
        let cut = ingress::whatsapp::split::split(&body, 0, &key(), shards());
        proptest::prop_assert_eq!(cut.len(), 1);
    }
}
