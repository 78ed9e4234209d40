//! The basket is corrected in words: the line that is named, else the one touched last, else the only one.

use domain::{shop::CartLine, text::fold};

use crate::{
    choices::Act,
    corrections::{Correction, How},
    effect::Article,
    phrases::Amount,
    scene::{Scene, short},
    state::{State, TypedLine},
    states::{basket, coupon, line, search},
    text::Text,
    understand::Command,
    words,
};

/// What a search must come to before a line of the basket is taken for what was named.
const NAMED_SCORE_MIN: f32 = 0.6;
/// Shortest word that may be the beginning of another: "drills" names the drill.
const STEM_CHARS_MIN: usize = 3;

/// Corrects the basket. False when the words are not about it: then they are read as anything else.
pub fn apply(scene: &mut Scene, correction: &Correction, text: &str) -> bool {
    let correction = &in_pieces(scene, correction);
    if correction.words.is_empty() {
        return touched(scene, correction.how);
    }
    let lines = scene.talk.cart.as_ref().map(|cart| cart.lines.clone()).unwrap_or_default();
    if lines.is_empty() {
        return false;
    }
    match named(scene, &lines, &correction.words).as_slice() {
        [only] => change(scene, only, correction.how),
        [] if correction.how == How::Remove => {
            if search::sure(&search::hits(scene, text)).is_some() {
                return false;
            }
            if words::command_of(&correction.words) == Some(Command::Act(Act::Coupon)) {
                coupon::take_off(scene, 0);
                return true;
            }
            scene.note(Text::NotInBasket, &[("words", short(&correction.words).into())]);
            basket::show_copy(scene);
        }
        [] => return false,
        _ => line::choose(scene, 0),
    }
    scene.talk.misses = 0;
    true
}

/// "2 crates more" is 48 more.
fn in_pieces(scene: &Scene, correction: &Correction) -> Correction {
    let of = |quantity| {
        let line = TypedLine { quantity, words: correction.words.clone() };
        scene.catalogue.store_words().counted(&line, scene.talk.language)
    };
    let (how, line): (fn(u32) -> How, _) = match correction.how {
        How::Exactly(quantity) => (How::Exactly, of(quantity)),
        How::More(quantity) => (How::More, of(quantity)),
        How::Less(quantity) => (How::Less, of(quantity)),
        How::Remove => return correction.clone(),
    };
    line.map_or_else(|| correction.clone(), |line| Correction { how: how(line.quantity), words: line.words })
}

/// Corrects what the screen is about, else the line touched last.
fn touched(scene: &mut Scene, how: How) -> bool {
    let of_screen = match &scene.talk.state {
        State::Card { product } => scene.talk.cart.as_ref().and_then(|cart| {
            let is_it = |line: &&CartLine| article_of(scene, line).is_some_and(|own| own.product == *product);
            cart.lines.iter().find(is_it).cloned()
        }),
        State::Added { article, .. } => scene.talk.line_of(article).cloned(),
        State::Line { key } => scene.talk.line_with(key).cloned(),
        _ => None,
    };
    match (&scene.talk.state, how) {
        (State::Lines { .. }, How::Less(place)) => {
            // "Remove 2" below a numbered list is the second line of it.
            let line = place
                .checked_sub(1)
                .and_then(|place| scene.talk.cart.as_ref()?.lines.get(usize::try_from(place).ok()?).cloned());
            let Some(line) = line else { return false };
            change(scene, &line, How::Remove);
            return true;
        }
        (
            State::Card { .. }
            | State::Choosing { .. }
            | State::Amount { .. }
            | State::Added { .. }
            | State::Line { .. }
            | State::Doubt { .. },
            How::Exactly(quantity),
        ) => {
            crate::transition::counted(scene, Amount::Of(quantity));
            return true;
        }
        (State::Card { .. }, How::More(quantity)) if of_screen.is_none() => {
            crate::transition::counted(scene, Amount::Of(quantity));
            return true;
        }
        (State::Doubt { .. }, How::Remove) => {
            crate::states::doubt::skip(scene);
            return true;
        }
        _ => {}
    }
    let last = of_screen.or_else(|| {
        let key = scene.talk.touched.as_ref();
        let line = key.and_then(|key| scene.talk.line_with(key));
        let lines = scene.talk.cart.as_ref().map(|cart| cart.lines.as_slice()).unwrap_or_default();
        line.or(match lines {
            [only] => Some(only),
            _ => None,
        })
        .cloned()
    });
    match last {
        Some(line) => change(scene, &line, how),
        None if scene.talk.cart.as_ref().is_some_and(|cart| !cart.is_empty()) => line::choose(scene, 0),
        None => return false,
    }
    scene.talk.misses = 0;
    true
}

fn change(scene: &mut Scene, held: &CartLine, how: How) {
    let quantity = match how {
        How::Exactly(quantity) => quantity,
        How::More(more) => held.quantity.saturating_add(more),
        How::Less(less) => held.quantity.saturating_sub(less),
        How::Remove => 0,
    };
    line::make(scene, held, quantity);
}

fn article_of(scene: &Scene, line: &CartLine) -> Option<Article> {
    basket::article_of(scene, line)
}

/// Lists the lines that are called so: by their own words, else by what a search says.
fn named(scene: &Scene, lines: &[CartLine], words: &str) -> Vec<CartLine> {
    let asked: Vec<&str> = words.split(' ').collect();
    let is_named = |line: &&CartLine| {
        let values = line.choices.iter().map(|choice| choice.value.as_str());
        let name: Vec<&str> =
            [line.name.as_str()].into_iter().chain(values).chain(line.sku.as_deref()).collect();
        let name = fold(&name.join(" "));
        let glued = name.replace(' ', "");
        let known: Vec<&str> =
            name.split([' ', ',', '/', '(', ')']).filter(|word| !word.is_empty()).collect();
        asked.iter().all(|word| {
            let word = bare(word);
            // "5kg" is written "5 kg" on the line.
            known.iter().any(|known| is_same(bare(known), word))
                || (word.chars().any(|char| char.is_ascii_digit()) && glued.contains(word))
        })
    };
    let by_words: Vec<CartLine> = lines.iter().filter(is_named).cloned().collect();
    if !by_words.is_empty() {
        return by_words;
    }
    let hits = search::hits(scene, words);
    let mut found = hits.iter().filter(|hit| hit.score >= NAMED_SCORE_MIN);
    let is_hit = |line: &&CartLine, id| article_of(scene, line).is_some_and(|article| article.product == id);
    let best = found.find_map(|hit| lines.iter().find(|line| is_hit(line, hit.product.id)));
    best.cloned().into_iter().collect()
}

/// Takes off what is glued to a word: the Arabic article, the French ones.
fn bare(word: &str) -> &str {
    ["ال", "l'", "d'"]
        .into_iter()
        .find_map(|article| word.strip_prefix(article).filter(|rest| !rest.is_empty()))
        .unwrap_or(word)
}

fn is_same(known: &str, word: &str) -> bool {
    let is_stem = |long: &str, stem: &str| stem.chars().count() >= STEM_CHARS_MIN && long.starts_with(stem);
    known == word || is_stem(known, word) || is_stem(word, known)
}
