//! Half-spaces (ZWNJ) that were lost, or came out as a space, a hyphen or `¬`.
//!
//! A word that is none in the dictionary and becomes one with a half-space gets
//! it; a bound ending that stands alone joins the word before it. Where both a
//! short and a long stem fit (`منطق` or `منطقه` with `ای`/`های`), the article's own
//! counts decide.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::import::ledger::{Edit, Ledger, Text};
use crate::import::lexicon::{Lexicon, is_word_char};
use crate::import::model::Model;
use crate::import::parts::{
    APART, BOUND, DEMONSTRATIVES, FIRSTS, LIGHT, PARTICLES, PLURALS, PREFIXES, SUFFIXES, TAILS,
    ending_joint, is_auxiliary, is_stub, is_tail, is_verb_like, one_letter_off,
};
use crate::text::persian;
use crate::text::persian::ZWNJ;

/// The pass over paragraphs.
#[derive(Debug)]
pub struct HalfSpaces<'m, 'a> {
    model: &'m Model<'a>,
    lexicon: &'a Lexicon,
    /// Whether the half-spaces between words are there, so that a space is one.
    seen_all: bool,
    /// Words that were looked at already.
    seen: RefCell<HashMap<String, Option<Repair>>>,
}

/// A repaired word and how sure it is.
type Repair = (String, f32);

impl<'m, 'a> HalfSpaces<'m, 'a> {
    /// A pass that asks this model and lexicon. `seen_all`: the half-spaces between
    /// words are there already, so that a space between two is one.
    pub fn new(model: &'m Model<'a>, lexicon: &'a Lexicon, seen_all: bool) -> Self {
        Self { model, lexicon, seen_all, seen: RefCell::default() }
    }

    /// Repairs a paragraph: joints between words first, then words.
    pub fn restore(&self, text: &mut Text, ledger: &mut Ledger) {
        self.signs(text, ledger);
        self.joints(text, ledger);
        // A joined pair can join on once more: سیاست گذاری ها.
        self.joints(text, ledger);
        self.words(text, ledger);
        // A second part may show only when it has its own: یک جانبه‌گرایی.
        self.joints(text, ledger);
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
                    || self.is_glued_elsewhere(&left, &right)
            };
            match text.chars[i] {
                '\u{AC}' => edits.push(Edit::new(i..i + 1, ZWNJ, 0.98)), // NOT SIGN
                '-' if bound() => edits.push(Edit::new(i..i + 1, ZWNJ, 0.85)),
                _ => {}
            }
        }
        text.apply(edits, "half-spaces", ledger);
    }

    /// Whether the article has the two words written together, which are none so.
    fn is_glued_elsewhere(&self, left: &str, right: &str) -> bool {
        let glued = format!("{left}{right}");
        let seen = self.model.count(&glued);
        seen >= 3.0 || seen >= 1.0 && !self.lexicon.has(&glued) && glued.chars().count() > 6
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
            let behind = i + 1 + right.chars().count();
            if right == "یافته" && is_auxiliary(word_right(text, (behind + 1).min(text.len())))
            {
                // The participle of a verb and not of a compound.
                i = behind;
                continue;
            }
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
        let can_bind = left != "بی" || !self.seen_all;
        if matches!(left, "می" | "نمی" | "بی") && can_bind && self.lexicon.has(&half) {
            return Some(("\u{200C}", 0.97));
        }
        if matches!(left, "می" | "نمی") && is_verb_like(right) && !self.lexicon.has_stem(right)
        {
            return Some(("\u{200C}", 0.8));
        }
        if right == "گونه" && DEMONSTRATIVES.contains(&left) {
            return Some(("\u{200C}", 0.85));
        }
        if left == "هم" && right.chars().count() > 2 && self.lexicon.keeps_apart(left, right) == 0
        {
            // «هم برای» is no word of the dictionary, «هم‌پیمان» is one.
            return self.is_ally(right).then_some(("\u{200C}", 0.85));
        }
        if PARTICLES.contains(&left) || length < 2 {
            return None;
        }
        self.compound(left, right, &half, open)
    }

    /// Whether the dictionary has a word of «هم» and this one, whatever its ending.
    fn is_ally(&self, word: &str) -> bool {
        let cut = |w: &str, ending: &str| w.strip_suffix(ending).unwrap_or(w).to_owned();
        let stem = cut(&cut(&cut(word, "شان"), "ی"), "ان");
        let known =
            |w: &str| w.chars().count() > 2 && self.lexicon.has_stem(&format!("هم{ZWNJ}{w}"));
        known(word) || known(&stem)
    }

    /// The joint of a compound noun or adjective.
    fn compound(
        &self,
        left: &str,
        right: &str,
        half: &str,
        open: bool,
    ) -> Option<(&'static str, f32)> {
        let tail = is_tail(right, 2);
        if open && tail {
            let direct = format!("{left}{right}");
            // What is a word of its own can stand behind any other.
            let bound = BOUND.contains(&right)
                && left.chars().count() > 2
                && (is_stub(right) || !self.lexicon.has_stem(right) || !self.model.knows(left));
            return (bound || self.lexicon.has(&direct)).then_some(("", 0.85));
        }
        if open {
            return None;
        }
        if tail && self.model.knows(left) && !is_stub(left) {
            return Some(("\u{200C}", 0.85));
        }
        if SUFFIXES.contains(&right) && left.chars().count() > 2 {
            return Some(("\u{200C}", 0.75));
        }
        // Many compounds of the dictionary are printed as two words; what a sample
        // of prose often keeps apart stays apart, and so do participles. Once or
        // twice is no more than a writer's hurry, but for particles.
        let short = right.chars().count() < 3;
        let apart = self.lexicon.keeps_apart(left, right) > if short { 0 } else { APART }
            || LIGHT.contains(&right)
            || matches!(left, "قابل" | "بدین");
        let known = self.lexicon.has_stem(half) && right.chars().count() > 1;
        (known && !apart && !self.seen_all).then_some(("\u{200C}", 0.85))
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
            if let Some((new, sure)) = self.remembered(word) {
                edits.push(Edit::new(start..i, new, sure));
            }
        }
        text.apply(edits, "half-spaces", ledger);
    }

    /// As [`Self::word`]; a word that comes again is not looked at again.
    fn remembered(&self, word: String) -> Option<Repair> {
        if let Some(known) = self.seen.borrow().get(&word) {
            return known.clone();
        }
        let found = self.word(&word);
        self.seen.borrow_mut().insert(word, found.clone());
        found
    }

    /// A glued word with its half-space or space.
    fn word(&self, word: &str) -> Option<Repair> {
        let length = word.chars().count();
        if !(4..=30).contains(&length) {
            return None;
        }
        // The dictionary lists some words as they are often written, not as they should be.
        if let Some(listed) = self.listed(word) {
            return Some(listed);
        }
        if self.lexicon.has_stem(word) {
            return None;
        }
        if let Some((left, right)) = word.rsplit_once(ZWNJ) {
            // Behind a half-space that is there, the parts may need their own.
            let whole = self.lexicon.has(word);
            let first = self.word(left);
            let a = if whole { first } else { first.or_else(|| self.split(left, false)) };
            // Behind a half-space no new word begins: بزرگ‌ترینشان.
            let b = self.word(right).filter(|r| !r.0.contains(' '));
            let new = format!(
                "{}{ZWNJ}{}",
                a.as_ref().map_or(left, |r| &r.0),
                b.as_ref().map_or(right, |r| &r.0)
            );
            return ((a.is_some() || b.is_some()) && !whole).then_some((new, 0.8));
        }
        if self.model.knows(word) {
            return self.inflected(word);
        }
        self.split(word, true).or_else(|| self.suffixed(word)).or_else(|| self.apart(word))
    }

    /// A word that the dictionary lists glued though its parts want a half-space:
    /// an adjective's degree, an adverb of «گونه».
    fn listed(&self, word: &str) -> Option<Repair> {
        if let Some(left) = word.strip_suffix("گونه").filter(|l| DEMONSTRATIVES.contains(l)) {
            let open = left.chars().next_back().is_none_or(persian::is_non_joiner);
            return (!open).then(|| (format!("{left}{ZWNJ}گونه"), 0.85));
        }
        let degree = ["ترین", "تری", "تر"].into_iter().find(|d| word.ends_with(d))?;
        let left = word.strip_suffix(degree)?;
        let open = left.chars().next_back().is_none_or(persian::is_non_joiner);
        let whole = matches!(left, "به" | "مه" | "که" | "بیش" | "کم" | "پیش" | "دخ");
        let half = format!("{left}{ZWNJ}{degree}");
        let known = left.chars().count() > 2 && self.lexicon.has_stem(left);
        let sound = half.strip_suffix('ی').filter(|_| degree == "تری").unwrap_or(&half);
        (known && !open && !whole && self.lexicon.has(sound)).then(|| (half.clone(), 0.85))
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
        if let Some(ally) = word.strip_prefix("هم").filter(|r| self.is_ally(r)) {
            return Some((format!("هم{ZWNJ}{ally}"), 0.85));
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
                let half = format!("{a}{ZWNJ}{tail}");
                if self.lexicon.has(&half) || FIRSTS.contains(&a.as_str()) && self.lexicon.has(&a) {
                    better(&mut best, 1.0, half);
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
                let inner = self.split(stem, false).map(|r| format!("{}{ZWNJ}{tail}", r.0));
                let whole = inner.filter(|w| self.lexicon.has_stem(w));
                let whole = whole.unwrap_or_else(|| format!("{stem}{ZWNJ}{tail}"));
                return Some((format!("{whole}{gap}{rest}"), 0.8));
            }
        }
        None
    }

    /// Whether a word is one letter away from one that the article has: the
    /// author's slip, and not two words.
    fn is_slip(&self, chars: &[char]) -> bool {
        one_letter_off(chars, |word| self.model.count(word) >= 2.0 && self.lexicon.has(word))
    }

    /// Two words that lost the space between them.
    fn apart(&self, word: &str) -> Option<Repair> {
        let chars: Vec<char> = word.chars().collect();
        if self.model.count(word) >= 3.0 || self.is_slip(&chars) {
            return None;
        }
        let mut best: Option<(f64, String)> = None;
        for i in 2..chars.len().saturating_sub(1) {
            let (a, b): (String, String) =
                (chars[..i].iter().collect(), chars[i..].iter().collect());
            let both = self.model.knows(&a) && self.model.knows(&b) && !is_stub(&a) && !is_stub(&b);
            if !both
                && self.model.knows(&b)
                && self.model.count(&b) >= 2.0
                && !is_stub(&b)
                && let Some((mended, _)) = self.split(&a, false).filter(|_| i > 5)
            {
                better(&mut best, self.model.count(&b).ln(), format!("{mended} {b}"));
            }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::lexicon::tokens;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let words = "آسان آسانتر آسان~تر هم~پیمان پیمان باران بارانی یک جانبه یک~جانبه یکجانبه گرایی \
                     یک~جانبه~گرایی رئیس جمهور رئیس~جمهور شهر منظور به برای ماه روشن آن کوه ابر";
        let list: Vec<String> =
            words.split_whitespace().map(|w| w.replace('~', "\u{200C}")).collect();
        let dic = format!("{}\n{}\n", list.len(), list.join("\n"));
        let lexicon = Lexicon::new("SET UTF-8\n", &dic).unwrap();
        let mut model = Model::new(&lexicon, &[]);
        let article = "به منظور باران و به منظور ابر رئیسجمهور شهر شهر";
        model.observe(&tokens(article), 1.0);
        model.settle();
        let mut text = Text::of(1, text);
        HalfSpaces::new(&model, &lexicon, false).restore(&mut text, &mut Ledger::default());
        assert_eq!(text.to_string().replace(ZWNJ, "~"), expected);
    }

    #[test]
    fn endings_and_second_parts_join_the_word_before_them() {
        check("باران ها و کوه های شهر", "باران~ها و کوه~های شهر");
        check("آسان تر و آسانتر و آسانتری", "آسان~تر و آسان~تر و آسان~تری");
        check("باران گرایی", "باران~گرایی");
        check("آسان~ترینشان".replace('~', "\u{200C}").as_str(), "آسان~ترینشان");
        check("همانگونه که آن گونه", "همان~گونه که آن~گونه");
        check("می نگریستند در ماه می", "می~نگریستند در ماه می");
    }

    #[test]
    fn compounds_of_the_dictionary_are_joined_and_chance_neighbours_are_not() {
        check("رئیس جمهور و رئیس-جمهور", "رئیس~جمهور و رئیس~جمهور");
        check("یک جانبهگرایی یکجانبهگرایی", "یک~جانبه~گرایی یک~جانبه~گرایی");
        check("هم پیمانانشان هم برای شهر", "هم~پیمانانشان هم برای شهر");
        check("رئیسجمهورشهر", "رئیس~جمهور شهر");
        // A slip of the author is not two words.
        check("به منطور", "به منطور");
    }
}
