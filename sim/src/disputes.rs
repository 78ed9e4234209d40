//! A dispute in a run: somebody who has an order complains of it, staff answer in the order, an offer is taken. In the end
//! nothing was paid back that nobody agreed to, nothing twice, and goods were sent once more at most once.

use common::rng::{Rng, SeededRng};
use domain::shop::OrderStatus;
use tokio::time::{Duration, Instant};

use crate::{
    buyer::{Buyer, Choice, choices, text},
    cast::World,
    meta::{Meta, text_of},
    plan::{Fault, Plan},
    story::Story,
};

/// Moves after which somebody gives up.
const MOVES_MAX: u32 = 50;
/// For how long somebody waits for the shop's answer, simulated.
const WAITS_FOR: Duration = Duration::from_mins(50);
/// What is written to begin with.
const OPENING: &str = "complaint";
/// What a dispute may end with, for its buyer.
const ENDS: [&str; 3] = ["is booked", "Done:", "It is over"];

/// Orders something, and complains of it.
pub async fn complains(person: Buyer, meta: Meta, story: Story, plan: Plan, mut rng: SeededRng) {
    tokio::time::sleep(Duration::from_millis(rng.below(20_000))).await;
    person.orders(&meta, &story, &plan, &mut rng, false, 1).await;
    if !person.notes().orders_told.is_empty() {
        dispute(&person, &meta, &story, &plan, &mut rng).await;
    }
    person.is_done(&story);
}

async fn dispute(person: &Buyer, meta: &Meta, story: &Story, plan: &Plan, rng: &mut SeededRng) {
    let mut turns_down = rng.below(3) == 0;
    let mut is_sent = false;
    let mut read = meta.inbox_from(person.contact, 0).len();
    person.send(meta, story, &[text(OPENING)]);
    let deadline = Instant::now() + WAITS_FOR;
    for _ in 0..MOVES_MAX {
        if Instant::now() > deadline {
            break;
        }
        let patience = Duration::from_secs(if is_sent { 240 } else { 30 } + rng.below(60));
        let Some((heard, news)) = person.reads(meta, &mut read, patience, rng).await else { return };
        let said: String = news.iter().map(|bubble| text_of(&bubble.message) + "\n").collect();
        if ENDS.iter().any(|end| said.contains(end)) {
            break;
        }
        let screen: Vec<Choice> = news.iter().rev().flat_map(|bubble| choices(&bubble.message)).collect();
        let mut wanted = vec!["dispute:nowords"];
        wanted.push(if turns_down { "dispute:reject" } else { "dispute:accept" });
        wanted.extend([
            "dispute:accept",
            "dispute:send",
            "dispute:wish:refund",
            "dispute:reason:damaged",
            "dispute:whole",
            "dispute:order",
        ]);
        let chosen = wanted.iter().find_map(|act| screen.iter().find(|choice| choice.does(act)));
        match chosen {
            Some(choice) => {
                is_sent |= choice.does("dispute:send");
                turns_down &= !choice.does("dispute:reject");
                if choice.does("dispute:accept") {
                    person.note(|notes| {
                        notes.accepted.insert(choice.id().to_owned());
                    });
                }
                person.send(meta, story, &[choice.tap()]);
                if plan.strikes(Fault::DoubleTap) {
                    person.send(meta, story, &[choice.tap()]);
                }
            }
            None if !heard || news.is_empty() => person.send(meta, story, &[text(OPENING)]),
            None => {}
        }
    }
}

/// Judges the disputes of a run.
pub fn judge(world: &World, people: &[Buyer]) {
    let orders = world.shop.orders();
    for person in people {
        let notes = person.notes();
        let contacts = world.meta.contacts_of(person.contact);
        for made in orders.values() {
            let case = made.fact("_wa_dispute");
            if case.is_empty() || !contacts.contains(made.fact("_wa_contact")) {
                continue;
            }
            world.story.cover("dispute: in the shop");
            let is_accepted = notes.accepted.iter().any(|button| button.ends_with(case));
            let is_granted = made.staff.typed.iter().any(|typed| typed == "accept");
            let again = orders.values().filter(|other| {
                other.fact("_wa_dispute_of") == case
                    && !matches!(other.status, OrderStatus::CheckoutDraft | OrderStatus::Trash)
            });
            let (refunds, again) = (made.refunds.len(), again.count());
            if refunds + again > 0 && !is_accepted && !is_granted {
                let what =
                    format!("nobody agreed on {case}, and {refunds} refunds and {again} orders are made");
                world.story.broken("I26", what);
            }
            if refunds + again > 1 {
                let what = format!("{case} came to {refunds} refunds and {again} orders at no price");
                world.story.broken("I26", what);
            }
            if refunds > 0 {
                world.story.cover("dispute: refund");
            }
            if again > 0 {
                world.story.cover("dispute: goods once more");
            }
            told_the_truth(world, person, case, made.refunds.first().map(|refund| refund.amount.minor));
        }
    }
}

/// Who is told that money is booked has it booked, so much.
fn told_the_truth(world: &World, person: &Buyer, case: &str, booked_minor: Option<i64>) {
    for bubble in world.meta.inbox_from(person.contact, 0) {
        let said = text_of(&bubble.message);
        let told = said.split_once("the refund of ").and_then(|(_, rest)| rest.split_once(" is booked"));
        let Some((sum, _)) = told.filter(|_| said.contains(case)) else { continue };
        world.story.cover("dispute: refund told");
        if crate::buyer::amount(sum) != booked_minor {
            let what = format!("{} was told {sum} of {case}, and {booked_minor:?} is booked", person.name);
            world.story.broken("I26", what);
        }
    }
}
