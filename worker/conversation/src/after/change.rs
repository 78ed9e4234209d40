//! An order is changed before it is sent: fewer of something, or another address. Asked once with what it comes to, then
//! done by the shop, which has the last word. More of something is a new order at today's prices; a paid order goes to a
//! person, as money would have to go back.

use domain::{
    Money,
    outbound::{fit, limits},
    shop::{Address, Order, OrderLine},
};
use serde::{Deserialize, Serialize};

use super::{Act, Screen};
use crate::{
    choices,
    effect::{LineChange, OrderChange, OrderNote, ShopEffect, ShopOutcome},
    scene::{Scene, short},
    screen::Choice,
    state::{Origin as AnyOrigin, State},
    states::{address, ask, browse, cancel, help, orders},
    text::Text,
};

/// Lines of an order that can be chosen; two rows are for the address and for leaving it.
const LINES_MAX: usize = 8;

/// Where a wish came from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "after", rename_all = "snake_case")]
pub enum Origin {
    /// The order is read, to ask what is to change.
    ChangeAsked {
        /// Which.
        number: String,
    },
    /// The order is being changed.
    Changed {
        /// Which.
        number: String,
    },
}

/// What is to change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Change {
    /// Fewer of a line.
    Fewer {
        /// The line's own number.
        item: u64,
        /// How many stay.
        quantity: u32,
    },
    /// It goes elsewhere.
    Address {
        /// Where.
        address: Box<Address>,
    },
}

/// Tells whether an order can be changed by its buyer: where it could be called off too.
pub fn is_open(scene: &Scene, order: &Order) -> bool {
    cancel::hurdle(scene, order).is_none() && order.lines.iter().all(|line| line.item > 0)
}

/// Reads the order that is to be changed.
pub fn ask(scene: &mut Scene, number: &str) {
    let number = fit(number, orders::NUMBER_LENGTH_MAX);
    let known = scene.talk.orders.clone();
    let origin = Origin::ChangeAsked { number: number.clone() };
    scene.wish(ShopEffect::ReadOrder { number, known }, AnyOrigin::After(origin));
}

/// Asks what is to change.
pub fn show(scene: &mut Scene, order: Order) {
    if !is_open(scene, &order) {
        scene.note(Text::ChangeTooLate, &[("number", short(&order.number).into())]);
        return orders::show_one(scene, order);
    }
    let lines = (0_u32..).zip(order.lines.iter().take(LINES_MAX));
    let mut choices: Vec<Choice> = lines
        .map(|(place, line)| {
            let title = format!("{} × {}", line.quantity, fit(&line.name, 60));
            Choice::new(choices::Act::After(Act::ChangeLine(place)), title)
        })
        .collect();
    choices.push(scene.choice(choices::Act::After(Act::ChangeAddress), Text::RowAddress));
    choices.push(scene.choice(choices::Act::After(Act::KeepAll), Text::RowKeep));
    let body = scene.t(Text::ChangeOrderAsk, &[("number", short(&order.number).into())]);
    scene.go(State::After(Screen::Change { order: Box::new(order) }));
    browse::show_list(scene, body, choices, Text::OpenerChange);
}

/// Asks how many of a line stay.
pub fn line(scene: &mut Scene, place: u32) {
    let State::After(Screen::Change { order }) = scene.talk.state.clone() else {
        return crate::transition::redraw(scene);
    };
    let found = usize::try_from(place).ok().and_then(|place| order.lines.get(place).cloned());
    match found {
        Some(line) => ask_fewer(scene, order, &line),
        None => show(scene, *order),
    }
}

fn ask_fewer(scene: &mut Scene, order: Box<Order>, line: &OrderLine) {
    let args = [("name", short(&line.name).into()), ("quantity", line.quantity.into())];
    let body = scene.t(Text::ChangeFewerAsk, &args);
    scene.go(State::After(Screen::Fewer { order, item: line.item }));
    scene.offer(body, Vec::new());
}

/// Takes how many of a line stay.
pub fn counted(scene: &mut Scene, order: Box<Order>, item: u64, quantity: u32) {
    let Some(line) = order.lines.iter().find(|line| line.item == item).cloned() else {
        return show(scene, *order);
    };
    if quantity >= line.quantity {
        return scene.remark(Text::ChangeMore, &[("name", short(&line.name).into())]);
    }
    if quantity == 0 && order.lines.len() == 1 {
        // Nothing would be left of it.
        return cancel::show(scene, *order);
    }
    confirm(scene, order, Change::Fewer { item, quantity });
}

/// Asks for another address.
pub fn ask_address(scene: &mut Scene) {
    let State::After(Screen::Change { order } | Screen::Address { order }) = scene.talk.state.clone() else {
        return crate::transition::redraw(scene);
    };
    let body = scene.t(Text::ChangeAddressAsk, &[("number", short(&order.number).into())]);
    scene.go(State::After(Screen::Address { order }));
    scene.offer(body, Vec::new());
}

/// Takes another address.
pub fn addressed(scene: &mut Scene, order: Box<Order>, words: &str) {
    let mut to = scene.talk.profile.address.clone();
    address::set_place(&mut to, words);
    if to.line_1.trim().is_empty() || to.city.trim().is_empty() {
        return help::wrong(scene, Text::NotAnAddress);
    }
    scene.talk.misses = 0;
    confirm(scene, order, Change::Address { address: Box::new(to) });
}

/// Shows what the change comes to, and asks.
pub fn confirm(scene: &mut Scene, order: Box<Order>, change: Change) {
    let number = short(&order.number);
    let body = match &change {
        Change::Fewer { item, quantity } => {
            let Some(line) = order.lines.iter().find(|line| line.item == *item) else {
                return show(scene, *order);
            };
            let now = Money::from_minor(
                order.total.minor.saturating_sub(less_minor(line, *quantity)),
                order.total.currency.clone(),
            );
            let args = [
                ("number", number.into()),
                ("name", short(&line.name).into()),
                ("got", (*quantity).into()),
                ("wanted", line.quantity.into()),
                ("now", scene.money(&now).into()),
                ("before", scene.money(&order.total).into()),
            ];
            scene.t(Text::ChangeFewerConfirm, &args)
        }
        Change::Address { address } => {
            let place = ask::shown(&format!("{}, {}", address.line_1, address.city));
            scene.t(Text::ChangeAddressConfirm, &[("number", number.into()), ("place", place.into())])
        }
    };
    let title = scene.t(Text::ButtonChangeIt, &[]);
    let choices = vec![
        Choice::new(choices::Act::After(Act::DoChange), fit(&title, limits::BUTTON_TITLE)),
        scene.choice(choices::Act::After(Act::KeepAll), Text::ButtonKeepOrder),
        scene.choice(choices::Act::Agent, Text::ButtonAgent),
    ];
    scene.go(State::After(Screen::ConfirmChange { order, change }));
    scene.offer(body, choices);
}

/// Returns by how much an order gets cheaper when fewer of a line stay, minor units.
fn less_minor(line: &OrderLine, quantity: u32) -> i64 {
    let whole = i128::from(line.total.minor) + i128::from(line.tax_minor);
    let gone = i128::from(line.quantity.saturating_sub(quantity));
    let of = i128::from(line.quantity.max(1));
    i64::try_from((whole * gone * 2 + of).div_euclid(of * 2)).unwrap_or(0)
}

/// Has the shop do what was confirmed.
pub fn perform(scene: &mut Scene) {
    let State::After(Screen::ConfirmChange { order, change }) = scene.talk.state.clone() else {
        return crate::transition::redraw(scene);
    };
    let mut wish = OrderChange::of(order.id);
    wish.from.clone_from(&scene.around.cancellable);
    let text = match change {
        Change::Fewer { item, quantity } => {
            let line = order.lines.iter().find(|line| line.item == item);
            let Some(line) = line else { return show(scene, *order) };
            wish.lines = vec![LineChange { item, product: line.id, quantity, total: None }];
            format!(
                "Changed by the buyer on WhatsApp: {quantity} × {} instead of {}.",
                line.name, line.quantity
            )
        }
        Change::Address { address } => {
            wish.address = Some(*address);
            "The delivery address was changed by the buyer on WhatsApp.".to_owned()
        }
    };
    // One note per change: the moment that the shop had it last tells changes apart.
    let key = format!("buyer-change-{}", order.modified_at);
    wish.notes = vec![OrderNote { key, text, is_for_customer: false }];
    let origin = Origin::Changed { number: order.number.clone() };
    scene.wish(ShopEffect::ChangeOrder(Box::new(wish)), AnyOrigin::After(origin));
}

/// Leaves the order as it is.
pub fn keep(scene: &mut Scene) {
    let State::After(
        Screen::Change { order }
        | Screen::Fewer { order, .. }
        | Screen::Address { order }
        | Screen::ConfirmChange { order, .. },
    ) = scene.talk.state.clone()
    else {
        return crate::transition::redraw(scene);
    };
    scene.note(Text::OrderKept, &[("number", short(&order.number).into())]);
    orders::show_one(scene, *order);
}

/// Takes what the shop answered.
pub fn answered(scene: &mut Scene, origin: &Origin, outcome: ShopOutcome) {
    let (number, was_changing) = match origin {
        Origin::ChangeAsked { number } => (number, false),
        Origin::Changed { number } => (number, true),
    };
    match outcome {
        ShopOutcome::Order { order: Some(order) } if !was_changing => show(scene, *order),
        ShopOutcome::Order { order } => orders::show(scene, order.map(|order| *order), number),
        ShopOutcome::Changed { sighting } => {
            scene.note(Text::OrderChanged, &[("number", short(number).into())]);
            orders::show_one(scene, sighting.order);
        }
        ShopOutcome::Refused { .. } => look(scene, number, Text::ChangeTooLate),
        ShopOutcome::Unknown => look(scene, number, Text::ShopUnknown),
        _ => look(scene, number, Text::ShopUnavailable),
    }
}

/// Says how it went, and where to look.
fn look(scene: &mut Scene, number: &str, text: Text) {
    let body = scene.t(text, &[("number", short(number).into())]);
    let choices = vec![
        scene.choice(choices::Act::Order(number.to_owned()), Text::ButtonOrderStatus),
        scene.choice(choices::Act::Agent, Text::ButtonAgent),
        scene.choice(choices::Act::Menu, Text::ButtonMenu),
    ];
    scene.go(State::Home);
    scene.offer(body, choices);
}
