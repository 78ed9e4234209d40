//! The HTTP side of the Graph API: paths, the bearer token, faults, and the journal of every call.
//! What a send means is decided in `send`.

use std::time::Duration;

use poem::http::{StatusCode, header};
use poem::web::{Data, Path, Query};
use poem::{Body, EndpointExt as _, IntoResponse as _, Request, Response, Route, get, handler, post};
use serde::Deserialize;
use serde_json::{Value, json};
use subtle::ConstantTimeEq as _;

use super::graph_error::{GraphError, json_response};
use super::media::UPLOAD_BYTES_MAX;
use super::{Meta, checks};
use crate::faults::{Fault, Target};

/// The largest body of a send.
const SEND_BYTES_MAX: usize = 1024 * 1024;

/// Adds the Graph routes.
pub fn mount(route: Route, meta: &Meta) -> Route {
    route
        .at("/graph/:version/:id/messages", post(messages).data(meta.clone()))
        .at("/graph/:version/:id/media", post(upload).data(meta.clone()))
        .at(
            "/graph/:version/:id/message_templates",
            get(list_templates).post(create_template).data(meta.clone()),
        )
        .at("/graph/:version/:id", get(describe).data(meta.clone()))
        .at("/graph/lookaside/:id", get(fetch).data(meta.clone()))
}

/// The result of the work behind a call.
type Outcome = Result<Value, GraphError>;

#[handler]
async fn messages(
    request: &Request,
    body: Body,
    Path((version, id)): Path<(String, String)>,
    Data(meta): Data<&Meta>,
) -> Response {
    let allowed = allow(meta, request, &version, &id);
    let bytes = body.into_bytes_limit(SEND_BYTES_MAX).await;
    let sent: Value =
        bytes.as_ref().ok().and_then(|bytes| serde_json::from_slice(bytes).ok()).unwrap_or(Value::Null);
    let worker = meta.clone();
    answer(meta, request, sent, move |statuses_follow| {
        allowed?;
        let bytes = bytes.map_err(|_| GraphError::invalid("The request body is too large or broken."))?;
        worker.take_send(&id, &bytes, statuses_follow)
    })
    .await
}

#[handler]
async fn upload(
    request: &Request,
    body: Body,
    Path((version, id)): Path<(String, String)>,
    Data(meta): Data<&Meta>,
) -> Response {
    let allowed = allow(meta, request, &version, &id);
    let content_type = request.content_type().unwrap_or_default().to_owned();
    let bytes = body.into_bytes_limit(UPLOAD_BYTES_MAX).await;
    let worker = meta.clone();
    answer(meta, request, Value::Null, move |_| {
        allowed?;
        let bytes = bytes.map_err(|_| GraphError::new(131_053, "the file is too large"))?;
        worker.take_upload(&content_type, &bytes)
    })
    .await
}

#[derive(Deserialize)]
struct Paging {
    #[serde(default)]
    limit: Option<usize>,
    #[serde(default)]
    after: Option<String>,
}

#[handler]
async fn list_templates(
    request: &Request,
    Path((version, id)): Path<(String, String)>,
    Query(paging): Query<Paging>,
    Data(meta): Data<&Meta>,
) -> Response {
    let allowed = allow_account(meta, request, &version, &id);
    let worker = meta.clone();
    answer(meta, request, Value::Null, move |_| {
        allowed?;
        Ok(worker.template_page(paging.limit, paging.after.as_deref()))
    })
    .await
}

#[handler]
async fn create_template(
    request: &Request,
    body: Body,
    Path((version, id)): Path<(String, String)>,
    Data(meta): Data<&Meta>,
) -> Response {
    let allowed = allow_account(meta, request, &version, &id);
    let bytes = body.into_bytes_limit(SEND_BYTES_MAX).await;
    let sent: Value =
        bytes.as_ref().ok().and_then(|bytes| serde_json::from_slice(bytes).ok()).unwrap_or(Value::Null);
    let worker = meta.clone();
    answer(meta, request, sent.clone(), move |_| {
        allowed?;
        worker.create_template(&sent)
    })
    .await
}

fn allow_account(meta: &Meta, request: &Request, version: &str, id: &str) -> Result<(), GraphError> {
    allow_token(meta, request)?;
    allow_version(version)?;
    if id == meta.settings.account_id { Ok(()) } else { Err(GraphError::unknown_object(id)) }
}

/// A medium by its id, or the business number by its own.
#[handler]
async fn describe(
    request: &Request,
    Path((version, id)): Path<(String, String)>,
    Data(meta): Data<&Meta>,
) -> Response {
    let allowed = allow_token(meta, request).and_then(|()| allow_version(&version));
    let worker = meta.clone();
    answer(meta, request, Value::Null, move |_| {
        allowed?;
        if worker.settings.has_number(&id) {
            let number = &worker.settings.display_phone_number;
            return Ok(json!({"id": id, "display_phone_number": number, "verified_name": "Sandbox shop",
                "quality_rating": "GREEN", "throughput": {"level": "STANDARD"}}));
        }
        worker.describe_medium(&id)
    })
    .await
}

#[derive(Deserialize)]
struct Address {
    #[serde(default)]
    ext: i64,
    #[serde(default)]
    hash: String,
}

/// The bytes of a medium. Faults: a status, a delay, half of the bytes, or no answer.
#[handler]
async fn fetch(
    request: &Request,
    Path(id): Path<String>,
    Query(address): Query<Address>,
    Data(meta): Data<&Meta>,
) -> Response {
    let (path, method) = (request.uri().path().to_owned(), request.method().to_string());
    let fault = meta.shared.faults.take(Target::Graph, &method, &path);
    let call = Call { meta: meta.clone(), method, path, sent: Value::Null, fault: fault.clone() };
    match &fault {
        Some(Fault::Status { status, body, retry_after }) => {
            return call.pretend(*status, body.clone(), *retry_after);
        }
        Some(Fault::LoseAnswer | Fault::LateWork { .. }) => {
            return meta.shared.connections.sever(request.remote_addr());
        }
        Some(Fault::Delay { ms } | Fault::DelayAfter { ms }) => {
            tokio::time::sleep(Duration::from_millis(*ms)).await;
        }
        _ => {}
    }
    if let Err(refusal) = allow_token(meta, request) {
        call.note(refusal.status().as_u16(), &refusal.body(), "refused");
        return refusal.response();
    }
    let Some(medium) = meta.fetch_medium(&id, address.ext, &address.hash) else {
        call.note(404, &Value::Null, "refused");
        return Response::builder().status(StatusCode::NOT_FOUND).finish();
    };
    call.note(200, &json!({"bytes": medium.bytes.len()}), "accepted");
    let sent = if fault == Some(Fault::Truncate) { medium.bytes.len() / 2 } else { medium.bytes.len() };
    Response::builder().content_type(&medium.mime_type).body(Body::from_vec(medium.bytes[..sent].to_vec()))
}

fn allow(meta: &Meta, request: &Request, version: &str, id: &str) -> Result<(), GraphError> {
    allow_token(meta, request)?;
    allow_version(version)?;
    if meta.settings.has_number(id) { Ok(()) } else { Err(GraphError::unknown_object(id)) }
}

fn allow_token(meta: &Meta, request: &Request) -> Result<(), GraphError> {
    let shown = request.header(header::AUTHORIZATION).and_then(|value| value.strip_prefix("Bearer "));
    let same =
        shown.is_some_and(|token| bool::from(token.as_bytes().ct_eq(meta.settings.access_token.as_bytes())));
    if same { Ok(()) } else { Err(GraphError::token()) }
}

fn allow_version(version: &str) -> Result<(), GraphError> {
    let number = version.strip_prefix('v').and_then(|text| text.strip_suffix(".0"));
    match number.and_then(|text| text.parse::<u32>().ok()) {
        Some(21..) => Ok(()),
        _ => Err(GraphError::new(2635, "this version of the Graph API is not available")),
    }
}

/// Does the work and answers, unless a fault interferes. `work` gets whether statuses follow.
async fn answer(
    meta: &Meta,
    request: &Request,
    sent: Value,
    work: impl FnOnce(bool) -> Outcome + Send + 'static,
) -> Response {
    let path = request.uri().path().to_owned();
    let method = request.method().to_string();
    let fault = meta.shared.faults.take(Target::Graph, &method, &path);
    let call = Call { meta: meta.clone(), method, path, sent, fault: fault.clone() };
    match fault {
        Some(Fault::Status { status, body, retry_after }) => call.pretend(status, body, retry_after),
        Some(Fault::Html) => call.pretend(502, Some(GATEWAY_PAGE.to_owned()), None),
        Some(Fault::HtmlOk) => call.pretend(200, Some(MAINTENANCE_PAGE.to_owned()), None),
        Some(Fault::GraphError { code, rest }) => {
            let details = rest.get("details").and_then(Value::as_str).unwrap_or("a fault of the sandbox");
            let refusal = GraphError::new(code, details);
            let asked =
                rest.get("status").and_then(Value::as_u64).and_then(|status| u16::try_from(status).ok());
            let status = asked
                .and_then(|status| StatusCode::from_u16(status).ok())
                .unwrap_or_else(|| refusal.status());
            let body = refusal.body();
            call.note(status.as_u16(), &body, "fault");
            json_response(status, &body)
        }
        Some(Fault::LateWork { ms }) => {
            let severed = meta.shared.connections.sever(request.remote_addr());
            tokio::spawn(async move {
                tokio::time::sleep(Duration::from_millis(ms)).await;
                call.perform(work, true);
            });
            severed
        }
        Some(Fault::LoseAnswer) => {
            call.perform(work, true);
            meta.shared.connections.sever(request.remote_addr())
        }
        Some(Fault::Delay { ms }) => {
            tokio::time::sleep(Duration::from_millis(ms)).await;
            call.perform(work, true).response()
        }
        Some(Fault::DelayAfter { ms }) => {
            let done = call.perform(work, true);
            tokio::time::sleep(Duration::from_millis(ms)).await;
            done.response()
        }
        Some(Fault::Truncate) => {
            let done = call.perform(work, true);
            let text = done.body.to_string();
            let half: String = text.chars().take(text.chars().count() / 2).collect();
            Response::builder().status(done.status).content_type("application/json; charset=UTF-8").body(half)
        }
        Some(Fault::NoStatus) => call.perform(work, false).response(),
        None | Some(Fault::Duplicate { .. } | Fault::Reorder | Fault::Drop) => {
            call.perform(work, true).response()
        }
    }
}

const GATEWAY_PAGE: &str =
    "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>";
const MAINTENANCE_PAGE: &str =
    "<html><body><h1>Sorry, something went wrong.</h1>We're working on it.</body></html>";

struct Done {
    status: StatusCode,
    body: Value,
}

impl Done {
    fn response(&self) -> Response {
        json_response(self.status, &self.body)
    }
}

struct Call {
    meta: Meta,
    method: String,
    path: String,
    sent: Value,
    fault: Option<Fault>,
}

impl Call {
    fn perform(&self, work: impl FnOnce(bool) -> Outcome, statuses_follow: bool) -> Done {
        let (done, verdict) = match work(statuses_follow) {
            Ok(body) => (Done { status: StatusCode::OK, body }, "accepted"),
            Err(refusal) => (Done { status: refusal.status(), body: refusal.body() }, "refused"),
        };
        self.note(done.status.as_u16(), &done.body, verdict);
        done
    }

    /// Answers without doing the work.
    fn pretend(&self, status: u16, body: Option<String>, retry_after: Option<u64>) -> Response {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let text =
            body.unwrap_or_else(|| GraphError::new(131_000, "a fault of the sandbox").body().to_string());
        self.note(status.as_u16(), &json!(text), "fault");
        let content_type = if text.starts_with('<') {
            "text/html; charset=UTF-8"
        } else {
            "application/json; charset=UTF-8"
        };
        let mut response = text.with_content_type(content_type).with_status(status).into_response();
        if let Some(seconds) = retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }

    fn note(&self, status: u16, answer: &Value, verdict: &str) {
        let mut entry = json!({
            "method": self.method, "path": self.path, "request": self.sent, "verdict": verdict,
            "status": status, "response": answer,
        });
        if let Some(fault) = &self.fault {
            entry["fault"] = json!(fault);
        }
        if let Some(body) = self.sent.as_object()
            && !body.contains_key("status")
        {
            let ignored = checks::unknown_keys(body);
            if !ignored.is_empty() {
                entry["ignored_keys"] = json!(ignored);
            }
        }
        self.meta.shared.journal.record("graph_call", entry);
    }
}
