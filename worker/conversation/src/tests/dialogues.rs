//! Every dialogue in every language, written down as a chat in `dialogues/`, one file per language, for people to read.
//! A test fails when a file is not what would be said; `UPDATE_DIALOGUES=1` writes them anew.

use std::{fmt::Write as _, fs, path::PathBuf};

use domain::{
    inbound::{Content, MediaKind},
    language::Language,
    outbound::{Header, Message},
    shop::{GatewayKind, Order, OrderSighting, OrderStatus, Stock, Tracking},
};

use crate::{
    conversation::LanguageBy,
    effect::{Refusal, ShopOutcome, Shortfall},
    event::{Event, Timer},
    testing::{Chat, body, choices, gateway, kes, rate},
    text::{Text, render},
};

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

    fn event(&mut self, what: &str, event: Event) -> &mut Self {
        let _ = write!(self.text, "\n*({what})*\n");
        self.chat.turn(event);
        self.bot()
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

type Dialogue = (&'static str, fn(Language) -> Written);

const DIALOGUES: [Dialogue; 13] = [
    ("A new buyer browses to an order", |language| {
        let mut chat = Written::new(language, Chat::new());
        chat.say("hi").tap("top").tap("below").tap("in").tap("product").tap("add:");
        chat.tap("checkout")
            .say("Moi Avenue 12")
            .say("Nairobi")
            .say("asha")
            .say("asha@example.com")
            .tap("confirm");
        chat
    }),
    ("Somebody who knows what they want", |language| {
        let mut chat = known(language);
        chat.say("hi")
            .say("2 milk, 3 rice, 1 unicorn")
            .tap("pick")
            .say("x4")
            .say("undo")
            .tap("checkout")
            .tap("confirm");
        chat.say("hi").tap("again").tap("confirm");
        chat
    }),
    ("A product in several kinds, one that is sold out, one without a price", |language| {
        let mut chat = known(language);
        chat.say("work shirt").tap("choose").tap("value").tap("value").tap("take");
        chat.say("orange juice").say("forklift").say("pen").say("more").say("rice").tap("none");
        chat
    }),
    ("The basket is changed", |language| {
        let mut chat = known(language);
        chat.say("2 milk")
            .say("basket")
            .tap("lines")
            .tap("line")
            .tap("set")
            .say("basket")
            .say("coupon")
            .say("SAVE10");
        chat.say("clear basket").say("undo").say("undo").say("basket").say("start over");
        chat
    }),
    ("The order is changed before it is placed", |language| {
        let mut chat = known(language);
        chat.chat.shop.rates.push(rate("pickup", "Pickup", 0, false));
        chat.chat.shop.gateways.push(gateway("bacs", "Bank transfer", GatewayKind::BankTransfer));
        chat.say("2 milk").tap("checkout").tap("rate:1").tap("change").tap("delivery").tap("rate:0");
        chat.tap("change")
            .tap("payment")
            .tap("pay:0")
            .say("no")
            .tap("address")
            .say("back")
            .say("checkout")
            .tap("rate:0")
            .tap("confirm");
        chat
    }),
    ("The shop has less than was ordered", |language| {
        let mut chat = known(language);
        chat.say("2 milk").tap("checkout");
        chat.chat.shop.silent_when_placing = true;
        chat.tap("confirm").say("?").say("?").say("?");
        chat.event("a minute later", Event::Shop(Box::new(ShopOutcome::StillPlacing)));
        let ShopOutcome::Placed { order, oversold, .. } = chat.chat.shop.place() else { panic!("placed") };
        let shortfalls = vec![Shortfall { name: "Milk 1 l".into(), wanted: 2, got: 1 }];
        let placed = ShopOutcome::Placed { order, shortfalls, oversold };
        chat.event("the shop answers", Event::Shop(Box::new(placed))).tap("cancel");
        chat
    }),
    ("The shop does not answer, or refuses", |language| {
        let mut chat = known(language);
        chat.say("2 milk").tap("checkout");
        chat.chat.shop.silent_when_placing = true;
        chat.tap("confirm");
        chat.event("nobody knows", Event::Shop(Box::new(ShopOutcome::PlacingUnclear))).say("basket");
        let refused = ShopOutcome::NotPlaced { refusal: Refusal::NoDelivery, cart: None };
        let mut other = known(language);
        other.say("2 milk").tap("checkout");
        other.chat.shop.silent_when_placing = true;
        other.tap("confirm").event("the shop refuses", Event::Shop(Box::new(refused)));
        chat.text.push_str(&other.text);
        chat
    }),
    ("Orders, and what becomes of them", |language| {
        let mut chat = known(language);
        chat.say("orders")
            .say("2 milk")
            .tap("checkout")
            .tap("confirm")
            .say("orders")
            .tap("order")
            .say("order 999");
        let order = chat.chat.shop.orders[0].clone();
        for (second, status, what) in [
            (1, OrderStatus::OnHold, "waits"),
            (2, OrderStatus::Processing, "paid"),
            (3, OrderStatus::Completed, "sent"),
            (4, OrderStatus::Completed, "a part is paid back"),
            (5, OrderStatus::Refunded, "all is paid back"),
        ] {
            let modified_at = format!("2026-11-23T10:00:0{second}");
            let order = Order { status, modified_at, is_paid: second >= 2, ..order.clone() };
            let parcel = Tracking { carrier: "G4S".into(), tracking: "KE-77".into() };
            let refunded = kes(match second {
                0..=3 => 0,
                4 => 10_000,
                _ => 44_000,
            });
            let tracking = (second >= 3).then_some(parcel);
            let sighting = OrderSighting { order, refunded, tracking, names_buyer: true };
            chat.event(what, Event::Order(Box::new(sighting)));
        }
        chat
    }),
    ("An order is called off", |language| {
        let mut chat = known(language);
        chat.say("2 milk").tap("checkout").tap("confirm").say("3 milk").tap("checkout").tap("confirm");
        let name = render(language, Text::ButtonCancelOrder, &[("number", "1042".into())]);
        chat.say("order 1042").say(&name).tap("keep").tap("askcancel").tap("cancel").say("cancel my order");
        chat.chat.shop.orders[1].is_paid = true;
        chat.say("cancel order 1043");
        chat
    }),
    ("A person, and promotions", |language| {
        let mut chat = known(language);
        chat.say("agent").say("hello?").say("menu").say("stop").say("stop").say("start");
        chat.chat.shop.rates.push(rate("pickup", "Pickup", 0, false));
        chat.say("2 milk").say("checkout").say("agent").tap("bot");
        chat.event("a person writes", Event::StaffSpoke);
        chat.chat.around.now_ms += 12 * 60 * 60 * 1_000;
        chat.event("nobody writes for long", Event::Timer(Timer::AgentSilent));
        chat
    }),
    ("What is not understood", |language| {
        let mut chat = known(language);
        chat.say("help").say("qwrtz").say("qwrtz").say("qwrtz").say("\u{2026}");
        for (what, kind) in [
            ("(voice note)", MediaKind::Voice),
            ("(picture)", MediaKind::Image),
            ("(film)", MediaKind::Video),
            ("(document)", MediaKind::Document),
        ] {
            chat.send(what, Content::Media { kind, caption: None, files: Vec::new() });
        }
        chat.send("(something new)", Content::Unsupported { kind: "poll".into(), code: None });
        chat.say("thanks");
        chat
    }),
    ("Back after a pause, and prices that changed", |language| {
        let mut chat = known(language);
        chat.say("2 milk").tap("checkout");
        chat.chat.around.now_ms += 30 * 60 * 60 * 1_000;
        chat.say("hmm").tap("resume");
        if let Some(milk) =
            chat.chat.catalogue.products.iter_mut().find(|product| product.name.starts_with("Milk"))
        {
            milk.stock = Stock::None;
        }
        chat.say("milk");
        chat
    }),
    ("Languages", |language| {
        let mut chat = known(language);
        chat.say("language");
        chat
    }),
];

/// Returns everything that is said in a language.
fn written(language: Language) -> String {
    let name = render(language, Text::LanguageName, &[]);
    let mut text = format!(
        "# {name}\n\nWhat a buyer says stands behind a bar, what can be tapped in `boxes`. Written by a test; change the \
         locale, not this file.\n"
    );
    for (title, dialogue) in DIALOGUES {
        let _ = write!(text, "\n## {title}\n{}", dialogue(language).text);
    }
    // Blanks that do not break look like others, and the marks that isolate are not seen.
    text.replace(['\u{a0}', '\u{202f}'], " ").replace(['\u{2068}', '\u{2069}'], "")
}

#[test]
fn every_dialogue_in_every_language_is_as_it_was_read_last() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("dialogues");
    let mut stale = Vec::new();
    for language in Language::ALL {
        let path = folder.join(format!("{}.md", language.code()));
        let now = written(language);
        if std::env::var_os("UPDATE_DIALOGUES").is_some() {
            fs::create_dir_all(&folder).unwrap();
            fs::write(&path, &now).unwrap();
        } else if fs::read_to_string(&path).ok().as_ref() != Some(&now) {
            stale.push(language.code());
        }
    }
    assert!(stale.is_empty(), "{stale:?}: run with UPDATE_DIALOGUES=1 and read what changed");
}

#[test]
fn amounts_have_the_form_of_the_language_everywhere() {
    let text = written(Language::French);
    // In French the code stands behind.
    let is_wrong = |line: &&str| {
        let mut behind = line.split("KES ").skip(1);
        behind.any(|rest| rest.starts_with(|char: char| char.is_ascii_digit()))
    };
    let wrong = text.lines().find(is_wrong);
    assert_eq!(wrong, None);
}

#[test]
fn no_title_of_a_button_is_cut_in_any_language() {
    for language in Language::ALL {
        for (title, dialogue) in DIALOGUES {
            for message in dialogue(language).chat.said {
                for (_, choice) in choices(&message) {
                    assert!(!choice.ends_with('\u{2026}'), "{language:?}, {title}: {choice}");
                }
            }
        }
    }
}
