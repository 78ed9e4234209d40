//! The verifier is tested itself: a journal of a sound run, written here as the sandbox writes it, then with one
//! thing wrong at a time.

use serde_json::{Value, json};

use super::journal::Story;
use super::{Row, answers, doubles, faults, orders};
use crate::record::Line;
use crate::schedule::{Fault, Link, Poison, Who};

const BUYER: &str = "254731000000";
const OTHER: &str = "254731000007";

/// A journal under construction.
#[derive(Default)]
struct Journal(Vec<Value>);

impl Journal {
    #[expect(clippy::needless_pass_by_value, reason = "every call makes the value on the spot")]
    fn add(&mut self, kind: &str, data: Value) -> &mut Self {
        let seq = self.0.len() + 1;
        let at = format!("2026-11-23T06:{:02}:{:02}.000Z", seq / 60, seq % 60);
        self.0.push(json!({"seq": seq, "at": at, "kind": kind, "data": data}));
        self
    }

    /// A buyer writes, and pretend Meta gets rid of it.
    fn writes(&mut self, buyer: &str, id: &str, text: &str) -> &mut Self {
        let element = json!({"id": id, "type": "text", "text": {"body": text}});
        self.add("phone_act", json!({"wa_id": buyer, "element": element}));
        self.delivered(id)
    }

    fn delivered(&mut self, id: &str) -> &mut Self {
        let body = json!({"entry": [{"changes": [{"value": {"messages": [{"id": id}]}}]}]}).to_string();
        let delivery = self.0.len();
        // Refused once, accepted then; the body stands in the first entry alone.
        self.add("meta_delivery", json!({"id": delivery, "attempt": 1, "accepted": false, "body": body}));
        self.add("meta_delivery", json!({"id": delivery, "attempt": 2, "accepted": true}))
    }

    fn taps_confirm(&mut self, buyer: &str, id: &str, button: &str, on: &str) -> &mut Self {
        let reply = json!({"type": "button_reply", "button_reply": {"id": button, "title": "Order"}});
        let element = json!({"id": id, "type": "interactive", "interactive": reply, "context": {"id": on}});
        self.add("phone_act", json!({"wa_id": buyer, "element": element}));
        self.delivered(id)
    }

    fn sends(&mut self, buyer: &str, key: &str, text: &str) -> &mut Self {
        self.sends_with(buyer, key, text, Value::Null)
    }

    fn sends_with(&mut self, buyer: &str, key: &str, text: &str, fault: Value) -> &mut Self {
        let mut call = json!({"verdict": "accepted", "status": 200,
            "request": {"to": format!("+{buyer}"), "biz_opaque_callback_data": key, "type": "text", "text": {"body": text}},
            "response": {"messages": [{"id": format!("wamid.{key}")}]}});
        if !fault.is_null() {
            call["fault"] = fault;
        }
        self.add("graph_call", call)
    }

    fn stamps(&mut self, order: u64, checkout: &str) -> &mut Self {
        self.add(
            "shop_call",
            json!({"method": "PUT", "path": format!("/wp-json/wc/v3/orders/{order}"),
                "body": {"meta_data": [{"key": "_wa_op", "value": checkout}]}}),
        )
    }

    fn places(&mut self, buyer: &str, order: u64, total: &str, quantity: u64) -> &mut Self {
        self.add("order_change", json!({"order_id": order, "status": "checkout-draft", "total": "0.00"}));
        self.add(
            "order_change",
            json!({"order_id": order, "status": "pending", "total": total, "phone": format!("+{buyer}"),
                "items": [{"name": "Dish Soap 5L", "sku": "CL-DS-5", "quantity": quantity}]}),
        )
    }

    fn story(&self) -> Story {
        let text: Vec<String> = self.0.iter().map(Value::to_string).collect();
        Story::read(&text.join("\n")).unwrap()
    }
}

const SUMMARY: &str =
    "Your order (1 item)\n1 × Dish Soap 5L · KES\u{a0}845.00\nTotal: KES\u{a0}1,386.20\nFor: somebody";

/// From hello to an order, without anything wrong.
fn sound() -> Journal {
    let mut journal = Journal::default();
    journal.writes(BUYER, "m1", "dish soap").sends(BUYER, "k1", SUMMARY);
    journal.taps_confirm(BUYER, "m2", "s1:confirm", "wamid.k1");
    journal.stamps(1001, "op1.1").places(BUYER, 1001, "1386.20", 1);
    journal.sends(BUYER, "k2", "Thank you. Your order 1001 is placed. Total: KES\u{a0}1,386.20.");
    journal
}

fn assert_found(row: &Row) {
    assert!(!row.broken.is_empty(), "nothing was found: {row:?}");
}

#[test]
fn a_sound_run_keeps_every_promise() {
    let mut journal = sound();
    journal.writes(BUYER, "m3", "qz1x1x1").sends(BUYER, "k3", "I found nothing for \"qz1x1x1\".");
    journal.writes(BUYER, "m4", "qz1x1x2").sends(BUYER, "k4", "I found nothing for \"qz1x1x2\".");
    let story = journal.story();
    for row in [
        orders::one_per_checkout(&story, 1),
        orders::none_without_confirm(&story, 1),
        orders::as_confirmed(&story, 1),
        orders::told_only_when_placed(&story, 1),
        orders::told_when_placed(&story, 1),
        answers::nobody_waits(&story, 4),
        answers::each_numbered_text_answered(&story, 2),
        answers::in_order(&story, 1),
        doubles::bounded(&story, &[], 4),
    ] {
        assert!(row.holds(), "{row:?}");
    }
}

#[test]
fn a_journal_in_which_nothing_happened_proves_nothing() {
    let story = Story::default();
    assert!(!orders::one_per_checkout(&story, 1).holds());
    assert!(!answers::nobody_waits(&story, 1).holds());
    assert!(!doubles::bounded(&story, &[], 1).holds());
    assert!(!faults::enough_were_made(&[], 1).holds());
    assert!(!faults::nothing_left(&[]).holds());
    assert!(!faults::parked_for_a_reason(&[]).holds());
}

#[test]
fn a_second_order_of_one_checkout_is_found() {
    let mut journal = sound();
    journal.stamps(1002, "op1.2").places(BUYER, 1002, "1386.20", 1);
    assert_found(&orders::one_per_checkout(&journal.story(), 1));
    assert_found(&orders::none_without_confirm(&journal.story(), 1));
    assert_found(&orders::as_confirmed(&journal.story(), 1));
}

#[test]
fn a_second_order_that_was_cancelled_again_is_found() {
    let mut journal = sound();
    journal.stamps(1002, "op1.1").places(BUYER, 1002, "1386.20", 1);
    journal.add("order_change", json!({"order_id": 1002, "status": "trash", "total": "1386.20"}));
    assert_found(&orders::one_per_checkout(&journal.story(), 1));
}

#[test]
fn two_taps_on_one_summary_are_one_checkout() {
    let mut journal = Journal::default();
    journal.writes(BUYER, "m1", "dish soap").sends(BUYER, "k1", SUMMARY);
    journal.taps_confirm(BUYER, "m2", "s1:confirm", "wamid.k1");
    journal.taps_confirm(BUYER, "m3", "s1:confirm", "wamid.k1");
    journal.stamps(1001, "op1.1").places(BUYER, 1001, "1386.20", 1);
    journal.stamps(1002, "op2.1").places(BUYER, 1002, "1386.20", 1);
    assert_found(&orders::none_without_confirm(&journal.story(), 1));
}

#[test]
fn an_order_before_its_confirm_is_found() {
    let mut journal = Journal::default();
    journal.writes(BUYER, "m1", "dish soap").sends(BUYER, "k1", SUMMARY);
    journal.stamps(1001, "op1.1").places(BUYER, 1001, "1386.20", 1);
    journal.taps_confirm(BUYER, "m2", "s1:confirm", "wamid.k1");
    assert_found(&orders::none_without_confirm(&journal.story(), 1));
    assert_found(&orders::as_confirmed(&journal.story(), 1));
}

#[test]
fn an_order_without_a_stamp_is_found() {
    let mut journal = sound();
    journal.places(BUYER, 1002, "1386.20", 1);
    assert_found(&orders::one_per_checkout(&journal.story(), 1));
}

#[test]
fn an_order_of_another_total_or_amount_is_found() {
    for (total, quantity) in [("1386.30", 1), ("1386.20", 2)] {
        let mut journal = Journal::default();
        journal.writes(BUYER, "m1", "dish soap").sends(BUYER, "k1", SUMMARY);
        journal.taps_confirm(BUYER, "m2", "s1:confirm", "wamid.k1");
        journal.stamps(1001, "op1.1").places(BUYER, 1001, total, quantity);
        assert_found(&orders::as_confirmed(&journal.story(), 1));
    }
}

#[test]
fn an_order_told_before_it_was_placed_or_to_somebody_else_is_found() {
    let text = "Thank you. Your order 1001 is placed. Total: KES 1,386.20.";
    let mut early = Journal::default();
    early.sends(BUYER, "k0", text);
    early.places(BUYER, 1001, "1386.20", 1);
    assert_found(&orders::told_only_when_placed(&early.story(), 1));

    let mut wrong = sound();
    wrong.sends(OTHER, "k9", text);
    assert_found(&orders::told_only_when_placed(&wrong.story(), 1));
}

#[test]
fn an_order_that_nobody_was_told_of_is_found() {
    let mut journal = sound();
    journal.0.pop();
    assert_found(&orders::told_when_placed(&journal.story(), 1));
}

#[test]
fn a_lost_reply_is_found() {
    let mut journal = sound();
    journal.writes(BUYER, "m3", "menu");
    assert_found(&answers::nobody_waits(&journal.story(), 1));
    // An answer to somebody else is none.
    journal.sends(OTHER, "k3", "Menu of our shop");
    assert_found(&answers::nobody_waits(&journal.story(), 1));
}

#[test]
fn a_numbered_text_whose_own_answer_is_missing_is_found() {
    let mut journal = Journal::default();
    journal.writes(BUYER, "m1", "qz1x1x1").writes(BUYER, "m2", "qz1x1x2");
    journal.sends(BUYER, "k2", "I found nothing for \"qz1x1x2\".");
    assert_found(&answers::each_numbered_text_answered(&journal.story(), 1));
}

#[test]
fn swapped_replies_are_found_when_the_order_was_known() {
    let swapped = |journal: &mut Journal| {
        journal.sends(BUYER, "k2", "I found nothing for \"qz1x1x2\".");
        journal.sends(BUYER, "k1", "I found nothing for \"qz1x1x1\".");
    };
    let mut journal = Journal::default();
    journal.writes(BUYER, "m1", "qz1x1x1").writes(BUYER, "m2", "qz1x1x2");
    swapped(&mut journal);
    assert_found(&answers::in_order(&journal.story(), 1));

    // Written before Meta had got rid of the first: both were under way, and either order is right.
    let mut together = Journal::default();
    for (id, text) in [("m1", "qz1x1x1"), ("m2", "qz1x1x2")] {
        let element = json!({"id": id, "type": "text", "text": {"body": text}});
        together.add("phone_act", json!({"wa_id": BUYER, "element": element}));
    }
    together.delivered("m1").delivered("m2");
    swapped(&mut together);
    let row = answers::in_order(&together.story(), 0);
    assert!(row.holds() && row.looked_at == 0, "{row:?}");
}

#[test]
fn a_double_without_a_doubt_is_found() {
    let mut journal = sound();
    journal.sends(BUYER, "k1", SUMMARY);
    assert_found(&doubles::bounded(&journal.story(), &[], 1));
}

#[test]
fn a_double_after_a_lost_answer_is_allowed_once() {
    let mut journal = Journal::default();
    journal.sends_with(BUYER, "k1", "hello", json!({"kind": "lose_answer"})).sends(BUYER, "k1", "hello");
    assert!(doubles::bounded(&journal.story(), &[], 1).holds());
    journal.sends(BUYER, "k1", "hello");
    assert_found(&doubles::bounded(&journal.story(), &[], 1));
}

#[test]
fn a_killed_notifier_casts_doubt_and_a_killed_worker_does_not() {
    let mut journal = Journal::default();
    journal.sends(BUYER, "k1", "hello").sends(BUYER, "k1", "hello");
    let story = journal.story();
    let at_ms = story.sent[0].at_ms;
    let kill = |who| {
        let fault = Fault::Kill { who, away_ms: 1 };
        [Line::Fault { fault, from_ms: at_ms, until_ms: at_ms + 1, skipped: None }]
    };
    assert!(doubles::bounded(&story, &kill(Who::Notifier(1)), 1).holds());
    assert_found(&doubles::bounded(&story, &kill(Who::Worker(1)), 1));
}

#[test]
fn what_is_left_or_parked_without_a_reason_is_found() {
    let poison = Fault::Poison { what: Poison::NoJson, shard: 1 };
    let fault = Line::Fault { fault: poison, from_ms: 1, until_ms: 2, skipped: None };
    let end = |left: &[(String, u64)], parked: &[&str]| Line::End {
        at_ms: 9,
        left: left.to_vec(),
        parked: parked.iter().map(|reason| (*reason).to_owned()).collect(),
    };
    let sound = [fault.clone(), end(&[], &["unreadable"])];
    assert!(faults::parked_for_a_reason(&sound).holds() && faults::nothing_left(&sound).holds());
    for parked in [&["unreadable", "poison"][..], &[]] {
        assert_found(&faults::parked_for_a_reason(&[fault.clone(), end(&[], parked)]));
    }
    assert_found(&faults::nothing_left(&[end(&[("inbound.01".to_owned(), 3)], &[])]));
}

#[test]
fn a_fault_that_could_not_be_made_and_a_process_that_ended_are_found() {
    let cut = Fault::Cut { link: Link::Shop };
    let skipped = Some("no proxy".to_owned());
    assert_found(&faults::enough_were_made(
        &[Line::Fault { fault: cut, from_ms: 1, until_ms: 2, skipped }],
        0,
    ));
    let ended =
        |expected| Line::Ended { who: Who::Worker(1), at_ms: 1, how: "signal: 6".to_owned(), expected };
    assert_found(&faults::nobody_ended_unasked(&[ended(false)]));
    assert!(faults::nobody_ended_unasked(&[ended(true), Line::Healed { at_ms: 2 }]).holds());
}
