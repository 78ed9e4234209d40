//! Who is refused, with which status, and that nothing of it reaches the broker.

use std::{sync::Arc, time::Duration};

use common::broker::PublishError;
use poem::{
    Body, Request,
    http::{Method, header},
};

use super::support::*;

const BODY: &[u8] = br#"{"object":"whatsapp_business_account","entry":[]}"#;

#[tokio::test]
async fn any_flipped_bit_is_refused_and_nothing_is_published() {
    let door = Door::new();
    let signature = format!("sha256={}", hex::encode(digest(BODY, APP_SECRET)));
    for bit in 0..BODY.len() * 8 {
        let mut body = BODY.to_vec();
        body[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(door.send(meta_request(&body, &signature)).await.status().as_u16(), 401);
    }
    let unsigned = Request::builder().method(Method::POST).uri_str("/webhooks/whatsapp").body(BODY.to_vec());
    assert_eq!(door.send(unsigned).await.status().as_u16(), 401);
    assert_eq!(door.send(signed(BODY, "another secret")).await.status().as_u16(), 401);
    assert!(door.broker.take().is_empty());
    assert_eq!(
        door.send(signed(BODY, OLD_APP_SECRET)).await.status().as_u16(),
        200,
        "the secret being rotated out"
    );
}

#[tokio::test]
async fn a_broker_that_is_away_or_blocked_or_does_not_confirm_means_come_again() {
    let door = Door::new();
    let body = body_with_messages(&message("wamid.a", "KE.1", "hi"));
    for refusal in [PublishError::NotConnected, PublishError::Blocked] {
        door.broker.refuse(Some(refusal));
        let response = door.send(signed(body.as_bytes(), APP_SECRET)).await;
        assert_eq!(response.status().as_u16(), 503);
        assert!(response.header(header::RETRY_AFTER).is_some());
        assert!(door.broker.take().is_empty(), "nothing was tried");
    }
    door.broker.refuse(None);
    for failure in
        [PublishError::Nacked, PublishError::Returned, PublishError::TimedOut, PublishError::Channel]
    {
        door.broker.fail(Some(failure));
        let response = door.send(signed(body.as_bytes(), APP_SECRET)).await;
        assert_eq!(response.status().as_u16(), 503, "{failure}");
        assert!(response.header(header::RETRY_AFTER).is_some());
    }
    door.broker.fail(None);
    assert_eq!(door.post(body.as_bytes()).await, 200);
}

#[tokio::test]
async fn beyond_the_limit_of_open_publishes_senders_are_asked_to_come_again() {
    let door = Arc::new(Door::new());
    door.broker.hang();
    let open: Vec<_> = (0..ingress::app::IN_FLIGHT_MAX)
        .map(|_| {
            let door = Arc::clone(&door);
            tokio::spawn(async move { door.post(BODY).await })
        })
        .collect();
    while door.broker_calls() < ingress::app::IN_FLIGHT_MAX {
        tokio::task::yield_now().await;
    }
    assert_eq!(door.post(BODY).await, 503);
    for request in open {
        request.abort();
    }
}

#[tokio::test]
async fn limits_on_size_and_encoding_come_before_the_signature() {
    let door = Door::new();
    let at_limit = vec![b' '; 4 * 1024 * 1024];
    assert_eq!(door.post(&at_limit).await, 200, "parked, but not refused");
    let above = vec![b' '; 4 * 1024 * 1024 + 1];
    assert_eq!(door.post(&above).await, 413);
    let mut announced = signed(BODY, APP_SECRET);
    announced.headers_mut().insert(header::CONTENT_LENGTH, "999999999".parse().unwrap());
    assert_eq!(door.send(announced).await.status().as_u16(), 413);
    let mut zipped = signed(BODY, APP_SECRET);
    zipped.headers_mut().insert(header::CONTENT_ENCODING, "gzip".parse().unwrap());
    assert_eq!(door.send(zipped).await.status().as_u16(), 415);
    let mut wordy = signed(BODY, APP_SECRET);
    wordy.headers_mut().insert("x-long", "x".repeat(16 * 1024).parse().unwrap());
    assert_eq!(door.send(wordy).await.status().as_u16(), 431);
}

#[tokio::test]
async fn a_body_that_does_not_come_is_not_waited_for_long() {
    let door = Door::new();
    let (mut client, server) = tokio::io::duplex(64);
    let mut request = signed(BODY, APP_SECRET);
    request.set_body(Body::from_async_read(server));
    tokio::io::AsyncWriteExt::write_all(&mut client, &BODY[..10]).await.unwrap();
    let response = tokio::time::timeout(Duration::from_secs(8), door.send(request)).await.unwrap();
    assert_eq!(response.status().as_u16(), 408);
    drop(client);
}

#[tokio::test]
async fn the_handshake_echoes_a_number_to_who_knows_the_token() {
    let door = Door::new();
    let ask = async |query: &str| {
        let request =
            Request::builder().method(Method::GET).uri_str(format!("/webhooks/whatsapp?{query}")).finish();
        let mut response = door.send(request).await;
        let is_plain = response.content_type() == Some("text/plain");
        (response.status().as_u16(), response.take_body().into_string().await.unwrap(), is_plain)
    };
    let right = format!("hub.mode=subscribe&hub.verify_token={VERIFY_TOKEN}&hub.challenge=1158201444");
    assert_eq!(ask(&right).await, (200, "1158201444".to_owned(), true));
    for wrong in [
        "",
        "hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=1",
        &right.replace("subscribe", "unsubscribe"),
        &right.replace("1158201444", "%3Cscript%3E"),
        &right.replace("1158201444", ""),
        &right.replace("1158201444", &"1".repeat(65)),
        &format!("{right}&hub.challenge=2"),
        &format!("{right}&hub.verify_token=x"),
    ] {
        let (status, body, _) = ask(wrong).await;
        assert_eq!((status, body.as_str()), (403, ""), "{wrong}");
    }
}

#[tokio::test]
async fn other_methods_and_addresses_do_not_exist() {
    let door = Door::new();
    let status = async |method: Method, path: &str| {
        door.send(Request::builder().method(method).uri_str(path).finish()).await.status().as_u16()
    };
    assert_eq!(status(Method::PUT, "/webhooks/whatsapp").await, 405);
    assert_eq!(status(Method::GET, "/webhooks/woocommerce").await, 405);
    assert_eq!(status(Method::GET, "/").await, 404);
    assert_eq!(status(Method::GET, "/metrics").await, 404);
}

#[tokio::test]
async fn series_do_not_grow_with_what_strangers_send() {
    let door = Door::new();
    for index in 0..50 {
        let field = format!("field_{index}");
        let body = body_with_messages(&message(&format!("wamid.{index}"), &format!("KE.{index}"), "hi"))
            .replacen("messages", &field, 1);
        assert_eq!(door.post(body.as_bytes()).await, 200);
        door.send(shop_request(&format!("topic{index}.x"), b"{}", SHOP_SECRET)).await;
    }
    let series: usize = door.registry.gather().iter().map(|family| family.get_metric().len()).sum();
    assert!(series < 30, "{series}");
}

#[tokio::test]
async fn a_signature_in_any_other_form_or_twice_is_refused_and_nothing_is_published() {
    let door = Door::new();
    let digits = hex::encode(digest(BODY, APP_SECRET));
    let base64 = base64::Engine::encode(&base64::prelude::BASE64_STANDARD, digest(BODY, APP_SECRET));
    let wrong = [
        String::new(),
        digits.clone(),
        format!("sha1={digits}"),
        format!("SHA256={digits}"),
        format!("sha256={}", digits.to_uppercase()),
        format!("sha256= {digits}"),
        format!("sha256={digits} "),
        format!("sha256={digits},sha256={digits}"),
        format!("sha256={digits}00"),
        format!("sha256={}", &digits[..62]),
        format!("sha256={base64}"),
        format!("sha256={}", "0".repeat(64)),
        format!("sha256={}", "g".repeat(64)),
    ];
    for header in wrong {
        // The library trims what surrounds a value, as HTTP says.
        let status = door.send(meta_request(BODY, &header)).await.status().as_u16();
        assert!(status == 401 || header.ends_with(' '), "{header}: {status}");
    }
    let right = format!("sha256={digits}");
    let other = format!("sha256={}", "0".repeat(64));
    for (first, second) in [(&right, &other), (&other, &right), (&right, &right)] {
        let mut twice = meta_request(BODY, first);
        twice.headers_mut().append("x-hub-signature-256", second.parse().unwrap());
        assert_eq!(door.send(twice).await.status().as_u16(), 401, "{first} and {second}");
    }
    let mut elsewhere = meta_request(BODY, "sha256=");
    elsewhere.headers_mut().insert("x-hub-signature", right.parse().unwrap());
    assert_eq!(door.send(elsewhere).await.status().as_u16(), 401);
    let mut in_bytes = meta_request(BODY, "sha256=");
    in_bytes
        .headers_mut()
        .insert("x-hub-signature-256", header::HeaderValue::from_bytes(b"sha256=\xff\xfe").unwrap());
    assert_eq!(door.send(in_bytes).await.status().as_u16(), 401);
    assert!(door.broker.take().is_empty());
    assert_eq!(door.broker_calls(), 0);
}

#[tokio::test]
async fn a_secret_opens_the_door_as_long_as_it_is_configured_and_not_a_day_longer() {
    let both = Door::new();
    assert_eq!(both.send(signed(BODY, APP_SECRET)).await.status().as_u16(), 200);
    assert_eq!(both.send(signed(BODY, OLD_APP_SECRET)).await.status().as_u16(), 200);
    let mut config = config(true);
    config.app_secrets.retain(|secret| secret.expose() == APP_SECRET);
    let new_alone = Door::with(&config);
    assert_eq!(new_alone.send(signed(BODY, APP_SECRET)).await.status().as_u16(), 200);
    new_alone.broker.take();
    assert_eq!(new_alone.send(signed(BODY, OLD_APP_SECRET)).await.status().as_u16(), 401);
    assert!(new_alone.broker.take().is_empty());
}
