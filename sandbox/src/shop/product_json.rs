//! Products, variations and categories, as `wc/v3` and as the Store API show them.

use serde_json::{Value, json};

use super::cart_json::{images, low_stock, minor, permalink, quantity_max, with_currency};
use super::catalogue::{Catalogue, Category, Kind, Product, Stock, slug};
use super::money::{grouped, typed};
use super::wire::texturize;
use super::{gmt_time, local_time};

/// A product or variation in `wc/v3`.
pub fn product(catalogue: &Catalogue, id: u64, site: &str) -> Option<Value> {
    let product = catalogue.products.get(&id)?;
    let shared = shared(catalogue, product, site);
    let own = if product.kind == Kind::Variation {
        variation(catalogue, product, site)
    } else {
        whole(catalogue, product, site)
    };
    Some(merge(shared, own))
}

fn merge(mut left: Value, right: Value) -> Value {
    if let (Value::Object(left), Value::Object(right)) = (&mut left, right) {
        left.extend(right);
    }
    left
}

/// Members that products and variations have in common.
fn shared(catalogue: &Catalogue, product: &Product, site: &str) -> Value {
    let price = catalogue.price_range(product.id).map_or(String::new(), |(low, _)| typed(low));
    let (manage, quantity) = match product.stock {
        Stock::Counted(left) => (json!(true), json!(left)),
        Stock::Parent => (json!("parent"), json!(catalogue.left(product.id))),
        Stock::Uncounted => (json!(false), Value::Null),
    };
    let time = product.modified_ms;
    let text = |cents: Option<i64>| cents.map_or(String::new(), typed);
    let dates = json!({
        "date_created": local_time(time), "date_created_gmt": gmt_time(time),
        "date_modified": local_time(time), "date_modified_gmt": gmt_time(time),
        "date_on_sale_from": null, "date_on_sale_from_gmt": null, "date_on_sale_to": null, "date_on_sale_to_gmt": null,
    });
    merge(
        dates,
        json!({
            "id": product.id, "type": product.kind.name(), "permalink": permalink(catalogue, product.id, site),
            "sku": product.sku, "global_unique_id": "", "price": price,
            "regular_price": text(product.regular), "sale_price": text(product.sale), "on_sale": product.sale.is_some(),
            "status": if product.published { "publish" } else { "draft" },
            "purchasable": catalogue.purchasable(product.id), "virtual": false, "downloadable": false, "downloads": [],
            "download_limit": -1, "download_expiry": -1, "tax_status": "taxable", "tax_class": "",
            "manage_stock": manage, "stock_quantity": quantity,
            "stock_status": if catalogue.in_stock(product.id) { "instock" } else { "outofstock" },
            "backorders": "no", "backorders_allowed": false, "backordered": false, "low_stock_amount": null,
            "weight": "", "dimensions": {"length": "", "width": "", "height": ""},
            "shipping_class": "", "shipping_class_id": 0, "menu_order": 0, "meta_data": [], "parent_id": product.parent,
        }),
    )
}

fn whole(catalogue: &Catalogue, product: &Product, site: &str) -> Value {
    let attributes: Vec<Value> = (0..)
        .zip(&product.attributes)
        .map(|(position, attribute)| {
            json!({"id": attribute.id, "name": attribute.name, "slug": attribute.slug(), "position": position,
                "visible": true, "variation": true, "options": attribute.options})
        })
        .collect();
    let html = match catalogue.price_range(product.id) {
        None => String::new(),
        Some((low, high)) if low == high => amount_html(low),
        Some((low, high)) => format!("{} &ndash; {}", amount_html(low), amount_html(high)),
    };
    let first = json!({
        "name": product.name, "slug": slug(&product.name), "featured": false, "catalog_visibility": "visible",
        "description": format!("<p>{}</p>\n", super::wire::escape(&product.description)), "short_description": "",
        "total_sales": product.sales, "external_url": "", "button_text": "", "sold_individually": product.sold_individually,
        "shipping_required": true, "shipping_taxable": true, "reviews_allowed": true, "average_rating": "0.00",
        "rating_count": 0, "upsell_ids": [], "cross_sell_ids": [], "purchase_note": "",
        "categories": category(catalogue, product.category).map(|held| json!({"id": held.id, "name": held.name, "slug": held.slug})).into_iter().collect::<Vec<_>>(),
        "brands": [], "tags": [], "attributes": attributes, "default_attributes": [],
    });
    merge(
        first,
        json!({
            "variations": product.variations, "grouped_products": [], "price_html": html, "related_ids": [],
            "has_options": product.kind == Kind::Variable, "post_password": "",
            "images": [image(product, site)],
            "_links": {"self": [{"href": format!("{site}/wp-json/wc/v3/products/{}", product.id),
                "targetHints": {"allow": ["GET", "POST", "PUT", "PATCH", "DELETE"]}}],
                "collection": [{"href": format!("{site}/wp-json/wc/v3/products")}]},
        }),
    )
}

fn amount_html(cents: i64) -> String {
    format!(
        "<span class=\"woocommerce-Price-amount amount\"><bdi><span class=\"woocommerce-Price-currencySymbol\">KSh</span>{}</bdi></span>",
        grouped(cents)
    )
}

fn image(product: &Product, site: &str) -> Value {
    let src = format!("{site}/images/{}.png", product.image);
    let time = product.modified_ms;
    json!({"id": product.id + 10_000, "date_created": local_time(time), "date_created_gmt": gmt_time(time),
        "date_modified": local_time(time), "date_modified_gmt": gmt_time(time), "src": src, "name": product.name,
        "alt": product.name, "srcset": format!("{src} 400w"), "sizes": "(max-width: 400px) 100vw, 400px", "thumbnail": src})
}

fn variation(catalogue: &Catalogue, product: &Product, site: &str) -> Value {
    let chosen = catalogue.chosen(product.id);
    let name: Vec<&str> = chosen.iter().map(|(_, value)| value.as_str()).collect();
    let attributes: Vec<Value> = chosen
        .iter()
        .map(|(attribute, value)| json!({"id": attribute.id, "name": attribute.name, "slug": attribute.slug(), "option": value}))
        .collect();
    let base = format!("{site}/wp-json/wc/v3/products/{}", product.parent);
    json!({
        "name": name.join(", "), "description": "", "image": image(product, site), "attributes": attributes,
        "_links": {"self": [{"href": format!("{base}/variations/{}", product.id),
            "targetHints": {"allow": ["GET", "POST", "PUT", "PATCH", "DELETE"]}}],
            "collection": [{"href": format!("{base}/variations")}], "up": [{"href": base}]},
    })
}

fn category(catalogue: &Catalogue, id: u64) -> Option<&Category> {
    catalogue.categories.iter().find(|category| category.id == id)
}

/// Published products in a category and below.
fn count(catalogue: &Catalogue, id: u64) -> usize {
    let tree = catalogue.subtree(id);
    let shown =
        catalogue.products.values().filter(|product| product.published && product.kind != Kind::Variation);
    shown.filter(|product| tree.contains(&product.category)).count()
}

/// A category in `wc/v3`.
pub fn category_v3(catalogue: &Catalogue, category: &Category, site: &str) -> Value {
    json!({"id": category.id, "name": category.name, "slug": category.slug, "parent": category.parent, "description": "",
        "display": "default", "image": null, "menu_order": 0, "count": count(catalogue, category.id),
        "_links": {"self": [{"href": format!("{site}/wp-json/wc/v3/products/categories/{}", category.id)}],
            "collection": [{"href": format!("{site}/wp-json/wc/v3/products/categories")}]}})
}

/// A category in the Store API.
pub fn category_store(catalogue: &Catalogue, category: &Category, site: &str) -> Value {
    json!({"id": category.id, "name": category.name, "slug": category.slug, "description": "", "parent": category.parent,
        "count": count(catalogue, category.id), "image": null, "review_count": 0,
        "permalink": format!("{site}/product-category/{}/", category.slug)})
}

/// A product in the Store API.
pub fn store(catalogue: &Catalogue, id: u64, site: &str) -> Option<Value> {
    let product = catalogue.products.get(&id)?;
    let range = catalogue.price_range(id);
    let low = range.map_or(0, |(low, _)| low);
    let regular = product.regular.unwrap_or(low);
    let price_range = match range {
        Some((low, high)) if product.kind == Kind::Variable && low != high => {
            json!({"min_amount": minor(low), "max_amount": minor(high)})
        }
        _ => Value::Null,
    };
    let attributes: Vec<Value> = product
        .attributes
        .iter()
        .map(|attribute| {
            let terms: Vec<Value> = (0..)
                .zip(&attribute.options)
                .map(|(index, option)| {
                    if attribute.id == 0 {
                        json!({"id": 0, "name": option, "slug": option})
                    } else {
                        json!({"id": attribute.id * 100 + index, "name": option, "slug": slug(option)})
                    }
                })
                .collect();
            let taxonomy = (attribute.id > 0).then(|| attribute.slug());
            json!({"id": attribute.id, "name": attribute.name, "taxonomy": taxonomy, "has_variations": true, "terms": terms})
        })
        .collect();
    let variations: Vec<Value> = product
        .variations
        .iter()
        .filter_map(|id| catalogue.products.get(id))
        .map(|variation| {
            let values: Vec<Value> = product
                .attributes
                .iter()
                .zip(&variation.choice)
                .map(|(attribute, value)| {
                    let value = value
                        .as_ref()
                        .map(|value| if attribute.id == 0 { value.clone() } else { slug(value) });
                    json!({"name": attribute.name, "value": value})
                })
                .collect();
            json!({"id": variation.id, "attributes": values})
        })
        .collect();
    let name = texturize(&product.name);
    let in_stock = catalogue.in_stock(id);
    let purchasable = catalogue.purchasable(id);
    let (text, class) = match catalogue.left(id) {
        _ if !in_stock => ("Out of stock".to_owned(), "out-of-stock"),
        Some(left) => (format!("{left} in stock"), "in-stock"),
        None => (String::new(), "in-stock"),
    };
    let button = if product.kind == Kind::Variable {
        "Select options"
    } else if purchasable && in_stock {
        "Add to cart"
    } else {
        "Read more"
    };
    let variation_text: Vec<String> = catalogue
        .chosen(id)
        .into_iter()
        .map(|(attribute, value)| format!("{}: {value}", attribute.name))
        .collect();
    let first = json!({
        "id": id, "name": name, "slug": slug(&product.name), "parent": product.parent, "type": product.kind.name(),
        "variation": variation_text.join(", "), "permalink": permalink(catalogue, id, site), "sku": product.sku,
        "short_description": "", "description": format!("<p>{}</p>", texturize(&product.description)),
        "on_sale": product.sale.is_some(),
        "prices": with_currency(json!({"price": minor(low), "regular_price": minor(regular), "sale_price": minor(low), "price_range": price_range})),
        "price_html": range.map(|(low, _)| amount_html(low)).unwrap_or_default(), "average_rating": "0", "review_count": 0,
        "images": images(id, product.image, &product.name, site),
        "categories": category(catalogue, product.category).map(|held| json!({"id": held.id, "name": held.name, "slug": held.slug,
            "link": format!("{site}/product-category/{}/", held.slug)})).into_iter().collect::<Vec<_>>(),
        "tags": [], "brands": [], "attributes": attributes, "variations": variations, "grouped_products": [],
    });
    Some(merge(
        first,
        json!({
            "has_options": product.kind == Kind::Variable, "is_purchasable": purchasable, "is_in_stock": in_stock,
            "is_on_backorder": false, "low_stock_remaining": low_stock(catalogue, id),
            "stock_availability": {"text": text, "class": class}, "sold_individually": product.sold_individually,
            "add_to_cart": {"text": button, "description": format!("{button}: &ldquo;{name}&rdquo;"),
                "url": permalink(catalogue, id, site), "single_text": "Add to cart", "minimum": 1,
                "maximum": quantity_max(catalogue, id), "multiple_of": 1},
            "extensions": {},
        }),
    ))
}
