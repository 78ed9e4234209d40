//! What staff do by command: speak to the buyer through us, give the conversation back to the bot, or move a matter on.

use serde::{Deserialize, Serialize};

use crate::{
    auction, dispute, quote,
    scene::{Scene, short},
    states::agent,
};

/// A command of staff, about one buyer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffCommand {
    /// Who gives it, as the buyer reads it.
    pub by: String,
    /// What is to be done.
    pub order: StaffOrder,
}

/// What staff want done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum StaffOrder {
    /// Say this to the buyer. The bot falls silent, as when staff write from the phone.
    Say {
        /// The words.
        text: String,
    },
    /// The person is done; the bot takes the conversation back.
    Done,
    /// Of a quote.
    Quote {
        /// What.
        step: quote::StaffMove,
    },
    /// Of an auction.
    Auction {
        /// What.
        step: auction::StaffMove,
    },
    /// Of a dispute.
    Dispute {
        /// What.
        step: dispute::StaffMove,
    },
}

impl StaffOrder {
    /// Names the kind, for metrics.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self {
            Self::Say { .. } => "say",
            Self::Done => "done",
            Self::Quote { .. } => "quote",
            Self::Auction { .. } => "auction",
            Self::Dispute { .. } => "dispute",
        }
    }
}

/// Does what staff want.
pub fn commanded(scene: &mut Scene, command: &StaffCommand) {
    let by = short(&command.by);
    match &command.order {
        StaffOrder::Say { text } => agent::person_says(scene, &by, text),
        StaffOrder::Done => agent::done(scene, &by),
        StaffOrder::Quote { step } => quote::staff_moved(scene, &by, step),
        StaffOrder::Auction { step } => auction::staff_moved(scene, &by, step),
        StaffOrder::Dispute { step } => dispute::staff_moved(scene, &by, step),
    }
}
