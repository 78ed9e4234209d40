//! One product as one message: picture, name, price, stock, article number, and what can be done with it.

use domain::{
    ids::ProductId,
    shop::{Product, Stock},
};

use crate::{
    after,
    choices::Act,
    scene::{Scene, short},
    screen::{Choice, PAGE_ROWS, Screen},
    state::State,
    states::{browse, choosing},
    text::Text,
};

/// Longest summary on a card, in units.
const SUMMARY_MAX: usize = 240;

/// Tells whether something can be put into a basket now.
pub fn can_be_had(product: &Product) -> bool {
    if !product.purchasable || !product.stock.can_be_ordered() {
        return false;
    }
    if product.variations.is_empty() && product.attributes.is_empty() {
        return product.price.is_some();
    }
    product.variations.iter().any(choosing::can_be_had)
}

/// Shows a product.
pub fn show(scene: &mut Scene, id: ProductId) {
    let Some(product) = scene.catalogue.product(id) else {
        scene.note(Text::ProductGone, &[]);
        return browse::categories(scene, None, 0);
    };
    let variable = !product.variations.is_empty() || !product.attributes.is_empty();
    if variable && let Some((article, _)) = choosing::only_article(&product) {
        // There is nothing to choose: one combination is left.
        return crate::states::amount::begin(scene, article, &product);
    }
    scene.go(State::Card { product: id });
    scene.talk.price_shown = product.price.clone().filter(|_| !variable).map(|price| (id, price));
    let body = describe(scene, &product);
    let choices = if !can_be_had(&product) {
        cannot_be_had(scene, &product)
    } else if variable {
        let first = choosing::first_attribute(&product);
        let title = match first {
            Some(name) => scene.t(Text::ButtonChoose, &[("attribute", name.into())]),
            None => scene.t(Text::ButtonChooseAny, &[]),
        };
        let title = domain::outbound::fit(&title, domain::outbound::limits::BUTTON_TITLE);
        vec![
            Choice::new(Act::Choose(id), title),
            scene.choice(Act::AddMore, Text::ButtonBackToList),
            scene.choice(Act::Menu, Text::ButtonMenu),
        ]
    } else {
        amounts(scene, &product, |quantity| Act::Add { product: id, quantity })
    };
    let footer = Some(scene.t(Text::FooterCard, &[]));
    scene.show(Screen { image: product.image.clone(), body, choices, footer, ..Screen::default() });
}

/// Makes the buttons for quick amounts; the last amount taken comes first.
pub fn amounts(scene: &Scene, product: &Product, act: impl Fn(u32) -> Act) -> Vec<Choice> {
    let add = |quantity: u32| {
        Choice::new(act(quantity), scene.t(Text::ButtonAdd, &[("quantity", quantity.into())]))
    };
    let left = match product.stock {
        Stock::Available { left: Some(left) } => left,
        Stock::Available { left: None } | Stock::Backorder | Stock::None => u32::MAX,
    };
    if product.sold_individually || left <= 1 {
        return vec![
            add(1),
            scene.choice(Act::AddMore, Text::ButtonBackToList),
            scene.choice(Act::Menu, Text::ButtonMenu),
        ];
    }
    let usual = scene.talk.last_amount(product.id).filter(|usual| (3..=left).contains(usual));
    vec![add(1), add(usual.unwrap_or(2)), scene.choice(Act::OtherAmount, Text::ButtonOtherAmount)]
}

fn cannot_be_had(scene: &mut Scene, product: &Product) -> Vec<Choice> {
    let mut choices = Vec::new();
    if after::may_be_told(product) {
        choices.push(after::tell_choice(scene, product.id));
    }
    if !alternatives_of(scene, product).is_empty() {
        choices.push(scene.choice(Act::Alternatives(product.id), Text::ButtonAlternatives));
    }
    choices.push(scene.choice(Act::Quote(crate::quote::Act::For(product.id)), Text::ButtonQuote));
    for (act, title) in [(Act::Agent, Text::ButtonAgent), (Act::Menu, Text::ButtonMenu)] {
        if choices.len() < 3 {
            choices.push(scene.choice(act, title));
        }
    }
    choices
}

fn describe(scene: &Scene, product: &Product) -> String {
    let mut lines = vec![format!("*{}*", short(&product.name))];
    match &product.price {
        Some(price) if product.variations.is_empty() => lines.push(scene.money(price)),
        Some(price) => lines.push(scene.t(Text::PriceFrom, &[("price", scene.money(price).into())])),
        None => lines.push(scene.t(Text::PriceOnRequest, &[])),
    }
    lines.push(stock_words(scene, product.stock, can_be_had(product), product.price.is_some()));
    if let Some(sku) = &product.sku {
        lines.push(scene.t(Text::ArticleNumber, &[("sku", short(sku).into())]));
    }
    if product.sold_individually {
        lines.push(scene.t(Text::OnePerOrder, &[]));
    }
    if !product.summary.trim().is_empty() {
        lines.push(domain::outbound::fit(product.summary.trim(), SUMMARY_MAX));
    }
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

/// Says in words what is left.
pub fn stock_words(scene: &Scene, stock: Stock, can_be_had: bool, has_price: bool) -> String {
    match stock {
        Stock::None | Stock::Available { left: Some(0) } => scene.t(Text::OutOfStock, &[]),
        _ if !can_be_had && has_price => scene.t(Text::NotSoldNow, &[]),
        Stock::Available { left: Some(left) } => scene.t(Text::InStockCount, &[("left", left.into())]),
        Stock::Available { left: None } => scene.t(Text::InStock, &[]),
        Stock::Backorder => scene.t(Text::Backorder, &[]),
    }
}

fn alternatives_of(scene: &Scene, product: &Product) -> Vec<Product> {
    let mut others: Vec<Product> = Vec::new();
    for category in &product.categories {
        for other in scene.catalogue.products_in(*category) {
            let known = others.iter().any(|known| known.id == other.id);
            if other.id != product.id && can_be_had(&other) && !known && others.len() < PAGE_ROWS {
                others.push(other);
            }
        }
    }
    others
}

/// Shows products of the same categories that can be had.
pub fn alternatives(scene: &mut Scene, id: ProductId) {
    let Some(product) = scene.catalogue.product(id) else {
        scene.note(Text::ProductGone, &[]);
        return browse::categories(scene, None, 0);
    };
    let others = alternatives_of(scene, &product);
    if others.is_empty() {
        scene.note(Text::NoAlternatives, &[("name", short(&product.name).into())]);
        return browse::categories(scene, None, 0);
    }
    let mut choices: Vec<Choice> = others.iter().map(|other| browse::product_choice(scene, other)).collect();
    choices.push(scene.choice(Act::Menu, Text::ButtonMenu));
    let body = scene.t(Text::AlternativesTo, &[("name", short(&product.name).into())]);
    scene.go(State::Card { product: id });
    browse::show_list(scene, body, choices, Text::OpenerProducts);
}
