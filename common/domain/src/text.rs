//! Folding of what people type, so that `Café`, `cafe` and full-width or Arabic-Indic digits compare equal.

use unicode_normalization::UnicodeNormalization as _;

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
    matches!(char, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

fn ascii_digit(char: char) -> char {
    let base = match char {
        '\u{660}'..='\u{669}' => 0x660,
        '\u{6f0}'..='\u{6f9}' => 0x6f0,
        '\u{966}'..='\u{96f}' => 0x966,
        _ => return char,
    };
    char::from_u32(u32::from(char) - base + u32::from('0')).unwrap_or(char)
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn accents_digits_spaces_and_marks_fold() {
        assert_eq!(fold("  Café\u{a0} CRÈME "), "cafe creme");
        assert_eq!(fold("٣ أرز"), "3 ارز");
        assert_eq!(fold("\u{200f}menu\u{2069}"), "menu");
        assert_eq!(fold("１２"), "12");
        assert_eq!(fold("مَرْحَبًا"), "مرحبا");
        assert_ne!(fold("तेल"), fold("ताला"));
        assert_eq!(fold("\u{0}\n"), "");
    }
}
