use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use common::{clock::ManualClock, metrics::Registry, retry::RetryPolicy, rng::SeededRng};
use conversation::catalogue::Catalogue as _;
use domain::{ids::CategoryId, shop::Stock};
use serde_json::{Value, json};

use super::*;
use crate::{
    catalogue::{CatalogueHandle, shelf::Shelf, wire::WireVariation},
    shop::{client::ReadError, port::Failure},
};

/// A shop in memory: products as `wc/v3` would write them.
#[derive(Clone, Default)]
struct Model(Arc<ModelState>);

#[derive(Default)]
struct ModelState {
    products: Mutex<BTreeMap<u64, Value>>,
    variations: Mutex<BTreeMap<u64, Vec<Value>>>,
    /// Answers that fail before the next good one.
    failures: AtomicUsize,
    /// Pages larger than this are too large; 0 for none.
    page_max: AtomicUsize,
    /// A product that is skipped by the next reading of everything, as lists that move do.
    skipped: Mutex<Option<u64>>,
    asked: Mutex<Vec<Ask>>,
}

impl Model {
    fn put(&self, id: u64, change: impl FnOnce(&mut Value)) {
        let mut products = self.0.products.lock().unwrap();
        let product = products.entry(id).or_insert_with(|| {
            json!({
                "id": id, "name": format!("Widget {id}"), "type": "simple", "status": "publish", "sku": format!("W-{id}"),
                "price": "12.50", "purchasable": true, "stock_status": "instock", "manage_stock": true,
                "stock_quantity": 5, "categories": [{"id": 16}], "date_modified_gmt": "2026-11-23T00:00:00",
            })
        });
        change(product);
    }

    fn forget(&self) -> Vec<Ask> {
        std::mem::take(&mut self.0.asked.lock().unwrap())
    }

    fn found(&self, which: &Which) -> Vec<Value> {
        let products = self.0.products.lock().unwrap();
        let after = |product: &&Value, moment: &str| product["date_modified_gmt"].as_str().unwrap() > moment;
        let is_binned = |product: &&Value| product["status"] == "trash";
        let products = products.values();
        match which {
            Which::Published => products.filter(|product| product["status"] == "publish").cloned().collect(),
            Which::Latest => {
                let latest =
                    products.max_by_key(|product| product["date_modified_gmt"].as_str().unwrap().to_owned());
                latest.into_iter().cloned().collect()
            }
            Which::ModifiedAfter(moment) => {
                products.filter(|product| after(product, moment) && !is_binned(product)).cloned().collect()
            }
            Which::BinnedAfter(moment) => {
                products.filter(|product| after(product, moment) && is_binned(product)).cloned().collect()
            }
            Which::Among(ids) => {
                let among = |product: &&Value| ids.iter().any(|id| product["id"] == id.0);
                products.filter(among).filter(|product| !is_binned(product)).cloned().collect()
            }
        }
    }
}

impl Feed for Model {
    async fn ask(&self, ask: &Ask) -> Result<Told, ReadError> {
        self.0.asked.lock().unwrap().push(ask.clone());
        if self
            .0
            .failures
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1))
            .is_ok()
        {
            return Err(ReadError::Failed(Failure::Unknown));
        }
        Ok(match ask {
            Ask::Facts => Told::Facts(
                serde_json::from_value(json!([
                    {"id": "woocommerce_currency", "value": "KES"}, {"id": "woocommerce_price_num_decimals", "value": "2"},
                    {"id": "woocommerce_default_country", "value": "KE:KE30"},
                ]))
                .unwrap(),
            ),
            Ask::Categories(_) => Told::Categories(
                serde_json::from_value(json!([{"id": 16, "name": "Hardware &amp; Tools", "parent": 0}])).unwrap(),
            ),
            Ask::Products(which, page) => {
                let page_max = self.0.page_max.load(Ordering::SeqCst);
                if page_max > 0 && page.size as usize > page_max {
                    return Err(ReadError::TooLarge);
                }
                let mut found = self.found(which);
                if *which == Which::Published
                    && let Some(skipped) = self.0.skipped.lock().unwrap().take()
                {
                    found.retain(|product| product["id"] != skipped);
                }
                let total = found.len() as u64;
                let start = (page.number as usize - 1) * page.size as usize;
                let found = found.into_iter().skip(start).take(page.size as usize).collect::<Value>();
                Told::Products(serde_json::from_value(found).unwrap(), Some(total))
            }
            Ask::Variations(product, _) => {
                let variations = self.0.variations.lock().unwrap();
                let own = variations.get(&product.0).cloned().unwrap_or_default();
                Told::Variations(serde_json::from_value::<Vec<WireVariation>>(own.into()).unwrap())
            }
        })
    }
}

fn keeper(model: &Model) -> Keeper<Model> {
    keeper_of(model.clone(), Arc::as_ptr(&model.0) as usize)
}

/// Reads a whole shop, for tests that need its catalogue.
pub(crate) async fn read_once<F: Feed + Clone>(feed: &F) -> Shelf {
    let mut keeper = keeper_of(feed.clone(), 0);
    keeper.fill().await.unwrap();
    keeper.shelf
}

fn keeper_of<F: Feed>(feed: F, unique: usize) -> Keeper<F> {
    let folder = std::env::temp_dir().join(format!("catalogue-test-{}", std::process::id()));
    Keeper {
        feed,
        handle: CatalogueHandle::default(),
        shelf: Shelf::default(),
        metrics: Metrics::register(&Registry::new()).unwrap(),
        rng: Box::new(SeededRng::new(1)),
        stop: CancellationToken::new(),
        snapshot_path: folder.join(format!("{unique:x}.json")),
        instance: "test".into(),
        changed: Vec::new(),
        change: crate::catalogue::shelf::Change::None,
        unsaved: false,
        quiet_polls: 0,
        advanced_ms: 0,
        clock: Arc::new(ManualClock::default()),
        patience: RetryPolicy { initial: Duration::ZERO, cap: Duration::ZERO, attempts_max: 1 },
    }
}

fn shop(products: u64) -> Model {
    let model = Model::default();
    (1..=products).for_each(|id| model.put(id, |_| {}));
    model
}

async fn filled(model: &Model) -> Keeper<Model> {
    let mut keeper = keeper(model);
    keeper.fill().await.unwrap();
    keeper
}

fn notice(product: &Value, topic: &str) -> Notice {
    let element = serde_json::value::to_raw_value(product).unwrap();
    let envelope = Inbound {
        v: 1,
        kind: InboundKind::Product,
        id: "d1".into(),
        field: topic.into(),
        contact: None,
        phone_number_id: None,
        received_at_ms: 0,
        forwards: 0,
        profile: None,
        element: &element,
    };
    Notice::parse(&serde_json::to_vec(&envelope).unwrap()).unwrap()
}

#[tokio::test]
async fn everything_is_read_and_then_known_to_be_everything() {
    let model = shop(250);
    let keeper = filled(&model).await;
    let index = keeper.handle.snapshot();
    assert!(index.is_complete());
    assert_eq!(index.products_count(), 250);
    assert_eq!(index.facts().unwrap().country, "KE");
    assert_eq!(index.categories(None)[0].name, "Hardware & Tools");
    assert_eq!(index.search("w-77", 1)[0].product.price.as_ref().unwrap().minor, 1250);
}

#[tokio::test]
async fn a_shop_in_trouble_is_asked_again_where_it_stopped() {
    let model = shop(250);
    model.0.failures.store(7, Ordering::SeqCst);
    let keeper = filled(&model).await;
    assert_eq!(keeper.handle.snapshot().products_count(), 250);
    assert_eq!(keeper.metrics.catalogue_failures_total.get(), 7);
}

#[tokio::test]
async fn pages_shrink_when_they_are_too_large() {
    let model = shop(250);
    model.0.page_max.store(5, Ordering::SeqCst);
    assert_eq!(filled(&model).await.handle.snapshot().products_count(), 250);
}

#[tokio::test]
async fn a_product_that_a_moving_list_skipped_is_kept_and_one_that_is_gone_is_not() {
    let model = shop(30);
    let mut keeper = filled(&model).await;
    model.put(4, |product| product["status"] = "draft".into());
    model.0.products.lock().unwrap().remove(&5);
    *model.0.skipped.lock().unwrap() = Some(6);
    keeper.fill().await.unwrap();
    let index = keeper.handle.snapshot();
    let known = |id| index.product(ProductId(id)).is_some();
    assert_eq!([known(3), known(4), known(5), known(6)], [true, false, false, true]);
}

#[tokio::test]
async fn a_variable_product_comes_with_its_variations() {
    let model = shop(3);
    model.put(2, |product| product["type"] = "variable".into());
    let own = json!({"id": 90, "sku": "V-90", "price": "9", "stock_status": "instock"});
    let draft = json!({"id": 91, "sku": "V-91", "price": "1", "status": "private"});
    model.0.variations.lock().unwrap().insert(2, vec![own, draft]);
    let keeper = filled(&model).await;
    let product = keeper.handle.snapshot().product(ProductId(2)).unwrap();
    assert_eq!(product.variations.len(), 1);
    assert_eq!(product.price.unwrap().minor, 900);
    assert_eq!(keeper.handle.snapshot().search("v-90", 1)[0].product.id, ProductId(2));
}

#[tokio::test]
async fn polling_finds_what_changed_and_what_went() {
    let model = shop(10);
    let mut keeper = filled(&model).await;
    model.put(3, |product| {
        product["stock_status"] = "outofstock".into();
        product["date_modified_gmt"] = "2026-11-23T00:05:00".into();
    });
    model.put(4, |product| {
        product["status"] = "draft".into();
        product["date_modified_gmt"] = "2026-11-23T00:05:01".into();
    });
    model.put(5, |product| {
        product["status"] = "trash".into();
        product["date_modified_gmt"] = "2026-11-23T00:05:02".into();
    });
    model.put(11, |product| product["date_modified_gmt"] = "2026-11-23T00:05:03".into());
    keeper.poll().await.unwrap();
    keeper.publish().await;
    let index = keeper.handle.snapshot();
    assert_eq!(index.product(ProductId(3)).unwrap().stock, Stock::None);
    assert_eq!(index.product(ProductId(4)), None);
    assert_eq!(index.product(ProductId(5)), None);
    assert_eq!(index.search("widget 11", 1)[0].product.id, ProductId(11));
    assert_eq!(keeper.shelf.modified_to, "2026-11-23T00:05:03");
}

#[tokio::test]
async fn an_import_is_not_read_again_for_ever() {
    let model = shop(10);
    let mut keeper = filled(&model).await;
    let clock = ManualClock::default();
    keeper.clock = Arc::new(clock.clone());
    let since = |asked: Vec<Ask>| match &asked[0] {
        Ask::Products(Which::ModifiedAfter(moment), _) => moment.clone(),
        other => panic!("{other:?}"),
    };
    model.forget();
    keeper.poll().await.unwrap();
    assert_eq!(since(model.forget()), "2026-11-22T23:58:00");
    clock.advance(OVERLAP + Duration::from_secs(1));
    keeper.poll().await.unwrap();
    assert_eq!(since(model.forget()), "2026-11-23T00:00:00");
}

#[tokio::test]
async fn webhooks_change_products_and_variations() {
    let model = shop(3);
    model.put(2, |product| product["type"] = "variable".into());
    model
        .0
        .variations
        .lock()
        .unwrap()
        .insert(2, vec![json!({"id": 90, "price": "9", "stock_status": "instock"})]);
    let mut keeper = filled(&model).await;
    let mut sold_out = model.0.products.lock().unwrap()[&1].clone();
    sold_out["stock_quantity"] = 0.into();
    keeper.take_up(notice(&sold_out, "product.updated")).await.unwrap();
    let variation = json!({
        "id": 90, "name": "Widget 2 - S", "type": "variation", "status": "publish", "parent_id": 2, "price": "7",
        "purchasable": true, "stock_status": "instock", "attributes": [{"id": 1, "name": "Size", "slug": "pa_size", "option": "S"}],
    });
    keeper.take_up(notice(&variation, "product.updated")).await.unwrap();
    keeper.take_up(notice(&json!({"id": 3}), "product.deleted")).await.unwrap();
    keeper.publish().await;
    let index = keeper.handle.snapshot();
    assert_eq!(index.product(ProductId(1)).unwrap().stock, Stock::Available { left: Some(0) });
    let parent = index.product(ProductId(2)).unwrap();
    assert_eq!((parent.price.unwrap().minor, parent.variations[0].choices[0].value.as_str()), (700, "S"));
    assert_eq!(index.product(ProductId(3)), None);
    assert_eq!(index.products_in(CategoryId(16)).len(), 2);
}

#[tokio::test]
async fn a_restart_answers_from_the_file_while_the_shop_is_down() {
    let model = shop(20);
    let first = filled(&model).await;
    let path: PathBuf = first.snapshot_path.clone();
    assert!(path.exists());
    let mut second = keeper(&model);
    second.recall().await;
    let index = second.handle.snapshot();
    assert!(index.is_complete());
    assert_eq!(index.products_count(), 20);
    // A file of another form is no catalogue, and no trouble.
    std::fs::write(&path, r#"{"version":0,"shelf":{}}"#).unwrap();
    let mut third = keeper(&model);
    third.recall().await;
    assert_eq!(third.handle.snapshot().products_count(), 0);
    std::fs::remove_file(&path).unwrap();
}

#[tokio::test]
async fn stopping_ends_a_fill_that_cannot_go_on() {
    let model = shop(1);
    model.0.failures.store(usize::MAX, Ordering::SeqCst);
    let keeper = keeper(&model);
    let stop = keeper.stop.clone();
    let (_sender, notices) = mpsc::channel(1);
    let run = tokio::spawn(keeper.run(Duration::from_millis(1), notices));
    while model.0.asked.lock().unwrap().len() < 10 {
        tokio::task::yield_now().await;
    }
    stop.cancel();
    run.await.unwrap();
}

#[tokio::test]
async fn the_running_keeper_takes_up_webhooks_and_polls() {
    let model = shop(5);
    let keeper = keeper(&model);
    let (handle, stop) = (keeper.handle.clone(), keeper.stop.clone());
    let (sender, notices) = mpsc::channel(8);
    let run = tokio::spawn(keeper.run(Duration::from_millis(1), notices));
    sender.send(notice(&json!({"id": 2}), "product.deleted")).await.unwrap();
    model.put(9, |product| product["date_modified_gmt"] = "2026-11-23T00:09:00".into());
    while handle.snapshot().product(ProductId(2)).is_some()
        || handle.snapshot().product(ProductId(9)).is_none()
    {
        tokio::task::yield_now().await;
    }
    stop.cancel();
    run.await.unwrap();
}

#[test]
fn what_is_no_product_webhook_is_no_notice() {
    assert!(Notice::parse(b"junk").is_none());
    let order =
        br#"{"v":1,"kind":"order","id":"x","field":"order.updated","received_at_ms":0,"element":{"id":1}}"#;
    assert!(Notice::parse(order).is_none());
}

#[test]
fn moments_go_back_over_midnight() {
    assert_eq!(earlier("2026-11-23T00:00:30").as_deref(), Some("2026-11-22T23:58:30"));
    assert_eq!(earlier(""), None);
    assert_eq!(earlier("yesterday"), None);
}
