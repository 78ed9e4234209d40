//! What the shop answered goes back to where the wish came from. An answer to nothing is harmless: a basket is
//! remembered, the rest is dropped, the screen stays.

use domain::shop::{Cart, OrderStatus};

use crate::{
    after, auction,
    choices::Act,
    dispute,
    effect::{Refusal, ShopEffect, ShopOutcome},
    quote,
    scene::Scene,
    state::{AddMany, Checkout, Origin, State, Undo, Wish},
    states::{added, basket, cancel, checkout, doubt, line, orders, placing},
    text::Text,
};

/// Takes what the shop answered.
pub fn came(scene: &mut Scene, outcome: ShopOutcome) {
    remember(scene, &outcome);
    let placing = matches!(scene.talk.state, State::Placing { .. });
    if placing
        && !tells_of_placing(&outcome)
        && let Some(wish) = wish_of_a_matter(scene)
    {
        // A quote, an auction or a dispute has asked for something of its own meanwhile; the buyer stays where they are.
        let stays = scene.talk.state.clone();
        answered(scene, wish, outcome);
        scene.talk.state = stays;
        return;
    }
    if !placing && let Some(id) = auction::order_ended(scene, &outcome) {
        if !matches!(outcome, ShopOutcome::StillPlacing) {
            // What the opener has asked for meanwhile is still waited for.
            let is_award = |origin: &Origin| matches!(origin, Origin::Auction(auction::Origin::Award { .. }));
            scene.talk.awaiting.take_if(|wish| is_award(&wish.origin));
        }
        return auction::answered(scene, &auction::Origin::Award { id }, outcome);
    }
    if !placing && let Some(origin) = dispute::origin_of(scene, &outcome) {
        if !matches!(outcome, ShopOutcome::StillPlacing) {
            scene.talk.awaiting = None;
        }
        return dispute::answered(scene, &origin, outcome);
    }
    let of_auction = match scene.talk.awaiting.as_deref() {
        Some(Wish { origin: Origin::Auction(origin), .. }) if !placing => Some(origin.clone()),
        _ => None,
    };
    if let Some(origin) = of_auction {
        if !matches!(outcome, ShopOutcome::StillPlacing) {
            scene.talk.awaiting = None;
        }
        return auction::answered(scene, &origin, outcome);
    }
    if quote::request_ended(scene, &outcome) {
        return;
    }
    // How placing ends is told in any case: it says by itself what it is about.
    match outcome {
        ShopOutcome::Placed { order, shortfalls, oversold } => {
            scene.talk.awaiting = None;
            placing::placed(scene, *order, &shortfalls, &oversold);
        }
        ShopOutcome::StillPlacing => {
            if placing {
                placing::takes_longer(scene);
            }
        }
        ShopOutcome::PlacingUnclear => {
            scene.talk.awaiting = None;
            placing::unclear(scene);
        }
        ShopOutcome::BasketChanged { cart } if placing => {
            scene.talk.awaiting = None;
            placing::basket_changed(scene, *cart);
        }
        ShopOutcome::NotPlaced { refusal, cart } if placing => {
            scene.talk.awaiting = None;
            placing::not_placed(scene, &refusal, cart.map(|cart| *cart));
        }
        ShopOutcome::Refused { refusal, cart } if placing => {
            scene.talk.awaiting = None;
            placing::not_placed(scene, &refusal, cart.map(|cart| *cart));
        }
        ShopOutcome::Unavailable if placing => {
            scene.talk.awaiting = None;
            placing::unreachable(scene);
        }
        ShopOutcome::Unknown if placing => {
            scene.talk.awaiting = None;
            placing::unclear(scene);
        }
        // Staff found out what became of an order that was unclear.
        ShopOutcome::NotPlaced { refusal, cart } if scene.talk.unclear_since_ms.is_some() => {
            scene.talk.awaiting = None;
            scene.talk.unclear_since_ms = None;
            placing::not_placed(scene, &refusal, cart.map(|cart| *cart));
        }
        // While an order is on its way, nothing else can be what was waited for.
        _ if placing => {}
        other => {
            if let Some(wish) = scene.talk.awaiting.take() {
                answered(scene, *wish, other);
            }
        }
    }
}

/// Returns whether this can only be what becomes of an order that is being placed.
fn tells_of_placing(outcome: &ShopOutcome) -> bool {
    matches!(
        outcome,
        ShopOutcome::Placed { .. }
            | ShopOutcome::NotPlaced { .. }
            | ShopOutcome::StillPlacing
            | ShopOutcome::PlacingUnclear
            | ShopOutcome::BasketChanged { .. }
    )
}

fn wish_of_a_matter(scene: &mut Scene) -> Option<Wish> {
    let is_of_a_matter =
        |wish: &Wish| matches!(wish.origin, Origin::Quote(_) | Origin::Auction(_) | Origin::Dispute(_));
    scene.talk.awaiting.take_if(|wish| is_of_a_matter(wish)).map(|wish| *wish)
}

fn remember(scene: &mut Scene, outcome: &ShopOutcome) {
    let cart = match outcome {
        ShopOutcome::Cart { cart, .. }
        | ShopOutcome::Checkout { cart, .. }
        | ShopOutcome::BasketChanged { cart } => Some(cart),
        ShopOutcome::Refused { cart, .. } | ShopOutcome::NotPlaced { cart, .. } => cart.as_ref(),
        ShopOutcome::Placed { .. }
        | ShopOutcome::StillPlacing
        | ShopOutcome::PlacingUnclear
        | ShopOutcome::Orders { .. }
        | ShopOutcome::Order { .. }
        | ShopOutcome::CancelAnswer { .. }
        | ShopOutcome::Changed { .. }
        | ShopOutcome::Sighting { .. }
        | ShopOutcome::Gateways { .. }
        | ShopOutcome::Suppliers { .. }
        | ShopOutcome::RefundDone { .. }
        | ShopOutcome::RefundUnclear
        | ShopOutcome::Unavailable
        | ShopOutcome::Unknown => None,
    };
    if let Some(cart) = cart {
        scene.talk.cart = Some(cart.clone());
    }
}

fn answered(scene: &mut Scene, wish: Wish, outcome: ShopOutcome) {
    match &wish.origin {
        Origin::Quote(origin) => return quote::answered(scene, origin, outcome),
        Origin::After(origin) => return after::answered(scene, origin, outcome),
        Origin::Auction(origin) => return auction::answered(scene, origin, outcome),
        Origin::Dispute(origin) => return dispute::answered(scene, origin, outcome),
        Origin::CancelWished { number, after } => return cancel::word_left(scene, number, *after, outcome),
        _ => {}
    }
    match outcome {
        ShopOutcome::Cart { cart, rebuilt } => {
            if rebuilt {
                scene.note(Text::BasketRebuilt, &[]);
            }
            got_cart(scene, wish, *cart);
        }
        ShopOutcome::Checkout { cart, gateways } => match wish.origin {
            Origin::Checkout { checkout } => checkout::loaded(scene, checkout, *cart, Some(gateways)),
            _ => basket::show(scene, &cart),
        },
        ShopOutcome::Refused { refusal, .. } | ShopOutcome::NotPlaced { refusal, .. } => {
            refused(scene, wish, &refusal);
        }
        ShopOutcome::BasketChanged { cart } => {
            scene.note(Text::BasketChanged, &[]);
            basket::show(scene, &cart);
        }
        ShopOutcome::Orders { orders } => {
            recall(scene, &orders);
            match wish.origin {
                Origin::CancelWhich => cancel::which(scene, orders),
                _ => orders::show_all(scene, orders),
            }
        }
        ShopOutcome::Order { order } => match (wish.origin, order) {
            (Origin::Reorder { .. }, Some(order)) => orders::reorder(scene, &order),
            (Origin::AskCancel { .. }, Some(order)) => cancel::show(scene, *order),
            (
                Origin::Reorder { number } | Origin::OneOrder { number } | Origin::AskCancel { number },
                order,
            ) => {
                orders::show(scene, order.map(|order| *order), &number);
            }
            (_, Some(order)) => orders::show_one(scene, *order),
            (_, None) => crate::transition::redraw(scene),
        },
        ShopOutcome::CancelAnswer { order } => cancel::cancelled(scene, *order, &wish.effect),
        ShopOutcome::Unavailable => unavailable(scene, wish),
        ShopOutcome::Unknown => unknown(scene, &wish),
        // The first three are taken care of before; of the others only the flow that asked knows what to say.
        ShopOutcome::Placed { .. }
        | ShopOutcome::StillPlacing
        | ShopOutcome::PlacingUnclear
        | ShopOutcome::Changed { .. }
        | ShopOutcome::Sighting { .. }
        | ShopOutcome::Gateways { .. }
        | ShopOutcome::Suppliers { .. }
        | ShopOutcome::RefundDone { .. }
        | ShopOutcome::RefundUnclear => {}
    }
}

/// Once the doubtful order is seen in the list, or surely settled, nobody needs the warning any more.
fn recall(scene: &mut Scene, orders: &[domain::shop::Order]) {
    let settled = |order: &domain::shop::Order| !matches!(order.status, OrderStatus::CheckoutDraft);
    if scene.talk.unclear_since_ms.is_some()
        && orders.iter().any(|order| settled(order) && !scene.talk.orders.contains(&order.id))
    {
        scene.talk.unclear_since_ms = None;
    }
}

fn got_cart(scene: &mut Scene, wish: Wish, cart: Cart) {
    match &wish.effect {
        ShopEffect::SetLine { key, .. } => scene.talk.touched = Some(key.clone()),
        ShopEffect::AddArticle { article, .. } | ShopEffect::SetArticle { article, .. } => {
            scene.talk.touched = scene.talk.line_of(article).map(|line| line.key.clone());
        }
        _ => {}
    }
    match wish.origin {
        Origin::Basket => basket::show(scene, &cart),
        Origin::Lines { page } => line::choose(scene, page),
        Origin::Added { article, name, quantity } => {
            let found = scene.talk.line_of(&article).cloned();
            if found.is_none() {
                // The shop said yes and the basket says no: the basket is the truth.
                let why = refusal_words(scene, &Refusal::NotSold, Some(&name));
                scene.note_words(why);
                return basket::show(scene, &cart);
            }
            scene.talk.remember_article(&article, quantity);
            scene.note(Text::Added, &[("quantity", quantity.into()), ("name", name.clone().into())]);
            if let Some(found) = &found {
                price_check(scene, found, &name);
                let before = found.quantity.saturating_sub(quantity);
                if before > 0 {
                    scene.note(
                        Text::NowInBasket,
                        &[("quantity", found.quantity.into()), ("name", name.into())],
                    );
                }
                scene.talk.undo = Some(Undo::Line { key: found.key.clone(), quantity: before });
            } else {
                scene.talk.undo = None;
            }
            scene.go(State::Added { article, key: found.map(|line| line.key) });
            added::show(scene);
        }
        Origin::AddMany(many) => next_of_many(scene, *many, None),
        Origin::LineChanged { name, quantity, undo } => {
            let text = if quantity == 0 { Text::LineRemoved } else { Text::LineSet };
            scene.note(text, &[("quantity", quantity.into()), ("name", name.into())]);
            scene.talk.undo = undo;
            changed(scene, &cart);
        }
        Origin::Cleared { undo } => {
            scene.talk.undo = Some(undo);
            scene.note(Text::Cleared, &[]);
            basket::show(scene, &cart);
        }
        Origin::Undone => {
            scene.talk.undo = None;
            scene.note(Text::Undone, &[]);
            basket::show(scene, &cart);
        }
        Origin::CouponApplied { code, checkout } => {
            let args = [("code", domain::outbound::fit(&code, 60).into())];
            scene.note(Text::CouponApplied, &args);
            scene.talk.undo = Some(Undo::Coupon { code });
            match checkout {
                Some(order) => checkout::loaded(scene, Some(order), cart, None),
                None => basket::show(scene, &cart),
            }
        }
        Origin::CouponRemoved { code } => {
            let args = [("code", domain::outbound::fit(&code, 60).into())];
            scene.note(Text::CouponRemoved, &args);
            scene.talk.undo = Some(Undo::CouponBack { code });
            basket::show(scene, &cart);
        }
        Origin::Checkout { checkout } => {
            let checkout = checkout.map(|order| delivery_taken(&wish.effect, order, &cart));
            checkout::loaded(scene, checkout, cart, None);
        }
        Origin::Placing
        | Origin::Orders
        | Origin::OneOrder { .. }
        | Origin::Reorder { .. }
        | Origin::AskCancel { .. }
        | Origin::CancelWhich
        | Origin::Cancel { .. }
        // Their answers went there.
        | Origin::CancelWished { .. }
        | Origin::Quote(_)
        | Origin::After(_)
        | Origin::Auction(_)
        | Origin::Dispute(_) => {
            basket::show(scene, &cart);
        }
    }
}

/// If the shop did not take the way to deliver, the buyer is asked; asking the shop again would go on for ever.
fn delivery_taken(effect: &ShopEffect, mut order: Box<Checkout>, cart: &Cart) -> Box<Checkout> {
    if let ShopEffect::ChooseShipping { rate } = effect
        && cart.chosen_rate().map(|chosen| &chosen.id) != Some(rate)
    {
        order.rate = None;
    }
    order
}

fn changed(scene: &mut Scene, cart: &Cart) {
    if matches!(scene.talk.state, State::Added { .. }) && !cart.is_empty() {
        added::show(scene);
    } else {
        basket::show(scene, cart);
    }
}

/// Says when the shop's price is not the one that the card showed.
fn price_check(scene: &mut Scene, line: &domain::shop::CartLine, name: &str) {
    let shown = scene.talk.price_shown.take();
    if let Some((_, shown)) = shown.filter(|(id, price)| *id == line.id && *price != line.unit_price) {
        let args = [
            ("name", name.to_owned().into()),
            ("before", scene.money(&shown).into()),
            ("now", scene.money(&line.unit_price).into()),
        ];
        scene.note(Text::DiffPrice, &args);
    }
}

fn next_of_many(scene: &mut Scene, mut many: AddMany, why_not: Option<String>) {
    match why_not {
        None => {
            scene.talk.remember_article(&many.now.article, many.now.quantity);
            if many.then_checkout {
                many.changed.extend(after::again::price_change(scene, &many.now));
            }
            many.added.push(format!("{} × {}", many.now.quantity, many.now.name));
        }
        Some(why) => many.missing.push(why),
    }
    if !many.rest.is_empty() {
        many.now = many.rest.remove(0);
        return doubt::ask(scene, many);
    }
    scene.talk.undo = None;
    if many.added.is_empty() {
        scene.note(Text::NothingAdded, &[]);
    } else {
        scene.note(Text::AddedMany, &[("list", head(&many.added).into())]);
    }
    if !many.missing.is_empty() {
        scene.note(Text::MissingMany, &[("list", head(&many.missing).into())]);
    }
    if !many.changed.is_empty() {
        scene.note_words(head(&many.changed));
    }
    if many.then_checkout && !many.added.is_empty() {
        return checkout::begin(scene);
    }
    let article = many.now.article;
    let key = scene.talk.line_of(&article).map(|line| line.key.clone());
    if many.added.is_empty() {
        return basket::show_copy(scene);
    }
    scene.go(State::Added { article, key });
    added::show(scene);
}

/// The first of a list, one a line.
fn head(list: &[String]) -> String {
    let shown: Vec<&str> = list.iter().take(6).map(String::as_str).collect();
    let rest = if list.len() > 6 { "\n…" } else { "" };
    format!("{}{rest}", shown.join("\n"))
}

/// Says what of several is in the basket and what is not, when it does not go on.
fn many_so_far(scene: &mut Scene, many: &AddMany) {
    if !many.added.is_empty() {
        scene.note(Text::AddedMany, &[("list", head(&many.added).into())]);
    }
    if !many.missing.is_empty() {
        scene.note(Text::MissingMany, &[("list", head(&many.missing).into())]);
    }
}

fn refused(scene: &mut Scene, wish: Wish, refusal: &Refusal) {
    match wish.origin {
        Origin::AddMany(mut many) => {
            if let Refusal::NotEnoughStock { left: Some(left @ 1..) } = refusal
                && *left < many.now.quantity
            {
                // Fewer than wanted are better than none, when that is said.
                many.missing.push(after::again::short_of(scene, &many.now.name, many.now.quantity, *left));
                many.now.quantity = *left;
                return doubt::ask(scene, *many);
            }
            let why = refusal_words(scene, refusal, Some(&many.now.name));
            next_of_many(scene, *many, Some(why));
        }
        Origin::Added { name, .. } => {
            let why = refusal_words(scene, refusal, Some(&name));
            scene.note_words(why);
            match (scene.talk.state.clone(), refusal) {
                (
                    State::Card { .. } | State::Amount { .. } | State::Choosing { .. },
                    Refusal::SoldIndividually,
                ) => {
                    basket::show_copy(scene);
                }
                _ => crate::transition::redraw(scene),
            }
        }
        Origin::CouponApplied { code, checkout } => {
            let args = [("code", domain::outbound::fit(&code, 60).into())];
            scene.note(Text::CouponUnknown, &args);
            match checkout {
                Some(order) => checkout::proceed(scene, order),
                None => basket::show_copy(scene),
            }
        }
        Origin::Checkout { checkout } => match refusal {
            Refusal::AddressRefused { field } => checkout::address_refused(scene, checkout, *field),
            Refusal::NoDelivery => {
                let city = checkout.as_ref().map_or_else(String::new, |order| order.address.city.clone());
                scene.note(Text::NoDeliveryThere, &[("city", crate::states::ask::shown(&city).into())]);
                checkout::address_refused_quietly(scene, checkout);
            }
            _ => {
                let why = refusal_words(scene, refusal, None);
                scene.note_words(why);
                basket::show_copy(scene);
            }
        },
        Origin::Cancel { number } => {
            scene.note(Text::NotCancelled, &[("number", crate::scene::short(&number).into())]);
            crate::transition::redraw(scene);
        }
        Origin::LineChanged { name, .. } => {
            let why = refusal_words(scene, refusal, Some(&name));
            scene.note_words(why);
            basket::show_copy(scene);
        }
        Origin::Basket
        | Origin::Lines { .. }
        | Origin::Cleared { .. }
        | Origin::Undone
        | Origin::CouponRemoved { .. }
        | Origin::Placing
        | Origin::Orders
        | Origin::OneOrder { .. }
        | Origin::Reorder { .. }
        | Origin::AskCancel { .. }
        | Origin::CancelWhich
        | Origin::CancelWished { .. }
        | Origin::Quote(_)
        | Origin::After(_)
        | Origin::Auction(_)
        | Origin::Dispute(_) => {
            let why = refusal_words(scene, refusal, None);
            scene.note_words(why);
            match scene.talk.cart.clone() {
                Some(cart) => basket::show(scene, &cart),
                None => crate::transition::redraw(scene),
            }
        }
    }
}

/// Says in words why the shop refused.
pub fn refusal_words(scene: &Scene, refusal: &Refusal, name: Option<&str>) -> String {
    let name = name.map_or_else(|| scene.t(Text::ThisArticle, &[]), ToOwned::to_owned);
    match refusal {
        Refusal::OutOfStock => scene.t(Text::RefusedOutOfStock, &[("name", name.into())]),
        Refusal::NotEnoughStock { left: Some(left) } => {
            scene.t(Text::OnlySoMany, &[("left", (*left).into()), ("name", name.into())])
        }
        Refusal::NotEnoughStock { left: None } => scene.t(Text::RefusedNotEnough, &[("name", name.into())]),
        Refusal::TooMany { max: Some(max) } => {
            scene.t(Text::AtMost, &[("max", (*max).into()), ("name", name.into())])
        }
        Refusal::TooMany { max: None } => scene.t(Text::RefusedTooMany, &[("name", name.into())]),
        Refusal::SoldIndividually => scene.t(Text::RefusedOnePerOrder, &[("name", name.into())]),
        Refusal::NotSold => scene.t(Text::RefusedNotSold, &[("name", name.into())]),
        Refusal::WrongChoice => scene.t(Text::RefusedChoice, &[("name", name.into())]),
        Refusal::LineGone => scene.t(Text::LineGone, &[]),
        Refusal::CouponRefused => scene.t(Text::RefusedCoupon, &[]),
        Refusal::CouponAbsent => scene.t(Text::RefusedCouponAbsent, &[]),
        Refusal::AddressRefused { .. } => scene.t(Text::AddressRefused, &[]),
        Refusal::NoDelivery => scene.t(Text::RefusedNoDelivery, &[]),
        Refusal::PaymentRefused { .. } => scene.t(Text::RefusedPayment, &[]),
        Refusal::EmptyCart => scene.t(Text::RefusedEmpty, &[]),
        Refusal::Other { .. } => scene.t(Text::RefusedOther, &[]),
    }
}

/// Nothing was changed: says so and offers to try again.
fn unavailable(scene: &mut Scene, wish: Wish) {
    let again = !matches!(wish.effect, ShopEffect::PlaceOrder(_));
    if let Origin::AddMany(many) = &wish.origin {
        many_so_far(scene, many);
    }
    scene.talk.failed = again.then(|| Box::new(wish));
    let body = scene.t(Text::ShopUnavailable, &[]);
    let choices = vec![
        scene.choice(Act::Retry, Text::ButtonTryAgain),
        scene.choice(Act::Agent, Text::ButtonAgent),
        scene.choice(Act::Menu, Text::ButtonMenu),
    ];
    scene.offer(body, choices);
}

/// It may have happened or not: the basket or the order shows.
fn unknown(scene: &mut Scene, wish: &Wish) {
    if let Origin::AddMany(many) = &wish.origin {
        many_so_far(scene, many);
        let (mut sure, doubtful) = (many.rest.clone(), Vec::new());
        sure.truncate(crate::phrases::LINES_MAX);
        if !sure.is_empty() {
            scene.talk.put_aside(sure, doubtful);
        }
    }
    let body = scene.t(Text::ShopUnknown, &[]);
    let look = match &wish.origin {
        Origin::Cancel { number } => scene.choice(Act::Order(number.clone()), Text::ButtonOrderStatus),
        _ => scene.choice(Act::Basket, Text::ButtonSeeBasket),
    };
    let choices =
        vec![look, scene.choice(Act::Agent, Text::ButtonAgent), scene.choice(Act::Menu, Text::ButtonMenu)];
    scene.offer(body, choices);
}

/// Asks the shop again for what it could not be reached for.
pub fn retry(scene: &mut Scene) {
    match scene.talk.failed.take() {
        Some(wish) if !matches!(wish.effect, ShopEffect::PlaceOrder(_)) => {
            scene.wish(wish.effect, wish.origin);
        }
        _ => crate::transition::redraw(scene),
    }
}
