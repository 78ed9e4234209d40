//! What waits: messages for the shop's answer, rows for the broker, phones for their home shard.

use std::collections::BTreeMap;

use common::protection::{self, Protection};
use conversation::event::Event;
use domain::{
    contact::{Contact, ContactHash},
    envelope,
};

use super::{Act, Core, Deciding, HELD_MAX, LETTERS_HELD_MAX, Noted, TURNS_MAX};
use crate::shard::{
    changes::{AliasRow, Changes, HeldRow, OutboxRow, Target},
    incoming::{Kind, read},
};

/// How often a message is forwarded to another shard before it is taken where it is: identities that changed several
/// times lead over several homes.
pub(super) const FORWARDS_MAX: u32 = 8;
/// Pause before a message that the broker refused is offered again.
const RELEASE_PAUSE_MS: i64 = 1_000;

impl Core {
    /// Sends what came under a key whose owner is at home elsewhere there, under this id.
    pub(super) fn forward(
        &mut self,
        id: &str,
        phone: ContactHash,
        body: &str,
        headers: BTreeMap<String, String>,
        turn: &mut Deciding<'_>,
    ) {
        let (Some(contact), Ok(mut envelope)) =
            (turn.aliases.get(&phone).cloned(), serde_json::from_str::<envelope::Inbound<'_>>(body))
        else {
            return;
        };
        let home = self.settings.key.contact(&contact).shard(self.settings.shards);
        // It counts as taken where it is acted on, which may be this very shard; forwarding twice is harmless.
        turn.batch.changes.seen.retain(|seen| seen != id);
        envelope.contact = Some(contact);
        envelope.id = id.into();
        envelope.forwards = envelope.forwards.saturating_add(1);
        let row = OutboxRow {
            id: format!("forward:{id}"),
            lane: phone.to_string(),
            position: self.next_forward(turn.now_ms),
            target: Target::Inbound,
            shard: home.0,
            body: serde_json::to_string(&envelope).unwrap_or_default(),
            headers,
            created_ms: turn.now_ms,
        };
        turn.batch.notes.push(Noted::Ignored("forwarded"));
        self.queue_new(row, turn);
    }

    /// Returns a place behind all that was forwarded before, also by a former owner.
    pub(super) fn next_forward(&mut self, now_ms: i64) -> u64 {
        self.last_forward = now_ms.unsigned_abs().saturating_mul(1_000).max(self.last_forward + 1);
        self.last_forward
    }

    pub(super) fn learn_alias(&mut self, contact: &Contact, turn: &mut Deciding<'_>) {
        let Some(phone) = contact.phone() else { return };
        let phone_hash = self.settings.key.contact_key(phone.wa_id());
        turn.aliases.insert(phone_hash, contact.clone());
        turn.batch.changes.aliases.push(AliasRow {
            phone_hash: phone_hash.to_string(),
            contact: serde_json::to_string(contact).unwrap_or_default(),
        });
        turn.batch.notes.push(Noted::Ignored("alias"));
    }

    /// Tells the phone's own shard, once, where the owner of the phone lives.
    pub(super) fn tell_alias(&mut self, contact: ContactHash, turn: &mut Deciding<'_>) {
        let (key, shards) = (self.settings.key.clone(), self.settings.shards);
        let lane = self.lane(contact);
        let Some(state) = &mut lane.state else { return };
        let (Some(_), Some(phone)) = (state.contact.bsuid(), state.contact.phone().cloned()) else { return };
        if state.told_phone.as_ref() == Some(&phone) {
            return;
        }
        state.told_phone = Some(phone.clone());
        let phone_hash = key.contact_key(phone.wa_id());
        // Whoever was forgotten and comes back is told of again: what was said of them before is known as taken.
        let again = if state.next_position > 0 { format!(":{}", state.next_position) } else { String::new() };
        let id = format!("alias:{phone_hash}:{contact}{again}");
        let envelope = serde_json::json!({
            "v": envelope::VERSION,
            "kind": envelope::InboundKind::Alias,
            "id": id,
            "field": "alias",
            "contact": state.contact,
            "received_at_ms": turn.now_ms,
            "element": null,
        });
        let row = OutboxRow {
            id,
            lane: "alias".into(),
            position: 0,
            target: Target::Inbound,
            shard: phone_hash.shard(shards).0,
            body: envelope.to_string(),
            headers: BTreeMap::new(),
            created_ms: turn.now_ms,
        };
        self.queue_new(row, turn);
    }

    pub(super) fn hold(
        &mut self,
        contact: ContactHash,
        id: &str,
        body: String,
        headers: BTreeMap<String, String>,
        turn: &mut Deciding<'_>,
    ) {
        self.hold_as(false, contact, id, body, headers, turn);
    }

    /// Lets a letter of ours wait: however many there are, the person's own messages have their place.
    pub(super) fn hold_letter(
        &mut self,
        contact: ContactHash,
        id: &str,
        body: String,
        headers: BTreeMap<String, String>,
        turn: &mut Deciding<'_>,
    ) {
        self.hold_as(true, contact, id, body, headers, turn);
    }

    fn hold_as(
        &mut self,
        is_letter: bool,
        contact: ContactHash,
        id: &str,
        body: String,
        headers: BTreeMap<String, String>,
        turn: &mut Deciding<'_>,
    ) {
        let lane = self.lane(contact);
        let most = if is_letter { LETTERS_HELD_MAX } else { HELD_MAX };
        if lane.held.iter().filter(|row| row.is_letter == is_letter).count() >= most {
            self.park(id, "flood", body, headers, turn);
            return;
        }
        let row =
            HeldRow { contact: contact.to_string(), position: lane.next_held, body, headers, is_letter };
        lane.next_held += 1;
        lane.held.push_back(row.clone());
        turn.batch.changes.held.push(row);
        turn.batch.notes.push(Noted::Held);
    }

    /// Takes the messages that waited, as far as nothing makes them wait again.
    pub(super) fn drain_held(&mut self, contact: ContactHash, turn: &mut Deciding<'_>) {
        if self.move_when_quiet(contact, turn) {
            return;
        }
        if let Some(lane) = self.lanes.get_mut(&contact) {
            lane.gathering = None;
        }
        while let Some(lane) = self.lanes.get_mut(&contact)
            && !lane.must_wait()
            && !lane.is_moving()
            && let Some(row) = lane.held.pop_front()
        {
            let incoming = read(row.body.as_bytes(), row.headers.clone(), &self.settings.key, turn.now_ms);
            if matches!(incoming.kind, Kind::Handover(_)) && !lane.effects.is_empty() {
                lane.held.push_front(row);
                return;
            }
            turn.batch.changes.unheld.push((row.contact, row.position));
            turn.turns_left = TURNS_MAX;
            match incoming.kind {
                Kind::Message(message) => {
                    let message = self.join_held(contact, message, turn);
                    self.turn(contact, &incoming.id, Event::Message(message), turn);
                }
                Kind::Handover(handover) => self.adopt(&incoming.id, contact, *handover, &row.body, turn),
                Kind::Letter(letter) => self.turn(contact, &incoming.id, Event::Letter(letter.notice), turn),
                Kind::Order(sighting, by) => self.see_order(contact, &incoming.id, sighting, by, turn),
                Kind::Staff(command) => self.turn(contact, &incoming.id, Event::Staff(command), turn),
                Kind::StaffSpoke
                | Kind::Preference(_)
                | Kind::Alias(_)
                | Kind::Forgotten(_)
                | Kind::IdentityChanged(_)
                | Kind::ToAuction(_)
                | Kind::Noted(_)
                | Kind::Park(_) => {}
            }
        }
    }

    pub(super) fn park(
        &mut self,
        id: &str,
        reason: &'static str,
        body: String,
        mut headers: BTreeMap<String, String>,
        turn: &mut Deciding<'_>,
    ) {
        headers.insert("reason".into(), reason.into());
        let row = OutboxRow {
            id: format!("park:{id}"),
            lane: "parked".into(),
            position: 0,
            target: Target::Parked,
            shard: self.settings.shard.0,
            body,
            headers,
            created_ms: turn.now_ms,
        };
        turn.batch.notes.push(Noted::Parked(reason));
        self.queue_new(row, turn);
    }

    pub(super) fn queue_new(&mut self, row: OutboxRow, turn: &mut Deciding<'_>) {
        turn.batch.changes.outbox.push(row.clone());
        self.queue_release(row, &mut turn.batch.acts);
    }

    /// One message of a lane is on its way to the broker at a time, so a refused one cannot be overtaken.
    pub(super) fn queue_release(&mut self, row: OutboxRow, acts: &mut Vec<Act>) {
        self.releases_count += 1;
        let lane = self.releases.entry(row.lane.clone()).or_default();
        if lane.is_empty() || protection::is_out(Protection::Lane) {
            acts.push(Act::Release(row.clone()));
        }
        lane.push_back(row);
    }

    pub(super) fn released(
        &mut self,
        lane: &str,
        id: &str,
        is_confirmed: bool,
        now_ms: i64,
        acts: &mut Vec<Act>,
    ) {
        let Some(queue) = self.releases.get_mut(lane) else { return };
        if queue.front().is_none_or(|row| row.id != id) {
            return;
        }
        if !is_confirmed {
            self.release_again.insert((now_ms + RELEASE_PAUSE_MS, lane.to_owned()));
            return;
        }
        queue.pop_front();
        self.releases_count -= 1;
        self.released.push(id.to_owned());
        match queue.front() {
            Some(next) => acts.push(Act::Release(next.clone())),
            None => {
                self.releases.remove(lane);
            }
        }
    }

    /// Hands out the confirmed releases that wait for a commit, for a quiet moment or the end.
    pub fn take_released(&mut self, now_ms: i64) -> Changes {
        Changes { at_ms: now_ms, released: std::mem::take(&mut self.released), ..Changes::default() }
    }
}
