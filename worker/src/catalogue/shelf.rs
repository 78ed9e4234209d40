//! Everything known of the catalogue, as the shop last said it. Whoever fills or refreshes owns the one shelf and
//! builds indexes from it; nobody else sees it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use domain::{
    ids::{CategoryId, ProductId, VariationId},
    shop::{Category, Product, Variation},
};
use serde::{Deserialize, Serialize};

use super::ShopFacts;

/// Most products that are kept; a larger catalogue is cut, with a warning.
pub const PRODUCTS_MAX: usize = 200_000;

/// The catalogue as last read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Shelf {
    /// Currency and country.
    pub facts: Option<ShopFacts>,
    /// Published products by number.
    pub products: BTreeMap<ProductId, Arc<Product>>,
    /// Categories by number.
    pub categories: BTreeMap<CategoryId, Category>,
    /// Whether the whole catalogue was read at least once.
    pub complete: bool,
    /// The latest modification seen, as the shop's `YYYY-MM-DDTHH:MM:SS` in GMT; polling goes on from here.
    pub modified_to: String,
}

/// What a change to the shelf means for the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// Nothing is different.
    None,
    /// Prices, stock, pictures: the words are the same.
    Facts,
    /// Words or membership: the index is built anew.
    Words,
}

impl Shelf {
    /// Puts a product on the shelf.
    pub fn put(&mut self, product: Product) -> Change {
        let known = self.products.get(&product.id);
        let change = match known {
            Some(known) if **known == product => return Change::None,
            None if self.products.len() >= PRODUCTS_MAX => return Change::None,
            Some(known) if same_words(known, &product) => Change::Facts,
            Some(_) | None => Change::Words,
        };
        self.products.insert(product.id, Arc::new(product));
        change
    }

    /// Takes a product off the shelf; a variation is taken off its product.
    pub fn remove(&mut self, id: ProductId) -> Change {
        if self.products.remove(&id).is_some() {
            return Change::Words;
        }
        let Some(parent) = self.parent_of(VariationId(id.0)) else { return Change::None };
        let Some(product) = self.products.get(&parent) else { return Change::None };
        let mut product = Product::clone(product);
        product.variations.retain(|variation| variation.id.0 != id.0);
        self.put(product)
    }

    /// Puts a variation on its product; nothing happens when the product is not there.
    pub fn put_variation(&mut self, parent: ProductId, variation: Variation) -> Change {
        let Some(product) = self.products.get(&parent) else { return Change::None };
        let mut product = Product::clone(product);
        match product.variations.iter_mut().find(|known| known.id == variation.id) {
            Some(known) => *known = variation,
            None => product.variations.push(variation),
        }
        // A variable product costs what its cheapest variation costs.
        let prices = product.variations.iter().filter_map(|variation| variation.price.as_ref());
        product.price = prices.min_by_key(|price| price.minor).cloned();
        self.put(product)
    }

    /// Returns the product that a variation belongs to. Webhooks ask this rarely, so a walk is good enough.
    fn parent_of(&self, id: VariationId) -> Option<ProductId> {
        let mut products = self.products.values();
        products
            .find(|product| product.variations.iter().any(|variation| variation.id == id))
            .map(|product| product.id)
    }

    /// Replaces all categories.
    pub fn put_categories(&mut self, categories: Vec<Category>) -> Change {
        let categories =
            categories.into_iter().map(|category| (category.id, category)).collect::<BTreeMap<_, _>>();
        if categories == self.categories {
            return Change::None;
        }
        self.categories = categories;
        Change::Words
    }

    /// Returns the products that are on the shelf but not among `seen`.
    pub fn unseen(&self, seen: &BTreeSet<ProductId>) -> Vec<ProductId> {
        self.products.keys().filter(|id| !seen.contains(id)).copied().collect()
    }
}

fn same_words(one: &Product, other: &Product) -> bool {
    let skus = |product: &Product| {
        product.variations.iter().map(|own| (own.id, own.sku.clone())).collect::<Vec<_>>()
    };
    one.name == other.name
        && one.sku == other.sku
        && one.summary == other.summary
        && one.categories == other.categories
        && skus(one) == skus(other)
}
