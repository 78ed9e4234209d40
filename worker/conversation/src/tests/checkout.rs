//! From the basket to the order number.

use domain::{
    inbound::Content,
    outbound::Message,
    shop::{GatewayKind, OrderStatus},
};

use crate::{
    effect::{AddressField, Refusal, ShopEffect, ShopOutcome, Shortfall},
    state::{Origin, Wish},
    testing::{Chat, FakeShop, kes},
};

fn at_summary() -> Chat {
    let mut chat = Chat::known();
    chat.say("2 milk").tap("Checkout").sees("Your order (2 items)");
    chat
}

fn placing() -> Chat {
    let mut chat = at_summary();
    chat.shop.silent_when_placing = true;
    chat.tap("Order KES");
    assert_eq!(chat.talk.screen_label(), "placing");
    chat
}

fn placed(shop: &mut FakeShop) -> domain::shop::Order {
    match shop.place() {
        ShopOutcome::Placed { order, .. } => *order,
        _ => panic!("placed"),
    }
}

#[test]
fn only_what_is_missing_is_asked() {
    let mut chat = Chat::new();
    chat.say("2 milk").tap("Checkout").sees("street and town");
    assert!(matches!(chat.said.last(), Some(Message::LocationRequest { .. })));
    chat.say("Moi Avenue 12").sees("Which town").say("Nairobi").sees("e-mail");
    chat.say("asha").sees("asha@example.com").say("asha@example").sees("a person can help");
    chat.say("asha@example.org")
        .sees("For: Asha Kamau, Moi Avenue 12, Nairobi")
        .sees("Delivery (Courier): KES 200.00");
    chat.sees("Payment: Cash on delivery").sees("Total: KES 440.00");
    assert_eq!(chat.titles(), ["Order KES\u{a0}440.00", "Change something", "Basket"]);
    chat.say("yes").sees("Your order 1042 is placed. Total: KES 440.00").sees("when it is delivered");
    let Some(ShopEffect::PlaceOrder(wish)) = chat.wishes.last() else { panic!("an order") };
    assert_eq!((wish.address.phone.as_str(), wish.address.country.as_str()), ("+254700000001", "KE"));
    // Next time nothing is asked.
    chat.say("milk").tap("Add 1").tap("Checkout").sees("Your order (1 item)");
}

#[test]
fn a_pin_or_a_form_is_an_address() {
    let mut chat = Chat::new();
    chat.say("2 milk").tap("Checkout");
    chat.send(Content::Location { latitude: -1.28, longitude: 36.81, name: None, address: None })
        .sees("Which town");
    chat.say("Nairobi").say("a@b.co").sees("Location sent by phone, -1.28000, 36.81000, Nairobi");
    let answers = r#"{"values":{"name":"Asha Kamau","address":"1 Example Street","city":"Mombasa"}}"#;
    chat.send(Content::Form { name: "address_message".into(), answers: answers.into() });
    chat.sees("1 Example Street, Mombasa");
    assert_eq!(chat.shop.address.as_ref().unwrap().city, "Mombasa");
}

#[test]
fn delivery_and_payment_are_asked_when_there_is_a_choice() {
    use crate::testing::{gateway, rate};
    let mut chat = Chat::known();
    chat.talk.profile.gateway = None;
    chat.shop.rates = vec![rate("a", "Courier", 20_000, true), rate("b", "Pick-up", 0, false)];
    chat.shop.gateways.push(gateway("bacs", "Bank transfer", GatewayKind::BankTransfer));
    chat.say("2 milk").tap("Checkout").sees("How shall we deliver to Nairobi?").sees("2 Pick-up · KES 0.00");
    chat.say("pick-up")
        .sees("How would you like to pay?")
        .say("2")
        .sees("Payment: Bank transfer")
        .sees("Delivery (Pick-up)");
    chat.tap("Change").tap("Payment").tap("Cash").sees("Payment: Cash");
    chat.tap("Change").tap("Name").say("Bina Otieno").sees("For: Bina Otieno");
    chat.tap("Change")
        .tap("Payment")
        .tap("Bank")
        .tap("Order KES")
        .sees("IBAN KE12 3456")
        .sees("reference 1042");
}

#[test]
fn a_rate_that_the_shop_does_not_take_is_asked_and_not_repeated() {
    use crate::testing::rate;
    let mut chat = Chat::known();
    chat.shop.rates = vec![rate("a", "Courier", 20_000, true), rate("b", "Pick-up", 0, false)];
    chat.say("2 milk").tap("Checkout");
    let cart = Box::new(chat.shop.cart());
    chat.shop.next = vec![ShopOutcome::Cart { cart, rebuilt: false }];
    chat.tap("Pick-up").sees("How shall we deliver");
}

#[test]
fn confirm_tapped_twice_places_one_order() {
    let mut chat = at_summary();
    let confirm = chat.id_of("Order KES");
    chat.shop.silent_when_placing = true;
    chat.tap_id(&confirm, "Order")
        .tap_id(&confirm, "Order")
        .sees("is being placed")
        .say("yes")
        .sees("placed once");
    assert_eq!(chat.orders_wished(), 1);
    let outcome = chat.shop.place();
    chat.outcome(outcome).sees("1042");
    chat.tap_id(&confirm, "Order").sees("from before").say("yes");
    assert_eq!(chat.orders_wished(), 1);
}

#[test]
fn nothing_changes_the_basket_while_the_order_is_placed() {
    let mut chat = placing();
    let wishes = chat.wishes.len();
    for text in
        ["undo", "2 milk", "clear basket", "basket", "menu", "start over", "checkout", "hi", "😀", "stop"]
    {
        let before = chat.body();
        chat.say(text);
        assert_ne!(chat.body(), before, "never the same sentence twice");
    }
    assert_eq!((chat.wishes.len(), chat.talk.screen_label()), (wishes, "placing"));
    chat.outcome(ShopOutcome::StillPlacing).sees("do not order again");
    let outcome = chat.shop.place();
    chat.outcome(outcome).sees("Your order 1042 is placed");
}

#[test]
fn what_a_dispute_asked_for_meanwhile_is_not_taken_for_the_end_of_placing() {
    let outcomes = [
        ShopOutcome::Unavailable,
        ShopOutcome::Unknown,
        ShopOutcome::RefundUnclear,
        ShopOutcome::Refused { refusal: Refusal::Other { code: "x".into() }, cart: None },
    ];
    for outcome in outcomes {
        let mut chat = placing();
        let origin = Origin::Dispute(crate::dispute::Origin::Refund { case: "1042-1".into() });
        let effect = ShopEffect::ReadSighting { order: domain::ids::OrderId(1042) };
        chat.talk.awaiting = Some(Box::new(Wish { effect, origin }));
        chat.outcome(outcome);
        assert_eq!(chat.talk.screen_label(), "placing");
        let placed = chat.shop.place();
        chat.outcome(placed).sees("Your order 1042 is placed");
    }
}

#[test]
fn an_agent_can_be_asked_for_while_placing_and_the_order_is_still_told() {
    let mut chat = placing();
    chat.say("agent").sees("A person will answer");
    let outcome = chat.shop.place();
    chat.outcome(outcome).sees("1042");
    assert_eq!(chat.talk.order_ids().len(), 1);
}

#[test]
fn an_unclear_end_is_neither_success_nor_failure() {
    for outcome in [ShopOutcome::PlacingUnclear, ShopOutcome::Unknown] {
        let mut chat = placing();
        chat.outcome(outcome).sees("I do not know yet whether your order was placed");
        chat.say("checkout").sees("this would be a second one");
        let late = chat.shop.place();
        chat.outcome(late).sees("Your order 1042 is placed");
    }
}

#[test]
fn what_changed_is_told_and_confirmed_again() {
    let mut chat = placing();
    chat.shop.lines[0].unit_price = kes(13_000);
    chat.shop.lines[0].total = kes(13_000);
    chat.shop.lines[0].quantity = 1;
    let cart = Box::new(chat.shop.cart());
    chat.outcome(ShopOutcome::BasketChanged { cart });
    chat.sees("Nothing is ordered yet")
        .sees("1 instead of 2")
        .sees("the price is KES 130.00, it was KES 120.00");
    chat.shop.silent_when_placing = false;
    chat.tap("Order KES").sees("is placed. Total: KES 330.00");
    assert_eq!(chat.orders_wished(), 2, "one for each confirm");
}

#[test]
fn an_unreachable_shop_places_nothing_by_itself() {
    let mut chat = placing();
    chat.outcome(ShopOutcome::Unavailable)
        .sees("Nothing was ordered and nothing was charged")
        .sees("Your order (2 items)");
    assert_eq!(chat.orders_wished(), 1);
    assert_eq!(chat.talk.screen_label(), "summary");
}

#[test]
fn each_refusal_leads_to_where_it_can_be_mended() {
    for (refusal, words, screen) in [
        (Refusal::AddressRefused { field: Some(AddressField::Phone) }, "phone number", "ask"),
        (Refusal::AddressRefused { field: Some(AddressField::Postcode) }, "postal code", "ask"),
        (Refusal::AddressRefused { field: None }, "does not accept \"Moi Avenue 12\"", "ask"),
        (Refusal::PaymentRefused { total: None, gateway: None }, "not accepted any more", "basket"),
        (Refusal::NoDelivery, "does not deliver", "ask"),
        (Refusal::OutOfStock, "out of stock", "basket"),
        (Refusal::Other { code: "odd".into() }, "did not accept", "basket"),
    ] {
        let mut chat = placing();
        chat.outcome(ShopOutcome::NotPlaced { refusal, cart: None });
        chat.sees("was not placed, and nothing was charged").sees(words);
        assert_eq!(chat.talk.screen_label(), screen);
    }
    let mut chat = placing();
    chat.outcome(ShopOutcome::NotPlaced {
        refusal: Refusal::AddressRefused { field: Some(AddressField::Phone) },
        cart: None,
    });
    assert!(matches!(chat.said.last(), Some(Message::ContactRequest { .. })), "one tap shares the number");
    let phones = vec!["+254712345678".parse().unwrap()];
    chat.send(Content::Contacts { phones, requested: true }).sees("Your order (2 items)");
    assert_eq!(chat.shop.address.as_ref().unwrap().phone, "+254712345678");
}

#[test]
fn a_shortened_order_is_told_with_an_offer_to_cancel() {
    let mut chat = placing();
    let order = placed(&mut chat.shop);
    let shortfalls = vec![Shortfall { name: "Milk 1 l".into(), wanted: 2, got: 1 }];
    chat.outcome(ShopOutcome::Placed { order: Box::new(order), shortfalls, oversold: Vec::new() });
    chat.sees("Milk 1 l: 1 instead of 2").sees("Keep it, or cancel it?");
    let cancel = chat.id_of("Cancel order 1042");
    chat.tap("Cancel order 1042").sees("Order 1042 is cancelled");
    chat.tap_id(&cancel, "Cancel order 1042").sees("from before");
    assert_eq!(chat.shop.orders[0].status, OrderStatus::Cancelled);
}

#[test]
fn a_shortened_order_that_is_kept_goes_on_as_usual() {
    let mut chat = placing();
    let order = placed(&mut chat.shop);
    let shortfalls = vec![Shortfall { name: "Milk 1 l".into(), wanted: 2, got: 1 }];
    chat.outcome(ShopOutcome::Placed { order: Box::new(order), shortfalls, oversold: Vec::new() });
    chat.tap("Keep the order").sees("when it is delivered");
}

#[test]
fn an_online_payment_comes_with_a_link() {
    let mut chat = placing();
    let mut order = placed(&mut chat.shop);
    order.status = OrderStatus::Pending;
    order.payment_url = Some("https://shop.example/pay/1042?key=x".into());
    chat.outcome(ShopOutcome::Placed {
        order: Box::new(order),
        shortfalls: Vec::new(),
        oversold: vec!["Milk 1 l".into()],
    });
    assert!(matches!(chat.said.last(), Some(Message::Link(_))));
    chat.sees("1042");
}

#[test]
fn a_place_without_delivery_asks_for_another() {
    let mut chat = Chat::known();
    chat.shop.rates.clear();
    chat.say("2 milk").tap("Checkout").sees("does not deliver to Nairobi");
}

#[test]
fn orders_are_listed_shown_and_found_by_number() {
    let mut chat = at_summary();
    chat.tap("Order KES");
    chat.say("where is my order")
        .sees("1 Order 1042 · KES 440.00")
        .say("1")
        .sees("Order 1042: being prepared");
    chat.say("order 1042").sees("2 × Milk 1 l").say("order 999").sees("cannot find an order 999");
    chat.shop.orders.clear();
    chat.say("orders").sees("no order of yours");
}

#[test]
fn a_total_that_does_not_fit_the_button_stands_in_the_body() {
    let mut chat = Chat::known();
    chat.shop.markup = 99_999_999_900;
    chat.say("2 milk").tap("Checkout").sees("Total: KES 2,000,000,438.00");
    assert_eq!(chat.titles()[0], "Place order");
}

#[test]
fn after_a_long_pause_the_answer_just_typed_is_kept() {
    let mut chat = Chat::new();
    chat.say("2 milk").tap("Checkout");
    chat.around.now_ms += 7 * 60 * 60 * 1000;
    chat.say("Moi Avenue 12, Nairobi")
        .sees("You were giving the address for 2 items. Would you like to continue?");
    chat.tap("Continue").sees("e-mail");
    assert_eq!(chat.talk.profile.address.city, "Nairobi");
}

#[test]
fn an_unclear_order_that_was_not_placed_is_told_later() {
    let mut chat = placing();
    chat.outcome(ShopOutcome::PlacingUnclear);
    let cart = Some(Box::new(chat.shop.cart()));
    chat.outcome(ShopOutcome::NotPlaced { refusal: Refusal::OutOfStock, cart });
    chat.sees("was not placed, and nothing was charged").sees("Your basket (2 items)");
    chat.tap("Checkout");
    assert!(!chat.body().contains("second one"));
}

#[test]
fn an_address_that_the_shop_refuses_at_once_is_asked_again() {
    let mut chat = Chat::known();
    chat.say("2 milk");
    let refusal = Refusal::AddressRefused { field: Some(AddressField::Postcode) };
    chat.shop.next = vec![ShopOutcome::Refused { refusal, cart: None }];
    chat.tap("Checkout").sees("postal code").say("00100").sees("Your order (2 items)").sees("00100");
}

#[test]
fn a_long_basket_still_has_its_buttons_and_its_total() {
    let mut chat = Chat::known();
    let lines: Vec<String> = (1..=15).map(|number| format!("2 pen {number:02}")).collect();
    chat.say(&lines.join("\n")).tap("Checkout").sees("and 6 more").sees("Total: KES 1,700.00");
    chat.tap("Order KES").sees("is placed");
}

#[test]
fn a_basket_that_costs_nothing_needs_no_payment_method() {
    let mut chat = Chat::known();
    chat.shop.gateways.clear();
    chat.say("2 milk").tap("Checkout").sees("no way to pay");
    let mut cart = chat.shop.cart();
    cart.needs_payment = false;
    chat.shop.next = vec![ShopOutcome::Checkout { cart: Box::new(cart), gateways: Vec::new() }];
    chat.tap("Checkout").sees("Payment: nothing to pay");
}
