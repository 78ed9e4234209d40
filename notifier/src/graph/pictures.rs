//! Pictures: fetched from the shop, uploaded to Meta once per content and number, and sent by Meta's id.
//!
//! A link makes Meta fetch from the shop, again and again, within a time that no shop's owner knows; a picture that it
//! cannot use costs the buyer the whole message. So the picture is looked at first: one that Meta would not take is left
//! out, and where anything is in the way the link goes as before. Nothing here can keep a message from being sent.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use common::{
    graph::Token,
    http_client::{self, HttpLimits},
};
use domain::ids::PhoneNumberId;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tokio::{
    sync::{OnceCell, Semaphore},
    time::{Instant, timeout},
};
use url::{Host, Url};

use super::upload::{UPLOADED_FOR, Uploader};

/// Largest picture that Meta takes, in bytes.
const PICTURE_BYTES_MAX: usize = 5 * 1024 * 1024;
/// Longest time for looking, fetching and uploading; then the link goes.
const PREPARE_TIME_LIMIT: Duration = Duration::from_secs(8);
/// For how long what lies at an address is taken for the same.
const FETCHED_FOR: Duration = Duration::from_hours(6);
/// After trouble, for how long the link goes before it is tried again.
const TROUBLE_FOR: Duration = Duration::from_mins(10);
/// Pictures that are prepared at once, each in memory; for more, the link goes this time.
const PREPARED_AT_ONCE_MAX: usize = 16;
/// Addresses and uploads remembered; beyond, all are forgotten and come again.
const KNOWN_MAX: usize = 20_000;

/// How a picture goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Form {
    /// By Meta's id of the upload.
    Id(String),
    /// By its address.
    Link,
    /// Not at all: Meta would not take it.
    Nothing,
}

/// What is known of addresses, each until when.
type Known = HashMap<(PhoneNumberId, String), (Instant, Arc<OnceCell<Form>>)>;
/// Uploads by the hash of their bytes, each until when.
type Uploads = HashMap<(PhoneNumberId, [u8; 32]), (Instant, String)>;

/// What was fetched and uploaded, shared by all calls.
#[derive(Debug, Clone)]
pub struct Pictures {
    /// For the shop, wherever it is.
    configured: reqwest::Client,
    /// For all other addresses.
    internet: reqwest::Client,
    uploader: Uploader,
    shop: Option<Url>,
    at_work: Arc<Semaphore>,
    by_address: Arc<Mutex<Known>>,
    by_hash: Arc<Mutex<Uploads>>,
}

impl Pictures {
    /// Makes it. Addresses of the `shop` are fetched wherever that is, all others on the public internet only.
    pub fn new(graph: Url, shop: Option<Url>, token: Token) -> anyhow::Result<Self> {
        let limits = HttpLimits { connect: Duration::from_secs(3), total: PREPARE_TIME_LIMIT };
        let configured = http_client::client(&limits)?;
        Ok(Self {
            internet: http_client::public_client(&limits)?,
            uploader: Uploader::new(configured.clone(), graph, token),
            configured,
            shop,
            at_work: Arc::new(Semaphore::new(PREPARED_AT_ONCE_MAX)),
            by_address: Arc::default(),
            by_hash: Arc::default(),
        })
    }

    /// Decides how a picture goes out from a number. Several that ask for the same one wait for the first.
    pub async fn form(&self, number: &PhoneNumberId, address: &str) -> Form {
        let cell = self.cell(number, address);
        if let Some(form) = cell.get() {
            return form.clone();
        }
        let Ok(_permit) = self.at_work.try_acquire() else { return Form::Link };
        let prepare = async {
            let prepared = timeout(PREPARE_TIME_LIMIT, self.prepare(number, address)).await;
            prepared.ok().flatten().unwrap_or(Form::Link)
        };
        let form = cell.get_or_init(|| prepare).await.clone();
        if form == Form::Link {
            self.shorten(number, address);
        }
        form
    }

    /// Meta does not take this upload (any more): it is made anew when it is wanted again.
    pub fn forget(&self, number: &PhoneNumberId, address: &str) {
        let key = (number.clone(), address.to_owned());
        let gone = lock(&self.by_address).remove(&key);
        if let Some(Form::Id(id)) = gone.and_then(|(_, cell)| cell.get().cloned()) {
            lock(&self.by_hash).retain(|_, (_, known)| *known != id);
        }
    }

    fn cell(&self, number: &PhoneNumberId, address: &str) -> Arc<OnceCell<Form>> {
        let mut known = lock(&self.by_address);
        if known.len() >= KNOWN_MAX {
            known.clear();
        }
        let now = Instant::now();
        let fresh = || (now + FETCHED_FOR, Arc::default());
        let entry = known.entry((number.clone(), address.to_owned())).or_insert_with(fresh);
        if entry.0 <= now {
            *entry = fresh();
        }
        Arc::clone(&entry.1)
    }

    /// Trouble is looked at again sooner.
    fn shorten(&self, number: &PhoneNumberId, address: &str) {
        if let Some((until, _)) = lock(&self.by_address).get_mut(&(number.clone(), address.to_owned())) {
            *until = (*until).min(Instant::now() + TROUBLE_FOR);
        }
    }

    /// `None` when something is in the way.
    async fn prepare(&self, number: &PhoneNumberId, address: &str) -> Option<Form> {
        let url: Url = address.parse().ok()?;
        let is_shops = self.shop.as_ref().is_some_and(|shop| shop.origin() == url.origin());
        let is_named = matches!(url.host(), Some(Host::Domain(_)));
        let client = match (is_shops, is_named) {
            (true, _) => &self.configured,
            (false, true) => &self.internet,
            (false, false) => return None,
        };
        let response = client.get(url).send().await.ok().filter(|response| response.status().is_success())?;
        let bytes = match http_client::read_capped(response, PICTURE_BYTES_MAX).await {
            Ok(bytes) => bytes,
            Err(http_client::BodyError::TooLarge { .. }) => return Some(Form::Nothing),
            Err(http_client::BodyError::Interrupted(_)) => return None,
        };
        let mime_type = match infer::get(&bytes).map(|kind| kind.mime_type()) {
            Some(known @ ("image/jpeg" | "image/png")) => known,
            // Another kind of picture; what is no picture at all is a page of the shop, and may be one later.
            Some(other) if other.starts_with("image/") => return Some(Form::Nothing),
            _ => return None,
        };
        let key = (number.clone(), <[u8; 32]>::from(Sha256::digest(&bytes)));
        let uploaded = lock(&self.by_hash).get(&key).cloned();
        if let Some((until, id)) = uploaded
            && until > Instant::now()
        {
            return Some(Form::Id(id));
        }
        let name = if mime_type == "image/png" { "picture.png" } else { "picture.jpg" };
        let id = self.uploader.upload(number, bytes, name.to_owned(), mime_type).await.ok()?;
        let mut by_hash = lock(&self.by_hash);
        if by_hash.len() >= KNOWN_MAX {
            by_hash.clear();
        }
        by_hash.insert(key, (Instant::now() + UPLOADED_FOR, id.clone()));
        Some(Form::Id(id))
    }
}

pub(super) fn lock<T>(shared: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Returns the places of pictures in a message on the wire: in the message itself, its header, or the headers of cards.
fn places(body: &mut Value) -> Vec<&mut Value> {
    let mut found = Vec::new();
    match body["type"].as_str() {
        Some("image") => found.extend(body.get_mut("image")),
        Some("interactive") => {
            let Some(interactive) = body.get_mut("interactive").and_then(Value::as_object_mut) else {
                return found;
            };
            for (key, part) in interactive {
                match key.as_str() {
                    "header" => found.extend(part.get_mut("image")),
                    "action" => found.extend(
                        part.get_mut("cards")
                            .and_then(Value::as_array_mut)
                            .into_iter()
                            .flatten()
                            .filter_map(|card| card.get_mut("header")?.get_mut("image")),
                    ),
                    _ => {}
                }
            }
        }
        _ => {}
    }
    found
}

/// Returns the addresses of all pictures in a message on the wire.
pub fn addresses(body: &mut Value) -> Vec<String> {
    places(body).into_iter().filter_map(|place| Some(place["link"].as_str()?.to_owned())).collect()
}

/// Puts Meta's ids in the place of addresses.
pub fn put_ids(body: &mut Value, forms: &[(String, Form)]) {
    for place in places(body) {
        let form = forms.iter().find(|(address, _)| place["link"].as_str() == Some(address));
        if let (Some((_, Form::Id(id))), Some(picture)) = (form, place.as_object_mut()) {
            picture.remove("link");
            picture.insert("id".to_owned(), json!(id));
        }
    }
}

/// Leaves out the picture of a message that has one and says something without it too; answers whether it did.
pub fn leave_out(body: &mut Value) -> bool {
    let Some(message) = body.as_object_mut() else { return false };
    match message.get("type").and_then(Value::as_str) {
        Some("image") => {
            let caption = message.get("image").and_then(|image| image["caption"].as_str()).map(str::to_owned);
            let Some(caption) = caption else { return false };
            message.remove("image");
            message.insert("type".to_owned(), json!("text"));
            message.insert("text".to_owned(), json!({ "body": caption, "preview_url": false }));
            true
        }
        Some("interactive") => {
            let interactive = message.get_mut("interactive").and_then(Value::as_object_mut);
            let has_picture = |interactive: &serde_json::Map<String, Value>| {
                interactive.get("header").is_some_and(|header| header["type"] == "image")
            };
            interactive
                .is_some_and(|interactive| has_picture(interactive) && interactive.remove("header").is_some())
        }
        _ => false,
    }
}

/// Meta's codes for a message that it did not take and that may be taken with another picture, or without. Nothing was
/// sent, so sending in another form doubles nothing.
pub fn may_be_the_picture(code: Option<u64>) -> bool {
    matches!(code, Some(100 | 131_008 | 131_009 | 131_052 | 131_053))
}

#[cfg(test)]
#[path = "pictures_tests.rs"]
pub(crate) mod tests;
