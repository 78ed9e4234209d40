//! Reads days and times as people say them: "until Friday 15:00", "till tomorrow noon", "until 5.12. 15:00", in all languages
//! that we speak, by the clocks of the person's country. Names of days and months are those of CLDR.

use std::{collections::HashMap, sync::LazyLock};

use domain::{language::Language, text::fold};
use icu_calendar::{Date, Gregorian};
use icu_datetime::{
    FixedCalendarDateTimeFormatter,
    fieldsets::{E, M},
};
use icu_locale_core::Locale;

use crate::zone;

/// Most words that one moment takes.
const WORDS_MAX: usize = 7;
/// Minutes of a day.
const DAY_MINUTES: i64 = 24 * 60;
/// The last minute of a day: "until Friday" has all of it.
const LAST_MINUTE: i64 = DAY_MINUTES - 1;

/// Words before (or, in Hindi, behind) an end, folded.
const UNTIL: [&str; 15] = [
    "until", "till", "til", "by", "jusqu'a", "jusqu'au", "jusque", "hasta", "ate", "hadi", "mpaka", "حتي",
    "حتى", "الى", "तक",
];
/// Words before (or, in Hindi, behind) a beginning, folded.
const FROM: [&str; 10] =
    ["from", "starting", "des", "desde", "partir", "kuanzia", "tangu", "من", "ابتداء", "से"];
/// Words that stand between and say nothing.
const FILLERS: [&str; 33] = [
    "ao",
    "al",
    "on",
    "at",
    "the",
    "of",
    "le",
    "la",
    "las",
    "el",
    "a",
    "as",
    "au",
    "du",
    "de",
    "los",
    "o",
    "no",
    "na",
    "da",
    "dia",
    "siku",
    "ya",
    "saa",
    "tarehe",
    "mnamo",
    "يوم",
    "في",
    "الساعة",
    "الساعه",
    "को",
    "दिन",
    "के",
];
/// Words behind an hour.
const O_CLOCK: [&str; 6] = ["o'clock", "heures", "heure", "horas", "hrs", "बजे"];
/// Several words, or one, for a day or an hour: replaced before words are looked at.
const PHRASES: [(&str, &str); 42] = [
    ("day after tomorrow", "@2"),
    ("apres-demain", "@2"),
    ("apres demain", "@2"),
    ("pasado manana", "@2"),
    ("depois de amanha", "@2"),
    ("kesho kutwa", "@2"),
    ("keshokutwa", "@2"),
    ("परसों", "@2"),
    ("بعد غد", "@2"),
    ("بعد الغد", "@2"),
    ("tomorrow", "@1"),
    ("demain", "@1"),
    ("manana", "@1"),
    ("amanha", "@1"),
    ("kesho", "@1"),
    ("कल", "@1"),
    ("غدا", "@1"),
    ("الغد", "@1"),
    ("today", "@0"),
    ("tonight", "@0"),
    ("aujourd'hui", "@0"),
    ("hoy", "@0"),
    ("hoje", "@0"),
    ("leo", "@0"),
    ("आज", "@0"),
    ("اليوم", "@0"),
    ("noon", "12:00"),
    ("midi", "12:00"),
    ("mediodia", "12:00"),
    ("meio-dia", "12:00"),
    ("meio dia", "12:00"),
    ("saa sita mchana", "12:00"),
    ("दोपहर", "12:00"),
    ("الظهر", "12:00"),
    ("midnight", "23:59"),
    ("minuit", "23:59"),
    ("medianoche", "23:59"),
    ("meia-noite", "23:59"),
    ("meia noite", "23:59"),
    ("saa sita usiku", "23:59"),
    ("منتصف الليل", "23:59"),
    ("आधी रात", "23:59"),
];

/// Days of the week and months by their folded names, long and short.
struct Names {
    /// Monday is 0.
    weekdays: HashMap<String, i64>,
    months: HashMap<String, i64>,
}

static NAMES: LazyLock<Vec<(Language, Names)>> =
    LazyLock::new(|| Language::ALL.into_iter().map(|language| (language, names(language))).collect());

fn names(language: Language) -> Names {
    let locale: Locale = language.code().parse().unwrap_or(Locale::UNKNOWN);
    let (mut weekdays, mut months) = (HashMap::new(), HashMap::new());
    let keep = |names: &mut HashMap<String, i64>, name: &str, number: i64| {
        let folded = fold(name);
        let bare = folded.trim_end_matches('.');
        // "sexta-feira" is called "sexta", "يوم" is not a day of its own.
        let first = bare.split('-').next().unwrap_or(bare);
        for name in [bare, first] {
            names.entry(name.to_owned()).or_insert(number);
        }
    };
    // 5 January 2026 is a Monday.
    for day in 0..7_u8 {
        let Ok(date) = Date::try_new_gregorian(2026, 1, 5 + day) else { continue };
        for fields in [E::long(), E::medium(), E::short()] {
            let formatter =
                FixedCalendarDateTimeFormatter::<Gregorian, _>::try_new(locale.clone().into(), fields);
            if let Ok(formatter) = formatter {
                keep(&mut weekdays, &formatter.format(&date).to_string(), i64::from(day));
            }
        }
    }
    for month in 1..=12_u8 {
        let Ok(date) = Date::try_new_gregorian(2026, month, 1) else { continue };
        for fields in [M::long(), M::medium()] {
            let formatter =
                FixedCalendarDateTimeFormatter::<Gregorian, _>::try_new(locale.clone().into(), fields);
            if let Ok(formatter) = formatter {
                keep(&mut months, &formatter.format(&date).to_string(), i64::from(month));
            }
        }
    }
    Names { weekdays, months }
}

/// Looks a name up in the person's language, then in the others.
fn named(language: Language, pick: impl Fn(&Names) -> Option<i64>) -> Option<i64> {
    let own = NAMES.iter().find(|(known, _)| *known == language);
    own.into_iter().chain(NAMES.iter()).find_map(|(_, names)| pick(names))
}

/// Whose clock it is, and what it shows.
#[derive(Debug, Clone, Copy)]
pub struct Clock<'c> {
    /// The person's language.
    pub language: Language,
    /// Their country, which tells the zone.
    pub country: &'c str,
    /// Now, unix milliseconds.
    pub now_ms: i64,
}

/// A moment that was taken out of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// "until ...".
    Until(i64),
    /// "from ...".
    From(i64),
}

/// Parts of a moment as they are found.
#[derive(Default)]
struct Parts {
    day: Option<Day>,
    minute: Option<i64>,
}

enum Day {
    /// So many days from today.
    In(i64),
    /// The next of this weekday.
    Weekday(i64),
    /// Day, month and maybe year.
    Date(i64, i64, Option<i64>),
}

impl Clock<'_> {
    /// Reads a moment to come that a whole text names, with or without "until". What may as well be a length of time (`15h`)
    /// is none, unless a day or "until" stands beside it.
    pub fn moment(self, text: &str) -> Option<i64> {
        let folded = fold(text);
        let words: Vec<&str> = folded.split_whitespace().collect();
        let is_mark = |word: &&str| UNTIL.contains(word) || FROM.contains(word);
        let has_mark = words.iter().any(is_mark);
        let words: Vec<&str> = words.into_iter().filter(|word| !is_mark(word)).collect();
        self.read(&words.join(" "), has_mark)
    }

    /// Takes a moment with "until" or "from" out of a sentence.
    pub fn take(self, words: &mut Vec<&str>) -> Option<Said> {
        let folded: Vec<String> = words.iter().map(|word| fold(word)).collect();
        for (place, word) in folded.iter().enumerate() {
            let is_end = UNTIL.contains(&word.as_str());
            if !is_end && !FROM.contains(&word.as_str()) {
                continue;
            }
            let said = |at_ms| if is_end { Said::Until(at_ms) } else { Said::From(at_ms) };
            let behind = (place + 1..=folded.len().min(place + 1 + WORDS_MAX)).rev();
            for end in behind.filter(|end| *end > place + 1) {
                if let Some(at_ms) = self.read(&folded.get(place + 1..end)?.join(" "), true) {
                    words.drain(place..end);
                    return Some(said(at_ms));
                }
            }
            // Hindi says it behind.
            for start in place.saturating_sub(WORDS_MAX)..place {
                if let Some(at_ms) = self.read(&folded.get(start..place)?.join(" "), true) {
                    words.drain(start..=place);
                    return Some(said(at_ms));
                }
            }
        }
        None
    }

    fn read(self, folded: &str, has_mark: bool) -> Option<i64> {
        let mut text = format!(" {folded} ");
        for (phrase, stands_for) in PHRASES {
            text = text.replace(&format!(" {phrase} "), &format!(" {stands_for} "));
        }
        let words: Vec<&str> = text
            .split([' ', ','])
            .map(|word| word.trim_matches(['(', ')', '؛', '،', '।', '?', '!']))
            .filter(|word| !word.is_empty())
            .collect();
        if words.len() > WORDS_MAX + 2 {
            return None;
        }
        // Hours without minutes are hours of a clock only beside a day.
        let has_day = has_mark || words.iter().any(|word| self.day_of(word).is_some());
        let mut parts = Parts::default();
        let mut place = 0;
        while let Some(word) = words.get(place).copied() {
            let next = words.get(place + 1).copied().unwrap_or_default();
            place += if let Some(minute) = clock(word) {
                set(&mut parts.minute, minute)?
            } else if let Some(minute) = has_day.then(|| hour_of(word, next)).flatten() {
                set(&mut parts.minute, minute.0)?;
                minute.1
            } else if let Some((date, taken)) = self.date(&words, place) {
                set(&mut parts.day, date)?;
                taken
            } else if let Some(day) = self.day_of(word) {
                set(&mut parts.day, day)?
            } else if FILLERS.contains(&word) {
                1
            } else {
                return None;
            };
        }
        self.put_together(&parts)
    }

    /// "today", "Friday", "5/12".
    fn day_of(self, word: &str) -> Option<Day> {
        if let Some(days) = word.strip_prefix('@') {
            // Our own marks; whoever types one means a price.
            return days.parse().ok().filter(|days| (0..=2).contains(days)).map(Day::In);
        }
        let bare = word.trim_end_matches('.');
        let weekday =
            named(self.language, |names| names.weekdays.get(bare).copied()).filter(|_| bare.len() > 1);
        weekday.map(Day::Weekday).or_else(|| numeric(word))
    }

    /// "5 December", "5. December 2026", "December 5", "5.12 15:00".
    fn date(self, words: &[&str], place: usize) -> Option<(Day, usize)> {
        let word = words.get(place)?;
        let month = |word: &str| {
            let bare = word.trim_end_matches('.');
            named(self.language, |names| names.months.get(bare).copied())
        };
        let number = |word: &str| {
            let bare = word.trim_end_matches(['.', 's', 't', 'n', 'd', 'r', 'h', 'e', 'o']);
            bare.parse::<i64>().ok().filter(|number| (1..=31).contains(number) && bare.len() <= 2)
        };
        let year = |place: usize| {
            let word = words.get(place)?;
            word.parse::<i64>().ok().filter(|year| (2000..=9999).contains(year))
        };
        // "5 de diciembre"
        let mut next = place + 1;
        while words.get(next).is_some_and(|word| FILLERS.contains(word)) {
            next += 1;
        }
        let after = words.get(next).copied().unwrap_or_default();
        let ((Some(day), Some(month), ..) | (.., Some(month), Some(day))) =
            (number(word), month(after), month(word), number(after))
        else {
            // A decimal number alone may be a price; before a time it is a date.
            let is_date = word.split('.').count() == 2 && clock(after).is_some();
            let day = is_date.then(|| numeric(&format!("{word}."))).flatten()?;
            return Some((day, 1));
        };
        match year(next + 1) {
            Some(year) => Some((Day::Date(day, month, Some(year)), next + 2 - place)),
            None => Some((Day::Date(day, month, None), next + 1 - place)),
        }
    }

    /// The next time that fits; none that is past.
    fn put_together(self, parts: &Parts) -> Option<i64> {
        let local_ms = self.now_ms.saturating_add(zone::ahead_ms(self.country, self.now_ms).unwrap_or(0));
        let today = zone::day_of(local_ms);
        let minute = parts.minute.unwrap_or(LAST_MINUTE);
        let at = |day: i64| zone::moment_of(self.country, day, minute);
        let is_ahead = |at_ms: &i64| *at_ms > self.now_ms;
        match &parts.day {
            // An hour alone is the next one.
            None => {
                parts.minute?;
                [today, today + 1].into_iter().map(at).find(is_ahead)
            }
            Some(Day::In(days)) => Some(at(today + days)).filter(is_ahead),
            Some(Day::Weekday(weekday)) => {
                // 1970 began on a Thursday, which is 3 where Monday is 0.
                let first = (today..today + 7).find(|day| (day + 3).rem_euclid(7) == *weekday)?;
                [first, first + 7].into_iter().map(at).find(is_ahead)
            }
            Some(Day::Date(day, month, year)) => {
                let (this_year, ..) = zone::date_of(local_ms);
                let years = year.map_or_else(|| vec![this_year, this_year + 1], |year| vec![year]);
                let days = years.into_iter().map(|year| zone::days_of(year, *month, *day));
                // The 31st of a month that has 30 is no day.
                let real = days.filter(|days| {
                    let (_, real_month, real_day) = zone::date_of(days * 24 * 3_600_000);
                    (real_month, real_day) == (*month, *day)
                });
                real.map(at).find(is_ahead)
            }
        }
    }
}

/// Sets a part that was not there yet; twice is no moment.
fn set<T>(slot: &mut Option<T>, value: T) -> Option<usize> {
    slot.is_none().then(|| {
        *slot = Some(value);
        1
    })
}

/// "15:00", "15h30", "3pm", "3:30pm".
fn clock(word: &str) -> Option<i64> {
    let (digits, half) = match word.trim_end_matches('.').replace('.', "") {
        text if text.ends_with("am") => (word.split('a').next()?.to_owned(), Some(0)),
        text if text.ends_with("pm") => (word.split('p').next()?.to_owned(), Some(12)),
        _ => (word.trim_end_matches('.').to_owned(), None),
    };
    let (hour, minute) = match digits.split_once([':', 'h']) {
        Some((hour, minute)) if minute.len() == 2 => (hour.to_owned(), minute.parse::<i64>().ok()?),
        None if half.is_some() => (digits, 0),
        Some(_) | None => return None,
    };
    let hour = hour.parse::<i64>().ok()?;
    let hour = match half {
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
        None => hour,
    };
    in_day(hour, minute)
}

/// "15h", "15 h", "15 heures", "3 pm", "15" behind a day: minutes, and how many words that were.
fn hour_of(word: &str, next: &str) -> Option<(i64, usize)> {
    if let Some(hour) = word.strip_suffix('h').and_then(|hour| hour.parse().ok()) {
        return in_day(hour, 0).map(|minute| (minute, 1));
    }
    let half = match next.replace('.', "").as_str() {
        "am" => Some("am"),
        "pm" => Some("pm"),
        _ => None,
    };
    if let Some(half) = half {
        return clock(&format!("{word}{half}")).map(|minute| (minute, 2));
    }
    let hour = word.parse::<i64>().ok()?;
    let is_o_clock = next == "h" || O_CLOCK.contains(&next);
    is_o_clock.then(|| in_day(hour, 0)).flatten().map(|minute| (minute, 2))
}

fn in_day(hour: i64, minute: i64) -> Option<i64> {
    match (hour, minute) {
        (24, 0) => Some(LAST_MINUTE),
        (0..=23, 0..=59) => Some(hour * 60 + minute),
        _ => None,
    }
}

/// "5.12.", "5/12", "5.12.2026", "2026-12-05".
fn numeric(word: &str) -> Option<Day> {
    let parts: Option<Vec<(usize, i64)>> = word
        .trim_end_matches('.')
        .split(['.', '/', '-'])
        .map(|part| Some((part.len(), part.parse().ok()?)))
        .collect();
    let is_day = |day: i64, month: i64| (1..=31).contains(&day) && (1..=12).contains(&month);
    match parts?.as_slice() {
        [(4, year), (_, month), (_, day)] | [(_, day), (_, month), (4, year)] if is_day(*day, *month) => {
            Some(Day::Date(*day, *month, Some(*year)))
        }
        // Two numbers with a point between may be a price: a point behind them, or a stroke, makes them a date.
        [(1..=2, day), (1..=2, month)]
            if is_day(*day, *month) && (word.ends_with('.') || word.contains('/')) =>
        {
            Some(Day::Date(*day, *month, None))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Wednesday, 18 November 2026, 14:06 in Nairobi.
    const NOW_MS: i64 = 1_795_000_000_000;

    fn clock_of(language: Language, country: &str) -> Clock<'_> {
        Clock { language, country, now_ms: NOW_MS }
    }

    fn read(language: Language, country: &str, text: &str) -> Option<String> {
        clock_of(language, country).moment(text).map(zone::utc)
    }

    #[test]
    fn days_and_times_are_read_in_every_language() {
        // Friday at three in the afternoon.
        for (language, country, text) in [
            (Language::English, "KE", "until Friday 15:00"),
            (Language::English, "KE", "fri 3pm"),
            (Language::English, "KE", "till Friday at 3 pm"),
            (Language::English, "KE", "until 20.11. 15:00"),
            (Language::English, "KE", "20.11 15:00"),
            (Language::English, "KE", "20 November 15:00"),
            (Language::English, "KE", "November 20th, 15:00"),
            (Language::English, "KE", "2026-11-20 15:00"),
            (Language::English, "KE", "day after tomorrow 15:00"),
            (Language::French, "MG", "jusqu’à vendredi 15h"),
            (Language::French, "MG", "vendredi à 15h00"),
            (Language::French, "MG", "jusqu'au 20 novembre à 15 heures"),
            (Language::French, "MG", "après-demain 15:00"),
            (Language::Spanish, "KE", "hasta el viernes a las 15:00"),
            (Language::Spanish, "KE", "hasta el 20 de noviembre a las 15 h"),
            (Language::Portuguese, "KE", "até sexta-feira às 15:00"),
            (Language::Portuguese, "KE", "até sexta 15h"),
            (Language::Portuguese, "KE", "até 20/11/2026 15:00"),
            (Language::Swahili, "TZ", "hadi Ijumaa saa 15:00"),
            (Language::Swahili, "TZ", "mpaka keshokutwa 15:00"),
            (Language::Arabic, "SA", "حتى الجمعة ١٥:٠٠"),
            (Language::Arabic, "SA", "حتى يوم الجمعة الساعة 15:00"),
            (Language::Hindi, "KE", "शुक्रवार 15:00 तक"),
            (Language::Hindi, "KE", "शुक्रवार को 15 बजे तक"),
        ] {
            let wanted = Some("2026-11-20 12:00 UTC".to_owned());
            assert_eq!(read(language, country, text), wanted, "{text}");
        }
        // Tomorrow at noon.
        for (language, text) in [
            (Language::English, "till tomorrow noon"),
            (Language::French, "demain midi"),
            (Language::Spanish, "hasta mañana a mediodía"),
            (Language::Portuguese, "até amanhã ao meio-dia"),
            (Language::Swahili, "hadi kesho saa sita mchana"),
            (Language::Arabic, "حتى غدا الظهر"),
            (Language::Hindi, "कल दोपहर तक"),
        ] {
            let wanted = Some("2026-11-19 09:00 UTC".to_owned());
            assert_eq!(read(language, "KE", text), wanted, "{text}");
        }
    }

    #[test]
    fn a_day_alone_is_all_of_it_and_an_hour_alone_the_next() {
        let read = |text| read(Language::English, "KE", text);
        assert_eq!(read("until Friday").unwrap(), "2026-11-20 20:59 UTC");
        assert_eq!(read("today").unwrap(), "2026-11-18 20:59 UTC");
        assert_eq!(read("18:00").unwrap(), "2026-11-18 15:00 UTC");
        assert_eq!(read("09:00").unwrap(), "2026-11-19 06:00 UTC");
        // Today is a Wednesday: an hour to come is today's, one that is past next week's.
        assert_eq!(read("Wednesday 18:00").unwrap(), "2026-11-18 15:00 UTC");
        assert_eq!(read("Wednesday 9:00").unwrap(), "2026-11-25 06:00 UTC");
        assert_eq!(read("5/1 10:00").unwrap(), "2027-01-05 07:00 UTC");
    }

    #[test]
    fn what_is_no_moment_or_past_is_none() {
        for text in [
            "",
            "4h",
            "15h",
            "90 min",
            "2 d",
            "soon",
            "until",
            "850",
            "until 850",
            "5.12",
            "until 41.50",
            "31.11. 15:00",
            "25:00",
            "today 9:00",
            "2020-01-01",
            "Friday Monday",
            "15:00 16:00",
            "until the end",
        ] {
            assert_eq!(read(Language::English, "KE", text), None, "{text}");
        }
    }

    #[test]
    fn the_clock_is_the_persons_own_in_summer_and_winter() {
        let read = |country| read(Language::English, country, "until 5.7. 15:00").unwrap();
        assert_eq!(read("DE"), "2027-07-05 13:00 UTC");
        assert_eq!(read("KE"), "2027-07-05 12:00 UTC");
        assert_eq!(read("US"), "2027-07-05 15:00 UTC");
    }

    #[test]
    fn moments_are_taken_out_of_a_sentence() {
        let take = |text: &'static str| {
            let mut words: Vec<&str> = text.split_whitespace().collect();
            let said = clock_of(Language::English, "KE").take(&mut words);
            (said, words.join(" "))
        };
        let friday_ms = zone::moment_of("KE", zone::days_of(2026, 11, 20), 15 * 60);
        let whole = "200 bags cement max 850 until Friday 15:00";
        assert_eq!(take(whole), (Some(Said::Until(friday_ms)), "200 bags cement max 850".into()));
        let hindi = "200 बोरी सीमेंट शुक्रवार 15:00 तक max 850";
        assert_eq!(take(hindi), (Some(Said::Until(friday_ms)), "200 बोरी सीमेंट max 850".into()));
        let from = "20 drills from Friday 15:00";
        assert_eq!(take(from), (Some(Said::From(friday_ms)), "20 drills".into()));
        for kept in ["coffee from Kenya", "200 sacos até 850", "desks by the dozen"] {
            assert_eq!(take(kept), (None, kept.to_owned()), "{kept}");
        }
    }

    #[test]
    fn every_language_has_names_of_its_own() {
        for (language, names) in NAMES.iter() {
            assert!(names.weekdays.len() >= 7 && names.months.len() >= 12, "{language:?}");
            assert!(!names.weekdays.contains_key(""), "{language:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in ".{0,40}") {
            for language in Language::ALL {
                if let Some(at_ms) = clock_of(language, "DE").moment(&text) {
                    prop_assert!(at_ms > NOW_MS);
                }
            }
        }
    }
}
