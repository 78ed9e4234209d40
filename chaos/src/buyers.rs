//! Simulated buyers: each looks around, fills a basket and orders, in a manner of its own. Some tap twice, some phones
//! send things twice, some tap what scrolled by long ago, some write bursts of numbered texts. What a buyer does is
//! decided by the seed; when, by how fast the answers come.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use common::rng::{Rng as _, SeededRng};
use journeys::control::Control;
use journeys::phone::{Bubble, Phone};
use journeys::shopper::{Plan, Shopper};
use serde_json::json;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Longest silence after which a buyer writes something again, as people do.
const PATIENCE: Duration = Duration::from_secs(25);
/// How long a buyer looks at a screen before deciding that nothing more comes.
const READING: Duration = Duration::from_millis(250);
/// How long one look at the phone lasts.
const LOOK: Duration = Duration::from_secs(5);
/// Screens seen after which a buyer gives up on an order.
const SCREENS_MAX: usize = 60;
/// Bubbles whose buttons a buyer remembers.
const REMEMBERED_MAX: usize = 12;
/// How long a text of a burst may take to be taken; the next one follows then, or not at all.
const TAKEN_WAIT: Duration = Duration::from_mins(1);
const TAKEN_LOOK: Duration = Duration::from_millis(40);
/// Orders of one buyer at most.
const ORDERS_MAX: u64 = 3;
/// What the buyers look for. Each finds one product of that name.
const WANTED: [&str; 4] = ["dish soap", "surface disinfectant", "black tea", "instant coffee"];

/// Who a buyer is.
#[derive(Debug, Clone)]
pub struct Person {
    /// The number, digits only.
    pub wa_id: String,
    /// First name, found nowhere else.
    pub first_name: String,
    /// E-mail address.
    pub email: String,
    seed: u64,
    number: u64,
}

impl Person {
    /// The buyer of this number, counted from 0, in the run of this seed.
    pub fn new(seed: u64, number: u64) -> Self {
        let letters: String = [number / 676 % 26, number / 26 % 26, number % 26]
            .into_iter()
            .filter_map(|letter| char::from_digit(u32::try_from(letter).ok()? + 10, 36))
            .collect();
        let first_name = format!("Zylqo{letters}");
        Self {
            wa_id: format!("2547{:08}", 31_000_000 + number * 7 + seed % 1000 * 10_007),
            email: format!("{}@example.com", first_name.to_lowercase()),
            first_name,
            seed: seed.wrapping_mul(0x9e37_79b9).wrapping_add(number),
            number,
        }
    }

    /// What must stand in no log.
    pub fn canaries(&self) -> [String; 3] {
        [self.wa_id.clone(), self.first_name.clone(), self.email.clone()]
    }
}

/// What all buyers did so far, for the person who watches.
#[derive(Debug, Default)]
pub struct Tally {
    /// Who has begun.
    pub begun: AtomicU64,
    /// Who is done.
    pub done: AtomicU64,
    /// Confirms tapped, each summary once.
    pub confirmed: AtomicU64,
    /// Orders that a buyer was told of.
    pub told: AtomicU64,
    /// Longest wait for an answer, in milliseconds, with a failing world around.
    pub slowest_answer_ms: AtomicU64,
}

impl Tally {
    fn count(counter: &AtomicU64) {
        counter.fetch_add(1, Ordering::Relaxed);
    }
}

/// A buyer at work.
pub struct Buyer {
    person: Person,
    phone: Phone,
    rng: SeededRng,
    tally: Arc<Tally>,
    /// Cancelled when no new orders shall be begun.
    closing: CancellationToken,
    /// Cancelled when the wait is over.
    over: CancellationToken,
    seen: Vec<Bubble>,
    burst: u64,
}

impl Buyer {
    /// A buyer with a phone that is switched on.
    pub async fn new(
        control: &Control,
        person: Person,
        tally: Arc<Tally>,
        closing: CancellationToken,
        over: CancellationToken,
    ) -> anyhow::Result<Self> {
        let phone = Phone::new(control, &person.wa_id, &format!("{} Okoth", person.first_name)).await?;
        let rng = SeededRng::new(person.seed);
        Ok(Self { person, phone, rng, tally, closing, over, seen: Vec::new(), burst: 0 })
    }

    /// Shops until content or until the shop closes.
    pub async fn shop(mut self) -> anyhow::Result<()> {
        Tally::count(&self.tally.begun);
        let orders = 1 + self.rng.below(ORDERS_MAX);
        for _ in 0..orders {
            if self.chance(40) {
                self.write_numbered().await?;
            }
            if self.closing.is_cancelled() {
                break;
            }
            self.order().await?;
            self.pause(500, 4_000).await;
        }
        if self.chance(60) {
            self.write_numbered().await?;
        }
        Tally::count(&self.tally.done);
        Ok(())
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.rng.below(100) < percent
    }

    async fn pause(&mut self, least_ms: u64, most_ms: u64) {
        let ms = least_ms + self.rng.below(most_ms - least_ms + 1);
        tokio::time::sleep(Duration::from_millis(ms)).await;
    }

    /// Goes from a search to "your order is placed".
    async fn order(&mut self) -> anyhow::Result<()> {
        let wanted = WANTED.get(usize::try_from(self.rng.below(4))?).copied().unwrap_or("dish soap");
        let plan = self.plan(wanted);
        let (mut confirmed, mut added) = (false, false);
        self.says(wanted).await?;
        for _ in 0..SCREENS_MAX {
            if self.over.is_cancelled() || (self.closing.is_cancelled() && !confirmed && !added) {
                return Ok(());
            }
            let Some(bubbles) = self.reads().await? else {
                self.says(if added { "checkout" } else { wanted }).await?;
                continue;
            };
            if confirmed && bubbles.iter().any(|bubble| bubble.says(" is placed. Total")) {
                Tally::count(&self.tally.told);
                return Ok(());
            }
            let Some(screen) = bubbles.iter().rev().find(|bubble| is_a_screen(bubble)) else { continue };
            if self.chance(8) {
                self.taps_something_old().await?;
                continue;
            }
            self.pause(100, 900).await;
            if screen.choice("confirm").is_some() {
                self.confirms(screen).await?;
                confirmed = true;
                continue;
            }
            if screen.says("basket is empty") {
                added = false;
            }
            let mut shopper = Shopper::new(&mut self.phone, plan.clone());
            shopper.added = added;
            let moved = shopper.goes_on_from(screen).await?;
            added = shopper.added;
            if !moved {
                self.pause(500, 1_500).await;
                self.says(if added { "checkout" } else { wanted }).await?;
            }
        }
        Ok(())
    }

    fn plan(&self, wanted: &str) -> Plan {
        let mut plan = Plan::default().preferring(&[wanted]);
        for (words, answer) in &mut plan.answers {
            if words.contains(&"email") {
                answer.clone_from(&self.person.email);
            } else if words.contains(&"name") {
                *answer = format!("{} Okoth", self.person.first_name);
            }
        }
        plan
    }

    /// Taps the confirm of a summary, in one of the ways in which thumbs and networks do.
    async fn confirms(&mut self, summary: &Bubble) -> anyhow::Result<()> {
        Tally::count(&self.tally.confirmed);
        let Some(id) = summary.choice("confirm").map(|choice| choice.id.clone()) else { return Ok(()) };
        let tap = json!({"button": id, "context_message_id": summary.wamid});
        match self.rng.below(4) {
            0 => {
                // A double tap is two messages.
                self.phone.act(&tap).await?;
                self.pause(0, 300).await;
                self.phone.act(&tap).await?;
            }
            1 => {
                // The network delivers one message three times.
                let mut copies = tap;
                copies["copies"] = json!(3);
                self.phone.act(&copies).await?;
            }
            _ => {
                self.phone.act(&tap).await?;
            }
        }
        Ok(())
    }

    async fn taps_something_old(&mut self) -> anyhow::Result<()> {
        let with_choices: Vec<&Bubble> = self.seen.iter().filter(|bubble| is_a_screen(bubble)).collect();
        if with_choices.is_empty() {
            return Ok(());
        }
        let at = usize::try_from(self.rng.below(with_choices.len() as u64))?;
        let Some(bubble) = with_choices.get(at).copied() else { return Ok(()) };
        // Asking for a person silences the bot for hours, by design.
        let choices: Vec<_> = bubble.choices().filter(|choice| choice.act() != "agent").collect();
        let at = usize::try_from(self.rng.below(choices.len().max(1) as u64))?;
        let Some(choice) = choices.get(at).copied() else { return Ok(()) };
        let what = if bubble.buttons.contains(choice) { "button" } else { "row" };
        let tap = json!({what: choice.id, "context_message_id": bubble.wamid});
        self.phone.act(&tap).await.map(drop)
    }

    /// A burst of texts that no product is called, each sent as soon as Meta got rid of the one before: their answers
    /// must come in the same order.
    async fn write_numbered(&mut self) -> anyhow::Result<()> {
        self.says("menu").await?;
        if self.reads().await?.is_none() {
            return Ok(());
        }
        self.burst += 1;
        let count = 3 + self.rng.below(4);
        for n in 1..=count {
            let id = self.says(&numbered(self.person.number, self.burst, n)).await?;
            if !self.was_taken(&id).await? {
                break;
            }
        }
        // They are answered one by one; the next thing follows when the last one is.
        let last = numbered(self.person.number, self.burst, count);
        let deadline = Instant::now() + 2 * PATIENCE;
        while Instant::now() < deadline && !self.over.is_cancelled() {
            let Some(bubbles) = self.reads().await? else { break };
            if bubbles.iter().any(|bubble| bubble.tells(&last)) {
                break;
            }
        }
        Ok(())
    }

    /// Waits until Meta got rid of a message.
    async fn was_taken(&self, id: &str) -> anyhow::Result<bool> {
        let deadline = Instant::now() + TAKEN_WAIT;
        while Instant::now() < deadline {
            let chat = self.phone.chat().await?;
            let status = chat.iter().rev().find(|bubble| bubble.wamid == id);
            let status = status.and_then(|bubble| bubble.status.as_deref());
            if matches!(status, Some("delivered" | "read")) {
                return Ok(true);
            }
            tokio::time::sleep(TAKEN_LOOK).await;
        }
        Ok(false)
    }

    async fn says(&mut self, text: &str) -> anyhow::Result<String> {
        let copies = if self.chance(8) { 3 } else { 1 };
        self.phone.act(&json!({"text": text, "copies": copies})).await
    }

    /// Everything that came, once something came; none after a long silence.
    async fn reads(&mut self) -> anyhow::Result<Option<Vec<Bubble>>> {
        let began = Instant::now();
        let mut heard = Vec::new();
        while heard.is_empty() {
            if began.elapsed() > PATIENCE || self.over.is_cancelled() {
                return Ok(None);
            }
            heard = self.phone.hears_within(LOOK).await?;
        }
        let waited_ms = u64::try_from(began.elapsed().as_millis())?;
        self.tally.slowest_answer_ms.fetch_max(waited_ms, Ordering::Relaxed);
        loop {
            let more = self.phone.hears_within(READING).await?;
            if more.is_empty() {
                break;
            }
            heard.extend(more);
        }
        self.seen.extend(heard.iter().cloned());
        let surplus = self.seen.len().saturating_sub(REMEMBERED_MAX);
        self.seen.drain(..surplus);
        Ok(Some(heard))
    }
}

/// A text that is no product, and that no other buyer writes.
pub fn numbered(buyer: u64, burst: u64, n: u64) -> String {
    format!("qz{buyer}x{burst}x{n}")
}

/// Whether something can be done with it.
fn is_a_screen(bubble: &Bubble) -> bool {
    bubble.choices().next().is_some() || bubble.location_request || bubble.text.contains('?')
}
