//! A quote in its shard, whose owner dies at every turn while time passes: the offer is told with its document, a reminder
//! comes before its end, the end is told once, and one tap asks the shop again.

use domain::{envelope, outbound::Message};
use serde_json::json;

use super::{Desk, Rig, buyer, key};

const HOUR_MS: i64 = 3_600_000;

/// Staff answer by command, as `desk quote` sends it.
async fn staff_answer(rig: &mut Rig, id: &str, order: u64, text: &str) {
    let step = json!({"move": "answer", "order": order, "text": text});
    let command = json!({"by": "Anna", "order": {"do": "quote", "step": step}});
    let envelope = json!({
        "v": envelope::COMMAND_VERSION, "kind": "command", "id": format!("command:{id}"), "field": "command",
        "received_at_ms": rig.now_ms, "element": {"to": key().contact(&buyer()), "command": command},
    });
    rig.deliver(&envelope.to_string()).await;
}

fn told(rig: &Rig, words: &str) -> usize {
    let texts = rig.said.iter().map(|said| serde_json::to_string(&said.message).unwrap());
    texts.filter(|text| text.contains(words)).count()
}

fn papers(rig: &Rig) -> usize {
    rig.said.iter().filter(|said| matches!(said.message, Message::Sheet(_))).count()
}

#[tokio::test]
async fn an_offer_is_reminded_of_ends_and_is_asked_for_again_whoever_dies_meanwhile() {
    let mut rig = Rig { is_alone: true, ..Rig::new().await };
    rig.shop.desk = Some(Desk::default());
    for words in ["quote", "10 rice"] {
        rig.text(words).await;
    }
    let send = rig.choice("Send request").expect("a request");
    rig.send(send).await;
    let (id, _) = rig.shop.desk.as_ref().unwrap().orders.first_key_value().expect("an order for staff");
    let id = *id;
    let stage = |rig: &Rig| {
        let facts = &rig.shop.desk.as_ref().unwrap().orders[&id].extras.facts;
        facts.get("_wa_quote").cloned().unwrap_or_default()
    };
    assert_eq!(stage(&rig), "requested");
    rig.crash().await;
    staff_answer(&mut rig, "1", id.0, "offer 7d; fresh on Tuesday").await;
    staff_answer(&mut rig, "1", id.0, "offer 7d; fresh on Tuesday").await;
    assert_eq!((papers(&rig), told(&rig, "the shop offers"), stage(&rig)), (1, 1, "offered".into()));

    rig.crash().await;
    rig.now_ms += 5 * 24 * HOUR_MS;
    rig.run().await;
    let told_before = rig.said.len();
    rig.now_ms += 25 * HOUR_MS;
    rig.run().await;
    assert!(rig.said.len() > told_before, "a reminder a day before the end");
    assert_eq!(stage(&rig), "offered");

    rig.crash().await;
    rig.now_ms += 24 * HOUR_MS;
    rig.run().await;
    rig.crash().await;
    rig.run().await;
    assert_eq!((told(&rig, "has run out"), stage(&rig)), (1, "expired".into()));
    let again = rig.choice("Ask again").expect("one tap");
    rig.send(again).await;
    assert_eq!(stage(&rig), "requested");
    staff_answer(&mut rig, "2", id.0, "offer 7d").await;
    assert_eq!((papers(&rig), stage(&rig)), (2, "offered".into()));
    assert!(rig.parked.is_empty(), "{:?}", rig.parked);
    let placed = rig.shop.placed();
    assert!(placed.is_empty(), "a quote is no order of the basket: {placed:?}");
}
