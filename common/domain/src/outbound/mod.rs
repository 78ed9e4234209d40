//! What we can send a buyer. The platform's limits sit in the constructors, so that a message that WhatsApp would
//! refuse cannot be built. Lengths count UTF-16 units: Meta does not say what a character is, and this is the
//! stricter reading for emoji.
//!
//! To add a kind of message: a type with a checked constructor here, a wire form in the notifier's `graph` module, and a
//! rule in the sandbox's Graph endpoint.

mod address;
mod carousel;
mod catalogue;
mod choices;
mod document;
pub mod limits;
mod own_document;
mod reaction;
mod sheet_document;
mod text;
mod web_address;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub use address::{Address, AddressFields, AddressValues};
pub use carousel::{ButtonsCard, CardButton, Cards, Carousel, CarouselFields, LinkCard};
pub use catalogue::{CatalogueId, Product, ProductList, ProductListFields, ProductSection, RetailerId};
pub use choices::{Button, Buttons, ButtonsFields, Header, Link, List, ListFields, Row, Section};
pub use document::Filename;
pub use own_document::{Content, DocumentKind, OwnDocument, OwnDocumentFields};
pub use reaction::{Emoji, Reaction, ReactionFields};
pub use sheet_document::{SheetDocument, SheetDocumentFields};
pub use text::{
    AddressValue, Body, Bounded, ButtonId, ButtonTitle, Caption, CardBody, CardButtonId, Footer, HeaderText,
    Opener, RowDescription, RowId, RowTitle, SectionTitle, TextBody, fit, form, length,
};
pub use web_address::WebAddress;

use crate::{ids::MessageId, template::Template};

/// A message whose parts were checked against each other: built by `new` only, and checked again when it is read from
/// a queue. `$fields` are the parts.
macro_rules! checked {
    ($name:ident, $fields:ident) => {
        impl $name {
            /// Returns the parts.
            pub fn fields(&self) -> &$fields {
                &self.0
            }
        }

        impl TryFrom<$fields> for $name {
            type Error = $crate::outbound::Error;

            fn try_from(fields: $fields) -> Result<Self, Self::Error> {
                Self::new(fields)
            }
        }

        impl From<$name> for $fields {
            fn from(checked: $name) -> Self {
                checked.0
            }
        }
    };
}
use checked;

/// Why a message cannot be built.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A text that must not be empty is.
    #[error("text is empty")]
    Empty,
    /// A text is longer than WhatsApp allows.
    #[error("text has {found} units where {max} are allowed")]
    TooLong {
        /// Length found.
        found: usize,
        /// Length allowed.
        max: usize,
    },
    /// Too few or too many buttons, rows or sections.
    #[error("{found} {what} where 1 to {max} are allowed")]
    WrongCount {
        /// What was counted.
        what: &'static str,
        /// Number found.
        found: usize,
        /// Number allowed.
        max: usize,
    },
    /// Too few or too many, where one is too few.
    #[error("{found} {what} where {min} to {max} are allowed")]
    NotBetween {
        /// What was counted.
        what: &'static str,
        /// Number found.
        found: usize,
        /// The fewest allowed.
        min: usize,
        /// The most allowed.
        max: usize,
    },
    /// Cards of which one has other parts than the others.
    #[error("cards differ in shape")]
    UnequalCards,
    /// Two buttons or rows share a title or an id.
    #[error("two {0} are the same")]
    Duplicate(&'static str),
    /// Several sections, of which one has no title.
    #[error("a section has no title")]
    SectionWithoutTitle,
    /// An address that is not http or https, or has spaces.
    #[error("address is not a web address")]
    NotAWebAddress,
    /// A name that no template can have.
    #[error("name is not that of a template")]
    NotATemplateName,
    /// A code that names no language of templates.
    #[error("code names no language")]
    NotALanguage,
    /// A name that no file can have, or whose ending tells no kind.
    #[error("name is not that of a file")]
    NotAFilename,
    /// Bytes that are no document of the kind that the name's ending tells.
    #[error("content is not that of such a document")]
    NotADocument,
    /// An id that WhatsApp cannot have given.
    #[error("id is not one of WhatsApp's")]
    NotAnId,
    /// A text that is not one emoji.
    #[error("text is not one emoji")]
    NotAnEmoji,
    /// A country whose people have no form for an address.
    #[error("WhatsApp has no form for addresses of this country")]
    NoAddressForm,
    /// A part of an address that the country does not have so.
    #[error("{0} is not one of the country")]
    NotOfCountry(&'static str),
    /// A parameter of a template with line breaks, tabs or runs of spaces.
    #[error("parameter is not one line")]
    NotOneLine,
}

fn count(what: &'static str, found: usize, max: usize) -> Result<(), Error> {
    if (1..=max).contains(&found) { Ok(()) } else { Err(Error::WrongCount { what, found, max }) }
}

fn distinct<'a>(what: &'static str, mut values: impl Iterator<Item = &'a str>) -> Result<(), Error> {
    let mut seen = BTreeSet::new();
    if values.all(|value| seen.insert(value)) { Ok(()) } else { Err(Error::Duplicate(what)) }
}

/// Everything that can be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Message {
    /// Plain text.
    Text {
        /// The text.
        body: TextBody,
    },
    /// A picture with a text below it.
    Image {
        /// Where Meta fetches it: JPEG or PNG.
        address: WebAddress,
        /// The text.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        caption: Option<Caption>,
    },
    /// A file with a text below it: a receipt, instructions.
    Document {
        /// Where Meta fetches it.
        address: WebAddress,
        /// What the buyer sees of it; its ending tells the kind.
        filename: Filename,
        /// The text.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        caption: Option<Caption>,
    },
    /// A file that we made ourselves, with a text below it: an offer, what we know of somebody.
    OwnDocument(OwnDocument),
    /// A file that is drawn when it is sent, with a text below it: a quote.
    Sheet(SheetDocument),
    /// An emoji at one of the buyer's messages, or its removal.
    Reaction(Reaction),
    /// Text with reply buttons.
    Buttons(Buttons),
    /// Text with a list.
    List(List),
    /// Text with a button that opens a page.
    Link(Link),
    /// Text with cards to swipe through.
    Carousel(Carousel),
    /// A product of Meta's catalogue.
    Product(Product),
    /// Text with a list of products of Meta's catalogue.
    ProductList(ProductList),
    /// Text with a button that sends the buyer's place.
    LocationRequest {
        /// The text.
        body: Body,
    },
    /// Text with a button that opens a form for an address.
    Address(Address),
    /// Text with a button that shares the buyer's phone number.
    ContactRequest {
        /// The text.
        body: Body,
    },
    /// A message that Meta approved beforehand; may be sent when the window is closed.
    Template(Template),
    /// Marks the buyer's message as read, with typing dots while an answer is prepared (25 s at most).
    MarkRead {
        /// The buyer's message.
        message: MessageId,
        /// Whether to show typing dots.
        typing: bool,
    },
}

impl Message {
    /// Returns the kind, as metrics and logs name it.
    pub fn label(&self) -> &'static str {
        match self {
            Self::Text { .. } => "text",
            Self::Image { .. } => "image",
            Self::Document { .. } => "document",
            Self::OwnDocument(_) => "own_document",
            Self::Sheet(_) => "sheet",
            Self::Reaction(_) => "reaction",
            Self::Buttons(_) => "buttons",
            Self::List(_) => "list",
            Self::Link(_) => "link",
            Self::Carousel(_) => "carousel",
            Self::Product(_) => "product",
            Self::ProductList(_) => "product_list",
            Self::LocationRequest { .. } => "location_request",
            Self::Address(_) => "address",
            Self::ContactRequest { .. } => "contact_request",
            Self::Template(_) => "template",
            Self::MarkRead { .. } => "mark_read",
        }
    }
}

#[cfg(test)]
mod tests;
