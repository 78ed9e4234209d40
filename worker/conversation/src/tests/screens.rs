//! Every screen: what happens there when nothing is understood, to a number, and to STOP.
//!
//! To add a screen: a line in [`SCREENS`]; a test names the ones that are missing.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    ids::OrderId,
    language::Language,
    shop::{GatewayKind, Order, OrderSighting, OrderStatus},
};
use proptest::prelude::*;

use crate::{
    conversation::LanguageBy,
    effect::{ShopEffect, ShopOutcome},
    event::Event,
    state::State,
    testing::{Chat, choices, gateway, kes, rate},
    understand::takes_free_words,
};

/// A screen: what it is called, and how one gets there.
pub struct Way(pub &'static str, pub fn() -> Chat);

fn walked(mut chat: Chat, texts: &[&str]) -> Chat {
    for text in texts {
        chat.say(text);
    }
    chat
}

/// A buyer whom the shop knows, after these texts.
fn after(texts: &[&str]) -> Chat {
    walked(Chat::known(), texts)
}

/// And what is tapped last.
fn tapped(texts: &[&str], titles: &[&str]) -> Chat {
    let mut chat = after(texts);
    for title in titles {
        chat.tap(title);
    }
    chat
}

fn stranger(texts: &[&str]) -> Chat {
    walked(Chat::new(), texts)
}

/// A shop that delivers and is paid in more ways than one.
fn of_choice() -> Chat {
    let mut chat = Chat::known();
    chat.talk.profile.gateway = None;
    chat.shop.rates.push(rate("pickup", "Pickup", 0, false));
    chat.shop.gateways.push(gateway("bacs", "Bank transfer", GatewayKind::BankTransfer));
    chat
}

fn ordered() -> Chat {
    let mut chat = after(&["2 milk", "1 rice 5 kg", "checkout"]);
    chat.tap("Order KES");
    for (item, line) in (1..).zip(&mut chat.shop.orders[0].lines) {
        line.item = item;
    }
    chat
}

fn on(mut chat: Chat, texts: &[&str], titles: &[&str]) -> Chat {
    chat = walked(chat, texts);
    for title in titles {
        chat.tap(title);
    }
    chat
}

fn offered() -> Chat {
    let mut chat = tapped(&["10 milk", "quote"], &["Send request"]);
    let order = chat.shop.orders.last_mut().unwrap();
    order.lines[0].total = kes(100_000);
    order.total = kes(100_000);
    order.modified_at = "2026-11-23T10:00:01".into();
    let id = order.id;
    chat.shop.desk.entry(id).or_default().facts.insert("wa_quote".into(), "offer 7d".into());
    chat.shop.desk.entry(id).or_default().facts.insert("wa_quote_tiers".into(), "50: 90".into());
    let sighting = chat.shop.sighting(id).unwrap();
    chat.turn(Event::Order(Box::new(sighting)));
    chat.around.now_ms += 61_000;
    let timer = crate::event::Timer::Quote { order: id };
    let mut turn = chat.turn(Event::Timer(timer));
    while let Some(effect) = turn.effect.take() {
        let Some(outcome) = chat.shop.answer(&effect) else { break };
        turn = chat.turn(Event::Shop(Box::new(outcome)));
    }
    chat.sees("the shop offers");
    chat
}

fn complained() -> Chat {
    on(ordered(), &["order 1042"], &["Report a problem", "2 × Milk", "Damaged", "All the money"])
}

/// In a room of an auction, as its opener.
fn in_a_room() -> Chat {
    let mut chat = tapped(
        &["auction 200 bags of cement max 850 2h", "Mombasa Road 5", "+254700000002", "yes"],
        &["Open the auction"],
    );
    let mut house = crate::testing::House::default();
    for post in chat.last_turn.clone().unwrap().posts {
        house.post(post, chat.around.now_ms);
    }
    for notice in house.told(::auction::Recipient::Opener) {
        chat.turn(Event::Letter(Box::new(notice)));
    }
    chat.sees("is announced");
    chat
}

pub const SCREENS: [Way; 62] = [
    Way("home", || after(&["menu"])),
    Way("categories", || after(&["browse"])),
    Way("products", || after(&["browse", "1", "1"])),
    Way("ask_search", || after(&["search"])),
    Way("hits", || after(&["pen"])),
    Way("card", || after(&["milk"])),
    Way("choosing", || tapped(&["work shirt"], &["Choose"])),
    Way("amount", || tapped(&["milk"], &["Other amount"])),
    Way("added", || after(&["2 milk"])),
    Way("basket", || after(&["2 milk", "basket"])),
    Way("lines", || tapped(&["2 milk", "basket"], &["Change something"])),
    Way("line", || tapped(&["2 milk", "basket"], &["Change something", "Milk"])),
    Way("ask_coupon", || after(&["2 milk", "coupon"])),
    Way("ask", || stranger(&["2 milk", "checkout"])),
    Way("ask", || stranger(&["2 milk", "checkout", "Moi Avenue 12"])),
    Way("ask", || stranger(&["2 milk", "checkout", "Moi Avenue 12", "Nairobi"])),
    Way("delivery", || walked(of_choice(), &["2 milk", "checkout"])),
    Way("payment", || on(of_choice(), &["2 milk", "checkout"], &["Courier"])),
    Way("summary", || after(&["2 milk", "checkout"])),
    Way("change", || tapped(&["2 milk", "checkout"], &["Change something"])),
    Way("unclear", || {
        let mut chat = after(&["2 milk", "checkout"]);
        chat.shop.silent_when_placing = true;
        chat.tap("Order KES");
        chat.outcome(ShopOutcome::PlacingUnclear);
        chat
    }),
    Way("placed", ordered),
    Way("shortened", || {
        let mut chat = after(&["2 milk", "checkout"]);
        chat.shop.silent_when_placing = true;
        chat.tap("Order KES");
        let ShopOutcome::Placed { order, oversold, .. } = chat.shop.place() else { panic!("placed") };
        let shortfalls = vec![crate::effect::Shortfall { name: "Milk 1 l".into(), wanted: 2, got: 1 }];
        chat.outcome(ShopOutcome::Placed { order, shortfalls, oversold });
        chat
    }),
    Way("orders", || walked(ordered(), &["orders"])),
    Way("one_order", || walked(ordered(), &["order 1042"])),
    Way("cancel_asked", || walked(ordered(), &["cancel order 1042"])),
    Way("forget_asked", || after(&["forget me"])),
    Way("doubt", || after(&["2 milk, a pen, 3 rice 5kg"])),
    Way("late", || {
        let mut chat = after(&["hi"]);
        chat.clock_ahead_ms = 5 * 60 * 60 * 1000;
        chat.say("milk");
        chat.clock_ahead_ms = 0;
        chat
    }),
    Way("paused", || {
        let mut chat = after(&["2 milk", "checkout"]);
        chat.around.now_ms += 30 * 60 * 60 * 1000;
        chat.say("hmm");
        chat
    }),
    Way("quote_request", || after(&["quote"])),
    Way("quote_request", || after(&["10 milk", "quote"])),
    Way("quote_request", || tapped(&["10 milk", "quote"], &["Price you want"])),
    Way("quote_request", || tapped(&["10 milk", "quote"], &["Date you need"])),
    Way("quotes", || walked(on(offered(), &[], &["More choices", "Decline offer", "Too exp"]), &["quotes"])),
    Way("quote", offered),
    Way("quote", || on(offered(), &[], &["More choices"])),
    Way("quote", || on(offered(), &[], &["More choices", "Another quantity"])),
    Way("quote_price", || on(offered(), &[], &["Propose a price"])),
    Way("quote_price", || on(offered(), &["90"], &[])),
    Way("quote_reason", || on(offered(), &[], &["More choices", "Decline offer"])),
    Way("quote_confirm", || on(offered(), &[], &["Accept"])),
    Way("consent", || tapped(&["orange juice"], &["Tell me when back"])),
    Way("lists", || after(&["2 milk", "save as weekly", "lists"])),
    Way("list", || after(&["2 milk", "save as weekly"])),
    Way("list_name", || after(&["2 milk", "save as list"])),
    Way("list_every", || tapped(&["2 milk", "save as weekly"], &["Remind me"])),
    Way("order_change", || on(ordered(), &["order 1042"], &["Change the order"])),
    Way("order_fewer", || on(ordered(), &["order 1042"], &["Change the order", "2 × Milk"])),
    Way("order_confirm", || {
        walked(on(ordered(), &["order 1042"], &["Change the order", "2 × Milk"]), &["1"])
    }),
    Way("order_address", || on(ordered(), &["order 1042"], &["Change the order", "Address"])),
    Way("auction_draft", || after(&["auction 200 cement max 850 2h"])),
    Way("auction", in_a_room),
    Way("auctions", || walked(in_a_room(), &["auctions"])),
    Way("dispute_orders", || walked(ordered(), &["dispute"])),
    Way("dispute_scope", || on(ordered(), &["order 1042"], &["Report a problem"])),
    Way("dispute_reason", || on(ordered(), &["order 1042"], &["Report a problem", "2 × Milk"])),
    Way("dispute_wish", || on(ordered(), &["order 1042"], &["Report a problem", "2 × Milk", "Damaged"])),
    Way("dispute_collect", complained),
    Way("dispute_cases", || walked(on(complained(), &[], &["Send to the shop"]), &["dispute"])),
    Way("dispute_case", || on(complained(), &[], &["Send to the shop"])),
    Way("dispute_withdraw", || on(complained(), &[], &["Send to the shop", "Take it back"])),
];

/// Screens that are not walked through here, and why.
const ELSEWHERE: [&str; 6] = [
    // Answered by `placing`, which says three different things, and takes no command but a few.
    "placing",
    "quote_sending",
    "quote_ordering",
    // Any words are the answer, as on others here that ask for them.
    "dispute_words",
    "auction_floor",
    // A person has it: silence.
    "agent",
];

fn spoken(way: &Way, language: Language) -> Chat {
    let mut chat = (way.1)();
    assert_eq!(chat.talk.screen_label(), way.0, "{:?} {:?}", chat.body(), chat.titles());
    chat.talk.language = language;
    chat.talk.language_by = LanguageBy::Choice;
    chat.talk.misses = 0;
    chat
}

#[test]
fn no_screen_is_missing_here() {
    let labels = [
        "home",
        "categories",
        "products",
        "ask_search",
        "hits",
        "card",
        "choosing",
        "amount",
        "added",
        "basket",
        "lines",
        "line",
        "ask_coupon",
        "ask",
        "delivery",
        "payment",
        "summary",
        "change",
        "placing",
        "unclear",
        "placed",
        "shortened",
        "orders",
        "one_order",
        "cancel_asked",
        "forget_asked",
        "doubt",
        "paused",
        "late",
        "quote_request",
        "quote_sending",
        "quotes",
        "quote",
        "quote_price",
        "quote_reason",
        "quote_confirm",
        "quote_ordering",
        "consent",
        "lists",
        "list",
        "list_name",
        "list_every",
        "order_change",
        "order_fewer",
        "order_address",
        "order_confirm",
        "auction_draft",
        "auction",
        "auction_floor",
        "auctions",
        "dispute_orders",
        "dispute_scope",
        "dispute_reason",
        "dispute_wish",
        "dispute_collect",
        "dispute_case",
        "dispute_cases",
        "dispute_words",
        "dispute_withdraw",
        "agent",
    ];
    let here: BTreeSet<&str> = SCREENS.iter().map(|way| way.0).chain(ELSEWHERE).collect();
    let missing: Vec<&str> = labels.into_iter().filter(|label| !here.contains(label)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// What can be tapped in the last message, by what it does.
fn offers(chat: &Chat, act: &str) -> bool {
    let last = chat.said.last().into_iter().flat_map(choices);
    last.filter_map(|(id, _)| id.split_once(':').map(|(_, act)| act.to_owned())).any(|found| found == act)
}

#[test]
fn what_is_not_understood_is_answered_with_more_help_each_time_and_the_screen_stays() {
    let mut wrong = BTreeSet::new();
    for (place, way) in SCREENS.iter().enumerate() {
        for (language, nonsense) in
            Language::ALL.into_iter().flat_map(|one| ["\u{2026}", "qwrtz plugh"].map(|words| (one, words)))
        {
            let mut chat = spoken(way, language);
            // Any words are an answer there; dots never are.
            if nonsense != "\u{2026}" && takes_free_words(&chat.talk.state) {
                continue;
            }
            let mut tell = |what: &str, chat: &Chat| {
                wrong.insert(format!("{place} {} {nonsense:?}: {what}: {:?}", way.0, chat.body()));
            };
            let mut before = match chat.talk.state.clone() {
                // Something new is about something new.
                State::Late { before, .. } => *before,
                state => state,
            };
            let mut said: Vec<String> = vec![chat.body()];
            for time in 1..=4 {
                let told = chat.said.len();
                chat.say(nonsense);
                if chat.said.len() != told + 1 {
                    tell(&format!("no answer, {time}"), &chat);
                }
                if chat.talk.state != before {
                    tell(&format!("the screen became {}, {time}", chat.talk.screen_label()), &chat);
                    before = chat.talk.state.clone();
                }
                if said.last() == Some(&chat.body()) {
                    tell(&format!("the same twice, {time}"), &chat);
                }
                said.push(chat.body());
                if time == 3 && !offers(&chat, "agent") {
                    tell("no person is offered", &chat);
                }
            }
        }
    }
    let wrong: Vec<String> = wrong.into_iter().collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Writes a number in the digits of a script, with marks that nobody sees.
fn written(number: usize, zero: char, mark: Option<char>) -> String {
    let mut text: String = mark.into_iter().collect();
    for char in number.to_string().chars() {
        let digit = char.to_digit(10).and_then(|digit| char::from_u32(u32::from(zero) + digit));
        text.push(digit.unwrap_or(char));
        text.extend(mark);
    }
    text
}

fn numbered() -> Vec<&'static Way> {
    SCREENS.iter().filter(|way| (way.1)().talk.shown.numbered).collect()
}

#[test]
fn a_number_means_the_row_of_the_last_list_on_every_screen_that_shows_one() {
    let ways = numbered();
    assert!(ways.len() > 20, "{}", ways.len());
    let what = (
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
        prop::sample::select(vec!['0', '\u{660}', '\u{6f0}', '\u{966}', '\u{ff10}']),
        prop::sample::select(vec![
            None,
            Some('\u{200f}'),
            Some('\u{202b}'),
            Some('\u{2068}'),
            Some('\u{61c}'),
        ]),
        prop::sample::select(Language::ALL.to_vec()),
        0..4_usize,
    );
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 150,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let checked = runner.run(&what, |(way, row, zero, mark, language, misses)| {
        let way = way.get(&ways);
        let chat = spoken(way, language);
        let shown = chat.talk.shown.options.len();
        let row = row.index(shown);
        let (id, title) = chat.said.last().into_iter().flat_map(choices).nth(row).unwrap();
        let said = |chat: Chat| {
            let turn = chat.last_turn.unwrap();
            let bodies: Vec<String> = turn.messages.iter().map(crate::testing::body).collect();
            (bodies, chat.talk.state, format!("{:?} {:?}", chat.wishes, turn.posts))
        };
        let mut tapped = spoken(way, language);
        tapped.tap_id(&id, &title);
        let mut typed = spoken(way, language);
        // What was not understood in between does not take the list away.
        for _ in 0..misses {
            typed.say("\u{2026}");
        }
        typed.say(&written(row + 1, zero, mark));
        let (tapped, typed) = (said(tapped), said(typed));
        prop_assert_eq!(&tapped.0, &typed.0, "{} {} of {} after {}", way.0, row + 1, shown, misses);
        prop_assert!(tapped.1 == typed.1 && tapped.2 == typed.2, "{} {} after {}", way.0, row + 1, misses);
        Ok(())
    });
    checked.unwrap();
}

fn commits(wish: &ShopEffect) -> bool {
    matches!(
        wish,
        ShopEffect::PlaceOrder(_)
            | ShopEffect::PlaceAgreed(_)
            | ShopEffect::CancelOrder { .. }
            | ShopEffect::ChangeOrder(_)
            | ShopEffect::Refund(_)
    )
}

#[test]
fn yes_and_no_answer_what_was_asked_last_and_not_what_the_screen_asked_before() {
    for (way, (misses, word)) in SCREENS
        .iter()
        .flat_map(|way| [(2, "yes"), (3, "yes"), (2, "no"), (3, "no")].map(move |what| (way, what)))
    {
        let at = format!("{} {word} after {misses}", way.0);
        let mut chat = spoken(way, Language::English);
        for _ in 0..misses {
            chat.say("\u{2026}");
        }
        let (state, before) = (chat.talk.state.clone(), chat.wishes.len());
        chat.say(word);
        assert!(!chat.last_turn.as_ref().unwrap().forgets, "{at}");
        assert!(!chat.wishes[before..].iter().any(commits), "{at}: {:?}", chat.wishes);
        assert_eq!(chat.talk.with_agent, (misses, word) == (3, "yes"), "{at}: {}", chat.body());
        // Asked what a price is for, or how many it shall be, one is led back by a step.
        if !chat.talk.with_agent && !["quote_price", "order_fewer"].contains(&state.label()) {
            assert_eq!(chat.talk.state.label(), state.label(), "{at}: {}", chat.body());
        }
    }
}

/// An order of long ago, as the shop has it at a second.
fn old_order(second: u32, status: OrderStatus) -> OrderSighting {
    let order = Order {
        id: OrderId(900),
        number: "900".into(),
        status,
        created_on: "2026-11-01".into(),
        modified_at: format!("2026-11-24T10:00:{second:02}"),
        total: kes(12_000),
        lines: Vec::new(),
        gateway: Some("cod".into()),
        gateway_title: "Cash on delivery".into(),
        payment_url: None,
        is_paid: false,
    };
    OrderSighting { order, refunded: kes(0), tracking: None, names_buyer: false, facts: BTreeMap::new() }
}

#[test]
fn a_yes_after_news_commits_to_nothing_and_shows_the_question_again() {
    // What came of a file is news too, and a case that was sent can be taken back.
    for way in SCREENS.iter().filter(|way| way.0 != "dispute_collect") {
        let mut chat = spoken(way, Language::English);
        chat.talk.greeted = true;
        // News of an older order come in between.
        let told = chat.said.len();
        for (second, status) in [(1, OrderStatus::Processing), (2, OrderStatus::Completed)] {
            chat.turn(Event::Order(Box::new(old_order(second, status))));
        }
        assert_eq!(chat.said.len(), told + 1, "{}: told", way.0);
        let before = chat.wishes.len();
        chat.say("yes");
        assert!(!chat.last_turn.as_ref().unwrap().forgets, "{}", way.0);
        assert!(!chat.wishes[before..].iter().any(commits), "{}: {:?}", way.0, chat.wishes);
    }
}

#[test]
fn no_number_of_a_button_orders_calls_off_or_forgets_anything() {
    for (way, number) in SCREENS.iter().flat_map(|way| (1..=3).map(move |number| (way, number))) {
        let mut chat = spoken(way, Language::English);
        if chat.talk.shown.numbered || takes_free_words(&chat.talk.state) {
            continue;
        }
        let before = chat.wishes.len();
        chat.say(&number.to_string());
        assert!(!chat.last_turn.as_ref().unwrap().forgets, "{} {number}", way.0);
        assert!(!chat.wishes[before..].iter().any(commits), "{} {number}: {:?}", way.0, chat.wishes);
    }
}

/// STOP and START, alone in a message, and in a sentence that means something else.
const STOPS: [(Language, &str, &str, &str, &str); 7] = [
    (Language::English, "Stop!", "START", "please do not stop the delivery", "when does it start"),
    (
        Language::French,
        "stop",
        "reprendre les promotions",
        "ne pas arrêter la livraison",
        "je veux commencer stop",
    ),
    (Language::Spanish, "BAJA", "alta", "la calidad es muy baja", "la mesa es alta"),
    (Language::Portuguese, "sair", "Entrar", "a mercadoria vai sair quando", "posso entrar na loja"),
    (Language::Arabic, "إيقاف", "اشترك", "لا أريد إيقاف التوصيل", "كيف اشترك معكم في الخدمة"),
    (Language::Swahili, "JITOE", "jiunge", "sitaki kujitoe kwenye oda", "nataka jiunge na nani"),
    (Language::Hindi, "बंद करें", "शुरू करें", "डिलीवरी बंद करें मत कहो", "काम शुरू करें कब"),
];

#[test]
fn stop_and_start_work_alone_in_a_message_on_every_screen_and_never_inside_a_sentence() {
    for (way, (language, stop, start, no_stop, no_start)) in
        SCREENS.iter().flat_map(|way| STOPS.into_iter().map(move |words| (way, words)))
    {
        let at = format!("{} in {language:?}", way.0);
        let mut chat = spoken(way, language);
        let state = match chat.talk.state.clone() {
            State::Late { before, .. } => *before,
            state => state,
        };
        chat.say(no_stop);
        assert!(!chat.talk.stopped, "{at}: {no_stop}");
        let mut chat = spoken(way, language);
        chat.say(stop);
        assert!(chat.talk.stopped, "{at}: {stop}: {}", chat.body());
        assert!(chat.talk.state == state, "{at}: STOP leaves the screen: {}", chat.talk.screen_label());
        let told = chat.said.len();
        chat.say(no_start);
        assert!(chat.talk.stopped && chat.said.len() > told, "{at}: {no_start}");
        chat.say(start);
        assert!(!chat.talk.stopped, "{at}: {start}: {}", chat.body());
    }
}
