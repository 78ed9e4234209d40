//! Finding products by what people type. Trigrams lead to words, words lead to products: a mistyped word is compared
//! with the few thousand words of the shop that share three letters with it, not with every product.
//!
//! Exact article numbers come first, then exact names, then the rest by how many of the words fit how well. The same
//! question to the same index always has the same answer.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use domain::{
    ids::CategoryId,
    shop::{Category, Product},
    text::fold,
};

use super::similar::{Trigrams, closeness};

/// Words of a question that count; more are not read.
const QUERY_WORDS_MAX: usize = 12;
/// Characters of a question that count.
const QUERY_CHARS_MAX: usize = 200;
/// Words of the shop that a beginning may stand for.
const BEGINNINGS_MAX: usize = 256;
/// Words of one text that are indexed.
const TEXT_WORDS_MAX: usize = 100;
/// Words of the shop that a mistyped word may stand for.
const SIMILAR_MAX: usize = 48;
/// A word found in fewer products than this may be a mistyped one all the same.
const RARE: usize = 3;
/// What scores less is not shown.
const SCORE_MIN: f32 = 0.12;

/// How much a word counts by where it stands, in hundredths.
const IN_NAME: u8 = 100;
const IN_SKU: u8 = 90;
const IN_CATEGORY: u8 = 45;
const IN_SUMMARY: u8 = 30;

/// Words that say nothing about the product wanted. A question of nothing else is taken as it is.
const EMPTY_WORDS: &[&str] = &[
    "a", "an", "and", "any", "are", "buy", "can", "do", "for", "get", "give", "have", "how", "i", "in", "is",
    "it", "like", "looking", "me", "much", "my", "need", "of", "on", "or", "order", "please", "pls", "show",
    "some", "the", "there", "to", "want", "with", "would", "you", "your",
];

/// The words of the catalogue.
#[derive(Debug, Default)]
pub struct Words {
    /// All words, sorted; the place of a word is its number.
    vocabulary: Vec<Box<str>>,
    /// Where the postings of each word begin; one more entry than words.
    starts: Vec<u32>,
    /// Slots of the products that have the word, ascending per word.
    slots: Vec<u32>,
    /// How much the word counts there; parallel to `slots`.
    weights: Vec<u8>,
    trigrams: Trigrams,
    /// The words of each product's name, by slot.
    names: Vec<Box<str>>,
    /// Slots in the order of `names`.
    by_name: Vec<u32>,
    /// Letters and digits of article numbers, with the slots that have them.
    codes: HashMap<Box<str>, Vec<u32>>,
}

/// One word of a question and what it may stand for.
struct Asked<'a> {
    text: &'a str,
    /// Numbers of words of the shop, with how close they are, 0 to 1.
    meanings: Vec<(u32, f32)>,
}

impl Words {
    /// Builds the words of `products`, whose places are their slots.
    pub fn build(products: &[Arc<Product>], categories: &BTreeMap<CategoryId, Category>) -> Self {
        let category_words = categories
            .iter()
            .map(|(id, category)| (*id, words_of(&category.name)))
            .collect::<BTreeMap<_, _>>();
        let mut numbers: HashMap<Box<str>, u32> = HashMap::new();
        let mut postings: Vec<(u32, u32, u8)> = Vec::new();
        let mut codes: HashMap<Box<str>, Vec<u32>> = HashMap::new();
        let mut names = Vec::with_capacity(products.len());
        for (slot, product) in (0_u32..).zip(products) {
            let mut note = |word: &str, weight: u8| {
                let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                let number = numbers.get(word).copied().unwrap_or_else(|| {
                    numbers.insert(word.into(), next);
                    next
                });
                postings.push((number, slot, weight));
            };
            let mut note_all = |words: &[String], weight| words.iter().for_each(|word| note(word, weight));
            let name = words_of(&product.name);
            note_all(&name, IN_NAME);
            let skus =
                product.variations.iter().map(|variation| &variation.sku).chain([&product.sku]).flatten();
            for sku in skus {
                note_all(&words_of(sku), IN_SKU);
                let slots = codes.entry(code_of(sku).into()).or_default();
                if slots.last() != Some(&slot) {
                    slots.push(slot);
                }
            }
            for words in product.categories.iter().filter_map(|id| category_words.get(id)) {
                note_all(words, IN_CATEGORY);
            }
            note_all(&words_of(&product.summary), IN_SUMMARY);
            names.push(name.join(" ").into_boxed_str());
        }
        codes.remove("");
        let mut by_name = (0_u32..).take(names.len()).collect::<Vec<_>>();
        by_name.sort_by_key(|slot| (&names[*slot as usize], *slot));
        let (vocabulary, starts, slots, weights) = packed(numbers, postings);
        let trigrams = Trigrams::build(&vocabulary);
        Self { vocabulary, starts, slots, weights, trigrams, names, by_name, codes }
    }

    /// Finds products, best first, as slots with scores.
    pub fn search(&self, text: &str, limit: usize) -> Vec<(u32, f32)> {
        if limit == 0 || self.names.is_empty() {
            return Vec::new();
        }
        let text = text.chars().take(QUERY_CHARS_MAX).collect::<String>();
        let all = words_of(&text);
        let telling = all.iter().filter(|word| !EMPTY_WORDS.contains(&word.as_str())).collect::<Vec<_>>();
        let asked = if telling.is_empty() { all.iter().collect() } else { telling };
        let asked = self.split_where_needed(asked.into_iter().take(QUERY_WORDS_MAX));
        let mut found = self.by_words(&asked);
        let question = asked.join(" ");
        for (slot, score) in &mut found {
            *score = self.polished(*slot, *score, &question);
        }
        // What is exactly meant comes first, whatever the words say.
        let code = code_of(&text);
        let exact_codes = self.codes.get(code.as_str()).map(Vec::as_slice).unwrap_or_default();
        let whole = all.join(" ");
        let exact_names = self.named(&whole);
        let rank = |slot: u32| match slot {
            _ if exact_codes.contains(&slot) => 2_u8,
            _ if exact_names.contains(&slot) => 1,
            _ => 0,
        };
        found.retain(|(slot, score)| *score >= SCORE_MIN && rank(*slot) == 0);
        let order = |one: &(u32, f32), other: &(u32, f32)| {
            let length = |slot: u32| self.names[slot as usize].len();
            let by_score = other.1.total_cmp(&one.1);
            by_score.then_with(|| length(one.0).cmp(&length(other.0))).then_with(|| one.0.cmp(&other.0))
        };
        if found.len() > limit {
            found.select_nth_unstable_by(limit, order);
            found.truncate(limit);
        }
        found.sort_unstable_by(order);
        let mut exact = exact_codes.iter().chain(exact_names).map(|slot| (*slot, 1.0)).collect::<Vec<_>>();
        exact.sort_by_key(|(slot, _)| (std::cmp::Reverse(rank(*slot)), *slot));
        exact.dedup_by_key(|(slot, _)| *slot);
        exact.extend(found);
        exact.truncate(limit);
        exact
    }

    /// Slots of the products whose name is exactly these words.
    fn named(&self, name: &str) -> &[u32] {
        let compare = |slot: &u32| (*self.names[*slot as usize]).cmp(name);
        let start = self.by_name.partition_point(|slot| compare(slot) == Ordering::Less);
        let end = self.by_name.partition_point(|slot| compare(slot) != Ordering::Greater);
        &self.by_name[start..end]
    }

    /// Takes `hivis` apart where the shop only knows `hi` and `vis`.
    fn split_where_needed<'a>(&self, asked: impl Iterator<Item = &'a String>) -> Vec<&'a str> {
        let mut words = Vec::new();
        for word in asked {
            let known = self.number_of(word).is_some() || !self.beginning_with(word).is_empty();
            let cuts = word.char_indices().map(|(at, _)| at).skip(2);
            let halves = cuts.map(|at| word.split_at(at)).filter(|(_, end)| end.chars().nth(1).is_some());
            let mut halves = halves
                .filter(|(one, other)| self.number_of(one).is_some() && self.number_of(other).is_some());
            match (known, halves.next()) {
                (false, Some((one, other))) => words.extend([one, other]),
                _ => words.push(word.as_str()),
            }
        }
        words
    }

    fn by_words(&self, asked: &[&str]) -> Vec<(u32, f32)> {
        let asked =
            asked.iter().map(|text| Asked { text, meanings: self.meanings(text) }).collect::<Vec<_>>();
        let products = self.names.len();
        let mut totals = vec![0.0_f32; products];
        let mut best = vec![0.0_f32; products];
        let mut touched = Vec::new();
        let mut here: Vec<u32> = Vec::new();
        let mut weight_sum = 0.0;
        for (index, word) in asked.iter().enumerate() {
            let mut credit = |number: u32, closeness: f32| {
                for (slot, weight) in self.postings(number) {
                    let value = closeness * f32::from(weight) / 100.0;
                    let place = &mut best[slot as usize];
                    if *place == 0.0 {
                        here.push(slot);
                    }
                    *place = place.max(value);
                }
            };
            for (number, closeness) in &word.meanings {
                credit(*number, *closeness);
            }
            // `m8 x40` means `m8x40`: neighbours written as one word count for both.
            let neighbours = [index.checked_sub(1).map(|before| (before, index)), Some((index, index + 1))];
            for (one, other) in neighbours.into_iter().flatten() {
                let joined = asked.get(other).map(|next| [asked[one].text, next.text].concat());
                if let Some(number) = joined.and_then(|joined| self.number_of(&joined)) {
                    credit(number, 0.95);
                }
            }
            let weight = rarity(here.len(), products);
            weight_sum += weight;
            for slot in here.drain(..) {
                let place = slot as usize;
                if totals[place] == 0.0 {
                    touched.push(slot);
                }
                totals[place] += weight * best[place];
                best[place] = 0.0;
            }
        }
        touched.into_iter().map(|slot| (slot, totals[slot as usize] / weight_sum)).collect()
    }

    /// Prefers names that begin with the question, and short names over long ones. Stays below an exact hit.
    fn polished(&self, slot: u32, score: f32, question: &str) -> f32 {
        let name = &*self.names[slot as usize];
        let begins = if name.starts_with(question) { 0.06 } else { 0.0 };
        #[expect(clippy::cast_precision_loss, reason = "lengths of names are small")]
        let covered = (question.len() as f32 / name.len().max(1) as f32).min(1.0) * 0.03;
        (score * 0.9 + (begins + covered) * score).min(0.99)
    }

    /// Returns the words of the shop that a typed word may stand for.
    fn meanings(&self, word: &str) -> Vec<(u32, f32)> {
        let length = word.chars().count();
        let mut meanings = Vec::new();
        let mut products = 0;
        for number in self.beginning_with(word) {
            #[expect(clippy::cast_precision_loss, reason = "lengths of words are small")]
            let part = word.len() as f32 / self.vocabulary[number as usize].len().max(1) as f32;
            let is_exact = self.vocabulary[number as usize].len() == word.len();
            meanings.push((number, if is_exact { 1.0 } else { 0.72 + 0.2 * part }));
            products += self.postings(number).len();
        }
        // A word with digits in it is a size or an article number: 8 is not almost 6.
        let may_be_mistyped = length >= 3 && !word.bytes().any(|byte| byte.is_ascii_digit());
        if may_be_mistyped && products < RARE {
            let mut similar = self.trigrams.sharing(word, &self.vocabulary);
            similar.retain_mut(|(number, closeness_)| {
                *closeness_ = closeness(word, &self.vocabulary[*number as usize], *closeness_);
                *closeness_ > 0.0 && !meanings.iter().any(|(known, _)| known == number)
            });
            similar.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
            similar.truncate(SIMILAR_MAX);
            meanings.extend(similar);
        }
        meanings
    }

    fn number_of(&self, word: &str) -> Option<u32> {
        let place = self.vocabulary.binary_search_by(|known| (**known).cmp(word)).ok()?;
        u32::try_from(place).ok()
    }

    /// Numbers of the words that begin with `word`, itself included. One letter stands for itself only.
    fn beginning_with(&self, word: &str) -> std::ops::Range<u32> {
        let start = self.vocabulary.partition_point(|known| &**known < word);
        let is_beginning =
            |known: &str| if word.chars().nth(1).is_some() { known.starts_with(word) } else { known == word };
        let count = self.vocabulary[start..]
            .iter()
            .take(BEGINNINGS_MAX)
            .take_while(|known| is_beginning(known))
            .count();
        let number = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
        number(start)..number(start + count)
    }

    fn postings(&self, number: u32) -> impl ExactSizeIterator<Item = (u32, u8)> + '_ {
        let number = number as usize;
        let range = self.starts[number] as usize..self.starts[number + 1] as usize;
        self.slots[range.clone()].iter().copied().zip(self.weights[range].iter().copied())
    }
}

/// A word that few products have says more about what is meant.
#[expect(clippy::cast_precision_loss, reason = "an estimate")]
fn rarity(found_in: usize, products: usize) -> f32 {
    if found_in == 0 {
        return 0.6;
    }
    let all = (1.0 + products as f32).ln();
    ((1.0 + products as f32 / found_in as f32).ln() / all.max(f32::EPSILON)).clamp(0.2, 1.0)
}

type Packed = (Vec<Box<str>>, Vec<u32>, Vec<u32>, Vec<u8>);

/// Sorts words and postings into flat arrays. The highest weight of a word in a product is the one that counts.
fn packed(numbers: HashMap<Box<str>, u32>, mut postings: Vec<(u32, u32, u8)>) -> Packed {
    let mut words = numbers.into_iter().collect::<Vec<_>>();
    words.sort();
    let mut places = vec![0_u32; words.len()];
    for (place, (_, number)) in (0_u32..).zip(&words) {
        places[*number as usize] = place;
    }
    for posting in &mut postings {
        posting.0 = places[posting.0 as usize];
    }
    postings.sort_unstable_by_key(|(word, slot, weight)| (*word, *slot, std::cmp::Reverse(*weight)));
    postings.dedup_by_key(|(word, slot, _)| (*word, *slot));
    let mut starts = vec![0_u32; words.len() + 1];
    for (word, _, _) in &postings {
        starts[*word as usize + 1] += 1;
    }
    for place in 1..starts.len() {
        starts[place] += starts[place - 1];
    }
    let slots = postings.iter().map(|(_, slot, _)| *slot).collect();
    let weights = postings.iter().map(|(_, _, weight)| *weight).collect();
    (words.into_iter().map(|(word, _)| word).collect(), starts, slots, weights)
}

/// Letters and digits of an article number: `HB-M8-40`, `hb m8 40` and `HBM840` are one.
fn code_of(text: &str) -> String {
    fold(text).chars().filter(|char| char.is_alphanumeric()).collect()
}

/// Folds a text and takes it apart. Writing without spaces between words is taken two characters at a time.
fn words_of(text: &str) -> Vec<String> {
    let folded = fold(text);
    let mut words = Vec::new();
    for part in folded.split(|char: char| !char.is_alphanumeric()).filter(|part| !part.is_empty()) {
        if words.len() >= TEXT_WORDS_MAX {
            break;
        }
        let chars = part.chars().collect::<Vec<_>>();
        if chars.len() > 2 && chars.iter().any(|char| is_unspaced(*char)) {
            words.extend(chars.windows(2).map(|pair| pair.iter().collect::<String>()));
        } else {
            words.push(part.to_owned());
        }
    }
    words.truncate(TEXT_WORDS_MAX);
    words
}

/// Chinese, Japanese, Thai, Lao, Khmer, Burmese.
fn is_unspaced(char: char) -> bool {
    matches!(char, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{2ffff}')
}

#[cfg(test)]
impl Words {
    pub(super) fn words_count(&self) -> usize {
        self.vocabulary.len()
    }
}
