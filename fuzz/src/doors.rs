//! What strangers can reach: signatures, webhook bodies, and the deliveries that ingress makes of them.

use std::collections::BTreeMap;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use common::{secret::Secret, signature::WebhookKeys};
use domain::{ShardCount, envelope};
use hmac::{Hmac, KeyInit as _, Mac as _};
use ingress::routed::{Destination, ID_BYTES_MAX, Routed};
use sha2::Sha256;
use worker::shard::incoming::{self, Kind};

use crate::{NOW_MS, SHARDS, hash_key, line};

const SECRETS: [&str; 2] = ["old secret", "new secret"];

/// A line with the header, then the body. Only the two right signatures are taken, in both forms.
#[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
pub fn signature(mut data: &[u8]) {
    let header = String::from_utf8_lossy(line(&mut data));
    let keys = WebhookKeys::new(&SECRETS.map(Secret::new));
    let mut right = Vec::new();
    for secret in SECRETS {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any length will do");
        mac.update(data);
        let digest = mac.finalize().into_bytes();
        right.push((format!("sha256={}", hex::encode(digest)), BASE64_STANDARD.encode(digest)));
    }
    for (index, (hex, base64)) in right.iter().enumerate() {
        assert_eq!(keys.verify_hex(hex, data), Some(index), "a right signature is refused");
        assert_eq!(keys.verify_base64(base64, data), Some(index), "a right signature is refused");
    }
    let wanted_hex = right.iter().position(|(hex, _)| *hex == header);
    assert_eq!(keys.verify_hex(&header, data), wanted_hex, "a wrong signature is taken");
    let wanted_base64 = right.iter().position(|(_, base64)| *base64 == header);
    assert_eq!(keys.verify_base64(&header, data), wanted_base64, "a wrong signature is taken");
}

/// A body of Meta. Something comes of every body, each piece can be read by whoever gets it, the same body gives the
/// same pieces.
pub fn whatsapp_body(data: &[u8]) {
    let split = || ingress::whatsapp::split::split(data, NOW_MS, &hash_key(), shards());
    let pieces = split();
    check_pieces(&pieces);
    assert!(pieces == split(), "the same body was split differently");
}

/// A line with the topic, a line with the delivery's id, then the body of a webhook of the shop.
pub fn shop_body(mut data: &[u8]) {
    let topic = String::from_utf8_lossy(line(&mut data)).into_owned();
    let id = String::from_utf8_lossy(line(&mut data)).into_owned();
    let delivery = ingress::woocommerce::split::Delivery { topic: &topic, id: &id };
    let split = || ingress::woocommerce::split::split(data, delivery, NOW_MS, &hash_key(), shards());
    let pieces = split();
    check_pieces(&pieces);
    assert!(pieces == split(), "the same body was split differently");
}

fn shards() -> ShardCount {
    #[expect(clippy::expect_used, reason = "a constant")]
    SHARDS.try_into().expect("a valid number of shards")
}

fn check_pieces(pieces: &[Routed]) {
    for piece in pieces {
        assert!(!piece.id.is_empty() && piece.id.len() <= ID_BYTES_MAX + 64, "a key without bound");
        let shard = match piece.destination {
            Destination::Inbound(shard) | Destination::Status(shard) => shard.0,
            Destination::Catalogue | Destination::EveryNotifier => 0,
            Destination::Parked(_) => continue,
        };
        assert!(shard < SHARDS, "a shard that does not exist");
        let read = serde_json::from_slice::<envelope::Inbound<'_>>(&piece.body);
        assert!(read.is_ok_and(|read| read.id == piece.id), "an envelope that its reader cannot read");
        if matches!(piece.destination, Destination::Inbound(_)) {
            inbound(&piece.body);
        }
    }
}

/// A delivery of the broker. The worker's door makes something of every one, and the same when it is held and read again.
pub fn inbound(data: &[u8]) {
    let key = hash_key();
    let read = incoming::read(data, BTreeMap::new(), &key, NOW_MS);
    let again = incoming::read(read.body.as_bytes(), BTreeMap::new(), &key, NOW_MS);
    assert_eq!(read.kind, again.kind, "a held message changed");
    assert_eq!(read.contact, again.contact, "a held message changed its sender");
    if std::str::from_utf8(data).is_ok() {
        assert_eq!(read.id, again.id, "a held message changed its id");
    }
    if let Kind::Message(message) = &read.kind {
        assert_eq!(read.contact, Some(key.contact(&message.from)), "a message in another one's lane");
    }
}
