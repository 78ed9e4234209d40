//! The shop's webhooks.

use poem::{Request, http::Method};

use super::support::*;

#[tokio::test]
async fn without_a_secret_the_address_does_not_exist() {
    let door = Door::with(&config(false));
    assert_eq!(door.send(shop_request("order.created", b"{}", SHOP_SECRET)).await.status().as_u16(), 404);
}

#[tokio::test]
async fn signed_orders_and_products_are_published() {
    let door = Door::new();
    assert_eq!(
        door.send(shop_request("product.updated", br#"{"id":7}"#, SHOP_SECRET)).await.status().as_u16(),
        200
    );
    let order = br#"{"id":8,"billing":{"phone":"+254700000001"}}"#;
    assert_eq!(door.send(shop_request("order.updated", order, SHOP_SECRET)).await.status().as_u16(), 200);
    assert_eq!(door.send(shop_request("coupon.created", b"{}", SHOP_SECRET)).await.status().as_u16(), 200);
    let published = door.broker.take();
    assert_eq!(
        published.iter().map(|message| message.exchange).collect::<Vec<_>>(),
        ["catalogue", "inbound"]
    );
    let envelope = json(&published[1]);
    assert_eq!(
        (envelope["kind"].as_str(), envelope["field"].as_str(), envelope["id"].as_str()),
        (Some("order"), Some("order.updated"), Some("d1"))
    );
    assert_eq!(published[1].key, key().contact_key("254700000001").shard(shards()).to_string());
}

#[tokio::test]
async fn a_wrong_signature_is_refused_and_the_unsigned_ping_is_answered() {
    let door = Door::new();
    assert_eq!(door.send(shop_request("order.created", b"{}", "wrong")).await.status().as_u16(), 401);
    let unsigned = |body: &'static str| {
        Request::builder()
            .method(Method::POST)
            .uri_str("/webhooks/woocommerce")
            .content_type("application/x-www-form-urlencoded")
            .body(body)
    };
    assert_eq!(door.send(unsigned("webhook_id=2")).await.status().as_u16(), 200);
    assert_eq!(door.send(unsigned(r#"{"id":8}"#)).await.status().as_u16(), 401);
    assert!(door.broker.take().is_empty());
}
