//! The pretend WooCommerce shop: `wc/v3`, the Store API, webhooks, a state page, with the measured traps of the real one.
//!
//! What it imitates on purpose, because a bridge must survive it:
//! - a cart is one row, read at the start of a call and written whole at its end, so overlapping calls lose changes;
//! - a bad Cart-Token is no error on GET but another, empty cart;
//! - `POST /checkout` silently shrinks a line to the stock left, and two that overlap make two orders;
//! - `wc/v3` orders check no stock, consume coupons as drafts, and are seen half-built while they are written;
//! - parallel equal PUTs reduce stock several times;
//! - webhooks come late, coalesced, at most once, and switch themselves off after failures.
//!
//! Not imitated: other gateways' protocols, translations, plugins, the admin screens but for one of an order, in which a
//! person can play the merchant.

mod auth;
mod cart;
mod cart_json;
mod catalogue;
mod checkout;
mod control;
mod images;
mod money;
mod order;
mod order_extras;
mod order_json;
mod order_page;
mod order_search;
mod orders;
mod page;
mod payments;
mod product_json;
mod products;
mod rest;
mod serve;
mod session;
mod state;
mod token;
mod totals;
mod wares;
mod webhooks;
mod wire;

#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use poem::Route;
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::Shared;
use order::{Order, Step};
use state::State;

/// The pretend shop; clones share its state.
#[derive(Clone)]
pub struct Shop(Arc<Inner>);

struct Inner {
    shared: Shared,
    /// The site's own address as it knows it.
    site: String,
    token_key: [u8; 32],
    state: Mutex<State>,
    webhook_wake: Notify,
}

impl Shop {
    /// Starts the pretend shop and its webhook sender. Must run inside a tokio runtime.
    pub fn start(shared: &Shared) -> Self {
        let shop = Self(Arc::new(Inner {
            site: format!("{}/shop", shared.config.public_url),
            shared: shared.clone(),
            token_key: rand::random(),
            state: Mutex::new(State::new(now_ms())),
            webhook_wake: Notify::new(),
        }));
        webhooks::set_up(&shop);
        tokio::spawn(webhooks::send_forever(shop.clone()));
        shop
    }

    fn site(&self) -> &str {
        &self.0.site
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The time this call takes in the shop: `quarters` of the ordinary service time.
    async fn work(&self, quarters: u32) {
        let time = self.0.shared.config.shop_latency * quarters / 4;
        if time > Duration::ZERO {
            tokio::time::sleep(time).await;
        } else {
            tokio::task::yield_now().await;
        }
    }

    /// Writes an order's change of status into its history and the journal.
    fn note_status(&self, order: &mut Order, by: &'static str) {
        order.history.push(Step { at_ms: now_ms(), status: order.status.clone(), by });
        let total = money::decimal(order.total);
        let items: Vec<Value> = order
            .lines
            .iter()
            .map(|line| json!({"name": line.name, "sku": line.sku, "quantity": line.quantity}))
            .collect();
        let phone = order.billing.get("phone");
        self.0.shared.journal.record(
            "order_change",
            json!({"order_id": order.id, "status": order.status, "total": total, "lines": order.lines.len(), "items": items, "phone": phone,
                "created_via": order.created_via, "by": by}),
        );
    }

    /// Writes what else happened to an order into the journal.
    fn record(&self, kind: &'static str, data: Value) {
        self.0.shared.journal.record(kind, data);
    }
}

/// Adds the shop's routes and its control routes.
pub fn mount(route: Route, shop: &Shop) -> Route {
    control::mount(serve::mount(route, shop), shop)
}

fn now_ms() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}

/// A time in the shop's zone (Nairobi, UTC+3 all year), as REST writes it.
fn local_time(ms: i64) -> String {
    gmt_time(ms + 3 * 3_600_000)
}

/// A time in UTC, as REST writes it in `*_gmt` members.
fn gmt_time(ms: i64) -> String {
    jiff::Timestamp::from_millisecond(ms)
        .map(|time| time.strftime("%Y-%m-%dT%H:%M:%S").to_string())
        .unwrap_or_default()
}

/// Reads a time of a filter: with `Z` or `dates_are_gmt` in UTC, else in the shop's zone.
fn parse_time(text: &str, is_gmt: bool) -> Option<i64> {
    let (text, is_gmt) = match text.strip_suffix('Z') {
        Some(bare) => (bare, true),
        None => (text, is_gmt),
    };
    let time: jiff::civil::DateTime = text.parse().ok()?;
    let ms = time.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_millisecond();
    Some(if is_gmt { ms } else { ms - 3 * 3_600_000 })
}
