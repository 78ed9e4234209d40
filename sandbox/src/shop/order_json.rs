//! An order as `wc/v3` shows it.

use serde_json::{Value, json};

use super::catalogue::{Catalogue, slug};
use super::money::{decimal, shortest};
use super::order::{Charge, Note, Order, OrderLine, Refund};
use super::{gmt_time, local_time, payments};

/// The whole order.
pub fn order(order: &Order, catalogue: &Catalogue, site: &str) -> Value {
    let meta: Vec<Value> =
        order.meta.iter().map(|(id, key, value)| json!({"id": id, "key": key, "value": value})).collect();
    let lines: Vec<Value> = order.lines.iter().map(|item| line(item, catalogue, site)).collect();
    let shipping: Vec<Value> = order
        .charges
        .iter()
        .map(|charge| {
            json!({"id": charge.id, "method_title": charge.title, "method_id": charge.method, "instance_id": charge.instance,
                "total": decimal(charge.total), "total_tax": decimal(charge.tax),
                "taxes": [{"id": 1, "total": decimal(charge.tax), "subtotal": ""}], "tax_status": "taxable", "meta_data": []})
        })
        .collect();
    let coupons: Vec<Value> = order
        .coupons
        .iter()
        .map(|coupon| {
            let held = catalogue.coupon(&coupon.code);
            let kind = held.map_or("percent", |held| super::cart_json::coupon_kind(held.kind));
            let amount = held.map_or(0, |held| if kind == "percent" { held.amount } else { held.amount / 100 });
            let info = format!("[{},\"{}\",\"{kind}\",{amount}]", held.map_or(0, |held| held.id), coupon.code);
            json!({"id": coupon.id, "code": coupon.code, "discount": shortest(coupon.discount),
                "discount_tax": shortest(coupon.discount_tax),
                "meta_data": [{"id": coupon.id + 500_000, "key": "coupon_info", "value": info, "display_key": "coupon_info", "display_value": info}],
                "discount_type": kind, "nominal_amount": amount, "free_shipping": false})
        })
        .collect();
    let tax_lines = if order.cart_tax == 0 && order.shipping_tax == 0 {
        json!([])
    } else {
        json!([{"id": order.tax_line, "rate_code": "KE-VAT-1", "rate_id": 1, "label": "VAT", "compound": false,
            "tax_total": decimal(order.cart_tax), "shipping_tax_total": decimal(order.shipping_tax), "rate_percent": 16, "meta_data": []}])
    };
    let refunds: Vec<Value> = order
        .refunds
        .iter()
        .map(|refund| json!({"id": refund.id, "reason": refund.reason, "total": format!("-{}", decimal(refund.amount))}))
        .collect();
    let time = |ms: Option<i64>| ms.map(local_time);
    let time_gmt = |ms: Option<i64>| ms.map(gmt_time);
    let status = if order.trashed { "trash" } else { order.status.as_str() };
    let mut shown = json!({
        "id": order.id, "parent_id": 0, "status": status, "currency": "KES", "version": "10.5.0",
        "prices_include_tax": false, "date_created": local_time(order.created_ms), "date_modified": local_time(order.modified_ms),
        "discount_total": decimal(order.discount), "discount_tax": decimal(order.discount_tax),
        "shipping_total": decimal(order.shipping_total), "shipping_tax": decimal(order.shipping_tax),
        "cart_tax": decimal(order.cart_tax), "total": decimal(order.total),
        "total_tax": decimal(order.cart_tax + order.shipping_tax), "customer_id": order.customer, "order_key": order.key,
        "billing": order.billing, "shipping": order.shipping,
        "payment_method": order.payment_method, "payment_method_title": order.payment_title,
        "transaction_id": order.transaction_id, "customer_ip_address": "", "customer_user_agent": "",
        "created_via": order.created_via, "customer_note": order.customer_note,
        "date_completed": time(order.completed_ms), "date_paid": time(order.paid_ms), "cart_hash": order.cart_hash,
        "number": order.id.to_string(), "meta_data": meta, "line_items": lines, "tax_lines": tax_lines,
        "shipping_lines": shipping, "fee_lines": order.fees.iter().map(fee).collect::<Vec<_>>(), "coupon_lines": coupons,
        "refunds": refunds, "payment_url": payments::pay_link(order, site),
    });
    // A second block: the macro nests one level per member and would run into the recursion limit.
    let rest = json!({
        "is_editable": matches!(status, "pending" | "on-hold" | "auto-draft"),
        "needs_payment": order.needs_payment(), "needs_processing": true,
        "date_created_gmt": gmt_time(order.created_ms), "date_modified_gmt": gmt_time(order.modified_ms),
        "date_completed_gmt": time_gmt(order.completed_ms), "date_paid_gmt": time_gmt(order.paid_ms),
        "currency_symbol": "KSh",
        "_links": {
            "self": [{"href": format!("{site}/wp-json/wc/v3/orders/{}", order.id),
                "targetHints": {"allow": ["GET", "POST", "PUT", "PATCH", "DELETE"]}}],
            "collection": [{"href": format!("{site}/wp-json/wc/v3/orders")}],
        },
    });
    if let (Value::Object(shown), Value::Object(rest)) = (&mut shown, rest) {
        shown.extend(rest);
    }
    shown
}

fn line(line: &OrderLine, catalogue: &Catalogue, site: &str) -> Value {
    let mut meta: Vec<Value> = Vec::new();
    let parent = catalogue.products.get(&line.product);
    for (index, (name, value)) in (0_u64..).zip(&line.choice) {
        let attribute = parent.and_then(|parent| parent.attributes.iter().find(|held| held.name == *name));
        let (key, raw) = match attribute {
            Some(held) if held.id > 0 => (held.slug(), slug(value)),
            _ => (slug(name), value.clone()),
        };
        meta.push(json!({"id": line.id * 10 + index, "key": key, "value": raw, "display_key": name, "display_value": value}));
    }
    for (id, key, value) in &line.meta {
        meta.push(json!({"id": id, "key": key, "value": value, "display_key": key, "display_value": value}));
    }
    if line.reduced_stock > 0 {
        let count = line.reduced_stock.to_string();
        meta.push(json!({"id": line.id * 10 + 9, "key": "_reduced_stock", "value": count, "display_key": "_reduced_stock", "display_value": count}));
    }
    let image = if line.image.is_empty() {
        json!({"id": "", "src": ""})
    } else {
        json!({"id": line.product + 10_000, "src": format!("{site}/images/{}.png", line.image)})
    };
    json!({
        "id": line.id, "name": line.name, "product_id": line.product, "variation_id": line.variation, "quantity": line.quantity,
        "tax_class": "", "subtotal": decimal(line.subtotal), "subtotal_tax": decimal(line.subtotal_tax),
        "total": decimal(line.total), "total_tax": decimal(line.total_tax),
        "taxes": [{"id": 1, "total": decimal(line.total_tax), "subtotal": decimal(line.subtotal_tax)}],
        "meta_data": meta, "sku": line.sku, "global_unique_id": "", "price": unit_price(line.total, line.quantity),
        "image": image, "parent_name": if line.variation > 0 { parent.map(|parent| parent.name.clone()) } else { None },
    })
}

fn fee(fee: &Charge) -> Value {
    let (status, taxes) = if fee.is_untaxed {
        ("none", json!([]))
    } else {
        ("taxable", json!([{"id": 1, "total": decimal(fee.tax), "subtotal": ""}]))
    };
    json!({"id": fee.id, "name": fee.title, "tax_class": "", "tax_status": status, "amount": "",
        "total": decimal(fee.total), "total_tax": decimal(fee.tax), "taxes": taxes, "meta_data": []})
}

/// The price of one as a JSON number, the only amount that WooCommerce does not show as text.
fn unit_price(total: i64, quantity: i64) -> Value {
    if quantity == 0 {
        return json!(0);
    }
    if total % (100 * quantity) == 0 {
        return json!(total / (100 * quantity));
    }
    let millionths = total * 10_000 / quantity;
    let sign = if millionths < 0 { "-" } else { "" };
    let text = format!("{sign}{}.{:06}", millionths.abs() / 1_000_000, millionths.abs() % 1_000_000);
    json!(text.parse::<f64>().unwrap_or(0.0))
}

/// A note.
pub fn note(order: u64, note: &Note, site: &str) -> Value {
    let base = format!("{site}/wp-json/wc/v3/orders/{order}");
    json!({"id": note.id, "author": "WooCommerce", "date_created": local_time(note.at_ms), "date_created_gmt": gmt_time(note.at_ms),
        "note": note.text, "customer_note": note.to_customer,
        "_links": {"self": [{"href": format!("{base}/notes/{}", note.id), "targetHints": {"allow": ["GET", "DELETE"]}}],
            "collection": [{"href": format!("{base}/notes")}], "up": [{"href": base}]}})
}

/// A refund.
pub fn refund(order: u64, refund: &Refund, site: &str) -> Value {
    let meta: Vec<Value> =
        refund.meta.iter().map(|(id, key, value)| json!({"id": id, "key": key, "value": value})).collect();
    let base = format!("{site}/wp-json/wc/v3/orders/{order}");
    json!({"id": refund.id, "date_created": local_time(refund.at_ms), "date_created_gmt": gmt_time(refund.at_ms),
        "amount": decimal(refund.amount), "reason": refund.reason, "refunded_by": 1, "refunded_payment": false, "meta_data": meta,
        "line_items": refund.lines, "shipping_lines": [], "tax_lines": [], "fee_lines": [],
        "_links": {"self": [{"href": format!("{base}/refunds/{}", refund.id), "targetHints": {"allow": ["GET", "DELETE"]}}],
            "collection": [{"href": format!("{base}/refunds")}], "up": [{"href": base}]}})
}
