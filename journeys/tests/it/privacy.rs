//! A buyer leaves traces everywhere, asks what is known of them, and is forgotten: nothing of them is left in any file,
//! wherever the worker dies, and what comes again from before brings nothing back.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context as _, ensure};
use common::clock::{Clock as _, SystemClock};
use journeys::phone::{Bubble, Phone};
use journeys::process::LOOK_INTERVAL;
use journeys::stories::{dispute, quote};
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::browse_to_order::{confirms_an_order, one_order_and_told};
use crate::harness::{AMINA, PHONE_NUMBER_ID, Stage, World};

/// Words that mean nothing to the shop.
const ODD_WORDS: &str = "zanzibar nutmeg powder";
/// Until the files are clean: a worker looks for what to delete once a minute.
const CLEAN_WAIT: Duration = Duration::from_secs(100);
/// Until a worker reaches its failpoint.
const DEATH_WAIT: Duration = Duration::from_mins(1);

/// What names them: as the shopper gives it, what they wrote, and what is in their photo.
fn canaries(bsuid: &str) -> Vec<String> {
    let all =
        [AMINA, "Amina", "Odhiambo", "Moi Avenue", "amina@example.com", "zanzibar", "broken bottle", bsuid];
    all.map(str::to_owned).to_vec()
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

/// Which words stand where in the data of workers and notifiers, the logs of their databases included.
fn left(world: &World, words: &[String]) -> Vec<String> {
    let folders = ["data-worker", "data-notifier"].map(|name| world.folder().join(name));
    let files = folders.iter().flat_map(|folder| files_below(folder));
    let found = files.flat_map(|path| {
        let bytes = fs::read(&path).unwrap_or_default();
        let has = |word: &&String| bytes.windows(word.len()).any(|window| window == word.as_bytes());
        words.iter().filter(has).map(|word| format!("{word} in {}", path.display())).collect::<Vec<_>>()
    });
    found.collect()
}

async fn all_clean(world: &World, words: &[String]) -> anyhow::Result<()> {
    let deadline = Instant::now() + CLEAN_WAIT;
    loop {
        let left = left(world, words);
        if left.is_empty() {
            return Ok(());
        }
        ensure!(Instant::now() < deadline, "still there: {left:#?}");
        tokio::time::sleep(LOOK_INTERVAL).await;
    }
}

fn untold(_: &Bubble) {}

/// Shops, has a case about the order and its photo, asks for a quote and takes it back, and says what nobody
/// understands. In the end nothing is open.
async fn leaves_traces(world: &World, phone: &mut Phone) -> anyhow::Result<String> {
    phone.patience = Duration::from_mins(1);
    confirms_an_order(phone, "dish soap").await?;
    one_order_and_told(world, phone, "CL-DS-5").await?;
    let order = world.the_one_order().await?;
    dispute::opens(phone, &order.number, untold).await?;
    let seen = dispute::shows(&world.control, &order.number, "_wa_dispute_stage", "submitted").await?;
    dispute::merchant_types(&world.control, &seen, "resolved: by phone").await?;
    dispute::shows(&world.control, &order.number, "_wa_dispute_stage", "resolved").await?;
    let path = format!("/sandbox/shop/orders/{}", order.raw["id"]);
    world.control.post(&path, &json!({"status": "completed"})).await?;
    phone.hears_where("the news of the order", |bubble| bubble.says("completed")).await?;
    world.settle().await?;
    phone.hears_within(Duration::from_secs(2)).await?;
    quote::asks(phone, &["quote", "20 CL-DS-5"], untold).await?;
    quote::stands(&world.control, "requested").await?;
    let heard = phone.heard().await?;
    let asked = heard.iter().rev().find(|bubble| bubble.choice("quote:withdraw").is_some());
    phone.taps_act(asked.context("a quote to take back")?, "quote:withdraw").await?;
    quote::stands(&world.control, "withdrawn").await?;
    world.settle().await?;
    phone.says(ODD_WORDS).await?;
    phone.hears_where("no answer to odd words", |bubble| bubble.says("zanzibar")).await?;
    Ok(order.number)
}

/// The question, as it stands on the screen, and nothing keeps them from being forgotten.
async fn asks_to_be_forgotten(phone: &mut Phone) -> anyhow::Result<Bubble> {
    phone.says("forget me").await?;
    let asked = phone.hears_where("the question", |bubble| bubble.says("cannot be undone")).await?;
    ensure!(!asked.says("still open"), "something is open:\n{}", asked.readable());
    Ok(asked)
}

async fn means_it(phone: &Phone, asked: &Bubble) -> anyhow::Result<()> {
    let erase = asked.choices().find(|choice| choice.title.starts_with("Erase")).context("a button")?;
    phone.taps(asked, erase).await.map(drop)
}

/// A webhook from before, as Meta repeats it.
fn repeated(bsuid: &str, message: &str) -> Value {
    let now = SystemClock.now_ms() / 1000;
    json!({"object": "whatsapp_business_account", "entry": [{"id": "800000000000001", "changes": [{
        "field": "messages",
        "value": {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "15550100100", "phone_number_id": PHONE_NUMBER_ID},
            "contacts": [{"profile": {"name": "Amina Odhiambo"}, "wa_id": AMINA, "user_id": bsuid}],
            "messages": [{"from": AMINA, "from_user_id": bsuid, "id": message, "timestamp": now.to_string(),
                "type": "text", "text": {"body": ODD_WORDS}}],
        },
    }]}]})
}

async fn forgotten_once(phone: &mut Phone) -> anyhow::Result<()> {
    phone.hears_where("the last word", |bubble| bubble.says("my last message")).await?;
    let heard = phone.heard().await?;
    let told = heard.iter().filter(|bubble| bubble.says("my last message")).count();
    ensure!(told == 1, "told {told} times:\n{}", phone.transcript().await?);
    Ok(())
}

#[test]
fn what_is_known_is_sent_and_nothing_is_left_of_whoever_is_forgotten() {
    Stage::new("privacy").setting("QUOTE_QUIET", "1s").setting("CATALOGUE_POLL", "1s").play(async |world| {
        let mut phone = world.phone(AMINA).await?;
        let known = world.control.get(&format!("/sandbox/phones/{AMINA}")).await?;
        let bsuid = known["bsuid"].as_str().context("a user id")?.to_owned();
        let number = leaves_traces(world, &mut phone).await?;
        let words = canaries(&bsuid);
        let traces = left(world, &words);
        for word in &words {
            ensure!(
                traces.iter().any(|trace| trace.starts_with(word.as_str())),
                "{word} was nowhere: {traces:#?}"
            );
        }

        phone.says("my data").await?;
        let document = phone.hears_where("the document", |bubble| bubble.file.is_some()).await?;
        let file = document.file.context("a file")?;
        let url = if file.starts_with("http") { file } else { format!("{}{file}", world.control.base()) };
        let text = world.control.http().get(url).send().await?.error_for_status()?.text().await?;
        let data: Value = serde_json::from_str(&text).context("reading the document")?;
        for word in [AMINA, "Amina", "Moi Avenue", "amina@example.com", "zanzibar", &bsuid, &number, "D-"] {
            ensure!(text.contains(word), "{word} is kept and not told: {text}");
        }
        let files = data["more"]["files"].as_array().map_or(0, Vec::len);
        ensure!(files == 1 && data["conversation"].get("session").is_none(), "{text}");

        let asked = asks_to_be_forgotten(&mut phone).await?;
        means_it(&phone, &asked).await?;
        forgotten_once(&mut phone).await?;
        world.settle().await?;
        all_clean(world, &words).await?;
        let hash = world.contact_of(&phone).await?;
        ensure!(!left(world, &[hash]).is_empty(), "nobody would know that they were forgotten");

        // What comes again, and what the shop says of their order, finds nobody.
        let heard = phone.heard().await?;
        let old = phone
            .chat()
            .await?
            .into_iter()
            .find(|bubble| bubble.direction == "in" && bubble.says("zanzibar"));
        let old = repeated(&bsuid, &old.context("what they had written")?.wamid);
        ensure!(world.control.deliver(&old).await? == 200, "the repetition was refused");
        let order = dispute::order(&world.control, &number).await?;
        let path = format!("/sandbox/shop/orders/{}", order.raw["id"]);
        world.control.post(&path, &json!({"status": "refunded"})).await?;
        world.settle().await?;
        let more = phone.hears_within(Duration::from_secs(3)).await?;
        ensure!(more.is_empty() && phone.heard().await?.len() == heard.len(), "somebody was told: {more:?}");
        all_clean(world, &words).await?;
        for (name, log) in world.logs() {
            ensure!(!log.contains("zanzibar") && !log.contains(&bsuid), "{name} tells of them");
        }

        phone.says("hi").await?;
        let greeted = phone.hears().await?;
        ensure!(!greeted.says("back"), "they are known:\n{}", greeted.readable());
        Ok(())
    });
}

fn killed_at(name: &'static str, failpoint: &'static str) {
    Stage::new(name).setting("QUOTE_QUIET", "1s").setting("CATALOGUE_POLL", "1s").play(async |world| {
        let mut phone = world.phone(AMINA).await?;
        let known = world.control.get(&format!("/sandbox/phones/{AMINA}")).await?;
        let words = canaries(known["bsuid"].as_str().context("a user id")?);
        leaves_traces(world, &mut phone).await?;
        let asked = asks_to_be_forgotten(&mut phone).await?;
        world.settle().await?;
        world.process("worker-1")?.kill()?;
        let doomed = world.start_worker(Some(failpoint))?;
        world.wait_ready().await?;
        means_it(&phone, &asked).await?;
        world.process(&doomed)?.wait_end(DEATH_WAIT).await?;
        world.start_worker(None)?;
        world.wait_ready().await?;
        forgotten_once(&mut phone).await?;
        world.settle().await?;
        all_clean(world, &words).await
    });
}

#[test]
fn a_worker_that_dies_between_the_yes_and_the_erasure_leaves_it_to_the_next() {
    killed_at("privacy-killed-before", "worker.before_forgetting");
}

#[test]
fn a_worker_that_dies_right_after_the_erasure_leaves_no_file_and_no_log_behind() {
    killed_at("privacy-killed-after", "worker.after_forgetting");
}
