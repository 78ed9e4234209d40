use super::{ENDS, MINUTE, OPENS, Room, terms};
use crate::{
    Auction, Closing, Decision, End, Event, Input, News, Origin, Phase, Recipient, Refusal, Visibility,
    check, sealed_floor,
};

#[test]
fn suppliers_bid_each_other_down_and_the_best_is_awarded() {
    let mut room = Room::running(terms(Visibility::Best), 3);
    assert_eq!(room.bid(1, 85_000), Ok(()));
    assert_eq!(room.bid(1, 80_000), Err(Refusal::Leading));
    assert_eq!(room.bid(2, 85_000), Err(Refusal::TooHigh { limit_minor: 84_150 }));
    assert_eq!(room.bid(2, 84_150), Ok(()));
    assert_eq!(room.bid(3, 90_000), Err(Refusal::AboveCeiling));
    assert_eq!(room.bid(3, 0), Err(Refusal::NotAnAmount));
    assert_eq!(room.bid(3, 50_000), Ok(()));
    let view = room.auction.view(Recipient::Seat(1));
    assert_eq!((view.best_minor, view.rank, view.next_minor), (Some(50_000), Some(3), Some(49_500)));
    room.at(ENDS);
    assert_eq!(room.auction.phase, Phase::Deciding { seat: 3, until_ms: ENDS + 60 * MINUTE });
    assert_eq!(room.bid(1, 10), Err(Refusal::Late));
    let news = room.does(Input::Decide { seat: 3, decision: Decision::Approve });
    assert_eq!(room.auction.phase, Phase::Awarded { seat: 3, minor: 50_000 });
    let told: Vec<_> = news.iter().map(|out| (out.to, out.news.clone())).collect();
    assert_eq!(
        told,
        [
            (Recipient::Opener, News::Awarded),
            (Recipient::Seat(3), News::Won),
            (Recipient::Seat(1), News::Lost),
            (Recipient::Seat(2), News::Lost),
        ]
    );
    assert_eq!(check(&room.sheet()).unwrap().phase, room.auction.phase);
    // A second decision changes nothing.
    room.does(Input::Decide { seat: 3, decision: Decision::Next });
    assert_eq!(room.auction.phase, Phase::Awarded { seat: 3, minor: 50_000 });
}

/// PRODUCT §2.35, the first of two bugs of others.
#[test]
fn a_refused_bid_extends_nothing() {
    let mut room = Room::running(terms(Visibility::Best), 2);
    room.bid(1, 80_000).unwrap();
    room.now_ms = ENDS - MINUTE;
    assert!(room.bid(2, 80_000).is_err());
    assert!(room.bid(1, 70_000).is_err());
    assert_eq!(room.auction.ends_ms, ENDS);
    room.bid(2, 70_000).unwrap();
    assert_eq!(room.auction.ends_ms, ENDS + 2 * MINUTE);
}

/// PRODUCT §2.35, the second: between the first end and the moved one bids count, afterwards they do not.
#[test]
fn after_an_extension_only_the_new_end_counts() {
    let mut room = Room::running(terms(Visibility::Best), 2);
    room.now_ms = ENDS - 1;
    room.bid(1, 80_000).unwrap();
    assert_eq!(room.auction.next_due_ms(), Some(ENDS + 2 * MINUTE));
    room.at(ENDS + MINUTE);
    assert_eq!(room.auction.phase, Phase::Open);
    room.bid(2, 70_000).unwrap();
    assert_eq!(room.auction.ends_ms, ENDS + 4 * MINUTE);
    room.now_ms = ENDS + 3 * MINUTE;
    room.bid(1, 60_000).unwrap();
    assert_eq!(room.auction.ends_ms, ENDS + 4 * MINUTE, "at most two extensions");
    room.now_ms = ENDS + 4 * MINUTE;
    assert_eq!(room.bid(2, 50_000), Err(Refusal::Late));
    assert_eq!(room.best(), Some((1, 60_000)));
    check(&room.sheet()).unwrap();
}

#[test]
fn ties_go_to_the_earliest() {
    let mut room = Room::running(terms(Visibility::Rank), 3);
    room.bid(2, 80_000).unwrap();
    room.bid(1, 80_000).unwrap();
    room.bid(3, 81_000).unwrap();
    assert_eq!(room.best(), Some((2, 80_000)));
    let view = room.auction.view(Recipient::Seat(1));
    // With ranks alone the best price is not told, and the next bid is measured against one's own.
    assert_eq!((view.best_minor, view.rank, view.next_minor), (None, Some(2), Some(79_200)));
    assert_eq!(room.bid(1, 79_500), Err(Refusal::TooHigh { limit_minor: 79_200 }));
    check(&room.sheet()).unwrap();
}

#[test]
fn a_sealed_bid_may_be_replaced_until_the_end_and_its_history_stays() {
    let mut room = Room::running(terms(Visibility::Sealed), 2);
    room.bid(1, 70_000).unwrap();
    room.bid(2, 70_000).unwrap();
    assert_eq!(room.bid(1, 70_000), Err(Refusal::Unchanged));
    room.bid(1, 75_000).unwrap();
    room.now_ms = ENDS - 1;
    room.bid(1, 60_000).unwrap();
    assert_eq!(room.auction.ends_ms, ENDS, "nobody sees it, so nobody needs time to answer");
    assert_eq!(room.floor(2, 50_000), Err(Refusal::NoFloorHere));
    let opener = room.auction.view(Recipient::Opener);
    assert_eq!((opener.best_minor, opener.bidders, opener.ranking.len()), (None, 2, 0));
    assert_eq!(room.auction.view(Recipient::Seat(2)).rank, None);
    room.at(ENDS);
    assert_eq!(room.auction.view(Recipient::Opener).ranking, [(1, 60_000), (2, 70_000)]);
    let bids = room.entries.iter().filter(|entry| entry.line.contains(r#""event":"bid","seat":1"#));
    assert_eq!(bids.count(), 4);
    check(&room.sheet()).unwrap();
}

#[test]
fn a_floor_bids_no_more_than_it_must() {
    let mut room = Room::running(terms(Visibility::Best), 3);
    room.floor(1, 60_000).unwrap();
    assert_eq!(room.best(), Some((1, 85_000)), "alone it takes the ceiling");
    room.bid(2, 80_000).unwrap();
    assert_eq!(room.best(), Some((1, 79_200)));
    // Another floor: the lower one wins, a step below the other.
    room.floor(3, 70_000).unwrap();
    assert_eq!(room.best(), Some((1, 69_300)));
    assert_eq!(room.auction.bidder(3).unwrap().offer.unwrap().minor, 70_000);
    // Less than a step is left: it goes down to the floor itself.
    room.bid(2, 60_500).unwrap();
    assert_eq!(room.best(), Some((1, 60_000)));
    assert_eq!(room.bid(3, 59_500), Err(Refusal::TooHigh { limit_minor: 59_400 }));
    room.bid(3, 59_400).unwrap();
    assert_eq!(room.best(), Some((3, 59_400)));
    check(&room.sheet()).unwrap();
}

#[test]
fn of_equal_floors_the_earlier_wins() {
    let mut room = Room::running(terms(Visibility::Best), 3);
    room.floor(2, 60_000).unwrap();
    room.floor(1, 60_000).unwrap();
    assert_eq!(room.best(), Some((2, 60_000)));
    let mut room = Room::running(terms(Visibility::Best), 3);
    room.floor(2, 60_000).unwrap();
    room.bid(1, 60_000).unwrap();
    assert_eq!(room.best(), Some((2, 60_000)), "a floor of before is earlier than the bid");
    check(&room.sheet()).unwrap();
}

#[test]
fn a_floor_stays_secret_and_can_be_shown_later() {
    let mut room = Room::running(terms(Visibility::Best), 2);
    room.floor(1, 61_234).unwrap();
    let sheet = room.sheet();
    assert!(!sheet.contains("61234"));
    assert!(sheet.contains(&sealed_floor("salt 1", 61_234)));
    room.does(Input::Floor { seat: 1, minor: None, salt: "x".into() });
    room.bid(2, 80_000).unwrap();
    assert_eq!(room.best(), Some((2, 80_000)));
    check(&room.sheet()).unwrap();
}

#[test]
fn too_few_bidders_make_no_award() {
    let mut few = terms(Visibility::Best);
    few.bidders_min = 2;
    let mut room = Room::running(few, 3);
    room.bid(1, 80_000).unwrap();
    room.at(ENDS);
    assert_eq!(room.auction.phase, Phase::Ended { why: End::TooFew });
    assert_eq!(check(&room.sheet()).unwrap().phase, room.auction.phase);
}

#[test]
fn the_next_best_is_asked_about_and_silence_lapses() {
    let mut room = Room::running(terms(Visibility::Rank), 3);
    for (seat, minor) in [(1, 70_000), (2, 60_000), (3, 65_000)] {
        room.bid(seat, minor).unwrap();
    }
    room.at(ENDS);
    room.does(Input::Decide { seat: 2, decision: Decision::Next });
    // The button of before, pressed again, must not pass over the next one.
    room.does(Input::Decide { seat: 2, decision: Decision::Next });
    let until_ms = ENDS + 60 * MINUTE;
    assert_eq!(room.auction.phase, Phase::Deciding { seat: 3, until_ms });
    room.does(Input::Decide { seat: 3, decision: Decision::Approve });
    let news = room.does(Input::Withdraw { seat: 3 });
    assert!(news.iter().any(|out| out.to == Recipient::Opener && out.news == News::Proposed));
    assert_eq!(room.auction.phase, Phase::Deciding { seat: 1, until_ms });
    room.at(until_ms);
    assert_eq!(room.auction.phase, Phase::Ended { why: End::Lapsed });
    check(&room.sheet()).unwrap();
}

#[test]
fn it_can_be_called_off_and_nobody_else_decides() {
    let mut room = Room::running(terms(Visibility::Best), 2);
    room.bid(1, 80_000).unwrap();
    room.does(Input::Cancel { by: Origin::Staff });
    assert_eq!(room.auction.phase, Phase::Cancelled);
    assert_eq!(room.bid(2, 10), Err(Refusal::Late));
    room.at(ENDS);
    assert_eq!(room.auction.phase, Phase::Cancelled);
    check(&room.sheet()).unwrap();
}

#[test]
fn a_bid_of_somebody_invited_joins_and_one_who_declined_may_come_back() {
    let mut room = Room::open(terms(Visibility::Best), 2);
    assert_eq!(room.bid(1, 80_000), Err(Refusal::NotOpen));
    room.at(OPENS);
    room.bid(1, 80_000).unwrap();
    room.does(Input::Decline { seat: 2 });
    assert_eq!(room.bid(2, 70_000), Err(Refusal::NotJoined));
    room.does(Input::Join { seat: 2 });
    room.bid(2, 70_000).unwrap();
    let news = room.does(Input::Decline { seat: 2 });
    assert!(news.iter().any(|out| out.news == News::NotNow), "a bid binds");
    check(&room.sheet()).unwrap();
}

#[test]
fn who_asks_after_the_end_without_a_tick_finds_it_ended() {
    let mut room = Room::running(terms(Visibility::Best), 1);
    room.bid(1, 80_000).unwrap();
    room.now_ms = ENDS + 90 * MINUTE;
    let news = room.does(Input::Look { who: Recipient::Seat(1) });
    assert_eq!(news.last().unwrap().view.phase, Phase::Ended { why: End::Lapsed });
    let closed = Event::Closed { bidders: 1, result: Closing::Best { seat: 1, minor: 80_000 } };
    assert!(room.entries.iter().any(|entry| crate::Entry::read(&entry.line).unwrap().2 == closed));
}

#[test]
fn refusals_fill_no_chain() {
    let mut room = Room::running(terms(Visibility::Best), 1);
    for _ in 0..500 {
        assert!(room.bid(1, 90_000).is_err());
    }
    assert!(room.entries.len() < 120);
}

/// A stored auction must stay readable.
#[test]
fn a_stored_auction_is_still_read() {
    let stored = include_str!("fixtures/auction-1.json");
    let auction: Auction = serde_json::from_str(stored).unwrap();
    assert_eq!(
        serde_json::to_value(&auction).unwrap(),
        serde_json::from_str::<serde_json::Value>(stored).unwrap()
    );
    check(include_str!("fixtures/sheet-1.txt")).unwrap();
}
