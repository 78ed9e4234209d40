//! What a person may say about themselves.

use domain::{envelope::Consent, language::Language, outbound::Message, shop::OrderStatus};

use crate::{
    consent::{About, By},
    conversation::LanguageBy,
    event::{Event, Timer},
    testing::Chat,
    turn::TimerCommand,
};

#[test]
fn a_yes_to_something_else_forgets_nobody() {
    let mut chat = Chat::known();
    chat.say("forget me");
    chat.shop.next.push(crate::effect::ShopOutcome::Unavailable);
    chat.say("basket").sees("cannot be reached").say("yes");
    assert!(!chat.last_turn.as_ref().unwrap().forgets, "the question was another one");
    chat.say("yes");
    assert!(chat.last_turn.as_ref().unwrap().forgets);
}

#[test]
fn words_alone_in_a_message_stop_and_start_in_every_language() {
    for (language, stop, stop_all, start) in [
        (Language::English, "STOP", "Stop all!", "start"),
        (Language::French, "Arrêtez", "tout arrêter", "m'abonner"),
        (Language::Spanish, "baja", "baja total", "alta"),
        (Language::Portuguese, "sair", "parar tudo", "entrar"),
        (Language::Arabic, "إيقاف", "إيقاف الكل", "اشترك"),
        (Language::Swahili, "jitoe", "acha yote", "jiunge"),
        (Language::Hindi, "बंद करें", "सब बंद करें", "शुरू करें"),
    ] {
        let mut chat = Chat::known();
        chat.talk.language = language;
        chat.talk.language_by = LanguageBy::Choice;
        assert_eq!(chat.talk.consent(), Consent::Unknown);
        chat.say(stop);
        assert_eq!((chat.talk.consent(), chat.talk.news()), (Consent::Refused, Consent::Unknown), "{stop}");
        chat.say(stop_all);
        assert_eq!((chat.talk.consent(), chat.talk.news()), (Consent::Refused, Consent::Refused));
        chat.say(start);
        assert_eq!((chat.talk.consent(), chat.talk.news()), (Consent::Given, Consent::Unknown), "{start}");
        let ledger = chat.talk.ledger();
        let all: Vec<_> = ledger.iter().map(|entry| (entry.about, entry.given)).collect();
        assert_eq!(
            all,
            [
                (About::Marketing, false),
                (About::Marketing, false),
                (About::OrderNews, false),
                (About::OrderNews, true),
                (About::Marketing, true),
            ]
        );
        assert!(ledger.iter().all(|entry| entry.language == language && entry.by == By::Word));
    }
}

#[test]
fn within_a_sentence_the_words_mean_nothing_and_a_greeting_is_no_consent() {
    let mut chat = Chat::known();
    chat.say("stop the rice").say("please do not stop").say("start");
    assert_eq!(chat.talk.consent(), Consent::Unknown);
    assert!(chat.talk.ledger().is_empty());
}

#[test]
fn stop_is_obeyed_while_a_person_has_the_conversation_and_while_an_order_is_placed() {
    let mut chat = Chat::known();
    chat.say("agent").say("stop").sees("no more promotions");
    assert_eq!(chat.talk.screen_label(), "agent");
    let mut chat = Chat::known();
    chat.shop.silent_when_placing = true;
    chat.say("2 milk").tap("Checkout").tap("Order KES").say("stop all").sees("no news");
    assert_eq!((chat.talk.screen_label(), chat.talk.news()), ("placing", Consent::Refused));
}

#[test]
fn what_was_said_later_counts_whatever_comes_first() {
    let mut chat = Chat::known();
    chat.talk.consents(About::Marketing, true, By::Whatsapp, 2_000);
    chat.talk.consents(About::Marketing, false, By::Whatsapp, 1_000);
    chat.talk.consents(About::Marketing, true, By::Whatsapp, 2_000);
    assert_eq!((chat.talk.consent(), chat.talk.ledger().len()), (Consent::Unknown, 1));
    chat.talk.consents(About::Marketing, true, By::Button, 3_000);
    assert_eq!(chat.talk.consent(), Consent::Given);
}

#[test]
fn my_data_is_promised_at_once_and_comes_by_a_timer_that_survives() {
    let mut chat = Chat::known();
    chat.say("my data").sees("as a document");
    let timers = &chat.last_turn.as_ref().unwrap().timers;
    assert_eq!(*timers, [TimerCommand::Set { timer: Timer::Export, after_ms: 0 }]);
    let Some(Message::OwnDocument(document)) = crate::export_document(&chat.talk, "{}") else { panic!() };
    assert_eq!(document.fields().filename.as_str(), "my-data.txt");
}

#[test]
fn somebody_is_forgotten_after_one_question_and_never_by_an_old_button() {
    let mut chat = Chat::known();
    chat.say("forget me").sees("cannot be undone");
    assert!(!chat.last_turn.as_ref().unwrap().forgets);
    let old = chat.id_of("Erase my data");
    chat.tap("Keep my data").sees("I keep your data");
    chat.tap_id(&old, "Erase my data");
    assert!(!chat.last_turn.as_ref().unwrap().forgets);
    chat.say("delete my data").tap("Erase my data").sees("my last message");
    assert!(chat.last_turn.as_ref().unwrap().forgets);
}

#[test]
fn an_open_order_is_finished_first_and_then_the_buyer_is_forgotten_without_asking_again() {
    let mut chat = Chat::known();
    chat.say("2 milk").tap("Checkout").tap("Order KES").say("orders");
    assert!(chat.talk.has_open_matter());
    chat.say("forget me").sees("still open").tap("Erase my data").sees("as soon as");
    assert!(!chat.last_turn.as_ref().unwrap().forgets);
    assert!(!chat.turn(Event::Timer(Timer::Forget)).forgets);
    for told in &mut chat.talk.told {
        told.status = OrderStatus::Completed;
    }
    assert!(chat.turn(Event::Timer(Timer::Forget)).forgets);
}

#[test]
fn whoever_waits_to_be_forgotten_may_change_their_mind_and_waits_ninety_days_at_most() {
    let mut chat = Chat::known();
    chat.say("2 milk").tap("Checkout").tap("Order KES").say("orders");
    chat.say("forget me").tap("Erase my data").say("forget me").tap("Keep my data");
    assert!(!chat.turn(Event::Timer(Timer::Forget)).forgets);
    chat.say("forget me").tap("Erase my data");
    chat.around.now_ms += 90 * 24 * 60 * 60 * 1000;
    assert!(chat.turn(Event::Timer(Timer::Forget)).forgets);
}
