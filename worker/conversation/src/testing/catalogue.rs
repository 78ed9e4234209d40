//! A small catalogue: nested categories, a long one, a variable product, one sold out and one without a price.

use domain::{
    Money,
    ids::{CategoryId, ProductId, VariationId},
    money::Currency,
    shop::{Attribute, AttributeChoice, Category, Product, Stock, Variation},
    text::fold,
};

use crate::{
    catalogue::{Catalogue, Hit},
    store_words::StoreWords,
};

/// An amount in the currency of the pretend shop, of hundredths.
pub fn kes(minor: i64) -> Money {
    Money::from_minor(minor, Currency { code: "KES".into(), decimals: 2 })
}

/// A plain list of what is sold.
pub struct FakeCatalogue {
    pub categories: Vec<Category>,
    pub products: Vec<Product>,
    pub complete: bool,
    pub words: StoreWords,
}

fn category(id: u64, parent: Option<u64>, name: &str) -> Category {
    Category { id: CategoryId(id), parent: parent.map(CategoryId), name: name.into(), position: 0 }
}

pub fn product(id: u64, name: &str, price: i64, category: u64) -> Product {
    Product {
        id: ProductId(id),
        name: name.into(),
        sku: Some(format!("SKU-{id}")),
        summary: String::new(),
        price: (price > 0).then(|| kes(price)),
        stock: Stock::Available { left: Some(50) },
        image: Some(format!("https://shop.example/{id}.jpg")),
        categories: vec![CategoryId(category)],
        attributes: Vec::new(),
        variations: Vec::new(),
        sold_individually: false,
        purchasable: price > 0,
    }
}

fn shirt() -> Product {
    let attribute = |key: &str, name: &str, options: &[&str]| Attribute {
        key: key.into(),
        name: name.into(),
        options: options.iter().map(|option| (*option).to_owned()).collect(),
    };
    let variation = |id, color: &str, size: &str, left| Variation {
        id: VariationId(id),
        sku: Some(format!("SHIRT-{id}")),
        price: Some(kes(90_000)),
        stock: Stock::Available { left: Some(left) },
        image: None,
        choices: [("pa_color", color), ("pa_size", size), ("pa_cloth", "Cotton")]
            .map(|(key, value)| AttributeChoice { key: key.into(), value: value.into() })
            .to_vec(),
    };
    Product {
        attributes: vec![
            attribute("pa_color", "Color", &["Blue", "Red", "Green"]),
            attribute("pa_cloth", "Cloth", &["Cotton"]),
            attribute("pa_size", "Size", &["M", "XL"]),
        ],
        variations: vec![
            variation(201, "Blue", "M", 5),
            variation(202, "Blue", "XL", 5),
            variation(203, "Red", "M", 5),
            variation(204, "Red", "XL", 0),
            variation(205, "Green", "XL", 0),
        ],
        ..product(20, "Work shirt", 90_000, 4)
    }
}

impl FakeCatalogue {
    pub fn stocked() -> Self {
        let mut products = vec![
            product(10, "Rice 5 kg", 70_000, 2),
            product(11, "Rice 1 kg", 15_000, 2),
            product(12, "Milk 1 l", 12_000, 3),
            Product { stock: Stock::None, ..product(13, "Orange juice", 30_000, 3) },
            product(14, "Forklift", 0, 4),
            shirt(),
        ];
        products.extend((1..=25).map(|number| product(100 + number, &format!("Pen {number:02}"), 5_000, 5)));
        Self {
            categories: vec![
                category(1, None, "Food"),
                category(2, Some(1), "Grains"),
                category(3, Some(1), "Drinks"),
                category(4, None, "Workwear"),
                category(5, None, "Office"),
            ],
            products,
            complete: true,
            words: StoreWords::default(),
        }
    }
}

/// All words stand in the name or are a kind of it.
fn in_kinds(product: &Product, text: &str) -> bool {
    let kinds = product.attributes.iter().flat_map(|attribute| &attribute.options);
    let kinds: Vec<String> = kinds.map(|kind| fold(kind)).collect();
    let name = fold(&product.name);
    !kinds.is_empty()
        && text
            .split(' ')
            .all(|word| name.split(' ').chain(kinds.iter().map(String::as_str)).any(|own| own == word))
}

impl Catalogue for FakeCatalogue {
    fn categories(&self, parent: Option<CategoryId>) -> Vec<Category> {
        self.categories.iter().filter(|category| category.parent == parent).cloned().collect()
    }

    fn category(&self, id: CategoryId) -> Option<Category> {
        self.categories.iter().find(|category| category.id == id).cloned()
    }

    fn products_in(&self, category: CategoryId) -> Vec<Product> {
        let below =
            self.categories.iter().filter(|other| other.parent == Some(category)).map(|other| other.id);
        let wanted: Vec<CategoryId> = below.chain([category]).collect();
        self.products
            .iter()
            .filter(|product| product.categories.iter().any(|id| wanted.contains(id)))
            .cloned()
            .collect()
    }

    fn product(&self, id: ProductId) -> Option<Product> {
        self.products.iter().find(|product| product.id == id).cloned()
    }

    fn search(&self, text: &str, limit: usize) -> Vec<Hit> {
        let text = fold(text);
        let exact = |sku: &Option<String>| sku.as_deref().is_some_and(|sku| fold(sku) == text);
        let mut hits: Vec<Hit> = self
            .products
            .iter()
            .filter_map(|product| {
                let name = fold(&product.name);
                let variation = product.variations.iter().any(|variation| exact(&variation.sku));
                let all_words = text.split(' ').all(|word| !word.is_empty() && name.contains(word));
                let score = if name == text || exact(&product.sku) || variation {
                    1.0
                } else if all_words {
                    0.8
                } else if in_kinds(product, &text) {
                    0.7
                } else {
                    return None;
                };
                Some(Hit { product: product.clone(), score })
            })
            .collect();
        hits.sort_by(|one, other| other.score.total_cmp(&one.score));
        hits.truncate(limit);
        hits
    }

    fn store_words(&self) -> &StoreWords {
        &self.words
    }

    fn is_complete(&self) -> bool {
        self.complete
    }
}
