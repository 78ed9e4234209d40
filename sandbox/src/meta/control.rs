//! The control API of the pretend Meta: phones, chats, calls, deliveries, clock, templates. For tests, scripts and the
//! phone page; a real platform has none of it, so it asks for no token and must stay on loopback.

use std::time::Duration;

use poem::http::StatusCode;
use poem::web::{Data, Json, Path, Query};
use poem::{Body, EndpointExt as _, IntoResponse as _, Response, Route, get, handler, post};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::checks::Template;
use super::delivery::{self, Batching};
use super::person::{Act, ActError};
use super::{Meta, wire};

/// The largest body of a control call; a picture in base64 fits.
const CONTROL_BYTES_MAX: usize = 12 * 1024 * 1024;
/// The longest long-poll.
const WAIT_MAX: Duration = Duration::from_mins(1);
/// Templates that a test may add.
const TEMPLATES_MAX: usize = 250;

/// Adds the control routes.
pub fn mount(route: Route, meta: &Meta) -> Route {
    route
        .at("/sandbox/phones", get(phones).data(meta.clone()))
        .at("/sandbox/phones/:wa_id", get(one_phone).post(update_phone).data(meta.clone()))
        .at("/sandbox/phones/:wa_id/send", post(send).data(meta.clone()))
        .at("/sandbox/phones/:wa_id/chat", get(chat).data(meta.clone()))
        .at("/sandbox/graph/calls", get(calls).data(meta.clone()))
        .at("/sandbox/deliveries", get(deliveries).data(meta.clone()))
        .at("/sandbox/media/:id", get(medium).data(meta.clone()))
        .at("/sandbox/meta/state", get(state).data(meta.clone()))
        .at("/sandbox/meta/deliver", post(deliver).data(meta.clone()))
        .at("/sandbox/meta/batching", post(batching).data(meta.clone()))
        .at("/sandbox/meta/clock", post(advance).data(meta.clone()))
        .at("/sandbox/meta/templates", get(templates).post(put_template).data(meta.clone()))
}

fn problem(status: StatusCode, body: &Value) -> Response {
    Json(body).with_status(status).into_response()
}

/// What is wrong with a control call.
struct Refusal(String);

impl Refusal {
    fn response(&self) -> Response {
        problem(StatusCode::BAD_REQUEST, &json!({"error": self.0}))
    }
}

async fn read<T: DeserializeOwned>(body: Body) -> Result<T, Refusal> {
    let complain = Refusal;
    let bytes =
        body.into_bytes_limit(CONTROL_BYTES_MAX).await.map_err(|error| complain(error.to_string()))?;
    let bytes = if bytes.is_empty() { b"{}".as_slice().into() } else { bytes };
    serde_json::from_slice(&bytes).map_err(|error| complain(error.to_string()))
}

/// A number as it stands in a path: digits, with or without `+`.
fn number(text: &str) -> Result<String, Refusal> {
    let digits = text.trim_start_matches('+').trim_start_matches("%2B").trim();
    if (5..=17).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(digits.to_owned())
    } else {
        Err(Refusal("the number must be 5 to 17 digits".to_owned()))
    }
}

#[handler]
fn phones(Data(meta): Data<&Meta>) -> Json<Value> {
    Json(json!({"phones": meta.world().profiles()}))
}

#[handler]
fn one_phone(Path(wa_id): Path<String>, Data(meta): Data<&Meta>) -> Response {
    let wa_id = match number(&wa_id) {
        Ok(wa_id) => wa_id,
        Err(refusal) => return refusal.response(),
    };
    match meta.world().phone(&wa_id) {
        Some(phone) => Json(phone.profile()).into_response(),
        None => problem(StatusCode::NOT_FOUND, &json!({"error": "nobody has this number yet"})),
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct PhoneUpdate {
    name: Option<String>,
    username: Option<String>,
    bsuid: Option<String>,
    hide_phone: Option<bool>,
    blocked: Option<bool>,
    read_receipts: Option<bool>,
}

#[handler]
async fn update_phone(Path(wa_id): Path<String>, Data(meta): Data<&Meta>, body: Body) -> Response {
    let (wa_id, update) = match (number(&wa_id), read::<PhoneUpdate>(body).await) {
        (Ok(wa_id), Ok(update)) => (wa_id, update),
        (Err(refusal), _) | (_, Err(refusal)) => return refusal.response(),
    };
    let mut world = meta.world();
    if let Some(bsuid) = update.bsuid {
        world.rename(&wa_id, &bsuid);
    }
    let phone = world.phone_or_new(&wa_id);
    if let Some(name) = update.name {
        phone.name = name;
    }
    if let Some(username) = update.username {
        phone.username = Some(username).filter(|username| !username.is_empty());
    }
    phone.number_hidden = update.hide_phone.unwrap_or(phone.number_hidden);
    phone.blocked = update.blocked.unwrap_or(phone.blocked);
    phone.read_receipts = update.read_receipts.unwrap_or(phone.read_receipts);
    Json(phone.profile()).into_response()
}

#[handler]
async fn send(Path(wa_id): Path<String>, Data(meta): Data<&Meta>, body: Body) -> Response {
    let (wa_id, act) = match (number(&wa_id), read::<Act>(body).await) {
        (Ok(wa_id), Ok(act)) => (wa_id, act),
        (Err(refusal), _) | (_, Err(refusal)) => return refusal.response(),
    };
    match meta.act(&wa_id, act) {
        Ok(id) => Json(json!({"id": id})).into_response(),
        Err(error) => {
            let mut body = json!({"error": error.to_string()});
            let mut status = StatusCode::BAD_REQUEST;
            if let ActError::NotShown { shown, .. } = error {
                body["shown"] = json!(shown);
                status = StatusCode::NOT_FOUND;
            }
            problem(status, &body)
        }
    }
}

#[derive(Deserialize)]
struct ChatQuery {
    after: Option<u64>,
    after_rev: Option<u64>,
    wait_ms: Option<u64>,
}

#[handler]
async fn chat(
    Path(wa_id): Path<String>,
    Query(query): Query<ChatQuery>,
    Data(meta): Data<&Meta>,
) -> Response {
    let wa_id = match number(&wa_id) {
        Ok(wa_id) => wa_id,
        Err(refusal) => return refusal.response(),
    };
    let mut changes = meta.world().phone_or_new(&wa_id).changes();
    let wait = Duration::from_millis(query.wait_ms.unwrap_or(0)).min(WAIT_MAX);
    let news = async {
        // Changes that happened before the subscription are seen by the check itself.
        while !meta.world().phone_or_new(&wa_id).has_news(query.after, query.after_rev) {
            if changes.changed().await.is_err() {
                break;
            }
        }
    };
    let _ = tokio::time::timeout(wait, news).await;
    let now_ms = meta.clock.now_ms();
    let answer = meta.world().phone_or_new(&wa_id).chat(query.after, query.after_rev, now_ms);
    Json(answer).into_response()
}

#[handler]
fn calls(Data(meta): Data<&Meta>) -> Json<Value> {
    Json(json!({"calls": meta.shared.journal.entries("graph_call")}))
}

#[handler]
fn deliveries(Data(meta): Data<&Meta>) -> Json<Value> {
    Json(json!({"deliveries": delivery::summary(&meta.shared.journal)}))
}

#[handler]
fn state(Data(meta): Data<&Meta>) -> Json<Value> {
    Json(json!({"waiting_deliveries": meta.deliverer.waiting(), "phones": meta.world().profiles().len(),
        "now_ms": meta.clock.now_ms()}))
}

/// The picture itself, for the phone page.
#[handler]
fn medium(Path(id): Path<String>, Data(meta): Data<&Meta>) -> Response {
    match meta.world().medium(&id) {
        Some(medium) => Response::builder()
            .content_type(&medium.mime_type)
            .header("x-content-type-options", "nosniff")
            .body(Body::from_vec(medium.bytes.to_vec())),
        None => problem(StatusCode::NOT_FOUND, &json!({"error": "there is no such medium"})),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Handmade {
    #[serde(default)]
    body: Value,
    #[serde(default = "yes")]
    sign: bool,
    raw: Option<String>,
}

fn yes() -> bool {
    true
}

#[handler]
async fn deliver(Data(meta): Data<&Meta>, body: Body) -> Response {
    let handmade = match read::<Handmade>(body).await {
        Ok(handmade) => handmade,
        Err(refusal) => return refusal.response(),
    };
    let text = handmade.raw.unwrap_or_else(|| wire::escaped_json(&handmade.body));
    match meta.deliverer.post(text, handmade.sign).await {
        Ok(status) => Json(json!({"status": status})).into_response(),
        Err(error) => problem(StatusCode::BAD_GATEWAY, &json!({"error": error})),
    }
}

#[handler]
async fn batching(Data(meta): Data<&Meta>, body: Body) -> Response {
    match read::<Batching>(body).await {
        Ok(mode) => Json(json!({"released": meta.deliverer.set_batching(mode)})).into_response(),
        Err(refusal) => refusal.response(),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    advance_s: i64,
}

#[handler]
async fn advance(Data(meta): Data<&Meta>, body: Body) -> Response {
    match read::<Advance>(body).await {
        Ok(by) => {
            let offset_ms = meta.clock.advance_ms(by.advance_s.saturating_mul(1000));
            Json(json!({"offset_s": offset_ms / 1000, "now_ms": meta.clock.now_ms()})).into_response()
        }
        Err(refusal) => refusal.response(),
    }
}

#[handler]
fn templates(Data(meta): Data<&Meta>) -> Json<Value> {
    Json(json!({"templates": meta.world().templates}))
}

/// Adds a template, or replaces the one of the same name and language.
#[handler]
async fn put_template(Data(meta): Data<&Meta>, body: Body) -> Response {
    let template = match read::<Template>(body).await {
        Ok(template) => template,
        Err(refusal) => return refusal.response(),
    };
    let mut world = meta.world();
    world.templates.retain(|known| (&known.name, &known.language) != (&template.name, &template.language));
    if world.templates.len() >= TEMPLATES_MAX {
        return problem(StatusCode::CONFLICT, &json!({"error": "too many templates"}));
    }
    world.templates.push(template);
    Json(json!({"ok": true})).into_response()
}
