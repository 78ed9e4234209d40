//! Properties over random interleavings of arrivals, answers, statuses, lost answers, crashes and time.
//!
//! I10: at the end every message has ended. I11: a message is taken at most once more than its calls were ambiguous.
//! I12: first takes per buyer follow the order of the messages. And no call is made before its commit (`Bench` checks).

use std::collections::BTreeMap;

use domain::envelope::SendClass;
use proptest::prelude::*;

use super::{
    status::{Delivery, Known, StatusKey},
    tests::{Bench, LIMITS, SHARD, accepted, courtesy, message},
    *,
};
use crate::verdict::{Refusal, Verdict};

#[derive(Debug, Clone, Copy)]
enum Step {
    /// New messages to a buyer, released once or several times.
    Arrive { who: char, count: u8, again: bool, is_courtesy: bool },
    /// Meta answers the `pick`-th open call.
    Answer { pick: usize, how: How },
    /// Meta reports on the `pick`-th message that it took.
    Status { pick: usize, is_by_id: bool, delivery: u8, fails: bool },
    /// Time passes.
    Pass { ms: u64 },
    /// The process dies.
    Crash,
    /// Commits are held back, or let go.
    Hold(bool),
    /// The token changes.
    Token,
}

#[derive(Debug, Clone, Copy)]
enum How {
    Taken,
    /// Meta took it, and its answer is lost.
    TakenUnheard,
    /// Meta did not take it, and nobody knows.
    LostUnheard,
    Retry,
    Unreachable,
    PairLimited,
    NumberLimited,
    Held,
    Refused,
    NeedsTemplate,
}

fn how() -> impl Strategy<Value = How> {
    prop_oneof![
        8 => Just(How::Taken),
        2 => Just(How::TakenUnheard),
        2 => Just(How::LostUnheard),
        2 => Just(How::Retry),
        1 => Just(How::Unreachable),
        1 => Just(How::PairLimited),
        1 => Just(How::NumberLimited),
        1 => Just(How::Held),
        1 => Just(How::Refused),
        1 => Just(How::NeedsTemplate),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let who = prop::sample::select(vec!['a', 'b', 'c']);
    prop_oneof![
        5 => (who, 1_u8..4, any::<bool>(), prop::bool::weighted(0.2))
            .prop_map(|(who, count, again, is_courtesy)| Step::Arrive { who, count, again, is_courtesy }),
        12 => (0_usize..8, how()).prop_map(|(pick, how)| Step::Answer { pick, how }),
        4 => (0_usize..8, any::<bool>(), 1_u8..5, prop::bool::weighted(0.2))
            .prop_map(|(pick, is_by_id, delivery, fails)| Step::Status { pick, is_by_id, delivery, fails }),
        5 => (1_u64..200_000).prop_map(|ms| Step::Pass { ms }),
        1 => Just(Step::Crash),
        2 => any::<bool>().prop_map(Step::Hold),
        1 => Just(Step::Token),
    ]
}

/// The world around the notifier: Meta's memory of what it took.
struct World {
    bench: Bench,
    released: BTreeMap<char, u64>,
    /// Every take, in order.
    taken: Vec<OutboxId>,
    /// Calls per message whose outcome we could not know.
    doubts: BTreeMap<OutboxId, usize>,
}

impl World {
    fn new() -> Self {
        Self {
            bench: Bench::with(LIMITS),
            released: BTreeMap::new(),
            taken: Vec::new(),
            doubts: BTreeMap::new(),
        }
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Arrive { who, count, again, is_courtesy } => {
                let first = self.released.get(&who).copied().unwrap_or_default();
                let build = if is_courtesy { courtesy } else { message };
                let messages: Vec<_> =
                    (0..u64::from(count)).map(|offset| build(who, first + offset)).collect();
                self.released.insert(who, first + u64::from(count));
                self.bench.arrive(&messages);
                if again {
                    self.bench.arrive_again(&messages, true);
                }
            }
            Step::Answer { pick, how } => {
                let Some((id, _)) = self.bench.calls.get(pick % self.bench.calls.len().max(1)).cloned()
                else {
                    return;
                };
                self.answer(&id, how);
            }
            Step::Status { pick, is_by_id, delivery, fails } => {
                let Some(id) = self.taken.get(pick % self.taken.len().max(1)).cloned() else { return };
                let delivery = [Delivery::Sent, Delivery::Delivered, Delivery::Read, Delivery::Played]
                    [usize::from(delivery - 1)];
                let wamid = format!("w-{id}");
                let key = if is_by_id { StatusKey::Outbox(id) } else { StatusKey::Wamid(wamid.clone()) };
                let known = Known { delivery, failed_code: fails.then_some(131_026), ..Known::default() };
                self.bench.status(key, &wamid, known);
            }
            Step::Pass { ms } => self.bench.let_run(ms),
            Step::Crash => self.crash(),
            Step::Hold(holds) => {
                self.bench.holds_commits = holds;
                if !holds {
                    self.bench.commit();
                }
            }
            Step::Token => self.bench.on(Input::TokenChanged),
        }
    }

    /// What was in flight may have been taken or not; here every second call had been. Doubtful is everything that the
    /// journal still calls `sending`, answered or not.
    fn crash(&mut self) {
        let in_flight = self.bench.calls.iter().map(|(id, _)| id.clone());
        self.taken.extend(in_flight.step_by(2));
        let rows = self.bench.journal.rows.values();
        for row in rows.filter(|row| row.image.state == "sending") {
            *self.doubts.entry(row.image.id.clone()).or_default() += 1;
        }
        self.bench.crash();
    }

    fn answer(&mut self, id: &OutboxId, how: How) {
        let verdict = match how {
            How::Taken => {
                self.taken.push(id.clone());
                accepted(&format!("w-{id}"))
            }
            How::TakenUnheard => {
                self.taken.push(id.clone());
                *self.doubts.entry(id.clone()).or_default() += 1;
                Verdict::Ambiguous
            }
            How::LostUnheard => {
                *self.doubts.entry(id.clone()).or_default() += 1;
                Verdict::Ambiguous
            }
            How::Retry => Verdict::Retry,
            How::Unreachable => Verdict::Unreachable,
            How::PairLimited => Verdict::PairLimited,
            How::NumberLimited => Verdict::NumberLimited(None),
            How::Held => Verdict::Hold(HoldReason::Token, Scope::Account),
            How::Refused => Verdict::Refused(Refusal::Undeliverable),
            How::NeedsTemplate => Verdict::NeedsTemplate,
        };
        self.bench.answer(id.as_str(), verdict);
    }

    /// A naive lane: at most one call is open per buyer, and all that was to be said before has ended. A courtesy ends
    /// before it is tried, so it holds nothing up.
    fn check_lanes(&self) {
        let rows = &self.bench.journal.rows;
        let mut open: BTreeMap<ContactHash, u64> = BTreeMap::new();
        for (id, _) in &self.bench.calls {
            let row = &rows[id];
            if row.image.state != "sending" {
                continue;
            }
            let (contact, seq) = (row.outbound.contact_hash, row.outbound.seq);
            assert!(open.insert(contact, seq).is_none(), "two calls to one buyer at once: {id}");
            let before = rows.values().filter(|other| {
                other.outbound.contact_hash == contact
                    && other.outbound.seq < seq
                    && !State::from_label(other.image.state).unwrap().is_end()
            });
            assert_eq!(before.count(), 0, "{id} is called while an earlier one is open");
            assert!(row.image.posts >= 1, "a call that the journal does not know");
        }
    }

    /// The faults stop: everything is answered, everything parked is published, time passes, and the buyers write again,
    /// so that what was refused for a closed window goes out.
    fn settle(&mut self) {
        self.bench.holds_commits = false;
        self.bench.commit();
        for (who, seq) in self.released.clone() {
            let answer = message(who, seq);
            let opened_at_ms = answer.window_opened_at_ms.map(|before_ms| before_ms + 1);
            self.bench.arrive(&[Outbound { window_opened_at_ms: opened_at_ms, ..answer }]);
        }
        for _ in 0..400 {
            while let Some((id, _)) = self.bench.calls.first().cloned() {
                self.answer(&id, How::Taken);
            }
            for (id, _) in std::mem::take(&mut self.bench.parked) {
                self.bench.on(Input::ParkEnded { shard: SHARD, id, is_confirmed: true });
            }
            self.bench.let_run(61_000);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_every_message_ends_in_order_and_is_doubled_only_in_doubt(
        steps in prop::collection::vec(step(), 1..80),
    ) {
        let mut world = World::new();
        for step in steps {
            world.take(step);
            world.check_lanes();
        }
        world.settle();
        // I10: all that was acknowledged has ended, and everything lost was published.
        for (id, row) in &world.bench.journal.rows {
            let state = State::from_label(row.image.state).unwrap();
            prop_assert!(state.is_end(), "{} is {}", id, row.image.state);
            prop_assert_eq!(row.image.unpublished, 0);
            prop_assert!(row.image.resends <= AMBIGUOUS_RESENDS_MAX);
        }
        // I11
        let mut takes: BTreeMap<&OutboxId, usize> = BTreeMap::new();
        for id in &world.taken {
            *takes.entry(id).or_default() += 1;
        }
        for (id, count) in takes {
            let doubts = world.doubts.get(id).copied().unwrap_or_default();
            prop_assert!(count <= 1 + doubts, "{} was taken {} times with {} doubts", id, count, doubts);
        }
        // I12
        let mut last: BTreeMap<String, u64> = BTreeMap::new();
        let mut seen = std::collections::BTreeSet::new();
        for id in world.taken.iter().filter(|id| seen.insert((*id).clone())) {
            // A courtesy says nothing, and needs no window: it may pass what waits for one.
            if world.bench.journal.rows[id].outbound.class == SendClass::Courtesy {
                continue;
            }
            let (who, seq) = id.as_str().split_at(1);
            let seq: u64 = seq.parse().unwrap();
            if let Some(before) = last.insert(who.to_owned(), seq) {
                prop_assert!(before < seq, "{} came after {}", id, before);
            }
        }
    }
}
