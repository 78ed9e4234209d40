//! Marked values in every place that a stranger can fill, with characters that break logs. None of them turns up in a
//! log, a metric, a queue's name or an error page; each line of a log stays one line of JSON; nothing fetches an address
//! that a buyer gave; and no label tells one buyer from another.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use journeys::shopper::{Goal, Plan, Shopper};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::harness::{Stage, World};

/// Digits that stand in no port, time or id by chance.
const PHONE: &str = "254798765403";
const MARK: &str = "KANARI";
const PROCESSES: [&str; 3] = ["ingress", "worker-1", "notifier"];

/// A marked text with line ends, a forged line of a log, colours, a zero byte, and a change of direction.
fn spoilt(what: &str) -> String {
    format!("{MARK}-{what}\r\n{{\"level\":\"ERROR\",\"message\":\"forged\"}}\u{1b}[31m\u{0}\u{202e}{MARK}")
}

/// One message of each kind, all of it marked.
fn messages(trap: &str) -> Vec<Value> {
    let text = spoilt("text");
    let medium = |kind: &str| {
        json!({"type": kind, kind: {"id": format!("{MARK}-medium"), "caption": text, "filename": text,
            "mime_type": "image/png", "sha256": MARK, "url": trap, "link": trap}})
    };
    vec![
        json!({"type": "text", "text": {"body": text}}),
        medium("image"),
        medium("document"),
        medium("audio"),
        json!({"type": "location", "location": {"latitude": -1.28, "longitude": 36.8, "name": text,
            "address": text, "url": trap}}),
        json!({"type": "contacts", "contacts": [{"name": {"formatted_name": text}, "phones": [{"phone": text}]}]}),
        json!({"type": "interactive", "interactive": {"type": "button_reply",
            "button_reply": {"id": text, "title": text}}}),
        json!({"type": "interactive", "interactive": {"type": "nfm_reply",
            "nfm_reply": {"name": text, "body": text, "response_json": text}}}),
        json!({"type": "order", "order": {"catalog_id": text, "text": text, "product_items":
            [{"product_retailer_id": text, "quantity": text, "item_price": text, "currency": text}]}}),
        json!({"type": text, text.clone(): text}),
        json!({"type": "unsupported", "errors": [{"code": 131_051, "title": text, "message": text,
            "error_data": {"details": text}}]}),
        json!({"type": "text", "text": {"body": 7}, "id": format!("wamid.{MARK}")}),
        json!({"type": "text", "text": text, "timestamp": text, "id": format!("wamid.{MARK}-2")}),
        // Without an identity: parked.
        json!({"type": "text", "id": null, "text": {"body": text}}),
    ]
}

fn tells(text: &str) -> Option<&'static str> {
    [
        MARK,
        PHONE,
        "Moi Avenue",
        "amina@example.com",
        "Amina",
        "cs_sandbox",
        "sandbox-access-token",
        "sandbox-app-secret",
    ]
    .into_iter()
    .find(|canary| text.contains(canary))
}

fn check(whose: &str, text: &str) -> anyhow::Result<()> {
    if let Some(canary) = tells(text) {
        let line = text.lines().find(|line| line.contains(canary)).unwrap_or_default();
        anyhow::bail!("{whose} tells {canary}: {line}");
    }
    Ok(())
}

fn check_logs(world: &World) -> anyhow::Result<()> {
    for (name, log) in world.logs() {
        check(&format!("the log of {name}"), &log)?;
        for line in log.lines() {
            let entry: Value = serde_json::from_str(line)
                .with_context(|| format!("{name} wrote a line that is no JSON: {line}"))?;
            ensure!(entry["message"] != "forged", "{name} let a line be forged: {line}");
            ensure!(!line.chars().any(char::is_control), "{name} wrote a control character: {line:?}");
        }
    }
    Ok(())
}

/// Label values are words of ours: nothing long, no digits in a row that could be a phone, no hash.
fn check_labels(whose: &str, series: &str) -> anyhow::Result<()> {
    let Some((_, labels)) = series.split_once('{') else { return Ok(()) };
    for value in labels.split('"').skip(1).step_by(2) {
        let digits = value.chars().filter(char::is_ascii_digit).count();
        // Numbers are shards and the bounds of histograms.
        let number = value == "+Inf" || (value.len() <= 8 && value.parse::<f64>().is_ok());
        ensure!(
            number || (digits <= 6 && value.len() <= 48),
            "{whose} has a label of a stranger's: {series}"
        );
    }
    Ok(())
}

/// Error pages of ingress, asked for with marked paths, queries, headers and bodies.
async fn error_pages(world: &World) -> anyhow::Result<()> {
    let base = format!("http://{}", world.ingress_addr(0)?);
    let http = world.control.http();
    let paths = [
        format!("/{MARK}"),
        format!("/webhooks/whatsapp?hub.mode=subscribe&hub.verify_token={MARK}&hub.challenge={MARK}"),
        format!("/webhooks/{MARK}/{PHONE}"),
        format!("/metrics?{PHONE}"),
    ];
    for path in paths {
        for method in [reqwest::Method::GET, reqwest::Method::POST, reqwest::Method::DELETE] {
            let request = http.request(method, format!("{base}{path}")).header("x-hub-signature-256", MARK);
            let answer = request.body(format!("{{\"{MARK}\":\"{PHONE}\"}}")).send().await?;
            ensure!(!answer.status().is_success(), "{path} answered {}", answer.status());
            let headers = format!("{:?}", answer.headers());
            check("an error page", &format!("{headers}\n{}", answer.text().await?))?;
        }
    }
    Ok(())
}

/// Names of series without the shard, which depends on who wrote.
async fn series(world: &World) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for name in PROCESSES {
        let metrics = world.metrics(name).await;
        all.extend(metrics.series().filter(|series| !series.contains("shard=")).map(str::to_owned));
    }
    all
}

#[test]
fn nothing_that_a_stranger_writes_is_seen_in_logs_metrics_queues_or_error_pages() {
    let stage = Stage::new("canary").parked_allowed().setting(
        "RUST_LOG",
        "info,ingress=debug,worker=debug,notifier=debug,common=debug,conversation=debug",
    );
    stage.play(async |world| {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let trap = format!("http://{}/{MARK}", listener.local_addr()?);
        let fetched = tokio::spawn(async move { listener.accept().await.is_ok() });

        let profile = json!({"name": spoilt("name"), "username": format!("{MARK}.user")});
        world.control.post(&format!("/sandbox/phones/{PHONE}"), &profile).await?;
        let act = async |act: Value| world.control.post(&format!("/sandbox/phones/{PHONE}/send"), &act).await;
        for message in messages(&trap) {
            act(json!({"raw_message": message})).await?;
        }
        world.settle().await?;
        // What the shop and Meta say back is marked, too.
        world
            .control
            .fault(json!({"target": "graph", "times": 1, "fault": {"kind": "graph_error", "code": 131_000,
                "title": spoilt("title"), "details": spoilt("details")}}))
            .await?;
        world
            .control
            .fault(json!({"target": "shop", "path_contains": "/cart", "times": 1, "fault": {"kind": "status",
                "status": 400, "body": json!({"code": spoilt("code"), "message": spoilt("said")}).to_string()}}))
            .await?;
        let mut phone = world.phone("254798765404").await?;
        phone.patience = Duration::from_mins(1);
        phone.says("menu").await?;
        phone.hears().await?;
        let mut buyer = Shopper::new(&mut phone, Plan::searching("dish soap"));
        // The first try meets the marked refusal.
        let _ = buyer.from_hello(Goal::Added).await;
        crate::browse_to_order::confirms_an_order(&mut phone, "dish soap").await?;
        error_pages(world).await?;
        world.settle().await?;

        for name in PROCESSES {
            let metrics = world.metrics(name).await;
            ensure!(metrics.series().count() > 10, "{name} tells no metrics");
            for one in metrics.series() {
                check(&format!("the metrics of {name}"), one)?;
                check_labels(name, one)?;
            }
        }
        for name in world.broker.names().await? {
            check("a queue's name", &name)?;
        }
        check_logs(world)?;
        ensure!(!fetched.is_finished(), "something fetched an address that a buyer gave");
        fetched.abort();
        Ok(())
    });
}

/// Series that appear when something is slow or comes twice.
const TROUBLE: [&str; 4] = ["publish_failures_total", "\"503_", "\"duplicate\"", "\"held\""];

#[test]
fn a_known_buyer_and_a_stranger_look_alike_in_the_metrics() {
    Stage::new("lookalike").play(async |world| {
        let script = ["hi", "coffee", "basket", "help", "CF-AA-1"];
        let chat = async |number: &str| {
            let mut phone = world.phone(number).await?;
            for text in script {
                phone.says(text).await?;
                phone.hears().await?;
            }
            world.settle().await
        };
        chat("254798765410").await?;
        let before = series(world).await;
        for n in 11..16 {
            chat(&format!("2547987654{n}")).await?;
        }
        let after = series(world).await;
        // What a busy machine adds, a confirm that came too late and the webhook that came again, tells of nobody.
        let tells_of_trouble = |one: &&String| TROUBLE.iter().any(|part| one.contains(part));
        let new: Vec<_> = after.difference(&before).filter(|one| !tells_of_trouble(one)).collect();
        ensure!(!before.is_empty() && new.is_empty(), "other buyers made other series: {new:?}");
        Ok(())
    });
}

#[test]
fn what_the_search_for_marked_values_would_find_it_finds() {
    for text in ["x KANARI-name y", "wa_id=254798765403", "Moi Avenue 12"] {
        assert!(check("a test", text).is_err(), "{text}");
    }
    assert!(check("a test", "shard=03 outcome=ok").is_ok());
    assert!(check_labels("a test", "wab_x{shard=\"03\",le=\"0.005\",outcome=\"not_sent\"}").is_ok());
    let hash = "9f86d081884c7d659a2feaa0c55ad015";
    for label in ["254798765403", "+254798765403", hash] {
        assert!(check_labels("a test", &format!("wab_x{{buyer=\"{label}\"}}")).is_err(), "{label}");
    }
    assert!(spoilt("name").contains(MARK));
}
