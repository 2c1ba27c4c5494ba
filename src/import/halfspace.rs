//! Half-spaces (ZWNJ) that were lost, or came out as a space, a hyphen or `¬`.
//!
//! A word that is none in the dictionary and becomes one with a half-space gets
//! it; a bound ending that stands alone joins the word before it. Where both a
//! short and a long stem fit (`منطق` or `منطقه` with `ای`/`های`), the article's own
//! counts decide.

use crate::import::ledger::{Edit, Ledger, Text};
use crate::import::lexicon::{Lexicon, is_word_char};
use crate::import::model::Model;
use crate::import::parts::is_stub;
use crate::text::persian;
use crate::text::persian::ZWNJ;

/// Plural endings, which join every noun.
const PLURALS: [&str; 12] = [
    "ها",
    "های",
    "هایی",
    "هایم",
    "هایت",
    "هایش",
    "هایمان",
    "هایتان",
    "هایشان",
    "هاست",
    "هایند",
    "هاي",
];

/// Second parts of compounds that never stand alone.
const TAILS: [&str; 44] = [
    "گرایی",
    "گرایانه",
    "گرا",
    "گرایان",
    "گذاری",
    "گذاران",
    "گذار",
    "گیری",
    "گیر",
    "سازی",
    "ساز",
    "پذیر",
    "پذیری",
    "کننده",
    "کنندگان",
    "دهنده",
    "دهندگان",
    "آمیز",
    "جانبه",
    "قطبی",
    "بینی",
    "ریزی",
    "طلبی",
    "طلبان",
    "طلب",
    "گری",
    "گر",
    "شناسی",
    "محور",
    "یافته",
    "یافتگی",
    "مدار",
    "مداران",
    "نامه",
    "پایه",
    "ناپذیر",
    "ناپذیری",
    "الملل",
    "المللی",
    "ورزی",
    "گران",
    "گرانه",
    "گونه",
    "بخشی",
];

/// Of these, those that join directly where the first part ends in a letter that
/// does not join on.
const BOUND: [&str; 9] =
    ["گذار", "گذاری", "گذاران", "کننده", "کنندگان", "پذیر", "پذیری", "ناپذیر", "آمیز"];

/// Words that never begin a compound written with a half-space.
const PARTICLES: [&str; 20] = [
    "به", "در", "از", "بر", "با", "تا", "را", "و", "هر", "این", "آن", "که", "بی", "می", "نمی",
    "چه", "همه", "نه", "یا", "هم",
];

/// Verbs' parts and other second words that keep their space.
const LIGHT: [&str; 26] = [
    "شده",
    "نشده",
    "شدن",
    "نشدن",
    "شد",
    "شود",
    "کرد",
    "کردن",
    "کرده",
    "نکرده",
    "گرفته",
    "گرفتن",
    "داده",
    "دادن",
    "بوده",
    "بودن",
    "داشتن",
    "داشته",
    "آمده",
    "آمدن",
    "یافتن",
    "رفته",
    "رفتن",
    "جهت",
    "بار",
    "است",
];

/// Prefixes that join a known word to a word that no dictionary has.
const PREFIXES: [&str; 8] = ["هم", "پیش", "بین", "تک", "چند", "یک", "نیم", "شبه"];

/// The joint of an ending that cannot stand alone, behind a word's last letter.
fn ending_joint(last: char, length: usize, right: &str) -> Option<(&'static str, f32)> {
    let long = length > 2;
    match right {
        "ای" | "ایی" if matches!(last, 'ه' | 'ی') && long => Some(("\u{200C}", 0.9)),
        "ی" if last == 'ه' && long => Some(("\u{200C}", 0.9)),
        "ی" if matches!(last, 'ا' | 'و') && long => Some(("", 0.9)),
        "اند" | "ام" | "ایم" | "اید" if last == 'ه' && long => Some(("\u{200C}", 0.95)),
        _ => None,
    }
}

/// The pass over paragraphs.
#[derive(Debug)]
pub struct HalfSpaces<'m, 'a> {
    model: &'m Model<'a>,
    lexicon: &'a Lexicon,
}

/// A repaired word and how sure it is.
type Repair = (String, f32);

impl<'m, 'a> HalfSpaces<'m, 'a> {
    /// A pass that asks this model and lexicon.
    pub fn new(model: &'m Model<'a>, lexicon: &'a Lexicon) -> Self {
        Self { model, lexicon }
    }

    /// Repairs a paragraph: joints between words first, then words.
    pub fn restore(&self, text: &mut Text, ledger: &mut Ledger) {
        self.signs(text, ledger);
        self.joints(text, ledger);
        // A joined pair can join on once more: سیاست گذاری ها.
        self.joints(text, ledger);
        self.words(text, ledger);
    }

    /// `¬` and hyphens that stand for a half-space.
    fn signs(&self, text: &mut Text, ledger: &mut Ledger) {
        let mut edits = Vec::new();
        for i in 1..text.len().saturating_sub(1) {
            let (before, after) = (text.chars[i - 1], text.chars[i + 1]);
            if !is_word_char(before) || !is_word_char(after) {
                continue;
            }
            let bound = || {
                let left: String = word_left(text, i).iter().collect();
                let right: String = word_right(text, i + 1).iter().collect();
                matches!(left.as_str(), "می" | "نمی")
                    || is_stub(&right) && right.chars().count() > 1
                    || PLURALS
                        .iter()
                        .chain(&TAILS)
                        .any(|t| right.starts_with(t) && t.chars().count() > 3)
                    || self.model.count(&format!("{left}{right}")) >= 3.0
            };
            match text.chars[i] {
                '\u{AC}' => edits.push(Edit::new(i..i + 1, ZWNJ, 0.98)), // NOT SIGN
                '-' if bound() => edits.push(Edit::new(i..i + 1, ZWNJ, 0.85)),
                _ => {}
            }
        }
        text.apply(edits, "half-spaces", ledger);
    }

    /// Spaces that stand for a half-space.
    fn joints(&self, text: &mut Text, ledger: &mut Ledger) {
        let mut edits = Vec::new();
        let mut i = 1;
        while i + 1 < text.len() {
            if text.chars[i] != ' '
                || !is_word_char(text.chars[i - 1])
                || !is_word_char(text.chars[i + 1])
            {
                i += 1;
                continue;
            }
            let left: String = word_left(text, i).iter().collect();
            let right: String = word_right(text, i + 1).iter().collect();
            if let Some((joint, sure)) = self.joint(&left, &right) {
                edits.push(Edit::new(i..i + 1, joint, sure));
                i += right.chars().count();
            }
            i += 1;
        }
        text.apply(edits, "half-spaces", ledger);
    }

    /// What stands between two words instead of a space, if anything.
    fn joint(&self, left: &str, right: &str) -> Option<(&'static str, f32)> {
        let half = format!("{left}{ZWNJ}{right}");
        let last = left.chars().next_back()?;
        let open = persian::is_non_joiner(last);
        let length = left.chars().count();
        if PLURALS.contains(&right) && length > 1 && !is_stub(left) {
            return Some((if open { "" } else { "\u{200C}" }, 0.97));
        }
        if let Some(found) = ending_joint(last, length, right) {
            return Some(found);
        }
        if matches!(right, "تر" | "ترین") && self.model.knows(left) && !PARTICLES.contains(&left)
        {
            return Some((if open { "" } else { "\u{200C}" }, 0.95));
        }
        if matches!(left, "می" | "نمی" | "بی") && self.lexicon.has(&half) {
            return Some(("\u{200C}", 0.97));
        }
        if right == "گونه" && matches!(left, "این" | "آن" | "همان" | "چه") {
            return Some(("\u{200C}", 0.85));
        }
        if PARTICLES.contains(&left) || length < 2 {
            return None;
        }
        self.compound(left, right, &half, open)
    }

    /// The joint of a compound noun or adjective.
    fn compound(
        &self,
        left: &str,
        right: &str,
        half: &str,
        open: bool,
    ) -> Option<(&'static str, f32)> {
        let plural = |rest: &str| PLURALS.contains(&rest.trim_start_matches(ZWNJ));
        let tail =
            TAILS.iter().any(|t| right.strip_prefix(t).is_some_and(|r| r.is_empty() || plural(r)));
        if open && tail {
            let direct = format!("{left}{right}");
            let bound = BOUND.contains(&right) && left.chars().count() > 2;
            return (bound || self.lexicon.has(&direct)).then_some(("", 0.85));
        }
        if open {
            return None;
        }
        if tail && self.model.knows(left) && !is_stub(left) {
            return Some(("\u{200C}", 0.85));
        }
        // Many compounds of the dictionary are printed as two words; what a
        // sample of prose keeps apart stays apart, and so do participles.
        let apart = self.lexicon.keeps_apart(left, right)
            || LIGHT.contains(&right)
            || left == "قابل"
            || left == "بدین";
        let known = self.lexicon.has_stem(half) && right.chars().count() > 1;
        (known && !apart).then_some(("\u{200C}", 0.85))
    }

    /// Words with a half-space lost, and two words without a space.
    fn words(&self, text: &mut Text, ledger: &mut Ledger) {
        let mut edits = Vec::new();
        let mut i = 0;
        while i < text.len() {
            let start = i;
            while i < text.len() && is_word_char(text.chars[i]) {
                i += 1;
            }
            if i == start {
                i += 1;
                continue;
            }
            let word: String = text.chars[start..i].iter().collect();
            if let Some((new, sure)) = self.word(&word) {
                edits.push(Edit::new(start..i, new, sure));
            }
        }
        text.apply(edits, "half-spaces", ledger);
    }

    /// A glued word with its half-space or space.
    pub fn word(&self, word: &str) -> Option<Repair> {
        let length = word.chars().count();
        if !(4..=30).contains(&length) || self.lexicon.has_stem(word) {
            return None;
        }
        if let Some((left, right)) = word.rsplit_once(ZWNJ) {
            // Behind a half-space that is there, the parts may need their own.
            let (a, b) = (self.word(left), self.word(right));
            let new = format!(
                "{}{ZWNJ}{}",
                a.as_ref().map_or(left, |r| &r.0),
                b.as_ref().map_or(right, |r| &r.0)
            );
            return (a.is_some() && !self.lexicon.has(word)).then_some((new, 0.8));
        }
        if self.model.knows(word) {
            return self.inflected(word);
        }
        self.split(word, true).or_else(|| self.suffixed(word)).or_else(|| self.apart(word))
    }

    /// A word that the dictionary takes for stem and ending, written together
    /// where the standard has a half-space.
    fn inflected(&self, word: &str) -> Option<Repair> {
        let mut best: Option<(f64, String)> = None;
        // A verb with its prefix, which also parses as a noun with an ending.
        for prefix in ["می", "نمی"] {
            let half = word.strip_prefix(prefix).map(|verb| format!("{prefix}{ZWNJ}{verb}"));
            if let Some(half) = half.filter(|h| self.lexicon.has_stem(h)) {
                return Some((half, 0.9));
            }
        }
        for ending in ["هایشان", "هایی", "های", "ها", "هایش", "ترین", "تر"]
        {
            let Some(stem) = word.strip_suffix(ending) else { continue };
            let open = stem.chars().next_back().is_none_or(persian::is_non_joiner);
            if self.lexicon.has(stem) && stem.chars().count() > 1 {
                let new = if open { word.to_owned() } else { format!("{stem}{ZWNJ}{ending}") };
                better(&mut best, self.model.count(stem), new);
            }
            if let Some(rest) = ending.strip_prefix('ه').filter(|r| matches!(*r, "ای" | "ایی"))
            {
                let long = format!("{stem}ه");
                if self.lexicon.has(&long) && self.lexicon.has(&format!("{long}{ZWNJ}{rest}")) {
                    better(&mut best, self.model.count(&long) * 0.8, format!("{long}{ZWNJ}{rest}"));
                }
            }
        }
        let (_, new) = best?;
        (new != word).then_some((new, 0.9))
    }

    /// One or two half-spaces that make a known word of an unknown one.
    fn split(&self, word: &str, twice: bool) -> Option<Repair> {
        let chars: Vec<char> = word.chars().collect();
        let mut best: Option<(f64, String)> = None;
        for i in 2..chars.len() {
            if persian::is_non_joiner(chars[i - 1]) || (i + 1 == chars.len() && chars[i - 1] != 'ه')
            {
                continue;
            }
            let (a, b): (String, String) =
                (chars[..i].iter().collect(), chars[i..].iter().collect());
            let half = format!("{a}{ZWNJ}{b}");
            if PARTICLES.contains(&a.as_str()) && !is_stub(&a) {
                continue;
            }
            if self.lexicon.has(&half) {
                let stem = if is_stub(&a) { self.model.count(&b) } else { self.model.count(&a) };
                better(
                    &mut best,
                    stem + if self.lexicon.has_stem(&half) { 5.0 } else { 0.0 },
                    half,
                );
            } else if twice && let Some((tail, _)) = self.split_tail(&b) {
                {
                    let half = format!("{a}{ZWNJ}{tail}");
                    if self.lexicon.has(&half)
                        || (self.lexicon.has(&a)
                            && matches!(
                                a.as_str(),
                                "بین"
                                    | "غیر"
                                    | "پیش"
                                    | "هم"
                                    | "بی"
                                    | "یک"
                                    | "چند"
                                    | "پنج"
                                    | "شش"
                                    | "هفت"
                            ))
                    {
                        better(&mut best, 1.0, half);
                    }
                }
            }
        }
        best.map(|(_, new)| (new, 0.95))
    }

    fn split_tail(&self, tail: &str) -> Option<Repair> {
        if tail.chars().count() < 4 {
            return None;
        }
        if self.lexicon.has_stem(tail) {
            return Some((tail.to_owned(), 0.8));
        }
        self.split(tail, false).or_else(|| self.inflected(tail))
    }

    /// An ending on a stem that no dictionary has: a name, a term of the article.
    fn suffixed(&self, word: &str) -> Option<Repair> {
        for ending in ["هایشان", "هایی", "های", "ها", "ترین", "تری", "تر", "اند"]
        {
            let Some(stem) = word.strip_suffix(ending) else { continue };
            // A comparative needs an adjective: a stem that is only known here is none.
            if ending.starts_with("تر") && !self.lexicon.has(stem) {
                continue;
            }
            let last = stem.chars().next_back()?;
            let known = self.model.knows(stem) || self.model.count(stem) >= 1.0;
            if known && stem.chars().count() > 2 && (ending != "اند" || last == 'ه') {
                let inner = self.word(stem).map_or_else(|| stem.to_owned(), |r| r.0);
                let gap = if persian::is_non_joiner(last) { "" } else { "\u{200C}" };
                let new = format!("{inner}{gap}{ending}");
                return (new != word).then_some((new, 0.85));
            }
        }
        for prefix in PREFIXES {
            let Some(rest) = word.strip_prefix(prefix).filter(|r| r.chars().count() > 3) else {
                continue;
            };
            let open = prefix.chars().next_back().is_none_or(persian::is_non_joiner);
            if !open && self.lexicon.has(rest) && !is_stub(rest) {
                return Some((format!("{prefix}{ZWNJ}{rest}"), 0.75));
            }
        }
        // A compound of a known noun and a bound second part, with an ending of its own.
        for tail in TAILS {
            let Some(at) = word.find(tail).filter(|at| *at > 3) else { continue };
            let (stem, rest) = (&word[..at], &word[at + tail.len()..]);
            let ending =
                rest.is_empty() || PLURALS.contains(&rest) || matches!(rest, "ی" | "م" | "ت" | "ش");
            let last = stem.chars().next_back()?;
            if ending && self.lexicon.has(stem) && !is_stub(stem) && !persian::is_non_joiner(last) {
                let open = tail.chars().next_back().is_none_or(persian::is_non_joiner);
                let gap = if PLURALS.contains(&rest) && !open { "\u{200C}" } else { "" };
                return Some((format!("{stem}{ZWNJ}{tail}{gap}{rest}"), 0.8));
            }
        }
        None
    }

    /// Two words that lost the space between them.
    fn apart(&self, word: &str) -> Option<Repair> {
        let chars: Vec<char> = word.chars().collect();
        if self.model.count(word) >= 3.0 {
            return None;
        }
        let mut best: Option<(f64, String)> = None;
        for i in 2..chars.len().saturating_sub(1) {
            let (a, b): (String, String) =
                (chars[..i].iter().collect(), chars[i..].iter().collect());
            let both = self.model.knows(&a) && self.model.knows(&b) && !is_stub(&a) && !is_stub(&b);
            let seen = self.model.count(&a).min(self.model.count(&b));
            if both && seen >= 2.0 {
                let score = self.model.follows(self.model.id(&a), self.model.id(&b))
                    + self.model.count(&a).ln();
                better(&mut best, score + 100.0, format!("{a} {b}"));
            }
        }
        best.map(|(_, new)| (new, 0.75))
    }
}

fn better(best: &mut Option<(f64, String)>, score: f64, new: String) {
    if best.as_ref().is_none_or(|b| score > b.0) {
        *best = Some((score, new));
    }
}

/// The characters of the word that ends before a place.
fn word_left(text: &Text, end: usize) -> &[char] {
    let n = text.chars[..end].iter().rev().take_while(|c| is_word_char(**c)).count();
    &text.chars[end - n..end]
}

/// The characters of the word that begins at a place.
fn word_right(text: &Text, start: usize) -> &[char] {
    let n = text.chars[start..].iter().take_while(|c| is_word_char(**c)).count();
    &text.chars[start..start + n]
}
