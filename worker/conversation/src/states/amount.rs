//! How many? Then the article goes into the basket.

use domain::{
    ids::ProductId,
    shop::{Product, Stock},
};

use crate::{
    choices::Act,
    conversation::line_id,
    effect::{Article, ShopEffect},
    phrases::QUANTITY_MAX,
    scene::{Scene, short},
    screen::Screen,
    state::{Origin, State},
    states::{browse, card, choosing},
    text::Text,
};

/// Asks how many of an article whose attributes are chosen.
pub fn begin(scene: &mut Scene, article: Article, product: &Product) {
    let variation = article.variation.and_then(|id| product.variations.iter().find(|own| own.id == id));
    let price = variation.and_then(|variation| variation.price.clone()).or_else(|| product.price.clone());
    let stock = variation.map_or(product.stock, |variation| variation.stock);
    let image = variation.and_then(|variation| variation.image.clone()).or_else(|| product.image.clone());
    let sku = variation.and_then(|variation| variation.sku.clone()).or_else(|| product.sku.clone());
    let mut lines = vec![format!("*{}*", name_of(product, &article))];
    lines.extend(price.as_ref().map(|price| scene.money(price)));
    lines.push(card::stock_words(scene, stock, true, true));
    lines.extend(sku.map(|sku| scene.t(Text::ArticleNumber, &[("sku", short(&sku).into())])));
    lines.push(scene.t(Text::HowMany, &[]));
    scene.talk.price_shown = price.map(|price| (line_id(&article), price));
    let mut like = product.clone();
    like.stock = stock;
    let choices = card::amounts(scene, &like, Act::AddChosen);
    scene.go(State::Amount { article, typed: false });
    scene.show(Screen { image, body: lines.join("\n"), choices, ..Screen::default() });
}

/// Shows the question again.
pub fn show(scene: &mut Scene) {
    let State::Amount { article, typed } = scene.talk.state.clone() else {
        return browse::categories(scene, None, 0);
    };
    match scene.catalogue.product(article.product) {
        Some(_) if typed => ask(scene, &article),
        Some(product) if article.variation.is_some() => begin(scene, article, &product),
        _ => card::show(scene, article.product),
    }
}

/// Asks for an amount to be typed.
pub fn other(scene: &mut Scene) {
    let article = match scene.talk.state.clone() {
        State::Card { product } => Article { product, variation: None, choices: Vec::new() },
        State::Amount { article, .. } => article,
        _ => return crate::transition::redraw(scene),
    };
    scene.go(State::Amount { article: article.clone(), typed: true });
    ask(scene, &article);
}

fn ask(scene: &mut Scene, article: &Article) {
    let name = article_name(scene, article);
    scene.ask(Text::TypeAmount, &[("name", name.into())]);
}

/// Adds a simple product that was tapped.
pub fn add_simple(scene: &mut Scene, product: ProductId, quantity: u32) {
    of_product(scene, product, quantity);
}

/// Adds an amount of a product; asks for its attributes first where it has some.
pub fn of_product(scene: &mut Scene, id: ProductId, quantity: u32) {
    let Some(product) = scene.catalogue.product(id) else {
        return card::show(scene, id);
    };
    if !card::can_be_had(&product) {
        return card::show(scene, id);
    }
    if product.variations.is_empty() && product.attributes.is_empty() {
        add(scene, Article { product: id, variation: None, choices: Vec::new() }, quantity);
    } else if quantity == 0 {
        card::show(scene, id);
    } else {
        choosing::begin(scene, id, Some(quantity));
    }
}

/// Adds the article whose amount is asked for.
pub fn take(scene: &mut Scene, quantity: u32) {
    match scene.talk.state.clone() {
        State::Amount { article, .. } => add(scene, article, quantity),
        _ => crate::transition::redraw(scene),
    }
}

/// Adds an article, within what is left of it.
pub fn add(scene: &mut Scene, article: Article, quantity: u32) {
    if quantity == 0 || quantity > QUANTITY_MAX {
        return scene.remark(Text::AmountOutOfRange, &[("max", QUANTITY_MAX.into())]);
    }
    let name = article_name(scene, &article);
    if let Some(left) = left_of(scene, &article)
        && quantity > left
    {
        scene.note(Text::OnlySoMany, &[("left", left.into()), ("name", name.into())]);
        return match scene.catalogue.product(article.product) {
            Some(product) if article.variation.is_some() => begin(scene, article, &product),
            _ => card::show(scene, article.product),
        };
    }
    scene.wish(
        ShopEffect::AddArticle { article: article.clone(), quantity },
        Origin::Added { article, name, quantity },
    );
}

fn left_of(scene: &Scene, article: &Article) -> Option<u32> {
    let product = scene.catalogue.product(article.product)?;
    let stock = article
        .variation
        .and_then(|id| product.variations.iter().find(|own| own.id == id))
        .map_or(product.stock, |variation| variation.stock);
    match stock {
        Stock::Available { left } => left,
        Stock::Backorder | Stock::None => None,
    }
}

/// Names an article with what was chosen of it.
pub fn name_of(product: &Product, article: &Article) -> String {
    let values: Vec<&str> = article.choices.iter().map(|choice| choice.value.as_str()).collect();
    if values.is_empty() {
        short(&product.name)
    } else {
        short(&format!("{}, {}", product.name, values.join(", ")))
    }
}

/// Names an article by the catalogue.
pub fn article_name(scene: &Scene, article: &Article) -> String {
    let product = scene.catalogue.product(article.product);
    product.map_or_else(|| scene.t(Text::ThisArticle, &[]), |product| name_of(&product, article))
}
