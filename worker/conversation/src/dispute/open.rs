//! Choosing what a dispute is about: order, line, reason, wish. The last opens the case.

use ::dispute::{Case, Opening, Reason, Scope, Wish};
use domain::shop::{Order, OrderStatus};

use super::{
    Act as Step, Origin, Screen,
    book::{CASES_OF_ORDER_MAX, OPEN_MAX},
    show, steps,
};
use crate::{
    choices::Act,
    effect::{ShopEffect, ShopOutcome},
    scene::{Scene, short},
    screen::{Choice, PAGE_ROWS},
    state::State,
    states::{browse, orders},
    text::Text,
    zone,
};

/// Longest name of an article in a case.
const NAME_LENGTH_MAX: usize = 80;
/// Most articles of an order that can be sent once more.
const GOODS_MAX: usize = 50;

/// "A problem with my order": the cases that there are, else the orders.
pub fn begin(scene: &mut Scene) {
    if scene.talk.disputes.is_empty() { ask_orders(scene) } else { show::cases(scene) }
}

/// Asks the shop for the orders.
pub fn ask_orders(scene: &mut Scene) {
    let known = scene.talk.order_ids().to_vec();
    scene.wish(ShopEffect::ListOrders { known }, crate::state::Origin::Dispute(Origin::Orders));
}

/// Takes the orders.
pub fn got_orders(scene: &mut Scene, outcome: ShopOutcome) {
    match outcome {
        ShopOutcome::Orders { orders } => show_orders(scene, orders),
        _ => unavailable(scene),
    }
}

/// The shop gave no answer: nothing was opened.
fn unavailable(scene: &mut Scene) {
    let body = scene.t(Text::ShopUnavailable, &[]);
    let choices = vec![
        scene.choice(Act::Dispute(Step::Begin), Text::ButtonTryAgain),
        scene.choice(Act::Agent, Text::ButtonAgent),
        scene.choice(Act::Menu, Text::ButtonMenu),
    ];
    scene.go(State::Home);
    scene.offer(body, choices);
}

/// Lists the orders that a dispute can be opened for.
pub fn show_orders(scene: &mut Scene, orders: Vec<Order>) {
    let mut orders: Vec<Order> = orders.into_iter().filter(|order| is_eligible(scene, order)).collect();
    orders.truncate(PAGE_ROWS);
    if orders.is_empty() {
        let days = scene.around.disputes.order_days_max;
        return no_case(scene, Text::DisputeNoOrders, &[("days", days.into())]);
    }
    let mut choices: Vec<Choice> = orders
        .iter()
        .map(|order| {
            let title = scene.t(Text::RowOrder, &[("number", order.number.clone().into())]);
            let detail =
                format!("{} · {}", orders::status(scene, &order.status), scene.date(&order.created_on));
            Choice::new(Act::Dispute(Step::Order(order.number.clone())), title)
                .detailed(detail)
                .priced(Some(scene.money(&order.total)))
        })
        .collect();
    choices.push(scene.choice(Act::Agent, Text::ButtonAgent));
    let body = scene.t(Text::DisputeWhichOrder, &[]);
    scene.go(State::Dispute(Screen::Orders { orders }));
    browse::show_list(scene, body, choices, Text::OpenerOrders);
}

/// Says why there will be no case, and offers a person.
fn no_case(scene: &mut Scene, text: Text, args: &[(&'static str, crate::text::Arg)]) {
    let body = scene.t(text, args);
    let choices = vec![
        scene.choice(Act::Agent, Text::ButtonAgent),
        scene.choice(Act::Orders, Text::ButtonOrders),
        scene.choice(Act::Menu, Text::ButtonMenu),
    ];
    scene.go(State::Home);
    scene.offer(body, choices);
}

/// Whether a dispute about an order makes sense: it was placed, and not too long ago.
pub fn is_eligible(scene: &Scene, order: &Order) -> bool {
    let is_placed = match order.status {
        OrderStatus::Processing | OrderStatus::OnHold | OrderStatus::Completed | OrderStatus::Other(_) => {
            true
        }
        OrderStatus::CheckoutDraft
        | OrderStatus::Pending
        | OrderStatus::Failed
        | OrderStatus::Cancelled
        | OrderStatus::Refunded
        | OrderStatus::Trash => false,
    };
    let today = zone::day_of(scene.around.now_ms);
    let age = zone::read_day(&order.created_on).map(|day| today - day);
    is_placed && age.is_none_or(|age| age <= i64::from(scene.around.disputes.order_days_max))
}

/// Wants to dispute one order.
pub fn order(scene: &mut Scene, number: &str) {
    let open = scene.talk.disputes.open().find(|filed| filed.case.opening.order_number == number);
    if let Some(case) = open.map(|filed| filed.number().to_owned()) {
        return show::case(scene, &case);
    }
    let known = match &scene.talk.state {
        State::OneOrder { order } if order.number == number => Some((**order).clone()),
        State::Dispute(Screen::Orders { orders }) => {
            orders.iter().find(|order| order.number == number).cloned()
        }
        _ => None,
    };
    if let Some(order) = known {
        return of_order(scene, order);
    }
    let number = domain::outbound::fit(number, 40);
    let known = scene.talk.order_ids().to_vec();
    let origin = crate::state::Origin::Dispute(Origin::Order { number: number.clone() });
    scene.wish(ShopEffect::ReadOrder { number, known }, origin);
}

/// Takes the order.
pub fn got_order(scene: &mut Scene, number: &str, outcome: ShopOutcome) {
    match outcome {
        ShopOutcome::Order { order: Some(order) } => of_order(scene, *order),
        ShopOutcome::Order { order: None } => orders::show(scene, None, number),
        _ => unavailable(scene),
    }
}

fn of_order(scene: &mut Scene, order: Order) {
    if !is_eligible(scene, &order) {
        let days = scene.around.disputes.order_days_max;
        return no_case(
            scene,
            Text::DisputeNotThisOrder,
            &[("number", short(&order.number).into()), ("days", days.into())],
        );
    }
    if scene.talk.disputes.open().count() >= OPEN_MAX
        || scene.talk.disputes.count_of(order.id) >= CASES_OF_ORDER_MAX
    {
        return no_case(scene, Text::DisputeTooMany, &[]);
    }
    if order.lines.len() > 1 {
        ask_scope(scene, Box::new(order));
    } else {
        ask_reason(scene, Box::new(order), None);
    }
}

/// Asks what of the order it is about.
pub fn ask_scope(scene: &mut Scene, order: Box<Order>) {
    let body = scene.t(Text::DisputeScope, &[("number", short(&order.number).into())]);
    let mut choices = vec![
        scene
            .choice(Act::Dispute(Step::Whole), Text::RowDisputeWhole)
            .priced(Some(scene.money(&order.total))),
    ];
    for (place, line) in (0..).zip(order.lines.iter().take(PAGE_ROWS)) {
        let title = format!("{} × {}", line.quantity, line.name);
        let price = domain::Money::from_minor(most_of_line(line), order.total.currency.clone());
        choices.push(Choice::new(Act::Dispute(Step::Line(place)), title).priced(Some(scene.money(&price))));
    }
    scene.go(State::Dispute(Screen::Scope { order }));
    browse::show_list(scene, body, choices, Text::OpenerLines);
}

/// What a line cost with its tax, minor units.
fn most_of_line(line: &domain::shop::OrderLine) -> i64 {
    line.total.minor.saturating_add(line.tax_minor)
}

/// All of it, or one line.
pub fn scope(scene: &mut Scene, line: Option<u32>) {
    match scene.talk.state.clone() {
        State::Dispute(Screen::Scope { order }) => ask_reason(scene, order, line),
        _ => crate::transition::redraw(scene),
    }
}

/// Asks what is wrong.
pub fn ask_reason(scene: &mut Scene, order: Box<Order>, line: Option<u32>) {
    let what = what(scene, &order, line);
    let body = scene.t(Text::DisputeReason, &[("what", what.into())]);
    let choices = Reason::ALL
        .into_iter()
        .map(|reason| scene.choice(Act::Dispute(Step::Reason(reason)), show::reason_text(reason)))
        .collect();
    scene.go(State::Dispute(Screen::Reason { order, line }));
    browse::show_list(scene, body, choices, Text::OpenerDispute);
}

/// Says what it is about, in a few words.
fn what(scene: &Scene, order: &Order, line: Option<u32>) -> String {
    let named = line.and_then(|place| order.lines.get(usize::try_from(place).ok()?));
    match named {
        Some(line) => format!("{} × {}", line.quantity, short(&line.name)),
        None => scene.t(Text::RowOrder, &[("number", order.number.clone().into())]),
    }
}

/// This is wrong.
pub fn reason(scene: &mut Scene, reason: Reason) {
    match scene.talk.state.clone() {
        State::Dispute(Screen::Reason { order, line }) => ask_wish(scene, order, line, reason),
        _ => crate::transition::redraw(scene),
    }
}

/// Asks what is wanted.
pub fn ask_wish(scene: &mut Scene, order: Box<Order>, line: Option<u32>, reason: Reason) {
    let body = scene.t(Text::DisputeWish, &[]);
    let choices = Wish::ALL
        .into_iter()
        .map(|wish| scene.choice(Act::Dispute(Step::Wish(wish)), show::wish_text(wish)))
        .collect();
    scene.go(State::Dispute(Screen::Wish { order, line, reason }));
    browse::show_list(scene, body, choices, Text::OpenerDispute);
}

/// This is wanted: the case is open.
pub fn wish(scene: &mut Scene, wish: Wish) {
    let State::Dispute(Screen::Wish { order, line, reason }) = scene.talk.state.clone() else {
        return crate::transition::redraw(scene);
    };
    if scene.talk.disputes.open().count() >= OPEN_MAX {
        return no_case(scene, Text::DisputeTooMany, &[]);
    }
    let place = scene.talk.disputes.count_of(order.id) + 1;
    let named = line.and_then(|line| order.lines.get(usize::try_from(line).ok()?));
    let (scope, most_minor) = match named {
        Some(line) => (
            Scope::Line {
                item: line.item,
                product: line.id,
                name: domain::outbound::fit(&line.name, NAME_LENGTH_MAX),
                quantity: line.quantity,
            },
            most_of_line(line),
        ),
        None => (Scope::Whole, order.total.minor),
    };
    let currency = order.total.currency.clone();
    let opening = Opening {
        number: format!("D-{}-{place}", order.number),
        order: order.id,
        order_number: order.number.clone(),
        place,
        scope,
        reason,
        wish,
        most_minor,
        terms: scene.around.disputes.terms(&currency),
        currency,
    };
    let number = opening.number.clone();
    let lines = named.map_or(order.lines.as_slice(), std::slice::from_ref);
    let goods =
        lines.iter().take(GOODS_MAX).map(|line| (line.id, short(&line.name), line.quantity)).collect();
    scene.talk.disputes.file(Case::open(opening, scene.around.now_ms), goods);
    scene.count_dispute("opened");
    steps::opened(scene, &number);
}
