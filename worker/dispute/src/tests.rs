//! The rules as examples and as properties.

use domain::{ids::OrderId, money::Currency};
use proptest::prelude::*;

use crate::{
    Answer, By, Case, Event, Fault, Offer, Opening, Owner, Reason, Role, Scope, Stage, Terms, Unlawful, Why,
    Wish,
    case::{PIECES_MAX, ROUNDS_MAX},
    check, file,
    terms::{HOUR_MS, OVERDUE_MAX},
};

const NOW_MS: i64 = 1_764_320_400_000;

fn kes() -> Currency {
    Currency { code: "KES".into(), decimals: 2 }
}

fn opening() -> Opening {
    Opening {
        number: "D-1042-1".into(),
        order: OrderId(1042),
        order_number: "1042".into(),
        place: 1,
        scope: Scope::Whole,
        reason: Reason::Damaged,
        wish: Wish::Refund,
        most_minor: 44_000,
        currency: kes(),
        terms: Terms { staff_minor_max: Some(30_000), ..Terms::default() },
    }
}

fn submitted() -> Case {
    let mut case = Case::open(opening(), NOW_MS);
    case.happen(&Event::Submitted { by: By::Buyer }, NOW_MS + 1).unwrap();
    case
}

fn offered(minor: i64) -> Event {
    Event::Offered { name: "Anna".into(), role: Role::Staff, offer: Offer::Refund { minor } }
}

fn rejected() -> Event {
    Event::Rejected { words: String::new() }
}

#[test]
fn a_case_goes_from_evidence_to_money() {
    let mut case = Case::open(opening(), NOW_MS);
    for event in [
        Event::Said { words: "All bottles are broken".into() },
        Event::Sent { piece: 1, kind: "image".into() },
        Event::Kept { piece: 1, sha256: "ab".repeat(32), size: 7, mime_type: "image/jpeg".into() },
        Event::Submitted { by: By::Buyer },
        offered(20_000),
        rejected(),
        offered(30_000),
        Event::Accepted,
        Event::Paid { minor: 30_000 },
    ] {
        case.happen(&event, NOW_MS).unwrap();
    }
    assert_eq!((case.stage, case.due_ms, case.offers), (Stage::Resolved, None, 2));
    let text = file::write(&case);
    assert_eq!(check(&text).as_ref(), Ok(&case));
    assert_eq!(case.ticks(i64::MAX), None);
}

#[test]
fn every_stage_has_an_owner_and_a_time_until_it_is_over() {
    let mut case = submitted();
    let turn = |case: &Case| (case.stage.owner(), case.due_ms.map(|due| (due - case.since_ms) / HOUR_MS));
    assert_eq!(turn(&case), (Owner::Staff, Some(48)));
    case.happen(&offered(100), NOW_MS).unwrap();
    assert_eq!(turn(&case), (Owner::Buyer, Some(72)));
    case.happen(&Event::Accepted, NOW_MS).unwrap();
    assert_eq!(turn(&case), (Owner::Shop, Some(24)));
    case.happen(&Event::Stuck { why: "refused".into() }, NOW_MS).unwrap();
    assert_eq!(turn(&case), (Owner::Manager, Some(72)));
    let late = Event::Paid { minor: 100 };
    case.happen(&late, NOW_MS).unwrap();
    assert_eq!(turn(&case), (Owner::Nobody, None));
    assert_eq!(case.happen(&late, NOW_MS), Err(Unlawful::Stage), "once");
}

#[test]
fn the_clock_reminds_then_acts_for_whoever_is_silent() {
    let mut case = submitted();
    let at = |hours: i64| NOW_MS + 1 + hours * HOUR_MS;
    assert_eq!(case.ticks(at(35)), None);
    assert_eq!(case.ticks(at(36)), Some(Event::Reminded));
    case.happen(&Event::Reminded, at(36)).unwrap();
    assert_eq!(case.ticks(at(47)), None);
    assert_eq!(case.ticks(at(48)), Some(Event::Escalated { by: By::Clock }));
    assert_eq!(case.admits(&Event::Escalated { by: By::Clock }, at(47)), Err(Unlawful::Time));
    case.happen(&Event::Escalated { by: By::Clock }, at(48)).unwrap();
    let mut now_ms = at(48);
    for _ in 0..OVERDUE_MAX {
        now_ms += 72 * HOUR_MS;
        case.happen(&case.ticks(now_ms).unwrap(), now_ms).unwrap();
    }
    now_ms += 72 * HOUR_MS;
    case.happen(&case.ticks(now_ms).unwrap(), now_ms).unwrap();
    assert_eq!(case.stage, Stage::Closed { why: Why::Unanswered });
}

#[test]
fn there_is_one_appeal_and_a_refusal_after_it_is_final() {
    let mut case = submitted();
    let no = Event::Declined { name: "Anna".into(), words: "Used".into() };
    case.happen(&no, NOW_MS).unwrap();
    assert!(case.may_appeal(NOW_MS));
    case.happen(&Event::Appealed { words: String::new() }, NOW_MS).unwrap();
    assert_eq!(case.stage, Stage::Escalated);
    case.happen(&no, NOW_MS).unwrap();
    assert_eq!(case.stage, Stage::Closed { why: Why::Final });
    assert!(!case.may_appeal(NOW_MS));

    let mut case = submitted();
    case.happen(&offered(100), NOW_MS).unwrap();
    let due_ms = case.due_ms.unwrap();
    case.happen(&Event::Closed { why: Why::Silence }, due_ms).unwrap();
    assert!(case.may_appeal(due_ms + 7 * 24 * HOUR_MS) && !case.may_appeal(due_ms + 8 * 24 * HOUR_MS));
}

#[test]
fn staff_give_no_more_than_they_may_and_nobody_more_than_the_goods_cost() {
    let case = submitted();
    let give = |role, minor| {
        case.admits(&Event::Offered { name: "A".into(), role, offer: Offer::Refund { minor } }, NOW_MS)
    };
    assert_eq!(give(Role::Staff, 30_000), Ok(()));
    assert_eq!(give(Role::Staff, 30_001), Err(Unlawful::Role));
    assert_eq!(give(Role::Manager, 44_000), Ok(()));
    for minor in [44_001, 0, -1] {
        assert_eq!(give(Role::Manager, minor), Err(Unlawful::Amount));
    }
    let again = |role| Event::Offered { name: "A".into(), role, offer: Offer::Replacement };
    assert_eq!(case.admits(&again(Role::Staff), NOW_MS), Err(Unlawful::Role), "goods are worth their price");
    assert_eq!(case.admits(&again(Role::Manager), NOW_MS), Ok(()));
}

#[test]
fn a_third_refused_offer_goes_up_and_goods_that_come_back_are_paid() {
    let mut case = submitted();
    for round in 1..=ROUNDS_MAX {
        case.happen(&offered(100), NOW_MS).unwrap();
        case.happen(&rejected(), NOW_MS).unwrap();
        assert_eq!(case.stage == Stage::Escalated, round == ROUNDS_MAX);
    }
    let back = Offer::Return { minor: 44_000 };
    case.happen(&Event::Offered { name: "B".into(), role: Role::Manager, offer: back }, NOW_MS).unwrap();
    for event in [
        Event::Accepted,
        Event::GoodsSent { words: "G4S 77".into() },
        Event::GoodsReceived { name: "B".into() },
        Event::Paid { minor: 44_000 },
    ] {
        case.happen(&event, NOW_MS).unwrap();
    }
    assert_eq!(case.stage, Stage::Resolved);
}

#[test]
fn files_have_places_and_a_bound() {
    let mut case = Case::open(opening(), NOW_MS);
    for piece in 1..=u32::try_from(PIECES_MAX).unwrap() {
        case.happen(&Event::Sent { piece, kind: "image".into() }, NOW_MS).unwrap();
        assert!(case.happen(&Event::Sent { piece, kind: "image".into() }, NOW_MS).is_err());
    }
    assert_eq!(case.happen(&Event::Sent { piece: 11, kind: "image".into() }, NOW_MS), Err(Unlawful::Full));
    let lost = Event::Lost { piece: 2, reason: "gone".into() };
    case.happen(&lost, NOW_MS).unwrap();
    assert_eq!(case.happen(&lost, NOW_MS), Err(Unlawful::Piece));
    assert_eq!(case.missing_pieces(), PIECES_MAX - 1);
}

#[test]
fn staff_are_understood_however_they_write() {
    let read = |text: &str| Answer::read(text, &kes());
    for (text, minor) in [
        ("refund 500", 50_000),
        ("Refund: KES 1,200.50", 120_050),
        ("500", 50_000),
        ("refund 1.200,50", 120_050),
        ("REFUND 1 200", 120_000),
        ("refund=99.9", 9_990),
        ("pay 1,200", 120_000),
        ("offer refund 500", 50_000),
        ("KES 500", 50_000),
    ] {
        assert_eq!(read(text), Ok(Answer::Refund { minor: Some(minor) }), "{text}");
    }
    assert_eq!(read(" refund "), Ok(Answer::Refund { minor: None }));
    assert_eq!(read("refund all"), Ok(Answer::Refund { minor: None }));
    assert_eq!(read("Return 20"), Ok(Answer::Return { minor: Some(2_000) }));
    assert_eq!(read("return"), Ok(Answer::Return { minor: None }));
    assert_eq!(read("Replacement please"), Ok(Answer::Replace));
    assert_eq!(read("offer replace"), Ok(Answer::Replace));
    assert_eq!(read("ok"), Ok(Answer::Accept));
    assert_eq!(read("Decline: it was used"), Ok(Answer::Decline { words: "it was used".into() }));
    assert_eq!(read("no - used"), Ok(Answer::Decline { words: "used".into() }));
    assert_eq!(read("resolved: by phone"), Ok(Answer::Resolve { words: "by phone".into() }));
    assert_eq!(read("escalate"), Ok(Answer::Escalate));
    assert_eq!(read("received"), Ok(Answer::Received));
    for text in ["", "hm", "refund 0", "refund USD 5", "refund lots", "decline", "refund -5x"] {
        assert!(read(text).is_err() || text == "refund -5x", "{text}: {:?}", read(text));
    }
}

#[test]
fn a_changed_file_is_found() {
    let mut case = submitted();
    case.happen(&offered(100), NOW_MS + 2).unwrap();
    let text = file::write(&case);
    assert!(check(&text).is_ok());
    assert!(matches!(check(&text.replace("\"minor\":100", "\"minor\":900")), Err(Fault::Hash { number: 3 })));
    let cut: Vec<&str> = text.lines().enumerate().filter(|(at, _)| *at != 2).map(|(_, line)| line).collect();
    assert!(matches!(check(&cut.join("\n")), Err(Fault::Number { found: 3, expected: 2 })));
    assert_eq!(check(&text.replace("D-1042-1\n", "D-1042-2\n")), Err(Fault::Name));
    assert!(check(&text.replace("result {\"stage\":\"offered\"", "result {\"stage\":\"declined\"")).is_err());
    assert_eq!(check(""), Err(Fault::Empty));
}

/// The longest that a case can live when nobody but the clock acts on it from some point on.
fn all_events() -> impl Strategy<Value = Event> {
    let words = || "[a-z]{0,5}".prop_map(String::from);
    let offer = prop_oneof![
        (0_i64..50_000).prop_map(|minor| Offer::Refund { minor }),
        Just(Offer::Replacement),
        (0_i64..50_000).prop_map(|minor| Offer::Return { minor }),
    ];
    let role = prop_oneof![Just(Role::Staff), Just(Role::Manager)];
    prop_oneof![
        words().prop_map(|words| Event::Said { words }),
        (1_u32..12).prop_map(|piece| Event::Sent { piece, kind: "image".into() }),
        (1_u32..12).prop_map(|piece| Event::Lost { piece, reason: "gone".into() }),
        Just(Event::Submitted { by: By::Buyer }),
        (role.clone(), offer.clone()).prop_map(|(role, offer)| Event::Offered {
            name: "A".into(),
            role,
            offer
        }),
        (role, offer).prop_map(|(role, offer)| Event::Granted { name: "A".into(), role, offer }),
        Just(Event::Accepted),
        words().prop_map(|words| Event::Rejected { words }),
        words().prop_map(|words| Event::Declined { name: "A".into(), words }),
        Just(Event::Escalated { by: By::Staff }),
        Just(Event::Escalated { by: By::Buyer }),
        words().prop_map(|words| Event::Appealed { words }),
        words().prop_map(|words| Event::GoodsSent { words }),
        Just(Event::GoodsReceived { name: "A".into() }),
        (0_i64..50_000).prop_map(|minor| Event::Paid { minor }),
        Just(Event::Replaced { order_number: "7".into() }),
        Just(Event::Stuck { why: "refused".into() }),
        words().prop_map(|words| Event::Resolved { name: "A".into(), words }),
        Just(Event::Closed { why: Why::Withdrawn }),
        Just(Event::Closed { why: Why::Silence }),
        Just(Event::Closed { why: Why::Final }),
    ]
}

proptest! {
    #[test]
    fn whatever_happens_the_file_checks_money_is_bounded_and_the_clock_ends_it(
        events in prop::collection::vec((all_events(), 0_i64..100), 0..60),
    ) {
        let mut case = Case::open(opening(), NOW_MS);
        let mut now_ms = NOW_MS;
        let mut paid = 0;
        for (event, hours) in events {
            now_ms += hours * HOUR_MS;
            while let Some(tick) = case.ticks(now_ms) {
                case.happen(&tick, now_ms).unwrap();
            }
            let before = case.clone();
            if case.happen(&event, now_ms).is_err() {
                prop_assert_eq!(&case, &before, "what is refused changes nothing");
            } else if let Event::Paid { minor } = &event {
                paid += 1;
                let agreed = before.agreed.and_then(Offer::minor);
                prop_assert_eq!(agreed.map(|agreed| *minor >= agreed), Some(true));
            }
            prop_assert_eq!(case.stage.is_over(), case.due_ms.is_none());
            prop_assert!(case.agreed.and_then(Offer::minor).unwrap_or(1) <= case.opening.most_minor);
        }
        prop_assert!(paid <= 1, "at most one payment");
        let checked = check(&file::write(&case));
        prop_assert_eq!(checked.as_ref(), Ok(&case));
        // Left alone, it ends by itself in bounded time.
        let mut ticks = 0;
        while let Some(next_ms) = case.next_ms() {
            now_ms = now_ms.max(next_ms);
            let tick = case.ticks(now_ms);
            prop_assert!(tick.is_some(), "{:?}", case.stage);
            case.happen(&tick.unwrap(), now_ms).unwrap();
            ticks += 1;
            prop_assert!(ticks < 40, "it goes on for ever");
        }
        prop_assert!(case.stage.is_over());
        let checked = check(&file::write(&case));
        prop_assert_eq!(checked.as_ref(), Ok(&case));
    }

    #[test]
    fn any_answer_is_read_or_refused(text in ".{0,60}") {
        if let Ok(Answer::Refund { minor: Some(minor) } | Answer::Return { minor: Some(minor) }) =
            Answer::read(&text, &kes())
        {
            prop_assert!(minor > 0);
        }
    }
}
