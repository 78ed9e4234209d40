//! The rules, one by one, and what holds whatever is done.

mod examples;
mod properties;

use domain::{contact::Shard, ids::OpKey, money::Currency};

use crate::{
    Auction, AuctionId, Entry, Input, News, Out, PriceStep, Recipient, Sheet, Sniping, Subject, Terms,
    Visibility, open, step,
};

const MINUTE: i64 = 60_000;
const OPENS: i64 = 1_000 * MINUTE;
const ENDS: i64 = 1_060 * MINUTE;

fn terms(visibility: Visibility) -> Terms {
    Terms {
        subject: Subject::Text { words: "Cement 50 kg\n\"Simba\"".into() },
        quantity: 200,
        currency: Currency { code: "KES".into(), decimals: 2 },
        ceiling_minor: 85_000,
        place: "Mombasa Road 5".into(),
        opens_ms: OPENS,
        ends_ms: ENDS,
        step: PriceStep::Percent { basis_points: 100 },
        visibility,
        bidders_min: 1,
        sniping: Some(Sniping { window_ms: 2 * MINUTE, extension_ms: 2 * MINUTE, extensions_max: 2 }),
        decide_ms: 60 * MINUTE,
    }
}

/// An auction with its history.
struct Room {
    auction: Auction,
    entries: Vec<Entry>,
    now_ms: i64,
    heard: Vec<Out>,
}

impl Room {
    fn open(terms: Terms, seats: u16) -> Self {
        let id = AuctionId::of(Shard(7), &OpKey("kqf27aaaaaaaaaaaaaaaaaaaaa".into()));
        let who = (1..=seats).map(|seat| format!("who {seat}")).collect();
        let made = open(id, terms, who, OPENS - 10 * MINUTE).unwrap();
        Self { auction: made.auction, entries: made.entries, now_ms: OPENS - 10 * MINUTE, heard: made.news }
    }

    /// Opened, all joined, bidding has begun.
    fn running(terms: Terms, seats: u16) -> Self {
        let mut room = Self::open(terms, seats);
        for seat in 1..=seats {
            room.does(Input::Join { seat });
        }
        room.at(OPENS);
        room
    }

    fn does(&mut self, input: Input) -> Vec<Out> {
        let done = step(self.auction.clone(), input, self.now_ms);
        self.auction = done.auction;
        self.entries.extend(done.entries);
        self.heard.extend(done.news.clone());
        done.news
    }

    fn at(&mut self, now_ms: i64) -> Vec<Out> {
        self.now_ms = now_ms;
        self.does(Input::Tick)
    }

    fn bid(&mut self, seat: u16, minor: i64) -> Result<(), crate::Refusal> {
        let news = self.does(Input::Bid { seat, minor });
        let refused = news.iter().find_map(|out| match &out.news {
            News::Bid { receipt, by_floor: false } if out.to == Recipient::Seat(seat) => {
                Some(receipt.refused)
            }
            _ => None,
        });
        refused.unwrap().map_or(Ok(()), Err)
    }

    fn floor(&mut self, seat: u16, minor: i64) -> Result<(), crate::Refusal> {
        let news = self.does(Input::Floor { seat, minor: Some(minor), salt: format!("salt {seat}") });
        let refused = news.iter().find_map(|out| match &out.news {
            News::Floor { receipt, .. } => Some(receipt.refused),
            _ => None,
        });
        refused.unwrap().map_or(Ok(()), Err)
    }

    fn best(&self) -> Option<(u16, i64)> {
        self.auction.leader().map(|(seat, offer)| (seat, offer.minor))
    }

    fn sheet(&self) -> String {
        let (auction, result) = (self.auction.id.clone(), self.auction.phase);
        Sheet { auction, entries: self.entries.clone(), result }.to_string()
    }
}
