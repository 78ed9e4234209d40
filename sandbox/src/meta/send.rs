//! What becomes of one send: refused, accepted and shown in a chat, accepted and failed later, or silently lost.

use serde_json::{Map, Value, json};

use super::chat::{Bubble, Direction};
use super::checks;
use super::graph_error::GraphError;
use super::recipient::{self, Addressed};
use super::settings::WindowRefusal;
use super::status::{Fate, Sent};
use super::{Meta, wire};

/// Whom the platform found behind an address.
enum Found {
    /// A person; `by_phone` tells how they were addressed.
    Person { wa_id: String, by_phone: bool },
    /// A number that nobody has.
    Nobody { digits: String },
    /// A business-scoped id in the wrong key: nothing will ever come of it.
    Lost { digits: String },
}

impl Meta {
    /// Takes the body of `POST /{phone_number_id}/messages`.
    pub fn take_send(&self, number: &str, bytes: &[u8], statuses_follow: bool) -> Result<Value, GraphError> {
        let body: Map<String, Value> = serde_json::from_slice(bytes)
            .map_err(|_| GraphError::invalid("The request body is not a valid JSON object."))?;
        if body.contains_key("status") {
            return self.mark_read(&body);
        }
        checks::check_message(&body, &self.world().templates)?;
        let (input, addressed) = recipient::read(&body, &self.settings.country_code)?;
        let found = self.find(addressed)?;
        self.check_media(&body)?;
        self.check_rates(&found)?;
        self.accept(number, body, &input, found, statuses_follow)
    }

    fn find(&self, addressed: Addressed) -> Result<Found, GraphError> {
        let world = self.world();
        match addressed {
            Addressed::Lost(digits) => Ok(Found::Lost { digits }),
            Addressed::ScopedId(id) => match world.owner_of(&id) {
                Some(wa_id) => Ok(Found::Person { wa_id, by_phone: false }),
                None => Err(GraphError::bad_value("recipient is not a user id of this business")),
            },
            Addressed::Phone(digits) if digits == self.settings.display_phone_number => {
                Err(GraphError::new(131_021, "recipient and sender are the same number"))
            }
            Addressed::Phone(digits) => Ok(match world.existing_number(&digits) {
                Some(wa_id) => Found::Person { wa_id, by_phone: true },
                None => Found::Nobody { digits },
            }),
        }
    }

    /// Media named by id must have been uploaded.
    fn check_media(&self, body: &Map<String, Value>) -> Result<(), GraphError> {
        let kind = body.get("type").and_then(Value::as_str).unwrap_or("text");
        let header = body.get("interactive").and_then(|content| content.get("header"));
        let header_source = header.and_then(|header| header.get(header.get("type")?.as_str()?));
        for source in [body.get(kind), header_source].into_iter().flatten() {
            if let Some(id) = source.get("id").and_then(Value::as_str)
                && self.world().medium(id).is_none()
            {
                return Err(GraphError::invalid("there is no medium with this id"));
            }
        }
        Ok(())
    }

    fn check_rates(&self, found: &Found) -> Result<(), GraphError> {
        let now_us = self.clock.now_ms().saturating_mul(1000);
        let mut world = self.world();
        let (Found::Person { wa_id: who, .. } | Found::Nobody { digits: who } | Found::Lost { digits: who }) =
            found;
        let mut pair = world.pairs.get(who).copied().unwrap_or_default();
        if !pair.take(self.settings.pair_mode, now_us) {
            return Err(GraphError::new(
                131_056,
                "too many messages to the same person in a short time; wait and retry",
            ));
        }
        if self.settings.number_rate_on && !world.number.take(now_us) {
            return Err(GraphError::new(130_429, "the throughput of this number was exceeded"));
        }
        world.pairs.insert(who.clone(), pair);
        Ok(())
    }

    fn accept(
        &self,
        number: &str,
        body: Map<String, Value>,
        input: &str,
        found: Found,
        statuses_follow: bool,
    ) -> Result<Value, GraphError> {
        let now_ms = self.clock.now_ms();
        let wamid = wire::message_id();
        let opaque = body.get("biz_opaque_callback_data").and_then(Value::as_str).map(str::to_owned);
        let is_template = body.get("type").is_some_and(|kind| kind == "template");
        let category = if is_template { self.category_of(&body) } else { "service".to_owned() };
        let (contact, fate) = match found {
            Found::Lost { digits } => {
                let answer = json!([{"input": input, "wa_id": digits}]);
                return Ok(
                    json!({"messaging_product": "whatsapp", "contacts": answer, "messages": [{"id": wamid}]}),
                );
            }
            Found::Nobody { digits } => {
                let contact = json!({"input": input, "wa_id": digits});
                let refusal = GraphError::new(
                    131_026,
                    "the receiver is not a WhatsApp user or cannot take this message",
                );
                (contact, Fate::Failed { number: Some(digits), bsuid: None, refusal })
            }
            Found::Person { wa_id, by_phone } => {
                let mut world = self.world();
                let templates = world.templates.clone();
                let phone = world.phone_or_new(&wa_id);
                let contact = if by_phone {
                    json!({"input": input, "wa_id": wa_id})
                } else {
                    json!({"input": input, "user_id": phone.bsuid})
                };
                let failed = |code: i64, details: &str| Fate::Failed {
                    number: by_phone.then(|| wa_id.clone()),
                    bsuid: (!by_phone).then(|| phone.bsuid.clone()),
                    refusal: GraphError::new(code, details),
                };
                let closed = !is_template && !phone.window_is_open(now_ms);
                let fate = if phone.blocked {
                    failed(131_026, "the message could not be delivered")
                } else if closed {
                    let details =
                        "more than 24 hours have passed since the customer last replied to this number";
                    if self.settings.window_refusal == WindowRefusal::Answer {
                        return Err(GraphError::new(131_047, details));
                    }
                    failed(131_047, details)
                } else {
                    Fate::Arrives { wa_id: wa_id.clone(), by_phone }
                };
                let raw = Value::Object(body);
                match (&fate, raw.pointer("/reaction/message_id").and_then(Value::as_str)) {
                    (Fate::Arrives { .. }, Some(target)) => {
                        let emoji = raw
                            .pointer("/reaction/emoji")
                            .and_then(Value::as_str)
                            .filter(|text| !text.is_empty());
                        phone.change(target, |item| item.reaction = emoji.map(str::to_owned));
                    }
                    (Fate::Arrives { .. }, None) => {
                        let bubble = Bubble::of_send(&raw, &templates);
                        phone.push(now_ms, Direction::Out, bubble, &wamid, raw);
                    }
                    (Fate::Failed { .. }, _) => {}
                }
                (contact, fate)
            }
        };
        let number = number.to_owned();
        self.follow(Sent { number, wamid: wamid.clone(), opaque, category, statuses_follow }, fate);
        Ok(json!({"messaging_product": "whatsapp", "contacts": [contact], "messages": [{"id": wamid}]}))
    }

    fn category_of(&self, body: &Map<String, Value>) -> String {
        let name = body.get("template").and_then(|template| template.get("name")).and_then(Value::as_str);
        let world = self.world();
        let template = world.templates.iter().find(|template| Some(template.name.as_str()) == name);
        template.map_or_else(|| "utility".to_owned(), |template| template.category.clone())
    }

    fn mark_read(&self, body: &Map<String, Value>) -> Result<Value, GraphError> {
        checks::product(body)?;
        if body.get("status").and_then(Value::as_str) != Some("read") {
            return Err(GraphError::invalid("Param status must be one of {read}"));
        }
        let Some(message_id) = body.get("message_id").and_then(Value::as_str) else {
            return Err(GraphError::missing("The parameter message_id is required."));
        };
        let typing = match body.get("typing_indicator") {
            None | Some(Value::Null) => false,
            Some(indicator) if indicator.get("type").and_then(Value::as_str) == Some("text") => true,
            Some(_) => return Err(GraphError::bad_value("typing_indicator['type'] must be text")),
        };
        let now_ms = self.clock.now_ms();
        let mut world = self.world();
        let Some(wa_id) = world.writer_of(message_id) else {
            return Err(GraphError::bad_value("there is no message with this id to this number"));
        };
        let phone = world.phone_or_new(&wa_id);
        phone.mark_read_up_to(message_id);
        if typing {
            phone.start_typing(now_ms);
        }
        Ok(json!({"success": true}))
    }
}
