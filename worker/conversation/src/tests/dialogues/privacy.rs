//! What a person may say about themselves, and lists that are typed and corrected.

use domain::language::Language;

use super::{Dialogue, Written, known};

pub const DIALOGUES: [Dialogue; 3] = [
    ("What is sent without being asked for", |language| {
        let mut chat = known(language);
        chat.say("stop").say("stop").say("stop all").say("start").say("start");
        chat
    }),
    ("What is kept, and being forgotten", |language: Language| -> Written {
        let mut chat = known(language);
        chat.say("my data").say("forget me").tap("keepme").say("forget me").tap("forget");
        let mut open = known(language);
        open.say("2 milk").tap("checkout").tap("confirm").say("orders");
        open.say("forget me").tap("forget").say("forget me").tap("keepme");
        chat.text.push_str(&open.text);
        chat
    }),
    ("A typed list that something comes between, and corrections in words", |language| {
        let mut chat = known(language);
        chat.say("2 milk, a pen, 3 rice 5kg").say("menu").say("continue").tap("pick");
        chat.say("2 more").say("no, 4").say("remove the drill").say("remove the milk");
        chat
    }),
];
