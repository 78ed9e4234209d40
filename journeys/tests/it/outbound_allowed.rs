//! Whatever can be built of the domain's outgoing messages, the Graph API takes: its limits sit in the constructors.
//! Judged by the sandbox's Graph endpoint, which is written from Meta's pages and knows nothing of our types, and by
//! some rules on top that Meta's pages only hint at.

use std::collections::BTreeSet;

use domain::{
    Contact,
    ids::MessageId,
    language::Language,
    outbound::*,
    sheet::Sheet,
    template::{DEFAULT_LANGUAGE, Definition, REGISTRY, Template},
};
use proptest::{collection::vec, option, prelude::*, strategy::ValueTree as _, test_runner::TestRunner};
use serde_json::{Map, Value};

/// Words of every sort: long, blank, with markdown, emoji, other scripts, line breaks and control characters.
fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "\\PC{0,90}",
        1 => ".{0,40}",
        1 => "[ *_~`\n\tA-Za-z0-9]{0,60}",
        1 => "(👩‍👧|é|ü|ش|न|ि|A|\u{202e}){0,40}",
        1 => ("[a-z é]{1,9}", 0_usize..900).prop_map(|(word, times)| word.repeat(times)),
    ]
}

fn fitted<const MAX: usize, const FORM: u8>() -> impl Strategy<Value = Bounded<MAX, FORM>> {
    words().prop_filter_map("blank", |words| Bounded::fit(words).ok())
}

fn address() -> impl Strategy<Value = WebAddress> {
    prop_oneof![
        "https?://[a-z.:@/?#0-9 %-]{0,40}",
        (0_usize..2_100).prop_map(|times| format!("https://shop.example/{}", "ä".repeat(times))),
        words()
    ]
    .prop_filter_map("no web address", |address| WebAddress::new(address).ok())
}

fn header() -> impl Strategy<Value = Header> {
    prop_oneof![fitted().prop_map(Header::Text), address().prop_map(Header::Image)]
}

fn buttons() -> impl Strategy<Value = Message> {
    let button = (fitted(), fitted()).prop_map(|(id, title)| Button { id, title });
    (option::of(header()), fitted(), option::of(fitted()), vec(button, 0..5)).prop_filter_map(
        "no such buttons",
        |(header, body, footer, buttons)| {
            Buttons::new(ButtonsFields { header, body, footer, buttons }).ok().map(Message::Buttons)
        },
    )
}

fn list() -> impl Strategy<Value = Message> {
    let row = (fitted(), fitted(), option::of(fitted())).prop_map(|(id, title, description)| Row {
        id,
        title,
        description,
    });
    let section = (option::of(fitted()), vec(row, 0..6)).prop_map(|(title, rows)| Section { title, rows });
    (option::of(fitted()), fitted(), option::of(fitted()), fitted(), vec(section, 0..4)).prop_filter_map(
        "no such list",
        |(header, body, footer, opener, sections)| {
            List::new(ListFields { header, body, footer, opener, sections }).ok().map(Message::List)
        },
    )
}

/// A template of the registry, in the one language that an account surely has.
fn template() -> impl Strategy<Value = Message> {
    (prop::sample::select(REGISTRY.to_vec()), vec(words(), 0..4)).prop_filter_map(
        "no such template",
        |(definition, words)| {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let template = Template::of(&definition, DEFAULT_LANGUAGE, &words).ok()?;
            Some(Message::Template(template))
        },
    )
}

/// The registry as an account has it that the bridge has set up.
fn approved() -> Vec<sandbox::meta::checks::Template> {
    let of = |definition: &Definition| {
        let (language, body) = definition.bodies[0];
        serde_json::from_value(
            serde_json::json!({"name": definition.name, "language": language, "body": body}),
        )
    };
    REGISTRY.iter().map(|definition| of(definition).expect("a template")).collect()
}

fn message() -> impl Strategy<Value = Message> {
    let link = (option::of(header()), fitted(), option::of(fitted()), fitted(), address());
    prop_oneof![
        1 => fitted().prop_map(|body| Message::Text { body }),
        1 => (address(), option::of(fitted())).prop_map(|(address, caption)| Message::Image { address, caption }),
        1 => (address(), filename(), option::of(fitted())).prop_map(|(address, filename, caption)| {
            Message::Document { address, filename, caption }
        }),
        2 => own_document(),
        1 => sheet(),
        2 => reaction(),
        4 => buttons(),
        4 => list(),
        1 => link.prop_map(|(header, body, footer, label, address)| {
            Message::Link(Link { header, body, footer, label, address })
        }),
        1 => fitted().prop_map(|body| Message::LocationRequest { body }),
        1 => fitted().prop_map(|body| Message::ContactRequest { body }),
        3 => carousel(),
        1 => (catalogue(), retailer_id(), option::of(fitted()), option::of(fitted())).prop_map(
            |(catalogue, product, body, footer)| {
                Message::Product(Product { catalogue, product, body, footer })
            }
        ),
        2 => product_list(),
        2 => address_form(),
        2 => template(),
    ]
}

/// Documents of both kinds.
fn own_document() -> impl Strategy<Value = Message> {
    (words(), any::<bool>(), option::of(fitted())).prop_filter_map(
        "no such document",
        |(words, is_pdf, caption)| {
            let filename = Filename::fit(&format!("{words}.{}", if is_pdf { "pdf" } else { "txt" })).ok()?;
            let content = Content::new(if is_pdf { "%PDF-1.4\n".to_owned() } else { words }).ok()?;
            OwnDocument::new(OwnDocumentFields { filename, content, caption }).ok().map(Message::OwnDocument)
        },
    )
}

/// Documents that are drawn when they are sent.
fn sheet() -> impl Strategy<Value = Message> {
    (words(), option::of(fitted())).prop_filter_map("no such document", |(words, caption)| {
        let filename = Filename::fit(&format!("{words}.pdf")).ok()?;
        let sheet = Sheet {
            language: Language::French,
            letterhead: words.clone(),
            title: words,
            fields: Vec::new(),
            columns: Vec::new(),
            rows: Vec::new(),
            sums: Vec::new(),
            notes: Vec::new(),
            footer: String::new(),
            plain: None,
        };
        let fields = SheetDocumentFields { filename, sheet: Box::new(sheet), caption };
        SheetDocument::new(fields).ok().map(Message::Sheet)
    })
}

/// A name as it is, and one made of words.
fn filename() -> impl Strategy<Value = Filename> {
    let ending = "[A-Za-z0-9]{1,8}";
    prop_oneof![
        ("[a-z0-9 .-]{1,250}", ending).prop_map(|(stem, ending)| Filename::new(format!("{stem}.{ending}"))),
        (words(), ending).prop_map(|(words, ending)| Filename::fit(&format!("{words}.{ending}"))),
    ]
    .prop_filter_map("no file's name", Result::ok)
}

fn reaction() -> impl Strategy<Value = Message> {
    let sign = prop_oneof![
        Just(None),
        any::<char>().prop_map(|char| Emoji::new(&char.to_string()).ok()),
        prop::char::ranges(vec!['\u{2000}'..='\u{33ff}', '\u{1f000}'..='\u{1faff}'].into())
            .prop_map(|char| Emoji::new(&char.to_string()).ok()),
        words().prop_map(|words| Emoji::new(&words).ok()),
    ];
    let id = prop_oneof!["wamid\\.[A-Za-z0-9=]{1,80}", "\\PC{0,4}"];
    (id, sign).prop_filter_map("no such reaction", |(id, emoji)| {
        Reaction::new(ReactionFields { message: MessageId(id), emoji }).ok().map(Message::Reaction)
    })
}

/// Cards of one shape most of the time, so that enough of them can be built; of a wrong number some of the time.
fn carousel() -> impl Strategy<Value = Message> {
    let cards = (1_usize..12, 0_usize..4, any::<bool>()).prop_flat_map(|(cards, buttons, has_body)| {
        let body = move || fitted().prop_map(move |body| has_body.then_some(body));
        let link = (address(), body(), fitted(), address())
            .prop_map(|(image, body, label, address)| LinkCard { image, body, label, address });
        let button = (fitted(), fitted()).prop_map(|(id, title)| CardButton { id, title });
        let choice = (address(), body(), vec(button, buttons))
            .prop_map(|(image, body, buttons)| ButtonsCard { image, body, buttons });
        prop_oneof![vec(link, cards).prop_map(Cards::Links), vec(choice, cards).prop_map(Cards::Buttons)]
    });
    (fitted(), cards).prop_filter_map("no such carousel", |(body, cards)| {
        Carousel::new(CarouselFields { body, cards }).ok().map(Message::Carousel)
    })
}

fn catalogue() -> impl Strategy<Value = CatalogueId> {
    prop_oneof!["[0-9]{1,40}", words()].prop_filter_map("no catalogue", |id| CatalogueId::new(id).ok())
}

fn retailer_id() -> impl Strategy<Value = RetailerId> {
    prop_oneof![8 => "[A-Za-z0-9_. -]{1,110}", 1 => "\\PC{0,110}", 1 => ".{0,9}"]
        .prop_filter_map("no product", |id| RetailerId::new(id).ok())
}

fn product_list() -> impl Strategy<Value = Message> {
    let section = (option::weighted(0.9, fitted()), vec(retailer_id(), 0..9))
        .prop_map(|(title, products)| ProductSection { title, products });
    (catalogue(), fitted(), fitted(), option::of(fitted()), vec(section, 0..8)).prop_filter_map(
        "no such list",
        |(catalogue, header, body, footer, sections)| {
            let fields = ProductListFields { catalogue, header, body, footer, sections };
            ProductList::new(fields).ok().map(Message::ProductList)
        },
    )
}

fn address_form() -> impl Strategy<Value = Message> {
    let country = prop_oneof![4 => Just("IN".to_owned()), 1 => "[A-Z]{2}"];
    let pin_code = option::of(prop_oneof!["[0-9]{6}", "[0-9]{0,8}", words()]);
    let phone = option::of(prop_oneof!["\\+91[0-9]{10}", "\\+[1-9][0-9]{7,14}"]);
    let words = || vec(option::of(fitted()), 9);
    (fitted(), country, pin_code, phone, words()).prop_filter_map(
        "no such form",
        |(body, country, in_pin_code, phone, words)| {
            let mut words = words.into_iter();
            let mut next = || words.next().flatten();
            let values = AddressValues {
                name: next(),
                phone_number: phone.and_then(|phone| phone.parse().ok()),
                in_pin_code,
                house_number: next(),
                floor_number: next(),
                tower_number: next(),
                building_name: next(),
                address: next(),
                landmark_area: next(),
                city: next(),
                state: next(),
            };
            Address::new(AddressFields { body, country, values }).ok().map(Message::Address)
        },
    )
}

fn contact() -> impl Strategy<Value = Contact> {
    let bsuid = "[A-Z]{2}\\.[A-Za-z0-9]{1,128}";
    let phone = "\\+[1-9][0-9]{7,14}";
    (option::of(bsuid), option::of(phone)).prop_filter_map("nobody", |(bsuid, phone)| {
        Contact::new(bsuid.and_then(|id| id.parse().ok()), phone.and_then(|phone| phone.parse().ok())).ok()
    })
}

/// What Meta's pages only hint at, and a stricter endpoint may refuse.
fn odd_texts(value: &Value, at: &str, odd: &mut Vec<String>) {
    match value {
        Value::String(text) => {
            let is_one_line =
                ["title", "display_text", "button", "description", "filename", "emoji"].contains(&at);
            // An empty emoji takes a reaction back; no other text may be empty.
            if text.trim() != text || (text.is_empty() && at != "emoji") {
                odd.push(format!("{at} is blank at an end: {text:?}"));
            }
            if text.chars().any(|char| char.is_control() && (char != '\n' || is_one_line)) {
                odd.push(format!("{at} has control characters: {text:?}"));
            }
        }
        Value::Array(items) => items.iter().for_each(|item| odd_texts(item, at, odd)),
        Value::Object(fields) => fields.iter().for_each(|(key, value)| odd_texts(value, key, odd)),
        Value::Null => odd.push(format!("{at} is null")),
        Value::Bool(_) | Value::Number(_) => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_can_be_built_is_taken_by_the_graph_api(message in message(), to in contact()) {
        let mut wire = notifier::graph::wire::body(&to, &message, "v1.contact.outbox.mark");
        if let Message::OwnDocument(_) | Message::Sheet(_) = message {
            // As the notifier does once it is uploaded.
            wire["document"]["id"] = "1".into();
        }
        let fields: &Map<String, Value> = wire.as_object().expect("an object");
        let refused = sandbox::meta::checks::check_message(fields, &approved());
        prop_assert!(refused.is_ok(), "{:?}: {wire}", refused.err());
        prop_assert_eq!(sandbox::meta::checks::unknown_keys(fields), Vec::<String>::new());
        let mut odd = Vec::new();
        odd_texts(&wire, "", &mut odd);
        prop_assert!(odd.is_empty(), "{odd:?}: {wire}");
        // Exactly one address, and never an id where a number belongs.
        prop_assert!(fields.contains_key("to") != fields.contains_key("recipient"));
        prop_assert!(fields.get("to").is_none_or(|to| to.as_str().is_some_and(|to| to.starts_with('+'))));
    }
}

/// A kind that the strategy never makes would be judged by nobody.
#[test]
fn the_strategy_makes_every_kind_of_message() {
    let mut runner = TestRunner::deterministic();
    let made: BTreeSet<String> = (0..200)
        .map(|_| message().new_tree(&mut runner).expect("a message").current().label().to_owned())
        .collect();
    let mut kinds = crate::whatsapp_page::outbound_kinds();
    assert!(kinds.remove("mark_read"), "a read mark has its own test: it has no recipient");
    assert_eq!(made, kinds);
}

#[test]
fn a_read_mark_has_the_form_that_meta_wants() {
    let mark = Message::MarkRead { message: MessageId("wamid.1".into()), typing: true };
    let to = Contact::new("KE.1".parse().ok(), None).expect("somebody");
    let wire = notifier::graph::wire::body(&to, &mark, "");
    assert_eq!(
        wire,
        serde_json::json!({"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.1",
            "typing_indicator": {"type": "text"}})
    );
}
