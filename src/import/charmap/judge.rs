//! What is a word, and how common it is, while the letters are still in doubt.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use crate::import::lexicon::Lexicon;
use crate::import::parts::is_stub;
use crate::text::persian;

/// The dictionary with the edition's names; remembers its answers.
#[derive(Debug)]
pub struct Judge<'a> {
    lexicon: &'a Lexicon,
    names: BTreeSet<String>,
    /// How often each word stands in the sample; words with a half-space by their parts.
    parts: HashMap<String, u32>,
    answers: RefCell<HashMap<String, bool>>,
}

impl<'a> Judge<'a> {
    /// A judge that takes the words of the names for words.
    pub fn new(lexicon: &'a Lexicon, names: &[String]) -> Self {
        let parts = names.iter().flat_map(|n| n.split([' ', persian::ZWNJ, '-']));
        let names = parts.map(persian::persian_letters).filter(|n| n.chars().count() > 2);
        let mut counts = HashMap::new();
        for part in lexicon.sample().iter().flatten().flat_map(|w| w.split(persian::ZWNJ)) {
            *counts.entry(part.to_owned()).or_insert(0) += 1;
        }
        Self { lexicon, names: names.collect(), parts: counts, answers: RefCell::default() }
    }

    /// The dictionary.
    pub fn lexicon(&self) -> &'a Lexicon {
        self.lexicon
    }

    /// The words of the edition's names, in order.
    pub fn names(&self) -> impl Iterator<Item = &String> {
        self.names.iter()
    }

    /// Whether it is a word by itself, or a part that stands before or behind a
    /// half-space.
    pub fn knows(&self, word: &str) -> bool {
        if let Some(answer) = self.answers.borrow().get(word) {
            return *answer;
        }
        let long = word.chars().nth(1).is_some();
        let answer = word == "و"
            || long && (is_stub(word) || self.names.contains(word) || self.lexicon.has(word));
        self.answers.borrow_mut().insert(word.to_owned(), answer);
        answer
    }

    /// Whether it is a word, or two of at least three letters written as one.
    pub fn knows_parts(&self, word: &str) -> bool {
        let chars: Vec<char> = word.chars().collect();
        let part = |w: &[char]| {
            let word: String = w.iter().collect();
            w.len() > 2 && self.knows(&word)
        };
        self.knows(word)
            || (3..chars.len().saturating_sub(2)).any(|i| part(&chars[..i]) && part(&chars[i..]))
    }

    /// How common a word is in general, as the logarithm of a probability.
    ///
    /// The sample is small but counts whole words; the letter model is large but
    /// sees short words inside longer ones. So the model counts as much as three
    /// samples for words of four letters and more, and little for shorter ones.
    pub fn commonness(&self, word: &str) -> f64 {
        let letters = word.chars().count();
        let worth = match letters {
            0..=2 => 0.001,
            3 => 0.02,
            _ => 3.0,
        };
        let size = self.lexicon.sample_size().max(1) as f64;
        // A letter's share of the text is about a fifth of a word's.
        let by_letters = (self.lexicon.likeness(word) * letters as f64 + 1.0).exp();
        let seen = f64::from(self.parts.get(word).copied().unwrap_or(0)) / size;
        ((seen + worth * by_letters) / (1.0 + worth)).max(1e-60).ln()
    }
}
