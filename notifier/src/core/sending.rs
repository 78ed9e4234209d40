//! The machine: what each input leads to. How a lane decides about its first message is `pump_lane`; what an answer
//! means for a message is `answered`; where templates would go when the window is closed is marked there.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use common::{retry::RetryPolicy, rng::Rng};
use domain::{
    ContactHash, Shard,
    envelope::SendClass,
    ids::{OutboxId, PhoneNumberId},
};

use super::{
    AMBIGUOUS_RESENDS_MAX, ATTEMPTS_MAX, Arrival, Command, HOUSEKEEPING_INTERVAL_MS, Input, Limits, Note,
    Now, OPEN_ROWS_MAX, ORPHAN_STATUS_KEPT_MS, PAIRS_MAX, POSTS_IN_FLIGHT_MAX, RETENTION_MS, Stream,
    gate::{Cause, Gate, Pass, ms},
    row::{Applied, RecentSend, Row, State, Stored, StoredRow},
    shard::ShardState,
    status::{StatusFact, StatusKey, gather},
};
use crate::{
    throttle::{Bucket, number_bucket},
    verdict::{HoldReason, Judged, Scope, Verdict},
    window,
};

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

/// What a lane's first message may do now.
enum Turn {
    /// Start it.
    Go,
    /// Look again then.
    At(u64),
    /// Wait in the number's queue; look again at its end of usefulness.
    Queue,
}

/// All shards of this process, and what they share: the numbers and the account.
pub struct Notifier {
    limits: Limits,
    rng: Box<dyn Rng>,
    shards: BTreeMap<Shard, ShardState>,
    account: Gate,
    numbers: BTreeMap<PhoneNumberId, Number>,
    pairs: BTreeMap<(PhoneNumberId, ContactHash), Bucket>,
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
            agenda: BTreeSet::new(),
            next_ticket: 0,
            commands: Vec::new(),
        }
    }

    /// Takes one thing that happened, and returns what is to be done, in order.
    pub fn on(&mut self, input: Input, now: Now) -> Vec<Command> {
        let owned = self.shards.len();
        match input {
            Input::Opened { shard, journal_created_at_ms, rows, recent } => {
                self.opened(shard, journal_created_at_ms, rows, recent, now);
            }
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
        let gates = self.numbers.values().map(|number| &number.gate).chain([&self.account]);
        snapshot.held = gates.filter_map(Gate::held).map(HoldReason::label).collect();
        snapshot
    }

    fn opened(
        &mut self,
        shard: Shard,
        journal_created_at_ms: i64,
        rows: Vec<StoredRow>,
        recent: Vec<RecentSend>,
        now: Now,
    ) {
        let state = ShardState { journal_created_at_ms, ..ShardState::default() };
        self.shards.insert(shard, state);
        self.schedule(now.monotonic_ms + HOUSEKEEPING_INTERVAL_MS, Wake::Housekeeping);
        for RecentSend { contact, number } in recent {
            if let Some(pair) = self.pair(&number, contact, now) {
                pair.take(now.monotonic_ms);
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
            state.gather(&row);
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
        for StatusFact { key, wamid, known } in facts {
            if let Some(code) = known.failed_code {
                self.commands.push(Command::Note(Note::LateFailure { code }));
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

    fn answered(&mut self, shard: Shard, id: &OutboxId, post: u32, judged: Judged, now: Now) {
        let Judged { verdict, code } = judged;
        let Some(state) = self.shards.get_mut(&shard) else { return };
        let Some(row) = state.row_mut(id).filter(|row| row.posts == post) else { return };
        let (number_id, contact) = (row.outbound.from.clone(), row.outbound.contact_hash);
        state.flying.remove(id);
        self.pass_gates(shard, id, &number_id, &verdict, now);
        let last_accept_ms = self.numbers.get(&number_id).and_then(|number| number.last_accept_ms);
        let Some(state) = self.shards.get_mut(&shard) else { return };
        let Some(row) = state.row_mut(id) else { return };
        row.code = code;
        match row.state {
            State::Tried => {
                let reason = match verdict {
                    Verdict::Accepted { .. } => "taken",
                    _ => "not_taken",
                };
                // The journal has let go of it before.
                if let Some(mut row) = state.remove(id) {
                    row.reason = Some(Cow::Borrowed(reason));
                    self.commands.push(Command::Note(end_of(shard, &row, now)));
                }
            }
            // An answer may outlive its shard's memory; a later try makes it moot by its number.
            State::Sending | State::Ambiguous => {
                self.judge(shard, id, verdict, last_accept_ms, now);
            }
            _ => {}
        }
        self.pump_lane(shard, contact, false, now);
        self.pump_numbers(now);
    }

    /// What the answer means for the message.
    fn judge(
        &mut self,
        shard: Shard,
        id: &OutboxId,
        verdict: Verdict,
        last_accept_ms: Option<u64>,
        now: Now,
    ) {
        let ambiguous_wait_ms = self.limits.ambiguous_wait_ms;
        let Some(state) = self.shards.get_mut(&shard) else { return };
        let Some(row) = state.row_mut(id) else { return };
        if row.is_seen && !matches!(verdict, Verdict::Accepted { .. }) {
            // A status has shown that Meta has it, whatever this answer says.
            finish(state, shard, id, State::Accepted, None, now);
            self.commands.push(Command::Note(Note::AmbiguousResolved("status")));
            return;
        }
        match verdict {
            Verdict::Accepted { wamid, wa_id } => {
                let known = wamid.as_deref().and_then(|wamid| state.known_of_wamid(wamid));
                if let Some(row) = state.row_mut(id) {
                    row.wamid = wamid;
                    row.wa_id = wa_id;
                }
                finish(state, shard, id, State::Accepted, None, now);
                if let Some(known) = known {
                    gather(&mut state.gathering.statuses, StatusKey::Outbox(id.clone()), known);
                }
            }
            Verdict::Ambiguous => {
                row.state = State::Ambiguous;
                row.reason = Some(Cow::Borrowed("no_answer"));
                wait(row, ambiguous_wait_ms, now);
                self.commands.push(Command::Note(Note::Ambiguous));
            }
            Verdict::Hold(reason, _) => {
                row.state = State::Held;
                row.reason = Some(Cow::Borrowed(reason.label()));
                wait(row, 0, now);
            }
            Verdict::NumberLimited(_) | Verdict::AccountLimited(_) => requeue(row, "limited", 0, now),
            Verdict::Unreachable => requeue(row, "unreachable", 0, now),
            Verdict::PairLimited => {
                row.attempts += 1;
                let seconds = 4_u64.pow(row.pair_strikes.min(PAIR_EXPONENT_MAX));
                row.pair_strikes += 1;
                requeue(row, "pair_limited", seconds * 1_000, now);
                let number_id = row.outbound.from.clone();
                let contact = row.outbound.contact_hash;
                if let Some(pair) = self.pair(&number_id, contact, now) {
                    pair.empty(now.monotonic_ms);
                }
            }
            Verdict::Retry | Verdict::RetryAfter(_) => {
                row.tries += 1;
                // While nothing at all is accepted it is the service's trouble, and ends with it or with the message's
                // usefulness. Others accepted since the last try: it is this message's own.
                if last_accept_ms.is_some_and(|accepted_ms| accepted_ms >= row.last_try_ms) {
                    row.attempts += 1;
                }
                let mut delay = RETRY_POLICY.delay(row.tries, self.rng.as_mut());
                if let Verdict::RetryAfter(at_least) = verdict {
                    delay = delay.max(at_least);
                }
                if delay > LANE_WAIT_MAX {
                    finish(state, shard, id, State::Parked, Some("withheld"), now);
                    return;
                }
                requeue(row, "service", ms(delay), now);
            }
            Verdict::NeedsTemplate => {
                let is_open = window::is_open(row.outbound.window_opened_at_ms, now.unix_ms);
                if is_open && !row.window_retried {
                    row.window_retried = true;
                    requeue(row, "window_disputed", ms(WINDOW_RETRY_DELAY), now);
                } else {
                    finish(state, shard, id, State::Parked, Some("window_closed"), now);
                    return;
                }
            }
            Verdict::Refused(refusal) => {
                finish(state, shard, id, State::Failed, Some(refusal.label()), now);
                return;
            }
        }
        let Some(state) = self.shards.get_mut(&shard) else { return };
        if let Some(row) = state.row_mut(id) {
            let gave_up = row.attempts >= ATTEMPTS_MAX;
            if gave_up {
                finish(state, shard, id, State::Parked, Some("retries_exhausted"), now);
            } else {
                let row = row.clone();
                state.gather(&row);
            }
        }
    }

    /// What the answer means for everybody else.
    fn pass_gates(
        &mut self,
        shard: Shard,
        id: &OutboxId,
        number_id: &PhoneNumberId,
        verdict: &Verdict,
        now: Now,
    ) {
        let now_ms = now.monotonic_ms;
        let rng = self.rng.as_mut();
        let Some(number) = self.numbers.get_mut(number_id) else { return };
        let closing = match verdict {
            Verdict::Hold(reason, scope) => Some((Cause::Hold(*reason), *scope)),
            Verdict::NumberLimited(wait) => Some((Cause::Limited(*wait), Scope::Number)),
            Verdict::AccountLimited(wait) => Some((Cause::Limited(*wait), Scope::Account)),
            Verdict::Unreachable => Some((Cause::Unreachable, Scope::Account)),
            _ => None,
        };
        let is_fine = matches!(
            verdict,
            Verdict::Accepted { .. } | Verdict::Refused(_) | Verdict::NeedsTemplate | Verdict::PairLimited
        );
        if matches!(verdict, Verdict::Accepted { .. }) {
            number.last_accept_ms = Some(now_ms);
        }
        for scope in [Scope::Number, Scope::Account] {
            let gate = if scope == Scope::Number { &mut number.gate } else { &mut self.account };
            match closing {
                Some((cause, closes)) if closes == scope => {
                    if gate.close(cause, (shard, id), now_ms, rng)
                        && let Cause::Hold(reason) = cause
                    {
                        self.commands.push(Command::Note(Note::HoldBegan(reason, scope, number_id.clone())));
                    }
                }
                _ => {
                    if let Some(Cause::Hold(reason)) = gate.answered((shard, id), is_fine, now_ms) {
                        self.commands.push(Command::Note(Note::HoldEnded(reason)));
                    }
                }
            }
        }
    }

    /// Works off a lane as far as it goes now. `has_turn` tells that the number's queue gives the lane its turn.
    fn pump_lane(&mut self, shard: Shard, contact: ContactHash, mut has_turn: bool, now: Now) {
        loop {
            let Some(state) = self.shards.get_mut(&shard) else { return };
            let Some(lane) = state.lanes.get_mut(&contact) else { return };
            let Some(head) = lane.rows.values_mut().next() else {
                let lane = state.lanes.remove(&contact);
                self.unschedule_lane(shard, contact, lane.and_then(|lane| lane.wake_at_ms));
                return;
            };
            if head.stored == Stored::Committing {
                return;
            }
            let (id, is_closing) = (head.outbound.id.clone(), state.is_closing);
            match head.state {
                State::Sending | State::Tried => return,
                State::Ambiguous if head.due_ms > now.monotonic_ms => {
                    let due_ms = head.due_ms;
                    self.schedule_lane(shard, contact, due_ms);
                    return;
                }
                State::Ambiguous if is_closing => return,
                State::Ambiguous => {
                    if head.is_courtesy() {
                        finish(state, shard, &id, State::Dropped, Some("ambiguous"), now);
                    } else if head.resends >= AMBIGUOUS_RESENDS_MAX {
                        self.commands.push(Command::Note(Note::AmbiguousResolved("given_up")));
                        finish(state, shard, &id, State::Parked, Some("ambiguous"), now);
                    } else {
                        self.commands.push(Command::Note(Note::AmbiguousResolved("resent")));
                        head.resends += 1;
                        head.state = State::Queued;
                        let row = head.clone();
                        state.gather(&row);
                    }
                    continue;
                }
                _ => {}
            }
            if is_closing {
                return;
            }
            if let Some((known, _)) = state.orphans.remove(&StatusKey::Outbox(id.clone())) {
                finish(state, shard, &id, State::Accepted, None, now);
                gather(&mut state.gathering.statuses, StatusKey::Outbox(id), known);
                continue;
            }
            match self.turn(shard, contact, has_turn, now) {
                Ok(Turn::Go) => {
                    self.start(shard, contact, &id, now);
                    return;
                }
                Ok(Turn::At(at_ms)) => {
                    self.schedule_lane(shard, contact, at_ms);
                    return;
                }
                Ok(Turn::Queue) => {
                    self.queue(shard, contact, now);
                    return;
                }
                Err((end, reason)) => {
                    let Some(state) = self.shards.get_mut(&shard) else { return };
                    finish(state, shard, &id, end, Some(reason), now);
                    // The turn was not used up by a message that went nowhere.
                    has_turn = has_turn && !self.has_ticket(shard, contact);
                }
            }
        }
    }

    /// Decides about the first message of a lane: what it may do now, or how it ends.
    fn turn(
        &mut self,
        shard: Shard,
        contact: ContactHash,
        has_turn: bool,
        now: Now,
    ) -> Result<Turn, (State, &'static str)> {
        let now_ms = now.monotonic_ms;
        let Some(head) =
            self.shards.get(&shard).and_then(|state| state.lanes.get(&contact)?.rows.values().next())
        else {
            return Ok(Turn::At(now_ms));
        };
        let (number_id, is_courtesy) = (head.outbound.from.clone(), head.is_courtesy());
        if now.unix_ms > head.outbound.not_after_ms {
            return Err((State::Expired, "expired"));
        }
        // A template for the same news would be chosen here.
        if !is_courtesy && !window::is_open(head.outbound.window_opened_at_ms, now.unix_ms) {
            return Err((State::Parked, "window_closed"));
        }
        let useful_until_ms = until_ms(head.outbound.not_after_ms, now);
        if head.due_ms > now_ms {
            return Ok(Turn::At(head.due_ms.min(useful_until_ms)));
        }
        let in_flight: usize = self.shards.values().map(|state| state.flying.len()).sum();
        let account = self.account.pass(now_ms);
        let number = self.number(&number_id, now);
        let others_wait = !has_turn && !number.queue.is_empty();
        let gates_pass =
            [account, number.gate.pass(now_ms)].iter().all(|pass| matches!(pass, Pass::Open | Pass::Probe));
        let has_token = number.bucket.has_token(now_ms);
        if is_courtesy {
            // A courtesy goes now or not at all, and it never is the one message that a closed gate lets through.
            let is_open = account == Pass::Open && number.gate.pass(now_ms) == Pass::Open;
            let goes = is_open && has_token && !others_wait && in_flight < POSTS_IN_FLIGHT_MAX;
            return if goes { Ok(Turn::Go) } else { Err((State::Dropped, "busy")) };
        }
        if !gates_pass {
            return Ok(Turn::Queue);
        }
        if let Some(pair) = self.pair(&number_id, contact, now)
            && !pair.has_token(now_ms)
        {
            let next_at_ms = pair.next_at_ms(now_ms);
            self.commands.push(Command::Note(Note::Paced("pair")));
            return Ok(Turn::At(next_at_ms.min(useful_until_ms)));
        }
        if others_wait || !has_token || in_flight >= POSTS_IN_FLIGHT_MAX {
            self.commands.push(Command::Note(Note::Paced("number")));
            return Ok(Turn::Queue);
        }
        Ok(Turn::Go)
    }

    /// Decides a call: tokens are taken, the row is committed, and only then the call is made.
    fn start(&mut self, shard: Shard, contact: ContactHash, id: &OutboxId, now: Now) {
        let now_ms = now.monotonic_ms;
        let Some(state) = self.shards.get_mut(&shard) else { return };
        let Some(row) = state.row_mut(id) else { return };
        let (number_id, is_courtesy) = (row.outbound.from.clone(), row.is_courtesy());
        row.posts += 1;
        row.last_try_ms = now_ms;
        row.sent_at_unix_ms = Some(now.unix_ms);
        row.code = None;
        if is_courtesy {
            // At most once: for the journal it has ended before it is tried.
            row.state = State::Tried;
            row.ended_at_unix_ms = Some(now.unix_ms);
        } else {
            row.state = State::Sending;
            row.reason = None;
        }
        let row = row.clone();
        state.gather(&row);
        state.flying.insert(id.clone());
        state.gathering_after.posts.push(id.clone());
        if !is_courtesy && let Some(pair) = self.pair(&number_id, contact, now) {
            pair.take(now_ms);
        }
        let number = self.number(&number_id, now);
        number.bucket.take(now_ms);
        number.gate.went_through(shard, id);
        self.account.went_through(shard, id);
    }

    fn queue(&mut self, shard: Shard, contact: ContactHash, now: Now) {
        let Some(lane) = self.shards.get_mut(&shard).and_then(|state| state.lanes.get_mut(&contact)) else {
            return;
        };
        let Some(head) = lane.rows.values().next() else { return };
        let (number_id, not_after_ms) = (head.outbound.from.clone(), head.outbound.not_after_ms);
        if lane.ticket.is_none() {
            self.next_ticket += 1;
            lane.ticket = Some(self.next_ticket);
            let ticket = self.next_ticket;
            self.number(&number_id, now).queue.insert(ticket, (shard, contact));
        }
        self.schedule_lane(shard, contact, until_ms(not_after_ms, now));
        self.schedule_number(&number_id, now);
    }

    fn has_ticket(&self, shard: Shard, contact: ContactHash) -> bool {
        let lane = self.shards.get(&shard).and_then(|state| state.lanes.get(&contact));
        lane.is_some_and(|lane| lane.ticket.is_some())
    }

    /// Gives turns to the lanes that wait for a number, in order, as far as it goes now.
    fn pump_number(&mut self, number_id: &PhoneNumberId, now: Now) {
        let now_ms = now.monotonic_ms;
        // Each lane gets at most one turn: one that must wait again stands at the end.
        let turns = self.numbers.get(number_id).map_or(0, |number| number.queue.len());
        for _ in 0..turns {
            let in_flight: usize = self.shards.values().map(|state| state.flying.len()).sum();
            let account = self.account.pass(now_ms);
            let Some(number) = self.numbers.get_mut(number_id) else { return };
            let gates_pass = [account, number.gate.pass(now_ms)]
                .iter()
                .all(|pass| matches!(pass, Pass::Open | Pass::Probe));
            if !gates_pass || !number.bucket.has_token(now_ms) || in_flight >= POSTS_IN_FLIGHT_MAX {
                break;
            }
            let Some((_, (shard, contact))) = number.queue.pop_first() else { return };
            if let Some(lane) = self.shards.get_mut(&shard).and_then(|state| state.lanes.get_mut(&contact)) {
                lane.ticket = None;
            }
            self.pump_lane(shard, contact, true, now);
        }
        self.schedule_number(number_id, now);
    }

    fn pump_numbers(&mut self, now: Now) {
        let waiting: Vec<PhoneNumberId> = self
            .numbers
            .iter()
            .filter(|(_, number)| !number.queue.is_empty())
            .map(|(number_id, _)| number_id.clone())
            .collect();
        for number_id in waiting {
            self.pump_number(&number_id, now);
        }
    }

    /// Makes sure that a number with waiting lanes looks again as soon as it may have something for them.
    fn schedule_number(&mut self, number_id: &PhoneNumberId, now: Now) {
        let now_ms = now.monotonic_ms;
        let account = self.account.pass(now_ms);
        let Some(number) = self.numbers.get_mut(number_id) else { return };
        if number.queue.is_empty() {
            return;
        }
        let mut at_ms = number.bucket.next_at_ms(now_ms);
        for pass in [account, number.gate.pass(now_ms)] {
            match pass {
                Pass::Open | Pass::Probe => {}
                Pass::Until(until_ms) => at_ms = at_ms.max(until_ms),
                // The answer pumps.
                Pass::UntilAnswered => return,
            }
        }
        // Not sooner than a moment from now: when calls in flight are the limit, their answers pump.
        let at_ms = at_ms.max(now_ms + 1);
        if number.wake_at_ms.is_some_and(|wake_at_ms| wake_at_ms > now_ms && wake_at_ms <= at_ms) {
            return;
        }
        let old = number.wake_at_ms.replace(at_ms);
        if let Some(old) = old {
            self.agenda.remove(&(old, Wake::Number(number_id.clone())));
        }
        self.agenda.insert((at_ms, Wake::Number(number_id.clone())));
    }

    fn schedule_lane(&mut self, shard: Shard, contact: ContactHash, at_ms: u64) {
        let Some(lane) = self.shards.get_mut(&shard).and_then(|state| state.lanes.get_mut(&contact)) else {
            return;
        };
        let old = lane.wake_at_ms.replace(at_ms);
        if let Some(old) = old {
            self.agenda.remove(&(old, Wake::Lane(shard, contact)));
        }
        self.agenda.insert((at_ms, Wake::Lane(shard, contact)));
    }

    fn unschedule_lane(&mut self, shard: Shard, contact: ContactHash, at_ms: Option<u64>) {
        if let Some(at_ms) = at_ms {
            self.agenda.remove(&(at_ms, Wake::Lane(shard, contact)));
        }
    }

    fn schedule(&mut self, at_ms: u64, wake: Wake) {
        // One housekeeping at a time is enough.
        if wake == Wake::Housekeeping && self.agenda.iter().any(|(_, other)| *other == wake) {
            return;
        }
        self.agenda.insert((at_ms, wake));
    }

    fn wake(&mut self, now: Now) {
        let mut due = Vec::new();
        while let Some(entry) = self.agenda.first().filter(|(at_ms, _)| *at_ms <= now.monotonic_ms).cloned() {
            self.agenda.remove(&entry);
            due.push(entry.1);
        }
        for wake in due {
            match wake {
                Wake::Lane(shard, contact) => {
                    let lane = self.shards.get_mut(&shard).and_then(|state| state.lanes.get_mut(&contact));
                    if let Some(lane) = lane {
                        lane.wake_at_ms = None;
                    }
                    self.pump_lane(shard, contact, false, now);
                }
                Wake::Number(number_id) => {
                    if let Some(number) = self.numbers.get_mut(&number_id) {
                        number.wake_at_ms = None;
                    }
                    self.pump_number(&number_id, now);
                }
                Wake::Park(shard, id) => {
                    let row = self.shards.get(&shard).and_then(|state| state.parking.get(&id));
                    if let Some(row) = row {
                        let command = park_command(shard, row);
                        self.commands.push(command);
                    }
                }
                Wake::Housekeeping => self.housekeeping(now),
            }
        }
    }

    fn housekeeping(&mut self, now: Now) {
        for state in self.shards.values_mut().filter(|state| !state.is_closing) {
            state.orphans.retain(|_, (_, until_ms)| *until_ms > now.monotonic_ms);
            state.gathering.prune_before_ms = Some(now.unix_ms - RETENTION_MS);
        }
        self.pairs.retain(|_, pair| !pair.is_full(now.monotonic_ms));
        if !self.shards.is_empty() {
            self.schedule(now.monotonic_ms + HOUSEKEEPING_INTERVAL_MS, Wake::Housekeeping);
        }
    }

    fn flush(&mut self) {
        let mut released = Vec::new();
        for (shard, state) in &mut self.shards {
            if let Some(batch) = state.start_commit() {
                self.commands.push(Command::Commit { shard: *shard, batch: Box::new(batch) });
            }
            if state.is_closing {
                if state.is_consuming {
                    state.is_consuming = false;
                    self.commands.push(Command::Consume { shard: *shard, is_on: false });
                }
                if state.is_idle() {
                    released.push(*shard);
                }
                continue;
            }
            let open = state.open_rows();
            if state.is_consuming && open >= OPEN_ROWS_MAX {
                state.is_consuming = false;
                self.commands.push(Command::Consume { shard: *shard, is_on: false });
            } else if !state.is_consuming && open <= OPEN_ROWS_MAX / 2 {
                state.is_consuming = true;
                self.commands.push(Command::Consume { shard: *shard, is_on: true });
            }
        }
        for shard in released {
            self.shards.remove(&shard);
            self.forget_probes(shard);
            self.commands.push(Command::Release { shard });
        }
    }

    fn forget_shard(&mut self, shard: Shard, now: Now) {
        self.shards.remove(&shard);
        self.forget_probes(shard);
        self.pump_numbers(now);
    }

    fn forget_probes(&mut self, shard: Shard) {
        self.account.forget(shard);
        for number in self.numbers.values_mut() {
            number.gate.forget(shard);
            number.queue.retain(|_, (waiting, _)| *waiting != shard);
        }
    }

    fn share(&self) -> (u64, u64) {
        let owned = u64::try_from(self.shards.len()).unwrap_or(u64::MAX);
        (owned, u64::from(self.limits.shards))
    }

    /// Several processes send from one number: each takes the part of the rate that its shards are of all.
    fn share_rates(&mut self, now: Now) {
        let (per_second, share) = (self.limits.number_per_second, self.share());
        for number in self.numbers.values_mut() {
            let mut bucket = number_bucket(per_second, share, now.monotonic_ms);
            // Nothing is gained by a new share: it starts empty.
            bucket.empty(now.monotonic_ms);
            number.bucket = bucket;
        }
    }

    fn number(&mut self, number_id: &PhoneNumberId, now: Now) -> &mut Number {
        let (per_second, share) = (self.limits.number_per_second, self.share());
        self.numbers.entry(number_id.clone()).or_insert_with(|| Number {
            gate: Gate::default(),
            bucket: number_bucket(per_second, share, now.monotonic_ms),
            queue: BTreeMap::new(),
            wake_at_ms: None,
            last_accept_ms: None,
        })
    }

    fn pair(&mut self, number_id: &PhoneNumberId, contact: ContactHash, now: Now) -> Option<&mut Bucket> {
        let key = (number_id.clone(), contact);
        if self.pairs.len() >= PAIRS_MAX && !self.pairs.contains_key(&key) {
            return None;
        }
        let Limits { pair_burst, pair_refill_ms, .. } = self.limits;
        let full = || Bucket::full(u64::from(pair_burst), 1, pair_refill_ms, now.monotonic_ms);
        Some(self.pairs.entry(key).or_insert_with(full))
    }
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
