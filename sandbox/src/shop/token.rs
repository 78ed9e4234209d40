//! Cart-Tokens: JSON Web Tokens signed with HMAC-SHA256, as the Store API hands them out.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

/// How long a token is valid.
pub const LIFETIME_S: i64 = 48 * 3600;

/// The token of a session, fresh from now on.
pub fn issue(key: &[u8], session: &str, now_s: i64) -> String {
    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256","typ":"JWT"}"#);
    let claims = json!({"user_id": session, "exp": now_s + LIFETIME_S, "iss": "store-api", "iat": now_s});
    let signed = format!("{header}.{}", URL_SAFE_NO_PAD.encode(claims.to_string()));
    let signature = URL_SAFE_NO_PAD.encode(sign(key, signed.as_bytes()));
    format!("{signed}.{signature}")
}

/// The session a token names, if its signature holds and it has not expired.
pub fn session(key: &[u8], token: &str, now_s: i64) -> Option<String> {
    let (signed, signature) = token.rsplit_once('.')?;
    let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    mac.update(signed.as_bytes());
    mac.verify_slice(&signature).ok()?;
    let (_, claims) = signed.split_once('.')?;
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()?;
    if claims["iss"] != "store-api" || claims["exp"].as_i64()? <= now_s {
        return None;
    }
    claims["user_id"].as_str().map(str::to_owned)
}

/// HMAC-SHA256, for tokens and webhook signatures.
pub fn sign(key: &[u8], data: &[u8]) -> Vec<u8> {
    // HMAC takes a key of any length, so this never fails; an empty tag would verify nowhere.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return Vec::new() };
    mac.update(data);
    mac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_names_its_session_until_it_expires() {
        let token = issue(b"key", "t_1", 1_000);
        assert_eq!(session(b"key", &token, 1_000).as_deref(), Some("t_1"));
        assert_eq!(session(b"key", &token, 1_000 + LIFETIME_S - 1).as_deref(), Some("t_1"));
        assert_eq!(session(b"key", &token, 1_000 + LIFETIME_S), None);
    }

    #[test]
    fn a_token_changed_in_any_byte_is_refused() {
        let token = issue(b"key", "t_1", 1_000);
        assert_eq!(session(b"other", &token, 1_000), None);
        for index in 0..token.len() {
            let mut bytes = token.clone().into_bytes();
            bytes[index] = if bytes[index] == b'A' { b'Q' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            if changed != token {
                assert_eq!(session(b"key", &changed, 1_000), None, "byte {index}");
            }
        }
        for text in ["", ".", "..", "a.b.c", "eyJ9"] {
            assert_eq!(session(b"key", text, 1_000), None);
        }
    }
}
