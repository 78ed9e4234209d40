//! When it is night for a buyer, as far as the country tells. Pure.
//!
//! Only what nobody waits for asks: marketing and reminders. Countries with several time zones are given by their
//! westernmost and easternmost offsets, and it counts as night while it is night in either. In a country that is not in the
//! table it is always night: what is not known is not disturbed. Summer time is left out; the quiet hours have an hour to
//! spare at each end.

use std::str::FromStr;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;

/// Country, offsets from UTC in minutes.
const COUNTRIES: &[(&str, i64, i64)] = &[
    ("KE", 180, 180),
    ("TZ", 180, 180),
    ("UG", 180, 180),
    ("RW", 120, 120),
    ("ET", 180, 180),
    ("NG", 60, 60),
    ("GH", 0, 0),
    ("ZA", 120, 120),
    ("EG", 120, 180),
    ("MA", 0, 60),
    ("AE", 240, 240),
    ("SA", 180, 180),
    ("IL", 120, 180),
    ("TR", 180, 180),
    ("IN", 330, 330),
    ("PK", 300, 300),
    ("BD", 360, 360),
    ("ID", 420, 540),
    ("MY", 480, 480),
    ("SG", 480, 480),
    ("PH", 480, 480),
    ("GB", 0, 60),
    ("DE", 60, 120),
    ("FR", 60, 120),
    ("ES", 0, 120),
    ("IT", 60, 120),
    ("NL", 60, 120),
    ("BR", -300, -120),
    ("MX", -480, -300),
    ("AR", -180, -180),
    ("CO", -300, -300),
    ("CL", -300, -180),
    ("PE", -300, -300),
];

/// The hours in which nobody is disturbed, by the buyer's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours {
    /// Quiet from this hour of the evening on.
    pub evening: u8,
    /// Quiet until this hour of the morning; the same as the evening's for no quiet at all.
    pub morning: u8,
}

impl Default for Hours {
    fn default() -> Self {
        Self { evening: 20, morning: 9 }
    }
}

impl Hours {
    /// No hour is quiet: for shops whose buyers agreed to that, and for tests.
    pub const NONE: Self = Self { evening: 0, morning: 0 };

    /// Returns when the night ends in a country, unix milliseconds; `None` by day. Where the country is not known it is
    /// looked at again in an hour.
    pub fn until(self, country: Option<&str>, now_unix_ms: i64) -> Option<i64> {
        if self == Self::NONE {
            return None;
        }
        let Some((west, east)) = country.and_then(offsets) else {
            return Some(now_unix_ms.saturating_add(HOUR_MS));
        };
        let (begins, ends) = (i64::from(self.morning) * HOUR_MS, i64::from(self.evening) * HOUR_MS);
        let morning = |offset: i64| {
            let of_day = now_unix_ms.saturating_add(offset * MINUTE_MS).rem_euclid(DAY_MS);
            match of_day {
                early if early < begins => Some(now_unix_ms + begins - early),
                late if late >= ends => Some(now_unix_ms + DAY_MS - late + begins),
                _ => None,
            }
        };
        morning(west).max(morning(east))
    }

    /// Returns whether it is ever known to be day in a country.
    pub fn has_day(self, country: &str) -> bool {
        self == Self::NONE || offsets(country).is_some()
    }
}

fn offsets(country: &str) -> Option<(i64, i64)> {
    COUNTRIES.iter().find(|(code, ..)| *code == country).map(|(_, west, east)| (*west, *east))
}

/// Something that does not name quiet hours.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected the hours of evening and morning, such as `20-9`, or `none`")]
pub struct ParseHoursError;

impl FromStr for Hours {
    type Err = ParseHoursError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.trim() == "none" {
            return Ok(Self::NONE);
        }
        let (evening, morning) = text.split_once('-').ok_or(ParseHoursError)?;
        let hour = |text: &str| text.trim().parse::<u8>().map_err(|_| ParseHoursError);
        let hours = Self { evening: hour(evening)?, morning: hour(morning)? };
        let is_a_night = (12..=24).contains(&hours.evening) && (1..=12).contains(&hours.morning);
        if is_a_night { Ok(hours) } else { Err(ParseHoursError) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_night_from_eight_to_nine_where_the_buyer_lives() {
        let hours = Hours::default();
        assert_eq!(hours.until(Some("KE"), 9 * HOUR_MS), None);
        assert_eq!(hours.until(Some("KE"), 17 * HOUR_MS), Some(30 * HOUR_MS));
        assert_eq!(hours.until(Some("KE"), 5 * HOUR_MS), Some(6 * HOUR_MS));
    }

    #[test]
    fn a_country_with_several_zones_is_disturbed_in_none_of_them_and_an_unknown_one_never() {
        let hours = Hours::default();
        // 13:00 UTC: 8:00 in the west, 11:00 in the east.
        assert_eq!(hours.until(Some("BR"), 13 * HOUR_MS), Some(14 * HOUR_MS));
        assert_eq!(hours.until(Some("BR"), 15 * HOUR_MS), None);
        for hour in 0..24 {
            assert!(hours.until(Some("ZZ"), hour * HOUR_MS).is_some());
            assert!(hours.until(None, hour * HOUR_MS).is_some());
            assert!(Hours::NONE.until(None, hour * HOUR_MS).is_none());
        }
        assert!(!hours.has_day("ZZ") && hours.has_day("KE"));
    }

    #[test]
    fn hours_are_read_and_nonsense_is_refused() {
        assert_eq!("20-9".parse(), Ok(Hours::default()));
        assert_eq!("none".parse(), Ok(Hours::NONE));
        for nonsense in ["", "9-20", "20", "25-9", "20-0", "x-y"] {
            assert_eq!(nonsense.parse::<Hours>(), Err(ParseHoursError), "{nonsense}");
        }
    }
}
