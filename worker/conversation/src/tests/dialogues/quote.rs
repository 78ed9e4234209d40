//! Quotes: asked for, offered, bargained over, agreed to, declined, run out.

use domain::{
    ids::OrderId,
    inbound::{Content, MediaFile, MediaKind},
    language::Language,
};

use super::{Dialogue, Written, known};
use crate::{
    effect::ShopOutcome,
    event::{Event, Timer},
    testing::kes,
    text::{Text, render},
};

const ORDER: OrderId = OrderId(1042);
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

impl Written {
    /// Staff price the line, write their answer, and the edit rests.
    fn staff(&mut self, what: &str, minor: i64, answer: &str, second: u32) -> &mut Self {
        let order = self.chat.shop.orders.iter_mut().find(|order| order.id == ORDER).unwrap();
        order.lines[0].total = kes(minor);
        order.total = kes(minor);
        order.modified_at = format!("2026-11-23T10:00:{second:02}");
        let facts = &mut self.chat.shop.desk.entry(ORDER).or_default().facts;
        facts.insert("wa_quote".into(), answer.into());
        let sighting = self.chat.shop.sighting(ORDER).unwrap();
        self.chat.turn(Event::Order(Box::new(sighting)));
        self.told = self.chat.said.len();
        self.passes(what, 61_000)
    }

    /// Time passes, and the quote's timer runs out; what the shop is wished is answered.
    fn passes(&mut self, what: &str, ms: i64) -> &mut Self {
        self.chat.around.now_ms += ms;
        self.event_answered(what, Event::Timer(Timer::Quote { order: ORDER }))
    }
}

fn asked(language: Language) -> Written {
    let mut chat = known(language);
    chat.chat.around.now_ms = 1_795_000_000_000;
    chat.say("10 milk")
        .say("basket")
        .tap("lines")
        .tap("quote:begin")
        .say("95")
        .tap("quote:add:date")
        .say("5.12.2026");
    chat.tap("quote:send");
    chat
}

pub const DIALOGUES: [Dialogue; 7] = [
    ("A quote from the basket, bargained over and ordered", |language| {
        let mut chat = asked(language);
        chat.staff("the shop prices it", 110_000, "offer 7d; fresh on Tuesday", 1);
        chat.tap("quote:price").say("90").tap("quote:which:unit");
        chat.staff("the shop meets it half way", 100_000, "offer 5d", 2);
        chat.tap("quote:more").tap("quote:paper").say("quote").tap("quote:accept").tap("quote:confirm");
        chat
    }),
    ("A quote in words, with a file", |language| {
        let mut chat = known(language);
        chat.say("devis").say("2 unicorns, 10 milk").say("Mombasa");
        let file = MediaFile {
            id: "1".into(),
            kind: MediaKind::Image,
            mime_type: None,
            sha256: None,
            url: None,
            file_name: None,
        };
        chat.send("(picture)", Content::Media { kind: MediaKind::Image, caption: None, files: vec![file] });
        chat.tap("quote:drop:0")
            .tap("quote:add:note")
            .say("ASAP")
            .tap("quote:send")
            .say("orders")
            .say("quote");
        chat.tap("quote:withdraw");
        chat
    }),
    ("Prices by amount, and an offer that is declined", |language| {
        let mut chat = asked(language);
        let facts = &mut chat.chat.shop.desk.entry(ORDER).or_default().facts;
        facts.insert("wa_quote_tiers".into(), "50: 105; 100: 98.50".into());
        chat.staff("the shop prices it", 110_000, "offer", 1);
        chat.tap("quote:more").tap("quote:amount").say("60").tap("quote:more").tap("quote:reject");
        chat.tap("quote:reason:1042").say("quotes").tap("quote:begin");
        chat
    }),
    ("An offer that runs out and is asked for again", |language| {
        let mut chat = asked(language);
        chat.passes("two days later", 2 * DAY_MS + 60_000);
        chat.staff("the shop prices it", 110_000, "offer 3d", 1);
        chat.passes("two days later", 2 * DAY_MS + 60_000).passes("a day later", DAY_MS + 60_000);
        chat.tap("quote:renew");
        chat.staff("the shop makes no offer", 110_000, "decline: sold out", 2);
        chat
    }),
    ("A request that does not reach the shop, and answers that are no price", |language| {
        let mut chat = known(language);
        chat.say("10 milk").say("3 rice 5kg").say("quote").tap("quote:add:price").say("cheap").say("500");
        chat.chat.shop.next.push(ShopOutcome::Unavailable);
        chat.tap("quote:send").tap("quote:discard");
        chat
    }),
    ("As many prices are proposed as the shop takes", |language| {
        let mut chat = asked(language);
        chat.chat.around.quotes.rounds_max = 1;
        chat.staff("the shop prices it", 110_000, "offer 7d", 1);
        chat.tap("quote:price").say("90 each").say("quote").say("80 each");
        chat.staff("the shop stays with it", 110_000, "offer 7d", 2);
        chat.say("90 each").tap("quote:more").tap("quote:reject");
        chat.say(&render(language, Text::RowQuoteOther, &[])).say("ASAP");
        chat
    }),
    ("The shop changes an offer while the buyer decides", |language| {
        let mut chat = asked(language);
        chat.staff("the shop prices it", 110_000, "offer", 1);
        chat.staff("the shop changes a price and says nothing", 120_000, "offer", 2).tap("quote:accept");
        chat.staff("the shop takes its offer back", 120_000, "revise 3d", 3);
        chat.chat.talk.profile.address.email.clear();
        chat.tap("quote:accept").say("asha@example.com");
        chat
    }),
];
