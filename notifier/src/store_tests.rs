//! Tests of the journal on real SQLite.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    HashKey,
    envelope::SendClass,
    outbound::{Message, TextBody},
};

use super::*;
use crate::core::{
    row::{NewRow, Row},
    status::{Delivery, Known},
};

#[path = "frozen_tests.rs"]
mod frozen;

fn outbound(name: &str) -> Outbound {
    let key: HashKey = "01".repeat(32).parse().unwrap();
    Outbound {
        v: 1,
        id: name.into(),
        seq: 7,
        contact_hash: key.contact_key("KE.1"),
        to: domain::Contact::new(Some("KE.1".parse().unwrap()), None).unwrap(),
        from: "900".into(),
        class: SendClass::Transactional,
        window_opened_at_ms: Some(1),
        not_after_ms: 1_000_000,
        answers: None,
        created_at_ms: 5,
        message: Message::Text { body: TextBody::new("It's \"quoted\" \u{1F600} {}[]").unwrap() },
    }
}

fn row(name: &str) -> Row {
    let trace = Trace::from([("traceparent".to_owned(), "00-aa-bb-01".to_owned())]);
    Row::arrived(Arc::new(outbound(name)), Arc::new(trace))
}

fn insert(row: &Row) -> NewRow {
    NewRow {
        image: row.image(),
        contact: row.outbound.contact_hash.to_string(),
        seq: row.outbound.seq,
        number_id: row.outbound.from.as_str().to_owned(),
        body: serde_json::to_string(&*row.outbound).unwrap(),
        trace: serde_json::to_string(&*row.trace).unwrap(),
        created_at_ms: 5,
    }
}

fn inserts(rows: &[&Row]) -> Batch {
    Batch { inserts: rows.iter().map(|row| insert(row)).collect(), ..Batch::default() }
}

fn updates(rows: &[&Row]) -> Batch {
    let images = rows.iter().map(|row| (row.outbound.id.clone(), row.image())).collect();
    Batch { updates: images, ..Batch::default() }
}

fn statuses(pairs: Vec<(StatusKey, Known)>) -> Batch {
    Batch { statuses: BTreeMap::from_iter(pairs), ..Batch::default() }
}

async fn column<T>(store: &mut Store, sql: &'static str) -> T
where
    T: for<'r> sqlx::Decode<'r, sqlx::Sqlite> + sqlx::Type<sqlx::Sqlite> + Send + Unpin,
{
    sqlx::query_scalar(sql).fetch_one(&mut store.connection).await.unwrap()
}

#[tokio::test]
async fn every_statement_is_understood_by_the_migrated_schema() {
    let mut store = Store::open_in_memory(0).await.unwrap();
    for sql in [INSERT, UPDATE, STATUS_BY_ID, STATUS_BY_WAMID, PRUNE, OPEN, RECENT, MARK, MARKED] {
        use sqlx::{Executor, SqlSafeStr};
        let prepared = (&mut store.connection).prepare(sql.into_sql_str()).await;
        assert!(prepared.is_ok(), "{sql}: {:?}", prepared.err());
    }
}

#[tokio::test]
async fn a_row_comes_back_as_it_was_written() {
    let mut store = Store::open_in_memory(42).await.unwrap();
    let mut queued = row("a");
    let applied = store.apply(&inserts(&[&queued])).await.unwrap();
    assert_eq!(applied.inserted, BTreeSet::from(["a".into()]));
    queued.state = State::Ambiguous;
    queued.attempts = 2;
    queued.posts = 3;
    queued.resends = 1;
    queued.window_retried = true;
    queued.due_at_unix_ms = 99;
    queued.reason = Some("no_answer".into());
    queued.code = Some(131_000);
    queued.sent_at_unix_ms = Some(77);
    store.apply(&updates(&[&queued])).await.unwrap();
    let loaded = store.load(0).await.unwrap();
    assert_eq!((loaded.created_at_ms, loaded.rows.len()), (42, 1));
    let found = &loaded.rows[0];
    assert_eq!((&*found.outbound, &*found.trace), (&*queued.outbound, &*queued.trace));
    assert_eq!((found.state, found.attempts, found.posts, found.resends), (State::Ambiguous, 2, 3, 1));
    assert_eq!((found.window_retried, found.due_at_unix_ms, found.code), (true, 99, Some(131_000)));
    assert_eq!((found.reason.as_deref(), found.sent_at_unix_ms), (Some("no_answer"), Some(77)));
    assert!(!found.is_seen && !found.unpublished);
}

#[tokio::test]
async fn a_repeated_release_changes_nothing_and_is_told() {
    let mut store = Store::open_in_memory(0).await.unwrap();
    let mut first = row("a");
    store.apply(&inserts(&[&first])).await.unwrap();
    first.state = State::Accepted;
    first.ended_at_unix_ms = Some(8);
    store.apply(&updates(&[&first])).await.unwrap();
    let again = store.apply(&inserts(&[&row("a"), &row("b")])).await.unwrap();
    assert_eq!(again.inserted, BTreeSet::from(["b".into()]));
    let state: String = column(&mut store, "SELECT state FROM sends WHERE outbox_id = 'a'").await;
    assert_eq!(state, "accepted");
}

#[tokio::test]
async fn the_body_goes_when_the_message_has_ended_and_people_have_their_copy() {
    let mut store = Store::open_in_memory(0).await.unwrap();
    let (mut sent, mut parked) = (row("a"), row("b"));
    store.apply(&inserts(&[&sent, &parked])).await.unwrap();
    (sent.state, sent.ended_at_unix_ms, sent.wamid) = (State::Accepted, Some(8), Some("w1".to_owned()));
    (parked.state, parked.ended_at_unix_ms, parked.unpublished) = (State::Parked, Some(8), true);
    store.apply(&updates(&[&sent, &parked])).await.unwrap();
    let kept: String =
        column(&mut store, "SELECT group_concat(outbox_id) FROM sends WHERE body IS NOT NULL").await;
    assert_eq!(kept, "b");
    assert_eq!(store.load(0).await.unwrap().rows.len(), 1);
    parked.unpublished = false;
    store.apply(&updates(&[&parked])).await.unwrap();
    let kept: i64 = column(&mut store, "SELECT count(*) FROM sends WHERE body IS NOT NULL").await;
    assert_eq!((kept, store.load(0).await.unwrap().rows.len()), (0, 0));
}

#[tokio::test]
async fn statuses_find_their_row_by_either_id_and_only_add() {
    let mut store = Store::open_in_memory(0).await.unwrap();
    let mut sent = row("a");
    store.apply(&inserts(&[&sent])).await.unwrap();
    (sent.state, sent.wamid) = (State::Sending, Some("w1".to_owned()));
    store.apply(&updates(&[&sent])).await.unwrap();
    let reached = |delivery| Known { delivery, failed_code: None };
    let failed = Known { delivery: Delivery::Unknown, failed_code: Some(131_026) };
    let by_id = || StatusKey::Outbox("a".into());
    let by_wamid = |wamid: &str| StatusKey::Wamid(wamid.to_owned());
    let unknown = [by_wamid("w2"), StatusKey::Outbox("z".into())];
    let batch = statuses(vec![
        (by_id(), reached(Delivery::Read)),
        (unknown[0].clone(), reached(Delivery::Sent)),
        (unknown[1].clone(), failed),
    ]);
    let applied = store.apply(&batch).await.unwrap();
    assert_eq!(BTreeSet::from_iter(applied.unmatched), BTreeSet::from(unknown));
    store.apply(&statuses(vec![(by_wamid("w1"), reached(Delivery::Sent)), (by_id(), failed)])).await.unwrap();
    let (delivery, code): (i64, i64) = (
        column(&mut store, "SELECT delivery FROM sends").await,
        column(&mut store, "SELECT failed_code FROM sends").await,
    );
    assert_eq!((delivery, code), (3, 131_026));
    assert!(store.load(0).await.unwrap().rows[0].is_seen);
}

#[tokio::test]
async fn what_was_sent_in_the_last_minutes_is_known_after_a_restart() {
    let dir = std::env::temp_dir().join(format!("notifier-store-{}", std::process::id()));
    let path = dir.join("notifier-00.db");
    let mut store = Store::open(&path, 1).await.unwrap();
    let (mut old, mut new) = (row("a"), row("b"));
    for (row, at_ms) in [(&mut old, 1_000), (&mut new, 90_000)] {
        (row.state, row.sent_at_unix_ms, row.ended_at_unix_ms) = (State::Accepted, Some(at_ms), Some(at_ms));
    }
    store.apply(&inserts(&[&old, &new])).await.unwrap();
    store.close().await.unwrap();
    let now_ms = 1_000 + RECENT_MS;
    let mut store = Store::open(&path, now_ms).await.unwrap();
    let loaded = store.load(now_ms).await.unwrap();
    assert_eq!((loaded.created_at_ms, loaded.recent.len()), (1, 1));
    assert_eq!(loaded.recent[0].sent_at_unix_ms, 90_000);
    assert_eq!(loaded.recent[0].contact, old.outbound.contact_hash);
    store.close().await.unwrap();
    std::fs::remove_dir_all(dir).unwrap();
}

#[tokio::test]
async fn old_rows_are_pruned_some_at_a_time_and_open_ones_never() {
    let mut store = Store::open_in_memory(0).await.unwrap();
    let rows: Vec<Row> = (0..=PRUNE_MAX + 1)
        .map(|index| {
            let mut row = row(&format!("m{index}"));
            if index > 0 {
                (row.state, row.ended_at_unix_ms) = (State::Accepted, Some(10));
            }
            row
        })
        .collect();
    store.apply(&inserts(&rows.iter().collect::<Vec<_>>())).await.unwrap();
    let prune = Batch { prune_before_ms: Some(11), ..Batch::default() };
    let mut left = Vec::new();
    for _ in 0..2 {
        store.apply(&prune).await.unwrap();
        left.push(column::<i64>(&mut store, "SELECT count(*) FROM sends").await);
    }
    assert_eq!(left, [2, 1]);
}

#[tokio::test]
async fn a_batch_is_written_wholly_or_not_at_all() {
    let mut store = Store::open_in_memory(0).await.unwrap();
    let mut broken = insert(&row("b"));
    broken.number_id = "x".to_owned();
    sqlx::query("CREATE TRIGGER t BEFORE INSERT ON sends WHEN new.number_id = 'x' BEGIN SELECT raise(ABORT, 'no'); END")
        .execute(&mut store.connection)
        .await
        .unwrap();
    let batch = Batch { inserts: vec![insert(&row("a")), broken], ..Batch::default() };
    assert!(store.apply(&batch).await.is_err());
    assert_eq!(column::<i64>(&mut store, "SELECT count(*) FROM sends").await, 0);
    // And the connection is fit for the next.
    assert_eq!(store.apply(&inserts(&[&row("a")])).await.unwrap().inserted.len(), 1);
}
