use serde_json::{Value, json};

use super::*;

fn line(key: &str, id: u64, quantity: u32) -> Value {
    json!({
        "key": key, "id": id, "quantity": quantity, "quantity_limits": {"maximum": 9999},
        "name": "Widget &#8220;Big&#8221; &amp; Co", "sku": "W-1", "variation": [],
        "prices": {"price": "1250"}, "totals": {"line_total": "2500"},
    })
}

fn basket(lines: &[Value]) -> Value {
    json!({
        "items": lines,
        "coupons": [{"code": "ten"}],
        "totals": {
            "total_items": "2500", "total_discount": "250", "total_shipping": "300", "total_tax": "408",
            "total_price": "2958", "currency_code": "KES", "currency_minor_unit": 2,
        },
        "needs_shipping": true, "needs_payment": true, "has_calculated_shipping": true,
        "shipping_rates": [{"shipping_rates": [
            {"rate_id": "flat_rate:1", "name": "Courier &amp; co", "price": "300", "selected": true},
            {"rate_id": "local_pickup:3", "name": "Depot", "price": "0", "selected": false},
        ]}],
        "payment_methods": ["bacs", "cod"],
        "errors": [{"code": "woocommerce_rest_product_out_of_stock", "message": "x"}],
        "a_member_of_tomorrow": {"x": 1},
    })
}

fn read(value: Value) -> Cart {
    cart(serde_json::from_value(value).unwrap()).unwrap()
}

#[test]
fn a_basket_reads_with_totals_rates_and_complaints() {
    let cart = read(basket(&[line("k1", 14, 2)]));
    let [line] = cart.lines.as_slice() else { panic!("one line") };
    assert_eq!((line.name.as_str(), line.quantity, line.quantity_max), ("Widget “Big” & Co", 2, None));
    assert_eq!((line.unit_price.minor, line.total.minor, line.total.currency.decimals), (1250, 2500, 2));
    assert_eq!(cart.totals.shipping.as_ref().map(|money| money.minor), Some(300));
    assert_eq!((cart.totals.discount.minor, cart.totals.total.minor), (250, 2958));
    assert_eq!(cart.chosen_rate().map(|rate| rate.name.as_str()), Some("Courier & co"));
    assert_eq!(cart.complaints, ["woocommerce_rest_product_out_of_stock"]);
    assert_eq!(cart.coupons, ["ten"]);
}

#[test]
fn shipping_is_unknown_until_the_shop_has_calculated_it() {
    for (member, value) in [("has_calculated_shipping", json!(false)), ("needs_shipping", json!(false))] {
        let mut wire = basket(&[]);
        wire[member] = value;
        assert_eq!(read(wire).totals.shipping, None, "{member}");
    }
    let mut wire = basket(&[]);
    wire["totals"]["total_shipping"] = Value::Null;
    assert_eq!(read(wire).totals.shipping, None);
}

#[test]
fn attributes_are_named_as_products_name_them() {
    let mut wire = line("k", 46, 1);
    wire["variation"] = json!([
        {"raw_attribute": "attribute_pa_size", "attribute": "Size", "value": "M"},
        {"raw_attribute": "attribute_length", "attribute": "Length", "value": "5 m"},
    ]);
    let keys = read(basket(&[wire])).lines.remove(0).choices.into_iter().map(|choice| choice.key);
    assert_eq!(keys.collect::<Vec<_>>(), ["pa_size", "Length"]);
}

#[test]
fn a_rate_counts_when_every_package_has_it() {
    let mut wire = basket(&[]);
    let second = json!({"shipping_rates": [{"rate_id": "flat_rate:1", "name": "Courier", "price": "100", "selected": false}]});
    wire["shipping_rates"].as_array_mut().unwrap().push(second);
    let rates = read(wire).rates;
    assert_eq!(rates.len(), 1);
    assert_eq!((rates[0].price.minor, rates[0].selected), (400, false));
}

#[test]
fn a_basket_without_its_heart_is_unreadable() {
    for member in ["items", "totals"] {
        let mut wire = basket(&[]);
        wire.as_object_mut().unwrap().remove(member);
        assert!(serde_json::from_value::<wire::Cart>(wire).is_err(), "{member}");
    }
    let mut wire = basket(&[line("k", 1, 1)]);
    wire["totals"]["total_price"] = json!("12.50");
    assert!(cart(serde_json::from_value(wire).unwrap()).is_err());
}

fn order_wire() -> Value {
    json!({
        "id": 75, "number": "A-75", "status": "pending", "currency": "KES", "total": "4715.11",
        "date_created_gmt": "2026-11-23T00:30:51", "payment_method": "card", "payment_method_title": "Card &amp; more",
        "payment_url": "https://shop.test/pay", "needs_payment": true, "billing": {"phone": "+254 712-000 001"},
        "line_items": [
            {"product_id": 43, "variation_id": 46, "name": "Vest", "quantity": 3, "total": "4052.25"},
            {"product_id": 14, "variation_id": 0, "name": "Bolt", "quantity": 1, "total": "12.50"},
        ],
        "meta_data": [
            {"key": "_wa_op", "value": "old"}, {"key": "_wa_op", "value": "k1"}, {"key": "thread", "value": {"n": 3}},
        ],
    })
}

fn read_order(value: Value) -> OrderRecord {
    order(serde_json::from_value(value).unwrap()).unwrap()
}

#[test]
fn an_order_reads_with_the_decimals_of_its_total() {
    let record = read_order(order_wire());
    assert_eq!(record.order.total.to_string(), "KES\u{a0}4,715.11");
    assert_eq!(record.order.lines.iter().map(|line| line.id.0).collect::<Vec<_>>(), [46, 14]);
    assert_eq!(record.order.created_on, "2026-11-23");
    assert_eq!(record.op_key.as_deref(), Some("k1"));
    assert_eq!(record.billing_phone.as_deref(), Some("+254712000001"));
    assert!(record.order.payment_url.is_some());
    let mut whole = order_wire();
    whole["total"] = json!("4715");
    whole["status"] = json!("on-hold");
    let record = read_order(whole);
    assert_eq!((record.order.total.minor, record.order.total.currency.decimals), (4715, 0));
    assert_eq!(record.order.payment_url, None, "only an order that waits for payment can be paid");
}

#[test]
fn an_order_without_a_total_is_unreadable() {
    let mut wire = order_wire();
    wire["total"] = json!("");
    assert!(order(serde_json::from_value(wire).unwrap()).is_err());
}

#[test]
fn statuses_read_and_write_alike() {
    for slug in [
        "checkout-draft",
        "pending",
        "processing",
        "on-hold",
        "completed",
        "cancelled",
        "refunded",
        "failed",
        "trash",
        "packed",
    ] {
        assert_eq!(status_slug(&status(slug)), slug);
    }
    assert!(
        !is_order(&status("auto-draft"))
            && !is_order(&status("checkout-draft"))
            && is_order(&status("packed"))
    );
}

#[test]
fn phones_compare_however_people_wrote_them() {
    for text in ["+254712000001", "+254 712 000-001", "00254712000001", "+254 (712) 000.001"] {
        assert_eq!(plain_phone(text), "+254712000001", "{text}");
    }
    assert_eq!(plain_phone(" 0712 000001 "), "0712 000001");
    assert_eq!(plain_phone("+12ab"), "+12ab");
}

#[test]
fn enabled_gateways_come_in_the_merchants_order_with_their_instructions() {
    let wire = json!([
        {"id": "cod", "title": "Cash", "enabled": true, "order": 2, "settings": {"instructions": {"value": "Have change"}}},
        {"id": "mpesa", "title": "", "method_title": "M-Pesa", "enabled": true, "order": "", "settings": []},
        {"id": "cheque", "title": "Cheque", "enabled": false, "order": 0},
        {"id": "bacs", "title": "Bank", "enabled": true, "order": 1, "settings": {
            "instructions": {"value": "Pay to:<br>"},
            "account_details": {"value": [{"account_name": "Shop &amp; Co", "account_number": "123", "bic": ""}]},
        }},
    ]);
    let gateways = gateways(serde_json::from_value(wire).unwrap());
    let told =
        gateways.iter().map(|gateway| (gateway.id.as_str(), gateway.kind, gateway.instructions.as_str()));
    assert_eq!(
        told.collect::<Vec<_>>(),
        [
            ("bacs", GatewayKind::BankTransfer, "Pay to:\nShop & Co, 123"),
            ("cod", GatewayKind::CashOnDelivery, "Have change"),
            ("mpesa", GatewayKind::Online, ""),
        ]
    );
    assert_eq!(gateways[2].title, "M-Pesa");
}
