//! The machine: what each input leads to. How a lane decides about its first message is `pump_lane`; what an answer
//! means for a message is `answered`; the decision itself is [`crate::decision`].

mod account;
mod answers;
mod courtesy;
mod lanes;
mod waking;

use super::{
    ATTEMPTS_MAX, Arrival, CALLS_COUNTED_MAX, Command, HOUSEKEEPING_INTERVAL_MS, Input, Limits, Note, Now,
    ORPHAN_STATUS_KEPT_MS, Stream,
    gate::{Gate, ms},
    row::{Applied, HoldScope, RecentSend, Recipient, Row, State, Stored, StoredRow},
    shard::ShardState,
    status::{Delivery, Known, StatusFact, StatusKey, gather},
    templates::Book,
};
use crate::{
    throttle::Bucket,
    verdict::{HoldReason, Verdict},
};
use common::retry::RetryPolicy;
use common::rng::Rng;
use domain::ContactHash;
use domain::Shard;
use domain::envelope::SendClass;
use domain::ids::OutboxId;
use domain::ids::PhoneNumberId;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

/// Delays of a message whose failures are its own or the service's.
pub const RETRY_POLICY: RetryPolicy =
    RetryPolicy { initial: Duration::from_secs(1), cap: Duration::from_mins(5), attempts_max: ATTEMPTS_MAX };

/// Delay of the one retry when Meta calls the window closed although our record says that it is open.
pub const WINDOW_RETRY_DELAY: Duration = Duration::from_secs(5);

/// Longest pause of one message that its lane waits for; what must wait longer is parked.
pub const LANE_WAIT_MAX: Duration = Duration::from_hours(1);

/// Meta's advice for the pair limit is to wait 4^X seconds; X stops here.
pub const PAIR_EXPONENT_MAX: u32 = 4;

/// Delay before a copy that was not confirmed is published again.
pub const PARK_RETRY_DELAY: Duration = Duration::from_secs(2);

/// Who looks again at a time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Wake {
    Lane(Shard, ContactHash),
    Number(PhoneNumberId),
    Park(Shard, OutboxId),
    Housekeeping,
    Templates,
}

/// One of the business's numbers.
#[derive(Debug)]
struct Number {
    gate: Gate,
    bucket: Bucket,
    /// Lanes that wait for the number, first come first served.
    queue: BTreeMap<u64, (Shard, ContactHash)>,
    wake_at_ms: Option<u64>,
    last_accept_ms: Option<u64>,
}

/// All shards of this process, and what they share: the numbers and the account.
pub struct Notifier {
    limits: Limits,
    rng: Box<dyn Rng>,
    shards: BTreeMap<Shard, ShardState>,
    account: Gate,
    numbers: BTreeMap<PhoneNumberId, Number>,
    pairs: BTreeMap<(PhoneNumberId, ContactHash), Bucket>,
    templates: Book,
    has_asked_for_templates: bool,
    agenda: BTreeSet<(u64, Wake)>,
    next_ticket: u64,
    commands: Vec<Command>,
}

/// Gauges for metrics.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// Open messages by state.
    pub open: BTreeMap<State, usize>,
    /// Copies not confirmed yet.
    pub unpublished: usize,
    /// Calls decided or in flight.
    pub in_flight: usize,
    /// Shards owned.
    pub shards: usize,
    /// What is held now.
    pub held: BTreeSet<&'static str>,
    /// What is stopped by news of the account or by an operator.
    pub stopped: BTreeSet<(HoldScope, &'static str)>,
    /// Age of the oldest open message.
    pub oldest_age_ms: u64,
}

impl Notifier {
    /// Starts with nothing owned.
    pub fn new(limits: Limits, rng: Box<dyn Rng>) -> Self {
        Self {
            limits,
            rng,
            shards: BTreeMap::new(),
            account: Gate::default(),
            numbers: BTreeMap::new(),
            pairs: BTreeMap::new(),
            templates: Book::default(),
            has_asked_for_templates: false,
            agenda: BTreeSet::new(),
            next_ticket: 0,
            commands: Vec::new(),
        }
    }

    /// Takes one thing that happened, and returns what is to be done, in order.
    pub fn on(&mut self, input: Input, now: Now) -> Vec<Command> {
        let owned = self.shards.len();
        match input {
            Input::Opened { shard, journal_created_at_ms, rows, recent, recipients, holds } => {
                let state = ShardState { journal_created_at_ms, recipients, holds, ..ShardState::default() };
                self.opened(shard, state, rows, recent, now);
            }
            Input::Account { shard, news } => self.account_news(shard, news, now),
            Input::TemplatesRead(reading) => self.templates_read(reading, now),
            Input::Deliveries { shard, receipt, arrivals } => self.deliveries(shard, receipt, arrivals, now),
            Input::Statuses { shard, receipt, facts } => self.statuses(shard, receipt, facts, now),
            Input::Committed { shard, applied } => self.committed(shard, &applied, now),
            Input::JournalFailed { shard } => self.forget_shard(shard, now),
            Input::Answered { shard, id, post, judged } => self.answered(shard, &id, post, judged, now),
            Input::ParkEnded { shard, id, is_confirmed } => self.park_ended(shard, &id, is_confirmed, now),
            Input::Close { shard } => {
                if let Some(state) = self.shards.get_mut(&shard) {
                    state.is_closing = true;
                }
            }
            Input::TokenChanged => self.token_changed(now),
            Input::Tick => {}
        }
        self.wake(now);
        self.flush();
        if owned != self.shards.len() {
            self.share_rates(now);
        }
        std::mem::take(&mut self.commands)
    }

    /// Returns when `Tick` is wanted next, on the monotonic clock.
    pub fn wake_at_ms(&self) -> Option<u64> {
        self.agenda.first().map(|(at_ms, _)| *at_ms)
    }

    /// Returns the gauges.
    pub fn snapshot(&self, now: Now) -> Snapshot {
        let mut snapshot = Snapshot { shards: self.shards.len(), ..Snapshot::default() };
        for state in self.shards.values() {
            snapshot.unpublished += state.parking.len();
            snapshot.in_flight += state.flying.len();
            for row in state.lanes.values().flat_map(|lane| lane.rows.values()) {
                *snapshot.open.entry(row.state).or_default() += 1;
                snapshot.oldest_age_ms = snapshot.oldest_age_ms.max(age_ms(row, now));
            }
        }
        let holds = self.shards.values().flat_map(|state| state.holds.keys());
        snapshot.stopped = holds.map(|key| (key.scope, key.reason)).collect();
        let gates = self.numbers.values().map(|number| &number.gate).chain([&self.account]);
        snapshot.held = gates.filter_map(Gate::held).map(HoldReason::label).collect();
        snapshot
    }

    fn opened(
        &mut self,
        shard: Shard,
        state: ShardState,
        rows: Vec<StoredRow>,
        recent: Vec<RecentSend>,
        now: Now,
    ) {
        self.shards.insert(shard, state);
        self.schedule(now.monotonic_ms + HOUSEKEEPING_INTERVAL_MS, Wake::Housekeeping);
        if !self.has_asked_for_templates {
            self.has_asked_for_templates = true;
            self.commands.push(Command::ReadTemplates);
        }
        let mut taken: BTreeMap<(PhoneNumberId, ContactHash), Vec<u64>> = BTreeMap::new();
        // What was called for and has not ended has taken its tokens too, whatever the answer was.
        let doubtful = rows.iter().filter(|row| row.posts > 0 && row.outbound.class != SendClass::Courtesy);
        let doubtful = doubtful.map(|row| RecentSend {
            contact: row.outbound.contact_hash,
            number: row.outbound.from.clone(),
            sent_at_unix_ms: row.sent_at_unix_ms.unwrap_or(now.unix_ms),
            calls: row.posts,
        });
        for sent in recent.into_iter().chain(doubtful) {
            let age_ms = u64::try_from(now.unix_ms.saturating_sub(sent.sent_at_unix_ms)).unwrap_or_default();
            let calls = usize::try_from(sent.calls).unwrap_or(usize::MAX);
            let pair = taken.entry((sent.number, sent.contact)).or_default();
            pair.extend(std::iter::repeat_n(age_ms, calls.min(CALLS_COUNTED_MAX)));
        }
        for ((number, contact), mut ages_ms) in taken {
            ages_ms.sort_unstable_by(|one, other| other.cmp(one));
            if let Some(pair) = self.pair(&number, contact, now) {
                *pair = pair.clone().after(&ages_ms, now.monotonic_ms);
            }
        }
        let mut contacts = BTreeSet::new();
        for stored in rows {
            let mut row = self.restored(stored, now);
            let Some(state) = self.shards.get_mut(&shard) else { return };
            if row.state.is_end() {
                let (id, copy) = (row.outbound.id.clone(), park_command(shard, &row));
                state.parking.insert(id, row);
                self.commands.push(copy);
                continue;
            }
            if row.is_seen {
                end(state, &mut row, State::Accepted, None, now);
                note_end(state, shard, &row, now);
                continue;
            }
            contacts.insert(row.outbound.contact_hash);
            if row.state == State::Waiting {
                state.waiting.insert(row.outbound.id.clone());
            } else {
                state.gather(&row);
            }
            state.add(row);
        }
        for contact in contacts {
            self.pump_lane(shard, contact, false, now);
        }
    }

    /// Makes a row of memory of a row of the store. What was `sending` may have been sent.
    fn restored(&self, stored: StoredRow, now: Now) -> Row {
        let mut row = Row::arrived(stored.outbound, stored.trace);
        row.stored = Stored::Yes;
        row.state = stored.state;
        row.attempts = stored.attempts;
        row.posts = stored.posts;
        row.resends = stored.resends;
        row.window_retried = stored.window_retried;
        row.wamid = stored.wamid;
        row.reason = stored.reason.map(Cow::Owned);
        row.code = stored.code;
        row.unpublished = stored.unpublished;
        row.sent_at_unix_ms = stored.sent_at_unix_ms;
        row.ended_at_unix_ms = stored.ended_at_unix_ms;
        row.is_seen = stored.is_seen;
        row.window_denied_ms = stored.window_denied_ms;
        row.refused_wamid = stored.refused_wamid;
        let wait_ms = u64::try_from(stored.due_at_unix_ms.saturating_sub(now.unix_ms)).unwrap_or_default();
        match row.state {
            State::Sending => {
                row.state = State::Ambiguous;
                row.reason = Some(Cow::Borrowed("interrupted"));
                wait(&mut row, self.limits.ambiguous_wait_ms, now);
            }
            // The clock may have been set in between: no wait is longer than it was meant to be.
            State::Ambiguous => wait(&mut row, wait_ms.min(self.limits.ambiguous_wait_ms), now),
            _ => wait(&mut row, wait_ms.min(ms(LANE_WAIT_MAX)), now),
        }
        row
    }

    fn deliveries(&mut self, shard: Shard, receipt: u64, arrivals: Vec<Arrival>, now: Now) {
        let ambiguous_wait_ms = self.limits.ambiguous_wait_ms;
        let mut contacts = Vec::new();
        let Some(state) = self.shards.get_mut(&shard) else { return };
        for Arrival { outbound, body, trace, redelivered } in arrivals {
            if state.knows(&outbound.id) {
                self.commands.push(Command::Note(Note::Duplicate));
                continue;
            }
            let contact = outbound.contact_hash;
            let mut row = Row::arrived(Arc::clone(&outbound), Arc::new(trace));
            // The journal is younger than this message, and the broker has handed it out before: a journal that is
            // gone may have sent it.
            if redelivered && outbound.created_at_ms < state.journal_created_at_ms {
                row.state = State::Ambiguous;
                row.reason = Some(Cow::Borrowed("journal_lost"));
                wait(&mut row, ambiguous_wait_ms, now);
            }
            state.gather_insert(&row, body, now.unix_ms);
            state.add(row);
            contacts.push(contact);
        }
        state.gathering_after.receipts.push((Stream::Outbound, receipt));
        for contact in contacts {
            self.pump_lane(shard, contact, false, now);
        }
    }

    fn statuses(&mut self, shard: Shard, receipt: u64, facts: Vec<StatusFact>, now: Now) {
        let (mut contacts, mut seen_in_flight) = (Vec::new(), Vec::new());
        let Some(state) = self.shards.get_mut(&shard) else { return };
        for StatusFact { key, wamid, known, contact } in facts {
            if let Some(code) = known.failed_code {
                self.commands.push(Command::Note(Note::LateFailure { code }));
            }
            if let Some(contact) = contact {
                state.learn(contact, |recipient| learned(recipient, known));
            }
            let StatusKey::Outbox(id) = &key else {
                gather(&mut state.gathering.statuses, key, known);
                continue;
            };
            let Some(row) = state.row_mut(id) else {
                gather(&mut state.gathering.statuses, key, known);
                continue;
            };
            if row.stored != Stored::Yes {
                // It cannot be from this journal: `pump_lane` finds it once the row is stored.
                state.keep_orphan(key, known, now.monotonic_ms + ORPHAN_STATUS_KEPT_MS);
                continue;
            }
            if row.refused_wamid.as_ref() == Some(&wamid) {
                // Of the attempt that Meta has refused: it says nothing about the next one.
                continue;
            }
            row.is_seen = true;
            row.wamid.get_or_insert(wamid);
            if row.state != State::Tried {
                if row.state == State::Sending {
                    // Its answer, if it still comes, finds no row: the gates hear of it here.
                    seen_in_flight.push((id.clone(), row.outbound.from.clone()));
                }
                if row.state == State::Ambiguous || row.resends > 0 {
                    self.commands.push(Command::Note(Note::AmbiguousResolved("status")));
                }
                contacts.push(row.outbound.contact_hash);
                finish(state, shard, id, State::Accepted, None, now);
            }
            gather(&mut state.gathering.statuses, key, known);
        }
        state.gathering_after.receipts.push((Stream::Status, receipt));
        for (id, number_id) in seen_in_flight {
            let taken = Verdict::Accepted { wamid: None, wa_id: None };
            self.pass_gates(shard, &id, &number_id, &taken, now);
        }
        for contact in contacts {
            self.pump_lane(shard, contact, false, now);
        }
        self.pump_numbers(now);
    }

    fn committed(&mut self, shard: Shard, applied: &Applied, now: Now) {
        let Some(state) = self.shards.get_mut(&shard) else { return };
        let Some(after) = state.committing.take() else { return };
        for (stream, receipt) in after.receipts {
            self.commands.push(Command::Acknowledge { shard, stream, receipt });
        }
        let mut contacts = BTreeSet::new();
        let mut repeated = BTreeSet::new();
        for id in after.arrived {
            let contact = state.index.get(&id).map(|(contact, _)| *contact);
            contacts.extend(contact);
            if applied.inserted.contains(&id) {
                if let Some(row) = state.row_mut(&id) {
                    row.stored = Stored::Yes;
                } else if let Some(row) = state.parking.get_mut(&id) {
                    row.stored = Stored::Yes;
                }
                continue;
            }
            // Known for longer than memory goes back: a repeated release.
            self.commands.push(Command::Note(Note::Duplicate));
            state.remove(&id);
            state.parking.remove(&id);
            state.flying.remove(&id);
            state.gathering.updates.remove(&id);
            repeated.insert(id);
        }
        for (id, note) in after.notes {
            if !repeated.contains(&id) {
                self.commands.push(Command::Note(note));
            }
        }
        for key in &applied.unmatched {
            if let Some(known) = after.statuses.get(key) {
                self.commands.push(Command::Note(Note::UnknownStatus));
                state.keep_orphan(key.clone(), *known, now.monotonic_ms + ORPHAN_STATUS_KEPT_MS);
            }
        }
        for price in &applied.priced {
            self.commands.push(Command::Note(Note::Priced(*price)));
        }
        for id in after.posts {
            if let Some((outbound, trace, post)) = state.post_of(&id) {
                self.commands.push(Command::Post { shard, outbound, trace, post });
            }
        }
        for id in after.parks {
            if let Some(row) = state.parking.get(&id) {
                self.commands.push(park_command(shard, row));
            }
        }
        // A repeated release may have been let through a closed gate.
        for id in &repeated {
            self.account.answered((shard, id), false, now.monotonic_ms);
            for number in self.numbers.values_mut() {
                number.gate.answered((shard, id), false, now.monotonic_ms);
            }
        }
        for stored in &applied.reopened {
            let row = self.restored(stored.clone(), now);
            let Some(state) = self.shards.get_mut(&shard) else { return };
            if state.knows(&row.outbound.id) {
                continue;
            }
            self.commands.push(Command::Note(Note::Reopened));
            contacts.insert(row.outbound.contact_hash);
            state.add(row);
        }
        for contact in contacts {
            self.pump_lane(shard, contact, false, now);
        }
    }

    fn park_ended(&mut self, shard: Shard, id: &OutboxId, is_confirmed: bool, now: Now) {
        if !is_confirmed {
            self.schedule(now.monotonic_ms + ms(PARK_RETRY_DELAY), Wake::Park(shard, id.clone()));
            return;
        }
        let Some(state) = self.shards.get_mut(&shard) else { return };
        if let Some(mut row) = state.parking.remove(id) {
            row.unpublished = false;
            state.gather(&row);
        }
    }

    fn token_changed(&mut self, now: Now) {
        let waits_for_token =
            |gate: &Gate| matches!(gate.held(), Some(HoldReason::Token | HoldReason::Permission));
        if waits_for_token(&self.account) {
            self.account.try_now(now.monotonic_ms);
        }
        for number in self.numbers.values_mut().filter(|number| waits_for_token(&number.gate)) {
            number.gate.try_now(now.monotonic_ms);
        }
        self.pump_numbers(now);
    }
}

/// What a status teaches about a person.
fn learned(recipient: &mut Recipient, known: Known) {
    match known.failed_code {
        Some(131_050) => recipient.has_opted_out = true,
        Some(131_026) => recipient.undeliverable = recipient.undeliverable.saturating_add(1),
        _ if known.delivery >= Delivery::Delivered => recipient.undeliverable = 0,
        _ => {}
    }
    recipient.free_until_ms = recipient.free_until_ms.max(known.free_until_ms);
}

fn until_ms(unix_ms: i64, now: Now) -> u64 {
    let wait_ms = u64::try_from(unix_ms.saturating_sub(now.unix_ms)).unwrap_or_default();
    now.monotonic_ms.saturating_add(wait_ms).saturating_add(1)
}

fn wait(row: &mut Row, wait_ms: u64, now: Now) {
    row.due_ms = now.monotonic_ms.saturating_add(wait_ms);
    row.due_at_unix_ms = now.unix_ms.saturating_add(i64::try_from(wait_ms).unwrap_or(i64::MAX));
}

fn requeue(row: &mut Row, reason: &'static str, wait_ms: u64, now: Now) {
    row.state = State::Queued;
    row.reason = Some(Cow::Borrowed(reason));
    wait(row, wait_ms, now);
}

fn age_ms(row: &Row, now: Now) -> u64 {
    u64::try_from(now.unix_ms.saturating_sub(row.outbound.created_at_ms)).unwrap_or_default()
}

fn park_command(shard: Shard, row: &Row) -> Command {
    Command::Park {
        shard,
        outbound: Arc::clone(&row.outbound),
        trace: Arc::clone(&row.trace),
        reason: row.reason.as_deref().unwrap_or(row.state.label()).to_owned(),
    }
}

/// Ends a message and takes it out of its lane. The next one may start in the same batch: both become durable
/// together, and no call is made before.
fn finish(
    state: &mut ShardState,
    shard: Shard,
    id: &OutboxId,
    end_state: State,
    reason: Option<&'static str>,
    now: Now,
) {
    let Some(mut row) = state.remove(id) else { return };
    state.flying.remove(id);
    end(state, &mut row, end_state, reason, now);
    note_end(state, shard, &row, now);
    if row.unpublished {
        state.gathering_after.parks.push(id.clone());
        state.parking.insert(id.clone(), row);
    }
}

fn end(state: &mut ShardState, row: &mut Row, end_state: State, reason: Option<&'static str>, now: Now) {
    let is_loss = matches!(end_state, State::Parked | State::Failed | State::Expired);
    row.state = if is_loss && row.outbound.class == SendClass::Courtesy { State::Dropped } else { end_state };
    row.reason = reason.map(Cow::Borrowed);
    row.ended_at_unix_ms = Some(now.unix_ms);
    row.unpublished = row.state == end_state && is_loss;
    state.gather(row);
}

fn note_end(state: &mut ShardState, shard: Shard, row: &Row, now: Now) {
    let note = end_of(shard, row, now);
    state.gathering_after.notes.push((row.outbound.id.clone(), note));
}

fn end_of(shard: Shard, row: &Row, now: Now) -> Note {
    Note::Ended {
        state: row.state,
        kind: row.outbound.message.label(),
        reason: row.reason.as_deref().map(str::to_owned),
        age_ms: age_ms(row, now),
        shard,
        contact: row.outbound.contact_hash,
        id: row.outbound.id.clone(),
    }
}
