//! A cart session: one row per buyer, always read and written whole, so that the last writer wins.

use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use super::catalogue::{Catalogue, Coupon};
use super::totals::{Totals, compute};

/// An address as WooCommerce keeps it: a fixed set of text members.
pub type Address = Map<String, Value>;

const ADDRESS_MEMBERS: [&str; 10] = [
    "first_name",
    "last_name",
    "company",
    "address_1",
    "address_2",
    "city",
    "state",
    "postcode",
    "country",
    "phone",
];

/// Net basket worth from which delivery is free.
pub const FREE_SHIPPING_FROM: i64 = 5_000_000;
/// Price of the courier.
pub const FLAT_RATE: i64 = 35_000;

/// One line of a cart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub key: String,
    /// The product or the variation.
    pub id: u64,
    pub quantity: i64,
    /// What the buyer chose: attribute name and value.
    pub choice: Vec<(String, String)>,
}

/// One session row.
#[derive(Clone, Debug)]
pub struct Session {
    pub lines: Vec<Line>,
    pub coupons: Vec<String>,
    pub billing: Address,
    pub shipping: Address,
    pub rate: Option<String>,
    pub payment_method: Option<String>,
    pub draft_order: Option<u64>,
    pub written_ms: i64,
}

impl Default for Session {
    fn default() -> Self {
        Self {
            lines: Vec::new(),
            coupons: Vec::new(),
            billing: blank_address(true, true),
            shipping: blank_address(false, true),
            rate: None,
            payment_method: None,
            draft_order: None,
            written_ms: 0,
        }
    }
}

/// One way of delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    pub id: &'static str,
    pub name: &'static str,
    pub method: &'static str,
    pub instance: u32,
    pub price: i64,
}

/// Every way of delivery, in the order of the shop's settings.
pub const RATES: [Rate; 3] = [
    Rate { id: "flat_rate:1", name: "Courier in Kenya", method: "flat_rate", instance: 1, price: FLAT_RATE },
    Rate { id: "free_shipping:2", name: "Free delivery", method: "free_shipping", instance: 2, price: 0 },
    Rate {
        id: "local_pickup:3",
        name: "Collect at the depot",
        method: "local_pickup",
        instance: 3,
        price: 0,
    },
];

impl Session {
    /// The coupons still known, for the totals.
    pub fn coupons(&self, catalogue: &Catalogue) -> Vec<Coupon> {
        self.coupons.iter().filter_map(|code| catalogue.coupon(code).cloned()).collect()
    }

    /// Net worth of all lines before coupons.
    pub fn subtotal(&self, catalogue: &Catalogue) -> i64 {
        self.priced(catalogue).iter().map(|(price, quantity)| price * quantity).sum()
    }

    fn priced(&self, catalogue: &Catalogue) -> Vec<(i64, i64)> {
        let price = |line: &Line| catalogue.products.get(&line.id).and_then(super::catalogue::Product::price);
        self.lines.iter().map(|line| (price(line).unwrap_or(0), line.quantity)).collect()
    }

    /// The ways of delivery on offer for this basket.
    pub fn rates(&self, catalogue: &Catalogue) -> Vec<Rate> {
        if self.lines.is_empty() || self.shipping.get("country").and_then(Value::as_str) != Some("KE") {
            return Vec::new();
        }
        let net = compute(&self.priced(catalogue), &self.coupons(catalogue), 0);
        let free = net.items - net.discount >= FREE_SHIPPING_FROM;
        RATES.into_iter().filter(|rate| free || rate.method != "free_shipping").collect()
    }

    /// The chosen way of delivery; the first on offer when none or an unknown one was chosen.
    pub fn rate(&self, catalogue: &Catalogue) -> Option<Rate> {
        let rates = self.rates(catalogue);
        let chosen = rates.iter().find(|rate| Some(rate.id) == self.rate.as_deref()).copied();
        chosen.or_else(|| rates.first().copied())
    }

    pub fn totals(&self, catalogue: &Catalogue) -> Totals {
        let shipping = self.rate(catalogue).map_or(0, |rate| rate.price);
        compute(&self.priced(catalogue), &self.coupons(catalogue), shipping)
    }

    pub fn items_count(&self) -> i64 {
        self.lines.iter().map(|line| line.quantity).sum()
    }

    /// Changes with every change of the lines or of what they cost; empty for an empty cart.
    pub fn hash(&self, catalogue: &Catalogue) -> String {
        if self.lines.is_empty() {
            return String::new();
        }
        let text = format!("{:?} {}", self.lines, self.totals(catalogue).total);
        short_hash(&text)
    }
}

/// The key of a line: the same for the same product, variation and choice.
pub fn line_key(id: u64, choice: &[(String, String)]) -> String {
    let mut choice = choice.to_vec();
    choice.sort();
    short_hash(&format!("{id} {choice:?}"))
}

/// 32 hexadecimal digits of a text's hash.
pub fn short_hash(text: &str) -> String {
    let mut hash = hex::encode(Sha256::digest(text));
    hash.truncate(32);
    hash
}

/// An address without content; a session starts in the shop's own county.
pub fn blank_address(billing: bool, in_shop_county: bool) -> Address {
    let mut address: Address = ADDRESS_MEMBERS.iter().map(|name| ((*name).to_owned(), json!(""))).collect();
    if billing {
        address.insert("email".into(), json!(""));
    }
    if in_shop_county {
        address.insert("state".into(), json!("KE30"));
        address.insert("country".into(), json!("KE"));
    }
    address
}

/// Takes over the members that the address knows.
pub fn merge_address(address: &mut Address, given: &Value) {
    let Value::Object(given) = given else { return };
    for (name, slot) in address.iter_mut() {
        if let Some(text) = given.get(name).and_then(super::wire::text) {
            *slot = json!(text.trim());
        }
    }
}

/// What is wrong with an address that a buyer gave: `(code, message)`.
pub fn address_fault(given: &Value) -> Option<(&'static str, String)> {
    let text = |name: &str| given.get(name).and_then(Value::as_str).unwrap_or("").trim();
    let phone_ok = text("phone").chars().all(|character| " #0123456789_-+/().".contains(character));
    if !phone_ok {
        return Some(("invalid_phone", "The provided phone number is not valid".into()));
    }
    let country = text("country");
    let country_ok =
        country.is_empty() || (country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase()));
    if !country_ok {
        return Some(("invalid_country", "Invalid country code provided.".into()));
    }
    let state = text("state");
    let number = state.strip_prefix("KE").and_then(|number| number.parse::<u32>().ok());
    if !state.is_empty() && (country.is_empty() || country == "KE") && !matches!(number, Some(1..=47)) {
        return Some((
            "invalid_state",
            "The provided state (county) is not valid. It must be a code such as KE30.".into(),
        ));
    }
    let email = text("email");
    if !email.is_empty() && !email_ok(email) {
        return Some(("invalid_email", "The provided email address is not valid".into()));
    }
    None
}

/// Rough shape of an e-mail address.
pub fn email_ok(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty()
            && host.contains('.')
            && !host.starts_with('.')
            && !host.ends_with('.')
            && !text.contains(char::is_whitespace)
            && !host.contains('@')
    })
}
