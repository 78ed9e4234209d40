//! The shop on the wire: routes a call to its handler, applies faults, records it.
//!
//! A call runs in its own task, so it is finished even when the client has gone, as PHP does.

use std::time::{Duration, Instant};

use poem::http::{Method, StatusCode, header};
use poem::{Endpoint, Request, Response, Route};
use serde_json::{Value, json};

use super::wire::{Answer, Body, Call, trim_fields};
use super::{
    Shop, auth, cart, checkout, images, now_ms, order_page, orders, page, payments, products, rest, webhooks,
};
use crate::faults::{Fault, Target};

/// Longest body the web server lets through.
const BODY_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Adds everything below `/shop`.
pub fn mount(route: Route, shop: &Shop) -> Route {
    route.nest_no_strip("/shop", Site(shop.clone()))
}

struct Site(Shop);

impl Endpoint for Site {
    type Output = Response;

    async fn call(&self, mut request: Request) -> poem::Result<Response> {
        let remote = request.remote_addr().clone();
        let path = request.uri().path();
        let path = path.strip_prefix("/shop").unwrap_or(path);
        let path = percent_encoding::percent_decode_str(path).decode_utf8_lossy().into_owned();
        let query = request.uri().query().unwrap_or("");
        let query = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let headers = request
            .headers()
            .iter()
            .map(|(name, value)| {
                (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
            })
            .collect();
        let method = request.method().clone();
        let body = match request.take_body().into_bytes_limit(BODY_BYTES_MAX).await {
            Ok(body) => body.to_vec(),
            Err(_) => {
                return Ok(respond(Answer::html(
                    413,
                    "<html><body><h1>413 Request Entity Too Large</h1></body></html>",
                )));
            }
        };
        let call = Call { method, path, query, headers, body };
        // Pages for people stay out of the faults and the journal.
        if !call.path.starts_with("/wp-json") {
            return Ok(respond(self.0.answer(&call).await));
        }
        let shop = self.0.clone();
        let started = Instant::now();
        let fault = shop.0.shared.faults.take(Target::Shop, call.method.as_str(), &call.path);
        let recorded = call.clone();
        let outcome = apply(&shop, call, fault.clone()).await;
        let status = match &outcome {
            Outcome::Answer(answer) => json!(answer.status),
            Outcome::Truncated(answer) => json!(format!("{} truncated", answer.status)),
            Outcome::Severed => json!("no answer"),
        };
        shop.record_call(&recorded, fault.as_ref(), &status, &outcome, started.elapsed());
        Ok(match outcome {
            Outcome::Answer(answer) => respond(answer),
            Outcome::Truncated(answer) => respond_half(answer),
            Outcome::Severed => shop.0.shared.connections.sever(&remote),
        })
    }
}

enum Outcome {
    Answer(Answer),
    Truncated(Answer),
    Severed,
}

async fn apply(shop: &Shop, call: Call, fault: Option<Fault>) -> Outcome {
    let pause = |ms| tokio::time::sleep(Duration::from_millis(ms));
    match fault {
        None => Outcome::Answer(finish(shop, call).await),
        Some(Fault::Delay { ms }) => {
            pause(ms).await;
            Outcome::Answer(finish(shop, call).await)
        }
        Some(Fault::DelayAfter { ms }) => {
            let answer = finish(shop, call).await;
            pause(ms).await;
            Outcome::Answer(answer)
        }
        Some(Fault::Status { status, body, retry_after }) => {
            let mut answer = match body {
                Some(text) => match serde_json::from_str(&text) {
                    Ok(json) => Answer::json(status, json),
                    Err(_) => Answer::html(status, text),
                },
                None => Answer { status, ..Answer::fatal() },
            };
            if let Some(seconds) = retry_after {
                answer = answer.with_header("Retry-After", seconds.to_string());
            }
            Outcome::Answer(answer)
        }
        Some(Fault::Html) => Outcome::Answer(Answer::html(
            502,
            "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>",
        )),
        Some(Fault::HtmlOk) => Outcome::Answer(Answer::html(
            200,
            "<!DOCTYPE html><html><head><title>Maintenance</title></head><body><p>Briefly unavailable for scheduled maintenance. Check back in a minute.</p></body></html>",
        )),
        Some(Fault::LoseAnswer | Fault::Drop) => {
            finish(shop, call).await;
            Outcome::Severed
        }
        Some(Fault::LateWork { ms }) => {
            let shop = shop.clone();
            tokio::spawn(async move {
                pause(ms).await;
                let answer = shop.answer(&call).await;
                shop.record(
                    "shop_late_work",
                    json!({"method": call.method.as_str(), "path": call.path, "status": answer.status}),
                );
            });
            Outcome::Severed
        }
        Some(Fault::Truncate) => Outcome::Truncated(finish(shop, call).await),
        Some(Fault::Duplicate { copies }) => {
            for _ in 1..copies {
                finish(shop, call.clone()).await;
            }
            Outcome::Answer(finish(shop, call).await)
        }
        // Faults of the Graph API and of webhooks mean nothing here.
        Some(Fault::GraphError { .. } | Fault::NoStatus | Fault::Reorder) => {
            Outcome::Answer(finish(shop, call).await)
        }
    }
}

/// Does the work in a task of its own: a client that hangs up does not stop it.
async fn finish(shop: &Shop, call: Call) -> Answer {
    let shop = shop.clone();
    tokio::spawn(async move { shop.answer(&call).await }).await.unwrap_or_else(|_| Answer::fatal())
}

impl Shop {
    /// The shop's answer to a call, without faults.
    pub(super) async fn answer(&self, call: &Call) -> Answer {
        let answer = match self.route(call).await {
            Ok(answer) | Err(answer) => answer,
        };
        trim(answer, call)
    }

    async fn route(&self, call: &Call) -> Result<Answer, Answer> {
        let parts: Vec<&str> = call.path.split('/').filter(|part| !part.is_empty()).collect();
        match parts.as_slice() {
            ["wp-json", "wc", "v3", rest @ ..] => {
                self.admit(call)?;
                self.v3(call, rest).await
            }
            ["wp-json", "wc", "store", "v1", rest @ ..] => self.store(call, rest).await,
            ["wp-json", "wp", "v2", rest @ ..] => rest::wordpress(self, call, rest).await,
            ["wp-json"] => {
                Ok(Answer::ok(json!({"name": "Sandbox Wholesale", "url": self.site(), "home": self.site(),
                "namespaces": ["wc/v3", "wc/store/v1", "wp/v2"]})))
            }
            ["wp-json", ..] => Err(Answer::no_route()),
            ["images", name] => images::png(name).ok_or_else(|| Answer::html(404, "not found")),
            [] => Ok(Answer::html(200, page::state(self))),
            ["checkout", "order-pay", id] => payments::pay_page(self, call, id).await,
            ["checkout", "order-received", id] => payments::received_page(self, call, id),
            ["wp-admin", "orders", id] => order_page::route(self, call, id).await,
            ["cart" | "checkout"] => Ok(page::browser_cart(self, call)),
            _ => Ok(Answer::html(404, "<h1>Page not found</h1>")),
        }
    }

    async fn v3(&self, call: &Call, parts: &[&str]) -> Result<Answer, Answer> {
        match parts {
            ["products", rest @ ..] => products::v3(self, call, rest).await,
            ["orders", rest @ ..] => orders::route(self, call, rest).await,
            ["webhooks", rest @ ..] => webhooks::route(self, call, rest).await,
            other => rest::v3(self, call, other).await,
        }
    }

    async fn store(&self, call: &Call, parts: &[&str]) -> Result<Answer, Answer> {
        match parts {
            ["cart", rest @ ..] => cart::route(self, call, rest).await,
            ["checkout", rest @ ..] => checkout::route(self, call, rest).await,
            ["products", rest @ ..] => products::store(self, call, rest).await,
            ["batch"] if call.method == Method::POST => cart::batch(self, call).await,
            _ => Err(Answer::no_route()),
        }
    }

    fn admit(&self, call: &Call) -> Result<(), Answer> {
        let config = &self.0.shared.config;
        let known = auth::Credentials {
            consumer_key: &config.consumer_key,
            consumer_secret: &config.consumer_secret,
            username: &config.username,
            application_password: &config.application_password,
        };
        let site = if call.is_https() {
            self.site().replacen("http://", "https://", 1)
        } else {
            self.site().to_owned()
        };
        auth::admit(call, &site, &known, &mut self.state().nonces, now_ms() / 1000)
    }

    fn record_call(
        &self,
        call: &Call,
        fault: Option<&Fault>,
        status: &Value,
        outcome: &Outcome,
        took: Duration,
    ) {
        let query: serde_json::Map<String, Value> = call
            .query
            .iter()
            .filter(|(name, _)| !name.starts_with("oauth_") && !name.starts_with("consumer_"))
            .map(|(name, value)| (name.clone(), json!(value)))
            .collect();
        let body: Value = serde_json::from_slice(&call.body).unwrap_or(Value::Null);
        let (code, order_id) = match outcome {
            Outcome::Answer(Answer { body: Body::Json(body), .. })
            | Outcome::Truncated(Answer { body: Body::Json(body), .. }) => (
                body["code"].clone(),
                if body["order_id"].is_null() { body["id"].clone() } else { body["order_id"].clone() },
            ),
            _ => (Value::Null, Value::Null),
        };
        let session = call
            .header("cart-token")
            .and_then(|token| super::token::session(&self.0.token_key, token, now_ms() / 1000));
        self.record(
            "shop_call",
            json!({"method": call.method.as_str(), "path": call.path, "query": query, "body": body, "session": session,
                "status": status, "code": code, "id": order_id, "fault": fault,
                "ms": u64::try_from(took.as_millis()).unwrap_or(u64::MAX)}),
        );
    }
}

/// `_fields`, for every route that answers JSON.
fn trim(mut answer: Answer, call: &Call) -> Answer {
    if let (Some(fields), Body::Json(body)) = (call.query("_fields"), &answer.body)
        && answer.status < 300
    {
        let links = body.get("_links").cloned();
        let mut trimmed = trim_fields(body.clone(), fields);
        if let (Value::Object(object), Some(links)) = (&mut trimmed, links) {
            object.insert("_links".into(), links);
        }
        answer.body = Body::Json(trimmed);
    }
    answer
}

fn respond(answer: Answer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = Response::builder().status(status).header("X-Robots-Tag", "noindex");
    for (name, value) in &answer.headers {
        response = response.header(*name, value);
    }
    match answer.body {
        Body::Json(json) => {
            response.header(header::CONTENT_TYPE, "application/json; charset=UTF-8").body(json.to_string())
        }
        Body::Html(html) => response.header(header::CONTENT_TYPE, "text/html; charset=UTF-8").body(html),
        Body::Png(bytes) => response
            .header(header::CONTENT_TYPE, "image/png")
            .header(header::CACHE_CONTROL, "max-age=3600")
            .body(bytes),
        Body::Empty => response.finish(),
    }
}

fn respond_half(answer: Answer) -> Response {
    let Body::Json(json) = &answer.body else { return respond(answer) };
    let text = json.to_string();
    let half: String = text.chars().take(text.chars().count() / 2).collect();
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, "application/json; charset=UTF-8")
        .body(half)
}
