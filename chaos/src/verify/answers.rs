//! Answers: nobody is left in silence, and who writes in an order is answered in that order.

use std::collections::BTreeMap;

use super::Row;
use super::journal::{Sent, Story, Wrote};
use crate::record::seconds;

/// Texts of bursts look like `qz17x1x3`: buyer, burst, number.
fn is_numbered(text: &str) -> bool {
    text.strip_prefix("qz").is_some_and(|rest| {
        let parts: Vec<&str> = rest.split('x').collect();
        parts.len() == 3
            && parts.iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

/// Whether a text has these letters as a word of its own.
fn names(text: &str, word: &str) -> bool {
    text.split(|char: char| !char.is_ascii_alphanumeric()).any(|part| part == word)
}

fn by_buyer(story: &Story) -> BTreeMap<&str, Vec<&Sent>> {
    let mut sent: BTreeMap<&str, Vec<&Sent>> = BTreeMap::new();
    for one in story.accepted() {
        sent.entry(&one.to).or_default().push(one);
    }
    sent
}

/// Something was sent to the buyer after every message.
pub fn nobody_waits(story: &Story, least: u64) -> Row {
    let mut row = Row::new("every message of a buyer is followed by an answer", least);
    let sent = by_buyer(story);
    for wrote in &story.wrote {
        row.look();
        let newest = sent.get(wrote.buyer.as_str()).and_then(|sent| sent.last()).map_or(0, |sent| sent.seq);
        if newest < wrote.seq {
            let what = wrote.text.as_deref().or(wrote.tapped.as_deref()).unwrap_or("something");
            row.broken(format!("{} wrote {what} at entry {} and heard nothing more", wrote.buyer, wrote.seq));
        }
    }
    row
}

/// The first answer that names a numbered text.
fn answer<'s>(sent: &BTreeMap<&str, Vec<&'s Sent>>, wrote: &Wrote, text: &str) -> Option<&'s Sent> {
    let mine = sent.get(wrote.buyer.as_str())?;
    mine.iter().find(|sent| sent.seq > wrote.seq && names(&sent.text, text)).copied()
}

fn numbered(story: &Story) -> impl Iterator<Item = (&Wrote, &str)> {
    let texts = story.wrote.iter().filter_map(|wrote| Some((wrote, wrote.text.as_deref()?)));
    texts.filter(|(_, text)| is_numbered(text))
}

/// Each text of a burst is answered by name.
pub fn each_numbered_text_answered(story: &Story, least: u64) -> Row {
    let mut row = Row::new("every numbered text got its own answer", least);
    let sent = by_buyer(story);
    for (wrote, text) in numbered(story) {
        row.look();
        if answer(&sent, wrote, text).is_none() {
            row.broken(format!(
                "{} wrote {text} at entry {} and got no answer to it",
                wrote.buyer, wrote.seq
            ));
        }
    }
    row
}

/// Of two texts in a row, the first is answered first, if Meta had got rid of it before the second was written.
pub fn in_order(story: &Story, least: u64) -> Row {
    let mut row = Row::new("numbered texts are answered in the order in which they were taken", least);
    let sent = by_buyer(story);
    let mut before: BTreeMap<&str, (&Wrote, &str)> = BTreeMap::new();
    for (wrote, text) in numbered(story) {
        let Some((first, first_text)) = before.insert(&wrote.buyer, (wrote, text)) else { continue };
        if first.taken_seq.is_none_or(|taken| taken > wrote.seq) {
            continue;
        }
        let (Some(one), Some(two)) = (answer(&sent, first, first_text), answer(&sent, wrote, text)) else {
            continue;
        };
        row.look();
        if one.seq > two.seq {
            row.broken(format!("{}: {text} was answered before {first_text}", wrote.buyer));
        }
    }
    row
}

/// How long buyers waited for the next thing they were sent.
pub fn figures(story: &Story) -> String {
    let sent = by_buyer(story);
    let mut waits_ms: Vec<i64> = story
        .wrote
        .iter()
        .filter_map(|wrote| {
            let next = sent.get(wrote.buyer.as_str())?.iter().find(|sent| sent.seq > wrote.seq)?;
            Some(next.at_ms - wrote.at_ms)
        })
        .collect();
    waits_ms.sort_unstable();
    let within = |part: usize| {
        let place = (waits_ms.len().saturating_sub(1)) * part / 100;
        seconds(waits_ms.get(place).copied().unwrap_or_default())
    };
    format!(
        "Time to the next answer: half within {} s, 95 of 100 within {} s, the slowest {} s.",
        within(50),
        within(95),
        within(100)
    )
}
