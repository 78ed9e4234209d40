//! Who may call `wc/v3`: OAuth 1.0a over plain http, Basic over TLS, exactly as WooCommerce tells them apart.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::wire::{Answer, Call};

/// RFC 3986 unreserved characters stay.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// A timestamp may be this far off.
const TIMESTAMP_WINDOW_S: i64 = 15 * 60;
/// Nonces older than the window are refused by their timestamp, so they need not be remembered; this bounds the rest.
const NONCES_MAX: usize = 200_000;

/// The credentials that the shop knows.
pub struct Credentials<'a> {
    pub consumer_key: &'a str,
    pub consumer_secret: &'a str,
    pub username: &'a str,
    pub application_password: &'a str,
}

/// Nonces seen, with their timestamps.
#[derive(Default)]
pub struct Nonces(HashMap<String, i64>);

/// Lets a `wc/v3` call in or says why not. `site` is the site's own address as it knows it.
pub fn admit(
    call: &Call,
    site: &str,
    known: &Credentials<'_>,
    nonces: &mut Nonces,
    now_s: i64,
) -> Result<(), Answer> {
    if call.is_https() {
        return match basic(call) {
            Some((user, secret)) if user == known.consumer_key => {
                if secret == known.consumer_secret {
                    Ok(())
                } else {
                    Err(refused("Consumer secret is invalid."))
                }
            }
            Some((user, password))
                if user == known.username && same_password(&password, known.application_password) =>
            {
                Ok(())
            }
            _ => match (call.query("consumer_key"), call.query("consumer_secret")) {
                (Some(key), Some(secret)) if key == known.consumer_key => {
                    if secret == known.consumer_secret {
                        Ok(())
                    } else {
                        Err(refused("Consumer secret is invalid."))
                    }
                }
                _ if call.query("oauth_signature").is_some() => oauth(call, site, known, nonces, now_s),
                _ => Err(anonymous(call)),
            },
        };
    }
    // Over plain http a Basic header and keys in the query are ignored, which looks like an anonymous call.
    if call.query.iter().any(|(name, _)| name.starts_with("oauth_")) {
        return oauth(call, site, known, nonces, now_s);
    }
    Err(anonymous(call))
}

fn oauth(
    call: &Call,
    site: &str,
    known: &Credentials<'_>,
    nonces: &mut Nonces,
    now_s: i64,
) -> Result<(), Answer> {
    let names =
        ["oauth_consumer_key", "oauth_timestamp", "oauth_nonce", "oauth_signature", "oauth_signature_method"];
    let missing: Vec<&str> = names.into_iter().filter(|name| call.query(name).is_none()).collect();
    let [Some(key), Some(timestamp), Some(nonce), Some(signature), Some(method)] =
        names.map(|name| call.query(name))
    else {
        let plural = if missing.len() == 1 { "parameter" } else { "parameters" };
        return Err(Answer::error(
            401,
            "woocommerce_rest_authentication_missing_parameter",
            &format!("Missing OAuth {plural} {}", missing.join(", ")),
        ));
    };
    if key != known.consumer_key {
        return Err(refused("Consumer key is invalid."));
    }
    let base = base_string(call.method.as_str(), &format!("{site}{}", call.path), &call.query);
    let expected = match method {
        "HMAC-SHA256" => hmac_sha256(known.consumer_secret, &base),
        "HMAC-SHA1" => hmac_sha1(known.consumer_secret, &base),
        _ => return Err(refused("Invalid signature - signature method is invalid.")),
    };
    if expected.is_empty() || signature != expected {
        return Err(refused("Invalid signature - provided signature does not match."));
    }
    let stamp: i64 = timestamp.parse().unwrap_or(0);
    if (now_s - stamp).abs() > TIMESTAMP_WINDOW_S {
        return Err(refused("Invalid timestamp."));
    }
    nonces.0.retain(|_, stamp| now_s - *stamp <= TIMESTAMP_WINDOW_S);
    if nonces.0.contains_key(nonce) || nonces.0.len() >= NONCES_MAX {
        return Err(refused("Invalid nonce - nonce has already been used."));
    }
    nonces.0.insert(nonce.to_owned(), stamp);
    Ok(())
}

/// `METHOD&url&parameters`, each part encoded, parameters sorted, the signature itself left out.
pub fn base_string(method: &str, url: &str, query: &[(String, String)]) -> String {
    let mut pairs: Vec<(String, String)> = query
        .iter()
        .filter(|(name, _)| name != "oauth_signature")
        .map(|(name, value)| (encode(name), encode(value)))
        .collect();
    pairs.sort();
    let parameters: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!("{}&{}&{}", method.to_uppercase(), encode(url), encode(&parameters.join("&")))
}

/// The signature by HMAC-SHA256; the key is the secret and an ampersand.
pub fn hmac_sha256(secret: &str, base: &str) -> String {
    STANDARD.encode(super::token::sign(format!("{secret}&").as_bytes(), base.as_bytes()))
}

fn hmac_sha1(secret: &str, base: &str) -> String {
    let Ok(mut mac) = Hmac::<sha1::Sha1>::new_from_slice(format!("{secret}&").as_bytes()) else {
        return String::new();
    };
    mac.update(base.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

/// User and password of a Basic header.
pub fn basic(call: &Call) -> Option<(String, String)> {
    let encoded = call.header("authorization")?.strip_prefix("Basic ")?;
    let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (user, password) = text.split_once(':')?;
    Some((user.to_owned(), password.to_owned()))
}

/// `WordPress` ignores spaces in application passwords.
pub fn same_password(given: &str, known: &str) -> bool {
    let bare = |text: &str| text.chars().filter(|character| !character.is_whitespace()).collect::<String>();
    bare(given) == bare(known)
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}

fn refused(message: &str) -> Answer {
    Answer::error(401, "woocommerce_rest_authentication_error", message)
}

fn anonymous(call: &Call) -> Answer {
    if call.method == poem::http::Method::GET {
        Answer::error(401, "woocommerce_rest_cannot_view", "Sorry, you cannot list resources.")
    } else {
        Answer::error(
            401,
            "woocommerce_rest_cannot_create",
            "Sorry, you are not allowed to create resources.",
        )
    }
}

#[cfg(test)]
mod tests {
    use poem::http::Method;

    use super::super::wire::Body;
    use super::*;

    const SITE: &str = "http://shop.test";
    const KNOWN: Credentials<'static> = Credentials {
        consumer_key: "ck_1",
        consumer_secret: "cs_1",
        username: "manager",
        application_password: "ab cd",
    };

    fn call(query: &[(&str, &str)], headers: &[(&str, &str)]) -> Call {
        let own = |pairs: &[(&str, &str)]| {
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        Call {
            method: Method::GET,
            path: "/wp-json/wc/v3/products".into(),
            query: own(query),
            headers: own(headers),
            body: Vec::new(),
        }
    }

    fn signed(nonce: &str, stamp: i64, method: &str) -> Call {
        let mut call = call(
            &[
                ("per_page", "1"),
                ("_fields", "id,name,price"),
                ("search", "a b&c"),
                ("oauth_consumer_key", "ck_1"),
                ("oauth_timestamp", &stamp.to_string()),
                ("oauth_nonce", nonce),
                ("oauth_signature_method", method),
            ],
            &[],
        );
        let base = base_string("GET", &format!("{SITE}{}", call.path), &call.query);
        let signature =
            if method == "HMAC-SHA1" { hmac_sha1("cs_1", &base) } else { hmac_sha256("cs_1", &base) };
        call.query.push(("oauth_signature".into(), signature));
        call
    }

    fn verdict(call: &Call, nonces: &mut Nonces) -> String {
        match admit(call, SITE, &KNOWN, nonces, 10_000) {
            Ok(()) => "admitted".into(),
            Err(Answer { status, body: Body::Json(body), .. }) => {
                assert_eq!(status, 401);
                format!("{}: {}", body["code"].as_str().unwrap(), body["message"].as_str().unwrap())
            }
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_base_string_is_the_one_of_the_oauth_specification() {
        // RFC 5849, section 3.4.1.1, without its body parameters and its repeated name.
        let query: Vec<(String, String)> = [("b5", "=%3D"), ("a3", "a"), ("c@", ""), ("a2", "r b")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec();
        assert_eq!(
            base_string("get", "http://example.com/request", &query),
            "GET&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D"
        );
    }

    #[test]
    fn a_signed_call_over_http_is_admitted_once() {
        let mut nonces = Nonces::default();
        let call = signed("n1", 10_000, "HMAC-SHA256");
        assert_eq!(verdict(&call, &mut nonces), "admitted");
        assert_eq!(
            verdict(&call, &mut nonces),
            "woocommerce_rest_authentication_error: Invalid nonce - nonce has already been used."
        );
        assert_eq!(verdict(&signed("n2", 10_000, "HMAC-SHA1"), &mut nonces), "admitted");
    }

    #[test]
    fn an_old_timestamp_a_changed_query_and_a_missing_parameter_are_refused() {
        let mut nonces = Nonces::default();
        assert_eq!(
            verdict(&signed("n", 10_000 - 901, "HMAC-SHA256"), &mut nonces),
            "woocommerce_rest_authentication_error: Invalid timestamp."
        );
        let mut changed = signed("n", 10_000, "HMAC-SHA256");
        changed.query[0].1 = "2".into();
        assert_eq!(
            verdict(&changed, &mut nonces),
            "woocommerce_rest_authentication_error: Invalid signature - provided signature does not match."
        );
        let partial = call(&[("oauth_consumer_key", "ck_1"), ("oauth_timestamp", "1")], &[]);
        assert_eq!(
            verdict(&partial, &mut nonces),
            "woocommerce_rest_authentication_missing_parameter: Missing OAuth parameters oauth_nonce, oauth_signature, oauth_signature_method"
        );
    }

    #[test]
    fn basic_works_over_tls_and_is_ignored_over_http() {
        let mut nonces = Nonces::default();
        let key = format!("Basic {}", STANDARD.encode("ck_1:cs_1"));
        let password = format!("Basic {}", STANDARD.encode("manager:abcd"));
        let wrong = format!("Basic {}", STANDARD.encode("ck_1:no"));
        let tls = ("x-forwarded-proto", "https");
        assert_eq!(verdict(&call(&[], &[("authorization", &key), tls]), &mut nonces), "admitted");
        assert_eq!(verdict(&call(&[], &[("authorization", &password), tls]), &mut nonces), "admitted");
        assert_eq!(
            verdict(&call(&[], &[("authorization", &wrong), tls]), &mut nonces),
            "woocommerce_rest_authentication_error: Consumer secret is invalid."
        );
        let anonymous = "woocommerce_rest_cannot_view: Sorry, you cannot list resources.";
        assert_eq!(verdict(&call(&[], &[("authorization", &key)]), &mut nonces), anonymous);
        assert_eq!(verdict(&call(&[], &[]), &mut nonces), anonymous);
    }
}
