//! A file that a buyer sends is fetched once, whatever crashes, and never keeps anybody waiting.

use serde_json::{Value, json};

use super::{Core, Input, Known, Noted, Rig, Shelf};
use crate::{
    media::{Fetched, Refusal, Trouble},
    shard::{changes::FileState, core::Batch, store::Store as _},
};

const DAY_MS: i64 = 24 * 3_600_000;

fn picture(id: &str) -> Value {
    json!({"type": "image", "image": {"id": id, "mime_type": "image/jpeg", "sha256": "aGFzaA==",
        "url": "https://lookaside.fbsbx.com/x"}})
}

fn stored() -> Fetched {
    Fetched::Stored { sha256: "ab".repeat(32), size: 7, mime_type: "image/jpeg".into() }
}

impl Rig {
    /// The try for the file that was wanted first ends like this.
    async fn fetched(&mut self, fetched: Fetched) -> Batch {
        let id = self.fetches.remove(0).id;
        let input = Input::FileFetched { id, fetched };
        let loaded =
            self.store.load(&self.core.needs(std::slice::from_ref(&input), self.now_ms)).await.unwrap();
        let known = Known { now_ms: self.now_ms, catalogue: &Shelf, shop_country: "KE" };
        let batch = self.core.decide(vec![input], loaded, &known);
        let changes = batch.changes.clone();
        self.conclude(batch).await;
        Batch { changes, ..Batch::default() }
    }

    fn file_notes(&self) -> Vec<&'static str> {
        let notes = self.notes.iter();
        notes.filter_map(|note| if let Noted::File(what) = note { Some(*what) } else { None }).collect()
    }

    /// Lets time pass, as far as the core has something to do then.
    async fn wait(&mut self, ms: i64) {
        self.now_ms += ms;
        self.process(vec![]).await;
    }
}

#[tokio::test]
async fn a_picture_is_fetched_beside_its_answer() {
    let mut rig = Rig::new().await;
    rig.send(picture("49")).await;
    assert_eq!(rig.said.len(), 1, "the answer does not wait");
    let wanted = &rig.fetches[0];
    assert_eq!((wanted.id.as_str(), wanted.number.as_str()), ("49", "100"));
    assert_eq!(wanted.sha256.as_deref(), Some("aGFzaA=="));
    assert_eq!(rig.store.opened().await.unwrap().files.len(), 1, "wanted, durably");
    let ended = rig.fetched(stored()).await.changes.files.remove(0);
    assert_eq!((ended.state, ended.size, ended.file.url), (FileState::Stored, Some(7), None));
    assert!(rig.store.opened().await.unwrap().files.is_empty());
    assert_eq!(rig.file_notes(), ["stored"]);
}

#[tokio::test]
async fn a_crash_in_the_middle_fetches_again() {
    let mut rig = Rig::new().await;
    rig.send(picture("49")).await;
    rig.crash().await;
    assert_eq!(rig.fetches.iter().map(|wanted| wanted.id.as_str()).collect::<Vec<_>>(), ["49"]);
    rig.fetched(stored()).await;
    rig.crash().await;
    assert!(rig.fetches.is_empty());
}

#[tokio::test]
async fn trouble_is_tried_again_less_and_less_often_until_meta_has_it_no_more() {
    let mut rig = Rig::new().await;
    rig.send(picture("49")).await;
    let began_ms = rig.now_ms;
    let mut tries = 0;
    while !rig.fetches.is_empty() {
        tries += 1;
        rig.fetched(Fetched::Later(Trouble::Unreachable)).await;
        if let Some(due_ms) = rig.core.next_due_ms() {
            rig.wait(due_ms - rig.now_ms - 1).await;
            assert!(rig.fetches.is_empty(), "too soon");
            rig.wait(1).await;
        }
    }
    assert!((10..50).contains(&tries), "{tries} tries");
    assert!(rig.now_ms - began_ms > 6 * DAY_MS && rig.now_ms - began_ms <= 7 * DAY_MS);
    assert_eq!(rig.file_notes().last(), Some(&"given_up"));
    assert!(rig.store.opened().await.unwrap().files.is_empty());
}

#[tokio::test]
async fn what_is_refused_is_not_tried_again() {
    let mut rig = Rig::new().await;
    rig.send(picture("49")).await;
    rig.fetched(Fetched::Refused(Refusal::TooLarge)).await;
    rig.wait(DAY_MS).await;
    assert!(rig.fetches.is_empty());
    assert_eq!(rig.file_notes(), ["too_large"]);
}

#[tokio::test]
async fn four_at_a_time_and_a_hundred_a_day() {
    let mut rig = Rig::new().await;
    for n in 0..101 {
        rig.send(picture(&n.to_string())).await;
    }
    assert_eq!(rig.fetches.len(), 4);
    assert_eq!(rig.file_notes(), ["too_many"]);
    for done in 1..=100 {
        rig.fetched(stored()).await;
        assert_eq!(rig.fetches.len(), 4.min(100 - done));
    }
    rig.now_ms += DAY_MS;
    rig.send(picture("tomorrow")).await;
    assert_eq!(rig.fetches.len(), 1);
}

#[tokio::test]
async fn stickers_are_not_fetched_and_without_a_token_nothing_is() {
    let mut rig = Rig::new().await;
    rig.send(json!({"type": "sticker", "sticker": {"id": "50"}})).await;
    rig.core = Core::new(crate::shard::core::Settings { fetches_files: false, ..rig.settings() });
    rig.send(picture("49")).await;
    assert!(rig.fetches.is_empty());
    assert_eq!(rig.file_notes(), ["not_fetched", "not_fetched"]);
}

#[tokio::test]
async fn old_files_are_forgotten_bytes_first_and_only_when_no_newer_one_is_the_same() {
    let mut rig = Rig::new().await;
    for id in ["old", "same"] {
        rig.send(picture(id)).await;
    }
    rig.fetched(Fetched::Stored { sha256: "01".into(), size: 1, mime_type: "image/jpeg".into() }).await;
    rig.fetched(Fetched::Stored { sha256: "02".into(), size: 1, mime_type: "image/jpeg".into() }).await;
    rig.now_ms += 91 * DAY_MS;
    rig.send(picture("again")).await;
    rig.fetched(Fetched::Stored { sha256: "02".into(), size: 1, mime_type: "image/jpeg".into() }).await;
    let old = rig.store.old_files(rig.now_ms).await.unwrap();
    assert_eq!(old, ["01"]);
    rig.store.forget_files(&old, rig.now_ms).await.unwrap();
    assert!(rig.store.old_files(rig.now_ms).await.unwrap().is_empty());
    rig.now_ms += 91 * DAY_MS;
    assert_eq!(rig.store.old_files(rig.now_ms).await.unwrap(), ["02"]);
}

/// A buyer sends a dispute to the shop and a photo after it: it waits for the shop, which is told of the case, and is fetched
/// before its message is taken.
async fn fetched_before_it_is_wanted() -> Rig {
    let mut rig = Rig::new().await;
    rig.buy().await;
    rig.text("order 101").await;
    for title in ["Report a problem", "Damaged", "All the money"] {
        let choice = rig.choice(title).unwrap_or_else(|| panic!("no {title}: {}", rig.said_text()));
        rig.send(choice).await;
    }
    let send = rig.choice("Send to the shop").expect("a case");
    let send = rig.envelope("wamid.send", &super::buyer(), &send);
    let photo = rig.envelope("wamid.photo", &super::buyer(), &picture("49"));
    for body in [send, photo] {
        let incoming = rig.core.read(body.as_bytes(), std::collections::BTreeMap::new(), rig.now_ms);
        rig.process(vec![Input::Incoming(Box::new(incoming))]).await;
    }
    assert_eq!(rig.store.opened().await.unwrap().held.len(), 1, "the photo waits for the shop");
    rig
}

/// Whether the case knows the bytes of the photo.
async fn is_known(rig: &mut Rig) -> bool {
    let dump = rig.store.dump().await;
    let state = dump.lines().find(|line| line.starts_with("conversations: ")).unwrap();
    state.contains(&"ab".repeat(32))
}

#[tokio::test]
async fn what_was_fetched_before_it_was_wanted_is_known_also_to_the_next_owner() {
    for crashes in [false, true] {
        let mut rig = fetched_before_it_is_wanted().await;
        rig.fetched(stored()).await;
        if crashes {
            rig.crash().await;
        }
        rig.run().await;
        assert!(is_known(&mut rig).await, "crashes: {crashes}");
    }
}
