//! Choosing delivery and payment, and changing something of the order before it is placed.

use domain::ids::RateId;

use crate::{
    choices::Act,
    effect::{AddressField, ShopEffect},
    scene::Scene,
    screen::Choice,
    state::{Checkout, Origin, State},
    states::{ask, browse, checkout},
    text::Text,
};

fn current(scene: &Scene) -> Option<Box<Checkout>> {
    scene.talk.state.checkout().cloned().map(Box::new)
}

/// Lists what can be changed.
pub fn show(scene: &mut Scene) {
    let Some(order) = current(scene) else {
        return checkout::lost(scene);
    };
    let address = &order.address;
    let place = ask::shown(&format!("{}, {}", address.line_1, address.city));
    let name = ask::shown(&format!("{} {}", address.first_name, address.last_name));
    let mut choices = vec![
        scene.choice(Act::ChangeAddress, Text::RowAddress).detailed(place),
        scene.choice(Act::ChangeName, Text::RowName).detailed(name),
        scene.choice(Act::ChangeEmail, Text::RowEmail).detailed(ask::shown(&address.email)),
    ];
    if order.cart.rates.len() > 1 {
        choices.push(scene.choice(Act::ChangeDelivery, Text::RowDelivery));
    }
    if order.gateways.len() > 1 {
        choices.push(scene.choice(Act::ChangePayment, Text::RowPayment));
    }
    choices.push(scene.choice(Act::EditBasket { page: 0 }, Text::RowLines));
    choices.push(scene.choice(Act::Coupon, Text::ButtonCoupon));
    choices.push(scene.choice(Act::Summary, Text::RowKeep));
    scene.go(State::Change { checkout: order });
    let body = scene.t(Text::ChangeWhat, &[]);
    browse::show_list(scene, body, choices, Text::OpenerChange);
}

/// Leaves everything as it is.
pub fn keep(scene: &mut Scene) {
    match current(scene) {
        Some(order) => checkout::proceed(scene, order),
        None => checkout::lost(scene),
    }
}

fn field(scene: &mut Scene, field: AddressField) {
    match current(scene) {
        Some(order) => ask::begin(scene, field, order),
        None => checkout::lost(scene),
    }
}

/// Asks for another name.
pub fn name(scene: &mut Scene) {
    field(scene, AddressField::Name);
}

/// Asks for another address.
pub fn address(scene: &mut Scene) {
    field(scene, AddressField::Street);
}

/// Asks for another e-mail.
pub fn email(scene: &mut Scene) {
    field(scene, AddressField::Email);
}

/// Offers the ways to deliver.
pub fn delivery(scene: &mut Scene) {
    match current(scene) {
        Some(order) => ask_delivery(scene, order),
        None => checkout::lost(scene),
    }
}

/// Offers the ways to deliver for an order.
pub fn ask_delivery(scene: &mut Scene, checkout: Box<Checkout>) {
    if checkout.cart.rates.is_empty() {
        return checkout::proceed(scene, checkout);
    }
    let rates = (0..).zip(&checkout.cart.rates).take(10);
    let choices: Vec<Choice> = rates
        .map(|(place, rate)| {
            Choice::new(Act::Rate(place), rate.name.as_str()).priced(Some(scene.money(&rate.price)))
        })
        .collect();
    let body = scene.t(Text::ChooseDelivery, &[("city", ask::shown(&checkout.address.city).into())]);
    scene.go(State::Delivery { checkout });
    browse::show_list(scene, body, choices, Text::OpenerDelivery);
}

/// Takes the way to deliver at a place.
pub fn rate(scene: &mut Scene, place: u32) {
    let Some(mut order) = current(scene) else {
        return checkout::lost(scene);
    };
    let wanted =
        usize::try_from(place).ok().and_then(|place| order.cart.rates.get(place)).map(|rate| rate.id.clone());
    let Some(wanted) = wanted else {
        return ask_delivery(scene, order);
    };
    order.rate = Some(wanted.clone());
    if order.cart.chosen_rate().map(|rate| &rate.id) == Some(&wanted) {
        return checkout::proceed(scene, order);
    }
    choose_rate(scene, order, wanted);
}

/// Tells the shop how to deliver.
pub fn choose_rate(scene: &mut Scene, mut checkout: Box<Checkout>, rate: RateId) {
    // If the shop does not take it, the buyer is asked and not the shop again.
    checkout.rate = None;
    let again = Checkout { rate: Some(rate.clone()), ..(*checkout).clone() };
    let known = checkout.cart.rates.iter().any(|other| other.id == rate);
    if known {
        scene.wish(ShopEffect::ChooseShipping { rate }, Origin::Checkout { checkout: Some(Box::new(again)) });
    } else {
        ask_delivery(scene, checkout);
    }
}

/// Offers the payment methods.
pub fn payment(scene: &mut Scene) {
    match current(scene) {
        Some(order) => ask_payment(scene, order),
        None => checkout::lost(scene),
    }
}

/// Offers the payment methods for an order.
pub fn ask_payment(scene: &mut Scene, checkout: Box<Checkout>) {
    if checkout.gateways.is_empty() {
        return checkout::proceed(scene, checkout);
    }
    let gateways = (0..).zip(&checkout.gateways).take(10);
    let choices: Vec<Choice> = gateways
        .map(|(place, gateway)| {
            let choice = Choice::new(Act::Gateway(place), gateway.title.as_str());
            if gateway.description.trim().is_empty() {
                choice
            } else {
                choice.detailed(gateway.description.trim())
            }
        })
        .collect();
    let body = scene.t(Text::ChoosePayment, &[("total", scene.money(&checkout.cart.totals.total).into())]);
    scene.go(State::Payment { checkout });
    browse::show_list(scene, body, choices, Text::OpenerPayment);
}

/// Takes the payment method at a place.
pub fn gateway(scene: &mut Scene, place: u32) {
    let Some(mut order) = current(scene) else {
        return checkout::lost(scene);
    };
    let wanted = usize::try_from(place)
        .ok()
        .and_then(|place| order.gateways.get(place))
        .map(|gateway| gateway.id.clone());
    match wanted {
        Some(wanted) => {
            scene.talk.profile.gateway = Some(wanted.clone());
            order.gateway = Some(wanted);
            checkout::proceed(scene, order);
        }
        None => ask_payment(scene, order),
    }
}
