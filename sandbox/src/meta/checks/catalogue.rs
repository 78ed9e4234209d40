//! Checks of messages with products of a catalogue. There is no catalogue here: whether a product exists is not looked
//! at.

use serde_json::Value;

use super::{
    interactive::{
        BODY_MAX, SECTION_TITLE_MAX, SECTIONS_MAX, check_body, check_footer, check_header, label, list,
    },
    object,
};
use crate::meta::graph_error::GraphError;

/// Products of one list over all sections.
const PRODUCTS_MAX: usize = 30;
/// The platform's catalogues take no longer id of a product.
const RETAILER_ID_MAX: usize = 100;
/// Longer than any number of a catalogue.
const CATALOGUE_ID_MAX: usize = 64;

/// Checks the whole `interactive` object of the type `product` or `product_list`.
pub fn check(kind: &str, content: &Value) -> Result<(), GraphError> {
    check_footer(content)?;
    if kind == "product" {
        if content.get("header").is_some() {
            return Err(GraphError::bad_value("interactive of type product takes no header"));
        }
        if content.get("body").is_some() {
            check_body(content, BODY_MAX)?;
        }
    } else {
        check_body(content, BODY_MAX)?;
        if content.get("header").is_none_or(Value::is_null) {
            return Err(GraphError::missing("The parameter interactive['header'] is required."));
        }
        check_header(content, kind)?;
    }
    let action = content.get("action").unwrap_or(&Value::Null);
    object(action, "interactive['action']")?;
    let catalogue = label(action, "catalog_id", "catalog_id", CATALOGUE_ID_MAX)?;
    if !catalogue.chars().all(|digit| digit.is_ascii_digit()) {
        return Err(GraphError::bad_value("catalog_id is not the id of a catalog"));
    }
    if kind == "product" { check_product(action) } else { check_sections(action) }
}

fn check_product(item: &Value) -> Result<(), GraphError> {
    object(item, "product item")?;
    label(item, "product_retailer_id", "product_retailer_id", RETAILER_ID_MAX).map(|_| ())
}

fn check_sections(action: &Value) -> Result<(), GraphError> {
    let sections = list(action, "sections")?;
    if sections.is_empty() || sections.len() > SECTIONS_MAX {
        return Err(GraphError::bad_value(format!("Invalid sections count. Min: 1, Max: {SECTIONS_MAX}")));
    }
    let mut products = 0;
    for section in sections {
        object(section, "section")?;
        let has_title = section.get("title").is_some_and(|title| !title.is_null());
        if has_title || sections.len() > 1 {
            label(section, "title", "section title", SECTION_TITLE_MAX)?;
        }
        let items = list(section, "product_items")?;
        if items.is_empty() {
            return Err(GraphError::bad_value("a section needs at least one product"));
        }
        items.iter().try_for_each(check_product)?;
        products += items.len();
    }
    if products > PRODUCTS_MAX {
        return Err(GraphError::bad_value(format!(
            "Total product count exceeds the maximum of {PRODUCTS_MAX}"
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::tests::code;

    fn product(action: &Value) -> Value {
        json!({"type": "interactive", "interactive": {"type": "product", "action": action}})
    }

    fn items(count: usize) -> Vec<Value> {
        (0..count).map(|n| json!({"product_retailer_id": format!("LAMP-{n}")})).collect()
    }

    fn products(sections: &Value) -> Value {
        json!({"type": "interactive", "interactive": {"type": "product_list",
            "header": {"type": "text", "text": "Lamps"}, "body": {"text": "Choose"},
            "action": {"catalog_id": "1234", "sections": sections}}})
    }

    #[test]
    fn one_product_needs_its_catalogue_and_its_id_and_takes_no_header() {
        let good = product(&json!({"catalog_id": "1234", "product_retailer_id": "LAMP-1"}));
        assert_eq!(code(&good), 0);
        assert_eq!(code(&product(&json!({"product_retailer_id": "LAMP-1"}))), 131_008);
        assert_eq!(code(&product(&json!({"catalog_id": "1234"}))), 131_008);
        assert_eq!(code(&product(&json!({"catalog_id": "lamps", "product_retailer_id": "LAMP-1"}))), 131_009);
        assert_eq!(
            code(&product(&json!({"catalog_id": "1", "product_retailer_id": "x".repeat(101)}))),
            131_009
        );
        let with = |key: &str, value: Value| {
            let mut message = good.clone();
            message["interactive"][key] = value;
            code(&message)
        };
        assert_eq!(with("header", json!({"type": "text", "text": "Lamp"})), 131_009);
        assert_eq!((with("body", json!({"text": "x"})), with("footer", json!({"text": "x"}))), (0, 0));
        assert_eq!(with("body", json!({"text": "x".repeat(1025)})), 100);
        assert_eq!(with("footer", json!({"text": "x".repeat(61)})), 100);
    }

    #[test]
    fn a_list_of_products_needs_a_text_header_and_a_body() {
        let good = products(&json!([{"product_items": items(1)}]));
        assert_eq!(code(&good), 0);
        let with = |key: &str, value: Value| {
            let mut message = good.clone();
            message["interactive"][key] = value;
            code(&message)
        };
        assert_eq!((with("header", Value::Null), with("body", Value::Null)), (131_008, 131_008));
        let picture = json!({"type": "image", "image": {"link": "https://a.example/a.jpg"}});
        assert_eq!(with("header", picture), 131_009);
    }

    #[test]
    fn thirty_products_in_ten_sections_pass_and_one_more_is_refused() {
        assert_eq!(code(&products(&json!([{"product_items": items(30)}]))), 0);
        assert_eq!(code(&products(&json!([{"product_items": items(31)}]))), 131_009);
        let sections = |count: usize, items_each: usize| {
            let section = json!({"title": "S", "product_items": items(items_each)});
            code(&products(&json!(vec![section; count])))
        };
        assert_eq!((sections(10, 3), sections(11, 1), sections(2, 16)), (0, 131_009, 131_009));
        assert_eq!((code(&products(&json!([]))), sections(2, 0)), (131_009, 131_009));
    }

    #[test]
    fn several_sections_of_products_need_titles() {
        let two = |title: Value| {
            let first = json!({"title": "A", "product_items": items(1)});
            code(&products(&json!([first, {"title": title, "product_items": items(1)}])))
        };
        assert_eq!((two(json!("B")), two(Value::Null), two(json!("x".repeat(25)))), (0, 131_008, 131_009));
    }
}
