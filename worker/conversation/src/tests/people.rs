//! A person in the conversation, and the bot's return: nothing of what the buyer was doing is lost.

use domain::{
    inbound::{Content, MediaKind},
    language::Language,
    shop::GatewayKind,
    template::RESUME_CONVERSATION,
};
use proptest::prelude::*;

use crate::{
    conversation::Conversation,
    effect::{ShopOutcome, Shortfall},
    event::{Event, StaffCommand, StaffOrder, Timer},
    testing::{Chat, gateway, rate},
    turn::{Handoff, TimerCommand, Turn},
};

const HOUR_MS: i64 = 60 * 60 * 1000;

/// Leads a buyer to a screen.
type Way = fn(&mut Chat);

/// The screens that there are, and how to get there.
const SCREENS: [(&str, Way); 27] = [
    ("home", |chat| says(chat, &["menu"])),
    ("categories", |chat| says(chat, &["browse"])),
    ("products", |chat| says(chat, &["browse", "1", "1"])),
    ("ask_search", |chat| says(chat, &["search"])),
    ("hits", |chat| says(chat, &["rice"])),
    ("card", |chat| says(chat, &["milk"])),
    ("choosing", |chat| says(chat, &["work shirt", "choose color"])),
    ("amount", |chat| says(chat, &["work shirt", "blue xl"])),
    ("added", |chat| says(chat, &["2 milk"])),
    ("basket", |chat| says(chat, &["2 milk", "basket"])),
    ("lines", to_lines),
    ("line", |chat| {
        to_lines(chat);
        says(chat, &["1"]);
    }),
    ("ask_coupon", |chat| says(chat, &["2 milk", "coupon"])),
    ("ask", |chat| {
        chat.talk.profile = crate::conversation::Profile::default();
        says(chat, &["2 milk", "checkout"]);
    }),
    ("delivery", |chat| {
        chat.shop.rates.push(rate("pickup", "Pickup", 0, false));
        to_summary(chat);
    }),
    ("payment", |chat| {
        chat.talk.profile.gateway = None;
        chat.shop.gateways.push(gateway("bacs", "Bank transfer", GatewayKind::BankTransfer));
        to_summary(chat);
    }),
    ("summary", to_summary),
    ("change", |chat| {
        to_summary(chat);
        chat.tap("Change");
    }),
    ("placing", to_placing),
    ("unclear", |chat| {
        to_placing(chat);
        chat.outcome(ShopOutcome::PlacingUnclear);
    }),
    ("placed", to_order),
    ("shortened", |chat| {
        to_placing(chat);
        let ShopOutcome::Placed { order, oversold, .. } = chat.shop.place() else { panic!("placed") };
        let shortfalls = vec![Shortfall { name: "Milk 1 l".into(), wanted: 2, got: 1 }];
        chat.outcome(ShopOutcome::Placed { order, shortfalls, oversold });
    }),
    ("orders", |chat| {
        to_order(chat);
        says(chat, &["orders"]);
    }),
    ("one_order", |chat| {
        to_order(chat);
        says(chat, &["order 1042"]);
    }),
    ("doubt", |chat| says(chat, &["2 milk, 3 rice"])),
    ("paused", |chat| {
        to_summary(chat);
        chat.around.now_ms += 7 * HOUR_MS;
        says(chat, &["hmm"]);
    }),
    ("late", |chat| {
        says(chat, &["browse"]);
        let mut message = chat.message(Content::Text("rice".into()));
        message.sent_at_ms -= 2 * HOUR_MS;
        chat.turn(Event::Message(Box::new(message)));
    }),
];

fn says(chat: &mut Chat, texts: &[&str]) {
    for text in texts {
        chat.say(text);
    }
}

fn to_lines(chat: &mut Chat) {
    says(chat, &["2 milk", "basket"]);
    chat.tap("Change");
}

fn to_summary(chat: &mut Chat) {
    says(chat, &["2 milk", "checkout"]);
}

fn to_order(chat: &mut Chat) {
    to_summary(chat);
    chat.tap("Order KES");
}

fn to_placing(chat: &mut Chat) {
    chat.shop.silent_when_placing = true;
    to_order(chat);
}

/// A buyer on a screen.
fn on((screen, way): (&str, Way)) -> Chat {
    let mut chat = Chat::known();
    way(&mut chat);
    assert_eq!(chat.talk.screen_label(), screen);
    chat
}

/// What must not be lost while a person talks: everything but what counts turns and says who speaks.
fn matter(talk: &Conversation) -> Conversation {
    let mut matter = talk.clone();
    matter.step = 0;
    matter.misses = 0;
    matter.shown = crate::conversation::Shown::default();
    matter.shown_at_ms = None;
    matter.last_message_sent_at_ms = None;
    matter.with_agent = false;
    matter.back_unsaid_since_ms = None;
    matter.person = None;
    matter.awaiting = None;
    matter
}

#[test]
fn whatever_was_said_to_a_person_the_buyer_is_where_they_were_afterwards() {
    for (screen, way) in SCREENS {
        let mut chat = on((screen, way));
        chat.turn(Event::StaffSpoke);
        let before = matter(&chat.talk);
        let said = chat.said.len();
        for words in ["hello?", "2 rice", "1", "yes", "undo", "stop it", "start over", "a@b.co"] {
            chat.say(words);
        }
        chat.send(Content::Media { kind: MediaKind::Voice, caption: None, files: vec![] });
        assert_eq!((chat.said.len(), chat.talk.screen_label()), (said, "agent"), "{screen}");
        chat.around.now_ms += 12 * HOUR_MS;
        let turn = chat.turn(Event::Timer(Timer::AgentSilent));
        assert_eq!((turn.messages.len(), turn.handoff), (1, Some(Handoff::Ended)), "{screen}");
        chat.sees("This is the shop's assistant again");
        assert_eq!(chat.talk.screen_label(), screen);
        assert!(matter(&chat.talk) == before, "{screen}");
    }
}

#[test]
fn agent_works_on_every_screen_and_in_every_language_and_menu_leads_back_there() {
    for ((screen, way), language) in SCREENS.into_iter().zip(Language::ALL.into_iter().cycle()) {
        let mut chat = on((screen, way));
        chat.talk.language = language;
        chat.talk.language_by = crate::conversation::LanguageBy::Choice;
        let word = match language {
            Language::English => "agent",
            Language::French => "conseiller",
            Language::Spanish => "asesor",
            Language::Portuguese => "atendente",
            Language::Arabic => "موظف",
            Language::Swahili => "mhudumu",
            Language::Hindi => "एजेंट",
        };
        chat.say(word);
        let turn = chat.last_turn.clone().unwrap();
        assert_eq!(turn.handoff, Some(Handoff::Asked), "{screen} {language:?}");
        let before = matter(&chat.talk);
        let button = chat.titles().into_iter().next().unwrap();
        chat.tap(&button);
        let turn = chat.last_turn.clone().unwrap();
        assert_eq!(turn.handoff, Some(Handoff::Ended), "{screen} {language:?}");
        assert!(turn.timers.contains(&TimerCommand::Cancel { timer: Timer::AgentSilent }));
        assert_eq!(turn.messages.len(), 1, "{screen} {language:?}");
        // What came too late is left by saying something new.
        let expected = if screen == "late" { "categories" } else { screen };
        assert_eq!(chat.talk.screen_label(), expected);
        assert!(matter(&chat.talk) == before, "{screen} {language:?}");
    }
}

#[test]
fn the_bot_says_where_the_buyer_was() {
    let mut chat = Chat::known();
    chat.shop.rates.push(rate("pickup", "Pickup", 0, false));
    chat.say("2 milk").say("checkout").say("agent").tap("Back to assistant");
    chat.sees("I am back.").sees("You were choosing the delivery for 2 items.").tap("Pickup");
    assert_eq!(chat.talk.screen_label(), "summary", "the choices are there again");
}

#[test]
fn numbers_are_said_to_the_person() {
    let mut chat = Chat::known();
    chat.say("orders").say("agent");
    let said = chat.said.len();
    for number in 1..=9 {
        chat.say(&number.to_string());
    }
    assert_eq!(chat.said.len(), said);
    chat.say("bot").sees("I am back");
}

#[test]
fn a_basket_that_arrives_while_a_person_talks_is_seen_afterwards() {
    let mut chat = Chat::known();
    chat.say("2 milk");
    let message = chat.message(Content::Text("basket".into()));
    let wish = chat.turn(Event::Message(Box::new(message))).effect.unwrap();
    chat.turn(Event::StaffSpoke);
    let said = chat.said.len();
    let basket = chat.shop.answer(&wish).unwrap();
    chat.outcome(basket);
    assert_eq!(chat.said.len(), said, "nothing is said into a person's words");
    chat.say("bot").sees("Your basket (2 items)");
}

#[test]
fn how_placing_ends_is_told_while_a_person_talks() {
    let mut chat = Chat::known();
    chat.shop.silent_when_placing = true;
    chat.say("2 milk").say("checkout").tap("Order KES").say("agent");
    let placed = chat.shop.place();
    chat.outcome(placed).sees("Your order 1042 is placed");
    assert_eq!(chat.talk.screen_label(), "agent");
    let said = chat.said.len();
    chat.say("thanks, and my invoice?");
    assert_eq!(chat.said.len(), said);
}

#[test]
fn a_return_that_could_not_be_said_is_said_with_the_next_answer() {
    let mut chat = Chat::known();
    chat.say("2 milk").say("checkout");
    chat.turn(Event::StaffSpoke);
    chat.around.now_ms += 25 * HOUR_MS;
    assert!(chat.turn(Event::Timer(Timer::AgentSilent)).messages.is_empty(), "the window is closed");
    chat.say("basket").sees("I am back.");
    chat.say("basket");
    assert!(!chat.body().contains("I am back."), "once");
}

fn staff(chat: &mut Chat, order: StaffOrder) -> Turn {
    chat.turn(Event::Staff(Box::new(StaffCommand { by: "Wanjiru".into(), order })))
}

#[test]
fn a_person_announces_themselves_by_name_and_the_bot_says_when_it_returns() {
    let mut chat = Chat::known();
    chat.say("2 milk").say("checkout");
    staff(&mut chat, StaffOrder::Say { text: "We are open.".into() });
    chat.sees("Wanjiru of Duka is writing to you now.").sees("Wanjiru: We are open.");
    staff(&mut chat, StaffOrder::Say { text: "Until six.".into() });
    assert_eq!(chat.body(), "Wanjiru: Until six.", "announced once");
    let said = chat.said.len();
    chat.say("fine");
    assert_eq!(chat.said.len(), said);
    let turn = staff(&mut chat, StaffOrder::Done);
    assert_eq!((turn.messages.len(), turn.handoff), (1, Some(Handoff::Ended)));
    chat.sees("Wanjiru has left the chat.").sees("You were ordering 2 items.");
    assert_eq!(chat.talk.screen_label(), "summary");
    assert!(staff(&mut chat, StaffOrder::Done).messages.is_empty(), "there is nothing to give back");
}

#[test]
fn what_a_person_says_when_the_window_has_closed_is_announced_and_said_later() {
    let mut chat = Chat::known();
    chat.say("hi");
    chat.around.now_ms += 30 * HOUR_MS;
    let turn = staff(&mut chat, StaffOrder::Say { text: "It is here.".into() });
    assert_eq!(turn.news.unwrap().template.fields().name, RESUME_CONVERSATION.name);
    chat.say("what is it?").sees("Wanjiru: It is here.");
    let said = chat.said.len();
    chat.say("thank you");
    assert_eq!(chat.said.len(), said, "once");
}

proptest! {
    #[test]
    fn no_words_are_lost_on_the_bot_that_is_silent(
        place in 0..SCREENS.len(),
        words in prop::collection::vec(".{0,40}", 0..8),
    ) {
        let (screen, way) = SCREENS[place];
        let mut chat = on((screen, way));
        chat.turn(Event::StaffSpoke);
        let before = matter(&chat.talk);
        for words in words {
            chat.say(&words);
            prop_assume!(chat.talk.screen_label() == "agent");
        }
        chat.turn(Event::Timer(Timer::AgentSilent));
        prop_assert_eq!(chat.talk.screen_label(), screen);
        let mut after = matter(&chat.talk);
        // What language they speak may be learned even so.
        after.language = before.language;
        after.language_by = before.language_by;
        after.offered = before.offered;
        prop_assert!(after == before);
    }
}
