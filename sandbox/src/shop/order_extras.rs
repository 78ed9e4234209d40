//! Notes and refunds of an order.

use poem::http::Method;
use serde_json::{Value, json};

use super::order::{OrderLine, Refund, change_stock, write_meta};
use super::wire::{Answer, Call, integer, text};
use super::{Shop, money, now_ms, order_json, webhooks};

/// Routes below `/wc/v3/orders/<id>/notes`.
pub async fn notes(
    shop: &Shop,
    call: &Call,
    method: &Method,
    id: u64,
    parts: &[&str],
) -> Result<Answer, Answer> {
    shop.work(3).await;
    let missing = || Answer::error(404, "woocommerce_rest_order_invalid_id", "Invalid order ID.");
    let order = shop.state().orders.get(&id).cloned().ok_or_else(missing)?;
    let kind = call.query("type").unwrap_or("any");
    let find = |text: &str| {
        let wanted = text.parse::<u64>().ok();
        order
            .notes
            .iter()
            .find(|note| Some(note.id) == wanted)
            .ok_or_else(|| Answer::error(404, "woocommerce_rest_invalid_id", "Invalid resource ID."))
    };
    match (method, parts) {
        (&Method::GET, []) => {
            let shown = order.notes.iter().rev().filter(|note| match kind {
                "customer" => note.to_customer,
                "internal" => !note.to_customer,
                _ => true,
            });
            Ok(Answer::ok(shown.map(|note| order_json::note(id, note, shop.site())).collect()))
        }
        (&Method::GET, [note]) => Ok(Answer::ok(order_json::note(id, find(note)?, shop.site()))),
        (&Method::POST, []) => {
            let body = call.json()?;
            let Some(note) = text(&body["note"]) else { return Err(Answer::missing_param("note")) };
            let to_customer = body["customer_note"] == true;
            let note = shop.state().add_note(id, note, to_customer, now_ms()).ok_or_else(missing)?;
            if to_customer {
                shop.record("shop_mail", json!({"order_id": id, "mail": "buyer: note"}));
            }
            Ok(Answer::json(201, order_json::note(id, &note, shop.site())))
        }
        (&Method::DELETE, [note]) => {
            let note = find(note)?;
            if call.query("force") != Some("true") {
                return Err(Answer::error(
                    501,
                    "woocommerce_rest_trash_not_supported",
                    "Webhooks do not support trashing.",
                ));
            }
            if let Some(order) = shop.state().orders.get_mut(&id) {
                order.notes.retain(|held| held.id != note.id);
            }
            Ok(Answer::ok(order_json::note(id, note, shop.site())))
        }
        _ => Err(Answer::no_route()),
    }
}

/// Routes below `/wc/v3/orders/<id>/refunds`. Not idempotent.
pub async fn refunds(
    shop: &Shop,
    call: &Call,
    method: &Method,
    id: u64,
    parts: &[&str],
) -> Result<Answer, Answer> {
    shop.work(4).await;
    let missing = || Answer::error(404, "woocommerce_rest_order_invalid_id", "Invalid order ID.");
    match (method, parts) {
        (&Method::GET, []) => {
            let order = shop.state().orders.get(&id).cloned().ok_or_else(missing)?;
            Ok(Answer::ok(
                order
                    .refunds
                    .iter()
                    .rev()
                    .map(|refund| order_json::refund(id, refund, shop.site()))
                    .collect(),
            ))
        }
        (&Method::POST, []) => book(shop, call, id).await,
        _ => Err(Answer::no_route()),
    }
}

/// Books a refund. Its meta data is stored a moment after itself, so a look in between sees it without.
async fn book(shop: &Shop, call: &Call, id: u64) -> Result<Answer, Answer> {
    let missing = || Answer::error(404, "woocommerce_rest_order_invalid_id", "Invalid order ID.");
    let refused = |message: &str| {
        Answer::error_with(500, "woocommerce_rest_cannot_create_order_refund", message, json!(500))
    };
    let body = call.json()?;
    let now = now_ms();
    let refund_id = {
        let mut guard = shop.state();
        let state = &mut *guard;
        let refund_id = state.post_id();
        let order = state.orders.get(&id).cloned().ok_or_else(missing)?;
        let amount = body["amount"].as_str().and_then(money::parse).unwrap_or(0);
        let given: i64 = order.refunds.iter().map(|refund| refund.amount).sum();
        if amount <= 0 || amount > order.total - given {
            return Err(refused("Invalid refund amount."));
        }
        if body["api_refund"] != false {
            return Err(refused("The payment gateway for this order does not support automatic refunds."));
        }
        let mut restock = Vec::new();
        let mut lines = Vec::new();
        for item in body["line_items"].as_array().into_iter().flatten() {
            let quantity = integer(&item["quantity"]).unwrap_or(0);
            let Some(line) = order.lines.iter().find(|line| item["id"].as_u64() == Some(line.id)) else {
                continue;
            };
            if quantity > 0 && line.reduced_stock > 0 {
                restock.push((if line.variation > 0 { line.variation } else { line.product }, quantity));
            }
            lines.push(refunded_line(line, quantity, item, state.item_id()));
        }
        let is_whole = amount + given == order.total;
        let kind = if is_whole { "full" } else { "partial" };
        let meta = vec![(state.item_id(), "_refund_type".to_owned(), json!(kind))];
        let reason = text(&body["reason"]).unwrap_or_default();
        shop.record(
            "shop_refund",
            json!({"order_id": id, "amount": money::decimal(amount), "reason": reason}),
        );
        if let Some(order) = state.orders.get_mut(&id) {
            order.refunds.push(Refund { id: refund_id, amount, reason, at_ms: now, lines, meta });
            order.modified_ms = now;
            if is_whole {
                "refunded".clone_into(&mut order.status);
                shop.note_status(order, "wc/v3");
            }
        }
        if body["api_restock"] != false {
            for (product, quantity) in restock {
                change_stock(&mut state.catalogue, product, quantity, now);
                webhooks::emit(shop, state, "product.updated", product);
            }
        }
        refund_id
    };
    shop.work(2).await;
    let mut guard = shop.state();
    let state = &mut *guard;
    let mut order = state.orders.get(&id).cloned().ok_or_else(missing)?;
    let refund = order.refunds.iter_mut().find(|refund| refund.id == refund_id).ok_or_else(missing)?;
    write_meta(&mut refund.meta, &body["meta_data"], || state.item_id());
    let answer = Answer::json(201, order_json::refund(id, refund, shop.site()));
    state.orders.insert(id, order);
    webhooks::emit(shop, state, "order.updated", id);
    Ok(answer)
}

/// What a refund keeps of a line: everything negative, the line it came from in the meta data.
fn refunded_line(line: &OrderLine, quantity: i64, item: &Value, id: u64) -> Value {
    let amount = |value: &Value| value.as_str().and_then(money::parse).unwrap_or(0);
    let total = money::decimal(-amount(&item["refund_total"]));
    let taxes = item["refund_tax"].as_array().into_iter().flatten();
    let tax = money::decimal(-taxes.map(|tax| amount(&tax["refund_total"])).sum::<i64>());
    let from = line.id.to_string();
    json!({"id": id, "name": line.name, "product_id": line.product, "variation_id": line.variation, "quantity": -quantity,
        "tax_class": "", "subtotal": total, "subtotal_tax": tax, "total": total, "total_tax": tax,
        "taxes": [{"id": 1, "total": tax, "subtotal": tax}], "sku": line.sku,
        "meta_data": [{"id": id + 1, "key": "_refunded_item_id", "value": from,
            "display_key": "_refunded_item_id", "display_value": from}]})
}
