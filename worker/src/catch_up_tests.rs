//! Catching up, with a model of the shop and a broker that keeps what it is given.

use std::sync::{
    Mutex,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use common::{
    broker::{
        Broker, PublishError,
        port::{BrokerPort, Source, SubscriptionPort},
    },
    clock::ManualClock,
};
use futures_util::future::BoxFuture;
use serde_json::{json, value::to_raw_value};

use super::*;
use crate::shop::port::Failure;

/// 3 November 2026, 10:00 GMT.
const NOW_MS: i64 = 1_793_700_000_000;

#[derive(Default)]
struct FakeBroker {
    taken: Mutex<Vec<(String, String)>>,
    is_away: AtomicBool,
}

impl BrokerPort for FakeBroker {
    fn publish(&self, messages: Vec<Message>) -> BoxFuture<'_, Result<(), PublishError>> {
        Box::pin(async move {
            if self.is_away.load(Ordering::Relaxed) {
                return Err(PublishError::NotConnected);
            }
            for message in messages {
                self.taken.lock().unwrap().push((message.key, message.message_id.unwrap()));
            }
            Ok(())
        })
    }

    fn refusal(&self) -> Option<PublishError> {
        None
    }

    fn connected(&self) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }

    fn subscribe(&self, _: Source<'_>, _: u16) -> BoxFuture<'static, Box<dyn SubscriptionPort>> {
        Box::pin(std::future::pending())
    }

    fn waiting(&self, _: &str) -> BoxFuture<'_, Option<u32>> {
        Box::pin(async { None })
    }
}

/// Orders by number, with the second of the hour in which each was modified.
#[derive(Clone)]
struct FakeShop {
    orders: Arc<Mutex<BTreeMap<u64, u32>>>,
    /// What they cost.
    total: Arc<AtomicUsize>,
    /// Pages that are answered.
    pages_max: Arc<AtomicUsize>,
    is_down: Arc<AtomicBool>,
    asked: Arc<Mutex<Vec<String>>>,
    enabled: Arc<Mutex<Vec<u64>>>,
}

impl FakeShop {
    fn new() -> Self {
        Self {
            orders: Arc::default(),
            total: Arc::default(),
            pages_max: Arc::new(AtomicUsize::new(usize::MAX)),
            is_down: Arc::default(),
            asked: Arc::default(),
            enabled: Arc::default(),
        }
    }
}

fn moment(second: u32) -> String {
    format!("2026-11-03T09:{:02}:{:02}", second / 60, second % 60)
}

impl Orders for FakeShop {
    async fn modified_after(&self, since: &str, page: u32) -> Result<Vec<Box<RawValue>>, ReadError> {
        if self.is_down.load(Ordering::Relaxed) || page as usize > self.pages_max.load(Ordering::Relaxed) {
            return Err(ReadError::Failed(Failure::Unknown));
        }
        self.asked.lock().unwrap().push(since.to_owned());
        let mut found: Vec<(String, u64)> =
            self.orders.lock().unwrap().iter().map(|(id, second)| (moment(*second), *id)).collect();
        found.sort();
        found.retain(|(modified, _)| modified.as_str() > since);
        let from = (page as usize - 1) * PAGE;
        let order = |(modified, id): &(String, u64)| {
            to_raw_value(&json!({
                "id": id, "status": "processing", "currency": "KES", "total": self.total.load(Ordering::Relaxed).to_string(), "line_items": [],
                "date_modified_gmt": modified, "billing": {"phone": "+254700000001"},
            }))
            .unwrap()
        };
        Ok(found.iter().skip(from).take(PAGE).map(order).collect())
    }

    async fn disabled_webhooks(&self) -> Result<Vec<Webhook>, ReadError> {
        let webhook = |id, topic: &str, url: &str| Webhook {
            id,
            topic: Text(topic.into()),
            delivery_url: Text(url.into()),
        };
        Ok(vec![
            webhook(1, "order.updated", "https://bot.example/webhooks/woocommerce"),
            webhook(2, "order.updated", "https://elsewhere.example/hook"),
            webhook(3, "customer.created", "https://bot.example/webhooks/woocommerce"),
        ])
    }

    async fn enable_webhook(&self, id: u64) -> Result<(), ReadError> {
        self.enabled.lock().unwrap().push(id);
        Ok(())
    }
}

struct Bench {
    shop: FakeShop,
    broker: Arc<FakeBroker>,
    catch_up: CatchUp<FakeShop>,
    reached: Reached,
}

impl Bench {
    fn new() -> Self {
        let (shop, broker) = (FakeShop::new(), Arc::new(FakeBroker::default()));
        let port: Arc<dyn BrokerPort> = Arc::clone(&broker) as _;
        let registry = prometheus::Registry::new();
        let catch_up = CatchUp {
            orders: shop.clone(),
            publisher: Broker::through(port).publisher(),
            shards: "16".parse().unwrap(),
            key: "07".repeat(32).parse().unwrap(),
            file: {
                static COUNT: AtomicUsize = AtomicUsize::new(0);
                let count = COUNT.fetch_add(1, Ordering::Relaxed);
                std::env::temp_dir().join(format!("orders-read-to-{}-{count}", std::process::id()))
            },
            clock: Arc::new(ManualClock::new(NOW_MS)),
            metrics: Metrics::register(&registry).unwrap(),
        };
        Self { shop, broker, catch_up, reached: Reached { moment: moment(0), ..Reached::default() } }
    }

    fn modify(&self, id: u64, second: u32) {
        self.shop.orders.lock().unwrap().insert(id, second);
    }

    async fn round(&mut self) -> Vec<String> {
        let before = self.broker.taken.lock().unwrap().len();
        let _ = self.catch_up.round(&mut self.reached).await;
        self.broker.taken.lock().unwrap()[before..].iter().map(|(_, id)| without_mark(id)).collect()
    }
}

/// The name of a message without the mark of its content.
fn without_mark(name: &str) -> String {
    name.rsplit_once(':').map(|(rest, _)| rest.to_owned()).unwrap_or_default()
}

#[tokio::test]
async fn two_changes_within_one_second_are_both_sent_each_once() {
    let mut bench = Bench::new();
    bench.modify(7, 10);
    assert_eq!(bench.round().await.len(), 1);
    // A payment, say, right after we had written a fact; the shop's moments are whole seconds.
    bench.shop.total.store(9, Ordering::Relaxed);
    assert_eq!(bench.round().await, [format!("order:7:{}", moment(10))]);
    assert!(bench.round().await.is_empty(), "known already");
    let taken = bench.broker.taken.lock().unwrap().clone();
    assert_ne!(taken[0].1, taken[1].1, "a worker would take the second for a repetition");
}

#[tokio::test]
async fn each_modification_is_sent_once_to_the_buyers_shard() {
    let mut bench = Bench::new();
    bench.modify(7, 10);
    bench.modify(8, 20);
    assert_eq!(bench.round().await, [format!("order:7:{}", moment(10)), format!("order:8:{}", moment(20))]);
    assert!(bench.round().await.is_empty(), "known already");
    bench.modify(7, 21);
    // Visible late, with an earlier moment than what was read before.
    bench.modify(9, 15);
    assert_eq!(bench.round().await, [format!("order:9:{}", moment(15)), format!("order:7:{}", moment(21))]);
    let shard = bench.catch_up.key.contact_key("254700000001").shard(bench.catch_up.shards);
    let keys: BTreeSet<String> =
        bench.broker.taken.lock().unwrap().iter().map(|(key, _)| key.clone()).collect();
    assert_eq!(keys, BTreeSet::from([topology::shard_key(shard.0)]));
}

#[tokio::test]
async fn more_than_a_page_is_read_to_its_end() {
    let mut bench = Bench::new();
    for id in 0..250 {
        bench.modify(id, 1 + u32::try_from(id).unwrap());
    }
    assert_eq!(bench.round().await.len(), 250);
    assert_eq!(bench.reached.moment, moment(250));
}

#[tokio::test]
async fn what_the_broker_did_not_take_is_sent_by_a_later_round() {
    let mut bench = Bench::new();
    bench.modify(7, 10);
    bench.broker.is_away.store(true, Ordering::Relaxed);
    assert!(bench.round().await.is_empty());
    assert_eq!(bench.reached.moment, moment(0), "the moment did not move");
    bench.broker.is_away.store(false, Ordering::Relaxed);
    bench.shop.is_down.store(true, Ordering::Relaxed);
    assert!(bench.round().await.is_empty());
    bench.shop.is_down.store(false, Ordering::Relaxed);
    assert_eq!(bench.round().await.len(), 1);
}

#[tokio::test]
async fn a_round_that_breaks_off_is_gone_on_with_and_nothing_is_passed_over() {
    let mut bench = Bench::new();
    for id in 0..150 {
        bench.modify(id, 1 + u32::try_from(id).unwrap());
    }
    // The second page does not come.
    bench.shop.pages_max.store(1, Ordering::Relaxed);
    assert_eq!(bench.round().await.len(), PAGE);
    assert_eq!(bench.reached.moment, moment(0));
    bench.shop.pages_max.store(usize::MAX, Ordering::Relaxed);
    assert_eq!(bench.round().await.len(), 50, "what was sent is not sent again");
    assert_eq!(bench.reached.moment, moment(150));
}

#[tokio::test]
async fn the_moment_reached_survives_a_restart_and_a_lost_file_costs_a_day() {
    let bench = Bench::new();
    let recalled = bench.catch_up.recalled().await;
    let now = Timestamp::from_millisecond(NOW_MS).unwrap().strftime(MOMENT).to_string();
    assert_eq!(Some(recalled), earlier(&now, FIRST_LOOK_BACK));
    bench.catch_up.keep(&moment(42)).await;
    assert_eq!(bench.catch_up.recalled().await, moment(42));
    std::fs::write(&bench.catch_up.file, "half a mom").unwrap();
    assert_ne!(bench.catch_up.recalled().await, "half a mom");
    std::fs::remove_file(&bench.catch_up.file).unwrap();
}

#[tokio::test]
async fn only_webhooks_of_ours_are_switched_on_again() {
    let bench = Bench::new();
    bench.catch_up.look_at_webhooks().await;
    assert_eq!(*bench.shop.enabled.lock().unwrap(), [1]);
}

#[tokio::test]
async fn only_whoever_has_the_first_shard_catches_up() {
    let bench = Bench::new();
    let (shards, ours) = watch::channel(BTreeSet::from([3]));
    let stop = CancellationToken::new();
    let asked = Arc::clone(&bench.shop.asked);
    let running = common::task::spawn(bench.catch_up.run(ours, Duration::from_mins(1), stop.clone()));
    tokio::task::yield_now().await;
    assert!(asked.lock().unwrap().is_empty());
    shards.send_replace(BTreeSet::from([0, 3]));
    while asked.lock().unwrap().is_empty() {
        tokio::task::yield_now().await;
    }
    stop.cancel();
    running.await.unwrap();
}
