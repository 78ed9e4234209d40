//! What the conversation wants done in the shop, as small state machines: each says the next call, a wait, or how it
//! ended. They do no IO; the owner commits their progress before each changing call and feeds them the answers.
//!
//! To add an effect: a variant in `conversation::effect`, a machine here, its arm in [`Protocol`].

mod agreed;
mod cart;
mod change;
mod orders;
mod pace;
mod place;
mod refund;
pub mod session;

#[cfg(test)]
pub(crate) mod desk_tests;
#[cfg(test)]
mod tests;

use conversation::effect::{ShopEffect, ShopOutcome};
use domain::{
    contact::ContactHash,
    ids::{OpKey, OrderId},
};
use serde::{Deserialize, Serialize};

pub use self::place::fingerprint;
use self::session::Session;
use crate::shop::port::{Failure, Reply, Request};

/// What an effect does next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Call the shop. When the call changes something, progress is committed first.
    Call(Request),
    /// Do nothing until then, unix milliseconds.
    Wait {
        /// When to go on.
        until_ms: i64,
    },
    /// Tell the conversation something, and go on.
    Report(ShopOutcome),
    /// Over.
    Finish(ShopOutcome),
}

/// An answer of the shop.
pub type Answer = Result<Reply, Failure>;

/// What an effect may know and change.
#[derive(Debug)]
pub struct Scene<'a> {
    /// Now, unix milliseconds.
    pub now_ms: i64,
    /// The buyer's basket session.
    pub session: &'a mut Session,
    /// Key of this effect.
    pub op_key: &'a OpKey,
    /// Whose it is.
    pub contact: ContactHash,
    /// The buyer's phone with plus, when known.
    pub phone: Option<&'a str>,
    /// How long the shop may still be working on a call that gave no answer.
    pub settle_ms: i64,
}

/// An effect under way. Stored as JSON in the journal; a stored form must stay readable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "protocol", rename_all = "snake_case")]
pub enum Protocol {
    /// Everything that ends with a basket.
    Cart(cart::CartFlow),
    /// Placing an order.
    Place(Box<place::Placing>),
    /// Reading and calling off orders.
    Orders(orders::OrdersFlow),
    /// Placing an order at agreed prices.
    Agreed(Box<agreed::Agreeing>),
    /// Changing an order.
    Change(Box<change::Changing>),
    /// Paying money back.
    Refund(Box<refund::Refunding>),
}

impl Protocol {
    /// Begins an effect.
    pub fn new(effect: ShopEffect, now_ms: i64) -> Self {
        match effect {
            ShopEffect::PlaceOrder(wish) => Self::Place(Box::new(place::Placing::new(*wish, now_ms))),
            ShopEffect::ListOrders { known } => Self::Orders(orders::OrdersFlow::list(known)),
            ShopEffect::ReadOrder { number, known } => Self::Orders(orders::OrdersFlow::read(number, known)),
            ShopEffect::CancelOrder { order, from, content } => {
                Self::Orders(orders::OrdersFlow::cancel(order, from, content))
            }
            ShopEffect::ListGateways => Self::Orders(orders::OrdersFlow::gateways()),
            ShopEffect::ListSuppliers => Self::Orders(orders::OrdersFlow::suppliers()),
            ShopEffect::ReadSighting { order } => Self::Orders(orders::OrdersFlow::sight(order)),
            ShopEffect::PlaceAgreed(wish) => Self::Agreed(Box::new(agreed::Agreeing::new(*wish, now_ms))),
            ShopEffect::ChangeOrder(wish) => Self::Change(Box::new(change::Changing::new(*wish))),
            ShopEffect::Refund(wish) => Self::Refund(Box::new(refund::Refunding::new(*wish))),
            cart @ (ShopEffect::ViewCart
            | ShopEffect::SetArticle { .. }
            | ShopEffect::AddArticle { .. }
            | ShopEffect::SetLine { .. }
            | ShopEffect::ClearCart
            | ShopEffect::ReplaceCart { .. }
            | ShopEffect::ApplyCoupon { .. }
            | ShopEffect::RemoveCoupon { .. }
            | ShopEffect::LoadCheckout { .. }
            | ShopEffect::ChooseShipping { .. }) => Self::Cart(cart::CartFlow::new(cart)),
        }
    }

    /// Says the first step.
    pub fn begin(&mut self, scene: &mut Scene<'_>) -> Step {
        match self {
            Self::Cart(flow) => flow.begin(scene),
            Self::Place(placing) => placing.begin(scene),
            Self::Orders(flow) => flow.begin(scene),
            Self::Agreed(agreeing) => agreeing.begin(scene),
            Self::Change(changing) => changing.begin(scene),
            Self::Refund(refunding) => refunding.begin(scene),
        }
    }

    /// Goes on after a restart: a changing call that was under way has an unknown outcome.
    pub fn resume(&mut self, scene: &mut Scene<'_>) -> Step {
        match self {
            Self::Cart(flow) => flow.resume(scene),
            Self::Place(placing) => placing.resume(scene),
            Self::Orders(flow) => flow.begin(scene),
            Self::Agreed(agreeing) => agreeing.resume(scene),
            Self::Change(changing) => changing.resume(scene),
            Self::Refund(refunding) => refunding.resume(scene),
        }
    }

    /// Takes the answer to the last call.
    pub fn answered(&mut self, answer: Answer, scene: &mut Scene<'_>) -> Step {
        match self {
            Self::Cart(flow) => flow.answered(answer, scene),
            Self::Place(placing) => placing.answered(answer, scene),
            Self::Orders(flow) => flow.answered(answer, scene),
            Self::Agreed(agreeing) => agreeing.answered(answer, scene),
            Self::Change(changing) => changing.answered(answer, scene),
            Self::Refund(refunding) => refunding.answered(answer, scene),
        }
    }

    /// Goes on after a wait or a report.
    pub fn proceed(&mut self, scene: &mut Scene<'_>) -> Step {
        match self {
            Self::Cart(flow) => flow.proceed(scene),
            Self::Place(placing) => placing.proceed(scene),
            Self::Orders(flow) => flow.begin(scene),
            Self::Agreed(agreeing) => agreeing.proceed(scene),
            Self::Change(changing) => changing.proceed(scene),
            Self::Refund(refunding) => refunding.proceed(scene),
        }
    }

    /// Returns whether the buyer's messages are handled while this runs, instead of waiting for its end.
    pub fn is_background(&self) -> bool {
        match self {
            Self::Place(_) => true,
            Self::Agreed(agreeing) => agreeing.takes_long(),
            Self::Cart(_) | Self::Orders(_) | Self::Change(_) | Self::Refund(_) => false,
        }
    }

    /// Returns whether this makes an order: then no other may be made, and a basket stays as it is.
    pub fn is_placing(&self) -> bool {
        matches!(self, Self::Place(_) | Self::Agreed(_))
    }

    /// Returns the order that this effect works on, once one is chosen.
    pub fn order(&self) -> Option<OrderId> {
        match self {
            Self::Place(placing) => placing.order(),
            Self::Agreed(agreeing) => agreeing.order(),
            Self::Change(changing) => Some(changing.order()),
            Self::Refund(refunding) => Some(refunding.order()),
            Self::Cart(_) | Self::Orders(_) => None,
        }
    }

    /// Returns the stage, as logs and failpoints name it.
    pub fn label(&self) -> &'static str {
        match self {
            Self::Cart(_) => "cart",
            Self::Place(placing) => placing.label(),
            Self::Orders(_) => "orders",
            Self::Agreed(agreeing) => agreeing.label(),
            Self::Change(changing) => changing.label(),
            Self::Refund(refunding) => refunding.label(),
        }
    }
}
