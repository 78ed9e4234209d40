//! One form for what people type: digits that are digits, no marks that nobody sees. And folding of what people type, so that `Café`, `cafe` and full-width or Arabic-Indic digits compare equal.

use sha2::{Digest as _, Sha256};
use unicode_normalization::UnicodeNormalization as _;

/// Returns the SHA-256 of a text, hex: a mark by which two texts are compared where they cannot stand.
pub fn digest(text: &str) -> String {
    hex::encode(Sha256::digest(text))
}

/// Returns `text` in lower case, without accents and invisible marks, with ASCII digits and single spaces.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut space_pending = false;
    let decomposed = text.nfkd().filter(|char| !is_accent(*char) && !is_invisible(*char));
    for char in decomposed.flat_map(char::to_lowercase) {
        let char = ascii_digit(char);
        if char.is_whitespace() || char.is_control() {
            space_pending = !folded.is_empty();
            continue;
        }
        if std::mem::take(&mut space_pending) {
            folded.push(' ');
        }
        match char {
            'ß' => folded.push_str("ss"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' => folded.push('d'),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ı' => folded.push('i'),
            '’' | '‘' | '`' | '´' => folded.push('\''),
            other => folded.push(other),
        }
    }
    folded
}

/// Returns `text` with ASCII digits, in the compatible form of Unicode, and without marks that steer the direction of
/// writing. Case, accents, blanks, line breaks and what joins letters stay: this is what is kept and passed on.
pub fn plain(text: &str) -> String {
    let steers = |char: char| is_invisible(char) && !matches!(char, '\u{200c}' | '\u{200d}');
    text.nfkc().filter(|char| !steers(*char)).map(ascii_digit).collect()
}

/// Accents of the Latin, Greek and Cyrillic scripts, and the vowel points of Arabic and Hebrew, which hardly anybody types.
/// The vowel signs of the Indian scripts are letters: without them `तेल` (oil) and `ताला` (lock) would be one word.
fn is_accent(char: char) -> bool {
    matches!(
        char,
        '\u{300}'..='\u{36f}'
            | '\u{591}'..='\u{5c7}'
            | '\u{610}'..='\u{61a}'
            | '\u{64b}'..='\u{65f}'
            | '\u{670}'
            | '\u{6d6}'..='\u{6ed}'
            | '\u{1ab0}'..='\u{1aff}'
            | '\u{1dc0}'..='\u{1dff}'
            | '\u{20d0}'..='\u{20ff}'
            | '\u{fe20}'..='\u{fe2f}'
    )
}

/// Marks that steer the direction of text or have no width; people paste them without seeing them.
fn is_invisible(char: char) -> bool {
    matches!(char, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Zeros of the scripts that buyers write in: Arabic, Persian, and those of India. Their other digits follow.
const ZEROS: [u32; 10] = [0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6];

fn ascii_digit(char: char) -> char {
    let code = u32::from(char);
    let Some(base) = ZEROS.into_iter().find(|zero| (*zero..*zero + 10).contains(&code)) else { return char };
    char::from_u32(u32::from(char) - base + u32::from('0')).unwrap_or(char)
}

#[cfg(test)]
mod tests {
    use super::{fold, plain};

    #[test]
    fn accents_digits_spaces_and_marks_fold() {
        assert_eq!(fold("  Café\u{a0} CRÈME "), "cafe creme");
        assert_eq!(fold("٣ أرز"), "3 ارز");
        assert_eq!(fold("\u{200f}menu\u{2069}"), "menu");
        assert_eq!(fold("１２"), "12");
        assert_eq!(fold("مَرْحَبًا"), "مرحبا");
        assert_ne!(fold("तेल"), fold("ताला"));
        assert_eq!(fold("\u{0}\n"), "");
        assert_eq!(fold("\u{61c}৩"), "3");
    }

    #[test]
    fn what_is_kept_has_plain_digits_and_all_that_is_seen() {
        assert_eq!(plain("\u{202b}شارع ١٢\u{202c}\nCafé Ｎ°５"), "شارع 12\nCafé N°5");
        assert_eq!(plain("क्\u{200d}ष २"), "क्\u{200d}ष 2");
    }
}
