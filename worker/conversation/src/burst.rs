//! People write in bursts: one thought over several messages, five pictures at once. What belongs together is answered
//! together: says which messages may wait for more, and puts them into one.
//!
//! A tap, a number, a command and an answer that the screen asked for never wait.

use domain::inbound::{Content, MediaFile, MediaKind, Message, TEXT_LENGTH_MAX};

use crate::{
    catalogue::Catalogue,
    conversation::Conversation,
    state::State,
    states::search,
    understand::{Meaning, takes_free_words, understand},
};

/// Most messages that become one.
pub const PARTS_MAX: usize = 10;

/// Longest time between the sending of two messages that become one, milliseconds by Meta's clock.
pub const GAP_MS_MAX: i64 = 30_000;

/// What a message may be a part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Words, of which more may follow.
    Words,
    /// A picture, film or document: albums arrive as single messages without a word about each other.
    Picture,
}

/// Tells what this message may be a part of, as the conversation stands.
#[must_use]
pub fn part(talk: &Conversation, message: &Message) -> Option<Part> {
    let takes_answer =
        takes_free_words(&talk.state) || matches!(talk.state, State::Placing { .. } | State::Late { .. });
    if talk.with_agent || takes_answer || message.answers.is_some() {
        return None;
    }
    match &message.content {
        Content::Text(text) => match understand(talk, text) {
            Meaning::Words(_) | Meaning::Lines(_) | Meaning::AmountOf(_) => Some(Part::Words),
            Meaning::Choice(_)
            | Meaning::Command(_)
            | Meaning::Correction(_)
            | Meaning::Amount(_)
            | Meaning::Nothing => None,
        },
        Content::Media { kind: MediaKind::Image | MediaKind::Video | MediaKind::Document, .. } => {
            Some(Part::Picture)
        }
        _ => None,
    }
}

/// Tells whether words say nothing by themselves: what finds something in the shop is a wish of its own.
#[must_use]
pub fn is_fragment(talk: &Conversation, message: &Message, catalogue: &dyn Catalogue) -> bool {
    match &message.content {
        Content::Text(text) => match understand(talk, text) {
            Meaning::Words(words) => search::found(catalogue, &words, talk.language).is_empty(),
            _ => true,
        },
        _ => true,
    }
}

/// Tells whether `next` belongs to the parts before it: the same kind, sent close to each other, and not too long.
#[must_use]
pub fn goes_on(talk: &Conversation, parts: &[Message], next: &Message, catalogue: &dyn Catalogue) -> bool {
    let Some(first) = parts.first() else { return true };
    let kind = part(talk, first);
    let is_close = parts.iter().all(|part| (next.sent_at_ms - part.sent_at_ms).abs() <= GAP_MS_MAX);
    let words: usize = parts.iter().chain([next]).map(|part| words_of(part).chars().count() + 1).sum();
    kind.is_some()
        && kind == part(talk, next)
        && is_close
        && first.to == next.to
        && parts.len() < PARTS_MAX
        && words <= TEXT_LENGTH_MAX
        && is_fragment(talk, first, catalogue)
        && is_fragment(talk, next, catalogue)
}

/// Makes one message of its parts, in the order in which they were sent as far as Meta's seconds tell; webhooks overtake
/// each other. It has the id of the part that came last.
#[must_use]
pub fn joined(talk: &Conversation, mut parts: Vec<Message>) -> Option<Message> {
    let id = parts.last()?.id.clone();
    parts.sort_by_key(|part| part.sent_at_ms);
    let words: Vec<&str> = parts.iter().map(words_of).filter(|words| !words.is_empty()).collect();
    let are_lines = words.iter().all(|words| is_line(talk, words));
    let words = words.join(if are_lines { "\n" } else { " " });
    let all_files: Vec<MediaFile> = parts.iter().flat_map(files_of).cloned().collect();
    let mut message = parts.into_iter().next_back()?;
    match &mut message.content {
        Content::Text(text) => *text = words,
        Content::Media { caption, files, .. } => {
            *caption = Some(words).filter(|words| !words.is_empty());
            *files = all_files;
        }
        _ => {}
    }
    message.id = id;
    Some(message)
}

fn words_of(message: &Message) -> &str {
    match &message.content {
        Content::Text(text) => text,
        Content::Media { caption: Some(caption), .. } => caption,
        _ => "",
    }
}

fn files_of(message: &Message) -> &[MediaFile] {
    match &message.content {
        Content::Media { files, .. } => files,
        _ => &[],
    }
}

/// Tells whether a text names things with amounts; two such texts are a list, all others one sentence.
fn is_line(talk: &Conversation, text: &str) -> bool {
    matches!(understand(talk, text), Meaning::AmountOf(_) | Meaning::Lines(_))
}

#[cfg(test)]
mod tests {
    use domain::{
        contact::{Contact, PhoneNumber},
        ids::{MessageId, PhoneNumberId},
        inbound::MediaFile,
    };

    use super::*;
    use crate::{choices::Act, conversation::Shown};

    fn message(id: &str, sent_at_ms: i64, content: Content) -> Message {
        Message {
            id: MessageId(id.into()),
            from: Contact::new(None, PhoneNumber::from_wa_id("254700000001").ok()).unwrap(),
            to: PhoneNumberId("100".into()),
            sent_at_ms,
            profile_name: None,
            answers: None,
            about: None,
            referral: None,
            content,
        }
    }

    fn text(words: &str) -> Message {
        message(words, 0, Content::Text(words.into()))
    }

    fn picture(id: &str, caption: Option<&str>) -> Message {
        let file = MediaFile {
            id: id.into(),
            kind: MediaKind::Image,
            mime_type: None,
            sha256: None,
            url: None,
            file_name: None,
        };
        let caption = caption.map(str::to_owned);
        message(id, 0, Content::Media { kind: MediaKind::Image, caption, files: vec![file] })
    }

    #[test]
    fn words_may_wait_for_more_and_what_is_clear_may_not() {
        let mut talk = Conversation { greeted: true, ..Conversation::default() };
        talk.shown = Shown { options: vec![(Act::Basket, "Rice".into())], numbered: true };
        for words in ["I need", "2 rice 5kg", "2 rice, 3 milk", "something for a leaking roof"] {
            assert_eq!(part(&talk, &text(words)), Some(Part::Words), "{words}");
        }
        for clear in ["1", "rice", "basket", "yes", "3x", "hi", "👍", "stop", "order 1002"] {
            assert_eq!(part(&talk, &text(clear)), None, "{clear}");
        }
        let tap = Content::Button { id: "1:menu".into(), title: "Menu".into() };
        assert_eq!(part(&talk, &message("tap", 0, tap)), None);
        assert_eq!(part(&talk, &picture("1", None)), Some(Part::Picture));
        let answer = Message { answers: Some(MessageId("wamid.X".into())), ..text("I need") };
        assert_eq!(part(&talk, &answer), None, "it is about one message of ours");
        talk.with_agent = true;
        assert_eq!(part(&talk, &text("I need")), None);
    }

    #[test]
    fn an_answer_that_was_asked_for_does_not_wait() {
        let state = State::AskCoupon { checkout: None };
        let talk = Conversation { state, ..Conversation::default() };
        assert_eq!(part(&talk, &text("WELCOME TEN")), None);
    }

    /// Puts as many of these together as belong together, and says how many those were.
    fn together(messages: Vec<Message>) -> (usize, Message) {
        let talk = Conversation::default();
        let mut parts = Vec::new();
        for message in messages {
            if !goes_on(&talk, &parts, &message, &crate::testing::Chat::new().catalogue) {
                break;
            }
            parts.push(message);
        }
        (parts.len(), joined(&talk, parts).unwrap())
    }

    #[test]
    fn texts_become_a_sentence_or_a_list() {
        let sentence =
            vec![text("I need"), message("2", 9_000, Content::Text("something for a roof".into()))];
        let (count, sentence) = together(sentence);
        assert_eq!((count, sentence.content), (2, Content::Text("I need something for a roof".into())));
        assert_eq!((sentence.id.as_str(), sentence.sent_at_ms), ("2", 9_000));
        let (_, list) = together(vec![text("2 rice 5kg"), text("3 milk"), text("1 flour")]);
        assert_eq!(list.content, Content::Text("2 rice 5kg\n3 milk\n1 flour".into()));
        let (count, _) = together(vec![text("I need"), picture("3", None)]);
        assert_eq!(count, 1, "a picture is no word");
        let (count, _) = together(vec![text("I need"), message("4", 50_000, Content::Text("I need".into()))]);
        assert_eq!(count, 1, "half a minute is another thought");
    }

    #[test]
    fn what_overtook_on_the_way_is_put_into_the_order_of_sending() {
        let sent = |words: &str, seconds: i64| message(words, seconds * 1_000, Content::Text(words.into()));
        let (_, joined) =
            together(vec![sent("so", 1), sent("roof", 4), sent("for the", 3), sent("please", 4)]);
        assert_eq!(joined.content, Content::Text("so for the roof please".into()));
        assert_eq!(joined.id.as_str(), "please");
    }

    #[test]
    fn what_finds_something_by_itself_is_a_wish_of_its_own() {
        let (count, _) = together(vec![text("for the roof"), text("milk")]);
        assert_eq!(count, 1);
        let (count, _) = together(vec![text("SKU-12"), text("of our hall")]);
        assert_eq!(count, 1);
    }

    #[test]
    fn pictures_become_an_album() {
        let (count, album) =
            together(vec![picture("1", Some("broken")), picture("2", None), picture("3", Some("and wet"))]);
        let Content::Media { caption, files, .. } = album.content else { unreachable!("it was one") };
        assert_eq!((count, caption.as_deref(), files.len()), (3, Some("broken and wet"), 3));
    }

    #[test]
    fn nothing_is_joined_beyond_what_a_message_may_hold() {
        let (count, _) = together(vec![text(&"so ".repeat(1_300)), text(&"long ".repeat(100))]);
        assert_eq!(count, 1);
        let (count, _) = together(vec![text("so"); 12]);
        assert_eq!(count, PARTS_MAX);
    }
}
