//! "Tell me when it is back": one tap on the card of something that is sold out, and one message when the catalogue has it
//! again. The wish is a timer that names the product, so that the shard finds who waits for it; it ends after half a year.

use domain::{
    ids::ProductId,
    shop::Product,
    template::{BACK_IN_STOCK, Template},
};
use serde::{Deserialize, Serialize};

use super::{Act, Decided, Kind, WATCHES_MAX, consent, decision::record};
use crate::{
    choices,
    event::Timer,
    scene::{Scene, short},
    screen::{Choice, Screen},
    states::card,
    text::Text,
    turn::TimerCommand,
};

/// How long somebody waits for an article before they are taken to have forgotten it.
const WAIT_MS: i64 = 180 * 24 * 60 * 60 * 1000;
/// An alert that could not be sent for so long is pointless.
const USEFUL_MS: i64 = 24 * 60 * 60 * 1000;
/// Pause before an alert is tried again while a person has the conversation.
const PERSON_PAUSE_MS: i64 = 60 * 60 * 1000;

/// Something that a buyer waits for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watch {
    /// Which.
    pub product: ProductId,
    /// Since when, unix milliseconds.
    pub since_ms: i64,
}

/// Tells whether a product can be put into a basket now, as the cards say it.
pub fn can_be_had(product: &Product) -> bool {
    card::can_be_had(product)
}

/// Tells whether waiting for a product makes sense: it is sold, and there is none at the moment.
pub fn may_be_told(product: &Product) -> bool {
    let kinds_out = product.variations.iter().all(|variation| !variation.stock.can_be_ordered());
    let is_out = if product.variations.is_empty() { !product.stock.can_be_ordered() } else { kinds_out };
    product.purchasable && product.price.is_some() && is_out && !card::can_be_had(product)
}

/// The button on the card of a product that is sold out.
pub fn tell_choice(scene: &Scene, product: ProductId) -> Choice {
    if is_watched(scene, product) {
        scene.choice(choices::Act::After(Act::DoNotTell(product)), Text::ButtonDoNotTell)
    } else {
        scene.choice(choices::Act::After(Act::Tell(product)), Text::ButtonTell)
    }
}

fn is_watched(scene: &Scene, product: ProductId) -> bool {
    scene.talk.after.watches.iter().any(|watch| watch.product == product)
}

/// The buyer wants to be told.
pub fn tell(scene: &mut Scene, id: ProductId) {
    let product = scene.catalogue.product(id).filter(may_be_told);
    let Some(product) = product else {
        // It is back, or gone for good: its card says which.
        return card::show(scene, id);
    };
    if !is_watched(scene, id) {
        if scene.talk.after.watches.len() >= WATCHES_MAX {
            return scene.remark(Text::TellTooMany, &[("max", WATCHES_MAX.into())]);
        }
        scene.talk.after.watches.push(Watch { product: id, since_ms: scene.around.now_ms });
        scene.timer(TimerCommand::Set { timer: Timer::Watch { product: id }, after_ms: WAIT_MS });
    }
    let args = [("name", short(&product.name).into())];
    if consent::is_open(scene) {
        scene.note(Text::TellNoted, &args);
        return consent::show(scene);
    }
    let body = scene.t(Text::TellNoted, &args);
    let choices = vec![
        scene.choice(choices::Act::After(Act::DoNotTell(id)), Text::ButtonDoNotTell),
        scene.choice(choices::Act::AddMore, Text::ButtonBackToList),
        scene.choice(choices::Act::Menu, Text::ButtonMenu),
    ];
    scene.show(Screen { body, choices, ..Screen::default() });
}

/// The buyer does not want to be told after all.
pub fn do_not_tell(scene: &mut Scene, id: ProductId) {
    forget(scene, id);
    scene.timer(TimerCommand::Cancel { timer: Timer::Watch { product: id } });
    let name = name(scene, id);
    scene.remark(Text::TellOff, &[("name", name.into())]);
}

/// The buyer wants to hear of nothing any more.
pub fn forget_all(scene: &mut Scene) {
    for watch in std::mem::take(&mut scene.talk.after.watches) {
        scene.timer(TimerCommand::Cancel { timer: Timer::Watch { product: watch.product } });
        let name = name(scene, watch.product);
        record(scene, Kind::BackInStock, Decided::Stopped, Some(name));
    }
}

fn name(scene: &Scene, id: ProductId) -> String {
    let product = scene.catalogue.product(id);
    product.map_or_else(|| scene.t(Text::ThisArticle, &[]), |product| short(&product.name))
}

fn forget(scene: &mut Scene, id: ProductId) {
    scene.talk.after.watches.retain(|watch| watch.product != id);
}

/// The product is back, or the wait was too long. It is told once: with the message, the wish is gone.
pub fn fell_due(scene: &mut Scene, id: ProductId) {
    let Some(watch) = scene.talk.after.watches.iter().find(|watch| watch.product == id).cloned() else {
        return;
    };
    let name = name(scene, id);
    let is_over = scene.around.now_ms.saturating_sub(watch.since_ms) >= WAIT_MS;
    let product = scene.catalogue.product(id).filter(card::can_be_had);
    let timer = Timer::Watch { product: id };
    let decided = match &product {
        _ if scene.talk.stopped => Decided::Stopped,
        Some(_) if scene.talk.with_agent && !is_over => {
            return scene.timer(TimerCommand::Set { timer, after_ms: PERSON_PAUSE_MS });
        }
        Some(_) => Decided::Sent,
        None if is_over => Decided::TooOld,
        // Gone again before anybody could be told.
        None => {
            let after_ms = watch.since_ms.saturating_add(WAIT_MS).saturating_sub(scene.around.now_ms);
            return scene.timer(TimerCommand::Set { timer, after_ms });
        }
    };
    forget(scene, id);
    record(scene, Kind::BackInStock, decided, Some(name.clone()));
    if let (Decided::Sent, Some(product)) = (decided, product) {
        say(scene, &product, &name);
    }
}

fn say(scene: &mut Scene, product: &Product, name: &str) {
    let price = product.price.as_ref().map_or_else(String::new, |price| scene.money(price));
    let body = scene.t(Text::BackInStock, &[("name", name.to_owned().into()), ("price", price.into())]);
    let is_plain = product.variations.is_empty() && product.attributes.is_empty();
    let mut choices = Vec::new();
    if is_plain {
        let add = scene.t(Text::ButtonAdd, &[("quantity", 1_u32.into())]);
        choices.push(Choice::new(choices::Act::Add { product: product.id, quantity: 1 }, add));
    }
    choices.push(scene.choice(choices::Act::Product(product.id), Text::ButtonSeeProduct));
    choices.push(scene.choice(choices::Act::After(Act::Stop), Text::ButtonStopReminders));
    scene.show(Screen { image: product.image.clone(), body, choices, ..Screen::default() });
    let language = scene.talk.language.template_code();
    scene.remind(Template::of(&BACK_IN_STOCK, language, &[name]).ok());
    scene.useful_for(USEFUL_MS);
}
