//! What a buyer can send us. What we do not know is [`Content::Unsupported`], never an error.

use serde::{Deserialize, Serialize};

use crate::{
    contact::{Bsuid, Contact, PhoneNumber},
    ids::{MessageId, PhoneNumberId},
};

/// Longest text that the conversation looks at, in characters; WhatsApp's own limit.
pub const TEXT_LENGTH_MAX: usize = 4096;

/// One message of a buyer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// WhatsApp's id; unique, the deduplication key.
    pub id: MessageId,
    /// Who sent it.
    pub from: Contact,
    /// The business's number that it was sent to.
    pub to: PhoneNumberId,
    /// Meta's time of sending, unix milliseconds. Judges the window; never the time of processing.
    pub sent_at_ms: i64,
    /// The name that the buyer shows on WhatsApp.
    pub profile_name: Option<ProfileName>,
    /// The message of ours that this one answers.
    pub answers: Option<MessageId>,
    /// The code of the product of WhatsApp's catalogue that this is a question about.
    #[serde(default)]
    pub about: Option<String>,
    /// The advertisement or post that the buyer came by.
    #[serde(default)]
    pub referral: Option<Referral>,
    /// What was said.
    pub content: Content,
}

/// An advertisement or a post with a button that opens the chat. What it says is the business's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Referral {
    /// Which of the two.
    pub source: ReferralSource,
    /// Meta's id of it.
    pub source_id: Option<String>,
    /// Its headline.
    pub headline: Option<String>,
    /// The click, for measuring; missing for advertisements in the status.
    pub click_id: Option<String>,
}

/// What a buyer came by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReferralSource {
    /// An advertisement.
    Ad,
    /// A post.
    Post,
    /// Something newer.
    Other,
}

impl ReferralSource {
    /// Returns the word of metrics.
    pub fn label(self) -> &'static str {
        match self {
            Self::Ad => "ad",
            Self::Post => "post",
            Self::Other => "other",
        }
    }
}

/// A name as the buyer typed it: personal data, hidden from `Debug`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ProfileName(pub String);

impl std::fmt::Debug for ProfileName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ProfileName(..)")
    }
}

/// The kinds of message.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// Typed text.
    Text(String),
    /// A tap on one of our reply buttons.
    Button {
        /// The id that we gave the button.
        id: String,
        /// The title that the buyer saw.
        title: String,
    },
    /// A choice from one of our lists.
    Row {
        /// The id that we gave the row.
        id: String,
        /// The title that the buyer saw.
        title: String,
    },
    /// A tap on the quick reply of a template.
    TemplateButton {
        /// The payload that the template carried.
        payload: String,
        /// The title that the buyer saw.
        title: String,
    },
    /// A place.
    Location {
        /// Degrees north, -90 to 90.
        latitude: f64,
        /// Degrees east, -180 to 180.
        longitude: f64,
        /// Name of the place, missing for a pin.
        name: Option<String>,
        /// Address of the place, missing for a pin.
        address: Option<String>,
    },
    /// A file of some kind.
    Media {
        /// Which kind.
        kind: MediaKind,
        /// The text beside it.
        caption: Option<String>,
        /// The file, when the message names one; several when an album was put together.
        #[serde(default)]
        files: Vec<MediaFile>,
    },
    /// Contact cards; the buyer's own phone when it was asked for.
    Contacts {
        /// Phone numbers found, the first being the likeliest.
        phones: Vec<PhoneNumber>,
        /// Whether the buyer answered our request for their number.
        requested: bool,
    },
    /// A basket put together in WhatsApp's own catalogue. Its prices are what the buyer saw, not what we charge.
    Order {
        /// Product codes and quantities.
        items: Vec<OrderItem>,
        /// The text beside it.
        note: Option<String>,
    },
    /// The answer of a form.
    Form {
        /// `flow` or `address_message`.
        name: String,
        /// The answers, a JSON object as text.
        answers: String,
    },
    /// A reaction; none removes the earlier one. Gets no reply.
    Reaction(Option<String>),
    /// The buyer changed their number or id.
    IdentityChanged {
        /// Who they were, as far as the message says so.
        was: Option<Contact>,
        /// New phone.
        phone: Option<PhoneNumber>,
        /// New business-scoped user id.
        bsuid: Option<Bsuid>,
    },
    /// The buyer edited an earlier message.
    Edited {
        /// The new text, when it is one.
        text: Option<String>,
    },
    /// The buyer deleted an earlier message. Gets no reply.
    Revoked,
    /// The chat was opened for the first time (older event). Gets no reply.
    ChatOpened,
    /// Something that WhatsApp or we cannot read.
    Unsupported {
        /// The wire's type, or what WhatsApp says it was.
        kind: String,
        /// WhatsApp's error code, when it gives one: 131051, 131052, 131060.
        code: Option<u32>,
    },
}

/// Shows the kind and nothing of what was said.
impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.label())
    }
}

impl Content {
    /// Returns the kind, as metrics and logs name it.
    pub fn label(&self) -> &'static str {
        match self {
            Self::Text(_) => "text",
            Self::Button { .. } => "button",
            Self::Row { .. } => "row",
            Self::TemplateButton { .. } => "template_button",
            Self::Location { .. } => "location",
            Self::Media { .. } => "media",
            Self::Contacts { .. } => "contacts",
            Self::Order { .. } => "order",
            Self::Form { .. } => "form",
            Self::Reaction(_) => "reaction",
            Self::IdentityChanged { .. } => "identity_changed",
            Self::Edited { .. } => "edited",
            Self::Revoked => "revoked",
            Self::ChatOpened => "chat_opened",
            Self::Unsupported { .. } => "unsupported",
        }
    }
}

/// Kinds of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    /// A picture.
    Image,
    /// A film.
    Video,
    /// A recording made in the chat.
    Voice,
    /// Another sound file.
    Audio,
    /// A document.
    Document,
    /// A sticker. Gets no reply.
    Sticker,
}

/// A file that a buyer sent, as Meta keeps it: its bytes must be fetched.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaFile {
    /// Meta's id of it; works for 7 days.
    pub id: String,
    /// Which kind.
    pub kind: MediaKind,
    /// What the sender's phone says it is, such as `image/jpeg`; not to be trusted.
    pub mime_type: Option<String>,
    /// SHA-256 of the bytes, as Meta writes it: base64 or hex.
    pub sha256: Option<String>,
    /// Where the bytes are, for a short time; newer webhooks say it.
    pub url: Option<String>,
    /// Name of a document, as the sender typed it: personal data, and no path.
    pub file_name: Option<String>,
}

/// Shows the kind; address and name are personal data.
impl std::fmt::Debug for MediaFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MediaFile({:?})", self.kind)
    }
}

/// One line of a basket from WhatsApp's own catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderItem {
    /// `product_retailer_id`: the shop's SKU or product number.
    pub product: String,
    /// How many; a quantity that makes no sense is dropped at the door.
    pub quantity: u32,
}
