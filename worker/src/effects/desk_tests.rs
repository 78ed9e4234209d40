//! Orders past the basket against a pretend shop that does late what it did not answer, and owners that die between any
//! two steps: one wish makes one order, one key is paid back once, one change is made once.

use std::collections::{BTreeMap, BTreeSet};

use conversation::effect::{
    Agreed, AgreedFee, AgreedLine, AgreedWish, CONTENT_DIFFERS, LineChange, ORDER_GONE, ORDER_MOVED_ON,
    OrderChange, OrderNote, REFUND_TOO_LARGE, RefundLine, RefundWish, Refusal, SHOP_UNAVAILABLE, ShopEffect,
    ShopOutcome, TOO_LATE,
};
use domain::{
    Money,
    contact::HashKey,
    ids::{GatewayId, OpKey, OrderId, ProductId},
    money::Currency,
    shop::{Address, Gateway, GatewayKind, Order, OrderLine, OrderStatus},
};

use super::{Answer, Protocol, Scene, Step, session::Session};
use crate::shop::port::{Extras, Failure, Fee, Note, OrderRecord, RefundRecord, Reply, Request};

const SETTLE_MS: i64 = 180_000;
/// How late the shop does what it gave no answer to: within what settling allows for.
const LATE_MS: i64 = 100_000;

fn kes(minor: i64) -> Money {
    Money::from_minor(minor, Currency { code: "KES".into(), decimals: 2 })
}

/// What becomes of a call that gets no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Loss {
    /// The work was done.
    AfterWork,
    /// The request never arrived.
    BeforeWork,
    /// The work is done long after the client gave up.
    Late,
}

/// A shop as `wc/v3` shows it.
#[derive(Default)]
pub(crate) struct Desk {
    pub(crate) orders: BTreeMap<OrderId, OrderRecord>,
    refunds: Vec<RefundRecord>,
    notes: Vec<Note>,
    stock: BTreeMap<ProductId, i64>,
    next_id: u64,
    /// What is done later, and when.
    late: Vec<(i64, Request)>,
    /// All orders that ever left draft.
    placed: BTreeSet<OrderId>,
    calls: Vec<&'static str>,
    /// Makes other prices than those asked for.
    has_odd_prices: bool,
}

impl Desk {
    pub(crate) fn work(&mut self, request: &Request) -> Answer {
        match request {
            Request::CreateOrder(new) => {
                self.next_id += 1;
                let id = OrderId(100 + self.next_id);
                let markup = i64::from(self.has_odd_prices);
                let lines = new.lines.iter().zip(1..).map(|(line, item)| OrderLine {
                    item,
                    id: line.id(),
                    name: line.name.clone(),
                    quantity: line.quantity,
                    total: kes(line.total.as_ref().map_or(70_000, |total| total.minor) + markup),
                    tax_minor: 0,
                });
                let fees =
                    new.fees.iter().map(|fee| Fee { name: fee.name.clone(), total: fee.total.clone() });
                let extras = Extras {
                    facts: new.facts.iter().cloned().collect(),
                    fees: fees.collect(),
                    created_via: new.key.clone(),
                    ..Extras::default()
                };
                let mut record = record(id, OrderStatus::CheckoutDraft, lines.collect());
                record.extras = extras;
                self.orders.insert(id, record);
                self.read(id)
            }
            Request::OrdersByKey { key } => Ok(Reply::Orders(
                self.orders.values().rev().filter(|made| made.extras.created_via == *key).cloned().collect(),
            )),
            Request::EditOrder { order, edit } => {
                let next_item = 50 + self.next_id;
                let Some(made) = self.orders.get_mut(order) else { return Err(Failure::NotFound) };
                for line in &edit.lines {
                    if let Some(own) = made.order.lines.iter_mut().find(|own| own.item == line.item) {
                        own.quantity = line.quantity;
                        own.total = line.total.clone().unwrap_or_else(|| own.total.clone());
                    } else {
                        self.next_id += 1;
                        made.order.lines.push(OrderLine {
                            item: next_item,
                            id: line.product,
                            name: "New".into(),
                            quantity: line.quantity,
                            total: kes(line.total.as_ref().map_or(70_000, |total| total.minor)),
                            tax_minor: 0,
                        });
                    }
                }
                made.order.lines.retain(|line| line.quantity > 0);
                made.extras.facts.extend(edit.facts.iter().cloned());
                if let Some(status) = &edit.status {
                    made.order.status = status.clone();
                    self.placed.insert(*order);
                }
                self.read(*order)
            }
            Request::SetOrderStatus { order, status } => {
                let Some(made) = self.orders.get_mut(order) else { return Err(Failure::NotFound) };
                made.order.status = status.clone();
                self.placed.insert(*order);
                self.read(*order)
            }
            Request::GetOrder { order } => self.read(*order),
            Request::TrashOrder { order } => match self.orders.get_mut(order) {
                Some(made) => {
                    made.order.status = OrderStatus::Trash;
                    Ok(Reply::Trashed)
                }
                None => Err(Failure::NotFound),
            },
            Request::Notes { .. } => Ok(Reply::Notes(self.notes.clone())),
            Request::AddNote { text, is_for_customer, .. } => {
                self.notes.push(Note { text: text.clone(), is_for_customer: *is_for_customer });
                Ok(Reply::Noted)
            }
            Request::Refunds { order, .. } => {
                if self.orders.contains_key(order) {
                    Ok(Reply::Refunds(self.refunds.clone()))
                } else {
                    Err(Failure::NotFound)
                }
            }
            Request::CreateRefund(new) => {
                let (id, amount) = (self.refunds.len() as u64 + 1, new.amount.clone());
                let refund = RefundRecord { id, amount, reason: new.reason.clone(), key: None };
                if let Some(made) = self.orders.get_mut(&new.order) {
                    made.extras.refunded_minor += new.amount.minor;
                }
                self.refunds.push(refund.clone());
                Ok(Reply::Refunded(refund))
            }
            Request::StockLeft { product } => Ok(Reply::StockLeft(self.stock.get(product).copied())),
            other => panic!("not asked for past the basket: {}", other.label()),
        }
    }

    fn read(&self, id: OrderId) -> Answer {
        self.orders.get(&id).map(|made| Reply::Order(Box::new(made.clone()))).ok_or(Failure::NotFound)
    }

    fn statuses(&self) -> Vec<OrderStatus> {
        self.orders.values().map(|made| made.order.status.clone()).collect()
    }
}

fn record(id: OrderId, status: OrderStatus, lines: Vec<OrderLine>) -> OrderRecord {
    OrderRecord {
        order: Order {
            id,
            number: id.to_string(),
            status,
            created_on: "2026-11-23".into(),
            modified_at: String::new(),
            total: kes(348_000),
            lines,
            gateway: None,
            gateway_title: String::new(),
            payment_url: None,
            is_paid: false,
        },
        op_key: None,
        fingerprint: None,
        contact: None,
        billing_phone: None,
        extras: Extras::default(),
    }
}

type Meddling = fn(&mut Desk);

/// An effect, the shop, and time.
struct World {
    protocol: Protocol,
    desk: Desk,
    now_ms: i64,
    steps: u32,
    /// The owner dies after this many steps, and another one goes on.
    crash_at: Option<u32>,
    /// The first call of this kind gets no answer.
    loses: Option<(&'static str, Loss)>,
    /// Calls of this kind fail like this.
    fails: Option<(&'static str, Failure)>,
    told: Vec<ShopOutcome>,
    /// Goes wrong with the shop after this many steps.
    meddles: Option<(u32, Meddling)>,
}

impl World {
    fn new(effect: ShopEffect) -> Self {
        Self {
            protocol: Protocol::new(effect, 0),
            desk: Desk::default(),
            now_ms: 0,
            steps: 0,
            crash_at: None,
            loses: None,
            fails: None,
            told: vec![],
            meddles: None,
        }
    }

    fn act(&mut self, act: impl FnOnce(&mut Protocol, &mut Scene<'_>) -> Step) -> Step {
        let key: HashKey = "00".repeat(32).parse().unwrap();
        let mut scene = Scene {
            now_ms: self.now_ms,
            session: &mut Session::default(),
            op_key: &OpKey("op7".into()),
            contact: key.contact_key("KE.1"),
            phone: None,
            settle_ms: SETTLE_MS,
        };
        act(&mut self.protocol, &mut scene)
    }

    /// Time passes; what the shop does late is done.
    fn sleep(&mut self, until_ms: i64) {
        self.now_ms = self.now_ms.max(until_ms);
        let due: Vec<Request> = self
            .desk
            .late
            .iter()
            .filter(|(at_ms, _)| *at_ms <= self.now_ms)
            .map(|(_, late)| late.clone())
            .collect();
        self.desk.late.retain(|(at_ms, _)| *at_ms > self.now_ms);
        for request in due {
            let _ = self.desk.work(&request);
        }
    }

    fn ask(&mut self, request: &Request) -> Answer {
        let label = request.label();
        self.desk.calls.push(label);
        self.sleep(self.now_ms + 200);
        if let Some((_, failure)) = self.fails.as_ref().filter(|(kind, _)| *kind == label) {
            return Err(failure.clone());
        }
        let Some((_, loss)) = self.loses.take_if(|(kind, _)| *kind == label) else {
            return self.desk.work(request);
        };
        match loss {
            Loss::AfterWork => {
                let _ = self.desk.work(request);
            }
            Loss::BeforeWork => {}
            Loss::Late => self.desk.late.push((self.now_ms + LATE_MS, request.clone())),
        }
        self.sleep(self.now_ms + 30_000);
        Err(Failure::Unknown)
    }

    fn crash(&mut self) -> Step {
        let stored = serde_json::to_string(&self.protocol).unwrap();
        self.protocol = serde_json::from_str(&stored).unwrap();
        self.sleep(self.now_ms + 5_000);
        self.act(Protocol::resume)
    }

    /// Returns whether the owner dies now.
    fn dies(&mut self) -> bool {
        self.steps += 1;
        if let Some((_, meddle)) = self.meddles.take_if(|(at, _)| *at <= self.steps) {
            meddle(&mut self.desk);
        }
        self.crash_at.take_if(|at| *at <= self.steps).is_some()
    }

    fn run(&mut self) -> ShopOutcome {
        let mut step = self.act(Protocol::begin);
        for _ in 0..5_000 {
            step = match step {
                // Committed, and then dead before the call.
                Step::Call(_) if self.dies() => self.crash(),
                Step::Call(request) => {
                    let answer = self.ask(&request);
                    // Dead before the answer was of any use.
                    if self.dies() {
                        self.crash()
                    } else {
                        self.act(|protocol, scene| protocol.answered(answer, scene))
                    }
                }
                Step::Wait { until_ms } => {
                    assert!(until_ms > self.now_ms, "a wait must take time");
                    self.sleep(until_ms);
                    if self.dies() { self.crash() } else { self.act(Protocol::proceed) }
                }
                Step::Report(outcome) => {
                    self.told.push(outcome);
                    self.act(Protocol::proceed)
                }
                Step::Finish(outcome) => {
                    // What the shop still does late, it does.
                    self.sleep(self.now_ms + SETTLE_MS * 2);
                    return outcome;
                }
            };
        }
        panic!("does not end: {:?}", self.protocol);
    }

    fn count(&self, label: &str) -> usize {
        self.desk.calls.iter().filter(|call| **call == label).count()
    }
}

fn agreed() -> AgreedWish {
    AgreedWish {
        purpose: Agreed::Quote,
        lines: vec![
            AgreedLine {
                product: ProductId(15),
                variation: None,
                name: "Rice".into(),
                quantity: 1_000,
                total: Some(kes(320_000)),
            },
            AgreedLine {
                product: ProductId(16),
                variation: None,
                name: "Oil".into(),
                quantity: 2,
                total: None,
            },
        ],
        fees: vec![AgreedFee { name: "Delivery".into(), total: kes(15_000) }],
        address: Some(Address { first_name: "Amina".into(), country: "KE".into(), ..Address::default() }),
        gateway: Some(Gateway {
            id: GatewayId("bacs".into()),
            title: "Bank transfer".into(),
            description: String::new(),
            instructions: String::new(),
            kind: GatewayKind::BankTransfer,
        }),
        status: OrderStatus::OnHold,
        note: String::new(),
        facts: vec![("_wa_quote".into(), "Q1".into())],
        checks_stock: true,
    }
}

fn placing(wish: AgreedWish) -> World {
    World::new(ShopEffect::PlaceAgreed(Box::new(wish)))
}

#[test]
fn an_agreed_order_is_a_draft_first_and_goes_through_pending() {
    let mut world = placing(agreed());
    let ShopOutcome::Placed { order, oversold, shortfalls } = world.run() else { panic!("not placed") };
    assert_eq!((order.status, order.lines[0].total.clone()), (OrderStatus::OnHold, kes(320_000)));
    assert!(oversold.is_empty() && shortfalls.is_empty());
    let steps = [
        "stock_left",
        "stock_left",
        "orders_by_key",
        "create_order",
        "edit_order",
        "set_order_status",
        "get_order",
        "stock_left",
        "stock_left",
    ];
    assert_eq!(world.desk.calls, steps);
    let made = world.desk.orders.values().next().unwrap();
    assert_eq!((made.extras.created_via.as_str(), made.fact("_wa_op")), ("op7", "op7.1"));
    assert_eq!((made.fact("_wa_quote"), made.fact("_wa_purpose")), ("Q1", "quote"));
}

#[test]
fn whatever_is_lost_and_whoever_dies_one_wish_makes_one_order() {
    let kinds =
        ["orders_by_key", "create_order", "edit_order", "set_order_status", "get_order", "stock_left"];
    let losses = kinds
        .into_iter()
        .flat_map(|kind| [Loss::AfterWork, Loss::BeforeWork, Loss::Late].map(|loss| Some((kind, loss))));
    for loses in losses.chain([None]) {
        for crash_at in 0..24 {
            let mut world = placing(agreed());
            world.loses = loses;
            world.crash_at = (crash_at > 0).then_some(crash_at);
            let end = world.run();
            let what = format!("{loses:?} {crash_at}: {end:?} {:?}", world.desk.statuses());
            assert!(matches!(end, ShopOutcome::Placed { .. }), "{what}");
            assert_eq!(world.desk.placed.len(), 1, "{what}");
            let ours = world.desk.orders.values().find(|made| made.order.status == OrderStatus::OnHold);
            assert_eq!(ours.map(|made| made.order.lines[0].total.clone()), Some(kes(320_000)), "{what}");
        }
    }
}

#[test]
fn a_draft_that_shows_late_is_not_made_again_before_its_call_has_settled() {
    let mut world = placing(agreed());
    world.loses = Some(("create_order", Loss::BeforeWork));
    assert!(matches!(world.run(), ShopOutcome::Placed { .. }));
    assert_eq!(world.count("create_order"), 2);
    assert!(world.now_ms > SETTLE_MS + 10_000, "absence needs two looks, some time apart");
    assert_eq!(world.told, [ShopOutcome::StillPlacing]);

    let mut world = placing(agreed());
    world.loses = Some(("create_order", Loss::Late));
    assert!(matches!(world.run(), ShopOutcome::Placed { .. }));
    assert_eq!(world.count("create_order"), 1, "it was found when it showed");
}

#[test]
fn of_several_drafts_the_lowest_is_chosen_and_the_others_go_into_the_bin() {
    let mut world = placing(agreed());
    let mut first = placing(agreed());
    first.crash_at = Some(9);
    let _ = first.run();
    let mut made = first.desk.orders.values().next().unwrap().clone();
    made.order.status = OrderStatus::CheckoutDraft;
    for id in [7, 8, 9] {
        made.order.id = OrderId(id);
        world.desk.orders.insert(OrderId(id), made.clone());
    }
    let ShopOutcome::Placed { order, .. } = world.run() else { panic!("not placed") };
    assert_eq!(order.id, OrderId(7));
    assert_eq!(world.desk.statuses(), [OrderStatus::OnHold, OrderStatus::Trash, OrderStatus::Trash]);
    assert_eq!(world.count("create_order"), 0);
}

#[test]
fn an_order_that_another_wish_made_under_our_key_is_left_alone() {
    let mut world = placing(agreed());
    let mut other = record(OrderId(7), OrderStatus::CheckoutDraft, vec![]);
    other.extras.created_via = "op7".into();
    other.extras.facts.insert("_wa_fp".into(), "other".into());
    let lines = agreed().lines.len();
    other.order.lines = vec![
        OrderLine {
            item: 1,
            id: ProductId(1),
            name: String::new(),
            quantity: 1,
            total: kes(1),
            tax_minor: 0
        };
        lines
    ];
    other.extras.fees = vec![Fee { name: "Delivery".into(), total: kes(1) }];
    world.desk.orders.insert(OrderId(7), other);
    assert_eq!(world.run(), ShopOutcome::PlacingUnclear);
    assert!(world.desk.placed.is_empty());
}

#[test]
fn a_draft_that_the_shop_cleaned_away_is_made_again() {
    for (at, loses) in [(8, None), (10, Some(("edit_order", Loss::BeforeWork)))] {
        let mut world = placing(agreed());
        world.loses = loses;
        world.meddles = Some((at, |desk| desk.orders.clear()));
        assert!(matches!(world.run(), ShopOutcome::Placed { .. }), "{at}");
        let made = world.desk.orders.values().next().unwrap();
        assert_eq!(made.fact("_wa_op"), "op7.2", "another incarnation");
    }
}

#[test]
fn a_refusal_to_move_the_draft_on_places_nothing() {
    let mut world = placing(agreed());
    let code = "rest_invalid_param";
    let failure = Failure::Refused { status: 400, code: code.into(), fields: vec![], left: None, cart: None };
    world.fails = Some(("edit_order", failure));
    let refusal = Refusal::Other { code: code.into() };
    assert_eq!(world.run(), ShopOutcome::NotPlaced { refusal, cart: None });
    assert_eq!(world.desk.statuses(), [OrderStatus::Trash]);
}

#[test]
fn what_the_shop_has_not_is_not_sold_and_what_it_sold_twice_is_told() {
    let mut world = placing(agreed());
    world.desk.stock.insert(ProductId(15), 999);
    let refusal = Refusal::NotEnoughStock { left: Some(999) };
    assert_eq!(world.run(), ShopOutcome::NotPlaced { refusal, cart: None });
    assert!(world.desk.orders.is_empty(), "nothing was made");

    let mut world = placing(agreed());
    world.desk.stock.insert(ProductId(15), 1_000);
    // Somebody else takes them in between.
    world.meddles = Some((9, |desk| {
        desk.stock.insert(ProductId(15), -3);
    }));
    let ShopOutcome::Placed { oversold, .. } = world.run() else { panic!("not placed") };
    assert_eq!(oversold, ["Rice"]);
}

#[test]
fn a_shop_that_makes_other_prices_of_it_places_nothing() {
    let mut world = placing(agreed());
    world.desk.has_odd_prices = true;
    let refusal = Refusal::Other { code: CONTENT_DIFFERS.into() };
    assert_eq!(world.run(), ShopOutcome::NotPlaced { refusal, cart: None });
    assert_eq!(world.desk.statuses(), [OrderStatus::Trash]);
}

#[test]
fn a_shop_that_stays_away_is_given_up_in_time_and_nothing_is_placed_an_hour_later() {
    let mut world = placing(agreed());
    world.fails = Some(("create_order", Failure::NotSent));
    let refusal = Refusal::Other { code: SHOP_UNAVAILABLE.into() };
    assert_eq!(world.run(), ShopOutcome::NotPlaced { refusal, cart: None });
    assert_eq!(world.told, [ShopOutcome::StillPlacing]);

    let mut world = placing(agreed());
    world.fails = Some(("edit_order", Failure::Unknown));
    let end = world.run();
    let refusal = Refusal::Other { code: TOO_LATE.into() };
    assert_eq!(end, ShopOutcome::NotPlaced { refusal, cart: None });
    assert!(world.desk.placed.is_empty());

    // Asked for, perhaps placed, and never heard of again.
    let mut world = placing(agreed());
    world.fails = Some(("get_order", Failure::Unknown));
    world.loses = Some(("edit_order", Loss::AfterWork));
    assert_eq!(world.run(), ShopOutcome::PlacingUnclear);
    assert_eq!(world.told, [ShopOutcome::StillPlacing, ShopOutcome::PlacingUnclear]);
}

#[test]
fn a_need_in_words_alone_is_an_order_without_lines() {
    let wish = AgreedWish { lines: vec![], fees: vec![], status: OrderStatus::Pending, ..agreed() };
    let mut world = placing(wish);
    world.loses = Some(("create_order", Loss::AfterWork));
    assert!(matches!(world.run(), ShopOutcome::Placed { .. }));
    assert_eq!(world.desk.statuses(), [OrderStatus::Pending]);
    assert_eq!((world.count("create_order"), world.count("set_order_status")), (1, 0));
}

fn order_of_rice() -> OrderRecord {
    let line = |item, id, quantity, minor| OrderLine {
        item,
        id: ProductId(id),
        name: "Rice".into(),
        quantity,
        total: kes(minor),
        tax_minor: minor / 100 * 16,
    };
    let lines = vec![line(1, 15, 3, 210_000), line(2, 16, 1, 50_000)];
    let mut record = record(OrderId(77), OrderStatus::OnHold, lines);
    record.extras.facts.insert("_wa_turn".into(), "staff".into());
    record.extras.taxes.insert(1, vec![(1, 30_000), (2, 3_600)]);
    record
}

fn change() -> OrderChange {
    OrderChange {
        from: vec![OrderStatus::OnHold, OrderStatus::Pending],
        expects: vec![("_wa_turn".into(), "staff".into()), ("_wa_absent".into(), String::new())],
        lines: vec![
            LineChange { item: 1, product: ProductId(15), quantity: 4, total: None },
            LineChange { item: 2, product: ProductId(16), quantity: 0, total: None },
            LineChange { item: 0, product: ProductId(17), quantity: 5, total: Some(kes(9_900)) },
        ],
        status: Some(OrderStatus::Pending),
        facts: vec![("_wa_turn".into(), "buyer".into())],
        notes: vec![
            OrderNote { key: "n1".into(), text: "Buyer asks for less".into(), is_for_customer: false },
            OrderNote { key: "n2".into(), text: "Your offer is ready".into(), is_for_customer: true },
        ],
        ..OrderChange::of(OrderId(77))
    }
}

fn changing(change: OrderChange) -> World {
    let mut world = World::new(ShopEffect::ChangeOrder(Box::new(change)));
    world.desk.orders.insert(OrderId(77), order_of_rice());
    world
}

#[test]
fn a_change_is_read_compared_written_once_and_read_back() {
    let mut world = changing(change());
    let ShopOutcome::Changed { sighting } = world.run() else { panic!("not changed") };
    assert_eq!(sighting.facts["_wa_turn"], "buyer");
    let lines: Vec<_> =
        sighting.order.lines.iter().map(|line| (line.id.0, line.quantity, line.total.minor)).collect();
    assert_eq!(lines, [(15, 4, 280_000), (17, 5, 9_900)], "the price of one stays where none was given");
    assert_eq!(world.desk.calls, ["get_order", "edit_order", "get_order", "notes", "add_note", "add_note"]);
    let notes: Vec<_> =
        world.desk.notes.iter().map(|note| (note.text.as_str(), note.is_for_customer)).collect();
    assert_eq!(notes, [("Buyer asks for less [n1]", false), ("Your offer is ready", true)]);
}

#[test]
fn whatever_is_lost_and_whoever_dies_a_change_is_made_once() {
    let kinds = ["get_order", "edit_order", "notes", "add_note"];
    let losses = kinds
        .into_iter()
        .flat_map(|kind| [Loss::AfterWork, Loss::BeforeWork, Loss::Late].map(|loss| Some((kind, loss))));
    for loses in losses.chain([None]) {
        for crash_at in 0..14 {
            let mut world = changing(change());
            world.loses = loses;
            world.crash_at = (crash_at > 0).then_some(crash_at);
            let end = world.run();
            let what = format!("{loses:?} {crash_at}: {end:?}");
            let lines: Vec<u64> =
                world.desk.orders[&OrderId(77)].order.lines.iter().map(|line| line.id.0).collect();
            match end {
                ShopOutcome::Changed { .. } => assert_eq!(lines, [15, 17], "{what}"),
                ShopOutcome::Unavailable => assert_eq!(world.count("edit_order"), 0, "{what}"),
                _ => panic!("{what}"),
            }
            let mut notes: Vec<&str> = world.desk.notes.iter().map(|note| note.text.as_str()).collect();
            let sent = notes.len();
            notes.dedup();
            assert_eq!(notes.len(), sent, "a note came twice: {what}");
        }
    }
}

#[test]
fn an_order_that_has_moved_on_is_left_alone() {
    let moved = [
        OrderChange { from: vec![OrderStatus::Processing], ..change() },
        OrderChange { expects: vec![("_wa_turn".into(), "buyer".into())], ..change() },
        OrderChange { expects: vec![("_wa_turn".into(), String::new())], ..change() },
        OrderChange {
            lines: vec![LineChange { item: 1, product: ProductId(16), quantity: 4, total: None }],
            ..change()
        },
    ];
    for change in moved {
        let mut world = changing(change);
        let refusal = Refusal::Other { code: ORDER_MOVED_ON.into() };
        assert_eq!(world.run(), ShopOutcome::Refused { refusal, cart: None });
        assert_eq!(world.desk.calls, ["get_order"]);
    }
    let mut world = changing(OrderChange { order: OrderId(1), ..change() });
    let refusal = Refusal::Other { code: ORDER_GONE.into() };
    assert_eq!(world.run(), ShopOutcome::Refused { refusal, cart: None });
}

#[test]
fn an_order_that_was_paid_meanwhile_is_left_alone_when_the_wish_says_so() {
    for (unless_paid, is_changed) in [(true, false), (false, true)] {
        let mut world = changing(OrderChange { unless_paid, ..change() });
        if let Some(record) = world.desk.orders.get_mut(&OrderId(77)) {
            record.order.is_paid = true;
        }
        assert_eq!(matches!(world.run(), ShopOutcome::Changed { .. }), is_changed);
        assert_eq!(world.count("edit_order"), usize::from(is_changed));
    }
}

#[test]
fn only_what_a_line_takes_more_is_looked_for_on_the_shelf() {
    for (left, is_enough) in [(0, false), (1, true)] {
        let mut world = changing(OrderChange {
            lines: vec![LineChange { item: 1, product: ProductId(15), quantity: 4, total: None }],
            checks_stock: true,
            ..change()
        });
        world.desk.stock.insert(ProductId(15), left);
        let end = world.run();
        assert_eq!(matches!(end, ShopOutcome::Changed { .. }), is_enough, "{end:?}");
        assert_eq!(end == ShopOutcome::Refused { refusal: Refusal::OutOfStock, cart: None }, !is_enough);
    }
}

#[test]
fn an_order_is_shown_with_its_facts() {
    let mut world = World::new(ShopEffect::ReadSighting { order: OrderId(77) });
    assert_eq!(world.run(), ShopOutcome::Sighting { sighting: None });
    let mut world = World::new(ShopEffect::ReadSighting { order: OrderId(77) });
    let key: HashKey = "00".repeat(32).parse().unwrap();
    let contact = Some(key.contact_key("KE.1").to_string());
    world.desk.orders.insert(OrderId(77), OrderRecord { contact, ..order_of_rice() });
    let ShopOutcome::Sighting { sighting: Some(sighting) } = world.run() else { panic!("not seen") };
    assert!(sighting.names_buyer);
    assert_eq!(sighting.facts["_wa_turn"], "staff");
    let mut world = World::new(ShopEffect::ReadSighting { order: OrderId(77) });
    world.fails = Some(("get_order", Failure::Unknown));
    assert_eq!(world.run(), ShopOutcome::Unavailable);
}

fn refund(minor: i64) -> RefundWish {
    RefundWish {
        order: OrderId(77),
        key: "d5.1".into(),
        amount: kes(minor),
        lines: vec![RefundLine { item: 1, quantity: 1, total: kes(70_000), tax: kes(11_200) }],
        reason: "Damaged".into(),
    }
}

fn refunding(minor: i64) -> World {
    let mut world = World::new(ShopEffect::Refund(Box::new(refund(minor))));
    world.desk.orders.insert(OrderId(77), order_of_rice());
    world
}

#[test]
fn a_refund_is_listed_compared_and_booked_by_one_call() {
    let mut world = refunding(81_200);
    let Step::Call(list) = world.act(Protocol::begin) else { panic!("lists") };
    let answer = world.ask(&list);
    let Step::Call(read) = world.act(|protocol, scene| protocol.answered(answer, scene)) else {
        panic!("reads")
    };
    let answer = world.ask(&read);
    let Step::Call(Request::CreateRefund(new)) =
        world.act(|protocol, scene| protocol.answered(answer, scene))
    else {
        panic!("books")
    };
    assert_eq!((new.reason.as_str(), new.key.as_str()), ("Damaged [d5.1]", "d5.1"));
    assert_eq!(new.lines[0].taxes, [(1, kes(10_000)), (2, kes(1_200))], "the tax goes back by its rates");

    let mut world = refunding(81_200);
    let ShopOutcome::RefundDone { order, amount } = world.run() else { panic!("not paid back") };
    assert_eq!((order.id, amount), (OrderId(77), kes(81_200)));
    assert_eq!(world.desk.calls, ["refunds", "get_order", "create_refund", "get_order"]);
    // The same key once more, days later.
    let mut again = refunding(81_200);
    again.desk.refunds = world.desk.refunds;
    assert!(matches!(again.run(), ShopOutcome::RefundDone { .. }));
    assert_eq!(again.count("create_refund"), 0);
}

#[test]
fn whatever_is_lost_and_whoever_dies_a_key_is_paid_back_once() {
    let kinds = ["refunds", "get_order", "create_refund"];
    let losses = kinds
        .into_iter()
        .flat_map(|kind| [Loss::AfterWork, Loss::BeforeWork, Loss::Late].map(|loss| Some((kind, loss))));
    for loses in losses.chain([None]) {
        for crash_at in 0..12 {
            let mut world = refunding(81_200);
            world.loses = loses;
            world.crash_at = (crash_at > 0).then_some(crash_at);
            let end = world.run();
            let what = format!("{loses:?} {crash_at}: {end:?}");
            assert!(world.desk.refunds.len() <= 1 && world.count("create_refund") <= 1, "{what}");
            match end {
                ShopOutcome::RefundDone { .. } => assert_eq!(world.desk.refunds.len(), 1, "{what}"),
                ShopOutcome::RefundUnclear => assert!(world.now_ms > SETTLE_MS, "{what}"),
                ShopOutcome::Unavailable => assert!(world.desk.refunds.is_empty(), "{what}"),
                _ => panic!("{what}"),
            }
        }
    }
}

#[test]
fn a_refused_refund_is_looked_for_once_and_told() {
    let mut world = refunding(81_200);
    let code = "woocommerce_rest_cannot_create_order_refund";
    world.fails = Some((
        "create_refund",
        Failure::Refused { status: 500, code: code.into(), fields: vec![], left: None, cart: None },
    ));
    let refusal = Refusal::Other { code: code.into() };
    assert_eq!(world.run(), ShopOutcome::Refused { refusal, cart: None });
    assert_eq!(world.desk.calls, ["refunds", "get_order", "create_refund", "refunds"]);
}

#[test]
fn more_than_is_left_is_not_paid_back() {
    let too_large = || {
        let refusal = Refusal::Other { code: REFUND_TOO_LARGE.into() };
        ShopOutcome::Refused { refusal, cart: None }
    };
    assert_eq!(refunding(348_001).run(), too_large());
    assert_eq!(refunding(0).run(), too_large());
    let mut partly = refunding(81_200);
    partly.desk.orders.get_mut(&OrderId(77)).unwrap().extras.refunded_minor = 300_000;
    assert_eq!(partly.run(), too_large());
    let mut odd = refund(81_200);
    odd.lines[0].quantity = 4;
    let mut world = World::new(ShopEffect::Refund(Box::new(odd)));
    world.desk.orders.insert(OrderId(77), order_of_rice());
    assert_eq!(world.run(), too_large());
    assert_eq!(world.count("create_refund"), 0);
}
