//! What is asked of an auction, and what comes of it: entries for the chain, news for people.

use serde::{Deserialize, Serialize};

use crate::{
    AuctionId,
    auction::{Attendance, Auction, Phase},
    entry::{Entry, Hash, sealed_floor},
    event::{Closing, End, Event, Origin, Refusal},
    news::{News, Out, Receipt, Recipient},
    proxy,
    rules::{REFUSALS_MAX, SEATS_MAX},
    terms::{Terms, TermsError, Visibility},
};

/// The opener hears of a new best price at most this often; at the end they hear it anyway.
const BEST_NEWS_PAUSE_MS: i64 = 60_000;

/// What is asked of an auction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "input", rename_all = "snake_case")]
pub enum Input {
    /// Give somebody a seat.
    Invite {
        /// Who it is, sealed.
        who: String,
    },
    /// Take part.
    Join {
        /// Whose seat.
        seat: u16,
    },
    /// Do not.
    Decline {
        /// Whose seat.
        seat: u16,
    },
    /// Bid.
    Bid {
        /// Whose seat.
        seat: u16,
        /// The price for one, minor units.
        minor: i64,
    },
    /// Bid for them down to this price.
    Floor {
        /// Whose seat.
        seat: u16,
        /// The lowest price for one, minor units; none to stop.
        minor: Option<i64>,
        /// Secret text that the floor is sealed with.
        salt: String,
    },
    /// Decide about the best bid that is left.
    Decide {
        /// Whose bid was meant.
        seat: u16,
        /// What.
        decision: Decision,
    },
    /// The winner cannot deliver.
    Withdraw {
        /// Whose seat.
        seat: u16,
    },
    /// Call it off.
    Cancel {
        /// By whom.
        by: Origin,
    },
    /// Say how it stands.
    Look {
        /// To whom.
        who: Recipient,
    },
    /// Time has passed.
    Tick,
}

/// What the opener decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Take it.
    Approve,
    /// Pass over it; the next best is asked about.
    Next,
    /// Take none.
    DeclineAll,
}

/// What one input comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The auction now.
    pub auction: Auction,
    /// New entries of its chain.
    pub entries: Vec<Entry>,
    /// What to tell.
    pub news: Vec<Out>,
}

/// Makes an auction and invites these people, each of whom is given sealed.
pub fn open(id: AuctionId, terms: Terms, who: Vec<String>, now_ms: i64) -> Result<Step, TermsError> {
    terms.check()?;
    let event = Event::Opened { auction: id, terms };
    let Some(auction) = Auction::opened(&event) else { return Err(TermsError::Subject) };
    let mut run = Run::new(auction, now_ms);
    run.happen(&event);
    run.tell(Recipient::Opener, News::Opened);
    // One that begins at once says so by how it stands.
    run.catch_up();
    run.told.truncate(1);
    for who in who {
        run.invite(who);
    }
    Ok(run.finish())
}

/// Does what is asked, as far as the rules allow. Total: whatever does not fit is refused or told.
pub fn step(auction: Auction, input: Input, now_ms: i64) -> Step {
    let mut run = Run::new(auction, now_ms);
    run.catch_up();
    match input {
        Input::Invite { who } => run.invite(who),
        Input::Join { seat } => run.join(seat),
        Input::Decline { seat } => run.decline(seat),
        Input::Bid { seat, minor } => run.bid(seat, minor),
        Input::Floor { seat, minor, salt } => run.floor(seat, minor, salt),
        Input::Decide { seat, decision } => run.decide(seat, decision),
        Input::Withdraw { seat } => run.withdraw(seat),
        Input::Cancel { by } => run.cancel(by),
        Input::Look { who } => run.tell(who, News::Standing),
        Input::Tick => {}
    }
    run.finish()
}

/// One step being taken.
struct Run {
    auction: Auction,
    at_ms: i64,
    entries: Vec<Entry>,
    told: Vec<(Recipient, News)>,
}

impl Run {
    /// The clock may have been set back; the time of entries never goes back.
    fn new(auction: Auction, now_ms: i64) -> Self {
        let at_ms = now_ms.max(auction.last_at_ms);
        Self { auction, at_ms, entries: Vec::new(), told: Vec::new() }
    }

    /// Enters an event, if it follows by the rules. Answers its number and hash.
    fn happen(&mut self, event: &Event) -> Option<(u64, Hash)> {
        if self.auction.admits(event, self.at_ms).is_err() {
            return None;
        }
        let entry = Entry::seal(self.auction.head, self.auction.number + 1, self.at_ms, event);
        self.auction.apply(&entry, event);
        let sealed = (entry.number, entry.hash);
        self.entries.push(entry);
        Some(sealed)
    }

    fn tell(&mut self, to: Recipient, news: News) {
        self.told.push((to, news));
    }

    fn tell_seats(&mut self, news: &News, is_told: impl Fn(u16, &crate::Bidder) -> bool) {
        let seats: Vec<u16> = self
            .auction
            .seats()
            .filter(|(seat, bidder)| is_told(*seat, bidder))
            .map(|(seat, _)| seat)
            .collect();
        for seat in seats {
            self.tell(Recipient::Seat(seat), news.clone());
        }
    }

    /// Lets happen what time alone brings.
    fn catch_up(&mut self) {
        while let Some(event) = self.auction.due(self.at_ms) {
            if self.happen(&event).is_none() {
                return;
            }
            match event {
                Event::Began => {
                    self.tell(Recipient::Opener, News::Began);
                    self.tell_seats(&News::Began, |_, bidder| bidder.attendance != Attendance::Declined);
                }
                Event::Closed { result: Closing::Best { .. }, .. } => {
                    self.tell(Recipient::Opener, News::Proposed);
                    self.tell_seats(&News::Closed, |_, bidder| bidder.attendance == Attendance::Joined);
                }
                Event::Closed { .. } | Event::Ended { .. } => self.tell_ended(),
                _ => {}
            }
        }
    }

    fn tell_ended(&mut self) {
        self.tell(Recipient::Opener, News::Ended);
        self.tell_seats(&News::Lost, |_, bidder| bidder.attendance == Attendance::Joined);
    }

    fn invite(&mut self, who: String) {
        let Ok(seat) = u16::try_from(self.auction.bidders.len() + 1) else { return };
        if usize::from(seat) > SEATS_MAX || self.happen(&Event::Invited { seat, who }).is_none() {
            return self.tell(Recipient::Opener, News::NotNow);
        }
        self.tell(Recipient::Seat(seat), News::Invited);
    }

    fn join(&mut self, seat: u16) {
        if self.happen(&Event::Joined { seat }).is_some() {
            self.tell(Recipient::Opener, News::Joined { seat });
            self.tell(Recipient::Seat(seat), News::Joined { seat });
        } else {
            // They joined already, or it is too late: they see how it stands.
            self.tell(Recipient::Seat(seat), News::Standing);
        }
    }

    fn decline(&mut self, seat: u16) {
        if self.happen(&Event::Declined { seat }).is_some() {
            self.tell(Recipient::Opener, News::Declined { seat });
            self.tell(Recipient::Seat(seat), News::Declined { seat });
        } else {
            self.tell(Recipient::Seat(seat), News::NotNow);
        }
    }

    /// Somebody who was invited and bids takes part.
    fn take_part(&mut self, seat: u16) {
        let is_silent =
            self.auction.bidder(seat).is_some_and(|bidder| bidder.attendance == Attendance::Invited);
        if is_silent && self.auction.phase == Phase::Open && self.happen(&Event::Joined { seat }).is_some() {
            self.tell(Recipient::Opener, News::Joined { seat });
        }
    }

    fn bid(&mut self, seat: u16, minor: i64) {
        self.take_part(seat);
        let before = self.auction.leader().map(|(leader, _)| leader);
        let refused = self.auction.judge(seat, minor, self.at_ms);
        let entry = self.enter(seat, refused, &Event::Bid { seat, minor, proxy: None, refused });
        let receipt = Receipt { entry, at_ms: self.at_ms, minor, refused };
        self.tell(Recipient::Seat(seat), News::Bid { receipt, by_floor: false });
        if refused.is_none() {
            self.settle(seat, before);
        }
    }

    fn floor(&mut self, seat: u16, minor: Option<i64>, salt: String) {
        self.take_part(seat);
        let before = self.auction.leader().map(|(leader, _)| leader);
        // Calling a floor off is judged like the lowest one: only whether anything can be said at all.
        let refused = match minor {
            Some(minor) => self.auction.judge_floor(seat, minor, self.at_ms),
            None => self.auction.judge_floor(seat, 1, self.at_ms).filter(|refusal| {
                !matches!(refusal, Refusal::Unchanged | Refusal::NothingBelow | Refusal::TooHigh { .. })
            }),
        };
        let sealed = minor.map(|minor| sealed_floor(&salt, minor));
        let entry = self.enter(seat, refused, &Event::Floor { seat, sealed, refused });
        let receipt = Receipt { entry, at_ms: self.at_ms, minor: minor.unwrap_or_default(), refused };
        self.tell(Recipient::Seat(seat), News::Floor { receipt, salt });
        if refused.is_none()
            && let Some(minor) = minor
        {
            self.auction.know_floor(seat, minor);
            self.settle(seat, before);
        }
    }

    /// Enters a bid or a floor. One who is refused again and again fills no chain.
    fn enter(&mut self, seat: u16, refused: Option<Refusal>, event: &Event) -> Option<(u64, Hash)> {
        let count = self.auction.bidder(seat).map_or(REFUSALS_MAX, |bidder| bidder.refused);
        if refused.is_some() && count >= REFUSALS_MAX {
            return None;
        }
        self.happen(event)
    }

    /// Lets floors answer, moves the end if it is to move, and tells whom it concerns.
    fn settle(&mut self, acting: u16, before: Option<u16>) {
        let answers = proxy::answers(&self.auction);
        for answer in &answers {
            let event = Event::Bid {
                seat: answer.seat,
                minor: answer.minor,
                proxy: Some(answer.floor),
                refused: None,
            };
            if let Some(entry) = self.happen(&event) {
                let receipt =
                    Receipt { entry: Some(entry), at_ms: self.at_ms, minor: answer.minor, refused: None };
                self.tell(Recipient::Seat(answer.seat), News::Bid { receipt, by_floor: true });
            }
        }
        let has_answered = |seat: u16| answers.iter().any(|answer| answer.seat == seat);
        let is_extended = self.auction.due(self.at_ms).is_some_and(|event| self.happen(&event).is_some());
        let leader = self.auction.leader().map(|(leader, _)| leader);
        let is_shown = self.auction.terms.visibility != Visibility::Sealed;
        if let Some(before) = before
            && is_shown
            && Some(before) != leader
            && before != acting
            && !has_answered(before)
        {
            self.tell(Recipient::Seat(before), News::Outbid);
        }
        if is_extended {
            self.tell_seats(&News::Extended, |seat, bidder| {
                bidder.offer.is_some() && seat != acting && Some(seat) != before && !has_answered(seat)
            });
            self.tell(Recipient::Opener, News::Extended);
        } else if is_shown
            && self.at_ms.saturating_sub(self.auction.told_best_ms) >= BEST_NEWS_PAUSE_MS
            && self.entries.iter().any(|entry| leader_entered(&self.auction, entry))
        {
            self.auction.told_best_ms = self.at_ms;
            self.tell(Recipient::Opener, News::NewBest);
        }
    }

    fn decide(&mut self, seat: u16, decision: Decision) {
        let minor = self.auction.bidder(seat).and_then(|bidder| bidder.offer).map_or(0, |offer| offer.minor);
        let event = match decision {
            Decision::Approve => Event::Approved { seat, minor },
            Decision::Next => Event::PassedOver { seat },
            Decision::DeclineAll => Event::Ended { why: End::Declined },
        };
        let is_meant =
            matches!(self.auction.phase, Phase::Deciding { seat: candidate, .. } if candidate == seat);
        if !is_meant || self.happen(&event).is_none() {
            return self.tell(Recipient::Opener, News::NotNow);
        }
        match decision {
            Decision::Approve => {
                self.tell(Recipient::Opener, News::Awarded);
                self.tell(Recipient::Seat(seat), News::Won);
                self.tell_seats(&News::Lost, |other, bidder| {
                    other != seat && !bidder.is_out && bidder.offer.is_some()
                });
            }
            Decision::Next => {
                self.tell(Recipient::Seat(seat), News::PassedOver);
                self.tell_proposed();
            }
            Decision::DeclineAll => self.tell_ended(),
        }
    }

    fn tell_proposed(&mut self) {
        if matches!(self.auction.phase, Phase::Deciding { .. }) {
            self.tell(Recipient::Opener, News::Proposed);
        } else {
            self.tell_ended();
        }
    }

    fn withdraw(&mut self, seat: u16) {
        if self.happen(&Event::Withdrawn { seat }).is_none() {
            return self.tell(Recipient::Seat(seat), News::NotNow);
        }
        self.tell(Recipient::Seat(seat), News::Withdrawn { seat });
        self.tell(Recipient::Opener, News::Withdrawn { seat });
        self.tell_proposed();
    }

    fn cancel(&mut self, by: Origin) {
        if self.happen(&Event::Cancelled { by }).is_none() {
            return self.tell(Recipient::Opener, News::NotNow);
        }
        self.tell(Recipient::Opener, News::Cancelled);
        self.tell_seats(&News::Cancelled, |_, bidder| bidder.attendance != Attendance::Declined);
    }

    fn finish(self) -> Step {
        let Self { auction, entries, told, .. } = self;
        let news = told
            .into_iter()
            .filter(|(to, _)| match to {
                Recipient::Opener => true,
                Recipient::Seat(seat) => auction.bidder(*seat).is_some(),
            })
            .map(|(to, news)| Out { to, news, view: auction.view(to) })
            .collect();
        Step { auction, entries, news }
    }
}

/// Returns whether an entry is the bid that leads now.
fn leader_entered(auction: &Auction, entry: &Entry) -> bool {
    auction.leader().is_some_and(|(_, offer)| offer.number == entry.number)
}
