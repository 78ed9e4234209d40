//! Whom a send is for, as the platform reads `to` and `recipient`. Pure; it does not know which users exist.

use serde_json::{Map, Value};

use super::checks::length;
use super::graph_error::GraphError;

/// The longest business-scoped id, with its country and dot.
const SCOPED_ID_MAX: usize = 140;

/// The reading of `to` and `recipient`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Addressed {
    /// A phone number, digits only, after the platform's own reading.
    Phone(String),
    /// A business-scoped id in the right key.
    ScopedId(String),
    /// A business-scoped id in `to`: accepted, its digits taken for a phone, and lost without a word.
    Lost(String),
}

/// Reads the recipient. `country_code` is the business number's own.
pub fn read(body: &Map<String, Value>, country_code: &str) -> Result<(String, Addressed), GraphError> {
    if let Some(to) = text(body, "to")? {
        return Ok((to.to_owned(), read_phone(to, country_code)?));
    }
    match text(body, "recipient")? {
        Some(id) if is_scoped_id(id) => Ok((id.to_owned(), Addressed::ScopedId(id.to_owned()))),
        Some(_) => Err(GraphError::bad_value("recipient is not a business-scoped user id")),
        None => Err(GraphError::invalid("The parameter to is required.")),
    }
}

fn text<'a>(body: &'a Map<String, Value>, key: &str) -> Result<Option<&'a str>, GraphError> {
    match body.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if text.is_empty() => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(GraphError::invalid(format!("Param {key} must be a string."))),
    }
}

fn is_scoped_id(id: &str) -> bool {
    id.split_once('.').is_some_and(|(country, rest)| {
        country.len() == 2
            && country.bytes().all(|byte| byte.is_ascii_uppercase())
            && !rest.is_empty()
            && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.')
            && length(id) <= SCOPED_ID_MAX
    })
}

fn read_phone(to: &str, country_code: &str) -> Result<Addressed, GraphError> {
    if is_scoped_id(to) {
        return Ok(Addressed::Lost(to.chars().filter(char::is_ascii_digit).collect()));
    }
    let compact: String = to.chars().filter(|character| !" -().".contains(*character)).collect();
    let (international, digits) = match compact.strip_prefix('+') {
        Some(digits) => (true, digits),
        None => (false, compact.as_str()),
    };
    if !(5..=20).contains(&digits.len()) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(GraphError::invalid("Param to is not a valid phone number"));
    }
    Ok(Addressed::Phone(if international { digits.to_owned() } else { format!("{country_code}{digits}") }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn addressed(body: &Value) -> Result<Addressed, i64> {
        read(body.as_object().unwrap(), "1").map(|(_, addressed)| addressed).map_err(|refusal| refusal.code)
    }

    #[test]
    fn a_number_with_plus_is_taken_as_it_is() {
        assert_eq!(
            addressed(&json!({"to": "+254 700-000 (001)"})),
            Ok(Addressed::Phone("254700000001".into()))
        );
    }

    #[test]
    fn a_number_without_plus_gets_the_country_code_of_the_business() {
        assert_eq!(addressed(&json!({"to": "254700000001"})), Ok(Addressed::Phone("1254700000001".into())));
    }

    #[test]
    fn a_scoped_id_belongs_into_recipient_and_is_lost_in_to() {
        assert_eq!(addressed(&json!({"recipient": "KE.12345"})), Ok(Addressed::ScopedId("KE.12345".into())));
        assert_eq!(addressed(&json!({"to": "KE.12345"})), Ok(Addressed::Lost("12345".into())));
    }

    #[test]
    fn to_wins_over_recipient() {
        assert_eq!(
            addressed(&json!({"to": "+254700000001", "recipient": "KE.1"})),
            Ok(Addressed::Phone("254700000001".into()))
        );
    }

    #[test]
    fn nobody_or_nonsense_is_refused() {
        assert_eq!(addressed(&json!({})), Err(100));
        assert_eq!(addressed(&json!({"to": ""})), Err(100));
        assert_eq!(addressed(&json!({"to": "+49abc"})), Err(100));
        assert_eq!(addressed(&json!({"to": 254})), Err(100));
        assert_eq!(addressed(&json!({"recipient": "254700000001"})), Err(131_009));
    }
}
