//! Languages: guessed, offered, switched, kept.

use domain::{
    Contact,
    inbound::Content,
    language::Language,
    template::{ORDER_PLACED, Template},
};

use crate::{event::Event, testing::Chat};

/// A buyer of a country says something as their first words.
fn from(country: &str, words: &str) -> Chat {
    let mut chat = Chat::new();
    writes(&mut chat, country, words);
    chat
}

fn writes(chat: &mut Chat, country: &str, words: &str) {
    chat.around.now_ms += 1_000;
    let mut message = chat.message(Content::Text(words.into()));
    message.from = Contact::new(Some(format!("{country}.7").parse().unwrap()), None).unwrap();
    chat.turn(Event::Message(Box::new(message)));
}

#[test]
fn the_first_words_tell_the_language_else_the_country_does() {
    let spoken = |country, words| from(country, words).talk.language;
    assert_eq!(spoken("KE", "Bonjour, je voudrais du riz"), Language::French);
    assert_eq!(spoken("SN", "hi"), Language::French);
    assert_eq!(spoken("TZ", "7"), Language::Swahili);
    assert_eq!(spoken("EG", "\u{1f44b}"), Language::Arabic);
    assert_eq!(spoken("JP", "hi"), Language::English);
    assert_eq!(spoken("BR", "what is the price of rice"), Language::English);
}

#[test]
fn the_other_language_is_offered_once_and_in_itself() {
    let mut chat = from("SN", "hi");
    chat.sees("Je r\u{e9}ponds en fran\u{e7}ais").sees("For English, type \"English\"");
    writes(&mut chat, "SN", "menu");
    assert!(!chat.body().contains("English"), "{}", chat.body());
    from("SN", "what is the price of rice").sees("I answer in English. Pour le fran\u{e7}ais");
    for (country, words) in [("KE", "hi"), ("SN", "Bonjour, je voudrais du riz"), ("JP", "hi")] {
        let body = from(country, words).body();
        assert!(!body.contains("English"), "nothing to offer in {country}: {body}");
    }
}

#[test]
fn what_the_shop_must_answer_first_does_not_lose_the_offer() {
    let mut chat = Chat::new();
    writes(&mut chat, "SN", "2 milk");
    assert!(chat.last_turn.as_ref().unwrap().effect.is_some() && chat.said.is_empty());
    let effect = chat.last_turn.clone().unwrap().effect.unwrap();
    let outcome = chat.shop.answer(&effect).unwrap();
    chat.outcome(outcome).sees("For English, type");
}

#[test]
fn a_language_is_switched_by_name_by_list_and_by_number_wherever_the_buyer_is() {
    let mut chat = Chat::new();
    chat.say("2 milk").say("fran\u{e7}ais").sees("fran\u{e7}ais").sees("Panier : 2 articles, 240,00 KES");
    assert_eq!(chat.talk.screen_label(), "added", "the screen is kept");
    chat.say("langue").tap("Kiswahili");
    assert_eq!(chat.talk.language, Language::Swahili);
    let place = 1 + Language::ALL.iter().position(|one| *one == Language::Spanish).unwrap();
    chat.say("lugha").say(&place.to_string());
    assert_eq!(chat.talk.language, Language::Spanish);
    chat.say("English").sees("I speak English now.");
}

#[test]
fn a_chosen_language_stays_and_a_guessed_one_gives_way_to_more_words() {
    let mut chat = from("TZ", "hi");
    writes(&mut chat, "TZ", "what is the price of rice");
    assert_eq!(chat.talk.language, Language::English);
    chat.sees("I answer in English. ");
    writes(&mut chat, "TZ", "swahili");
    writes(&mut chat, "TZ", "what is the price of rice");
    assert_eq!(chat.talk.language, Language::Swahili, "chosen");
    // A name or a street is not the language of its owner.
    let mut chat = Chat::new();
    chat.say("2 milk").say("checkout").say("Rua da Esperan\u{e7}a, onde quero, Nairobi");
    assert_eq!(chat.talk.language, Language::English);
}

#[test]
fn commands_work_in_every_language_whichever_is_spoken() {
    for command in ["panier", "carrito", "carrinho", "kikapu", "\u{633}\u{644}\u{629}"] {
        let mut chat = Chat::new();
        chat.say("2 milk").say("english").say(command).sees("Your basket (2 items)");
    }
}

#[test]
fn news_go_out_in_the_buyers_language_and_form() {
    let mut chat = Chat::known();
    chat.say("portugu\u{ea}s").say("2 milk").say("checkout");
    let confirm = chat.titles().into_iter().next().unwrap();
    chat.tap(&confirm);
    let news = chat.last_turn.clone().unwrap().news.unwrap();
    let expected = Template::of(&ORDER_PLACED, "pt_BR", &["1042", "440,00\u{a0}KES"]).unwrap();
    assert_eq!(news.template, expected);
}
