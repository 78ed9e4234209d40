//! What buttons and rows of auctions mean, and how that is written into their ids.

use std::{fmt, str::FromStr};

use ::auction::{AuctionId, Visibility};

use super::Question;
use crate::choices::UnknownActError;

/// What can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Put one together.
    New,
    /// The auctions of this person.
    List,
    /// It ends this many hours after its beginning.
    Hours(u32),
    /// It begins in this many hours.
    OpensIn(u32),
    /// What bidders see.
    Show(Visibility),
    /// Deliver to the address known.
    PlaceAsBefore,
    /// All bidders are named.
    NoMoreBidders,
    /// Suppliers of the shop, a page of them.
    Suppliers(u16),
    /// Invite all of them.
    AllSuppliers,
    /// Change a rule.
    Rules,
    /// Ask this.
    Ask(Question),
    /// Open the auction that the summary shows.
    Confirm,
    /// Put none together after all.
    Discard,
    /// How one stands.
    Look(AuctionId),
    /// Take part.
    Join(AuctionId),
    /// Do not.
    Decline(AuctionId),
    /// Bid this, minor units.
    Bid(AuctionId, i64),
    /// Ask how far down to bid for them.
    Floor(AuctionId),
    /// Bid for them no longer.
    FloorOff(AuctionId),
    /// The winner cannot deliver.
    Withdraw(AuctionId),
    /// Take the bid of this seat.
    Approve(AuctionId, u16),
    /// Pass over it.
    Next(AuctionId, u16),
    /// Take none, this one being the best.
    TakeNone(AuctionId, u16),
    /// Ask whether to call it off.
    Cancel(AuctionId),
    /// Call it off.
    CancelSure(AuctionId),
    /// The audit sheet.
    Sheet(AuctionId),
}

impl Act {
    /// Tells whether it commits to nothing, so that it may still be done hours after it was sent. A button that is not of
    /// the last message may do all of it: each looks at how things stand now, bids by the price that they name, decisions
    /// by the seat; and news come in between at any time.
    pub fn is_harmless(&self) -> bool {
        match self {
            Self::New
            | Self::List
            | Self::Hours(_)
            | Self::OpensIn(_)
            | Self::Show(_)
            | Self::PlaceAsBefore
            | Self::NoMoreBidders
            | Self::Suppliers(_)
            | Self::AllSuppliers
            | Self::Rules
            | Self::Ask(_)
            | Self::Discard
            | Self::Look(_)
            | Self::Join(_)
            | Self::Decline(_)
            | Self::Floor(_)
            | Self::FloorOff(_)
            | Self::Cancel(_)
            | Self::Sheet(_) => true,
            Self::Confirm
            | Self::Bid(..)
            | Self::Withdraw(_)
            | Self::Approve(..)
            | Self::Next(..)
            | Self::TakeNone(..)
            | Self::CancelSure(_) => false,
        }
    }
}

fn shown(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Sealed => "sealed",
        Visibility::Rank => "rank",
        Visibility::Best => "best",
    }
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::New => f.write_str("new"),
            Self::List => f.write_str("list"),
            Self::Hours(hours) => write!(f, "hours:{hours}"),
            Self::OpensIn(hours) => write!(f, "opens:{hours}"),
            Self::Show(visibility) => write!(f, "show:{}", shown(*visibility)),
            Self::PlaceAsBefore => f.write_str("place"),
            Self::NoMoreBidders => f.write_str("bidders"),
            Self::Suppliers(page) => write!(f, "suppliers:{page}"),
            Self::AllSuppliers => f.write_str("all"),
            Self::Rules => f.write_str("rules"),
            Self::Ask(question) => write!(f, "ask:{}", question.label()),
            Self::Confirm => f.write_str("confirm"),
            Self::Discard => f.write_str("discard"),
            Self::Look(id) => write!(f, "look:{id}"),
            Self::Join(id) => write!(f, "join:{id}"),
            Self::Decline(id) => write!(f, "decline:{id}"),
            Self::Bid(id, minor) => write!(f, "bid:{id}:{minor}"),
            Self::Floor(id) => write!(f, "floor:{id}"),
            Self::FloorOff(id) => write!(f, "nofloor:{id}"),
            Self::Withdraw(id) => write!(f, "withdraw:{id}"),
            Self::Approve(id, seat) => write!(f, "approve:{id}:{seat}"),
            Self::Next(id, seat) => write!(f, "next:{id}:{seat}"),
            Self::TakeNone(id, seat) => write!(f, "none:{id}:{seat}"),
            Self::Cancel(id) => write!(f, "cancel:{id}"),
            Self::CancelSure(id) => write!(f, "canceled:{id}"),
            Self::Sheet(id) => write!(f, "sheet:{id}"),
        }
    }
}

impl FromStr for Act {
    type Err = UnknownActError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (kind, rest) = text.split_once(':').unwrap_or((text, ""));
        let (id, last) = rest.split_once(':').unwrap_or((rest, ""));
        let id = || id.parse::<AuctionId>().map_err(|_| UnknownActError);
        let seat = || last.parse().map_err(|_| UnknownActError);
        let hours = || rest.parse().map_err(|_| UnknownActError);
        Ok(match kind {
            "new" => Self::New,
            "list" => Self::List,
            "hours" => Self::Hours(hours()?),
            "opens" => Self::OpensIn(hours()?),
            "show" => Self::Show(match rest {
                "sealed" => Visibility::Sealed,
                "rank" => Visibility::Rank,
                "best" => Visibility::Best,
                _ => return Err(UnknownActError),
            }),
            "place" => Self::PlaceAsBefore,
            "bidders" => Self::NoMoreBidders,
            "suppliers" => Self::Suppliers(rest.parse().map_err(|_| UnknownActError)?),
            "all" => Self::AllSuppliers,
            "rules" => Self::Rules,
            "ask" => Self::Ask(Question::of_label(rest).ok_or(UnknownActError)?),
            "confirm" => Self::Confirm,
            "discard" => Self::Discard,
            "look" => Self::Look(id()?),
            "join" => Self::Join(id()?),
            "decline" => Self::Decline(id()?),
            "bid" => Self::Bid(id()?, last.parse().map_err(|_| UnknownActError)?),
            "floor" => Self::Floor(id()?),
            "nofloor" => Self::FloorOff(id()?),
            "withdraw" => Self::Withdraw(id()?),
            "approve" => Self::Approve(id()?, seat()?),
            "next" => Self::Next(id()?, seat()?),
            "none" => Self::TakeNone(id()?, seat()?),
            "cancel" => Self::Cancel(id()?),
            "canceled" => Self::CancelSure(id()?),
            "sheet" => Self::Sheet(id()?),
            _ => return Err(UnknownActError),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_act_comes_back_from_its_id() {
        let id: AuctionId = "07-K3F9A2".parse().unwrap();
        for act in [
            Act::New,
            Act::List,
            Act::Hours(24),
            Act::OpensIn(1),
            Act::Show(Visibility::Rank),
            Act::PlaceAsBefore,
            Act::NoMoreBidders,
            Act::Suppliers(2),
            Act::AllSuppliers,
            Act::Rules,
            Act::Ask(Question::Step),
            Act::Confirm,
            Act::Discard,
            Act::Look(id.clone()),
            Act::Join(id.clone()),
            Act::Decline(id.clone()),
            Act::Bid(id.clone(), 475_000),
            Act::Floor(id.clone()),
            Act::FloorOff(id.clone()),
            Act::Withdraw(id.clone()),
            Act::Approve(id.clone(), 3),
            Act::Next(id.clone(), 3),
            Act::TakeNone(id.clone(), 3),
            Act::Cancel(id.clone()),
            Act::CancelSure(id.clone()),
            Act::Sheet(id),
        ] {
            assert_eq!(act.to_string().parse::<Act>().unwrap(), act);
        }
        assert!("bid:07-K3F9A2:much".parse::<Act>().is_err());
    }
}
