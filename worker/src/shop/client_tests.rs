use std::{collections::VecDeque, time::Duration};

use common::{clock::ManualClock, metrics::Registry, rng::SeededRng, secret::Secret};
use domain::ids::{GatewayId, OrderId};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

use super::*;
use crate::shop::{
    auth::ConsumerKey,
    breaker::BreakerState,
    exchange::{GATEWAYS_FRESH_MS, UNAUTHORISED_OPEN},
    port::CartToken,
    suppliers::SUPPLIERS_FRESH_MS,
};

/// What the pretend shop does with one connection.
enum Act {
    Answer(&'static str, &'static str, String),
    /// Hangs up after the request was read: the work may have been done.
    HangUp,
    /// Announces more than it sends.
    Truncate,
}

/// A shop that follows a script and remembers what it was asked.
struct Script {
    url: Url,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Script {
    async fn start(acts: Vec<Act>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/shop/", listener.local_addr().unwrap()).parse().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&asked);
        tokio::spawn(async move {
            let mut acts = VecDeque::from(acts);
            while let (Ok((socket, _)), Some(act)) = (listener.accept().await, acts.pop_front()) {
                serve(socket, act, &heard).await;
            }
        });
        Self { url, asked }
    }

    fn client(&self) -> (Client, ManualClock) {
        self.supplied("")
    }

    fn supplied(&self, role: &str) -> (Client, ManualClock) {
        let clock = ManualClock::new(1_795_393_222_000);
        let pair = ConsumerKey { key: Secret::new("ck"), secret: Secret::new("cs") };
        let credentials = Credentials { key: Some(pair), application_password: None };
        let mut settings = Settings::new(self.url.clone(), credentials);
        settings.body_bytes_max = 4_096;
        settings.breaker.failures_max = 2;
        role.clone_into(&mut settings.supplier_role);
        let metrics = Metrics::register(&Registry::new()).unwrap();
        let rng = Box::new(SeededRng::new(1));
        let client =
            Client::new(settings, Arc::new(clock.clone()), rng, metrics, CatalogueHandle::default()).unwrap();
        (client, clock)
    }

    fn asked(&self) -> Vec<String> {
        lock(&self.asked).clone()
    }
}

async fn serve(mut socket: TcpStream, act: Act, requests: &Mutex<Vec<String>>) {
    let mut request = vec![0; 16_384];
    let mut length = 0;
    loop {
        let read = socket.read(&mut request[length..]).await.unwrap();
        if read == 0 {
            return;
        }
        length += read;
        let text = String::from_utf8_lossy(&request[..length]).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let announced = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap_or("0");
        if body.len() >= announced.parse().unwrap() {
            lock(requests).push(text);
            break;
        }
    }
    let answer = match act {
        Act::Answer(status, headers, body) => {
            format!(
                "HTTP/1.1 {status}\r\nconnection: close\r\n{headers}content-length: {}\r\n\r\n{body}",
                body.len()
            )
        }
        Act::HangUp => String::new(),
        Act::Truncate => "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 500\r\n\r\n{".to_owned(),
    };
    socket.write_all(answer.as_bytes()).await.unwrap();
}

fn token(session: &str) -> String {
    use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
    format!("e30.{}.sig", BASE64_URL_SAFE_NO_PAD.encode(format!(r#"{{"user_id":"{session}"}}"#)))
}

const CART: &str = r#"{"items":[],"totals":{"total_items":"0","total_price":"0","currency_code":"KES","currency_minor_unit":2}}"#;
const OURS: &str = "cart-token: e30.eyJ1c2VyX2lkIjoidF8xIn0.sig\r\n";
const ORDER: &str = r#"{"id":75,"status":"processing","currency":"KES","total":"1.00","line_items":[]}"#;

fn ok(headers: &'static str, body: &str) -> Act {
    Act::Answer("200 OK", headers, body.to_owned())
}

fn get_order() -> Request {
    Request::GetOrder { order: OrderId(75) }
}

fn place() -> Request {
    let (token, address) = (CartToken(token("t_1")), Box::default());
    Request::PlaceCheckout { token, address, gateway: GatewayId("cod".into()), note: String::new() }
}

/// Whoever has the role and whoever is marked, in one list that is read once in ten minutes.
#[tokio::test]
async fn suppliers_are_read_by_role_and_by_mark_and_kept_for_a_while() {
    let one = r#"[{"id":2,"first_name":"Juma","billing":{"phone":"+254700000002"},"meta_data":[]}]"#;
    let two = r#"[{"id":3,"first_name":"Asha","billing":{"phone":"+254700000003"},
        "meta_data":[{"id":1,"key":"wa_supplier","value":"rice"}]},
        {"id":4,"first_name":"Buyer","billing":{"phone":"+254700000004"},"meta_data":[]}]"#;
    let script = Script::start(vec![ok("", one), ok("", two), ok("", one), ok("", "[]")]).await;
    let (client, clock) = script.supplied("supplier");
    let names = |reply: Result<Reply, Failure>| match reply {
        Ok(Reply::Suppliers(suppliers)) => {
            suppliers.into_iter().map(|one| (one.name, one.supplies)).collect::<Vec<_>>()
        }
        other => panic!("{other:?}"),
    };
    let both = [("Asha".to_owned(), vec!["rice".to_owned()]), ("Juma".to_owned(), vec![])];
    assert_eq!(names(client.call(Request::Suppliers).await), both);
    assert_eq!(names(client.call(Request::Suppliers).await), both);
    let asked = script.asked();
    assert_eq!(asked.len(), 2, "the second time they are known");
    assert!(asked[0].contains("role=supplier") && asked[0].contains("per_page=100"), "{}", asked[0]);
    assert!(
        asked[1].contains("role=customer") && asked[1].contains("orderby=registered_date"),
        "{}",
        asked[1]
    );
    clock.advance(Duration::from_millis(SUPPLIERS_FRESH_MS + 1));
    assert_eq!(names(client.call(Request::Suppliers).await).len(), 1);
}

#[tokio::test]
async fn a_shop_without_the_role_is_asked_for_marked_customers_alone() {
    let no_role = r#"{"code":"rest_invalid_param","message":"Invalid parameter(s): role",
        "data":{"status":400,"params":{"role":"role is not one of all, customer."}}}"#;
    let marked = r#"[{"id":3,"first_name":"Asha","billing":{"phone":"+254700000003"},
        "meta_data":[{"id":1,"key":"wa_supplier","value":"1"}]}]"#;
    let refused = Act::Answer("400 Bad Request", "", no_role.to_owned());
    let (client, _) = Script::start(vec![refused, ok("", marked)]).await.supplied("supplier");
    let Ok(Reply::Suppliers(suppliers)) = client.call(Request::Suppliers).await else { panic!("nobody") };
    assert_eq!(suppliers.len(), 1);
}

/// A key that may not read customers costs auctions a choice, and nothing else anything.
#[tokio::test]
async fn where_the_key_may_not_read_customers_there_are_no_suppliers_and_orders_go_on() {
    let denied = r#"{"code":"woocommerce_rest_cannot_view","message":"Sorry, you cannot list resources.",
        "data":{"status":403}}"#;
    let denied = Act::Answer("403 Forbidden", "", denied.to_owned());
    let script = Script::start(vec![denied, ok("", ORDER)]).await;
    let (client, _) = script.supplied("supplier");
    for _ in 0..2 {
        assert_eq!(client.call(Request::Suppliers).await, Ok(Reply::Suppliers(vec![])));
    }
    assert!(client.call(get_order()).await.is_ok());
    assert_eq!(script.asked().len(), 2, "it is not asked again at once");
}

#[tokio::test]
async fn cart_calls_carry_the_token_and_no_credentials() {
    let shop = Script::start(vec![ok(OURS, CART), ok(OURS, CART)]).await;
    let (client, _) = shop.client();
    let Ok(Reply::Cart(first)) = client.call(Request::GetCart { token: None }).await else {
        panic!("a cart")
    };
    assert_eq!(first.session, "t_1");
    let again = client.call(Request::GetCart { token: Some(first.token) }).await;
    assert!(matches!(again, Ok(Reply::Cart(_))));
    let asked = shop.asked();
    assert!(asked[0].starts_with("GET /shop/wp-json/wc/store/v1/cart HTTP/1.1"), "{}", asked[0]);
    assert!(!asked[0].contains("cart-token") && asked[1].contains("cart-token: e30."));
    assert!(!asked.iter().any(|request| request.contains("oauth") || request.contains("authorization")));
}

#[tokio::test]
async fn another_session_in_the_answer_is_a_lost_one() {
    let shop = Script::start(vec![ok(OURS, CART)]).await;
    let token = CartToken(token("t_of_yesterday"));
    let answer = shop.client().0.call(Request::GetCart { token: Some(token) }).await;
    assert_eq!(answer, Err(Failure::SessionLost));
}

#[tokio::test]
async fn rest_calls_over_http_are_signed_anew_each_time() {
    let shop = Script::start(vec![ok("", "<b>Warning</b>"), ok("", ORDER)]).await;
    let Ok(Reply::Order(record)) = shop.client().0.call(get_order()).await else { panic!("an order") };
    assert_eq!(record.order.id, OrderId(75));
    let nonces = shop.asked().into_iter().map(|request| {
        let (_, rest) = request.split_once("oauth_nonce=").unwrap();
        rest.split(['&', ' ']).next().unwrap().to_owned()
    });
    let nonces = nonces.collect::<Vec<_>>();
    assert_eq!(nonces.len(), 2, "a reading that could not be read is asked again");
    assert_ne!(nonces[0], nonces[1]);
}

#[tokio::test]
async fn a_changing_call_without_an_answer_is_unknown_and_never_repeated() {
    for act in [Act::HangUp, Act::Truncate, ok("", "<html>"), Act::Answer("502 Bad", "", "<html>".into())] {
        let shop = Script::start(vec![act, ok("", "{}")]).await;
        assert_eq!(shop.client().0.call(place()).await, Err(Failure::Unknown));
        assert_eq!(shop.asked().len(), 1);
    }
}

#[tokio::test]
async fn an_answer_beyond_the_cap_is_not_read() {
    let shop = Script::start(vec![ok("", &" ".repeat(5_000))]).await;
    assert_eq!(shop.client().0.call(place()).await, Err(Failure::Unknown));
    let shop = Script::start(vec![ok("", &" ".repeat(5_000))]).await;
    let read = shop.client().0.read::<Vec<u8>>("test", "products", &[]).await;
    assert_eq!(read.err(), Some(ReadError::TooLarge));
}

#[tokio::test]
async fn a_packed_cut_or_oddly_written_answer_tells_nothing_about_what_was_done() {
    let placed = r#"{"order_id":75,"status":"processing"}"#;
    // Nobody asked for a packed answer: whatever is in it is not unpacked, so nothing can grow.
    let packed = "\u{1f}\u{8b}\u{8}\u{0}".to_owned() + &"\u{0}".repeat(2_000);
    let cases = [
        Act::Answer("200 OK", "content-encoding: gzip\r\ncontent-type: application/json\r\n", packed.clone()),
        Act::Answer("200 OK", "content-encoding: br\r\n", packed),
        Act::Answer("200 OK", "content-type: application/json; charset=utf-16\r\n", utf_16(placed)),
        Act::Answer("200 OK", "", placed[..placed.len() / 2].to_owned()),
        Act::Answer("200 OK", "", "[".repeat(3_000)),
        Act::Answer("200 OK", "", String::new()),
        Act::Truncate,
    ];
    for act in cases {
        let shop = Script::start(vec![act, ok("", placed)]).await;
        assert_eq!(shop.client().0.call(place()).await, Err(Failure::Unknown));
        assert_eq!(shop.asked().len(), 1, "it is looked at, and not sent again");
    }
    // What is marked as another charset and is UTF-8 all the same is read: the bytes count.
    let shop = Script::start(vec![ok("content-type: text/html; charset=iso-8859-1\r\n", placed)]).await;
    assert!(matches!(shop.client().0.call(place()).await, Ok(Reply::CheckedOut { order: OrderId(75), .. })));
}

#[tokio::test]
async fn an_answer_without_end_is_dropped_at_the_cap() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/shop/", listener.local_addr().unwrap()).parse().unwrap();
    let sent = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&sent);
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let _ = socket.read(&mut [0; 16_384]).await;
        let _ = socket.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").await;
        let chunk = [b"400\r\n".as_slice(), &[b' '; 1_024], b"\r\n"].concat();
        while socket.write_all(&chunk).await.is_ok() {
            counted.fetch_add(1_024, std::sync::atomic::Ordering::Relaxed);
        }
    });
    let shop = Script { url, asked: Arc::default() };
    assert_eq!(shop.client().0.call(place()).await, Err(Failure::Unknown));
    // The cap is 4 KiB here; what the kernel's buffers took does not count.
    assert!(sent.load(std::sync::atomic::Ordering::Relaxed) < 50 * 1_024 * 1_024);
}

fn utf_16(text: &str) -> String {
    text.chars().flat_map(|char| ['\u{0}', char]).collect()
}

#[tokio::test]
async fn a_shop_that_is_not_there_was_not_reached_and_then_not_even_asked() {
    let shop = Script::start(vec![]).await;
    let (client, clock) = shop.client();
    // The script is over: its listener is gone.
    let probe = || async { TcpStream::connect(("127.0.0.1", shop.url.port().unwrap())).await };
    while probe().await.is_ok() {
        tokio::task::yield_now().await;
    }
    assert_eq!(client.call(place()).await, Err(Failure::NotSent));
    assert_eq!(client.call(place()).await, Err(Failure::NotSent));
    assert_eq!(lock(&client.0.health).shop.state(), BreakerState::Open);
    assert_eq!(client.call(place()).await, Err(Failure::NotSent));
    let held = client.0.metrics.effect_calls_total.with_label_values(&["place_checkout", "held"]).get();
    assert_eq!(held, 1);
    clock.advance(BreakerLimits::default().open_for);
    assert_eq!(client.call(place()).await, Err(Failure::NotSent));
    let sent = client.0.metrics.effect_calls_total.with_label_values(&["place_checkout", "not_sent"]).get();
    assert_eq!(sent, 3, "the probe went out");
}

#[tokio::test]
async fn refused_credentials_hold_back_orders_but_not_baskets() {
    let refused = r#"{"code":"woocommerce_rest_cannot_view","message":"","data":{"status":401}}"#;
    let shop = Script::start(vec![
        Act::Answer("401 Unauthorized", "", refused.into()),
        ok(OURS, CART),
        ok("", ORDER),
    ])
    .await;
    let (client, clock) = shop.client();
    assert_eq!(client.call(get_order()).await, Err(Failure::Unauthorised));
    assert_eq!(client.call(get_order()).await, Err(Failure::NotSent));
    assert!(client.call(Request::GetCart { token: None }).await.is_ok());
    assert_eq!(client.0.metrics.shop_unauthorised_total.get(), 1);
    clock.advance(UNAUTHORISED_OPEN);
    assert!(client.call(get_order()).await.is_ok());
}

#[tokio::test]
async fn a_wish_to_come_back_closes_the_way_for_that_long() {
    let page = "<title>Maintenance</title>".to_owned();
    let shop = Script::start(vec![
        Act::Answer("503 Service Unavailable", "retry-after: 20\r\n", page),
        ok("", r#"{"order_id":75,"status":"processing"}"#),
    ])
    .await;
    let (client, clock) = shop.client();
    assert_eq!(client.call(place()).await, Err(Failure::ComeBack { after: Some(Duration::from_secs(20)) }));
    assert_eq!(client.call(place()).await, Err(Failure::NotSent));
    clock.advance(Duration::from_secs(20));
    assert!(matches!(client.call(place()).await, Ok(Reply::CheckedOut { order: OrderId(75), .. })));
    assert_eq!(shop.asked().len(), 2);
}

#[tokio::test]
async fn orders_found_by_phone_are_compared_and_drafts_left_out() {
    let order = |id: u64, status: &str, phone: &str| {
        format!(
            r#"{{"id":{id},"status":"{status}","currency":"KES","total":"1.00","line_items":[],"billing":{{"phone":"{phone}"}}}}"#
        )
    };
    let list = [
        order(3, "processing", "+254712000001"),
        order(9, "completed", "+254 712 000 001"),
        order(8, "checkout-draft", "+254712000001"),
        order(7, "processing", "+2547120000012"),
    ];
    let shop = Script::start(vec![ok("", &format!("[{}]", list.join(",")))]).await;
    let request = Request::OrdersByPhone { phone: "+254712000001".into() };
    let Ok(Reply::Orders(found)) = shop.client().0.call(request).await else { panic!("orders") };
    assert_eq!(found.iter().map(|record| record.order.id.0).collect::<Vec<_>>(), [9, 3]);
    assert!(shop.asked()[0].contains("search=%2B254712000001&"));
}

#[tokio::test]
async fn an_order_that_is_not_the_one_asked_for_is_no_answer() {
    let shop = Script::start(vec![ok("", ORDER), ok("", ORDER), ok("", ORDER)]).await;
    let other = Request::GetOrder { order: OrderId(76) };
    assert_eq!(shop.client().0.call(other).await, Err(Failure::Unknown));
}

#[tokio::test]
async fn payment_methods_are_asked_for_once_in_a_while() {
    let list = r#"[{"id":"cod","title":"Cash","enabled":true}]"#;
    let shop = Script::start(vec![ok("", list), ok("", "[]")]).await;
    let (client, clock) = shop.client();
    for _ in 0..3 {
        let Ok(Reply::Gateways(gateways)) = client.call(Request::Gateways).await else { panic!("gateways") };
        assert_eq!(gateways.len(), 1);
    }
    clock.advance(Duration::from_millis(GATEWAYS_FRESH_MS));
    assert_eq!(client.call(Request::Gateways).await, Ok(Reply::Gateways(vec![])));
    assert_eq!(shop.asked().len(), 2);
}

#[tokio::test]
async fn no_orders_are_asked_for_without_a_call() {
    // An empty filter would list every order of the shop.
    let shop = Script::start(vec![]).await;
    let answer = shop.client().0.call(Request::OrdersById { orders: vec![] }).await;
    assert_eq!(answer, Ok(Reply::Orders(vec![])));
}

#[test]
fn the_base_is_the_site_with_its_folder() {
    let base = |text: &str| base_url(&text.parse().unwrap()).map(|url| url.to_string());
    assert_eq!(base("http://127.0.0.1:8070/shop").as_deref(), Some("http://127.0.0.1:8070/shop/wp-json/"));
    assert_eq!(base("https://shop.test").as_deref(), Some("https://shop.test/wp-json/"));
    assert_eq!(base("https://u:p@shop.test/a/?b#c").as_deref(), Some("https://shop.test/a/wp-json/"));
    assert_eq!(base("ftp://shop.test"), None);
}
