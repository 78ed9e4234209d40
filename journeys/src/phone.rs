//! A pretend buyer's phone: writes, taps, reads. It shows what is on the screen and nothing of how it came there.

use std::fmt::Write as _;
use std::time::Duration;

use anyhow::{Context as _, bail};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::control::Control;

/// How long a buyer waits for an answer before the test calls it silence.
pub const ANSWER_WAIT: Duration = Duration::from_secs(30);
/// Length of one long-poll.
const POLL: Duration = Duration::from_secs(5);

/// A button or a row.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Choice {
    /// What the business gets back.
    pub id: String,
    /// What the buyer reads.
    pub title: String,
    /// The small print of a row.
    #[serde(default)]
    pub description: String,
}

impl Choice {
    /// What the choice does: its id without the step, such as `add:45:1` of `s12:add:45:1`.
    pub fn act(&self) -> &str {
        self.id.split_once(':').map_or(self.id.as_str(), |(_, act)| act)
    }
}

/// One bubble of the chat.
#[derive(Debug, Clone, Deserialize)]
pub struct Bubble {
    /// Its place in the chat.
    pub seq: u64,
    /// `in` from the buyer, `out` from the business.
    pub direction: String,
    /// Everything readable.
    pub text: String,
    /// Reply buttons.
    #[serde(default)]
    pub buttons: Vec<Choice>,
    /// Rows of the list.
    #[serde(default)]
    pub rows: Vec<Choice>,
    /// Address of the picture.
    #[serde(default)]
    pub image: Option<String>,
    /// Address of the file.
    #[serde(default)]
    pub file: Option<String>,
    /// `sent`, `delivered`, `read`, `failed`.
    #[serde(default)]
    pub status: Option<String>,
    /// Whether the business asks for a place.
    #[serde(default)]
    pub location_request: bool,
    /// The message's id.
    #[serde(default)]
    pub wamid: String,
}

impl Bubble {
    /// Everything that can be tapped, in the order shown.
    pub fn choices(&self) -> impl Iterator<Item = &Choice> {
        self.buttons.iter().chain(&self.rows)
    }

    /// The first choice whose act is this word, or starts with it and a colon.
    pub fn choice(&self, act: &str) -> Option<&Choice> {
        self.choices().find(|choice| {
            choice.act() == act || choice.act().strip_prefix(act).is_some_and(|rest| rest.starts_with(':'))
        })
    }

    /// Whether the text has these words, in any case.
    pub fn says(&self, words: &str) -> bool {
        self.text.to_lowercase().contains(&words.to_lowercase())
    }

    /// Whether the text names this number as a word of its own.
    pub fn tells(&self, number: &str) -> bool {
        self.text.split(|char: char| !char.is_ascii_alphanumeric()).any(|word| word == number)
    }

    /// The bubble as a few readable lines.
    pub fn readable(&self) -> String {
        let mut lines = String::new();
        let who = if self.direction == "out" { "shop " } else { "buyer" };
        for (n, line) in self.text.lines().enumerate() {
            let margin = if n == 0 { who } else { "     " };
            let _ = writeln!(lines, "{margin} │ {line}");
        }
        if self.text.is_empty() {
            let _ = writeln!(lines, "{who} │");
        }
        if self.image.is_some() {
            let _ = writeln!(lines, "      │ (picture)");
        }
        if !self.buttons.is_empty() {
            let titles: Vec<_> = self.buttons.iter().map(|button| format!("[{}]", button.title)).collect();
            let _ = writeln!(lines, "      │ {}", titles.join(" "));
        }
        for row in &self.rows {
            let small = if row.description.is_empty() { "" } else { " · " };
            let _ = writeln!(lines, "      │ [{}]{small}{}", row.title, row.description);
        }
        lines
    }
}

/// A phone with one chat open.
pub struct Phone {
    control: Control,
    wa_id: String,
    seen: u64,
    /// How long to wait for an answer.
    pub patience: Duration,
}

impl Phone {
    /// Switches a phone on.
    pub async fn new(control: &Control, wa_id: &str, name: &str) -> anyhow::Result<Self> {
        control.post(&format!("/sandbox/phones/{wa_id}"), &json!({"name": name})).await?;
        Ok(Self { control: control.clone(), wa_id: wa_id.to_owned(), seen: 0, patience: ANSWER_WAIT })
    }

    /// The number.
    pub fn wa_id(&self) -> &str {
        &self.wa_id
    }

    /// Does something, in the sandbox's own JSON; returns the message's id.
    pub async fn act(&self, act: &Value) -> anyhow::Result<String> {
        let answer = self.control.post(&format!("/sandbox/phones/{}/send", self.wa_id), act).await?;
        Ok(answer["id"].as_str().unwrap_or_default().to_owned())
    }

    /// Writes.
    pub async fn says(&self, text: &str) -> anyhow::Result<String> {
        self.act(&json!({"text": text})).await
    }

    /// Taps a choice of a bubble.
    pub async fn taps(&self, bubble: &Bubble, choice: &Choice) -> anyhow::Result<String> {
        let what = if bubble.buttons.contains(choice) { "button" } else { "row" };
        self.act(&json!({what: choice.id})).await
    }

    /// Taps the choice with this act.
    pub async fn taps_act(&self, bubble: &Bubble, act: &str) -> anyhow::Result<String> {
        let choice = bubble
            .choice(act)
            .with_context(|| format!("nothing on the screen means {act}:\n{}", bubble.readable()))?;
        self.taps(bubble, choice).await
    }

    /// The next bubble of the business, waiting for it.
    pub async fn hears(&mut self) -> anyhow::Result<Bubble> {
        self.hears_where("anything", |_| true).await
    }

    /// The next bubble of the business that fulfils the condition; those before it are passed over.
    pub async fn hears_where(
        &mut self,
        what: &str,
        is_it: impl Fn(&Bubble) -> bool,
    ) -> anyhow::Result<Bubble> {
        let deadline = Instant::now() + self.patience;
        loop {
            for bubble in self.bubbles_after(self.seen, POLL).await? {
                if bubble.seq > self.seen && bubble.direction == "out" {
                    self.seen = bubble.seq;
                    if is_it(&bubble) {
                        return Ok(bubble);
                    }
                }
            }
            if Instant::now() >= deadline {
                bail!(
                    "the buyer waited {:?} for {what} and did not get it. The chat:\n{}",
                    self.patience,
                    self.transcript().await?
                );
            }
        }
    }

    /// The bubbles of the business that were not heard yet, waiting this long for the first; perhaps none.
    pub async fn hears_within(&mut self, wait: Duration) -> anyhow::Result<Vec<Bubble>> {
        let mut heard = self.bubbles_after(self.seen, wait).await?;
        self.seen = heard.iter().map(|bubble| bubble.seq).max().unwrap_or(self.seen);
        heard.retain(|bubble| bubble.direction == "out");
        Ok(heard)
    }

    /// Everything said so far, both ways.
    pub async fn chat(&self) -> anyhow::Result<Vec<Bubble>> {
        self.bubbles_after(0, Duration::ZERO).await
    }

    /// What the business said so far.
    pub async fn heard(&self) -> anyhow::Result<Vec<Bubble>> {
        Ok(self.chat().await?.into_iter().filter(|bubble| bubble.direction == "out").collect())
    }

    /// The chat as readable text.
    pub async fn transcript(&self) -> anyhow::Result<String> {
        Ok(self.chat().await?.iter().map(Bubble::readable).collect())
    }

    async fn bubbles_after(&self, seq: u64, wait: Duration) -> anyhow::Result<Vec<Bubble>> {
        let path = format!("/sandbox/phones/{}/chat?after={seq}&wait_ms={}", self.wa_id, wait.as_millis());
        let mut answer = self.control.get(&path).await?;
        serde_json::from_value(answer["items"].take()).context("the chat is not what was agreed")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bubble() -> Bubble {
        serde_json::from_value(json!({"seq": 1, "direction": "out", "text": "Tea\nKES 385", "status": "sent",
            "buttons": [{"id": "s3:add:106:1", "title": "Add 1"}, {"id": "s3:address", "title": "Address"}],
            "rows": [], "image": null}))
        .unwrap()
    }

    #[test]
    fn a_choice_is_found_by_what_it_does_not_by_a_part_of_a_word() {
        let bubble = bubble();
        assert_eq!(bubble.choice("add").map(|choice| choice.title.as_str()), Some("Add 1"));
        assert_eq!(bubble.choice("add:106:1").map(|choice| choice.title.as_str()), Some("Add 1"));
        assert_eq!(bubble.choice("addr"), None);
    }

    #[test]
    fn a_bubble_reads_like_a_chat() {
        assert_eq!(bubble().readable(), "shop  │ Tea\n      │ KES 385\n      │ [Add 1] [Address]\n");
    }
}
