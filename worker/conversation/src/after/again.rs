//! The same again, from an order or a list: what can be had today, at today's prices, with everything named that is missing,
//! short or priced otherwise.

use domain::shop::{Cart, Stock};

use crate::{
    conversation::line_id,
    effect::Article,
    scene::{Scene, short},
    state::Wanted,
    states::card,
    text::Text,
};

/// Prices remembered of one buyer.
const PRICES_MAX: usize = 60;

/// Parts what is wanted into what can be had and what is missing or short, in words.
pub fn prepare(scene: &Scene, items: Vec<(Option<Article>, u32, String)>) -> (Vec<Wanted>, Vec<String>) {
    let mut wanted = Vec::new();
    let mut missing = Vec::new();
    for (article, quantity, name) in items.into_iter().filter(|(_, quantity, _)| *quantity > 0) {
        let name = short(&name);
        let found = article.and_then(|article| {
            let product = scene.catalogue.product(article.product)?;
            Some((article, product))
        });
        let Some((article, product)) = found else {
            missing.push(scene.t(Text::MissingNotSold, &[("name", name.into())]));
            continue;
        };
        let variation = article.variation.and_then(|id| product.variations.iter().find(|own| own.id == id));
        let stock = variation.map_or(product.stock, |variation| variation.stock);
        if !stock.can_be_ordered() || !card::can_be_had(&product) {
            missing.push(scene.t(Text::MissingSoldOut, &[("name", name.into())]));
            continue;
        }
        let left = match stock {
            Stock::Available { left: Some(left) } => left,
            Stock::Available { left: None } | Stock::Backorder | Stock::None => u32::MAX,
        };
        if left < quantity {
            missing.push(short_of(scene, &name, quantity, left));
        }
        wanted.push(Wanted { article, quantity: quantity.min(left), name });
    }
    (wanted, missing)
}

/// Says that there are fewer than wanted.
pub fn short_of(scene: &Scene, name: &str, wanted: u32, got: u32) -> String {
    scene.t(
        Text::ShortfallLine,
        &[("name", name.to_owned().into()), ("got", got.into()), ("wanted", wanted.into())],
    )
}

/// Keeps the prices at which something was ordered or saved.
pub fn remember_prices(scene: &mut Scene, cart: &Cart) {
    let prices = &mut scene.talk.after.prices;
    for line in &cart.lines {
        prices.retain(|(id, _)| *id != line.id);
        prices.push((line.id, line.unit_price.clone()));
    }
    let surplus = prices.len().saturating_sub(PRICES_MAX);
    prices.drain(..surplus);
}

/// Says how the price of something that was just added differs from the last time.
pub fn price_change(scene: &Scene, wanted: &Wanted) -> Option<String> {
    let now = scene.talk.line_of(&wanted.article)?.unit_price.clone();
    let id = line_id(&wanted.article);
    let (_, before) = scene.talk.after.prices.iter().find(|(known, _)| *known == id)?;
    let args = [
        ("name", wanted.name.clone().into()),
        ("now", scene.money(&now).into()),
        ("before", scene.money(before).into()),
    ];
    (*before != now).then(|| scene.t(Text::DiffPrice, &args))
}
