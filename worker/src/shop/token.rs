//! The session behind a `Cart-Token`. The shop signs its tokens; we only read whose basket one leads to, to notice when
//! the shop answers with another basket than ours.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::Deserialize;

use super::{loose::Text, port::CartToken};

#[derive(Deserialize)]
struct Claims {
    user_id: Text,
}

/// Returns the session's identity, without checking the signature; none when the token cannot be read.
pub fn session_of(token: &CartToken) -> Option<String> {
    let payload = token.0.split('.').nth(1)?;
    let claims = BASE64_URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
    let Claims { user_id: Text(session) } = serde_json::from_slice(&claims).ok()?;
    (!session.is_empty()).then_some(session)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(claims: &str) -> CartToken {
        CartToken(format!("e30.{}.sig", BASE64_URL_SAFE_NO_PAD.encode(claims)))
    }

    #[test]
    fn session_is_the_user_id_claim() {
        let guest = token(r#"{"user_id":"t_0a1b","exp":1,"iss":"store-api","iat":0}"#);
        assert_eq!(session_of(&guest).as_deref(), Some("t_0a1b"));
        assert_eq!(session_of(&token(r#"{"user_id":2}"#)).as_deref(), Some("2"));
    }

    #[test]
    fn a_token_that_is_none_has_no_session() {
        for text in ["", "a", "a.b", "a.b.c", "..", "e30.e30.sig"] {
            assert_eq!(session_of(&CartToken(text.into())), None, "{text}");
        }
        assert_eq!(session_of(&token(r#"{"user_id":""}"#)), None);
    }
}
