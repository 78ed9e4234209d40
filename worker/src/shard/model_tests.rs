//! A shard against a naive model of what must be: a list of who wrote what, and nothing clever.
//!
//! Buyers write, the broker repeats, the shop answers or does not, confirms come or do not, time passes, and the process
//! dies before a commit, after it, or in between. After every commit the model says what must be true: each message is
//! decided on once; per buyer in the order in which they came; what waits for the shop waits in that order and only
//! while an effect is open; what leaves leaves in its lane's order, one at a time, and again only after a refusal or a
//! crash; and what a new owner finds in the file is what was committed, no more and no less.

use proptest::prelude::*;

use super::*;
use crate::shard::{changes::Changes, core::HELD_MAX};

const BUYERS: [&str; 3] = ["KE.1", "KE.2", "KE.3"];

const WORDS: [&str; 9] = [
    "hi",
    "rice",
    "basket",
    "help",
    "checkout",
    "2",
    "Amina Odhiambo",
    "12 Market Street, Nairobi",
    "amina@example.com",
];

/// Most rounds until everything must have come to rest.
const SETTLE_ROUNDS_MAX: u32 = 4_000;

#[derive(Debug, Clone)]
enum Happens {
    /// A buyer writes some messages; they come in one batch, or one after the other.
    Writes {
        who: usize,
        word: usize,
        count: usize,
        together: bool,
    },
    /// A buyer does what leads on to an order.
    GoesOn {
        who: usize,
    },
    /// A delivery comes once more.
    Repeats {
        pick: usize,
    },
    /// The shop answers one call, or works on it and the answer is lost, or never gets it.
    Answers {
        pick: usize,
        how: How,
    },
    /// The broker confirms one message, or refuses it.
    Confirms {
        pick: usize,
        is_confirmed: bool,
    },
    Passes {
        ms: i64,
    },
    /// The process dies: with a batch decided and not committed, committed and not acted on, or in peace.
    Dies(Death),
}

#[derive(Debug, Clone, Copy)]
pub(super) enum How {
    Truly,
    Lost,
    NotSent,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Death {
    Quiet,
    BeforeCommit,
    AfterCommit,
}

fn happens() -> impl Strategy<Value = Happens> {
    let who = 0..BUYERS.len();
    prop_oneof![
        6 => (who.clone(), 0..WORDS.len(), prop_oneof![19 => 1_usize..3, 1 => 45_usize..60], any::<bool>())
            .prop_map(|(who, word, count, together)| Happens::Writes { who, word, count, together }),
        10 => who.prop_map(|who| Happens::GoesOn { who }),
        3 => any::<usize>().prop_map(|pick| Happens::Repeats { pick }),
        12 => (any::<usize>(), prop_oneof![8 => Just(How::Truly), 1 => Just(How::Lost), 1 => Just(How::NotSent)])
            .prop_map(|(pick, how)| Happens::Answers { pick, how }),
        12 => (any::<usize>(), prop::bool::weighted(0.85))
            .prop_map(|(pick, is_confirmed)| Happens::Confirms { pick, is_confirmed }),
        4 => (1_i64..90_000).prop_map(|ms| Happens::Passes { ms }),
        2 => prop_oneof![Just(Death::Quiet), Just(Death::BeforeCommit), Just(Death::AfterCommit)]
            .prop_map(Happens::Dies),
    ]
}

/// What must be true of one buyer.
#[derive(Default)]
struct Buyer {
    /// Ids in the order in which they were first committed.
    arrived: Vec<String>,
    parked: BTreeSet<String>,
    answered: Vec<String>,
}

impl Buyer {
    fn kept(&self) -> impl Iterator<Item = &String> {
        self.arrived.iter().filter(|id| !self.parked.contains(*id))
    }

    fn waiting(&self) -> Vec<&String> {
        self.kept().skip(self.answered.len()).collect()
    }
}

/// What must be true of the shard.
#[derive(Default)]
struct Model {
    seen: BTreeSet<String>,
    buyers: BTreeMap<String, Buyer>,
    /// Open effects: whose, and whether they keep messages waiting.
    effects: BTreeMap<String, (String, bool)>,
    /// Rows that were committed and are still stored, by lane.
    stored: BTreeMap<String, VecDeque<OutboxRow>>,
    /// Rows that are still to be confirmed in this life.
    leaving: BTreeMap<String, VecDeque<OutboxRow>>,
    /// Ids of all rows ever.
    rows: BTreeSet<String>,
}

impl Model {
    fn must_wait(&self, contact: &str) -> bool {
        self.effects.values().any(|(whose, is_foreground)| whose == contact && *is_foreground)
    }

    /// Takes what was committed, and says what is wrong with it.
    fn committed(&mut self, arrivals: &[(String, String)], changes: &Changes) {
        let mut fresh = vec![];
        for (id, contact) in arrivals {
            if self.seen.insert(id.clone()) {
                fresh.push(id.clone());
                self.buyers.entry(contact.clone()).or_default().arrived.push(id.clone());
            }
        }
        assert_eq!(changes.seen, fresh, "each id is taken once, and every new one is");
        for row in &changes.effects {
            let protocol = serde_json::from_str::<serde_json::Value>(&row.progress).unwrap();
            let is_foreground = protocol["protocol"] != "place";
            self.effects.insert(row.op_key.clone(), (row.contact.clone(), is_foreground));
        }
        for op_key in &changes.effects_done {
            self.effects.remove(op_key);
        }
        for row in &changes.outbox {
            assert!(self.rows.insert(row.id.clone()), "{} was decided twice", row.id);
            for lanes in [&mut self.stored, &mut self.leaving] {
                let lane = lanes.entry(row.lane.clone()).or_default();
                let is_behind = lane.back().is_none_or(|last| last.position <= row.position);
                assert!(is_behind, "{} stands before what was said earlier", row.id);
                lane.push_back(row.clone());
            }
            self.tell(row);
        }
        for row in &changes.conversations {
            // Whoever talks to a person is not answered by the bot, also when a number chose that.
            let state: serde_json::Value = serde_json::from_str(&row.state).unwrap();
            if state["conversation"]["with_agent"] == true
                && !self.must_wait(&row.contact)
                && let Some(buyer) = self.buyers.get_mut(&row.contact)
            {
                buyer.answered = buyer.kept().cloned().collect();
            }
        }
        for buyer in self.buyers.values() {
            let is_flooded = fresh.iter().any(|id| buyer.parked.contains(id));
            assert!(!is_flooded || buyer.waiting().len() == HELD_MAX, "parked although there was room");
        }
        for id in &changes.released {
            for lane in self.stored.values_mut() {
                lane.retain(|row| row.id != *id);
            }
        }
    }

    /// Finds out which message a row answers.
    fn tell(&mut self, row: &OutboxRow) {
        if row.target == Target::Parked {
            assert_eq!(row.headers["reason"], "flood");
            let id = row.id.strip_prefix("park:").unwrap();
            let buyer =
                self.buyers.values_mut().find(|buyer| buyer.arrived.iter().any(|own| own == id)).unwrap();
            buyer.parked.insert(id.to_owned());
            return;
        }
        let Some(buyer) = self.buyers.get_mut(&row.lane) else { return };
        let contact = row.lane.parse().unwrap();
        let is_of = |id: &&String| {
            [0, usize::MAX].iter().any(|index| key().outbox_id(contact, id, *index).0 == row.id)
        };
        let Some(id) = buyer.arrived.iter().find(is_of).cloned() else { return };
        assert_eq!(buyer.waiting().first(), Some(&&id), "answered out of turn");
        buyer.answered.push(id);
    }

    /// What must be true between any two commits.
    fn check(&self) {
        for (contact, buyer) in &self.buyers {
            let waiting = buyer.waiting();
            assert!(self.must_wait(contact) || waiting.is_empty(), "waits for nothing: {waiting:?}");
            assert!(waiting.len() <= HELD_MAX);
            let open =
                self.effects.values().filter(|(whose, is_foreground)| whose == contact && *is_foreground);
            assert!(open.count() <= 1, "two effects on one basket");
        }
    }
}

pub(super) struct World {
    pub(super) core: Core,
    pub(super) store: SqliteStore,
    shops: BTreeMap<ContactHash, PretendShop>,
    pub(super) now_ms: i64,
    written: u32,
    delivered: Vec<String>,
    pub(super) calls: Vec<(OpKey, ContactHash, Request)>,
    /// At the broker and not confirmed.
    pub(super) releasing: Vec<OutboxRow>,
    last_said: BTreeMap<String, Message>,
    model: Model,
    death: Death,
}

impl World {
    pub(super) fn with(store: SqliteStore) -> Self {
        Self {
            core: Core::new(settings()),
            store,
            shops: BTreeMap::new(),
            now_ms: 1_795_000_000_000,
            written: 0,
            delivered: vec![],
            calls: vec![],
            releasing: vec![],
            last_said: BTreeMap::new(),
            model: Model::default(),
            death: Death::Quiet,
        }
    }

    async fn take(&mut self, happens: Happens) {
        match happens {
            Happens::Writes { who, word, count, together } => {
                let text = serde_json::json!({"type": "text", "text": {"body": WORDS[word]}});
                let bodies: Vec<String> = (0..count).map(|_| self.write(who, &text)).collect();
                if together {
                    self.deliver(&bodies).await;
                } else {
                    for body in bodies {
                        self.deliver(&[body]).await;
                    }
                }
            }
            Happens::GoesOn { who } => self.go_on(who).await,
            Happens::Repeats { pick } => {
                if let Some(body) = self.delivered.get(pick % self.delivered.len().max(1)).cloned() {
                    self.deliver(&[body]).await;
                }
            }
            Happens::Answers { pick, how } => self.answer(pick, how).await,
            Happens::Confirms { pick, is_confirmed } => self.confirm(pick, is_confirmed).await,
            Happens::Passes { ms } => {
                self.now_ms += ms;
                self.process(vec![]).await;
            }
            Happens::Dies(Death::Quiet) => self.die().await,
            // At the next batch.
            Happens::Dies(death) => self.death = death,
        }
    }

    pub(super) async fn go_on(&mut self, who: usize) {
        let content = self.next_content(who);
        let body = self.write(who, &content);
        self.deliver(&[body]).await;
    }

    pub(super) async fn say(&mut self, who: usize, text: &str) {
        let body = self.write(who, &serde_json::json!({"type": "text", "text": {"body": text}}));
        self.deliver(&[body]).await;
    }

    pub(super) async fn hear_from(&mut self, contact: &Contact, text: &str) {
        let body = self.write_as(contact, &serde_json::json!({"type": "text", "text": {"body": text}}));
        self.deliver(&[body]).await;
    }

    fn write(&mut self, who: usize, content: &serde_json::Value) -> String {
        let contact = Contact::new(Some(BUYERS[who].parse().unwrap()), None).unwrap();
        self.write_as(&contact, content)
    }

    fn write_as(&mut self, contact: &Contact, content: &serde_json::Value) -> String {
        self.written += 1;
        let id = format!("wamid.{}", self.written);
        let mut element = serde_json::json!({"id": id, "timestamp": (self.now_ms / 1000).to_string()});
        element.as_object_mut().unwrap().extend(content.as_object().unwrap().clone());
        let body = serde_json::json!({
            "v": 1, "kind": "message", "id": id, "field": "messages", "contact": contact,
            "phone_number_id": "100", "received_at_ms": self.now_ms, "element": element,
        })
        .to_string();
        self.delivered.push(body.clone());
        body
    }

    /// Taps what leads on to an order, or types what is asked for.
    fn next_content(&self, who: usize) -> serde_json::Value {
        let contact = key().contact_key(BUYERS[who]).to_string();
        let mut choices: Vec<(String, String, &str)> = vec![];
        match self.last_said.get(&contact) {
            Some(Message::Buttons(buttons)) => {
                let buttons = &buttons.fields().buttons;
                choices.extend(
                    buttons.iter().map(|one| {
                        (one.id.as_str().to_owned(), one.title.as_str().to_owned(), "button_reply")
                    }),
                );
            }
            Some(Message::List(list)) => {
                let rows = list.fields().sections.iter().flat_map(|section| &section.rows);
                choices.extend(
                    rows.map(|row| (row.id.as_str().to_owned(), row.title.as_str().to_owned(), "list_reply")),
                );
            }
            Some(_) => {}
            None => return serde_json::json!({"type": "text", "text": {"body": "rice"}}),
        }
        let liked = ["Order KES", "Add 1", "Checkout", "Basmati", "Cash", "Courier", "1 ", "See basket"];
        for like in liked {
            if let Some((id, title, kind)) = choices.iter().find(|(_, title, _)| title.starts_with(like)) {
                let reply = serde_json::json!({"id": id, "title": title});
                return serde_json::json!({"type": "interactive", "interactive": {"type": kind, (*kind): reply}});
            }
        }
        let words =
            ["rice", "Amina Odhiambo", "12 Market Street, Nairobi", "amina@example.com", "+254700000001"];
        let word = words[self.written as usize % words.len()];
        serde_json::json!({"type": "text", "text": {"body": word}})
    }

    async fn deliver(&mut self, bodies: &[String]) {
        let read = |body: &String| {
            Input::Incoming(Box::new(self.core.read(body.as_bytes(), BTreeMap::new(), self.now_ms)))
        };
        let inputs = bodies.iter().map(read).collect();
        self.process(inputs).await;
    }

    pub(super) async fn answer(&mut self, pick: usize, how: How) {
        if self.calls.is_empty() {
            return;
        }
        let (op_key, contact, request) = self.calls.remove(pick % self.calls.len());
        let shop = self.shops.entry(contact).or_default();
        let answer = match how {
            How::Truly => shop.call(&request),
            How::Lost => shop.call(&request).and(Err(Failure::Unknown)),
            How::NotSent => Err(Failure::NotSent),
        };
        self.process(vec![Input::ShopAnswered { op_key, contact, answer: Box::new(answer) }]).await;
    }

    pub(super) async fn confirm(&mut self, pick: usize, is_confirmed: bool) {
        if self.releasing.is_empty() {
            return;
        }
        let row = self.releasing.remove(pick % self.releasing.len());
        if is_confirmed {
            self.model.leaving.get_mut(&row.lane).unwrap().pop_front();
            if row.target == Target::Outbound {
                let said: Outbound = serde_json::from_str(&row.body).unwrap();
                if !matches!(said.message, Message::MarkRead { .. }) {
                    self.last_said.insert(row.lane.clone(), said.message);
                }
            }
        }
        let (lane, id) = (row.lane.clone(), row.id);
        self.process(vec![Input::Released { lane: row.lane, id, is_confirmed }]).await;
        if is_confirmed {
            let next = self.model.leaving.get(&lane).and_then(VecDeque::front);
            let goes = self.releasing.iter().find(|row| row.lane == lane);
            assert_eq!(goes, next, "what comes next goes at once");
        }
    }

    async fn process(&mut self, inputs: Vec<Input>) {
        let arrivals: Vec<(String, String)> = inputs
            .iter()
            .filter_map(|input| match input {
                Input::Incoming(incoming) => Some((incoming.id.clone(), incoming.contact?.to_string())),
                _ => None,
            })
            .collect();
        let loaded = self.store.load(&self.core.needs(&inputs, self.now_ms)).await.unwrap();
        let known = Known { now_ms: self.now_ms, catalogue: &Shelf, shop_country: "KE" };
        let batch = self.core.decide(inputs, loaded, &known);
        match std::mem::replace(&mut self.death, Death::Quiet) {
            Death::BeforeCommit => self.die().await,
            Death::AfterCommit => {
                self.commit(&arrivals, &batch.changes).await;
                self.die().await;
            }
            Death::Quiet => {
                self.commit(&arrivals, &batch.changes).await;
                self.act(batch.acts);
            }
        }
    }

    async fn commit(&mut self, arrivals: &[(String, String)], changes: &Changes) {
        self.store.commit(changes).await.unwrap();
        self.model.committed(arrivals, changes);
        self.model.check();
    }

    fn act(&mut self, acts: Vec<Act>) {
        for act in acts {
            match act {
                Act::FetchFile(_) => unreachable!("nobody sends files here"),
                Act::Wipe => unreachable!("nobody wants to be forgotten here"),
                Act::CallShop { op_key, contact, request, .. } => {
                    assert!(self.calls.iter().all(|(other, ..)| *other != op_key), "two calls of one effect");
                    assert!(
                        self.model.effects.contains_key(&op_key.0),
                        "a call of nothing that is journalled"
                    );
                    self.calls.push((op_key, contact, request));
                }
                Act::Release(row) => {
                    let first = self.model.leaving.get(&row.lane).and_then(VecDeque::front);
                    assert_eq!(first, Some(&row), "a message overtook another");
                    assert!(
                        self.releasing.iter().all(|other| other.lane != row.lane),
                        "two of one lane at once"
                    );
                    self.releasing.push(row);
                }
            }
        }
    }

    /// What was in memory and on its way is gone. What is in the file must be what was committed.
    async fn die(&mut self) {
        self.calls.clear();
        self.releasing.clear();
        self.core = Core::new(settings());
        let opened = self.store.opened().await.unwrap();
        let effects: Vec<&String> = opened.effects.iter().map(|row| &row.op_key).collect();
        let wanted: BTreeSet<&String> = self.model.effects.keys().collect();
        assert_eq!(effects.into_iter().collect::<BTreeSet<_>>(), wanted, "the journal is another");
        for lane in self.model.stored.values_mut() {
            // Parked messages share one place, since their order means nothing; the file has them by name.
            lane.make_contiguous()
                .sort_by(|left, right| (left.position, &left.id).cmp(&(right.position, &right.id)));
        }
        let stored: Vec<&OutboxRow> = self.model.stored.values().flatten().collect();
        assert_eq!(opened.outbox.iter().collect::<Vec<_>>(), stored, "what is to leave is another");
        for (contact, buyer) in &self.model.buyers {
            let held = opened.held.iter().filter(|row| row.contact == *contact);
            let ids: Vec<String> = held
                .map(|row| serde_json::from_str::<serde_json::Value>(&row.body).unwrap())
                .map(|body| body["id"].as_str().unwrap().to_owned())
                .collect();
            assert_eq!(ids.iter().collect::<Vec<_>>(), buyer.waiting(), "what waits is another");
        }
        self.model.leaving = self.model.stored.clone();
        let known = Known { now_ms: self.now_ms, catalogue: &Shelf, shop_country: "KE" };
        let batch = self.core.restore(opened, &known);
        self.commit(&[], &batch.changes).await;
        self.act(batch.acts);
    }

    /// The faults stop; everything comes to rest, and nothing is left over.
    async fn settle(&mut self) {
        self.death = Death::Quiet;
        for body in self.delivered.clone() {
            self.deliver(&[body]).await;
        }
        let end_ms = self.now_ms + 3 * 24 * 3_600_000;
        for _ in 0..SETTLE_ROUNDS_MAX {
            if !self.releasing.is_empty() {
                self.confirm(0, true).await;
            } else if !self.calls.is_empty() {
                self.answer(0, How::Truly).await;
            } else if let Some(due_ms) = self.core.next_due_ms().filter(|due_ms| *due_ms < end_ms) {
                self.now_ms = self.now_ms.max(due_ms);
                self.process(vec![]).await;
            } else {
                break;
            }
        }
        assert!(self.core.is_quiet(), "something never comes to rest");
        assert!(self.model.effects.is_empty(), "an effect never ends: {:?}", self.model.effects);
        let left = self.core.take_released(self.now_ms);
        self.commit(&[], &left).await;
        let opened = self.store.opened().await.unwrap();
        assert_eq!((opened.outbox, opened.held), (vec![], vec![]), "something is left in the file");
        let taken: usize = self.model.buyers.values().map(|one| one.answered.len() + one.parked.len()).sum();
        assert_eq!(taken, self.delivered.len(), "every message is answered or parked");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn a_shard_does_what_a_naive_model_of_it_says(story in prop::collection::vec(happens(), 1..70)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let mut world = World::with(SqliteStore::in_memory().await.unwrap());
            for happens in story {
                world.take(happens).await;
            }
            world.settle().await;
        });
    }
}
