//! What the reference corpus says: how likely a word is behind two others in
//! Persian prose at large. An article's own words say more, but it has few of them.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::import::corpus;
use crate::import::order::smooth::{After, blend};
use crate::import::order::words::{ending, parts};
use crate::text::numbers::NumberMap;
use crate::text::persian;

/// A word as the corpus knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its number; [`NEVER`] where the corpus does not have it.
    word: u32,
    kind: u32,
}

/// The number of every word that the corpus does not have.
const NEVER: u32 = u32::MAX;

/// The counts of the corpus.
#[derive(Debug, Default)]
pub struct Reference {
    ids: HashMap<String, Known>,
    kinds: HashMap<String, u32>,
    words: Table,
    of_kinds: Table,
}

/// So often a word stands there that is a kind of its own.
const FREQUENT: f64 = 60.0;

/// How much the kinds of words weigh beside the words alone.
const BY_KIND: f64 = 0.5;

/// What is added to what was never seen behind a word, and behind two: more for
/// kinds, which say less.
const WORDS: [f64; 2] = [1.0, 2.0];
const KINDS: [f64; 2] = [5.0, 10.0];

impl Reference {
    /// The counts of the whole corpus, made by whoever asks first.
    pub fn get() -> &'static Self {
        static REFERENCE: OnceLock<Reference> = OnceLock::new();
        REFERENCE.get_or_init(|| Self::of(corpus::paragraphs()))
    }

    /// The counts of some paragraphs.
    pub fn of<'t>(paragraphs: impl Iterator<Item = &'t str>) -> Self {
        let mut reference = Self::default();
        let mut texts = vec![String::new()];
        let mut numbers: HashMap<String, u32> = HashMap::from([(String::new(), 0)]);
        let mut rows = Vec::new();
        for paragraph in paragraphs {
            let mut row = vec![0];
            for part in parts(paragraph) {
                let next = number(texts.len());
                let id = *numbers.entry(part).or_insert_with_key(|part| {
                    texts.push(part.clone());
                    next
                });
                row.push(id);
            }
            reference.words.observe(&row);
            rows.push(row);
        }
        let mut kinds = Vec::with_capacity(texts.len());
        for (text, word) in texts.into_iter().zip(0..) {
            let next = number(reference.kinds.len());
            let kind = kind(&text, reference.words.count(word));
            let kind = *reference.kinds.entry(kind).or_insert(next);
            kinds.push(kind);
            reference.ids.insert(text, Known { word, kind });
        }
        for mut row in rows {
            row.iter_mut().for_each(|word| *word = kinds[*word as usize]);
            reference.of_kinds.observe(&row);
        }
        reference
    }

    /// How often the corpus has a part of a word.
    pub fn count(&self, text: &str) -> f64 {
        self.ids.get(text).map_or(0.0, |known| self.words.count(known.word))
    }

    /// A part of a word, as it is asked for.
    pub fn known(&self, text: &str) -> Known {
        // The corpus spells the ezafe behind a heh with a hamza of its own.
        if text.contains(['\u{6C0}', '\u{6C2}']) {
            return self.known(&text.replace(['\u{6C0}', '\u{6C2}'], "ه\u{654}"));
        }
        self.ids.get(text).copied().unwrap_or_else(|| {
            let kind = self.kinds.get(&kind(text, 0.0)).copied().unwrap_or(NEVER);
            Known { word: NEVER, kind }
        })
    }

    /// The probability of a part behind two others. `floor`: its probability where
    /// it was never seen.
    pub fn likely(&self, first: Known, second: Known, part: Known, floor: f64) -> f64 {
        let total = self.words.total.max(1.0);
        let alone = self.words.count(part.word) / total + floor;
        let of_kind = self.of_kinds.count(part.kind) / total;
        let by_kind = if of_kind > 0.0 {
            let kinds = [first.kind, second.kind, part.kind];
            self.of_kinds.likely(kinds, of_kind, KINDS) * (alone / of_kind).min(1.0)
        } else {
            alone
        };
        let lower = (1.0 - BY_KIND) * alone + BY_KIND * by_kind;
        self.words.likely([first.word, second.word, part.word], lower, WORDS)
    }
}

fn number(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(NEVER - 1)
}

/// Counts of single things, pairs and triples.
#[derive(Debug, Default)]
struct Table {
    total: f64,
    one: NumberMap<u32, f64>,
    two: NumberMap<(u32, u32), f64>,
    three: NumberMap<(u32, u32, u32), f64>,
    after: NumberMap<u32, After>,
    after_pair: NumberMap<(u32, u32), After>,
}

impl Table {
    fn observe(&mut self, row: &[u32]) {
        for one in row {
            *self.one.entry(*one).or_default() += 1.0;
            self.total += 1.0;
        }
        for two in row.windows(2) {
            let count = self.two.entry((two[0], two[1])).or_default();
            self.after.entry(two[0]).or_default().add(*count, 1.0);
            *count += 1.0;
        }
        for three in row.windows(3) {
            let count = self.three.entry((three[0], three[1], three[2])).or_default();
            self.after_pair.entry((three[0], three[1])).or_default().add(*count, 1.0);
            *count += 1.0;
        }
    }

    fn count(&self, one: u32) -> f64 {
        self.one.get(&one).copied().unwrap_or(0.0)
    }

    /// The probability of the last of three, given what it is without the others.
    fn likely(&self, [first, second, last]: [u32; 3], alone: f64, unseen: [f64; 2]) -> f64 {
        let Some(after) = self.after.get(&second) else { return alone };
        let seen = self.two.get(&(second, last)).copied().unwrap_or(0.0);
        let two = blend(seen, *after, 0.0, unseen[0], alone);
        let Some(after) = self.after_pair.get(&(first, second)) else { return two };
        let seen = self.three.get(&(first, second, last)).copied().unwrap_or(0.0);
        blend(seen, *after, 0.0, unseen[1], two)
    }
}

/// The kind of a part: itself when it is frequent or no word, else its ending.
fn kind(text: &str, count: f64) -> String {
    if count >= FREQUENT || !text.chars().any(persian::is_letter) {
        return text.to_owned();
    }
    format!("*{}", ending(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: [&str; 3] = [
        "باران در شهر بارید و باران در دشت بارید.",
        "برف در شهر ماند و باد در دشت وزید.",
        "باران در کوه بارید.",
    ];

    fn likely(reference: &Reference, words: [&str; 3]) -> f64 {
        let [a, b, c] = words.map(|w| reference.known(w));
        reference.likely(a, b, c, 1e-6)
    }

    #[test]
    fn what_was_seen_is_likelier_than_what_was_not() {
        let reference = Reference::of(TEXT.into_iter());
        let of = |words| likely(&reference, words);
        assert!(of(["باران", "در", "شهر"]) > of(["باران", "شهر", "در"]));
        assert!(of(["در", "کوه", "بارید"]) > of(["در", "کوه", "ماند"]));
        assert!(of(["در", "شهر", "نرسید"]) > 0.0, "a word that it does not have");
    }

    #[test]
    fn the_two_spellings_of_the_ezafe_are_one() {
        let reference = Reference::of(["خان\u{647}\u{654} باران"].into_iter());
        assert_eq!(reference.known("خان\u{6C0}"), reference.known("خان\u{647}\u{654}"));
    }

    #[test]
    fn all_that_can_follow_makes_one() {
        let reference = Reference::of(TEXT.into_iter());
        for before in [["باران", "در"], ["شهر", "ماند"], ["دشت", "کوه"], ["", "برف"]]
        {
            let all = reference.ids.keys();
            let sum: f64 = all.map(|w| likely(&reference, [before[0], before[1], w])).sum();
            assert!((0.9..1.1).contains(&sum), "{before:?}: {sum}");
        }
    }
}
