//! The worker's door: a delivery of the broker becomes something to decide on, or something to park.

use std::collections::BTreeMap;

use auction::{AuctionId, Letter, Notice};
use conversation::event::{StaffCommand, Timer};
use domain::{
    contact::{Contact, ContactHash, HashKey},
    envelope::{self, InboundKind},
    ids::PhoneNumberId,
    inbound,
    shop::OrderSighting,
};
use serde::{Deserialize, Serialize};

use crate::{
    catch_up,
    shop::sighting,
    whatsapp::{self, Preference},
};

/// Oldest message that is acted on, by Meta's time: older ones that were never seen are parked as stale.
pub const AGE_MS_MAX: i64 = 8 * 24 * 60 * 60 * 1000;

/// The field of the word to all shards that somebody is forgotten.
pub const FORGOTTEN_FIELD: &str = "forgotten";

/// Noted for a webhook field that we do not know: the platform has moved on.
pub const DRIFT_FIELD: &str = "unknown_field";

/// Fields about the account that have a meaning for us; `messages` comes here with errors alone.
const KNOWN_FIELDS: [&str; 29] = [
    "account_alerts",
    "account_offboarded",
    "account_reconnected",
    "account_review_update",
    "account_settings_update",
    "account_update",
    "business_capability_update",
    "business_status_update",
    "business_username_updates",
    "flows",
    "group_lifecycle_update",
    "group_participants_update",
    "group_settings_update",
    "group_status_update",
    "history",
    "message_template_components_update",
    "message_template_quality_update",
    "message_template_status_update",
    "messages",
    "payment_configuration_update",
    "phone_number_name_update",
    "phone_number_quality_update",
    "security",
    "smb_app_state_sync",
    "smb_message_echoes",
    "template_category_update",
    "user_actions",
    "user_id_update",
    "user_preferences",
];

fn is_known(field: &str) -> bool {
    KNOWN_FIELDS.contains(&field)
}

/// What a delivery turned out to be.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// A buyer's message.
    Message(Box<inbound::Message>),
    /// Staff wrote to this buyer from the phone app.
    StaffSpoke,
    /// A buyer told WhatsApp whether they want marketing from us.
    Preference(Preference),
    /// The phone of a contact who lives in another shard.
    Alias(Contact),
    /// Meta says that this person has another identity from now on.
    IdentityChanged(Contact),
    /// Somebody was forgotten: no key leads to them any more.
    Forgotten(Contact),
    /// A conversation that moves in.
    Handover(Box<Handover>),
    /// An order of this buyer, as the shop has it now.
    Order(Box<OrderSighting>, OrderBy),
    /// Staff want something done.
    Staff(Box<StaffCommand>),
    /// A letter of an auction to this person.
    Letter(Box<PersonLetter>),
    /// A letter to an auction of this shard.
    ToAuction(Box<ToAuction>),
    /// Known, and nothing to decide about.
    Noted(&'static str),
    /// Cannot be acted on; kept for staff with this reason.
    Park(&'static str),
}

/// A letter to a person.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonLetter {
    /// Who it is for, as the writer knows them.
    pub to: Contact,
    /// The business's number to speak from when they never wrote to us.
    pub number: PhoneNumberId,
    /// What it says.
    pub notice: Box<Notice>,
}

/// A letter to an auction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ToAuction {
    /// Which.
    pub auction: AuctionId,
    /// Who writes; nobody for staff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Contact>,
    /// What it says.
    pub letter: Letter,
}

/// A letter as it travels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "to", rename_all = "snake_case")]
pub enum Addressed {
    /// To an auction.
    Auction(ToAuction),
    /// To the person whom the envelope names.
    Person {
        /// The business's number to speak from when they never wrote to us.
        number: PhoneNumberId,
        /// What it says.
        notice: Box<Notice>,
    },
}

/// What brought an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderBy {
    /// A webhook.
    Webhook,
    /// It was read because it had been modified.
    Poll,
}

impl OrderBy {
    /// Returns the word of metrics.
    pub fn label(self) -> &'static str {
        match self {
            Self::Webhook => "webhook",
            Self::Poll => "polled",
        }
    }
}

/// A conversation on its way to its new home.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Handover {
    /// The lane's state, as it is stored.
    pub state: serde_json::Value,
    /// Its timers, with the time when they run out in unix milliseconds.
    pub timers: Vec<(Timer, i64)>,
}

/// A command of staff, as it travels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Commanded {
    /// Whose conversation it is about.
    pub to: ContactHash,
    /// What is to be done.
    pub command: StaffCommand,
}

/// One delivery, read.
#[derive(Debug, Clone, PartialEq)]
pub struct Incoming {
    /// Deduplication key.
    pub id: String,
    /// Whose it is, when it is somebody's.
    pub contact: Option<ContactHash>,
    /// What it is.
    pub kind: Kind,
    /// How often it was forwarded to get here.
    pub forwards: u32,
    /// The envelope as received, for holding and parking.
    pub body: String,
    /// Trace context.
    pub headers: BTreeMap<String, String>,
}

/// Reads a delivery. Never fails: what cannot be read is parked.
pub fn read(body: &[u8], headers: BTreeMap<String, String>, key: &HashKey, now_ms: i64) -> Incoming {
    let text = String::from_utf8_lossy(body);
    let parsed = serde_json::from_str::<envelope::Inbound<'_>>(&text);
    let Ok(envelope) = parsed else {
        return Incoming {
            id: format!("unreadable:{}", digest(body)),
            contact: None,
            kind: Kind::Park("unreadable"),
            forwards: 0,
            body: text.into_owned(),
            headers,
        };
    };
    let (contact, kind) = read_kind(&envelope, key, now_ms);
    let id = envelope.id.clone().into_owned();
    let forwards = envelope.forwards;
    Incoming { id, contact, kind, forwards, body: text.into_owned(), headers }
}

fn read_kind(envelope: &envelope::Inbound<'_>, key: &HashKey, now_ms: i64) -> (Option<ContactHash>, Kind) {
    let whose = envelope.contact.as_ref().map(|contact| key.contact(contact));
    if envelope.v > envelope::NEWEST_VERSION {
        return (whose, Kind::Park("newer_version"));
    }
    match envelope.kind {
        InboundKind::Message => match whatsapp::parse_message(envelope) {
            Ok(message) if now_ms - message.sent_at_ms > AGE_MS_MAX => (whose, Kind::Park("stale")),
            Ok(message) => (Some(key.contact(&message.from)), Kind::Message(Box::new(message))),
            Err(_) => (whose, Kind::Park("unreadable")),
        },
        InboundKind::Echo => match whatsapp::parse_echo(envelope) {
            Ok(echo) => (Some(key.contact(&echo.to)), Kind::StaffSpoke),
            Err(_) => (whose, Kind::Park("unreadable")),
        },
        InboundKind::Alias if envelope.field == FORGOTTEN_FIELD => match envelope.contact.clone() {
            Some(contact) => (whose, Kind::Forgotten(contact)),
            None => (whose, Kind::Park("unreadable")),
        },
        InboundKind::Alias => match envelope.contact.clone() {
            Some(contact) => match (contact.bsuid(), contact.phone()) {
                (Some(_), Some(phone)) => (Some(key.contact_key(phone.wa_id())), Kind::Alias(contact)),
                _ => (whose, Kind::Park("unreadable")),
            },
            None => (whose, Kind::Park("unreadable")),
        },
        InboundKind::UserIdUpdate => match whatsapp::parse_user_id_update(envelope) {
            Ok(update) => match Contact::new(Some(update.current), update.phone) {
                Ok(to) => (Some(key.contact_key(update.previous.as_str())), Kind::IdentityChanged(to)),
                Err(_) => (whose, Kind::Park("unreadable")),
            },
            Err(_) => (whose, Kind::Park("unreadable")),
        },
        InboundKind::Command => match serde_json::from_str::<Commanded>(envelope.element.get()) {
            Ok(Commanded { to, command }) => {
                let to = whose.filter(|_| envelope.forwards > 0).unwrap_or(to);
                (Some(to), Kind::Staff(Box::new(command)))
            }
            Err(_) => (whose, Kind::Park("unreadable")),
        },
        InboundKind::Handover => match serde_json::from_str(envelope.element.get()) {
            Ok(handover) if whose.is_some() => (whose, Kind::Handover(Box::new(handover))),
            Ok(_) | Err(_) => (whose, Kind::Park("unreadable")),
        },
        InboundKind::Letter => match (serde_json::from_str(envelope.element.get()), &envelope.contact) {
            (Ok(Addressed::Auction(letter)), _) => (None, Kind::ToAuction(Box::new(letter))),
            (Ok(Addressed::Person { number, notice }), Some(to)) => {
                (whose, Kind::Letter(Box::new(PersonLetter { to: to.clone(), number, notice })))
            }
            (Ok(Addressed::Person { .. }) | Err(_), _) => (whose, Kind::Park("unreadable")),
        },
        InboundKind::UserPreference => match whatsapp::parse_preference(envelope) {
            Some(preference) => (whose, Kind::Preference(preference)),
            None => (whose, Kind::Noted("user_preference")),
        },
        InboundKind::Account if is_known(&envelope.field) => (None, Kind::Noted("account")),
        InboundKind::Account => (None, Kind::Noted(DRIFT_FIELD)),
        InboundKind::Order => read_order(envelope, whose),
        InboundKind::Product => (None, Kind::Noted("product")),
        InboundKind::Statuses => (None, Kind::Noted("statuses")),
        InboundKind::Unknown => (whose, Kind::Noted("unknown")),
    }
}

/// Reads an order of the shop. Whose it is, it says itself, unless it was sent on to somebody's new home already.
fn read_order(envelope: &envelope::Inbound<'_>, whose: Option<ContactHash>) -> (Option<ContactHash>, Kind) {
    // The shop deletes an order for good with its number alone: nothing is known of whose it was.
    if envelope.field == "order.deleted" {
        return (whose, Kind::Noted("order"));
    }
    match sighting::read(envelope.element) {
        Ok(seen) => {
            let whose = if envelope.forwards > 0 { whose } else { seen.named.or(whose) };
            let by = if envelope.field == catch_up::FIELD { OrderBy::Poll } else { OrderBy::Webhook };
            (whose, Kind::Order(Box::new(seen.sighting), by))
        }
        Err(_) => (whose, Kind::Noted("order_unreadable")),
    }
}

fn digest(body: &[u8]) -> String {
    use sha2::{Digest as _, Sha256};
    hex::encode(&Sha256::digest(body)[..16])
}
