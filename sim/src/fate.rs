//! What happens to the processes, the broker and the shop while a run is in its chaotic part, and how everything is
//! healed afterwards.

use common::rng::{Rng, SeededRng};
use domain::shop::OrderStatus;
use tokio::time::Duration;

use crate::{
    actor::{Actor, Role, happen},
    cast::World,
    plan::Fault,
};

/// Most processes of a kind at once.
const PROCESSES_MAX: usize = 4;
/// A connection whose process stands still for longer is closed by the broker.
const BROKER_PATIENCE: Duration = Duration::from_secs(20);

/// How many of each kind there should be.
#[derive(Debug, Clone, Copy)]
pub struct Crew {
    /// Ingresses.
    pub ingresses: usize,
    /// Workers.
    pub workers: usize,
    /// Notifiers.
    pub notifiers: usize,
}

/// Lets things go wrong until time is up.
pub async fn rage(world: &World, crew: Crew, lasts: Duration, rng: &mut SeededRng) {
    let until = tokio::time::Instant::now() + lasts;
    while tokio::time::Instant::now() < until {
        tokio::time::sleep(Duration::from_millis(500 + rng.below(5_000))).await;
        replace_the_dead(world, crew);
        strike(world, rng);
    }
}

/// Heals everything and sees to it that the crew is complete.
pub fn heal(world: &World, crew: Crew) {
    world.story.tell("fate", || "heals everything".into());
    world.plan.heal();
    world.broker.come_up();
    world.broker.block(false);
    world.shop.set_down(false);
    world.meta.renew_token();
    for actor in world.everybody() {
        world.broker.cut(actor.id(), false);
        actor.right_clock();
        actor.group().thaw();
    }
    replace_the_dead(world, crew);
}

/// Starts processes for those that died.
pub fn replace_the_dead(world: &World, crew: Crew) {
    for (role, wanted) in
        [(Role::Ingress, crew.ingresses), (Role::Worker, crew.workers), (Role::Notifier, crew.notifiers)]
    {
        for _ in world.living(role).len()..wanted {
            world.start(role);
        }
    }
}

fn strike(world: &World, rng: &mut SeededRng) {
    let hits = |fault| world.plan.strikes(fault);
    for (fault, role) in [
        (Fault::KillWorker, Role::Worker),
        (Fault::KillNotifier, Role::Notifier),
        (Fault::KillIngress, Role::Ingress),
    ] {
        if hits(fault)
            && let Some(victim) = one_of(world, role, rng)
        {
            victim.kill("killed from outside");
        }
    }
    for (fault, role) in [(Fault::FreezeWorker, Role::Worker), (Fault::FreezeNotifier, Role::Notifier)] {
        if hits(fault)
            && let Some(victim) = one_of(world, role, rng)
        {
            // Now and then longer than the others wait, the broker waits, or an effect settles.
            let longest = [3_000, 12_000, 60_000, 300_000][usize::try_from(rng.below(4)).unwrap_or(0)];
            freeze(world, victim, Duration::from_millis(1 + rng.below(longest)));
        }
    }
    for (fault, role) in [(Fault::StopWorker, Role::Worker), (Fault::StopNotifier, Role::Notifier)] {
        if hits(fault)
            && let Some(chosen) = one_of(world, role, rng)
        {
            world.stop(&chosen);
        }
    }
    if hits(Fault::MoreWorkers) && world.living(Role::Worker).len() < PROCESSES_MAX {
        world.start(Role::Worker);
    }
    if hits(Fault::LinkCut) {
        let roles = [Role::Ingress, Role::Worker, Role::Notifier];
        let role = roles[usize::try_from(rng.below(3)).unwrap_or(0)];
        if let Some(victim) = one_of(world, role, rng) {
            let (broker, how_long) = (world.broker.clone(), Duration::from_millis(50 + rng.below(15_000)));
            broker.cut(victim.id(), true);
            happen(async move {
                tokio::time::sleep(how_long).await;
                broker.cut(victim.id(), false);
            });
        }
    }
    if hits(Fault::BrokerRestart) {
        let (broker, how_long) = (world.broker.clone(), Duration::from_millis(100 + rng.below(12_000)));
        broker.go_down();
        happen(async move {
            tokio::time::sleep(how_long).await;
            broker.come_up();
        });
    }
    if hits(Fault::BrokerBlocked) {
        let (broker, how_long) = (world.broker.clone(), Duration::from_millis(100 + rng.below(20_000)));
        broker.block(true);
        happen(async move {
            tokio::time::sleep(how_long).await;
            broker.block(false);
        });
    }
    if hits(Fault::ClockJump) {
        let roles = [Role::Worker, Role::Notifier, Role::Ingress];
        let role = roles[usize::try_from(rng.below(3)).unwrap_or(0)];
        if let Some(victim) = one_of(world, role, rng) {
            let hours = [-1_i64, 1, 2, -3][usize::try_from(rng.below(4)).unwrap_or(0)];
            victim.set_clock(hours * 3_600_000);
        }
    }
    if hits(Fault::ShopDown) {
        let (shop, how_long) = (world.shop.clone(), Duration::from_millis(500 + rng.below(40_000)));
        shop.set_down(true);
        happen(async move {
            tokio::time::sleep(how_long).await;
            shop.set_down(false);
        });
    }
    if hits(Fault::GraphTokenExpired) {
        world.meta.expire_token(Duration::from_millis(1_000 + rng.below(40_000)));
    }
    if hits(Fault::MerchantEdit) {
        world.shop.edit();
    }
    if hits(Fault::DraftsCleaned) {
        world.shop.clean_drafts();
    }
    if hits(Fault::SessionsLost) {
        world.shop.lose_sessions();
    }
    if hits(Fault::MerchantCancels) {
        world.shop.end_one(OrderStatus::Cancelled);
    }
    if hits(Fault::MerchantCompletes) {
        world.shop.end_one(OrderStatus::Completed);
    }
    if hits(Fault::ConsumerForgotten) {
        world.broker.forget_consumer();
    }
    world.meta.disturb();
}

fn one_of(world: &World, role: Role, rng: &mut SeededRng) -> Option<Actor> {
    let living = world.living(role);
    let chosen = rng.below(u64::try_from(living.len()).unwrap_or(0));
    living.into_iter().nth(usize::try_from(chosen).unwrap_or(0))
}

fn freeze(world: &World, victim: Actor, how_long: Duration) {
    world.story.tell(victim.name(), || format!("stands still for {} ms", how_long.as_millis()));
    victim.group().freeze();
    let broker = world.broker.clone();
    happen(async move {
        tokio::time::sleep(how_long.min(BROKER_PATIENCE)).await;
        if how_long > BROKER_PATIENCE {
            if victim.group().is_frozen() {
                broker.hang_up(victim.id(), "it has been silent for too long");
            }
            tokio::time::sleep(how_long.saturating_sub(BROKER_PATIENCE)).await;
        }
        if victim.group().is_frozen() {
            victim.story().tell(victim.name(), || "goes on".into());
            victim.group().thaw();
        }
    });
}
