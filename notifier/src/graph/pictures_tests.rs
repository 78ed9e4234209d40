//! Pictures against a pretend shop and a pretend Meta at one address of this machine.

use std::sync::atomic::{AtomicUsize, Ordering};

use common::secret::Secret;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

use super::*;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n and then some";
const WEBP: &[u8] = b"RIFF\x10\0\0\0WEBPVP8 ....";

/// What lies at which path, and how often each was asked for. Uploads get the ids `up-1`, `up-2`, ...
pub(crate) struct Site {
    pub(crate) origin: String,
    asked: Arc<Mutex<Vec<String>>>,
    pub(crate) bodies: Arc<Mutex<Vec<String>>>,
    /// Codes with which messages are refused, first come first served.
    pub(crate) refusals: Arc<Mutex<Vec<u32>>>,
    /// Statuses and bodies with which uploads are refused, first come first served.
    pub(crate) uploads_refused: Arc<Mutex<Vec<(&'static str, Value)>>>,
}

impl Site {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let site = Self {
            origin,
            asked: Arc::default(),
            bodies: Arc::default(),
            refusals: Arc::default(),
            uploads_refused: Arc::default(),
        };
        let uploads_refused = Arc::clone(&site.uploads_refused);
        let (asked, bodies, refusals) =
            (Arc::clone(&site.asked), Arc::clone(&site.bodies), Arc::clone(&site.refusals));
        let uploads = Arc::new(AtomicUsize::new(0));
        tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                let (asked, bodies) = (Arc::clone(&asked), Arc::clone(&bodies));
                let (refusals, uploads) = (Arc::clone(&refusals), Arc::clone(&uploads));
                let uploads_refused = Arc::clone(&uploads_refused);
                tokio::spawn(async move {
                    let request = read_request(&mut socket).await;
                    let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
                    lock(&asked).push(path.clone());
                    let (status, body) = match path.as_str() {
                        "/shop/a.png" | "/shop/same.png" => ("200 OK", PNG.to_vec()),
                        "/shop/b.png" => ("200 OK", [PNG, b"!"].concat()),
                        "/shop/c.webp" => ("200 OK", WEBP.to_vec()),
                        "/shop/large.png" => ("200 OK", vec![0; PICTURE_BYTES_MAX + 1]),
                        "/shop/page.png" => ("200 OK", b"<html>".to_vec()),
                        "/graph/900/media" if !lock(&uploads_refused).is_empty() => {
                            let (status, body) = lock(&uploads_refused).remove(0);
                            (status, body.to_string().into_bytes())
                        }
                        "/graph/900/media" => {
                            let n = uploads.fetch_add(1, Ordering::SeqCst) + 1;
                            ("200 OK", json!({ "id": format!("up-{n}") }).to_string().into_bytes())
                        }
                        "/graph/900/messages" => {
                            let body = request.split("\r\n\r\n").nth(1).unwrap_or_default().to_owned();
                            lock(&bodies).push(body);
                            let mut refusals = lock(&refusals);
                            if refusals.is_empty() {
                                ("200 OK", b"{\"messages\":[{\"id\":\"wamid.1\"}]}".to_vec())
                            } else {
                                let code = refusals.remove(0);
                                ("400 Bad Request", json!({"error": {"code": code}}).to_string().into_bytes())
                            }
                        }
                        _ => ("404 Not Found", vec![]),
                    };
                    let head = format!(
                        "HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
                        body.len()
                    );
                    let _ = socket.write_all(&[head.as_bytes(), &body].concat()).await;
                });
            }
        });
        site
    }

    fn pictures(&self) -> Pictures {
        let graph = format!("{}/graph", self.origin).parse().unwrap();
        Pictures::new(graph, Some(self.origin.parse().unwrap()), Token::new(Secret::new("t0ken"))).unwrap()
    }

    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    pub(crate) fn count(&self, path: &str) -> usize {
        lock(&self.asked).iter().filter(|asked| *asked == path).count()
    }
}

async fn read_request(socket: &mut tokio::net::TcpStream) -> String {
    let mut request = Vec::new();
    let mut chunk = [0; 4_096];
    loop {
        let read = socket.read(&mut chunk).await.unwrap_or_default();
        request.extend_from_slice(&chunk[..read]);
        let text = String::from_utf8_lossy(&request);
        let length =
            text.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
        let body = text.find("\r\n\r\n").map(|at| at + 4);
        let is_whole = body.is_some_and(|at| text.len() >= at + length.unwrap_or_default());
        if read == 0 || is_whole {
            return text.into_owned();
        }
    }
}

fn number() -> PhoneNumberId {
    "900".into()
}

#[tokio::test]
async fn a_picture_is_uploaded_once_by_content_however_often_and_from_wherever_it_is_sent() {
    let site = Site::start().await;
    let pictures = site.pictures();
    let sends = (0..PREPARED_AT_ONCE_MAX).map(|_| {
        let (pictures, address) = (pictures.clone(), site.at("/shop/a.png"));
        async move { pictures.form(&number(), &address).await }
    });
    let forms = futures_util::future::join_all(sends).await;
    assert!(forms.iter().all(|form| *form == Form::Id("up-1".into())), "{forms:?}");
    assert_eq!((site.count("/shop/a.png"), site.count("/graph/900/media")), (1, 1));
    assert_eq!(pictures.form(&number(), &site.at("/shop/same.png")).await, Form::Id("up-1".into()));
    assert_eq!(site.count("/graph/900/media"), 1, "the same bytes");
    assert_eq!(pictures.form(&number(), &site.at("/shop/b.png")).await, Form::Id("up-2".into()));
    pictures.forget(&number(), &site.at("/shop/a.png"));
    assert_eq!(pictures.form(&number(), &site.at("/shop/a.png")).await, Form::Id("up-3".into()));
}

#[tokio::test]
async fn what_meta_would_not_take_is_left_out_and_trouble_leaves_the_link() {
    let site = Site::start().await;
    let pictures = site.pictures();
    let stranger = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let elsewhere = format!("http://{}/a.png", stranger.local_addr().unwrap());
    for (address, expected) in [
        (site.at("/shop/c.webp"), Form::Nothing),
        (site.at("/shop/large.png"), Form::Nothing),
        (site.at("/shop/page.png"), Form::Link),
        (site.at("/shop/gone.png"), Form::Link),
        (elsewhere, Form::Link),
        ("no address".to_owned(), Form::Link),
    ] {
        assert_eq!(pictures.form(&number(), &address).await, expected, "{address}");
    }
    assert_eq!(site.count("/graph/900/media"), 0);
    let silent = timeout(Duration::from_millis(50), stranger.accept()).await;
    assert!(silent.is_err(), "an address inside was asked");
    // Trouble is not looked at again for every message.
    pictures.form(&number(), &site.at("/shop/gone.png")).await;
    assert_eq!(site.count("/shop/gone.png"), 1);
    let other_number = "901".into();
    assert_eq!(
        pictures.form(&other_number, &site.at("/shop/a.png")).await,
        Form::Link,
        "Meta took no upload"
    );
}

fn card(link: &str) -> Value {
    json!({"type": "interactive", "interactive": {"type": "button", "body": {"text": "Rice"},
        "header": {"type": "image", "image": {"link": link}}, "action": {"buttons": []}}})
}

#[test]
fn pictures_are_found_wherever_they_stand() {
    let cards = json!({"type": "interactive", "interactive": {"type": "carousel", "action": {"cards": [
        {"header": {"type": "image", "image": {"link": "a"}}}, {"header": {"type": "image", "image": {"link": "b"}}}]}}});
    let image = json!({"type": "image", "image": {"link": "a", "caption": "Rice"}});
    let text = json!({"type": "text", "text": {"body": "https://shop/a.png"}});
    for (mut body, expected) in [
        (cards, vec!["a", "b"]),
        (image, vec!["a"]),
        (card("c"), vec!["c"]),
        (text, vec![]),
        (json!(7), vec![]),
    ] {
        assert_eq!(addresses(&mut body), expected);
        put_ids(&mut body, &[("a".into(), Form::Id("1".into())), ("b".into(), Form::Link)]);
        assert!(!body.to_string().contains(r#""link":"a""#), "{body}");
        assert_eq!(body.to_string().contains(r#""id":"1""#), expected.contains(&"a"), "{body}");
    }
}

#[test]
fn a_message_says_the_same_without_its_picture() {
    let mut image = json!({"to": "1", "type": "image", "image": {"link": "a", "caption": "Rice"}});
    assert!(leave_out(&mut image));
    assert_eq!(image, json!({"to": "1", "type": "text", "text": {"body": "Rice", "preview_url": false}}));
    let mut card = card("c");
    assert!(leave_out(&mut card));
    assert_eq!(card["interactive"].get("header"), None);
    assert_eq!(card["interactive"]["body"]["text"], "Rice");
    let mut titled =
        json!({"type": "interactive", "interactive": {"header": {"type": "text", "text": "Rice"}}});
    let mut bare = json!({"type": "image", "image": {"link": "a"}});
    assert!(!leave_out(&mut titled) && !leave_out(&mut bare) && !leave_out(&mut json!([])));
}

#[tokio::test]
async fn a_message_that_is_refused_for_its_picture_goes_by_link_and_then_without() {
    use crate::{
        core::tests::message,
        graph::{Graph as _, GraphClient},
    };
    use domain::{
        envelope::Outbound,
        outbound::{Caption, Message, WebAddress},
    };

    for (refusals, expected) in [
        (vec![], vec![r#""id":"up-1""#]),
        (vec![131_053], vec![r#""id":"up-1""#, r#""link""#]),
        (vec![131_053, 131_053], vec![r#""id":"up-1""#, r#""link""#, r#""text""#]),
        (vec![100, 100, 100], vec![r#""id":"up-1""#, r#""link""#, r#""text""#]),
        (vec![131_026], vec![r#""id":"up-1""#]),
    ] {
        let site = Site::start().await;
        lock(&site.refusals).clone_from(&refusals);
        let key = Arc::new("01".repeat(32).parse().unwrap());
        let base = format!("{}/graph", site.origin).parse().unwrap();
        let client = GraphClient::new(base, Token::new(Secret::new("t0ken")), key, None).unwrap();
        let client = client.with_pictures(Some(site.origin.parse().unwrap())).unwrap();
        let picture = Message::Image {
            address: WebAddress::new(site.at("/shop/a.png")).unwrap(),
            caption: Caption::new("Rice").ok(),
        };
        let outbound = Outbound { message: picture, ..message('a', 1) };
        client.send(&outbound, &std::collections::BTreeMap::default()).await;
        let bodies = lock(&site.bodies).clone();
        assert_eq!(bodies.len(), expected.len(), "{refusals:?}: {bodies:?}");
        for (body, part) in bodies.iter().zip(expected) {
            assert!(body.contains(part), "{refusals:?}: {body} has no {part}");
        }
    }
}
