//! Browsing, searching, choosing.

use domain::{inbound::OrderItem, outbound::Message};

use crate::{
    effect::{ShopEffect, ShopOutcome},
    testing::{Chat, has_picture},
};

#[test]
fn from_browsing_to_an_order_takes_six_taps() {
    let mut chat = Chat::known();
    chat.say("hi").sees("Duka");
    chat.tap("Browse products").sees("1 Food");
    chat.tap("Workwear").sees("Work shirt · from KES 900.00");
    chat.say("menu").tap("Browse").tap("Office");
    chat.taps = 0;
    chat.say("hello")
        .tap("Browse products")
        .tap("Office")
        .tap("Pen 01")
        .tap("Add 1")
        .sees("Added: 1 × Pen 01.");
    chat.tap("Checkout").sees("Total: KES 250.00");
    chat.tap("Order KES").sees("Your order 1042 is placed");
    assert_eq!((chat.taps, chat.orders_wished()), (6, 1));
}

#[test]
fn a_known_item_takes_three_taps() {
    let mut chat = Chat::known();
    chat.say("milk").sees("*Milk 1 l*").sees("KES 120.00").sees("In stock: 50").sees("SKU-12");
    assert!(has_picture(chat.said.last().unwrap()));
    chat.tap("Add 2").tap("Checkout").sees("Moi Avenue 12").tap("Order KES").sees("is placed");
    assert_eq!((chat.taps, chat.orders_wished()), (3, 1));
}

#[test]
fn the_usual_order_takes_two_taps() {
    let mut chat = Chat::known();
    chat.say("2 milk").tap("Checkout").tap("Order KES");
    chat.taps = 0;
    chat.say("hello").sees("Your last order 1042: 2 × Milk 1 l, KES 440.00");
    chat.tap("Order it again").sees("2 × Milk 1 l").tap("Order KES").sees("order 1043");
    assert_eq!((chat.taps, chat.shop.orders.len()), (2, 2));
}

#[test]
fn a_new_buyer_learns_what_this_is() {
    let mut chat = Chat::new();
    chat.say("hi").sees("Welcome to Duka");
    assert_eq!(chat.titles(), ["Browse products", "Search", "Talk to a person"]);
    chat.say("hi").sees("Welcome back");
}

#[test]
fn lists_are_usable_by_number_name_and_word() {
    let mut chat = Chat::new();
    chat.say("browse").say("1").sees("1 Grains\n2 Drinks");
    chat.say("grains").sees("1 Rice 5 kg · KES 700.00");
    chat.say("2").sees("*Rice 1 kg*");
    chat.say("back").sees("1 Rice 5 kg");
    chat.say("back").sees("1 Grains").say("back").sees("1 Food");
}

#[test]
fn long_lists_have_nine_rows_and_more() {
    let mut chat = Chat::new();
    chat.say("browse").tap("Office");
    assert_eq!(chat.titles().len(), 10);
    chat.tap("More").sees("1 Pen 10").sees("It may be quicker to type");
    chat.say("more").sees("1 Pen 19");
    assert_eq!(chat.titles().last().unwrap(), "Menu");
}

#[test]
fn several_hits_are_listed_with_prices_and_none_of_these() {
    let mut chat = Chat::new();
    chat.say("rice").sees("I found these 2").sees("2 Rice 1 kg · KES 150.00").sees("3 None of these");
    chat.tap("None of these").sees("1 Grains");
    chat.say("SKU-11").sees("*Rice 1 kg*");
}

#[test]
fn amounts_are_understood_in_many_forms() {
    for text in ["3", "x3", "three", "make it 3"] {
        let mut chat = Chat::new();
        chat.say("milk").say(text).sees("Added: 3 × Milk 1 l.");
    }
    let mut chat = Chat::new();
    chat.say("3 x milk").sees("Added: 3 × Milk 1 l.").say("make it 5").sees("Now 5 × Milk 1 l.");
    assert_eq!(chat.shop.lines[0].quantity, 5);
    chat.say("milk")
        .tap("Other amount")
        .sees("How many")
        .say("99999")
        .sees("from 1 to 9999")
        .say("0")
        .sees("from 1 to");
    chat.say("60").sees("Only 50 left");
}

#[test]
fn attributes_are_asked_one_at_a_time_and_what_is_sold_out_is_left_out() {
    let mut chat = Chat::new();
    chat.say("work shirt").tap("Choose Color").sees("which Color");
    assert_eq!(chat.titles(), ["Blue", "Red"]);
    chat.tap("Blue").sees("which Size");
    chat.tap("XL").sees("*Work shirt, Blue, Cotton, XL*").sees("SHIRT-202");
    chat.tap("Add 1").sees("Added: 1 × Work shirt, Blue, Cotton, XL.");
    assert_eq!(chat.shop.lines[0].id.0, 202);
    // Red leaves one size, which is not asked.
    chat.say("work shirt").tap("Choose Color").tap("Red").sees("*Work shirt, Red, Cotton, M*");
}

#[test]
fn one_sentence_fills_several_attributes() {
    let mut chat = Chat::new();
    chat.say("work shirt").say("2 blue XL").sees("Added: 2 × Work shirt, Blue, Cotton, XL.");
}

#[test]
fn what_cannot_be_had_says_so() {
    let mut chat = Chat::new();
    chat.say("orange juice").sees("Out of stock").tap("See alternatives").sees("1 Milk 1 l");
    chat.say("forklift").sees("Price on request");
    assert!(chat.titles().contains(&"Talk to a person".to_owned()));
    chat.say("3").sees("Price on request");
    assert!(chat.wishes.is_empty());
}

#[test]
fn several_lines_fill_the_basket_and_only_doubtful_ones_are_asked() {
    let mut chat = Chat::new();
    chat.say("2 rice, 3 milk, 4 unicorns").sees("2 × \"rice\": which one do you mean?");
    chat.say("2").sees("3 × Milk 1 l\n2 × Rice 1 kg").sees("unicorns: not found");
    assert_eq!(chat.shop.lines.len(), 2);
}

#[test]
fn a_basket_of_whatsapps_catalogue_is_priced_by_the_shop() {
    let mut chat = Chat::new();
    let items = [("SKU-12", 2), ("SHIRT-201", 1), ("10", 1), ("GONE", 1)]
        .map(|(product, quantity)| OrderItem { product: product.into(), quantity });
    chat.send(domain::inbound::Content::Order { items: items.to_vec(), note: None });
    chat.sees("2 × Milk 1 l").sees("1 × Work shirt").sees("1 × Rice 5 kg").sees("GONE: not sold any more");
    assert_eq!(chat.wishes.iter().filter(|wish| matches!(wish, ShopEffect::AddArticle { .. })).count(), 3);
}

#[test]
fn an_old_button_shows_what_is_there_today() {
    let mut chat = Chat::new();
    chat.say("milk");
    let add = chat.id_of("Add 2");
    chat.say("rice").tap_id(&add, "Add 2").sees("That message is from before").sees("*Milk 1 l*");
    assert!(chat.wishes.is_empty());
    chat.tap("Add 2");
    let undo = chat.id_of("Undo");
    chat.say("menu").tap_id(&undo, "Undo").sees("from before").sees("what would you like");
}

#[test]
fn an_incomplete_catalogue_is_not_called_empty() {
    let mut chat = Chat::new();
    chat.catalogue.complete = false;
    chat.say("unicorn").sees("still being loaded");
    chat.catalogue.categories.clear();
    chat.say("browse").sees("still being loaded");
    assert!(matches!(chat.said.last(), Some(Message::List(_))));
}

#[test]
fn a_price_that_is_not_the_one_shown_is_told() {
    let mut chat = Chat::new();
    chat.shop.markup = 1_000;
    chat.say("milk").tap("Add 1").sees("Milk 1 l: the price is KES 130.00, it was KES 120.00");
}

#[test]
fn an_amount_typed_with_words_is_kept_while_choosing_which() {
    let mut chat = Chat::new();
    chat.say("2 rice").sees("I found these 2").tap("Rice 1 kg").sees("Added: 2 × Rice 1 kg.");
}

#[test]
fn a_number_means_a_button_where_it_can_mean_nothing_else() {
    let mut chat = Chat::new();
    chat.say("hi").say("1").sees("1 Food");
}

#[test]
fn a_picture_that_whatsapp_cannot_show_is_left_out() {
    let mut chat = Chat::new();
    chat.catalogue.products[2].image = Some("https://shop.example/milk.webp?x=1".into());
    chat.say("milk").sees("*Milk 1 l*");
    assert!(!has_picture(chat.said.last().unwrap()));
}

#[test]
fn what_is_not_in_the_basket_afterwards_is_not_called_added() {
    let mut chat = Chat::new();
    let cart = Box::new(chat.shop.cart());
    chat.shop.next = vec![ShopOutcome::Cart { cart, rebuilt: false }];
    chat.say("2 milk").sees("not sold at the moment");
    assert!(!chat.body().contains("Added"));
}
