//! An order as a webhook or the catch-up brings it: the order itself, and what is told of it as it goes on. Pure.

use std::collections::BTreeMap;

use domain::{
    contact::{ContactHash, PhoneNumber},
    money::Money,
    shop::{OrderSighting, Tracking},
};
use serde::Deserialize;
use serde_json::{Value, value::RawValue};

use super::{
    decode::{self, Unreadable},
    loose::{List, Text},
    plain_text::one_line,
    wire,
};

/// Meta of the two widespread plugins for tracking, which write the same form: a list of parcels.
const TRACKING_META: &str = "_wc_shipment_tracking_items";
/// What the keys of facts begin with: ours, which the shop hides from its order page, and those that staff type there.
const FACT_PREFIXES: [&str; 2] = ["_wa_", "wa_"];
/// Most facts that are read of one order, in the order of their keys.
pub const FACTS_MAX: usize = 64;
/// Longest fact, in bytes; of a longer one as much is read.
pub const FACT_BYTES_MAX: usize = 4_096;

#[derive(Deserialize)]
struct Extras {
    #[serde(default)]
    refunds: List<Refund>,
    #[serde(default)]
    meta_data: List<RawMeta>,
}

#[derive(Deserialize)]
struct Refund {
    #[serde(default)]
    total: Text,
}

#[derive(Deserialize)]
struct RawMeta {
    #[serde(default)]
    key: Text,
    #[serde(default)]
    value: Value,
}

/// An order, and whose it may be.
#[derive(Debug)]
pub struct Seen {
    /// The order.
    pub sighting: OrderSighting,
    /// The contact that our own mark on it names.
    pub named: Option<ContactHash>,
    /// The phone of the bill, when it is written with its country.
    pub billing_phone: Option<PhoneNumber>,
}

/// Reads an order.
///
/// # Errors
/// When it is no order, or contradicts what we know of the shop.
pub fn read(element: &RawValue) -> Result<Seen, Unreadable> {
    let unreadable = |_| Unreadable::order();
    let wire: wire::Order = serde_json::from_str(element.get()).map_err(unreadable)?;
    let extras: Extras = serde_json::from_str(element.get()).map_err(unreadable)?;
    let record = decode::order(wire)?;
    let currency = record.order.total.currency.clone();
    let refunds = extras.refunds.0.iter().map(|refund| {
        let amount =
            Money::parse_decimal(&refund.total.0, currency.clone()).map_err(|_| Unreadable::order())?;
        // The shop writes refunds as negative amounts.
        Ok(amount.minor.saturating_abs())
    });
    let refunded = refunds.sum::<Result<i64, Unreadable>>()?;
    let billing_phone = record.billing_phone.as_deref().and_then(|phone| phone.parse().ok());
    let named = record.contact.as_ref().and_then(|contact| contact.parse().ok());
    let sighting = OrderSighting {
        refunded: Money::from_minor(refunded, currency),
        tracking: extras
            .meta_data
            .0
            .iter()
            .rev()
            .find(|meta| meta.key.0 == TRACKING_META)
            .and_then(|meta| parcel(&meta.value)),
        names_buyer: named.is_some(),
        facts: facts(&extras.meta_data.0),
        order: record.order,
    };
    Ok(Seen { sighting, named, billing_phone })
}

/// Reads the facts. A key that stands there twice, as after two writes at once, counts as written last.
fn facts(meta: &[RawMeta]) -> BTreeMap<String, String> {
    let ours = meta.iter().filter(|meta| FACT_PREFIXES.iter().any(|prefix| meta.key.0.starts_with(prefix)));
    let mut facts: BTreeMap<String, String> =
        ours.filter_map(|meta| Some((meta.key.0.clone(), fact(&meta.value)?))).collect();
    while facts.len() > FACTS_MAX {
        facts.pop_last();
    }
    facts
}

fn fact(value: &Value) -> Option<String> {
    let mut text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(is_true) => is_true.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    text.truncate(text.floor_char_boundary(FACT_BYTES_MAX));
    Some(text)
}

/// Reads the newest parcel of the list.
fn parcel(items: &Value) -> Option<Tracking> {
    let newest = items.as_array()?.last()?;
    let text =
        |name: &str| newest.get(name).and_then(Value::as_str).map(one_line).filter(|text| !text.is_empty());
    let link = text("custom_tracking_link").filter(|link| link.starts_with("https://"));
    Some(Tracking {
        carrier: text("custom_tracking_provider").or_else(|| text("tracking_provider")).unwrap_or_default(),
        tracking: link.or_else(|| text("tracking_number"))?,
    })
}

#[cfg(test)]
mod tests {
    use domain::shop::OrderStatus;
    use serde_json::json;

    use super::*;

    fn sighting(change: &Value) -> Result<Seen, Unreadable> {
        let mut order = json!({
            "id": 140, "number": "140", "status": "processing", "currency": "KES", "total": "25.00",
            "date_modified_gmt": "2026-11-03T10:00:00", "date_paid_gmt": null, "line_items": [], "meta_data": [], "refunds": [],
        });
        for (name, value) in change.as_object().unwrap() {
            order[name] = value.clone();
        }
        read(&serde_json::value::to_raw_value(&order).unwrap())
    }

    #[test]
    fn an_order_tells_of_payment_refunds_parcel_and_buyer() {
        let hash = "07".repeat(32).parse::<domain::HashKey>().unwrap().contact_key("KE.5");
        let Seen { sighting: seen, named, billing_phone } = sighting(&json!({
            "billing": {"phone": "+254 700 000 001"},
            "date_paid_gmt": "2026-11-03T09:59:00",
            "refunds": [{"id": 1, "total": "-5.00"}, {"id": 2, "total": "-2.50"}],
            "meta_data": [
                {"key": "_other", "value": {"a": [1]}},
                {"key": "wa_quote", "value": "offer 7d"}, {"key": "_wa_round", "value": 2},
                {"key": "_wa_strange", "value": [1]}, {"key": "_wa_round", "value": 3},
                {"key": "_wa_contact", "value": hash.to_string()},
                {"key": "_wc_shipment_tracking_items", "value": [
                    {"tracking_provider": "old", "tracking_number": "1"},
                    {"custom_tracking_provider": "G4S", "tracking_number": "KE-77", "custom_tracking_link": ""},
                ]},
            ],
        }))
        .unwrap();
        assert_eq!(billing_phone, "+254700000001".parse().ok());
        assert!(seen.order.is_paid && seen.names_buyer);
        let facts =
            [("_wa_contact", hash.to_string().as_str()), ("_wa_round", "3"), ("wa_quote", "offer 7d")]
                .map(|(key, value)| (key.to_owned(), value.to_owned()));
        assert_eq!(seen.facts, facts.into());
        assert_eq!((seen.refunded.minor, named), (750, Some(hash)));
        assert_eq!(seen.tracking, Some(Tracking { carrier: "G4S".into(), tracking: "KE-77".into() }));
        assert_eq!(
            (seen.order.modified_at.as_str(), &seen.order.status),
            ("2026-11-03T10:00:00", &OrderStatus::Processing)
        );
    }

    #[test]
    fn an_order_with_nothing_more_is_an_order_and_nonsense_is_none() {
        let Seen { sighting: seen, named, .. } = sighting(&json!({})).unwrap();
        assert!(!seen.order.is_paid && !seen.names_buyer && seen.tracking.is_none() && named.is_none());
        for nonsense in [json!({"refunds": [{"total": "much"}]}), json!({"id": "x"}), json!({"total": []})] {
            assert!(sighting(&nonsense).is_err());
        }
        let strange = json!({"meta_data": [{"key": "_wc_shipment_tracking_items", "value": "a:1:{}"}]});
        assert_eq!(sighting(&strange).unwrap().sighting.tracking, None);
    }
}
