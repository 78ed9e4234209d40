use std::path::Path;

use domain::{language::Language, sheet::Sheet};

use super::*;

/// Where Debian's package `fonts-noto-core` puts them.
const FOLDER: &str = "/usr/share/fonts/truetype/noto";

fn sheet(language: Language) -> Sheet {
    let word = |language: Language| match language {
        Language::Arabic => {
            ("عرض سعر ١٠٤٢", "أرز بسمتي 5 kg — كيس", "الإجمالي", "هذا العرض صالح حتى 5 ديسمبر 2026.")
        }
        Language::Hindi => {
            ("कोटेशन 1042", "बासमती चावल 5 किलो, श्रृंखला क्षत्रिय", "कुल राशि", "यह प्रस्ताव 5 दिसंबर 2026 तक मान्य है।")
        }
        Language::French => (
            "Devis 1042",
            "Riz basmati 5 kg, qualité supérieure",
            "Total à payer",
            "Offre valable jusqu'au 5 déc. 2026.",
        ),
        Language::English | Language::Spanish | Language::Portuguese | Language::Swahili => {
            ("Quote 1042", "Basmati rice 5 kg", "Total", "This offer is good until 5 Dec 2026.")
        }
    };
    let (title, article, total, note) = word(language);
    let row = |count: u32| {
        vec![
            article.to_owned(),
            count.to_string(),
            "KES\u{a0}11.20".to_owned(),
            "KES\u{a0}1,120.00".to_owned(),
        ]
    };
    Sheet {
        language,
        letterhead: "Duka Wholesale".to_owned(),
        title: title.to_owned(),
        fields: vec![(total.to_owned(), note.to_owned()), (title.to_owned(), article.to_owned())],
        columns: [article, "#", total, total].map(str::to_owned).to_vec(),
        rows: (1..=4).map(row).collect(),
        sums: vec![
            (title.to_owned(), "KES\u{a0}4,480.00".to_owned()),
            (total.to_owned(), "KES\u{a0}5,196.80".to_owned()),
        ],
        notes: vec![note.to_owned(), format!("{note} {note} {note} {note}")],
        footer: "sha256 3f1c9a".to_owned(),
        plain: (language != Language::English).then(|| Box::new(sheet(Language::English))),
    }
}

fn pages(pdf: &[u8]) -> usize {
    let text = String::from_utf8_lossy(pdf);
    text.matches("/Type /Page\n").count().max(text.matches("/Type/Page/").count())
}

#[test]
fn a_sheet_is_drawn_the_same_each_time_in_every_language() {
    let fonts = Fonts::read(Path::new(FOLDER));
    for language in Language::ALL {
        let (first, second) = (draw(&sheet(language), &fonts), draw(&sheet(language), &fonts));
        assert!(first == second, "{language:?}");
        assert!(first.starts_with(b"%PDF-"), "{language:?}");
        assert!(first.len() < 150 * 1024, "{language:?}: {} bytes", first.len());
        // For people to look at: PAPER_OUT=folder, then `pdftoppm -r 80 -png`.
        if let Some(folder) = std::env::var_os("PAPER_OUT") {
            std::fs::write(Path::new(&folder).join(format!("{}.pdf", language.code())), &first).unwrap();
        }
    }
}

#[test]
fn without_fonts_the_english_stands_in_in_the_viewers_own() {
    let none = Fonts::read(Path::new("/nowhere"));
    assert!(none.is_empty() && !none.can_write(Language::Hindi) && none.can_write(Language::French));
    let english = draw(&sheet(Language::English), &none);
    assert_eq!(draw(&sheet(Language::Hindi), &none), english);
    assert_eq!(draw(&sheet(Language::Arabic), &none), english);
    assert!(String::from_utf8_lossy(&english).contains("/Helvetica"));
    let french = draw(&sheet(Language::French), &none);
    assert!(french != english, "French has its own words");
}

#[test]
fn what_is_long_goes_on_on_the_next_page_and_ends_somewhere() {
    let fonts = Fonts::default();
    let mut long = sheet(Language::English);
    let row = long.rows[0].clone();
    long.rows = vec![row; 60];
    assert!(pages(&draw(&long, &fonts)) >= 2);
    long.notes = vec!["word ".repeat(12_000)];
    let bytes = draw(&long, &fonts);
    assert!(pages(&bytes) <= 12, "{}", pages(&bytes));
    let mut hostile = sheet(Language::Arabic);
    for words in [&mut hostile.letterhead, &mut hostile.title, &mut hostile.footer] {
        *words = "\u{202e}\u{0}x\u{1f600}".repeat(40) + &"ك".repeat(3_000);
    }
    hostile.rows = vec![Vec::new(), vec![String::new(); 9]];
    assert!(draw(&hostile, &fonts).starts_with(b"%PDF-"));
}
