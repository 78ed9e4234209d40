//! A pretend WooCommerce behind the worker's own port, with the traps that were measured on the real one: no
//! conditional writes, a cart whose last writer wins, a checkout that shrinks lines without a word, two overlapping
//! checkouts that make two orders, work that goes on long after the client gave up.

mod desk;
mod model;
pub mod staff;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use common::rng::{Rng, SeededRng};
use domain::{
    Money,
    ids::{OrderId, ProductId},
    money::Currency,
    shop::{Category, OrderStatus, Product, Stock},
};
use tokio::{sync::oneshot, time::Duration};
use worker::{
    catalogue::{CatalogueHandle, Index, ShopFacts, shelf::Shelf},
    shop::port::{Failure, Note, RefundRecord, Reply, Request, Shop},
};

use crate::{
    actor::{Actor, BEGAN_MS, happen},
    files::Disk,
    meta::Meta,
    plan::{Fault, Plan},
    story::Story,
    wishes::SCRIPTED,
};

/// How long the production client waits for an answer.
const CLIENT_TIME_LIMIT: Duration = Duration::from_secs(30);
/// Longest that the shop may still be at work on a call, from its arrival: PHP's limit.
const WORK_MS_MAX: u64 = 120_000;
/// Price of a delivery, in cents.
const DELIVERY_MINOR: i64 = 20_000;
/// What the shop says to be the most of a line where it keeps no count.
const UNCOUNTED: u32 = 9_999;

/// The shop; clones share it.
#[derive(Clone)]
pub struct Woo(Arc<Mutex<Model>>);

struct Model {
    story: Story,
    plan: Plan,
    rng: SeededRng,
    is_down: bool,
    /// Where changes of orders are announced.
    meta: Option<Meta>,
    wares: BTreeMap<ProductId, Ware>,
    sessions: BTreeMap<String, Session>,
    orders: BTreeMap<OrderId, Made>,
    next_session: u64,
    next_order: u64,
    /// When the merchant changed a price or a stock, simulated milliseconds.
    edits_ms: Vec<u64>,
}

struct Ware {
    name: String,
    minor: i64,
    /// None: the shop keeps no count.
    stock: Option<i64>,
}

#[derive(Default, Clone)]
struct Session {
    lines: BTreeMap<ProductId, u32>,
    draft: Option<OrderId>,
    rate_chosen: bool,
    has_address: bool,
    /// A checkout is at work on it.
    placing: u32,
}

/// An order of the shop.
#[derive(Debug, Clone)]
pub struct Made {
    /// Where it stands.
    pub status: OrderStatus,
    /// Articles and quantities.
    pub lines: BTreeMap<ProductId, u32>,
    /// What is to be paid, in cents.
    pub total_minor: i64,
    /// When it left draft, simulated milliseconds.
    pub placed_at_ms: Option<u64>,
    /// When the merchant changed it last, simulated milliseconds.
    pub changed_at_ms: Option<u64>,
    /// Facts that were stamped on it.
    pub facts: BTreeMap<String, String>,
    /// What it has that did not come out of a basket.
    pub desk: Option<desk::Dealt>,
    /// Notes on it.
    pub notes: Vec<Note>,
    /// What was paid back.
    pub refunds: Vec<RefundRecord>,
    /// What staff did on it.
    pub staff: staff::Done,
}

impl Made {
    fn draft() -> Self {
        Self {
            status: OrderStatus::CheckoutDraft,
            lines: BTreeMap::new(),
            total_minor: 0,
            placed_at_ms: None,
            changed_at_ms: None,
            facts: BTreeMap::new(),
            desk: None,
            notes: Vec::new(),
            refunds: Vec::new(),
            staff: staff::Done::default(),
        }
    }

    /// Returns whether it came of a wish past the basket without a flow (`wishes`).
    pub fn is_scripted(&self) -> bool {
        self.fact("_wa_quote") == SCRIPTED
    }

    /// Returns a fact on it; empty when it has none of that name.
    pub fn fact(&self, key: &str) -> &str {
        self.facts.get(key).map_or("", String::as_str)
    }

    /// Returns how much was paid back, in cents.
    pub fn refunded_minor(&self) -> i64 {
        self.refunds.iter().map(|refund| refund.amount.minor).sum()
    }

    /// When it was changed last, as the shop writes it: to the second.
    fn modified_at(&self) -> String {
        let at_ms = self.changed_at_ms.or(self.placed_at_ms).and_then(|at_ms| i64::try_from(at_ms).ok());
        let moment = at_ms.and_then(|at_ms| jiff::Timestamp::from_millisecond(BEGAN_MS + at_ms).ok());
        moment.map_or_else(String::new, |moment| moment.strftime("%Y-%m-%dT%H:%M:%S").to_string())
    }
}

impl Woo {
    /// Opens a shop with a few wares.
    pub fn new(seed: u64, story: Story, plan: Plan) -> Self {
        let mut rng = SeededRng::new(seed ^ 0x5409_0000);
        let scarce = i64::try_from(1 + rng.below(8)).unwrap_or(1);
        let ware = |name: &str, minor, stock| Ware { name: name.into(), minor, stock };
        let wares = BTreeMap::from([
            (ProductId(15), ware("Basmati Rice 5 kg", 70_000, Some(500))),
            (ProductId(16), ware("Maize Flour 2 kg", 21_050, None)),
            (ProductId(17), ware("Cordless Drill", 899_900, Some(scarce))),
        ]);
        Self(Arc::new(Mutex::new(Model {
            story,
            plan,
            rng,
            is_down: false,
            meta: None,
            wares,
            sessions: BTreeMap::new(),
            orders: BTreeMap::new(),
            next_session: 0,
            next_order: 1_000,
            edits_ms: Vec::new(),
        })))
    }

    /// Returns the shop as a process sees it.
    pub fn of(&self, actor: &Actor, disk: &Disk) -> Counter {
        Counter { woo: self.clone(), actor: actor.clone(), disk: disk.clone() }
    }

    /// Returns the catalogue as a worker holds it.
    pub fn catalogue(&self) -> CatalogueHandle {
        let model = self.model();
        let mut stocked = Shelf {
            facts: Some(ShopFacts { currency: kes(0).currency, country: "KE".into() }),
            complete: true,
            ..Shelf::default()
        };
        let category = domain::ids::CategoryId(1);
        stocked
            .categories
            .insert(category, Category { id: category, parent: None, name: "Goods".into(), position: 0 });
        for (id, ware) in &model.wares {
            stocked.put(Product {
                id: *id,
                name: ware.name.clone(),
                sku: None,
                summary: String::new(),
                price: Some(kes(ware.minor)),
                stock: Stock::Available { left: ware.stock.and_then(|left| u32::try_from(left).ok()) },
                image: None,
                categories: vec![category],
                attributes: vec![],
                variations: vec![],
                sold_individually: false,
                purchasable: true,
            });
        }
        let handle = CatalogueHandle::default();
        handle.replace(Index::build(&stocked));
        handle
    }

    /// Returns all orders.
    pub fn orders(&self) -> BTreeMap<OrderId, Made> {
        self.model().orders.clone()
    }

    /// Returns one order.
    pub fn order(&self, id: u64) -> Option<Made> {
        self.model().orders.get(&OrderId(id)).cloned()
    }

    /// Opens or closes.
    pub fn set_down(&self, is_down: bool) {
        let mut model = self.model();
        model.story.tell("shop", || if is_down { "is away" } else { "is back" }.into());
        model.is_down = is_down;
    }

    /// The merchant changes something.
    pub fn edit(&self) {
        let mut model = self.model();
        let now_ms = model.story.now_ms();
        model.edits_ms.push(now_ms);
        let (which, up) = (model.rng.below(3), model.rng.below(2) == 1);
        let stock = i64::try_from(model.rng.below(6)).unwrap_or(0);
        let story = model.story.clone();
        if let Some((id, ware)) = model.wares.iter_mut().nth(usize::try_from(which).unwrap_or(0)) {
            if ware.stock.is_some_and(|left| left < 50) && up {
                ware.stock = Some(stock);
                story.tell("merchant", || format!("has {stock} left of {id}"));
            } else {
                ware.minor += if up { 1_000 } else { -500 };
                story.tell("merchant", || format!("asks {} for {id}", ware.minor));
            }
        }
    }

    /// Returns whether the merchant changed a price or a stock between two moments, simulated milliseconds.
    pub fn was_edited(&self, from_ms: u64, to_ms: u64) -> bool {
        self.model().edits_ms.iter().any(|edit_ms| (from_ms..=to_ms).contains(edit_ms))
    }

    /// Throws away drafts on which nothing is at work.
    pub fn clean_drafts(&self) {
        let mut model = self.model();
        let busy: Vec<OrderId> = model
            .sessions
            .values()
            .filter(|session| session.placing > 0)
            .filter_map(|session| session.draft)
            .collect();
        let before = model.orders.len();
        model.orders.retain(|id, made| made.status != OrderStatus::CheckoutDraft || busy.contains(id));
        let gone = before - model.orders.len();
        model.story.tell("shop", || format!("throws away {gone} drafts"));
    }

    /// Forgets basket sessions on which nothing is at work.
    pub fn lose_sessions(&self) {
        let mut model = self.model();
        model.sessions.retain(|_, session| session.placing > 0);
        model.story.tell("shop", || "forgets its baskets".into());
    }

    /// From now on changes of orders are announced.
    pub fn announces_to(&self, meta: Meta) {
        self.model().meta = Some(meta);
    }

    /// The merchant moves an order that was placed on to where it ends.
    pub fn end_one(&self, status: OrderStatus) {
        let mut model = self.model();
        let story = model.story.clone();
        let now_ms = story.now_ms();
        let found = model.orders.iter_mut().find(|(_, made)| made.status == OrderStatus::Processing);
        let Some((id, made)) = found else { return };
        let id = *id;
        story.tell("merchant", || format!("makes order {id} {status:?}"));
        made.status = status;
        made.changed_at_ms = Some(now_ms);
        drop(model);
        self.announce(id);
    }

    /// Announces that an order was changed: late, several times or never, as the order is by then.
    fn announce(&self, id: OrderId) {
        let mut model = self.model();
        let Some(meta) = model.meta.clone() else { return };
        if model.plan.strikes(Fault::OrderHookLost) {
            return;
        }
        let now_ms = model.story.now_ms();
        let copies = 1 + if model.plan.strikes(Fault::OrderHookDoubled) { 1 + model.rng.below(3) } else { 0 };
        let delays: Vec<u64> = (0..copies).map(|_| 100 + model.rng.below(20_000)).collect();
        drop(model);
        for (copy, delay_ms) in delays.into_iter().enumerate() {
            let (woo, meta) = (self.clone(), meta.clone());
            happen(async move {
                tokio::time::sleep(Duration::from_millis(delay_ms)).await;
                let Some(body) = woo.model().announced(id) else { return };
                meta.announce("order.updated", format!("{id}-{now_ms}-{copy}"), body).await;
            });
        }
    }

    fn model(&self) -> MutexGuard<'_, Model> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns an amount.
pub fn kes(minor: i64) -> Money {
    Money::from_minor(minor, Currency { code: "KES".into(), decimals: 2 })
}

/// The shop as one process sees it.
#[derive(Clone)]
pub struct Counter {
    woo: Woo,
    actor: Actor,
    disk: Disk,
}

type Answer = Result<Reply, Failure>;

/// How a call goes, decided when it is made.
#[derive(Debug, Clone, Copy)]
struct Way {
    /// Until it arrives; never, when it is lost.
    arrives_ms: Option<u64>,
    works_ms: u64,
    is_answered: bool,
}

impl Shop for Counter {
    async fn call(&self, request: Request) -> Answer {
        self.actor.step("dies before a shop call").await;
        if self.actor.is_dead() {
            return Err(Failure::NotSent);
        }
        if request.changes_something() && self.disk.effects_of(self.actor.id()) == 0 {
            let what =
                format!("{} asks for {} and no effect is journalled", self.actor.name(), request.label());
            self.actor.story().broken("I8", what);
        }
        self.actor.story().tell(self.actor.name(), || format!("asks the shop: {}", describe(&request)));
        let way = self.woo.model().way(&request);
        let way = match way {
            Ok(way) => way,
            Err(failure) => {
                self.actor.pause(200).await;
                return Err(failure);
            }
        };
        let answered = self.woo.work(request.clone(), way, self.actor.name().to_owned());
        let answer = tokio::time::timeout(CLIENT_TIME_LIMIT, answered).await;
        self.actor.step("dies after a shop call").await;
        if let Ok(Ok(answer)) = answer {
            return answer;
        }
        self.actor.story().cover("shop call unknown");
        self.actor.story().tell(self.actor.name(), || format!("hears nothing of {}", request.label()));
        Err(Failure::Unknown)
    }
}

impl Woo {
    fn begin(&self, request: &Request) -> Result<Begun, Failure> {
        self.model().begin(request)
    }

    fn finish(&self, request: &Request, begun: Begun) -> Answer {
        let answer = self.model().finish(request, begun);
        let changed = match request {
            Request::EditOrder { order, .. } => Some(*order),
            Request::CreateRefund(new) => Some(new.order),
            _ => None,
        };
        // The shop announces our own changes too. Of wishes without a flow nobody waits for that.
        let is_announced = |order: &OrderId| self.model().orders.get(order).is_some_and(Made::has_flow);
        if let Some(order) = changed.filter(|order| answer.is_ok() && is_announced(order)) {
            self.announce(order);
        }
        answer
    }

    fn story(&self) -> Story {
        self.model().story.clone()
    }

    /// Lets the shop work on a request, whether anybody waits for it or not.
    fn work(&self, request: Request, way: Way, asker: String) -> oneshot::Receiver<Answer> {
        let (answer, answered) = oneshot::channel();
        let woo = self.clone();
        happen(async move {
            let Some(arrives_ms) = way.arrives_ms else {
                // The connection hangs: the client waits for its time limit.
                tokio::time::sleep(CLIENT_TIME_LIMIT * 2).await;
                return;
            };
            tokio::time::sleep(Duration::from_millis(arrives_ms)).await;
            let begun = woo.begin(&request);
            tokio::time::sleep(Duration::from_millis(way.works_ms)).await;
            let done = match begun {
                Ok(begun) => woo.finish(&request, begun),
                Err(failure) => Err(failure),
            };
            let story = woo.story();
            story.tell("shop", || format!("{} of {asker}: {}", request.label(), outcome(&done)));
            if way.is_answered {
                let _ = answer.send(done);
            } else {
                story.cover("shop worked unheard");
                // A reset is noticed at once, a silent peer only at the time limit.
                if arrives_ms.is_multiple_of(2) {
                    tokio::time::sleep(CLIENT_TIME_LIMIT * 2).await;
                }
            }
        });
        answered
    }
}

fn outcome(answer: &Answer) -> String {
    match answer {
        Ok(Reply::CheckedOut { order, .. }) => format!("order {order} is placed"),
        Ok(Reply::Draft { order, .. }) => format!("draft {order}"),
        Ok(Reply::Order(record)) => format!("order {} is {:?}", record.order.id, record.order.status),
        Ok(_) => "done".into(),
        Err(failure) => format!("{failure}"),
    }
}

fn describe(request: &Request) -> String {
    match request {
        Request::GetOrder { order } | Request::StampOrder { order, .. } => {
            format!("{} {order}", request.label())
        }
        _ => request.label().to_owned(),
    }
}

/// What a request saw when its work began.
#[derive(Default)]
struct Begun {
    session: Option<(String, Session)>,
    /// The order that is being made: others see it already, without content.
    order: Option<OrderId>,
}
