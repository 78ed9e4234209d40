//! The journals of all versions, frozen in `notifier/frozen`: every later version must open them and go on from them.
//!
//! A file is never written again. A state that is new needs a file of its own; a test here fails until there is one.

use std::{fs, path::PathBuf};

use common::rng::SeededRng;

use super::*;
use crate::core::{Command, Input, Limits, Notifier, Now};

const NOW_MS: i64 = 1_795_000_000_000;

/// The newest, which knows every state.
const NEWEST: &str = "v2";

fn frozen(version: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("frozen").join(version).join("journal.db")
}

#[tokio::test]
async fn a_frozen_journal_of_the_first_version_is_opened_and_everything_in_it_goes_on() {
    everything_goes_on("v1", &[State::Waiting]).await;
}

#[tokio::test]
async fn a_frozen_journal_of_the_newest_version_is_opened_and_everything_in_it_goes_on() {
    everything_goes_on(NEWEST, &[]).await;
}

async fn everything_goes_on(version: &str, unknown: &[State]) {
    let folder = std::env::temp_dir().join(format!("frozen-journal-{version}-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join("notifier-0.db");
    fs::copy(frozen(version), &path).unwrap();
    let mut store = Store::open(&path, NOW_MS + 60_000).await.unwrap();
    let states: Vec<String> = sqlx::query_scalar("SELECT DISTINCT state FROM sends ORDER BY state")
        .fetch_all(&mut store.connection)
        .await
        .unwrap();
    let is_known = |state: &State| !unknown.contains(state);
    let mut known: Vec<&str> = State::ALL.into_iter().filter(is_known).map(State::label).collect();
    known.sort_unstable();
    assert_eq!(states, known, "a state has no frozen example");

    let Loaded { created_at_ms, rows, recent, recipients, holds } =
        store.load(NOW_MS + 30_000).await.unwrap();
    assert_eq!(created_at_ms, NOW_MS, "the journal does not forget when it was made");
    let loaded: Vec<&str> = rows.iter().map(|row| row.outbound.id.as_str()).collect();
    let mut expected =
        vec!["queued", "held", "waiting", "sending", "ambiguous", "parked", "failed", "expired"];
    expected.retain(|state| known.contains(state));
    assert_eq!(loaded, expected);
    let ambiguous = rows.iter().find(|row| row.state == State::Ambiguous).unwrap();
    assert_eq!((ambiguous.attempts, ambiguous.posts, ambiguous.resends), (1, 2, 1));
    assert_eq!((ambiguous.code, ambiguous.reason.as_deref()), (Some(131_000), Some("no_answer")));
    assert_eq!(ambiguous.trace["traceparent"], "00-aa-bb-01");
    assert_eq!(recent.len(), 1, "who was written to just now");

    let limits = Limits {
        number_per_second: 80,
        pair_burst: 10,
        pair_refill_ms: 6_000,
        ambiguous_wait_ms: 120_000,
        shards: 1,
        quiet: domain::quiet::Hours::default(),
        kept_ms: RETENTION_MS,
    };
    let mut core = Notifier::new(limits, Box::new(SeededRng::new(1)));
    let now = Now { unix_ms: NOW_MS + 60_000, monotonic_ms: 0 };
    let shard = Shard(0);
    let opened =
        Input::Opened { shard, journal_created_at_ms: created_at_ms, rows, recent, recipients, holds };
    let mut commands: std::collections::VecDeque<_> = core.on(opened, now).into();
    let (mut posts, mut parks) = (vec![], vec![]);
    while let Some(command) = commands.pop_front() {
        match command {
            Command::Commit { batch, .. } => {
                let applied = store.apply(&batch).await.unwrap();
                commands.extend(core.on(Input::Committed { shard, applied }, now));
            }
            Command::Post { outbound, .. } => posts.push(outbound.id.as_str().to_owned()),
            Command::Park { outbound, .. } => parks.push(outbound.id.as_str().to_owned()),
            _ => {}
        }
    }
    posts.sort_unstable();
    // What may have been sent waits for its status first.
    let mut expected = vec!["held", "queued", "waiting"];
    expected.retain(|state| known.contains(state));
    assert_eq!(posts, expected);
    assert_eq!(parks, ["parked", "failed", "expired"], "copies that were not confirmed are published again");
    store.close().await.unwrap();
    fs::remove_dir_all(&folder).unwrap();
}

#[tokio::test]
#[ignore = "writes the file; run by hand when a stored form is new"]
async fn write_the_journal_if_it_is_missing() {
    let frozen = frozen(NEWEST);
    if frozen.exists() {
        return;
    }
    fs::create_dir_all(frozen.parent().unwrap()).unwrap();
    let mut store = Store::open(&frozen, NOW_MS).await.unwrap();
    let key: HashKey = "01".repeat(32).parse().unwrap();
    let trace = Trace::from([("traceparent".to_owned(), "00-aa-bb-01".to_owned())]);
    for state in State::ALL {
        let mut outbound = outbound(state.label());
        outbound.contact_hash = key.contact_key(state.label());
        outbound.created_at_ms = NOW_MS;
        outbound.window_opened_at_ms = Some(NOW_MS);
        outbound.not_after_ms = NOW_MS + 86_400_000;
        if matches!(state, State::Dropped | State::Tried) {
            outbound.class = SendClass::Courtesy;
        }
        let mut row = Row::arrived(Arc::new(outbound), Arc::new(trace.clone()));
        row.state = state;
        row.unpublished = matches!(state, State::Parked | State::Failed | State::Expired);
        row.ended_at_unix_ms = state.is_end().then_some(NOW_MS + 2_000);
        match state {
            State::Ambiguous => {
                (row.attempts, row.posts, row.resends) = (1, 2, 1);
                row.code = Some(131_000);
                row.reason = Some("no_answer".into());
                row.due_at_unix_ms = NOW_MS + 120_000;
                row.sent_at_unix_ms = Some(NOW_MS + 1_000);
            }
            State::Sending | State::Accepted | State::Tried => {
                row.posts = 1;
                row.sent_at_unix_ms = Some(NOW_MS + 1_000);
                row.wamid = (state == State::Accepted).then(|| "wamid.x".to_owned());
            }
            State::Held => row.reason = Some("token".into()),
            State::Waiting | State::Parked | State::Failed | State::Expired => {
                row.reason = Some("window_closed".into());
            }
            State::Queued | State::Dropped => {}
        }
        store.apply(&inserts(&[&row])).await.unwrap();
    }
    let seen = Known { delivery: Delivery::Delivered, ..Known::default() };
    store.apply(&statuses(vec![(StatusKey::Outbox("accepted".into()), seen)])).await.unwrap();
    store.close().await.unwrap();
}
