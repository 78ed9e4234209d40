//! The scripted buyer of `make demo`: goes from "hi" to a placed order on a pretend phone, prints the chat as it goes,
//! and ends with 0 only if the shop then holds exactly the order that was confirmed.
//!
//! `demo_buyer http://127.0.0.1:8070` names the sandbox. A second word plays another story: `quote`, `auction`, `dispute`.

use std::io::Write as _;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context as _, ensure};
use journeys::control::{Control, Order};
use journeys::phone::{Bubble, Phone};
use journeys::shopper::{Goal, Plan, Shopper};

const WA_ID: &str = "254700100200";
const NAME: &str = "Amina Odhiambo";
/// What is bought: the category and the product that the buyer looks for, and its article code.
const WANTED: ([&str; 2], &str) = (["cleaning", "dish soap"], "CL-DS-5");

#[tokio::main]
async fn main() -> ExitCode {
    let (sandbox, script) = (std::env::args().nth(1), std::env::args().nth(2));
    let ended = match (sandbox, script.as_deref()) {
        (Some(sandbox), None | Some("" | "buy")) => buy(&sandbox).await,
        (Some(sandbox), Some("dispute")) => dispute(&sandbox).await,
        (Some(sandbox), Some("auction")) => auction(&sandbox).await,
        (Some(sandbox), Some("quote")) => quote(&sandbox).await,
        (Some(_), Some(other)) => {
            Err(anyhow::anyhow!("there is no script {other}: buy, quote, auction, dispute"))
        }
        (None, _) => Err(anyhow::anyhow!("usage: demo_buyer SANDBOX_ADDRESS [SCRIPT]")),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("The demo buyer failed: {error:#}\n"));
            ExitCode::FAILURE
        }
    }
}

async fn buy(sandbox: &str) -> anyhow::Result<()> {
    let control = Control::new(sandbox)?;
    let before = control.placed_orders().await?.len();
    ensure!(before == 0, "the shop holds {before} orders already: the demo starts with an empty book");
    let mut phone = Phone::new(&control, WA_ID, NAME).await?;

    let started = Instant::now();
    let mut buyer = Shopper::new(&mut phone, Plan::default().preferring(&WANTED.0));
    buyer.on_bubble = |bubble| say(&bubble.readable());
    buyer.on_move = |what| say(&format!("buyer │ {what}\n"));
    let summary = buyer.from_hello(Goal::Summary).await?;
    buyer.confirm(&summary).await?;
    let moves = buyer.moves;
    let (placed, order) = hear_of_the_order(&control, &mut phone).await?;
    let seconds = started.elapsed().as_secs_f64();

    check(&control, &summary, &placed, &order).await?;
    say(&format!(
        "\nOrder {} stands in the shop, once, as confirmed: {} × {}, total {}. From \"hi\": {moves} taps or messages, {seconds:.1} s.\n",
        order.number,
        order.lines.first().map_or(0, |line| line.quantity),
        order.lines.first().map_or("", |line| line.sku.as_str()),
        order.total,
    ));
    Ok(())
}

/// A buyer who speaks Arabic gets broken goods, and the merchant answers in the shop's order screen.
async fn dispute(sandbox: &str) -> anyhow::Result<()> {
    use journeys::stories::dispute as story;

    let tell = |bubble: &Bubble| say(&bubble.readable());
    let control = Control::new(sandbox)?;
    let mut phone = Phone::new(&control, "254711002003", "ليلى حسن").await?;
    let mut buyer = Shopper::new(&mut phone, Plan::default().preferring(&WANTED.0));
    buyer.on_bubble = tell;
    buyer.on_move = |what| say(&format!("buyer │ {what}\n"));
    let summary = buyer.from_words("مرحبا", Goal::Summary).await?;
    buyer.confirm(&summary).await?;
    let (_, order) = hear_of_the_order(&control, &mut phone).await?;

    say("\nThe bottles arrive broken.\n\n");
    let case = story::opens(&mut phone, &order.number, tell).await?;
    let seen = story::shows(&control, &order.number, "_wa_dispute", &case).await?;
    say(&format!(
        "\nIn the shop, order {} shows case {case}, turn of: {}. The merchant types into its field: refund 100\n\n",
        seen.number,
        story::fact(&seen, "_wa_dispute_turn").unwrap_or_default(),
    ));
    story::merchant_types(&control, &seen, "refund 100").await?;
    let offer = story::sees(&mut phone, "dispute:accept", tell).await?;
    phone.taps_act(&offer, "dispute:reject").await?;
    let why = story::sees(&mut phone, "dispute:nowords", tell).await?;
    drop(why);
    phone.says("نصف الزجاجات مكسور").await?;
    story::sees(&mut phone, "dispute:withdraw", tell).await?;
    let seen = story::shows(&control, &order.number, "_wa_dispute_turn", "staff").await?;
    say("\nThe merchant types: refund 200\n\n");
    story::merchant_types(&control, &seen, "refund 200").await?;
    let offer = story::sees(&mut phone, "dispute:accept", tell).await?;
    story::accepts(&mut phone, &offer, tell).await?;
    let settled = story::shows(&control, &order.number, "_wa_dispute_stage", "resolved").await?;
    let refunds = story::refunds(&settled);
    ensure!(refunds.len() == 1, "the shop holds {} refunds instead of one: {refunds:?}", refunds.len());
    say(&format!(
        "\nCase {case} is settled: the shop holds one refund, {}, and the seal {} stands on the order.\n",
        refunds.concat(),
        story::fact(&settled, "_wa_dispute_seal").unwrap_or_default(),
    ));
    Ok(())
}

/// A buyer who speaks Swahili opens a reverse auction; a supplier who speaks Hindi and one who speaks English bid each other
/// down. The best bid becomes an order, and the audit sheet is checked.
async fn auction(sandbox: &str) -> anyhow::Result<()> {
    use journeys::stories::auction as story;

    let tell = |bubble: &Bubble| say(&bubble.readable());
    let control = Control::new(sandbox)?;
    let mut rehema = Phone::new(&control, "255700100200", "Rehema Mushi").await?;
    let mut raj = Phone::new(&control, "919810000001", "Raj Patel").await?;
    let mut emma = Phone::new(&control, "447700900123", "Emma Clark").await?;
    for (phone, hello) in [(&mut rehema, "habari"), (&mut raj, "नमस्ते"), (&mut emma, "hello")] {
        phone.says(hello).await?;
        phone.hears().await?;
    }

    say("\nRehema needs cement, and has her suppliers bid for it.\n\n");
    let words = story::Words {
        opening: "mnada 200 mifuko ya saruji max 850 1min",
        place: "Barabara ya Pugu 7, Dar es Salaam",
        suppliers: "Raj +919810000001, Emma +447700900123",
    };
    let name = story::opens(&mut rehema, &words, tell).await?;

    say("\nRaj\n\n");
    let invited = story::sees(&mut raj, "auction:bid", tell).await?;
    raj.taps_act(&invited, "auction:bid").await?;
    raj.hears_where("a receipt", |bubble| bubble.says("850")).await.inspect(tell)?;
    say("\nEmma\n\n");
    let invited = story::sees(&mut emma, "auction:join", tell).await?;
    emma.taps_act(&invited, "auction:join").await?;
    story::sees(&mut emma, "auction:floor", tell).await?;
    emma.says("down to 700").await?;
    emma.hears_where("a bid by her floor", |bubble| bubble.says("for you.")).await.inspect(tell)?;
    say("\nRaj\n\n");
    let outbid = story::sees(&mut raj, "auction:bid", tell).await?;
    raj.taps_act(&outbid, "auction:bid").await?;
    story::sees(&mut raj, "auction:bid", tell).await?;
    raj.says("750").await?;
    story::sees(&mut raj, "auction:bid", tell).await?;
    say("\nRehema, when the minute is over\n\n");
    story::takes_the_best(&mut rehema, std::time::Duration::from_mins(2), tell).await?;
    let sheet = story::sheet(&control, &mut rehema).await?;
    say("\nEmma\n\n");
    emma.hears_where("the award", |bubble| bubble.says("you won")).await.inspect(tell)?;
    let order = story::order(&control, &name).await?;
    let sealed = sheet.lines().count().saturating_sub(2);
    say(&format!(
        "\nAuction {name} is order {} in the shop, once, over {}. Its audit sheet has {sealed} sealed entries:\n\n{sheet}",
        order.number, order.total
    ));
    Ok(())
}

/// A buyer who speaks French bargains over a price, and the merchant answers in the shop's order screen.
async fn quote(sandbox: &str) -> anyhow::Result<()> {
    let control = Control::new(sandbox)?;
    let order = journeys::stories::quote::play(&control, |bubble| say(&bubble.readable()), say).await?;
    say(&format!(
        "\nOrder {} stands in the shop, once, at the price that was agreed on: {}, total {}.\n",
        order.number, order.raw["line_items"][0]["total"], order.total,
    ));
    Ok(())
}

/// Reads on until the buyer is told the number of an order that the shop holds.
async fn hear_of_the_order(control: &Control, phone: &mut Phone) -> anyhow::Result<(Bubble, Order)> {
    loop {
        let bubble = phone.hears().await?;
        say(&bubble.readable());
        let told = control.placed_orders().await?.into_iter().find(|order| bubble.tells(&order.number));
        if let Some(order) = told {
            return Ok((bubble, order));
        }
    }
}

/// The shop's book, read after the fact, against what the buyer confirmed.
async fn check(control: &Control, summary: &Bubble, placed: &Bubble, told: &Order) -> anyhow::Result<()> {
    let orders = control.placed_orders().await?;
    let [order] = orders.as_slice() else {
        anyhow::bail!("the shop holds {} orders instead of one", orders.len());
    };
    ensure!(
        order.number == told.number,
        "the buyer was told {} and the shop holds {}",
        told.number,
        order.number
    );
    let lines: Vec<_> = order.lines.iter().map(|line| (line.sku.as_str(), line.quantity)).collect();
    ensure!(lines == [(WANTED.1, 1)], "the order holds {lines:?}");
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    ensure!(
        digits(&summary.text).contains(&digits(&order.total)),
        "the total {} of the order is not the one that was confirmed",
        order.total
    );
    let name = order.raw["billing"]["first_name"].as_str().context("the order names nobody")?;
    ensure!(NAME.starts_with(name) && !name.is_empty(), "the order is for somebody else");
    ensure!(!placed.text.is_empty(), "the buyer was told nothing");
    Ok(())
}

fn say(text: &str) {
    // Whoever reads may have gone; the order is checked all the same.
    let _ = std::io::stdout().write_all(text.as_bytes());
}
