//! The reminder of a basket that was left: once while WhatsApp lets us write freely, once by template where the buyer agreed,
//! then never for that basket. A basket lives from its first article until it is ordered or emptied.
//!
//! One timer leads through both steps. It is not moved with every message: when it runs out too early, it is set again.

use domain::template::{BASKET_REMINDER, Template};
use serde::{Deserialize, Serialize};

use super::{Act, Decided, Kind, consent, decision::record};
use crate::{
    choices, event::Timer, scene::Scene, screen::Screen, state::State, text::Text, turn::TimerCommand,
};

/// WhatsApp lets us write freely only so long after the buyer's last message; a little less, as clocks differ.
const WINDOW_MS: i64 = 23 * 60 * 60 * 1000;
/// A reminder by template that could not be sent for so long is pointless.
const LATER_USEFUL_MS: i64 = 24 * 60 * 60 * 1000;

/// When a basket is reminded of, counted from the buyer's last message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pace {
    /// While WhatsApp lets us write freely, milliseconds; 0 for no reminders at all.
    pub in_window_ms: i64,
    /// After that, by template; milliseconds.
    pub later_ms: i64,
    /// When nobody is disturbed.
    pub quiet: domain::quiet::Hours,
}

/// A basket that may be reminded of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BasketWatch {
    /// When it got its first article, unix milliseconds.
    pub since_ms: i64,
    /// Whether the reminder within the window is over: sent, or not to be sent.
    #[serde(default)]
    pub is_over_in_window: bool,
    /// Whether the reminder by template is over as well.
    #[serde(default)]
    pub is_over_later: bool,
}

impl BasketWatch {
    /// What was reminded of under either identity is not reminded of again.
    #[must_use]
    pub fn joined(self, other: &Self) -> Self {
        Self {
            since_ms: self.since_ms.min(other.since_ms),
            is_over_in_window: self.is_over_in_window || other.is_over_in_window,
            is_over_later: self.is_over_later || other.is_over_later,
        }
    }
}

/// Notices, at the end of a turn, that a basket has begun or ended.
pub fn settle(scene: &mut Scene) {
    if matches!(scene.talk.state, State::Placing { .. }) {
        return;
    }
    let has_basket = scene.talk.cart.as_ref().is_some_and(|cart| !cart.is_empty());
    let watched = scene.talk.after.basket.clone();
    match (watched, has_basket) {
        (None, true) if scene.around.pace.in_window_ms > 0 => {
            let since_ms = scene.around.now_ms;
            scene.talk.after.basket =
                Some(BasketWatch { since_ms, is_over_in_window: false, is_over_later: false });
            set_timer(scene, scene.around.pace.in_window_ms);
        }
        (Some(basket), false) => {
            let is_ordered = matches!(scene.talk.state, State::Placed { .. } | State::Shortened { .. });
            let decided = if is_ordered { Decided::Ordered } else { Decided::Emptied };
            match (basket.is_over_in_window, basket.is_over_later) {
                (false, _) => record(scene, Kind::BasketInWindow, decided, None),
                (true, false) => record(scene, Kind::BasketLater, decided, None),
                (true, true) => {}
            }
            scene.talk.after.basket = None;
            scene.timer(TimerCommand::Cancel { timer: Timer::Basket });
        }
        (None, _) | (Some(_), true) => {}
    }
}

fn set_timer(scene: &mut Scene, after_ms: i64) {
    scene.timer(TimerCommand::Set { timer: Timer::Basket, after_ms });
}

/// The timer ran out: reminds, waits on, or decides that there is nothing to say.
pub fn fell_due(scene: &mut Scene) {
    let has_basket = scene.talk.cart.as_ref().is_some_and(|cart| !cart.is_empty());
    let (Some(basket), true) = (scene.talk.after.basket.clone(), has_basket) else { return };
    let now_ms = scene.around.now_ms;
    let last_ms = scene.talk.last_message_sent_at_ms.unwrap_or(basket.since_ms).max(basket.since_ms);
    let pace = scene.around.pace;
    let (kind, due_ms) = match (basket.is_over_in_window, basket.is_over_later) {
        (false, _) => (Kind::BasketInWindow, last_ms.saturating_add(pace.in_window_ms)),
        (true, false) => (Kind::BasketLater, last_ms.saturating_add(pace.later_ms)),
        (true, true) => return,
    };
    if now_ms < due_ms {
        return set_timer(scene, due_ms - now_ms);
    }
    let closes_ms = last_ms.saturating_add(WINDOW_MS);
    let quiet_until_ms = pace.quiet.until(Some(&scene.talk.country), now_ms);
    let may_be_day = pace.quiet.has_day(&scene.talk.country);
    let is_under_way =
        scene.talk.unclear_since_ms.is_some() || matches!(scene.talk.state, State::Placing { .. });
    let decided = match kind {
        _ if scene.talk.stopped || scene.talk.after.wants_no_reminders => Decided::Stopped,
        _ if scene.talk.with_agent => Decided::WithPerson,
        _ if is_under_way => Decided::OrderUnderWay,
        Kind::BasketLater if scene.talk.after.agreed_at_ms.is_none() => Decided::NoConsent,
        Kind::BasketInWindow if now_ms >= closes_ms => Decided::WindowClosed,
        _ => match quiet_until_ms {
            None => Decided::Sent,
            Some(_) if !may_be_day => Decided::QuietHours,
            Some(morning_ms) if kind == Kind::BasketInWindow && morning_ms >= closes_ms => {
                Decided::QuietHours
            }
            Some(morning_ms) => return set_timer(scene, morning_ms - now_ms),
        },
    };
    if let Some(basket) = &mut scene.talk.after.basket {
        let ends_both = decided == Decided::Stopped || kind != Kind::BasketInWindow;
        basket.is_over_in_window = true;
        basket.is_over_later |= ends_both;
        if !basket.is_over_later {
            let after_ms = last_ms.saturating_add(pace.later_ms).saturating_sub(now_ms);
            set_timer(scene, after_ms.max(0));
        }
    }
    record(scene, kind, decided, None);
    if decided == Decided::Sent {
        say(scene, kind);
        let useful_ms = if kind == Kind::BasketInWindow { closes_ms - now_ms } else { LATER_USEFUL_MS };
        scene.useful_for(useful_ms);
    }
}

fn say(scene: &mut Scene, kind: Kind) {
    let Some(cart) = scene.talk.cart.clone() else { return };
    let total = scene.money(&cart.totals.total);
    let args = [("units", cart.units().into()), ("total", total.clone().into())];
    let body = scene.t(Text::BasketReminder, &args);
    let mut choices = vec![
        scene.choice(choices::Act::Checkout, Text::ButtonCheckout),
        scene.choice(choices::Act::Basket, Text::ButtonSeeBasket),
    ];
    if kind == Kind::BasketInWindow && consent::is_open(scene) {
        scene.talk.after.was_asked = true;
        choices.push(scene.choice(choices::Act::After(Act::Agree), Text::ButtonRemindLater));
    }
    choices.push(scene.choice(choices::Act::After(Act::Stop), Text::ButtonStopReminders));
    scene.show(Screen { body, choices, ..Screen::default() });
    if kind == Kind::BasketLater {
        let units = scene.t(Text::ItemsCount, &[("units", cart.units().into())]);
        let language = scene.talk.language.template_code();
        scene.advertise(Template::of(&BASKET_REMINDER, language, &[&units, &total]).ok());
    }
}
