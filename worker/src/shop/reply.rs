//! Reads what a successful answer says about the request that it answers. Pure.

use domain::{ids::OrderId, shop::OrderStatus};

use super::{
    answer::{self, Answer},
    call::ORDERS_MAX,
    decode,
    port::{CartToken, Failure, OrderRecord, Reply, Request},
    wire,
};

/// Reads what a successful answer says about a request.
pub fn reply(request: &Request, answer: &Answer) -> Result<Reply, Failure> {
    let order = |wire: wire::Order| decode::order(wire).map_err(|_| Failure::Unknown);
    let orders = || {
        let wires = answer::decoded::<Vec<wire::Order>>(answer)?;
        wires.into_iter().map(order).collect::<Result<Vec<_>, _>>()
    };
    match request {
        Request::GetCart { token } => cart_reply(answer, token.as_ref()),
        Request::AddItem { token, .. }
        | Request::UpdateItem { token, .. }
        | Request::RemoveItem { token, .. }
        | Request::ApplyCoupon { token, .. }
        | Request::RemoveCoupon { token, .. }
        | Request::UpdateCustomer { token, .. }
        | Request::SelectRate { token, .. } => cart_reply(answer, Some(token)),
        Request::OpenCheckout { token } => {
            let checkout = answer::decoded::<wire::Checkout>(answer)?;
            let (token, session) = answer::session(answer.cart_token.clone(), Some(token))?;
            Ok(Reply::Draft { order: OrderId(checkout.order_id), token, session })
        }
        Request::PlaceCheckout { .. } => {
            let checkout = answer::decoded::<wire::Checkout>(answer)?;
            let status = decode::status(&checkout.status);
            // A method that needs no page answers with the shop's thank-you page; only an unpaid order has one to pay on.
            let unpaid = matches!(status, OrderStatus::Pending | OrderStatus::Failed);
            let page = checkout.payment_result.map(|result| result.redirect_url.0);
            let redirect_url = page.filter(|url| unpaid && !url.is_empty());
            Ok(Reply::CheckedOut { order: OrderId(checkout.order_id), status, redirect_url })
        }
        Request::GetOrder { order: id }
        | Request::StampOrder { order: id, .. }
        | Request::SetOrderStatus { order: id, .. }
        | Request::EditOrder { order: id, .. } => {
            let record = order(answer::decoded(answer)?)?;
            if record.order.id == *id { Ok(Reply::Order(Box::new(record))) } else { Err(Failure::Unknown) }
        }
        Request::OrdersById { orders: wanted } => {
            let mut records = orders()?;
            records.retain(|record| wanted.contains(&record.order.id));
            Ok(Reply::Orders(newest_first(records)))
        }
        Request::OrdersByPhone { phone } => {
            let mut records = orders()?;
            let phone = decode::plain_phone(phone);
            records.retain(|record| {
                record.billing_phone.as_ref() == Some(&phone) && decode::is_order(&record.order.status)
            });
            Ok(Reply::Orders(newest_first(records)))
        }
        Request::CreateOrder(new) => {
            let record = order(answer::decoded(answer)?)?;
            // A shop that drops the key makes orders that could not be found again.
            if has_key(&record, &new.key) {
                Ok(Reply::Order(Box::new(record)))
            } else {
                Err(Failure::Unknown)
            }
        }
        Request::OrdersByKey { key } => {
            let mut records = orders()?;
            records.retain(|record| has_key(record, key));
            Ok(Reply::Orders(newest_first(records)))
        }
        Request::TrashOrder { order: id } => {
            let trashed = answer::decoded::<wire::Trashed>(answer)?;
            if trashed.id == id.0 { Ok(Reply::Trashed) } else { Err(Failure::Unknown) }
        }
        Request::Notes { .. } => Ok(Reply::Notes(decode::notes(answer::decoded(answer)?))),
        Request::AddNote { .. } => answer::decoded::<wire::Note>(answer).map(|_| Reply::Noted),
        Request::Refunds { currency, .. } => {
            let wires = answer::decoded::<Vec<wire::Refund>>(answer)?;
            let refunds = wires.into_iter().map(|wire| decode::refund(wire, currency));
            refunds.collect::<Result<_, _>>().map(Reply::Refunds).map_err(|_| Failure::Unknown)
        }
        Request::CreateRefund(new) => {
            let refund = decode::refund(answer::decoded(answer)?, &new.amount.currency);
            refund.map(Reply::Refunded).map_err(|_| Failure::Unknown)
        }
        Request::StockLeft { .. } => {
            let stock = answer::decoded::<wire::Stock>(answer)?;
            Ok(Reply::StockLeft(stock.stock_quantity.0.filter(|_| !stock.backorders_allowed)))
        }
        // The client reads them page by page.
        Request::Suppliers => Err(Failure::Unknown),
        Request::Gateways => Ok(Reply::Gateways(decode::gateways(answer::decoded(answer)?))),
    }
}

fn cart_reply(answer: &Answer, sent: Option<&CartToken>) -> Result<Reply, Failure> {
    let cart = answer::decoded::<wire::Cart>(answer)?;
    Ok(Reply::Cart(Box::new(answer::session_cart(cart, answer.cart_token.clone(), sent)?)))
}

/// The shop compares keys without regard to case.
fn has_key(record: &OrderRecord, key: &str) -> bool {
    record.extras.created_via.eq_ignore_ascii_case(key)
}

fn newest_first(mut records: Vec<OrderRecord>) -> Vec<OrderRecord> {
    records.sort_by_key(|record| std::cmp::Reverse(record.order.id));
    records.dedup_by_key(|record| record.order.id);
    records.truncate(ORDERS_MAX);
    records
}
