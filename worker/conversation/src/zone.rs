//! Which time people read on their clocks, as far as their country tells: deadlines are said in it. A country with several
//! zones, or one that is not known, gets UTC, and is told so.

/// A minute, milliseconds.
const MINUTE_MS: i64 = 60_000;
/// A day, milliseconds.
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

/// How a country sets its clocks in summer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Summer {
    /// Not at all.
    None,
    /// An hour ahead from the last Sunday of March to that of October, at 1:00 UTC.
    Europe,
    /// An hour ahead from the last Friday of April to the last Thursday of October, at midnight.
    Egypt,
}

/// Countries with one zone: how far their clocks are ahead of UTC in winter, minutes.
#[rustfmt::skip]
const ZONES: [(&str, i64, Summer); 105] = [
    ("GH", 0, Summer::None), ("SN", 0, Summer::None), ("CI", 0, Summer::None), ("ML", 0, Summer::None), ("BF", 0, Summer::None),
    ("GM", 0, Summer::None), ("GN", 0, Summer::None), ("GW", 0, Summer::None), ("LR", 0, Summer::None), ("SL", 0, Summer::None),
    ("TG", 0, Summer::None), ("MR", 0, Summer::None), ("ST", 0, Summer::None), ("CV", -60, Summer::None), ("MA", 60, Summer::None),
    ("DZ", 60, Summer::None), ("TN", 60, Summer::None), ("NG", 60, Summer::None), ("BJ", 60, Summer::None), ("NE", 60, Summer::None),
    ("TD", 60, Summer::None), ("CM", 60, Summer::None), ("GA", 60, Summer::None), ("CG", 60, Summer::None), ("GQ", 60, Summer::None),
    ("CF", 60, Summer::None), ("AO", 60, Summer::None), ("LY", 120, Summer::None), ("EG", 120, Summer::Egypt), ("SD", 120, Summer::None),
    ("SS", 120, Summer::None), ("ZA", 120, Summer::None), ("BW", 120, Summer::None), ("BI", 120, Summer::None), ("RW", 120, Summer::None),
    ("MW", 120, Summer::None), ("MZ", 120, Summer::None), ("NA", 120, Summer::None), ("ZM", 120, Summer::None), ("ZW", 120, Summer::None),
    ("LS", 120, Summer::None), ("SZ", 120, Summer::None), ("KE", 180, Summer::None), ("TZ", 180, Summer::None), ("UG", 180, Summer::None),
    ("ET", 180, Summer::None), ("SO", 180, Summer::None), ("DJ", 180, Summer::None), ("KM", 180, Summer::None), ("MG", 180, Summer::None),
    ("MU", 240, Summer::None), ("SC", 240, Summer::None), ("RE", 240, Summer::None), ("SA", 180, Summer::None), ("QA", 180, Summer::None),
    ("KW", 180, Summer::None), ("BH", 180, Summer::None), ("YE", 180, Summer::None), ("IQ", 180, Summer::None), ("JO", 180, Summer::None),
    ("SY", 180, Summer::None), ("TR", 180, Summer::None), ("AE", 240, Summer::None), ("OM", 240, Summer::None), ("IR", 210, Summer::None),
    ("PK", 300, Summer::None), ("IN", 330, Summer::None), ("LK", 330, Summer::None), ("NP", 345, Summer::None), ("BD", 360, Summer::None),
    ("TH", 420, Summer::None), ("VN", 420, Summer::None), ("CN", 480, Summer::None), ("HK", 480, Summer::None), ("SG", 480, Summer::None),
    ("MY", 480, Summer::None), ("PH", 480, Summer::None), ("JP", 540, Summer::None), ("GB", 0, Summer::Europe), ("IE", 0, Summer::Europe),
    ("DE", 60, Summer::Europe), ("FR", 60, Summer::Europe), ("IT", 60, Summer::Europe), ("NL", 60, Summer::Europe), ("BE", 60, Summer::Europe),
    ("LU", 60, Summer::Europe), ("CH", 60, Summer::Europe), ("AT", 60, Summer::Europe), ("DK", 60, Summer::Europe), ("SE", 60, Summer::Europe),
    ("NO", 60, Summer::Europe), ("PL", 60, Summer::Europe), ("MT", 60, Summer::Europe), ("MC", 60, Summer::Europe), ("GR", 120, Summer::Europe),
    ("AR", -180, Summer::None), ("UY", -180, Summer::None), ("BO", -240, Summer::None), ("VE", -240, Summer::None), ("CO", -300, Summer::None),
    ("PE", -300, Summer::None), ("PA", -300, Summer::None), ("CR", -360, Summer::None), ("GT", -360, Summer::None), ("HN", -360, Summer::None),
];

/// Returns by how much the clocks of a country are ahead of UTC at a time, milliseconds; `None` when that is not known.
pub fn ahead_ms(country: &str, at_ms: i64) -> Option<i64> {
    let (_, minutes, summer) = ZONES.iter().find(|(code, ..)| *code == country)?;
    let winter_ms = minutes * MINUTE_MS;
    let is_summer = match summer {
        Summer::None => false,
        Summer::Europe => {
            let change = |month| last_weekday(year_of(at_ms), month, SUNDAY) * DAY_MS + 60 * MINUTE_MS;
            (change(3)..change(10)).contains(&at_ms)
        }
        Summer::Egypt => {
            let year = year_of(at_ms);
            let begins = last_weekday(year, 4, FRIDAY) * DAY_MS - winter_ms;
            let ends = (last_weekday(year, 10, THURSDAY) + 1) * DAY_MS - winter_ms - 60 * MINUTE_MS;
            (begins..ends).contains(&at_ms)
        }
    };
    Some(winter_ms + if is_summer { 60 * MINUTE_MS } else { 0 })
}

/// Returns the time at which the clocks of a country show a minute of a day; by UTC where the zone is not known. An hour that
/// comes twice when summer ends is the first of both; one that is left out when it begins is the time an hour later.
pub fn moment_of(country: &str, day: i64, minute: i64) -> i64 {
    let shown_ms = day * DAY_MS + minute * MINUTE_MS;
    let ahead = |at_ms: i64| ahead_ms(country, at_ms).unwrap_or(0);
    let (before, after) = (ahead(shown_ms - DAY_MS), ahead(shown_ms + DAY_MS));
    let fits = [before, after].into_iter().map(|ahead_ms| (shown_ms - ahead_ms, ahead_ms));
    let exact = fits.filter(|(at_ms, ahead_ms)| ahead(*at_ms) == *ahead_ms).map(|(at_ms, _)| at_ms).min();
    exact.unwrap_or(shown_ms - before)
}

/// 1970 began on a Thursday.
const THURSDAY: i64 = 0;
const FRIDAY: i64 = 1;
const SUNDAY: i64 = 3;

/// Returns the last day of a month, of those with 30 or 31, that is this weekday; in days since 1970.
fn last_weekday(year: i64, month: i64, weekday: i64) -> i64 {
    let last = days_of(year, month, if month == 4 { 30 } else { 31 });
    last - (last - weekday).rem_euclid(7)
}

/// Counts the days from 1970 to a date of the Gregorian calendar.
pub fn days_of(year: i64, month: i64, day: i64) -> i64 {
    // Years begin in March here, so that the leap day comes last.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

fn year_of(at_ms: i64) -> i64 {
    date_of(at_ms).0
}

/// Returns year, month and day of a time, by UTC.
pub fn date_of(at_ms: i64) -> (i64, i64, i64) {
    let days = at_ms.div_euclid(DAY_MS) + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// Counts the days from 1970 to a time, by UTC.
pub fn day_of(at_ms: i64) -> i64 {
    at_ms.div_euclid(DAY_MS)
}

/// Counts the days from 1970 to a date that the shop gave as `YYYY-MM-DD`.
pub fn read_day(text: &str) -> Option<i64> {
    let mut parts = text.splitn(3, '-');
    let year = parts.next()?.parse().ok().filter(|year| (1970..=9999).contains(year))?;
    let month = parts.next()?.parse().ok().filter(|month| (1..=12).contains(month))?;
    let day = parts.next()?.parse().ok().filter(|day| (1..=31).contains(day))?;
    Some(days_of(year, month, day))
}

/// Returns hour and minute of a time, by UTC.
pub fn time_of(at_ms: i64) -> (u8, u8) {
    let minutes = at_ms.rem_euclid(DAY_MS) / MINUTE_MS;
    (u8::try_from(minutes / 60).unwrap_or(0), u8::try_from(minutes % 60).unwrap_or(0))
}

/// Writes a time for the shop's staff: `2026-12-05 17:30 UTC`.
pub fn utc(at_ms: i64) -> String {
    let (year, month, day) = date_of(at_ms);
    let (hour, minute) = time_of(at_ms);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02} UTC")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn hours(country: &str, (year, month, day, hour): (i64, i64, i64, i64)) -> Option<i64> {
        ahead_ms(country, days_of(year, month, day) * DAY_MS + hour * 60 * MINUTE_MS).map(|ms| ms / 3_600_000)
    }

    #[test]
    fn clocks_follow_country_and_season() {
        assert_eq!(hours("KE", (2026, 7, 1, 0)), Some(3));
        assert_eq!((hours("DE", (2026, 3, 29, 0)), hours("DE", (2026, 3, 29, 1))), (Some(1), Some(2)));
        assert_eq!((hours("DE", (2026, 10, 25, 0)), hours("DE", (2026, 10, 25, 1))), (Some(2), Some(1)));
        assert_eq!((hours("EG", (2026, 4, 23, 21)), hours("EG", (2026, 4, 23, 22))), (Some(2), Some(3)));
        assert_eq!((hours("EG", (2026, 10, 29, 20)), hours("EG", (2026, 10, 29, 21))), (Some(3), Some(2)));
        assert_eq!((hours("US", (2026, 7, 1, 0)), hours("", (2026, 7, 1, 0))), (None, None));
    }

    #[test]
    fn what_clocks_show_is_found_again_where_they_jump_too() {
        let at = |country: &str, (year, month, day): (i64, i64, i64), hour: i64| {
            utc(moment_of(country, days_of(year, month, day), hour * 60))
        };
        assert_eq!(at("KE", (2026, 12, 4), 15), "2026-12-04 12:00 UTC");
        assert_eq!(at("US", (2026, 12, 4), 15), "2026-12-04 15:00 UTC");
        assert_eq!(at("DE", (2026, 10, 24), 15), "2026-10-24 13:00 UTC");
        assert_eq!(at("DE", (2026, 10, 25), 15), "2026-10-25 14:00 UTC");
        // Two o'clock comes twice that night, and not at all in spring.
        assert_eq!(at("DE", (2026, 10, 25), 2), "2026-10-25 00:00 UTC");
        assert_eq!(at("DE", (2026, 3, 29), 2), "2026-03-29 01:00 UTC");
        assert_eq!(at("DE", (2026, 3, 29), 3), "2026-03-29 01:00 UTC");
    }

    #[test]
    fn staff_read_times_to_the_minute() {
        assert_eq!(utc(0), "1970-01-01 00:00 UTC");
        assert_eq!(utc(1_796_491_845_000), "2026-12-05 17:30 UTC");
    }

    proptest! {
        #[test]
        fn every_day_is_counted_back(days in -700_000_i64..2_900_000) {
            let (year, month, day) = date_of(days * DAY_MS);
            prop_assert_eq!(days_of(year, month, day), days);
        }
    }
}
