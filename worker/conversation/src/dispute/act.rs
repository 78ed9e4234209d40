//! What can be chosen about a dispute. A choice names its case, and the case's rules say whether it still may: so a
//! button of last week is answered by where the case stands today.

use std::{fmt, str::FromStr};

use ::dispute::{Reason, Wish};

use crate::choices::UnknownActError;

/// What can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// The person's disputes, or the orders that one can be opened for.
    Begin,
    /// The orders that one can be opened for.
    Orders,
    /// This order, by its number.
    Order(String),
    /// All of the order.
    Whole,
    /// A line of the order, by its place.
    Line(u32),
    /// What is wrong.
    Reason(Reason),
    /// What is wanted; opens the case.
    Wish(Wish),
    /// A case, by its number.
    Show(String),
    /// Send it to the shop.
    Send(String),
    /// Add something to it.
    Add(String),
    /// Take the so many-th offer.
    Accept(u32, String),
    /// Turn the so many-th offer down.
    Reject(u32, String),
    /// Accept that nothing is offered.
    Agree(String),
    /// Appeal.
    Appeal(String),
    /// To whoever is above staff.
    Escalate(String),
    /// The goods are on their way back.
    SentBack(String),
    /// The case file.
    File(String),
    /// Take the case back: asks first.
    Withdraw(String),
    /// Take the case back.
    WithdrawNow(String),
    /// No words for what was just chosen.
    NoWords,
}

impl Act {
    /// Tells whether an old button may still do this: either it only looks, or the case's rules know how old it is.
    pub fn is_harmless(&self) -> bool {
        match self {
            Self::Begin
            | Self::Orders
            | Self::Order(_)
            | Self::Show(_)
            | Self::Send(_)
            | Self::Add(_)
            | Self::Accept(..)
            | Self::Reject(..)
            | Self::Agree(_)
            | Self::Appeal(_)
            | Self::Escalate(_)
            | Self::SentBack(_)
            | Self::File(_)
            | Self::Withdraw(_) => true,
            Self::Whole
            | Self::Line(_)
            | Self::Reason(_)
            | Self::Wish(_)
            | Self::WithdrawNow(_)
            | Self::NoWords => false,
        }
    }
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Begin => f.write_str("begin"),
            Self::Orders => f.write_str("orders"),
            Self::Order(number) => write!(f, "order:{number}"),
            Self::Whole => f.write_str("whole"),
            Self::Line(place) => write!(f, "line:{place}"),
            Self::Reason(reason) => write!(f, "reason:{}", reason.label()),
            Self::Wish(wish) => write!(f, "wish:{}", wish.label()),
            Self::Show(case) => write!(f, "show:{case}"),
            Self::Send(case) => write!(f, "send:{case}"),
            Self::Add(case) => write!(f, "add:{case}"),
            Self::Accept(offer, case) => write!(f, "accept:{offer}:{case}"),
            Self::Reject(offer, case) => write!(f, "reject:{offer}:{case}"),
            Self::Agree(case) => write!(f, "agree:{case}"),
            Self::Appeal(case) => write!(f, "appeal:{case}"),
            Self::Escalate(case) => write!(f, "escalate:{case}"),
            Self::SentBack(case) => write!(f, "sent:{case}"),
            Self::File(case) => write!(f, "file:{case}"),
            Self::Withdraw(case) => write!(f, "withdraw:{case}"),
            Self::WithdrawNow(case) => write!(f, "withdrawnow:{case}"),
            Self::NoWords => f.write_str("nowords"),
        }
    }
}

impl FromStr for Act {
    type Err = UnknownActError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (word, rest) = text.split_once(':').unwrap_or((text, ""));
        let named = || if rest.is_empty() { Err(UnknownActError) } else { Ok(rest.to_owned()) };
        let offer = || {
            let (offer, case) = rest.split_once(':').ok_or(UnknownActError)?;
            Ok((offer.parse().map_err(|_| UnknownActError)?, case.to_owned()))
        };
        Ok(match word {
            "begin" => Self::Begin,
            "orders" => Self::Orders,
            "order" => Self::Order(named()?),
            "whole" => Self::Whole,
            "line" => Self::Line(rest.parse().map_err(|_| UnknownActError)?),
            "reason" => Self::Reason(Reason::of_label(rest).ok_or(UnknownActError)?),
            "wish" => Self::Wish(Wish::of_label(rest).ok_or(UnknownActError)?),
            "show" => Self::Show(named()?),
            "send" => Self::Send(named()?),
            "add" => Self::Add(named()?),
            "accept" => offer().map(|(offer, case)| Self::Accept(offer, case))?,
            "reject" => offer().map(|(offer, case)| Self::Reject(offer, case))?,
            "agree" => Self::Agree(named()?),
            "appeal" => Self::Appeal(named()?),
            "escalate" => Self::Escalate(named()?),
            "sent" => Self::SentBack(named()?),
            "file" => Self::File(named()?),
            "withdraw" => Self::Withdraw(named()?),
            "withdrawnow" => Self::WithdrawNow(named()?),
            "nowords" => Self::NoWords,
            _ => return Err(UnknownActError),
        })
    }
}
