//! What people ask about themselves is done whatever crashes: consents are written down, what is known is sent, and
//! nothing of whoever is forgotten stays.

use domain::{envelope::Consent, outbound::Message};
use serde_json::{Value, json};

use super::{Rig, buyer, key};
use crate::shard::{kept::Kept, store::Store as _};

const DAY_MS: i64 = 24 * 3_600_000;

async fn alone() -> Rig {
    Rig { is_alone: true, ..Rig::new().await }
}

/// What is stored names the buyer here: their id, their number, what they wrote.
const CANARIES: [&str; 4] = ["KE.1", "254700000001", "zanzibar", "Canary"];

/// A buyer who has left traces everywhere.
async fn known() -> Rig {
    let mut rig = alone().await;
    rig.text("zanzibar").await;
    rig.text("rice").await;
    let add = rig.choice("Add 1").expect("a card");
    rig.send(add).await;
    rig.text("stop").await;
    rig.send(json!({"type": "image", "image": {"id": "media-1", "mime_type": "image/jpeg", "sha256": "x"}}))
        .await;
    rig
}

/// What the broker has leaves the file.
async fn released(rig: &mut Rig) {
    let changes = rig.core.take_released(rig.now_ms);
    rig.store.commit(&changes).await.unwrap();
}

#[tokio::test]
async fn what_is_said_about_consent_is_written_down_once_and_every_message_carries_it() {
    let mut rig = known().await;
    rig.now_ms += 1_000;
    rig.text("stop all").await;
    assert_eq!(rig.said.last().unwrap().consent, Consent::Refused);
    // An answer goes also to whoever wants no news.
    assert_eq!(rig.said.last().unwrap().news, Consent::Unknown);
    rig.crash().await;
    rig.text("start").await;
    assert_eq!(rig.said.last().unwrap().consent, Consent::Given);
    let dump = rig.store.dump().await;
    let ledger: Vec<&str> = dump.lines().filter(|line| line.starts_with("consents: ")).collect();
    let said = |about: &str, given: u8| {
        let entry = format!("|{about}|{given}|word|en|1");
        ledger.iter().filter(|line| line.contains(&entry)).count()
    };
    assert_eq!((said("marketing", 0), said("order_news", 0)), (2, 1), "{ledger:?}");
    assert_eq!((said("marketing", 1), said("order_news", 1)), (1, 1), "{ledger:?}");
}

#[tokio::test]
async fn what_is_known_comes_as_a_document_also_after_a_crash() {
    let mut rig = known().await;
    rig.text("my data").await;
    rig.crash().await;
    rig.now_ms += 2_000;
    rig.process(Vec::new()).await;
    let documents: Vec<_> = rig
        .said
        .iter()
        .filter_map(|said| match &said.message {
            Message::OwnDocument(document) => Some(document),
            _ => None,
        })
        .collect();
    let [document] = documents.as_slice() else { panic!("{} documents", documents.len()) };
    let whole: Value = serde_json::from_slice(document.fields().content.bytes()).unwrap();
    assert_eq!(whole["conversation"]["contact"]["bsuid"], "KE.1");
    assert!(whole["conversation"].get("session").is_none(), "the key to the basket is not for passing on");
    assert_eq!(whole["more"]["files"][0]["id"], "media-1");
    assert_eq!(whole["more"]["consents"][0]["about"], "marketing");
    assert_eq!(whole["more"]["not_understood"][0]["words"], "zanzibar");
}

#[tokio::test]
async fn nothing_of_whoever_is_forgotten_stays_and_they_come_back_as_a_stranger() {
    let mut rig = known().await;
    let traces = rig.store.dump().await;
    assert!(traces.contains("KE.1") && traces.contains("zanzibar"), "{traces}");
    rig.text("forget me").await;
    let erase = rig.choice("Erase").expect("a question");
    rig.send(erase).await;
    let last = rig.said.last().unwrap();
    assert!(last.forgets && serde_json::to_string(&last.message).unwrap().contains("my last message"));
    let last_seq = last.seq;
    released(&mut rig).await;
    let left = rig.store.dump().await;
    for canary in CANARIES {
        assert!(!left.contains(canary), "{canary} is left: {left}");
    }
    let hash = key().contact(&buyer()).to_string();
    let tables: Vec<&str> = left
        .lines()
        .filter(|line| line.contains(&hash))
        .map(|line| line.split(':').next().unwrap())
        .collect();
    let may_stay = |table: &&str| ["consents", "forgotten", "seen"].contains(table);
    assert!(tables.iter().all(may_stay), "{tables:?}: {left}");

    // A stranger writes, and their messages go behind the last one.
    rig.text("basket").await;
    let next = rig.said.last().unwrap();
    assert!(next.seq > last_seq && !next.forgets && next.consent == Consent::Unknown);
}

#[tokio::test]
async fn what_is_written_right_after_the_confirming_tap_is_answered_as_a_strangers() {
    // In the same batch.
    let mut rig = known().await;
    rig.text("forget me").await;
    let erase = rig.choice("Erase").expect("a question");
    let rice = json!({"type": "text", "text": {"body": "rice"}});
    for (id, content) in [("wamid.a", &erase), ("wamid.b", &rice)] {
        let body = rig.envelope(id, &buyer(), content);
        rig.take(body, std::collections::BTreeMap::new());
    }
    rig.run().await;
    let (answer, goodbye) = (&rig.said[rig.said.len() - 1], &rig.said[rig.said.len() - 2]);
    assert!(goodbye.forgets && !answer.forgets && answer.seq > goodbye.seq);
    assert!(serde_json::to_string(&answer.message).unwrap().contains("Basmati"), "{answer:?}");

    // What waits for more of a burst, when the time has come to forget somebody whose order is still open.
    let mut rig = alone().await;
    rig.quiet_ms = 1_500;
    rig.core = crate::shard::core::Core::new(rig.settings());
    rig.buy().await;
    rig.now_ms += 60_000;
    rig.text("forget me").await;
    let erase = rig.choice("Erase").expect("a question");
    rig.send(erase).await;
    assert!(!rig.said.last().unwrap().forgets, "the order is open");
    rig.now_ms += 91 * DAY_MS;
    let photo =
        json!({"type": "image", "image": {"id": "media-9", "mime_type": "image/jpeg", "sha256": "y"}});
    let photo = rig.envelope("wamid.a", &buyer(), &photo);
    rig.take(photo, std::collections::BTreeMap::new());
    rig.run().await;
    let goodbye = rig.said.iter().position(|said| said.forgets).expect("forgotten at last");
    let after: Vec<_> =
        rig.said[goodbye + 1..].iter().map(|said| serde_json::to_string(&said.message).unwrap()).collect();
    assert!(after.len() == 1, "the photo is answered: {after:?}");
    released(&mut rig).await;
    let left = rig.store.dump().await;
    assert!(!left.contains("held: ") && left.contains("media-9"), "{left}");
}

#[tokio::test]
async fn where_the_owner_of_a_phone_lives_is_known_again_when_they_come_back() {
    let mut rig = known().await;
    let before = rig.store.dump().await.matches("aliases: ").count();
    rig.text("forget me").await;
    let erase = rig.choice("Erase").expect("a question");
    rig.send(erase).await;
    assert_eq!((before, rig.store.dump().await.matches("aliases: ").count()), (1, 0));
    rig.text("hi").await;
    assert_eq!(rig.store.dump().await.matches("aliases: ").count(), 1);
}

#[tokio::test]
async fn a_repeated_message_from_before_finds_nobody_and_is_not_answered_again() {
    let mut rig = known().await;
    rig.text("forget me").await;
    let erase = rig.choice("Erase").expect("a question");
    rig.send(erase).await;
    let said = rig.said.len();
    let hi = rig.envelope("wamid.1", &buyer(), &json!({"type": "text", "text": {"body": "zanzibar"}}));
    rig.deliver(&hi).await;
    rig.deliver(&hi).await;
    assert!(rig.said.len() <= said + 1);
}

#[tokio::test]
async fn what_nobody_asked_for_says_whether_it_is_wanted() {
    let mut rig = alone().await;
    rig.text("stop all").await;
    rig.text("agent").await;
    assert_eq!(rig.said.last().unwrap().news, Consent::Unknown);
    let before = rig.said.len();
    rig.now_ms += 13 * 3_600_000;
    rig.process(Vec::new()).await;
    // The bot says that it is back: nobody asked.
    assert_eq!(rig.said.len(), before + 1);
    assert_eq!(rig.said.last().unwrap().news, Consent::Refused);
}

/// Which tables have rows.
async fn filled(rig: &mut Rig) -> std::collections::BTreeSet<String> {
    let dump = rig.store.dump().await;
    dump.lines().filter_map(|line| line.split_once(": ")).map(|(table, _)| table.to_owned()).collect()
}

#[tokio::test]
async fn each_kind_of_data_is_kept_for_as_long_as_its_setting_says_and_no_longer() {
    use crate::shard::changes::{
        AuctionRow, Changes, ConsentRow, ConversationRow, FileRow, FileState, ForgottenRow, MissRow,
    };

    let kept = Kept {
        conversations_ms: 41 * DAY_MS,
        files_ms: 5 * DAY_MS,
        evidence_ms: 200 * DAY_MS,
        misses_ms: 7 * DAY_MS,
        inputs_ms: 11 * DAY_MS,
        consents_ms: 53 * DAY_MS,
        forgotten_ms: 61 * DAY_MS,
        auctions_ms: 71 * DAY_MS,
    };
    let mut rig = alone().await;
    rig.store.keep(kept);
    let file = FileRow {
        id: "media-1".into(),
        contact: "aa".into(),
        number: "1".into(),
        file: serde_json::from_value(json!({"id": "media-1", "kind": "image"})).unwrap(),
        state: FileState::Stored,
        attempts: 0,
        due_ms: 0,
        sha256: Some("ab".repeat(32)),
        size: Some(1),
        mime_type: Some("image/jpeg".into()),
        reason: None,
        at_ms: 0,
    };
    let batch = Changes {
        at_ms: 0,
        seen: vec!["wamid.1".into()],
        conversations: vec![ConversationRow {
            contact: "aa".into(),
            base_version: 0,
            version: 1,
            state: "{}".into(),
        }],
        effects: vec![crate::shard::changes::EffectRow {
            op_key: "op".into(),
            contact: "aa".into(),
            progress: "{}".into(),
            started_ms: 0,
        }],
        files: vec![file],
        misses: vec![MissRow { contact: "aa".into(), words: "x".into(), language: "en", screen: "home" }],
        consents: vec![ConsentRow {
            contact: "aa".into(),
            at_ms: 0,
            about: "marketing".into(),
            given: 1,
            by: "word".into(),
            language: "en",
            wording: 1,
        }],
        auctions: vec![AuctionRow {
            id: "a".into(),
            base_version: 0,
            version: 1,
            state: "{}".into(),
            is_over: true,
        }],
        ..Changes::default()
    };
    rig.store.commit(&batch).await.unwrap();
    let done = Changes { effects_done: vec!["op".into()], ..Changes::default() };
    rig.store.commit(&done).await.unwrap();
    let forgotten = ForgottenRow { contact: "bb".into(), next_position: 7 };
    rig.store.commit(&Changes { forgotten: vec![forgotten], ..Changes::default() }).await.unwrap();
    rig.store.count_attempts(&["wamid.2".to_owned()], 0).await.unwrap();

    let bounds: [(i64, &[&str]); 7] = [
        (kept.files_ms, &["files"]),
        (kept.misses_ms, &["misses"]),
        (kept.inputs_ms, &["seen", "effects", "attempts"]),
        (kept.conversations_ms, &["conversations"]),
        (kept.consents_ms, &["consents"]),
        (kept.forgotten_ms, &["forgotten"]),
        (kept.auctions_ms, &["auctions"]),
    ];
    let at = async |rig: &mut Rig, now_ms: i64| {
        while rig.store.prune(now_ms).await.unwrap() {}
        // As the owner does: the bytes first.
        let old = rig.store.old_files(now_ms).await.unwrap();
        rig.store.forget_files(&old, now_ms).await.unwrap();
        filled(rig).await
    };
    for (kept_ms, tables) in bounds {
        let before = at(&mut rig, kept_ms - 1_000).await;
        assert!(tables.iter().all(|table| before.contains(*table)), "{tables:?} went too early: {before:?}");
        let after = at(&mut rig, kept_ms + 1_000).await;
        assert!(tables.iter().all(|table| !after.contains(*table)), "{tables:?} stay: {after:?}");
    }
    assert!(filled(&mut rig).await.is_empty(), "{}", rig.store.dump().await);
}

#[test]
fn evidence_is_kept_as_long_as_its_setting_says() {
    let kept = Kept::default();
    assert_eq!(kept.evidence_longer_ms(), conversation::dispute::Settings::default().evidence_longer_ms);
    assert_eq!(Kept { evidence_ms: 180 * DAY_MS, ..kept }.evidence_longer_ms(), 90 * DAY_MS);
    assert_eq!(Kept { files_ms: 500 * DAY_MS, ..kept }.evidence_longer_ms(), 0, "never shorter than others");
}
