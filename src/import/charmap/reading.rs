//! What a damaged word can have been: all true words that the letter map turns
//! into what the source has.
//!
//! The map works one way, from glyph to wrong letter, and there it is sure: every
//! letter of a form comes out in the same way. So a reading is made up freely and
//! then run through the map; what does not give the source again is none. This
//! also settles the forms behind a wrong letter, which join as the true one did.

use std::collections::BTreeMap;

use crate::import::charmap::CharMap;
use crate::import::charmap::glyph::{Form, Glyph, joins};
use crate::text::persian;

/// One thing that a word of the source can have been.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The word.
    pub word: String,
    /// How likely the map makes the source of it: the logarithm of a probability.
    pub channel: f64,
    /// Whether a letter that dropped out is put back at its end.
    pub hole: bool,
}

/// At most so many steps are made for one word.
const STEPS: usize = 4000;

/// A letter of a reading, with its place in the source; `None` when it dropped out.
type Path = Vec<(char, Option<usize>)>;

/// A search in one word.
pub struct Search<'a> {
    map: &'a CharMap,
    source: &'a [char],
    steps: usize,
    out: Vec<Reading>,
}

/// All readings of a word; the word itself among them where the map allows it.
pub fn readings(map: &CharMap, source: &[char]) -> Vec<Reading> {
    let mut search = Search { map, source, steps: 0, out: Vec::new() };
    search.extend(0, &mut Vec::new());
    let mut best: BTreeMap<String, Reading> = BTreeMap::new();
    for reading in search.out {
        let known = best.get(&reading.word);
        if known.is_none_or(|r| r.channel < reading.channel) {
            best.insert(reading.word.clone(), reading);
        }
    }
    best.into_values().collect()
}

impl Search<'_> {
    fn extend(&mut self, at: usize, path: &mut Path) {
        self.steps += 1;
        if self.steps > STEPS {
            return;
        }
        if at == self.source.len() {
            self.settle(path);
        } else {
            let c = self.source[at];
            path.push((c, Some(at)));
            self.extend(at + 1, path);
            path.pop();
            for letter in self.letters_for(Some(c), path) {
                path.push((letter, Some(at)));
                self.extend(at + 1, path);
                path.pop();
            }
        }
        // Two letters in a row do not drop out.
        if path.last().is_none_or(|l| l.1.is_some()) && !self.source.is_empty() {
            for letter in self.letters_for(None, path) {
                let last = at == self.source.len() || !joins(letter);
                if !last && !self.drops_inside(letter) {
                    continue;
                }
                path.push((letter, None));
                self.extend(at, path);
                path.pop();
            }
        }
    }

    /// The letters that can have come out as `out`, in a form that fits what
    /// stands before.
    fn letters_for(&self, out: Option<char>, path: &Path) -> Vec<char> {
        let joined = path.iter().rev().map(|p| p.0).find(|c| persian::is_letter(*c));
        let joined = joined.is_some_and(joins);
        let fits = |g: &Glyph| joined == matches!(g.form, Form::Medial | Form::Final);
        let known = self.map.rules.iter().filter(|(g, rule)| rule.out == out && fits(g));
        let mut letters: Vec<char> = known.map(|(g, _)| g.letter()).collect();
        letters.sort_unstable();
        letters.dedup();
        letters.retain(|l| Some(*l) != out);
        letters
    }

    /// Whether a letter that joins on drops out before another one.
    fn drops_inside(&self, letter: char) -> bool {
        let inner = [Form::Initial, Form::Medial].map(|form| Glyph { letter, form });
        inner.iter().any(|g| self.map.rules.get(g).is_some_and(|r| r.out.is_none()))
    }

    /// Runs a finished reading through the map and keeps it if the source comes of it.
    fn settle(&mut self, path: &Path) {
        let word: Vec<char> = path.iter().map(|p| p.0).collect();
        let mut channel = 0.0;
        for (i, (letter, at)) in path.iter().enumerate() {
            let out = at.map(|a| self.source[a]);
            match self.map.rule_at(&word, i) {
                // A letter that drops out inside a word parts it, where it leaves a space.
                Some(rule) if rule.out == out && out.is_none() && i + 1 < path.len() => {
                    channel += (1.0 - self.map.gaps.left).max(1e-3).ln();
                }
                Some(rule) if rule.out == out => {}
                // Another typeface of the article can have the glyph right.
                Some(rule) if out == Some(*letter) => channel += rule.sound.ln(),
                None if out == Some(*letter) => {}
                _ => return,
            }
        }
        let hole = path.last().is_some_and(|p| p.1.is_none());
        self.out.push(Reading { word: word.into_iter().collect(), channel, hole });
    }
}

/// What the source has for each letter of a word; `None` where one drops out.
pub fn outs(map: &CharMap, word: &[char]) -> Vec<Option<char>> {
    (0..word.len()).map(|i| map.rule_at(word, i).map_or(Some(word[i]), |r| r.out)).collect()
}

/// What the source has for a word; dropped letters are left out.
pub fn damaged(map: &CharMap, word: &str) -> String {
    outs(map, &word.chars().collect::<Vec<char>>()).into_iter().flatten().collect()
}

/// The dropped letters that can stand between two words with a hole between them:
/// they join neither.
pub fn bridges(map: &CharMap, left: &[char]) -> Vec<char> {
    if left.last().is_none_or(|c| joins(*c)) {
        return Vec::new();
    }
    let lone = |g: &&Glyph| g.form == Form::Isolated && !joins(g.letter);
    let dropped = map.rules.iter().filter(|(_, r)| r.out.is_none()).map(|(g, _)| g);
    dropped.filter(lone).map(|g| g.letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::charmap::Rule;

    fn map(rules: &[(char, Form, Option<char>)]) -> CharMap {
        let rule = |out| Rule { out, mended: 5, sound: 0.01 };
        let rules = rules.iter().map(|(c, f, out)| (Glyph { letter: *c, form: *f }, rule(*out)));
        CharMap { rules: rules.collect(), ..CharMap::default() }
    }

    #[track_caller]
    fn check(map: &CharMap, source: &str, expected: &[&str]) {
        let source: Vec<char> = source.chars().collect();
        let mut found = readings(map, &source);
        found.sort_by(|a, b| b.channel.total_cmp(&a.channel).then(a.word.cmp(&b.word)));
        let words: Vec<&str> = found.iter().map(|r| r.word.as_str()).collect();
        assert_eq!(words, expected);
        for reading in found.iter().filter(|r| r.channel == 0.0) {
            assert_eq!(damaged(map, &reading.word), source.iter().collect::<String>());
        }
    }

    #[test]
    fn a_word_can_be_what_the_map_makes_its_source_of() {
        let map = map(&[('ک', Form::Medial, Some('م')), ('ب', Form::Isolated, None)]);
        check(&map, "سمه", &["سمه", "سکه"]);
        // Behind the kaf the alef is joined; at the end a letter dropped out.
        check(&map, "شما", &["شما", "شماب", "شکا", "شکاب"]);
        // A medial kaf that stands there came from a sound typeface.
        check(&map, "سکه", &["سکه"]);
    }

    #[test]
    fn the_letter_behind_a_wrong_one_joins_as_behind_the_true_one() {
        // A medial jeem comes out as a dal, which joins nothing behind it.
        let map = map(&[('ج', Form::Medial, Some('د')), ('ر', Form::Isolated, Some('و'))]);
        check(&map, "شدر", &["شجر", "شدر"]);
        check(&map, "شدو", &["شجو", "شدر", "شدو"]);
    }
}
