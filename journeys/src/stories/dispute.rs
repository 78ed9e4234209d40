//! A buyer's goods came broken. They open a dispute with a photo, the merchant answers in WooCommerce's own order screen,
//! the buyer takes the second offer, and the refund stands in the shop once.

use std::time::Duration;

use anyhow::{Context as _, ensure};
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::control::{Control, Order};
use crate::phone::{Bubble, Phone};
use crate::process::LOOK_INTERVAL;

/// The field of an order in which staff answer.
const ANSWER: &str = "wa_dispute_answer";
/// Until the shop's order shows what happened in the chat.
const SHOWN_WAIT: Duration = Duration::from_mins(1);

/// The order as the shop has it now.
pub async fn order(control: &Control, number: &str) -> anyhow::Result<Order> {
    let orders = control.orders().await?;
    orders.into_iter().find(|order| order.number == number).with_context(|| format!("no order {number}"))
}

/// A fact on an order.
pub fn fact(order: &Order, key: &str) -> Option<String> {
    let facts = order.raw["meta_data"].as_array()?;
    let found = facts.iter().find(|fact| fact["key"] == key)?;
    Some(found["value"].as_str().unwrap_or_default().to_owned())
}

/// Waits until a fact of an order is this.
pub async fn shows(control: &Control, number: &str, key: &str, value: &str) -> anyhow::Result<Order> {
    let deadline = Instant::now() + SHOWN_WAIT;
    loop {
        let order = order(control, number).await?;
        let found = fact(&order, key);
        if found.as_deref() == Some(value) {
            return Ok(order);
        }
        ensure!(Instant::now() < deadline, "{key} of order {number} is {found:?} and not {value:?}");
        tokio::time::sleep(LOOK_INTERVAL).await;
    }
}

/// The merchant types an answer into the order and saves it.
pub async fn merchant_types(control: &Control, order: &Order, answer: &str) -> anyhow::Result<()> {
    let id = &order.raw["id"];
    let path = format!("/sandbox/shop/orders/{id}");
    control.post(&path, &json!({"fields": {ANSWER: answer}})).await.map(drop)
}

/// The refunds of an order, as the shop's own interface lists them: amounts as decimals.
pub fn refunds(order: &Order) -> Vec<String> {
    let refunds = order.raw["refunds"].as_array().cloned().unwrap_or_default();
    refunds.iter().map(|refund| refund["total"].as_str().unwrap_or_default().to_owned()).collect()
}

/// A photo unlike any other.
pub fn photo() -> Value {
    json!({"image": {"data_base64": "/9j/4AAQSkZJRgABAQAAAQABAADbYnJva2VuIGJvdHRsZXM=", "mime_type": "image/jpeg"}})
}

/// A buyer with an order opens a dispute by taps, sends a photo, and hands it to the shop. Returns the case's number.
pub async fn opens(phone: &mut Phone, number: &str, tell: fn(&Bubble)) -> anyhow::Result<String> {
    phone.says(&format!("order {number}")).await?;
    let screen = sees(phone, &format!("dispute:order:{number}"), tell).await?;
    phone.taps_act(&screen, "dispute:order").await?;
    let mut screen = sees(phone, "dispute", tell).await?;
    if screen.choice("dispute:whole").is_some() {
        phone.taps_act(&screen, "dispute:whole").await?;
        screen = sees(phone, "dispute:reason", tell).await?;
    }
    phone.taps_act(&screen, "dispute:reason:damaged").await?;
    let screen = sees(phone, "dispute:wish", tell).await?;
    phone.taps_act(&screen, "dispute:wish:refund").await?;
    let screen = sees(phone, "dispute:send", tell).await?;
    let case =
        screen.choice("dispute:send").and_then(|choice| choice.act().rsplit(':').next().map(str::to_owned));
    phone.act(&photo()).await?;
    let screen = sees(phone, "dispute:send", tell).await?;
    phone.taps_act(&screen, "dispute:send").await?;
    sees(phone, "dispute:file", tell).await?;
    case.context("the case has a number")
}

/// The next bubble with a choice of this meaning.
pub async fn sees(phone: &mut Phone, act: &str, tell: fn(&Bubble)) -> anyhow::Result<Bubble> {
    let means = |bubble: &Bubble| bubble.choices().any(|choice| choice.act().starts_with(act));
    let bubble = phone.hears_where(act, means).await?;
    tell(&bubble);
    Ok(bubble)
}

/// The buyer takes the offer that is on the screen, and hears that the money is booked.
pub async fn accepts(phone: &mut Phone, offer: &Bubble, tell: fn(&Bubble)) -> anyhow::Result<Bubble> {
    phone.taps_act(offer, "dispute:accept").await?;
    // Done: nothing can be accepted or taken back any more, and the orders are offered.
    let is_done =
        |bubble: &Bubble| bubble.choice("orders").is_some() && bubble.choice("dispute:file").is_some();
    let told = phone.hears_where("the refund", is_done).await?;
    tell(&told);
    Ok(told)
}
