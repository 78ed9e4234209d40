//! How webhooks look on the wire: envelope, escaping habits, signature, and the ids the platform makes up.
//!
//! It decides neither what is delivered nor when.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::settings::Settings;

/// A fresh message id.
pub fn message_id() -> String {
    // The real ones start with a few constant bytes, so that the first characters of all ids are alike.
    let mut bytes = vec![0x1d, 0x18, 0x0b];
    bytes.extend_from_slice(&rand::random::<[u8; 32]>());
    format!("wamid.{}", STANDARD.encode(bytes))
}

/// A fresh trace id, as errors carry it.
pub fn trace_id() -> String {
    format!("A{}", URL_SAFE_NO_PAD.encode(rand::random::<[u8; 16]>()))
}

/// A fresh media id: digits only.
pub fn media_id() -> String {
    (1_000_000_000_000_000_u64 + rand::random::<u64>() % 8_999_999_999_999_999).to_string()
}

/// The business-scoped id of a pretend user: always the same for the same number.
pub fn business_scoped_id(wa_id: &str) -> String {
    let hash = Sha256::digest(wa_id.as_bytes());
    let digits: String = hash.iter().take(20).map(|byte| char::from(b'0' + byte % 10)).collect();
    format!("{}.{digits}", country_of(wa_id))
}

/// The ISO country of a number, for the few countries that the sandbox's users come from.
fn country_of(wa_id: &str) -> &'static str {
    const COUNTRIES: [(&str, &str); 16] = [
        ("254", "KE"),
        ("255", "TZ"),
        ("256", "UG"),
        ("234", "NG"),
        ("971", "AE"),
        ("966", "SA"),
        ("972", "IL"),
        ("27", "ZA"),
        ("20", "EG"),
        ("33", "FR"),
        ("34", "ES"),
        ("44", "GB"),
        ("49", "DE"),
        ("52", "MX"),
        ("55", "BR"),
        ("91", "IN"),
    ];
    COUNTRIES.iter().find(|(prefix, _)| wa_id.starts_with(prefix)).map_or("US", |(_, country)| country)
}

/// One change of field `messages`, of this number of the business.
pub fn change(
    settings: &Settings,
    number: &str,
    contacts: Option<Value>,
    list_name: &str,
    element: Value,
) -> Value {
    let mut value = json!({
        "messaging_product": "whatsapp",
        "metadata": {
            "display_phone_number": settings.display_phone_number,
            "phone_number_id": number,
        },
    });
    if let Some(contacts) = contacts {
        value["contacts"] = contacts;
    }
    value[list_name] = Value::Array(vec![element]);
    json!({"field": "messages", "value": value})
}

/// A body with these changes, spread over several entries when there are many of them.
pub fn envelope(settings: &Settings, changes: &[Value]) -> Value {
    /// Changes in one entry; the platform gives no number, a reader must loop over all levels.
    const CHANGES_PER_ENTRY: usize = 3;
    let entries: Vec<Value> = changes
        .chunks(CHANGES_PER_ENTRY)
        .map(|chunk| json!({"id": settings.account_id, "changes": chunk}))
        .collect();
    json!({"object": "whatsapp_business_account", "entry": entries})
}

/// JSON as the platform's encoder writes it: pure ASCII, with `/` escaped too.
pub fn escaped_json(value: &Value) -> String {
    let plain = value.to_string();
    let mut escaped = String::with_capacity(plain.len() + plain.len() / 4);
    let mut units = [0_u16; 2];
    for character in plain.chars() {
        match character {
            '/' => escaped.push_str("\\/"),
            ' '..='~' => escaped.push(character),
            _ => {
                for unit in character.encode_utf16(&mut units) {
                    // Writing to a String cannot fail.
                    let _ = write!(escaped, "\\u{unit:04x}");
                }
            }
        }
    }
    escaped
}

/// The `X-Hub-Signature-256` of these bytes.
pub fn signature(app_secret: &str, body: &[u8]) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(app_secret.as_bytes()) else {
        return String::new(); // HMAC takes keys of any length
    };
    mac.update(body);
    format!("sha256={}", hex::encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_of_plain_ascii_is_the_published_vector() {
        let body = br#"{"object":"whatsapp_business_account","entry":[]}"#;
        assert_eq!(
            signature("example-app-secret-for-tests-only", body),
            "sha256=0148c3d76dcad8f59aa63b6098476cef97d0174863ccd23025f0e3339249dbc0"
        );
    }

    #[test]
    fn the_signature_of_an_escaped_body_is_the_published_vector() {
        let body = r#"{"t":"\u0645\u0631\u062d\u0628\u0627 \ud83d\ude42","u":"https:\/\/example.invalid\/a","e":"a\u0040b"}"#;
        assert_eq!(
            signature("example-app-secret-for-tests-only", body.as_bytes()),
            "sha256=55cf04d5657b1abe4deee33133ce84546ad75cfc2062c701eb962e2c79742d5f"
        );
    }

    #[test]
    fn escaping_leaves_only_ascii_and_the_same_value() {
        let value =
            json!({"t": "مرحبا 🙂 naïve", "u": "https://example.invalid/a\\/b", "n": [1, null, "\n\u{7f}"]});
        let escaped = escaped_json(&value);
        assert!(escaped.is_ascii() && escaped.contains("\\ud83d\\ude42") && escaped.contains("https:\\/\\/"));
        assert_eq!(serde_json::from_str::<Value>(&escaped).unwrap(), value);
    }

    #[test]
    fn a_number_keeps_its_business_scoped_id() {
        let id = business_scoped_id("254700000001");
        assert!(id.starts_with("KE.") && id.len() == 23, "{id}");
        assert_eq!(id, business_scoped_id("254700000001"));
        assert_ne!(id, business_scoped_id("254700000002"));
    }

    #[test]
    fn many_changes_are_spread_over_entries() {
        let settings = Settings::read(&crate::Config::defaults(), |_| None);
        let changes: Vec<Value> = (0..7).map(|n| json!(n)).collect();
        let body = envelope(&settings, &changes);
        assert_eq!(body["entry"].as_array().map(Vec::len), Some(3));
    }
}
