//! Which word follows which two: counts of running text over the parts of words,
//! smoothed by what kind of word it is, and by how likely a word is by itself.
//!
//! A word with a half-space counts as its parts, because a line in pieces is cut
//! at every half-space. What a line itself says is taken out of the counts while
//! that line is read ([`Own`]): two words that stand side by side only because
//! two pieces met there would speak for themselves otherwise.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::import::lexicon::Lexicon;
use crate::import::order::reference;
use crate::import::order::reference::Reference;
use crate::import::order::smooth::{After, blend};
use crate::import::order::words::{Entry, LOST, PREPOSITIONS, Role, Words, ending};
use crate::import::parts::is_stub;
use crate::text::numbers::NumberMap;
use crate::text::persian;

/// A part's number in [`Grams`].
pub type Part = u32;

/// What stands before the first word of a text.
pub const START: Part = 0;

/// Counts of one line.
#[derive(Clone, Debug, Default)]
pub struct Own {
    one: NumberMap<Part, f64>,
    two: NumberMap<(Part, Part), f64>,
    three: NumberMap<(Part, Part, Part), f64>,
    classes: NumberMap<(u32, u32), f64>,
}

impl Own {
    /// Counts a row of parts.
    pub fn add(&mut self, row: &[Part], weight: f64) {
        for part in row {
            *self.one.entry(*part).or_default() += weight;
        }
        for pair in row.windows(2) {
            *self.two.entry((pair[0], pair[1])).or_default() += weight;
        }
        for w in row.windows(3) {
            *self.three.entry((w[0], w[1], w[2])).or_default() += weight;
        }
    }
}

/// What the dictionary says of two parts side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bond {
    /// Nothing.
    None,
    /// They are two parts of a word.
    Word,
    /// The second is an ending that the first does not take.
    Foreign,
}

/// Counts of parts, pairs and triples.
#[derive(Clone, Debug)]
pub struct Grams<'a> {
    words: Words<'a>,
    reference: &'a Reference,
    /// What the reference corpus knows of each part.
    referred: Vec<reference::Known>,
    ids: HashMap<String, Part>,
    texts: Vec<String>,
    entries: Vec<Entry>,
    total: f64,
    pairs: NumberMap<(Part, Part), usize>,
    pair_list: Vec<((Part, Part), f64)>,
    triples: NumberMap<(Part, Part, Part), f64>,
    after: Vec<After>,
    after_pair: NumberMap<(Part, Part), After>,
    classes: HashMap<String, u32>,
    class_pairs: NumberMap<(u32, u32), f64>,
    class_before: Vec<f64>,
    class_total: Vec<f64>,
    /// What was found out of parts, for another round.
    pub described: HashMap<String, Entry>,
    /// What the dictionary says of two parts side by side.
    bonds: RefCell<NumberMap<(Part, Part), Bond>>,
    /// All words in order, for the question what can begin with some letters.
    sorted: Vec<(String, f64)>,
}

/// The logarithm of the probability of a listed word that was never seen.
const LISTED: f64 = -12.5;

/// How often a word is seen that is a kind of its own.
const FREQUENT: f64 = 30.0;

/// What it costs that an ending stands behind a word that does not take it.
const FOREIGN: f64 = 3.0;

/// How much what is known of Persian at large weighs beside the article's own
/// words, where these say nothing of what stands before.
const AT_LARGE: f64 = 0.4;

/// How likely a part is behind the other part of a word of the dictionary.
const BOND: f64 = 0.02;

impl<'a> Grams<'a> {
    /// Counts that know nothing but the names handed in.
    pub fn new(lexicon: &'a Lexicon, names: &[String]) -> Self {
        let mut grams = Self {
            words: Words::new(lexicon, names),
            reference: Reference::get(),
            referred: Vec::new(),
            ids: HashMap::new(),
            texts: Vec::new(),
            entries: Vec::new(),
            total: 0.0,
            pairs: NumberMap::default(),
            pair_list: Vec::new(),
            triples: NumberMap::default(),
            after: Vec::new(),
            after_pair: NumberMap::default(),
            classes: HashMap::new(),
            class_pairs: NumberMap::default(),
            class_before: Vec::new(),
            class_total: Vec::new(),
            described: HashMap::new(),
            bonds: RefCell::default(),
            sorted: Vec::new(),
        };
        grams.id("");
        grams
    }

    /// The number of a part, given if it has none yet.
    pub fn id(&mut self, text: &str) -> Part {
        if let Some(id) = self.ids.get(text) {
            return *id;
        }
        let entry = match self.described.get(text) {
            Some(entry) => *entry,
            None => {
                let entry = self.words.describe(text);
                self.described.insert(text.to_owned(), entry);
                entry
            }
        };
        let id = Part::try_from(self.entries.len()).unwrap_or(Part::MAX);
        self.referred.push(self.reference.known(text));
        self.ids.insert(text.to_owned(), id);
        self.texts.push(text.to_owned());
        self.entries.push(entry);
        self.after.push(After::default());
        id
    }

    /// The letters of a part.
    pub fn text(&self, part: Part) -> &str {
        self.texts.get(part as usize).map_or("", String::as_str)
    }

    /// Whether the part is a word, a number or a mark.
    pub fn is_known(&self, part: Part) -> bool {
        self.entries[part as usize].known
    }

    /// Whether the part is a word as it stands, not by an ending that anything can take.
    pub fn is_sure(&self, part: Part, own: &Own) -> bool {
        let text = self.text(part);
        self.is_known(part) && (self.seen(part, own) > 0.4 || self.words.has_stem(text))
    }

    /// How often the part was seen, the line's own sightings left out.
    pub fn seen(&self, part: Part, own: &Own) -> f64 {
        self.entries[part as usize].count - own.one.get(&part).copied().unwrap_or(0.0)
    }

    /// Counts a row of parts.
    pub fn observe(&mut self, row: &[Part], weight: f64) {
        for part in row {
            self.entries[*part as usize].count += weight;
            self.total += weight;
        }
        for pair in row.windows(2) {
            let key = (pair[0], pair[1]);
            let next = self.pair_list.len();
            let at = *self.pairs.entry(key).or_insert(next);
            if at == next {
                self.pair_list.push((key, 0.0));
            }
            let count = &mut self.pair_list[at].1;
            self.after[pair[0] as usize].add(*count, weight);
            *count += weight;
        }
        for w in row.windows(3) {
            let count = self.triples.entry((w[0], w[1], w[2])).or_default();
            self.after_pair.entry((w[0], w[1])).or_default().add(*count, weight);
            *count += weight;
        }
    }

    /// Makes the counts ready for questions; to be called after the last [`Grams::observe`].
    pub fn settle(&mut self) {
        self.classes.clear();
        for part in 0..self.entries.len() {
            let class = self.class_of(part);
            let next = u32::try_from(self.classes.len()).unwrap_or(u32::MAX);
            self.entries[part].class = *self.classes.entry(class).or_insert(next);
        }
        let n = self.classes.len();
        self.class_pairs.clear();
        self.class_before = vec![0.0; n];
        self.class_total = vec![0.0; n];
        for entry in &self.entries {
            self.class_total[entry.class as usize] += entry.count;
        }
        for ((a, b), count) in &self.pair_list {
            let key = (self.entries[*a as usize].class, self.entries[*b as usize].class);
            *self.class_pairs.entry(key).or_default() += count;
            self.class_before[key.0 as usize] += count;
        }
        let mut words: Vec<(String, f64)> = Vec::new();
        for (text, entry) in self.texts.iter().zip(&self.entries) {
            if entry.known && text.chars().any(persian::is_letter) && !is_stub(text) {
                words.push((text.clone(), self.alone(entry, entry.count).ln()));
            }
        }
        for name in self.words.names.iter().filter(|n| !self.ids.contains_key(*n)) {
            words.push((name.clone(), LISTED));
        }
        words.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
        words.dedup_by(|a, b| a.0 == b.0);
        self.sorted = words;
    }

    /// What a line itself says of classes, after [`Grams::settle`].
    pub fn settle_own(&self, own: &mut Own) {
        let mut pairs: Vec<(&(Part, Part), &f64)> = own.two.iter().collect();
        pairs.sort_by_key(|p| p.0);
        let mut classes: NumberMap<(u32, u32), f64> = NumberMap::default();
        for ((a, b), count) in pairs {
            let key = (self.entries[*a as usize].class, self.entries[*b as usize].class);
            *classes.entry(key).or_default() += count;
        }
        own.classes = classes;
    }

    /// The class of a part met while reading, after [`Grams::settle`].
    pub fn late_id(&mut self, text: &str) -> Part {
        let had = self.entries.len();
        let id = self.id(text);
        if self.entries.len() > had {
            let class = self.class_of(had);
            let known = self.classes.get(&class).copied();
            self.entries[had].class = known.unwrap_or(0);
        }
        id
    }

    /// The logarithm of the probability of the likeliest word that begins with
    /// these letters and goes on; `None` where there is none.
    pub fn completion(&self, start: &str) -> Option<f64> {
        let inner = PREPOSITIONS.iter().filter_map(|p| start.strip_prefix(p));
        let inner = inner.filter(|rest| !rest.is_empty());
        let phrase = inner.filter_map(|rest| self.beginning(rest)).max_by(f64::total_cmp);
        self.beginning(start).or(phrase.map(|p| p.min(-13.0)))
    }

    /// Whether the word was seen or stands in the dictionary as it is.
    pub fn has_word(&self, word: &str) -> bool {
        self.sorted.binary_search_by(|w| w.0.as_str().cmp(word)).is_ok()
            || self.words.lexicon.listed().binary_search_by(|w| w.as_str().cmp(word)).is_ok()
    }

    fn beginning(&self, start: &str) -> Option<f64> {
        let from = self.sorted.partition_point(|w| w.0.as_str() <= start);
        let fits = self.sorted[from..].iter().take(400).take_while(|w| w.0.starts_with(start));
        fits.map(|w| w.1).max_by(f64::total_cmp).or_else(|| {
            let listed = self.words.lexicon.listed();
            let from = listed.partition_point(|w| w.as_str() <= start);
            listed.get(from).filter(|w| w.starts_with(start)).map(|_| LISTED)
        })
    }

    fn alone(&self, entry: &Entry, count: f64) -> f64 {
        let seen = if entry.known || count >= 3.0 { count.max(0.0) } else { 0.0 };
        let share = if entry.known { 0.97 } else { 0.3 };
        share * seen / self.total.max(1.0) + entry.floor
    }

    /// The natural logarithm of the probability that `part` follows the two
    /// before it, the line's own counts left out.
    pub fn follows(&self, first: Part, second: Part, part: Part, own: &Own) -> f64 {
        let (a, b) = (self.entries[second as usize].role, self.entries[part as usize].role);
        let lost = match (a, b) {
            (Role::Prefix, Role::Verb) => false,
            (Role::Prefix, _) => true,
            (Role::Mark | Role::Ending, Role::Ending) => true,
            _ => false,
        };
        let bond = self.bond(second, part);
        let foreign = if bond == Bond::Foreign { FOREIGN } else { 0.0 };
        self.likely(first, second, part, own, bond) - foreign - if lost { LOST } else { 0.0 }
    }

    /// What the dictionary says of two parts side by side.
    fn bond(&self, left: Part, right: Part) -> Bond {
        let (a, b) = (&self.entries[left as usize], &self.entries[right as usize]);
        let ending = match (a.role, b.role) {
            (Role::Word | Role::Verb, Role::Ending) if a.known => true,
            (Role::Word, Role::Word) => false,
            _ => return Bond::None,
        };
        let (left_text, right_text) = (self.text(left), self.text(right));
        let lexicon = self.words.lexicon;
        let part = || lexicon.has_part(left_text) || lexicon.has_part(right_text);
        if !ending && (left_text.chars().count() < 2 || right_text.chars().count() < 2 || !part()) {
            return Bond::None;
        }
        if let Some(bond) = self.bonds.borrow().get(&(left, right)) {
            return *bond;
        }
        let has = lexicon.has(&format!("{left_text}{}{right_text}", persian::ZWNJ));
        let bond = match (ending, has) {
            (false, true) => Bond::Word,
            (true, false) if !self.words.names.contains(left_text) => Bond::Foreign,
            _ => Bond::None,
        };
        self.bonds.borrow_mut().insert((left, right), bond);
        bond
    }

    fn likely(&self, first: Part, second: Part, part: Part, own: &Own, bond: Bond) -> f64 {
        let entry = &self.entries[part as usize];
        let minus = |n: Option<&f64>| n.copied().unwrap_or(0.0);
        let alone = self.alone(entry, entry.count - minus(own.one.get(&part)));
        let before = &self.entries[second as usize];
        let key = (before.class, entry.class);
        let own_class = minus(own.classes.get(&key));
        let class = self.class_pairs.get(&key).copied().unwrap_or(0.0);
        let class = (class - own_class).max(0.0);
        let among = self.class_before.get(before.class as usize).copied().unwrap_or(0.0);
        let among = (among - own_class).max(0.0);
        let of_class = self.class_total.get(entry.class as usize).copied().unwrap_or(0.0);
        let share = (alone * self.total.max(1.0) / of_class.max(1.0)).min(1.0);
        let by_class = class / (among + 5.0) * share;
        let referred = |part: Part| self.referred[part as usize];
        let at_large =
            self.reference.likely(referred(first), referred(second), referred(part), entry.floor);
        let here = 0.5 * alone + 0.5 * by_class;
        let lower = (1.0 - AT_LARGE) * here + AT_LARGE * at_large;
        let lower = if bond == Bond::Word { lower + BOND } else { lower };

        let after = self.after[second as usize];
        let own_after = minus(own.one.get(&second)).min(after.sum);
        let seen = self.pairs.get(&(second, part)).map_or(0.0, |at| self.pair_list[*at].1);
        let seen = (seen - minus(own.two.get(&(second, part)))).max(0.0);
        let two = blend(seen, after, own_after, 3.0, lower);

        let Some(after) = self.after_pair.get(&(first, second)) else { return two.ln() };
        let own_after = minus(own.two.get(&(first, second))).min(after.sum);
        let seen = self.triples.get(&(first, second, part)).copied().unwrap_or(0.0);
        let seen = (seen - minus(own.three.get(&(first, second, part)))).max(0.0);
        blend(seen, *after, own_after, 2.2, two).ln()
    }

    /// The kind of a part: itself when it is frequent, else its ending.
    fn class_of(&self, part: usize) -> String {
        let text = &self.texts[part];
        if self.entries[part].count >= FREQUENT || !text.chars().any(persian::is_letter) {
            return text.clone();
        }
        let known = if self.entries[part].known { "*" } else { "?" };
        format!("{known}{}", ending(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_line_says_of_itself_does_not_count() {
        let lexicon = Lexicon::new("SET UTF-8\n", "3\nباران\nبهاری\nآرام\n").unwrap();
        let mut grams = Grams::new(&lexicon, &[]);
        let row: Vec<Part> = ["باران", "بهاری", "آرام"].iter().map(|w| grams.id(w)).collect();
        let mut own = Own::default();
        own.add(&row, 1.0);
        grams.observe(&row, 1.0);
        grams.settle();
        grams.settle_own(&mut own);
        let none = Own::default();
        let with = grams.follows(row[0], row[1], row[2], &none);
        assert!(with > grams.follows(row[0], row[1], row[2], &own) + 1.0);
        assert!(with > grams.follows(row[1], row[0], row[2], &none));
    }

    #[test]
    fn an_ending_stands_behind_a_word_and_a_prefix_before_a_verb() {
        let dic = "5\nباران\nشهر\nبارد\nمی\u{200C}بارد\nباران\u{200C}های\n";
        let lexicon = Lexicon::new("SET UTF-8\n", dic).unwrap();
        let mut grams = Grams::new(&lexicon, &[]);
        let [stop, rain, city, prefix, verb, ending] =
            [".", "باران", "شهر", "می", "بارد", "های"].map(|w| grams.id(w));
        grams.settle();
        let own = Own::default();
        let after = |a, b| grams.follows(START, a, b, &own);
        assert!(after(rain, ending) > after(stop, ending) + 3.0);
        assert!(after(prefix, verb) > after(prefix, city));
    }

    #[test]
    fn the_dictionary_says_what_goes_together() {
        let zwnj = persian::ZWNJ;
        let dic = format!("5\nباران\nسنج\nبرف\nباران{zwnj}سنج\nباران{zwnj}های\n");
        let lexicon = Lexicon::new("SET UTF-8\n", &dic).unwrap();
        let mut grams = Grams::new(&lexicon, &[]);
        let [rain, gauge, snow, ending] = ["باران", "سنج", "برف", "های"].map(|w| grams.id(w));
        grams.settle();
        let own = Own::default();
        let after = |a, b| grams.follows(START, a, b, &own);
        assert!(after(rain, gauge) > after(snow, gauge) + 3.0, "a compound");
        assert!(after(rain, ending) > after(snow, ending) + 1.0, "an ending that is taken");
    }
}
