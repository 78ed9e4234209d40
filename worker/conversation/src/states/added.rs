//! After something went into the basket: order, add more, or take it back.

use crate::{
    choices::Act,
    effect::{Article, ShopEffect},
    scene::Scene,
    screen::Screen,
    state::{Origin, State},
    states::{amount, basket},
    text::Text,
};

/// Shows what can be done now, below the notes kept.
pub fn show(scene: &mut Scene) {
    let Some(cart) = scene.talk.cart.clone() else {
        return basket::open(scene);
    };
    let body = scene.t(
        Text::BasketNow,
        &[("units", cart.units().into()), ("total", scene.money(&cart.totals.total).into())],
    );
    let mut choices = vec![
        scene.choice(Act::Checkout, Text::ButtonCheckout),
        scene.choice(Act::AddMore, Text::ButtonAddMore),
    ];
    if scene.talk.undo.is_some() {
        choices.push(scene.choice(Act::Undo, Text::ButtonUndo));
    } else {
        choices.push(scene.choice(Act::Basket, Text::ButtonSeeBasket));
    }
    let footer = Some(scene.t(Text::FooterAdded, &[]));
    scene.show(Screen { body, footer, choices, ..Screen::default() });
}

/// Makes the basket hold exactly so many of what was just added: "make it 3".
pub fn make_it(scene: &mut Scene, article: Article, quantity: u32) {
    let name = amount::article_name(scene, &article);
    let effect = match (&scene.talk.state, quantity) {
        (State::Added { key: Some(key), .. }, _) => ShopEffect::SetLine { key: key.clone(), quantity },
        _ => ShopEffect::SetArticle { article: article.clone(), quantity },
    };
    let before = scene.talk.line_of(&article).map_or(0, |line| line.quantity);
    let undo = Some(crate::state::Undo::Article { article, quantity: before });
    scene.wish(effect, Origin::LineChanged { name, quantity, undo });
}
