//! The greeting, the menu, and starting over. A buyer who was here before is offered the likely next step, not a menu.

use crate::{
    after,
    choices::Act,
    scene::{Scene, short},
    screen::Screen,
    state::State,
    text::Text,
};

/// Answers a greeting.
pub fn greet(scene: &mut Scene) {
    let shop = scene.shop_name();
    if let Some(checkout) = scene.talk.state.checkout()
        && !checkout.cart.is_empty()
    {
        // In the middle of ordering, a greeting is no reason to lose the place.
        scene.note(Text::HelloAgain, &[("shop", shop.into())]);
        return crate::transition::redraw(scene);
    }
    let open = scene
        .talk
        .cart
        .as_ref()
        .filter(|cart| !cart.is_empty())
        .map(|cart| (cart.units(), scene.money(&cart.totals.total)));
    if let Some((units, total)) = open {
        scene.go(State::Home);
        let body = scene
            .t(Text::GreetBasket, &[("shop", shop.into()), ("units", units.into()), ("total", total.into())]);
        let choices = vec![
            scene.choice(Act::Checkout, Text::ButtonCheckout),
            scene.choice(Act::Basket, Text::ButtonSeeBasket),
            scene.choice(Act::Categories { parent: None, page: 0 }, Text::ButtonBrowse),
        ];
        return scene.offer(body, choices);
    }
    if let Some(order) = scene.talk.last_order.clone() {
        scene.go(State::Home);
        let args = [
            ("shop", shop.into()),
            ("number", order.number.clone().into()),
            ("content", order.content.into()),
            ("total", scene.money(&order.total).into()),
        ];
        let body = scene.t(Text::GreetUsual, &args);
        let choices = vec![
            scene.choice(Act::Reorder(order.number.clone()), Text::ButtonOrderAgain),
            scene.choice(Act::Order(order.number), Text::ButtonOrderStatus),
            scene.choice(Act::Categories { parent: None, page: 0 }, Text::ButtonBrowse),
        ];
        return scene.offer(body, choices);
    }
    let again = scene.talk.greeted;
    scene.go(State::Home);
    let example = example(scene);
    let text = if again { Text::GreetAgain } else { Text::GreetNew };
    let body = scene.t(text, &[("shop", shop.into()), ("example", example.into())]);
    let choices = vec![
        scene.choice(Act::Categories { parent: None, page: 0 }, Text::ButtonBrowse),
        scene.choice(Act::FindWords, Text::ButtonSearch),
        scene.choice(Act::Agent, Text::ButtonAgent),
    ];
    scene.offer(body, choices);
}

/// Shows the menu.
pub fn menu(scene: &mut Scene) {
    scene.go(State::Home);
    let body = scene.t(Text::Menu, &[("shop", scene.shop_name().into())]);
    let units = scene.talk.cart.as_ref().map_or(0, |cart| cart.units());
    let basket = if units > 0 {
        scene
            .choice(Act::Basket, Text::ButtonBasket)
            .detailed(scene.t(Text::ItemsCount, &[("units", units.into())]))
    } else {
        scene.choice(Act::Basket, Text::ButtonBasket)
    };
    let mut choices = vec![
        scene.choice(Act::Categories { parent: None, page: 0 }, Text::ButtonBrowse),
        scene.choice(Act::FindWords, Text::ButtonSearch),
        basket,
        scene.choice(Act::Orders, Text::ButtonOrders),
        scene.choice(Act::Agent, Text::ButtonAgent),
        scene.choice(Act::Help, Text::ButtonHelp),
    ];
    if !scene.talk.after.lists.is_empty() {
        let row = scene.choice(Act::After(after::Act::Lists), Text::ButtonLists);
        choices.insert(4, row);
    }
    let opener = scene.t(Text::OpenerMenu, &[]);
    scene.show(Screen { body, choices, opener, ..Screen::default() });
}

/// Forgets where we were. The basket stays: it may hold an hour of work.
pub fn start_over(scene: &mut Scene) {
    scene.talk.undo = None;
    scene.talk.failed = None;
    scene.talk.came_from = None;
    scene.talk.state = State::Home;
    scene.talk.aside = None;
    let kept = scene.talk.cart.as_ref().is_some_and(|cart| !cart.is_empty());
    scene.note(if kept { Text::StartedOverBasketKept } else { Text::StartedOver }, &[]);
    menu(scene);
}

/// Returns a word that finds something here, for sentences that explain what to type.
pub fn example(scene: &Scene) -> String {
    let first = scene.catalogue.categories(None).into_iter().find_map(|category| {
        scene.catalogue.products_in(category.id).into_iter().next().map(|product| short(&product.name))
    });
    first.unwrap_or_else(|| scene.t(Text::ExampleWord, &[]))
}
