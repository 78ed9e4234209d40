//! The shop's webhooks: queued, late, coalesced, at most once, switched off after failures in a row.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use poem::http::Method;
use serde_json::{Value, json};

use super::rest::{ListQuery, list_answer};
use super::state::State;
use super::wire::{Answer, Call, text};
use super::{Shop, gmt_time, local_time, now_ms, order_json, product_json, token};
use crate::faults::{Fault, Target};

/// A webhook is disabled when one more failure follows so many.
const FAILURES_MAX: u32 = 6;
/// Longest queue; beyond it a change is not announced, which webhooks may do at any time.
const QUEUE_MAX: usize = 10_000;
/// Longest that a ping or a delivery may take.
const ANSWER_WAIT: Duration = Duration::from_secs(5);

const TOPICS: [&str; 13] = [
    "order.created",
    "order.updated",
    "order.deleted",
    "order.restored",
    "product.created",
    "product.updated",
    "product.deleted",
    "product.restored",
    "customer.created",
    "customer.updated",
    "customer.deleted",
    "coupon.created",
    "coupon.updated",
];

/// One webhook.
#[derive(Clone, Debug)]
pub struct Webhook {
    pub id: u64,
    pub name: String,
    pub topic: String,
    pub status: String,
    pub delivery_url: String,
    pub secret: String,
    pub failures: u32,
    pub created_ms: i64,
    pub modified_ms: Option<i64>,
}

/// A delivery that waits.
#[derive(Clone, Debug)]
pub struct Queued {
    pub webhook: u64,
    pub topic: String,
    pub resource: u64,
    pub due_ms: i64,
}

/// The webhooks that a shop owner would have set up for the bridge.
pub fn set_up(shop: &Shop) {
    let config = &shop.0.shared.config;
    if config.shop_webhook_url.is_empty() {
        return;
    }
    let mut state = shop.state();
    for topic in [
        "order.created",
        "order.updated",
        "order.deleted",
        "product.created",
        "product.updated",
        "product.deleted",
    ] {
        let id = state.item_id();
        let webhook = Webhook {
            id,
            name: topic.to_owned(),
            topic: topic.to_owned(),
            status: "active".into(),
            delivery_url: config.shop_webhook_url.clone(),
            secret: config.shop_webhook_secret.clone(),
            failures: 0,
            created_ms: now_ms(),
            modified_ms: None,
        };
        state.webhooks.insert(id, webhook);
    }
}

/// Queues what happened for every active webhook of the topic. Several changes before a run are one delivery.
pub fn emit(shop: &Shop, state: &mut State, topic: &str, resource: u64) {
    let delay = i64::try_from(shop.0.shared.config.shop_webhook_delay.as_millis()).unwrap_or(i64::MAX / 2);
    let due_ms = now_ms().saturating_add(delay);
    let listening: Vec<u64> = state
        .webhooks
        .values()
        .filter(|webhook| webhook.topic == topic && webhook.status == "active")
        .map(|webhook| webhook.id)
        .collect();
    for webhook in listening {
        let waiting = state.queue.iter().any(|held| held.webhook == webhook && held.resource == resource);
        if !waiting && state.queue.len() < QUEUE_MAX {
            state.queue.push(Queued { webhook, topic: topic.to_owned(), resource, due_ms });
        }
    }
    shop.0.webhook_wake.notify_one();
}

/// Delivers what is due, for as long as the process lives.
pub async fn send_forever(shop: Shop) {
    loop {
        run(&shop, now_ms()).await;
        let next = shop.state().queue.iter().map(|held| held.due_ms).min();
        let wait = next.map(|due| Duration::from_millis(u64::try_from(due - now_ms()).unwrap_or(0)));
        match wait {
            None => shop.0.webhook_wake.notified().await,
            Some(wait) => {
                let _ = tokio::time::timeout(wait, shop.0.webhook_wake.notified()).await;
            }
        }
    }
}

/// Delivers everything that is due by this time. Returns how many deliveries were tried.
pub async fn run(shop: &Shop, due_ms: i64) -> usize {
    let mut due: Vec<Queued> = {
        let mut state = shop.state();
        let (due, later) = state.queue.drain(..).partition(|held| held.due_ms <= due_ms);
        state.queue = later;
        due
    };
    let mut tried = 0;
    let mut held_back: Vec<Queued> = Vec::new();
    while !due.is_empty() || !held_back.is_empty() {
        let (queued, fault) = if due.is_empty() {
            (held_back.remove(0), None)
        } else {
            let queued = due.remove(0);
            let fault = shop.0.shared.faults.take(Target::ShopWebhook, "POST", &queued.topic);
            (queued, fault)
        };
        let mut copies = 1;
        match fault {
            Some(Fault::Drop) => {
                shop.record(
                    "shop_delivery",
                    json!({"webhook_id": queued.webhook, "topic": queued.topic,
                    "resource_id": queued.resource, "answer": "dropped by a fault"}),
                );
                continue;
            }
            Some(Fault::Reorder) => {
                held_back.push(queued);
                continue;
            }
            Some(Fault::Duplicate { copies: wanted }) => copies = wanted,
            Some(Fault::Delay { ms } | Fault::DelayAfter { ms } | Fault::LateWork { ms }) => {
                tokio::time::sleep(Duration::from_millis(ms)).await;
            }
            _ => {}
        }
        for _ in 0..copies {
            deliver(shop, &queued).await;
            tried += 1;
        }
    }
    tried
}

/// One attempt. The payload is the resource as it is now, not as it was when the change happened.
async fn deliver(shop: &Shop, queued: &Queued) {
    let (webhook, payload) = {
        let state = shop.state();
        let Some(webhook) = state.webhooks.get(&queued.webhook).cloned() else { return };
        if webhook.status != "active" {
            return;
        }
        let payload = match queued.topic.split_once('.') {
            Some((_, "deleted")) => Some(json!({"id": queued.resource})),
            Some(("order", _)) => state
                .orders
                .get(&queued.resource)
                .map(|order| order_json::order(order, &state.catalogue, shop.site())),
            _ => product_json::product(&state.catalogue, queued.resource, shop.site()),
        };
        (webhook, payload)
    };
    // What was deleted for good in the meantime is delivered by nobody.
    let Some(mut payload) = payload else { return };
    if let Value::Object(payload) = &mut payload
        && payload.len() > 1
    {
        payload.remove("_links");
    }
    // PHP writes slashes escaped, and so does the signed body.
    let body = payload.to_string().replace('/', "\\/");
    let (resource, event) = webhook.topic.split_once('.').unwrap_or(("action", ""));
    let delivery_id = super::session::short_hash(&format!("{:?}", rand::random::<[u8; 16]>()));
    let sent = shop
        .0
        .shared
        .http
        .post(&webhook.delivery_url)
        .timeout(ANSWER_WAIT)
        .header("Content-Type", "application/json")
        .header("User-Agent", "WooCommerce/10.5.0 Hookshot (WordPress/6.9.1)")
        .header("X-WC-Webhook-Source", format!("{}/", shop.site()))
        .header("X-WC-Webhook-Topic", &webhook.topic)
        .header("X-WC-Webhook-Resource", resource)
        .header("X-WC-Webhook-Event", event)
        .header(
            "X-WC-Webhook-Signature",
            STANDARD.encode(token::sign(webhook.secret.as_bytes(), body.as_bytes())),
        )
        .header("X-WC-Webhook-ID", webhook.id.to_string())
        .header("X-WC-Webhook-Delivery-ID", &delivery_id)
        .body(body)
        .send()
        .await;
    let (good, answer) = match &sent {
        Ok(response) => {
            let status = response.status().as_u16();
            (response.status().is_success() || matches!(status, 301 | 302), json!(status))
        }
        Err(error) => (false, json!(if error.is_timeout() { "timeout" } else { "no connection" })),
    };
    let mut state = shop.state();
    if let Some(webhook) = state.webhooks.get_mut(&webhook.id) {
        if good {
            webhook.failures = 0;
        } else if webhook.failures >= FAILURES_MAX {
            "disabled".clone_into(&mut webhook.status);
        } else {
            webhook.failures += 1;
        }
    }
    drop(state);
    shop.record(
        "shop_delivery",
        json!({"webhook_id": webhook.id, "topic": webhook.topic, "resource_id": queued.resource,
            "delivery_id": delivery_id, "status": payload["status"], "answer": answer}),
    );
}

/// The ping of a new webhook: at once, form-encoded, unsigned. Its failure is ignored.
async fn ping(shop: &Shop, webhook: &Webhook) {
    let sent = shop
        .0
        .shared
        .http
        .post(&webhook.delivery_url)
        .timeout(ANSWER_WAIT)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header("User-Agent", "WooCommerce/10.5.0 Hookshot (WordPress/6.9.1)")
        .body(format!("webhook_id={}", webhook.id))
        .send()
        .await;
    let answer = sent.map_or(json!("no answer"), |response| json!(response.status().as_u16()));
    shop.record("shop_delivery", json!({"webhook_id": webhook.id, "topic": "ping", "answer": answer}));
}

fn webhook_json(webhook: &Webhook, site: &str) -> Value {
    let (resource, event) = webhook.topic.split_once('.').unwrap_or(("action", &webhook.topic));
    let hooks = match webhook.topic.as_str() {
        "order.created" => json!(["woocommerce_new_order"]),
        "order.updated" => json!(["woocommerce_update_order", "woocommerce_order_refunded"]),
        "product.updated" => json!(["woocommerce_process_product_meta", "woocommerce_update_product"]),
        _ => json!([]),
    };
    json!({"id": webhook.id, "name": webhook.name, "status": webhook.status, "topic": webhook.topic,
        "resource": resource, "event": event, "hooks": hooks, "delivery_url": webhook.delivery_url,
        "date_created": local_time(webhook.created_ms), "date_created_gmt": gmt_time(webhook.created_ms),
        "date_modified": webhook.modified_ms.map(local_time), "date_modified_gmt": webhook.modified_ms.map(gmt_time),
        "_links": {"self": [{"href": format!("{site}/wp-json/wc/v3/webhooks/{}", webhook.id),
            "targetHints": {"allow": ["GET", "POST", "PUT", "PATCH", "DELETE"]}}],
            "collection": [{"href": format!("{site}/wp-json/wc/v3/webhooks")}]}})
}

/// Routes below `/wc/v3/webhooks`.
pub async fn route(shop: &Shop, call: &Call, parts: &[&str]) -> Result<Answer, Answer> {
    let missing = |status| Answer::error(status, "woocommerce_rest_shop_webhook_invalid_id", "Invalid ID.");
    let id = |text: &str| text.parse::<u64>().map_err(|_| Answer::no_route());
    shop.work(3).await;
    match (&call.method, parts) {
        (&Method::GET, []) => {
            let query = ListQuery::read(call, &["date", "id", "title"], "date")?;
            let state = shop.state();
            let status = call.query("status").unwrap_or("all");
            let mut found: Vec<&Webhook> = state
                .webhooks
                .values()
                .filter(|webhook| status == "all" || webhook.status == status)
                .collect();
            if query.descending {
                found.reverse();
            }
            let total = found.len();
            let shown =
                query.page_of(&found).iter().map(|webhook| webhook_json(webhook, shop.site())).collect();
            Ok(list_answer(shop, call, &query, total, shown))
        }
        (&Method::POST, []) => {
            let body = call.json()?;
            let url = text(&body["delivery_url"]).ok_or_else(|| Answer::missing_param("delivery_url"))?;
            let topic = text(&body["topic"]).unwrap_or_default();
            if !TOPICS.contains(&topic.as_str()) && !topic.starts_with("action.") {
                return Err(Answer::error(
                    400,
                    "woocommerce_rest_shop_webhook_invalid_topic",
                    "Webhook topic is required and must be valid.",
                ));
            }
            if !url.starts_with("http://") && !url.starts_with("https://") {
                return Err(Answer::error(
                    400,
                    "woocommerce_rest_shop_webhook_invalid_delivery_url",
                    "Webhook delivery URL must be a valid URL starting with http:// or https://.",
                ));
            }
            let webhook = {
                let mut state = shop.state();
                let id = state.item_id();
                let webhook = Webhook {
                    id,
                    name: text(&body["name"]).unwrap_or_else(|| format!("Webhook {id}")),
                    topic,
                    status: text(&body["status"]).unwrap_or_else(|| "active".into()),
                    delivery_url: url,
                    secret: text(&body["secret"]).unwrap_or_default(),
                    failures: 0,
                    created_ms: now_ms(),
                    modified_ms: None,
                };
                state.webhooks.insert(id, webhook.clone());
                webhook
            };
            ping(shop, &webhook).await;
            let location = format!("{}/wp-json/wc/v3/webhooks/{}", shop.site(), webhook.id);
            Ok(Answer::json(201, webhook_json(&webhook, shop.site())).with_header("Location", location))
        }
        (&Method::GET, [text]) => {
            let state = shop.state();
            let webhook = state.webhooks.get(&id(text)?).ok_or_else(|| missing(404))?;
            Ok(Answer::ok(webhook_json(webhook, shop.site())))
        }
        (&Method::PUT | &Method::POST | &Method::PATCH, [number]) => {
            let body = call.json()?;
            let mut state = shop.state();
            let webhook = state.webhooks.get_mut(&id(number)?).ok_or_else(|| missing(400))?;
            for (name, slot) in [
                ("name", &mut webhook.name),
                ("status", &mut webhook.status),
                ("topic", &mut webhook.topic),
                ("delivery_url", &mut webhook.delivery_url),
                ("secret", &mut webhook.secret),
            ] {
                if let Some(value) = text(&body[name]) {
                    *slot = value;
                }
            }
            if webhook.status == "active" {
                webhook.failures = 0;
            }
            webhook.modified_ms = Some(now_ms());
            Ok(Answer::ok(webhook_json(webhook, shop.site())))
        }
        (&Method::DELETE, [number]) => {
            if call.query("force") != Some("true") {
                return Err(Answer::error(
                    501,
                    "woocommerce_rest_trash_not_supported",
                    "Webhooks do not support trashing.",
                ));
            }
            let removed = shop.state().webhooks.remove(&id(number)?).ok_or_else(|| missing(404))?;
            Ok(Answer::ok(webhook_json(&removed, shop.site())))
        }
        _ => Err(Answer::no_route()),
    }
}
