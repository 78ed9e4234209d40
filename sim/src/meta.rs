//! A pretend Meta: webhooks that are repeated until they are answered with 200, doubled, reordered and late; a Graph
//! API that loses answers, limits, and reports what became of a message in any order.

mod graph;

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use base64::Engine as _;
use common::rng::{Rng, SeededRng};
use domain::{Contact, ContactHash, HashKey, PhoneNumber, envelope::Outbound, outbound::Message};
pub use graph::{Api, text_of};
use hmac::{Hmac, KeyInit as _, Mac as _};
use poem::{Request, Response, endpoint::DynEndpoint, http::Method};
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::{
    sync::{Notify, oneshot},
    time::{Duration, Instant},
};

use crate::{
    actor::{Actor, BEGAN_MS, happen},
    broker::Rabbit,
    files::Disk,
    plan::{Fault, Plan},
    story::Story,
};

/// The secret that signs webhooks.
pub const APP_SECRET: &str = "simulated-app-secret";
/// The secret that signs the webhooks of the shop.
pub const SHOP_SECRET: &str = "simulated-shop-secret";
/// The business's number.
pub const NUMBER_ID: &str = "900000000000001";
/// How long Meta waits for the answer to a webhook.
const WEBHOOK_TIME_LIMIT: Duration = Duration::from_secs(20);
/// Messages to one person at once, as the settings of the notifier may allow them.
pub const PAIR_BURST: u32 = 45;
/// One more each so many milliseconds.
pub const PAIR_REFILL_MS: u64 = 6_000;
/// Messages of the number within a second.
const NUMBER_PER_SECOND_MAX: usize = 80;
/// Age of the oldest message that Meta brings, in days, beyond which it is parked.
const ANCIENT_MS: i64 = 9 * 24 * 60 * 60 * 1_000;
/// Age of a message that an outage has held up: too old to be acted on without asking.
const LATE_MS: i64 = 3 * 60 * 60 * 1_000;

/// Meta; clones share it.
#[derive(Clone)]
pub struct Meta(Arc<Mutex<Model>>);

/// A body, and the ids of the messages in it.
type Notice = (Vec<u8>, Vec<String>);

type Door = Arc<dyn DynEndpoint<Output = Response>>;

struct Model {
    story: Story,
    plan: Plan,
    rng: SeededRng,
    key: HashKey,
    broker: Rabbit,
    doors: BTreeMap<u32, (Actor, Door)>,
    phones: BTreeMap<ContactHash, Phone>,
    /// Under which contact a person was known at first, by every contact that they have had since.
    people: BTreeMap<ContactHash, ContactHash>,
    identities: u64,
    undelivered: usize,
    next_message: u64,
    next_wamid: u64,
    token_is_bad_until: Option<Instant>,
    /// Elements that some body answered with 200 carried.
    answered: BTreeSet<String>,
    sends: BTreeMap<String, Accepts>,
    called_at_ms: VecDeque<u64>,
}

/// What Meta knows of a message of ours.
#[derive(Clone, Default)]
pub struct Accepts {
    /// How often it took the message.
    pub times: u32,
    /// How often the answer was lost or made no sense.
    pub ambiguous: u32,
    /// Who called, and how often that process's disk had failed before.
    calls: Vec<(Actor, u64)>,
}

impl Accepts {
    /// Returns how often nobody could know whether a call had worked: its answer was lost, or whoever had it died or
    /// could not write it down.
    fn doubts(&self, disk: &Disk) -> u32 {
        let lost =
            |(actor, failures): &&(Actor, u64)| actor.is_dead() || disk.failures_of(actor.id()) > *failures;
        let lost = self.calls.iter().filter(lost).count();
        self.ambiguous.saturating_add(u32::try_from(lost).unwrap_or(u32::MAX))
    }
}

/// A person's phone.
#[derive(Clone)]
pub struct Phone {
    /// Name in the story.
    pub name: String,
    /// What identifies the person on the wire.
    pub wa_id: Option<String>,
    /// Likewise.
    pub user_id: Option<String>,
    /// What arrived, in order.
    pub inbox: Vec<Bubble>,
    /// Wakes the person.
    pub rings: Arc<Notify>,
    /// Whether only templates may be sent to them, until they write again.
    is_window_closed: bool,
    /// What came of the messages for each contact that the person has had.
    lines: BTreeMap<ContactHash, Line>,
}

/// Messages to a person under one of their contacts.
#[derive(Clone, Default)]
struct Line {
    /// Greatest position accepted so far, of messages accepted for the first time.
    last_seq: Option<u64>,
    /// When Graph was called, simulated milliseconds.
    called_at_ms: VecDeque<u64>,
}

/// A message on a phone.
#[derive(Debug, Clone)]
pub struct Bubble {
    /// Our id of it: a message that was sent twice in doubt has one.
    pub id: String,
    /// When it was accepted, simulated milliseconds.
    pub at_ms: u64,
    /// The message.
    pub message: Message,
}

/// What a person sends.
#[derive(Debug, Clone)]
pub struct Content {
    /// The element's own fields: type and content.
    pub fields: Value,
    /// For the story.
    pub summary: String,
}

impl Meta {
    /// Starts a Meta that knows nobody.
    pub fn new(seed: u64, story: Story, plan: Plan, key: HashKey, broker: Rabbit) -> Self {
        Self(Arc::new(Mutex::new(Model {
            story,
            plan,
            rng: SeededRng::new(seed ^ 0x3e7a_0000),
            key,
            broker,
            doors: BTreeMap::new(),
            phones: BTreeMap::new(),
            people: BTreeMap::new(),
            identities: 0,
            undelivered: 0,
            next_message: 0,
            next_wamid: 0,
            token_is_bad_until: None,
            answered: BTreeSet::new(),
            sends: BTreeMap::new(),
            called_at_ms: VecDeque::new(),
        })))
    }

    /// Returns the Graph API as a process sees it.
    pub fn graph(&self, actor: &Actor, disk: &Disk) -> Api {
        Api { meta: self.clone(), actor: actor.clone(), disk: disk.clone() }
    }

    /// An ingress has opened its door.
    pub fn open_door(&self, actor: &Actor, door: Door) {
        self.model().doors.insert(actor.id(), (actor.clone(), door));
    }

    /// Gives somebody a phone.
    pub fn give_phone(
        &self,
        contact: ContactHash,
        name: &str,
        wa_id: Option<String>,
        user_id: Option<String>,
    ) {
        let phone = Phone {
            name: name.to_owned(),
            wa_id,
            user_id,
            inbox: Vec::new(),
            rings: Arc::new(Notify::new()),
            is_window_closed: false,
            lines: BTreeMap::new(),
        };
        let mut model = self.model();
        model.phones.insert(contact, phone);
        model.people.insert(contact, contact);
    }

    /// Returns every contact that the person has had, as orders name them.
    pub fn contacts_of(&self, person: ContactHash) -> BTreeSet<String> {
        let model = self.model();
        let theirs = model.people.iter().filter(|(_, first)| **first == person);
        theirs.map(|(contact, _)| contact.to_string()).collect()
    }

    /// Returns whether a person must write before they get anything but templates.
    pub fn is_window_closed(&self, person: ContactHash) -> bool {
        self.model().phones.get(&person).is_some_and(|phone| phone.is_window_closed)
    }

    /// Returns a copy of a phone.
    pub fn phone(&self, contact: ContactHash) -> Option<Phone> {
        self.model().phones.get(&contact).cloned()
    }

    /// Returns what arrived on a phone from some place on.
    pub fn inbox_from(&self, contact: ContactHash, from: usize) -> Vec<Bubble> {
        let model = self.model();
        model
            .phones
            .get(&contact)
            .map_or_else(Vec::new, |phone| phone.inbox.iter().skip(from).cloned().collect())
    }

    /// Returns how many webhooks were not answered with 200 yet.
    pub fn undelivered(&self) -> usize {
        self.model().undelivered
    }

    /// Returns the elements of all bodies that were answered with 200.
    pub fn answered(&self) -> BTreeSet<String> {
        self.model().answered.clone()
    }

    /// Returns what became of every message of ours.
    pub fn sends(&self) -> BTreeMap<String, Accepts> {
        self.model().sends.clone()
    }

    /// The access token is not valid for a while.
    pub fn expire_token(&self, how_long: Duration) {
        let mut model = self.model();
        model.story.tell("Meta", || "does not know the access token any more".into());
        model.token_is_bad_until = Some(Instant::now() + how_long);
    }

    /// The access token is valid again.
    pub fn renew_token(&self) {
        self.model().token_is_bad_until = None;
    }

    /// A person sends something; several things may go in one body. Returns the ids, in order.
    pub fn deliver(&self, contact: ContactHash, contents: &[Content]) -> Vec<String> {
        let mut model = self.model();
        let notices =
            if model.plan.strikes(Fault::IdentityChanged) { model.change_identity(contact) } else { vec![] };
        let Some(phone) = model.phones.get(&contact).cloned() else { return Vec::new() };
        let mut ids = Vec::new();
        let mut elements = Vec::new();
        let mut opens_window = false;
        for content in contents {
            model.next_message += 1;
            let is_ancient = model.plan.strikes(Fault::WebhookAncient);
            let is_late = model.plan.strikes(Fault::WebhookLate);
            let kind = match () {
                () if is_ancient => "OLD",
                () if is_late => "LATE",
                () if model.plan.strikes(Fault::PoisonMessage) => "POISON",
                () => "IN",
            };
            let id = format!("wamid.{kind}{}", model.next_message);
            // The window counts from when the message was sent.
            opens_window |= !is_ancient && !is_late;
            let age_ms = match () {
                () if is_ancient => ANCIENT_MS,
                () if is_late => LATE_MS,
                () => 0,
            };
            let sent_ms = BEGAN_MS + i64::try_from(model.story.now_ms()).unwrap_or(0) - age_ms;
            let mut element = json!({"id": id, "timestamp": (sent_ms / 1_000).to_string()});
            if let Some(fields) = element.as_object_mut() {
                if let Some(wa_id) = &phone.wa_id {
                    fields.insert("from".into(), json!(wa_id));
                }
                if let Some(user_id) = &phone.user_id {
                    fields.insert("from_user_id".into(), json!(user_id));
                }
                fields.extend(content.fields.as_object().cloned().unwrap_or_default());
            }
            model.story.tell(&phone.name, || format!("sends {} ({id})", content.summary));
            ids.push(id);
            elements.push(element);
        }
        if opens_window && let Some(phone) = model.phones.get_mut(&contact) {
            phone.is_window_closed = false;
        }
        let mut profile = json!({"profile": {"name": "Test Shopper"}});
        if let Some(wa_id) = &phone.wa_id {
            profile["wa_id"] = json!(wa_id);
        }
        if let Some(user_id) = &phone.user_id {
            profile["user_id"] = json!(user_id);
        }
        let body = body("messages", &json!({"contacts": [profile], "messages": elements}));
        let notices: Vec<(Notice, u64)> =
            notices.into_iter().map(|notice| (notice, model.rng.below(30_000))).collect();
        let delay_ms = if model.plan.strikes(Fault::WebhookReordered) {
            model.rng.below(8_000)
        } else {
            model.rng.below(200)
        };
        let copies = 1 + if model.plan.strikes(Fault::WebhookDoubled) { 1 + model.rng.below(3) } else { 0 };
        let delays: Vec<u64> =
            (0..copies).map(|copy| delay_ms + if copy == 0 { 0 } else { model.rng.below(20_000) }).collect();
        drop(model);
        for delay_ms in delays {
            self.post(body.clone(), ids.clone(), delay_ms, true);
        }
        for ((body, ids), delay_ms) in notices {
            self.post(body, ids, delay_ms, true);
        }
        ids
    }

    /// Somebody sends what is not from Meta, or what nobody can read.
    pub fn disturb(&self) {
        let mut model = self.model();
        model.next_message += 1;
        let id = format!("wamid.FORGED{}", model.next_message);
        let forged = model.plan.strikes(Fault::WebhookForged);
        let unreadable = model.plan.strikes(Fault::WebhookUnreadable);
        drop(model);
        if forged {
            let text = json!({"type": "text", "text": {"body": "hi"}, "from": "254700000666", "id": id, "timestamp": "1795000000"});
            let body = body("messages", &json!({"contacts": [], "messages": [text]}));
            self.post(body, vec![id], 0, false);
        }
        if unreadable {
            self.post(b"{\"object\": \"whatsapp_business_account\", \"entry\": 7".to_vec(), vec![], 0, true);
        }
    }

    /// Posts a body until it is answered with 200; one that is not signed correctly, once.
    fn post(&self, body: Vec<u8>, ids: Vec<String>, delay_ms: u64, is_genuine: bool) {
        self.model().undelivered += 1;
        let meta = self.clone();
        happen(async move {
            tokio::time::sleep(Duration::from_millis(delay_ms)).await;
            let mut pause_ms = 500;
            loop {
                let status = meta.try_once(&body, is_genuine).await;
                if meta.model().is_over(status, &ids, is_genuine) {
                    break;
                }
                pause_ms = (pause_ms * 2).min(30_000);
                let jitter_ms = meta.model().rng.below(pause_ms);
                tokio::time::sleep(Duration::from_millis(pause_ms / 2 + jitter_ms)).await;
            }
            meta.model().undelivered -= 1;
        });
    }

    /// The shop announces something, once: it does not ask what became of it.
    pub async fn announce(&self, topic: &'static str, delivery: String, body: Vec<u8>) {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(SHOP_SECRET.as_bytes()) else { return };
        mac.update(&body);
        let signature = base64::engine::general_purpose::STANDARD.encode(mac.finalize().into_bytes());
        let request = Request::builder()
            .method(Method::POST)
            .uri(poem::http::Uri::from_static("/webhooks/woocommerce"))
            .header("x-wc-webhook-topic", topic)
            .header("x-wc-webhook-delivery-id", delivery)
            .header("x-wc-webhook-signature", signature)
            .body(body);
        let _ = self.knock(request).await;
    }

    async fn try_once(&self, body: &[u8], is_genuine: bool) -> Option<u16> {
        let secret = if is_genuine { APP_SECRET } else { "somebody else's secret" };
        let request = Request::builder()
            .method(Method::POST)
            .uri(poem::http::Uri::from_static("/webhooks/whatsapp"))
            .header("x-hub-signature-256", signature(secret, body))
            .body(body.to_vec());
        self.knock(request).await
    }

    /// Brings a request to one of the doors, and returns what it answers in time.
    async fn knock(&self, request: Request) -> Option<u16> {
        let (actor, door) = {
            let mut model = self.model();
            model.doors.retain(|_, (actor, _)| !actor.is_dead());
            let count = u64::try_from(model.doors.len()).unwrap_or(0);
            let chosen = usize::try_from(model.rng.below(count)).unwrap_or(0);
            model.doors.values().nth(chosen).cloned()?
        };
        let (answer, answered) = oneshot::channel();
        let served = actor.clone();
        tokio::spawn(actor.group().adopt(async move {
            served.step("dies before a webhook").await;
            let status = match door.call(request).await {
                Ok(response) => response.status().as_u16(),
                Err(error) => error.status().as_u16(),
            };
            served.step("dies before its answer").await;
            let _ = answer.send(status);
        }));
        tokio::time::timeout(WEBHOOK_TIME_LIMIT, answered).await.ok()?.ok()
    }

    fn report(&self, outbound: &Outbound, wamid: &str) {
        let mut model = self.model();
        let data = model.key.callback_data(outbound.contact_hash, &outbound.id);
        let Some(phone) = model.owner(outbound.contact_hash).cloned() else { return };
        let mut steps = vec![
            ("sent", 100 + model.rng.below(400)),
            ("delivered", 600 + model.rng.below(2_000)),
            ("read", 3_000 + model.rng.below(9_000)),
        ];
        if model.rng.below(3) > 0 {
            // Most people have read receipts switched off, or do not look.
            steps.pop();
        }
        if model.plan.strikes(Fault::StatusReordered) {
            steps = steps
                .into_iter()
                .rev()
                .enumerate()
                .map(|(place, (status, _))| (status, u64::try_from(place).unwrap_or(0) * 300))
                .collect();
        }
        if model.plan.strikes(Fault::StatusEarly) {
            steps[0].1 = 0;
        }
        let mut posts = Vec::new();
        for (status, delay_ms) in steps {
            if model.plan.strikes(Fault::StatusLost) {
                continue;
            }
            let at_ms = BEGAN_MS + i64::try_from(model.story.now_ms()).unwrap_or(0);
            let mut element = json!({
                "id": wamid, "status": status, "timestamp": (at_ms / 1_000).to_string(),
                "biz_opaque_callback_data": data,
            });
            if let Some(wa_id) = &phone.wa_id {
                element["recipient_id"] = json!(wa_id);
            }
            if let Some(user_id) = &phone.user_id {
                element["recipient_user_id"] = json!(user_id);
            }
            let copies = 1 + u64::from(model.plan.strikes(Fault::StatusDoubled));
            for _ in 0..copies {
                posts.push((body("messages", &json!({"statuses": [element]})), delay_ms));
            }
        }
        drop(model);
        for (body, delay_ms) in posts {
            self.post(body, vec![], delay_ms, true);
        }
    }

    fn model(&self) -> MutexGuard<'_, Model> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Model {
    fn owner(&mut self, contact: ContactHash) -> Option<&mut Phone> {
        self.phones.get_mut(self.people.get(&contact)?)
    }

    /// The person has another number, and another user id where they had one. Returns the bodies that tell it: both
    /// kinds where there are both, of which one may come twice.
    fn change_identity(&mut self, person: ContactHash) -> Vec<Notice> {
        self.identities += 1;
        self.next_message += 1;
        let (number, id) = (self.identities, format!("wamid.SYSTEM{}", self.next_message));
        let seconds = (BEGAN_MS + i64::try_from(self.story.now_ms()).unwrap_or(0)) / 1_000;
        let copies = 1 + self.rng.below(2);
        let Some(phone) = self.phones.get_mut(&person) else { return vec![] };
        let (wa_id, user_id) = (phone.wa_id.clone(), phone.user_id.clone());
        phone.wa_id = wa_id.as_ref().map(|_| format!("25471{number:07}"));
        phone.user_id = user_id.as_ref().map(|_| format!("KE.8{number:019}"));
        let contact = Contact::new(
            phone.user_id.as_deref().and_then(|id| id.parse().ok()),
            phone.wa_id.as_deref().and_then(|wa_id| PhoneNumber::from_wa_id(wa_id).ok()),
        );
        let (new_wa_id, new_user_id, name) = (phone.wa_id.clone(), phone.user_id.clone(), phone.name.clone());
        if let Ok(contact) = contact {
            self.people.insert(self.key.contact(&contact), person);
        }
        self.story.tell(&name, || format!("has another identity, number {number}"));
        let mut notices = vec![];
        if let (Some(previous), Some(current)) = (&user_id, &new_user_id) {
            let mut update = json!({"user_id": {"previous": previous, "current": current},
                "timestamp": seconds.to_string()});
            if let Some(wa_id) = &new_wa_id {
                update["wa_id"] = json!(wa_id);
            }
            notices.push((body("user_id_update", &json!({"user_id_update": [update]})), vec![]));
        }
        if let (Some(from), Some(wa_id)) = (&wa_id, &new_wa_id) {
            let mut system = json!({"type": "user_changed_number", "wa_id": wa_id, "body": "changed"});
            if let Some(current) = &new_user_id {
                system["type"] = json!("user_changed_user_id");
                system["user_id"] = json!(current);
            }
            let message = json!({"from": from, "id": id, "timestamp": seconds.to_string(), "type": "system",
                "system": system});
            notices.push((body("messages", &json!({"messages": [message]})), vec![id]));
        }
        if copies > 1
            && let Some(first) = notices.first().cloned()
        {
            notices.push(first);
        }
        notices
    }

    /// Looks at the answer to a webhook, and returns whether Meta is done with it.
    fn is_over(&mut self, status: Option<u16>, ids: &[String], is_genuine: bool) -> bool {
        match status {
            Some(200) => {
                if !is_genuine {
                    self.story.broken("I13", "a forged body was answered with 200".into());
                }
                for id in ids {
                    if !self.broker.has_stored(id) {
                        let what = format!("{id} was answered with 200 and is not with the broker");
                        self.story.broken("I14", what);
                    }
                }
                self.answered.extend(ids.iter().cloned());
                return true;
            }
            Some(401) if !is_genuine => return true,
            Some(503) => self.story.cover("webhook answered with 503"),
            None => self.story.cover("webhook without answer"),
            Some(status) => self.story.broken("I14", format!("a body was answered with {status}")),
        }
        // A forger does not come again.
        !is_genuine
    }
}

fn body(field: &str, value: &Value) -> Vec<u8> {
    let mut value = value.clone();
    value["messaging_product"] = json!("whatsapp");
    value["metadata"] = json!({"display_phone_number": "15550100900", "phone_number_id": NUMBER_ID});
    json!({
        "object": "whatsapp_business_account",
        "entry": [{"id": "800000000000001", "changes": [{"field": field, "value": value}]}],
    })
    .to_string()
    .into_bytes()
}

fn signature(secret: &str, body: &[u8]) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return String::new() };
    mac.update(body);
    format!("sha256={}", hex::encode(mac.finalize().into_bytes()))
}
