//! What happens to quotes by itself: edits of the order that come in, edits that have rested, reminders, ends. All of it is
//! told wherever the buyer is; the screen stays where it is when they are in the middle of something.

use domain::{
    ids::OrderId,
    shop::OrderSighting,
    template::{QUOTE_ANSWER, QUOTE_STATUS, Template},
};

use super::{
    Origin, Screen, StaffMove,
    deal::{FACT_STAGE, Noticed, Seen, Settled, Stage, Turn},
    field, offer, paper, price, shop,
    terms::Terms,
    time::{self, HOUR_MS, Validity},
};
use crate::{
    effect::ShopEffect,
    event::Timer,
    scene::{Scene, short},
    state::{Origin as Of, State},
    text::Text,
    turn::TimerCommand,
};

/// Shortest wait for a timer, milliseconds.
const WAIT_MIN_MS: i64 = 500;

/// Sets the timer of a quote to what comes next, or takes it off.
pub fn schedule(scene: &mut Scene, order: OrderId) {
    let timer = Timer::Quote { order };
    let rules = &scene.around.quotes;
    let now_ms = scene.around.now_ms;
    let quote = scene.talk.quotes.quote(order);
    let owed = scene.talk.quotes.owed.iter().find(|owed| owed.order == order).map(|owed| owed.again_ms);
    let moments = quote.map(|quote| {
        [
            quote.seen.as_ref().map(|seen| seen.settles_ms),
            quote.reminder_ms(quote.told_ms, rules),
            quote
                .due_ms
                .map(|due_ms| due_ms + 1)
                .filter(|_| !(quote.stage.turn() == Turn::Staff && quote.reminded)),
            owed.filter(|again_ms| *again_ms > 0),
        ]
    });
    let next_ms = moments.into_iter().flatten().flatten().min();
    scene.timer(match next_ms {
        Some(next_ms) => TimerCommand::Set { timer, after_ms: (next_ms - now_ms).max(WAIT_MIN_MS) },
        None => TimerCommand::Cancel { timer },
    });
}

/// Tells the buyer news of a quote: as a screen when they are free for it, else beside what they are doing.
fn tell(scene: &mut Scene, order: OrderId, stand_in: Option<Template>) {
    let Some(screen) = offer::screen(scene, order) else { return };
    let is_free = match &scene.talk.state {
        State::Quote(screen) => !screen.is_in_the_middle(),
        State::Home
        | State::Categories { .. }
        | State::Products { .. }
        | State::Hits { .. }
        | State::Basket
        | State::Placed { .. }
        | State::Orders { .. }
        | State::OneOrder { .. } => true,
        _ => false,
    };
    scene.stand_in(stand_in);
    if is_free && !scene.talk.with_agent {
        scene.go(State::Quote(Screen::Offer { order }));
        scene.show(screen);
    } else {
        scene.aside(screen);
    }
}

/// Tells of an offer.
pub fn tell_offer(scene: &mut Scene, order: OrderId, text: Text) {
    let number = number_of(scene, order);
    // Before the screen: what can be answered stays last, and the template stands in for it.
    paper::send_with_offer(scene, order);
    scene.note(text, &[("number", number.clone().into())]);
    let template = Template::of(&QUOTE_ANSWER, scene.talk.language.template_code(), &[&number]).ok();
    tell(scene, order, template);
}

fn number_of(scene: &Scene, order: OrderId) -> String {
    scene.talk.quotes.quote(order).map_or_else(String::new, |quote| short(&quote.number))
}

/// Tells where a quote stands now.
fn tell_stage(scene: &mut Scene, order: OrderId) {
    let Some(stage) = scene.talk.quotes.quote(order).map(|quote| quote.stage) else { return };
    let (number, words) = (number_of(scene, order), offer::stage_words(scene, stage));
    let language = scene.talk.language.template_code();
    tell(scene, order, Template::of(&QUOTE_STATUS, language, &[&number, &words]).ok());
}

/// Looks at an order of this person; answers whether it is a quote, of which nobody else needs to tell.
pub fn order_seen(scene: &mut Scene, sighting: &OrderSighting) -> bool {
    let order = sighting.order.id;
    let (now_ms, rules) = (scene.around.now_ms, scene.around.quotes.clone());
    let Some(quote) = scene.talk.quotes.quote_mut(order) else {
        // A request on its way, or a quote of long ago: no order yet, so nothing is told of it as one.
        return sighting.facts.get(FACT_STAGE).is_some_and(|stage| stage != Stage::Ordered.label());
    };
    if quote.stage == Stage::Ordered {
        return false;
    }
    let is_made = sighting.facts.get(FACT_STAGE).is_some_and(|stage| stage == Stage::Ordered.label());
    if quote.stage == Stage::Ordering && is_made && scene.talk.awaiting.is_none() {
        // The answer to the confirm was lost; here is the order.
        quote.end(Stage::Ordered);
        scene.talk.remember_order(order);
        scene.talk.showed(&sighting.order);
        tell_stage(scene, order);
        schedule(scene, order);
        return true;
    }
    match quote.look(sighting, now_ms, &rules) {
        Noticed::Nothing | Noticed::Rests => {}
        Noticed::CalledOff => {
            scene.talk.quotes.owe(order, None);
            tell_stage(scene, order);
        }
        Noticed::Ordered => {
            scene.talk.quotes.owe(order, None);
            scene.talk.remember_order(order);
            scene.talk.showed(&sighting.order);
            tell_stage(scene, order);
        }
    }
    schedule(scene, order);
    true
}

/// The order is gone.
pub fn called_off(scene: &mut Scene, order: OrderId) {
    if let Some(quote) = scene.talk.quotes.quote_mut(order)
        && quote.is_open()
    {
        quote.end(Stage::Declined);
        tell_stage(scene, order);
    }
    schedule(scene, order);
}

/// A timer has run out: what is due is done, and the next is set.
pub fn timer(scene: &mut Scene, order: OrderId) {
    let (now_ms, rules) = (scene.around.now_ms, scene.around.quotes.clone());
    let Some(quote) = scene.talk.quotes.quote_mut(order) else { return };
    let rests_until_ms = quote.seen.as_ref().map(|seen| seen.settles_ms);
    let is_overdue = quote.stage.turn() == Turn::Staff && quote.due_ms.is_some_and(|due_ms| due_ms < now_ms);
    let is_to_remind = quote.reminder_ms(quote.told_ms, &rules).is_some_and(|at_ms| at_ms <= now_ms);
    if rests_until_ms.is_some_and(|at_ms| at_ms <= now_ms) {
        settled(scene, order);
    } else if quote.expire(now_ms) {
        shop::owe(scene, order, "expired", "The offer's time is over; the buyer was told.".to_owned());
        tell_stage(scene, order);
    } else if is_to_remind {
        quote.reminded = true;
        let hours = quote.due_ms.map_or(0, |due_ms| (due_ms - now_ms) / HOUR_MS).max(1);
        let hours = u32::try_from(hours).unwrap_or(0);
        let number = number_of(scene, order);
        scene.note(Text::QuoteReminder, &[("number", number.into()), ("hours", hours.into())]);
        tell_stage(scene, order);
    } else if is_overdue && !quote.reminded {
        quote.reminded = true;
        shop::owe(
            scene,
            order,
            "overdue",
            "The buyer still waits for an answer; the time for it is over.".to_owned(),
        );
        let number = number_of(scene, order);
        scene.note(Text::QuoteOverdue, &[("number", number.into())]);
        tell_stage(scene, order);
    }
    schedule(scene, order);
}

/// An edit of staff has rested.
fn settled(scene: &mut Scene, order: OrderId) {
    let (now_ms, rules) = (scene.around.now_ms, scene.around.quotes.clone());
    let country = scene.talk.country.clone();
    let Some(quote) = scene.talk.quotes.quote_mut(order) else { return };
    let was_offered = quote.stage == Stage::Offered;
    let until = quote.due_ms.map(time::iso_time).unwrap_or_default();
    let settled = quote.settle(now_ms, &rules, &country);
    if settled == Settled::Offered {
        quote.told_ms = now_ms;
    }
    match settled {
        Settled::Nothing => {}
        Settled::Offered => {
            scene.talk.quotes.owe(order, None);
            tell_offer(scene, order, if was_offered { Text::QuoteChangedOffer } else { Text::QuoteNewOffer });
        }
        Settled::BidAccepted { until_ms, words } => accept_bid(scene, order, until_ms, words),
        Settled::Declined { reason } => {
            scene.talk.quotes.owe(order, None);
            if !reason.is_empty() {
                scene.note(Text::QuoteWords, &[("words", reason.into())]);
            }
            tell_stage(scene, order);
        }
        Settled::OutOfTurn => {
            let text = format!(
                "This change was not sent: it is not your turn (until {until} it is the buyer's, or the quote has ended). If the buyer agrees, they are shown the order as it is now first. To send it at once, write \"revise 7d\" into wa_quote."
            );
            let mark = scene.talk.quotes.quote(order).map(|quote| quote.early.clone()).unwrap_or_default();
            shop::owe(scene, order, &format!("early-{mark}"), text);
        }
        Settled::Unclear => {
            let text = "The custom field wa_quote could not be read. Write \"offer\", \"offer 7d\", \"offer until 2026-12-05\", \"accept\" or \"decline: reason\".";
            shop::owe(scene, order, "unclear", text.to_owned());
        }
        Settled::Unpriced => {
            let text = "No offer was sent: the order has no line with a price.";
            shop::owe(scene, order, "unpriced", text.to_owned());
        }
        Settled::UnclearTiers => {
            let text = "No offer was sent: the custom field wa_quote_tiers could not be read. Write, for example, \"50: 11.20; 100: 10.80\".";
            shop::owe(scene, order, "tiers", text.to_owned());
        }
    }
}

/// Staff agree to the buyer's price: the order gets it, then it is the offer.
fn accept_bid(scene: &mut Scene, order: OrderId, until_ms: i64, words: String) {
    let quote = scene.talk.quotes.quote(order);
    let found = quote.and_then(|quote| Some((quote.bid.clone()?, quote.terms.clone()?)));
    let Some((bid, terms)) = found else {
        let text = "The buyer's price cannot be set by itself before there was an offer. Set the prices, and write \"offer\".";
        return shop::owe(scene, order, "unclear", text.to_owned());
    };
    let lines = shop::lines_at(&terms, shop::bid_total(&bid, &terms));
    let origin = Origin::Priced { order, until_ms, words, by_buyer: false };
    shop::price_lines(scene, order, lines, origin);
}

/// Does what staff want, by command.
pub fn staff_moved(scene: &mut Scene, step: &StaffMove) {
    match step {
        StaffMove::Decline { order, reason } => {
            let order = *order;
            let Some(quote) = scene.talk.quotes.quote_mut(order) else { return };
            if quote.stage.turn() == Turn::Nobody {
                return;
            }
            quote.end(Stage::Declined);
            scene.talk.quotes.owe(order, None);
            if !reason.trim().is_empty() {
                scene.note(Text::QuoteWords, &[("words", reason.trim().to_owned().into())]);
            }
            tell_stage(scene, order);
            schedule(scene, order);
        }
        StaffMove::Offer { order, .. } | StaffMove::Answer { order, .. } => {
            let order = *order;
            if scene.talk.quotes.quote(order).is_some() {
                let origin = Of::Quote(Origin::Staff { order, step: Box::new(step.clone()) });
                scene.wish(ShopEffect::ReadSighting { order }, origin);
            }
        }
    }
}

/// Staff's answer by command, in the words of the custom field: as if it stood there, without the wait. What the field holds
/// was taken before, and is no new answer.
fn staff_answers(scene: &mut Scene, order: OrderId, text: &str, sighting: &OrderSighting) {
    let now_ms = scene.around.now_ms;
    let fact = |key: &str| sighting.facts.get(key).map(|text| text.trim().to_owned()).unwrap_or_default();
    let Some(quote) = scene.talk.quotes.quote_mut(order) else { return };
    if matches!(quote.stage, Stage::Ordering | Stage::Ordered | Stage::Withdrawn) {
        let text = "The answer by command was not sent: the quote has ended.";
        return shop::owe(scene, order, "ended", text.to_owned());
    }
    quote.taken.clear();
    quote.seen = Some(Box::new(Seen {
        order: sighting.order.clone(),
        answer: text.trim().to_owned(),
        tiers: fact(field::TIERS),
        settles_ms: now_ms,
    }));
    settled(scene, order);
    if let Some(quote) = scene.talk.quotes.quote_mut(order) {
        quote.taken = fact(field::ANSWER);
    }
    schedule(scene, order);
}

/// Staff's offer by command, on the order as it is now.
pub fn staff_offers(scene: &mut Scene, order: OrderId, step: &StaffMove, sighting: &OrderSighting) {
    let (each, total, until, words) = match step {
        StaffMove::Offer { each, total, until, words, .. } => (each, total, until, words),
        StaffMove::Answer { text, .. } => return staff_answers(scene, order, text, sighting),
        StaffMove::Decline { .. } => return,
    };
    let (now_ms, rules) = (scene.around.now_ms, scene.around.quotes.clone());
    let country = scene.talk.country.clone();
    let Some(quote) = scene.talk.quotes.quote_mut(order) else { return };
    if matches!(quote.stage, Stage::Ordering | Stage::Ordered | Stage::Withdrawn) {
        let text = "The offer by command was not sent: the quote has ended.";
        return shop::owe(scene, order, "ended", text.to_owned());
    }
    let validity = until.as_deref().map_or(Some(Validity::Usual), time::validity);
    let decimals = sighting.order.total.currency.decimals;
    let number = |text: &Option<String>| text.as_deref().map(|text| price::minor(text, decimals));
    let tiers = sighting.facts.get(field::TIERS).map(String::as_str).unwrap_or_default();
    let tiers = field::tiers(tiers, decimals);
    let (Some(validity), Some(tiers)) = (validity, tiers) else {
        let text = "The offer by command was not sent: its time or the prices by amount could not be read.";
        return shop::owe(scene, order, "unclear", text.to_owned());
    };
    let until_ms = validity.end_ms(now_ms, rules.valid_for_ms, &country);
    let as_it_is = Terms::of(&sighting.order, until_ms, tiers, words.clone());
    let units: u32 = sighting.order.lines.iter().fold(0, |sum, line| sum.saturating_add(line.quantity));
    let sum_minor = match (number(each), number(total)) {
        (None, None) => None,
        (Some(Some(each)), None) => Some(each.saturating_mul(i64::from(units))),
        (None, Some(Some(total))) => Some(total),
        _ => {
            let text = "The offer by command was not sent: its price could not be read.";
            return shop::owe(scene, order, "unclear", text.to_owned());
        }
    };
    match (as_it_is, sum_minor) {
        (Some(terms), None) => {
            let was_offered = quote.stage == Stage::Offered;
            quote.offer(terms);
            quote.told_ms = now_ms;
            scene.talk.quotes.owe(order, None);
            tell_offer(scene, order, if was_offered { Text::QuoteChangedOffer } else { Text::QuoteNewOffer });
            schedule(scene, order);
        }
        (terms, Some(sum_minor)) => {
            let lines = terms.or_else(|| Terms::unpriced(&sighting.order, until_ms));
            let Some(lines) = lines.map(|terms| shop::lines_at(&terms, sum_minor)) else {
                let text = "The offer by command was not sent: the order has no line.";
                return shop::owe(scene, order, "unpriced", text.to_owned());
            };
            let origin = Origin::Priced { order, until_ms, words: words.clone(), by_buyer: false };
            shop::price_lines(scene, order, lines, origin);
        }
        (None, None) => {
            let text = "The offer by command was not sent: the order has no line with a price.";
            shop::owe(scene, order, "unpriced", text.to_owned());
        }
    }
}
