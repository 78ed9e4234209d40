//! The control API of the shop: what happened, and the merchant's hands. No authentication; loopback only.

use poem::http::StatusCode;
use poem::web::{Data, Json, Path};
use poem::{EndpointExt as _, IntoResponse as _, Response, Route, get, handler, post};
use serde_json::{Value, json};

use super::catalogue::Stock;
use super::order::Order;
use super::wire::{integer, text};
use super::{Shop, gmt_time, money, now_ms, order_json, orders, webhooks};

/// Adds the control routes below `/sandbox/shop`.
pub fn mount(route: Route, shop: &Shop) -> Route {
    route
        .at("/sandbox/shop/state", get(summary).data(shop.clone()))
        .at("/sandbox/shop/orders", get(all_orders).data(shop.clone()))
        .at("/sandbox/shop/orders/:id", get(one_order).post(edit_order).data(shop.clone()))
        .at("/sandbox/shop/calls", get(calls).data(shop.clone()))
        .at("/sandbox/shop/deliveries", get(deliveries).data(shop.clone()))
        .at("/sandbox/shop/mails", get(mails).data(shop.clone()))
        .at("/sandbox/shop/products/:id", post(edit_product).data(shop.clone()))
        .at("/sandbox/shop/webhooks/disable", post(disable_webhooks).data(shop.clone()))
        .at("/sandbox/shop/webhooks/run", post(run_webhooks).data(shop.clone()))
        .at("/sandbox/shop/drafts/clean", post(clean_drafts).data(shop.clone()))
}

fn answer(status: StatusCode, body: Value) -> Response {
    Json(body).with_status(status).into_response()
}

/// An order with its life so far.
pub fn order_with_history(order: &Order, shop: &Shop, catalogue: &super::catalogue::Catalogue) -> Value {
    let mut shown = order_json::order(order, catalogue, shop.site());
    shown["history"] = order
        .history
        .iter()
        .map(|step| json!({"at": gmt_time(step.at_ms), "status": step.status, "by": step.by}))
        .collect();
    shown["stock_reduced"] = json!(order.stock_reduced);
    shown
}

#[handler]
fn summary(Data(shop): Data<&Shop>) -> Json<Value> {
    let state = shop.state();
    let mut by_status = serde_json::Map::new();
    for order in state.orders.values() {
        let count = by_status.get(&order.status).and_then(Value::as_u64).unwrap_or(0);
        by_status.insert(order.status.clone(), json!(count + 1));
    }
    let products: Vec<Value> = state
        .catalogue
        .products
        .values()
        .map(|product| {
            json!({"id": product.id, "parent": product.parent, "type": product.kind.name(), "name": state.catalogue.full_name(product.id),
                "sku": product.sku, "price": product.price().map(money::decimal), "stock": state.catalogue.left(product.id),
                "published": product.published})
        })
        .collect();
    let carts: Vec<Value> = state
        .sessions
        .iter()
        .map(|(id, row)| {
            let lines: Vec<Value> = row.lines.iter().map(|line| json!({"id": line.id, "quantity": line.quantity})).collect();
            json!({"session": id, "items_count": row.items_count(), "lines": lines, "draft_order": row.draft_order, "coupons": row.coupons})
        })
        .collect();
    let hooks: Vec<Value> = state
        .webhooks
        .values()
        .map(|hook| json!({"id": hook.id, "topic": hook.topic, "status": hook.status, "failures": hook.failures}))
        .collect();
    Json(json!({"orders": by_status, "products": products, "carts": carts, "webhooks": hooks,
        "webhooks_queued": state.queue.len(), "faults": shop.0.shared.faults.list()}))
}

#[handler]
fn all_orders(Data(shop): Data<&Shop>) -> Json<Value> {
    let state = shop.state();
    let shown: Vec<Value> =
        state.orders.values().map(|order| order_with_history(order, shop, &state.catalogue)).collect();
    Json(json!({ "orders": shown }))
}

#[handler]
fn one_order(Data(shop): Data<&Shop>, Path(id): Path<u64>) -> Response {
    let state = shop.state();
    match state.orders.get(&id) {
        Some(order) => answer(StatusCode::OK, order_with_history(order, shop, &state.catalogue)),
        None => answer(StatusCode::NOT_FOUND, json!({"error": "no such order"})),
    }
}

/// The merchant works in the admin screen: sets a status, or writes custom fields, `{"fields": {"key": "value"}}`.
#[handler]
fn edit_order(Data(shop): Data<&Shop>, Path(id): Path<u64>, Json(body): Json<Value>) -> Response {
    let mut state = shop.state();
    let Some(seen) = state.orders.get(&id).cloned() else {
        return answer(StatusCode::NOT_FOUND, json!({"error": "no such order"}));
    };
    if let Some(fields) = body["fields"].as_object() {
        let given: Value =
            fields.iter().map(|(key, value)| json!({"key": key, "value": value})).collect::<Vec<_>>().into();
        let ids: Vec<u64> = fields.iter().map(|_| state.item_id()).collect();
        let mut ids = ids.into_iter();
        if let Some(order) = state.orders.get_mut(&id) {
            super::order::write_meta(&mut order.meta, &given, || ids.next().unwrap_or_default());
            order.modified_ms = now_ms();
        }
        webhooks::emit(shop, &mut state, "order.updated", id);
        return answer(StatusCode::OK, json!({"ok": true}));
    }
    let Some(status) =
        text(&body["status"]).filter(|status| super::order::STATUSES.contains(&status.as_str()))
    else {
        return answer(
            StatusCode::BAD_REQUEST,
            json!({"error": "status must be one that WooCommerce knows"}),
        );
    };
    orders::set_status(shop, &mut state, id, &seen, &status, "merchant", now_ms());
    webhooks::emit(shop, &mut state, "order.updated", id);
    answer(StatusCode::OK, json!({"ok": true}))
}

/// The merchant edits price, stock or visibility in the admin screen.
#[handler]
fn edit_product(Data(shop): Data<&Shop>, Path(id): Path<u64>, Json(body): Json<Value>) -> Response {
    let mut state = shop.state();
    let Some(product) = state.catalogue.products.get_mut(&id) else {
        return answer(StatusCode::NOT_FOUND, json!({"error": "no such product"}));
    };
    if let Some(stock) = integer(&body["stock"]) {
        product.stock = Stock::Counted(stock);
    }
    if let Some(price) = text(&body["price"]) {
        let cents = if price.is_empty() { None } else { money::parse(&price) };
        if cents.is_none() && !price.is_empty() {
            return answer(StatusCode::BAD_REQUEST, json!({"error": "price must be a decimal"}));
        }
        product.regular = cents;
        product.sale = None;
    }
    if let Some(name) = text(&body["name"]) {
        product.name = name;
    }
    if let Some(published) = body["published"].as_bool() {
        product.published = published;
    }
    product.modified_ms = now_ms();
    webhooks::emit(shop, &mut state, "product.updated", id);
    answer(StatusCode::OK, json!({"ok": true}))
}

#[handler]
fn calls(Data(shop): Data<&Shop>) -> Json<Value> {
    Json(json!({ "calls": shop.0.shared.journal.entries("shop_call") }))
}

#[handler]
fn deliveries(Data(shop): Data<&Shop>) -> Json<Value> {
    Json(json!({ "deliveries": shop.0.shared.journal.entries("shop_delivery") }))
}

#[handler]
fn mails(Data(shop): Data<&Shop>) -> Json<Value> {
    Json(json!({ "mails": shop.0.shared.journal.entries("shop_mail") }))
}

#[handler]
async fn run_webhooks(Data(shop): Data<&Shop>) -> Json<Value> {
    let tried = webhooks::run(shop, i64::MAX).await;
    Json(json!({"delivered": tried}))
}

/// What the shop does with all its webhooks after a few failures in a row: switches them off, and forgets what waits.
#[handler]
fn disable_webhooks(Data(shop): Data<&Shop>) -> Json<Value> {
    let mut state = shop.state();
    state.queue.clear();
    for webhook in state.webhooks.values_mut() {
        "disabled".clone_into(&mut webhook.status);
    }
    Json(json!({"disabled": state.webhooks.len()}))
}

/// The nightly job deletes drafts of this age.
const DAY_S: i64 = 86_400;

/// The nightly job, with a pretended age: `{"age_s": 90000}` deletes drafts as if that much time had passed.
#[handler]
async fn clean_drafts(Data(shop): Data<&Shop>, body: poem::Body) -> Json<Value> {
    let body = body.into_vec().await.unwrap_or_default();
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let age_s = integer(&body["age_s"]).unwrap_or(0);
    let untouched_ms = DAY_S.saturating_sub(age_s).max(0) * 1000;
    Json(json!({"deleted": orders::clean_drafts(shop, untouched_ms)}))
}
