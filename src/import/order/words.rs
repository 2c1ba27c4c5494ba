//! What is known of a part of a word by itself: whether it is a word, how likely,
//! and what it can meet.

use std::collections::{BTreeSet, HashMap};

use crate::import::lexicon::{Lexicon, is_word_char};
use crate::import::order::decode::spans;
use crate::import::parts::{is_derived, is_ending, is_stub};
use crate::text::persian;
use crate::text::persian::ZWNJ;

/// What is known of a part of a word.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Its probability where nothing is known of its neighbours and it was never seen.
    pub floor: f64,
    /// How often it was seen.
    pub count: f64,
    /// Its kind.
    pub class: u32,
    /// Whether it is a word, a number or a mark.
    pub known: bool,
    /// What it can meet.
    pub role: Role,
}

/// What can stand before or behind a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A verb's prefix.
    Prefix,
    /// An ending that stands behind its word only.
    Ending,
    /// A form of a verb that takes the prefix.
    Verb,
    /// Any other word.
    Word,
    /// A number or a mark.
    Mark,
}

/// The logarithm of the probability of a word that only its parts are known of.
const DERIVED: f64 = -13.0;

/// What it costs that a prefix or an ending meets something that it can't.
pub const LOST: f64 = 6.0;

/// Prepositions that some writers join to the word behind them.
pub const PREPOSITIONS: [&str; 5] = ["با", "به", "در", "بر", "بی"];

/// Asks the dictionary and remembers its answers.
#[derive(Clone, Debug)]
pub struct Words<'a> {
    /// The dictionary.
    pub lexicon: &'a Lexicon,
    /// The parts of the names handed in, in order.
    pub names: BTreeSet<String>,
    known: HashMap<String, bool>,
}

impl<'a> Words<'a> {
    /// Words of a dictionary, and of names.
    pub fn new(lexicon: &'a Lexicon, names: &[String]) -> Self {
        let split = |n: &String| {
            let name = persian::persian_letters(n);
            name.split([' ', ZWNJ]).map(str::to_owned).collect::<Vec<_>>()
        };
        let names = names.iter().flat_map(split).filter(|n| n.chars().count() > 2);
        Self { lexicon, names: names.collect(), known: HashMap::new() }
    }

    /// Whether a word stands in the dictionary as it is, or in a name.
    pub fn has_stem(&self, text: &str) -> bool {
        self.lexicon.has_stem(text) || self.names.contains(text)
    }

    /// What is known of a part of a word by itself.
    pub fn describe(&mut self, text: &str) -> Entry {
        let known = self.knows(text);
        let letters = text.chars().count() as f64;
        let stem = self.lexicon.has_stem(text) || self.names.contains(text);
        let floor = if text.is_empty() {
            -20.0
        } else if known && !is_stub(text) {
            -11.5 - 0.15 * letters - if stem { 0.0 } else { 2.5 }
        } else if known {
            -9.0
        } else {
            let floor = if self.is_phrase(text) {
                -13.0
            } else if self.is_compound(text) {
                -16.0
            } else if is_surname(text) {
                -14.0
            } else {
                -40.0
            };
            let shape =
                -8.0 + (self.lexicon.likeness(text).max(-6.0) * letters.min(12.0)).min(-6.0);
            shape.max(floor)
        };
        let derived = !known && is_derived(text, |stem| self.knows_stem(stem));
        let (known, floor) = if derived { (true, DERIVED) } else { (known, floor) };
        let role = if !text.chars().any(persian::is_letter) {
            Role::Mark
        } else if matches!(text, "می" | "نمی") {
            Role::Prefix
        } else if is_ending(text) {
            Role::Ending
        } else if known && self.lexicon.has(&format!("می{ZWNJ}{text}")) {
            Role::Verb
        } else {
            Role::Word
        };
        Entry { floor: floor.exp(), count: 0.0, class: 0, known, role }
    }

    /// Whether what a prefix was put before is a word: as it is listed, or inflected if it is long.
    fn knows_stem(&self, stem: &str) -> bool {
        self.lexicon.has_stem(stem) || stem.chars().count() > 3 && self.lexicon.has(stem)
    }

    /// Whether a part of a word can stand as it is.
    fn knows(&mut self, text: &str) -> bool {
        if !text.chars().any(persian::is_letter) {
            return true;
        }
        if let Some(known) = self.known.get(text) {
            return *known;
        }
        let known = (text.chars().count() > 1 || text == "و")
            && !self.is_closed(text)
            && (self.names.contains(text) || self.lexicon.has(text) || self.lexicon.has_part(text));
        self.known.insert(text.to_owned(), known);
        known
    }

    /// Whether an ending that takes a half-space is joined to its word without one.
    fn is_closed(&self, text: &str) -> bool {
        if self.lexicon.has_stem(text) || self.lexicon.has_part(text) {
            return false;
        }
        let endings = ["هایی", "های", "ها", "ترین", "تر", "اند"];
        let stem = endings.iter().find_map(|e| text.strip_suffix(e));
        stem.is_some_and(|s| {
            s.chars().next_back().is_some_and(|c| !persian::is_non_joiner(c)) && self.lexicon.has(s)
        })
    }

    /// Whether it is a noun with its infinitive, written as one behind a letter that
    /// does not join on, where no half-space can be seen.
    fn is_compound(&self, text: &str) -> bool {
        let is_word = |word: &str| word.chars().nth(2).is_some() && self.lexicon.has_stem(word);
        let mut open = text.char_indices().filter(|(_, c)| persian::is_non_joiner(*c));
        ["دن", "تن"].iter().any(|e| text.ends_with(e))
            && open.any(|(at, c)| {
                let (left, right) = text.split_at(at + c.len_utf8());
                is_word(left) && is_word(right)
            })
    }

    /// Whether a preposition and a word stand in it without a joint.
    fn is_phrase(&mut self, text: &str) -> bool {
        PREPOSITIONS.iter().any(|p| {
            text.strip_prefix(p).is_some_and(|rest| rest.chars().count() > 1 && self.knows(rest))
        })
    }
}

/// Whether it has the form of a family name, which no dictionary lists.
fn is_surname(text: &str) -> bool {
    let endings = [
        "زاده", "پور", "نژاد", "نیا", "اف", "اوف", "ووا", "اوا", "وند", "چی", "لو", "سکی", "دوست",
        "خواه",
    ];
    let stem = endings.iter().find_map(|e| text.strip_suffix(e));
    stem.is_some_and(|s| s.chars().count() >= 2)
}

/// Endings that tell what kind of word it is, longer ones first.
const ENDINGS: [&str; 21] = [
    "هایی",
    "های",
    "ها",
    "ترین",
    "تر",
    "شده",
    "کننده",
    "ات",
    "ان",
    "ین",
    "یی",
    "گی",
    "ی",
    "ند",
    "ده",
    "ته",
    "ۀ",
    "ه",
    "ار",
    "د",
    "ت",
];

/// The ending that tells a word's kind; empty where it has none of them.
pub fn ending(word: &str) -> &'static str {
    ENDINGS.iter().find(|e| word.ends_with(**e)).unwrap_or(&"")
}

/// A token as the counts know it.
pub fn part_text(chars: &[char]) -> String {
    match chars.first() {
        Some(c) if is_word_char(*c) => {
            chars.iter().filter(|c| **c != persian::KASHIDA && **c != persian::ZWNJ).collect()
        }
        _ => other(chars),
    }
}

/// The parts of a stretch of sound text: words at spaces and half-spaces,
/// numbers by length, Latin words and marks.
pub fn parts(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut out = Vec::new();
    for (start, end) in spans(&chars) {
        let token = &chars[start..end];
        if is_word_char(token[0]) {
            let word: String = token.iter().collect();
            let split = word.split(ZWNJ).filter(|p| !p.is_empty());
            out.extend(split.map(str::to_owned));
        } else {
            out.push(other(token));
        }
    }
    out
}

/// A token that is no Persian word, as it is counted.
fn other(token: &[char]) -> String {
    match token.first() {
        Some(c) if persian::digit_value(*c).is_some() => {
            if token.len() == 4 {
                "0000".to_owned()
            } else {
                "0".to_owned()
            }
        }
        Some(c) if c.is_alphabetic() => "a".to_owned(),
        Some(c) => mark(*c).to_string(),
        None => String::new(),
    }
}

/// A mark as it is counted: all kinds of a bracket or quotation mark are one,
/// but what opens is not what closes.
fn mark(c: char) -> char {
    match c {
        '[' => '(',
        ']' => ')',
        '“' => '«',
        '”' => '»',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_noun_and_its_infinitive_written_as_one_can_be_a_word() {
        let lexicon = Lexicon::new("SET UTF-8\n", "3\nدور\nزدن\nباران\n").unwrap();
        let words = Words::new(&lexicon, &[]);
        assert!(words.is_compound("دورزدن"));
        assert!(!words.is_compound("باراندور") && !words.is_compound("زدندور"));
    }

    #[test]
    fn a_word_with_a_half_space_is_counted_as_its_parts() {
        let expected = ["باران", "های", "0000", "(", "a", "0", "."];
        assert_eq!(parts("باران\u{200C}های 1390 (Nikan 12."), expected);
    }
}
