//! Which language is spoken: guessed from the first words, else from the country, offered once, and switched by word or
//! tap at any time.

use domain::{
    inbound::{Content, Message},
    language::Language,
};

use crate::{
    choices::Act,
    conversation::LanguageBy,
    scene::Scene,
    screen::{Choice, Screen},
    text::{Text, render},
    transition::redraw,
    understand::takes_free_words,
    words::{Sureness, guess},
};

/// Takes note of the country, and of the language that the words are in. A guess gives way to a surer one; what the buyer
/// chose stays. Where the buyer may want another language, the next message offers it, in both.
pub fn notice(scene: &mut Scene, message: &Message) {
    if let Some(country) = message.from.country() {
        country.clone_into(&mut scene.talk.country);
    }
    let Content::Text(text) = &message.content else { return };
    let before = (scene.talk.language, scene.talk.language_by);
    // A street or a name is in the language of the place.
    let guessed = guess(text).filter(|_| !takes_free_words(&scene.talk.state));
    let language = match (before.1, guessed) {
        (LanguageBy::Choice, _)
        | (LanguageBy::Words, Some((_, Sureness::Weak)) | None)
        | (LanguageBy::Country, None) => return,
        (LanguageBy::Nothing | LanguageBy::Country | LanguageBy::Words, Some((language, _))) => {
            Some(language)
        }
        (LanguageBy::Nothing, None) => None,
    };
    let local = Language::of_country(&scene.talk.country);
    scene.talk.language = language.or(local).unwrap_or_default();
    scene.talk.language_by = if language.is_some() { LanguageBy::Words } else { LanguageBy::Country };
    let other = match before.1 {
        LanguageBy::Nothing if language.is_none() => Language::English,
        // Somebody who writes English where we speak another language may be glad to know it.
        LanguageBy::Nothing if scene.talk.language == Language::English => local.unwrap_or_default(),
        LanguageBy::Nothing => scene.talk.language,
        LanguageBy::Country | LanguageBy::Words | LanguageBy::Choice => before.0,
    };
    if other != scene.talk.language {
        scene.talk.offered = Some(other);
    }
}

/// Lists the languages, each by its own name.
pub fn choose(scene: &mut Scene) {
    let name = |language| Choice::new(Act::Speak(language), render(language, Text::LanguageName, &[]));
    let choices = Language::ALL.into_iter().map(name).collect();
    let body = scene.t(Text::ChooseLanguage, &[]);
    let opener = scene.t(Text::OpenerLanguages, &[]);
    scene.show(Screen { body, choices, opener, as_list: true, ..Screen::default() });
}

/// Speaks a language from now on, and says again in it where the buyer is.
pub fn speak(scene: &mut Scene, language: Language) {
    scene.talk.language = language;
    scene.talk.language_by = LanguageBy::Choice;
    scene.note(Text::LanguageSet, &[]);
    redraw(scene);
}
