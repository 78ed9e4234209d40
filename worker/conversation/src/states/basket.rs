//! The basket with the shop's totals; emptying it, and taking back the last change.

use domain::{
    outbound::{length, limits},
    shop::{Cart, CartLine, Stock},
};

use crate::{
    choices::Act,
    conversation::{is_line_of, line_id},
    effect::{Article, ShopEffect},
    scene::Scene,
    screen::Screen,
    state::{Origin, State, Undo},
    text::Text,
};

/// Lines shown one by one; the others are counted.
pub const LINES_SHOWN_MAX: usize = 9;

/// Reads the basket from the shop, to show it.
pub fn open(scene: &mut Scene) {
    scene.wish(ShopEffect::ViewCart, Origin::Basket);
}

/// Shows the basket as it was last read.
pub fn show_copy(scene: &mut Scene) {
    match scene.talk.cart.clone() {
        Some(cart) => show(scene, &cart),
        None => open(scene),
    }
}

/// Shows a basket.
pub fn show(scene: &mut Scene, cart: &Cart) {
    scene.go(State::Basket);
    if cart.is_empty() {
        let body = scene.t(Text::BasketEmpty, &[]);
        let mut choices = vec![
            scene.choice(Act::Categories { parent: None, page: 0 }, Text::ButtonBrowse),
            scene.choice(Act::FindWords, Text::ButtonSearch),
        ];
        let last = if scene.talk.undo.is_some() {
            scene.choice(Act::Undo, Text::ButtonUndo)
        } else {
            scene.choice(Act::Orders, Text::ButtonOrders)
        };
        choices.push(last);
        return scene.offer(body, choices);
    }
    let head = scene.t(Text::BasketHead, &[("units", cart.units().into())]);
    let mut foot = totals(scene, cart);
    if !cart.complaints.is_empty() {
        foot.push('\n');
        foot.push_str(&scene.t(Text::BasketComplaint, &[]));
    }
    let body = with_lines(scene, cart, &head, &foot);
    let choices = vec![
        scene.choice(Act::Checkout, Text::ButtonCheckout),
        scene.choice(Act::EditBasket { page: 0 }, Text::ButtonChange),
        scene.choice(Act::AddMore, Text::ButtonAddMore),
    ];
    let footer = Some(scene.t(Text::FooterBasket, &[]));
    scene.show(Screen { body, footer, choices, ..Screen::default() });
}

/// Puts as many lines of a basket between head and foot as leave room for buttons below.
pub fn with_lines(scene: &Scene, cart: &Cart, head: &str, foot: &str) -> String {
    let body = |shown| format!("{head}\n{}\n{foot}", lines(scene, cart, shown));
    let room = limits::INTERACTIVE_BODY.saturating_sub(scene.notes_length());
    let fits = (1..=LINES_SHOWN_MAX).rev().map(body).find(|body| length(body) <= room);
    fits.unwrap_or_else(|| body(LINES_SHOWN_MAX))
}

/// Lists the lines of a basket, one each.
fn lines(scene: &Scene, cart: &Cart, shown: usize) -> String {
    let mut lines: Vec<String> = cart.lines.iter().take(shown).map(|held| line(scene, held)).collect();
    let hidden = cart.lines.len().saturating_sub(shown);
    if hidden > 0 {
        lines.push(scene.t(Text::MoreLines, &[("count", hidden.into())]));
    }
    lines.join("\n")
}

fn line(scene: &Scene, line: &CartLine) -> String {
    format!("{} × {} · {}", line.quantity, line_name(line), scene.money(&line.total))
}

/// Names a line with what was chosen of it.
pub fn line_name(line: &CartLine) -> String {
    let values: Vec<&str> = line.choices.iter().map(|choice| choice.value.as_str()).collect();
    if values.is_empty() {
        domain::outbound::fit(&line.name, 44)
    } else {
        domain::outbound::fit(&format!("{}, {}", line.name, values.join(", ")), 44)
    }
}

/// Writes the totals as the shop computed them; what is zero is left out.
pub fn totals(scene: &Scene, cart: &Cart) -> String {
    let totals = &cart.totals;
    let mut lines = Vec::new();
    let parts = totals.discount.minor != 0 || totals.shipping.is_some() || totals.tax.minor != 0;
    if parts {
        lines.push(scene.t(Text::TotalItems, &[("amount", scene.money(&totals.items).into())]));
    }
    if totals.discount.minor != 0 {
        let coupons = domain::outbound::fit(&cart.coupons.join(", "), 60);
        let args = [("amount", scene.money(&totals.discount).into()), ("coupons", coupons.into())];
        lines.push(scene.t(Text::TotalDiscount, &args));
    }
    if let Some(shipping) = &totals.shipping {
        let name = cart.chosen_rate().map_or_else(String::new, |rate| domain::outbound::fit(&rate.name, 40));
        let args = [("amount", scene.money(shipping).into()), ("name", name.into())];
        lines.push(scene.t(Text::TotalDelivery, &args));
    }
    if totals.tax.minor != 0 {
        lines.push(scene.t(Text::TotalTax, &[("amount", scene.money(&totals.tax).into())]));
    }
    lines.push(scene.t(Text::TotalAll, &[("amount", scene.money(&totals.total).into())]));
    lines.join("\n")
}

/// Empties the basket. It can be undone, so nothing is asked.
pub fn clear(scene: &mut Scene) {
    let Some(cart) = scene.talk.cart.clone().filter(|cart| !cart.is_empty()) else {
        return open(scene);
    };
    let articles =
        cart.lines.iter().filter_map(|line| Some((article_of(scene, line)?, line.quantity))).collect();
    let undo = Undo::Everything { articles, coupons: cart.coupons };
    scene.wish(ShopEffect::ClearCart, Origin::Cleared { undo });
}

/// Takes back the last change.
pub fn undo(scene: &mut Scene) {
    let effect = match scene.talk.undo.take() {
        Some(Undo::Line { key, quantity }) => ShopEffect::SetLine { key, quantity },
        Some(Undo::Article { article, quantity }) => ShopEffect::SetArticle { article, quantity },
        Some(Undo::Everything { articles, coupons }) => ShopEffect::ReplaceCart { articles, coupons },
        Some(Undo::Coupon { code }) => ShopEffect::RemoveCoupon { code },
        Some(Undo::CouponBack { code }) => ShopEffect::ApplyCoupon { code },
        None => return scene.remark(Text::NothingToUndo, &[]),
    };
    scene.wish(effect, Origin::Undone);
}

/// Finds the article of a basket line, so that it can be put back: by what was added here, else by the catalogue.
pub fn article_of(scene: &Scene, line: &CartLine) -> Option<Article> {
    let known = scene
        .talk
        .articles
        .iter()
        .rev()
        .map(|(article, _)| article)
        .find(|article| is_line_of(line, article));
    if let Some(article) = known {
        return Some(article.clone());
    }
    let words = line.sku.as_deref().unwrap_or(&line.name);
    article_by_id(scene, line.id, words, &line.choices)
}

/// Finds an article by the number that lines have: the variation's, or the product's.
pub fn article_by_id(
    scene: &Scene,
    id: domain::ids::ProductId,
    words: &str,
    choices: &[domain::shop::AttributeChoice],
) -> Option<Article> {
    if let Some(product) = scene.catalogue.product(id)
        && product.variations.is_empty()
    {
        return Some(Article { product: id, variation: None, choices: Vec::new() });
    }
    let known =
        scene.talk.articles.iter().rev().map(|(article, _)| article).find(|article| line_id(article) == id);
    if let Some(article) = known {
        return Some(article.clone());
    }
    let hits = scene.catalogue.search(words, 5);
    hits.into_iter().find_map(|hit| {
        let variation = hit.product.variations.iter().find(|own| own.id.0 == id.0)?;
        let mut all = variation.choices.clone();
        // What the variation leaves open comes from the line, by the attribute's key or name.
        for attribute in &hit.product.attributes {
            let missing = all.iter().all(|choice| choice.key != attribute.key);
            let chosen =
                choices.iter().find(|choice| choice.key == attribute.key || choice.key == attribute.name);
            if let (true, Some(chosen)) = (missing, chosen) {
                all.push(domain::shop::AttributeChoice {
                    key: attribute.key.clone(),
                    value: chosen.value.clone(),
                });
            }
        }
        let on_sale = !matches!(variation.stock, Stock::None);
        on_sale.then_some(Article { product: hit.product.id, variation: Some(variation.id), choices: all })
    })
}
