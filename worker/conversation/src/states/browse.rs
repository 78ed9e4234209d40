//! Categories and the products in them, nine to a page.

use domain::{
    ids::CategoryId,
    shop::{Product, Stock},
};

use crate::{
    choices::Act,
    scene::Scene,
    screen::{Choice, PAGE_ROWS, Screen, page_of},
    state::State,
    states::{card, home, search},
    text::Text,
};

/// Shows the categories below one; its products where there are none below.
pub fn categories(scene: &mut Scene, parent: Option<CategoryId>, page: u32) {
    let all = scene.catalogue.categories(parent);
    if all.is_empty() {
        return match parent {
            Some(category) => products(scene, category, 0),
            None => empty(scene),
        };
    }
    let (rows, page, more) = page_of(&all, page);
    let mut choices: Vec<Choice> = rows
        .iter()
        .map(|category| {
            Choice::new(Act::Categories { parent: Some(category.id), page: 0 }, category.name.as_str())
        })
        .collect();
    let place = parent.and_then(|id| scene.catalogue.category(id));
    if more {
        choices.push(more_choice(scene, Act::Categories { parent, page: page + 1 }));
    } else if let Some(parent) = parent
        && choices.len() < PAGE_ROWS
    {
        let all_here = scene.t(Text::AllHere, &[]);
        choices.push(Choice::new(Act::Products { category: parent, page: 0 }, all_here));
    }
    let above = place.as_ref().map(|category| Act::Categories { parent: category.parent, page: 0 });
    add_ways_out(scene, &mut choices, above);
    let body = match place {
        Some(category) => scene.t(Text::CategoriesBelow, &[("category", category.name.into())]),
        None => scene.t(Text::CategoriesTop, &[]),
    };
    scene.go(State::Categories { parent, page });
    show_list(scene, body, choices, Text::OpenerCategories);
}

/// Shows the products of a category.
pub fn products(scene: &mut Scene, category: CategoryId, page: u32) {
    let Some(place) = scene.catalogue.category(category) else {
        scene.note(Text::CategoryGone, &[]);
        return categories_or_menu(scene);
    };
    let all = scene.catalogue.products_in(category);
    if all.is_empty() {
        scene.note(Text::CategoryEmpty, &[("category", place.name.into())]);
        return categories_or_menu(scene);
    }
    let (rows, page, more) = page_of(&all, page);
    let mut choices: Vec<Choice> = rows.iter().map(|product| product_choice(scene, product)).collect();
    if more {
        choices.push(more_choice(scene, Act::Products { category, page: page + 1 }));
    }
    add_ways_out(scene, &mut choices, Some(Act::Categories { parent: place.parent, page: 0 }));
    let body = scene.t(Text::ProductsIn, &[("category", place.name.into())]);
    let body = if page > 0 { format!("{body}\n{}", scene.t(Text::OrSearch, &[])) } else { body };
    scene.go(State::Products { category, page });
    scene.talk.came_from = Some(Box::new(scene.talk.state.clone()));
    show_list(scene, body, choices, Text::OpenerProducts);
}

/// Goes back to the list that the last product came from.
pub fn where_it_came_from(scene: &mut Scene) {
    match scene.talk.came_from.as_deref().cloned() {
        Some(State::Products { category, page }) => products(scene, category, page),
        Some(State::Hits { words, .. }) if !search::hits(scene, &words).is_empty() => {
            search::list(scene, &words);
        }
        _ => categories(scene, None, 0),
    }
}

/// Makes the row of a product: its name and price.
pub fn product_choice(scene: &Scene, product: &Product) -> Choice {
    let mut choice = Choice::new(Act::Product(product.id), product.name.as_str());
    if !card::can_be_had(product) {
        let note = if product.stock.can_be_ordered() { Text::OnRequest } else { Text::SoldOut };
        choice = choice.detailed(scene.t(note, &[]));
    } else if matches!(product.stock, Stock::Backorder) {
        choice = choice.detailed(scene.t(Text::ComesLater, &[]));
    }
    match &product.price {
        Some(price) if !product.variations.is_empty() => {
            choice.price = Some(scene.t(Text::PriceFrom, &[("price", scene.money(price).into())]));
            choice
        }
        price => choice.priced(price.as_ref().map(|price| scene.money(price))),
    }
}

/// Shows choices as a list that opens.
pub fn show_list(scene: &mut Scene, body: String, choices: Vec<Choice>, opener: Text) {
    let opener = scene.t(opener, &[]);
    let footer = Some(scene.t(Text::FooterList, &[]));
    scene.show(Screen { body, choices, opener, footer, as_list: true, ..Screen::default() });
}

fn more_choice(scene: &Scene, act: Act) -> Choice {
    scene.choice(act, Text::More).detailed(scene.t(Text::MoreDetail, &[]))
}

/// Adds the rows for back and menu where there is room; the footer names them as words in any case.
fn add_ways_out(scene: &Scene, choices: &mut Vec<Choice>, above: Option<Act>) {
    if let Some(act) = above
        && choices.len() < PAGE_ROWS
    {
        choices.push(scene.choice(act, Text::Back));
    }
    if choices.len() <= PAGE_ROWS {
        choices.push(scene.choice(Act::Menu, Text::ButtonMenu));
    }
}

fn categories_or_menu(scene: &mut Scene) {
    if scene.catalogue.categories(None).is_empty() { empty(scene) } else { categories(scene, None, 0) }
}

fn empty(scene: &mut Scene) {
    scene.note(if scene.catalogue.is_complete() { Text::NothingSold } else { Text::StillLoading }, &[]);
    home::menu(scene);
}
