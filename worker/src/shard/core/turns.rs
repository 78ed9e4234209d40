//! Turns of the conversation, and the effects that they begin.

use std::{
    collections::VecDeque,
    panic::{AssertUnwindSafe, catch_unwind},
};

use conversation::{
    Handoff, StandIn, TimerCommand, Turn,
    effect::{ShopEffect, ShopOutcome},
    event::{Event, Surroundings, Timer},
    misses::Missed,
};
use domain::{
    contact::ContactHash,
    envelope::{self, Consent, Outbound, Purpose, SendClass},
    ids::{OpKey, OutboxId},
    outbound,
};

use super::{Act, Core, Deciding, Noted, TURNS_MAX};
use crate::{
    effects::{Protocol, Scene, Step},
    shard::{
        changes::{MissRow, OutboxRow, Target},
        lane::{Lane, OpenEffect},
    },
    shop::port::{Failure, Request},
};

/// Pause before a timer that ran out while the shop is asked is tried again.
const TIMER_PAUSE_MS: i64 = 1_000;
/// A reply is pointless when the window in which it may be sent has closed.
const REPLY_LIFE_MS: i64 = 24 * 60 * 60 * 1000;
/// Read marks and typing dots are pointless after this.
const COURTESY_LIFE_MS: i64 = 20 * 1000;

/// How a message is sent.
#[derive(Debug, Default)]
pub(super) struct Sending {
    /// What stands in for it when the window has closed, and why it is sent.
    pub news: Option<StandIn>,
    /// For how long it is worth sending, when that is not as long as an answer is.
    pub useful_ms: Option<i64>,
    /// Nobody asked for it just now.
    pub is_unasked: bool,
    /// It is the last that is said to somebody who is forgotten.
    pub forgets: bool,
}

impl Core {
    /// One turn of the conversation.
    pub(super) fn turn(
        &mut self,
        contact: ContactHash,
        input_id: &str,
        event: Event,
        turn: &mut Deciding<'_>,
    ) {
        if turn.turns_left == 0 {
            return;
        }
        turn.turns_left -= 1;
        let surroundings = Surroundings {
            now_ms: turn.now_ms,
            shop_country: turn.shop_country.to_owned(),
            shop_name: self.settings.shop_name.clone(),
            quotes: self.settings.quotes.clone(),
            cancellable: self.settings.cancellable.clone(),
            disputes: self.settings.disputes.clone(),
            pace: self.settings.pace,
        };
        let answers = matches!(event, Event::Message(_));
        // Nobody asked for it just now: whoever wants no news does not get it.
        let is_unasked = matches!(event, Event::Order(_) | Event::Timer(_))
            && !matches!(event, Event::Timer(Timer::Forget));
        let transition = self.settings.decides;
        let lane = self.lane(contact);
        let Some(state) = &mut lane.state else { return };
        let before = state.conversation.clone();
        let decided =
            catch_unwind(AssertUnwindSafe(|| transition(before, event, &surroundings, turn.catalogue)));
        let Turn {
            conversation,
            messages,
            effect,
            timers,
            handoff,
            news,
            forgets,
            missed,
            dispute_steps,
            posts,
            useful_ms,
            decided,
        } = decided.unwrap_or_else(|_| {
            turn.batch.notes.push(Noted::Panicked);
            conversation::apology(state.conversation.clone())
        });
        turn.batch.notes.push(Noted::Turn(conversation.screen_label()));
        let ledger = state.conversation.ledger().to_vec();
        let quotes = conversation.quotes_moved(&state.conversation);
        turn.batch.notes.extend(quotes.into_iter().map(Noted::Quote));
        state.conversation = conversation;
        Self::record_consents(contact, &ledger, &state.conversation, turn);
        lane.version += 1;
        lane.is_dirty = true;
        turn.batch.notes.extend(dispute_steps.into_iter().map(Noted::Dispute));
        if let Some(handoff) = handoff {
            turn.batch.notes.push(Noted::Handoff(match handoff {
                Handoff::Asked => "asked",
                Handoff::Ended => "ended",
            }));
        }
        if let Some(Missed { words, language, screen }) = missed {
            turn.batch.notes.push(Noted::Missed(screen));
            if !words.is_empty() {
                let contact = contact.to_string();
                turn.batch.changes.misses.push(MissRow { contact, words, language, screen });
            }
        }
        turn.batch.notes.extend(decided.into_iter().map(|(kind, decided)| Noted::Reminder(kind, decided)));
        for command in timers {
            self.command_timer(contact, command, turn);
        }
        if (effect.is_some() || !posts.is_empty()) && answers && messages.is_empty() {
            self.say_typing(contact, input_id, turn);
        }
        // What is told of an order must reach the buyer, window or not; said once, by the last message.
        let last = messages.len().saturating_sub(1);
        for (index, message) in messages.into_iter().enumerate() {
            let news = news.clone().filter(|_| index == last);
            let is_last = index == last;
            let sending = Sending { news, useful_ms, is_unasked, forgets: forgets && is_last };
            self.say(contact, input_id, index, message, sending, turn);
        }
        if forgets {
            return self.forget(contact, turn);
        }
        for (index, post) in posts.into_iter().enumerate() {
            self.post(contact, input_id, index, post, turn);
        }
        if let Some(effect) = effect {
            self.begin(contact, input_id, effect, turn);
        }
        if answers {
            self.tell_of_files_done(contact, turn);
        }
    }

    /// Shows typing dots once, while the shop is asked.
    pub(super) fn say_typing(&mut self, contact: ContactHash, input_id: &str, turn: &mut Deciding<'_>) {
        let last = self.lane(contact).state.as_ref().and_then(|state| state.last_message.clone());
        if let Some(message) = last {
            self.say(
                contact,
                input_id,
                usize::MAX,
                outbound::Message::MarkRead { message, typing: true },
                Sending::default(),
                turn,
            );
        }
    }

    pub(super) fn say(
        &mut self,
        contact: ContactHash,
        input_id: &str,
        index: usize,
        message: outbound::Message,
        sending: Sending,
        turn: &mut Deciding<'_>,
    ) {
        let id = self.settings.key.outbox_id(contact, input_id, index);
        let lane = self.lane(contact);
        let headers = lane.headers.clone();
        let Some(state) = &mut lane.state else { return };
        let is_courtesy = matches!(message, outbound::Message::MarkRead { .. });
        let life_ms = if is_courtesy { COURTESY_LIFE_MS } else { REPLY_LIFE_MS };
        let Sending { news, useful_ms, is_unasked, forgets } = sending;
        let life_ms = useful_ms.unwrap_or(life_ms).clamp(0, life_ms);
        let position = state.next_position;
        state.next_position += 1;
        let envelope = Outbound {
            v: envelope::VERSION,
            id: OutboxId(id.0.clone()),
            seq: position,
            contact_hash: contact,
            to: state.contact.clone(),
            from: state.reply_from.clone(),
            class: if is_courtesy { SendClass::Courtesy } else { SendClass::Transactional },
            window_opened_at_ms: state.window_opened_at_ms,
            not_after_ms: turn.now_ms + life_ms,
            answers: state.last_message.clone(),
            created_at_ms: turn.now_ms,
            purpose: match &news {
                Some(StandIn { sells: true, .. }) => Purpose::Marketing,
                Some(StandIn { sells: false, .. }) => Purpose::OrderNews,
                None => Purpose::Reply,
            },
            consent: match (state.conversation.consent(), &news) {
                // Who asked for exactly this has agreed to it, unless they want nothing at all.
                (Consent::Unknown, Some(StandIn { was_asked_for: true, .. })) => Consent::Given,
                (consent, _) => consent,
            },
            news: if is_unasked { state.conversation.news() } else { Consent::Unknown },
            forgets,
            fallback: news.map(|news| news.template),
            message,
        };
        // Serialising our own plain types cannot fail; an empty body would be parked by the notifier.
        let body = serde_json::to_string(&envelope).unwrap_or_default();
        let row = OutboxRow {
            id: id.0,
            lane: contact.to_string(),
            position,
            target: Target::Outbound,
            shard: self.settings.shard.0,
            body,
            headers,
            created_ms: turn.now_ms,
        };
        self.queue_new(row, turn);
    }

    pub(super) fn begin(
        &mut self,
        contact: ContactHash,
        input_id: &str,
        effect: ShopEffect,
        turn: &mut Deciding<'_>,
    ) {
        let lane = self.lane(contact);
        if lane.must_wait() || lane.is_in_the_way(&effect) {
            // The conversation should not have asked.
            let id = format!("{input_id}.refused");
            self.turn(contact, &id, Event::Shop(Box::new(ShopOutcome::Unavailable)), turn);
            return;
        }
        let op_key = self.settings.key.op_key(contact, input_id, "effect");
        let protocol = Protocol::new(effect, turn.now_ms);
        let open = OpenEffect { protocol, started_ms: turn.now_ms, is_calling: false };
        self.lane(contact).effects.insert(op_key.clone(), open);
        turn.journal.insert((contact, op_key.clone()));
        let step = self.scene(contact, &op_key, turn.now_ms, Protocol::begin);
        if let Some(step) = step {
            self.follow(contact, &op_key, step, turn);
        }
    }

    /// Lets an effect look at its scene; `None` when it has ended already.
    pub(super) fn scene(
        &mut self,
        contact: ContactHash,
        op_key: &OpKey,
        now_ms: i64,
        act: impl FnOnce(&mut Protocol, &mut Scene<'_>) -> Step,
    ) -> Option<Step> {
        let settle_ms = self.settings.settle_ms;
        let lane = self.lane(contact);
        let state = lane.state.as_mut()?;
        let effect = lane.effects.get_mut(op_key)?;
        effect.is_calling = false;
        let before = state.session.clone();
        let mut scene = Scene {
            now_ms,
            session: &mut state.session,
            op_key,
            contact,
            phone: state.contact.phone().map(domain::PhoneNumber::as_e164),
            settle_ms,
        };
        let step = act(&mut effect.protocol, &mut scene);
        lane.is_dirty |= state.session != before;
        Some(step)
    }

    /// Does what an effect says, until it calls, waits or ends.
    pub(super) fn follow(
        &mut self,
        contact: ContactHash,
        op_key: &OpKey,
        first: Step,
        turn: &mut Deciding<'_>,
    ) {
        let mut step = first;
        loop {
            match step {
                Step::Call(Request::PlaceCheckout { .. } | Request::CreateOrder(_)) if self.is_draining => {
                    let not_sent = |protocol: &mut Protocol, scene: &mut Scene<'_>| {
                        protocol.answered(Err(Failure::NotSent), scene)
                    };
                    let Some(next) = self.scene(contact, op_key, turn.now_ms, not_sent) else { return };
                    step = next;
                }
                Step::Call(request) => {
                    if request.changes_something() {
                        turn.journal.insert((contact, op_key.clone()));
                    }
                    let lane = self.lane(contact);
                    let headers = lane.headers.clone();
                    let Some(effect) = lane.effects.get_mut(op_key) else { return };
                    effect.is_calling = true;
                    let stage = effect.protocol.label();
                    turn.batch.acts.push(Act::CallShop {
                        op_key: op_key.clone(),
                        contact,
                        request,
                        stage,
                        headers,
                    });
                    return;
                }
                Step::Wait { until_ms } => {
                    turn.journal.insert((contact, op_key.clone()));
                    self.wakes.insert((until_ms, contact, op_key.clone()));
                    return;
                }
                Step::Report(outcome) => {
                    turn.journal.insert((contact, op_key.clone()));
                    self.tell(contact, op_key, outcome, turn);
                    let next = self.scene(contact, op_key, turn.now_ms, Protocol::proceed);
                    let Some(next) = next else { return };
                    step = next;
                }
                Step::Finish(outcome) => {
                    let Some(label) =
                        self.lane(contact).effects.get(op_key).map(|effect| effect.protocol.label())
                    else {
                        return;
                    };
                    turn.batch.notes.push(Noted::Effect(label, outcome_label(&outcome)));
                    self.tell_last(contact, op_key, outcome, turn);
                    return;
                }
            }
        }
    }

    pub(super) fn tell(
        &mut self,
        contact: ContactHash,
        op_key: &OpKey,
        outcome: ShopOutcome,
        turn: &mut Deciding<'_>,
    ) {
        let Some(effect) = self.lane(contact).effects.get(op_key) else { return };
        turn.batch.notes.push(Noted::Effect(effect.protocol.label(), outcome_label(&outcome)));
        // Named by what is told, not by a count: the same after a restart.
        let input_id = format!("{op_key}.{}", outcome_label(&outcome));
        self.turn(contact, &input_id, Event::Shop(Box::new(outcome)), turn);
    }

    pub(super) fn tell_last(
        &mut self,
        contact: ContactHash,
        op_key: &OpKey,
        outcome: ShopOutcome,
        turn: &mut Deciding<'_>,
    ) {
        self.lane(contact).effects.remove(op_key);
        turn.journal.remove(&(contact, op_key.clone()));
        turn.batch.changes.effects_done.push(op_key.0.clone());
        let input_id = format!("{op_key}.end");
        self.turn(contact, &input_id, Event::Shop(Box::new(outcome)), turn);
    }

    pub(super) fn command_timer(
        &mut self,
        contact: ContactHash,
        command: TimerCommand,
        turn: &mut Deciding<'_>,
    ) {
        match command {
            TimerCommand::Set { timer, after_ms } => {
                let due_ms = turn.now_ms.saturating_add(after_ms.max(0));
                self.timers.set(contact, timer, due_ms);
                turn.timers.insert((contact, timer), Some(due_ms));
            }
            TimerCommand::Cancel { timer } => {
                if self.timers.remove(contact, timer) {
                    turn.timers.insert((contact, timer), None);
                }
            }
        }
    }

    /// Goes on with what fell due by itself.
    pub(super) fn fall_due(&mut self, turn: &mut Deciding<'_>) {
        while let Some((due_ms, ..)) = self.wakes.first()
            && *due_ms <= turn.now_ms
            && let Some((_, contact, op_key)) = self.wakes.pop_first()
        {
            turn.turns_left = TURNS_MAX;
            let step = self.scene(contact, &op_key, turn.now_ms, Protocol::proceed);
            if let Some(step) = step {
                self.follow(contact, &op_key, step, turn);
                self.drain_held(contact, turn);
            }
        }
        self.look_at_stock(turn);
        let due: Vec<(i64, ContactHash, Timer)> = self.timers.due(turn.now_ms).collect();
        for (due_ms, contact, timer) in due {
            // One that fell due since the batch was loaded waits too: without its buyer it would be lost.
            if self.lanes.get(&contact).is_none_or(Lane::must_wait) {
                self.timers.set(contact, timer, turn.now_ms + TIMER_PAUSE_MS);
                continue;
            }
            self.timers.remove(contact, timer);
            turn.timers.insert((contact, timer), None);
            if timer == Timer::Export {
                self.export(contact, due_ms, turn);
                continue;
            }
            turn.turns_left = TURNS_MAX;
            self.turn(contact, &format!("timer.{timer:?}.{due_ms}"), Event::Timer(timer), turn);
        }
        self.end_gatherings(turn);
        self.auctions_fall_due(turn);
        while let Some((due_ms, _)) = self.release_again.first()
            && *due_ms <= turn.now_ms
            && let Some((_, lane)) = self.release_again.pop_first()
        {
            if let Some(row) = self.releases.get(&lane).and_then(VecDeque::front) {
                turn.batch.acts.push(Act::Release(row.clone()));
            }
        }
    }
}

fn outcome_label(outcome: &ShopOutcome) -> &'static str {
    match outcome {
        ShopOutcome::Cart { .. } => "cart",
        ShopOutcome::Refused { .. } => "refused",
        ShopOutcome::Checkout { .. } => "checkout",
        ShopOutcome::BasketChanged { .. } => "basket_changed",
        ShopOutcome::Placed { oversold, .. } if !oversold.is_empty() => "oversold",
        ShopOutcome::Placed { .. } => "placed",
        ShopOutcome::NotPlaced { .. } => "not_placed",
        ShopOutcome::StillPlacing => "still_placing",
        ShopOutcome::PlacingUnclear => "placing_unclear",
        ShopOutcome::Orders { .. } => "orders",
        ShopOutcome::Order { .. } => "order",
        ShopOutcome::CancelAnswer { .. } => "cancel_answer",
        ShopOutcome::Changed { .. } => "changed",
        ShopOutcome::Gateways { .. } => "gateways",
        ShopOutcome::Suppliers { .. } => "suppliers",
        ShopOutcome::Sighting { .. } => "sighting",
        ShopOutcome::RefundDone { .. } => "refund_done",
        ShopOutcome::RefundUnclear => "refund_unclear",
        ShopOutcome::Unavailable => "unavailable",
        ShopOutcome::Unknown => "unknown",
    }
}
