//! Which gaps of an article half-spaces left.
//!
//! A half-space ends a run in most extractions. What it leaves differs from what
//! a space leaves that stood between two runs: nothing, or four spaces, or one.
//! How wide it is in an article is counted on the joints that the dictionary knows
//! for half-spaces. Where nearly all joints of a width are, the others are, too:
//! no dictionary knows all compounds.

use crate::import::lexicon::Lexicon;
use crate::import::order::decode::{Joint, join_words};
use crate::import::parts::{PARTICLES, is_phrase, is_prefix, is_stub};
use crate::text::persian;

/// How many widths of gaps are told apart; the last stands for all wider ones.
const WIDTHS: usize = 5;

/// The share of known half-spaces among the joints of a kind from which on all are.
const ALL: f64 = 0.72;

/// The fewest joints of a kind that say so.
const FEWEST: usize = 20;

/// The share of known half-spaces that stand at such joints where these tell.
const MOST: f64 = 0.6;

/// The fewest words of a piece that is not set word by word.
const LONG: usize = 3;

/// Where two pieces meet.
#[derive(Clone, Copy, Debug)]
pub struct Meeting<'t> {
    /// The spaces between them in the source.
    pub gap: usize,
    /// Whether the second is read word by word.
    pub single: bool,
    /// Whether both are long.
    long: bool,
    /// The last word of the first, and the first word of the second; empty where
    /// there is a mark.
    words: [&'t str; 2],
}

impl<'t> Meeting<'t> {
    /// The meeting of two pieces, given their texts.
    pub fn of(gap: usize, single: bool, before: &'t str, after: &'t str) -> Self {
        let (before, after) = (before.trim(), after.trim());
        let long = |text: &str| text.split_whitespace().count() >= LONG;
        let mark = |c: char| !persian::is_letter(c);
        let words = [before.rsplit(mark).next(), after.split(mark).next()];
        let words = words.map(Option::unwrap_or_default);
        Self { gap, single, long: long(before) && long(after), words }
    }

    fn kind(&self) -> usize {
        self.gap.min(WIDTHS - 1) + if self.long { WIDTHS } else { 0 }
    }
}

/// The joints of an article by their kind: how many there are, and how many are known
/// half-spaces.
#[derive(Clone, Copy, Debug, Default)]
pub struct Joints {
    all: [usize; 2 * WIDTHS],
    halves: [usize; 2 * WIDTHS],
}

impl Joints {
    /// Counts a joint of two words.
    pub fn add(&mut self, meeting: &Meeting<'_>, lexicon: &Lexicon) {
        let half = is_half(meeting.words[0], meeting.words[1], lexicon);
        if let Some(half) = half.filter(|_| !meeting.single) {
            self.all[meeting.kind()] += 1;
            self.halves[meeting.kind()] += usize::from(half);
        }
    }

    fn are_halves(&self, kind: usize) -> bool {
        self.all[kind] >= FEWEST && self.halves[kind] as f64 >= ALL * self.all[kind] as f64
    }

    /// Whether half-spaces are told from spaces by their gaps: most known ones stand
    /// at such gaps.
    pub fn tell(&self) -> bool {
        let told = (0..2 * WIDTHS).filter(|kind| self.are_halves(*kind));
        let told: usize = told.map(|kind| self.halves[kind]).sum();
        let all: usize = self.halves.iter().sum();
        told > 0 && told as f64 >= MOST * all as f64
    }

    /// Whether a word is read word by word and keeps the space before it, unless it
    /// is part of another word for sure.
    pub fn keeps(&self, meeting: &Meeting<'_>) -> bool {
        let [left, right] = meeting.words;
        meeting.single && meeting.gap > 0 && !is_stub(right) && !is_prefix(left) && self.tell()
    }

    /// Whether the gap says that a half-space joins the words: particles take none,
    /// whatever stands there.
    pub fn joins(&self, meeting: &Meeting<'_>) -> bool {
        let [left, right] = meeting.words;
        let bound = |word: &str| PARTICLES.contains(&word) || matches!(word, "است" | "نیز");
        let begins = matches!(left, "به" | "بی" | "هم" | "می" | "نمی");
        let are_words = [left, right].iter().all(|w| w.chars().nth(1).is_some());
        // Read word by word, words keep their spaces and half-spaces leave nothing.
        let half = if meeting.single { meeting.gap == 0 } else { self.are_halves(meeting.kind()) };
        half && are_words && (begins || !bound(left)) && !bound(right) && self.tell()
    }
}

/// Whether the dictionary joins two words by a half-space; `None` where one of them is no word.
fn is_half(left: &str, right: &str, lexicon: &Lexicon) -> Option<bool> {
    let letter = |c: Option<char>| c.is_some_and(persian::is_letter);
    if !letter(left.chars().next_back()) || !letter(right.chars().next()) {
        return None;
    }
    if is_phrase(left, right) {
        let half = || format!("{left}{}{right}", persian::ZWNJ);
        return Some(left == "به" || lexicon.has(&half()));
    }
    Some(join_words(lexicon, left, right, Joint::Half).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_known_half_spaces_leave_a_gap_the_others_do() {
        let dic = "4\nباران\nبارد\nمی\u{200C}بارد\nباران\u{200C}های\n";
        let lexicon = Lexicon::new("SET UTF-8\n", dic).unwrap();
        let mut joints = Joints::default();
        let word = |gap, a, b| Meeting::of(gap, false, a, b);
        let snow = word(4, "برف", "سنج");
        for _ in 0..FEWEST {
            assert!(!joints.joins(&snow), "too few");
            joints.add(&word(4, "باران", "های"), &lexicon);
        }
        for _ in 0..2 * FEWEST {
            joints.add(&word(1, "باران", "بارد"), &lexicon);
        }
        assert!(joints.tell() && joints.joins(&snow));
        assert!(!joints.joins(&word(1, "برف", "سنج")), "a gap of spaces");
        assert!(!joints.joins(&word(4, "برف", "که")), "a particle");
        // Read word by word, a space is one, and a half-space leaves nothing.
        let single = |gap| Meeting::of(gap, true, "برف", "سنج");
        assert!(joints.keeps(&single(1)) && !joints.joins(&single(1)));
        assert!(joints.joins(&single(0)));
    }

    #[test]
    fn half_spaces_that_are_at_no_gap_of_their_own_tell_nothing() {
        let lexicon = Lexicon::new("SET UTF-8\n", "2\nباران\nباران\u{200C}های\n").unwrap();
        let mut joints = Joints::default();
        for gap in [1, 1, 1, 4].repeat(FEWEST) {
            joints.add(&Meeting::of(gap, false, "باران", "های"), &lexicon);
            joints.add(&Meeting::of(1, false, "باران", "برف"), &lexicon);
        }
        assert!(!joints.tell());
    }
}
