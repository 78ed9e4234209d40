//! The catalogue as the conversation sees it: categories that lead somewhere, products by number, search. Immutable;
//! a change makes a new index that shares what did not change.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use conversation::{
    catalogue::{Catalogue, Hit},
    effect::Article,
};
use domain::{
    ids::{CategoryId, ProductId},
    shop::{AttributeChoice, Category, Product},
    text::fold,
};

use super::{ShopFacts, search::Words, shelf::Shelf};

/// Deepest nesting of categories that is followed; a shop's tree with a loop in it ends here.
const DEPTH_MAX: usize = 32;

/// A searchable snapshot of the catalogue.
#[derive(Debug, Default)]
pub struct Index {
    /// By name, then number; a product's place here is its slot.
    products: Vec<Arc<Product>>,
    slots: Arc<Slots>,
    words: Arc<Words>,
    tree: Arc<Tree>,
    facts: Option<ShopFacts>,
    complete: bool,
}

/// Where products, and the products of variations, stand.
#[derive(Debug, Default)]
struct Slots(HashMap<u64, u32>);

#[derive(Debug, Default)]
struct Tree {
    categories: BTreeMap<CategoryId, Category>,
    /// Below each category (none: at the top), in the merchant's order, only those that lead to something.
    children: BTreeMap<Option<CategoryId>, Vec<CategoryId>>,
    /// Slots of each category itself, ascending.
    members: BTreeMap<CategoryId, Vec<u32>>,
}

impl Index {
    /// Builds an index of everything on the shelf.
    pub fn build(shelf: &Shelf) -> Self {
        let mut products = shelf.products.values().cloned().collect::<Vec<_>>();
        products.sort_by_cached_key(|product| (fold(&product.name), product.id));
        let mut slots = HashMap::with_capacity(products.len());
        for (slot, product) in (0_u32..).zip(&products) {
            slots.insert(product.id.0, slot);
            slots.extend(product.variations.iter().map(|variation| (variation.id.0, slot)));
        }
        let words = Words::build(&products, &shelf.categories);
        let tree = Tree::build(&products, &shelf.categories);
        Self {
            products,
            slots: Arc::new(Slots(slots)),
            words: Arc::new(words),
            tree: Arc::new(tree),
            facts: shelf.facts.clone(),
            complete: shelf.complete,
        }
    }

    /// Returns this index with products replaced whose words are the same (price, stock, picture).
    #[must_use]
    pub fn with_facts(&self, changed: &[Arc<Product>], source: &Shelf) -> Self {
        let mut products = self.products.clone();
        for product in changed {
            if let Some(slot) = self.slots.0.get(&product.id.0)
                && let Some(place) = products.get_mut(*slot as usize)
            {
                *place = Arc::clone(product);
            }
        }
        Self {
            products,
            slots: Arc::clone(&self.slots),
            words: Arc::clone(&self.words),
            tree: Arc::clone(&self.tree),
            facts: source.facts.clone(),
            complete: source.complete,
        }
    }

    /// Returns how many products it holds.
    pub fn products_count(&self) -> usize {
        self.products.len()
    }

    /// Returns the shop's facts, once they are known.
    pub fn facts(&self) -> Option<&ShopFacts> {
        self.facts.as_ref()
    }

    /// Returns the choices of an article that its variation leaves open. The Store API wants only those: it compares a
    /// value that the variation fixes with a slug that we do not know.
    pub fn choices_left_open(&self, article: &Article) -> Vec<AttributeChoice> {
        let id = article.variation.map_or(article.product.0, |variation| variation.0);
        let product = self.slots.0.get(&id).and_then(|slot| self.products.get(*slot as usize));
        let variation = product.and_then(|product| product.variations.iter().find(|own| own.id.0 == id));
        let Some(variation) = variation else { return article.choices.clone() };
        let fixed = |choice: &&AttributeChoice| {
            variation.choices.iter().all(|own| fold(&own.key) != fold(&choice.key))
        };
        article.choices.iter().filter(fixed).cloned().collect()
    }

    fn at(&self, slot: u32) -> Option<&Arc<Product>> {
        self.products.get(slot as usize)
    }
}

impl Catalogue for Index {
    fn categories(&self, parent: Option<CategoryId>) -> Vec<Category> {
        let children = self.tree.children.get(&parent).map(Vec::as_slice).unwrap_or_default();
        children.iter().filter_map(|id| self.tree.categories.get(id)).cloned().collect()
    }

    fn category(&self, id: CategoryId) -> Option<Category> {
        self.tree.categories.get(&id).cloned()
    }

    fn products_in(&self, category: CategoryId) -> Vec<Product> {
        let mut slots = BTreeSet::new();
        self.tree.collect(category, DEPTH_MAX, &mut slots);
        slots.into_iter().filter_map(|slot| self.at(slot)).map(|product| Product::clone(product)).collect()
    }

    fn product(&self, id: ProductId) -> Option<Product> {
        let product = self.at(*self.slots.0.get(&id.0)?)?;
        (product.id == id).then(|| Product::clone(product))
    }

    fn search(&self, text: &str, limit: usize) -> Vec<Hit> {
        let found = self.words.search(text, limit);
        found
            .into_iter()
            .filter_map(|(slot, score)| Some(Hit { product: Product::clone(self.at(slot)?), score }))
            .collect()
    }

    fn is_complete(&self) -> bool {
        self.complete
    }
}

impl Tree {
    fn build(products: &[Arc<Product>], categories: &BTreeMap<CategoryId, Category>) -> Self {
        let mut members: BTreeMap<CategoryId, Vec<u32>> = BTreeMap::new();
        for (slot, product) in (0_u32..).zip(products) {
            for category in product.categories.iter().collect::<BTreeSet<_>>() {
                members.entry(*category).or_default().push(slot);
            }
        }
        // A category whose parent is unknown, or is itself, stands at the top.
        let parent_of = |category: &Category| {
            category.parent.filter(|parent| *parent != category.id && categories.contains_key(parent))
        };
        let mut leading = BTreeSet::new();
        for id in members.keys().filter(|id| categories.contains_key(id)) {
            let mut next = Some(*id);
            for _ in 0..DEPTH_MAX {
                let Some(id) = next else { break };
                if !leading.insert(id) {
                    break;
                }
                next = categories.get(&id).and_then(parent_of);
            }
        }
        let mut children: BTreeMap<Option<CategoryId>, Vec<&Category>> = BTreeMap::new();
        for category in categories.values().filter(|category| leading.contains(&category.id)) {
            children.entry(parent_of(category)).or_default().push(category);
        }
        let ordered = |mut siblings: Vec<&Category>| {
            siblings.sort_by_cached_key(|category| (category.position, fold(&category.name), category.id));
            siblings.into_iter().map(|category| category.id).collect::<Vec<_>>()
        };
        let children = children.into_iter().map(|(parent, siblings)| (parent, ordered(siblings))).collect();
        Self { categories: categories.clone(), children, members }
    }

    fn collect(&self, category: CategoryId, depth: usize, slots: &mut BTreeSet<u32>) {
        slots.extend(self.members.get(&category).into_iter().flatten());
        if depth == 0 {
            return;
        }
        for child in self.children.get(&Some(category)).into_iter().flatten() {
            self.collect(*child, depth - 1, slots);
        }
    }
}

#[cfg(test)]
#[path = "index_tests.rs"]
mod tests;
