//! The order screen for whoever plays the merchant: prices, custom fields, status, notes. Saving goes the way of `PUT
//! wc/v3/orders/ID`, with one `order.updated` afterwards, as the real screen does.

use std::fmt::Write as _;

use poem::http::Method;
use serde_json::{Value, json};

use super::order::{Order, STATUSES};
use super::page::{STYLE, tag};
use super::wire::{Answer, Call, escape};
use super::{Shop, gmt_time, money, orders};

/// Most notes shown, newest first.
const NOTES_SHOWN_MAX: usize = 40;
/// Custom fields that staff type into. The others are facts of the bridge, which nobody edits.
const TYPED: &str = "wa_";
/// Facts that say that somebody waits for staff.
const TURNS: [&str; 2] = ["_wa_quote_turn", "_wa_dispute_turn"];

const FORM_STYLE: &str = "<style>
input,select{font:inherit;color:var(--ink);background:var(--paper);border:1px solid var(--line);border-radius:8px;padding:.4rem .55rem;width:100%}
td.price{width:9rem}td.price input{text-align:right}label{display:block;color:var(--soft);margin:.7rem 0 .2rem}form button{margin-top:1rem}
.note{border-left:3px solid var(--green);padding:.1rem .7rem;margin:.7rem 0;white-space:pre-wrap;overflow-wrap:anywhere}.note .soft{display:block;font-size:.85em}
</style>";

/// Whether a quote or a dispute on the order waits for staff.
pub fn waits_for_staff(order: &Order) -> bool {
    let is_turn = |key: &str| matches!(fact(order, key).as_str(), "staff" | "manager");
    TURNS.iter().any(|key| is_turn(key))
}

/// Shows an order, or saves what was typed and shows it again.
pub async fn route(shop: &Shop, call: &Call, id: &str) -> Result<Answer, Answer> {
    let missing = || Answer::html(404, "<h1>There is no such order</h1>");
    let id: u64 = id.parse().map_err(|_| missing())?;
    if call.method == Method::POST {
        save(shop, call, id).await?;
        return Ok(Answer::redirect(format!("/shop/wp-admin/orders/{id}")));
    }
    let order = shop.state().orders.get(&id).cloned().ok_or_else(missing)?;
    Ok(Answer::html(200, page(&order)))
}

/// What was typed, as the body of the call that changes an order.
async fn save(shop: &Shop, call: &Call, id: u64) -> Result<(), Answer> {
    let mut fields = Vec::new();
    let mut lines = Vec::new();
    let mut body = json!({});
    for (name, value) in url::form_urlencoded::parse(&call.body) {
        if let Some(line) = name.strip_prefix("total-").and_then(|line| line.parse::<u64>().ok()) {
            lines.push(json!({"id": line, "subtotal": value, "total": value}));
        } else if name.starts_with(TYPED) {
            fields.push(json!({"key": name, "value": value}));
        } else if name == "status" {
            body["status"] = json!(value);
        }
    }
    if !lines.is_empty() {
        body["line_items"] = lines.into();
    }
    body["meta_data"] = fields.into();
    let body = body.to_string().into_bytes();
    orders::change(shop, &Call { method: Method::PUT, body, ..call.clone() }, id).await.map(drop)
}

fn fact(order: &Order, key: &str) -> String {
    let found = order.meta.iter().rev().find(|(_, held, _)| held == key);
    found.and_then(|(.., value)| value.as_str()).unwrap_or_default().to_owned()
}

// Writing into a String cannot fail, so the results below are dropped.

fn page(order: &Order) -> String {
    let name = |member: &str| escape(order.billing.get(member).and_then(Value::as_str).unwrap_or(""));
    let mut page = format!(
        "<!doctype html><html lang=en><head><meta charset=utf-8><meta name=viewport content='width=device-width,initial-scale=1'><title>Order {0}</title>{STYLE}{FORM_STYLE}</head><body><header><h1>Order {0}</h1>{1}<span class=soft>{2} {3}</span><a href='/shop/'>Shop state</a><a href='/phone'>Phone</a></header><main><div><form method=post>",
        order.id,
        tag(&order.status),
        name("first_name"),
        name("last_name"),
    );
    write_lines(&mut page, order);
    write_fields(&mut page, order);
    page.push_str("</form></div><div>");
    write_notes(&mut page, order);
    write_facts(&mut page, order);
    page.push_str("</div></main></body></html>");
    page
}

fn write_lines(page: &mut String, order: &Order) {
    page.push_str("<section><h2>Items</h2><table><tr><th>Article<th class=n>Quantity<th class=n>Total KSh, before tax</tr>");
    for line in &order.lines {
        let _ = write!(
            page,
            "<tr><td>{0}<td class=n>{1}<td class=price><input name='total-{2}' value='{3}' inputmode=decimal aria-label='Total of {0}'></tr>",
            escape(&line.name),
            line.quantity,
            line.id,
            money::decimal(line.total),
        );
    }
    for fee in &order.fees {
        let _ =
            write!(page, "<tr><td>{}<td><td class=n>{}</tr>", escape(&fee.title), money::grouped(fee.total));
    }
    for refund in &order.refunds {
        let _ = write!(
            page,
            "<tr><td>Refund<br><span class=soft>{}</span><td><td class=n>-{}</tr>",
            escape(&refund.reason),
            money::grouped(refund.amount)
        );
    }
    let _ = write!(
        page,
        "<tr><td><b>Total</b><br><span class=soft>tax and delivery included</span><td><td class=n><b>{}</b></tr></table>",
        money::grouped(order.total)
    );
    if !order.customer_note.is_empty() {
        let _ = write!(
            page,
            "<p class=note><span class=soft>The buyer wrote</span>{}</p>",
            escape(&order.customer_note)
        );
    }
    page.push_str("</section>");
}

fn write_fields(page: &mut String, order: &Order) {
    page.push_str("<section><h2>Custom fields</h2>");
    let mut typed: Vec<&str> =
        order.meta.iter().map(|(_, key, _)| key.as_str()).filter(|key| key.starts_with(TYPED)).collect();
    typed.dedup();
    if typed.is_empty() {
        page.push_str("<p class=soft>None: nothing was asked of staff on this order.</p>");
    }
    for key in typed {
        let _ = write!(
            page,
            "<label for='{0}'><code>{0}</code></label><input id='{0}' name='{0}' value='{1}'>",
            escape(key),
            escape(&fact(order, key)),
        );
    }
    page.push_str("<label for=status>Status</label><select id=status name=status>");
    for status in STATUSES {
        let chosen = if status == order.status { " selected" } else { "" };
        let _ = write!(page, "<option{chosen}>{}</option>", escape(status));
    }
    page.push_str("</select><button>Update</button></section>");
}

fn write_notes(page: &mut String, order: &Order) {
    let _ = write!(page, "<section><h2>Notes ({})</h2>", order.notes.len());
    for note in order.notes.iter().rev().take(NOTES_SHOWN_MAX) {
        let whom = if note.to_customer { ", to the customer" } else { "" };
        let _ = write!(
            page,
            "<p class=note><span class=soft>{}{whom}</span>{}</p>",
            gmt_time(note.at_ms),
            escape(&note.text)
        );
    }
    page.push_str("</section>");
}

fn write_facts(page: &mut String, order: &Order) {
    page.push_str("<section><h2>Facts of the bridge</h2><table>");
    for (_, key, value) in order.meta.iter().filter(|(_, key, _)| !key.starts_with(TYPED)) {
        let value = value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
        let _ = write!(page, "<tr><td><code>{}</code><td class=soft>{}</tr>", escape(key), escape(&value));
    }
    page.push_str("</table></section>");
}
