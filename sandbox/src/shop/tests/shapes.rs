//! The shapes of answers: error bodies, and every member that a real shop was seen to send.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::super::wire::Call;
use super::{Buyer, COFFEE, Seen, call, shop, v3};

#[tokio::test]
async fn errors_have_the_shapes_of_the_real_shop() {
    let shop = shop();
    let order = json!({"line_items": [{"product_id": COFFEE, "quantity": 1, "total": 3100.5}]});
    assert_eq!(
        v3(&shop, "POST", "/orders", Some(order)).await.body["data"]["params"]["line_items"],
        "line_items[0][total] is not of type string."
    );
    assert_eq!(
        v3(&shop, "POST", "/orders", Some(json!({"line_items": [{"product_id": COFFEE, "quantity": 0}]})))
            .await
            .status,
        500
    );
    assert_eq!(
        v3(&shop, "POST", "/orders", Some(json!({"line_items": [{"name": "free text"}]}))).await.code(),
        "woocommerce_rest_required_product_reference"
    );
    let broken =
        Call { body: b"{\"a\":".to_vec(), ..call("POST", "/wp-json/wc/store/v1/checkout", &[], None) };
    let seen: Seen = shop.answer(&broken).await.into();
    assert_eq!((seen.status, seen.code()), (400, "rest_invalid_json"));
    let order =
        v3(&shop, "POST", "/orders", Some(json!({"line_items": [{"product_id": COFFEE, "quantity": 1}]})))
            .await
            .id();
    let refund = v3(
        &shop,
        "POST",
        &format!("/orders/{order}/refunds"),
        Some(json!({"amount": "999999.00", "api_refund": false})),
    )
    .await;
    assert_eq!((refund.status, &refund.body["data"]), (500, &json!(500)));
}

/// Names of all members of a JSON document, with their paths; lists are looked at through their first item.
fn members(prefix: &str, value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (name, member) in object {
                let path = format!("{prefix}.{name}");
                found.insert(path.clone());
                members(&path, member, found);
            }
        }
        Value::Array(items) => {
            if let Some(first) = items.first() {
                members(&format!("{prefix}[]"), first, found);
            }
        }
        _ => {}
    }
}

/// Recorded exchanges with a real shop lie beside the checkout on some machines; they are no part of it.
fn recorded(file: &str, name: &str) -> Option<Value> {
    let root =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/woocommerce/recordings").join(file);
    let recording: Value = serde_json::from_slice(&std::fs::read(root).ok()?).ok()?;
    let exchanges = recording["exchanges"].as_array()?;
    Some(exchanges.iter().find(|exchange| exchange["name"] == name)?["response"]["body"].clone())
}

#[tokio::test]
async fn answers_have_every_member_that_a_real_shop_sent() {
    let shop = shop();
    let buyer = Buyer::new(&shop).await;
    let empty = buyer.ask("GET", "/cart", None).await.body;
    let jacket =
        v3(&shop, "GET", "/products?sku=WW-CJ&_fields=id", None).await.body[0]["id"].as_u64().unwrap();
    let variation =
        v3(&shop, "GET", &format!("/products/{jacket}/variations?orderby=id&order=asc"), None).await.body[0]
            .clone();
    buyer.add(COFFEE, 120).await;
    let cart = buyer.add(variation["id"].as_u64().unwrap(), 1).await.body;
    let draft = buyer.ask("GET", "/checkout", None).await.body;
    let placed = buyer.place("cod").await.body;
    let order = json!({"status": "checkout-draft", "customer_id": 0, "meta_data": [{"key": "k", "value": "v"}],
        "line_items": [{"product_id": COFFEE, "quantity": 9}, {"product_id": jacket, "variation_id": variation["id"], "quantity": 1}],
        "shipping_lines": [{"method_id": "flat_rate", "instance_id": "1", "method_title": "Courier", "total": "350.00"}],
        "coupon_lines": [{"code": "bulk10"}]});
    let order = v3(&shop, "POST", "/orders", Some(order)).await.body;
    let hook = v3(
        &shop,
        "POST",
        "/webhooks",
        Some(json!({"topic": "order.created", "delivery_url": "http://127.0.0.1:1/"})),
    )
    .await
    .body;
    let simple = v3(&shop, "GET", &format!("/products/{COFFEE}"), None).await.body;
    let variable = v3(&shop, "GET", &format!("/products/{jacket}"), None).await.body;
    let store: Seen =
        shop.answer(&call("GET", &format!("/wp-json/wc/store/v1/products/{jacket}"), &[], None)).await.into();
    let mut compared = 0;
    for (file, name, ours) in [
        ("cart_store_api.json", "get_empty_cart", &empty),
        ("cart_store_api.json", "add_variation_any_value", &cart),
        ("checkout_store_api.json", "checkout_get_no_address", &draft),
        ("checkout_store_api.json", "checkout_post_cod", &placed),
        ("order_two_phase.json", "create_draft", &order),
        ("webhooks_admin.json", "create_order_created", &hook),
        ("catalogue_v3.json", "full_simple", &simple),
        ("catalogue_v3.json", "full_variable", &variable),
        ("catalogue_v3.json", "variation_one", &variation),
        ("catalogue_store.json", "one_variable", &store.body),
    ] {
        let Some(theirs) = recorded(file, name) else { continue };
        compared += 1;
        let (mut wanted, mut held) = (BTreeSet::new(), BTreeSet::new());
        members("", &theirs, &mut wanted);
        members("", ours, &mut held);
        // Links to screens of the real site, and what only one of the two orders holds, are not imitated.
        let skipped = ["._links", ".links", ".line_items[].meta_data", ".meta_data[].value", ".targetHints"];
        let missing: Vec<&String> =
            wanted.difference(&held).filter(|path| !skipped.iter().any(|skip| path.contains(skip))).collect();
        assert!(missing.is_empty(), "{file} {name}: {missing:?}");
    }
    if compared == 0 {
        println!("skipped: no recordings beside the repository");
    }
}
