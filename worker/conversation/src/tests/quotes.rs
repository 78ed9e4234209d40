//! Quotes from the request to the order: turns, edits of staff, time, and prices that nobody changes unseen.

use domain::{
    Money,
    ids::OrderId,
    inbound::{Content, MediaFile, MediaKind},
    outbound::Message,
    shop::{OrderStatus, Stock},
};

use crate::{
    effect::{Refusal, ShopEffect, ShopOutcome},
    event::{Event, FileNote, FileResult, StaffCommand, StaffOrder, Timer},
    quote::StaffMove,
    testing::{Chat, kes},
};

const HOUR_MS: i64 = 60 * 60 * 1000;
const ORDER: OrderId = OrderId(1042);

impl Chat {
    /// Something happens; the shop answers until nothing is wished any more.
    fn happens(&mut self, event: Event) -> &mut Self {
        let mut turn = self.turn(event);
        while let Some(effect) = turn.effect.take() {
            self.wishes.push(effect.clone());
            let Some(outcome) = self.shop.answer(&effect) else { break };
            turn = self.turn(Event::Shop(Box::new(outcome)));
        }
        self
    }

    /// The shop sends news of the order as it is now.
    fn news(&mut self, second: u32) -> &mut Self {
        let order = self.shop.orders.iter_mut().find(|order| order.id == ORDER).unwrap();
        order.modified_at = format!("2026-11-23T10:{:02}:{:02}", second / 60, second % 60);
        let sighting = self.shop.sighting(ORDER).unwrap();
        self.happens(Event::Order(Box::new(sighting)))
    }

    /// Time passes, and the quote's timer runs out.
    fn later(&mut self, ms: i64) -> &mut Self {
        self.around.now_ms += ms;
        self.happens(Event::Timer(Timer::Quote { order: ORDER }))
    }

    /// Staff set the line's price, and what they write into their field.
    fn staff(&mut self, minor: i64, answer: &str) -> &mut Self {
        let order = self.shop.orders.iter_mut().find(|order| order.id == ORDER).unwrap();
        order.lines[0].total = kes(minor);
        order.total = kes(order.lines.iter().map(|line| line.total.minor).sum());
        self.fact("wa_quote", answer)
    }

    fn fact(&mut self, key: &str, value: &str) -> &mut Self {
        self.shop.desk.entry(ORDER).or_default().facts.insert(key.into(), value.into());
        self
    }

    fn facts(&self, key: &str) -> String {
        self.shop.desk[&ORDER].facts.get(key).cloned().unwrap_or_default()
    }

    fn notes(&self) -> String {
        self.shop.desk[&ORDER].notes.iter().map(|note| note.text.clone()).collect::<Vec<_>>().join("\n")
    }

    fn order(&self) -> domain::shop::Order {
        self.shop.orders.iter().find(|order| order.id == ORDER).unwrap().clone()
    }
}

/// A buyer who has asked for a quote for ten milk, at 120.00 each.
fn requested() -> Chat {
    let mut chat = Chat::known();
    chat.say("10 milk").say("quote").tap("Send request");
    chat.sees("Your request 1042 is with the shop").sees("the shop's turn");
    chat
}

/// And the shop offers 1,000.00 for all.
fn offered() -> Chat {
    let mut chat = requested();
    chat.staff(100_000, "offer 7d; fresh on Tuesday").news(1).later(61_000);
    chat.sees("The shop has answered your request 1042")
        .sees("the shop offers KES 1,000.00")
        .sees("your turn");
    chat
}

#[test]
fn a_request_is_an_order_that_waits_for_staff_and_leaves_the_basket_as_it_is() {
    let chat = requested();
    let order = chat.order();
    assert_eq!(
        (order.status.clone(), order.lines.len(), order.lines[0].quantity),
        (OrderStatus::Pending, 1, 10)
    );
    assert_eq!((chat.facts("_wa_quote"), chat.facts("_wa_quote_turn")), ("requested".into(), "staff".into()));
    assert_eq!(chat.facts("wa_quote"), "?");
    assert_eq!(chat.shop.lines.len(), 1, "the basket is free");
    assert!(chat.talk.order_ids().is_empty(), "no order yet");
}

#[test]
fn price_date_note_lines_and_files_go_with_the_request() {
    let mut chat = Chat::known();
    chat.say("ask for a quote").sees("What do you need a quote for?");
    chat.say("10 milk, 3 unicorns").say("95.50 each").say("5.12.2026").say("to Mombasa please");
    let file = MediaFile {
        id: "file-1".into(),
        kind: MediaKind::Document,
        mime_type: Some("application/pdf".into()),
        sha256: None,
        url: None,
        file_name: None,
    };
    chat.send(Content::Media { kind: MediaKind::Document, caption: None, files: vec![file] });
    chat.sees("10 × Milk 1 l").sees("3 × unicorns").sees("Note: to Mombasa please").sees("Files: 1");
    assert!(chat.talk.wants_file("file-1") && !chat.talk.wants_file("file-2"));
    let stored = FileResult::Stored { sha256: "ab".repeat(32), size: 7, mime_type: "application/pdf".into() };
    chat.happens(Event::File(FileNote { id: "file-1".into(), result: stored }));
    chat.tap("Send request");
    let Some(ShopEffect::PlaceAgreed(wish)) =
        chat.wishes.iter().rev().find(|wish| matches!(wish, ShopEffect::PlaceAgreed(_)))
    else {
        panic!("placed")
    };
    for words in ["3 x unicorns", "to Mombasa please", "By: 2026-12-05"] {
        assert!(wish.note.contains(words), "{}", wish.note);
    }
    assert_eq!(wish.lines.len(), 1, "words are no article");
    assert!(chat.facts("_wa_quote_files").starts_with("abab"));
}

/// What is written behind the word is what a quote is wanted for, wherever one is; the number of a quote shows it.
#[test]
fn a_quote_is_asked_for_in_one_message() {
    for words in ["quote 50 milk", "Devis pour 50 milk", "orçamento de 50 milk", "عرض سعر 50 milk"] {
        let mut chat = Chat::known();
        chat.say(words).sees("50 × Milk 1 l").say("1");
        assert_eq!(chat.facts("_wa_quote"), "requested", "{words}");
    }
    let mut chat = requested();
    chat.say("menu").say("quote 1042").sees("Quote 1042: it is the shop's turn");
    chat.say("quote 7 unicorns").sees("7 × unicorns");
}

#[test]
fn changed_prices_are_an_offer_once_the_edit_has_rested() {
    let mut chat = requested();
    let said = chat.said.len();
    chat.staff(110_000, "?").news(1).later(30_000);
    chat.staff(100_000, "?").news(2).later(31_000);
    assert_eq!(chat.said.len(), said, "still at it");
    chat.news(2).later(30_000).sees("the shop offers KES 1,000.00");
    assert_eq!(chat.facts("_wa_quote"), "offered");
    let said = chat.said.len();
    chat.news(2).news(1).later(61_000);
    assert_eq!(chat.said.len(), said, "twice and late: nothing new");
    let news =
        chat.said.iter().filter(|message| crate::testing::body(message).contains("answered your request"));
    assert_eq!(news.count(), 1);
}

#[test]
fn an_offer_becomes_the_order_at_exactly_that_price() {
    let mut chat = offered();
    chat.sees("The shop says: fresh on Tuesday");
    chat.tap("Accept").sees("Your order from quote 1042").sees("Cash on delivery").tap("Place order");
    chat.sees("Your order 1042 is placed").sees("KES 1,000.00");
    let order = chat.order();
    assert_eq!((order.status, order.total), (OrderStatus::Processing, kes(100_000)));
    assert_eq!(chat.facts("_wa_quote"), "ordered");
    assert_eq!(chat.talk.order_ids(), [ORDER]);
    assert!(chat.notes().contains("has agreed"));
    // From now on it is an order like any other.
    chat.shop.orders.iter_mut().for_each(|order| order.status = OrderStatus::Completed);
    chat.news(9).sees("Order 1042 is completed");
    let (confirms, shown) = (chat.shop.orders.len(), chat.said.len());
    chat.say("quotes").sees("Quote").news(10);
    assert_eq!((confirms, chat.shop.orders.len() > 1), (chat.shop.orders.len(), false));
    assert!(chat.said.len() > shown);
}

#[test]
fn what_is_missing_is_asked_for_and_the_e_mail_with_its_reason() {
    let mut chat = offered();
    chat.talk.profile.address.email.clear();
    chat.tap("Accept").sees("The page where you pay will ask for your e-mail").say("no mail");
    chat.say("asha@example.com").sees("Your order from quote 1042").say("yes").sees("is placed");
}

#[test]
fn a_second_accept_places_nothing_more_and_an_old_button_agrees_to_nothing_new() {
    let mut chat = offered();
    let old = chat.id_of("Accept");
    chat.staff(120_000, "revise 3d").news(5).later(61_000).sees("The shop has changed its offer");
    chat.tap_id(&old, "Accept").sees("That offer has been replaced").sees("KES 1,200.00");
    chat.tap("Accept");
    let confirm = chat.id_of("Place order");
    chat.tap("Place order").sees("is placed");
    chat.tap_id(&confirm, "Place order");
    chat.tap_id(&old, "Accept").sees("not your turn");
    let changes = chat.wishes.iter().filter(|wish| {
        matches!(wish, ShopEffect::ChangeOrder(change) if change.status == Some(OrderStatus::Processing))
    });
    assert_eq!(changes.count(), 1);
    assert_eq!(chat.order().total, kes(120_000));
}

#[test]
fn staff_who_edit_while_the_buyer_decides_are_told_and_nothing_is_agreed_to_unseen() {
    let mut chat = offered();
    let said = chat.said.len();
    chat.staff(150_000, "offer 7d; fresh on Tuesday").news(5).later(61_000);
    assert_eq!(chat.said.len(), said, "the offer stands");
    assert!(chat.notes().contains("it is not your turn"), "{}", chat.notes());
    chat.tap("Accept").sees("has changed its offer").sees("KES 1,500.00");
    assert_eq!(chat.order().status, OrderStatus::Pending);
    // And once more, between the last look and the confirm.
    chat.tap("Accept").sees("Your order from quote");
    chat.staff(160_000, "offer 7d; fresh on Tuesday");
    chat.tap("Place order").sees("has changed its offer").sees("KES 1,600.00");
    assert_eq!(chat.order().status, OrderStatus::Pending);
    chat.tap("Accept").tap("Place order").sees("is placed");
    assert_eq!(chat.order().total, kes(160_000));
}

#[test]
fn the_buyer_names_prices_until_the_rounds_are_used_up() {
    let mut chat = offered();
    chat.say("too expensive")
        .sees("What is your price?")
        .say("90 each")
        .sees("the shop has your price")
        .sees("KES 90.00");
    assert_eq!(chat.facts("_wa_quote_bid"), "90.00 each");
    assert_eq!(chat.facts("wa_quote"), "?", "there to be overwritten");
    chat.say("quote").sees("shop's turn").say("95 each");
    assert_eq!(chat.facts("_wa_quote_bid"), "90.00 each", "not their turn");
    chat.staff(95_000, "offer 7d; fresh on Tuesday").news(20).later(61_000).sees("KES 950.00");
    chat.say("quote")
        .tap("Propose")
        .say("85")
        .sees("for one piece or for all?")
        .tap("For one piece")
        .sees("KES 85.00");
    chat.fact("wa_quote", "accept 2d").news(30).later(61_000).sees("the shop offers KES 850.00");
    chat.say("quote").tap("Propose").say("800 in total").sees("KES 800.00 for all");
    chat.staff(84_000, "offer").news(40).later(61_000).sees("KES 840.00");
    assert_eq!(chat.titles(), ["Accept", "Decline offer", "More choices"]);
    chat.say("80 each").sees("as many prices as the shop takes");
    chat.tap("Decline").tap("Too expensive").sees("You have declined");
    assert!(chat.notes().contains("too expensive"));
}

#[test]
fn an_offer_ends_is_told_before_and_renewed_by_one_tap() {
    let mut chat = offered();
    chat.around.now_ms += 6 * 24 * HOUR_MS;
    chat.later(60_000).sees("A reminder").sees("KES 1,000.00");
    let said = chat.said.len();
    chat.later(60_000);
    assert_eq!(chat.said.len(), said, "once");
    let accept = chat.id_of("Accept");
    chat.later(25 * HOUR_MS).sees("has run out");
    assert_eq!(chat.facts("_wa_quote"), "expired");
    chat.tap_id(&accept, "Accept").sees("not your turn").sees("has run out");
    chat.tap("Ask again").sees("the shop's turn");
    assert!(chat.notes().contains("asks for it again"));
    chat.fact("wa_quote", "offer 2d").news(50).later(61_000).sees("the shop offers KES 1,000.00");
}

#[test]
fn an_accept_after_the_end_is_none_even_before_the_timer() {
    let mut chat = offered();
    chat.around.now_ms += 8 * 24 * HOUR_MS;
    chat.say("quote");
    chat.sees("has run out");
    assert_eq!(chat.order().status, OrderStatus::Pending);
}

#[test]
fn staff_decline_call_off_or_order_by_themselves() {
    let mut chat = requested();
    chat.fact("wa_quote", "decline: not below 110").news(1).later(61_000);
    chat.sees("not below 110").sees("makes no offer");
    let mut chat = requested();
    chat.shop.orders[0].status = OrderStatus::Cancelled;
    chat.news(1).sees("makes no offer");
    let mut chat = requested();
    chat.shop.orders[0].status = OrderStatus::Processing;
    chat.news(1).sees("is now an order");
    assert_eq!(chat.talk.order_ids(), [ORDER]);
}

#[test]
fn what_staff_write_and_nobody_can_read_is_answered_by_a_note() {
    let mut chat = requested();
    let said = chat.said.len();
    chat.fact("wa_quote", "maybe tomorrow").news(1).later(61_000);
    assert!(chat.notes().contains("could not be read"), "{}", chat.notes());
    chat.staff(100_000, "offer").fact("wa_quote_tiers", "cheap").news(2).later(61_000);
    assert!(chat.notes().contains("wa_quote_tiers"));
    assert_eq!(chat.said.len(), said);
    chat.fact("wa_quote_tiers", "50: 95; 100: 90").fact("wa_quote", "offer 3d").news(3).later(61_000);
    chat.sees("From 50: KES 95.00 each");
    chat.tap("More").tap("Another quantity").say("60").sees("60 × Milk 1 l · KES 95.00").sees("KES 5,700.00");
    chat.tap("Accept").tap("Place order").sees("is placed");
    assert_eq!((chat.order().lines[0].quantity, chat.order().total), (60, kes(570_000)));
}

#[test]
fn staff_offer_by_command_with_a_price_or_as_the_order_stands() {
    let by = |step| {
        let order = StaffOrder::Quote { step };
        Event::Staff(Box::new(StaffCommand { by: "Amina".into(), order }))
    };
    let offer = |each: Option<&str>, until: &str| StaffMove::Offer {
        order: ORDER,
        each: each.map(Into::into),
        total: None,
        until: Some(until.into()),
        words: String::new(),
    };
    let mut chat = requested();
    chat.happens(by(offer(Some("98.50"), "2d"))).sees("the shop offers KES 985.00");
    assert_eq!(chat.order().total, kes(98_500));
    chat.happens(by(offer(None, "5d"))).sees("KES 985.00");
    chat.happens(by(offer(None, "some time")));
    assert!(chat.notes().contains("could not be read"));
    chat.happens(by(StaffMove::Decline { order: ORDER, reason: "sold out".into() })).sees("sold out");
}

#[test]
fn news_of_an_offer_leave_a_checkout_as_it_is() {
    let mut chat = requested();
    chat.say("checkout").sees("Payment: Cash on delivery");
    let titles = chat.titles();
    let screen = chat.talk.screen_label();
    chat.staff(100_000, "offer").news(1).later(61_000).sees("the shop offers");
    assert_eq!(chat.talk.screen_label(), screen);
    assert_ne!(chat.titles(), titles);
    // "Yes" could be to the offer: the screen, which still is the basket's order, asks once more.
    chat.say("yes").sees("Your order (10 items)").say("yes").sees("is placed");
    assert_eq!(chat.order().status, OrderStatus::Pending, "the quote was not agreed to");
}

#[test]
fn a_shop_that_is_out_of_stock_or_away_orders_nothing_and_the_offer_stands() {
    let mut chat = offered();
    chat.tap("Accept");
    chat.shop.next.push(ShopOutcome::Refused { refusal: Refusal::OutOfStock, cart: None });
    chat.tap("Place order").sees("The order was not made").sees("the shop offers");
    chat.tap("Accept");
    chat.shop.next.push(ShopOutcome::Unavailable);
    chat.tap("Place order").sees("the shop offers");
    chat.tap("Accept").tap("Place order").sees("is placed");
}

#[test]
fn an_order_whose_answer_was_lost_comes_to_light_and_is_no_second_one() {
    let mut chat = offered();
    chat.tap("Accept");
    chat.shop.next.push(ShopOutcome::Unknown);
    chat.tap("Place order").sees("I do not know yet");
    chat.say("quote").sees("One moment");
    chat.news(70);
    assert_eq!(chat.order().status, OrderStatus::Pending, "not made, as far as can be seen");
    chat.shop.orders[0].status = OrderStatus::Processing;
    chat.fact("_wa_quote", "ordered").news(71).sees("is now an order");
    assert_eq!(chat.talk.order_ids(), [ORDER]);
    let said = chat.said.len();
    chat.news(72);
    assert_eq!(chat.said.len(), said);
}

#[test]
fn what_the_shop_was_not_told_is_told_later_and_once() {
    let mut chat = offered();
    chat.shop.next.push(ShopOutcome::Unavailable);
    chat.say("90 each").sees("the shop has your price");
    assert_eq!(chat.facts("_wa_quote"), "offered", "not told yet");
    chat.later(61_000);
    assert_eq!((chat.facts("_wa_quote"), chat.facts("_wa_quote_turn")), ("countered".into(), "staff".into()));
    assert_eq!(chat.notes().matches("proposes").count(), 1);
    let wishes = chat.wishes.len();
    chat.say("menu");
    assert_eq!(chat.wishes.len(), wishes, "nothing is owed any more");
}

#[test]
fn the_document_holds_the_terms_in_the_buyers_language() {
    let mut chat = offered();
    chat.tap("More").tap("Quote as PDF");
    let Some(Message::Sheet(document)) = chat.said.last() else { panic!("{:?}", chat.said.last()) };
    let sheet = &document.fields().sheet;
    assert_eq!((sheet.letterhead.as_str(), sheet.title.as_str()), ("Duka", "Quote 1042"));
    assert_eq!(sheet.rows.len(), 1);
    assert_eq!(sheet.sums.last().unwrap().1.replace('\u{a0}', " "), "KES 1,000.00");
    assert!(sheet.plain.is_none());
    chat.tap_id("s1:quote:accept:1042:0", "Accept").sees("replaced");
}

#[test]
fn without_a_price_or_stock_or_a_hit_a_quote_is_offered() {
    let mut chat = Chat::known();
    if let Some(milk) = chat.catalogue.products.iter_mut().find(|product| product.name.starts_with("Milk")) {
        milk.stock = Stock::None;
    }
    chat.say("milk")
        .tap("Ask for a quote")
        .sees("How many")
        .say("500")
        .sees("500 × Milk 1 l")
        .tap("Send request");
    assert_eq!(chat.order().lines[0].quantity, 500);
    let mut chat = Chat::known();
    chat.say("qwrtz").tap("Ask for a quote").sees("qwrtz");
}

#[test]
fn orders_do_not_show_a_quote_as_an_order() {
    let mut chat = offered();
    chat.say("orders");
    assert!(!chat.body().contains("1042"), "{}", chat.body());
    chat.say("order 1042").sees("the shop offers");
    assert_eq!(chat.shop.orders[0].total, Money::from_minor(100_000, kes(0).currency));
}

#[test]
fn a_quote_is_a_matter_until_it_ends_and_no_longer() {
    let chat = requested();
    assert!(chat.talk.has_open_matter());
    let mut chat = offered();
    assert!(chat.talk.has_open_matter());
    chat.later(31 * 24 * HOUR_MS);
    chat.sees("has run out");
    assert!(!chat.talk.has_open_matter(), "an offer that ended keeps nobody from being forgotten");
    let mut chat = requested();
    chat.staff(0, "decline: not below 11").news(1).later(61_000);
    assert!(!chat.talk.has_open_matter(), "nor one that was declined");
}

impl Chat {
    /// Counts the documents so far.
    fn papers(&self) -> usize {
        self.said.iter().filter(|said| matches!(said, Message::Sheet(_))).count()
    }

    /// Staff answer by command, in the words of the field.
    fn desk(&mut self, text: &str) -> &mut Self {
        let step = StaffMove::of_words(ORDER, text, None, None).unwrap();
        let command = StaffCommand { by: "Anna".into(), order: StaffOrder::Quote { step } };
        self.happens(Event::Staff(Box::new(command)))
    }
}

#[test]
fn each_offer_brings_its_document_once_and_the_offer_stays_the_last_thing() {
    let mut chat = offered();
    assert_eq!(chat.papers(), 1);
    assert!(!matches!(chat.said.last(), Some(Message::Sheet(_))), "what can be tapped comes last");
    chat.news(2).later(61_000).say("quote");
    assert_eq!(chat.papers(), 1, "shown again, it is the same offer");
    chat.staff(95_000, "revise 7d").news(3).later(61_000);
    assert_eq!(chat.papers(), 2, "another offer has another document");
    chat.desk("revise 5d").desk("revise 5d");
    assert_eq!(chat.papers(), 3, "the same offer told once more has it already");
}

#[test]
fn staff_answer_by_command_in_the_words_of_the_field() {
    let mut chat = requested();
    chat.staff(100_000, "?").desk("offer 7d; fresh on Tuesday");
    chat.sees("the shop offers KES 1,000.00").sees("fresh on Tuesday").sees("your turn");
    assert_eq!(chat.facts("_wa_quote"), "offered");
    // The field's own words were there before, and are no new answer.
    chat.news(1).later(61_000);
    assert_eq!((chat.facts("_wa_quote"), chat.papers()), ("offered".into(), 1));
    // Out of turn: staff read why in a note, and the buyer keeps what is out.
    chat.staff(90_000, "?").desk("offer 3d");
    assert!(chat.notes().contains("not your turn"), "{}", chat.notes());
    assert_eq!(chat.papers(), 1);
    chat.desk("revise 3d").sees("the shop offers KES 900.00");
    chat.say("80.00 each").desk("accept").sees("the shop offers KES 800.00");
    chat.desk("decline: sold out").sees("sold out");
    assert_eq!(chat.facts("_wa_quote"), "declined");
    chat.desk("accept");
    assert_eq!(chat.facts("_wa_quote"), "declined", "nobody asks any more");
}

#[test]
fn a_day_ends_by_the_buyers_clock_and_is_shown_as_their_calendar_has_it() {
    for (country, end, day) in [
        ("KE", "2026-12-05T20:59Z", "until 5 Dec 2026"),
        ("CO", "2026-12-06T04:59Z", "until Dec 5, 2026"),
        ("US", "2026-12-05T23:59Z", "until Dec 5, 2026 (UTC)"),
    ] {
        let mut chat = Chat::known();
        chat.around.now_ms = 1_796_000_000_000;
        chat.say("10 milk").say("quote").tap("Send request");
        chat.talk.country = country.into();
        chat.staff(100_000, "offer until 2026-12-05").news(1).later(61_000).sees(day);
        assert_eq!(chat.facts("_wa_quote_until"), end, "{country}");
    }
}

#[test]
fn an_offer_is_reminded_of_ends_and_is_asked_for_again_by_one_tap() {
    let mut chat = offered();
    chat.later(6 * 24 * HOUR_MS + HOUR_MS).sees("hours");
    assert_eq!(chat.facts("_wa_quote"), "offered");
    chat.later(24 * HOUR_MS).sees("has run out");
    assert_eq!(chat.facts("_wa_quote"), "expired");
    let papers = chat.papers();
    chat.tap("Ask again").sees("the shop's turn");
    assert_eq!((chat.facts("_wa_quote"), chat.facts("_wa_quote_turn")), ("requested".into(), "staff".into()));
    chat.desk("offer 7d").sees("the shop offers KES 1,000.00");
    assert_eq!(chat.papers(), papers + 1, "the same prices with a new end are another offer");
}
