//! What a button or row means, and how that is written into its id: `s12:add:45:2` is "of the list of step 12: add
//! two of product 45". The step tells an old button from a current one.

use std::{fmt, str::FromStr};

use domain::{
    ids::{CategoryId, OrderId, ProductId},
    language::Language,
};
use serde::{Deserialize, Serialize};

use crate::{after, auction, dispute, quote};

/// Something the buyer can choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Act {
    /// The menu.
    Menu,
    /// The basket.
    Basket,
    /// Go and order.
    Checkout,
    /// The orders so far.
    Orders,
    /// What the bot can do.
    Help,
    /// A person.
    Agent,
    /// The bot again, instead of a person.
    Bot,
    /// The languages to choose from.
    Languages,
    /// Speak this language.
    Speak(Language),
    /// Take back the last change of the basket.
    Undo,
    /// Forget where we were.
    StartOver,
    /// Ask what to look for.
    FindWords,
    /// Go on choosing where the last product came from.
    AddMore,
    /// Categories below one, or at the top.
    Categories {
        /// The one above.
        parent: Option<CategoryId>,
        /// Page, from 0.
        page: u32,
    },
    /// Products of a category.
    Products {
        /// Which.
        category: CategoryId,
        /// Page, from 0.
        page: u32,
    },
    /// None of the products found is it.
    NoneOfThese,
    /// Forget the buyer.
    ForgetMe,
    /// Do not forget them.
    KeepMe,
    /// One product.
    Product(ProductId),
    /// Other products like one that cannot be had.
    Alternatives(ProductId),
    /// Start choosing the attributes of a product.
    Choose(ProductId),
    /// A value of the attribute asked for, by its place.
    Value(u32),
    /// More values of the attribute asked for.
    Values {
        /// Page, from 0.
        page: u32,
    },
    /// Add a simple product.
    Add {
        /// Which.
        product: ProductId,
        /// How many.
        quantity: u32,
    },
    /// Add the article whose amount is asked for.
    AddChosen(u32),
    /// Type another amount.
    OtherAmount,
    /// Choose a line of the basket to change.
    EditBasket {
        /// Page, from 0.
        page: u32,
    },
    /// One line of the basket, by its place.
    Line(u32),
    /// Make the chosen line hold this many.
    LineAmount(u32),
    /// Empty the basket.
    ClearBasket,
    /// Ask for a coupon's code.
    Coupon,
    /// Take a coupon off, by its place.
    CouponOff(u32),
    /// A way to deliver, by its place.
    Rate(u32),
    /// A payment method, by its place.
    Gateway(u32),
    /// Place the order that the summary shows.
    Confirm,
    /// Change something of the order.
    Change,
    /// Back to the summary.
    Summary,
    /// Another name.
    ChangeName,
    /// Another address.
    ChangeAddress,
    /// Another e-mail.
    ChangeEmail,
    /// Another way to deliver.
    ChangeDelivery,
    /// Another payment method.
    ChangePayment,
    /// One order.
    Order(String),
    /// The same again.
    Reorder(String),
    /// Ask whether an order is really to be called off.
    AskCancel(String),
    /// Call an order off.
    CancelOrder(OrderId),
    /// Leave the order as it is.
    KeepOrder,
    /// Ask the shop again.
    Retry,
    /// Go on where we were.
    Resume,
    /// Leave this line of a typed list out.
    Skip,
    /// One of the products offered for a line of a typed list.
    Pick(ProductId),
    /// Of a quote.
    Quote(quote::Act),
    /// Something about alerts and reminders.
    After(after::Act),
    /// Of an auction.
    Auction(auction::Act),
    /// Of a dispute.
    Dispute(dispute::Act),
}

impl Act {
    /// Tells whether an old button may still do this: it changes nothing, and looks at things as they are now.
    pub fn is_harmless(&self) -> bool {
        match self {
            Self::Quote(act) => return act.is_harmless(),
            Self::After(act) => return act.is_harmless(),
            Self::Auction(act) => return act.is_harmless(),
            Self::Dispute(act) => return act.is_harmless(),
            _ => {}
        }
        matches!(
            self,
            Self::Menu
                | Self::Basket
                | Self::Orders
                | Self::Help
                | Self::Agent
                | Self::Bot
                | Self::Languages
                | Self::Speak(_)
                | Self::StartOver
                | Self::FindWords
                | Self::Categories { .. }
                | Self::Products { .. }
                | Self::Product(_)
                | Self::Alternatives(_)
                | Self::Choose(_)
                | Self::Checkout
                | Self::Order(_)
                | Self::AskCancel(_)
        )
    }

    /// Tells whether it orders something, calls it off, or takes it away for ever: only a tap or a word that says so does
    /// that, never the number of a button that nobody numbered.
    pub fn commits(&self) -> bool {
        matches!(
            self,
            Self::Confirm | Self::CancelOrder(_) | Self::ForgetMe | Self::After(after::Act::DoChange)
        )
    }

    /// Returns the id of a button that means this in the list of a step.
    pub fn id(&self, step: u32) -> String {
        format!("s{step}:{self}")
    }
}

/// An id that came back: the step of its list, and the meaning.
pub fn read_id(id: &str) -> Option<(u32, Act)> {
    let (step, act) = id.strip_prefix('s')?.split_once(':')?;
    Some((step.parse().ok()?, act.parse().ok()?))
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Menu => f.write_str("menu"),
            Self::Basket => f.write_str("basket"),
            Self::Checkout => f.write_str("checkout"),
            Self::Orders => f.write_str("orders"),
            Self::Help => f.write_str("help"),
            Self::Agent => f.write_str("agent"),
            Self::Bot => f.write_str("bot"),
            Self::Languages => f.write_str("languages"),
            Self::Speak(language) => write!(f, "speak:{}", language.code()),
            Self::Undo => f.write_str("undo"),
            Self::StartOver => f.write_str("over"),
            Self::FindWords => f.write_str("find"),
            Self::AddMore => f.write_str("more"),
            Self::Categories { parent: None, page } => write!(f, "top:{page}"),
            Self::Categories { parent: Some(id), page } => write!(f, "below:{id}:{page}"),
            Self::Products { category, page } => write!(f, "in:{category}:{page}"),
            Self::NoneOfThese => f.write_str("none"),
            Self::ForgetMe => f.write_str("forget"),
            Self::KeepMe => f.write_str("keepme"),
            Self::Product(id) => write!(f, "product:{id}"),
            Self::Alternatives(id) => write!(f, "like:{id}"),
            Self::Choose(id) => write!(f, "choose:{id}"),
            Self::Value(place) => write!(f, "value:{place}"),
            Self::Values { page } => write!(f, "values:{page}"),
            Self::Add { product, quantity } => write!(f, "add:{product}:{quantity}"),
            Self::AddChosen(quantity) => write!(f, "take:{quantity}"),
            Self::OtherAmount => f.write_str("amount"),
            Self::EditBasket { page } => write!(f, "lines:{page}"),
            Self::Line(place) => write!(f, "line:{place}"),
            Self::LineAmount(quantity) => write!(f, "set:{quantity}"),
            Self::ClearBasket => f.write_str("clear"),
            Self::Coupon => f.write_str("coupon"),
            Self::CouponOff(place) => write!(f, "couponoff:{place}"),
            Self::Rate(place) => write!(f, "rate:{place}"),
            Self::Gateway(place) => write!(f, "pay:{place}"),
            Self::Confirm => f.write_str("confirm"),
            Self::Change => f.write_str("change"),
            Self::Summary => f.write_str("summary"),
            Self::ChangeName => f.write_str("name"),
            Self::ChangeAddress => f.write_str("address"),
            Self::ChangeEmail => f.write_str("email"),
            Self::ChangeDelivery => f.write_str("delivery"),
            Self::ChangePayment => f.write_str("payment"),
            Self::Order(number) => write!(f, "order:{number}"),
            Self::Reorder(number) => write!(f, "again:{number}"),
            Self::AskCancel(number) => write!(f, "askcancel:{number}"),
            Self::CancelOrder(id) => write!(f, "cancel:{id}"),
            Self::KeepOrder => f.write_str("keep"),
            Self::Retry => f.write_str("retry"),
            Self::Resume => f.write_str("resume"),
            Self::Skip => f.write_str("skip"),
            Self::Pick(id) => write!(f, "pick:{id}"),
            Self::Quote(act) => write!(f, "quote:{act}"),
            Self::After(act) => write!(f, "after:{act}"),
            Self::Auction(act) => write!(f, "auction:{act}"),
            Self::Dispute(act) => write!(f, "dispute:{act}"),
        }
    }
}

/// An id that is not ours.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the id of one of our choices")]
pub struct UnknownActError;

impl FromStr for Act {
    type Err = UnknownActError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (word, rest) = text.split_once(':').unwrap_or((text, ""));
        let first = || number(rest.split(':').next());
        let second = || number(rest.split(':').nth(1));
        Ok(match word {
            "menu" => Self::Menu,
            "basket" => Self::Basket,
            "checkout" => Self::Checkout,
            "orders" => Self::Orders,
            "help" => Self::Help,
            "agent" => Self::Agent,
            "bot" => Self::Bot,
            "languages" => Self::Languages,
            "speak" => Self::Speak(Language::of_code(rest).ok_or(UnknownActError)?),
            "undo" => Self::Undo,
            "over" => Self::StartOver,
            "find" => Self::FindWords,
            "forget" => Self::ForgetMe,
            "keepme" => Self::KeepMe,
            "more" => Self::AddMore,
            "top" => Self::Categories { parent: None, page: small(first()?)? },
            "below" => Self::Categories { parent: Some(CategoryId(first()?)), page: small(second()?)? },
            "in" => Self::Products { category: CategoryId(first()?), page: small(second()?)? },
            "none" => Self::NoneOfThese,
            "product" => Self::Product(ProductId(first()?)),
            "like" => Self::Alternatives(ProductId(first()?)),
            "choose" => Self::Choose(ProductId(first()?)),
            "value" => Self::Value(small(first()?)?),
            "values" => Self::Values { page: small(first()?)? },
            "add" => Self::Add { product: ProductId(first()?), quantity: small(second()?)? },
            "take" => Self::AddChosen(small(first()?)?),
            "amount" => Self::OtherAmount,
            "lines" => Self::EditBasket { page: small(first()?)? },
            "line" => Self::Line(small(first()?)?),
            "set" => Self::LineAmount(small(first()?)?),
            "clear" => Self::ClearBasket,
            "coupon" => Self::Coupon,
            "couponoff" => Self::CouponOff(small(first()?)?),
            "rate" => Self::Rate(small(first()?)?),
            "pay" => Self::Gateway(small(first()?)?),
            "confirm" => Self::Confirm,
            "change" => Self::Change,
            "summary" => Self::Summary,
            "name" => Self::ChangeName,
            "address" => Self::ChangeAddress,
            "email" => Self::ChangeEmail,
            "delivery" => Self::ChangeDelivery,
            "payment" => Self::ChangePayment,
            "order" => Self::Order(rest.to_owned()),
            "again" => Self::Reorder(rest.to_owned()),
            "askcancel" => Self::AskCancel(rest.to_owned()),
            "cancel" => Self::CancelOrder(OrderId(first()?)),
            "keep" => Self::KeepOrder,
            "retry" => Self::Retry,
            "resume" => Self::Resume,
            "skip" => Self::Skip,
            "pick" => Self::Pick(ProductId(first()?)),
            "quote" => Self::Quote(rest.parse()?),
            "after" => Self::After(rest.parse()?),
            "auction" => Self::Auction(rest.parse()?),
            "dispute" => Self::Dispute(rest.parse()?),
            _ => return Err(UnknownActError),
        })
    }
}

impl TryFrom<String> for Act {
    type Error = UnknownActError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Act> for String {
    fn from(act: Act) -> Self {
        act.to_string()
    }
}

fn number(text: Option<&str>) -> Result<u64, UnknownActError> {
    text.and_then(|text| text.parse().ok()).ok_or(UnknownActError)
}

fn small(number: u64) -> Result<u32, UnknownActError> {
    u32::try_from(number).map_err(|_| UnknownActError)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ids_carry_step_and_meaning() {
        let act = Act::Add { product: ProductId(45), quantity: 2 };
        assert_eq!(act.id(12), "s12:add:45:2");
        assert_eq!(read_id("s12:add:45:2"), Some((12, act)));
        assert_eq!(read_id("s3:order:WC-10:42"), Some((3, Act::Order("WC-10:42".into()))));
        for foreign in
            ["", "s", "s1", "s1:", "x1:menu", "s1:add", "s1:add:1", "s1:add:1:-2", "s99999999999:menu"]
        {
            assert_eq!(read_id(foreign), None, "{foreign}");
        }
    }

    #[test]
    fn every_meaning_survives_the_way_to_the_phone_and_back() {
        let texts = "menu basket checkout orders help agent bot languages speak:sw undo over find more top:1 below:4:2 in:4:0 none product:1 like:2 \
                     choose:3 value:4 values:1 add:1:2 take:3 amount lines:0 line:1 set:0 clear coupon couponoff:0 rate:1 \
                     pay:2 confirm change summary name address email delivery payment order:1042 again:1042 askcancel:1042 cancel:9 \
                     after:tell:7 after:nottell:7 after:agree after:decline after:stop after:lists after:list:3 after:save after:order:3 after:rename:3 \
                     after:delete:3 after:restore after:every:3 after:days:3:14 \
                     after:change:1042 after:line:0 after:address after:do after:keep keep retry resume skip pick:7";
        for text in texts.split_whitespace() {
            let act: Act = text.parse().unwrap();
            assert_eq!(act.to_string(), text);
        }
    }

    proptest! {
        #[test]
        fn any_id_is_read_or_refused(id in ".{0,40}") {
            if let Some((step, act)) = read_id(&id) {
                prop_assert_eq!(read_id(&act.id(step)), Some((step, act)));
            }
        }
    }
}
