//! What the other side answers, and what we send: the shop's answers, Meta's answers, statuses, outbound messages.

use domain::{
    envelope::{self, Inbound, InboundKind, Outbound},
    ids::{GatewayId, OrderId, ProductId},
    money::Currency,
    shop::{Address, OrderStatus},
};
use notifier::{
    core::{
        account::{self, News},
        status, templates,
    },
    decision::Health,
    graph::wire,
    verdict::{GraphAnswer, Verdict, judge},
};
use serde_json::value::RawValue;
use worker::shop::{
    port::{CartToken, Failure, Request},
    read_answer,
};

use crate::{NOW_MS, hash_key, line};

/// A line with the request's kind and the status, then the body. An answer means success only when its status says so,
/// and never tells of a change that it does not name.
pub fn shop_answer(mut data: &[u8]) {
    let head = String::from_utf8_lossy(line(&mut data)).into_owned();
    let (kind, status) = head.split_once(' ').unwrap_or((&head, ""));
    let status: u16 = status.trim().parse().unwrap_or(200);
    let requests = requests();
    let request = requests.iter().find(|request| request.label() == kind).unwrap_or(&requests[0]);
    let token = CartToken(format!("e30.{}.sig", "eyJ1c2VyX2lkIjoidF8xIn0"));
    let answer = read_answer(request, status, Some(token), data);
    assert!(answer.is_err() || (200..300).contains(&status), "a success without a successful status");
    if let Err(Failure::Refused { fields, .. }) = &answer {
        assert!(fields.len() <= 21, "a list without bound");
    }
    if let (Request::GetOrder { order }, Ok(worker::shop::port::Reply::Order(record))) = (request, &answer) {
        assert_eq!(record.order.id, *order, "another order than the one asked for");
    }
}

fn requests() -> Vec<Request> {
    let token = CartToken(format!("e30.{}.sig", "eyJ1c2VyX2lkIjoidF8xIn0"));
    vec![
        Request::GetCart { token: Some(token.clone()) },
        Request::ApplyCoupon { token: token.clone(), code: "TEN".into() },
        Request::OpenCheckout { token: token.clone() },
        Request::PlaceCheckout {
            token,
            address: Box::new(Address::default()),
            gateway: GatewayId("cod".into()),
            note: String::new(),
        },
        Request::GetOrder { order: OrderId(77) },
        Request::SetOrderStatus { order: OrderId(77), status: OrderStatus::Cancelled },
        Request::OrdersById { orders: vec![OrderId(77)] },
        Request::OrdersByPhone { phone: "+254700000001".into() },
        Request::OrdersByKey { key: "k".into() },
        Request::Notes { order: OrderId(77) },
        Request::Refunds { order: OrderId(77), currency: Currency { code: "KES".into(), decimals: 2 } },
        Request::StockLeft { product: ProductId(15) },
        Request::Gateways,
    ]
}

/// A line with the status, `Retry-After` and `m` for a read mark, then the body. Every answer has a verdict; what cannot
/// be decoded is never "certainly not sent" but for refusals that come before any work.
pub fn graph_answer(mut data: &[u8]) {
    let head = String::from_utf8_lossy(line(&mut data)).into_owned();
    let mut words = head.split(' ');
    let status: u16 = words.next().and_then(|word| word.parse().ok()).unwrap_or(200);
    let retry_after_s = words.next().and_then(|word| word.parse().ok());
    let expects_id = words.next() != Some("m");
    let answer = GraphAnswer::Http { status, retry_after_s, body: data.to_vec() };
    let judged = judge(&answer, expects_id);
    let verdict = judged.verdict;
    match &verdict {
        Verdict::Accepted { wamid, .. } => {
            assert!((200..300).contains(&status) && judged.code.is_none(), "taken without a success");
            assert!(wamid.is_some() || !expects_id, "taken without an id");
        }
        Verdict::RetryAfter(wait)
        | Verdict::NumberLimited(Some(wait))
        | Verdict::AccountLimited(Some(wait)) => {
            assert!(*wait <= notifier::verdict::WITHHELD_PAUSE, "a wait without bound");
        }
        _ => {}
    }
    if judged.code.is_none() && !matches!(status, 200..300 | 401 | 403 | 429) {
        assert_eq!(verdict, Verdict::Ambiguous, "certain without a code");
    }
}

/// The element of a status envelope. All of it is read or counted.
pub fn statuses(data: &[u8]) {
    let Ok(element) = serde_json::from_slice::<&RawValue>(data) else { return };
    let (facts, left_out) = status::read(element, &hash_key());
    match serde_json::from_slice::<Vec<&RawValue>>(data) {
        Ok(elements) => assert_eq!(facts.len() + left_out, elements.len(), "a status went missing"),
        Err(_) => assert!(facts.is_empty() && left_out == 1, "facts out of nothing"),
    }
    assert!(facts.iter().all(|fact| !fact.wamid.is_empty()), "a status of no message");
}

/// An outbound envelope. What can be read can be written and read again as the same, and has a form at Meta.
pub fn outbound(data: &[u8]) {
    let Ok(outbound) = serde_json::from_slice::<Outbound>(data) else { return };
    let written = serde_json::to_string(&outbound).unwrap_or_default();
    let read = serde_json::from_str::<Outbound>(&written);
    assert!(read.is_ok_and(|read| read == outbound), "an envelope that changes on its way");
    let callback = hash_key().callback_data(outbound.contact_hash, &outbound.id);
    let body = wire::body(&outbound.to, &outbound.message, &callback);
    assert_eq!(body["messaging_product"], "whatsapp");
}

/// A line with the webhook's field, then its value. News never stop sends unless they are of the few kinds that do, are
/// few, and mean the same when they are read again.
pub fn account_news(mut data: &[u8]) {
    let field = String::from_utf8_lossy(line(&mut data)).into_owned();
    let Some(element) =
        std::str::from_utf8(data).ok().and_then(|text| RawValue::from_string(text.to_owned()).ok())
    else {
        return;
    };
    let read = || {
        account::read(&Inbound {
            v: envelope::VERSION,
            kind: InboundKind::Account,
            id: "x".into(),
            field: field.as_str().into(),
            contact: None,
            phone_number_id: None,
            received_at_ms: NOW_MS,
            forwards: 0,
            profile: None,
            element: &element,
        })
    };
    let news = read();
    assert_eq!(news, read(), "the same news meant something else");
    assert!(!news.is_empty() && news.len() <= 32, "{} pieces of news", news.len());
    let stops = news.iter().any(|piece| matches!(piece, News::Hold(..)));
    assert!(
        !stops || ["account_update", account::OPERATOR_FIELD].contains(&field.as_str()),
        "{field} stops sends"
    );
}

/// A page of the account's templates. What is called usable is approved, and can be filled by us.
pub fn template_list(data: &[u8]) {
    let Some(page) = templates::read_page(data) else { return };
    assert!(page.templates.len() <= templates::TEMPLATES_MAX, "a list without bound");
    let text = String::from_utf8_lossy(data).to_ascii_uppercase();
    for approved in page.templates.values() {
        if let Health::Usable(_) = approved.health {
            assert!(approved.parameters.is_some(), "usable, and nobody knows how to fill it");
            // An escape may hide the word from this plain look.
            assert!(text.contains("APPROVED") || text.contains("\\U"), "usable without Meta's approval");
        }
    }
}
