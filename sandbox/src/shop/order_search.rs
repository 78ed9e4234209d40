//! Finding orders again: the filters of `wc/v3/orders` and what they really look at.

use serde_json::Value;

use super::order::Order;
use super::rest::{ListQuery, list_answer};
use super::wire::{Answer, Call};
use super::{Shop, order_json, parse_time};

/// A page of orders. Parameters that the shop does not know are ignored without a word.
pub async fn list(shop: &Shop, call: &Call) -> Result<Answer, Answer> {
    let orderby = ["date", "id", "include", "title", "slug", "modified"];
    let query = ListQuery::read(call, &orderby, "date")?;
    shop.work(4).await;
    let state = shop.state();
    let is_gmt = call.query("dates_are_gmt") == Some("true");
    let time = |name: &str| call.query(name).and_then(|text| parse_time(text, is_gmt));
    let words = |name: &str| -> Option<Vec<String>> {
        call.query(name).map(|text| text.split(',').map(|word| word.trim().to_lowercase()).collect())
    };
    let statuses = words("status").filter(|statuses| !statuses.iter().any(|status| status == "any"));
    let created_via = words("created_via");
    let customer = call.query("customer").and_then(|text| text.parse::<u64>().ok());
    let search = call.query("search").map(str::to_lowercase);
    let (after, before) = (time("after"), time("before"));
    let (modified_after, modified_before) = (time("modified_after"), time("modified_before"));
    let mut found: Vec<&Order> = state
        .orders
        .values()
        .filter(|order| match &statuses {
            Some(statuses) if statuses.iter().any(|status| status == "trash") => order.trashed,
            Some(statuses) => !order.trashed && statuses.contains(&order.status),
            None => !order.trashed,
        })
        .filter(|order| {
            created_via.as_ref().is_none_or(|keys| keys.contains(&order.created_via.to_lowercase()))
        })
        .filter(|order| customer.is_none_or(|customer| order.customer == customer))
        .filter(|order| after.is_none_or(|time| order.created_ms / 1000 * 1000 > time))
        .filter(|order| before.is_none_or(|time| order.created_ms / 1000 * 1000 < time))
        .filter(|order| modified_after.is_none_or(|time| order.modified_ms / 1000 * 1000 > time))
        .filter(|order| modified_before.is_none_or(|time| order.modified_ms / 1000 * 1000 < time))
        .filter(|order| search.as_ref().is_none_or(|needle| matches_search(order, needle)))
        .filter(|order| query.includes(order.id))
        .collect();
    match query.orderby.as_str() {
        "id" => found.sort_by_key(|order| order.id),
        "modified" => found.sort_by_key(|order| (order.modified_ms, order.id)),
        "include" => found.sort_by_key(|order| query.include_position(order.id)),
        _ => found.sort_by_key(|order| (order.created_ms / 1000, order.id)),
    }
    if query.descending && query.orderby != "include" {
        found.reverse();
    }
    let total = found.len();
    let shown = query
        .page_of(&found)
        .iter()
        .map(|order| order_json::order(order, &state.catalogue, shop.site()))
        .collect();
    Ok(list_answer(shop, call, &query, total, shown))
}

/// What `search=` looks at with orders in their own tables. Meta, notes and the order key are not among it.
fn matches_search(order: &Order, needle: &str) -> bool {
    let mut texts = vec![order.id.to_string(), order.transaction_id.clone()];
    for address in [&order.billing, &order.shipping] {
        texts.extend(address.values().filter_map(Value::as_str).map(str::to_owned));
        let part = |name: &str| address.get(name).and_then(Value::as_str).unwrap_or("").to_owned();
        texts.push(format!("{} {}", part("first_name"), part("last_name")));
    }
    texts.extend(order.lines.iter().map(|line| line.name.clone()));
    texts.extend(order.fees.iter().map(|fee| fee.title.clone()));
    texts.iter().any(|text| text.to_lowercase().contains(needle))
}
