use proptest::prelude::*;

use super::{ENDS, MINUTE, OPENS, Room, terms};
use crate::{
    Attendance, Band, Decision, Entry, Event, Input, Origin, Phase, PriceStep, Recipient, Sniping, Terms,
    Visibility, check, step,
};

fn some_terms() -> impl Strategy<Value = Terms> {
    let visibility = prop_oneof![
        Just(Visibility::Best),
        Just(Visibility::Best),
        Just(Visibility::Rank),
        Just(Visibility::Sealed)
    ];
    let price_step = prop_oneof![
        (1_i64..40).prop_map(|minor| PriceStep::Fixed { minor }),
        (1_u32..=5_000).prop_map(|basis_points| PriceStep::Percent { basis_points }),
        (1_i64..20, 1_i64..60).prop_map(|(low, high)| PriceStep::Table {
            bands: vec![Band { from_minor: 0, step_minor: low }, Band { from_minor: 500, step_minor: high }],
        }),
    ];
    let sniping = prop::option::of((1_i64..40, 1_i64..10, 0_u32..5));
    (visibility, price_step, sniping, 1_u32..4, 1_i64..1_200).prop_map(
        |(visibility, step, sniping, bidders_min, ceiling_minor)| Terms {
            step,
            bidders_min,
            ceiling_minor,
            sniping: sniping.map(|(window, extension, extensions_max)| Sniping {
                window_ms: window * MINUTE,
                extension_ms: extension * MINUTE,
                extensions_max,
            }),
            ..terms(visibility)
        },
    )
}

/// Something asked, and how long after the last.
fn some_input() -> impl Strategy<Value = (i64, Input)> {
    let seat = || 0_u16..7;
    let minor = || prop_oneof![40 => 1_i64..1_250, 1 => Just(i64::MAX), 1 => Just(i64::MIN), 1 => Just(0)];
    let input = prop_oneof![
        30 => (seat(), minor()).prop_map(|(seat, minor)| Input::Bid { seat, minor }),
        8 => (seat(), prop::option::weighted(0.9, minor()))
            .prop_map(|(seat, minor)| Input::Floor { seat, minor, salt: "salt".into() }),
        4 => seat().prop_map(|seat| Input::Join { seat }),
        1 => seat().prop_map(|seat| Input::Decline { seat }),
        1 => Just(Input::Invite { who: "new".into() }),
        2 => (seat(), prop_oneof![Just(Decision::Approve), Just(Decision::Next), Just(Decision::DeclineAll)])
            .prop_map(|(seat, decision)| Input::Decide { seat, decision }),
        1 => seat().prop_map(|seat| Input::Withdraw { seat }),
        1 => seat().prop_map(|seat| Input::Look { who: Recipient::Seat(seat) }),
        2 => Just(Input::Tick),
    ];
    let input = prop_oneof![200 => input, 1 => Just(Input::Cancel { by: Origin::Opener })];
    let pause = prop_oneof![10 => 0_i64..90_000, 3 => 0_i64..20 * MINUTE, 1 => -60_000_i64..0];
    (pause, input)
}

fn story() -> impl Strategy<Value = (Terms, Vec<(i64, Input)>)> {
    (some_terms(), prop::collection::vec(some_input(), 1..70))
}

/// How low somebody goes, and since when.
fn strength(auction: &crate::Auction, seat: u16) -> Option<(i64, u64)> {
    let bidder = auction.bidder(seat)?;
    let floor = bidder.floor.and_then(|floor| Some((floor.minor?, floor.number)));
    [floor, bidder.offer.map(|offer| (offer.minor, offer.since))].into_iter().flatten().min()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn the_rules_hold_whatever_is_done((terms, inputs) in story()) {
        let visibility = terms.visibility;
        let ceiling = terms.ceiling_minor;
        let mut room = Room::running(terms, 5);
        let mut winner = None;
        for (pause_ms, input) in inputs {
            room.now_ms += pause_ms;
            let before = room.auction.clone();
            let known = room.entries.len();
            // The same asked of the same comes to the same.
            let again = step(before.clone(), input.clone(), room.now_ms);
            let news = room.does(input.clone());
            prop_assert_eq!(&again.auction, &room.auction);
            prop_assert_eq!(&again.news, &news);
            let after = &room.auction;
            let new: Vec<(Entry, Event)> = room.entries[known..]
                .iter()
                .map(|entry| (entry.clone(), Entry::read(&entry.line).unwrap().2))
                .collect();

            // The end moves only with an accepted bid that leads, and never back.
            let counted = |event: &Event| matches!(event, Event::Bid { refused: None, .. });
            let has_extended = new.iter().any(|(_, event)| matches!(event, Event::Extended { .. }));
            prop_assert_eq!(has_extended, after.ends_ms != before.ends_ms);
            if has_extended {
                prop_assert!(after.ends_ms > before.ends_ms);
                prop_assert!(new.iter().any(|(_, event)| counted(event)));
                prop_assert_ne!(before.leader(), after.leader());
                prop_assert_ne!(visibility, Visibility::Sealed);
                let sniping = after.terms.sniping.unwrap();
                prop_assert!(after.extensions <= sniping.extensions_max);
                prop_assert!(after.last_at_ms >= before.ends_ms - sniping.window_ms);
            }
            // Whether a bid is late is decided by the one end of that moment, extensions and all.
            for (entry, event) in &new {
                if counted(event) {
                    prop_assert!(entry.at_ms < before.ends_ms);
                }
                if let Event::Bid { refused: Some(crate::Refusal::Late), .. } = event
                    && !matches!(after.phase, Phase::Cancelled)
                {
                    prop_assert!(entry.at_ms >= before.ends_ms);
                }
            }
            // Prices only go down where they are seen, and each that a person bid is legal as it was shown to them.
            if visibility == Visibility::Best {
                let mut best = before.leader().map(|(_, offer)| offer.minor);
                for (_, event) in &new {
                    if let Event::Bid { minor, refused: None, proxy, .. } = event {
                        prop_assert!(best.is_none_or(|best| *minor <= best));
                        if proxy.is_none() {
                            let limit = best.map_or(Some(ceiling), |best| before.terms.step.below(best));
                            prop_assert!(*minor <= limit.unwrap());
                        }
                        best = Some(*minor);
                    }
                }
            }
            // A floor never bids below itself, nor below what the strongest other made it go to.
            if visibility != Visibility::Sealed
                && after.phase == Phase::Open
                && let Some((seat, offer)) = after.leader()
            {
                    let rivals = (1..=7).filter(|other| *other != seat);
                    let second = rivals.filter_map(|other| strength(after, other)).min();
                    if offer.since != offer.number {
                        let floor = after.bidder(seat).unwrap().floor;
                        if let Some(floor) = floor.filter(|floor| floor.number == offer.since) {
                            prop_assert!(offer.minor >= floor.minor.unwrap());
                        }
                        let just_bid = new.iter().any(|(entry, _)| entry.number == offer.number);
                        if just_bid {
                            let need = second.map_or(ceiling, |(minor, _)| {
                                after.terms.step.below(minor).unwrap_or(1)
                            });
                            prop_assert!(offer.minor >= need.min(ceiling));
                        }
                    }
                    // Whoever goes lowest leads, among equals the earlier.
                    prop_assert!(second.is_none_or(|second| strength(after, seat).unwrap() < second));
                }
            // One winner, unless they withdraw.
            if let Phase::Awarded { seat, minor } = after.phase {
                prop_assert_eq!(after.leader().map(|(seat, offer)| (seat, offer.minor)), Some((seat, minor)));
                if let Some(winner) = winner.replace(seat) {
                    let withdrew = new.iter().any(|(_, event)| matches!(event, Event::Withdrawn { .. }));
                    prop_assert!(winner == seat || withdrew || before.bidder(winner).unwrap().is_out);
                }
                prop_assert_eq!(after.bidder(seat).unwrap().attendance, Attendance::Joined);
            }
            // Nothing is left undone.
            prop_assert_eq!(after.due(after.last_at_ms), None);
        }
        // The sheet comes to the same, though it does not know the floors.
        let checked = check(&room.sheet());
        prop_assert!(checked.is_ok(), "{:?}", checked);
        let mut checked = checked.unwrap();
        for (seen, known) in checked.bidders.iter_mut().zip(&room.auction.bidders) {
            prop_assert_eq!(seen.floor.map(|floor| floor.number), known.floor.map(|floor| floor.number));
            seen.floor = known.floor;
        }
        checked.told_best_ms = room.auction.told_best_ms;
        prop_assert_eq!(checked, room.auction);
    }

    #[test]
    fn a_sheet_that_was_touched_is_found_out(
        (terms, inputs) in story(),
        how in 0..5_u8,
        (one, other) in (any::<prop::sample::Index>(), any::<prop::sample::Index>()),
    ) {
        let mut room = Room::running(terms, 5);
        for (pause_ms, input) in inputs {
            room.now_ms += pause_ms;
            room.does(input);
        }
        room.at(ENDS + 300 * MINUTE);
        let sheet = room.sheet();
        prop_assert!(check(&sheet).is_ok());
        let mut lines: Vec<String> = sheet.lines().map(str::to_owned).collect();
        let last = lines.len() - 1;
        let (one, other) = (1 + one.index(last - 1), 1 + other.index(last - 1));
        match how {
            0 => {
                let digit = lines[one].rfind(|char: char| char.is_ascii_digit()).unwrap();
                let changed = if &lines[one][digit..=digit] == "1" { "2" } else { "1" };
                lines[one].replace_range(digit..=digit, changed);
            }
            1 if one != other => lines.swap(one, other),
            2 => {
                let line = lines[one].clone();
                lines.insert(other, line);
            }
            3 if one != last - 1 => {
                lines.remove(one);
            }
            4 => lines[last] = r#"result {"phase":"awarded","seat":2,"minor":77}"#.to_owned(),
            _ => return Ok(()),
        }
        prop_assert!(check(&lines.join("\n")).is_err());
    }

    /// A forger who seals everything anew is found out by the rules, where an entry breaks them.
    #[test]
    fn a_sheet_sealed_anew_must_still_follow_the_rules(minor in 1_i64..85_000) {
        let mut room = Room::running(terms(Visibility::Best), 3);
        room.bid(1, 80_000).unwrap();
        room.now_ms = OPENS + MINUTE;
        room.bid(2, 70_000).unwrap();
        room.at(ENDS);
        let mut head = crate::Hash::NONE;
        let mut forged = room.entries.clone();
        for entry in &mut forged {
            entry.line = entry.line.replace(r#""seat":2,"minor":70000"#, &format!(r#""seat":2,"minor":{minor}"#));
            entry.hash = head.then(&entry.line);
            head = entry.hash;
        }
        let honest = crate::Sheet { auction: room.auction.id.clone(), entries: forged, result: room.auction.phase };
        let is_legal = minor <= 79_200;
        prop_assert_eq!(check(&honest.to_string()).is_ok(), is_legal);
    }
}

/// The hash that a bidder was given shows a forgery that follows all rules.
#[test]
fn a_receipt_shows_what_a_forged_sheet_left_out() {
    let mut room = Room::running(terms(Visibility::Best), 2);
    room.bid(1, 80_000).unwrap();
    let receipt = room.auction.head;
    assert!(room.sheet().contains(&receipt.to_string()));
    let mut other = Room::running(terms(Visibility::Best), 2);
    other.bid(2, 80_000).unwrap();
    assert!(check(&other.sheet()).is_ok());
    assert!(!other.sheet().contains(&receipt.to_string()));
}
