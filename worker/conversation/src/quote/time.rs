//! Days and times of offers, without a calendar library: the shop's facts are written in ISO 8601, UTC, and staff type
//! dates by numbers alone.

use domain::text::fold;

use crate::zone;

/// An hour, milliseconds.
pub const HOUR_MS: i64 = 60 * 60 * 1000;
/// A day, milliseconds.
pub const DAY_MS: i64 = 24 * HOUR_MS;
/// Longest time that an offer may be good for.
pub const VALID_MAX_MS: i64 = 366 * DAY_MS;

/// Until when an offer is good, as staff write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Validity {
    /// Nothing was said; the shop's usual time.
    Usual,
    /// For so long from when it is told, milliseconds.
    For(i64),
    /// Until the end of this day, given by its last millisecond in UTC.
    Until(i64),
}

impl Validity {
    /// Returns when an offer that is told now ends; nothing is good for more than a year, nor already over. Days end as the
    /// clocks of the buyer's country show it, in UTC where these are not known.
    pub fn end_ms(self, now_ms: i64, usual_ms: i64, country: &str) -> i64 {
        let end = match self {
            Self::Usual => now_ms.saturating_add(usual_ms),
            Self::For(length_ms) => now_ms.saturating_add(length_ms),
            Self::Until(end_ms) => zone::moment_of(country, end_ms.div_euclid(DAY_MS), 24 * 60) - 1,
        };
        end.clamp(now_ms.saturating_add(HOUR_MS), now_ms.saturating_add(VALID_MAX_MS))
    }
}

/// Counts the days from 1970 to a date of the Gregorian calendar.
fn days_from_date(year: i64, month: i64, day: i64) -> i64 {
    // Years begin in March here, so that the leap day comes last.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

fn date_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// Writes the day of a time, `2026-12-05`.
pub fn iso_date(at_ms: i64) -> String {
    let (year, month, day) = date_from_days(at_ms.div_euclid(DAY_MS));
    format!("{year:04}-{month:02}-{day:02}")
}

/// Writes a time to the minute, `2026-12-05T17:30Z`.
pub fn iso_time(at_ms: i64) -> String {
    let minutes = at_ms.rem_euclid(DAY_MS) / 60_000;
    format!("{}T{:02}:{:02}Z", iso_date(at_ms), minutes / 60, minutes % 60)
}

/// Returns the last millisecond of a day, when there is such a day.
fn end_of_day(year: i64, month: i64, day: i64) -> Option<i64> {
    let is_plausible = (1970..=9999).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    let days = is_plausible.then(|| days_from_date(year, month, day))?;
    (date_from_days(days) == (year, month, day)).then(|| (days + 1) * DAY_MS - 1)
}

/// Reads a day: `2026-12-05`, `5.12.2026`, `05/12/2026`. Returns its last millisecond.
pub fn day(text: &str) -> Option<i64> {
    let folded = fold(text);
    let mut numbers = Vec::new();
    for part in folded.split(['-', '.', '/']) {
        if part.is_empty() || part.len() > 4 || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        numbers.push((part.len(), part.parse::<i64>().ok()?));
    }
    match numbers.as_slice() {
        [(4, year), (_, month), (_, day)] | [(_, day), (_, month), (4, year)] => {
            end_of_day(*year, *month, *day)
        }
        _ => None,
    }
}

/// Reads how long or until when: `7d`, `36h`, `2w`, `10 days`, or a day.
pub fn validity(text: &str) -> Option<Validity> {
    let folded = fold(text);
    let bare = folded.trim_end_matches(['.', ',', ' ']);
    if let Some(end_ms) = day(bare) {
        return Some(Validity::Until(end_ms));
    }
    let digits = bare.len() - bare.trim_start_matches(|char: char| char.is_ascii_digit()).len();
    let (count, unit) = bare.split_at(digits);
    let count: i64 = count.parse().ok().filter(|count| (1..=9_999).contains(count))?;
    let unit_ms = match unit.trim() {
        "h" | "hour" | "hours" => HOUR_MS,
        "d" | "day" | "days" => DAY_MS,
        "w" | "week" | "weeks" => 7 * DAY_MS,
        _ => return None,
    };
    Some(Validity::For(count * unit_ms))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn days_are_written_and_read() {
        assert_eq!(iso_time(0), "1970-01-01T00:00Z");
        assert_eq!(iso_time(1_796_491_845_000), "2026-12-05T17:30Z");
        for text in ["2026-12-05", "5.12.2026", "05/12/2026", "٢٠٢٦-١٢-٠٥"] {
            let end_ms = day(text).unwrap();
            assert_eq!(
                (iso_date(end_ms), iso_date(end_ms + 1)),
                ("2026-12-05".into(), "2026-12-06".into()),
                "{text}"
            );
        }
        for text in
            ["", "2026-13-01", "2026-02-29", "5.12", "31/04/2026", "12-05-26", "a-b-c", "2026-12-05-1"]
        {
            assert_eq!(day(text), None, "{text}");
        }
        assert!(day("2028-02-29").is_some());
    }

    #[test]
    fn how_long_is_read_in_hours_days_and_weeks() {
        assert_eq!(validity("7d"), Some(Validity::For(7 * DAY_MS)));
        assert_eq!(validity("36 hours"), Some(Validity::For(36 * HOUR_MS)));
        assert_eq!(validity("2 weeks."), Some(Validity::For(14 * DAY_MS)));
        assert!(matches!(validity("2026-12-05"), Some(Validity::Until(_))));
        for text in ["", "d", "0d", "soon", "7x", "-7d", "99999d"] {
            assert_eq!(validity(text), None, "{text}");
        }
    }

    #[test]
    fn no_offer_is_over_before_it_is_told_nor_good_for_ever() {
        let now_ms = 1_796_491_845_000;
        assert_eq!(Validity::Usual.end_ms(now_ms, DAY_MS, "KE"), now_ms + DAY_MS);
        assert_eq!(Validity::Until(5).end_ms(now_ms, DAY_MS, "KE"), now_ms + HOUR_MS);
        assert_eq!(Validity::For(9_999 * DAY_MS).end_ms(now_ms, DAY_MS, "KE"), now_ms + VALID_MAX_MS);
    }

    #[test]
    fn days_end_by_the_buyers_clock() {
        let now_ms = 1_796_491_845_000;
        let end = |day_said: &str, country: &str| {
            let until = Validity::Until(day(day_said).unwrap());
            iso_time(until.end_ms(now_ms, DAY_MS, country) + 1)
        };
        assert_eq!(end("2026-12-10", "KE"), "2026-12-10T21:00Z");
        assert_eq!(end("2026-12-10", "CO"), "2026-12-11T05:00Z");
        assert_eq!(end("2027-07-10", "DE"), "2027-07-10T22:00Z");
        assert_eq!(end("2026-12-10", "US"), "2026-12-11T00:00Z");
    }

    proptest! {
        #[test]
        fn every_day_is_read_back(days in 0_i64..2_900_000) {
            let end_ms = (days + 1) * DAY_MS - 1;
            prop_assert_eq!(day(&iso_date(end_ms)), Some(end_ms));
        }

        #[test]
        fn any_text_is_read_or_refused(text in ".{0,30}") {
            let _ = (day(&text), validity(&text));
        }
    }
}
