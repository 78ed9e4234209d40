//! Choosing a line of the basket, and changing or removing it.

use domain::{ids::LineKey, shop::CartLine};

use crate::{
    choices::Act,
    effect::ShopEffect,
    phrases::QUANTITY_MAX,
    scene::Scene,
    screen::{Choice, page_of},
    state::{Origin, State, Undo},
    states::{basket, browse},
    text::Text,
};

/// Lists the lines to choose from.
pub fn choose(scene: &mut Scene, page: u32) {
    let Some(cart) = scene.talk.cart.clone() else {
        return scene.wish(ShopEffect::ViewCart, Origin::Lines { page });
    };
    if cart.is_empty() {
        return basket::show(scene, &cart);
    }
    let numbered: Vec<(u32, &CartLine)> = (0..).zip(&cart.lines).collect();
    let (rows, page, more) = page_of(&numbered, page);
    let mut choices: Vec<Choice> = rows
        .iter()
        .map(|(place, line)| {
            let name = basket::line_name(line);
            Choice::new(Act::Line(*place), format!("{name} × {}", line.quantity))
                .priced(Some(scene.money(&line.total)))
        })
        .collect();
    if more {
        choices.push(scene.choice(Act::EditBasket { page: page + 1 }, Text::More));
    }
    let coupons = (0..).zip(&cart.coupons);
    for (place, code) in coupons {
        if choices.len() < 8 {
            choices.push(Choice::new(
                Act::CouponOff(place),
                scene.t(Text::CouponOffRow, &[("code", code.clone().into())]),
            ));
        }
    }
    if choices.len() < 9 {
        choices.push(scene.choice(Act::Coupon, Text::ButtonCoupon));
    }
    if choices.len() < 9 {
        choices.push(scene.choice(Act::Quote(crate::quote::Act::Begin), Text::ButtonQuote));
    }
    if choices.len() < 10 {
        choices.push(scene.choice(Act::ClearBasket, Text::ButtonClear));
    }
    let body = scene.t(Text::ChooseLine, &[]);
    scene.go(State::Lines { page });
    browse::show_list(scene, body, choices, Text::OpenerLines);
}

/// Shows the line at a place.
pub fn show(scene: &mut Scene, place: u32) {
    let key = scene.talk.cart.as_ref().and_then(|cart| {
        let place = usize::try_from(place).ok()?;
        cart.lines.get(place).map(|line| line.key.clone())
    });
    if let Some(key) = key {
        show_key(scene, &key);
    } else {
        scene.note(Text::LineGone, &[]);
        basket::show_copy(scene);
    }
}

/// Shows one line.
pub fn show_key(scene: &mut Scene, key: &LineKey) {
    let Some(line) = line_by(scene, key) else {
        scene.note(Text::LineGone, &[]);
        return basket::show_copy(scene);
    };
    let args = [
        ("quantity", line.quantity.into()),
        ("name", basket::line_name(&line).into()),
        ("each", scene.money(&line.unit_price).into()),
        ("total", scene.money(&line.total).into()),
    ];
    let body = scene.t(Text::ChangeLine, &args);
    let one_more = line.quantity.saturating_add(1);
    let mut choices = Vec::new();
    if line.quantity_max.is_none_or(|max| one_more <= max) {
        choices.push(Choice::new(
            Act::LineAmount(one_more),
            scene.t(Text::ButtonMakeIt, &[("quantity", one_more.into())]),
        ));
    }
    if line.quantity > 1 {
        let one_less = line.quantity - 1;
        choices.push(Choice::new(
            Act::LineAmount(one_less),
            scene.t(Text::ButtonMakeIt, &[("quantity", one_less.into())]),
        ));
    }
    choices.push(scene.choice(Act::LineAmount(0), Text::ButtonRemove));
    if choices.len() < 3 {
        choices.push(scene.choice(Act::Basket, Text::ButtonBack));
    }
    scene.go(State::Line { key: key.clone() });
    scene.offer(body, choices);
}

fn line_by(scene: &Scene, key: &LineKey) -> Option<CartLine> {
    scene.talk.cart.as_ref()?.lines.iter().find(|line| line.key == *key).cloned()
}

/// Makes the chosen line hold so many; none removes it.
pub fn set(scene: &mut Scene, quantity: u32) {
    let State::Line { key } = scene.talk.state.clone() else {
        return crate::transition::redraw(scene);
    };
    let Some(line) = line_by(scene, &key) else {
        scene.note(Text::LineGone, &[]);
        return basket::open(scene);
    };
    make(scene, &line, quantity);
}

/// Makes a line hold so many; none removes it.
pub fn make(scene: &mut Scene, line: &CartLine, quantity: u32) {
    let key = line.key.clone();
    let most = line.quantity_max.unwrap_or(QUANTITY_MAX).min(QUANTITY_MAX);
    if quantity > most {
        return scene.remark(Text::AtMost, &[("max", most.into()), ("name", basket::line_name(line).into())]);
    }
    let undo = match basket::article_of(scene, line) {
        Some(article) => Some(Undo::Article { article, quantity: line.quantity }),
        // A line that is removed cannot be set again by its key.
        None if quantity == 0 => None,
        None => Some(Undo::Line { key: key.clone(), quantity: line.quantity }),
    };
    let name = basket::line_name(line);
    scene.wish(ShopEffect::SetLine { key, quantity }, Origin::LineChanged { name, quantity, undo });
}
