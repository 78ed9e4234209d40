//! A person takes the conversation, the bot is silent, and comes back: on "menu", or after a while. Stopping and
//! allowing promotions also lives here, as both are about who may write.

use domain::inbound::{Content, MediaKind};

use crate::{
    choices::{Act, read_id},
    event::Timer,
    scene::Scene,
    state::State,
    states::home,
    text::Text,
    turn::{Handoff, TimerCommand},
    understand::{Command, Meaning, understand},
};

/// How long the bot stays silent after a person took over.
pub const SILENT_MS: i64 = 12 * 60 * 60 * 1000;
/// WhatsApp lets us write freely only so long after the buyer's last message; a little less, as clocks differ.
const WINDOW_MS: i64 = 23 * 60 * 60 * 1000;

/// The buyer wants a person.
pub fn ask(scene: &mut Scene) {
    scene.remark(Text::AgentComing, &[("hours", (SILENT_MS / 3_600_000).unsigned_abs().into())]);
    go_silent(scene);
    scene.hand_off(Handoff::Asked);
}

/// Staff wrote from the phone: they have the conversation, and nothing is said into it.
pub fn staff_spoke(scene: &mut Scene) {
    go_silent(scene);
}

fn go_silent(scene: &mut Scene) {
    scene.talk.with_agent = true;
    scene.talk.misses = 0;
    scene.timer(TimerCommand::Set { timer: Timer::AgentSilent, after_ms: SILENT_MS });
}

/// Listens only for the word that brings the bot back.
pub fn while_away(scene: &mut Scene, content: &Content) {
    let back = match content {
        Content::Text(text) => matches!(
            understand(&scene.talk, text),
            Meaning::Command(Command::Act(Act::Menu)) | Meaning::Choice(Act::Menu)
        ),
        Content::Button { id, .. } | Content::Row { id, .. } => matches!(read_id(id), Some((_, Act::Menu))),
        Content::TemplateButton { .. }
        | Content::Location { .. }
        | Content::Media { kind: MediaKind::Image | MediaKind::Video | MediaKind::Voice, .. }
        | Content::Media { kind: MediaKind::Audio | MediaKind::Document | MediaKind::Sticker, .. }
        | Content::Contacts { .. }
        | Content::Order { .. }
        | Content::Form { .. }
        | Content::Reaction(_)
        | Content::IdentityChanged { .. }
        | Content::Edited { .. }
        | Content::Revoked
        | Content::ChatOpened
        | Content::Unsupported { .. } => false,
    };
    if back {
        come_back(scene);
        scene.timer(TimerCommand::Cancel { timer: Timer::AgentSilent });
        scene.note(Text::BotBack, &[]);
        if matches!(scene.talk.state, State::Placing { .. }) {
            crate::states::placing::still(scene);
        } else {
            scene.talk.awaiting = None;
            home::menu(scene);
        }
    }
}

fn come_back(scene: &mut Scene) {
    scene.talk.with_agent = false;
    scene.hand_off(Handoff::Ended);
}

/// Nobody wrote for long: the bot says that it is back, if WhatsApp still lets it.
pub fn silent_for_long(scene: &mut Scene) {
    if !scene.talk.with_agent {
        return;
    }
    come_back(scene);
    let open = scene
        .talk
        .last_message_sent_at_ms
        .is_some_and(|at| scene.around.now_ms.saturating_sub(at) < WINDOW_MS);
    if open {
        scene.remark(Text::BotBackAfterAgent, &[]);
    }
}

/// No promotions any more. Said once; order news goes on.
pub fn stop(scene: &mut Scene) {
    let text = if scene.talk.stopped { Text::StoppedAlready } else { Text::Stopped };
    prefer(scene, false);
    scene.remark(text, &[]);
}

/// Typed now, or as near to now as Meta tells.
fn prefer(scene: &mut Scene, wants_marketing: bool) {
    let said_at_ms = scene.talk.last_message_sent_at_ms.unwrap_or(scene.around.now_ms);
    scene.talk.prefer(wants_marketing, said_at_ms);
}

/// Promotions again; for anybody else the word is a greeting.
pub fn start(scene: &mut Scene) {
    let had_stopped = scene.talk.stopped;
    prefer(scene, true);
    if had_stopped {
        return scene.remark(Text::StartedAgain, &[]);
    }
    if matches!(scene.talk.state, State::Placing { .. }) {
        return crate::states::placing::still(scene);
    }
    home::greet(scene);
}
