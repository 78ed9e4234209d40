//! When it is night for a buyer, as far as the country tells. Pure.
//!
//! Only marketing asks. Countries with several time zones are given by their westernmost and easternmost offsets, and it
//! counts as night while it is night in either. A country that is not in the table gets all offsets of the earth that
//! people live in, which leaves no hour: what is not known is not disturbed. Summer time is left out; the quiet hours
//! have an hour to spare at each end.

use domain::Contact;

/// Quiet from this hour of the evening on.
const EVENING_HOUR: i64 = 20;
/// Quiet until this hour of the morning.
const MORNING_HOUR: i64 = 9;
const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

/// Country, calling code, offsets from UTC in minutes. Longest calling code first where one begins another.
const COUNTRIES: &[(&str, &str, i64, i64)] = &[
    ("KE", "254", 180, 180),
    ("TZ", "255", 180, 180),
    ("UG", "256", 180, 180),
    ("RW", "250", 120, 120),
    ("ET", "251", 180, 180),
    ("NG", "234", 60, 60),
    ("GH", "233", 0, 0),
    ("ZA", "27", 120, 120),
    ("EG", "20", 120, 180),
    ("MA", "212", 0, 60),
    ("AE", "971", 240, 240),
    ("SA", "966", 180, 180),
    ("IL", "972", 120, 180),
    ("TR", "90", 180, 180),
    ("IN", "91", 330, 330),
    ("PK", "92", 300, 300),
    ("BD", "880", 360, 360),
    ("ID", "62", 420, 540),
    ("MY", "60", 480, 480),
    ("SG", "65", 480, 480),
    ("PH", "63", 480, 480),
    ("GB", "44", 0, 60),
    ("DE", "49", 60, 120),
    ("FR", "33", 60, 120),
    ("ES", "34", 0, 120),
    ("IT", "39", 60, 120),
    ("NL", "31", 60, 120),
    ("BR", "55", -300, -120),
    ("MX", "52", -480, -300),
    ("AR", "54", -180, -180),
    ("CO", "57", -300, -300),
    ("CL", "56", -300, -180),
    ("PE", "51", -300, -300),
];

/// Returns when the night ends for a contact, unix milliseconds; `None` by day.
pub fn until(contact: &Contact, now_unix_ms: i64) -> Option<i64> {
    let by_id = contact.bsuid().and_then(|bsuid| {
        let country = bsuid.as_str().split('.').next().unwrap_or_default();
        COUNTRIES.iter().find(|(code, ..)| *code == country)
    });
    let by_phone = || {
        let digits = contact.phone().map(|phone| phone.as_e164().trim_start_matches('+'))?;
        COUNTRIES.iter().find(|(_, calling, ..)| digits.starts_with(calling))
    };
    let Some((_, _, west, east)) = by_id.or_else(by_phone) else {
        // Looked at again in an hour; the message expires in the end.
        return Some(now_unix_ms.saturating_add(60 * MINUTE_MS));
    };
    let morning = |offset: i64| {
        let local = now_unix_ms.saturating_add(offset * MINUTE_MS);
        let of_day = local.rem_euclid(DAY_MS);
        let (begins, ends) = (MORNING_HOUR * 60 * MINUTE_MS, EVENING_HOUR * 60 * MINUTE_MS);
        match of_day {
            early if early < begins => Some(now_unix_ms + begins - early),
            late if late >= ends => Some(now_unix_ms + DAY_MS - late + begins),
            _ => None,
        }
    };
    morning(*west).max(morning(*east))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR_MS: i64 = 60 * MINUTE_MS;

    fn of(bsuid: Option<&str>, phone: Option<&str>) -> Contact {
        Contact::new(bsuid.map(|id| id.parse().unwrap()), phone.map(|phone| phone.parse().unwrap())).unwrap()
    }

    #[test]
    fn it_is_night_from_eight_to_nine_where_the_buyer_lives() {
        let kenya = of(Some("KE.1"), None);
        assert_eq!(until(&kenya, 9 * HOUR_MS), None);
        assert_eq!(until(&kenya, 17 * HOUR_MS), Some(30 * HOUR_MS));
        assert_eq!(until(&kenya, 5 * HOUR_MS), Some(6 * HOUR_MS));
        assert_eq!(until(&of(None, Some("+254700000001")), 17 * HOUR_MS), Some(30 * HOUR_MS));
    }

    #[test]
    fn a_country_with_several_zones_is_disturbed_in_none_of_them_and_an_unknown_one_never() {
        let brazil = of(Some("BR.1"), None);
        // 13:00 UTC: 8:00 in the west, 11:00 in the east.
        assert_eq!(until(&brazil, 13 * HOUR_MS), Some(14 * HOUR_MS));
        assert_eq!(until(&brazil, 15 * HOUR_MS), None);
        for hour in 0..24 {
            assert!(until(&of(Some("ZZ.1"), None), hour * HOUR_MS).is_some());
        }
    }
}
