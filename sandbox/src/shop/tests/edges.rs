//! Faults, webhooks and the state page.

use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use poem::http::Method;
use poem::{Endpoint as _, Request, Route, endpoint};
use serde_json::{Value, json};

use super::super::{mount, page, token, webhooks};
use super::{Buyer, COFFEE, kinds, shop, shop_with, v3};
use crate::connections::SEVERED;

#[tokio::test]
async fn a_lost_answer_has_done_its_work_and_a_status_fault_has_not() {
    let shop = shop();
    let app = mount(Route::new(), &shop);
    let buyer = Buyer::new(&shop).await;
    let send = |quantity: i64| {
        let body = json!({"id": COFFEE, "quantity": quantity}).to_string();
        let uri = "/shop/wp-json/wc/store/v1/cart/add-item".parse().unwrap();
        Request::builder().method(Method::POST).uri(uri).header("Cart-Token", &buyer.token).body(body)
    };
    let fault = |text: &str| {
        let rule = format!(r#"{{"target":"shop","path_contains":"/cart/add-item","fault":{text}}}"#);
        assert!(shop.0.shared.faults.add(serde_json::from_str(&rule).unwrap()));
    };
    fault(r#"{"kind":"status","status":503,"retry_after":9}"#);
    let refused = app.call(send(1)).await.unwrap();
    assert_eq!((refused.status().as_u16(), refused.headers()["retry-after"].to_str().unwrap()), (503, "9"));
    assert_eq!(buyer.count().await, 0);
    fault(r#"{"kind":"lose_answer"}"#);
    assert_eq!(app.call(send(2)).await.unwrap().status(), SEVERED);
    assert_eq!(buyer.count().await, 2);
    fault(r#"{"kind":"truncate"}"#);
    let half = app.call(send(1)).await.unwrap().into_body().into_string().await.unwrap();
    assert!(serde_json::from_str::<Value>(&half).is_err());
    assert_eq!(buyer.count().await, 3);
    fault(r#"{"kind":"late_work","ms":1}"#);
    let mut newest = shop.0.shared.journal.newest();
    assert_eq!(app.call(send(1)).await.unwrap().status(), SEVERED);
    while kinds(&shop, "shop_late_work") == 0 {
        newest.changed().await.unwrap();
    }
    assert_eq!(buyer.count().await, 4);
    fault(r#"{"kind":"html_ok"}"#);
    let page = app.call(send(1)).await.unwrap();
    assert_eq!(page.status().as_u16(), 200);
    assert!(page.into_body().into_string().await.unwrap().starts_with("<!DOCTYPE"));
    assert_eq!(buyer.count().await, 4);
}

/// A receiver of webhooks that keeps what it got and answers a fixed status.
async fn receiver(status: u16) -> (String, Arc<Mutex<Vec<(String, String, String)>>>) {
    let got: Arc<Mutex<Vec<(String, String, String)>>> = Arc::default();
    let kept = Arc::clone(&got);
    let app = Route::new().at(
        "/hook",
        endpoint::make(move |mut request: Request| {
            let kept = Arc::clone(&kept);
            async move {
                let body = request.take_body().into_string().await?;
                let header = |name: &str| request.header(name).unwrap_or("").to_owned();
                let seen = (header("X-WC-Webhook-Topic"), header("X-WC-Webhook-Signature"), body);
                kept.lock().unwrap().push(seen);
                Ok::<_, poem::Error>(
                    poem::Response::builder()
                        .status(poem::http::StatusCode::from_u16(status).unwrap())
                        .finish(),
                )
            }
        }),
    );
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let acceptor = poem::listener::TcpAcceptor::from_tokio(listener).unwrap();
    tokio::spawn(poem::Server::new_with_acceptor(acceptor).run(app));
    (url, got)
}

#[tokio::test]
async fn webhooks_come_late_coalesced_signed_and_as_the_order_is_then() {
    let (url, got) = receiver(200).await;
    let shop = shop_with(0, |config| config.shop_webhook_url = url);
    let order =
        v3(&shop, "POST", "/orders", Some(json!({"line_items": [{"product_id": COFFEE, "quantity": 1}]})))
            .await
            .id();
    for status in ["on-hold", "processing", "completed"] {
        v3(&shop, "PUT", &format!("/orders/{order}"), Some(json!({"status": status}))).await;
    }
    assert!(got.lock().unwrap().is_empty(), "nothing leaves before its time");
    webhooks::run(&shop, i64::MAX).await;
    let got = got.lock().unwrap().clone();
    let topics: Vec<&str> = got.iter().map(|(topic, _, _)| topic.as_str()).collect();
    assert_eq!(topics, ["order.created", "product.updated", "order.updated"]);
    for (_, signature, body) in &got {
        assert_eq!(*signature, STANDARD.encode(token::sign(b"sandbox-shop-secret", body.as_bytes())));
    }
    let payload: Value = serde_json::from_str(&got[2].2).unwrap();
    assert_eq!(payload["status"], "completed");
}

#[tokio::test]
async fn a_webhook_switches_itself_off_after_failures_and_is_never_retried() {
    let (url, got) = receiver(500).await;
    let shop = shop_with(0, |config| config.shop_webhook_url = url.clone());
    for round in 1..=9 {
        v3(&shop, "POST", "/orders", Some(json!({}))).await;
        webhooks::run(&shop, i64::MAX).await;
        let count = got.lock().unwrap().iter().filter(|(topic, _, _)| topic == "order.created").count();
        assert_eq!(count, round.min(7));
    }
    let hooks = v3(&shop, "GET", "/webhooks?per_page=20", None).await;
    let hook =
        hooks.body.as_array().unwrap().iter().find(|hook| hook["topic"] == "order.created").unwrap().clone();
    assert_eq!(hook["status"], "disabled");
    // Switching it on again sends no ping; creating one does, unsigned and form-encoded.
    got.lock().unwrap().clear();
    v3(&shop, "PUT", &format!("/webhooks/{}", hook["id"]), Some(json!({"status": "active"}))).await;
    assert!(got.lock().unwrap().is_empty());
    let made =
        v3(&shop, "POST", "/webhooks", Some(json!({"topic": "order.updated", "delivery_url": url}))).await;
    assert_eq!(made.status, 201);
    let ping = got.lock().unwrap()[0].clone();
    assert_eq!(ping, (String::new(), String::new(), format!("webhook_id={}", made.id())));
}

#[tokio::test]
async fn the_state_page_escapes_what_buyers_wrote() {
    let shop = shop();
    let body = json!({"billing": {"first_name": "<script>alert(1)</script>"}, "line_items": [{"product_id": COFFEE, "quantity": 1}]});
    v3(&shop, "POST", "/orders", Some(body)).await;
    let page = page::state(&shop);
    assert!(page.contains("&lt;script&gt;") && !page.contains("<script>"));
}
