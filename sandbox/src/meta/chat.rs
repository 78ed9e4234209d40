//! What a person sees in the chat: one item per bubble, flattened to text for scripts, whole for the phone page.
//!
//! It reads messages that were already checked; it refuses nothing.

use serde::Serialize;
use serde_json::{Value, json};

use super::checks::{Template, body_parameters};

/// Who wrote a bubble.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// The customer, to the business.
    In,
    /// The business, to the customer.
    Out,
}

/// A reply button.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Button {
    /// What the business gets back.
    pub id: String,
    /// What the person reads.
    pub title: String,
    /// Whether it belongs to a template: then the answer is of another type.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub of_template: bool,
}

/// A row of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// What the business gets back.
    pub id: String,
    /// What the person reads.
    pub title: String,
    /// The small print below.
    pub description: String,
    /// The title of its section.
    pub section: String,
}

/// One bubble.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Bubble {
    /// The message type; for interactive messages their own type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Header, body and footer in one readable text.
    pub text: String,
    /// Header text.
    pub header: String,
    /// The main text.
    pub body: String,
    /// The small print.
    pub footer: String,
    /// Reply buttons.
    pub buttons: Vec<Button>,
    /// The label that opens the list.
    pub list_button: String,
    /// Rows of the list.
    pub rows: Vec<Row>,
    /// A link button: `{label, url}`.
    pub link: Option<Value>,
    /// The address of a picture.
    pub image: Option<String>,
    /// The address of a file.
    pub file: Option<String>,
    /// A place: `{latitude, longitude, name?, address?}`.
    pub location: Option<Value>,
    /// Whether the business asks for a place.
    pub location_request: bool,
    /// Whether the business asks for the number.
    pub contact_request: bool,
}

fn text_at(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn items_at<'a>(value: &'a Value, pointer: &str) -> impl Iterator<Item = &'a Value> {
    value.pointer(pointer).and_then(Value::as_array).into_iter().flatten()
}

impl Bubble {
    /// The bubble of a message from the business.
    pub fn of_send(message: &Value, templates: &[Template]) -> Self {
        let kind = message["type"].as_str().unwrap_or("text");
        let content = &message[kind];
        let mut bubble = match kind {
            "interactive" => Self::of_interactive(content),
            "template" => Self::of_template(content, templates),
            _ => Self::of_plain(kind, content),
        };
        bubble.flatten();
        bubble
    }

    /// The bubble of a message from the customer, an element of `messages[]`.
    pub fn of_inbound(message: &Value) -> Self {
        let kind = message["type"].as_str().unwrap_or("unknown");
        let content = &message[kind];
        let mut bubble = match kind {
            "interactive" => {
                let reply = content["type"].as_str().unwrap_or_default();
                Self {
                    kind: reply.to_owned(),
                    body: text_at(content, &format!("/{reply}/title")),
                    footer: text_at(content, &format!("/{reply}/description")),
                    ..Self::default()
                }
            }
            "button" => Self { kind: kind.to_owned(), body: text_at(content, "/text"), ..Self::default() },
            _ => Self::of_plain(kind, content),
        };
        bubble.flatten();
        bubble
    }

    fn of_plain(kind: &str, content: &Value) -> Self {
        let mut bubble = Self { kind: kind.to_owned(), ..Self::default() };
        match kind {
            "text" => bubble.body = text_at(content, "/body"),
            "image" => {
                bubble.image = picture(content);
                bubble.body = text_at(content, "/caption");
            }
            "location" => bubble.location = Some(content.clone()),
            "reaction" => bubble.body = text_at(content, "/emoji"),
            "video" | "document" | "audio" | "sticker" => {
                let name = text_at(content, "/filename");
                bubble.header =
                    if name.is_empty() { format!("[{kind}]") } else { format!("[{kind}] {name}") };
                bubble.file = picture(content);
                bubble.body = text_at(content, "/caption");
            }
            _ => bubble.body = format!("[{kind}]"),
        }
        bubble
    }

    fn of_interactive(content: &Value) -> Self {
        let kind = content["type"].as_str().unwrap_or_default();
        let header_type = text_at(content, "/header/type");
        let mut bubble = Self {
            kind: kind.to_owned(),
            header: text_at(content, "/header/text"),
            body: text_at(content, "/body/text"),
            footer: text_at(content, "/footer/text"),
            location_request: kind == "location_request_message",
            contact_request: kind == "request_contact_info",
            list_button: text_at(content, "/action/button"),
            ..Self::default()
        };
        match header_type.as_str() {
            "image" => bubble.image = picture(&content["header"]["image"]),
            "video" | "document" => bubble.header = format!("[{header_type}]"),
            _ => {}
        }
        bubble.buttons = items_at(content, "/action/buttons")
            .map(|button| Button {
                id: text_at(button, "/reply/id"),
                title: text_at(button, "/reply/title"),
                of_template: false,
            })
            .collect();
        if bubble.body.is_empty() {
            // A product needs no words.
            bubble.body = format!("[{kind}]");
        }
        for card in items_at(content, "/action/cards") {
            bubble.body.push_str("\n[card] ");
            bubble.body.push_str(&text_at(card, "/body/text"));
            bubble.buttons.extend(items_at(card, "/action/buttons").map(|button| Button {
                id: text_at(button, "/quick_reply/id"),
                title: text_at(button, "/quick_reply/title"),
                of_template: false,
            }));
        }
        for section in items_at(content, "/action/sections") {
            bubble.rows.extend(items_at(section, "/rows").map(|row| Row {
                id: text_at(row, "/id"),
                title: text_at(row, "/title"),
                description: text_at(row, "/description"),
                section: text_at(section, "/title"),
            }));
        }
        if kind == "cta_url"
            && let Some(parameters) = content.pointer("/action/parameters")
        {
            bubble.link = Some(json!({"label": parameters["display_text"], "url": parameters["url"]}));
        }
        bubble
    }

    fn of_template(content: &Value, templates: &[Template]) -> Self {
        let (name, language) = (text_at(content, "/name"), text_at(content, "/language/code"));
        let Some(template) = templates.iter().find(|known| known.name == name && known.language == language)
        else {
            return Self {
                kind: "template".to_owned(),
                body: format!("[template {name}]"),
                ..Self::default()
            };
        };
        let payload = |index: usize| {
            items_at(content, "/components")
                .find(|part| {
                    part["type"] == "button" && part["index"].as_str() == Some(index.to_string().as_str())
                })
                .map(|part| text_at(part, "/parameters/0/payload"))
                .filter(|payload| !payload.is_empty())
        };
        let buttons = template
            .buttons
            .iter()
            .enumerate()
            .map(|(n, label)| Button {
                id: payload(n).unwrap_or_else(|| label.clone()),
                title: label.clone(),
                of_template: true,
            })
            .collect();
        let body = template.filled(&body_parameters(content));
        Self { kind: "template".to_owned(), body, buttons, ..Self::default() }
    }

    fn flatten(&mut self) {
        let mut lines = Vec::new();
        if self.image.is_some() {
            lines.push("[picture]".to_owned());
        }
        for part in [&self.header, &self.body] {
            if !part.is_empty() {
                lines.push(part.clone());
            }
        }
        if let Some(place) = &self.location {
            let name = place["name"].as_str().map(|name| format!(" {name}")).unwrap_or_default();
            lines.push(format!("[location] {},{}{name}", place["latitude"], place["longitude"]));
        }
        if let Some(link) = &self.link {
            lines.push(format!(
                "[{}] {}",
                link["label"].as_str().unwrap_or_default(),
                link["url"].as_str().unwrap_or_default()
            ));
        }
        if !self.footer.is_empty() {
            lines.push(self.footer.clone());
        }
        self.text = lines.join("\n");
    }
}

/// The address under which the phone page finds a picture.
/// Where the bytes of a picture or file are.
fn picture(source: &Value) -> Option<String> {
    source["link"]
        .as_str()
        .map(str::to_owned)
        .or_else(|| source["id"].as_str().map(|id| format!("/sandbox/media/{id}")))
}

#[cfg(test)]
mod tests {
    use super::super::checks::known_templates;
    use super::*;

    fn sent(message: &Value) -> Bubble {
        Bubble::of_send(message, &known_templates())
    }

    #[test]
    fn header_body_and_footer_become_one_text() {
        let bubble = sent(&json!({"type": "interactive", "interactive": {
            "type": "button",
            "header": {"type": "text", "text": "Basket"},
            "body": {"text": "2 lines"},
            "footer": {"text": "step 3"},
            "action": {"buttons": [{"type": "reply", "reply": {"id": "pay", "title": "Pay"}}]},
        }}));
        assert_eq!(bubble.text, "Basket\n2 lines\nstep 3");
        assert_eq!((bubble.kind.as_str(), bubble.buttons[0].id.as_str()), ("button", "pay"));
    }

    #[test]
    fn rows_keep_their_section() {
        let bubble = sent(&json!({"type": "interactive", "interactive": {
            "type": "list", "body": {"text": "Choose"},
            "action": {"button": "Open", "sections": [
                {"title": "Tea", "rows": [{"id": "1", "title": "Green", "description": "50 g"}]},
                {"title": "Cups", "rows": [{"id": "2", "title": "Blue"}]},
            ]},
        }}));
        let rows: Vec<_> = bubble.rows.iter().map(|row| (row.section.as_str(), row.title.as_str())).collect();
        assert_eq!(rows, [("Tea", "Green"), ("Cups", "Blue")]);
        assert_eq!((bubble.list_button.as_str(), bubble.text.as_str()), ("Open", "Choose"));
    }

    #[test]
    fn a_picture_with_caption_says_so() {
        let bubble = sent(
            &json!({"type": "image", "image": {"link": "https://shop.example/a.jpg", "caption": "Kettle"}}),
        );
        assert_eq!(bubble.text, "[picture]\nKettle");
        assert_eq!(bubble.image.as_deref(), Some("https://shop.example/a.jpg"));
    }

    #[test]
    fn a_link_button_shows_its_address() {
        let bubble = sent(
            &json!({"type": "interactive", "interactive": {"type": "cta_url", "body": {"text": "Pay here"},
            "action": {"name": "cta_url", "parameters": {"display_text": "Pay", "url": "https://shop.example/pay"}}}}),
        );
        assert_eq!(bubble.text, "Pay here\n[Pay] https://shop.example/pay");
    }

    #[test]
    fn a_template_is_shown_filled_with_its_buttons() {
        let bubble = sent(
            &json!({"type": "template", "template": {"name": "order_update", "language": {"code": "en"},
            "components": [{"type": "body", "parameters": [{"type": "text", "text": "1042"}, {"type": "text", "text": "packed"}]}]}}),
        );
        assert_eq!(bubble.text, "News about your order 1042: it is now packed.");
        assert_eq!(bubble.buttons[0].title, "View order");
    }

    #[test]
    fn a_location_request_is_marked() {
        let bubble = sent(&json!({"type": "interactive", "interactive": {"type": "location_request_message",
            "body": {"text": "Where?"}, "action": {"name": "send_location"}}}));
        assert!(bubble.location_request);
    }
}
