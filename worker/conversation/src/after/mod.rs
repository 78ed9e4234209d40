//! Between two orders: alerts when something is back in stock, the reminder of a basket, lists that are ordered
//! again and again, and who agreed to what.
//!
//! Everything that is sent without having been asked for at that moment, or not sent, leaves a [`Decision`] with its reason:
//! in the buyer's book for whoever asks why, and as a count.
//!
//! The rest of the conversation hands over here by [`Act`], [`Screen`] and the functions below, and knows nothing more.

pub(crate) mod again;
mod basket;
pub(crate) mod change;
mod consent;
mod decision;
pub(crate) mod lists;
mod stock;

use std::{fmt, str::FromStr};

use domain::{ids::ProductId, shop::Order};
use serde::{Deserialize, Serialize};

pub use self::{
    basket::{BasketWatch, Pace, fell_due as basket_fell_due, settle},
    change::Origin,
    decision::{Decided, Decision, Kind},
    stock::{Watch, can_be_had, fell_due as stock_fell_due, may_be_told, tell_choice},
};
use crate::{choices::UnknownActError, effect::ShopOutcome, scene::Scene, states::home};

/// Decisions kept of one buyer; the oldest go first.
pub const DECISIONS_KEPT_MAX: usize = 20;
/// Articles that one buyer may wait for.
pub const WATCHES_MAX: usize = 20;

/// What can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Tell when this is back in stock.
    Tell(ProductId),
    /// Do not tell after all.
    DoNotTell(ProductId),
    /// Reminders are welcome.
    Agree,
    /// They are not.
    Decline,
    /// No reminders any more.
    Stop,
    /// The lists.
    Lists,
    /// One list.
    List(u32),
    /// Save what is on the screen, or the basket, as a list.
    SaveList,
    /// Order what is on a list.
    OrderList(u32),
    /// Another name for a list.
    RenameList(u32),
    /// Delete a list.
    DeleteList(u32),
    /// Bring back the list that was deleted last.
    RestoreList,
    /// Ask how often a list is to be reminded of.
    Every(u32),
    /// Ask what of an order is to change.
    ChangeOrder(String),
    /// Fewer of this line, by its place.
    ChangeLine(u32),
    /// Another address.
    ChangeAddress,
    /// Do the change that was shown.
    DoChange,
    /// Leave the order as it is.
    KeepAll,
    /// Order more of a line anew.
    OrderMore {
        /// The line's own number.
        item: u64,
        /// How many more.
        more: u32,
    },
    /// Remind of a list every so many days; 0 for never.
    SetEvery {
        /// Which.
        list: u32,
        /// How often.
        days: u32,
    },
}

impl Act {
    /// Tells whether an old button may still do this: wishes, what takes them back, and what only looks.
    pub fn is_harmless(&self) -> bool {
        match self {
            Self::Tell(_)
            | Self::DoNotTell(_)
            | Self::Agree
            | Self::Decline
            | Self::Stop
            | Self::Lists
            | Self::List(_)
            | Self::ChangeOrder(_)
            | Self::OrderList(_) => true,
            Self::ChangeLine(_)
            | Self::ChangeAddress
            | Self::DoChange
            | Self::KeepAll
            | Self::OrderMore { .. }
            | Self::SaveList
            | Self::RenameList(_)
            | Self::DeleteList(_)
            | Self::RestoreList
            | Self::Every(_)
            | Self::SetEvery { .. } => false,
        }
    }
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tell(product) => write!(f, "tell:{product}"),
            Self::DoNotTell(product) => write!(f, "nottell:{product}"),
            Self::Agree => f.write_str("agree"),
            Self::Decline => f.write_str("decline"),
            Self::Stop => f.write_str("stop"),
            Self::Lists => f.write_str("lists"),
            Self::List(id) => write!(f, "list:{id}"),
            Self::SaveList => f.write_str("save"),
            Self::OrderList(id) => write!(f, "order:{id}"),
            Self::RenameList(id) => write!(f, "rename:{id}"),
            Self::DeleteList(id) => write!(f, "delete:{id}"),
            Self::RestoreList => f.write_str("restore"),
            Self::Every(id) => write!(f, "every:{id}"),
            Self::ChangeOrder(number) => write!(f, "change:{number}"),
            Self::ChangeLine(place) => write!(f, "line:{place}"),
            Self::ChangeAddress => f.write_str("address"),
            Self::DoChange => f.write_str("do"),
            Self::KeepAll => f.write_str("keep"),
            Self::OrderMore { item, more } => write!(f, "more:{item}:{more}"),
            Self::SetEvery { list, days } => write!(f, "days:{list}:{days}"),
        }
    }
}

impl FromStr for Act {
    type Err = UnknownActError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (word, rest) = text.split_once(':').unwrap_or((text, ""));
        let product = || rest.parse().map(ProductId).map_err(|_| UnknownActError);
        Ok(match word {
            "tell" => Self::Tell(product()?),
            "nottell" => Self::DoNotTell(product()?),
            "agree" => Self::Agree,
            "decline" => Self::Decline,
            "stop" => Self::Stop,
            "lists" => Self::Lists,
            "list" => Self::List(number(rest)?),
            "save" => Self::SaveList,
            "order" => Self::OrderList(number(rest)?),
            "rename" => Self::RenameList(number(rest)?),
            "delete" => Self::DeleteList(number(rest)?),
            "restore" => Self::RestoreList,
            "every" => Self::Every(number(rest)?),
            "change" => Self::ChangeOrder(rest.to_owned()),
            "line" => Self::ChangeLine(number(rest)?),
            "address" => Self::ChangeAddress,
            "do" => Self::DoChange,
            "keep" => Self::KeepAll,
            "more" => {
                let (item, more) = rest.split_once(':').ok_or(UnknownActError)?;
                Self::OrderMore { item: item.parse().map_err(|_| UnknownActError)?, more: number(more)? }
            }
            "days" => {
                let (list, days) = rest.split_once(':').ok_or(UnknownActError)?;
                Self::SetEvery { list: number(list)?, days: number(days)? }
            }
            _ => return Err(UnknownActError),
        })
    }
}

fn number(text: &str) -> Result<u32, UnknownActError> {
    text.parse().map_err(|_| UnknownActError)
}

/// The screens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "at", rename_all = "snake_case")]
pub enum Screen {
    /// Asked whether reminders are welcome.
    Consent,
    /// The lists.
    Lists,
    /// One list.
    List {
        /// Which.
        id: u32,
    },
    /// Asked for the name of a list.
    Name {
        /// What it is for.
        naming: lists::Naming,
    },
    /// Asked how often a list is to be reminded of.
    Every {
        /// Which.
        id: u32,
    },
    /// Asked what of an order is to change.
    Change {
        /// Which.
        order: Box<Order>,
    },
    /// Asked how many of a line stay.
    Fewer {
        /// Of which order.
        order: Box<Order>,
        /// The line's own number.
        item: u64,
    },
    /// Asked for another address.
    Address {
        /// Of which order.
        order: Box<Order>,
    },
    /// Shown what a change comes to.
    ConfirmChange {
        /// Of which order.
        order: Box<Order>,
        /// What is to change.
        change: change::Change,
    },
}

impl Screen {
    /// Names the screen, for metrics.
    pub fn label(&self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::Lists => "lists",
            Self::List { .. } => "list",
            Self::Name { .. } => "list_name",
            Self::Every { .. } => "list_every",
            Self::Change { .. } => "order_change",
            Self::Fewer { .. } => "order_fewer",
            Self::Address { .. } => "order_address",
            Self::ConfirmChange { .. } => "order_confirm",
        }
    }

    /// Tells whether the screen asked for something that only the buyer knows, so that no word of it is a product.
    pub fn takes_free_words(&self) -> bool {
        matches!(self, Self::Name { .. } | Self::Address { .. })
    }
}

/// What is remembered of a buyer between orders.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Book {
    /// When they agreed to reminders and promotions, by Meta's time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agreed_at_ms: Option<i64>,
    /// Whether they were asked; nobody is asked twice.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub was_asked: bool,
    /// Whether they want no reminders that they did not ask for; promotions are another matter.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub wants_no_reminders: bool,
    /// What they wait for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub watches: Vec<Watch>,
    /// The basket that may be reminded of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basket: Option<BasketWatch>,
    /// Named lists.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lists: Vec<lists::RepeatList>,
    /// How many lists were ever made.
    pub lists_made: u32,
    /// The list that was deleted last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deleted: Option<Box<lists::RepeatList>>,
    /// Prices at which something was ordered or saved last.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub prices: Vec<lists::Price>,
    /// What was sent or not, and why; newest last.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<Decision>,
}

impl Book {
    /// Returns whether nothing needs to be stored.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Returns whether anything would be lost with this book.
    pub fn has_matter(&self) -> bool {
        !self.watches.is_empty() || !self.lists.is_empty()
    }

    /// Joins what is known of the same person under an earlier identity. What was said last about reminders is decided by
    /// whoever joins the conversations.
    #[must_use]
    pub fn joined(mut self, earlier: Self) -> Self {
        self.agreed_at_ms = self.agreed_at_ms.max(earlier.agreed_at_ms);
        self.was_asked |= earlier.was_asked;
        self.wants_no_reminders |= earlier.wants_no_reminders;
        for watch in earlier.watches {
            if self.watches.len() < WATCHES_MAX && self.watches.iter().all(|own| own.product != watch.product)
            {
                self.watches.push(watch);
            }
        }
        for mut list in earlier.lists {
            if self.lists.len() < lists::LISTS_MAX && self.lists.iter().all(|own| own.name != list.name) {
                self.lists_made = self.lists_made.max(list.id).saturating_add(1);
                list.id = self.lists_made;
                self.lists.push(list);
            }
        }
        self.lists_made = self.lists_made.max(earlier.lists_made);
        if self.prices.is_empty() {
            self.prices = earlier.prices;
        }
        self.basket = match (self.basket, earlier.basket) {
            (Some(own), Some(earlier)) => Some(own.joined(&earlier)),
            (own, earlier) => own.or(earlier),
        };
        let mut decisions = earlier.decisions;
        decisions.append(&mut self.decisions);
        decisions.sort_by_key(|decision| decision.at_ms);
        let surplus = decisions.len().saturating_sub(DECISIONS_KEPT_MAX);
        self.decisions = decisions.split_off(surplus);
        self
    }
}

/// Performs a choice.
pub fn perform(scene: &mut Scene, act: &Act) {
    match act {
        Act::Tell(product) => stock::tell(scene, *product),
        Act::DoNotTell(product) => stock::do_not_tell(scene, *product),
        Act::Agree => consent::agree(scene),
        Act::Decline => consent::decline(scene),
        Act::Stop => consent::stop(scene),
        Act::Lists => lists::show_all(scene),
        Act::List(id) => lists::show(scene, *id),
        Act::SaveList => lists::save(scene, None),
        Act::OrderList(id) => lists::order(scene, *id),
        Act::RenameList(id) => lists::rename(scene, *id),
        Act::DeleteList(id) => lists::delete(scene, *id),
        Act::RestoreList => lists::restore(scene),
        Act::Every(id) => lists::ask_every(scene, *id),
        Act::ChangeOrder(number) => change::ask(scene, number),
        Act::ChangeLine(place) => change::line(scene, *place),
        Act::ChangeAddress => change::ask_address(scene),
        Act::DoChange => change::perform(scene),
        Act::KeepAll => change::keep(scene),
        Act::OrderMore { item, more } => change::order_more(scene, *item, *more),
        Act::SetEvery { list, days } => lists::set_every(scene, *list, *days),
    }
}

/// Shows the current screen as it is today.
pub fn redraw(scene: &mut Scene, screen: &Screen) {
    match screen {
        Screen::Consent => consent::show(scene),
        Screen::Lists | Screen::List { .. } | Screen::Name { .. } | Screen::Every { .. } => {
            lists::redraw(scene, screen);
        }
        Screen::Change { order } | Screen::Fewer { order, .. } => change::show(scene, (**order).clone()),
        Screen::Address { .. } => change::ask_address(scene),
        Screen::ConfirmChange { order, change } => change::confirm(scene, order.clone(), change.clone()),
    }
}

/// Answers words that are neither a choice nor a command.
pub fn said(scene: &mut Scene, screen: &Screen, words: &str) {
    match screen {
        Screen::Name { naming } => lists::take_name(scene, naming.clone(), words),
        Screen::Address { order } => change::addressed(scene, order.clone(), words),
        Screen::Consent
        | Screen::Lists
        | Screen::List { .. }
        | Screen::Every { .. }
        | Screen::Change { .. }
        | Screen::Fewer { .. }
        | Screen::ConfirmChange { .. } => {
            crate::states::search::find(scene, words, None);
        }
    }
}

/// Answers an amount alone.
pub fn counted(scene: &mut Scene, screen: &Screen, quantity: u32) {
    match screen {
        Screen::Every { id } => lists::set_every(scene, *id, quantity),
        Screen::Fewer { order, item } => change::counted(scene, order.clone(), *item, quantity),
        Screen::Consent
        | Screen::Lists
        | Screen::List { .. }
        | Screen::Name { .. }
        | Screen::Change { .. }
        | Screen::Address { .. }
        | Screen::ConfirmChange { .. } => {
            crate::states::search::find_number(scene, quantity);
        }
    }
}

/// Answers a yes.
pub fn agreed(scene: &mut Scene, screen: &Screen) {
    match screen {
        Screen::Consent => consent::agree(scene),
        Screen::List { id } => lists::order(scene, *id),
        Screen::ConfirmChange { .. } => change::perform(scene),
        Screen::Lists
        | Screen::Name { .. }
        | Screen::Every { .. }
        | Screen::Change { .. }
        | Screen::Fewer { .. }
        | Screen::Address { .. } => redraw(scene, screen),
    }
}

/// Answers a no.
pub fn declined(scene: &mut Scene, screen: &Screen) {
    match screen {
        Screen::Consent => consent::decline(scene),
        Screen::Lists
        | Screen::List { .. }
        | Screen::Name { .. }
        | Screen::Every { .. }
        | Screen::Change { .. }
        | Screen::Fewer { .. }
        | Screen::Address { .. }
        | Screen::ConfirmChange { .. } => {
            back(scene, screen);
        }
    }
}

/// Goes one step up.
pub fn back(scene: &mut Scene, screen: &Screen) {
    match screen {
        Screen::Consent | Screen::Lists => home::menu(scene),
        Screen::List { .. } | Screen::Name { .. } => lists::show_all(scene),
        Screen::Every { id } => lists::show(scene, *id),
        Screen::Change { .. }
        | Screen::Fewer { .. }
        | Screen::Address { .. }
        | Screen::ConfirmChange { .. } => change::keep(scene),
    }
}

/// Takes what the shop answered to a wish of this matter.
pub fn answered(scene: &mut Scene, origin: &Origin, outcome: ShopOutcome) {
    change::answered(scene, origin, outcome);
}
