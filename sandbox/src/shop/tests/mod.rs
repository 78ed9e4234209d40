//! The shop from outside: one story per trap. Carts and checkout are told here, the rest in the files beside.

mod edges;
mod orders;
mod shapes;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::wire::{Answer, Body, Call};
use super::{Shop, token};
use crate::config::Config;
use crate::connections::Connections;
use crate::faults::Faults;
use crate::journal::Journal;
use crate::{Shared, outgoing};

const COFFEE: u64 = 101;
const HONEY: u64 = 113;
const SOLD_OUT: u64 = 123;
const MACHINE: u64 = 135;
const NO_PRICE: u64 = 136;

fn shop_with(latency_ms: u64, change: impl FnOnce(&mut Config)) -> Shop {
    let mut config = Config::defaults();
    config.shop_latency = Duration::from_millis(latency_ms);
    // Webhooks leave only when a test runs them.
    config.shop_webhook_delay = Duration::from_hours(1);
    config.shop_webhook_url = String::new();
    change(&mut config);
    Shop::start(&Shared {
        config: Arc::new(config),
        faults: Faults::default(),
        journal: Journal::in_memory(),
        connections: Connections::default(),
        http: outgoing::client().unwrap(),
    })
}

fn shop() -> Shop {
    shop_with(0, |_| {})
}

/// An answer, taken apart.
#[derive(Debug)]
struct Seen {
    status: u16,
    body: Value,
    headers: Vec<(&'static str, String)>,
}

impl Seen {
    fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(held, _)| *held == name).map_or("", |(_, value)| value)
    }

    fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or("")
    }

    fn id(&self) -> u64 {
        self.body["id"].as_u64().unwrap()
    }
}

impl From<Answer> for Seen {
    fn from(answer: Answer) -> Self {
        let body = match answer.body {
            Body::Json(json) => json,
            Body::Html(html) => json!(html),
            Body::Png(_) | Body::Empty => Value::Null,
        };
        Self { status: answer.status, body, headers: answer.headers }
    }
}

fn call(method: &str, path_and_query: &str, headers: &[(&str, &str)], body: Option<Value>) -> Call {
    let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
    Call {
        method: method.parse().unwrap(),
        path: path.to_owned(),
        query: url::form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
        headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        body: body.map(|body| body.to_string().into_bytes()).unwrap_or_default(),
    }
}

async fn v3(shop: &Shop, method: &str, path: &str, body: Option<Value>) -> Seen {
    let key = format!("Basic {}", STANDARD.encode("ck_sandbox:cs_sandbox"));
    let headers = [("authorization", key.as_str()), ("x-forwarded-proto", "https")];
    shop.answer(&call(method, &format!("/wp-json/wc/v3{path}"), &headers, body)).await.into()
}

/// A buyer with a cart.
#[derive(Clone)]
struct Buyer {
    shop: Shop,
    token: String,
}

impl Buyer {
    async fn new(shop: &Shop) -> Self {
        let first: Seen = shop.answer(&call("GET", "/wp-json/wc/store/v1/cart", &[], None)).await.into();
        Self { shop: shop.clone(), token: first.header("Cart-Token").to_owned() }
    }

    async fn ask(&self, method: &str, path: &str, body: Option<Value>) -> Seen {
        let headers = [("cart-token", self.token.as_str())];
        self.shop.answer(&call(method, &format!("/wp-json/wc/store/v1{path}"), &headers, body)).await.into()
    }

    async fn add(&self, id: u64, quantity: i64) -> Seen {
        self.ask("POST", "/cart/add-item", Some(json!({"id": id, "quantity": quantity}))).await
    }

    async fn count(&self) -> i64 {
        self.ask("GET", "/cart", None).await.body["items_count"].as_i64().unwrap()
    }

    async fn draft(&self) -> u64 {
        self.ask("GET", "/checkout", None).await.body["order_id"].as_u64().unwrap()
    }

    async fn place(&self, method: &str) -> Seen {
        let address = address();
        let body = json!({"billing_address": address, "shipping_address": address, "payment_method": method});
        self.ask("POST", "/checkout", Some(body)).await
    }
}

fn address() -> Value {
    json!({"first_name": "Amina", "last_name": "Otieno", "address_1": "Biashara St 4", "city": "Nairobi", "state": "KE30",
        "postcode": "00100", "country": "KE", "phone": "+254700000001", "email": "amina@buyers.test"})
}

fn stock(shop: &Shop, id: u64) -> i64 {
    shop.state().catalogue.left(id).unwrap()
}

fn placed(shop: &Shop) -> usize {
    shop.state().orders.values().filter(|order| !order.is_draft()).count()
}

fn kinds(shop: &Shop, kind: &str) -> usize {
    shop.0.shared.journal.entries(kind).len()
}

#[tokio::test]
async fn a_cart_becomes_an_order_with_the_same_total() {
    let shop = shop();
    let buyer = Buyer::new(&shop).await;
    assert_eq!(buyer.add(COFFEE, 3).await.status, 201);
    let cart = buyer.ask("POST", "/cart/apply-coupon", Some(json!({"code": "BULK10"}))).await;
    // 3 x 1850.00 less 10 %, courier 350.00, VAT 16 % on both.
    assert_eq!(cart.body["totals"]["total_price"], "620020");
    let draft = buyer.draft().await;
    let answer = buyer.place("cod").await;
    assert_eq!(
        (answer.status, &answer.body["order_id"], &answer.body["status"]),
        (200, &json!(draft), &json!("processing"))
    );
    let order = v3(&shop, "GET", &format!("/orders/{draft}"), None).await;
    assert_eq!(order.body["total"], "6200.20");
    assert_eq!(order.body["created_via"], "store-api");
    assert_eq!(stock(&shop, COFFEE), 237);
    assert_eq!(buyer.count().await, 0);
}

#[tokio::test]
async fn the_draft_id_is_stable_and_a_replay_finds_an_empty_cart() {
    let shop = shop();
    let buyer = Buyer::new(&shop).await;
    assert_eq!(buyer.ask("GET", "/checkout", None).await.code(), "woocommerce_rest_cart_empty");
    buyer.add(COFFEE, 1).await;
    let draft = buyer.draft().await;
    buyer.add(COFFEE, 1).await;
    assert_eq!(buyer.draft().await, draft);
    let order = v3(&shop, "GET", &format!("/orders/{draft}"), None).await;
    assert_eq!(
        (&order.body["status"], &order.body["line_items"][0]["quantity"]),
        (&json!("checkout-draft"), &json!(2))
    );
    assert_eq!(buyer.place("bacs").await.body["status"], "on-hold");
    let replay = buyer.place("bacs").await;
    assert_eq!((replay.status, replay.code()), (409, "woocommerce_rest_cart_empty"));
    assert_eq!(placed(&shop), 1);
}

#[tokio::test]
async fn overlapping_changes_of_one_cart_lose_all_but_the_last() {
    let shop = shop_with(20, |_| {});
    let buyer = Buyer::new(&shop).await;
    let answers =
        tokio::join!(buyer.add(COFFEE, 1), buyer.add(COFFEE, 1), buyer.add(102, 1), buyer.add(103, 1));
    assert!([&answers.0, &answers.1, &answers.2, &answers.3].iter().all(|answer| answer.status == 201));
    assert_eq!(buyer.count().await, 1);
}

#[tokio::test]
async fn a_bad_token_reads_another_empty_cart_and_writes_nothing() {
    let shop = shop();
    let buyer = Buyer::new(&shop).await;
    buyer.add(COFFEE, 2).await;
    let stranger = Buyer { shop: shop.clone(), token: format!("{}x", buyer.token) };
    let seen = stranger.ask("GET", "/cart", None).await;
    assert_eq!((seen.status, &seen.body["items_count"]), (200, &json!(0)));
    let session = |text: &str| token::session(&shop.0.token_key, text, 0).unwrap();
    assert_ne!(session(seen.header("Cart-Token")), session(&buyer.token));
    assert_eq!(session(buyer.ask("GET", "/cart", None).await.header("Cart-Token")), session(&buyer.token));
    let refused = stranger.add(COFFEE, 1).await;
    assert_eq!((refused.status, refused.code()), (401, "woocommerce_rest_missing_nonce"));
}

#[tokio::test]
async fn checkout_silently_shrinks_a_line_to_the_stock_left() {
    let shop = shop();
    let buyer = Buyer::new(&shop).await;
    buyer.add(HONEY, 3).await;
    shop.state().catalogue.products.get_mut(&HONEY).unwrap().stock = super::catalogue::Stock::Counted(2);
    assert_eq!(buyer.ask("GET", "/cart", None).await.body["errors"], json!([]));
    let answer = buyer.place("cod").await;
    assert_eq!(answer.status, 200);
    let order = v3(&shop, "GET", &format!("/orders/{}", answer.body["order_id"]), None).await;
    assert_eq!(order.body["line_items"][0]["quantity"], 2);
    assert_eq!(stock(&shop, HONEY), 0);
}

#[tokio::test]
async fn a_line_with_nothing_left_is_refused_with_the_cart() {
    let shop = shop();
    let buyer = Buyer::new(&shop).await;
    buyer.add(HONEY, 3).await;
    shop.state().catalogue.products.get_mut(&HONEY).unwrap().stock = super::catalogue::Stock::Counted(0);
    let answer = buyer.place("cod").await;
    assert_eq!((answer.status, answer.code()), (409, "woocommerce_rest_product_out_of_stock"));
    assert_eq!(answer.body["data"]["cart"]["items_count"], 3);
    assert_eq!(placed(&shop), 0);
}

#[tokio::test]
async fn two_checkouts_at_once_without_a_draft_make_two_orders() {
    let shop = shop_with(20, |_| {});
    let buyer = Buyer::new(&shop).await;
    buyer.add(COFFEE, 1).await;
    let (first, second) = tokio::join!(buyer.place("cod"), buyer.place("cod"));
    assert_eq!((first.status, second.status, placed(&shop)), (200, 200, 2));
    assert_ne!(first.body["order_id"], second.body["order_id"]);
}

#[tokio::test]
async fn two_checkouts_at_once_on_one_draft_make_one_order_and_a_misleading_refusal() {
    let shop = shop_with(20, |_| {});
    let buyer = Buyer::new(&shop).await;
    buyer.add(COFFEE, 1).await;
    buyer.draft().await;
    let (first, second) = tokio::join!(buyer.place("cod"), buyer.place("cod"));
    assert_eq!(placed(&shop), 1);
    let refused = if first.status == 200 { second } else { first };
    assert_eq!((refused.status, refused.code()), (403, "woocommerce_product_not_enough_stock"));
}

#[tokio::test]
async fn a_retry_while_the_first_checkout_still_runs_makes_a_second_order() {
    let shop = shop_with(40, |_| {});
    let buyer = Buyer::new(&shop).await;
    buyer.add(COFFEE, 1).await;
    buyer.draft().await;
    let running = tokio::spawn({
        let buyer = buyer.clone();
        async move { buyer.place("cod").await }
    });
    // The draft is an order by now, but the cart is not emptied yet.
    let mut newest = shop.0.shared.journal.newest();
    while placed(&shop) == 0 {
        newest.changed().await.unwrap();
    }
    assert_eq!(buyer.place("cod").await.status, 200);
    assert_eq!(running.await.unwrap().status, 200);
    assert_eq!(placed(&shop), 2);
    let state = shop.state();
    let hashes: BTreeSet<&String> = state.orders.values().map(|order| &order.cart_hash).collect();
    assert_eq!(hashes.len(), 1);
}

#[tokio::test]
async fn refusals_of_the_cart_carry_the_codes_of_the_real_shop() {
    let shop = shop();
    let buyer = Buyer::new(&shop).await;
    for (id, quantity, code) in [
        (999_999, 1, "woocommerce_rest_cart_invalid_product"),
        (SOLD_OUT, 1, "woocommerce_rest_product_out_of_stock"),
        (HONEY, 4, "woocommerce_rest_product_partially_out_of_stock"),
        (NO_PRICE, 1, "woocommerce_rest_product_not_purchasable"),
        (COFFEE, 0, "woocommerce_rest_product_invalid_quantity"),
    ] {
        let seen = buyer.add(id, quantity).await;
        assert_eq!((seen.status, seen.code()), (400, code), "{id}");
    }
    assert_eq!(buyer.add(MACHINE, 1).await.status, 201);
    assert_eq!(buyer.add(MACHINE, 1).await.code(), "readonly_quantity");
    let key = buyer.ask("GET", "/cart", None).await.body["items"][0]["key"].clone();
    assert_eq!(buyer.ask("POST", "/cart/remove-item", Some(json!({"key": key}))).await.status, 200);
    let again = buyer.ask("POST", "/cart/remove-item", Some(json!({"key": key}))).await;
    assert_eq!((again.status, again.code()), (409, "woocommerce_rest_cart_invalid_key"));
    assert!(again.body["data"]["cart"].is_object());
    buyer.add(HONEY, 1).await;
    let key = buyer.ask("GET", "/cart", None).await.body["items"][0]["key"].clone();
    let too_many = buyer.ask("POST", "/cart/update-item", Some(json!({"key": key, "quantity": 4}))).await;
    assert_eq!(too_many.code(), "invalid_quantity");
    for code in ["nope", "expired", "big20000"] {
        let seen = buyer.ask("POST", "/cart/apply-coupon", Some(json!({"code": code}))).await;
        assert_eq!((seen.status, seen.code()), (400, "woocommerce_rest_cart_coupon_error"));
    }
    let rate = buyer
        .ask("POST", "/cart/select-shipping-rate", Some(json!({"package_id": 0, "rate_id": "moon:9"})))
        .await;
    assert_eq!(
        (rate.status, &rate.body["shipping_rates"][0]["shipping_rates"][0]["selected"]),
        (200, &json!(true))
    );
    let bad = buyer
        .ask(
            "POST",
            "/cart/update-customer",
            Some(json!({"billing_address": {"state": "Nairobi", "country": "KE"}})),
        )
        .await;
    assert_eq!((bad.status, bad.code()), (400, "rest_invalid_param"));
}

#[tokio::test]
async fn a_variation_with_any_value_needs_the_buyers_choice() {
    let shop = shop();
    let buyer = Buyer::new(&shop).await;
    let sack = v3(&shop, "GET", "/products?sku=CF-SK&_fields=id", None).await.body[0]["id"].as_u64().unwrap();
    let variations =
        v3(&shop, "GET", &format!("/products/{sack}/variations?orderby=id&order=asc"), None).await;
    let five_kg = variations.body[0]["id"].as_u64().unwrap();
    assert_eq!(
        variations.body[0]["attributes"].as_array().unwrap().len(),
        1,
        "the open attribute is left out"
    );
    assert_eq!(buyer.add(sack, 1).await.code(), "woocommerce_rest_missing_attributes");
    assert_eq!(buyer.add(five_kg, 1).await.code(), "woocommerce_rest_missing_variation_data");
    let add = |value: &str| json!({"id": five_kg, "quantity": 1, "variation": [{"attribute": "Grind", "value": value}]});
    assert_eq!(
        buyer.ask("POST", "/cart/add-item", Some(add("Dust"))).await.code(),
        "woocommerce_rest_variation_id_from_variation_data"
    );
    assert_eq!(buyer.ask("POST", "/cart/add-item", Some(add("Espresso"))).await.status, 201);
    assert_eq!(buyer.ask("POST", "/cart/add-item", Some(add("Filter"))).await.status, 201);
    let cart = buyer.ask("GET", "/cart", None).await;
    assert_eq!(cart.body["items"].as_array().unwrap().len(), 2, "another choice is another line");
}

#[tokio::test]
async fn lists_page_with_totals_and_refuse_bad_parameters_together() {
    let shop = shop();
    let seen = v3(&shop, "GET", "/products?category=17&per_page=5&page=2&status=publish", None).await;
    assert_eq!(seen.body.as_array().unwrap().len(), 5);
    assert_eq!((seen.header("X-WP-Total"), seen.header("X-WP-TotalPages")), ("14", "3"));
    assert!(seen.header("Link").contains("rel=\"next\"") && seen.header("Link").contains("rel=\"prev\""));
    let past = v3(&shop, "GET", "/products?page=99", None).await;
    assert_eq!((past.status, past.body), (200, json!([])));
    let bad = v3(&shop, "GET", "/products?per_page=101&orderby=colour", None).await;
    assert_eq!(bad.body["message"], "Invalid parameter(s): per_page, orderby");
    assert_eq!(v3(&shop, "GET", "/nothing", None).await.code(), "rest_no_route");
}

#[tokio::test]
async fn the_card_page_turns_a_pending_order_into_a_paid_one() {
    let shop = shop();
    let buyer = Buyer::new(&shop).await;
    buyer.add(COFFEE, 1).await;
    let answer = buyer.place("demo_card").await;
    assert_eq!(answer.body["status"], "pending");
    let link = answer.body["payment_result"]["redirect_url"].as_str().unwrap();
    let path = link.strip_prefix(shop.site()).unwrap();
    let page: Seen = shop.answer(&call("GET", path, &[], None)).await.into();
    assert!(page.body.as_str().unwrap().contains("2,552.00"));
    shop.answer(&call("POST", path, &[], None)).await;
    let order = v3(&shop, "GET", &format!("/orders/{}", answer.body["order_id"]), None).await;
    assert_eq!(order.body["status"], "processing");
    assert!(order.body["date_paid"].is_string());
    assert_eq!(stock(&shop, COFFEE), 239);
}

#[tokio::test]
async fn a_token_bound_to_an_account_is_that_accounts_cart() {
    let shop = shop();
    let id =
        v3(&shop, "POST", "/customers", Some(json!({"email": "a@wa.test", "username": "wa-1"}))).await.id();
    let manager = format!("Basic {}", STANDARD.encode("manager:sandbox application password"));
    let path = format!("/wp-json/wp/v2/users/{id}/application-passwords");
    let headers = [("authorization", manager.as_str()), ("x-forwarded-proto", "https")];
    let made: Seen =
        shop.answer(&call("POST", &path, &headers, Some(json!({"name": "bridge"})))).await.into();
    assert_eq!(made.status, 201);
    let own =
        format!("Basic {}", STANDARD.encode(format!("wa-1:{}", made.body["password"].as_str().unwrap())));
    let headers = [("authorization", own.as_str()), ("x-forwarded-proto", "https")];
    let cart: Seen = shop.answer(&call("GET", "/wp-json/wc/store/v1/cart", &headers, None)).await.into();
    assert_eq!(cart.header("User-ID"), id.to_string());
    // The token alone, without credentials, now writes the account's cart.
    let buyer = Buyer { shop: shop.clone(), token: cart.header("Cart-Token").to_owned() };
    buyer.add(COFFEE, 2).await;
    let cart: Seen = shop.answer(&call("GET", "/wp-json/wc/store/v1/cart", &headers, None)).await.into();
    assert_eq!(cart.body["items_count"], 2);
}

#[tokio::test]
async fn customers_are_found_by_role_and_not_by_meta() {
    let shop = shop();
    let companies = |seen: &Seen| -> Vec<String> {
        let all = seen.body.as_array().unwrap();
        all.iter().map(|one| one["billing"]["company"].as_str().unwrap().to_owned()).collect()
    };
    let buyers = v3(&shop, "GET", "/customers?per_page=100&wa_supplier=coffee", None).await;
    assert_eq!(companies(&buyers), ["Nyeri Coffee Growers", "Mwea Rice Mills", "Cafe Mzuri"]);
    let suppliers = v3(&shop, "GET", "/customers?role=supplier", None).await;
    assert_eq!(companies(&suppliers), ["Baraka Wholesale"]);
    let unknown = v3(&shop, "GET", "/customers?role=pirate", None).await;
    assert_eq!((unknown.status, &unknown.body["code"]), (400, &json!("rest_invalid_param")));
    assert!(unknown.body["data"]["params"]["role"].is_string());
}
