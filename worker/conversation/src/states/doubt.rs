//! Several things at once: a typed list, a basket from WhatsApp's own catalogue, an old order. What is sure goes into
//! the basket; only doubtful lines are asked about.

use domain::{ids::ProductId, inbound::OrderItem};

use crate::{
    choices::Act,
    effect::{Article, ShopEffect},
    phrases::{self, LINES_MAX, QUANTITY_MAX},
    scene::{Scene, short},
    screen::{Choice, PAGE_ROWS},
    state::{AddMany, Origin, State, TypedLine, Wanted},
    states::{basket, browse, card, choosing, help, search},
    text::Text,
};

/// Takes a typed list. One that is under way goes on with it.
pub fn typed(scene: &mut Scene, mut lines: Vec<TypedLine>, text: &str) {
    // One product may be called what looks like a list.
    if let Some(product) = search::sure(&search::hits(scene, text)) {
        scene.talk.misses = 0;
        return card::show(scene, product.id);
    }
    let too_many = lines.len().saturating_sub(LINES_MAX);
    lines.truncate(LINES_MAX);
    let (mut sure, mut doubtful) = match scene.talk.state.clone() {
        State::Doubt { sure, doubtful } => (sure, doubtful),
        _ => (Vec::new(), Vec::new()),
    };
    let mut rest = lines.len();
    for line in lines {
        rest = rest.saturating_sub(1);
        let line = search::in_pieces(scene, &line);
        let parts =
            split(scene, &line).filter(|parts| sure.len() + doubtful.len() + rest + parts.len() <= LINES_MAX);
        for line in parts.unwrap_or_else(|| vec![line]) {
            match meant(scene, &line) {
                Some(wanted) => sure.push(wanted),
                None => doubtful.push(line),
            }
        }
    }
    let mut missing = Vec::new();
    if too_many > 0 {
        let args = [("max", LINES_MAX.into()), ("count", too_many.into())];
        missing.push(scene.t(Text::ListTooLong, &args));
    }
    let nothing_known =
        sure.is_empty() && doubtful.iter().all(|line| search::hits(scene, &line.words).is_empty());
    if nothing_known {
        return help::missed(scene, Some(text));
    }
    scene.talk.misses = 0;
    settle(scene, sure, doubtful, missing);
}

/// Returns what a line means without doubt; also where its words choose the kind: "2 blue XL shirts".
fn meant(scene: &Scene, line: &TypedLine) -> Option<Wanted> {
    let found = search::hits(scene, &line.words);
    let (article, name) = search::sure(&found)
        .and_then(|product| search::plain_article(&product))
        .or_else(|| choosing::article_in_words(&found.first()?.product, &line.words))?;
    Some(Wanted { article, quantity: line.quantity, name })
}

/// Takes "3 milk and bread" for two things, where both are sold and nothing is called so.
pub fn split(scene: &Scene, line: &TypedLine) -> Option<Vec<TypedLine>> {
    let whole = search::hits(scene, &line.words);
    if search::sure(&whole).is_some() {
        return None;
    }
    let parts = phrases::joined_by_and(&line.words, scene.talk.language);
    // Where something is like the whole, its parts must be beyond doubt.
    let is_sold = |part: &String| {
        let found = search::hits(scene, part);
        if whole.is_empty() { !found.is_empty() } else { search::sure(&found).is_some() }
    };
    if !(2..=LINES_MAX).contains(&parts.len()) || !parts.iter().all(is_sold) {
        return None;
    }
    let mut lines: Vec<TypedLine> = parts.into_iter().map(|words| TypedLine { quantity: 1, words }).collect();
    if let Some(first) = lines.first_mut() {
        first.quantity = line.quantity;
    }
    Some(lines)
}

/// Takes another line while one is asked about: the same thing in other words, or one more.
pub fn another(scene: &mut Scene, line: &TypedLine) {
    let State::Doubt { mut sure, mut doubtful } = scene.talk.state.clone() else {
        return search::find(scene, &line.words, Some(line.quantity));
    };
    let line = search::in_pieces(scene, line);
    if line.words.is_empty() {
        return counted(scene, line.quantity);
    }
    let asked = doubtful.first().map(|first| first.words.clone()).unwrap_or_default();
    let shares = |word: &str| asked.split(' ').any(|own| own == word);
    if line.words.split(' ').any(shares) {
        if let Some(first) = doubtful.first_mut() {
            first.quantity = line.quantity;
        }
        scene.go(State::Doubt { sure, doubtful });
        return other_words(scene, &line.words);
    }
    if search::hits(scene, &line.words).is_empty() {
        return help::missed(scene, Some(&line.words));
    }
    match meant(scene, &line) {
        Some(wanted) => sure.push(wanted),
        None => doubtful.push(line),
    }
    scene.talk.misses = 0;
    settle(scene, sure, doubtful, Vec::new());
}

/// Takes an amount for the line that is asked about; none leaves it out.
pub fn counted(scene: &mut Scene, quantity: u32) {
    let State::Doubt { sure, mut doubtful } = scene.talk.state.clone() else {
        return crate::transition::redraw(scene);
    };
    if quantity == 0 {
        return skip(scene);
    }
    if let Some(first) = doubtful.first_mut() {
        first.quantity = quantity;
    }
    scene.talk.misses = 0;
    scene.go(State::Doubt { sure, doubtful });
    show(scene);
}

/// Goes on with the list that was put aside; without one, with what is on the screen.
pub fn go_on(scene: &mut Scene) {
    let Some(aside) = scene.talk.aside.take() else {
        return match scene.talk.state {
            State::Late { .. } => crate::states::late::resume(scene),
            _ => crate::states::pause::resume(scene),
        };
    };
    let (mut sure, mut doubtful) = match scene.talk.state.clone() {
        State::Doubt { sure, doubtful } => (sure, doubtful),
        _ => (Vec::new(), Vec::new()),
    };
    sure.extend(aside.sure);
    doubtful.extend(aside.doubtful);
    settle(scene, sure, doubtful, Vec::new());
}

/// Asks about the first doubtful line, or adds all.
fn settle(scene: &mut Scene, sure: Vec<Wanted>, mut doubtful: Vec<TypedLine>, mut missing: Vec<String>) {
    while let Some(line) = doubtful.first() {
        if !search::hits(scene, &line.words).is_empty() {
            break;
        }
        missing.push(scene.t(Text::MissingNotFound, &[("name", short(&line.words).into())]));
        doubtful.remove(0);
    }
    if doubtful.is_empty() {
        // All of it is on its way now: nothing is put aside.
        scene.talk.state = State::Basket;
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
        return settle(scene, sure, doubtful, Vec::new());
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
    settle(scene, sure, doubtful, Vec::new());
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
            scene.talk.state = State::Basket;
            return choosing::begin(scene, id, Some(line.quantity));
        }
        None => {
            let text =
                if card::can_be_had(&product) { Text::MissingNeedsChoice } else { Text::MissingSoldOut };
            scene.note(text, &[("name", short(&product.name).into())]);
        }
    }
    settle(scene, sure, doubtful, Vec::new());
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
        None => settle(scene, sure, doubtful, Vec::new()),
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
    // Two lists may have become one; the lines are few all the same.
    wanted.truncate(2 * LINES_MAX);
    if wanted.is_empty() {
        scene.note(Text::NothingAdded, &[]);
        scene.note_words(missing.join("\n"));
        return basket::show_copy(scene);
    }
    let now = wanted.remove(0);
    ask(scene, AddMany { now, rest: wanted, added: Vec::new(), missing, changed: Vec::new(), then_checkout });
}

/// Asks the shop for the next one.
pub fn ask(scene: &mut Scene, many: AddMany) {
    let effect = ShopEffect::AddArticle {
        article: many.now.article.clone(),
        quantity: many.now.quantity.clamp(1, QUANTITY_MAX),
    };
    scene.wish(effect, Origin::AddMany(Box::new(many)));
}
