//! An auction among several phones: somebody opens it, suppliers join and bid, the best is taken, and the audit sheet is
//! checked with the rules alone.

use std::time::Duration;

use anyhow::{Context as _, ensure};
use serde_json::json;
use tokio::time::Instant;

use crate::control::{Control, Order};
use crate::phone::{Bubble, Phone};
use crate::process::LOOK_INTERVAL;

/// Keys of the pretend shop's REST interface.
const KEYS: (&str, &str) = ("ck_sandbox", "cs_sandbox");
/// Until the shop has made an order of the award.
const ORDER_WAIT: Duration = Duration::from_secs(90);

/// What the opener types: the words that begin an auction, then answers to what is asked, one by one.
pub struct Words<'w> {
    /// The auction in one sentence.
    pub opening: &'w str,
    /// Where to deliver.
    pub place: &'w str,
    /// The suppliers' numbers, as they are typed.
    pub suppliers: &'w str,
}

/// Opens an auction that is not extended; returns what it is called.
pub async fn opens(opener: &mut Phone, words: &Words<'_>, tell: fn(&Bubble)) -> anyhow::Result<String> {
    opener.says(words.opening).await?;
    sees(opener, "auction:discard", tell).await?;
    opener.says(words.place).await?;
    sees(opener, "auction:discard", tell).await?;
    opener.says(words.suppliers).await?;
    let named = sees(opener, "auction:bidders", tell).await?;
    opener.taps_act(&named, "auction:bidders").await?;
    let summary = sees(opener, "auction:confirm", tell).await?;
    opener.taps_act(&summary, "auction:rules").await?;
    let rules = sees(opener, "auction:ask:extend", tell).await?;
    opener.taps_act(&rules, "auction:ask:extend").await?;
    opener.hears_where("how long to extend", |bubble| bubble.says("0")).await?;
    opener.says("0").await?;
    let summary = sees(opener, "auction:confirm", tell).await?;
    opener.taps_act(&summary, "auction:confirm").await?;
    let shown = sees(opener, "auction:look", tell).await?;
    let look = shown.choice("auction:look").context("a room")?;
    Ok(look.act().trim_start_matches("auction:look:").to_owned())
}

/// The merchant has a customer who supplies the shop.
pub async fn supplies(control: &Control, company: &str, phone: &str, what: &str) -> anyhow::Result<()> {
    let email = format!("{}@suppliers.test", company.to_lowercase().replace(' ', "-"));
    let body = json!({
        "email": email,
        "billing": {"company": company, "phone": phone},
        "meta_data": [{"key": "wa_supplier", "value": what}],
    });
    let request = control
        .http()
        .post(format!("{}/shop/wp-json/wc/v3/customers", control.base()))
        // As behind a proxy that ends TLS: the shop takes a key pair over https only.
        .header("x-forwarded-proto", "https")
        .basic_auth(KEYS.0, Some(KEYS.1))
        .header("content-type", "application/json")
        .body(body.to_string());
    let response = request.send().await.context("making a customer")?;
    let status = response.status();
    ensure!(status.is_success(), "no customer was made: {status} {}", response.text().await?);
    Ok(())
}

/// Waits for a bubble with a choice of this meaning, telling everything on the way.
pub async fn sees(phone: &mut Phone, act: &str, tell: fn(&Bubble)) -> anyhow::Result<Bubble> {
    let what = format!("something that means {act}");
    let bubble = phone.hears_where(&what, |bubble| bubble.choice(act).is_some()).await?;
    tell(&bubble);
    Ok(bubble)
}

/// Waits until bidding is over, and takes the best bid.
pub async fn takes_the_best(opener: &mut Phone, patience: Duration, tell: fn(&Bubble)) -> anyhow::Result<()> {
    let before = std::mem::replace(&mut opener.patience, patience);
    let proposed = sees(opener, "auction:approve", tell).await;
    opener.patience = before;
    opener.taps_act(&proposed?, "auction:approve").await?;
    let awarded = sees(opener, "auction:sheet", tell).await?;
    opener.taps_act(&awarded, "auction:sheet").await?;
    Ok(())
}

/// The audit sheet, as it came into the chat.
pub async fn sheet(control: &Control, phone: &mut Phone) -> anyhow::Result<String> {
    let bubble = phone.hears_where("the audit sheet", |bubble| bubble.file.is_some()).await?;
    let file = bubble.file.context("a file")?;
    let url = if file.starts_with("http") { file } else { format!("{}{file}", control.base()) };
    Ok(control.http().get(url).send().await?.error_for_status()?.text().await?)
}

/// The one order that the award became.
pub async fn order(control: &Control, auction: &str) -> anyhow::Result<Order> {
    let deadline = Instant::now() + ORDER_WAIT;
    loop {
        let orders = control.placed_orders().await?;
        let of_it = |order: &&Order| {
            let facts = order.raw["meta_data"].as_array();
            facts.is_some_and(|facts| {
                facts.iter().any(|fact| fact["key"] == "_wa_auction" && fact["value"] == auction)
            })
        };
        let found: Vec<&Order> = orders.iter().filter(of_it).collect();
        ensure!(found.len() <= 1, "{} orders were made of one award", found.len());
        if let Some(order) = found.first() {
            return Ok((*order).clone());
        }
        ensure!(Instant::now() < deadline, "no order was made of the award within {ORDER_WAIT:?}");
        tokio::time::sleep(LOOK_INTERVAL).await;
    }
}
