//! What happens to a conversation, with everything that deciding needs to know.

use domain::{
    inbound,
    shop::{OrderSighting, OrderStatus},
};
use serde::{Deserialize, Serialize};

use crate::effect::ShopOutcome;

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
    /// Staff wrote to the buyer themselves, from the phone app.
    StaffSpoke,
}

/// Timers of a conversation. Setting one again moves it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Timer {
    /// A person had taken over; the bot takes the conversation back.
    AgentSilent,
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
    /// Where an order may stand to be called off by its buyer.
    pub cancellable: Vec<OrderStatus>,
}
