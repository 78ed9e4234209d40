//! Orders through `wc/v3`, and the traps in them.

use serde_json::{Value, json};

use super::super::orders::clean_drafts;
use super::{COFFEE, Call, HONEY, Seen, call, kinds, shop, shop_with, stock, v3};

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

#[tokio::test]
async fn prices_are_set_by_line_and_a_quantity_alone_keeps_them() {
    let shop = shop();
    let body = json!({"status": "checkout-draft", "created_via": "key", "line_items": [
        {"product_id": COFFEE, "quantity": 10, "subtotal": "4000.00", "total": "4000.00"}],
        "fee_lines": [{"name": "Handling", "total": "150.00", "tax_status": "none"}, {"name": "Off", "total": "-250.00"}]});
    let made = v3(&shop, "POST", "/orders", Some(body)).await;
    assert_eq!(
        (made.status, &made.body["total"]),
        (201, &json!("4500.00")),
        "4000 and 640, 150, -250 and -40"
    );
    let path = format!("/orders/{}", made.id());
    let line = made.body["line_items"][0]["id"].clone();
    let put = |line: Value| v3(&shop, "PUT", &path, Some(json!({"line_items": [line]})));
    let fewer = put(json!({"id": line, "quantity": 5})).await;
    assert_eq!(
        (&fewer.body["line_items"][0]["quantity"], &fewer.body["total"]),
        (&json!(5), &json!("4500.00"))
    );
    let priced = put(json!({"id": line, "subtotal": "3000.00", "total": "3000.00"})).await;
    assert_eq!(priced.body["total"], "3340.00");
    assert_eq!(put(json!({"id": line, "total": 3000.0})).await.code(), "rest_invalid_param");
    assert_eq!(put(json!({"id": 999_999, "quantity": 1})).await.code(), "woocommerce_rest_invalid_item_id");
    for _ in 0..2 {
        put(json!({"product_id": HONEY, "quantity": 1})).await;
    }
    let appended = v3(&shop, "GET", &path, None).await;
    assert_eq!(appended.body["line_items"].as_array().unwrap().len(), 3, "once for each repetition");
    let removed = put(json!({"id": appended.body["line_items"][2]["id"], "quantity": 0})).await;
    assert_eq!(removed.body["line_items"].as_array().unwrap().len(), 2);
    let fee = json!({"fee_lines": [{"id": made.body["fee_lines"][1]["id"], "name": null}]});
    assert_eq!(v3(&shop, "PUT", &path, Some(fee)).await.body["fee_lines"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn refunds_repeat_restock_and_are_refused_with_500() {
    let shop = shop();
    let body = json!({"status": "processing", "payment_method": "cod", "line_items": [{"product_id": COFFEE, "quantity": 4}]});
    let made = v3(&shop, "POST", "/orders", Some(body)).await;
    let path = format!("/orders/{}/refunds", made.id());
    let refund = json!({"amount": "34.80", "api_refund": false, "reason": "Damaged", "line_items": [
        {"id": made.body["line_items"][0]["id"], "quantity": 1, "refund_total": "30.00",
            "refund_tax": [{"id": "1", "refund_total": "4.80"}]}],
        "meta_data": [{"key": "_wa_refund", "value": "k1"}]});
    let before = stock(&shop, COFFEE);
    for _ in 0..2 {
        assert_eq!(v3(&shop, "POST", &path, Some(refund.clone())).await.status, 201);
    }
    assert_eq!((stock(&shop, COFFEE), kinds(&shop, "shop_refund")), (before + 2, 2));
    let listed = v3(&shop, "GET", &path, None).await;
    let newest = &listed.body[0];
    assert_eq!(
        (&newest["line_items"][0]["total_tax"], &newest["line_items"][0]["quantity"]),
        (&json!("-4.80"), &json!(-1))
    );
    assert_eq!(newest["meta_data"][1]["value"], "k1");
    for (amount, api_refund) in [("9999999", false), ("1.00", true)] {
        let refused =
            v3(&shop, "POST", &path, Some(json!({"amount": amount, "api_refund": api_refund}))).await;
        assert_eq!((refused.status, refused.code()), (500, "woocommerce_rest_cannot_create_order_refund"));
        assert_eq!(refused.body["data"], 500);
    }
    let order = v3(&shop, "GET", &format!("/orders/{}", made.id()), None).await;
    assert_eq!(order.body["refunds"][1]["total"], "-34.80");
    assert_eq!(v3(&shop, "GET", "/orders/999999/refunds", None).await.status, 404);
}

#[tokio::test]
async fn whoever_plays_the_merchant_prices_an_order_on_its_page() {
    let shop = shop();
    let body = json!({"status": "pending", "line_items": [{"product_id": COFFEE, "quantity": 2}],
        "meta_data": [{"key": "wa_quote", "value": "?"}, {"key": "_wa_quote_turn", "value": "staff"},
            {"key": "_wa_quote", "value": "<b>"}]});
    let order = v3(&shop, "POST", "/orders", Some(body)).await;
    let line = order.body["line_items"][0]["id"].as_u64().unwrap();
    let path = format!("/wp-admin/orders/{}", order.id());
    let list: Seen = shop.answer(&call("GET", "/", &[], None)).await.into();
    assert!(list.body.as_str().unwrap().contains("your turn"));
    let shown: Seen = shop.answer(&call("GET", &path, &[], None)).await.into();
    let html = shown.body.as_str().unwrap();
    assert!(html.contains("name='wa_quote' value='?'") && html.contains("&lt;b&gt;"), "{html}");
    let form = format!("total-{line}=3000.00&wa_quote=offer+7d&status=pending");
    let saved = Call { body: form.into_bytes(), ..call("POST", &path, &[], None) };
    let saved: Seen = shop.answer(&saved).await.into();
    assert_eq!(saved.status, 302, "{:?}", saved.body);
    let now = v3(&shop, "GET", &format!("/orders/{}", order.id()), None).await.body;
    assert_eq!(now["line_items"][0]["total"], "3000.00");
    let fields = now["meta_data"].as_array().unwrap();
    assert!(fields.iter().any(|field| field["key"] == "wa_quote" && field["value"] == "offer 7d"));
    let missing: Seen = shop.answer(&call("GET", "/wp-admin/orders/9", &[], None)).await.into();
    assert_eq!(missing.status, 404);
}
