//! Addresses of pages, pictures and files. Nothing is fetched here.

use serde::{Deserialize, Serialize};

use super::{Error, limits};

/// An http or https address that WhatsApp can open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WebAddress(String);

impl WebAddress {
    /// Takes an address.
    pub fn new(address: impl Into<String>) -> Result<Self, Error> {
        let address = address.into();
        let is_plain = !address.chars().any(|char| char.is_whitespace() || char.is_control());
        let is_web = ["https://", "http://"].iter().any(|scheme| address.starts_with(scheme));
        if !is_plain || !is_web || !url::Url::parse(&address).is_ok_and(|url| url.has_host()) {
            return Err(Error::NotAWebAddress);
        }
        // Bytes: other letters than ASCII are longer on their way.
        match address.len() {
            found if found > limits::URL => Err(Error::TooLong { found, max: limits::URL }),
            _ => Ok(Self(address)),
        }
    }

    /// Returns the address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for WebAddress {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        Self::new(text)
    }
}

impl From<WebAddress> for String {
    fn from(address: WebAddress) -> Self {
        address.0
    }
}
