//! Coming back after a while in the middle of something: the bot says where we were, and keeps what was just typed.

use domain::text::fold;

use crate::{
    choices::Act,
    effect::AddressField,
    scene::Scene,
    state::State,
    states::home,
    text::Text,
    understand::{Meaning, takes_free_words, understand},
};

/// From here on a pause is worth a word.
const PAUSE_MS: i64 = 6 * 60 * 60 * 1000;
/// Longest text that is kept, in units.
const KEPT_MAX: usize = 300;

/// Shows where we were, when the buyer comes back after a while with words that could be an answer.
pub fn came_back(scene: &mut Scene, before_ms: Option<i64>, text: &str) -> bool {
    let (Some(before), Some(now)) = (before_ms, scene.talk.last_message_sent_at_ms) else {
        return false;
    };
    let in_the_middle =
        scene.talk.state.checkout().is_some() || matches!(scene.talk.state, State::Choosing { .. });
    if now.saturating_sub(before) < PAUSE_MS || !in_the_middle {
        return false;
    }
    // A command says plainly what is wanted; so does a full sentence of the list.
    let plain = matches!(understand(&scene.talk, text), Meaning::Command(_));
    if plain {
        return false;
    }
    let said = domain::outbound::fit(text, KEPT_MAX);
    let before = Box::new(std::mem::take(&mut scene.talk.state));
    scene.go(State::Paused { before, said });
    show(scene);
    true
}

/// Shows where we were.
pub fn show(scene: &mut Scene) {
    let State::Paused { before, .. } = scene.talk.state.clone() else {
        return home::menu(scene);
    };
    let what = where_we_were(scene, &before);
    let body = scene.t(Text::Paused, &[("what", what.into())]);
    let choices = vec![
        scene.choice(Act::Resume, Text::ButtonContinue),
        scene.choice(Act::Basket, Text::ButtonSeeBasket),
        scene.choice(Act::StartOver, Text::ButtonStartOver),
    ];
    scene.offer(body, choices);
}

/// Says what the buyer was doing.
pub fn where_we_were(scene: &Scene, state: &State) -> String {
    let text = match state {
        State::Delivery { .. } => Text::WereChoosingDelivery,
        State::Payment { .. } => Text::WereChoosingPayment,
        State::Ask { field: AddressField::Street | AddressField::City, .. } => Text::WereGivingAddress,
        State::Card { .. } | State::Choosing { .. } | State::Amount { .. } => Text::WereChoosingProduct,
        _ if state.checkout().is_some() => Text::WereOrdering,
        _ => Text::WereHere,
    };
    let units = state.checkout().map_or(0, |checkout| checkout.cart.units());
    scene.t(text, &[("units", units.into())])
}

/// Goes on where we were, with what was typed on coming back.
pub fn resume(scene: &mut Scene) {
    let State::Paused { before, said } = scene.talk.state.clone() else {
        return crate::transition::redraw(scene);
    };
    scene.go(*before);
    // Only words that the screen asked for are an answer; numbers of an old list are not taken for new ones.
    if takes_free_words(&scene.talk.state) && !fold(&said).is_empty() {
        return crate::transition::typed(scene, &said);
    }
    crate::transition::redraw(scene);
}
