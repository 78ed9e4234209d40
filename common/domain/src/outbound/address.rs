//! A form that asks for a postal address. What the buyer fills in comes back as the answer of a form; it is not read
//! here.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{AddressValue, Body, Error, checked, limits};
use crate::contact::PhoneNumber;

/// Length of an Indian phone number: `+91` and ten digits.
const INDIAN_NUMBER: usize = 13;

/// A message whose button opens WhatsApp's form for an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "AddressFields", into = "AddressFields")]
pub struct Address(AddressFields);

/// The parts of [`Address`], before they are checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressFields {
    /// The text.
    pub body: Body,
    /// Whose form it is, as ISO 3166 writes it.
    pub country: String,
    /// What the form already says when it opens.
    #[serde(default, skip_serializing_if = "AddressValues::is_empty")]
    pub values: AddressValues,
}

/// What is known of the address before the buyer opens the form: the fields of the Indian one, by Meta's names.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AddressValues {
    /// Who lives there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<AddressValue>,
    /// The number to call: an Indian one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<PhoneNumber>,
    /// The postal code: six digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_pin_code: Option<String>,
    /// Number of the house or flat.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub house_number: Option<AddressValue>,
    /// Number of the floor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub floor_number: Option<AddressValue>,
    /// Number of the tower.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tower_number: Option<AddressValue>,
    /// Name of the building.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub building_name: Option<AddressValue>,
    /// Street and number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<AddressValue>,
    /// Quarter, or what stands nearby.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub landmark_area: Option<AddressValue>,
    /// City.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<AddressValue>,
    /// State.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<AddressValue>,
}

impl AddressValues {
    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Where somebody lives is not for logs.
impl fmt::Debug for AddressValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_empty() { "AddressValues(none)" } else { "AddressValues(..)" })
    }
}

impl Address {
    /// Refuses a country whose people have no such form, and a postal code or number that is not of that country.
    pub fn new(fields: AddressFields) -> Result<Self, Error> {
        if !limits::ADDRESS_COUNTRIES.contains(&fields.country.as_str()) {
            return Err(Error::NoAddressForm);
        }
        let is_pin = |code: &String| {
            code.len() == limits::PIN_CODE
                && !code.starts_with('0')
                && code.chars().all(|digit| digit.is_ascii_digit())
        };
        if !fields.values.in_pin_code.iter().all(is_pin) {
            return Err(Error::NotOfCountry("postal code"));
        }
        let is_indian = |number: &PhoneNumber| {
            number.as_e164().starts_with("+91") && number.as_e164().len() == INDIAN_NUMBER
        };
        if !fields.values.phone_number.iter().all(is_indian) {
            return Err(Error::NotOfCountry("phone number"));
        }
        Ok(Self(fields))
    }
}

checked!(Address, AddressFields);
