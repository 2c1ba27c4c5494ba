//! Where a line of pieces may be cut, and how likely.
//!
//! The figures are shares counted on lines that were put in order by hand: two
//! or more spaces are a cut nearly always, one space is one in thirteen cases,
//! but always before an ending that cannot stand alone or after a prefix.

use std::collections::BTreeMap;

use crate::import::lexicon::is_word_char;
use crate::import::order::decode::{Cut, spans};
use crate::import::order::grams::Own;
use crate::import::order::read::Reader;
use crate::import::parts::{is_prefix, is_stub};
use crate::text::persian;

/// What decides where a line may be cut beside its own spaces and words.
#[derive(Clone, Copy, Debug)]
pub struct Places<'p> {
    /// The share of spaces that are wide, here or in the lines around.
    pub loose: f64,
    /// Letters that are pieces of their own.
    pub alone: &'p Alone,
    /// Letters that leave holes.
    pub dropped: &'p [char],
    /// Whether words may be cut too.
    pub inside: bool,
}

impl Places<'_> {
    /// The places where a line may be cut, in rising order.
    pub fn cuts(&self, chars: &[char], reader: &mut Reader, own: &Own) -> Vec<Cut> {
        let spans = spans(chars);
        let mut out = Vec::new();
        for (n, span) in spans.iter().enumerate() {
            if let Some(next) = spans.get(n + 1) {
                let mut p = between(chars, *span, *next, self.loose);
                if chars[span.1] == KEPT {
                    p = 0.02;
                }
                if next.0 - span.1 == 2 && is_hole(&chars[span.0..span.1], self.dropped) {
                    p = p.min(0.35);
                }
                out.push(cut(next.0, p));
            }
            if self.inside && is_word_char(chars[span.0]) {
                inside(chars, *span, reader, own, self.alone, &mut out);
            }
        }
        out.sort_by_key(|c| c.at);
        out
    }
}

/// What stands for a half-space that the line still has: where runs end, half-spaces are lost.
pub const KEPT: char = '\u{2005}';

/// What it costs in a line that is read word by word that a word is a piece of its
/// own, and that it stays with the next.
const SINGLE: f64 = -0.15;
const TOGETHER: f64 = -2.0;

/// The places of a line that is read word by word: a plain space is a cut, wide
/// gaps and the insides of words stay what they are.
pub fn wordwise(chars: &[char], places: &[Cut]) -> Vec<Cut> {
    let single = |place: &Cut| {
        if is_space(chars, place.at) {
            Cut { cut: SINGLE, keep: TOGETHER, ..*place }
        } else {
            *place
        }
    };
    places.iter().map(single).collect()
}

/// Whether one space alone parts two words before a place.
pub fn is_space(chars: &[char], at: usize) -> bool {
    let before = at.checked_sub(2).and_then(|from| chars.get(from..at));
    let after = chars.get(at).is_some_and(|c| is_word_char(*c));
    after && before.is_some_and(|b| b[1] == ' ' && is_word_char(b[0]))
}

/// The spaces before a place.
pub fn gap(chars: &[char], at: usize) -> usize {
    chars[..at].iter().rev().take_while(|c| **c == ' ').count()
}

fn cut(at: usize, p: f64) -> Cut {
    Cut { at, cut: p.ln(), keep: (1.0 - p).ln() }
}

fn kind(c: char) -> char {
    if is_word_char(c) {
        'p'
    } else if persian::digit_value(c).is_some() {
        '0'
    } else if c.is_alphabetic() {
        'a'
    } else {
        'm'
    }
}

/// Whether a word ends in a letter that the font map dropped: the hole that it
/// left is no gap.
fn is_hole(word: &[char], dropped: &[char]) -> bool {
    match word {
        [.., before, last] => dropped.contains(last) && persian::is_non_joiner(*before),
        _ => false,
    }
}

/// Letters that stand as pieces of their own: a font that lacks a letter borrows
/// it from another, and each borrowed letter is a run.
#[derive(Clone, Debug, Default)]
pub struct Alone {
    counts: BTreeMap<char, (usize, usize)>,
}

impl Alone {
    /// Counts the letters that stand alone between spaces.
    pub fn of<'c>(lines: impl Iterator<Item = &'c Vec<char>>) -> Self {
        let mut counts: BTreeMap<char, (usize, usize)> = BTreeMap::new();
        for chars in lines {
            for (start, end) in spans(chars) {
                for c in chars[start..end].iter().filter(|c| persian::is_letter(**c)) {
                    counts.entry(*c).or_default().1 += 1;
                }
                if end - start == 1 && persian::is_letter(chars[start]) && chars[start] != 'و' {
                    counts.entry(chars[start]).or_default().0 += 1;
                }
            }
        }
        Self { counts }
    }

    /// How likely a cut is beside the letter, more than elsewhere.
    fn share(&self, letter: char) -> f64 {
        let (alone, all) = self.counts.get(&letter).copied().unwrap_or_default();
        if alone < 4 { 0.0 } else { (alone as f64 * 8.0 / all.max(1) as f64).min(0.2) }
    }
}

/// The share of a line's spaces that are two or more.
pub fn looseness(chars: &[char]) -> f64 {
    let spans = spans(chars);
    let gaps = spans.windows(2).map(|w| w[1].0 - w[0].1).filter(|g| *g > 0);
    let (wide, all) = gaps.fold((0, 0), |(w, n), g| (w + usize::from(g > 1), n + 1));
    wide as f64 / f64::from(all.max(4))
}

/// Whether a mark is a bracket or a quotation mark, which is a run of its own more often than others.
fn is_pair(mark: char) -> bool {
    matches!(mark, '(' | ')' | '«' | '»' | '"')
}

/// How likely a cut is between two words, numbers or marks.
fn between(chars: &[char], a: (usize, usize), b: (usize, usize), loose: f64) -> f64 {
    let gap = b.0 - a.1;
    let (left, right) = (&chars[a.0..a.1], &chars[b.0..b.1]);
    let text = |c: &[char]| c.iter().collect::<String>();
    let kinds = (kind(left[0]), kind(right[0]));
    let dash = |c: char| matches!(c, '-' | '_' | '–');
    // A prefix stands behind a plain space of its own run.
    let stub = kinds == ('p', 'p')
        && (matches!(text(left).as_str(), "می" | "نمی")
            || is_stub(&text(right)) && right.len() > 1 && !is_prefix(&text(right)));
    // A mark with letters on both sides ends a run: it lost its space there.
    let before = a.0.checked_sub(1).and_then(|n| chars.get(n));
    let tight = !is_pair(left[0]) && before.is_some_and(|c| is_word_char(*c));
    match (gap, kinds) {
        (0, ('m', 'p')) if tight => 0.5,
        (4.., _) => 0.999,
        (3, _) => 0.985,
        (2, ('p', 'p')) => 0.93,
        (2, _) => 0.93,
        (1, ('p', 'p')) if stub => 0.85,
        (1, ('a', 'a')) => 0.01,
        (1, ('0', '0')) => 0.9,
        (1, ('a' | '0' | 'm', 'a' | '0')) | (1, ('a', 'm')) => 0.15,
        (1, ('p', 'p')) => 0.03 + (loose - 0.4).max(0.0),
        (1, ('p', 'm')) if is_pair(right[0]) => 0.15,
        (1, ('p', 'm')) => 0.5,
        (1, ('m', _)) => 0.15,
        (1, _) => 0.5,
        (_, ('p', '0') | ('0', 'p')) => 0.85,
        (_, ('p', 'a') | ('a', 'p')) => 0.9,
        (_, ('0', 'm')) if dash(right[0]) => 0.85,
        (_, ('m', '0')) if dash(left[0]) => 0.85,
        (_, ('0', 'm') | ('m', '0')) => 0.5,
        (_, ('m', 'p')) => 0.25,
        (_, ('m', 'a') | ('a', 'm')) => 0.1,
        (_, ('p', 'm')) if is_pair(right[0]) => 0.15,
        (_, ('p', 'm')) => 0.05,
        _ => 0.1,
    }
}

/// Places inside a word: two pieces may stand glued together there.
fn inside(
    chars: &[char],
    (start, end): (usize, usize),
    reader: &mut Reader,
    own: &Own,
    alone: &Alone,
    out: &mut Vec<Cut>,
) {
    if end - start < 2 || end - start > 30 {
        return;
    }
    let whole = reader.part(&chars[start..end]);
    let known = reader.grams.is_sure(whole, own);
    if known && reader.grams.seen(whole, own) >= 3.0 {
        return;
    }
    for at in start + 1..end {
        let (a, b) = (reader.part(&chars[start..at]), reader.part(&chars[at..end]));
        let fits = [a, b].map(|p| {
            let text = reader.grams.text(p);
            reader.grams.is_known(p) || is_stub(text)
        });
        let p = match fits {
            [true, true] => 0.04,
            [true, false] | [false, true] => 0.02,
            [false, false] => 0.01,
        };
        let begun = || {
            let text = reader.grams.text(a);
            reader.grams.completion(text).is_some()
        };
        if known && !(fits[1] && (fits[0] || begun())) {
            continue;
        }
        let p = p + alone.share(chars[at]).max(alone.share(chars[at - 1]));
        out.push(cut(at, if known { p * 0.3 } else { p }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_between_letters_ends_a_run() {
        let p = |line: &str| {
            let chars: Vec<char> = line.chars().collect();
            let spans = spans(&chars);
            between(&chars, spans[1], spans[2], 0.0)
        };
        assert!(p("باران،برف") > p("باران ،برف"));
        assert!((p("باران«برف") - p("باران «برف")).abs() < 1e-9, "brackets stand so");
    }

    #[test]
    fn the_hole_of_a_dropped_letter_is_no_gap() {
        let word = |w: &str| w.chars().collect::<Vec<char>>();
        assert!(is_hole(&word("برق"), &['ق']));
        assert!(!is_hole(&word("طبق"), &['ق']), "a joined letter has a glyph of its own");
        assert!(!is_hole(&word("برق"), &['س']));
    }

    #[test]
    fn a_letter_that_often_stands_alone_is_cut_off_more_easily() {
        let line: Vec<char> = "باران ی شهر ی و ی برف ی دشت".chars().collect();
        let alone = Alone::of(std::iter::once(&line));
        assert!(alone.share('ی') > 0.1);
        assert_eq!(alone.share('ب'), 0.0);
        assert!(looseness(&line) < 0.1);
    }
}
