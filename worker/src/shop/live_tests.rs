//! Walks through a real or pretend shop: from an empty basket to an order read back, and past the basket, to an order at
//! an agreed price that is changed and paid back in part. Places orders: point it at a shop of your own.
//!
//! `WOOCOMMERCE_URL=... WOOCOMMERCE_CONSUMER_KEY=... WOOCOMMERCE_CONSUMER_SECRET=... cargo test -p worker -- --ignored live`

use std::sync::Arc;

use common::{
    clock::{Clock as _, SystemClock},
    metrics::Registry,
    rng::SystemRng,
    secret::Secret,
};
use conversation::{
    catalogue::Catalogue as _,
    effect::{
        Agreed, AgreedFee, AgreedLine, AgreedWish, Article, LineChange, OrderChange, OrderNote, RefundLine,
        RefundWish, ShopEffect, ShopOutcome,
    },
};
use domain::{
    Money,
    contact::HashKey,
    ids::OpKey,
    shop::{Address, OrderStatus},
};

use super::{
    auth::{ConsumerKey, Credentials},
    client::{Client, Settings},
    metrics::Metrics,
    port::{CartToken, Failure, OrderRecord, Reply, Request, SessionCart, Shop as _},
};
use crate::{
    catalogue::{CatalogueHandle, index::Index, refresh},
    effects::{Protocol, Scene, Step, session::Session},
};

fn client(catalogue: &CatalogueHandle) -> Client {
    let var = |name: &str| std::env::var(name).unwrap();
    let pair = ConsumerKey {
        key: Secret::new(var("WOOCOMMERCE_CONSUMER_KEY")),
        secret: Secret::new(var("WOOCOMMERCE_CONSUMER_SECRET")),
    };
    let credentials = Credentials { key: Some(pair), application_password: None };
    let settings = Settings::new(var("WOOCOMMERCE_URL").parse().unwrap(), credentials);
    let metrics = Metrics::register(&Registry::new()).unwrap();
    Client::new(settings, Arc::new(SystemClock), Box::new(SystemRng), metrics, catalogue.clone()).unwrap()
}

async fn cart(client: &Client, request: Request) -> SessionCart {
    match client.call(request).await {
        Ok(Reply::Cart(cart)) => *cart,
        other => panic!("{other:?}"),
    }
}

async fn order(client: &Client, request: Request) -> OrderRecord {
    match client.call(request).await {
        Ok(Reply::Order(record)) => *record,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
#[ignore = "places an order in the shop that the environment names"]
async fn live_walk_from_an_empty_basket_to_an_order() {
    let catalogue = CatalogueHandle::default();
    let client = client(&catalogue);
    catalogue.replace(Index::build(&refresh::read_once(&client).await));
    let index = catalogue.snapshot();
    println!(
        "{} products, {:?}, {} top categories",
        index.products_count(),
        index.facts(),
        index.categories(None).len()
    );
    let all = index.categories(None).into_iter().flat_map(|category| index.products_in(category.id));
    let product = all
        .into_iter()
        .find(|product| {
            product.variations.is_empty() && product.purchasable && product.stock.can_be_ordered()
        })
        .unwrap();

    let first = cart(&client, Request::GetCart { token: None }).await;
    let article = Article { product: product.id, variation: None, choices: vec![] };
    let added = cart(&client, Request::AddItem { token: first.token, article, quantity: 1 }).await;
    assert_eq!((added.session == first.session, added.cart.units()), (true, 1));
    let address = Box::new(Address {
        first_name: "Amina".into(),
        last_name: "Otieno".into(),
        line_1: "Biashara St 4".into(),
        city: "Nairobi".into(),
        state: "KE30".into(),
        postcode: "00100".into(),
        country: "KE".into(),
        email: "amina@example.org".into(),
        phone: "+254712000001".into(),
        ..Address::default()
    });
    let told = Request::UpdateCustomer { token: added.token, address: address.clone() };
    let told = cart(&client, told).await;
    let rate = told.cart.rates.last().unwrap().id.clone();
    let chosen = cart(&client, Request::SelectRate { token: told.token, rate: rate.clone() }).await;
    assert_eq!(chosen.cart.chosen_rate().map(|chosen| &chosen.id), Some(&rate));
    println!("{:?}", client.call(Request::Gateways).await.unwrap());
    let unknown = Request::ApplyCoupon { token: chosen.token.clone(), code: "no-such-coupon".into() };
    assert!(matches!(client.call(unknown).await, Err(Failure::Refused { .. })));

    let Ok(Reply::Draft { order: id, token, .. }) =
        client.call(Request::OpenCheckout { token: chosen.token }).await
    else {
        panic!("a draft")
    };
    let facts = vec![("_wa_op".to_owned(), "live".to_owned())];
    let stamped = order(&client, Request::StampOrder { order: id, facts }).await;
    assert_eq!(
        (stamped.op_key.as_deref(), &stamped.order.status),
        (Some("live"), &OrderStatus::CheckoutDraft)
    );
    let place = Request::PlaceCheckout { token, address, gateway: "cod".into(), note: "a walk".into() };
    let Ok(Reply::CheckedOut { order: placed, redirect_url: None, .. }) = client.call(place.clone()).await
    else {
        panic!("placed")
    };
    assert_eq!(placed, id);
    assert!(matches!(client.call(place).await, Err(Failure::Refused { status: 409, .. })));
    let read = order(&client, Request::GetOrder { order: id }).await;
    assert_eq!((read.op_key.as_deref(), &read.order.total), (Some("live"), &chosen.cart.totals.total));
    let mine = client.call(Request::OrdersByPhone { phone: "+254712000001".into() }).await;
    assert!(matches!(mine, Ok(Reply::Orders(orders)) if orders.iter().any(|record| record.order.id == id)));
    let gone = client.call(Request::GetOrder { order: domain::ids::OrderId(99_999_999) }).await;
    assert_eq!(gone, Err(Failure::NotFound));
    let cancelled =
        order(&client, Request::SetOrderStatus { order: id, status: OrderStatus::Cancelled }).await;
    assert_eq!(cancelled.order.status, OrderStatus::Cancelled);
    let bad = Request::GetCart { token: Some(CartToken("e30.eyJ1c2VyX2lkIjoidF94In0.x".into())) };
    assert_eq!(client.call(bad).await, Err(Failure::SessionLost));
}

/// Drives an effect against the shop until it ends.
async fn run(client: &Client, key: &str, effect: ShopEffect) -> ShopOutcome {
    let now_ms = || SystemClock.now_ms();
    let contact = "00".repeat(32).parse::<HashKey>().unwrap().contact_key("KE.1");
    let mut session = Session::default();
    let op_key = OpKey(key.to_owned());
    let mut protocol = Protocol::new(effect, now_ms());
    let mut act = |act: &mut dyn FnMut(&mut Protocol, &mut Scene<'_>) -> Step| {
        let mut scene = Scene {
            now_ms: now_ms(),
            session: &mut session,
            op_key: &op_key,
            contact,
            phone: None,
            settle_ms: 3_000,
        };
        act(&mut protocol, &mut scene)
    };
    let mut step = act(&mut |protocol, scene| protocol.begin(scene));
    loop {
        step = match step {
            Step::Call(request) => {
                println!("{}", request.label());
                let answer = client.call(request).await;
                act(&mut |protocol, scene| protocol.answered(answer.clone(), scene))
            }
            Step::Wait { until_ms } => {
                let pause = u64::try_from(until_ms - now_ms()).unwrap_or(0);
                tokio::time::sleep(std::time::Duration::from_millis(pause)).await;
                act(&mut |protocol, scene| protocol.proceed(scene))
            }
            Step::Report(_) => act(&mut |protocol, scene| protocol.proceed(scene)),
            Step::Finish(outcome) => return outcome,
        };
    }
}

#[tokio::test]
#[ignore = "places an order in the shop that the environment names, changes it and pays a part back"]
async fn live_walk_past_the_basket() {
    let catalogue = CatalogueHandle::default();
    let client = client(&catalogue);
    catalogue.replace(Index::build(&refresh::read_once(&client).await));
    let index = catalogue.snapshot();
    let all = index.categories(None).into_iter().flat_map(|category| index.products_in(category.id));
    let product = all
        .into_iter()
        .find(|product| product.variations.is_empty() && product.stock.can_be_ordered())
        .unwrap();
    let currency = index.facts().unwrap().currency.clone();
    let amount = |minor| Money::from_minor(minor, currency.clone());
    let key = format!("live{}", SystemClock.now_ms());
    let wish = AgreedWish {
        purpose: Agreed::Quote,
        lines: vec![AgreedLine {
            product: product.id,
            variation: None,
            name: product.name.clone(),
            quantity: 2,
            total: Some(amount(123_450)),
        }],
        fees: vec![AgreedFee { name: "Delivery".into(), total: amount(15_000) }],
        address: Some(Address { first_name: "Amina".into(), country: "KE".into(), ..Address::default() }),
        gateway: None,
        status: OrderStatus::OnHold,
        note: String::new(),
        facts: vec![("_wa_quote".into(), "live".into())],
        checks_stock: true,
    };
    let placing = || ShopEffect::PlaceAgreed(Box::new(wish.clone()));
    let ShopOutcome::Placed { order: placed, .. } = run(&client, &key, placing()).await else {
        panic!("placed")
    };
    assert_eq!((&placed.status, &placed.lines[0].total), (&OrderStatus::OnHold, &amount(123_450)));
    // Once more from nothing, as after the loss of everything: the same order is found.
    let ShopOutcome::Placed { order: again, .. } = run(&client, &key, placing()).await else {
        panic!("placed")
    };
    assert_eq!(again.id, placed.id);

    let line = LineChange { item: placed.lines[0].item, product: product.id, quantity: 3, total: None };
    let note = OrderNote { key: "n1".into(), text: "From a walk".into(), is_for_customer: false };
    let change = OrderChange {
        from: vec![OrderStatus::OnHold],
        expects: vec![("_wa_quote".into(), "live".into())],
        lines: vec![line],
        status: Some(OrderStatus::Processing),
        facts: vec![("_wa_quote".into(), "changed".into())],
        notes: vec![note],
        ..OrderChange::of(placed.id)
    };
    let changing = || ShopEffect::ChangeOrder(Box::new(change.clone()));
    let changed = run(&client, "change1", changing()).await;
    let ShopOutcome::Changed { sighting } = changed else { panic!("{changed:?}") };
    assert_eq!(sighting.order.lines[0].total, amount(185_175), "the price of one stays");
    assert_eq!(sighting.facts["_wa_quote"], "changed");
    assert!(matches!(run(&client, "change2", changing()).await, ShopOutcome::Refused { .. }));

    let refund = RefundWish {
        order: placed.id,
        key: format!("{key}.r"),
        amount: amount(71_601),
        lines: vec![RefundLine {
            item: placed.lines[0].item,
            quantity: 1,
            total: amount(61_725),
            tax: amount(9_876),
        }],
        reason: "From a walk".into(),
    };
    for _ in 0..2 {
        let done = run(&client, "refund", ShopEffect::Refund(Box::new(refund.clone()))).await;
        assert!(
            matches!(&done, ShopOutcome::RefundDone { amount: booked, .. } if *booked == amount(71_601)),
            "{done:?}"
        );
    }
    let seen = run(&client, "sight", ShopEffect::ReadSighting { order: placed.id }).await;
    let ShopOutcome::Sighting { sighting: Some(sighting) } = seen else { panic!("{seen:?}") };
    assert_eq!((sighting.refunded, sighting.names_buyer), (amount(71_601), true));
}
