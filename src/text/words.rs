//! The words of a text as search sees them, and the tables by which a word
//! written in one way is found when it is asked for in another.
//!
//! A word runs through half-spaces, hyphens and apostrophes: it counts as a
//! whole (`میشود`) and by its parts (`می`, `شود`). Affixes that stand apart are
//! joined to their word as well, so joined, half-spaced and spaced spellings meet.

use std::ops::Range;

use crate::text::persian::ZWNJ;
use crate::text::{fold, letters};

/// Prefixes of verbs that may stand apart from them, folded.
pub const PREFIXES: [&str; 2] = ["می", "نمی"];

/// Suffixes that may stand apart from their word, folded.
pub const SUFFIXES: [&str; 24] = [
    "ها",
    "های",
    "هایی",
    "هایم",
    "هایت",
    "هایش",
    "هایمان",
    "هایتان",
    "هایشان",
    "تر",
    "ترین",
    "تری",
    "ی",
    "ای",
    "ام",
    "ات",
    "اش",
    "ایم",
    "اید",
    "اند",
    "مان",
    "تان",
    "شان",
    "یی",
];

/// Beginnings of words that are spelt in two ways, folded. Whoever asks for one finds both.
pub const ALIASES: [(&str, &str); 26] = [
    ("مسیله", "مساله"),
    ("هییت", "هیات"),
    ("مسیول", "مسوول"),
    ("شیون", "شوون"),
    ("سوال", "سیوال"),
    ("جریت", "جرات"),
    ("قرایت", "قرات"),
    ("نشیت", "نشات"),
    ("امپراتور", "امپراطور"),
    ("اتاق", "اطاق"),
    ("توفان", "طوفان"),
    ("تهران", "طهران"),
    ("بلیت", "بلیط"),
    ("باتری", "باطری"),
    ("ازبکستان", "اوزبکستان"),
    ("تاجیکستان", "تاجکستان"),
    ("قرقیزستان", "قرغیزستان"),
    ("بلاروس", "بیلاروس"),
    ("مسکو", "ماسکو"),
    ("چچن", "چیچن"),
    ("organis", "organiz"),
    ("defence", "defense"),
    ("centre", "center"),
    ("kyrgyz", "kirghiz"),
    ("tajik", "tadjik"),
    ("qaeda", "qaida"),
];

/// Letters that a slip of the hand does not put for each other: a word that
/// differs in one of these alone is another word.
pub const APART: [&str; 4] = ["پب", "نذ", "هی", "جچ"];

/// Words that say too little to be looked for beside others, folded.
pub const STOP_WORDS: &str = "و در به از که با را این آن است بود شد شده برای تا بر هم یا نیز \
    هر اما ولی اگر چون پس چه یک نه خود او ان ما وی شود می نمی کرد کند های ها ای \
    the of and to in a an is was were are be been by for on at as it its that this with from or \
    not but had has have he she they their his her which who into than s";

/// The words of a text. All share one buffer, so that neighbours can be read as one.
#[derive(Debug, Default)]
pub struct Words {
    folded: String,
    words: Vec<Word>,
}

/// A word: its place in the buffer, its parts, what stands before it.
#[derive(Debug)]
struct Word {
    range: Range<usize>,
    /// Ends of its parts in the buffer; empty when there is only one.
    parts: Vec<usize>,
    /// Whether nothing but white space stands between it and the word before.
    is_near: bool,
}

/// What a term is of the words it is taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Take {
    /// The word as a whole.
    Whole,
    /// A part of it.
    Part,
    /// It and the next one as one word.
    Pair,
}

/// Longest term, in characters; more of a longer one counts for nothing.
pub const LONGEST: usize = 40;

impl Words {
    /// Reads the words of a text.
    pub fn of(text: &str) -> Self {
        let text = fold::composed(text);
        let mut words = Self { folded: String::with_capacity(text.len()), words: Vec::new() };
        let mut reader = Reader::default();
        let mut rest = text.chars();
        let mut before = ' ';
        while let Some(c) = rest.next() {
            reader.read(c, before, &rest, &mut words);
            before = c;
        }
        reader.end(&mut words);
        words
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Calls `see` for every term that the text is found by.
    pub fn each_term<'a>(&'a self, mut see: impl FnMut(&'a str, Take)) {
        for (n, word) in self.words.iter().enumerate() {
            see(self.cut(word.range.clone()), Take::Whole);
            let mut start = word.range.start;
            for end in &word.parts {
                let part = self.cut(start..*end);
                if part.chars().nth(1).is_some() && !is_affix(part) {
                    see(part, Take::Part);
                }
                start = *end;
            }
            if let Some(next) = self.words.get(n + 1)
                && next.is_near
                && self.is_split(word, next)
            {
                see(self.cut(word.range.start..next.range.end), Take::Pair);
            }
        }
    }

    /// Whether two neighbours are a verb and its prefix, or a word and its suffix.
    fn is_split(&self, word: &Word, next: &Word) -> bool {
        let text = |word: &Word| &self.folded[word.range.clone()];
        word.parts.is_empty() && is_one_of(&PREFIXES, text(word))
            || next.parts.is_empty() && is_one_of(&SUFFIXES, text(next))
    }

    fn cut(&self, range: Range<usize>) -> &str {
        let whole = &self.folded[range];
        if whole.len() <= LONGEST {
            return whole;
        }
        whole.char_indices().nth(LONGEST).map_or(whole, |(end, _)| &whole[..end])
    }
}

/// Whether a part of a word is no word of its own.
fn is_affix(part: &str) -> bool {
    is_one_of(&PREFIXES, part) || is_one_of(&SUFFIXES, part)
}

/// Whether a word is among these affixes. Nearly none is, which its length and its
/// first letter mostly show.
fn is_one_of(affixes: &[&str], word: &str) -> bool {
    let first = word.as_bytes().first_chunk::<2>();
    let is_like = |a: &&&str| a.len() == word.len() && a.as_bytes().first_chunk() == first;
    affixes.iter().filter(is_like).any(|affix| *affix == word)
}

/// Reads words character by character.
#[derive(Default)]
struct Reader {
    /// Where the word begins that is being read.
    start: Option<usize>,
    parts: Vec<usize>,
    /// Whether something else than white space stands since the last word.
    is_far: bool,
}

impl Reader {
    fn read(&mut self, c: char, before: char, rest: &std::str::Chars<'_>, words: &mut Words) {
        // Most are letters.
        if letters::is_alphanumeric(c) {
            self.push(c, words);
        } else if c == ZWNJ
            || (is_joint(c)
                && letters::is_alphabetic(before)
                && begins(rest, letters::is_alphabetic))
        {
            self.parts.push(words.folded.len());
        } else if c == ',' && before.is_ascii_digit() && is_thousands(rest) {
            // A thousands' comma counts for nothing, as U+066C does.
        } else if letters::is_mark(c) || fold::fold_char(c).is_none() {
            self.push(c, words);
        } else {
            self.end(words);
            self.is_far |= !c.is_whitespace();
        }
    }

    fn push(&mut self, c: char, words: &mut Words) {
        self.start.get_or_insert(words.folded.len());
        if let Some(c) = fold::fold_char(c) {
            words.folded.push(c);
        }
    }

    fn end(&mut self, words: &mut Words) {
        let Some(start) = self.start.take() else {
            self.parts.clear();
            return;
        };
        let end = words.folded.len();
        let mut parts = std::mem::take(&mut self.parts);
        if end > start {
            if !parts.is_empty() {
                parts.push(end);
                let mut from = start;
                parts.retain(|part| *part > std::mem::replace(&mut from, *part));
                if parts.len() == 1 {
                    parts.clear();
                }
            }
            words.words.push(Word { range: start..end, parts, is_near: !self.is_far });
            self.is_far = false;
        }
    }
}

/// A hyphen or an apostrophe: within a word it joins two parts.
fn is_joint(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}' | '\'' | '\u{2019}')
}

fn begins(rest: &std::str::Chars<'_>, is: fn(char) -> bool) -> bool {
    rest.clone().next().is_some_and(is)
}

/// Whether three digits follow and no fourth.
fn is_thousands(rest: &std::str::Chars<'_>) -> bool {
    let digits = rest.clone().take(4).take_while(char::is_ascii_digit).count();
    digits == 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let words = Words::of(text);
        let mut terms = Vec::new();
        words.each_term(|term, _| terms.push(term));
        assert_eq!(terms.join(" "), expected);
    }

    #[test]
    fn a_word_is_found_whole_by_its_parts_and_with_its_affixes() {
        check("می‌شود", "میشود شود");
        check("می شود", "می میشود شود");
        check("کتاب های ما", "کتاب کتابهای های ما");
        check("سیاست‌گذاری", "سیاستگذاری سیاست گذاری");
        check("می. شود", "می شود");
    }

    #[test]
    fn hyphens_and_apostrophes_join_letters_alone() {
        check("Moscow’s counter-terrorism", "moscows moscow counterterrorism counter terrorism");
        check("2001-2004 — 4,600 و ۴۶۰۰", "2001 2004 4600 و 4600");
        check("1,2 and 'x'", "1 2 and x");
    }

    #[test]
    fn odd_text_has_no_odd_words() {
        check("\u{200C}\u{200C} - ' \u{640}", "");
        check("\u{200C}کتاب\u{200C}\u{200C}", "کتاب");
        check(&"ا".repeat(100), &"ا".repeat(LONGEST));
    }
}
