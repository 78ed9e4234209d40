//! Decides where a webhook of the shop goes. Pure.

use std::borrow::Cow;

use domain::{
    Contact, ContactHash, HashKey, PhoneNumber, Shard, ShardCount,
    envelope::{self, Inbound, InboundKind},
};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::routed::{Destination, Routed, bounded_id, digest_id, kind_label, object};

/// Order meta that names the buyer whom we know from WhatsApp: a contact hash.
const CONTACT_META: &str = "_wa_contact";

/// Most meta entries of an order that are looked at.
const META_ENTRIES_MAX: usize = 1_000;

/// What the headers say about a delivery.
#[derive(Debug, Clone, Copy)]
pub struct Delivery<'a> {
    /// Such as `order.updated`.
    pub topic: &'a str,
    /// Differs for every delivery.
    pub id: &'a str,
}

#[derive(Deserialize)]
struct Order<'a> {
    #[serde(borrow, default)]
    billing: Option<&'a RawValue>,
    #[serde(borrow, default)]
    meta_data: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Billing<'a> {
    #[serde(borrow, default)]
    phone: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Meta<'a> {
    #[serde(borrow)]
    key: Cow<'a, str>,
    #[serde(borrow)]
    value: Cow<'a, str>,
}

/// Routes a delivery; one that we have no use for gives nothing, one that cannot be read is parked.
pub fn split(
    body: &[u8],
    delivery: Delivery<'_>,
    received_at_ms: i64,
    key: &HashKey,
    shards: ShardCount,
) -> Vec<Routed> {
    let kind = match delivery.topic.split_once('.') {
        Some(("product", _)) => InboundKind::Product,
        Some(("order", _)) => InboundKind::Order,
        _ => return Vec::new(),
    };
    let element: &RawValue = match serde_json::from_slice(body) {
        Ok(element) => element,
        Err(_) => return vec![Routed::unparsed(body)],
    };
    let id = match delivery.id {
        "" => digest_id(&[delivery.topic.as_bytes(), body]),
        id => bounded_id(id),
    };
    let (destination, contact) = if kind == InboundKind::Product {
        (Destination::Catalogue, None)
    } else {
        let Some(order) = object::<Order>(element.get()) else {
            return vec![Routed::unparsed(body)];
        };
        let buyer = buyer(&order);
        let hash = known_contact(&order).or_else(|| buyer.as_ref().map(|contact| key.contact(contact)));
        // Shard 0 looks after orders whose buyer nobody can tell.
        (Destination::Inbound(hash.map_or(Shard(0), |hash| hash.shard(shards))), buyer)
    };
    let envelope = Inbound {
        v: envelope::VERSION,
        kind,
        id: Cow::Borrowed(&id),
        field: Cow::Borrowed(delivery.topic),
        contact,
        phone_number_id: None,
        received_at_ms,
        forwards: 0,
        profile: None,
        element,
    };
    match serde_json::to_vec(&envelope) {
        Ok(body) => vec![Routed { destination, kind: kind_label(kind), id, body, elements: 1 }],
        Err(_) => vec![Routed::unparsed(body)],
    }
}

/// Returns the contact hash that we wrote into the order ourselves.
fn known_contact(order: &Order<'_>) -> Option<ContactHash> {
    let entries: Vec<&RawValue> = serde_json::from_str(order.meta_data?.get()).ok()?;
    entries
        .into_iter()
        .take(META_ENTRIES_MAX)
        // Other plugins' values have other shapes; they are none of ours.
        .filter_map(|raw| object::<Meta>(raw.get()))
        .find(|meta| meta.key == CONTACT_META)
        .and_then(|meta| meta.value.parse().ok())
}

/// Returns the buyer by the billing phone, when it is written with its country.
fn buyer(order: &Order<'_>) -> Option<Contact> {
    let billing: Billing = object(order.billing?.get())?;
    let phone = international(billing.phone.as_deref()?)?;
    Contact::new(None, Some(phone)).ok()
}

fn international(text: &str) -> Option<PhoneNumber> {
    let mut digits: String = text.chars().filter(|char| !" -./()\u{a0}".contains(*char)).collect();
    if let Some(rest) = digits.strip_prefix("00") {
        digits = format!("+{rest}");
    }
    // Without a country a number is a guess, except in the long form that WhatsApp itself shows.
    let is_long = digits.len() >= 11 && !digits.starts_with('0');
    match digits.starts_with('+') {
        true => digits.parse().ok(),
        false if is_long => PhoneNumber::from_wa_id(&digits).ok(),
        false => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> HashKey {
        "07".repeat(32).parse().unwrap()
    }

    fn route(topic: &str, body: &str) -> Vec<Routed> {
        let delivery = Delivery { topic, id: "delivery-1" };
        split(body.as_bytes(), delivery, 5, &key(), "16".parse().unwrap())
    }

    fn shard_of(contact_key: &str) -> Destination {
        Destination::Inbound(key().contact_key(contact_key).shard("16".parse().unwrap()))
    }

    #[test]
    fn products_go_to_every_worker_and_other_topics_nowhere() {
        let routed = route("product.updated", r#"{"id":7}"#);
        assert_eq!((routed[0].destination, routed[0].id.as_str()), (Destination::Catalogue, "delivery-1"));
        assert!(route("customer.created", r#"{"id":7}"#).is_empty());
        assert!(route("", "{}").is_empty());
    }

    #[test]
    fn an_order_goes_to_the_buyer_it_names() {
        let hash = key().contact_key("KE.5");
        let ours = format!(
            r#"{{"billing":{{"phone":"+254700000001"}},"meta_data":[{{"key":"x","value":{{}}}},{{"key":"_wa_contact","value":"{hash}"}}]}}"#
        );
        assert_eq!(route("order.updated", &ours)[0].destination, shard_of("KE.5"));
        let by_phone = r#"{"billing":{"phone":"+254 (700) 000-001"},"meta_data":[]}"#;
        assert_eq!(route("order.created", by_phone)[0].destination, shard_of("254700000001"));
        let by_exit_code = r#"{"billing":{"phone":"00254700000001"}}"#;
        assert_eq!(route("order.created", by_exit_code)[0].destination, shard_of("254700000001"));
        for nobody in [r#"{"id":140}"#, r#"{"billing":{"phone":"0700 000001"}}"#, r#"{"billing":[]}"#] {
            assert_eq!(route("order.deleted", nobody)[0].destination, Destination::Inbound(Shard(0)));
        }
    }

    #[test]
    fn an_unreadable_order_is_parked() {
        for body in ["not json", "[1]", "\"text\""] {
            assert_eq!(
                route("order.created", body)[0].destination,
                Destination::Parked("unparsed"),
                "{body}"
            );
        }
    }
}
