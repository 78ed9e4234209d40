//! Several things at once: a typed list, a basket from WhatsApp's own catalogue, an old order. What is sure goes into
//! the basket; only doubtful lines are asked about.

use domain::{ids::ProductId, inbound::OrderItem};

use crate::{
    choices::Act,
    effect::{Article, ShopEffect},
    phrases::{LINES_MAX, QUANTITY_MAX},
    scene::{Scene, short},
    screen::{Choice, PAGE_ROWS},
    state::{AddMany, Origin, State, TypedLine, Wanted},
    states::{basket, browse, card, choosing, help, search},
    text::Text,
};

/// Takes a typed list.
pub fn typed(scene: &mut Scene, lines: Vec<TypedLine>, text: &str) {
    // One product may be called what looks like a list.
    if let Some(product) = search::sure(&search::hits(scene, text)) {
        return card::show(scene, product.id);
    }
    let mut sure = Vec::new();
    let mut doubtful = Vec::new();
    for line in lines {
        let found = search::hits(scene, &line.words);
        let plain = search::sure(&found).and_then(|product| search::plain_article(&product));
        match plain {
            Some((article, name)) => sure.push(Wanted { article, quantity: line.quantity, name }),
            None => doubtful.push(line),
        }
    }
    let nothing_known =
        sure.is_empty() && doubtful.iter().all(|line| search::hits(scene, &line.words).is_empty());
    if nothing_known {
        return help::missed(scene, Some(text));
    }
    scene.talk.misses = 0;
    settle(scene, sure, doubtful);
}

/// Asks about the first doubtful line, or adds all.
fn settle(scene: &mut Scene, sure: Vec<Wanted>, mut doubtful: Vec<TypedLine>) {
    let mut missing = Vec::new();
    while let Some(line) = doubtful.first() {
        if !search::hits(scene, &line.words).is_empty() {
            break;
        }
        missing.push(scene.t(Text::MissingNotFound, &[("name", short(&line.words).into())]));
        doubtful.remove(0);
    }
    if doubtful.is_empty() {
        return add_all(scene, sure, missing, false);
    }
    scene.note_words(missing.join("\n"));
    scene.go(State::Doubt { sure, doubtful });
    show(scene);
}

/// Shows the doubtful line.
pub fn show(scene: &mut Scene) {
    let State::Doubt { sure, doubtful } = scene.talk.state.clone() else {
        return browse::categories(scene, None, 0);
    };
    let Some(line) = doubtful.first() else {
        return settle(scene, sure, doubtful);
    };
    let found = search::hits(scene, &line.words);
    let mut choices: Vec<Choice> = found
        .iter()
        .take(PAGE_ROWS)
        .map(|hit| Choice { act: Act::Pick(hit.product.id), ..browse::product_choice(scene, &hit.product) })
        .collect();
    choices.push(scene.choice(Act::Skip, Text::ButtonSkip));
    let args = [("quantity", line.quantity.into()), ("words", short(&line.words).into())];
    let body = scene.t(Text::WhichOne, &args);
    browse::show_list(scene, body, choices, Text::OpenerProducts);
}

/// Leaves the doubtful line out.
pub fn skip(scene: &mut Scene) {
    let State::Doubt { sure, mut doubtful } = scene.talk.state.clone() else {
        return crate::transition::redraw(scene);
    };
    if !doubtful.is_empty() {
        doubtful.remove(0);
    }
    settle(scene, sure, doubtful);
}

/// Takes a product for the doubtful line.
pub fn pick(scene: &mut Scene, id: ProductId) {
    let State::Doubt { mut sure, mut doubtful } = scene.talk.state.clone() else {
        return crate::transition::redraw(scene);
    };
    let Some(product) = scene.catalogue.product(id).filter(|_| !doubtful.is_empty()) else {
        return show(scene);
    };
    let line = doubtful.remove(0);
    match search::plain_article(&product) {
        Some((article, name)) => sure.push(Wanted { article, quantity: line.quantity, name }),
        None if sure.is_empty() && doubtful.is_empty() && card::can_be_had(&product) => {
            return choosing::begin(scene, id, Some(line.quantity));
        }
        None => {
            let text =
                if card::can_be_had(&product) { Text::MissingNeedsChoice } else { Text::MissingSoldOut };
            scene.note(text, &[("name", short(&product.name).into())]);
        }
    }
    settle(scene, sure, doubtful);
}

/// Takes other words for the doubtful line.
pub fn other_words(scene: &mut Scene, words: &str) {
    let State::Doubt { sure, mut doubtful } = scene.talk.state.clone() else {
        return crate::transition::redraw(scene);
    };
    if search::hits(scene, words).is_empty() {
        return help::missed(scene, Some(words));
    }
    if let Some(line) = doubtful.first_mut() {
        domain::outbound::fit(words, 120).clone_into(&mut line.words);
    }
    scene.talk.misses = 0;
    let found = doubtful.first().map(|line| search::hits(scene, &line.words)).unwrap_or_default();
    match search::sure(&found) {
        Some(product) => {
            scene.go(State::Doubt { sure, doubtful });
            pick(scene, product.id);
        }
        None => settle(scene, sure, doubtful),
    }
}

/// Takes a basket from WhatsApp's own catalogue. Its prices are not looked at: the shop prices what is added.
pub fn order(scene: &mut Scene, items: &[OrderItem]) {
    let mut sure = Vec::new();
    let mut missing = Vec::new();
    for item in items.iter().take(LINES_MAX) {
        match article_of(scene, &item.product) {
            Some((article, name)) => {
                sure.push(Wanted { article, quantity: item.quantity.clamp(1, QUANTITY_MAX), name });
            }
            None => missing.push(scene.t(Text::MissingNotSold, &[("name", short(&item.product).into())])),
        }
    }
    scene.talk.misses = 0;
    add_all(scene, sure, missing, false);
}

/// Finds what a code of WhatsApp's catalogue means: an article number, or the number of a product or variation.
pub fn article_of(scene: &Scene, code: &str) -> Option<(Article, String)> {
    let same = |sku: &Option<String>| {
        sku.as_deref().is_some_and(|sku| domain::text::fold(sku) == domain::text::fold(code))
    };
    for hit in scene.catalogue.search(code, 5) {
        if same(&hit.product.sku)
            && let Some(found) = search::plain_article(&hit.product)
        {
            return Some(found);
        }
        let variation = hit.product.variations.iter().find(|variation| same(&variation.sku));
        if let Some(variation) = variation.filter(|variation| choosing::can_be_had(variation)) {
            let article = Article {
                product: hit.product.id,
                variation: Some(variation.id),
                choices: variation.choices.clone(),
            };
            let name = crate::states::amount::name_of(&hit.product, &article);
            return Some((article, name));
        }
    }
    let id = code.rsplit(['_', '-']).next()?.parse().ok()?;
    scene.catalogue.product(ProductId(id)).and_then(|product| search::plain_article(&product))
}

/// Adds several articles, one after the other.
pub fn add_all(scene: &mut Scene, mut wanted: Vec<Wanted>, missing: Vec<String>, then_checkout: bool) {
    wanted.truncate(LINES_MAX);
    if wanted.is_empty() {
        scene.note(Text::NothingAdded, &[]);
        scene.note_words(missing.join("\n"));
        return basket::show_copy(scene);
    }
    let now = wanted.remove(0);
    ask(scene, AddMany { now, rest: wanted, added: Vec::new(), missing, then_checkout });
}

/// Asks the shop for the next one.
pub fn ask(scene: &mut Scene, many: AddMany) {
    let effect = ShopEffect::AddArticle {
        article: many.now.article.clone(),
        quantity: many.now.quantity.clamp(1, QUANTITY_MAX),
    };
    scene.wish(effect, Origin::AddMany(Box::new(many)));
}
