//! From the shop's words to ours: baskets, orders, payment methods. Pure; nothing here knows about HTTP.

use std::collections::BTreeMap;

use domain::{
    ids::{GatewayId, LineKey, OrderId, ProductId, RateId},
    money::{Currency, DECIMALS_MAX, Money},
    shop::{
        AttributeChoice, Cart, CartLine, Gateway, GatewayKind, Order, OrderLine, OrderStatus, ShippingRate,
        Totals, Tracking,
    },
};
use serde_json::Value;

use super::{
    loose::Text,
    plain_text::{lines, one_line},
    port::{Extras, Fee, Note, OrderRecord, RefundRecord},
    wire,
};

/// Meta under which a refund carries our key.
pub const REFUND_META: &str = "_wa_refund";
/// What the keys of facts begin with: ours, which the shop hides from its order page, and those that staff type there.
const FACT_PREFIXES: [&str; 2] = ["_wa_", "wa_"];
/// Most facts that are read of one order, in the order of their keys.
const FACTS_MAX: usize = 64;
/// Longest fact, in bytes; of a longer one as much is read.
const FACT_BYTES_MAX: usize = 4_096;

/// Length of `YYYY-MM-DDThh:mm:ss`, the shop's form of a moment.
const MOMENT_LENGTH: usize = 19;

/// What `WooCommerce` says when it knows no limit.
const NO_LIMIT: u32 = 9_999;

/// An answer whose members contradict what we know of the shop, so that it must not be believed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} of the shop's answer cannot be read")]
pub struct Unreadable {
    what: &'static str,
}

impl Unreadable {
    /// An order that is none.
    pub const fn order() -> Self {
        unreadable("order")
    }
}

const fn unreadable(what: &'static str) -> Unreadable {
    Unreadable { what }
}

/// Reads a basket.
pub fn cart(wire: wire::Cart) -> Result<Cart, Unreadable> {
    let totals = wire.totals;
    if totals.currency_minor_unit > DECIMALS_MAX {
        return Err(unreadable("currency"));
    }
    let currency = Currency { code: totals.currency_code, decimals: totals.currency_minor_unit };
    let money = |text: &Text| minor(text, &currency);
    let shipping_known =
        wire.needs_shipping && wire.has_calculated_shipping && !totals.total_shipping.0.is_empty();
    let lines = wire.items.0.into_iter().map(|line| cart_line(line, &currency)).collect::<Result<_, _>>()?;
    Ok(Cart {
        lines,
        coupons: wire.coupons.0.into_iter().map(|coupon| coupon.code.0).collect(),
        totals: Totals {
            items: money(&totals.total_items)?,
            discount: money(&totals.total_discount)?,
            shipping: if shipping_known { Some(money(&totals.total_shipping)?) } else { None },
            tax: money(&totals.total_tax)?,
            total: money(&totals.total_price)?,
        },
        needs_shipping: wire.needs_shipping,
        needs_payment: wire.needs_payment,
        rates: rates(wire.shipping_rates.0, &currency)?,
        gateways: wire.payment_methods.0.into_iter().map(|method| GatewayId(method.0)).collect(),
        complaints: wire.errors.0.into_iter().map(|complaint| complaint.code.0).collect(),
    })
}

/// Reads an amount of minor units; the Store API leaves it empty where there is nothing.
fn minor(text: &Text, currency: &Currency) -> Result<Money, Unreadable> {
    let minor = if text.0.is_empty() { 0 } else { text.0.parse().map_err(|_| unreadable("amount"))? };
    Ok(Money::from_minor(minor, currency.clone()))
}

fn cart_line(line: wire::CartLine, currency: &Currency) -> Result<CartLine, Unreadable> {
    let quantity = line.quantity.count().ok_or(unreadable("quantity"))?;
    Ok(CartLine {
        key: LineKey(line.key),
        id: ProductId(line.id),
        name: one_line(&line.name.0),
        sku: filled(line.sku),
        choices: line.variation.0.iter().map(choice).collect(),
        quantity,
        unit_price: minor(&line.prices.price, currency)?,
        total: minor(&line.totals.line_total, currency)?,
        quantity_max: line.quantity_limits.maximum.count().filter(|max| *max < NO_LIMIT),
    })
}

/// Names an attribute as products do: by slug when it is one of the shop's (`pa_size`), else by its own name.
fn choice(choice: &wire::CartChoice) -> AttributeChoice {
    let slug = choice.raw_attribute.0.strip_prefix("attribute_").filter(|slug| slug.starts_with("pa_"));
    let key = slug.map_or_else(|| one_line(&choice.attribute.0), str::to_owned);
    AttributeChoice { key, value: one_line(&choice.value.0) }
}

/// Merges the packages of a basket: a way to deliver counts when every package has it, and costs the sum.
fn rates(packages: Vec<wire::Package>, currency: &Currency) -> Result<Vec<ShippingRate>, Unreadable> {
    let mut packages = packages.into_iter().map(|package| package.shipping_rates.0);
    let mut merged = Vec::new();
    for rate in packages.next().unwrap_or_default() {
        merged.push(ShippingRate {
            price: minor(&rate.price, currency)?,
            id: RateId(rate.id),
            name: one_line(&rate.name.0),
            selected: rate.selected,
        });
    }
    for package in packages {
        let mut others =
            package.into_iter().map(|rate| (rate.id.clone(), rate)).collect::<BTreeMap<String, wire::Rate>>();
        let mut kept = Vec::with_capacity(merged.len());
        for mut rate in merged {
            let Some(other) = others.remove(rate.id.as_str()) else { continue };
            rate.price.minor = rate.price.minor.saturating_add(minor(&other.price, currency)?.minor);
            rate.selected &= other.selected;
            kept.push(rate);
        }
        merged = kept;
    }
    Ok(merged)
}

/// Reads an order.
pub fn order(wire: wire::Order) -> Result<OrderRecord, Unreadable> {
    // `wc/v3` writes totals with exactly the shop's decimals, and says them nowhere else.
    let decimals = wire.total.0.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let decimals = u8::try_from(decimals).ok().filter(|decimals| *decimals <= DECIMALS_MAX);
    let currency = Currency { code: wire.currency, decimals: decimals.ok_or(unreadable("total"))? };
    let money = |text: &Text| Money::parse_decimal(&text.0, currency.clone());
    let status = status(&wire.status);
    let waits =
        matches!(status, OrderStatus::Pending | OrderStatus::Failed) && wire.needs_payment != Some(false);
    let mut taxes = BTreeMap::new();
    let lines = wire.line_items.0.into_iter().map(|line| {
        let id = line.variation_id.id().or(line.product_id.id()).unwrap_or_default();
        let item = line.id.id().unwrap_or_default();
        let quantity = line.quantity.count().ok_or(unreadable("quantity"))?;
        let total = money(&line.total).map_err(|_| unreadable("line total"))?;
        // Taxes may have more decimals than amounts; they are rounded like them.
        let tax = |text: &Text| money(text).map_or(0, |tax| tax.minor);
        let by_rate = line.taxes.0.iter().filter_map(|by| Some((by.id.id()?, tax(&by.total))));
        taxes.insert(item, by_rate.collect::<Vec<_>>());
        let tax_minor = tax(&line.total_tax);
        Ok(OrderLine { item, id: ProductId(id), name: one_line(&line.name.0), quantity, total, tax_minor })
    });
    let lines = lines.collect::<Result<Vec<_>, Unreadable>>()?;
    let fees = wire.fee_lines.0.iter().map(|fee| {
        let total = money(&fee.total).map_err(|_| unreadable("fee"))?;
        Ok(Fee { name: one_line(&fee.name.0), total })
    });
    // The shop writes refunds as negative amounts.
    let refunds = wire.refunds.0.iter().map(|refund| match money(&refund.total) {
        Ok(amount) => Ok(amount.minor.saturating_abs()),
        Err(_) => Err(unreadable("refund")),
    });
    let newest = |key: &str| wire.meta_data.0.iter().rev().find(|meta| meta.key.0 == key);
    let meta = |key: &str| newest(key).map(|meta| plain(&meta.value)).filter(|value| !value.is_empty());
    Ok(OrderRecord {
        extras: Extras {
            refunded_minor: refunds.sum::<Result<i64, Unreadable>>()?,
            tracking: newest(TRACKING_META).and_then(|meta| parcel(&meta.value)),
            facts: facts(&wire.meta_data.0),
            fees: fees.collect::<Result<_, Unreadable>>()?,
            created_via: wire.created_via.0,
            taxes,
        },
        op_key: meta("_wa_op"),
        fingerprint: meta("_wa_fp"),
        contact: meta("_wa_contact"),
        billing_phone: wire
            .billing
            .and_then(|billing| filled(billing.phone))
            .map(|phone| plain_phone(&phone)),
        order: Order {
            id: OrderId(wire.id),
            number: if wire.number.0.is_empty() { wire.id.to_string() } else { wire.number.0 },
            status,
            created_on: wire.date_created_gmt.0.chars().take(10).collect(),
            modified_at: wire.date_modified_gmt.0.chars().take(MOMENT_LENGTH).collect(),
            total: money(&wire.total).map_err(|_| unreadable("total"))?,
            lines,
            gateway: filled(wire.payment_method).map(GatewayId),
            gateway_title: one_line(&wire.payment_method_title.0),
            payment_url: filled(wire.payment_url).filter(|_| waits),
            is_paid: !wire.date_paid_gmt.0.is_empty(),
        },
    })
}

/// Meta of the two widespread plugins for tracking, which write the same form: a list of parcels.
const TRACKING_META: &str = "_wc_shipment_tracking_items";

/// Reads the newest parcel of the list.
fn parcel(items: &Value) -> Option<Tracking> {
    let newest = items.as_array()?.last()?;
    let text =
        |name: &str| newest.get(name).and_then(Value::as_str).map(one_line).filter(|text| !text.is_empty());
    let link = text("custom_tracking_link").filter(|link| link.starts_with("https://"));
    Some(Tracking {
        carrier: text("custom_tracking_provider").or_else(|| text("tracking_provider")).unwrap_or_default(),
        tracking: link.or_else(|| text("tracking_number"))?,
    })
}

/// Reads the facts. A key that stands there twice, as after two writes at once, counts as written last.
fn facts(meta: &[wire::Meta]) -> BTreeMap<String, String> {
    let ours = meta.iter().filter(|meta| FACT_PREFIXES.iter().any(|prefix| meta.key.0.starts_with(prefix)));
    let single =
        ours.filter(|meta| !meta.value.is_array() && !meta.value.is_object() && !meta.value.is_null());
    let mut facts: BTreeMap<String, String> = single
        .map(|meta| {
            let mut text = plain(&meta.value);
            text.truncate(text.floor_char_boundary(FACT_BYTES_MAX));
            (meta.key.0.clone(), text)
        })
        .collect();
    while facts.len() > FACTS_MAX {
        facts.pop_last();
    }
    facts
}

/// Writes a value of an order's meta data as text; what is no single value is empty.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
    }
}

/// Reads the notes on an order.
pub fn notes(wires: Vec<wire::Note>) -> Vec<Note> {
    wires.into_iter().map(|wire| Note { text: wire.note.0, is_for_customer: wire.customer_note }).collect()
}

/// Reads a refund, whose amount has the currency of its order.
pub fn refund(wire: wire::Refund, currency: &Currency) -> Result<RefundRecord, Unreadable> {
    let amount = Money::parse_decimal(&wire.amount.0, currency.clone()).map_err(|_| unreadable("refund"))?;
    let key = wire.meta_data.0.iter().rev().find(|meta| meta.key.0 == REFUND_META);
    let key = key.map(|meta| plain(&meta.value)).filter(|key| !key.is_empty());
    Ok(RefundRecord { id: wire.id, amount, reason: wire.reason.0, key })
}

/// Reads a status by its slug.
pub fn status(slug: &str) -> OrderStatus {
    match slug {
        "checkout-draft" => OrderStatus::CheckoutDraft,
        "pending" => OrderStatus::Pending,
        "processing" => OrderStatus::Processing,
        "on-hold" => OrderStatus::OnHold,
        "completed" => OrderStatus::Completed,
        "cancelled" => OrderStatus::Cancelled,
        "refunded" => OrderStatus::Refunded,
        "failed" => OrderStatus::Failed,
        "trash" => OrderStatus::Trash,
        other => OrderStatus::Other(other.to_owned()),
    }
}

/// Writes a status as its slug.
pub fn status_slug(status: &OrderStatus) -> &str {
    match status {
        OrderStatus::CheckoutDraft => "checkout-draft",
        OrderStatus::Pending => "pending",
        OrderStatus::Processing => "processing",
        OrderStatus::OnHold => "on-hold",
        OrderStatus::Completed => "completed",
        OrderStatus::Cancelled => "cancelled",
        OrderStatus::Refunded => "refunded",
        OrderStatus::Failed => "failed",
        OrderStatus::Trash => "trash",
        OrderStatus::Other(slug) => slug,
    }
}

/// Returns whether a status is of something that people call an order.
pub fn is_order(status: &OrderStatus) -> bool {
    match status {
        OrderStatus::CheckoutDraft | OrderStatus::Trash => false,
        OrderStatus::Other(slug) => slug != "auto-draft",
        OrderStatus::Pending
        | OrderStatus::Processing
        | OrderStatus::OnHold
        | OrderStatus::Completed
        | OrderStatus::Cancelled
        | OrderStatus::Refunded
        | OrderStatus::Failed => true,
    }
}

/// Writes a phone as `+254712000001` when it is a number with its country, else leaves it as it is.
pub fn plain_phone(text: &str) -> String {
    let bare = text.chars().filter(|char| !matches!(char, ' ' | '-' | '(' | ')' | '.' | '/' | '\u{a0}'));
    let bare = bare.collect::<String>();
    let digits = bare.strip_prefix('+').or_else(|| bare.strip_prefix("00"));
    match digits {
        Some(digits) if digits.len() >= 7 && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            format!("+{digits}")
        }
        _ => text.trim().to_owned(),
    }
}

/// Reads the enabled payment methods, in the merchant's order.
pub fn gateways(wire: Vec<wire::Gateway>) -> Vec<Gateway> {
    let mut enabled = wire.into_iter().filter(|gateway| gateway.enabled).collect::<Vec<_>>();
    // WooCommerce leaves the position empty until somebody sorts the list; then its own order stands.
    enabled.sort_by_key(|gateway| gateway.order.0.unwrap_or(i64::MAX));
    enabled.into_iter().map(gateway).collect()
}

fn gateway(wire: wire::Gateway) -> Gateway {
    let kind = match wire.id.as_str() {
        "cod" => GatewayKind::CashOnDelivery,
        "bacs" => GatewayKind::BankTransfer,
        "cheque" => GatewayKind::Offline,
        _ => GatewayKind::Online,
    };
    let title = [&wire.title.0, &wire.method_title.0].into_iter().map(|title| one_line(title));
    let title = title.into_iter().find(|title| !title.is_empty()).unwrap_or_else(|| wire.id.clone());
    let accounts = accounts(&wire.settings["account_details"]["value"]);
    let told = wire.settings["instructions"]["value"].as_str().map(lines).unwrap_or_default();
    let parts = [told, accounts].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
    Gateway {
        id: GatewayId(wire.id),
        title,
        description: one_line(&wire.description.0),
        instructions: parts.join("\n"),
        kind,
    }
}

/// Writes bank accounts line by line. Plain `WooCommerce` keeps them out of its REST answers; some shops put them in.
fn accounts(value: &Value) -> String {
    const MEMBERS: [&str; 6] = ["account_name", "bank_name", "account_number", "sort_code", "iban", "bic"];
    let Some(accounts) = value.as_array() else { return String::new() };
    let lines = accounts.iter().map(|account| {
        let parts = MEMBERS.iter().filter_map(|member| account[*member].as_str()).map(one_line);
        parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    });
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

fn filled(text: Text) -> Option<String> {
    Some(text.0).filter(|text| !text.is_empty())
}

#[cfg(test)]
#[path = "decode_tests.rs"]
mod tests;
