//! Draws a [`Sheet`] as a PDF of A4 pages: deterministic, with the glyphs that it needs of Noto fonts inside, shaped and
//! ordered as Arabic and Devanagari want it, or with the built-in Latin fonts of every viewer when those files are not at
//! hand.
//!
//! `fonts` finds and holds the faces, `text` turns a line of words into placed glyphs, `page` lays a sheet out, `pdf`
//! writes the file. To add a script: a face in `fonts`, its range of characters in `Script::of`.

mod fonts;
mod page;
mod pdf;
mod text;

pub use fonts::Fonts;

use domain::{language::Language, sheet::Sheet};

/// Draws a sheet. Always succeeds: where no font has the script, its English stands in, in the viewer's own font.
pub fn draw(sheet: &Sheet, fonts: &Fonts) -> Vec<u8> {
    let is_at_hand = fonts.can_write(sheet.language);
    let sheet = match &sheet.plain {
        Some(plain) if !is_at_hand => plain,
        _ => sheet,
    };
    let mut ink = text::Ink::new(fonts);
    let pages = page::lay_out(sheet, &mut ink);
    pdf::write(&sheet.title, sheet.language.code(), &pages, &ink)
}

/// Tells whether a language is read from right to left.
fn is_right_to_left(language: Language) -> bool {
    match language {
        Language::Arabic => true,
        Language::English
        | Language::French
        | Language::Spanish
        | Language::Portuguese
        | Language::Swahili
        | Language::Hindi => false,
    }
}

#[cfg(test)]
mod tests;
