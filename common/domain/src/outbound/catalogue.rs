//! Products out of Meta's catalogue. Only a shop that keeps such a catalogue, and says so in its settings, has a
//! [`CatalogueId`]; without one none of these messages can be built. Prices are Meta's copy: an order is priced again.

use serde::{Deserialize, Serialize};

use super::{Body, Error, Footer, HeaderText, SectionTitle, checked, count, distinct, length, limits};

/// Meta's number of a catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CatalogueId(String);

impl CatalogueId {
    /// Takes an id: digits.
    pub fn new(id: impl Into<String>) -> Result<Self, Error> {
        let id = id.into();
        let is_number = !id.is_empty() && id.chars().all(|digit| digit.is_ascii_digit());
        match id.len() {
            found if found > limits::CATALOGUE_ID => Err(Error::TooLong { found, max: limits::CATALOGUE_ID }),
            _ if is_number => Ok(Self(id)),
            _ => Err(Error::NotAnId),
        }
    }

    /// Returns the id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for CatalogueId {
    type Error = Error;

    fn try_from(id: String) -> Result<Self, Error> {
        Self::new(id)
    }
}

impl From<CatalogueId> for String {
    fn from(id: CatalogueId) -> Self {
        id.0
    }
}

/// The shop's own id of a product in the catalogue. Nothing is left out or cut: another id is another product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RetailerId(String);

impl RetailerId {
    /// Takes an id.
    pub fn new(id: impl Into<String>) -> Result<Self, Error> {
        let id = id.into();
        let is_plain = !id.is_empty() && id.trim() == id && !id.chars().any(char::is_control);
        match length(&id) {
            found if found > limits::RETAILER_ID => Err(Error::TooLong { found, max: limits::RETAILER_ID }),
            _ if is_plain => Ok(Self(id)),
            _ => Err(Error::NotAnId),
        }
    }

    /// Returns the id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for RetailerId {
    type Error = Error;

    fn try_from(id: String) -> Result<Self, Error> {
        Self::new(id)
    }
}

impl From<RetailerId> for String {
    fn from(id: RetailerId) -> Self {
        id.0
    }
}

/// A message that shows one product. It has no header: Meta puts the picture there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// The catalogue.
    pub catalogue: CatalogueId,
    /// The product.
    pub product: RetailerId,
    /// The text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Body>,
    /// Below the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub footer: Option<Footer>,
}

/// Some products under a title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductSection {
    /// Needed when there are several sections.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<SectionTitle>,
    /// At least one.
    pub products: Vec<RetailerId>,
}

/// A message that opens a list of up to thirty products.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "ProductListFields", into = "ProductListFields")]
pub struct ProductList(ProductListFields);

/// The parts of [`ProductList`], before they are checked against each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductListFields {
    /// The catalogue.
    pub catalogue: CatalogueId,
    /// Above the body; text only, and never missing.
    pub header: HeaderText,
    /// The text.
    pub body: Body,
    /// Below the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub footer: Option<Footer>,
    /// The products.
    pub sections: Vec<ProductSection>,
}

impl ProductList {
    /// Checks the number of sections and products, that no product stands there twice, and that several sections have
    /// titles.
    pub fn new(fields: ProductListFields) -> Result<Self, Error> {
        count("sections", fields.sections.len(), limits::SECTIONS)?;
        if fields.sections.len() > 1 && fields.sections.iter().any(|section| section.title.is_none()) {
            return Err(Error::SectionWithoutTitle);
        }
        for section in &fields.sections {
            count("products", section.products.len(), limits::PRODUCTS)?;
        }
        let products = || fields.sections.iter().flat_map(|section| &section.products);
        count("products", products().count(), limits::PRODUCTS)?;
        distinct("products", products().map(RetailerId::as_str))?;
        Ok(Self(fields))
    }
}

checked!(ProductList, ProductListFields);
