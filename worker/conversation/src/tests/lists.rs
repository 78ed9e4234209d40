//! The same again: an order, or a named list, with what is missing, short or priced otherwise named.

use domain::{quiet::Hours, shop::Stock};

use crate::{
    after::{Decided, Kind, Pace},
    effect::{Refusal, ShopOutcome},
    event::{Event, Timer},
    testing::Chat,
};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

fn buyer() -> Chat {
    let mut chat = Chat::known();
    chat.around.pace = Pace { quiet: Hours::NONE, ..Pace::default() };
    chat
}

fn stock(chat: &mut Chat, name: &str, stock: Stock) {
    let product = chat.catalogue.products.iter_mut().find(|product| product.name.starts_with(name)).unwrap();
    product.stock = stock;
}

#[test]
fn a_basket_is_saved_by_a_word_and_ordered_by_its_name() {
    let mut chat = buyer();
    chat.say("2 milk").say("save this as weekly").sees("The list \"weekly\" is saved").sees("2 × Milk 1 l");
    chat.say("clear basket").say("order weekly").sees("Your order (2 items)").tap("Order KES");
    assert_eq!(chat.orders_wished(), 1);
    chat.say("weekly").sees("List \"weekly\"").say("yes").sees("Your order (2 items)");
    chat.say("lists").sees("1 weekly");
}

#[test]
fn an_order_is_saved_from_its_page_and_the_name_is_asked_for() {
    let mut chat = buyer();
    chat.say("2 milk").say("checkout").tap("Order KES").say("order 1042").tap("Save as a list");
    chat.sees("What should the list be called?").say("menu");
    assert_eq!(chat.talk.screen_label(), "home", "a command is a command");
    chat.say("order 1042").tap("Save as a list").say("42").sees("This name cannot be used");
    chat.say("Monthly").sees("The list \"Monthly\" is saved");
    chat.tap("Rename").say("month end").sees("The list is called \"month end\" now");
    chat.tap("Delete the list").sees("is deleted").tap("Undo").sees("is back").sees("2 × Milk 1 l");
    chat.say("2 milk").say("save as month end").sees("is saved");
    assert_eq!(chat.talk.after.lists.len(), 1, "the same name is the same list");
}

#[test]
fn lists_have_bounds() {
    let mut chat = buyer();
    chat.say("save as weekly").sees("There is nothing to save");
    chat.say("lists").sees("You have no list yet");
    chat.say("2 milk");
    for name in ["a one", "b two", "c three", "d four", "e five", "f six", "g seven", "h eight", "i nine"] {
        chat.say(&format!("save as {name}")).sees("is saved");
    }
    chat.say("save as j ten").sees("You have 9 lists already");
    assert_eq!(chat.talk.after.lists.len(), 9);
}

#[test]
fn what_is_missing_short_or_priced_otherwise_is_named() {
    let mut chat = buyer();
    chat.say("5 milk").say("1 orange juice").say("3 milk");
    chat.say("checkout").tap("Order KES");
    stock(&mut chat, "Milk", Stock::Available { left: Some(3) });
    chat.shop.markup = 1_000;
    chat.say("order 1042").tap("Order it again");
    chat.sees("3 instead of 8")
        .sees("the price is KES 130.00, it was KES 120.00")
        .sees("Your order (3 items)");
    stock(&mut chat, "Milk", Stock::None);
    chat.say("clear basket").say("order 1042").tap("Order it again").sees("cannot be ordered at the moment");
}

#[test]
fn when_the_shop_has_fewer_than_the_catalogue_says_what_there_is_is_taken() {
    let mut chat = buyer();
    chat.say("5 milk").say("save as weekly").say("clear basket");
    chat.shop
        .next
        .push(ShopOutcome::Refused { refusal: Refusal::NotEnoughStock { left: Some(2) }, cart: None });
    chat.say("order weekly").sees("2 instead of 5").sees("Your order (2 items)");
}

#[test]
fn a_list_is_reminded_of_as_often_as_wished_and_once_each_time() {
    let mut chat = buyer();
    chat.say("2 milk")
        .say("save as weekly")
        .say("clear basket")
        .say("weekly")
        .tap("Remind me")
        .sees("How often")
        .tap("Every 2 weeks");
    chat.sees("every 14 days");
    let due = |chat: &mut Chat| {
        let before = chat.said.len();
        chat.turn(Event::Timer(Timer::Restock));
        chat.said.len() - before
    };
    assert_eq!(due(&mut chat), 0, "too early");
    chat.around.now_ms += 15 * DAY_MS;
    assert_eq!(due(&mut chat), 1);
    chat.sees("It is time for your list \"weekly\": 2 × Milk 1 l");
    let turn = chat.last_turn.clone().unwrap();
    assert!(turn.news.is_some_and(|news| news.was_asked_for));
    assert_eq!(due(&mut chat), 0, "once");
    chat.tap("Order it now").sees("Your order");
    chat.around.now_ms += 15 * DAY_MS;
    assert_eq!(due(&mut chat), 1);
    chat.tap("Stop reminders");
    chat.around.now_ms += 15 * DAY_MS;
    assert_eq!(due(&mut chat), 0);
    chat.say("menu").say("weekly").tap("Remind me").say("10").sees("every 10 days").say("stop");
    chat.around.now_ms += 11 * DAY_MS;
    assert_eq!(due(&mut chat), 0);
    let last = chat.talk.decisions().last().unwrap();
    assert_eq!((last.kind, last.decided), (Kind::Restock, Decided::Stopped));
}
