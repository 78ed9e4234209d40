//! Wishes past the basket, in front of the conversation: what flows of their own ask of the shop's desk, without the flows.
//!
//! A buyer writes `agreed 3`, `more 1001` or `refund 1001`; the turn wants the effect and nothing else, and what comes of it
//! is told in words that the judge understands. Everything else goes to the real conversation.

use conversation::{
    Conversation, Turn,
    catalogue::Catalogue,
    effect::{
        Agreed, AgreedFee, AgreedLine, AgreedWish, LineChange, ORDER_GONE, ORDER_MOVED_ON, OrderChange,
        OrderNote, REFUND_TOO_LARGE, RefundWish, Refusal, ShopEffect, ShopOutcome,
    },
    event::{Event, Surroundings},
};
use domain::{
    Money,
    ids::{GatewayId, OrderId, ProductId},
    inbound::{Content, Message},
    outbound::{self, TextBody},
    shop::{Address, Gateway, GatewayKind, OrderStatus},
};

use crate::shop::kes;

/// The payment method of agreed orders, which no basket offers: it tells them apart.
pub const INVOICE: &str = "invoice";
/// What stands in the fact of a quote on an order that came of a wish.
pub const SCRIPTED: &str = "simulated";
/// What was agreed for one, in cents; no ware costs that.
pub const AGREED_MINOR: i64 = 12_345;
/// What was agreed for the delivery.
pub const FEE_MINOR: i64 = 1_500;
/// What is paid back of an order.
pub const REFUND_MINOR: i64 = 5_000;
/// The line that a change appends.
pub const APPENDED: ProductId = ProductId(16);
/// What its two pieces cost.
pub const APPENDED_MINOR: i64 = 9_990;
/// The article of agreed orders.
const ARTICLE: ProductId = ProductId(15);

/// Decides a turn.
pub fn decide(talk: Conversation, event: Event, around: &Surroundings, catalogue: &dyn Catalogue) -> Turn {
    // While a basket becomes an order, or a flow has asked the shop for something, the answers are not ours.
    let is_ours = talk.screen_label() != "placing" && !talk.waits_for_shop();
    match event {
        Event::Message(message) if is_ours => match wish(&message) {
            Some(effect) => turn(talk, None, Some(effect)),
            None => conversation::transition(talk, Event::Message(message), around, catalogue),
        },
        Event::Shop(outcome) if is_ours => match said(&outcome) {
            Some(words) => turn(talk, Some(&words), None),
            None => conversation::transition(talk, Event::Shop(outcome), around, catalogue),
        },
        other => conversation::transition(talk, other, around, catalogue),
    }
}

fn turn(conversation: Conversation, words: Option<&str>, effect: Option<ShopEffect>) -> Turn {
    let body = words.and_then(|words| TextBody::fit(words).ok());
    let messages = body.map(|body| outbound::Message::Text { body }).into_iter().collect();
    // A turn that leaves everything else as it is.
    Turn { messages, effect, ..conversation::apology(conversation) }
}

fn wish(message: &Message) -> Option<ShopEffect> {
    let Content::Text(text) = &message.content else { return None };
    text.lines().find_map(|line| {
        let (word, number) = line.split_once(' ')?;
        let number: u64 = number.parse().ok()?;
        match word {
            "agreed" => Some(ShopEffect::PlaceAgreed(Box::new(agreed(u32::try_from(number).ok()?)))),
            "more" => Some(ShopEffect::ChangeOrder(Box::new(more(OrderId(number))))),
            "refund" => Some(ShopEffect::Refund(Box::new(RefundWish {
                order: OrderId(number),
                key: format!("r{number}"),
                amount: kes(REFUND_MINOR),
                lines: Vec::new(),
                reason: "Simulated".into(),
            }))),
            _ => None,
        }
    })
}

/// Returns what so many cost.
pub fn price(quantity: u32) -> Money {
    kes(AGREED_MINOR).times(quantity)
}

fn agreed(quantity: u32) -> AgreedWish {
    let line = AgreedLine {
        product: ARTICLE,
        variation: None,
        name: "Basmati Rice 5 kg".into(),
        quantity,
        total: Some(price(quantity)),
    };
    AgreedWish {
        purpose: Agreed::Quote,
        lines: vec![line],
        fees: vec![AgreedFee { name: "Delivery".into(), total: kes(FEE_MINOR) }],
        address: Some(Address { first_name: "Amina".into(), country: "KE".into(), ..Address::default() }),
        gateway: Some(Gateway {
            id: GatewayId(INVOICE.into()),
            title: "Invoice".into(),
            description: String::new(),
            instructions: String::new(),
            kind: GatewayKind::Offline,
        }),
        status: OrderStatus::OnHold,
        note: String::new(),
        facts: vec![("_wa_quote".into(), SCRIPTED.into())],
        checks_stock: true,
    }
}

fn more(order: OrderId) -> OrderChange {
    let appended = LineChange { item: 0, product: APPENDED, quantity: 2, total: Some(kes(APPENDED_MINOR)) };
    OrderChange {
        from: vec![OrderStatus::OnHold],
        // Once: a second wish of the kind finds the order moved on.
        expects: vec![("_wa_more".into(), String::new())],
        lines: vec![appended],
        facts: vec![("_wa_more".into(), "yes".into())],
        notes: vec![OrderNote { key: "more".into(), text: "Two more".into(), is_for_customer: false }],
        ..OrderChange::of(order)
    }
}

fn said(outcome: &ShopOutcome) -> Option<String> {
    let is_agreed = |gateway: &Option<GatewayId>| gateway.as_ref().is_some_and(|id| id.as_str() == INVOICE);
    match outcome {
        ShopOutcome::Placed { order, .. } if is_agreed(&order.gateway) => {
            Some(format!("Agreed order {} stands", order.id))
        }
        ShopOutcome::NotPlaced { .. } => Some("No agreed order".into()),
        ShopOutcome::StillPlacing => Some("The agreed order takes longer".into()),
        ShopOutcome::PlacingUnclear => Some("The agreed order is unclear".into()),
        ShopOutcome::Changed { sighting } => Some(format!("Changed {}", sighting.order.id)),
        ShopOutcome::RefundDone { order, amount } => {
            Some(format!("Paid back {} of {}", amount.minor, order.id))
        }
        ShopOutcome::RefundUnclear => Some("The refund is unclear".into()),
        ShopOutcome::Refused { refusal: Refusal::Other { code }, .. }
            if [ORDER_GONE, ORDER_MOVED_ON, REFUND_TOO_LARGE].contains(&code.as_str()) =>
        {
            Some("Nothing was done at the desk".into())
        }
        _ => None,
    }
}
