//! What a person may say about themselves: which messages they want, what we know of them, and that we shall forget it.

use domain::outbound::{Caption, Content, Filename, Message, OwnDocument, OwnDocumentFields};

use crate::{
    Conversation,
    choices::Act,
    consent::{About, By},
    event::Timer,
    scene::Scene,
    state::State,
    states::{home, placing},
    text::{Text, render},
    turn::TimerCommand,
};

/// How often it is looked whether what keeps a person from being forgotten is over.
const FORGET_LOOK_MS: i64 = 24 * 60 * 60 * 1000;
/// Longest time that an open matter keeps somebody from being forgotten.
const FORGET_WAITS_MAX_MS: i64 = 90 * FORGET_LOOK_MS;

/// No promotions any more. Said once; order news goes on.
pub fn stop(scene: &mut Scene) {
    let text = if scene.talk.stopped { Text::StoppedAlready } else { Text::Stopped };
    say(scene, About::Marketing, false);
    scene.remark(text, &[]);
}

/// Nothing of our own accord any more. Answers go on.
pub fn stop_all(scene: &mut Scene) {
    say(scene, About::Marketing, false);
    say(scene, About::OrderNews, false);
    scene.remark(Text::StoppedAll, &[]);
}

/// Everything again that was stopped; for anybody else the word is a greeting, and no consent.
pub fn start(scene: &mut Scene) {
    let (had_stopped, was_silent) = (scene.talk.stopped, scene.talk.silenced);
    if was_silent {
        say(scene, About::OrderNews, true);
    }
    if had_stopped {
        say(scene, About::Marketing, true);
    }
    if had_stopped || was_silent {
        return scene.remark(Text::StartedAgain, &[]);
    }
    if matches!(scene.talk.state, State::Placing { .. }) {
        return placing::still(scene);
    }
    home::greet(scene);
}

/// Typed now, or as near to now as Meta tells.
fn say(scene: &mut Scene, about: About, given: bool) {
    let said_at_ms = scene.talk.last_message_sent_at_ms.unwrap_or(scene.around.now_ms);
    scene.talk.consents(about, given, By::Word, said_at_ms);
}

/// Sends what we know of the buyer. It is put together from the shard, so it comes as a message of its own.
pub fn export(scene: &mut Scene) {
    scene.timer(TimerCommand::Set { timer: Timer::Export, after_ms: 0 });
    scene.remark(Text::DataComing, &[]);
}

/// The document with what is known of a person, as they get it. None when there are no words for it.
#[must_use]
pub fn document(talk: &Conversation, json: &str) -> Option<Message> {
    let caption = render(talk.language, Text::DataHere, &[]);
    let document = OwnDocument::new(OwnDocumentFields {
        filename: Filename::new("my-data.txt").ok()?,
        content: Content::new(json.as_bytes()).ok()?,
        caption: Caption::fit(caption).ok(),
    });
    document.ok().map(Message::OwnDocument)
}

/// Asks once, with what it means.
pub fn ask_forget(scene: &mut Scene) {
    scene.go(State::ForgetAsked);
    show(scene);
}

/// Shows the question.
pub fn show(scene: &mut Scene) {
    let mut body = scene.t(Text::ForgetAsk, &[]);
    if scene.talk.has_open_matter() {
        let open = scene.t(Text::ForgetOpen, &[]);
        body = format!("{body}\n\n{open}");
    }
    let choices = vec![
        scene.choice(Act::ForgetMe, Text::ButtonForget),
        scene.choice(Act::KeepMe, Text::ButtonKeepData),
    ];
    scene.offer(body, choices);
}

/// The buyer means it.
pub fn forget(scene: &mut Scene) {
    if !matches!(scene.talk.state, State::ForgetAsked) {
        return ask_forget(scene);
    }
    scene.go(State::Home);
    if scene.talk.has_open_matter() {
        scene.talk.forget_since_ms = Some(scene.around.now_ms);
        scene.timer(TimerCommand::Set { timer: Timer::Forget, after_ms: FORGET_LOOK_MS });
        return scene.remark(Text::ForgetWaits, &[]);
    }
    forgotten(scene);
}

/// A yes means it only to the question: something else may have been said since, such as that the shop is away.
pub fn agreed(scene: &mut Scene) {
    let is_asked = scene.talk.shown.options.iter().any(|(act, _)| *act == Act::ForgetMe);
    if is_asked { forget(scene) } else { ask_forget(scene) }
}

/// The buyer does not want to be forgotten (any more).
pub fn keep(scene: &mut Scene) {
    scene.talk.forget_since_ms = None;
    scene.timer(TimerCommand::Cancel { timer: Timer::Forget });
    scene.go(State::Home);
    scene.note(Text::ForgetKept, &[]);
    home::menu(scene);
}

/// Looks whether what kept the buyer from being forgotten is over.
pub fn look_again(scene: &mut Scene) {
    let Some(since_ms) = scene.talk.forget_since_ms else { return };
    let is_long = scene.around.now_ms.saturating_sub(since_ms) >= FORGET_WAITS_MAX_MS;
    if scene.talk.has_open_matter() && !is_long {
        return scene.timer(TimerCommand::Set { timer: Timer::Forget, after_ms: FORGET_LOOK_MS });
    }
    forgotten(scene);
}

/// The last word that is said to them.
fn forgotten(scene: &mut Scene) {
    scene.remark(Text::Forgotten, &[]);
    scene.forget();
}
