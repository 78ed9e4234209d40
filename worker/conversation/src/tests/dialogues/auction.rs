//! Dialogues of reverse auctions: the opener's, and those of bidders.

use ::auction::{Input, PriceStep, Recipient, Subject, Terms, Visibility};
use domain::{ids::ProductId, inbound::Content, language::Language};

use super::{Dialogue, Written, known};
use crate::{
    Post,
    effect::{ShopEffect, ShopOutcome, Supplier},
    event::Event,
    testing::{Chat, House, kes},
};

const HOUR: i64 = 3_600_000;

pub(super) const DIALOGUES: [Dialogue; 10] = [
    ("Somebody opens an auction, watches it and takes the best bid", |language| {
        let (mut chat, mut house) = (known(language), House::default());
        start(&mut chat);
        chat.say("auction")
            .say("cement 50 kg")
            .say("200")
            .say("85.00")
            .tap("auction:place")
            .tap("auction:hours:4");
        chat.say("Juma +254700000002, Asha +254700000003")
            .say("+254700000004")
            .tap("auction:bidders")
            .tap("auction:confirm");
        deliver(&mut chat, &mut house, Recipient::Opener);
        let now_ms = chat.chat.around.now_ms;
        house.bid(1, 8_400, now_ms);
        house.bid(2, 8_000, now_ms);
        house.ask(Input::Decline { seat: 3 }, now_ms);
        news(&mut chat, &mut house, Recipient::Opener, "suppliers join and bid");
        chat.say("auctions").tap("auction:look");
        deliver(&mut chat, &mut house, Recipient::Opener);
        let end_ms = house.auction.as_ref().unwrap().ends_ms;
        house.bid(1, 7_500, end_ms - 60_000);
        chat.chat.around.now_ms = end_ms - 60_000;
        news(&mut chat, &mut house, Recipient::Opener, "four hours later");
        chat.chat.around.now_ms = end_ms + 3 * 60_000;
        house.ask(Input::Tick, end_ms + 3 * 60_000);
        news(&mut chat, &mut house, Recipient::Opener, "minutes later");
        chat.tap("auction:approve");
        deliver(&mut chat, &mut house, Recipient::Opener);
        let wish = chat.chat.last_turn.as_mut().and_then(|turn| turn.effect.take()).unwrap();
        let outcome = chat.chat.shop.answer(&wish).unwrap();
        chat.event("the shop has made an order of it", Event::Shop(Box::new(outcome)));
        chat.say("auctions").tap("auction:look");
        deliver(&mut chat, &mut house, Recipient::Opener);
        chat.tap("auction:sheet");
        deliver(&mut chat, &mut house, Recipient::Opener);
        chat
    }),
    ("The rules are changed before it opens", |language| {
        let mut chat = known(language);
        start(&mut chat);
        chat.say("auction 20 drills max 90.00 2h").say("Mombasa Road 5").say("+254700000002").say("yes");
        chat.tap("auction:rules").tap("auction:ask:seen").tap("auction:show:rank");
        chat.tap("auction:rules").tap("auction:ask:step").say("0:0.10 50:0.50");
        chat.tap("auction:rules").tap("auction:ask:least").say("many").say("1");
        chat.tap("auction:rules").tap("auction:ask:opens").tap("auction:opens:1");
        chat.tap("auction:rules").tap("auction:ask:ends").say("2026-11-20 15:00");
        chat.tap("auction:rules").tap("auction:ask:opens").say("2026-11-21 9:00");
        chat.say("2026-11-24 12:00");
        chat.tap("auction:discard");
        chat
    }),
    ("Suppliers whom the shop knows are invited", |language| {
        let mut chat = known(language);
        start(&mut chat);
        chat.chat.shop.suppliers = suppliers();
        chat.say("auction 200 bags of cement max 850 4h").tap("auction:place").tap("auction:suppliers");
        chat.say("4").say("1 3").tap("auction:suppliers").tap("auction:all").say("Juma +254700000009");
        chat.tap("auction:bidders").tap("auction:confirm");
        chat
    }),
    ("A supplier is invited, bids and wins", |language| {
        let (mut chat, mut house) = invited(language, Visibility::Best);
        chat.tap("auction:join");
        deliver(&mut chat, &mut house, Recipient::Seat(1));
        let now_ms = chat.chat.around.now_ms;
        house.ask(Input::Tick, now_ms + HOUR);
        chat.chat.around.now_ms = now_ms + HOUR;
        news(&mut chat, &mut house, Recipient::Seat(1), "an hour later");
        chat.tap("auction:bid");
        deliver(&mut chat, &mut house, Recipient::Seat(1));
        house.bid(2, 80_00, chat.chat.around.now_ms);
        news(&mut chat, &mut house, Recipient::Seat(1), "somebody bids lower");
        chat.say("79.90");
        deliver(&mut chat, &mut house, Recipient::Seat(1));
        chat.say("79.00");
        deliver(&mut chat, &mut house, Recipient::Seat(1));
        chat.tap("auction:floor").say("75.00");
        deliver(&mut chat, &mut house, Recipient::Seat(1));
        house.bid(2, 78_00, chat.chat.around.now_ms);
        news(&mut chat, &mut house, Recipient::Seat(1), "somebody bids lower");
        chat.say("7.10");
        let end_ms = house.auction.as_ref().unwrap().ends_ms;
        house.ask(Input::Tick, end_ms);
        house.ask(Input::Decide { seat: 1, decision: ::auction::Decision::Approve }, end_ms);
        chat.chat.around.now_ms = end_ms;
        news(&mut chat, &mut house, Recipient::Seat(1), "the end");
        chat.tap("auction:withdraw");
        deliver(&mut chat, &mut house, Recipient::Seat(1));
        chat
    }),
    ("Only ranks are shown, and a floor is given in words", |language| {
        let (mut chat, mut house) = invited(language, Visibility::Rank);
        let now_ms = chat.chat.around.now_ms + HOUR;
        chat.chat.around.now_ms = now_ms;
        house.bid(2, 80_00, now_ms);
        news(&mut chat, &mut house, Recipient::Seat(1), "an hour later");
        chat.say("84.00");
        deliver(&mut chat, &mut house, Recipient::Seat(1));
        chat.say("down to 70.00");
        deliver(&mut chat, &mut house, Recipient::Seat(1));
        chat.tap("auction:nofloor");
        deliver(&mut chat, &mut house, Recipient::Seat(1));
        house.bid(2, 70_00, chat.chat.around.now_ms);
        news(&mut chat, &mut house, Recipient::Seat(1), "somebody bids lower");
        house.ask(Input::Cancel { by: ::auction::Origin::Opener }, chat.chat.around.now_ms);
        news(&mut chat, &mut house, Recipient::Seat(1), "it is called off");
        chat
    }),
    ("A sealed auction, and a button of last week", |language| {
        let (mut chat, mut house) = invited(language, Visibility::Sealed);
        chat.chat.around.now_ms += HOUR;
        house.ask(Input::Tick, chat.chat.around.now_ms);
        news(&mut chat, &mut house, Recipient::Seat(1), "an hour later");
        chat.tap("auction:bid");
        deliver(&mut chat, &mut house, Recipient::Seat(1));
        chat.say("72.50");
        deliver(&mut chat, &mut house, Recipient::Seat(1));
        let old = chat
            .chat
            .said
            .iter()
            .rev()
            .flat_map(crate::testing::choices)
            .find(|(id, _)| id.contains("auction:bid"));
        let (id, title) = old.unwrap();
        let end_ms = house.auction.as_ref().unwrap().ends_ms;
        house.ask(Input::Tick, end_ms);
        house.ask(Input::Decide { seat: 1, decision: ::auction::Decision::DeclineAll }, end_ms);
        chat.chat.around.now_ms = end_ms;
        news(&mut chat, &mut house, Recipient::Seat(1), "the end");
        chat.chat.around.now_ms += 7 * 24 * HOUR;
        chat.buyer(&format!("[{title}]"));
        chat.chat.tap_id(&id, &title);
        chat.bot();
        deliver(&mut chat, &mut house, Recipient::Seat(1));
        chat
    }),
    ("The winner cannot deliver, the next one is asked, and in the end nobody decides", |language| {
        let (mut chat, mut house) = opened(language);
        let now_ms = chat.chat.around.now_ms;
        house.bid(1, 8_400, now_ms);
        house.bid(2, 8_000, now_ms);
        let end_ms = house.auction.as_ref().unwrap().ends_ms;
        chat.chat.around.now_ms = end_ms;
        house.ask(Input::Tick, end_ms);
        news(&mut chat, &mut house, Recipient::Opener, "the end");
        chat.tap("auction:approve");
        deliver(&mut chat, &mut house, Recipient::Opener);
        house.ask(Input::Withdraw { seat: 2 }, end_ms);
        news(&mut chat, &mut house, Recipient::Opener, "the best bidder cannot deliver");
        chat.chat.around.now_ms = house.auction.as_ref().unwrap().next_due_ms().unwrap_or(end_ms) + HOUR;
        house.ask(Input::Tick, chat.chat.around.now_ms);
        news(&mut chat, &mut house, Recipient::Opener, "no decision in time");
        chat
    }),
    ("Too few suppliers bid, and one that is called off", |language| {
        let (mut chat, mut house) = opened(language);
        let end_ms = house.auction.as_ref().unwrap().ends_ms;
        chat.chat.around.now_ms = end_ms;
        house.ask(Input::Tick, end_ms);
        news(&mut chat, &mut house, Recipient::Opener, "nobody has bid");
        let (mut other, mut second) = opened(language);
        other.tap("auction:cancel:").tap("auction:look");
        deliver(&mut other, &mut second, Recipient::Opener);
        other.tap("auction:cancel:").tap("auction:canceled");
        deliver(&mut other, &mut second, Recipient::Opener);
        chat.text.push_str(&other.text);
        chat
    }),
    ("A bidder tries what cannot be", |language| {
        let (mut chat, mut house) = invited(language, Visibility::Best);
        chat.say("84.00");
        deliver(&mut chat, &mut house, Recipient::Seat(1));
        chat.tap("auction:join");
        deliver(&mut chat, &mut house, Recipient::Seat(1));
        chat.say("84.00");
        deliver(&mut chat, &mut house, Recipient::Seat(1));
        chat.chat.around.now_ms += HOUR;
        house.ask(Input::Tick, chat.chat.around.now_ms);
        news(&mut chat, &mut house, Recipient::Seat(1), "bidding begins");
        for price in ["90.00", "80.00", "79.00", "cheap"] {
            chat.say(price);
            deliver(&mut chat, &mut house, Recipient::Seat(1));
        }
        chat
    }),
    ("News come in the middle of something else", |language| {
        let (mut chat, mut house) = invited(language, Visibility::Best);
        chat.chat.around.now_ms += HOUR;
        house.bid(1, 84_00, chat.chat.around.now_ms);
        news(&mut chat, &mut house, Recipient::Seat(1), "an hour later");
        chat.say("2 milk").say("checkout");
        house.bid(2, 80_00, chat.chat.around.now_ms);
        news(&mut chat, &mut house, Recipient::Seat(1), "somebody bids lower");
        chat.tap("auction:bid");
        deliver(&mut chat, &mut house, Recipient::Seat(1));
        chat
    }),
];

/// Three who sell cement or say nothing, and one who sells tea.
fn suppliers() -> Vec<Supplier> {
    let known = |number: u32, name: &str, supplies: &[&str]| Supplier {
        contact: domain::Contact::new(None, format!("+25471100000{number}").parse().ok()).unwrap(),
        name: name.into(),
        supplies: supplies.iter().map(|thing| (*thing).to_owned()).collect(),
    };
    vec![
        known(2, "Asha Building Supplies", &["cement", "nails"]),
        known(3, "Baraka Wholesale", &[]),
        known(4, "Kericho Tea", &["tea"]),
        known(5, "Zuri Cement", &["cement"]),
    ]
}

/// An auction that was opened by words, with three who may bid.
fn opened(language: Language) -> (Written, House) {
    let (mut chat, mut house) = (known(language), House::default());
    start(&mut chat);
    chat.say("auction 200 cement max 85.00 4h")
        .tap("auction:place")
        .say("Juma +254700000002, Asha +254700000003, +254700000004")
        .tap("auction:bidders")
        .tap("auction:confirm");
    deliver(&mut chat, &mut house, Recipient::Opener);
    (chat, house)
}

/// A day on which the clock says something.
fn start(chat: &mut Written) {
    chat.chat.around.now_ms = 1_795_000_000_000;
}

/// Carries the letters of the last turn, and what comes back.
fn deliver(chat: &mut Written, house: &mut House, who: Recipient) {
    let posts: Vec<Post> = chat.chat.last_turn.as_ref().map(|turn| turn.posts.clone()).unwrap_or_default();
    for post in posts {
        house.post(post, chat.chat.around.now_ms);
    }
    for notice in house.told(who) {
        chat.chat.turn(Event::Letter(Box::new(notice)));
        chat.bot();
    }
}

/// Carries what an auction tells by itself.
fn news(chat: &mut Written, house: &mut House, who: Recipient, what: &str) {
    let mut notices = house.told(who).into_iter();
    if let Some(first) = notices.next() {
        chat.event(what, Event::Letter(Box::new(first)));
    }
    for notice in notices {
        chat.chat.turn(Event::Letter(Box::new(notice)));
        chat.bot();
    }
}

/// A supplier who has been invited, in a chat that has been open.
fn invited(language: Language, visibility: Visibility) -> (Written, House) {
    let mut chat = known(language);
    start(&mut chat);
    chat.chat.talk.last_message_sent_at_ms = Some(chat.chat.around.now_ms);
    let mut house = House::default();
    let now_ms = chat.chat.around.now_ms;
    let terms = Terms {
        subject: Subject::Product { product: ProductId(1), variation: None, name: "Cement 50 kg".into() },
        quantity: 200,
        currency: kes(1).currency,
        ceiling_minor: 85_00,
        place: "Mombasa Road 5".into(),
        opens_ms: now_ms + HOUR / 2,
        ends_ms: now_ms + 5 * HOUR,
        step: PriceStep::Percent { basis_points: 100 },
        visibility,
        bidders_min: 1,
        sniping: Some(::auction::Sniping { window_ms: 120_000, extension_ms: 120_000, extensions_max: 10 }),
        decide_ms: 24 * HOUR,
    };
    let contact = |phone: &str| domain::Contact::new(None, phone.parse().ok()).unwrap();
    let invitee = |phone| ::auction::Invitee { contact: contact(phone), name: String::new() };
    let suppliers = vec![invitee("+254700000002"), invitee("+254700000003")];
    house.post(Post::Open(Box::new(::auction::Opening { terms, invited: suppliers })), now_ms);
    news(&mut chat, &mut house, Recipient::Seat(1), "an auction was opened");
    (chat, house)
}

/// Suppliers whom the shop knows are offered by name, and only who supplies the thing.
#[test]
fn suppliers_of_the_shop_are_offered_by_name_and_invited() {
    let mut chat = Chat::known();
    chat.shop.suppliers = suppliers();
    chat.say("auction 200 bags of cement max 850 2h").say("Mombasa Road 5");
    chat.tap("Suppliers (3)").sees("1 Asha Building Supplies\n2 Baraka Wholesale\n3 Zuri Cement");
    chat.say("zuri").sees("1 supplier so far");
    chat.tap("Suppliers (2)").sees("3 Zuri Cement ✓").say("9").sees("could not read");
    chat.say("2").sees("2 suppliers so far").say("+254700000009").sees("3 suppliers so far").say("yes");
    chat.sees("3 suppliers are invited").say("yes");
    let posts = chat.last_turn.as_ref().unwrap().posts.clone();
    let [Post::Open(opening)] = posts.as_slice() else { panic!("{posts:?}") };
    let names: Vec<&str> = opening.invited.iter().map(|invitee| invitee.name.as_str()).collect();
    assert_eq!(names, ["", "Baraka Wholesale", "Zuri Cement"]);
    assert!(
        !format!("{:?}", chat.said).contains("25471100000"),
        "numbers of suppliers are nobody's business"
    );
}

/// The end in words, in the sentence or as an answer, by the opener's clock; shown before it opens.
#[test]
fn an_end_in_words_is_shown_back_and_counts() {
    let mut chat = Chat::known();
    chat.around.now_ms = 1_795_000_000_000;
    chat.say("auction 200 bags of cement max 850 until Friday 15:00").say("Mombasa Road 5");
    chat.say("+254700000002").say("yes").sees("200 × bags of cement").sees("20 Nov, 15:00");
    chat.tap("Change the rules").tap("Beginning").say("tomorrow 9:00").sees("From Thu, 19 Nov, 09:00");
    chat.tap("Change the rules").tap("Length").say("by Saturday noon").sees("21 Nov, 12:00");
    chat.say("yes");
    let posts = chat.last_turn.as_ref().unwrap().posts.clone();
    let [Post::Open(opening)] = posts.as_slice() else { panic!("{posts:?}") };
    let day =
        |day: i64, hour: i64| crate::zone::moment_of("KE", crate::zone::days_of(2026, 11, day), hour * 60);
    assert_eq!((opening.terms.opens_ms, opening.terms.ends_ms), (day(19, 9), day(21, 12)));
}

/// Whoever confirms when the hour has come is asked for another one.
#[test]
fn an_end_that_has_come_before_the_confirm_is_asked_again() {
    let mut chat = Chat::known();
    chat.around.now_ms = 1_795_000_000_000;
    chat.say("auction 20 drills max 90 until today 18:00").say("Mombasa Road 5");
    chat.say("+254700000002").say("yes").sees("18 Nov, 18:00");
    chat.around.now_ms += 5 * HOUR;
    chat.say("yes").sees("not in the past").sees("How long should bidding run?");
    assert!(chat.last_turn.as_ref().unwrap().posts.is_empty());
    chat.say("2h").say("yes");
    assert_eq!(chat.last_turn.as_ref().unwrap().posts.len(), 1);
}

/// An award goes where the auction said, which need not be where the opener lives.
#[test]
fn an_award_is_delivered_where_the_auction_said() {
    let (mut written, mut house) = (known(Language::English), House::default());
    start(&mut written);
    written
        .say("auction 20 drills max 90 4h")
        .say("Mombasa Road 5")
        .say("+254700000002")
        .say("yes")
        .say("yes");
    deliver(&mut written, &mut house, Recipient::Opener);
    let now_ms = written.chat.around.now_ms;
    house.bid(1, 8_000, now_ms);
    house.ask(Input::Tick, now_ms + 5 * HOUR);
    house.ask(Input::Decide { seat: 1, decision: ::auction::Decision::Approve }, now_ms + 5 * HOUR);
    for notice in house.told(Recipient::Opener) {
        written.chat.turn(Event::Letter(Box::new(notice)));
    }
    let wish = written.chat.last_turn.as_mut().and_then(|turn| turn.effect.take());
    let Some(ShopEffect::PlaceAgreed(wish)) = wish else { panic!("{wish:?}") };
    let address = wish.address.unwrap();
    assert_eq!((address.line_1.as_str(), address.city.as_str()), ("Mombasa Road 5", ""));
    assert!(!address.first_name.is_empty(), "in the opener's name");
}

/// A winner who cannot deliver leaves no order behind: the first is called off before the next best becomes another.
#[test]
fn a_winner_who_withdraws_leaves_no_order_behind() {
    let (mut written, mut house) = (known(Language::English), House::default());
    start(&mut written);
    written.say("auction 20 drills max 90 4h").say("Mombasa Road 5");
    written.say("Juma +254700000002, Asha +254700000003").say("yes").say("yes");
    deliver(&mut written, &mut house, Recipient::Opener);
    let now_ms = written.chat.around.now_ms;
    house.bid(1, 8_000, now_ms);
    house.bid(2, 7_000, now_ms);
    let end_ms = now_ms + 5 * HOUR;
    let approve = |seat| Input::Decide { seat, decision: ::auction::Decision::Approve };
    let mut happens = |chat: &mut Written, input: Input| {
        house.ask(input, end_ms);
        for notice in house.told(Recipient::Opener) {
            let mut turn = chat.chat.turn(Event::Letter(Box::new(notice)));
            while let Some(wish) = turn.effect.take() {
                let outcome = chat.chat.shop.answer(&wish).unwrap();
                turn = chat.chat.turn(Event::Shop(Box::new(outcome)));
            }
        }
    };
    happens(&mut written, Input::Tick);
    happens(&mut written, approve(2));
    written.chat.sees("is now order 1042");
    happens(&mut written, Input::Withdraw { seat: 2 });
    assert!(format!("{:?}", written.chat.said).contains("Order 1042 of that award is cancelled."));
    happens(&mut written, approve(1));
    written.chat.sees("is now order 1043");
    let stand: Vec<_> = written.chat.shop.orders.iter().map(|order| order.status.clone()).collect();
    assert_eq!(stand, [domain::shop::OrderStatus::Cancelled, domain::shop::OrderStatus::OnHold]);
    assert!(!written.chat.talk.has_open_matter() || !written.chat.talk.auctions.has_matter());
}

/// While the shop makes the order of an award, for an hour maybe, the opener shops on, the winner withdraws and another is
/// awarded: the first order is called off when it comes, and one is made of the second award.
#[test]
fn an_award_that_is_overtaken_while_the_shop_makes_its_order_leaves_one_order() {
    let (mut written, mut house) = (known(Language::English), House::default());
    start(&mut written);
    written.say("auction 20 drills max 90 4h").say("Mombasa Road 5");
    written.say("Juma +254700000002, Asha +254700000003").say("yes").say("yes");
    deliver(&mut written, &mut house, Recipient::Opener);
    let now_ms = written.chat.around.now_ms;
    house.bid(1, 8_000, now_ms);
    house.bid(2, 7_000, now_ms);
    let approve = |seat| Input::Decide { seat, decision: ::auction::Decision::Approve };
    let mut happens = |written: &mut Written, input: Input| {
        house.ask(input, now_ms + 5 * HOUR);
        let notices = house.told(Recipient::Opener);
        let effects = notices
            .into_iter()
            .filter_map(|notice| written.chat.turn(Event::Letter(Box::new(notice))).effect);
        effects.collect::<Vec<_>>()
    };
    happens(&mut written, Input::Tick);
    let first = happens(&mut written, approve(2)).remove(0);
    written.chat.turn(Event::Shop(Box::new(ShopOutcome::StillPlacing)));
    // The shop takes no basket while it makes an order.
    written.chat.shop.next = vec![ShopOutcome::Unavailable];
    written.chat.say("2 milk");
    assert_eq!(happens(&mut written, Input::Withdraw { seat: 2 }), []);
    assert_eq!(happens(&mut written, approve(1)), [], "one order at a time");
    // And begins another auction: the shop is asked for suppliers, and has not answered when the order comes.
    written.chat.shop.next = vec![];
    let asks = written.chat.message(Content::Text("auction 9 bags of lime max 50 2h".into()));
    written.chat.turn(Event::Message(Box::new(asks)));
    let place = written.chat.message(Content::Text("Mombasa Road 5".into()));
    let asked = written.chat.turn(Event::Message(Box::new(place)));
    assert!(matches!(asked.effect, Some(ShopEffect::ListSuppliers)), "{:?}", asked.effect);
    let placed = written.chat.shop.answer(&first).unwrap();
    let turn = written.chat.turn(Event::Shop(Box::new(placed)));
    assert!(turn.effect.is_none(), "the list is still waited for: {:?}", turn.effect);
    written.chat.turn(Event::Shop(Box::new(ShopOutcome::Unavailable)));
    let undo = written.chat.turn(Event::Timer(crate::event::Timer::AuctionOrder)).effect.unwrap();
    assert!(matches!(undo, ShopEffect::CancelOrder { .. }), "{undo:?}");
    let undone = written.chat.shop.answer(&undo).unwrap();
    let turn = written.chat.turn(Event::Shop(Box::new(undone)));
    let timer = Event::Timer(crate::event::Timer::AuctionOrder);
    assert!(format!("{:?}", turn.timers).contains("AuctionOrder"), "{:?}", turn.timers);
    let second = written.chat.turn(timer).effect.unwrap();
    let placed = written.chat.shop.answer(&second).unwrap();
    written.chat.turn(Event::Shop(Box::new(placed)));
    written.chat.sees("is now order 1043");
    let stand: Vec<_> = written.chat.shop.orders.iter().map(|order| order.status.clone()).collect();
    assert_eq!(stand, [domain::shop::OrderStatus::Cancelled, domain::shop::OrderStatus::OnHold]);
    assert!(!written.chat.talk.auctions.has_matter());
}

/// Nobody knows whether an award became an order: of the next one none is made, and the opener is told who will.
#[test]
fn after_an_unclear_order_of_an_award_no_other_is_made() {
    let (mut written, mut house) = (known(Language::English), House::default());
    start(&mut written);
    written.say("auction 20 drills max 90 4h").say("Mombasa Road 5");
    written.say("Juma +254700000002, Asha +254700000003").say("yes").say("yes");
    deliver(&mut written, &mut house, Recipient::Opener);
    let now_ms = written.chat.around.now_ms;
    house.bid(1, 8_000, now_ms);
    house.bid(2, 7_000, now_ms);
    let approve = |seat| Input::Decide { seat, decision: ::auction::Decision::Approve };
    let mut effects = 0;
    for input in [Input::Tick, approve(2), Input::Withdraw { seat: 2 }, approve(1)] {
        house.ask(input, now_ms + 5 * HOUR);
        for notice in house.told(Recipient::Opener) {
            if written.chat.turn(Event::Letter(Box::new(notice))).effect.is_some() {
                effects += 1;
                written.chat.turn(Event::Shop(Box::new(ShopOutcome::PlacingUnclear)));
            }
        }
    }
    assert_eq!(effects, 1);
    assert!(!written.chat.talk.auctions.has_matter());
    assert!(written.chat.body().contains("Its staff will"), "{}", written.chat.body());
}

/// A shop without suppliers, or that does not answer, leaves the choice out.
#[test]
fn without_suppliers_of_the_shop_numbers_are_typed() {
    for next in [vec![], vec![ShopOutcome::Unavailable]] {
        let mut chat = Chat::known();
        chat.shop.next = next;
        chat.say("auction 200 bags of cement max 850 2h").say("Mombasa Road 5").sees("Who may bid?");
        assert!(!format!("{:?}", chat.said).contains("auction:suppliers"));
        chat.say("+254700000002").sees("1 supplier so far");
    }
}

/// Contact cards name bidders too.
#[test]
fn contact_cards_are_invited() {
    let mut chat = Chat::known();
    chat.say("auction 20 drills max 90 2h").say("Mombasa Road 5");
    let phones = vec!["+254700000002".parse().unwrap(), "+254700000003".parse().unwrap()];
    chat.send(Content::Contacts { phones, requested: false });
    chat.sees("2 suppliers so far");
}
