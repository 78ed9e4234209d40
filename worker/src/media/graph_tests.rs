//! Fetching against a scripted Meta on this machine.

use std::{
    collections::VecDeque,
    path::PathBuf,
    sync::{Arc, Mutex},
};

use common::secret::Secret;
use domain::inbound::MediaKind;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

use super::*;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n and then some";
const SHARD: Shard = Shard(2);

/// A Meta that gives these answers, and remembers what it was asked.
struct Script {
    origin: String,
    asked: Arc<Mutex<Vec<String>>>,
    data: PathBuf,
}

fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status}\r\nconnection: close\r\n{headers}\r\n");
    [head.as_bytes(), body].concat()
}

fn whole(body: &[u8]) -> Vec<u8> {
    answer("200 OK", &format!("content-length: {}\r\n", body.len()), body)
}

fn failed(status: &str, code: u32) -> Vec<u8> {
    answer(status, "", json!({"error": {"code": code}}).to_string().as_bytes())
}

impl Script {
    /// `SELF` in an answer stands for the origin of this Meta.
    async fn start(name: &str, answers: Vec<Vec<u8>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (heard, own) = (Arc::clone(&asked), origin.clone());
        tokio::spawn(async move {
            let mut answers = VecDeque::from(answers);
            while let Ok((mut socket, _)) = listener.accept().await {
                let mut request = vec![0; 8_192];
                let read = socket.read(&mut request).await.unwrap();
                heard.lock().unwrap().push(String::from_utf8_lossy(&request[..read]).into_owned());
                let answer = answers.pop_front().unwrap_or_else(|| answer("500 Oops", "", b""));
                let answer = match String::from_utf8(answer) {
                    Ok(text) => text.replace("SELF", &own).into_bytes(),
                    Err(bytes) => bytes.into_bytes(),
                };
                let _ = socket.write_all(&answer).await;
            }
        });
        let data = std::env::temp_dir().join(format!("media-{name}-{}", std::process::id()));
        Self { origin, asked, data }
    }

    fn media(&self) -> GraphMedia {
        let url = format!("{}/v25.0", self.origin).parse().unwrap();
        let settings = Settings { url, token: Secret::new("t0ken"), token_file: None };
        GraphMedia::new(&settings, Token::new(settings.token.clone()), &self.data).unwrap()
    }

    fn wanted(&self, url: Option<&str>) -> Wanted {
        Wanted {
            shard: SHARD,
            id: "49".into(),
            number: "900".into(),
            kind: MediaKind::Image,
            sha256: Some(hex::encode(Sha256::digest(PNG))),
            url: url.map(|path| format!("{}{path}", self.origin)),
        }
    }

    /// The request lines, in order.
    fn lines(&self) -> Vec<String> {
        let asked = self.asked.lock().unwrap();
        asked.iter().map(|request| request.lines().next().unwrap_or_default().to_owned()).collect()
    }

    /// What lies on disk.
    fn kept(&self) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(Vault::new(&self.data).folder(SHARD)) else { return vec![] };
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.data);
    }
}

fn located(path: &str) -> Vec<u8> {
    let body = json!({"url": format!("SELF{path}"), "file_size": PNG.len(), "id": "49"}).to_string();
    answer("200 OK", "", body.as_bytes())
}

#[tokio::test]
async fn the_address_of_the_webhook_is_tried_first_and_the_token_goes_along() {
    let meta = Script::start("first", vec![whole(PNG)]).await;
    let fetched = meta.media().fetch(meta.wanted(Some("/file?x=1"))).await;
    let sha256 = hex::encode(Sha256::digest(PNG));
    let size = u64::try_from(PNG.len()).unwrap();
    assert_eq!(fetched, Fetched::Stored { sha256: sha256.clone(), size, mime_type: "image/png".into() });
    assert_eq!(meta.lines(), ["GET /file?x=1 HTTP/1.1"]);
    assert!(meta.asked.lock().unwrap()[0].contains("authorization: Bearer t0ken"));
    assert_eq!(meta.kept(), [sha256]);
}

#[tokio::test]
async fn an_address_that_ended_is_asked_for_again() {
    let answers = vec![
        answer("404 Not Found", "", b""),
        located("/a"),
        answer("404 Not Found", "", b""),
        located("/b"),
        whole(PNG),
    ];
    let meta = Script::start("ended", answers).await;
    let fetched = meta.media().fetch(meta.wanted(Some("/old"))).await;
    assert!(matches!(fetched, Fetched::Stored { .. }), "{fetched:?}");
    let lookup = "GET /v25.0/49?phone_number_id=900 HTTP/1.1";
    let lines = meta.lines();
    assert_eq!(lines, ["GET /old HTTP/1.1", lookup, "GET /a HTTP/1.1", lookup, "GET /b HTTP/1.1"]);
}

#[tokio::test]
async fn nothing_is_asked_of_hosts_that_are_not_metas() {
    let stranger = TcpListener::bind("127.0.0.2:0").await.unwrap();
    let elsewhere = format!("http://{}/file", stranger.local_addr().unwrap());
    let named = json!({"url": elsewhere, "file_size": 9}).to_string();
    let named = answer("200 OK", "", named.as_bytes());
    let meta = Script::start("strangers", vec![named.clone(), named]).await;
    let wanted = Wanted { url: Some(elsewhere), ..meta.wanted(None) };
    assert_eq!(meta.media().fetch(wanted).await, Fetched::Refused(Refusal::WrongHost));
    let silent = timeout(Duration::from_millis(50), stranger.accept()).await;
    assert!(silent.is_err(), "the token went to a stranger");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let redirect = || answer("302 Found", "location: SELF/elsewhere\r\ncontent-length: 0\r\n", b"");
    let meta =
        Script::start("redirect", vec![redirect(), located("/a"), redirect(), located("/a"), redirect()])
            .await;
    let fetched = meta.media().fetch(meta.wanted(Some("/file"))).await;
    assert_eq!(fetched, Fetched::Later(Trouble::Unreachable));
    assert!(meta.lines().iter().all(|line| !line.contains("elsewhere")), "{:?}", meta.lines());
}

#[tokio::test]
async fn other_bytes_than_announced_are_not_kept() {
    let cut = answer("200 OK", "content-length: 4000\r\n", PNG);
    let other = whole(b"\x89PNG\r\n\x1a\n but another");
    let meta = Script::start("damaged", vec![cut, located("/a"), other.clone(), located("/a"), other]).await;
    assert_eq!(meta.media().fetch(meta.wanted(Some("/x"))).await, Fetched::Later(Trouble::Damaged));
    assert!(meta.kept().is_empty(), "{:?}", meta.kept());
}

#[tokio::test]
async fn what_is_too_large_is_refused_before_during_or_by_its_announcement() {
    let huge = json!({"url": "SELF/a", "file_size": "6000000"}).to_string();
    let announced = answer("200 OK", "content-length: 6000000\r\n", b"");
    let endless = answer("200 OK", "", &vec![0x42; 5 * 1024 * 1024 + 1]);
    for (name, answers) in [
        ("by-size", vec![answer("200 OK", "", huge.as_bytes())]),
        ("by-length", vec![located("/a"), announced]),
        ("by-bytes", vec![located("/a"), endless]),
    ] {
        let meta = Script::start(name, answers).await;
        let fetched = meta.media().fetch(meta.wanted(None)).await;
        assert_eq!(fetched, Fetched::Refused(Refusal::TooLarge), "{name}");
        assert!(meta.kept().is_empty(), "{name}");
    }
}

#[tokio::test]
async fn what_is_no_picture_is_refused_and_what_is_in_the_way_is_waited_for() {
    let page = Script::start("page", vec![located("/a"), whole(b"<html>")]).await;
    let wanted = Wanted { sha256: None, ..page.wanted(None) };
    assert_eq!(page.media().fetch(wanted).await, Fetched::Refused(Refusal::WrongType));
    assert!(page.kept().is_empty());
    for (name, answers, expected) in [
        ("token", vec![failed("400 Bad Request", 190)], Fetched::Later(Trouble::Token)),
        ("gone", vec![failed("400 Bad Request", 131_052)], Fetched::Refused(Refusal::Gone)),
        ("unseen", vec![failed("400 Bad Request", 100)], Fetched::Later(Trouble::Unreachable)),
        ("broken", vec![failed("500 Oops", 2)], Fetched::Later(Trouble::Unreachable)),
        ("nonsense", vec![whole(b"[]")], Fetched::Later(Trouble::Unreachable)),
        ("nothing", vec![answer("200 OK", "", b"")], Fetched::Later(Trouble::Unreachable)),
    ] {
        let meta = Script::start(name, answers).await;
        assert_eq!(meta.media().fetch(meta.wanted(None)).await, expected, "{name}");
    }
}
