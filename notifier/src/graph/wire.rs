//! How a message looks to the Graph API: the one place that knows Meta's JSON for sending.
//!
//! The limits sit in the constructors of `domain::outbound`; nothing is cut or checked here. To add a kind of message,
//! add it there, its form here, a snapshot below, and a rule in the sandbox.

use domain::{
    Contact,
    outbound::{AddressValues, CardBody, CardButton, Cards, Emoji, Header, Message, WebAddress},
    template::{ButtonParameter, DEFAULT_LANGUAGE, Fields},
};
use serde_json::{Map, Value, json};

/// Returns the body of `POST /{number}/messages`. `callback_data` comes back in every status of the message.
pub fn body(to: &Contact, message: &Message, callback_data: &str) -> Value {
    if let Message::MarkRead { message, typing } = message {
        return read_mark(message.as_str(), *typing);
    }
    let mut body = Map::new();
    body.insert("messaging_product".to_owned(), json!("whatsapp"));
    body.insert("recipient_type".to_owned(), json!("individual"));
    address(to, &mut body);
    body.insert("biz_opaque_callback_data".to_owned(), json!(callback_data));
    let (kind, content) = content(message);
    body.insert("type".to_owned(), json!(kind));
    body.insert(kind.to_owned(), content);
    Value::Object(body)
}

/// The phone is preferred: it keeps the phone flowing into webhooks. A user id in `to` would be taken for digits of a
/// phone number and vanish without an error, so it goes into `recipient`, alone.
fn address(to: &Contact, body: &mut Map<String, Value>) {
    match (to.phone(), to.bsuid()) {
        (Some(phone), _) => body.insert("to".to_owned(), json!(phone.as_e164())),
        (None, Some(bsuid)) => body.insert("recipient".to_owned(), json!(bsuid.as_str())),
        // A contact has one of the two by construction; Meta would refuse this one.
        (None, None) => None,
    };
}

fn read_mark(message_id: &str, typing: bool) -> Value {
    let mut body = json!({ "messaging_product": "whatsapp", "status": "read", "message_id": message_id });
    if typing {
        body["typing_indicator"] = json!({ "type": "text" });
    }
    body
}

fn content(message: &Message) -> (&'static str, Value) {
    match message {
        Message::Text { body } => ("text", json!({ "body": body.as_str(), "preview_url": false })),
        Message::Image { address, caption } => {
            let mut image = json!({ "link": address.as_str() });
            if let Some(caption) = caption {
                image["caption"] = json!(caption.as_str());
            }
            ("image", image)
        }
        Message::Document { address, filename, caption } => {
            let mut document = json!({ "link": address.as_str(), "filename": filename.as_str() });
            if let Some(caption) = caption {
                document["caption"] = json!(caption.as_str());
            }
            ("document", document)
        }
        Message::Reaction(reaction) => {
            let fields = reaction.fields();
            // An empty emoji takes the reaction back.
            let emoji = fields.emoji.as_ref().map_or("", Emoji::as_str);
            ("reaction", json!({ "message_id": fields.message.as_str(), "emoji": emoji }))
        }
        Message::Buttons(buttons) => {
            let fields = buttons.fields();
            let buttons: Vec<Value> = fields
                .buttons
                .iter()
                .map(|button| {
                    let reply = json!({ "id": button.id.as_str(), "title": button.title.as_str() });
                    json!({ "type": "reply", "reply": reply })
                })
                .collect();
            let header = fields.header.as_ref().map(header);
            let footer = fields.footer.as_ref().map(domain::outbound::Bounded::as_str);
            let action = json!({ "buttons": buttons });
            ("interactive", interactive("button", header, fields.body.as_str(), footer, &action))
        }
        Message::List(list) => {
            let fields = list.fields();
            let sections: Vec<Value> = fields
                .sections
                .iter()
                .map(|section| {
                    let mut wire = json!({ "rows": section.rows.iter().map(row).collect::<Vec<Value>>() });
                    if let Some(title) = &section.title {
                        wire["title"] = json!(title.as_str());
                    }
                    wire
                })
                .collect();
            let header = fields.header.as_ref().map(|text| json!({ "type": "text", "text": text.as_str() }));
            let footer = fields.footer.as_ref().map(domain::outbound::Bounded::as_str);
            let action = json!({ "button": fields.opener.as_str(), "sections": sections });
            ("interactive", interactive("list", header, fields.body.as_str(), footer, &action))
        }
        Message::Link(link) => {
            let parameters = json!({ "display_text": link.label.as_str(), "url": link.address.as_str() });
            let header = link.header.as_ref().map(header);
            let footer = link.footer.as_ref().map(domain::outbound::Bounded::as_str);
            let action = json!({ "name": "cta_url", "parameters": parameters });
            ("interactive", interactive("cta_url", header, link.body.as_str(), footer, &action))
        }
        Message::Carousel(carousel) => {
            let fields = carousel.fields();
            let action = json!({ "cards": cards(&fields.cards) });
            ("interactive", interactive("carousel", None, fields.body.as_str(), None, &action))
        }
        Message::LocationRequest { body } => {
            let action = json!({ "name": "send_location" });
            ("interactive", interactive("location_request_message", None, body.as_str(), None, &action))
        }
        Message::Address(form) => {
            let fields = form.fields();
            let mut parameters = json!({ "country": fields.country });
            let values = address_values(&fields.values);
            if !values.is_empty() {
                parameters["values"] = Value::Object(values);
            }
            let action = json!({ "name": "address_message", "parameters": parameters });
            ("interactive", interactive("address_message", None, fields.body.as_str(), None, &action))
        }
        Message::ContactRequest { body } => {
            let action = json!({ "name": "request_contact_info" });
            ("interactive", interactive("request_contact_info", None, body.as_str(), None, &action))
        }
        Message::Template(template) => ("template", self::template(template.fields())),
        // Handled before: a read mark has no recipient.
        Message::MarkRead { message, typing } => ("status", read_mark(message.as_str(), *typing)),
    }
}

/// The core has chosen the language: it is the first.
fn template(fields: &Fields) -> Value {
    let language = fields.languages.first().map_or(DEFAULT_LANGUAGE, String::as_str);
    let mut components = Vec::new();
    if !fields.parameters.is_empty() {
        let parameters: Vec<Value> =
            fields.parameters.iter().map(|text| json!({ "type": "text", "text": text })).collect();
        components.push(json!({ "type": "body", "parameters": parameters }));
    }
    for button in &fields.buttons {
        // Meta wants the index as text.
        let index = button.index().to_string();
        components.push(match button {
            ButtonParameter::Payload { payload, .. } => json!({
                "type": "button", "sub_type": "quick_reply", "index": index,
                "parameters": [{ "type": "payload", "payload": payload }],
            }),
            ButtonParameter::UrlSuffix { suffix, .. } => json!({
                "type": "button", "sub_type": "url", "index": index,
                "parameters": [{ "type": "text", "text": suffix }],
            }),
        });
    }
    let mut template = json!({ "name": fields.name, "language": { "code": language } });
    if !components.is_empty() {
        template["components"] = Value::Array(components);
    }
    template
}

/// Only cards with a link name their type.
fn cards(cards: &Cards) -> Vec<Value> {
    match cards {
        Cards::Links(cards) => cards
            .iter()
            .enumerate()
            .map(|(index, link)| {
                let parameters = json!({ "display_text": link.label.as_str(), "url": link.address.as_str() });
                let action = json!({ "name": "cta_url", "parameters": parameters });
                let mut wire = card(index, &link.image, link.body.as_ref(), &action);
                wire["type"] = json!("cta_url");
                wire
            })
            .collect(),
        Cards::Buttons(cards) => cards
            .iter()
            .enumerate()
            .map(|(index, choice)| {
                let button = |button: &CardButton| {
                    let reply = json!({ "id": button.id.as_str(), "title": button.title.as_str() });
                    json!({ "type": "quick_reply", "quick_reply": reply })
                };
                let buttons: Vec<Value> = choice.buttons.iter().map(button).collect();
                card(index, &choice.image, choice.body.as_ref(), &json!({ "buttons": buttons }))
            })
            .collect(),
    }
}

fn card(index: usize, image: &WebAddress, body: Option<&CardBody>, action: &Value) -> Value {
    let header = json!({ "type": "image", "image": { "link": image.as_str() } });
    let mut wire = json!({ "card_index": index, "header": header, "action": action });
    if let Some(body) = body {
        wire["body"] = json!({ "text": body.as_str() });
    }
    wire
}

fn address_values(known: &AddressValues) -> Map<String, Value> {
    let words = [
        ("name", &known.name),
        ("house_number", &known.house_number),
        ("floor_number", &known.floor_number),
        ("tower_number", &known.tower_number),
        ("building_name", &known.building_name),
        ("address", &known.address),
        ("landmark_area", &known.landmark_area),
        ("city", &known.city),
        ("state", &known.state),
    ];
    let words = words.into_iter().filter_map(|(key, words)| Some((key, words.as_ref()?.as_str())));
    let phone = known.phone_number.as_ref().map(|number| ("phone_number", number.as_e164()));
    let code = known.in_pin_code.as_ref().map(|code| ("in_pin_code", code.as_str()));
    words.chain(phone).chain(code).map(|(key, value)| (key.to_owned(), json!(value))).collect()
}

fn interactive(kind: &str, header: Option<Value>, body: &str, footer: Option<&str>, action: &Value) -> Value {
    let mut interactive = json!({ "type": kind, "body": { "text": body }, "action": action });
    if let Some(header) = header {
        interactive["header"] = header;
    }
    if let Some(footer) = footer {
        interactive["footer"] = json!({ "text": footer });
    }
    interactive
}

fn header(header: &Header) -> Value {
    match header {
        Header::Text(text) => json!({ "type": "text", "text": text.as_str() }),
        Header::Image(address) => json!({ "type": "image", "image": { "link": address.as_str() } }),
    }
}

fn row(row: &domain::outbound::Row) -> Value {
    let mut wire = json!({ "id": row.id.as_str(), "title": row.title.as_str() });
    if let Some(description) = &row.description {
        wire["description"] = json!(description.as_str());
    }
    wire
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contact(bsuid: Option<&str>, phone: Option<&str>) -> Contact {
        Contact::new(bsuid.map(|id| id.parse().unwrap()), phone.map(|phone| phone.parse().unwrap())).unwrap()
    }

    /// Messages are given as they lie in the queue, so that both forms stand side by side.
    fn wire(queued: Value) -> Value {
        let message: Message = serde_json::from_value(queued).unwrap();
        let mut wire = body(&contact(Some("KE.1"), Some("+254700000001")), &message, "v1.c.o.m");
        let fields = wire.as_object_mut().unwrap();
        for (key, value) in [
            ("messaging_product", "whatsapp"),
            ("recipient_type", "individual"),
            ("to", "+254700000001"),
            ("biz_opaque_callback_data", "v1.c.o.m"),
        ] {
            assert_eq!(fields.remove(key), Some(json!(value)), "{key}");
        }
        assert!(!fields.contains_key("recipient"));
        wire
    }

    #[test]
    fn a_number_goes_out_with_its_plus_and_a_user_id_alone_in_recipient() {
        let text: Message = serde_json::from_value(json!({ "kind": "text", "body": "Hi" })).unwrap();
        let both = body(&contact(Some("KE.1"), Some("+254700000001")), &text, "x");
        assert_eq!((&both["to"], both.get("recipient")), (&json!("+254700000001"), None));
        let hidden = body(&contact(Some("KE.1"), None), &text, "x");
        assert_eq!((hidden.get("to"), &hidden["recipient"]), (None, &json!("KE.1")));
        assert_eq!(hidden["recipient_type"], "individual");
    }

    #[test]
    fn text() {
        assert_eq!(
            wire(json!({ "kind": "text", "body": "See https://shop.example" })),
            json!({ "type": "text", "text": { "body": "See https://shop.example", "preview_url": false } })
        );
    }

    #[test]
    fn picture_with_and_without_words() {
        assert_eq!(
            wire(json!({ "kind": "image", "address": "https://shop.example/a.jpg", "caption": "A" })),
            json!({ "type": "image", "image": { "link": "https://shop.example/a.jpg", "caption": "A" } })
        );
        assert_eq!(
            wire(json!({ "kind": "image", "address": "https://shop.example/a.jpg" })),
            json!({ "type": "image", "image": { "link": "https://shop.example/a.jpg" } })
        );
    }

    #[test]
    fn file_with_and_without_words() {
        let address = "https://shop.example/r/7";
        assert_eq!(
            wire(
                json!({ "kind": "document", "address": address, "filename": "receipt.pdf", "caption": "Thanks" })
            ),
            json!({ "type": "document", "document": {
                "link": address, "filename": "receipt.pdf", "caption": "Thanks",
            } })
        );
        assert_eq!(
            wire(json!({ "kind": "document", "address": address, "filename": "receipt.pdf" })),
            json!({ "type": "document", "document": { "link": address, "filename": "receipt.pdf" } })
        );
    }

    #[test]
    fn reaction_and_its_removal() {
        assert_eq!(
            wire(json!({ "kind": "reaction", "message": "wamid.1", "emoji": "👍" })),
            json!({ "type": "reaction", "reaction": { "message_id": "wamid.1", "emoji": "👍" } })
        );
        assert_eq!(
            wire(json!({ "kind": "reaction", "message": "wamid.1" })),
            json!({ "type": "reaction", "reaction": { "message_id": "wamid.1", "emoji": "" } })
        );
    }

    #[test]
    fn cards_with_links() {
        let queued = |n: u32| {
            json!({ "image": format!("https://a.example/{n}.jpg"), "body": "Lamp", "label": "Open",
                    "address": format!("https://a.example/{n}") })
        };
        let card = |n: u32| {
            json!({
                "card_index": n,
                "type": "cta_url",
                "header": { "type": "image", "image": { "link": format!("https://a.example/{n}.jpg") } },
                "body": { "text": "Lamp" },
                "action": { "name": "cta_url", "parameters": {
                    "display_text": "Open", "url": format!("https://a.example/{n}"),
                } },
            })
        };
        assert_eq!(
            wire(json!({ "kind": "carousel", "body": "New", "cards": { "links": [queued(0), queued(1)] } })),
            json!({ "type": "interactive", "interactive": {
                "type": "carousel", "body": { "text": "New" }, "action": { "cards": [card(0), card(1)] },
            } })
        );
    }

    #[test]
    fn cards_with_buttons() {
        let queued = |n: u32| {
            json!({ "image": "https://a.example/a.jpg", "buttons": [
                { "id": format!("add:{n}"), "title": "Add" }, { "id": format!("see:{n}"), "title": "Details" },
            ] })
        };
        let button = |id: String, title: &str| json!({ "type": "quick_reply", "quick_reply": { "id": id, "title": title } });
        let card = |n: u32| {
            json!({
                "card_index": n,
                "header": { "type": "image", "image": { "link": "https://a.example/a.jpg" } },
                "action": { "buttons": [
                    button(format!("add:{n}"), "Add"), button(format!("see:{n}"), "Details"),
                ] },
            })
        };
        assert_eq!(
            wire(
                json!({ "kind": "carousel", "body": "New", "cards": { "buttons": [queued(0), queued(1)] } })
            ),
            json!({ "type": "interactive", "interactive": {
                "type": "carousel", "body": { "text": "New" }, "action": { "cards": [card(0), card(1)] },
            } })
        );
    }

    #[test]
    fn asking_for_an_address() {
        let form = |parameters: Value| {
            json!({ "type": "interactive", "interactive": {
                "type": "address_message",
                "body": { "text": "Where to?" },
                "action": { "name": "address_message", "parameters": parameters },
            } })
        };
        assert_eq!(
            wire(json!({ "kind": "address", "body": "Where to?", "country": "IN" })),
            form(json!({ "country": "IN" }))
        );
        let values = json!({
            "name": "Asha Rao", "phone_number": "+919876543210", "in_pin_code": "560001", "house_number": "7",
            "floor_number": "2", "tower_number": "B", "building_name": "Lotus", "address": "MG Road",
            "landmark_area": "Station", "city": "Bengaluru", "state": "Karnataka",
        });
        assert_eq!(
            wire(json!({ "kind": "address", "body": "Where to?", "country": "IN", "values": values })),
            form(json!({ "country": "IN", "values": values }))
        );
    }

    #[test]
    fn asking_for_a_number() {
        assert_eq!(
            wire(json!({ "kind": "contact_request", "body": "May the courier call you?" })),
            json!({ "type": "interactive", "interactive": {
                "type": "request_contact_info",
                "body": { "text": "May the courier call you?" },
                "action": { "name": "request_contact_info" },
            } })
        );
    }

    #[test]
    fn buttons_under_a_picture() {
        assert_eq!(
            wire(json!({
                "kind": "buttons",
                "header": { "image": "https://shop.example/a.jpg" },
                "body": "Lamp", "footer": "In stock",
                "buttons": [{ "id": "add", "title": "Add" }, { "id": "back", "title": "Back" }],
            })),
            json!({ "type": "interactive", "interactive": {
                "type": "button",
                "header": { "type": "image", "image": { "link": "https://shop.example/a.jpg" } },
                "body": { "text": "Lamp" },
                "footer": { "text": "In stock" },
                "action": { "buttons": [
                    { "type": "reply", "reply": { "id": "add", "title": "Add" } },
                    { "type": "reply", "reply": { "id": "back", "title": "Back" } },
                ] },
            } })
        );
    }

    #[test]
    fn list_with_sections() {
        assert_eq!(
            wire(json!({
                "kind": "list",
                "header": "Shop", "body": "Choose", "opener": "Open",
                "sections": [
                    { "title": "One", "rows": [{ "id": "1", "title": "A", "description": "first" }] },
                    { "title": "Two", "rows": [{ "id": "2", "title": "B" }] },
                ],
            })),
            json!({ "type": "interactive", "interactive": {
                "type": "list",
                "header": { "type": "text", "text": "Shop" },
                "body": { "text": "Choose" },
                "action": { "button": "Open", "sections": [
                    { "title": "One", "rows": [{ "id": "1", "title": "A", "description": "first" }] },
                    { "title": "Two", "rows": [{ "id": "2", "title": "B" }] },
                ] },
            } })
        );
    }

    #[test]
    fn link_under_words() {
        assert_eq!(
            wire(json!({
                "kind": "link", "header": { "text": "Order 7" }, "body": "Pay here",
                "label": "Pay", "address": "https://shop.example/pay",
            })),
            json!({ "type": "interactive", "interactive": {
                "type": "cta_url",
                "header": { "type": "text", "text": "Order 7" },
                "body": { "text": "Pay here" },
                "action": {
                    "name": "cta_url",
                    "parameters": { "display_text": "Pay", "url": "https://shop.example/pay" },
                },
            } })
        );
    }

    #[test]
    fn asking_for_a_place() {
        assert_eq!(
            wire(json!({ "kind": "location_request", "body": "Where to?" })),
            json!({ "type": "interactive", "interactive": {
                "type": "location_request_message",
                "body": { "text": "Where to?" },
                "action": { "name": "send_location" },
            } })
        );
    }

    #[test]
    fn a_template_with_its_parameters() {
        assert_eq!(
            wire(json!({
                "kind": "template", "name": "order_status", "languages": ["pt", "en"],
                "parameters": ["1042", "packed"],
                "buttons": [
                    { "kind": "payload", "index": 0, "payload": "order:1042" },
                    { "kind": "url_suffix", "index": 1, "suffix": "o/1042" },
                ],
            })),
            json!({ "type": "template", "template": {
                "name": "order_status",
                "language": { "code": "pt" },
                "components": [
                    { "type": "body", "parameters": [
                        { "type": "text", "text": "1042" }, { "type": "text", "text": "packed" },
                    ] },
                    { "type": "button", "sub_type": "quick_reply", "index": "0",
                      "parameters": [{ "type": "payload", "payload": "order:1042" }] },
                    { "type": "button", "sub_type": "url", "index": "1",
                      "parameters": [{ "type": "text", "text": "o/1042" }] },
                ],
            } })
        );
        assert_eq!(
            wire(json!({ "kind": "template", "name": "hello", "languages": ["en"] })),
            json!({ "type": "template", "template": { "name": "hello", "language": { "code": "en" } } })
        );
    }

    #[test]
    fn read_marks_have_no_recipient() {
        let mark = |typing| {
            let queued = json!({ "kind": "mark_read", "message": "wamid.1", "typing": typing });
            let message: Message = serde_json::from_value(queued).unwrap();
            body(&contact(Some("KE.1"), None), &message, "x")
        };
        let plain = json!({ "messaging_product": "whatsapp", "status": "read", "message_id": "wamid.1" });
        assert_eq!(mark(false), plain);
        let mut typing = plain;
        typing["typing_indicator"] = json!({ "type": "text" });
        assert_eq!(mark(true), typing);
    }
}
