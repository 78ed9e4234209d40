//! Auctions over all shards: suppliers race each other from fifty phones while messages come twice and a worker dies;
//! there is one winner, and the audit sheet follows from its entries by the rules. And suppliers of the shop who never wrote
//! to it: they are invited by template, a late bid extends, the best is passed over, and the next best becomes one order.

use std::time::Duration;

use anyhow::{Context as _, ensure};
use auction::{Phase, check};
use domain::template::{AUCTION_INVITE, AUCTION_NEWS};
use journeys::phone::{Bubble, Phone};
use journeys::stories::auction::{Words, opens, order, sees, sheet, supplies, takes_the_best};
use serde_json::json;
use tokio::task::JoinSet;

use crate::harness::{AMINA, Stage, World};
use crate::scaling_workers::loaded;

const BIDDERS: u32 = 50;
/// How often each of them taps the next legal bid.
const ROUNDS: u32 = 2;
/// Bidding takes a minute; a busy machine is slow to say that it is over.
const END_WAIT: Duration = Duration::from_secs(150);

fn untold(_: &Bubble) {}

fn number(bidder: u32) -> String {
    format!("2547001{bidder:05}")
}

/// Taps the next legal bid a few times, each tap delivered twice.
async fn bids(mut phone: Phone) -> anyhow::Result<u32> {
    let mut tapped = 0;
    while tapped < ROUNDS {
        let Ok(room) =
            phone.hears_where("a bid to make", |bubble| bubble.choice("auction:bid").is_some()).await
        else {
            break;
        };
        let bid = room.choice("auction:bid").context("a bid")?;
        phone.act(&json!({"button": bid.id, "copies": 2})).await?;
        tapped += 1;
    }
    Ok(tapped)
}

#[test]
fn fifty_phones_race_and_one_wins() {
    loaded("auction-race").workers(3).play(async |world| {
        let mut greeting = JoinSet::new();
        for bidder in 0..BIDDERS {
            let control = world.control.clone();
            greeting.spawn(async move {
                let mut phone = Phone::new(&control, &number(bidder), "Supplier").await?;
                phone.says("hi").await?;
                phone.hears().await?;
                anyhow::Ok(phone)
            });
        }
        let mut phones = Vec::new();
        while let Some(phone) = greeting.join_next().await {
            phones.push(phone??);
        }
        let mut opener = world.phone(AMINA).await?;
        let suppliers: Vec<String> = (0..BIDDERS).map(|bidder| format!("+{}", number(bidder))).collect();
        let suppliers = suppliers.join(", ");
        let words =
            Words { opening: "auction 200 bags of cement max 850 1min", place: "Industrial Area", suppliers: &suppliers };
        let name = opens(&mut opener, &words, untold).await?;

        let mut racing = JoinSet::new();
        for mut phone in phones {
            phone.patience = Duration::from_secs(70);
            racing.spawn(bids(phone));
        }
        tokio::time::sleep(Duration::from_secs(6)).await;
        world.process("worker-2")?.kill()?;

        takes_the_best(&mut opener, END_WAIT, untold).await?;
        let sheet = sheet(&world.control, &mut opener).await?;
        let auction = check(&sheet).map_err(|fault| anyhow::anyhow!("the sheet is wrong: {fault}\n{sheet}"))?;
        ensure!(auction.id.to_string() == name, "it is the sheet of {}", auction.id);
        let Phase::Awarded { seat, .. } = auction.phase else { anyhow::bail!("not awarded: {:?}", auction.phase) };
        ensure!(auction.leader().map(|(leader, _)| leader) == Some(seat), "the winner does not lead");

        let mut tapped = 0;
        while let Some(ended) = racing.join_next().await {
            tapped += ended??;
        }
        world.settle().await?;
        let (mut won, mut receipts) = (0, 0);
        for bidder in 0..BIDDERS {
            let phone = Phone::new(&world.control, &number(bidder), "Supplier").await?;
            let heard = phone.heard().await?;
            won += u32::from(heard.iter().any(|bubble| bubble.says("you won")));
            receipts += u32::try_from(heard.iter().filter(|bubble| bubble.says("your bid of")).count())?;
        }
        ensure!(won == 1, "{won} suppliers were told that they won");
        // Each tap was delivered twice, and judged once.
        let is_bid = |line: &&str| line.contains(r#""event":"bid""#);
        let judged = u32::try_from(sheet.lines().filter(is_bid).count())?;
        ensure!(judged <= tapped, "{tapped} bids were tapped, and {judged} were judged");
        ensure!(receipts >= judged, "{judged} bids were judged, and {receipts} receipts given");
        let counted = sheet.lines().filter(|line| is_bid(line) && !line.contains("refused")).count();
        ensure!(counted > 1, "nobody raced:\n{sheet}");
        eprintln!("| {tapped} bids tapped, each sent twice | {judged} judged before the end | {counted} counted | 1 winner |");
        order(&world.control, &name).await.map(drop)
    });
}

/// Suppliers who never wrote to the shop: two whom it knows, and one whom the opener knows. They read English.
const HULL: &str = "447700900201";
const LEEDS: &str = "447700900202";
const ASHA: &str = "447700900203";
/// Until somebody hears of something while a worker is being replaced.
const PATIENCE: Duration = Duration::from_mins(1);

/// What WhatsApp has approved, in every language.
async fn templates(world: &World) -> anyhow::Result<()> {
    for definition in [&AUCTION_INVITE, &AUCTION_NEWS] {
        for (language, body) in definition.bodies {
            let template = json!({"name": definition.name, "language": language, "body": body});
            world.control.post("/sandbox/meta/templates", &template).await?;
        }
    }
    Ok(())
}

/// A supplier is invited by template, says a word, and is shown what it is about.
async fn invited(phone: &mut Phone) -> anyhow::Result<()> {
    phone.patience = PATIENCE;
    let invitation = phone.hears().await?;
    ensure!(invitation.says("you are invited to bid for 40"), "not the template: {}", invitation.readable());
    ensure!(invitation.choices().next().is_none(), "a template of words alone has no buttons");
    phone.says("hello").await?;
    let room = sees(phone, "auction:join", untold).await?;
    ensure!(room.says("before tax"), "prices are not said to be before tax:\n{}", room.readable());
    phone.taps_act(&room, "auction:join").await?;
    phone.hears_where("that they take part", |bubble| bubble.says("you take part")).await?;
    Ok(())
}

/// The buyer opens an auction for a product of the shop, to suppliers of the shop and one more, extended by a minute.
async fn opens_to_suppliers(world: &World) -> anyhow::Result<(Phone, String)> {
    let mut amina = world.phone(AMINA).await?;
    amina.patience = PATIENCE;
    amina.says("CF-AA-1").await?;
    amina.hears_where("a card", |bubble| bubble.choice("add").is_some()).await?;
    for words in ["auction", "40", "1500", "Industrial Area 9", "1 min"] {
        amina.says(words).await?;
        amina.hears().await?;
    }
    let heard = amina.heard().await?;
    let bidders = heard.last().context("a question")?;
    amina.taps_act(bidders, "auction:suppliers").await?;
    let suppliers = sees(&mut amina, "auction:all", untold).await?;
    ensure!(
        suppliers.says("2 Hull Roasters") && suppliers.says("3 Leeds Coffee"),
        "{}",
        suppliers.readable()
    );
    ensure!(
        !suppliers.says("Mwea"),
        "whoever supplies rice was offered for coffee:\n{}",
        suppliers.readable()
    );
    amina.says("2 3").await?;
    sees(&mut amina, "auction:bidders", untold).await?;
    amina.says(&format!("Asha +{ASHA}")).await?;
    let named = sees(&mut amina, "auction:bidders", untold).await?;
    amina.taps_act(&named, "auction:bidders").await?;
    let summary = sees(&mut amina, "auction:confirm", untold).await?;
    amina.taps_act(&summary, "auction:rules").await?;
    let rules = sees(&mut amina, "auction:ask:extend", untold).await?;
    amina.taps_act(&rules, "auction:ask:extend").await?;
    amina.hears_where("how long to extend", |bubble| bubble.says("0")).await?;
    amina.says("1").await?;
    let summary = sees(&mut amina, "auction:confirm", untold).await?;
    amina.taps_act(&summary, "auction:confirm").await?;
    let shown = sees(&mut amina, "auction:look", untold).await?;
    let look = shown.choice("auction:look").context("a room")?;
    Ok((amina, look.act().trim_start_matches("auction:look:").to_owned()))
}

#[test]
fn suppliers_who_never_wrote_are_invited_and_the_next_best_becomes_the_one_order() {
    Stage::new("auction-invited").workers(2).setting("WOOCOMMERCE_TIMEOUT", "10s").play(async |world| {
        templates(world).await?;
        supplies(&world.control, "Hull Roasters", &format!("+{HULL}"), "coffee").await?;
        supplies(&world.control, "Leeds Coffee", &format!("+{LEEDS}"), "coffee, tea").await?;
        // Everything of Meta comes twice, and the shop is slow at telling its suppliers and at making orders.
        let control = &world.control.clone();
        control
            .fault(json!({"target": "meta_webhook", "times": 0, "fault": {"kind": "duplicate", "copies": 2}}))
            .await?;
        for (path, times) in [("/customers", 2), ("/orders", 4)] {
            let slow = json!({"kind": "delay", "ms": 2_000});
            control
                .fault(json!({"target": "shop", "path_contains": path, "times": times, "fault": slow}))
                .await?;
        }
        // They have WhatsApp, and have never written.
        let mut leeds = Phone::new(control, LEEDS, "Supplier").await?;
        let mut hull = Phone::new(control, HULL, "Supplier").await?;
        let mut asha = Phone::new(control, ASHA, "Supplier").await?;
        let (mut amina, name) = opens_to_suppliers(world).await?;
        for phone in [&mut leeds, &mut hull, &mut asha] {
            invited(phone).await?;
        }

        // The auction is as short as the time in which a bid is late: the first that leads moves the end, no other does.
        leeds.says("1490").await?;
        leeds.hears_where("a receipt", |bubble| bubble.says("your bid of") && bubble.says("counts")).await?;
        amina.hears_where("that it goes on", |bubble| bubble.says("goes on until")).await?;
        world.process("worker-1")?.kill()?;
        hull.says("1450").await?;
        hull.hears_where("a receipt", |bubble| bubble.says("counts")).await?;
        asha.says("1400").await?;
        asha.hears_where("a receipt", |bubble| bubble.says("counts")).await?;

        amina.patience = END_WAIT;
        let best = sees(&mut amina, "auction:next", untold).await?;
        ensure!(best.says("1,400.00") && best.says("Asha"), "not the best bid: {}", best.readable());
        amina.taps_act(&best, "auction:next").await?;
        let next = amina.hears_where("the next best", |bubble| bubble.says("1,450.00")).await?;
        amina.taps_act(&next, "auction:approve").await?;
        asha.hears_where("that it was passed over", |bubble| bubble.says("passed over")).await?;
        hull.hears_where("the award", |bubble| bubble.says("you won")).await?;
        leeds.hears_where("that it is decided", |bubble| bubble.says("is decided")).await?;

        let order = order(control, &name).await?;
        let line = &order.raw["line_items"][0];
        ensure!(line["total"] == "58000.00" && line["quantity"] == 40, "not 40 at 1,450.00: {line}");
        ensure!(order.raw["total"] == "67280.00", "the shop's tax is not on top: {}", order.raw["total"]);
        ensure!(order.raw["shipping"]["address_1"] == "Industrial Area 9", "{}", order.raw["shipping"]);
        let told = amina.hears_where("the order's number", |bubble| bubble.tells(&order.number)).await?;
        ensure!(told.says("67,280.00"), "the buyer was not told the total: {}", told.readable());
        let look = json!({"text": "auctions"});
        amina.act(&look).await?;
        let list = sees(&mut amina, "auction:look", untold).await?;
        amina.taps_act(&list, "auction:look").await?;
        let over = sees(&mut amina, "auction:sheet", untold).await?;
        amina.taps_act(&over, "auction:sheet").await?;
        let sheet = sheet(control, &mut amina).await?;
        let auction =
            check(&sheet).map_err(|fault| anyhow::anyhow!("the sheet is wrong: {fault}\n{sheet}"))?;
        ensure!(matches!(auction.phase, Phase::Awarded { minor: 145_000, .. }), "{:?}", auction.phase);
        ensure!(sheet.lines().filter(|line| line.contains(r#""event":"extended""#)).count() == 1, "{sheet}");
        let bids = sheet.lines().filter(|line| line.contains(r#""event":"bid""#)).count();
        ensure!(bids == 3, "three bids, each delivered twice, were judged {bids} times:\n{sheet}");
        for phone in [&hull, &leeds, &asha] {
            let invitations = phone
                .heard()
                .await?
                .iter()
                .filter(|bubble| bubble.says("you are invited to bid for"))
                .count();
            ensure!(invitations == 1, "{} was invited {invitations} times", phone.wa_id());
        }
        world.settle().await?;
        ensure!(control.placed_orders().await?.len() == 1, "more than one order");
        Ok(())
    });
}
