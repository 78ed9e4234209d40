//! Somebody who puts something into the basket and then wants to be forgotten. When all has come to rest, nothing in any
//! file names them.

use common::rng::{Rng, SeededRng};
use tokio::time::Duration;

use crate::{
    buyer::{Buyer, choices, text},
    cast::World,
    meta::text_of,
};

/// Moves after which somebody gives up.
const MOVES_MAX: u32 = 30;
/// How long one waits for an answer, seconds.
const PATIENCE_S: u64 = 60;
/// How often it is looked whether everything that was written has been read.
const LOOK: Duration = Duration::from_secs(5);
/// Looks before one gives up.
const LOOKS_MAX: u32 = 200;

/// Looks around, and leaves.
pub async fn leaves(person: Buyer, world: World, mut rng: SeededRng) {
    let (meta, story) = (world.meta.clone(), world.story.clone());
    tokio::time::sleep(Duration::from_millis(rng.below(20_000))).await;
    let mut read = 0;
    person.send(&meta, &story, &[text("2 rice")]);
    for _ in 0..MOVES_MAX {
        let patience = Duration::from_secs(PATIENCE_S);
        let Some((_, news)) = person.reads(&meta, &mut read, patience, &mut rng).await else { return };
        if news.iter().any(|bubble| text_of(&bubble.message).contains("I have forgotten you")) {
            break;
        }
        if person.notes().is_leaving {
            continue;
        }
        let screen: Vec<_> = news.iter().rev().flat_map(|bubble| choices(&bubble.message)).collect();
        match screen.iter().find(|choice| choice.does("forget")) {
            // What is still under way would be the first message of a stranger.
            Some(choice) if everything_is_read(&person, &world).await => {
                person.note(|notes| notes.is_leaving = true);
                person.send(&meta, &story, &[choice.tap()]);
            }
            Some(_) => break,
            None => person.send(&meta, &story, &[text("forget me")]),
        }
    }
    person.is_done(&story);
}

async fn everything_is_read(person: &Buyer, world: &World) -> bool {
    for _ in 0..LOOKS_MAX {
        if person.notes().sent.iter().all(|id| world.disk.has_seen(id)) {
            return true;
        }
        tokio::time::sleep(LOOK).await;
    }
    false
}

/// I20: who was forgotten is in no file any more.
pub fn judge(world: &World, people: &[Buyer]) {
    for person in people {
        let inbox = world.meta.inbox_from(person.contact, 0);
        let is_told = inbox.iter().any(|bubble| text_of(&bubble.message).contains("I have forgotten you"));
        // Whoever got another number meanwhile, or wrote again, is known anew.
        if !is_told || person.notes().is_back || world.meta.contacts_of(person.contact).len() > 1 {
            continue;
        }
        world.story.cover("somebody was forgotten");
        let Some(phone) = world.meta.phone(person.contact) else { continue };
        for name in [phone.wa_id, phone.user_id].into_iter().flatten() {
            for place in world.disk.places_of(&name) {
                world.story.broken("I20", format!("{} was forgotten and stands in {place}", person.name));
            }
        }
    }
}
