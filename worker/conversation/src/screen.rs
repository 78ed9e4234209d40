//! Turns a text and its choices into one message: buttons for up to three short choices, a list for up to ten, plain
//! text with numbers where neither can be built. Titles are fitted by words; a price is never cut.

use domain::outbound::{
    Body, Button, ButtonId, ButtonTitle, Buttons, ButtonsFields, Footer, Header, List, ListFields, Message,
    Opener, Row, RowDescription, RowId, RowTitle, Section, TextBody, WebAddress, fit, length, limits,
};

use crate::choices::Act;

/// Rows of one page; the tenth is "More".
pub const PAGE_ROWS: usize = 9;

/// One thing to choose.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// What it means.
    pub act: Act,
    /// What it is called; may be longer than fits.
    pub title: String,
    /// A price or amount that must stay whole.
    pub price: Option<String>,
    /// More words.
    pub detail: Option<String>,
}

impl Choice {
    /// A choice with a title alone.
    pub fn new(act: Act, title: impl Into<String>) -> Self {
        Self { act, title: title.into(), price: None, detail: None }
    }

    /// Adds a price, as it is shown.
    pub fn priced(mut self, price: Option<String>) -> Self {
        self.price = price;
        self
    }

    /// Adds words.
    pub fn detailed(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    fn line(&self, number: usize) -> String {
        let title = fit(&self.title, 48);
        match &self.price {
            Some(price) => format!("{number} {title} · {price}"),
            None => format!("{number} {title}"),
        }
    }
}

/// A message before it is built.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Screen {
    /// A picture above the text.
    pub image: Option<String>,
    /// The text.
    pub body: String,
    /// Small print.
    pub footer: Option<String>,
    /// What can be chosen, likeliest first.
    pub choices: Vec<Choice>,
    /// Show a list even for few choices.
    pub as_list: bool,
    /// Print no numbers in the text of a list: a number means something else here.
    pub is_unnumbered: bool,
    /// Label that opens the list.
    pub opener: String,
    /// What stands before the numbered choices of a plain text.
    pub number_hint: String,
}

/// A built message, and whether it prints numbers.
pub struct Built {
    /// The message.
    pub message: Message,
    /// The choices that it has.
    pub choices: Vec<Choice>,
    /// Whether numbers are printed.
    pub numbered: bool,
}

impl Screen {
    /// Builds the message of a step. Always succeeds: what WhatsApp would refuse becomes plain text.
    pub fn build(mut self, step: u32) -> Built {
        self.choices.truncate(limits::ROWS);
        if self.choices.is_empty() {
            return Built {
                message: plain(&self.body, self.image.as_deref()),
                choices: self.choices,
                numbered: false,
            };
        }
        let short = |choice: &Choice| {
            length(&choice.title) <= limits::BUTTON_TITLE && choice.price.is_none() && choice.detail.is_none()
        };
        let buttons_fit =
            self.choices.len() <= limits::BUTTONS && self.choices.iter().all(short) && !self.as_list;
        let body_fits = length(&self.body) <= limits::INTERACTIVE_BODY;
        let message = match (body_fits, buttons_fit) {
            (false, _) => None,
            (true, true) => self.buttons(step).map(|message| (message, false)),
            (true, false) => self.list(step).map(|message| (message, !self.is_unnumbered)),
        };
        let (message, numbered) = message.unwrap_or_else(|| (self.fallback(), true));
        Built { message, choices: self.choices, numbered }
    }

    fn buttons(&self, step: u32) -> Option<Message> {
        let header = self.image.as_deref().and_then(picture).map(Header::Image);
        let button = |choice: &Choice| {
            Some(Button {
                id: ButtonId::new(choice.act.id(step)).ok()?,
                title: ButtonTitle::new(choice.title.as_str()).ok()?,
            })
        };
        let fields = ButtonsFields {
            header,
            body: Body::new(self.body.as_str()).ok()?,
            footer: self.footer(),
            buttons: self.choices.iter().map(button).collect::<Option<_>>()?,
        };
        Buttons::new(fields).ok().map(Message::Buttons)
    }

    fn list(&self, step: u32) -> Option<Message> {
        let rows = self.choices.iter().map(|choice| row(choice, step)).collect::<Option<Vec<_>>>()?;
        let numbered = format!("{}\n\n{}", self.body, self.lines());
        let has_room = length(&numbered) <= limits::INTERACTIVE_BODY && !self.is_unnumbered;
        let body = if has_room { numbered } else { self.body.clone() };
        let fields = ListFields {
            header: None,
            body: Body::new(body).ok()?,
            footer: self.footer(),
            opener: Opener::fit(self.opener.as_str()).ok()?,
            sections: vec![Section { title: None, rows }],
        };
        List::new(fields).ok().map(Message::List)
    }

    fn fallback(&self) -> Message {
        let lines = self.lines();
        let room = limits::TEXT_BODY.saturating_sub(length(&lines) + length(&self.number_hint) + 4).max(1);
        plain(&format!("{}\n\n{}\n{lines}", fit(&self.body, room), self.number_hint), None)
    }

    fn lines(&self) -> String {
        let lines: Vec<String> =
            self.choices.iter().enumerate().map(|(index, choice)| choice.line(index + 1)).collect();
        lines.join("\n")
    }

    fn footer(&self) -> Option<Footer> {
        self.footer.as_deref().and_then(|footer| Footer::fit(footer).ok())
    }
}

fn row(choice: &Choice, step: u32) -> Option<Row> {
    let (title, rest) = split_title(&choice.title, limits::ROW_TITLE);
    let words: Vec<&str> = [rest.as_str(), choice.detail.as_deref().unwrap_or("")]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    let words = words.join(" · ");
    let description = match &choice.price {
        Some(price) if words.is_empty() => price.clone(),
        Some(price) => {
            let room = limits::ROW_DESCRIPTION.saturating_sub(length(price) + 3).max(1);
            format!("{} · {price}", fit(&words, room))
        }
        None => words,
    };
    Some(Row {
        id: RowId::new(choice.act.id(step)).ok()?,
        title: RowTitle::fit(title).ok()?,
        description: RowDescription::fit(description).ok(),
    })
}

/// Splits a long title at a word: what fits, and the rest. A single long word is left to be cut.
pub fn split_title(title: &str, max: usize) -> (String, String) {
    if length(title) <= max {
        return (title.to_owned(), String::new());
    }
    let mut kept = String::new();
    let mut words = title.split_whitespace();
    let mut rest = Vec::new();
    for word in words.by_ref() {
        let longer = if kept.is_empty() { word.to_owned() } else { format!("{kept} {word}") };
        if length(&longer) > max {
            rest.push(word);
            break;
        }
        kept = longer;
    }
    rest.extend(words);
    if kept.is_empty() { (title.to_owned(), title.to_owned()) } else { (kept, rest.join(" ")) }
}

/// Takes the address of a picture that WhatsApp can show. It refuses the whole message for any other kind.
fn picture(address: &str) -> Option<WebAddress> {
    let path = address.split(['?', '#']).next().unwrap_or(address).to_ascii_lowercase();
    let is_other = [".webp", ".avif", ".svg", ".gif", ".bmp", ".tif", ".tiff", ".heic"]
        .iter()
        .any(|kind| path.ends_with(kind));
    if is_other { None } else { WebAddress::new(address).ok() }
}

/// Builds a text, or a picture with a caption.
pub fn plain(body: &str, image: Option<&str>) -> Message {
    if let Some(address) = image.and_then(picture)
        && let Ok(caption) = domain::outbound::Caption::new(body)
    {
        return Message::Image { address, caption: Some(caption) };
    }
    let body = TextBody::fit(body).or_else(|_| TextBody::new("…"));
    match body {
        Ok(body) => Message::Text { body },
        // Cannot happen: an ellipsis is a valid text. A read mark with no number is the only message without one.
        Err(_) => Message::MarkRead { message: domain::ids::MessageId(String::new()), typing: false },
    }
}

/// Cuts a list into the page asked for, and tells whether there are more pages. A page beyond the end is the last.
pub fn page_of<T>(items: &[T], page: u32) -> (&[T], u32, bool) {
    let pages = items.len().div_ceil(PAGE_ROWS).max(1);
    let page = usize::try_from(page).unwrap_or(usize::MAX).min(pages - 1);
    let from = (page * PAGE_ROWS).min(items.len());
    let until = (from + PAGE_ROWS).min(items.len());
    (items.get(from..until).unwrap_or(&[]), u32::try_from(page).unwrap_or(0), page + 1 < pages)
}

#[cfg(test)]
mod tests {
    use domain::{Money, money::Currency};
    use proptest::prelude::*;

    use super::*;

    fn kes(minor: i64) -> String {
        Money::from_minor(minor, Currency { code: "KES".into(), decimals: 2 }).to_string()
    }

    fn screen(choices: Vec<Choice>) -> Screen {
        Screen { body: "Choose".into(), opener: "Open".into(), choices, ..Screen::default() }
    }

    #[test]
    fn three_short_choices_are_buttons_and_more_are_a_numbered_list() {
        let some = |count: u32| {
            (0..count).map(|place| Choice::new(Act::Line(place), format!("Line {place}"))).collect()
        };
        assert!(matches!(screen(some(3)).build(1).message, Message::Buttons(_)));
        let built = screen(some(4)).build(1);
        let Message::List(list) = &built.message else { panic!("a list") };
        assert!(built.numbered);
        assert_eq!(list.fields().body.as_str(), "Choose\n\n1 Line 0\n2 Line 1\n3 Line 2\n4 Line 3");
        assert_eq!(list.fields().sections[0].rows[1].id.as_str(), "s1:line:1");
    }

    #[test]
    fn a_long_title_is_split_at_a_word_and_the_price_stays_whole() {
        let title =
            "Premium long grain basmati rice, extra aged, in a resealable family bag of five kilograms";
        let choice = Choice::new(Act::Line(0), title).priced(Some(kes(123_456_789)));
        let row = row(&choice, 1).unwrap();
        assert_eq!(row.title.as_str(), "Premium long grain");
        let description = row.description.unwrap();
        assert!(description.as_str().starts_with("basmati rice"), "{}", description.as_str());
        assert!(description.as_str().ends_with("· KES\u{a0}1,234,567.89"), "{}", description.as_str());
    }

    #[test]
    fn buttons_with_the_same_title_become_a_list_or_text() {
        let built = screen(vec![Choice::new(Act::Line(0), "A"), Choice::new(Act::Line(1), "A")]).build(1);
        assert!(matches!(built.message, Message::Text { .. }));
        assert!(built.numbered);
    }

    #[test]
    fn pages_hold_nine_and_a_page_beyond_the_end_is_the_last() {
        let items: Vec<u32> = (0..20).collect();
        assert_eq!(page_of(&items, 0), (&items[..9], 0, true));
        assert_eq!(page_of(&items, 2), (&items[18..], 2, false));
        assert_eq!(page_of(&items, 99), (&items[18..], 2, false));
        assert_eq!(page_of::<u32>(&[], 3), (&[][..], 0, false));
    }

    proptest! {
        #[test]
        fn any_words_make_a_message(
            body in ".{0,1500}",
            titles in prop::collection::vec(".{0,60}", 0..14),
            image in prop::option::of(".{0,20}"),
        ) {
            let choices = titles.into_iter().enumerate().map(|(place, title)| {
                Choice::new(Act::Line(u32::try_from(place).unwrap()), title).priced(Some(kes(5)))
            }).collect();
            let built = Screen { image, body, choices, opener: "Open".into(), ..Screen::default() }.build(7);
            prop_assert!(!matches!(built.message, Message::MarkRead { .. }), "a message that says something");
        }
    }
}
