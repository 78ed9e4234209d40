//! A person who gets another identity stays one person: one conversation, one basket, one order, whatever the order in
//! which it becomes known, and whatever crashes.

use domain::contact::Contact;
use serde_json::json;

use super::{Rig, buyer, key};
use crate::shard::{changes::Needs, lane::LaneState, store::Store as _};

const DAY_MS: i64 = 24 * 3_600_000;

fn person(bsuid: Option<&str>, phone: Option<&str>) -> Contact {
    Contact::new(bsuid.map(|id| id.parse().unwrap()), phone.map(|phone| phone.parse().unwrap())).unwrap()
}

/// The buyer with another number, and so another id.
fn changed() -> Contact {
    person(Some("KE.2"), Some("+254700000002"))
}

async fn alone() -> Rig {
    Rig { is_alone: true, ..Rig::new().await }
}

/// The field `user_id_update`, as ingress hands it over.
fn update(rig: &Rig, previous: &str, current: &Contact) -> String {
    let id = format!("update:{previous}:{}", current.key());
    json!({
        "v": 1, "kind": "user_id_update", "id": id, "field": "user_id_update",
        "contact": {"bsuid": previous, "phone": current.phone()},
        "phone_number_id": "100", "received_at_ms": rig.now_ms,
        "element": {"wa_id": current.phone().map(domain::PhoneNumber::wa_id),
            "user_id": {"previous": previous, "current": current.bsuid()},
            "timestamp": (rig.now_ms / 1000).to_string()},
    })
    .to_string()
}

/// The system message, which names the old number only.
fn system(rig: &Rig, old_phone: &str, current: &Contact) -> String {
    let content = json!({"type": "system", "from": old_phone.trim_start_matches('+'), "system": {"body": "changed", "type": "user_changed_user_id",
        "wa_id": current.phone().map(domain::PhoneNumber::wa_id), "user_id": current.bsuid()}});
    rig.envelope("wamid.system", &person(None, Some(old_phone)), &content)
}

/// What is stored of somebody.
async fn stored(rig: &mut Rig, contact: &Contact) -> Option<LaneState> {
    let needs = Needs { contacts: vec![key().contact(contact).to_string()], ..Needs::default() };
    let (.., state) = rig.store.load(&needs).await.unwrap().conversations.pop()?;
    Some(serde_json::from_str(&state).unwrap())
}

async fn is_known(rig: &mut Rig, contact: &Contact) -> bool {
    stored(rig, contact).await.is_some()
}

/// Somebody has a conversation of their own, and no basket session.
async fn begins_anew(rig: &mut Rig, contact: &Contact) -> bool {
    stored(rig, contact)
        .await
        .is_some_and(|state| state.session.token.is_none() && !state.conversation.has_matter())
}

/// Puts rice into the basket.
async fn fill(rig: &mut Rig) {
    rig.text("rice").await;
    let add = rig.choice("Add 1").expect("a card");
    rig.send(add).await;
    assert_eq!(rig.shop.quantity, 1);
}

/// The basket is asked for and shown to whoever writes now.
async fn has_basket(rig: &mut Rig) -> bool {
    rig.text("basket").await;
    let last = rig.said.iter().rfind(|said| said.class == domain::envelope::SendClass::Transactional);
    let last = last.expect("an answer");
    assert_eq!(last.contact_hash, key().contact(&rig.who));
    assert_eq!(last.to.key(), rig.who.key());
    serde_json::to_string(&last.message).unwrap().contains("Basmati")
}

#[tokio::test]
async fn the_basket_and_the_conversation_move_with_the_person() {
    let mut rig = alone().await;
    fill(&mut rig).await;
    let body = update(&rig, "KE.1", &changed());
    rig.deliver(&body).await;
    assert!(!is_known(&mut rig, &buyer()).await);
    assert!(is_known(&mut rig, &changed()).await);
    rig.who = changed();
    assert!(has_basket(&mut rig).await);
}

#[tokio::test]
async fn both_notices_in_any_order_and_twice_come_to_the_same() {
    for order in [[0, 1], [1, 0]] {
        let mut rig = alone().await;
        fill(&mut rig).await;
        let notices = [update(&rig, "KE.1", &changed()), system(&rig, "+254700000001", &changed())];
        for _ in 0..2 {
            for index in order {
                rig.deliver(&notices[index]).await;
            }
        }
        rig.who = changed();
        assert!(has_basket(&mut rig).await, "{order:?}");
        assert!(!is_known(&mut rig, &buyer()).await);
        assert!(rig.parked.is_empty());
    }
}

#[tokio::test]
async fn what_comes_late_under_the_old_identity_is_answered_in_the_one_conversation() {
    let mut rig = alone().await;
    fill(&mut rig).await;
    let body = update(&rig, "KE.1", &changed());
    rig.deliver(&body).await;
    for old in [buyer(), person(None, Some("+254700000001"))] {
        let said = rig.said.len();
        let id = format!("wamid.late.{}", old.key());
        let late = rig.envelope(&id, &old, &json!({"type": "text", "text": {"body": "help"}}));
        rig.deliver(&late).await;
        rig.deliver(&late).await;
        assert_eq!(rig.said.len(), said + 1, "answered once");
        assert_eq!(rig.said.last().unwrap().to.key(), "KE.2");
    }
    rig.who = changed();
    assert!(has_basket(&mut rig).await);
}

#[tokio::test]
async fn whoever_wrote_under_the_new_identity_first_finds_the_basket_when_the_notice_comes() {
    let mut rig = alone().await;
    fill(&mut rig).await;
    rig.who = changed();
    rig.text("hi").await;
    let body = update(&rig, "KE.1", &changed());
    rig.deliver(&body).await;
    assert!(has_basket(&mut rig).await);
}

#[tokio::test]
async fn identities_that_follow_one_another_lead_to_the_last_also_when_told_backwards() {
    let third = person(Some("KE.3"), Some("+254700000003"));
    for backwards in [false, true] {
        let mut rig = alone().await;
        fill(&mut rig).await;
        let mut notices = [update(&rig, "KE.1", &changed()), update(&rig, "KE.2", &third)];
        if backwards {
            notices.reverse();
        }
        for notice in notices {
            rig.deliver(&notice).await;
        }
        rig.who = third.clone();
        assert!(has_basket(&mut rig).await, "backwards: {backwards}");
    }
}

#[tokio::test]
async fn the_notice_of_an_earlier_change_that_comes_late_takes_nobody_back() {
    let third = person(Some("KE.3"), Some("+254700000003"));
    let mut rig = alone().await;
    fill(&mut rig).await;
    let late = system(&rig, "+254700000001", &changed());
    for notice in [update(&rig, "KE.1", &changed()), update(&rig, "KE.2", &third), late] {
        rig.deliver(&notice).await;
    }
    rig.who = third.clone();
    assert!(has_basket(&mut rig).await);
    assert!(!is_known(&mut rig, &changed()).await);
}

#[tokio::test]
async fn a_message_is_not_sent_round_in_circles_for_ever() {
    let mut rig = alone().await;
    for notice in [update(&rig, "KE.1", &changed()), update(&rig, "KE.2", &buyer())] {
        rig.deliver(&notice).await;
    }
    rig.text("help").await;
    assert_eq!(rig.said.len(), 1, "taken where it was at last");
}

#[tokio::test]
async fn notices_in_a_circle_lose_nobody() {
    let mut rig = alone().await;
    fill(&mut rig).await;
    for notice in [update(&rig, "KE.1", &changed()), update(&rig, "KE.2", &buyer())] {
        rig.deliver(&notice).await;
    }
    let said = rig.said.len();
    rig.text("help").await;
    assert_eq!(rig.said.len(), said + 1);
}

#[tokio::test]
async fn somebody_known_by_phone_alone_keeps_the_basket_when_their_id_becomes_known() {
    let phone_only = person(None, Some("+254700000001"));
    let mut rig = alone().await;
    rig.who = phone_only.clone();
    fill(&mut rig).await;
    rig.who = buyer();
    rig.text("hi").await;
    assert!(has_basket(&mut rig).await);
    assert!(!is_known(&mut rig, &phone_only).await);
}

#[tokio::test]
async fn a_number_that_went_to_somebody_else_brings_them_no_basket() {
    let somebody = person(Some("KE.9"), Some("+254700000001"));
    // Its former owner was known by an id: the number alone joins nobody.
    let mut rig = alone().await;
    fill(&mut rig).await;
    rig.who = somebody.clone();
    rig.text("hi").await;
    assert!(begins_anew(&mut rig, &somebody).await);
    rig.who = buyer();
    assert!(has_basket(&mut rig).await);
    // Known by the number alone, but long ago.
    let mut rig = alone().await;
    rig.who = person(None, Some("+254700000001"));
    fill(&mut rig).await;
    rig.now_ms += 31 * DAY_MS;
    rig.who = somebody.clone();
    rig.text("hi").await;
    assert!(begins_anew(&mut rig, &somebody).await);
}

#[tokio::test]
async fn an_identity_that_changes_at_any_step_of_a_purchase_makes_one_order_and_its_number_is_told() {
    let mut whole = alone().await;
    whole.buy().await;
    for step in 0..whole.steps {
        for crash in [None, Some(step + 1), Some(step + 3)] {
            let mut rig = alone().await;
            let notices = vec![update(&rig, "KE.1", &changed()), system(&rig, "+254700000001", &changed())];
            rig.then = Some((step, notices, changed()));
            rig.crash_at = crash;
            rig.buy().await;
            let story = format!("changed at step {step}, crash {crash:?}: {}", rig.said_text());
            assert_eq!(rig.shop.placed().len(), 1, "{story}");
            let told = rig
                .said
                .iter()
                .filter(|said| serde_json::to_string(&said.message).unwrap().contains("order 101 is placed"));
            let told: Vec<&str> = told.map(|said| said.to.key()).collect();
            assert_eq!(told.len(), 1, "{story}");
        }
    }
}
