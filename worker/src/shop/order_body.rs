//! What is written into orders past the basket: drafts, changes, refunds. Amounts are texts, lines go by their own
//! numbers, and both prices of a line are set. Pure.

use domain::{
    money::Money,
    shop::{Address, Gateway, OrderStatus},
};
use serde_json::{Value, json};

use super::{
    call::{billing, shipping},
    decode::{REFUND_META, status_slug},
    port::{NewOrder, NewRefund, OrderEdit},
};

/// One unique key per fact: a key without a number overwrites what stands under it.
pub fn meta(facts: &[(String, String)]) -> Value {
    facts.iter().map(|(key, value)| json!({"key": key, "value": value})).collect()
}

/// A draft, with the key by which it is found again.
pub fn new_order(new: &NewOrder) -> Value {
    let lines = new.lines.iter().map(|line| {
        let mut wire = json!({"product_id": line.product, "quantity": line.quantity});
        if let Some(variation) = line.variation {
            wire["variation_id"] = json!(variation);
        }
        with_price(wire, line.total.as_ref())
    });
    let fees = new.fees.iter().map(|fee| json!({"name": fee.name, "total": fee.total.to_decimal()}));
    let mut body = json!({
        "status": status_slug(&OrderStatus::CheckoutDraft),
        "created_via": new.key,
        "line_items": lines.collect::<Value>(),
        "fee_lines": fees.collect::<Value>(),
        "customer_note": new.note,
        "meta_data": meta(&new.facts),
    });
    put_address(&mut body, new.address.as_ref());
    put_gateway(&mut body, new.gateway.as_ref());
    body
}

/// What changes of an order, and nothing else.
pub fn order_edit(edit: &OrderEdit) -> Value {
    let mut body = json!({});
    let lines = edit.lines.iter().map(|line| {
        let wire = if line.item == 0 {
            json!({"product_id": line.product, "quantity": line.quantity})
        } else {
            json!({"id": line.item, "quantity": line.quantity})
        };
        with_price(wire, line.total.as_ref().filter(|_| line.quantity > 0))
    });
    if !edit.lines.is_empty() {
        body["line_items"] = lines.collect();
    }
    if !edit.facts.is_empty() {
        body["meta_data"] = meta(&edit.facts);
    }
    if let Some(status) = &edit.status {
        body["status"] = json!(status_slug(status));
    }
    put_address(&mut body, edit.address.as_ref());
    put_gateway(&mut body, edit.gateway.as_ref());
    body
}

/// A refund that is booked here and moved by the merchant.
pub fn new_refund(new: &NewRefund) -> Value {
    let lines = new.lines.iter().map(|line| {
        let taxes = line.taxes.iter();
        // The number of a rate is a text here, or the shop refuses.
        let taxes =
            taxes.map(|(rate, tax)| json!({"id": rate.to_string(), "refund_total": tax.to_decimal()}));
        json!({
            "id": line.item,
            "quantity": line.quantity,
            "refund_total": line.total.to_decimal(),
            "refund_tax": taxes.collect::<Value>(),
        })
    });
    json!({
        "amount": new.amount.to_decimal(),
        "reason": new.reason,
        "api_refund": false,
        "line_items": lines.collect::<Value>(),
        "meta_data": [{"key": REFUND_META, "value": new.key}],
    })
}

/// Both prices, and both as text: the shop shows a difference as a discount and refuses numbers.
fn with_price(mut wire: Value, total: Option<&Money>) -> Value {
    if let Some(total) = total {
        wire["subtotal"] = json!(total.to_decimal());
        wire["total"] = json!(total.to_decimal());
    }
    wire
}

fn put_address(body: &mut Value, address: Option<&Address>) {
    let Some(address) = address else { return };
    let mut billing = billing(address);
    // `wc/v3` takes no empty e-mail.
    billing.retain(|name, value| name != "email" || value.as_str() != Some(""));
    body["billing"] = Value::Object(billing);
    body["shipping"] = Value::Object(shipping(address));
}

fn put_gateway(body: &mut Value, gateway: Option<&Gateway>) {
    let Some(gateway) = gateway.filter(|gateway| !gateway.id.as_str().is_empty()) else { return };
    body["payment_method"] = json!(gateway.id);
    body["payment_method_title"] = json!(gateway.title);
}

#[cfg(test)]
mod tests {
    use conversation::effect::{AgreedFee, AgreedLine};
    use domain::{
        ids::{GatewayId, OrderId, ProductId, VariationId},
        money::Currency,
        shop::GatewayKind,
    };

    use super::*;
    use crate::shop::{
        answer::Answer,
        call::Call,
        port::{Failure, LineEdit, RefundPart, Reply, Request},
        reply::reply,
    };

    fn kes(minor: i64) -> Money {
        Money::from_minor(minor, Currency { code: "KES".into(), decimals: 2 })
    }

    fn order() -> NewOrder {
        let line = |product, variation, quantity, total| AgreedLine {
            product: ProductId(product),
            variation,
            name: "Rice".into(),
            quantity,
            total,
        };
        NewOrder {
            key: "k7".into(),
            lines: vec![line(15, None, 1_000, Some(kes(320_050))), line(60, Some(VariationId(61)), 2, None)],
            fees: vec![AgreedFee { name: "Off".into(), total: kes(-25_000) }],
            address: Some(Address { first_name: "Amina".into(), country: "KE".into(), ..Address::default() }),
            gateway: Some(Gateway {
                id: GatewayId("cod".into()),
                title: "Cash".into(),
                description: String::new(),
                instructions: String::new(),
                kind: GatewayKind::CashOnDelivery,
            }),
            note: String::new(),
            facts: vec![("_wa_fp".into(), "f".into())],
        }
    }

    fn answer(body: &Value) -> Answer {
        Answer { status: 201, body: body.to_string().into_bytes(), ..Answer::default() }
    }

    fn made() -> Value {
        json!({
            "id": 428, "status": "checkout-draft", "currency": "KES", "total": "3450.50", "created_via": "K7",
            "line_items": [{
                "id": 1196, "product_id": 15, "variation_id": 0, "name": "Rice", "quantity": 1000,
                "total": "3200.50", "total_tax": "512.08", "taxes": [{"id": 1, "total": "512.08", "subtotal": "512.08"}],
            }],
            "fee_lines": [{"id": 9, "name": "Off", "total": "-250.00"}],
            "meta_data": [
                {"id": 1, "key": "_wa_fp", "value": "f"}, {"id": 2, "key": "wa_until", "value": "2026-12-01"},
                {"id": 3, "key": "wa_days", "value": 3}, {"id": 4, "key": "_other", "value": "x"},
                {"id": 5, "key": "_wa_list", "value": ["x"]}, {"id": 6, "key": "wa_long", "value": "é".repeat(9_000)},
            ],
        })
    }

    #[test]
    fn a_new_order_is_a_draft_with_its_key_and_both_prices_as_text() {
        let call = Call::of(&Request::CreateOrder(Box::new(order())));
        assert_eq!((call.method, call.path.as_str()), ("POST", "wc/v3/orders"));
        let body = call.body.unwrap();
        assert_eq!((&body["status"], &body["created_via"]), (&json!("checkout-draft"), &json!("k7")));
        let lines = json!([
            {"product_id": 15, "quantity": 1000, "subtotal": "3200.50", "total": "3200.50"},
            {"product_id": 60, "variation_id": 61, "quantity": 2},
        ]);
        assert_eq!(body["line_items"], lines, "without a price the shop's own is taken");
        assert_eq!(body["fee_lines"], json!([{"name": "Off", "total": "-250.00"}]));
        assert!(body["billing"].get("email").is_none(), "an empty e-mail is refused");
        assert_eq!((&body["payment_method"], &body["shipping"]["country"]), (&json!("cod"), &json!("KE")));
    }

    #[test]
    fn an_order_is_read_with_items_taxes_fees_and_facts() {
        let request = Request::CreateOrder(Box::new(order()));
        let Ok(Reply::Order(record)) = reply(&request, &answer(&made())) else { panic!("an order") };
        let line = &record.order.lines[0];
        assert_eq!((line.item, line.tax_minor), (1196, 51_208));
        assert_eq!(record.extras.taxes[&1196], [(1, 51_208)]);
        assert_eq!(record.extras.fees[0].total, kes(-25_000));
        let facts: Vec<_> =
            record.extras.facts.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        let long = "é".repeat(2_048);
        let expected =
            [("_wa_fp", "f"), ("wa_days", "3"), ("wa_long", long.as_str()), ("wa_until", "2026-12-01")];
        assert_eq!(facts, expected);
    }

    #[test]
    fn an_order_under_another_key_is_not_believed_to_be_ours() {
        let mut other = made();
        other["created_via"] = json!("rest-api");
        let request = Request::CreateOrder(Box::new(order()));
        assert_eq!(reply(&request, &answer(&other)), Err(Failure::Unknown));
        let found = reply(&Request::OrdersByKey { key: "k7".into() }, &answer(&json!([other, made()])));
        assert!(
            matches!(found, Ok(Reply::Orders(orders)) if orders.len() == 1),
            "an ignored filter shows all"
        );
        let call = Call::of(&Request::OrdersByKey { key: "k7".into() });
        assert!(call.query.contains(&("created_via".into(), "k7".into())));
    }

    #[test]
    fn a_change_names_only_what_changes() {
        let line = |item, quantity, total| LineEdit { item, product: ProductId(15), quantity, total };
        let edit = OrderEdit {
            lines: vec![line(212, 4, Some(kes(300))), line(213, 0, Some(kes(1))), line(0, 5, None)],
            status: Some(OrderStatus::Pending),
            facts: vec![("_wa_turn".into(), String::new())],
            ..OrderEdit::default()
        };
        let call = Call::of(&Request::EditOrder { order: OrderId(7), edit: Box::new(edit) });
        assert_eq!((call.method, call.path.as_str()), ("PUT", "wc/v3/orders/7"));
        let expected = json!({
            "line_items": [
                {"id": 212, "quantity": 4, "subtotal": "3.00", "total": "3.00"},
                {"id": 213, "quantity": 0},
                {"product_id": 15, "quantity": 5},
            ],
            "status": "pending",
            "meta_data": [{"key": "_wa_turn", "value": ""}],
        });
        assert_eq!(call.body.unwrap(), expected);
    }

    #[test]
    fn a_refund_is_booked_here_and_carries_our_key() {
        let new = NewRefund {
            order: OrderId(133),
            key: "d5.1".into(),
            amount: kes(3_480),
            reason: "Damaged [d5.1]".into(),
            lines: vec![RefundPart { item: 212, quantity: 5, total: kes(3_000), taxes: vec![(1, kes(480))] }],
        };
        let request = Request::CreateRefund(Box::new(new));
        let call = Call::of(&request);
        assert_eq!((call.method, call.path.as_str()), ("POST", "wc/v3/orders/133/refunds"));
        let expected = json!({
            "amount": "34.80", "reason": "Damaged [d5.1]", "api_refund": false,
            "line_items": [{
                "id": 212, "quantity": 5, "refund_total": "30.00", "refund_tax": [{"id": "1", "refund_total": "4.80"}],
            }],
            "meta_data": [{"key": "_wa_refund", "value": "d5.1"}],
        });
        assert_eq!(call.body.unwrap(), expected);
        let booked = json!({
            "id": 136, "amount": "34.80", "reason": "Damaged [d5.1]",
            "meta_data": [{"id": 1, "key": "_wa_refund", "value": "d5.1"}],
        });
        let Ok(Reply::Refunded(refund)) = reply(&request, &answer(&booked)) else { panic!("a refund") };
        assert_eq!((refund.amount, refund.key.as_deref()), (kes(3_480), Some("d5.1")));
    }

    #[test]
    fn notes_are_listed_and_written_and_a_draft_goes_into_the_bin() {
        let note = Request::AddNote { order: OrderId(7), text: "Hello".into(), is_for_customer: true };
        let call = Call::of(&note);
        assert_eq!((call.method, call.path.as_str()), ("POST", "wc/v3/orders/7/notes"));
        assert_eq!(call.body.unwrap(), json!({"note": "Hello", "customer_note": true}));
        let listed = json!([{"id": 91, "note": "x <b>y</b>", "customer_note": false}]);
        let notes = reply(&Request::Notes { order: OrderId(7) }, &answer(&listed));
        assert!(matches!(notes, Ok(Reply::Notes(notes)) if notes[0].text == "x <b>y</b>"));
        let trash = Request::TrashOrder { order: OrderId(7) };
        assert_eq!(Call::of(&trash).method, "DELETE");
        assert_eq!(reply(&trash, &answer(&json!({"id": 7}))), Ok(Reply::Trashed));
        assert_eq!(reply(&trash, &answer(&json!({"id": 8}))), Err(Failure::Unknown));
    }
}
