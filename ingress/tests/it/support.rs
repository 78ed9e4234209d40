//! A running app with a broker double that records what is published.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use common::{
    broker::{Message, PublishError},
    clock::ManualClock,
    config::{FromSettings, Reader},
    metrics::Registry,
};
use domain::{HashKey, ShardCount};
use hmac::{Hmac, KeyInit, Mac};
use ingress::{
    Config, Metrics,
    app::{App, Publish, routes},
    archive,
};
use poem::{Endpoint, Request, Response, http::Method};
use sha2::Sha256;

pub const APP_SECRET: &str = "example-app-secret-for-tests-only";
pub const OLD_APP_SECRET: &str = "the-secret-before";
pub const SHOP_SECRET: &str = "shop-secret";
pub const VERIFY_TOKEN: &str = "handshake-token";
pub const NOW_MS: i64 = 1_795_165_300_000;

/// What the broker does.
#[derive(Clone, Default)]
pub struct Broker(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    published: Vec<Message>,
    refusal: Option<PublishError>,
    failure: Option<PublishError>,
    hangs: bool,
    calls: usize,
}

impl Broker {
    pub fn refuse(&self, refusal: Option<PublishError>) {
        self.0.lock().unwrap().refusal = refusal;
    }

    pub fn fail(&self, failure: Option<PublishError>) {
        self.0.lock().unwrap().failure = failure;
    }

    /// From now on no confirm ever comes.
    pub fn hang(&self) {
        self.0.lock().unwrap().hangs = true;
    }

    pub fn take(&self) -> Vec<Message> {
        std::mem::take(&mut self.0.lock().unwrap().published)
    }
}

impl Publish for Broker {
    fn refusal(&self) -> Option<PublishError> {
        self.0.lock().unwrap().refusal
    }

    async fn publish_in_order(&self, messages: Vec<Message>) -> Result<(), PublishError> {
        let hangs = {
            let mut state = self.0.lock().unwrap();
            state.calls += 1;
            state.published.extend(messages);
            if let Some(failure) = state.failure {
                return Err(failure);
            }
            state.hangs
        };
        if hangs {
            std::future::pending::<()>().await;
        }
        Ok(())
    }
}

pub struct Door {
    pub broker: Broker,
    pub registry: Registry,
    endpoint: Box<dyn poem::endpoint::DynEndpoint<Output = Response>>,
}

pub fn config(with_shop: bool) -> Config {
    let mut map = BTreeMap::from([
        ("META_APP_SECRETS".to_owned(), format!("{APP_SECRET},{OLD_APP_SECRET}")),
        ("META_VERIFY_TOKEN".to_owned(), VERIFY_TOKEN.to_owned()),
        ("CONTACT_HASH_KEY".to_owned(), "07".repeat(32)),
    ]);
    if with_shop {
        map.insert("WOOCOMMERCE_WEBHOOK_SECRETS".to_owned(), format!("other, {SHOP_SECRET}"));
    }
    let mut reader = Reader::from_map(map);
    let config = Config::read(&mut reader);
    reader.finish(config).unwrap()
}

pub fn key() -> HashKey {
    config(false).hash_key
}

pub fn shards() -> ShardCount {
    config(false).shards
}

impl Door {
    pub fn new() -> Self {
        Self::with(&config(true))
    }

    pub fn with(config: &Config) -> Self {
        let broker = Broker::default();
        let registry = Registry::new();
        let metrics = Metrics::register(&registry).unwrap();
        let clock = Arc::new(ManualClock::new(NOW_MS));
        let archive = archive::Sender::closed(metrics.clone());
        let app = App::new(config, broker.clone(), archive, clock, metrics);
        let endpoint = Box::new(poem::endpoint::ToDynEndpoint(routes(app)));
        Self { broker, registry, endpoint }
    }

    pub async fn send(&self, request: Request) -> Response {
        self.endpoint.as_ref().get_response(request).await
    }

    /// Posts a body to Meta's address with a right signature.
    pub async fn post(&self, body: &[u8]) -> u16 {
        self.send(signed(body, APP_SECRET)).await.status().as_u16()
    }

    /// Returns how many messages the broker was given and nobody took.
    pub fn broker_calls(&self) -> usize {
        self.broker.0.lock().unwrap().calls
    }

    /// Posts a body and returns what was published for it.
    pub async fn accepted(&self, body: &[u8]) -> Vec<Message> {
        self.broker.take();
        assert_eq!(self.post(body).await, 200);
        self.broker.take()
    }
}

pub fn digest(body: &[u8], secret: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(body);
    mac.finalize().into_bytes().to_vec()
}

pub fn meta_request(body: &[u8], signature: &str) -> Request {
    Request::builder()
        .method(Method::POST)
        .uri_str("/webhooks/whatsapp")
        .header("x-hub-signature-256", signature)
        .content_type("application/json")
        .body(body.to_vec())
}

pub fn signed(body: &[u8], secret: &str) -> Request {
    meta_request(body, &format!("sha256={}", hex::encode(digest(body, secret))))
}

pub fn shop_request(topic: &str, body: &[u8], secret: &str) -> Request {
    Request::builder()
        .method(Method::POST)
        .uri_str("/webhooks/woocommerce")
        .header("x-wc-webhook-signature", BASE64_STANDARD.encode(digest(body, secret)))
        .header("x-wc-webhook-topic", topic)
        .header("x-wc-webhook-delivery-id", "d1")
        .body(body.to_vec())
}

/// Returns a body with these elements as `messages[]`.
pub fn body_with_messages(messages: &str) -> String {
    format!(
        r#"{{"object":"whatsapp_business_account","entry":[{{"id":"8","changes":[{{"field":"messages","value":{{"messaging_product":"whatsapp","metadata":{{"phone_number_id":"900000000000001"}},"messages":[{messages}]}}}}]}}]}}"#
    )
}

pub fn message(id: &str, from_user_id: &str, text: &str) -> String {
    format!(
        r#"{{"from_user_id":"{from_user_id}","id":"{id}","timestamp":"1795165207","type":"text","text":{{"body":"{text}"}}}}"#
    )
}

pub fn json(message: &Message) -> serde_json::Value {
    serde_json::from_slice(&message.body).unwrap()
}
