//! The languages we speak, and the fallback.

use serde::{Deserialize, Serialize};

/// A language of the conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Language {
    /// English, the fallback.
    #[default]
    #[serde(rename = "en")]
    English,
}

impl Language {
    /// Lists all languages.
    pub const ALL: [Self; 1] = [Self::English];

    /// Returns the language's code.
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
        }
    }
}
