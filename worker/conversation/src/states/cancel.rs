//! Calling an order off: asked once with the order named, then done by the shop, which has the last word: whoever paid,
//! and whoever of the staff changed it, between the question and the answer was faster, and the buyer is told so. One that
//! is paid is not called off here, as somebody has to send the money back: staff are left word. One that is on its way
//! cannot be.

use domain::{
    ids::OrderId,
    outbound::{length, limits},
    shop::{Order, OrderStatus},
};

use crate::{
    choices::Act,
    effect::{CANCELLABLE, OrderChange, OrderNote, ShopEffect, ShopOutcome},
    scene::{Scene, short},
    screen::{Choice, PAGE_ROWS},
    state::{CancelWished, Origin, State},
    states::{browse, orders, placing},
    text::Text,
};

/// The fact on an order that says that its buyer wants it called off.
const CANCEL_WISH_FACT: &str = "_wa_cancel_wish";

/// Why an order cannot be called off by its buyer alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hurdle {
    /// It is called off already.
    IsOff,
    /// Its money has arrived, and somebody has to send it back.
    IsPaid,
    /// Its parcel is on its way, or the shop does not let buyers call it off where it stands.
    TooLate,
}

/// Returns what stands in the way of calling an order off, as far as it is known here.
pub fn hurdle(scene: &Scene, order: &Order) -> Option<Hurdle> {
    let is_sent = scene.talk.told.iter().any(|told| told.order == order.id && told.tracking.is_some());
    if is_off(order) {
        Some(Hurdle::IsOff)
    } else if is_sent || !scene.around.cancellable.contains(&order.status) {
        Some(Hurdle::TooLate)
    } else if order.is_paid {
        Some(Hurdle::IsPaid)
    } else {
        None
    }
}

/// Tells whether a buyer can call an order off, or leave word that it is to be.
pub fn can_be_asked(scene: &Scene, order: &Order) -> bool {
    matches!(hurdle(scene, order), None | Some(Hurdle::IsPaid))
}

fn is_off(order: &Order) -> bool {
    matches!(order.status, OrderStatus::Cancelled | OrderStatus::Trash | OrderStatus::Refunded)
}

/// Returns the title of a button that calls an order off; one that would not fit names no number.
pub fn title(scene: &Scene, number: &str, length_max: usize) -> String {
    let title = scene.t(Text::ButtonCancelOrder, &[("number", number.to_owned().into())]);
    if length(&title) <= length_max { title } else { scene.t(Text::ButtonCancelThis, &[]) }
}

/// Reads the order that is to be called off, as the shop has it now; without a number, the one on the screen or the
/// only one that can be.
pub fn ask(scene: &mut Scene, number: Option<&str>) {
    let on_screen = match &scene.talk.state {
        State::OneOrder { order }
        | State::CancelAsked { order }
        | State::Placed { order, .. }
        | State::Shortened { order, .. } => Some(order.number.clone()),
        _ => None,
    };
    let known = scene.talk.orders.clone();
    match number.map(str::to_owned).or(on_screen) {
        Some(number) => {
            let number = domain::outbound::fit(&number, orders::NUMBER_LENGTH_MAX);
            scene.wish(ShopEffect::ReadOrder { number: number.clone(), known }, Origin::AskCancel { number });
        }
        None => scene.wish(ShopEffect::ListOrders { known }, Origin::CancelWhich),
    }
}

/// Asks which order is meant, where several can be called off.
pub fn which(scene: &mut Scene, orders: Vec<Order>) {
    let mut open: Vec<Order> =
        orders.iter().filter(|order| can_be_asked(scene, order)).take(PAGE_ROWS).cloned().collect();
    match (open.len(), orders.len()) {
        (1, _) => show(scene, open.remove(0)),
        (0, 1) => {
            for order in orders {
                show(scene, order);
            }
        }
        (0, _) => orders::show_all(scene, orders),
        (_, _) => {
            let mut choices: Vec<Choice> = open
                .iter()
                .map(|order| {
                    let title = title(scene, &order.number, limits::ROW_TITLE);
                    Choice::new(Act::AskCancel(order.number.clone()), title)
                        .detailed(scene.date(&order.created_on))
                        .priced(Some(scene.money(&order.total)))
                })
                .collect();
            choices.push(scene.choice(Act::Menu, Text::ButtonMenu));
            let body = scene.t(Text::CancelWhich, &[]);
            scene.go(State::Orders { orders: open });
            browse::show_list(scene, body, choices, Text::OpenerOrders);
        }
    }
}

/// Asks whether the order is really to be called off, or says why it cannot be.
pub fn show(scene: &mut Scene, order: Order) {
    let is_paid = match hurdle(scene, &order) {
        None => false,
        Some(Hurdle::IsPaid) => true,
        Some(hurdle) => {
            say_why_not(scene, &order, hurdle);
            return orders::show_one(scene, order);
        }
    };
    scene.talk.showed(&order);
    let args = [
        ("number", short(&order.number).into()),
        ("content", orders::content(scene, &order).into()),
        ("total", scene.money(&order.total).into()),
    ];
    let (body, cancel) = if is_paid {
        (scene.t(Text::CancelPaid, &args), scene.t(Text::ButtonAskShop, &[]))
    } else {
        (scene.t(Text::CancelAsk, &args), title(scene, &order.number, limits::BUTTON_TITLE))
    };
    let choices = vec![
        Choice::new(Act::CancelOrder(order.id), cancel),
        scene.choice(Act::KeepOrder, Text::ButtonKeepOrder),
        scene.choice(Act::Agent, Text::ButtonAgent),
    ];
    scene.go(State::CancelAsked { order: Box::new(order) });
    scene.offer(body, choices);
}

fn say_why_not(scene: &mut Scene, order: &Order, hurdle: Hurdle) {
    let text = match hurdle {
        Hurdle::IsOff => Text::CancelledAlready,
        Hurdle::IsPaid | Hurdle::TooLate => Text::NotCancelled,
    };
    scene.note(text, &[("number", short(&order.number).into())]);
}

/// Calls an order off, when it is the one that was asked about.
pub fn perform(scene: &mut Scene, id: OrderId) {
    let (number, from, content) = match scene.talk.state.clone() {
        // The shop had less than was confirmed: that may be called off wherever the shop lets it.
        State::Shortened { order, .. } if order.id == id => (order.number, CANCELLABLE.to_vec(), None),
        State::CancelAsked { order } if order.id == id && order.is_paid => {
            return leave_word(scene, &order, CancelWished::WasPaid);
        }
        State::CancelAsked { order } if order.id == id => {
            let content = crate::order_mark(&order);
            (order.number, scene.around.cancellable.clone(), Some(content))
        }
        _ => return crate::transition::redraw(scene),
    };
    scene.wish(ShopEffect::CancelOrder { order: id, from, content }, Origin::Cancel { number });
}

/// Leaves staff a note that the buyer wants a paid order called off. Once for an order, however often it is asked: its
/// words and its key are always the same.
fn leave_word(scene: &mut Scene, order: &Order, after: CancelWished) {
    let (key, text) = match after {
        CancelWished::WasPaid | CancelWished::PaidMeanwhile => (
            "wish-to-cancel",
            "The buyer asked on WhatsApp to cancel this order. It is paid, so nothing was done: please decide, and \
             refund it if it is to be cancelled. The buyer hears of the new status.",
        ),
        CancelWished::PaidAndOff => (
            "paid-and-cancelled",
            "The buyer cancelled this order on WhatsApp, and its payment arrived at the same moment. Please check \
             whether the money has to go back.",
        ),
    };
    let mut wish = OrderChange::of(order.id);
    wish.facts = vec![(CANCEL_WISH_FACT.to_owned(), key.to_owned())];
    wish.notes = vec![OrderNote { key: key.to_owned(), text: text.to_owned(), is_for_customer: false }];
    let origin = Origin::CancelWished { number: order.number.clone(), after };
    scene.wish(ShopEffect::ChangeOrder(Box::new(wish)), origin);
}

/// Tells what became of a paid order that is to be called off, and whether staff know.
pub fn word_left(scene: &mut Scene, number: &str, after: CancelWished, outcome: ShopOutcome) {
    let args = [("number", short(number).into())];
    if after == CancelWished::PaidMeanwhile {
        scene.note(Text::PaidMeanwhile, &args);
    }
    if let ShopOutcome::Changed { sighting } = outcome {
        let order = sighting.order;
        let text = match after {
            CancelWished::WasPaid | CancelWished::PaidMeanwhile => Text::CancelWished,
            CancelWished::PaidAndOff => Text::CancelledPaid,
        };
        scene.note(text, &[("number", short(number).into()), ("total", scene.money(&order.total).into())]);
        return orders::show_one(scene, order);
    }
    if after == CancelWished::PaidAndOff {
        scene.note(Text::Cancelled, &args);
    }
    let body = scene.t(Text::NoteNotLeft, &args);
    let choices = vec![
        scene.choice(Act::Agent, Text::ButtonAgent),
        scene.choice(Act::Order(number.to_owned()), Text::ButtonOrderStatus),
        scene.choice(Act::Menu, Text::ButtonMenu),
    ];
    scene.go(State::Home);
    scene.offer(body, choices);
}

/// Tells how calling off went.
pub fn cancelled(scene: &mut Scene, order: Order, asked: &ShopEffect) {
    if is_off(&order) {
        if scene.talk.last_order.as_ref().is_some_and(|last| last.number == order.number) {
            scene.talk.last_order = None;
        }
        if order.is_paid && order.status == OrderStatus::Cancelled {
            return leave_word(scene, &order, CancelWished::PaidAndOff);
        }
        scene.note(Text::Cancelled, &[("number", short(&order.number).into())]);
        return orders::show_one(scene, order);
    }
    // The shop knew something that was not known here.
    match hurdle(scene, &order) {
        Some(Hurdle::IsPaid) => return leave_word(scene, &order, CancelWished::PaidMeanwhile),
        Some(hurdle) => say_why_not(scene, &order, hurdle),
        None if is_as_asked(&order, asked) => scene.note(Text::ShopUnknown, &[]),
        None => {
            scene.note(Text::OrderMovedOn, &[("number", short(&order.number).into())]);
            return show(scene, order);
        }
    }
    orders::show_one(scene, order);
}

/// Tells whether an order has the lines and prices that its buyer was asked about.
fn is_as_asked(order: &Order, asked: &ShopEffect) -> bool {
    match asked {
        ShopEffect::CancelOrder { content: Some(content), .. } => *content == crate::order_mark(order),
        _ => true,
    }
}

/// Leaves the order as it is: says what comes next, or shows it.
pub fn keep(scene: &mut Scene) {
    match scene.talk.state.clone() {
        State::Shortened { order, gateway } => {
            placing::show_placed(scene, &order, gateway.as_deref());
            scene.go(State::Placed { order, gateway });
        }
        State::CancelAsked { order } => {
            scene.note(Text::OrderKept, &[("number", short(&order.number).into())]);
            orders::show_one(scene, *order);
        }
        _ => crate::transition::redraw(scene),
    }
}
