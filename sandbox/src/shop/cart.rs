//! The Store API's cart routes. Each reads the session row at its start and writes it whole at its end.

use poem::http::Method;
use serde_json::{Value, json};

use super::cart_json;
use super::catalogue::{Catalogue, Kind};
use super::session::{Line, Session, address_fault, line_key, merge_address, short_hash};
use super::wire::{Answer, Body, Call, integer, text};
use super::{Shop, auth, checkout, now_ms, token};

/// Most requests in one batch.
const BATCH_MAX: usize = 25;

/// Whose cart a call works on.
pub struct Visitor {
    /// Key of the session row.
    pub session: String,
    /// Account of the visitor, 0 for a guest.
    pub user: u64,
    /// A valid Cart-Token or nonce came along, so the call may write.
    pub may_write: Result<(), Answer>,
}

impl Visitor {
    /// Reads token, nonce and credentials. A bad token is no error: it is another, empty cart.
    pub fn of(shop: &Shop, call: &Call) -> Self {
        let named = call
            .header("cart-token")
            .and_then(|text| token::session(&shop.0.token_key, text, now_ms() / 1000));
        let user = Self::account(shop, call);
        let may_write = match (&named, call.header("nonce")) {
            (Some(_), _) => Ok(()),
            (None, None) => Err(Answer::error(
                401,
                "woocommerce_rest_missing_nonce",
                "Missing the Nonce header. This endpoint requires a valid nonce.",
            )),
            (None, Some(nonce)) if user > 0 && nonce == shop.nonce(user) => Ok(()),
            (None, Some(_)) => Err(Answer::error(403, "woocommerce_rest_invalid_nonce", "Nonce is invalid.")),
        };
        let session = match named {
            Some(session) => session,
            None if user > 0 => user.to_string(),
            None => format!("t_{}", &short_hash(&format!("{:?}", rand::random::<[u8; 16]>()))[..30]),
        };
        Self { session, user, may_write }
    }

    /// Application passwords count over TLS only; a consumer key or the manager means the manager's own cart.
    fn account(shop: &Shop, call: &Call) -> u64 {
        if !call.is_https() {
            return 0;
        }
        let Some((user, password)) = auth::basic(call) else { return 0 };
        let config = &shop.0.shared.config;
        if user == config.consumer_key || user == config.username {
            return 1;
        }
        let state = shop.state();
        let found = state.customers.values().find(|customer| {
            (customer.username == user || customer.email == user)
                && customer.application_passwords.iter().any(|known| auth::same_password(&password, known))
        });
        found.map_or(0, |customer| customer.id)
    }
}

impl Shop {
    pub(super) fn nonce(&self, user: u64) -> String {
        short_hash(&format!("{user} {}", hex::encode(self.0.token_key)))[..10].to_owned()
    }

    /// Adds the headers that every cart answer carries.
    pub(super) fn sign_cart(&self, answer: Answer, visitor: &Visitor, row: &Session) -> Answer {
        let hash = row.hash(&self.state().catalogue);
        let now_s = now_ms() / 1000;
        answer
            .with_header("Nonce", self.nonce(visitor.user))
            .with_header("Nonce-Timestamp", now_s.to_string())
            .with_header("User-ID", visitor.user.to_string())
            .with_header("Cart-Token", token::issue(&self.0.token_key, &visitor.session, now_s))
            .with_header("Cart-Hash", hash)
            .with_header("Access-Control-Expose-Headers", "X-WP-Total, X-WP-TotalPages, Link, Cart-Token")
    }

    pub(super) fn cart_json(&self, row: &Session) -> Value {
        cart_json::cart(&self.state(), row, self.site())
    }

    /// Writes the row over whatever is there, and copies the cart into its draft order.
    pub(super) fn write_row(&self, session: &str, row: &Session) {
        self.state().write_session(session, row.clone(), now_ms());
        checkout::copy_into_draft(self, row);
    }
}

/// Cart routes below `/wc/store/v1/cart`.
pub async fn route(shop: &Shop, call: &Call, parts: &[&str]) -> Result<Answer, Answer> {
    let visitor = Visitor::of(shop, call);
    if call.method == Method::GET {
        shop.work(4).await;
        let row = shop.state().session(&visitor.session);
        let cart = shop.cart_json(&row);
        return match parts {
            [] => Ok(shop.sign_cart(Answer::ok(cart), &visitor, &row)),
            ["items"] => Ok(shop.sign_cart(Answer::ok(cart["items"].clone()), &visitor, &row)),
            ["coupons"] => Ok(shop.sign_cart(Answer::ok(cart["coupons"].clone()), &visitor, &row)),
            _ => Err(Answer::no_route()),
        };
    }
    let change: fn(&Shop, &mut Session, &Value) -> Result<u16, Refusal> = match (&call.method, parts) {
        (&Method::POST, ["add-item" | "items"]) => add_item,
        (&Method::POST, ["update-item"]) => update_item,
        (&Method::POST, ["remove-item"]) => remove_item,
        (&Method::POST, ["apply-coupon"]) => apply_coupon,
        (&Method::POST, ["remove-coupon"]) => remove_coupon,
        (&Method::POST, ["update-customer"]) => update_customer,
        (&Method::POST, ["select-shipping-rate"]) => select_rate,
        (&Method::DELETE, ["items"]) => clear,
        _ => return Err(Answer::no_route()),
    };
    let mut body = call.json()?;
    for (name, value) in &call.query {
        if body.get(name).is_none() {
            body[name] = json!(value);
        }
    }
    visitor.may_write.clone()?;
    // The row is read here and written at the end: what others write in between is lost.
    let mut row = shop.state().session(&visitor.session);
    shop.work(4).await;
    let answer = match change(shop, &mut row, &body) {
        Ok(status) => {
            shop.write_row(&visitor.session, &row);
            let cart = shop.cart_json(&row);
            Answer::json(status, if parts == ["items"] { cart["items"].clone() } else { cart })
        }
        Err(Refusal::Plain(answer)) => answer,
        Err(Refusal::Conflict(code, message)) => {
            Answer::error_with(409, code, message, json!({"status": 409, "cart": shop.cart_json(&row)}))
        }
    };
    Ok(shop.sign_cart(answer, &visitor, &row))
}

/// Why a change was refused.
enum Refusal {
    Plain(Answer),
    /// 409 with the whole current cart.
    Conflict(&'static str, &'static str),
}

impl From<Answer> for Refusal {
    fn from(answer: Answer) -> Self {
        Self::Plain(answer)
    }
}

fn refuse(code: &str, message: &str) -> Refusal {
    Refusal::Plain(Answer::error(400, code, message))
}

fn add_item(shop: &Shop, row: &mut Session, body: &Value) -> Result<u16, Refusal> {
    let state = shop.state();
    let catalogue = &state.catalogue;
    let id = integer(&body["id"]).and_then(|id| u64::try_from(id).ok());
    let quantity = if body["quantity"].is_null() { 1 } else { integer(&body["quantity"]).unwrap_or(0) };
    let Some(product) = id.and_then(|id| catalogue.products.get(&id)) else {
        let shown = text(&body["id"]).unwrap_or_default();
        let message =
            format!("Product with ID &quot;{shown}&quot; was not found and cannot be added to the cart.");
        return Err(refuse("woocommerce_rest_cart_invalid_product", &message));
    };
    let (id, choice) = match product.kind {
        Kind::Simple => (product.id, Vec::new()),
        Kind::Variable | Kind::Variation => choose(catalogue, product.id, &body["variation"])?,
    };
    let Some(product) = catalogue.products.get(&id) else { return Err(Answer::fatal().into()) };
    let name = &product.name;
    if quantity <= 0 {
        let message =
            format!("You cannot add &quot;{name}&quot; with a quantity less than or equal to 0 to the cart.");
        return Err(refuse("woocommerce_rest_product_invalid_quantity", &message));
    }
    if !product.published {
        return Err(refuse(
            "woocommerce_rest_product_not_purchasable",
            "This item is not available for purchase.",
        ));
    }
    if !catalogue.purchasable(id) {
        let message = format!("&quot;{name}&quot; is not available for purchase.");
        return Err(refuse("woocommerce_rest_product_not_purchasable", &message));
    }
    if !catalogue.in_stock(id) {
        let message =
            format!("You cannot add &quot;{name}&quot; to the cart because the product is out of stock.");
        return Err(refuse("woocommerce_rest_product_out_of_stock", &message));
    }
    let key = line_key(id, &choice);
    let held = row.lines.iter().find(|line| line.key == key).map_or(0, |line| line.quantity);
    if product.sold_individually && (held > 0 || quantity > 1) {
        let message = format!("The quantity of &quot;{name}&quot; cannot be changed");
        return Err(refuse("readonly_quantity", &message));
    }
    let holder = catalogue.stock_holder(id);
    let same_stock: i64 = row
        .lines
        .iter()
        .filter(|line| holder.is_some() && catalogue.stock_holder(line.id) == holder)
        .map(|line| line.quantity)
        .sum();
    if let Some(left) = catalogue.left(id)
        && same_stock + quantity > left
    {
        let message = if same_stock == 0 {
            format!(
                "You cannot add that amount of &quot;{name}&quot; to the cart because there is not enough stock ({left} remaining)."
            )
        } else {
            format!(
                "You cannot add that amount of &quot;{name}&quot; to the cart &mdash; we have {left} in stock and you already have {same_stock} in your cart."
            )
        };
        return Err(refuse("woocommerce_rest_product_partially_out_of_stock", &message));
    }
    if held + quantity > cart_json::QUANTITY_MAX && catalogue.left(id).is_none() {
        return Err(too_many(catalogue, id));
    }
    match row.lines.iter_mut().find(|line| line.key == key) {
        Some(line) => line.quantity += quantity,
        None => row.lines.push(Line { key, id, quantity, choice }),
    }
    Ok(201)
}

/// Finds the variation that the given attributes name and completes the choice for "any value" attributes.
fn choose(catalogue: &Catalogue, id: u64, given: &Value) -> Result<(u64, Vec<(String, String)>), Refusal> {
    let Some(named) = catalogue.products.get(&id) else { return Err(Answer::fatal().into()) };
    let parent = if named.kind == Kind::Variation { named.parent } else { id };
    let Some(parent) = catalogue.products.get(&parent) else { return Err(Answer::fatal().into()) };
    let given: Vec<(String, String)> = given
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|pair| Some((text(&pair["attribute"])?, text(&pair["value"])?)))
        .collect();
    let mut wanted: Vec<Option<String>> = Vec::new();
    for attribute in &parent.attributes {
        let slug = attribute.slug();
        let value = given.iter().find(|(name, _)| {
            let name = name.strip_prefix("attribute_").unwrap_or(name);
            name.eq_ignore_ascii_case(&attribute.name) || name.eq_ignore_ascii_case(&slug)
        });
        let option = match value {
            None => None,
            Some((_, value)) => {
                let found = attribute.options.iter().find(|option| {
                    option.eq_ignore_ascii_case(value)
                        || super::catalogue::slug(option) == value.to_lowercase()
                });
                if found.is_none() {
                    return Err(refuse(
                        "woocommerce_rest_variation_id_from_variation_data",
                        "No matching variation found.",
                    ));
                }
                found.cloned()
            }
        };
        wanted.push(option);
    }
    let variation = if named.kind == Kind::Variation {
        named
    } else {
        if given.is_empty() {
            return Err(refuse(
                "woocommerce_rest_missing_attributes",
                "Missing attributes for variable product.",
            ));
        }
        let found = parent.variations.iter().filter_map(|id| catalogue.products.get(id)).find(|variation| {
            variation.choice.iter().zip(&wanted).all(|(held, wanted)| held.is_none() || held == wanted)
        });
        found.ok_or_else(|| {
            refuse("woocommerce_rest_variation_id_from_variation_data", "No matching variation found.")
        })?
    };
    let mut choice = Vec::new();
    let mut missing = Vec::new();
    for ((attribute, held), wanted) in parent.attributes.iter().zip(&variation.choice).zip(&wanted) {
        match (held, wanted) {
            (Some(held), Some(wanted)) if held != wanted => {
                return Err(refuse(
                    "woocommerce_rest_variation_id_from_variation_data",
                    "No matching variation found.",
                ));
            }
            (Some(held), _) => choice.push((attribute.name.clone(), held.clone())),
            (None, Some(wanted)) => choice.push((attribute.name.clone(), wanted.clone())),
            (None, None) => missing.push(attribute.name.as_str()),
        }
    }
    if !missing.is_empty() {
        let plural = if missing.len() == 1 { "is a required field" } else { "are required fields" };
        let message =
            format!("Missing variation data for variable product. {} {plural}", missing.join(" and "));
        return Err(refuse("woocommerce_rest_missing_variation_data", &message));
    }
    Ok((variation.id, choice))
}

fn too_many(catalogue: &Catalogue, id: u64) -> Refusal {
    let name = catalogue.products.get(&id).map(|product| product.name.clone()).unwrap_or_default();
    let most = cart_json::quantity_max(catalogue, id);
    refuse(
        "invalid_quantity",
        &format!("The maximum quantity of &quot;{name}&quot; allowed in the cart is {most}"),
    )
}

fn update_item(shop: &Shop, row: &mut Session, body: &Value) -> Result<u16, Refusal> {
    let state = shop.state();
    let quantity = integer(&body["quantity"]).unwrap_or(0);
    let Some(line) = row.lines.iter_mut().find(|line| body["key"] == line.key.as_str()) else {
        return Err(Refusal::Conflict("woocommerce_rest_cart_invalid_key", "Cart item does not exist."));
    };
    let product = state.catalogue.products.get(&line.id);
    let name = product.map(|product| product.name.clone()).unwrap_or_default();
    if product.is_some_and(|product| product.sold_individually) && quantity != line.quantity {
        return Err(refuse(
            "readonly_quantity",
            &format!("The quantity of &quot;{name}&quot; cannot be changed"),
        ));
    }
    if quantity < 1 {
        return Err(refuse(
            "invalid_quantity",
            &format!("The minimum quantity of &quot;{name}&quot; allowed in the cart is 1"),
        ));
    }
    if quantity > cart_json::quantity_max(&state.catalogue, line.id) {
        return Err(too_many(&state.catalogue, line.id));
    }
    line.quantity = quantity;
    Ok(200)
}

fn remove_item(_shop: &Shop, row: &mut Session, body: &Value) -> Result<u16, Refusal> {
    let before = row.lines.len();
    row.lines.retain(|line| body["key"] != line.key.as_str());
    if row.lines.len() == before {
        return Err(Refusal::Conflict(
            "woocommerce_rest_cart_invalid_key",
            "Cart item no longer exists or is invalid.",
        ));
    }
    if row.lines.is_empty() {
        row.coupons.clear();
    }
    Ok(200)
}

#[expect(clippy::unnecessary_wraps, reason = "one of several changes with one signature")]
fn clear(_shop: &Shop, row: &mut Session, _body: &Value) -> Result<u16, Refusal> {
    row.lines.clear();
    row.coupons.clear();
    Ok(200)
}

fn apply_coupon(shop: &Shop, row: &mut Session, body: &Value) -> Result<u16, Refusal> {
    let code = text(&body["code"]).unwrap_or_default().trim().to_lowercase();
    let error = |message: &str| Err(refuse("woocommerce_rest_cart_coupon_error", message));
    let state = shop.state();
    let Some(coupon) = state.catalogue.coupon(&code) else {
        let shown = super::wire::escape(&code);
        return error(&format!("Coupon &quot;{shown}&quot; cannot be applied because it does not exist."));
    };
    if row.coupons.contains(&code) {
        return error(&format!("Coupon code &quot;{code}&quot; has already been applied."));
    }
    if let Some(why) = coupon.refusal(row.subtotal(&state.catalogue)) {
        return error(&why);
    }
    row.coupons.push(code);
    Ok(200)
}

fn remove_coupon(_shop: &Shop, row: &mut Session, body: &Value) -> Result<u16, Refusal> {
    let code = text(&body["code"]).unwrap_or_default().trim().to_lowercase();
    let before = row.coupons.len();
    row.coupons.retain(|held| *held != code);
    if row.coupons.len() == before {
        return Err(Refusal::Conflict(
            "woocommerce_rest_cart_coupon_invalid_code",
            "Coupon cannot be removed because it is not already applied to the cart.",
        ));
    }
    Ok(200)
}

fn update_customer(_shop: &Shop, row: &mut Session, body: &Value) -> Result<u16, Refusal> {
    for name in ["billing_address", "shipping_address"] {
        if let Some((code, message)) = address_fault(&body[name]) {
            return Err(Answer::invalid_params(&[(name, code, message)]).into());
        }
    }
    merge_address(&mut row.billing, &body["billing_address"]);
    merge_address(&mut row.shipping, &body["shipping_address"]);
    Ok(200)
}

/// An unknown rate is accepted and falls back to the first one.
fn select_rate(_shop: &Shop, row: &mut Session, body: &Value) -> Result<u16, Refusal> {
    let Some(rate) = text(&body["rate_id"]) else {
        return Err(Answer::missing_param("rate_id").into());
    };
    row.rate = Some(rate);
    Ok(200)
}

/// Several cart calls one after another.
pub async fn batch(shop: &Shop, call: &Call) -> Result<Answer, Answer> {
    let body = call.json()?;
    let Some(requests) = body["requests"].as_array() else { return Err(Answer::missing_param("requests")) };
    if requests.len() > BATCH_MAX {
        let message = format!("requests must contain at most {BATCH_MAX} items.");
        return Err(Answer::invalid_params(&[("requests", "rest_too_many_items", message)]));
    }
    let mut responses = Vec::new();
    for request in requests {
        let mut headers = call.headers.clone();
        for (name, value) in request["headers"].as_object().into_iter().flatten() {
            let name = name.to_lowercase();
            headers.retain(|(held, _)| *held != name);
            headers.extend(text(value).map(|value| (name, value)));
        }
        let path = request["path"].as_str().unwrap_or("");
        let parts: Vec<&str> = path
            .strip_prefix("/wc/store/v1/cart")
            .unwrap_or("/?")
            .split('/')
            .filter(|part| !part.is_empty())
            .collect();
        let one = Call {
            method: request["method"].as_str().and_then(|method| method.parse().ok()).unwrap_or(Method::POST),
            path: format!("/wp-json{path}"),
            query: Vec::new(),
            headers,
            body: request["body"].to_string().into_bytes(),
        };
        let answer = match Box::pin(route(shop, &one, &parts)).await {
            Ok(answer) | Err(answer) => answer,
        };
        let headers: serde_json::Map<String, Value> =
            answer.headers.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
        let body = if let Body::Json(body) = answer.body { body } else { Value::Null };
        responses.push(json!({"status": answer.status, "headers": headers, "body": body}));
    }
    Ok(Answer::json(207, json!({"responses": responses})))
}
