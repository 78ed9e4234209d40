//! Decides what one batch of inputs changes in a shard, and what is done once that is committed.
//!
//! Pure: time, stored rows, catalogue and shop answers are handed in. The driver asks [`Core::needs`], loads, calls
//! [`Core::decide`], commits the changes, and performs the acts. When a commit fails the core is thrown away and made
//! anew from the file, so what it holds in memory never runs ahead of what a successor would read.
//!
//! `turns` has the conversation and its effects, `queues` what waits for the shop, the broker or another shard,
//! `moving` what happens when a person gets another identity.

mod auctions;
mod files;
mod gather;
mod moving;
mod privacy;
mod queues;
mod stock;
mod timers;
mod turns;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use auction::Letter;
use common::protection::{self, Protection};
use conversation::{
    Conversation, Turn,
    after::{Decided, Kind as Reminder, Pace},
    catalogue::Catalogue,
    consent::{About, By},
    event::{Event, Surroundings, Timer},
};
use domain::{
    contact::{Contact, ContactHash, HashKey, Shard, ShardCount},
    envelope,
    ids::{OpKey, PhoneNumberId, ProductId},
    inbound,
    shop::{OrderSighting, OrderStatus},
};

use super::{
    changes::{
        AuctionEntryRow, Changes, ConversationRow, EffectRow, FileRow, Loaded, Needs, Opened, OutboxRow,
        TimerRow,
    },
    incoming::{DRIFT_FIELD, Incoming, Kind, OrderBy, PersonLetter, read},
    lane::{Lane, LaneState, OpenEffect},
};
use crate::{
    effects::{Answer, Protocol},
    media::{Fetched, Wanted},
    shop::port::Request,
    whatsapp::Preference,
};

pub use auctions::{Room, Seat};
pub use gather::Gathering;
use timers::Timers;

/// Most messages of one buyer that wait for the shop; what comes beyond is parked.
pub const HELD_MAX: usize = 50;
/// Most letters to one person that wait; they are our own, so a flood of them is a defect.
pub const LETTERS_HELD_MAX: usize = 1_000;
/// Most lanes kept in memory while nothing happens in them.
pub const LANES_MAX: usize = 4_096;
/// Most messages that wait for the broker; beyond, nothing more is taken.
pub const RELEASES_MAX: usize = 10_000;
/// Most turns that one input may cause.
const TURNS_MAX: u32 = 12;
/// Most confirmed releases that wait for a commit to ride along with.
const RELEASED_WAITING_MAX: usize = 256;
/// What stays the same for the life of a shard's owner.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Which shard.
    pub shard: Shard,
    /// How many there are.
    pub shards: ShardCount,
    /// Hashes contacts and makes keys.
    pub key: HashKey,
    /// How long the shop may still be working on a call that gave no answer.
    pub settle_ms: i64,
    /// Whether the files that buyers send are fetched.
    pub fetches_files: bool,
    /// How long what was written in a burst waits for more, milliseconds; 0 takes every message by itself.
    pub quiet_ms: i64,
    /// The shop's name; may be empty.
    pub shop_name: String,
    /// The shop's rules of quotes.
    pub quotes: conversation::QuoteRules,
    /// Where an order may stand to be called off by its buyer.
    pub cancellable: Vec<OrderStatus>,
    /// What the shop decides about disputes.
    pub disputes: conversation::dispute::Settings,
    /// When a basket is reminded of.
    pub pace: Pace,
    /// What decides a turn: the conversation. The simulator puts in wishes of its own in front of it.
    pub decides: Decides,
}

/// What decides a turn.
pub type Decides = fn(Conversation, Event, &Surroundings, &dyn Catalogue) -> Turn;

/// Something that happened to the shard.
#[derive(Debug, Clone)]
pub enum Input {
    /// A delivery, read.
    Incoming(Box<Incoming>),
    /// The shop answered.
    ShopAnswered {
        /// The effect that asked.
        op_key: OpKey,
        /// Whose it is.
        contact: ContactHash,
        /// The answer.
        answer: Box<Answer>,
    },
    /// A try to fetch a file has ended.
    FileFetched {
        /// Meta's id of the file.
        id: String,
        /// What came of it.
        fetched: Fetched,
    },
    /// The broker confirmed a message, or did not.
    Released {
        /// The message's lane.
        lane: String,
        /// The message.
        id: String,
        /// Whether it is safe.
        is_confirmed: bool,
    },
}

/// Something to be done after the commit.
#[derive(Debug, Clone)]
pub enum Act {
    /// Call the shop and bring back the answer.
    CallShop {
        /// The effect that asks.
        op_key: OpKey,
        /// Whose it is.
        contact: ContactHash,
        /// The call.
        request: Request,
        /// The effect's stage, for failpoints and logs.
        stage: &'static str,
        /// Trace context.
        headers: BTreeMap<String, String>,
    },
    /// Hand a message to the broker and bring back whether it is safe.
    Release(OutboxRow),
    /// Fetch a file and bring back what came of it.
    FetchFile(Wanted),
    /// Somebody was forgotten: their files go, and what the log still holds of them.
    Wipe,
}

/// Something worth counting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noted {
    /// A turn was taken on this screen.
    Turn(&'static str),
    /// An input was seen before.
    Duplicate,
    /// An input was parked for this reason.
    Parked(&'static str),
    /// An input without anything to decide.
    Ignored(&'static str),
    /// Meta sent a field or a type that we do not know.
    Drift(&'static str),
    /// A message waits for the shop.
    Held,
    /// An effect ended, or told something on its way, like this.
    Effect(&'static str, &'static str),
    /// A buyer came by an advertisement or a post.
    Referral(&'static str),
    /// News of an order were told; by what brought them.
    OrderNews(&'static str),
    /// Staff gave a command of this kind.
    Staff(&'static str),
    /// A buyer was sent what is known of them, or was forgotten.
    Privacy(&'static str),
    /// A buyer was not understood on this screen.
    Missed(&'static str),
    /// A file of a buyer was fetched, refused, tried in vain or given up.
    File(&'static str),
    /// What happened in an auction.
    Auction(&'static str),
    /// A buyer asked for a person, or the bot took over again.
    Handoff(&'static str),
    /// A step of a dispute.
    Dispute(&'static str),
    /// A quote has come to this stage.
    Quote(&'static str),
    /// Something that nobody asked for at that moment was sent, or not, for this reason.
    Reminder(Reminder, Decided),
    /// The conversation failed on an input; a defect of ours.
    Panicked,
}

/// What a batch comes to.
#[derive(Debug, Default)]
pub struct Batch {
    /// To be committed.
    pub changes: Changes,
    /// To be done after that.
    pub acts: Vec<Act>,
    /// To be counted.
    pub notes: Vec<Noted>,
}

/// What a batch is decided under.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// Now, unix milliseconds.
    pub now_ms: i64,
    /// What the shop sells.
    pub catalogue: &'a dyn Catalogue,
    /// The shop's country, ISO 3166; empty until it is known.
    pub shop_country: &'a str,
}

/// One shard's decisions.
pub struct Core {
    settings: Settings,
    lanes: BTreeMap<ContactHash, Lane>,
    releases: BTreeMap<String, VecDeque<OutboxRow>>,
    releases_count: usize,
    release_again: BTreeSet<(i64, String)>,
    released: Vec<String>,
    wakes: BTreeSet<(i64, ContactHash, OpKey)>,
    timers: Timers,
    /// Products that somebody waits for and that can be had; whoever waited for them has been woken.
    in_stock: BTreeSet<ProductId>,
    /// When it is looked at again which products are back.
    stock_look_ms: i64,
    /// When waiting for more of a burst ends; some have ended earlier.
    gatherings: BTreeSet<(i64, ContactHash)>,
    /// Files that are wanted, by Meta's id.
    files: BTreeMap<String, FileRow>,
    /// When each is to be tried; some entries are out of date.
    files_due: BTreeSet<(i64, String)>,
    /// Files that are being fetched.
    fetching: BTreeSet<String>,
    /// Files that have ended, for a message that is still to be taken.
    files_done: VecDeque<FileRow>,
    /// Files that a conversation waits for and of which nothing is known in memory: a former owner may have had them.
    files_asked: BTreeMap<String, ContactHash>,
    auctions: auctions::Auctions,
    batches: u64,
    is_draining: bool,
    /// Place of the message that was forwarded last.
    last_forward: u64,
}

impl Core {
    /// Makes the core of a shard that nothing is known of yet.
    pub fn new(settings: Settings) -> Self {
        Self {
            settings,
            lanes: BTreeMap::new(),
            releases: BTreeMap::new(),
            releases_count: 0,
            release_again: BTreeSet::new(),
            released: Vec::new(),
            wakes: BTreeSet::new(),
            timers: Timers::default(),
            in_stock: BTreeSet::new(),
            stock_look_ms: 0,
            gatherings: BTreeSet::new(),
            files: BTreeMap::new(),
            files_due: BTreeSet::new(),
            fetching: BTreeSet::new(),
            files_done: VecDeque::new(),
            files_asked: BTreeMap::new(),
            auctions: auctions::Auctions::default(),
            batches: 0,
            is_draining: false,
            last_forward: 0,
        }
    }

    /// From now on no order is sent off to be placed: the next owner does it, without having to find out first
    /// whether we had.
    pub fn begin_drain(&mut self) {
        self.is_draining = true;
    }

    /// Reads a delivery at the door.
    pub fn read(&self, body: &[u8], headers: BTreeMap<String, String>, now_ms: i64) -> Incoming {
        read(body, headers, &self.settings.key, now_ms)
    }

    /// Returns whether so much waits for the broker that nothing more should be taken.
    pub fn is_full(&self) -> bool {
        self.releases_count >= RELEASES_MAX
    }

    /// Returns whether the answer of a call is waited for.
    pub fn is_calling(&self) -> bool {
        self.lanes.values().any(|lane| lane.effects.values().any(|effect| effect.is_calling))
    }

    /// Returns whether nothing is under way: no call, no message on its way to the broker.
    pub fn is_quiet(&self) -> bool {
        self.releases_count == 0 && !self.is_calling()
    }

    /// Returns how many effects are open and how many messages wait for the broker.
    pub fn backlog(&self) -> (usize, usize) {
        (self.lanes.values().map(|lane| lane.effects.len()).sum(), self.releases_count)
    }

    /// Returns how many auctions run.
    pub fn auctions_running(&self) -> usize {
        self.auctions.running()
    }

    /// Returns when something falls due by itself, unix milliseconds.
    pub fn next_due_ms(&self) -> Option<i64> {
        let wake = self.wakes.first().map(|(due_ms, ..)| *due_ms);
        let again = self.release_again.first().map(|(due_ms, _)| *due_ms);
        let timer = self.timers.next_ms();
        let gathering = self.gatherings.first().map(|(until_ms, _)| *until_ms);
        let auction = self.auctions.next_due_ms();
        if !self.files_asked.is_empty() {
            return Some(0);
        }
        [wake, again, timer, gathering, auction, self.next_file_ms()].into_iter().flatten().min()
    }

    /// Returns what must be loaded before these inputs, and what is due, can be decided.
    pub fn needs(&self, inputs: &[Input], now_ms: i64) -> Needs {
        let mut contacts = BTreeSet::new();
        let mut ids = Vec::new();
        let mut phones = Vec::new();
        let (mut auctions, mut chains) = (Vec::new(), Vec::new());
        for input in inputs {
            match input {
                Input::Incoming(incoming) => {
                    if let Some(contact) = incoming.contact
                        && self.may_be_elsewhere(contact, &incoming.kind)
                    {
                        phones.push(contact.to_string());
                    }
                    if let Kind::ToAuction(letter) = &incoming.kind {
                        if self.auctions.is_missing(&letter.auction) {
                            auctions.push(letter.auction.to_string());
                        }
                        if matches!(letter.letter, Letter::Sheet { .. }) {
                            chains.push(letter.auction.to_string());
                        }
                    }
                    ids.push(incoming.id.clone());
                    contacts.extend(incoming.contact);
                }
                Input::ShopAnswered { contact, .. } => {
                    contacts.insert(*contact);
                }
                Input::FileFetched { id, .. } => contacts.extend(self.whose_file(id)),
                Input::Released { .. } => {}
            }
        }
        contacts.extend(self.timers.due(now_ms).map(|(_, contact, _)| contact));
        contacts.extend(self.files_asked.values().copied());
        let files = self.files_asked.keys().cloned().collect();
        let contacts = contacts
            .into_iter()
            .filter(|contact| !self.lanes.contains_key(contact))
            .map(|contact| contact.to_string());
        let exports = self.timers.due(now_ms).filter(|(_, _, timer)| *timer == Timer::Export);
        let exports = exports.map(|(_, contact, _)| contact.to_string()).collect();
        Needs { contacts: contacts.collect(), ids, phones, auctions, chains, exports, files }
    }

    /// Returns whether it must be looked up if this key's owner is at home elsewhere: a phone may always be, an id only
    /// while nothing is known of it here.
    fn may_be_elsewhere(&self, contact: ContactHash, kind: &Kind) -> bool {
        let is_phone = match kind {
            Kind::Message(message) => message.from.bsuid().is_none(),
            Kind::Letter(letter) => letter.to.bsuid().is_none(),
            _ => false,
        };
        is_phone || self.lanes.get(&contact).is_none_or(|lane| lane.state.is_none())
    }

    /// Takes up what a former owner left: effects go on by looking before they repeat, messages are released again.
    pub fn restore(&mut self, opened: Opened, known: &Known<'_>) -> Batch {
        let now_ms = known.now_ms;
        let mut turn = Deciding::new(known);
        for (contact, version, state) in opened.conversations {
            self.admit(&contact, version, state, &mut turn);
        }
        for (id, version, state) in opened.auctions {
            self.admit_auction(&id, version, state, &mut turn);
        }
        for row in opened.timers {
            let timer = serde_json::from_value::<Timer>(row.timer.into());
            if let (Ok(contact), Ok(timer)) = (row.contact.parse(), timer) {
                self.timers.set(contact, timer, row.due_ms);
            }
        }
        for mut row in opened.held {
            row.is_letter = serde_json::from_str::<envelope::Inbound<'_>>(&row.body)
                .is_ok_and(|envelope| envelope.kind == envelope::InboundKind::Letter);
            let Ok(contact) = row.contact.parse::<ContactHash>() else { continue };
            let lane = self.lanes.entry(contact).or_insert_with(|| Lane::new(0, None));
            lane.next_held = lane.next_held.max(row.position + 1);
            lane.held.push_back(row);
        }
        for row in opened.files {
            self.want(row);
        }
        for row in opened.outbox {
            self.queue_release(row, &mut turn.batch.acts);
        }
        let mut resumed = Vec::new();
        for row in opened.effects {
            let protocol = serde_json::from_str::<Protocol>(&row.progress);
            let (Ok(contact), Ok(protocol)) = (row.contact.parse::<ContactHash>(), protocol) else {
                continue;
            };
            let op_key = OpKey(row.op_key);
            let effect = OpenEffect { protocol, started_ms: row.started_ms, is_calling: false };
            let lane = self.lanes.entry(contact).or_insert_with(|| Lane::new(0, None));
            lane.effects.insert(op_key.clone(), effect);
            resumed.push((contact, op_key));
        }
        for (contact, op_key) in resumed {
            let step = self.scene(contact, &op_key, now_ms, Protocol::resume);
            if let Some(step) = step {
                self.follow(contact, &op_key, step, &mut turn);
            }
        }
        for contact in self.lanes.keys().copied().collect::<Vec<_>>() {
            self.ask_of_files(contact);
        }
        let waiting: Vec<ContactHash> = self
            .lanes
            .iter()
            .filter(|(_, lane)| !lane.held.is_empty() || lane.is_moving())
            .map(|(contact, _)| *contact)
            .collect();
        for contact in waiting {
            self.drain_held(contact, &mut turn);
        }
        self.close(turn)
    }

    /// Decides a batch.
    pub fn decide(&mut self, inputs: Vec<Input>, loaded: Loaded, known: &Known<'_>) -> Batch {
        let now_ms = known.now_ms;
        self.batches += 1;
        let mut turn = Deciding::new(known);
        let asked = std::mem::take(&mut self.files_asked);
        for (contact, version, state) in loaded.conversations {
            self.admit(&contact, version, state, &mut turn);
            if let Ok(contact) = contact.parse() {
                self.ask_of_files(contact);
            }
        }
        for (id, version, state) in loaded.auctions {
            self.admit_auction(&id, version, state, &mut turn);
        }
        turn.chains = loaded.auction_entries;
        let mut seen: BTreeSet<String> = loaded.seen.into_iter().collect();
        for row in loaded.aliases {
            if let (Ok(phone), Ok(contact)) = (row.phone_hash.parse(), serde_json::from_str(&row.contact)) {
                turn.aliases.insert(phone, contact);
            }
        }
        for (contact, rows) in loaded.exports {
            if let (Ok(contact), Ok(rows)) = (contact.parse(), serde_json::from_str(&rows)) {
                turn.exports.insert(contact, rows);
            }
        }
        for (contact, position) in loaded.next_positions {
            if let Ok(contact) = contact.parse() {
                turn.next_positions.insert(contact, position);
            }
        }
        self.tell_of_files_asked(&asked, loaded.files, &mut turn);
        for input in inputs {
            turn.turns_left = TURNS_MAX;
            match input {
                Input::Incoming(incoming) => {
                    if seen.insert(incoming.id.clone()) {
                        turn.batch.changes.seen.push(incoming.id.clone());
                        self.take(*incoming, &mut turn);
                    } else if protection::is_out(Protection::Dedup) || is_letter_read_again(&incoming.id) {
                        self.take(*incoming, &mut turn);
                    } else {
                        turn.batch.notes.push(Noted::Duplicate);
                    }
                }
                Input::ShopAnswered { op_key, contact, answer } => {
                    let step = self
                        .scene(contact, &op_key, now_ms, |protocol, scene| protocol.answered(*answer, scene));
                    if let Some(step) = step {
                        self.follow(contact, &op_key, step, &mut turn);
                        self.drain_held(contact, &mut turn);
                    }
                }
                Input::FileFetched { id, fetched } => self.fetched(&id, fetched, &mut turn),
                Input::Released { lane, id, is_confirmed } => {
                    self.released(&lane, &id, is_confirmed, now_ms, &mut turn.batch.acts);
                }
            }
        }
        self.fall_due(&mut turn);
        self.close(turn)
    }

    /// Takes a stored conversation into memory. One that cannot be read, a defect of ours, is kept for staff before the
    /// buyer begins anew: it names their orders.
    fn admit(&mut self, contact: &str, version: u64, stored: String, turn: &mut Deciding<'_>) {
        let Ok(hash) = contact.parse::<ContactHash>() else { return };
        if self.lanes.contains_key(&hash) {
            return;
        }
        let state = serde_json::from_str(&stored);
        if state.is_err() {
            turn.batch.notes.push(Noted::Panicked);
            let id = format!("state:{contact}.{version}");
            self.park(&id, "unreadable_state", stored, BTreeMap::new(), turn);
        }
        self.lanes.insert(hash, Lane::new(version, state.ok()));
    }

    /// Takes one input that was not seen before.
    fn take(&mut self, incoming: Incoming, turn: &mut Deciding<'_>) {
        let Incoming { id, contact, kind, forwards, body, headers } = incoming;
        match (kind, contact) {
            (
                kind @ (Kind::Message(_)
                | Kind::StaffSpoke
                | Kind::Preference(_)
                | Kind::Handover(_)
                | Kind::Staff(_)
                | Kind::Letter(_)
                | Kind::Order(..)),
                Some(key),
            ) if self.is_elsewhere(key, &kind, forwards, turn) => {
                self.forward(&id, key, &body, headers, turn);
            }
            (Kind::Forgotten(contact), _) => {
                self.forget_in_auctions(&contact);
                turn.batch.changes.unaliased.push(serde_json::to_string(&contact).unwrap_or_default());
                turn.batch.acts.push(Act::Wipe);
            }
            (Kind::Alias(contact), Some(phone)) => {
                self.join_phone(phone, &contact, turn);
                self.learn_alias(&contact, turn);
            }
            (Kind::Message(message), Some(contact)) if let Some((was, to)) = identity_after(&message) => {
                if forwards > 0 && self.has_moved_on(contact, was) {
                    turn.batch.notes.push(Noted::Ignored("identity_known"));
                } else {
                    self.change_identity(contact, to, turn);
                }
            }
            (Kind::Message(message), Some(contact)) => {
                if matches!(&message.content, inbound::Content::Unsupported { code: None, .. }) {
                    turn.batch.notes.push(Noted::Drift("message_type"));
                }
                if let Some(referral) = &message.referral {
                    turn.batch.notes.push(Noted::Referral(referral.source.label()));
                }
                let next_position = turn.next_positions.get(&contact).copied().unwrap_or_default();
                let lane = self.lane(contact);
                lane.headers.clone_from(&headers);
                meet(lane, &message, next_position);
                self.tell_alias(contact, turn);
                self.want_files(contact, &message, turn);
                let part = self.part_of_burst(contact, &message, turn);
                let lane = self.lane(contact);
                if lane.must_wait() || lane.is_moving() || !lane.held.is_empty() || part.is_some() {
                    self.hold(contact, &id, body, headers, turn);
                    self.gather(contact, part, turn);
                } else {
                    self.turn(contact, &id, Event::Message(message), turn);
                }
            }
            (Kind::IdentityChanged(to), Some(contact)) => self.change_identity(contact, to, turn),
            (Kind::Handover(handover), Some(contact)) => {
                if self.is_busy(contact) || !self.lane(contact).held.is_empty() {
                    self.hold(contact, &id, body, headers, turn);
                } else {
                    self.adopt(&id, contact, *handover, &body, turn);
                }
            }
            (Kind::StaffSpoke, Some(contact)) if self.lane(contact).state.is_some() => {
                self.turn(contact, &id, Event::StaffSpoke, turn);
            }
            (Kind::Staff(command), Some(contact)) if self.lane(contact).state.is_some() => {
                turn.batch.notes.push(Noted::Staff(command.order.label()));
                let lane = self.lane(contact);
                if lane.must_wait() || lane.is_moving() || !lane.held.is_empty() {
                    self.hold(contact, &id, body, headers, turn);
                } else {
                    self.turn(contact, &id, Event::Staff(command), turn);
                }
            }
            // Somebody with whom we never spoke: staff must hear that nothing was done.
            (Kind::Staff(_), _) => self.park(&id, "unknown_contact", body, headers, turn),
            (Kind::Order(sighting, by), Some(contact)) if self.lane(contact).state.is_some() => {
                let lane = self.lane(contact);
                if lane.must_wait() || lane.is_moving() || !lane.held.is_empty() {
                    self.hold(contact, &id, body, headers, turn);
                } else {
                    self.see_order(contact, &id, sighting, by, turn);
                }
            }
            (Kind::Letter(letter), Some(contact)) => {
                let lane = self.lane(contact);
                lane.headers.clone_from(&headers);
                meet_by_letter(lane, &letter);
                if lane.must_wait() || lane.is_moving() || !lane.held.is_empty() {
                    self.hold_letter(contact, &id, body, headers, turn);
                } else {
                    self.turn(contact, &id, Event::Letter(letter.notice), turn);
                }
            }
            (Kind::ToAuction(letter), _) => self.auction_asked(&id, *letter, &body, turn),
            (Kind::Order(..), _) => turn.batch.notes.push(Noted::Ignored("order")),
            (Kind::Preference(preference), whose) => self.prefer(whose, preference, turn),
            (Kind::StaffSpoke, _) => turn.batch.notes.push(Noted::Ignored("echo")),
            (Kind::Noted(DRIFT_FIELD), _) => turn.batch.notes.push(Noted::Drift("field")),
            (Kind::Noted(what), _) => turn.batch.notes.push(Noted::Ignored(what)),
            (
                Kind::Message(_)
                | Kind::Alias(_)
                | Kind::IdentityChanged(_)
                | Kind::Handover(_)
                | Kind::Letter(_),
                None,
            ) => {
                self.park(&id, "unreadable", body, headers, turn);
            }
            (Kind::Park(reason), _) => self.park(&id, reason, body, headers, turn),
        }
    }

    /// Tells the buyer what they do not know yet of an order.
    fn see_order(
        &mut self,
        contact: ContactHash,
        id: &str,
        sighting: Box<OrderSighting>,
        by: OrderBy,
        turn: &mut Deciding<'_>,
    ) {
        let before = turn.batch.changes.outbox.len();
        self.turn(contact, id, Event::Order(sighting), turn);
        if turn.batch.changes.outbox.len() > before {
            turn.batch.notes.push(Noted::OrderNews(by.label()));
        }
    }

    /// Notes what a buyer wants of marketing. Strangers get none anyway.
    fn prefer(&mut self, whose: Option<ContactHash>, preference: Preference, turn: &mut Deciding<'_>) {
        let lane = whose.map(|contact| self.lane(contact));
        if let Some(lane) = lane
            && let Some(state) = &mut lane.state
        {
            let ledger = state.conversation.ledger().to_vec();
            let (wants, said_at_ms) = (preference.wants_marketing, preference.said_at_ms);
            state.conversation.consents(About::Marketing, wants, By::Whatsapp, said_at_ms);
            lane.is_dirty = true;
            if let Some(contact) = whose {
                Self::record_consents(contact, &ledger, &state.conversation, turn);
            }
        }
        turn.batch.notes.push(Noted::Ignored("preference"));
    }

    /// Returns whether the owner of this key is at home elsewhere. Nobody is sent round in circles: what was forwarded
    /// often enough is taken here.
    fn is_elsewhere(&self, key: ContactHash, kind: &Kind, forwards: u32, turn: &Deciding<'_>) -> bool {
        turn.aliases.contains_key(&key) && self.may_be_elsewhere(key, kind) && forwards < queues::FORWARDS_MAX
    }

    fn lane(&mut self, contact: ContactHash) -> &mut Lane {
        let used = self.batches;
        let lane = self.lanes.entry(contact).or_insert_with(|| Lane::new(0, None));
        lane.used = used;
        lane
    }

    /// Turns what was decided into rows.
    fn close(&mut self, mut turn: Deciding<'_>) -> Batch {
        self.fetch_files(&mut turn);
        self.close_auctions(&mut turn);
        let Deciding { now_ms, mut batch, journal, timers, .. } = turn;
        batch.changes.at_ms = now_ms;
        for (contact, lane) in self.lanes.iter_mut().filter(|(_, lane)| lane.is_dirty) {
            lane.is_dirty = false;
            // A session may change without a turn: that is a version of its own.
            if lane.version == lane.base_version {
                lane.version += 1;
            }
            if let Some(state) = &lane.state {
                batch.changes.conversations.push(ConversationRow {
                    contact: contact.to_string(),
                    base_version: lane.base_version,
                    version: lane.version,
                    state: serde_json::to_string(state).unwrap_or_default(),
                });
            }
            lane.base_version = lane.version;
        }
        for (contact, op_key) in journal {
            if protection::is_out(Protection::Journal) {
                break;
            }
            let Some(effect) = self.lanes.get(&contact).and_then(|lane| lane.effects.get(&op_key)) else {
                continue;
            };
            batch.changes.effects.push(EffectRow {
                op_key: op_key.0,
                contact: contact.to_string(),
                progress: serde_json::to_string(&effect.protocol).unwrap_or_default(),
                started_ms: effect.started_ms,
            });
        }
        for ((contact, timer), due_ms) in timers {
            let Ok(serde_json::Value::String(timer)) = serde_json::to_value(timer) else { continue };
            let contact = contact.to_string();
            match due_ms {
                Some(due_ms) => batch.changes.timers.push(TimerRow { contact, timer, due_ms }),
                None => batch.changes.timers_done.push((contact, timer)),
            }
        }
        if !batch.changes.can_wait() || self.released.len() >= RELEASED_WAITING_MAX {
            batch.changes.released = std::mem::take(&mut self.released);
        }
        self.evict();
        batch
    }

    fn evict(&mut self) {
        if self.lanes.len() <= LANES_MAX {
            return;
        }
        let mut ages: Vec<u64> =
            self.lanes.values().filter(|lane| lane.is_idle()).map(|lane| lane.used).collect();
        ages.sort_unstable();
        let Some(median) = ages.get(ages.len() / 2).copied() else { return };
        let batches = self.batches;
        self.lanes.retain(|_, lane| !lane.is_idle() || lane.used > median || lane.used == batches);
    }
}

/// What is being decided.
struct Deciding<'a> {
    now_ms: i64,
    catalogue: &'a dyn Catalogue,
    shop_country: &'a str,
    batch: Batch,
    /// Effects whose progress must be stored.
    journal: BTreeSet<(ContactHash, OpKey)>,
    timers: BTreeMap<(ContactHash, Timer), Option<i64>>,
    /// What the file knows of buyers who are to be sent it.
    exports: BTreeMap<ContactHash, serde_json::Value>,
    /// Where messages go on to people who were forgotten.
    next_positions: BTreeMap<ContactHash, u64>,
    /// Owners of phones that came without a user id.
    aliases: BTreeMap<ContactHash, Contact>,
    /// Chains of auctions that were asked for.
    chains: Vec<AuctionEntryRow>,
    turns_left: u32,
}

impl<'a> Deciding<'a> {
    fn new(known: &Known<'a>) -> Self {
        Self {
            now_ms: known.now_ms,
            catalogue: known.catalogue,
            shop_country: known.shop_country,
            batch: Batch::default(),
            journal: BTreeSet::new(),
            timers: BTreeMap::new(),
            exports: BTreeMap::new(),
            next_positions: BTreeMap::new(),
            aliases: BTreeMap::new(),
            chains: Vec::new(),
            turns_left: TURNS_MAX,
        }
    }
}

/// Returns who the sender was and is from now on, when the message says that they have another number or id.
fn identity_after(message: &inbound::Message) -> Option<(Option<Contact>, Contact)> {
    let inbound::Content::IdentityChanged { was, phone, bsuid } = &message.content else { return None };
    if phone.is_none() && bsuid.is_none() {
        return None;
    }
    let to = Contact::new(bsuid.clone().or_else(|| message.from.bsuid().cloned()), phone.clone()).ok()?;
    Some((was.clone(), to))
}

/// Takes over what a message tells about its sender.
fn meet(lane: &mut Lane, message: &inbound::Message, next_position: u64) {
    lane.is_dirty = true;
    let state = lane.state.get_or_insert_with(|| LaneState {
        next_position,
        ..stranger(message.from.clone(), message.to.clone())
    });
    // The newest message knows best where its sender can be reached, unless Meta has said so already.
    if !state.is_moving {
        state.contact = message.from.clone().merged(&state.contact);
    }
    state.reply_from = message.to.clone();
    state.window_opened_at_ms = state.window_opened_at_ms.max(Some(message.sent_at_ms));
    state.last_message = Some(message.id.clone());
}

/// For the simulator alone: letters count as often as they come.
fn is_letter_read_again(id: &str) -> bool {
    protection::is_out(Protection::LetterOnce) && id.starts_with("letter:")
}

/// Whoever gets a letter and never wrote to us has a lane from now on.
fn meet_by_letter(lane: &mut Lane, letter: &PersonLetter) {
    lane.is_dirty = true;
    lane.state.get_or_insert_with(|| stranger(letter.to.clone(), letter.number.clone()));
}

/// Somebody of whom nothing is known.
fn stranger(contact: Contact, reply_from: PhoneNumberId) -> LaneState {
    LaneState {
        contact,
        reply_from,
        conversation: Conversation::default(),
        session: crate::effects::session::Session::default(),
        next_position: 0,
        window_opened_at_ms: None,
        told_phone: None,
        last_message: None,
        is_moving: false,
        files_of_day: None,
    }
}
