//! Which word follows which: counts of the article itself over a small sample of
//! Persian, smoothed by what kind of word it is.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use crate::import::lexicon::Lexicon;
use crate::import::parts::{incoming, is_ending, is_phrase, is_stub, outgoing};
use crate::text::numbers::NumberMap;
use crate::text::persian;
use crate::text::persian::ZWNJ;

/// A word's number in a [`Model`].
pub type Word = u32;

/// The start of a text: what stands before its first word.
pub const START: Word = 0;

/// What is known of one word.
#[derive(Clone, Debug)]
struct Entry {
    /// Its probability by itself, as a natural logarithm.
    alone: f64,
    class: u32,
    known: bool,
    /// For a word with a half-space: the form that a word before it meets, the
    /// form that a word behind it meets, and what the joint costs.
    parts: Option<(Word, Word, f64)>,
}

/// Words and word pairs of one article.
#[derive(Debug)]
pub struct Model<'a> {
    lexicon: &'a Lexicon,
    names: BTreeSet<String>,
    ids: RefCell<HashMap<String, Word>>,
    entries: RefCell<Vec<Entry>>,
    classes: RefCell<HashMap<String, u32>>,
    counts: HashMap<String, f64>,
    total: f64,
    pairs: HashMap<(String, String), f64>,
    pair_ids: RefCell<NumberMap<(Word, Word), f64>>,
    followers: RefCell<Vec<(f64, f64)>>,
    class_pairs: HashMap<(String, String), f64>,
    class_pair_ids: RefCell<NumberMap<(u32, u32), f64>>,
    class_totals: RefCell<NumberMap<u32, f64>>,
}

/// How much of a pair's count is given to pairs never seen.
const DISCOUNT: f64 = 0.6;

impl<'a> Model<'a> {
    /// A model that knows the sample and the names handed in.
    pub fn new(lexicon: &'a Lexicon, names: &[String]) -> Self {
        let names = names.iter().flat_map(|n| n.split(' ')).map(persian::persian_letters);
        let mut model = Self {
            lexicon,
            names: names.filter(|n| n.chars().count() > 2).collect(),
            ids: RefCell::default(),
            entries: RefCell::default(),
            classes: RefCell::default(),
            counts: HashMap::new(),
            total: 0.0,
            pairs: HashMap::new(),
            pair_ids: RefCell::default(),
            followers: RefCell::default(),
            class_pairs: HashMap::new(),
            class_pair_ids: RefCell::default(),
            class_totals: RefCell::default(),
        };
        for sentence in lexicon.sample() {
            model.observe(sentence, 0.5);
        }
        model
    }

    /// Counts the words of a stretch of running text and which follows which.
    pub fn observe(&mut self, words: &[String], weight: f64) {
        for word in words {
            *self.counts.entry(word.clone()).or_default() += weight;
            self.total += weight;
            for form in [incoming(word), outgoing(word)].into_iter().flatten().filter(|f| f != word)
            {
                *self.counts.entry(form).or_default() += weight;
            }
        }
        for pair in words.windows(2) {
            let (a, b) = (&pair[0], &pair[1]);
            if let (Some(out), Some(into)) = (outgoing(a), incoming(b)) {
                let whole = out == *a && into == *b;
                *self.pairs.entry((out, into)).or_default() += weight;
                if !whole && !is_stub(a) && !is_stub(b) {
                    *self.pairs.entry((a.clone(), b.clone())).or_default() += weight;
                }
            }
        }
    }

    /// Makes the counts ready for questions; to be called after the last [`Model::observe`].
    pub fn settle(&mut self) {
        // A pair with a broken word in it says which pieces met by chance.
        let mut broken: HashMap<String, bool> = HashMap::new();
        let mut pairs = std::mem::take(&mut self.pairs);
        pairs.retain(|(a, b), _| {
            [a, b].into_iter().all(|w| match broken.get(w) {
                Some(is) => !is,
                None => {
                    let is = self.is_broken(w);
                    broken.insert(w.clone(), is);
                    !is
                }
            })
        });
        self.pairs = pairs;
        let mut class_pairs: HashMap<(String, String), f64> = HashMap::new();
        for ((a, b), n) in sorted(&self.pairs) {
            *class_pairs.entry((self.class_of(a), self.class_of(b))).or_default() += n;
        }
        self.class_pairs = class_pairs;
        self.ids.borrow_mut().clear();
        self.entries.borrow_mut().clear();
        self.classes.borrow_mut().clear();
        self.followers.borrow_mut().clear();
        self.id("");
        let mut pair_ids = NumberMap::default();
        for ((a, b), n) in sorted(&self.pairs) {
            let (a, b) = (self.id(a), self.id(b));
            pair_ids.insert((a, b), n);
            let mut followers = self.followers.borrow_mut();
            followers[a as usize].0 += n;
            followers[a as usize].1 += 1.0;
        }
        *self.pair_ids.borrow_mut() = pair_ids;
        let (mut by_class, mut totals) = (NumberMap::default(), NumberMap::default());
        for ((a, b), n) in sorted(&self.class_pairs) {
            let (a, b) = (self.class_id(a), self.class_id(b));
            by_class.insert((a, b), n);
            *totals.entry(a).or_default() += n;
        }
        *self.class_pair_ids.borrow_mut() = by_class;
        *self.class_totals.borrow_mut() = totals;
    }

    /// The number of a word.
    pub fn id(&self, word: &str) -> Word {
        if let Some(id) = self.ids.borrow().get(word) {
            return *id;
        }
        let class = self.class_id(&self.class_of(word));
        let known = self.knows(word);
        let parts = self.parts(word);
        let entry = Entry { alone: self.alone(word, known), class, known, parts };
        let mut entries = self.entries.borrow_mut();
        let id = Word::try_from(entries.len()).unwrap_or(Word::MAX);
        entries.push(entry);
        self.followers.borrow_mut().push((0.0, 0.0));
        self.ids.borrow_mut().insert(word.to_owned(), id);
        id
    }

    /// Whether the word is in the dictionary, a handed-in name, a number or a mark.
    pub fn knows(&self, word: &str) -> bool {
        !word.chars().any(persian::is_letter)
            || word.starts_with(ZWNJ)
            || word.ends_with(ZWNJ)
            || self.names.contains(word)
            || self.lexicon.has(word)
            || self.is_compound(word)
    }

    /// Whether known parts are joined by a half-space as prefixes and endings are.
    fn is_compound(&self, word: &str) -> bool {
        let Some((left, right)) = word.rsplit_once(ZWNJ) else { return false };
        let stem = self.names.contains(left) || self.lexicon.has(left);
        let whole = self.lexicon.has(right);
        (stem && is_ending(right)) || (stem && whole && is_phrase(left, right))
    }

    /// Whether the word of this number is known.
    pub fn is_known(&self, word: Word) -> bool {
        self.entries.borrow()[word as usize].known
    }

    /// How often a word was observed.
    pub fn count(&self, word: &str) -> f64 {
        self.counts.get(word).copied().unwrap_or(0.0)
    }

    /// How often one word was observed right after another.
    pub fn pair_count(&self, a: &str, b: &str) -> f64 {
        self.pairs.get(&(a.to_owned(), b.to_owned())).copied().unwrap_or(0.0)
    }

    /// What a word with a half-space is made of.
    fn parts(&self, word: &str) -> Option<(Word, Word, f64)> {
        let (head, tail) =
            word.rsplit_once(ZWNJ).filter(|(h, t)| !h.is_empty() && !t.is_empty())?;
        let whole = self.lexicon.has(word);
        let cost = if matches!(head, "می" | "نمی") {
            let verb = (self.alone(tail, self.knows(tail)) + 2.5).min(-0.7);
            if whole { verb } else { verb - 10.0 }
        } else if is_ending(tail) {
            if self.knows(head) || self.count(head) >= 3.0 { -1.2 } else { -6.0 }
        } else if is_stub(tail) || is_phrase(head, tail) {
            if whole || self.knows(head) { -2.0 } else { -6.0 }
        } else if whole {
            -3.0
        } else {
            -8.0
        };
        let (into, out) = (incoming(word)?, outgoing(word)?);
        let head_id = self.id(&into);
        let entry = self.entries.borrow()[head_id as usize].parts;
        Some((entry.map_or(head_id, |p| p.0), self.id(&out), cost))
    }

    /// The natural logarithm of the probability that `word` follows `before`: as
    /// whole words or as their parts, whichever says more.
    pub fn follows(&self, before: Word, word: Word) -> f64 {
        let whole = self.pair(before, word);
        let (a, b) = {
            let entries = self.entries.borrow();
            (entries[before as usize].parts, entries[word as usize].parts)
        };
        if a.is_none() && b.is_none() {
            return whole;
        }
        let into = b.map_or(word, |p| p.0);
        let parts = self.pair(a.map_or(before, |p| p.1), into) + b.map_or(0.0, |p| p.2);
        whole.max(parts)
    }

    fn pair(&self, before: Word, word: Word) -> f64 {
        let entries = self.entries.borrow();
        let (a, b) = (&entries[before as usize], &entries[word as usize]);
        let alone = b.alone.exp();
        let classes = self.class_pair_ids.borrow();
        let among = self.class_totals.borrow().get(&a.class).copied().unwrap_or(0.0);
        let pair = classes.get(&(a.class, b.class)).copied().unwrap_or(0.0);
        let of_class = self.class_weight(b.class);
        let by_class = if among > 0.0 && of_class > 0.0 {
            (pair / (among + 5.0)) * (alone / of_class).min(1.0)
        } else {
            0.0
        };
        let lower = 0.4 * alone + 0.6 * by_class;
        let (n, kinds) = self.followers.borrow()[before as usize];
        if n <= 0.0 {
            return lower.max(1e-30).ln();
        }
        let seen = self.pair_ids.borrow().get(&(before, word)).copied().unwrap_or(0.0);
        let direct = (seen - DISCOUNT * seen.min(1.0)).max(0.0) / (n + 1.0);
        let rest = (DISCOUNT * kinds + 1.0) / (n + 1.0 + DISCOUNT * kinds);
        (direct + rest.min(1.0) * lower).max(1e-30).ln()
    }

    /// The share of all words that belong to a class.
    fn class_weight(&self, class: u32) -> f64 {
        self.class_totals.borrow().get(&class).copied().unwrap_or(0.0) / self.total.max(1.0)
    }

    /// How likely a word is where nothing is known of its neighbours.
    fn alone(&self, word: &str, known: bool) -> f64 {
        let letters = word.chars().filter(|c| *c != ZWNJ).count() as f64;
        let total = self.total.max(1.0);
        let count = self.count(word);
        if word.is_empty() {
            return -20.0;
        }
        if known && !is_stub(word) {
            // A known word never seen: the rarer the longer it is.
            let floor = 0.3 / total / (1.0 + 0.15 * letters);
            return ((count / total) + floor).ln();
        }
        let glued = letters > 3.0 && self.is_glued(word);
        let shape = self.lexicon.likeness(word).max(-6.0) - letters.min(10.0);
        let penalty = shape - if glued { 20.0 } else { 11.0 };
        let own = count >= 3.0 && !glued && !is_stub(word);
        let attested = if own { (0.25 * count / total).ln() } else { -40.0 };
        penalty.max(attested)
    }

    fn is_broken(&self, word: &str) -> bool {
        let letters = word.chars().count();
        is_stub(word)
            || !self.knows(word) && (self.count(word) < 2.0 || (letters > 3 && self.is_glued(word)))
    }

    /// Whether an unknown word falls into two known ones, or gives a known one
    /// when two or three parts of it change places: pieces of a line stand glued in it.
    fn is_glued(&self, word: &str) -> bool {
        let chars: Vec<char> = word.chars().collect();
        let n = chars.len();
        if n > 24 {
            return true;
        }
        let text = |a: usize, b: usize| chars[a..b].iter().collect::<String>();
        let whole = |w: &str| self.knows(w) || (is_stub(w) && w.chars().count() > 1);
        for i in 1..n {
            let (a, b) = (text(0, i), text(i, n));
            if (i > 1 && n - i > 1 && whole(&a) && whole(&b)) || self.knows(&format!("{b}{a}")) {
                return true;
            }
            for j in i + 1..n.min(i + 4) {
                if self.knows(&format!("{}{}{a}", text(j, n), text(i, j))) {
                    return true;
                }
            }
        }
        false
    }

    fn class_id(&self, class: &str) -> u32 {
        let mut classes = self.classes.borrow_mut();
        let next = u32::try_from(classes.len()).unwrap_or(u32::MAX);
        *classes.entry(class.to_owned()).or_insert(next)
    }

    /// The kind of a word: itself when it is frequent, else its ending.
    fn class_of(&self, word: &str) -> String {
        if self.count(word) >= 12.0 || !word.chars().any(persian::is_letter) {
            return word.to_owned();
        }
        let verb = ["می\u{200C}", "نمی\u{200C}"];
        if verb.iter().any(|v| word.starts_with(v)) {
            return "می*".to_owned();
        }
        let endings = [
            "های",
            "هایی",
            "ها",
            "‌اند",
            "‌ای",
            "ترین",
            "تر",
            "ات",
            "ان",
            "ین",
            "یی",
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
        let found = endings.iter().find(|e| word.ends_with(**e));
        format!("*{}", found.unwrap_or(&""))
    }
}

/// Pairs in a fixed order, so that sums of fractions come out the same every time.
fn sorted(pairs: &HashMap<(String, String), f64>) -> Vec<(&(String, String), f64)> {
    let mut out: Vec<_> = pairs.iter().map(|(k, n)| (k, *n)).collect();
    out.sort_by(|a, b| a.0.cmp(b.0));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_that_was_seen_is_likelier_than_its_reverse() {
        let lexicon = Lexicon::new("SET UTF-8\n", "3\nباران\nبهاری\nآرام\n").unwrap();
        let mut model = Model::new(&lexicon, &[]);
        let words = ["باران", "بهاری", "آرام", "باران", "بهاری"].map(str::to_owned);
        model.observe(&words, 1.0);
        model.settle();
        let (a, b) = (model.id("باران"), model.id("بهاری"));
        assert!(model.follows(a, b) > model.follows(b, a));
    }
}
