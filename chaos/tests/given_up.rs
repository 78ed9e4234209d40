//! What a chaos run found: an owner that stopped while it was still subscribing left a consumer behind, which kept the
//! queue's only place for as long as its process lived.

use std::collections::BTreeMap;
use std::time::Duration;

use common::broker::{Broker, Message, topology};
use common::http_client::{self, HttpLimits};
use common::secret::Secret;
use tokio_util::sync::CancellationToken;

/// Longest wait for something that must happen.
const PATIENCE: Duration = Duration::from_secs(20);
/// Moments at which it is given up, so far apart.
const MOMENTS: u32 = 60;
const MOMENT: Duration = Duration::from_micros(100);

#[tokio::test]
async fn a_subscription_given_up_half_way_takes_no_message() {
    let limits = HttpLimits { connect: PATIENCE, total: PATIENCE };
    let host =
        journeys::broker::Broker::shared("given-up", &http_client::client(&limits).unwrap()).await.unwrap();
    let shutdown = CancellationToken::new();
    let broker = Broker::start(&Secret::new(host.amqp_url.clone()), "test", 4, shutdown.clone());
    broker.wait_connected().await;
    broker.subscribe("inbound.01", 8).await.close().await;
    for moment in 0..MOMENTS {
        let _given_up = tokio::time::timeout(moment * MOMENT, broker.subscribe("inbound.01", 8)).await;
    }
    let message = Message {
        exchange: topology::INBOUND,
        key: topology::shard_key(1),
        body: b"hello".to_vec(),
        headers: BTreeMap::new(),
        message_id: None,
    };
    broker.publisher().publish(message).await.unwrap();
    let mut owner = broker.subscribe("inbound.01", 8).await;
    let delivery =
        tokio::time::timeout(PATIENCE, owner.next()).await.expect("somebody else took it").unwrap();
    assert_eq!(delivery.body, b"hello");
    shutdown.cancel();
    host.remove().await.unwrap();
}
