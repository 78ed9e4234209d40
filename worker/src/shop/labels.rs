//! Which part of an address a sentence of the shop is about. The checkout names a missing field by its label only, in the
//! shop's own language ("Postcode / ZIP is required"): no code, no name of the parameter.

/// Words of labels, the more telling first: "Country / Region" is no region, "Email address" no street.
const WORDS: &[(&str, &[&str])] = &[
    ("email", &["email", "e mail", "correo", "courriel", "barua pepe"]),
    ("phone", &["phone", "telefon", "telephone", "telefono", "simu"]),
    ("first_name", &["first name", "vorname", "prenom", "primeiro nome", "jina la kwanza"]),
    ("last_name", &["last name", "surname", "nachname", "apellidos", "sobrenome", "nom de famille"]),
    (
        "postcode",
        &[
            "postcode",
            "post code",
            "postal",
            "zip",
            "eircode",
            "pin code",
            "postleitzahl",
            "postnummer",
            "cep",
            "posta",
        ],
    ),
    ("country", &["country", "land region", "pays", "pais", "nchi"]),
    ("city", &["town", "city", "suburb", "village", "ort stadt", "ville", "ciudad", "cidade", "mji"]),
    (
        "state",
        &[
            "state",
            "county",
            "province",
            "region",
            "prefecture",
            "district",
            "municipality",
            "canton",
            "department",
            "parish",
            "governorate",
            "emirate",
            "bundesland",
            "provincia",
            "estado",
            "kaunti",
        ],
    ),
    ("address_1", &["street", "address", "strasse", "adresse", "direccion", "endereco", "anwani"]),
];

/// Returns the field that a sentence names, by the shop's name for it.
pub fn field_named(sentence: &str) -> Option<&'static str> {
    let folded = domain::text::fold(sentence);
    let words = folded
        .split(|char: char| !char.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>();
    let plain = format!(" {} ", words.join(" "));
    let has = |word: &&str| plain.contains(&format!(" {word} "));
    WORDS.iter().find(|(_, labels)| labels.iter().any(&has)).map(|(field, _)| *field)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_many_countries_are_told_apart() {
        for (sentence, field) in [
            ("Last name is required", "last_name"),
            ("Country / Region is required", "country"),
            ("State / County is required", "state"),
            ("Province is required", "state"),
            ("Postcode / ZIP is required", "postcode"),
            ("ZIP Code is required", "postcode"),
            ("Town / City is required", "city"),
            ("Street address is required", "address_1"),
            ("Email address is required", "email"),
            ("Phone is required", "phone"),
            ("Téléphone est obligatoire", "phone"),
            ("Code postal est obligatoire", "postcode"),
            ("Postleitzahl ist erforderlich", "postcode"),
        ] {
            assert_eq!(field_named(sentence), Some(field), "{sentence}");
        }
        assert_eq!(field_named("Tax number is required"), None);
        assert_eq!(field_named(""), None);
    }
}
