//! Checks of interactive messages: reply buttons, lists, a link button, requests for a place or a number.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::{address, carousel, catalogue, has_markdown, length, media, object, optional_text, text};
use crate::meta::graph_error::GraphError;

pub const BODY_MAX: usize = 1024;
/// The platform's pages disagree (1024 or 4096) for lists; the sandbox refuses only what both refuse.
const LIST_BODY_MAX: usize = 4096;
const HEADER_MAX: usize = 60;
const FOOTER_MAX: usize = 60;
const BUTTONS_MAX: usize = 3;
const BUTTON_TITLE_MAX: usize = 20;
const BUTTON_ID_MAX: usize = 256;
pub const SECTIONS_MAX: usize = 10;
const ROWS_MAX: usize = 10;
pub const SECTION_TITLE_MAX: usize = 24;
const ROW_ID_MAX: usize = 200;
const ROW_TITLE_MAX: usize = 24;
const ROW_DESCRIPTION_MAX: usize = 72;
/// The longest address behind a link button.
const URL_MAX: usize = 2000;

/// Checks the `interactive` object.
pub fn check(content: &Value) -> Result<(), GraphError> {
    object(content, "interactive")?;
    let Some(kind) = content.get("type").and_then(Value::as_str) else {
        return Err(GraphError::missing("The parameter interactive['type'] is required."));
    };
    let body_max = if kind == "list" { LIST_BODY_MAX } else { BODY_MAX };
    match kind {
        "button" | "list" | "cta_url" | "address_message" => {
            check_body(content, body_max)?;
            check_header(content, kind)?;
            check_footer(content)?;
        }
        "location_request_message" | "request_contact_info" | "carousel" => {
            check_body(content, body_max)?;
            for key in ["header", "footer"] {
                if content.get(key).is_some() {
                    return Err(GraphError::bad_value(format!("interactive of type {kind} takes no {key}")));
                }
            }
        }
        _ => {}
    }
    if matches!(kind, "product" | "product_list") {
        return catalogue::check(kind, content);
    }
    let action = content.get("action").unwrap_or(&Value::Null);
    object(action, "interactive['action']")?;
    match kind {
        "button" => check_buttons(action),
        "list" => check_list(action),
        "cta_url" => check_link_button(action),
        "address_message" => address::check(action),
        "carousel" => carousel::check(action),
        "location_request_message" => check_bare_action(action, "send_location"),
        "request_contact_info" => check_bare_action(action, "request_contact_info"),
        _ => Err(GraphError::invalid(format!(
            "interactive['type'] {kind:.40} is not one that this sandbox knows"
        ))),
    }
}

pub fn check_body(content: &Value, max: usize) -> Result<(), GraphError> {
    let body = content.get("body").unwrap_or(&Value::Null);
    object(body, "interactive['body']")?;
    text(body, "text", "interactive['body']['text']", max).map(|_| ())
}

pub fn check_footer(content: &Value) -> Result<(), GraphError> {
    match content.get("footer") {
        None | Some(Value::Null) => Ok(()),
        Some(footer) => text(footer, "text", "interactive['footer']['text']", FOOTER_MAX).map(|_| ()),
    }
}

pub fn check_header(content: &Value, kind: &str) -> Result<(), GraphError> {
    let header = match content.get("header") {
        None | Some(Value::Null) => return Ok(()),
        Some(header) => header,
    };
    match header.get("type").and_then(Value::as_str) {
        Some("text") => {
            let title = text(header, "text", "interactive['header']['text']", HEADER_MAX)?;
            if title.contains('\n') {
                return Err(GraphError::bad_value("a header is one line"));
            }
            Ok(())
        }
        Some(medium @ ("image" | "video" | "document")) if !matches!(kind, "list" | "product_list") => {
            let source = header.get(medium).unwrap_or(&Value::Null);
            object(source, medium)?;
            media::check_source(medium, source)
        }
        Some(_) => {
            Err(GraphError::bad_value(format!("this header type is not allowed for interactive type {kind}")))
        }
        None => Err(GraphError::missing("The parameter interactive['header']['type'] is required.")),
    }
}

fn check_buttons(action: &Value) -> Result<(), GraphError> {
    let buttons = list(action, "buttons")?;
    if buttons.is_empty() || buttons.len() > BUTTONS_MAX {
        return Err(GraphError::bad_value(format!(
            "Invalid buttons count. Min allowed buttons: 1, Max: {BUTTONS_MAX}"
        )));
    }
    let mut ids = HashSet::new();
    let mut titles = HashSet::new();
    for button in buttons {
        if button.get("type").and_then(Value::as_str) != Some("reply") {
            return Err(GraphError::bad_value("the type of a button must be reply"));
        }
        let reply = button.get("reply").unwrap_or(&Value::Null);
        object(reply, "reply")?;
        let id = label(reply, "id", "button id", BUTTON_ID_MAX)?;
        let title = label(reply, "title", "button title", BUTTON_TITLE_MAX)?;
        if has_markdown(title) {
            return Err(GraphError::bad_value("a button title takes no markdown"));
        }
        if !ids.insert(id) {
            return Err(GraphError::bad_value("Duplicated button ids are not allowed"));
        }
        if !titles.insert(title.trim()) {
            return Err(GraphError::bad_value("Duplicated button titles are not allowed"));
        }
    }
    Ok(())
}

fn check_list(action: &Value) -> Result<(), GraphError> {
    let button = label(action, "button", "list button label", BUTTON_TITLE_MAX)?;
    if has_markdown(button) {
        return Err(GraphError::bad_value("a list button label takes no markdown"));
    }
    let sections = list(action, "sections")?;
    if sections.is_empty() || sections.len() > SECTIONS_MAX {
        return Err(GraphError::bad_value(format!("Invalid sections count. Min: 1, Max: {SECTIONS_MAX}")));
    }
    let mut ids = HashSet::new();
    for section in sections {
        object(section, "section")?;
        let title = optional_text(section, "title", "section title", usize::MAX)
            .map_err(|refusal| GraphError::bad_value(refusal.details))?;
        match title {
            None if sections.len() > 1 => {
                return Err(GraphError::missing(
                    "a section title is required when there are several sections",
                ));
            }
            Some(title) if length(title) > SECTION_TITLE_MAX => {
                return Err(GraphError::bad_value(format!(
                    "Section title is too long. Max length: {SECTION_TITLE_MAX}"
                )));
            }
            _ => {}
        }
        let rows = list(section, "rows")?;
        if rows.is_empty() {
            return Err(GraphError::bad_value("a section needs at least one row"));
        }
        for row in rows {
            object(row, "row")?;
            let id = label(row, "id", "row id", ROW_ID_MAX)?;
            label(row, "title", "row title", ROW_TITLE_MAX)?;
            if row.get("description").is_some_and(|text| text != "" && !text.is_null()) {
                label(row, "description", "row description", ROW_DESCRIPTION_MAX)?;
            }
            if !ids.insert(id) {
                return Err(GraphError::bad_value("Duplicated row ids are not allowed"));
            }
        }
    }
    if ids.len() > ROWS_MAX {
        return Err(GraphError::bad_value(format!("Total row count exceeds the maximum of {ROWS_MAX}")));
    }
    Ok(())
}

pub fn check_link_button(action: &Value) -> Result<(), GraphError> {
    check_action_name(action, "cta_url")?;
    let parameters = action.get("parameters").unwrap_or(&Value::Null);
    object(parameters, "interactive['action']['parameters']")?;
    label(parameters, "display_text", "display_text", BUTTON_TITLE_MAX)?;
    let url = label(parameters, "url", "url", URL_MAX)?;
    if media::is_http_link(url) {
        Ok(())
    } else {
        Err(GraphError::bad_value("the url of the button is not a valid URL"))
    }
}

/// An action that is a name and nothing else.
fn check_bare_action(action: &Value, expected: &str) -> Result<(), GraphError> {
    check_action_name(action, expected)?;
    match object(action, "interactive['action']")?.keys().find(|key| *key != "name") {
        None => Ok(()),
        Some(key) => Err(GraphError::bad_value(format!("the action {expected} takes no {key:.40}"))),
    }
}

pub fn check_action_name(action: &Value, expected: &str) -> Result<(), GraphError> {
    match action.get("name").and_then(Value::as_str) {
        Some(name) if name == expected => Ok(()),
        Some(_) => Err(GraphError::bad_value(format!("interactive['action']['name'] must be {expected}"))),
        None => Err(GraphError::missing("The parameter interactive['action']['name'] is required.")),
    }
}

/// A required label: the message layer answers with its own code for what is blank or too long.
pub fn label<'a>(parent: &'a Value, key: &str, name: &str, max: usize) -> Result<&'a str, GraphError> {
    match parent.get(key) {
        None | Some(Value::Null) => Err(GraphError::missing(format!("The {name} is required."))),
        Some(Value::String(text)) if !text.trim().is_empty() && length(text) <= max => Ok(text),
        Some(_) => {
            Err(GraphError::bad_value(format!("{name} length invalid. Min length: 1, Max length: {max}")))
        }
    }
}

pub fn list<'a>(parent: &'a Value, key: &str) -> Result<&'a [Value], GraphError> {
    let absent = || GraphError::missing(format!("The parameter {key} is required."));
    parent.as_object().map(|map: &Map<String, Value>| map.get(key)).ok_or_else(absent)?.map_or_else(
        || Err(absent()),
        |value| {
            value
                .as_array()
                .map(Vec::as_slice)
                .ok_or_else(|| GraphError::invalid(format!("Param {key} must be an array.")))
        },
    )
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::tests::code;

    fn buttons(titles: &[&str]) -> Value {
        let buttons: Vec<Value> = titles
            .iter()
            .enumerate()
            .map(|(n, title)| json!({"type": "reply", "reply": {"id": format!("b{n}"), "title": title}}))
            .collect();
        json!({"type": "interactive", "interactive":
            {"type": "button", "body": {"text": "Choose"}, "action": {"buttons": buttons}}})
    }

    fn rows(count: usize) -> Vec<Value> {
        (0..count).map(|n| json!({"id": format!("r{n}"), "title": format!("Row {n}")})).collect()
    }

    fn list_of(sections: &Value) -> Value {
        json!({"type": "interactive", "interactive":
            {"type": "list", "body": {"text": "Choose"}, "action": {"button": "Open", "sections": sections}}})
    }

    fn with(mut message: Value, pointer: &str, value: Value) -> Value {
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        match message.pointer_mut(parent).unwrap() {
            Value::Array(items) => items[key.parse::<usize>().unwrap()] = value,
            parent => parent[key] = value,
        }
        message
    }

    #[test]
    fn one_to_three_buttons_pass_and_a_fourth_is_refused() {
        assert_eq!(code(&buttons(&["a", "b", "c"])), 0);
        assert_eq!(code(&buttons(&["a", "b", "c", "d"])), 131_009);
        assert_eq!(code(&buttons(&[])), 131_009);
    }

    #[test]
    fn a_button_title_of_21_characters_is_refused() {
        assert_eq!(code(&buttons(&["12345678901234567890"])), 0);
        assert_eq!(code(&buttons(&["123456789012345678901"])), 131_009);
        assert_eq!(code(&buttons(&["شكرا جزيلا لك يا صديقي"])), 131_009);
    }

    #[test]
    fn an_empty_or_equal_or_marked_up_button_title_is_refused() {
        assert_eq!(code(&buttons(&[" "])), 131_009);
        assert_eq!(code(&buttons(&["Yes", "Yes"])), 131_009);
        assert_eq!(code(&buttons(&["*Yes*"])), 131_009);
    }

    #[test]
    fn a_button_id_must_be_unique_and_at_most_256_long() {
        let id = "/interactive/action/buttons/1/reply/id";
        assert_eq!(code(&with(buttons(&["a", "b"]), id, json!("b0"))), 131_009);
        assert_eq!(code(&with(buttons(&["a", "b"]), id, json!("x".repeat(256)))), 0);
        assert_eq!(code(&with(buttons(&["a", "b"]), id, json!("x".repeat(257)))), 131_009);
        assert_eq!(code(&with(buttons(&["a", "b"]), id, Value::Null)), 131_008);
    }

    #[test]
    fn a_body_is_required_and_at_most_1024_long() {
        let body = |n: usize| with(buttons(&["a"]), "/interactive/body/text", json!("x".repeat(n)));
        assert_eq!((code(&body(1024)), code(&body(1025)), code(&body(0))), (0, 100, 100));
        assert_eq!(code(&with(buttons(&["a"]), "/interactive/body", Value::Null)), 131_008);
    }

    #[test]
    fn a_list_body_may_be_4096_long() {
        let body = |n: usize| {
            with(list_of(&json!([{"rows": rows(1)}])), "/interactive/body/text", json!("x".repeat(n)))
        };
        assert_eq!((code(&body(4096)), code(&body(4097))), (0, 100));
    }

    #[test]
    fn a_header_or_footer_of_61_characters_is_refused() {
        let header = |n: usize| {
            with(buttons(&["a"]), "/interactive/header", json!({"type": "text", "text": "x".repeat(n)}))
        };
        let footer = |n: usize| with(buttons(&["a"]), "/interactive/footer", json!({"text": "x".repeat(n)}));
        assert_eq!((code(&header(60)), code(&header(61))), (0, 100));
        assert_eq!((code(&footer(60)), code(&footer(61))), (0, 100));
    }

    #[test]
    fn a_list_takes_only_a_text_header() {
        let picture = json!({"type": "image", "image": {"link": "https://shop.example/a.jpg"}});
        assert_eq!(
            code(&with(list_of(&json!([{"rows": rows(1)}])), "/interactive/header", picture.clone())),
            131_009
        );
        assert_eq!(code(&with(buttons(&["a"]), "/interactive/header", picture)), 0);
        let bad = json!({"type": "image", "image": {"link": "a.jpg"}});
        assert_eq!(code(&with(buttons(&["a"]), "/interactive/header", bad)), 100);
    }

    #[test]
    fn ten_rows_in_total_pass_and_an_eleventh_is_refused() {
        assert_eq!(code(&list_of(&json!([{"rows": rows(10)}]))), 0);
        assert_eq!(code(&list_of(&json!([{"rows": rows(11)}]))), 131_009);
        let mut second = rows(11);
        let first: Vec<Value> = second.drain(..6).collect();
        assert_eq!(
            code(&list_of(&json!([{"title": "A", "rows": first}, {"title": "B", "rows": second}]))),
            131_009
        );
    }

    #[test]
    fn an_eleventh_section_is_refused() {
        let sections: Vec<Value> =
            (0..11).map(|n| json!({"title": "S", "rows": [{"id": n.to_string(), "title": "R"}]})).collect();
        assert_eq!(code(&list_of(&json!(sections))), 131_009);
        assert_eq!(code(&list_of(&json!([]))), 131_009);
    }

    #[test]
    fn several_sections_need_titles_of_at_most_24() {
        let two = |title: Value| {
            list_of(&json!([{"title": "A", "rows": [{"id": "1", "title": "R"}]},
                            {"title": title, "rows": [{"id": "2", "title": "R"}]}]))
        };
        assert_eq!(code(&two(json!("B"))), 0);
        assert_eq!(code(&two(Value::Null)), 131_008);
        assert_eq!(code(&two(json!("x".repeat(25)))), 131_009);
    }

    #[test]
    fn a_row_has_its_limits() {
        let row = |row: Value| code(&list_of(&json!([{"rows": [row]}])));
        assert_eq!(
            row(json!({"id": "x".repeat(200), "title": "x".repeat(24), "description": "x".repeat(72)})),
            0
        );
        assert_eq!(row(json!({"id": "x".repeat(201), "title": "t"})), 131_009);
        assert_eq!(row(json!({"id": "i", "title": "x".repeat(25)})), 131_009);
        assert_eq!(row(json!({"id": "i", "title": "t", "description": "x".repeat(73)})), 131_009);
        assert_eq!(row(json!({"id": "i"})), 131_008);
    }

    #[test]
    fn equal_row_ids_are_refused() {
        let same = json!([{"rows": [{"id": "1", "title": "A"}, {"id": "1", "title": "B"}]}]);
        assert_eq!(code(&list_of(&same)), 131_009);
    }

    #[test]
    fn a_list_button_label_of_21_characters_is_refused() {
        let label = |n: usize| {
            with(list_of(&json!([{"rows": rows(1)}])), "/interactive/action/button", json!("x".repeat(n)))
        };
        assert_eq!((code(&label(20)), code(&label(21))), (0, 131_009));
    }

    #[test]
    fn a_link_button_needs_name_label_and_address() {
        let link = |parameters: Value| {
            code(&json!({"type": "interactive", "interactive": {"type": "cta_url", "body": {"text": "Pay"},
                "action": {"name": "cta_url", "parameters": parameters}}}))
        };
        assert_eq!(link(json!({"display_text": "Pay", "url": "https://shop.example/pay"})), 0);
        assert_eq!(link(json!({"display_text": "Pay", "url": "shop"})), 131_009);
        assert_eq!(link(json!({"display_text": "x".repeat(21), "url": "https://shop.example/pay"})), 131_009);
        assert_eq!(link(json!({"url": "https://shop.example/pay"})), 131_008);
    }

    #[test]
    fn a_location_request_has_a_body_and_its_action_name() {
        let request = |name: &str| {
            code(&json!({"type": "interactive", "interactive": {"type": "location_request_message",
                "body": {"text": "Where?"}, "action": {"name": name}}}))
        };
        assert_eq!((request("send_location"), request("location")), (0, 131_009));
    }

    #[test]
    fn a_contact_request_has_a_body_its_action_name_and_nothing_else() {
        let plain = json!({"type": "interactive", "interactive": {"type": "request_contact_info",
            "body": {"text": "Your number?"}, "action": {"name": "request_contact_info"}}});
        assert_eq!(code(&plain), 0);
        assert_eq!(code(&with(plain.clone(), "/interactive/footer", json!({"text": "x"}))), 131_009);
        assert_eq!(code(&with(plain.clone(), "/interactive/action/parameters", json!({}))), 131_009);
        assert_eq!(code(&with(plain.clone(), "/interactive/action/name", json!("send_location"))), 131_009);
        assert_eq!(code(&with(plain.clone(), "/interactive/body/text", json!("x".repeat(1025)))), 100);
        assert_eq!(code(&with(plain, "/interactive/body", Value::Null)), 131_008);
    }

    #[test]
    fn an_unknown_interactive_type_is_refused() {
        assert_eq!(
            code(&json!({"type": "interactive", "interactive": {"type": "dance", "action": {}}})),
            100
        );
        assert_eq!(code(&json!({"type": "interactive", "interactive": {}})), 131_008);
        assert_eq!(code(&json!({"type": "interactive"})), 131_008);
    }
}
