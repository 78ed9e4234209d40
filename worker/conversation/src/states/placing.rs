//! The order is on its way: nothing changes the basket, every message gets an honest answer, and the end is told
//! with what happened, whether money moved, and what comes next.

use domain::{
    inbound::{Content, MediaKind},
    outbound::{self, Body, ButtonTitle, Link, TextBody, WebAddress, limits},
    shop::{Cart, Gateway, GatewayKind, Order, OrderStatus},
};

use crate::{
    after,
    choices::{Act, read_id},
    conversation::LastOrder,
    effect::{OrderWish, Refusal, Shortfall},
    scene::{Scene, short},
    state::{Checkout, State},
    states::{agent, basket, cancel, checkout, orders, privacy, summary},
    text::Text,
    understand::{Command, Meaning, understand},
};

/// Answers what comes in while the order is being placed.
pub fn meanwhile(scene: &mut Scene, content: &Content) {
    match content {
        Content::Reaction(_)
        | Content::Revoked
        | Content::ChatOpened
        | Content::IdentityChanged { .. }
        | Content::Edited { text: None }
        | Content::Media { kind: MediaKind::Sticker, .. } => {}
        Content::Button { id, .. }
        | Content::Row { id, .. }
        | Content::TemplateButton { payload: id, .. }
            if matches!(read_id(id), Some((_, Act::Agent))) =>
        {
            agent::ask(scene);
        }
        Content::Text(text) => match understand(&scene.talk, text) {
            Meaning::Command(Command::Act(Act::Agent)) => agent::ask(scene),
            Meaning::Command(Command::Stop) => privacy::stop(scene),
            Meaning::Command(Command::StopAll) => privacy::stop_all(scene),
            Meaning::Command(Command::Start) => privacy::start(scene),
            Meaning::Command(Command::MyData) => privacy::export(scene),
            _ => still(scene),
        },
        _ => still(scene),
    }
}

/// Says that the order is being placed, in other words each time.
pub fn still(scene: &mut Scene) {
    let texts = [Text::PlacingFirst, Text::PlacingAgain, Text::PlacingStill];
    let turn = usize::try_from(scene.talk.misses).unwrap_or(0) % texts.len();
    scene.talk.misses = scene.talk.misses.saturating_add(1);
    if let Some(text) = texts.get(turn) {
        scene.remark(*text, &[]);
    }
}

/// The shop takes longer than usual.
pub fn takes_longer(scene: &mut Scene) {
    scene.remark(Text::PlacingSlow, &[]);
}

/// Nobody could find out in time.
pub fn unclear(scene: &mut Scene) {
    scene.talk.misses = 0;
    scene.talk.unclear_since_ms = Some(scene.around.now_ms);
    scene.go(State::Unclear);
    unclear_again(scene);
}

/// Says again that it is not known.
pub fn unclear_again(scene: &mut Scene) {
    let body = scene.t(Text::PlacingUnclear, &[]);
    let choices = vec![
        scene.choice(Act::Orders, Text::ButtonOrders),
        scene.choice(Act::Agent, Text::ButtonAgent),
        scene.choice(Act::Menu, Text::ButtonMenu),
    ];
    scene.offer(body, choices);
}

fn wish_of(scene: &Scene) -> Option<OrderWish> {
    match &scene.talk.state {
        State::Placing { wish } => Some((**wish).clone()),
        _ => None,
    }
}

fn checkout_of(wish: OrderWish, cart: Cart) -> Box<Checkout> {
    Box::new(Checkout {
        rate: cart.chosen_rate().map(|rate| rate.id.clone()),
        cart,
        gateway: Some(wish.gateway.id.clone()),
        gateways: vec![wish.gateway],
        address: wish.address,
        address_told: true,
    })
}

/// Placed.
pub fn placed(scene: &mut Scene, order: Order, shortfalls: &[Shortfall], oversold: &[String]) {
    let wish = wish_of(scene);
    if let Some(wish) = &wish {
        after::again::remember_prices(scene, &wish.cart);
    }
    let gateway = wish.map(|wish| wish.gateway);
    scene.talk.misses = 0;
    scene.talk.unclear_since_ms = None;
    scene.talk.undo = None;
    scene.talk.failed = None;
    scene.talk.cart = None;
    scene.talk.remember_order(order.id);
    scene.talk.showed(&order);
    scene.talk.last_order = Some(LastOrder {
        number: order.number.clone(),
        total: order.total.clone(),
        content: orders::content(scene, &order),
        at_ms: scene.around.now_ms,
    });
    for name in oversold.iter().take(basket::LINES_SHOWN_MAX) {
        scene.note(Text::Oversold, &[("name", short(name).into())]);
    }
    if !shortfalls.is_empty() {
        for shortfall in shortfalls.iter().take(basket::LINES_SHOWN_MAX) {
            let args = [
                ("name", short(&shortfall.name).into()),
                ("wanted", shortfall.wanted.into()),
                ("got", shortfall.got.into()),
            ];
            scene.note(Text::ShortfallLine, &args);
        }
        return show_shortened(scene, order, gateway.map(Box::new));
    }
    announce(scene, &order, gateway.as_ref());
    scene.go(State::Placed { order: Box::new(order), gateway: gateway.map(Box::new) });
}

/// A quote was made an order.
pub fn agreed(scene: &mut Scene, order: Order, gateway: Gateway) {
    scene.talk.misses = 0;
    scene.talk.remember_order(order.id);
    scene.talk.showed(&order);
    scene.talk.last_order = Some(LastOrder {
        number: order.number.clone(),
        total: order.total.clone(),
        content: orders::content(scene, &order),
        at_ms: scene.around.now_ms,
    });
    announce(scene, &order, Some(&gateway));
    scene.go(State::Placed { order: Box::new(order), gateway: Some(Box::new(gateway)) });
}

/// Shows an order that is less than what was confirmed.
pub fn show_shortened(scene: &mut Scene, order: Order, gateway: Option<Box<Gateway>>) {
    let args = [("number", short(&order.number).into()), ("total", scene.money(&order.total).into())];
    let body = scene.t(Text::Shortened, &args);
    let cancel = cancel::title(scene, &order.number, limits::BUTTON_TITLE);
    let choices = vec![
        scene.choice(Act::KeepOrder, Text::ButtonKeepOrder),
        crate::screen::Choice::new(Act::CancelOrder(order.id), cancel),
        scene.choice(Act::Agent, Text::ButtonAgent),
    ];
    scene.go(State::Shortened { order: Box::new(order), gateway });
    scene.offer(body, choices);
}

/// Tells the number, the total and what comes next, once more.
pub fn show_placed(scene: &mut Scene, order: &Order, gateway: Option<&Gateway>) {
    announce(scene, order, gateway);
}

fn announce(scene: &mut Scene, order: &Order, gateway: Option<&Gateway>) {
    let args = [("number", short(&order.number).into()), ("total", scene.money(&order.total).into())];
    let head = scene.t(Text::Placed, &args);
    let next = next_step(scene, order, gateway);
    let body = scene.with_notes(&format!("{head}\n\n{next}"));
    if let Some(link) = pay_link(scene, order, &body) {
        return scene.send(outbound::Message::Link(link));
    }
    if outbound::length(&body) > limits::INTERACTIVE_BODY
        && let Ok(body) = TextBody::fit(body.clone())
    {
        // Bank details must not be cut, and a plain text holds four times as much.
        return scene.send(outbound::Message::Text { body });
    }
    let choices = vec![
        scene.choice(Act::Order(order.number.clone()), Text::ButtonOrderStatus),
        scene.choice(Act::Categories { parent: None, page: 0 }, Text::ButtonBrowse),
        scene.choice(Act::Agent, Text::ButtonAgent),
    ];
    scene.offer(body, choices);
}

fn next_step(scene: &Scene, order: &Order, gateway: Option<&Gateway>) -> String {
    let total = scene.money(&order.total);
    let title = if order.gateway_title.is_empty() {
        gateway.map_or_else(String::new, |gateway| short(&gateway.title))
    } else {
        short(&order.gateway_title)
    };
    let Some(gateway) = gateway else {
        return scene.t(Text::NextGeneral, &[("payment", title.into())]);
    };
    let instructions = gateway.instructions.trim();
    match gateway.kind {
        GatewayKind::CashOnDelivery => scene.t(Text::NextCashOnDelivery, &[("total", total.into())]),
        GatewayKind::BankTransfer if instructions.is_empty() => {
            scene.t(Text::NextBankLater, &[("total", total.into())])
        }
        GatewayKind::BankTransfer => {
            let args = [
                ("total", total.into()),
                ("number", short(&order.number).into()),
                ("details", instructions.to_owned().into()),
            ];
            scene.t(Text::NextBank, &args)
        }
        GatewayKind::Online if order.payment_url.is_some() && waits_for_money(order) => {
            scene.t(Text::NextPayLink, &[("total", total.into())])
        }
        GatewayKind::Online | GatewayKind::Offline if instructions.is_empty() => {
            scene.t(Text::NextGeneral, &[("payment", title.into())])
        }
        GatewayKind::Online | GatewayKind::Offline => {
            format!("{}\n{instructions}", scene.t(Text::NextGeneral, &[("payment", title.into())]))
        }
    }
}

fn waits_for_money(order: &Order) -> bool {
    matches!(order.status, OrderStatus::Pending | OrderStatus::Failed)
}

/// Makes the message with the button that opens the page to pay on, when the order waits for that.
pub fn pay_link(scene: &Scene, order: &Order, body: &str) -> Option<Link> {
    let address = WebAddress::new(order.payment_url.as_deref()?).ok().filter(|_| waits_for_money(order))?;
    let label = ButtonTitle::fit(scene.t(Text::ButtonPay, &[])).ok()?;
    Some(Link { header: None, body: Body::new(body).ok()?, footer: None, label, address })
}

/// The basket is no longer what was confirmed: says what changed, and asks again.
pub fn basket_changed(scene: &mut Scene, cart: Cart) {
    scene.talk.misses = 0;
    let Some(wish) = wish_of(scene) else {
        scene.note(Text::BasketChanged, &[]);
        return basket::show(scene, &cart);
    };
    let changes = differences(scene, &wish.cart, &cart);
    scene.note(Text::BasketChanged, &[]);
    scene.note_words(changes.join("\n"));
    let order = checkout_of(wish, cart);
    if order.cart.is_empty() || !order.cart.complaints.is_empty() {
        return basket::show(scene, &order.cart);
    }
    summary::show(scene, order);
}

/// Says line by line what is different.
fn differences(scene: &Scene, before: &Cart, now: &Cart) -> Vec<String> {
    let mut changes = Vec::new();
    for old in &before.lines {
        let name = basket::line_name(old);
        match now.lines.iter().find(|line| line.key == old.key) {
            None => changes.push(scene.t(Text::DiffGone, &[("name", name.into())])),
            Some(new) => {
                if new.quantity != old.quantity {
                    let args = [
                        ("name", name.clone().into()),
                        ("before", old.quantity.into()),
                        ("now", new.quantity.into()),
                    ];
                    changes.push(scene.t(Text::DiffQuantity, &args));
                }
                if new.unit_price != old.unit_price {
                    let args = [
                        ("name", name.into()),
                        ("before", scene.money(&old.unit_price).into()),
                        ("now", scene.money(&new.unit_price).into()),
                    ];
                    changes.push(scene.t(Text::DiffPrice, &args));
                }
            }
        }
    }
    for new in &now.lines {
        if before.lines.iter().all(|line| line.key != new.key) {
            let args = [("name", basket::line_name(new).into()), ("quantity", new.quantity.into())];
            changes.push(scene.t(Text::DiffNew, &args));
        }
    }
    if before.totals.total != now.totals.total {
        let args = [
            ("before", scene.money(&before.totals.total).into()),
            ("now", scene.money(&now.totals.total).into()),
        ];
        changes.push(scene.t(Text::DiffTotal, &args));
    }
    changes.truncate(6);
    changes
}

/// Not placed, and it will not be.
pub fn not_placed(scene: &mut Scene, refusal: &Refusal, cart: Option<Cart>) {
    scene.talk.misses = 0;
    let wish = wish_of(scene);
    let why = crate::outcome::refusal_words(scene, refusal, None);
    scene.note(Text::NotPlaced, &[("why", why.into())]);
    let Some(wish) = wish else {
        scene.go(State::Basket);
        return basket::show_copy(scene);
    };
    let order = checkout_of(wish.clone(), cart.unwrap_or(wish.cart));
    match refusal {
        Refusal::AddressRefused { field } => checkout::address_refused(scene, Some(order), *field),
        // The methods must be read again: this one is gone.
        Refusal::PaymentRefused { .. } => {
            scene.talk.profile.gateway = None;
            let body = scene.with_notes("");
            scene.go(State::Basket);
            let choices = vec![
                scene.choice(Act::Checkout, Text::ButtonOtherPayment),
                scene.choice(Act::Basket, Text::ButtonBasket),
                scene.choice(Act::Agent, Text::ButtonAgent),
            ];
            scene.offer(body, choices);
        }
        Refusal::NoDelivery => {
            let mut order = order;
            order.address_told = false;
            crate::states::ask::begin(scene, crate::effect::AddressField::Street, order);
        }
        Refusal::Other { .. } => {
            let body = scene.with_notes("");
            scene.go(State::Basket);
            let choices = vec![
                scene.choice(Act::Checkout, Text::ButtonTryAgain),
                scene.choice(Act::Basket, Text::ButtonBasket),
                scene.choice(Act::Agent, Text::ButtonAgent),
            ];
            scene.offer(body, choices);
        }
        _ => basket::show(scene, &order.cart),
    }
}

/// The shop could not be reached before anything was placed.
pub fn unreachable(scene: &mut Scene) {
    scene.talk.misses = 0;
    scene.note(Text::PlaceUnavailable, &[]);
    match wish_of(scene) {
        Some(wish) => {
            let cart = wish.cart.clone();
            summary::show(scene, checkout_of(wish, cart));
        }
        None => basket::show_copy(scene),
    }
}
