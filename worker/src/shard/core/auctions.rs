//! Auctions of this shard: each an actor of its own, beside the lanes. Its opener may wait for the shop while fifty
//! people bid. What is asked of it comes as letters, one at a time; what it tells leaves as letters, in the same commit
//! as the new state and the entries of its chain.

use std::{
    collections::{BTreeMap, BTreeSet},
    panic::{AssertUnwindSafe, catch_unwind},
};

use auction::{
    Auction, AuctionId, Entry, Input, Invitee, Letter, News, Notice, Opening, Origin, Out, Recipient, Sheet,
    Step,
};
use conversation::Post;
use domain::{
    contact::{Contact, ContactHash},
    envelope,
    ids::PhoneNumberId,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Core, Deciding, Noted};
use crate::shard::{
    changes::{AuctionEntryRow, AuctionRow, OutboxRow, Target},
    incoming::{Addressed, ToAuction},
};

/// Most bytes of an audit sheet that is sent into a chat; longer ones the staff have.
const SHEET_BYTES_MAX: usize = 190 * 1024;

/// An auction with the people in it. A stored form must stay readable.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Room {
    /// The rules' state.
    pub auction: Auction,
    /// Who opened it; nobody once they are forgotten.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opener: Option<Contact>,
    /// The business's number that it is spoken of from.
    pub number: PhoneNumberId,
    /// Who has which seat; the first has seat 1.
    pub seats: Vec<Seat>,
}

/// Somebody in an auction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    /// Where they can be reached; nowhere once they are forgotten.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
    /// What the opener knows them as; may be empty.
    #[serde(default)]
    pub name: String,
}

/// Auctions in memory: those that run, and those asked for.
#[derive(Debug, Default)]
pub(super) struct Auctions {
    rooms: BTreeMap<AuctionId, Held>,
    due: BTreeSet<(i64, AuctionId)>,
}

#[derive(Debug)]
struct Held {
    room: Room,
    version: u64,
    base_version: u64,
    due_ms: Option<i64>,
    is_dirty: bool,
}

impl Auctions {
    /// Returns when the next one does something by itself.
    pub(super) fn next_due_ms(&self) -> Option<i64> {
        self.due.first().map(|(due_ms, _)| *due_ms)
    }

    /// Returns whether this one must be loaded.
    pub(super) fn is_missing(&self, id: &AuctionId) -> bool {
        !self.rooms.contains_key(id)
    }

    /// Returns how many run.
    pub(super) fn running(&self) -> usize {
        self.due.len()
    }

    fn keep(&mut self, id: AuctionId, held: Held) {
        if let Some(before) = self.rooms.insert(id.clone(), held).and_then(|held| held.due_ms) {
            self.due.remove(&(before, id.clone()));
        }
        if let Some(due_ms) = self.rooms.get(&id).and_then(|held| held.due_ms) {
            self.due.insert((due_ms, id));
        }
    }
}

impl Core {
    /// Takes a stored auction into memory. One that cannot be read, a defect of ours, is kept for staff.
    pub(super) fn admit_auction(&mut self, id: &str, version: u64, stored: String, turn: &mut Deciding<'_>) {
        let Ok(id) = id.parse::<AuctionId>() else { return };
        if !self.auctions.is_missing(&id) {
            return;
        }
        if let Ok(room) = serde_json::from_str::<Room>(&stored) {
            let due_ms = room.auction.next_due_ms();
            let held = Held { room, version, base_version: version, due_ms, is_dirty: false };
            self.auctions.keep(id, held);
        } else {
            turn.batch.notes.push(Noted::Panicked);
            let parked = format!("auction:{id}.{version}");
            self.park(&parked, "unreadable_state", stored, BTreeMap::new(), turn);
        }
    }

    /// Sends on what a conversation writes.
    pub(super) fn post(
        &mut self,
        contact: ContactHash,
        input_id: &str,
        index: usize,
        post: Post,
        turn: &mut Deciding<'_>,
    ) {
        let step = format!("post.{index}");
        let key = self.settings.key.op_key(contact, input_id, &step);
        let Some(state) = &self.lane(contact).state else { return };
        let (from, number) = (state.contact.clone(), state.reply_from.clone());
        match post {
            Post::Open(opening) => {
                let id = AuctionId::of(self.settings.shard, &key);
                self.open_auction(&id, from, number, *opening, turn);
            }
            Post::Letter { auction, letter } => {
                let shard = auction.shard();
                if shard.0 >= u16::from(self.settings.shards) {
                    return;
                }
                let row_lane = format!("letters:{contact}");
                let to = Addressed::Auction(ToAuction { auction, from: Some(from), letter });
                self.write(&format!("letter:{key}"), row_lane, shard.0, None, &to, turn);
            }
        }
    }

    fn open_auction(
        &mut self,
        id: &AuctionId,
        opener: Contact,
        number: PhoneNumberId,
        opening: Opening,
        turn: &mut Deciding<'_>,
    ) {
        let Opening { terms, invited } = opening;
        let seats = self.seats_for(&[&opener], invited);
        let who = seats.iter().filter_map(|seat| self.sealed(id, seat)).collect();
        // The conversation asks for what the rules allow; terms that they do not make no auction.
        let (true, Ok(made)) =
            (self.auctions.is_missing(id), auction::open(id.clone(), terms, who, turn.now_ms))
        else {
            turn.batch.notes.push(Noted::Auction("not_opened"));
            return;
        };
        turn.batch.notes.push(Noted::Auction("opened"));
        let room = Room { auction: made.auction.clone(), opener: Some(opener), number, seats };
        self.auctions
            .keep(id.clone(), Held { room, version: 0, base_version: 0, due_ms: None, is_dirty: true });
        self.stepped(id, made, turn);
    }

    /// Who of these people gets a seat: nobody twice, and nobody of those who are in it already.
    fn seats_for(&self, known: &[&Contact], invited: Vec<Invitee>) -> Vec<Seat> {
        let key = &self.settings.key;
        let is_same = |one: &Contact, other: &Contact| {
            let is_same_phone = one.phone().is_some_and(|phone| other.phone() == Some(phone));
            is_same_phone || key.contact(one) == key.contact(other)
        };
        let mut seats: Vec<Seat> = Vec::new();
        for Invitee { contact, name } in invited {
            let mut in_it =
                known.iter().copied().chain(seats.iter().filter_map(|seat| seat.contact.as_ref()));
            if known.len() + seats.len() <= auction::SEATS_MAX && !in_it.any(|other| is_same(other, &contact))
            {
                seats.push(Seat { contact: Some(contact), name });
            }
        }
        seats
    }

    /// Who has a seat, for the chain: nobody can read it, and it cannot be swapped.
    fn sealed(&self, id: &AuctionId, seat: &Seat) -> Option<String> {
        let key = &self.settings.key;
        let contact = seat.contact.as_ref()?;
        Some(key.op_key(key.contact(contact), &id.to_string(), "seat").0)
    }

    /// Invites more people.
    fn invite(&mut self, id: &AuctionId, invited: Vec<Invitee>, turn: &mut Deciding<'_>) {
        let Some(held) = self.auctions.rooms.get(id) else { return };
        let known: Vec<&Contact> = held
            .room
            .seats
            .iter()
            .filter_map(|seat| seat.contact.as_ref())
            .chain(&held.room.opener)
            .collect();
        for seat in self.seats_for(&known, invited) {
            let Some(who) = self.sealed(id, &seat) else { continue };
            let Some(held) = self.auctions.rooms.get_mut(id) else { return };
            let before = held.room.auction.bidders.len();
            let step = auction::step(held.room.auction.clone(), Input::Invite { who }, turn.now_ms);
            if step.auction.bidders.len() > before {
                held.room.seats.push(seat);
            }
            self.stepped(id, step, turn);
        }
    }

    /// Takes a letter to an auction.
    pub(super) fn auction_asked(
        &mut self,
        input_id: &str,
        letter: ToAuction,
        body: &str,
        turn: &mut Deciding<'_>,
    ) {
        let ToAuction { auction: id, from, letter } = letter;
        let key = self.settings.key.clone();
        let whose = from.as_ref().map(|from| key.contact(from));
        let Some(held) = self.auctions.rooms.get_mut(&id) else {
            self.park(input_id, "auction_unknown", body.to_owned(), BTreeMap::new(), turn);
            return;
        };
        match letter {
            Letter::Ask { mut input } => {
                if let Input::Floor { salt, .. } = &mut input {
                    *salt = whose.map_or_else(String::new, |whose| key.op_key(whose, input_id, "floor").0);
                }
                if let Some(from) = from {
                    held.room.meet(&input, from);
                }
                let before = held.room.auction.clone();
                let decided = catch_unwind(AssertUnwindSafe(|| auction::step(before, input, turn.now_ms)));
                match decided {
                    Ok(step) => self.stepped(&id, step, turn),
                    Err(_) => turn.batch.notes.push(Noted::Panicked),
                }
            }
            Letter::Invite { invited } => {
                let opener = held.room.opener.as_ref().map(|opener| key.contact(opener));
                if opener.is_some() && opener == whose {
                    self.invite(&id, invited, turn);
                }
            }
            Letter::Sheet { who } => {
                let new =
                    turn.batch.changes.auction_entries.iter().filter(|row| row.auction == id.to_string());
                let loaded = turn.chains.iter().filter(|row| row.auction == id.to_string());
                let rows: BTreeMap<u64, &AuctionEntryRow> =
                    loaded.chain(new).map(|row| (row.number, row)).collect();
                let auction = &held.room.auction;
                let is_over = !matches!(auction.phase, auction::Phase::Planned | auction::Phase::Open);
                let sheet = is_over.then(|| sheet_of(auction, rows.into_values()));
                let sheet = sheet.flatten().filter(|sheet| sheet.len() <= SHEET_BYTES_MAX);
                let view = auction.view(who);
                held.version += 1;
                held.is_dirty = true;
                let notice = Notice { news: News::Sheet, view, names: held.room.names(who), sheet };
                self.tell_person(&id, 0, who, notice, turn);
            }
        }
    }

    /// Keeps what a step came to, and tells whom it concerns.
    fn stepped(&mut self, id: &AuctionId, step: Step, turn: &mut Deciding<'_>) {
        let Step { auction, entries, news } = step;
        let Some(held) = self.auctions.rooms.get_mut(id) else { return };
        let due_ms = auction.next_due_ms();
        held.room.auction = auction;
        held.version += 1;
        held.is_dirty = true;
        if held.due_ms != due_ms {
            if let Some(before) = std::mem::replace(&mut held.due_ms, due_ms) {
                self.auctions.due.remove(&(before, id.clone()));
            }
            if let Some(due_ms) = due_ms {
                self.auctions.due.insert((due_ms, id.clone()));
            }
        }
        for Entry { number, line, hash, .. } in entries {
            let row = AuctionEntryRow { auction: id.to_string(), number, line, hash: hash.to_string() };
            turn.batch.changes.auction_entries.push(row);
        }
        for (index, Out { to, news, view }) in news.into_iter().enumerate() {
            note(&news, turn);
            let Some(held) = self.auctions.rooms.get(id) else { return };
            let notice = Notice { news, view, names: held.room.names(to), sheet: None };
            self.tell_person(id, index, to, notice, turn);
        }
    }

    fn tell_person(
        &mut self,
        id: &AuctionId,
        index: usize,
        to: Recipient,
        notice: Notice,
        turn: &mut Deciding<'_>,
    ) {
        let Some(held) = self.auctions.rooms.get(id) else { return };
        let Some(contact) = held.room.contact(to).cloned() else { return };
        let shard = self.settings.key.contact(&contact).shard(self.settings.shards);
        let letter_id = format!("letter:{id}:{}.{index}", held.version);
        let place = match to {
            Recipient::Opener => 0,
            Recipient::Seat(seat) => seat,
        };
        let to = Addressed::Person { number: held.room.number.clone(), notice: Box::new(notice) };
        self.write(&letter_id, format!("letters:{id}:{place}"), shard.0, Some(&contact), &to, turn);
    }

    /// Puts a letter into the outbox. Letters of one lane leave in order; the id keeps a repetition from being read twice.
    fn write(
        &mut self,
        id: &str,
        lane: String,
        shard: u16,
        contact: Option<&Contact>,
        element: &Addressed,
        turn: &mut Deciding<'_>,
    ) {
        let envelope = serde_json::json!({
            "v": envelope::LETTER_VERSION,
            "kind": envelope::InboundKind::Letter,
            "id": id,
            "field": "letter",
            "contact": contact,
            "received_at_ms": turn.now_ms,
            "element": element,
        });
        let row = OutboxRow {
            id: id.to_owned(),
            lane,
            position: self.next_forward(turn.now_ms),
            target: Target::Inbound,
            shard,
            body: envelope.to_string(),
            headers: BTreeMap::new(),
            created_ms: turn.now_ms,
        };
        self.queue_new(row, turn);
    }

    /// Lets happen what time alone brings.
    pub(super) fn auctions_fall_due(&mut self, turn: &mut Deciding<'_>) {
        while let Some((due_ms, id)) = self.auctions.due.first().cloned()
            && due_ms <= turn.now_ms
        {
            let Some(held) = self.auctions.rooms.get(&id) else {
                self.auctions.due.remove(&(due_ms, id));
                continue;
            };
            let step = auction::step(held.room.auction.clone(), Input::Tick, turn.now_ms);
            if step.auction.next_due_ms() == Some(due_ms) {
                // Nothing came of it, which cannot be; it must not spin.
                self.auctions.due.remove(&(due_ms, id));
                turn.batch.notes.push(Noted::Panicked);
                continue;
            }
            self.stepped(&id, step, turn);
        }
    }

    /// Takes whoever is forgotten out of auctions that run: nothing is written to them any more, and their seat has no
    /// name. Those that are over lie in the file, which does the same with them. The chain names nobody anyway.
    pub(super) fn forget_in_auctions(&mut self, whom: &Contact) {
        for held in self.auctions.rooms.values_mut() {
            if held.room.forget(whom) {
                held.version += 1;
                held.is_dirty = true;
            }
        }
    }

    /// Turns what changed into rows. What is over leaves the memory.
    pub(super) fn close_auctions(&mut self, turn: &mut Deciding<'_>) {
        for (id, held) in self.auctions.rooms.iter_mut().filter(|(_, held)| held.is_dirty) {
            held.is_dirty = false;
            turn.batch.changes.auctions.push(AuctionRow {
                id: id.to_string(),
                base_version: held.base_version,
                version: held.version,
                state: serde_json::to_string(&held.room).unwrap_or_default(),
                is_over: held.due_ms.is_none(),
            });
            held.base_version = held.version;
        }
        self.auctions.rooms.retain(|_, held| held.due_ms.is_some());
    }
}

impl Room {
    /// Whoever writes is reached from now on where they write from.
    fn meet(&mut self, input: &Input, from: Contact) {
        let seat = match input {
            Input::Join { seat }
            | Input::Decline { seat }
            | Input::Bid { seat, .. }
            | Input::Floor { seat, .. }
            | Input::Withdraw { seat }
            | Input::Look { who: Recipient::Seat(seat) } => *seat,
            Input::Decide { .. }
            | Input::Cancel { by: Origin::Opener }
            | Input::Look { who: Recipient::Opener } => {
                // Whoever was forgotten stays so, whatever was still on its way from them.
                if let Some(opener) = &mut self.opener {
                    *opener = from;
                }
                return;
            }
            Input::Invite { .. } | Input::Cancel { by: Origin::Staff } | Input::Tick => return,
        };
        if let Some(place) = usize::from(seat).checked_sub(1)
            && let Some(contact) = self.seats.get_mut(place).and_then(|seat| seat.contact.as_mut())
        {
            *contact = from;
        }
    }

    /// Forgets somebody; answers whether they were in it.
    fn forget(&mut self, whom: &Contact) -> bool {
        let before = (self.opener.clone(), self.seats.clone());
        self.opener.take_if(|opener| is_same_person(opener, whom));
        for seat in &mut self.seats {
            if seat.contact.take_if(|contact| is_same_person(contact, whom)).is_some() {
                seat.name.clear();
            }
        }
        before != (self.opener.clone(), self.seats.clone())
    }

    fn contact(&self, who: Recipient) -> Option<&Contact> {
        match who {
            Recipient::Opener => self.opener.as_ref(),
            Recipient::Seat(seat) => self.seats.get(usize::from(seat).checked_sub(1)?)?.contact.as_ref(),
        }
    }

    /// What each seat is called, for the opener, once bidding is over: until then nobody knows who bids what.
    fn names(&self, who: Recipient) -> Vec<(u16, String)> {
        let is_running = matches!(self.auction.phase, auction::Phase::Planned | auction::Phase::Open);
        if is_running || who != Recipient::Opener {
            return Vec::new();
        }
        (1..)
            .zip(&self.seats)
            .filter(|(seat, _)| self.auction.bidder(*seat).is_some_and(|bidder| bidder.offer.is_some()))
            .map(|(number, seat)| (number, seat.name.clone()))
            .collect()
    }
}

/// Tells by the id where both have one, since a number may have gone to somebody else; else by the number.
fn is_same_person(one: &Contact, other: &Contact) -> bool {
    match (one.bsuid(), other.bsuid()) {
        (Some(one), Some(other)) => one == other,
        _ => one.phone().is_some_and(|phone| other.phone() == Some(phone)),
    }
}

/// Leaves out where suppliers of the shop can be reached: whoever opens an auction knows them by name only.
pub(super) fn without_suppliers(stored: &mut Value) {
    match stored {
        Value::Object(fields) => {
            fields.remove("supplier_contact");
            fields.values_mut().for_each(without_suppliers);
        }
        Value::Array(items) => items.iter_mut().for_each(without_suppliers),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn sheet_of<'a>(auction: &Auction, rows: impl Iterator<Item = &'a AuctionEntryRow>) -> Option<String> {
    let entries: Option<Vec<Entry>> = rows
        .map(|row| {
            let (number, at_ms, _) = Entry::read(&row.line)?;
            Some(Entry { number, at_ms, line: row.line.clone(), hash: row.hash.parse().ok()? })
        })
        .collect();
    Some(Sheet { auction: auction.id.clone(), entries: entries?, result: auction.phase }.to_string())
}

fn note(news: &News, turn: &mut Deciding<'_>) {
    let label = match news {
        News::Bid { receipt, by_floor } => match receipt.refused {
            Some(refusal) => refusal.label(),
            None if *by_floor => "bid_by_floor",
            None => "bid",
        },
        News::Floor { receipt, .. } if receipt.refused.is_none() => "floor",
        News::Floor { .. } => "floor_refused",
        News::Joined { .. } => "joined",
        News::Declined { .. } => "declined",
        News::Awarded => "awarded",
        News::Ended => "ended",
        News::Cancelled => "cancelled",
        News::Opened
        | News::Invited
        | News::Began
        | News::Outbid
        | News::NewBest
        | News::Extended
        | News::Closed
        | News::Proposed
        | News::Won
        | News::Lost
        | News::PassedOver
        | News::Withdrawn { .. }
        | News::NotNow
        | News::Standing
        | News::Sheet => return,
    };
    turn.batch.notes.push(Noted::Auction(label));
}
