//! Disputes: from a problem to money, goods or an end; what staff do; and what must never happen twice.

use std::collections::{BTreeMap, BTreeSet};

use ::dispute::{Owner, Stage, check};
use domain::{
    inbound::{Content, MediaFile, MediaKind},
    outbound::Message,
    shop::{Order, OrderSighting, OrderStatus},
    template::DISPUTE_NEWS,
};
use proptest::prelude::*;

use crate::{
    dispute::{Role, StaffMove},
    effect::{ORDER_MOVED_ON, Refusal, ShopEffect, ShopOutcome},
    event::{Event, FileNote, FileResult, StaffCommand, StaffOrder, Timer},
    testing::{Chat, kes},
};

const HOUR_MS: i64 = 60 * 60 * 1000;
const CASE: &str = "D-1042-1";

/// A buyer with an order of two kinds of goods.
fn ordered() -> Chat {
    let mut chat = Chat::known();
    chat.around.now_ms = 1_795_860_000_000;
    chat.say("2 milk").say("1 rice 5 kg").say("checkout").tap("Order KES");
    assert_eq!(chat.shop.orders.len(), 1);
    chat
}

/// Something happens, and the shop answers until nothing is wished any more.
fn happens(chat: &mut Chat, event: Event) -> usize {
    let before = chat.said.len();
    let mut turn = chat.turn(event);
    while let Some(effect) = turn.effect.take() {
        chat.wishes.push(effect.clone());
        let Some(outcome) = chat.shop.answer(&effect) else { break };
        turn = chat.turn(Event::Shop(Box::new(outcome)));
    }
    chat.said.len() - before
}

fn order(chat: &Chat) -> Order {
    chat.shop.orders[0].clone()
}

fn staff(chat: &mut Chat, role: Role, answer: &str) -> usize {
    let step = StaffMove { order: order(chat).id, role, answer: answer.into() };
    let command = StaffCommand { by: "Anna".into(), order: StaffOrder::Dispute { step } };
    happens(chat, Event::Staff(Box::new(command)))
}

/// Staff type into the order's field, and the order is seen.
fn types(chat: &mut Chat, second: u32, answer: &str) -> usize {
    let event = seen(chat, second, answer);
    happens(chat, event)
}

/// The order as it is seen, with what staff typed.
fn seen(chat: &Chat, second: u32, answer: &str) -> Event {
    let order = Order { modified_at: format!("2026-11-28T10:00:{second:02}"), ..order(chat) };
    let facts = BTreeMap::from([("wa_dispute_answer".to_owned(), answer.to_owned())]);
    let sighting = OrderSighting { order, refunded: kes(0), tracking: None, names_buyer: true, facts };
    Event::Order(Box::new(sighting))
}

fn photo(id: &str) -> Content {
    let file = MediaFile {
        id: id.into(),
        kind: MediaKind::Image,
        mime_type: None,
        sha256: None,
        url: None,
        file_name: None,
    };
    Content::Media { kind: MediaKind::Image, caption: Some("see".into()), files: vec![file] }
}

/// Opened for the milk, damaged, all the money back wanted; sent.
fn submitted() -> Chat {
    let mut chat = ordered();
    chat.say("order 1042").tap("Report a problem").tap("2 × Milk").tap("Damaged").tap("All the money");
    chat.sees("Your dispute D-1042-1 is opened.").sees("photos of the damage");
    chat.tap("Send to the shop");
    chat
}

fn stage(chat: &Chat) -> Stage {
    chat.talk.disputes.find(CASE).unwrap().case.stage
}

fn refunds(chat: &Chat) -> usize {
    chat.wishes.iter().filter(|wish| matches!(wish, ShopEffect::Refund(_))).count()
}

fn facts(chat: &Chat) -> BTreeMap<String, String> {
    let changes = chat.wishes.iter().filter_map(|wish| match wish {
        ShopEffect::ChangeOrder(change) => Some(change.facts.clone()),
        _ => None,
    });
    changes.flatten().collect()
}

fn notes(chat: &Chat) -> String {
    let changes = chat.wishes.iter().filter_map(|wish| match wish {
        ShopEffect::ChangeOrder(change) => Some(change.notes.clone()),
        _ => None,
    });
    changes.flatten().map(|note| note.text + "\n").collect()
}

#[test]
fn a_problem_becomes_a_case_by_taps_and_staff_see_it_on_the_order() {
    let mut chat = submitted();
    chat.sees("Sent to the shop: ").sees("The shop's turn until");
    assert_eq!(chat.talk.screen_label(), "dispute_case");
    let facts = facts(&chat);
    let fact = |key: &str| facts.get(key).map(String::as_str);
    assert_eq!(fact("_wa_dispute"), Some(CASE));
    assert_eq!(fact("_wa_dispute_stage"), Some("submitted"));
    assert_eq!(fact("_wa_dispute_turn"), Some("staff"));
    assert_eq!(fact("_wa_dispute_about"), Some("2 x Milk 1 l"));
    assert_eq!(fact("wa_dispute_answer"), Some(""), "staff find the field");
    let notes = notes(&chat);
    assert!(notes.contains("Wants: refund. At most KES 240.00."), "{notes}");
    assert!(notes.contains("refund AMOUNT"), "{notes}");
    // Where the buyer is in the world, the deadline is said in their time.
    let until = chat.talk.disputes.find(CASE).unwrap().case.due_ms.unwrap();
    chat.sees(&chat.talk.form().moment(until).replace('\u{202f}', " "));
}

#[test]
fn an_offer_is_accepted_by_tap_and_paid_once_and_told_once() {
    let mut chat = submitted();
    let said = staff(&mut chat, Role::Staff, "refund 100");
    assert_eq!(said, 1);
    chat.sees("Anna offers to pay back KES 100.00").sees("Your turn until");
    chat.tap("Accept the offer").sees("the refund of KES 100.00 is booked");
    assert_eq!((refunds(&chat), stage(&chat)), (1, Stage::Resolved));
    // The refund shows on the order; that is no news any more.
    let mut order = order(&chat);
    order.modified_at = "2026-11-28T11:00:00".into();
    let sighting = OrderSighting {
        order,
        refunded: kes(10_000),
        tracking: None,
        names_buyer: true,
        facts: BTreeMap::new(),
    };
    assert_eq!(happens(&mut chat, Event::Order(Box::new(sighting))), 0, "{}", chat.body());
    assert_eq!(refunds(&chat), 1);
}

#[test]
fn what_staff_type_into_the_order_is_done_once_however_often_it_is_delivered() {
    let mut chat = submitted();
    assert_eq!(types(&mut chat, 5, "Refund: KES 50"), 1);
    chat.sees("Duka offers to pay back KES 50.00");
    for second in [5, 5, 4, 5] {
        assert_eq!(types(&mut chat, second, "Refund: KES 50"), 0);
    }
    let wiped = chat.wishes.iter().rev().find_map(|wish| match wish {
        ShopEffect::ChangeOrder(change) if !change.expects.is_empty() => Some(change.expects.clone()),
        _ => None,
    });
    assert_eq!(wiped, Some(vec![("wa_dispute_answer".to_owned(), "Refund: KES 50".to_owned())]));
    // Once it was wiped, the same may be said again.
    types(&mut chat, 20, "");
    chat.tap("Turn it down").tap("Skip");
    assert_eq!(types(&mut chat, 30, "Refund: KES 50"), 1);
}

#[test]
fn what_staff_write_wrongly_is_explained_to_them_and_not_to_the_buyer() {
    let mut chat = submitted();
    for (second, answer, words) in [
        (1, "maybe later", "is not understood"),
        (2, "refund 999999", "more than the disputed goods cost"),
        (3, "received", "does not fit where the case stands"),
    ] {
        assert_eq!(types(&mut chat, second, answer), 0, "{answer}");
        let notes = notes(&chat);
        assert!(notes.contains(words), "{answer}: {notes}");
    }
}

#[test]
fn staff_give_up_to_their_limit_and_a_manager_more() {
    let mut chat = ordered();
    chat.around.disputes.staff_refund_max = Some("100".into());
    chat.say("report a problem")
        .tap("Order 1042")
        .tap("The whole order")
        .tap("It did not")
        .tap("All the money");
    chat.tap("Send to the shop");
    assert_eq!(staff(&mut chat, Role::Staff, "accept"), 0);
    assert!(notes(&chat).contains("--role manager"));
    assert_eq!(staff(&mut chat, Role::Manager, "accept"), 1);
    chat.sees("is booked");
    assert_eq!((refunds(&chat), stage(&chat)), (1, Stage::Resolved));
}

#[test]
fn goods_are_sent_once_more_for_nothing() {
    let mut chat = submitted();
    staff(&mut chat, Role::Staff, "replace");
    chat.tap("Accept the offer").sees("Done: order 1043 brings you the goods once more");
    let wish = chat.wishes.iter().find_map(|wish| match wish {
        ShopEffect::PlaceAgreed(wish) => Some(wish),
        _ => None,
    });
    let wish = wish.unwrap();
    assert_eq!(wish.lines.len(), 1);
    assert_eq!((wish.lines[0].quantity, wish.lines[0].total.as_ref().map(|money| money.minor)), (2, Some(0)));
    assert_eq!(stage(&chat), Stage::Resolved);
}

#[test]
fn a_replacement_that_takes_long_is_told_although_the_buyer_went_on() {
    let mut chat = submitted();
    staff(&mut chat, Role::Staff, "replace");
    chat.shop.silent_when_placing = true;
    chat.tap("Accept the offer");
    chat.outcome(ShopOutcome::StillPlacing);
    chat.say("browse");
    let placed = chat.shop.place();
    chat.outcome(placed).sees("Done: order 1043");
    assert_eq!(chat.talk.screen_label(), "categories", "the buyer is where they were");
}

#[test]
fn evidence_is_tied_to_the_case_and_the_case_file_checks() {
    let mut chat = ordered();
    chat.say("complaint").tap("Order 1042").tap("The whole").tap("Damaged").tap("A part");
    chat.send(photo("m1")).sees("Files so far: 1, at most 10");
    chat.say("it was wet").sees("Noted");
    assert!(chat.talk.wants_file("m1") && !chat.talk.wants_file("m2"));
    let stored = FileResult::Stored { sha256: "ab".repeat(32), size: 9, mime_type: "image/jpeg".into() };
    assert_eq!(happens(&mut chat, Event::File(FileNote { id: "m1".into(), result: stored })), 0);
    assert!(!chat.talk.wants_file("m1"));
    assert_eq!(chat.talk.disputes.kept_files().count(), 1);
    chat.send(photo("m2"));
    let missing = FileResult::Missing { reason: "too_large".into() };
    happens(&mut chat, Event::File(FileNote { id: "m2".into(), result: missing }));
    chat.sees("File 2 could not be kept");
    chat.say("yes").sees("Sent to the shop: ");
    chat.tap("Case file");
    let Some(Message::OwnDocument(document)) = chat.said.last() else { panic!("{:?}", chat.said.last()) };
    let text = String::from_utf8(document.fields().content.bytes().to_vec()).unwrap();
    let case = check(&text).unwrap();
    assert_eq!(case.opening.number, CASE);
    assert!(text.contains("it was wet") && text.contains(&"ab".repeat(32)));
    assert!(facts(&chat)["_wa_dispute_evidence_1"].contains("image/jpeg"));
}

#[test]
fn the_clock_reminds_escalates_and_closes_and_the_buyer_is_told() {
    let mut chat = submitted();
    let mut turns = Vec::new();
    for _ in 0..40 {
        let Some(next_ms) = chat.talk.disputes.next_ms() else { break };
        chat.around.now_ms = next_ms.max(chat.around.now_ms + 1_000);
        happens(&mut chat, Event::Timer(Timer::Dispute));
        turns.push(stage(&chat).label());
    }
    turns.dedup();
    assert_eq!(turns, ["submitted", "escalated", "closed"]);
    chat.sees("It was closed because the shop did not answer");
    assert!(notes(&chat).contains("REMINDER") && notes(&chat).contains("OVERDUE"));
    let news =
        chat.said.iter().filter(|message| crate::testing::body(message).contains("The shop is late")).count();
    assert_eq!(news, 10);
}

#[test]
fn silence_closes_an_offer_and_one_appeal_opens_it_again() {
    let mut chat = submitted();
    staff(&mut chat, Role::Staff, "refund 10");
    chat.say("menu");
    chat.around.now_ms += 54 * HOUR_MS;
    let stand_in = chat.turn(Event::Timer(Timer::Dispute)).news.unwrap().template;
    chat.sees("A reminder:").sees("Anna offers").outcome(ShopOutcome::Unavailable);
    assert_eq!(stand_in.fields().name, DISPUTE_NEWS.name);
    chat.around.now_ms += 18 * HOUR_MS;
    happens(&mut chat, Event::Timer(Timer::Dispute));
    chat.sees("you did not answer").tap("Appeal").say("I was ill").sees("management");
    staff(&mut chat, Role::Manager, "decline: too late");
    chat.sees("nothing after your appeal");
    assert!(stage(&chat).is_over());
}

#[test]
fn buttons_of_last_week_are_answered_by_where_the_case_stands() {
    let mut chat = submitted();
    staff(&mut chat, Role::Staff, "refund 10");
    let (accept, reject) = (chat.id_of("Accept the offer"), chat.id_of("Turn it down"));
    staff(&mut chat, Role::Staff, "refund 20");
    chat.say("menu").tap_id(&accept, "Accept the offer");
    chat.sees("That offer is no longer open").sees("KES 20.00");
    assert_eq!(refunds(&chat), 0);
    chat.tap("Accept the offer").sees("KES 20.00 is booked");
    for id in [accept, reject] {
        chat.say("menu").tap_id(&id, "old").sees("That offer is no longer open").sees("is booked");
    }
    assert_eq!(refunds(&chat), 1);
}

#[test]
fn a_shop_that_is_away_is_asked_again_and_the_refund_has_one_key() {
    let mut chat = submitted();
    staff(&mut chat, Role::Staff, "refund 10");
    chat.shop.next = vec![ShopOutcome::Unavailable];
    chat.tap("Accept the offer").sees("The refund of KES 10.00 is being booked");
    chat.around.now_ms += HOUR_MS;
    happens(&mut chat, Event::Timer(Timer::Dispute));
    chat.sees("is booked");
    let keys: Vec<String> = chat
        .wishes
        .iter()
        .filter_map(|wish| match wish {
            ShopEffect::Refund(refund) => Some(refund.key.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(keys.len(), 2);
    assert_eq!(keys[0], keys[1]);
}

#[test]
fn a_refund_of_which_nobody_knows_goes_to_a_person_and_may_come_to_light() {
    let mut chat = submitted();
    staff(&mut chat, Role::Staff, "refund 10");
    chat.shop.next = vec![ShopOutcome::RefundUnclear];
    chat.tap("Accept the offer").sees("A person will take care of it");
    assert_eq!(stage(&chat).owner(), Owner::Manager);
    assert_eq!(refunds(&chat), 1);
    let Event::Order(mut sighting) = seen(&chat, 9, "") else { panic!("an order") };
    sighting.refunded = kes(1_000);
    assert_eq!(happens(&mut chat, Event::Order(sighting)), 1);
    chat.sees("the refund of KES 10.00 is booked");
    assert_eq!(refunds(&chat), 1);
}

#[test]
fn another_answer_typed_meanwhile_is_not_wiped() {
    let mut chat = submitted();
    let moved = Refusal::Other { code: ORDER_MOVED_ON.into() };
    chat.shop.next = vec![ShopOutcome::Refused { refusal: moved, cart: None }];
    types(&mut chat, 5, "refund 10");
    let last = chat.wishes.iter().rev().find_map(|wish| match wish {
        ShopEffect::ChangeOrder(change) => Some(change.clone()),
        _ => None,
    });
    assert!(last.unwrap().expects.is_empty(), "told again without wiping");
    types(&mut chat, 6, "refund 20");
    chat.sees("KES 20.00");
}

#[test]
fn orders_that_are_too_old_or_never_placed_get_a_person() {
    let mut chat = ordered();
    chat.shop.orders[0].created_on = "2026-01-01".into();
    chat.say("dispute").sees("no order of yours that is recent enough").tap("Talk to a person");
    let mut chat = ordered();
    chat.shop.orders[0].status = OrderStatus::Cancelled;
    chat.say("order 1042");
    assert!(!chat.titles().contains(&"Report a problem".to_owned()));
}

#[test]
fn a_case_is_taken_back_after_a_question_only() {
    let mut chat = submitted();
    chat.tap("Take it back").sees("This cannot be undone").tap("Keep it open").sees("The shop's turn");
    chat.tap("Take it back").say("yes").sees("You took it back");
    assert!(notes(&chat).contains("closed (withdrawn)"));
    chat.say("complaints").sees("Your disputes:").tap(CASE).sees("You took it back");
}

#[test]
fn what_is_sent_to_a_person_is_added_to_the_open_case_and_told_once() {
    let mut chat = submitted();
    let before = chat.talk.disputes.find(CASE).unwrap().case.pieces.len();
    chat.say("agent");
    let said = chat.said.len();
    chat.send(photo("media-7")).sees("also added to your case D-1042-1");
    chat.say("The bottle leaks, see the photo").send(photo("media-8")).say("agent");
    assert_eq!(chat.said.len(), said + 1, "told once: {:?}", chat.said.last());
    let case = &chat.talk.disputes.find(CASE).unwrap().case;
    assert_eq!(case.pieces.len(), before + 2);
    let kept = FileNote {
        id: "media-8".into(),
        result: FileResult::Stored { sha256: "ab".repeat(32), size: 7, mime_type: "image/jpeg".into() },
    };
    happens(&mut chat, Event::File(kept));
    assert!(notes(&chat).contains("The bottle leaks, see the photo"), "{}", notes(&chat));
    // The bot is back and gone again.
    chat.say("menu").say("agent").send(photo("media-9")).sees("also added");
    // Nobody is told of a case that is over.
    let mut chat = submitted();
    staff(&mut chat, Role::Staff, "resolved: by phone");
    chat.say("agent");
    let said = chat.said.len();
    chat.send(photo("media-7")).say("thank you so much");
    assert_eq!(chat.said.len(), said);
}

#[test]
fn a_case_keeps_its_buyer_from_being_forgotten_until_it_is_over_and_the_shop_knows() {
    let mut chat = submitted();
    chat.shop.orders[0].status = OrderStatus::Completed;
    let event = seen(&chat, 1, "");
    happens(&mut chat, event);
    assert!(chat.talk.has_open_matter(), "the case is open");
    chat.shop.next.push(ShopOutcome::Unavailable);
    staff(&mut chat, Role::Staff, "resolved: by phone");
    assert!(chat.talk.has_open_matter(), "the shop does not know yet");
    chat.around.now_ms += HOUR_MS;
    happens(&mut chat, Event::Timer(Timer::Dispute));
    assert!(!chat.talk.has_open_matter());
    chat.say("forget me").tap("Erase my data").sees("my last message");
}

#[test]
fn there_are_bounds_to_open_cases() {
    let mut chat = submitted();
    chat.say("order 1042").tap("Report a problem").sees("The shop's turn");
    for _ in 0..3 {
        chat.say("2 milk").say("checkout").tap("Order KES");
    }
    for number in ["1043", "1044"] {
        chat.say(&format!("order {number}")).tap("Report a problem").tap("Damaged").tap("Something else");
    }
    chat.say("order 1045").tap("Report a problem").sees("as many open disputes as there may be");
}

/// What staff and the shop may do to a case, in any order.
fn anything() -> impl Strategy<Value = (u8, String)> {
    let answers = prop::sample::select(vec![
        "accept",
        "refund 10",
        "refund",
        "replace",
        "return 20",
        "decline: no",
        "received",
        "resolved: ok",
        "escalate",
        "nonsense",
    ]);
    (0_u8..7, answers.prop_map(str::to_owned))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_case_is_paid_twice_and_money_and_goods_never_both(steps in prop::collection::vec((anything(), any::<prop::sample::Index>()), 1..40)) {
        let mut chat = submitted();
        let mut second = 0;
        for ((what, answer), place) in steps {
            second = (second + 1) % 60;
            match what {
                0 => {
                    staff(&mut chat, Role::Manager, &answer);
                }
                1 => {
                    types(&mut chat, second, &answer);
                }
                2 => {
                    chat.around.now_ms += 30 * HOUR_MS;
                    happens(&mut chat, Event::Timer(Timer::Dispute));
                }
                3 => {
                    chat.shop.next = vec![[
                        ShopOutcome::Unavailable,
                        ShopOutcome::Unknown,
                        ShopOutcome::RefundUnclear,
                        ShopOutcome::PlacingUnclear,
                    ][place.index(4)].clone()];
                }
                _ => {
                    chat.say("complaints");
                    let ids: Vec<_> = chat.said.iter().flat_map(crate::testing::choices).collect();
                    let (id, title) = &ids[ids.len() - 1 - place.index(ids.len().min(12))];
                    let is_dispute = id.contains(":dispute:");
                    if is_dispute {
                        chat.tap_id(id, title);
                    }
                }
            }
        }
        let mut wished: BTreeMap<String, BTreeSet<i64>> = BTreeMap::new();
        for wish in &chat.wishes {
            if let ShopEffect::Refund(refund) = wish {
                wished.entry(refund.key.clone()).or_default().insert(refund.amount.minor);
            }
        }
        for case in chat.talk.disputes.all() {
            let text = ::dispute::file::write(case);
            prop_assert!(check(&text).is_ok());
            // Another amount, under the one key of the case, is only wished for where a person was asked in between.
            let key = format!("dispute-{}-{}", case.opening.order, case.opening.place);
            let stuck = case.entries.iter().filter(|entry| entry.line.contains("\"stuck\"")).count();
            let amounts = wished.get(&key).map_or(0, BTreeSet::len);
            prop_assert!(amounts <= 1 + stuck, "{amounts} amounts, stuck {stuck} times");
        }
    }
}
