//! Checks of the form that asks for an address. Whether the person lives where it is known is not looked at.

use serde_json::Value;

use super::{interactive::check_action_name, object, text};
use crate::meta::graph_error::GraphError;

/// Countries whose people have the form.
const COUNTRIES: [&str; 1] = ["IN"];
/// The fields of the Indian form.
const FIELDS: [&str; 11] = [
    "name",
    "phone_number",
    "in_pin_code",
    "house_number",
    "floor_number",
    "tower_number",
    "building_name",
    "address",
    "landmark_area",
    "city",
    "state",
];
const PIN_CODE_MAX: usize = 6;

/// Whose form it is, and what it already says.
pub fn check(action: &Value) -> Result<(), GraphError> {
    check_action_name(action, "address_message")?;
    let parameters = action.get("parameters").unwrap_or(&Value::Null);
    object(parameters, "interactive['action']['parameters']")?;
    let country = text(parameters, "country", "interactive['action']['parameters']['country']", 2)?;
    if !COUNTRIES.contains(&country) {
        return Err(GraphError::bad_value("address messages are not available for this country"));
    }
    let Some(values) = parameters.get("values") else { return Ok(()) };
    for key in object(values, "values")?.keys() {
        if !FIELDS.contains(&key.as_str()) {
            return Err(GraphError::bad_value(format!("the form has no field {key:.40}")));
        }
        let value = text(values, key, key, usize::MAX)?;
        let is_digits = |text: &str| text.chars().all(|digit| digit.is_ascii_digit());
        let fits = match key.as_str() {
            "in_pin_code" => value.len() <= PIN_CODE_MAX && is_digits(value),
            "phone_number" => {
                let digits = value.strip_prefix('+').unwrap_or(value);
                (8..=15).contains(&digits.len()) && is_digits(digits)
            }
            _ => !value.contains('\n'),
        };
        if !fits {
            return Err(GraphError::bad_value(format!("the value of {key} is not valid")));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::tests::code;

    fn form(parameters: &Value) -> i64 {
        code(&json!({"type": "interactive", "interactive": {"type": "address_message",
            "body": {"text": "Where to?"}, "footer": {"text": "Or write it"},
            "action": {"name": "address_message", "parameters": parameters}}}))
    }

    #[test]
    fn the_form_is_for_india_only() {
        assert_eq!(form(&json!({"country": "IN"})), 0);
        assert_eq!((form(&json!({"country": "SG"})), form(&json!({"country": "in"}))), (131_009, 131_009));
        assert_eq!((form(&json!({})), form(&json!({"country": "IND"}))), (131_008, 100));
    }

    #[test]
    fn a_field_takes_what_belongs_there() {
        let values = |values: Value| form(&json!({"country": "IN", "values": values}));
        assert_eq!(values(json!({"name": "A", "in_pin_code": "560001", "phone_number": "+919876543210"})), 0);
        assert_eq!(values(json!({"in_pin_code": "5600011"})), 131_009);
        assert_eq!(values(json!({"in_pin_code": "56000a"})), 131_009);
        assert_eq!(values(json!({"phone_number": "call me"})), 131_009);
        assert_eq!(values(json!({"sg_post_code": "123456"})), 131_009);
        assert_eq!(
            (values(json!({"city": 1})), values(json!({"city": ""})), values(json!([]))),
            (100, 100, 100)
        );
    }
}
