//! What people and auctions write to each other. Letters travel between shards and are stored on their way: a form must
//! stay readable.

use domain::contact::Contact;
use serde::{Deserialize, Serialize};

use crate::{
    news::{News, Recipient, View},
    step::Input,
    terms::Terms,
};

/// Somebody who is to be invited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitee {
    /// Where they can be reached.
    pub contact: Contact,
    /// What the opener knows them as; may be empty.
    #[serde(default)]
    pub name: String,
}

/// What makes an auction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// Its terms.
    pub terms: Terms,
    /// Who may bid.
    pub invited: Vec<Invitee>,
}

/// What somebody writes to an auction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "letter", rename_all = "snake_case")]
pub enum Letter {
    /// Do something.
    Ask {
        /// What.
        input: Input,
    },
    /// Invite more people.
    Invite {
        /// Whom.
        invited: Vec<Invitee>,
    },
    /// Send the audit sheet.
    Sheet {
        /// To whom.
        who: Recipient,
    },
}

/// What an auction writes to somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// What happened.
    pub news: News,
    /// How it stands for them.
    pub view: View,
    /// After the end, for the opener: what each seat is called.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<(u16, String)>,
    /// The audit sheet, when they asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
}
