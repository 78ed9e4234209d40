//! An order as a webhook or the catch-up brings it: the order itself, and what is told of it as it goes on. Pure.

use domain::{
    contact::{ContactHash, PhoneNumber},
    shop::OrderSighting,
};
use serde_json::value::RawValue;

use super::{
    decode::{self, Unreadable},
    wire,
};

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
    let wire: wire::Order = serde_json::from_str(element.get()).map_err(|_| Unreadable::order())?;
    let record = decode::order(wire)?;
    let billing_phone = record.billing_phone.as_deref().and_then(|phone| phone.parse().ok());
    let named: Option<ContactHash> = record.contact.as_ref().and_then(|contact| contact.parse().ok());
    Ok(Seen { sighting: record.sighting(named.is_some()), named, billing_phone })
}

#[cfg(test)]
mod tests {
    use domain::shop::{OrderStatus, Tracking};
    use serde_json::{Value, json};

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
