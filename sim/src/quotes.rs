//! A quote in a run: somebody asks for a price, bargains, agrees, while staff answer in the order and everything goes wrong
//! around them. In the end an order is at the price that the buyer saw on the button that they tapped, and there are no
//! more of them than requests.

use std::collections::BTreeSet;

use common::rng::{Rng, SeededRng};
use domain::{outbound::Message, shop::OrderStatus, text::fold};
use tokio::time::{Duration, Instant};

use crate::{
    buyer::{Buyer, Choice, Confirmed, amount, answer, choices, text},
    cast::World,
    meta::{Bubble, Meta, text_of},
    plan::{Fault, Plan},
    story::Story,
};

/// What is asked for.
const OPENING: &str = "quote 5 rice";
/// Moves after which somebody gives up.
const MOVES_MAX: u32 = 50;
/// For how long somebody waits for an order, simulated.
const WAITS_FOR: Duration = Duration::from_mins(50);
/// What a quote may end with.
const ENDS: [&str; 4] = ["is placed", "has declined", "was withdrawn", "was declined"];

/// Asks for a quote, bargains, and orders at the price that was agreed on.
pub async fn asks(person: Buyer, meta: Meta, story: Story, plan: Plan, mut rng: SeededRng) {
    let haggles = rng.below(3) == 0;
    let mut has_named_a_price = !haggles;
    let mut is_sent = false;
    tokio::time::sleep(Duration::from_millis(rng.below(20_000))).await;
    person.send(&meta, &story, &[text(OPENING)]);
    let deadline = Instant::now() + WAITS_FOR;
    let mut read = 0;
    for _ in 0..MOVES_MAX {
        if Instant::now() > deadline {
            break;
        }
        let patience = Duration::from_secs(if is_sent { 240 } else { 30 } + rng.below(60));
        let Some((heard, news)) = person.reads(&meta, &mut read, patience, &mut rng).await else { return };
        let said: String = news.iter().map(|bubble| text_of(&bubble.message) + "\n").collect();
        if ENDS.iter().any(|end| said.contains(end)) {
            break;
        }
        let screen: Vec<(Choice, &Bubble)> = news
            .iter()
            .rev()
            .flat_map(|bubble| choices(&bubble.message).into_iter().map(move |choice| (choice, bubble)))
            .collect();
        let mut wanted = vec!["quote:confirm", "quote:payby", "quote:which", "quote:send"];
        wanted.push(if has_named_a_price { "quote:accept" } else { "quote:price" });
        wanted.extend(["quote:accept", "quote:renew"]);
        let chosen = wanted.iter().find_map(|act| screen.iter().find(|(choice, _)| choice.does(act)));
        match chosen {
            Some((choice, bubble)) => {
                note(&person, &story, choice, &bubble.message);
                is_sent |= choice.does("quote:send");
                has_named_a_price |= choice.does("quote:price");
                person.send(&meta, &story, &[choice.tap()]);
                if plan.strikes(Fault::DoubleTap) {
                    person.send(&meta, &story, &[choice.tap()]);
                }
            }
            None if said.contains("What is your price") => {
                person.send(&meta, &story, &[text("600 each")]);
            }
            None if !heard || news.is_empty() => {
                let words = if is_sent { "quote" } else { OPENING };
                person.send(&meta, &story, &[text(words)]);
            }
            // Whose turn it is was told; the shop's answer comes by itself.
            None if said.contains("It is the shop") || said.contains("moment") => {}
            None => {
                let last = news.last().map(|bubble| fold(&text_of(&bubble.message))).unwrap_or_default();
                let words = answer(&last, true, false, &mut rng);
                let words = if words == "basket" { "quote".to_owned() } else { words };
                person.send(&meta, &story, &[text(&words)]);
            }
        }
    }
    person.is_done(&story);
}

fn note(person: &Buyer, story: &Story, choice: &Choice, message: &Message) {
    if choice.does("quote:send") || choice.does("quote:renew") {
        person.note(|notes| notes.requests += 1);
    }
    if choice.does("quote:confirm") {
        let shown = text_of(message);
        let total = shown.lines().find_map(|line| line.strip_prefix("Total: "));
        let confirmed = Confirmed {
            id: choice.id().to_owned(),
            total_minor: total.and_then(amount),
            at_ms: story.now_ms(),
        };
        person.note(|notes| notes.confirmed.push(confirmed));
    }
}

/// Judges the quotes of a run.
pub fn judge(world: &World, people: &[Buyer]) {
    for person in people {
        let notes = person.notes();
        let contacts = world.meta.contacts_of(person.contact);
        let mut requests = 0;
        for (id, made) in world.shop.orders() {
            let is_theirs = contacts.contains(made.fact("_wa_contact"));
            let is_gone = matches!(made.status, OrderStatus::CheckoutDraft | OrderStatus::Trash);
            if made.is_scripted() || made.fact("_wa_quote").is_empty() || !is_theirs || is_gone {
                continue;
            }
            requests += 1;
            offers_told_once(world, person, &id.to_string(), made.staff.answers);
            if made.fact("_wa_quote") != "ordered" {
                continue;
            }
            world.story.cover("quote: ordered");
            let button = format!("quote:confirm:{id}:{}", made.fact("_wa_quote_terms"));
            let agreed = notes.confirmed.iter().find(|confirmed| confirmed.id.ends_with(&button));
            match agreed {
                None => {
                    let what = format!("{} never agreed to {button}, and it is an order", person.name);
                    world.story.broken("I25", what);
                }
                Some(agreed) if agreed.total_minor != Some(made.total_minor) => {
                    let what = format!(
                        "order {id} costs {}, and {} agreed to {:?}",
                        made.total_minor, person.name, agreed.total_minor
                    );
                    world.story.broken("I25", what);
                }
                Some(_) => {}
            }
        }
        if requests > notes.requests {
            let what =
                format!("{} asked {} times for a quote, {requests} are there", person.name, notes.requests);
            world.story.broken("I25", what);
        }
    }
}

/// What staff said is told once: no more offers than answers.
fn offers_told_once(world: &World, person: &Buyer, order: &str, answers: usize) {
    let told: BTreeSet<String> = world
        .meta
        .inbox_from(person.contact, 0)
        .iter()
        .filter(|bubble| {
            let said = text_of(&bubble.message);
            said.contains(&format!("has answered your request {order}"))
                || said.starts_with(&format!("quote_answer: {order}"))
        })
        .map(|bubble| bubble.id.clone())
        .collect();
    if !told.is_empty() {
        world.story.cover("quote: offer told");
    }
    if told.len() > answers {
        let what = format!("{} was told {} offers for {order}, of {answers}", person.name, told.len());
        world.story.broken("I25", what);
    }
}
