//! The cart as the Store API shows it.

use serde_json::{Map, Value, json};

use super::catalogue::{Catalogue, CouponKind, Kind, Stock, slug};
use super::session::{Line, Session};
use super::state::State;
use super::wire::texturize;

/// Most that one line may hold of something that nobody counts.
pub const QUANTITY_MAX: i64 = 9_999;
/// Stock at or below this is shown as low.
const LOW_STOCK: i64 = 2;

/// Adds the currency members that every block of amounts carries.
pub fn with_currency(mut amounts: Value) -> Value {
    if let Value::Object(object) = &mut amounts {
        for (name, value) in [
            ("currency_code", json!("KES")),
            ("currency_symbol", json!("KSh")),
            ("currency_minor_unit", json!(2)),
            ("currency_decimal_separator", json!(".")),
            ("currency_thousand_separator", json!(",")),
            ("currency_prefix", json!("KSh")),
            ("currency_suffix", json!("")),
        ] {
            object.insert(name.to_owned(), value);
        }
    }
    amounts
}

/// An amount in minor units, as text.
pub fn minor(cents: i64) -> Value {
    json!(cents.to_string())
}

/// Ids of the payment methods on offer.
pub fn payment_methods() -> Value {
    super::payments::GATEWAYS.iter().map(|gateway| gateway.id).collect()
}

/// The whole cart.
pub fn cart(state: &State, row: &Session, site: &str) -> Value {
    let catalogue = &state.catalogue;
    let totals = row.totals(catalogue);
    let empty = row.lines.is_empty();
    let rates = row.rates(catalogue);
    let shipping = |cents: i64| if rates.is_empty() { Value::Null } else { minor(cents) };
    let items: Vec<Value> = row
        .lines
        .iter()
        .zip(&totals.lines)
        .map(|(line, amounts)| {
            let mut item = item(catalogue, line, site);
            item["totals"] = with_currency(json!({
                "line_subtotal": minor(amounts.subtotal), "line_subtotal_tax": minor(amounts.subtotal_tax),
                "line_total": minor(amounts.total), "line_total_tax": minor(amounts.total_tax),
            }));
            item
        })
        .collect();
    let coupons: Vec<Value> = totals
        .coupons
        .iter()
        .map(|coupon| {
            let kind = catalogue.coupon(&coupon.code).map_or(CouponKind::Percent, |coupon| coupon.kind);
            let totals = with_currency(json!({"total_discount": minor(coupon.discount), "total_discount_tax": minor(coupon.discount_tax)}));
            json!({"code": coupon.code, "discount_type": coupon_kind(kind), "totals": totals})
        })
        .collect();
    let tax_lines = if totals.total_tax == 0 {
        json!([])
    } else {
        json!([{"name": "VAT", "price": minor(totals.total_tax), "rate": "16%"}])
    };
    json!({
        "items": items, "coupons": coupons, "fees": [],
        "totals": with_currency(json!({
            "total_items": minor(totals.items), "total_items_tax": minor(totals.items_tax),
            "total_fees": "0", "total_fees_tax": "0",
            "total_discount": minor(totals.discount), "total_discount_tax": minor(totals.discount_tax),
            "total_shipping": shipping(totals.shipping), "total_shipping_tax": shipping(totals.shipping_tax),
            "total_price": minor(totals.total), "total_tax": minor(totals.total_tax), "tax_lines": tax_lines,
        })),
        "shipping_address": row.shipping, "billing_address": row.billing,
        "needs_payment": totals.total > 0, "needs_shipping": !empty,
        "payment_requirements": ["products"], "has_calculated_shipping": !rates.is_empty(),
        "shipping_rates": packages(catalogue, row),
        "items_count": row.items_count(), "items_weight": 0, "cross_sells": [],
        "errors": errors(catalogue, row),
        "payment_methods": payment_methods(), "extensions": {},
    })
}

/// Name of a coupon's kind on the wire.
pub fn coupon_kind(kind: CouponKind) -> &'static str {
    match kind {
        CouponKind::Percent => "percent",
        CouponKind::FixedCart => "fixed_cart",
    }
}

/// Only a line with nothing left is reported; a partial shortage shows first at checkout.
pub fn errors(catalogue: &Catalogue, row: &Session) -> Vec<Value> {
    let gone =
        row.lines.iter().filter(|line| !catalogue.in_stock(line.id) || !catalogue.purchasable(line.id));
    gone.map(|line| {
        let name = catalogue.products.get(&line.id).map(|product| texturize(&product.name)).unwrap_or_default();
        json!({"code": "woocommerce_rest_product_out_of_stock",
            "message": format!("&#8220;{name}&#8221; is out of stock and cannot be purchased. Please remove it from your cart.")})
    })
    .collect()
}

fn packages(catalogue: &Catalogue, row: &Session) -> Value {
    let rates = row.rates(catalogue);
    if rates.is_empty() {
        return json!([]);
    }
    let selected = row.rate(catalogue);
    let named: Vec<(String, &Line)> =
        row.lines.iter().map(|line| (texturize(&catalogue.full_name(line.id)), line)).collect();
    let list: Vec<String> =
        named.iter().map(|(name, line)| format!("{name} &times; {}", line.quantity)).collect();
    let rates: Vec<Value> = rates
        .iter()
        .map(|rate| {
            with_currency(json!({
                "rate_id": rate.id, "name": rate.name, "description": "", "delivery_time": "",
                "price": minor(rate.price), "taxes": minor(super::money::vat(rate.price)),
                "instance_id": rate.instance, "method_id": rate.method,
                "meta_data": [{"key": "Items", "value": list.join(", ")}],
                "selected": Some(*rate) == selected,
            }))
        })
        .collect();
    let items: Vec<Value> = named
        .iter()
        .map(|(name, line)| json!({"key": line.key, "name": name, "quantity": line.quantity}))
        .collect();
    let mut destination = Map::new();
    for member in ["address_1", "address_2", "city", "state", "postcode", "country"] {
        destination.insert(member.to_owned(), row.shipping.get(member).cloned().unwrap_or_default());
    }
    json!([{"package_id": 0, "name": "Shipment 1", "destination": destination, "items": items, "shipping_rates": rates}])
}

/// One line without its totals.
pub fn item(catalogue: &Catalogue, line: &Line, site: &str) -> Value {
    let Some(product) = catalogue.products.get(&line.id) else {
        return json!({"key": line.key, "id": line.id});
    };
    let price = product.price().unwrap_or(0);
    let regular = product.regular.unwrap_or(price);
    let raw = |cents: i64| json!((cents * 10_000).to_string());
    let left = catalogue.left(line.id);
    let variation: Vec<Value> = line
        .choice
        .iter()
        .map(|(name, value)| {
            let raw = format!("attribute_{}", attribute_slug(catalogue, line.id, name));
            json!({"raw_attribute": raw, "attribute": name, "value": value})
        })
        .collect();
    let text = if product.kind == Kind::Variation { "" } else { product.description.as_str() };
    json!({
        "key": line.key, "id": line.id, "type": product.kind.name(), "quantity": line.quantity,
        "quantity_limits": {"minimum": 1, "maximum": quantity_max(catalogue, line.id), "multiple_of": 1,
            "editable": !product.sold_individually},
        "name": texturize(&product.name),
        "short_description": "", "description": if text.is_empty() { String::new() } else { format!("<p>{}</p>", texturize(text)) },
        "sku": product.sku, "low_stock_remaining": left.filter(|left| *left <= LOW_STOCK),
        "backorders_allowed": false, "show_backorder_badge": false, "sold_individually": product.sold_individually,
        "permalink": permalink(catalogue, line.id, site), "images": images(product.id, product.image, &product.name, site),
        "variation": variation, "item_data": [],
        "prices": with_currency(json!({
            "price": minor(price), "regular_price": minor(regular), "sale_price": minor(price), "price_range": null,
            "raw_prices": {"precision": 6, "price": raw(price), "regular_price": raw(regular), "sale_price": raw(price)},
        })),
        "catalog_visibility": "visible", "extensions": {},
    })
}

/// Most that one line may hold.
pub fn quantity_max(catalogue: &Catalogue, id: u64) -> i64 {
    match catalogue.products.get(&id) {
        Some(product) if product.sold_individually => 1,
        _ => catalogue.left(id).filter(|left| *left > 0).unwrap_or(QUANTITY_MAX),
    }
}

/// Address of a product's page.
pub fn permalink(catalogue: &Catalogue, id: u64, site: &str) -> String {
    let Some(product) = catalogue.products.get(&id) else { return String::new() };
    let mut link = format!("{site}/product/{}/", slug(&product.name));
    for (index, (attribute, value)) in catalogue.chosen(id).into_iter().enumerate() {
        let value = if attribute.id == 0 { value.replace(' ', "+") } else { slug(&value) };
        link.push_str(if index == 0 { "?" } else { "&" });
        link.push_str("attribute_");
        link.push_str(&attribute.slug());
        link.push('=');
        link.push_str(&value);
    }
    link
}

/// The picture of a product, in the Store API's shape.
pub fn images(product: u64, image: &str, name: &str, site: &str) -> Value {
    let src = format!("{site}/images/{image}.png");
    json!([{"id": product + 10_000, "src": src, "thumbnail": src, "srcset": format!("{src} 400w"),
        "sizes": "(max-width: 400px) 100vw, 400px", "name": texturize(name), "alt": texturize(name)}])
}

fn attribute_slug(catalogue: &Catalogue, id: u64, name: &str) -> String {
    let parent = catalogue.products.get(&id).and_then(|product| catalogue.products.get(&product.parent));
    let held = parent.and_then(|parent| parent.attributes.iter().find(|attribute| attribute.name == name));
    held.map_or_else(|| slug(name), super::catalogue::Attribute::slug)
}

/// Counted on the product itself, for the Store API's availability.
pub fn low_stock(catalogue: &Catalogue, id: u64) -> Option<i64> {
    match catalogue.products.get(&id)?.stock {
        Stock::Uncounted => None,
        Stock::Counted(_) | Stock::Parent => catalogue.left(id).filter(|left| *left <= LOW_STOCK),
    }
}
