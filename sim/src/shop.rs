//! A pretend WooCommerce behind the worker's own port, with the traps that were measured on the real one: no
//! conditional writes, a cart whose last writer wins, a checkout that shrinks lines without a word, two overlapping
//! checkouts that make two orders, work that goes on long after the client gave up.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use common::rng::{Rng, SeededRng};
use domain::{
    Money,
    ids::{GatewayId, LineKey, OrderId, ProductId, RateId},
    money::Currency,
    shop::{
        Cart, CartLine, Category, Gateway, GatewayKind, Order, OrderLine, OrderStatus, Product, ShippingRate,
        Stock, Totals,
    },
};
use tokio::{sync::oneshot, time::Duration};
use worker::{
    catalogue::{CatalogueHandle, Index, ShopFacts, shelf::Shelf},
    shop::port::{CartToken, Failure, OrderRecord, Reply, Request, SessionCart, Shop},
};

use crate::{
    actor::{Actor, happen},
    files::Disk,
    plan::{Fault, Plan},
    story::Story,
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
    /// Facts that were stamped on it.
    pub facts: BTreeMap<String, String>,
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

    /// The merchant calls off an order that was placed.
    pub fn cancel_one(&self) {
        let mut model = self.model();
        let story = model.story.clone();
        let found = model.orders.iter_mut().find(|(_, made)| made.status == OrderStatus::Processing);
        if let Some((id, made)) = found {
            made.status = OrderStatus::Cancelled;
            story.tell("merchant", || format!("calls off order {id}"));
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
        let way = self.woo.model().way();
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
        self.model().finish(request, begun)
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
struct Begun {
    session: Option<(String, Session)>,
}

impl Model {
    fn way(&mut self) -> Result<Way, Failure> {
        let plan = self.plan.clone();
        if self.is_down || plan.strikes(Fault::ShopUnreached) {
            return Err(Failure::NotSent);
        }
        if plan.strikes(Fault::ShopComeBack) {
            return Err(Failure::ComeBack { after: Some(Duration::from_secs(2)) });
        }
        let mut way = Way {
            arrives_ms: Some(self.rng.below(20)),
            works_ms: 20 + self.rng.below(300),
            is_answered: true,
        };
        if plan.strikes(Fault::ShopSlow) {
            way.works_ms = 1_000 + self.rng.below(28_000);
        }
        if plan.strikes(Fault::ShopTooSlow) {
            way.works_ms = 30_001 + self.rng.below(WORK_MS_MAX - 40_000);
        }
        if plan.strikes(Fault::ShopWorksLate) {
            way.arrives_ms = Some(30_000);
            way.works_ms = self.rng.below(WORK_MS_MAX);
        }
        if plan.strikes(Fault::ShopAnswerLost) {
            way.is_answered = false;
        }
        if plan.strikes(Fault::ShopRequestLost) {
            way.arrives_ms = None;
        }
        Ok(way)
    }

    fn token_of(request: &Request) -> Option<&CartToken> {
        match request {
            Request::GetCart { token } => token.as_ref(),
            Request::AddItem { token, .. }
            | Request::UpdateItem { token, .. }
            | Request::RemoveItem { token, .. }
            | Request::ApplyCoupon { token, .. }
            | Request::RemoveCoupon { token, .. }
            | Request::UpdateCustomer { token, .. }
            | Request::SelectRate { token, .. }
            | Request::OpenCheckout { token }
            | Request::PlaceCheckout { token, .. } => Some(token),
            Request::GetOrder { .. }
            | Request::StampOrder { .. }
            | Request::SetOrderStatus { .. }
            | Request::OrdersById { .. }
            | Request::OrdersByPhone { .. }
            | Request::StockLeft { .. }
            | Request::Gateways => None,
        }
    }

    /// The request is read; a cart is loaded as it is now.
    fn begin(&mut self, request: &Request) -> Result<Begun, Failure> {
        if let Request::GetCart { token: None } = request {
            self.next_session += 1;
            let key = format!("t_{}", self.next_session);
            self.sessions.insert(key.clone(), Session::default());
            return Ok(Begun { session: Some((key, Session::default())) });
        }
        let Some(token) = Self::token_of(request) else { return Ok(Begun { session: None }) };
        let Some(session) = self.sessions.get_mut(&token.0) else { return Err(Failure::SessionLost) };
        if let Request::PlaceCheckout { .. } = request {
            if session.lines.is_empty() {
                return Err(refused("woocommerce_rest_cart_empty", None));
            }
            session.placing += 1;
            if session.placing > 1 {
                self.story.broken("I9", format!("two checkouts at work on basket {}", token.0));
            }
        }
        let session = session.clone();
        Ok(Begun { session: Some((token.0.clone(), session)) })
    }

    /// The work is done; what was loaded is changed and written back, whatever happened to it meanwhile.
    fn finish(&mut self, request: &Request, begun: Begun) -> Answer {
        let Some((key, mut session)) = begun.session else { return self.finish_plain(request) };
        if let Request::PlaceCheckout { .. } = request {
            return self.place(&key, &session);
        }
        let left = |ware: &Ware| ware.stock.map(|left| u32::try_from(left).unwrap_or(0));
        match request {
            Request::AddItem { article, quantity, .. } => {
                let Some(ware) = self.wares.get(&article.product) else {
                    return Err(refused("woocommerce_rest_cart_invalid_product", None));
                };
                let wanted =
                    session.lines.get(&article.product).copied().unwrap_or(0).saturating_add(*quantity);
                if let Some(left) = left(ware).filter(|left| *left < wanted) {
                    return Err(refused("woocommerce_rest_product_partially_out_of_stock", Some(left)));
                }
                session.lines.insert(article.product, wanted);
            }
            Request::UpdateItem { key, quantity, .. } => {
                let Some(id) = product_of(key).filter(|id| session.lines.contains_key(id)) else {
                    return Err(refused("woocommerce_rest_cart_invalid_key", None));
                };
                if let Some(left) = self.wares.get(&id).and_then(left).filter(|left| left < quantity) {
                    return Err(refused("woocommerce_rest_product_partially_out_of_stock", Some(left)));
                }
                session.lines.insert(id, *quantity);
            }
            Request::RemoveItem { key, .. } => {
                let removed = product_of(key).and_then(|id| session.lines.remove(&id));
                removed.ok_or_else(|| refused("woocommerce_rest_cart_invalid_key", None))?;
            }
            Request::ApplyCoupon { .. } | Request::RemoveCoupon { .. } => {
                return Err(refused("woocommerce_rest_cart_coupon_invalid_code", None));
            }
            Request::UpdateCustomer { .. } => session.has_address = true,
            Request::SelectRate { .. } => session.rate_chosen = true,
            Request::OpenCheckout { .. } => return self.open_draft(&key, &session),
            _ => {}
        }
        if request.changes_something() {
            // The whole row is written: what another request did to it meanwhile is lost, as it is there.
            let current = self.sessions.entry(key.clone()).or_default();
            current.lines.clone_from(&session.lines);
            current.has_address = session.has_address;
            current.rate_chosen = session.rate_chosen;
        }
        Ok(Reply::Cart(Box::new(self.cart(&key, &session))))
    }

    fn open_draft(&mut self, key: &str, session: &Session) -> Answer {
        if session.lines.is_empty() {
            return Err(refused("woocommerce_rest_cart_empty", None));
        }
        let known =
            self.sessions.get(key).and_then(|session| session.draft).filter(|id| {
                self.orders.get(id).is_some_and(|made| made.status == OrderStatus::CheckoutDraft)
            });
        let order = known.unwrap_or_else(|| {
            self.next_order += 1;
            OrderId(self.next_order)
        });
        let total_minor = self.total(&session.lines);
        let made = self.orders.entry(order).or_insert_with(|| Made {
            status: OrderStatus::CheckoutDraft,
            lines: BTreeMap::new(),
            total_minor: 0,
            placed_at_ms: None,
            facts: BTreeMap::new(),
        });
        made.lines.clone_from(&session.lines);
        made.total_minor = total_minor;
        if let Some(session) = self.sessions.get_mut(key) {
            session.draft = Some(order);
        }
        Ok(Reply::Draft { order, token: CartToken(key.to_owned()), session: key.to_owned() })
    }

    /// `POST /checkout`: the draft, or a new order where the draft is gone or taken, becomes an order.
    fn place(&mut self, key: &str, begun: &Session) -> Answer {
        let draft =
            self.sessions.get(key).and_then(|session| session.draft).or(begun.draft).filter(|id| {
                self.orders.get(id).is_some_and(|made| made.status == OrderStatus::CheckoutDraft)
            });
        let order = draft.unwrap_or_else(|| {
            self.next_order += 1;
            OrderId(self.next_order)
        });
        let mut lines = begun.lines.clone();
        for (id, quantity) in &mut lines {
            if let Some(ware) = self.wares.get_mut(id)
                && let Some(left) = &mut ware.stock
            {
                let most = u32::try_from(*left).unwrap_or(0);
                if *quantity > most {
                    // The real one shrinks the line and says nothing.
                    self.story.cover("line silently shrunk");
                    *quantity = most;
                }
                *left -= i64::from(*quantity);
            }
        }
        lines.retain(|_, quantity| *quantity > 0);
        if let Some(session) = self.sessions.get_mut(key) {
            session.placing = session.placing.saturating_sub(1);
            if lines.is_empty() {
                return Err(refused("woocommerce_rest_product_out_of_stock", Some(0)));
            }
            session.lines.clear();
            session.draft = None;
        }
        let total_minor = self.total(&lines);
        let placed_at_ms = Some(self.story.now_ms());
        let made = self.orders.entry(order).or_insert_with(|| Made {
            status: OrderStatus::CheckoutDraft,
            lines: BTreeMap::new(),
            total_minor: 0,
            placed_at_ms: None,
            facts: BTreeMap::new(),
        });
        *made = Made {
            status: OrderStatus::Processing,
            lines,
            total_minor,
            placed_at_ms,
            facts: made.facts.clone(),
        };
        self.check_one_order_per_wish(order);
        Ok(Reply::CheckedOut { order, status: OrderStatus::Processing, redirect_url: None })
    }

    /// I2, at every instant: of all orders with one key, whatever the incarnation, one at most ever left draft.
    fn check_one_order_per_wish(&self, order: OrderId) {
        let wish = |made: &Made| {
            let key = made.facts.get("_wa_op")?;
            Some(key.rsplit_once('.').map_or(key.as_str(), |(wish, _)| wish).to_owned())
        };
        let Some(key) = self.orders.get(&order).and_then(wish) else { return };
        let placed = self.orders.iter().filter(|(_, made)| {
            made.status != OrderStatus::CheckoutDraft && wish(made).as_ref() == Some(&key)
        });
        let placed: Vec<String> = placed.map(|(id, _)| id.to_string()).collect();
        if placed.len() > 1 {
            self.story.broken("I2", format!("one confirm made orders {}", placed.join(" and ")));
        }
    }

    fn finish_plain(&mut self, request: &Request) -> Answer {
        match request {
            Request::GetOrder { order } => self.record(*order),
            Request::StampOrder { order, facts } => {
                let Some(made) = self.orders.get_mut(order) else { return Err(Failure::NotFound) };
                made.facts.extend(facts.iter().cloned());
                self.record(*order)
            }
            Request::SetOrderStatus { order, status } => {
                let Some(made) = self.orders.get_mut(order) else { return Err(Failure::NotFound) };
                made.status = status.clone();
                self.record(*order)
            }
            Request::OrdersById { orders } => {
                Ok(Reply::Orders(orders.iter().rev().filter_map(|id| self.full_record(*id)).collect()))
            }
            Request::OrdersByPhone { .. } => Ok(Reply::Orders(vec![])),
            Request::StockLeft { product } => {
                Ok(Reply::StockLeft(self.wares.get(product).and_then(|ware| ware.stock)))
            }
            _ => Ok(Reply::Gateways(vec![Gateway {
                id: GatewayId("cod".into()),
                title: "Cash on delivery".into(),
                description: String::new(),
                instructions: String::new(),
                kind: GatewayKind::CashOnDelivery,
            }])),
        }
    }

    fn total(&self, lines: &BTreeMap<ProductId, u32>) -> i64 {
        let goods = lines
            .iter()
            .map(|(id, quantity)| self.wares.get(id).map_or(0, |ware| ware.minor * i64::from(*quantity)));
        goods.sum::<i64>() + if lines.is_empty() { 0 } else { DELIVERY_MINOR }
    }

    fn cart(&self, key: &str, session: &Session) -> SessionCart {
        let lines: Vec<CartLine> = session
            .lines
            .iter()
            .filter_map(|(id, quantity)| {
                let ware = self.wares.get(id)?;
                Some(CartLine {
                    key: LineKey(format!("k{id}")),
                    id: *id,
                    name: ware.name.clone(),
                    sku: None,
                    choices: vec![],
                    quantity: *quantity,
                    unit_price: kes(ware.minor),
                    total: kes(ware.minor * i64::from(*quantity)),
                    quantity_max: Some(ware.stock.map_or(UNCOUNTED, |left| u32::try_from(left).unwrap_or(0))),
                })
            })
            .collect();
        let short = |line: &CartLine| line.quantity_max.is_some_and(|left| left < line.quantity);
        let complaints = lines
            .iter()
            .filter(|line| short(line))
            .map(|_| "woocommerce_rest_product_partially_out_of_stock".to_owned())
            .collect();
        let total = self.total(&session.lines);
        let has_lines = !lines.is_empty();
        let cart = Cart {
            totals: Totals {
                items: kes(total - if has_lines { DELIVERY_MINOR } else { 0 }),
                discount: kes(0),
                shipping: has_lines.then(|| kes(DELIVERY_MINOR)),
                tax: kes(0),
                total: kes(total),
            },
            lines,
            coupons: vec![],
            needs_shipping: true,
            needs_payment: true,
            rates: vec![ShippingRate {
                id: RateId("flat_rate:1".into()),
                name: "Courier".into(),
                price: kes(DELIVERY_MINOR),
                selected: true,
            }],
            gateways: vec![GatewayId("cod".into())],
            complaints,
        };
        SessionCart { cart, token: CartToken(key.to_owned()), session: key.to_owned() }
    }

    fn record(&self, id: OrderId) -> Answer {
        self.full_record(id).map(|record| Reply::Order(Box::new(record))).ok_or(Failure::NotFound)
    }

    fn full_record(&self, id: OrderId) -> Option<OrderRecord> {
        let made = self.orders.get(&id)?;
        let lines = made.lines.iter().map(|(id, quantity)| {
            let ware = self.wares.get(id);
            OrderLine {
                id: *id,
                name: ware.map_or_else(String::new, |ware| ware.name.clone()),
                quantity: *quantity,
                total: kes(ware.map_or(0, |ware| ware.minor) * i64::from(*quantity)),
            }
        });
        let order = Order {
            id,
            number: id.to_string(),
            status: made.status.clone(),
            created_on: "2026-11-23".into(),
            total: kes(made.total_minor),
            lines: lines.collect(),
            gateway: Some(GatewayId("cod".into())),
            gateway_title: "Cash on delivery".into(),
            payment_url: None,
        };
        let fact = |name: &str| made.facts.get(name).cloned();
        Some(OrderRecord {
            order,
            op_key: fact("_wa_op"),
            fingerprint: fact("_wa_fp"),
            contact: fact("_wa_contact"),
            billing_phone: None,
        })
    }
}

fn product_of(key: &LineKey) -> Option<ProductId> {
    key.0.strip_prefix('k')?.parse().ok().map(ProductId)
}

fn refused(code: &str, left: Option<u32>) -> Failure {
    Failure::Refused { status: 400, code: code.to_owned(), fields: vec![], left, cart: None }
}
