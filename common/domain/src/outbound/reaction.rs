//! A reaction: an emoji at a message. Which emoji means what is the caller's matter.

use serde::{Deserialize, Serialize};

use super::{Error, checked, length, limits};
use crate::ids::MessageId;

/// An emoji at one of the buyer's messages, or its removal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "ReactionFields", into = "ReactionFields")]
pub struct Reaction(ReactionFields);

/// The parts of [`Reaction`], before they are checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReactionFields {
    /// The buyer's message.
    pub message: MessageId,
    /// The emoji; nothing takes back the one that is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emoji: Option<Emoji>,
}

impl Reaction {
    /// Checks that the id is one that WhatsApp can have given.
    pub fn new(fields: ReactionFields) -> Result<Self, Error> {
        let id = fields.message.as_str();
        let is_plain = !id.is_empty() && id.chars().all(|char| char.is_ascii_graphic());
        match length(id) {
            found if found > limits::MESSAGE_ID => Err(Error::TooLong { found, max: limits::MESSAGE_ID }),
            _ if is_plain => Ok(Self(fields)),
            _ => Err(Error::NotAnId),
        }
    }
}

checked!(Reaction, ReactionFields);

/// One emoji of one sign. Flags, skin tones and emoji joined of several are not taken: which of their combinations exist
/// differs from phone to phone, and Meta does not say which it takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Emoji(String);

/// Asks for the coloured form of a sign that also has a plain one.
const SELECTOR: char = '\u{fe0f}';

impl Emoji {
    /// Takes an emoji, and completes it where it is commonly written without its variation selector.
    pub fn new(text: &str) -> Result<Self, Error> {
        let sign = text.strip_suffix(SELECTOR).unwrap_or(text);
        let mut chars = sign.chars();
        let (Some(char), None) = (chars.next(), chars.next()) else { return Err(Error::NotAnEmoji) };
        let is_in = |ranges: &[(char, char)]| ranges.iter().any(|(from, to)| (*from..=*to).contains(&char));
        if is_in(EMOJI) {
            Ok(Self(sign.to_owned()))
        } else if is_in(EMOJI_WITH_SELECTOR) {
            Ok(Self(format!("{sign}{SELECTOR}")))
        } else {
            Err(Error::NotAnEmoji)
        }
    }

    /// Returns the emoji.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Emoji {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        Self::new(&text)
    }
}

impl From<Emoji> for String {
    fn from(emoji: Emoji) -> Self {
        emoji.0
    }
}

/// Signs that are shown as emoji by themselves (Unicode 13, `Emoji_Presentation`, without flags and skin tones), from
/// and to.
#[rustfmt::skip]
const EMOJI: &[(char, char)] = &[
    ('\u{231a}', '\u{231b}'), ('\u{23e9}', '\u{23ec}'), ('\u{23f0}', '\u{23f0}'), ('\u{23f3}', '\u{23f3}'),
    ('\u{25fd}', '\u{25fe}'), ('\u{2614}', '\u{2615}'), ('\u{2648}', '\u{2653}'), ('\u{267f}', '\u{267f}'),
    ('\u{2693}', '\u{2693}'), ('\u{26a1}', '\u{26a1}'), ('\u{26aa}', '\u{26ab}'), ('\u{26bd}', '\u{26be}'),
    ('\u{26c4}', '\u{26c5}'), ('\u{26ce}', '\u{26ce}'), ('\u{26d4}', '\u{26d4}'), ('\u{26ea}', '\u{26ea}'),
    ('\u{26f2}', '\u{26f3}'), ('\u{26f5}', '\u{26f5}'), ('\u{26fa}', '\u{26fa}'), ('\u{26fd}', '\u{26fd}'),
    ('\u{2705}', '\u{2705}'), ('\u{270a}', '\u{270b}'), ('\u{2728}', '\u{2728}'), ('\u{274c}', '\u{274c}'),
    ('\u{274e}', '\u{274e}'), ('\u{2753}', '\u{2755}'), ('\u{2757}', '\u{2757}'), ('\u{2795}', '\u{2797}'),
    ('\u{27b0}', '\u{27b0}'), ('\u{27bf}', '\u{27bf}'), ('\u{2b1b}', '\u{2b1c}'), ('\u{2b50}', '\u{2b50}'),
    ('\u{2b55}', '\u{2b55}'), ('\u{1f004}', '\u{1f004}'), ('\u{1f0cf}', '\u{1f0cf}'),
    ('\u{1f18e}', '\u{1f18e}'), ('\u{1f191}', '\u{1f19a}'), ('\u{1f201}', '\u{1f201}'),
    ('\u{1f21a}', '\u{1f21a}'), ('\u{1f22f}', '\u{1f22f}'), ('\u{1f232}', '\u{1f236}'),
    ('\u{1f238}', '\u{1f23a}'), ('\u{1f250}', '\u{1f251}'), ('\u{1f300}', '\u{1f320}'),
    ('\u{1f32d}', '\u{1f335}'), ('\u{1f337}', '\u{1f37c}'), ('\u{1f37e}', '\u{1f393}'),
    ('\u{1f3a0}', '\u{1f3ca}'), ('\u{1f3cf}', '\u{1f3d3}'), ('\u{1f3e0}', '\u{1f3f0}'),
    ('\u{1f3f4}', '\u{1f3f4}'), ('\u{1f3f8}', '\u{1f3fa}'), ('\u{1f400}', '\u{1f43e}'),
    ('\u{1f440}', '\u{1f440}'), ('\u{1f442}', '\u{1f4fc}'), ('\u{1f4ff}', '\u{1f53d}'),
    ('\u{1f54b}', '\u{1f54e}'), ('\u{1f550}', '\u{1f567}'), ('\u{1f57a}', '\u{1f57a}'),
    ('\u{1f595}', '\u{1f596}'), ('\u{1f5a4}', '\u{1f5a4}'), ('\u{1f5fb}', '\u{1f64f}'),
    ('\u{1f680}', '\u{1f6c5}'), ('\u{1f6cc}', '\u{1f6cc}'), ('\u{1f6d0}', '\u{1f6d2}'),
    ('\u{1f6d5}', '\u{1f6d7}'), ('\u{1f6eb}', '\u{1f6ec}'), ('\u{1f6f4}', '\u{1f6fc}'),
    ('\u{1f7e0}', '\u{1f7eb}'), ('\u{1f90c}', '\u{1f93a}'), ('\u{1f93c}', '\u{1f945}'),
    ('\u{1f947}', '\u{1f978}'), ('\u{1f97a}', '\u{1f9cb}'), ('\u{1f9cd}', '\u{1f9ff}'),
    ('\u{1fa70}', '\u{1fa74}'), ('\u{1fa78}', '\u{1fa7a}'), ('\u{1fa80}', '\u{1fa86}'),
    ('\u{1fa90}', '\u{1faa8}'), ('\u{1fab0}', '\u{1fab6}'), ('\u{1fac0}', '\u{1fac2}'),
    ('\u{1fad0}', '\u{1fad6}'),
];

/// Signs that are emoji only with the variation selector behind them, from and to.
#[rustfmt::skip]
const EMOJI_WITH_SELECTOR: &[(char, char)] = &[
    ('\u{203c}', '\u{203c}'), ('\u{2049}', '\u{2049}'), ('\u{2122}', '\u{2122}'), ('\u{2139}', '\u{2139}'),
    ('\u{2194}', '\u{2199}'), ('\u{21a9}', '\u{21aa}'), ('\u{2328}', '\u{2328}'), ('\u{23cf}', '\u{23cf}'),
    ('\u{23ed}', '\u{23ef}'), ('\u{23f1}', '\u{23f2}'), ('\u{23f8}', '\u{23fa}'), ('\u{24c2}', '\u{24c2}'),
    ('\u{25aa}', '\u{25ab}'), ('\u{25b6}', '\u{25b6}'), ('\u{25c0}', '\u{25c0}'), ('\u{25fb}', '\u{25fc}'),
    ('\u{2600}', '\u{2604}'), ('\u{260e}', '\u{260e}'), ('\u{2611}', '\u{2611}'), ('\u{2618}', '\u{2618}'),
    ('\u{261d}', '\u{261d}'), ('\u{2620}', '\u{2620}'), ('\u{2622}', '\u{2623}'), ('\u{2626}', '\u{2626}'),
    ('\u{262a}', '\u{262a}'), ('\u{262e}', '\u{262f}'), ('\u{2638}', '\u{263a}'), ('\u{2640}', '\u{2640}'),
    ('\u{2642}', '\u{2642}'), ('\u{265f}', '\u{2660}'), ('\u{2663}', '\u{2663}'), ('\u{2665}', '\u{2666}'),
    ('\u{2668}', '\u{2668}'), ('\u{267b}', '\u{267b}'), ('\u{267e}', '\u{267e}'), ('\u{2692}', '\u{2692}'),
    ('\u{2694}', '\u{2697}'), ('\u{2699}', '\u{2699}'), ('\u{269b}', '\u{269c}'), ('\u{26a0}', '\u{26a0}'),
    ('\u{26a7}', '\u{26a7}'), ('\u{26b0}', '\u{26b1}'), ('\u{26c8}', '\u{26c8}'), ('\u{26cf}', '\u{26cf}'),
    ('\u{26d1}', '\u{26d1}'), ('\u{26d3}', '\u{26d3}'), ('\u{26e9}', '\u{26e9}'), ('\u{26f0}', '\u{26f1}'),
    ('\u{26f4}', '\u{26f4}'), ('\u{26f7}', '\u{26f9}'), ('\u{2702}', '\u{2702}'), ('\u{2708}', '\u{2709}'),
    ('\u{270c}', '\u{270d}'), ('\u{270f}', '\u{270f}'), ('\u{2712}', '\u{2712}'), ('\u{2714}', '\u{2714}'),
    ('\u{2716}', '\u{2716}'), ('\u{271d}', '\u{271d}'), ('\u{2721}', '\u{2721}'), ('\u{2733}', '\u{2734}'),
    ('\u{2744}', '\u{2744}'), ('\u{2747}', '\u{2747}'), ('\u{2763}', '\u{2764}'), ('\u{27a1}', '\u{27a1}'),
    ('\u{2934}', '\u{2935}'), ('\u{2b05}', '\u{2b07}'), ('\u{3030}', '\u{3030}'), ('\u{303d}', '\u{303d}'),
    ('\u{3297}', '\u{3297}'), ('\u{3299}', '\u{3299}'), ('\u{1f170}', '\u{1f171}'),
    ('\u{1f17e}', '\u{1f17f}'), ('\u{1f202}', '\u{1f202}'), ('\u{1f237}', '\u{1f237}'),
    ('\u{1f321}', '\u{1f321}'), ('\u{1f324}', '\u{1f32c}'), ('\u{1f336}', '\u{1f336}'),
    ('\u{1f37d}', '\u{1f37d}'), ('\u{1f396}', '\u{1f397}'), ('\u{1f399}', '\u{1f39b}'),
    ('\u{1f39e}', '\u{1f39f}'), ('\u{1f3cb}', '\u{1f3ce}'), ('\u{1f3d4}', '\u{1f3df}'),
    ('\u{1f3f3}', '\u{1f3f3}'), ('\u{1f3f5}', '\u{1f3f5}'), ('\u{1f3f7}', '\u{1f3f7}'),
    ('\u{1f43f}', '\u{1f43f}'), ('\u{1f441}', '\u{1f441}'), ('\u{1f4fd}', '\u{1f4fd}'),
    ('\u{1f549}', '\u{1f54a}'), ('\u{1f56f}', '\u{1f570}'), ('\u{1f573}', '\u{1f579}'),
    ('\u{1f587}', '\u{1f587}'), ('\u{1f58a}', '\u{1f58d}'), ('\u{1f590}', '\u{1f590}'),
    ('\u{1f5a5}', '\u{1f5a5}'), ('\u{1f5a8}', '\u{1f5a8}'), ('\u{1f5b1}', '\u{1f5b2}'),
    ('\u{1f5bc}', '\u{1f5bc}'), ('\u{1f5c2}', '\u{1f5c4}'), ('\u{1f5d1}', '\u{1f5d3}'),
    ('\u{1f5dc}', '\u{1f5de}'), ('\u{1f5e1}', '\u{1f5e1}'), ('\u{1f5e3}', '\u{1f5e3}'),
    ('\u{1f5e8}', '\u{1f5e8}'), ('\u{1f5ef}', '\u{1f5ef}'), ('\u{1f5f3}', '\u{1f5f3}'),
    ('\u{1f5fa}', '\u{1f5fa}'), ('\u{1f6cb}', '\u{1f6cb}'), ('\u{1f6cd}', '\u{1f6cf}'),
    ('\u{1f6e0}', '\u{1f6e5}'), ('\u{1f6e9}', '\u{1f6e9}'), ('\u{1f6f0}', '\u{1f6f0}'),
    ('\u{1f6f3}', '\u{1f6f3}'),
];
