//! Alerts and reminders: sent when they may be, once, and every decision has its reason.

use domain::{envelope::Consent, ids::ProductId, quiet::Hours, shop::Stock};
use proptest::prelude::*;

use crate::{
    after::{Decided, Kind, Pace},
    event::{Event, Timer},
    testing::Chat,
    turn::{StandIn, TimerCommand},
};

const HOUR_MS: i64 = 60 * 60 * 1000;
const PACE: Pace =
    Pace { in_window_ms: 4 * HOUR_MS, later_ms: 48 * HOUR_MS, quiet: Hours { evening: 20, morning: 9 } };
/// Noon in Nairobi.
const NOON_MS: i64 = 9 * HOUR_MS;

fn buyer() -> Chat {
    let mut chat = Chat::known();
    chat.around.pace = PACE;
    chat.around.now_ms = NOON_MS;
    chat
}

/// A timer runs out; returns what is said, and when the same timer is to run out again.
fn runs_out(chat: &mut Chat, timer: Timer) -> (Vec<String>, Option<i64>) {
    let before = chat.said.len();
    let turn = chat.turn(Event::Timer(timer));
    let again = turn.timers.iter().find_map(|command| match command {
        TimerCommand::Set { timer: set, after_ms } if *set == timer => Some(*after_ms),
        _ => None,
    });
    (chat.said[before..].iter().map(crate::testing::body).collect(), again)
}

/// Lets the basket's timer run out until it is not set again, and returns what was said in all.
fn until_the_end(chat: &mut Chat, first_ms: i64) -> Vec<String> {
    let mut said = Vec::new();
    let mut next = Some(first_ms);
    while let Some(after_ms) = next {
        chat.around.now_ms += after_ms;
        let (words, again) = runs_out(chat, Timer::Basket);
        said.extend(words);
        next = again;
    }
    said
}

fn decisions(chat: &Chat) -> Vec<(Kind, Decided)> {
    chat.talk.decisions().iter().map(|decision| (decision.kind, decision.decided)).collect()
}

fn sold_out(chat: &mut Chat, stock: Stock) -> ProductId {
    let milk = chat.catalogue.products.iter_mut().find(|product| product.name.starts_with("Milk")).unwrap();
    milk.stock = stock;
    milk.id
}

#[test]
fn a_basket_is_reminded_of_once_in_the_window_and_without_consent_never_again() {
    let mut chat = buyer();
    chat.say("2 milk");
    let said = until_the_end(&mut chat, 4 * HOUR_MS);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("Your basket is still here: 2 items"), "{said:?}");
    let expected = [(Kind::BasketInWindow, Decided::Sent), (Kind::BasketLater, Decided::NoConsent)];
    assert_eq!(decisions(&chat), expected);
    chat.say("3 rice").say("basket");
    assert_eq!(runs_out(&mut chat, Timer::Basket), (Vec::new(), None), "never again for this basket");
}

#[test]
fn whoever_agrees_is_reminded_once_more_by_template() {
    let mut chat = buyer();
    chat.say("2 milk");
    chat.around.now_ms += 4 * HOUR_MS;
    runs_out(&mut chat, Timer::Basket);
    chat.sees("Your basket is still here").tap("Remind me later").sees("I will remind you");
    assert_eq!(chat.talk.consent(), Consent::Given);
    let said = until_the_end(&mut chat, 0);
    assert_eq!(said.len(), 1, "{said:?}");
    let turn = chat.last_turn.clone().unwrap();
    let Some(StandIn { template, sells: true, .. }) = turn.news else { panic!("{:?}", turn.news) };
    assert_eq!(template.fields().name, "basket_reminder");
    assert!(turn.useful_ms.is_some());
    assert!(chat.titles().contains(&"Stop reminders".to_owned()), "{:?}", chat.titles());
}

#[test]
fn each_message_of_the_buyer_puts_the_reminder_off() {
    let mut chat = buyer();
    chat.say("2 milk");
    chat.around.now_ms += 3 * HOUR_MS;
    chat.say("browse");
    chat.around.now_ms += HOUR_MS;
    assert_eq!(runs_out(&mut chat, Timer::Basket), (Vec::new(), Some(3 * HOUR_MS)));
}

#[test]
fn at_night_it_waits_for_the_morning_or_is_left_out() {
    let mut chat = buyer();
    // 18:00 in Nairobi; four hours later it is night, and the window is open until the next afternoon.
    chat.around.now_ms += 6 * HOUR_MS;
    chat.say("2 milk");
    chat.around.now_ms += 4 * HOUR_MS;
    let (said, again) = runs_out(&mut chat, Timer::Basket);
    assert!(said.is_empty());
    chat.around.now_ms += again.unwrap();
    assert_eq!(runs_out(&mut chat, Timer::Basket).0.len(), 1);
    // Nobody knows where this buyer lives.
    let mut chat = buyer();
    chat.say("2 milk");
    chat.talk.country = "ZZ".into();
    chat.around.now_ms += 4 * HOUR_MS;
    assert!(runs_out(&mut chat, Timer::Basket).0.is_empty());
    assert_eq!(decisions(&chat), [(Kind::BasketInWindow, Decided::QuietHours)]);
}

#[test]
fn it_is_not_said_to_whom_it_should_not_and_the_reason_is_kept() {
    let mut chat = buyer();
    chat.say("2 milk").say("stop");
    assert!(until_the_end(&mut chat, 4 * HOUR_MS).is_empty());
    assert_eq!(decisions(&chat), [(Kind::BasketInWindow, Decided::Stopped)]);

    let mut chat = buyer();
    chat.say("2 milk").say("agent");
    chat.around.now_ms += 4 * HOUR_MS;
    assert!(runs_out(&mut chat, Timer::Basket).0.is_empty());
    assert_eq!(decisions(&chat), [(Kind::BasketInWindow, Decided::WithPerson)]);

    let mut chat = buyer();
    chat.say("2 milk");
    chat.around.now_ms += 30 * HOUR_MS;
    assert!(runs_out(&mut chat, Timer::Basket).0.is_empty(), "an outage: the window has closed");
    assert_eq!(decisions(&chat), [(Kind::BasketInWindow, Decided::WindowClosed)]);

    let mut chat = buyer();
    chat.say("2 milk").say("checkout").tap("Order KES");
    assert_eq!(decisions(&chat), [(Kind::BasketInWindow, Decided::Ordered)]);
    assert!(chat.last_turn.clone().unwrap().timers.contains(&TimerCommand::Cancel { timer: Timer::Basket }));

    let mut chat = buyer();
    chat.say("2 milk").say("clear basket");
    assert_eq!(decisions(&chat), [(Kind::BasketInWindow, Decided::Emptied)]);

    let mut chat = buyer();
    chat.around.pace = Pace::default();
    chat.say("2 milk");
    assert!(chat.last_turn.clone().unwrap().timers.is_empty(), "switched off");
}

#[test]
fn stop_reminders_is_in_each_and_ends_them_while_promotions_are_another_matter() {
    let mut chat = buyer();
    chat.say("2 milk");
    chat.around.now_ms += 4 * HOUR_MS;
    runs_out(&mut chat, Timer::Basket);
    chat.tap("Stop reminders").sees("You get no reminders any more");
    assert!(!chat.talk.refuses_marketing());
    assert!(until_the_end(&mut chat, 0).is_empty());
    assert_eq!(chat.talk.screen_label(), "added", "the screen stays");
}

#[test]
fn somebody_is_told_once_when_what_they_wait_for_is_back() {
    let mut chat = buyer();
    let milk = sold_out(&mut chat, Stock::None);
    chat.say("milk").tap("Tell me when back").sees("I will tell you once when Milk 1 l is back in stock.");
    chat.sees("may I remind you").say("yes").sees("I will remind you");
    assert_eq!(chat.talk.consent(), Consent::Given);
    let timer = Timer::Watch { product: milk };
    let (said, again) = runs_out(&mut chat, timer);
    assert!(said.is_empty() && again.is_some(), "it is not back: waits on");
    sold_out(&mut chat, Stock::Available { left: None });
    let (said, _) = runs_out(&mut chat, timer);
    assert_eq!(said.len(), 1);
    chat.sees("Milk 1 l is back in stock. KES 120.00");
    let turn = chat.last_turn.clone().unwrap();
    assert!(turn.news.is_some_and(|news| news.was_asked_for));
    assert_eq!(runs_out(&mut chat, timer), (Vec::new(), None), "never twice");
    chat.tap("Add 1").sees("Added: 1 × Milk 1 l.");
    assert_eq!(decisions(&chat)[..1], [(Kind::BackInStock, Decided::Sent)]);
}

#[test]
fn a_wish_to_be_told_can_be_taken_back_and_ends_by_itself() {
    let mut chat = buyer();
    let milk = sold_out(&mut chat, Stock::None);
    let timer = Timer::Watch { product: milk };
    chat.say("milk").tap("Tell me").tap("No reminders").sees("I will not remind you");
    chat.say("milk").tap("Do not tell me").sees("I will not tell you");
    chat.say("milk")
        .tap("Tell me")
        .sees("I will tell you once")
        .tap("Do not tell me")
        .sees("I will not tell you");
    assert!(chat.talk.after.watches.is_empty());
    chat.say("milk").tap("Tell me");
    chat.around.now_ms += 200 * 24 * HOUR_MS;
    assert!(runs_out(&mut chat, timer).0.is_empty());
    assert_eq!(decisions(&chat), [(Kind::BackInStock, Decided::TooOld)]);

    let mut chat = buyer();
    sold_out(&mut chat, Stock::None);
    chat.say("milk").tap("Tell me").say("stop");
    sold_out(&mut chat, Stock::Available { left: Some(3) });
    assert!(runs_out(&mut chat, timer).0.is_empty());
    assert_eq!(decisions(&chat), [(Kind::BackInStock, Decided::Stopped)]);
}

#[test]
fn stop_reminders_ends_alerts_too_and_no_reminders_does_not() {
    let mut chat = buyer();
    let milk = sold_out(&mut chat, Stock::None);
    let timer = Timer::Watch { product: milk };
    chat.say("milk").tap("Tell me").tap("No reminders");
    sold_out(&mut chat, Stock::Available { left: None });
    assert_eq!(runs_out(&mut chat, timer).0.len(), 1, "they asked for it");
    sold_out(&mut chat, Stock::None);
    chat.say("milk").tap("Tell me");
    sold_out(&mut chat, Stock::Available { left: None });
    chat.tap_id("s1:after:stop", "Stop reminders");
    assert_eq!(runs_out(&mut chat, timer), (Vec::new(), None));
}

#[test]
fn nobody_waits_for_what_is_there_or_has_no_price() {
    let mut chat = buyer();
    chat.say("forklift");
    assert!(!chat.titles().iter().any(|title| title.starts_with("Tell me")), "{:?}", chat.titles());
    let milk = sold_out(&mut chat, Stock::None);
    chat.say("milk");
    let id = chat.id_of("Tell me");
    sold_out(&mut chat, Stock::Available { left: None });
    chat.tap_id(&id, "Tell me when back").sees("*Milk 1 l*");
    assert!(chat.talk.after.watches.iter().all(|watch| watch.product != milk));
}

#[derive(Debug, Clone)]
enum Step {
    Says(&'static str),
    TimerRunsOut,
    Waits(i64),
    Taps(prop::sample::Index),
}

proptest! {
    /// However timers, words and taps are mixed: a basket is reminded of at most twice, at most once of each kind, never
    /// by template without consent, and nothing is said to whoever stopped it.
    #[test]
    fn a_basket_is_reminded_of_at_most_twice(steps in prop::collection::vec(prop_oneof![
        3 => prop::sample::select(vec!["2 milk", "3 rice", "undo", "basket", "stop", "start", "agent", "menu", "hi"]).prop_map(Step::Says),
        4 => Just(Step::TimerRunsOut),
        3 => (1_i64..60).prop_map(Step::Waits),
        2 => any::<prop::sample::Index>().prop_map(Step::Taps),
    ], 1..40)) {
        let mut chat = buyer();
        let mut of_this_basket: Vec<Kind> = Vec::new();
        for step in steps {
            chat.around.now_ms += 1_000;
            let before = chat.talk.clone();
            match step {
                Step::Says(words) => { chat.say(words); }
                Step::Waits(hours) => chat.around.now_ms += hours * HOUR_MS,
                Step::Taps(index) => {
                    let choices: Vec<_> = chat.said.last().map(crate::testing::choices).unwrap_or_default();
                    if !choices.is_empty() {
                        let (id, title) = index.get(&choices).clone();
                        chat.tap_id(&id, &title);
                    }
                }
                Step::TimerRunsOut => {
                    let told = runs_out(&mut chat, Timer::Basket).0.len();
                    let turn = chat.last_turn.clone().unwrap();
                    for (kind, decided) in turn.decided {
                        let is_sent = decided == Decided::Sent;
                        prop_assert_eq!(told, usize::from(is_sent));
                        if is_sent {
                            prop_assert!(!of_this_basket.contains(&kind), "{kind:?} twice");
                            of_this_basket.push(kind);
                            prop_assert!(!before.refuses_marketing() && !before.with_agent);
                            prop_assert!(kind != Kind::BasketLater || before.consent() == Consent::Given);
                            prop_assert!(PACE.quiet.until(Some(&before.country), chat.around.now_ms).is_none());
                        }
                    }
                }
            }
            if chat.talk.after.basket.is_none() {
                of_this_basket.clear();
            }
        }
    }
}
