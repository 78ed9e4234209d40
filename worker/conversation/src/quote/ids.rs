//! What a button of a quote means, and how that is written into its id: `s12:quote:accept:1042:3f1c9a0b7d21` is "agree to
//! the offer with this mark". The mark keeps an old button from agreeing to a new offer.

use std::{fmt, str::FromStr};

use domain::ids::{OrderId, ProductId};

use super::{Part, Per};
use crate::choices::UnknownActError;

/// Reasons that can be tapped.
pub const REASONS: u8 = 4;

/// What can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// The quote that is open, the list of several, or a new request.
    Open,
    /// Ask for a quote, for the basket when there is one.
    Begin,
    /// Ask for a quote for a product.
    For(ProductId),
    /// Ask for a quote for what was searched in vain.
    Sought,
    /// Send the request.
    Send,
    /// Forget the request.
    Discard,
    /// Add something to the request.
    Add(Part),
    /// Take a line out of the request, by its place.
    Drop(u32),
    /// The quotes so far.
    List,
    /// One quote.
    Show(OrderId),
    /// What else can be done with it.
    More(OrderId),
    /// The quote as a document.
    Paper(OrderId),
    /// Agree to an offer.
    Accept {
        /// Which.
        order: OrderId,
        /// Of which terms.
        mark: String,
    },
    /// Name a price.
    Price {
        /// Of which.
        order: OrderId,
        /// Instead of which terms.
        mark: String,
    },
    /// The price named is for this.
    Which(Per),
    /// Take another amount.
    Amount {
        /// Of which.
        order: OrderId,
        /// Of which terms.
        mark: String,
        /// Of which line, from 0.
        line: u32,
    },
    /// Not wanted; why?
    Reject {
        /// Which.
        order: OrderId,
        /// Which terms.
        mark: String,
    },
    /// Not wanted, for this reason.
    Reason {
        /// Which.
        order: OrderId,
        /// Which terms.
        mark: String,
        /// By its place; the last is to be typed.
        reason: u8,
    },
    /// Take the request back.
    Withdraw(OrderId),
    /// Ask again for what has run out.
    Renew(OrderId),
    /// A way to pay, by its place.
    PayBy(u32),
    /// Choose how to pay.
    Pay(OrderId),
    /// Make the order that is shown.
    Confirm {
        /// Of which.
        order: OrderId,
        /// Of which terms.
        mark: String,
    },
}

impl Act {
    /// Tells whether an old button may still do this. What names its terms finds out by itself whether they still hold,
    /// and nothing here is an order but the confirm.
    pub fn is_harmless(&self) -> bool {
        match self {
            Self::Open
            | Self::Begin
            | Self::For(_)
            | Self::Sought
            | Self::List
            | Self::Show(_)
            | Self::More(_)
            | Self::Paper(_)
            | Self::Accept { .. }
            | Self::Price { .. }
            | Self::Amount { .. }
            | Self::Reject { .. }
            | Self::Reason { .. }
            | Self::Withdraw(_)
            | Self::Renew(_) => true,
            Self::Send
            | Self::Discard
            | Self::Add(_)
            | Self::Drop(_)
            | Self::Which(_)
            | Self::PayBy(_)
            | Self::Pay(_)
            | Self::Confirm { .. } => false,
        }
    }
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open => f.write_str("open"),
            Self::Begin => f.write_str("begin"),
            Self::For(product) => write!(f, "for:{product}"),
            Self::Sought => f.write_str("sought"),
            Self::Send => f.write_str("send"),
            Self::Discard => f.write_str("discard"),
            Self::Add(Part::Price) => f.write_str("add:price"),
            Self::Add(Part::Date) => f.write_str("add:date"),
            Self::Add(Part::Note) => f.write_str("add:note"),
            Self::Drop(place) => write!(f, "drop:{place}"),
            Self::List => f.write_str("list"),
            Self::Show(order) => write!(f, "show:{order}"),
            Self::More(order) => write!(f, "more:{order}"),
            Self::Paper(order) => write!(f, "paper:{order}"),
            Self::Accept { order, mark } => write!(f, "accept:{order}:{mark}"),
            Self::Price { order, mark } => write!(f, "price:{order}:{mark}"),
            Self::Which(Per::Unit) => f.write_str("which:unit"),
            Self::Which(Per::All) => f.write_str("which:all"),
            Self::Which(Per::Unsaid) => f.write_str("which:unsaid"),
            Self::Amount { order, mark, line } => write!(f, "amount:{order}:{mark}:{line}"),
            Self::Reject { order, mark } => write!(f, "reject:{order}:{mark}"),
            Self::Reason { order, mark, reason } => write!(f, "reason:{order}:{mark}:{reason}"),
            Self::Withdraw(order) => write!(f, "withdraw:{order}"),
            Self::Renew(order) => write!(f, "renew:{order}"),
            Self::PayBy(place) => write!(f, "payby:{place}"),
            Self::Pay(order) => write!(f, "pay:{order}"),
            Self::Confirm { order, mark } => write!(f, "confirm:{order}:{mark}"),
        }
    }
}

impl FromStr for Act {
    type Err = UnknownActError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.split(':');
        let word = parts.next().unwrap_or_default();
        let rest: Vec<&str> = parts.collect();
        let number = |place: usize| -> Result<u64, UnknownActError> {
            rest.get(place).and_then(|part| part.parse().ok()).ok_or(UnknownActError)
        };
        let order = || number(0).map(OrderId);
        let small = |place| u32::try_from(number(place)?).map_err(|_| UnknownActError);
        let mark = || match rest.get(1) {
            Some(mark) if !mark.is_empty() && mark.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
                Ok((*mark).to_owned())
            }
            _ => Err(UnknownActError),
        };
        Ok(match (word, rest.as_slice()) {
            ("open", []) => Self::Open,
            ("begin", []) => Self::Begin,
            ("for", [_]) => Self::For(ProductId(number(0)?)),
            ("sought", []) => Self::Sought,
            ("send", []) => Self::Send,
            ("discard", []) => Self::Discard,
            ("add", ["price"]) => Self::Add(Part::Price),
            ("add", ["date"]) => Self::Add(Part::Date),
            ("add", ["note"]) => Self::Add(Part::Note),
            ("drop", [_]) => Self::Drop(small(0)?),
            ("list", []) => Self::List,
            ("show", [_]) => Self::Show(order()?),
            ("more", [_]) => Self::More(order()?),
            ("paper", [_]) => Self::Paper(order()?),
            ("accept", [_, _]) => Self::Accept { order: order()?, mark: mark()? },
            ("price", [_, _]) => Self::Price { order: order()?, mark: mark()? },
            ("which", ["unit"]) => Self::Which(Per::Unit),
            ("which", ["all"]) => Self::Which(Per::All),
            ("which", ["unsaid"]) => Self::Which(Per::Unsaid),
            ("amount", [_, _, _]) => Self::Amount { order: order()?, mark: mark()?, line: small(2)? },
            ("reject", [_, _]) => Self::Reject { order: order()?, mark: mark()? },
            ("reason", [_, _, _]) => {
                let reason = u8::try_from(number(2)?).map_err(|_| UnknownActError)?;
                Self::Reason { order: order()?, mark: mark()?, reason }
            }
            ("withdraw", [_]) => Self::Withdraw(order()?),
            ("renew", [_]) => Self::Renew(order()?),
            ("payby", [_]) => Self::PayBy(small(0)?),
            ("pay", [_]) => Self::Pay(order()?),
            ("confirm", [_, _]) => Self::Confirm { order: order()?, mark: mark()? },
            _ => return Err(UnknownActError),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_meaning_survives_the_way_to_the_phone_and_back() {
        let texts = "open begin for:7 sought send discard add:price add:date add:note drop:1 list show:9 more:9 paper:9 \
                     accept:9:3f1c price:9:3f1c which:unit which:all which:unsaid amount:9:3f1c:2 reject:9:3f1c \
                     reason:9:3f1c:0 withdraw:9 renew:9 payby:1 pay:9 confirm:9:3f1c";
        for text in texts.split_whitespace() {
            let act: Act = text.parse().unwrap();
            assert_eq!(act.to_string(), text);
        }
        for foreign in
            ["", "accept", "accept:9", "accept:9:", "accept:9:xyz!", "show:", "list:1", "reason:9:3f:256"]
        {
            assert!(foreign.parse::<Act>().is_err(), "{foreign}");
        }
    }

    #[test]
    fn no_old_button_makes_an_order_or_sends_a_request() {
        for text in ["confirm:9:3f1c", "send", "discard", "payby:0"] {
            assert!(!text.parse::<Act>().unwrap().is_harmless(), "{text}");
        }
    }
}
