//! A pretend buyer: reads what the phone shows, and taps or types the next sensible thing, sometimes twice, sometimes
//! an old button, sometimes too much at once. Notes what was confirmed, so that the judge can hold the shop to it.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
};

use common::rng::{Rng, SeededRng};
use domain::{ContactHash, outbound::Message, template::ORDER_PLACED, text::fold};
use serde_json::json;
use tokio::time::Duration;

use crate::{
    meta::{Bubble, Content, Meta, text_of},
    plan::{Fault, Plan},
    story::Story,
};

/// Moves after which a buyer gives up.
const MOVES_MAX: u32 = 60;
/// How often a buyer who agreed on something looks for the answer.
const ANSWERS_AWAITED: u32 = 12;
/// How long between two looks.
const PATIENCE: Duration = Duration::from_mins(1);
/// For how long after a question about what came late nothing more is answered: the conversation's ten seconds.
const QUIET_MS: u64 = 10_000;
/// What buyers look for.
const WANTED: [&str; 4] = ["rice", "flour", "drill", "2 rice"];

/// A buyer; clones are the same person.
#[derive(Clone)]
pub struct Buyer {
    /// Who it is to the system.
    pub contact: ContactHash,
    /// Name in the story.
    pub name: String,
    notes: Arc<Mutex<Notes>>,
}

/// What a buyer remembers.
#[derive(Debug, Clone, Default)]
pub struct Notes {
    /// Confirm buttons tapped: id, amount in cents when the title told it, when.
    pub confirmed: Vec<Confirmed>,
    /// Ids of all messages sent.
    pub sent: Vec<String>,
    /// When the latest message that asks for an answer was sent, simulated milliseconds.
    pub asked_at_ms: Option<u64>,
    /// Whether the buyer has what they came for, or gave up.
    pub is_done: bool,
    /// Bids tapped in auctions.
    pub bids: u32,
    /// Whether an order was told to be placed.
    pub orders_told: BTreeSet<u64>,
    /// How often an order was agreed on past the basket.
    pub deals: usize,
    /// Requests for a quote that were sent.
    pub requests: usize,
    /// Offers of a dispute that were taken: ids of their buttons.
    pub accepted: BTreeSet<String>,
    /// Whether the button was tapped that has everything forgotten.
    pub is_leaving: bool,
    /// Whether they wrote once more after they had what they came for.
    pub is_back: bool,
}

/// A confirm that was tapped.
#[derive(Debug, Clone)]
pub struct Confirmed {
    /// The button's id.
    pub id: String,
    /// The amount on it, in cents.
    pub total_minor: Option<i64>,
    /// When it was tapped, simulated milliseconds.
    pub at_ms: u64,
}

/// Something that can be tapped.
pub struct Choice {
    id: String,
    title: String,
    is_button: bool,
}

impl Choice {
    fn act(&self) -> &str {
        self.id.split_once(':').map_or(self.id.as_str(), |(_, act)| act)
    }

    /// Its id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Whether it means this.
    pub fn does(&self, act: &str) -> bool {
        self.act() == act || self.act().strip_prefix(act).is_some_and(|rest| rest.starts_with(':'))
    }

    /// What a tap on it sends.
    pub fn tap(&self) -> Content {
        let (kind, reply) =
            if self.is_button { ("button_reply", "button_reply") } else { ("list_reply", "list_reply") };
        Content {
            fields: json!({"type": "interactive", "interactive": {
                "type": kind, reply: {"id": self.id, "title": self.title}}}),
            summary: format!("a tap on [{}] {}", self.title, self.id),
        }
    }
}

/// What typing sends.
pub fn text(words: &str) -> Content {
    Content { fields: json!({"type": "text", "text": {"body": words}}), summary: format!("\"{words}\"") }
}

/// What can be tapped in a message.
pub fn choices(message: &Message) -> Vec<Choice> {
    match message {
        Message::Buttons(buttons) => buttons
            .fields()
            .buttons
            .iter()
            .map(|button| Choice {
                id: button.id.as_str().into(),
                title: button.title.as_str().into(),
                is_button: true,
            })
            .collect(),
        Message::List(list) => list
            .fields()
            .sections
            .iter()
            .flat_map(|section| &section.rows)
            .map(|row| Choice {
                id: row.id.as_str().into(),
                title: row.title.as_str().into(),
                is_button: false,
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// Reads an amount such as `Order KES 1,400.00`, in cents.
pub fn amount(title: &str) -> Option<i64> {
    let digits: String = title.chars().filter(|char| char.is_ascii_digit() || *char == '.').collect();
    let (whole, cents) = digits.split_once('.').unwrap_or((&digits, "00"));
    Some(whole.parse::<i64>().ok()? * 100 + cents.parse::<i64>().ok()?)
}

/// Returns the number of the order that a message says is placed, and the amount it tells.
pub fn placed(message: &Message) -> Option<(u64, Option<i64>)> {
    if let Message::Template(template) = message {
        let fields = template.fields();
        let [number, total] = fields.parameters.as_slice() else { return None };
        return (fields.name == ORDER_PLACED.name).then(|| Some((number.parse().ok()?, amount(total))))?;
    }
    let text = text_of(message);
    let rest = text.split_once("Your order ").map(|(_, rest)| rest)?;
    let (number, rest) = rest.split_once(" is placed")?;
    let total = rest.split_once("otal").and_then(|(_, total)| {
        let total: String = total
            .chars()
            .skip_while(|char| !char.is_ascii_digit())
            .take_while(|char| char.is_ascii_digit() || ".,".contains(*char))
            .collect();
        amount(total.trim_end_matches(['.', ',']))
    });
    Some((number.parse().ok()?, total))
}

impl Buyer {
    /// Makes a buyer.
    pub fn new(contact: ContactHash, name: String) -> Self {
        Self { contact, name, notes: Arc::default() }
    }

    /// Returns what the buyer remembers.
    pub fn notes(&self) -> Notes {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Remembers something.
    pub fn note(&self, write: impl FnOnce(&mut Notes)) {
        write(&mut self.notes.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Waits for the phone to ring, and a moment for whatever comes with it; returns whether it rang, and what is new.
    /// None once there is no phone.
    pub async fn reads(
        &self,
        meta: &Meta,
        read: &mut usize,
        patience: Duration,
        rng: &mut SeededRng,
    ) -> Option<(bool, Vec<Bubble>)> {
        let rings = meta.phone(self.contact)?.rings;
        let heard = tokio::time::timeout(patience, rings.notified()).await.is_ok();
        tokio::time::sleep(Duration::from_millis(300 + rng.below(4_000))).await;
        let news = meta.inbox_from(self.contact, *read);
        *read += news.len();
        Some((heard, news))
    }

    /// Writes once more when only that opens the window again, so that what waits comes.
    pub fn write_when_window_is_closed(&self, meta: &Meta, story: &Story) {
        if self.notes().is_done && meta.is_window_closed(self.contact) {
            self.note(|notes| notes.is_back = true);
            self.ask_for_help(meta, story);
        }
    }

    /// Writes what changes nothing.
    pub fn ask_for_help(&self, meta: &Meta, story: &Story) {
        self.send(meta, story, &[text("help")]);
    }

    /// Goes shopping until the wanted number of orders is told to be placed, or patience ends.
    ///
    /// With `wants_scarce` it is the thing of which there are few.
    pub async fn shop(self, meta: Meta, story: Story, plan: Plan, mut rng: SeededRng, wants_scarce: bool) {
        let orders_wanted = 1 + usize::try_from(rng.below(2)).unwrap_or(0);
        tokio::time::sleep(Duration::from_millis(rng.below(20_000))).await;
        if rng.below(2) == 0 {
            self.deal(&meta, &story, &mut rng).await;
        }
        self.orders(&meta, &story, &plan, &mut rng, wants_scarce, orders_wanted).await;
        self.is_done(&story);
    }

    /// Orders out of the basket, so many times.
    pub async fn orders(
        &self,
        meta: &Meta,
        story: &Story,
        plan: &Plan,
        rng: &mut SeededRng,
        wants_scarce: bool,
        orders_wanted: usize,
    ) {
        let mut read = 0;
        let mut added = false;
        let mut old: Vec<Choice> = Vec::new();
        self.send(meta, story, &[text("hi")]);
        for _ in 0..MOVES_MAX {
            let patience = Duration::from_secs(25 + rng.below(60));
            // Several bubbles may come at once; the last one with choices counts.
            let Some((heard, news)) = self.reads(meta, &mut read, patience, rng).await else { return };
            for bubble in &news {
                if let Some((number, _)) = placed(&bubble.message) {
                    added = false;
                    self.note(|notes| {
                        notes.orders_told.insert(number);
                    });
                }
            }
            if self.notes().orders_told.len() >= orders_wanted {
                break;
            }
            let screen: Vec<Choice> = news
                .iter()
                .rev()
                .map(|bubble| choices(&bubble.message))
                .find(|found| !found.is_empty())
                .unwrap_or_default();
            let last = news.last().map(|bubble| fold(&text_of(&bubble.message))).unwrap_or_default();
            if plan.strikes(Fault::OldButton) && !old.is_empty() {
                let which = usize::try_from(rng.below(u64::try_from(old.len()).unwrap_or(1))).unwrap_or(0);
                if let Some(choice) = old.get(which) {
                    self.tap(meta, story, choice, plan);
                    continue;
                }
            }
            if plan.strikes(Fault::Burst) {
                let words: Vec<Content> =
                    (0..2 + rng.below(4)).map(|number| text(&format!("help {number}"))).collect();
                if plan.strikes(Fault::WebhookBatched) {
                    self.send(meta, story, &words);
                } else {
                    for word in &words {
                        self.send(meta, story, std::slice::from_ref(word));
                    }
                }
            }
            let next = if added {
                &["confirm", "checkout", "rate", "pay", "summary", "resume"][..]
            } else {
                &["add", "take", "product", "in"][..]
            };
            let chosen = next.iter().find_map(|act| screen.iter().find(|choice| choice.does(act)));
            match chosen {
                Some(choice) => {
                    if choice.does("add") || choice.does("take") {
                        added = true;
                    }
                    self.tap(meta, story, choice, plan);
                }
                None if !heard || news.is_empty() => {
                    let words = if added { "basket" } else { wanted(wants_scarce, rng) };
                    self.send(meta, story, &[text(words)]);
                }
                None => {
                    let words = answer(&last, added, wants_scarce, rng);
                    self.send(meta, story, &[text(&words)]);
                }
            }
            // Whoever asks for a person gets no more answers from the bot.
            old.extend(screen.into_iter().filter(|choice| !choice.does("agent")));
        }
    }

    /// Agrees on an order past the basket, has it changed, and is paid back for a part of it. Some ask for that twice.
    async fn deal(&self, meta: &Meta, story: &Story, rng: &mut SeededRng) {
        self.note(|notes| notes.deals += 1);
        let ends = ["Agreed order", "No agreed order", "unclear"];
        let said = self.ask(meta, story, &format!("agreed {}", 1 + rng.below(5)), &ends).await;
        let number = said.as_deref().and_then(|said| said.strip_prefix("Agreed order "));
        let Some(number) = number.and_then(|rest| rest.split(' ').next()) else { return };
        let mut wishes = vec![format!("more {number}"), format!("refund {number}")];
        if rng.below(2) == 0 {
            wishes.reverse();
        }
        if rng.below(2) == 0 {
            wishes.extend(wishes.clone());
        }
        for wish in wishes {
            self.ask(meta, story, &wish, &["Changed", "Paid back", "unclear", "Nothing"]).await;
            // What follows within seconds is joined to one message.
            tokio::time::sleep(Duration::from_millis(rng.below(9_000))).await;
        }
    }

    /// Writes, and waits for an answer with one of these words; not for ever.
    async fn ask(&self, meta: &Meta, story: &Story, words: &str, ends: &[&str]) -> Option<String> {
        let read = meta.inbox_from(self.contact, 0).len();
        self.send(meta, story, &[text(words)]);
        for _ in 0..ANSWERS_AWAITED {
            let rings = meta.phone(self.contact)?.rings;
            let _ = tokio::time::timeout(PATIENCE, rings.notified()).await;
            let said = meta.inbox_from(self.contact, read).into_iter().map(|bubble| text_of(&bubble.message));
            let found = said.into_iter().find(|said| ends.iter().any(|end| said.contains(end)));
            if found.is_some() {
                return found;
            }
        }
        None
    }

    fn tap(&self, meta: &Meta, story: &Story, choice: &Choice, plan: &Plan) {
        if choice.does("confirm") {
            let confirmed = Confirmed {
                id: choice.id.clone(),
                total_minor: amount(&choice.title),
                at_ms: story.now_ms(),
            };
            self.note(|notes| notes.confirmed.push(confirmed));
            story.cover("confirm tapped");
        }
        self.send(meta, story, &[choice.tap()]);
        if plan.strikes(Fault::DoubleTap) {
            self.send(meta, story, &[choice.tap()]);
        }
    }

    /// Notes that a bid was made.
    pub fn note_bid(&self) {
        self.note(|notes| notes.bids += 1);
    }

    /// Notes that this person wants nothing more.
    pub fn is_done(&self, story: &Story) {
        self.note(|notes| notes.is_done = true);
        story.tell(&self.name, || "is done".into());
    }

    /// Sends something.
    pub fn send(&self, meta: &Meta, story: &Story, contents: &[Content]) {
        let ids = meta.deliver(self.contact, contents);
        let at_ms = story.now_ms();
        // After a question about what came late, more of that kind gets no answer for some seconds.
        let is_quiet = meta
            .phone(self.contact)
            .and_then(|phone| phone.inbox.last().cloned())
            .is_some_and(|last| text_of(&last.message).contains("only now") && at_ms - last.at_ms < QUIET_MS);
        self.note(|notes| {
            if is_quiet {
                notes.sent.extend(ids);
                return;
            }
            if ids.iter().any(|id| !["OLD", "POISON", "LATE"].iter().any(|kind| id.contains(kind))) {
                notes.asked_at_ms = Some(at_ms);
            }
            notes.sent.extend(ids);
        });
    }
}

fn wanted(wants_scarce: bool, rng: &mut SeededRng) -> &'static str {
    if wants_scarce { "drill" } else { WANTED[usize::try_from(rng.below(4)).unwrap_or(0)] }
}

/// What a buyer types when there is nothing to tap.
pub fn answer(question: &str, added: bool, wants_scarce: bool, rng: &mut SeededRng) -> String {
    let known = [
        ("mail", "amina@example.com"),
        ("postcode", "00100"),
        ("county", "Nairobi"),
        ("street", "Moi Avenue 12, Nairobi"),
        ("town", "Nairobi"),
        ("address", "Moi Avenue 12, Nairobi"),
        ("deliver", "Moi Avenue 12, Nairobi"),
        ("phone", "+254700100200"),
        ("name", "Amina Odhiambo"),
    ];
    let found = known.iter().find(|(word, _)| added && question.contains(word));
    match found {
        Some((_, answer)) => (*answer).to_owned(),
        None if added => "basket".to_owned(),
        None => wanted(wants_scarce, rng).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_from_titles() {
        assert_eq!(amount("Order KES 1,400.00"), Some(140_000));
        assert_eq!(amount("Place order"), None);
    }
}
