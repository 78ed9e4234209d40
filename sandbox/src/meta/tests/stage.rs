//! What the tests play on: a pretend Meta with its routes, and a real receiver for its webhooks.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use poem::http::StatusCode;
use poem::listener::{Acceptor as _, Listener as _, TcpListener};
use poem::{EndpointExt as _, Request, Response, Route, Server, endpoint};
use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::meta::settings::Settings;
use crate::meta::{Meta, mount, wire};
use crate::{Config, Shared, faults, journal::Journal};

pub const AMINA: &str = "254700000001";
pub const SECRET: &str = "sandbox-app-secret";
/// Longest wait for a webhook; a test that needs it has failed.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// A receiver of webhooks that checks signatures and answers as told.
pub struct Receiver {
    pub url: String,
    pub arrived: mpsc::UnboundedReceiver<(Value, bool)>,
    pub answers: Arc<Mutex<Vec<u16>>>,
}

impl Receiver {
    pub async fn start() -> Self {
        let (tell, arrived) = mpsc::unbounded_channel();
        let answers: Arc<Mutex<Vec<u16>>> = Arc::default();
        let planned = Arc::clone(&answers);
        let app = Route::new().at(
            "/webhooks/whatsapp",
            endpoint::make(move |mut request: Request| {
                let (tell, planned) = (tell.clone(), Arc::clone(&planned));
                async move {
                    let shown = request.header("x-hub-signature-256").unwrap_or_default().to_owned();
                    let body = request.take_body().into_vec().await.unwrap();
                    let genuine = body.is_ascii() && shown == wire::signature(SECRET, &body);
                    tell.send((serde_json::from_slice(&body).unwrap_or(Value::Null), genuine)).unwrap();
                    let status = planned.lock().unwrap().pop().unwrap_or(200);
                    Ok::<_, poem::Error>(
                        Response::builder().status(StatusCode::from_u16(status).unwrap()).finish(),
                    )
                }
            }),
        );
        let acceptor = TcpListener::bind("127.0.0.1:0").into_acceptor().await.unwrap();
        let address = acceptor.local_addr()[0].as_socket_addr().copied().unwrap();
        tokio::spawn(Server::new_with_acceptor(acceptor).run(app.map_to_response()));
        Self { url: format!("http://{address}/webhooks/whatsapp"), arrived, answers }
    }

    /// The next webhook's value, after checking its signature.
    pub async fn next(&mut self) -> Value {
        let (body, genuine) = tokio::time::timeout(PATIENCE, self.arrived.recv()).await.unwrap().unwrap();
        assert!(genuine, "the signature must match the raw bytes, and they must be ASCII");
        body["entry"][0]["changes"][0]["value"].clone()
    }

    /// The next status webhook's element.
    pub async fn next_status(&mut self) -> Value {
        loop {
            let value = self.next().await;
            if let Some(status) = value["statuses"].get(0) {
                let mut status = status.clone();
                status["contacts"] = value["contacts"].clone();
                return status;
            }
        }
    }
}

/// A pretend Meta with its routes, and the receiver of its webhooks.
pub struct Stage {
    pub meta: Meta,
    pub shared: Shared,
    pub receiver: Receiver,
}

impl Stage {
    pub async fn start() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let receiver = Receiver::start().await;
        let mut config = Config::defaults();
        config.webhook_url.clone_from(&receiver.url);
        let shared = Shared {
            config: Arc::new(config),
            faults: faults::Faults::default(),
            journal: Journal::in_memory(),
            connections: crate::connections::Connections::default(),
            http: crate::outgoing::client().unwrap(),
        };
        let mut settings = Settings::read(&shared.config, |_| None);
        settings.status_delay = Duration::from_millis(1);
        settings.retry_base = Duration::from_millis(1);
        settings.handshake_on = false;
        change(&mut settings);
        Self { meta: Meta::start_with(&shared, settings), shared, receiver }
    }

    pub async fn request(&self, request: Request) -> (u16, Value) {
        use poem::Endpoint as _;
        let mut response = mount(Route::new(), &self.meta).get_response(request).await;
        let status = response.status().as_u16();
        let text = response.take_body().into_string().await.unwrap();
        (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
    }

    pub async fn post(&self, path: &str, token: &str, body: &Value) -> (u16, Value) {
        let request = Request::builder().method(poem::http::Method::POST).uri_str(path);
        let request = request.header("authorization", format!("Bearer {token}")).body(body.to_string());
        self.request(request).await
    }

    pub async fn get(&self, path: &str) -> (u16, Value) {
        let request = Request::builder().uri_str(path).header("authorization", "Bearer sandbox-access-token");
        self.request(request.finish()).await
    }

    /// Sends to Amina, whatever the body does not say.
    pub async fn send(&self, mut body: Value) -> (u16, Value) {
        body["messaging_product"] = json!("whatsapp");
        if body.get("to").is_none() && body.get("recipient").is_none() && body.get("status").is_none() {
            body["to"] = json!(format!("+{AMINA}"));
        }
        self.post("/graph/v25.0/100000000000001/messages", "sandbox-access-token", &body).await
    }

    pub async fn code(&self, body: Value) -> i64 {
        let (status, answer) = self.send(body).await;
        let code = answer["error"]["code"].as_i64().unwrap_or(0);
        assert_eq!(status == 200, code == 0, "{answer}");
        code
    }

    pub async fn act(&self, body: Value) -> String {
        let (status, answer) = self.post(&format!("/sandbox/phones/{AMINA}/send"), "", &body).await;
        assert_eq!(status, 200, "{answer}");
        answer["id"].as_str().unwrap().to_owned()
    }

    pub fn fault(&self, fault: Value) {
        let rule = serde_json::from_value(fault).unwrap();
        assert!(self.shared.faults.add(rule));
    }

    pub async fn chat(&self) -> Vec<Value> {
        let (_, chat) = self.get(&format!("/sandbox/phones/{AMINA}/chat?after=0")).await;
        chat["items"].as_array().unwrap().clone()
    }
}
