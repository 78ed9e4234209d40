//! Tasks that share the fate of their process.
//!
//! A process in production is one of the operating system's, and ends with all its tasks; there this module costs a
//! look at a thread-local. In the simulator many processes live in one runtime. Each is a [`Group`] that can be frozen
//! and thawed like a stopped process, or killed at whatever await its tasks have reached. A task joins the group of
//! the task that started it, so whatever is spawned goes through here.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

use futures_util::future::Either;
use tokio::task::JoinHandle;

thread_local! {
    /// The group of the task that is being polled.
    static CURRENT: RefCell<Option<Arc<Group>>> = const { RefCell::new(None) };
}

/// The tasks of one process.
#[derive(Debug, Default)]
pub struct Group(Mutex<Members>);

#[derive(Debug, Default)]
struct Members {
    phase: Phase,
    next: u64,
    wakers: BTreeMap<u64, Waker>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Phase {
    #[default]
    Running,
    Frozen,
    Dead,
}

impl Group {
    /// Returns a group without tasks.
    pub fn new() -> Arc<Self> {
        Arc::new(Self::default())
    }

    /// Stops all tasks where they are, as `SIGSTOP` does.
    pub fn freeze(&self) {
        let mut members = self.members();
        if members.phase == Phase::Running {
            members.phase = Phase::Frozen;
        }
    }

    /// Lets the tasks go on.
    pub fn thaw(&self) {
        let mut members = self.members();
        if members.phase == Phase::Frozen {
            members.phase = Phase::Running;
            wake_all(members);
        }
    }

    /// Ends all tasks where they are, as `SIGKILL` does: nothing of theirs runs any more.
    pub fn kill(&self) {
        let mut members = self.members();
        members.phase = Phase::Dead;
        wake_all(members);
    }

    /// Returns whether the group was killed.
    pub fn is_dead(&self) -> bool {
        self.members().phase == Phase::Dead
    }

    /// Returns whether the group is frozen.
    pub fn is_frozen(&self) -> bool {
        self.members().phase == Phase::Frozen
    }

    /// Makes a task a member, and with it all that it spawns.
    pub fn adopt<F: Future>(self: &Arc<Self>, task: F) -> Member<F> {
        let mut members = self.members();
        let number = members.next;
        members.next += 1;
        Member { group: Arc::clone(self), number, task: Some(Box::pin(task)) }
    }

    fn members(&self) -> MutexGuard<'_, Members> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn wake_all(mut members: MutexGuard<'_, Members>) {
    let wakers = std::mem::take(&mut members.wakers);
    drop(members);
    wakers.into_values().for_each(Waker::wake);
}

/// A task that runs only while its group does. One that was killed never ends: nobody is left to wait for it.
#[derive(Debug)]
pub struct Member<F> {
    group: Arc<Group>,
    number: u64,
    task: Option<Pin<Box<F>>>,
}

impl<F: Future> Future for Member<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let phase = {
            let mut members = self.group.members();
            let phase = members.phase;
            if phase == Phase::Dead {
                members.wakers.remove(&self.number);
            } else {
                members.wakers.insert(self.number, context.waker().clone());
            }
            phase
        };
        let _entered = Entered::new(&self.group);
        match (phase, &mut self.task) {
            (Phase::Running, Some(task)) => {
                let polled = task.as_mut().poll(context);
                if polled.is_ready() {
                    self.task = None;
                }
                polled
            }
            (Phase::Dead, _) => {
                self.task = None;
                Poll::Pending
            }
            (Phase::Frozen, _) | (Phase::Running, None) => Poll::Pending,
        }
    }
}

impl<F> Drop for Member<F> {
    fn drop(&mut self) {
        self.group.members().wakers.remove(&self.number);
        let _entered = Entered::new(&self.group);
        self.task = None;
    }
}

/// Makes a group the current one for as long as it lives.
struct Entered(Option<Arc<Group>>);

impl Entered {
    fn new(group: &Arc<Group>) -> Self {
        Self(CURRENT.with_borrow_mut(|current| current.replace(Arc::clone(group))))
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        CURRENT.with_borrow_mut(|current| *current = self.0.take());
    }
}

/// Makes a task a member of the group of whoever calls, where there is one.
pub fn grouped<F: Future>(task: F) -> Either<F, Member<F>> {
    match CURRENT.with_borrow(Option::clone) {
        None => Either::Left(task),
        Some(group) => Either::Right(group.adopt(task)),
    }
}

/// Starts a task that shares the fate of the one that starts it.
pub fn spawn<F>(task: F) -> JoinHandle<F::Output>
where
    F: Future<Output: Send> + Send + 'static,
{
    match grouped(task) {
        Either::Left(task) => tokio::spawn(task),
        Either::Right(task) => tokio::spawn(task),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use tokio::sync::watch;

    use super::*;

    async fn count_one(counter: Arc<AtomicU32>, mut ticks: watch::Receiver<u32>) {
        while ticks.changed().await.is_ok() {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// A task that spawns another one; both count every tick.
    async fn count(counter: Arc<AtomicU32>, ticks: watch::Receiver<u32>) {
        spawn(count_one(Arc::clone(&counter), ticks.clone()));
        count_one(counter, ticks).await;
    }

    async fn settle() {
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn a_frozen_group_stands_still_and_a_dead_one_never_moves_again() {
        let (counter, group) = (Arc::new(AtomicU32::new(0)), Group::new());
        let ticks = watch::Sender::new(0);
        tokio::task::spawn(group.adopt(count(Arc::clone(&counter), ticks.subscribe())));
        settle().await;
        ticks.send_replace(1);
        settle().await;
        assert_eq!(counter.load(Ordering::Relaxed), 2);
        group.freeze();
        ticks.send_replace(2);
        settle().await;
        assert_eq!(counter.load(Ordering::Relaxed), 2);
        group.thaw();
        settle().await;
        assert_eq!(counter.load(Ordering::Relaxed), 4, "what happened meanwhile is seen");
        group.kill();
        ticks.send_replace(3);
        settle().await;
        assert_eq!(counter.load(Ordering::Relaxed), 4);
        assert_eq!(Arc::strong_count(&counter), 1, "what the tasks held is gone");
    }

    #[tokio::test]
    async fn outside_of_any_group_a_task_is_just_a_task() {
        assert_eq!(spawn(async { 7 }).await.unwrap(), 7);
        assert!(matches!(grouped(async {}), Either::Left(_)));
    }
}
