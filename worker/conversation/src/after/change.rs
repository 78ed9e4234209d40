//! An order is changed before it is sent: fewer or more of something, or another address. Asked once with what it comes to,
//! then done by the shop, which has the last word: it looks whether there is enough, and does nothing once the order is
//! paid or changed by somebody else. More of something whose price is another today goes into the basket for a new order;
//! a paid order goes to a person, as money would have to be moved.

use domain::{
    Money,
    outbound::{fit, limits},
    shop::{Address, Order, OrderLine},
};
use serde::{Deserialize, Serialize};

use super::{Act, Screen};
use crate::{
    choices,
    effect::{LineChange, ORDER_MOVED_ON, OrderChange, OrderNote, Refusal, ShopEffect, ShopOutcome},
    scene::{Scene, short},
    screen::Choice,
    state::{Origin as AnyOrigin, State},
    states::{address, ask, basket, browse, cancel, doubt, help, orders},
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
    /// The order was no longer as it was shown: it is read again, to say what happened.
    MovedOn {
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
    /// More of a line, at its price.
    More {
        /// The line's own number.
        item: u64,
        /// How many it is then.
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
    if quantity == line.quantity {
        return ask_fewer(scene, order, &line);
    }
    if quantity > line.quantity && costs_the_same(scene, &line) {
        return confirm(scene, order, Change::More { item, quantity });
    }
    if quantity > line.quantity {
        return offer_new_order(scene, order, &line, quantity - line.quantity);
    }
    if quantity == 0 && order.lines.len() == 1 {
        // Nothing would be left of it.
        return cancel::show(scene, *order);
    }
    confirm(scene, order, Change::Fewer { item, quantity });
}

/// Tells whether one of a line costs today what it cost in the order, with or without tax. Where it does not, as after a
/// discount, more of it is a new order.
fn costs_the_same(scene: &Scene, line: &OrderLine) -> bool {
    let Some(today) = today(scene, line) else { return false };
    let count = i64::from(line.quantity.max(1));
    let net = line.total.minor;
    today.currency == line.total.currency
        && [net, net.saturating_add(line.tax_minor)]
            .into_iter()
            .any(|whole| today.minor.saturating_mul(count) == whole)
}

/// Returns what one costs today, as the catalogue has it.
fn today(scene: &Scene, line: &OrderLine) -> Option<Money> {
    let article = basket::article_by_id(scene, line.id, &line.name, &[])?;
    let product = scene.catalogue.product(article.product)?;
    match article.variation {
        None => product.price,
        Some(id) => product.variations.into_iter().find(|own| own.id == id)?.price,
    }
}

/// Offers to order what is wanted on top anew.
fn offer_new_order(scene: &mut Scene, order: Box<Order>, line: &OrderLine, more: u32) {
    let args =
        [("number", short(&order.number).into()), ("name", short(&line.name).into()), ("count", more.into())];
    let body = scene.t(Text::ChangeMore, &args);
    let choices = vec![
        scene.choice(choices::Act::After(Act::OrderMore { item: line.item, more }), Text::ButtonNewOrder),
        scene.choice(choices::Act::After(Act::KeepAll), Text::ButtonKeepOrder),
        scene.choice(choices::Act::Agent, Text::ButtonAgent),
    ];
    scene.go(State::After(Screen::Fewer { order, item: line.item }));
    scene.offer(body, choices);
}

/// Puts what is wanted on top into the basket, and goes on to the checkout.
pub fn order_more(scene: &mut Scene, item: u64, more: u32) {
    let State::After(Screen::Fewer { order, .. }) = scene.talk.state.clone() else {
        return crate::transition::redraw(scene);
    };
    let Some(line) = order.lines.iter().find(|line| line.item == item) else { return show(scene, *order) };
    let article = basket::article_by_id(scene, line.id, &line.name, &[]);
    let (wanted, missing) = super::again::prepare(scene, vec![(article, more, line.name.clone())]);
    doubt::add_all(scene, wanted, missing, true);
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
        Change::Fewer { item, quantity } | Change::More { item, quantity } => {
            let Some(line) = order.lines.iter().find(|line| line.item == *item) else {
                return show(scene, *order);
            };
            let now = Money::from_minor(
                order.total.minor.saturating_add(growth_minor(line, *quantity)),
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

/// Returns by how much an order gets dearer with so many of a line, minor units; negative when there are fewer.
fn growth_minor(line: &OrderLine, quantity: u32) -> i64 {
    let whole = i128::from(line.total.minor) + i128::from(line.tax_minor);
    let more = i128::from(quantity) - i128::from(line.quantity);
    let of = i128::from(line.quantity.max(1));
    i64::try_from((whole * more * 2 + of).div_euclid(of * 2)).unwrap_or(0)
}

/// Has the shop do what was confirmed.
pub fn perform(scene: &mut Scene) {
    let State::After(Screen::ConfirmChange { order, change }) = scene.talk.state.clone() else {
        return crate::transition::redraw(scene);
    };
    let mut wish = OrderChange::of(order.id);
    wish.from.clone_from(&scene.around.cancellable);
    wish.unless_paid = true;
    wish.content = Some(crate::order_mark(&order));
    wish.checks_stock = matches!(change, Change::More { .. });
    let text = match change {
        Change::Fewer { item, quantity } | Change::More { item, quantity } => {
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
    let (Origin::ChangeAsked { number } | Origin::Changed { number } | Origin::MovedOn { number }) = origin;
    match outcome {
        ShopOutcome::Order { order: Some(order) } => match origin {
            Origin::ChangeAsked { .. } => show(scene, *order),
            Origin::Changed { .. } => orders::show_one(scene, *order),
            Origin::MovedOn { .. } => moved_on(scene, *order),
        },
        ShopOutcome::Order { order } => orders::show(scene, order.map(|order| *order), number),
        ShopOutcome::Changed { sighting } => {
            scene.note(Text::OrderChanged, &[("number", short(number).into())]);
            orders::show_one(scene, sighting.order);
        }
        ShopOutcome::Refused { refusal: Refusal::Other { code }, .. } if code == ORDER_MOVED_ON => {
            // Somebody was faster; the order says who.
            let known = scene.talk.orders.clone();
            let origin = Origin::MovedOn { number: number.clone() };
            scene.wish(ShopEffect::ReadOrder { number: number.clone(), known }, AnyOrigin::After(origin));
        }
        ShopOutcome::Refused {
            refusal: Refusal::OutOfStock | Refusal::NotEnoughStock { .. } | Refusal::NotSold,
            ..
        } => {
            scene.note(Text::ChangeShort, &[("number", short(number).into())]);
            ask(scene, number);
        }
        ShopOutcome::Refused { .. } => look(scene, number, Text::ChangeTooLate),
        ShopOutcome::Unknown => look(scene, number, Text::ShopUnknown),
        _ => look(scene, number, Text::ShopUnavailable),
    }
}

/// Says why nothing was changed, and shows the order as it is now.
fn moved_on(scene: &mut Scene, order: Order) {
    let args = [("number", short(&order.number).into())];
    match cancel::hurdle(scene, &order) {
        Some(cancel::Hurdle::IsPaid) => scene.note(Text::ChangePaid, &args),
        Some(cancel::Hurdle::IsOff) => scene.note(Text::CancelledAlready, &args),
        Some(cancel::Hurdle::TooLate) => scene.note(Text::ChangeTooLate, &args),
        None => {
            scene.note(Text::OrderMovedOn, &args);
            return show(scene, order);
        }
    }
    orders::show_one(scene, order);
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
