//! The wire as it is: objects whose members are looked at one by one, so that one odd member never costs the rest.
//!
//! Members stay raw until somebody asks for them. Depth, duplicate keys, huge numbers and wrong types in members that
//! nobody asks for therefore do no harm, and nothing here recurses.

use std::{
    borrow::{Borrow, Cow},
    collections::BTreeMap,
};

use serde::Deserialize;
use serde_json::value::RawValue;

/// Bytes of one `\uXXXX` escape.
const ESCAPE_BYTES: usize = 6;

/// A JSON object, read one level deep. Of a key that is there twice, the last value counts.
#[derive(Debug)]
pub(super) struct Object<'a>(BTreeMap<Text<'a>, &'a RawValue>);

/// A JSON string, borrowed when it holds no escapes.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(transparent)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl Borrow<str> for Text<'_> {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl<'a> Object<'a> {
    /// Reads an object; `None` when it is something else. Give it [`repaired`] JSON.
    pub(super) fn parse(json: &'a str) -> Option<Self> {
        serde_json::from_str(json).ok().map(Self)
    }

    /// Returns a string, which may be empty.
    pub(super) fn string(&self, name: &str) -> Option<Cow<'a, str>> {
        string(self.0.get(name)?)
    }

    /// Returns a string that says something: on this wire, empty and absent mean the same.
    pub(super) fn text(&self, name: &str) -> Option<Cow<'a, str>> {
        self.string(name).filter(|text| !text.trim().is_empty())
    }

    /// Returns the characters of a number or of a string; the platform writes some numbers either way.
    pub(super) fn literal(&self, name: &str) -> Option<Cow<'a, str>> {
        let raw = self.0.get(name)?.get();
        if raw.starts_with(|first: char| first.is_ascii_digit() || first == '-') {
            return Some(Cow::Borrowed(raw));
        }
        self.text(name).map(|text| match text {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
            Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
        })
    }

    /// Returns a finite number.
    pub(super) fn number(&self, name: &str) -> Option<f64> {
        self.literal(name)?.parse::<f64>().ok().filter(|number| number.is_finite())
    }

    /// Returns a whole number that is not negative; `2.0` is one, `2.5` and `2e1` are not.
    pub(super) fn count<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        let literal = self.literal(name)?;
        let whole = match literal.split_once('.') {
            Some((whole, fraction)) if fraction.bytes().all(|digit| digit == b'0') => whole,
            Some(_) => return None,
            None => &literal,
        };
        if whole.is_empty() || !whole.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        whole.parse().ok()
    }

    /// Returns `true` for the JSON value `true` only.
    pub(super) fn flag(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|raw| raw.get() == "true")
    }

    /// Returns a member that is an object.
    pub(super) fn object(&self, name: &str) -> Option<Self> {
        Self::parse(self.0.get(name)?.get())
    }

    /// Returns the objects of a member that is an array, `at_most` of them; what is not an object is left out.
    pub(super) fn objects(&self, name: &str, at_most: usize) -> Option<Vec<Self>> {
        let elements: Vec<&'a RawValue> = serde_json::from_str(self.0.get(name)?.get()).ok()?;
        Some(elements.into_iter().filter_map(|raw| Self::parse(raw.get())).take(at_most).collect())
    }
}

fn string(raw: &RawValue) -> Option<Cow<'_, str>> {
    serde_json::from_str::<Text<'_>>(raw.get()).ok().map(|text| text.0)
}

/// Returns `json` with each half of a broken surrogate pair replaced by the replacement character.
///
/// Phones cut texts in the middle of an emoji, and a parser that insists on whole characters would lose the message.
pub(super) fn repaired(json: &str) -> Cow<'_, str> {
    let mut whole = String::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(offset) =
        json.as_bytes().get(at..).and_then(|rest| rest.iter().position(|&byte| byte == b'\\'))
    {
        let start = at + offset;
        let Some(unit) = escaped_unit(json, start) else {
            // A short escape such as `\n` or `\\`: its second byte must not be taken for the start of another one.
            at = start + 2;
            continue;
        };
        let next = start + ESCAPE_BYTES;
        at = next;
        match unit {
            0xd800..=0xdbff if matches!(escaped_unit(json, next), Some(0xdc00..=0xdfff)) => {
                at = next + ESCAPE_BYTES;
            }
            0xd800..=0xdfff => {
                whole.push_str(json.get(copied..start).unwrap_or_default());
                whole.push_str("\\ufffd");
                copied = next;
            }
            _ => {}
        }
    }
    if copied == 0 {
        return Cow::Borrowed(json);
    }
    whole.push_str(json.get(copied..).unwrap_or_default());
    Cow::Owned(whole)
}

/// Returns the code unit of the `\uXXXX` escape that starts at `start`, if one does.
fn escaped_unit(json: &str, start: usize) -> Option<u16> {
    let digits = json.get(start..start + ESCAPE_BYTES)?.strip_prefix("\\u")?;
    let all_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    all_hex.then(|| u16::from_str_radix(digits, 16).ok()).flatten()
}

/// Returns at most `characters_max` characters of `text`.
pub(super) fn cut(text: &str, characters_max: usize) -> String {
    let end = text.char_indices().nth(characters_max).map_or(text.len(), |(index, _)| index);
    text[..end].to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn halves_of_a_surrogate_pair_are_replaced_and_whole_pairs_stay() {
        for (broken, whole) in [
            (r#""a\ud83d""#, r#""a\ufffd""#),
            (r#""\ude42b""#, r#""\ufffdb""#),
            (r#""\ud83d\ud83d\ude42""#, r#""\ufffd\ud83d\ude42""#),
            (r#""\uD83D\n""#, r#""\ufffd\n""#),
            (r#""\ude42\ud83d""#, r#""\ufffd\ufffd""#),
            (r#""\ud83d\ude42""#, r#""\ud83d\ude42""#),
            (r#""\\ud83d""#, r#""\\ud83d""#),
            (r#""\\\ud83d""#, r#""\\\ufffd""#),
            (r#""é🙂\u00e9""#, r#""é🙂\u00e9""#),
        ] {
            assert_eq!(repaired(broken), whole, "{broken}");
            assert!(serde_json::from_str::<String>(&repaired(broken)).is_ok(), "{broken}");
        }
    }

    #[test]
    fn counts_are_whole_and_fit() {
        let json = r#"{"a":2,"b":"3","c":2.0,"d":2.5,"e":-1,"f":99999999999,"g":1e3,"h":"","i":null,"j":" 7 ","k":"+5"}"#;
        let object = Object::parse(json).unwrap();
        let counts =
            ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "missing"].map(|name| object.count(name));
        assert_eq!(
            counts,
            [Some(2_u32), Some(3), Some(2), None, None, None, None, None, None, Some(7), None, None]
        );
    }

    #[test]
    fn a_deep_or_huge_neighbour_does_no_harm() {
        let deep = "[".repeat(100_000) + &"]".repeat(100_000);
        let json = format!(r#"{{"deep":{deep},"huge":1e999,"id":"first","id":"last"}}"#);
        let object = Object::parse(&json).unwrap();
        assert_eq!(object.string("id").as_deref(), Some("last"));
        assert_eq!(object.number("huge"), None);
        assert!(object.object("deep").is_none());
        assert!(object.objects("deep", 3).unwrap().is_empty());
    }

    #[test]
    fn text_is_cut_between_characters() {
        assert_eq!(cut("añ🙂x", 3), "añ🙂");
        assert_eq!(cut("añ", 3), "añ");
        assert_eq!(cut("", 0), "");
    }

    proptest! {
        /// Whatever escapes meet, a string that a parser skips as well formed can be read after the repair.
        #[test]
        fn every_string_can_be_read_after_the_repair(
            parts in prop::collection::vec(
                prop_oneof![
                    Just(r"\ud83d".to_owned()), Just(r"\uDe42".to_owned()), Just(r"\\".to_owned()),
                    Just(r#"\""#.to_owned()), Just("ud83d".to_owned()), Just(r"\u0041".to_owned()), "[a-zé🙂]{0,3}",
                ],
                0..12,
            )
        ) {
            let json = format!("\"{}\"", parts.concat());
            prop_assert!(serde_json::from_str::<&RawValue>(&json).is_ok());
            prop_assert!(serde_json::from_str::<String>(&repaired(&json)).is_ok());
        }

        #[test]
        fn repair_takes_any_text(text in any::<String>()) {
            let once = repaired(&text).into_owned();
            prop_assert_eq!(repaired(&once), once.as_str());
        }
    }
}
