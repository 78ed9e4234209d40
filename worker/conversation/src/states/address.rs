//! Reads names, places, e-mails and phones out of what people type. Nothing is asked or shown here.

use domain::{outbound::fit, shop::Address, text::fold};

/// Longest part of an address that is kept, in units.
const PART_MAX: usize = 100;

/// Tells whether a text can be somebody's name.
pub fn is_name(text: &str) -> bool {
    let letters = text.chars().filter(|char| char.is_alphabetic()).count();
    letters >= 2 && !text.contains(['@', '\n']) && domain::outbound::length(text) <= PART_MAX
}

/// Splits a name at its last blank.
pub fn set_name(address: &mut Address, text: &str) {
    let cleaned: String = text.chars().filter(|char| !char.is_control()).collect();
    let cleaned = cleaned.split_whitespace().collect::<Vec<_>>().join(" ");
    let (first, last) = cleaned.rsplit_once(' ').unwrap_or((cleaned.as_str(), ""));
    first.clone_into(&mut address.first_name);
    last.clone_into(&mut address.last_name);
}

/// Tells whether a text looks like an e-mail address. The shop has the last word.
pub fn is_email(text: &str) -> bool {
    let Some((user, host)) = text.split_once('@') else {
        return false;
    };
    let ok = |char: char| !char.is_whitespace() && !char.is_control() && !",;<>()[]\\\"".contains(char);
    !user.is_empty()
        && text.len() <= PART_MAX
        && text.chars().all(ok)
        && !host.contains('@')
        && host.contains('.')
        && host.split('.').all(|part| !part.is_empty())
}

/// Reads a phone number; one without country code gets that of the number known.
pub fn phone(text: &str, known: &str) -> Option<String> {
    let text = fold(text);
    let allowed = |char: char| char.is_ascii_digit() || " +-().".contains(char);
    if !text.chars().all(allowed) {
        return None;
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if let Some(digits) = digits.strip_prefix("00") {
        return (8..=15).contains(&digits.len()).then(|| format!("+{digits}"));
    }
    if !(7..=15).contains(&digits.len()) {
        return None;
    }
    if text.starts_with('+') {
        return (digits.len() >= 8).then(|| format!("+{digits}"));
    }
    // A local number stays as it is: a shop dials it better than a guess.
    Some(if known.trim_start_matches('+') == digits { format!("+{digits}") } else { digits })
}

/// Reads a country: its ISO code.
pub fn country_code(text: &str) -> Option<String> {
    let folded = fold(text);
    let is_code = folded.len() == 2 && folded.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_code.then(|| folded.to_uppercase())
}

/// Reads "street, town", also over several lines, with a postal code anywhere. Without a comma it is the street, and
/// the town is asked for.
pub fn set_place(address: &mut Address, text: &str) {
    let mut parts: Vec<&str> =
        text.split(['\n', ',', ';', '،', '؛']).map(str::trim).filter(|part| !part.is_empty()).collect();
    address.postcode.clear();
    address.line_2.clear();
    address.city.clear();
    address.state.clear();
    if parts.len() > 1
        && let Some(at) = parts.iter().rposition(|part| is_postcode(part))
    {
        parts.remove(at).clone_into(&mut address.postcode);
    }
    if parts.len() > 1
        && let Some(last) = parts.pop()
    {
        let (code, town) = split_postcode(last);
        if let Some(code) = code {
            code.clone_into(&mut address.postcode);
        }
        address.city = fit(town, PART_MAX);
    }
    address.line_1 = fit(&parts.join(", "), PART_MAX);
}

/// Tells whether a part is a postal code alone: digits, not as few as a house number may have.
fn is_postcode(part: &str) -> bool {
    (4..=10).contains(&part.len())
        && part.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-' || byte == b' ')
}

/// Reads "00100 Nairobi" and "Nairobi 00100".
fn split_postcode(part: &str) -> (Option<&str>, &str) {
    if let Some((first, rest)) = part.split_once(' ')
        && is_postcode(first)
    {
        return (Some(first), rest.trim());
    }
    match part.rsplit_once(' ') {
        Some((rest, last)) if is_postcode(last) => (Some(last), rest.trim()),
        _ => (None, part),
    }
}

/// Takes a pin. Its coordinates go into the second line, which the courier reads.
pub fn set_pin(
    address: &mut Address,
    at: (f64, f64),
    name: Option<&str>,
    place: Option<&str>,
    unnamed: &str,
) {
    let filled =
        |text: Option<&str>| text.map(str::trim).filter(|text| !text.is_empty()).map(ToOwned::to_owned);
    let (name, place) = (filled(name), filled(place));
    // A town that was asked for before is still right; that of an earlier address decides tax and delivery of another place.
    let is_new_place = !address.line_1.is_empty();
    let city = std::mem::take(&mut address.city);
    match (&name, &place) {
        (_, Some(place)) => {
            set_place(address, place);
            if let Some(name) = name.filter(|name| !address.line_1.contains(name.as_str())) {
                address.line_1 = fit(&format!("{name}, {}", address.line_1), PART_MAX);
            }
        }
        (name, None) => {
            address.postcode.clear();
            address.state.clear();
            address.line_1 = fit(name.as_deref().unwrap_or(unnamed), PART_MAX);
            if !is_new_place {
                address.city = city;
            }
        }
    }
    let (latitude, longitude) = at;
    address.line_2 = format!("{latitude:.5}, {longitude:.5}");
}

/// Takes the answer of WhatsApp's address form. Returns whether it held a street.
pub fn set_form(address: &mut Address, answers: &str) -> bool {
    let Ok(answers) = serde_json::from_str::<serde_json::Value>(answers) else {
        return false;
    };
    let values = answers.get("values").unwrap_or(&answers);
    let text = |keys: &[&str]| {
        let found = keys.iter().find_map(|key| values.get(key)?.as_str()).map(str::trim);
        found.filter(|text| !text.is_empty()).map(|text| fit(text, PART_MAX))
    };
    let parts: Vec<String> =
        ["house_number", "floor_number", "building_name", "tower_number", "address", "landmark_area"]
            .iter()
            .filter_map(|key| text(&[key]))
            .collect();
    if parts.is_empty() {
        return false;
    }
    address.line_1 = fit(&parts.join(", "), PART_MAX);
    address.line_2.clear();
    address.city = text(&["city"]).unwrap_or_default();
    address.state = text(&["state"]).unwrap_or_default();
    address.postcode = text(&["in_pin_code", "sg_post_code", "pin_code", "postcode"]).unwrap_or_default();
    if let Some(name) = text(&["name"]).filter(|name| is_name(name)) {
        set_name(address, &name);
    }
    if let Some(number) = text(&["phone_number"]).and_then(|number| phone(&number, &address.phone)) {
        address.phone = number;
    }
    true
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn place(text: &str) -> (String, String, String) {
        let mut address = Address::default();
        set_place(&mut address, text);
        (address.line_1, address.city, address.postcode)
    }

    #[test]
    fn street_and_town_are_told_apart() {
        for (text, line, city, postcode) in [
            ("Moi Avenue 12, Nairobi", "Moi Avenue 12", "Nairobi", ""),
            ("Moi Avenue 12\nNairobi", "Moi Avenue 12", "Nairobi", ""),
            ("Shop 4, Moi Avenue 12, Nairobi, 00100", "Shop 4, Moi Avenue 12", "Nairobi", "00100"),
            ("Hauptstr. 5, 10115 Berlin", "Hauptstr. 5", "Berlin", "10115"),
            ("Moi Avenue 12, Nairobi 00100", "Moi Avenue 12", "Nairobi", "00100"),
            ("Opposite the mosque", "Opposite the mosque", "", ""),
        ] {
            assert_eq!(place(text), (line.into(), city.into(), postcode.into()), "{text}");
        }
    }

    #[test]
    fn a_pin_keeps_its_coordinates_and_the_town_unless_it_is_another_place() {
        let mut address = Address { city: "Nairobi".into(), ..Address::default() };
        set_pin(&mut address, (-1.286_389, 36.817_223), None, None, "Location pin");
        assert_eq!(
            (address.line_1.as_str(), address.line_2.as_str()),
            ("Location pin", "-1.28639, 36.81722")
        );
        assert_eq!(address.city, "Nairobi");
        set_pin(&mut address, (1.0, 2.0), Some("Duka"), Some("Moi Avenue 3, Mombasa"), "Location pin");
        assert_eq!((address.line_1.as_str(), address.city.as_str()), ("Duka, Moi Avenue 3", "Mombasa"));
        set_pin(&mut address, (3.0, 4.0), None, None, "Location pin");
        assert_eq!(
            address.city, "",
            "the town of the earlier address decides tax and delivery of another place"
        );
    }

    #[test]
    fn the_address_form_is_read() {
        let mut address = Address::default();
        let answers = r#"{"saved_address_id":"a","values":{"name":"Asha Kamau","phone_number":"+15550100001","in_pin_code":"400001","address":"1 Example Street","city":"Mumbai","state":"Maharashtra"}}"#;
        assert!(set_form(&mut address, answers));
        assert_eq!((address.line_1.as_str(), address.city.as_str()), ("1 Example Street", "Mumbai"));
        assert_eq!((address.first_name.as_str(), address.last_name.as_str()), ("Asha", "Kamau"));
        assert_eq!((address.postcode.as_str(), address.phone.as_str()), ("400001", "+15550100001"));
        for broken in ["", "[]", "{}", "{\"values\":{\"address\":7}}", "null"] {
            assert!(!set_form(&mut Address::default(), broken), "{broken}");
        }
    }

    #[test]
    fn emails_names_and_phones_are_judged_kindly() {
        for good in ["a@b.co", "asha.k+shop@mail.example.org"] {
            assert!(is_email(good), "{good}");
        }
        for bad in ["", "a", "a@b", "a b@c.de", "@b.co", "a@b..co", "a@b.co, c@d.eu"] {
            assert!(!is_email(bad), "{bad}");
        }
        assert!(is_name("Ng") && is_name("Asha Kamau") && is_name("أحمد") && !is_name("7") && !is_name("😀"));
        assert_eq!(phone("+254 712 345-678", ""), Some("+254712345678".into()));
        assert_eq!(phone("00254712345678", ""), Some("+254712345678".into()));
        assert_eq!(phone("0712 345 678", "+254700000000"), Some("0712345678".into()));
        assert_eq!(phone("call me", ""), None);
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_harm(text in "(.|\n){0,200}") {
            let mut address = Address::default();
            set_place(&mut address, &text);
            set_name(&mut address, &text);
            set_form(&mut address, &text);
            let _ = (is_email(&text), phone(&text, ""), country_code(&text));
        }
    }
}
