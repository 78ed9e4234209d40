//! Judges an HTTP answer of the shop: does it say yes, no, later, or nothing that can be believed? Pure.
//!
//! The shop's typed codes decide, never the status alone: a refused refund is a 500, an empty basket a 409, and a PHP
//! warning in front of the JSON a 200. What is not understood is [`Failure::Unknown`], never "failed".

use std::time::Duration;

use serde_json::Value;

use super::{
    decode, labels,
    loose::Text,
    plain_text::decode_entities,
    port::{CartToken, Failure, SessionCart},
    refusal::QUANTITY_RULE,
    token::session_of,
    wire,
};

/// Which of the shop's two interfaces was called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Api {
    /// `wc/v3`, with our credentials.
    Rest,
    /// `wc/store/v1`, with a `Cart-Token` and nothing else.
    Store,
}

/// An answer as it came over the wire.
#[derive(Debug, Default)]
pub struct Answer {
    pub status: u16,
    /// `Retry-After` in seconds, else `RateLimit-Retry-After`.
    pub retry_after: Option<Duration>,
    pub cart_token: Option<CartToken>,
    /// `X-WP-Total`.
    pub total: Option<u64>,
    pub body: Vec<u8>,
}

/// Longest `Retry-After` that is believed.
const RETRY_AFTER_MAX: Duration = Duration::from_hours(1);

/// What `WordPress` puts into `Retry-After` while it updates itself.
const MAINTENANCE_RETRY_AFTER: Duration = Duration::from_mins(10);

/// Most fields of a refusal that are kept.
const FIELDS_MAX: usize = 20;

/// 5xx codes that are a decision of the shop all the same: it did not happen.
const REFUSED_WITH_500: [&str; 3] = [
    "woocommerce_rest_cannot_create_order_refund",
    "rest_upload_sideload_error",
    "woocommerce_rest_trash_not_supported",
];

/// Returns `Retry-After` given in seconds, within reason.
pub fn retry_after(text: &str) -> Option<Duration> {
    let seconds = text.trim().parse().ok()?;
    Some(Duration::from_secs(seconds).min(RETRY_AFTER_MAX))
}

/// Returns the failure that an answer stands for; none for a success, which is still to be decoded.
pub fn failure(
    answer: &Answer,
    api: Api,
    changes_something: bool,
    sent: Option<&CartToken>,
) -> Option<Failure> {
    if (200..300).contains(&answer.status) {
        return None;
    }
    let after = answer.retry_after;
    if answer.status == 429 {
        return Some(Failure::ComeBack { after });
    }
    let Some(error) = typed_error(&answer.body) else {
        return Some(if answer.status == 503 && is_maintenance(answer, changes_something) {
            Failure::ComeBack { after }
        } else {
            Failure::Unknown
        });
    };
    let code = error.code.0.as_str();
    Some(match answer.status {
        _ if code == "rate_limit_exceeded" => Failure::ComeBack { after },
        503 if after.is_some() && (code == "wp_die" || !changes_something) => Failure::ComeBack { after },
        401 | 403
            if matches!(code, "woocommerce_rest_missing_nonce" | "woocommerce_rest_invalid_nonce")
                && api == Api::Store =>
        {
            Failure::SessionLost
        }
        401 if api == Api::Rest => Failure::Unauthorised,
        403 if api == Api::Rest && is_about_permission(code) => Failure::Unauthorised,
        404 if code.ends_with("_invalid_id") => Failure::NotFound,
        // WooCommerce answers a PUT to an order that does not exist like this.
        400 if code == "woocommerce_rest_shop_order_invalid_id" => Failure::NotFound,
        400..500 => refused(answer, error, sent),
        500.. if REFUSED_WITH_500.contains(&code) => refused(answer, error, sent),
        _ => Failure::Unknown,
    })
}

fn typed_error(body: &[u8]) -> Option<wire::Error> {
    from_json::<wire::Error>(body).filter(|error| !error.code.0.is_empty())
}

fn is_about_permission(code: &str) -> bool {
    code.starts_with("woocommerce_rest_cannot_")
        || code.starts_with("rest_cannot_")
        || code.starts_with("rest_forbidden")
}

/// Tells `WordPress`'s own maintenance page, which is served before any work is done, from a proxy's 503, which may come
/// after it. A reading can believe both.
fn is_maintenance(answer: &Answer, changes_something: bool) -> bool {
    let Some(after) = answer.retry_after else { return false };
    let says_so = || String::from_utf8_lossy(&answer.body).to_ascii_lowercase().contains("maintenance");
    !changes_something || after == MAINTENANCE_RETRY_AFTER || says_so()
}

fn refused(answer: &Answer, error: wire::Error, sent: Option<&CartToken>) -> Failure {
    let code = error.code.0;
    let message = decode_entities(&error.message.0);
    let mut fields = fields(&error.data);
    let mut left = None;
    match code.as_str() {
        "woocommerce_rest_product_partially_out_of_stock" => left = last_number(&message),
        "invalid_quantity" => {
            left = last_number(&message);
            if message.contains("minimum") || message.contains("multiple") {
                fields.push(QUANTITY_RULE.to_owned());
            }
        }
        _ => {}
    }
    let cart = error.data.get("cart").and_then(|cart| {
        let cart = serde_json::from_value::<wire::Cart>(cart.clone()).ok()?;
        session_cart(cart, answer.cart_token.clone(), sent).ok().map(Box::new)
    });
    Failure::Refused { status: answer.status, code, fields, left, cart }
}

/// Returns the names of the refused parameters and the codes given for them.
fn fields(data: &Value) -> Vec<String> {
    let mut fields = Vec::new();
    match &data["params"] {
        Value::Object(params) => fields.extend(params.keys().cloned()),
        Value::Array(params) => {
            fields.extend(params.iter().filter_map(|name| name.as_str().map(str::to_owned)));
        }
        _ => {}
    }
    if let Value::Object(details) = &data["details"] {
        for detail in details.values() {
            let others = detail["additional_errors"].as_array().into_iter().flatten();
            let codes = std::iter::once(detail).chain(others).filter_map(|error| error["code"].as_str());
            fields.extend(codes.map(str::to_owned));
        }
    }
    if let Value::Object(errors) = &data["errors"] {
        // The checkout says what is missing in words alone.
        let sentences = errors.values().filter_map(Value::as_array).flatten().filter_map(Value::as_str);
        fields.extend(sentences.filter_map(labels::field_named).map(str::to_owned));
        fields.extend(errors.keys().cloned());
    }
    fields.truncate(FIELDS_MAX);
    fields
}

/// Returns the last number of a sentence, the product's name between the outermost quotes left aside.
fn last_number(message: &str) -> Option<u32> {
    let message = match (message.find('"'), message.rfind('"')) {
        (Some(start), Some(end)) if start < end => [&message[..start], &message[end..]].concat(),
        _ => message.to_owned(),
    };
    message.split(|char: char| !char.is_ascii_digit()).rfind(|digits| !digits.is_empty())?.parse().ok()
}

/// Joins a basket with its session. Another session than the one asked for means that ours is gone.
pub fn session_cart(
    cart: wire::Cart,
    returned: Option<CartToken>,
    sent: Option<&CartToken>,
) -> Result<SessionCart, Failure> {
    let (token, session) = session(returned, sent)?;
    let cart = decode::cart(cart).map_err(|_| Failure::Unknown)?;
    Ok(SessionCart { cart, token, session })
}

/// Returns the newest token and whose session it leads to.
pub fn session(
    returned: Option<CartToken>,
    sent: Option<&CartToken>,
) -> Result<(CartToken, String), Failure> {
    let token = returned.or_else(|| sent.cloned()).ok_or(Failure::Unknown)?;
    let session = session_of(&token).ok_or(Failure::Unknown)?;
    if sent.and_then(session_of).is_some_and(|asked| asked != session) {
        return Err(Failure::SessionLost);
    }
    Ok((token, session))
}

/// Decodes a successful answer; a body that is not the JSON we expect says nothing.
pub fn decoded<'a, T: serde::Deserialize<'a>>(answer: &'a Answer) -> Result<T, Failure> {
    from_json(&answer.body).ok_or(Failure::Unknown)
}

/// Most places in a body that are tried as the beginning of its JSON.
const BEGINNINGS_MAX: usize = 16;

/// Reads a body as JSON. A shop with PHP's warnings switched on writes them as HTML before or after it, and a plugin file
/// saved with a byte order mark puts that in front of everything; what is whole JSON apart from that is as good as ever.
fn from_json<'a, T: serde::Deserialize<'a>>(body: &'a [u8]) -> Option<T> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body).trim_ascii();
    let read = |json: &'a [u8], noise_after: bool| -> Option<T> {
        let mut values = serde_json::Deserializer::from_slice(json).into_iter::<T>();
        let value = values.next()?.ok()?;
        let rest = json.get(values.byte_offset()..)?.trim_ascii();
        (rest.is_empty() || (noise_after && rest.starts_with(b"<"))).then_some(value)
    };
    if !body.starts_with(b"<") {
        return read(body, true);
    }
    // A page of HTML does not end with JSON, so this takes none for an answer.
    let beginnings =
        body.windows(2).enumerate().filter(|(_, pair)| matches!(pair, [b'\n' | b'>' | b'\xbf', b'{' | b'[']));
    beginnings.take(BEGINNINGS_MAX).find_map(|(at, _)| read(body.get(at + 1..)?, false))
}

/// Returns the shop's error code, for logs.
pub fn code_of(answer: &Answer) -> Option<Text> {
    typed_error(&answer.body).map(|error| error.code)
}

#[cfg(test)]
#[path = "answer_tests.rs"]
mod tests;
