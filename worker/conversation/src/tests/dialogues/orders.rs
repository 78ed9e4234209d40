//! Between two orders: alerts, reminders.

use domain::{quiet::Hours, shop::Stock};

use super::{Dialogue, Written, known};
use crate::{
    after::Pace,
    effect::{Refusal, ShopOutcome},
    event::{Event, Timer},
};

const HOUR_MS: i64 = 60 * 60 * 1000;

fn reminded(language: domain::language::Language) -> Written {
    let mut chat = known(language);
    chat.chat.around.pace = Pace { in_window_ms: 4 * HOUR_MS, later_ms: 48 * HOUR_MS, quiet: Hours::NONE };
    chat
}

/// A buyer with an order whose lines have numbers.
fn ordered(language: domain::language::Language) -> Written {
    let mut chat = known(language);
    chat.say("2 milk").tap("checkout").tap("confirm");
    for (item, line) in (1..).zip(&mut chat.chat.shop.orders[0].lines) {
        line.item = item;
    }
    chat
}

fn short() -> ShopOutcome {
    ShopOutcome::Refused { refusal: Refusal::NotEnoughStock { left: Some(3) }, cart: None }
}

pub const DIALOGUES: [Dialogue; 4] = [
    ("An order is changed", |language| {
        let mut chat = ordered(language);
        chat.say("order 1042: 2 milk").tap("after:line:0").say("5").tap("after:do");
        chat.tap("after:change").tap("after:line:0").say("900");
        chat.chat.shop.next.push(short());
        chat.tap("after:do").tap("after:address").say("Ngong Road 7, Nairobi");
        chat.chat.shop.orders[0].is_paid = true;
        chat.tap("after:do");
        let mut other = ordered(language);
        other.chat.shop.orders[0].lines[0].total.minor -= 2_000;
        other.say("order 1042: 2 milk").tap("after:line:0").say("5").tap("after:more");
        chat.text.push_str(&other.text);
        chat
    }),
    ("A list that is ordered again and again", |language| {
        let mut chat = reminded(language);
        chat.say("2 milk").say("save as list").say("ABC").tap("after:every").tap("after:days:1:14");
        chat.say("clear basket").say("order abc").say("menu").tap("after:lists").tap("after:list");
        chat.tap("after:rename").say("XYZ").tap("after:delete").tap("after:restore");
        chat.chat.around.now_ms += 15 * 24 * HOUR_MS;
        chat.event("two weeks later", Event::Timer(Timer::Restock)).tap("after:stop");
        chat
    }),
    ("Something is sold out, and back", |language| {
        let mut chat = reminded(language);
        chat.say("orange juice")
            .tap("after:tell")
            .tap("after:agree")
            .say("orange juice")
            .tap("after:nottell");
        chat.say("orange juice").tap("after:tell");
        let juice = chat.chat.catalogue.products.iter_mut().find(|product| product.name == "Orange juice");
        if let Some(juice) = juice {
            juice.stock = Stock::Available { left: None };
            let timer = Timer::Watch { product: juice.id };
            chat.event("a week later", Event::Timer(timer)).tap("after:stop");
        }
        chat
    }),
    ("A basket is left behind", |language| {
        let mut chat = reminded(language);
        chat.say("2 milk");
        chat.chat.around.now_ms += 5 * HOUR_MS;
        chat.event("five hours later", Event::Timer(Timer::Basket)).tap("after:agree");
        chat.chat.around.now_ms += 49 * HOUR_MS;
        chat.event("two days later", Event::Timer(Timer::Basket)).tap("after:stop");
        let mut other = reminded(language);
        other.say("orange juice").tap("after:tell").tap("after:decline");
        chat.text.push_str(&other.text);
        chat
    }),
];
