//! Input that reaches us long after it was sent: an outage of ours, or of Meta. Prices, stock and minds have changed
//! since, so nothing is done by it; the buyer is asked once whether the matter still stands, however many such
//! messages come at a time. Going on takes words up as if they were said now. It never places an order, and never takes an amount
//! or a number of an old list for a new one.
//!
//! A tap on what is on the screen now was made after that was shown, whatever the message says of its time: with a
//! clock that is wrong by hours, ours or theirs, everything can still be done by tapping.

use domain::inbound::{Content, MediaKind, Message};
use serde::{Deserialize, Serialize};

use crate::{
    choices::{Act, read_id},
    scene::Scene,
    state::State,
    states::{card, home},
    text::Text,
    understand::{Command, Meaning, understand},
};

/// From this age on, by Meta's time of sending, input is asked about instead of acted on.
pub const LATE_MS: i64 = 60 * 60 * 1000;
/// For how long after the question other input that comes late gets no question of its own.
const QUIET_MS: i64 = 10 * 1000;
/// Longest text that is kept, in units.
const KEPT_MAX: usize = 300;
/// Longest text that is quoted, in units.
const QUOTED_MAX: usize = 80;

/// What came too late, as far as going on can use it.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LateInput {
    /// Words.
    Words(String),
    /// A choice that only looks at things, or names a product.
    Look(Act),
    /// Anything else; the screen is shown again.
    Other,
}

/// Asks whether the matter still stands, when this message is old. Answers whether it was.
pub fn came(scene: &mut Scene, message: &Message) -> bool {
    let now_ms = scene.around.now_ms;
    let on_screen_ms = scene.talk.shown_at_ms.map_or(i64::MAX, |shown_ms| now_ms.saturating_sub(shown_ms));
    let is_younger = is_of_this_screen(scene, &message.content) && (0..LATE_MS).contains(&on_screen_ms);
    if now_ms.saturating_sub(message.sent_at_ms) < LATE_MS || is_younger {
        return false;
    }
    let Some(input) = input(&message.content) else { return false };
    if let State::Late { said, .. } = &mut scene.talk.state {
        // Asked already. The last words count.
        if input != LateInput::Other {
            *said = input;
        }
        if !(0..QUIET_MS).contains(&on_screen_ms) {
            show(scene);
        }
        return true;
    }
    let before = Box::new(std::mem::take(&mut scene.talk.state));
    scene.go(State::Late { before, said: input });
    show(scene);
    true
}

fn is_of_this_screen(scene: &Scene, content: &Content) -> bool {
    let (Content::Button { id, .. } | Content::Row { id, .. }) = content else { return false };
    read_id(id).is_some_and(|(step, _)| step == scene.talk.step)
}

/// What can be used of it; none where no answer is due anyway.
fn input(content: &Content) -> Option<LateInput> {
    match content {
        Content::Text(text) | Content::Edited { text: Some(text) } => {
            Some(LateInput::Words(domain::outbound::fit(text, KEPT_MAX)))
        }
        Content::Button { id, .. }
        | Content::Row { id, .. }
        | Content::TemplateButton { payload: id, .. } => Some(match read_id(id) {
            Some((_, Act::Add { product, .. })) => LateInput::Look(Act::Product(product)),
            Some((_, act)) if act.is_harmless() && act != Act::Checkout => LateInput::Look(act),
            Some(_) | None => LateInput::Other,
        }),
        Content::Location { .. }
        | Content::Form { .. }
        | Content::Contacts { .. }
        | Content::Order { .. }
        | Content::Media {
            kind:
                MediaKind::Image | MediaKind::Video | MediaKind::Voice | MediaKind::Audio | MediaKind::Document,
            ..
        }
        | Content::Unsupported { .. } => Some(LateInput::Other),
        Content::Media { kind: MediaKind::Sticker, .. }
        | Content::Reaction(_)
        | Content::Revoked
        | Content::ChatOpened
        | Content::Edited { text: None }
        | Content::IdentityChanged { .. } => None,
    }
}

/// Asks, or asks again.
pub fn show(scene: &mut Scene) {
    let State::Late { said, .. } = &scene.talk.state else {
        return home::menu(scene);
    };
    let body = match said {
        LateInput::Words(words) => {
            let words = domain::outbound::fit(words, QUOTED_MAX);
            scene.t(Text::LateWords, &[("words", words.into())])
        }
        LateInput::Look(_) | LateInput::Other => scene.t(Text::Late, &[]),
    };
    let choices = vec![
        scene.choice(Act::Resume, Text::ButtonStillStands),
        scene.choice(Act::Basket, Text::ButtonSeeBasket),
        scene.choice(Act::StartOver, Text::ButtonStartOver),
    ];
    scene.offer(body, choices);
}

/// Something new was said: the old matter is left, and we are where we were.
pub fn leave(scene: &mut Scene) {
    if let State::Late { before, .. } = scene.talk.state.clone() {
        scene.go(*before);
    }
}

/// The matter still stands.
pub fn resume(scene: &mut Scene) {
    let State::Late { before, said } = scene.talk.state.clone() else {
        return crate::transition::redraw(scene);
    };
    scene.go(*before);
    match said {
        LateInput::Look(Act::Product(product)) => card::show(scene, product),
        LateInput::Look(act) => crate::transition::perform(scene, act),
        LateInput::Words(words) if may_be_said_now(scene, &words) => crate::transition::typed(scene, &words),
        LateInput::Words(_) | LateInput::Other => crate::transition::redraw(scene),
    }
}

/// Whether these words mean the same as when they were written: an agreement, a number or an amount does not.
fn may_be_said_now(scene: &Scene, words: &str) -> bool {
    match understand(&scene.talk, words) {
        Meaning::Command(Command::Yes | Command::No | Command::More | Command::Back | Command::Continue)
        | Meaning::Choice(_)
        | Meaning::Correction(_)
        | Meaning::Amount(_)
        | Meaning::Nothing => false,
        Meaning::Command(Command::Act(act)) => act.is_harmless(),
        Meaning::Command(
            Command::Greet
            | Command::Search(_)
            | Command::Auction(_)
            | Command::Quote(_)
            | Command::Coupon(_)
            | Command::Order(_)
            | Command::Cancel(_)
            | Command::SaveList(_)
            | Command::Stop
            | Command::StopAll
            | Command::MyData
            | Command::ForgetMe
            | Command::Start
            | Command::Thanks,
        )
        | Meaning::AmountOf(_)
        | Meaning::Lines(_)
        | Meaning::Words(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use domain::inbound::{Content, MediaKind};

    use super::LATE_MS;
    use crate::{event::Event, testing::Chat};

    /// Sends something that is this old, and returns how many messages came back.
    fn late(chat: &mut Chat, age_ms: i64, content: Content) -> usize {
        let before = chat.said.len();
        let mut message = chat.message(content);
        message.sent_at_ms -= age_ms;
        let turn = chat.turn(Event::Message(Box::new(message)));
        assert!(turn.effect.is_none(), "something was done by it");
        chat.said.len() - before
    }

    fn text(words: &str) -> Content {
        Content::Text(words.into())
    }

    #[test]
    fn a_confirmation_from_hours_ago_places_nothing_and_going_on_shows_the_summary_again() {
        for confirm in [true, false] {
            let mut chat = Chat::known();
            chat.say("2 milk").tap("Checkout");
            let id = chat.id_of("Order KES");
            chat.around.now_ms += LATE_MS;
            let content = if confirm { Content::Button { id, title: "Order".into() } } else { text("yes") };
            assert_eq!(late(&mut chat, LATE_MS, content), 1);
            assert_eq!(chat.talk.screen_label(), "late");
            chat.tap("Yes, go on");
            assert_eq!(chat.orders_wished(), 0);
            assert_eq!(chat.talk.screen_label(), "summary");
            chat.tap("Order KES");
            assert_eq!(chat.orders_wished(), 1);
        }
    }

    #[test]
    fn a_message_of_a_moment_ago_is_not_asked_about() {
        let mut chat = Chat::new();
        let mut message = chat.message(text("milk"));
        message.sent_at_ms -= LATE_MS - 1;
        chat.turn(Event::Message(Box::new(message)));
        assert_ne!(chat.talk.screen_label(), "late");
    }

    #[test]
    fn after_an_outage_there_is_one_question_and_the_last_words_are_taken_up() {
        let mut chat = Chat::new();
        chat.say("hi");
        let hours = 5 * LATE_MS;
        assert_eq!(late(&mut chat, hours, text("hello?")), 1);
        chat.sees("hello?");
        assert_eq!(late(&mut chat, hours - 1_000, text("milk")), 0);
        let picture = Content::Media { kind: MediaKind::Image, caption: None, files: vec![] };
        assert_eq!(late(&mut chat, hours - 2_000, picture), 0);
        chat.tap("Yes, go on").sees("Milk");
        assert_ne!(chat.talk.screen_label(), "late");
    }

    #[test]
    fn with_a_clock_that_is_wrong_by_hours_everything_is_asked_about_and_can_be_tapped() {
        let mut chat = Chat::known();
        chat.clock_ahead_ms = 5 * LATE_MS;
        for asked in 1..=2 {
            chat.say("2 milk").sees("reached me only now");
            assert_eq!(chat.said.len(), asked, "asked each time");
            chat.around.now_ms += 20_000;
        }
        chat.tap("Yes, go on").tap("Checkout").tap("Order KES");
        assert_eq!(chat.orders_wished(), 1);
    }

    #[test]
    fn whoever_says_something_new_is_answered_to_that() {
        let mut chat = Chat::new();
        chat.say("hi");
        late(&mut chat, LATE_MS, text("milk"));
        chat.say("browse").sees("1 Food");
        late(&mut chat, LATE_MS, text("milk"));
        chat.say("yes").sees("Milk");
        late(&mut chat, LATE_MS, text("milk"));
        chat.say("no");
        assert_ne!(chat.talk.screen_label(), "late");
    }

    #[test]
    fn an_amount_or_a_number_from_hours_ago_is_not_taken_for_one_of_now() {
        let mut chat = Chat::new();
        chat.say("browse");
        late(&mut chat, LATE_MS, text("2"));
        chat.tap("Yes, go on").sees("1 Food");
        assert!(chat.wishes.is_empty());
    }

    #[test]
    fn an_old_tap_on_add_shows_the_product_as_it_is_today() {
        let mut chat = Chat::new();
        chat.say("milk");
        let id = chat.id_of("Add");
        chat.around.now_ms += LATE_MS;
        late(&mut chat, LATE_MS, Content::Button { id, title: "Add".into() });
        chat.tap("Yes, go on").sees("*Milk 1 l*");
        assert!(chat.wishes.is_empty());
    }

    #[test]
    fn what_needs_no_answer_is_not_asked_about() {
        let mut chat = Chat::new();
        chat.say("hi");
        for content in [Content::Reaction(None), Content::Revoked, Content::ChatOpened] {
            assert_eq!(late(&mut chat, LATE_MS, content), 0);
        }
        assert_ne!(chat.talk.screen_label(), "late");
    }
}
