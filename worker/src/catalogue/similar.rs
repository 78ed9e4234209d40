//! How much two words look alike: shared trigrams to find candidates, edit distance to judge them.

/// Longest word that edit distance is counted for, in characters; longer ones are compared by trigrams alone.
const EDIT_CHARS_MAX: usize = 32;
/// Least share of common trigrams that makes two words similar without a small edit distance.
const DICE_MIN: f32 = 0.5;
/// Least length of a word that is looked for inside longer ones.
const INSIDE_CHARS_MIN: usize = 4;

/// From three letters to the words that have them.
#[derive(Debug, Default)]
pub struct Trigrams {
    /// All trigrams, sorted.
    keys: Vec<u64>,
    /// Where the words of each trigram begin; one more entry than keys.
    starts: Vec<u32>,
    words: Vec<u32>,
}

impl Trigrams {
    /// Builds the trigrams of `words`.
    pub fn build(words: &[Box<str>]) -> Self {
        let mut pairs = Vec::new();
        for (number, word) in (0_u32..).zip(words) {
            pairs.extend(trigrams(word).into_iter().map(|key| (key, number)));
        }
        pairs.sort_unstable();
        let mut keys = Vec::new();
        let mut starts = Vec::new();
        for (place, (key, _)) in (0_u32..).zip(&pairs) {
            if keys.last() != Some(key) {
                keys.push(*key);
                starts.push(place);
            }
        }
        starts.push(u32::try_from(pairs.len()).unwrap_or(u32::MAX));
        Self { keys, starts, words: pairs.into_iter().map(|(_, number)| number).collect() }
    }

    /// Returns the words that share trigrams with `word`, each with its Dice coefficient.
    pub fn sharing(&self, word: &str, words: &[Box<str>]) -> Vec<(u32, f32)> {
        let own = trigrams(word);
        let mut counts = vec![0_u8; words.len()];
        let mut touched = Vec::new();
        for key in &own {
            let Ok(place) = self.keys.binary_search(key) else { continue };
            for number in &self.words[self.starts[place] as usize..self.starts[place + 1] as usize] {
                let count = &mut counts[*number as usize];
                if *count == 0 {
                    touched.push(*number);
                }
                *count = count.saturating_add(1);
            }
        }
        let edits = edits_max(word.chars().count());
        // A swap of neighbours spoils four trigrams, any other mistake three.
        let spoilt_max = if edits >= 2 { 7 } else { 4 };
        let shared_min =
            u8::try_from(own.len().saturating_sub(spoilt_max).clamp(edits.max(1), 255)).unwrap_or(1);
        let length = word.len();
        touched.retain(|number| {
            let other = words[*number as usize].len();
            // Bytes, not characters: a cheap first look. A character has at most four.
            counts[*number as usize] >= shared_min && length <= other + 4 * edits
        });
        let dice = |number: u32| {
            let shared = f32::from(counts[number as usize]);
            #[expect(clippy::cast_precision_loss, reason = "words are short")]
            let sum = (own.len() + words[number as usize].chars().count() + 1) as f32;
            2.0 * shared / sum
        };
        touched.into_iter().map(|number| (number, dice(number))).collect()
    }
}

/// The trigrams of a word with its beginning marked twice and its end once, without repetitions.
fn trigrams(word: &str) -> Vec<u64> {
    let chars =
        ['\0', '\0'].into_iter().chain(word.chars()).chain(['\0']).map(|char| u64::from(u32::from(char)));
    let chars = chars.collect::<Vec<_>>();
    // Three characters of 21 bits each.
    let mut keys =
        chars.windows(3).map(|three| (three[0] << 42) | (three[1] << 21) | three[2]).collect::<Vec<_>>();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Mistakes that are forgiven in a word of so many characters.
fn edits_max(length: usize) -> usize {
    match length {
        0..=2 => 0,
        3..=6 => 1,
        _ => 2,
    }
}

/// Returns how close a typed word is to a word of the shop, 0 (not at all) to 0.85 (one mistake).
pub fn closeness(typed: &str, known: &str, dice: f32) -> f32 {
    let length = typed.chars().count();
    // In three letters, the first must be right.
    let plausible = length > 3 || typed.chars().next() == known.chars().next();
    match edits(typed, known, edits_max(length)) {
        Some(0) => return 1.0,
        Some(1) if plausible => return 0.85,
        Some(2) => return 0.65,
        _ => {}
    }
    if length >= INSIDE_CHARS_MIN && known.contains(typed) {
        return 0.6;
    }
    if dice >= DICE_MIN { 0.5 * dice } else { 0.0 }
}

/// Counts insertions, deletions, replacements and swaps of neighbours between two words, up to `max`. Words longer than
/// [`EDIT_CHARS_MAX`] are not compared.
fn edits(one: &str, other: &str, max: usize) -> Option<usize> {
    // On the stack: this runs for thousands of words in one search.
    let (mut one_chars, mut other_chars) = (['\0'; EDIT_CHARS_MAX], ['\0'; EDIT_CHARS_MAX]);
    let one = spread(one, &mut one_chars)?;
    let other = spread(other, &mut other_chars)?;
    if one.len().abs_diff(other.len()) > max {
        return None;
    }
    let mut rows = [[0_usize; EDIT_CHARS_MAX + 1]; 3];
    for (column, count) in rows[0].iter_mut().enumerate() {
        *count = column;
    }
    for (row, char) in one.iter().enumerate() {
        let (before_last, last, now) = ((row + 2) % 3, row % 3, (row + 1) % 3);
        rows[now][0] = row + 1;
        let mut row_least = row + 1;
        for (column, other_char) in other.iter().enumerate() {
            let replaced = rows[last][column] + usize::from(char != other_char);
            let mut fewest = replaced.min(rows[last][column + 1] + 1).min(rows[now][column] + 1);
            let is_swap = row > 0 && column > 0 && *char == other[column - 1] && one[row - 1] == *other_char;
            if is_swap {
                fewest = fewest.min(rows[before_last][column - 1] + 1);
            }
            rows[now][column + 1] = fewest;
            row_least = row_least.min(fewest);
        }
        if row_least > max {
            return None;
        }
    }
    Some(rows[one.len() % 3][other.len()]).filter(|count| *count <= max)
}

/// Writes the characters of a word into `room`; none when it has no room for them.
fn spread<'a>(word: &str, room: &'a mut [char; EDIT_CHARS_MAX]) -> Option<&'a [char]> {
    let mut length = 0;
    for char in word.chars() {
        *room.get_mut(length)? = char;
        length += 1;
    }
    Some(&room[..length])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_count_swaps_as_one() {
        assert_eq!(edits("bolt", "blot", 2), Some(1));
        assert_eq!(edits("glove", "gloves", 2), Some(1));
        assert_eq!(edits("generator", "genarater", 2), Some(2));
        assert_eq!(edits("hammer", "hammer", 2), Some(0));
        assert_eq!(edits("hammer", "saw", 2), None);
        assert_eq!(edits("", "ab", 2), Some(2));
    }

    #[test]
    fn short_words_forgive_less() {
        assert!(closeness("nit", "nut", 0.0) > 0.0);
        assert!(closeness("cut", "nut", 0.0).abs() < f32::EPSILON);
        assert!(closeness("schraube", "holzschraube", 0.0) > 0.5);
    }

    proptest::proptest! {
        #[test]
        fn edits_are_symmetric_and_zero_only_for_equals(one in "[a-d]{0,8}", other in "[a-d]{0,8}") {
            let there = edits(&one, &other, 20);
            proptest::prop_assert_eq!(there, edits(&other, &one, 20));
            proptest::prop_assert_eq!(there == Some(0), one == other);
        }
    }
}
