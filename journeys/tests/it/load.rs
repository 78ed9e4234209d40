//! Buyers in the background while a story moves shards about: some write without a pause and know which answer belongs
//! to which message, others order. At the end every buyer's answers are compared with what was written, one by one.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use journeys::control::{Control, Order};
use journeys::phone::Phone;
use journeys::process::LOOK_INTERVAL;
use journeys::shopper::{Goal, Plan, Shopper};
use serde_json::Value;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::harness::World;

/// Article numbers with the name that the answer must tell, each found by its number alone. A writer goes through them
/// in turn, so an answer says to which message it belongs, give or take a whole round.
const ARTICLES: [(&str, &str); 24] = [
    ("CF-AA-1", "Arabica Coffee Beans AA"),
    ("CF-AB-1", "Arabica Coffee Beans AB"),
    ("CF-HB-05", "Ground Coffee House Blend"),
    ("CF-IN-75", "Instant Coffee Tin"),
    ("TE-BK-100", "Kericho Gold Black Tea"),
    ("TE-PU-25", "Purple Tea Loose Leaf"),
    ("TE-GR-50", "Green Tea"),
    ("TE-CM-1", "Chai Masala Mix"),
    ("CH-DR-1", "Drinking Chocolate"),
    ("TE-HI-40", "Hibiscus Tea"),
    ("RC-PI-25", "Pishori Rice"),
    ("RC-BA-10", "Basmati Rice"),
    ("FL-WH-48", "Wheat Flour"),
    ("SG-WH-50", "White Sugar"),
    ("BN-RK-10", "Red Kidney Beans"),
    ("OL-SF-20", "Sunflower Oil"),
    ("SP-SS-1", "Sea Salt"),
    ("SP-BP-05", "Black Pepper Whole"),
    ("SP-PM-05", "Pilau Masala"),
    ("CK-FP-28", "Frying Pan"),
    ("DS-PC-8", "Paper Cup"),
    ("DS-CL-8", "Cup Lid"),
    ("CL-DS-5", "Dish Soap"),
    ("CL-SD-5", "Surface Disinfectant"),
];
/// Until Meta's webhook for one message is taken, and until the last answers have come.
const QUIET_WAIT: Duration = Duration::from_secs(90);
/// How long a buyer who orders waits for an answer while shards move.
const BUYER_PATIENCE: Duration = Duration::from_mins(1);

/// Writers and buyers at work.
pub struct Load {
    control: Control,
    stop: Arc<AtomicBool>,
    writers: JoinSet<anyhow::Result<Written>>,
    buyers: JoinSet<anyhow::Result<usize>>,
}

/// What one writer wrote after the hello.
struct Written {
    wa_id: String,
    /// Bubbles of the shop before the first numbered message.
    before: usize,
    count: usize,
}

/// What came of it.
#[derive(Debug)]
pub struct Tally {
    /// Messages written, each answered once and in order.
    pub messages: usize,
    /// Orders confirmed, each in the shop once.
    pub orders: usize,
}

impl Load {
    /// Lets this many phones write, each one message per interval at most, and this many buyers order again and again.
    pub fn start(world: &World, writers: usize, pause: Duration, buyers: usize) -> Self {
        let mut load = Self {
            control: world.control.clone(),
            stop: Arc::default(),
            writers: JoinSet::new(),
            buyers: JoinSet::new(),
        };
        for n in 0..writers {
            let (control, stop) = (load.control.clone(), Arc::clone(&load.stop));
            load.writers.spawn(write(control, format!("2547002{n:05}"), n, pause, stop));
        }
        for n in 0..buyers {
            let (control, stop) = (load.control.clone(), Arc::clone(&load.stop));
            load.buyers.spawn(order(control, n, stop));
        }
        load
    }

    /// Fails when a writer or buyer has failed already.
    pub fn goes_on(&mut self) -> anyhow::Result<()> {
        let writer = self.writers.try_join_next().transpose()?.transpose().context("a writer")?;
        let buyer = self.buyers.try_join_next().transpose()?.transpose().context("a buyer who orders")?;
        ensure!(writer.is_none() && buyer.is_none(), "somebody stopped before the end");
        Ok(())
    }

    /// Ends the load, waits for the last answers and judges all of them.
    pub async fn finish(mut self, world: &World) -> anyhow::Result<Tally> {
        self.stop.store(true, Ordering::Relaxed);
        let mut written = Vec::new();
        while let Some(ended) = self.writers.join_next().await {
            written.push(ended?.context("a writer")?);
        }
        let mut orders = 0;
        while let Some(ended) = self.buyers.join_next().await {
            orders += ended?.context("a buyer who orders")?;
        }
        let deadline = Instant::now() + QUIET_WAIT;
        for one in &written {
            while self.heard(one).await?.len() < one.count && Instant::now() < deadline {
                tokio::time::sleep(LOOK_INTERVAL).await;
            }
        }
        // What comes after this would be an answer too many.
        world.settle().await?;
        let mut messages = 0;
        for one in &written {
            judge(one, &self.heard(one).await?)?;
            messages += one.count;
        }
        let placed = self.control.placed_orders().await?;
        ensure!(placed.len() == orders, "{orders} confirmed orders, and the shop holds {}", placed.len());
        one_call_each(&placed)?;
        Ok(Tally { messages, orders })
    }

    async fn heard(&self, one: &Written) -> anyhow::Result<Vec<String>> {
        let chat = chat(&self.control, &one.wa_id, 0).await?;
        let said = chat.iter().filter(|item| item["direction"] == "out");
        Ok(said.skip(one.before).map(|item| item["text"].as_str().unwrap_or_default().to_owned()).collect())
    }
}

/// No buyer gave two orders at once, so two orders of one buyer with one key would be one order twice.
fn one_call_each(placed: &[Order]) -> anyhow::Result<()> {
    let mut keys: Vec<&str> = Vec::new();
    for order in placed {
        let meta = order.raw["meta_data"].as_array();
        let key = meta.into_iter().flatten().find(|meta| meta["key"] == "_wa_op");
        let key = key.and_then(|meta| meta["value"].as_str());
        keys.push(key.with_context(|| format!("order {} has no key of ours", order.number))?);
    }
    let count = keys.len();
    keys.sort_unstable();
    keys.dedup();
    ensure!(keys.len() == count, "{count} orders with {} keys: one was placed twice", keys.len());
    Ok(())
}

/// The answers must be those to the messages written, in their order, none left out and none twice.
fn judge(one: &Written, heard: &[String]) -> anyhow::Result<()> {
    let told = |text: &str| {
        let known = ARTICLES.iter().position(|(_, name)| text.contains(name));
        known.map_or_else(|| format!("?? {text}"), |index| index.to_string())
    };
    let wanted: Vec<String> = (0..one.count).map(|n| (n % ARTICLES.len()).to_string()).collect();
    let heard: Vec<String> = heard.iter().map(|text| told(text)).collect();
    ensure!(
        heard == wanted,
        "{} wrote {} messages and heard {} answers; articles wanted and heard:\n{}\n{}",
        one.wa_id,
        wanted.len(),
        heard.len(),
        wanted.join(" "),
        heard.join(" ")
    );
    Ok(())
}

async fn write(
    control: Control,
    wa_id: String,
    n: usize,
    pause: Duration,
    stop: Arc<AtomicBool>,
) -> anyhow::Result<Written> {
    let mut phone = Phone::new(&control, &wa_id, "Amina Odhiambo").await?;
    phone.patience = BUYER_PATIENCE;
    phone.says("hi").await?;
    let hello = phone.hears().await?;
    let before = phone.heard().await?.len();
    let mut last_seq = hello.seq;
    // The writers do not all write at the same moment.
    tokio::time::sleep(pause * u32::try_from(n % 8).unwrap_or_default() / 8).await;
    let mut count = 0;
    let mut tick = tokio::time::interval(pause);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    while !stop.load(Ordering::Relaxed) {
        tick.tick().await;
        let (article, _) = ARTICLES.get(count % ARTICLES.len()).context("an article")?;
        let id = phone.says(article).await?;
        count += 1;
        last_seq = taken(&control, &wa_id, &id, last_seq).await?;
    }
    Ok(Written { wa_id, before, count })
}

/// Waits until the webhook of this message was answered with 200: only then is it certain that the next one comes after
/// it. The answer to it is not waited for.
async fn taken(control: &Control, wa_id: &str, id: &str, after: u64) -> anyhow::Result<u64> {
    let deadline = Instant::now() + QUIET_WAIT;
    loop {
        for item in chat(control, wa_id, after).await? {
            if item["wamid"] == id && (item["status"] == "delivered" || item["status"] == "read") {
                return Ok(item["seq"].as_u64().unwrap_or(after).saturating_sub(1));
            }
        }
        ensure!(Instant::now() < deadline, "Meta could not get rid of a message of {wa_id}");
        tokio::time::sleep(LOOK_INTERVAL).await;
    }
}

async fn chat(control: &Control, wa_id: &str, after: u64) -> anyhow::Result<Vec<Value>> {
    let answer = control.get(&format!("/sandbox/phones/{wa_id}/chat?after={after}&wait_ms=0")).await?;
    answer["items"].as_array().cloned().context("a chat")
}

/// Orders one piece again and again, each time with another phone, and returns how many orders were confirmed.
async fn order(control: Control, n: usize, stop: Arc<AtomicBool>) -> anyhow::Result<usize> {
    let mut count = 0;
    while !stop.load(Ordering::Relaxed) {
        let mut phone = Phone::new(&control, &format!("2547003{n:02}{count:03}"), "Amina Odhiambo").await?;
        phone.patience = BUYER_PATIENCE;
        let summary = {
            let mut buyer = Shopper::new(&mut phone, Plan::searching("dish soap"));
            buyer.from_hello(Goal::Summary).await?
        };
        phone.taps_act(&summary, "confirm").await?;
        crate::browse_to_order::hears_the_number(&control, &mut phone).await?;
        count += 1;
    }
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(indices: &[usize]) -> Vec<String> {
        indices.iter().map(|n| format!("*{} 1kg*\nKES 1", ARTICLES[*n].1)).collect()
    }

    #[test]
    fn an_answer_lost_doubled_or_out_of_its_place_is_noticed() {
        let written = Written { wa_id: "254700200000".into(), before: 1, count: 4 };
        assert!(judge(&written, &answers(&[0, 1, 2, 3])).is_ok());
        for wrong in
            [&[0, 2, 1, 3][..], &[0, 1, 3], &[0, 1, 2], &[0, 1, 1, 2, 3], &[0, 1, 2, 3, 3], &[0, 1, 2, 4]]
        {
            assert!(judge(&written, &answers(wrong)).is_err(), "{wrong:?}");
        }
        let mut other = answers(&[0, 1, 2, 3]);
        other[2] = "Sorry, something went wrong.".into();
        assert!(judge(&written, &other).is_err());
    }

    #[test]
    fn an_order_placed_twice_is_noticed() {
        let order = |number: &str, key: &str| {
            let raw = serde_json::json!({"id": number, "meta_data": [{"key": "_wa_op", "value": key}]});
            Order {
                number: number.into(),
                status: "processing".into(),
                total: String::new(),
                lines: vec![],
                coupons: vec![],
                raw,
            }
        };
        assert!(one_call_each(&[order("1", "a"), order("2", "b")]).is_ok());
        assert!(one_call_each(&[order("1", "a"), order("2", "a")]).is_err());
    }
}
