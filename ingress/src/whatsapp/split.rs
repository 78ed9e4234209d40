//! Splits Meta's body into its elements and decides where each goes. Pure.
//!
//! Each level is read as slices of the raw text, so that one bad element is parked alone and all others go on. Only
//! what routing needs is looked at; what an element means is for its reader. To route one more field, add it to
//! `Splitter::change`.

use std::{borrow::Cow, collections::HashMap};

use domain::{
    Contact, ContactHash, HashKey, PhoneNumber, Shard, ShardCount,
    contact::Bsuid,
    envelope::{self, Inbound, InboundKind},
    ids::PhoneNumberId,
};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::routed::{Destination, Routed, bounded_id, digest_id, kind_label, object};

/// Most elements that a body is split into; Meta sends up to 1,000. A body with more is parked whole.
pub const ELEMENTS_MAX: usize = 4_000;

/// Longest `contacts[]` element that travels with each message of its contact.
const PROFILE_BYTES_MAX: usize = 4 * 1024;

/// Longest `phone_number_id` that is taken over.
const PHONE_NUMBER_ID_BYTES_MAX: usize = 64;

/// Splits a body; never fails, and never loses an element.
pub fn split(body: &[u8], received_at_ms: i64, key: &HashKey, shards: ShardCount) -> Vec<Routed> {
    // Bytes that are not text become U+FFFD, and elements that hold it are parked.
    let text = String::from_utf8_lossy(body);
    let is_lossy = matches!(text, Cow::Owned(_));
    let mut splitter =
        Splitter { received_at_ms, key, shards, is_lossy, routed: Vec::new(), statuses: Vec::new() };
    match object::<Body>(&text) {
        Some(parsed) if splitter.body(&parsed).is_some() => splitter.finish(),
        _ => vec![Routed::unparsed(body)],
    }
}

#[derive(Deserialize)]
struct Body<'a> {
    #[serde(borrow)]
    entry: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct Entry<'a> {
    #[serde(borrow, default)]
    time: Option<&'a RawValue>,
    #[serde(borrow)]
    changes: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct Change<'a> {
    #[serde(borrow)]
    field: Cow<'a, str>,
    #[serde(borrow)]
    value: &'a RawValue,
}

/// The parts of a `value` that are split further; each is a slice that is read on its own.
#[derive(Deserialize)]
struct Value<'a> {
    #[serde(borrow, default)]
    metadata: Option<&'a RawValue>,
    #[serde(borrow, default)]
    contacts: Option<&'a RawValue>,
    #[serde(borrow, default)]
    messages: Option<&'a RawValue>,
    #[serde(borrow, default)]
    statuses: Option<&'a RawValue>,
    #[serde(borrow, default)]
    errors: Option<&'a RawValue>,
    #[serde(borrow, default)]
    user_actions: Option<&'a RawValue>,
    #[serde(borrow, default)]
    message_echoes: Option<&'a RawValue>,
    #[serde(borrow, default)]
    user_id_update: Option<&'a RawValue>,
    #[serde(borrow, default)]
    user_preferences: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Metadata<'a> {
    #[serde(borrow)]
    phone_number_id: Cow<'a, str>,
}

#[derive(Deserialize)]
struct Profile<'a> {
    #[serde(borrow, default)]
    wa_id: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    user_id: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Message<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow, default)]
    from: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    from_user_id: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Echo<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow, default)]
    to: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    to_user_id: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Status<'a> {
    #[serde(borrow, default)]
    biz_opaque_callback_data: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    recipient_id: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    recipient_user_id: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    recipient_participant_id: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    recipient_participant_user_id: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct UserIdUpdate<'a> {
    #[serde(borrow, default)]
    wa_id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    user_id: ChangedId<'a>,
}

#[derive(Deserialize)]
struct ChangedId<'a> {
    #[serde(borrow, default)]
    previous: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    current: Option<Cow<'a, str>>,
}

/// All statuses of a body that go to one shard and come from one number.
struct StatusGroup<'a> {
    shard: Shard,
    phone_number_id: Option<PhoneNumberId>,
    elements: Vec<&'a RawValue>,
}

struct Splitter<'a> {
    received_at_ms: i64,
    key: &'a HashKey,
    shards: ShardCount,
    is_lossy: bool,
    routed: Vec<Routed>,
    statuses: Vec<StatusGroup<'a>>,
}

/// What the elements of one `value` share.
struct Surroundings<'a> {
    field: &'a str,
    phone_number_id: Option<PhoneNumberId>,
    profiles: Vec<(Option<Contact>, &'a RawValue)>,
    by_phone: HashMap<String, usize>,
    by_bsuid: HashMap<String, usize>,
}

impl<'a> Splitter<'a> {
    /// Splits a body; `None` when it holds more elements than any real one does.
    fn body(&mut self, body: &Body<'a>) -> Option<()> {
        let mut elements = 0;
        for raw_entry in &body.entry {
            let Some(entry) = object::<Entry>(raw_entry.get()) else {
                self.park(raw_entry);
                continue;
            };
            for raw_change in &entry.changes {
                if self.change(raw_change, entry.time.map_or("", RawValue::get)).is_none() {
                    self.park(raw_change);
                }
                elements =
                    self.routed.len() + self.statuses.iter().map(|group| group.elements.len()).sum::<usize>();
                if elements > ELEMENTS_MAX {
                    return None;
                }
            }
        }
        (elements.max(self.routed.len()) <= ELEMENTS_MAX).then_some(())
    }

    /// Splits a change; `None` when it cannot be read, and then nothing of it was routed.
    fn change(&mut self, raw: &'a RawValue, time: &str) -> Option<()> {
        let change: Change = object(raw.get())?;
        // Borrowed from the text unless the name holds an escape, which no field of Meta's does.
        let field: &'a str = match change.field {
            Cow::Borrowed(field) => field,
            Cow::Owned(_) => "unknown",
        };
        let raw_value = change.value;
        let Some(value) = object::<Value>(raw_value.get()) else {
            // Not an object, or one that says the same thing twice.
            return if raw_value.get().starts_with('{') {
                None
            } else {
                self.account(field, None, raw_value, time)
            };
        };
        let list = |raw: Option<&'a RawValue>| match raw {
            Some(raw) => serde_json::from_str::<Vec<&'a RawValue>>(raw.get()).ok(),
            None => Some(Vec::new()),
        };
        let surroundings = Surroundings::read(field, &value);
        match field {
            "messages" => {
                let (messages, statuses) = (list(value.messages)?, list(value.statuses)?);
                for raw in &messages {
                    self.message(&surroundings, raw);
                }
                for raw in &statuses {
                    self.status(&surroundings, raw);
                }
                let nothing_else = messages.is_empty() && statuses.is_empty();
                let about_account = value.errors.is_some() || value.user_actions.is_some();
                if nothing_else {
                    self.account(field, surroundings.phone_number_id, raw_value, time)?;
                } else if about_account {
                    let rest = without_elements(&value)?;
                    self.account(field, surroundings.phone_number_id, &rest, time)?;
                }
            }
            "smb_message_echoes" if value.message_echoes.is_some() => {
                for raw in list(value.message_echoes)? {
                    self.echo(&surroundings, raw);
                }
            }
            "user_id_update" if value.user_id_update.is_some() => {
                for raw in list(value.user_id_update)? {
                    self.user_id_update(&surroundings, raw);
                }
            }
            "user_preferences" if value.user_preferences.is_some() => {
                for raw in list(value.user_preferences)? {
                    self.user_preference(&surroundings, raw);
                }
            }
            _ => self.account(field, surroundings.phone_number_id, raw_value, time)?,
        }
        Some(())
    }

    fn message(&mut self, surroundings: &Surroundings<'a>, raw: &'a RawValue) {
        let Some(message) = object::<Message>(raw.get()) else { return self.park(raw) };
        let sender = contact(message.from_user_id.as_deref(), message.from.as_deref());
        self.about_contact(surroundings, InboundKind::Message, bounded_id(&message.id), sender, raw);
    }

    fn echo(&mut self, surroundings: &Surroundings<'a>, raw: &'a RawValue) {
        let Some(echo) = object::<Echo>(raw.get()) else { return self.park(raw) };
        let recipient = contact(echo.to_user_id.as_deref(), echo.to.as_deref());
        self.about_contact(surroundings, InboundKind::Echo, bounded_id(&echo.id), recipient, raw);
    }

    /// Goes to where the conversation is now: the previous id's shard.
    fn user_id_update(&mut self, surroundings: &Surroundings<'a>, raw: &'a RawValue) {
        let Some(update) = object::<UserIdUpdate>(raw.get()) else { return self.park(raw) };
        let home = update.user_id.previous.as_deref().filter(|id| !id.is_empty());
        let who = contact(home.or(update.user_id.current.as_deref()), update.wa_id.as_deref());
        let id = digest_id(&[b"user_id_update", raw.get().as_bytes()]);
        self.about_contact(surroundings, InboundKind::UserIdUpdate, id, who, raw);
    }

    fn user_preference(&mut self, surroundings: &Surroundings<'a>, raw: &'a RawValue) {
        let Some(preference) = object::<Profile>(raw.get()) else { return self.park(raw) };
        let who = contact(preference.user_id.as_deref(), preference.wa_id.as_deref());
        let id = digest_id(&[b"user_preferences", raw.get().as_bytes()]);
        self.about_contact(surroundings, InboundKind::UserPreference, id, who, raw);
    }

    /// Routes an element to the shard of its contact; one without a contact can only be parked.
    fn about_contact(
        &mut self,
        surroundings: &Surroundings<'a>,
        kind: InboundKind,
        id: String,
        who: Option<Contact>,
        raw: &'a RawValue,
    ) {
        let Some(who) = who else { return self.park(raw) };
        let (who, profile) = surroundings.completed(who);
        let shard = self.key.contact(&who).shard(self.shards);
        if self.is_damaged(raw) {
            return self.park(raw);
        }
        let envelope = Inbound {
            v: envelope::VERSION,
            kind,
            id: Cow::Borrowed(&id),
            field: Cow::Borrowed(surroundings.field),
            contact: Some(who),
            phone_number_id: surroundings.phone_number_id.clone(),
            received_at_ms: self.received_at_ms,
            forwards: 0,
            profile,
            element: raw,
        };
        match serde_json::to_vec(&envelope) {
            Ok(body) => self.push(Destination::Inbound(shard), kind, id, body, 1),
            Err(_) => self.park(raw),
        }
    }

    /// Collects a status for its shard: by our own mark in it, else by its recipient.
    fn status(&mut self, surroundings: &Surroundings<'a>, raw: &'a RawValue) {
        let Some(status) = object::<Status>(raw.get()) else { return self.park(raw) };
        if self.is_damaged(raw) {
            return self.park(raw);
        }
        let marked =
            status.biz_opaque_callback_data.as_deref().and_then(|data| self.key.read_callback_data(data));
        let recipient = || -> Option<ContactHash> {
            let person = contact(status.recipient_user_id.as_deref(), status.recipient_id.as_deref());
            let participant = || {
                contact(
                    status.recipient_participant_user_id.as_deref(),
                    status.recipient_participant_id.as_deref(),
                )
            };
            Some(self.key.contact(&person.or_else(participant)?))
        };
        let hash = marked.map(|(hash, _)| hash).or_else(recipient);
        let shard = hash.map_or(Shard(0), |hash| hash.shard(self.shards));
        let group = self
            .statuses
            .iter_mut()
            .find(|group| group.shard == shard && group.phone_number_id == surroundings.phone_number_id);
        if let Some(group) = group {
            group.elements.push(raw);
        } else {
            self.statuses.push(StatusGroup {
                shard,
                phone_number_id: surroundings.phone_number_id.clone(),
                elements: vec![raw],
            });
        }
    }

    /// Routes a whole `value` to shard 0, which keeps it for people, and to every notifier where it may have to stop.
    fn account(
        &mut self,
        field: &str,
        phone_number_id: Option<PhoneNumberId>,
        element: &RawValue,
        time: &str,
    ) -> Option<()> {
        if self.is_damaged(element) {
            return None;
        }
        // The time of the entry keeps two equal events of different days apart.
        let id = digest_id(&[field.as_bytes(), time.as_bytes(), element.get().as_bytes()]);
        let envelope = Inbound {
            v: envelope::VERSION,
            kind: InboundKind::Account,
            id: Cow::Borrowed(&id),
            field: Cow::Borrowed(field),
            contact: None,
            phone_number_id,
            received_at_ms: self.received_at_ms,
            forwards: 0,
            profile: None,
            element,
        };
        let body = serde_json::to_vec(&envelope).ok()?;
        // The notifiers obey it; shard 0 of the workers keeps it for people. The element is counted once.
        if concerns_sending(field) {
            self.push(Destination::EveryNotifier, InboundKind::Account, id.clone(), body.clone(), 0);
        }
        self.push(Destination::Inbound(Shard(0)), InboundKind::Account, id, body, 1);
        Some(())
    }

    fn push(
        &mut self,
        destination: Destination,
        kind: InboundKind,
        id: String,
        body: Vec<u8>,
        elements: usize,
    ) {
        self.routed.push(Routed { destination, kind: kind_label(kind), id, body, elements });
    }

    fn park(&mut self, raw: &RawValue) {
        self.routed.push(Routed::unparsed(raw.get().as_bytes()));
    }

    /// Returns whether bytes of the body that were not text lie in this element.
    fn is_damaged(&self, raw: &RawValue) -> bool {
        self.is_lossy && raw.get().contains(char::REPLACEMENT_CHARACTER)
    }

    /// Returns everything, with the statuses of each shard as one piece.
    fn finish(mut self) -> Vec<Routed> {
        for group in std::mem::take(&mut self.statuses) {
            let element = format!("[{}]", joined(&group.elements));
            let id = digest_id(&[element.as_bytes()]);
            let Ok(element) = RawValue::from_string(element) else { continue };
            let envelope = Inbound {
                v: envelope::VERSION,
                kind: InboundKind::Statuses,
                id: Cow::Borrowed(&id),
                field: Cow::Borrowed("messages"),
                contact: None,
                phone_number_id: group.phone_number_id,
                received_at_ms: self.received_at_ms,
                forwards: 0,
                profile: None,
                element: &element,
            };
            match serde_json::to_vec(&envelope) {
                Ok(body) => {
                    let count = group.elements.len();
                    self.push(Destination::Status(group.shard), InboundKind::Statuses, id, body, count);
                }
                Err(_) => self.park(&element),
            }
        }
        self.routed
    }
}

impl<'a> Surroundings<'a> {
    fn read(field: &'a str, value: &Value<'a>) -> Self {
        let phone_number_id = value
            .metadata
            .and_then(|raw| object::<Metadata>(raw.get()))
            .map(|metadata| metadata.phone_number_id)
            .filter(|id| !id.is_empty() && id.len() <= PHONE_NUMBER_ID_BYTES_MAX)
            .map(|id| PhoneNumberId(id.into_owned()));
        let raw_profiles: Vec<&'a RawValue> =
            value.contacts.and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default();
        let mut profiles = Vec::new();
        let (mut by_phone, mut by_bsuid) = (HashMap::new(), HashMap::new());
        for raw in raw_profiles.into_iter().take(ELEMENTS_MAX) {
            let Some(profile) = object::<Profile>(raw.get()) else { continue };
            let who = contact(profile.user_id.as_deref(), profile.wa_id.as_deref());
            if let Some(phone) = who.as_ref().and_then(Contact::phone) {
                by_phone.entry(phone.as_e164().to_owned()).or_insert(profiles.len());
            }
            if let Some(bsuid) = who.as_ref().and_then(Contact::bsuid) {
                by_bsuid.entry(bsuid.as_str().to_owned()).or_insert(profiles.len());
            }
            profiles.push((who, raw));
        }
        Self { field, phone_number_id, profiles, by_phone, by_bsuid }
    }

    /// Adds what `contacts[]` knows about a contact: matched by id, never by position.
    fn completed(&self, who: Contact) -> (Contact, Option<&'a RawValue>) {
        let by_bsuid = who.bsuid().and_then(|bsuid| self.by_bsuid.get(bsuid.as_str()));
        let by_phone = || {
            // The phone of another id is another person's.
            let found = who.phone().and_then(|phone| self.by_phone.get(phone.as_e164()))?;
            let other = self.profiles.get(*found)?.0.as_ref()?.bsuid();
            (who.bsuid().is_none() || other.is_none()).then_some(found)
        };
        let found = by_bsuid.or_else(by_phone).and_then(|index| self.profiles.get(*index));
        let Some((Some(known), raw)) = found else { return (who, None) };
        let profile = (raw.get().len() <= PROFILE_BYTES_MAX
            && !raw.get().contains(char::REPLACEMENT_CHARACTER))
        .then_some(*raw);
        (who.merged(known), profile)
    }
}

/// Returns the contact that an id and a phone name; what cannot be read counts as missing, as an empty text does.
fn contact(bsuid: Option<&str>, phone: Option<&str>) -> Option<Contact> {
    let bsuid = bsuid.and_then(|text| text.parse::<Bsuid>().ok());
    let phone = phone.and_then(|text| PhoneNumber::from_wa_id(text).ok());
    Contact::new(bsuid, phone).ok()
}

/// Returns a `value` with what is about the account, without the elements that were routed on their own.
fn without_elements(value: &Value<'_>) -> Option<Box<RawValue>> {
    let parts = [("errors", value.errors), ("user_actions", value.user_actions)];
    let parts: Vec<String> =
        parts.iter().filter_map(|(name, raw)| raw.map(|raw| format!("\"{name}\":{}", raw.get()))).collect();
    RawValue::from_string(format!("{{{}}}", parts.join(","))).ok()
}

fn joined(elements: &[&RawValue]) -> String {
    let texts: Vec<&str> = elements.iter().map(|raw| raw.get()).collect();
    texts.join(",")
}

/// Returns whether news under this field may change what is sent. Bulky ones, such as a history, go to one shard only.
fn concerns_sending(field: &str) -> bool {
    const KINDS: [&str; 6] =
        ["account_", "business_", "message_template_", "template_", "phone_number_", "payment_"];
    KINDS.iter().any(|kind| field.starts_with(kind)) || ["messages", "security", "flows"].contains(&field)
}
