//! Writes pages as a PDF file: the same bytes for the same pages, with no time and no random mark in it.

use std::collections::BTreeMap;

use pdf_writer::{
    Content, Finish as _, Name, Pdf, Rect, Ref, Str, TextStr,
    types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap},
};
use subsetter::{GlyphRemapper, subset};

use crate::{
    fonts::Face,
    page::{Mark, PAGE},
    text::{FontKey, Ink},
};

const ADOBE_IDENTITY: SystemInfo<'static> =
    SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

/// Hands out the numbers of objects.
struct Numbers(i32);

impl Numbers {
    fn next(&mut self) -> Ref {
        self.0 += 1;
        Ref::new(self.0)
    }
}

/// A font in the file.
struct Embedded {
    id: Ref,
    name: String,
    /// Glyphs as the subset numbers them; none for the viewer's own.
    remapper: Option<GlyphRemapper>,
}

/// Writes the file.
pub fn write(title: &str, language: &str, pages: &[Vec<Mark>], ink: &Ink<'_>) -> Vec<u8> {
    let mut numbers = Numbers(0);
    let mut pdf = Pdf::new();
    let (catalog, tree, info) = (numbers.next(), numbers.next(), numbers.next());
    let mut fonts = BTreeMap::new();
    for (place, (key, used)) in ink.used.iter().enumerate() {
        let name = format!("F{place}");
        let font = match key {
            FontKey::Own { is_bold } => own(&mut pdf, &mut numbers, name, *is_bold),
            FontKey::Face(face) => {
                let Some(face) = ink.fonts().face(*face) else { continue };
                embed(&mut pdf, &mut numbers, name, face, used)
            }
        };
        fonts.insert(*key, font);
    }
    let kids: Vec<(Ref, Ref)> = pages.iter().map(|_| (numbers.next(), numbers.next())).collect();
    pdf.catalog(catalog).pages(tree).lang(TextStr(language));
    pdf.pages(tree)
        .kids(kids.iter().map(|(page, _)| *page))
        .count(i32::try_from(pages.len()).unwrap_or(i32::MAX));
    pdf.document_info(info).title(TextStr(title));
    for ((id, content), marks) in kids.iter().zip(pages) {
        let mut page = pdf.page(*id);
        page.parent(tree).media_box(Rect::new(0.0, 0.0, PAGE.0, PAGE.1)).contents(*content);
        let mut resources = page.resources();
        let mut listed = resources.fonts();
        for font in fonts.values() {
            listed.pair(Name(font.name.as_bytes()), font.id);
        }
        listed.finish();
        resources.finish();
        page.finish();
        pdf.stream(*content, &draw(marks, &fonts));
    }
    pdf.finish()
}

/// One of the fonts that every viewer has.
fn own(pdf: &mut Pdf, numbers: &mut Numbers, name: String, is_bold: bool) -> Embedded {
    let id = numbers.next();
    let base: &[u8] = if is_bold { b"Helvetica-Bold" } else { b"Helvetica" };
    pdf.type1_font(id).base_font(Name(base)).encoding_predefined(Name(b"WinAnsiEncoding"));
    Embedded { id, name, remapper: None }
}

/// Puts the used glyphs of a face into the file.
fn embed(
    pdf: &mut Pdf,
    numbers: &mut Numbers,
    name: String,
    face: &Face,
    used: &BTreeMap<u16, String>,
) -> Embedded {
    let mut remapper = GlyphRemapper::new();
    for glyph in used.keys() {
        remapper.remap(*glyph);
    }
    // A font that cannot be cut down goes in whole, with its own numbers.
    let whole = || {
        let mut all = GlyphRemapper::new();
        for glyph in 1..=u16::try_from(face.font.num_glyphs().saturating_sub(1)).unwrap_or(u16::MAX) {
            all.remap(glyph);
        }
        (face.data.clone(), all)
    };
    let cut = subset(&face.data, 0, &remapper);
    let (data, remapper) = cut.map_or_else(|_| whole(), |data| (data, remapper));
    let (id, cid, descriptor, cmap, file) =
        (numbers.next(), numbers.next(), numbers.next(), numbers.next(), numbers.next());
    let base = format!("{}+{}", tag(used), face.name);
    pdf.type0_font(id)
        .base_font(Name(base.as_bytes()))
        .encoding_predefined(Name(b"Identity-H"))
        .descendant_font(cid)
        .to_unicode(cmap);
    let size = f32::from(face.font.units_per_em().max(1));
    let metrics = face.font.glyph_metrics();
    let mut font = pdf.cid_font(cid);
    font.subtype(CidFontType::Type2)
        .base_font(Name(base.as_bytes()))
        .system_info(ADOBE_IDENTITY)
        .font_descriptor(descriptor)
        .default_width(0.0)
        .cid_to_gid_map_predefined(Name(b"Identity"));
    let mut widths = font.widths();
    for glyph in used.keys() {
        if let Some(cid) = remapper.get(*glyph) {
            let width = metrics.h_advance(u32::from(*glyph).into()) * 1000.0 / size;
            widths.consecutive(cid, [width]);
        }
    }
    widths.finish();
    font.finish();
    pdf.font_descriptor(descriptor)
        .name(Name(base.as_bytes()))
        .flags(FontFlags::SYMBOLIC)
        .bbox(Rect::new(-600.0, -400.0, 1600.0, 1100.0))
        .italic_angle(0.0)
        .ascent(1069.0)
        .descent(-293.0)
        .cap_height(714.0)
        .stem_v(80.0)
        .font_file2(file);
    let mut unicode = UnicodeCmap::new(Name(b"Custom"), ADOBE_IDENTITY);
    for (glyph, letters) in used {
        if let Some(cid) = remapper.get(*glyph).filter(|_| !letters.is_empty()) {
            unicode.pair_with_multiple(cid, letters.chars());
        }
    }
    pdf.cmap(cmap, &unicode.finish());
    let length = i32::try_from(data.len()).unwrap_or(i32::MAX);
    pdf.stream(file, &data).pair(Name(b"Length1"), length);
    Embedded { id, name, remapper: Some(remapper) }
}

/// Six letters that tell subsets of one font apart, by what is in them.
fn tag(used: &BTreeMap<u16, String>) -> String {
    let mut sum: u64 = 0xcbf2_9ce4_8422_2325;
    for glyph in used.keys() {
        sum = (sum ^ u64::from(*glyph)).wrapping_mul(0x0100_0000_01b3);
    }
    let letters = (0..6_u32).map(|place| {
        let letter = u8::try_from((sum >> (place * 8)) % 26).unwrap_or(0);
        char::from(b'A' + letter)
    });
    letters.collect()
}

/// Draws the marks of a page.
fn draw(marks: &[Mark], fonts: &BTreeMap<FontKey, Embedded>) -> Vec<u8> {
    let mut content = Content::new();
    for mark in marks {
        match mark {
            Mark::Box { x, y, width, height, colour: [red, green, blue] } => {
                content.set_fill_rgb(*red, *green, *blue).rect(*x, *y, *width, *height).fill_nonzero();
            }
            Mark::Line { x, y, size, colour: [red, green, blue], runs } => {
                content.set_fill_rgb(*red, *green, *blue).begin_text();
                let mut at = *x;
                for run in runs {
                    let Some(font) = fonts.get(&run.font) else { continue };
                    if !run.words.is_empty() {
                        content
                            .begin_marked_content_with_properties(Name(b"Span"))
                            .properties()
                            .actual_text(TextStr(&run.words));
                    }
                    content.set_font(Name(font.name.as_bytes()), *size);
                    for glyph in &run.glyphs {
                        let (left, bottom) = (at + glyph.dx * size, y + glyph.dy * size);
                        content.set_text_matrix([1.0, 0.0, 0.0, 1.0, left, bottom]);
                        match &font.remapper {
                            Some(remapper) => {
                                let cid = remapper.get(glyph.id).unwrap_or(0);
                                content.show(Str(&cid.to_be_bytes()));
                            }
                            None => {
                                content.show(Str(&[u8::try_from(glyph.id).unwrap_or(b'?')]));
                            }
                        }
                        at += glyph.advance * size;
                    }
                    if !run.words.is_empty() {
                        content.end_marked_content();
                    }
                }
                content.end_text();
            }
        }
    }
    content.finish().into_vec()
}
