//! Amounts, numbers and dates in the form of a person's language and country, from CLDR's data. Western digits
//! everywhere: article numbers, prices on the web and what people type have them too.

use domain::{Money, language::Language};
use icu_calendar::{Date, Gregorian};
use icu_datetime::{
    FixedCalendarDateTimeFormatter,
    fieldsets::{MDE, YMD},
    input::{DateTime, Time},
};
use icu_decimal::{DecimalFormatter, input::Decimal};
use icu_locale_core::Locale;

use crate::zone;

/// How somebody reads numbers: their language, and their country where it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Form<'c> {
    /// The language.
    pub language: Language,
    /// ISO 3166 country; may be empty.
    pub country: &'c str,
}

impl Form<'_> {
    fn locale(self) -> Locale {
        let code = self.language.code();
        let named = format!("{code}-{}-u-nu-latn", self.country).parse();
        named.or_else(|_| format!("{code}-u-nu-latn").parse()).unwrap_or(Locale::UNKNOWN)
    }

    /// Writes an amount: all decimals of the shop, and the code of the currency with a space that does not break. The
    /// code and not a sign: many currencies share one.
    pub fn money(self, money: &Money) -> String {
        let mut decimal = Decimal::from(money.minor);
        decimal.multiply_pow10(-i16::from(money.currency.decimals));
        let digits = DecimalFormatter::try_new(
            self.locale().into(),
            icu_decimal::options::DecimalFormatterOptions::default(),
        )
        .map(|formatter| formatter.format(&decimal).to_string());
        let Ok(digits) = digits else { return money.to_string() };
        let code = &money.currency.code;
        if self.code_comes_last() { format!("{digits}\u{a0}{code}") } else { format!("{code}\u{a0}{digits}") }
    }

    /// Writes a part of a hundred, given in hundredths of it, with a space that does not break.
    pub fn percent(self, basis_points: u32) -> String {
        let mut decimal = Decimal::from(basis_points);
        decimal.multiply_pow10(-2);
        decimal.trim_end();
        let digits = DecimalFormatter::try_new(
            self.locale().into(),
            icu_decimal::options::DecimalFormatterOptions::default(),
        )
        .map_or_else(|_| decimal.to_string(), |formatter| formatter.format(&decimal).to_string());
        format!("{digits}\u{a0}%")
    }

    /// CLDR's place of the currency, which its stable library does not tell yet.
    fn code_comes_last(self) -> bool {
        let american = [
            "AR", "BO", "BR", "CL", "CO", "CR", "DO", "EC", "GT", "HN", "MX", "NI", "PA", "PE", "PR", "PY",
            "SV", "US", "UY", "VE",
        ];
        match self.language {
            Language::French => true,
            Language::Spanish | Language::Portuguese => !american.contains(&self.country),
            Language::English | Language::Arabic | Language::Swahili | Language::Hindi => false,
        }
    }

    /// Writes a time as the person's clock shows it, with the day of the week; where their zone is not known, by UTC.
    pub fn moment(self, at_ms: i64) -> String {
        let ahead_ms = zone::ahead_ms(self.country, at_ms);
        let local_ms = at_ms.saturating_add(ahead_ms.unwrap_or(0));
        let written = || {
            let (year, month, day) = zone::date_of(local_ms);
            let (hour, minute) = zone::time_of(local_ms);
            let month = u8::try_from(month).ok()?;
            let date =
                Date::try_new_gregorian(i32::try_from(year).ok()?, month, u8::try_from(day).ok()?).ok()?;
            let time = Time::try_new(hour, minute, 0, 0).ok()?;
            let formatter = FixedCalendarDateTimeFormatter::<Gregorian, _>::try_new(
                self.locale().into(),
                MDE::medium().with_time_hm(),
            );
            Some(formatter.ok()?.format(&DateTime { date, time }).to_string())
        };
        let Some(written) = written() else { return zone::utc(at_ms) };
        if ahead_ms.is_some() { written } else { format!("{written} UTC") }
    }

    /// Writes a date that the shop gave as `YYYY-MM-DD`; what is none stays as it is.
    pub fn date(self, text: &str) -> String {
        let written = || {
            let mut parts = text.splitn(3, '-');
            let year = parts.next()?.parse().ok()?;
            let month = parts.next()?.parse().ok()?;
            let day = parts.next()?.parse().ok()?;
            let date = Date::try_new_gregorian(year, month, day).ok()?;
            let formatter = FixedCalendarDateTimeFormatter::<Gregorian, YMD>::try_new(
                self.locale().into(),
                YMD::medium(),
            );
            Some(formatter.ok()?.format(&date).to_string())
        };
        written().unwrap_or_else(|| text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use domain::money::Currency;
    use proptest::prelude::*;

    use super::*;

    fn form(language: Language, country: &str) -> Form<'_> {
        Form { language, country }
    }

    fn money(minor: i64, code: &str, decimals: u8) -> Money {
        Money::from_minor(minor, Currency { code: code.into(), decimals })
    }

    #[test]
    fn amounts_have_the_form_of_language_and_country() {
        let amount = money(123_456_750, "KES", 2);
        let written = |language, country| form(language, country).money(&amount);
        assert_eq!(written(Language::English, "KE"), "KES\u{a0}1,234,567.50");
        assert_eq!(written(Language::English, "IN"), "KES\u{a0}12,34,567.50");
        assert_eq!(written(Language::Hindi, "IN"), "KES\u{a0}12,34,567.50");
        assert_eq!(written(Language::French, "SN"), "1\u{202f}234\u{202f}567,50\u{a0}KES");
        assert_eq!(written(Language::Spanish, "MX"), "KES\u{a0}1,234,567.50");
        assert_eq!(written(Language::Spanish, "ES"), "1.234.567,50\u{a0}KES");
        assert_eq!(written(Language::Portuguese, "BR"), "KES\u{a0}1.234.567,50");
        assert_eq!(written(Language::Swahili, "TZ"), "KES\u{a0}1,234,567.50");
        assert_eq!(written(Language::Arabic, "EG"), "KES\u{a0}1,234,567.50");
        assert_eq!(form(Language::French, "").money(&money(1_500, "XOF", 0)), "1\u{202f}500\u{a0}XOF");
        assert_eq!(form(Language::English, "not a country").money(&money(-5, "KWD", 3)), "KWD\u{a0}-0.005");
    }

    #[test]
    fn parts_of_a_hundred_have_the_form_of_the_language() {
        let written = |language, basis_points| form(language, "").percent(basis_points);
        assert_eq!(written(Language::English, 100), "1\u{a0}%");
        assert_eq!(written(Language::English, 1_000), "10\u{a0}%");
        assert_eq!(written(Language::English, 5), "0.05\u{a0}%");
        assert_eq!(written(Language::French, 250), "2,5\u{a0}%");
        assert_eq!(written(Language::Arabic, 125), "1.25\u{a0}%");
    }

    #[test]
    fn dates_have_the_form_of_the_language_and_what_is_no_date_stays() {
        let written = |language, country| form(language, country).date("2026-11-03");
        assert_eq!(written(Language::English, "KE"), "3 Nov 2026");
        assert_eq!(written(Language::English, "US"), "Nov 3, 2026");
        assert_eq!(written(Language::French, "FR"), "3 nov. 2026");
        assert_eq!(written(Language::Spanish, "ES"), "3 nov 2026");
        assert!(written(Language::Arabic, "SA").contains("2026"), "{}", written(Language::Arabic, "SA"));
        for text in ["", "soon", "2026-13-40", "2026-11"] {
            assert_eq!(form(Language::English, "KE").date(text), text);
        }
    }

    #[test]
    fn moments_are_those_of_the_persons_clock() {
        let written = |language, country| {
            form(language, country).moment(1_796_491_845_000).replace(['\u{a0}', '\u{202f}'], " ")
        };
        assert_eq!(written(Language::English, "KE"), "Sat, 5 Dec, 20:30");
        assert_eq!(written(Language::English, "US"), "Sat, Dec 5, 5:30 PM UTC");
        assert_eq!(written(Language::French, "SN"), "sam. 5 déc., 17:30");
        for language in Language::ALL {
            let words = written(language, "IN");
            assert!(words.contains("11:00") || words.contains("23:00"), "{words}");
        }
    }

    proptest! {
        #[test]
        fn any_moment_is_written(at_ms: i64, place in 0..Language::ALL.len()) {
            prop_assert!(!form(Language::ALL[place], "EG").moment(at_ms).is_empty());
        }

        #[test]
        fn no_digit_of_an_amount_is_lost(minor: i64, decimals in 0_u8..=6, place in 0..Language::ALL.len()) {
            let amount = money(minor, "XXX", decimals);
            let written = form(Language::ALL[place], "").money(&amount);
            let digits: String = written.chars().filter(char::is_ascii_digit).collect();
            let plain: String = amount.to_decimal().chars().filter(char::is_ascii_digit).collect();
            prop_assert_eq!(digits, plain);
        }
    }
}
