//! The order protocol against a scripted shop: what is called, in which order, and what the buyer hears.

use conversation::effect::{AddressField, OrderWish, Refusal, ShopEffect, ShopOutcome, Shortfall};
use domain::{
    Money,
    contact::HashKey,
    ids::{GatewayId, LineKey, OpKey, OrderId, ProductId, RateId},
    money::Currency,
    shop::{
        Address, Cart, CartLine, Gateway, GatewayKind, Order, OrderLine, OrderStatus, ShippingRate, Totals,
    },
};

use super::{Answer, Protocol, Scene, Step, session::Session};
use crate::shop::port::{CartToken, Extras, Failure, OrderRecord, Reply, Request, SessionCart};

const SETTLE_MS: i64 = 180_000;

fn kes(minor: i64) -> Money {
    Money::from_minor(minor, Currency { code: "KES".into(), decimals: 2 })
}

fn cart(quantity: u32) -> Cart {
    Cart {
        lines: vec![CartLine {
            key: LineKey("k1".into()),
            id: ProductId(15),
            name: "Rice".into(),
            sku: None,
            choices: vec![],
            quantity,
            unit_price: kes(70_000),
            total: kes(70_000 * i64::from(quantity)),
            quantity_max: None,
        }],
        coupons: vec![],
        totals: Totals {
            items: kes(70_000),
            discount: kes(0),
            shipping: Some(kes(30_000)),
            tax: kes(16_000),
            total: kes(116_000 * i64::from(quantity)),
        },
        needs_shipping: true,
        needs_payment: true,
        rates: vec![ShippingRate {
            id: RateId("flat_rate:1".into()),
            name: "Flat".into(),
            price: kes(30_000),
            selected: true,
        }],
        gateways: vec![GatewayId("cod".into())],
        complaints: vec![],
    }
}

fn empty() -> Cart {
    Cart { lines: vec![], ..cart(1) }
}

fn wish() -> OrderWish {
    OrderWish {
        cart: cart(3),
        address: Address { first_name: "Amina".into(), country: "KE".into(), ..Address::default() },
        gateway: Gateway {
            id: GatewayId("cod".into()),
            title: "Cash on delivery".into(),
            description: String::new(),
            instructions: String::new(),
            kind: GatewayKind::CashOnDelivery,
        },
        note: String::new(),
    }
}

fn record(status: OrderStatus, quantity: u32) -> OrderRecord {
    OrderRecord {
        order: Order {
            id: OrderId(77),
            number: "77".into(),
            status,
            created_on: "2026-11-23".into(),
            modified_at: String::new(),
            total: kes(348_000),
            lines: vec![OrderLine {
                item: 1,
                id: ProductId(15),
                name: "Rice".into(),
                quantity,
                total: kes(210_000),
                tax_minor: 0,
            }],
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

#[expect(clippy::unnecessary_wraps, reason = "an answer, like all others")]
fn session_cart(cart: Cart) -> Answer {
    Ok(Reply::Cart(Box::new(SessionCart { cart, token: CartToken("t2".into()), session: "t_1".into() })))
}

#[expect(clippy::unnecessary_wraps, reason = "an answer, like all others")]
fn draft() -> Answer {
    Ok(Reply::Draft { order: OrderId(77), token: CartToken("t2".into()), session: "t_1".into() })
}

#[expect(clippy::unnecessary_wraps, reason = "an answer, like all others")]
fn order(status: OrderStatus) -> Answer {
    Ok(Reply::Order(Box::new(record(status, 3))))
}

#[expect(clippy::unnecessary_wraps, reason = "an answer, like all others")]
fn checked_out() -> Answer {
    Ok(Reply::CheckedOut { order: OrderId(77), status: OrderStatus::Processing, redirect_url: None })
}

fn refused(code: &str) -> Answer {
    Err(Failure::Refused { status: 403, code: code.into(), fields: vec![], left: None, cart: None })
}

/// An effect with its surroundings, moved by hand.
struct Rig {
    protocol: Protocol,
    session: Session,
    now_ms: i64,
    posts: u32,
}

impl Rig {
    fn new(effect: ShopEffect) -> Self {
        let session = Session { token: Some(CartToken("t1".into())), ..Session::default() };
        Self { protocol: Protocol::new(effect, 0), session, now_ms: 0, posts: 0 }
    }

    fn placing() -> Self {
        Self::new(ShopEffect::PlaceOrder(Box::new(wish())))
    }

    fn act(&mut self, act: impl FnOnce(&mut Protocol, &mut Scene<'_>) -> Step) -> Step {
        let key: HashKey = "00".repeat(32).parse().unwrap();
        let mut scene = Scene {
            now_ms: self.now_ms,
            session: &mut self.session,
            op_key: &OpKey("op".into()),
            contact: key.contact_key("KE.1"),
            phone: Some("+254700000001"),
            settle_ms: SETTLE_MS,
        };
        let step = act(&mut self.protocol, &mut scene);
        self.posts += u32::from(matches!(step, Step::Call(Request::PlaceCheckout { .. })));
        step
    }

    fn begin(&mut self) -> Step {
        self.act(Protocol::begin)
    }

    fn answer(&mut self, answer: Answer) -> Step {
        self.act(|protocol, scene| protocol.answered(answer, scene))
    }

    /// Sleeps as long as the effect wants.
    fn wake(&mut self, step: &Step) -> Step {
        let Step::Wait { until_ms } = step else { panic!("does not wait: {step:?}") };
        assert!(*until_ms > self.now_ms, "a wait must take time");
        self.now_ms = *until_ms;
        self.act(Protocol::proceed)
    }

    /// A crash: what is stored is read again by a new owner.
    fn crash(&mut self) -> Step {
        let stored = serde_json::to_string(&self.protocol).unwrap();
        self.protocol = serde_json::from_str(&stored).unwrap();
        self.act(Protocol::resume)
    }

    /// Goes on to the moment before `POST /checkout` is answered.
    fn up_to_place(&mut self) {
        assert!(matches!(self.begin(), Step::Call(Request::OpenCheckout { .. })));
        assert!(matches!(self.answer(draft()), Step::Call(Request::StampOrder { order: OrderId(77), .. })));
        let stamped = self.answer(order(OrderStatus::CheckoutDraft));
        assert!(matches!(stamped, Step::Call(Request::GetCart { .. })));
        let checked = self.answer(session_cart(cart(3)));
        assert!(matches!(checked, Step::Call(Request::PlaceCheckout { .. })), "{checked:?}");
    }
}

#[test]
fn a_confirmed_basket_becomes_one_order_that_was_read_back() {
    let mut rig = Rig::placing();
    rig.up_to_place();
    assert_eq!(rig.answer(checked_out()), Step::Call(Request::GetOrder { order: OrderId(77) }));
    let end = rig.answer(order(OrderStatus::Processing));
    assert!(matches!(end, Step::Finish(ShopOutcome::Placed { shortfalls, .. }) if shortfalls.is_empty()));
    assert_eq!(rig.posts, 1);
}

#[test]
fn a_lost_answer_is_settled_by_reading_the_one_id() {
    let mut rig = Rig::placing();
    rig.up_to_place();
    let read = rig.answer(Err(Failure::Unknown));
    assert_eq!(read, Step::Call(Request::GetOrder { order: OrderId(77) }));
    let end = rig.answer(order(OrderStatus::Processing));
    assert!(matches!(end, Step::Finish(ShopOutcome::Placed { .. })));
    assert_eq!(rig.posts, 1);
}

#[test]
fn nothing_is_sent_again_before_the_first_call_has_settled() {
    let mut rig = Rig::placing();
    rig.up_to_place();
    let mut step = rig.answer(Err(Failure::Unknown));
    let mut told = 0;
    while rig.posts == 1 {
        step = match step {
            Step::Wait { .. } => rig.wake(&step),
            Step::Call(Request::GetOrder { .. }) => rig.answer(order(OrderStatus::CheckoutDraft)),
            Step::Call(Request::GetCart { .. }) => rig.answer(session_cart(cart(3))),
            Step::Report(ShopOutcome::StillPlacing) => {
                told += 1;
                rig.act(Protocol::proceed)
            }
            other => panic!("unexpected {other:?}"),
        };
    }
    assert!(rig.now_ms >= SETTLE_MS, "sent again after {} ms", rig.now_ms);
    assert!(rig.now_ms < SETTLE_MS + 1_000);
    assert_eq!(told, 1, "the buyer hears once that it takes longer");
}

#[test]
fn a_typed_refusal_of_the_only_call_is_told_at_once() {
    let mut rig = Rig::placing();
    rig.up_to_place();
    assert!(matches!(
        rig.answer(refused("woocommerce_product_not_enough_stock")),
        Step::Call(Request::GetOrder { .. })
    ));
    assert!(matches!(rig.answer(order(OrderStatus::CheckoutDraft)), Step::Call(Request::GetCart { .. })));
    let end = rig.answer(session_cart(cart(2)));
    assert!(matches!(end, Step::Finish(ShopOutcome::NotPlaced { cart: Some(_), .. })), "{end:?}");
}

#[test]
fn a_misleading_refusal_of_a_placed_order_is_not_believed() {
    let mut rig = Rig::placing();
    rig.up_to_place();
    rig.answer(refused("woocommerce_rest_cart_empty"));
    let end = rig.answer(order(OrderStatus::OnHold));
    assert!(matches!(end, Step::Finish(ShopOutcome::Placed { .. })));
}

#[test]
fn an_order_that_staff_threw_away_while_it_was_placed_is_not_placed_again() {
    for answer in [Err(Failure::Unknown), refused("woocommerce_rest_cart_empty")] {
        let mut rig = Rig::placing();
        rig.up_to_place();
        rig.answer(answer);
        let end = rig.answer(order(OrderStatus::Trash));
        assert_eq!(end, Step::Finish(ShopOutcome::PlacingUnclear));
        assert_eq!(rig.posts, 1);
    }
    // What staff cancelled was placed, and is what the buyer is told about.
    let mut rig = Rig::placing();
    rig.up_to_place();
    rig.answer(Err(Failure::Unknown));
    let end = rig.answer(order(OrderStatus::Cancelled));
    assert!(matches!(end, Step::Finish(ShopOutcome::Placed { .. })));
}

#[test]
fn a_crash_while_placing_waits_before_it_sends_again() {
    let mut rig = Rig::placing();
    rig.up_to_place();
    rig.now_ms = 5_000;
    let mut step = rig.crash();
    assert_eq!(step, Step::Call(Request::GetOrder { order: OrderId(77) }));
    while rig.posts == 1 {
        step = match step {
            Step::Wait { .. } => rig.wake(&step),
            Step::Call(Request::GetOrder { .. }) => rig.answer(order(OrderStatus::CheckoutDraft)),
            Step::Call(Request::GetCart { .. }) => rig.answer(session_cart(cart(3))),
            Step::Report(_) => rig.act(Protocol::proceed),
            other => panic!("unexpected {other:?}"),
        };
    }
    assert!(rig.now_ms >= 5_000 + SETTLE_MS, "settling counts from the takeover");
}

#[test]
fn a_crash_before_placing_begins_where_it_was() {
    let mut rig = Rig::placing();
    rig.begin();
    rig.answer(draft());
    assert!(matches!(rig.crash(), Step::Call(Request::StampOrder { order: OrderId(77), .. })));
    assert_eq!(rig.posts, 0);
}

#[test]
fn a_basket_that_changed_is_shown_instead_of_placed() {
    let mut rig = Rig::placing();
    rig.begin();
    rig.answer(draft());
    rig.answer(order(OrderStatus::CheckoutDraft));
    let end = rig.answer(session_cart(cart(2)));
    assert!(matches!(end, Step::Finish(ShopOutcome::BasketChanged { .. })));
    assert_eq!(rig.posts, 0);
}

#[test]
fn a_line_that_the_shop_shrank_is_told() {
    let mut rig = Rig::placing();
    rig.up_to_place();
    rig.answer(checked_out());
    let end = rig.answer(Ok(Reply::Order(Box::new(record(OrderStatus::Processing, 2)))));
    let Step::Finish(ShopOutcome::Placed { shortfalls, .. }) = end else { panic!("{end:?}") };
    assert_eq!(shortfalls, [Shortfall { name: "Rice".into(), wanted: 3, got: 2 }]);
}

#[test]
fn a_call_that_was_never_sent_is_tried_again_after_another_look_at_the_basket() {
    let mut rig = Rig::placing();
    rig.up_to_place();
    let pause = rig.answer(Err(Failure::NotSent));
    let look = rig.wake(&pause);
    assert!(matches!(look, Step::Call(Request::GetCart { .. })), "{look:?}");
    assert!(matches!(rig.answer(session_cart(cart(3))), Step::Call(Request::PlaceCheckout { .. })));
}

#[test]
fn a_shop_that_stays_away_ends_in_an_honest_no() {
    let mut rig = Rig::placing();
    let mut step = rig.begin();
    let end = loop {
        step = match step {
            Step::Wait { .. } => rig.wake(&step),
            Step::Call(_) => rig.answer(Err(Failure::NotSent)),
            Step::Report(ShopOutcome::StillPlacing) => rig.act(Protocol::proceed),
            Step::Finish(outcome) => break outcome,
            Step::Report(other) => panic!("unexpected {other:?}"),
        };
    };
    assert!(matches!(end, ShopOutcome::NotPlaced { refusal: Refusal::Other { .. }, .. }));
    assert_eq!(rig.posts, 0);
}

#[test]
fn a_truth_that_cannot_be_found_out_is_called_unclear_and_looked_for_a_day() {
    let mut rig = Rig::placing();
    rig.up_to_place();
    let mut step = rig.answer(Err(Failure::Unknown));
    let mut reports = Vec::new();
    let end = loop {
        step = match step {
            Step::Wait { .. } => rig.wake(&step),
            Step::Call(_) => rig.answer(Err(Failure::Unknown)),
            Step::Report(outcome) => {
                reports.push(outcome);
                rig.act(Protocol::proceed)
            }
            Step::Finish(outcome) => break outcome,
        };
    };
    assert_eq!(reports, [ShopOutcome::StillPlacing, ShopOutcome::PlacingUnclear]);
    assert_eq!(end, ShopOutcome::PlacingUnclear);
    assert_eq!(rig.posts, 1);
}

#[test]
fn a_vanished_draft_is_replaced_by_a_new_one() {
    let mut rig = Rig::placing();
    rig.begin();
    rig.answer(draft());
    assert!(matches!(rig.answer(Err(Failure::NotFound)), Step::Call(Request::OpenCheckout { .. })));
}

fn article(product: u64) -> conversation::effect::Article {
    conversation::effect::Article { product: ProductId(product), variation: None, choices: vec![] }
}

#[test]
fn adding_reads_first_and_then_sets_the_sum() {
    let mut rig = Rig::new(ShopEffect::AddArticle { article: article(15), quantity: 2 });
    assert!(matches!(rig.begin(), Step::Call(Request::GetCart { .. })));
    let step = rig.answer(session_cart(cart(3)));
    assert!(matches!(step, Step::Call(Request::UpdateItem { quantity: 5, .. })), "{step:?}");
    let end = rig.answer(session_cart(cart(5)));
    assert!(matches!(end, Step::Finish(ShopOutcome::Cart { cart, .. }) if cart.units() == 5));
}

#[test]
fn an_addition_without_answer_is_never_added_twice() {
    let mut rig = Rig::new(ShopEffect::AddArticle { article: article(15), quantity: 2 });
    rig.begin();
    assert!(matches!(rig.answer(session_cart(empty())), Step::Call(Request::AddItem { quantity: 2, .. })));
    let mut step = rig.answer(Err(Failure::Unknown));
    // The shop had done it: the next reading shows it.
    step = rig.wake(&step);
    assert!(matches!(step, Step::Call(Request::GetCart { .. })));
    let end = rig.answer(session_cart(cart(2)));
    assert!(
        matches!(end, Step::Finish(ShopOutcome::Cart { cart, .. }) if cart.units() == 2),
        "an addition was repeated"
    );
}

#[test]
fn while_a_change_is_unsettled_nothing_else_is_written() {
    let mut rig = Rig::new(ShopEffect::AddArticle { article: article(15), quantity: 2 });
    rig.begin();
    rig.answer(session_cart(empty()));
    let mut step = rig.answer(Err(Failure::Unknown));
    let end = loop {
        step = match step {
            Step::Wait { .. } => rig.wake(&step),
            Step::Call(Request::GetCart { .. }) => rig.answer(session_cart(empty())),
            Step::Finish(outcome) => break outcome,
            other => panic!("unexpected {other:?}"),
        };
    };
    assert_eq!(end, ShopOutcome::Unknown);

    rig.protocol = Protocol::new(ShopEffect::AddArticle { article: article(15), quantity: 1 }, rig.now_ms);
    rig.begin();
    assert_eq!(rig.answer(session_cart(empty())), Step::Finish(ShopOutcome::Unavailable));

    rig.now_ms += SETTLE_MS;
    rig.protocol = Protocol::new(ShopEffect::AddArticle { article: article(15), quantity: 1 }, rig.now_ms);
    rig.begin();
    assert!(matches!(rig.answer(session_cart(empty())), Step::Call(Request::AddItem { quantity: 1, .. })));
}

#[test]
fn a_dead_session_is_rebuilt_from_our_copy() {
    let mut rig = Rig::new(ShopEffect::ViewCart);
    rig.session.copy.articles = vec![(article(15), 3)];
    rig.begin();
    assert_eq!(rig.answer(Err(Failure::SessionLost)), Step::Call(Request::GetCart { token: None }));
    assert!(matches!(rig.answer(session_cart(empty())), Step::Call(Request::AddItem { quantity: 3, .. })));
    assert!(matches!(rig.answer(session_cart(cart(3))), Step::Call(Request::GetCart { .. })));
    let end = rig.answer(session_cart(cart(3)));
    assert!(matches!(end, Step::Finish(ShopOutcome::Cart { rebuilt: true, .. })), "{end:?}");
    assert_eq!(rig.session.copy.articles.len(), 1);
}

#[test]
fn clearing_removes_line_after_line() {
    let mut rig = Rig::new(ShopEffect::ClearCart);
    rig.begin();
    assert!(matches!(rig.answer(session_cart(cart(3))), Step::Call(Request::RemoveItem { .. })));
    assert!(
        matches!(rig.answer(session_cart(empty())), Step::Finish(ShopOutcome::Cart { cart, .. }) if cart.is_empty())
    );
}

#[test]
fn an_order_that_went_out_already_is_not_called_off() {
    let mut rig = Rig::new(ShopEffect::CancelOrder {
        order: OrderId(77),
        from: conversation::effect::CANCELLABLE.to_vec(),
        content: None,
    });
    rig.begin();
    let end = rig.answer(order(OrderStatus::Completed));
    assert!(matches!(end, Step::Finish(ShopOutcome::CancelAnswer { .. })));

    let mut rig = Rig::new(ShopEffect::CancelOrder {
        order: OrderId(77),
        from: conversation::effect::CANCELLABLE.to_vec(),
        content: None,
    });
    rig.begin();
    assert!(matches!(rig.answer(order(OrderStatus::OnHold)), Step::Call(Request::SetOrderStatus { .. })));
    assert!(matches!(rig.answer(Err(Failure::Unknown)), Step::Call(Request::GetOrder { .. })));
}

#[test]
fn an_order_that_is_paid_or_stands_where_the_shop_does_not_allow_it_is_not_called_off() {
    let mut rig = Rig::new(ShopEffect::CancelOrder {
        order: OrderId(77),
        from: conversation::effect::CANCELLABLE.to_vec(),
        content: None,
    });
    rig.begin();
    let mut paid = record(OrderStatus::Processing, 3);
    paid.order.is_paid = true;
    let end = rig.answer(Ok(Reply::Order(Box::new(paid))));
    assert!(
        matches!(end, Step::Finish(ShopOutcome::CancelAnswer { order }) if order.status == OrderStatus::Processing)
    );
    let mut rig = Rig::new(ShopEffect::CancelOrder {
        order: OrderId(77),
        from: vec![OrderStatus::Pending],
        content: None,
    });
    rig.begin();
    let end = rig.answer(order(OrderStatus::Processing));
    assert!(matches!(end, Step::Finish(ShopOutcome::CancelAnswer { .. })));
}

#[test]
fn an_order_that_was_changed_since_its_buyer_was_asked_is_not_called_off() {
    let asked = conversation::order_mark(&record(OrderStatus::Processing, 3).order);
    for (quantity, is_called_off) in [(3, true), (4, false)] {
        let mut rig = Rig::new(ShopEffect::CancelOrder {
            order: OrderId(77),
            from: conversation::effect::CANCELLABLE.to_vec(),
            content: Some(asked.clone()),
        });
        rig.begin();
        let step = rig.answer(Ok(Reply::Order(Box::new(record(OrderStatus::Processing, quantity)))));
        assert_eq!(matches!(step, Step::Call(Request::SetOrderStatus { .. })), is_called_off, "{step:?}");
        assert_eq!(matches!(step, Step::Finish(ShopOutcome::CancelAnswer { .. })), !is_called_off);
    }
}

fn loading(address: Address) -> Rig {
    let mut rig = Rig::new(ShopEffect::LoadCheckout { address: Some(Box::new(address)) });
    assert!(matches!(rig.begin(), Step::Call(Request::GetCart { .. })));
    assert!(matches!(rig.answer(session_cart(cart(1))), Step::Call(Request::UpdateCustomer { .. })));
    rig
}

fn asks_for(step: &Step, wanted: AddressField) -> bool {
    matches!(step, Step::Finish(ShopOutcome::Refused { refusal: Refusal::AddressRefused { field }, .. }
        | ShopOutcome::NotPlaced { refusal: Refusal::AddressRefused { field }, .. }) if *field == Some(wanted))
}

#[test]
fn no_way_to_deliver_is_told_only_of_a_whole_address() {
    let nowhere = || Cart { rates: vec![], ..cart(1) };
    let known = |state: &str, postcode: &str| Address {
        state: state.into(),
        postcode: postcode.into(),
        ..Address::default()
    };
    for (address, wanted) in
        [(known("", ""), AddressField::State), (known("KE30", ""), AddressField::Postcode)]
    {
        let mut rig = loading(address);
        assert_eq!(rig.answer(session_cart(nowhere())), Step::Call(Request::Gateways));
        let end = rig.answer(Ok(Reply::Gateways(vec![])));
        assert!(asks_for(&end, wanted), "{end:?}");
    }
    let mut rig = loading(known("KE30", "00100"));
    rig.answer(session_cart(nowhere()));
    let end = rig.answer(Ok(Reply::Gateways(vec![])));
    assert!(matches!(end, Step::Finish(ShopOutcome::Checkout { .. })), "{end:?}");
}

#[test]
fn an_address_that_the_checkout_refuses_is_asked_for_what_it_lacks() {
    let mut rig = Rig::placing();
    rig.up_to_place();
    rig.answer(refused("woocommerce_rest_invalid_address"));
    assert!(matches!(rig.answer(order(OrderStatus::CheckoutDraft)), Step::Call(Request::GetCart { .. })));
    let end = rig.answer(session_cart(cart(3)));
    assert!(asks_for(&end, AddressField::State), "{end:?}");
}

#[test]
fn a_draft_refused_for_a_reason_outside_the_basket_is_told() {
    let mut rig = Rig::placing();
    assert!(matches!(rig.begin(), Step::Call(Request::OpenCheckout { .. })));
    assert!(matches!(rig.answer(refused("made_by_a_plugin")), Step::Call(Request::GetCart { .. })));
    let end = rig.answer(session_cart(cart(3)));
    assert!(
        matches!(end, Step::Finish(ShopOutcome::NotPlaced { refusal: Refusal::Other { .. }, .. })),
        "{end:?}"
    );
}

fn scarce_rig() -> Rig {
    let mut wish = wish();
    wish.cart.lines[0].quantity_max = Some(3);
    let mut rig = Rig::new(ShopEffect::PlaceOrder(Box::new(wish)));
    rig.up_to_place();
    rig.answer(checked_out());
    assert_eq!(
        rig.answer(order(OrderStatus::Processing)),
        Step::Call(Request::StockLeft { product: ProductId(15) })
    );
    rig
}

#[test]
fn an_article_sold_twice_at_the_same_moment_is_told() {
    for (left, wanted) in [(Some(-1), 1), (Some(0), 0), (None, 0)] {
        let end = scarce_rig().answer(Ok(Reply::StockLeft(left)));
        let Step::Finish(ShopOutcome::Placed { oversold, .. }) = end else { panic!("{end:?}") };
        assert_eq!(oversold.len(), wanted, "{left:?} left");
    }
    let end = scarce_rig().answer(Err(Failure::Unknown));
    assert!(matches!(end, Step::Finish(ShopOutcome::Placed { .. })), "an order is not kept back for a stock");
}

#[test]
fn a_crash_while_the_stock_is_looked_at_still_tells_of_the_order() {
    let mut rig = scarce_rig();
    assert_eq!(rig.crash(), Step::Call(Request::GetOrder { order: OrderId(77) }));
    assert!(matches!(rig.answer(order(OrderStatus::Processing)), Step::Call(Request::StockLeft { .. })));
    assert!(matches!(rig.answer(Ok(Reply::StockLeft(Some(0)))), Step::Finish(ShopOutcome::Placed { .. })));
}
