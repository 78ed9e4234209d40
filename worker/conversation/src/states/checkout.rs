//! From the basket to the summary: decides what is still missing, asks for that alone, and asks the shop when it must
//! know the address or the way to deliver.

use domain::shop::{Address, Cart, Gateway, GatewayKind};

use crate::{
    effect::{AddressField, ShopEffect},
    scene::Scene,
    state::{Checkout, Origin, State},
    states::{ask, basket, change, summary},
    text::Text,
};

/// Starts the checkout: the shop is asked for basket, delivery and payment, with the address when we know it.
pub fn begin(scene: &mut Scene) {
    let address = scene.talk.profile.address.clone();
    let known = is_complete(&address).then(|| Box::new(with_country(scene, address)));
    scene.wish(ShopEffect::LoadCheckout { address: known }, Origin::Checkout { checkout: None });
}

/// Tells whether an address has what the shop wants of everybody.
pub fn is_complete(address: &Address) -> bool {
    let parts = [&address.first_name, &address.line_1, &address.city, &address.email];
    parts.iter().all(|part| !part.trim().is_empty())
}

/// Puts the shop's country where none is said.
pub fn with_country(scene: &Scene, mut address: Address) -> Address {
    if address.country.is_empty() {
        address.country.clone_from(&scene.around.shop_country);
    }
    address
}

/// Goes on with what the shop said.
pub fn loaded(scene: &mut Scene, earlier: Option<Box<Checkout>>, cart: Cart, gateways: Option<Vec<Gateway>>) {
    let told = earlier
        .as_ref()
        .map_or_else(|| is_complete(&scene.talk.profile.address), |earlier| earlier.address_told);
    let mut checkout = earlier.unwrap_or_else(|| {
        Box::new(Checkout {
            cart: cart.clone(),
            gateways: Vec::new(),
            address: with_country(scene, scene.talk.profile.address.clone()),
            address_told: told,
            gateway: scene.talk.profile.gateway.clone(),
            rate: scene.talk.profile.rate.clone(),
        })
    });
    checkout.cart = cart;
    if let Some(gateways) = gateways {
        checkout.gateways = gateways;
    }
    proceed(scene, checkout);
}

/// Asks for the next missing thing, or shows the summary.
pub fn proceed(scene: &mut Scene, mut checkout: Box<Checkout>) {
    if checkout.cart.is_empty() || !checkout.cart.complaints.is_empty() {
        return basket::show(scene, &checkout.cart);
    }
    if let Some(field) = missing(&checkout.address) {
        return ask::begin(scene, field, checkout);
    }
    if !checkout.address_told {
        checkout.address_told = true;
        let address = Some(Box::new(checkout.address.clone()));
        return scene
            .wish(ShopEffect::LoadCheckout { address }, Origin::Checkout { checkout: Some(checkout) });
    }
    if checkout.cart.needs_shipping {
        match checkout.cart.rates.as_slice() {
            [] => {
                scene.note(Text::NoDeliveryThere, &[("city", ask::shown(&checkout.address.city).into())]);
                return ask::begin(scene, AddressField::Street, checkout);
            }
            [_] => {}
            rates => {
                let wanted =
                    checkout.rate.as_ref().filter(|wanted| rates.iter().any(|rate| rate.id == **wanted));
                match wanted.cloned() {
                    None => return change::ask_delivery(scene, checkout),
                    Some(wanted) if checkout.cart.chosen_rate().map(|rate| &rate.id) != Some(&wanted) => {
                        return change::choose_rate(scene, checkout, wanted);
                    }
                    Some(_) => {}
                }
            }
        }
    }
    if !checkout.cart.needs_payment && checkout.gateways.is_empty() {
        // A coupon may cover everything; the shop then wants no method named.
        checkout.gateways.push(Gateway {
            id: "".into(),
            title: scene.t(Text::NothingToPay, &[]),
            description: String::new(),
            instructions: String::new(),
            kind: GatewayKind::Offline,
        });
    }
    let offered = |gateway: &Option<domain::ids::GatewayId>| {
        gateway.as_ref().is_some_and(|id| checkout.gateways.iter().any(|gateway| gateway.id == *id))
    };
    if !offered(&checkout.gateway) {
        match checkout.gateways.as_slice() {
            [] => {
                scene.note(Text::NoPayment, &[]);
                return basket::show(scene, &checkout.cart);
            }
            [only] => checkout.gateway = Some(only.id.clone()),
            _ => return change::ask_payment(scene, checkout),
        }
    }
    summary::show(scene, checkout);
}

/// Returns what an order needs and the address does not have.
pub fn missing(address: &Address) -> Option<AddressField> {
    let is_blank = |text: &str| text.trim().is_empty();
    if is_blank(&address.first_name) {
        Some(AddressField::Name)
    } else if is_blank(&address.line_1) {
        Some(AddressField::Street)
    } else if is_blank(&address.city) {
        Some(AddressField::City)
    } else if is_blank(&address.email) {
        Some(AddressField::Email)
    } else {
        None
    }
}

/// The shop does not take something of the address: asks for that part again.
pub fn address_refused(scene: &mut Scene, checkout: Option<Box<Checkout>>, field: Option<AddressField>) {
    let at_hand =
        checkout.or_else(|| scene.talk.state.checkout().cloned().map(Box::new)).or_else(|| from_copy(scene));
    let Some(mut checkout) = at_hand else {
        // Nothing is left to correct: it is asked for afresh.
        scene.note(Text::AddressRefused, &[]);
        scene.talk.profile.address.line_1.clear();
        return basket::show_copy(scene);
    };
    checkout.address_told = false;
    let field = field.unwrap_or(AddressField::Street);
    // A field that is plainly missing is asked for; one that was given is said to be refused.
    if ask::has(&checkout.address, field) {
        scene
            .note(Text::FieldRefused, &[("value", ask::shown(&ask::value(&checkout.address, field)).into())]);
    }
    ask::begin(scene, field, checkout);
}

/// Takes up an order from our copy of the basket; delivery and payment are read once the address is right.
fn from_copy(scene: &Scene) -> Option<Box<Checkout>> {
    let cart = scene.talk.cart.as_deref().filter(|cart| !cart.is_empty())?.clone();
    Some(Box::new(Checkout {
        cart,
        gateways: Vec::new(),
        address: with_country(scene, scene.talk.profile.address.clone()),
        address_told: false,
        gateway: scene.talk.profile.gateway.clone(),
        rate: scene.talk.profile.rate.clone(),
    }))
}

/// The shop does not deliver there: asks for another place. Why was said.
pub fn address_refused_quietly(scene: &mut Scene, checkout: Option<Box<Checkout>>) {
    let at_hand =
        checkout.or_else(|| scene.talk.state.checkout().cloned().map(Box::new)).or_else(|| from_copy(scene));
    if let Some(mut checkout) = at_hand {
        checkout.address_told = false;
        ask::begin(scene, AddressField::Street, checkout);
    } else {
        scene.talk.profile.address.line_1.clear();
        basket::show_copy(scene);
    }
}

/// Starts again from the basket when a screen has lost its order.
pub fn lost(scene: &mut Scene) {
    if matches!(scene.talk.state, State::Placing { .. }) {
        return;
    }
    begin(scene);
}
