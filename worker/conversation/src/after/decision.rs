//! What was sent without being asked for at that moment, or was not, and why.

use serde::{Deserialize, Serialize};

use super::DECISIONS_KEPT_MAX;
use crate::scene::Scene;

/// What a decision is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The reminder of a basket while WhatsApp lets us write freely.
    BasketInWindow,
    /// The reminder of a basket after that, by template.
    BasketLater,
    /// Something is back in stock.
    BackInStock,
    /// It is time to restock from a list.
    Restock,
    /// A kind of another version.
    #[serde(other)]
    Other,
}

impl Kind {
    /// Returns the word of metrics and of the command that lists decisions.
    pub fn label(self) -> &'static str {
        match self {
            Self::BasketInWindow => "basket_in_window",
            Self::BasketLater => "basket_later",
            Self::BackInStock => "back_in_stock",
            Self::Restock => "restock",
            Self::Other => "other",
        }
    }
}

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decided {
    /// It goes out; how it went from there, the notifier knows.
    Sent,
    /// The buyer wants no reminders, or no promotions.
    Stopped,
    /// The buyer has not agreed.
    NoConsent,
    /// WhatsApp does not let us write freely any more.
    WindowClosed,
    /// It was night for as long as it could have been sent, or nobody knows where the buyer lives.
    QuietHours,
    /// A person has the conversation.
    WithPerson,
    /// The buyer has ordered meanwhile.
    Ordered,
    /// The buyer has emptied the basket meanwhile.
    Emptied,
    /// An order is on its way, or nobody knows what became of it.
    OrderUnderWay,
    /// The buyer has waited so long that they will not want it any more.
    TooOld,
    /// A reason of another version.
    #[serde(other)]
    Other,
}

impl Decided {
    /// Returns the word of metrics and of the command that lists decisions.
    pub fn label(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Stopped => "stopped",
            Self::NoConsent => "no_consent",
            Self::WindowClosed => "window_closed",
            Self::QuietHours => "quiet_hours",
            Self::WithPerson => "with_person",
            Self::Ordered => "ordered",
            Self::Emptied => "emptied",
            Self::OrderUnderWay => "order_under_way",
            Self::TooOld => "too_old",
            Self::Other => "other",
        }
    }
}

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// When, unix milliseconds.
    pub at_ms: i64,
    /// About what.
    pub kind: Kind,
    /// What was decided.
    pub decided: Decided,
    /// Which article or list it was about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
}

/// Keeps a decision for whoever asks why.
pub fn record(scene: &mut Scene, kind: Kind, decided: Decided, about: Option<String>) {
    let decision = Decision { at_ms: scene.around.now_ms, kind, decided, about };
    let kept = &mut scene.talk.after.decisions;
    kept.push(decision);
    if kept.len() > DECISIONS_KEPT_MAX {
        kept.remove(0);
    }
    scene.decided(kind, decided);
}
