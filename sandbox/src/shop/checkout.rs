//! The Store API's checkout: the draft order behind a cart, and placing it.
//!
//! Two calls that overlap behave as measured: with a common draft the slower one is refused with a misleading 403; when
//! the second starts after the first has turned the draft into an order but before the cart is emptied, both place one.

use poem::http::Method;
use serde_json::{Value, json};

use super::cart::Visitor;
use super::order::{Charge, CouponLine, Order, OrderLine, move_stock};
use super::payments::{GATEWAYS, Gateway, gateway, pay_link, received_link};
use super::session::{Session, address_fault, email_ok, merge_address, short_hash};
use super::state::State;
use super::wire::{Answer, Call, text};
use super::{Shop, now_ms, orders};

/// Quarters of the ordinary service time that placing takes: before the order is made, before it is placed, before the
/// cart is emptied. Together four times an ordinary call.
const PLACING_QUARTERS: [u32; 3] = [4, 4, 8];

/// Address members without which nothing is placed.
const REQUIRED: [(&str, &str); 5] = [
    ("first_name", "First name"),
    ("last_name", "Last name"),
    ("address_1", "Street address"),
    ("city", "Town / City"),
    ("country", "Country / Region"),
];

/// Routes below `/wc/store/v1/checkout`.
pub async fn route(shop: &Shop, call: &Call, parts: &[&str]) -> Result<Answer, Answer> {
    match (&call.method, parts) {
        (&Method::GET, []) => show(shop, call).await,
        (&Method::PUT | &Method::PATCH, []) => save(shop, call).await,
        (&Method::POST, []) => place(shop, call).await,
        (&Method::POST, [id]) => pay_order(shop, call, id).await,
        _ => Err(Answer::no_route()),
    }
}

async fn show(shop: &Shop, call: &Call) -> Result<Answer, Answer> {
    let visitor = Visitor::of(shop, call);
    let mut row = shop.state().session(&visitor.session);
    shop.work(8).await;
    if row.lines.is_empty() {
        let answer =
            Answer::error(400, "woocommerce_rest_cart_empty", "Cannot create order from empty cart.");
        return Ok(shop.sign_cart(answer, &visitor, &row));
    }
    let id = draft(shop, &mut row, &visitor);
    shop.write_row(&visitor.session, &row);
    let answer = checkout_json(
        shop,
        id,
        &row,
        &json!({"payment_status": "", "payment_details": [], "redirect_url": ""}),
    );
    Ok(shop.sign_cart(Answer::ok(answer), &visitor, &row))
}

async fn save(shop: &Shop, call: &Call) -> Result<Answer, Answer> {
    let body = call.json()?;
    check_schema(&body)?;
    let visitor = Visitor::of(shop, call);
    visitor.may_write.clone()?;
    let mut row = shop.state().session(&visitor.session);
    shop.work(6).await;
    if row.lines.is_empty() {
        let answer =
            Answer::error(400, "woocommerce_rest_cart_empty", "Cannot create order from empty cart.");
        return Ok(shop.sign_cart(answer, &visitor, &row));
    }
    take_choices(&mut row, &body);
    let id = draft(shop, &mut row, &visitor);
    if let Some(note) = text(&body["customer_note"])
        && let Some(order) = shop.state().orders.get_mut(&id)
    {
        order.customer_note = note;
    }
    shop.write_row(&visitor.session, &row);
    let mut answer = checkout_json(shop, id, &row, &Value::Null);
    answer["__experimentalCart"] = shop.cart_json(&row);
    Ok(shop.sign_cart(Answer::ok(answer), &visitor, &row))
}

async fn place(shop: &Shop, call: &Call) -> Result<Answer, Answer> {
    let body = call.json()?;
    if !body["billing_address"].is_object() {
        return Err(Answer::missing_param("billing_address"));
    }
    check_schema(&body)?;
    let visitor = Visitor::of(shop, call);
    visitor.may_write.clone()?;
    // Everything below works on this copy of the row; it is written back whole at the very end.
    let mut row = shop.state().session(&visitor.session);
    let outcome = place_row(shop, &visitor, &mut row, &body).await;
    let answer = match outcome {
        Ok(answer) | Err(Refusal::Plain(answer)) => answer,
        Err(Refusal::Conflict(status, code, message)) => {
            let data = json!({"0": status, "status": 409, "cart": shop.cart_json(&row)});
            Answer::error_with(409, code, &message, data)
        }
    };
    Ok(shop.sign_cart(answer, &visitor, &row))
}

enum Refusal {
    Plain(Answer),
    /// 409 with the cart; the number is what the shop itself puts beside it.
    Conflict(u16, &'static str, String),
}

fn refuse(status: u16, code: &str, message: &str) -> Refusal {
    Refusal::Plain(Answer::error(status, code, message))
}

async fn place_row(
    shop: &Shop,
    visitor: &Visitor,
    row: &mut Session,
    body: &Value,
) -> Result<Answer, Refusal> {
    if row.lines.is_empty() {
        let message = "Cannot place an order, your cart is empty.".to_owned();
        return Err(Refusal::Conflict(400, "woocommerce_rest_cart_empty", message));
    }
    if let Some(name) = shrink(&shop.state(), row) {
        let message =
            format!("\"{name}\" is out of stock and cannot be purchased. Please remove it from your cart.");
        return Err(Refusal::Conflict(409, "woocommerce_rest_product_out_of_stock", message));
    }
    take_choices(row, body);
    shop.state().write_session(&visitor.session, row.clone(), now_ms());
    let field = |name: &str| row.billing.get(name).and_then(Value::as_str).unwrap_or("").trim().to_owned();
    if !email_ok(&field("email")) {
        return Err(refuse(
            400,
            "woocommerce_rest_missing_email_address",
            "A valid email address is required",
        ));
    }
    for (name, label) in REQUIRED {
        if field(name).is_empty() {
            let message =
                format!("There was a problem with the provided billing address: {label} is required");
            return Err(refuse(400, "woocommerce_rest_invalid_address", &message));
        }
    }
    let Some(gateway) = text(&body["payment_method"]).as_deref().and_then(gateway) else {
        return Err(refuse(
            400,
            "woocommerce_rest_checkout_missing_payment_method",
            "No payment method provided.",
        ));
    };
    // Which order it becomes is decided now; whether that is still a draft is only looked at again when it is placed.
    let known = row.draft_order.filter(|id| shop.state().orders.get(id).is_some_and(Order::is_draft));
    shop.work(PLACING_QUARTERS[0]).await;
    let id = match known {
        Some(id) => id,
        None => new_order(shop, visitor),
    };
    if let Some(order) = shop.state().orders.get_mut(&id) {
        order.customer_note = text(&body["customer_note"]).unwrap_or_default();
    }
    fill(&mut shop.state(), id, row, visitor.user);
    shop.work(PLACING_QUARTERS[1]).await;
    turn_into_order(shop, id, row, gateway)?;
    shop.work(PLACING_QUARTERS[2]).await;
    row.lines.clear();
    row.coupons.clear();
    row.draft_order = None;
    shop.write_row(&visitor.session, row);
    let result = payment_result(shop, id, gateway);
    Ok(Answer::ok(checkout_json(shop, id, row, &result)))
}

/// The moment in which a draft becomes an order: status, stock, coupons, mails.
fn turn_into_order(shop: &Shop, id: u64, row: &Session, gateway: &Gateway) -> Result<(), Refusal> {
    let now = now_ms();
    let mut guard = shop.state();
    let state = &mut *guard;
    let short = row.lines.iter().find(|line| {
        state.catalogue.left(line.id).is_some_and(|left| left < line.quantity)
            || !state.orders.get(&id).is_some_and(Order::is_draft)
    });
    if let Some(line) = short {
        let name = state.catalogue.full_name(line.id);
        let message = format!("Not enough units of {name} are available in stock to fulfil this order.");
        return Err(refuse(403, "woocommerce_product_not_enough_stock", &message));
    }
    for coupon in &mut state.catalogue.coupons {
        if row.coupons.contains(&coupon.code) {
            coupon.usage_count += 1;
        }
    }
    let Some(order) = state.orders.get_mut(&id) else { return Err(Refusal::Plain(Answer::fatal())) };
    gateway.id.clone_into(&mut order.payment_method);
    gateway.title.clone_into(&mut order.payment_title);
    order.coupons_counted = true;
    "pending".clone_into(&mut order.status);
    shop.note_status(order, "store checkout");
    let seen = order.clone();
    let mut moved = super::order::Moved::default();
    if gateway.first_status != "pending" {
        gateway.first_status.clone_into(&mut order.status);
        moved = move_stock(&seen, order, gateway.first_status, &mut state.catalogue, now);
        shop.note_status(order, "store checkout");
    }
    order.modified_ms = now;
    orders::after_move(shop, state, id, &moved, now);
    super::webhooks::emit(shop, state, "order.created", id);
    super::webhooks::emit(shop, state, "order.updated", id);
    Ok(())
}

/// Lines with less stock than asked shrink silently; the name of a line with none left is the refusal.
fn shrink(state: &State, row: &mut Session) -> Option<String> {
    for line in &mut row.lines {
        let name = || {
            state.catalogue.products.get(&line.id).map_or_else(String::new, |product| product.name.clone())
        };
        if !state.catalogue.purchasable(line.id) || !state.catalogue.in_stock(line.id) {
            return Some(name());
        }
        if let Some(left) = state.catalogue.left(line.id) {
            line.quantity = line.quantity.min(left);
        }
    }
    None
}

fn check_schema(body: &Value) -> Result<(), Answer> {
    if let Some(method) = text(&body["payment_method"])
        && !method.is_empty()
        && gateway(&method).is_none()
    {
        let ids: Vec<&str> = GATEWAYS.iter().map(|gateway| gateway.id).collect();
        let message = format!("payment_method is not one of , {}.", ids.join(", "));
        return Err(Answer::invalid_params(&[("payment_method", "rest_not_in_enum", message)]));
    }
    for name in ["billing_address", "shipping_address"] {
        if let Some((code, message)) = address_fault(&body[name]) {
            return Err(Answer::invalid_params(&[(name, code, message)]));
        }
    }
    Ok(())
}

fn take_choices(row: &mut Session, body: &Value) {
    merge_address(&mut row.billing, &body["billing_address"]);
    if body["shipping_address"].is_object() {
        merge_address(&mut row.shipping, &body["shipping_address"]);
    } else {
        merge_address(&mut row.shipping, &body["billing_address"]);
    }
    if let Some(method) = text(&body["payment_method"]) {
        row.payment_method = Some(method);
    }
}

/// The draft order of a session: the one it has, if that is still a draft, else a new one.
fn draft(shop: &Shop, row: &mut Session, visitor: &Visitor) -> u64 {
    let known = row.draft_order.filter(|id| shop.state().orders.get(id).is_some_and(Order::is_draft));
    let id = known.unwrap_or_else(|| {
        let id = new_order(shop, visitor);
        let mut state = shop.state();
        super::webhooks::emit(shop, &mut state, "order.created", id);
        id
    });
    row.draft_order = Some(id);
    fill(&mut shop.state(), id, row, visitor.user);
    id
}

fn new_order(shop: &Shop, visitor: &Visitor) -> u64 {
    let mut state = shop.state();
    let id = state.post_id();
    let mut order = Order::blank(id, order_key(), now_ms());
    "checkout-draft".clone_into(&mut order.status);
    "store-api".clone_into(&mut order.created_via);
    order.customer = visitor.user;
    shop.note_status(&mut order, "store checkout");
    state.orders.insert(id, order);
    id
}

/// A secret part of the links to an order.
pub fn order_key() -> String {
    format!("wc_order_{}", &short_hash(&format!("{:?}", rand::random::<[u8; 16]>()))[..13])
}

/// Copies the cart into its draft order, when it has one.
pub fn copy_into_draft(shop: &Shop, row: &Session) {
    let mut state = shop.state();
    if let Some(id) = row.draft_order
        && let Some(customer) =
            state.orders.get(&id).filter(|order| order.is_draft()).map(|order| order.customer)
    {
        fill(&mut state, id, row, customer);
    }
}

fn fill(state: &mut State, id: u64, row: &Session, customer: u64) {
    let totals = row.totals(&state.catalogue);
    let rate = row.rate(&state.catalogue);
    let hash = row.hash(&state.catalogue);
    let lines: Vec<OrderLine> = row
        .lines
        .iter()
        .filter_map(|line| {
            let choice = line.choice.clone();
            let mut made = orders::line_of(state, line.id, line.quantity)?;
            made.choice = choice;
            made.id = state.item_id();
            Some(made)
        })
        .collect();
    let charge = rate.map(|rate| Charge {
        id: state.item_id(),
        title: rate.name.to_owned(),
        method: rate.method.to_owned(),
        instance: rate.instance.to_string(),
        total: rate.price,
        tax: super::money::vat(rate.price),
        is_untaxed: false,
    });
    let coupons: Vec<CouponLine> = totals
        .coupons
        .iter()
        .map(|coupon| CouponLine {
            id: state.item_id(),
            code: coupon.code.clone(),
            discount: coupon.discount,
            discount_tax: coupon.discount_tax,
        })
        .collect();
    let tax_line = state.item_id();
    let Some(order) = state.orders.get_mut(&id).filter(|order| order.is_draft()) else { return };
    order.lines = lines;
    order.charges = charge.into_iter().collect();
    order.coupons = coupons;
    order.tax_line = tax_line;
    order.billing.clone_from(&row.billing);
    order.shipping.clone_from(&row.shipping);
    order.customer = customer;
    order.cart_hash = hash;
    let method = row.payment_method.as_deref().and_then(gateway).or(GATEWAYS.first());
    if let Some(method) = method {
        method.id.clone_into(&mut order.payment_method);
        method.title.clone_into(&mut order.payment_title);
    }
    order.modified_ms = now_ms();
    order.take_totals(&totals);
}

fn payment_result(shop: &Shop, id: u64, gateway: &Gateway) -> Value {
    let state = shop.state();
    let Some(order) = state.orders.get(&id) else { return Value::Null };
    let link = if gateway.first_status == "pending" {
        pay_link(order, shop.site())
    } else {
        received_link(order, shop.site())
    };
    json!({"payment_status": "success", "redirect_url": link,
        "payment_details": [{"key": "result", "value": "success"}, {"key": "redirect", "value": link}]})
}

fn checkout_json(shop: &Shop, id: u64, row: &Session, payment_result: &Value) -> Value {
    let state = shop.state();
    let Some(order) = state.orders.get(&id) else { return Value::Null };
    json!({
        "order_id": order.id, "status": order.status, "order_key": order.key, "order_number": order.id.to_string(),
        "customer_note": order.customer_note, "customer_id": order.customer,
        "billing_address": row.billing, "shipping_address": row.shipping, "payment_method": order.payment_method,
        "payment_result": payment_result, "additional_fields": {}, "__experimentalCart": null, "extensions": {},
    })
}

/// Pays an order that exists: `POST /checkout/<id>?key=…&billing_email=…`.
async fn pay_order(shop: &Shop, call: &Call, id: &str) -> Result<Answer, Answer> {
    let body = call.json()?;
    check_schema(&body)?;
    let given = |name: &str| call.query(name).map(str::to_owned).or_else(|| text(&body[name]));
    let order = id.parse().ok().and_then(|id: u64| shop.state().orders.get(&id).cloned());
    let order =
        order.filter(|order| given("key").as_deref() == Some(order.key.as_str())).ok_or_else(|| {
            Answer::error(401, "woocommerce_rest_invalid_order", "Invalid order ID or key provided.")
        })?;
    let email = order.billing.get("email").and_then(Value::as_str).unwrap_or("");
    if !email.is_empty() && given("billing_email").is_none_or(|given| !given.eq_ignore_ascii_case(email)) {
        return Err(Answer::error(
            401,
            "woocommerce_rest_invalid_billing_email",
            "Invalid billing email provided.",
        ));
    }
    if !order.needs_payment() {
        return Err(Answer::error(403, "woocommerce_rest_invalid_order", "This order cannot be paid for."));
    }
    let Some(gateway) = text(&body["payment_method"]).as_deref().and_then(gateway) else {
        return Err(Answer::error(
            400,
            "woocommerce_rest_checkout_missing_payment_method",
            "No payment method provided.",
        ));
    };
    orders::choose_payment(shop, order.id, gateway).await;
    let row =
        Session { billing: order.billing.clone(), shipping: order.shipping.clone(), ..Session::default() };
    let result = payment_result(shop, order.id, gateway);
    Ok(Answer::ok(checkout_json(shop, order.id, &row, &result)))
}
