//! Who agreed to reminders. Asked once, when something of the kind is wished anyway; what was said last counts.

use crate::{
    after::{Act, Screen as AfterScreen, lists, stock},
    choices,
    scene::Scene,
    screen::Screen,
    state::State,
    text::Text,
};

/// Returns whether it is a good moment to ask: nobody has, and the buyer has not said.
pub fn is_open(scene: &Scene) -> bool {
    let book = &scene.talk.after;
    !book.was_asked && book.agreed_at_ms.is_none() && !book.wants_no_reminders && !scene.talk.stopped
}

/// Asks, below the notes kept.
pub fn show(scene: &mut Scene) {
    scene.talk.after.was_asked = true;
    let body = scene.t(Text::ConsentAsk, &[]);
    let choices = vec![
        scene.choice(choices::Act::After(Act::Agree), Text::ButtonRemindMe),
        scene.choice(choices::Act::After(Act::Decline), Text::ButtonNoReminders),
        scene.choice(choices::Act::Menu, Text::ButtonMenu),
    ];
    scene.go(State::After(AfterScreen::Consent));
    scene.offer(body, choices);
}

/// Reminders are welcome.
pub fn agree(scene: &mut Scene) {
    let said_at_ms = scene.talk.last_message_sent_at_ms.unwrap_or(scene.around.now_ms);
    scene.talk.agree(said_at_ms);
    ended(scene, Text::ConsentGiven);
}

/// They are not; what the buyer asked to be told is told all the same.
pub fn decline(scene: &mut Scene) {
    scene.talk.after.was_asked = true;
    scene.talk.after.wants_no_reminders = true;
    scene.talk.after.agreed_at_ms = None;
    ended(scene, Text::ConsentDeclined);
}

/// No reminders any more. Alerts that the buyer asked for themselves are reminders too.
pub fn stop(scene: &mut Scene) {
    scene.talk.after.was_asked = true;
    scene.talk.after.wants_no_reminders = true;
    scene.talk.after.agreed_at_ms = None;
    stock::forget_all(scene);
    lists::forget_all(scene);
    ended(scene, Text::RemindersStopped);
}

/// Says what was understood. Whoever answered the question is somewhere again; for anybody else the screen stays.
fn ended(scene: &mut Scene, text: Text) {
    if !matches!(scene.talk.state, State::After(AfterScreen::Consent)) {
        return scene.remark(text, &[]);
    }
    scene.go(State::Home);
    let body = scene.t(text, &[]);
    let choices = vec![
        scene.choice(choices::Act::AddMore, Text::ButtonBackToList),
        scene.choice(choices::Act::Menu, Text::ButtonMenu),
    ];
    scene.show(Screen { body, choices, ..Screen::default() });
}
