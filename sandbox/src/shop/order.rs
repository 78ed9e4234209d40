//! Orders: their content, their statuses, and what a change of status moves (stock, coupons, mails).

use serde_json::{Value, json};

use super::catalogue::{Catalogue, Stock};
use super::session::{Address, blank_address};
use super::totals::Totals;

/// The statuses that this shop knows, in the order of WooCommerce's own list.
pub const STATUSES: [&str; 9] = [
    "auto-draft",
    "pending",
    "processing",
    "on-hold",
    "completed",
    "cancelled",
    "refunded",
    "failed",
    "checkout-draft",
];

/// Readable name of a status, as order notes use it.
pub fn status_name(status: &str) -> &'static str {
    match status {
        "pending" => "Pending payment",
        "processing" => "Processing",
        "on-hold" => "On hold",
        "completed" => "Completed",
        "cancelled" => "Cancelled",
        "refunded" => "Refunded",
        "failed" => "Failed",
        "checkout-draft" => "Draft",
        _ => "Unknown",
    }
}

/// One line of an order.
#[derive(Clone, Debug, Default)]
pub struct OrderLine {
    pub id: u64,
    pub product: u64,
    /// 0 when the line is a simple product.
    pub variation: u64,
    pub name: String,
    pub sku: String,
    pub quantity: i64,
    pub subtotal: i64,
    pub subtotal_tax: i64,
    pub total: i64,
    pub total_tax: i64,
    pub choice: Vec<(String, String)>,
    pub reduced_stock: i64,
    pub image: &'static str,
    pub meta: Vec<(u64, String, Value)>,
}

/// Shipping or a fee.
#[derive(Clone, Debug, Default)]
pub struct Charge {
    pub id: u64,
    pub title: String,
    pub method: String,
    pub instance: String,
    pub total: i64,
    pub tax: i64,
    /// A fee that VAT is not put on (`tax_status: none`).
    pub is_untaxed: bool,
}

/// A coupon on an order.
#[derive(Clone, Debug, Default)]
pub struct CouponLine {
    pub id: u64,
    pub code: String,
    pub discount: i64,
    pub discount_tax: i64,
}

/// A note on an order.
#[derive(Clone, Debug)]
pub struct Note {
    pub id: u64,
    pub text: String,
    pub to_customer: bool,
    pub at_ms: i64,
}

/// A refund.
#[derive(Clone, Debug)]
pub struct Refund {
    pub id: u64,
    pub amount: i64,
    pub reason: String,
    pub at_ms: i64,
    pub lines: Vec<Value>,
    pub meta: Vec<(u64, String, Value)>,
}

/// A step in an order's life, for the verifier.
#[derive(Clone, Debug)]
pub struct Step {
    pub at_ms: i64,
    pub status: String,
    pub by: &'static str,
}

/// An order row with all that hangs on it.
#[derive(Clone, Debug, Default)]
pub struct Order {
    pub id: u64,
    pub key: String,
    pub status: String,
    pub created_ms: i64,
    pub modified_ms: i64,
    pub paid_ms: Option<i64>,
    pub completed_ms: Option<i64>,
    pub customer: u64,
    pub billing: Address,
    pub shipping: Address,
    pub payment_method: String,
    pub payment_title: String,
    pub transaction_id: String,
    pub created_via: String,
    pub customer_note: String,
    pub cart_hash: String,
    pub lines: Vec<OrderLine>,
    pub charges: Vec<Charge>,
    pub fees: Vec<Charge>,
    pub coupons: Vec<CouponLine>,
    pub meta: Vec<(u64, String, Value)>,
    pub notes: Vec<Note>,
    pub refunds: Vec<Refund>,
    pub tax_line: u64,
    pub discount: i64,
    pub discount_tax: i64,
    pub cart_tax: i64,
    pub shipping_total: i64,
    pub shipping_tax: i64,
    pub total: i64,
    pub stock_reduced: bool,
    pub coupons_counted: bool,
    pub trashed: bool,
    pub history: Vec<Step>,
}

impl Order {
    pub fn blank(id: u64, key: String, now_ms: i64) -> Self {
        Self {
            id,
            key,
            status: "pending".into(),
            created_ms: now_ms,
            modified_ms: now_ms,
            billing: blank_address(true, false),
            shipping: blank_address(false, false),
            ..Self::default()
        }
    }

    /// Sums up from the lines, as the shop does after a change.
    pub fn add_up(&mut self) {
        let sum = |value: fn(&OrderLine) -> i64| self.lines.iter().map(value).sum::<i64>();
        let fees: i64 = self.fees.iter().map(|fee| fee.total).sum();
        let fee_tax: i64 = self.fees.iter().map(|fee| fee.tax).sum();
        self.discount = sum(|line| line.subtotal - line.total);
        self.discount_tax = sum(|line| line.subtotal_tax - line.total_tax);
        self.cart_tax = sum(|line| line.total_tax) + fee_tax;
        self.shipping_total = self.charges.iter().map(|charge| charge.total).sum();
        self.shipping_tax = self.charges.iter().map(|charge| charge.tax).sum();
        self.total = sum(|line| line.total) + fees + self.cart_tax + self.shipping_total + self.shipping_tax;
    }

    /// Takes the discounted amounts of freshly computed totals.
    pub fn take_totals(&mut self, totals: &Totals) {
        for (line, amounts) in self.lines.iter_mut().zip(&totals.lines) {
            line.subtotal = amounts.subtotal;
            line.subtotal_tax = amounts.subtotal_tax;
            line.total = amounts.total;
            line.total_tax = amounts.total_tax;
        }
        self.add_up();
    }

    pub fn is_draft(&self) -> bool {
        self.status == "checkout-draft"
    }

    pub fn needs_payment(&self) -> bool {
        self.total > 0 && matches!(self.status.as_str(), "pending" | "failed" | "checkout-draft")
    }
}

/// What a change of status did beside the status itself.
#[derive(Debug, Default)]
pub struct Moved {
    /// Products whose stock changed.
    pub products: Vec<u64>,
    /// A note about the stock, as the shop writes it.
    pub note: Option<String>,
    /// Mails sent: to whom, about what.
    pub mails: Vec<&'static str>,
}

/// Moves stock for a change from the order *as the caller read it* (maybe stale) to a status.
///
/// The staleness is the point: four calls that all read "not reduced yet" reduce four times.
pub fn move_stock(
    seen: &Order,
    current: &mut Order,
    to: &str,
    catalogue: &mut Catalogue,
    now_ms: i64,
) -> Moved {
    let mut moved = Moved::default();
    let takes = matches!(to, "processing" | "on-hold" | "completed");
    let returns = matches!(to, "cancelled" | "pending");
    if takes && !seen.stock_reduced {
        let mut changes = Vec::new();
        for line in &mut current.lines {
            let id = if line.variation > 0 { line.variation } else { line.product };
            if let Some((before, after)) = change_stock(catalogue, id, -line.quantity, now_ms) {
                line.reduced_stock += line.quantity;
                changes.push(format!("{} ({before}&rarr;{after})", line.name));
                moved.products.push(id);
            }
            if let Some(product) = catalogue.products.get_mut(&line.product) {
                product.sales += line.quantity;
            }
        }
        if !changes.is_empty() {
            moved.note = Some(format!("Stock levels reduced: {}", changes.join(", ")));
        }
        current.stock_reduced = true;
    } else if returns && seen.stock_reduced {
        let mut changes = Vec::new();
        for line in &mut current.lines {
            let id = if line.variation > 0 { line.variation } else { line.product };
            if line.reduced_stock > 0
                && let Some((before, after)) = change_stock(catalogue, id, line.reduced_stock, now_ms)
            {
                changes.push(format!("{} ({before}&rarr;{after})", line.name));
                moved.products.push(id);
            }
            line.reduced_stock = 0;
        }
        if !changes.is_empty() {
            moved.note = Some(format!("Stock levels increased: {}", changes.join(", ")));
        }
        current.stock_reduced = false;
    }
    moved.mails = mails(&seen.status, to);
    moved
}

/// Which mails a change of status sends. From a draft straight to a placed status: none.
fn mails(from: &str, to: &str) -> Vec<&'static str> {
    match (from, to) {
        (from, to) if from == to => vec![],
        ("pending" | "failed", "processing") => vec!["admin: new order", "buyer: order is being processed"],
        ("pending" | "failed", "on-hold") => vec!["admin: new order", "buyer: order on hold"],
        (_, "completed") => vec!["buyer: order complete"],
        ("processing" | "on-hold", "cancelled") => vec!["admin: order cancelled"],
        _ => vec![],
    }
}

/// Adds to the count that decides for this product; `(before, after)` when it is counted at all.
pub fn change_stock(catalogue: &mut Catalogue, id: u64, by: i64, now_ms: i64) -> Option<(i64, i64)> {
    let holder = catalogue.stock_holder(id)?;
    let product = catalogue.products.get_mut(&holder)?;
    let Stock::Counted(left) = &mut product.stock else { return None };
    let before = *left;
    *left += by;
    product.modified_ms = now_ms;
    Some((before, before + by))
}

/// `meta_data` as a client wrote it: objects stay, booleans and numbers become text as PHP has it.
pub fn stored_meta(value: &Value) -> Value {
    match value {
        Value::Bool(true) => json!("1"),
        Value::Bool(false) => json!(""),
        Value::Number(number) => json!(number.to_string()),
        other => other.clone(),
    }
}

/// Applies `meta_data` of a request: a key without id overwrites, null deletes, an id addresses one entry.
pub fn write_meta(meta: &mut Vec<(u64, String, Value)>, given: &Value, mut next_id: impl FnMut() -> u64) {
    for entry in given.as_array().into_iter().flatten() {
        let Some(key) = entry["key"].as_str() else { continue };
        let id = entry["id"].as_u64().filter(|id| *id > 0);
        let matches = |held: &(u64, String, Value)| id.map_or(held.1 == key, |id| held.0 == id);
        if entry["value"].is_null() {
            meta.retain(|held| !matches(held));
            continue;
        }
        let value = stored_meta(&entry["value"]);
        if let Some(position) = meta.iter().position(matches) {
            key.clone_into(&mut meta[position].1);
            meta[position].2 = value;
            // A key stored twice is folded into one by the next write.
            let mut seen = 0;
            meta.retain(|held| {
                seen += i32::from(held.1 == key);
                held.1 != key || seen == 1
            });
        } else {
            meta.push((next_id(), key.to_owned(), value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn meta_without_id_overwrites_and_null_deletes() {
        let mut meta = Vec::new();
        let mut next = 0;
        let mut id = || {
            next += 1;
            next
        };
        write_meta(
            &mut meta,
            &json!([{"key": "a", "value": true}, {"key": "b", "value": {"n": 3}}]),
            &mut id,
        );
        write_meta(&mut meta, &json!([{"key": "a", "value": 7}]), &mut id);
        assert_eq!(meta[0], (1, "a".into(), json!("7")));
        write_meta(&mut meta, &json!([{"key": "b", "value": null}]), &mut id);
        assert_eq!(meta.len(), 1);
    }

    #[test]
    fn a_draft_placed_directly_sends_no_mail() {
        assert!(mails("checkout-draft", "processing").is_empty());
        assert!(mails("checkout-draft", "on-hold").is_empty());
        assert_eq!(mails("pending", "processing").len(), 2);
    }
}
