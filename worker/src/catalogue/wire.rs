//! Products, variations and categories as `wc/v3` and its webhooks write them, and what they mean to us. Pure.

use domain::{
    ids::{CategoryId, ProductId, VariationId},
    money::{Currency, DECIMALS_MAX, Money},
    shop::{Attribute, AttributeChoice, Category, Product, Stock, Variation},
};
use serde::Deserialize;

use super::ShopFacts;
use crate::shop::{
    loose::{Int, List, Text},
    plain_text::{one_line, shortened},
    wire::Setting,
};

/// Longest summary that is kept, in characters.
const SUMMARY_CHARS_MAX: usize = 300;
/// Most variations of one product that are kept.
pub const VARIATIONS_MAX: usize = 500;

/// What we ask of a product: the members of [`WireProduct`].
pub const PRODUCT_FIELDS: &str = "id,name,type,status,catalog_visibility,date_modified_gmt,sku,price,purchasable,\
                                  short_description,stock_status,stock_quantity,manage_stock,backorders_allowed,\
                                  sold_individually,categories,images,attributes,parent_id,variations";
/// What we ask of a variation: the members of [`WireVariation`].
pub const VARIATION_FIELDS: &str = "id,status,sku,price,purchasable,manage_stock,stock_quantity,stock_status,backorders_allowed,image,attributes";

/// A product of `wc/v3`. A webhook of a variation has the same form, with its parent's number.
#[derive(Debug, Clone, Deserialize)]
pub struct WireProduct {
    pub id: u64,
    /// Absent when the product was deleted: then the number is all there is.
    pub name: Option<Text>,
    #[serde(rename = "type", default)]
    pub kind: Text,
    #[serde(default)]
    pub status: Text,
    #[serde(default)]
    pub catalog_visibility: Text,
    #[serde(default)]
    pub date_modified_gmt: Text,
    #[serde(default)]
    pub sku: Text,
    #[serde(default)]
    pub price: Text,
    #[serde(default)]
    pub purchasable: bool,
    #[serde(default)]
    pub short_description: Text,
    #[serde(default)]
    pub stock_status: Text,
    #[serde(default)]
    pub stock_quantity: Int,
    #[serde(default)]
    pub manage_stock: Text,
    #[serde(default)]
    pub backorders_allowed: bool,
    #[serde(default)]
    pub sold_individually: bool,
    #[serde(default)]
    pub categories: List<WireReference>,
    #[serde(default)]
    pub images: List<WireImage>,
    #[serde(default)]
    pub image: Option<WireImage>,
    #[serde(default)]
    pub attributes: List<WireAttribute>,
    #[serde(default)]
    pub parent_id: Int,
    #[serde(default)]
    pub variations: List<Int>,
}

/// A variation of `wc/v3`.
#[derive(Debug, Clone, Deserialize)]
pub struct WireVariation {
    pub id: u64,
    #[serde(default)]
    pub status: Text,
    #[serde(default)]
    pub sku: Text,
    #[serde(default)]
    pub price: Text,
    #[serde(default)]
    pub purchasable: Option<bool>,
    #[serde(default)]
    pub manage_stock: Text,
    #[serde(default)]
    pub stock_quantity: Int,
    #[serde(default)]
    pub stock_status: Text,
    #[serde(default)]
    pub backorders_allowed: bool,
    #[serde(default)]
    pub image: Option<WireImage>,
    #[serde(default)]
    pub attributes: List<WireAttribute>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct WireReference {
    #[serde(default)]
    pub id: Int,
}

#[derive(Debug, Clone, Deserialize)]
pub struct WireImage {
    #[serde(default)]
    pub src: Text,
}

#[derive(Debug, Clone, Deserialize)]
pub struct WireAttribute {
    #[serde(default)]
    pub id: Int,
    #[serde(default)]
    pub name: Text,
    #[serde(default)]
    pub slug: Text,
    /// Of a product: whether its variations differ in it.
    #[serde(default)]
    pub variation: bool,
    /// Of a product.
    #[serde(default)]
    pub options: List<Text>,
    /// Of a variation.
    #[serde(default)]
    pub option: Text,
}

#[derive(Debug, Clone, Deserialize)]
pub struct WireCategory {
    pub id: u64,
    #[serde(default)]
    pub name: Text,
    #[serde(default)]
    pub parent: Int,
    #[serde(default)]
    pub menu_order: Int,
}

impl WireProduct {
    /// Returns whether buyers may see it at all.
    pub fn is_shown(&self) -> bool {
        let is_listed = !matches!(self.kind.0.as_str(), "variation" | "grouped" | "external");
        self.name.is_some()
            && self.status.0 == "publish"
            && self.catalog_visibility.0 != "hidden"
            && is_listed
    }

    /// Returns whether its variations must be read as well.
    pub fn is_variable(&self) -> bool {
        self.kind.0.starts_with("variable")
    }

    /// Returns the product that it is a variation of, when it is one.
    pub fn parent(&self) -> Option<ProductId> {
        self.parent_id
            .id()
            .filter(|_| self.kind.0.is_empty() || self.kind.0.ends_with("variation"))
            .map(ProductId)
    }

    /// Reads it as a product with these variations.
    pub fn product(self, variations: Vec<Variation>, currency: &Currency) -> Product {
        let is_variable = self.is_variable();
        let stock =
            stock(&self.stock_status.0, &self.manage_stock.0, self.stock_quantity, self.backorders_allowed);
        let own = price(&self.price.0, currency);
        let cheapest =
            variations.iter().filter_map(|variation| variation.price.clone()).min_by_key(|price| price.minor);
        let price = if is_variable { cheapest.or(own) } else { own };
        let attributes = if is_variable {
            self.attributes
                .0
                .into_iter()
                .filter(|attribute| attribute.variation)
                .map(WireAttribute::attribute)
                .collect()
        } else {
            Vec::new()
        };
        Product {
            id: ProductId(self.id),
            name: one_line(&self.name.unwrap_or_default().0),
            sku: Some(self.sku.0).filter(|sku| !sku.is_empty()),
            summary: shortened(one_line(&self.short_description.0), SUMMARY_CHARS_MAX),
            purchasable: self.purchasable && price.is_some(),
            price,
            stock,
            image: self.images.0.into_iter().map(|image| image.src.0).find(|address| !address.is_empty()),
            categories: self
                .categories
                .0
                .into_iter()
                .filter_map(|category| category.id.id())
                .map(CategoryId)
                .collect(),
            attributes,
            variations,
            sold_individually: self.sold_individually,
        }
    }

    /// Reads it as a variation, as webhooks deliver them.
    pub fn into_variation(self) -> WireVariation {
        let Self {
            id,
            status,
            sku,
            price,
            manage_stock,
            stock_quantity,
            stock_status,
            backorders_allowed,
            ..
        } = self;
        let image = self.image.or_else(|| self.images.0.into_iter().next());
        WireVariation {
            id,
            status,
            sku,
            price,
            purchasable: Some(self.purchasable),
            manage_stock,
            stock_quantity,
            stock_status,
            backorders_allowed,
            image,
            attributes: self.attributes,
        }
    }
}

impl WireVariation {
    /// Reads it; none when buyers may not see it.
    pub fn variation(self, currency: &Currency) -> Option<Variation> {
        if !matches!(self.status.0.as_str(), "" | "publish") {
            return None;
        }
        let is_sold = self.purchasable != Some(false);
        let choices = self.attributes.0.into_iter().filter(|attribute| !attribute.option.0.is_empty());
        Some(Variation {
            id: VariationId(self.id),
            sku: Some(self.sku.0).filter(|sku| !sku.is_empty()),
            price: price(&self.price.0, currency).filter(|_| is_sold),
            stock: stock(
                &self.stock_status.0,
                &self.manage_stock.0,
                self.stock_quantity,
                self.backorders_allowed,
            ),
            image: self.image.map(|image| image.src.0).filter(|address| !address.is_empty()),
            choices: choices.map(WireAttribute::choice).collect(),
        })
    }
}

impl WireAttribute {
    /// The key that the Store API wants: the slug of a shop-wide attribute, the name of a product's own.
    fn key(&self) -> String {
        if self.id.id().is_some() && !self.slug.0.is_empty() {
            self.slug.0.clone()
        } else {
            one_line(&self.name.0)
        }
    }

    fn attribute(self) -> Attribute {
        let options = self.options.0.iter().map(|option| one_line(&option.0)).collect();
        Attribute { key: self.key(), name: one_line(&self.name.0), options }
    }

    fn choice(self) -> AttributeChoice {
        AttributeChoice { key: self.key(), value: one_line(&self.option.0) }
    }
}

impl WireCategory {
    /// Reads it.
    pub fn category(self) -> Category {
        Category {
            id: CategoryId(self.id),
            parent: self.parent.id().map(CategoryId),
            name: one_line(&self.name.0),
            position: self.menu_order.0.unwrap_or_default(),
        }
    }
}

fn price(text: &str, currency: &Currency) -> Option<Money> {
    Money::parse_decimal(text.trim(), currency.clone()).ok()
}

fn stock(status: &str, managed: &str, quantity: Int, backorders_allowed: bool) -> Stock {
    match status {
        "outofstock" => Stock::None,
        "onbackorder" => Stock::Backorder,
        // A variation may be counted on its parent; what it says is the parent's count then. More than there is can be
        // ordered where the shop takes backorders.
        _ if matches!(managed, "true" | "parent") && !backorders_allowed => {
            Stock::Available { left: quantity.count() }
        }
        _ => Stock::Available { left: None },
    }
}

/// Reads the shop's facts from its general settings; none when there is no currency among them.
pub fn facts(settings: &[Setting]) -> Option<ShopFacts> {
    let value = |wanted: &str| {
        let found = settings.iter().find(|setting| setting.id == wanted)?;
        Some(found.value.0.trim()).filter(|value| !value.is_empty())
    };
    let decimals =
        value("woocommerce_price_num_decimals").and_then(|decimals| decimals.parse().ok()).unwrap_or(2);
    let country = value("woocommerce_default_country").unwrap_or_default();
    Some(ShopFacts {
        currency: Currency {
            code: value("woocommerce_currency")?.to_owned(),
            decimals: decimals.min(DECIMALS_MAX),
        },
        // `KE:KE30` names a county as well.
        country: country.split(':').next().unwrap_or_default().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn kes() -> Currency {
        Currency { code: "KES".into(), decimals: 2 }
    }

    #[test]
    fn a_variable_product_reads_with_what_must_be_chosen() {
        let wire = json!({
            "id": 43, "name": "Vest &amp; more", "type": "variable", "status": "publish", "price": "450", "purchasable": true,
            "short_description": "<p>Bright &ndash; safe</p>", "stock_status": "instock", "manage_stock": false,
            "categories": [{"id": 22}], "images": [{"src": "https://shop.test/v.png"}], "variations": [44],
            "attributes": [
                {"id": 1, "name": "Size", "slug": "pa_size", "variation": true, "options": ["S", "M"]},
                {"id": 0, "name": "Length", "slug": "length", "variation": true, "options": ["5 m"]},
                {"id": 3, "name": "Brand", "slug": "pa_brand", "variation": false, "options": ["X"]},
            ],
        });
        let variation = json!({
            "id": 44, "sku": "V-S", "price": "430.5", "manage_stock": "parent", "stock_quantity": 7, "stock_status": "instock",
            "attributes": [{"id": 1, "name": "Size", "slug": "pa_size", "option": "S"}],
        });
        let wire = serde_json::from_value::<WireProduct>(wire).unwrap();
        assert!(wire.is_shown() && wire.is_variable() && wire.parent().is_none());
        let variation =
            serde_json::from_value::<WireVariation>(variation).unwrap().variation(&kes()).unwrap();
        assert_eq!(variation.stock, Stock::Available { left: Some(7) });
        let product = wire.product(vec![variation], &kes());
        assert_eq!((product.name.as_str(), product.summary.as_str()), ("Vest & more", "Bright – safe"));
        assert_eq!(product.price.map(|price| price.minor), Some(43_050), "the cheapest variation's");
        let keys = product.attributes.iter().map(|attribute| attribute.key.as_str()).collect::<Vec<_>>();
        assert_eq!(keys, ["pa_size", "Length"]);
    }

    #[test]
    fn stock_is_told_as_far_as_the_shop_tells() {
        let read = |wire: serde_json::Value| {
            let mut whole =
                json!({"id": 1, "name": "x", "status": "publish", "price": "", "purchasable": true});
            whole.as_object_mut().unwrap().extend(wire.as_object().unwrap().clone());
            serde_json::from_value::<WireProduct>(whole).unwrap().product(vec![], &kes())
        };
        let counted = json!({"stock_status": "instock", "manage_stock": true, "stock_quantity": -2});
        assert_eq!(read(counted).stock, Stock::Available { left: Some(0) });
        let more_to_come = json!({"stock_status": "instock", "manage_stock": true, "stock_quantity": 2, "backorders_allowed": true});
        assert_eq!(read(more_to_come).stock, Stock::Available { left: None });
        assert_eq!(read(json!({"stock_status": "outofstock"})).stock, Stock::None);
        assert_eq!(read(json!({"stock_status": "onbackorder"})).stock, Stock::Backorder);
        assert!(!read(json!({})).purchasable, "nothing without a price is sold");
    }

    #[test]
    fn what_is_not_for_buyers_is_not_shown() {
        for (member, value) in [
            ("status", "draft"),
            ("status", "private"),
            ("catalog_visibility", "hidden"),
            ("type", "grouped"),
        ] {
            let mut wire = json!({"id": 1, "name": "x", "status": "publish", "type": "simple"});
            wire[member] = value.into();
            assert!(!serde_json::from_value::<WireProduct>(wire).unwrap().is_shown(), "{member} {value}");
        }
        assert!(!serde_json::from_str::<WireProduct>(r#"{"id":140}"#).unwrap().is_shown());
    }

    #[test]
    fn facts_need_a_currency_and_know_the_country() {
        let settings = json!([
            {"id": "woocommerce_currency", "value": "KES"}, {"id": "woocommerce_price_num_decimals", "value": "0"},
            {"id": "woocommerce_default_country", "value": "KE:KE30"}, {"id": "woocommerce_other", "value": ["a"]},
        ]);
        let settings = serde_json::from_value::<Vec<Setting>>(settings).unwrap();
        let read = facts(&settings).unwrap();
        assert_eq!(
            (read.currency.code.as_str(), read.currency.decimals, read.country.as_str()),
            ("KES", 0, "KE")
        );
        assert_eq!(facts(&settings[1..]), None);
    }
}
