//! Text of the shop made plain: tags taken away, entities decoded, white space folded. What a buyer may read goes
//! through here once, because `WordPress` writes `&#8220;` and `<p>` almost everywhere.

/// Longest plain text that is kept of a description or instruction, in characters.
pub const PLAIN_CHARS_MAX: usize = 1_000;

/// Longest entity that is recognised between `&` and `;`, in bytes.
const ENTITY_BYTES_MAX: usize = 10;

/// Names of U+00A0 to U+00FF, in order.
const LATIN_1: &str = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn \
    sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde \
    Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde \
    Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil \
    egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash \
    ugrave uacute ucirc uuml yacute thorn yuml";

/// Other names that shops use.
const NAMED: &[(&str, char)] = &[
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("ndash", '–'),
    ("mdash", '—'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("sbquo", '‚'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("bdquo", '„'),
    ("hellip", '…'),
    ("bull", '•'),
    ("euro", '€'),
    ("trade", '™'),
    ("prime", '′'),
    ("Prime", '″'),
    ("minus", '−'),
    ("le", '≤'),
    ("ge", '≥'),
    ("ne", '≠'),
    ("rarr", '→'),
    ("larr", '←'),
    ("oelig", 'œ'),
    ("OElig", 'Œ'),
    ("scaron", 'š'),
    ("Scaron", 'Š'),
    ("ensp", ' '),
    ("emsp", ' '),
    ("thinsp", ' '),
    ("zwnj", '\u{200c}'),
    ("zwj", '\u{200d}'),
];

/// Returns `text` with its entities decoded, once.
pub fn decode_entities(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        decoded.push_str(&rest[..start]);
        rest = &rest[start..];
        let end = rest.bytes().take(ENTITY_BYTES_MAX + 2).position(|byte| byte == b';');
        if let Some((end, char)) = end.and_then(|end| Some((end, entity(&rest[1..end])?))) {
            decoded.push(char);
            rest = &rest[end + 1..];
        } else {
            decoded.push('&');
            rest = &rest[1..];
        }
    }
    decoded.push_str(rest);
    decoded
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|char| *char != '\0');
    }
    if let Some((_, char)) = NAMED.iter().find(|(known, _)| *known == name) {
        return Some(*char);
    }
    let position = LATIN_1.split_ascii_whitespace().position(|known| known == name)?;
    char::from_u32(0xa0 + u32::try_from(position).ok()?)
}

/// Returns `html` as one line of plain text, at most [`PLAIN_CHARS_MAX`] characters.
pub fn one_line(html: &str) -> String {
    let text = decode_entities(&without_tags(html));
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    shortened(line, PLAIN_CHARS_MAX)
}

/// Returns `html` as plain text that keeps its lines, at most [`PLAIN_CHARS_MAX`] characters.
pub fn lines(html: &str) -> String {
    let text = decode_entities(&without_tags(html));
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    let kept = lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
    shortened(kept, PLAIN_CHARS_MAX)
}

/// Cuts at a character, with an ellipsis.
pub fn shortened(text: String, chars_max: usize) -> String {
    if text.len() <= chars_max || text.chars().count() <= chars_max {
        return text;
    }
    let mut short = text.chars().take(chars_max.saturating_sub(1)).collect::<String>();
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

/// Takes tags, comments, scripts and styles away. A `<` that starts no tag stays, as in `< 10 mm`.
fn without_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        text.push_str(&rest[..start]);
        rest = &rest[start..];
        let is_tag =
            rest[1..].starts_with(|char: char| char.is_ascii_alphabetic() || matches!(char, '/' | '!' | '?'));
        let end = if rest.starts_with("<!--") { rest.find("-->").map(|end| end + 2) } else { rest.find('>') };
        let (true, Some(end)) = (is_tag, end) else {
            text.push('<');
            rest = &rest[1..];
            continue;
        };
        let tag = rest[1..end].trim_start_matches('/').to_ascii_lowercase();
        let name = tag.split(|char: char| !char.is_ascii_alphanumeric()).next().unwrap_or_default();
        let closing = rest.starts_with("</");
        rest = &rest[end + 1..];
        match name {
            "script" | "style" if !closing => {
                let close = format!("</{name}");
                let skipped = rest.to_ascii_lowercase().find(&close).unwrap_or(rest.len());
                rest = &rest[skipped..];
            }
            "br" | "p" | "div" | "li" | "ul" | "ol" | "tr" | "table" | "h1" | "h2" | "h3" | "h4" | "h5"
            | "h6" => {
                text.push('\n');
            }
            "td" | "th" => text.push(' '),
            _ => {}
        }
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_decode_once() {
        assert_eq!(
            decode_entities("A &amp; B &#038; C &#8220;x&#x201D; &eacute;&yuml;&nbsp;"),
            "A & B & C “x” éÿ\u{a0}"
        );
        assert_eq!(decode_entities("&amp;lt;"), "&lt;");
        assert_eq!(
            decode_entities("a & b &unknown; &; &#0; &#xD800; &"),
            "a & b &unknown; &; &#0; &#xD800; &"
        );
        assert_eq!(LATIN_1.split_ascii_whitespace().count(), 96);
    }

    #[test]
    fn html_becomes_one_line() {
        assert_eq!(
            one_line("<p>Bolt &ndash; <b>zinc</b>.</p>\n<ul><li>a</li><li>b</li></ul>"),
            "Bolt – zinc. a b"
        );
        assert_eq!(one_line("x<script>alert('<p>')</script>y<!-- > -->z"), "xyz");
        assert_eq!(one_line("pipe < 10 mm and <5"), "pipe < 10 mm and <5");
        assert_eq!(one_line("unclosed <b"), "unclosed <b");
    }

    #[test]
    fn instructions_keep_their_lines() {
        assert_eq!(lines("Account: 1<br/>Bank:  KCB\n\n<p>Thanks</p>"), "Account: 1\nBank: KCB\nThanks");
    }

    #[test]
    fn long_text_is_cut_at_a_character() {
        assert_eq!(shortened("ééééé".into(), 3), "éé…");
        assert_eq!(shortened("abc".into(), 3), "abc");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_survived(text in ".{0,200}") {
            let _ = (one_line(&text), lines(&text));
        }
    }
}
