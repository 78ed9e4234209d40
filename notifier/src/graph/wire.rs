//! How a message looks to the Graph API: the one place that knows Meta's JSON for sending.
//!
//! The limits sit in the constructors of `domain::outbound`; nothing is cut or checked here. To add a kind of message,
//! add it there, its form here, a snapshot below, and a rule in the sandbox.

use domain::{
    Contact,
    outbound::{
        AddressValues, Caption, CardBody, CardButton, Cards, Emoji, Filename, Header, Message, Product,
        ProductSection, RetailerId, WebAddress,
    },
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

/// A document of ours; the id of the upload is put in when there is one.
fn own(filename: &Filename, caption: Option<&Caption>) -> (&'static str, Value) {
    let mut document = json!({ "filename": filename.as_str() });
    if let Some(caption) = caption {
        document["caption"] = json!(caption.as_str());
    }
    ("document", document)
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
        Message::OwnDocument(document) => {
            own(&document.fields().filename, document.fields().caption.as_ref())
        }
        Message::Sheet(document) => own(&document.fields().filename, document.fields().caption.as_ref()),
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
        Message::Product(product) => ("interactive", self::product(product)),
        Message::ProductList(products) => {
            let fields = products.fields();
            let sections: Vec<Value> = fields.sections.iter().map(product_section).collect();
            let header = json!({ "type": "text", "text": fields.header.as_str() });
            let footer = fields.footer.as_ref().map(domain::outbound::Bounded::as_str);
            let action = json!({ "catalog_id": fields.catalogue.as_str(), "sections": sections });
            ("interactive", interactive("product_list", Some(header), fields.body.as_str(), footer, &action))
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

/// The one interactive message whose text may be missing.
fn product(product: &Product) -> Value {
    let mut wire = json!({ "type": "product", "action": {
        "catalog_id": product.catalogue.as_str(),
        "product_retailer_id": product.product.as_str(),
    } });
    if let Some(body) = &product.body {
        wire["body"] = json!({ "text": body.as_str() });
    }
    if let Some(footer) = &product.footer {
        wire["footer"] = json!({ "text": footer.as_str() });
    }
    wire
}

fn product_section(section: &ProductSection) -> Value {
    let item = |id: &RetailerId| json!({ "product_retailer_id": id.as_str() });
    let mut wire = json!({ "product_items": section.products.iter().map(item).collect::<Vec<Value>>() });
    if let Some(title) = &section.title {
        wire["title"] = json!(title.as_str());
    }
    wire
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
mod tests;
