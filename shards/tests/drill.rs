//! Backup, damage, loss and restore of shard files, with the stores of worker and notifier themselves.
#![expect(clippy::unwrap_used, reason = "a test")]

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use common::{
    shard::{self, ShardLock},
    sqlite::{self, OpenError},
};
use shards::{Failure, backup, file, restore};
use sqlx::{Connection as _, SqliteConnection};
use worker::shard::{
    changes::{Changes, ConversationRow, EffectRow, ForgottenRow, Needs},
    store::{SqliteStore, Store as _, StoreError},
};

const NAME: &str = "shard-00.db";
const JOURNAL: &str = "notifier-00.db";

struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let folder = Self(std::env::temp_dir().join(format!("shards-drill-{}", uuid::Uuid::new_v4())));
        shard::check_count(&folder.data(), 2).unwrap();
        folder
    }

    fn data(&self) -> PathBuf {
        self.0.join("data")
    }

    fn backups(&self) -> PathBuf {
        self.0.join("backups")
    }

    fn file(&self) -> PathBuf {
        self.data().join(NAME)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The nth turn of one buyer: its message is seen, its conversation moves on, its effect is open.
fn turn(version: u64) -> Changes {
    Changes {
        at_ms: 1,
        seen: vec![format!("m{version}")],
        conversations: vec![ConversationRow {
            contact: "buyer".into(),
            base_version: version - 1,
            version,
            state: r#"{"lane":"x"}"#.into(),
        }],
        effects: vec![EffectRow {
            op_key: format!("op{version}"),
            contact: "buyer".into(),
            progress: "{}".into(),
            started_ms: 1,
        }],
        ..Changes::default()
    }
}

/// How many turns a store knows; asserts that it knows all of each.
async fn turns(store: &mut SqliteStore, most: u64) -> u64 {
    let ids: Vec<String> = (1..=most).map(|version| format!("m{version}")).collect();
    let needs = Needs { contacts: vec!["buyer".into()], ids: ids.clone(), ..Needs::default() };
    let loaded = store.load(&needs).await.unwrap();
    let version = loaded.conversations.first().map_or(0, |found| found.1);
    let mut seen = loaded.seen;
    seen.sort_by_key(|id| ids.iter().position(|known| known == id));
    assert_eq!(seen, ids[..usize::try_from(version).unwrap()], "what was seen and what was said differ");
    assert_eq!(store.opened().await.unwrap().effects.len() as u64, version);
    version
}

fn flip(path: &Path, from: u64) {
    let mut bytes = fs::read(path).unwrap();
    let from = usize::try_from(from).unwrap();
    bytes[from..from + 512].iter_mut().for_each(|byte| *byte ^= 0x5a);
    fs::write(path, bytes).unwrap();
}

#[tokio::test]
async fn a_live_shard_is_backed_up_destroyed_refused_and_restored() {
    let folder = Folder::new();
    let mut store = SqliteStore::open(folder.file()).await.unwrap();
    let lock = ShardLock::try_acquire(&folder.data(), "shard", 0).unwrap().unwrap();
    for version in 1..=3 {
        store.commit(&turn(version)).await.unwrap();
    }
    let (generation, manifest) = backup::backup(&folder.data(), &folder.backups(), 2).await.unwrap();
    assert_eq!(manifest.files[NAME].rows["seen"], 3);
    assert_eq!(fs::metadata(generation.join(NAME)).unwrap().permissions().mode() & 0o777, 0o600);
    store.commit(&turn(4)).await.unwrap();
    let held = restore::restore(&folder.data(), &folder.backups(), NAME).await;
    assert!(matches!(held, Err(Failure::Held(_))));

    drop((store, lock));
    fs::remove_file(folder.file()).unwrap();
    let missed = SqliteStore::open(folder.file()).await;
    assert!(matches!(missed, Err(StoreError::Open(OpenError::Missing))));
    let done = restore::restore(&folder.data(), &folder.backups(), NAME).await.unwrap();
    assert_eq!(done.generation, Some(generation));
    let mut store = SqliteStore::open(folder.file()).await.unwrap();
    assert_eq!(turns(&mut store, 4).await, 3);
    store.commit(&turn(4)).await.unwrap();
}

#[tokio::test]
async fn a_damaged_page_is_found_refused_never_backed_up_and_set_aside() {
    let folder = Folder::new();
    let mut store = SqliteStore::open(folder.file()).await.unwrap();
    store.commit(&turn(1)).await.unwrap();
    store.close().await.unwrap();
    backup::backup(&folder.data(), &folder.backups(), 2).await.unwrap();
    flip(&folder.file(), 4096);
    let found = file::inspect(&folder.file(), file::Kind::Worker).await;
    assert!(matches!(found, Err(Failure::Damaged { .. })));
    let refused = SqliteStore::open(folder.file()).await;
    assert!(matches!(refused, Err(StoreError::Open(OpenError::Damaged))));
    assert!(backup::backup(&folder.data(), &folder.backups(), 2).await.is_err());
    assert_eq!(backup::generations(&folder.backups()).unwrap().len(), 1);

    let done = restore::restore(&folder.data(), &folder.backups(), NAME).await.unwrap();
    assert!(done.quarantined.first().is_some_and(|aside| aside.exists()));
    let mut store = SqliteStore::open(folder.file()).await.unwrap();
    assert_eq!(turns(&mut store, 1).await, 1);
}

#[tokio::test]
async fn a_damaged_or_truncated_backup_is_passed_over_for_an_older_one() {
    let folder = Folder::new();
    let mut store = SqliteStore::open(folder.file()).await.unwrap();
    let mut made = Vec::new();
    for version in 1..=4 {
        store.commit(&turn(version)).await.unwrap();
        made.push(backup::backup(&folder.data(), &folder.backups(), 3).await.unwrap().0);
    }
    drop(store);
    assert_eq!(backup::generations(&folder.backups()).unwrap().len(), 3, "the oldest went");
    flip(&made[3].join(NAME), 4096);
    fs::OpenOptions::new().write(true).open(made[2].join(NAME)).unwrap().set_len(5000).unwrap();
    let done = restore::restore(&folder.data(), &folder.backups(), NAME).await.unwrap();
    assert_eq!((done.generation, done.refused.len()), (Some(made[1].clone()), 2));
    assert!(done.refused[0].contains("SHA-256") && done.refused[1].contains("size"));
    let mut store = SqliteStore::open(folder.file()).await.unwrap();
    assert_eq!(turns(&mut store, 4).await, 2);
}

#[tokio::test]
async fn a_backup_that_was_cut_off_is_no_generation_and_is_swept_by_the_next() {
    let folder = Folder::new();
    drop(SqliteStore::open(folder.file()).await.unwrap());
    let half = folder.backups().join(".making-half");
    fs::create_dir_all(&half).unwrap();
    fs::write(half.join(NAME), "half").unwrap();
    assert!(backup::generations(&folder.backups()).unwrap().is_empty());

    let other = ShardLock::try_acquire(&folder.backups(), "backup", 0).unwrap();
    let refused = backup::backup(&folder.data(), &folder.backups(), 1).await;
    assert!(matches!(refused, Err(Failure::Busy)), "one backup at a time");
    assert!(half.exists(), "what another is making is left alone");
    drop(other);
    backup::backup(&folder.data(), &folder.backups(), 1).await.unwrap();
    assert!(!half.exists());
}

#[tokio::test]
async fn a_clock_that_was_set_back_does_not_make_the_newest_backup_the_oldest() {
    let folder = Folder::new();
    drop(SqliteStore::open(folder.file()).await.unwrap());
    let (first, _) = backup::backup(&folder.data(), &folder.backups(), 1).await.unwrap();
    let of_tomorrow = folder.backups().join("generation-9999999999999");
    fs::rename(&first, &of_tomorrow).unwrap();
    let (second, _) = backup::backup(&folder.data(), &folder.backups(), 1).await.unwrap();
    assert_eq!(backup::generations(&folder.backups()).unwrap(), [second]);
    assert!(!of_tomorrow.exists());
}

#[tokio::test]
async fn a_backup_of_another_number_of_shards_is_refused() {
    let folder = Folder::new();
    drop(SqliteStore::open(folder.file()).await.unwrap());
    backup::backup(&folder.data(), &folder.backups(), 1).await.unwrap();
    fs::write(folder.data().join("shards"), "4\n").unwrap();
    let refused = restore::restore(&folder.data(), &folder.backups(), NAME).await;
    assert!(matches!(refused, Err(Failure::Count(_))));
}

#[tokio::test]
async fn a_confirmed_loss_begins_anew_and_keeps_what_was_there() {
    let folder = Folder::new();
    let mut store = SqliteStore::open(folder.file()).await.unwrap();
    store.commit(&turn(1)).await.unwrap();
    drop(store);
    let done = restore::begin_anew(&folder.data(), NAME).unwrap();
    let mut aside = SqliteStore::open(done.quarantined[0].clone()).await.unwrap();
    assert_eq!(turns(&mut aside, 1).await, 1, "with its log");
    let mut store = SqliteStore::open(folder.file()).await.unwrap();
    assert_eq!(turns(&mut store, 1).await, 0);
}

#[tokio::test]
async fn buttons_from_the_time_that_was_lost_are_none_of_a_restored_conversation() {
    let folder = Folder::new();
    let mut store = SqliteStore::open(folder.file()).await.unwrap();
    let mut talking = turn(1);
    talking.conversations[0].state = r#"{"lane":"é","conversation":{"step":8,"cart":[1.50,"x"]}}"#.into();
    store.commit(&talking).await.unwrap();
    store.close().await.unwrap();
    backup::backup(&folder.data(), &folder.backups(), 1).await.unwrap();
    let restored = async || {
        restore::restore(&folder.data(), &folder.backups(), NAME).await.unwrap();
        let mut store = SqliteStore::open(folder.file()).await.unwrap();
        let needs = Needs { contacts: vec!["buyer".into()], ..Needs::default() };
        store.load(&needs).await.unwrap().conversations[0].2.clone()
    };
    let state = restored().await;
    let number = |state: &str| -> u32 {
        let (_, rest) = state.split_once(r#""step":"#).unwrap();
        rest.split(',').next().unwrap().parse().unwrap()
    };
    let first = number(&state);
    assert!(first > 1_000_000_000, "above all that a conversation counts up to: {first}");
    let before = format!(r#"{{"lane":"é","conversation":{{"step":{first},"cart":[1.50,"x"]}}}}"#);
    assert_eq!(state, before, "nothing else changes");
    // From the same backup once more: not below what was given out after the first restore.
    assert!(number(&restored().await) >= first);
}

const SEND: &str = "INSERT INTO sends (outbox_id, contact, seq, number_id, body, trace, state, created_at_ms) \
     VALUES (?1, 'buyer', 1, 'n', '{}', '{}', 'queued', 1)";

async fn journal(folder: &Folder) -> SqliteConnection {
    let path = folder.data().join(JOURNAL);
    drop(notifier::store::Store::open(&path, 5).await.unwrap());
    sqlite::open(&path).await.unwrap()
}

#[tokio::test]
async fn what_a_restored_journal_cannot_know_is_treated_as_perhaps_sent() {
    let folder = Folder::new();
    let mut connection = journal(&folder).await;
    sqlx::query(SEND).bind("s1").execute(&mut connection).await.unwrap();
    backup::backup(&folder.data(), &folder.backups(), 1).await.unwrap();
    connection.close().await.unwrap();
    restore::restore(&folder.data(), &folder.backups(), JOURNAL).await.unwrap();
    let mut connection = sqlite::open(&folder.data().join(JOURNAL)).await.unwrap();
    let state: String =
        sqlx::query_scalar("SELECT state FROM sends").fetch_one(&mut connection).await.unwrap();
    let made: i64 =
        sqlx::query_scalar("SELECT created_at_ms FROM journal").fetch_one(&mut connection).await.unwrap();
    assert_eq!(state, "sending");
    assert!(made > 5, "the journal counts as made at the restore");
}

/// Copies a live file with its log cut at an offset, as a loss of power leaves them.
fn cut(from: &Path, to: &Path, log: &[u8]) {
    fs::copy(from, to).unwrap();
    fs::write(format!("{}-wal", to.display()), log).unwrap();
    // A log is read with a new index.
    let _ = fs::remove_file(format!("{}-shm", to.display()));
}

/// Bytes between two cuts: no divisor of a page, so that cuts fall into headers, pages and between.
const CUT_STEP_BYTES: usize = 4099;

#[tokio::test]
async fn a_log_cut_anywhere_leaves_a_prefix_of_the_workers_commits() {
    const TURNS: u64 = 6;
    let folder = Folder::new();
    let mut store = SqliteStore::open(folder.file()).await.unwrap();
    for version in 1..=TURNS {
        store.commit(&turn(version)).await.unwrap();
    }
    let log = fs::read(format!("{}-wal", folder.file().display())).unwrap();
    let mut last = 0;
    for end in (0..log.len()).step_by(CUT_STEP_BYTES).chain([log.len()]) {
        let copy = folder.0.join(format!("cut-{end}.db"));
        cut(&folder.file(), &copy, &log[..end]);
        let mut store = SqliteStore::open(copy).await.unwrap();
        let known = turns(&mut store, TURNS).await;
        assert!(known >= last, "a longer log knows no less");
        last = known;
    }
    assert_eq!(last, TURNS, "the whole log knows every commit");
}

#[tokio::test]
async fn a_log_cut_anywhere_leaves_a_prefix_of_the_notifiers_commits() {
    const SENDS: usize = 6;
    let folder = Folder::new();
    let mut connection = journal(&folder).await;
    for number in 1..=SENDS {
        sqlx::query(SEND).bind(format!("s{number}")).execute(&mut connection).await.unwrap();
    }
    let path = folder.data().join(JOURNAL);
    let log = fs::read(format!("{}-wal", path.display())).unwrap();
    let mut last = 0;
    for end in (0..log.len()).step_by(CUT_STEP_BYTES).chain([log.len()]) {
        let copy = folder.0.join(format!("cut-{end}.db"));
        cut(&path, &copy, &log[..end]);
        drop(notifier::store::Store::open(&copy, 5).await.unwrap());
        let mut reopened = sqlite::open(&copy).await.unwrap();
        let ids: Vec<String> = sqlx::query_scalar("SELECT outbox_id FROM sends ORDER BY arrival")
            .fetch_all(&mut reopened)
            .await
            .unwrap();
        let expected: Vec<String> = (1..=ids.len()).map(|number| format!("s{number}")).collect();
        assert_eq!(ids, expected);
        assert!(ids.len() >= last, "a longer log knows no less");
        last = ids.len();
    }
    assert_eq!(last, SENDS);
}

#[tokio::test]
async fn whoever_was_forgotten_since_the_backup_stays_forgotten() {
    let folder = Folder::new();
    let mut store = SqliteStore::open(folder.file()).await.unwrap();
    store.commit(&turn(1)).await.unwrap();
    backup::backup(&folder.data(), &folder.backups(), 3).await.unwrap();
    let forgotten = vec![ForgottenRow { contact: "buyer".into(), next_position: 7 }];
    store.commit(&Changes { at_ms: 2, forgotten, ..Changes::default() }).await.unwrap();
    store.close().await.unwrap();
    for _ in 0..2 {
        restore::restore(&folder.data(), &folder.backups(), NAME).await.unwrap();
        let mut store = SqliteStore::open(folder.file()).await.unwrap();
        let needs = Needs { contacts: vec!["buyer".into()], ..Needs::default() };
        let loaded = store.load(&needs).await.unwrap();
        assert!(loaded.conversations.is_empty());
        assert!(store.opened().await.unwrap().effects.is_empty());
        assert_eq!(loaded.next_positions, [("buyer".to_owned(), 7)]);
        store.close().await.unwrap();
    }
}
