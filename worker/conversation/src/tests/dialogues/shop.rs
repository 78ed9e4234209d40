//! Dialogues of the shop: browsing, ordering, asking.

use domain::{
    inbound::{Content, MediaKind},
    shop::{GatewayKind, Order, OrderSighting, OrderStatus, Stock, Tracking},
};

use super::{Dialogue, Written, known};
use crate::{
    effect::{Refusal, ShopOutcome, Shortfall},
    event::{Event, Timer},
    testing::{Chat, gateway, kes, rate},
    text::{Text, render},
};

pub(super) const DIALOGUES: [Dialogue; 16] = [
    ("A new buyer browses to an order", |language| {
        let mut chat = Written::new(language, Chat::new());
        chat.say("hi").tap("top").tap("below").tap("in").tap("product").tap("add:");
        chat.tap("checkout")
            .say("Moi Avenue 12")
            .say("Nairobi")
            .say("asha")
            .say("asha@example.com")
            .tap("confirm");
        chat
    }),
    ("Somebody who knows what they want", |language| {
        let mut chat = known(language);
        chat.say("hi")
            .say("2 milk, 3 rice, 1 unicorn")
            .tap("pick")
            .say("x4")
            .say("undo")
            .tap("checkout")
            .tap("confirm");
        chat.say("hi").tap("again").tap("confirm");
        chat
    }),
    ("A product in several kinds, one that is sold out, one without a price", |language| {
        let mut chat = known(language);
        chat.say("work shirt").tap("choose").tap("value").tap("value").tap("take");
        chat.say("orange juice").say("forklift").say("pen").say("more").say("rice").tap("none");
        chat
    }),
    ("The basket is changed", |language| {
        let mut chat = known(language);
        chat.say("2 milk")
            .say("basket")
            .tap("lines")
            .tap("line")
            .tap("set")
            .say("basket")
            .say("coupon")
            .say("SAVE10");
        chat.say("clear basket").say("undo").say("undo").say("basket").say("start over");
        chat
    }),
    ("The order is changed before it is placed", |language| {
        let mut chat = known(language);
        chat.chat.shop.rates.push(rate("pickup", "Pickup", 0, false));
        chat.chat.shop.gateways.push(gateway("bacs", "Bank transfer", GatewayKind::BankTransfer));
        chat.say("2 milk").tap("checkout").tap("rate:1").tap("change").tap("delivery").tap("rate:0");
        chat.tap("change")
            .tap("payment")
            .tap("pay:0")
            .say("no")
            .tap("address")
            .say("back")
            .say("checkout")
            .tap("rate:0")
            .tap("confirm");
        chat
    }),
    ("Answers that do not fit, when an order is placed", |language| {
        let mut chat = Written::new(language, Chat::new());
        chat.say("2 milk").say("checkout").say("?").say("12").say("12345");
        chat.say("Moi Avenue 12").say("7").say("Nairobi").say("asha").say("none").say("asha@");
        chat.say("asha@example.com");
        chat
    }),
    ("Ways to pay before the goods are sent", |language| {
        let mut chat = known(language);
        chat.chat.shop.gateways = vec![
            gateway("card", "Card", GatewayKind::Online),
            gateway("bacs", "Bank", GatewayKind::BankTransfer),
        ];
        chat.say("2 milk").tap("checkout").tap("pay:1").tap("confirm");
        let mut other = known(language);
        other.chat.shop.gateways = vec![gateway("card", "Card", GatewayKind::Online)];
        other.say("2 milk").tap("checkout").tap("confirm");
        chat.text.push_str(&other.text);
        chat
    }),
    ("What comes hours late, and what can be had no more", |language| {
        let mut chat = known(language);
        chat.chat.clock_ahead_ms = 5 * 60 * 60 * 1_000;
        chat.say("2 milk").tap("resume");
        chat.chat.clock_ahead_ms = 0;
        chat.chat.shop.next.push(ShopOutcome::Unavailable);
        chat.say("basket");
        let milk = chat.chat.catalogue.products.iter_mut().find(|product| product.name.starts_with("Milk"));
        if let Some(milk) = milk {
            milk.stock = Stock::Available { left: Some(3) };
        }
        chat.say("milk").say("x9").say("milk").tap("amount").say("many").say("0");
        chat.say("order again").say("coupon").say("what do you mean").say("basket");
        chat
    }),
    ("The shop has less than was ordered", |language| {
        let mut chat = known(language);
        chat.say("2 milk").tap("checkout");
        chat.chat.shop.silent_when_placing = true;
        chat.tap("confirm").say("?").say("?").say("?");
        chat.event("a minute later", Event::Shop(Box::new(ShopOutcome::StillPlacing)));
        let ShopOutcome::Placed { order, oversold, .. } = chat.chat.shop.place() else { panic!("placed") };
        let shortfalls = vec![Shortfall { name: "Milk 1 l".into(), wanted: 2, got: 1 }];
        let placed = ShopOutcome::Placed { order, shortfalls, oversold };
        chat.event("the shop answers", Event::Shop(Box::new(placed))).tap("cancel");
        chat
    }),
    ("The shop does not answer, or refuses", |language| {
        let mut chat = known(language);
        chat.say("2 milk").tap("checkout");
        chat.chat.shop.silent_when_placing = true;
        chat.tap("confirm");
        chat.event("nobody knows", Event::Shop(Box::new(ShopOutcome::PlacingUnclear))).say("basket");
        let refused = ShopOutcome::NotPlaced { refusal: Refusal::NoDelivery, cart: None };
        let mut other = known(language);
        other.say("2 milk").tap("checkout");
        other.chat.shop.silent_when_placing = true;
        other.tap("confirm").event("the shop refuses", Event::Shop(Box::new(refused)));
        chat.text.push_str(&other.text);
        chat
    }),
    ("Orders, and what becomes of them", |language| {
        let mut chat = known(language);
        chat.say("orders")
            .say("2 milk")
            .tap("checkout")
            .tap("confirm")
            .say("orders")
            .tap("order")
            .say("order 999");
        let order = chat.chat.shop.orders[0].clone();
        for (second, status, what) in [
            (1, OrderStatus::OnHold, "waits"),
            (2, OrderStatus::Processing, "paid"),
            (3, OrderStatus::Completed, "sent"),
            (4, OrderStatus::Completed, "a part is paid back"),
            (5, OrderStatus::Refunded, "all is paid back"),
        ] {
            let modified_at = format!("2026-11-23T10:00:0{second}");
            let order = Order { status, modified_at, is_paid: second >= 2, ..order.clone() };
            let parcel = Tracking { carrier: "G4S".into(), tracking: "KE-77".into() };
            let refunded = kes(match second {
                0..=3 => 0,
                4 => 10_000,
                _ => 44_000,
            });
            let tracking = (second >= 3).then_some(parcel);
            let sighting = OrderSighting {
                order,
                refunded,
                tracking,
                names_buyer: true,
                facts: std::collections::BTreeMap::new(),
            };
            chat.event(what, Event::Order(Box::new(sighting)));
        }
        chat
    }),
    ("An order is called off", |language| {
        let mut chat = known(language);
        chat.say("2 milk").tap("checkout").tap("confirm").say("3 milk").tap("checkout").tap("confirm");
        let name = render(language, Text::ButtonCancelOrder, &[("number", "1042".into())]);
        chat.say("order 1042").say(&name).tap("keep").tap("askcancel").tap("cancel").say("cancel my order");
        chat.chat.shop.orders[1].is_paid = true;
        chat.say("cancel order 1043").tap("cancel");
        let mut other = known(language);
        other.say("2 milk").tap("checkout").tap("confirm").say("cancel order 1042");
        other.chat.shop.orders[0].is_paid = true;
        other.tap("cancel");
        chat.text.push_str(&other.text);
        chat
    }),
    ("A person, and promotions", |language| {
        let mut chat = known(language);
        chat.say("agent").say("hello?").say("menu").say("stop").say("stop").say("start");
        chat.chat.shop.rates.push(rate("pickup", "Pickup", 0, false));
        chat.say("2 milk").say("checkout").say("agent").tap("bot");
        chat.event("a person writes", Event::StaffSpoke);
        chat.chat.around.now_ms += 12 * 60 * 60 * 1_000;
        chat.event("nobody writes for long", Event::Timer(Timer::AgentSilent));
        chat
    }),
    ("What is not understood", |language| {
        let mut chat = known(language);
        chat.say("help").say("qwrtz").say("qwrtz").say("qwrtz").say("\u{2026}");
        for (what, kind) in [
            ("(voice note)", MediaKind::Voice),
            ("(picture)", MediaKind::Image),
            ("(film)", MediaKind::Video),
            ("(document)", MediaKind::Document),
        ] {
            chat.send(what, Content::Media { kind, caption: None, files: Vec::new() });
        }
        chat.send("(something new)", Content::Unsupported { kind: "poll".into(), code: None });
        chat.say("thanks");
        chat
    }),
    ("Back after a pause, and prices that changed", |language| {
        let mut chat = known(language);
        chat.say("2 milk").tap("checkout");
        chat.chat.around.now_ms += 30 * 60 * 60 * 1_000;
        chat.say("hmm").tap("resume");
        if let Some(milk) =
            chat.chat.catalogue.products.iter_mut().find(|product| product.name.starts_with("Milk"))
        {
            milk.stock = Stock::None;
        }
        chat.say("milk");
        chat
    }),
    ("Languages", |language| {
        let mut chat = known(language);
        chat.say("language");
        chat
    }),
];
