//! The templates that the pretend account has, and the check of a send that uses one. It does not create templates at
//! the platform; a test adds one through the control API.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{length, object};
use crate::meta::graph_error::GraphError;

/// The longest template text after its variables are filled in.
const FILLED_MAX: usize = 1024;

/// Whether a template may be sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TemplateStatus {
    /// It may.
    #[default]
    Approved,
    /// Not for now: quality was too low.
    Paused,
    /// Never again.
    Disabled,
}

/// One template in one language.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Template {
    /// Its name.
    pub name: String,
    /// The language code.
    pub language: String,
    /// `utility`, `marketing` or `authentication`.
    #[serde(default = "utility")]
    pub category: String,
    /// The text, with `{{1}}` and so on.
    pub body: String,
    /// Labels of its quick reply buttons.
    #[serde(default)]
    pub buttons: Vec<String>,
    /// Whether it may be sent.
    #[serde(default)]
    pub status: TemplateStatus,
}

fn utility() -> String {
    "utility".to_owned()
}

impl Template {
    /// How many variables the text has.
    pub fn variables(&self) -> usize {
        (1..=20).take_while(|n| self.body.contains(&format!("{{{{{n}}}}}"))).count()
    }

    /// The text with its variables filled in.
    pub fn filled(&self, parameters: &[String]) -> String {
        parameters
            .iter()
            .enumerate()
            .fold(self.body.clone(), |text, (n, value)| text.replace(&format!("{{{{{}}}}}", n + 1), value))
    }
}

/// The templates every pretend account starts with.
pub fn known_templates() -> Vec<Template> {
    let template = |name: &str, language: &str, body: &str, buttons: &[&str]| Template {
        name: name.to_owned(),
        language: language.to_owned(),
        category: utility(),
        body: body.to_owned(),
        buttons: buttons.iter().map(|&label| label.to_owned()).collect(),
        status: TemplateStatus::Approved,
    };
    vec![
        template("hello_world", "en_US", "Hello. This is a test of the sandbox.", &[]),
        template("order_confirmation", "en", "Thank you. Your order {{1}} over {{2}} is confirmed.", &[]),
        template("order_confirmation", "en_US", "Thank you. Your order {{1}} over {{2}} is confirmed.", &[]),
        template("order_update", "en", "News about your order {{1}}: it is now {{2}}.", &["View order"]),
        template("order_update", "en_US", "News about your order {{1}}: it is now {{2}}.", &["View order"]),
        template("order_update", "ar", "تحديث لطلبك {{1}}: الحالة الآن {{2}}.", &["عرض الطلب"]),
    ]
}

/// The text parameters of the body component.
pub fn body_parameters(content: &Value) -> Vec<String> {
    component(content, "body").map(texts).unwrap_or_default()
}

fn component<'a>(content: &'a Value, kind: &str) -> Option<&'a Value> {
    content.get("components")?.as_array()?.iter().find(|component| {
        component.get("type").and_then(Value::as_str).is_some_and(|found| found.eq_ignore_ascii_case(kind))
    })
}

fn texts(component: &Value) -> Vec<String> {
    let parameters = component.get("parameters").and_then(Value::as_array);
    parameters
        .into_iter()
        .flatten()
        .map(|parameter| {
            let fallback =
                ["currency", "date_time"].iter().find_map(|key| parameter.get(key)?.get("fallback_value"));
            parameter.get("text").or(fallback).and_then(Value::as_str).unwrap_or_default().to_owned()
        })
        .collect()
}

/// Checks the `template` object against the templates of the account.
pub fn check(content: &Value, templates: &[Template]) -> Result<(), GraphError> {
    object(content, "template")?;
    let Some(name) = content.get("name").and_then(Value::as_str) else {
        return Err(GraphError::missing("The parameter template['name'] is required."));
    };
    let Some(language) = content.pointer("/language/code").and_then(Value::as_str) else {
        return Err(GraphError::missing("The parameter template['language']['code'] is required."));
    };
    let Some(template) = templates.iter().find(|known| known.name == name && known.language == language)
    else {
        return Err(GraphError::new(
            132_001,
            format!("template name ({name:.80}) does not exist in {language:.20}"),
        ));
    };
    match template.status {
        TemplateStatus::Approved => {}
        TemplateStatus::Paused => {
            return Err(GraphError::new(132_015, "the template is paused for low quality"));
        }
        TemplateStatus::Disabled => {
            return Err(GraphError::new(132_016, "the template is disabled for good"));
        }
    }
    let parameters = body_parameters(content);
    if parameters.len() != template.variables() {
        return Err(GraphError::new(
            132_000,
            format!(
                "body: number of localizable_params ({}) does not match the expected number of params ({})",
                parameters.len(),
                template.variables()
            ),
        ));
    }
    for value in &parameters {
        if value.trim().is_empty() {
            return Err(GraphError::missing("body: a parameter has no text"));
        }
        if value.contains(['\n', '\t']) || value.contains("     ") {
            return Err(GraphError::new(
                132_018,
                "Param text cannot have new-line/tab characters or more than 4 consecutive spaces",
            ));
        }
    }
    if length(&template.filled(&parameters)) > FILLED_MAX {
        return Err(GraphError::new(132_005, "the filled text is too long"));
    }
    check_button_components(content, template)
}

fn check_button_components(content: &Value, template: &Template) -> Result<(), GraphError> {
    for component in content.get("components").and_then(Value::as_array).into_iter().flatten() {
        if component.get("type").and_then(Value::as_str) != Some("button") {
            continue;
        }
        let index = match component.get("index") {
            Some(Value::String(index)) => index.parse::<usize>().ok(),
            _ => return Err(GraphError::invalid("the index of a button component must be a string")),
        };
        if index.is_none_or(|index| index >= template.buttons.len()) {
            return Err(GraphError::new(132_018, "the template has no button at this index"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::tests::code;
    use super::*;

    fn send(name: &str, language: &str, parameters: &[&str]) -> Value {
        let parameters: Vec<Value> =
            parameters.iter().map(|text| json!({"type": "text", "text": text})).collect();
        json!({"type": "template", "template": {"name": name, "language": {"code": language},
            "components": [{"type": "body", "parameters": parameters}]}})
    }

    #[test]
    fn a_known_template_with_its_parameters_passes() {
        assert_eq!(code(&send("order_update", "en", &["1042", "packed"])), 0);
        assert_eq!(
            code(
                &json!({"type": "template", "template": {"name": "hello_world", "language": {"code": "en_US"}}})
            ),
            0
        );
    }

    #[test]
    fn an_unknown_template_or_language_is_refused_with_132001() {
        assert_eq!(code(&send("order_update", "sw", &["1042", "packed"])), 132_001);
        assert_eq!(code(&send("no_such", "en", &[])), 132_001);
    }

    #[test]
    fn a_wrong_parameter_count_is_refused_with_132000() {
        assert_eq!(code(&send("order_update", "en", &["1042"])), 132_000);
        assert_eq!(code(&send("order_update", "en", &["1042", "a", "b"])), 132_000);
    }

    #[test]
    fn a_parameter_with_a_line_break_is_refused() {
        assert_eq!(code(&send("order_update", "en", &["1042", "a\nb"])), 132_018);
    }

    #[test]
    fn a_button_index_must_be_a_string_of_an_existing_button() {
        let with_index = |index: Value| {
            let mut message = send("order_update", "en", &["1042", "packed"]);
            let component = json!({"type": "button", "sub_type": "quick_reply", "index": index,
                "parameters": [{"type": "payload", "payload": "order:1042"}]});
            message["template"]["components"].as_array_mut().unwrap().push(component);
            code(&message)
        };
        assert_eq!((with_index(json!("0")), with_index(json!("1")), with_index(json!(0))), (0, 132_018, 100));
    }

    #[test]
    fn paused_and_disabled_templates_are_refused() {
        let mut templates = known_templates();
        let content = json!({"name": "hello_world", "language": {"code": "en_US"}});
        templates[0].status = TemplateStatus::Paused;
        assert_eq!(check(&content, &templates).unwrap_err().code, 132_015);
        templates[0].status = TemplateStatus::Disabled;
        assert_eq!(check(&content, &templates).unwrap_err().code, 132_016);
    }
}
