//! One answer for what was written in one go: texts that follow each other within seconds, and the pictures of an album.
//!
//! The first text is answered at once. A person who writes the next one before they can have read that answer is in the
//! middle of a thought: unless it finds something in the shop by itself, this one and what follows waits, durably, until nothing more has come for a short time. Pictures
//! always wait for each other. What waits is held like a message that waits for the shop, so a crash only ends the
//! waiting early.

use std::panic::{AssertUnwindSafe, catch_unwind};

use conversation::burst::{self, Part};
use domain::{contact::ContactHash, inbound};

use super::{Core, Deciding, Noted};
use crate::shard::incoming::{Kind, read};

/// A text this soon after another one of the same person goes on with it, milliseconds by our clock.
const THOUGHT_MS: i64 = 3_000;
/// Longest time that a message waits for more to come.
const WAIT_MS_MAX: i64 = 5_000;

/// Messages of one person that wait for more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gathering {
    /// Since when, unix milliseconds.
    pub since_ms: i64,
    /// Until when, if nothing more comes; unix milliseconds.
    pub until_ms: i64,
}

impl Core {
    /// Returns what this message may be a part of, and notes that it came.
    pub(super) fn part_of_burst(
        &mut self,
        contact: ContactHash,
        message: &inbound::Message,
        turn: &Deciding<'_>,
    ) -> Option<Part> {
        let now_ms = turn.now_ms;
        if self.settings.quiet_ms <= 0 {
            return None;
        }
        let lane = self.lane(contact);
        let talk = &lane.state.as_ref()?.conversation;
        // A failure in here is one of the turn as well, which answers it with an apology.
        let part = catch_unwind(AssertUnwindSafe(|| burst::part(talk, message))).ok().flatten()?;
        if part == Part::Picture {
            return Some(part);
        }
        let before_ms = lane.last_words_ms.replace(now_ms);
        let goes_on = before_ms.is_some_and(|before_ms| (0..=THOUGHT_MS).contains(&(now_ms - before_ms)));
        if !goes_on && lane.gathering.is_none() {
            return None;
        }
        let talk = &lane.state.as_ref()?.conversation;
        let is_fragment =
            catch_unwind(AssertUnwindSafe(|| burst::is_fragment(talk, message, turn.catalogue)));
        is_fragment.unwrap_or_default().then_some(part)
    }

    /// Decides how long what is held now waits for more. A message that is no part of a burst ends the waiting.
    pub(super) fn gather(&mut self, contact: ContactHash, part: Option<Part>, turn: &mut Deciding<'_>) {
        let (now_ms, quiet_ms) = (turn.now_ms, self.settings.quiet_ms);
        let lane = self.lane(contact);
        if lane.must_wait() || lane.is_moving() {
            // They are joined once the shop has answered.
            lane.gathering = None;
            return;
        }
        let since_ms = lane.gathering.map_or(now_ms, |gathering| gathering.since_ms);
        let until_ms = (now_ms + quiet_ms).min(since_ms + WAIT_MS_MAX);
        if part.is_none() || until_ms <= now_ms || now_ms < since_ms || lane.held.len() >= burst::PARTS_MAX {
            self.drain_held(contact, turn);
            return;
        }
        lane.gathering = Some(Gathering { since_ms, until_ms });
        self.gatherings.insert((until_ms, contact));
    }

    /// Takes what has waited long enough, also when the clock was set back in between.
    pub(super) fn end_gatherings(&mut self, turn: &mut Deciding<'_>) {
        let now_ms = turn.now_ms;
        let is_over = |until_ms: i64| until_ms <= now_ms || until_ms - now_ms > WAIT_MS_MAX;
        loop {
            let ends = [self.gatherings.first(), self.gatherings.last()];
            let over = ends.into_iter().flatten().copied().find(|(until_ms, _)| is_over(*until_ms));
            let Some((until_ms, contact)) = over else { return };
            self.gatherings.remove(&(until_ms, contact));
            let gathering = self.lanes.get(&contact).and_then(|lane| lane.gathering);
            if gathering.is_some_and(|gathering| is_over(gathering.until_ms)) {
                self.drain_held(contact, turn);
            }
        }
    }

    /// Makes one message of this one and the held ones that go on with it.
    pub(super) fn join_held(
        &mut self,
        contact: ContactHash,
        message: Box<inbound::Message>,
        turn: &mut Deciding<'_>,
    ) -> Box<inbound::Message> {
        if self.settings.quiet_ms <= 0 {
            return message;
        }
        let key = self.settings.key.clone();
        let lane = self.lane(contact);
        let Some(state) = &lane.state else { return message };
        // Rows leave only when their message is made: a failure in here costs the joining and nothing else.
        let attempt = catch_unwind(AssertUnwindSafe(|| {
            let mut parts = vec![(*message).clone()];
            for row in &lane.held {
                let incoming = read(row.body.as_bytes(), row.headers.clone(), &key, turn.now_ms);
                let Kind::Message(next) = incoming.kind else { break };
                if !burst::goes_on(&state.conversation, &parts, &next, turn.catalogue) {
                    break;
                }
                parts.push(*next);
            }
            let count = parts.len() - 1;
            burst::joined(&state.conversation, parts).map(|joined| (joined, count))
        }));
        match attempt {
            Ok(Some((joined, count))) => {
                for row in lane.held.drain(..count) {
                    turn.batch.changes.unheld.push((row.contact, row.position));
                    turn.batch.notes.push(Noted::Ignored("joined"));
                }
                Box::new(joined)
            }
            Ok(None) => message,
            Err(_) => {
                turn.batch.notes.push(Noted::Panicked);
                message
            }
        }
    }
}
