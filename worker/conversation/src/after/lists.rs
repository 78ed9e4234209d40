//! Named lists of what is ordered again and again: saved from the basket or an order, ordered by name, renamed, deleted, and
//! reminded of every so many days where the buyer wants that.

use domain::{
    Money,
    outbound::fit,
    shop::{Cart, Order},
    template::{RESTOCK_REMINDER, Template},
    text::fold,
};
use serde::{Deserialize, Serialize};

use super::{Act, Decided, Kind, Screen, again, decision::record};
use crate::{
    choices,
    conversation::Conversation,
    effect::Article,
    event::Timer,
    phrases::LINES_MAX,
    scene::{Scene, short},
    screen::{self, Choice},
    state::State,
    states::{basket, browse, doubt, home},
    text::Text,
    turn::TimerCommand,
    words,
};

/// Lists of one buyer.
pub const LISTS_MAX: usize = 9;
/// Longest name, in units: it is the title of a row.
const NAME_MAX: usize = 20;
/// Longest time between two reminders.
const DAYS_MAX: u32 = 365;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// A reminder that could not be sent for so long is pointless.
const USEFUL_MS: i64 = DAY_MS;
/// Pause before a reminder is tried again while a person has the conversation.
const PERSON_PAUSE_MS: i64 = 60 * 60 * 1000;

/// One line of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// What.
    pub article: Article,
    /// How many.
    pub quantity: u32,
    /// What it was called.
    pub name: String,
}

/// A named list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RepeatList {
    /// Its number among the lists of this buyer; never given twice.
    pub id: u32,
    /// Its name.
    pub name: String,
    /// What is on it.
    pub items: Vec<Item>,
    /// How often it is reminded of, days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every_days: Option<u32>,
    /// When it is reminded of next, unix milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_ms: Option<i64>,
}

/// What a name is asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Naming {
    /// A new list of these.
    New {
        /// What is on it.
        items: Vec<Item>,
    },
    /// A list that there is.
    List {
        /// Which.
        id: u32,
    },
}

fn act(act: Act) -> choices::Act {
    choices::Act::After(act)
}

fn find(talk: &Conversation, id: u32) -> Option<&RepeatList> {
    talk.after.lists.iter().find(|list| list.id == id)
}

/// Reads a text that names a list: to be shown, or ordered.
pub fn named(talk: &Conversation, text: &str) -> Option<Act> {
    talk.after.lists.iter().find_map(|list| {
        let name = fold(&list.name);
        let verb = text.strip_suffix(&name)?.trim();
        match verb {
            "" => Some(Act::List(list.id)),
            verb if words::is_order_verb(verb) => Some(Act::OrderList(list.id)),
            _ => None,
        }
    })
}

/// Shows the lists.
pub fn show_all(scene: &mut Scene) {
    let lists = scene.talk.after.lists.clone();
    if lists.is_empty() {
        scene.go(State::Home);
        let body = scene.t(Text::ListsNone, &[]);
        let choices = vec![
            scene.choice(choices::Act::Basket, Text::ButtonBasket),
            scene.choice(choices::Act::Orders, Text::ButtonOrders),
            scene.choice(choices::Act::Menu, Text::ButtonMenu),
        ];
        return scene.offer(body, choices);
    }
    let mut choices: Vec<Choice> = lists
        .iter()
        .map(|list| Choice::new(act(Act::List(list.id)), list.name.clone()).detailed(content(list)))
        .collect();
    choices.push(scene.choice(choices::Act::Menu, Text::ButtonMenu));
    let body = scene.t(Text::ListsHead, &[]);
    scene.go(State::After(Screen::Lists));
    browse::show_list(scene, body, choices, Text::ButtonLists);
}

fn content(list: &RepeatList) -> String {
    let names: Vec<String> = list
        .items
        .iter()
        .take(3)
        .map(|item| format!("{} × {}", item.quantity, fit(&item.name, 30)))
        .collect();
    let rest = if list.items.len() > 3 { ", …" } else { "" };
    format!("{}{rest}", names.join(", "))
}

/// Shows one list.
pub fn show(scene: &mut Scene, id: u32) {
    let Some(list) = find(&scene.talk, id).cloned() else { return gone(scene) };
    let mut lines = vec![scene.t(Text::ListHead, &[("name", list.name.clone().into())])];
    let shown = list.items.iter().take(basket::LINES_SHOWN_MAX);
    lines.extend(shown.map(|item| format!("{} × {}", item.quantity, short(&item.name))));
    let hidden = list.items.len().saturating_sub(basket::LINES_SHOWN_MAX);
    if hidden > 0 {
        lines.push(scene.t(Text::MoreLines, &[("count", hidden.into())]));
    }
    if let Some(days) = list.every_days {
        lines.push(scene.t(Text::EveryNow, &[("count", days.into())]));
    }
    let choices = vec![
        scene.choice(act(Act::OrderList(id)), Text::ButtonOrderList),
        scene.choice(act(Act::Every(id)), Text::ButtonEvery),
        scene.choice(act(Act::RenameList(id)), Text::ButtonRenameList),
        scene.choice(act(Act::DeleteList(id)), Text::ButtonDeleteList),
        scene.choice(act(Act::Lists), Text::ButtonLists),
        scene.choice(choices::Act::Menu, Text::ButtonMenu),
    ];
    scene.go(State::After(Screen::List { id }));
    scene.offer(lines.join("\n"), choices);
}

fn gone(scene: &mut Scene) {
    scene.note(Text::ListGone, &[]);
    show_all(scene);
}

/// Puts what is on a list into the basket, as far as it can be had, and goes on to the checkout.
pub fn order(scene: &mut Scene, id: u32) {
    let Some(list) = find(&scene.talk, id).cloned() else { return gone(scene) };
    let items = list.items.into_iter().map(|item| (Some(item.article), item.quantity, item.name)).collect();
    let (wanted, missing) = again::prepare(scene, items);
    doubt::add_all(scene, wanted, missing, true);
}

fn of_cart(scene: &Scene, cart: &Cart) -> Vec<Item> {
    let item = |line| {
        let article = basket::article_of(scene, line)?;
        Some(Item { article, quantity: line.quantity, name: basket::line_name(line) })
    };
    cart.lines.iter().take(LINES_MAX).filter_map(item).collect()
}

fn of_order(scene: &Scene, order: &Order) -> Vec<Item> {
    let item = |line: &domain::shop::OrderLine| {
        let article = basket::article_by_id(scene, line.id, &line.name, &[])?;
        Some(Item { article, quantity: line.quantity, name: short(&line.name) })
    };
    order.lines.iter().take(LINES_MAX).filter_map(item).collect()
}

/// Saves the order on the screen, or else the basket; asks for a name where none is given.
pub fn save(scene: &mut Scene, name: Option<&str>) {
    let items = match scene.talk.state.clone() {
        State::OneOrder { order } | State::Placed { order, .. } | State::CancelAsked { order } => {
            of_order(scene, &order)
        }
        _ => scene.talk.cart.clone().map_or_else(Vec::new, |cart| of_cart(scene, &cart)),
    };
    if items.is_empty() {
        return scene.remark(Text::ListNothing, &[]);
    }
    if let Some(cart) = scene.talk.cart.clone() {
        again::remember_prices(scene, &cart);
    }
    let same = name.map(fold);
    let exists = scene.talk.after.lists.iter().any(|list| Some(fold(&list.name)) == same);
    if scene.talk.after.lists.len() >= LISTS_MAX && !exists {
        scene.note(Text::ListsFull, &[("max", LISTS_MAX.into())]);
        return show_all(scene);
    }
    match name {
        Some(name) => take_name(scene, Naming::New { items }, name),
        None => ask_name(scene, Naming::New { items }),
    }
}

/// Asks for another name of a list.
pub fn rename(scene: &mut Scene, id: u32) {
    match find(&scene.talk, id) {
        Some(_) => ask_name(scene, Naming::List { id }),
        None => gone(scene),
    }
}

fn ask_name(scene: &mut Scene, naming: Naming) {
    scene.go(State::After(Screen::Name { naming }));
    scene.ask(Text::ListAskName, &[]);
}

/// Shows the question for a name again.
pub fn ask_name_again(scene: &mut Scene) {
    scene.ask(Text::ListAskName, &[]);
}

/// Takes a name. One that means something else, or belongs to another list, cannot be used; saving under a name that there
/// is makes that list anew.
pub fn take_name(scene: &mut Scene, naming: Naming, name: &str) {
    let name = fit(name.trim().trim_matches(['"', '\'', '“', '”', '«', '»']).trim(), NAME_MAX);
    let folded = fold(&name);
    let other = scene.talk.after.lists.iter().find(|list| fold(&list.name) == folded).map(|list| list.id);
    let is_taken = matches!(&naming, Naming::List { id } if other.is_some_and(|other| other != *id));
    let says_nothing = !folded.chars().any(char::is_alphabetic);
    if says_nothing || is_taken || words::command_of(&folded).is_some() {
        scene.go(State::After(Screen::Name { naming }));
        return scene.remark(Text::ListNameTaken, &[]);
    }
    let (id, text) = match naming {
        Naming::List { id } => {
            let Some(list) = scene.talk.after.lists.iter_mut().find(|list| list.id == id) else {
                return gone(scene);
            };
            list.name.clone_from(&name);
            (id, Text::ListRenamed)
        }
        Naming::New { items } => (put(scene, other, &name, items), Text::ListSaved),
    };
    scene.note(text, &[("name", name.into())]);
    show(scene, id);
}

fn put(scene: &mut Scene, id: Option<u32>, name: &str, items: Vec<Item>) -> u32 {
    let book = &mut scene.talk.after;
    if let Some(list) = book.lists.iter_mut().find(|list| Some(list.id) == id) {
        list.items = items;
        return list.id;
    }
    book.lists_made = book.lists_made.saturating_add(1);
    let id = book.lists_made;
    book.lists.push(RepeatList { id, name: name.to_owned(), items, every_days: None, next_ms: None });
    id
}

/// Deletes a list. It can be brought back, so nothing is asked.
pub fn delete(scene: &mut Scene, id: u32) {
    let Some(place) = scene.talk.after.lists.iter().position(|list| list.id == id) else {
        return gone(scene);
    };
    let list = scene.talk.after.lists.remove(place);
    let body = scene.t(Text::ListDeleted, &[("name", list.name.clone().into())]);
    scene.talk.after.deleted = Some(Box::new(list));
    set_timer(scene);
    let choices = vec![
        scene.choice(act(Act::RestoreList), Text::ButtonUndo),
        scene.choice(act(Act::Lists), Text::ButtonLists),
        scene.choice(choices::Act::Menu, Text::ButtonMenu),
    ];
    scene.go(State::After(Screen::Lists));
    scene.offer(body, choices);
}

/// Brings back the list that was deleted last.
pub fn restore(scene: &mut Scene) {
    if scene.talk.after.lists.len() >= LISTS_MAX {
        scene.note(Text::ListsFull, &[("max", LISTS_MAX.into())]);
        return show_all(scene);
    }
    let Some(list) = scene.talk.after.deleted.take() else { return show_all(scene) };
    let id = list.id;
    scene.note(Text::ListRestored, &[("name", list.name.clone().into())]);
    scene.talk.after.lists.push(*list);
    set_timer(scene);
    show(scene, id);
}

/// Asks how often a list is to be reminded of.
pub fn ask_every(scene: &mut Scene, id: u32) {
    let Some(list) = find(&scene.talk, id) else { return gone(scene) };
    let body = scene.t(Text::EveryAsk, &[("name", list.name.clone().into())]);
    let mut choices: Vec<Choice> = [1_u32, 2, 4]
        .into_iter()
        .map(|weeks| {
            let title = scene.t(Text::RowEveryWeeks, &[("count", weeks.into())]);
            Choice::new(act(Act::SetEvery { list: id, days: weeks * 7 }), title)
        })
        .collect();
    choices.push(scene.choice(act(Act::SetEvery { list: id, days: 0 }), Text::RowNever));
    scene.go(State::After(Screen::Every { id }));
    // No numbers are printed beside these: a number is one of days.
    scene.show(screen::Screen {
        body,
        choices,
        as_list: true,
        is_unnumbered: true,
        ..screen::Screen::default()
    });
}

/// Sets how often a list is reminded of; never for none.
pub fn set_every(scene: &mut Scene, id: u32, days: u32) {
    if days > DAYS_MAX {
        return scene.remark(Text::AmountOutOfRange, &[("max", DAYS_MAX.into())]);
    }
    let now_ms = scene.around.now_ms;
    let Some(list) = scene.talk.after.lists.iter_mut().find(|list| list.id == id) else {
        return gone(scene);
    };
    list.every_days = (days > 0).then_some(days);
    list.next_ms = list.every_days.map(|days| now_ms.saturating_add(i64::from(days) * DAY_MS));
    let args = [("name", list.name.clone().into()), ("count", days.into())];
    scene.note(if days > 0 { Text::EverySet } else { Text::EveryOff }, &args);
    set_timer(scene);
    show(scene, id);
}

/// The buyer wants to hear of nothing any more.
pub fn forget_all(scene: &mut Scene) {
    for list in &mut scene.talk.after.lists {
        (list.every_days, list.next_ms) = (None, None);
    }
    set_timer(scene);
}

/// Lets the timer run out when the next list is due.
fn set_timer(scene: &mut Scene) {
    let next_ms = scene.talk.after.lists.iter().filter_map(|list| list.next_ms).min();
    scene.timer(match next_ms {
        Some(next_ms) => TimerCommand::Set {
            timer: Timer::Restock,
            after_ms: next_ms.saturating_sub(scene.around.now_ms).max(1_000),
        },
        None => TimerCommand::Cancel { timer: Timer::Restock },
    });
}

/// It is time to remind of a list. Each time has one reminder at most: the next time is set before anything is said.
pub fn fell_due(scene: &mut Scene) {
    let now_ms = scene.around.now_ms;
    let quiet = scene.around.pace.quiet;
    let country = scene.talk.country.clone();
    let (is_stopped, with_agent) = (scene.talk.stopped, scene.talk.with_agent);
    let is_due = |list: &RepeatList| list.next_ms.is_some_and(|next_ms| next_ms <= now_ms);
    let Some(list) = scene.talk.after.lists.iter_mut().find(|list| is_due(list)) else {
        return set_timer(scene);
    };
    let every_ms = i64::from(list.every_days.unwrap_or(1).max(1)) * DAY_MS;
    let decided = match quiet.until(Some(&country), now_ms) {
        _ if is_stopped => Decided::Stopped,
        _ if with_agent => {
            list.next_ms = Some(now_ms.saturating_add(PERSON_PAUSE_MS));
            return set_timer(scene);
        }
        Some(morning_ms) if quiet.has_day(&country) => {
            list.next_ms = Some(morning_ms);
            return set_timer(scene);
        }
        Some(_) => Decided::QuietHours,
        None => Decided::Sent,
    };
    list.next_ms = Some(now_ms.saturating_add(every_ms));
    let list = list.clone();
    set_timer(scene);
    record(scene, Kind::Restock, decided, Some(list.name.clone()));
    if decided != Decided::Sent {
        return;
    }
    let args = [("name", list.name.clone().into()), ("list", content(&list).into())];
    let body = scene.t(Text::RestockReminder, &args);
    let choices = vec![
        scene.choice(act(Act::OrderList(list.id)), Text::ButtonOrderList),
        scene.choice(act(Act::List(list.id)), Text::ButtonSeeList),
        scene.choice(act(Act::Stop), Text::ButtonStopReminders),
    ];
    scene.offer(body, choices);
    let language = scene.talk.language.template_code();
    scene.remind(Template::of(&RESTOCK_REMINDER, language, &[&list.name]).ok());
    scene.useful_for(USEFUL_MS);
}

/// Shows where a screen of lists was.
pub fn redraw(scene: &mut Scene, screen: &Screen) {
    match screen {
        Screen::Lists => show_all(scene),
        Screen::List { id } => show(scene, *id),
        Screen::Name { .. } => ask_name_again(scene),
        Screen::Every { id } => ask_every(scene, *id),
        Screen::Consent
        | Screen::Change { .. }
        | Screen::Fewer { .. }
        | Screen::Address { .. }
        | Screen::ConfirmChange { .. } => home::menu(scene),
    }
}

/// A price at which something was ordered or saved, by the number that a basket line has.
pub type Price = (domain::ids::ProductId, Money);
