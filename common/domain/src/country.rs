//! Countries by the calling code of a phone number, for guessing a language and the form of numbers. The business-scoped
//! user id names the country itself; this is for payloads without one.

use crate::contact::PhoneNumber;

/// Calling codes (ITU-T E.164) with the country that uses them most, ISO 3166. No code begins with another of the list.
#[rustfmt::skip]
const CALLING_CODES: [(&str, &str); 125] = [
    ("1", "US"), ("20", "EG"), ("211", "SS"), ("212", "MA"), ("213", "DZ"), ("216", "TN"), ("218", "LY"), ("220", "GM"),
    ("221", "SN"), ("222", "MR"), ("223", "ML"), ("224", "GN"), ("225", "CI"), ("226", "BF"), ("227", "NE"), ("228", "TG"),
    ("229", "BJ"), ("230", "MU"), ("231", "LR"), ("232", "SL"), ("233", "GH"), ("234", "NG"), ("235", "TD"), ("236", "CF"),
    ("237", "CM"), ("238", "CV"), ("239", "ST"), ("240", "GQ"), ("241", "GA"), ("242", "CG"), ("243", "CD"), ("244", "AO"),
    ("245", "GW"), ("248", "SC"), ("249", "SD"), ("250", "RW"), ("251", "ET"), ("252", "SO"), ("253", "DJ"), ("254", "KE"),
    ("255", "TZ"), ("256", "UG"), ("257", "BI"), ("258", "MZ"), ("260", "ZM"), ("261", "MG"), ("262", "RE"), ("263", "ZW"),
    ("264", "NA"), ("265", "MW"), ("266", "LS"), ("267", "BW"), ("268", "SZ"), ("269", "KM"), ("27", "ZA"), ("30", "GR"),
    ("31", "NL"), ("32", "BE"), ("33", "FR"), ("34", "ES"), ("351", "PT"), ("352", "LU"), ("353", "IE"), ("356", "MT"),
    ("377", "MC"), ("39", "IT"), ("41", "CH"), ("43", "AT"), ("44", "GB"), ("45", "DK"), ("46", "SE"), ("47", "NO"),
    ("48", "PL"), ("49", "DE"), ("502", "GT"), ("503", "SV"), ("504", "HN"), ("505", "NI"), ("506", "CR"), ("507", "PA"),
    ("509", "HT"), ("51", "PE"), ("52", "MX"), ("53", "CU"), ("54", "AR"), ("55", "BR"), ("56", "CL"), ("57", "CO"),
    ("58", "VE"), ("591", "BO"), ("593", "EC"), ("595", "PY"), ("598", "UY"), ("60", "MY"), ("61", "AU"), ("62", "ID"),
    ("63", "PH"), ("64", "NZ"), ("65", "SG"), ("66", "TH"), ("670", "TL"), ("675", "PG"), ("679", "FJ"), ("81", "JP"),
    ("84", "VN"), ("86", "CN"), ("880", "BD"), ("90", "TR"), ("91", "IN"), ("92", "PK"), ("94", "LK"), ("961", "LB"),
    ("962", "JO"), ("963", "SY"), ("964", "IQ"), ("965", "KW"), ("966", "SA"), ("967", "YE"), ("968", "OM"), ("970", "PS"),
    ("971", "AE"), ("973", "BH"), ("974", "QA"), ("977", "NP"), ("98", "IR"),
];

/// Returns the country of a phone number, as far as its calling code tells.
pub fn of_phone(phone: &PhoneNumber) -> Option<&'static str> {
    let digits = phone.wa_id();
    CALLING_CODES.iter().find(|(code, _)| digits.starts_with(code)).map(|(_, country)| *country)
}

/// Returns the calling code of a country, when it is one of those that we know.
pub fn calling_code(country: &str) -> Option<&'static str> {
    CALLING_CODES.iter().find(|(_, known)| *known == country).map(|(code, _)| *code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_tells_its_country() {
        let of = |text: &str| of_phone(&text.parse().unwrap());
        assert_eq!(of("+254712345678"), Some("KE"));
        assert_eq!(of("+221701234567"), Some("SN"));
        assert_eq!(of("+5511912345678"), Some("BR"));
        assert_eq!(of("+99912345678"), None);
    }

    #[test]
    fn no_code_hides_another() {
        for (place, (code, _)) in CALLING_CODES.iter().enumerate() {
            let hides = |other: &&(&str, &str)| other.0.starts_with(code);
            assert_eq!(CALLING_CODES.iter().skip(place + 1).find(hides), None, "{code}");
            assert_eq!(
                CALLING_CODES.iter().filter(|(other, _)| code.starts_with(other)).count(),
                1,
                "{code}"
            );
        }
    }
}
