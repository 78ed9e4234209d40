//! A shard without its driver: real decisions, a real file in memory, a pretend shop, and crashes between any two
//! steps. Whatever crashes, one confirm makes one order, and the buyer is told its number.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use conversation::{
    catalogue::{Catalogue, Hit},
    effect::Article,
};
use domain::{
    Money,
    contact::{Contact, ContactHash, HashKey, Shard},
    envelope::{Consent, Outbound, Purpose},
    ids::{CategoryId, GatewayId, LineKey, OpKey, OrderId, ProductId, RateId},
    money::Currency,
    outbound::Message,
    shop::{
        Cart, CartLine, Category, Gateway, GatewayKind, Order, OrderLine, OrderStatus, Product, ShippingRate,
        Stock, Totals,
    },
};

use super::{
    changes::{OutboxRow, Target},
    core::{Act, Batch, Core, Input, Known, Noted, Settings},
    store::{SqliteStore, Store as _},
};
use crate::{
    effects::{Answer, desk_tests::Desk},
    media::Wanted,
    shop::port::{CartToken, Extras, Failure, OrderRecord, Reply, Request, SessionCart},
};

#[path = "auction_tests.rs"]
mod auctions;
#[path = "file_tests.rs"]
mod files;
#[path = "frozen_tests.rs"]
mod frozen;
#[path = "gather_tests.rs"]
mod gather;
#[path = "model_tests.rs"]
mod model;
#[path = "moving_tests.rs"]
mod moving;
#[path = "privacy_tests.rs"]
mod privacy;
#[path = "quote_tests.rs"]
mod quotes;

const SETTLE_MS: i64 = 180_000;

fn kes(minor: i64) -> Money {
    Money::from_minor(minor, Currency { code: "KES".into(), decimals: 2 })
}

/// One category with one product.
struct Shelf;

impl Shelf {
    fn rice() -> Product {
        Product {
            id: ProductId(15),
            name: "Basmati Rice 5 kg".into(),
            sku: Some("RICE-5".into()),
            summary: "Long grain.".into(),
            price: Some(kes(70_000)),
            stock: Stock::Available { left: Some(50) },
            image: None,
            categories: vec![CategoryId(1)],
            attributes: vec![],
            variations: vec![],
            sold_individually: false,
            purchasable: true,
        }
    }
}

impl Catalogue for Shelf {
    fn categories(&self, parent: Option<CategoryId>) -> Vec<Category> {
        if parent.is_some() { vec![] } else { self.category(CategoryId(1)).into_iter().collect() }
    }

    fn category(&self, id: CategoryId) -> Option<Category> {
        (id.0 == 1).then(|| Category { id, parent: None, name: "Grains".into(), position: 0 })
    }

    fn products_in(&self, category: CategoryId) -> Vec<Product> {
        if category.0 == 1 { vec![Self::rice()] } else { vec![] }
    }

    fn product(&self, id: ProductId) -> Option<Product> {
        (id.0 == 15).then(Self::rice)
    }

    fn search(&self, text: &str, _limit: usize) -> Vec<Hit> {
        if domain::text::fold(text).contains("rice") {
            vec![Hit { product: Self::rice(), score: 1.0 }]
        } else {
            vec![]
        }
    }

    fn is_complete(&self) -> bool {
        true
    }
}

/// Whether a request is about orders past the basket.
fn is_of_desk(request: &Request, of_basket: &BTreeMap<OrderId, (OrderStatus, u32)>) -> bool {
    let is_elsewhere = |order: &OrderId| !of_basket.contains_key(order);
    matches!(
        request,
        Request::CreateOrder(_)
            | Request::OrdersByKey { .. }
            | Request::EditOrder { .. }
            | Request::TrashOrder { .. }
            | Request::Notes { .. }
            | Request::AddNote { .. }
            | Request::Refunds { .. }
            | Request::CreateRefund(_)
    ) || matches!(request, Request::GetOrder { order } | Request::SetOrderStatus { order, .. } if is_elsewhere(order))
}

/// A shop with one session, whose answers can be lost after the work is done.
#[derive(Default)]
struct PretendShop {
    quantity: u32,
    drafts: u64,
    draft: Option<OrderId>,
    orders: BTreeMap<OrderId, (OrderStatus, u32)>,
    calls: Vec<&'static str>,
    /// Calls of this kind do their work and give no answer.
    lose: BTreeSet<&'static str>,
    suppliers: Vec<conversation::effect::Supplier>,
    /// Makes and keeps orders past the basket; without it they are refused.
    desk: Option<Desk>,
}

impl PretendShop {
    fn placed(&self) -> Vec<OrderId> {
        let left_draft = |status: &OrderStatus| *status != OrderStatus::CheckoutDraft;
        self.orders.iter().filter(|(_, (status, _))| left_draft(status)).map(|(id, _)| *id).collect()
    }

    fn call(&mut self, request: &Request) -> Answer {
        let label = request.label();
        self.calls.push(label);
        let answer = self.work(request);
        if self.lose.remove(label) { Err(Failure::Unknown) } else { answer }
    }

    fn work(&mut self, request: &Request) -> Answer {
        if let Some(desk) = &mut self.desk
            && is_of_desk(request, &self.orders)
        {
            return desk.work(request);
        }
        match request {
            Request::AddItem { article: Article { product: ProductId(15), .. }, quantity, .. } => {
                self.quantity += quantity;
                self.cart()
            }
            Request::UpdateItem { quantity, .. } => {
                self.quantity = *quantity;
                self.cart()
            }
            Request::RemoveItem { .. } => {
                self.quantity = 0;
                self.cart()
            }
            Request::GetCart { .. } | Request::UpdateCustomer { .. } | Request::SelectRate { .. } => {
                self.cart()
            }
            Request::OpenCheckout { .. } if self.quantity == 0 => Self::refuse("woocommerce_rest_cart_empty"),
            Request::OpenCheckout { .. } => {
                let order = self.draft.unwrap_or_else(|| {
                    self.drafts += 1;
                    OrderId(100 + self.drafts)
                });
                self.draft = Some(order);
                self.orders.insert(order, (OrderStatus::CheckoutDraft, self.quantity));
                Ok(Reply::Draft { order, token: CartToken("t".into()), session: "t_1".into() })
            }
            Request::PlaceCheckout { .. } => match self.draft.take() {
                Some(order) => {
                    self.orders.insert(order, (OrderStatus::Processing, self.quantity));
                    self.quantity = 0;
                    Ok(Reply::CheckedOut { order, status: OrderStatus::Processing, redirect_url: None })
                }
                None => Self::refuse("woocommerce_rest_cart_empty"),
            },
            Request::GetOrder { order } => match self.orders.get(order) {
                Some((status, quantity)) => {
                    Ok(Reply::Order(Box::new(record(*order, status.clone(), *quantity))))
                }
                None => Err(Failure::NotFound),
            },
            Request::StampOrder { order, .. } => self.work(&Request::GetOrder { order: *order }),
            Request::SetOrderStatus { order, status } => {
                if let Some(entry) = self.orders.get_mut(order) {
                    entry.0 = status.clone();
                }
                self.work(&Request::GetOrder { order: *order })
            }
            Request::OrdersById { orders } => {
                let known = orders.iter().filter_map(|id| Some((id, self.orders.get(id)?)));
                let known = known.map(|(id, (status, quantity))| record(*id, status.clone(), *quantity));
                Ok(Reply::Orders(known.collect()))
            }
            Request::OrdersByPhone { .. } | Request::OrdersByKey { .. } => Ok(Reply::Orders(vec![])),
            Request::CreateOrder(_)
            | Request::EditOrder { .. }
            | Request::TrashOrder { .. }
            | Request::Notes { .. }
            | Request::AddNote { .. }
            | Request::Refunds { .. }
            | Request::CreateRefund(_) => Self::refuse("not_asked_for_here"),
            Request::StockLeft { .. } => Ok(Reply::StockLeft(None)),
            Request::Suppliers => Ok(Reply::Suppliers(self.suppliers.clone())),
            Request::Gateways => Ok(Reply::Gateways(vec![Gateway {
                id: GatewayId("cod".into()),
                title: "Cash on delivery".into(),
                description: String::new(),
                instructions: String::new(),
                kind: GatewayKind::CashOnDelivery,
            }])),
            Request::AddItem { .. } | Request::ApplyCoupon { .. } | Request::RemoveCoupon { .. } => {
                Self::refuse("woocommerce_rest_cart_invalid_product")
            }
        }
    }

    fn refuse(code: &str) -> Answer {
        Err(Failure::Refused { status: 400, code: code.into(), fields: vec![], left: None, cart: None })
    }

    #[expect(clippy::unnecessary_wraps, reason = "an answer, like all others")]
    fn cart(&self) -> Answer {
        let total = kes(70_000 * i64::from(self.quantity));
        let line = CartLine {
            key: LineKey("k".into()),
            id: ProductId(15),
            name: "Basmati Rice 5 kg".into(),
            sku: Some("RICE-5".into()),
            choices: vec![],
            quantity: self.quantity,
            unit_price: kes(70_000),
            total: total.clone(),
            quantity_max: Some(50),
        };
        let cart = Cart {
            lines: if self.quantity == 0 { vec![] } else { vec![line] },
            coupons: vec![],
            totals: Totals {
                items: total.clone(),
                discount: kes(0),
                shipping: Some(kes(0)),
                tax: kes(0),
                total,
            },
            needs_shipping: true,
            needs_payment: true,
            rates: vec![ShippingRate {
                id: RateId("flat_rate:1".into()),
                name: "Courier".into(),
                price: kes(0),
                selected: true,
            }],
            gateways: vec![GatewayId("cod".into())],
            complaints: vec![],
        };
        Ok(Reply::Cart(Box::new(SessionCart { cart, token: CartToken("t".into()), session: "t_1".into() })))
    }
}

fn record(id: OrderId, status: OrderStatus, quantity: u32) -> OrderRecord {
    let total = kes(70_000 * i64::from(quantity));
    let line = OrderLine {
        item: 1,
        id: ProductId(15),
        name: "Basmati Rice 5 kg".into(),
        quantity,
        total: total.clone(),
        tax_minor: 0,
    };
    OrderRecord {
        order: Order {
            id,
            number: id.to_string(),
            status,
            created_on: "2026-11-23".into(),
            modified_at: String::new(),
            total,
            lines: vec![line],
            gateway: Some(GatewayId("cod".into())),
            gateway_title: "Cash on delivery".into(),
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

/// A shard, its file, the shop, and everything on its way between them.
struct Rig {
    core: Core,
    store: SqliteStore,
    shop: PretendShop,
    now_ms: i64,
    messages: u32,
    inputs: VecDeque<Input>,
    calls: VecDeque<(OpKey, ContactHash, Request)>,
    said: Vec<Outbound>,
    parked: Vec<OutboxRow>,
    forwarded: Vec<OutboxRow>,
    /// What was to be counted.
    notes: Vec<Noted>,
    steps: u32,
    /// Crash after this many steps, between any two of them.
    crash_at: Option<u32>,
    crashes: u32,
    /// Drain after this many steps: finish what is under way, then a new owner.
    drain_at: Option<u32>,
    /// Who writes.
    who: Contact,
    /// What is sent to other shards comes back here, which is their home too.
    is_alone: bool,
    /// After this many steps these deliveries come, and whoever writes is somebody else.
    then: Option<(u32, Vec<String>, Contact)>,
    /// Deliveries that the broker repeats after a crash.
    repeated: Vec<(String, BTreeMap<String, String>)>,
    /// How long what was written in a burst waits for more.
    quiet_ms: i64,
    /// Files that the core wants fetched now.
    fetches: Vec<Wanted>,
}

impl Rig {
    async fn new() -> Self {
        Self {
            core: Core::new(settings()),
            store: SqliteStore::in_memory().await.unwrap(),
            shop: PretendShop::default(),
            now_ms: 1_795_000_000_000,
            messages: 0,
            inputs: VecDeque::new(),
            calls: VecDeque::new(),
            said: vec![],
            parked: vec![],
            forwarded: vec![],
            notes: vec![],
            steps: 0,
            crash_at: None,
            crashes: 0,
            drain_at: None,
            who: buyer(),
            is_alone: false,
            then: None,
            repeated: vec![],
            quiet_ms: 0,
            fetches: vec![],
        }
    }

    fn settings(&self) -> Settings {
        Settings { quiet_ms: self.quiet_ms, ..settings() }
    }

    /// A webhook's envelope, as ingress writes it.
    fn envelope(&self, id: &str, contact: &Contact, content: &serde_json::Value) -> String {
        let mut element = serde_json::json!({"id": id, "timestamp": (self.now_ms / 1000).to_string()});
        element.as_object_mut().unwrap().extend(content.as_object().unwrap().clone());
        serde_json::json!({
            "v": 1, "kind": "message", "id": id, "field": "messages", "contact": contact,
            "phone_number_id": "100", "received_at_ms": self.now_ms, "element": element,
        })
        .to_string()
    }

    async fn send(&mut self, content: serde_json::Value) {
        self.messages += 1;
        let id = format!("wamid.{}", self.messages);
        let body = self.envelope(&id, &self.who, &content);
        self.deliver(&body).await;
    }

    async fn deliver(&mut self, body: &str) {
        let incoming = self.core.read(body.as_bytes(), BTreeMap::new(), self.now_ms);
        self.inputs.push_back(Input::Incoming(Box::new(incoming)));
        // The broker delivers again what was not acknowledged: a crash may come at any step.
        let before = self.crashes;
        self.run().await;
        if self.crashes > before {
            let again = self.core.read(body.as_bytes(), BTreeMap::new(), self.now_ms);
            self.inputs.push_back(Input::Incoming(Box::new(again)));
            self.run().await;
        }
    }

    async fn text(&mut self, text: &str) {
        self.send(serde_json::json!({"type": "text", "text": {"body": text}})).await;
    }

    fn choice(&self, title: &str) -> Option<serde_json::Value> {
        let last = self.said.iter().rfind(|said| !matches!(said.message, Message::MarkRead { .. }))?;
        match &last.message {
            Message::Buttons(buttons) => {
                let button = buttons
                    .fields()
                    .buttons
                    .iter()
                    .find(|button| button.title.as_str().starts_with(title))?;
                Some(serde_json::json!({"type": "interactive", "interactive": {"type": "button_reply",
                    "button_reply": {"id": button.id, "title": button.title}}}))
            }
            Message::List(menu) => {
                let mut listed = menu.fields().sections.iter().flat_map(|section| &section.rows);
                let chosen = listed.find(|row| row.title.as_str().starts_with(title))?;
                Some(serde_json::json!({"type": "interactive", "interactive": {"type": "list_reply",
                    "list_reply": {"id": chosen.id, "title": chosen.title}}}))
            }
            _ => None,
        }
    }

    /// Runs until nothing is under way; time passes when only waiting is left.
    async fn run(&mut self) {
        loop {
            if self.crash_at == Some(self.steps) {
                self.crash_at = None;
                self.crash().await;
            }
            if self.drain_at == Some(self.steps) {
                self.drain_at = None;
                self.drain().await;
            }
            if self.then.as_ref().is_some_and(|(step, ..)| *step <= self.steps)
                && let Some((_, bodies, who)) = self.then.take()
            {
                self.who = who;
                for body in bodies {
                    self.take(body, BTreeMap::new());
                }
            }
            self.steps += 1;
            if let Some((op_key, contact, request)) = self.calls.pop_front() {
                let answer = Box::new(self.shop.call(&request));
                self.inputs.push_back(Input::ShopAnswered { op_key, contact, answer });
            } else if !self.inputs.is_empty() {
                let inputs: Vec<Input> = self.inputs.drain(..).collect();
                self.process(inputs).await;
            } else if self.is_alone && !self.forwarded.is_empty() {
                let row = self.forwarded.remove(0);
                self.take(row.body, row.headers);
            } else if let Some(due_ms) =
                self.core.next_due_ms().filter(|due_ms| *due_ms < self.now_ms + 3_600_000)
            {
                self.now_ms = self.now_ms.max(due_ms);
                self.process(vec![]).await;
            } else {
                break;
            }
        }
    }

    /// Takes a delivery that comes again when the process dies.
    fn take(&mut self, body: String, headers: BTreeMap<String, String>) {
        let incoming = self.core.read(body.as_bytes(), headers.clone(), self.now_ms);
        self.inputs.push_back(Input::Incoming(Box::new(incoming)));
        self.repeated.push((body, headers));
    }

    async fn process(&mut self, inputs: Vec<Input>) {
        let loaded = self.store.load(&self.core.needs(&inputs, self.now_ms)).await.unwrap();
        let known = Known { now_ms: self.now_ms, catalogue: &Shelf, shop_country: "KE" };
        let batch = self.core.decide(inputs, loaded, &known);
        self.conclude(batch).await;
    }

    async fn conclude(&mut self, batch: Batch) {
        self.store.commit(&batch.changes).await.unwrap();
        self.notes.extend(batch.notes);
        for act in batch.acts {
            match act {
                Act::CallShop { op_key, contact, request, .. } => {
                    self.calls.push_back((op_key, contact, request));
                }
                Act::FetchFile(wanted) => self.fetches.push(wanted),
                Act::Wipe => self.store.wipe().await,
                Act::Release(row) => {
                    self.inputs.push_back(Input::Released {
                        lane: row.lane.clone(),
                        id: row.id.clone(),
                        is_confirmed: true,
                    });
                    self.publish(row);
                }
            }
        }
    }

    fn publish(&mut self, row: OutboxRow) {
        match row.target {
            Target::Parked => self.parked.push(row),
            Target::Inbound => self.forwarded.push(row),
            Target::Outbound => {
                let said: Outbound = serde_json::from_str(&row.body).unwrap();
                // The notifier knows each id once.
                if self.said.iter().all(|known| known.id != said.id) {
                    self.said.push(said);
                }
            }
        }
    }

    /// The process dies: what is in memory or on its way is gone, the file stays. The shop may have got the call.
    async fn crash(&mut self) {
        self.crashes += 1;
        self.inputs.clear();
        self.calls.clear();
        self.fetches.clear();
        self.core = Core::new(self.settings());
        let opened = self.store.opened().await.unwrap();
        let known = Known { now_ms: self.now_ms, catalogue: &Shelf, shop_country: "KE" };
        let batch = self.core.restore(opened, &known);
        self.conclude(batch).await;
        for (body, headers) in std::mem::take(&mut self.repeated) {
            self.take(body, headers);
        }
    }

    /// The process is told to end: what was called is answered, and a new owner begins.
    async fn drain(&mut self) {
        self.core.begin_drain();
        while !self.core.is_quiet() {
            if let Some((op_key, contact, request)) = self.calls.pop_front() {
                let answer = Box::new(self.shop.call(&request));
                self.inputs.push_back(Input::ShopAnswered { op_key, contact, answer });
            }
            let inputs: Vec<Input> = self.inputs.drain(..).collect();
            self.process(inputs).await;
        }
        // What was not taken from the broker any more goes to the next owner.
        let rest = std::mem::take(&mut self.inputs);
        let crashes = self.crashes;
        self.crash().await;
        self.crashes = crashes;
        self.inputs.extend(rest);
    }

    fn said_text(&self) -> String {
        self.said
            .iter()
            .map(|said| serde_json::to_string(&said.message).unwrap())
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// A whole purchase, taking whatever the conversation asks for next.
    async fn buy(&mut self) {
        self.text("hi").await;
        self.text("rice").await;
        for _ in 0..14 {
            if self.said_text().contains("101") && !self.shop.placed().is_empty() {
                return;
            }
            if self.choice("See basket").is_some() && self.choice("Order KES").is_none() {
                // Told honestly that a change may not have happened: try again when it must have settled.
                self.now_ms += SETTLE_MS;
                self.text(if self.shop.quantity == 0 { "rice" } else { "basket" }).await;
                continue;
            }
            let preferred = ["Order KES", "Add 1", "Checkout", "Basmati", "Cash", "Courier", "1 "];
            if let Some(content) = preferred.iter().find_map(|title| self.choice(title)) {
                self.send(content).await;
            } else {
                let asked = domain::text::fold(self.said_text().lines().last().unwrap_or_default());
                let answer = if asked.contains("mail") {
                    "amina@example.com"
                } else if asked.contains("name") {
                    "Amina Odhiambo"
                } else {
                    "12 Market Street, Nairobi"
                };
                self.text(answer).await;
            }
        }
    }
}

fn settings() -> Settings {
    Settings {
        shard: Shard(0),
        shards: 1.try_into().unwrap(),
        key: key(),
        settle_ms: SETTLE_MS,
        fetches_files: true,
        quiet_ms: 0,
        shop_name: "Test".into(),
        quotes: conversation::QuoteRules::default(),
        cancellable: conversation::effect::CANCELLABLE.to_vec(),
        disputes: conversation::dispute::Settings::default(),
        pace: conversation::after::Pace::default(),
        decides: conversation::transition,
    }
}

fn key() -> HashKey {
    "00".repeat(32).parse().unwrap()
}

fn buyer() -> Contact {
    Contact::new(Some("KE.1".parse().unwrap()), Some("+254700000001".parse().unwrap())).unwrap()
}

#[tokio::test]
async fn a_purchase_makes_one_order_and_says_so() {
    let mut rig = Rig::new().await;
    rig.buy().await;
    assert_eq!(rig.shop.placed(), [OrderId(101)], "{}", rig.said_text());
    assert!(rig.said_text().contains("101"), "{}", rig.said_text());
}

#[tokio::test]
async fn a_crash_between_any_two_steps_still_makes_one_order() {
    let mut whole = Rig::new().await;
    whole.buy().await;
    let mut ambiguous = 0;
    for crash_at in 0..whole.steps {
        let mut rig = Rig::new().await;
        rig.crash_at = Some(crash_at);
        rig.buy().await;
        assert_eq!(rig.crashes, 1);
        assert_eq!(rig.shop.placed().len(), 1, "crash at step {crash_at}: {}", rig.said_text());
        let number = rig.shop.placed()[0].to_string();
        assert!(rig.said_text().contains(&number), "crash at step {crash_at}: the buyer was not told");
        ambiguous += rig.shop.calls.iter().filter(|call| **call == "place_checkout").count() - 1;
        let seqs: Vec<u64> = rig.said.iter().map(|said| said.seq).collect();
        assert!(seqs.is_sorted(), "crash at step {crash_at}: messages changed places");
    }
    // Sent again only where the call may never have left, and never while it could be at work.
    assert!(ambiguous <= 1, "placed again {ambiguous} times");
}

#[tokio::test]
async fn a_lost_answer_of_any_call_still_makes_one_order() {
    let mut whole = Rig::new().await;
    whole.buy().await;
    let kinds: BTreeSet<&'static str> = whole.shop.calls.iter().copied().collect();
    for kind in kinds {
        let mut rig = Rig::new().await;
        rig.shop.lose.insert(kind);
        rig.buy().await;
        assert!(rig.shop.placed().len() <= 1, "{kind} was lost");
        if kind == "place_checkout" || kind == "get_order" {
            assert_eq!(rig.shop.placed().len(), 1, "{kind} was lost");
        }
    }
}

#[tokio::test]
async fn the_same_message_a_hundred_times_is_one_turn() {
    let mut rig = Rig::new().await;
    let body =
        rig.envelope("wamid.same", &buyer(), &serde_json::json!({"type": "text", "text": {"body": "hi"}}));
    for _ in 0..100 {
        rig.deliver(&body).await;
    }
    assert_eq!(rig.said.len(), 1);
}

#[tokio::test]
async fn a_message_that_comes_while_the_shop_is_asked_waits_and_is_answered() {
    let mut rig = Rig::new().await;
    rig.text("rice").await;
    let add = rig.choice("Add 1").unwrap();
    for (id, content) in
        [("wamid.a", add), ("wamid.b", serde_json::json!({"type": "text", "text": {"body": "help"}}))]
    {
        let body = rig.envelope(id, &buyer(), &content);
        let incoming = rig.core.read(body.as_bytes(), BTreeMap::new(), rig.now_ms);
        rig.process(vec![Input::Incoming(Box::new(incoming))]).await;
    }
    assert_eq!(rig.store.opened().await.unwrap().held.len(), 1);
    rig.run().await;
    assert!(rig.store.opened().await.unwrap().held.is_empty());
    assert_eq!(rig.shop.quantity, 1);
    let answers = rig.said.iter().filter(|said| !matches!(said.message, Message::MarkRead { .. })).count();
    assert_eq!(answers, 3, "{}", rig.said_text());
}

#[tokio::test]
async fn what_cannot_be_read_is_parked_with_its_reason() {
    let mut rig = Rig::new().await;
    rig.deliver("not json").await;
    let old =
        rig.envelope("wamid.old", &buyer(), &serde_json::json!({"type": "text", "text": {"body": "hi"}}));
    rig.now_ms += 9 * 24 * 3_600_000;
    rig.deliver(&old).await;
    let reasons: Vec<&str> = rig.parked.iter().map(|row| row.headers["reason"].as_str()).collect();
    assert_eq!(reasons, ["unreadable", "stale"]);
    assert!(rig.said.is_empty());
}

#[tokio::test]
async fn a_phone_alone_finds_the_home_of_its_owner() {
    let mut rig = Rig::new().await;
    rig.text("hi").await;
    let alias = rig.forwarded.pop().expect("the phone's shard is told");
    rig.deliver(&alias.body).await;
    let phone_only = Contact::new(None, buyer().phone().cloned()).unwrap();
    let body = rig.envelope(
        "wamid.old-shape",
        &phone_only,
        &serde_json::json!({"type": "text", "text": {"body": "rice"}}),
    );
    rig.deliver(&body).await;
    let forwarded = rig.forwarded.pop().expect("forwarded home");
    let said = rig.said.len();
    rig.deliver(&forwarded.body).await;
    assert_eq!(rig.said.len(), said + 1, "answered by the one conversation");
    rig.deliver(&forwarded.body).await;
    assert_eq!(rig.said.len(), said + 1, "and counted once");
}

#[tokio::test]
async fn a_conversation_that_cannot_be_read_is_kept_for_staff_and_its_buyer_is_answered() {
    let mut rig = Rig::new().await;
    rig.text("hi").await;
    let row = crate::shard::changes::ConversationRow {
        contact: key().contact(&buyer()).to_string(),
        base_version: 1,
        version: 2,
        state: "{\"of\":\"another age\"}".into(),
    };
    let needs = crate::shard::changes::Needs { contacts: vec![row.contact.clone()], ..Default::default() };
    let base_version = rig.store.load(&needs).await.unwrap().conversations[0].1;
    let row = crate::shard::changes::ConversationRow { base_version, version: base_version + 1, ..row };
    let spoilt = crate::shard::changes::Changes { conversations: vec![row], ..Default::default() };
    rig.store.commit(&spoilt).await.unwrap();
    rig.core = Core::new(settings());
    let said = rig.said.len();
    rig.text("hi").await;
    assert_eq!(rig.parked.last().map(|row| row.headers["reason"].as_str()), Some("unreadable_state"));
    assert!(rig.parked.last().is_some_and(|row| row.body.contains("another age")));
    assert_eq!(rig.said.len(), said + 1, "the buyer is answered");
}

#[tokio::test]
async fn what_a_buyer_tells_whatsapp_of_marketing_goes_along_with_every_message_and_the_latest_word_counts() {
    let mut rig = Rig::new().await;
    let said = async |rig: &mut Rig, value: &str, age_ms: i64| {
        let seconds = (rig.now_ms - age_ms) / 1000;
        let body = serde_json::json!({
            "v": 1, "kind": "user_preference", "id": format!("{value}:{seconds}"), "field": "user_preferences",
            "contact": rig.who, "phone_number_id": "100", "received_at_ms": rig.now_ms,
            "element": {"category": "marketing_messages", "value": value, "timestamp": seconds},
        });
        rig.deliver(&body.to_string()).await;
        rig.text("help").await;
        rig.said.last().unwrap().consent
    };
    rig.text("hi").await;
    assert_eq!(rig.said.last().unwrap().consent, Consent::Unknown);
    assert_eq!(said(&mut rig, "stop", 5_000).await, Consent::Refused);
    assert_eq!(said(&mut rig, "resume", 9_000).await, Consent::Refused, "an older word that comes later");
    assert_eq!(said(&mut rig, "resume", 0).await, Consent::Unknown, "no longer refused, and never given");
    rig.text("stop").await;
    rig.text("help").await;
    assert_eq!(rig.said.last().unwrap().consent, Consent::Refused);
}

#[tokio::test]
async fn a_field_or_a_type_that_nobody_knows_is_counted_and_does_no_harm() {
    let mut rig = Rig::new().await;
    rig.text("hi").await;
    let told = rig.said.len();
    rig.send(serde_json::json!({"type": "hologram", "hologram": {"depth": 3}})).await;
    assert_eq!(rig.said.len(), told + 1, "the buyer is answered");
    let body = serde_json::json!({"v": 1, "kind": "account", "id": "x", "field": "moon_phase_update",
        "received_at_ms": rig.now_ms, "element": {"phase": "full"}});
    rig.deliver(&body.to_string()).await;
    let drift =
        |what: &str| rig.notes.iter().any(|note| matches!(note, Noted::Drift(found) if *found == what));
    assert!(drift("message_type") && drift("field"));
    assert!(rig.parked.is_empty());
}

#[tokio::test]
async fn a_command_of_staff_is_done_once_and_one_for_nobody_is_parked() {
    let mut rig = Rig::new().await;
    rig.text("hi").await;
    let told = rig.said.len();
    let known = rig.settings().key.contact(&rig.who);
    let command = |id: &str, to: ContactHash| {
        let element = serde_json::json!({"to": to, "command": {"by": "Anna", "order": {"do": "say", "text": "Hello!"}}});
        let body = serde_json::json!({"v": 3, "kind": "command", "id": id, "field": "command",
            "received_at_ms": 1, "element": element});
        body.to_string()
    };
    rig.deliver(&command("command:1", known)).await;
    rig.deliver(&command("command:1", known)).await;
    assert_eq!(rig.said.len(), told + 1, "{}", rig.said_text());
    assert!(rig.said_text().contains("Anna: Hello!"));
    let nobody = "ab".repeat(16).parse().unwrap();
    rig.deliver(&command("command:2", nobody)).await;
    assert_eq!((rig.said.len(), rig.parked.len()), (told + 1, 1));
}

/// A shelf on which nothing is left.
struct EmptyShelf;

impl Catalogue for EmptyShelf {
    fn categories(&self, parent: Option<CategoryId>) -> Vec<Category> {
        Shelf.categories(parent)
    }

    fn category(&self, id: CategoryId) -> Option<Category> {
        Shelf.category(id)
    }

    fn products_in(&self, category: CategoryId) -> Vec<Product> {
        Shelf.products_in(category)
    }

    fn product(&self, id: ProductId) -> Option<Product> {
        Shelf.product(id).map(|product| Product { stock: Stock::None, ..product })
    }

    fn search(&self, text: &str, limit: usize) -> Vec<Hit> {
        let none_left = |hit: Hit| Hit { product: Product { stock: Stock::None, ..hit.product }, ..hit };
        Shelf.search(text, limit).into_iter().map(none_left).collect()
    }

    fn is_complete(&self) -> bool {
        true
    }
}

#[tokio::test]
async fn whoever_waits_for_a_product_is_told_once_when_it_is_back_whatever_dies_meanwhile() {
    let mut rig = Rig::new().await;
    let tap = serde_json::json!({"type": "interactive", "interactive": {"type": "button_reply",
        "button_reply": {"id": "s0:after:tell:15", "title": "Tell me when back"}}});
    let body = rig.envelope("wamid.tell", &rig.who.clone(), &tap);
    rig.take(body, BTreeMap::new());
    let inputs: Vec<Input> = rig.inputs.drain(..).collect();
    let loaded = rig.store.load(&rig.core.needs(&inputs, rig.now_ms)).await.unwrap();
    let known = Known { now_ms: rig.now_ms, catalogue: &EmptyShelf, shop_country: "KE" };
    let batch = rig.core.decide(inputs, loaded, &known);
    rig.conclude(batch).await;
    assert!(rig.said_text().contains("I will tell you once"), "{}", rig.said_text());
    let told = rig.said.len();
    for is_back in [false, true, true, true] {
        rig.crash().await;
        for _ in 0..5 {
            rig.now_ms += 5_000;
            let inputs: Vec<Input> = rig.inputs.drain(..).collect();
            let loaded = rig.store.load(&rig.core.needs(&inputs, rig.now_ms)).await.unwrap();
            let catalogue: &dyn Catalogue = if is_back { &Shelf } else { &EmptyShelf };
            let known = Known { now_ms: rig.now_ms, catalogue, shop_country: "KE" };
            let batch = rig.core.decide(inputs, loaded, &known);
            rig.conclude(batch).await;
        }
        assert_eq!(rig.said.len(), told + usize::from(is_back), "{}", rig.said_text());
        assert_eq!(rig.core.next_stock_look_ms().is_some(), !is_back);
    }
    let alert = rig.said.last().unwrap();
    assert_eq!((alert.purpose, alert.consent), (Purpose::Marketing, Consent::Given));
    assert_eq!(alert.fallback.as_ref().unwrap().fields().name, "back_in_stock");
    assert!(rig.store.opened().await.unwrap().timers.is_empty());
}

#[tokio::test]
async fn a_timer_that_falls_due_after_the_batch_was_loaded_is_not_lost() {
    let mut rig = Rig::new().await;
    rig.text("agent").await;
    // A new owner holds the timer in memory, and not yet the buyer.
    rig.crash().await;
    let due_ms = rig.core.next_due_ms().expect("the bot takes the conversation back some day");
    let loaded = rig.store.load(&rig.core.needs(&[], due_ms - 1)).await.unwrap();
    let known = Known { now_ms: due_ms, catalogue: &Shelf, shop_country: "KE" };
    let batch = rig.core.decide(vec![], loaded, &known);
    rig.conclude(batch).await;
    let said = rig.said.len();
    rig.now_ms = due_ms;
    rig.run().await;
    assert!(rig.said.len() > said, "the buyer hears that the bot is back: {}", rig.said_text());
    rig.text("hi").await;
    assert!(rig.store.opened().await.unwrap().timers.is_empty());
}

#[tokio::test]
async fn a_drain_sends_no_order_off_and_the_next_owner_places_it_at_once() {
    let mut whole = Rig::new().await;
    whole.buy().await;
    for drain_at in 0..whole.steps {
        let mut rig = Rig::new().await;
        rig.drain_at = Some(drain_at);
        rig.buy().await;
        assert_eq!(rig.shop.placed().len(), 1, "drained at step {drain_at}: {}", rig.said_text());
        let places = rig.shop.calls.iter().filter(|call| **call == "place_checkout").count();
        assert_eq!(places, 1, "drained at step {drain_at}");
        assert!(rig.now_ms < whole.now_ms + SETTLE_MS, "drained at step {drain_at}: nothing had to settle");
    }
}

#[tokio::test]
async fn what_is_forwarded_keeps_its_order_across_owners() {
    let mut rig = Rig::new().await;
    rig.text("hi").await;
    let alias = rig.forwarded.pop().expect("the phone's shard is told");
    rig.deliver(&alias.body).await;
    let phone_only = Contact::new(None, buyer().phone().cloned()).unwrap();
    let mut positions = vec![];
    for id in ["wamid.z", "wamid.y", "wamid.x"] {
        let content = serde_json::json!({"type": "text", "text": {"body": "rice"}});
        let body = rig.envelope(id, &phone_only, &content);
        rig.deliver(&body).await;
        positions.push(rig.forwarded.pop().expect("forwarded home").position);
        if id == "wamid.y" {
            rig.now_ms += 1;
            rig.crash().await;
        }
    }
    assert!(positions.is_sorted_by(|before, after| before < after), "{positions:?}");
}
