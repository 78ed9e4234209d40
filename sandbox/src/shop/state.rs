//! Everything the shop remembers. One lock guards it; no call holds the lock while it waits.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use super::auth::Nonces;
use super::catalogue::Catalogue;
use super::order::{Note, Order};
use super::session::Session;
use super::webhooks::{Queued, Webhook};

/// Sessions kept; beyond that the oldest row goes, as a nightly job would do.
pub const SESSIONS_MAX: usize = 20_000;

/// A customer account.
#[derive(Clone, Debug)]
pub struct Customer {
    pub id: u64,
    pub email: String,
    pub username: String,
    pub first_name: String,
    pub last_name: String,
    /// What they may do in the shop.
    pub role: String,
    pub billing: super::session::Address,
    pub shipping: super::session::Address,
    pub meta: Vec<(u64, String, Value)>,
    pub application_passwords: Vec<String>,
    pub created_ms: i64,
}

/// The shop's memory.
pub struct State {
    pub catalogue: Catalogue,
    pub sessions: HashMap<String, Session>,
    pub orders: BTreeMap<u64, Order>,
    pub customers: BTreeMap<u64, Customer>,
    pub webhooks: BTreeMap<u64, Webhook>,
    pub queue: Vec<Queued>,
    pub nonces: Nonces,
    next_post: u64,
    next_item: u64,
}

impl State {
    pub fn new(now_ms: i64) -> Self {
        let catalogue = super::wares::catalogue(now_ms);
        let next_post = catalogue.products.last_key_value().map_or(1, |(id, _)| id + 1).max(1001);
        Self {
            catalogue,
            sessions: HashMap::new(),
            orders: BTreeMap::new(),
            customers: super::wares::suppliers(now_ms),
            webhooks: BTreeMap::new(),
            queue: Vec::new(),
            nonces: Nonces::default(),
            next_post,
            next_item: 1,
        }
    }

    /// A new id for an order or a refund.
    pub fn post_id(&mut self) -> u64 {
        self.next_post += 1;
        self.next_post - 1
    }

    /// A new id for a line, a note, a meta entry, a webhook or a customer.
    pub fn item_id(&mut self) -> u64 {
        self.next_item += 1;
        self.next_item - 1
    }

    /// Adds a note to an order.
    pub fn add_note(&mut self, order: u64, text: String, to_customer: bool, now_ms: i64) -> Option<Note> {
        let id = self.item_id();
        let note = Note { id, text, to_customer, at_ms: now_ms };
        self.orders.get_mut(&order)?.notes.push(note.clone());
        Some(note)
    }

    /// The row of a session as it is now; a blank one when there is none.
    pub fn session(&self, id: &str) -> Session {
        self.sessions.get(id).cloned().unwrap_or_default()
    }

    /// Writes a session row whole, over whatever was written since it was read.
    pub fn write_session(&mut self, id: &str, mut row: Session, now_ms: i64) {
        row.written_ms = now_ms;
        if self.sessions.len() >= SESSIONS_MAX && !self.sessions.contains_key(id) {
            let oldest = self.sessions.iter().min_by_key(|(_, row)| row.written_ms).map(|(id, _)| id.clone());
            if let Some(oldest) = oldest {
                self.sessions.remove(&oldest);
            }
        }
        self.sessions.insert(id.to_owned(), row);
    }
}
