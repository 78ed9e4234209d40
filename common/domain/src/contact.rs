//! Who writes to us, and where their conversation lives.
//!
//! Since April 2026 each webhook carries a business-scoped user id, and the phone may be missing. A contact's key is
//! that id when present, else the phone. Only a keyed hash of the key may appear in logs, metrics, queues and files.

use std::{fmt, str::FromStr};

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::ids::{OpKey, OutboxId};

/// A phone number in E.164 form, such as `+4915112345678`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PhoneNumber(String);

/// Why a text is not a phone number.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParsePhoneNumberError {
    /// The international prefix is missing; WhatsApp would guess a country.
    #[error("phone number does not start with +")]
    MissingPlus,
    /// Something other than a digit follows the plus.
    #[error("phone number holds something other than digits")]
    NotADigit,
    /// E.164 allows 8 to 15 digits.
    #[error("phone number has {found} digits instead of 8 to 15")]
    WrongLength {
        /// How many digits were found.
        found: usize,
    },
}

impl PhoneNumber {
    /// Reads a `wa_id`: the digits of a number without the plus, as webhooks carry it.
    pub fn from_wa_id(digits: &str) -> Result<Self, ParsePhoneNumberError> {
        format!("+{}", digits.strip_prefix('+').unwrap_or(digits)).parse()
    }

    /// Returns the number with its plus, the only form that may be sent to.
    pub fn as_e164(&self) -> &str {
        &self.0
    }

    /// Returns the digits alone, the form of `wa_id`.
    pub fn wa_id(&self) -> &str {
        &self.0[1..]
    }
}

impl FromStr for PhoneNumber {
    type Err = ParsePhoneNumberError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.strip_prefix('+').ok_or(ParsePhoneNumberError::MissingPlus)?;
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(ParsePhoneNumberError::NotADigit);
        }
        match digits.len() {
            8..=15 => Ok(Self(text.to_owned())),
            found => Err(ParsePhoneNumberError::WrongLength { found }),
        }
    }
}

impl TryFrom<String> for PhoneNumber {
    type Error = ParsePhoneNumberError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<PhoneNumber> for String {
    fn from(phone: PhoneNumber) -> Self {
        phone.0
    }
}

/// Shows only the last two digits, so that a number cannot leak into a log.
impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PhoneNumber(..{})", &self.0[self.0.len() - 2..])
    }
}

/// A business-scoped user id such as `KE.13491208655302741918`. Compared exactly; the prefix is part of it.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Bsuid(String);

/// Longest accepted id: the documented 128 characters after the prefix, with room for parent forms.
pub const BSUID_LENGTH_MAX: usize = 160;

/// Why a text is not a business-scoped user id.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("business-scoped user id is empty, too long or has other characters than letters, digits and dots")]
pub struct ParseBsuidError;

impl Bsuid {
    /// Returns the id as text, the form of `recipient`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the two-letter country that the id starts with, when it does.
    pub fn country(&self) -> Option<&str> {
        self.0.split_once('.').map(|(country, _)| country).filter(|country| country.len() == 2)
    }
}

impl FromStr for Bsuid {
    type Err = ParseBsuidError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let well_formed = !text.is_empty()
            && text.len() <= BSUID_LENGTH_MAX
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
        if well_formed { Ok(Self(text.to_owned())) } else { Err(ParseBsuidError) }
    }
}

impl TryFrom<String> for Bsuid {
    type Error = ParseBsuidError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Bsuid> for String {
    fn from(id: Bsuid) -> Self {
        id.0
    }
}

impl fmt::Debug for Bsuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Bsuid(..)")
    }
}

/// A person on WhatsApp, by what is known of them: at least one of the two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "ContactFields", into = "ContactFields")]
pub struct Contact {
    bsuid: Option<Bsuid>,
    phone: Option<PhoneNumber>,
}

#[derive(Serialize, Deserialize)]
struct ContactFields {
    #[serde(skip_serializing_if = "Option::is_none")]
    bsuid: Option<Bsuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<PhoneNumber>,
}

/// A contact needs a business-scoped user id or a phone number.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("contact has neither a business-scoped user id nor a phone number")]
pub struct NobodyError;

impl Contact {
    /// Makes a contact of what is known.
    pub fn new(bsuid: Option<Bsuid>, phone: Option<PhoneNumber>) -> Result<Self, NobodyError> {
        if bsuid.is_none() && phone.is_none() {
            return Err(NobodyError);
        }
        Ok(Self { bsuid, phone })
    }

    /// Returns the business-scoped user id, when known.
    pub fn bsuid(&self) -> Option<&Bsuid> {
        self.bsuid.as_ref()
    }

    /// Returns the phone number, when known.
    pub fn phone(&self) -> Option<&PhoneNumber> {
        self.phone.as_ref()
    }

    /// Returns the country that the contact's id or phone number names, ISO 3166.
    pub fn country(&self) -> Option<&str> {
        let named = self.bsuid.as_ref().and_then(Bsuid::country);
        named.or_else(|| self.phone.as_ref().and_then(crate::country::of_phone))
    }

    /// Returns what identifies the contact: the business-scoped user id, else the phone's `wa_id`.
    pub fn key(&self) -> &str {
        match (&self.bsuid, &self.phone) {
            (Some(bsuid), _) => bsuid.as_str(),
            (None, Some(phone)) => phone.wa_id(),
            (None, None) => "",
        }
    }

    /// Returns this contact with what `other` knows in addition; what is known already stays.
    #[must_use]
    pub fn merged(self, other: &Self) -> Self {
        Self {
            bsuid: self.bsuid.or_else(|| other.bsuid.clone()),
            phone: self.phone.or_else(|| other.phone.clone()),
        }
    }
}

impl TryFrom<ContactFields> for Contact {
    type Error = NobodyError;

    fn try_from(fields: ContactFields) -> Result<Self, Self::Error> {
        Self::new(fields.bsuid, fields.phone)
    }
}

impl From<Contact> for ContactFields {
    fn from(contact: Contact) -> Self {
        Self { bsuid: contact.bsuid, phone: contact.phone }
    }
}

/// The keyed hash of a contact's key: what logs, queues and files may carry. 128 bits, shown as 32 hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ContactHash([u8; 16]);

/// A contact hash is 32 lowercase hex digits.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("contact hash is not 32 lowercase hex digits")]
pub struct ParseContactHashError;

impl ContactHash {
    /// Returns the shard in which this contact lives: the first 32 bits modulo the number of shards.
    pub fn shard(self, shards: ShardCount) -> Shard {
        let [a, b, c, d, ..] = self.0;
        let index = u32::from_be_bytes([a, b, c, d]) % u32::from(shards.get());
        Shard(u16::try_from(index).unwrap_or_default())
    }
}

impl FromStr for ContactHash {
    type Err = ParseContactHashError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Err(ParseContactHashError);
        }
        let mut bytes = [0; 16];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| ParseContactHashError)?;
        Ok(Self(bytes))
    }
}

impl TryFrom<String> for ContactHash {
    type Error = ParseContactHashError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<ContactHash> for String {
    fn from(hash: ContactHash) -> Self {
        hash.to_string()
    }
}

impl fmt::Display for ContactHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for ContactHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// Most shards that a deployment may have.
pub const SHARDS_MAX: u16 = 64;

/// The number of shards, fixed for the life of a deployment: 1 to [`SHARDS_MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct ShardCount(u16);

/// The number of shards is out of range.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("number of shards must be from 1 to {SHARDS_MAX}")]
pub struct ShardCountError;

impl ShardCount {
    /// Returns the number.
    pub fn get(self) -> u16 {
        self.0
    }

    /// Lists all shards.
    pub fn all(self) -> impl Iterator<Item = Shard> {
        (0..self.0).map(Shard)
    }
}

impl TryFrom<u16> for ShardCount {
    type Error = ShardCountError;

    fn try_from(count: u16) -> Result<Self, Self::Error> {
        if (1..=SHARDS_MAX).contains(&count) { Ok(Self(count)) } else { Err(ShardCountError) }
    }
}

impl From<ShardCount> for u16 {
    fn from(count: ShardCount) -> Self {
        count.0
    }
}

impl FromStr for ShardCount {
    type Err = ShardCountError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse::<u16>().map_err(|_| ShardCountError)?.try_into()
    }
}

/// One shard; shown with two digits, as queues and files are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Shard(pub u16);

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.0)
    }
}

/// The deployment's secret key, from which a key per purpose is derived. Never rotates: a new one is a new deployment.
#[derive(Clone)]
pub struct HashKey {
    contact: Hmac<Sha256>,
    operation: Hmac<Sha256>,
    callback: Hmac<Sha256>,
}

/// The key must be 32 bytes, written as 64 hex digits.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("key is not 32 bytes written as 64 hex digits")]
pub struct ParseHashKeyError;

impl FromStr for HashKey {
    type Err = ParseHashKeyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text.trim(), &mut bytes).map_err(|_| ParseHashKeyError)?;
        let keyed = |key: &[u8]| Hmac::<Sha256>::new_from_slice(key).map_err(|_| ParseHashKeyError);
        let derive = |purpose: &str| {
            let mut mac = keyed(&bytes)?;
            mac.update(purpose.as_bytes());
            keyed(&mac.finalize().into_bytes())
        };
        Ok(Self { contact: keyed(&bytes)?, operation: derive("operation")?, callback: derive("callback")? })
    }
}

impl fmt::Debug for HashKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HashKey(..)")
    }
}

impl HashKey {
    /// Returns the hash of a contact's key.
    pub fn contact(&self, contact: &Contact) -> ContactHash {
        self.contact_key(contact.key())
    }

    /// Returns the hash of a bare key: a business-scoped user id, or a `wa_id` without plus.
    pub fn contact_key(&self, key: &str) -> ContactHash {
        let mut mac = self.contact.clone();
        mac.update(key.as_bytes());
        let digest = mac.finalize().into_bytes();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        ContactHash(bytes)
    }

    /// Returns the key of one effect of one input.
    pub fn op_key(&self, contact: ContactHash, input_id: &str, step: &str) -> OpKey {
        OpKey(self.operation_text(contact, input_id, step))
    }

    /// Returns the key of the `index`-th message that one input makes us send.
    pub fn outbox_id(&self, contact: ContactHash, input_id: &str, index: usize) -> OutboxId {
        OutboxId(self.operation_text(contact, input_id, &format!("say.{index}")))
    }

    fn operation_text(&self, contact: ContactHash, input_id: &str, step: &str) -> String {
        const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
        let mut mac = self.operation.clone();
        for part in [contact.to_string().as_str(), input_id, step] {
            mac.update(part.as_bytes());
            mac.update(&[0]);
        }
        // 26 characters of 5 bits: 130 bits of the digest.
        let digest = mac.finalize().into_bytes();
        let bit = |index: usize| usize::from(digest[index / 8] >> (7 - index % 8) & 1);
        (0..26)
            .map(|char| (0..5).fold(0, |value, offset| value << 1 | bit(char * 5 + offset)))
            .map(|value| char::from(ALPHABET[value]))
            .collect()
    }

    /// Returns `biz_opaque_callback_data` of a message: version, contact, outbox id and a short check against forgery.
    pub fn callback_data(&self, contact: ContactHash, outbox: &OutboxId) -> String {
        let plain = format!("v1.{contact}.{outbox}");
        let check = self.callback_check(&plain);
        format!("{plain}.{check}")
    }

    /// Reads what [`Self::callback_data`] wrote; `None` when it is not ours.
    pub fn read_callback_data(&self, data: &str) -> Option<(ContactHash, OutboxId)> {
        let (plain, check) = data.rsplit_once('.')?;
        if self.callback_check(plain) != check {
            return None;
        }
        let mut parts = plain.split('.');
        let (version, contact, outbox) = (parts.next()?, parts.next()?, parts.next()?);
        if version != "v1" || parts.next().is_some() {
            return None;
        }
        Some((contact.parse().ok()?, OutboxId(outbox.to_owned())))
    }

    fn callback_check(&self, plain: &str) -> String {
        let mut mac = self.callback.clone();
        mac.update(plain.as_bytes());
        hex::encode(&mac.finalize().into_bytes()[..4])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> HashKey {
        "00".repeat(32).parse().unwrap()
    }

    #[test]
    fn a_phone_number_keeps_its_plus_and_hides_itself() {
        let phone = PhoneNumber::from_wa_id("254700000001").unwrap();
        assert_eq!(phone.as_e164(), "+254700000001");
        assert_eq!(phone.wa_id(), "254700000001");
        assert_eq!(format!("{phone:?}"), "PhoneNumber(..01)");
        assert_eq!("254".parse::<PhoneNumber>(), Err(ParsePhoneNumberError::MissingPlus));
        assert_eq!("+1".parse::<PhoneNumber>(), Err(ParsePhoneNumberError::WrongLength { found: 1 }));
    }

    #[test]
    fn the_user_id_is_the_key_when_present() {
        let phone = PhoneNumber::from_wa_id("254700000001").unwrap();
        let both = Contact::new(Some("KE.123".parse().unwrap()), Some(phone.clone())).unwrap();
        let only_phone = Contact::new(None, Some(phone)).unwrap();
        assert_eq!(both.key(), "KE.123");
        assert_eq!(only_phone.key(), "254700000001");
        assert_ne!(key().contact(&both), key().contact(&only_phone));
        assert_eq!(Contact::new(None, None), Err(NobodyError));
    }

    #[test]
    fn callback_data_comes_back_and_a_changed_one_does_not() {
        let contact = key().contact_key("KE.123");
        let outbox = key().outbox_id(contact, "wamid.1", 0);
        let data = key().callback_data(contact, &outbox);
        assert!(data.len() < 512);
        assert_eq!(key().read_callback_data(&data), Some((contact, outbox)));
        assert_eq!(key().read_callback_data(&data.replace("v1", "v2")), None);
        assert_eq!(key().read_callback_data("nonsense"), None);
    }

    #[test]
    fn operation_keys_differ_by_step_and_fit_the_shop_field() {
        let contact = key().contact_key("KE.123");
        let first = key().op_key(contact, "wamid.1", "place");
        assert_eq!(first, key().op_key(contact, "wamid.1", "place"));
        assert_ne!(first, key().op_key(contact, "wamid.1", "other"));
        assert_eq!(first.as_str().len(), 26);
    }

    #[test]
    fn every_contact_has_a_shard_within_bounds() {
        let shards: ShardCount = "16".parse().unwrap();
        for index in 0..200 {
            let hash = key().contact_key(&format!("KE.{index}"));
            assert!(hash.shard(shards).0 < 16);
            assert_eq!(hash.to_string().parse(), Ok(hash));
        }
    }
}
