//! Calling an order off: asked once with the order named, then done by the shop, which has the last word. One that is
//! paid is not called off here, as somebody has to send the money back; one that is on its way cannot be.

use domain::{
    ids::OrderId,
    outbound::{length, limits},
    shop::{Order, OrderStatus},
};

use crate::{
    choices::Act,
    effect::{CANCELLABLE, ShopEffect},
    scene::{Scene, short},
    screen::{Choice, PAGE_ROWS},
    state::{Origin, State},
    states::{browse, orders, placing},
    text::Text,
};

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
        orders.iter().filter(|order| hurdle(scene, order).is_none()).take(PAGE_ROWS).cloned().collect();
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
    if let Some(hurdle) = hurdle(scene, &order) {
        say_why_not(scene, &order, hurdle);
        return orders::show_one(scene, order);
    }
    scene.talk.showed(&order);
    let args = [
        ("number", short(&order.number).into()),
        ("content", orders::content(scene, &order).into()),
        ("total", scene.money(&order.total).into()),
    ];
    let body = scene.t(Text::CancelAsk, &args);
    let cancel = title(scene, &order.number, limits::BUTTON_TITLE);
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
        Hurdle::IsPaid => Text::CancelPaid,
        Hurdle::TooLate => Text::NotCancelled,
    };
    scene.note(text, &[("number", short(&order.number).into())]);
}

/// Calls an order off, when it is the one that was asked about.
pub fn perform(scene: &mut Scene, id: OrderId) {
    let (number, from) = match &scene.talk.state {
        // The shop had less than was confirmed: that may be called off wherever the shop lets it.
        State::Shortened { order, .. } if order.id == id => (order.number.clone(), CANCELLABLE.to_vec()),
        State::CancelAsked { order } if order.id == id => {
            (order.number.clone(), scene.around.cancellable.clone())
        }
        _ => return crate::transition::redraw(scene),
    };
    scene.wish(ShopEffect::CancelOrder { order: id, from }, Origin::Cancel { number });
}

/// Tells how calling off went.
pub fn cancelled(scene: &mut Scene, order: Order) {
    if is_off(&order) {
        if scene.talk.last_order.as_ref().is_some_and(|last| last.number == order.number) {
            scene.talk.last_order = None;
        }
        scene.note(Text::Cancelled, &[("number", short(&order.number).into())]);
    } else {
        // The shop knew something that was not known here.
        let hurdle = hurdle(scene, &order).unwrap_or(Hurdle::TooLate);
        say_why_not(scene, &order, hurdle);
    }
    orders::show_one(scene, order);
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
