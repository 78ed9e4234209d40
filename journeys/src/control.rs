//! The sandbox's control API: its faults, its shop's books, its record of calls.

use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use common::http_client::{self, HttpLimits};
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::process::LOOK_INTERVAL;

/// The longest long-poll is a minute; a control call that takes longer is lost.
const CALL_WAIT: Duration = Duration::from_secs(75);

/// Statuses of an order that was never placed, or is gone.
const NOT_PLACED: [&str; 3] = ["checkout-draft", "auto-draft", "trash"];

/// A hand on the controls; clones share their connections.
#[derive(Clone)]
pub struct Control {
    base: String,
    http: reqwest::Client,
}

/// One line of an order as the shop holds it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OrderLine {
    /// The article's code.
    pub sku: String,
    /// How many.
    pub quantity: u64,
}

/// An order as the shop holds it.
#[derive(Debug, Clone)]
pub struct Order {
    /// Its number, as the buyer is told.
    pub number: String,
    /// WooCommerce's status.
    pub status: String,
    /// The total, as the shop writes it.
    pub total: String,
    /// What was ordered, sorted by article.
    pub lines: Vec<OrderLine>,
    /// Codes of the coupons on it.
    pub coupons: Vec<String>,
    /// Everything the shop says about it.
    pub raw: Value,
}

impl Order {
    /// Whether it left draft.
    pub fn is_placed(&self) -> bool {
        !NOT_PLACED.contains(&self.status.as_str())
    }

    fn read(raw: &Value) -> Self {
        let text = |value: &Value| match value {
            Value::String(text) => text.clone(),
            Value::Null => String::new(),
            other => other.to_string(),
        };
        let array = |name: &str| raw[name].as_array().cloned().unwrap_or_default();
        let mut lines: Vec<OrderLine> = array("line_items")
            .iter()
            .map(|line| OrderLine {
                sku: text(&line["sku"]),
                quantity: line["quantity"].as_u64().unwrap_or_default(),
            })
            .collect();
        lines.sort();
        Self {
            number: if raw["number"].is_null() { text(&raw["id"]) } else { text(&raw["number"]) },
            status: text(&raw["status"]),
            total: text(&raw["total"]),
            lines,
            coupons: array("coupon_lines").iter().map(|coupon| text(&coupon["code"])).collect(),
            raw: raw.clone(),
        }
    }
}

impl Control {
    /// Takes the controls of the sandbox at this address, such as `http://127.0.0.1:8070`.
    pub fn new(base: &str) -> anyhow::Result<Self> {
        let limits = HttpLimits { connect: Duration::from_secs(3), total: CALL_WAIT };
        Ok(Self { base: base.trim_end_matches('/').to_owned(), http: http_client::client(&limits)? })
    }

    /// Where the sandbox is.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The HTTP client, for calls that are no control calls.
    pub fn http(&self) -> &reqwest::Client {
        &self.http
    }

    /// Reads a control page.
    pub async fn get(&self, path: &str) -> anyhow::Result<Value> {
        self.answer(path, self.http.get(format!("{}{path}", self.base))).await
    }

    /// Posts to a control page.
    pub async fn post(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        let request = self
            .http
            .post(format!("{}{path}", self.base))
            .header("content-type", "application/json")
            .body(body.to_string());
        self.answer(path, request).await
    }

    async fn answer(&self, path: &str, request: reqwest::RequestBuilder) -> anyhow::Result<Value> {
        let response = request.send().await.with_context(|| format!("calling {path}"))?;
        let status = response.status();
        let body = response.text().await.with_context(|| format!("reading {path}"))?;
        if !status.is_success() {
            bail!("{path} answered {status}: {body}");
        }
        serde_json::from_str(&body).with_context(|| format!("{path} answered no JSON: {body}"))
    }

    /// Switches a fault on; the rule is the sandbox's own JSON.
    pub async fn fault(&self, rule: Value) -> anyhow::Result<()> {
        self.post("/sandbox/faults", &rule).await.map(drop)
    }

    /// Switches all faults off.
    pub async fn clear_faults(&self) -> anyhow::Result<()> {
        let path = "/sandbox/faults";
        self.answer(path, self.http.delete(format!("{}{path}", self.base))).await.map(drop)
    }

    /// Waits until the business has answered 200 to every webhook of pretend Meta: the broker has all of them then.
    pub async fn all_accepted(&self, patience: Duration) -> anyhow::Result<()> {
        let deadline = Instant::now() + patience;
        loop {
            let state = self.get("/sandbox/meta/state").await?;
            let waiting = state["waiting_deliveries"].as_u64().context("how many webhooks wait")?;
            if waiting == 0 {
                return Ok(());
            }
            ensure!(Instant::now() < deadline, "{waiting} webhooks are not accepted after {patience:?}");
            tokio::time::sleep(LOOK_INTERVAL).await;
        }
    }

    /// Fails unless this many faults were switched on and each of them struck: a story about a fault that never came
    /// proves nothing.
    pub async fn faults_hit(&self, count: usize) -> anyhow::Result<()> {
        let answer = self.get("/sandbox/faults").await?;
        let rules =
            answer.as_array().or_else(|| answer["rules"].as_array()).or_else(|| answer["faults"].as_array());
        let rules = rules.context("the sandbox lists no faults")?;
        let struck = rules.iter().filter(|rule| rule["hits"].as_u64().unwrap_or_default() > 0).count();
        anyhow::ensure!(
            rules.len() == count && struck == count,
            "{struck} of {count} faults struck: {answer}"
        );
        Ok(())
    }

    /// Waits until a fault that was switched on has struck.
    pub async fn first_fault_strikes(&self, patience: Duration) -> anyhow::Result<()> {
        let deadline = Instant::now() + patience;
        loop {
            let answer = self.get("/sandbox/faults").await?;
            let rules = [&answer, &answer["rules"], &answer["faults"]].into_iter().find_map(Value::as_array);
            let rules = rules.context("the sandbox lists no faults")?;
            if rules.iter().any(|rule| rule["hits"].as_u64().unwrap_or_default() > 0) {
                return Ok(());
            }
            ensure!(Instant::now() < deadline, "no fault struck within {patience:?}: {answer}");
            tokio::time::sleep(LOOK_INTERVAL).await;
        }
    }

    /// All orders, drafts included.
    pub async fn orders(&self) -> anyhow::Result<Vec<Order>> {
        let answer = self.get("/sandbox/shop/orders").await?;
        let list = answer.as_array().or_else(|| answer["orders"].as_array());
        Ok(list.context("the shop lists no orders")?.iter().map(Order::read).collect())
    }

    /// Orders that left draft.
    pub async fn placed_orders(&self) -> anyhow::Result<Vec<Order>> {
        Ok(self.orders().await?.into_iter().filter(Order::is_placed).collect())
    }

    /// Every send that the pretend Graph API took or refused, in order.
    pub async fn graph_calls(&self) -> anyhow::Result<Vec<Value>> {
        let answer = self.get("/sandbox/graph/calls").await?;
        Ok(answer["calls"].as_array().cloned().unwrap_or_default())
    }

    /// Posts a signed webhook body once, as pretend Meta, and returns the status that came back.
    pub async fn deliver(&self, body: &Value) -> anyhow::Result<u64> {
        let answer = self.post("/sandbox/meta/deliver", &json!({"body": body, "sign": true})).await?;
        answer["status"].as_u64().context("no status in the answer")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_is_not_placed_and_lines_are_sorted() {
        let raw = json!({"id": 7, "status": "checkout-draft", "total": "12.00", "coupon_lines": [{"code": "ten"}],
            "line_items": [{"sku": "B", "quantity": 2}, {"sku": "A", "quantity": 1}]});
        let order = Order::read(&raw);
        assert!(!order.is_placed());
        assert_eq!(order.number, "7");
        assert_eq!(order.coupons, ["ten"]);
        let lines: Vec<_> = order.lines.iter().map(|line| (line.sku.as_str(), line.quantity)).collect();
        assert_eq!(lines, [("A", 1), ("B", 2)]);
    }
}
