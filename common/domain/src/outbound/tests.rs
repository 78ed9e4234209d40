//! What the constructors of outgoing messages take and refuse.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn row(index: usize) -> Row {
    Row {
        id: RowId::new(format!("r{index}")).unwrap(),
        title: RowTitle::new(format!("Row {index}")).unwrap(),
        description: None,
    }
}

fn list(rows: usize) -> Result<List, Error> {
    List::new(ListFields {
        header: None,
        body: Body::new("Choose").unwrap(),
        footer: None,
        opener: Opener::new("Open").unwrap(),
        sections: vec![Section { title: None, rows: (0..rows).map(row).collect() }],
    })
}

fn buttons(titles: &[&str]) -> Result<Buttons, Error> {
    let buttons = titles
        .iter()
        .enumerate()
        .map(|(index, title)| Button {
            id: ButtonId::new(index.to_string()).unwrap(),
            title: ButtonTitle::new(*title).unwrap(),
        })
        .collect();
    Buttons::new(ButtonsFields { header: None, body: Body::new("Choose").unwrap(), footer: None, buttons })
}

#[test]
fn a_fourth_button_cannot_be_built() {
    assert!(buttons(&["a", "b", "c"]).is_ok());
    assert!(matches!(buttons(&["a", "b", "c", "d"]), Err(Error::WrongCount { found: 4, .. })));
    assert!(matches!(buttons(&[]), Err(Error::WrongCount { found: 0, .. })));
    assert_eq!(buttons(&["a", "a"]), Err(Error::Duplicate("button titles")));
}

#[test]
fn an_eleventh_row_cannot_be_built() {
    assert!(list(10).is_ok());
    assert!(matches!(list(11), Err(Error::WrongCount { found: 11, .. })));
    assert!(matches!(list(0), Err(Error::WrongCount { found: 0, .. })));
}

#[test]
fn a_title_of_21_units_cannot_be_built() {
    assert!(ButtonTitle::new("a".repeat(20)).is_ok());
    assert_eq!(ButtonTitle::new("a".repeat(21)), Err(Error::TooLong { found: 21, max: 20 }));
    assert_eq!(ButtonTitle::new("😀".repeat(11)), Err(Error::TooLong { found: 22, max: 20 }));
    assert_eq!(ButtonTitle::new(" \u{7} "), Err(Error::Empty));
}

#[test]
fn labels_are_one_line_without_markdown_and_names_keep_their_signs() {
    assert_eq!(ButtonTitle::new("*Add*\n1 x A_12").unwrap().as_str(), "Add 1 x A_12");
    assert_eq!(ButtonTitle::new("`*`"), Err(Error::Empty));
    assert_eq!(RowTitle::new("Two\nlines").unwrap().as_str(), "Two lines");
    assert_eq!(Body::new("Two\n*lines*").unwrap().as_str(), "Two\n*lines*");
}

#[test]
fn what_a_reader_sees_as_one_character_is_not_cut() {
    let family = "👨\u{200d}👩\u{200d}👧";
    assert_eq!(fit(&format!("ab{family}{family}"), 11), format!("ab{family}…"));
    assert_eq!(fit("न\u{93f}न\u{93f}न\u{93f}", 4), "न\u{93f}…");
}

#[test]
fn a_stored_message_is_checked_again_when_it_is_read() {
    let json = serde_json::to_string(&Message::List(list(10).unwrap())).unwrap();
    assert_eq!(serde_json::from_str::<Message>(&json).unwrap(), Message::List(list(10).unwrap()));
    let mut value: Value = serde_json::from_str(&json).unwrap();
    value["opener"] = "x".repeat(21).into();
    assert!(serde_json::from_value::<Message>(value).is_err());
}

#[test]
fn only_web_addresses_are_links() {
    assert!(WebAddress::new("https://shop.example/pay?x=1").is_ok());
    for address in ["javascript:alert(1)", "https://shop.example/a b", "ftp://x", "", "https://", "http:x"] {
        assert_eq!(WebAddress::new(address), Err(Error::NotAWebAddress), "{address}");
    }
}

#[test]
fn a_price_is_kept_whole_or_not_at_all() {
    assert_eq!(fit("Wall lamp 12 450,00 F", 14), "Wall lamp…");
    assert_eq!(fit("Wall lamp 12\u{a0}450,00 F", 14), "Wall lamp…");
    assert_eq!(fit("Price:2,450.00KES", 10), "Price…");
    assert_eq!(fit("Lamp 2,450.00", 12), "Lamp…");
    assert_eq!(fit("Lamp KES 2,450.00 a piece", 20), "Lamp KES 2,450.00…");
    assert_eq!(fit("مصباح ١٢٬٤٥٠ ج", 11), "مصباح…");
}

proptest! {
    #[test]
    fn no_cut_goes_through_a_price(
        before in "[a-z: ]{0,12}",
        price in "[1-9][0-9]{0,2}([,. '’\u{a0}\u{202f}][0-9]{3}){0,2}([.,][0-9]{2})?",
        after in "([ a-z][a-z ]{0,12})?",
        max in 2_usize..36,
    ) {
        let text = format!("{before}{price}{after}");
        let cut = fit(&text, max);
        prop_assert!(cut.contains(&price) || !cut.contains(char::is_numeric), "{text:?} became {cut:?}");
    }

    #[test]
    fn fitting_always_fits(text in "\\PC{0,80}", max in 2_usize..30) {
        prop_assert!(length(&fit(&text, max)) <= max);
    }

    #[test]
    fn a_bounded_text_survives_storage(text in ".{0,80}") {
        if let Ok(body) = Bounded::<40>::fit(text) {
            let json = serde_json::to_string(&body).unwrap();
            prop_assert_eq!(serde_json::from_str::<Bounded<40>>(&json).unwrap(), body);
        }
    }
}

#[test]
fn a_file_has_a_name_with_an_ending_and_no_path() {
    for name in ["receipt-1042.pdf", "Guía de tallas.PDF", "rechnung 7.v2.xlsx"] {
        assert_eq!(Filename::new(name).unwrap().as_str(), name);
    }
    for name in [
        "",
        "receipt",
        ".pdf",
        "..pdf",
        "a/b.pdf",
        "a\\b.pdf",
        "a\n.pdf",
        "a .pdf",
        "exe\u{202e}fdp.exe",
        "a.p df",
    ] {
        assert_eq!(Filename::new(name), Err(Error::NotAFilename), "{name:?}");
    }
    assert!(matches!(
        Filename::new(format!("{}.pdf", "x".repeat(237))),
        Err(Error::TooLong { found: 241, .. })
    ));
}

#[test]
fn a_long_name_of_a_file_keeps_its_ending() {
    let long = Filename::fit(&format!("{}.pdf", "order and ".repeat(40))).unwrap();
    assert!(long.as_str().ends_with("….pdf"), "{}", long.as_str());
    assert!(length(long.as_str()) <= limits::FILENAME);
    assert_eq!(
        Filename::fit("Order 7/8:\n*final*.pdf").unwrap().as_str(),
        "Order 7 8 final .pdf".replace(" .", ".")
    );
}

#[test]
fn a_reaction_has_one_emoji_or_none() {
    for (emoji, kept) in
        [("👍", "👍"), ("🎉", "🎉"), ("❤", "❤\u{fe0f}"), ("❤\u{fe0f}", "❤\u{fe0f}"), ("✅", "✅")]
    {
        assert_eq!(Emoji::new(emoji).unwrap().as_str(), kept);
    }
    for text in
        ["", "ok", "1", "#", "👍👍", "👍🏽", "🇰🇪", "👨\u{200d}👩\u{200d}👧", "×", "\u{fe0f}", "\u{200d}", "©"]
    {
        assert_eq!(Emoji::new(text), Err(Error::NotAnEmoji), "{text:?}");
    }
    let of = |message: &str| Reaction::new(ReactionFields { message: message.into(), emoji: None });
    assert!(of("wamid.HBgL=").is_ok());
    for id in ["", " ", "wamid 1", "wamid\n", "é"] {
        assert_eq!(of(id), Err(Error::NotAnId), "{id:?}");
    }
    assert!(of(&"x".repeat(513)).is_err());
}

/// Reads a message as it lies in the queue.
fn queued(value: Value) -> Result<Message, String> {
    serde_json::from_value(value).map_err(|error| error.to_string())
}

#[test]
fn files_and_reactions_are_checked_again_when_they_are_read() {
    let file =
        |name: &str| queued(json!({"kind": "document", "address": "https://a.example/b", "filename": name}));
    assert!(file("a.pdf").is_ok());
    assert!(file("../a.pdf").is_err());
    let reaction = |id: &str, emoji: &str| queued(json!({"kind": "reaction", "message": id, "emoji": emoji}));
    assert!(reaction("wamid.1", "👍").is_ok());
    assert!(reaction("wamid.1", "thumb").is_err());
    assert!(reaction("", "👍").is_err());
    assert!(queued(json!({"kind": "contact_request", "body": "x".repeat(1025)})).is_err());
}

#[test]
fn a_document_of_ours_is_what_its_ending_says_and_fits() {
    let made = |name: &str, content: &str| {
        queued(json!({"kind": "own_document", "filename": name, "content": content}))
    };
    assert!(made("offer.pdf", "JVBERi0xLjQK").is_ok());
    assert!(made("data.txt", "QQ==").is_ok());
    for (name, content) in [
        ("offer.pdf", "QQ=="),
        ("data.txt", "/w=="),
        ("data.json", "e30="),
        ("data.txt", ""),
        ("data.txt", "?"),
    ] {
        assert!(made(name, content).is_err(), "{name}, {content}");
    }
    let content = |bytes: usize| Content::new(vec![b'a'; bytes]);
    assert!(content(limits::OWN_DOCUMENT_BYTES).is_ok());
    assert!(content(limits::OWN_DOCUMENT_BYTES + 1).is_err());
    let written = String::from(content(limits::OWN_DOCUMENT_BYTES).unwrap());
    assert!(Content::try_from(written.clone()).is_ok());
    assert!(Content::try_from(written + "QUFB").is_err());
    assert_eq!(format!("{:?}", content(3).unwrap()), "Content(3 bytes)");
}

#[test]
fn a_form_for_an_address_is_only_for_people_who_have_it() {
    let of = |country: &str, values: Value| {
        queued(json!({"kind": "address", "body": "Where to?", "country": country, "values": values}))
    };
    assert!(of("IN", json!({})).is_ok());
    for country in ["SG", "KE", "in", "", "IND"] {
        assert!(of(country, json!({})).unwrap_err().contains("no form"), "{country}");
    }
    assert!(
        of("IN", json!({"in_pin_code": "560001", "phone_number": "+919876543210", "city": "Mysuru"})).is_ok()
    );
    for code in ["56001", "5600011", "56000a", "060001", "५६०००१", ""] {
        assert!(of("IN", json!({"in_pin_code": code})).unwrap_err().contains("postal code"), "{code}");
    }
    for number in ["+254700000001", "+9198765432"] {
        assert!(of("IN", json!({"phone_number": number})).unwrap_err().contains("phone number"), "{number}");
    }
    assert!(of("IN", json!({"city": " "})).is_err());
}

#[test]
fn where_somebody_lives_is_not_shown_when_a_message_is_printed() {
    let values = json!({"name": "Asha Rao", "city": "Mysuru", "phone_number": "+919876543210"});
    let form =
        queued(json!({"kind": "address", "body": "Where to?", "country": "IN", "values": values})).unwrap();
    let shown = format!("{form:?}");
    for part in ["Asha", "Mysuru", "98765"] {
        assert!(!shown.contains(part), "{shown}");
    }
}

fn link_card(n: usize) -> Value {
    json!({"image": "https://a.example/a.jpg", "body": format!("Lamp {n}"), "label": "Open", "address": "https://a.example/a"})
}

fn buttons_card(n: usize, buttons: usize) -> Value {
    let buttons: Vec<Value> =
        (0..buttons).map(|at| json!({"id": format!("add:{n}:{at}"), "title": format!("Add {at}")})).collect();
    json!({"image": "https://a.example/a.jpg", "buttons": buttons})
}

fn carousel(kind: &str, cards: &[Value]) -> Result<Message, String> {
    queued(json!({"kind": "carousel", "body": "New lamps", "cards": {kind: cards}}))
}

#[test]
fn a_carousel_has_two_to_ten_cards() {
    let links = |count: usize| carousel("links", &(0..count).map(link_card).collect::<Vec<Value>>());
    assert!(links(2).is_ok() && links(10).is_ok());
    for count in [0, 1, 11] {
        assert!(links(count).unwrap_err().contains("2 to 10"), "{count}");
    }
}

#[test]
fn cards_of_unequal_shape_cannot_be_built() {
    let mut bare = link_card(1);
    bare.as_object_mut().unwrap().remove("body");
    assert!(carousel("links", &[bare.clone(), bare.clone()]).is_ok());
    assert!(carousel("links", &[link_card(0), bare]).unwrap_err().contains("shape"));
    assert!(carousel("buttons", &[buttons_card(0, 2), buttons_card(1, 2)]).is_ok());
    assert!(carousel("buttons", &[buttons_card(0, 2), buttons_card(1, 1)]).unwrap_err().contains("shape"));
    assert!(carousel("buttons", &[buttons_card(0, 1), link_card(1)]).is_err());
}

#[test]
fn a_button_of_a_card_tells_the_card() {
    assert!(carousel("buttons", &[buttons_card(0, 1), buttons_card(0, 1)]).unwrap_err().contains("ids"));
    let mut twice = buttons_card(0, 2);
    twice["buttons"][1]["title"] = json!("Add 0");
    assert!(carousel("buttons", &[twice, buttons_card(1, 2)]).unwrap_err().contains("titles"));
    for buttons in [0, 3] {
        assert!(
            carousel("buttons", &[buttons_card(0, buttons), buttons_card(1, buttons)]).is_err(),
            "{buttons}"
        );
    }
    let mut long = buttons_card(0, 1);
    long["buttons"][0]["id"] = json!("x".repeat(21));
    assert!(carousel("buttons", &[long, buttons_card(1, 1)]).is_err());
}

#[test]
fn a_card_keeps_two_line_breaks_and_160_units() {
    assert_eq!(CardBody::new("a\nb\nc\nd\n").unwrap().as_str(), "a\nb\nc d");
    assert!(CardBody::new("x".repeat(161)).is_err());
    assert!(length(CardBody::fit("word ".repeat(60)).unwrap().as_str()) <= 160);
}

fn product_list(sections: &Value) -> Result<Message, String> {
    queued(
        json!({"kind": "product_list", "catalogue": "1234", "header": "Lamps", "body": "Choose", "sections": sections}),
    )
}

fn ids(from: usize, to: usize) -> Vec<String> {
    (from..to).map(|n| format!("LAMP-{n}")).collect()
}

#[test]
fn a_list_has_thirty_products_at_most_and_none_twice() {
    assert!(product_list(&json!([{"products": ids(0, 30)}])).is_ok());
    assert!(product_list(&json!([{"products": ids(0, 31)}])).is_err());
    let two = |second: Vec<String>| {
        product_list(&json!([{"title": "A", "products": ids(0, 20)}, {"title": "B", "products": second}]))
    };
    assert!(two(ids(20, 30)).is_ok());
    assert!(two(ids(20, 31)).is_err());
    assert!(two(ids(19, 29)).unwrap_err().contains("the same"));
    assert!(two(Vec::new()).is_err());
    assert!(product_list(&json!([])).is_err());
}

#[test]
fn several_sections_of_products_need_titles_and_a_list_of_them_a_header() {
    assert!(product_list(&json!([{"title": "A", "products": ["1"]}, {"products": ["2"]}])).is_err());
    let eleven: Vec<Value> = (0..11).map(|n| json!({"title": "S", "products": [n.to_string()]})).collect();
    assert!(product_list(&json!(eleven)).is_err());
    let bare =
        json!({"kind": "product_list", "catalogue": "1", "body": "x", "sections": [{"products": ["1"]}]});
    assert!(queued(bare).unwrap_err().contains("header"));
}

#[test]
fn an_id_of_a_product_is_taken_as_it_is_or_not_at_all() {
    assert_eq!(RetailerId::new("*LAMP* _1_").unwrap().as_str(), "*LAMP* _1_");
    for id in ["", " LAMP", "LAMP ", "LA\tMP", "LA\nMP"] {
        assert_eq!(RetailerId::new(id), Err(Error::NotAnId), "{id:?}");
    }
    assert!(RetailerId::new("x".repeat(100)).is_ok() && RetailerId::new("x".repeat(101)).is_err());
}

#[test]
fn nothing_of_a_catalogue_is_built_without_its_number() {
    assert!(queued(json!({"kind": "product", "catalogue": "1234", "product": "LAMP-1"})).is_ok());
    for id in ["", "lamps", "12 34", "१२", "-1"] {
        assert_eq!(CatalogueId::new(id), Err(Error::NotAnId), "{id:?}");
        assert!(queued(json!({"kind": "product", "catalogue": id, "product": "LAMP-1"})).is_err(), "{id:?}");
    }
    assert!(queued(json!({"kind": "product", "product": "LAMP-1"})).is_err());
}
