//! What was said: one arm per type of the wire. Says `None` where the body is missing or makes no sense, and the
//! message is then [`Content::Unsupported`].

use std::borrow::Cow;

use domain::{
    contact::{Contact, PhoneNumber},
    inbound::{Content, MediaFile, MediaKind, OrderItem, TEXT_LENGTH_MAX},
};

use super::{
    parse::{bsuid, phone},
    wire::{Object, cut, repaired},
};

/// Longest id of a button, row or payload, in bytes: the platform's limit for button ids and the largest of the three.
const CHOICE_ID_BYTES_MAX: usize = 256;

/// Longest answer of a form, in bytes.
const FORM_ANSWERS_BYTES_MAX: usize = 64 * 1024;

/// Most contact cards looked at in one message, and most phone numbers looked at on one card.
const CARDS_MAX: usize = 20;

/// Most lines taken from a basket of the platform's own catalogue.
const ORDER_ITEMS_MAX: usize = 100;

/// Largest quantity that anybody may mean.
const QUANTITY_MAX: u32 = 1_000_000;

/// Longest emoji of a reaction, in characters: skin tones and joiners make families long.
const EMOJI_LENGTH_MAX: usize = 32;

/// Longest id of a file, in bytes; real ones have about twenty digits.
const MEDIA_ID_BYTES_MAX: usize = 64;

/// Longest type and longest hash of a file, in bytes.
const MEDIA_WORD_BYTES_MAX: usize = 128;

/// Longest address of a file, in bytes.
const MEDIA_URL_BYTES_MAX: usize = 2048;

/// Longest name of a document that is kept, in characters; what file systems take.
const FILE_NAME_LENGTH_MAX: usize = 255;

/// Longest name of a kind that we do not know, in bytes.
const KIND_BYTES_MAX: usize = 40;

/// Reads what was said.
pub(super) fn content(element: &Object<'_>) -> Content {
    let kind = element.text("type").unwrap_or_default();
    known(element, &kind).unwrap_or_else(|| unsupported(element, &kind))
}

fn known(element: &Object<'_>, kind: &str) -> Option<Content> {
    match kind {
        "text" => Some(Content::Text(long_text(&element.object("text")?.string("body")?))),
        "interactive" => interactive(&element.object("interactive")?),
        "button" => template_button(&element.object("button")?),
        "location" => location(&element.object("location")?),
        "image" => media(element, "image", MediaKind::Image),
        "video" => media(element, "video", MediaKind::Video),
        "document" => media(element, "document", MediaKind::Document),
        "sticker" => media(element, "sticker", MediaKind::Sticker),
        "audio" => {
            let recorded = element.object("audio")?.flag("voice");
            media(element, "audio", if recorded { MediaKind::Voice } else { MediaKind::Audio })
        }
        "contacts" => Some(contacts(&element.objects("contacts", CARDS_MAX)?)),
        "order" => order(&element.object("order")?),
        "reaction" => Some(Content::Reaction(
            element
                .object("reaction")
                .and_then(|reaction| reaction.text("emoji").map(|emoji| cut(&emoji, EMOJI_LENGTH_MAX))),
        )),
        "system" => system(element, &element.object("system")?),
        "edit" => Some(Content::Edited { text: edited_text(element) }),
        "revoke" => Some(Content::Revoked),
        "request_welcome" => Some(Content::ChatOpened),
        // Edits reach most numbers in this disguise, without the new text.
        "unsupported" if unsupported_kind(element).as_deref() == Some("edit") => {
            Some(Content::Edited { text: None })
        }
        _ => None,
    }
}

fn interactive(interactive: &Object<'_>) -> Option<Content> {
    match interactive.text("type")?.as_ref() {
        "button_reply" => {
            let (id, title) = choice(&interactive.object("button_reply")?)?;
            Some(Content::Button { id, title })
        }
        "list_reply" => {
            let (id, title) = choice(&interactive.object("list_reply")?)?;
            Some(Content::Row { id, title })
        }
        "nfm_reply" => form(&interactive.object("nfm_reply")?),
        _ => None,
    }
}

/// Reads the id and the title of a tapped button or a chosen row.
fn choice(reply: &Object<'_>) -> Option<(String, String)> {
    let id = reply.text("id").filter(|id| id.len() <= CHOICE_ID_BYTES_MAX)?;
    Some((id.into_owned(), long_text(&reply.string("title").unwrap_or_default())))
}

/// Reads the answer of a form: JSON inside a string, checked here so that no reader of it can fail.
fn form(reply: &Object<'_>) -> Option<Content> {
    let answers = reply.string("response_json").filter(|answers| answers.len() <= FORM_ANSWERS_BYTES_MAX)?;
    let answers = repaired(&answers);
    serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(&answers).ok()?;
    let name = reply.text("name").map_or_else(|| "flow".to_owned(), |name| kind_name(&name));
    Some(Content::Form { name, answers: answers.into_owned() })
}

/// A quick reply of a template. A template that set no payload gets the button's text as one.
fn template_button(button: &Object<'_>) -> Option<Content> {
    let title = button.text("text");
    let payload = button.text("payload").or_else(|| title.clone())?;
    if payload.len() > CHOICE_ID_BYTES_MAX {
        return None;
    }
    Some(Content::TemplateButton {
        payload: payload.into_owned(),
        title: long_text(&title.unwrap_or_default()),
    })
}

fn location(location: &Object<'_>) -> Option<Content> {
    Some(Content::Location {
        latitude: location.number("latitude").filter(|degrees| degrees.abs() <= 90.0)?,
        longitude: location.number("longitude").filter(|degrees| degrees.abs() <= 180.0)?,
        name: location.text("name").map(|name| long_text(&name)),
        address: location.text("address").map(|address| long_text(&address)),
    })
}

fn media(element: &Object<'_>, name: &str, kind: MediaKind) -> Option<Content> {
    let body = element.object(name)?;
    let caption = body.text("caption").map(|caption| long_text(&caption));
    Some(Content::Media { kind, caption, files: media_file(&body, kind).into_iter().collect() })
}

/// Reads which file it is; `None` without an id that can stand in an address.
fn media_file(body: &Object<'_>, kind: MediaKind) -> Option<MediaFile> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let id = body.literal("id").filter(|id| id.len() <= MEDIA_ID_BYTES_MAX && id.bytes().all(plain))?;
    let word = |name: &str| body.text(name).filter(|word| word.len() <= MEDIA_WORD_BYTES_MAX);
    Some(MediaFile {
        id: id.into_owned(),
        kind,
        mime_type: word("mime_type").map(|kind| kind.trim().to_owned()),
        sha256: word("sha256").map(|hash| hash.trim().to_owned()),
        url: body.text("url").filter(|url| url.len() <= MEDIA_URL_BYTES_MAX).map(Cow::into_owned),
        file_name: body.text("filename").map(|name| file_name(&name)),
    })
}

/// The sender chose it: what is left is a name, without a path, and without marks that show it in another order.
fn file_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let steers = |char: char| matches!(char, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let shown: String = last.chars().filter(|&char| !char.is_control() && !steers(char)).collect();
    cut(shown.trim_matches(|char: char| char.is_whitespace() || char == '.'), FILE_NAME_LENGTH_MAX)
}

/// Reads contact cards. Numbers that the buyer gave on our request come first.
fn contacts(cards: &[Object<'_>]) -> Content {
    let on_request = |card: &&Object<'_>| card.text("origin").as_deref() == Some("contact_request");
    let (requested, others): (Vec<_>, Vec<_>) = cards.iter().partition(on_request);
    let mut phones: Vec<PhoneNumber> = Vec::new();
    for entry in
        requested.iter().chain(&others).filter_map(|card| card.objects("phones", CARDS_MAX)).flatten()
    {
        let found = phone(&entry, "wa_id").or_else(|| typed_phone(&entry.text("phone")?));
        phones.extend(found.filter(|found| !phones.contains(found)));
    }
    Content::Contacts { phones, requested: !requested.is_empty() }
}

/// Reads a number as address books write it. One without a plus is left out: its country would be a guess.
fn typed_phone(typed: &str) -> Option<PhoneNumber> {
    let plain: String = typed.chars().filter(|char| char.is_ascii_digit() || *char == '+').collect();
    plain.parse().ok()
}

fn order(order: &Object<'_>) -> Option<Content> {
    let items = order.objects("product_items", ORDER_ITEMS_MAX)?;
    Some(Content::Order {
        items: items.iter().filter_map(order_item).collect(),
        note: order.text("text").map(|note| long_text(&note)),
    })
}

fn order_item(item: &Object<'_>) -> Option<OrderItem> {
    let product = item.literal("product_retailer_id").filter(|code| code.len() <= CHOICE_ID_BYTES_MAX)?;
    let quantity = item.count("quantity").filter(|quantity| (1..=QUANTITY_MAX).contains(quantity))?;
    Some(OrderItem { product: product.into_owned(), quantity })
}

/// Reads an event about the buyer's account. Older payloads wrote `new_wa_id`. A changed security code names no new
/// identity, and then both are missing.
fn system(element: &Object<'_>, system: &Object<'_>) -> Option<Content> {
    let changed = || Content::IdentityChanged {
        was: Contact::new(bsuid(element, "from_user_id"), phone(element, "from")).ok(),
        phone: phone(system, "wa_id").or_else(|| phone(system, "new_wa_id")),
        bsuid: bsuid(system, "user_id"),
    };
    match system.text("type")?.as_ref() {
        "user_changed_number" | "user_changed_user_id" => Some(changed()),
        "customer_identity_changed" => Some(Content::IdentityChanged { was: None, phone: None, bsuid: None }),
        _ => None,
    }
}

/// Returns the new text of an edited message; the new caption of a picture is none.
fn edited_text(element: &Object<'_>) -> Option<String> {
    let message = element.object("edit")?.object("message")?;
    let body = message.object("text")?.text("body")?;
    Some(long_text(&body))
}

/// Says as well as possible what it was that cannot be read.
fn unsupported(element: &Object<'_>, kind: &str) -> Content {
    let interactive_kind = || element.object("interactive")?.text("type");
    let kind = unsupported_kind(element)
        .or_else(|| interactive_kind().map(|kind| kind_name(&kind)))
        .unwrap_or_else(|| kind_name(kind));
    let code = element.objects("errors", 1).and_then(|errors| errors.first()?.count("code"));
    Content::Unsupported { kind, code }
}

fn unsupported_kind(element: &Object<'_>) -> Option<String> {
    Some(kind_name(&element.object("unsupported")?.text("type")?))
}

/// Keeps names that look like names; they go into logs.
fn kind_name(kind: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    if !kind.is_empty() && kind.len() <= KIND_BYTES_MAX && kind.bytes().all(plain) {
        kind.to_owned()
    } else {
        "unknown".to_owned()
    }
}

fn long_text(text: &str) -> String {
    cut(text, TEXT_LENGTH_MAX)
}
