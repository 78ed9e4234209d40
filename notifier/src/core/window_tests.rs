//! What becomes of messages when the window is closed, with templates, holds and people who cannot be reached.

use std::collections::BTreeMap;

use domain::{
    envelope::{Outbound, Purpose},
    template::{Category, ORDER_PLACED, Template},
};

use super::{
    account::{News, OPERATOR, RESTRICTION},
    row::{HoldFacts, HoldKey, HoldScope},
    status::{Delivery, Known, StatusKey},
    templates::{Approved, Reading},
    tests::{Bench, HOUR_MS, SHARD, START_UNIX_MS, accepted, message},
    *,
};
use crate::{
    decision::{Health, Reason},
    verdict::{Refusal, Verdict},
};

/// A message whose window closed an hour ago.
fn late(who: char, seq: u64) -> Outbound {
    Outbound { window_opened_at_ms: Some(START_UNIX_MS - 25 * HOUR_MS), ..message(who, seq) }
}

/// News of an order that has a template to fall back on.
fn news(outbound: Outbound) -> Outbound {
    let fallback = Template::of(&ORDER_PLACED, "en", &["1042", "KES 5.00"]).ok();
    Outbound { fallback, purpose: Purpose::OrderNews, ..outbound }
}

fn by_id(name: &str) -> StatusKey {
    StatusKey::Outbox(OutboxId::from(name))
}

fn failed(code: u32) -> Known {
    Known { failed_code: Some(code), ..Known::default() }
}

fn history<'a>(bench: &'a Bench, name: &str) -> Vec<&'a str> {
    let of = bench.journal.history.iter().filter(|(id, _)| id.as_str() == name);
    of.map(|(_, decision)| decision.as_str()).collect()
}

fn sent(bench: &Bench) -> Vec<(&str, &'static str)> {
    bench.sent.iter().map(|(id, kind)| (id.as_str(), *kind)).collect()
}

#[test]
fn news_of_an_order_go_as_their_template_when_the_window_closed_on_the_way() {
    let mut bench = Bench::new();
    bench.arrive(&[news(late('a', 1))]);
    assert_eq!(sent(&bench), [("a1", "template")]);
    bench.answer("a1", accepted("w1"));
    assert_eq!((bench.state("a1"), history(&bench, "a1")), ("accepted", vec!["send_template utility"]));
}

#[test]
fn within_the_window_no_template_is_paid_for() {
    let mut bench = Bench::new();
    bench.arrive(&[news(message('a', 1))]);
    assert_eq!(sent(&bench), [("a1", "text")]);
    assert_eq!(history(&bench, "a1"), ["send service"]);
}

#[test]
fn a_message_without_a_template_waits_until_the_buyer_writes_and_then_goes_first() {
    let mut bench = Bench::new();
    bench.arrive(&[late('a', 1), late('a', 2)]);
    assert_eq!(
        (bench.waiting().len(), bench.state("a1"), bench.reason("a2")),
        (0, "waiting", Some("window_closed"))
    );
    assert!(bench.parked.is_empty());
    // It survives a crash, and the answer to what the buyer writes opens the window for all.
    bench.crash();
    assert_eq!(bench.state("a1"), "waiting");
    bench.arrive(&[message('a', 3)]);
    bench.let_run(100);
    for name in ["a1", "a2", "a3"] {
        assert_eq!(bench.waiting(), [name]);
        bench.answer(name, accepted(name));
    }
    let history = history(&bench, "a2");
    assert_eq!((history[0], history.last()), ("wait window_closed", Some(&"send service")));
}

#[test]
fn what_waits_for_the_buyer_lets_news_with_a_template_pass() {
    let mut bench = Bench::new();
    bench.arrive(&[late('a', 1), news(late('a', 2)), late('a', 3)]);
    assert_eq!(sent(&bench), [("a2", "template")]);
    // The buyer writes while the template is on its way: one call at a time, and then in order.
    bench.arrive(&[message('a', 4)]);
    assert_eq!(bench.waiting(), ["a2"]);
    bench.answer("a2", accepted("w2"));
    assert_eq!(bench.waiting(), ["a1"]);
}

#[test]
fn what_waits_for_the_buyer_expires_in_the_end_and_is_told_to_people() {
    let mut bench = Bench::new();
    bench.arrive(&[late('a', 1), late('b', 1)]);
    bench.let_run(12 * 3_600_000 + 1);
    assert_eq!((bench.state("a1"), bench.state("b1")), ("expired", "expired"));
    assert_eq!(bench.parked.len(), 2);
}

#[test]
fn a_window_that_meta_calls_closed_twice_makes_a_template_of_the_message() {
    let mut bench = Bench::new();
    bench.arrive(&[news(message('a', 1))]);
    bench.answer("a1", Verdict::NeedsTemplate);
    bench.let_run(5_000);
    bench.answer("a1", Verdict::NeedsTemplate);
    assert_eq!(sent(&bench), [("a1", "text"), ("a1", "text"), ("a1", "template")]);
}

#[test]
fn a_message_refused_for_the_window_after_it_was_taken_goes_as_its_template_once() {
    let mut bench = Bench::new();
    bench.arrive(&[news(message('a', 1)), message('a', 2)]);
    bench.answer("a1", accepted("w1"));
    bench.answer("a2", accepted("w2"));
    bench.status(by_id("a1"), "w1", failed(131_047));
    assert_eq!(sent(&bench).last(), Some(&("a1", "template")));
    // The same report again says nothing about the second attempt.
    bench.status(by_id("a1"), "w1", failed(131_047));
    assert_eq!((bench.state("a1"), bench.waiting()), ("sending", vec!["a1"]));
    bench.answer("a1", accepted("w3"));
    bench.status(by_id("a1"), "w3", failed(131_047));
    assert_eq!(bench.state("a1"), "accepted");
    assert_eq!(sent(&bench).iter().filter(|(id, _)| *id == "a1").count(), 2);
    // What has no template, or has arrived, is left as it is.
    bench.status(by_id("a2"), "w2", failed(131_047));
    assert_eq!(bench.state("a2"), "accepted");
}

#[test]
fn a_message_that_arrived_is_not_sent_again_whatever_failed() {
    let mut bench = Bench::new();
    bench.arrive(&[news(message('a', 1))]);
    bench.answer("a1", accepted("w1"));
    bench.status(by_id("a1"), "w1", Known { delivery: Delivery::Delivered, ..Known::default() });
    bench.status(by_id("a1"), "w1", failed(131_047));
    assert_eq!(sent(&bench).len(), 1);
}

#[test]
fn a_template_that_meta_paused_is_not_tried_again_and_its_message_waits() {
    let mut bench = Bench::new();
    bench.arrive(&[news(late('a', 1)), news(late('b', 1))]);
    bench.on(Input::Answered {
        shard: SHARD,
        id: "a1".into(),
        post: 1,
        judged: Judged { verdict: Verdict::Refused(Refusal::Template), code: Some(132_015) },
    });
    assert_eq!((bench.state("a1"), bench.reason("a1")), ("waiting", Some("template_paused")));
    bench.arrive(&[news(late('c', 1))]);
    assert_eq!(bench.state("c1"), "waiting");
    // Once Meta says that it may be used, all go.
    let key = ("order_placed".to_owned(), "en".to_owned());
    let usable = Approved { health: Health::Usable(Category::Utility), parameters: Some(2) };
    bench.on(Input::TemplatesRead(Reading::Read(BTreeMap::from([(key.clone(), usable)]))));
    assert_eq!(bench.state("c1"), "sending");
    let selling = Approved { health: Health::Usable(Category::Marketing), parameters: Some(2) };
    bench.on(Input::TemplatesRead(Reading::Read(BTreeMap::from([(key, selling)]))));
    bench.arrive(&[news(late('d', 1))]);
    assert_eq!((bench.state("d1"), bench.reason("d1")), ("waiting", Some(Reason::NoConsent.label())));
}

fn hold(number: &str, scope: HoldScope, reason: &'static str) -> News {
    let key = HoldKey { number: number.to_owned(), scope, reason };
    News::Hold(key, HoldFacts { since_ms: START_UNIX_MS, until_ms: None })
}

#[test]
fn a_held_number_sends_nothing_until_it_is_resumed_and_then_in_order() {
    let mut bench = Bench::new();
    bench.on(Input::Account { shard: SHARD, news: vec![hold("900", HoldScope::All, OPERATOR)] });
    bench.arrive(&[message('a', 1), message('b', 1)]);
    let other = Outbound { from: "901".into(), ..message('c', 1) };
    bench.arrive(&[other, message('a', 2)]);
    assert_eq!(bench.waiting(), ["c1"]);
    bench.crash();
    bench.let_run(600_000);
    assert!(!bench.sent.iter().any(|(id, _)| id.as_str() == "a1"));
    bench.on(Input::Account {
        shard: SHARD,
        news: vec![News::Lift { number: "900".into(), reason: OPERATOR }],
    });
    assert!(bench.waiting().contains(&"a1") && bench.waiting().contains(&"b1"));
    assert!(!bench.waiting().contains(&"a2"));
}

#[test]
fn a_restriction_stops_what_is_sent_outside_the_window_until_its_end() {
    let mut bench = Bench::new();
    let key = HoldKey { number: String::new(), scope: HoldScope::Initiating, reason: RESTRICTION };
    let facts = HoldFacts { since_ms: START_UNIX_MS, until_ms: Some(START_UNIX_MS + HOUR_MS) };
    bench.on(Input::Account { shard: SHARD, news: vec![News::Hold(key, facts)] });
    bench.arrive(&[news(late('a', 1)), message('b', 1)]);
    assert_eq!((bench.waiting(), bench.reason("a1")), (vec!["b1"], Some("initiating_stopped")));
    bench.let_run(3_600_000 + 60_000);
    assert_eq!(sent(&bench).last(), Some(&("a1", "template")));
}

#[test]
fn who_cannot_be_reached_is_not_written_to_until_they_write() {
    let mut bench = Bench::new();
    let contact = message('a', 1).contact_hash;
    for seq in 1..=u64::from(UNREACHABLE_AFTER) {
        bench.arrive(&[news(late('a', seq))]);
        bench.answer(&format!("a{seq}"), Verdict::Refused(Refusal::Undeliverable));
    }
    bench.crash();
    bench.arrive(&[news(late('a', 9))]);
    assert_eq!((bench.state("a9"), bench.reason("a9")), ("waiting", Some("unreachable")));
    assert_eq!(bench.journal.recipients[&contact].undeliverable, UNREACHABLE_AFTER);
    bench.arrive(&[message('a', 10)]);
    assert_eq!(bench.waiting(), ["a9"]);
}

#[test]
fn a_refusal_of_marketing_is_remembered_and_news_go_on() {
    let mut bench = Bench::new();
    let contact = message('a', 1).contact_hash;
    let facts = vec![StatusFact {
        key: by_id("gone"),
        wamid: "w".into(),
        known: failed(131_050),
        contact: Some(contact),
    }];
    bench.on(Input::Statuses { shard: SHARD, receipt: 99, facts });
    bench.crash();
    let consent = domain::envelope::Consent::Given;
    let selling = Outbound { purpose: Purpose::Marketing, consent, ..message('a', 1) };
    bench.arrive(&[selling, news(late('a', 2))]);
    assert_eq!((bench.state("a1"), bench.reason("a1")), ("parked", Some("no_consent")));
    assert_eq!(bench.waiting(), ["a2"]);
}
