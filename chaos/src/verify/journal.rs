//! The sandbox's journal as a story: who wrote what, what was sent to whom, what became of each order, in the one order
//! in which the sandbox saw it.

use std::collections::{BTreeMap, HashMap};

use anyhow::Context as _;
use serde_json::Value;

/// Statuses of an order that was never placed, or is gone.
const NOT_PLACED: [&str; 4] = ["checkout-draft", "auto-draft", "trash", "deleted"];

/// A message of a buyer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrote {
    /// Its place in the journal.
    pub seq: u64,
    /// When, in milliseconds since 1970.
    pub at_ms: i64,
    /// The buyer's number.
    pub buyer: String,
    /// The message's id.
    pub wamid: String,
    /// What was typed.
    pub text: Option<String>,
    /// The id of the button or row that was tapped.
    pub tapped: Option<String>,
    /// The message whose button it was.
    pub on: Option<String>,
    /// The place in the journal where pretend Meta had got rid of it.
    pub taken_seq: Option<u64>,
}

/// A call that would send a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// Its place in the journal.
    pub seq: u64,
    /// When.
    pub at_ms: i64,
    /// The number it was for.
    pub to: String,
    /// The sender's own key of the message, the same in every try.
    pub key: String,
    /// Everything readable, and what the buttons say.
    pub text: String,
    /// Whether pretend Meta took it.
    pub accepted: bool,
    /// The id it got.
    pub wamid: Option<String>,
    /// The kind of fault that a rule made of it.
    pub fault: Option<String>,
}

/// One line of an order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Item {
    /// How many.
    pub quantity: u64,
    /// What, by name.
    pub name: String,
}

/// A change of an order's status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderChange {
    /// Its place in the journal.
    pub seq: u64,
    /// The order's number.
    pub order: u64,
    /// The new status.
    pub status: String,
    /// The total in the smallest unit.
    pub total_cents: u64,
    /// What is ordered, sorted.
    pub items: Vec<Item>,
    /// The number of the buyer, digits only.
    pub phone: String,
}

impl OrderChange {
    /// Whether the order left draft with this.
    pub fn is_placed(&self) -> bool {
        !NOT_PLACED.contains(&self.status.as_str())
    }
}

/// Everything that the journal tells and that the checks need.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Story {
    /// What buyers wrote.
    pub wrote: Vec<Wrote>,
    /// What was sent to buyers; marks of reading are left out.
    pub sent: Vec<Sent>,
    /// What became of orders.
    pub changes: Vec<OrderChange>,
    /// Which checkout an order belongs to, as it was written on the order.
    pub stamps: BTreeMap<u64, String>,
}

impl Story {
    /// Reads a journal.
    pub fn read(text: &str) -> anyhow::Result<Self> {
        let mut story = Self::default();
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut deliveries: HashMap<u64, Vec<String>> = HashMap::new();
        for (n, line) in text.lines().enumerate() {
            let entry: Value =
                serde_json::from_str(line).with_context(|| format!("line {} of the journal", n + 1))?;
            let seq = entry["seq"].as_u64().with_context(|| format!("line {} has no number", n + 1))?;
            let at = entry["at"].as_str().and_then(|text| text.parse::<jiff::Timestamp>().ok());
            let at_ms = at.with_context(|| format!("line {} has no time", n + 1))?.as_millisecond();
            let data = &entry["data"];
            match entry["kind"].as_str() {
                Some("phone_act") => {
                    let wrote = wrote(seq, at_ms, data);
                    places.insert(wrote.wamid.clone(), story.wrote.len());
                    story.wrote.push(wrote);
                }
                Some("meta_delivery") => {
                    let id = data["id"].as_u64().unwrap_or_default();
                    if let Some(body) = data["body"].as_str() {
                        deliveries.insert(id, messages_in(body));
                    }
                    if data["accepted"] == true {
                        for wamid in deliveries.get(&id).into_iter().flatten() {
                            let wrote = places.get(wamid).and_then(|place| story.wrote.get_mut(*place));
                            if let Some(wrote) = wrote {
                                wrote.taken_seq.get_or_insert(seq);
                            }
                        }
                    }
                }
                Some("graph_call") => story.sent.extend(sent(seq, at_ms, data)),
                Some("order_change") => story.changes.push(order_change(seq, data)),
                Some("shop_call") => {
                    let meta = data["body"]["meta_data"].as_array().into_iter().flatten();
                    let stamp =
                        meta.filter(|meta| meta["key"] == "_wa_op").find_map(|meta| meta["value"].as_str());
                    let order = data["path"].as_str().and_then(|path| path.rsplit('/').next()?.parse().ok());
                    if let (Some(stamp), Some(order)) = (stamp, order) {
                        story.stamps.insert(order, stamp.to_owned());
                    }
                }
                _ => {}
            }
        }
        Ok(story)
    }

    /// What was sent to each buyer and taken, in order.
    pub fn accepted(&self) -> impl Iterator<Item = &Sent> {
        self.sent.iter().filter(|sent| sent.accepted)
    }
}

fn text_at(value: &Value, pointer: &str) -> Option<String> {
    value.pointer(pointer).and_then(Value::as_str).map(str::to_owned)
}

fn wrote(seq: u64, at_ms: i64, data: &Value) -> Wrote {
    let element = &data["element"];
    let tapped = ["/interactive/button_reply/id", "/interactive/list_reply/id", "/button/payload"];
    Wrote {
        seq,
        at_ms,
        buyer: text_at(data, "/wa_id").unwrap_or_default(),
        wamid: text_at(element, "/id").unwrap_or_default(),
        text: text_at(element, "/text/body"),
        tapped: tapped.iter().find_map(|pointer| text_at(element, pointer)),
        on: text_at(element, "/context/id"),
        taken_seq: None,
    }
}

/// The ids of the messages in a webhook.
fn messages_in(body: &str) -> Vec<String> {
    let body: Value = serde_json::from_str(body).unwrap_or_default();
    let list = |value: &Value, name: &str| value[name].as_array().cloned().unwrap_or_default();
    let changes = list(&body, "entry").into_iter().flat_map(|entry| list(&entry, "changes"));
    changes
        .flat_map(|change| list(&change["value"], "messages"))
        .filter_map(|message| text_at(&message, "/id"))
        .collect()
}

fn sent(seq: u64, at_ms: i64, data: &Value) -> Option<Sent> {
    let request = &data["request"];
    let key = text_at(request, "/biz_opaque_callback_data")?;
    let mut text = String::new();
    for pointer in ["/text/body", "/interactive/body/text", "/image/caption"] {
        text.push_str(&text_at(request, pointer).unwrap_or_default());
    }
    Some(Sent {
        seq,
        at_ms,
        to: text_at(request, "/to").unwrap_or_default().trim_start_matches('+').to_owned(),
        key,
        text,
        accepted: data["verdict"] == "accepted",
        wamid: text_at(data, "/response/messages/0/id"),
        fault: text_at(data, "/fault/kind"),
    })
}

fn order_change(seq: u64, data: &Value) -> OrderChange {
    let mut items: Vec<Item> = data["items"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|item| Item {
            quantity: item["quantity"].as_u64().unwrap_or_default(),
            name: text_at(item, "/name").unwrap_or_default(),
        })
        .collect();
    items.sort();
    OrderChange {
        seq,
        order: data["order_id"].as_u64().unwrap_or_default(),
        status: text_at(data, "/status").unwrap_or_default(),
        total_cents: cents(data["total"].as_str().unwrap_or_default()),
        items,
        phone: text_at(data, "/phone").unwrap_or_default().trim_start_matches('+').to_owned(),
    }
}

/// An amount with two decimals, such as `1,386.20`, in the smallest unit.
pub fn cents(amount: &str) -> u64 {
    let digits: String = amount.chars().filter(char::is_ascii_digit).collect();
    digits.parse().unwrap_or_default()
}
