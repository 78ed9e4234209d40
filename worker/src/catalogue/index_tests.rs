use std::time::Instant;

use common::rng::{Rng as _, SeededRng};
use domain::{
    ids::VariationId,
    money::{Currency, Money},
    shop::{Stock, Variation},
};

use super::*;

fn product(id: u64, name: &str, sku: &str, categories: &[u64]) -> Product {
    Product {
        id: ProductId(id),
        name: name.into(),
        sku: Some(sku.to_owned()).filter(|sku| !sku.is_empty()),
        summary: String::new(),
        price: Some(Money::from_minor(100, Currency { code: "KES".into(), decimals: 2 })),
        stock: Stock::Available { left: None },
        image: None,
        categories: categories.iter().map(|id| CategoryId(*id)).collect(),
        attributes: vec![],
        variations: vec![],
        sold_individually: false,
        purchasable: true,
    }
}

fn category(id: u64, parent: Option<u64>, name: &str, position: i64) -> Category {
    Category { id: CategoryId(id), parent: parent.map(CategoryId), name: name.into(), position }
}

fn variation(id: u64, sku: &str, choices: &[(&str, &str)]) -> Variation {
    let choices =
        choices.iter().map(|(key, value)| AttributeChoice { key: (*key).into(), value: (*value).into() });
    let (stock, sku) = (Stock::Available { left: None }, Some(sku.to_owned()));
    Variation { id: VariationId(id), sku, price: None, stock, image: None, choices: choices.collect() }
}

fn shelf() -> Shelf {
    let mut shelf = Shelf { complete: true, ..Shelf::default() };
    let mut vest = product(43, "Hi-Vis Vest", "HV", &[22]);
    vest.variations = vec![
        variation(44, "HV-S-O", &[("pa_size", "S"), ("pa_colour", "Orange")]),
        variation(61, "SC-5", &[("Length", "5 m")]),
    ];
    let mut gloves = product(34, "Work Gloves – Réf. Ñ°7 (10 pairs)", "WG-7", &[22]);
    gloves.summary = "Warm leather for welding".into();
    for product in [
        vest,
        gloves,
        product(14, "Hex Bolt M8x40 (Zinc)", "HB-M8-40", &[17]),
        product(16, "Hex Bolt M6x30 (Zinc)", "HB-M6-30", &[17]),
        product(15, "Hex Nut M8", "HN-M8", &[17]),
        product(17, "Anchor Bolt \"Heavy\" 12mm & Sleeve", "AB-12", &[17]),
        product(20, "Angle Grinder 115mm", "AG-115", &[18]),
        product(24, "Generator 5kVA", "GEN-5", &[18]),
        product(27, "Packing Tape 48mm", "PT-48", &[21]),
        product(28, "不锈钢螺丝钉", "SS-1", &[17]),
    ] {
        shelf.put(product);
    }
    shelf.put_categories(vec![
        category(16, None, "Hardware & Tools", 2),
        category(17, Some(16), "Fasteners", 0),
        category(18, Some(16), "Power Tools", 0),
        category(21, None, "Tapes", 1),
        category(22, None, "Workwear", 0),
        category(23, None, "Office (empty)", 0),
    ]);
    shelf
}

fn names(hits: &[Hit]) -> Vec<&str> {
    hits.iter().map(|hit| hit.product.name.as_str()).collect()
}

fn first(question: &str) -> (u64, f32) {
    let hits = Index::build(&shelf()).search(question, 5);
    hits.first().map_or((0, 0.0), |hit| (hit.product.id.0, hit.score))
}

#[test]
fn exact_article_numbers_come_first_however_they_are_written() {
    for question in ["HB-M8-40", "hb m8 40", "hbm840", " HB_M8.40 "] {
        assert_eq!(first(question), (14, 1.0), "{question}");
    }
    assert_eq!(first("hv-s-o"), (43, 1.0), "a variation's number leads to its product");
}

#[test]
fn names_are_found_in_whole_and_in_part_and_without_accents() {
    assert_eq!(first("hex nut m8"), (15, 1.0));
    assert_eq!(first("work gloves ref n 7 10 pairs").0, 34);
    assert_eq!(first("glove").0, 34);
    assert_eq!(first("hex bolt m8").0, 14);
    assert_eq!(first("bolt m6").0, 16);
    assert_eq!(first("do you have some gloves please?").0, 34);
    assert_eq!(first("ŘÉF").0, 34);
}

#[test]
fn mistyped_words_are_forgiven() {
    for (question, id) in [
        ("genrator", 24),
        ("genarater", 24),
        ("grindr", 20),
        ("angel grinder", 20),
        ("packng tpae", 27),
        ("hivis vest", 43),
        ("hi vis", 43),
        ("glvoes", 34),
        ("m8 x 40 bolt", 14),
        ("m8x 40 bolt", 14),
        ("boltt m8x40", 14),
    ] {
        let (found, score) = first(question);
        assert_eq!(found, id, "{question}");
        assert!((0.3..1.0).contains(&score), "{question}: {score}");
    }
}

#[test]
fn sizes_are_not_mistakes_of_each_other() {
    let index = Index::build(&shelf());
    let hits = index.search("bolt m10", 5);
    assert!(hits.iter().all(|hit| hit.score < 0.9), "{hits:?}");
}

#[test]
fn summaries_and_categories_lead_to_products_with_less_weight() {
    assert_eq!(first("welding").0, 34);
    let hits = Index::build(&shelf()).search("fasteners", 9);
    assert_eq!(hits.len(), 5);
    assert!(hits.iter().all(|hit| hit.score < 0.6));
}

#[test]
fn writing_without_spaces_is_searched_by_its_parts() {
    assert_eq!(first("螺丝").0, 28);
}

#[test]
fn nonsense_finds_nothing() {
    for question in ["", " ", "xyzzy qwrtp", "???", "\u{0}"] {
        assert_eq!(first(question).0, 0, "{question}");
    }
    assert!(Index::default().search("bolt", 5).is_empty());
    assert!(Index::build(&shelf()).search("bolt", 0).is_empty());
}

#[test]
fn categories_show_only_what_leads_somewhere_in_the_merchants_order() {
    let index = Index::build(&shelf());
    let shown = |parent: Option<u64>| {
        let categories = index.categories(parent.map(CategoryId));
        categories.into_iter().map(|category| category.name).collect::<Vec<_>>()
    };
    assert_eq!(shown(None), ["Workwear", "Tapes", "Hardware & Tools"]);
    assert_eq!(shown(Some(16)), ["Fasteners", "Power Tools"]);
    assert!(shown(Some(17)).is_empty());
    let in_hardware = index.products_in(CategoryId(16)).into_iter().map(|product| product.id.0);
    assert_eq!(in_hardware.collect::<Vec<_>>(), [17, 20, 24, 16, 14, 15, 28]);
}

#[test]
fn a_loop_of_categories_is_survived() {
    let mut shelf = shelf();
    shelf.put_categories(vec![
        category(17, Some(18), "a", 0),
        category(18, Some(17), "b", 0),
        category(21, Some(21), "c", 0),
    ]);
    let index = Index::build(&shelf);
    assert_eq!(index.products_in(CategoryId(17)).len(), 7);
    assert_eq!(index.categories(None).len(), 1, "what is above itself stands at the top");
}

#[test]
fn new_prices_need_no_new_words() {
    let mut shelf = shelf();
    let index = Index::build(&shelf);
    let mut dearer = product(15, "Hex Nut M8", "HN-M8", &[17]);
    dearer.stock = Stock::None;
    assert_eq!(shelf.put(dearer.clone()), super::super::shelf::Change::Facts);
    let next = index.with_facts(&[Arc::new(dearer)], &shelf);
    assert_eq!(next.product(ProductId(15)).unwrap().stock, Stock::None);
    assert_eq!(index.product(ProductId(15)).unwrap().stock, Stock::Available { left: None });
    assert!(Arc::ptr_eq(&index.words, &next.words));
    assert_eq!(next.search("hex nut m8", 1)[0].product.stock, Stock::None);
}

#[test]
fn a_variation_is_no_product_and_fixes_its_own_choices() {
    let index = Index::build(&shelf());
    assert_eq!(index.product(ProductId(44)), None);
    let choice = |key: &str| AttributeChoice { key: key.into(), value: "x".into() };
    let choices = vec![choice("pa_size"), choice("Length"), choice("Finish")];
    let article = |variation| Article { product: ProductId(43), variation, choices: choices.clone() };
    let open = |variation| index.choices_left_open(&article(variation)).into_iter().map(|choice| choice.key);
    assert_eq!(open(Some(VariationId(44))).collect::<Vec<_>>(), ["Length", "Finish"]);
    assert_eq!(open(Some(VariationId(61))).collect::<Vec<_>>(), ["pa_size", "Finish"]);
    assert_eq!(open(None).count(), 3);
}

fn word(rng: &mut SeededRng) -> String {
    const PARTS: [&str; 16] = [
        "bo", "lt", "ra", "sen", "ki", "mor", "ta", "vel", "du", "gri", "nop", "sta", "ble", "cor", "wi",
        "zen",
    ];
    let parts = 2 + rng.below(3);
    (0..parts).map(|_| PARTS[usize::try_from(rng.below(16)).unwrap()]).collect()
}

fn large_shelf(products: u64, seed: u64) -> Shelf {
    let mut rng = SeededRng::new(seed);
    let mut shelf = Shelf { complete: true, ..Shelf::default() };
    for id in 1..=products {
        let words = (0..3 + rng.below(3)).map(|_| word(&mut rng)).collect::<Vec<_>>();
        let name = format!("{} M{} {}mm", words.join(" "), rng.below(30), rng.below(500));
        let mut product = product(id, &name, &format!("SKU-{id}"), &[1 + id % 40]);
        product.summary = (0..6).map(|_| word(&mut rng)).collect::<Vec<_>>().join(" ");
        shelf.put(product);
    }
    shelf.put_categories((1..=40).map(|id| category(id, None, &format!("Kind {id}"), 0)).collect());
    shelf
}

#[test]
fn every_product_is_found_by_its_name_and_by_its_number() {
    let shelf = large_shelf(500, 7);
    let index = Index::build(&shelf);
    for product in shelf.products.values() {
        let by_name = index.search(&product.name.to_uppercase(), 3);
        assert!(by_name.iter().any(|hit| hit.product.id == product.id), "{}", product.name);
        assert!((by_name[0].score - 1.0).abs() < f32::EPSILON);
        assert_eq!(index.search(product.sku.as_deref().unwrap(), 1)[0].product.id, product.id);
    }
}

proptest::proptest! {
    #[test]
    fn any_question_is_answered_within_the_limit_and_always_alike(question in ".{0,60}", limit in 0_usize..12) {
        let index = Index::build(&shelf());
        let hits = index.search(&question, limit);
        proptest::prop_assert!(hits.len() <= limit);
        proptest::prop_assert!(hits.windows(2).all(|pair| pair[0].score >= pair[1].score));
        proptest::prop_assert!(hits.iter().all(|hit| (0.0..=1.0).contains(&hit.score)));
        let again = Index::build(&shelf()).search(&question, limit);
        proptest::prop_assert_eq!(names(&hits), names(&again));
    }
}

/// Prints how long a search over 100,000 products takes; `cargo test --release -- --ignored --nocapture` to see it.
#[test]
#[ignore = "a measurement"]
fn searching_100_000_products() {
    let started = Instant::now();
    let shelf = large_shelf(100_000, 1);
    println!("shelf {:?}", started.elapsed());
    let started = Instant::now();
    let index = Index::build(&shelf);
    println!("index {:?}, {} words", started.elapsed(), index.words.words_count());
    let mut rng = SeededRng::new(2);
    let mut times = Vec::new();
    for _ in 0..1_000 {
        let product = &shelf.products[&ProductId(1 + rng.below(100_000))];
        let mut question = product.name.split(' ').take(3).collect::<Vec<_>>().join(" ");
        let cut = usize::try_from(rng.below(question.len() as u64)).unwrap();
        question.remove(cut);
        let started = Instant::now();
        let hits = index.search(&question, 10);
        times.push(started.elapsed());
        assert!(!hits.is_empty());
    }
    times.sort();
    println!("search p50 {:?} p99 {:?} max {:?}", times[500], times[990], times[999]);
}
