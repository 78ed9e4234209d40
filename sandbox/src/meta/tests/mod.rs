//! Tests of the pretend Meta as a whole: through its routes, with a real receiver for its webhooks.

mod stage;

use std::time::Duration;

use poem::http::StatusCode;
use poem::{Request, Route};
use serde_json::{Value, json};
use stage::{AMINA, PATIENCE, Stage};

use super::rate::PairMode;
use super::settings::WindowRefusal;
use super::{mount, wire};
use crate::connections::SEVERED;
use crate::{App, Config};

fn text(body: &str) -> Value {
    json!({"type": "text", "text": {"body": body}})
}

fn yes_no() -> Value {
    json!({"type": "interactive", "interactive": {"type": "button", "body": {"text": "Sure?"}, "action": {"buttons": [
        {"type": "reply", "reply": {"id": "y", "title": "Yes"}}, {"type": "reply", "reply": {"id": "n", "title": "No"}}]}}})
}

#[tokio::test]
async fn a_wrong_token_or_number_or_version_is_refused() {
    let stage = Stage::start().await;
    let body = json!({"messaging_product": "whatsapp", "to": "+254700000001", "text": {"body": "hi"}});
    let (status, answer) = stage.post("/graph/v25.0/100000000000001/messages", "other", &body).await;
    assert_eq!((status, &answer["error"]["code"]), (401, &json!(190)));
    let (status, answer) = stage.post("/graph/v25.0/7/messages", "sandbox-access-token", &body).await;
    assert_eq!(
        (status, &answer["error"]["code"], &answer["error"]["error_subcode"]),
        (400, &json!(100), &json!(33))
    );
    let (status, _) = stage.post("/graph/v2/100000000000001/messages", "sandbox-access-token", &body).await;
    assert_eq!(status, 400);
}

#[tokio::test]
async fn a_body_that_is_no_json_object_is_refused() {
    let stage = Stage::start().await;
    let (_, answer) =
        stage.post("/graph/v25.0/100000000000001/messages", "sandbox-access-token", &json!([1])).await;
    assert_eq!(answer["error"]["code"], 100);
}

#[tokio::test]
async fn a_message_of_a_person_arrives_signed_in_the_platforms_shape() {
    let mut stage = Stage::start().await;
    let id = stage.act(json!({"text": "مرحبا / hi"})).await;
    let value = stage.receiver.next().await;
    let message = &value["messages"][0];
    assert_eq!(message["text"]["body"], "مرحبا / hi");
    assert_eq!((&message["id"], &message["from"]), (&json!(id), &json!(AMINA)));
    assert_eq!(message["from_user_id"], value["contacts"][0]["user_id"]);
    assert_eq!(value["contacts"][0]["wa_id"], AMINA);
    assert!(message["timestamp"].is_string());
}

#[tokio::test]
async fn an_accepted_message_is_sent_delivered_and_read_with_our_data_echoed() {
    let mut stage = Stage::start().await;
    stage.act(json!({"text": "hi"})).await;
    let mut message = text("hello");
    message["biz_opaque_callback_data"] = json!("out:7");
    let (_, answer) = stage.send(message).await;
    assert_eq!(answer["contacts"][0], json!({"input": "+254700000001", "wa_id": AMINA}));
    let mut seen = Vec::new();
    for _ in 0..3 {
        let status = stage.receiver.next_status().await;
        assert_eq!(status["id"], answer["messages"][0]["id"]);
        assert_eq!(status["biz_opaque_callback_data"], "out:7");
        assert_eq!(
            (&status["recipient_id"], &status["contacts"][0]["wa_id"]),
            (&json!(AMINA), &json!(AMINA))
        );
        assert_eq!(status["status"] == "read", status["pricing"].is_null());
        seen.push(status["status"].as_str().unwrap().to_owned());
    }
    seen.sort();
    assert_eq!(seen, ["delivered", "read", "sent"]);
}

#[tokio::test]
async fn a_webhook_is_delivered_again_until_it_is_answered_with_200() {
    let mut stage = Stage::start().await;
    *stage.receiver.answers.lock().unwrap() = vec![202, 503, 500];
    let id = stage.act(json!({"text": "hi"})).await;
    for _ in 0..4 {
        assert_eq!(stage.receiver.next().await["messages"][0]["id"], id);
    }
    let mut newest = stage.shared.journal.newest();
    let accepted =
        || stage.shared.journal.entries("meta_delivery").iter().any(|entry| entry.data["accepted"] == true);
    newest.wait_for(|_| accepted()).await.unwrap();
    assert!(stage.receiver.arrived.try_recv().is_err());
}

#[tokio::test]
async fn copies_arrive_with_one_id() {
    let mut stage = Stage::start().await;
    let id = stage.act(json!({"text": "hi", "copies": 5})).await;
    for _ in 0..5 {
        assert_eq!(stage.receiver.next().await["messages"][0]["id"], id);
    }
}

#[tokio::test]
async fn a_free_message_outside_the_window_is_refused_and_a_template_is_not() {
    let stage = Stage::start().await;
    let template =
        json!({"type": "template", "template": {"name": "hello_world", "language": {"code": "en_US"}}});
    stage.act(json!({"text": "hi"})).await;
    assert_eq!(stage.code(text("hello")).await, 0);
    stage.post("/sandbox/meta/clock", "", &json!({"advance_s": 86_401})).await;
    assert_eq!(stage.code(text("hello")).await, 131_047);
    assert_eq!(stage.code(template).await, 0);
}

#[tokio::test]
async fn a_closed_window_can_be_told_by_a_status() {
    let mut stage = Stage::with(|settings| settings.window_refusal = WindowRefusal::Status).await;
    stage.post(&format!("/sandbox/phones/{AMINA}"), "", &json!({"name": "Amina"})).await;
    assert_eq!(stage.code(text("hello")).await, 0);
    let status = stage.receiver.next_status().await;
    assert_eq!((&status["status"], &status["errors"][0]["code"]), (&json!("failed"), &json!(131_047)));
}

#[tokio::test]
async fn a_number_without_plus_reaches_nobody() {
    let mut stage = Stage::start().await;
    stage.act(json!({"text": "hi"})).await;
    let mut message = text("hello");
    message["to"] = json!(AMINA);
    let (_, answer) = stage.send(message).await;
    assert_eq!(answer["contacts"][0]["wa_id"], "1254700000001");
    let status = stage.receiver.next_status().await;
    assert_eq!((&status["status"], &status["errors"][0]["code"]), (&json!("failed"), &json!(131_026)));
    assert!(status["contacts"].is_null() && status["recipient_user_id"].is_null());
    assert_eq!(stage.chat().await.len(), 1);
}

#[tokio::test]
async fn a_scoped_id_in_to_is_accepted_and_lost() {
    let mut stage = Stage::start().await;
    stage.act(json!({"text": "hi"})).await;
    let mut lost = text("lost");
    lost["to"] = json!(wire::business_scoped_id(AMINA));
    let (status, lost_answer) = stage.send(lost).await;
    assert_eq!(status, 200);
    let (_, answer) = stage.send(text("found")).await;
    for _ in 0..3 {
        let status = stage.receiver.next_status().await;
        assert_eq!(status["id"], answer["messages"][0]["id"]);
        assert_ne!(status["id"], lost_answer["messages"][0]["id"]);
    }
}

#[tokio::test]
async fn a_scoped_id_in_recipient_reaches_a_hidden_number_without_naming_it() {
    let mut stage = Stage::start().await;
    let profile = json!({"name": "Amina", "username": "amina.k", "bsuid": "KE.777", "hide_phone": true});
    stage.post(&format!("/sandbox/phones/{AMINA}"), "", &profile).await;
    stage.act(json!({"text": "hi"})).await;
    let value = stage.receiver.next().await;
    assert!(value["messages"][0].get("from").is_none() && value["contacts"][0].get("wa_id").is_none());
    assert_eq!(value["contacts"][0]["profile"]["username"], "amina.k");
    let mut message = text("hello");
    message["recipient"] = json!("KE.777");
    let (_, answer) = stage.send(message).await;
    assert_eq!(answer["contacts"][0], json!({"input": "KE.777", "user_id": "KE.777"}));
    let status = stage.receiver.next_status().await;
    assert_eq!((&status["recipient_user_id"], status.get("recipient_id")), (&json!("KE.777"), None));
    let mut stranger = text("hello");
    stranger["recipient"] = json!("KE.778");
    assert_eq!(stage.code(stranger).await, 131_009);
}

#[tokio::test]
async fn a_person_who_blocked_the_shop_gets_nothing() {
    let mut stage = Stage::start().await;
    stage.act(json!({"text": "hi"})).await;
    stage.post(&format!("/sandbox/phones/{AMINA}"), "", &json!({"blocked": true})).await;
    assert_eq!(stage.code(text("hello")).await, 0);
    assert_eq!(stage.receiver.next_status().await["errors"][0]["code"], 131_026);
}

#[tokio::test]
async fn who_was_sent_too_much_is_closed_for_a_while_and_others_are_not() {
    let stage = Stage::start().await;
    stage.act(json!({"text": "hi"})).await;
    // The bucket is emptied a minute ahead of the clock, so that a slow machine cannot refill it in between.
    let later_us = (stage.meta.clock.now_ms() + 60_000) * 1000;
    while stage.meta.world().pairs.entry(AMINA.to_owned()).or_default().take(PairMode::Bucket, later_us) {}
    assert_eq!(stage.code(text("hello")).await, 131_056);
    let mut other = text("hello");
    other["to"] = json!("+254700000009");
    assert_ne!(stage.code(other).await, 131_056);
    stage.post("/sandbox/meta/clock", "", &json!({"advance_s": 67})).await;
    assert_eq!(stage.code(text("hello")).await, 0);
}

#[tokio::test]
async fn the_number_has_a_limit_of_its_own() {
    let stage = Stage::with(|settings| settings.pair_mode = PairMode::Off).await;
    stage.act(json!({"text": "hi"})).await;
    let later_us = (stage.meta.clock.now_ms() + 60_000) * 1000;
    while stage.meta.world().number.take(later_us) {}
    assert_eq!(stage.code(text("hello")).await, 130_429);
    stage.post("/sandbox/meta/clock", "", &json!({"advance_s": 61})).await;
    assert_eq!(stage.code(text("hello")).await, 0);
}

#[tokio::test]
async fn marking_as_read_needs_a_known_message_and_shows_typing() {
    let stage = Stage::start().await;
    let id = stage.act(json!({"text": "hi"})).await;
    let read = |id: &str| json!({"status": "read", "message_id": id, "typing_indicator": {"type": "text"}});
    assert_eq!(stage.code(read("wamid.unknown")).await, 131_009);
    assert_eq!(stage.send(read(&id)).await, (200, json!({"success": true})));
    let (_, chat) = stage.get(&format!("/sandbox/phones/{AMINA}/chat?after=0")).await;
    assert_eq!((&chat["typing"], &chat["items"][0]["status"]), (&json!(true), &json!("read")));
}

#[tokio::test]
async fn a_tap_answers_the_message_that_shows_the_button() {
    let mut stage = Stage::start().await;
    stage.act(json!({"text": "hi"})).await;
    stage.receiver.next().await;
    stage.fault(json!({"target": "graph", "fault": {"kind": "no_status"}}));
    let (_, answer) = stage.send(yes_no()).await;
    stage.act(json!({"button": "yes"})).await;
    let message = stage.receiver.next().await["messages"][0].clone();
    assert_eq!(
        message["interactive"],
        json!({"type": "button_reply", "button_reply": {"id": "y", "title": "Yes"}})
    );
    assert_eq!(message["context"]["id"], answer["messages"][0]["id"]);
    let (status, refusal) =
        stage.post(&format!("/sandbox/phones/{AMINA}/send"), "", &json!({"button": "Maybe"})).await;
    assert_eq!((status, &refusal["shown"]), (404, &json!(["Yes", "No"])));
}

#[tokio::test]
async fn a_picture_can_be_fetched_with_the_token_for_five_minutes() {
    let mut stage = Stage::start().await;
    stage.act(json!({"image": true, "caption": "the box"})).await;
    let image = stage.receiver.next().await["messages"][0]["image"].clone();
    assert_eq!(image["caption"], "the box");
    let (_, described) = stage.get(&format!("/graph/v25.0/{}", image["id"].as_str().unwrap())).await;
    let path = described["url"].as_str().unwrap().strip_prefix("http://127.0.0.1:8070").unwrap().to_owned();
    let fetch = |token: &'static str| {
        let request = Request::builder().uri_str(&path).header("authorization", token).finish();
        async { poem::Endpoint::get_response(&mount(Route::new(), &stage.meta), request).await }
    };
    assert_eq!(fetch("Bearer wrong").await.status(), StatusCode::UNAUTHORIZED);
    let bytes = fetch("Bearer sandbox-access-token").await.into_body().into_vec().await.unwrap();
    assert!(bytes.starts_with(b"\x89PNG"));
    stage.post("/sandbox/meta/clock", "", &json!({"advance_s": 301})).await;
    assert_eq!(fetch("Bearer sandbox-access-token").await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_reaction_shows_on_the_message() {
    let stage = Stage::start().await;
    let id = stage.act(json!({"text": "hi"})).await;
    assert_eq!(
        stage.code(json!({"type": "reaction", "reaction": {"message_id": id, "emoji": "👍"}})).await,
        0
    );
    assert_eq!(stage.chat().await[0]["reaction"], "👍");
}

#[tokio::test]
async fn a_lost_answer_does_the_work_and_a_pretended_status_does_not() {
    let stage = Stage::start().await;
    stage.act(json!({"text": "hi"})).await;
    stage.fault(json!({"target": "graph", "fault": {"kind": "lose_answer"}}));
    let (status, _) = stage.send(text("one")).await;
    assert_eq!((status, stage.chat().await.len()), (SEVERED.as_u16(), 2));
    stage.fault(json!({"target": "graph", "fault": {"kind": "status", "status": 503, "retry_after": 2}}));
    let (status, _) = stage.send(text("two")).await;
    assert_eq!((status, stage.chat().await.len()), (503, 2));
    stage.fault(json!({"target": "graph", "fault": {"kind": "graph_error", "code": 131_056}}));
    assert_eq!(stage.code(text("three")).await, 131_056);
    stage.fault(json!({"target": "graph", "fault": {"kind": "html_ok"}}));
    let (status, page) = stage.send(text("four")).await;
    assert!(status == 200 && page.as_str().is_some_and(|page| page.starts_with("<html>")));
    assert_eq!(stage.chat().await.len(), 2);
    let (_, calls) = stage.get("/sandbox/graph/calls").await;
    assert_eq!(calls["calls"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn webhook_faults_drop_duplicate_and_swap() {
    let mut stage = Stage::start().await;
    stage.fault(json!({"target": "meta_webhook", "fault": {"kind": "drop"}}));
    stage.act(json!({"text": "dropped"})).await;
    stage.fault(json!({"target": "meta_webhook", "fault": {"kind": "duplicate", "copies": 2}}));
    stage.act(json!({"text": "twice"})).await;
    for _ in 0..2 {
        assert_eq!(stage.receiver.next().await["messages"][0]["text"]["body"], "twice");
    }
    stage.fault(json!({"target": "meta_webhook", "fault": {"kind": "reorder"}}));
    stage.act(json!({"text": "first"})).await;
    stage.act(json!({"text": "second"})).await;
    assert_eq!(stage.receiver.next().await["messages"][0]["text"]["body"], "second");
    assert_eq!(stage.receiver.next().await["messages"][0]["text"]["body"], "first");
}

#[tokio::test]
async fn held_changes_go_out_in_bodies_of_up_to_1000() {
    let mut stage = Stage::start().await;
    stage.post("/sandbox/meta/batching", "", &json!({"mode": "hold"})).await;
    for copies in [1000, 1] {
        stage.act(json!({"text": "hi", "copies": copies})).await;
    }
    let (_, released) = stage.post("/sandbox/meta/batching", "", &json!({"mode": "off"})).await;
    assert_eq!(released["released"], 1001);
    let mut sizes = Vec::new();
    for _ in 0..2 {
        let (body, genuine) =
            tokio::time::timeout(PATIENCE, stage.receiver.arrived.recv()).await.unwrap().unwrap();
        assert!(genuine);
        let entries = body["entry"].as_array().unwrap();
        sizes.push(entries.iter().map(|entry| entry["changes"].as_array().unwrap().len()).sum::<usize>());
    }
    sizes.sort_unstable();
    assert_eq!(sizes, [1, 1000]);
}

#[tokio::test]
async fn a_handmade_body_is_delivered_once_and_its_answer_told() {
    let mut stage = Stage::start().await;
    *stage.receiver.answers.lock().unwrap() = vec![401];
    let (_, answer) =
        stage.post("/sandbox/meta/deliver", "", &json!({"raw": "{\"x\":1}", "sign": false})).await;
    assert_eq!(answer["status"], 401);
    let (body, genuine) = stage.receiver.arrived.recv().await.unwrap();
    assert_eq!((body, genuine), (json!({"x": 1}), false));
}

#[tokio::test]
async fn a_long_poll_wakes_when_something_is_said() {
    let stage = Stage::start().await;
    let poll = stage.get("/sandbox/phones/254700000001/chat?after=0&wait_ms=9000");
    let speak = async {
        tokio::task::yield_now().await;
        stage.act(json!({"text": "hi"})).await
    };
    let ((_, chat), id) =
        tokio::time::timeout(Duration::from_secs(8), async { tokio::join!(poll, speak) }).await.unwrap();
    assert_eq!((&chat["items"][0]["wamid"], &chat["items"][0]["direction"]), (&json!(id), &json!("in")));
}

#[tokio::test]
async fn the_whole_sandbox_mounts_without_a_clash_of_paths() {
    let mut config = Config::defaults();
    config.webhook_url = "http://127.0.0.1:9/".to_owned();
    config.shop_webhook_url = String::new();
    let app = App::build(config).unwrap();
    let request = Request::builder().uri_str("/phone").finish();
    let response = poem::Endpoint::get_response(&app.routes(), request).await;
    assert_eq!(response.status(), StatusCode::OK);
}
