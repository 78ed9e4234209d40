//! The templates of the pretend account: listed page by page, and created under the platform's rules. A created template
//! is approved at once; a test that needs another status sets it through the control API.

use serde_json::{Value, json};

use super::{
    Meta,
    checks::{Template, TemplateStatus},
    graph_error::GraphError,
};

/// Templates that an account may hold.
const TEMPLATES_MAX: usize = 250;
/// The longest text of a body.
const BODY_MAX: usize = 1024;
/// The longest name.
const NAME_MAX: usize = 512;
/// Templates of one page when the call names no number.
const PAGE_DEFAULT: usize = 25;

impl Meta {
    /// One page of the list; the cursor is the place of the last entry.
    pub fn template_page(&self, limit: Option<usize>, after: Option<&str>) -> Value {
        let world = self.world();
        let begin = after.and_then(|after| after.parse::<usize>().ok()).unwrap_or(0);
        let limit = limit.unwrap_or(PAGE_DEFAULT).clamp(1, TEMPLATES_MAX);
        let page: Vec<Value> = world
            .templates
            .iter()
            .enumerate()
            .skip(begin)
            .take(limit)
            .map(|(at, known)| entry(at, known))
            .collect();
        let end = begin + page.len();
        let mut paging = json!({"cursors": {"before": begin.to_string(), "after": end.to_string()}});
        if end < world.templates.len() {
            paging["next"] = json!(format!("{}/next", self.settings.public_url));
        }
        json!({"data": page, "paging": paging})
    }

    /// Creates a template, as far as the platform's rules allow it.
    pub fn create_template(&self, asked: &Value) -> Result<Value, GraphError> {
        let text = |name: &str| asked.get(name).and_then(Value::as_str);
        let name = text("name").ok_or_else(|| GraphError::missing("The parameter name is required."))?;
        let language =
            text("language").ok_or_else(|| GraphError::missing("The parameter language is required."))?;
        let category =
            text("category").ok_or_else(|| GraphError::missing("The parameter category is required."))?;
        let is_name = |char: char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '_';
        if name.is_empty() || name.len() > NAME_MAX || !name.chars().all(is_name) {
            return Err(GraphError::invalid("the name may hold small letters, digits and underscores only"));
        }
        if !["UTILITY", "MARKETING", "AUTHENTICATION"].contains(&category) {
            return Err(GraphError::invalid("category must be one of UTILITY, MARKETING, AUTHENTICATION"));
        }
        let components = asked.get("components").and_then(Value::as_array);
        let body = components
            .and_then(|components| components.iter().find(|part| part.get("type") == Some(&json!("BODY"))))
            .ok_or_else(|| GraphError::missing("A component of type BODY is required."))?;
        let words = body.get("text").and_then(Value::as_str).unwrap_or_default();
        let template = Template {
            name: name.to_owned(),
            language: language.to_owned(),
            category: category.to_lowercase(),
            body: words.to_owned(),
            buttons: Vec::new(),
            status: TemplateStatus::Approved,
        };
        check_words(&template, body)?;
        let mut world = self.world();
        if world.templates.iter().any(|known| known.name == name && known.language == language) {
            return Err(GraphError::invalid("There is already content in this language for this template."));
        }
        if world.templates.len() >= TEMPLATES_MAX {
            return Err(GraphError::invalid("The account holds as many templates as it may."));
        }
        world.templates.push(template);
        let id = (7_000_000_000_000_000_usize + world.templates.len()).to_string();
        Ok(json!({"id": id, "status": "PENDING", "category": category}))
    }
}

fn check_words(template: &Template, body: &Value) -> Result<(), GraphError> {
    let words = template.body.trim();
    if words.is_empty() || words.chars().count() > BODY_MAX {
        return Err(GraphError::invalid("the body must have 1 to 1024 characters"));
    }
    if words.starts_with("{{") || words.ends_with("}}") {
        return Err(GraphError::invalid("Variables can't be at the start or end of the template."));
    }
    let variables = template.variables();
    if words.matches("{{").count() != variables {
        return Err(GraphError::invalid("variables must be numbered from 1 without gaps"));
    }
    if words.split_whitespace().count() < variables * 3 {
        return Err(GraphError::invalid("This template has too many variables for its length."));
    }
    let examples = body.pointer("/example/body_text/0").and_then(Value::as_array).map_or(0, Vec::len);
    if examples != variables {
        return Err(GraphError::invalid("an example is required for each variable"));
    }
    Ok(())
}

fn entry(at: usize, template: &Template) -> Value {
    let mut components = vec![json!({"type": "BODY", "text": template.body})];
    if !template.buttons.is_empty() {
        let buttons: Vec<Value> =
            template.buttons.iter().map(|label| json!({"type": "QUICK_REPLY", "text": label})).collect();
        components.push(json!({"type": "BUTTONS", "buttons": buttons}));
    }
    json!({
        "id": (7_000_000_000_000_000_usize + at).to_string(),
        "name": template.name,
        "language": template.language,
        "status": template.status,
        "category": template.category.to_uppercase(),
        "components": components,
    })
}
