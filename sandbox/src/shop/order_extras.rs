//! Notes and refunds of an order.

use poem::http::Method;
use serde_json::json;

use super::order::{Refund, change_stock};
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
    let refused = |message: &str| {
        Answer::error_with(500, "woocommerce_rest_cannot_create_order_refund", message, json!(500))
    };
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
        (&Method::POST, []) => {
            let body = call.json()?;
            let now = now_ms();
            let mut guard = shop.state();
            let state = &mut *guard;
            let refund_id = state.post_id();
            let order = state.orders.get_mut(&id).ok_or_else(missing)?;
            let amount = body["amount"].as_str().and_then(money::parse).unwrap_or(0);
            let given: i64 = order.refunds.iter().map(|refund| refund.amount).sum();
            if amount <= 0 || amount > order.total - given {
                return Err(refused("Invalid refund amount."));
            }
            if body["api_refund"] != false {
                return Err(refused(
                    "The payment gateway for this order does not support automatic refunds.",
                ));
            }
            let mut restock = Vec::new();
            let mut lines = Vec::new();
            for item in body["line_items"].as_array().into_iter().flatten() {
                let quantity = integer(&item["quantity"]).unwrap_or(0);
                let Some(line) = order.lines.iter().find(|line| item["id"].as_u64() == Some(line.id)) else {
                    continue;
                };
                restock.push((if line.variation > 0 { line.variation } else { line.product }, quantity));
                lines.push(
                    json!({"name": line.name, "product_id": line.product, "variation_id": line.variation,
                    "quantity": -quantity, "total": item["refund_total"]}),
                );
            }
            let refund = Refund {
                id: refund_id,
                amount,
                reason: text(&body["reason"]).unwrap_or_default(),
                at_ms: now,
                lines,
            };
            order.refunds.push(refund.clone());
            order.modified_ms = now;
            if amount + given == order.total {
                "refunded".clone_into(&mut order.status);
                shop.note_status(order, "wc/v3");
            }
            if body["api_restock"] != false {
                for (product, quantity) in restock {
                    change_stock(&mut state.catalogue, product, quantity, now);
                    webhooks::emit(shop, state, "product.updated", product);
                }
            }
            webhooks::emit(shop, state, "order.updated", id);
            Ok(Answer::json(201, order_json::refund(id, &refund, shop.site())))
        }
        _ => Err(Answer::no_route()),
    }
}
