//! Reads exchanges with a real shop, where they lie beside the repository; without them there is nothing to check here
//! (the facts they taught are in the other tests).

use std::path::Path;

use serde_json::{Value, json};

use super::{
    answer::{self, Answer, Api},
    decode,
    port::{CartToken, Failure},
    wire,
};

fn exchanges(name: &str) -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/woocommerce/recordings");
    let Ok(text) = std::fs::read_to_string(folder.join(format!("{name}.json"))) else { return Vec::new() };
    let mut file = serde_json::from_str::<Value>(&text).unwrap();
    serde_json::from_value(file["exchanges"].take()).unwrap()
}

fn header<'a>(message: &'a Value, name: &str) -> Option<&'a str> {
    let headers = message["headers"].as_object()?;
    headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).and_then(|(_, value)| value.as_str())
}

fn answer_of(exchange: &Value) -> Answer {
    let response = &exchange["response"];
    let body = match &response["body"] {
        Value::String(text) => text.clone().into_bytes(),
        json => json.to_string().into_bytes(),
    };
    Answer {
        status: response["status"].as_u64().and_then(|status| u16::try_from(status).ok()).unwrap(),
        retry_after: header(response, "Retry-After")
            .or_else(|| header(response, "RateLimit-Retry-After"))
            .and_then(answer::retry_after),
        cart_token: header(response, "Cart-Token").map(|token| CartToken(token.to_owned())),
        total: None,
        body,
    }
}

#[test]
fn every_recorded_basket_is_read() {
    let files =
        ["cart_store_api", "cart_tokens", "checkout_store_api", "currency_decimals", "cart_customer_bound"];
    for exchange in files.into_iter().flat_map(exchanges) {
        let (name, path) = (&exchange["name"], exchange["request"]["path"].as_str().unwrap());
        let is_cart = path.contains("/store/v1/cart") && !path.contains("/items") && !path.contains('?');
        let answer = answer_of(&exchange);
        // Some recordings were trimmed to a few members; those are not what the shop sends.
        if !is_cart || answer.status >= 300 || exchange["response"]["body"].get("needs_shipping").is_none() {
            continue;
        }
        let cart = decode::cart(serde_json::from_slice::<wire::Cart>(&answer.body).unwrap()).unwrap();
        let wanted = exchange["response"]["body"]["items"].as_array().unwrap().len();
        assert_eq!(cart.lines.len(), wanted, "{name}");
        let shown = exchange["response"]["body"]["totals"]["total_price"].as_str().unwrap();
        assert_eq!(cart.totals.total.minor.to_string(), shown, "{name}");
        assert!(cart.lines.iter().all(|line| !line.name.contains("&#")), "{name}");
    }
}

#[test]
fn every_recorded_order_is_read() {
    for exchange in
        ["order_two_phase", "checkout_store_api", "currency_decimals"].into_iter().flat_map(exchanges)
    {
        let body = &exchange["response"]["body"];
        if ["line_items", "currency", "status"].iter().any(|member| body.get(*member).is_none()) {
            continue;
        }
        let record = decode::order(serde_json::from_value(body.clone()).unwrap()).unwrap();
        assert_eq!(record.order.total.to_decimal(), body["total"].as_str().unwrap(), "{}", exchange["name"]);
        assert_eq!(record.order.lines.len(), body["line_items"].as_array().unwrap().len());
    }
}

#[test]
fn recorded_quotes_and_refunds_are_read() {
    let mut read = 0;
    for exchange in exchanges("orders_notes_meta_quotes") {
        let (request, response) = (&exchange["request"], &exchange["response"]);
        let (path, body) = (request["path"].as_str().unwrap(), &response["body"]);
        if response["status"].as_u64().unwrap() >= 300 {
            continue;
        }
        if body.get("line_items").is_some() && body.get("billing").is_some() {
            let record = decode::order(serde_json::from_value(body.clone()).unwrap()).unwrap();
            for (line, wire) in record.order.lines.iter().zip(body["line_items"].as_array().unwrap()) {
                assert_eq!(json!(line.item), wire["id"]);
                assert_eq!(line.total.to_decimal(), wire["total"].as_str().unwrap());
                let tax: i64 = record.extras.taxes[&line.item].iter().map(|(_, minor)| minor).sum();
                assert_eq!(tax, line.tax_minor);
            }
            for (fee, wire) in record.extras.fees.iter().zip(body["fee_lines"].as_array().unwrap()) {
                assert_eq!(fee.total.to_decimal(), wire["total"].as_str().unwrap());
            }
            read += 1;
        }
        if path.ends_with("/refunds") {
            let currency = domain::money::Currency { code: "KES".into(), decimals: 2 };
            let wires = if body.is_array() { body.clone() } else { json!([body]) };
            for wire in serde_json::from_value::<Vec<wire::Refund>>(wires).unwrap() {
                let amount = wire.amount.0.clone();
                assert_eq!(decode::refund(wire, &currency).unwrap().amount.to_decimal(), amount);
                read += 1;
            }
        }
        if path.contains("/notes") && body.is_array() {
            let notes = decode::notes(serde_json::from_value(body.clone()).unwrap());
            assert!(notes.iter().any(|note| note.is_for_customer));
            read += 1;
        }
    }
    assert!(read == 0 || read > 15, "{read} were read");
}

#[test]
fn a_recorded_order_whose_making_was_cut_off_is_found_by_its_key_once_it_is_whole() {
    for exchange in exchanges("order_create_lost_response") {
        let body = &exchange["response"]["body"];
        for found in body.as_array().into_iter().flatten().filter(|found| found.get("line_items").is_some()) {
            let mut found = found.clone();
            found["currency"] = json!("KES");
            let record = decode::order(serde_json::from_value(found.clone()).unwrap()).unwrap();
            assert!(record.extras.created_via.starts_with("wa:"));
            assert_eq!(record.order.lines.is_empty(), found["total"] == "0.00", "half made, it has no lines");
        }
    }
}

#[test]
fn every_recorded_error_is_judged_as_the_facts_say() {
    let files = [
        "errors",
        "auth",
        "limits_and_noise",
        "cart_store_api",
        "cart_tokens",
        "checkout_store_api",
        "orders_notes_meta_quotes",
    ];
    for exchange in files.into_iter().flat_map(exchanges) {
        let name = exchange["name"].as_str().unwrap();
        let request = &exchange["request"];
        let answer = answer_of(&exchange);
        let api = if request["path"].as_str().unwrap().contains("/store/") { Api::Store } else { Api::Rest };
        let changes = request["method"] != "GET";
        let Some(failure) = answer::failure(&answer, api, changes, None) else { continue };
        let code = exchange["response"]["body"]["code"].as_str().unwrap_or_default();
        let expected = match (answer.status, code) {
            (503, "wp_die") | (400, "rate_limit_exceeded") => {
                matches!(failure, Failure::ComeBack { after: Some(_) })
            }
            (401 | 403, "woocommerce_rest_missing_nonce" | "woocommerce_rest_invalid_nonce") => {
                failure == Failure::SessionLost
            }
            (401, _) if api == Api::Rest => failure == Failure::Unauthorised,
            (500, "internal_server_error") | (_, "") => failure == Failure::Unknown,
            (404, code) if code.ends_with("_invalid_id") => failure == Failure::NotFound,
            _ => matches!(&failure, Failure::Refused { code: said, .. } if said == code),
        };
        assert!(expected, "{name}: {failure:?}");
        if let (Failure::Refused { cart, .. }, 409) = (&failure, answer.status)
            && exchange["response"]["body"]["data"].get("cart").is_some()
        {
            assert!(cart.is_some(), "{name}: the basket comes with the conflict");
        }
    }
}

#[test]
fn recorded_stock_refusals_tell_what_is_left() {
    for exchange in exchanges("cart_store_api") {
        if let "add_more_than_stock" | "set_more_than_stock" = exchange["name"].as_str().unwrap() {
            let failure = answer::failure(&answer_of(&exchange), Api::Store, true, None);
            assert!(matches!(failure, Some(Failure::Refused { left: Some(3), .. })), "{failure:?}");
        }
    }
}

#[test]
fn every_recorded_product_is_read() {
    use crate::catalogue::wire::{WireProduct, WireVariation};
    let currency = domain::money::Currency { code: "KES".into(), decimals: 2 };
    for exchange in exchanges("catalogue_v3") {
        let name = exchange["name"].as_str().unwrap();
        let body = &exchange["response"]["body"];
        match name {
            "full_simple" | "full_variable" => {
                let wire = serde_json::from_value::<WireProduct>(body.clone()).unwrap();
                assert!(wire.is_shown(), "{name}");
                let product = wire.product(vec![], &currency);
                assert_eq!(product.price.unwrap().minor % 100, 0);
                assert_eq!(product.attributes.is_empty(), name == "full_simple");
            }
            "variations" | "variations_parent_managed" | "variations_any_value" => {
                let wires = serde_json::from_value::<Vec<WireVariation>>(body.clone()).unwrap();
                let count = wires.len();
                let read = wires.into_iter().filter_map(|wire| wire.variation(&currency)).collect::<Vec<_>>();
                assert_eq!(read.len(), count, "{name}");
                assert!(
                    read.iter().all(|variation| !variation.choices.is_empty() && variation.price.is_some())
                );
            }
            _ => {}
        }
    }
}

#[test]
fn a_recorded_product_webhook_is_read() {
    for exchange in exchanges("webhook_deliveries") {
        if !exchange["name"].as_str().unwrap().starts_with("product.updated") {
            continue;
        }
        let body = exchange["request"]["body_raw"].as_str().unwrap();
        let wire = serde_json::from_str::<crate::catalogue::wire::WireProduct>(body).unwrap();
        assert!(wire.is_shown() && wire.parent().is_none());
    }
}
