//! Who, when and where from: the parts that every element has. What was said is read in `content.rs`.

use domain::{
    contact::{Bsuid, Contact, PhoneNumber},
    envelope::Inbound,
    ids::{MessageId, PhoneNumberId},
    inbound::{Message, ProfileName, Referral, ReferralSource},
};

use super::{
    content::content,
    wire::{Object, cut, repaired},
};

/// Longest accepted message id, in bytes; real ones have about a hundred.
const MESSAGE_ID_BYTES_MAX: usize = 512;

/// Longest code of a product, in bytes.
const PRODUCT_CODE_BYTES_MAX: usize = 256;

/// Longest part of a referral that is kept, in characters.
const REFERRAL_LENGTH_MAX: usize = 512;

/// Longest profile name that is kept, in characters; the platform allows 25 to people and longer ones to businesses.
const PROFILE_NAME_LENGTH_MAX: usize = 128;

/// Why an element cannot be taken in at all. The caller parks it: an operator may find out what it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It is a number, a list or something else.
    #[error("element is not a JSON object")]
    NotAnObject,
    /// Without an id a repetition could not be told from news.
    #[error("element has no usable message id")]
    NoId,
    /// There is nobody to answer.
    #[error("element names neither a user id nor a phone number of the buyer")]
    NoContact,
    /// There is no number to answer from.
    #[error("envelope names no number of the business")]
    NoBusinessNumber,
    /// The 24-hour window cannot be judged.
    #[error("element has no usable timestamp")]
    NoTimestamp,
    /// It must name the old and the new id.
    #[error("update of a user id does not name both ids")]
    NoUserIds,
}

/// Staff wrote to a buyer with the phone app, beside the bot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Echo {
    /// The platform's id of what they wrote.
    pub id: MessageId,
    /// The buyer whom they wrote to.
    pub to: Contact,
    /// The business's number that they wrote from.
    pub from: PhoneNumberId,
    /// Meta's time of sending, unix milliseconds.
    pub sent_at_ms: i64,
}

/// Meta gave a buyer a new business-scoped user id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserIdUpdate {
    /// The id until now.
    pub previous: Bsuid,
    /// The id from now on.
    pub current: Bsuid,
    /// The buyer's phone number after the change, when it is shown to us.
    pub phone: Option<PhoneNumber>,
    /// Meta's time of the change, unix milliseconds; the time of receipt when the wire has none.
    pub changed_at_ms: i64,
}

/// What a buyer told WhatsApp about our marketing, in their app's settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preference {
    /// Whether they want it.
    pub wants_marketing: bool,
    /// When they said so, unix milliseconds; the time of receipt when the wire has none.
    pub said_at_ms: i64,
}

/// Reads one element of `messages[]`.
pub fn parse_message(envelope: &Inbound<'_>) -> Result<Message, Unreadable> {
    let json = repaired(envelope.element.get());
    let element = Object::parse(&json).ok_or(Unreadable::NotAnObject)?;
    let profile_json = envelope.profile.map(|profile| repaired(profile.get()));
    let profile = profile_json.as_deref().and_then(Object::parse);

    let stated = contact(&element, "from_user_id", "from");
    let card = profile.as_ref().and_then(|profile| contact(profile, "user_id", "wa_id"));
    let from = everything_known(stated.as_ref(), card.as_ref(), envelope)?;
    let profile_is_theirs = card.is_some_and(|card| same_person(&card, &from));
    let profile_name = profile
        .filter(|_| profile_is_theirs)
        .and_then(|profile| profile.object("profile"))
        .and_then(|profile| profile.text("name"))
        .map(|name| ProfileName(cut(name.trim(), PROFILE_NAME_LENGTH_MAX)));

    Ok(Message {
        id: message_id(&element)?,
        from,
        to: business_number(envelope)?,
        sent_at_ms: timestamp_ms(&element).ok_or(Unreadable::NoTimestamp)?,
        profile_name,
        answers: element
            .object("context")
            .and_then(|context| context.text("id"))
            .filter(|id| id.len() <= MESSAGE_ID_BYTES_MAX)
            .map(|id| MessageId(id.into_owned())),
        about: element
            .object("context")
            .and_then(|context| context.object("referred_product"))
            .and_then(|product| product.literal("product_retailer_id"))
            .filter(|code| code.len() <= PRODUCT_CODE_BYTES_MAX)
            .map(std::borrow::Cow::into_owned),
        referral: element.object("referral").map(|referral| self::referral(&referral)),
        content: content(&element),
    })
}

/// Reads by which advertisement or post a buyer came. Its pictures and addresses are not needed.
fn referral(referral: &Object<'_>) -> Referral {
    let word = |name: &str| referral.text(name).map(|word| cut(&word, REFERRAL_LENGTH_MAX));
    Referral {
        source: match referral.text("source_type").as_deref() {
            Some("ad") => ReferralSource::Ad,
            Some("post") => ReferralSource::Post,
            _ => ReferralSource::Other,
        },
        source_id: word("source_id"),
        headline: word("headline"),
        click_id: word("ctwa_clid"),
    }
}

/// Reads one element of `message_echoes[]`. What staff wrote is theirs and is not read.
pub fn parse_echo(envelope: &Inbound<'_>) -> Result<Echo, Unreadable> {
    let json = repaired(envelope.element.get());
    let element = Object::parse(&json).ok_or(Unreadable::NotAnObject)?;
    let profile_json = envelope.profile.map(|profile| repaired(profile.get()));
    let profile = profile_json.as_deref().and_then(Object::parse);

    let stated = contact(&element, "to_user_id", "to");
    let card = profile.as_ref().and_then(|profile| contact(profile, "user_id", "wa_id"));
    Ok(Echo {
        id: message_id(&element)?,
        to: everything_known(stated.as_ref(), card.as_ref(), envelope)?,
        from: business_number(envelope)?,
        sent_at_ms: timestamp_ms(&element).ok_or(Unreadable::NoTimestamp)?,
    })
}

/// Reads one element of `user_id_update[]`.
pub fn parse_user_id_update(envelope: &Inbound<'_>) -> Result<UserIdUpdate, Unreadable> {
    let json = repaired(envelope.element.get());
    let element = Object::parse(&json).ok_or(Unreadable::NotAnObject)?;
    let ids = element.object("user_id").ok_or(Unreadable::NoUserIds)?;
    Ok(UserIdUpdate {
        previous: bsuid(&ids, "previous").ok_or(Unreadable::NoUserIds)?,
        current: bsuid(&ids, "current").ok_or(Unreadable::NoUserIds)?,
        phone: phone(&element, "wa_id"),
        changed_at_ms: timestamp_ms(&element).unwrap_or(envelope.received_at_ms),
    })
}

/// Reads one element of `user_preferences[]`; none when it is about something else than marketing, or says neither.
pub fn parse_preference(envelope: &Inbound<'_>) -> Option<Preference> {
    let json = repaired(envelope.element.get());
    let element = Object::parse(&json)?;
    if element.text("category")? != "marketing_messages" {
        return None;
    }
    let wants_marketing = match element.text("value")?.as_ref() {
        "stop" => false,
        "resume" => true,
        _ => return None,
    };
    let said_at_ms = timestamp_ms(&element).unwrap_or(envelope.received_at_ms);
    Some(Preference { wants_marketing, said_at_ms })
}

/// Joins what ingress, the element and the contact card know of the buyer.
///
/// Ingress comes first, because it chose the shard by the key of its contact: here nothing may change that key, or the
/// conversation would live in a shard where its delivery reports do not arrive. Others count only when they agree: a
/// card of somebody else would join two people.
fn everything_known(
    stated: Option<&Contact>,
    card: Option<&Contact>,
    envelope: &Inbound<'_>,
) -> Result<Contact, Unreadable> {
    let routed = envelope.contact.as_ref();
    let first = routed.or(stated).ok_or(Unreadable::NoContact)?;
    let known = [stated, card].into_iter().flatten().fold(first.clone(), |known, other| {
        if same_person(&known, other) { known.merged(other) } else { known }
    });
    let keeps_its_shard = routed.is_none_or(|routed| routed.key() == known.key());
    Ok(if keeps_its_shard { known } else { first.clone() })
}

/// Tells whether two descriptions share an identifier and contradict each other in none that decides.
fn same_person(one: &Contact, other: &Contact) -> bool {
    match (one.bsuid(), other.bsuid()) {
        (Some(one), Some(other)) => one == other,
        _ => one.phone().is_some() && one.phone() == other.phone(),
    }
}

fn contact(object: &Object<'_>, user_id_name: &str, phone_name: &str) -> Option<Contact> {
    Contact::new(bsuid(object, user_id_name), phone(object, phone_name)).ok()
}

/// Reads a business-scoped user id; one that is not well formed counts as absent.
pub(super) fn bsuid(object: &Object<'_>, name: &str) -> Option<Bsuid> {
    object.text(name)?.parse().ok()
}

/// Reads the digits of a phone number; what is none counts as absent.
pub(super) fn phone(object: &Object<'_>, name: &str) -> Option<PhoneNumber> {
    PhoneNumber::from_wa_id(&object.literal(name)?).ok()
}

fn message_id(element: &Object<'_>) -> Result<MessageId, Unreadable> {
    element
        .text("id")
        .filter(|id| id.len() <= MESSAGE_ID_BYTES_MAX)
        .map(|id| MessageId(id.into_owned()))
        .ok_or(Unreadable::NoId)
}

fn business_number(envelope: &Inbound<'_>) -> Result<PhoneNumberId, Unreadable> {
    envelope
        .phone_number_id
        .clone()
        .filter(|number| !number.as_str().is_empty())
        .ok_or(Unreadable::NoBusinessNumber)
}

/// Reads unix seconds, written as a string in messages and as a number in some other fields.
fn timestamp_ms(element: &Object<'_>) -> Option<i64> {
    element.count::<i64>("timestamp").filter(|&seconds| seconds > 0)?.checked_mul(1000)
}
