//! The counties, states or provinces that the shop knows of a country, and which of them somebody means. The shop takes a
//! code (`KE30`) or its exact name; people write "nairobi", or name the town alone. Pure.

use domain::{shop::Address, text::fold};
use serde::Deserialize;

use super::loose::{List, Text};

/// What `wc/v3/data/countries/<code>` says, as far as we need it.
#[derive(Debug, Deserialize)]
pub struct WireCountry {
    #[serde(default)]
    pub states: List<WireCounty>,
}

/// One of them.
#[derive(Debug, Deserialize)]
pub struct WireCounty {
    #[serde(default)]
    pub code: Text,
    #[serde(default)]
    pub name: Text,
}

/// The counties of one country; none when the shop knows none, or would not say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counties(Vec<(String, String)>);

/// What a county's name may carry without anybody saying it.
const KINDS: [&str; 8] =
    ["county", "state", "province", "region", "district", "governorate", "prefecture", "department"];

impl Counties {
    /// Reads them.
    pub fn of(wire: WireCountry) -> Self {
        let known = wire.states.0.into_iter().filter(|county| !county.code.0.is_empty());
        Self(
            known
                .map(|county| (county.code.0, plain(&super::plain_text::one_line(&county.name.0))))
                .collect(),
        )
    }

    /// Returns the code of the county that a text names; none when it names none, or more than one.
    fn named(&self, text: &str) -> Option<&str> {
        let wanted = plain(text);
        if wanted.is_empty() {
            return None;
        }
        let mut found = self.0.iter().filter(|(code, name)| fold(code) == wanted || *name == wanted);
        let (code, _) = found.next()?;
        found.next().is_none().then_some(code)
    }

    /// Writes an address as the shop wants it: a county by its code. A town that is called like its county names it,
    /// except in the United States, where many are called like a state far away.
    pub fn complete(&self, address: &mut Address) {
        let said = if address.state.trim().is_empty() {
            Some(&address.city).filter(|_| address.country != "US")
        } else {
            Some(&address.state)
        };
        if let Some(code) = said.and_then(|text| self.named(text)) {
            address.state = code.to_owned();
        }
    }
}

/// Folds a name and takes the word away that says what it is.
fn plain(text: &str) -> String {
    let folded = fold(text);
    let words = folded.split(|char: char| !char.is_alphanumeric() && char != '\'');
    let words = words.filter(|word| !word.is_empty()).collect::<Vec<_>>();
    match words.as_slice() {
        [name @ .., kind] if !name.is_empty() && KINDS.contains(kind) => name.join(" "),
        words => words.join(" "),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn kenya() -> Counties {
        let wire = json!({"code": "KE", "states": [
            {"code": "KE01", "name": "Baringo"}, {"code": "KE29", "name": "Murang&#8217;a"},
            {"code": "KE30", "name": "Nairobi County"}, {"code": "KE28", "name": "Mombasa"},
        ]});
        Counties::of(serde_json::from_value(wire).unwrap())
    }

    fn completed(state: &str, city: &str, country: &str) -> String {
        let (state, city, country) = (state.into(), city.into(), country.into());
        let mut address = Address { state, city, country, ..Address::default() };
        kenya().complete(&mut address);
        address.state
    }

    #[test]
    fn people_name_a_county_in_their_own_way() {
        for said in ["Nairobi", " nairobi county", "NAIROBI", "ke30", "KE30"] {
            assert_eq!(completed(said, "Westlands", "KE"), "KE30", "{said}");
        }
        assert_eq!(completed("Wonderland", "Nairobi", "KE"), "Wonderland", "the shop has the last word");
    }

    #[test]
    fn a_town_called_like_its_county_names_it() {
        assert_eq!(completed("", "Mombasa", "KE"), "KE28");
        assert_eq!(completed("", "Westlands", "KE"), "");
        assert_eq!(completed("", "Mombasa", "US"), "");
        assert_eq!(completed("", "", "KE"), "");
    }

    #[test]
    fn a_shop_that_tells_no_counties_changes_nothing() {
        let mut address = Address { city: "Paris".into(), country: "FR".into(), ..Address::default() };
        Counties::of(serde_json::from_value(json!({"code": "FR", "states": []})).unwrap())
            .complete(&mut address);
        assert_eq!(address.state, "");
    }
}
