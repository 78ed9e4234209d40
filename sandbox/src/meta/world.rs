//! The people with a phone, their chats, and the media: everything the pretend platform remembers.
//!
//! Plain data behind one lock; nothing here waits or talks to the network.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use serde::Serialize;
use serde_json::{Value, json};
use tokio::sync::watch;

use super::chat::{Bubble, Direction};
use super::checks::{Template, known_templates};
use super::rate::{Bucket, NUMBER_BURST_MESSAGES, NUMBER_INTERVAL_US, Pair};
use super::wire;

/// Bubbles kept per phone; the oldest go first.
const CHAT_ITEMS_MAX: usize = 2_000;
/// Message ids remembered for "mark as read" and statuses.
const MESSAGE_IDS_MAX: usize = 200_000;
/// Media kept; the oldest go first.
const MEDIA_MAX: usize = 500;
/// How long a typing indicator shows.
const TYPING_MS: i64 = 25_000;
/// The customer service window.
pub const WINDOW_MS: i64 = 24 * 60 * 60 * 1000;

/// One bubble in a chat, with its fate.
#[derive(Clone, Debug, Serialize)]
pub struct ChatItem {
    /// Rising number within the chat; never changes.
    pub seq: u64,
    /// The chat's revision when this item last changed.
    pub rev: u64,
    /// Milliseconds since 1970.
    pub at_ms: i64,
    /// Who wrote it.
    pub direction: Direction,
    /// What is seen.
    #[serde(flatten)]
    pub bubble: Bubble,
    /// The message id.
    pub wamid: String,
    /// `accepted`, `sent`, `delivered`, `read` or `failed`.
    pub status: &'static str,
    /// Why it failed.
    pub error: Option<Value>,
    /// The emoji the other side put on it.
    pub reaction: Option<String>,
    /// The id of the message that this one answers.
    pub context: Option<String>,
    /// The message as it went over the wire.
    pub raw: Value,
}

/// One pretend user.
pub struct Phone {
    /// The number, digits only.
    pub wa_id: String,
    /// The name in the profile.
    pub name: String,
    /// The username, if taken.
    pub username: Option<String>,
    /// The business-scoped id.
    pub bsuid: String,
    /// Whether webhooks omit the number.
    pub number_hidden: bool,
    /// Whether the person blocked the business.
    pub blocked: bool,
    /// Whether `read` statuses are sent.
    pub read_receipts: bool,
    /// When the person last wrote.
    pub last_inbound_ms: Option<i64>,
    items: VecDeque<ChatItem>,
    next_seq: u64,
    rev: u64,
    typing_until_ms: i64,
    changed: Arc<watch::Sender<u64>>,
}

impl Phone {
    fn new(wa_id: &str) -> Self {
        Self {
            wa_id: wa_id.to_owned(),
            name: format!("Phone {}", &wa_id[wa_id.len().saturating_sub(4)..]),
            username: None,
            bsuid: wire::business_scoped_id(wa_id),
            number_hidden: false,
            blocked: false,
            read_receipts: true,
            last_inbound_ms: None,
            items: VecDeque::new(),
            next_seq: 1,
            rev: 0,
            typing_until_ms: 0,
            changed: Arc::new(watch::Sender::new(0)),
        }
    }

    /// What the control API tells about the person.
    pub fn profile(&self) -> Value {
        json!({
            "wa_id": self.wa_id, "name": self.name, "username": self.username, "bsuid": self.bsuid,
            "hide_phone": self.number_hidden, "blocked": self.blocked, "read_receipts": self.read_receipts,
            "rev": self.rev, "last_seq": self.next_seq - 1,
        })
    }

    /// An entry of `contacts[]`. `sent` statuses carry no username.
    pub fn contact(&self, with_username: bool) -> Value {
        let mut contact = json!({"profile": {"name": self.name}, "user_id": self.bsuid});
        if let (true, Some(username)) = (with_username, &self.username) {
            contact["profile"]["username"] = json!(username);
        }
        if !self.number_hidden {
            contact["wa_id"] = json!(self.wa_id);
        }
        contact
    }

    /// Whether free-form messages may be sent to the person.
    pub fn window_is_open(&self, now_ms: i64) -> bool {
        self.last_inbound_ms.is_some_and(|at_ms| now_ms - at_ms < WINDOW_MS)
    }

    /// Adds a bubble.
    pub fn push(&mut self, at_ms: i64, direction: Direction, bubble: Bubble, wamid: &str, raw: Value) {
        if self.items.len() == CHAT_ITEMS_MAX {
            self.items.pop_front();
        }
        self.rev += 1;
        let context = raw
            .pointer("/context/message_id")
            .or_else(|| raw.pointer("/context/id"))
            .and_then(Value::as_str)
            .map(str::to_owned);
        self.items.push_back(ChatItem {
            seq: self.next_seq,
            rev: self.rev,
            at_ms,
            direction,
            bubble,
            wamid: wamid.to_owned(),
            status: "accepted",
            error: None,
            reaction: None,
            context,
            raw,
        });
        self.next_seq += 1;
        if direction == Direction::Out {
            self.typing_until_ms = 0;
        }
        self.changed.send_replace(self.rev);
    }

    /// Changes a bubble and tells whoever waits.
    pub fn change(&mut self, wamid: &str, change: impl FnOnce(&mut ChatItem)) {
        let Some(item) = self.items.iter_mut().rev().find(|item| item.wamid == wamid) else { return };
        self.rev += 1;
        item.rev = self.rev;
        change(item);
        self.changed.send_replace(self.rev);
    }

    /// Marks what the customer wrote as read, up to this message.
    pub fn mark_read_up_to(&mut self, wamid: &str) {
        let Some(last) = self.items.iter().position(|item| item.wamid == wamid) else { return };
        self.rev += 1;
        for item in self.items.iter_mut().take(last + 1).filter(|item| item.direction == Direction::In) {
            if item.status != "read" {
                item.status = "read";
                item.rev = self.rev;
            }
        }
        self.changed.send_replace(self.rev);
    }

    /// Shows the typing indicator.
    pub fn start_typing(&mut self, now_ms: i64) {
        self.typing_until_ms = now_ms + TYPING_MS;
        self.rev += 1;
        self.changed.send_replace(self.rev);
    }

    /// The bubbles, oldest first.
    pub fn items(&self) -> impl DoubleEndedIterator<Item = &ChatItem> {
        self.items.iter()
    }

    /// The chat as the control API shows it: items after a sequence number, or changed after a revision.
    pub fn chat(&self, after_seq: Option<u64>, after_rev: Option<u64>, now_ms: i64) -> Value {
        let items: Vec<&ChatItem> = self
            .items
            .iter()
            .filter(|item| {
                after_seq.is_none_or(|seq| item.seq > seq) && after_rev.is_none_or(|rev| item.rev > rev)
            })
            .collect();
        json!({
            "items": items, "rev": self.rev, "last_seq": self.next_seq - 1,
            "typing": self.typing_until_ms > now_ms, "window_open": self.window_is_open(now_ms),
            "name": self.name,
        })
    }

    /// Whether the chat has something that the caller has not seen.
    pub fn has_news(&self, after_seq: Option<u64>, after_rev: Option<u64>) -> bool {
        after_rev.map_or_else(|| self.next_seq - 1 > after_seq.unwrap_or(0), |rev| self.rev > rev)
    }

    /// Wakes when the chat changes.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }
}

/// An uploaded or sent file.
#[derive(Clone)]
pub struct Medium {
    /// Its MIME type.
    pub mime_type: String,
    /// Its content.
    pub bytes: Arc<[u8]>,
}

/// Everything remembered.
pub struct World {
    phones: HashMap<String, Phone>,
    wa_id_by_bsuid: HashMap<String, String>,
    inbound_ids: HashMap<String, String>,
    inbound_order: VecDeque<String>,
    media: HashMap<String, Medium>,
    media_order: VecDeque<String>,
    /// What each person was sent lately.
    pub pairs: HashMap<String, Pair>,
    /// What the number sent lately.
    pub number: Bucket,
    /// The templates of the account.
    pub templates: Vec<Template>,
}

impl Default for World {
    fn default() -> Self {
        Self {
            phones: HashMap::new(),
            wa_id_by_bsuid: HashMap::new(),
            inbound_ids: HashMap::new(),
            inbound_order: VecDeque::new(),
            media: HashMap::new(),
            media_order: VecDeque::new(),
            pairs: HashMap::new(),
            number: Bucket::new(NUMBER_BURST_MESSAGES, NUMBER_INTERVAL_US),
            templates: known_templates(),
        }
    }
}

impl World {
    /// The phone with this number, created if it is new.
    pub fn phone_or_new(&mut self, wa_id: &str) -> &mut Phone {
        let phone = self.phones.entry(wa_id.to_owned()).or_insert_with(|| Phone::new(wa_id));
        self.wa_id_by_bsuid.entry(phone.bsuid.clone()).or_insert_with(|| wa_id.to_owned());
        phone
    }

    /// The phone with this number.
    pub fn phone(&mut self, wa_id: &str) -> Option<&mut Phone> {
        self.phones.get_mut(wa_id)
    }

    /// Gives a phone another business-scoped id; the old one is retired.
    pub fn rename(&mut self, wa_id: &str, bsuid: &str) {
        let phone = self.phone_or_new(wa_id);
        let retired = std::mem::replace(&mut phone.bsuid, bsuid.to_owned());
        self.wa_id_by_bsuid.remove(&retired);
        self.wa_id_by_bsuid.insert(bsuid.to_owned(), wa_id.to_owned());
    }

    /// The number that the platform takes for `digits`: Brazil's ninth digit may be missing in old accounts.
    pub fn existing_number(&self, digits: &str) -> Option<String> {
        if self.phones.contains_key(digits) {
            return Some(digits.to_owned());
        }
        if digits.len() == 13 && digits.starts_with("55") && digits.as_bytes().get(4) == Some(&b'9') {
            let without = format!("{}{}", &digits[..4], &digits[5..]);
            return self.phones.contains_key(&without).then_some(without);
        }
        None
    }

    /// Whose business-scoped id this is.
    pub fn owner_of(&self, bsuid: &str) -> Option<String> {
        self.wa_id_by_bsuid.get(bsuid).cloned()
    }

    /// All phones, in the order of their numbers.
    pub fn profiles(&self) -> Vec<Value> {
        let mut phones: Vec<&Phone> = self.phones.values().collect();
        phones.sort_by(|a, b| a.wa_id.cmp(&b.wa_id));
        phones.into_iter().map(Phone::profile).collect()
    }

    /// Remembers that the customer wrote this message.
    pub fn remember_inbound(&mut self, message_id: &str, wa_id: &str) {
        if self.inbound_order.len() == MESSAGE_IDS_MAX
            && let Some(oldest) = self.inbound_order.pop_front()
        {
            self.inbound_ids.remove(&oldest);
        }
        self.inbound_ids.insert(message_id.to_owned(), wa_id.to_owned());
        self.inbound_order.push_back(message_id.to_owned());
    }

    /// Who wrote this message.
    pub fn writer_of(&self, wamid: &str) -> Option<String> {
        self.inbound_ids.get(wamid).cloned()
    }

    /// Keeps a file and gives it an id.
    pub fn keep_medium(&mut self, medium: Medium) -> String {
        if self.media_order.len() == MEDIA_MAX
            && let Some(oldest) = self.media_order.pop_front()
        {
            self.media.remove(&oldest);
        }
        let id = wire::media_id();
        self.media.insert(id.clone(), medium);
        self.media_order.push_back(id.clone());
        id
    }

    /// The file with this id.
    pub fn medium(&self, id: &str) -> Option<Medium> {
        self.media.get(id).cloned()
    }
}
