//! A refusal in the shape the Graph API gives it. It knows codes, wording and HTTP statuses; it checks nothing.

use poem::http::StatusCode;
use poem::{Body, Response};
use serde_json::{Value, json};

use super::wire;

/// Why a Graph call is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GraphError {
    /// The code to build logic on.
    pub code: i64,
    /// What exactly is wrong, for `error_data.details`.
    pub details: String,
    kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    /// `(#code) title` with `error_data`.
    Coded,
    /// An access token problem: no `error_data`, its own sentence.
    Token,
    /// The object in the path does not exist.
    UnknownObject,
}

impl GraphError {
    /// A refusal with a code of the error table.
    pub fn new(code: i64, details: impl Into<String>) -> Self {
        Self { code, details: details.into(), kind: Kind::Coded }
    }

    /// A parameter is wrong in a way that the Graph layer notices.
    pub fn invalid(details: impl Into<String>) -> Self {
        Self::new(100, details)
    }

    /// A required parameter is missing.
    pub fn missing(details: impl Into<String>) -> Self {
        Self::new(131_008, details)
    }

    /// A parameter has a value that the message layer does not take.
    pub fn bad_value(details: impl Into<String>) -> Self {
        Self::new(131_009, details)
    }

    /// The access token is absent, wrong or expired.
    pub fn token() -> Self {
        Self { code: 190, details: "the access token is not valid".to_owned(), kind: Kind::Token }
    }

    /// There is no such phone number or medium under this token.
    pub fn unknown_object(id: &str) -> Self {
        Self { code: 100, details: id.chars().take(64).collect(), kind: Kind::UnknownObject }
    }

    /// The HTTP status that goes with the code.
    pub fn status(&self) -> StatusCode {
        match self.code {
            0 | 190 => StatusCode::UNAUTHORIZED,
            2 | 133_004 => StatusCode::SERVICE_UNAVAILABLE,
            3 | 10 | 200..=299 | 368 | 131_005 | 131_031 | 130_497 => StatusCode::FORBIDDEN,
            130_429 | 131_056 => StatusCode::TOO_MANY_REQUESTS,
            131_000 | 131_016 | 131_057 => StatusCode::INTERNAL_SERVER_ERROR,
            132_001 => StatusCode::NOT_FOUND,
            _ => StatusCode::BAD_REQUEST,
        }
    }

    /// The body of the answer.
    pub fn body(&self) -> Value {
        let trace = wire::trace_id();
        match self.kind {
            Kind::Coded => {
                let mut error = json!({
                    "message": format!("(#{}) {}", self.code, title(self.code)),
                    "type": "OAuthException",
                    "code": self.code,
                    "error_data": {"messaging_product": "whatsapp", "details": self.details},
                    "fbtrace_id": trace,
                });
                if self.code == 2 {
                    error["is_transient"] = json!(true);
                }
                json!({ "error": error })
            }
            Kind::Token => json!({"error": {
                "message": "Error validating access token: the token of this call is not the sandbox's token",
                "type": "OAuthException", "code": 190, "error_subcode": 463, "fbtrace_id": trace,
            }}),
            Kind::UnknownObject => json!({"error": {
                "message": format!("Unsupported request. There is no object with ID '{}' for this token", self.details),
                "type": "GraphMethodException", "code": 100, "error_subcode": 33, "fbtrace_id": trace,
            }}),
        }
    }

    /// The entry for `errors[]` in a status.
    pub fn status_entry(&self) -> Value {
        json!({
            "code": self.code,
            "title": title(self.code),
            "message": title(self.code),
            "error_data": {"details": self.details},
            "href": "https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes",
        })
    }

    /// The whole answer.
    pub fn response(&self) -> Response {
        json_response(self.status(), &self.body())
    }
}

/// A JSON answer with the platform's content type.
pub fn json_response(status: StatusCode, body: &Value) -> Response {
    Response::builder()
        .status(status)
        .content_type("application/json; charset=UTF-8")
        .body(Body::from_string(body.to_string()))
}

/// The short name of a code.
pub fn title(code: i64) -> &'static str {
    match code {
        2 => "Service temporarily unavailable",
        4 => "Application request limit reached",
        33 | 100 => "Invalid parameter",
        80_007 => "Rate limit issues",
        130_403 => "Recipient is blocked by the business",
        130_429 => "Rate limit hit",
        130_472 => "User's number is part of an experiment",
        130_497 => "Business account is restricted from messaging users in this country",
        131_005 => "Access denied",
        131_008 => "Required parameter is missing",
        131_009 => "Parameter value is not valid",
        131_016 => "Service unavailable",
        131_021 => "Recipient cannot be sender",
        131_026 => "Message undeliverable",
        131_030 => "Recipient phone number not in allowed list",
        131_031 => "Business Account locked",
        131_042 => "Business eligibility payment issue",
        131_045 => "Incorrect certificate",
        131_047 => "Re-engagement message",
        131_048 => "Spam rate limit hit",
        131_049 => "This message was not delivered to maintain healthy ecosystem engagement",
        131_050 => "User has stopped receipt of marketing messages",
        131_051 => "Unsupported message type",
        131_052 => "Media download error",
        131_053 => "Media upload error",
        131_056 => "(Business Account, Consumer Account) pair rate limit hit",
        131_057 => "Account in maintenance mode",
        131_062 => "BSUID recipients not supported for this message",
        132_000 => "Number of parameters does not match the expected number of params",
        132_001 => "Template name does not exist in the translation",
        132_005 => "Template hydrated text too long",
        132_012 => "Template parameter format mismatch",
        132_015 => "Template is paused",
        132_016 => "Template is disabled",
        132_018 => "There was an issue with the template parameters",
        133_010 => "Phone number is not registered",
        _ => "Something went wrong",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coded_refusal_has_code_details_and_trace() {
        let body = GraphError::new(131_056, "wait").body();
        assert_eq!(body["error"]["code"], 131_056);
        assert_eq!(body["error"]["error_data"]["details"], "wait");
        assert_eq!(
            body["error"]["message"],
            "(#131056) (Business Account, Consumer Account) pair rate limit hit"
        );
        assert!(body["error"]["fbtrace_id"].as_str().is_some_and(|id| id.len() > 10));
    }

    #[test]
    fn a_token_refusal_has_no_error_data() {
        let body = GraphError::token().body();
        assert_eq!((&body["error"]["code"], body["error"].get("error_data")), (&json!(190), None));
    }

    #[test]
    fn only_the_outage_code_is_marked_transient() {
        assert_eq!(GraphError::new(2, "").body()["error"]["is_transient"], true);
        assert!(GraphError::new(131_000, "").body()["error"].get("is_transient").is_none());
    }
}
