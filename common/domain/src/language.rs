//! The languages we speak, and the fallback.

use serde::{Deserialize, Serialize};

/// A language of the conversation. A language of a newer version is read as the fallback.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub enum Language {
    /// French.
    #[serde(rename = "fr")]
    French,
    /// Spanish.
    #[serde(rename = "es")]
    Spanish,
    /// Portuguese.
    #[serde(rename = "pt")]
    Portuguese,
    /// Arabic.
    #[serde(rename = "ar")]
    Arabic,
    /// Swahili.
    #[serde(rename = "sw")]
    Swahili,
    /// Hindi.
    #[serde(rename = "hi")]
    Hindi,
    /// English, the fallback.
    #[default]
    #[serde(rename = "en", other)]
    English,
}

impl Language {
    /// Lists all languages, in the order in which they are offered.
    pub const ALL: [Self; 7] = [
        Self::English,
        Self::French,
        Self::Spanish,
        Self::Portuguese,
        Self::Arabic,
        Self::Swahili,
        Self::Hindi,
    ];

    /// Returns the language's ISO 639 code.
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::French => "fr",
            Self::Spanish => "es",
            Self::Portuguese => "pt",
            Self::Arabic => "ar",
            Self::Swahili => "sw",
            Self::Hindi => "hi",
        }
    }

    /// Returns the code under which its templates stand at Meta, which knows Portuguese of a country only.
    pub fn template_code(self) -> &'static str {
        match self {
            Self::Portuguese => "pt_BR",
            other => other.code(),
        }
    }

    /// Finds a language by its code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }

    /// Returns whether it is written from right to left.
    pub fn is_right_to_left(self) -> bool {
        self == Self::Arabic
    }

    /// Returns the language that people of a country most likely write to a shop, by its ISO 3166 code; `None` where
    /// that is none of ours.
    pub fn of_country(country: &str) -> Option<Self> {
        Some(match country {
            "AU" | "BW" | "CA" | "FJ" | "GB" | "GH" | "GM" | "IE" | "IN" | "JM" | "KE" | "LR" | "LS"
            | "MT" | "MU" | "MW" | "NA" | "NG" | "NZ" | "PG" | "PH" | "PK" | "SG" | "SL" | "SS" | "SZ"
            | "TT" | "UG" | "US" | "ZA" | "ZM" | "ZW" => Self::English,
            "BE" | "BF" | "BI" | "BJ" | "CD" | "CF" | "CG" | "CI" | "CM" | "FR" | "GA" | "GN" | "GP"
            | "HT" | "LU" | "MC" | "MG" | "ML" | "MQ" | "NC" | "NE" | "PF" | "RE" | "RW" | "SC" | "SN"
            | "TG" | "YT" => Self::French,
            "AR" | "BO" | "CL" | "CO" | "CR" | "CU" | "DO" | "EC" | "ES" | "GQ" | "GT" | "HN" | "MX"
            | "NI" | "PA" | "PE" | "PR" | "PY" | "SV" | "UY" | "VE" => Self::Spanish,
            "AO" | "BR" | "CV" | "GW" | "MZ" | "PT" | "ST" | "TL" => Self::Portuguese,
            "AE" | "BH" | "DJ" | "DZ" | "EG" | "IQ" | "JO" | "KM" | "KW" | "LB" | "LY" | "MA" | "MR"
            | "OM" | "PS" | "QA" | "SA" | "SD" | "SO" | "SY" | "TD" | "TN" | "YE" => Self::Arabic,
            "TZ" => Self::Swahili,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_stored_as_its_code_and_an_unknown_one_is_the_fallback() {
        for language in Language::ALL {
            let json = serde_json::to_string(&language).unwrap();
            assert_eq!(json, format!("\"{}\"", language.code()));
            assert_eq!(serde_json::from_str::<Language>(&json).unwrap(), language);
            assert_eq!(Language::of_code(language.code()), Some(language));
        }
        assert_eq!(serde_json::from_str::<Language>("\"tlh\"").unwrap(), Language::English);
    }

    #[test]
    fn countries_tell_a_language_where_we_speak_it() {
        assert_eq!(Language::of_country("SN"), Some(Language::French));
        assert_eq!(Language::of_country("TZ"), Some(Language::Swahili));
        assert_eq!(Language::of_country("IN"), Some(Language::English));
        assert_eq!(Language::of_country("JP"), None);
    }
}
