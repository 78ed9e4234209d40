//! What this version stores, frozen in `worker/frozen/v1`: every later version must read it and go on from it.
//!
//! The examples are never written again. A form that is new needs an example of its own, and a test here fails until
//! there is one; `write_the_examples_that_are_missing` makes it, and never touches what is there.

use std::{fs, path::PathBuf};

use conversation::effect::{OrderWish, ShopEffect};
use domain::shop::Address;
use serde_json::{Value, json};

use super::{
    model::{How, World},
    *,
};
use crate::{
    effects::{Protocol, Scene, Step, session::Session},
    shard::lane::LaneState,
};

const NOW_MS: i64 = 1_795_000_000_000;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("frozen/v1")
}

/// Reads the examples of one kind: name and content.
fn examples(kind: &str) -> BTreeMap<String, Value> {
    fs::read_dir(folder().join(kind))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap())
        })
        .collect()
}

/// Returns the names that a tagged form knows, as its reader lists them when it meets one that it does not know.
fn known_names(error: &str) -> BTreeSet<String> {
    let (_, list) = error.split_once("expected ").unwrap();
    let names: BTreeSet<String> = list.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    assert!(!names.is_empty(), "{error}");
    names
}

fn refused(progress: &Value) -> String {
    serde_json::from_value::<Protocol>(progress.clone()).unwrap_err().to_string()
}

/// What a new owner does first with an effect.
fn first_step(progress: &Value) -> String {
    let mut protocol: Protocol = serde_json::from_value(progress.clone()).unwrap();
    let mut session = Session { token: Some(CartToken("t".into())), ..Session::default() };
    let mut scene = Scene {
        now_ms: NOW_MS + 30_000,
        session: &mut session,
        op_key: &OpKey("op".into()),
        contact: key().contact(&buyer()),
        phone: Some("+254700000001"),
        settle_ms: SETTLE_MS,
    };
    match protocol.resume(&mut scene) {
        Step::Call(request) => request.label().to_owned(),
        Step::Wait { .. } => "wait".to_owned(),
        Step::Report(_) => "report".to_owned(),
        Step::Finish(_) => "finish".to_owned(),
    }
}

#[test]
fn every_frozen_effect_is_read_and_goes_on_as_it_did() {
    for (name, example) in examples("effects") {
        assert_eq!(first_step(&example["progress"]), example["goes_on_with"].as_str().unwrap(), "{name}");
        let protocol: Protocol = serde_json::from_value(example["progress"].clone()).unwrap();
        let written = serde_json::to_value(&protocol).unwrap();
        for (member, value) in example["progress"].as_object().unwrap() {
            assert_eq!(&written[member], value, "{name} lost its {member}");
        }
    }
}

#[test]
fn every_form_of_an_effect_has_a_frozen_example() {
    let frozen = examples("effects");
    let having = |protocol: &str, path: &str| -> BTreeSet<String> {
        let of = |example: &&Value| protocol.is_empty() || example["progress"]["protocol"] == protocol;
        let found = frozen.values().filter(of).filter_map(|example| example["progress"].pointer(path));
        found
            .map(|value| match value {
                Value::Object(fields) => fields.keys().next().unwrap().clone(),
                name => name.as_str().unwrap().to_owned(),
            })
            .collect()
    };
    let with = |name: &str, path: &str, value: Value| {
        let mut progress = frozen[name]["progress"].clone();
        *progress.pointer_mut(path).unwrap() = value;
        known_names(&refused(&progress))
    };
    assert_eq!(having("", "/protocol"), with("place.open_draft", "/protocol", json!("?")));
    for (protocol, example) in [
        ("place", "place.open_draft"),
        ("agreed", "agreed.look"),
        ("change", "change.read"),
        ("refund", "refund.list"),
    ] {
        assert_eq!(having(protocol, "/stage/at"), with(example, "/stage/at", json!("?")), "{protocol}");
    }
    assert_eq!(having("cart", "/goal/goal"), with("cart.view", "/goal/goal", json!("?")));
    let orders: BTreeSet<String> = frozen
        .values()
        .filter(|example| example["progress"]["protocol"] == "orders")
        .map(|example| match &example["progress"]["goal"] {
            Value::Object(fields) => fields.keys().next().unwrap().clone(),
            name => name.as_str().unwrap().to_owned(),
        })
        .collect();
    assert_eq!(orders, with("orders.list", "/goal", json!("?")));
}

#[test]
fn every_frozen_buyer_is_read_whole() {
    for (name, example) in examples("buyers") {
        let state: LaneState = serde_json::from_value(example.clone()).unwrap();
        let written = serde_json::to_value(&state).unwrap();
        for (member, value) in example.as_object().unwrap() {
            assert_eq!(&written[member], value, "{name} lost its {member}");
        }
    }
}

/// The file of a worker that died with much under way.
#[tokio::test]
async fn a_frozen_shard_is_opened_and_everything_in_it_goes_on() {
    let folder_of_today = std::env::temp_dir().join(format!("frozen-shard-{}", std::process::id()));
    fs::create_dir_all(&folder_of_today).unwrap();
    let path = folder_of_today.join("shard-0.db");
    fs::copy(folder().join("shard.db"), &path).unwrap();
    let mut store = SqliteStore::open(path).await.unwrap();
    let opened = store.opened().await.unwrap();
    assert_eq!((opened.effects.len(), opened.held.len(), opened.timers.len()), (2, 2, 1));
    let targets: BTreeSet<String> = opened.outbox.iter().map(|row| format!("{:?}", row.target)).collect();
    assert_eq!(targets.into_iter().collect::<Vec<_>>(), ["Inbound", "Outbound", "Parked"]);
    let (lanes, rows) =
        (opened.outbox.iter().map(|row| &row.lane).collect::<BTreeSet<_>>().len(), opened.outbox.len());
    assert!(rows > lanes, "one lane has more than one row");
    let mut core = Core::new(settings());
    let known = Known { now_ms: NOW_MS + 60_000, catalogue: &Shelf, shop_country: "KE" };
    let batch = core.restore(opened, &known);
    let mut calls = vec![];
    let mut releases = 0;
    for act in &batch.acts {
        match act {
            Act::CallShop { request, .. } => calls.push(request.label()),
            Act::Release(_) => releases += 1,
            Act::FetchFile(_) => unreachable!("no file was wanted"),
            Act::Wipe => unreachable!("nobody was forgotten"),
        }
    }
    calls.sort_unstable();
    // The order was sent off: it is looked for, not sent again.
    assert_eq!(calls, ["get_cart", "get_order"]);
    assert_eq!(releases, lanes, "one message of each lane is on its way");
    assert!(core.next_due_ms().is_some(), "the bot comes back some day");
    store.commit(&batch.changes).await.unwrap();
    let seen = store
        .load(&crate::shard::changes::Needs { ids: vec!["wamid.1".into()], ..Default::default() })
        .await
        .unwrap();
    assert_eq!(seen.seen, ["wamid.1"], "what was taken is not taken again");
    store.close().await.unwrap();
    fs::remove_dir_all(&folder_of_today).unwrap();
}

fn wish() -> OrderWish {
    let mut shop = PretendShop { quantity: 3, ..PretendShop::default() };
    let Ok(Reply::Cart(read)) = shop.call(&Request::GetCart { token: None }) else { panic!("a cart") };
    OrderWish {
        cart: read.cart,
        address: Address { first_name: "Amina".into(), country: "KE".into(), ..Address::default() },
        gateway: Gateway {
            id: GatewayId("cod".into()),
            title: "Cash on delivery".into(),
            description: String::new(),
            instructions: String::new(),
            kind: GatewayKind::CashOnDelivery,
        },
        note: "Ring twice".into(),
    }
}

fn write(kind: &str, name: &str, example: &Value) {
    let path = folder().join(kind).join(format!("{name}.json"));
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    if !path.exists() {
        fs::write(path, format!("{example:#}\n")).unwrap();
    }
}

fn write_effect(name: &str, progress: &Value) {
    write("effects", name, &json!({ "progress": progress, "goes_on_with": first_step(progress) }));
}

#[tokio::test]
#[ignore = "writes examples; run by hand when a stored form is new"]
async fn write_the_examples_that_are_missing() {
    let article = || Article { product: ProductId(15), variation: None, choices: vec![] };
    let cart = [
        ("view", ShopEffect::ViewCart),
        ("set", ShopEffect::SetArticle { article: article(), quantity: 2 }),
        ("add", ShopEffect::AddArticle { article: article(), quantity: 2 }),
        ("set_line", ShopEffect::SetLine { key: LineKey("k".into()), quantity: 1 }),
        ("replace", ShopEffect::ReplaceCart { articles: vec![(article(), 2)], coupons: vec!["ten".into()] }),
        ("apply_coupon", ShopEffect::ApplyCoupon { code: "ten".into() }),
        ("remove_coupon", ShopEffect::RemoveCoupon { code: "ten".into() }),
        ("checkout", ShopEffect::LoadCheckout { address: Some(Box::new(wish().address)) }),
        ("choose_shipping", ShopEffect::ChooseShipping { rate: RateId("flat_rate:1".into()) }),
    ];
    for (name, effect) in cart {
        let progress = serde_json::to_value(Protocol::new(effect, NOW_MS)).unwrap();
        write_effect(&format!("cart.{name}"), &progress);
        if name == "set" {
            let mut doubtful = progress;
            doubtful["sent_ms"] = json!(NOW_MS + 5_000);
            doubtful["changes"] = json!(1);
            doubtful["readings"] = json!(1);
            doubtful["rebuild"] = json!([[article(), 2]]);
            doubtful["rebuilt"] = json!(true);
            doubtful["refused"] = serde_json::to_value(conversation::effect::Refusal::OutOfStock).unwrap();
            write_effect("cart.in_doubt", &doubtful);
        }
    }
    let known = vec![OrderId(77)];
    let orders = [
        ("list", ShopEffect::ListOrders { known: known.clone() }),
        ("read", ShopEffect::ReadOrder { number: "77".into(), known }),
        (
            "cancel",
            ShopEffect::CancelOrder {
                order: OrderId(77),
                from: conversation::effect::CANCELLABLE.to_vec(),
                content: None,
            },
        ),
        (
            "cancel_from",
            ShopEffect::CancelOrder {
                order: OrderId(77),
                from: vec![OrderStatus::Pending],
                content: Some("0f1e2d".into()),
            },
        ),
        ("sight", ShopEffect::ReadSighting { order: OrderId(77) }),
        ("gateways", ShopEffect::ListGateways),
        ("suppliers", ShopEffect::ListSuppliers),
    ];
    for (name, effect) in orders {
        write_effect(
            &format!("orders.{name}"),
            &serde_json::to_value(Protocol::new(effect, NOW_MS)).unwrap(),
        );
    }
    let placing =
        serde_json::to_value(Protocol::new(ShopEffect::PlaceOrder(Box::new(wish())), NOW_MS)).unwrap();
    let refusal = conversation::effect::Refusal::EmptyCart;
    let stages = [
        ("open_draft", json!({"at": "open_draft"}), false),
        ("stamp", json!({"at": "stamp", "order": 77}), false),
        ("recheck", json!({"at": "recheck", "order": 77}), false),
        ("place", json!({"at": "place", "order": 77}), true),
        ("read_back", json!({"at": "read_back", "order": 77}), true),
        ("check_stock", json!({"at": "check_stock", "order": 77, "oversold": ["Rice"]}), true),
        ("show_basket", json!({"at": "show_basket", "refusal": refusal}), true),
    ];
    for (name, stage, is_sent) in stages {
        let mut progress = placing.clone();
        progress["stage"] = stage;
        if is_sent {
            progress["sent_ms"] = json!(NOW_MS + 5_000);
            progress["posts"] = json!(1);
            progress["in_flight"] = json!(name == "place");
            progress["told_of_delay"] = json!(name == "read_back");
        }
        write_effect(&format!("place.{name}"), &progress);
    }
    for (name, progress) in past_the_basket() {
        write_effect(name, &progress);
    }
    write_shard().await;
}

/// Effects on orders that do not come out of the basket, in every stage.
fn past_the_basket() -> Vec<(&'static str, Value)> {
    use conversation::effect::{
        Agreed, AgreedFee, AgreedLine, AgreedWish, LineChange, OrderChange, OrderNote, RefundLine, RefundWish,
    };
    let line = AgreedLine {
        product: ProductId(15),
        variation: None,
        name: "Rice".into(),
        quantity: 3,
        total: Some(kes(190_000)),
    };
    let agreed = ShopEffect::PlaceAgreed(Box::new(AgreedWish {
        purpose: Agreed::Quote,
        lines: vec![line],
        fees: vec![AgreedFee { name: "Delivery".into(), total: kes(15_000) }],
        address: Some(wish().address),
        gateway: Some(wish().gateway),
        status: OrderStatus::Processing,
        note: "Ring twice".into(),
        facts: vec![("_wa_quote".into(), "Q1".into())],
        checks_stock: true,
    }));
    let change = ShopEffect::ChangeOrder(Box::new(OrderChange {
        from: vec![OrderStatus::Pending],
        expects: vec![("_wa_turn".into(), "staff".into())],
        lines: vec![LineChange { item: 1, product: ProductId(15), quantity: 2, total: Some(kes(99)) }],
        status: Some(OrderStatus::OnHold),
        facts: vec![("_wa_turn".into(), "buyer".into())],
        notes: vec![OrderNote { key: "n1".into(), text: "Less".into(), is_for_customer: false }],
        ..OrderChange::of(OrderId(77))
    }));
    let unless_paid = ShopEffect::ChangeOrder(Box::new(OrderChange {
        content: Some("0f1e2d".into()),
        unless_paid: true,
        ..OrderChange::of(OrderId(77))
    }));
    let refund = ShopEffect::Refund(Box::new(RefundWish {
        order: OrderId(77),
        key: "d5.1".into(),
        amount: kes(81_200),
        lines: vec![RefundLine { item: 1, quantity: 1, total: kes(70_000), tax: kes(11_200) }],
        reason: "Damaged".into(),
    }));
    let refusal = conversation::effect::Refusal::OutOfStock;
    let stages = [
        ("agreed.stock", &agreed, json!({"at": "stock"}), false),
        ("agreed.look", &agreed, json!({"at": "look"}), true),
        ("agreed.make", &agreed, json!({"at": "make"}), true),
        ("agreed.discard", &agreed, json!({"at": "discard", "order": 77, "others": [78]}), false),
        ("agreed.read", &agreed, json!({"at": "read", "order": 77}), true),
        ("agreed.open", &agreed, json!({"at": "open", "order": 77}), true),
        ("agreed.settle", &agreed, json!({"at": "settle", "order": 77}), true),
        (
            "agreed.stock_after",
            &agreed,
            json!({"at": "stock_after", "order": 77, "oversold": ["Rice"]}),
            false,
        ),
        ("agreed.give_up", &agreed, json!({"at": "give_up", "order": 77, "refusal": refusal}), false),
        ("change.read", &change, json!({"at": "read"}), false),
        ("change.read_unless_paid", &unless_paid, json!({"at": "read"}), false),
        ("change.stock", &change, json!({"at": "stock"}), false),
        ("change.write", &change, json!({"at": "write"}), true),
        ("change.read_back", &change, json!({"at": "read_back"}), true),
        ("change.list_notes", &change, json!({"at": "list_notes"}), true),
        ("change.note", &change, json!({"at": "note"}), true),
        ("refund.list", &refund, json!({"at": "list"}), true),
        ("refund.compare", &refund, json!({"at": "compare"}), false),
        ("refund.book", &refund, json!({"at": "book"}), true),
        ("refund.read_back", &refund, json!({"at": "read_back", "amount": kes(81_200)}), true),
    ];
    let written = stages.into_iter().map(|(name, effect, stage, is_sent)| {
        let mut progress = serde_json::to_value(Protocol::new(effect.clone(), NOW_MS)).unwrap();
        progress["stage"] = stage;
        if is_sent {
            progress["sent_ms"] = json!(NOW_MS + 5_000);
            progress["in_flight"] = json!(true);
            match name.split_once('.').unwrap().0 {
                "change" => progress["calls"] = json!(1),
                "agreed" => progress["is_expected"] = json!(true),
                _ => progress["refused"] = json!(refusal),
            }
        }
        (name, progress)
    });
    written.collect()
}

/// A worker dies: one order is sent off and not answered, one basket is asked for with two messages waiting, one buyer
/// waits for staff, and nothing was confirmed for a while.
async fn write_shard() {
    let path = folder().join("shard.db");
    if path.exists() {
        return;
    }
    let mut world = World::with(SqliteStore::open(path).await.unwrap());
    for _ in 0..60 {
        if world.calls.iter().any(|(.., request)| matches!(request, Request::PlaceCheckout { .. })) {
            break;
        }
        if world.calls.is_empty() {
            world.go_on(0).await;
        } else {
            world.answer(0, How::Truly).await;
        }
        while !world.releasing.is_empty() {
            world.confirm(0, true).await;
        }
    }
    world.say(1, "basket").await;
    world.say(1, "rice").await;
    world.say(1, "help").await;
    world.say(2, "hi").await;
    world.say(2, "help").await;
    world.say(2, "agent").await;
    // Known by phone and user id: the phone's shard is told. And one that nobody can read.
    let told = Contact::new(Some("KE.4".parse().unwrap()), Some("+254700000004".parse().unwrap())).unwrap();
    world.hear_from(&told, "hi").await;
    let unreadable = world.core.read(b"not json", BTreeMap::new(), NOW_MS);
    let inputs = vec![Input::Incoming(Box::new(unreadable))];
    let loaded = world.store.load(&world.core.needs(&inputs, world.now_ms)).await.unwrap();
    let known = Known { now_ms: world.now_ms, catalogue: &Shelf, shop_country: "KE" };
    let batch = world.core.decide(inputs, loaded, &known);
    world.store.commit(&batch.changes).await.unwrap();
    let needs = crate::shard::changes::Needs {
        contacts: ["KE.1", "KE.2", "KE.3", "KE.4"].map(|id| key().contact_key(id).to_string()).to_vec(),
        ..Default::default()
    };
    let loaded = world.store.load(&needs).await.unwrap();
    for (index, (.., state)) in loaded.conversations.iter().enumerate() {
        let state: Value = serde_json::from_str(state).unwrap();
        write("buyers", &format!("buyer_{index}"), &state);
    }
    world.store.close().await.unwrap();
}
