//! The faces: Noto's, from files of the system, one regular and one bold per script. A missing file is no failure.

use std::path::Path;

use domain::language::Language;
use harfrust::Font;

/// A script that we have a face for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Script {
    /// Latin, figures, signs.
    Latin,
    /// Arabic.
    Arabic,
    /// Hindi's.
    Devanagari,
}

impl Script {
    const ALL: [Self; 3] = [Self::Latin, Self::Arabic, Self::Devanagari];

    /// Returns the script that a character belongs to; `None` for what stands in all: figures, blanks, signs.
    pub fn of(char: char) -> Option<Self> {
        match char {
            '\u{600}'..='\u{6ff}'
            | '\u{750}'..='\u{77f}'
            | '\u{fb50}'..='\u{fdff}'
            | '\u{fe70}'..='\u{fefc}' => Some(Self::Arabic),
            // The bars that end sentences are Devanagari's, too.
            '\u{900}'..='\u{97f}' | '\u{a8e0}'..='\u{a8ff}' => Some(Self::Devanagari),
            other if other.is_alphabetic() => Some(Self::Latin),
            _ => None,
        }
    }

    fn file(self, is_bold: bool) -> &'static str {
        match (self, is_bold) {
            (Self::Latin, false) => "NotoSans-Regular.ttf",
            (Self::Latin, true) => "NotoSans-Bold.ttf",
            (Self::Arabic, false) => "NotoSansArabic-Regular.ttf",
            (Self::Arabic, true) => "NotoSansArabic-Bold.ttf",
            (Self::Devanagari, false) => "NotoSansDevanagari-Regular.ttf",
            (Self::Devanagari, true) => "NotoSansDevanagari-Bold.ttf",
        }
    }
}

/// Largest font file that is read, in bytes.
const FONT_BYTES_MAX: u64 = 8 * 1024 * 1024;

/// One face.
pub struct Face {
    /// Its name in the document.
    pub name: &'static str,
    /// Its file.
    pub data: Vec<u8>,
    /// The same, to be asked.
    pub font: Font,
}

/// The faces at hand.
#[derive(Default)]
pub struct Fonts {
    faces: Vec<(Script, bool, Face)>,
}

impl Fonts {
    /// Reads what a folder has of them.
    pub fn read(folder: &Path) -> Self {
        let mut faces = Vec::new();
        for (script, is_bold) in Script::ALL.into_iter().flat_map(|script| [(script, false), (script, true)])
        {
            let path = folder.join(script.file(is_bold));
            let is_small = std::fs::metadata(&path).is_ok_and(|file| file.len() <= FONT_BYTES_MAX);
            let data = is_small.then(|| std::fs::read(&path).ok()).flatten();
            let face = data.and_then(|data| {
                let font = Font::new(data.clone(), 0)?;
                let name = script.file(is_bold).trim_end_matches(".ttf");
                Some(Face { name, data, font })
            });
            faces.extend(face.map(|face| (script, is_bold, face)));
        }
        Self { faces }
    }

    /// Tells whether there are none at all.
    pub fn is_empty(&self) -> bool {
        self.faces.is_empty()
    }

    /// Tells whether a language can be written with what is at hand, beside the Latin that every document has.
    pub fn can_write(&self, language: Language) -> bool {
        let script = match language {
            Language::Arabic => Script::Arabic,
            Language::Hindi => Script::Devanagari,
            // The viewer's own font has all letters of these.
            Language::English
            | Language::French
            | Language::Spanish
            | Language::Portuguese
            | Language::Swahili => {
                return true;
            }
        };
        self.place(script, false).is_some() && self.place(Script::Latin, false).is_some()
    }

    /// Finds a face by its place; the regular one where there is no bold.
    pub fn place(&self, script: Script, is_bold: bool) -> Option<usize> {
        let found =
            |bold| self.faces.iter().position(|(known, weight, _)| (*known, *weight) == (script, bold));
        found(is_bold).or_else(|| found(false))
    }

    /// Returns the face at a place.
    pub fn face(&self, place: usize) -> Option<&Face> {
        self.faces.get(place).map(|(_, _, face)| face)
    }
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Fonts({})", self.faces.len())
    }
}
