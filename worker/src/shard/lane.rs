//! One buyer's lane: what is stored of them, and what is under way. One turn at a time.

use std::collections::{BTreeMap, VecDeque};

use common::protection::{self, Protection};
use conversation::{Conversation, effect::ShopEffect};
use domain::{
    contact::{Contact, PhoneNumber},
    ids::{MessageId, OpKey, OrderId, PhoneNumberId},
};
use serde::{Deserialize, Serialize};

use super::{changes::HeldRow, core::Gathering};
use crate::effects::{Protocol, session::Session};

/// What is stored of a buyer, one JSON document. A stored form must stay readable.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LaneState {
    /// Who it is.
    pub contact: Contact,
    /// The business's number that they wrote to; replies go out from it.
    pub reply_from: PhoneNumberId,
    /// What was said so far.
    pub conversation: Conversation,
    /// Their basket session.
    #[serde(default)]
    pub session: Session,
    /// Position of the next outgoing message.
    #[serde(default)]
    pub next_position: u64,
    /// Meta's time of their latest message, unix milliseconds: the 24-hour window counts from it.
    #[serde(default)]
    pub window_opened_at_ms: Option<i64>,
    /// The phone that was told to its own shard, so that what knows only the phone is forwarded here.
    #[serde(default)]
    pub told_phone: Option<PhoneNumber>,
    /// Their latest message, for read marks.
    #[serde(default)]
    pub last_message: Option<MessageId>,
    /// On which day, since 1970, how many files of theirs were fetched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub files_of_day: Option<(i64, u32)>,
    /// `contact` has another key than this lane, and the conversation leaves for it once nothing is under way.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_moving: bool,
}

/// An effect under way.
#[derive(Debug, Clone)]
pub struct OpenEffect {
    /// The state machine.
    pub protocol: Protocol,
    /// When it was wanted, unix milliseconds.
    pub started_ms: i64,
    /// A call of it is under way, or was and its answer is waited for.
    pub is_calling: bool,
}

/// A buyer's lane in memory.
#[derive(Debug, Clone)]
pub struct Lane {
    /// Version of the stored state.
    pub version: u64,
    /// Version that the next commit builds on.
    pub base_version: u64,
    /// What is stored; none before the first message.
    pub state: Option<LaneState>,
    /// Effects under way: at most one that changes the basket, and readings beside a placing.
    pub effects: BTreeMap<OpKey, OpenEffect>,
    /// Messages that wait for an effect.
    pub held: VecDeque<HeldRow>,
    /// Place of the next message that must wait.
    pub next_held: u64,
    /// What is held waits for more of it to come.
    pub gathering: Option<Gathering>,
    /// When the latest text came that may be a part of a burst, unix milliseconds by our clock.
    pub last_words_ms: Option<i64>,
    /// Trace context of the latest input.
    pub headers: BTreeMap<String, String>,
    /// The state moved on in this batch.
    pub is_dirty: bool,
    /// When it was last looked at, in batches; for eviction.
    pub used: u64,
}

impl Lane {
    /// Makes a lane of what is stored, or an empty one.
    pub fn new(version: u64, state: Option<LaneState>) -> Self {
        Self {
            version,
            base_version: version,
            state,
            effects: BTreeMap::new(),
            held: VecDeque::new(),
            next_held: 0,
            gathering: None,
            last_words_ms: None,
            headers: BTreeMap::new(),
            is_dirty: false,
            used: 0,
        }
    }

    /// Returns whether the buyer's messages must wait for the shop.
    pub fn must_wait(&self) -> bool {
        !protection::is_out(Protection::Lane)
            && self.effects.values().any(|effect| !effect.protocol.is_background())
    }

    /// Returns whether the conversation is about to leave for the home of another identity.
    pub fn is_moving(&self) -> bool {
        self.state.as_ref().is_some_and(|state| state.is_moving)
    }

    /// Returns whether an effect must not begin now: never two at work on one basket or one order, and never two
    /// orders on their way at once.
    pub fn is_in_the_way(&self, effect: &ShopEffect) -> bool {
        let is_placing = self.effects.values().any(|open| open.protocol.is_placing());
        match effect {
            ShopEffect::ListOrders { .. }
            | ShopEffect::ReadOrder { .. }
            | ShopEffect::ReadSighting { .. }
            | ShopEffect::ListGateways
            | ShopEffect::ListSuppliers => false,
            ShopEffect::ChangeOrder(change) => self.works_on(change.order),
            ShopEffect::Refund(refund) => self.works_on(refund.order),
            ShopEffect::ViewCart
            | ShopEffect::SetArticle { .. }
            | ShopEffect::AddArticle { .. }
            | ShopEffect::SetLine { .. }
            | ShopEffect::ClearCart
            | ShopEffect::ReplaceCart { .. }
            | ShopEffect::ApplyCoupon { .. }
            | ShopEffect::RemoveCoupon { .. }
            | ShopEffect::LoadCheckout { .. }
            | ShopEffect::ChooseShipping { .. }
            | ShopEffect::PlaceOrder(_)
            | ShopEffect::PlaceAgreed(_)
            | ShopEffect::CancelOrder { .. } => is_placing,
        }
    }

    fn works_on(&self, order: OrderId) -> bool {
        self.effects.values().any(|open| open.protocol.order() == Some(order))
    }

    /// Returns whether nothing is under way, so that it may leave the memory.
    pub fn is_idle(&self) -> bool {
        self.effects.is_empty() && self.held.is_empty() && !self.is_dirty
    }
}
