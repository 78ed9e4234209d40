//! One run: a seed draws the world, its faults and its buyers; chaos, then healing, then judgement.

use common::rng::{Rng, SeededRng};
use domain::{Contact, ShardCount};
use tokio::time::Duration;

use crate::{
    actor::happen,
    auctions,
    buyer::Buyer,
    cast::World,
    disputes,
    fate::{self, Crew},
    judge, leaving,
    plan::{Fault, Plan},
    quotes,
    story::{Ending, Story},
};

/// Longest time that a run may need to come to rest after everything was healed. Longer than any wait of the
/// protocols with nothing going wrong any more.
const REST_MS_MAX: u64 = 2 * 60 * 60 * 1_000;
/// How often a run is looked at for having come to rest.
const LOOK: Duration = Duration::from_secs(5);

/// How soon staff look at their orders again, at the soonest.
const STAFF_LOOK_MS: u64 = 5_000;

/// What a run is asked for.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// The seed, which decides everything else.
    pub seed: u64,
    /// Whether the story is recorded.
    pub is_recorded: bool,
    /// Faults that stay away, whatever the seed says.
    pub without: Vec<Fault>,
}

/// How a run ended, and what it had drawn.
pub struct Played {
    /// The story's end.
    pub ending: Ending,
    /// Faults that were drawn.
    pub faults: Vec<Fault>,
}

/// Plays one run in simulated time.
pub fn play(wanted: &Wanted) -> anyhow::Result<Played> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build()?;
    let played = runtime.block_on(perform(wanted));
    // Tasks that never end, such as those of killed processes, go with the runtime.
    runtime.shutdown_background();
    played
}

async fn perform(wanted: &Wanted) -> anyhow::Result<Played> {
    let seed = wanted.seed;
    let story = Story::begin(wanted.is_recorded);
    let plan = Plan::draw(seed, story.clone(), &wanted.without);
    let mut rng = SeededRng::new(seed);
    let shards = [1_u16, 2, 4][usize::try_from(rng.below(3))?];
    let shards: ShardCount = shards.to_string().parse().map_err(|_| anyhow::anyhow!("a number of shards"))?;
    let crew = Crew {
        ingresses: 1 + usize::try_from(rng.below(2))?,
        workers: 1 + usize::try_from(rng.below(3))?,
        notifiers: 1 + usize::try_from(rng.below(2))?,
    };
    let world = World::new(seed, &story, &plan, shards)?;
    fate::replace_the_dead(&world, crew);
    // Now and then all want the one thing of which there are few.
    let wants_scarce = rng.below(6) == 0;
    let mut buyers = Vec::new();
    for number in 0..2 + rng.below(2) {
        let buyer = invite(&world, number, &mut rng)?;
        let shopping = buyer.clone().shop(
            world.meta.clone(),
            story.clone(),
            plan.clone(),
            SeededRng::new(rng.next_u64()),
            wants_scarce,
        );
        happen(shopping);
        buyers.push(buyer);
    }
    let traders = auction(&world, &plan)?;
    let matters = matters(&world, &plan)?;
    let chaos = Duration::from_millis(20_000 + rng.below(60_000));
    fate::rage(&world, crew, chaos, &mut rng).await;
    fate::heal(&world, crew);
    let healed_ms = story.now_ms();
    let mut have_written = vec![false; traders.len()];
    loop {
        tokio::time::sleep(LOOK).await;
        // One that is still being drained may end after the healing.
        fate::replace_the_dead(&world, crew);
        for buyer in buyers.iter().chain(matters.people()) {
            buyer.write_when_window_is_closed(&world.meta, &story);
        }
        // Whoever was only ever invited has no window, and their template may be paused: what waits comes when they write.
        for (trader, has_written) in traders.iter().zip(&mut have_written) {
            if trader.notes().is_done && !*has_written {
                trader.ask_for_help(&world.meta, &story);
                *has_written = true;
            }
        }
        let everybody: Vec<Buyer> = buyers.iter().chain(&traders).chain(matters.people()).cloned().collect();
        let unrest = judge::unrest(&world, &everybody);
        match unrest {
            None => {
                judge::judge(&world, &buyers);
                auctions::judge(&world, &traders);
                matters.judge(&world);
                break;
            }
            Some(_) if story.is_broken() => break,
            Some(why) if story.now_ms() > healed_ms + REST_MS_MAX => {
                story.broken("I10", format!("no rest: {why}"));
                break;
            }
            Some(_) => {}
        }
    }
    world.cover_counts();
    for buyer in &buyers {
        if buyer.notes().is_done && !buyer.notes().orders_told.is_empty() {
            story.cover("a buyer has an order");
        }
    }
    Ok(Played { faults: plan.faults(), ending: story.end() })
}

/// In some runs somebody opens an auction among others. Drawn from a stream of its own: what else a seed draws stays.
fn auction(world: &World, plan: &Plan) -> anyhow::Result<Vec<Buyer>> {
    let mut rng = SeededRng::new(world.seed ^ 0x0a0c_7104);
    if rng.below(4) != 0 {
        return Ok(Vec::new());
    }
    let mut traders = Vec::new();
    let mut numbers = Vec::new();
    for number in 0..4_u64 {
        let wa_id = format!("25471100{:04}", 100 + number);
        let contact = Contact::new(None, Some(format!("+{wa_id}").parse()?))?;
        let hash = world.key.contact(&contact);
        let name = if number == 0 { "opener".to_owned() } else { format!("bidder {number}") };
        world.meta.give_phone(hash, &name, Some(wa_id.clone()), None);
        traders.push(Buyer::new(hash, name));
        if number > 0 {
            numbers.push(wa_id);
        }
    }
    for (trader, number) in traders.iter().zip(0_u64..) {
        let (trader, meta, story, plan) =
            (trader.clone(), world.meta.clone(), world.story.clone(), plan.clone());
        let rng = SeededRng::new(rng.next_u64());
        if number == 0 {
            happen(auctions::opens(trader, meta, story, plan, rng, numbers.clone()));
        } else {
            happen(auctions::bids(trader, meta, story, plan, rng));
        }
    }
    Ok(traders)
}

/// People with something else on their mind than a basket.
struct Matters {
    askers: Vec<Buyer>,
    complainers: Vec<Buyer>,
    leavers: Vec<Buyer>,
}

impl Matters {
    fn people(&self) -> impl Iterator<Item = &Buyer> {
        self.askers.iter().chain(&self.complainers).chain(&self.leavers)
    }

    fn judge(&self, world: &World) {
        quotes::judge(world, &self.askers);
        judge::judge_truth(world, &self.askers);
        judge::judge(world, &self.complainers);
        disputes::judge(world, &self.complainers);
        leaving::judge(world, &self.leavers);
    }
}

/// In some runs somebody asks for a quote, complains, or wants to be forgotten. Drawn from a stream of its own.
fn matters(world: &World, plan: &Plan) -> anyhow::Result<Matters> {
    let mut rng = SeededRng::new(world.seed ^ 0x0a77_e125);
    let mut matters = Matters { askers: Vec::new(), complainers: Vec::new(), leavers: Vec::new() };
    let (asks, complains, leaves) = (rng.below(4) == 0, rng.below(4) == 0, rng.below(4) == 0);
    let (meta, story) = (&world.meta, &world.story);
    if asks {
        let person = somebody(world, "asker", 1)?;
        let rng = SeededRng::new(rng.next_u64());
        happen(quotes::asks(person.clone(), meta.clone(), story.clone(), plan.clone(), rng));
        matters.askers.push(person);
    }
    if complains {
        let person = somebody(world, "complainer", 2)?;
        let rng = SeededRng::new(rng.next_u64());
        happen(disputes::complains(person.clone(), meta.clone(), story.clone(), plan.clone(), rng));
        matters.complainers.push(person);
    }
    if leaves {
        let person = somebody(world, "leaver", 3)?;
        happen(leaving::leaves(person.clone(), world.clone(), SeededRng::new(rng.next_u64())));
        matters.leavers.push(person);
    }
    if asks || complains {
        let (shop, mut rng) = (world.shop.clone(), SeededRng::new(rng.next_u64()));
        happen(async move {
            loop {
                tokio::time::sleep(Duration::from_millis(STAFF_LOOK_MS + rng.below(6 * STAFF_LOOK_MS))).await;
                shop.staff_answer();
            }
        });
    }
    Ok(matters)
}

/// Brings in somebody who is known by a phone and a user id.
fn somebody(world: &World, name: &str, number: u64) -> anyhow::Result<Buyer> {
    let (wa_id, user_id) = (format!("25472200{:04}", 100 + number), format!("KE.9{number:019}"));
    let contact = Contact::new(Some(user_id.parse()?), Some(format!("+{wa_id}").parse()?))?;
    let hash = world.key.contact(&contact);
    world.meta.give_phone(hash, name, Some(wa_id), Some(user_id));
    Ok(Buyer::new(hash, name.to_owned()))
}

/// Brings in a buyer who is known by a phone, a user id, or both.
fn invite(world: &World, number: u64, rng: &mut SeededRng) -> anyhow::Result<Buyer> {
    let wa_id = format!("25470000{:04}", 100 + number);
    let user_id = format!("KE.7{number:019}");
    let (has_phone, has_user_id) =
        [(true, true), (true, false), (false, true)][usize::try_from(rng.below(3))?];
    let phone = if has_phone { Some(format!("+{wa_id}").parse()?) } else { None };
    let bsuid = if has_user_id { Some(user_id.parse()?) } else { None };
    let contact = Contact::new(bsuid, phone)?;
    let hash = world.key.contact(&contact);
    let name = format!("buyer {number}");
    world.meta.give_phone(hash, &name, has_phone.then_some(wa_id), has_user_id.then_some(user_id));
    Ok(Buyer::new(hash, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn played(seed: u64, without: &[Fault]) -> Ending {
        play(&Wanted { seed, is_recorded: true, without: without.to_vec() }).unwrap().ending
    }

    #[test]
    fn a_seed_tells_the_same_story_twice() {
        let (one, other) = (played(7, &[]), played(7, &[]));
        assert_eq!(one.lines, other.lines);
        assert_eq!(one.digest, other.digest);
        assert_ne!(one.digest, played(8, &[]).digest);
    }

    #[test]
    fn where_nothing_goes_wrong_buyers_get_their_orders() {
        let calm = played(3, Fault::ALL);
        assert_eq!(calm.violations, []);
        assert!(calm.coverage.contains_key("order told to be placed"), "{:?}", calm.coverage.keys());
        assert!(Fault::ALL.iter().all(|fault| !calm.coverage.contains_key(fault.label())));
    }
}
