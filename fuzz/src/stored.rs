//! What lies on disk: conversations and effects of this or an older version, or of a damaged file.

use domain::{
    Money,
    ids::{OpKey, OrderId},
    money::Currency,
    shop::{Order, OrderStatus},
};
use worker::{
    effects::{Answer, Protocol, Scene, Step, session::Session},
    shard::lane::LaneState,
    shop::port::{CartToken, Extras, Failure, OrderRecord, RefundRecord, Reply, Request},
};

use crate::{NOW_MS, hash_key, line};

/// Most answers that one effect gets.
const STEPS_MAX: usize = 200;

/// A buyer's stored lane. What can be read can be written and read again as the same.
pub fn lane(data: &[u8]) {
    let Ok(state) = serde_json::from_slice::<LaneState>(data) else { return };
    let written = serde_json::to_string(&state).unwrap_or_default();
    let read = serde_json::from_str::<LaneState>(&written);
    let again = read.map(|read| serde_json::to_string(&read).unwrap_or_default());
    assert!(again.is_ok_and(|again| again == written), "a lane that changes on disk");
}

/// A line whose bytes choose the shop's answers, then a stored effect. It goes on after a crash, whatever it says, is
/// stored and read between any two steps, never waits for the past, and never sends an order off twice without having
/// waited or read in between.
pub fn effect(mut data: &[u8]) {
    let answers = line(&mut data).to_vec();
    let Ok(mut protocol) = serde_json::from_slice::<Protocol>(data) else { return };
    let mut session = Session { token: Some(CartToken("t".into())), ..Session::default() };
    let op_key = OpKey("op".into());
    let contact = hash_key().contact_key("KE.1");
    let mut now_ms = NOW_MS;
    let mut act =
        |protocol: &mut Protocol, now_ms: i64, act: &mut dyn FnMut(&mut Protocol, &mut Scene<'_>) -> Step| {
            let mut scene = Scene {
                now_ms,
                session: &mut session,
                op_key: &op_key,
                contact,
                phone: Some("+254700000001"),
                settle_ms: 180_000,
            };
            act(protocol, &mut scene)
        };
    let mut step = act(&mut protocol, now_ms, &mut |protocol, scene| protocol.resume(scene));
    let mut looked_since_place = true;
    for index in 0..STEPS_MAX {
        let byte = answers.get(index % answers.len().max(1)).copied().unwrap_or_default();
        step = match step {
            Step::Finish(_) => return,
            Step::Wait { until_ms } => {
                assert!(until_ms > now_ms, "a wait for the past");
                now_ms = until_ms;
                act(&mut protocol, now_ms, &mut |protocol, scene| protocol.proceed(scene))
            }
            Step::Report(_) => act(&mut protocol, now_ms, &mut |protocol, scene| protocol.proceed(scene)),
            Step::Call(request) => {
                if matches!(request, Request::PlaceCheckout { .. }) {
                    assert!(looked_since_place, "an order sent off twice in a row");
                    looked_since_place = false;
                } else {
                    looked_since_place |=
                        matches!(request, Request::GetOrder { .. } | Request::GetCart { .. });
                }
                if byte & 0x80 != 0 {
                    // A crash instead of an answer.
                    let stored = serde_json::to_string(&protocol).unwrap_or_default();
                    let Ok(read) = serde_json::from_str(&stored) else {
                        panic!("an effect that cannot be read")
                    };
                    protocol = read;
                    act(&mut protocol, now_ms, &mut |protocol, scene| protocol.resume(scene))
                } else {
                    let answer = answer(&request, byte);
                    act(&mut protocol, now_ms, &mut |protocol, scene| {
                        protocol.answered(answer.clone(), scene)
                    })
                }
            }
        };
    }
}

fn answer(request: &Request, byte: u8) -> Answer {
    match byte % 8 {
        0 => Err(Failure::Unknown),
        1 => Err(Failure::NotSent),
        2 => Err(Failure::NotFound),
        3 => Err(Failure::SessionLost),
        4 => Err(Failure::Refused {
            status: 400,
            code: "woocommerce_rest_cart_invalid".into(),
            fields: vec![],
            left: None,
            cart: None,
        }),
        _ => match request {
            Request::OpenCheckout { .. } => {
                Ok(Reply::Draft { order: OrderId(77), token: CartToken("t".into()), session: "t_1".into() })
            }
            Request::PlaceCheckout { .. } => Ok(Reply::CheckedOut {
                order: OrderId(77),
                status: OrderStatus::Processing,
                redirect_url: None,
            }),
            Request::GetOrder { order }
            | Request::StampOrder { order, .. }
            | Request::SetOrderStatus { order, .. }
            | Request::EditOrder { order, .. } => Ok(order_of(*order, byte)),
            Request::CreateOrder(_) => Ok(order_of(OrderId(77), byte)),
            Request::OrdersById { .. } | Request::OrdersByPhone { .. } | Request::OrdersByKey { .. } => {
                Ok(Reply::Orders(vec![]))
            }
            Request::TrashOrder { .. } => Ok(Reply::Trashed),
            Request::Notes { .. } => Ok(Reply::Notes(vec![])),
            Request::AddNote { .. } => Ok(Reply::Noted),
            Request::Refunds { .. } => Ok(Reply::Refunds(vec![])),
            Request::CreateRefund(new) => Ok(Reply::Refunded(RefundRecord {
                id: 5,
                amount: new.amount.clone(),
                reason: new.reason.clone(),
                key: Some(new.key.clone()),
            })),
            Request::StockLeft { .. } => Ok(Reply::StockLeft(Some(i64::from(byte) - 64))),
            Request::Gateways => Ok(Reply::Gateways(vec![])),
            Request::Suppliers => Ok(Reply::Suppliers(vec![])),
            _ => Err(Failure::ComeBack { after: None }),
        },
    }
}

fn order_of(id: OrderId, byte: u8) -> Reply {
    let status = match byte % 3 {
        0 => OrderStatus::CheckoutDraft,
        1 => OrderStatus::Processing,
        _ => OrderStatus::Trash,
    };
    let order = Order {
        id,
        number: id.to_string(),
        status,
        created_on: "2026-11-23".into(),
        modified_at: String::new(),
        total: Money::from_minor(0, Currency { code: "KES".into(), decimals: 2 }),
        lines: vec![],
        gateway: None,
        gateway_title: String::new(),
        payment_url: None,
        is_paid: false,
    };
    Reply::Order(Box::new(OrderRecord {
        order,
        op_key: None,
        fingerprint: None,
        contact: None,
        billing_phone: None,
        extras: Extras::default(),
    }))
}
