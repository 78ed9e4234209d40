//! Checks of reactions. Whether the message exists is not looked at.
//!
//! The platform wants "one emoji" and does not say of which list. Here that is one emoji as Unicode's report 51 builds
//! them: a picture, a flag or a key cap, some with a skin tone, some joined of several.

use serde_json::Value;

use super::{object, text};
use crate::meta::graph_error::GraphError;

/// Asks for the coloured form.
const SELECTOR: char = '\u{fe0f}';
const JOINER: char = '\u{200d}';
/// The most pictures that one emoji is joined of: a family of four, or two people with a heart and a kiss.
const JOINED_MAX: usize = 4;

/// A reaction: to which message, and with what. An empty emoji takes it back.
pub fn check(content: &Value) -> Result<(), GraphError> {
    object(content, "reaction")?;
    text(content, "message_id", "reaction['message_id']", 1024)?;
    match content.get("emoji") {
        None | Some(Value::Null) => Err(GraphError::missing(
            "The parameter reaction['emoji'] is required; an empty one takes it back.",
        )),
        Some(Value::String(emoji)) if emoji.is_empty() || is_one_emoji(emoji) => Ok(()),
        Some(Value::String(_)) => Err(GraphError::bad_value("Param reaction['emoji'] must be one emoji")),
        Some(_) => Err(GraphError::invalid("Param reaction['emoji'] must be a string.")),
    }
}

fn is_one_emoji(text: &str) -> bool {
    let parts: Vec<Vec<char>> = text.split(JOINER).map(|part| part.chars().collect()).collect();
    match parts.as_slice() {
        [single] => is_flag(single) || is_key_cap(single) || is_picture(single),
        several => several.len() <= JOINED_MAX && several.iter().all(|part| is_picture(part)),
    }
}

/// Two letters of a country, or the black flag with the letters of a region.
fn is_flag(chars: &[char]) -> bool {
    let is_tag = |char: &char| ('\u{e0020}'..='\u{e007e}').contains(char);
    match chars {
        [first, second] => [first, second].iter().all(|char| ('\u{1f1e6}'..='\u{1f1ff}').contains(*char)),
        ['\u{1f3f4}', tags @ .., '\u{e007f}'] => (3..=6).contains(&tags.len()) && tags.iter().all(is_tag),
        _ => false,
    }
}

fn is_key_cap(chars: &[char]) -> bool {
    matches!(chars, ['0'..='9' | '#' | '*', SELECTOR, '\u{20e3}'])
}

/// A picture, coloured by its selector or its skin tone where it is not by itself.
fn is_picture(chars: &[char]) -> bool {
    match chars {
        // Below the pictures proper lie signs such as arrows, that are text until a selector follows.
        [sign] => is_pictographic(*sign) && *sign >= '\u{231a}' && !is_text_by_default(*sign),
        [sign, SELECTOR | '\u{1f3fb}'..='\u{1f3ff}'] => is_pictographic(*sign),
        _ => false,
    }
}

/// Hearts, marks and hands of the older blocks that are black and white without a selector: the common ones.
fn is_text_by_default(sign: char) -> bool {
    matches!(
        sign,
        '\u{2600}'..='\u{2604}' | '\u{260e}' | '\u{2611}' | '\u{261d}' | '\u{263a}' | '\u{2660}'..='\u{2666}'
            | '\u{26a0}' | '\u{2708}' | '\u{2709}' | '\u{270c}' | '\u{270d}' | '\u{2714}' | '\u{2716}'
            | '\u{2764}' | '\u{27a1}' | '\u{2b05}'..='\u{2b07}' | '\u{3030}' | '\u{303d}'
    )
}

/// The blocks that hold pictures. Coarse: some of their signs are none.
fn is_pictographic(sign: char) -> bool {
    let is_modifier =
        ('\u{1f3fb}'..='\u{1f3ff}').contains(&sign) || ('\u{1f1e6}'..='\u{1f1ff}').contains(&sign);
    !is_modifier
        && matches!(
            sign,
            '\u{a9}' | '\u{ae}' | '\u{203c}' | '\u{2049}' | '\u{2122}' | '\u{2139}' | '\u{2194}'..='\u{21aa}'
                | '\u{231a}'..='\u{23ff}' | '\u{24c2}' | '\u{25aa}'..='\u{25fe}' | '\u{2600}'..='\u{27bf}'
                | '\u{2934}'..='\u{2935}' | '\u{2b05}'..='\u{2b55}' | '\u{3030}' | '\u{303d}' | '\u{3297}'
                | '\u{3299}' | '\u{1f000}'..='\u{1faff}'
        )
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::tests::code;

    fn with(emoji: &Value) -> i64 {
        code(&json!({"type": "reaction", "reaction": {"message_id": "wamid.x", "emoji": emoji}}))
    }

    #[test]
    fn one_emoji_passes_however_it_is_built() {
        for emoji in
            ["👍", "❤\u{fe0f}", "👍🏽", "🇰🇪", "3\u{fe0f}\u{20e3}", "👨\u{200d}👩\u{200d}👧\u{200d}👦", "✅", ""]
        {
            assert_eq!(with(&json!(emoji)), 0, "{emoji}");
        }
    }

    #[test]
    fn anything_but_one_emoji_is_refused() {
        for text in
            ["ok", "!", "1", "é", "жж", "中", "👍👍", "👍 ", "❤", "🇰", "\u{200d}", "👍\u{200d}", "\u{fe0f}"]
        {
            assert_eq!(with(&json!(text)), 131_009, "{text:?}");
        }
        assert_eq!((with(&json!(1)), with(&Value::Null)), (100, 131_008));
    }

    #[test]
    fn a_reaction_needs_a_message() {
        assert_eq!(code(&json!({"type": "reaction", "reaction": {"emoji": "👍"}})), 131_008);
        assert_eq!(code(&json!({"type": "reaction", "reaction": {"message_id": "", "emoji": "👍"}})), 100);
    }
}
