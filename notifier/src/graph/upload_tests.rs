//! Documents of our own making against a pretend Meta.

use std::{collections::BTreeMap, sync::Arc};

use common::secret::Secret;
use domain::{
    envelope::Outbound,
    language::Language,
    outbound::{Caption, Content, Message, OwnDocumentFields, SheetDocument, SheetDocumentFields},
    sheet::Sheet,
};

use super::*;
use crate::{
    core::tests::message,
    graph::{Graph as _, GraphClient, pictures::tests::Site},
};

fn client(site: &Site) -> GraphClient {
    let key = Arc::new("01".repeat(32).parse().unwrap());
    let base = format!("{}/graph", site.origin).parse().unwrap();
    GraphClient::new(base, Token::new(Secret::new("t0ken")), key, None).unwrap()
}

fn outbound(text: &str) -> Outbound {
    let document = OwnDocument::new(OwnDocumentFields {
        filename: Filename::new("my data.txt").unwrap(),
        content: Content::new(text.as_bytes()).unwrap(),
        caption: Caption::new("Yours").ok(),
    });
    Outbound { message: Message::OwnDocument(document.unwrap()), ..message('a', 1) }
}

#[tokio::test]
async fn a_document_is_uploaded_once_and_sent_by_its_id() {
    let site = Site::start().await;
    let client = client(&site);
    for (text, uploads) in [("one", 1), ("one", 1), ("two", 2)] {
        let answer = client.send(&outbound(text), &BTreeMap::default()).await;
        assert!(matches!(answer, GraphAnswer::Http { status: 200, .. }), "{answer:?}");
        assert_eq!(site.count("/graph/900/media"), uploads, "{text}");
        let body: Value = serde_json::from_str(lock(&site.bodies).last().unwrap()).unwrap();
        let id = format!("up-{uploads}");
        assert_eq!(
            (body["type"].as_str(), &body["document"]),
            (Some("document"), &json!({ "filename": "my data.txt", "caption": "Yours", "id": id }))
        );
    }
}

#[tokio::test]
async fn an_upload_that_meta_has_forgotten_is_made_anew_once() {
    let site = Site::start().await;
    let client = client(&site);
    client.send(&outbound("one"), &BTreeMap::default()).await;
    lock(&site.refusals).push(100);
    let answer = client.send(&outbound("one"), &BTreeMap::default()).await;
    assert!(matches!(answer, GraphAnswer::Http { status: 200, .. }), "{answer:?}");
    assert_eq!((site.count("/graph/900/media"), site.count("/graph/900/messages")), (2, 3));
    // A new one that is refused is not tried again.
    lock(&site.refusals).push(131_053);
    let answer = client.send(&outbound("three"), &BTreeMap::default()).await;
    assert_eq!(judge(&answer, true).code, Some(131_053));
    assert_eq!(site.count("/graph/900/media"), 3);
}

#[tokio::test]
async fn an_upload_that_fails_is_never_a_doubt_and_nothing_is_sent() {
    for (status, body, expected) in [
        ("500 Internal Server Error", json!({"error": {"code": 131_000}}), "retry"),
        ("502 Bad Gateway", json!(null), "retry"),
        ("200 OK", json!({"success": true}), "retry"),
        ("401 Unauthorized", json!({"error": {"code": 190}}), "hold"),
        ("400 Bad Request", json!({"error": {"code": 131_053}}), "refused"),
        ("429 Too Many Requests", json!(null), "number_limited"),
    ] {
        let site = Site::start().await;
        lock(&site.uploads_refused).push((status, body));
        let answer = client(&site).send(&outbound("one"), &BTreeMap::default()).await;
        assert_eq!(judge(&answer, true).verdict.label(), expected, "{status}");
        assert_eq!(site.count("/graph/900/messages"), 0);
    }
    let nobody = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/graph", nobody.local_addr().unwrap()).parse().unwrap();
    drop(nobody);
    let key = Arc::new("01".repeat(32).parse().unwrap());
    let client = GraphClient::new(base, Token::new(Secret::new("t0ken")), key, None).unwrap();
    assert_eq!(client.send(&outbound("one"), &BTreeMap::default()).await, GraphAnswer::NotConnected);
}

#[tokio::test]
async fn a_sheet_is_drawn_when_it_is_sent_and_the_same_one_uploaded_once() {
    let site = Site::start().await;
    let client = client(&site);
    let sheet = Sheet {
        language: Language::English,
        letterhead: "Duka".to_owned(),
        title: "Quote 1042".to_owned(),
        fields: Vec::new(),
        columns: vec!["Article".to_owned(), "Total".to_owned()],
        rows: vec![vec!["Rice".to_owned(), "KES 112.00".to_owned()]],
        sums: Vec::new(),
        notes: Vec::new(),
        footer: String::new(),
        plain: None,
    };
    let document = SheetDocument::new(SheetDocumentFields {
        filename: Filename::new("Quote 1042.pdf").unwrap(),
        sheet: Box::new(sheet),
        caption: Caption::new("Yours").ok(),
    });
    let outbound = Outbound { message: Message::Sheet(document.unwrap()), ..message('a', 1) };
    for _ in 0..2 {
        let answer = client.send(&outbound, &BTreeMap::default()).await;
        assert!(matches!(answer, GraphAnswer::Http { status: 200, .. }), "{answer:?}");
        let body: Value = serde_json::from_str(lock(&site.bodies).last().unwrap()).unwrap();
        let expected = json!({ "filename": "Quote 1042.pdf", "caption": "Yours", "id": "up-1" });
        assert_eq!(body["document"], expected);
    }
    assert_eq!(site.count("/graph/900/media"), 1);
}
