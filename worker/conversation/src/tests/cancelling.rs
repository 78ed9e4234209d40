//! An order is called off by its buyer: asked once, done once, and nobody is told what they just did.

use domain::{
    Money,
    language::Language,
    shop::{OrderSighting, OrderStatus, Tracking},
};

use crate::{
    effect::{ShopEffect, ShopOutcome},
    event::Event,
    testing::Chat,
};

/// A buyer who has ordered, so many times.
fn ordered(times: usize) -> Chat {
    let mut chat = Chat::known();
    for _ in 0..times {
        chat.say("2 milk").say("checkout").tap("Order KES");
    }
    chat
}

/// Notes for staff: key and text.
fn notes(chat: &Chat) -> Vec<String> {
    let all = chat.shop.desk.values().flat_map(|desk| &desk.notes);
    all.map(|note| format!("{}: {}", note.key, note.text)).collect()
}

fn cancels(chat: &Chat) -> usize {
    chat.wishes.iter().filter(|wish| matches!(wish, ShopEffect::CancelOrder { .. })).count()
}

#[test]
fn it_is_asked_with_the_order_named_and_done_by_one_tap() {
    let mut chat = ordered(1);
    chat.say("order 1042").tap("Cancel order 1042").sees("Cancel order 1042? 2 × Milk 1 l, KES 440.00.");
    assert_eq!(cancels(&chat), 0, "nothing is done before the buyer confirms");
    chat.tap("Cancel order 1042").sees("Order 1042 is cancelled. Nothing will be delivered.");
    assert_eq!((cancels(&chat), chat.shop.orders[0].status.clone()), (1, OrderStatus::Cancelled));
    assert!(!chat.titles().iter().any(|title| title.starts_with("Cancel")), "{:?}", chat.titles());
    chat.say("hi");
    assert!(!chat.body().contains("The same again?"), "{}", chat.body());
}

#[test]
fn every_language_has_words_for_it_from_anywhere() {
    for (words, language) in [
        ("cancel order 1042", Language::English),
        ("annuler ma commande 1042", Language::French),
        ("cancelar pedido 1042", Language::Spanish),
        ("cancelar meu pedido 1042", Language::Portuguese),
        ("إلغاء الطلب ١٠٤٢", Language::Arabic),
        ("ghairi oda 1042", Language::Swahili),
        ("ऑर्डर 1042 रद्द करें", Language::Hindi),
        ("order 1042 cancel karo", Language::Hindi),
    ] {
        for screen in ["browse", "milk", "basket", "checkout", "help"] {
            let mut chat = ordered(1);
            chat.say("1 rice").say(screen);
            chat.talk.language = language;
            chat.say(words);
            assert_eq!(chat.talk.screen_label(), "cancel_asked", "{words} on {screen}");
        }
    }
}

#[test]
fn without_a_number_the_only_order_is_meant_or_a_list_is_shown() {
    let mut chat = ordered(1);
    chat.say("browse").say("cancel my order").sees("Cancel order 1042?").say("no").sees("stays as it is");
    let mut chat = ordered(2);
    chat.say("browse").say("cancel my order").sees("Which order would you like to cancel?").say("1");
    chat.sees("Cancel order 1043?").say("yes").sees("Order 1043 is cancelled");
    let mut chat = Chat::known();
    chat.say("cancel my order").sees("found no order of yours");
    chat.say("cancel order 7777").sees("I cannot find an order 7777");
}

#[test]
fn a_paid_order_goes_to_a_person_and_one_on_its_way_stays() {
    let mut chat = ordered(1);
    chat.shop.orders[0].is_paid = true;
    chat.say("cancel order 1042").sees("Order 1042 is paid: KES 440.00").sees("Shall I ask them to?");
    assert!(notes(&chat).is_empty(), "nothing is done before the buyer confirms");
    chat.tap("Ask the shop").sees("left the shop's staff a note").sees("KES 440.00 back");
    assert_eq!((chat.talk.screen_label(), cancels(&chat)), ("one_order", 0));
    let first = notes(&chat);
    assert!(first[0].starts_with("wish-to-cancel: The buyer asked on WhatsApp to cancel"), "{first:?}");
    // However often it is asked, the note has the same key and words, by which the shop's notes are searched first.
    chat.say("cancel order 1042").tap("Ask the shop");
    assert_eq!(notes(&chat), [first[0].clone(), first[0].clone()]);
    chat.say("cancel order 1042").tap("Keep the order").sees("stays as it is");
    assert_eq!(chat.shop.orders[0].status, OrderStatus::Processing);
    // Whoever cannot be left a note is told so.
    chat.say("cancel order 1042");
    chat.shop.next.push(ShopOutcome::Unavailable);
    chat.tap("Ask the shop").sees("could not leave the shop's staff a note");

    let mut chat = ordered(1);
    let order = chat.shop.orders[0].clone();
    let parcel = Tracking { carrier: "G4S".into(), tracking: "KE-77".into() };
    let refunded = Money::from_minor(0, order.total.currency.clone());
    let mut sighting = OrderSighting {
        order,
        refunded,
        tracking: Some(parcel),
        names_buyer: true,
        facts: std::collections::BTreeMap::new(),
    };
    sighting.order.modified_at = "2026-11-23T10:00:00".into();
    chat.turn(Event::Order(Box::new(sighting)));
    chat.say("cancel order 1042").sees("could not be cancelled any more");
    assert_eq!(cancels(&chat), 0);
}

#[test]
fn where_the_shop_does_not_allow_it_there_is_no_button_and_words_are_answered() {
    let mut chat = ordered(1);
    chat.around.cancellable = vec![OrderStatus::Pending];
    chat.say("order 1042");
    assert!(!chat.titles().iter().any(|title| title.starts_with("Cancel")), "{:?}", chat.titles());
    chat.say("cancel my order").sees("could not be cancelled any more");
    assert_eq!(cancels(&chat), 0);
}

#[test]
fn what_the_shop_knows_better_is_told() {
    let mut chat = ordered(1);
    chat.say("cancel order 1042");
    chat.shop.orders[0].is_paid = true;
    chat.tap("Cancel order").sees("Your payment of order 1042 arrived in the meantime").sees("a note");
    assert_eq!((chat.shop.orders[0].status.clone(), notes(&chat).len()), (OrderStatus::Processing, 1));
    let mut chat = ordered(1);
    chat.say("cancel order 1042");
    // The money arrives while it is being called off.
    let mut off = chat.shop.orders[0].clone();
    (off.status, off.is_paid) = (OrderStatus::Cancelled, true);
    chat.shop.next.push(ShopOutcome::CancelAnswer { order: Box::new(off) });
    chat.tap("Cancel order").sees("its payment arrived at the same moment").sees("send KES 440.00 back");
    assert!(notes(&chat)[0].starts_with("paid-and-cancelled: "), "{:?}", notes(&chat));
    let mut chat = ordered(1);
    chat.say("cancel order 1042");
    chat.shop.orders[0].lines[0].quantity = 9;
    chat.tap("Cancel order").sees("changed order 1042 in the meantime").sees("Cancel order 1042? 9 × Milk");
    assert_eq!(chat.shop.orders[0].status, OrderStatus::Processing);
    chat.tap("Cancel order").sees("Order 1042 is cancelled");
    let mut chat = ordered(1);
    chat.say("cancel order 1042");
    let same = chat.shop.orders[0].clone();
    chat.shop.next.push(ShopOutcome::CancelAnswer { order: Box::new(same) });
    chat.tap("Cancel order").sees("may have happened or not");
    let mut chat = ordered(1);
    chat.say("cancel order 1042");
    chat.shop.orders[0].status = OrderStatus::Cancelled;
    chat.tap("Cancel order").sees("Order 1042 is cancelled. Nothing will be delivered.");
}

#[test]
fn an_old_button_asks_again_and_never_cancels() {
    let mut chat = ordered(1);
    chat.say("order 1042");
    let ask = chat.id_of("Cancel order");
    chat.tap("Cancel order");
    let confirm = chat.id_of("Cancel order");
    chat.say("menu").tap_id(&confirm, "Cancel order 1042").sees("from before");
    assert_eq!(cancels(&chat), 0);
    chat.tap_id(&ask, "Cancel order 1042").sees("Cancel order 1042?");
}

#[test]
fn the_shops_own_news_of_it_are_not_told_again() {
    let mut chat = ordered(1);
    chat.say("cancel order 1042").tap("Cancel order");
    let mut order = chat.shop.orders[0].clone();
    order.modified_at = "2026-11-23T10:00:05".into();
    let refunded = Money::from_minor(0, order.total.currency.clone());
    let before = chat.said.len();
    let sighting = OrderSighting {
        order,
        refunded,
        tracking: None,
        names_buyer: true,
        facts: std::collections::BTreeMap::new(),
    };
    chat.turn(Event::Order(Box::new(sighting)));
    assert_eq!(chat.said.len(), before);
}

#[test]
fn when_nobody_knows_whether_it_worked_the_order_can_be_looked_at() {
    let mut chat = ordered(1);
    chat.say("cancel order 1042");
    chat.shop.next.push(ShopOutcome::Unknown);
    chat.tap("Cancel order").sees("may have happened or not").tap("Order status").sees("Order 1042");
}
