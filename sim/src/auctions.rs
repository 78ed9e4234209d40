//! An auction in a run: somebody opens one, others bid against each other, while everything goes wrong around them. In the
//! end its chain must be whole, its entries must follow from each other by the rules, each bid counts once, there is one
//! winner, and one order at most.

use std::collections::BTreeMap;

use auction::{Entry, Event, Sheet, check};
use common::rng::{Rng, SeededRng};
use domain::shop::OrderStatus;
use tokio::time::Duration;
use worker::shard::core::Room;

use crate::{
    buyer::{Buyer, Choice, choices, text},
    cast::World,
    meta::{Meta, text_of},
    plan::{Fault, Plan},
    story::Story,
};

/// Moves after which an opener gives up.
const MOVES_MAX: u32 = 60;
/// For how long an opener waits for the end of their auction, simulated.
const OPENS_FOR: Duration = Duration::from_hours(1);
/// Bids that one supplier taps at most.
const BIDS_MAX: u32 = 4;
/// For how long a supplier takes part, simulated.
const TAKES_PART: Duration = Duration::from_mins(25);

/// Opens an auction among these numbers, and takes the best bid.
pub async fn opens(
    opener: Buyer,
    meta: Meta,
    story: Story,
    plan: Plan,
    mut rng: SeededRng,
    bidders: Vec<String>,
) {
    let opening = "auction 20 sacks max 700 5min";
    let numbers: Vec<String> = bidders.iter().map(|number| format!("+{number}")).collect();
    let numbers = numbers.join(", ");
    tokio::time::sleep(Duration::from_millis(rng.below(20_000))).await;
    opener.send(&meta, &story, &[text(opening)]);
    let deadline = tokio::time::Instant::now() + OPENS_FOR;
    let (mut read, mut is_open) = (0, false);
    for _ in 0..MOVES_MAX {
        if tokio::time::Instant::now() > deadline {
            break;
        }
        let Some(rings) = meta.phone(opener.contact).map(|phone| phone.rings) else { return };
        let patience = Duration::from_secs(if is_open { 600 } else { 40 + rng.below(60) });
        let heard = tokio::time::timeout(patience, rings.notified()).await.is_ok();
        tokio::time::sleep(Duration::from_millis(500 + rng.below(3_000))).await;
        let news = meta.inbox_from(opener.contact, read);
        read += news.len();
        let said: String = news.iter().map(|bubble| text_of(&bubble.message) + "\n").collect();
        is_open |= said.contains("is announced");
        if said.contains("is awarded") || said.contains("nothing is awarded") || said.contains("lapsed") {
            break;
        }
        let screen: Vec<Choice> = news.iter().rev().flat_map(|bubble| choices(&bubble.message)).collect();
        let next = ["auction:approve", "auction:confirm", "auction:bidders"];
        let chosen = next.iter().find_map(|act| screen.iter().find(|choice| choice.does(act)));
        match chosen {
            Some(choice) => {
                let tap = choice.tap();
                opener.send(&meta, &story, std::slice::from_ref(&tap));
                if plan.strikes(Fault::DoubleTap) {
                    opener.send(&meta, &story, &[tap]);
                }
            }
            None if said.contains("be delivered") => opener.send(&meta, &story, &[text("Moi Avenue 12")]),
            None if said.contains("Who may bid") => opener.send(&meta, &story, &[text(&numbers)]),
            None if !heard && is_open => opener.send(&meta, &story, &[text("auctions")]),
            None if !heard || said.contains("could not read") => opener.send(&meta, &story, &[text(opening)]),
            None => {}
        }
    }
    opener.is_done(&story);
}

/// Bids the next legal price when it is offered, now and then twice.
pub async fn bids(supplier: Buyer, meta: Meta, story: Story, plan: Plan, mut rng: SeededRng) {
    let (mut read, mut bid) = (0, 0);
    // Somebody who never wrote is reached by template alone, which this account has none of.
    supplier.send(&meta, &story, &[text("hi")]);
    let taking_part = async {
        while bid < BIDS_MAX {
            let Some(rings) = meta.phone(supplier.contact).map(|phone| phone.rings) else { return };
            rings.notified().await;
            tokio::time::sleep(Duration::from_millis(500 + rng.below(8_000))).await;
            let news = meta.inbox_from(supplier.contact, read);
            read += news.len();
            let screen: Vec<Choice> = news.iter().rev().flat_map(|bubble| choices(&bubble.message)).collect();
            if let Some(choice) = screen.iter().find(|choice| choice.does("auction:bid")) {
                let copies = 1 + u32::from(plan.strikes(Fault::DoubleTap));
                for _ in 0..copies {
                    supplier.note_bid();
                    supplier.send(&meta, &story, &[choice.tap()]);
                }
                bid += 1;
            }
        }
    };
    let _ = tokio::time::timeout(TAKES_PART, taking_part).await;
    supplier.is_done(&story);
}

/// Judges the auctions of a run.
pub fn judge(world: &World, people: &[Buyer]) {
    let sent: u32 = people.iter().map(|person| person.notes().bids).sum();
    let mut judged = 0;
    for (id, (state, chain)) in world.disk.auctions() {
        let Ok(room) = serde_json::from_str::<Room>(&state) else {
            world.story.broken("I27", format!("auction {id} cannot be read"));
            continue;
        };
        let entries: Vec<Entry> = chain.iter().filter_map(|(number, entry)| read(*number, entry)).collect();
        let events: Vec<Event> =
            entries.iter().filter_map(|entry| Entry::read(&entry.line)).map(|(.., event)| event).collect();
        let sheet = Sheet { auction: room.auction.id.clone(), entries, result: room.auction.phase };
        match check(&sheet.to_string()) {
            Ok(checked) if checked.number == room.auction.number => {}
            Ok(checked) => {
                let what =
                    format!("auction {id} has {} entries and says {}", checked.number, room.auction.number);
                world.story.broken("I27", what);
            }
            Err(fault) => world.story.broken("I27", format!("auction {id}: {fault}")),
        }
        let count = |is_it: fn(&Event) -> bool| events.iter().filter(|event| is_it(event)).count();
        let approved = count(|event| matches!(event, Event::Approved { .. }));
        if approved > 1 + count(|event| matches!(event, Event::Withdrawn { .. })) {
            world.story.broken("I28", format!("auction {id} was awarded {approved} times"));
        }
        judged += count(|event| matches!(event, Event::Bid { proxy: None, .. }));
        if count(|event| matches!(event, Event::Bid { refused: None, .. })) > 1 {
            world.story.cover("auction: bids counted");
        }
        if approved > 0 {
            world.story.cover("auction: awarded");
        }
        let orders = world.shop.orders();
        let of_it = orders.values().filter(|made| {
            made.status != OrderStatus::CheckoutDraft && made.facts.get("_wa_auction") == Some(&id)
        });
        let orders = of_it.count();
        if orders > 1 {
            world.story.broken("I29", format!("the award of auction {id} is {orders} orders"));
        }
        if orders == 1 {
            world.story.cover("auction: order of an award");
        }
    }
    if judged > usize::try_from(sent).unwrap_or(usize::MAX) {
        world.story.broken("I28", format!("{sent} bids were made and {judged} judged"));
    }
}

fn read(number: u64, (line, hash): &(String, String)) -> Option<Entry> {
    let (_, at_ms, _) = Entry::read(line)?;
    Some(Entry { number, at_ms, line: line.clone(), hash: hash.parse().ok()? })
}

/// State and chain of each auction, as committed.
pub type Auctions = BTreeMap<String, (String, BTreeMap<u64, (String, String)>)>;
