//! The broker module against a real RabbitMQ, each test in a virtual host of its own.
//!
//! `TEST_AMQP_URL` and `TEST_MANAGEMENT_URL` name the node; `deploy/scripts/test.sh` starts one and sets them. Without
//! them these tests say so and end.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should end right there")]

use std::{collections::BTreeMap, time::Duration};

use common::{
    broker::{Broker, Message, PublishError, Subscription, topology},
    clock::SystemClock,
    http_client::{self, HttpLimits},
    secret::Secret,
};
use serde_json::Value;
use tokio_util::sync::CancellationToken;

/// Longest wait for something that must happen.
const PATIENCE: Duration = Duration::from_secs(20);

/// A virtual host that is gone at the end of its test.
struct Host {
    name: String,
    management: url::Url,
    client: reqwest::Client,
    amqp: Secret,
    shutdown: CancellationToken,
}

impl Host {
    async fn new() -> Option<Self> {
        let (Ok(amqp), Ok(management)) =
            (std::env::var("TEST_AMQP_URL"), std::env::var("TEST_MANAGEMENT_URL"))
        else {
            eprintln!("skipped: TEST_AMQP_URL and TEST_MANAGEMENT_URL are not set");
            return None;
        };
        let name = format!("test-{}", uuid::Uuid::new_v4());
        let mut amqp: url::Url = amqp.parse().unwrap();
        amqp.set_path(&name);
        let host = Self {
            name,
            management: management.parse().unwrap(),
            client: http_client::client(&HttpLimits::default()).unwrap(),
            amqp: Secret::new(amqp.to_string()),
            shutdown: CancellationToken::new(),
        };
        host.call(reqwest::Method::PUT, &format!("vhosts/{}", host.name), None).await;
        let all = serde_json::json!({"configure": ".*", "write": ".*", "read": ".*"});
        let user = host.management.username().to_owned();
        host.call(reqwest::Method::PUT, &format!("permissions/{}/{user}", host.name), Some(all)).await;
        Some(host)
    }

    async fn call(&self, method: reqwest::Method, path: &str, body: Option<Value>) -> Value {
        let mut address = self.management.join("/api/").unwrap().join(path).unwrap();
        let (user, password) =
            (self.management.username().to_owned(), self.management.password().map(str::to_owned));
        address.set_username("").unwrap();
        address.set_password(None).unwrap();
        let mut request = self.client.request(method, address).basic_auth(user, password);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await.unwrap();
        assert!(
            response.status().is_success() || response.status().as_u16() == 404,
            "{path}: {}",
            response.status()
        );
        response.json().await.unwrap_or(Value::Null)
    }

    async fn broker(&self) -> Broker {
        let broker = Broker::start(&self.amqp, "test", 4, self.shutdown.clone());
        tokio::time::timeout(PATIENCE, broker.wait_connected()).await.unwrap();
        broker
    }

    /// Cuts both connections of this host's one process, as a restart of the broker does.
    async fn cut_connections(&self) {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        // The management interface learns of connections a moment late, and of one before the other.
        let connections = loop {
            let path = format!("vhosts/{}/connections", self.name);
            let listed = self.call(reqwest::Method::GET, &path, None).await;
            let listed = listed.as_array().cloned().unwrap_or_default();
            if listed.len() == 2 {
                break listed;
            }
            assert!(tokio::time::Instant::now() < deadline, "{} connections are listed", listed.len());
            tokio::time::sleep(Duration::from_millis(100)).await;
        };
        for connection in connections {
            let name = connection["name"].as_str().unwrap();
            let path: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
            let path = format!("connections/{}", path.replace('+', "%20"));
            self.call(reqwest::Method::DELETE, &path, None).await;
        }
    }

    async fn end(self) {
        self.shutdown.cancel();
        self.call(reqwest::Method::DELETE, &format!("vhosts/{}", self.name), None).await;
    }
}

fn message(exchange: &'static str, key: &str, text: &str) -> Message {
    Message {
        exchange,
        key: key.to_owned(),
        body: text.as_bytes().to_vec(),
        headers: BTreeMap::from([("kind".to_owned(), "message".to_owned())]),
        message_id: Some(text.to_owned()),
    }
}

async fn texts(subscription: &mut Subscription, count: usize) -> Vec<(String, u64)> {
    let mut taken = Vec::new();
    while taken.len() < count {
        let delivery = tokio::time::timeout(PATIENCE, subscription.next()).await.unwrap().unwrap();
        taken.push((String::from_utf8(delivery.body).unwrap(), delivery.tag));
    }
    taken
}

#[tokio::test]
async fn a_batch_keeps_its_order_and_what_is_not_acknowledged_comes_back_in_order() {
    let Some(host) = Host::new().await else { return };
    let broker = host.broker().await;
    let numbers: Vec<String> = (0..2_500).map(|number| number.to_string()).collect();
    let batch = numbers.iter().map(|number| message(topology::INBOUND, "02", number)).collect();
    broker.publisher().publish_in_order(batch).await.unwrap();

    let mut first = broker.subscribe("inbound.02", 64).await;
    let taken = texts(&mut first, 64).await;
    assert!(taken.iter().zip(&numbers).all(|((text, _), number)| text == number));
    first.ack_up_to(taken[9].1).await.unwrap();
    first.close().await;

    let mut second = broker.subscribe("inbound.02", 64).await;
    let delivery = second.next().await.unwrap();
    assert_eq!(
        (delivery.body.as_slice(), delivery.redelivered, delivery.delivery_count),
        (&b"10"[..], true, 1)
    );
    assert_eq!((delivery.headers["kind"].as_str(), delivery.key.as_str()), ("message", "02"));
    second.ack_up_to(delivery.tag).await.unwrap();
    let mut expected = 11;
    while expected < 2_500 {
        for (text, tag) in texts(&mut second, 1).await {
            assert_eq!(text, expected.to_string());
            second.ack_up_to(tag).await.unwrap();
            expected += 1;
        }
    }
    host.end().await;
}

#[tokio::test]
async fn many_publishers_at_once_are_all_confirmed() {
    let Some(host) = Host::new().await else { return };
    let broker = host.broker().await;
    let tasks: Vec<_> = (0..64)
        .map(|task| {
            let publisher = broker.publisher();
            tokio::spawn(async move {
                for number in 0..20 {
                    let key = topology::shard_key(task % 4);
                    publisher
                        .publish(message(topology::STATUS, &key, &format!("{task}.{number}")))
                        .await
                        .unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let mut count = 0;
    for shard in 0..4 {
        let mut subscription = broker.subscribe(&topology::shard_queue(topology::STATUS, shard), 512).await;
        count += texts(&mut subscription, 320).await.len();
    }
    assert_eq!(count, 1_280);
    host.end().await;
}

#[tokio::test]
async fn nothing_is_unroutable_and_what_goes_astray_is_kept() {
    let Some(host) = Host::new().await else { return };
    let broker = host.broker().await;
    broker.publisher().publish(message(topology::OUTBOUND, "99", "astray")).await.unwrap();
    broker.publisher().publish(message(topology::PARKED, "", "odd")).await.unwrap();
    broker.publisher().publish(message(topology::CATALOGUE, "", "nobody listens")).await.unwrap();
    broker.publisher().publish(message(topology::DEFAULT, topology::ARCHIVE, "kept")).await.unwrap();
    let mut astray = broker.subscribe(topology::UNROUTABLE, 1).await;
    assert_eq!(texts(&mut astray, 1).await[0].0, "astray");
    let mut parked = broker.subscribe(topology::PARKED, 1).await;
    assert_eq!(texts(&mut parked, 1).await[0].0, "odd");
    host.end().await;
}

#[tokio::test]
async fn a_fanout_reaches_every_listener() {
    let Some(host) = Host::new().await else { return };
    let broker = host.broker().await;
    let mut listeners = Vec::new();
    for _ in 0..3 {
        listeners.push(broker.subscribe_fanout(topology::CATALOGUE, 16).await);
    }
    broker.publisher().publish(message(topology::CATALOGUE, "", "product")).await.unwrap();
    for listener in &mut listeners {
        assert_eq!(texts(listener, 1).await[0].0, "product");
    }
    host.end().await;
}

#[tokio::test]
async fn lost_connections_come_back_and_subscriptions_say_that_they_ended() {
    let Some(host) = Host::new().await else { return };
    let broker = host.broker().await;
    let mut subscription = broker.subscribe("inbound.00", 8).await;
    broker.publisher().publish(message(topology::INBOUND, "00", "before")).await.unwrap();
    assert_eq!(texts(&mut subscription, 1).await[0].0, "before");
    host.cut_connections().await;
    assert!(tokio::time::timeout(PATIENCE, subscription.next()).await.unwrap().is_none());

    let again = async {
        loop {
            match broker.publisher().publish(message(topology::INBOUND, "00", "after")).await {
                Ok(()) => return,
                Err(PublishError::NotConnected | PublishError::Channel) => {}
                Err(error) => panic!("{error}"),
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(PATIENCE, again).await.unwrap();
    let mut subscription = tokio::time::timeout(PATIENCE, broker.subscribe("inbound.00", 8)).await.unwrap();
    let taken = texts(&mut subscription, 2).await;
    assert_eq!((taken[0].0.as_str(), taken[1].0.as_str()), ("before", "after"));
    assert!(broker.is_connected());
    host.end().await;
}

#[tokio::test]
async fn two_processes_share_the_shards_and_one_takes_over_when_the_other_leaves() {
    let Some(host) = Host::new().await else { return };
    let start = async |instance: &str| {
        let (sender, receiver) = tokio::sync::watch::channel(std::collections::BTreeSet::new());
        let leave = CancellationToken::new();
        let running = common::assignment::run(
            "worker",
            instance.to_owned(),
            host.broker().await,
            16,
            leave.clone(),
            std::sync::Arc::new(SystemClock),
            sender,
        );
        (tokio::spawn(running), leave, receiver)
    };
    let (first_task, first_leaves, mut first) = start("first").await;
    tokio::time::timeout(PATIENCE, first.wait_for(|shards| shards.len() == 16)).await.unwrap().unwrap();
    let (_second_task, second_leaves, mut second) = start("second").await;
    let waiting = tokio::time::timeout(PATIENCE, second.wait_for(|shards| !shards.is_empty())).await;
    let shared = waiting.unwrap().unwrap().clone();
    tokio::time::timeout(
        PATIENCE,
        first.wait_for(|shards| shards.is_disjoint(&shared) && shards.len() + shared.len() == 16),
    )
    .await
    .unwrap()
    .unwrap();
    first_leaves.cancel();
    first_task.await.unwrap();
    tokio::time::timeout(PATIENCE, second.wait_for(|shards| shards.len() == 16)).await.unwrap().unwrap();
    second_leaves.cancel();
    host.end().await;
}

#[tokio::test]
async fn a_broker_that_is_not_there_is_reported_at_once() {
    let shutdown = CancellationToken::new();
    let broker =
        Broker::start(&Secret::new("amqp://guest:guest@127.0.0.1:1/%2f"), "test", 4, shutdown.clone());
    assert!(!broker.is_connected() && !broker.is_blocked());
    let refused = broker.publisher().publish(message(topology::INBOUND, "00", "x")).await;
    assert_eq!(refused, Err(PublishError::NotConnected));
    shutdown.cancel();
}

#[tokio::test]
async fn a_subscription_whose_queue_is_gone_has_ended_for_good() {
    let Some(host) = Host::new().await else { return };
    let broker = host.broker().await;
    let mut subscription = broker.subscribe("inbound.01", 4).await;
    let path = format!("queues/{}/inbound.01", host.name);
    host.call(reqwest::Method::DELETE, &path, None).await;
    for _ in 0..2 {
        let ended = tokio::time::timeout(PATIENCE, subscription.next()).await;
        assert!(ended.expect("told, however often it is asked").is_none());
    }
    host.end().await;
}

#[tokio::test]
async fn what_waits_in_a_queue_is_counted() {
    let Some(host) = Host::new().await else { return };
    let broker = host.broker().await;
    let other = broker.subscribe("inbound.02", 4).await;
    assert_eq!(broker.waiting("inbound.01").await, Some(0));
    broker.publisher().publish(message("inbound", "01", "x")).await.unwrap();
    let deadline = tokio::time::Instant::now() + PATIENCE;
    while broker.waiting("inbound.01").await != Some(1) {
        assert!(tokio::time::Instant::now() < deadline);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(broker.waiting("nowhere").await, None);
    other.close().await;
    host.end().await;
}

#[tokio::test]
async fn a_process_with_another_number_of_shards_is_kept_out() {
    let Some(host) = Host::new().await else { return };
    let _four = host.broker().await;
    let eight = Broker::start(&host.amqp, "test", 8, host.shutdown.clone());
    let connected = tokio::time::timeout(Duration::from_secs(2), eight.wait_connected()).await;
    assert!(connected.is_err() && !eight.is_connected());
    host.end().await;
}

#[tokio::test]
async fn a_full_queue_refuses_and_takes_again_when_there_is_room() {
    let Some(host) = Host::new().await else { return };
    let broker = host.broker().await;
    let other = topology::shard_queue(topology::INBOUND, 1);
    let policy = serde_json::json!({"pattern": "^inbound[.]00$", "apply-to": "queues",
        "definition": {"max-length": 1}});
    let path = format!("policies/{}/full", host.name);
    host.call(reqwest::Method::PUT, &path, Some(policy)).await;
    let mut stored = Vec::new();
    let refused = async {
        // The broker takes a little more than the limit says, and refuses then.
        for number in 0..10_000 {
            let text = number.to_string();
            match broker.publisher().publish(message(topology::INBOUND, "00", &text)).await {
                Ok(()) => stored.push(text),
                Err(error) => return Some(error),
            }
        }
        None
    };
    let refused = tokio::time::timeout(PATIENCE, refused).await.unwrap();
    assert_eq!(refused, Some(PublishError::Nacked));
    broker.publisher().publish(message(topology::INBOUND, "01", "elsewhere")).await.unwrap();
    assert!(broker.is_connected(), "a refusal is no broken channel");

    // Everything that was confirmed is there, nothing of what was refused, and then there is room again.
    let mut subscription = broker.subscribe("inbound.00", 64).await;
    let taken = texts(&mut subscription, stored.len()).await;
    assert!(taken.iter().map(|(text, _)| text).eq(&stored));
    subscription.ack_up_to(taken.last().unwrap().1).await.unwrap();
    let again = async {
        while broker.publisher().publish(message(topology::INBOUND, "00", "later")).await.is_err() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(PATIENCE, again).await.unwrap();
    assert_eq!(texts(&mut subscription, 1).await[0].0, "later");
    let mut neighbour = broker.subscribe(&other, 1).await;
    assert_eq!(texts(&mut neighbour, 1).await[0].0, "elsewhere");
    host.end().await;
}

#[tokio::test]
async fn a_shard_that_lost_its_binding_loses_no_message() {
    let Some(host) = Host::new().await else { return };
    let broker = host.broker().await;
    let path = format!("bindings/{}/e/inbound/q/inbound.02/02", host.name);
    host.call(reqwest::Method::DELETE, &path, None).await;
    // Stored, though not where it should be: the queue of what went astray is watched.
    broker.publisher().publish(message(topology::INBOUND, "02", "astray")).await.unwrap();
    let mut astray = broker.subscribe(topology::UNROUTABLE, 1).await;
    assert_eq!(texts(&mut astray, 1).await[0].0, "astray");
    // With that queue gone as well nothing takes it, and the publisher is told so.
    host.call(reqwest::Method::DELETE, &format!("queues/{}/unroutable", host.name), None).await;
    let lost = broker.publisher().publish(message(topology::INBOUND, "02", "lost")).await;
    assert_eq!(lost, Err(PublishError::Returned));
    // Whoever connects next puts all of it right.
    let next = host.broker().await;
    next.publisher().publish(message(topology::INBOUND, "02", "found")).await.unwrap();
    let mut shard = next.subscribe("inbound.02", 1).await;
    assert_eq!(texts(&mut shard, 1).await[0].0, "found");
    host.end().await;
}

#[tokio::test]
async fn what_cannot_be_parked_stays_where_it_is() {
    /// The broker gives up on a message after this many deliveries.
    const DELIVERIES: usize = 21;
    let Some(host) = Host::new().await else { return };
    let broker = host.broker().await;
    host.call(reqwest::Method::DELETE, &format!("queues/{}/parked", host.name), None).await;
    broker.publisher().publish(message(topology::INBOUND, "03", "odd")).await.unwrap();
    for _ in 0..DELIVERIES {
        let mut subscription = broker.subscribe("inbound.03", 1).await;
        assert_eq!(texts(&mut subscription, 1).await[0].0, "odd");
        subscription.close().await;
    }
    // It is delivered no more, and it is not gone: the source keeps it until somebody takes it.
    let deadline = tokio::time::Instant::now() + PATIENCE;
    loop {
        let queue = host.call(reqwest::Method::GET, &format!("queues/{}/inbound.03", host.name), None).await;
        if queue["messages_ready"] == 0 && queue["messages_dlx"] == 1 {
            break;
        }
        assert!(
            tokio::time::Instant::now() < deadline,
            "ready {} dead {}",
            queue["messages_ready"],
            queue["messages_dlx"]
        );
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    host.end().await;
}
