//! Delivers webhooks as the platform does: signed, concurrently, at least once, again and again until answered 200.
//!
//! It does not know what a webhook means. Faults of target `meta_webhook` are applied here; the path they see is the
//! path of the webhook address plus `#messages/<type>` or `#statuses/<status>`.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::{Semaphore, watch};

use super::settings::Settings;
use super::wire;
use crate::faults::{Fault, Target};
use crate::{Shared, journal::Journal};

/// Webhooks in flight at the same time.
const IN_FLIGHT_MAX: usize = 64;
/// Webhooks that wait to be accepted; beyond this the oldest rule of the platform applies: it gives up.
const WAITING_MAX: u64 = 100_000;
/// The longest wait between two tries. The platform's own is much longer.
const RETRY_WAIT_MAX: Duration = Duration::from_secs(30);
/// The most changes in one body.
pub const BATCH_MAX: usize = 1000;
/// How long a held-back webhook waits for a later one to overtake it.
const REORDER_WAIT_MAX: Duration = Duration::from_secs(3);

/// Whether changes are gathered into bodies with many of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(tag = "mode", rename_all = "snake_case")]
pub enum Batching {
    /// One change per body, at once.
    #[default]
    Off,
    /// Changes wait until the mode is set again, then go out in bodies of up to 1,000.
    Hold,
}

#[derive(Default)]
struct Batch {
    mode: Batching,
    changes: Vec<Value>,
}

/// Sends webhooks. Clones share everything.
#[derive(Clone)]
pub struct Deliverer {
    settings: Arc<Settings>,
    shared: Shared,
    in_flight: Arc<Semaphore>,
    next_id: Arc<AtomicU64>,
    waiting: Arc<AtomicU64>,
    newest_accepted: Arc<watch::Sender<u64>>,
    batch: Arc<Mutex<Batch>>,
}

impl Deliverer {
    /// A sender for these settings.
    pub fn new(settings: Arc<Settings>, shared: Shared) -> Self {
        Self {
            settings,
            shared,
            in_flight: Arc::new(Semaphore::new(IN_FLIGHT_MAX)),
            next_id: Arc::default(),
            waiting: Arc::default(),
            newest_accepted: Arc::new(watch::Sender::new(0)),
            batch: Arc::default(),
        }
    }

    /// Queues one change. `what` names it for faults and the journal; `accepted` runs once the receiver took it.
    pub fn queue(&self, what: &str, change: Value, copies: u32, accepted: impl FnOnce() + Send + 'static) {
        {
            let mut batch = self.batch.lock().unwrap_or_else(PoisonError::into_inner);
            if batch.mode == Batching::Hold {
                for _ in 0..copies {
                    batch.changes.push(change.clone());
                }
                return;
            }
        }
        self.deliver(what, &[change], copies, accepted);
    }

    /// Switches gathering on or off; what was gathered goes out now. Answers how many changes went out.
    pub fn set_batching(&self, mode: Batching) -> usize {
        let changes = {
            let mut batch = self.batch.lock().unwrap_or_else(PoisonError::into_inner);
            batch.mode = mode;
            std::mem::take(&mut batch.changes)
        };
        for chunk in changes.chunks(BATCH_MAX) {
            self.deliver("batch", chunk, 1, || {});
        }
        changes.len()
    }

    /// Webhooks that are not accepted yet.
    pub fn waiting(&self) -> u64 {
        self.waiting.load(Ordering::Relaxed)
    }

    fn deliver(&self, what: &str, changes: &[Value], copies: u32, accepted: impl FnOnce() + Send + 'static) {
        let path = format!("{}#{what}", path_of(&self.settings.webhook_url));
        let fault = self.shared.faults.take(Target::MetaWebhook, "POST", &path);
        let body = wire::escaped_json(&wire::envelope(&self.settings, changes));
        let journal = &self.shared.journal;
        let mut copies = copies.max(1);
        match fault {
            Some(Fault::Drop) => {
                journal.record(
                    "meta_delivery",
                    json!({"what": what, "body": body, "fault": "drop", "accepted": false}),
                );
                return;
            }
            Some(Fault::Duplicate { copies: more }) => copies = copies.saturating_mul(more.max(1)),
            _ => {}
        }
        if self.waiting.load(Ordering::Relaxed) >= WAITING_MAX {
            journal.record(
                "meta_delivery",
                json!({"what": what, "body": body, "fault": "too many waiting", "accepted": false}),
            );
            return;
        }
        let mut accepted = Some(accepted);
        for copy in 0..copies {
            let id = self.next_id.fetch_add(1, Ordering::Relaxed) + 1;
            let parcel = Parcel { id, copy, what: what.to_owned(), body: body.clone(), fault: fault.clone() };
            let (deliverer, accepted) = (self.clone(), accepted.take());
            self.waiting.fetch_add(1, Ordering::Relaxed);
            tokio::spawn(async move {
                deliverer.deliver_until_accepted(parcel).await;
                deliverer.waiting.fetch_sub(1, Ordering::Relaxed);
                if let Some(accepted) = accepted {
                    accepted();
                }
            });
        }
    }

    async fn deliver_until_accepted(&self, mut parcel: Parcel) {
        match parcel.fault {
            Some(Fault::Delay { ms } | Fault::LateWork { ms }) => {
                tokio::time::sleep(Duration::from_millis(ms)).await;
            }
            Some(Fault::Reorder) => {
                let id = parcel.id;
                let mut newest = self.newest_accepted.subscribe();
                let overtaken = newest.wait_for(|newest| *newest > id);
                // With no later webhook in time there is nothing to swap with, and this one goes out all the same.
                let _ = tokio::time::timeout(REORDER_WAIT_MAX, overtaken).await;
            }
            _ => {}
        }
        let mut attempt: u32 = 0;
        loop {
            attempt += 1;
            // Losing the answer or pretending another one makes the platform try again.
            let pretended = match parcel.fault.take() {
                Some(Fault::LoseAnswer | Fault::Truncate) => Some("answer lost".to_owned()),
                Some(Fault::Status { status, .. }) => Some(status.to_string()),
                other => {
                    parcel.fault = other;
                    None
                }
            };
            let answer = {
                let _permit = self.in_flight.acquire().await;
                self.post(parcel.body.clone(), true).await
            };
            let ok = pretended.is_none() && answer == Ok(StatusCode::OK.as_u16());
            self.note(&parcel, attempt, &answer, pretended.as_deref(), ok);
            if ok {
                self.newest_accepted.send_if_modified(|newest| {
                    let newer = parcel.id > *newest;
                    *newest = (*newest).max(parcel.id);
                    newer
                });
                return;
            }
            tokio::time::sleep(self.retry_wait(attempt)).await;
        }
    }

    /// The first retry comes at once, the next ones later and later.
    fn retry_wait(&self, attempts_made: u32) -> Duration {
        match attempts_made {
            0 | 1 => Duration::ZERO,
            n => self.settings.retry_base.saturating_mul(1 << (n - 2).min(10)).min(RETRY_WAIT_MAX),
        }
    }

    /// One try: the HTTP status, or what kept it from arriving.
    pub async fn post(&self, body: String, sign: bool) -> Result<u16, String> {
        let mut request = self
            .shared
            .http
            .post(&self.settings.webhook_url)
            .header("content-type", "application/json")
            .header("user-agent", "facebookexternalua");
        if sign {
            let signature = wire::signature(&self.settings.app_secret, body.as_bytes());
            request = request.header("x-hub-signature-256", signature);
        }
        let answer = request.body(body).send().await.map_err(|error| error.without_url().to_string())?;
        Ok(answer.status().as_u16())
    }

    /// The verification handshake. Its outcome is only noted: the platform does it when somebody edits the address.
    pub async fn shake_hands(&self) {
        /// How often the receiver is asked before the sandbox stops asking.
        const TRIES_MAX: u32 = 20;
        let challenge = rand::random::<u32>().to_string();
        let Ok(mut url) = url::Url::parse(&self.settings.webhook_url) else { return };
        url.query_pairs_mut()
            .append_pair("hub.mode", "subscribe")
            .append_pair("hub.challenge", &challenge)
            .append_pair("hub.verify_token", &self.settings.verify_token);
        for _ in 0..TRIES_MAX {
            if let Ok(answer) = self.shared.http.get(url.clone()).send().await {
                let status = answer.status().as_u16();
                let echoed = answer.text().await.is_ok_and(|text| text == challenge);
                self.shared
                    .journal
                    .record("meta_handshake", json!({"status": status, "challenge_echoed": echoed}));
                return;
            }
            tokio::time::sleep(self.settings.retry_base).await;
        }
    }

    fn note(
        &self,
        parcel: &Parcel,
        attempt: u32,
        answer: &Result<u16, String>,
        pretended: Option<&str>,
        ok: bool,
    ) {
        let mut entry = json!({
            "id": parcel.id, "copy": parcel.copy, "what": parcel.what, "attempt": attempt, "accepted": ok,
        });
        match answer {
            Ok(status) => entry["status"] = json!(status),
            Err(error) => entry["error"] = json!(error),
        }
        if let Some(pretended) = pretended {
            entry["fault"] = json!(pretended);
        }
        if attempt == 1 {
            entry["body"] = json!(parcel.body);
        }
        self.shared.journal.record("meta_delivery", entry);
    }
}

struct Parcel {
    id: u64,
    copy: u32,
    what: String,
    body: String,
    fault: Option<Fault>,
}

fn path_of(url: &str) -> String {
    url::Url::parse(url).map_or_else(|_| String::new(), |url| url.path().to_owned())
}

/// All deliveries, one entry per webhook, with the tries below it.
pub fn summary(journal: &Journal) -> Vec<Value> {
    let mut deliveries: Vec<Value> = Vec::new();
    let mut place_by_id = std::collections::HashMap::new();
    for entry in journal.entries("meta_delivery") {
        let data = &entry.data;
        let Some(id) = data["id"].as_u64() else {
            deliveries.push(data.clone());
            continue;
        };
        let place = *place_by_id.entry(id).or_insert_with(|| {
            deliveries
                .push(json!({"id": id, "copy": data["copy"], "what": data["what"], "body": data["body"],
                "accepted": false, "attempts": []}));
            deliveries.len() - 1
        });
        let delivery = &mut deliveries[place];
        let mut attempt = json!({"at": entry.at, "status": data.get("status"), "error": data.get("error")});
        if let Some(fault) = data.get("fault") {
            attempt["fault"] = fault.clone();
        }
        if let Some(attempts) = delivery["attempts"].as_array_mut() {
            attempts.push(attempt);
        }
        if data["accepted"] == true {
            delivery["accepted"] = json!(true);
        }
    }
    deliveries
}
