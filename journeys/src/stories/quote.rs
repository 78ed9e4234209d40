//! A buyer wants a better price than the list's. The merchant's staff price the order in WooCommerce and write into its
//! field, the buyer names a price of their own, staff meet it half way, the buyer agrees, and the shop holds one order at
//! exactly that price.

use std::time::Duration;

use anyhow::{Context as _, ensure};
use serde_json::json;
use tokio::time::Instant;

use crate::control::{Control, Order};
use crate::phone::{Bubble, Phone};
use crate::process::LOOK_INTERVAL;

/// The article that is asked about, and how many.
pub const WANTED: (&str, u64) = ("CL-DS-5", 20);
/// Keys of the pretend shop's REST interface.
const KEYS: (&str, &str) = ("ck_sandbox", "cs_sandbox");
/// Until the shop's order shows what happened in the chat.
const SHOWN_WAIT: Duration = Duration::from_mins(1);

/// A fact on an order.
pub fn fact(order: &Order, key: &str) -> String {
    let facts = order.raw["meta_data"].as_array().cloned().unwrap_or_default();
    let found = facts.iter().find(|fact| fact["key"] == key);
    found.and_then(|fact| fact["value"].as_str()).unwrap_or_default().to_owned()
}

/// Waits until the shop holds a quote that stands there.
pub async fn stands(control: &Control, stage: &str) -> anyhow::Result<Order> {
    let deadline = Instant::now() + SHOWN_WAIT;
    loop {
        let orders = control.orders().await?;
        if let Some(order) = orders.iter().find(|order| fact(order, "_wa_quote") == stage) {
            return Ok(order.clone());
        }
        ensure!(Instant::now() < deadline, "no quote stands at {stage:?}");
        tokio::time::sleep(LOOK_INTERVAL).await;
    }
}

/// Staff save the order with this price for the whole line, before tax, and this in their field.
pub async fn staff_save(control: &Control, order: &Order, total: &str, answer: &str) -> anyhow::Result<()> {
    let (id, line) = (&order.raw["id"], &order.raw["line_items"][0]["id"]);
    let body = json!({
        "line_items": [{"id": line, "subtotal": total, "total": total}],
        "meta_data": [{"key": "wa_quote", "value": answer}],
    });
    let request = control
        .http()
        .put(format!("{}/shop/wp-json/wc/v3/orders/{id}", control.base()))
        // As behind a proxy that ends TLS: the shop takes a key pair over https only.
        .header("x-forwarded-proto", "https")
        .basic_auth(KEYS.0, Some(KEYS.1))
        .header("content-type", "application/json")
        .body(body.to_string());
    let response = request.send().await.context("saving the order")?;
    let status = response.status();
    ensure!(status.is_success(), "the order was not saved: {status} {}", response.text().await?);
    Ok(())
}

/// The next bubble with a choice of this meaning.
pub async fn sees(phone: &mut Phone, act: &str, tell: fn(&Bubble)) -> anyhow::Result<Bubble> {
    let means = |bubble: &Bubble| bubble.choices().any(|choice| choice.act().starts_with(act));
    let bubble = phone.hears_where(act, means).await?;
    tell(&bubble);
    Ok(bubble)
}

/// The buyer asks for a quote in words and sends the request.
pub async fn asks(phone: &mut Phone, opening: &[&str], tell: fn(&Bubble)) -> anyhow::Result<()> {
    for words in opening {
        phone.says(words).await?;
        tell(&phone.hears().await?);
    }
    let request = last_with(phone, "quote:send").await?;
    phone.taps_act(&request, "quote:send").await?;
    sees(phone, "quote:withdraw", tell).await.map(drop)
}

/// The newest bubble with a choice of this meaning.
async fn last_with(phone: &Phone, act: &str) -> anyhow::Result<Bubble> {
    let heard = phone.heard().await?;
    let found = heard.into_iter().rev().find(|bubble| bubble.choice(act).is_some());
    found.with_context(|| format!("nothing means {act}"))
}

/// The buyer agrees to the offer on the screen and answers what is asked; returns the order that is to be confirmed.
pub async fn agrees(
    phone: &mut Phone,
    offer: &Bubble,
    details: &[&str],
    tell: fn(&Bubble),
) -> anyhow::Result<Bubble> {
    phone.taps_act(offer, "quote:accept").await?;
    let mut details = details.iter();
    loop {
        let bubble = phone.hears().await?;
        tell(&bubble);
        if bubble.choice("quote:confirm").is_some() {
            return Ok(bubble);
        }
        if bubble.choice("quote:payby").is_some() {
            phone.taps_act(&bubble, "quote:payby:0").await?;
            continue;
        }
        let answer = details.next().with_context(|| format!("asked for more:\n{}", bubble.readable()))?;
        phone.says(answer).await?;
    }
}

/// The shop holds one order, out of the quote, at this price for its line.
pub async fn one_order_at(control: &Control, total: &str) -> anyhow::Result<Order> {
    let order = stands(control, "ordered").await?;
    let placed = control.placed_orders().await?;
    ensure!(placed.len() == 1, "the shop holds {} orders instead of one", placed.len());
    let line = &order.raw["line_items"][0];
    let (found, quantity): (&str, Option<u64>) =
        (line["total"].as_str().unwrap_or_default(), line["quantity"].as_u64());
    ensure!(
        (found, quantity, order.lines.len()) == (total, Some(WANTED.1), 1),
        "the line costs {found} for {quantity:?} and not {total}"
    );
    Ok(order)
}

/// What the shop asks of a new buyer before an order.
pub const DETAILS: [&str; 4] =
    ["Avenue Bourguiba 12, Dakar", "Dakar", "aissatou@example.com", "Aïssatou Diop"];

/// Plays it to the end, in French.
pub async fn play(control: &Control, tell: fn(&Bubble), say: fn(&str)) -> anyhow::Result<Order> {
    let mut phone = Phone::new(control, "221770001002", "Aïssatou Diop").await?;
    asks(&mut phone, &["Bonjour, je voudrais un prix", "devis", "20 CL-DS-5"], tell).await?;
    let request = stands(control, "requested").await?;
    say(&format!(
        "\nIn the shop, order {} waits for staff. They set 15,000.00 and write: offer 7d\n\n",
        request.number
    ));
    staff_save(control, &request, "15000.00", "offer 7d").await?;
    let offer = sees(&mut phone, "quote:price", tell).await?;
    phone.taps_act(&offer, "quote:price").await?;
    tell(&phone.hears().await?);
    phone.says("14000 en tout").await?;
    sees(&mut phone, "quote:withdraw", tell).await?;
    let countered = stands(control, "countered").await?;
    say(&format!("\nThe buyer proposes {}. Staff set 14,500.00\n\n", fact(&countered, "_wa_quote_bid")));
    staff_save(control, &countered, "14500.00", "offer 3d").await?;
    let offer = sees(&mut phone, "quote:more", tell).await?;
    phone.taps_act(&offer, "quote:more").await?;
    let more = sees(&mut phone, "quote:paper", tell).await?;
    phone.taps_act(&more, "quote:paper").await?;
    tell(&phone.hears().await?);
    let confirm = agrees(&mut phone, &offer, &DETAILS, tell).await?;
    phone.taps_act(&confirm, "quote:confirm").await?;
    let told = phone.hears().await?;
    tell(&told);
    let order = one_order_at(control, "14500.00").await?;
    ensure!(told.tells(&order.number), "the buyer was not told the number:\n{}", told.readable());
    Ok(order)
}
