//! Read marks and free entry points, by scripted inputs.

use domain::envelope::Outbound;

use super::{
    status::{Delivery, Known, StatusFact, StatusKey},
    tests::{Bench, HOUR_MS, SHARD, START_UNIX_MS, accepted, courtesy, message},
    *,
};
use crate::verdict::Verdict;

fn answer(who: char, seq: u64, to: &str) -> Outbound {
    Outbound { answers: Some(to.into()), ..message(who, seq) }
}

#[test]
fn each_message_of_a_buyer_is_marked_once_when_its_answer_is_with_meta() {
    let mut bench = Bench::new();
    bench.arrive(&[answer('a', 1, "wamid.x"), answer('a', 2, "wamid.x"), answer('a', 3, "wamid.y")]);
    assert!(bench.marks.is_empty(), "not before");
    for (name, marks) in [("a1", 1), ("a2", 1), ("a3", 2)] {
        bench.answer(name, accepted(name));
        assert_eq!(bench.marks.len(), marks, "{name}");
    }
    assert_eq!(bench.marks, ["read:a1", "read:a3"]);
    assert!(bench.waiting().is_empty(), "no answer waits for a mark");
}

#[test]
fn typing_dots_mark_too() {
    let mut bench = Bench::new();
    bench.arrive(&[courtesy('a', 1), answer('a', 2, "wamid.in")]);
    bench.answer("a1", Verdict::Accepted { wamid: None, wa_id: None });
    bench.answer("a2", accepted("w"));
    assert!(bench.marks.is_empty(), "{:?}", bench.marks);
}

#[test]
fn nothing_is_marked_that_was_not_answered_or_long_ago_or_while_others_wait() {
    let mut bench = Bench::new();
    bench.arrive(&[answer('a', 1, "wamid.x")]);
    bench.answer("a1", Verdict::Refused(crate::verdict::Refusal::Undeliverable));
    let news = Outbound { purpose: domain::envelope::Purpose::OrderNews, ..answer('b', 1, "wamid.b") };
    bench.arrive(&[news]);
    bench.answer("b1", accepted("w"));
    assert!(bench.marks.is_empty());

    let mut slow = Bench::with(Limits { number_per_second: 1, ..tests::LIMITS });
    slow.arrive(&[answer('a', 1, "wamid.x"), answer('b', 1, "wamid.z"), answer('c', 1, "wamid.c")]);
    let first = slow.waiting()[0].to_owned();
    slow.answer(&first, accepted("w"));
    assert!(slow.marks.is_empty(), "others wait for the number");
}

#[test]
fn a_free_entry_point_is_learned_from_a_status_and_ends() {
    let mut bench = Bench::new();
    let first = message('a', 1);
    let until_ms = START_UNIX_MS + 3 * HOUR_MS;
    let known = Known { delivery: Delivery::Sent, free_until_ms: Some(until_ms), ..Known::default() };
    bench.arrive(std::slice::from_ref(&first));
    bench.answer("a1", accepted("w1"));
    let facts = vec![StatusFact {
        key: StatusKey::Outbox(first.id.clone()),
        wamid: "w1".into(),
        known,
        contact: Some(first.contact_hash),
    }];
    bench.on(Input::Statuses { shard: SHARD, receipt: 99, facts });
    let decided = |bench: &Bench, name: &str| {
        let history = bench.journal.history.iter().rev();
        history.clone().find(|(id, _)| id.as_str() == name).map(|(_, decision)| decision.clone())
    };
    bench.crash();
    for (name, seq, expected) in [("a2", 2, "send free_entry_point"), ("a3", 3, "send service")] {
        bench.arrive(&[message('a', seq)]);
        assert_eq!(decided(&bench, name).as_deref(), Some(expected));
        bench.answer(name, accepted(name));
        bench.let_run(4 * 3_600_000);
    }
    assert_eq!(decided(&bench, "a1").as_deref(), Some("send service"));
}
