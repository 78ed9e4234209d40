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
    chat.say("order 1042").tap("Change the order").sees("What of order 1042").tap("4 × Milk");
    chat.sees("How many shall stay?").say("5").sees("place a new order").say("3");
    chat.sees("Order 1042: 3 × Milk 1 l instead of 4");
    assert_eq!(changes(&chat), 0);
    chat.tap("Change it").sees("Order 1042 is changed.").sees("3 × Milk 1 l");
    assert_eq!(changes(&chat), 1);
}

#[test]
fn another_address_is_shown_confirmed_and_done() {
    let mut chat = ordered();
    chat.say("order 1042").tap("Change the order").tap("Address").say("nowhere").say("Ngong Road 7, Nairobi");
    chat.sees("Order 1042 goes to: Ngong Road 7, Nairobi").say("yes").sees("Order 1042 is changed.");
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
    chat.tap("Change it").sees("cannot be changed here any more").tap("Order status").sees("4 × Milk");

    let mut chat = ordered();
    chat.say("order 1042").tap("Change the order").tap("Keep it").sees("stays as it is");
    assert_eq!(changes(&chat), 0);
}
