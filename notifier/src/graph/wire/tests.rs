//! Each kind of message as it lies in the queue, and as the Graph API gets it.

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
fn a_document_of_ours_waits_for_the_id_of_its_upload() {
    assert_eq!(
        wire(json!({ "kind": "own_document", "filename": "a.txt", "content": "QQ==", "caption": "Yours" })),
        json!({ "type": "document", "document": { "filename": "a.txt", "caption": "Yours" } })
    );
}

#[test]
fn a_sheet_looks_like_a_document_of_ours() {
    let sheet = json!({ "language": "hi", "letterhead": "Duka", "title": "1042" });
    assert_eq!(
        wire(json!({ "kind": "sheet", "filename": "1042.pdf", "sheet": sheet, "caption": "Yours" })),
        json!({ "type": "document", "document": { "filename": "1042.pdf", "caption": "Yours" } })
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
        wire(json!({ "kind": "carousel", "body": "New", "cards": { "buttons": [queued(0), queued(1)] } })),
        json!({ "type": "interactive", "interactive": {
            "type": "carousel", "body": { "text": "New" }, "action": { "cards": [card(0), card(1)] },
        } })
    );
}

#[test]
fn a_product_of_the_catalogue() {
    let action = json!({ "catalog_id": "1234", "product_retailer_id": "LAMP-1" });
    assert_eq!(
        wire(json!({ "kind": "product", "catalogue": "1234", "product": "LAMP-1" })),
        json!({ "type": "interactive", "interactive": { "type": "product", "action": action } })
    );
    assert_eq!(
        wire(
            json!({ "kind": "product", "catalogue": "1234", "product": "LAMP-1", "body": "New", "footer": "Shop" })
        ),
        json!({ "type": "interactive", "interactive": {
            "type": "product", "body": { "text": "New" }, "footer": { "text": "Shop" }, "action": action,
        } })
    );
}

#[test]
fn a_list_of_products_of_the_catalogue() {
    assert_eq!(
        wire(json!({
            "kind": "product_list", "catalogue": "1234", "header": "Lamps", "body": "Choose", "footer": "Shop",
            "sections": [{ "title": "Desk", "products": ["A", "B"] }, { "title": "Wall", "products": ["C"] }],
        })),
        json!({ "type": "interactive", "interactive": {
            "type": "product_list",
            "header": { "type": "text", "text": "Lamps" },
            "body": { "text": "Choose" },
            "footer": { "text": "Shop" },
            "action": { "catalog_id": "1234", "sections": [
                { "title": "Desk", "product_items": [
                    { "product_retailer_id": "A" }, { "product_retailer_id": "B" },
                ] },
                { "title": "Wall", "product_items": [{ "product_retailer_id": "C" }] },
            ] },
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
