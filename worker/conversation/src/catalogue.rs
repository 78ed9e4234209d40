//! What the conversation may ask of the catalogue: a snapshot that is handed in, so that deciding stays pure.

use std::sync::LazyLock;

use domain::{
    ids::{CategoryId, ProductId},
    shop::{Category, Product},
};

use crate::store_words::StoreWords;

/// A snapshot of what the shop sells. Implemented by the worker's index, and by a plain list in tests.
pub trait Catalogue {
    /// Lists the categories below `parent` (none: at the top) that lead to something, in the merchant's order.
    fn categories(&self, parent: Option<CategoryId>) -> Vec<Category>;

    /// Returns one category.
    fn category(&self, id: CategoryId) -> Option<Category>;

    /// Lists the products of a category and those below it, in a stable order.
    fn products_in(&self, category: CategoryId) -> Vec<Product>;

    /// Returns one product with its variations.
    fn product(&self, id: ProductId) -> Option<Product>;

    /// Finds products by free text, best first, at most `limit`. Folds accents and case, forgives typos, and puts an
    /// exact article number first.
    fn search(&self, text: &str, limit: usize) -> Vec<Hit>;

    /// Returns the store's own words for things and packages.
    fn store_words(&self) -> &StoreWords {
        static NONE: LazyLock<StoreWords> = LazyLock::new(StoreWords::default);
        &NONE
    }

    /// Tells whether the index holds the whole catalogue yet; before that, nothing found does not mean nothing sold.
    fn is_complete(&self) -> bool;
}

/// A product that a search found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The product.
    pub product: Product,
    /// How sure the match is: 1.0 for the exact name or article number, below 0.3 hardly related.
    pub score: f32,
}
