//! The order as it would be placed, and the one confirm. The only place from which an order is wished.

use domain::outbound::{fit, length, limits};

use crate::{
    choices::Act,
    effect::{OrderWish, ShopEffect},
    scene::Scene,
    screen::{Choice, Screen},
    state::{Checkout, Origin, State},
    states::{basket, checkout},
    text::Text,
};

/// How long an unclear order is worth a warning; by then staff have settled it.
const UNCLEAR_MS: i64 = 24 * 60 * 60 * 1000;

/// Shows the summary.
pub fn show(scene: &mut Scene, checkout: Box<Checkout>) {
    let total = scene.money(&checkout.cart.totals.total);
    let address = &checkout.address;
    let name = format!("{} {}", address.first_name, address.last_name);
    let place = [&address.line_1, &address.line_2, &address.postcode, &address.city]
        .into_iter()
        .filter(|part| !part.trim().is_empty())
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ");
    let gateway = checkout.gateways.iter().find(|gateway| Some(&gateway.id) == checkout.gateway.as_ref());
    let head = scene.t(Text::SummaryHead, &[("units", checkout.cart.units().into())]);
    let mut lines = vec![
        basket::totals(scene, &checkout.cart),
        scene
            .t(Text::SummaryTo, &[("name", fit(name.trim(), 60).into()), ("place", fit(&place, 120).into())]),
    ];
    if let Some(gateway) = gateway {
        lines.push(scene.t(Text::SummaryPayment, &[("payment", fit(&gateway.title, 60).into())]));
    }
    let is_recent = |since: i64| scene.around.now_ms.saturating_sub(since) < UNCLEAR_MS;
    if scene.talk.unclear_since_ms.is_some_and(is_recent) {
        lines.push(scene.t(Text::SummaryUnclearBefore, &[]));
    }
    let with_total = scene.t(Text::ButtonPlaceOrderTotal, &[("total", total.into())]);
    // The total stands in the body; a title that would cut it does without.
    let title = if length(&with_total) <= limits::BUTTON_TITLE {
        with_total
    } else {
        scene.t(Text::ButtonPlaceOrder, &[])
    };
    let choices = vec![
        Choice::new(Act::Confirm, title),
        scene.choice(Act::Change, Text::ButtonChange),
        scene.choice(Act::Basket, Text::ButtonBasket),
    ];
    let body = basket::with_lines(scene, &checkout.cart, &head, &lines.join("\n"));
    let footer = Some(scene.t(Text::FooterSummary, &[]));
    scene.go(State::Summary { checkout });
    scene.show(Screen { body, footer, choices, ..Screen::default() });
}

/// The buyer confirmed: the order is wished, once.
pub fn confirm(scene: &mut Scene) {
    let State::Summary { checkout } = scene.talk.state.clone() else {
        return crate::transition::redraw(scene);
    };
    let gateway =
        checkout.gateways.iter().find(|gateway| Some(&gateway.id) == checkout.gateway.as_ref()).cloned();
    let Some(gateway) = gateway else {
        return checkout::proceed(scene, checkout);
    };
    scene.talk.profile.address = checkout.address.clone();
    scene.talk.profile.gateway.clone_from(&checkout.gateway);
    scene.talk.profile.rate =
        checkout.rate.clone().or_else(|| checkout.cart.chosen_rate().map(|rate| rate.id.clone()));
    let wish = OrderWish {
        cart: checkout.cart.clone(),
        address: checkout.address.clone(),
        gateway,
        note: String::new(),
    };
    scene.talk.undo = None;
    scene.talk.failed = None;
    scene.talk.shown = crate::conversation::Shown::default();
    scene.go(State::Placing { wish: Box::new(wish.clone()) });
    scene.wish(ShopEffect::PlaceOrder(Box::new(wish)), Origin::Placing);
}
