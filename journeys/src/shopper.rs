//! A buyer who knows what to buy and finds the way alone: looks at what the screen offers, and taps or types the next
//! sensible thing. It knows what choices mean, not which screens there are.

use anyhow::bail;

use crate::phone::{Bubble, Phone};

/// Moves after which a buyer gives up.
const MOVES_MAX: usize = 40;

/// What the buyer wants and who they are.
#[derive(Debug, Clone)]
pub struct Plan {
    /// What is typed into the search; browses the categories without.
    pub search: Option<String>,
    /// Words in the titles to prefer, of categories, products, attribute values, shipping and payment alike.
    pub prefer: Vec<String>,
    /// Answers to questions: words of the question, and what is typed.
    pub answers: Vec<(&'static [&'static str], String)>,
}

impl Default for Plan {
    fn default() -> Self {
        let answer = |words: &'static [&'static str], text: &str| (words, text.to_owned());
        Self {
            search: None,
            prefer: vec!["cash".to_owned()],
            // The first whose words stand in the question counts, so the particular ones come first.
            answers: vec![
                answer(&["بريد إلكتروني"], "amina@example.com"),
                answer(&["الرمز البريدي"], "00100"),
                answer(&["محافظة"], "Nairobi"),
                answer(&["العنوان للفاتورة", "الشارع"], "Moi Avenue 12, Nairobi"),
                answer(&["رقم الهاتف"], "+254700100200"),
                answer(&["بأي اسم"], "Amina Odhiambo"),
                answer(&["في أي بلد"], "KE"),
                answer(&["في أي مدينة"], "Nairobi"),
                answer(&["e-mail", "email"], "amina@example.com"),
                answer(&["postcode", "postal", "zip"], "00100"),
                answer(&["county", "region", "state"], "Nairobi"),
                answer(&["street"], "Moi Avenue 12, Nairobi"),
                answer(&["town", "city"], "Nairobi"),
                answer(&["address", "deliver"], "Moi Avenue 12"),
                answer(&["country"], "Kenya"),
                answer(&["phone"], "+254700100200"),
                answer(&["name"], "Amina Odhiambo"),
            ],
        }
    }
}

impl Plan {
    /// A plan to search for these words.
    pub fn searching(words: &str) -> Self {
        Self { search: Some(words.to_owned()), ..Self::default() }
    }

    /// Prefers titles with these words over others.
    #[must_use]
    pub fn preferring(mut self, words: &[&str]) -> Self {
        self.prefer.splice(0..0, words.iter().map(|word| word.to_lowercase()));
        self
    }
}

/// How far to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goal {
    /// Until something is in the basket.
    Added,
    /// Until the summary with its one confirm is shown; it is not tapped.
    Summary,
}

/// One thing that a buyer does.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Move {
    Tap(String),
    Type(String),
}

/// A buyer on the way.
pub struct Shopper<'p> {
    phone: &'p mut Phone,
    plan: Plan,
    /// Whether something is in the basket, as far as the buyer knows.
    pub added: bool,
    searched: bool,
    /// Taps and typed messages so far.
    pub moves: usize,
    /// Called with every bubble of the shop as it is read.
    pub on_bubble: fn(&Bubble),
    /// Called with every move of the buyer, in words.
    pub on_move: fn(&str),
}

impl<'p> Shopper<'p> {
    /// A buyer with this phone and plan.
    pub fn new(phone: &'p mut Phone, plan: Plan) -> Self {
        Self { phone, plan, added: false, searched: false, moves: 0, on_bubble: |_| (), on_move: |_| () }
    }

    /// The buyer's phone.
    pub fn phone(&mut self) -> &mut Phone {
        self.phone
    }

    /// Says hello and goes on from there.
    pub async fn from_hello(&mut self, goal: Goal) -> anyhow::Result<Bubble> {
        self.from_words("hi", goal).await
    }

    /// Says these first words and goes on from there.
    pub async fn from_words(&mut self, words: &str, goal: Goal) -> anyhow::Result<Bubble> {
        let hello = Move::Type(words.to_owned());
        self.make(None, hello).await?;
        let bubble = self.hear().await?;
        self.onwards(bubble, goal).await
    }

    /// Goes on from a screen until the goal is reached, and returns the screen there.
    pub async fn onwards(&mut self, mut bubble: Bubble, goal: Goal) -> anyhow::Result<Bubble> {
        for _ in 0..MOVES_MAX {
            let reached = match goal {
                Goal::Added => self.added,
                Goal::Summary => bubble.choice("confirm").is_some(),
            };
            if reached {
                return Ok(bubble);
            }
            let Some(next) = self.next_move(&bubble) else {
                bail!("a buyer would not know how to go on from here:\n{}", bubble.readable());
            };
            self.make(Some(&bubble), next).await?;
            bubble = self.hear().await?;
        }
        bail!("{MOVES_MAX} moves and no end. The chat:\n{}", self.phone.transcript().await?)
    }

    /// Makes the next sensible move from a screen that is not the summary; false when there is none.
    pub async fn goes_on_from(&mut self, bubble: &Bubble) -> anyhow::Result<bool> {
        let Some(next) = self.next_move(bubble) else { return Ok(false) };
        self.make(Some(bubble), next).await?;
        Ok(true)
    }

    /// Taps the confirm of a summary.
    pub async fn confirm(&mut self, summary: &Bubble) -> anyhow::Result<()> {
        let confirm = summary.choice("confirm").map(|choice| choice.id.clone());
        let Some(id) = confirm else { bail!("no confirm here:\n{}", summary.readable()) };
        self.make(Some(summary), Move::Tap(id)).await
    }

    async fn hear(&mut self) -> anyhow::Result<Bubble> {
        let bubble = self.phone.hears().await?;
        (self.on_bubble)(&bubble);
        Ok(bubble)
    }

    async fn make(&mut self, bubble: Option<&Bubble>, next: Move) -> anyhow::Result<()> {
        self.moves += 1;
        match next {
            Move::Type(text) => {
                (self.on_move)(&text);
                self.phone.says(&text).await?
            }
            Move::Tap(id) => {
                let is_it = |choice: &&crate::phone::Choice| choice.id == id;
                let button = bubble.and_then(|bubble| bubble.buttons.iter().find(is_it));
                let row = bubble.and_then(|bubble| bubble.rows.iter().find(is_it));
                let title = button.or(row).map_or("", |choice| choice.title.as_str());
                (self.on_move)(&format!("taps [{title}]"));
                let what = if button.is_some() { "button" } else { "row" };
                self.phone.act(&serde_json::json!({what: id})).await?
            }
        };
        Ok(())
    }

    /// What a buyer would do on this screen.
    fn next_move(&mut self, bubble: &Bubble) -> Option<Move> {
        let tap = |acts: &[&str]| acts.iter().find_map(|act| self.preferred(bubble, act)).map(Move::Tap);
        if self.added {
            return tap(&["checkout", "rate", "pay", "summary"])
                .or_else(|| self.answer(bubble).map(Move::Type));
        }
        if let Some(next) = tap(&["add", "take"]) {
            self.added = true;
            return Some(next);
        }
        if let Some(next) = tap(&["value", "choose"]) {
            return Some(next);
        }
        if let Some(words) = self.plan.search.clone().filter(|_| !self.searched) {
            self.searched = true;
            return Some(Move::Type(words));
        }
        tap(&["product", "in", "below", "top"])
    }

    /// The choice with this act that the plan likes best, else the first.
    fn preferred(&self, bubble: &Bubble, act: &str) -> Option<String> {
        let fits = |choice: &&crate::phone::Choice| {
            choice.act() == act || choice.act().strip_prefix(act).is_some_and(|rest| rest.starts_with(':'))
        };
        let liked = |word: &String| {
            bubble.choices().filter(fits).find(|choice| {
                format!("{} {}", choice.title, choice.description).to_lowercase().contains(word.as_str())
            })
        };
        self.plan
            .prefer
            .iter()
            .find_map(liked)
            .or_else(|| bubble.choices().find(fits))
            .map(|choice| choice.id.clone())
    }

    fn answer(&self, bubble: &Bubble) -> Option<String> {
        let question = bubble.text.to_lowercase();
        let known =
            self.plan.answers.iter().find(|(words, _)| words.iter().any(|word| question.contains(word)));
        known.map(|(_, answer)| answer.clone())
    }
}
