//! A pretend catalogue, a pretend shop and a phone, so that tests read like a chat.

mod catalogue;
mod desk;
mod house;
mod shop;

pub use catalogue::{FakeCatalogue, kes, product};
pub use house::House;
pub use shop::{FakeShop, gateway, rate};

use domain::{
    Contact,
    ids::{MessageId, PhoneNumberId},
    inbound::{self, Content, ProfileName},
    outbound::{Header, Message},
};

use crate::{
    conversation::Conversation,
    effect::{ShopEffect, ShopOutcome},
    event::{Event, Surroundings},
    transition,
    turn::Turn,
};

/// A buyer's phone, with the bot, the catalogue and the shop behind it.
pub struct Chat {
    pub talk: Conversation,
    pub catalogue: FakeCatalogue,
    pub shop: FakeShop,
    pub around: Surroundings,
    /// Everything said to the buyer.
    pub said: Vec<Message>,
    /// Everything wished.
    pub wishes: Vec<ShopEffect>,
    pub taps: usize,
    pub last_turn: Option<Turn>,
    /// By how much our clock is ahead of Meta's.
    pub clock_ahead_ms: i64,
}

impl Chat {
    /// A new buyer.
    pub fn new() -> Self {
        Self {
            talk: Conversation::default(),
            catalogue: FakeCatalogue::stocked(),
            shop: FakeShop::default(),
            around: Surroundings {
                now_ms: 1_000_000,
                shop_country: "KE".into(),
                shop_name: "Duka".into(),
                quotes: crate::quote::Rules::default(),
                cancellable: crate::effect::CANCELLABLE.to_vec(),
                disputes: crate::dispute::Settings::default(),
                pace: crate::after::Pace::default(),
            },
            said: Vec::new(),
            wishes: Vec::new(),
            taps: 0,
            last_turn: None,
            clock_ahead_ms: 0,
        }
    }

    /// A buyer whom the shop knows already.
    pub fn known() -> Self {
        let mut chat = Self::new();
        let address = &mut chat.talk.profile.address;
        for (field, text) in [
            (&mut address.first_name, "Asha"),
            (&mut address.last_name, "Kamau"),
            (&mut address.line_1, "Moi Avenue 12"),
            (&mut address.city, "Nairobi"),
            (&mut address.country, "KE"),
            (&mut address.email, "asha@example.com"),
        ] {
            text.clone_into(field);
        }
        chat.talk.profile.gateway = Some("cod".into());
        chat.talk.greeted = true;
        chat
    }

    /// One turn, after which the conversation has been stored and read again.
    pub fn turn(&mut self, event: Event) -> Turn {
        let turn = transition(self.talk.clone(), event, &self.around, &self.catalogue);
        let stored = serde_json::to_string(&turn.conversation).unwrap();
        self.talk = serde_json::from_str(&stored).unwrap();
        assert!(self.talk == turn.conversation, "what is stored is what is read");
        self.said.extend(turn.messages.iter().cloned());
        self.last_turn = Some(turn.clone());
        turn
    }

    /// The buyer sends something; the shop answers until nothing is wished any more.
    pub fn send(&mut self, content: Content) -> &mut Self {
        let before = self.said.len();
        let event = Event::Message(Box::new(self.message(content)));
        let mut turn = self.turn(event);
        while let Some(effect) = turn.effect.take() {
            self.wishes.push(effect.clone());
            let Some(outcome) = self.shop.answer(&effect) else { break };
            turn = self.turn(Event::Shop(Box::new(outcome)));
        }
        assert!(self.said.len() <= before + 1, "one turn, one message: {:?}", self.said.get(before..));
        self
    }

    pub fn message(&self, content: Content) -> inbound::Message {
        inbound::Message {
            id: MessageId("wamid.1".into()),
            from: Contact::new(None, "+254700000001".parse().ok()).unwrap(),
            to: PhoneNumberId("1".into()),
            sent_at_ms: self.around.now_ms - self.clock_ahead_ms,
            profile_name: Some(ProfileName("Asha Kamau".into())),
            answers: None,
            about: None,
            referral: None,
            content,
        }
    }

    /// The buyer types.
    pub fn say(&mut self, text: &str) -> &mut Self {
        self.around.now_ms += 1000;
        self.send(Content::Text(text.into()))
    }

    /// The buyer taps the button or row that begins so, in the last message that has it.
    pub fn tap(&mut self, title: &str) -> &mut Self {
        let last = self.said.last().cloned();
        let (id, title) = last
            .iter()
            .flat_map(choices)
            .find(|(_, found)| found.starts_with(title))
            .unwrap_or_else(|| panic!("no button {title:?} in {last:?}"));
        self.taps += 1;
        self.tap_id(&id, &title)
    }

    /// The buyer taps something by its id.
    pub fn tap_id(&mut self, id: &str, title: &str) -> &mut Self {
        self.around.now_ms += 1000;
        self.send(Content::Button { id: id.into(), title: title.into() })
    }

    /// The shop answers something by itself.
    pub fn outcome(&mut self, outcome: ShopOutcome) -> &mut Self {
        self.turn(Event::Shop(Box::new(outcome)));
        self
    }

    /// The last message holds these words.
    #[track_caller]
    pub fn sees(&mut self, words: &str) -> &mut Self {
        let body = self.body();
        assert!(body.contains(words), "{words:?} is not in {body:?}");
        self
    }

    /// Returns the text of the last message.
    pub fn body(&self) -> String {
        self.said.last().map(body).unwrap_or_default().replace('\u{a0}', " ")
    }

    /// Returns the titles of the last message.
    pub fn titles(&self) -> Vec<String> {
        self.said.last().into_iter().flat_map(choices).map(|(_, title)| title).collect()
    }

    /// Returns the id behind a title of the last message.
    pub fn id_of(&self, title: &str) -> String {
        let found =
            self.said.last().into_iter().flat_map(choices).find(|(_, found)| found.starts_with(title));
        found.unwrap().0
    }

    pub fn orders_wished(&self) -> usize {
        self.wishes.iter().filter(|wish| matches!(wish, ShopEffect::PlaceOrder(_))).count()
    }
}

/// Lists ids and titles of a message.
pub fn choices(message: &Message) -> Vec<(String, String)> {
    match message {
        Message::Buttons(buttons) => {
            let buttons = buttons.fields().buttons.iter();
            buttons.map(|button| (button.id.as_str().to_owned(), button.title.as_str().to_owned())).collect()
        }
        Message::List(list) => {
            let rows = list.fields().sections.iter().flat_map(|section| &section.rows);
            rows.map(|row| (row.id.as_str().to_owned(), row.title.as_str().to_owned())).collect()
        }
        _ => Vec::new(),
    }
}

/// Returns the text of a message.
pub fn body(message: &Message) -> String {
    match message {
        Message::Text { body } => body.as_str(),
        Message::Image { caption, .. } | Message::Document { caption, .. } => {
            caption.as_ref().map_or("", |caption| caption.as_str())
        }
        Message::OwnDocument(document) => {
            document.fields().caption.as_ref().map_or("", |caption| caption.as_str())
        }
        Message::Sheet(document) => document.fields().caption.as_ref().map_or("", |caption| caption.as_str()),
        Message::Buttons(buttons) => buttons.fields().body.as_str(),
        Message::List(list) => list.fields().body.as_str(),
        Message::Link(link) => link.body.as_str(),
        Message::Carousel(carousel) => carousel.fields().body.as_str(),
        Message::Product(product) => product.body.as_ref().map_or("", |body| body.as_str()),
        Message::ProductList(products) => products.fields().body.as_str(),
        Message::Address(form) => form.fields().body.as_str(),
        Message::LocationRequest { body } | Message::ContactRequest { body } => body.as_str(),
        Message::Reaction(_) | Message::Template(_) | Message::MarkRead { .. } => "",
    }
    .to_owned()
}

/// Tells whether a message has a picture above it.
pub fn has_picture(message: &Message) -> bool {
    matches!(message, Message::Buttons(buttons) if matches!(buttons.fields().header, Some(Header::Image(_))))
}
