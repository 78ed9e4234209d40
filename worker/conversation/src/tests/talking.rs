//! Help, misunderstandings, files, a person, and stopping.

use domain::{
    inbound::{Content, MediaKind},
    language::Language,
    quiet::Hours,
};

use crate::{
    event::{Event, StaffCommand, StaffOrder, Timer},
    testing::Chat,
    text::{Text, render},
    turn::{Handoff, TimerCommand},
    understand::{Meaning, understand},
};

#[test]
fn misses_escalate_and_never_repeat_the_same_sentence() {
    let mut chat = Chat::new();
    chat.say("browse").say("qwrtz").sees("nothing for \"qwrtz\"").sees("a number from the list");
    chat.say("qwrtz").sees("one of these");
    chat.say("qwrtz").sees("a person to help");
    for _ in 0..4 {
        let before = chat.body();
        chat.say("qwrtz");
        assert_ne!(chat.body(), before);
    }
    chat.tap("Continue").sees("1 Food");
    assert_eq!(chat.talk.screen_label(), "categories");
    chat.say("menu").say("…").sees("I expected");
}

#[test]
fn files_are_answered_and_the_screen_is_kept() {
    let mut chat = Chat::new();
    chat.say("browse");
    for (kind, words) in [
        (MediaKind::Voice, "voice notes"),
        (MediaKind::Audio, "voice notes"),
        (MediaKind::Image, "pictures"),
        (MediaKind::Video, "videos"),
        (MediaKind::Document, "documents"),
    ] {
        chat.send(Content::Media { kind, caption: None, files: vec![] })
            .sees(words)
            .tap("Continue")
            .sees("1 Food");
    }
    chat.send(Content::Media { kind: MediaKind::Image, caption: Some("milk".into()), files: vec![] })
        .sees("*Milk 1 l*");
    chat.send(Content::Unsupported { kind: "poll".into(), code: None }).sees("this kind of message");
}

#[test]
fn reactions_stickers_and_deletions_get_no_reply() {
    let mut chat = Chat::new();
    chat.say("hi");
    for content in [
        Content::Reaction(Some("👍".into())),
        Content::Reaction(None),
        Content::Media { kind: MediaKind::Sticker, caption: None, files: vec![] },
        Content::Revoked,
        Content::ChatOpened,
        Content::Edited { text: None },
        Content::IdentityChanged { was: None, phone: None, bsuid: None },
    ] {
        let said = chat.said.len();
        chat.send(content);
        assert_eq!(chat.said.len(), said);
    }
}

#[test]
fn an_edited_message_counts_as_typed() {
    let mut chat = Chat::new();
    chat.send(Content::Edited { text: Some("milk".into()) }).sees("*Milk 1 l*");
}

#[test]
fn a_person_takes_over_until_menu_is_typed() {
    let mut chat = Chat::new();
    chat.say("agent").sees("I come back when you reply \"menu\", or after 12 hours");
    let turn = chat.last_turn.clone().unwrap();
    assert_eq!(turn.handoff, Some(Handoff::Asked));
    assert!(matches!(
        turn.timers[..],
        [TimerCommand::Set { timer: Timer::AgentSilent, after_ms: 43_200_000 }]
    ));
    let said = chat.said.len();
    chat.say("2 milk").say("hello?").say("checkout");
    assert_eq!((chat.said.len(), chat.wishes.len(), chat.talk.screen_label()), (said, 0, "agent"));
    chat.say("Menu").sees("I am back");
    let turn = chat.last_turn.clone().unwrap();
    assert_eq!(turn.handoff, Some(Handoff::Ended));
    assert_eq!(turn.timers, [TimerCommand::Cancel { timer: Timer::AgentSilent }]);
}

#[test]
fn staff_speak_by_name_and_give_the_buyer_back_to_the_bot() {
    let mut chat = Chat::known();
    chat.say("rice");
    let command = |order| Event::Staff(Box::new(StaffCommand { by: "Anna".into(), order }));
    let turn = chat.turn(command(StaffOrder::Say { text: "Which rice do you mean?".into() }));
    chat.sees("Anna: Which rice do you mean?");
    assert!(turn.timers.iter().any(|timer| matches!(timer, TimerCommand::Set { .. })));
    assert!(
        chat.turn(Event::Message(Box::new(chat.message(Content::Text("milk".into()))))).messages.is_empty()
    );
    let turn = chat.turn(command(StaffOrder::Done));
    assert_eq!((turn.messages.len(), turn.handoff), (1, Some(Handoff::Ended)));
    assert_eq!(turn.timers, [TimerCommand::Cancel { timer: Timer::AgentSilent }]);
}

#[test]
fn the_bot_returns_when_nobody_wrote_for_long() {
    let mut chat = Chat::new();
    chat.say("milk");
    assert!(chat.turn(Event::StaffSpoke).messages.is_empty(), "nothing is said into a person's words");
    chat.around.now_ms += 12 * 60 * 60 * 1000;
    let turn = chat.turn(Event::Timer(Timer::AgentSilent));
    assert_eq!((turn.messages.len(), turn.handoff), (1, Some(Handoff::Ended)));
    assert!(chat.turn(Event::Timer(Timer::AgentSilent)).messages.is_empty(), "once");
    chat.turn(Event::StaffSpoke);
    chat.around.now_ms += 24 * 60 * 60 * 1000;
    let turn = chat.turn(Event::Timer(Timer::AgentSilent));
    assert_eq!((turn.messages.len(), turn.handoff), (0, Some(Handoff::Ended)), "the window is closed");
}

#[test]
fn stop_and_start_are_obeyed_and_confirmed() {
    let mut chat = Chat::new();
    chat.say("STOP").sees("no more promotions").sees("News about your orders continues");
    chat.say("stop").sees("already");
    chat.say("START").sees("promotions and news about your orders again");
    chat.say("start").sees("Welcome");
    chat.say("stop it with the rice").sees("nothing for");
}

#[test]
fn commands_work_on_every_screen() {
    let ways: [&[&str]; 9] = [
        &["hi"],
        &["browse"],
        &["rice"],
        &["milk"],
        &["work shirt", "choose color"],
        &["2 milk"],
        &["2 milk", "checkout"],
        &["2 milk", "checkout", "Moi Avenue 12, Nairobi", "a@b.co"],
        &["coupon"],
    ];
    for way in ways {
        for (command, words) in [
            ("menu", "what would you like"),
            ("basket", "asket"),
            ("orders", "order"),
            ("search rice", "these 2"),
            ("language", "Which language"),
            ("agent", "A person"),
            ("undo", "undo"),
            ("stop", "promotions"),
            ("help", "at any moment"),
            ("start over", "start over"),
            ("thanks", "welcome"),
        ] {
            let mut chat = Chat::new();
            for text in way {
                chat.say(text);
            }
            let before = chat.said.len();
            chat.say(command);
            assert_eq!(chat.said.len(), before + 1, "{way:?} then {command}");
            let body = chat.body();
            assert!(
                body.contains(words) || (command == "undo" && body.contains("is undone")),
                "{way:?} {command}: {body}"
            );
        }
    }
}

#[test]
fn a_greeting_amid_an_order_keeps_the_place() {
    let mut chat = Chat::known();
    chat.say("2 milk")
        .tap("Checkout")
        .say("hello")
        .sees("in the middle of your order")
        .sees("Your order (2 items)");
}

#[test]
fn a_question_from_whatsapps_catalogue_is_about_its_product() {
    let about = |chat: &mut Chat, code: &str, words: &str| {
        let mut message = chat.message(Content::Text(words.into()));
        message.about = Some(code.into());
        let turn = chat.turn(Event::Message(Box::new(message)));
        assert!(turn.messages.len() + usize::from(turn.effect.is_some()) == 1, "{turn:?}");
        turn
    };
    let mut chat = Chat::new();
    chat.say("hi");
    about(&mut chat, "SKU-11", "Is this in stock?");
    let card = chat.body();
    about(&mut chat, "sku-11", "how much is it");
    assert_eq!(chat.body(), card, "the card answers both");
    assert!(about(&mut chat, "SKU-11", "3").effect.is_some(), "an amount alone is a wish");
    let mut chat = Chat::new();
    chat.say("hi");
    about(&mut chat, "SOLD-OUT-LONG-AGO", "milk");
    assert!(chat.body().contains("Milk"), "what the shop does not sell is a text like any other");
    about(&mut chat, "SKU-11", "help");
    assert_ne!(chat.body(), card, "a command is a command");
}

#[test]
fn yes_to_the_question_of_a_greeting_does_what_was_asked() {
    let mut chat = Chat::known();
    chat.say("2 milk").say("hi").sees("Order it now?").say("yes").sees("Your order (2 items)");
    chat.tap("Order KES").say("hi").sees("The same again?").say("yes").sees("Your order (2 items)");
    assert_eq!(chat.orders_wished(), 1, "shown, not placed");
    // A reminder asks too; yes to it shows the order and does not place the one that was on the screen.
    let mut chat = Chat::known();
    chat.around.pace.in_window_ms = 60 * 60 * 1000;
    chat.around.pace.quiet = Hours::NONE;
    chat.say("2 milk").say("checkout").sees("Your order (2 items)");
    chat.around.now_ms += 2 * 60 * 60 * 1000;
    chat.turn(Event::Timer(Timer::Basket));
    chat.sees("Order it now?").say("yes").sees("Your order (2 items)");
    assert_eq!(chat.orders_wished(), 0);
    chat.say("yes");
    assert_eq!(chat.orders_wished(), 1);
    // Where nothing was asked, there is nothing to agree to.
    let mut chat = Chat::known();
    chat.say("menu").say("yes").sees("I expected");
}

/// What is offered beside a list that stays is no part of it; its titles are words that work everywhere.
#[test]
fn titles_of_what_is_offered_after_a_miss_work_when_they_are_typed() {
    for (language, text) in Language::ALL.into_iter().flat_map(|language| {
        [
            Text::ButtonBrowse,
            Text::ButtonOrders,
            Text::ButtonSeeBasket,
            Text::ButtonContinue,
            Text::ButtonAgent,
            Text::ButtonMenu,
            Text::ButtonQuote,
        ]
        .map(|text| (language, text))
    }) {
        let title = render(language, text, &[]);
        let talk = crate::Conversation { language, ..crate::Conversation::default() };
        let meaning = understand(&talk, &title);
        assert!(matches!(meaning, Meaning::Command(_)), "{language:?}: {title}: {meaning:?}");
    }
}
