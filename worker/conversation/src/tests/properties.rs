//! What holds for every conversation, however odd.

use domain::{
    inbound::{Content, MediaKind, OrderItem},
    outbound::Message,
};
use proptest::prelude::*;

use crate::{
    conversation::Conversation,
    effect::{AddressField, Refusal, ShopEffect, ShopOutcome, Shortfall},
    event::{Event, Timer},
    testing::{Chat, choices},
};

const TIMERS: [Timer; 3] =
    [Timer::AgentSilent, Timer::Basket, Timer::Watch { product: domain::ids::ProductId(1) }];

/// One thing that may happen.
#[derive(Debug, Clone)]
enum Happening {
    Says(String),
    /// Taps one of everything ever shown.
    TapsOld(prop::sample::Index),
    /// Taps one of what is shown now.
    Taps(prop::sample::Index),
    Sends(u8),
    /// The shop answers the open wish as it should.
    Answers,
    /// The shop answers something, asked or not.
    Surprises(u8),
    Timer,
    Staff,
    Waits,
}

fn happening() -> impl Strategy<Value = Happening> {
    let words = prop::sample::select(vec![
        "hi",
        "menu",
        "browse",
        "rice",
        "milk",
        "2 milk",
        "2 rice, 3 milk",
        "work shirt",
        "2 blue XL",
        "3",
        "x3",
        "0",
        "1",
        "2",
        "99999",
        "-1",
        "basket",
        "checkout",
        "yes",
        "no",
        "more",
        "back",
        "undo",
        "clear basket",
        "coupon SAVE10",
        "coupon",
        "SAVE10",
        "orders",
        "order 1042",
        "cancel my order",
        "save as weekly",
        "order weekly",
        "lists",
        "cancel order 1042",
        "agent",
        "bot",
        "stop",
        "start",
        "start over",
        "help",
        "?",
        "Moi Avenue 12, Nairobi",
        "a@b.co",
        "Asha Kamau",
        "Nairobi",
        "forklift",
        "orange juice",
        "🙏",
        "",
        "qwrtz",
        "search",
        "search pen",
        "remove",
        "thanks",
    ]);
    prop_oneof![
        8 => words.prop_map(|text| Happening::Says(text.to_owned())),
        2 => "(.|\n){0,60}".prop_map(Happening::Says),
        1 => ".{900,1200}".prop_map(Happening::Says),
        12 => any::<prop::sample::Index>().prop_map(Happening::Taps),
        4 => any::<prop::sample::Index>().prop_map(Happening::TapsOld),
        2 => (0u8..14).prop_map(Happening::Sends),
        12 => Just(Happening::Answers),
        3 => (0u8..29).prop_map(Happening::Surprises),
        1 => Just(Happening::Timer),
        1 => Just(Happening::Staff),
        1 => Just(Happening::Waits),
    ]
}

fn content(kind: u8) -> Content {
    match kind {
        0 => Content::Location { latitude: -1.28, longitude: 36.8, name: None, address: None },
        1 => Content::Location {
            latitude: f64::NAN,
            longitude: 900.0,
            name: Some(String::new()),
            address: None,
        },
        2 => Content::Form {
            name: "address_message".into(),
            answers: r#"{"values":{"address":"A 1","city":"B"}}"#.into(),
        },
        3 => Content::Form { name: "flow".into(), answers: "{".into() },
        4 => Content::Contacts { phones: vec!["+254712345678".parse().unwrap()], requested: true },
        5 => Content::Contacts { phones: Vec::new(), requested: false },
        6 => Content::Order {
            items: vec![OrderItem { product: "SKU-12".into(), quantity: u32::MAX }],
            note: None,
        },
        7 => Content::Order { items: Vec::new(), note: None },
        8 => Content::Media { kind: MediaKind::Voice, caption: None, files: vec![] },
        9 => Content::Media { kind: MediaKind::Image, caption: Some("rice".into()), files: vec![] },
        10 => Content::Unsupported { kind: "poll".into(), code: Some(131_051) },
        11 => Content::Edited { text: Some("milk".into()) },
        12 => Content::TemplateButton { payload: "odd".into(), title: "Milk".into() },
        _ => Content::Reaction(Some("👍".into())),
    }
}

fn surprise(chat: &Chat, kind: u8) -> ShopOutcome {
    let mut shop = crate::testing::FakeShop::default();
    shop.lines.clone_from(&chat.shop.lines);
    let cart = || Box::new(chat.shop.cart());
    let refused = |refusal| ShopOutcome::Refused { refusal, cart: None };
    let last = chat.shop.orders.last();
    match kind {
        0 => ShopOutcome::Cart { cart: cart(), rebuilt: true },
        1 => ShopOutcome::Unavailable,
        2 => ShopOutcome::Unknown,
        3 => ShopOutcome::StillPlacing,
        4 => ShopOutcome::PlacingUnclear,
        5 => ShopOutcome::BasketChanged { cart: cart() },
        6 => shop.place(),
        7 => match shop.place() {
            ShopOutcome::Placed { order, .. } => {
                let shortfalls = vec![Shortfall { name: "Milk".into(), wanted: 2, got: 0 }];
                ShopOutcome::Placed { order, shortfalls, oversold: vec!["Milk".into()] }
            }
            other => other,
        },
        8 => ShopOutcome::NotPlaced { refusal: Refusal::NoDelivery, cart: Some(cart()) },
        9 => ShopOutcome::NotPlaced {
            refusal: Refusal::PaymentRefused { total: None, gateway: None },
            cart: None,
        },
        10 => refused(Refusal::AddressRefused { field: Some(AddressField::Phone) }),
        11 => refused(Refusal::AddressRefused { field: None }),
        12 => refused(Refusal::OutOfStock),
        13 => refused(Refusal::LineGone),
        14 => refused(Refusal::SoldIndividually),
        15 => refused(Refusal::CouponRefused),
        16 => refused(Refusal::NoDelivery),
        17 => ShopOutcome::Checkout { cart: cart(), gateways: Vec::new() },
        18 => ShopOutcome::Orders { orders: chat.shop.orders.clone() },
        19 => ShopOutcome::Order { order: None },
        20 => ShopOutcome::Order { order: chat.shop.orders.last().cloned().map(Box::new) },
        21 => refused(Refusal::Other { code: "x".into() }),
        22 => ShopOutcome::NotPlaced {
            refusal: Refusal::AddressRefused { field: Some(AddressField::State) },
            cart: None,
        },
        23 => ShopOutcome::RefundUnclear,
        24 => ShopOutcome::Sighting { sighting: None },
        25 => ShopOutcome::Sighting {
            sighting: last.and_then(|order| chat.shop.sighting(order.id)).map(Box::new),
        },
        26 => match last.and_then(|order| chat.shop.sighting(order.id)) {
            Some(sighting) => ShopOutcome::Changed { sighting: Box::new(sighting) },
            None => refused(Refusal::Other { code: crate::effect::ORDER_MOVED_ON.into() }),
        },
        27 => match last {
            Some(order) => {
                ShopOutcome::RefundDone { order: Box::new(order.clone()), amount: order.total.clone() }
            }
            None => refused(Refusal::Other { code: crate::effect::REFUND_TOO_LARGE.into() }),
        },
        _ => ShopOutcome::Cart { cart: Box::new(crate::testing::FakeShop::default().cart()), rebuilt: false },
    }
}

/// Tells whether a message is meant to stay unanswered.
fn is_silent(talk: &Conversation, content: &Content) -> bool {
    talk.screen_label() == "agent" || matches!(content, Content::Reaction(_))
}

fn play(happenings: Vec<Happening>, known: bool) -> Result<(), TestCaseError> {
    let mut chat = if known { Chat::known() } else { Chat::new() };
    let mut shown: Vec<(String, String)> = Vec::new();
    let mut now: Vec<(String, String)> = Vec::new();
    let mut open: Option<ShopEffect> = None;
    for happening in happenings {
        let before = chat.talk.clone();
        chat.around.now_ms += 1000;
        let event = match happening {
            Happening::Waits => {
                chat.around.now_ms += 8 * 60 * 60 * 1000;
                continue;
            }
            Happening::Says(text) => Event::Message(Box::new(chat.message(Content::Text(text)))),
            Happening::Taps(index) | Happening::TapsOld(index) if now.is_empty() && shown.is_empty() => {
                let _ = index;
                continue;
            }
            Happening::Taps(index) if !now.is_empty() => {
                let (id, title) = index.get(&now).clone();
                Event::Message(Box::new(chat.message(Content::Row { id, title })))
            }
            Happening::Taps(index) | Happening::TapsOld(index) => {
                let (id, title) = index.get(&shown).clone();
                Event::Message(Box::new(chat.message(Content::Button { id, title })))
            }
            Happening::Sends(kind) => Event::Message(Box::new(chat.message(content(kind)))),
            Happening::Answers => {
                let Some(outcome) = open.take().and_then(|effect| chat.shop.answer(&effect)) else {
                    continue;
                };
                Event::Shop(Box::new(outcome))
            }
            Happening::Surprises(kind) => Event::Shop(Box::new(surprise(&chat, kind))),
            Happening::Timer => Event::Timer(TIMERS[chat.said.len() % TIMERS.len()]),
            Happening::Staff => Event::StaffSpoke,
        };
        // While a wish is open, further messages wait, except while an order is placed.
        if matches!(event, Event::Message(_))
            && open.is_some()
            && before.screen_label() != "placing"
            && !before.with_agent
        {
            if let Some(outcome) = open.take().and_then(|effect| chat.shop.answer(&effect)) {
                let turn = chat.turn(Event::Shop(Box::new(outcome)));
                open = turn.effect;
            }
            continue;
        }
        let turn = chat.turn(event.clone());
        for message in &turn.messages {
            let wire = serde_json::to_string(message).unwrap();
            let back: Message = serde_json::from_str(&wire).unwrap();
            prop_assert_eq!(&back, message, "valid by construction");
            prop_assert!(!matches!(message, Message::MarkRead { .. }), "something is said");
            now = choices(message);
            shown.extend(now.iter().cloned());
        }
        prop_assert!(turn.messages.len() <= 1, "one turn, one message");
        if let Event::Message(message) = &event {
            let answered = !turn.messages.is_empty() || turn.effect.is_some();
            prop_assert!(
                answered || is_silent(&before, &message.content),
                "{:?} on {:?}",
                message.content,
                before
            );
            if before.with_agent && turn.conversation.with_agent {
                prop_assert!(turn.effect.is_none(), "nothing is wished while a person talks");
            }
        }
        if let Some(ShopEffect::PlaceOrder(_)) = &turn.effect {
            prop_assert_eq!(before.screen_label(), "summary");
            prop_assert!(matches!(event, Event::Message(_)), "only a buyer places an order");
            prop_assert_eq!(turn.conversation.screen_label(), "placing");
        }
        if before.state.label() == "placing" && matches!(event, Event::Message(_)) {
            prop_assert!(turn.effect.is_none());
            prop_assert_eq!(turn.conversation.state.label(), "placing");
        }
        if turn.effect.is_some() {
            open = turn.effect;
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_chat_is_answered_with_valid_messages_and_orders_come_from_the_summary_only(
        happenings in prop::collection::vec(happening(), 1..60),
        known in any::<bool>(),
    ) {
        play(happenings, known)?;
    }
}
