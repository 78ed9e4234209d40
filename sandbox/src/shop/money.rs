//! Money as whole cents, and VAT on it. Never a float, except where WooCommerce itself shows one (`price` of an order line).

/// VAT in percent, added on top of every price.
pub const VAT_PERCENT: i64 = 16;

/// VAT on a net amount, rounded half up per amount, as the shop does per line.
pub fn vat(net_cents: i64) -> i64 {
    let hundredths = net_cents * VAT_PERCENT;
    if hundredths >= 0 { (hundredths + 50) / 100 } else { -((-hundredths + 50) / 100) }
}

/// Reads a decimal such as `1250`, `12.5` or `-3.10`. More than two decimals are rounded half up.
pub fn parse(text: &str) -> Option<i64> {
    let text = text.trim();
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty()
        || whole.len() > 12
        || !digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
    {
        return None;
    }
    if fraction.contains('.') {
        return None;
    }
    let mut cents = whole.parse::<i64>().ok()? * 100;
    let digit = |index: usize| fraction.as_bytes().get(index).map_or(0, |byte| i64::from(byte - b'0'));
    cents += digit(0) * 10 + digit(1) + i64::from(digit(2) >= 5);
    Some(if negative { -cents } else { cents })
}

/// Two decimals always: `1250.00`.
pub fn decimal(cents: i64) -> String {
    format!("{}{}.{:02}", if cents < 0 { "-" } else { "" }, cents.abs() / 100, cents.abs() % 100)
}

/// As a merchant types it: `1250`, `12.50`.
pub fn typed(cents: i64) -> String {
    if cents % 100 == 0 { (cents / 100).to_string() } else { decimal(cents) }
}

/// As a coupon line shows it: `130`, `20.8`.
pub fn shortest(cents: i64) -> String {
    let text = decimal(cents);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// For people: `1,250.00`.
pub fn grouped(cents: i64) -> String {
    let text = decimal(cents);
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, "00"));
    let mut grouped = String::new();
    for (index, character) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) && !grouped.ends_with('-') {
            grouped.push(',');
        }
        grouped.push(character);
    }
    format!("{grouped}.{fraction}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vat_rounds_half_up_to_the_cent() {
        assert_eq!(vat(1_025_220), 164_035);
        assert_eq!(vat(3), 0);
        assert_eq!(vat(4), 1);
        assert_eq!(vat(-100), -16);
    }

    #[test]
    fn amounts_survive_reading_and_writing() {
        for (text, cents) in [("700", 70_000), ("12.50", 1250), ("0.05", 5), ("-3.1", -310), ("1.005", 101)] {
            assert_eq!(parse(text), Some(cents), "{text}");
        }
        for text in ["", ".", "1.2.3", "abc", "1e3", "--1"] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(typed(1250), "12.50");
        assert_eq!(typed(70_000), "700");
        assert_eq!(shortest(2080), "20.8");
        assert_eq!(grouped(123_456_789), "1,234,567.89");
        assert_eq!(grouped(-12_345), "-123.45");
    }
}
