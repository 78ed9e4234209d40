//! `wc/v3/orders`: create, change, delete. No stock check, no deduplication, as the real one.

use poem::http::Method;
use serde_json::{Value, json};

use super::checkout::order_key;
use super::order::{
    Charge, CouponLine, Moved, Order, OrderLine, STATUSES, change_stock, move_stock, status_name,
    stored_meta, write_meta,
};
use super::payments::Gateway;
use super::session::{email_ok, merge_address};
use super::state::State;
use super::totals::{LineTotals, compute};
use super::wire::{Answer, Call, integer, text};
use super::{Shop, money, now_ms, order_extras, order_json, order_search, webhooks};

/// Longest `created_via`.
const CREATED_VIA_CHARS_MAX: usize = 100;

/// Routes below `/wc/v3/orders`.
pub async fn route(shop: &Shop, call: &Call, parts: &[&str]) -> Result<Answer, Answer> {
    let number = |text: &str| text.parse::<u64>().map_err(|_| Answer::no_route());
    match (&call.method, parts) {
        (&Method::GET, []) => order_search::list(shop, call).await,
        (&Method::POST, []) => create(shop, call).await,
        (&Method::GET, ["statuses"]) => Ok(Answer::ok(
            STATUSES
                .iter()
                .skip(1)
                .map(|status| json!({"slug": status, "name": status_name(status)}))
                .collect(),
        )),
        (&Method::GET, [id]) => {
            shop.work(4).await;
            show(shop, number(id)?, 200, 404)
        }
        (&Method::PUT | &Method::POST | &Method::PATCH, [id]) => change(shop, call, number(id)?).await,
        (&Method::DELETE, [id]) => delete(shop, call, number(id)?).await,
        (method, [id, "notes", rest @ ..]) => {
            order_extras::notes(shop, call, method, number(id)?, rest).await
        }
        (method, [id, "refunds", rest @ ..]) => {
            order_extras::refunds(shop, call, method, number(id)?, rest).await
        }
        _ => Err(Answer::no_route()),
    }
}

fn show(shop: &Shop, id: u64, status: u16, missing_status: u16) -> Result<Answer, Answer> {
    let state = shop.state();
    match state.orders.get(&id) {
        Some(order) => Ok(Answer::json(status, order_json::order(order, &state.catalogue, shop.site()))),
        None => Err(Answer::error(missing_status, "woocommerce_rest_shop_order_invalid_id", "Invalid ID.")),
    }
}

/// A line of this product at its price; `None` for an unknown product.
pub fn line_of(state: &State, id: u64, quantity: i64) -> Option<OrderLine> {
    let product = state.catalogue.products.get(&id)?;
    let is_variation = product.parent > 0;
    let subtotal = product.price().unwrap_or(0) * quantity;
    Some(OrderLine {
        product: if is_variation { product.parent } else { id },
        variation: if is_variation { id } else { 0 },
        name: state.catalogue.full_name(id),
        sku: product.sku.clone(),
        quantity,
        subtotal,
        subtotal_tax: money::vat(subtotal),
        total: subtotal,
        total_tax: money::vat(subtotal),
        choice: state
            .catalogue
            .chosen(id)
            .into_iter()
            .map(|(attribute, value)| (attribute.name, value))
            .collect(),
        image: product.image,
        ..OrderLine::default()
    })
}

fn check(body: &Value) -> Result<(), Answer> {
    let mut wrong: Vec<(&str, &str, String)> = Vec::new();
    if !body["status"].is_null() {
        let status = text(&body["status"]).unwrap_or_default();
        if !STATUSES.contains(&status.trim_start_matches("wc-")) {
            let list = STATUSES.join(", ");
            wrong.push(("status", "rest_not_in_enum", format!("status is not one of {list}.")));
        }
    }
    if let Some(email) = body["billing"]["email"].as_str()
        && !email.is_empty()
        && !email_ok(email)
    {
        wrong.push(("billing", "rest_invalid_email", "Invalid email address.".into()));
    }
    if !body["customer_id"].is_null() && integer(&body["customer_id"]).is_none() {
        wrong.push(("customer_id", "rest_invalid_type", "customer_id is not of type integer.".into()));
    }
    for name in ["line_items", "shipping_lines", "fee_lines", "coupon_lines", "meta_data"] {
        if body[name].is_null() {
            continue;
        }
        let Some(items) = body[name].as_array() else {
            wrong.push((name, "rest_invalid_type", format!("{name} is not of type array.")));
            continue;
        };
        for (index, item) in items.iter().enumerate() {
            if !item.is_object() {
                wrong.push((name, "rest_invalid_type", format!("{name}[{index}] is not of type object.")));
                break;
            }
            let number = ["total", "subtotal"].into_iter().find(|member| item[*member].is_number());
            if let Some(member) = number {
                wrong.push((
                    name,
                    "rest_invalid_type",
                    format!("{name}[{index}][{member}] is not of type string."),
                ));
                break;
            }
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(Answer::invalid_params(&wrong)) }
}

async fn create(shop: &Shop, call: &Call) -> Result<Answer, Answer> {
    let body = call.json()?;
    check(&body)?;
    let new_line = |item: &Value| item["id"].as_u64().unwrap_or(0) == 0;
    for item in body["line_items"].as_array().into_iter().flatten().filter(|item| new_line(item)) {
        check_new_line(&shop.state(), item)?;
    }
    let created_via =
        text(&body["created_via"]).filter(|text| !text.is_empty()).unwrap_or_else(|| "rest-api".into());
    let id = {
        // From here on others see the order: pending, no lines, 0.00.
        let mut state = shop.state();
        let id = state.post_id();
        let mut order = Order::blank(id, order_key(), now_ms());
        order.created_via = created_via.chars().take(CREATED_VIA_CHARS_MAX).collect();
        order.tax_line = state.item_id();
        state.orders.insert(id, order);
        id
    };
    shop.work(8).await;
    let now = now_ms();
    let refusal = {
        let mut guard = shop.state();
        let state = &mut *guard;
        let mut order = take(state, id)?;
        write_members(state, &mut order, &body);
        let touched = write_lines(state, &mut order, &body);
        debug_assert!(touched.is_ok(), "new lines were checked before");
        order.add_up();
        let refusal =
            if body["coupon_lines"].is_null() { None } else { write_coupons(state, &mut order, &body).err() };
        if refusal.is_some() {
            "checkout-draft".clone_into(&mut order.status);
        }
        state.orders.insert(id, order);
        refusal
    };
    if let Some(message) = refusal {
        let mut state = shop.state();
        if let Some(order) = state.orders.get_mut(&id) {
            shop.note_status(order, "wc/v3");
        }
        let data = json!({"status": 400, "new_draft_order_id": id});
        return Err(Answer::error_with(400, "woocommerce_rest_invalid_coupon", &message, data));
    }
    shop.work(4).await;
    let status =
        text(&body["status"]).map_or("pending".to_owned(), |text| text.trim_start_matches("wc-").to_owned());
    {
        let mut state = shop.state();
        let seen = state.orders.get(&id).cloned().unwrap_or_default();
        if status == "pending"
            && let Some(order) = state.orders.get_mut(&id)
        {
            shop.note_status(order, "wc/v3");
        }
        set_status(shop, &mut state, id, &seen, &status, "wc/v3", now);
        if body["set_paid"] == true {
            complete_payment(shop, &mut state, id, now);
        }
        webhooks::emit(shop, &mut state, "order.created", id);
    }
    let location = format!("{}/wp-json/wc/v3/orders/{id}", shop.site());
    Ok(show(shop, id, 201, 404)?.with_header("Location", location))
}

/// Takes an order out of the map for a change; it is put back in the same locked section.
fn take(state: &State, id: u64) -> Result<Order, Answer> {
    let missing = || Answer::error(400, "woocommerce_rest_shop_order_invalid_id", "Invalid ID.");
    state.orders.get(&id).cloned().ok_or_else(missing)
}

/// Changes an order.
pub async fn change(shop: &Shop, call: &Call, id: u64) -> Result<Answer, Answer> {
    let body = call.json()?;
    // What this call believes about the order for its whole duration.
    let seen = take(&shop.state(), id)?;
    check(&body)?;
    for item in body["line_items"].as_array().into_iter().flatten() {
        match item["id"].as_u64().filter(|id| *id > 0) {
            None => check_new_line(&shop.state(), item)?,
            Some(line) if seen.lines.iter().any(|held| held.id == line) => {}
            Some(_) => {
                return Err(Answer::error(
                    400,
                    "woocommerce_rest_invalid_item_id",
                    "Order item ID provided is not associated with order.",
                ));
            }
        }
    }
    shop.work(6).await;
    let now = now_ms();
    {
        let mut guard = shop.state();
        let state = &mut *guard;
        let mut order = take(state, id)?;
        write_members(state, &mut order, &body);
        let touched = write_lines(state, &mut order, &body)?;
        if !touched.is_empty() || body["line_items"].is_array() {
            // The total is summed from what this call read at its start, plus its own changes.
            let mut believed = order.clone();
            believed.lines.retain(|line| {
                touched.contains(&line.id) || seen.lines.iter().any(|held| held.id == line.id)
            });
            believed.add_up();
            order.discount = believed.discount;
            order.discount_tax = believed.discount_tax;
            order.cart_tax = believed.cart_tax;
            order.total = believed.total;
        } else if body["shipping_lines"].is_array() || body["fee_lines"].is_array() {
            order.add_up();
        }
        if body["coupon_lines"].is_array()
            && let Err(message) = write_coupons(state, &mut order, &body)
        {
            return Err(Answer::error(400, "woocommerce_rest_invalid_coupon", &message));
        }
        order.modified_ms = now;
        state.orders.insert(id, order);
        if let Some(status) = text(&body["status"]) {
            set_status(shop, state, id, &seen, status.trim_start_matches("wc-"), "wc/v3", now);
        }
        if body["set_paid"] == true && seen.paid_ms.is_none() {
            complete_payment(shop, state, id, now);
        }
        webhooks::emit(shop, state, "order.updated", id);
    }
    show(shop, id, 200, 400)
}

/// Sets a status as a call that read `seen` does. The same status again moves nothing.
pub fn set_status(
    shop: &Shop,
    state: &mut State,
    id: u64,
    seen: &Order,
    to: &str,
    by: &'static str,
    now: i64,
) {
    if seen.status == to {
        return;
    }
    let Some(mut order) = state.orders.get(&id).cloned() else { return };
    let moved = move_stock(seen, &mut order, to, &mut state.catalogue, now);
    to.clone_into(&mut order.status);
    order.modified_ms = now;
    if to == "completed" {
        order.completed_ms = Some(now);
    }
    let pays = to == "completed" || (to == "processing" && order.payment_method != "cod");
    if pays && order.paid_ms.is_none() {
        order.paid_ms = Some(now);
    }
    let back = to == "cancelled" && order.coupons_counted;
    let again = matches!(to, "pending" | "processing" | "on-hold" | "completed") && !order.coupons_counted;
    if back || again {
        for line in &order.coupons {
            if let Some(coupon) = state.catalogue.coupons.iter_mut().find(|coupon| coupon.code == line.code) {
                coupon.usage_count += if back { -1 } else { 1 };
            }
        }
        order.coupons_counted = again;
    }
    shop.note_status(&mut order, by);
    state.orders.insert(id, order);
    after_move(shop, state, id, &moved, now);
    let note = format!("Order status changed from {} to {}.", status_name(&seen.status), status_name(to));
    state.add_note(id, note, false, now);
    if to == "pending" && seen.is_draft() {
        webhooks::emit(shop, state, "order.created", id);
    }
}

/// Tells about what a change of status moved: note, mails, webhooks of the products.
pub fn after_move(shop: &Shop, state: &mut State, id: u64, moved: &Moved, now: i64) {
    if let Some(note) = &moved.note {
        state.add_note(id, note.clone(), false, now);
    }
    for mail in &moved.mails {
        shop.record("shop_mail", json!({"order_id": id, "mail": mail}));
    }
    for product in &moved.products {
        webhooks::emit(shop, state, "product.updated", *product);
    }
}

/// Payment arrived: cash on delivery is then complete, anything else is being processed.
fn complete_payment(shop: &Shop, state: &mut State, id: u64, now: i64) {
    let Some(seen) = state.orders.get(&id).cloned() else { return };
    let to = if seen.payment_method == "cod" { "completed" } else { "processing" };
    if let Some(order) = state.orders.get_mut(&id) {
        order.paid_ms = Some(now);
    }
    set_status(shop, state, id, &seen, to, "payment", now);
}

/// The buyer paid on the card page.
pub async fn pay(shop: &Shop, id: u64, transaction: &str) {
    shop.work(4).await;
    let now = now_ms();
    let mut state = shop.state();
    if let Some(order) = state.orders.get_mut(&id) {
        transaction.clone_into(&mut order.transaction_id);
    }
    complete_payment(shop, &mut state, id, now);
    webhooks::emit(shop, &mut state, "order.updated", id);
}

/// The buyer chose how to pay an order that exists.
pub async fn choose_payment(shop: &Shop, id: u64, gateway: &Gateway) {
    shop.work(8).await;
    let now = now_ms();
    let mut state = shop.state();
    let Some(seen) = state.orders.get(&id).cloned() else { return };
    if let Some(order) = state.orders.get_mut(&id) {
        gateway.id.clone_into(&mut order.payment_method);
        gateway.title.clone_into(&mut order.payment_title);
    }
    set_status(shop, &mut state, id, &seen, gateway.first_status, "store checkout", now);
    webhooks::emit(shop, &mut state, "order.updated", id);
}

fn write_members(state: &mut State, order: &mut Order, body: &Value) {
    merge_address(&mut order.billing, &body["billing"]);
    merge_address(&mut order.shipping, &body["shipping"]);
    let take = |name: &str, slot: &mut String| {
        if let Some(text) = text(&body[name]) {
            *slot = text;
        }
    };
    take("payment_method", &mut order.payment_method);
    take("payment_method_title", &mut order.payment_title);
    take("transaction_id", &mut order.transaction_id);
    take("customer_note", &mut order.customer_note);
    if let Some(customer) = integer(&body["customer_id"]).and_then(|id| u64::try_from(id).ok()) {
        order.customer = customer;
    }
    write_meta(&mut order.meta, &body["meta_data"], || state.item_id());
}

fn check_new_line(state: &State, item: &Value) -> Result<(), Answer> {
    let sku = text(&item["sku"]).unwrap_or_default();
    let product = integer(&item["product_id"]).unwrap_or(0);
    let variation = integer(&item["variation_id"]).unwrap_or(0);
    let by_sku = || state.catalogue.products.values().any(|product| product.sku == sku);
    if product <= 0 && variation <= 0 && (sku.is_empty() || !by_sku()) {
        return Err(Answer::error(
            400,
            "woocommerce_rest_required_product_reference",
            "Product ID or SKU is required.",
        ));
    }
    if !item["quantity"].is_null() && integer(&item["quantity"]).unwrap_or(0) == 0 {
        return Err(Answer::fatal());
    }
    Ok(())
}

/// Applies lines, shipping and fees. Returns the ids of the lines that this request touched.
fn write_lines(state: &mut State, order: &mut Order, body: &Value) -> Result<Vec<u64>, Answer> {
    let mut touched = Vec::new();
    for item in body["line_items"].as_array().into_iter().flatten() {
        let known = item["id"].as_u64().filter(|id| *id > 0);
        if let Some(id) = known {
            touched.push(id);
            change_line(state, order, id, item);
            continue;
        }
        check_new_line(state, item)?;
        let sku = text(&item["sku"]).unwrap_or_default();
        let wanted = [integer(&item["variation_id"]), integer(&item["product_id"])];
        let wanted = wanted.into_iter().flatten().find(|id| *id > 0).and_then(|id| u64::try_from(id).ok());
        let id = wanted.or_else(|| {
            state.catalogue.products.values().find(|product| product.sku == sku).map(|product| product.id)
        });
        let quantity = integer(&item["quantity"]).unwrap_or(1);
        // An unknown product makes an empty line at 0.00.
        let mut line = id
            .and_then(|id| line_of(state, id, quantity))
            .unwrap_or(OrderLine { quantity, ..OrderLine::default() });
        line.id = state.item_id();
        write_amounts(&mut line, item);
        if let Some(name) = text(&item["name"]) {
            line.name = name;
        }
        for entry in item["meta_data"].as_array().into_iter().flatten() {
            if let Some(key) = entry["key"].as_str() {
                line.meta.push((state.item_id(), key.to_owned(), stored_meta(&entry["value"])));
            }
        }
        touched.push(line.id);
        order.lines.push(line);
    }
    write_charges(state, &mut order.charges, &body["shipping_lines"], "method_title");
    write_charges(state, &mut order.fees, &body["fee_lines"], "name");
    Ok(touched)
}

fn change_line(state: &mut State, order: &mut Order, id: u64, item: &Value) {
    let quantity = integer(&item["quantity"]);
    let removed = quantity == Some(0) || item.get("product_id").is_some_and(Value::is_null);
    if removed {
        order.lines.retain(|line| line.id != id);
        return;
    }
    let Some(line) = order.lines.iter_mut().find(|line| line.id == id) else { return };
    if let Some(quantity) = quantity {
        // After the stock was reduced, a change of quantity moves the difference.
        if order.stock_reduced && quantity != line.quantity {
            let product = if line.variation > 0 { line.variation } else { line.product };
            change_stock(&mut state.catalogue, product, line.quantity - quantity, now_ms());
            line.reduced_stock += quantity - line.quantity;
        }
        line.quantity = quantity;
    }
    if let Some(name) = text(&item["name"]) {
        line.name = name;
    }
    write_amounts(line, item);
}

fn write_amounts(line: &mut OrderLine, item: &Value) {
    if let Some(subtotal) = item["subtotal"].as_str().and_then(money::parse) {
        line.subtotal = subtotal;
        line.subtotal_tax = money::vat(subtotal);
    }
    if let Some(total) = item["total"].as_str().and_then(money::parse) {
        line.total = total;
        line.total_tax = money::vat(total);
        if item["subtotal"].is_null() && line.subtotal < total {
            line.subtotal = total;
            line.subtotal_tax = money::vat(total);
        }
    }
}

fn write_charges(state: &mut State, charges: &mut Vec<Charge>, given: &Value, name: &str) {
    for item in given.as_array().into_iter().flatten() {
        let id = item["id"].as_u64().filter(|id| *id > 0);
        if let Some(id) = id
            && item.get(name).is_some_and(Value::is_null)
        {
            charges.retain(|charge| charge.id != id);
            continue;
        }
        let position = id.and_then(|id| charges.iter().position(|charge| charge.id == id));
        let position = position.unwrap_or_else(|| {
            charges.push(Charge { id: state.item_id(), ..Charge::default() });
            charges.len() - 1
        });
        let charge = &mut charges[position];
        if let Some(title) = text(&item[name]) {
            charge.title = title;
        }
        if let Some(method) = text(&item["method_id"]) {
            charge.method = method;
        }
        if let Some(instance) = text(&item["instance_id"]) {
            charge.instance = instance;
        }
        if let Some(status) = text(&item["tax_status"]) {
            charge.is_untaxed = status == "none";
        }
        if let Some(total) = item["total"].as_str().and_then(money::parse) {
            charge.total = total;
        }
        charge.tax = if charge.is_untaxed { 0 } else { money::vat(charge.total) };
    }
}

/// Puts coupons on an order. They are consumed at once, even by a draft.
fn write_coupons(state: &mut State, order: &mut Order, body: &Value) -> Result<(), String> {
    let subtotal: i64 = order.lines.iter().map(|line| line.subtotal).sum();
    let mut coupons = Vec::new();
    for item in body["coupon_lines"].as_array().into_iter().flatten() {
        let code = text(&item["code"]).unwrap_or_default().trim().to_lowercase();
        let Some(coupon) = state.catalogue.coupon(&code).cloned() else {
            let shown = super::wire::escape(&code);
            return Err(format!("Coupon &quot;{shown}&quot; cannot be applied because it does not exist."));
        };
        let held = order.coupons.iter().any(|line| line.code == coupon.code);
        if !held && let Some(why) = coupon.refusal(subtotal) {
            return Err(why);
        }
        coupons.push(coupon);
    }
    for coupon in &mut state.catalogue.coupons {
        let was = order.coupons_counted && order.coupons.iter().any(|line| line.code == coupon.code);
        let is = coupons.iter().any(|held| held.code == coupon.code);
        coupon.usage_count += i64::from(is) - i64::from(was);
    }
    let lines: Vec<(i64, i64)> = order.lines.iter().map(|line| (line.subtotal, 1)).collect();
    let totals = compute(&lines, &coupons, 0);
    order.coupons = totals
        .coupons
        .iter()
        .map(|coupon| CouponLine {
            id: state.item_id(),
            code: coupon.code.clone(),
            discount: coupon.discount,
            discount_tax: coupon.discount_tax,
        })
        .collect();
    for (line, LineTotals { total, total_tax, .. }) in order.lines.iter_mut().zip(&totals.lines) {
        line.total = *total;
        line.total_tax = *total_tax;
    }
    order.coupons_counted = true;
    order.add_up();
    Ok(())
}

async fn delete(shop: &Shop, call: &Call, id: u64) -> Result<Answer, Answer> {
    shop.work(4).await;
    let answer = show(shop, id, 200, 404)?;
    let mut guard = shop.state();
    let state = &mut *guard;
    if call.query("force") == Some("true") {
        state.orders.remove(&id);
        shop.record("order_change", json!({"order_id": id, "status": "deleted", "by": "wc/v3"}));
        return Ok(answer);
    }
    if let Some(order) = state.orders.get_mut(&id) {
        order.trashed = true;
        order.modified_ms = now_ms();
        shop.record("order_change", json!({"order_id": id, "status": "trash", "by": "wc/v3"}));
    }
    webhooks::emit(shop, state, "order.deleted", id);
    drop(guard);
    show(shop, id, 200, 404)
}

/// Deletes drafts that nobody touched for so long. Their coupons stay consumed.
pub fn clean_drafts(shop: &Shop, untouched_ms: i64) -> Vec<u64> {
    let mut state = shop.state();
    let limit = now_ms() - untouched_ms;
    let old: Vec<u64> = state
        .orders
        .values()
        .filter(|order| order.is_draft() && order.modified_ms <= limit)
        .map(|order| order.id)
        .collect();
    for id in &old {
        state.orders.remove(id);
        shop.record("order_change", json!({"order_id": id, "status": "deleted", "by": "draft cleanup"}));
    }
    old
}
