//! The buyer's orders: the latest nine, one of them, and the same again.

use domain::{
    language::Language,
    outbound::limits,
    shop::{Order, OrderStatus},
};

use crate::{
    after,
    choices::Act,
    dispute,
    effect::ShopEffect,
    scene::{Scene, short},
    screen::{Choice, PAGE_ROWS, Screen},
    state::{Origin, State},
    states::{basket, browse, cancel, doubt, placing},
    text::{Text, render},
};

/// Longest order number that is asked for.
pub const NUMBER_LENGTH_MAX: usize = 40;

/// Asks the shop for the orders.
pub fn ask_all(scene: &mut Scene) {
    scene.wish(ShopEffect::ListOrders { known: scene.talk.orders.clone() }, Origin::Orders);
}

/// Asks the shop for one order.
pub fn ask_one(scene: &mut Scene, number: &str) {
    let number = domain::outbound::fit(number, NUMBER_LENGTH_MAX);
    let known = scene.talk.orders.clone();
    scene.wish(ShopEffect::ReadOrder { number: number.clone(), known }, Origin::OneOrder { number });
}

/// Shows the orders.
pub fn show_all(scene: &mut Scene, mut orders: Vec<Order>) {
    // A quote is no order yet.
    orders.retain(|order| !scene.talk.quotes.holds(order.id));
    orders.truncate(PAGE_ROWS);
    if orders.is_empty() {
        scene.go(State::Home);
        let body = scene.t(Text::NoOrders, &[]);
        let choices = vec![
            scene.choice(Act::Categories { parent: None, page: 0 }, Text::ButtonBrowse),
            scene.choice(Act::FindWords, Text::ButtonSearch),
            scene.choice(Act::Agent, Text::ButtonAgent),
        ];
        return scene.offer(body, choices);
    }
    let mut choices: Vec<Choice> = orders
        .iter()
        .map(|order| {
            let title = scene.t(Text::RowOrder, &[("number", order.number.clone().into())]);
            let detail = format!("{} · {}", status(scene, &order.status), scene.date(&order.created_on));
            Choice::new(Act::Order(order.number.clone()), title)
                .detailed(detail)
                .priced(Some(scene.money(&order.total)))
        })
        .collect();
    choices.push(scene.choice(Act::Menu, Text::ButtonMenu));
    let body = scene.t(Text::OrdersHead, &[("count", orders.len().into())]);
    scene.go(State::Orders { orders });
    browse::show_list(scene, body, choices, Text::OpenerOrders);
}

/// Shows one order, or says that there is none with this number.
pub fn show(scene: &mut Scene, order: Option<Order>, number: &str) {
    if let Some(order) = order {
        if scene.talk.quotes.holds(order.id) {
            return crate::quote::perform(scene, &crate::quote::Act::Show(order.id));
        }
        show_one(scene, order);
    } else {
        let body = scene.t(Text::OrderUnknown, &[("number", short(number).into())]);
        let choices = vec![
            scene.choice(Act::Orders, Text::ButtonOrders),
            scene.choice(Act::Agent, Text::ButtonAgent),
            scene.choice(Act::Menu, Text::ButtonMenu),
        ];
        scene.go(State::Home);
        scene.offer(body, choices);
    }
}

/// Shows one order.
pub fn show_one(scene: &mut Scene, order: Order) {
    scene.talk.showed(&order);
    let mut lines = vec![scene.t(
        Text::OrderHead,
        &[("number", short(&order.number).into()), ("status", status(scene, &order.status).into())],
    )];
    let shown = order.lines.iter().take(basket::LINES_SHOWN_MAX);
    lines.extend(shown.map(|line| format!("{} × {}", line.quantity, short(&line.name))));
    let hidden = order.lines.len().saturating_sub(basket::LINES_SHOWN_MAX);
    if hidden > 0 {
        lines.push(scene.t(Text::MoreLines, &[("count", hidden.into())]));
    }
    lines.push(scene.t(
        Text::OrderFoot,
        &[
            ("total", scene.money(&order.total).into()),
            ("date", scene.date(&order.created_on).into()),
            ("payment", short(&order.gateway_title).into()),
        ],
    ));
    let body = lines.join("\n");
    if let Some(link) = placing::pay_link(scene, &order, &body) {
        // A message with a link has no other choices.
        let hint = cancel::can_be_asked(scene, &order);
        let hint = hint.then(|| scene.t(Text::CancelHint, &[("number", short(&order.number).into())]));
        let body = [Some(body), hint].into_iter().flatten().collect::<Vec<_>>().join("\n");
        let body = scene.with_notes(&body);
        let link =
            domain::outbound::Link { body: domain::outbound::Body::fit(body).unwrap_or(link.body), ..link };
        scene.go(State::OneOrder { order: Box::new(order) });
        return scene.send(domain::outbound::Message::Link(link));
    }
    let mut choices = vec![scene.choice(Act::Reorder(order.number.clone()), Text::ButtonOrderAgain)];
    if after::change::is_open(scene, &order) {
        let change = Act::After(after::Act::ChangeOrder(order.number.clone()));
        choices.push(scene.choice(change, Text::ButtonChangeOrder));
    }
    if cancel::can_be_asked(scene, &order) {
        let title = cancel::title(scene, &order.number, limits::ROW_TITLE);
        choices.push(Choice::new(Act::AskCancel(order.number.clone()), title));
    }
    choices.push(scene.choice(Act::After(after::Act::SaveList), Text::ButtonSaveList));
    choices.push(scene.choice(Act::Orders, Text::ButtonOrders));
    if dispute::is_eligible(scene, &order) {
        let report = Act::Dispute(dispute::Act::Order(order.number.clone()));
        choices.push(scene.choice(report, Text::ButtonProblem));
    }
    choices.push(scene.choice(Act::Agent, Text::ButtonAgent));
    scene.go(State::OneOrder { order: Box::new(order) });
    scene.show(Screen { body, choices, ..Screen::default() });
}

/// Says a status in the buyer's words.
pub fn status(scene: &Scene, status: &OrderStatus) -> String {
    status_words(scene.talk.language, status)
}

/// Says a status in the words of a language.
pub fn status_words(language: Language, status: &OrderStatus) -> String {
    let text = match status {
        OrderStatus::CheckoutDraft => Text::StatusDraft,
        OrderStatus::Pending => Text::StatusPending,
        OrderStatus::Processing => Text::StatusProcessing,
        OrderStatus::OnHold => Text::StatusOnHold,
        OrderStatus::Completed => Text::StatusCompleted,
        OrderStatus::Cancelled | OrderStatus::Trash => Text::StatusCancelled,
        OrderStatus::Refunded => Text::StatusRefunded,
        OrderStatus::Failed => Text::StatusFailed,
        OrderStatus::Other(other) => {
            let words = domain::outbound::fit(&other.replace(['-', '_'], " "), 30);
            return if words.trim().is_empty() { render(language, Text::StatusPending, &[]) } else { words };
        }
    };
    render(language, text, &[])
}

/// Says in a few words what was in an order.
pub fn content(scene: &Scene, order: &Order) -> String {
    let mut parts: Vec<String> = order
        .lines
        .iter()
        .take(3)
        .map(|line| format!("{} × {}", line.quantity, domain::outbound::fit(&line.name, 40)))
        .collect();
    if order.lines.len() > 3 {
        parts.push(scene.t(Text::MoreLines, &[("count", (order.lines.len() - 3).into())]));
    }
    parts.join(", ")
}

/// Wants the same again: the order is read first, as the shop has it.
pub fn again(scene: &mut Scene, number: &str) {
    if let State::OneOrder { order } = scene.talk.state.clone()
        && order.number == number
    {
        return reorder(scene, &order);
    }
    let known = scene.talk.orders.clone();
    let number = number.to_owned();
    scene.wish(ShopEffect::ReadOrder { number: number.clone(), known }, Origin::Reorder { number });
}

/// Puts the lines of an order into the basket at today's prices, and goes on to the checkout.
pub fn reorder(scene: &mut Scene, order: &Order) {
    let items = order.lines.iter().map(|line| {
        let article = basket::article_by_id(scene, line.id, &line.name, &[]);
        (article, line.quantity, line.name.clone())
    });
    let items = items.collect();
    let (wanted, missing) = after::again::prepare(scene, items);
    doubt::add_all(scene, wanted, missing, true);
}
