//! Reads steps, and amounts of money as people type them: `41.50`, `41,50`, `4 750`, `4,750.00`, `KES 41.50`, `down to 41.50`; and
//! spans of time: `2h`, `90 min`, `3 d`.

use ::auction::{Band, PriceStep};
use domain::text::fold;

/// Most minor units that anybody means.
const MINOR_MAX: i64 = 1_000_000_000_000_000;

/// Returns the amount in minor units when the text names exactly one.
pub fn amount(text: &str, decimals: u8) -> Option<i64> {
    let mut found = amounts(text, decimals);
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// Returns all amounts of a text, in minor units.
pub fn amounts(text: &str, decimals: u8) -> impl Iterator<Item = i64> {
    let folded = fold(text);
    let mut numbers: Vec<String> = Vec::new();
    let mut glues = false;
    for word in folded.split(' ') {
        let number: String =
            word.chars().filter(|char| char.is_ascii_digit() || ".,٫٬'".contains(*char)).collect();
        let number = number.trim_matches(['.', ',', '\'']).to_owned();
        if !number.bytes().any(|byte| byte.is_ascii_digit()) {
            glues = false;
            continue;
        }
        // `4 750`: three digits behind a number go on with it.
        let is_group = number.len() >= 3 && number.bytes().take(3).all(|byte| byte.is_ascii_digit()) && {
            let head: String = number.chars().take_while(char::is_ascii_digit).collect();
            head.len() == 3
        };
        match numbers.last_mut() {
            Some(last) if glues && is_group && last.len() <= 7 && !last.contains(['.', ',']) => {
                last.push_str(&number);
            }
            _ => numbers.push(number),
        }
        glues = true;
    }
    numbers.into_iter().filter_map(move |number| minor(&number, decimals))
}

fn minor(number: &str, decimals: u8) -> Option<i64> {
    let number = number.replace('٫', ".").replace(['٬', '\''], "");
    let last = number.rfind(['.', ',']);
    let (whole, fraction) = match last {
        Some(place) => {
            let (whole, fraction) = (number.get(..place)?, number.get(place + 1..)?);
            let separators = number.matches(['.', ',']).count();
            let same = number.matches(number.get(place..=place)?).count();
            // One kind of sign, several times or before exactly three digits, parts thousands.
            let is_grouping = fraction.len() == 3 && same == separators && (same > 1 || decimals != 3);
            if is_grouping { (number.as_str(), "") } else { (whole, fraction) }
        }
        None => (number.as_str(), ""),
    };
    let digits = whole.replace(['.', ','], "");
    if digits.is_empty() || fraction.contains(['.', ',']) || fraction.len() > usize::from(decimals) {
        return None;
    }
    let text = format!("{digits}{fraction:0<width$}", width = usize::from(decimals));
    text.parse::<i64>().ok().filter(|minor| *minor <= MINOR_MAX)
}

/// Returns a span of time in milliseconds: a number with a unit, `h`, `min`, `d` or longer words of the same beginning in
/// the languages we speak.
pub fn span_ms(text: &str) -> Option<i64> {
    let folded = fold(text);
    let start = folded.find(|char: char| char.is_ascii_digit())?;
    let rest = folded.get(start..)?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let unit: String =
        rest.get(digits.len()..)?.trim_start().chars().take_while(|char| char.is_alphabetic()).collect();
    let count: i64 = digits.parse().ok()?;
    let minutes = match unit.as_str() {
        "m" | "min" | "mins" | "minute" | "minutes" | "minuto" | "minutos" | "dakika" | "دقيقه" | "دقائق"
        | "دقيقة" | "मिनट" => 1,
        "h" | "hr" | "hrs" | "hour" | "hours" | "heure" | "heures" | "hora" | "horas" | "saa" | "masaa"
        | "ساعه" | "ساعة" | "ساعات" | "घंटे" | "घटे" | "घंटा" | "घटा" => {
            60
        }
        "d" | "day" | "days" | "jour" | "jours" | "dia" | "dias" | "siku" | "يوم" | "ايام" | "أيام"
        | "दिन" => 24 * 60,
        _ => return None,
    };
    count.checked_mul(minutes * 60_000).filter(|span| (60_000..=60 * 24 * 3_600_000).contains(span))
}

/// Reads a step: "1 %", "50", or a table "0:10, 5000:50": from a price, a step.
pub fn step_of(words: &str, decimals: u8) -> Option<PriceStep> {
    let folded = fold(words);
    if let Some(number) = folded.strip_suffix('%') {
        let basis_points = amount(number, 2)?;
        return Some(PriceStep::Percent {
            basis_points: u32::try_from(basis_points).ok().filter(|part| *part > 0)?,
        });
    }
    if folded.contains(':') {
        let bands: Option<Vec<Band>> = folded
            .split([';', ' '])
            .map(|band| band.trim_matches(','))
            .filter(|band| !band.is_empty())
            .map(|band| {
                let (from, step) = band.split_once(':')?;
                Some(Band { from_minor: amount(from, decimals)?, step_minor: amount(step, decimals)? })
            })
            .collect();
        return bands.filter(|bands| !bands.is_empty()).map(|bands| PriceStep::Table { bands });
    }
    amount(words, decimals).filter(|minor| *minor > 0).map(|minor| PriceStep::Fixed { minor })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_however_they_are_written() {
        for (text, minor) in [
            ("41.50", 4_150),
            ("41,50", 4_150),
            ("41.5", 4_150),
            ("4,750", 475_000),
            ("4.750", 475_000),
            ("4 750", 475_000),
            ("4 750,50", 475_050),
            ("4,750.50", 475_050),
            ("4.750,50", 475_050),
            ("KES 41.50", 4_150),
            ("41.50/bag", 4_150),
            ("down to 41.50", 4_150),
            ("٤١٫٥٠", 4_150),
            ("1,234,567", 123_456_700),
        ] {
            assert_eq!(amount(text, 2), Some(minor), "{text}");
        }
        for text in ["", "cheap", "41.5555", "1 or 2", "99999999999999999999"] {
            assert_eq!(amount(text, 2), None, "{text}");
        }
        assert_eq!(amount("4,750", 0), Some(4_750));
    }

    #[test]
    fn spans_are_read() {
        for (text, minutes) in
            [("2h", 120), ("90 min", 90), ("for 3 days", 4_320), ("2 heures", 120), ("3 siku", 4_320)]
        {
            assert_eq!(span_ms(text), Some(minutes * 60_000), "{text}");
        }
        for text in ["", "2", "2 bags", "0 h", "9999 days"] {
            assert_eq!(span_ms(text), None, "{text}");
        }
    }
}
