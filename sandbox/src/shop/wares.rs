//! The invented stock of the pretend shop: a wholesaler of food-service supplies in Nairobi. Data only.

use std::collections::BTreeMap;

use serde_json::json;

use super::catalogue::{Attribute, Catalogue, Category, Coupon, CouponKind, Kind, Product, Stock};
use super::session::blank_address;
use super::state::Customer;

/// `(company, role, billing phone, mark as a supplier)`: customers whom the merchant buys from, and one who only buys.
const CUSTOMERS: [(&str, &str, &str, &str); 4] = [
    ("Baraka Wholesale", "supplier", "+254700000021", ""),
    ("Nyeri Coffee Growers", "customer", "+254700000022", "coffee"),
    // As people write it down at home.
    ("Mwea Rice Mills", "customer", "0700 000 023", "rice, dry goods"),
    ("Cafe Mzuri", "customer", "+254700000024", ""),
];

/// First id given to a category.
const FIRST_CATEGORY: u64 = 16;
/// First id given to a product.
const FIRST_PRODUCT: u64 = 101;

/// `(name, slug of the parent)`; a parent stands before its children.
const CATEGORIES: [(&str, &str); 11] = [
    ("Food &amp; Drinks", ""),
    ("Coffee &amp; Tea", "food-drinks"),
    ("Dry Goods", "food-drinks"),
    ("Spices", "dry-goods"),
    ("Kitchen", ""),
    ("Cookware", "kitchen"),
    ("Disposables", "kitchen"),
    ("Cleaning", ""),
    ("Workwear", ""),
    ("Equipment", ""),
    ("Uncategorized", ""),
];

/// `(name, sku, price in cents, sale price, stock (-1 uncounted), category slug, image, description)`.
type Ware = (&'static str, &'static str, i64, i64, i64, &'static str, &'static str, &'static str);

/// Simple products; price 0 means none, sale 0 means none.
const WARES: [Ware; 36] = [
    (
        "Arabica Coffee Beans AA 1kg",
        "CF-AA-1",
        185_000,
        0,
        240,
        "coffee-tea",
        "beans",
        "Washed AA beans from Nyeri, medium roast.",
    ),
    (
        "Arabica Coffee Beans AB 1kg",
        "CF-AB-1",
        152_000,
        138_000,
        310,
        "coffee-tea",
        "beans",
        "Washed AB beans, medium roast.",
    ),
    (
        "Ground Coffee House Blend 500g",
        "CF-HB-05",
        78_000,
        0,
        420,
        "coffee-tea",
        "beans",
        "Filter grind, valve bag.",
    ),
    (
        "Café Crème Espresso Blend 1kg",
        "CF-CC-1",
        169_500,
        0,
        96,
        "coffee-tea",
        "beans",
        "Dark espresso blend for machines.",
    ),
    (
        "Instant Coffee Tin 750g",
        "CF-IN-75",
        114_000,
        0,
        180,
        "coffee-tea",
        "beans",
        "Freeze-dried, catering tin.",
    ),
    (
        "Kericho Gold Black Tea 100 bags",
        "TE-BK-100",
        38_500,
        0,
        900,
        "coffee-tea",
        "tea",
        "Enveloped tea bags.",
    ),
    (
        "Purple Tea Loose Leaf 250g",
        "TE-PU-25",
        64_000,
        0,
        75,
        "coffee-tea",
        "tea",
        "Purple tea from Nandi Hills.",
    ),
    ("Green Tea 50 bags", "TE-GR-50", 29_900, 0, 640, "coffee-tea", "tea", "Pyramid bags."),
    ("Maté Infusion 200g", "TE-MA-20", 58_000, 0, 40, "coffee-tea", "tea", "Roasted maté leaves."),
    ("Chai Masala Mix 1kg", "TE-CM-1", 91_250, 0, 210, "coffee-tea", "tea", "Tea, milk powder and spices."),
    ("Drinking Chocolate 1kg", "CH-DR-1", 88_000, 0, 130, "coffee-tea", "tea", "For hot milk and machines."),
    ("Hibiscus Tea 40 bags", "TE-HI-40", 31_500, 0, 260, "coffee-tea", "tea", "Caffeine-free."),
    ("Raw Honey Jar 1kg", "HN-RW-1", 97_500, 0, 3, "coffee-tea", "jar", "Acacia honey from Baringo."),
    ("Pishori Rice 25kg", "RC-PI-25", 512_500, 0, 64, "dry-goods", "sack", "Aromatic rice from Mwea."),
    ("Basmati Rice 10kg", "RC-BA-10", 268_000, 249_000, 88, "dry-goods", "sack", "Aged long grain."),
    (
        "Maize Flour 24 x 2kg",
        "FL-MZ-48",
        398_000,
        0,
        120,
        "dry-goods",
        "sack",
        "Grade one sifted maize flour, bale.",
    ),
    ("Wheat Flour 24 x 2kg", "FL-WH-48", 436_000, 0, 95, "dry-goods", "sack", "All-purpose flour, bale."),
    ("White Sugar 50kg", "SG-WH-50", 689_000, 0, 30, "dry-goods", "sack", "Mill white."),
    ("Red Kidney Beans 10kg", "BN-RK-10", 178_000, 0, 55, "dry-goods", "sack", "Sorted and cleaned."),
    ("Sunflower Oil 20L", "OL-SF-20", 574_000, 0, 42, "dry-goods", "jar", "Refined, jerrycan."),
    ("Sea Salt 1kg", "SP-SS-1", 8_900, 0, 1500, "spices", "spice", "Fine, iodised."),
    ("Black Pepper Whole 500g", "SP-BP-05", 68_000, 0, 140, "spices", "spice", "Hand-sorted peppercorns."),
    ("Piment d’Espelette 250g", "SP-PE-25", 143_000, 0, 0, "spices", "spice", "Mild French chilli powder."),
    ("Pilau Masala 500g", "SP-PM-05", 47_500, 0, 220, "spices", "spice", "Coast-style blend."),
    ("Jalapeño Flakes 200g", "SP-JF-20", 52_300, 0, 85, "spices", "spice", "Medium heat."),
    (
        "Stock Pot 20L \"Chef\" & Lid",
        "CK-SP-20",
        645_000,
        0,
        18,
        "cookware",
        "pot",
        "Stainless steel, sandwich base.",
    ),
    ("Frying Pan 28cm", "CK-FP-28", 214_900, 0, 60, "cookware", "pot", "Carbon steel."),
    ("Crème Brûlée Dish 12 pcs", "CK-CB-12", 318_000, 0, 25, "cookware", "pot", "Porcelain, oven safe."),
    ("Paper Cup 8oz 1000 pcs", "DS-PC-8", 465_000, 0, 70, "disposables", "cup", "Single wall, white."),
    ("Cup Lid 8oz 1000 pcs", "DS-CL-8", 255_000, 0, 74, "disposables", "cup", "Fits 8oz paper cups."),
    ("Wooden Stirrer 1000 pcs", "DS-WS-1", 32_000, 0, -1, "disposables", "cup", "Birch, 14 cm."),
    ("Napkin 2-ply 4000 pcs", "DS-NP-4", 387_500, 0, 36, "disposables", "cup", "White, 33 x 33 cm."),
    ("Dish Soap 5L", "CL-DS-5", 84_500, 0, 150, "cleaning", "bottle", "Lemon, concentrated."),
    ("Surface Disinfectant 5L", "CL-SD-5", 127_000, 0, 110, "cleaning", "bottle", "Food-safe, no rinse."),
    (
        "Espresso Machine 2 Group",
        "EQ-EM-2",
        38_500_000,
        0,
        4,
        "equipment",
        "machine",
        "One per order; our technician installs it.",
    ),
    (
        "Cold Room Panel (price on request)",
        "EQ-CR",
        0,
        0,
        -1,
        "equipment",
        "machine",
        "Made to measure; ask for a quote.",
    ),
];

/// The accounts of a new shop.
pub fn suppliers(now_ms: i64) -> BTreeMap<u64, Customer> {
    // 1 is the manager.
    let accounts = (2..).zip(CUSTOMERS).map(|(id, (company, role, phone, mark))| {
        let mut billing = blank_address(true, true);
        billing.insert("company".into(), json!(company));
        billing.insert("phone".into(), json!(phone));
        let username = company.to_lowercase().replace(' ', "-");
        let meta = (!mark.is_empty()).then(|| (id, "wa_supplier".to_owned(), json!(mark)));
        let customer = Customer {
            id,
            email: format!("{username}@suppliers.test"),
            username,
            first_name: String::new(),
            last_name: String::new(),
            role: role.into(),
            billing,
            shipping: blank_address(false, true),
            meta: meta.into_iter().collect(),
            application_passwords: Vec::new(),
            created_ms: now_ms,
        };
        (id, customer)
    });
    accounts.collect()
}

/// The catalogue at start.
pub fn catalogue(now_ms: i64) -> Catalogue {
    let mut catalogue = Catalogue::default();
    for (id, (name, parent)) in (FIRST_CATEGORY..).zip(CATEGORIES) {
        let name = name.to_owned();
        let slug = super::catalogue::slug(&name);
        let parent = category(&catalogue, parent);
        catalogue.categories.push(Category { id, name, slug, parent });
    }
    for (id, (name, sku, price, sale, stock, category_slug, image, description)) in
        (FIRST_PRODUCT..).zip(WARES)
    {
        let product = Product {
            id,
            parent: 0,
            kind: Kind::Simple,
            name: name.to_owned(),
            sku: sku.to_owned(),
            regular: (price > 0).then_some(price),
            sale: (sale > 0).then_some(sale),
            stock: if stock < 0 { Stock::Uncounted } else { Stock::Counted(stock) },
            published: true,
            sold_individually: sku == "EQ-EM-2",
            category: category(&catalogue, category_slug),
            image,
            description: description.to_owned(),
            attributes: Vec::new(),
            choice: Vec::new(),
            variations: Vec::new(),
            sales: 0,
            modified_ms: now_ms,
        };
        catalogue.products.insert(id, product);
    }
    let draft = simple(
        &mut catalogue,
        "Unreleased Cold Brew Kit",
        "CF-CBK",
        220_000,
        12,
        "coffee-tea",
        "beans",
        now_ms,
    );
    if let Some(product) = catalogue.products.get_mut(&draft) {
        product.published = false;
    }
    variable_products(&mut catalogue, now_ms);
    catalogue.coupons = coupons();
    catalogue
}

fn variable_products(catalogue: &mut Catalogue, now_ms: i64) {
    // Sizes and colours of the whole shop, counted per variation.
    let jacket = Variable {
        name: "Chef Jacket",
        sku: "WW-CJ",
        category: "workwear",
        image: "jacket",
        stock: Stock::Uncounted,
        attributes: vec![
            attribute(1, "Size", &["S", "M", "L", "XL"]),
            attribute(2, "Colour", &["White", "Black"]),
        ],
    };
    let mut variations = Vec::new();
    for (size, price, stock) in
        [("S", 235_000, 14), ("M", 235_000, 40), ("L", 235_000, 33), ("XL", 249_000, 6)]
    {
        variations.push((
            format!("WW-CJ-{size}-W"),
            price,
            Stock::Counted(stock),
            vec![some(size), some("White")],
        ));
        let black = if size == "XL" { 0 } else { stock / 2 };
        variations.push((
            format!("WW-CJ-{size}-B"),
            price,
            Stock::Counted(black),
            vec![some(size), some("Black")],
        ));
    }
    jacket.add(catalogue, variations, now_ms);
    // One shared count on the parent.
    let apron = Variable {
        name: "Bib Apron",
        sku: "WW-BA",
        category: "workwear",
        image: "jacket",
        stock: Stock::Counted(48),
        attributes: vec![attribute(2, "Colour", &["White", "Black"])],
    };
    let variations = ["White", "Black"]
        .map(|colour| (format!("WW-BA-{}", &colour[..1]), 68_000, Stock::Parent, vec![some(colour)]))
        .to_vec();
    apron.add(catalogue, variations, now_ms);
    // "Any grind": the buyer must choose one although the variation does not fix it.
    let sack = Variable {
        name: "Coffee Sack (any grind)",
        sku: "CF-SK",
        category: "coffee-tea",
        image: "beans",
        stock: Stock::Uncounted,
        attributes: vec![
            attribute(0, "Weight", &["5 kg", "10 kg", "30 kg"]),
            attribute(0, "Grind", &["Whole bean", "Filter", "Espresso"]),
        ],
    };
    let variations = vec![
        ("CF-SK-5".to_owned(), 790_000, Stock::Counted(50), vec![some("5 kg"), None]),
        ("CF-SK-10".to_owned(), 1_520_000, Stock::Counted(30), vec![some("10 kg"), None]),
        ("CF-SK-30".to_owned(), 4_390_000, Stock::Counted(12), vec![some("30 kg"), some("Whole bean")]),
    ];
    sack.add(catalogue, variations, now_ms);
}

struct Variable {
    name: &'static str,
    sku: &'static str,
    category: &'static str,
    image: &'static str,
    stock: Stock,
    attributes: Vec<Attribute>,
}

impl Variable {
    fn add(
        self,
        catalogue: &mut Catalogue,
        variations: Vec<(String, i64, Stock, Vec<Option<String>>)>,
        now_ms: i64,
    ) {
        let parent = simple(catalogue, self.name, self.sku, 0, -1, self.category, self.image, now_ms);
        let mut ids = Vec::new();
        for (sku, price, stock, choice) in variations {
            let id = simple(catalogue, self.name, &sku, price, -1, self.category, self.image, now_ms);
            if let Some(variation) = catalogue.products.get_mut(&id) {
                variation.kind = Kind::Variation;
                variation.parent = parent;
                variation.stock = stock;
                variation.choice = choice;
            }
            ids.push(id);
        }
        if let Some(product) = catalogue.products.get_mut(&parent) {
            product.kind = Kind::Variable;
            product.regular = None;
            product.stock = self.stock;
            product.attributes = self.attributes;
            product.variations = ids;
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "a row of a table, not an interface")]
fn simple(
    catalogue: &mut Catalogue,
    name: &str,
    sku: &str,
    price: i64,
    stock: i64,
    category_slug: &str,
    image: &'static str,
    now_ms: i64,
) -> u64 {
    let id = catalogue.products.last_key_value().map_or(FIRST_PRODUCT, |(id, _)| id + 1);
    let product = Product {
        id,
        parent: 0,
        kind: Kind::Simple,
        name: name.to_owned(),
        sku: sku.to_owned(),
        regular: (price > 0).then_some(price),
        sale: None,
        stock: if stock < 0 { Stock::Uncounted } else { Stock::Counted(stock) },
        published: true,
        sold_individually: false,
        category: category(catalogue, category_slug),
        image,
        description: format!("{name}, for trade customers."),
        attributes: Vec::new(),
        choice: Vec::new(),
        variations: Vec::new(),
        sales: 0,
        modified_ms: now_ms,
    };
    catalogue.products.insert(id, product);
    id
}

fn category(catalogue: &Catalogue, slug: &str) -> u64 {
    catalogue.categories.iter().find(|category| category.slug == slug).map_or(0, |category| category.id)
}

fn attribute(id: u64, name: &str, options: &[&str]) -> Attribute {
    Attribute {
        id,
        name: name.to_owned(),
        options: options.iter().map(|option| (*option).to_owned()).collect(),
    }
}

#[expect(clippy::unnecessary_wraps, reason = "a shorthand in tables of options")]
fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn coupons() -> Vec<Coupon> {
    let coupon = |id, code: &str, kind, amount| Coupon {
        id,
        code: code.to_owned(),
        kind,
        amount,
        ..Coupon::default()
    };
    vec![
        coupon(90, "bulk10", CouponKind::Percent, 10),
        coupon(91, "less500", CouponKind::FixedCart, 50_000),
        Coupon { expired: true, ..coupon(92, "expired", CouponKind::Percent, 50) },
        Coupon { minimum: 2_000_000, ..coupon(93, "big20000", CouponKind::Percent, 15) },
        Coupon { usage_limit: Some(1), ..coupon(94, "once1000", CouponKind::FixedCart, 100_000) },
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_ware_stands_in_a_category_and_has_its_own_sku() {
        let catalogue = catalogue(0);
        assert!(catalogue.products.values().all(|product| product.category >= FIRST_CATEGORY));
        let skus: BTreeSet<&str> = catalogue.products.values().map(|product| product.sku.as_str()).collect();
        assert_eq!(skus.len(), catalogue.products.len());
    }

    #[test]
    fn one_category_is_longer_than_a_list_message_and_one_tree_is_two_deep() {
        let catalogue = catalogue(0);
        let coffee = category(&catalogue, "coffee-tea");
        let shown = catalogue.products.values().filter(|product| {
            product.category == coffee && product.published && product.kind != Kind::Variation
        });
        assert!(shown.count() >= 12);
        let top = category(&catalogue, "food-drinks");
        assert!(catalogue.subtree(top).contains(&category(&catalogue, "spices")));
    }
}
