//! What a person does with a phone: write, tap, pick a row, share a place or a picture. Each act becomes a webhook.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::chat::{Bubble, Direction};
use super::world::{Medium, Phone};
use super::{Meta, wire};

/// The picture that a phone sends when the script brings none.
const SAMPLE_PICTURE: &[u8] = include_bytes!("../phone_ui/sample.png");
/// The largest picture a person may send.
const PICTURE_BYTES_MAX: usize = 5 * 1024 * 1024;
/// The most copies of one webhook in one act.
const COPIES_MAX: u32 = 1000;

/// One act, as the control API takes it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Act {
    text: Option<String>,
    button: Option<String>,
    row: Option<String>,
    location: Option<Value>,
    /// Shares the person's number, as the button of a request does.
    #[serde(default)]
    share_number: bool,
    image: Option<Value>,
    caption: Option<String>,
    reaction: Option<Value>,
    raw_message: Option<Value>,
    copies: Option<u32>,
    context_message_id: Option<String>,
    /// The number of the business that is written to; the first one unless said.
    to_number: Option<String>,
}

/// Why an act is not possible.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    /// The request names nothing to do.
    #[error("say one of text, button, row, location, image, reaction, share_number, raw_message")]
    Nothing,
    /// The chat has no such button or row.
    #[error("the chat shows no such {what}")]
    NotShown {
        /// `button` or `row`.
        what: &'static str,
        /// What it does show, newest first.
        shown: Vec<String>,
    },
    /// A picture that no phone could send.
    #[error("the picture is not base64 of at most 5 MB")]
    Picture,
    /// A number that is not the business's.
    #[error("to_number is no number of the business")]
    NoSuchNumber,
    /// A raw message that is no object.
    #[error("raw_message must be an object")]
    RawMessage,
}

/// A message of a person before it gets its envelope: its type and content, and what it answers.
struct Written {
    kind: &'static str,
    content: Value,
    answers: Option<String>,
}

impl Meta {
    /// Performs an act of the person with this number and answers the id of the message.
    pub fn act(&self, wa_id: &str, act: Act) -> Result<String, ActError> {
        let now_ms = self.clock.now_ms();
        let number = act.to_number.clone().unwrap_or_else(|| self.settings.phone_number_id.clone());
        if !self.settings.has_number(&number) {
            return Err(ActError::NoSuchNumber);
        }
        let copies = act.copies.unwrap_or(1).clamp(1, COPIES_MAX);
        let message_id = wire::message_id();
        let (element, contact) = if let Some(raw) = act.raw_message {
            self.envelop_raw(wa_id, raw, &message_id, now_ms)?
        } else {
            let written = self.write(wa_id, act)?;
            self.envelop(wa_id, written, &message_id, now_ms)
        };
        let message_id = element["id"].as_str().unwrap_or_default().to_owned();
        let what = format!("messages/{}", element["type"].as_str().unwrap_or("unknown"));
        // Before it goes out, so that whatever follows from it has a higher number in the journal.
        self.shared.journal.record("phone_act", json!({"wa_id": wa_id, "element": element}));
        self.remember(wa_id, &message_id, &element, now_ms);
        let change = wire::change(&self.settings, &number, Some(json!([contact])), "messages", element);
        let (meta, owner, id) = (self.clone(), wa_id.to_owned(), message_id.clone());
        self.deliverer.queue(&what, change, copies, move || {
            meta.world().phone_or_new(&owner).change(&id, |item| {
                if item.status != "read" {
                    item.status = "delivered";
                }
            });
        });
        Ok(message_id)
    }

    /// Turns an act into the typed part of a message.
    fn write(&self, wa_id: &str, act: Act) -> Result<Written, ActError> {
        let answers = act.context_message_id;
        if let Some(text) = act.text {
            return Ok(Written { kind: "text", content: json!({"body": text}), answers });
        }
        if let Some(wanted) = act.button {
            return press_button(self.world().phone_or_new(wa_id), &wanted, answers.as_deref());
        }
        if let Some(wanted) = act.row {
            return pick_row(self.world().phone_or_new(wa_id), &wanted, answers.as_deref());
        }
        if let Some(place) = act.location {
            return Ok(Written { kind: "location", content: place, answers });
        }
        if act.share_number {
            let phones = json!([{"phone": format!("+{wa_id}"), "wa_id": wa_id}]);
            let card = json!([{"origin": "contact_request", "phones": phones}]);
            return Ok(Written { kind: "contacts", content: card, answers });
        }
        if let Some(reaction) = act.reaction {
            return Ok(Written { kind: "reaction", content: reaction, answers: None });
        }
        if let Some(image) = act.image {
            let content = self.take_picture(&image, act.caption)?;
            return Ok(Written { kind: "image", content, answers });
        }
        Err(ActError::Nothing)
    }

    fn take_picture(&self, image: &Value, caption: Option<String>) -> Result<Value, ActError> {
        let bytes = match image.get("data_base64").and_then(Value::as_str) {
            None => SAMPLE_PICTURE.to_vec(),
            Some(data) => STANDARD.decode(data).map_err(|_| ActError::Picture)?,
        };
        if bytes.len() > PICTURE_BYTES_MAX {
            return Err(ActError::Picture);
        }
        let mime_type = match image.get("mime_type").and_then(Value::as_str) {
            Some("image/jpeg") => "image/jpeg",
            _ => "image/png",
        };
        let sha256 = STANDARD.encode(Sha256::digest(&bytes));
        let id =
            self.world().keep_medium(Medium { mime_type: mime_type.to_owned(), bytes: Arc::from(bytes) });
        let mut content =
            json!({"mime_type": mime_type, "sha256": sha256, "id": id, "url": self.lookaside_url(&id)});
        if let Some(caption) = caption.filter(|caption| !caption.is_empty()) {
            content["caption"] = json!(caption);
        }
        Ok(content)
    }

    fn envelop(&self, wa_id: &str, written: Written, message_id: &str, now_ms: i64) -> (Value, Value) {
        let mut world = self.world();
        let phone = world.phone_or_new(wa_id);
        let mut element = json!({
            "from_user_id": phone.bsuid, "id": message_id, "timestamp": (now_ms / 1000).to_string(), "type": written.kind,
        });
        element[written.kind] = written.content;
        if !phone.number_hidden {
            element["from"] = json!(wa_id);
        }
        if let Some(answered) = written.answers {
            element["context"] = json!({"from": self.settings.display_phone_number, "id": answered});
        }
        (element, phone.contact(true))
    }

    /// A raw element keeps what it brings and gets the rest.
    fn envelop_raw(
        &self,
        wa_id: &str,
        raw: Value,
        message_id: &str,
        now_ms: i64,
    ) -> Result<(Value, Value), ActError> {
        let Value::Object(mut element) = raw else { return Err(ActError::RawMessage) };
        let mut world = self.world();
        let phone = world.phone_or_new(wa_id);
        element.entry("id").or_insert(json!(message_id));
        element.entry("timestamp").or_insert(json!((now_ms / 1000).to_string()));
        element.entry("from_user_id").or_insert(json!(phone.bsuid));
        if !phone.number_hidden {
            element.entry("from").or_insert(json!(wa_id));
        }
        Ok((Value::Object(element), phone.contact(true)))
    }

    fn remember(&self, wa_id: &str, message_id: &str, element: &Value, now_ms: i64) {
        let mut world = self.world();
        world.remember_inbound(message_id, wa_id);
        let phone = world.phone_or_new(wa_id);
        let written_at_ms = element["timestamp"].as_str().and_then(|text| text.parse::<i64>().ok());
        let written_at_ms =
            written_at_ms.map_or(now_ms, |seconds| seconds.saturating_mul(1000).saturating_add(999));
        phone.last_inbound_ms = phone.last_inbound_ms.max(Some(written_at_ms));
        if let Some(target) = element.pointer("/reaction/message_id").and_then(Value::as_str) {
            let emoji =
                element.pointer("/reaction/emoji").and_then(Value::as_str).filter(|emoji| !emoji.is_empty());
            phone.change(target, |item| item.reaction = emoji.map(str::to_owned));
        } else {
            phone.push(now_ms, Direction::In, Bubble::of_inbound(element), message_id, element.clone());
        }
    }
}

/// Whether a choice is what the script asked for.
fn is_wanted(id: &str, title: &str, wanted: &str) -> bool {
    id == wanted || title == wanted || title.to_lowercase() == wanted.to_lowercase()
}

fn press_button(phone: &Phone, wanted: &str, on: Option<&str>) -> Result<Written, ActError> {
    let mut shown = Vec::new();
    for item in phone.items().rev().filter(|item| item.direction == Direction::Out) {
        if on.is_some_and(|message_id| message_id != item.wamid) {
            continue;
        }
        for button in &item.bubble.buttons {
            if is_wanted(&button.id, &button.title, wanted) {
                let answers = Some(item.wamid.clone());
                return Ok(if button.of_template {
                    Written {
                        kind: "button",
                        content: json!({"payload": button.id, "text": button.title}),
                        answers,
                    }
                } else {
                    let reply = json!({"id": button.id, "title": button.title});
                    Written {
                        kind: "interactive",
                        content: json!({"type": "button_reply", "button_reply": reply}),
                        answers,
                    }
                });
            }
            shown.push(button.title.clone());
        }
    }
    Err(ActError::NotShown { what: "button", shown })
}

fn pick_row(phone: &Phone, wanted: &str, on: Option<&str>) -> Result<Written, ActError> {
    let mut shown = Vec::new();
    for item in phone.items().rev().filter(|item| item.direction == Direction::Out) {
        if on.is_some_and(|message_id| message_id != item.wamid) {
            continue;
        }
        for row in &item.bubble.rows {
            if is_wanted(&row.id, &row.title, wanted) {
                let mut reply = json!({"id": row.id, "title": row.title});
                if !row.description.is_empty() {
                    reply["description"] = json!(row.description);
                }
                let content = json!({"type": "list_reply", "list_reply": reply});
                return Ok(Written { kind: "interactive", content, answers: Some(item.wamid.clone()) });
            }
            shown.push(row.title.clone());
        }
    }
    Err(ActError::NotShown { what: "row", shown })
}
