//! What is written in one go gets one answer; what is clear gets its own at once; nothing is lost on the way.

use serde_json::{Value, json};

use super::{Input, Noted, Rig};
use crate::shard::{core::Core, store::Store as _};

const QUIET_MS: i64 = 1_000;

async fn rig() -> Rig {
    let mut rig = Rig { quiet_ms: QUIET_MS, ..Rig::new().await };
    rig.core = Core::new(rig.settings());
    rig.text("hi").await;
    rig.now_ms += 60_000;
    rig
}

fn text(words: &str) -> Value {
    json!({"type": "text", "text": {"body": words}})
}

fn picture(id: &str) -> Value {
    json!({"type": "image", "image": {"id": id, "mime_type": "image/jpeg"}})
}

impl Rig {
    /// Something arrives, and no time passes.
    async fn arrives(&mut self, content: &Value) {
        self.messages += 1;
        let body = self.envelope(&format!("wamid.{}", self.messages), &self.who, content);
        let incoming = self.core.read(body.as_bytes(), std::collections::BTreeMap::new(), self.now_ms);
        self.process(vec![Input::Incoming(Box::new(incoming))]).await;
    }

    /// What would be said and asked until this time happens.
    async fn passes(&mut self, ms: i64) {
        let until_ms = self.now_ms + ms;
        while let Some(due_ms) = self.core.next_due_ms().filter(|due_ms| *due_ms <= until_ms) {
            self.now_ms = self.now_ms.max(due_ms);
            let inputs: Vec<Input> = self.inputs.drain(..).collect();
            self.process(inputs).await;
        }
        self.now_ms = until_ms;
    }

    fn turns(&self) -> usize {
        self.notes.iter().filter(|note| matches!(note, Noted::Turn(_))).count()
    }

    async fn held(&mut self) -> usize {
        self.store.opened().await.unwrap().held.len()
    }
}

#[tokio::test]
async fn the_first_text_is_answered_at_once_and_what_follows_it_together() {
    let mut rig = rig().await;
    let turns = rig.turns();
    rig.arrives(&text("something for")).await;
    assert_eq!(rig.turns(), turns + 1, "a single text waits for nothing");
    for words in ["the roof", "of our", "warehouse"] {
        rig.passes(800).await;
        rig.arrives(&text(words)).await;
        assert_eq!(rig.turns(), turns + 1);
    }
    assert_eq!(rig.held().await, 3, "what waits is on disk");
    rig.passes(QUIET_MS).await;
    assert_eq!(rig.turns(), turns + 2);
    assert_eq!(rig.held().await, 0);
    assert!(rig.said_text().contains("the roof of our warehouse"), "{}", rig.said_text());
}

#[tokio::test]
async fn somebody_who_reads_the_answer_first_never_waits() {
    let mut rig = rig().await;
    for words in ["drills", "nails", "paint"] {
        let turns = rig.turns();
        rig.arrives(&text(words)).await;
        assert_eq!(rig.turns(), turns + 1);
        rig.passes(4_000).await;
    }
}

#[tokio::test]
async fn a_tap_and_a_command_end_the_waiting_and_keep_their_place() {
    let mut rig = rig().await;
    rig.arrives(&text("drills")).await;
    rig.arrives(&text("for concrete")).await;
    rig.arrives(&text("in blue")).await;
    assert_eq!(rig.held().await, 2);
    let turns = rig.turns();
    rig.arrives(&text("help")).await;
    assert_eq!(rig.turns(), turns + 2, "what waited, and the command");
    assert_eq!(rig.held().await, 0);
    let said = rig.said_text();
    assert!(said.find("for concrete in blue") < said.rfind("person"), "{said}");
}

#[tokio::test]
async fn an_album_is_answered_once() {
    let mut rig = rig().await;
    let turns = rig.turns();
    for id in ["1", "2", "3", "4"] {
        rig.arrives(&picture(id)).await;
        rig.passes(200).await;
    }
    assert_eq!(rig.turns(), turns);
    rig.passes(QUIET_MS).await;
    assert_eq!(rig.turns(), turns + 1);
}

#[tokio::test]
async fn nobody_waits_for_ever_and_ten_are_enough() {
    let mut rig = rig().await;
    rig.arrives(&text("so")).await;
    let turns = rig.turns();
    for _ in 0..12 {
        rig.arrives(&text("then")).await;
        rig.passes(600).await;
    }
    assert!(rig.turns() > turns, "five seconds are the end of it");
    rig.passes(QUIET_MS).await;
    let turns = rig.turns();
    rig.arrives(&text("so")).await;
    for _ in 0..10 {
        rig.arrives(&text("many")).await;
    }
    assert_eq!(rig.turns(), turns + 1 + usize::from(rig.held().await == 0));
}

#[tokio::test]
async fn a_crash_ends_the_waiting_and_loses_nothing() {
    let mut rig = rig().await;
    rig.arrives(&text("rope")).await;
    rig.arrives(&text("and a hook")).await;
    rig.arrives(&text("made of steel")).await;
    let turns = rig.turns();
    rig.crash().await;
    rig.run().await;
    assert_eq!(rig.turns(), turns + 1);
    assert_eq!(rig.held().await, 0);
    assert!(rig.said_text().contains("and a hook made of steel"), "{}", rig.said_text());
}

#[tokio::test]
async fn what_came_while_the_shop_was_asked_is_joined_afterwards() {
    let mut rig = rig().await;
    rig.text("rice").await;
    rig.now_ms += 60_000;
    let add = rig.choice("Add 1").unwrap();
    rig.arrives(&add).await;
    rig.arrives(&text("something red")).await;
    rig.arrives(&text("for the door")).await;
    assert_eq!(rig.held().await, 2);
    let turns = rig.turns();
    rig.run().await;
    assert_eq!(rig.shop.quantity, 1);
    assert_eq!(rig.turns(), turns + 2, "the shop's answer, and both texts");
    assert!(rig.said_text().contains("something red for the door"), "{}", rig.said_text());
}

#[tokio::test]
async fn a_clock_that_is_set_back_keeps_nobody_waiting() {
    let mut rig = rig().await;
    rig.arrives(&text("rope")).await;
    rig.arrives(&text("and a hook")).await;
    rig.now_ms -= 3_600_000;
    let turns = rig.turns();
    rig.arrives(&text("made of steel")).await;
    assert_eq!(rig.turns(), turns + 2, "an hour apart by Meta's clock: two matters");
    assert_eq!(rig.held().await, 0);
}

#[tokio::test]
async fn a_clock_that_is_set_back_by_days_ends_the_waiting_with_the_next_thing_that_happens() {
    let mut rig = rig().await;
    rig.arrives(&text("rope")).await;
    rig.arrives(&text("and a hook")).await;
    rig.now_ms -= 3 * 24 * 3_600_000;
    rig.process(vec![]).await;
    assert_eq!(rig.held().await, 0);
}
