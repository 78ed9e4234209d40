//! A walk through a real or pretend shop, from an empty basket to an order read back. Places one order, cash on
//! delivery: point it at a shop of your own.
//!
//! `WOOCOMMERCE_URL=... WOOCOMMERCE_CONSUMER_KEY=... WOOCOMMERCE_CONSUMER_SECRET=... cargo test -p worker -- --ignored live`

use std::sync::Arc;

use common::{clock::SystemClock, metrics::Registry, rng::SystemRng, secret::Secret};
use conversation::{catalogue::Catalogue as _, effect::Article};
use domain::shop::{Address, OrderStatus};

use super::{
    auth::{ConsumerKey, Credentials},
    client::{Client, Settings},
    metrics::Metrics,
    port::{CartToken, Failure, OrderRecord, Reply, Request, SessionCart, Shop as _},
};
use crate::catalogue::{CatalogueHandle, index::Index, refresh};

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
