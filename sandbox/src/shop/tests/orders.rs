//! Orders through `wc/v3`, and the traps in them.

use serde_json::json;

use super::super::orders::clean_drafts;
use super::{COFFEE, HONEY, kinds, shop, shop_with, stock, v3};

#[tokio::test]
async fn v3_orders_sell_what_is_not_there_and_deduplicate_nothing() {
    let shop = shop();
    let body = json!({"status": "processing", "payment_method": "cod", "line_items": [{"product_id": HONEY, "quantity": 50}]});
    let first = v3(&shop, "POST", "/orders", Some(body.clone())).await;
    let second = v3(&shop, "POST", "/orders", Some(body)).await;
    assert_eq!((first.status, second.status), (201, 201));
    assert_ne!(first.id(), second.id());
    assert_eq!(stock(&shop, HONEY), 3 - 100);
}

#[tokio::test]
async fn a_draft_consumes_a_coupon_and_its_deletion_does_not_return_it() {
    let shop = shop();
    let body = json!({"status": "checkout-draft", "line_items": [{"product_id": COFFEE, "quantity": 2}], "coupon_lines": [{"code": "once1000"}]});
    let first = v3(&shop, "POST", "/orders", Some(body.clone())).await;
    assert_eq!((first.status, &first.body["discount_total"]), (201, &json!("1000.00")));
    v3(&shop, "DELETE", &format!("/orders/{}?force=true", first.id()), None).await;
    let second = v3(&shop, "POST", "/orders", Some(body)).await;
    assert_eq!((second.status, second.code()), (400, "woocommerce_rest_invalid_coupon"));
    // The refused order stays behind as a draft.
    let left_behind = second.body["data"]["new_draft_order_id"].as_u64().unwrap();
    let seen = v3(&shop, "GET", &format!("/orders/{left_behind}"), None).await;
    assert_eq!(seen.body["status"], "checkout-draft");
}

#[tokio::test]
async fn an_order_is_seen_half_built_while_it_is_written() {
    let shop = shop_with(40, |_| {});
    let body = json!({"created_via": "Key-1", "line_items": [{"product_id": COFFEE, "quantity": 1}]});
    let (_, seen) = tokio::join!(
        v3(&shop, "POST", "/orders", Some(body)),
        v3(&shop, "GET", "/orders?created_via=key-1", None)
    );
    assert_eq!(
        (&seen.body[0]["status"], &seen.body[0]["line_items"], &seen.body[0]["total"]),
        (&json!("pending"), &json!([]), &json!("0.00"))
    );
    let later = v3(&shop, "GET", "/orders?created_via=nope,KEY-1", None).await;
    assert_eq!(later.body[0]["line_items"].as_array().unwrap().len(), 1);
    assert_eq!(v3(&shop, "GET", "/orders?created_via=nope", None).await.body, json!([]));
    assert_eq!(
        v3(&shop, "GET", "/orders?meta_key=a&meta_value=b", None).await.body.as_array().unwrap().len(),
        1
    );
}

#[tokio::test]
async fn a_draft_placed_directly_sends_no_mail_and_through_pending_it_does() {
    let shop = shop();
    let body = json!({"status": "checkout-draft", "payment_method": "cod", "line_items": [{"product_id": COFFEE, "quantity": 1}]});
    let direct = v3(&shop, "POST", "/orders", Some(body.clone())).await.id();
    v3(&shop, "PUT", &format!("/orders/{direct}"), Some(json!({"status": "processing"}))).await;
    assert_eq!((kinds(&shop, "shop_mail"), stock(&shop, COFFEE)), (0, 239));
    let careful = v3(&shop, "POST", "/orders", Some(body)).await.id();
    for status in ["pending", "processing", "processing"] {
        v3(&shop, "PUT", &format!("/orders/{careful}"), Some(json!({"status": status}))).await;
    }
    assert_eq!((kinds(&shop, "shop_mail"), stock(&shop, COFFEE)), (2, 238));
    v3(&shop, "PUT", &format!("/orders/{careful}"), Some(json!({"status": "cancelled"}))).await;
    assert_eq!(stock(&shop, COFFEE), 239);
}

#[tokio::test]
async fn four_equal_puts_at_once_reduce_the_stock_more_than_once() {
    let shop = shop_with(20, |_| {});
    let body = json!({"payment_method": "cod", "line_items": [{"product_id": COFFEE, "quantity": 1}]});
    let path = format!("/orders/{}", v3(&shop, "POST", "/orders", Some(body)).await.id());
    let put = || v3(&shop, "PUT", &path, Some(json!({"status": "processing"})));
    tokio::join!(put(), put(), put(), put());
    assert_eq!(stock(&shop, COFFEE), 236);
}

#[tokio::test]
async fn lines_appended_at_once_are_all_kept_under_a_wrong_total() {
    let shop = shop_with(20, |_| {});
    let line = json!({"line_items": [{"product_id": COFFEE, "quantity": 1}]});
    let path = format!("/orders/{}", v3(&shop, "POST", "/orders", Some(line.clone())).await.id());
    let put = || v3(&shop, "PUT", &path, Some(line.clone()));
    tokio::join!(put(), put(), put());
    let order = v3(&shop, "GET", &path, None).await;
    assert_eq!(order.body["line_items"].as_array().unwrap().len(), 4);
    assert_eq!(order.body["total"], "4292.00", "two lines instead of four");
}

#[tokio::test]
async fn old_drafts_are_cleaned_up_and_placed_orders_stay() {
    let shop = shop();
    let draft = v3(&shop, "POST", "/orders", Some(json!({"status": "checkout-draft"}))).await.id();
    let order = v3(&shop, "POST", "/orders", Some(json!({}))).await.id();
    assert!(clean_drafts(&shop, 86_400_000).is_empty());
    assert_eq!(clean_drafts(&shop, 0), [draft]);
    assert_eq!(v3(&shop, "GET", &format!("/orders/{draft}"), None).await.status, 404);
    let gone = v3(&shop, "PUT", &format!("/orders/{draft}"), Some(json!({"status": "pending"}))).await;
    assert_eq!((gone.status, gone.code()), (400, "woocommerce_rest_shop_order_invalid_id"));
    assert_eq!(v3(&shop, "GET", &format!("/orders/{order}"), None).await.status, 200);
}
