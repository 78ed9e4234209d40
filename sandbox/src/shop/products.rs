//! Catalogue routes of `wc/v3` (with keys) and of the Store API (open to all).

use poem::http::Method;

use super::catalogue::{Catalogue, Category, Kind, Product, slug};
use super::rest::{ListQuery, list_answer};
use super::wire::{Answer, Call};
use super::{Shop, parse_time, product_json};

/// Routes below `/wc/v3/products`.
pub async fn v3(shop: &Shop, call: &Call, parts: &[&str]) -> Result<Answer, Answer> {
    if call.method != Method::GET {
        return Err(Answer::no_route());
    }
    shop.work(4).await;
    let state = shop.state();
    let catalogue = &state.catalogue;
    let missing = || Answer::error(404, "woocommerce_rest_product_invalid_id", "Invalid ID.");
    let number = |text: &str| text.parse::<u64>().map_err(|_| Answer::no_route());
    let one = |id: u64| product_json::product(catalogue, id, shop.site()).ok_or_else(missing);
    match parts {
        [] => {
            let query = ListQuery::read(
                call,
                &["date", "id", "include", "title", "slug", "price", "popularity", "modified", "menu_order"],
                "date",
            )?;
            let mut found: Vec<&Product> = catalogue
                .products
                .values()
                .filter(|product| wanted(catalogue, product, call, false))
                .collect();
            found.retain(|product| query.includes(product.id));
            sort(catalogue, &mut found, &query);
            let total = found.len();
            let shown = query
                .page_of(&found)
                .iter()
                .filter_map(|product| product_json::product(catalogue, product.id, shop.site()))
                .collect();
            Ok(list_answer(shop, call, &query, total, shown))
        }
        ["categories"] => {
            let query = ListQuery::read(call, &["id", "include", "name", "slug", "count"], "name")?;
            let parent = call.query("parent").and_then(|text| text.parse::<u64>().ok());
            let mut found: Vec<&Category> = catalogue
                .categories
                .iter()
                .filter(|category| {
                    parent.is_none_or(|parent| category.parent == parent) && query.includes(category.id)
                })
                .collect();
            found.sort_by_key(|category| category.name.clone());
            let total = found.len();
            let shown = query
                .page_of(&found)
                .iter()
                .map(|category| product_json::category_v3(catalogue, category, shop.site()))
                .collect();
            Ok(list_answer(shop, call, &query, total, shown))
        }
        ["categories", id] => {
            let id = number(id)?;
            let category = catalogue.categories.iter().find(|category| category.id == id);
            let category = category.ok_or_else(|| {
                Answer::error(404, "woocommerce_rest_term_invalid", "Resource does not exist.")
            })?;
            Ok(Answer::ok(product_json::category_v3(catalogue, category, shop.site())))
        }
        [id] => Ok(Answer::ok(one(number(id)?)?)),
        [id, "variations"] => {
            let parent = catalogue.products.get(&number(id)?).ok_or_else(missing)?;
            let query = ListQuery::read(
                call,
                &["date", "id", "include", "title", "slug", "modified", "menu_order"],
                "date",
            )?;
            let mut found: Vec<u64> =
                parent.variations.iter().copied().filter(|id| query.includes(*id)).collect();
            if query.descending {
                found.reverse();
            }
            let total = found.len();
            let shown = query
                .page_of(&found)
                .iter()
                .filter_map(|id| product_json::product(catalogue, *id, shop.site()))
                .collect();
            Ok(list_answer(shop, call, &query, total, shown))
        }
        [parent, "variations", id] => {
            let (parent, id) = (number(parent)?, number(id)?);
            let held = catalogue.products.get(&id).is_some_and(|product| product.parent == parent);
            if held { Ok(Answer::ok(one(id)?)) } else { Err(missing()) }
        }
        _ => Err(Answer::no_route()),
    }
}

/// Routes below `/wc/store/v1/products`.
pub async fn store(shop: &Shop, call: &Call, parts: &[&str]) -> Result<Answer, Answer> {
    if call.method != Method::GET {
        return Err(Answer::no_route());
    }
    shop.work(4).await;
    let state = shop.state();
    let catalogue = &state.catalogue;
    match parts {
        [] => {
            let query = ListQuery::read(
                call,
                &[
                    "date",
                    "modified",
                    "id",
                    "include",
                    "title",
                    "slug",
                    "price",
                    "popularity",
                    "rating",
                    "menu_order",
                ],
                "date",
            )?;
            let mut found: Vec<&Product> = catalogue
                .products
                .values()
                .filter(|product| wanted(catalogue, product, call, true))
                .collect();
            found.retain(|product| query.includes(product.id));
            sort(catalogue, &mut found, &query);
            let total = found.len();
            let shown = query
                .page_of(&found)
                .iter()
                .filter_map(|product| product_json::store(catalogue, product.id, shop.site()))
                .collect();
            Ok(list_answer(shop, call, &query, total, shown))
        }
        ["categories"] => {
            let mut found: Vec<&Category> =
                catalogue.categories.iter().filter(|category| category.slug != "uncategorized").collect();
            found.sort_by_key(|category| category.name.clone());
            Ok(Answer::ok(
                found
                    .iter()
                    .map(|category| product_json::category_store(catalogue, category, shop.site()))
                    .collect(),
            ))
        }
        // A draft is in no list, yet anyone may read it by its id.
        [key] => {
            let by_slug = || {
                catalogue
                    .products
                    .values()
                    .find(|product| slug(&product.name) == *key && product.parent == 0)
                    .map(|product| product.id)
            };
            let id = key.parse::<u64>().ok().or_else(by_slug);
            let product = id.and_then(|id| product_json::store(catalogue, id, shop.site()));
            product.map(Answer::ok).ok_or_else(|| {
                Answer::error(404, "woocommerce_rest_product_invalid_id", "Invalid product ID.")
            })
        }
        _ => Err(Answer::no_route()),
    }
}

/// Whether a product passes the filters of a list.
fn wanted(catalogue: &Catalogue, product: &Product, call: &Call, is_store: bool) -> bool {
    let lower = |name: &str| call.query(name).map(str::to_lowercase);
    let words = |name: &str| -> Option<Vec<String>> {
        let values: Vec<String> = call
            .query
            .iter()
            .filter(|(held, value)| held.trim_end_matches("[]") == name && !value.is_empty())
            .flat_map(|(_, value)| value.split(',').map(|word| word.trim().to_lowercase()))
            .collect();
        (!values.is_empty()).then_some(values)
    };
    let sku = product.sku.to_lowercase();
    let wants_variations = is_store && call.query("type") == Some("variation");
    if is_store && !product.published {
        return false;
    }
    // Variations are found by their SKU, or on the Store API by type.
    if (product.kind == Kind::Variation) != wants_variations
        && !(product.kind == Kind::Variation && words("sku").is_some())
    {
        return false;
    }
    if let Some(parent) = call.query("parent")
        && wants_variations
        && parent.parse() != Ok(product.parent)
    {
        return false;
    }
    if let Some(skus) = words("sku")
        && !skus.contains(&sku)
    {
        return false;
    }
    let name_and_text = format!("{} {}", product.name, product.description).to_lowercase();
    let holds_all = |needle: &str, text: &str| needle.split_whitespace().all(|word| text.contains(word));
    if let Some(needle) = lower("search")
        && !holds_all(&needle, &name_and_text)
        && !(is_store && sku.contains(&needle))
    {
        return false;
    }
    if let Some(needle) = lower("search_sku")
        && !sku.contains(&needle)
    {
        return false;
    }
    if let Some(needle) = lower("search_name_or_sku")
        && !sku.contains(&needle)
        && !holds_all(&needle, &product.name.to_lowercase())
    {
        return false;
    }
    if let Some(categories) = words("category") {
        let inside = |wanted: &String| {
            let held = catalogue.categories.iter().find(|category| {
                category.id.to_string() == *wanted || (is_store && category.slug == *wanted)
            });
            held.is_some_and(|held| catalogue.subtree(held.id).contains(&product.category))
        };
        if !categories.iter().any(inside) {
            return false;
        }
    }
    if let Some(statuses) = words("status")
        && !is_store
    {
        let status = if product.published { "publish" } else { "draft" };
        if !statuses.iter().any(|wanted| wanted == "any" || wanted == status) {
            return false;
        }
    }
    if let Some(statuses) = words("stock_status") {
        let status = if catalogue.in_stock(product.id) { "instock" } else { "outofstock" };
        if !statuses.iter().any(|wanted| wanted == status) {
            return false;
        }
    }
    if call.query("on_sale") == Some("true") && product.sale.is_none() {
        return false;
    }
    if let Some(kind) = call.query("type")
        && !wants_variations
        && kind != product.kind.name()
    {
        return false;
    }
    // The Store API filters in minor units, wc/v3 in major ones.
    let bound = |name: &str| {
        let text = call.query(name)?;
        if is_store { text.parse::<i64>().ok() } else { super::money::parse(text) }
    };
    let price = catalogue.price_range(product.id).map_or(0, |(low, _)| low);
    if bound("min_price").is_some_and(|low| price < low)
        || bound("max_price").is_some_and(|high| price > high)
    {
        return false;
    }
    let is_gmt = call.query("dates_are_gmt") == Some("true");
    let seconds = product.modified_ms / 1000 * 1000;
    let time = |name: &str| call.query(name).and_then(|text| parse_time(text, is_gmt));
    time("modified_after").is_none_or(|time| seconds > time)
        && time("modified_before").is_none_or(|time| seconds < time)
}

fn sort(catalogue: &Catalogue, found: &mut [&Product], query: &ListQuery) {
    match query.orderby.as_str() {
        "title" | "slug" => found.sort_by_key(|product| product.name.to_lowercase()),
        "price" => found.sort_by_key(|product| catalogue.price_range(product.id).map_or(0, |(low, _)| low)),
        "popularity" => found.sort_by_key(|product| product.sales),
        "modified" => found.sort_by_key(|product| (product.modified_ms, product.id)),
        "include" => found.sort_by_key(|product| query.include_position(product.id)),
        _ => found.sort_by_key(|product| product.id),
    }
    if query.descending && query.orderby != "include" {
        found.reverse();
    }
}
