//! What is legal: one place, for the engine that makes entries and for the check that reads them.

use crate::{
    auction::{Attendance, Auction, Phase},
    event::{Closing, End, Event, Refusal, Unlawful},
    terms::Visibility,
};

/// Most bidders of one auction.
pub const SEATS_MAX: usize = 100;
/// Most bids and floors of one bidder that count.
pub const BIDS_MAX: u32 = 500;
/// Most refused ones of one bidder that are entered; those beyond are refused without an entry.
pub const REFUSALS_MAX: u32 = 100;

impl Auction {
    /// Returns the highest price that would count from this seat now; none when no bid of theirs would.
    pub fn next_legal(&self, seat: u16) -> Option<i64> {
        let own = self.bidder(seat)?.offer;
        let leader = self.leader();
        let is_leading = leader.is_some_and(|(leader, _)| leader == seat);
        match self.terms.visibility {
            Visibility::Sealed => Some(self.terms.ceiling_minor),
            Visibility::Rank | Visibility::Best if is_leading => None,
            Visibility::Rank => match own {
                Some(own) => self.terms.step.below(own.minor),
                None => Some(self.terms.ceiling_minor),
            },
            Visibility::Best => match leader {
                Some((_, best)) => self.terms.step.below(best.minor),
                None => Some(self.terms.ceiling_minor),
            },
        }
    }

    /// Returns why nobody at this seat can bid at this time.
    fn is_kept_out(&self, seat: u16, at_ms: i64) -> Option<Refusal> {
        match self.phase {
            Phase::Planned => return Some(Refusal::NotOpen),
            Phase::Open if at_ms < self.ends_ms => {}
            Phase::Open
            | Phase::Deciding { .. }
            | Phase::Awarded { .. }
            | Phase::Ended { .. }
            | Phase::Cancelled => return Some(Refusal::Late),
        }
        match self.bidder(seat) {
            Some(bidder) if bidder.attendance != Attendance::Joined => Some(Refusal::NotJoined),
            Some(bidder) if bidder.accepted >= BIDS_MAX => Some(Refusal::TooMany),
            Some(_) => None,
            None => Some(Refusal::NotJoined),
        }
    }

    /// Judges a bid that a person makes: why it does not count, or nothing when it does.
    pub fn judge(&self, seat: u16, minor: i64, at_ms: i64) -> Option<Refusal> {
        if let Some(refusal) = self.is_kept_out(seat, at_ms) {
            return Some(refusal);
        }
        if minor < 1 {
            return Some(Refusal::NotAnAmount);
        }
        if minor > self.terms.ceiling_minor {
            return Some(Refusal::AboveCeiling);
        }
        let own = self.bidder(seat).and_then(|bidder| bidder.offer);
        if own.is_some_and(|own| own.minor == minor) {
            return Some(Refusal::Unchanged);
        }
        let is_leading = self.leader().is_some_and(|(leader, _)| leader == seat);
        if is_leading && self.terms.visibility != Visibility::Sealed {
            return Some(Refusal::Leading);
        }
        match self.next_legal(seat) {
            Some(limit_minor) if minor > limit_minor => Some(Refusal::TooHigh { limit_minor }),
            Some(_) => None,
            None => Some(Refusal::NothingBelow),
        }
    }

    /// Judges a floor: it must be a bid that counts, or lie below the leader's own price.
    pub fn judge_floor(&self, seat: u16, minor: i64, at_ms: i64) -> Option<Refusal> {
        if let Some(refusal) = self.is_kept_out(seat, at_ms) {
            return Some(refusal);
        }
        if self.terms.visibility == Visibility::Sealed {
            return Some(Refusal::NoFloorHere);
        }
        if minor < 1 {
            return Some(Refusal::NotAnAmount);
        }
        if minor > self.terms.ceiling_minor {
            return Some(Refusal::AboveCeiling);
        }
        match self.leader() {
            Some((leader, offer)) if leader == seat => (minor >= offer.minor).then_some(Refusal::Unchanged),
            _ => match self.next_legal(seat) {
                Some(limit_minor) if minor > limit_minor => Some(Refusal::TooHigh { limit_minor }),
                Some(_) => None,
                None => Some(Refusal::NothingBelow),
            },
        }
    }

    /// Returns what has to happen before anything else can, at this time.
    pub fn due(&self, at_ms: i64) -> Option<Event> {
        if let Some(ends_ms) = self.due_extension {
            return Some(Event::Extended { ends_ms });
        }
        match self.phase {
            Phase::Planned if at_ms >= self.terms.opens_ms => Some(Event::Began),
            Phase::Open if at_ms >= self.ends_ms => {
                Some(Event::Closed { bidders: self.with_offer(), result: self.closing() })
            }
            Phase::Deciding { until_ms, .. } if at_ms >= until_ms => Some(Event::Ended { why: End::Lapsed }),
            Phase::Planned
            | Phase::Open
            | Phase::Deciding { .. }
            | Phase::Awarded { .. }
            | Phase::Ended { .. }
            | Phase::Cancelled => None,
        }
    }

    fn closing(&self) -> Closing {
        match self.leader() {
            Some((seat, offer)) if self.with_offer() >= self.terms.bidders_min => {
                Closing::Best { seat, minor: offer.minor }
            }
            _ => Closing::TooFew,
        }
    }

    /// Says whether an event follows by the rules.
    pub fn admits(&self, event: &Event, at_ms: i64) -> Result<(), Unlawful> {
        if at_ms < self.last_at_ms {
            return Err(Unlawful::Time);
        }
        if self.number == 0 {
            return if matches!(event, Event::Opened { .. }) { Ok(()) } else { Err(Unlawful::Phase) };
        }
        let is_answer = matches!(event, Event::Bid { proxy: Some(_), refused: None, .. });
        if let Some(due) = self.due(at_ms)
            && !(self.due_extension.is_some() && is_answer)
        {
            return if due == *event { self.is_contest_fair() } else { Err(overdue(&due)) };
        }
        if !is_answer {
            self.is_contest_fair()?;
        }
        let is_before_end = matches!(self.phase, Phase::Planned | Phase::Open);
        match event {
            Event::Opened { .. } => Err(Unlawful::Phase),
            Event::Began
            | Event::Closed { .. }
            | Event::Ended { why: End::TooFew | End::NobodyLeft | End::Lapsed } => Err(Unlawful::Time),
            Event::Extended { .. } => Err(Unlawful::Extension),
            Event::Invited { seat, .. } => {
                let is_next = usize::from(*seat) == self.bidders.len() + 1 && self.bidders.len() < SEATS_MAX;
                fits(is_before_end, Unlawful::Phase).and_then(|()| fits(is_next, Unlawful::Seat))
            }
            Event::Joined { seat } => {
                let is_new = self.bidder(*seat).is_some_and(|bidder| bidder.attendance != Attendance::Joined);
                fits(is_before_end, Unlawful::Phase).and_then(|()| fits(is_new, Unlawful::Seat))
            }
            Event::Declined { seat } => {
                let is_free = self.bidder(*seat).is_some_and(|bidder| {
                    bidder.attendance != Attendance::Declined
                        && bidder.offer.is_none()
                        && bidder.floor.is_none()
                });
                fits(is_before_end, Unlawful::Phase).and_then(|()| fits(is_free, Unlawful::Seat))
            }
            Event::Bid { seat, minor, proxy: None, refused } => {
                let is_known = self.bidder(*seat).is_some();
                fits(is_known, Unlawful::Seat)
                    .and_then(|()| fits(self.judge(*seat, *minor, at_ms) == *refused, Unlawful::Verdict))
            }
            Event::Bid { seat, minor, proxy: Some(floor), refused } => {
                fits(refused.is_none() && self.may_answer(*seat, *minor, *floor), Unlawful::Proxy)
            }
            // How far down is sealed, so that only whether anything counts can be judged again.
            Event::Floor { seat, sealed, refused } => {
                let kept_out = self.is_kept_out(*seat, at_ms);
                let is_judged = match (sealed, refused) {
                    (_, None) => kept_out.is_none(),
                    (_, Some(refusal)) => kept_out.is_none_or(|kept_out| kept_out == *refusal),
                };
                let is_here =
                    refused.is_some() || sealed.is_none() || self.terms.visibility != Visibility::Sealed;
                let is_known = self.bidder(*seat).is_some();
                fits(is_known, Unlawful::Seat).and_then(|()| fits(is_judged && is_here, Unlawful::Verdict))
            }
            Event::Approved { seat, minor } => {
                let offer = self.bidder(*seat).and_then(|bidder| bidder.offer);
                fits(self.is_deciding_on(*seat), Unlawful::Phase)
                    .and_then(|()| fits(offer.is_some_and(|offer| offer.minor == *minor), Unlawful::Result))
            }
            Event::PassedOver { seat } => fits(self.is_deciding_on(*seat), Unlawful::Phase),
            Event::Withdrawn { seat } => {
                let is_winner = matches!(self.phase, Phase::Awarded { seat: winner, .. } if winner == *seat);
                fits(is_winner, Unlawful::Phase)
            }
            Event::Ended { why: End::Declined } => {
                fits(matches!(self.phase, Phase::Deciding { .. }), Unlawful::Phase)
            }
            Event::Cancelled { .. } => {
                let is_open = is_before_end || matches!(self.phase, Phase::Deciding { .. });
                fits(is_open, Unlawful::Phase)
            }
        }
    }

    fn is_deciding_on(&self, seat: u16) -> bool {
        matches!(self.phase, Phase::Deciding { seat: candidate, .. } if candidate == seat)
    }

    /// Says whether this seat's floor may bid this price now. It takes the lead with it, and where floors meet, a
    /// whole step may be more than is left above the floor.
    fn may_answer(&self, seat: u16, minor: i64, floor: u64) -> bool {
        let is_theirs = self
            .bidder(seat)
            .and_then(|bidder| bidder.floor)
            .is_some_and(|own| own.number == floor && own.minor.is_none_or(|lowest| minor >= lowest));
        let is_legal = minor >= 1 && minor <= self.terms.ceiling_minor;
        let leads = self.leader().is_none_or(|(_, best)| (minor, floor) < (best.minor, best.since));
        is_theirs
            && is_legal
            && leads
            && self.phase == Phase::Open
            && self.terms.visibility != Visibility::Sealed
    }

    /// Says whether nothing of this moment is left open.
    pub(crate) fn is_settled(&self) -> Result<(), Unlawful> {
        fits(self.due_extension.is_none(), Unlawful::Overdue("an extension"))?;
        self.is_contest_fair()
    }

    /// Says whether the last bid of floors against each other went no lower than it had to.
    fn is_contest_fair(&self) -> Result<(), Unlawful> {
        let (Some(contest), Some((_, best))) = (self.contest, self.leader()) else { return Ok(()) };
        let needed = match contest.beaten {
            Some(beaten) => self.terms.step.below(beaten).unwrap_or(1),
            None => self.terms.ceiling_minor,
        };
        fits(best.minor >= needed, Unlawful::Proxy)
    }
}

fn fits(is_so: bool, unlawful: Unlawful) -> Result<(), Unlawful> {
    if is_so { Ok(()) } else { Err(unlawful) }
}

fn overdue(due: &Event) -> Unlawful {
    Unlawful::Overdue(match due {
        Event::Began => "the beginning",
        Event::Closed { .. } => "the end",
        Event::Extended { .. } => "an extension",
        _ => "the lapse",
    })
}
