//! News of orders: told once, in order, wherever the buyer is.

use domain::{
    Money,
    ids::OrderId,
    shop::{Order, OrderSighting, OrderStatus, Tracking},
    template::{ORDER_STATUS, Template},
};
use proptest::prelude::*;

use crate::{
    event::Event,
    testing::{Chat, kes},
};

/// A buyer who has ordered, and the order as the shop has it.
fn ordered() -> (Chat, OrderSighting) {
    let mut chat = Chat::known();
    chat.say("2 milk").say("checkout").tap("Order KES");
    let order = chat.shop.orders[0].clone();
    let refunded = Money::from_minor(0, order.total.currency.clone());
    let facts = std::collections::BTreeMap::new();
    (chat, OrderSighting { order, refunded, tracking: None, names_buyer: true, facts })
}

fn at(second: u32) -> String {
    format!("2026-11-23T10:{:02}:{:02}", second / 60, second % 60)
}

/// The shop changes the order at a second; returns what the buyer is told.
fn seen(chat: &mut Chat, sighting: &OrderSighting, second: u32) -> Vec<String> {
    let mut sighting = sighting.clone();
    sighting.order.modified_at = at(second);
    let before = chat.said.len();
    chat.turn(Event::Order(Box::new(sighting)));
    chat.said[before..].iter().map(crate::testing::body).map(|body| body.replace('\u{a0}', " ")).collect()
}

fn with(sighting: &OrderSighting, status: OrderStatus) -> OrderSighting {
    let order = Order { status, ..sighting.order.clone() };
    OrderSighting { order, ..sighting.clone() }
}

#[test]
fn every_change_is_told_once_and_leaves_the_screen_as_it_is() {
    let (mut chat, order) = ordered();
    assert!(seen(&mut chat, &order, 1).is_empty(), "as it was told when it was placed");
    chat.say("browse");
    let completed = with(&order, OrderStatus::Completed);
    assert_eq!(seen(&mut chat, &completed, 2), ["Order 1042 is completed. Thank you."]);
    assert!(seen(&mut chat, &completed, 2).is_empty(), "the same again");
    assert!(seen(&mut chat, &completed, 3).is_empty(), "nothing that concerns the buyer");
    let stand_in = chat.last_turn.clone().unwrap().news;
    assert_eq!(stand_in, None);
    chat.say("1");
    assert_ne!(chat.talk.screen_label(), "home", "the list is still the list");
}

#[test]
fn payment_parcel_refund_and_a_new_total_are_told_in_words_of_their_own() {
    let (mut chat, order) = ordered();
    let waits = with(&order, OrderStatus::OnHold);
    assert_eq!(seen(&mut chat, &waits, 1), ["Order 1042 is waiting for the payment to be confirmed."]);
    let paid = with(&order, OrderStatus::Processing);
    let paid = OrderSighting { order: Order { is_paid: true, ..paid.order.clone() }, ..paid };
    let told = seen(&mut chat, &paid, 2);
    assert_eq!(told, ["Thank you, the payment for order 1042 has arrived. The order is being prepared now."]);
    let parcel = Tracking { carrier: "G4S".into(), tracking: "KE-77".into() };
    let sent = OrderSighting { tracking: Some(parcel), ..with(&paid, OrderStatus::Completed) };
    assert_eq!(seen(&mut chat, &sent, 3), ["Order 1042 is on its way.\nTracking (G4S): KE-77"]);
    let part = OrderSighting { refunded: kes(10_000), ..sent.clone() };
    assert_eq!(seen(&mut chat, &part, 4), ["Part of order 1042 was refunded: KES 100.00."]);
    let whole = OrderSighting { refunded: kes(44_000), ..with(&sent, OrderStatus::Refunded) };
    assert_eq!(seen(&mut chat, &whole, 5), ["Order 1042 was refunded: KES 440.00."]);

    let (mut chat, mut order) = ordered();
    order.order.total = kes(40_000);
    let told = seen(&mut chat, &order, 1);
    assert_eq!(told, ["The shop changed order 1042. The total is now KES 400.00, it was KES 440.00."]);
    let lost = OrderSighting {
        order: Order { payment_url: Some("https://shop/pay".into()), ..order.order.clone() },
        ..order
    };
    let told = seen(&mut chat, &with(&lost, OrderStatus::Failed), 2);
    assert_eq!(
        told,
        ["The payment for order 1042 did not go through. Nothing was charged.\nhttps://shop/pay"]
    );
    let told = seen(&mut chat, &with(&lost, OrderStatus::Other("awaiting-pickup".into())), 3);
    assert_eq!(told, ["News of order 1042. Status: awaiting pickup."]);
}

#[test]
fn a_template_stands_in_when_the_window_has_closed() {
    let (mut chat, order) = ordered();
    seen(&mut chat, &with(&order, OrderStatus::Completed), 1);
    let expected = Template::of(&ORDER_STATUS, "en", &["1042", "completed"]).unwrap();
    assert_eq!(chat.last_turn.clone().unwrap().news.map(|news| news.template), Some(expected));
}

#[test]
fn what_arrives_late_is_not_told_and_what_the_buyer_saw_is_not_told_again() {
    let (mut chat, order) = ordered();
    seen(&mut chat, &with(&order, OrderStatus::Completed), 9);
    assert!(seen(&mut chat, &with(&order, OrderStatus::OnHold), 8).is_empty(), "overtaken");
    assert!(
        seen(&mut chat, &with(&order, OrderStatus::Processing), 9).is_empty(),
        "the same second, backwards"
    );
    let (mut chat, order) = ordered();
    chat.shop.orders[0].status = OrderStatus::Completed;
    chat.shop.orders[0].modified_at = at(5);
    chat.say("order 1042").sees("Order 1042: completed");
    assert!(seen(&mut chat, &with(&order, OrderStatus::Completed), 5).is_empty());
}

#[test]
fn an_order_that_is_called_off_is_not_offered_again() {
    let (mut chat, order) = ordered();
    assert_eq!(
        seen(&mut chat, &with(&order, OrderStatus::Cancelled), 1),
        ["Order 1042 was cancelled. Nothing will be delivered."]
    );
    chat.say("hi");
    assert!(!chat.body().contains("The same again?"), "{}", chat.body());
}

#[test]
fn an_order_of_the_web_shop_is_adopted_silently_and_only_by_somebody_we_talk_with() {
    let (_, mut order) = ordered();
    order.order.id = OrderId(77);
    order.names_buyer = false;
    let mut stranger = Chat::new();
    assert!(seen(&mut stranger, &order, 1).is_empty());
    assert!(stranger.talk.order_ids().is_empty());
    let mut chat = Chat::new();
    chat.say("hi");
    assert!(seen(&mut chat, &order, 1).is_empty(), "placed elsewhere, known there");
    assert_eq!(chat.talk.order_ids(), [OrderId(77)]);
    assert_eq!(seen(&mut chat, &with(&order, OrderStatus::Completed), 2).len(), 1);
    assert!(seen(&mut chat, &with(&order, OrderStatus::CheckoutDraft), 3).is_empty(), "no order");
}

#[test]
fn an_order_of_which_nobody_knew_comes_to_light() {
    let mut chat = Chat::known();
    chat.shop.silent_when_placing = true;
    chat.say("2 milk").say("checkout").tap("Order KES");
    chat.outcome(crate::effect::ShopOutcome::PlacingUnclear).sees("I do not know yet");
    let (_, order) = ordered();
    let told = seen(&mut chat, &order, 1);
    assert_eq!(told, ["Thank you. Your order 1042 is placed. Total: KES 440.00."]);
    assert!(seen(&mut chat, &order, 2).is_empty());
    chat.say("2 milk").say("checkout");
    assert!(!chat.body().contains("not yet clear"), "{}", chat.body());
}

#[test]
fn news_are_told_while_a_person_has_the_conversation() {
    let (mut chat, order) = ordered();
    chat.say("agent");
    assert_eq!(seen(&mut chat, &with(&order, OrderStatus::Completed), 1).len(), 1);
    assert_eq!(chat.talk.screen_label(), "agent");
}

proptest! {
    /// Deliveries of one history, in any order and any number: each state is told at most once, never after a later
    /// one, and the last state is what the buyer knows in the end, if it was delivered at all.
    #[test]
    fn however_deliveries_are_mixed_news_go_forwards(deliveries in prop::collection::vec(0_usize..5, 1..30)) {
        let (mut chat, order) = ordered();
        let history = [
            OrderStatus::OnHold,
            OrderStatus::Processing,
            OrderStatus::Other("packed".into()),
            OrderStatus::Completed,
            OrderStatus::Refunded,
        ];
        let mut newest = None;
        for step in deliveries {
            let told = seen(&mut chat, &with(&order, history[step].clone()), u32::try_from(step).unwrap() + 1);
            let is_new = newest.is_none_or(|newest| step > newest);
            // Placed as "processing": hearing that first is no news.
            let is_known = newest.is_none() && history[step] == OrderStatus::Processing;
            prop_assert_eq!(told.len(), usize::from(is_new && !is_known), "{} after {:?}", step, newest);
            if is_new {
                newest = Some(step);
            }
        }
        prop_assert_eq!(chat.talk.told.last().map(|told| told.status.clone()), newest.map(|step| history[step].clone()));
    }
}
