//! Every dialogue in every language, written down as a chat in `dialogues/`, one folder per language and one file per
//! matter, for people to read. A test fails when a file is not what would be said; `UPDATE_DIALOGUES=1` writes them anew.
//!
//! To add a matter: a file here with its dialogues, and a line in [`MATTERS`].

mod auction;
mod dispute;
mod orders;
mod privacy;
mod quote;
mod shop;

use std::{fmt::Write as _, fs, path::PathBuf};

use domain::{
    inbound::Content,
    language::Language,
    outbound::{Header, Message},
    template::REGISTRY,
};

use crate::{
    conversation::LanguageBy,
    event::Event,
    testing::{Chat, body, choices},
    text::{Text, render},
};

/// A dialogue: what it is about, and how it goes.
type Dialogue = (&'static str, fn(Language) -> Written);

/// The files of a language, with their dialogues.
const MATTERS: [(&str, &[Dialogue]); 6] = [
    ("shop", &shop::DIALOGUES),
    ("orders", &orders::DIALOGUES),
    ("privacy", &privacy::DIALOGUES),
    ("dispute", &dispute::DIALOGUES),
    ("auction", &auction::DIALOGUES),
    ("quote", &quote::DIALOGUES),
];

/// A chat that is written down as it goes.
struct Written {
    chat: Chat,
    told: usize,
    text: String,
}

impl Written {
    fn new(language: Language, mut chat: Chat) -> Self {
        chat.talk.language = language;
        chat.talk.language_by = LanguageBy::Choice;
        country_of(language).clone_into(&mut chat.talk.country);
        Self { chat, told: 0, text: String::new() }
    }

    fn buyer(&mut self, what: &str) {
        let _ = write!(self.text, "\n> {}\n", what.replace('\n', "\n> "));
    }

    fn bot(&mut self) -> &mut Self {
        for message in &self.chat.said[self.told..] {
            self.text.push('\n');
            self.text.push_str(&readable(message));
        }
        self.told = self.chat.said.len();
        self
    }

    fn say(&mut self, text: &str) -> &mut Self {
        self.buyer(text);
        self.chat.say(text);
        self.bot()
    }

    /// Taps the first choice that means this.
    fn tap(&mut self, act: &str) -> &mut Self {
        let found = self
            .chat
            .said
            .last()
            .into_iter()
            .flat_map(choices)
            .find(|(id, _)| id.split_once(':').is_some_and(|(_, meaning)| meaning.starts_with(act)));
        let (id, title) = found.unwrap_or_else(|| panic!("no {act} in {:?}", self.chat.titles()));
        self.buyer(&format!("[{title}]"));
        self.chat.tap_id(&id, &title);
        self.bot()
    }

    fn send(&mut self, what: &str, content: Content) -> &mut Self {
        self.buyer(what);
        self.chat.send(content);
        self.bot()
    }

    /// Something happens, and what the shop is wished for is answered.
    fn event_answered(&mut self, what: &str, event: Event) -> &mut Self {
        let _ = write!(self.text, "\n*({what})*\n");
        let mut turn = self.chat.turn(event);
        while let Some(effect) = turn.effect.take() {
            let Some(outcome) = self.chat.shop.answer(&effect) else { break };
            turn = self.chat.turn(Event::Shop(Box::new(outcome)));
        }
        self.bot().stand_in()
    }

    fn event(&mut self, what: &str, event: Event) -> &mut Self {
        let _ = write!(self.text, "\n*({what})*\n");
        self.chat.turn(event);
        self.bot().stand_in()
    }

    /// Writes the template that goes out instead when the window has closed.
    fn stand_in(&mut self) -> &mut Self {
        let Some(news) = self.chat.last_turn.as_ref().and_then(|turn| turn.news.clone()) else { return self };
        let fields = news.template.fields();
        let definition = REGISTRY.iter().find(|definition| definition.name == fields.name);
        let code = self.chat.talk.language.template_code();
        let bodies = definition.iter().flat_map(|definition| definition.bodies);
        let (_, body) = bodies.into_iter().find(|(language, _)| *language == code).unwrap();
        let mut body = (*body).to_owned();
        for (place, parameter) in (1..).zip(&fields.parameters) {
            body = body.replace(&format!("{{{{{place}}}}}"), parameter);
        }
        let _ = write!(
            self.text,
            "\n*(or, when the window has closed, the template `{}`:)* {body}\n",
            fields.name
        );
        self
    }
}

/// A country whose form of numbers goes with the language.
fn country_of(language: Language) -> &'static str {
    match language {
        Language::English => "KE",
        Language::French => "SN",
        Language::Spanish => "MX",
        Language::Portuguese => "BR",
        Language::Arabic => "EG",
        Language::Swahili => "TZ",
        Language::Hindi => "IN",
    }
}

/// Writes a message as a phone shows it: text, small print, what can be tapped.
fn readable(message: &Message) -> String {
    let mut text = String::new();
    let mut footer = None;
    let mut opener = None;
    match message {
        Message::Buttons(buttons) => {
            if matches!(buttons.fields().header, Some(Header::Image(_))) {
                text.push_str("(picture)  \n");
            }
            footer = buttons.fields().footer.as_ref().map(|footer| footer.as_str().to_owned());
        }
        Message::List(list) => {
            footer = list.fields().footer.as_ref().map(|footer| footer.as_str().to_owned());
            opener = Some(list.fields().opener.as_str().to_owned());
        }
        _ => {}
    }
    text.push_str(&body(message).replace('\n', "  \n"));
    text.push('\n');
    if let Some(footer) = footer {
        let _ = write!(text, "\n_{footer}_\n");
    }
    let titles: Vec<String> = match message {
        Message::List(list) => {
            let rows = list.fields().sections.iter().flat_map(|section| &section.rows);
            rows.map(|row| match &row.description {
                Some(words) => format!("`{}` {}", row.title.as_str(), words.as_str()),
                None => format!("`{}`", row.title.as_str()),
            })
            .collect()
        }
        Message::Link(link) => vec![format!("`{}` <{}>", link.label.as_str(), link.address.as_str())],
        other => choices(other).into_iter().map(|(_, title)| format!("`{title}`")).collect(),
    };
    match (opener, titles.is_empty()) {
        (Some(opener), _) => {
            let _ = write!(text, "\n`{opener}`\n\n");
            for title in titles {
                let _ = writeln!(text, "- {title}");
            }
        }
        (None, false) => {
            let _ = write!(text, "\n{}\n", titles.join(" "));
        }
        (None, true) => {}
    }
    text
}

fn known(language: Language) -> Written {
    Written::new(language, Chat::known())
}

/// Returns everything that is said of a matter in a language.
fn written(language: Language, dialogues: &[Dialogue]) -> String {
    let name = render(language, Text::LanguageName, &[]);
    let mut text = format!(
        "# {name}\n\nWhat a buyer says stands behind a bar, what can be tapped in `boxes`. Written by a test; change the \
         locale, not this file.\n"
    );
    for (title, dialogue) in dialogues {
        let _ = write!(text, "\n## {title}\n{}", dialogue(language).text);
    }
    // Blanks that do not break look like others, and the marks that isolate are not seen.
    text.replace(['\u{a0}', '\u{202f}'], " ").replace(['\u{2068}', '\u{2069}'], "")
}

#[test]
fn every_dialogue_in_every_language_is_as_it_was_read_last() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("dialogues");
    let mut stale = Vec::new();
    for (language, (matter, dialogues)) in
        Language::ALL.into_iter().flat_map(|language| MATTERS.map(|matter| (language, matter)))
    {
        let path = folder.join(language.code()).join(format!("{matter}.md"));
        let now = written(language, dialogues);
        if std::env::var_os("UPDATE_DIALOGUES").is_some() {
            fs::create_dir_all(folder.join(language.code())).unwrap();
            fs::write(&path, &now).unwrap();
        } else if fs::read_to_string(&path).ok().as_ref() != Some(&now) {
            stale.push(format!("{}/{matter}", language.code()));
        }
    }
    assert!(stale.is_empty(), "{stale:?}: run with UPDATE_DIALOGUES=1 and read what changed");
}

#[test]
fn amounts_have_the_form_of_the_language_everywhere() {
    let text = MATTERS.map(|(_, dialogues)| written(Language::French, dialogues)).concat();
    // In French the code stands behind.
    let is_wrong = |line: &&str| {
        let mut behind = line.split("KES ").skip(1);
        behind.any(|rest| rest.starts_with(|char: char| char.is_ascii_digit()))
    };
    let wrong = text.lines().find(is_wrong);
    assert_eq!(wrong, None);
}

/// About what a line of a cheap phone holds.
const LINE_CHARS: usize = 40;
/// Most lines that a message has before its choices; a screen of such a phone shows about eight, and the summaries before
/// something is opened or ordered may need more.
const LINES_MAX: usize = 12;

/// Lines that a text takes on such a phone, without the rows of a list.
fn height(body: &str) -> usize {
    let is_row = |line: &str| {
        line.split_once(' ').is_some_and(|(number, _)| number.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let seen = body.replace(['\u{2068}', '\u{2069}'], "");
    let lines = seen.lines().filter(|line| !line.is_empty() && !is_row(line));
    lines.map(|line| line.chars().count().div_ceil(LINE_CHARS)).sum()
}

#[test]
fn no_title_is_cut_and_no_message_is_longer_than_a_look_at_a_phone() {
    let mut wrong = Vec::new();
    for language in Language::ALL {
        for (title, dialogue) in MATTERS.iter().flat_map(|(_, dialogues)| *dialogues) {
            for message in dialogue(language).chat.said {
                let cut = choices(&message).into_iter().map(|(_, choice)| choice);
                let cut = cut.filter(|choice| choice.ends_with('\u{2026}'));
                wrong.extend(cut.map(|choice| format!("{language:?}, {title}: {choice} is cut")));
                let (body, lines) = (body(&message), height(&body(&message)));
                if lines > LINES_MAX {
                    wrong.push(format!("{language:?}, {title}: {lines} lines: {body}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
