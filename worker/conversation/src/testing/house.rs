//! A pretend house of auctions: the real rules, and the letters between an auction and the chats, without shards.

use ::auction::{
    Attendance, Auction, AuctionId, Entry, Input, Letter, News, Notice, Out, Recipient, Sheet, Step, open,
    step,
};

use crate::Post;

/// One auction and its history.
#[derive(Default)]
pub struct House {
    pub auction: Option<Auction>,
    pub entries: Vec<Entry>,
    pub names: Vec<String>,
    /// What was told, and not yet taken by [`Self::told`].
    pub news: Vec<(Recipient, Notice)>,
}

impl House {
    /// The name of the auction.
    pub fn id() -> AuctionId {
        "07-K3F9A2".parse().unwrap()
    }

    /// Takes what a chat wrote.
    pub fn post(&mut self, post: Post, now_ms: i64) {
        match post {
            Post::Open(opening) => {
                let who = opening.invited.iter().map(|_| "sealed".to_owned()).collect();
                self.names = opening.invited.into_iter().map(|invitee| invitee.name).collect();
                let made = open(Self::id(), opening.terms, who, now_ms).unwrap();
                self.take(made);
            }
            Post::Letter { letter: Letter::Ask { input }, .. } => self.ask(input, now_ms),
            Post::Letter { letter: Letter::Invite { .. }, .. } => {}
            Post::Letter { letter: Letter::Sheet { who }, .. } => {
                let auction = self.auction.as_ref().unwrap();
                let (id, result) = (auction.id.clone(), auction.phase);
                let sheet = Sheet { auction: id, entries: self.entries.clone(), result }.to_string();
                let notice =
                    Notice { news: News::Sheet, view: auction.view(who), names: vec![], sheet: Some(sheet) };
                self.news.push((who, notice));
            }
        }
    }

    pub fn ask(&mut self, input: Input, now_ms: i64) {
        if let Some(auction) = self.auction.clone() {
            self.take(step(auction, input, now_ms));
        }
    }

    /// Somebody else joins, if they have not, and bids.
    pub fn bid(&mut self, seat: u16, minor: i64, now_ms: i64) {
        let is_new = self.auction.as_ref().and_then(|auction| auction.bidder(seat)).unwrap().attendance;
        if is_new == Attendance::Invited {
            self.ask(Input::Join { seat }, now_ms);
        }
        self.ask(Input::Bid { seat, minor }, now_ms);
    }

    fn take(&mut self, step: Step) {
        let names: Vec<(u16, String)> = (1..).zip(self.names.clone()).collect();
        for Out { to, news, view } in step.news {
            let is_told = to == Recipient::Opener && !view.ranking.is_empty();
            let names = if is_told { names.clone() } else { Vec::new() };
            self.news.push((to, Notice { news, view, names, sheet: None }));
        }
        self.entries.extend(step.entries);
        self.auction = Some(step.auction);
    }

    /// Hands out what was told to somebody; what others were told is dropped.
    pub fn told(&mut self, who: Recipient) -> Vec<Notice> {
        let news = std::mem::take(&mut self.news);
        news.into_iter().filter(|(to, _)| *to == who).map(|(_, notice)| notice).collect()
    }
}
