//! Floors that bid for their owners.
//!
//! A floor bids when somebody else leads and it can do better. It goes no lower than it must to lead: a step below the
//! strongest rival, or down to itself when less than a step is left. The lower floor wins; among equals the earlier.
//! What a step-by-step contest would come to is computed at once: each loser is entered at its own floor, weakest
//! first, and then the winner.

use crate::auction::Auction;

/// A bid that a floor makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// Whose.
    pub seat: u16,
    /// The price for one, minor units.
    pub minor: i64,
    /// The floor's entry.
    pub floor: u64,
}

/// Somebody in the contest.
#[derive(Clone, Copy)]
struct Rival {
    /// How low they go, and since which entry: the lower, then the earlier, is the stronger.
    strength: (i64, u64),
    seat: u16,
    has_floor: bool,
}

/// Returns the bids that floors make now, in order.
pub fn answers(auction: &Auction) -> Vec<Answer> {
    let leader = auction.leader();
    let best = leader.map(|(_, offer)| (offer.minor, offer.since));
    let leads = |seat: u16| leader.is_some_and(|(leader, _)| leader == seat);
    let mut field: Vec<Rival> = auction
        .seats()
        .filter_map(|(seat, bidder)| {
            let floor = bidder.floor?;
            Some(Rival { strength: (floor.minor?, floor.number), seat, has_floor: true })
        })
        .filter(|rival| best.is_none_or(|best| rival.strength < best))
        .collect();
    if field.iter().all(|rival| leads(rival.seat)) {
        return Vec::new();
    }
    if let Some((seat, offer)) = leader
        && field.iter().all(|rival| rival.seat != seat)
    {
        field.push(Rival { strength: (offer.minor, offer.since), seat, has_floor: false });
    }
    field.sort_by_key(|rival| std::cmp::Reverse(rival.strength));
    let Some(winner) = field.pop() else { return Vec::new() };
    let (lowest, _) = winner.strength;
    let price = match field.last() {
        None => auction.terms.ceiling_minor,
        Some(second) if second.strength.0 == lowest => lowest,
        Some(second) => auction.terms.step.below(second.strength.0).unwrap_or(lowest).max(lowest),
    };
    let losers = field.iter().filter(|rival| rival.has_floor);
    let losing = losers.map(|rival| (rival.seat, rival.strength.0, rival.strength.1));
    losing
        .chain(std::iter::once((winner.seat, price, winner.strength.1)))
        .map(|(seat, minor, floor)| Answer { seat, minor, floor })
        .collect()
}
