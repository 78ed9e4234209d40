//! One HTTP call to the shop and its answer, apart from the server that carries them, and the platform's error bodies.

use poem::http::Method;
use serde_json::{Value, json};

/// A call as the shop sees it.
#[derive(Clone, Debug)]
pub struct Call {
    pub method: Method,
    /// Path below the site root, such as `/wp-json/wc/v3/orders`.
    pub path: String,
    pub query: Vec<(String, String)>,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Call {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(held, _)| held == name).map(|(_, value)| value.as_str())
    }

    pub fn query(&self, name: &str) -> Option<&str> {
        let value = self.query.iter().rev().find(|(held, _)| held == name).map(|(_, value)| value.as_str());
        value.filter(|value| !value.is_empty())
    }

    /// The visitor came by TLS, according to the proxy in front.
    pub fn is_https(&self) -> bool {
        self.header("x-forwarded-proto") == Some("https")
    }

    /// The body as a JSON object; an empty body is an empty object, parameters may also stand in the query.
    pub fn json(&self) -> Result<Value, Answer> {
        if self.body.iter().all(u8::is_ascii_whitespace) {
            return Ok(json!({}));
        }
        match serde_json::from_slice(&self.body) {
            Ok(value @ Value::Object(_)) => Ok(value),
            Ok(_) => Err(Answer::fatal()),
            Err(_) => Err(Answer::error_with(
                400,
                "rest_invalid_json",
                "Invalid JSON body passed.",
                json!({"status": 400, "json_error_code": 4, "json_error_message": "Syntax error"}),
            )),
        }
    }
}

/// What the shop answers.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Body,
}

/// The body of an answer.
#[derive(Clone, Debug)]
pub enum Body {
    Json(Value),
    Html(String),
    Png(Vec<u8>),
    Empty,
}

impl Answer {
    pub fn json(status: u16, body: Value) -> Self {
        Self { status, headers: Vec::new(), body: Body::Json(body) }
    }

    pub fn ok(body: Value) -> Self {
        Self::json(200, body)
    }

    pub fn html(status: u16, body: impl Into<String>) -> Self {
        Self { status, headers: Vec::new(), body: Body::Html(body.into()) }
    }

    pub fn redirect(location: String) -> Self {
        Self { status: 302, headers: vec![("Location", location)], body: Body::Empty }
    }

    pub fn error(status: u16, code: &str, message: &str) -> Self {
        Self::error_with(status, code, message, json!({"status": status}))
    }

    #[expect(clippy::needless_pass_by_value, reason = "callers build the data in place")]
    pub fn error_with(status: u16, code: &str, message: &str, data: Value) -> Self {
        Self::json(status, json!({"code": code, "message": message, "data": data}))
    }

    /// One or more parameters break the schema: `(name, code, message)`.
    pub fn invalid_params(params: &[(&str, &str, String)]) -> Self {
        let names: Vec<&str> = params.iter().map(|(name, _, _)| *name).collect();
        let messages: Value =
            params.iter().map(|(name, _, text)| ((*name).to_owned(), json!(text))).collect();
        let details: Value = params
            .iter()
            .map(|(name, code, text)| {
                ((*name).to_owned(), json!({"code": code, "message": text, "data": null}))
            })
            .collect();
        Self::error_with(
            400,
            "rest_invalid_param",
            &format!("Invalid parameter(s): {}", names.join(", ")),
            json!({"status": 400, "params": messages, "details": details}),
        )
    }

    pub fn missing_param(name: &str) -> Self {
        Self::error_with(
            400,
            "rest_missing_callback_param",
            &format!("Missing parameter(s): {name}"),
            json!({"status": 400, "params": [name]}),
        )
    }

    pub fn no_route() -> Self {
        Self::error(404, "rest_no_route", "No route was found matching the URL and request method.")
    }

    /// What a PHP fatal error looks like.
    pub fn fatal() -> Self {
        Self::error(
            500,
            "internal_server_error",
            "<p>There has been a critical error on this website.</p><p><a href=\"https://wordpress.org/documentation/article/faq-troubleshooting/\">Learn more about troubleshooting WordPress.</a></p>",
        )
    }

    pub fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// Text of a JSON member that may be a string or a number.
pub fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A whole number that may be written as a number, a fraction (cut off, as PHP does) or a string.
pub fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::Number(_) | Value::String(_) => {
            let text = text(value)?;
            text.trim().split('.').next()?.parse().ok()
        }
        _ => None,
    }
}

/// Keeps only the members that `_fields` names. A dotted name keeps its first part's member whole or trimmed.
pub fn trim_fields(value: Value, fields: &str) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(|item| trim_fields(item, fields)).collect(),
        Value::Object(object) => {
            let mut kept = serde_json::Map::new();
            for field in fields.split(',').map(str::trim) {
                match field.split_once('.') {
                    None => {
                        if let Some(member) = object.get(field) {
                            kept.insert(field.to_owned(), member.clone());
                        }
                    }
                    Some((outer, inner)) => {
                        if let Some(Value::Object(member)) = object.get(outer) {
                            let trimmed = trim_fields(Value::Object(member.clone()), inner);
                            let slot = kept.entry(outer.to_owned()).or_insert_with(|| json!({}));
                            if let (Value::Object(slot), Value::Object(trimmed)) = (slot, trimmed) {
                                slot.extend(trimmed);
                            }
                        }
                    }
                }
            }
            Value::Object(kept)
        }
        other => other,
    }
}

/// Text as the shop shows it in the Store API: typographic quotes and ampersands as entities.
pub fn texturize(text: &str) -> String {
    let mut out = String::new();
    let mut open = false;
    for character in text.chars() {
        match character {
            '&' => out.push_str("&#038;"),
            '"' => {
                out.push_str(if open { "&#8221;" } else { "&#8220;" });
                open = !open;
            }
            '\'' | '’' => out.push_str("&#8217;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            other => out.push(other),
        }
    }
    out
}

/// Text made safe for an HTML page.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_trims_members_and_nested_members() {
        let order = json!({"id": 1, "billing": {"phone": "1", "email": "a"}, "total": "2"});
        assert_eq!(trim_fields(order, "id,billing.phone"), json!({"id": 1, "billing": {"phone": "1"}}));
    }

    #[test]
    fn store_names_carry_entities() {
        assert_eq!(texturize("Pot \"Chef\" & Lid"), "Pot &#8220;Chef&#8221; &#038; Lid");
    }
}
