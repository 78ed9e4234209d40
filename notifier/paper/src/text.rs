//! Lines of words as placed glyphs: parted by direction, then by script, each part shaped by itself and put in the order
//! in which it is seen.

use std::collections::BTreeMap;

use harfrust::{Buffer, Direction, ShapeOptions, ShaperFont, shape};
use unicode_bidi::{BidiInfo, Level};

use crate::fonts::{Fonts, Script};

/// Which font a run is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FontKey {
    /// A face of ours.
    Face(usize),
    /// The viewer's own Helvetica.
    Own {
        /// Whether it is bold.
        is_bold: bool,
    },
}

/// A glyph in its place, in parts of the font's size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Glyph {
    /// The font's number for it; of [`FontKey::Own`] the byte.
    pub id: u16,
    /// How far the next one is.
    pub advance: f32,
    /// Shift to the right.
    pub dx: f32,
    /// Shift upwards.
    pub dy: f32,
}

/// Glyphs of one font, left to right.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// The font.
    pub font: FontKey,
    /// The glyphs.
    pub glyphs: Vec<Glyph>,
    /// What they say, for those who search or copy, where the glyphs are read from the left: those of Devanagari do not
    /// tell it one by one. Empty for the others, which do, and which readers turn round by themselves.
    pub words: String,
}

/// What was used of the fonts, so that the file holds that alone.
pub struct Ink<'f> {
    fonts: &'f Fonts,
    /// Glyphs by font, with the words that they stand for.
    pub used: BTreeMap<FontKey, BTreeMap<u16, String>>,
}

impl<'f> Ink<'f> {
    /// Begins a document.
    pub fn new(fonts: &'f Fonts) -> Self {
        Self { fonts, used: BTreeMap::new() }
    }

    /// Returns the fonts.
    pub fn fonts(&self) -> &'f Fonts {
        self.fonts
    }

    /// Makes a line of words glyphs, in the order in which they are seen from the left.
    pub fn line(&mut self, words: &str, is_bold: bool, is_right_to_left: bool) -> Vec<Run> {
        let base = if is_right_to_left { Level::rtl() } else { Level::ltr() };
        let info = BidiInfo::new(words, Some(base));
        let mut runs = Vec::new();
        for paragraph in &info.paragraphs {
            let (levels, ranges) = info.visual_runs(paragraph, paragraph.range.clone());
            for range in ranges {
                let is_rtl = levels.get(range.start).is_some_and(Level::is_rtl);
                let Some(part) = words.get(range) else { continue };
                let mut pieces = self.pieces(part, is_bold);
                if is_rtl {
                    pieces.reverse();
                }
                for (font, piece) in pieces {
                    runs.push(self.run(font, &piece, is_rtl));
                }
            }
        }
        runs
    }

    /// Parts words by font. What stands in all scripts goes with what is before it, if that font has it.
    fn pieces(&self, words: &str, is_bold: bool) -> Vec<(FontKey, String)> {
        let face = |script| self.fonts.place(script, is_bold).map(FontKey::Face);
        let own = FontKey::Own { is_bold };
        let has = |font: FontKey, char: char| match font {
            FontKey::Face(place) => {
                self.fonts.face(place).is_some_and(|face| face.font.charmap().map_unicode(char).is_some())
            }
            FontKey::Own { .. } => true,
        };
        let mut pieces: Vec<(FontKey, String)> = Vec::new();
        for char in words.chars().filter_map(visible) {
            let before = pieces.last().map(|(font, _)| *font);
            let wanted = match Script::of(char) {
                Some(script) => face(script).or_else(|| face(Script::Latin)),
                None => before.filter(|font| has(*font, char)).or_else(|| face(Script::Latin)),
            };
            let font = wanted.unwrap_or(own);
            match pieces.last_mut() {
                Some((known, piece)) if *known == font => piece.push(char),
                _ => pieces.push((font, char.to_string())),
            }
        }
        pieces
    }

    fn run(&mut self, font: FontKey, words: &str, is_rtl: bool) -> Run {
        let glyphs = match font {
            FontKey::Face(place) => self.shaped(place, words, is_rtl),
            FontKey::Own { is_bold } => {
                let mut glyphs: Vec<Glyph> = words
                    .chars()
                    .map(|char| {
                        let byte = win_ansi(char);
                        let advance = f32::from(own_width(byte, is_bold)) / 1000.0;
                        Glyph { id: u16::from(byte), advance, dx: 0.0, dy: 0.0 }
                    })
                    .collect();
                if is_rtl {
                    glyphs.reverse();
                }
                glyphs
            }
        };
        let used = self.used.entry(font).or_default();
        if matches!(font, FontKey::Own { .. }) {
            for glyph in &glyphs {
                used.entry(glyph.id).or_default();
            }
        }
        let said = if is_rtl { "" } else { words };
        Run { font, glyphs, words: said.to_owned() }
    }

    fn shaped(&mut self, place: usize, words: &str, is_rtl: bool) -> Vec<Glyph> {
        let Some(face) = self.fonts.face(place) else { return Vec::new() };
        let shaper = ShaperFont::new(&face.font);
        let mut buffer = Buffer::new();
        buffer.push_str(words);
        buffer.guess_segment_properties();
        buffer.set_direction(if is_rtl { Direction::RightToLeft } else { Direction::LeftToRight });
        if shape(&shaper, &mut buffer, ShapeOptions::new()).is_err() {
            return Vec::new();
        }
        let size = f32::from(face.font.units_per_em().max(1));
        let part = |units: i32| units_to_f32(units) / size;
        let used = self.used.entry(FontKey::Face(place)).or_default();
        let infos = buffer.glyph_infos();
        let mut starts: Vec<usize> =
            infos.iter().filter_map(|info| usize::try_from(info.cluster).ok()).collect();
        starts.sort_unstable();
        starts.dedup();
        let mut said = None;
        let mut glyphs = Vec::with_capacity(infos.len());
        for (info, position) in infos.iter().zip(buffer.glyph_positions()) {
            let id = u16::try_from(info.glyph_id).unwrap_or(0);
            let start = usize::try_from(info.cluster).unwrap_or(0);
            let end = starts.iter().copied().find(|next| *next > start).unwrap_or(words.len());
            // The first glyph of a cluster stands for all its letters, the others for none.
            let letters = if said == Some(start) { "" } else { words.get(start..end).unwrap_or("") };
            said = Some(start);
            let known = used.entry(id).or_default();
            if known.is_empty() {
                letters.clone_into(known);
            }
            glyphs.push(Glyph {
                id,
                advance: part(position.x_advance),
                dx: part(position.x_offset),
                dy: part(position.y_offset),
            });
        }
        glyphs
    }

    /// Returns how long a line is, in parts of the font's size.
    pub fn width(&mut self, words: &str, is_bold: bool, is_right_to_left: bool) -> f32 {
        width(&self.line(words, is_bold, is_right_to_left))
    }

    /// Breaks words into lines that are no longer than a width, in parts of the font's size. A word that is longer is
    /// broken within.
    pub fn wrap(&mut self, words: &str, is_bold: bool, is_right_to_left: bool, max: f32) -> Vec<String> {
        let mut lines = Vec::new();
        for paragraph in words.lines() {
            let mut line = String::new();
            for word in paragraph.split(' ').filter(|word| !word.is_empty()) {
                let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
                if self.width(&longer, is_bold, is_right_to_left) <= max {
                    line = longer;
                    continue;
                }
                if !line.is_empty() {
                    lines.push(std::mem::take(&mut line));
                }
                for char in word.chars() {
                    line.push(char);
                    if self.width(&line, is_bold, is_right_to_left) > max && line.chars().count() > 1 {
                        line.pop();
                        lines.push(std::mem::replace(&mut line, char.to_string()));
                    }
                }
            }
            lines.push(line);
        }
        lines
    }
}

/// Adds up how long runs are, in parts of the font's size.
pub fn width(runs: &[Run]) -> f32 {
    runs.iter().flat_map(|run| &run.glyphs).map(|glyph| glyph.advance).sum()
}

/// Leaves out marks that steer and are not seen, and makes all kinds of blanks one.
fn visible(char: char) -> Option<char> {
    match char {
        '\u{200b}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{feff}' => None,
        other if other.is_whitespace() => Some(' '),
        other if other.is_control() => None,
        other => Some(other),
    }
}

/// Units of a font fit a float: they are 16 bits in the file.
fn units_to_f32(units: i32) -> f32 {
    f32::from(i16::try_from(units.clamp(i32::from(i16::MIN), i32::from(i16::MAX))).unwrap_or(0))
}

/// Returns the byte that viewers write a character with in their own font; a question mark for what it has not.
fn win_ansi(char: char) -> u8 {
    match char {
        ' '..='~' => u8::try_from(char).unwrap_or(b'?'),
        '\u{a1}'..='\u{ff}' => u8::try_from(u32::from(char)).unwrap_or(b'?'),
        '€' => 0x80,
        '…' => 0x85,
        'Œ' => 0x8c,
        '‘' => 0x91,
        '’' => 0x92,
        '“' => 0x93,
        '”' => 0x94,
        '•' => 0x95,
        '–' => 0x96,
        '—' => 0x97,
        'œ' => 0x9c,
        _ => b'?',
    }
}

/// Returns the width of a character of the viewer's own font, Adobe's figures of Helvetica, thousandths of its size. Other
/// letters than ASCII have the width of the one below their accent, near enough for setting figures under each other.
fn own_width(byte: u8, is_bold: bool) -> u16 {
    let char = char::from(byte);
    let width = match char {
        'i' | 'j' | 'l' | '\'' | '|' => 222,
        ' '
        | '.'
        | ','
        | '/'
        | '\\'
        | ':'
        | ';'
        | '!'
        | 'I'
        | 'f'
        | 't'
        | '['
        | ']'
        | '\u{cc}'..='\u{cf}'
        | '\u{ec}'..='\u{ef}' => 278,
        '(' | ')' | '-' | 'r' => 333,
        '*' => 389,
        'c' | 'k' | 's' | 'v' | 'x' | 'y' | 'z' | 'J' => 500,
        '+' | '<' | '=' | '>' | '~' => 584,
        'F' | 'T' | 'Z' => 611,
        'A'
        | 'B'
        | 'E'
        | 'K'
        | 'P'
        | 'S'
        | 'V'
        | 'X'
        | 'Y'
        | '&'
        | '\u{c0}'..='\u{c6}'
        | '\u{c8}'..='\u{cb}' => 667,
        'C' | 'D' | 'H' | 'N' | 'R' | 'U' | 'w' | '\u{c7}' | '\u{d1}' | '\u{d9}'..='\u{dc}' => 722,
        'G' | 'O' | 'Q' | '\u{d2}'..='\u{d6}' => 778,
        'm' | 'M' => 833,
        '%' => 889,
        'W' => 944,
        '\u{85}' | '\u{97}' => 1000,
        '@' => 1015,
        _ => 556,
    };
    if is_bold && char.is_ascii_lowercase() { width + 30 } else { width }
}
