//! Checks of webhook signatures: HMAC-SHA256 over the raw body, in constant time, against several secrets.
//!
//! It judges bytes and nothing else; where a header comes from and what an answer looks like is the caller's.

use base64::{Engine, prelude::BASE64_STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::secret::Secret;

/// Length of an HMAC-SHA256 in bytes.
const DIGEST_BYTES: usize = 32;

/// The secrets that may sign webhooks; more than one while they are being rotated.
#[derive(Clone)]
pub struct WebhookKeys(Vec<Hmac<Sha256>>);

impl std::fmt::Debug for WebhookKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "WebhookKeys({})", self.0.len())
    }
}

impl WebhookKeys {
    /// Prepares the keyed states once; each check clones them.
    pub fn new(secrets: &[Secret]) -> Self {
        let keyed = secrets.iter().filter_map(|secret| {
            // HMAC takes keys of every length, so nothing is ever filtered out here.
            Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes()).ok()
        });
        Self(keyed.collect())
    }

    /// Returns whether there is no secret at all, so that nothing can be right.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Checks Meta's form, `sha256=` and 64 lowercase hex digits; returns which secret signed.
    pub fn verify_hex(&self, header: &str, body: &[u8]) -> Option<usize> {
        let digits = header.strip_prefix("sha256=")?;
        if digits.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return None;
        }
        let mut claimed = [0; DIGEST_BYTES];
        hex::decode_to_slice(digits, &mut claimed).ok()?;
        self.verify(&claimed, body)
    }

    /// Checks WooCommerce's form, the digest in base64; returns which secret signed.
    pub fn verify_base64(&self, header: &str, body: &[u8]) -> Option<usize> {
        let claimed: [u8; DIGEST_BYTES] = BASE64_STANDARD.decode(header).ok()?.try_into().ok()?;
        self.verify(&claimed, body)
    }

    /// Tries every key, so that the time taken does not tell which one signed.
    fn verify(&self, claimed: &[u8; DIGEST_BYTES], body: &[u8]) -> Option<usize> {
        let mut found = None;
        for (index, key) in self.0.iter().enumerate() {
            let mut mac = key.clone();
            mac.update(body);
            if mac.verify_slice(claimed).is_ok() {
                found = found.or(Some(index));
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> WebhookKeys {
        WebhookKeys::new(&[Secret::new("old"), Secret::new("key")])
    }

    const BODY: &[u8] = b"The quick brown fox jumps over the lazy dog";
    const HEX: &str = "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8";

    #[test]
    fn the_published_vector_is_right_in_both_forms_and_names_its_key() {
        assert_eq!(keys().verify_hex(&format!("sha256={HEX}"), BODY), Some(1));
        let base64 = BASE64_STANDARD.encode(hex::decode(HEX).unwrap());
        assert_eq!(keys().verify_base64(&base64, BODY), Some(1));
    }

    #[test]
    fn any_flipped_bit_is_noticed() {
        for bit in 0..BODY.len() * 8 {
            let mut body = BODY.to_vec();
            body[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(keys().verify_hex(&format!("sha256={HEX}"), &body), None);
        }
        let digest = hex::decode(HEX).unwrap();
        for bit in 0..digest.len() * 8 {
            let mut digest = digest.clone();
            digest[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(keys().verify_hex(&format!("sha256={}", hex::encode(&digest)), BODY), None);
        }
    }

    #[test]
    fn malformed_headers_are_wrong_and_do_not_panic() {
        let upper = format!("sha256={}", HEX.to_uppercase());
        let sha1 = format!("sha1={HEX}");
        let double = format!("sha256={HEX}{HEX}");
        for header in ["", "sha256=", "sha256=zz", &upper, &sha1, HEX, &double, "sha256=é", "\u{0}"] {
            assert_eq!(keys().verify_hex(header, BODY), None, "{header}");
            assert_eq!(keys().verify_base64(header, BODY), None, "{header}");
        }
    }

    #[test]
    fn without_a_secret_nothing_is_right() {
        let none = WebhookKeys::new(&[]);
        assert!(none.is_empty());
        assert_eq!(none.verify_hex(&format!("sha256={HEX}"), BODY), None);
    }
}
