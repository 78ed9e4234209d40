//! The smaller `wc/v3` routes (gateways, shipping, settings, coupons, customers), lists with pages, and `wp/v2`.

use poem::http::Method;
use serde_json::{Value, json};

use super::catalogue::{Coupon, CouponKind};
use super::payments::{GATEWAYS, gateway_json};
use super::session::{FLAT_RATE, FREE_SHIPPING_FROM, RATES, blank_address, email_ok, merge_address};
use super::state::Customer;
use super::wire::{Answer, Call, text};
use super::{Shop, auth, gmt_time, local_time, money, now_ms};

/// The paging and sorting of a list.
pub struct ListQuery {
    page: usize,
    per_page: usize,
    pub orderby: String,
    pub descending: bool,
    include: Option<Vec<u64>>,
    exclude: Vec<u64>,
}

impl ListQuery {
    /// Reads and checks the parameters that all lists share; all faults are reported together.
    pub fn read(call: &Call, orders: &[&str], default_order: &str) -> Result<Self, Answer> {
        let mut wrong: Vec<(&str, &str, String)> = Vec::new();
        let mut whole = |name: &'static str, default: usize, most: usize| -> usize {
            let Some(given) = call.query(name) else { return default };
            match given.parse::<i64>() {
                Err(_) => {
                    wrong.push((name, "rest_invalid_type", format!("{name} is not of type integer.")));
                    default
                }
                Ok(number) => {
                    let fitting = usize::try_from(number).ok().filter(|number| (1..=most).contains(number));
                    if fitting.is_none() {
                        let message = if most == usize::MAX {
                            format!("{name} must be greater than or equal to 1")
                        } else {
                            format!("{name} must be between 1 (inclusive) and {most} (inclusive)")
                        };
                        wrong.push((name, "rest_out_of_bounds", message));
                    }
                    fitting.unwrap_or(default)
                }
            }
        };
        let per_page = whole("per_page", 10, 100);
        let page = whole("page", 1, usize::MAX);
        let orderby = call.query("orderby").unwrap_or(default_order).to_owned();
        if !orders.contains(&orderby.as_str()) {
            wrong.push((
                "orderby",
                "rest_not_in_enum",
                format!("orderby is not one of {}.", orders.join(", ")),
            ));
        }
        let order = call.query("order").unwrap_or(if default_order == "name" { "asc" } else { "desc" });
        if !["asc", "desc"].contains(&order) {
            wrong.push(("order", "rest_not_in_enum", "order is not one of asc, desc.".into()));
        }
        let ids = |name: &str| -> Option<Vec<u64>> {
            let values: Vec<u64> = call
                .query
                .iter()
                .filter(|(held, value)| held.trim_end_matches("[]") == name && !value.is_empty())
                .flat_map(|(_, value)| value.split(',').filter_map(|id| id.trim().parse().ok()))
                .collect();
            call.query
                .iter()
                .any(|(held, value)| held.trim_end_matches("[]") == name && !value.is_empty())
                .then_some(values)
        };
        let include = ids("include");
        let exclude = ids("exclude").unwrap_or_default();
        if wrong.is_empty() {
            Ok(Self { page, per_page, orderby, descending: order == "desc", include, exclude })
        } else {
            Err(Answer::invalid_params(&wrong))
        }
    }

    pub fn includes(&self, id: u64) -> bool {
        self.include.as_ref().is_none_or(|ids| ids.contains(&id)) && !self.exclude.contains(&id)
    }

    pub fn include_position(&self, id: u64) -> usize {
        self.include.as_ref().and_then(|ids| ids.iter().position(|held| *held == id)).unwrap_or(usize::MAX)
    }

    /// The items on the wanted page; none past the end.
    pub fn page_of<'a, T>(&self, items: &'a [T]) -> &'a [T] {
        let start = self.page.saturating_sub(1).saturating_mul(self.per_page).min(items.len());
        let end = start.saturating_add(self.per_page).min(items.len());
        &items[start..end]
    }
}

/// A page of a list with its totals and links.
pub fn list_answer(shop: &Shop, call: &Call, query: &ListQuery, total: usize, shown: Value) -> Answer {
    let pages = total.div_ceil(query.per_page);
    let link = |page: usize, rel: &str| {
        let mut pairs = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in
            call.query.iter().filter(|(name, _)| name != "page" && !name.starts_with("oauth_"))
        {
            pairs.append_pair(name, value);
        }
        pairs.append_pair("page", &page.to_string());
        format!("<{}{}?{}>; rel=\"{rel}\"", shop.site(), call.path, pairs.finish())
    };
    let mut links = Vec::new();
    if query.page > 1 {
        links.push(link((query.page - 1).min(pages.max(1)), "prev"));
    }
    if query.page < pages {
        links.push(link(query.page + 1, "next"));
    }
    let mut answer = Answer::ok(shown)
        .with_header("X-WP-Total", total.to_string())
        .with_header("X-WP-TotalPages", pages.to_string());
    if !links.is_empty() {
        answer = answer.with_header("Link", links.join(", "));
    }
    answer
}

/// The remaining routes below `/wc/v3`.
pub async fn v3(shop: &Shop, call: &Call, parts: &[&str]) -> Result<Answer, Answer> {
    shop.work(3).await;
    let is_get = call.method == Method::GET;
    match parts {
        ["payment_gateways"] if is_get => {
            Ok(Answer::ok((0..).zip(&GATEWAYS).map(|(order, gateway)| gateway_json(gateway, order, shop.site())).collect()))
        }
        ["payment_gateways", id] if is_get => {
            let found = (0..).zip(&GATEWAYS).find(|(_, gateway)| gateway.id == *id);
            let missing = || Answer::error(404, "woocommerce_rest_payment_gateway_invalid", "Resource does not exist.");
            found.map(|(order, gateway)| Answer::ok(gateway_json(gateway, order, shop.site()))).ok_or_else(missing)
        }
        ["shipping", "zones"] if is_get => Ok(Answer::ok(json!([
            {"id": 0, "name": "Locations not covered by your other zones", "order": 0},
            {"id": 1, "name": "Kenya", "order": 0}
        ]))),
        ["shipping", "zones", "1", "methods"] if is_get => Ok(Answer::ok(
            RATES
                .iter()
                .map(|rate| {
                    let cost = if rate.method == "flat_rate" { money::decimal(FLAT_RATE) } else { String::new() };
                    json!({"id": rate.instance, "instance_id": rate.instance, "title": rate.name, "order": rate.instance,
                        "enabled": true, "method_id": rate.method, "method_title": rate.name, "method_description": "",
                        "settings": {"title": {"id": "title", "value": rate.name}, "cost": {"id": "cost", "value": cost},
                            "min_amount": {"id": "min_amount", "value": money::decimal(FREE_SHIPPING_FROM)}}})
                })
                .collect(),
        )),
        ["shipping", "zones", _, "methods"] if is_get => Ok(Answer::ok(json!([]))),
        ["settings", "general"] if is_get => {
            Ok(Answer::ok(SETTINGS.iter().map(|(id, value)| setting(id, value)).collect()))
        }
        ["settings", "general", id] if is_get => SETTINGS
            .iter()
            .find(|(held, _)| held == id)
            .map(|(id, value)| Answer::ok(setting(id, value)))
            .ok_or_else(|| Answer::error(404, "rest_setting_setting_invalid", "Invalid setting.")),
        ["system_status"] if is_get => Ok(Answer::ok(json!({
            "environment": {"version": "10.5.0", "wp_version": "6.9.1", "home_url": shop.site(), "site_url": shop.site()},
            "settings": {"currency": "KES", "currency_symbol": "KSh", "currency_position": "left", "thousand_separator": ",",
                "decimal_separator": ".", "number_of_decimals": 2}
        }))),
        ["coupons"] if is_get => {
            let query = ListQuery::read(call, &["date", "id", "include", "title", "slug", "modified"], "date")?;
            let state = shop.state();
            let code = call.query("code").map(str::to_lowercase);
            let found: Vec<&Coupon> = state
                .catalogue
                .coupons
                .iter()
                .filter(|coupon| code.as_ref().is_none_or(|code| coupon.code == *code) && query.includes(coupon.id))
                .collect();
            let total = found.len();
            let shown = query.page_of(&found).iter().map(|coupon| coupon_json(coupon)).collect();
            Ok(list_answer(shop, call, &query, total, shown))
        }
        ["coupons", id] if is_get => {
            let state = shop.state();
            let found = state.catalogue.coupons.iter().find(|coupon| coupon.id.to_string() == *id);
            let missing = || Answer::error(404, "woocommerce_rest_shop_coupon_invalid_id", "Invalid ID.");
            found.map(|coupon| Answer::ok(coupon_json(coupon))).ok_or_else(missing)
        }
        ["customers", rest @ ..] => customers(shop, call, rest),
        _ => Err(Answer::no_route()),
    }
}

const SETTINGS: [(&str, &str); 6] = [
    ("woocommerce_currency", "KES"),
    ("woocommerce_price_num_decimals", "2"),
    ("woocommerce_price_decimal_sep", "."),
    ("woocommerce_price_thousand_sep", ","),
    ("woocommerce_default_country", "KE:KE30"),
    ("woocommerce_calc_taxes", "yes"),
];

/// Roles of the site: those that come with the shop, and one that the merchant added.
const ROLES: [&str; 9] = [
    "all",
    "administrator",
    "editor",
    "author",
    "contributor",
    "subscriber",
    "customer",
    "shop_manager",
    "supplier",
];

fn setting(id: &str, value: &str) -> Value {
    json!({"id": id, "label": id, "description": "", "type": "text", "default": "", "tip": "", "value": value, "group_id": "general"})
}

fn coupon_json(coupon: &Coupon) -> Value {
    let amount = if coupon.kind == CouponKind::Percent {
        format!("{}.00", coupon.amount)
    } else {
        money::decimal(coupon.amount)
    };
    let expires = coupon.expired.then_some("2020-01-01T00:00:00");
    json!({"id": coupon.id, "code": coupon.code, "amount": amount, "status": "publish",
        "discount_type": super::cart_json::coupon_kind(coupon.kind), "description": "", "date_expires": expires,
        "date_expires_gmt": expires, "usage_count": coupon.usage_count, "individual_use": false, "product_ids": [],
        "excluded_product_ids": [], "usage_limit": coupon.usage_limit, "usage_limit_per_user": null,
        "limit_usage_to_x_items": null, "free_shipping": false, "product_categories": [], "excluded_product_categories": [],
        "exclude_sale_items": false, "minimum_amount": money::decimal(coupon.minimum), "maximum_amount": "0.00",
        "email_restrictions": [], "used_by": [], "meta_data": []})
}

fn customer_json(customer: &Customer, site: &str) -> Value {
    let meta: Vec<Value> =
        customer.meta.iter().map(|(id, key, value)| json!({"id": id, "key": key, "value": value})).collect();
    json!({"id": customer.id, "date_created": local_time(customer.created_ms), "date_created_gmt": gmt_time(customer.created_ms),
        "date_modified": null, "date_modified_gmt": null, "email": customer.email, "first_name": customer.first_name,
        "last_name": customer.last_name, "role": customer.role, "username": customer.username, "billing": customer.billing,
        "shipping": customer.shipping, "is_paying_customer": false, "avatar_url": "", "meta_data": meta,
        "_links": {"self": [{"href": format!("{site}/wp-json/wc/v3/customers/{}", customer.id)}],
            "collection": [{"href": format!("{site}/wp-json/wc/v3/customers")}]}})
}

fn customers(shop: &Shop, call: &Call, parts: &[&str]) -> Result<Answer, Answer> {
    let missing = |status| Answer::error(status, "woocommerce_rest_invalid_id", "Invalid resource ID.");
    let mut guard = shop.state();
    let state = &mut *guard;
    match (&call.method, parts) {
        (&Method::GET, []) => {
            let query = ListQuery::read(call, &["id", "include", "name", "registered_date"], "name")?;
            let role = call.query("role").unwrap_or("customer");
            if !ROLES.contains(&role) {
                let message = format!("role is not one of {}.", ROLES.join(", "));
                return Err(Answer::invalid_params(&[("role", "rest_not_in_enum", message)]));
            }
            let email = call.query("email").map(str::to_lowercase);
            let search = call.query("search").map(str::to_lowercase);
            let mut found: Vec<&Customer> = state
                .customers
                .values()
                .filter(|customer| role == "all" || customer.role == role)
                .filter(|customer| email.as_ref().is_none_or(|email| customer.email.to_lowercase() == *email))
                .filter(|customer| {
                    let text = format!(
                        "{} {} {} {}",
                        customer.username, customer.email, customer.first_name, customer.last_name
                    );
                    search.as_ref().is_none_or(|needle| text.to_lowercase().contains(needle))
                })
                .filter(|customer| query.includes(customer.id))
                .collect();
            if query.descending {
                found.reverse();
            }
            let total = found.len();
            let shown =
                query.page_of(&found).iter().map(|customer| customer_json(customer, shop.site())).collect();
            Ok(list_answer(shop, call, &query, total, shown))
        }
        (&Method::POST, []) => {
            let body = call.json()?;
            let email = text(&body["email"]).ok_or_else(|| Answer::missing_param("email"))?;
            if !email_ok(&email) {
                return Err(Answer::invalid_params(&[(
                    "email",
                    "rest_invalid_email",
                    "Invalid email address.".into(),
                )]));
            }
            if state.customers.values().any(|customer| customer.email.eq_ignore_ascii_case(&email)) {
                let message = format!(
                    "An account is already registered with {email}. Please log in or use a different email address."
                );
                return Err(Answer::error(400, "registration-error-email-exists", &message));
            }
            let name = email.split('@').next().unwrap_or("").to_owned();
            let username = text(&body["username"]).unwrap_or(name);
            if state.customers.values().any(|customer| customer.username.eq_ignore_ascii_case(&username)) {
                let message = "An account is already registered with that username. Please choose another.";
                return Err(Answer::error(400, "registration-error-username-exists", message));
            }
            // 1 is the manager.
            let id = state.customers.last_key_value().map_or(2, |(id, _)| id + 1);
            let mut customer = Customer {
                id,
                email,
                username,
                first_name: String::new(),
                last_name: String::new(),
                role: "customer".into(),
                billing: blank_address(true, false),
                shipping: blank_address(false, false),
                meta: Vec::new(),
                application_passwords: Vec::new(),
                created_ms: now_ms(),
            };
            write_customer(&mut customer, &body, || state.item_id());
            let answer = customer_json(&customer, shop.site());
            state.customers.insert(id, customer);
            Ok(Answer::json(201, answer)
                .with_header("Location", format!("{}/wp-json/wc/v3/customers/{id}", shop.site())))
        }
        (method, [id]) => {
            let id: u64 = id.parse().map_err(|_| Answer::no_route())?;
            let held = state.customers.get(&id).cloned();
            match *method {
                Method::GET => {
                    held.map(|held| Answer::ok(customer_json(&held, shop.site()))).ok_or_else(|| missing(404))
                }
                Method::PUT | Method::POST | Method::PATCH => {
                    let mut customer = held.ok_or_else(|| missing(400))?;
                    write_customer(&mut customer, &call.json()?, || state.item_id());
                    let answer = customer_json(&customer, shop.site());
                    state.customers.insert(id, customer);
                    Ok(Answer::ok(answer))
                }
                Method::DELETE if call.query("force") != Some("true") => Err(Answer::error(
                    501,
                    "woocommerce_rest_trash_not_supported",
                    "Customers do not support trashing.",
                )),
                Method::DELETE => {
                    let removed = state.customers.remove(&id).ok_or_else(|| missing(400))?;
                    Ok(Answer::ok(customer_json(&removed, shop.site())))
                }
                _ => Err(Answer::no_route()),
            }
        }
        _ => Err(Answer::no_route()),
    }
}

fn write_customer(customer: &mut Customer, body: &Value, next_id: impl FnMut() -> u64) {
    let take = |name: &str, slot: &mut String| {
        if let Some(text) = text(&body[name]) {
            *slot = text;
        }
    };
    take("email", &mut customer.email);
    take("first_name", &mut customer.first_name);
    take("last_name", &mut customer.last_name);
    merge_address(&mut customer.billing, &body["billing"]);
    merge_address(&mut customer.shipping, &body["shipping"]);
    super::order::write_meta(&mut customer.meta, &body["meta_data"], next_id);
}

/// `wp/v2`: application passwords of customers, created by the manager. Consumer keys are strangers here.
pub async fn wordpress(shop: &Shop, call: &Call, parts: &[&str]) -> Result<Answer, Answer> {
    shop.work(3).await;
    let config = &shop.0.shared.config;
    let manager = call.is_https()
        && auth::basic(call).is_some_and(|(user, password)| {
            user == config.username && auth::same_password(&password, &config.application_password)
        });
    match (&call.method, parts) {
        (&Method::POST, ["users", id, "application-passwords"]) => {
            if !manager {
                return Err(if call.is_https() && call.header("authorization").is_some() {
                    Answer::error(
                        401,
                        "invalid_username",
                        "<strong>Error:</strong> Unknown username. Check again or try your email address.",
                    )
                } else {
                    Answer::error(
                        401,
                        "rest_cannot_create_application_passwords",
                        "Sorry, you are not allowed to create application passwords for this user.",
                    )
                });
            }
            let body = call.json()?;
            let Some(name) = text(&body["name"]) else { return Err(Answer::missing_param("name")) };
            let mut state = shop.state();
            let id: u64 = id.parse().map_err(|_| Answer::no_route())?;
            if id == 1 {
                return Err(Answer::error(
                    403,
                    "rest_cannot_create_application_passwords",
                    "Sorry, you are not allowed to create application passwords for this user.",
                ));
            }
            let customer = state
                .customers
                .get_mut(&id)
                .ok_or_else(|| Answer::error(404, "rest_user_invalid_id", "Invalid user ID."))?;
            let mut password = super::session::short_hash(&format!("{:?}", rand::random::<[u8; 16]>()));
            password.truncate(24);
            customer.application_passwords.push(password.clone());
            Ok(Answer::json(
                201,
                json!({"uuid": super::session::short_hash(&password), "app_id": "", "name": name,
                "created": gmt_time(now_ms()), "last_used": null, "last_ip": null, "password": password}),
            ))
        }
        _ => Err(Answer::no_route()),
    }
}
