//! What to say when something was not understood: first what was expected, then what is likeliest, then a person.
//! Never the same sentence twice in a row; the screen stays.

use domain::inbound::MediaKind;

use crate::{choices::Act, scene::Scene, screen::Screen, state::State, states::home, text::Text};

/// Says what can be done here.
pub fn show(scene: &mut Scene) {
    let example = home::example(scene);
    let body = scene.t(Text::Help, &[("example", example.into())]);
    scene.remark_words(&body);
}

/// Nothing fitted. `words` were searched for in vain.
pub fn missed(scene: &mut Scene, words: Option<&str>) {
    if !scene.catalogue.is_complete() && words.is_some() {
        return scene.remark(Text::StillLoading, &[]);
    }
    scene.missed();
    scene.talk.misses = scene.talk.misses.saturating_add(1);
    if let Some(words) = words {
        scene.note(Text::NothingFound, &[("words", domain::outbound::fit(words, 60).into())]);
    }
    let example = home::example(scene);
    match scene.talk.misses {
        1 if words.is_some() => {
            scene.talk.quotes.seek(words.unwrap_or_default());
            let body = expected_words(scene, &example);
            let choices = vec![
                scene.choice(Act::Quote(crate::quote::Act::Sought), Text::ButtonQuote),
                scene.choice(Act::Categories { parent: None, page: 0 }, Text::ButtonBrowse),
            ];
            // What the screen holds stays: the words may have been a slip.
            scene.aside(Screen { body, choices, ..Screen::default() });
        }
        1 => {
            let body = expected_words(scene, &example);
            scene.remark_words(&body);
        }
        // From the fourth on, the last two take turns.
        misses if misses % 2 == 0 => {
            let body = scene.t(Text::MissLikeliest, &[]);
            likeliest(scene, body);
        }
        _ => {
            let body = scene.t(Text::MissAgent, &[]);
            keep_screen_and_offer(
                scene,
                body,
                vec![
                    (Act::Agent, Text::ButtonAgent),
                    (Act::Resume, Text::ButtonContinue),
                    (Act::Menu, Text::ButtonMenu),
                ],
            );
        }
    }
}

/// Tells whether the last answer but what came now asked whether a person should help.
pub fn asked_for_a_person(misses: u32) -> bool {
    misses > 2 && !misses.is_multiple_of(2)
}

/// Tells whether the last answer but what came now asked something else than the screen does.
pub fn asked_something(misses: u32) -> bool {
    misses > 1
}

/// Says what the screen expected, with two examples.
fn expected_words(scene: &Scene, example: &str) -> String {
    let text = match &scene.talk.state {
        State::Card { .. } | State::Amount { .. } | State::Line { .. } | State::Added { .. } => {
            Text::ExpectedAmount
        }
        State::Ask { field, .. } => {
            let text = match field {
                crate::effect::AddressField::Name => Text::NotAName,
                crate::effect::AddressField::Email => Text::NotAnEmail,
                crate::effect::AddressField::Street => Text::NotAnAddress,
                crate::effect::AddressField::City => Text::NotATown,
                crate::effect::AddressField::Phone => Text::NotAPhone,
                crate::effect::AddressField::Country => Text::NotACountry,
                crate::effect::AddressField::State => Text::AskState,
                crate::effect::AddressField::Postcode => Text::AskPostcode,
            };
            return scene.t(text, &[]);
        }
        State::AskCoupon { .. } => Text::ExpectedCoupon,
        State::Summary { .. } => Text::ExpectedConfirm,
        _ if scene.talk.shown.numbered => Text::ExpectedNumber,
        _ => Text::ExpectedProduct,
    };
    scene.t(text, &[("example", example.to_owned().into())])
}

fn likeliest(scene: &mut Scene, body: String) {
    let has_basket = scene.talk.cart.as_ref().is_some_and(|cart| !cart.is_empty());
    let second =
        if has_basket { (Act::Basket, Text::ButtonSeeBasket) } else { (Act::Orders, Text::ButtonOrders) };
    keep_screen_and_offer(
        scene,
        body,
        vec![
            (Act::Categories { parent: None, page: 0 }, Text::ButtonBrowse),
            second,
            (Act::Resume, Text::ButtonContinue),
        ],
    );
}

/// Offers a few ways on without leaving the screen: "Continue" shows it again.
fn keep_screen_and_offer(scene: &mut Scene, body: String, choices: Vec<(Act, Text)>) {
    let choices = choices.into_iter().map(|(act, title)| scene.choice(act, title)).collect();
    let screen = Screen { body, choices, ..Screen::default() };
    if scene.talk.shown.numbered {
        // The numbers of the list are still on the phone, and mean its rows.
        return scene.aside(screen);
    }
    scene.show(screen);
}

/// An answer that the screen asked for does not look right: says how it should, then a person is offered.
pub fn wrong(scene: &mut Scene, text: Text) {
    scene.missed();
    scene.talk.misses = scene.talk.misses.saturating_add(1);
    if scene.talk.misses == 1 {
        return scene.remark(text, &[]);
    }
    let body = scene.t(text, &[]);
    let more = if scene.talk.misses.is_multiple_of(2) { Text::WrongAgain } else { Text::MissAgent };
    let body = format!("{body}\n{}", scene.t(more, &[]));
    keep_screen_and_offer(
        scene,
        body,
        vec![
            (Act::Agent, Text::ButtonAgent),
            (Act::Resume, Text::ButtonContinue),
            (Act::Menu, Text::ButtonMenu),
        ],
    );
}

/// A file that we cannot look into.
pub fn media(scene: &mut Scene, kind: MediaKind, caption: Option<&str>) {
    if let Some(caption) = caption.map(str::trim).filter(|caption| caption.chars().any(char::is_alphanumeric))
    {
        // The words beside a picture are words.
        return crate::transition::typed(scene, caption);
    }
    let text = match kind {
        MediaKind::Voice | MediaKind::Audio => Text::CannotListen,
        MediaKind::Image => Text::CannotSeeImage,
        MediaKind::Video => Text::CannotSeeVideo,
        MediaKind::Document => Text::CannotReadDocument,
        MediaKind::Sticker => return,
    };
    cannot(scene, text);
}

/// Something that WhatsApp or we cannot read.
pub fn unsupported(scene: &mut Scene) {
    cannot(scene, Text::CannotRead);
}

fn cannot(scene: &mut Scene, text: Text) {
    let body = scene.t(text, &[]);
    keep_screen_and_offer(
        scene,
        body,
        vec![
            (Act::Resume, Text::ButtonContinue),
            (Act::Agent, Text::ButtonAgent),
            (Act::Menu, Text::ButtonMenu),
        ],
    );
}
