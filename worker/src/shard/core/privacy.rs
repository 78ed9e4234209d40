//! What people may ask about themselves: what they agreed to is written down, what is known of them is sent to them, and
//! they are forgotten.
//!
//! Forgetting is one transaction with the turn that says so. The last message is on its way then; it carries a mark, so
//! that the notifier forgets too when it has ended. Other shards are told who it was: one of them may know where the
//! owner of the phone lives.

use std::collections::VecDeque;

use conversation::{Conversation, consent, event::Timer};
use domain::{
    contact::ContactHash,
    envelope,
    outbound::{Message, limits},
};
use serde_json::{Value, json};

use super::{Act, Core, Deciding, Noted, TURNS_MAX, turns::Sending};
use crate::shard::{
    changes::{ConsentRow, ForgottenRow, HeldRow, OutboxRow, Target},
    incoming::{FORGOTTEN_FIELD, Kind, read},
    lane::LaneState,
};

/// Pause before an export is tried again that could not be put together.
const EXPORT_PAUSE_MS: i64 = 1_000;
/// Pause before somebody is forgotten for whom a call to the shop is under way.
const FORGET_PAUSE_MS: i64 = 60_000;

impl Core {
    /// Writes down what was said about what may be sent.
    pub(super) fn record_consents(
        contact: ContactHash,
        before: &[consent::Entry],
        after: &Conversation,
        turn: &mut Deciding<'_>,
    ) {
        for entry in after.ledger().iter().filter(|entry| !before.contains(entry)) {
            let word = |value: Result<Value, _>| match value {
                Ok(Value::String(word)) => word,
                Ok(_) | Err(_) => String::new(),
            };
            turn.batch.changes.consents.push(ConsentRow {
                contact: contact.to_string(),
                at_ms: entry.at_ms,
                about: word(serde_json::to_value(entry.about)),
                given: entry.given.into(),
                by: word(serde_json::to_value(entry.by)),
                language: entry.language.code(),
                wording: entry.wording,
            });
        }
    }

    /// Sends a buyer what is known of them. What lies in the file was loaded with the batch; else it is tried again.
    pub(super) fn export(&mut self, contact: ContactHash, due_ms: i64, turn: &mut Deciding<'_>) {
        let Some(rows) = turn.exports.remove(&contact) else {
            let again_ms = turn.now_ms + EXPORT_PAUSE_MS;
            self.timers.set(contact, Timer::Export, again_ms);
            turn.timers.insert((contact, Timer::Export), Some(again_ms));
            return;
        };
        let lane = self.lane(contact);
        let Some(state) = &lane.state else { return };
        if let Some(message) = exported(state, &rows) {
            turn.batch.notes.push(Noted::Privacy("export"));
            self.say(contact, &format!("export.{due_ms}"), 0, message, Sending::default(), turn);
        }
    }

    /// Forgets a buyer. What is still to be said to them has been queued.
    pub(super) fn forget(&mut self, contact: ContactHash, turn: &mut Deciding<'_>) {
        if !self.lane(contact).effects.is_empty() {
            let again_ms = turn.now_ms + FORGET_PAUSE_MS;
            self.timers.set(contact, Timer::Forget, again_ms);
            turn.timers.insert((contact, Timer::Forget), Some(again_ms));
            return;
        }
        let Some(lane) = self.lanes.remove(&contact) else { return };
        let Some(state) = lane.state else { return };
        let key = contact.to_string();
        for (timer, _) in self.timers.of(contact) {
            self.timers.remove(contact, timer);
        }
        turn.timers.retain(|(whose, _), _| *whose != contact);
        self.files.retain(|_, row| row.contact != key);
        let changes = &mut turn.batch.changes;
        changes.files.retain(|row| row.contact != key);
        changes.misses.retain(|row| row.contact != key);
        changes.held.retain(|row| row.contact != key);
        changes.unheld.retain(|(whose, _)| *whose != key);
        changes.forgotten.push(ForgottenRow { contact: key, next_position: state.next_position });
        turn.next_positions.insert(contact, state.next_position);
        self.tell_forgotten(contact, &state, turn);
        turn.batch.acts.push(Act::Wipe);
        turn.batch.notes.push(Noted::Privacy("forgotten"));
        self.meet_anew(lane.held, turn);
    }

    /// What somebody wrote after they had said that they mean it, and what waited, are a stranger's first words. All else
    /// that waited was about the person who is forgotten.
    fn meet_anew(&mut self, held: VecDeque<HeldRow>, turn: &mut Deciding<'_>) {
        for row in held {
            let incoming = read(row.body.as_bytes(), row.headers, &self.settings.key, turn.now_ms);
            if matches!(incoming.kind, Kind::Message(_)) {
                turn.turns_left = TURNS_MAX;
                self.take(incoming, turn);
            }
        }
    }

    /// Tells every shard, this one too, that whoever this was is known no more.
    fn tell_forgotten(&mut self, contact: ContactHash, state: &LaneState, turn: &mut Deciding<'_>) {
        for shard in 0..self.settings.shards.get() {
            let id = format!("forgotten:{contact}:{}:{shard}", turn.now_ms);
            let envelope = json!({
                "v": envelope::VERSION,
                "kind": envelope::InboundKind::Alias,
                "id": id,
                "field": FORGOTTEN_FIELD,
                "contact": state.contact,
                "received_at_ms": turn.now_ms,
                "element": null,
            });
            let row = OutboxRow {
                id,
                lane: format!("forgotten.{shard}"),
                position: 0,
                target: Target::Inbound,
                shard,
                body: envelope.to_string(),
                headers: std::collections::BTreeMap::new(),
                created_ms: turn.now_ms,
            };
            self.queue_new(row, turn);
        }
    }
}

/// Makes the document of what is stored of a buyer and of the rows that belong to it. What is too much is left out and
/// counted; access to the shop's session is theirs to use and not to pass on.
fn exported(state: &LaneState, rows: &Value) -> Option<Message> {
    let mut stored = serde_json::to_value(state).ok()?;
    if let Some(fields) = stored.as_object_mut() {
        fields.remove("session");
    }
    super::auctions::without_suppliers(&mut stored);
    let made = |stored: &Value, rows: &Value| {
        let whole = json!({ "format": 1, "conversation": stored, "more": rows });
        serde_json::to_string_pretty(&whole).unwrap_or_default()
    };
    let mut text = made(&stored, rows);
    if text.len() > limits::OWN_DOCUMENT_BYTES {
        text = made(&stored, &json!({ "left_out": "there is more than fits; ask for a person to send it" }));
    }
    conversation::export_document(&state.conversation, &text)
}
