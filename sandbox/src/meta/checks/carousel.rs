//! Checks of cards to swipe through. The text above them is checked with the other interactive messages.

use std::collections::HashSet;

use serde_json::Value;

use super::{
    has_markdown,
    interactive::{check_link_button, label, list},
    media, object, text,
};
use crate::meta::graph_error::GraphError;

const CARDS_MIN: usize = 2;
const CARDS_MAX: usize = 10;
const CARD_BODY_MAX: usize = 160;
const CARD_LINE_BREAKS_MAX: usize = 2;
/// The platform's page says "one or more"; nobody was seen to send more than two.
const CARD_BUTTONS_MAX: usize = 2;
/// Id and title of a button.
const CARD_BUTTON_MAX: usize = 20;

/// What all cards of a message share.
#[derive(Debug, PartialEq, Eq)]
struct Shape {
    header: String,
    /// How many reply buttons; none is a link.
    buttons: Option<usize>,
}

/// Checks the action of a carousel.
pub fn check(action: &Value) -> Result<(), GraphError> {
    if object(action, "interactive['action']")?.keys().any(|key| key != "cards") {
        return Err(GraphError::bad_value("a carousel takes nothing but cards"));
    }
    let cards = list(action, "cards")?;
    if !(CARDS_MIN..=CARDS_MAX).contains(&cards.len()) {
        return Err(GraphError::bad_value(format!(
            "Invalid cards count. Min: {CARDS_MIN}, Max: {CARDS_MAX}"
        )));
    }
    let mut ids = HashSet::new();
    let mut shape = None;
    for (at, card) in cards.iter().enumerate() {
        let found = check_card(at, card, &mut ids)?;
        if *shape.get_or_insert_with(|| Shape { header: found.header.clone(), ..found }) != found {
            return Err(GraphError::bad_value(
                "all cards must have the same header, kind and number of buttons",
            ));
        }
    }
    Ok(())
}

fn check_card<'a>(at: usize, card: &'a Value, ids: &mut HashSet<&'a str>) -> Result<Shape, GraphError> {
    object(card, "card")?;
    match card.get("card_index") {
        Some(Value::Number(index)) if index.as_u64().is_some_and(|index| index == at as u64) => {}
        None | Some(Value::Null) => return Err(GraphError::missing("The parameter card_index is required.")),
        Some(_) => return Err(GraphError::bad_value("card_index must count the cards from 0")),
    }
    if card.get("footer").is_some() {
        return Err(GraphError::bad_value("a card takes no footer"));
    }
    let header = check_picture(card.get("header").unwrap_or(&Value::Null))?;
    if let Some(body) = card.get("body") {
        object(body, "card['body']")?;
        let words = text(body, "text", "card['body']['text']", CARD_BODY_MAX)?;
        if words.matches('\n').count() > CARD_LINE_BREAKS_MAX {
            return Err(GraphError::bad_value("the text of a card has at most two line breaks"));
        }
    }
    let action = card.get("action").unwrap_or(&Value::Null);
    object(action, "card['action']")?;
    let kind = card.get("type").map(|kind| kind.as_str().unwrap_or_default());
    match (action.get("name"), action.get("buttons")) {
        (Some(_), Some(_)) => Err(GraphError::bad_value("a card has a link or buttons, not both")),
        (None, Some(_)) if kind.is_some_and(|kind| kind != "cta_url") => {
            Err(GraphError::bad_value("card['type'] is not valid"))
        }
        (None, Some(_)) => Ok(Shape { header, buttons: Some(check_buttons(action, ids)?) }),
        (_, None) if kind != Some("cta_url") => Err(GraphError::bad_value("card['type'] must be cta_url")),
        (_, None) => {
            check_link_button(action)?;
            Ok(Shape { header, buttons: None })
        }
    }
}

/// A picture or film by its address: an uploaded one is not named on the page.
fn check_picture(header: &Value) -> Result<String, GraphError> {
    object(header, "card['header']")?;
    match header.get("type").and_then(Value::as_str) {
        Some(medium @ ("image" | "video")) => {
            let source = header.get(medium).unwrap_or(&Value::Null);
            if object(source, medium)?.contains_key("id") {
                return Err(GraphError::bad_value("the header of a card takes a link"));
            }
            media::check_source(medium, source)?;
            Ok(medium.to_owned())
        }
        Some(_) => Err(GraphError::bad_value("the header of a card is an image or a video")),
        None => Err(GraphError::missing("The parameter card['header']['type'] is required.")),
    }
}

fn check_buttons<'a>(action: &'a Value, ids: &mut HashSet<&'a str>) -> Result<usize, GraphError> {
    let buttons = list(action, "buttons")?;
    if buttons.is_empty() || buttons.len() > CARD_BUTTONS_MAX {
        return Err(GraphError::bad_value(format!(
            "Invalid buttons count of a card. Min: 1, Max: {CARD_BUTTONS_MAX}"
        )));
    }
    let mut titles = HashSet::new();
    for button in buttons {
        if button.get("type").and_then(Value::as_str) != Some("quick_reply") {
            return Err(GraphError::bad_value("the type of a card's button must be quick_reply"));
        }
        let reply = button.get("quick_reply").unwrap_or(&Value::Null);
        object(reply, "quick_reply")?;
        let id = label(reply, "id", "button id", CARD_BUTTON_MAX)?;
        let title = label(reply, "title", "button title", CARD_BUTTON_MAX)?;
        if has_markdown(title) {
            return Err(GraphError::bad_value("a button title takes no markdown"));
        }
        if !ids.insert(id) {
            return Err(GraphError::bad_value("Duplicated button ids are not allowed"));
        }
        if !titles.insert(title.trim()) {
            return Err(GraphError::bad_value("Duplicated button titles are not allowed on a card"));
        }
    }
    Ok(buttons.len())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::tests::code;

    fn link(at: usize) -> Value {
        json!({"card_index": at, "type": "cta_url",
            "header": {"type": "image", "image": {"link": "https://a.example/a.jpg"}},
            "body": {"text": "Lamp"},
            "action": {"name": "cta_url", "parameters": {"display_text": "Open", "url": "https://a.example"}}})
    }

    fn choice(at: usize, buttons: usize) -> Value {
        let button = |n: usize| json!({"type": "quick_reply", "quick_reply": {"id": format!("{at}.{n}"), "title": format!("Add {n}")}});
        json!({"card_index": at, "header": {"type": "image", "image": {"link": "https://a.example/a.jpg"}},
            "action": {"buttons": (0..buttons).map(button).collect::<Vec<Value>>()}})
    }

    fn carousel(cards: &[Value]) -> Value {
        json!({"type": "interactive", "interactive":
            {"type": "carousel", "body": {"text": "New"}, "action": {"cards": cards}}})
    }

    /// The code for a second card of which one part is changed.
    fn changed(card: &Value, pointer: &str, value: Value) -> i64 {
        let mut second = card.clone();
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        match second.pointer_mut(parent).unwrap() {
            Value::Array(items) => items[key.parse::<usize>().unwrap()] = value,
            parent => parent[key] = value,
        }
        let first = if card["action"].get("buttons").is_some() { choice(0, 2) } else { link(0) };
        code(&carousel(&[first, second]))
    }

    #[test]
    fn two_to_ten_cards_pass() {
        let of = |count: usize| code(&carousel(&(0..count).map(link).collect::<Vec<Value>>()));
        assert_eq!((of(1), of(2), of(10), of(11)), (131_009, 0, 0, 131_009));
    }

    #[test]
    fn all_cards_have_one_shape() {
        assert_eq!(code(&carousel(&[choice(0, 2), choice(1, 2)])), 0);
        assert_eq!(code(&carousel(&[choice(0, 2), choice(1, 1)])), 131_009);
        assert_eq!(code(&carousel(&[link(0), choice(1, 1)])), 131_009);
        let film = json!({"type": "video", "video": {"link": "https://a.example/a.mp4"}});
        assert_eq!(changed(&link(1), "/header", film), 131_009);
    }

    #[test]
    fn a_card_has_its_place_its_picture_and_a_short_text() {
        assert_eq!(changed(&link(1), "/card_index", json!(0)), 131_009);
        assert_eq!(changed(&link(1), "/card_index", json!("1")), 131_009);
        assert_eq!(changed(&link(1), "/card_index", Value::Null), 131_008);
        assert_eq!(changed(&link(1), "/type", json!("card")), 131_009);
        assert_eq!(changed(&link(1), "/header", Value::Null), 131_008);
        assert_eq!(changed(&link(1), "/header", json!({"type": "text", "text": "Lamp"})), 131_009);
        assert_eq!(changed(&link(1), "/header/image", json!({"id": "1"})), 131_009);
        assert_eq!(changed(&link(1), "/body/text", json!("x".repeat(160))), 0);
        assert_eq!(changed(&link(1), "/body/text", json!("x".repeat(161))), 100);
        assert_eq!(changed(&link(1), "/body/text", json!("a\nb\nc")), 0);
        assert_eq!(changed(&link(1), "/body/text", json!("a\nb\nc\nd")), 131_009);
        assert_eq!(changed(&link(1), "/footer", json!({"text": "x"})), 131_009);
        assert_eq!(changed(&link(1), "/action/parameters/url", json!("a")), 131_009);
    }

    #[test]
    fn buttons_of_cards_have_short_ids_that_differ() {
        let reply = "/action/buttons/0/quick_reply";
        let button = |id: &str, title: &str| changed(&choice(1, 2), reply, json!({"id": id, "title": title}));
        assert_eq!(button("1.0", "Add"), 0);
        assert_eq!(
            (button("0.0", "Add"), button("1.1", "Add"), button("1.0", "Add 1")),
            (131_009, 131_009, 131_009)
        );
        assert_eq!((button(&"x".repeat(21), "Add"), button("1.0", &"x".repeat(21))), (131_009, 131_009));
        assert_eq!(button("1.0", "*Add*"), 131_009);
        assert_eq!(changed(&choice(1, 2), "/action/buttons/0/type", json!("reply")), 131_009);
        assert_eq!(changed(&choice(1, 2), "/action/name", json!("cta_url")), 131_009);
        assert_eq!(code(&carousel(&[choice(0, 3), choice(1, 3)])), 131_009);
        assert_eq!(code(&carousel(&[choice(0, 0), choice(1, 0)])), 131_009);
    }

    #[test]
    fn a_carousel_has_a_text_and_neither_header_nor_footer() {
        let mut bare = carousel(&[link(0), link(1)]);
        bare["interactive"]["footer"] = json!({"text": "x"});
        assert_eq!(code(&bare), 131_009);
        bare["interactive"].as_object_mut().unwrap().remove("footer");
        bare["interactive"]["body"] = Value::Null;
        assert_eq!(code(&bare), 131_008);
    }
}
