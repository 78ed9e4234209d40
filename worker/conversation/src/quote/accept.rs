//! From an offer to the order: the order in the shop is looked at once more, what is missing is asked for, the buyer
//! confirms what they see, and the shop makes it so at exactly that price. What staff changed in between is shown first.

use domain::{
    ids::OrderId,
    outbound::fit,
    shop::{Gateway, GatewayKind, OrderStatus},
};

use super::{Act, Origin, Screen, clock, deal::Stage, offer, shop, terms::Terms, time::iso_time};
use crate::{
    choices::Act as Choose,
    effect::{AddressField, LineChange, ORDER_MOVED_ON, OrderChange, Refusal, ShopEffect, ShopOutcome},
    scene::{Scene, short},
    screen::{Choice, Screen as Shown},
    state::{Origin as Of, State},
    states::{ask, checkout, help, placing},
    text::Text,
};

fn go(scene: &mut Scene, screen: Screen) {
    scene.go(State::Quote(screen));
}

/// The buyer agrees: the order is looked at first.
pub fn begin(scene: &mut Scene, order: OrderId, mark: &str) {
    if offer::may_answer(scene, order, mark).is_some() {
        scene.wish(ShopEffect::ReadSighting { order }, Of::Quote(Origin::Check { order }));
    }
}

/// The buyer agrees in words.
pub fn agreed(scene: &mut Scene, order: OrderId) {
    let mark = current(scene, order).map(|terms| terms.mark()).unwrap_or_default();
    begin(scene, order, &mark);
}

fn current(scene: &Scene, order: OrderId) -> Option<Terms> {
    let quote = scene.talk.quotes.quote(order)?;
    quote.terms.as_deref().filter(|_| quote.stage == Stage::Offered).cloned()
}

/// The order was looked at.
pub fn checked(scene: &mut Scene, order: OrderId, outcome: ShopOutcome) {
    let sighting = match outcome {
        ShopOutcome::Sighting { sighting: Some(sighting) } => sighting,
        ShopOutcome::Sighting { sighting: None } => return clock::called_off(scene, order),
        _ => {
            scene.note(Text::ShopUnavailable, &[]);
            return offer::show(scene, order);
        }
    };
    let Some(terms) = current(scene, order) else { return offer::show(scene, order) };
    if !terms.is(&sighting.order) {
        return changed_meanwhile(scene, order, &sighting);
    }
    scene.wish(ShopEffect::ListGateways, Of::Quote(Origin::Gateways { order }));
}

/// Staff have changed the order since the offer: what it is now is the offer, and the buyer is asked again.
fn changed_meanwhile(scene: &mut Scene, order: OrderId, sighting: &domain::shop::OrderSighting) {
    let now_ms = scene.around.now_ms;
    if let Some(quote) = scene.talk.quotes.quote_mut(order) {
        quote.not_ordered();
        let before = quote.terms.as_deref().cloned();
        let until_ms = before.as_ref().map_or(now_ms, |terms| terms.until_ms);
        let (tiers, words) = before.map(|terms| (terms.tiers, terms.words)).unwrap_or_default();
        quote.seen_at.clone_from(&sighting.order.modified_at);
        match Terms::of(&sighting.order, until_ms, tiers, words) {
            Some(terms) => {
                quote.offer(terms);
                scene.talk.quotes.owe(order, None);
                scene.note(Text::QuoteChangedOffer, &[("number", short(&sighting.order.number).into())]);
            }
            None => scene.note(Text::QuoteBeingChanged, &[]),
        }
    }
    offer::show(scene, order);
    clock::schedule(scene, order);
}

/// The ways to pay were read.
pub fn gateways_read(scene: &mut Scene, order: OrderId, outcome: ShopOutcome) {
    match outcome {
        ShopOutcome::Gateways { gateways } if !gateways.is_empty() => {
            let usual = scene.talk.profile.gateway.clone();
            let known = gateways.iter().find(|gateway| Some(&gateway.id) == usual.as_ref()).or(
                match gateways.as_slice() {
                    [only] => Some(only),
                    _ => None,
                },
            );
            match known.map(|gateway| gateway.id.clone()) {
                Some(gateway) => proceed(scene, Screen::Confirm { order, gateways, gateway }),
                None => proceed(scene, Screen::Payment { order, gateways }),
            }
        }
        ShopOutcome::Gateways { .. } => {
            scene.note(Text::NoPayment, &[]);
            offer::show(scene, order);
        }
        _ => {
            scene.note(Text::ShopUnavailable, &[]);
            offer::show(scene, order);
        }
    }
}

/// Asks for the next missing thing, or shows the order.
fn proceed(scene: &mut Scene, next: Screen) {
    let (order, field) = match &next {
        Screen::Confirm { order, .. } | Screen::Payment { order, .. } => {
            (*order, checkout::missing(&scene.talk.profile.address))
        }
        _ => return,
    };
    if let Some(field) = field {
        go(scene, Screen::Details { order, field });
        // Why the e-mail is asked for: the page to pay on asks for it, too.
        if field == AddressField::Email {
            scene.note(Text::QuoteEmailWhy, &[]);
        }
        let text = ask::question(field);
        return scene.ask(text, &[]);
    }
    match next {
        Screen::Payment { order, gateways } => show_payment(scene, order, gateways),
        Screen::Confirm { order, gateways, gateway } => show_confirm(scene, order, gateways, &gateway),
        _ => {}
    }
}

/// Takes what was asked for.
pub fn said(scene: &mut Scene, order: OrderId, field: AddressField, words: &str) {
    let mut address = scene.talk.profile.address.clone();
    match ask::fill(scene, &mut address, field, words) {
        Ok(()) => {
            scene.talk.misses = 0;
            scene.talk.profile.address = address;
            again(scene, order);
        }
        Err(text) => help::wrong(scene, text),
    }
}

/// Takes a place.
pub fn pin(scene: &mut Scene, order: OrderId, at: (f64, f64), name: Option<&str>, place: Option<&str>) {
    let mut address = scene.talk.profile.address.clone();
    let pin_name = scene.t(Text::PinName, &[]);
    crate::states::address::set_pin(&mut address, at, name, place, &pin_name);
    scene.talk.profile.address = address;
    again(scene, order);
}

/// Goes on with the acceptance from the start: the order is looked at again.
pub fn again(scene: &mut Scene, order: OrderId) {
    agreed(scene, order);
}

fn show_payment(scene: &mut Scene, order: OrderId, gateways: Vec<Gateway>) {
    let choices: Vec<Choice> = (0_u32..)
        .zip(gateways.iter().take(9))
        .map(|(place, gateway)| {
            Choice::new(Choose::Quote(Act::PayBy(place)), short(&gateway.title))
                .detailed(fit(&gateway.description, 60))
        })
        .collect();
    go(scene, Screen::Payment { order, gateways });
    let body = scene.t(Text::QuoteAskPayment, &[]);
    let opener = scene.t(Text::OpenerPayment, &[]);
    scene.show(Shown { body, choices, opener, as_list: true, ..Shown::default() });
}

/// A way to pay was chosen.
pub fn pay_by(scene: &mut Scene, place: u32) {
    let State::Quote(Screen::Payment { order, gateways }) = scene.talk.state.clone() else {
        return crate::transition::redraw(scene);
    };
    let chosen =
        usize::try_from(place).ok().and_then(|place| gateways.get(place)).map(|gateway| gateway.id.clone());
    match chosen {
        Some(gateway) => {
            scene.talk.profile.gateway = Some(gateway.clone());
            proceed(scene, Screen::Confirm { order, gateways, gateway });
        }
        None => show_payment(scene, order, gateways),
    }
}

/// Chooses how to pay anew.
pub fn choose_payment(scene: &mut Scene, order: OrderId) {
    match scene.talk.state.clone() {
        State::Quote(Screen::Confirm { order: shown, gateways, .. }) if shown == order => {
            show_payment(scene, order, gateways);
        }
        _ => again(scene, order),
    }
}

fn show_confirm(scene: &mut Scene, order: OrderId, gateways: Vec<Gateway>, gateway: &domain::ids::GatewayId) {
    let Some(terms) = current(scene, order) else { return offer::show(scene, order) };
    let Some(chosen) = gateways.iter().find(|known| known.id == *gateway).cloned() else {
        return show_payment(scene, order, gateways);
    };
    let number = scene.talk.quotes.quote(order).map_or_else(String::new, |quote| short(&quote.number));
    let address = &scene.talk.profile.address;
    let name = format!("{} {}", address.first_name, address.last_name);
    let place = [address.line_1.as_str(), &address.city].join(", ");
    let mut lines = vec![scene.t(Text::QuoteConfirmHead, &[("number", number.into())])];
    lines.extend(offer::terms_lines(
        scene,
        &Terms { tiers: Vec::new(), words: String::new(), ..terms.clone() },
    ));
    lines.push(
        scene
            .t(Text::SummaryTo, &[("name", fit(name.trim(), 60).into()), ("place", fit(&place, 120).into())]),
    );
    lines.push(scene.t(Text::SummaryPayment, &[("payment", fit(&chosen.title, 60).into())]));
    let mut choices =
        vec![scene.choice(Choose::Quote(Act::Confirm { order, mark: terms.mark() }), Text::ButtonPlaceOrder)];
    if gateways.len() > 1 {
        choices.push(scene.choice(Choose::Quote(Act::Pay(order)), Text::ButtonOtherPayment));
    }
    choices.push(scene.choice(Choose::Quote(Act::Show(order)), Text::Back));
    let footer = Some(scene.t(Text::FooterSummary, &[]));
    go(scene, Screen::Confirm { order, gateways, gateway: gateway.clone() });
    scene.show(Shown { body: lines.join("\n"), footer, choices, ..Shown::default() });
}

/// The buyer confirms in words.
pub fn confirmed_in_words(scene: &mut Scene, order: OrderId) {
    let mark = current(scene, order).map(|terms| terms.mark()).unwrap_or_default();
    confirm(scene, order, &mark);
}

/// The buyer confirms: the order is made, once, at what they saw.
pub fn confirm(scene: &mut Scene, order: OrderId, mark: &str) {
    let State::Quote(Screen::Confirm { order: shown, gateways, gateway }) = scene.talk.state.clone() else {
        return crate::transition::redraw(scene);
    };
    let chosen = gateways.into_iter().find(|known| known.id == gateway).filter(|_| shown == order);
    let Some(chosen) = chosen else { return again(scene, order) };
    let now_ms = scene.around.now_ms;
    let Some(quote) = scene.talk.quotes.quote_mut(order) else { return offer::list(scene) };
    let terms = match quote.accept(mark, now_ms) {
        Ok(terms) => terms,
        Err(why) => return offer::not_now(scene, order, why),
    };
    clock::schedule(scene, order);
    let line = |line: &super::terms::TermLine| LineChange {
        item: line.item,
        product: line.product,
        quantity: line.quantity,
        total: Some(line.total.clone()),
    };
    let mut change = OrderChange::of(order);
    change.from = vec![OrderStatus::Pending, OrderStatus::OnHold, OrderStatus::Failed];
    change.content = Some(terms.mark());
    change.lines = terms.lines.iter().map(line).collect();
    let address = scene.talk.profile.address.clone();
    change.address = Some(checkout::with_country(scene, address));
    change.status = match chosen.kind {
        GatewayKind::CashOnDelivery => Some(OrderStatus::Processing),
        GatewayKind::BankTransfer | GatewayKind::Offline => Some(OrderStatus::OnHold),
        // It waits for the money, with a page to pay on.
        GatewayKind::Online => Some(OrderStatus::Pending),
    };
    change.gateway = Some(chosen.clone());
    change.facts = vec![
        (super::deal::FACT_STAGE.to_owned(), Stage::Ordered.label().to_owned()),
        ("_wa_quote_turn".to_owned(), String::new()),
        (super::deal::FACT_TERMS.to_owned(), terms.mark()),
        ("_wa_quote_accepted".to_owned(), iso_time(now_ms)),
    ];
    let text = format!("The buyer has agreed to {}; to be paid by {}.", terms.total, chosen.title);
    change.notes = vec![shop::staff_note(format!("quote-accepted-{}", terms.mark()), text)];
    change.checks_stock = true;
    scene.talk.shown = crate::conversation::Shown::default();
    go(scene, Screen::Ordering { order });
    scene.wish(
        ShopEffect::ChangeOrder(Box::new(change)),
        Of::Quote(Origin::Order { order, gateway: Box::new(chosen) }),
    );
}

/// Says that the order is being made.
pub fn still(scene: &mut Scene, order: OrderId) {
    match scene.talk.quotes.quote(order).map(|quote| quote.stage) {
        Some(Stage::Ordering) => scene.remark(Text::QuoteOrdering, &[]),
        _ => offer::show(scene, order),
    }
}

/// The shop made it an order, or did not.
pub fn ordered(scene: &mut Scene, order: OrderId, gateway: Gateway, outcome: ShopOutcome) {
    let terms = scene.talk.quotes.quote(order).and_then(|quote| quote.terms.clone());
    match outcome {
        ShopOutcome::Changed { sighting } => {
            if let Some(quote) = scene.talk.quotes.quote_mut(order) {
                quote.end(Stage::Ordered);
                quote.seen_at.clone_from(&sighting.order.modified_at);
            }
            scene.talk.quotes.owed.retain(|owed| owed.order != order);
            clock::schedule(scene, order);
            if let Some(terms) = terms.filter(|terms| terms.total != sighting.order.total) {
                // Cannot be by what we wrote; whoever sees it must know.
                let args = [
                    ("before", scene.money(&terms.total).into()),
                    ("now", scene.money(&sighting.order.total).into()),
                ];
                scene.note(Text::DiffTotal, &args);
                scene.hand_off(crate::turn::Handoff::Asked);
            }
            placing::agreed(scene, sighting.order, gateway);
        }
        ShopOutcome::Refused { refusal: Refusal::Other { code }, .. } if code == ORDER_MOVED_ON => {
            back_to_offer(scene, order);
            scene.wish(ShopEffect::ReadSighting { order }, Of::Quote(Origin::Check { order }));
        }
        ShopOutcome::Refused { refusal, .. } | ShopOutcome::NotPlaced { refusal, .. } => {
            back_to_offer(scene, order);
            let why = crate::outcome::refusal_words(scene, &refusal, None);
            scene.note(Text::QuoteNotOrdered, &[("why", why.into())]);
            offer::show(scene, order);
        }
        ShopOutcome::Unavailable => {
            back_to_offer(scene, order);
            scene.note(Text::PlaceUnavailable, &[]);
            offer::show(scene, order);
        }
        // It may have happened: staff look, and the order itself will show.
        _ => {
            scene.hand_off(crate::turn::Handoff::Asked);
            scene.remark(Text::PlacingUnclear, &[]);
        }
    }
}

fn back_to_offer(scene: &mut Scene, order: OrderId) {
    if let Some(quote) = scene.talk.quotes.quote_mut(order) {
        quote.not_ordered();
    }
    clock::schedule(scene, order);
}
