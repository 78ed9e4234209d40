//! An order is changed before it is sent.

use domain::shop::OrderStatus;

use crate::{
    effect::{Refusal, ShopEffect, ShopOutcome},
    testing::Chat,
};

fn ordered() -> Chat {
    let mut chat = Chat::known();
    chat.say("4 milk").say("checkout").tap("Order KES");
    for (item, line) in (1..).zip(&mut chat.shop.orders[0].lines) {
        line.item = item;
    }
    chat
}

fn changes(chat: &Chat) -> usize {
    chat.wishes.iter().filter(|wish| matches!(wish, ShopEffect::ChangeOrder(_))).count()
}

#[test]
fn fewer_of_a_line_is_shown_confirmed_and_done() {
    let mut chat = ordered();
    chat.say("order 1042").tap("Change the order").sees("change in order 1042").tap("4 × Milk");
    chat.sees("How many shall it be?").say("4").sees("How many shall it be?").say("3");
    chat.sees("Order 1042: 3 × Milk 1 l instead of 4");
    assert_eq!(changes(&chat), 0);
    chat.tap("Change it").sees("Order 1042 is changed.").sees("3 × Milk 1 l");
    assert_eq!(changes(&chat), 1);
}

#[test]
fn more_of_a_line_is_shown_with_its_total_and_done_when_there_is_enough() {
    let mut chat = ordered();
    chat.say("add 2 more milk to order 1042").sees("change in order 1042").tap("4 × Milk").say("6");
    chat.sees("Order 1042: 6 × Milk 1 l instead of 4").sees("about KES 920.00 instead of KES 680.00");
    chat.tap("Change it").sees("Order 1042 is changed.").sees("6 × Milk 1 l");
    let Some(ShopEffect::ChangeOrder(wish)) = chat.wishes.last() else { panic!("{:?}", chat.wishes.last()) };
    assert!(wish.checks_stock && wish.unless_paid && wish.content.is_some());
    chat.tap("Change the order").tap("6 × Milk").say("500");
    chat.shop
        .next
        .push(ShopOutcome::Refused { refusal: Refusal::NotEnoughStock { left: Some(3) }, cart: None });
    chat.tap("Change it").sees("does not have enough").sees("change in order 1042").tap("6 × Milk");
}

#[test]
fn more_of_what_has_another_price_today_is_a_new_order_by_one_tap() {
    let mut chat = ordered();
    chat.shop.orders[0].lines[0].total.minor -= 4_000;
    chat.say("order 1042")
        .tap("Change the order")
        .tap("4 × Milk")
        .say("6")
        .sees("To get 2 more, order them anew");
    chat.tap("New order").sees("2 × Milk 1 l");
    assert_eq!((chat.talk.screen_label(), changes(&chat)), ("summary", 0));
}

#[test]
fn an_order_that_is_named_among_other_words_is_shown_or_changed() {
    let mut chat = ordered();
    for words in ["what about order 1042 of mine", "where is order 1042, please hurry"] {
        chat.say("menu").say(words);
        assert_eq!(chat.talk.screen_label(), "one_order", "{words}");
    }
    for words in
        ["please make it 7 milk in order 1042", "order 1042: add three milk", "ऑर्डर 1042 में 2 दूध और जोड़ें"]
    {
        chat.say("menu").say(words);
        assert_eq!(chat.talk.screen_label(), "order_change", "{words}");
    }
    for words in ["order 500 milk", "order 7777 with 2 milk"] {
        chat.say("menu").say(words);
        assert!(!chat.talk.screen_label().contains("order"), "{words}: {}", chat.talk.screen_label());
    }
}

#[test]
fn what_was_paid_or_changed_between_question_and_answer_stays_and_is_told() {
    let asked = || {
        let mut chat = ordered();
        chat.say("order 1042").tap("Change the order").tap("4 × Milk").say("3");
        chat
    };
    let mut chat = asked();
    chat.shop.orders[0].is_paid = true;
    chat.tap("Change it").sees("was paid in the meantime, so it was not changed").sees("4 × Milk");
    let mut chat = asked();
    chat.shop.orders[0].lines[0].quantity = 9;
    chat.tap("Change it").sees("changed order 1042 in the meantime, so nothing was done").tap("9 × Milk");
    let mut chat = asked();
    chat.shop.orders[0].status = OrderStatus::Cancelled;
    chat.tap("Change it").sees("already cancelled");
    let mut chat = asked();
    chat.shop.orders[0].status = OrderStatus::Completed;
    chat.tap("Change it").sees("cannot be changed here any more");
}

#[test]
fn another_address_is_shown_confirmed_and_done() {
    let mut chat = ordered();
    chat.say("order 1042").tap("Change the order").tap("Address").say("nowhere").say("Ngong Road 7, Nairobi");
    chat.sees("Order 1042 will go to: Ngong Road 7, Nairobi").say("yes").sees("Order 1042 is changed.");
    let wish = chat.wishes.iter().rev().find_map(|wish| match wish {
        ShopEffect::ChangeOrder(change) => change.address.clone(),
        _ => None,
    });
    assert_eq!(wish.map(|address| address.line_1).as_deref(), Some("Ngong Road 7"));
}

#[test]
fn what_is_paid_sent_or_refused_stays() {
    let mut chat = ordered();
    chat.shop.orders[0].is_paid = true;
    chat.say("order 1042");
    assert!(!chat.titles().iter().any(|title| title == "Change the order"), "{:?}", chat.titles());

    let mut chat = ordered();
    chat.say("order 1042");
    chat.shop.orders[0].status = OrderStatus::Completed;
    chat.tap("Change the order").sees("cannot be changed here any more");

    let mut chat = ordered();
    chat.say("order 1042").tap("Change the order").tap("4 × Milk").say("1");
    chat.shop.next.push(ShopOutcome::Refused { refusal: Refusal::NotSold, cart: None });
    chat.tap("Change it").sees("does not have enough").sees("change in order 1042");

    let mut chat = ordered();
    chat.say("order 1042").tap("Change the order").tap("4 × Milk").say("1");
    chat.shop.next.push(ShopOutcome::Refused { refusal: Refusal::NoDelivery, cart: None });
    chat.tap("Change it").sees("cannot be changed here any more").tap("Order status").sees("4 × Milk");

    let mut chat = ordered();
    chat.say("order 1042").tap("Change the order").tap("Keep it").sees("stays as it is");
    assert_eq!(changes(&chat), 0);
}
