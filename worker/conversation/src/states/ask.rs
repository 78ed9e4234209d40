//! Asks for what an order needs and nobody told us yet: name, address, town, e-mail, and whatever the shop insists on.
//! Takes it as text, as a pin, as WhatsApp's address form or as a contact card.

use domain::{
    PhoneNumber,
    inbound::Message,
    outbound::{self, Body},
    shop::Address,
};

use crate::{
    effect::AddressField,
    scene::Scene,
    state::{Checkout, State},
    states::{address, checkout, help},
    text::Text,
};

/// Longest answer that is taken, in units.
const ANSWER_MAX: usize = 200;

/// Learns the buyer's name and phone from a message, where we know none yet.
pub fn learn(scene: &mut Scene, message: &Message) {
    let known = &mut scene.talk.profile.address;
    if known.phone.is_empty()
        && let Some(phone) = message.from.phone()
    {
        phone.as_e164().clone_into(&mut known.phone);
    }
    if known.first_name.trim().is_empty()
        && let Some(name) = &message.profile_name
        && address::is_name(&name.0)
    {
        address::set_name(known, &name.0);
    }
}

/// Cuts what a buyer typed for repeating it.
pub fn shown(text: &str) -> String {
    outbound::fit(text.trim().trim_matches(','), 60)
}

/// Asks for a field.
pub fn begin(scene: &mut Scene, field: AddressField, checkout: Box<Checkout>) {
    let ships = checkout.cart.needs_shipping;
    scene.go(State::Ask { field, checkout });
    match field {
        AddressField::Phone => ask_phone(scene),
        AddressField::Street if ships => ask_place(scene),
        other => scene.ask(question(other), &[]),
    }
}

/// Returns the question for a field.
pub fn question(field: AddressField) -> Text {
    match field {
        AddressField::Name => Text::AskName,
        AddressField::Email => Text::AskEmail,
        AddressField::Phone => Text::AskPhone,
        AddressField::Street => Text::AskBillingAddress,
        AddressField::City => Text::AskCity,
        AddressField::State => Text::AskState,
        AddressField::Postcode => Text::AskPostcode,
        AddressField::Country => Text::AskCountry,
    }
}

fn ask_place(scene: &mut Scene) {
    let body = scene.t(Text::AskAddress, &[]);
    let body = scene.with_notes(&body);
    match Body::fit(body.clone()) {
        Ok(body) => scene.send(outbound::Message::LocationRequest { body }),
        Err(_) => scene.offer(body, Vec::new()),
    }
}

/// Asks with a button that shares the number; it can be typed all the same.
fn ask_phone(scene: &mut Scene) {
    let body = scene.t(Text::AskPhone, &[]);
    let body = scene.with_notes(&body);
    match Body::fit(body.clone()) {
        Ok(body) => scene.send(outbound::Message::ContactRequest { body }),
        Err(_) => scene.offer(body, Vec::new()),
    }
}

/// Asks again.
pub fn show(scene: &mut Scene) {
    match scene.talk.state.clone() {
        State::Ask { field, checkout } => begin(scene, field, checkout),
        _ => checkout::lost(scene),
    }
}

/// Tells whether a field was given.
pub fn has(address: &Address, field: AddressField) -> bool {
    !value(address, field).trim().is_empty()
}

/// Returns a field.
pub fn value(address: &Address, field: AddressField) -> String {
    match field {
        AddressField::Name => &address.first_name,
        AddressField::Email => &address.email,
        AddressField::Phone => &address.phone,
        AddressField::Street => &address.line_1,
        AddressField::City => &address.city,
        AddressField::State => &address.state,
        AddressField::Postcode => &address.postcode,
        AddressField::Country => &address.country,
    }
    .clone()
}

/// Takes a text as the answer.
pub fn answered(scene: &mut Scene, text: &str) {
    let State::Ask { field, mut checkout } = scene.talk.state.clone() else {
        return checkout::lost(scene);
    };
    match fill(scene, &mut checkout.address, field, text) {
        Ok(()) => taken(scene, checkout),
        Err(refused) => help::wrong(scene, refused),
    }
}

/// Puts a text into a field of an address, or says what is wrong with it.
pub fn fill(scene: &Scene, into: &mut Address, field: AddressField, text: &str) -> Result<(), Text> {
    let text = text.trim();
    if outbound::length(text) > ANSWER_MAX {
        return Err(Text::AnswerTooLong);
    }
    let refused = match field {
        AddressField::Name if !address::is_name(text) => Some(Text::NotAName),
        AddressField::Email if !address::is_email(text) => Some(Text::NotAnEmail),
        AddressField::Street if !text.chars().any(char::is_alphabetic) => Some(Text::NotAnAddress),
        AddressField::City if !text.chars().any(char::is_alphabetic) => Some(Text::NotATown),
        AddressField::Country if address::country_code(text).is_none() => Some(Text::NotACountry),
        AddressField::Phone if address::phone(text, scene.talk.profile.address.phone.as_str()).is_none() => {
            Some(Text::NotAPhone)
        }
        _ => None,
    };
    if let Some(refused) = refused {
        return Err(refused);
    }
    match field {
        AddressField::Name => address::set_name(into, text),
        AddressField::Email => text.clone_into(&mut into.email),
        AddressField::Phone => into.phone = address::phone(text, &into.phone).unwrap_or_default(),
        AddressField::Street => address::set_place(into, text),
        AddressField::City => text.clone_into(&mut into.city),
        AddressField::State => text.clone_into(&mut into.state),
        AddressField::Postcode => text.clone_into(&mut into.postcode),
        AddressField::Country => into.country = address::country_code(text).unwrap_or_default(),
    }
    Ok(())
}

/// Goes on with an answer, and remembers it, so that it is not asked again if this order comes to nothing.
fn taken(scene: &mut Scene, mut order: Box<Checkout>) {
    scene.talk.misses = 0;
    order.address_told = false;
    scene.talk.profile.address = order.address.clone();
    checkout::proceed(scene, order);
}

/// Takes a place. Where no place was asked for, it is kept for the next order.
pub fn pin(scene: &mut Scene, at: (f64, f64), name: Option<&str>, place: Option<&str>) {
    let (latitude, longitude) = at;
    if !(-90.0..=90.0).contains(&latitude) || !(-180.0..=180.0).contains(&longitude) {
        return help::missed(scene, None);
    }
    let mut into = match &scene.talk.state {
        State::Paused { before, .. } | State::Late { before, .. } => before.checkout(),
        state => state.checkout(),
    }
    .map_or_else(|| scene.talk.profile.address.clone(), |checkout| checkout.address.clone());
    address::set_pin(&mut into, at, name, place, &scene.t(Text::PinName, &[]));
    place_given(scene, into);
}

fn place_given(scene: &mut Scene, address: Address) {
    scene.talk.misses = 0;
    if let Some(order) = scene.talk.state.checkout().cloned() {
        return taken(scene, Box::new(Checkout { address, ..order }));
    }
    scene.talk.profile.address = address;
    scene.note(Text::AddressKept, &[]);
    let open = scene.talk.cart.as_ref().is_some_and(|cart| !cart.is_empty());
    if open { crate::states::basket::show_copy(scene) } else { crate::transition::redraw(scene) }
}

/// Takes WhatsApp's address form.
pub fn form(scene: &mut Scene, name: &str, answers: &str) {
    let mut into = scene
        .talk
        .state
        .checkout()
        .map_or_else(|| scene.talk.profile.address.clone(), |checkout| checkout.address.clone());
    if name == "address_message" && address::set_form(&mut into, answers) {
        return place_given(scene, into);
    }
    help::unsupported(scene);
}

/// Takes a contact card as the phone number asked for.
pub fn contacts(scene: &mut Scene, phones: &[PhoneNumber]) {
    let Some(phone) = phones.first() else {
        return help::unsupported(scene);
    };
    match scene.talk.state.clone() {
        State::Ask { field: AddressField::Phone, mut checkout } => {
            phone.as_e164().clone_into(&mut checkout.address.phone);
            taken(scene, checkout);
        }
        _ => help::unsupported(scene),
    }
}
