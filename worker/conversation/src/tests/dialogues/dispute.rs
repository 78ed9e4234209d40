//! Disputes, and people of the shop who speak.

use domain::inbound::{Content, MediaFile, MediaKind};

use super::{Dialogue, Written, known};
use crate::{
    dispute::{Role, StaffMove},
    effect::ShopOutcome,
    event::{Event, FileNote, FileResult, StaffCommand, StaffOrder, Timer},
    testing::Chat,
};

const HOUR_MS: i64 = 60 * 60 * 1_000;
const NAME: &str = "Anna";

/// A buyer with an order of two kinds of goods.
fn ordered(language: domain::language::Language) -> Written {
    let mut chat = known(language);
    chat.chat.around.now_ms = 1_795_860_000_000;
    chat.chat.say("2 milk").say("1 rice 5 kg").say("checkout");
    let confirm = chat.chat.titles().into_iter().next().unwrap();
    chat.chat.tap(&confirm);
    chat.told = chat.chat.said.len();
    chat
}

/// Staff do something, and the shop answers until nothing is wished any more.
fn happens(chat: &mut Written, what: &str, event: Event) {
    chat.event(what, event);
    shop_answers(&mut chat.chat);
    chat.bot();
}

fn shop_answers(chat: &mut Chat) {
    while let Some(effect) = chat.last_turn.as_mut().and_then(|turn| turn.effect.take()) {
        let Some(outcome) = chat.shop.answer(&effect) else { break };
        chat.turn(Event::Shop(Box::new(outcome)));
    }
}

fn staff(chat: &mut Written, role: Role, answer: &str) {
    let step = StaffMove { order: chat.chat.shop.orders[0].id, role, answer: answer.into() };
    let command = StaffCommand { by: NAME.into(), order: StaffOrder::Dispute { step } };
    happens(chat, &format!("staff: {answer}"), Event::Staff(Box::new(command)));
}

fn passes(chat: &mut Written, hours: i64) {
    chat.chat.around.now_ms += hours * HOUR_MS;
    happens(chat, &format!("{hours} hours later"), Event::Timer(Timer::Dispute));
}

fn photo(id: &str) -> Content {
    let file = MediaFile {
        id: id.into(),
        kind: MediaKind::Image,
        mime_type: None,
        sha256: None,
        url: None,
        file_name: None,
    };
    Content::Media { kind: MediaKind::Image, caption: None, files: vec![file] }
}

/// Opened for one line, and sent.
fn opened(chat: &mut Written) {
    chat.say("dispute").tap("dispute:order").tap("dispute:line:0").tap("dispute:reason:damaged");
    chat.tap("dispute:wish:refund").send("(photo)", photo("1"));
    let result = FileResult::Stored { sha256: "ab".repeat(32), size: 9, mime_type: "image/jpeg".into() };
    happens(chat, "the photo is kept", Event::File(FileNote { id: "1".into(), result }));
    chat.tap("dispute:send");
}

pub const DIALOGUES: [Dialogue; 10] = [
    ("What is sent to a person goes to the open case too", |language| {
        let mut chat = ordered(language);
        opened(&mut chat);
        chat.say("agent").send("(photo)", photo("2")).say("menu");
        chat
    }),
    ("A person of the shop speaks, and gives the conversation back", |language| {
        let mut chat = known(language);
        chat.say("2 milk").say("checkout");
        for order in
            [StaffOrder::Say { text: "...".into() }, StaffOrder::Say { text: "...".into() }, StaffOrder::Done]
        {
            let command = StaffCommand { by: NAME.into(), order };
            chat.event("staff", Event::Staff(Box::new(command)));
        }
        chat
    }),
    ("From a problem to the money", |language| {
        let mut chat = ordered(language);
        chat.say("order 1042").tap("dispute:order").say("back");
        opened(&mut chat);
        staff(&mut chat, Role::Staff, "refund 100");
        chat.tap("dispute:reject").say("12345");
        staff(&mut chat, Role::Staff, "refund");
        chat.tap("dispute:accept").tap("dispute:file");
        chat
    }),
    ("Goods once more, or for a return", |language| {
        let mut chat = ordered(language);
        opened(&mut chat);
        staff(&mut chat, Role::Staff, "return");
        chat.tap("dispute:accept").tap("dispute:sent").say("G4S 77");
        staff(&mut chat, Role::Staff, "received");
        chat.say("dispute").tap("dispute:orders").tap("dispute:order").tap("dispute:whole");
        chat.tap("dispute:reason:missing").tap("dispute:wish:replacement").say("12345").tap("dispute:send");
        staff(&mut chat, Role::Staff, "replace");
        chat.tap("dispute:accept");
        chat
    }),
    ("The shop says no, and the buyer appeals", |language| {
        let mut chat = ordered(language);
        opened(&mut chat);
        staff(&mut chat, Role::Staff, "decline: ...");
        chat.tap("dispute:appeal").tap("dispute:nowords");
        staff(&mut chat, Role::Manager, "replace");
        chat.say("no").say("back");
        staff(&mut chat, Role::Manager, "decline: ...");
        chat
    }),
    ("Nobody answers", |language| {
        let mut chat = ordered(language);
        opened(&mut chat);
        chat.say("menu");
        for hours in [37, 12, 73, 73, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72] {
            chat.chat.around.now_ms += hours * HOUR_MS;
            chat.chat.turn(Event::Timer(Timer::Dispute));
            shop_answers(&mut chat.chat);
        }
        // Ten of these read the same.
        let said = chat.chat.said.len();
        chat.told = said.saturating_sub(2);
        chat.bot();
        chat
    }),
    ("The buyer does not answer", |language| {
        let mut chat = ordered(language);
        chat.say("dispute").tap("dispute:order").tap("dispute:whole").tap("dispute:reason:not_arrived");
        chat.tap("dispute:wish:part_refund");
        passes(&mut chat, 25);
        staff(&mut chat, Role::Staff, "refund 10");
        passes(&mut chat, 60);
        passes(&mut chat, 13);
        chat.say("dispute").tap("dispute:show");
        chat
    }),
    ("Taken back, too many files, old buttons", |language| {
        let mut chat = ordered(language);
        chat.say("dispute").tap("dispute:order").tap("dispute:whole").tap("dispute:reason:quality");
        chat.tap("dispute:wish:other");
        for id in 0..9 {
            chat.chat.send(photo(&id.to_string()));
        }
        chat.told = chat.chat.said.len();
        chat.send("(photo)", photo("9")).send("(photo)", photo("10"));
        let missing = FileResult::Missing { reason: "too_large".into() };
        happens(&mut chat, "a photo is too large", Event::File(FileNote { id: "3".into(), result: missing }));
        chat.say("dispute").tap("dispute:show").tap("dispute:withdraw").tap("dispute:show");
        let old = chat.chat.said.clone();
        chat.say("dispute").tap("dispute:show").tap("dispute:withdraw").tap("dispute:withdrawnow");
        let send = old.iter().flat_map(crate::testing::choices).find(|(id, _)| id.contains("dispute:send"));
        let (id, title) = send.unwrap();
        chat.buyer(&format!("[{title}]"));
        chat.chat.tap_id(&id, &title);
        chat.bot();
        chat
    }),
    ("The shop cannot be reached, or nobody knows", |language| {
        let mut chat = ordered(language);
        opened(&mut chat);
        staff(&mut chat, Role::Staff, "refund 100");
        chat.chat.shop.next = vec![ShopOutcome::Unavailable];
        chat.tap("dispute:accept");
        chat.chat.shop.next = vec![ShopOutcome::RefundUnclear];
        passes(&mut chat, 1);
        staff(&mut chat, Role::Manager, "resolved: ...");
        chat
    }),
    ("Orders that no dispute fits", |language| {
        let mut chat = ordered(language);
        chat.chat.shop.orders[0].created_on = "2026-01-01".into();
        chat.say("dispute");
        chat
    }),
];
