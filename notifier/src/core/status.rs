//! Delivery statuses: from Meta's JSON to facts, and how facts about one message merge. Pure.
//!
//! Meta sends them late, twice, out of order and sometimes not at all. So they only ever add: how far a message got
//! grows, and a failure is a fact of its own, not the top rank.

use std::collections::BTreeMap;

use domain::{ContactHash, HashKey, ids::OutboxId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, value::RawValue};

/// How far a message got. The order is the order of growth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Delivery {
    /// Nothing is known.
    #[default]
    Unknown,
    /// Meta sent it on.
    Sent,
    /// It reached a phone.
    Delivered,
    /// It was seen; implies delivered, which Meta then skips.
    Read,
    /// The voice message was played.
    Played,
}

impl Delivery {
    /// Returns the number under which the journal keeps it.
    pub fn rank(self) -> u8 {
        match self {
            Self::Unknown => 0,
            Self::Sent => 1,
            Self::Delivered => 2,
            Self::Read => 3,
            Self::Played => 4,
        }
    }
}

/// By what a status names its message.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum StatusKey {
    /// By our callback data, checked: sure even when the HTTP answer was lost.
    Outbox(OutboxId),
    /// By Meta's id alone.
    Wamid(String),
}

/// One status, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusFact {
    /// Which message.
    pub key: StatusKey,
    /// Meta's id of the message.
    pub wamid: String,
    /// What is known now.
    pub known: Known,
    /// Whose message it is, when our callback data says so.
    pub contact: Option<ContactHash>,
}

/// What statuses say about one message, merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Known {
    /// How far it got.
    pub delivery: Delivery,
    /// The code of a failure; 0 when the failure came without one.
    pub failed_code: Option<u32>,
    /// What Meta charges.
    pub price: Option<Price>,
    /// Until when messages to this recipient are free, because they came by an advertisement; unix milliseconds.
    pub free_until_ms: Option<i64>,
}

/// What Meta charges for a message: three words of bounded sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Price {
    /// As which category.
    pub category: &'static str,
    /// Whether it is charged: `regular`, `free_customer_service`, `free_entry_point`.
    pub kind: &'static str,
    /// Where the recipient is.
    pub region: &'static str,
}

impl Price {
    /// Categories that metrics tell apart.
    pub const CATEGORIES: [&'static str; 6] =
        ["service", "utility", "marketing", "authentication", "referral_conversion", "other"];
    /// Kinds that metrics tell apart.
    pub const KINDS: [&'static str; 4] = ["regular", "free_customer_service", "free_entry_point", "other"];

    /// Takes Meta's words; one that is not known is `other`.
    pub fn new(category: &str, kind: &str, recipient: Option<&str>) -> Self {
        let known = |word: &str, words: &[&'static str]| {
            words.iter().copied().find(|known| *known == word).unwrap_or("other")
        };
        let category = match category.to_ascii_lowercase().replace('-', "_").as_str() {
            "marketing_lite" => "marketing",
            "authentication_international" => "authentication",
            word => known(word, &Self::CATEGORIES),
        };
        Self { category, kind: known(kind, &Self::KINDS), region: region(recipient.unwrap_or_default()) }
    }
}

/// Returns the part of the world that a country code or a phone belongs to, in Meta's rough groups.
fn region(recipient: &str) -> &'static str {
    let country = recipient.split('.').next().unwrap_or_default();
    match country {
        "KE" | "TZ" | "UG" | "RW" | "ET" | "NG" | "GH" | "ZA" | "EG" | "MA" => return "africa",
        "US" | "CA" => return "north_america",
        "BR" | "MX" | "AR" | "CO" | "CL" | "PE" => return "latin_america",
        "AE" | "SA" | "IL" | "TR" => return "middle_east",
        "IN" | "PK" | "BD" | "ID" | "MY" | "SG" | "PH" => return "asia_pacific",
        "GB" | "DE" | "FR" | "ES" | "IT" | "NL" => return "europe",
        _ => {}
    }
    let mut digits = recipient.trim_start_matches('+').bytes();
    match (digits.next(), digits.next()) {
        (Some(b'1'), _) => "north_america",
        (Some(b'2'), _) => "africa",
        (Some(b'3' | b'4'), _) => "europe",
        (Some(b'5'), _) => "latin_america",
        (Some(b'9'), Some(b'6' | b'7')) => "middle_east",
        (Some(b'6' | b'8'), _) | (Some(b'9'), Some(_)) => "asia_pacific",
        _ => "other",
    }
}

impl Known {
    /// Adds what another status says. Order and repetition make no difference.
    #[must_use]
    pub fn merged(self, other: Self) -> Self {
        Self {
            delivery: self.delivery.max(other.delivery),
            failed_code: self.failed_code.max(other.failed_code),
            price: self.price.max(other.price),
            free_until_ms: self.free_until_ms.max(other.free_until_ms),
        }
    }
}

/// Merges a fact into what is gathered for a batch.
pub fn gather(gathered: &mut BTreeMap<StatusKey, Known>, key: StatusKey, known: Known) {
    let entry = gathered.entry(key).or_default();
    *entry = entry.merged(known);
}

/// Reads an array of statuses. What is not a delivery status of a message (payments, old kinds, nonsense) is left out;
/// the second number counts those.
pub fn read(element: &RawValue, hash_key: &HashKey) -> (Vec<StatusFact>, usize) {
    let Ok(elements) = serde_json::from_str::<Vec<Value>>(element.get()) else { return (Vec::new(), 1) };
    let facts: Vec<StatusFact> = elements.iter().filter_map(|status| read_one(status, hash_key)).collect();
    let left_out = elements.len() - facts.len();
    (facts, left_out)
}

fn read_one(status: &Value, hash_key: &HashKey) -> Option<StatusFact> {
    // A payment has a `status` too, with words of its own.
    if status.get("type").and_then(Value::as_str).is_some_and(|kind| kind != "message") {
        return None;
    }
    let wamid = status.get("id").and_then(Value::as_str).filter(|id| !id.is_empty())?.to_owned();
    let recipient = ["recipient_user_id", "recipient_id"].iter().find_map(|key| status.get(key)?.as_str());
    let price = status.get("pricing").and_then(|pricing| {
        let word = |key: &str| pricing.get(key).and_then(Value::as_str);
        Some(Price::new(word("category")?, word("type").unwrap_or("regular"), recipient))
    });
    let free_until_ms = free_until_ms(status);
    let reached = |delivery| Known { delivery, failed_code: None, price, free_until_ms };
    let known = match status.get("status").and_then(Value::as_str)? {
        "sent" => reached(Delivery::Sent),
        "delivered" => reached(Delivery::Delivered),
        "read" => reached(Delivery::Read),
        "played" => reached(Delivery::Played),
        "failed" => {
            let code = status.pointer("/errors/0/code").and_then(Value::as_u64);
            let code = code.and_then(|code| u32::try_from(code).ok()).unwrap_or_default();
            // What failed is not charged.
            Known { failed_code: Some(code), ..Known::default() }
        }
        _ => return None,
    };
    let callback_data = status.get("biz_opaque_callback_data").and_then(Value::as_str);
    let ours = callback_data.and_then(|data| hash_key.read_callback_data(data));
    let contact = ours.as_ref().map(|(contact, _)| *contact);
    let key = ours.map_or_else(|| StatusKey::Wamid(wamid.clone()), |(_, outbox)| StatusKey::Outbox(outbox));
    Some(StatusFact { key, wamid, known, contact })
}

/// Reads until when the free entry point is open that this message fell into. Other conversations end too, and are not
/// free; without a time nothing is known.
fn free_until_ms(status: &Value) -> Option<i64> {
    let origin = status.pointer("/conversation/origin/type").and_then(Value::as_str);
    let kind = status.pointer("/pricing/type").and_then(Value::as_str);
    if origin != Some("referral_conversion") && kind != Some("free_entry_point") {
        return None;
    }
    let end = status.pointer("/conversation/expiration_timestamp")?;
    let seconds = end.as_i64().or_else(|| end.as_str()?.parse().ok()).filter(|seconds| *seconds > 0)?;
    seconds.checked_mul(1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash_key() -> HashKey {
        "07".repeat(32).parse().unwrap()
    }

    fn facts_of(file: &str) -> (Vec<StatusFact>, usize) {
        let body: Value = serde_json::from_str(file).unwrap();
        let statuses = body.pointer("/entry/0/changes/0/value/statuses").unwrap().to_string();
        read(&RawValue::from_string(statuses).unwrap(), &hash_key())
    }

    macro_rules! known {
        ($file:literal) => {
            Known {
                price: None,
                free_until_ms: None,
                ..facts_of(include_str!(concat!("../../tests/fixtures/st_", $file, ".json"))).0[0].known
            }
        };
    }

    #[test]
    fn every_kind_of_status_is_understood() {
        let reached = |delivery| Known { delivery, ..Known::default() };
        let failed = |code| Known { failed_code: Some(code), ..Known::default() };
        assert_eq!(known!("sent"), reached(Delivery::Sent));
        assert_eq!(known!("sent_v23_with_conversation"), reached(Delivery::Sent));
        assert_eq!(known!("sent_free_entry_point"), reached(Delivery::Sent));
        assert_eq!(known!("delivered"), reached(Delivery::Delivered));
        assert_eq!(known!("delivered_to_bsuid_no_phone"), reached(Delivery::Delivered));
        assert_eq!(known!("delivered_parent_bsuid"), reached(Delivery::Delivered));
        assert_eq!(known!("delivered_utility_template"), reached(Delivery::Delivered));
        assert_eq!(known!("read_no_prior_delivered"), reached(Delivery::Read));
        assert_eq!(known!("read_group"), reached(Delivery::Read));
        assert_eq!(known!("played_voice"), reached(Delivery::Played));
        assert_eq!(known!("failed_131026_undeliverable"), failed(131_026));
        assert_eq!(known!("failed_131047_window_closed"), failed(131_047));
        assert_eq!(known!("failed_131049_ecosystem"), failed(131_049));
        assert_eq!(known!("failed_131050_marketing_optout"), failed(131_050));
        assert_eq!(known!("failed_131053_media"), failed(131_053));
        assert_eq!(known!("failed_to_bsuid"), failed(131_026));
    }

    #[test]
    fn a_price_is_three_words_of_bounded_sets() {
        let known =
            facts_of(include_str!("../../tests/fixtures/st_delivered_utility_template.json")).0[0].known;
        let price = known.price.unwrap();
        assert_eq!((price.category, price.kind), ("utility", "regular"));
        let strange = Price::new("hologram", "gift", Some("ZZ.1"));
        assert_eq!((strange.category, strange.kind, strange.region), ("other", "other", "other"));
        assert_eq!(Price::new("marketing_lite", "regular", Some("KE.7")).category, "marketing");
        assert_eq!(Price::new("SERVICE", "regular", Some("254700000001")).region, "africa");
        let failed = facts_of(include_str!("../../tests/fixtures/st_failed_131047_window_closed.json")).0;
        assert_eq!(failed[0].known.price, None);
    }

    #[test]
    fn a_free_entry_point_is_open_until_meta_says() {
        let until = |file: &str| facts_of(file).0[0].known.free_until_ms;
        assert_eq!(
            until(include_str!("../../tests/fixtures/st_sent_free_entry_point.json")),
            Some(1_795_424_400_000)
        );
        let other = include_str!("../../tests/fixtures/st_sent_v23_with_conversation.json");
        assert_eq!(until(other), None, "an ordinary conversation ends too, and is not free");
    }

    #[test]
    fn payments_and_old_kinds_are_left_out() {
        for file in [
            include_str!("../../tests/fixtures/st_payment_india.json"),
            include_str!("../../tests/fixtures/st_deleted_legacy.json"),
            include_str!("../../tests/fixtures/st_warning_legacy.json"),
        ] {
            assert_eq!(facts_of(file), (Vec::new(), 1));
        }
        let nonsense = RawValue::from_string(r#"{"not":"an array"}"#.to_owned()).unwrap();
        assert_eq!(read(&nonsense, &hash_key()), (Vec::new(), 1));
        let odd =
            RawValue::from_string(r#"[1,{"id":""},{"id":"w"},{"id":"w","status":7}]"#.to_owned()).unwrap();
        assert_eq!(read(&odd, &hash_key()), (Vec::new(), 4));
    }

    #[test]
    fn our_callback_data_names_the_message_and_a_forged_one_does_not() {
        let contact = hash_key().contact_key("KE.1");
        let outbox = hash_key().outbox_id(contact, "wamid.in", 0);
        let data = hash_key().callback_data(contact, &outbox);
        let status = |data: &str| {
            let array =
                serde_json::json!([{"id": "wamid.out", "status": "sent", "biz_opaque_callback_data": data}]);
            read(&RawValue::from_string(array.to_string()).unwrap(), &hash_key()).0[0].key.clone()
        };
        assert_eq!(status(&data), StatusKey::Outbox(outbox));
        assert_eq!(status("out:01JEXAMPLE1042:1"), StatusKey::Wamid("wamid.out".to_owned()));
    }

    proptest::proptest! {
        #[test]
        fn statuses_merge_the_same_in_any_order(ranks in proptest::collection::vec((0_u8..5, proptest::option::of(0_u32..3)), 0..6)) {
            let all = [Delivery::Unknown, Delivery::Sent, Delivery::Delivered, Delivery::Read, Delivery::Played];
            let known = |(rank, failed_code): &(u8, Option<u32>)| Known {
                delivery: all[usize::from(*rank)],
                failed_code: *failed_code,
                price: failed_code.map(|code| Price::new("utility", ["regular", "?", "free_entry_point"][code as usize], None)),
                free_until_ms: failed_code.map(i64::from),
            };
            let forwards = ranks.iter().map(known).fold(Known::default(), Known::merged);
            let backwards = ranks.iter().rev().map(known).fold(Known::default(), Known::merged);
            let twice = ranks.iter().chain(&ranks).map(known).fold(Known::default(), Known::merged);
            proptest::prop_assert_eq!(forwards, backwards);
            proptest::prop_assert_eq!(forwards, twice);
        }
    }
}
