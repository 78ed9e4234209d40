//! Lays a sheet out on pages of A4: letterhead, facts, table, sums, notes, and the small print at each foot. What is read
//! from right to left is the mirror image.

use domain::sheet::{ROWS_MAX, Sheet};

use crate::{
    is_right_to_left,
    text::{Ink, Run, width},
};

/// A4, in points.
pub const PAGE: (f32, f32) = (595.0, 842.0);
const MARGIN: f32 = 56.0;
/// What is kept free at the foot.
const FOOT: f32 = 76.0;
const BODY: f32 = 10.0;
const SMALL: f32 = 8.0;
/// From one line to the next, in parts of the size; Devanagari and Arabic need more than Latin.
const LEADING: f32 = 1.5;
/// Most pages; a sheet that needs more is cut there.
const PAGES_MAX: usize = 12;

const INK: [f32; 3] = [0.10, 0.12, 0.16];
const GREY: [f32; 3] = [0.42, 0.45, 0.50];
const ACCENT: [f32; 3] = [0.03, 0.42, 0.36];
const BAND: [f32; 3] = [0.93, 0.96, 0.95];
const RULE: [f32; 3] = [0.82, 0.85, 0.87];

/// Something on a page, from the lower left corner, in points.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// A filled box.
    Box {
        /// Left.
        x: f32,
        /// Bottom.
        y: f32,
        /// Width.
        width: f32,
        /// Height.
        height: f32,
        /// Colour.
        colour: [f32; 3],
    },
    /// A line of words.
    Line {
        /// Left.
        x: f32,
        /// Where the letters stand.
        y: f32,
        /// Size of the font.
        size: f32,
        /// Colour.
        colour: [f32; 3],
        /// The glyphs.
        runs: Vec<Run>,
    },
}

/// How words look.
#[derive(Clone, Copy)]
struct Style {
    size: f32,
    is_bold: bool,
    colour: [f32; 3],
}

const PLAIN: Style = Style { size: BODY, is_bold: false, colour: INK };
const STRONG: Style = Style { size: BODY, is_bold: true, colour: INK };
const LABEL: Style = Style { size: BODY, is_bold: false, colour: GREY };
const PRINT: Style = Style { size: SMALL, is_bold: false, colour: GREY };

/// Where a line begins or ends.
#[derive(Clone, Copy)]
enum At {
    /// It begins here, seen from the side where reading begins.
    Start(f32),
    /// It ends here, seen from the same side.
    End(f32),
}

struct Layout<'i, 'f> {
    ink: &'i mut Ink<'f>,
    is_rtl: bool,
    pages: Vec<Vec<Mark>>,
    /// Top of what comes next.
    y: f32,
}

/// Lays a sheet out.
pub fn lay_out(sheet: &Sheet, ink: &mut Ink<'_>) -> Vec<Vec<Mark>> {
    let is_rtl = is_right_to_left(sheet.language);
    let mut layout = Layout { ink, is_rtl, pages: vec![Vec::new()], y: PAGE.1 - MARGIN };
    layout.head(sheet);
    layout.table(sheet);
    layout.sums(sheet);
    layout.notes(sheet);
    layout.feet(sheet);
    layout.pages
}

impl Layout<'_, '_> {
    fn inner() -> f32 {
        PAGE.0 - 2.0 * MARGIN
    }

    /// Puts a mark on the page; beyond the last page nothing is drawn.
    fn put(&mut self, mark: Mark) {
        if let Some(page) = self.pages.last_mut() {
            page.push(mark);
        }
    }

    /// Sees to it that so much fits on the page; answers whether a new one was begun.
    fn need(&mut self, height: f32) -> bool {
        let is_new = self.y - height < FOOT && self.pages.len() < PAGES_MAX;
        if is_new {
            self.pages.push(Vec::new());
            self.y = PAGE.1 - MARGIN;
        }
        is_new
    }

    /// Writes a line whose top is at the given height.
    fn write(&mut self, words: &str, style: Style, at: At, top: f32) {
        let runs = self.ink.line(words, style.is_bold, self.is_rtl);
        let length = width(&runs) * style.size;
        let left = match (at, self.is_rtl) {
            (At::Start(from), false) => MARGIN + from,
            (At::End(from), false) => MARGIN + from - length,
            (At::Start(from), true) => PAGE.0 - MARGIN - from - length,
            (At::End(from), true) => PAGE.0 - MARGIN - from,
        };
        let y = top - style.size * 1.1;
        if top > MARGIN / 2.0 {
            self.put(Mark::Line { x: left, y, size: style.size, colour: style.colour, runs });
        }
    }

    fn band(&mut self, top: f32, height: f32, colour: [f32; 3]) {
        self.put(Mark::Box { x: MARGIN, y: top - height, width: Self::inner(), height, colour });
    }

    fn head(&mut self, sheet: &Sheet) {
        let name = Style { size: 20.0, is_bold: true, colour: ACCENT };
        let lines = self.ink.wrap(&sheet.letterhead, true, self.is_rtl, Self::inner() / name.size);
        for line in lines.into_iter().take(2) {
            self.write(&line, name, At::Start(0.0), self.y);
            self.y -= name.size * LEADING;
        }
        self.y -= 2.0;
        self.band(self.y, 1.5, ACCENT);
        self.y -= 22.0;
        let title = Style { size: 16.0, is_bold: true, colour: INK };
        self.write(&sheet.title, title, At::Start(0.0), self.y);
        self.y -= title.size * LEADING + 6.0;
        let labels = sheet.fields.iter().map(|(label, _)| label.clone()).collect::<Vec<_>>();
        let longest = labels
            .iter()
            .map(|label| self.ink.width(label, false, self.is_rtl) * BODY)
            .fold(60.0_f32, f32::max);
        let from = longest.min(Self::inner() / 2.0) + 16.0;
        for (label, value) in &sheet.fields {
            let lines = self.ink.wrap(value, false, self.is_rtl, (Self::inner() - from) / BODY);
            self.need(BODY * LEADING);
            self.write(label, LABEL, At::Start(0.0), self.y);
            for line in lines {
                self.need(BODY * LEADING);
                self.write(&line, PLAIN, At::Start(from), self.y);
                self.y -= BODY * LEADING;
            }
        }
        self.y -= 14.0;
    }

    /// Where the columns of figures end, seen from where reading begins, and how wide the words of the first may be.
    fn columns(&mut self, sheet: &Sheet) -> (Vec<f32>, f32) {
        let figures = sheet.columns.len().saturating_sub(1);
        let mut widths = vec![40.0_f32; figures];
        for (column, width) in widths.iter_mut().enumerate() {
            let title = sheet.columns.get(column + 1).map(|title| (title, true));
            let cells =
                sheet.rows.iter().take(ROWS_MAX).filter_map(|row| Some((row.get(column + 1)?, false)));
            for (words, is_bold) in title.into_iter().chain(cells) {
                *width = width.max(self.ink.width(words, is_bold, self.is_rtl) * BODY);
            }
            *width = width.min(Self::inner() / 4.0);
        }
        let mut ends = vec![0.0; figures];
        let mut end = Self::inner() - 8.0;
        for (place, width) in widths.iter().enumerate().rev() {
            if let Some(slot) = ends.get_mut(place) {
                *slot = end;
            }
            end -= width + 14.0;
        }
        (ends, (end - 8.0).max(80.0))
    }

    fn table(&mut self, sheet: &Sheet) {
        if sheet.columns.is_empty() || sheet.rows.is_empty() {
            return;
        }
        let (ends, words_width) = self.columns(sheet);
        self.table_head(sheet, &ends);
        for row in sheet.rows.iter().take(ROWS_MAX) {
            let words = row.first().map(String::as_str).unwrap_or_default();
            let lines = self.ink.wrap(words, false, self.is_rtl, words_width / BODY);
            let rows = lines.len().clamp(1, 4);
            let height = line_height(rows) + 6.0;
            if self.need(height) {
                self.table_head(sheet, &ends);
            }
            for (column, end) in ends.iter().enumerate() {
                if let Some(figure) = row.get(column + 1) {
                    self.write(figure, PLAIN, At::End(*end), self.y - 3.0);
                }
            }
            for (place, line) in lines.iter().take(rows).enumerate() {
                self.write(line, PLAIN, At::Start(8.0), self.y - 3.0 - line_height(place));
            }
            self.y -= height;
            self.band(self.y, 0.5, RULE);
        }
        self.y -= 10.0;
    }

    fn table_head(&mut self, sheet: &Sheet, ends: &[f32]) {
        let height = BODY * LEADING + 8.0;
        self.need(height * 2.0);
        self.band(self.y, height, BAND);
        if let Some(title) = sheet.columns.first() {
            self.write(title, STRONG, At::Start(8.0), self.y - 4.0);
        }
        for (title, end) in sheet.columns.iter().skip(1).zip(ends) {
            self.write(title, STRONG, At::End(*end), self.y - 4.0);
        }
        self.y -= height;
    }

    fn sums(&mut self, sheet: &Sheet) {
        let end = Self::inner() - 8.0;
        for (place, (label, amount)) in sheet.sums.iter().enumerate() {
            let is_last = place + 1 == sheet.sums.len();
            let style = if is_last { Style { size: 12.0, ..STRONG } } else { PLAIN };
            self.need(style.size * LEADING + 8.0);
            if is_last && sheet.sums.len() > 1 {
                self.y -= 2.0;
                self.band(self.y, 1.0, RULE);
                self.y -= 4.0;
            }
            self.write(amount, style, At::End(end), self.y);
            let amount_width = self.ink.width(amount, style.is_bold, self.is_rtl) * style.size;
            let label_end = (end - 110.0_f32.max(amount_width + 16.0)).max(80.0);
            self.write(label, style, At::End(label_end), self.y);
            self.y -= style.size * LEADING;
        }
        self.y -= 14.0;
    }

    fn notes(&mut self, sheet: &Sheet) {
        for note in &sheet.notes {
            for line in self.ink.wrap(note, false, self.is_rtl, Self::inner() / BODY) {
                self.need(BODY * LEADING);
                self.write(&line, PLAIN, At::Start(0.0), self.y);
                self.y -= BODY * LEADING;
            }
            self.y -= 6.0;
        }
    }

    /// The small print, and the number of the page, on each.
    fn feet(&mut self, sheet: &Sheet) {
        let count = self.pages.len();
        let lines = self.ink.wrap(&sheet.footer, false, self.is_rtl, (Self::inner() - 50.0) / SMALL);
        let pages = std::mem::take(&mut self.pages);
        for (place, page) in pages.into_iter().enumerate() {
            self.pages.push(page);
            self.band(FOOT - 14.0, 0.5, RULE);
            for (line, words) in lines.iter().take(3).enumerate() {
                self.write(words, PRINT, At::Start(0.0), FOOT - 20.0 - small_height(line));
            }
            self.write(&format!("{} / {count}", place + 1), PRINT, At::End(Self::inner()), FOOT - 20.0);
        }
    }
}

/// So many lines are this high.
fn line_height(lines: usize) -> f32 {
    f32::from(u16::try_from(lines).unwrap_or(u16::MAX)) * BODY * LEADING
}

fn small_height(lines: usize) -> f32 {
    line_height(lines) * SMALL / BODY
}
