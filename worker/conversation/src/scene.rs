//! One turn being decided: what is known, and what has been said and wished so far. Collects; performs nothing.

use domain::{
    Money,
    outbound::{self, Message},
    template::Template,
};

use crate::{
    after::{Decided, Kind},
    catalogue::Catalogue,
    choices::Act,
    conversation::{Conversation, Shown},
    effect::ShopEffect,
    event::Surroundings,
    misses::Missed,
    screen::{Choice, Screen, plain},
    state::{Origin, State, Wish},
    text::{Arg, Text, render},
    turn::{Handoff, Post, StandIn, TimerCommand, Turn},
};

/// How many units it takes, at most, to say that a list was put aside.
const ASIDE_UNITS_MAX: usize = 560;
/// Lines of a list that was put aside that are named; the others are dots.
const ASIDE_SHOWN_MAX: usize = 6;

/// Sentences that are kept while the shop is asked.
const CARRIED_MAX: usize = 12;

/// A turn being decided.
pub struct Scene<'a> {
    /// What is remembered.
    pub talk: Conversation,
    /// Time and place.
    pub around: &'a Surroundings,
    /// What the shop sells.
    pub catalogue: &'a dyn Catalogue,
    /// Sentences that stand before the next message, in the same bubble.
    notes: Vec<String>,
    messages: Vec<Message>,
    effect: Option<ShopEffect>,
    timers: Vec<TimerCommand>,
    handoff: Option<Handoff>,
    news: Option<StandIn>,
    missed: Option<Missed>,
    forgets: bool,
    /// What the buyer typed, as far as this turn answers words.
    typed: String,
    dispute_steps: Vec<&'static str>,
    posts: Vec<Post>,
    useful_ms: Option<i64>,
    decided: Vec<(Kind, Decided)>,
    /// Whether something else was said between the screen and this message.
    pub was_interrupted: bool,
}

impl<'a> Scene<'a> {
    /// Opens the turn.
    pub fn new(mut talk: Conversation, around: &'a Surroundings, catalogue: &'a dyn Catalogue) -> Self {
        let notes = std::mem::take(&mut talk.carried);
        let was_interrupted = talk.is_interrupted;
        Self {
            talk,
            around,
            catalogue,
            notes,
            messages: Vec::new(),
            effect: None,
            timers: Vec::new(),
            handoff: None,
            news: None,
            missed: None,
            forgets: false,
            typed: String::new(),
            dispute_steps: Vec::new(),
            posts: Vec::new(),
            useful_ms: None,
            decided: Vec::new(),
            was_interrupted,
        }
    }

    /// Tells whether anything has been said in this turn.
    pub fn has_spoken(&self) -> bool {
        !self.messages.is_empty()
    }

    /// Returns a text in the buyer's language.
    pub fn t(&self, text: Text, args: &[(&'static str, Arg)]) -> String {
        render(self.talk.language, text, args)
    }

    /// Writes an amount as the buyer reads it.
    pub fn money(&self, money: &Money) -> String {
        self.talk.form().money(money)
    }

    /// Writes a part of a hundred, given in hundredths of it, as the buyer reads it.
    pub fn percent(&self, basis_points: u32) -> String {
        self.talk.form().percent(basis_points)
    }

    /// Writes a date of the shop as the buyer reads it.
    pub fn date(&self, date: &str) -> String {
        self.talk.form().date(date)
    }

    /// Writes a time as the buyer's clock shows it.
    pub fn moment(&self, at_ms: i64) -> String {
        self.talk.form().moment(at_ms)
    }

    /// Keeps a sentence for the top of the next message.
    pub fn note(&mut self, text: Text, args: &[(&'static str, Arg)]) {
        let note = self.t(text, args);
        self.notes.push(note);
    }

    /// Keeps words for the top of the next message.
    pub fn note_words(&mut self, words: String) {
        if !words.is_empty() {
            self.notes.push(words);
        }
    }

    /// A choice with a text as its title.
    pub fn choice(&self, act: Act, title: Text) -> Choice {
        Choice::new(act, self.t(title, &[]))
    }

    /// Shows a screen. Its choices are what numbers and old buttons are compared with from now on.
    pub fn show(&mut self, mut screen: Screen) {
        self.talk.step = self.talk.step.wrapping_add(1);
        self.talk.shown_at_ms = Some(self.around.now_ms);
        screen.body = self.with_notes(&screen.body);
        if screen.opener.is_empty() {
            screen.opener = self.t(Text::Opener, &[]);
        }
        screen.number_hint = self.t(Text::NumberHint, &[]);
        let built = screen.build(self.talk.step);
        self.talk.shown = Shown {
            options: built.choices.into_iter().map(|choice| (choice.act, choice.title)).collect(),
            numbered: built.numbered,
        };
        self.talk.greeted = true;
        self.messages.push(built.message);
    }

    /// Shows a text with choices.
    pub fn offer(&mut self, body: String, choices: Vec<Choice>) {
        self.show(Screen { body, choices, ..Screen::default() });
    }

    /// Asks for something to be typed; there is nothing to choose.
    pub fn ask(&mut self, text: Text, args: &[(&'static str, Arg)]) {
        let body = self.t(text, args);
        self.offer(body, Vec::new());
    }

    /// Says something and leaves the screen and its choices as they are.
    pub fn remark(&mut self, text: Text, args: &[(&'static str, Arg)]) {
        let body = self.t(text, args);
        self.remark_words(&body);
    }

    /// Says words and leaves the screen and its choices as they are.
    pub fn remark_words(&mut self, words: &str) {
        let body = self.with_notes(words);
        self.messages.push(plain(&body, None));
    }

    /// Says something with choices that may be tapped at any time, and leaves the screen and its choices as they are.
    pub fn remark_with(&mut self, text: Text, args: &[(&'static str, Arg)], choices: Vec<Choice>) {
        let body = self.t(text, args);
        self.remark_words_with(&body, choices);
    }

    /// Says words with choices that may be tapped at any time, and leaves the screen and its choices as they are.
    pub fn remark_words_with(&mut self, words: &str, choices: Vec<Choice>) {
        let body = self.with_notes(words);
        let number_hint = self.t(Text::NumberHint, &[]);
        let screen = Screen { body, choices, number_hint, ..Screen::default() };
        self.messages.push(screen.build(self.talk.step).message);
    }

    /// Takes back what was said in this turn: nobody is to hear it.
    pub fn hush(&mut self) {
        self.notes.clear();
        self.messages.clear();
    }

    /// Shows a screen beside what the buyer is doing: what they see, and what numbers and words mean, stay.
    pub fn aside(&mut self, mut screen: Screen) {
        screen.body = self.with_notes(&screen.body);
        if screen.opener.is_empty() {
            screen.opener = self.t(Text::Opener, &[]);
        }
        screen.number_hint = self.t(Text::NumberHint, &[]);
        self.messages.push(screen.build(self.talk.step).message);
    }

    /// Sends a message built elsewhere, and leaves the screen and its choices as they are.
    pub fn attach(&mut self, message: Message) {
        self.messages.push(message);
    }

    /// Sends a message built elsewhere; there is nothing to choose in it.
    pub fn send(&mut self, message: Message) {
        self.talk.step = self.talk.step.wrapping_add(1);
        self.talk.shown_at_ms = Some(self.around.now_ms);
        self.talk.shown = Shown::default();
        self.messages.push(message);
    }

    /// Returns how many units the notes kept so far will take.
    pub fn notes_length(&self) -> usize {
        let aside = self.talk.aside.as_ref().filter(|aside| !aside.is_told);
        let aside = aside.map_or(0, |_| ASIDE_UNITS_MAX);
        self.notes.iter().map(|note| outbound::length(note) + 2).sum::<usize>() + aside
    }

    /// Puts the notes kept so far above a text.
    pub fn with_notes(&mut self, body: &str) -> String {
        let mut parts = std::mem::take(&mut self.notes);
        if self.talk.back_unsaid_since_ms.take().is_some() {
            parts.insert(0, self.t(Text::BotBack, &[]));
        }
        if let Some(other) = self.talk.offered.take() {
            // One sentence in each of the two languages.
            let speaking = self.t(Text::Speaking, &[]);
            parts.insert(0, format!("{speaking} {}", render(other, Text::SwitchHere, &[])));
        }
        if let Some(words) = self.aside_words() {
            parts.push(words);
        }
        if !body.is_empty() {
            parts.push(body.to_owned());
        }
        let joined = parts.join("\n\n");
        if joined.trim().is_empty() { "…".to_owned() } else { joined }
    }

    /// Says once that a typed list waits, and what of it is not in the basket.
    fn aside_words(&mut self) -> Option<String> {
        let aside = self.talk.aside.as_mut().filter(|aside| !aside.is_told)?;
        aside.is_told = true;
        let known = aside.sure.iter().map(|wanted| format!("{} × {}", wanted.quantity, wanted.name));
        let typed = aside.doubtful.iter().map(|line| format!("{} × {}", line.quantity, short(&line.words)));
        let all: Vec<String> = known.chain(typed).collect();
        let shown = all.len().min(ASIDE_SHOWN_MAX);
        let rest = if all.len() > shown { "\n…" } else { "" };
        let list = format!("{}{rest}", all[..shown].join("\n"));
        Some(self.t(Text::ListAside, &[("list", list.into())]))
    }

    /// Says something with choices in the middle of something else: the screen, and what numbers mean, stay.
    pub fn say_aside(&mut self, body: &str, choices: Vec<Choice>) {
        let opener = self.t(Text::Opener, &[]);
        let number_hint = self.t(Text::NumberHint, &[]);
        let body = self.with_notes(body);
        let screen = Screen { body, choices, opener, number_hint, ..Screen::default() };
        self.messages.push(screen.build(self.talk.step).message);
    }

    /// Sends a message built elsewhere in the middle of something else.
    pub fn say_message(&mut self, message: Message) {
        self.messages.push(message);
    }

    /// Wants something of the shop. The first wish of a turn stands.
    pub fn wish(&mut self, effect: ShopEffect, origin: Origin) {
        if self.effect.is_none() {
            self.talk.awaiting = Some(Box::new(Wish { effect: effect.clone(), origin }));
            self.effect = Some(effect);
        }
    }

    /// Returns whether something is wanted of the shop already.
    pub fn has_wish(&self) -> bool {
        self.effect.is_some()
    }

    /// Counts a step of a dispute.
    pub fn count_dispute(&mut self, step: &'static str) {
        self.dispute_steps.push(step);
    }

    /// Returns the shop's name, as it is said.
    pub fn shop_name(&self) -> String {
        let name = self.around.shop_name.trim();
        if name.is_empty() { self.t(Text::ShopUnnamed, &[]) } else { short(name) }
    }

    /// Goes to another screen.
    pub fn go(&mut self, state: State) {
        let stays = matches!(state, State::Doubt { .. } | State::Late { .. } | State::Paused { .. });
        // A typed list that something else comes between is not dropped without a word.
        if let State::Doubt { sure, doubtful } = std::mem::replace(&mut self.talk.state, state)
            && !stays
        {
            self.talk.put_aside(sure, doubtful);
        }
    }

    /// Sets or cancels a timer.
    pub fn timer(&mut self, command: TimerCommand) {
        self.timers.push(command);
    }

    /// Changes who talks to the buyer.
    pub fn hand_off(&mut self, handoff: Handoff) {
        self.handoff = Some(handoff);
    }

    /// Keeps what is answered now, for the note that it was not understood.
    pub fn answers(&mut self, text: &str) {
        text.clone_into(&mut self.typed);
    }

    /// Has the buyer forgotten with this turn.
    pub fn forget(&mut self) {
        self.forgets = true;
    }

    /// Takes note that the buyer was not understood. The first of a turn counts.
    pub fn missed(&mut self) {
        let missed = Missed::of(&self.talk, &self.typed);
        self.missed.get_or_insert(missed);
    }

    /// Has a template stand in for news that the buyer must hear, when the window has closed.
    pub fn stand_in(&mut self, template: Option<Template>) {
        self.news = template.map(|template| StandIn { template, sells: false, was_asked_for: false });
    }

    /// Returns whether a template stands in already.
    pub fn has_stand_in(&self) -> bool {
        self.news.is_some()
    }

    /// Has a template stand in for something that sells, when the window has closed and the buyer agreed to such things.
    pub fn advertise(&mut self, template: Option<Template>) {
        self.news = template.map(|template| StandIn { template, sells: true, was_asked_for: false });
    }

    /// Has a template stand in for something that the buyer asked to be told, when the window has closed. It waits for the
    /// day as what sells does.
    pub fn remind(&mut self, template: Option<Template>) {
        self.news = template.map(|template| StandIn { template, sells: true, was_asked_for: true });
    }

    /// Says for how long what is said is worth saying.
    pub fn useful_for(&mut self, useful_ms: i64) {
        self.useful_ms = Some(useful_ms);
    }

    /// Counts a decision about something that nobody asked for at this moment.
    pub fn decided(&mut self, kind: Kind, decided: Decided) {
        self.decided.push((kind, decided));
    }

    /// Writes to an auction.
    pub fn post(&mut self, post: Post) {
        self.posts.push(post);
    }

    /// Closes the turn. A note that found no message becomes one.
    pub fn finish(mut self) -> Turn {
        if self.effect.is_some() {
            // The message comes when the shop has answered.
            self.talk.carried = std::mem::take(&mut self.notes);
            self.talk.carried.truncate(CARRIED_MAX);
        }
        if !self.notes.is_empty() && self.effect.is_none() {
            let body = self.with_notes("");
            self.messages.push(plain(&body, None));
        }
        Turn {
            conversation: self.talk,
            messages: self.messages,
            effect: self.effect,
            timers: self.timers,
            handoff: self.handoff,
            news: self.news,
            missed: self.missed,
            dispute_steps: self.dispute_steps,
            posts: self.posts,
            useful_ms: self.useful_ms,
            decided: self.decided,
            forgets: self.forgets,
        }
    }
}

/// Cuts a name so that a body of many stays short.
pub fn short(name: &str) -> String {
    outbound::fit(name, 60)
}
