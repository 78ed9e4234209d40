//! Changing the basket.

use crate::{
    effect::{Refusal, ShopOutcome},
    testing::Chat,
};

fn with_basket() -> Chat {
    let mut chat = Chat::new();
    chat.say("2 milk").say("3 pen 01");
    chat
}

#[test]
fn lines_are_changed_removed_and_brought_back() {
    let mut chat = with_basket();
    chat.say("basket")
        .sees("Your basket (5 items)")
        .sees("2 × Milk 1 l · KES 240.00")
        .sees("Total: KES 390.00");
    chat.tap("Change").tap("Milk 1 l × 2").sees("KES 120.00 each");
    chat.say("7").sees("Now 7 × Milk").sees("7 × Milk 1 l");
    chat.say("undo").sees("is undone").sees("2 × Milk 1 l");
    chat.tap("Change").tap("Milk 1 l × 2").tap("Remove").sees("Removed: Milk 1 l");
    assert_eq!(chat.shop.lines.len(), 1);
    chat.say("undo").sees("2 × Milk");
    chat.say("undo").sees("nothing to undo");
}

#[test]
fn a_cleared_basket_comes_back_whole() {
    let mut chat = with_basket();
    chat.say("coupon SAVE10").sees("The coupon SAVE10 is applied").sees("Discount (save10): -KES 39.00");
    chat.say("clear basket")
        .sees("empty now")
        .say("undo")
        .sees("2 × Milk")
        .sees("3 × Pen 01")
        .sees("Discount");
}

#[test]
fn coupons_are_asked_for_refused_and_taken_off() {
    let mut chat = with_basket();
    chat.say("basket").tap("Change").tap("Use a coupon").sees("type the code");
    chat.say("two words").sees("one word");
    chat.say("WRONG").sees("does not accept the coupon \"WRONG\"");
    chat.say("coupon").say("save10").sees("is applied");
    chat.tap("Change").tap("Remove coupon save10").sees("is removed");
    assert!(chat.shop.coupons.is_empty());
}

#[test]
fn undo_after_adding_takes_only_the_last_away() {
    let mut chat = Chat::new();
    chat.say("2 milk").say("3 milk").sees("The basket now has 5 × Milk").tap("Undo").sees("2 × Milk");
}

#[test]
fn refusals_are_told_in_words_and_the_basket_is_shown() {
    for (refusal, words) in [
        (Refusal::OutOfStock, "Milk 1 l is out of stock"),
        (Refusal::NotEnoughStock { left: Some(1) }, "Only 1 left"),
        (Refusal::NotEnoughStock { left: None }, "not enough left"),
        (Refusal::TooMany { max: Some(4) }, "At most 4"),
        (Refusal::SoldIndividually, "Only one of Milk"),
        (Refusal::NotSold, "not sold"),
        (Refusal::Other { code: "odd".into() }, "did not accept"),
    ] {
        let mut chat = Chat::new();
        chat.shop.next = vec![ShopOutcome::Refused { refusal, cart: None }];
        chat.say("2 milk").sees(words);
    }
}

#[test]
fn an_unreachable_shop_is_told_and_tried_again() {
    let mut chat = Chat::new();
    chat.shop.next = vec![ShopOutcome::Unavailable];
    chat.say("2 milk")
        .sees("Nothing was changed and nothing was charged")
        .tap("Try again")
        .sees("Added: 2 × Milk");
    chat.shop.next = vec![ShopOutcome::Unknown];
    chat.say("2 milk").sees("may have happened or not").tap("See basket").sees("2 × Milk");
}

#[test]
fn a_rebuilt_basket_is_told() {
    let mut chat = with_basket();
    let cart = Box::new(chat.shop.cart());
    chat.shop.next = vec![ShopOutcome::Cart { cart, rebuilt: true }];
    chat.say("basket").sees("put it together again");
}

#[test]
fn a_returning_buyer_is_offered_the_open_basket() {
    let mut chat = with_basket();
    chat.say("menu").say("hi").sees("Your basket holds 5 items");
    assert_eq!(chat.titles(), ["Checkout", "See basket", "Browse products"]);
    chat.say("start over").sees("Your basket is kept");
}
