//! What the pretend shop sells: products, variations, categories, coupons. The wares themselves are in `wares.rs`.

use std::collections::BTreeMap;

/// One category.
#[derive(Clone, Debug)]
pub struct Category {
    pub id: u64,
    /// As `WordPress` stores it: `&` is `&amp;`.
    pub name: String,
    pub slug: String,
    pub parent: u64,
}

/// What a catalogue entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Simple,
    Variable,
    Variation,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Simple => "simple",
            Self::Variable => "variable",
            Self::Variation => "variation",
        }
    }
}

/// How stock is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stock {
    /// Counted here.
    Counted(i64),
    /// Counted on the parent product.
    Parent,
    /// Not counted, always there.
    Uncounted,
}

/// One attribute of a variable product.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// 0 for an attribute of this product alone.
    pub id: u64,
    pub name: String,
    pub options: Vec<String>,
}

impl Attribute {
    pub fn slug(&self) -> String {
        if self.id == 0 { slug(&self.name) } else { format!("pa_{}", slug(&self.name)) }
    }
}

/// A product or a variation.
#[derive(Clone, Debug)]
pub struct Product {
    pub id: u64,
    pub parent: u64,
    pub kind: Kind,
    pub name: String,
    pub sku: String,
    pub regular: Option<i64>,
    pub sale: Option<i64>,
    pub stock: Stock,
    pub published: bool,
    pub sold_individually: bool,
    pub category: u64,
    pub image: &'static str,
    pub description: String,
    pub attributes: Vec<Attribute>,
    /// A variation's value for each of its parent's attributes; `None` is "any value".
    pub choice: Vec<Option<String>>,
    pub variations: Vec<u64>,
    pub sales: i64,
    pub modified_ms: i64,
}

impl Product {
    /// The price a buyer pays, without VAT.
    pub fn price(&self) -> Option<i64> {
        self.sale.or(self.regular)
    }
}

/// Kind of discount.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CouponKind {
    /// `amount` is whole percent.
    #[default]
    Percent,
    /// `amount` is cents off the basket.
    FixedCart,
}

/// One coupon.
#[derive(Clone, Debug, Default)]
pub struct Coupon {
    pub id: u64,
    pub code: String,
    pub kind: CouponKind,
    pub amount: i64,
    pub expired: bool,
    pub minimum: i64,
    pub usage_limit: Option<i64>,
    pub usage_count: i64,
}

impl Coupon {
    /// Why the coupon cannot be used for this subtotal, in the shop's words.
    pub fn refusal(&self, subtotal: i64) -> Option<String> {
        let code = &self.code;
        if self.expired {
            Some(format!("Coupon &quot;{code}&quot; has expired."))
        } else if self.usage_limit.is_some_and(|limit| self.usage_count >= limit) {
            Some(format!("Usage limit for coupon &quot;{code}&quot; has been reached."))
        } else if subtotal < self.minimum {
            Some(format!(
                "The minimum spend for coupon &quot;{code}&quot; is <span class=\"woocommerce-Price-amount amount\">KSh{}</span>.",
                super::money::grouped(self.minimum)
            ))
        } else {
            None
        }
    }
}

/// Everything the shop sells.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    pub products: BTreeMap<u64, Product>,
    pub categories: Vec<Category>,
    pub coupons: Vec<Coupon>,
}

impl Catalogue {
    /// The product whose count decides: the entry itself or its parent.
    pub fn stock_holder(&self, id: u64) -> Option<u64> {
        let product = self.products.get(&id)?;
        match product.stock {
            Stock::Counted(_) => Some(id),
            Stock::Parent => Some(product.parent),
            Stock::Uncounted => None,
        }
    }

    /// Units left, when counted.
    pub fn left(&self, id: u64) -> Option<i64> {
        match self.products.get(&self.stock_holder(id)?)?.stock {
            Stock::Counted(left) => Some(left),
            Stock::Parent | Stock::Uncounted => None,
        }
    }

    /// In stock, by count or because nobody counts; a variable product when one of its variations is.
    pub fn in_stock(&self, id: u64) -> bool {
        match self.products.get(&id) {
            None => false,
            Some(product) if product.kind == Kind::Variable && product.stock == Stock::Uncounted => {
                product.variations.iter().any(|variation| self.in_stock(*variation))
            }
            Some(_) => self.left(id).is_none_or(|left| left > 0),
        }
    }

    /// Lowest and highest price of a variable product's variations, or twice the price of anything else.
    pub fn price_range(&self, id: u64) -> Option<(i64, i64)> {
        let product = self.products.get(&id)?;
        if product.kind != Kind::Variable {
            return product.price().map(|price| (price, price));
        }
        let prices = || product.variations.iter().filter_map(|id| self.products.get(id)?.price());
        Some((prices().min()?, prices().max()?))
    }

    /// Can be bought at all: published, with a price.
    pub fn purchasable(&self, id: u64) -> bool {
        self.products.get(&id).is_some_and(|product| {
            let parent_published = product.parent == 0
                || self.products.get(&product.parent).is_some_and(|parent| parent.published);
            product.published && parent_published && self.price_range(id).is_some()
        })
    }

    /// A category and all below it.
    pub fn subtree(&self, root: u64) -> Vec<u64> {
        let mut found = vec![root];
        let mut next = 0;
        while let Some(&id) = found.get(next) {
            found.extend(
                self.categories.iter().filter(|category| category.parent == id).map(|category| category.id),
            );
            next += 1;
        }
        found
    }

    pub fn coupon(&self, code: &str) -> Option<&Coupon> {
        self.coupons.iter().find(|coupon| coupon.code.eq_ignore_ascii_case(code.trim()))
    }

    /// `Colour: Orange` pairs of a variation, in the order of its parent's attributes, without "any" values.
    pub fn chosen(&self, id: u64) -> Vec<(Attribute, String)> {
        let Some(product) = self.products.get(&id) else { return Vec::new() };
        let Some(parent) = self.products.get(&product.parent) else { return Vec::new() };
        parent
            .attributes
            .iter()
            .zip(&product.choice)
            .filter_map(|(attribute, value)| Some((attribute.clone(), value.clone()?)))
            .collect()
    }

    /// `Hi-Vis Vest - M, Orange` for a variation, the name for anything else.
    pub fn full_name(&self, id: u64) -> String {
        let Some(product) = self.products.get(&id) else { return String::new() };
        if product.kind != Kind::Variation {
            return product.name.clone();
        }
        let values: Vec<String> = self.chosen(id).into_iter().map(|(_, value)| value).collect();
        if values.is_empty() {
            product.name.clone()
        } else {
            format!("{} - {}", product.name, values.join(", "))
        }
    }
}

/// A slug: lower case letters, digits and hyphens, accents folded.
pub fn slug(text: &str) -> String {
    let mut slug = String::new();
    for character in text.replace("&amp;", " ").chars().flat_map(char::to_lowercase) {
        let folded = match character {
            'à' | 'á' | 'â' | 'ä' => 'a',
            'è' | 'é' | 'ê' | 'ë' => 'e',
            'ï' | 'î' | 'í' => 'i',
            'ô' | 'ö' | 'ó' => 'o',
            'û' | 'ü' | 'ú' => 'u',
            'ç' => 'c',
            other => other,
        };
        if folded.is_ascii_alphanumeric() {
            slug.push(folded);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}
