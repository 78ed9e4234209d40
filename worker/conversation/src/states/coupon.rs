//! Coupons: typed anywhere as `coupon CODE`, or asked for.

use crate::{
    effect::ShopEffect,
    scene::Scene,
    state::{Origin, State},
    states::{basket, help},
    text::Text,
};

/// Longest code that is sent to the shop.
const CODE_LENGTH_MAX: usize = 60;

/// Asks for the code.
pub fn ask(scene: &mut Scene) {
    let checkout = match &scene.talk.state {
        State::AskCoupon { checkout } => checkout.clone(),
        state => state.checkout().cloned().map(Box::new),
    };
    scene.go(State::AskCoupon { checkout });
    scene.ask(Text::AskCoupon, &[]);
}

/// Takes a text as the code asked for.
pub fn typed(scene: &mut Scene, words: &str) {
    let code = words.trim();
    if code.contains(char::is_whitespace) || code.is_empty() {
        return help::missed(scene, None);
    }
    apply(scene, code);
}

/// Applies a code.
pub fn apply(scene: &mut Scene, code: &str) {
    if domain::outbound::length(code) > CODE_LENGTH_MAX {
        return scene.remark(Text::CouponUnknown, &[("code", domain::outbound::fit(code, 30).into())]);
    }
    let checkout = scene.talk.state.checkout().cloned().map(Box::new);
    scene.wish(
        ShopEffect::ApplyCoupon { code: code.to_owned() },
        Origin::CouponApplied { code: code.to_owned(), checkout },
    );
}

/// Takes the coupon at a place off.
pub fn take_off(scene: &mut Scene, place: u32) {
    let code = scene.talk.cart.as_ref().and_then(|cart| {
        let place = usize::try_from(place).ok()?;
        cart.coupons.get(place).cloned()
    });
    match code {
        Some(code) => {
            scene.wish(ShopEffect::RemoveCoupon { code: code.clone() }, Origin::CouponRemoved { code });
        }
        None => basket::open(scene),
    }
}
