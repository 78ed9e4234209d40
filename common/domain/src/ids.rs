//! One type per kind of identifier, so that an order's number is never passed where a product's is wanted.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! number_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// Returns the identifier as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }
    };
}

number_id! {
    /// A product of the shop; for a variation, the product it belongs to.
    ProductId
}
number_id! {
    /// One variation of a variable product. The shop numbers them together with products.
    VariationId
}
number_id! {
    /// A category of the shop.
    CategoryId
}
number_id! {
    /// An order of the shop. Buyers see the order's *number*, which plugins may change; calls use this.
    OrderId
}
text_id! {
    /// WhatsApp's id of a message (`wamid...`).
    MessageId
}
text_id! {
    /// WhatsApp's id of one of the business's numbers. Replies go out from the number that was written to.
    PhoneNumberId
}
text_id! {
    /// The key of a basket line: stable for one product with one choice of attributes.
    LineKey
}
text_id! {
    /// A shipping rate as the shop names it, such as `flat_rate:1`.
    RateId
}
text_id! {
    /// A payment method as the shop names it, such as `cod`.
    GatewayId
}
text_id! {
    /// The key of one external effect: a pure function of contact, input and step, so that any repetition has the
    /// same one. At most 32 characters of `a-z0-9`.
    OpKey
}
text_id! {
    /// The key of one outgoing message; made like [`OpKey`].
    OutboxId
}
