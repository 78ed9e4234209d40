//! An auction in its shard: opened in one chat, bid in others, carried by letters, with crashes between any two steps.
//! Whatever crashes and whatever comes twice, each bid counts once, there is one winner, and the sheet is right.

use auction::{Auction, Entry, Event, Phase, Sheet, check};
use domain::{contact::Contact, outbound::Message};

use std::collections::BTreeMap;

use super::{Input, Rig, buyer};
use crate::shard::{
    changes::Needs,
    core::{HELD_MAX, Noted},
    store::Store as _,
};

const HOUR_MS: i64 = 3_600_000;

fn supplier(number: u32) -> Contact {
    Contact::new(None, Some(format!("+2547000010{number:02}").parse().unwrap())).unwrap()
}

async fn rig() -> Rig {
    Rig { is_alone: true, ..Rig::new().await }
}

/// The buyer opens an auction and invites two suppliers.
async fn open(rig: &mut Rig) {
    rig.who = buyer();
    for words in [
        "auction 20 sacks max 700 2h",
        "Mombasa Road 5",
        "Juma +254700001001, Asha +254700001002",
        "yes",
        "yes",
    ] {
        rig.text(words).await;
    }
}

/// What is stored of the one auction: its state and its sheet.
async fn stored(rig: &mut Rig) -> Option<(Auction, Sheet)> {
    let id = rig.said_text().split("Auction ").nth(1)?.get(..9)?.to_owned();
    let needs = Needs { auctions: vec![id.clone()], chains: vec![id], ..Needs::default() };
    let loaded = rig.store.load(&needs).await.unwrap();
    let (.., state) = loaded.auctions.first()?;
    let room: crate::shard::core::Room = serde_json::from_str(state).unwrap();
    let entries = loaded.auction_entries.iter().map(|row| {
        let (number, at_ms, _) = Entry::read(&row.line).unwrap();
        Entry { number, at_ms, line: row.line.clone(), hash: row.hash.parse().unwrap() }
    });
    let sheet =
        Sheet { auction: room.auction.id.clone(), entries: entries.collect(), result: room.auction.phase };
    Some((room.auction, sheet))
}

fn said_to<'r>(rig: &'r Rig, who: &Contact) -> Vec<&'r domain::envelope::Outbound> {
    let is_said = |said: &&domain::envelope::Outbound| !matches!(said.message, Message::MarkRead { .. });
    rig.said.iter().filter(is_said).filter(|said| said.to.phone() == who.phone()).collect()
}

async fn says(rig: &mut Rig, who: Contact, words: &str) {
    rig.who = who;
    rig.text(words).await;
}

/// Everything: opened, bid, ended, awarded.
async fn story(rig: &mut Rig) {
    open(rig).await;
    says(rig, supplier(1), "yes").await;
    says(rig, supplier(1), "690").await;
    says(rig, supplier(2), "680").await;
    says(rig, supplier(1), "down to 600").await;
    says(rig, supplier(2), "650").await;
    rig.now_ms += 2 * HOUR_MS;
    rig.run().await;
    let take = tap(rig, &buyer(), "Take this bid").expect("a decision to take");
    rig.who = buyer();
    rig.send(take).await;
}

/// What tapping this sends, from the last message to somebody that has it.
fn tap(rig: &Rig, who: &Contact, title: &str) -> Option<serde_json::Value> {
    said_to(rig, who).into_iter().rev().find_map(|said| match &said.message {
        Message::List(menu) => {
            let mut rows = menu.fields().sections.iter().flat_map(|section| &section.rows);
            let row = rows.find(|row| row.title.as_str().starts_with(title))?;
            Some(serde_json::json!({"type": "interactive", "interactive": {"type": "list_reply",
                "list_reply": {"id": row.id, "title": row.title}}}))
        }
        _ => None,
    })
}

#[tokio::test]
async fn somebody_who_never_wrote_is_invited_by_template() {
    let mut rig = rig().await;
    open(&mut rig).await;
    let invited = said_to(&rig, &supplier(1));
    let invitation = invited.first().expect("an invitation");
    assert_eq!(invitation.window_opened_at_ms, None);
    assert_eq!(invitation.from.as_str(), "100");
    assert_eq!(invitation.fallback.as_ref().unwrap().fields().name, "auction_invite");
    // Their first word, whatever it is, shows what was asked.
    says(&mut rig, supplier(1), "hello").await;
    let answer = said_to(&rig, &supplier(1)).len();
    assert!(answer >= 2, "the invitation is shown");
    assert!(rig.choice("Take part").is_some());
    assert!(rig.parked.is_empty());
}

#[tokio::test]
async fn an_auction_goes_from_opening_to_award_over_letters_alone() {
    let mut rig = rig().await;
    story(&mut rig).await;
    let (auction, sheet) = stored(&mut rig).await.unwrap();
    assert_eq!(auction.phase, Phase::Awarded { seat: 1, minor: 64_350 });
    assert_eq!(check(&sheet.to_string()).unwrap().phase, auction.phase);
    assert!(rig.parked.is_empty(), "{:?}", rig.parked);
    let to_winner = said_to(&rig, &supplier(1));
    assert!(serde_json::to_string(&to_winner.last().unwrap().message).unwrap().contains("You won"));
    let bids = rig.notes.iter().filter(|note| **note == Noted::Auction("bid")).count();
    assert_eq!(bids, 3);
}

#[tokio::test]
async fn a_crash_between_any_two_steps_changes_nothing_of_it() {
    let mut calm = rig().await;
    story(&mut calm).await;
    let (whole, _) = stored(&mut calm).await.unwrap();
    let mut crashed = 0;
    for crash_at in (1..calm.steps).step_by(3) {
        let mut rig = Rig { crash_at: Some(crash_at), ..rig().await };
        story(&mut rig).await;
        crashed += rig.crashes;
        let (auction, sheet) = stored(&mut rig).await.expect("an auction");
        assert_eq!(auction.phase, whole.phase, "crash after {crash_at} steps");
        assert_eq!(auction.number, whole.number, "crash after {crash_at} steps");
        check(&sheet.to_string()).unwrap();
        assert!(rig.parked.is_empty(), "crash after {crash_at} steps");
    }
    assert!(crashed > 20);
}

#[tokio::test]
async fn letters_that_come_twice_count_once() {
    let mut rig = rig().await;
    open(&mut rig).await;
    says(&mut rig, supplier(1), "hello").await;
    rig.is_alone = false;
    says(&mut rig, supplier(1), "yes").await;
    let letters = std::mem::take(&mut rig.forwarded);
    assert!(!letters.is_empty());
    for letter in letters.iter().chain(&letters) {
        rig.deliver(&letter.body).await;
    }
    let (_, sheet) = stored(&mut rig).await.unwrap();
    let joined = |entry: &&Entry| matches!(Entry::read(&entry.line), Some((.., Event::Joined { .. })));
    assert_eq!(sheet.entries.iter().filter(joined).count(), 1);
    assert!(rig.notes.contains(&Noted::Duplicate));
}

#[tokio::test]
async fn bids_count_while_their_opener_waits_for_the_shop() {
    let mut rig = rig().await;
    open(&mut rig).await;
    // The buyer's wish is never answered.
    rig.who = buyer();
    rig.text("2 rice").await;
    let calls = std::mem::take(&mut rig.calls);
    says(&mut rig, supplier(1), "690").await;
    let (auction, _) = stored(&mut rig).await.unwrap();
    assert_eq!(auction.with_offer(), 1);
    drop(calls);
}

#[tokio::test]
async fn what_is_not_known_is_kept_for_staff() {
    let mut rig = rig().await;
    let letter = serde_json::json!({
        "v": 3, "kind": "letter", "id": "letter:x", "field": "letter", "received_at_ms": rig.now_ms,
        "element": {"to": "auction", "auction": "00-AAAAAA",
            "letter": {"letter": "ask", "input": {"input": "tick"}}},
    });
    rig.deliver(&letter.to_string()).await;
    assert_eq!(rig.parked.len(), 1);
}

/// Invited by phone, they turn out to have a user id: the invitation moves with them and is shown.
#[tokio::test]
async fn somebody_invited_by_phone_who_has_a_user_id_sees_the_invitation_and_bids() {
    let mut rig = rig().await;
    open(&mut rig).await;
    let phone = supplier(1).phone().cloned();
    let known = Contact::new(Some("KE.77".parse().unwrap()), phone).unwrap();
    says(&mut rig, known.clone(), "hello").await;
    let last = said_to(&rig, &known).last().map(|said| serde_json::to_string(&said.message).unwrap());
    assert!(last.unwrap().contains("Take part"));
    says(&mut rig, known.clone(), "yes").await;
    says(&mut rig, known, "690").await;
    let (auction, _) = stored(&mut rig).await.unwrap();
    assert_eq!(auction.leader().map(|(seat, offer)| (seat, offer.minor)), Some((1, 69_000)));
    assert!(rig.parked.is_empty());
}

/// What the file says of auctions and of their chains.
async fn auctions_of(rig: &mut Rig) -> (String, String) {
    let dump = rig.store.dump().await;
    let table =
        |name: &str| dump.lines().filter(|line| line.starts_with(name)).collect::<Vec<_>>().join("\n");
    (table("auctions: "), table("auction_entries: "))
}

async fn forgets(rig: &mut Rig, who: Contact) {
    says(rig, who, "forget me").await;
    let erase = rig.choice("Erase").expect("a question");
    rig.send(erase).await;
    rig.run().await;
}

#[tokio::test]
async fn whoever_is_forgotten_leaves_auctions_that_are_over_and_the_sheet_stays_right() {
    let mut rig = rig().await;
    story(&mut rig).await;
    let (before, chain) = auctions_of(&mut rig).await;
    assert!(before.contains("+254700001002") && before.contains("Asha"), "{before}");
    assert!(!chain.contains("254700001002") && !chain.contains("Asha"), "the chain names nobody: {chain}");
    forgets(&mut rig, supplier(2)).await;
    let (after, chain_after) = auctions_of(&mut rig).await;
    assert!(!after.contains("254700001002") && !after.contains("Asha"), "{after}");
    assert!(after.contains("+254700001001") && after.contains("Juma"), "the others stay: {after}");
    assert_eq!(chain, chain_after);
    let (auction, sheet) = stored(&mut rig).await.unwrap();
    assert_eq!(check(&sheet.to_string()).unwrap().phase, auction.phase);
    // The one who opened it still looks at it, and whoever has no address any more gets nothing.
    rig.who = buyer();
    rig.text("auctions").await;
    assert!(rig.parked.is_empty(), "{:?}", rig.parked);
}

#[tokio::test]
async fn suppliers_of_the_shop_are_invited_and_nobody_who_opens_is_told_their_numbers() {
    let mut rig = rig().await;
    let known = |number, name: &str| conversation::effect::Supplier {
        contact: supplier(number),
        name: name.into(),
        supplies: vec![],
    };
    rig.shop.suppliers = vec![known(1, "Juma Ltd"), known(2, "Asha Ltd"), known(3, "Zuri Ltd")];
    rig.who = buyer();
    for words in ["auction 20 sacks max 700 2h", "Mombasa Road 5"] {
        rig.text(words).await;
    }
    let offered = rig.choice("Suppliers (3)").expect("the shop's suppliers");
    rig.send(offered).await;
    assert!(rig.said_text().contains("2 Asha Ltd"), "{}", rig.said_text());
    rig.text("1 2").await;
    rig.text("my data").await;
    rig.now_ms += 2_000;
    rig.process(Vec::new()).await;
    for said in said_to(&rig, &buyer()) {
        let text = match &said.message {
            Message::OwnDocument(document) => {
                String::from_utf8(document.fields().content.bytes().to_vec()).unwrap()
            }
            message => serde_json::to_string(message).unwrap(),
        };
        assert!(!text.contains("25470000100") && !text.contains("25470000101"), "{text}");
    }
    rig.text("yes").await;
    rig.text("yes").await;
    let (invited, left_out) = (said_to(&rig, &supplier(2)).len(), said_to(&rig, &supplier(3)).len());
    assert_eq!((invited, left_out), (1, 0));
    assert_eq!(rig.shop.calls.iter().filter(|call| **call == "suppliers").count(), 1);
}

#[tokio::test]
async fn an_opener_is_forgotten_once_the_auction_is_over() {
    let mut rig = rig().await;
    open(&mut rig).await;
    says(&mut rig, supplier(1), "yes").await;
    forgets(&mut rig, buyer()).await;
    let (waiting, _) = auctions_of(&mut rig).await;
    assert!(waiting.contains("KE.1"), "a running auction is finished first: {waiting}");
    rig.now_ms += 25 * HOUR_MS;
    rig.run().await;
    rig.now_ms += 25 * HOUR_MS;
    rig.run().await;
    let (after, _) = auctions_of(&mut rig).await;
    assert!(!after.contains("KE.1") && !after.contains("254700000001"), "{after}");
    let (_, sheet) = stored(&mut rig).await.unwrap();
    check(&sheet.to_string()).unwrap();
}

#[tokio::test]
async fn a_supplier_who_declined_is_forgotten_while_it_runs_and_is_written_to_no_more() {
    let mut rig = rig().await;
    open(&mut rig).await;
    says(&mut rig, supplier(1), "yes").await;
    says(&mut rig, supplier(2), "no").await;
    forgets(&mut rig, supplier(2)).await;
    let (after, _) = auctions_of(&mut rig).await;
    assert!(!after.contains("254700001002") && !after.contains("Asha"), "{after}");
    let told = said_to(&rig, &supplier(2)).len();
    rig.crash().await;
    says(&mut rig, supplier(1), "690").await;
    rig.now_ms += 3 * HOUR_MS;
    rig.run().await;
    assert_eq!(said_to(&rig, &supplier(2)).len(), told);
    let (auction, sheet) = stored(&mut rig).await.unwrap();
    assert!(matches!(auction.phase, Phase::Deciding { seat: 1, .. }), "{:?}", auction.phase);
    check(&sheet.to_string()).unwrap();
    assert!(rig.parked.is_empty(), "{:?}", rig.parked);
}

#[tokio::test]
async fn letters_that_wait_take_no_place_of_the_persons_own_messages() {
    let mut rig = Rig::new().await;
    open(&mut rig).await;
    let is_letter = |body: &str| body.contains("\"kind\":\"letter\"") && body.contains("254700001001");
    let letter = rig.forwarded.iter().find(|row| is_letter(&row.body)).unwrap().body.clone();
    let letter: serde_json::Value = serde_json::from_str(&letter).unwrap();
    let words = |rig: &Rig, id: String, words: &str| {
        rig.envelope(&id, &supplier(1), &serde_json::json!({"type": "text", "text": {"body": words}}))
    };
    let basket = words(&rig, "wamid.basket".into(), "basket");
    let letters = (0..HELD_MAX + 10).map(|n| {
        let mut letter = letter.clone();
        letter["id"] = serde_json::json!(format!("letter:{n}"));
        letter.to_string()
    });
    // The shop has not answered yet.
    for body in std::iter::once(basket).chain(letters) {
        rig.take(body, BTreeMap::new());
    }
    let inputs: Vec<Input> = rig.inputs.drain(..).collect();
    rig.process(inputs).await;
    // Also for the next owner.
    rig.crash().await;
    for n in 0..=HELD_MAX {
        let body = words(&rig, format!("wamid.own{n}"), "help");
        rig.take(body, BTreeMap::new());
    }
    let inputs: Vec<Input> =
        rig.inputs.drain(..).filter(|input| matches!(input, Input::Incoming(_))).collect();
    rig.process(inputs).await;
    let parked: Vec<&str> = rig.parked.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(parked, [format!("park:wamid.own{HELD_MAX}")], "only what is one too many");
}
