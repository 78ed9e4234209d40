//! Quotes: prices that buyer and staff agree on. A quote is its own object beside the basket, and stands in the shop as an
//! order that staff edit.
//!
//! The rest of the conversation hands over here by [`Act`], [`Screen`], [`Origin`] and the functions below, and knows
//! nothing more. `deal` has the rules, `terms`, `field`, `price` and `time` what they are made of; `request` asks for a
//! quote, `offer` shows one and takes the buyer's answers, `accept` makes it an order, `clock` says what happens by
//! itself, `shop` tells the shop, `paper` writes the document.

mod accept;
mod book;
mod clock;
mod deal;
mod field;
mod ids;
mod offer;
mod paper;
mod price;
mod request;
mod shop;
mod terms;
mod time;

use domain::{
    ids::{GatewayId, OrderId, ProductId},
    inbound::Content,
    money::DECIMALS_MAX,
    shop::{Gateway, OrderSighting},
};
use serde::{Deserialize, Serialize};

use crate::{
    effect::{AddressField, ShopOutcome},
    event::FileNote,
    scene::Scene,
    state::State,
};

pub use self::{book::Book, deal::Rules, ids::Act, price::Per, terms::mark};

/// The screens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "at", rename_all = "snake_case")]
pub enum Screen {
    /// Asked what is needed.
    Need,
    /// Asked how many of a product.
    Quantity {
        /// Which.
        product: ProductId,
    },
    /// The request as it would be sent.
    Draft,
    /// Asked for a part of the request.
    Part {
        /// Which.
        part: Part,
    },
    /// The request is on its way.
    Sending,
    /// The quotes so far.
    List,
    /// One quote.
    Offer {
        /// Which.
        order: OrderId,
    },
    /// What else can be done with it.
    More {
        /// Which.
        order: OrderId,
    },
    /// Asked for a price.
    Price {
        /// Of which quote.
        order: OrderId,
    },
    /// Asked what the price is for.
    Which {
        /// Of which quote.
        order: OrderId,
        /// The price, minor units.
        minor: i64,
    },
    /// Asked how many, at prices by amount.
    Amount {
        /// Of which quote.
        order: OrderId,
        /// Which line, from 0.
        line: usize,
    },
    /// Asked why not.
    Reasons {
        /// Of which quote.
        order: OrderId,
    },
    /// Asked for the reason in words.
    Reason {
        /// Of which quote.
        order: OrderId,
    },
    /// Asked for what an order needs.
    Details {
        /// Of which quote.
        order: OrderId,
        /// What.
        field: AddressField,
    },
    /// Choosing how to pay.
    Payment {
        /// Of which quote.
        order: OrderId,
        /// What there is.
        gateways: Vec<Gateway>,
    },
    /// The order as it would be made.
    Confirm {
        /// Of which quote.
        order: OrderId,
        /// What there is to pay with.
        gateways: Vec<Gateway>,
        /// How it is paid.
        gateway: GatewayId,
    },
    /// The order is being made.
    Ordering {
        /// Of which quote.
        order: OrderId,
    },
}

/// A part of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The price wished for.
    Price,
    /// The day.
    Date,
    /// A word to the shop.
    Note,
}

impl Screen {
    /// Names the screen, for metrics.
    pub fn label(&self) -> &'static str {
        match self {
            Self::Need | Self::Quantity { .. } | Self::Draft | Self::Part { .. } => "quote_request",
            Self::Sending => "quote_sending",
            Self::List => "quotes",
            Self::Offer { .. } | Self::More { .. } | Self::Amount { .. } => "quote",
            Self::Price { .. } | Self::Which { .. } => "quote_price",
            Self::Reasons { .. } | Self::Reason { .. } => "quote_reason",
            Self::Details { .. } | Self::Payment { .. } | Self::Confirm { .. } => "quote_confirm",
            Self::Ordering { .. } => "quote_ordering",
        }
    }

    /// Tells whether the screen reads words in its own way: prices, days, reasons. Titles and commands come first all the
    /// same, and what it cannot read is searched for.
    pub fn takes_free_words(&self) -> bool {
        match self {
            Self::Need
            | Self::Quantity { .. }
            | Self::Draft
            | Self::Part { .. }
            | Self::Offer { .. }
            | Self::Price { .. }
            | Self::Which { .. }
            | Self::Amount { .. }
            | Self::Reasons { .. }
            | Self::Reason { .. }
            | Self::Details { .. } => true,
            Self::Sending
            | Self::List
            | Self::More { .. }
            | Self::Payment { .. }
            | Self::Confirm { .. }
            | Self::Ordering { .. } => false,
        }
    }

    /// Tells whether news of another quote would be in the way here.
    pub fn is_in_the_middle(&self) -> bool {
        match self {
            Self::List | Self::Offer { .. } | Self::More { .. } | Self::Sending => false,
            Self::Need
            | Self::Quantity { .. }
            | Self::Draft
            | Self::Part { .. }
            | Self::Price { .. }
            | Self::Which { .. }
            | Self::Amount { .. }
            | Self::Reasons { .. }
            | Self::Reason { .. }
            | Self::Details { .. }
            | Self::Payment { .. }
            | Self::Confirm { .. }
            | Self::Ordering { .. } => true,
        }
    }
}

/// Where a wish to the shop came from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum Origin {
    /// The request is placed.
    Request,
    /// The shop is told where a quote stands.
    Told {
        /// Which.
        order: OrderId,
    },
    /// The order is looked at before it is agreed to.
    Check {
        /// Which.
        order: OrderId,
    },
    /// The ways to pay are read.
    Gateways {
        /// For which.
        order: OrderId,
    },
    /// The quote is made an order.
    Order {
        /// Which.
        order: OrderId,
        /// How it is paid.
        gateway: Box<Gateway>,
    },
    /// Prices are set, by staff's word or for an amount that the buyer chose.
    Priced {
        /// Of which.
        order: OrderId,
        /// Until when the offer is good, unix milliseconds.
        until_ms: i64,
        /// A word of staff; may be empty.
        words: String,
        /// Whether the buyer chose the amount.
        by_buyer: bool,
    },
    /// Staff offer the order as it stands, by command.
    Staff {
        /// Which.
        order: OrderId,
        /// What they want.
        step: Box<StaffMove>,
    },
}

/// What staff do about a quote, by command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "move", rename_all = "snake_case")]
pub enum StaffMove {
    /// Make an offer, or another in its place.
    Offer {
        /// Which quote.
        order: OrderId,
        /// Price of one, of a quote with one line; a decimal.
        #[serde(default)]
        each: Option<String>,
        /// Price of all lines, before tax; a decimal. Neither takes the prices of the order as they stand.
        #[serde(default)]
        total: Option<String>,
        /// How long or until when, as in the custom field: `7d`, `2026-12-05`.
        #[serde(default)]
        until: Option<String>,
        /// A word to the buyer.
        #[serde(default)]
        words: String,
    },
    /// Answer in the words of the custom field: `offer 7d; delivery is free`, `accept`, `decline: not below 11`, `revise 3d`.
    Answer {
        /// Which quote.
        order: OrderId,
        /// The words.
        text: String,
    },
    /// Make no offer.
    Decline {
        /// Which quote.
        order: OrderId,
        /// Why.
        #[serde(default)]
        reason: String,
    },
}

impl StaffMove {
    /// Makes a move of words as they stand in the custom field, and of a price, if one is named, for one or for all lines before
    /// tax.
    ///
    /// # Errors
    /// What is wrong with them, for whoever typed them.
    pub fn of_words(
        order: OrderId,
        text: &str,
        each: Option<String>,
        total: Option<String>,
    ) -> Result<Self, String> {
        let how = "write offer, offer 7d, offer until 2026-12-05, accept, decline: reason or revise 3d";
        let (validity, words) = match field::answer(text) {
            field::Answer::None | field::Answer::Unclear => return Err(how.to_owned()),
            _ if each.is_none() && total.is_none() => {
                return Ok(Self::Answer { order, text: text.trim().to_owned() });
            }
            field::Answer::Offer { validity, words, .. } => (validity, words),
            field::Answer::Accept { .. } | field::Answer::Decline { .. } => {
                return Err("a price goes with offer or revise".to_owned());
            }
        };
        let until = match validity {
            time::Validity::Usual => None,
            time::Validity::For(length_ms) => Some(format!("{}h", length_ms / time::HOUR_MS)),
            time::Validity::Until(end_ms) => Some(time::iso_date(end_ms)),
        };
        if [&each, &total].into_iter().flatten().any(|price| price::minor(price, DECIMALS_MAX).is_none()) {
            return Err("a price is an amount such as 14500 or 14500.00".to_owned());
        }
        Ok(Self::Offer { order, each, total, until, words })
    }
}

/// Performs a choice that is current, or harmless.
pub fn perform(scene: &mut Scene, act: &Act) {
    match act.clone() {
        Act::Open => offer::open(scene),
        Act::Begin => request::begin(scene),
        Act::For(product) => request::of_product(scene, product),
        Act::Sought => request::of_words_sought(scene),
        Act::Send => request::send(scene),
        Act::Discard => request::discard(scene),
        Act::Add(part) => request::ask(scene, part),
        Act::Drop(place) => request::drop_line(scene, place),
        Act::List => offer::list(scene),
        Act::Show(order) => offer::show(scene, order),
        Act::More(order) => offer::more(scene, order),
        Act::Paper(order) => paper::send(scene, order),
        Act::Accept { order, mark } => accept::begin(scene, order, &mark),
        Act::Price { order, mark } => offer::ask_price(scene, order, &mark),
        Act::Which(per) => offer::which(scene, per),
        Act::Amount { order, mark, line } => offer::ask_amount(scene, order, &mark, line),
        Act::Reject { order, mark } => offer::ask_reason(scene, order, &mark),
        Act::Reason { order, mark, reason } => offer::rejected_for(scene, order, &mark, reason),
        Act::Withdraw(order) => offer::withdraw(scene, order),
        Act::Renew(order) => offer::renew(scene, order),
        Act::PayBy(place) => accept::pay_by(scene, place),
        Act::Pay(order) => accept::choose_payment(scene, order),
        Act::Confirm { order, mark } => accept::confirm(scene, order, &mark),
    }
}

/// Asks for a quote for these words, or shows the quote of this number.
pub fn of_words(scene: &mut Scene, words: &str) {
    request::of_words(scene, words);
}

/// Shows the current screen as it is today.
pub fn redraw(scene: &mut Scene, screen: &Screen) {
    match screen.clone() {
        Screen::Need => request::ask_need(scene),
        Screen::Quantity { product } => request::of_product(scene, product),
        Screen::Draft => request::show(scene),
        Screen::Part { part } => request::ask(scene, part),
        Screen::Sending => request::still(scene),
        Screen::List => offer::list(scene),
        Screen::Offer { order } | Screen::Which { order, .. } => offer::show(scene, order),
        Screen::More { order } => offer::more(scene, order),
        Screen::Price { order } => offer::price_again(scene, order),
        Screen::Amount { order, line } => offer::amount_again(scene, order, line),
        Screen::Reasons { order } | Screen::Reason { order } => offer::reason_again(scene, order),
        Screen::Details { order, .. } | Screen::Payment { order, .. } | Screen::Confirm { order, .. } => {
            accept::again(scene, order);
        }
        Screen::Ordering { order } => accept::still(scene, order),
    }
}

/// Answers words that are neither a choice nor a command.
pub fn said(scene: &mut Scene, screen: &Screen, words: &str) {
    match screen.clone() {
        Screen::Need | Screen::Draft => request::said(scene, words),
        Screen::Quantity { product } => request::quantity_said(scene, product, words),
        Screen::Part { part } => request::part_said(scene, part, words),
        Screen::Offer { order } => offer::said(scene, order, words),
        Screen::Price { order } | Screen::Which { order, .. } => offer::price_said(scene, order, words),
        Screen::Amount { order, line } => offer::amount_said(scene, order, line, words),
        Screen::Reasons { order } | Screen::Reason { order } => offer::reason_said(scene, order, words),
        Screen::Details { order, field } => accept::said(scene, order, field, words),
        Screen::Sending
        | Screen::List
        | Screen::More { .. }
        | Screen::Payment { .. }
        | Screen::Confirm { .. }
        | Screen::Ordering { .. } => crate::states::search::find(scene, words, None),
    }
}

/// Answers an amount alone.
pub fn counted(scene: &mut Scene, screen: &Screen, quantity: u32) {
    match screen {
        Screen::Quantity { product } => request::take_quantity(scene, *product, quantity),
        Screen::Amount { order, line } => offer::take_amount(scene, *order, *line, quantity),
        other => said(scene, other, &quantity.to_string()),
    }
}

/// Answers a yes.
pub fn agreed(scene: &mut Scene, screen: &Screen) {
    match screen.clone() {
        Screen::Draft => request::send(scene),
        Screen::Offer { order } | Screen::More { order } => accept::agreed(scene, order),
        Screen::Confirm { order, .. } => accept::confirmed_in_words(scene, order),
        other => redraw(scene, &other),
    }
}

/// Answers a no.
pub fn declined(scene: &mut Scene, screen: &Screen) {
    match screen.clone() {
        Screen::Draft | Screen::Need | Screen::Quantity { .. } => request::discard(scene),
        Screen::Part { .. } => request::show(scene),
        Screen::Offer { order } | Screen::More { order } => offer::declined(scene, order),
        Screen::Price { order }
        | Screen::Which { order, .. }
        | Screen::Amount { order, .. }
        | Screen::Reasons { order }
        | Screen::Reason { order }
        | Screen::Details { order, .. }
        | Screen::Payment { order, .. }
        | Screen::Confirm { order, .. } => offer::show(scene, order),
        Screen::Sending | Screen::List | Screen::Ordering { .. } => crate::states::home::menu(scene),
    }
}

/// Goes one step up.
pub fn back(scene: &mut Scene, screen: &Screen) {
    match screen.clone() {
        Screen::Part { .. } => request::show(scene),
        Screen::More { order }
        | Screen::Price { order }
        | Screen::Which { order, .. }
        | Screen::Amount { order, .. }
        | Screen::Reasons { order }
        | Screen::Reason { order }
        | Screen::Details { order, .. }
        | Screen::Payment { order, .. }
        | Screen::Confirm { order, .. } => offer::show(scene, order),
        Screen::Offer { .. } => offer::list(scene),
        Screen::Need
        | Screen::Quantity { .. }
        | Screen::Draft
        | Screen::Sending
        | Screen::List
        | Screen::Ordering { .. } => crate::states::home::menu(scene),
    }
}

/// Takes a file, a pin or a contact card when the screen asked for it; answers whether it did.
pub fn given(scene: &mut Scene, content: &Content) -> bool {
    let State::Quote(screen) = scene.talk.state.clone() else { return false };
    match (screen, content) {
        (Screen::Need | Screen::Draft | Screen::Part { .. }, Content::Media { kind, caption, files }) => {
            request::file_given(scene, *kind, caption.as_deref(), files)
        }
        (Screen::Details { order, .. }, Content::Location { latitude, longitude, name, address }) => {
            accept::pin(scene, order, (*latitude, *longitude), name.as_deref(), address.as_deref());
            true
        }
        _ => false,
    }
}

/// Takes what the shop answered to a wish of this flow.
pub fn answered(scene: &mut Scene, origin: &Origin, outcome: ShopOutcome) {
    shop::answered(scene, origin.clone(), outcome);
}

/// Takes what came of a file that was sent.
pub fn file(scene: &mut Scene, note: &FileNote) {
    request::file(scene, note);
}

/// Looks at an order of this person that may have changed; answers whether it is a matter of this flow alone, of which
/// nobody else needs to tell.
pub fn order_seen(scene: &mut Scene, sighting: &OrderSighting) -> bool {
    clock::order_seen(scene, sighting)
}

/// A timer of a quote has run out.
pub fn timer(scene: &mut Scene, order: OrderId) {
    clock::timer(scene, order);
}

/// Takes how placing ended, when it is a request that was placed; answers whether it was.
pub fn request_ended(scene: &mut Scene, outcome: &ShopOutcome) -> bool {
    shop::request_ended(scene, outcome)
}

/// Tells the shop what it was not told yet, when nothing else is wished of it.
pub fn settle_up(scene: &mut Scene) {
    shop::settle_up(scene);
}

/// Does what staff want.
pub fn staff_moved(scene: &mut Scene, _by: &str, step: &StaffMove) {
    clock::staff_moved(scene, step);
}
