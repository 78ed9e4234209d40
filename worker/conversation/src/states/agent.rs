//! A person takes the conversation, the bot is silent, and comes back: when the buyer says so, or after a while. The
//! screen is kept underneath: whatever was said meanwhile, the buyer is where they were, and is told.
//!
//! What happens to orders is told all the same, and how placing one ends. Stopping and allowing promotions also lives
//! here, as both are about who may write.

use domain::{
    inbound::{Content, MediaKind},
    template::{RESUME_CONVERSATION, Template},
};

use crate::{
    choices::{Act, read_id},
    dispute,
    effect::ShopOutcome,
    event::Timer,
    outcome,
    scene::Scene,
    state::{Origin, State},
    states::{home, pause, placing, privacy},
    text::Text,
    turn::{Handoff, TimerCommand},
    understand::{Command, Meaning, understand},
};

/// How long the bot stays silent after a person took over.
pub const SILENT_MS: i64 = 12 * 60 * 60 * 1000;
/// WhatsApp lets us write freely only so long after the buyer's last message; a little less, as clocks differ.
const WINDOW_MS: i64 = 23 * 60 * 60 * 1000;
/// From here on it surely does not.
const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// Most words of a person that wait for the window to open.
const UNHEARD_MAX: usize = 5;

/// The buyer wants a person.
pub fn ask(scene: &mut Scene) {
    let hours = (SILENT_MS / 3_600_000).unsigned_abs();
    let back = scene.choice(Act::Bot, Text::ButtonBot);
    scene.remark_with(Text::AgentComing, &[("hours", hours.into())], vec![back]);
    go_silent(scene);
    scene.hand_off(Handoff::Asked);
}

/// Staff wrote from the phone: they have the conversation, and nothing is said into it.
pub fn staff_spoke(scene: &mut Scene) {
    go_silent(scene);
}

/// A person of the shop speaks through us: by name, and announced the first time. Where WhatsApp lets nothing through, a
/// template says that an answer waits, and the words follow when the buyer writes.
pub fn person_says(scene: &mut Scene, name: &str, words: &str) {
    let is_new = !scene.talk.with_agent || scene.talk.person.as_deref() != Some(name);
    let shop = scene.shop_name();
    let said = scene.t(Text::StaffSays, &[("name", name.into()), ("words", words.into())]);
    if is_new {
        scene.note(Text::StaffJoined, &[("name", name.into()), ("shop", shop.clone().into())]);
    }
    if !is_open(scene, DAY_MS) && scene.talk.unheard.len() < UNHEARD_MAX {
        scene.talk.unheard.push(said.clone());
        let language = scene.talk.language.template_code();
        scene.stand_in(Template::of(&RESUME_CONVERSATION, language, &[&shop]).ok());
    }
    scene.remark_words(&said);
    go_silent(scene);
    scene.talk.person = Some(name.to_owned());
}

/// The buyer wrote: what a person had said meanwhile can be said.
pub fn catch_up(scene: &mut Scene) {
    for words in std::mem::take(&mut scene.talk.unheard) {
        scene.note_words(words);
    }
}

/// Whether WhatsApp lets us write freely, when it does for so long after the buyer's last message.
fn is_open(scene: &Scene, window_ms: i64) -> bool {
    let last = scene.talk.last_message_sent_at_ms;
    last.is_some_and(|at| scene.around.now_ms.saturating_sub(at) < window_ms)
}

/// Staff are done with the buyer: the bot has the conversation back, and says so if WhatsApp still lets it.
pub fn done(scene: &mut Scene, name: &str) {
    if !scene.talk.with_agent {
        return;
    }
    scene.timer(TimerCommand::Cancel { timer: Timer::AgentSilent });
    if is_open(scene, WINDOW_MS) && scene.talk.person.is_some() {
        scene.note(Text::StaffLeft, &[("name", name.into())]);
    }
    silent_for_long(scene);
}

fn go_silent(scene: &mut Scene) {
    scene.talk.with_agent = true;
    scene.talk.back_unsaid_since_ms = None;
    scene.talk.misses = 0;
    scene.timer(TimerCommand::Set { timer: Timer::AgentSilent, after_ms: SILENT_MS });
}

/// Listens only for what brings the bot back, and for what the buyer does not want to be sent.
pub fn while_away(scene: &mut Scene, content: &Content) {
    if let Content::Text(text) = content {
        match understand(&scene.talk, text) {
            Meaning::Command(Command::Stop) => return privacy::stop(scene),
            Meaning::Command(Command::StopAll) => return privacy::stop_all(scene),
            Meaning::Command(Command::Start) if scene.talk.stopped || scene.talk.silenced => {
                return privacy::start(scene);
            }
            _ => {}
        }
    }
    let back = match content {
        Content::Text(text) => {
            // A number is said to the person, whatever it means in an old list.
            text.chars().any(char::is_alphabetic)
                && matches!(
                    understand(&scene.talk, text),
                    Meaning::Command(Command::Act(Act::Menu | Act::Bot))
                        | Meaning::Choice(Act::Menu | Act::Bot)
                )
        }
        Content::Button { id, .. } | Content::Row { id, .. } => {
            matches!(read_id(id), Some((_, Act::Menu | Act::Bot)))
        }
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
    if !back {
        return dispute::overheard(scene, content);
    }
    come_back(scene);
    scene.timer(TimerCommand::Cancel { timer: Timer::AgentSilent });
    scene.note(Text::BotBack, &[]);
    is_here(scene);
}

/// The buyer wants the bot: it goes on where they are.
pub fn is_here(scene: &mut Scene) {
    match scene.talk.state {
        State::Placing { .. } => placing::still(scene),
        State::Home => home::menu(scene),
        _ => show_where_we_were(scene),
    }
}

fn come_back(scene: &mut Scene) {
    scene.talk.with_agent = false;
    scene.talk.person = None;
    scene.talk.misses = 0;
    dispute::heard_no_more(scene);
    scene.hand_off(Handoff::Ended);
}

/// Says what the buyer was doing, and shows the screen again.
fn show_where_we_were(scene: &mut Scene) {
    let state = scene.talk.state.clone();
    let where_we_were = pause::where_we_were(scene, &state);
    scene.note_words(where_we_were);
    crate::transition::redraw(scene);
}

/// Whether the screen waits for something of the buyer, so that it is worth showing by itself. What has ended would look
/// like news.
fn waits_for_answer(scene: &Scene) -> bool {
    match &scene.talk.state {
        State::Home
        | State::Placing { .. }
        | State::Placed { .. }
        | State::Orders { .. }
        | State::OneOrder { .. } => false,
        State::Basket | State::Added { .. } | State::Lines { .. } => scene.talk.cart.is_some(),
        State::Categories { .. }
        | State::Products { .. }
        | State::AskSearch
        | State::Hits { .. }
        | State::Card { .. }
        | State::Choosing { .. }
        | State::Amount { .. }
        | State::Line { .. }
        | State::AskCoupon { .. }
        | State::Ask { .. }
        | State::Delivery { .. }
        | State::Payment { .. }
        | State::Summary { .. }
        | State::Change { .. }
        | State::Unclear
        | State::Shortened { .. }
        | State::CancelAsked { .. }
        | State::ForgetAsked
        | State::Doubt { .. }
        | State::Quote(_)
        | State::After(_)
        | State::Auction(_)
        | State::Dispute(_)
        | State::Paused { .. }
        | State::Late { .. } => true,
    }
}

/// Nobody wrote for long: the bot says that it is back, if WhatsApp still lets it.
pub fn silent_for_long(scene: &mut Scene) {
    if !scene.talk.with_agent {
        return;
    }
    come_back(scene);
    say_back(scene);
}

/// Says that the bot is back, and where the buyer was; later, when WhatsApp does not let it now.
fn say_back(scene: &mut Scene) {
    if !is_open(scene, WINDOW_MS) {
        scene.talk.back_unsaid_since_ms = Some(scene.around.now_ms);
    } else if waits_for_answer(scene) {
        scene.note(Text::BotBackAfterAgent, &[]);
        show_where_we_were(scene);
    } else {
        scene.remark(Text::BotBackAfterAgent, &[]);
    }
}

/// The shop answered. While a person has the conversation, nobody waits for a basket or a list: it is remembered, and
/// seen when the bot is back. What became of an order is told.
pub fn answered(scene: &mut Scene, outcome: ShopOutcome) {
    let is_for_later = scene.talk.with_agent
        && !matches!(scene.talk.state, State::Placing { .. })
        && scene.talk.awaiting.as_ref().is_some_and(|wish| only_shows(&wish.origin));
    outcome::came(scene, outcome);
    if is_for_later {
        scene.hush();
    }
}

/// Whether an answer to a wish of this origin only brings something onto the screen.
fn only_shows(origin: &Origin) -> bool {
    match origin {
        Origin::Basket
        | Origin::Lines { .. }
        | Origin::Added { .. }
        | Origin::AddMany(_)
        | Origin::LineChanged { .. }
        | Origin::Cleared { .. }
        | Origin::Undone
        | Origin::CouponApplied { .. }
        | Origin::CouponRemoved { .. }
        | Origin::Checkout { .. }
        | Origin::Orders
        | Origin::OneOrder { .. }
        | Origin::Reorder { .. }
        | Origin::AskCancel { .. }
        | Origin::CancelWhich => true,
        Origin::Placing
        | Origin::Cancel { .. }
        | Origin::CancelWished { .. }
        | Origin::Quote(_)
        | Origin::After(_)
        | Origin::Auction(_)
        | Origin::Dispute(_) => false,
    }
}
