//! Tests of the machine by scripted inputs, with a journal in memory that behaves like the store.

use std::collections::{BTreeMap, BTreeSet};

use common::rng::SeededRng;
use domain::{
    HashKey,
    envelope::{Consent, Outbound, Purpose, SendClass, VERSION},
    ids::PhoneNumberId,
    outbound::{Message, TextBody},
};

use super::{
    row::{Applied, Batch, HoldFacts, HoldKey, Recipient, RowImage, Stored},
    status::{Delivery, Known, StatusKey},
    *,
};
use crate::verdict::{Refusal, Verdict};

pub(super) const SHARD: Shard = Shard(3);
pub(super) const START_UNIX_MS: i64 = 1_795_000_000_000;
pub(super) const HOUR_MS: i64 = 3_600_000;

pub(super) const LIMITS: Limits = Limits {
    number_per_second: 1_000,
    pair_burst: 10,
    pair_refill_ms: 6_000,
    ambiguous_wait_ms: 120_000,
    shards: 1,
    quiet: domain::quiet::Hours { evening: 20, morning: 9 },
    kept_ms: RETENTION_MS,
};

/// What the store would hold of one row.
#[derive(Debug, Clone)]
pub(super) struct JournalRow {
    pub image: RowImage,
    pub outbound: Arc<Outbound>,
    pub known: Known,
    pub refused_wamid: Option<String>,
}

/// The store's behaviour without SQLite: the same rules for repeated inserts and unmatched statuses.
#[derive(Debug, Default)]
pub(super) struct Journal {
    pub rows: BTreeMap<OutboxId, JournalRow>,
    order: Vec<OutboxId>,
    pub history: Vec<(OutboxId, String)>,
    pub holds: BTreeMap<HoldKey, HoldFacts>,
    pub recipients: BTreeMap<ContactHash, Recipient>,
}

impl Journal {
    pub fn apply(&mut self, batch: &Batch) -> Applied {
        let mut applied = Applied::default();
        for insert in &batch.inserts {
            let id = insert.image.id.clone();
            if self.rows.contains_key(&id) {
                continue;
            }
            let outbound = Arc::new(serde_json::from_str(&insert.body).unwrap());
            self.order.push(id.clone());
            self.rows.insert(
                id.clone(),
                JournalRow {
                    image: insert.image.clone(),
                    outbound,
                    known: Known::default(),
                    refused_wamid: None,
                },
            );
            applied.inserted.insert(id);
        }
        for (id, image) in &batch.updates {
            let row = self.rows.get_mut(id).unwrap();
            let wamid = image.wamid.clone().or(row.image.wamid.take());
            row.image = RowImage { wamid, ..image.clone() };
        }
        for (key, known) in &batch.statuses {
            let row = self.rows.values_mut().find(|row| match key {
                StatusKey::Outbox(id) => row.image.id == *id,
                StatusKey::Wamid(wamid) => row.image.wamid.as_ref() == Some(wamid),
            });
            match row {
                Some(row) => {
                    if row.known.price.is_none() {
                        applied.priced.extend(known.price);
                    }
                    row.known = row.known.merged(*known);
                    // The store's rule for what Meta took and refused later for the closed window.
                    let has_fallback = row.outbound.fallback.is_some() && row.refused_wamid.is_none();
                    let has_failed = row.known.failed_code == Some(131_047) && row.image.state == "accepted";
                    if has_fallback && has_failed && row.known.delivery < Delivery::Delivered {
                        row.refused_wamid = Some(row.image.wamid.take().unwrap_or_default());
                        row.known = Known::default();
                        row.image.state = "queued";
                        row.image.ended_at_ms = None;
                        row.image.window_denied_ms = row.outbound.window_opened_at_ms;
                        applied.reopened.push(row.stored());
                    }
                }
                None => applied.unmatched.push(key.clone()),
            }
        }
        self.history
            .extend(batch.decisions.iter().map(|decided| (decided.id.clone(), decided.decision.clone())));
        for (key, facts) in &batch.holds {
            match facts {
                Some(facts) => self.holds.insert(key.clone(), *facts),
                None => self.holds.remove(key),
            };
        }
        self.recipients.extend(batch.recipients.iter().map(|(contact, recipient)| (*contact, *recipient)));
        applied
    }

    pub fn load(&self) -> Vec<StoredRow> {
        self.order
            .iter()
            .map(|id| &self.rows[id])
            .filter(|row| row.image.ended_at_ms.is_none() || row.image.unpublished == 1)
            .map(JournalRow::stored)
            .collect()
    }
}

impl JournalRow {
    fn stored(&self) -> StoredRow {
        let image = &self.image;
        StoredRow {
            outbound: Arc::clone(&self.outbound),
            trace: Arc::default(),
            state: State::from_label(image.state).unwrap(),
            attempts: image.attempts,
            posts: image.posts,
            resends: image.resends,
            window_retried: image.window_retried == 1,
            due_at_unix_ms: image.due_at_ms,
            wamid: image.wamid.clone(),
            reason: image.reason.as_deref().map(str::to_owned),
            code: image.code,
            unpublished: image.unpublished == 1,
            sent_at_unix_ms: image.sent_at_ms,
            ended_at_unix_ms: image.ended_at_ms,
            is_seen: self.known != Known::default(),
            window_denied_ms: image.window_denied_ms,
            refused_wamid: self.refused_wamid.clone(),
        }
    }
}

/// A notifier with its journal, its clock and the calls that wait for an answer.
pub(super) struct Bench {
    core: Notifier,
    pub journal: Journal,
    pub now: Now,
    /// Calls made and not answered: id, number of the call.
    pub calls: Vec<(OutboxId, u32)>,
    /// Everything that was ever called for, and as what kind of message.
    pub sent: Vec<(OutboxId, &'static str)>,
    /// Read marks beside the lanes.
    pub marks: Vec<String>,
    pub acknowledged: Vec<(Stream, u64)>,
    pub parked: Vec<(OutboxId, String)>,
    pub notes: Vec<Note>,
    pub consuming: bool,
    pub released: bool,
    commits: Vec<Batch>,
    /// Whether commits wait for `commit`.
    pub holds_commits: bool,
    next_receipt: u64,
    limits: Limits,
}

impl Bench {
    pub fn new() -> Self {
        Self::with(LIMITS)
    }

    pub fn with(limits: Limits) -> Self {
        let mut bench = Self {
            core: Notifier::new(limits, Box::new(SeededRng::new(1))),
            journal: Journal::default(),
            now: Now { unix_ms: START_UNIX_MS, monotonic_ms: 1_000_000 },
            calls: Vec::new(),
            sent: Vec::new(),
            marks: Vec::new(),
            acknowledged: Vec::new(),
            parked: Vec::new(),
            notes: Vec::new(),
            consuming: false,
            released: false,
            commits: Vec::new(),
            holds_commits: false,
            next_receipt: 0,
            limits,
        };
        bench.open();
        bench
    }

    fn open(&mut self) {
        let rows = self.journal.load();
        let opened = Input::Opened {
            shard: SHARD,
            journal_created_at_ms: START_UNIX_MS,
            rows,
            recent: Vec::new(),
            recipients: self.journal.recipients.clone(),
            holds: self.journal.holds.clone(),
        };
        self.on(opened);
    }

    pub fn on(&mut self, input: Input) {
        let mut commands: std::collections::VecDeque<_> = self.core.on(input, self.now).into();
        while let Some(command) = commands.pop_front() {
            match command {
                Command::Commit { batch, .. } if self.holds_commits => self.commits.push(*batch),
                Command::Commit { batch, .. } => {
                    let applied = self.journal.apply(&batch);
                    commands.extend(self.core.on(Input::Committed { shard: SHARD, applied }, self.now));
                }
                Command::Post { outbound, post, .. } => {
                    let state = self.journal.rows[&outbound.id].image.state;
                    assert!(state == "sending" || state == "tried", "a call before its commit: {state}");
                    self.calls.push((outbound.id.clone(), post));
                    self.sent.push((outbound.id.clone(), outbound.message.label()));
                }
                Command::MarkRead { outbound, .. } => self.marks.push(outbound.id.to_string()),
                Command::Acknowledge { stream, receipt, .. } => self.acknowledged.push((stream, receipt)),
                Command::Park { outbound, reason, .. } => self.parked.push((outbound.id.clone(), reason)),
                Command::Consume { is_on, .. } => self.consuming = is_on,
                Command::Release { .. } => self.released = true,
                Command::ReadTemplates => {}
                Command::Note(note) => self.notes.push(note),
            }
        }
    }

    pub fn commit(&mut self) {
        for batch in std::mem::take(&mut self.commits) {
            let applied = self.journal.apply(&batch);
            self.on(Input::Committed { shard: SHARD, applied });
        }
    }

    /// Dies and comes back: memory and everything on its way is gone, the journal stays.
    pub fn crash(&mut self) {
        self.core = Notifier::new(self.limits, Box::new(SeededRng::new(2)));
        self.calls.clear();
        self.commits.clear();
        self.open();
    }

    pub fn arrive(&mut self, messages: &[Outbound]) {
        self.arrive_again(messages, false);
    }

    pub fn arrive_again(&mut self, messages: &[Outbound], redelivered: bool) {
        self.next_receipt += 1;
        let arrivals = messages
            .iter()
            .map(|message| Arrival {
                outbound: Arc::new(message.clone()),
                body: serde_json::to_string(message).unwrap(),
                trace: Trace::new(),
                redelivered,
            })
            .collect();
        self.on(Input::Deliveries { shard: SHARD, receipt: self.next_receipt, arrivals });
    }

    pub fn answer(&mut self, name: &str, verdict: Verdict) {
        let id = OutboxId::from(name);
        let at = self.calls.iter().position(|(other, _)| *other == id).expect("no such call");
        let (id, post) = self.calls.remove(at);
        self.on(Input::Answered { shard: SHARD, id, post, judged: Judged { verdict, code: None } });
    }

    pub fn status(&mut self, key: StatusKey, wamid: &str, known: Known) {
        self.next_receipt += 1;
        let facts = vec![StatusFact { key, wamid: wamid.to_owned(), known, contact: None }];
        self.on(Input::Statuses { shard: SHARD, receipt: self.next_receipt, facts });
    }

    pub fn pass(&mut self, by_ms: u64) {
        self.now.unix_ms += i64::try_from(by_ms).unwrap();
        self.now.monotonic_ms += by_ms;
        self.on(Input::Tick);
    }

    /// Follows the core's own alarms for so long.
    pub fn let_run(&mut self, for_ms: u64) {
        let end_ms = self.now.monotonic_ms + for_ms;
        while let Some(at_ms) = self.core.wake_at_ms().filter(|at_ms| *at_ms <= end_ms) {
            self.pass(at_ms.saturating_sub(self.now.monotonic_ms));
        }
        self.pass(end_ms - self.now.monotonic_ms);
    }

    pub fn waiting(&self) -> Vec<&str> {
        self.calls.iter().map(|(id, _)| id.as_str()).collect()
    }

    pub fn state(&self, name: &str) -> &'static str {
        self.journal.rows[&OutboxId::from(name)].image.state
    }

    pub fn reason(&self, name: &str) -> Option<&str> {
        self.journal.rows[&OutboxId::from(name)].image.reason.as_deref()
    }

    fn image(&self, name: &str) -> &RowImage {
        &self.journal.rows[&OutboxId::from(name)].image
    }

    fn known(&self, name: &str) -> Known {
        self.journal.rows[&OutboxId::from(name)].known
    }
}

pub(super) fn accepted(wamid: &str) -> Verdict {
    Verdict::Accepted { wamid: Some(wamid.to_owned()), wa_id: None }
}

/// A message to buyer `who`, named `who` and its position, such as `a1`.
pub(crate) fn message(who: char, seq: u64) -> Outbound {
    let key: HashKey = "01".repeat(32).parse().unwrap();
    let bsuid = format!("KE.{who}");
    Outbound {
        v: VERSION,
        id: OutboxId::from(format!("{who}{seq}").as_str()),
        seq,
        contact_hash: key.contact_key(&bsuid),
        to: domain::Contact::new(Some(bsuid.parse().unwrap()), None).unwrap(),
        from: PhoneNumberId::from("900"),
        class: SendClass::Transactional,
        window_opened_at_ms: Some(START_UNIX_MS),
        not_after_ms: START_UNIX_MS + 12 * HOUR_MS,
        answers: None,
        created_at_ms: START_UNIX_MS + 1,
        purpose: Purpose::Reply,
        consent: Consent::Unknown,
        news: Consent::Unknown,
        forgets: false,
        fallback: None,
        message: Message::Text { body: TextBody::new("Hi").unwrap() },
    }
}

pub(super) fn courtesy(who: char, seq: u64) -> Outbound {
    let message_to = message(who, seq);
    let read = Message::MarkRead { message: "wamid.in".into(), typing: true };
    Outbound { class: SendClass::Courtesy, message: read, ..message_to }
}

fn by_id(name: &str) -> StatusKey {
    StatusKey::Outbox(OutboxId::from(name))
}

fn reached(delivery: Delivery) -> Known {
    Known { delivery, ..Known::default() }
}

#[test]
fn a_message_is_journalled_acknowledged_sent_and_accepted() {
    let mut bench = Bench::new();
    assert!(bench.consuming);
    bench.holds_commits = true;
    bench.arrive(&[message('a', 1)]);
    assert_eq!((bench.waiting().len(), bench.acknowledged.len()), (0, 0));
    bench.commit();
    assert_eq!(bench.acknowledged, [(Stream::Outbound, 1)]);
    assert_eq!(bench.waiting(), ["a1"]);
    bench.holds_commits = false;
    bench.answer("a1", accepted("w1"));
    assert_eq!(bench.state("a1"), "accepted");
    assert_eq!(bench.image("a1").wamid.as_deref(), Some("w1"));
}

#[test]
fn a_repeated_release_is_never_sent_twice() {
    let mut bench = Bench::new();
    bench.arrive(&[message('a', 1)]);
    bench.arrive(&[message('a', 1)]);
    bench.answer("a1", accepted("w1"));
    // Also when memory has let go of it, and also after a crash.
    bench.arrive(&[message('a', 1)]);
    bench.crash();
    bench.arrive_again(&[message('a', 1), message('a', 2)], true);
    assert_eq!(bench.waiting(), ["a2"]);
    assert_eq!(bench.acknowledged.len(), 4);
    assert_eq!(bench.notes.iter().filter(|note| **note == Note::Duplicate).count(), 3);
}

#[test]
fn a_buyers_messages_keep_their_order_under_retries_and_others_go_on() {
    let mut bench = Bench::new();
    bench.arrive(&[message('a', 1), message('a', 2), message('b', 1)]);
    assert_eq!(bench.waiting(), ["a1", "b1"]);
    bench.answer("a1", Verdict::Retry);
    bench.answer("b1", accepted("w1"));
    bench.arrive(&[message('b', 2), message('a', 3)]);
    assert_eq!(bench.waiting(), ["b2"]);
    bench.let_run(2_000);
    assert_eq!(bench.waiting(), ["b2", "a1"]);
    bench.answer("a1", accepted("w2"));
    assert_eq!(bench.waiting(), ["b2", "a2"]);
    bench.answer("a2", Verdict::Refused(Refusal::Undeliverable));
    assert_eq!(bench.waiting(), ["b2", "a3"]);
    assert_eq!(bench.parked, [("a2".into(), "undeliverable".to_owned())]);
}

#[test]
fn what_was_being_sent_at_a_crash_waits_for_a_status_and_is_not_sent_again_when_one_comes() {
    let mut bench = Bench::new();
    bench.arrive(&[message('a', 1), message('a', 2)]);
    bench.crash();
    assert_eq!(bench.state("a1"), "ambiguous");
    bench.let_run(119_000);
    assert!(bench.waiting().is_empty());
    bench.status(by_id("a1"), "w1", reached(Delivery::Sent));
    assert_eq!((bench.state("a1"), bench.waiting()), ("accepted", vec!["a2"]));
    assert_eq!(bench.image("a1").wamid.as_deref(), Some("w1"));
    assert_eq!(bench.known("a1"), reached(Delivery::Sent));
}

#[test]
fn without_a_status_a_doubtful_message_is_sent_again_at_most_twice_and_then_parked() {
    let mut bench = Bench::new();
    bench.arrive(&[message('a', 1), message('a', 2)]);
    for _ in 0..=AMBIGUOUS_RESENDS_MAX {
        bench.answer("a1", Verdict::Ambiguous);
        bench.let_run(119_999);
        assert!(bench.waiting().is_empty());
        bench.let_run(2);
    }
    assert_eq!(bench.image("a1").posts, 3);
    assert_eq!((bench.state("a1"), bench.reason("a1")), ("parked", Some("ambiguous")));
    assert_eq!(bench.waiting(), ["a2"]);
}

#[test]
fn a_status_before_the_answer_settles_at_once_whatever_the_answer_then_is() {
    for verdict in [accepted("w1"), Verdict::Ambiguous, Verdict::Retry, Verdict::Refused(Refusal::Unknown)] {
        let mut bench = Bench::new();
        bench.arrive(&[message('a', 1), message('a', 2)]);
        bench.status(by_id("a1"), "w1", reached(Delivery::Delivered));
        // The answer may be lost for good: the lane does not wait for it.
        assert_eq!((bench.state("a1"), bench.waiting()), ("accepted", vec!["a1", "a2"]));
        bench.answer("a1", verdict);
        assert_eq!((bench.state("a1"), bench.parked.len(), bench.waiting()), ("accepted", 0, vec!["a2"]));
        assert_eq!(bench.known("a1"), reached(Delivery::Delivered));
    }
}

#[test]
fn a_probe_that_a_status_answers_opens_the_gate() {
    let mut bench = Bench::new();
    bench.arrive(&[message('a', 1), message('b', 1)]);
    bench.answer("a1", Verdict::Hold(HoldReason::Token, Scope::Account));
    bench.answer("b1", Verdict::Hold(HoldReason::Token, Scope::Account));
    bench.let_run(61_000);
    let probe = bench.waiting()[0].to_owned();
    bench.status(by_id(&probe), "w1", reached(Delivery::Sent));
    assert_eq!(bench.waiting().len(), 2);
}

#[test]
fn a_status_by_metas_id_that_overtakes_the_answer_is_kept_for_it() {
    let mut bench = Bench::new();
    bench.arrive(&[message('a', 1)]);
    bench.status(StatusKey::Wamid("w1".into()), "w1", reached(Delivery::Read));
    bench.status(StatusKey::Wamid("other".into()), "other", reached(Delivery::Read));
    assert_eq!(bench.notes.iter().filter(|note| **note == Note::UnknownStatus).count(), 2);
    bench.answer("a1", accepted("w1"));
    assert_eq!(bench.known("a1"), reached(Delivery::Read));
    // Even when the status is just being committed as the answer comes.
    bench.arrive(&[message('b', 1)]);
    bench.holds_commits = true;
    bench.status(StatusKey::Wamid("w2".into()), "w2", reached(Delivery::Sent));
    bench.answer("b1", accepted("w2"));
    bench.commit();
    bench.commit();
    assert_eq!(bench.known("b1"), reached(Delivery::Sent));
}

#[test]
fn a_failure_after_delivery_is_a_fact_of_its_own_and_statuses_only_ever_add() {
    let mut bench = Bench::new();
    bench.arrive(&[message('a', 1)]);
    bench.answer("a1", accepted("w1"));
    bench.status(by_id("a1"), "w1", reached(Delivery::Read));
    bench.status(by_id("a1"), "w1", reached(Delivery::Sent));
    bench.status(by_id("a1"), "w1", Known { failed_code: Some(131_026), ..Known::default() });
    let known = Known { delivery: Delivery::Read, failed_code: Some(131_026), ..Known::default() };
    assert_eq!((bench.known("a1"), bench.state("a1")), (known, "accepted"));
    assert!(bench.notes.contains(&Note::LateFailure { code: 131_026 }));
    assert_eq!(bench.acknowledged.len(), 4);
}

#[test]
fn a_hold_stops_the_number_burns_no_attempts_and_ends_by_a_probe() {
    let mut bench = Bench::new();
    let hold = || Verdict::Hold(HoldReason::Token, Scope::Account);
    bench.arrive(&[message('a', 1), message('b', 1), message('c', 1)]);
    bench.answer("a1", hold());
    bench.answer("b1", hold());
    bench.answer("c1", hold());
    bench.arrive(&[message('d', 1)]);
    let holds = bench.notes.iter().filter(|note| matches!(note, Note::HoldBegan(..))).count();
    assert_eq!((holds, bench.waiting().len()), (1, 0));
    for _ in 0..10 {
        bench.let_run(61_000);
        // One message a minute tries.
        assert_eq!(bench.waiting().len(), 1);
        let probe = bench.waiting()[0].to_owned();
        assert_eq!(bench.image(&probe).attempts, 0);
        bench.answer(&probe, hold());
        assert_eq!((bench.state(&probe), bench.reason(&probe)), ("held", Some("token")));
    }
    // The token is exchanged: the next tries at once, and opens the gate for all.
    bench.on(Input::TokenChanged);
    assert_eq!(bench.waiting().len(), 1);
    let probe = bench.waiting()[0].to_owned();
    bench.answer(&probe, accepted("w"));
    assert_eq!(bench.waiting().len(), 3);
    assert!(bench.notes.contains(&Note::HoldEnded(HoldReason::Token)));
}

#[test]
fn a_hold_survives_a_crash_and_what_gets_too_old_is_parked() {
    let mut bench = Bench::new();
    bench.arrive(&[message('a', 1)]);
    bench.answer("a1", Verdict::Hold(HoldReason::Lock, Scope::Account));
    assert_eq!(bench.state("a1"), "held");
    bench.crash();
    assert_eq!(bench.waiting(), ["a1"]);
    bench.answer("a1", Verdict::Hold(HoldReason::Lock, Scope::Account));
    while bench.now.unix_ms <= START_UNIX_MS + 12 * HOUR_MS {
        bench.let_run(60_000);
        if !bench.waiting().is_empty() {
            bench.answer("a1", Verdict::Hold(HoldReason::Lock, Scope::Account));
        }
    }
    bench.let_run(60_000);
    assert_eq!((bench.state("a1"), bench.image("a1").attempts), ("expired", 0));
    assert_eq!(bench.parked, [("a1".into(), "expired".to_owned())]);
}

#[test]
fn an_unreachable_service_costs_no_attempts_and_everything_goes_out_when_it_is_back() {
    let mut bench = Bench::new();
    bench.arrive(&[message('a', 1), message('b', 1)]);
    bench.answer("a1", Verdict::Unreachable);
    bench.answer("b1", Verdict::Unreachable);
    for _ in 0..100 {
        bench.let_run(16_000);
        let waiting: Vec<String> = bench.waiting().into_iter().map(str::to_owned).collect();
        assert!(waiting.len() <= 1);
        for id in waiting {
            bench.answer(&id, Verdict::Unreachable);
        }
    }
    bench.let_run(16_000);
    let probe = bench.waiting()[0].to_owned();
    bench.answer(&probe, accepted("w"));
    assert_eq!(bench.waiting().len(), 1);
    let other = bench.waiting()[0].to_owned();
    assert_eq!(bench.image(&other).attempts, 0);
}

#[test]
fn a_message_that_alone_fails_again_and_again_is_parked_after_eight_attempts() {
    let mut bench = Bench::new();
    bench.arrive(&[message('a', 1), message('a', 2)]);
    for round in 0..ATTEMPTS_MAX {
        assert_eq!(bench.waiting(), ["a1"], "{round}");
        // Others are served meanwhile: it is this message's own trouble.
        let other = message('b', u64::from(round));
        bench.arrive(std::slice::from_ref(&other));
        bench.answer(other.id.as_str(), accepted(&format!("w{round}")));
        bench.answer("a1", Verdict::Retry);
        if round + 1 < ATTEMPTS_MAX {
            bench.let_run(300_001);
        }
    }
    assert_eq!((bench.state("a1"), bench.reason("a1")), ("parked", Some("retries_exhausted")));
    assert_eq!(bench.waiting(), ["a2"]);
}

#[test]
fn the_pair_limit_slows_one_buyer_by_powers_of_four_and_nobody_else() {
    let mut bench = Bench::new();
    bench.arrive(&[message('a', 1), message('b', 1)]);
    bench.answer("a1", Verdict::PairLimited);
    // The bucket is empty now: not after one second, but after the refill.
    bench.let_run(5_999);
    assert_eq!(bench.waiting(), ["b1"]);
    bench.let_run(1);
    assert_eq!(bench.waiting(), ["b1", "a1"]);
    bench.answer("a1", Verdict::PairLimited);
    bench.answer("b1", accepted("w"));
    bench.let_run(6_000);
    assert_eq!(bench.waiting(), ["a1"]);
    bench.answer("a1", Verdict::PairLimited);
    bench.let_run(15_999);
    assert!(bench.waiting().is_empty());
    bench.let_run(1);
    assert_eq!(bench.waiting(), ["a1"]);
}

#[test]
fn a_burst_to_one_buyer_is_paced() {
    let mut bench = Bench::new();
    let burst: Vec<Outbound> = (0..30).map(|seq| message('a', seq)).collect();
    bench.arrive(&burst);
    let mut sent_at_ms = Vec::new();
    while sent_at_ms.len() < 30 {
        match bench.waiting().first().map(|id| (*id).to_owned()) {
            Some(id) => {
                sent_at_ms.push(bench.now.monotonic_ms);
                bench.answer(&id, accepted(&format!("w-{id}")));
            }
            None => bench.let_run(100),
        }
    }
    let first_ms = sent_at_ms[0];
    assert_eq!(sent_at_ms.iter().filter(|ms| **ms == first_ms).count(), 10);
    assert!(sent_at_ms[29] - first_ms >= 20 * 6_000, "{:?}", sent_at_ms[29] - first_ms);
    assert!(bench.notes.contains(&Note::Paced("pair")));
}

#[test]
fn a_number_that_sends_too_fast_pauses_as_a_whole_and_resumes_in_order() {
    let mut bench = Bench::new();
    bench.arrive(&[message('a', 1), message('b', 1), message('c', 1)]);
    let limited = Verdict::NumberLimited(Some(std::time::Duration::from_secs(9)));
    bench.answer("b1", limited.clone());
    bench.answer("a1", limited.clone());
    bench.answer("c1", limited);
    bench.let_run(8_999);
    assert!(bench.waiting().is_empty());
    bench.let_run(1);
    assert_eq!(bench.waiting(), ["b1"]);
    bench.answer("b1", accepted("w"));
    assert_eq!(bench.waiting(), ["a1", "c1"]);
    assert_eq!(bench.image("a1").attempts, 0);
}

#[test]
fn the_numbers_rate_is_kept_and_served_first_come_first_served() {
    let mut bench = Bench::with(Limits { number_per_second: 20, ..LIMITS });
    let buyers: Vec<Outbound> = ('a'..='z').map(|who| message(who, 1)).collect();
    bench.arrive(&buyers);
    assert_eq!(bench.waiting(), ["a1", "b1"]);
    bench.let_run(10_000);
    let order: Vec<String> = ('a'..='z').map(|who| format!("{who}1")).collect();
    assert_eq!(bench.waiting(), order);
}

#[test]
fn a_disputed_window_is_tried_once_more_and_then_waits_for_the_buyer() {
    let mut bench = Bench::new();
    bench.arrive(&[message('a', 1)]);
    bench.answer("a1", Verdict::NeedsTemplate);
    bench.let_run(4_999);
    assert!(bench.waiting().is_empty());
    bench.let_run(1);
    bench.answer("a1", Verdict::NeedsTemplate);
    assert_eq!((bench.state("a1"), bench.reason("a1")), ("waiting", Some("window_closed")));
    // What the buyer writes later opens another window.
    let later = Outbound { window_opened_at_ms: Some(START_UNIX_MS + 60_000), ..message('a', 2) };
    bench.arrive(&[later]);
    assert_eq!(bench.waiting(), ["a1"]);
}

#[test]
fn what_is_parked_is_published_until_the_broker_has_it_even_after_a_crash() {
    let mut bench = Bench::new();
    let old = Outbound { not_after_ms: START_UNIX_MS - 1, ..message('a', 1) };
    bench.arrive(&[old]);
    assert_eq!(bench.parked.len(), 1);
    let ended = |is_confirmed| Input::ParkEnded { shard: SHARD, id: "a1".into(), is_confirmed };
    bench.on(ended(false));
    bench.let_run(2_000);
    assert_eq!(bench.parked.len(), 2);
    bench.crash();
    assert_eq!(bench.parked.len(), 3);
    assert_eq!(bench.image("a1").unpublished, 1);
    bench.on(ended(true));
    assert_eq!(bench.image("a1").unpublished, 0);
    bench.crash();
    assert_eq!(bench.parked.len(), 3);
}

#[test]
fn a_courtesy_is_tried_once_in_its_place_and_nothing_becomes_of_its_failure() {
    for verdict in [Verdict::Ambiguous, Verdict::Retry, Verdict::Refused(Refusal::Invalid)] {
        let mut bench = Bench::new();
        bench.arrive(&[courtesy('a', 1), message('a', 2)]);
        assert_eq!(bench.waiting(), ["a1"]);
        bench.answer("a1", verdict);
        assert_eq!(bench.waiting(), ["a2"]);
        bench.let_run(1_000_000);
        assert_eq!((bench.image("a1").posts, bench.parked.len()), (1, 0));
    }
    let mut bench = Bench::new();
    bench.arrive(&[courtesy('a', 1), message('a', 2)]);
    bench.crash();
    assert_eq!(bench.waiting(), ["a2"]);
}

#[test]
fn a_courtesy_never_waits_for_a_gate_or_a_token() {
    let mut bench = Bench::new();
    bench.arrive(&[message('a', 1)]);
    bench.answer("a1", Verdict::Hold(HoldReason::Payment, Scope::Account));
    bench.arrive(&[courtesy('b', 1)]);
    assert_eq!((bench.state("b1"), bench.waiting().len()), ("dropped", 0));
}

#[test]
fn a_journal_younger_than_a_redelivered_message_treats_it_as_perhaps_sent() {
    let mut bench = Bench::new();
    let before = Outbound { created_at_ms: START_UNIX_MS - 1, ..message('a', 1) };
    bench.arrive_again(&[before], true);
    assert!(bench.waiting().is_empty());
    bench.let_run(120_001);
    assert_eq!(bench.waiting(), ["a1"]);
    // A first delivery cannot have been sent, nor one decided after the journal was made.
    let first = Outbound { created_at_ms: START_UNIX_MS - 1, ..message('b', 1) };
    bench.arrive(&[first]);
    bench.arrive_again(&[message('c', 1)], true);
    assert_eq!(bench.waiting(), ["a1", "b1", "c1"]);
}

#[test]
fn consuming_stops_at_the_bound_and_goes_on_at_half_of_it() {
    let mut bench = Bench::with(Limits { number_per_second: 100_000, ..LIMITS });
    bench.arrive(&[message('z', 0)]);
    bench.answer("z0", Verdict::Hold(HoldReason::Lock, Scope::Account));
    for seq in 1..u64::try_from(OPEN_ROWS_MAX).unwrap() {
        assert!(bench.consuming, "{seq}");
        bench.arrive(&[message('a', seq)]);
    }
    assert!(!bench.consuming);
    bench.crash();
    assert!(!bench.consuming);
}

#[test]
fn a_shard_that_is_given_away_finishes_what_is_in_flight_and_starts_nothing() {
    let mut bench = Bench::new();
    bench.arrive(&[message('a', 1), message('a', 2)]);
    bench.on(Input::Close { shard: SHARD });
    assert!(!bench.consuming && !bench.released);
    bench.arrive(&[message('b', 1)]);
    assert_eq!(bench.waiting(), ["a1"]);
    bench.answer("a1", accepted("w1"));
    assert!(bench.released);
    assert_eq!((bench.state("a1"), bench.state("a2"), bench.state("b1")), ("accepted", "queued", "queued"));
    bench.crash();
    assert_eq!(bench.waiting(), ["a2", "b1"]);
}

#[test]
fn a_failed_journal_is_a_small_crash_and_a_late_answer_still_counts() {
    let mut bench = Bench::new();
    bench.arrive(&[message('a', 1)]);
    let calls = bench.calls.clone();
    bench.on(Input::JournalFailed { shard: SHARD });
    bench.open();
    bench.calls = calls;
    assert_eq!(bench.state("a1"), "ambiguous");
    bench.answer("a1", accepted("w1"));
    assert_eq!(bench.state("a1"), "accepted");
}

#[test]
fn a_wall_clock_that_jumps_neither_hurries_nor_stalls_a_wait() {
    let mut bench = Bench::new();
    bench.arrive(&[message('a', 1)]);
    bench.answer("a1", Verdict::Ambiguous);
    bench.now.unix_ms -= HOUR_MS;
    bench.let_run(120_001);
    assert_eq!(bench.waiting(), ["a1"]);
    bench.answer("a1", Verdict::Ambiguous);
    bench.now.unix_ms += HOUR_MS;
    bench.let_run(1_000);
    assert!(bench.waiting().is_empty());
    // Read back after the clock was set an hour back, the wait is no longer than it ever is.
    bench.now.unix_ms -= HOUR_MS;
    bench.crash();
    bench.let_run(120_001);
    assert_eq!(bench.waiting(), ["a1"]);
}

#[test]
fn pair_limits_remember_what_was_sent_before_a_restart() {
    let mut bench = Bench::new();
    bench.on(Input::JournalFailed { shard: SHARD });
    let sent = RecentSend {
        contact: message('a', 1).contact_hash,
        number: "900".into(),
        sent_at_unix_ms: START_UNIX_MS,
        calls: 1,
    };
    bench.on(Input::Opened {
        shard: SHARD,
        journal_created_at_ms: START_UNIX_MS,
        rows: Vec::new(),
        recent: vec![sent; 10],
        recipients: BTreeMap::new(),
        holds: BTreeMap::new(),
    });
    bench.arrive(&[message('a', 1)]);
    assert!(bench.waiting().is_empty());
    bench.let_run(6_000);
    assert_eq!(bench.waiting(), ["a1"]);
}

#[test]
fn every_row_has_a_place_in_memory_that_ends_with_it() {
    let mut bench = Bench::new();
    bench.arrive(&[message('a', 1), courtesy('a', 2), message('b', 1)]);
    bench.answer("a1", accepted("w1"));
    bench.answer("a2", Verdict::Accepted { wamid: None, wa_id: None });
    bench.answer("b1", accepted("w2"));
    let snapshot = bench.core.snapshot(bench.now);
    assert_eq!(snapshot.open, BTreeMap::new());
    assert_eq!((snapshot.in_flight, snapshot.unpublished, snapshot.held), (0, 0, BTreeSet::new()));
    assert_eq!(Row::arrived_for_test().stored, Stored::Gathering);
}

use row::Row;

impl Row {
    fn arrived_for_test() -> Self {
        Self::arrived(Arc::new(message('a', 1)), Arc::default())
    }
}
