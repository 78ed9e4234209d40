//! Tests of the journal on real SQLite.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    HashKey,
    envelope::{Consent, Purpose, SendClass},
    outbound::{Message, TextBody},
};

use super::*;
use crate::core::{
    FALLBACK_BODY_KEPT_MS, RETENTION_MS,
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
        purpose: Purpose::Reply,
        consent: Consent::Unknown,
        news: Consent::Unknown,
        forgets: false,
        fallback: None,
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
        has_fallback: u8::from(row.outbound.fallback.is_some()),
        forgets: u8::from(row.outbound.forgets),
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
    let of_rows = [INSERT, UPDATE, STATUS_BY_ID, STATUS_BY_WAMID, PRUNE, OPEN, RECENT, MARK, MARKED];
    let of_knowledge = [
        PRICE_BY_ID,
        PRICE_BY_WAMID,
        REOPEN,
        DECIDED,
        RECIPIENT,
        RECIPIENTS,
        HOLD,
        LIFT,
        HOLDS,
        FORGET,
        PRUNE_DECISIONS,
    ];
    for sql in of_rows.into_iter().chain(of_knowledge) {
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
    let reached = |delivery| Known { delivery, ..Known::default() };
    let failed = Known { failed_code: Some(131_026), ..Known::default() };
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

fn sent_at(batch: &mut Batch, row: &mut Row, at_ms: i64) {
    (row.state, row.sent_at_unix_ms, row.ended_at_unix_ms) = (State::Accepted, Some(at_ms), Some(at_ms));
    row.posts = 1;
    batch.inserts.push(insert(row));
    let decision = "send service".to_owned();
    batch.decisions.push(Decided { id: row.outbound.id.clone(), at_ms, decision });
}

#[tokio::test]
async fn what_was_sent_while_the_clock_was_wrong_is_as_old_as_what_came_before_it() {
    const HOUR_MS: i64 = 3_600_000;
    let now_ms = 100 * HOUR_MS;
    let mut store = Store::open_in_memory(1).await.unwrap();
    let mut sent = Batch::default();
    // Long ago; then just now; then with the clock an hour back; then an hour ahead.
    for (name, at_ms) in [
        ("a", now_ms - 2 * HOUR_MS),
        ("b", now_ms - 60_000),
        ("c", now_ms - 30_000 - HOUR_MS),
        ("d", now_ms + HOUR_MS),
    ] {
        sent_at(&mut sent, &mut row(name), at_ms);
    }
    store.apply(&sent).await.unwrap();
    let times: Vec<i64> =
        store.load(now_ms).await.unwrap().recent.iter().map(|sent| sent.sent_at_unix_ms - now_ms).collect();
    assert_eq!(times, [-60_000, -60_000, HOUR_MS]);
}

#[tokio::test]
async fn what_was_sent_in_the_last_minutes_is_known_after_a_restart() {
    let dir = std::env::temp_dir().join(format!("notifier-store-{}", std::process::id()));
    let path = dir.join("notifier-00.db");
    let mut store = Store::open(&path, 1).await.unwrap();
    let (mut old, mut new) = (row("a"), row("b"));
    let mut sent = Batch::default();
    for (row, at_ms) in [(&mut old, 1_000), (&mut new, 90_000)] {
        sent_at(&mut sent, row, at_ms);
    }
    store.apply(&sent).await.unwrap();
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

fn with_fallback(name: &str) -> Row {
    let fallback = domain::template::Template::of(&domain::template::ORDER_PLACED, "en", &["1", "2"]).ok();
    Row::arrived(Arc::new(Outbound { fallback, ..outbound(name) }), Arc::default())
}

fn accept(mut row: Row, wamid: &str) -> Row {
    row.state = State::Accepted;
    row.posts = 1;
    row.wamid = Some(wamid.to_owned());
    row.ended_at_unix_ms = Some(8);
    row
}

#[tokio::test]
async fn what_meta_took_and_refused_for_the_window_is_open_again_once_in_the_same_commit() {
    let mut store = Store::open_in_memory(0).await.unwrap();
    let (kept, plain) = (with_fallback("a"), row("b"));
    store.apply(&inserts(&[&kept, &plain])).await.unwrap();
    store.apply(&updates(&[&accept(kept, "w1"), &accept(plain, "w2")])).await.unwrap();
    let refused = Known { failed_code: Some(131_047), ..Known::default() };
    let by_id = |name: &str| StatusKey::Outbox(name.into());
    let both = statuses(vec![(by_id("a"), refused), (StatusKey::Wamid("w2".into()), refused)]);
    let applied = store.apply(&both).await.unwrap();
    assert_eq!(applied.reopened.len(), 1);
    let reopened = &applied.reopened[0];
    assert_eq!((reopened.state, reopened.refused_wamid.as_deref()), (State::Queued, Some("w1")));
    assert_eq!(
        (reopened.window_denied_ms, reopened.wamid.as_deref(), reopened.is_seen),
        (Some(1), None, false)
    );
    // It is what a new owner finds, too, and it happens once.
    let loaded = store.load(0).await.unwrap();
    assert_eq!(&loaded.rows, &applied.reopened);
    store.apply(&updates(&[&accept(with_fallback("a"), "w3")])).await.unwrap();
    let again = store.apply(&statuses(vec![(by_id("a"), refused)])).await.unwrap();
    assert_eq!(again.reopened, []);
}

#[tokio::test]
async fn the_body_kept_for_a_template_goes_when_the_message_has_arrived() {
    let mut store = Store::open_in_memory(0).await.unwrap();
    let kept = with_fallback("a");
    store.apply(&inserts(&[&kept])).await.unwrap();
    store.apply(&updates(&[&accept(kept, "w1")])).await.unwrap();
    let bodies = "SELECT count(*) FROM sends WHERE body IS NOT NULL";
    let reached =
        |delivery| statuses(vec![(StatusKey::Outbox("a".into()), Known { delivery, ..Known::default() })]);
    store.apply(&reached(Delivery::Sent)).await.unwrap();
    assert_eq!(column::<i64>(&mut store, bodies).await, 1);
    store.apply(&reached(Delivery::Delivered)).await.unwrap();
    assert_eq!(column::<i64>(&mut store, bodies).await, 0);
    // Without a status it goes after a day.
    let other = with_fallback("b");
    store.apply(&inserts(&[&other])).await.unwrap();
    store.apply(&updates(&[&accept(other, "w2")])).await.unwrap();
    let prune = |at_ms: i64| Batch {
        prune_before_ms: Some(at_ms - RETENTION_MS),
        bodies_before_ms: at_ms - FALLBACK_BODY_KEPT_MS,
        ..Batch::default()
    };
    store.apply(&prune(FALLBACK_BODY_KEPT_MS)).await.unwrap();
    assert_eq!(column::<i64>(&mut store, bodies).await, 1);
    store.apply(&prune(FALLBACK_BODY_KEPT_MS + 9)).await.unwrap();
    assert_eq!(column::<i64>(&mut store, bodies).await, 0);
}

#[tokio::test]
async fn a_price_counts_once_per_message() {
    let mut store = Store::open_in_memory(0).await.unwrap();
    store.apply(&inserts(&[&row("a")])).await.unwrap();
    store.apply(&updates(&[&accept(row("a"), "w1")])).await.unwrap();
    let price = Price::new("utility", "regular", Some("KE.1"));
    let priced = |key| statuses(vec![(key, Known { price: Some(price), ..Known::default() })]);
    let first = store.apply(&priced(StatusKey::Outbox("a".into()))).await.unwrap();
    assert_eq!(first.priced, [price]);
    for key in [StatusKey::Outbox("a".into()), StatusKey::Wamid("w1".into()), StatusKey::Wamid("gone".into())]
    {
        assert_eq!(store.apply(&priced(key)).await.unwrap().priced, []);
    }
}

#[tokio::test]
async fn histories_are_bounded_and_those_of_repeated_releases_are_left_out() {
    let mut store = Store::open_in_memory(0).await.unwrap();
    let decided = |name: &str| Decided { id: name.into(), at_ms: 1, decision: "send service".into() };
    store.apply(&Batch { decisions: vec![decided("a")], ..inserts(&[&row("a")]) }).await.unwrap();
    store
        .apply(&Batch { decisions: vec![decided("a"), decided("b")], ..inserts(&[&row("a"), &row("b")]) })
        .await
        .unwrap();
    let count = "SELECT count(*) FROM decisions WHERE outbox_id = 'a'";
    assert_eq!(column::<i64>(&mut store, count).await, 1);
    for _ in 0..DECISIONS_MAX + 5 {
        store.apply(&Batch { decisions: vec![decided("b")], ..Batch::default() }).await.unwrap();
    }
    let count = "SELECT count(*) FROM decisions WHERE outbox_id = 'b'";
    assert_eq!(column::<i64>(&mut store, count).await, DECISIONS_MAX);
}

#[tokio::test]
async fn holds_and_what_is_known_of_recipients_come_back() {
    let mut store = Store::open_in_memory(0).await.unwrap();
    let key = HoldKey { number: "900".into(), scope: HoldScope::Initiating, reason: account::RESTRICTION };
    let facts = HoldFacts { since_ms: 5, until_ms: Some(9) };
    let recipient = Recipient { has_opted_out: true, undeliverable: 2, free_until_ms: Some(9) };
    let contact = outbound("a").contact_hash;
    let batch = Batch {
        holds: BTreeMap::from([(key.clone(), Some(facts))]),
        recipients: BTreeMap::from([(contact, recipient)]),
        ..Batch::default()
    };
    store.apply(&batch).await.unwrap();
    let loaded = store.load(0).await.unwrap();
    assert_eq!(loaded.holds, BTreeMap::from([(key.clone(), facts)]));
    assert_eq!(loaded.recipients, BTreeMap::from([(contact, recipient)]));
    store.apply(&Batch { holds: BTreeMap::from([(key, None)]), ..Batch::default() }).await.unwrap();
    assert_eq!(store.load(0).await.unwrap().holds, BTreeMap::new());
}

#[tokio::test]
async fn when_the_last_message_has_ended_nothing_names_who_is_forgotten_and_ids_stay() {
    let path = std::env::temp_dir().join(format!("forget-{}.db", rand::random::<u64>()));
    let mut store = Store::open(&path, 1).await.unwrap();
    let with = |name: &str, forgets: bool| {
        let mut row = row(name);
        row.outbound = Arc::new(Outbound { forgets, ..outbound(name) });
        row
    };
    let rows = [with("ob.1", false), with("ob.last", true), with("ob.new", false)];
    let inserts = rows.iter().map(insert).collect();
    let recipients = BTreeMap::from([(
        rows[0].outbound.contact_hash,
        Recipient { has_opted_out: true, undeliverable: 0, free_until_ms: None },
    )]);
    store.apply(&Batch { inserts, recipients, ..Batch::default() }).await.unwrap();
    let end = |row: &Row, ended: bool| {
        let mut row = row.clone();
        if ended {
            row.state = State::Accepted;
            (row.wamid, row.wa_id) = (Some("wamid.254700".into()), Some("254700000001".into()));
            row.ended_at_unix_ms = Some(9);
        }
        (row.outbound.id.clone(), row.image())
    };
    let updates = rows.iter().take(1).map(|row| end(row, true)).collect();
    store.apply(&Batch { updates, ..Batch::default() }).await.unwrap();
    let named = "SELECT outbox_id FROM sends WHERE contact <> '' ORDER BY arrival";
    let left: Vec<String> = sqlx::query_scalar(named).fetch_all(&mut store.connection).await.unwrap();
    assert_eq!(left, ["ob.1", "ob.last", "ob.new"], "not before the last message has ended");
    let updates = rows.iter().skip(1).take(1).map(|row| end(row, true)).collect();
    store.apply(&Batch { updates, ..Batch::default() }).await.unwrap();
    let left: Vec<String> = sqlx::query_scalar(named).fetch_all(&mut store.connection).await.unwrap();
    assert_eq!(left, ["ob.new"], "who writes again is somebody new");
    let known: i64 =
        sqlx::query_scalar("SELECT count(*) FROM recipients").fetch_one(&mut store.connection).await.unwrap();
    assert_eq!(known, 0);
    // Released again by a worker that did not hear of it: known, and not sent.
    let again = Batch { inserts: rows.iter().take(2).map(insert).collect(), ..Batch::default() };
    assert!(store.apply(&again).await.unwrap().inserted.is_empty());
    store.load(10).await.unwrap();
    store.close().await.unwrap();
    for suffix in ["", "-wal"] {
        let bytes = std::fs::read(format!("{}{suffix}", path.display())).unwrap_or_default();
        let holds = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
        assert!(!holds(b"254700000001"), "the number is in the file{suffix}");
        let _ = std::fs::remove_file(format!("{}{suffix}", path.display()));
    }
}

/// Whoever adds a table or a column says in docs/PRIVACY.md what it tells of people, and what "forget me" does to it.
#[tokio::test]
async fn every_table_and_column_is_named_in_the_page_on_privacy() {
    let mut store = Store::open_in_memory(1).await.unwrap();
    let page = include_str!("../../docs/PRIVACY.md");
    let schema = common::forget::schema(&mut store.connection).await.unwrap();
    assert_eq!(common::forget::unnamed(page, "In the notifier's file", &schema), [""; 0]);
}
