//! Free text search: one sure hit is shown as a card, several as a list with prices, none is said.

use domain::{language::Language, shop::Product, text::fold};

use crate::{
    catalogue::{Catalogue, Hit},
    choices::Act,
    effect::Article,
    phrases::{self, Amount},
    scene::{Scene, short},
    screen::{Choice, PAGE_ROWS},
    state::{State, TypedLine},
    states::{amount, browse, card, choosing, doubt, help, home},
    text::Text,
};

/// Below this, a hit is hardly related and is not shown.
const SCORE_MIN: f32 = 0.3;
/// From here on, a hit is what was meant, if the next one is not.
pub const SCORE_SURE: f32 = 0.85;
/// How much the next hit must be below a sure one.
const SCORE_LEAD: f32 = 0.1;
/// Longest words that are searched for and repeated, in units.
const WORDS_MAX: usize = 120;

/// Asks what to look for.
pub fn ask(scene: &mut Scene) {
    scene.go(State::AskSearch);
    let example = home::example(scene);
    scene.ask(Text::AskSearch, &[("example", example.into())]);
}

/// Searches, and shows what was found. `quantity` is what the buyer typed before the words.
pub fn find(scene: &mut Scene, words: &str, quantity: Option<u32>) {
    let words = domain::outbound::fit(words, WORDS_MAX);
    let found = hits(scene, &words);
    if found.is_empty() {
        return help::missed(scene, Some(&words));
    }
    scene.talk.misses = 0;
    if let Some(product) = sure(&found) {
        scene.talk.came_from = Some(Box::new(State::Hits { words, quantity }));
        return match quantity {
            Some(quantity) => amount::of_product(scene, product.id, quantity),
            None => card::show(scene, product.id),
        };
    }
    show(scene, &words, &found, quantity);
}

/// Searches, and shows the list even where one hit is sure: the buyer has seen that one.
pub fn list(scene: &mut Scene, words: &str) {
    let found = hits(scene, words);
    show(scene, words, &found, None);
}

fn show(scene: &mut Scene, words: &str, found: &[Hit], quantity: Option<u32>) {
    let mut choices: Vec<Choice> =
        found.iter().map(|hit| browse::product_choice(scene, &hit.product)).collect();
    if let Some(quantity) = quantity {
        for (choice, hit) in choices.iter_mut().zip(found) {
            choice.act = Act::Add { product: hit.product.id, quantity };
        }
    }
    choices.push(scene.choice(Act::NoneOfThese, Text::NoneOfThese));
    let body = scene.t(Text::Found, &[("words", words.into()), ("count", found.len().into())]);
    scene.go(State::Hits { words: words.to_owned(), quantity });
    scene.talk.came_from = Some(Box::new(scene.talk.state.clone()));
    browse::show_list(scene, body, choices, Text::OpenerProducts);
}

/// Searches for an amount of something: `2 rice`. The whole text goes first, as `7 up` is a product.
pub fn find_amount(scene: &mut Scene, line: &TypedLine, text: &str) {
    if let Some(product) = sure(&hits(scene, text)) {
        scene.talk.misses = 0;
        return card::show(scene, product.id);
    }
    let line = &in_pieces(scene, line);
    if line.words.is_empty() {
        return crate::transition::counted(scene, Amount::Of(line.quantity));
    }
    // "3 milk and bread" is two things where the shop sells no such one.
    if let Some(lines) = doubt::split(scene, line) {
        return doubt::typed(scene, lines, text);
    }
    find(scene, &line.words, Some(line.quantity));
}

/// Reads a package of the store: "2 crates of soda" as 48.
pub fn in_pieces(scene: &Scene, line: &TypedLine) -> TypedLine {
    let counted = scene.catalogue.store_words().counted(line, scene.talk.language);
    counted.unwrap_or_else(|| line.clone())
}

/// Takes a number on a screen with buttons as the place of one; none that commits to anything.
fn button_at(scene: &Scene, number: u32) -> Option<Act> {
    let place = usize::try_from(number).ok()?.checked_sub(1)?;
    let (act, _) = scene.talk.shown.options.get(place)?;
    (!act.commits()).then(|| act.clone())
}

/// Searches for a number that is neither a choice nor an amount here: it may be an article number.
pub fn find_number(scene: &mut Scene, number: u32) {
    if let Some(act) = button_at(scene, number) {
        scene.talk.misses = 0;
        return crate::transition::perform(scene, act);
    }
    let words = number.to_string();
    match sure(&hits(scene, &words)) {
        Some(product) => {
            scene.talk.misses = 0;
            card::show(scene, product.id);
        }
        None => help::missed(scene, None),
    }
}

/// Searches for words as they are typed, and for what the shop calls it.
pub fn found(catalogue: &dyn Catalogue, words: &str, language: Language) -> Vec<Hit> {
    let mut found = catalogue.search(&phrases::sizes_apart(words), PAGE_ROWS);
    if let Some(other) = catalogue.store_words().in_shops_words(words, language) {
        join(&mut found, catalogue.search(&phrases::sizes_apart(&other), PAGE_ROWS));
    }
    found
}

/// Adds hits of another search; each product keeps its better score, and the order of equals stays.
fn join(found: &mut Vec<Hit>, others: Vec<Hit>) {
    for hit in others {
        match found.iter_mut().find(|known| known.product.id == hit.product.id) {
            Some(known) => known.score = known.score.max(hit.score),
            None => found.push(hit),
        }
    }
    found.sort_by(|one, other| other.score.total_cmp(&one.score));
}

/// Lists what is worth showing for some words; where nothing is sure, also what is found without those that add nothing in
/// the buyer's language.
pub fn hits(scene: &Scene, words: &str) -> Vec<Hit> {
    let language = scene.talk.language;
    let mut found = found(scene.catalogue, words, language);
    if found.first().is_none_or(|best| best.score < SCORE_SURE) {
        let plain = phrases::as_shops_write(words, language);
        if !plain.is_empty() && plain != fold(&phrases::sizes_apart(words)) {
            join(&mut found, scene.catalogue.search(&plain, PAGE_ROWS));
        }
    }
    found.retain(|hit| hit.score >= SCORE_MIN);
    found.truncate(PAGE_ROWS);
    found
}

/// Returns the product that was meant without doubt.
pub fn sure(found: &[Hit]) -> Option<Product> {
    match found {
        [only] if only.score >= SCORE_SURE - SCORE_LEAD => Some(only.product.clone()),
        [first, second, ..] if first.score >= SCORE_SURE && second.score <= first.score - SCORE_LEAD => {
            Some(first.product.clone())
        }
        _ => None,
    }
}

/// None of the hits is it: the categories near them, or a person.
pub fn none_of_these(scene: &mut Scene) {
    let words = match &scene.talk.state {
        State::Hits { words, .. } => words.clone(),
        _ => String::new(),
    };
    let mut categories = Vec::new();
    for hit in hits(scene, &words) {
        for id in hit.product.categories {
            if !categories.contains(&id) {
                categories.push(id);
            }
        }
    }
    let mut choices: Vec<Choice> = categories
        .into_iter()
        .filter_map(|id| scene.catalogue.category(id))
        .take(4)
        .map(|category| Choice::new(Act::Products { category: category.id, page: 0 }, category.name))
        .collect();
    choices.push(scene.choice(Act::Categories { parent: None, page: 0 }, Text::ButtonBrowse));
    choices.push(scene.choice(Act::Agent, Text::ButtonAgent));
    choices.push(scene.choice(Act::Menu, Text::ButtonMenu));
    scene.go(State::AskSearch);
    let body = scene.t(Text::NoneOfTheseThen, &[]);
    browse::show_list(scene, body, choices, Text::Opener);
}

/// Returns the article of a product that needs no choosing, with its name.
pub fn plain_article(product: &Product) -> Option<(Article, String)> {
    if !card::can_be_had(product) {
        return None;
    }
    if product.variations.is_empty() && product.attributes.is_empty() {
        let article = Article { product: product.id, variation: None, choices: Vec::new() };
        return Some((article, short(&product.name)));
    }
    choosing::only_article(product)
}
