//! Choosing the attributes of a variable product one at a time. An attribute with one possible value is skipped; a
//! value that leads to nothing on sale is not offered.

use domain::{
    ids::ProductId,
    shop::{Attribute, AttributeChoice, Product, Variation},
    text::fold,
};

use crate::{
    choices::Act,
    effect::Article,
    phrases,
    scene::{Scene, short},
    screen::{Choice, page_of},
    state::State,
    states::{amount, browse, card},
    text::Text,
};

/// Tells whether a variation can be ordered.
pub fn can_be_had(variation: &Variation) -> bool {
    variation.price.is_some() && variation.stock.can_be_ordered()
}

/// Lists the values of an attribute that still lead to something on sale.
fn possible(product: &Product, choices: &[AttributeChoice], attribute: &Attribute) -> Vec<String> {
    let leads_somewhere = |value: &&String| {
        let mut with = choices.to_vec();
        with.push(AttributeChoice { key: attribute.key.clone(), value: (*value).clone() });
        product.variations_fitting(&with).any(can_be_had)
    };
    attribute.options.iter().filter(leads_somewhere).cloned().collect()
}

/// Fills in what leaves no choice, and returns the attribute to ask for.
fn next(product: &Product, choices: &mut Vec<AttributeChoice>) -> Option<(Attribute, Vec<String>)> {
    for attribute in &product.attributes {
        if choices.iter().any(|choice| choice.key == attribute.key) {
            continue;
        }
        let mut values = possible(product, choices, attribute);
        if values.len() == 1 {
            choices.push(AttributeChoice { key: attribute.key.clone(), value: values.remove(0) });
        } else {
            return Some((attribute.clone(), values));
        }
    }
    None
}

fn article(product: &Product, mut choices: Vec<AttributeChoice>) -> Option<Article> {
    // In the product's own order, however they came in: the same choices are the same article.
    choices.sort_by_key(|choice| product.attributes.iter().position(|attribute| attribute.key == choice.key));
    let variation = product.variations_fitting(&choices).find(|variation| can_be_had(variation))?;
    Some(Article { product: product.id, variation: Some(variation.id), choices })
}

/// Returns the one article that a variable product comes down to, with its name.
pub fn only_article(product: &Product) -> Option<(Article, String)> {
    let mut choices = Vec::new();
    if product.variations.is_empty() || next(product, &mut choices).is_some() {
        return None;
    }
    let article = article(product, choices)?;
    let name = amount::name_of(product, &article);
    Some((article, name))
}

/// Returns the article of a variable product that some words choose: "blue XL". All that is asked for must be said.
pub fn article_in_words(product: &Product, words: &str) -> Option<(Article, String)> {
    if product.variations.is_empty() || !card::can_be_had(product) {
        return None;
    }
    let padded = format!(" {} ", fold(words));
    let mut choices = Vec::new();
    while let Some((attribute, values)) = next(product, &mut choices) {
        let named = |value: &&String| padded.contains(&format!(" {} ", fold(value)));
        let value = values.iter().filter(named).max_by_key(|value| value.len())?.clone();
        choices.push(AttributeChoice { key: attribute.key, value });
    }
    let article = article(product, choices)?;
    let name = amount::name_of(product, &article);
    Some((article, name))
}

/// Returns the name of the attribute that is asked for first.
pub fn first_attribute(product: &Product) -> Option<String> {
    next(product, &mut Vec::new()).map(|(attribute, _)| attribute.name)
}

/// Starts choosing.
pub fn begin(scene: &mut Scene, id: ProductId, quantity: Option<u32>) {
    proceed(scene, id, Vec::new(), quantity, 0);
}

fn proceed(
    scene: &mut Scene,
    id: ProductId,
    mut choices: Vec<AttributeChoice>,
    quantity: Option<u32>,
    page: u32,
) {
    let Some(product) = scene.catalogue.product(id) else {
        scene.note(Text::ProductGone, &[]);
        return browse::categories(scene, None, 0);
    };
    if product.variations.is_empty() || !card::can_be_had(&product) {
        return card::show(scene, id);
    }
    match next(&product, &mut choices) {
        Some((_, values)) if values.is_empty() => {
            scene.note(Text::CombinationGone, &[]);
            if choices.is_empty() {
                card::show(scene, id);
            } else {
                proceed(scene, id, Vec::new(), quantity, 0);
            }
        }
        Some((attribute, values)) => {
            scene.go(State::Choosing { product: id, choices: choices.clone(), page, quantity });
            list(scene, &product, &choices, &attribute, &values, page);
        }
        None => match (article(&product, choices), quantity) {
            (Some(article), Some(quantity)) => amount::add(scene, article, quantity),
            (Some(article), None) => amount::begin(scene, article, &product),
            (None, _) => {
                scene.note(Text::CombinationGone, &[]);
                card::show(scene, id);
            }
        },
    }
}

fn list(
    scene: &mut Scene,
    product: &Product,
    chosen: &[AttributeChoice],
    attribute: &Attribute,
    values: &[String],
    page: u32,
) {
    let (rows, page, more) = page_of(values, page);
    let mut choices = Vec::new();
    for value in rows {
        let place = values.iter().position(|other| other == value).unwrap_or(0);
        let mut with = chosen.to_vec();
        with.push(AttributeChoice { key: attribute.key.clone(), value: value.clone() });
        let cheapest = product
            .variations_fitting(&with)
            .filter(|found| can_be_had(found))
            .filter_map(|found| found.price.as_ref())
            .min_by_key(|price| price.minor);
        let act = Act::Value(u32::try_from(place).unwrap_or(u32::MAX));
        choices.push(Choice::new(act, value.as_str()).priced(cheapest.map(|price| scene.money(price))));
    }
    if more {
        choices.push(scene.choice(Act::Values { page: page + 1 }, Text::More));
    }
    let so_far: Vec<&str> = chosen.iter().map(|choice| choice.value.as_str()).collect();
    let so_far = if so_far.is_empty() { String::new() } else { format!(" ({})", short(&so_far.join(", "))) };
    let args = [
        ("name", short(&product.name).into()),
        ("chosen", so_far.into()),
        ("attribute", short(&attribute.name).into()),
    ];
    let body = scene.t(Text::ChooseValue, &args);
    browse::show_list(scene, body, choices, Text::OpenerValues);
}

/// Shows the attribute asked for again.
pub fn show(scene: &mut Scene) {
    match scene.talk.state.clone() {
        State::Choosing { product, choices, page, quantity } => {
            proceed(scene, product, choices, quantity, page);
        }
        _ => browse::categories(scene, None, 0),
    }
}

/// Shows another page of values.
pub fn page(scene: &mut Scene, page: u32) {
    if let State::Choosing { product, choices, quantity, .. } = scene.talk.state.clone() {
        proceed(scene, product, choices, quantity, page);
    } else {
        crate::transition::redraw(scene);
    }
}

/// Takes the value at a place.
pub fn chosen(scene: &mut Scene, place: u32) {
    let State::Choosing { product: id, mut choices, quantity, .. } = scene.talk.state.clone() else {
        return crate::transition::redraw(scene);
    };
    let Some(product) = scene.catalogue.product(id) else {
        return show(scene);
    };
    let asked = next(&product, &mut choices);
    let value = asked.and_then(|(attribute, values)| {
        let value = values.get(usize::try_from(place).ok()?)?.clone();
        Some(AttributeChoice { key: attribute.key, value })
    });
    match value {
        Some(value) => {
            choices.push(value);
            proceed(scene, id, choices, quantity, 0);
        }
        None => show(scene),
    }
}

/// Keeps an amount that was typed before everything was chosen.
pub fn counted(scene: &mut Scene, amount: u32) {
    if let State::Choosing { product, choices, page, .. } = scene.talk.state.clone() {
        let quantity = (amount > 0).then_some(amount);
        if let Some(quantity) = quantity {
            scene.note(Text::AmountNoted, &[("quantity", quantity.into())]);
        }
        proceed(scene, product, choices, quantity, page);
    }
}

/// Fills several attributes from one text such as `2 blue XL`. Returns whether any of it was a value.
pub fn slots(scene: &mut Scene, text: &str) -> bool {
    let (id, mut choices, mut quantity) = match &scene.talk.state {
        State::Choosing { product, choices, quantity, .. } => (*product, choices.clone(), *quantity),
        State::Card { product } => (*product, Vec::new(), None),
        _ => return false,
    };
    let Some(product) = scene.catalogue.product(id).filter(|product| !product.variations.is_empty()) else {
        return false;
    };
    let typed = phrases::amount_of(text, scene.talk.language);
    let words = typed.as_ref().map_or_else(|| fold(text), |line| line.words.clone());
    let padded =
        format!(" {} ", words.replace([',', '/', '.'], " ").split_whitespace().collect::<Vec<_>>().join(" "));
    let mut any = false;
    for attribute in &product.attributes {
        if choices.iter().any(|choice| choice.key == attribute.key) {
            continue;
        }
        let possible = possible(&product, &choices, attribute);
        let named = |value: &&String| padded.contains(&format!(" {} ", fold(value)));
        let longest = possible.iter().filter(named).max_by_key(|value| value.len());
        if let Some(value) = longest {
            choices.push(AttributeChoice { key: attribute.key.clone(), value: value.clone() });
            any = true;
        }
    }
    if any {
        quantity = typed.map(|line| line.quantity).or(quantity);
        scene.talk.misses = 0;
        proceed(scene, id, choices, quantity, 0);
    }
    any
}
