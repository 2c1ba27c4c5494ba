//! What import knows of Persian: a Hunspell dictionary, a letter model, and a
//! small sample of modern prose.
//!
//! The dictionary is `dictionary-fa` of the npm registry (Lilak, Apache-2.0).
//! The letter model and the sample come with the crate
//! `lingua-persian-language-model` (Apache-2.0): two FST maps of n-grams of up
//! to five letters to the natural logarithm of the last letter's probability
//! after the others, and a thousand sentences that serve to count which common
//! words follow which.

use std::collections::{HashMap, HashSet};

use fst::Map;
use lingua_persian_language_model::{PERSIAN_MODELS_DIRECTORY, PERSIAN_TESTDATA_DIRECTORY};
use spellbook::Dictionary;

use crate::text::persian;
use crate::text::persian::ZWNJ;

/// A dictionary and a letter model.
pub struct Lexicon {
    dictionary: Dictionary,
    stems: HashSet<String>,
    parts: HashSet<String>,
    sorted: Vec<String>,
    letters: Option<Map<&'static [u8]>>,
    sample: Vec<Vec<String>>,
    counts: HashMap<String, u32>,
    pairs: HashMap<(String, String), u32>,
}

impl std::fmt::Debug for Lexicon {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Lexicon({} stems)", self.stems.len())
    }
}

impl Lexicon {
    /// A lexicon of a Hunspell dictionary's two files.
    pub fn new(aff: &str, dic: &str) -> Result<Self, String> {
        let dictionary = Dictionary::new(aff, dic).map_err(|e| e.to_string())?;
        let stems = dic.lines().skip(1).map(|l| l.split('/').next().unwrap_or(l).to_owned());
        let stems: HashSet<String> = stems.collect();
        let halves = stems.iter().filter(|s| s.contains(ZWNJ)).flat_map(|s| s.split(ZWNJ));
        let parts: HashSet<String> = halves.map(str::to_owned).collect();
        let whole = stems.iter().filter(|s| !s.contains(ZWNJ));
        let mut sorted: Vec<String> = whole.chain(&parts).cloned().collect();
        sorted.sort_unstable();
        sorted.dedup();
        let letters = PERSIAN_MODELS_DIRECTORY
            .get_file("ngrams.fst")
            .and_then(|f| Map::new(f.contents()).ok());
        let sample: Vec<Vec<String>> = PERSIAN_TESTDATA_DIRECTORY
            .files()
            .filter(|f| !f.path().ends_with("single-words.txt"))
            .filter_map(|f| f.contents_utf8())
            .flat_map(|text| text.lines().map(tokens))
            .collect();
        let mut counts = HashMap::new();
        for word in sample.iter().flatten() {
            *counts.entry(word.clone()).or_insert(0) += 1;
        }
        let mut pairs = HashMap::new();
        for pair in sample.iter().flat_map(|s| s.windows(2)) {
            *pairs.entry((pair[0].clone(), pair[1].clone())).or_insert(0) += 1;
        }
        Ok(Self { pairs, dictionary, stems, parts, sorted, letters, sample, counts })
    }

    /// Whether the dictionary has the word, in any of its inflected forms.
    pub fn has(&self, word: &str) -> bool {
        !word.is_empty() && self.dictionary.check(&plain(word))
    }

    /// Whether the word stands in the dictionary as it is, not as stem and ending.
    pub fn has_stem(&self, word: &str) -> bool {
        self.stems.contains(&plain(word))
    }

    /// The lexicon with so many sentences of its sample alone. What an import
    /// learns from them costs more than a short text does, so tests of thousands
    /// of short texts take few.
    #[must_use]
    pub fn with_sample(mut self, sentences: usize) -> Self {
        self.sample.truncate(sentences);
        self
    }

    /// Whether the word is a part of one that the dictionary writes with a half-space.
    pub fn has_part(&self, word: &str) -> bool {
        self.parts.contains(word)
    }

    /// The words that the dictionary lists, and the parts of those with a
    /// half-space, in order.
    pub fn listed(&self) -> &[String] {
        &self.sorted
    }

    /// The sentences of the sample, as tokens.
    pub fn sample(&self) -> &[Vec<String>] {
        &self.sample
    }

    /// How many words the sample has.
    pub fn sample_size(&self) -> usize {
        self.sample.iter().map(Vec::len).sum()
    }

    /// How often the sample has the two words side by side, with a space and
    /// never with a half-space.
    pub fn keeps_apart(&self, left: &str, right: &str) -> u32 {
        let half = format!("{left}{ZWNJ}{right}");
        let apart = self.pairs.get(&(left.to_owned(), right.to_owned()));
        apart.copied().filter(|_| self.count(&half) == 0).unwrap_or(0)
    }

    /// How often the word stands in the sample.
    pub fn count(&self, word: &str) -> u32 {
        self.counts.get(word).copied().unwrap_or(0)
    }

    /// The logarithm of the probability of a word's last letter after up to four
    /// before it.
    pub fn ending(&self, word: &str) -> f64 {
        let letters: Vec<char> = word.chars().collect();
        let gram: String = letters[letters.len().saturating_sub(5)..].iter().collect();
        let bits = self.letters.as_ref().and_then(|m| m.get(&gram));
        bits.map_or(-12.0, f64::from_bits)
    }

    /// The mean logarithm of a letter's probability in a word; about -1.5 for a
    /// Persian word, under -4 for letters in disorder.
    pub fn likeness(&self, word: &str) -> f64 {
        let letters: Vec<char> = word.chars().filter(|c| *c != ZWNJ).collect();
        let Some(model) = &self.letters else { return -2.0 };
        if letters.is_empty() {
            return 0.0;
        }
        let mut sum = 0.0;
        for end in 1..=letters.len() {
            let mut best = -12.0;
            for start in end.saturating_sub(5)..end {
                let gram: String = letters[start..end].iter().collect();
                if let Some(bits) = model.get(&gram) {
                    // A shorter history is worth a little less, as in stupid backoff.
                    best = f64::from_bits(bits)
                        - 0.4 * (4 - (end - 1 - start)) as f64 * f64::from(u8::from(start > 0));
                    break;
                }
            }
            sum += best;
        }
        sum / letters.len() as f64
    }
}

/// A word as the dictionary spells it: Persian letters, no vowel marks, ۀ as ه
/// with a hamza above.
fn plain(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for c in word.chars() {
        match c {
            '\u{6C0}' | '\u{6C2}' => out.push_str("ه\u{654}"), // HEH WITH YEH ABOVE
            '\u{64B}'..='\u{653}' | '\u{670}' | persian::KASHIDA => {}
            '\u{64A}' | '\u{649}' => out.push('ی'),
            '\u{643}' => out.push('ک'),
            c => out.push(c),
        }
    }
    out
}

/// Whether a character can stand inside a Persian word.
pub fn is_word_char(c: char) -> bool {
    persian::is_letter(c)
        || matches!(c, ZWNJ | persian::KASHIDA | '\u{64B}'..='\u{655}' | '\u{670}')
}

/// A mark as it is counted: brackets and quotation marks may be mirrored, so
/// both of a pair count as one.
pub fn mark(c: char) -> char {
    match c {
        ')' | '[' | ']' => '(',
        '»' | '“' | '”' | '"' => '«',
        c => c,
    }
}

/// Words, numbers (`0`), Latin words (`a`) and marks of a line, for counting.
pub fn tokens(line: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut kind = ' ';
    for c in line.chars().chain([' ']) {
        let now = if is_word_char(c) {
            'p'
        } else if persian::digit_value(c).is_some() {
            '0'
        } else if c.is_alphabetic() {
            'a'
        } else {
            ' '
        };
        if now != kind && !word.is_empty() {
            out.push(match kind {
                'p' => std::mem::take(&mut word),
                k => k.to_string(),
            });
            word.clear();
        }
        kind = now;
        if now == ' ' {
            if !c.is_whitespace() {
                out.push(mark(c).to_string());
            }
        } else {
            word.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_falls_into_words_numbers_and_marks() {
        assert_eq!(
            tokens("باران، 12 روز (Rain) می\u{200C}بارد."),
            ["باران", "،", "0", "روز", "(", "a", "(", "می\u{200C}بارد", "."]
        );
    }

    #[test]
    fn letters_in_order_are_likelier_than_letters_in_disorder() {
        let lexicon = Lexicon::new("SET UTF-8\n", "1\nباران\n").unwrap();
        assert!(lexicon.has("باران") && !lexicon.has("نارانب"));
        assert!(lexicon.likeness("سیاست") > lexicon.likeness("تسایس"));
    }
}
