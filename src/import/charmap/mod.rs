//! The letter map of a font that the extraction read wrongly, inferred from the
//! text: which substitutions turn words that are none into words, all over the
//! article.
//!
//! A font has a glyph for each form of a letter, so a map works on a letter in a
//! form: at a word's beginning, in its middle, at its end, or by itself. It can
//! be many to one (a wrong `ه` may be a `ل` or a right `ه`), so it is undone word
//! by word, and only where a word comes of it. A glyph without any letter drops
//! out and leaves a hole or nothing at all.

pub mod glyph;
pub mod judge;
pub mod gaps;
pub mod kashida;
pub mod reading;
pub mod undone;
pub mod infer;
pub mod before;
pub mod after;

use std::collections::BTreeMap;

use crate::import::charmap::gaps::Gaps;
use crate::import::charmap::glyph::{Form, Glyph};
use crate::import::charmap::judge::Judge;
use crate::import::lexicon::is_word_char;
use crate::import::report::Damage;
use crate::import::source::Line;
use crate::text::persian;
use crate::text::persian::ZWNJ;

/// What a glyph comes out as.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// The letter in the source; `None` where there is nothing.
    pub out: Option<char>,
    /// How many different words of the article it mends.
    pub mended: usize,
    /// How often the glyph comes out right all the same, 0 to 1: an article is
    /// set in several typefaces.
    pub sound: f64,
}

/// An inferred letter map.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CharMap {
    /// The glyphs that come out wrong.
    pub rules: BTreeMap<Glyph, Rule>,
    /// The spaces behind words, which show dropped letters.
    pub gaps: Gaps,
}

impl CharMap {
    /// Infers the map from the words of the lines that are none. Empty for a text
    /// whose letters are sound.
    pub fn infer(lines: &[Line], judge: &Judge<'_>) -> Self {
        infer::infer(lines, judge)
    }

    /// The map as a kind of damage: which forms come out as what, and the share of
    /// the lines that have such a letter, right or wrong. `None` for sound letters.
    pub fn damage(&self, lines: &[(u32, String)]) -> Option<Damage> {
        if self.rules.is_empty() {
            return None;
        }
        let rule = |(glyph, rule): (&Glyph, &Rule)| {
            let form = match glyph.form {
                Form::Isolated => "alone",
                Form::Initial => "initial",
                Form::Medial => "medial",
                Form::Final => "final",
            };
            let out = rule.out.map_or_else(|| "nothing".to_owned(), String::from);
            format!("{} {form} → {out} ({} words)", glyph.letter(), rule.mended)
        };
        let rules: Vec<String> = self.rules.iter().map(rule).collect();
        let outs: Vec<char> = self.rules.values().filter_map(|r| r.out).collect();
        let shown = lines.iter().filter(|l| l.1.contains(outs.as_slice())).count();
        let share = shown as f64 / lines.len().max(1) as f64;
        Some(Damage {
            kind: "letters-substituted".to_owned(),
            evidence: rules.join(", "),
            share: (share * 1000.0).round() as f32 / 1000.0,
        })
    }

    /// The letters that drop out in some form, each once.
    pub fn dropped(&self) -> Vec<char> {
        let gone = self.rules.iter().filter(|(_, rule)| rule.out.is_none());
        let mut letters: Vec<char> = gone.map(|(glyph, _)| glyph.letter).collect();
        letters.dedup();
        letters
    }

    /// The rule for the letter at a place of a word.
    pub fn rule_at(&self, word: &[char], at: usize) -> Option<&Rule> {
        if self.rules.is_empty() || !persian::is_letter(word[at]) {
            return None;
        }
        self.rules.get(&glyph::glyph(word, at))
    }
}

/// Where the words of a line begin and end; the parts around a half-space are words.
pub fn word_spans(chars: &[char]) -> Vec<(usize, usize)> {
    spans(chars, |c| is_word_char(c) && c != ZWNJ)
}

/// Where the runs of characters that are `inside` begin and end.
pub fn spans(chars: &[char], inside: impl Fn(char) -> bool) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        let start = i;
        while i < chars.len() && inside(chars[i]) {
            i += 1;
        }
        if i > start {
            out.push((start, i));
        } else {
            i += 1;
        }
    }
    out
}
