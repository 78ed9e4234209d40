//! Which faults a seed draws, and how often they strike. Each seed draws its own subset and rates: a run in which
//! everything breaks all the time never gets far enough to break anything interesting.
//!
//! To add a fault: a variant here, the place where it strikes in a model, a line in [`Fault::ALL`].

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use common::rng::{Rng, SeededRng};

use crate::story::Story;

macro_rules! faults {
    ($($(#[$doc:meta])* $name:ident = $label:literal at $rate:literal,)*) => {
        /// Something that may go wrong.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Fault { $($(#[$doc])* $name,)* }

        impl Fault {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Returns the name, which is also its coverage point.
            pub fn label(self) -> &'static str {
                match self { $(Self::$name => $label,)* }
            }

            /// Returns the highest rate that a seed may draw, in ten thousandths of the occasions.
            fn rate_max(self) -> u64 {
                match self { $(Self::$name => $rate,)* }
            }
        }
    };
}

faults! {
    /// A process dies at an await of its own, between any two of its steps.
    CrashAtAwait = "crash at an await" at 60,
    /// A worker is killed from outside.
    KillWorker = "worker killed" at 4_000,
    /// A notifier is killed from outside.
    KillNotifier = "notifier killed" at 4_000,
    /// An ingress is killed from outside.
    KillIngress = "ingress killed" at 3_000,
    /// A worker stands still for a while.
    FreezeWorker = "worker frozen" at 3_000,
    /// A notifier stands still for a while.
    FreezeNotifier = "notifier frozen" at 3_000,
    /// A worker is told to stop, drains, and another one starts.
    StopWorker = "worker stopped" at 3_000,
    /// A notifier is told to stop, drains, and another one starts.
    StopNotifier = "notifier stopped" at 3_000,
    /// One more worker for a while.
    MoreWorkers = "worker added" at 2_000,
    /// The broker restarts.
    BrokerRestart = "broker restarted" at 2_000,
    /// The broker takes no messages, being short of memory or disk.
    BrokerBlocked = "broker blocked" at 2_000,
    /// One process loses the broker; HTTP still works.
    LinkCut = "link to the broker cut" at 4_000,
    /// The clock of one process is set.
    ClockJump = "clock set" at 3_000,
    /// The shop is away.
    ShopDown = "shop down" at 2_000,
    /// The merchant changes a price or a stock.
    MerchantEdit = "merchant edits a product" at 5_000,
    /// The shop throws away drafts.
    DraftsCleaned = "drafts cleaned" at 2_000,
    /// The shop forgets basket sessions.
    SessionsLost = "basket sessions lost" at 2_000,
    /// The merchant calls an order off.
    MerchantCancels = "merchant cancels an order" at 2_000,
    /// The merchant sends an order off.
    MerchantCompletes = "merchant completes an order" at 6_000,
    /// The webhook of an order never comes.
    OrderHookLost = "webhook of an order lost" at 6_000,
    /// The webhook of an order comes several times.
    OrderHookDoubled = "webhook of an order doubled" at 8_000,
    /// A confirm comes late, but comes.
    ConfirmLate = "confirm late" at 1_000,
    /// A message is stored and its confirm is lost.
    ConfirmLost = "confirm lost" at 300,
    /// A message is lost on its way to the broker.
    PublishLost = "publish lost" at 300,
    /// The broker refuses a message.
    PublishNacked = "publish nacked" at 300,
    /// A commit fails: the disk is full.
    CommitFails = "commit fails" at 200,
    /// A commit works and reports an error.
    CommitUnsure = "commit works and fails to say so" at 100,
    /// The disk is slow.
    CommitSlow = "commit slow" at 500,
    /// The shop is slow but answers in time.
    ShopSlow = "shop slow" at 2_000,
    /// The shop answers after the client gave up.
    ShopTooSlow = "shop answers too late" at 400,
    /// The shop does the work and the answer is lost.
    ShopAnswerLost = "shop answer lost" at 600,
    /// The request is lost on its way to the shop.
    ShopRequestLost = "shop request lost" at 400,
    /// The client gives up and the shop does the work long after.
    ShopWorksLate = "shop works after the client gave up" at 300,
    /// The shop cannot be reached at all.
    ShopUnreached = "shop not reached" at 500,
    /// The shop asks to come back later.
    ShopComeBack = "shop asks to come back" at 500,
    /// Meta takes a message and the answer is lost.
    GraphAnswerLost = "Graph answer lost" at 1_000,
    /// The call is lost on its way to Meta.
    GraphCallLost = "Graph call lost" at 400,
    /// Meta is slow.
    GraphSlow = "Graph slow" at 1_000,
    /// Meta takes a message and answers with something that is no JSON.
    GraphGarbage = "Graph answers nonsense" at 300,
    /// Meta fails without a code, the message not taken.
    GraphServerError = "Graph fails without a code" at 300,
    /// Meta limits the number.
    GraphNumberLimit = "Graph limits the number" at 300,
    /// Meta limits the pair.
    GraphPairLimit = "Graph limits the pair" at 300,
    /// A buyer's window is closed from now on, until they write again.
    WindowClosed = "window closed" at 400,
    /// Meta has paused a template.
    TemplatePaused = "template paused" at 2_000,
    /// The token is not valid for a while.
    GraphTokenExpired = "Graph token expired" at 1_000,
    /// A status never comes.
    StatusLost = "status lost" at 8_000,
    /// A status comes twice.
    StatusDoubled = "status doubled" at 1_000,
    /// Statuses come in the wrong order.
    StatusReordered = "statuses reordered" at 2_000,
    /// A status comes before the answer of the send.
    StatusEarly = "status before the answer" at 2_000,
    /// The broker forgets that a queue has a consumer, and delivers nothing more to it.
    ConsumerForgotten = "consumer forgotten by the broker" at 1_500,
    /// A message kills whoever takes it.
    PoisonMessage = "message that kills its worker" at 150,
    /// A webhook comes twice or more.
    WebhookDoubled = "webhook doubled" at 2_000,
    /// A webhook is overtaken by a later one.
    WebhookReordered = "webhook reordered" at 1_000,
    /// A webhook carries a message of days ago.
    WebhookAncient = "message of nine days ago" at 300,
    /// A webhook carries a message of some hours ago.
    WebhookLate = "message of hours ago" at 300,
    /// A buyer has another number and user id from now on.
    IdentityChanged = "buyer has another identity" at 500,
    /// Several messages come in one body.
    WebhookBatched = "webhook with several messages" at 3_000,
    /// Somebody else sends bodies with a wrong signature.
    WebhookForged = "webhook forged" at 1_000,
    /// A body that no version of ours can read, signed correctly.
    WebhookUnreadable = "webhook unreadable" at 500,
    /// A buyer taps twice.
    DoubleTap = "buyer taps twice" at 3_000,
    /// A buyer taps an old button.
    OldButton = "buyer taps an old button" at 1_500,
    /// A buyer writes several messages at once.
    Burst = "buyer writes in bursts" at 1_500,
}

/// The faults of one run; clones share them.
#[derive(Clone)]
pub struct Plan(Arc<Faults>);

struct Faults {
    story: Story,
    is_healed: AtomicBool,
    drawn: Mutex<Vec<(u64, SeededRng)>>,
}

impl Plan {
    /// Draws the plan of a seed. Faults in `without` stay away, whatever the seed says.
    pub fn draw(seed: u64, story: Story, without: &[Fault]) -> Self {
        let mut rng = SeededRng::new(seed ^ 0x5eed_0001);
        // Few faults in most runs, many in some.
        let share = 10 + rng.below(60);
        let drawn = Fault::ALL
            .iter()
            .zip(1_u64..)
            .map(|(fault, number)| {
                let is_on = rng.below(100) < share;
                let rate = 1 + rng.below(fault.rate_max());
                let is_on = is_on && !without.contains(fault);
                (
                    if is_on { rate } else { 0 },
                    SeededRng::new(seed.wrapping_mul(0x9e37).wrapping_add(number << 32)),
                )
            })
            .collect();
        Self(Arc::new(Faults { story, is_healed: AtomicBool::new(false), drawn: Mutex::new(drawn) }))
    }

    /// Returns whether the fault strikes on this occasion.
    pub fn strikes(&self, fault: Fault) -> bool {
        if self.0.is_healed.load(Ordering::Relaxed) {
            return false;
        }
        let mut drawn = self.0.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        let Some((rate, rng)) = drawn.get_mut(fault as usize) else { return false };
        let strikes = *rate > 0 && rng.below(10_000) < *rate;
        drop(drawn);
        if strikes {
            self.0.story.cover(fault.label());
        }
        strikes
    }

    /// Returns the faults that this run has drawn.
    pub fn faults(&self) -> Vec<Fault> {
        let drawn = self.0.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        Fault::ALL
            .iter()
            .zip(drawn.iter())
            .filter(|(_, (rate, _))| *rate > 0)
            .map(|(fault, _)| *fault)
            .collect()
    }

    /// From now on nothing goes wrong any more.
    pub fn heal(&self) {
        self.0.is_healed.store(true, Ordering::Relaxed);
    }

    /// Returns whether everything was healed.
    pub fn is_healed(&self) -> bool {
        self.0.is_healed.load(Ordering::Relaxed)
    }
}
