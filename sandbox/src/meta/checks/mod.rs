//! Refuses whatever the platform would refuse about the content of one send. Pure; sends nothing, knows no users.
//!
//! Lengths are counted in UTF-16 units. The platform does not say what a "character" is; of the two usual readings this
//! is the stricter one, so a sender that passes here has the headroom it needs.

mod address;
mod carousel;
mod catalogue;
mod interactive;
mod media;
mod reaction;
mod template;

use serde_json::{Map, Value};

pub use template::{Template, TemplateStatus, body_parameters, known_templates};

use super::graph_error::GraphError;

/// The longest text body.
pub const TEXT_MAX: usize = 4096;
/// The longest `biz_opaque_callback_data`.
pub const OPAQUE_MAX: usize = 512;

/// Keys of a send that the platform knows. Others are ignored by it, and noted by the sandbox.
const KNOWN_KEYS: [&str; 17] = [
    "messaging_product",
    "recipient_type",
    "to",
    "recipient",
    "type",
    "context",
    "biz_opaque_callback_data",
    "recipient_identity_key_hash",
    "text",
    "image",
    "video",
    "audio",
    "document",
    "sticker",
    "location",
    "contacts",
    "reaction",
];

/// Checks the content of a send: everything but who gets it and when.
pub fn check_message(body: &Map<String, Value>, templates: &[Template]) -> Result<(), GraphError> {
    product(body)?;
    if let Some(kind) = body.get("recipient_type")
        && kind != "individual"
    {
        return Err(GraphError::invalid(
            "Param recipient_type must be one of {individual, group}; groups are not enabled",
        ));
    }
    match body.get("biz_opaque_callback_data") {
        None | Some(Value::Null) => {}
        Some(Value::String(data)) if length(data) <= OPAQUE_MAX => {}
        Some(_) => {
            return Err(GraphError::invalid(format!(
                "Param biz_opaque_callback_data must be a string with at most {OPAQUE_MAX} characters"
            )));
        }
    }
    if let Some(context) = body.get("context") {
        object(context, "context")?;
        text(context, "message_id", "context['message_id']", 1024)?;
    }
    let kind = match body.get("type") {
        None => "text",
        Some(Value::String(kind)) => kind.as_str(),
        Some(_) => return Err(GraphError::invalid("Param type must be a string")),
    };
    let content = body.get(kind).unwrap_or(&Value::Null);
    match kind {
        "text" => {
            object(content, "text")?;
            text(content, "body", "text['body']", TEXT_MAX).map(|_| ())
        }
        "image" | "video" | "document" | "audio" | "sticker" => media::check(kind, content),
        "location" => media::check_location(content),
        "contacts" => match content {
            Value::Array(cards) if !cards.is_empty() => Ok(()),
            _ => Err(GraphError::missing("The parameter contacts is required.")),
        },
        "reaction" => reaction::check(content),
        "interactive" => interactive::check(content),
        "template" => template::check(content, templates),
        _ => Err(GraphError::invalid(
            "Param type must be one of {AUDIO, CONTACTS, DOCUMENT, IMAGE, INTERACTIVE, LOCATION, REACTION, STICKER, TEMPLATE, TEXT, VIDEO}",
        )),
    }
}

/// Every send names the product.
pub fn product(body: &Map<String, Value>) -> Result<(), GraphError> {
    match body.get("messaging_product") {
        Some(Value::String(product)) if product == "whatsapp" => Ok(()),
        _ => Err(GraphError::invalid("The parameter messaging_product is required.")),
    }
}

/// Keys that the platform would silently ignore: usually a misspelling.
pub fn unknown_keys(body: &Map<String, Value>) -> Vec<String> {
    body.keys()
        .filter(|key| !KNOWN_KEYS.contains(&key.as_str()) && *key != "interactive" && *key != "template")
        .cloned()
        .collect()
}

/// Length as the sandbox counts it.
pub fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

fn object<'a>(value: &'a Value, name: &str) -> Result<&'a Map<String, Value>, GraphError> {
    match value {
        Value::Object(map) => Ok(map),
        Value::Null => Err(GraphError::missing(format!("The parameter {name} is required."))),
        _ => Err(GraphError::invalid(format!("Param {name} must be a JSON object."))),
    }
}

/// A required text that is not blank.
fn text<'a>(parent: &'a Value, key: &str, name: &str, max: usize) -> Result<&'a str, GraphError> {
    match parent.get(key) {
        None | Some(Value::Null) => Err(GraphError::missing(format!("The parameter {name} is required."))),
        Some(Value::String(text)) if text.trim().is_empty() => {
            Err(GraphError::invalid(format!("Param {name} must not be empty.")))
        }
        Some(Value::String(text)) if length(text) > max => {
            Err(GraphError::invalid(format!("Param {name} must be at most {max} characters long.")))
        }
        Some(Value::String(text)) => Ok(text),
        Some(_) => Err(GraphError::invalid(format!("Param {name} must be a string."))),
    }
}

/// A text that may be absent, but not blank or too long.
fn optional_text<'a>(
    parent: &'a Value,
    key: &str,
    name: &str,
    max: usize,
) -> Result<Option<&'a str>, GraphError> {
    match parent.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(_) => text(parent, key, name, max).map(Some),
    }
}

/// Whether a label holds a pair of markdown signs around a word.
fn has_markdown(label: &str) -> bool {
    if label.contains("```") {
        return true;
    }
    let characters: Vec<char> = label.chars().collect();
    ['*', '_', '~'].into_iter().any(|sign| {
        let opens = |at: usize| {
            characters[at] == sign
                && (at == 0 || !characters[at - 1].is_alphanumeric())
                && characters.get(at + 1).is_some_and(|next| !next.is_whitespace() && *next != sign)
        };
        let closes = |at: usize| {
            characters[at] == sign
                && !characters[at - 1].is_whitespace()
                && characters.get(at + 1).is_none_or(|next| !next.is_alphanumeric())
        };
        (0..characters.len()).any(|start| opens(start) && (start + 2..characters.len()).any(closes))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The code of the refusal, or 0 when the message passes.
    pub fn code(message: &Value) -> i64 {
        let mut body = message.as_object().unwrap().clone();
        body.entry("messaging_product").or_insert(json!("whatsapp"));
        check_message(&body, &known_templates()).map_or_else(|refusal| refusal.code, |()| 0)
    }

    #[test]
    fn text_of_4096_characters_passes_and_one_more_is_refused() {
        assert_eq!(code(&json!({"type": "text", "text": {"body": "x".repeat(4096)}})), 0);
        assert_eq!(code(&json!({"type": "text", "text": {"body": "x".repeat(4097)}})), 100);
    }

    #[test]
    fn blank_or_absent_text_is_refused() {
        assert_eq!(code(&json!({"type": "text", "text": {"body": " \n"}})), 100);
        assert_eq!(code(&json!({"type": "text", "text": {}})), 131_008);
        assert_eq!(code(&json!({"type": "text"})), 131_008);
        assert_eq!(code(&json!({"type": "text", "text": "hi"})), 100);
    }

    #[test]
    fn an_unknown_type_is_refused_with_100() {
        assert_eq!(code(&json!({"type": "hologram", "hologram": {}})), 100);
    }

    #[test]
    fn another_product_is_refused() {
        assert_eq!(code(&json!({"messaging_product": "sms", "text": {"body": "hi"}})), 100);
    }

    #[test]
    fn a_recipient_type_other_than_individual_is_refused() {
        assert_eq!(code(&json!({"recipient_type": "bsuid", "text": {"body": "hi"}})), 100);
    }

    #[test]
    fn opaque_data_of_513_characters_is_refused() {
        assert_eq!(code(&json!({"text": {"body": "hi"}, "biz_opaque_callback_data": "x".repeat(512)})), 0);
        assert_eq!(code(&json!({"text": {"body": "hi"}, "biz_opaque_callback_data": "x".repeat(513)})), 100);
    }

    #[test]
    fn unknown_keys_are_named() {
        let body = json!({"messaging_product": "whatsapp", "type": "text", "text": {}, "too": 1});
        assert_eq!(unknown_keys(body.as_object().unwrap()), ["too"]);
    }

    #[test]
    fn markdown_is_a_pair_of_signs_around_a_word() {
        for label in ["*Pay*", "go _now_", "~old~ new", "```x```"] {
            assert!(has_markdown(label), "{label}");
        }
        for label in ["Pay * now", "a_b_c", "5*3*2", "~", "*", "**", "* a *"] {
            assert!(!has_markdown(label), "{label}");
        }
    }
}
