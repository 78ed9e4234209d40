//! One simulated process: its tasks, its clock, and the ways in which it dies or stands still.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicI64, Ordering},
};

use common::{
    clock::Clock,
    rng::{Rng, SeededRng},
    task::Group,
};
use tokio::time::{Duration, Instant};

use crate::{
    broker::Rabbit,
    files::Disk,
    plan::{Fault, Plan},
    story::Story,
};

/// The wall clock at the beginning of every run, unix milliseconds.
pub const BEGAN_MS: i64 = 1_795_000_000_000;

/// What kind of process it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Takes webhooks.
    Ingress,
    /// Owns shards.
    Worker,
    /// Delivers.
    Notifier,
}

impl Role {
    /// Returns its name.
    pub fn label(self) -> &'static str {
        match self {
            Self::Ingress => "ingress",
            Self::Worker => "worker",
            Self::Notifier => "notifier",
        }
    }
}

/// A process. Clones are the same process.
#[derive(Clone)]
pub struct Actor(Arc<Inner>);

struct Inner {
    id: u32,
    role: Role,
    name: String,
    group: Arc<Group>,
    story: Story,
    plan: Plan,
    broker: Rabbit,
    disk: Disk,
    clock_offset_ms: AtomicI64,
    began: Instant,
    rng: Mutex<SeededRng>,
}

impl Actor {
    /// Makes a process that runs nothing yet.
    pub fn new(
        id: u32,
        role: Role,
        seed: u64,
        world: (&Story, &Plan, &Rabbit, &Disk),
        began: Instant,
    ) -> Self {
        let (story, plan, broker, disk) = world;
        Self(Arc::new(Inner {
            id,
            role,
            name: format!("{} {id}", role.label()),
            group: Group::new(),
            story: story.clone(),
            plan: plan.clone(),
            broker: broker.clone(),
            disk: disk.clone(),
            clock_offset_ms: AtomicI64::new(0),
            began,
            rng: Mutex::new(SeededRng::new(seed ^ (u64::from(id) << 40))),
        }))
    }

    /// Returns its number, unique in a run.
    pub fn id(&self) -> u32 {
        self.0.id
    }

    /// Returns what kind it is.
    pub fn role(&self) -> Role {
        self.0.role
    }

    /// Returns its name in the story.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Returns its tasks.
    pub fn group(&self) -> &Arc<Group> {
        &self.0.group
    }

    /// Returns the story it is part of.
    pub fn story(&self) -> &Story {
        &self.0.story
    }

    /// Returns the faults it is exposed to.
    pub fn plan(&self) -> &Plan {
        &self.0.plan
    }

    /// Returns whether it is gone.
    pub fn is_dead(&self) -> bool {
        self.0.group.is_dead()
    }

    /// Dies at once: connections break, locks are free, what was in memory is gone.
    pub fn kill(&self, why: &str) {
        if self.is_dead() {
            return;
        }
        self.0.story.tell(&self.0.name, || format!("dies: {why}"));
        self.0.group.kill();
        self.0.broker.hang_up(self.0.id, "its process died");
        self.0.disk.release(self.0.id);
    }

    /// Sets the clock.
    pub fn set_clock(&self, by_ms: i64) {
        self.0.story.tell(&self.0.name, || format!("has its clock set by {} s", by_ms / 1_000));
        self.0.clock_offset_ms.fetch_add(by_ms, Ordering::Relaxed);
    }

    /// Sets the clock right.
    pub fn right_clock(&self) {
        self.0.clock_offset_ms.store(0, Ordering::Relaxed);
    }

    /// An await of the process: it may die here.
    pub async fn step(&self, place: &'static str) {
        if !self.is_dead() && self.0.plan.strikes(Fault::CrashAtAwait) {
            self.0.story.cover(place);
            self.kill(place);
        }
        if self.is_dead() {
            std::future::pending::<()>().await;
        }
    }

    /// Waits between nothing and `most_ms`.
    pub async fn pause(&self, most_ms: u64) {
        let wait_ms = self.0.rng.lock().unwrap_or_else(PoisonError::into_inner).below(most_ms + 1);
        if wait_ms > 0 {
            tokio::time::sleep(Duration::from_millis(wait_ms)).await;
        }
    }

    /// Returns a random number below `bound`.
    pub fn below(&self, bound: u64) -> u64 {
        self.0.rng.lock().unwrap_or_else(PoisonError::into_inner).below(bound)
    }

    /// Returns a random source of its own for something that it starts.
    pub fn rng(&self) -> SeededRng {
        SeededRng::new(self.0.rng.lock().unwrap_or_else(PoisonError::into_inner).next_u64())
    }
}

impl Clock for Actor {
    fn now_ms(&self) -> i64 {
        let elapsed_ms = i64::try_from(self.0.began.elapsed().as_millis()).unwrap_or(i64::MAX);
        BEGAN_MS + elapsed_ms + self.0.clock_offset_ms.load(Ordering::Relaxed)
    }

    fn monotonic_ms(&self) -> u64 {
        u64::try_from(self.0.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// Runs something of the world, which no process can kill.
pub fn happen(what: impl Future<Output = ()> + Send + 'static) {
    tokio::spawn(what);
}
