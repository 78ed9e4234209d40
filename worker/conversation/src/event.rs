//! What happens to a conversation, with everything that deciding needs to know.

use std::{fmt, str::FromStr};

use ::auction::Notice;
use domain::{
    ids::{OrderId, ProductId},
    inbound,
    shop::{OrderSighting, OrderStatus},
};
use serde::{Deserialize, Serialize};

pub use crate::staff::{StaffCommand, StaffOrder};
use crate::{after::Pace, dispute, effect::ShopOutcome};

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The buyer sent something.
    Message(Box<inbound::Message>),
    /// The shop answered the wish of an earlier turn.
    Shop(Box<ShopOutcome>),
    /// A timer that an earlier turn set has run out.
    Timer(Timer),
    /// An order of the buyer was seen, maybe changed.
    Order(Box<OrderSighting>),
    /// An auction wrote.
    Letter(Box<Notice>),
    /// Staff wrote to the buyer themselves, from the phone app.
    StaffSpoke,
    /// Staff want something done, by a command.
    Staff(Box<StaffCommand>),
    /// A file that the buyer sent, and that [`Conversation::wants_file`](crate::Conversation::wants_file), was fetched or
    /// will not be.
    File(FileNote),
}

/// Timers of a conversation. Setting one again moves it. Stored as a word, with what it is about behind a colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Timer {
    /// A person had taken over; the bot takes the conversation back. Stays the first of all.
    AgentSilent,
    /// Something of a dispute falls due.
    Dispute,
    /// Something of an auction is taken up again: news to be shown, an order of an award.
    AuctionOrder,
    /// A basket may be worth a reminder.
    Basket,
    /// It may be time to remind of a list.
    Restock,
    /// A product is back, or has been waited for too long.
    Watch {
        /// Which.
        product: ProductId,
    },
    /// Something of a quote is due: an edit has rested, a reminder, an end.
    Quote {
        /// The order that it stands in.
        order: OrderId,
    },
    /// What is known of the buyer is to be sent to them.
    Export,
    /// The buyer wants to be forgotten, and something was open: is it over?
    Forget,
}

impl Timer {
    /// The first in order, so that all of one contact can be found.
    pub const FIRST: Self = Self::AgentSilent;
}

impl fmt::Display for Timer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AgentSilent => f.write_str("agent_silent"),
            Self::Dispute => f.write_str("dispute"),
            Self::AuctionOrder => f.write_str("auction_order"),
            Self::Basket => f.write_str("basket"),
            Self::Restock => f.write_str("restock"),
            Self::Watch { product } => write!(f, "watch:{product}"),
            Self::Quote { order } => write!(f, "quote:{order}"),
            Self::Export => f.write_str("export"),
            Self::Forget => f.write_str("forget"),
        }
    }
}

/// A timer that is not ours, or of another version.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not one of our timers")]
pub struct UnknownTimerError;

impl FromStr for Timer {
    type Err = UnknownTimerError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (word, rest) = text.split_once(':').unwrap_or((text, ""));
        match word {
            "agent_silent" => Ok(Self::AgentSilent),
            "dispute" => Ok(Self::Dispute),
            "auction_order" => Ok(Self::AuctionOrder),
            "basket" => Ok(Self::Basket),
            "restock" => Ok(Self::Restock),
            "watch" => {
                let product = rest.parse().map(ProductId).map_err(|_| UnknownTimerError)?;
                Ok(Self::Watch { product })
            }
            "quote" => {
                let order = rest.parse().map(OrderId).map_err(|_| UnknownTimerError)?;
                Ok(Self::Quote { order })
            }
            "export" => Ok(Self::Export),
            "forget" => Ok(Self::Forget),
            _ => Err(UnknownTimerError),
        }
    }
}

impl TryFrom<String> for Timer {
    type Error = UnknownTimerError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Timer> for String {
    fn from(timer: Timer) -> Self {
        timer.to_string()
    }
}

/// What came of a file that the buyer sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileNote {
    /// Meta's id, as the message named it.
    pub id: String,
    /// What came of it.
    pub result: FileResult,
}

/// What came of fetching a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileResult {
    /// It is kept.
    Stored {
        /// Its name in the vault: the hash of its bytes, hex.
        sha256: String,
        /// How many bytes.
        size: u64,
        /// What it is by its first bytes.
        mime_type: String,
    },
    /// It is not kept: of a kind or size that is not taken, or it could not be had while Meta kept it.
    Missing {
        /// Why, out of a bounded set.
        reason: String,
    },
}

/// What the turn is decided under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surroundings {
    /// Now, unix milliseconds.
    pub now_ms: i64,
    /// Country of the shop, ISO 3166, for addresses that name none.
    pub shop_country: String,
    /// The shop's name, for greetings; may be empty.
    pub shop_name: String,
    /// The shop's rules of quotes.
    pub quotes: crate::quote::Rules,
    /// Where an order may stand to be called off by its buyer.
    pub cancellable: Vec<OrderStatus>,
    /// What the shop decides about disputes.
    pub disputes: dispute::Settings,
    /// When a basket is reminded of.
    pub pace: Pace,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_timer_is_stored_as_a_word_and_read_again() {
        for timer in [
            Timer::AgentSilent,
            Timer::Dispute,
            Timer::AuctionOrder,
            Timer::Basket,
            Timer::Restock,
            Timer::Watch { product: ProductId(7) },
        ] {
            assert_eq!(timer.to_string().parse::<Timer>(), Ok(timer));
            assert!(timer >= Timer::FIRST);
        }
        assert_eq!("watch:x".parse::<Timer>(), Err(UnknownTimerError));
        assert_eq!("of another version".parse::<Timer>(), Err(UnknownTimerError));
    }
}
