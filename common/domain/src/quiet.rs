//! When it is night for a buyer, as far as the country tells. Pure.
//!
//! Only what nobody waits for asks: marketing and reminders. A number tells the country and not the town: where a country
//! has several time zones, it is day when it is day in all of them, between its westernmost and its easternmost clock in
//! winter and summer. In the United States that leaves 9:00 in Hawaii to 20:00 in New York, five hours. In a country that is
//! not in the table it is always night: what is not known is not disturbed.

mod countries;

use std::str::FromStr;

use self::countries::COUNTRIES;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;
/// After so many mornings, of either end, it is day everywhere.
const MORNINGS_MAX: usize = 4;

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
        let known = country.and_then(offsets).filter(|span| self.has_common_day(*span));
        let Some((west, east)) = known else { return Some(now_unix_ms.saturating_add(HOUR_MS)) };
        let (begins, ends) = (i64::from(self.morning) * HOUR_MS, i64::from(self.evening) * HOUR_MS);
        let morning = |offset: i64, at_ms: i64| {
            let of_day = at_ms.saturating_add(offset * MINUTE_MS).rem_euclid(DAY_MS);
            match of_day {
                early if early < begins => Some(at_ms + begins - early),
                late if late >= ends => Some(at_ms + DAY_MS - late + begins),
                _ => None,
            }
        };
        // When it is morning at one end it may be evening at the other: then it is the next morning.
        let mut at_ms = now_unix_ms;
        for _ in 0..MORNINGS_MAX {
            let Some(later_ms) = morning(west, at_ms).max(morning(east, at_ms)) else { break };
            at_ms = later_ms;
        }
        (at_ms > now_unix_ms).then_some(at_ms)
    }

    /// Returns whether it is ever known to be day in a country.
    pub fn has_day(self, country: &str) -> bool {
        self == Self::NONE || offsets(country).is_some_and(|span| self.has_common_day(span))
    }

    /// Returns whether it is day in the west before it is night in the east.
    fn has_common_day(self, (west, east): (i64, i64)) -> bool {
        (i64::from(self.evening) - i64::from(self.morning)) * HOUR_MS > (east - west) * MINUTE_MS
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
    fn in_the_united_states_it_is_day_from_the_morning_of_hawaii_to_the_evening_of_new_york() {
        let hours = Hours::default();
        for (hour, until) in
            [(13, Some(19)), (19, None), (23, None), (24, Some(43)), (42, Some(43)), (43, None)]
        {
            assert_eq!(hours.until(Some("US"), hour * HOUR_MS), until.map(|until| until * HOUR_MS), "{hour}");
        }
        // Ten hours of clocks leave one hour of day.
        assert_eq!(hours.until(Some("RU"), 7 * HOUR_MS), None);
        assert_eq!(hours.until(Some("RU"), 8 * HOUR_MS), Some(31 * HOUR_MS));
        // A shop that is quiet for longer than that disturbs nobody there.
        let shorter = Hours { evening: 18, morning: 10 };
        assert!(!shorter.has_day("RU") && shorter.has_day("US"));
        assert!(shorter.until(Some("RU"), 8 * HOUR_MS).is_some());
    }

    #[test]
    fn every_country_has_a_day_and_what_waits_for_it_finds_day_at_both_ends() {
        let hours = Hours::default();
        for (country, west, east) in COUNTRIES {
            assert!(hours.has_day(country) && west <= east, "{country}");
            for quarter in 0..96 {
                let now_ms = quarter * 15 * MINUTE_MS;
                let at_ms = hours.until(Some(country), now_ms).unwrap_or(now_ms);
                assert!(at_ms - now_ms <= DAY_MS, "{country} waits for more than a day");
                for offset in [west, east] {
                    let of_day = (at_ms + offset * MINUTE_MS).rem_euclid(DAY_MS);
                    assert!((9 * HOUR_MS..20 * HOUR_MS).contains(&of_day), "{country} at {now_ms}");
                }
            }
        }
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
