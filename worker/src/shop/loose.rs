//! Reading JSON that PHP wrote: numbers that are texts, texts that are numbers, lists that became objects, nulls.
//! Tolerant in form only; what a caller cannot do without stays a required member.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
};

/// A text; numbers and truth values are written out, all else is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text(pub String);

/// A whole number; none when it is missing, null or no number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Int(pub Option<i64>);

/// A list; an object counts as its values (PHP writes a list with gaps like that), null as empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List<T>(pub Vec<T>);

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl Int {
    /// Returns the number when it is an id: positive.
    pub fn id(self) -> Option<u64> {
        self.0.and_then(|number| u64::try_from(number).ok()).filter(|id| *id > 0)
    }

    /// Returns the number as a count: nothing below zero, nothing beyond the type.
    pub fn count(self) -> Option<u32> {
        self.0.map(|number| u32::try_from(number.max(0)).unwrap_or(u32::MAX))
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E>(self, text: &str) -> Result<Text, E> {
        Ok(Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Text, E> {
        Ok(Text(text))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Text, E> {
        Ok(Text(number.to_string()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Text, E> {
        Ok(Text(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Text, E> {
        Ok(Text(number.to_string()))
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Text, E> {
        Ok(Text(truth.to_string()))
    }

    fn visit_unit<E>(self) -> Result<Text, E> {
        Ok(Text::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Text, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Text::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Text, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Text::default())
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextVisitor)
    }
}

impl<'de> Deserialize<'de> for Int {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Text(text) = Text::deserialize(deserializer)?;
        let text = text.trim();
        // `12.0` and `12.5` are both 12: quantities with fractions are cut by the shop as well.
        let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
        Ok(Self(whole.parse().ok()))
    }
}

struct ListVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ListVisitor<T> {
    type Value = List<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_unit<E>(self) -> Result<List<T>, E> {
        Ok(List::default())
    }

    fn visit_bool<E>(self, _: bool) -> Result<List<T>, E> {
        Ok(List::default())
    }

    fn visit_str<E>(self, _: &str) -> Result<List<T>, E> {
        Ok(List::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<List<T>, A::Error> {
        let mut list = Vec::new();
        while let Some(element) = seq.next_element()? {
            list.push(element);
        }
        Ok(List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<List<T>, A::Error> {
        let mut list = Vec::new();
        while let Some((IgnoredAny, element)) = map.next_entry()? {
            list.push(element);
        }
        Ok(List(list))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ListVisitor(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn php_spellings_read_alike() {
        let numbers =
            serde_json::from_str::<Vec<Int>>(r#"[3,"3",3.7,"3.0",null,"",false,[],{"a":1},-2]"#).unwrap();
        let expected = [Some(3), Some(3), Some(3), Some(3), None, None, None, None, None, Some(-2)];
        assert_eq!(numbers.iter().map(|number| number.0).collect::<Vec<_>>(), expected);
        assert_eq!(
            serde_json::from_str::<List<Text>>(r#"{"0":"a","2":5}"#).unwrap().0,
            [Text("a".into()), Text("5".into())]
        );
        assert!(serde_json::from_str::<List<Text>>("null").unwrap().0.is_empty());
        assert_eq!(Int(Some(-4)).count(), Some(0));
        assert_eq!(Int(Some(0)).id(), None);
    }
}
