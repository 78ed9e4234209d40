//! A person gets another identity: Meta gave them a new business-scoped user id, they changed their number, or somebody
//! known by phone alone turns out to have an id. Their conversation, basket and timers move to the shard of the new key.
//!
//! The old home waits until nothing is under way, and then, in one transaction, deletes the conversation, writes an
//! alias from the old key to the new contact, and puts the handover into its outbox. What arrives under the old key from
//! then on is forwarded behind it, in order. The new home adopts the handover once, whatever was said there meanwhile.
//!
//! Only Meta's word links two identities. A phone alone does not: numbers are given to other people. The exception is a
//! conversation under a phone without an id, where there is nothing else to go by; it must be younger than
//! [`PHONE_TRUST_MS`].

use std::collections::BTreeMap;

use common::protection::{self, Protection};
use conversation::{TimerCommand, event::Timer};
use domain::{
    contact::{Contact, ContactHash},
    envelope,
};

use super::{Core, Deciding, Noted};
use crate::shard::{
    changes::{AliasRow, OutboxRow, Target},
    incoming::{Handover, read},
    lane::LaneState,
};

/// For how long after its last message a conversation known by phone alone still belongs to whoever has the phone.
/// Networks give numbers to other people after months at the earliest.
const PHONE_TRUST_MS: i64 = 30 * 24 * 60 * 60 * 1000;

impl Core {
    /// Takes note of who this person is from now on.
    pub(super) fn change_identity(&mut self, old: ContactHash, to: Contact, turn: &mut Deciding<'_>) {
        let new = self.settings.key.contact(&to);
        if new != old && turn.aliases.contains_key(&old) && self.lane(old).state.is_none() {
            turn.batch.notes.push(Noted::Ignored("identity_known"));
            return;
        }
        let lane = self.lane(old);
        let Some(state) = &mut lane.state else {
            if new != old {
                Self::leave_word(old, &to, turn);
            }
            return;
        };
        // From now on they are reached under the new identity, also by what is still under way.
        state.contact = if new == old { to.merged(&state.contact) } else { to };
        state.is_moving = new != old;
        lane.is_dirty = true;
        turn.batch.notes.push(Noted::Ignored("identity_changed"));
        self.move_when_quiet(old, turn);
    }

    /// Returns whether a person is somebody else by now than they were when a change was told. It followed them here
    /// from an earlier key, late or twice: obeyed now, it would take them back.
    pub(super) fn has_moved_on(&mut self, contact: ContactHash, was: Option<Contact>) -> bool {
        let (Some(was), Some(state)) = (was, &self.lane(contact).state) else { return false };
        let has_other_id = was.bsuid().zip(state.contact.bsuid()).is_some_and(|(was, is)| was != is);
        let has_other_phone = was.phone().zip(state.contact.phone()).is_some_and(|(was, is)| was != is);
        has_other_id || has_other_phone
    }

    /// Somebody known by phone alone until now has a user id.
    pub(super) fn join_phone(&mut self, phone: ContactHash, contact: &Contact, turn: &mut Deciding<'_>) {
        let now_ms = turn.now_ms;
        let is_theirs = self.lane(phone).state.as_ref().is_some_and(|state| {
            // Whoever was written to and never wrote is whoever has the phone now.
            let is_fresh = state.window_opened_at_ms.is_none_or(|last_ms| now_ms - last_ms <= PHONE_TRUST_MS);
            state.contact.bsuid().is_none() && is_fresh
        });
        if is_theirs {
            self.change_identity(phone, contact.clone(), turn);
        }
    }

    /// Hands the conversation over, if it is to move and nothing is under way. Answers whether it went.
    pub(super) fn move_when_quiet(&mut self, old: ContactHash, turn: &mut Deciding<'_>) -> bool {
        let lane = self.lane(old);
        if !lane.is_moving() || !lane.effects.is_empty() {
            return false;
        }
        let Some(mut lane) = self.lanes.remove(&old) else { return false };
        let Some(state) = lane.state.take() else { return false };
        let to = state.contact.clone();
        let home = self.settings.key.contact(&to).shard(self.settings.shards);
        Self::leave_word(old, &to, turn);
        turn.batch.changes.conversations_gone.push(old.to_string());

        let timers = self.timers.of(old);
        for (timer, _) in &timers {
            self.timers.remove(old, *timer);
            turn.timers.insert((old, *timer), None);
        }
        let id = format!("handover:{old}:{}", self.settings.key.contact(&to));
        let envelope = serde_json::json!({
            "v": envelope::HANDOVER_VERSION,
            "kind": envelope::InboundKind::Handover,
            "id": id,
            "field": "handover",
            "contact": to,
            "received_at_ms": turn.now_ms,
            "element": Handover { state: serde_json::to_value(&state).unwrap_or_default(), timers },
        });
        let row = OutboxRow {
            id,
            lane: old.to_string(),
            position: self.next_forward(turn.now_ms),
            target: Target::Inbound,
            shard: home.0,
            body: envelope.to_string(),
            headers: lane.headers.clone(),
            created_ms: turn.now_ms,
        };
        turn.batch.notes.push(Noted::Ignored("handed_over"));
        self.queue_new(row, turn);
        for held in lane.held {
            let incoming = read(held.body.as_bytes(), BTreeMap::new(), &self.settings.key, turn.now_ms);
            // Another key: under its own the new home, if it is this shard, has taken it already.
            let id = format!("moved:{}", incoming.id);
            turn.batch.changes.unheld.push((held.contact, held.position));
            self.forward(&id, old, &held.body, held.headers, turn);
        }
        true
    }

    /// What arrives for the old key from now on belongs to this contact.
    fn leave_word(old: ContactHash, to: &Contact, turn: &mut Deciding<'_>) {
        turn.aliases.insert(old, to.clone());
        turn.batch.changes.aliases.push(AliasRow {
            phone_hash: old.to_string(),
            contact: serde_json::to_string(to).unwrap_or_default(),
        });
    }

    /// Takes over a conversation from another identity of the same person. Nothing may be under way here.
    pub(super) fn adopt(
        &mut self,
        id: &str,
        contact: ContactHash,
        handover: Handover,
        body: &str,
        turn: &mut Deciding<'_>,
    ) {
        let Ok(earlier) = serde_json::from_value::<LaneState>(handover.state) else {
            self.park(id, "unreadable", body.to_owned(), BTreeMap::new(), turn);
            return;
        };
        let lane = self.lane(contact);
        lane.state = Some(match lane.state.take() {
            Some(since) => joined(since, earlier),
            None => LaneState { is_moving: false, told_phone: None, next_position: 0, ..earlier },
        });
        lane.is_dirty = true;
        if let Some(state) = &lane.state {
            Self::record_consents(contact, &[], &state.conversation, turn);
        }
        for (timer, due_ms) in handover.timers {
            if !self.timers.is_set(contact, timer) {
                self.timers.set(contact, timer, due_ms);
                turn.timers.insert((contact, timer), Some(due_ms));
            }
        }
        if self.lane(contact).state.as_ref().is_some_and(|state| state.conversation.has_unseen()) {
            // What was told to the phone alone is shown to the person who has it, now that they are here.
            let timer = TimerCommand::Set { timer: Timer::AuctionOrder, after_ms: 0 };
            self.command_timer(contact, timer, turn);
        }
        turn.batch.notes.push(Noted::Ignored("adopted"));
        self.tell_alias(contact, turn);
    }

    /// Returns whether a handover must wait: it replaces what an effect would write to.
    pub(super) fn is_busy(&self, contact: ContactHash) -> bool {
        let is_busy = |lane: &super::Lane| !lane.effects.is_empty() && !protection::is_out(Protection::Lane);
        self.lanes.get(&contact).is_some_and(is_busy)
    }
}

/// Joins what was said under an earlier identity with what was said since. The basket of whichever has one stays; when
/// both have one, the later.
fn joined(since: LaneState, earlier: LaneState) -> LaneState {
    let keeps_session = since.conversation.has_matter();
    LaneState {
        contact: since.contact.merged(&earlier.contact),
        reply_from: since.reply_from,
        conversation: since.conversation.joined(earlier.conversation),
        session: if keeps_session { since.session } else { earlier.session },
        next_position: since.next_position,
        window_opened_at_ms: since.window_opened_at_ms.max(earlier.window_opened_at_ms),
        told_phone: since.told_phone,
        last_message: since.last_message.or(earlier.last_message),
        is_moving: since.is_moving,
        files_of_day: since.files_of_day.max(earlier.files_of_day),
    }
}
