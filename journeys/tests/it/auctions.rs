//! Auctions over all shards: suppliers race each other from fifty phones while messages come twice and a worker dies;
//! there is one winner, and the audit sheet follows from its entries by the rules.

use std::time::Duration;

use anyhow::{Context as _, ensure};
use auction::{Phase, check};
use journeys::phone::{Bubble, Phone};
use journeys::stories::auction::{Words, opens, order, sheet, takes_the_best};
use serde_json::json;
use tokio::task::JoinSet;

use crate::harness::AMINA;
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
